/*
 * gho-instant: lets the server alter the table itself where that takes no
 * time: ALGORITHM=INSTANT.
 */

#include <stdlib.h>
#include <strings.h>

#include "alter.h"
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
			    "\t[--cut-over-lock-timeout-seconds=N] <plan\n";

struct instant {
	struct sql_opt sql;
	unsigned int timeout;
	struct plan *plan;
	struct sql s;
};

static int
not_so(struct instant *in, const char *why)
{
	say_info("`%s`.`%s` is not altered instantly: %s", in->plan->db,
	    in->plan->table, why);
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

/* alter(in): one try; X_DONE, X_NO, X_AGAIN, or -1: nobody knows. */
static int
alter(struct instant *in)
{
	struct buf text = {0};
	int rc;

	buf_str(&text, "ALTER /* gh-ost */ TABLE ");
	sql_name2(&text, in->plan->db, in->plan->table);
	/* In front: clauses about partitions are the last ones. */
	buf_fmt(&text, " ALGORITHM = INSTANT, %s", in->plan->alter);
	in->s.quiet = true;
	rc = sql_run(&in->s,
	    "SET SESSION sql_mode = @@GLOBAL.sql_mode, lock_wait_timeout = %u",
	    in->timeout);
	if (rc == 0)
		rc = sql_run(&in->s, "%s", buf_cstr(&text));
	in->s.quiet = false;
	buf_free(&text);
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
settle(struct instant *in)
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
	return (is ? not_so(in, "the connection was lost") : X_DONE);
}

static int
instant(struct instant *in)
{
	struct plan *p = in->plan;
	bool is, forgetful;
	int rc, try;

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
		return (not_so(in, "a renamed column would keep its values"));
	for (try = 1; (rc = alter(in)) == X_AGAIN && try < TRIES; try++) {
		sig_sleep(REST_MS);
		if (sig_seen() != 0)
			break;
	}
	if (rc == -1)
		return (settle(in));
	return (rc == X_DONE ? X_DONE : not_so(in, in->s.text));
}

enum { OPT_TIMEOUT = 1 };

static void
parse(struct instant *in, int argc, char **argv)
{
	static const struct option options[] = {SQL_OPTIONS, OPT_COMMON_OPTIONS,
	    {"cut-over-lock-timeout-seconds", required_argument, NULL,
		OPT_TIMEOUT},
	    {NULL, 0, NULL, 0}};
	int c;

	while ((c = opt_next(argc, argv, options, &in->sql, usage)) != -1) {
		if (c == OPT_TIMEOUT)
			in->timeout = (unsigned int)opt_number(
			    "cut-over-lock-timeout-seconds", 1, 10);
	}
	if (optind != argc)
		opt_usage(usage);
}

int
main(int argc, char **argv)
{
	struct instant in = {.timeout = 3};
	int code;

	say_init(argv[0]);
	parse(&in, argc, argv);
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
