/* Batches: the last change of each key, whatever came before. */

#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "tap.h"

static struct plan_col cols[] = {
    {.name = (char[]){"id"}, .kind = KIND_INT},
    {.name = (char[]){"k"}, .kind = KIND_TEXT},
    {.name = (char[]){"v"}, .kind = KIND_JSON},
    {.name = (char[]){"e"}, .kind = KIND_ENUM},
};
static unsigned int key[] = {0, 1};
static struct plan_map map[] = {
    {.from = 0},
    {.from = 1},
    {.from = 2},
    {.from = 3},
};
static const struct plan plan = {
    .orig = {.ncol = 4, .col = cols},
    .key = {.n = 2, .from = key},
    .nmap = 4,
    .map = map,
};

static void
image(struct val *v, uint64_t id, const char *k, const char *text)
{
	v[0] = (struct val){.type = VAL_UINT, .u = id};
	v[1] =
	    (struct val){.type = VAL_STR, .len = (uint32_t)strlen(k), .p = k};
	v[2] = (struct val){.type = VAL_STR,
	    .len = (uint32_t)strlen(text),
	    .p = text};
	v[3] = (struct val){.type = VAL_UINT, .u = 1};
}

static void
put(struct batch *b, uint64_t id, const char *k, const char *text)
{
	struct val v[4];
	struct rec rec = {.kind = REC_INSERT, .new = v};

	image(v, id, k, text);
	batch_add(b, &rec);
}

static void
del(struct batch *b, uint64_t id, const char *k)
{
	struct val v[4];
	struct rec rec = {.kind = REC_DELETE, .old = v};

	image(v, id, k, "old");
	batch_add(b, &rec);
}

static void
move(struct batch *b, uint64_t id, const char *k, uint64_t to, const char *text)
{
	struct val v[4], w[4];
	struct rec rec = {.kind = REC_UPDATE, .old = v, .new = w};

	image(v, id, k, "old");
	image(w, to, k, text);
	batch_add(b, &rec);
}

/* What a batch would write, one letter a change: D, P, R. */
static const char *
story(struct batch *b)
{
	static char text[64];
	size_t i, n = 0;

	batch_settle(b);
	for (i = 0; i < b->n && n < sizeof(text) - 1; i++) {
		if (b->change[i].last)
			text[n++] = "DPR"[b->change[i].kind];
	}
	text[n] = '\0';
	return (text);
}

static void
test_last_wins(void)
{
	struct batch b;

	batch_open(&b, &plan, 1000);
	put(&b, 1, "a", "x");
	put(&b, 1, "a", "y");
	put(&b, 1, "a", "z");
	is_str(story(&b), "P", "three images of one key are one row");
	ok(b.cell[b.change[2].row + 2].len == 1 &&
		b.arena.p[b.cell[b.change[2].row + 2].at] == 'z',
	    "and it is the last");
	del(&b, 1, "a");
	is_str(story(&b), "D", "deleted in the end");
	put(&b, 1, "a", "again");
	is_str(story(&b), "P", "and written again");
	put(&b, 1, "b", "x");
	put(&b, 2, "a", "x");
	is_str(story(&b), "PPP", "every column of the key counts");
	batch_clear(&b);
	ok(b.n == 0 && b.arena.len == 0, "cleared");
	batch_close(&b);
}

static void
test_moves(void)
{
	struct batch b;

	batch_open(&b, &plan, 1000);
	move(&b, 1, "a", 1, "same key");
	is_str(story(&b), "P", "an update that keeps the key is one row");
	move(&b, 1, "a", 2, "new key");
	is_str(story(&b), "DP", "one that moves it removes the old key");
	move(&b, 2, "a", 1, "and back");
	is_str(story(&b), "DP", "there and back: only 2 is gone");
	ok(b.cell[b.change[b.n - 2].key].u == 2, "it is 2");
	batch_close(&b);
}

/* root(b): under which id the ghost has the row of the last change; 0: none. */
static uint64_t
root(struct batch *b)
{
	size_t at;

	batch_settle(b);
	at = b->change[b->n - 1].root;
	return (at == CHANGE_NOWHERE ? 0 : b->cell[at].u);
}

static void
test_roots(void)
{
	struct plan keeps = plan;
	struct batch b;

	keeps.keeps = true;
	batch_open(&b, &keeps, 1000);
	move(&b, 1, "a", 1, "same key");
	is_num(root(&b), 1, "a row that is changed is found by its key");
	move(&b, 1, "a", 2, "new key");
	is_num(root(&b), 1, "one that has moved, by its old one");
	move(&b, 2, "a", 3, "and again");
	move(&b, 3, "a", 3, "changed there");
	is_num(root(&b), 1, "from the beginning");
	put(&b, 1, "a", "x");
	is_num(root(&b), 0, "another one in its old place is new");
	move(&b, 1, "a", 4, "y");
	is_num(root(&b), 0, "and stays so");
	del(&b, 3, "a");
	put(&b, 3, "a", "z");
	is_num(root(&b), 0, "as one that comes back");
	move(&b, 5, "a", 9, "x");
	move(&b, 6, "a", 5, "x");
	is_num(root(&b), 6, "a row in the place of one that has gone");
	move(&b, 9, "a", 6, "x");
	is_num(root(&b), 5, "and that one in its place");
	batch_close(&b);
}

static void
test_odd_rows(void)
{
	static char big[2000];
	struct val v[4];
	struct rec rec = {.kind = REC_INSERT, .new = v};
	struct batch b;

	batch_open(&b, &plan, 1000);
	memset(big, 'x', sizeof(big) - 1);
	put(&b, 1, "a", big);
	is_str(story(&b), "R", "too large a row is read again");
	image(v, 2, "a", "x");
	v[2].type = VAL_BIN;
	batch_add(&b, &rec);
	is_str(story(&b), "RR", "so is JSON in its binary form");
	image(v, 3, "a", "x");
	v[3].u = 0;
	batch_add(&b, &rec);
	is_str(story(&b), "RRR", "and an ENUM's error value");
	batch_close(&b);
}

static void
test_undo(void)
{
	struct batch b;

	batch_open(&b, &plan, 1000);
	put(&b, 1, "a", "x");
	batch_whole(&b);
	del(&b, 1, "a");
	put(&b, 2, "a", "y");
	batch_undo(&b);
	is_str(story(&b), "P", "an open transaction is forgotten");
	batch_close(&b);
}

static void
test_many(void)
{
	struct batch b;
	size_t i, last = 0;

	batch_open(&b, &plan, 1000);
	for (i = 0; i < 100000; i++)
		put(&b, i * 7919 % 1000, "k", "x");
	batch_settle(&b);
	for (i = 0; i < b.n; i++)
		last += b.change[i].last;
	ok(last == 1000, "100000 changes of 1000 keys are 1000 rows");
	ok(b.change[b.n - 1].last && !b.change[0].last, "the later ones");
	batch_close(&b);
}

int
main(void)
{
	test_last_wins();
	test_moves();
	test_roots();
	test_odd_rows();
	test_undo();
	test_many();
	return (done_testing());
}
