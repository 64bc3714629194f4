/* Small files, and the run directory's holds and knobs. */

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "file.h"
#include "say.h"

int
file_write(int fd, const void *data, size_t len)
{
	const char *p = data;
	ssize_t n;

	while (len > 0) {
		n = write(fd, p, len);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return (-1);
		p += n;
		len -= (size_t)n;
	}
	return (0);
}

int
file_replace(const char *path, const char *text, size_t len)
{
	char *new = mem_fmt("%s.new", path);
	int fd, rc = -1;

	fd = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
	    0600);
	if (fd == -1) {
		say_err("cannot write %s:", new);
		goto err0;
	}
	if (file_write(fd, text, len) == -1) {
		say_err("cannot write %s:", new);
		close(fd);
		goto err0;
	}
	if (close(fd) == -1 || rename(new, path) == -1) {
		say_err("cannot replace %s:", path);
		goto err0;
	}
	rc = 0;
err0:
	free(new);
	return (rc);
}

int
file_word(const char *path, char *line, size_t size)
{
	FILE *f = fopen(path, "re");
	int rc = 1;

	if (f == NULL && errno == ENOENT)
		return (0);
	if (f == NULL) {
		say_err("cannot read %s:", path);
		return (-1);
	}
	line[0] = '\0';
	if (fgets(line, (int)size, f) == NULL && ferror(f)) {
		say_err("cannot read %s:", path);
		rc = -1;
	}
	line[strcspn(line, "\n")] = '\0';
	fclose(f);
	return (rc);
}

/* run_any(dir, reason, size): the name of a file in ${dir}, if any. */
static bool
run_any(const char *path, char *reason, size_t size)
{
	DIR *dir = opendir(path);
	const struct dirent *e;
	bool found = false;
	size_t len;

	if (dir == NULL && errno == ENOENT)
		return (false);
	if (dir == NULL) {
		/* Somebody may want us to wait: so it is safe. */
		snprintf(reason, size, "unreadable");
		return (true);
	}
	while (!found && (e = readdir(dir)) != NULL) {
		len = strlen(e->d_name);
		/* Half-written files do not count. */
		if (e->d_name[0] == '.' ||
		    (len > 4 && strcmp(e->d_name + len - 4, ".new") == 0))
			continue;
		snprintf(reason, size, "%s", e->d_name);
		found = true;
	}
	closedir(dir);
	return (found);
}

bool
run_held(const char *run, const char *what, char *reason, size_t size)
{
	char path[4096];

	if (run == NULL)
		return (false);
	snprintf(path, sizeof(path), "%s/%s", run, what);
	return (run_any(path, reason, size));
}

bool
run_apply_held(const char *run)
{
	char reason[256];

	return (run_held(run, "hold", reason, sizeof(reason)) ||
	    run_held(run, "hold-apply", reason, sizeof(reason)));
}

bool
run_cutover_held(const char *run, char *reason, size_t size)
{
	char name[256], path[4096], line[320];

	if (!run_held(run, "hold-cutover", name, sizeof(name)))
		return (false);
	snprintf(path, sizeof(path), "%s/hold-cutover/%s", run, name);
	/* What a person has touched is empty, and it may be gone by now. */
	if (file_word(path, line, sizeof(line)) != 1 || line[0] == '\0')
		snprintf(line, sizeof(line), "%s", name);
	snprintf(reason, size, "%s", line);
	return (true);
}

void
run_knob(const char *run, const char *name, double min, double max,
    double *value)
{
	char path[4096], line[64], *end;
	double v;

	if (run == NULL)
		return;
	snprintf(path, sizeof(path), "%s/knob/%s", run, name);
	if (file_word(path, line, sizeof(line)) != 1)
		return;
	v = strtod(line, &end);
	if (end != line && *end == '\0' && v >= min && v <= max) {
		*value = v;
		return;
	}
	say_warn("knob %s: \"%s\" is not a number from %g to %g, %g stays",
	    name, line, min, max, *value);
	/* So that it is said once, and people see what is in force. */
	snprintf(line, sizeof(line), "%g\n", *value);
	if (file_replace(path, line, strlen(line)) == -1)
		say_warn("knob %s is not reset", name);
}

void
run_number(const char *run, const char *name, double *value)
{
	char path[4096], line[64], *end;
	double v;

	if (run == NULL)
		return;
	snprintf(path, sizeof(path), "%s/%s", run, name);
	if (file_word(path, line, sizeof(line)) != 1)
		return;
	v = strtod(line, &end);
	if (end != line && *end == '\0')
		*value = v;
}
