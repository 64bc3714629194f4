/* gho-verify -- compares the ghost table with the original, chunk by chunk. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "again.h"
#include "prove.h"
#include "say.h"
#include "sig.h"
#include "walk.h"

enum {
	SUSPECTS_MAX = 100000, /* then something is wrong altogether */
	NAMED_MAX = 20,	       /* rows named in warnings */
	PASSES_MAX = 4,	       /* while there is something to repair */
	NAP_MS = 1000,
};

struct job {
	struct walk walk; /* the first: a struct walk * of it leads here */
	struct pair pair;
	struct prove prove;
	struct query_keys suspects;
	double repeat; /* s from one pass to the next; -1: one pass */
	uint64_t rows, ghost_rows; /* of this pass */
	uint64_t differ, repaired; /* of this pass */
};

static const char usage[] =
    "usage: gho-verify " SQL_USAGE "\n"
    "\t[--chunk-size=N] [--chunk-time=MS] [--courtesy=F]\n"
    "\t[--default-retries=N] [--nice-ratio=F] [--ranges] [--repair]\n"
    "\t[--repeat=S] [--run=DIR] [--sessions=N] [--verbose] PLAN\n";

/* ---- What is told ---- */

static void
say_done(const struct job *j)
{
	struct buf line = {0};

	buf_fmt(&line,
	    "done\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\n",
	    j->rows, j->ghost_rows, j->differ, j->repaired);
	walk_say(&line);
	buf_free(&line);
}

/* Names have no tabs or line ends in this: they would end the field. */
static void
put_columns(struct buf *out, const struct job *j, const char *mask)
{
	const char *p, *comma = "";
	unsigned int i;

	for (i = 0; i < j->pair.n && mask[i] != '\0'; i++) {
		if (mask[i] != '1')
			continue;
		buf_str(out, comma);
		comma = ", ";
		p = j->walk.plan->ghost.col[j->pair.to[i]].name;
		for (; *p != '\0'; p++)
			buf_chr(out, (unsigned char)*p < ' ' ? '?' : *p);
	}
	if (*comma == '\0')
		buf_chr(out, '-');
}

static const char *
how_name(enum verify_row how)
{
	switch (how) {
	case VERIFY_MISSING:
		return ("missing");
	case VERIFY_CHANGED:
		return ("changed");
	case VERIFY_EXTRA:
		return ("extra");
	case VERIFY_SAME:
		break;
	}
	return ("same");
}

static void
warn_row(const struct job *j, const struct prove_row *row, struct buf *columns)
{
	struct buf key = {0};

	bound_print(&key, row->key, j->walk.plan);
	switch (row->how) {
	case VERIFY_MISSING:
		say_warn("the ghost has no row with the key %s%s",
		    buf_cstr(&key), row->repaired ? "; copied again" : "");
		break;
	case VERIFY_EXTRA:
		say_warn("only the ghost has a row with the key %s%s",
		    buf_cstr(&key), row->repaired ? "; deleted there" : "");
		break;
	default:
		say_warn("the row with the key %s differs in the ghost, "
			 "columns: %s%s",
		    buf_cstr(&key), buf_cstr(columns),
		    row->repaired ? "; copied again" : "");
		break;
	}
	buf_free(&key);
}

static void
note_row(struct prove *prove, const struct prove_row *row)
{
	struct job *j = prove->arg;
	struct buf line = {0}, columns = {0};

	put_columns(&columns, j, row->how == VERIFY_CHANGED ? row->mask : "");
	buf_fmt(&line, "differs\t%s\t%s\t%s\t", how_name(row->how),
	    row->repaired ? "repaired" : "found", buf_cstr(&columns));
	bound_print(&line, row->key, j->walk.plan);
	buf_chr(&line, '\n');
	walk_say(&line);
	if (j->differ++ < NAMED_MAX)
		warn_row(j, row, &columns);
	j->repaired += row->repaired;
	buf_free(&line);
	buf_free(&columns);
}

/* ---- Chunks ---- */

static struct hand *
hire(struct crew *crew, unsigned int no)
{
	struct verify *v = mem_alloc(1, sizeof(*v));
	struct job *j = crew->arg;

	verify_open(v, crew->opt, &j->pair, crew->retries, no);
	return (&v->hand);
}

static void
fire(struct hand *hand)
{
	struct verify *v = (struct verify *)hand;

	verify_close(v);
	free(v);
}

static int
verify_part(struct hand *hand, struct range *rest, struct range *done,
    unsigned long rows)
{
	(void)rows;
	range_copy(done, rest);
	return (verify_chunk((struct verify *)hand, done));
}

static void
take_suspects(struct job *j, const struct verify *v)
{
	size_t i;

	for (i = 0; i < v->suspects.n && j->suspects.n < SUSPECTS_MAX; i++)
		query_keys_add(&j->suspects, &v->suspects.key[i], j->walk.plan);
}

static void
note_verified(struct crew *crew, struct hand *hand, const struct range *chunk)
{
	const struct verify *v = (struct verify *)hand;
	struct job *j = crew->arg;

	j->rows += hand->rows;
	j->ghost_rows += v->ghost_rows;
	take_suspects(j, v);
	if (hand->rows > 0 || v->ghost_rows > 0)
		walk_say_chunk(&j->walk, "verified", j->rows, chunk);
}

static const struct crew_trade trade = {
    .hire = hire,
    .work = verify_part,
    .fire = fire,
    .told = note_verified,
};

/* ---- A pass ---- */

static void
look_beyond(struct job *j, const struct range *r, enum pair_where where)
{
	struct verify *v = (struct verify *)j->walk.crew.scout;

	if (!j->pair.alike)
		return;
	walk_wait(&j->walk);
	if (verify_beyond(v, r, where) == -1)
		walk_give_up(&j->walk, v->hand.fail);
	j->ghost_rows += v->suspects.n;
	take_suspects(j, v);
}

static int
find_edges(struct job *j, struct range *r)
{
	struct hand *h = j->walk.crew.scout;
	int rc = hand_edges(h, r);

	if (rc == -1)
		walk_give_up(&j->walk, h->fail);
	return (rc);
}

/* Rows that came behind the last one meanwhile are compared as well. */
static void
verify_new(struct job *j, const struct range *all)
{
	struct range r;

	range_init(&r, j->walk.plan);
	if (find_edges(j, &r) == 1 &&
	    bound_same(&r.high, &all->high) < r.high.n) {
		bound_copy(&r.low, &all->high);
		r.with_low = false;
		walk_range(&j->walk, &r);
	}
	range_free(&r);
}

static void
verify_table(struct job *j)
{
	struct range all;

	range_init(&all, j->walk.plan);
	if (find_edges(j, &all) == 0) {
		look_beyond(j, &all, PAIR_ALL);
	} else {
		look_beyond(j, &all, PAIR_BELOW);
		walk_range(&j->walk, &all);
		verify_new(j, &all);
		look_beyond(j, &all, PAIR_ABOVE);
	}
	range_free(&all);
}

static void
settle(struct job *j)
{
	struct hand *h = j->walk.crew.scout;
	bool many = j->suspects.n >= SUSPECTS_MAX;

	j->prove.v = (struct verify *)h;
	if (j->suspects.n > 0)
		say_debug("%zu rows are to be looked at again", j->suspects.n);
	if (prove_all(&j->prove, &j->suspects) == -1)
		walk_give_up(&j->walk, h->fail);
	say_done(j);
	if (many && j->differ > 0) {
		say_err("%d rows or more differ; that is too many to go on",
		    SUSPECTS_MAX);
		walk_give_up(&j->walk, X_NO);
	}
}

static void
begin_pass(struct job *j)
{
	j->rows = j->ghost_rows = j->differ = j->repaired = 0;
}

static void
warn_pass(const struct job *j)
{
	if (j->differ > NAMED_MAX)
		say_warn("%" PRIu64 " more rows differ", j->differ - NAMED_MAX);
	if (j->repaired > 0)
		say_warn("%" PRIu64 " rows of the ghost were wrong and are "
			 "written again; unless a session writes with "
			 "sql_log_bin = 0 this is a fault, please report it",
		    j->repaired);
}

/* What was repaired may have moved other rows: all are looked at again. */
static int
verify_until_equal(struct job *j)
{
	int passes = 0;

	do {
		begin_pass(j);
		verify_table(j);
		settle(j);
		warn_pass(j);
	} while (j->repaired > 0 && ++passes < PASSES_MAX);
	if (j->differ == 0)
		return (X_DONE);
	say_err("%" PRIu64 " rows of the ghost %s", j->differ,
	    j->repaired > 0 ? "had to be repaired again and again" :
			      "are not those of the original");
	return (X_NO);
}

static void
nap(const struct job *j)
{
	double ms;

	for (ms = j->repeat * 1000; ms > 0 && sig_seen() == 0; ms -= NAP_MS)
		sig_sleep(ms < NAP_MS ? (long)ms : NAP_MS);
}

static int
verify_ranges(struct job *j)
{
	begin_pass(j);
	walk_ranges(&j->walk);
	settle(j);
	warn_pass(j);
	return (j->differ > j->repaired ? X_NO : X_DONE);
}

static int
run(struct job *j)
{
	int rc;

	if (j->walk.ranges)
		return (verify_ranges(j));
	rc = verify_until_equal(j);
	while (rc == X_DONE && j->repeat >= 0) {
		nap(j);
		if (sig_seen() != 0)
			walk_give_up(&j->walk, X_AGAIN);
		rc = verify_until_equal(j);
	}
	return (rc);
}

/* ---- All of it ---- */

static const struct opt_item items[] = {
    WALK_ITEMS,
    OPT_ITEM(struct job, prove.repair, OPT_SWITCH, "repair"),
    OPT_RANGE(struct job, repeat, OPT_REAL, "repeat", 0, 1e9),
    {.name = NULL},
};

static void
wait_for_prove(struct prove *prove)
{
	const struct job *j = prove->arg;

	walk_wait(&j->walk);
}

int
main(int argc, char **argv)
{
	struct job j = {.walk = {.pace = {.chunk = 1000},
			    .hold = "hold-copy",
			    .retries = AGAIN_RETRIES,
			    .sessions = 1},
	    .repeat = -1};
	int rc;

	say_init(argv[0]);
	opt_parse(argc, argv, items, &j, &j.walk.sql, usage);
	walk_plan(&j.walk, opt_one(argc, argv, usage));
	pair_init(&j.pair, j.walk.plan);
	walk_open(&j.walk, &trade);
	echo_open(&j.prove.echo, j.walk.plan, &j.walk.sql, j.walk.run);
	j.prove.arg = &j;
	if (j.prove.repair && j.walk.plan->keeps) {
		say_debug("no row is repaired: it would lose what only %s has",
		    j.walk.plan->ghost_table);
		j.prove.repair = false;
	}
	j.prove.pause = wait_for_prove;
	j.prove.told = note_row;
	rc = run(&j);
	echo_close(&j.prove.echo);
	walk_close(&j.walk);
	query_keys_free(&j.suspects);
	pair_free(&j.pair);
	return (rc);
}
