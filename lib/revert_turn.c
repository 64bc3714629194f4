/* A plan, the other way round. */

#include <stdlib.h>
#include <string.h>

#include "map.h"
#include "name.h"
#include "revert.h"

static void
turn_swap(void *a, void *b, size_t n)
{
	char c[sizeof(struct plan_table)];

	memcpy(c, a, n);
	memcpy(a, b, n);
	memcpy(b, c, n);
}

void
revert_forget(char ***list, unsigned int *n)
{
	while (*n > 0)
		free((*list)[--*n]);
	free(*list);
	*list = NULL;
}

/* What the migration has added is dropped. */
static void
turn_drops(struct plan *p)
{
	char **dropped = mem_alloc(p->ghost.ncol, sizeof(dropped[0]));
	unsigned int i, n = 0;

	for (i = 0; i < p->ghost.ncol; i++) {
		if (map_source(p, p->ghost.col[i].name) == -1)
			dropped[n++] = mem_str(p->ghost.col[i].name);
	}
	revert_forget(&p->dropped, &p->ndropped);
	p->dropped = dropped;
	p->ndropped = n;
}

/* The table that is left then has a name that is free: its own of before. */
static void
turn_names(struct plan *p, const struct plan *names)
{
	char *back = name_table(p->table, "_rev_del");

	free(p->ghost_table);
	p->ghost_table = p->old_table;
	p->old_table = strcmp(back, p->ghost_table) == 0 ?
	    mem_str(names->old_table) :
	    mem_str(back);
	free(back);
}

void
revert_turn(struct plan *p, const struct plan *names)
{
	turn_drops(p);
	turn_swap(&p->rename_from, &p->rename_to, sizeof(p->rename_from));
	turn_swap(&p->orig, &p->ghost, sizeof(p->orig));
	turn_names(p, names);
	revert_forget(&p->null_free, &p->nnull_free);
	revert_forget(&p->accept, &p->naccept);
	for (; p->nrule > 0; p->nrule--) {
		free(p->rule[p->nrule - 1].name);
		free(p->rule[p->nrule - 1].ghost);
	}
	plan_key_free(&p->key);
	memset(&p->key, 0, sizeof(p->key));
	free(p->trigger_suffix);
	p->trigger_suffix = NULL;
	free(p->deferred);
	p->deferred = NULL;
	p->alters_auto_increment = p->loss_checked = p->rows_exact = false;
	p->complete = false;
	p->revert = true;
}

void
revert_converts(struct plan *p, const struct plan_map *map, unsigned int n)
{
	unsigned int i, k;

	for (i = 0; i < p->nmap; i++) {
		for (k = 0; k < n; k++) {
			if (map[k].convert && map[k].from == p->map[i].to &&
			    map[k].to == p->map[i].from)
				p->map[i].convert = p->convert = true;
		}
	}
}
