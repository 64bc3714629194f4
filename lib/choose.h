#ifndef CHOOSE_H
#define CHOOSE_H

#include <stdbool.h>

#include "key.h"
#include "plan.h"
#include "sql.h"

/*
 * choose_key(s, plan, nullable): fills ${plan->key} with the best key of the
 * original to copy by.  With ${nullable} it may be one whose columns may be
 * NULL but are not, and ${plan->null_free} lists all of these.  Returns 0, or
 * -1 after saying why there is none, X_REFUSED.
 */
int choose_key(struct sql *, struct plan *, bool);

/*
 * choose_known(plan, keys, ghost_keys): notes in both lists what the plan
 * knows of NULLs in keys.
 */
void choose_known(const struct plan *, struct key_list *, struct key_list *);

/*
 * choose_shared(s, plan): the best key that both tables have, with
 * map_key().  Returns 0, or -1 after saying why there is none, X_REFUSED.
 */
int choose_shared(struct sql *, struct plan *);

#endif
