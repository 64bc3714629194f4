/* Looks at all rows for what the ALTER would lose, and tells it. */

#include <ctype.h>
#include <stdlib.h>

#include "accept.h"
#include "file.h"
#include "loss.h"
#include "map.h"
#include "say.h"
#include "sift.h"
#include "sig.h"
#include "tick.h"

enum {
	LOSS_CHUNK = 1000, /* rows, to begin with */
	LOSS_CHUNK_MIN = 100,
	LOSS_CHUNK_MAX = 100000,
	LOSS_CHUNK_MS = 200,
	LOSS_HOLD_MS = 100,
	LOSS_TELL_MS = 5000,
	LOSS_NICE_MAX = 100,
};

struct loss {
	const struct loss_conf *conf;
	const struct plan *plan;
	struct sift sift;
	double nice;
	double size; /* rows of a chunk */
	uint64_t seen;
	int64_t told; /* tick_ms() */
};

/* ---- What is in question ---- */

static void
loss_columns(struct sift *l, const struct plan *plan)
{
	struct narrow narrow;
	unsigned int i;

	l->col = mem_alloc(plan->nmap, sizeof(l->col[0]));
	for (i = 0; i < plan->nmap; i++) {
		narrow = narrow_judge(plan, i);
		if (!narrow.null && !narrow.value)
			continue;
		l->col[l->ncol].map = i;
		l->col[l->ncol++].narrow = narrow;
	}
}

/* Whether all columns of a key of the ghost are carried, none computed. */
static bool
loss_carried(const struct plan *plan, const struct key *key)
{
	unsigned int i;
	int to;

	for (i = 0; i < key->n; i++) {
		to = key->part[i].col == NULL ?
		    -1 :
		    plan_col(&plan->ghost, key->part[i].col);
		if (to == -1 || map_carried(plan, (unsigned int)to) == NULL)
			return (false);
	}
	return (true);
}

static void
loss_keys(struct sift *l, const struct plan *plan, const struct key_list *keys,
    const struct key_list *ghost_keys)
{
	const struct key *key;
	unsigned int i;

	l->key = mem_alloc(ghost_keys->n, sizeof(l->key[0]));
	for (i = 0; i < ghost_keys->n; i++) {
		key = &ghost_keys->key[i];
		if (!key->unique || map_implied(plan, keys, key))
			continue;
		if (!loss_carried(plan, key)) {
			say_warn("UNIQUE key %s is on what the new table "
				 "computes: duplicates are found only while "
				 "rows are copied",
			    key->name);
			continue;
		}
		l->key[l->nkey].no = l->nkey;
		l->key[l->nkey++].key = key;
	}
}

/* ---- The walk ---- */

static void
loss_wait(struct loss *l)
{
	char reason[256];

	while (sig_seen() == 0 &&
	    (run_held(l->conf->run, "hold", reason, sizeof(reason)) ||
		run_held(l->conf->run, "hold-copy", reason, sizeof(reason))))
		sig_sleep(LOSS_HOLD_MS);
	run_knob(l->conf->run, "nice-ratio", 0, LOSS_NICE_MAX, &l->nice);
}

static void
loss_progress(struct loss *l)
{
	if (tick_ms() - l->told < LOSS_TELL_MS)
		return;
	l->told = tick_ms();
	say_debug("looked at %llu of about %llu rows for what they would lose",
	    (unsigned long long)l->seen, (unsigned long long)l->plan->rows);
}

/* A chunk that had to be made smaller was too large for all of them. */
static void
loss_steer(struct loss *l, double ms)
{
	unsigned long size = l->sift.hand.size;
	double to = LOSS_CHUNK_MS / (ms < 1 ? 1 : ms);

	if (size < (unsigned long)l->size) {
		l->size = (double)size;
		return;
	}
	l->size *= to < 0.5 ? 0.5 : to > 1.5 ? 1.5 : to;
	if (l->size < LOSS_CHUNK_MIN)
		l->size = LOSS_CHUNK_MIN;
	if (l->size > LOSS_CHUNK_MAX)
		l->size = LOSS_CHUNK_MAX;
}

static int
loss_walk(struct loss *l, struct range *rest, struct range *chunk)
{
	int64_t begin;
	double ms;
	int left;

	left = hand_edges(&l->sift.hand, rest);
	while (left == 1) {
		loss_wait(l);
		if (sig_seen() != 0)
			return (-1);
		begin = tick_us();
		l->sift.hand.size = (unsigned long)l->size;
		left = sift_chunk(&l->sift, rest, chunk);
		ms = (double)(tick_us() - begin) / 1000;
		l->seen += l->sift.hand.size;
		loss_steer(l, ms);
		loss_progress(l);
		sig_sleep((long)(ms * l->nice));
	}
	return (left);
}

/* ---- What was found ---- */

/* Names that are no words are quoted for accept_read(), and for a shell. */
static void
loss_hint(struct buf *text, const char *name)
{
	bool word = *name != '\0';
	const char *p;

	for (p = name; *p != '\0'; p++)
		word = word && (isalnum((unsigned char)*p) || *p == '_');
	buf_str(text, word ? "; --accept-loss=" : "; --accept-loss='");
	if (word)
		buf_str(text, name);
	else
		sql_name(text, name);
	say_err("%s%s says that this is meant", buf_cstr(text),
	    word ? "" : "'");
}

static void
loss_tell(const struct loss *l, const struct loss_col *c, const char *what,
    const struct buf *first)
{
	const struct plan_map *m = &l->plan->map[c->map];
	const char *name = l->plan->orig.col[m->from].name;
	struct buf text = {0};

	buf_fmt(&text, "column %s: %s; the first key is %.*s", name, what,
	    (int)first->len, first->p);
	if (accept_has(l->plan, m->from))
		say_warn("%s; this loss is accepted", buf_cstr(&text));
	else if (accept_listed(l->plan, m->from))
		say_err("%s; rows are found by this column, so no loss can be "
			"accepted in it",
		    buf_cstr(&text));
	else
		loss_hint(&text, name);
	buf_free(&text);
}

static char *
loss_rows(uint64_t n, const char *one, const char *more)
{
	return (mem_fmt("%llu %s", (unsigned long long)n, n == 1 ? one : more));
}

/* loss_of_column(l, c): tells it; whether it is refused. */
static bool
loss_of_column(const struct loss *l, struct loss_col *c)
{
	const struct plan_map *m = &l->plan->map[c->map];
	char *rows, *what;

	if (c->rows > 0) {
		rows = loss_rows(c->rows, "row does", "rows do");
		what = mem_fmt("%s not fit into %s (%s)", rows,
		    l->plan->ghost.col[m->to].type,
		    c->why.len == 0 ? "digits would be lost" :
				      buf_cstr(&c->why));
		loss_tell(l, c, what, &c->first);
		free(rows);
		free(what);
	}
	if (c->nulls > 0) {
		what = loss_rows(c->nulls, "row is NULL, and NOT NULL is asked",
		    "rows are NULL, and NOT NULL is asked");
		loss_tell(l, c, what, &c->first_null);
		free(what);
	}
	return (c->rows + c->nulls > 0 && !accept_has(l->plan, m->from));
}

static void
loss_of_key(struct loss_key *k)
{
	char *rows = loss_rows(k->rows, "row is a duplicate of another",
	    "rows are duplicates of others");

	say_err("UNIQUE key %s: %s, the first one is %s in the row with the "
		"key %s; whole rows would be lost, which cannot be accepted",
	    k->key->name, rows, buf_cstr(&k->why),
	    k->first.len == 0 ? "(it is gone)" : buf_cstr(&k->first));
	free(rows);
}

/*
 * Whether a column of the key is refused for what it would lose itself: then
 * its duplicates are of the server's making.
 */
static bool
loss_of_its_own(const struct loss *l, const struct key *key)
{
	const struct loss_col *c;
	const struct plan_map *m;
	unsigned int i, k;

	for (i = 0; i < l->sift.ncol; i++) {
		c = &l->sift.col[i];
		m = &l->plan->map[c->map];
		if (c->rows + c->nulls == 0 || accept_has(l->plan, m->from))
			continue;
		for (k = 0; k < key->n; k++) {
			if (plan_col(&l->plan->ghost, key->part[k].col) ==
			    (int)m->to)
				return (true);
		}
	}
	return (false);
}

static int
loss_judge(struct loss *l)
{
	struct sift *sift = &l->sift;
	int code = X_DONE;
	unsigned int i;

	for (i = 0; i < sift->ncol; i++) {
		if (loss_of_column(l, &sift->col[i]))
			code = X_REFUSED;
	}
	for (i = 0; i < sift->nkey; i++) {
		if (sift->key[i].rows == 0 ||
		    loss_of_its_own(l, sift->key[i].key))
			continue;
		loss_of_key(&sift->key[i]);
		code = X_REFUSED;
	}
	return (code);
}

int
loss_check(const struct loss_conf *conf, const struct plan *plan,
    const struct key_list *keys, const struct key_list *ghost_keys)
{
	struct loss l = {.conf = conf,
	    .plan = plan,
	    .nice = conf->nice,
	    .size = LOSS_CHUNK,
	    .told = tick_ms()};
	struct range rest, chunk;
	int code = X_DONE;

	range_init(&rest, plan);
	range_init(&chunk, plan);
	loss_columns(&l.sift, plan);
	loss_keys(&l.sift, plan, keys, ghost_keys);
	sift_open(&l.sift, conf->sql, plan, conf->temporary);
	if (l.sift.ncol + l.sift.nkey > 0) {
		if (loss_walk(&l, &rest, &chunk) == -1)
			code =
			    l.sift.hand.fail == 0 ? X_AGAIN : l.sift.hand.fail;
		else
			code = loss_judge(&l);
	}
	sift_close(&l.sift);
	range_free(&rest);
	range_free(&chunk);
	return (code);
}
