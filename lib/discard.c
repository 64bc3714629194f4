/* Drops a table so that those who use others do not notice. */

#include <stdlib.h>
#include <string.h>

#include "again.h"
#include "discard.h"
#include "file.h"
#include "mark.h"
#include "say.h"
#include "sig.h"
#include "tick.h"

enum {
	STEP_FIRST = 1000, /* rows */
	STEP_MIN = 10,
	STEP_MAX = 100000,
	STEP_MS = 50, /* that one should take */
	HOLD_MS = 200,
	DROPS_WELL = 80023, /* the first version that does */
	NICE_MAX = 100,
};

/* discard_ask(s, text, db, table, n): a number. */
static int
discard_ask(struct sql *s, const char *text, const char *db, const char *table,
    long *n)
{
	struct sql_rows rows;
	int rc = db == NULL ? sql_ask(s, &rows, text) :
			      sql_ask(s, &rows, text, db, table);

	if (rc == -1)
		return (-1);
	*n = rows.cell[0] == NULL ? 0 : strtol(rows.cell[0], NULL, 10);
	sql_rows_free(&rows);
	return (0);
}

/*
 * discard_wants(s, db, table, conf): whether to delete the rows first: 1, 0,
 * or -1.  Triggers of the table would be run by that, and do what they do to
 * other tables; so such a table is dropped at once.
 */
static int
discard_wants(struct sql *s, const char *db, const char *table,
    const struct discard *conf)
{
	long hash = 0, triggers = 0;
	bool well = mysql_get_server_version(s->my) >= DROPS_WELL;

	if (conf->steps == DISCARD_NEVER)
		return (0);
	if (discard_ask(s, "SELECT @@GLOBAL.innodb_adaptive_hash_index", NULL,
		NULL, &hash) == -1 ||
	    discard_ask(s,
		"SELECT COUNT(*) FROM information_schema.TRIGGERS"
		" WHERE EVENT_OBJECT_SCHEMA = ? AND EVENT_OBJECT_TABLE = ?",
		db, table, &triggers) == -1)
		return (-1);
	if (conf->steps == DISCARD_AUTO && well && hash == 0)
		return (0);
	if (triggers == 0)
		return (1);
	say_warn("`%s`.`%s` has triggers, which must not see its rows go: it "
		 "is dropped at once",
	    db, table);
	return (0);
}

/* discard_pause(conf, took): as long as it is wanted, after a step. */
static void
discard_pause(const struct discard *conf, int64_t took)
{
	char why[256];
	double nice = conf->nice;

	run_knob(conf->run, "nice-ratio", 0, NICE_MAX, &nice);
	sig_sleep((long)((double)took * nice));
	while (sig_seen() == 0 && run_held(conf->run, "hold", why, sizeof(why)))
		sig_sleep(HOLD_MS);
}

/* discard_step(s, text, retries): deletes some rows, trying again if it may. */
static int
discard_step(struct sql *s, const char *text, unsigned long retries)
{
	struct again again;
	long ms;

	again_begin(&again, retries);
	while (sql_run(s, "%s", text) == -1) {
		if (sql_lost(s->error) || (ms = again_next(&again, s)) == -1)
			return (-1);
		sig_sleep(ms);
	}
	return (0);
}

/* discard_next(n, took): the rows of the next step. */
static unsigned long
discard_next(unsigned long n, int64_t took)
{
	double next = (double)n * STEP_MS / (double)(took > 0 ? took : 1);

	if (next > 2 * (double)n)
		next = 2 * (double)n;
	return (next < STEP_MIN ? STEP_MIN :
		next > STEP_MAX ? STEP_MAX :
				  (unsigned long)next);
}

/* discard_rows(s, db, table, conf, rows): all of them; as discard_table(). */
static int
discard_rows(struct sql *s, const char *db, const char *table,
    const struct discard *conf, uint64_t *rows)
{
	struct buf text = {0};
	unsigned long n = STEP_FIRST;
	int64_t start, took;
	int rc = 0;

	/* No row of another table goes along, and none is in the way. */
	if (sql_run(s, "SET SESSION foreign_key_checks = 0") == -1)
		return (-1);
	while (sig_seen() == 0) {
		text.len = 0;
		buf_str(&text, "DELETE /* gh-ost */ FROM ");
		sql_name2(&text, db, table);
		buf_fmt(&text, " LIMIT %lu", n);
		start = tick_ms();
		rc = discard_step(s, buf_cstr(&text), conf->retries);
		took = tick_ms() - start;
		if (rc == -1 || s->changed == 0)
			break;
		*rows += s->changed;
		n = discard_next(n, took);
		discard_pause(conf, took);
	}
	buf_free(&text);
	return (rc == -1 ? -1 : sig_seen() == 0);
}

int
discard_table(struct sql *s, const char *db, const char *table,
    const struct discard *conf)
{
	uint64_t rows = 0;
	int rc = discard_wants(s, db, table, conf);

	if (rc == 1)
		rc = discard_rows(s, db, table, conf, &rows);
	else if (rc == 0)
		rc = 1;
	if (rc == 1)
		rc = mark_drop(s, db, table) == -1 ? -1 : 1;
	if (rc != 1 && rows > 0)
		say_info("%llu rows of `%s`.`%s` are deleted, and it is there "
			 "still",
		    (unsigned long long)rows, db, table);
	return (rc);
}
