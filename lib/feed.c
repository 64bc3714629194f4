/* The server whose binary log is followed. */

#include <stdlib.h>
#include <string.h>

#include <mysqld_error.h>

#include "again.h"
#include "feed.h"
#include "say.h"
#include "schema.h"
#include "sig.h"
#include "tick.h"
#include "upstream.h"

enum {
	FEED_LOOK_MS = 100,
	FEED_TELL_MS = 10000, /* between two words about waiting */
};

/* What went wrong in the followed server's session is the caller's failure. */
static int
feed_failed(const struct feed *f, struct sql *s)
{
	s->fail = f->s->fail;
	s->error = f->s->error;
	return (-1);
}

bool
feed_opt(const struct feed_opt *how, const struct sql_opt *opt,
    struct sql_opt *to)
{
	*to = *opt;
	if (how->defaults_file == NULL && how->host == NULL && how->port == 0 &&
	    how->socket == NULL)
		return (false);
	if (how->defaults_file != NULL)
		to->defaults_file = how->defaults_file;
	to->host = how->host;
	to->port = how->port;
	to->socket = how->socket;
	return (true);
}

/* feed_judge(f, server, db): whether its log can be followed. */
static int
feed_judge(struct feed *f, const struct server *server, const char *db)
{
	struct upstreams list;
	char *start, *gtid;
	int rc;

	rc = upstream_read(f->s, db, &list);
	if (rc == 0)
		rc = f->apart ? upstream_faithful(f->s, server, &list) :
				upstream_logged(f->s, server, &list);
	upstream_free(&list);
	if (rc == -1)
		return (-1);
	/* A database that the binary log leaves out cannot be followed. */
	rc = server_position(f->s, server, db, &start, &gtid);
	free(start);
	free(gtid);
	return (rc);
}

int
feed_open(struct feed *f, const struct feed_opt *how, struct sql *s,
    const struct server *server, const char *db)
{
	memset(f, 0, sizeof(*f));
	f->s = s;
	f->apart = feed_opt(how, s->opt, &f->opt);
	if (f->apart) {
		f->s = &f->own;
		if (sql_open(f->s, &f->opt) == -1 ||
		    server_check(f->s, SERVER_READ, &f->server) == -1 ||
		    schema_begin(f->s, f->server.version) == -1)
			return (feed_failed(f, s));
		server = &f->server;
	}
	return (feed_judge(f, server, db) == 0 ? 0 : feed_failed(f, s));
}

static void
feed_text(char **to, const char *text)
{
	free(*to);
	*to = mem_str(text);
}

void
feed_plan(const struct feed *f, struct plan *plan)
{
	feed_text(&plan->stream_host,
	    f->apart ? f->server.host : plan->server_host);
	feed_text(&plan->stream_uuid,
	    f->apart ? f->server.uuid : plan->server_uuid);
	feed_text(&plan->stream_version,
	    f->apart ? f->server.text : plan->server_version);
	plan->stream_port = f->apart ? f->server.port : plan->server_port;
	if (f->apart)
		plan->gtid = f->server.gtid;
}

int
feed_same_table(struct feed *f, struct sql *s, const struct plan *plan)
{
	int same;

	if (!f->apart)
		return (0);
	same = schema_is(f->s, plan->db, plan->table, &plan->orig);
	if (same != 0)
		return (same == 1 ? 0 : feed_failed(f, s));
	sql_refuse(s,
	    "`%s`.`%s` has other columns on the replica %s:%u than on its "
	    "source %s:%u; if an ALTER is still on its way there, try again "
	    "later",
	    plan->db, plan->table, f->server.host, f->server.port,
	    plan->server_host, plan->server_port);
	return (-1);
}

/* ---- What is written on the source comes there ---- */

/* gh-ost's word for it, with the run's name. */
#define FEED_MARK "GhostTableMigrated:%s"

static int
feed_mark(struct sql *s, const struct plan *plan)
{
	struct buf text = {0};
	int rc;

	buf_str(&text, "INSERT /* gh-ost */ INTO ");
	sql_name2(&text, plan->db, plan->changelog_table);
	buf_fmt(&text,
	    " (id, hint, value) VALUES (2, 'state', '" FEED_MARK "')"
	    " ON DUPLICATE KEY UPDATE last_update = NOW(),"
	    " value = VALUES(value)",
	    plan->run_id);
	rc = sql_run(s, "%s", buf_cstr(&text));
	buf_free(&text);
	return (rc);
}

/* feed_has(f, plan): 1, 0 not yet, or -1.  The table comes with replication. */
static int
feed_has(struct feed *f, const struct plan *plan)
{
	struct buf text = {0};
	struct sql_rows rows;
	char *mark;
	int rc;

	buf_str(&text, "SELECT /* gh-ost */ COUNT(*) FROM ");
	sql_name2(&text, plan->db, plan->changelog_table);
	buf_str(&text, " WHERE hint = 'state' AND value = ?");
	mark = mem_fmt(FEED_MARK, plan->run_id);
	f->s->quiet = true;
	rc = sql_ask(f->s, &rows, buf_cstr(&text), mark);
	f->s->quiet = false;
	free(mark);
	buf_free(&text);
	if (rc == -1 && f->s->error == ER_NO_SUCH_TABLE)
		return (0);
	if (rc == -1) {
		say_err("%s", f->s->text);
		return (-1);
	}
	rc = strcmp(rows.cell[0], "0") != 0;
	sql_rows_free(&rows);
	return (rc);
}

static void
feed_tell(struct feed *f, const struct plan *plan, int64_t *told)
{
	if (tick_ms() - *told < FEED_TELL_MS)
		return;
	*told = tick_ms();
	say_warn("waiting until %s:%u has what was written on its source "
		 "%s:%u; see SHOW REPLICA STATUS there",
	    f->server.host, f->server.port, plan->server_host,
	    plan->server_port);
}

int
feed_arrives(struct feed *f, struct sql *s, const struct plan *plan,
    unsigned long retries)
{
	int64_t begun = tick_ms(), told = begun;
	int64_t most = (int64_t)retries * AGAIN_AWAY_S * 1000;
	int rc;

	if (!f->apart)
		return (0);
	if (feed_mark(s, plan) == -1)
		return (-1);
	while ((rc = feed_has(f, plan)) == 0) {
		if (sig_seen() != 0 || tick_ms() - begun >= most)
			break;
		feed_tell(f, plan, &told);
		sig_sleep(FEED_LOOK_MS);
	}
	if (rc == -1)
		return (feed_failed(f, s));
	if (rc == 1)
		return (0);
	if (sig_seen() == 0)
		say_err("what is written on %s:%u does not come to %s:%u: it "
			"is no replica of it, or far behind; nothing was "
			"changed",
		    plan->server_host, plan->server_port, f->server.host,
		    f->server.port);
	s->fail = X_AGAIN;
	return (-1);
}

void
feed_close(struct feed *f)
{
	sql_close(&f->own);
	server_free(&f->server);
}
