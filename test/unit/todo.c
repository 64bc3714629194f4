/*
 * What is left to copy: whenever a copy dies, the rows that its sessions have
 * committed say exactly what they have not copied.
 */

#include <stdlib.h>

#include "tap.h"
#include "todo.h"

/* A plan of literals: nobody changes or frees it. */
#pragma GCC diagnostic ignored "-Wdiscarded-qualifiers"

static struct plan_col cols[] = {
    {.name = "id", .type = "int", .kind = KIND_INT},
    {.name = "s",
	.type = "varchar(9)",
	.kind = KIND_TEXT,
	.charset = "utf8mb4",
	.collation = "utf8mb4_bin"},
};
static unsigned int both[] = {0, 1};
static struct plan plan = {
    .orig = {.ncol = 2, .col = cols},
    .key = {.name = "PRIMARY", .n = 1, .from = both},
};

enum { KEYS = 400, HANDS = 5, ROUNDS = 2000 };

/* A hand that works on a chunk: what it will have committed. */
struct worker {
	struct todo_item *item;
	struct range done;
	bool begun; /* in its transaction */
	char *row;  /* what it will have kept */
	char *kept; /* what is in the table */
};

static bool copied[KEYS];

static void
set(struct bound *b, unsigned int key)
{
	b->v[0].u = key;
}

static unsigned int
get(const struct bound *b)
{
	return ((unsigned int)b->v[0].u);
}

/* The rows of a range: the first key is the low end only if it is in it. */
static unsigned int
first(const struct range *r)
{
	return (get(&r->low) + !r->with_low);
}

static void
mark(const struct range *r)
{
	unsigned int i;

	for (i = first(r); i <= get(&r->high); i++)
		copied[i] = true;
}

static unsigned int
some(unsigned int n)
{
	return ((unsigned int)(rand() / (RAND_MAX / n + 1)));
}

/* Cuts a chunk off what nobody has cut, if anything is left of that. */
static void
cut(struct todo *t)
{
	struct todo_item *i;
	struct range chunk, left;
	unsigned int to;

	TAILQ_FOREACH (i, &t->left, link) {
		if (i->rows == 0)
			break;
	}
	if (i == NULL)
		return;
	range_init(&chunk, &plan);
	range_init(&left, &plan);
	range_copy(&chunk, &i->range);
	range_copy(&left, &i->range);
	to = first(&chunk) + some(20);
	if (to < get(&i->range.high)) {
		set(&chunk.high, to);
		set(&left.low, to);
		left.with_low = false;
		todo_cut(t, i, &chunk, 20, &left);
	} else
		todo_cut(t, i, &chunk, 20, NULL);
	range_free(&chunk);
	range_free(&left);
}

static void
begin(struct todo *t, struct worker *w)
{
	struct buf text = {0};
	unsigned int to;

	if (w->item == NULL) {
		TAILQ_FOREACH (w->item, &t->left, link) {
			if (w->item->rows != 0 && !w->item->taken)
				break;
		}
		if (w->item == NULL)
			return;
		w->item->taken = true;
	}
	/* All of it, or what locks of others have left of it. */
	range_copy(&w->done, &w->item->range);
	to = first(&w->done) + some(20);
	if (to < get(&w->done.high))
		set(&w->done.high, to);
	todo_text(t, w->item, &w->done, 1, &text);
	free(w->row);
	w->row = mem_str(buf_cstr(&text));
	buf_free(&text);
	w->begun = true;
}

static void
commit(struct todo *t, struct worker *w, bool known)
{
	bool whole = get(&w->done.high) == get(&w->item->range.high);

	free(w->kept);
	w->kept = mem_str(w->row);
	mark(&w->done);
	if (!known)
		return;
	todo_done(t, w->item, &w->done, 1);
	if (whole)
		w->item = NULL;
	w->begun = false;
}

/* Whether what is read from the rows is all that is not copied. */
static bool
exact(const struct todo *t)
{
	const struct todo_item *item;
	unsigned int i, at = 0;

	TAILQ_FOREACH (item, &t->left, link) {
		/* In order, and what lies between is copied. */
		for (; at < first(&item->range); at++) {
			if (!copied[at])
				return (false);
		}
		for (i = at; i <= get(&item->range.high); i++) {
			if (copied[i])
				return (false);
		}
		at = i;
	}
	for (; at < KEYS; at++) {
		if (!copied[at])
			return (false);
	}
	return (true);
}

static bool
resume(struct todo *t, struct worker *w)
{
	char *text[HANDS + 1];
	unsigned int i, n = 0;

	for (i = 0; i < HANDS; i++) {
		if (w[i].kept != NULL)
			text[n++] = w[i].kept;
	}
	return (todo_read(t, text, n) == 0 && exact(t));
}

static void
start(struct todo *t, struct worker *w)
{
	struct buf text = {0};
	struct range r;

	memset(copied, 0, sizeof(copied));
	todo_init(t, &plan);
	range_init(&r, &plan);
	set(&r.low, 0);
	set(&r.high, KEYS - 1);
	r.with_low = true;
	todo_add(t, &t->left, &r);
	range_free(&r);
	todo_text(t, NULL, NULL, 0, &text);
	w[0].kept = mem_str(buf_cstr(&text));
	buf_free(&text);
}

/* A copy that dies after some steps, with commits that it does not know of. */
static bool
one(unsigned int steps)
{
	struct worker w[HANDS] = {0}, *p;
	struct todo t;
	unsigned int i;
	bool right;

	start(&t, w);
	for (i = 0; i < HANDS; i++)
		range_init(&w[i].done, &plan);
	while (steps-- > 0) {
		p = &w[some(HANDS)];
		if (some(3) == 0)
			cut(&t);
		else if (p->begun)
			commit(&t, p, true);
		else
			begin(&t, p);
	}
	for (i = 0; i < HANDS; i++) {
		if (w[i].begun && some(2) == 0)
			commit(&t, &w[i], false);
	}
	right = resume(&t, w);
	for (i = 0; i < HANDS; i++) {
		range_free(&w[i].done);
		free(w[i].row);
		free(w[i].kept);
	}
	todo_free(&t);
	return (right);
}

static void
deaths(void)
{
	unsigned int i, wrong = 0;

	srand(1);
	for (i = 0; i < ROUNDS; i++)
		wrong += !one(some(400));
	is_num(wrong, 0, "what is left is exact at 2000 deaths");
}

/* Keys that have everything in them which lines and fields are made of. */
static void
texts(void)
{
	static const char nasty[] = "a\tb\nc\\d";
	struct buf text = {0};
	struct range r;
	struct todo t;
	char *row;

	plan.key.n = 2;
	todo_init(&t, &plan);
	range_init(&r, &plan);
	buf_str(&r.low.v[1].b, nasty);
	buf_str(&r.high.v[1].b, "");
	todo_add(&t, &t.left, &r);
	todo_text(&t, NULL, NULL, 0, &text);
	row = mem_str(buf_cstr(&text));
	is_num(todo_read(&t, &row, 1), 0, "nasty texts are read");
	is_str(buf_cstr(&TAILQ_FIRST(&t.left)->range.low.v[1].b), nasty,
	    "as they were");
	free(row);
	buf_free(&text);
	range_free(&r);
	todo_free(&t);
	plan.key.n = 1;
}

static void
nonsense(void)
{
	static const char *const lines[] = {"", "x", "1\t2\n", "1\t2\t3",
	    "1\t2\t3\n1\t2\n", "1\t2\t3\n\n[\t1\n", "1\t2\t3\n\n[\t1\tx\n",
	    "1\t2\t3\n\n{\t1\t2\n", "1\t2\t3\n\n[\t1\t2\t3\n"};
	struct todo t;
	size_t i;
	char *row;

	todo_init(&t, &plan);
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		row = mem_str(lines[i]);
		is_num(todo_read(&t, &row, 1), -1, "nonsense is not read");
		free(row);
	}
	row = NULL;
	is_num(todo_read(&t, &row, 1), -1, "nor is NULL");
	todo_free(&t);
}

int
main(void)
{
	deaths();
	texts();
	nonsense();
	return (done_testing());
}
