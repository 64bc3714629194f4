/* What the values of a chunk would lose, by a temporary table of the ghost's. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sift_in.h"

/* "1, 2: 'text'": the key and the value of a row. */
static int
sift_example(struct sift *l, unsigned int i, long row, struct buf *out)
{
	struct buf text = {0};
	struct sql_rows rows;
	unsigned int k;
	int rc;

	if (out->len > 0)
		return (0);
	loss_row(&text, l->hand.plan, l->col, i, row);
	rc = sql_list(&l->hand.sql, &rows, buf_cstr(&text));
	buf_free(&text);
	if (rc == -1)
		return (-1);
	for (k = 0; rows.nrow == 1 && k < rows.ncol; k++) {
		buf_str(out, k == 0 ? "" : k + 1 < rows.ncol ? ", " : ": ");
		if (rows.cell[k] == NULL)
			buf_str(out, "NULL");
		else
			buf_fmt(out, k + 1 < rows.ncol ? "%s" : "'%s'",
			    rows.cell[k]);
	}
	sql_rows_free(&rows);
	return (0);
}

/* A value may have two warnings, one after the other. */
static int
sift_warning(struct sift *l, const char *text)
{
	struct sift_said *said;
	const char *end;
	struct buf *why;
	long i, row;

	/* The key is only there to be shown. */
	if (sift_number(text, " column 'gho_k", &i))
		return (0);
	if (!sift_number(text, " column 'gho_n", &i) || i >= (long)l->ncol ||
	    !sift_number(text, " at row ", &row)) {
		buf_fmt(&l->hand.why, "a value cannot be converted: %s", text);
		return (hand_refuse(&l->hand));
	}
	why = &l->col[i].why;
	end = strstr(text, " for column '");
	if (why->len == 0)
		buf_add(why, text,
		    end == NULL ? strlen(text) : (size_t)(end - text));
	said = &l->said[i];
	if (said->rows == 0)
		said->first = row;
	if (said->rows == 0 || said->last != row)
		said->rows++;
	said->last = row;
	return (0);
}

static int
sift_warnings(struct sift *l)
{
	struct sql *s = &l->hand.sql;
	struct sql_rows rows;
	unsigned long n;
	unsigned int i;
	int rc = 0;

	if (sql_list(s, &rows, "SHOW COUNT(*) WARNINGS") == -1)
		return (-1);
	n = strtoul(rows.cell[0], NULL, 10);
	sql_rows_free(&rows);
	if (sql_list(s, &rows, "SHOW WARNINGS") == -1)
		return (-1);
	if (n > rows.nrow)
		rc = sift_again(l, "more warnings than the server keeps");
	for (i = 0; i < rows.nrow && rc == 0; i++)
		rc = sift_warning(l, rows.cell[i * rows.ncol + 2]);
	sql_rows_free(&rows);
	for (i = 0; i < l->ncol && rc == 0; i++) {
		if (l->said[i].rows > 0)
			rc = sift_example(l, i, l->said[i].first,
			    &l->col[i].first);
	}
	return (rc);
}

/* NULLs, and what comes back changed. */
static int
sift_sums(struct sift *l)
{
	struct sql_rows rows;
	uint64_t nulls, changed;
	unsigned int i;
	int rc = 0;

	if (sql_list(&l->hand.sql, &rows, buf_cstr(&l->sums)) == -1)
		return (-1);
	for (i = 0; i < l->ncol && rc == 0 && rows.cell[0] != NULL; i++) {
		nulls = strtoull(rows.cell[2 * i], NULL, 10);
		changed = strtoull(rows.cell[2 * i + 1], NULL, 10);
		if (nulls > 0)
			rc = sift_example(l, i, LOSS_NULL,
			    &l->col[i].first_null);
		if (rc == 0 && changed > 0)
			rc = sift_example(l, i, LOSS_CHANGED, &l->col[i].first);
		if (changed > l->said[i].rows)
			l->said[i].rows = changed;
		l->col[i].nulls += rc == 0 ? nulls : 0;
	}
	sql_rows_free(&rows);
	return (rc);
}

int
sift_values(struct sift *l, const struct range *chunk)
{
	struct hand *h = &l->hand;
	struct buf text = {0};

	memset(l->said, 0, l->ncol * sizeof(l->said[0]));
	buf_str(&text, "TRUNCATE TABLE ");
	loss_name(&text, h->plan);
	if (sift_run(l, &text) == -1)
		return (-1);
	sift_text(l, "INSERT", &l->fill, chunk, &l->filter);
	if (hand_ask(h, SIFT_FILL) == -1)
		return (sift_error(l, chunk));
	if (h->sql.changed == 0)
		return (0);
	if (h->sql.warnings > 0 && sift_warnings(l) == -1)
		return (-1);
	if (l->back.len > 0 && sql_run(&h->sql, "%s", buf_cstr(&l->back)) == -1)
		return (-1);
	return (sift_sums(l));
}
