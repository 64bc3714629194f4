/* What is asked for a table: its columns, and the names beside it. */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "asked.h"
#include "name.h"
#include "say.h"
#include "schema.h"

struct asked {
	struct sql *s;
	struct plan *plan;
	bool approve;
	bool skip;
};

static int
asked_no(struct asked *k)
{
	k->s->fail = X_REFUSED;
	return (-1);
}

static void
asked_drop(struct plan *p, char *name)
{
	p->dropped =
	    mem_grow(p->dropped, p->ndropped + 1, sizeof(p->dropped[0]));
	p->dropped[p->ndropped++] = name;
}

static void
asked_rename(struct plan *p, char *from, const char *to)
{
	p->rename_from =
	    mem_grow(p->rename_from, p->nrename + 1, sizeof(p->rename_from[0]));
	p->rename_to =
	    mem_grow(p->rename_to, p->nrename + 1, sizeof(p->rename_to[0]));
	p->rename_from[p->nrename] = from;
	p->rename_to[p->nrename++] = mem_str(to);
}

/* asked_find(k, name, exact): the table's own spelling of ${name}. */
static int
asked_find(struct asked *k, const char *name, char **exact)
{
	struct plan *p = k->plan;

	if (schema_column(k->s, p->db, p->table, name, exact) == -1)
		return (-1);
	if (*exact != NULL)
		return (0);
	say_err("--alter cannot be done: `%s`.`%s` has no column %s", p->db,
	    p->table, name);
	return (asked_no(k));
}

static int
asked_pair(struct asked *k, const struct alter_pair *pair)
{
	char *from;

	if (asked_find(k, pair->from, &from) == -1)
		return (-1);
	if (strcmp(from, pair->to) == 0) {
		free(from);
		return (0);
	}
	/* The same name in another spelling needs nobody's approval. */
	if (pair->modify || strcasecmp(from, pair->to) == 0 || k->approve) {
		asked_rename(k->plan, from, pair->to);
		return (0);
	}
	if (k->skip) {
		asked_drop(k->plan, from);
		return (0);
	}
	say_err(
	    "--alter renames column %s to %s: --approve-renamed-columns "
	    "says that its values are to be kept, --skip-renamed-columns that "
	    "they are not",
	    from, pair->to);
	free(from);
	return (asked_no(k));
}

int
asked_columns(struct sql *s, struct plan *plan, const struct alter *a,
    bool approve, bool skip)
{
	struct asked k = {s, plan, approve, skip};
	unsigned int i;
	char *name;

	for (i = 0; i < a->npair; i++) {
		if (asked_pair(&k, &a->pair[i]) == -1)
			return (-1);
	}
	for (i = 0; i < a->ndrop; i++) {
		if (asked_find(&k, a->drop[i], &name) == -1)
			return (-1);
		asked_drop(plan, name);
	}
	return (0);
}

/* The time is the server's. */
static int
asked_old(struct sql *s, const char *base, bool stamp, char **name)
{
	struct sql_rows rows;
	char *suffix;

	if (!stamp) {
		*name = name_table(base, "_del");
		return (0);
	}
	if (sql_ask(s, &rows, "SELECT DATE_FORMAT(NOW(), '%Y%m%d%H%i%s')") ==
	    -1)
		return (-1);
	suffix = mem_fmt("_%s_del", rows.cell[0]);
	*name = name_table(base, suffix);
	free(suffix);
	sql_rows_free(&rows);
	return (0);
}

int
asked_tables(struct sql *s, struct plan *p, const char *names, bool stamp)
{
	const char *base = names != NULL ? names : p->table;

	p->ghost_table = name_table(base, "_gho");
	p->changelog_table = name_table(base, "_ghc");
	p->checkpoint_table = name_table(base, "_ghk");
	return (asked_old(s, base, stamp, &p->old_table));
}
