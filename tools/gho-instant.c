/*
 * gho-instant: lets the server alter the table itself where that takes no
 * time: ALGORITHM=INSTANT, or few rows.
 */

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "alter.h"
#include "mode.h"
#include "opt.h"
#include "plan.h"
#include "say.h"
#include "schema.h"
#include "sig.h"
#include "solo.h"
#include "tok.h"

enum {
	TRIES = 3,
	REST_MS = 1000, /* between them: applications go on */
	END_S = 20,	/* for a session that is killed to end */
};

static const char usage[] = "usage: gho-instant " SQL_USAGE "\n"
			    "\t[--cut-over-lock-timeout-seconds=N]\n"
			    "\t[--direct-max-rows=N] [--skip-instant] <plan\n";

struct instant {
	struct sql_opt sql;
	unsigned int timeout;
	long most; /* rows, to be altered directly; 0: never */
	bool skip; /* no ALGORITHM=INSTANT */
	bool busy; /* others have used the table all the time */
	struct plan *plan;
	struct sql s;
};

/* How the server may go about it. */
struct form {
	const char *told; /* on stdout, when it is done */
	const char *how;
	const char *clause;
	const char *mode; /* besides the server's own */
};

static const struct form instantly = {"instant", "instantly",
    "ALGORITHM = INSTANT, ", ""};
/* No value is lost in silence, however the server's mode is set. */
static const struct form directly = {"direct", "directly", "",
    ",STRICT_ALL_TABLES"};

static int
not_so(struct instant *in, const struct form *form, const char *why)
{
	say_info("`%s`.`%s` is not altered %s: %s", in->plan->db,
	    in->plan->table, form->how, why);
	return (X_NO);
}

/*
 * A renamed column that is to lose its values would keep them.  A column that
 * is dropped is named by DROP, too.
 */
static bool
forgets(const struct plan *p, const struct alter *a)
{
	unsigned int i, j;

	for (i = 0; i < a->npair; i++) {
		for (j = 0; j < p->ndropped; j++) {
			if (!a->pair[i].modify &&
			    strcasecmp(a->pair[i].from, p->dropped[j]) == 0)
				return (true);
		}
	}
	return (false);
}

/* The clauses depend on the mode of the session that runs them. */
static int
read_alter(struct instant *in, bool *forgetful)
{
	struct buf why = {0};
	struct sql_rows rows;
	struct alter a;

	if (sql_ask(&in->s, &rows, "SELECT @@GLOBAL.sql_mode") == -1)
		return (-1);
	if (alter_parse(&a, in->plan->alter, tok_flags(rows.cell[0]), &why) ==
	    -1) {
		sql_refuse(&in->s, "the plan's ALTER cannot be read: %s",
		    buf_cstr(&why));
		sql_rows_free(&rows);
		return (-1);
	}
	*forgetful = forgets(in->plan, &a);
	alter_free(&a);
	sql_rows_free(&rows);
	return (0);
}

/* same(in, is): whether the table is still what the plan says. */
static int
same(struct instant *in, bool *is)
{
	struct plan_table now;

	if (schema_begin(&in->s, in->plan->version) == -1 ||
	    schema_table(&in->s, in->plan->db, in->plan->table, &now) == -1)
		return (-1);
	*is = schema_same(now.create, in->plan->orig.create);
	plan_table_free(&now);
	return (0);
}

static int
run(struct instant *in, const struct form *form)
{
	struct buf text = {0};
	int rc;

	buf_str(&text, "SET SESSION sql_mode = CONCAT(");
	mode_alter(in->plan, &text);
	buf_fmt(&text, ", '%s'), lock_wait_timeout = %u", form->mode,
	    in->timeout);
	rc = sql_run(&in->s, "%s", buf_cstr(&text));
	text.len = 0;
	buf_str(&text, "ALTER /* gh-ost */ TABLE ");
	sql_name2(&text, in->plan->db, in->plan->table);
	/* In front: clauses about partitions are the last ones. */
	buf_fmt(&text, " %s%s", form->clause, in->plan->alter);
	if (rc == 0)
		rc = sql_run(&in->s, "%s", buf_cstr(&text));
	buf_free(&text);
	return (rc);
}

/* alter(in, form): one try; X_DONE, X_NO, X_AGAIN, or -1: nobody knows. */
static int
alter(struct instant *in, const struct form *form)
{
	int rc;

	in->s.quiet = true;
	rc = run(in, form);
	in->s.quiet = false;
	if (rc == 0)
		return (X_DONE);
	if (sql_lost(in->s.error))
		return (-1);
	return (in->s.fail == X_AGAIN ? X_AGAIN : X_NO);
}

/*
 * The answer is lost.  The lock of the migration is the lost session's: when
 * it can be had, that has ended, and the table is what it is.
 */
static int
settle(struct instant *in, const struct form *form)
{
	bool is;

	sql_close(&in->s);
	if (sql_open_same(&in->s, &in->sql, in->plan->server_uuid) == -1 ||
	    solo_take(&in->s, in->plan->db, in->plan->table, END_S) == -1 ||
	    same(in, &is) == -1) {
		say_err("cannot tell whether `%s`.`%s` was altered; look at "
			"its definition",
		    in->plan->db, in->plan->table);
		return (X_AGAIN);
	}
	return (is ? not_so(in, form, "the connection was lost") : X_DONE);
}

/* attempt(in, form): some tries.  Returns the exit code. */
static int
attempt(struct instant *in, const struct form *form)
{
	int rc, try;

	for (try = 1; (rc = alter(in, form)) == X_AGAIN && try < TRIES; try++) {
		sig_sleep(REST_MS);
		if (sig_seen() != 0)
			break;
	}
	in->busy = rc == X_AGAIN;
	if (rc == -1)
		rc = settle(in, form);
	else if (rc != X_DONE)
		rc = not_so(in, form, in->s.text);
	if (rc == X_DONE)
		printf("altered\t%s\n", form->told);
	return (rc);
}

/* few(in): whether there are no more rows than may be altered directly. */
static int
few(struct instant *in, bool *is)
{
	struct buf text = {0};
	struct sql_rows rows;
	int rc;

	buf_str(&text, "SELECT /* gh-ost */ COUNT(*) FROM (SELECT 1 FROM ");
	sql_name2(&text, in->plan->db, in->plan->table);
	buf_fmt(&text, " LIMIT %ld) AS few", in->most + 1);
	rc = sql_ask(&in->s, &rows, buf_cstr(&text));
	buf_free(&text);
	if (rc == -1)
		return (-1);
	*is = strtol(rows.cell[0], NULL, 10) <= in->most;
	sql_rows_free(&rows);
	return (0);
}

/* direct(in): a table with few rows, as the server likes it best. */
static int
direct(struct instant *in)
{
	bool is;

	/* gho-copy and gho-apply would tell each loss of each row. */
	if (in->plan->naccept > 0 || !in->plan->loss_checked)
		return (not_so(in, &directly,
		    "its rows may lose values, which the server would not "
		    "tell"));
	if (few(in, &is) == -1)
		return (in->s.fail);
	if (!is)
		return (not_so(in, &directly,
		    "it has more rows than --direct-max-rows"));
	return (attempt(in, &directly));
}

static int
instant(struct instant *in)
{
	struct plan *p = in->plan;
	bool is, forgetful;
	int rc = X_NO;

	if (sql_open_same(&in->s, &in->sql, p->server_uuid) == -1 ||
	    solo_take(&in->s, p->db, p->table, 0) == -1 ||
	    same(in, &is) == -1 || read_alter(in, &forgetful) == -1)
		return (in->s.fail);
	if (!is) {
		sql_refuse(&in->s,
		    "`%s`.`%s` was altered since gho-inspect; run that again",
		    p->db, p->table);
		return (X_REFUSED);
	}
	if (forgetful)
		return (not_so(in, in->skip ? &directly : &instantly,
		    "a renamed column would keep its values"));
	if (!in->skip)
		rc = attempt(in, &instantly);
	/* Whoever was in the way once may be so still. */
	if (rc == X_NO && in->most > 0 && !in->busy)
		rc = direct(in);
	return (rc);
}

static const struct opt_item items[] = {
    OPT_RANGE(struct instant, timeout, OPT_UINT,
	"cut-over-lock-timeout-seconds", 1, 10),
    OPT_RANGE(struct instant, most, OPT_LONG, "direct-max-rows", 0, 1e9),
    OPT_ITEM(struct instant, skip, OPT_SWITCH, "skip-instant"),
    {.name = NULL},
};

int
main(int argc, char **argv)
{
	struct instant in = {.timeout = 3};
	int code;

	say_init(argv[0]);
	opt_parse(argc, argv, items, &in, &in.sql, usage);
	if (optind != argc)
		opt_usage(usage);
	sig_catch();
	sig_ignore_pipe();
	in.plan = plan_read("-");
	if (in.plan == NULL)
		return (X_DATA);
	code = instant(&in);
	sql_close(&in.s);
	plan_free(in.plan);
	if (code == X_NO)
		sig_die();
	return (code);
}
