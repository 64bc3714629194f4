/* The changes that one transaction will write into the ghost table. */

#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "jsonb.h"

void
batch_open(struct batch *b, const struct plan *plan, size_t max_row)
{
	memset(b, 0, sizeof(*b));
	b->plan = plan;
	b->max_row = max_row;
	b->scratch = plan_scratch(plan);
	b->lanes = 1;
}

void
batch_close(struct batch *b)
{
	buf_free(&b->arena);
	free(b->cell);
	free(b->change);
	free(b->slot);
	memset(b, 0, sizeof(*b));
}

void
batch_clear(struct batch *b)
{
	b->arena.len = 0;
	b->ncell = 0;
	b->n = 0;
	b->whole = 0;
}

void
batch_whole(struct batch *b)
{
	b->whole = b->n;
}

void
batch_undo(struct batch *b)
{
	b->n = b->whole;
	if (b->n == 0)
		batch_clear(b);
}

/* ---- Taking rows ---- */

static void
batch_cell(struct batch *b, const struct val *v)
{
	struct cell *c;

	if (b->ncell == b->cell_cap) {
		b->cell_cap = b->cell_cap == 0 ? 1024 : b->cell_cap * 2;
		b->cell = mem_grow(b->cell, b->cell_cap, sizeof(*b->cell));
	}
	c = &b->cell[b->ncell++];
	c->type = v->type;
	c->len = v->len;
	c->u = v->u;
	if (v->type == VAL_FLOAT)
		c->f = v->f;
	if (v->type == VAL_STR || v->type == VAL_BIN) {
		c->at = b->arena.len;
		buf_add(&b->arena, v->p, v->len);
	}
}

/*
 * What the server would not take back from us as it is: an ENUM's error
 * value (index 0), and JSON whose text means another document.
 */
static bool
val_odd(const struct plan_col *col, const struct val *v)
{
	if (col->kind == KIND_ENUM)
		return (v->type == VAL_UINT && v->u == 0);
	return (col->kind == KIND_JSON && v->type == VAL_BIN);
}

/* A JSON document that text cannot say exactly, as its text. */
static void
batch_json(struct batch *b, const struct val *v)
{
	struct val said = {VAL_STR, 0, {0}};
	struct buf text = {0};
	bool exact;

	if (jsonb_text((const uint8_t *)v->p, v->len, &text, &exact) == 0) {
		said.p = text.p;
		said.len = (uint32_t)text.len;
		v = &said;
	}
	batch_cell(b, v);
	buf_free(&text);
}

static void
batch_change(struct batch *b, enum change_kind kind, enum change_of of,
    const struct val *image)
{
	const struct plan *plan = b->plan;
	const struct val *v;
	struct change *ch;
	unsigned int i;

	if (b->n == b->cap) {
		b->cap = b->cap == 0 ? 256 : b->cap * 2;
		b->change = mem_grow(b->change, b->cap, sizeof(*b->change));
	}
	ch = &b->change[b->n++];
	ch->kind = kind;
	ch->of = of;
	ch->last = ch->coming = false;
	ch->key = b->ncell;
	for (i = 0; i < plan->key.n; i++)
		batch_cell(b, &image[plan->key.from[i]]);
	ch->row = b->ncell;
	for (i = 0; kind == CHANGE_PUT && i < plan->nmap; i++) {
		v = &image[plan->map[i].from];
		if (val_odd(&plan->orig.col[plan->map[i].from], v))
			batch_json(b, v);
		else
			batch_cell(b, v);
	}
}

static enum change_kind
batch_kind(const struct batch *b, const struct val *image)
{
	const struct plan *plan = b->plan;
	size_t bytes = 0;
	unsigned int i, from;

	for (i = 0; i < plan->nmap; i++) {
		from = plan->map[i].from;
		if (val_odd(&plan->orig.col[from], &image[from]) &&
		    !(b->scratch && plan->orig.col[from].kind == KIND_JSON))
			return (CHANGE_REREAD);
		bytes += image[from].len;
	}
	return (bytes > b->max_row ? CHANGE_REREAD : CHANGE_PUT);
}

static bool
batch_key_moves(const struct batch *b, const struct rec *rec)
{
	const struct plan_key *key = &b->plan->key;
	unsigned int i;

	for (i = 0; i < key->n; i++) {
		if (!val_same(&rec->old[key->from[i]], &rec->new[key->from[i]]))
			return (true);
	}
	return (false);
}

void
batch_add(struct batch *b, const struct rec *rec)
{
	enum change_of of = rec->kind == REC_UPDATE ? CHANGE_SAME : CHANGE_NEW;

	if (rec->kind == REC_UPDATE && batch_key_moves(b, rec))
		of = CHANGE_MOVED;
	if (rec->kind == REC_DELETE || of == CHANGE_MOVED)
		batch_change(b, CHANGE_DELETE, CHANGE_SAME, rec->old);
	if (rec->kind != REC_DELETE)
		batch_change(b, batch_kind(b, rec->new), of, rec->new);
}

/* ---- Settling: the last change of each key ---- */

static uint64_t
hash_add(uint64_t h, const void *data, size_t len)
{
	const unsigned char *p = data;

	/* FNV-1a */
	while (len-- > 0)
		h = (h ^ *p++) * 0x100000001b3;
	return (h);
}

static uint64_t
batch_hash(const struct batch *b, const struct change *ch)
{
	uint64_t h = 0xcbf29ce484222325;
	const struct cell *c;
	unsigned int i;

	for (i = 0; i < b->plan->key.n; i++) {
		c = &b->cell[ch->key + i];
		if (c->type == VAL_STR || c->type == VAL_BIN)
			h = hash_add(h, b->arena.p + c->at, c->len);
		else
			h = hash_add(h, &c->u, sizeof(c->u));
	}
	return (h ^ h >> 32);
}

/*
 * Keys are compared by their bytes, as the log has them.  Two spellings of
 * a key that its collation holds equal are two entries here, and that is
 * right: at most one of them ends as a row, and deletes are written first.
 */
static bool
batch_same_key(const struct batch *b, const struct change *x,
    const struct change *y)
{
	const struct cell *c, *d;
	unsigned int i;

	for (i = 0; i < b->plan->key.n; i++) {
		c = &b->cell[x->key + i];
		d = &b->cell[y->key + i];
		if (c->type != d->type || c->len != d->len)
			return (false);
		if (c->type != VAL_STR && c->type != VAL_BIN) {
			if (c->u != d->u)
				return (false);
		} else if (c->len != 0 &&
		    memcmp(b->arena.p + c->at, b->arena.p + d->at, c->len) != 0)
			return (false);
	}
	return (true);
}

/* batch_seen(b, i): notes change ${i}; the one noted before of its key, or -1. */
static ssize_t
batch_seen(struct batch *b, size_t i)
{
	uint64_t hash = batch_hash(b, &b->change[i]);
	size_t at = hash & (b->nslot - 1);
	ssize_t seen = -1;

	/* Other bits than those of the slot. */
	b->change[i].lane = (uint8_t)((hash >> 40) % b->lanes);
	for (; b->slot[at] != 0; at = (at + 1) & (b->nslot - 1)) {
		if (batch_same_key(b, &b->change[b->slot[at] - 1],
			&b->change[i])) {
			seen = (ssize_t)b->slot[at] - 1;
			break;
		}
	}
	b->slot[at] = (uint32_t)i + 1;
	return (seen);
}

/* batch_slots(b): an empty hash table that is large enough. */
static void
batch_slots(struct batch *b)
{
	size_t want = 64;

	while (want < b->n * 2)
		want *= 2;
	if (want > b->nslot) {
		b->nslot = want;
		b->slot = mem_grow(b->slot, want, sizeof(*b->slot));
	}
	memset(b->slot, 0, b->nslot * sizeof(*b->slot));
}

/*
 * batch_trace(b): sets the ${root} of every change: what became of a row's key
 * in the batch.
 */
static void
batch_trace(struct batch *b)
{
	struct change *ch;
	ssize_t seen;
	size_t i;

	batch_slots(b);
	for (i = 0; i < b->n; i++) {
		ch = &b->change[i];
		seen = batch_seen(b, i);
		if (ch->of == CHANGE_NEW)
			ch->root = CHANGE_NOWHERE;
		else if (ch->of == CHANGE_MOVED)
			ch->root = ch[-1].root;
		else
			ch->root = seen == -1 ? ch->key : b->change[seen].root;
	}
}

void
batch_settle(struct batch *b)
{
	size_t i;

	batch_slots(b);
	for (i = b->n; i-- > 0;)
		b->change[i].last = batch_seen(b, i) == -1;
	if (b->plan->keeps)
		batch_trace(b);
}
