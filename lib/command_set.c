/* Commands that set what the tools follow: files of knob/. */

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command_in.h"
#include "file.h"
#include "load.h"
#include "setting.h"
#include "snap.h"
#include "window.h"

/* ---- Files ---- */

int
command_put(const struct command *c, const char *dir, const char *name,
    const char *text)
{
	char *path = mem_fmt("%s/%s", c->run, dir);
	char *file = mem_fmt("%s/%s", path, name);
	int rc = -1;

	if (mkdir(path, 0700) == 0 || errno == EEXIST)
		rc = file_replace(file, text, strlen(text));
	if (rc == -1)
		buf_fmt(c->out, "cannot write %s: %s\n", file, strerror(errno));
	free(file);
	free(path);
	return (rc);
}

int
command_remove(const struct command *c, const char *name)
{
	char *file = mem_fmt("%s/%s", c->run, name);
	int rc = unlink(file);

	if (rc == -1 && errno == ENOENT)
		rc = 0;
	if (rc == -1)
		buf_fmt(c->out, "cannot remove %s: %s\n", file,
		    strerror(errno));
	free(file);
	return (rc);
}

bool
command_asks(const struct command *c)
{
	return (strcmp(c->arg, "?") == 0);
}

/* ---- Settings ---- */

/* A number is moved into its range, as gh-ost does. */
static int
command_number(struct command *c, double min, double max, bool whole)
{
	char *end, text[64];
	double v;

	v = strtod(c->arg, &end);
	if (end == c->arg || *end != '\0' || isnan(v) ||
	    (whole && c->arg[strcspn(c->arg, ".eExXn")] != '\0')) {
		buf_fmt(c->out, "strconv.%s: parsing \"%s\": invalid syntax\n",
		    whole ? "Atoi" : "ParseFloat", c->arg);
		return (COMMAND_REFUSED);
	}
	v = v < min ? min : v > max ? max : v;
	snprintf(text, sizeof(text), whole ? "%.0f\n" : "%g\n", v);
	if (command_put(c, "knob", c->name, text) == -1)
		return (COMMAND_REFUSED);
	return (COMMAND_FULL);
}

static int
command_text(struct command *c, int (*check)(const char *, struct buf *))
{
	struct buf why = {0};
	char *line;
	int rc = check(c->arg, &why);

	if (rc == -1) {
		buf_fmt(c->out, "%s: %s\n", c->name, buf_cstr(&why));
		buf_free(&why);
		return (COMMAND_REFUSED);
	}
	line = mem_fmt("%s\n", c->arg);
	rc = command_put(c, "knob", c->name, line);
	free(line);
	return (rc == -1 ? COMMAND_REFUSED : COMMAND_FULL);
}

/* Numbers that stand in a text as they were set may have zeros after them. */
int
command_tell(struct command *c)
{
	char text[SNAP_WORD];

	snap_setting(c->run, c->name, text);
	buf_fmt(c->out, "%s\n", text);
	return (COMMAND_DONE);
}

int
command_chunk_size(struct command *c)
{
	return (command_number(c, 10, 100000, true));
}

int
command_dml_batch_size(struct command *c)
{
	return (command_number(c, 1, 1000, true));
}

int
command_max_lag_millis(struct command *c)
{
	return (command_number(c, 100, 1e9, true));
}

int
command_nice_ratio(struct command *c)
{
	return (command_number(c, 0, 100, false));
}

int
command_load(struct command *c)
{
	return (command_text(c, load_check));
}

int
command_cutover_count(struct command *c)
{
	return (command_text(c, setting_count));
}

int
command_cutover_disk(struct command *c)
{
	return (command_text(c, setting_size));
}

int
command_cutover_window(struct command *c)
{
	return (command_text(c, window_check));
}

int
command_throttle_query(struct command *c)
{
	int rc = command_text(c, setting_query);

	if (rc != COMMAND_REFUSED)
		buf_str(c->out, COMMAND_NOTE);
	return (rc);
}

int
command_throttle_http(struct command *c)
{
	int rc = command_text(c, setting_http);

	if (rc != COMMAND_REFUSED)
		buf_str(c->out, COMMAND_NOTE);
	return (rc);
}

int
command_replicas(struct command *c)
{
	int rc = command_text(c, setting_replicas);

	if (rc != COMMAND_REFUSED)
		buf_fmt(c->out, "%s\n", c->arg);
	return (rc);
}
