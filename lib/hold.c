/* Reasons to wait, as files. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "buf.h"
#include "file.h"
#include "hold.h"
#include "say.h"

static int
hold_remove(const struct hold *h)
{
	char *path = mem_fmt("%s/%s/%s", h->run, h->dir, h->name);
	int rc = 0;

	if (unlink(path) == -1 && errno != ENOENT) {
		say_err("cannot remove %s:", path);
		rc = -1;
	}
	free(path);
	return (rc);
}

int
hold_open(struct hold *h, const char *run, const char *dir, const char *name)
{
	char *path = mem_fmt("%s/%s", run, dir);
	int rc = 0;

	memset(h, 0, sizeof(*h));
	h->run = run;
	h->dir = dir;
	h->name = name;
	if (mkdir(path, 0700) == -1 && errno != EEXIST) {
		say_err("cannot make %s:", path);
		rc = -1;
	}
	free(path);
	return (rc == -1 ? -1 : hold_remove(h));
}

int
hold_set(struct hold *h, const char *text)
{
	bool was = h->on;
	char *path, *line;
	int rc;

	if (h->on && strcmp(h->text, text) == 0)
		return (0);
	snprintf(h->text, sizeof(h->text), "%s", text);
	path = mem_fmt("%s/%s/%s", h->run, h->dir, h->name);
	if (!was)
		h->since = (long long)time(NULL);
	line = mem_fmt("%s\n%lld\n", h->text, h->since);
	rc = file_replace(path, line, strlen(line));
	free(line);
	free(path);
	if (rc == -1)
		return (-1);
	h->on = true;
	return (!was);
}

int
hold_clear(struct hold *h)
{
	if (!h->on)
		return (0);
	if (hold_remove(h) == -1)
		return (-1);
	h->on = false;
	return (1);
}
