/*
 * One writer.  It owns a share of the rows, so it knows at any time what its
 * rows must be; one that is not so is an error, seen while it happens.
 */
#include <err.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "load-run.h"

int64_t
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * INT64_C(1000000) + ts.tv_nsec / 1000;
}

uint64_t
writer_draw(struct writer *w, uint64_t n)
{
	w->random++;
	return mix(w->random) % n;
}

/* Runs a statement that must touch so many rows (any number: -1). */
static int
run_text(struct writer *w, const char *text, size_t len, int64_t rows)
{
	int64_t us = now();

	w->error = 0;
	if (mysql_real_query(w->my, text, len) != 0)
		w->error = mysql_errno(w->my);
	tally_statement(&w->tally, now() - us, *w->laps);
	if (w->error != 0) {
		if (!is_retried(w->error) && !w->o->survive)
			warnx("%.60s: %s", text, mysql_error(w->my));
		return -1;
	}
	if (rows >= 0 && mysql_affected_rows(w->my) != (uint64_t)rows) {
		warnx("%.60s: touched %" PRId64 " rows, not %" PRId64, text,
		    (int64_t)mysql_affected_rows(w->my), rows);
		w->error = WRONG;
		return -1;
	}
	return 0;
}

int
writer_sql(struct writer *w, const char *text)
{
	return run_text(w, text, strlen(text), -1);
}

/* The statement that f wrote into *text; frees it. */
static int
run_stream(struct writer *w, FILE *f, char **text, size_t *len)
{
	int ret;

	if (fclose(f) != 0)
		err(1, NULL);
	ret = run_text(w, *text, *len, 1);
	free(*text);
	return ret;
}

static FILE *
stream(char **text, size_t *len)
{
	FILE *f;

	if ((f = open_memstream(text, len)) == NULL)
		err(1, NULL);
	return f;
}

void
writer_own(struct writer *w, int64_t id)
{
	if (w->nids == w->space) {
		w->space = 2 * w->space + 1000;
		w->ids = realloc(w->ids, w->space * sizeof(*w->ids));
		if (w->ids == NULL)
			err(1, NULL);
	}
	w->ids[w->nids++] = id;
}

/* Notes what a row has become in the open transaction. */
static void
change(struct writer *w, int64_t id, struct row after)
{
	struct change *c;

	after.touched = 1;
	after.owner = w->no;
	for (c = w->changes; c < w->changes + w->nchanges; c++)
		if (c->id == id)
			break;
	if (c == w->changes + w->nchanges) {
		c->id = id;
		c->before = book_get(w->book, id);
		w->nchanges++;
	}
	c->after = after;
	book_put(w->book, id, &after);
}

/* One of our rows that is live, or is not; 0 when none was found. */
static int64_t
pick(struct writer *w, int live, struct row *row)
{
	int64_t id;
	int tries;

	for (tries = 0; tries < 50 && w->nids > 0; tries++) {
		id = w->ids[writer_draw(w, w->nids)];
		*row = book_get(w->book, id);
		if (row->owner != w->no || row->live != live)
			continue;
		/* What AUTO_INCREMENT gave, it may give again. */
		if (!live && id > w->book->rows)
			continue;
		return id;
	}
	return 0;
}

/* An id for a row that gets one of ours: one that was deleted, or a new one. */
static int64_t
pick_free(struct writer *w)
{
	struct row row;
	int64_t id;

	if (writer_draw(w, 2) == 0 && (id = pick(w, 0, &row)) != 0)
		return id;
	w->lowest -= w->o->threads;
	writer_own(w, w->lowest);
	return w->lowest;
}

static struct row
fresh(struct writer *w)
{
	struct row row = {.live = 1};

	w->random++;
	row.salt = mix(w->random);
	row.token = mix(row.salt ^ w->random << 20);
	return row;
}

/* An id of 0 takes the next of AUTO_INCREMENT. */
static int
insert_row(struct writer *w, int64_t id, struct row row)
{
	char *text;
	size_t len;
	FILE *f = stream(&text, &len);

	fprintf(f, "INSERT INTO `%s` (" COLUMNS ") VALUES ", w->o->table);
	row_values(f, id, &row);
	if (run_stream(w, f, &text, &len) == -1)
		return -1;
	if (id == 0) {
		id = mysql_insert_id(w->my);
		writer_own(w, id);
	}
	change(w, id, row);
	return 0;
}

static int
update_row(struct writer *w, int64_t id, struct row row)
{
	char *text;
	size_t len;
	FILE *f = stream(&text, &len);

	fprintf(f, "UPDATE `%s` SET ", w->o->table);
	row_assign(f, &row);
	fprintf(f, " WHERE id = %" PRId64, id);
	if (run_stream(w, f, &text, &len) == -1)
		return -1;
	change(w, id, row);
	return 0;
}

static int
delete_row(struct writer *w, int64_t id, struct row row)
{
	char *text;
	size_t len;
	FILE *f = stream(&text, &len);

	fprintf(f, "DELETE FROM `%s` WHERE id = %" PRId64, w->o->table, id);
	if (run_stream(w, f, &text, &len) == -1)
		return -1;
	row.live = 0;
	change(w, id, row);
	return 0;
}

/* What the row with that id is: 1 as given, 0 not so, -1 error. */
int
writer_is(struct writer *w, int64_t id, const struct row *row)
{
	char text[256];
	MYSQL_RES *res;
	MYSQL_ROW got;
	int n, ret;

	n = snprintf(text, sizeof(text),
	    "SELECT " COLUMNS " FROM `%s` WHERE id = %" PRId64, w->o->table,
	    id);
	if (run_text(w, text, n, -1) == -1)
		return -1;
	if ((res = mysql_store_result(w->my)) == NULL) {
		w->error = mysql_errno(w->my);
		return -1;
	}
	got = mysql_fetch_row(res);
	ret = row->live ?
	    got != NULL && row_equal(row, got, mysql_fetch_lengths(res)) :
	    got == NULL;
	mysql_free_result(res);
	return ret;
}

static int
do_insert(struct writer *w)
{
	return insert_row(w, writer_draw(w, 2) ? 0 : pick_free(w), fresh(w));
}

static int
do_update(struct writer *w)
{
	struct row row, new = fresh(w);
	int64_t id = pick(w, 1, &row);

	if (id == 0)
		return 0;
	if (writer_draw(w, 4) != 0)
		new.token = row.token;
	return update_row(w, id, new);
}

static int
do_delete(struct writer *w)
{
	struct row row;
	int64_t id = pick(w, 1, &row);

	return id == 0 ? 0 : delete_row(w, id, row);
}

static int
do_read(struct writer *w)
{
	struct row row;
	int64_t id = pick(w, writer_draw(w, 8) != 0, &row);

	if (id == 0)
		return 0;
	switch (writer_is(w, id, &row)) {
	case 1:
		return 0;
	case 0:
		warnx("row %" PRId64 " is not what was written", id);
		w->error = WRONG;
	}
	return -1;
}

/* Moves a row to another id. */
static int
do_move(struct writer *w)
{
	char text[256];
	struct row row;
	int64_t id = pick(w, 1, &row), to;
	int n;

	if (id == 0)
		return 0;
	to = pick_free(w);
	n = snprintf(text, sizeof(text),
	    "UPDATE `%s` SET id = %" PRId64 " WHERE id = %" PRId64, w->o->table,
	    to, id);
	if (run_text(w, text, n, 1) == -1)
		return -1;
	change(w, to, row);
	row.live = 0;
	change(w, id, row);
	return 0;
}

/* Two rows change their values of the UNIQUE column. */
static int
do_swap(struct writer *w)
{
	struct row a, b, spare, new;
	int64_t ida = pick(w, 1, &a), idb = pick(w, 1, &b);

	if (ida == 0 || idb == 0 || ida == idb)
		return 0;
	spare = a;
	spare.token = fresh(w).token;
	new = b;
	new.token = a.token;
	a.token = b.token;
	if (writer_draw(w, 2) == 0) {
		if (update_row(w, ida, spare) == -1 ||
		    update_row(w, idb, new) == -1)
			return -1;
		return update_row(w, ida, a);
	}
	if (delete_row(w, ida, a) == -1 || delete_row(w, idb, b) == -1 ||
	    insert_row(w, idb, new) == -1)
		return -1;
	return insert_row(w, ida, a);
}

int
writer_do(struct writer *w)
{
	uint64_t r = writer_draw(w, 100);

	if (r < 35)
		return do_update(w);
	if (r < 54)
		return do_insert(w);
	if (r < 70)
		return do_delete(w);
	if (r < 80)
		return do_move(w);
	if (r < 90)
		return do_swap(w);
	return do_read(w);
}
