/* Room on the server, without which there is no cut-over. */

#include <errno.h>
#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>

#include "look.h"
#include "say.h"
#include "setting.h"

enum {
	ROOM_REST_MS = 1000,
	ROOM_PATIENCE_MS = 10000,
};

/* ---- Connections ---- */

static int
connections_free(struct look *l, int64_t *n)
{
	struct sql_rows rows;

	if (look_connect(l) == -1 ||
	    sql_ask(&l->sql, &rows,
		"SELECT /* gh-ost */ CAST(@@GLOBAL.max_connections AS SIGNED)"
		" - CAST(VARIABLE_VALUE AS SIGNED) FROM performance_schema.global_status"
		" WHERE VARIABLE_NAME = 'Threads_connected'") == -1)
		return (-1);
	*n = strtoll(rows.cell[0], NULL, 10);
	sql_rows_free(&rows);
	return (0);
}

static int
connections_look(struct look *l, struct buf *why)
{
	uint64_t least = 0;
	int64_t n;

	look_setting(l, "cut-over-min-connections",
	    l->conf->cutover.connections, setting_count);
	if (setting_bytes(l->what, &least) == -1 || least == 0)
		return (LOOK_GO);
	if (connections_free(l, &n) == -1)
		return (look_failed(l, why));
	if (n >= 0 && (uint64_t)n >= least)
		return (LOOK_GO);
	buf_fmt(why, "cut-over-min-connections %" PRIi64 " < %" PRIu64, n,
	    least);
	return (LOOK_WAIT);
}

/* ---- Disk ---- */

/*
 * disk_free(l, dir, bytes): lowers ${*bytes} to what is free where ${dir} is,
 * for programs that are not root's.
 */
static int
disk_free(struct look *l, const char *dir, uint64_t *bytes)
{
	struct statvfs st;

	if (statvfs(dir, &st) == -1) {
		sql_refuse(&l->sql,
		    "the server's directory %s cannot be looked at: %s", dir,
		    strerror(errno));
		return (-1);
	}
	if ((uint64_t)st.f_bavail * st.f_frsize < *bytes)
		*bytes = (uint64_t)st.f_bavail * st.f_frsize;
	return (0);
}

/* SQL does not tell: only on the server's own host can it be seen. */
static int
disk_here(struct look *l, const char *host)
{
	struct utsname us;

	if (uname(&us) == 0 && strcmp(us.nodename, host) == 0)
		return (0);
	sql_refuse(&l->sql,
	    "the disk of the server on %s cannot be seen from here: run gho "
	    "there, or do without (cut-over-min-disk=0)",
	    host);
	return (-1);
}

static int
disk_least(struct look *l, uint64_t *bytes)
{
	struct sql_rows rows;
	int rc;

	if (look_connect(l) == -1 ||
	    sql_ask(&l->sql, &rows,
		"SELECT /* gh-ost */ @@hostname, @@datadir,"
		" @@log_bin_basename") == -1)
		return (-1);
	*bytes = UINT64_MAX;
	rc = disk_here(l, rows.cell[0]);
	if (rc == 0)
		rc = disk_free(l, rows.cell[1], bytes);
	if (rc == 0 && rows.cell[2] != NULL)
		rc = disk_free(l, dirname(rows.cell[2]), bytes);
	sql_rows_free(&rows);
	return (rc);
}

static int
disk_look(struct look *l, struct buf *why)
{
	uint64_t least = 0, bytes;

	look_setting(l, "cut-over-min-disk", l->conf->cutover.disk,
	    setting_size);
	if (setting_bytes(l->what, &least) == -1 || least == 0)
		return (LOOK_GO);
	if (disk_least(l, &bytes) == -1)
		return (look_failed(l, why));
	if (bytes >= least)
		return (LOOK_GO);
	buf_fmt(why, "cut-over-min-disk %" PRIu64 "M < %.80s", bytes >> 20,
	    l->what);
	return (LOOK_WAIT);
}

const struct look_kind look_connections = {
    .name = "cut-over-min-connections",
    .holds = LOOK_HOLDS_CUTOVER,
    .look = connections_look,
    .rest_ms = ROOM_REST_MS,
    .patience_ms = ROOM_PATIENCE_MS,
};

const struct look_kind look_disk = {
    .name = "cut-over-min-disk",
    .holds = LOOK_HOLDS_CUTOVER,
    .look = disk_look,
    .rest_ms = ROOM_REST_MS,
    .patience_ms = ROOM_PATIENCE_MS,
};
