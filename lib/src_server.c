/* Events from a server, as a replica gets them. */

#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>

#include <mysqld_error.h>

#include "beat.h"
#include "ev.h"
#include "say.h"
#include "sig.h"
#include "src.h"
#include "tick.h"

enum {
	SRC_SILENCE = 30,  /* s, at least, until it is dead */
	SRC_STALL = 86400, /* s that a reader may pause */
	/* com_binlog_dump's flag for 64-bit positions in heartbeats. */
	SRC_HEARTBEAT_V2 = 2,
};

static void
src_random(void *p, size_t n)
{
	if (getrandom(p, n, 0) != (ssize_t)n)
		say_die(X_SYS, "cannot get random bytes:");
}

void
src_server_init(struct src_server *s, const struct sql_opt *opt,
    const struct plan *plan, uint32_t id, double heartbeat)
{
	unsigned int silence = (unsigned int)(heartbeat * 5) + 1;
	uint16_t r[8];

	memset(s, 0, sizeof(*s));
	atomic_init(&s->fd, -1);
	s->opt = *opt;
	s->plan = plan;
	s->id = id;
	s->heartbeat = heartbeat;
	if (silence < SRC_SILENCE)
		silence = SRC_SILENCE;
	if (s->opt.timeout < silence)
		s->opt.timeout = silence;
	src_random(r, sizeof(r));
	snprintf(s->uuid, sizeof(s->uuid),
	    "%04x%04x-%04x-%04x-%04x-%04x%04x"
	    "%04x",
	    r[0], r[1], r[2], r[3] & 0x0fff, r[4], r[5], r[6], r[7]);
}

static int
src_failed(struct src_server *s)
{
	s->fail = s->sql.fail;
	s->error = s->sql.error;
	return (-1);
}

/* The server's own id, and those of the replicas that it knows. */
static int
src_id_taken(struct src_server *s, uint32_t id)
{
	bool old = mysql_get_server_version(s->sql.my) < 80022;
	struct sql_rows rows;
	unsigned int i;
	int taken = 0;

	if (sql_ask(&s->sql, &rows, "SELECT @@global.server_id") == -1)
		return (src_failed(s));
	taken = rows.nrow > 0 && strtoul(rows.cell[0], NULL, 10) == id;
	sql_rows_free(&rows);
	if (sql_ask(&s->sql, &rows,
		old ? "SHOW SLAVE HOSTS" : "SHOW REPLICAS") == -1)
		return (src_failed(s));
	for (i = 0; i < rows.nrow; i++)
		taken |= strtoul(rows.cell[i * rows.ncol], NULL, 10) == id;
	sql_rows_free(&rows);
	return (taken);
}

static int
src_choose_id(struct src_server *s)
{
	int taken;

	while (s->id == 0) {
		src_random(&s->id, sizeof(s->id));
		if ((taken = src_id_taken(s, s->id)) == -1)
			s->id = 0;
		if (taken == -1)
			return (-1);
		if (taken)
			s->id = 0;
	}
	return (0);
}

/*
 * Old servers know the master_ and slave_ words only, new ones both.  The
 * checksum variable says that we understand what the server has.
 */
static int
src_session(struct src_server *s)
{
	unsigned long long ns = (unsigned long long)(s->heartbeat * 1e9);

	if (sql_run(&s->sql,
		"SET @source_binlog_checksum ="
		" @@global.binlog_checksum,"
		" @master_binlog_checksum = @@global.binlog_checksum,"
		" @source_heartbeat_period = %llu,"
		" @master_heartbeat_period = %llu,"
		" @replica_uuid = '%s', @slave_uuid = '%s',"
		" SESSION net_write_timeout = %d",
		ns, ns, s->uuid, s->uuid, SRC_STALL) == -1)
		return (src_failed(s));
	return (0);
}

int
src_server_connect(struct src_server *s, bool same)
{
	int rc;

	/* Another server's log has other positions. */
	if (same)
		rc = sql_open_same(&s->sql, &s->opt, s->plan->stream_uuid);
	else
		rc = sql_open(&s->sql, &s->opt);
	if (rc == -1)
		return (src_failed(s));
	if (src_choose_id(s) == -1 || src_session(s) == -1) {
		src_server_close(s);
		return (-1);
	}
	return (0);
}

int
src_server_ahead(struct src_server *s, int64_t *us)
{
	int64_t now;

	if (beat_time(&s->sql, NULL, &now) == -1)
		return (src_failed(s));
	*us = now - tick_real();
	return (0);
}

int
src_server_end(struct src_server *s, struct coord *pos)
{
	bool old = mysql_get_server_version(s->sql.my) < 80200;
	struct sql_rows rows;
	int ret = -1;

	if (sql_ask(&s->sql, &rows,
		old ? "SHOW MASTER STATUS" : "SHOW BINARY LOG STATUS") == -1)
		return (src_failed(s));
	if (rows.nrow == 1 && rows.ncol >= 2)
		ret = coord_file(pos, rows.cell[0], strlen(rows.cell[0]),
		    strtoull(rows.cell[1], NULL, 10));
	sql_rows_free(&rows);
	if (ret == -1) {
		sql_refuse(&s->sql, "the server has no binary log");
		return (src_failed(s));
	}
	return (ret);
}

static void
src_fix_set(MYSQL_RPL *rpl, unsigned char *packet)
{
	const struct buf *set = rpl->gtid_set_arg;

	memcpy(packet, set->p, set->len);
}

/*
 * libmysqlclient goes on with a read that a signal has interrupted, and
 * nothing tells whether it has bytes of its own, so that one could wait
 * for the socket instead.  So while the main thread reads, the signals are
 * this thread's, which shuts the socket down.
 */
static void *
src_watch(void *arg)
{
	struct src_server *s = arg;
	sigset_t none;
	int fd;

	sigemptyset(&none);
	while (sig_seen() == 0)
		ppoll(NULL, 0, NULL, &none);
	if ((fd = atomic_load(&s->fd)) != -1)
		shutdown(fd, SHUT_RDWR);
	return (NULL);
}

static void
src_signals(int how)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	pthread_sigmask(how, &set, NULL);
}

static int
src_fetch(struct src_server *s)
{
	int ret = -1;

	atomic_store(&s->fd, s->sql.my->net.fd);
	src_signals(SIG_BLOCK);
	/* Begun with the signals blocked: it has them in ppoll() only. */
	if (!s->watched && pthread_create(&s->watch, NULL, src_watch, s) == 0)
		s->watched = true;
	if (sig_seen() == 0)
		ret = mysql_binlog_fetch(s->sql.my, &s->rpl);
	src_signals(SIG_UNBLOCK);
	atomic_store(&s->fd, -1);
	return (ret);
}

/*
 * src_purged(why): what is missing is not there any more; there are other
 * reasons for the same error, rpl_binlog_sender.cc has them.
 */
static bool
src_purged(const char *why)
{
	return (strstr(why, "purged") != NULL ||
	    strstr(why, "Could not find first log file") != NULL);
}

/* What the server or the library says about a dump that has failed. */
static int
src_dump_failed(struct src_server *s)
{
	unsigned int error = mysql_errno(s->sql.my);
	const char *why = mysql_error(s->sql.my);

	s->error = error;
	s->fail = sql_class(error);
	if (s->fail == X_AGAIN)
		return (SRC_LOST);
	/* The server found its own files damaged: Binlog_sender. */
	if (error == ER_SOURCE_FATAL_ERROR_READING_BINLOG &&
	    (strstr(why, "corrupt") != NULL || strstr(why, "bogus") != NULL))
		s->fail = X_DATA;
	say_err("the server cannot send its binary log: %s (%u)%s", why, error,
	    src_purged(why) ?
		"; changes that were not applied yet are purged, so this "
		"migration cannot go on: begin it anew, and let the server "
		"keep its logs for longer (binlog_expire_logs_seconds)" :
		"");
	return (-1);
}

int
src_server_dump(struct src_server *s, const struct coord *from,
    const struct gtid_set *set)
{
	MYSQL_RPL *rpl = &s->rpl;

	memset(rpl, 0, sizeof(*rpl));
	rpl->server_id = s->id;
	rpl->flags = SRC_HEARTBEAT_V2;
	rpl->start_position = 4;
	if (set != NULL) {
		s->set.len = 0;
		gtid_encode(set, &s->set);
		rpl->flags |= MYSQL_RPL_GTID;
		rpl->gtid_set_encoded_size = s->set.len;
		rpl->fix_gtid_set = src_fix_set;
		rpl->gtid_set_arg = &s->set;
	} else {
		rpl->file_name = from->file;
		rpl->file_name_length = strlen(from->file);
		/* COM_BINLOG_DUMP has 32 bits; the caller drops the rest. */
		if (from->pos <= UINT32_MAX)
			rpl->start_position = from->pos;
	}
	/* The greatest event that a server sends: max_log_event_size. */
	s->sql.my->net.max_packet_size = EV_MAX;
	if (mysql_binlog_open(s->sql.my, rpl) != 0) {
		if (src_dump_failed(s) == SRC_LOST)
			say_warn("cannot begin a dump: %s",
			    mysql_error(s->sql.my));
		return (-1);
	}
	s->open = true;
	return (0);
}

static bool
src_ready(struct src_server *s)
{
	struct pollfd p = {s->sql.my->net.fd, POLLIN, 0};

	return (poll(&p, 1, 0) == 1);
}

int
src_server_next(struct src_server *s, const uint8_t **p, size_t *n, bool wait)
{
	bool ready = src_ready(s);

	/* The library may hold more than the socket; then this is early. */
	if (!ready && !wait)
		return (SRC_WAIT);
	if ((ready ? mysql_binlog_fetch(s->sql.my, &s->rpl) : src_fetch(s)) !=
	    0)
		return (sig_seen() != 0 ? SRC_LOST : src_dump_failed(s));
	/* End of the dump: the server shuts down. */
	if (s->rpl.size == 0) {
		s->error = ER_SERVER_SHUTDOWN;
		return (SRC_LOST);
	}
	/* One byte of status comes first. */
	*p = s->rpl.buffer + 1;
	*n = s->rpl.size - 1;
	return (SRC_EVENT);
}

void
src_server_close(struct src_server *s)
{
	if (s->open && s->sql.my != NULL)
		mysql_binlog_close(s->sql.my, &s->rpl);
	s->open = false;
	sql_close(&s->sql);
}

void
src_server_free(struct src_server *s)
{
	src_server_close(s);
	if (s->watched) {
		pthread_cancel(s->watch);
		pthread_join(s->watch, NULL);
	}
	buf_free(&s->set);
}
