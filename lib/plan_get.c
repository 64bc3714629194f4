/* Reads a plan from JSON, believing nothing. */

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "moment.h"
#include "plan.h"
#include "plan_json.h"

static int
bad(struct buf *why, const char *where, const char *name, const char *what)
{
	buf_fmt(why, "%s\"%s\" %s", where, name, what);
	return (-1);
}

static int
get_col(const json_t *o, struct plan_col *c, const char *where, struct buf *why)
{
	int kind;

	if (members_get(o, plan_cols, COUNT(plan_cols), c, where, why) == -1)
		return (-1);
	kind = plan_kind(c->data_type);
	if (kind == -1)
		return (bad(why, where, "data_type", "is no type known here"));
	c->kind = (enum plan_kind)kind;
	if (c->given != NULL && !moment_text(c->given))
		return (bad(why, where, "given", "is no time"));
	if (member_names(o, "labels", PLAN_MAX_LABELS, &c->nlabel, &c->label) ==
	    -1)
		return (bad(why, where, "labels", "is not a list of strings"));
	return (0);
}

static int
get_table(const json_t *top, const char *name, struct plan_table *t,
    struct buf *why)
{
	const json_t *o = json_object_get(top, name), *list;
	char where[64];
	size_t i, n;

	snprintf(where, sizeof(where), "%s: ", name);
	if (members_get(o, plan_tables, COUNT(plan_tables), t, where, why) ==
	    -1)
		return (-1);
	if (member_list(o, "columns", PLAN_MAX_COLS, &list) == -1 ||
	    (n = json_array_size(list)) == 0)
		return (bad(why, where, "columns", "is not a list of them"));
	t->col = mem_alloc(n, sizeof(t->col[0]));
	for (i = 0; i < n; i++) {
		t->ncol++;
		snprintf(where, sizeof(where), "%s: column %zu: ", name, i);
		if (get_col(json_array_get(list, i), &t->col[i], where, why) ==
		    -1)
			return (-1);
		if (plan_col(t, t->col[i].name) != (int)i)
			return (bad(why, where, "name", "occurs twice"));
	}
	return (0);
}

/* get_indexes(o, name, n, max, to): ${n} different numbers below ${max}. */
static int
get_indexes(const json_t *o, const char *name, unsigned int n, unsigned int max,
    unsigned int **to)
{
	const json_t *list;
	unsigned int i, j;

	if (member_list(o, name, n, &list) == -1 || json_array_size(list) != n)
		return (-1);
	*to = mem_alloc(n, sizeof((*to)[0]));
	for (i = 0; i < n; i++) {
		if (member_uint(json_array_get(list, i), max - 1, &(*to)[i]) ==
		    -1)
			return (-1);
		for (j = 0; j < i; j++) {
			if ((*to)[i] == (*to)[j])
				return (-1);
		}
	}
	return (0);
}

static int
get_key(const json_t *top, struct plan *plan, struct buf *why)
{
	const json_t *o = json_object_get(top, "key"), *list;
	struct plan_key *key = &plan->key;

	if (member_text(json_object_get(o, "name"), AS_NAME, &key->name) == -1)
		return (bad(why, "key: ", "name", "is not a name"));
	if (member_list(o, "from", PLAN_MAX_KEY, &list) == -1 ||
	    json_array_size(list) == 0)
		return (bad(why, "key: ", "from", "is not a list of columns"));
	key->n = (unsigned int)json_array_size(list);
	if (get_indexes(o, "from", key->n, plan->orig.ncol, &key->from) == -1)
		return (bad(why, "key: ", "from", "has a wrong column"));
	if (!plan->complete)
		return (0);
	if (member_text(json_object_get(o, "ghost_name"), AS_NAME,
		&key->ghost_name) == -1)
		return (bad(why, "key: ", "ghost_name", "is not a name"));
	if (get_indexes(o, "to", key->n, plan->ghost.ncol, &key->to) == -1)
		return (bad(why, "key: ", "to", "has a wrong column"));
	return (0);
}

static int
get_pair(const json_t *o, struct plan *plan, unsigned int i)
{
	struct plan_map *m = &plan->map[i];
	unsigned int j;

	if (member_uint(json_object_get(o, "from"), plan->orig.ncol - 1,
		&m->from) == -1 ||
	    member_uint(json_object_get(o, "to"), plan->ghost.ncol - 1,
		&m->to) == -1 ||
	    member_bool(json_object_get(o, "convert"), AS_BOOL, &m->convert) ==
		-1)
		return (-1);
	for (j = 0; j < i; j++) {
		if (plan->map[j].from == m->from || plan->map[j].to == m->to)
			return (-1);
	}
	return (0);
}

static int
get_map(const json_t *top, struct plan *plan, struct buf *why)
{
	const json_t *list;
	char where[32];
	unsigned int i;

	if (member_list(top, "map", plan->orig.ncol, &list) == -1 ||
	    json_array_size(list) == 0)
		return (bad(why, "", "map", "is not a list of columns"));
	plan->nmap = (unsigned int)json_array_size(list);
	plan->map = mem_alloc(plan->nmap, sizeof(plan->map[0]));
	for (i = 0; i < plan->nmap; i++) {
		if (get_pair(json_array_get(list, i), plan, i) == 0)
			continue;
		snprintf(where, sizeof(where), "item %u of ", i);
		return (bad(why, where, "map", "makes no sense"));
	}
	return (0);
}

static int
get_renames(const json_t *top, struct plan *plan, struct buf *why)
{
	const json_t *list, *o;
	size_t i, n;

	if (member_list(top, "renames", PLAN_MAX_COLS, &list) == -1)
		return (bad(why, "", "renames", "is not a list"));
	n = json_array_size(list);
	plan->rename_from = mem_alloc(n, sizeof(plan->rename_from[0]));
	plan->rename_to = mem_alloc(n, sizeof(plan->rename_to[0]));
	for (i = 0; i < n; i++) {
		plan->nrename++;
		o = json_array_get(list, i);
		if (member_text(json_object_get(o, "from"), AS_NAME,
			&plan->rename_from[i]) == -1 ||
		    member_text(json_object_get(o, "to"), AS_NAME,
			&plan->rename_to[i]) == -1)
			return (bad(why, "", "renames", "makes no sense"));
	}
	if (member_names(top, "dropped", PLAN_MAX_COLS, &plan->ndropped,
		&plan->dropped) == -1)
		return (bad(why, "", "dropped", "is not a list of names"));
	return (0);
}

/* What plans of before did not have yet. */
static int
get_later(const json_t *top, struct plan *plan, struct buf *why)
{
	if (json_object_get(top, "null_free") != NULL &&
	    member_names(top, "null_free", PLAN_MAX_COLS, &plan->nnull_free,
		&plan->null_free) == -1)
		return (bad(why, "", "null_free", "is not a list of names"));
	if (json_object_get(top, "accept_loss") != NULL &&
	    member_names(top, "accept_loss", PLAN_MAX_COLS, &plan->naccept,
		&plan->accept) == -1)
		return (bad(why, "", "accept_loss", "is not a list of names"));
	return (0);
}

static int
get_rules(const json_t *top, struct plan *plan, struct buf *why)
{
	const json_t *list, *o;
	size_t i, n;

	if (json_object_get(top, "checks") == NULL)
		return (0);
	if (member_list(top, "checks", PLAN_MAX_RULES, &list) == -1)
		return (bad(why, "", "checks", "is not a list"));
	n = json_array_size(list);
	plan->rule = mem_alloc(n, sizeof(plan->rule[0]));
	for (i = 0; i < n; i++) {
		plan->nrule++;
		o = json_array_get(list, i);
		if (member_text(json_object_get(o, "name"), AS_NAME,
			&plan->rule[i].name) == -1 ||
		    member_text(json_object_get(o, "ghost"), AS_NAME,
			&plan->rule[i].ghost) == -1)
			return (bad(why, "", "checks", "makes no sense"));
	}
	return (0);
}

/* get_plain(s, more): only letters, digits and ${more}: it goes into SQL. */
static bool
get_plain(const char *s, const char *more)
{
	for (; *s != '\0'; s++) {
		if (!isalnum((unsigned char)*s) && strchr(more, *s) == NULL)
			return (false);
	}
	return (true);
}

static bool
get_coord(const char *s)
{
	const char *colon = strrchr(s, ':');

	return (colon != NULL && colon != s && colon[1] != '\0' &&
	    strspn(colon + 1, "0123456789") == strlen(colon + 1));
}

static int
get_rest(const json_t *top, struct plan *plan, struct buf *why)
{
	if (members_get(top, plan_then, COUNT(plan_then), plan, "", why) ==
		-1 ||
	    get_table(top, "ghost", &plan->ghost, why) == -1)
		return (-1);
	if (!get_plain(plan->run_id, "") || strlen(plan->run_id) > 32)
		return (bad(why, "", "run_id", "is not a short word"));
	if (!get_plain(plan->sql_mode, "_,"))
		return (bad(why, "", "sql_mode", "is not a list of modes"));
	if (!get_plain(plan->time_zone, "_+-:/"))
		return (bad(why, "", "time_zone", "is not a time zone"));
	if (!plan_by_set(plan) && !get_coord(plan->start))
		return (bad(why, "", "start",
		    "is neither FILE:POSITION nor start_gtid"));
	return (get_map(top, plan, why));
}

/* Without these all is on one server. */
static int
get_servers(const json_t *top, struct plan *plan, struct buf *why)
{
	const json_t *o = json_object_get(top, "stream");

	if (o != NULL)
		return (members_get(o, plan_stream, COUNT(plan_stream), plan,
		    "stream: ", why));
	plan->stream_host = mem_str(plan->server_host);
	plan->stream_port = plan->server_port;
	plan->stream_uuid = mem_str(plan->server_uuid);
	plan->stream_version = mem_str(plan->server_version);
	return (0);
}

static int
get_plan(const json_t *top, struct plan *plan, struct buf *why)
{
	const json_t *version = json_object_get(top, "gho_plan");

	if (!json_is_integer(version))
		return (bad(why, "", "gho_plan", "is missing"));
	if (json_integer_value(version) != PLAN_VERSION)
		return (bad(why, "", "gho_plan",
		    "is a version that is "
		    "unknown here"));
	if (members_get(top, plan_first, COUNT(plan_first), plan, "", why) ==
		-1 ||
	    get_servers(top, plan, why) == -1 ||
	    get_renames(top, plan, why) == -1 ||
	    get_rules(top, plan, why) == -1 ||
	    get_later(top, plan, why) == -1 ||
	    get_table(top, "original", &plan->orig, why) == -1)
		return (-1);
	if (plan->complete && get_rest(top, plan, why) == -1)
		return (-1);
	return (get_key(top, plan, why));
}

struct plan *
plan_parse(const char *text, size_t len, struct buf *why)
{
	struct plan *plan = NULL;
	json_error_t e;
	json_t *top;

	top = json_loadb(text == NULL ? "" : text, len, JSON_REJECT_DUPLICATES,
	    &e);
	if (top == NULL) {
		buf_fmt(why, "line %d: %s", e.line, e.text);
		return (NULL);
	}
	plan = plan_new();
	if (get_plan(top, plan, why) == -1) {
		plan_free(plan);
		plan = NULL;
	}
	json_decref(top);
	return (plan);
}
