/* The key that a table is copied by, read from the server. */

#include <stdlib.h>
#include <string.h>

#include "choose.h"
#include "key.h"
#include "map.h"
#include "nulls.h"
#include "say.h"
#include "schema.h"

static void
choose_none(struct sql *s, const struct plan *plan, const char *why)
{
	bool may = strstr(why, "may be NULL") != NULL;

	say_err("`%s`.`%s` has no unique key to copy by (%s); add one on NOT "
		"NULL columns%s",
	    plan->db, plan->table, why,
	    may ? ", or let --allow-nullable-unique-key use one that has no "
		  "NULL" :
		  "");
	s->fail = X_REFUSED;
}

int
choose_key(struct sql *s, struct plan *plan, bool nullable)
{
	struct key_list keys;
	struct buf why = {0};
	unsigned int *order, n = 0;

	if (schema_keys(s, plan->db, plan->table, &keys) == -1)
		return (-1);
	order = mem_alloc(keys.n, sizeof(*order));
	if (nullable && nulls_allow(s, plan, &keys) == -1)
		goto done;
	n = key_choose(&plan->orig, &keys, order, &why);
	if (n > 0)
		key_fill(&plan->orig, &keys.key[order[0]], &plan->key);
	else
		choose_none(s, plan, buf_cstr(&why));
done:
	free(order);
	key_free(&keys);
	buf_free(&why);
	return (n > 0 ? 0 : -1);
}

void
choose_known(const struct plan *plan, struct key_list *keys,
    struct key_list *ghost_keys)
{
	unsigned int i;

	nulls_known(plan, keys);
	/* What has no NULL in the original gets none. */
	for (i = 0; i < ghost_keys->n; i++)
		ghost_keys->key[i].nulls = KEY_NONE;
}

int
choose_shared(struct sql *s, struct plan *plan)
{
	struct key_list keys, ghost_keys;
	struct buf why = {0};
	int rc = -1;

	if (schema_keys(s, plan->db, plan->table, &keys) == -1)
		return (-1);
	if (schema_keys(s, plan->db, plan->ghost_table, &ghost_keys) == -1)
		goto done;
	choose_known(plan, &keys, &ghost_keys);
	rc = map_key(plan, &keys, &ghost_keys, &why);
	if (rc == -1) {
		say_err("%s", buf_cstr(&why));
		s->fail = X_REFUSED;
	}
done:
	key_free(&keys);
	key_free(&ghost_keys);
	buf_free(&why);
	return (rc);
}
