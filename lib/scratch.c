/* Scratch tables: to play streams into. */

#include <stdlib.h>
#include <string.h>

#include "feed.h"
#include "mark.h"
#include "name.h"
#include "say.h"
#include "schema.h"
#include "scratch.h"
#include "side.h"

static int
scratch_run(struct sql *s, struct buf *text)
{
	int rc = sql_run(s, "%s", buf_cstr(text));

	buf_free(text);
	return (rc);
}

/* ---- The plan ---- */

/* Names, and nothing that another migration of the plan's table would mean. */
static struct plan *
scratch_plan(const char *db, const char *table)
{
	struct plan *p = plan_new();

	p->db = mem_str(db);
	p->table = mem_str(table);
	p->ghost_table = mem_str(table);
	p->changelog_table = name_table(table, "_ghc");
	p->checkpoint_table = name_table(table, "_ghr");
	p->old_table = name_table(table, "_del");
	p->alter = mem_str("ENGINE=InnoDB");
	p->sql_mode = mem_str(
	    "NO_AUTO_VALUE_ON_ZERO,STRICT_ALL_TABLES,ALLOW_INVALID_DATES");
	p->time_zone = mem_str("+00:00");
	p->loss_checked = true;
	return (p);
}

/* Each column is carried to itself, but those that the server computes. */
static void
scratch_map(struct plan *p)
{
	unsigned int i;

	p->map = mem_alloc(p->orig.ncol, sizeof(p->map[0]));
	for (i = 0; i < p->orig.ncol; i++) {
		if (p->orig.col[i].generated)
			continue;
		p->map[p->nmap].from = p->map[p->nmap].to = i;
		p->nmap++;
	}
}

static void
scratch_key(struct plan *p, const struct plan_key *key)
{
	unsigned int i;

	p->key.name = mem_str(key->name);
	p->key.ghost_name = mem_str(key->name);
	p->key.n = key->n;
	p->key.from = mem_alloc(key->n, sizeof(p->key.from[0]));
	p->key.to = mem_alloc(key->n, sizeof(p->key.to[0]));
	for (i = 0; i < key->n; i++)
		p->key.from[i] = p->key.to[i] = key->from[i];
}

static int
scratch_server(struct sql *s, struct plan *p)
{
	const struct feed here = {0}; /* its log is read nowhere else */
	struct sql_rows rows;

	if (sql_ask(s, &rows,
		"SELECT /* gh-ost */ @@GLOBAL.server_uuid, VERSION(),"
		" @@GLOBAL.hostname, @@GLOBAL.port") == -1)
		return (-1);
	p->server_uuid = mem_str(rows.cell[0]);
	p->server_version = mem_str(rows.cell[1]);
	p->server_host = mem_str(rows.cell[2]);
	p->server_port = (unsigned int)strtoul(rows.cell[3], NULL, 10);
	p->version = mysql_get_server_version(s->my);
	sql_rows_free(&rows);
	feed_plan(&here, p);
	return (0);
}

/* What the server has made of the definition has to be what streams have. */
static int
scratch_tables(struct sql *s, struct plan *p, const struct plan_table *like)
{
	int same;

	if (schema_begin(s, p->version) == -1 ||
	    schema_table(s, p->db, p->table, &p->orig) == -1 ||
	    schema_table(s, p->db, p->table, &p->ghost) == -1)
		return (-1);
	same = schema_is(s, p->db, p->table, like);
	if (same == 0)
		sql_refuse(s,
		    "`%s`.`%s` has other columns here than in the plan; is "
		    "this server as new as the plan's?",
		    p->db, p->table);
	return (same == 1 ? 0 : -1);
}

/* ---- The tables ---- */

static int
scratch_clear(struct sql *s, const struct plan *p)
{
	struct mark mark, checkpoint;

	if (mark_look(s, p, MARK_SCRATCH, &mark) == -1 ||
	    mark_look(s, p, MARK_CHECKPOINT, &checkpoint) == -1)
		return (-1);
	if (mark.owner == MARK_ALIEN || checkpoint.owner == MARK_ALIEN) {
		sql_refuse(s,
		    "`%s`.`%s` is not a scratch table of gho: its comment does "
		    "not say so; nothing is dropped, choose another database "
		    "or name",
		    p->db,
		    mark.owner == MARK_ALIEN ? p->table : p->checkpoint_table);
		return (-1);
	}
	if (mark_drop(s, p->db, p->table) == -1)
		return (-1);
	return (mark_drop(s, p->db, p->checkpoint_table));
}

/* The definition as SHOW CREATE TABLE has it, under another name. */
static int
scratch_table(struct sql *s, const struct plan *p, const char *rest)
{
	static const char begin[] = "CREATE TABLE `";
	struct buf text = {0};

	if (strncmp(rest, begin, strlen(begin)) == 0)
		rest += strlen(begin);
	while (*rest != '\0' && (rest[0] != '`' || rest[1] == '`'))
		rest += rest[0] == '`' ? 2 : 1;
	if (*rest == '\0') {
		sql_refuse(s, "the plan does not have the table's definition");
		return (-1);
	}
	/* As the definition was allowed once, so were its defaults. */
	if (sql_run(s,
		"SET SESSION sql_mode = 'ALLOW_INVALID_DATES',"
		" foreign_key_checks = 0") == -1)
		return (-1);
	buf_str(&text, "CREATE /* gh-ost */ TABLE ");
	sql_name2(&text, p->db, p->table);
	buf_str(&text, rest + 1);
	if (scratch_run(s, &text) == -1)
		return (-1);
	buf_str(&text, "ALTER /* gh-ost */ TABLE ");
	sql_name2(&text, p->db, p->table);
	buf_str(&text, " COMMENT = '");
	mark_text(MARK_SCRATCH, p->run_id, &text);
	buf_chr(&text, '\'');
	return (scratch_run(s, &text));
}

int
scratch_create(struct sql *s, const struct plan *like, const char *db,
    const char *table, struct plan **plan)
{
	struct plan *p = scratch_plan(db, table);

	p->start = mem_str(like->start == NULL ? "none:4" : like->start);
	scratch_key(p, &like->key);
	if (side_run_id(p) == -1) {
		s->fail = X_SYS;
		goto err0;
	}
	if (scratch_server(s, p) == -1 || scratch_clear(s, p) == -1 ||
	    side_checkpoint(s, p) == -1 ||
	    scratch_table(s, p, like->orig.create) == -1 ||
	    scratch_tables(s, p, &like->orig) == -1)
		goto err0;
	scratch_map(p);
	p->complete = true;
	*plan = p;
	return (0);
err0:
	plan_free(p);
	return (-1);
}

int
scratch_drop(struct sql *s, const char *db, const char *table)
{
	struct plan *p = scratch_plan(db, table);
	int rc;

	rc = scratch_clear(s, p);
	plan_free(p);
	return (rc);
}
