/* What looks have in common: their settings and their sessions. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "look.h"
#include "say.h"
#include "tick.h"

enum {
	LOOK_RETRY_MS = 100, /* before connecting again, then doubled */
	LOOK_RETRY_MAX_MS = 5000,
};

static void
look_refuse(struct look *l, const char *knob, const char *text, const char *why)
{
	char *path = mem_fmt("%s/knob/%s", l->conf->run, knob);
	char *line = mem_fmt("%s\n", l->what);

	say_warn("knob %s: \"%.200s\": %s; \"%.200s\" stays", knob, text, why,
	    l->what);
	/* So that it is said once, and people see what is in force. */
	if (file_replace(path, line, strlen(line)) == -1)
		say_warn("knob %s is not reset", knob);
	free(line);
	free(path);
}

bool
look_setting(struct look *l, const char *knob, const char *asked,
    int (*check)(const char *, struct buf *))
{
	char text[LOOK_TEXT];
	char *path = mem_fmt("%s/knob/%s", l->conf->run, knob);
	int rc = file_word(path, text, sizeof(text));
	struct buf why = {0};

	free(path);
	if (rc == -1)
		return (false);
	if (rc == 0)
		snprintf(text, sizeof(text), "%s", asked == NULL ? "" : asked);
	if (strcmp(text, l->what) == 0)
		return (false);
	if (check(text, &why) == -1) {
		look_refuse(l, knob, text, buf_cstr(&why));
		buf_free(&why);
		return (false);
	}
	snprintf(l->what, sizeof(l->what), "%s", text);
	return (true);
}

int
look_connect(struct look *l)
{
	if (l->sql.my != NULL)
		return (0);
	/* The reason of the last failure stays. */
	if (tick_ms() < l->next)
		return (-1);
	if (sql_open(&l->sql, l->opt != NULL ? l->opt : &l->conf->sql) == -1) {
		look_lost(l);
		return (-1);
	}
	l->connected = true;
	l->retry = 0;
	return (0);
}

void
look_lost(struct look *l)
{
	sql_close(&l->sql);
	l->retry = l->retry == 0 ? LOOK_RETRY_MS : l->retry * 2;
	if (l->retry > LOOK_RETRY_MAX_MS)
		l->retry = LOOK_RETRY_MAX_MS;
	l->next = tick_ms() + l->retry;
}

int
look_failed(struct look *l, struct buf *why)
{
	buf_fmt(why, "%s: %s", l->kind->name, l->sql.text);
	if (l->sql.fail == X_AGAIN)
		look_lost(l);
	/* What is set on the way may not cost what is done by then. */
	if (l->sql.fail == X_AGAIN || l->seen)
		return (LOOK_WAIT);
	say_err("%s", buf_cstr(why));
	l->fail = l->sql.fail;
	return (LOOK_END);
}

int
look_told(const struct look *l, const char *name, char *word, size_t size)
{
	static const char *const dir[] = {"cutover", "apply"};
	char *path;
	int rc = 0;
	size_t i;

	for (i = 0; rc == 0 && i < sizeof(dir) / sizeof(dir[0]); i++) {
		path = mem_fmt("%s/%s/%s", l->conf->run, dir[i], name);
		rc = file_word(path, word, size);
		free(path);
	}
	return (rc);
}
