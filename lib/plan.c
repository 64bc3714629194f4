/* The plan: reading it from a file, and letting it go. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "plan.h"
#include "say.h"

enum { PLAN_MAX_BYTES = 64 << 20 };

static const struct {
	const char *name;
	enum plan_kind kind;
} plan_kinds[] = {
    {"tinyint", KIND_INT},
    {"smallint", KIND_INT},
    {"mediumint", KIND_INT},
    {"int", KIND_INT},
    {"bigint", KIND_INT},
    {"decimal", KIND_DECIMAL},
    {"float", KIND_FLOAT},
    {"double", KIND_DOUBLE},
    {"bit", KIND_BIT},
    {"year", KIND_YEAR},
    {"date", KIND_DATE},
    {"time", KIND_TIME},
    {"datetime", KIND_DATETIME},
    {"timestamp", KIND_TIMESTAMP},
    {"char", KIND_TEXT},
    {"varchar", KIND_TEXT},
    {"tinytext", KIND_TEXT},
    {"text", KIND_TEXT},
    {"mediumtext", KIND_TEXT},
    {"longtext", KIND_TEXT},
    {"binary", KIND_BYTES},
    {"varbinary", KIND_BYTES},
    {"tinyblob", KIND_BYTES},
    {"blob", KIND_BYTES},
    {"mediumblob", KIND_BYTES},
    {"longblob", KIND_BYTES},
    {"enum", KIND_ENUM},
    {"set", KIND_SET},
    {"json", KIND_JSON},
    {"geometry", KIND_GEOMETRY},
    {"point", KIND_GEOMETRY},
    {"linestring", KIND_GEOMETRY},
    {"polygon", KIND_GEOMETRY},
    {"multipoint", KIND_GEOMETRY},
    {"multilinestring", KIND_GEOMETRY},
    {"multipolygon", KIND_GEOMETRY},
    {"geomcollection", KIND_GEOMETRY},
    {"geometrycollection", KIND_GEOMETRY},
    {"vector", KIND_VECTOR},
};

int
plan_kind(const char *data_type)
{
	size_t i;

	for (i = 0; i < sizeof(plan_kinds) / sizeof(plan_kinds[0]); i++) {
		if (strcasecmp(plan_kinds[i].name, data_type) == 0)
			return ((int)plan_kinds[i].kind);
	}
	return (-1);
}

int
plan_col(const struct plan_table *t, const char *name)
{
	unsigned int i;

	for (i = 0; i < t->ncol; i++) {
		if (strcasecmp(t->col[i].name, name) == 0)
			return ((int)i);
	}
	return (-1);
}

int
plan_label(const struct plan_col *c, const char *label)
{
	unsigned int i;

	for (i = 0; i < c->nlabel; i++) {
		if (strcmp(c->label[i], label) == 0)
			return ((int)i);
	}
	return (-1);
}

/* ---- Reading ---- */

static int
plan_slurp(int fd, struct buf *text)
{
	ssize_t n;

	for (;;) {
		n = read(fd, buf_room(text, 65536), 65536);
		if (n == 0)
			return (0);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return (-1);
		text->len += (size_t)n;
		if (text->len > PLAN_MAX_BYTES) {
			errno = EFBIG;
			return (-1);
		}
	}
}

/* plan_load(path, code): plan_read() that also tells the exit code. */
static struct plan *
plan_load(const char *path, int *code)
{
	struct buf text = {0}, why = {0};
	struct plan *plan = NULL;
	bool std = strcmp(path, "-") == 0;
	int fd;

	*code = X_SYS;
	fd = std ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd == -1) {
		say_err("cannot open %s:", path);
		return (NULL);
	}
	if (plan_slurp(fd, &text) == -1) {
		say_err("cannot read the plan %s:", std ? "on stdin" : path);
		goto done;
	}
	plan = plan_parse(text.p, text.len, &why);
	if (plan == NULL) {
		*code = X_DATA;
		say_err("%s is not a plan: %s", std ? "stdin" : path,
		    buf_cstr(&why));
	}
done:
	if (!std)
		close(fd);
	buf_free(&text);
	buf_free(&why);
	return (plan);
}

struct plan *
plan_read(const char *path)
{
	int code;

	return (plan_load(path, &code));
}

struct plan *
plan_need(const char *path)
{
	struct plan *plan;
	int code;

	plan = plan_load(path, &code);
	if (plan == NULL)
		exit(code);
	if (!plan->complete)
		say_die(X_DATA,
		    "%s is a plan that gho-ghost create has not "
		    "completed",
		    strcmp(path, "-") == 0 ? "stdin" : path);
	return (plan);
}

/* ---- Memory ---- */

static void
plan_names_free(char **name, unsigned int n)
{
	unsigned int i;

	for (i = 0; name != NULL && i < n; i++)
		free(name[i]);
	free(name);
}

static void
plan_col_free(struct plan_col *c)
{
	free(c->name);
	free(c->type);
	free(c->data_type);
	free(c->charset);
	free(c->collation);
	free(c->expr);
	free(c->fallback);
	free(c->given);
	plan_names_free(c->label, c->nlabel);
}

void
plan_table_free(struct plan_table *t)
{
	unsigned int i;

	for (i = 0; i < t->ncol; i++)
		plan_col_free(&t->col[i]);
	free(t->col);
	free(t->comment);
	free(t->create);
	memset(t, 0, sizeof(*t));
}

void
plan_key_free(struct plan_key *key)
{
	free(key->name);
	free(key->ghost_name);
	free(key->from);
	free(key->to);
	memset(key, 0, sizeof(*key));
}

static void
plan_rules_free(struct plan *plan)
{
	unsigned int i;

	for (i = 0; i < plan->nrule; i++) {
		free(plan->rule[i].name);
		free(plan->rule[i].ghost);
	}
	free(plan->rule);
}

struct plan *
plan_new(void)
{
	return (mem_alloc(1, sizeof(struct plan)));
}

void
plan_free(struct plan *plan)
{
	if (plan == NULL)
		return;
	free(plan->db);
	free(plan->table);
	free(plan->alter);
	free(plan->server_host);
	free(plan->server_uuid);
	free(plan->server_version);
	free(plan->stream_host);
	free(plan->stream_uuid);
	free(plan->stream_version);
	free(plan->ghost_table);
	free(plan->changelog_table);
	free(plan->checkpoint_table);
	free(plan->old_table);
	plan_table_free(&plan->orig);
	plan_table_free(&plan->ghost);
	plan_key_free(&plan->key);
	plan_names_free(plan->rename_from, plan->nrename);
	plan_names_free(plan->rename_to, plan->nrename);
	plan_names_free(plan->dropped, plan->ndropped);
	plan_names_free(plan->null_free, plan->nnull_free);
	plan_rules_free(plan);
	free(plan->deferred);
	free(plan->trigger_suffix);
	plan_names_free(plan->accept, plan->naccept);
	free(plan->map);
	free(plan->sql_mode);
	free(plan->time_zone);
	free(plan->start);
	free(plan->start_gtid);
	free(plan->run_id);
	free(plan);
}

void
plan_add_null_free(struct plan *plan, const char *key)
{
	plan->null_free = mem_grow(plan->null_free, plan->nnull_free + 1,
	    sizeof(plan->null_free[0]));
	plan->null_free[plan->nnull_free++] = mem_str(key);
}

bool
plan_by_set(const struct plan *plan)
{
	return (plan->start != NULL && plan->start_gtid != NULL &&
	    strcmp(plan->start, plan->start_gtid) == 0);
}

bool
plan_null_free(const struct plan *plan, const char *key)
{
	unsigned int i;

	for (i = 0; i < plan->nnull_free; i++) {
		if (strcmp(plan->null_free[i], key) == 0)
			return (true);
	}
	return (false);
}

bool
plan_scratch(const struct plan *plan)
{
	return (plan->ghost_table != NULL &&
	    strcmp(plan->table, plan->ghost_table) == 0);
}
