/* Marks that come back when all before them is applied. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "echo.h"
#include "file.h"
#include "say.h"
#include "sig.h"
#include "tick.h"

enum {
	ECHO_POLL_MS = 2,
	ECHO_LINE = 4096,
};

void
echo_open(struct echo *e, const struct plan *plan, const struct sql_opt *opt,
    const char *run)
{
	memset(e, 0, sizeof(*e));
	e->plan = plan;
	e->opt = opt;
	e->run = run;
	e->sql.quiet = true;
}

void
echo_close(struct echo *e)
{
	sql_close(&e->sql);
	buf_free(&e->seen);
}

static int
echo_write(struct echo *e)
{
	struct buf text = {0};
	int rc;

	if (e->sql.my == NULL && sql_open(&e->sql, e->opt) == -1)
		return (-1);
	snprintf(e->mark, sizeof(e->mark), "AllEventsUpToVerify:%s.%ld.%lu.%u",
	    e->plan->run_id, (long)getpid(), e->sql.id, ++e->sent);
	buf_str(&text, "INSERT /* gh-ost */ INTO ");
	sql_name2(&text, e->plan->db, e->plan->changelog_table);
	buf_fmt(&text,
	    " (id, hint, value) VALUES (2, 'state', '%s')"
	    " ON DUPLICATE KEY UPDATE last_update = NOW(),"
	    " value = VALUES(value)",
	    e->mark);
	rc = sql_run(&e->sql, "%s", buf_cstr(&text));
	buf_free(&text);
	return (rc);
}

/* A connection that was lost meanwhile is worth one more. */
static int
echo_send(struct echo *e)
{
	if (echo_write(e) == 0)
		return (0);
	sql_close(&e->sql);
	if (echo_write(e) == 0)
		return (0);
	e->fail = e->sql.fail;
	return (-1);
}

/* echo_line(e, name, line): a line that gho-apply has told; 1, 0 or -1. */
static int
echo_line(struct echo *e, const char *name, char *line)
{
	char *path = mem_fmt("%s/apply/%s", e->run, name);
	int rc = file_word(path, line, ECHO_LINE);

	free(path);
	if (rc == -1)
		e->fail = X_SYS;
	return (rc);
}

long
echo_call(struct echo *e, long ms)
{
	char line[ECHO_LINE];
	long start;
	int rc;

	if (e->run == NULL)
		return (0);
	if (echo_send(e) == -1)
		return (-1);
	start = tick_ms();
	while (sig_seen() == 0) {
		rc = echo_line(e, "mark", line);
		if (rc == -1)
			return (-1);
		if (rc == 1 && strcmp(line, e->mark) == 0)
			return (tick_ms() - start);
		if (tick_ms() - start >= ms)
			break;
		sig_sleep(ECHO_POLL_MS);
	}
	return (-2);
}

bool
echo_alive(struct echo *e)
{
	char line[ECHO_LINE];
	bool news;

	if (e->run == NULL || run_apply_held(e->run))
		return (true);
	if (echo_line(e, "applied", line) != 1 || e->fail != 0)
		return (false);
	news = strcmp(line, buf_cstr(&e->seen)) != 0;
	e->seen.len = 0;
	buf_str(&e->seen, line);
	return (news);
}
