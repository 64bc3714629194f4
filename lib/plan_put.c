/* Writes a plan as JSON. */

#include <string.h>

#include <jansson.h>

#include "plan.h"
#include "plan_json.h"
#include "say.h"

/*
 * json_object_set_new(3) and json_array_append_new(3) fail when they are
 * given NULL, which is how jansson says that a string is not UTF-8.  Every
 * put_*() passes that on as -1.
 */

static int
put_indexes(json_t *o, const char *name, const unsigned int *list,
    unsigned int n)
{
	json_t *a = json_array();
	unsigned int i;

	if (json_object_set_new(o, name, a) == -1)
		return (-1);
	for (i = 0; i < n; i++) {
		if (json_array_append_new(a, json_integer(list[i])) == -1)
			return (-1);
	}
	return (0);
}

static int
put_table(json_t *top, const char *name, const struct plan_table *t)
{
	json_t *o = json_object(), *list = json_array(), *c;
	unsigned int i;

	if (json_object_set_new(top, name, o) == -1 ||
	    members_put(o, plan_tables, COUNT(plan_tables), t) == -1 ||
	    json_object_set_new(o, "columns", list) == -1)
		return (-1);
	for (i = 0; i < t->ncol; i++) {
		c = json_object();
		if (json_array_append_new(list, c) == -1 ||
		    members_put(c, plan_cols, COUNT(plan_cols), &t->col[i]) ==
			-1 ||
		    member_names_put(c, "labels", t->col[i].label,
			t->col[i].nlabel) == -1)
			return (-1);
	}
	return (0);
}

static int
put_key(json_t *top, const struct plan *plan)
{
	const struct plan_key *key = &plan->key;
	json_t *o = json_object();

	if (json_object_set_new(top, "key", o) == -1 ||
	    json_object_set_new(o, "name", json_string(key->name)) == -1 ||
	    put_indexes(o, "from", key->from, key->n) == -1)
		return (-1);
	if (!plan->complete)
		return (0);
	if (json_object_set_new(o, "ghost_name",
		json_string(key->ghost_name)) == -1)
		return (-1);
	return (put_indexes(o, "to", key->to, key->n));
}

static int
put_map(json_t *top, const struct plan *plan)
{
	json_t *list = json_array();
	unsigned int i;

	if (json_object_set_new(top, "map", list) == -1)
		return (-1);
	for (i = 0; i < plan->nmap; i++) {
		if (json_array_append_new(list,
			json_pack("{s:i, s:i, s:b}", "from",
			    (int)plan->map[i].from, "to", (int)plan->map[i].to,
			    "convert", (int)plan->map[i].convert)) == -1)
			return (-1);
	}
	return (0);
}

static int
put_renames(json_t *top, const struct plan *plan)
{
	json_t *list = json_array();
	unsigned int i;

	if (json_object_set_new(top, "renames", list) == -1)
		return (-1);
	for (i = 0; i < plan->nrename; i++) {
		if (json_array_append_new(list,
			json_pack("{s:s, s:s}", "from", plan->rename_from[i],
			    "to", plan->rename_to[i])) == -1)
			return (-1);
	}
	if (member_names_put(top, "dropped", plan->dropped, plan->ndropped) ==
	    -1)
		return (-1);
	return (member_names_put(top, "null_free", plan->null_free,
	    plan->nnull_free));
}

static int
put_rules(json_t *top, const struct plan *plan)
{
	json_t *list = json_array();
	unsigned int i;

	if (json_object_set_new(top, "checks", list) == -1)
		return (-1);
	for (i = 0; i < plan->nrule; i++) {
		if (json_array_append_new(list,
			json_pack("{s:s, s:s}", "name", plan->rule[i].name,
			    "ghost", plan->rule[i].ghost)) == -1)
			return (-1);
	}
	return (0);
}

static int
put_servers(json_t *top, const struct plan *plan)
{
	json_t *o;

	if (strcmp(plan->stream_uuid, plan->server_uuid) == 0)
		return (0);
	o = json_object();
	if (json_object_set_new(top, "stream", o) == -1)
		return (-1);
	return (members_put(o, plan_stream, COUNT(plan_stream), plan));
}

static int
put_plan(json_t *top, const struct plan *plan)
{
	if (json_object_set_new(top, "gho_plan", json_integer(PLAN_VERSION)) ==
		-1 ||
	    members_put(top, plan_first, COUNT(plan_first), plan) == -1 ||
	    put_servers(top, plan) == -1 || put_renames(top, plan) == -1 ||
	    put_rules(top, plan) == -1 ||
	    member_names_put(top, "accept_loss", plan->accept, plan->naccept) ==
		-1 ||
	    put_key(top, plan) == -1 ||
	    put_table(top, "original", &plan->orig) == -1)
		return (-1);
	if (!plan->complete)
		return (0);
	if (members_put(top, plan_then, COUNT(plan_then), plan) == -1 ||
	    put_map(top, plan) == -1)
		return (-1);
	return (put_table(top, "ghost", &plan->ghost));
}

int
plan_write(const struct plan *plan, FILE *f)
{
	json_t *top = json_object();
	int rc = -1;

	if (put_plan(top, plan) == -1)
		say_err("a plan must be UTF-8, and this one is not");
	else if (json_dumpf(top, f, JSON_INDENT(1)) == -1 ||
	    fputc('\n', f) == EOF || fflush(f) == EOF)
		say_err("cannot write the plan:");
	else
		rc = 0;
	json_decref(top);
	return (rc);
}
