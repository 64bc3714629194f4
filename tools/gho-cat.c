/* gho-cat: shows a stream as text, JSON, SQL or figures, or a part of it. */

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
#include "pick.h"
#include "rec.h"
#include "say.h"
#include "show.h"
#include "show_sql.h"
#include "sig.h"
#include "tally.h"
#include "unshow.h"

enum { CAT_FLUSH = 65536, CAT_FOLLOW_MS = 200 };

static const char usage[] =
    "usage: gho-cat [--json | --sql | --undo | --records | --stats]\n"
    "\t[--plan=PLAN] [--follow] [--color=WHEN] [--table=TABLE]\n"
    "\t[--kind=KIND,...] [--where=COLUMN=VALUE] [--changed=COLUMN]\n"
    "\t[--gtid=SET] [--after=TIME] [--before=TIME] [FILE ...]\n"
    "       gho-cat --pack [FILE ...]\n";

enum {
	OPT_JSON = 1,
	OPT_SQL,
	OPT_UNDO,
	OPT_RECORDS,
	OPT_STATS,
	OPT_PACK,
	OPT_PLAN,
	OPT_FOLLOW,
	OPT_COLOR,
	OPT_TABLE,
	OPT_KIND,
	OPT_WHERE,
	OPT_CHANGED,
	OPT_GTID,
	OPT_AFTER,
	OPT_BEFORE,
};

static const struct option options[] = {OPT_COMMON_OPTIONS,
    {"json", no_argument, NULL, OPT_JSON}, {"sql", no_argument, NULL, OPT_SQL},
    {"undo", no_argument, NULL, OPT_UNDO},
    {"records", no_argument, NULL, OPT_RECORDS},
    {"stats", no_argument, NULL, OPT_STATS},
    {"pack", no_argument, NULL, OPT_PACK},
    {"plan", required_argument, NULL, OPT_PLAN},
    {"follow", no_argument, NULL, OPT_FOLLOW},
    {"color", required_argument, NULL, OPT_COLOR},
    {"table", required_argument, NULL, OPT_TABLE},
    {"kind", required_argument, NULL, OPT_KIND},
    {"where", required_argument, NULL, OPT_WHERE},
    {"changed", required_argument, NULL, OPT_CHANGED},
    {"gtid", required_argument, NULL, OPT_GTID},
    {"after", required_argument, NULL, OPT_AFTER},
    {"before", required_argument, NULL, OPT_BEFORE}, {NULL, 0, NULL, 0}};

struct tool {
	int form; /* OPT_JSON and so on; 0: text */
	bool follow;
	bool rich;
	struct pick pick;
	struct plan *plan;
	struct show_sql sql;
	struct pen pen;
	struct unshow unshow;
	struct tally *tally;
	struct buf out;
};

/* ---- Options ---- */

static void
take_form(struct tool *t, int form)
{
	if (t->form != 0 && t->form != form)
		say_die(X_USAGE,
		    "--json, --sql, --undo, --records, --stats "
		    "and --pack exclude each other");
	t->form = form;
}

static void
take_where(struct tool *t)
{
	char *equals = strchr(optarg, '=');

	if (equals == NULL)
		say_die(X_USAGE, "--where=%s: not COLUMN=VALUE", optarg);
	*equals = '\0';
	t->pick.column = optarg;
	t->pick.value = equals + 1;
}

static void
take_color(struct tool *t)
{
	if (strcmp(optarg, "always") == 0)
		t->rich = true;
	else if (strcmp(optarg, "never") == 0)
		t->rich = false;
	else if (strcmp(optarg, "auto") != 0)
		say_die(X_USAGE, "--color=%s: not always, never or auto",
		    optarg);
}

static int64_t
take_time(const char *name)
{
	int64_t us;

	if (pick_time(optarg, &us) == -1)
		say_die(X_USAGE, "--%s=%s: not a time such as %s", name, optarg,
		    "2026-11-21 07:30:00");
	return (us);
}

static void
take_filter(struct tool *t, int c)
{
	switch (c) {
	case OPT_TABLE:
		t->pick.table = optarg;
		break;
	case OPT_KIND:
		if (pick_kind(&t->pick, optarg) == -1)
			say_die(X_USAGE, "--kind=%s: not kinds of records",
			    optarg);
		break;
	case OPT_WHERE:
		take_where(t);
		break;
	case OPT_CHANGED:
		t->pick.changed = optarg;
		break;
	case OPT_GTID:
		if (gtid_parse(&t->pick.gtid, optarg) == -1)
			say_die(X_USAGE, "--gtid=%s: not a GTID set", optarg);
		t->pick.by_gtid = true;
		break;
	case OPT_AFTER:
		t->pick.after = take_time("after");
		break;
	case OPT_BEFORE:
		t->pick.before = take_time("before");
		break;
	}
}

static void
take_option(struct tool *t, int c)
{
	switch (c) {
	case OPT_PLAN:
		t->plan = plan_need(optarg);
		break;
	case OPT_FOLLOW:
		t->follow = true;
		break;
	case OPT_COLOR:
		take_color(t);
		break;
	default:
		if (c <= OPT_PACK)
			take_form(t, c);
		else
			take_filter(t, c);
	}
}

/* ---- Records out ---- */

static void
flush(struct tool *t)
{
	if (file_write(STDOUT_FILENO, t->out.p, t->out.len) == -1)
		say_die(X_SYS, "cannot write to stdout:");
	t->out.len = 0;
}

static int
append(const char *p, size_t len, void *out)
{
	buf_add(out, p, len);
	return (0);
}

static void
give_json(struct tool *t, const struct rec *rec)
{
	json_t *o = show_json(rec);

	if (o == NULL || json_dump_callback(o, append, &t->out, JSON_COMPACT))
		say_die(X_BUG, "record %llu has no JSON form",
		    (unsigned long long)rec->no);
	json_decref(o);
	buf_chr(&t->out, '\n');
}

static void
give(void *arg, const struct rec *rec)
{
	struct tool *t = arg;

	switch (t->form) {
	case OPT_JSON:
		give_json(t, rec);
		break;
	case OPT_SQL:
	case OPT_UNDO:
		show_sql(&t->sql, &t->out, rec);
		break;
	case OPT_RECORDS:
		pen_rec(&t->pen, rec);
		break;
	case OPT_STATS:
		tally_add(t->tally, rec, &t->out);
		break;
	default:
		show_text(&t->out, rec, t->rich);
	}
}

/* ---- A stream in ---- */

/* cat(t, fd): shows one stream.  Returns the exit code. */
static int
cat(struct tool *t, int fd)
{
	struct rec_reader *r = rec_open(fd);
	struct rec rec;
	int rc, code = X_DONE;

	for (;;) {
		/* What has come is shown before more is waited for. */
		rc = rec_read(r, &rec, t->out.len > 0 ? 0 : -1);
		if (rc == REC_GOT)
			pick_take(&t->pick, &rec, give, t);
		if (t->out.len > CAT_FLUSH || (rc != REC_GOT && t->out.len > 0))
			flush(t);
		if (rc == -1)
			code = rec_fail(r);
		if (rc == REC_EOF && t->follow && !rec_ended(r)) {
			sig_sleep(CAT_FOLLOW_MS);
			rec_more(r);
			continue;
		}
		if (rc == -1 || rc == REC_EOF)
			break;
	}
	if (rc == REC_EOF && !rec_ended(r)) {
		say_err("the stream was cut: it has no end record");
		code = X_AGAIN;
	}
	rec_close(r);
	return (code);
}

/* pack(t, fd): JSON lines to records. */
static int
pack(struct tool *t, int fd)
{
	FILE *f = fdopen(dup(fd), "r");
	unsigned long long no = 0;
	struct bad bad = {0};
	char *line = NULL;
	size_t size = 0, was;
	int code = X_DONE;
	ssize_t n;

	if (f == NULL)
		say_die(X_SYS, "cannot read:");
	while (code == X_DONE && (n = getline(&line, &size, f)) != -1) {
		no++;
		was = t->out.len;
		if (unshow_line(&t->unshow, line, (size_t)n, &t->pen, &bad) ==
		    -1) {
			t->out.len = was;
			say_err("line %llu: %s", no, bad.why);
			code = bad.code;
		}
		if (t->out.len > CAT_FLUSH)
			flush(t);
	}
	flush(t);
	free(line);
	fclose(f);
	return (code);
}

static int
cat_file(struct tool *t, const char *path)
{
	int (*how)(struct tool *, int) = t->form == OPT_PACK ? pack : cat;
	int fd, rc;

	if (strcmp(path, "-") == 0)
		return (how(t, STDIN_FILENO));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1) {
		say_err("cannot open %s:", path);
		return (X_SYS);
	}
	rc = how(t, fd);
	close(fd);
	return (rc);
}

/* What stands before and after all streams. */
static void
begin(struct tool *t)
{
	t->sql.plan = t->plan;
	t->sql.undo = t->form == OPT_UNDO;
	pen_open(&t->pen, &t->out);
	if (t->form == OPT_STATS)
		t->tally = tally_new();
	if (t->form == OPT_SQL)
		show_sql_head(&t->out);
}

static void
end(struct tool *t)
{
	/* tac(1) makes it the first line. */
	if (t->form == OPT_UNDO)
		show_sql_head(&t->out);
	if (t->form == OPT_STATS) {
		tally_end(t->tally, &t->out);
		tally_free(t->tally);
	}
	flush(t);
	unshow_free(&t->unshow);
	pick_free(&t->pick);
	plan_free(t->plan);
	buf_free(&t->out);
}

int
main(int argc, char **argv)
{
	static struct tool t;
	int rc;

	say_init(argv[0]);
	t.rich = isatty(STDOUT_FILENO);
	while ((rc = opt_next(argc, argv, options, NULL, usage)) != -1)
		take_option(&t, rc);
	if (t.plan != NULL && t.form != OPT_SQL && t.form != OPT_UNDO)
		say_die(X_USAGE, "--plan goes with --sql and --undo");
	begin(&t);
	rc = optind == argc ? cat_file(&t, "-") : X_DONE;
	for (; rc == X_DONE && optind < argc; optind++)
		rc = cat_file(&t, argv[optind]);
	end(&t);
	return (rc);
}
