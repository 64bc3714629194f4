/* What harm is asked for, and where. */

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "proxy.h"

enum { RULES = 32 };

static const struct kind {
	const char *name;
	enum act act;
} kinds[] = {
    {"error", ACT_ERROR},
    {"before", ACT_BEFORE},
    {"lost", ACT_LOST},
    {"after", ACT_AFTER},
    {"cut", ACT_LINK},
    {"hang", ACT_LINK},
    {"delay", ACT_LINK},
    {"rate", ACT_LINK},
};

static struct rule {
	const struct kind *kind;
	unsigned long arg;
	char program[PROXY_NAME]; /* "*": any */
	bool statement;		  /* only there; else all connections */
	unsigned long nth;	  /* 0: each */
	char text[PROXY_TEXT];	  /* how the statement begins */
	unsigned long seen;	  /* such statements */
	int64_t until;		  /* of all connections */
} rules[RULES];
static unsigned int nrule;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* 0 is for ever. */
static int64_t
rule_until(unsigned long ms)
{
	return (ms == 0 ? INT64_MAX : proxy_now() + (int64_t)ms);
}

static int
rule_parse(const char *line, struct rule *r)
{
	char name[16], nth[16], *arg_end;
	int n = 0, end = 0;
	size_t i;

	memset(r, 0, sizeof(*r));
	if (sscanf(line, "%15[a-z]%n", name, &n) != 1)
		return (-1);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(kinds[i].name, name) == 0)
			r->kind = &kinds[i];
	}
	line += n;
	if (*line == '=') {
		r->arg = strtoul(line + 1, &arg_end, 10);
		line = arg_end;
	}
	if (r->kind == NULL || sscanf(line, " %63s%n", r->program, &n) != 1)
		return (-1);
	line += n;
	r->until = rule_until(r->arg);
	if (sscanf(line, " %15s %399[^\n]%n", nth, r->text, &end) < 1)
		return (r->kind->act == ACT_LINK ? 0 : -1);
	r->statement = true;
	r->nth = strtoul(nth, NULL, 10);
	return (0);
}

int
rule_add(const char *line)
{
	struct rule r;
	int rc = -1;

	pthread_mutex_lock(&lock);
	if (strcmp(line, "clear") == 0) {
		nrule = 0;
		rc = 0;
	} else if (nrule < RULES && rule_parse(line, &r) == 0) {
		rules[nrule++] = r;
		rc = 0;
	}
	pthread_mutex_unlock(&lock);
	return (rc);
}

static bool
rule_for(const struct rule *r, const char *program)
{
	return (r->program[0] == '*' || strcmp(r->program, program) == 0);
}

static void
rule_link(const struct rule *r, int64_t until, struct harm *h)
{
	switch (r->kind->name[0]) {
	case 'c':
		h->cut = until;
		break;
	case 'h':
		h->hang = until;
		break;
	case 'd':
		h->delay = r->arg;
		break;
	case 'r':
		h->rate = r->arg;
		break;
	}
}

void
rule_harm(const char *program, struct harm *h)
{
	unsigned int i;

	pthread_mutex_lock(&lock);
	for (i = 0; i < nrule; i++) {
		if (rules[i].kind->act == ACT_LINK && !rules[i].statement &&
		    rule_for(&rules[i], program))
			rule_link(&rules[i], rules[i].until, h);
	}
	pthread_mutex_unlock(&lock);
}

/* rule_hits(r, text): it is this statement's turn. */
static bool
rule_hits(struct rule *r, const char *text)
{
	if (!r->statement || strncmp(text, r->text, strlen(r->text)) != 0)
		return (false);
	return (++r->seen == r->nth || r->nth == 0);
}

enum act
rule_statement(const char *program, const char *text, struct harm *h,
    unsigned int *error)
{
	enum act act = ACT_NONE;
	unsigned int i;

	pthread_mutex_lock(&lock);
	for (i = 0; i < nrule && act == ACT_NONE; i++) {
		if (!rule_for(&rules[i], program) ||
		    !rule_hits(&rules[i], text))
			continue;
		act = rules[i].kind->act;
		*error = (unsigned int)rules[i].arg;
		rule_link(&rules[i], rule_until(rules[i].arg), h);
		proxy_log("hit %s=%lu %s: %s", rules[i].kind->name,
		    rules[i].arg, program, text);
	}
	pthread_mutex_unlock(&lock);
	return (act);
}
