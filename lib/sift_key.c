/* Duplicates that a key of the ghost would have, by a temporary table of it. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sift_in.h"

/* "Duplicate entry 'x' for key 'y'": the entry. */
static int
sift_entry(struct sift *l, struct loss_key *k)
{
	static const char begin[] = "Duplicate entry ";
	const char *text, *p, *end = NULL;
	struct sql_rows rows;
	unsigned int i;

	if (k->why.len > 0)
		return (0);
	if (sql_list(&l->hand.sql, &rows, "SHOW WARNINGS") == -1)
		return (-1);
	for (i = 0; i < rows.nrow && k->why.len == 0; i++) {
		text = rows.cell[i * rows.ncol + 2];
		if (strncmp(text, begin, sizeof(begin) - 1) != 0)
			continue;
		text += sizeof(begin) - 1;
		for (p = text; (p = strstr(p, " for key '")) != NULL; p++)
			end = p;
		if (end != NULL)
			buf_add(&k->why, text, (size_t)(end - text));
	}
	sql_rows_free(&rows);
	return (0);
}

/* The key of a row that is in another's way, unless that has passed. */
static int
sift_left(struct sift *l, const struct range *chunk, struct loss_key *k)
{
	struct hand *h = &l->hand;
	struct buf head = {0}, more = {0};
	struct bound b = {0};
	int rc;

	if (k->first.len > 0)
		return (0);
	loss_key_left(&head, &more, h->plan, k);
	sift_text(l, "SELECT", &head, chunk, &more);
	bound_init(&b, h->plan);
	rc = hand_ask(h, HAND_OTHER);
	if (rc == 0)
		rc = hand_key(h, HAND_OTHER, &b);
	if (rc == 1)
		bound_print(&k->first, &b, h->plan);
	bound_free(&b);
	buf_free(&head);
	buf_free(&more);
	return (rc == -1 ? -1 : 0);
}

int
sift_key(struct sift *l, const struct range *chunk, unsigned int i)
{
	unsigned long rows = 0, twice = 0;
	struct hand *h = &l->hand;
	struct loss_key *k = &l->key[i];
	struct buf head = {0};
	const char *info;

	loss_key_fill(&head, h->plan, k);
	sift_text(l, "INSERT", &head, chunk, NULL);
	buf_free(&head);
	if (hand_ask(h, SIFT_KEYS + i % SIFT_NKEYS) == -1)
		return (sift_error(l, chunk));
	info = mysql_info(h->sql.my);
	if (info != NULL)
		sscanf(info, "Records: %lu Duplicates: %lu", &rows, &twice);
	l->extra[i] = twice;
	if (twice == 0)
		return (0);
	return (sift_entry(l, k) == -1 ? -1 : sift_left(l, chunk, k));
}
