/* gho-cat: shows a stream as text or as JSON lines. */

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "buf.h"
#include "file.h"
#include "opt.h"
#include "rec.h"
#include "say.h"
#include "show.h"

enum { CAT_FLUSH = 65536 };

static const char usage[] = "usage: gho-cat [--json] [FILE ...]\n";

enum { OPT_JSON = 1 };

static const struct option options[] = {OPT_COMMON_OPTIONS,
    {"json", no_argument, NULL, OPT_JSON}, {NULL, 0, NULL, 0}};

static int
append(const char *p, size_t len, void *out)
{
	buf_add(out, p, len);
	return (0);
}

static void
show(struct buf *out, const struct rec *rec, bool json)
{
	json_t *o;

	if (!json) {
		show_text(out, rec);
		return;
	}
	o = show_json(rec);
	if (o == NULL || json_dump_callback(o, append, out, JSON_COMPACT))
		say_die(X_BUG, "record %llu has no JSON form",
		    (unsigned long long)rec->no);
	json_decref(o);
	buf_chr(out, '\n');
}

static void
flush(struct buf *out)
{
	if (file_write(STDOUT_FILENO, out->p, out->len) == -1)
		say_die(X_SYS, "cannot write to stdout:");
	out->len = 0;
}

/* cat(fd, json): shows one stream.  Returns the exit code. */
static int
cat(int fd, bool json)
{
	struct rec_reader *r = rec_open(fd);
	struct buf out = {0};
	struct rec rec;
	int rc, code = X_DONE;

	for (;;) {
		/* What has come is shown before more is waited for. */
		rc = rec_read(r, &rec, out.len > 0 ? 0 : -1);
		if (rc == REC_GOT)
			show(&out, &rec, json);
		if (out.len > CAT_FLUSH || (rc != REC_GOT && out.len > 0))
			flush(&out);
		if (rc == -1)
			code = rec_fail(r);
		if (rc == -1 || rc == REC_EOF)
			break;
	}
	if (rc == REC_EOF && !rec_ended(r)) {
		say_err("the stream was cut: it has no end record");
		code = X_AGAIN;
	}
	buf_free(&out);
	rec_close(r);
	return (code);
}

static int
cat_file(const char *path, bool json)
{
	int fd, rc;

	if (strcmp(path, "-") == 0)
		return (cat(STDIN_FILENO, json));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1) {
		say_err("cannot open %s:", path);
		return (X_SYS);
	}
	rc = cat(fd, json);
	close(fd);
	return (rc);
}

int
main(int argc, char **argv)
{
	bool json = false;
	int rc;

	say_init(argv[0]);
	while ((rc = opt_next(argc, argv, options, NULL, usage)) != -1) {
		if (rc == OPT_JSON)
			json = true;
	}
	if (optind == argc)
		return (cat(STDIN_FILENO, json));
	for (rc = X_DONE; rc == X_DONE && optind < argc; optind++)
		rc = cat_file(argv[optind], json);
	return (rc);
}
