/* Indexes that are built after the copy. */

#include <stdlib.h>
#include <string.h>

#include <mysqld_error.h>

#include "defer.h"
#include "say.h"
#include "schema.h"

/* ---- Definitions, as SHOW CREATE TABLE has them ---- */

/* "  KEY `a` (`x`),": the definition of a key in the text, or NULL. */
static const char *
defer_find(const char *create, const char *name, const char *kind)
{
	struct buf head = {0};
	const char *p;

	buf_fmt(&head, "\n  %s ", kind);
	sql_name(&head, name);
	buf_str(&head, " (");
	p = strstr(create, buf_cstr(&head));
	buf_free(&head);
	return (p == NULL ? NULL : p + strlen("\n  "));
}

static void
defer_line(const char *p, struct buf *list)
{
	size_t len = strcspn(p, "\n");

	if (p[len - 1] == ',')
		len--;
	if (list->len > 0)
		buf_chr(list, '\n');
	buf_add(list, p, len);
}

/* What finds rows, and what numbers them, is needed from the beginning. */
static bool
defer_may(const struct plan *plan, const struct key *key)
{
	const struct plan_table *t = &plan->ghost;
	int first =
	    key->part[0].col == NULL ? -1 : plan_col(t, key->part[0].col);

	return (!key->unique && strcmp(key->name, plan->key.ghost_name) != 0 &&
	    (first == -1 || !t->col[first].auto_increment));
}

/* Names may have line ends in them, with which no line is sure. */
static bool
defer_plain(const struct plan_table *t, const struct key_list *keys)
{
	unsigned int i;

	for (i = 0; i < t->ncol; i++) {
		if (strchr(t->col[i].name, '\n') != NULL)
			return (false);
	}
	for (i = 0; i < keys->n; i++) {
		if (strchr(keys->key[i].name, '\n') != NULL)
			return (false);
	}
	return (true);
}

/* Where the definitions begin that nothing follows which cannot wait. */
static const char *
defer_begin(const struct plan *plan, const struct key_list *keys)
{
	const char *create = plan->ghost.create, *begin = create, *p;
	unsigned int i;

	for (i = 0; i < keys->n; i++) {
		p = defer_find(create, keys->key[i].name, "SPATIAL KEY");
		if (p == NULL && !defer_may(plan, &keys->key[i]))
			p = defer_find(create, keys->key[i].name, "KEY");
		if (p != NULL && p > begin)
			begin = p;
	}
	return (begin);
}

/* The definition that is next after ${from}; ${keys} are in another order. */
static const char *
defer_next(const char *from, const struct key_list *keys, unsigned int *which)
{
	const char *next = NULL, *p;
	unsigned int i;

	for (i = 0; i < keys->n; i++) {
		p = defer_find(from, keys->key[i].name, "KEY");
		if (p == NULL || (next != NULL && p > next))
			continue;
		next = p;
		*which = i;
	}
	return (next);
}

/* defer_choose(plan, keys, drop, list): the clauses that drop them, too. */
static void
defer_choose(const struct plan *plan, const struct key_list *keys,
    struct buf *drop, struct buf *list)
{
	const char *p = defer_begin(plan, keys);
	unsigned int i;

	if (!defer_plain(&plan->ghost, keys))
		return;
	while ((p = defer_next(p, keys, &i)) != NULL) {
		buf_str(drop, drop->len == 0 ? "DROP KEY " : ", DROP KEY ");
		sql_name(drop, keys->key[i].name);
		defer_line(p, list);
	}
}

/* ---- Statements ---- */

static int
defer_alter(struct sql *s, const struct plan *plan, const char *clauses)
{
	struct buf text = {0};
	int rc;

	buf_str(&text, "ALTER /* gh-ost */ TABLE ");
	sql_name2(&text, plan->db, plan->ghost_table);
	buf_fmt(&text, " %s", clauses);
	rc = sql_run(s, "%s", buf_cstr(&text));
	buf_free(&text);
	return (rc);
}

/* The lines as clauses. */
static int
defer_add(struct sql *s, const struct plan *plan, const char *list)
{
	struct buf text = {0};
	int rc;

	buf_str(&text, "ADD ");
	for (; *list != '\0'; list++) {
		if (*list == '\n')
			buf_str(&text, ", ADD ");
		else
			buf_chr(&text, *list);
	}
	rc = defer_alter(s, plan, buf_cstr(&text));
	buf_free(&text);
	return (rc);
}

/* defer_same(s, plan): 1 if the ghost is as it was before, 0 if not, or -1. */
static int
defer_same(struct sql *s, const struct plan *plan)
{
	struct plan_table t = {0};
	int rc;

	if (schema_table(s, plan->db, plan->ghost_table, &t) == -1)
		return (-1);
	rc = schema_same(t.create, plan->ghost.create);
	plan_table_free(&t);
	return (rc);
}

/* defer_try(s, plan, drop, list): takes them off, and puts them back. */
static int
defer_try(struct sql *s, const struct plan *plan, const char *drop,
    const char *list)
{
	int same;

	if (defer_alter(s, plan, drop) == -1 || defer_add(s, plan, list) == -1)
		return (-1);
	same = defer_same(s, plan);
	if (same != 0)
		return (same == 1 ? 0 : -1);
	sql_refuse(s,
	    "the indexes of `%s` would come back in another order: it cannot "
	    "be migrated with --defer-indexes",
	    plan->table);
	return (-1);
}

int
defer_take(struct sql *s, struct plan *plan)
{
	struct buf drop = {0}, list = {0};
	struct key_list keys;
	int rc = 0;

	if (schema_keys(s, plan->db, plan->ghost_table, &keys) == -1)
		return (-1);
	defer_choose(plan, &keys, &drop, &list);
	key_free(&keys);
	if (list.len == 0)
		say_warn("no index of `%s` can be built after the copy",
		    plan->table);
	else if (defer_try(s, plan, buf_cstr(&drop), buf_cstr(&list)) == -1 ||
	    defer_alter(s, plan, buf_cstr(&drop)) == -1)
		rc = -1;
	else
		plan->deferred = mem_str(buf_cstr(&list));
	buf_free(&drop);
	buf_free(&list);
	return (rc);
}

int
defer_built(struct sql *s, const struct plan *plan)
{
	struct plan_table t = {0};
	struct buf line = {0};
	const char *p = plan->deferred;
	size_t len;
	int rc = 1;

	if (p == NULL)
		return (1);
	if (schema_table(s, plan->db, plan->ghost_table, &t) == -1)
		return (-1);
	for (; *p != '\0' && rc == 1; p += len + (p[len] == '\n')) {
		len = strcspn(p, "\n");
		line.len = 0;
		buf_str(&line, "\n  ");
		buf_add(&line, p, len);
		rc = strstr(t.create, buf_cstr(&line)) != NULL;
	}
	buf_free(&line);
	plan_table_free(&t);
	return (rc);
}

/* A statement of a run that died may do it at this moment: 1061, in the end. */
int
defer_build(struct sql *s, const struct plan *plan)
{
	int built = defer_built(s, plan);
	bool quiet = s->quiet;

	if (built != 0)
		return (built == 1 ? 0 : -1);
	s->quiet = true;
	built = defer_add(s, plan, plan->deferred) == 0;
	s->quiet = quiet;
	if (built || (s->error == ER_DUP_KEYNAME && defer_built(s, plan) == 1))
		return (0);
	say_err("%s", s->text);
	if (s->error == ER_INNODB_ONLINE_LOG_TOO_BIG)
		s->fail = X_AGAIN;
	return (-1);
}
