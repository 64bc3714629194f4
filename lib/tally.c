/* Statistics of a stream. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <jansson.h>

#include "show.h"
#include "tally.h"

enum { TALLY_INSERT, TALLY_UPDATE, TALLY_DELETE, TALLY_NKIND };

struct tally_trx {
	char *name; /* position and GTID */
	uint64_t rows;
	uint64_t bytes;
};

struct tally {
	json_t *tables; /* name: [inserts, updates, deletes] */
	json_t *keys;	/* table and key: count */
	struct tally_trx top[TALLY_TOP];
	struct tally_trx now;
	uint64_t begin; /* offset of the transaction */
	int64_t second; /* that is being counted */
	uint64_t rows[TALLY_NKIND];
	struct buf name;
};

struct tally *
tally_new(void)
{
	struct tally *t = mem_alloc(1, sizeof(*t));

	t->tables = json_object();
	t->keys = json_object();
	return (t);
}

void
tally_free(struct tally *t)
{
	int i;

	for (i = 0; i < TALLY_TOP; i++)
		free(t->top[i].name);
	json_decref(t->tables);
	json_decref(t->keys);
	buf_free(&t->name);
	free(t);
}

/* ---- Counting ---- */

static void
tally_table(struct tally *t, const char *name, int kind)
{
	json_t *counts = json_object_get(t->tables, name), *count;

	if (counts == NULL) {
		counts = json_pack("[i, i, i]", 0, 0, 0);
		json_object_set_new(t->tables, name, counts);
	}
	count = json_array_get(counts, (size_t)kind);
	json_integer_set(count, json_integer_value(count) + 1);
}

/*
 * One off each, and away with those that have none: what goes was matched by
 * as many others, so whoever has more than one of TALLY_KEYS rows stays
 * (Misra and Gries, "Finding repeated elements").
 */
static void
tally_forget(struct tally *t)
{
	const char *name;
	json_t *count;
	void *next;

	json_object_foreach_safe(t->keys, next, name, count)
	{
		json_integer_set(count, json_integer_value(count) - 1);
		if (json_integer_value(count) == 0)
			json_object_del(t->keys, name);
	}
}

static void
tally_key(struct tally *t, const char *name)
{
	json_t *count = json_object_get(t->keys, name);

	if (count != NULL)
		json_integer_set(count, json_integer_value(count) + 1);
	else if (json_object_size(t->keys) < TALLY_KEYS)
		json_object_set_new(t->keys, name, json_integer(1));
	else
		tally_forget(t);
}

static void
tally_row(struct tally *t, const struct rec *rec)
{
	const struct val *row = rec->new != NULL ? rec->new : rec->old;
	const struct rec_table *table = rec->table;
	int kind = rec->old == NULL ? TALLY_INSERT :
	    rec->new == NULL	    ? TALLY_DELETE :
				      TALLY_UPDATE;
	unsigned int k, i;

	t->rows[kind]++;
	t->now.rows++;
	t->name.len = 0;
	buf_fmt(&t->name, "%s.%s", table->db, table->name);
	tally_table(t, buf_cstr(&t->name), kind);
	for (k = 0; k < table->nkey; k++) {
		i = table->key[k];
		buf_fmt(&t->name, "%s%s=", k == 0 ? "\t" : " ",
		    table->col[i].name);
		show_val(&t->name, &table->col[i], &row[i]);
	}
	tally_key(t, buf_cstr(&t->name));
}

/* ---- Transactions and seconds ---- */

static void
tally_trx(struct tally *t, const struct rec *rec)
{
	int i = TALLY_TOP - 1;

	t->now.bytes = rec->offset - t->begin;
	if (t->now.rows <= t->top[i].rows)
		return;
	free(t->top[i].name);
	for (; i > 0 && t->top[i - 1].rows < t->now.rows; i--)
		t->top[i] = t->top[i - 1];
	t->top[i] = t->now;
	t->top[i].name =
	    mem_fmt("%s\t%s", rec->text, rec->gtid == NULL ? "-" : rec->gtid);
}

static void
tally_second(struct tally *t, struct buf *out)
{
	time_t at = (time_t)t->second;
	char text[32];
	struct tm tm;

	if (t->rows[0] + t->rows[1] + t->rows[2] == 0)
		return;
	gmtime_r(&at, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm);
	buf_fmt(out, "second\t%s\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\n",
	    text, t->rows[0], t->rows[1], t->rows[2]);
	memset(t->rows, 0, sizeof(t->rows));
}

void
tally_add(struct tally *t, const struct rec *rec, struct buf *out)
{
	switch (rec->kind) {
	case REC_BEGIN:
		if (rec->time / 1000000 != t->second)
			tally_second(t, out);
		t->second = rec->time / 1000000;
		t->begin = rec->offset;
		t->now.rows = 0;
		break;
	case REC_INSERT:
	case REC_UPDATE:
	case REC_DELETE:
		tally_row(t, rec);
		break;
	case REC_COMMIT:
		tally_trx(t, rec);
		break;
	default:
		break;
	}
}

/* ---- Totals ---- */

/* The key with the most, which is then no longer counted. */
static void
tally_hottest(struct tally *t, struct buf *out)
{
	json_int_t most = 0;
	const char *name, *best = NULL;
	json_t *count;

	json_object_foreach(t->keys, name, count)
	{
		if (json_integer_value(count) <= most)
			continue;
		most = json_integer_value(count);
		best = name;
	}
	/* Once is not hot. */
	if (best == NULL || most < 2)
		return;
	buf_fmt(out, "key\t%s\t%" JSON_INTEGER_FORMAT "\n", best, most);
	json_object_del(t->keys, best);
}

void
tally_end(struct tally *t, struct buf *out)
{
	json_int_t n[TALLY_NKIND];
	const char *name;
	json_t *counts;
	int i;

	tally_second(t, out);
	json_object_foreach(t->tables, name, counts)
	{
		for (i = 0; i < TALLY_NKIND; i++)
			n[i] = json_integer_value(
			    json_array_get(counts, (size_t)i));
		buf_fmt(out,
		    "table\t%s\t%" JSON_INTEGER_FORMAT "\t%" JSON_INTEGER_FORMAT
		    "\t%" JSON_INTEGER_FORMAT "\n",
		    name, n[0], n[1], n[2]);
	}
	for (i = 0; i < TALLY_TOP && t->top[i].name != NULL; i++)
		buf_fmt(out, "transaction\t%s\t%" PRIu64 "\t%" PRIu64 "\n",
		    t->top[i].name, t->top[i].rows, t->top[i].bytes);
	for (i = 0; i < TALLY_TOP; i++)
		tally_hottest(t, out);
}
