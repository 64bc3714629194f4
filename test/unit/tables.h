#ifndef TABLES_H
#define TABLES_H

#include <stdlib.h>
#include <string.h>

#include "plan.h"
#include "schema.h"

/* Definitions of tables, keys and changes made by hand, for tests. */

/*
 * Tables in short: "name:type[:collation[:expression]]"
 *
 * With '!' after the name it is NOT NULL, with '@' its default is an
 * expression, too; '-' is no collation.
 */

static inline void
add_col(struct plan_table *t, const char *spec)
{
	struct plan_col *c;
	char *copy = mem_str(spec), *save, *p;

	t->col = mem_grow(t->col, t->ncol + 1, sizeof(*c));
	c = &t->col[t->ncol++];
	memset(c, 0, sizeof(*c));
	p = strtok_r(copy, ":", &save);
	if (p[strlen(p) - 1] == '@')
		c->fallback = mem_str("uuid()");
	c->nullable = c->fallback == NULL && p[strlen(p) - 1] != '!';
	if (!c->nullable)
		p[strlen(p) - 1] = '\0';
	c->name = mem_str(p);
	c->type = mem_str(strtok_r(NULL, ":", &save));
	c->data_type = mem_fmt("%.*s", (int)strcspn(c->type, "( "), c->type);
	c->kind = (enum plan_kind)plan_kind(c->data_type);
	c->is_unsigned = strstr(c->type, "unsigned") != NULL;
	c->collation = mem_str(strtok_r(NULL, ":", &save));
	c->expr = mem_str(strtok_r(NULL, ":", &save));
	c->generated = c->expr != NULL;
	if (c->collation != NULL && strcmp(c->collation, "-") == 0) {
		free(c->collation);
		c->collation = NULL;
	}
	c->length = (unsigned int)strtoul(c->type + strcspn(c->type, "(") +
		(strchr(c->type, '(') != NULL),
	    NULL, 10);
	c->scale = c->length;
	if (c->collation != NULL)
		c->charset = mem_fmt("%.*s", (int)strcspn(c->collation, "_"),
		    c->collation);
	schema_labels(c->type, &c->nlabel, &c->label);
	free(copy);
}

static inline void
fill(struct plan_table *t, const char *specs)
{
	char *copy = mem_str(specs), *save, *p;

	plan_table_free(t);
	for (p = strtok_r(copy, " ", &save); p != NULL;
	     p = strtok_r(NULL, " ", &save)) {
		char *q;

		/* '~' is a space, in "int~unsigned". */
		for (q = p; (q = strchr(q, '~')) != NULL;)
			*q = ' ';
		add_col(t, p);
	}
	free(copy);
}

/* Keys in short: "NAME=a,b(5)", unique ones in capital letters. */
static inline void
fill_keys(struct key_list *keys, const char *specs)
{
	char *copy = mem_str(specs), *save, *save2, *p, *q;
	struct key_part *part;
	struct key *key;

	memset(keys, 0, sizeof(*keys));
	for (p = strtok_r(copy, " ", &save); p != NULL;
	     p = strtok_r(NULL, " ", &save)) {
		keys->key = mem_grow(keys->key, keys->n + 1, sizeof(*key));
		key = &keys->key[keys->n++];
		memset(key, 0, sizeof(*key));
		key->name = mem_str(strtok_r(p, "=", &save2));
		key->unique = *key->name <= 'Z';
		key->visible = strncmp(key->name, "HIDDEN", 6) != 0;
		key->ordered = strncmp(key->name, "full", 4) != 0;
		while ((q = strtok_r(NULL, ",", &save2)) != NULL) {
			key->part =
			    mem_grow(key->part, key->n + 1, sizeof(*part));
			part = &key->part[key->n++];
			memset(part, 0, sizeof(*part));
			if (strchr(q, '(') != NULL) {
				part->prefix =
				    (unsigned int)atoi(strchr(q, '(') + 1);
				*strchr(q, '(') = '\0';
			}
			part->col = *q == '?' ? NULL : mem_str(q);
		}
	}
	free(copy);
}

static inline void
add_name(char ***list, unsigned int n, const char *name)
{
	*list = mem_grow(*list, n + 1, sizeof((*list)[0]));
	(*list)[n] = mem_str(name);
}

/* changes: "a>b" renames, "-c" drops. */
static inline struct plan *
make(const char *orig, const char *ghost, const char *changes)
{
	struct plan *p = plan_new();
	char *copy = mem_str(changes), *save, *c;

	fill(&p->orig, orig);
	fill(&p->ghost, ghost);
	for (c = strtok_r(copy, " ", &save); c != NULL;
	     c = strtok_r(NULL, " ", &save)) {
		if (*c == '-') {
			add_name(&p->dropped, p->ndropped++, c + 1);
			continue;
		}
		*strchr(c, '>') = '\0';
		add_name(&p->rename_from, p->nrename, c);
		add_name(&p->rename_to, p->nrename++, c + strlen(c) + 1);
	}
	free(copy);
	return (p);
}

#endif
