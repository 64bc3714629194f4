/* Load of the server: one limit to wait at, another one to end at. */

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "load.h"
#include "look.h"
#include "say.h"

enum {
	LOAD_REST_MS = 1000,
	LOAD_PATIENCE_MS = 5000,
};

/*
 * load_look(l, knob, asked, as, why, met): looks at the variables of the
 * setting ${knob} and names the first one at its limit, with ${as} before the
 * limit.  Returns LOOK_GO or, also when they cannot be read, LOOK_WAIT;
 * ${*met} says which it is.
 */
static int
load_look(struct look *l, const char *knob, const char *asked, const char *as,
    struct buf *why, bool *met)
{
	struct load load;
	unsigned int i = 0;
	int64_t value;
	int rc;

	*met = false;
	look_setting(l, knob, asked, load_check);
	load_parse(&load, l->what, why);
	if (load.n == 0)
		return (LOOK_GO);
	rc = look_connect(l);
	if (rc == 0)
		rc = load_met(&l->sql, &load, &i, &value);
	if (rc == 0)
		return (LOOK_GO);
	if (rc == 1) {
		*met = true;
		buf_fmt(why, "%s=%lld%s%lld", load.item[i].name,
		    (long long)value, as, (long long)load.item[i].limit);
		return (LOOK_WAIT);
	}
	buf_fmt(why, "%s %s", load.item[i].name, l->sql.text);
	if (l->sql.fail == X_AGAIN)
		look_lost(l);
	return (LOOK_WAIT);
}

/* load_named(l, knob, asked, as, why): load_look(), with a name in front. */
static int
load_named(struct look *l, const char *knob, const char *asked, const char *as,
    struct buf *why)
{
	struct buf text = {0};
	bool met;
	int rc = load_look(l, knob, asked, as, &text, &met);

	buf_fmt(why, "%s%s%s", met ? knob : "", met ? " " : "",
	    buf_cstr(&text));
	buf_free(&text);
	return (rc);
}

static int
max_look(struct look *l, struct buf *why)
{
	return (load_named(l, "max-load", l->conf->max_load, " >= ", why));
}

static int
last_look(struct look *l, struct buf *why)
{
	return (load_named(l, "cut-over-max-load", l->conf->cutover.load,
	    " >= ", why));
}

static int
critical_once(struct look *l, struct buf *why, bool *met)
{
	return (load_look(l, "critical-load", l->conf->critical_load,
	    ", >=", why, met));
}

/* critical_sleep(l, why): the load is too much: hibernate. */
static int
critical_sleep(struct look *l, struct buf *why)
{
	time_t until = time(NULL) + l->conf->hibernate;
	struct tm tm;
	char text[40];

	gmtime_r(&until, &tm);
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S UTC", &tm);
	say_err("critical-load met: %s: nothing is written until %s",
	    buf_cstr(why), text);
	why->len = 0;
	buf_fmt(why, "critical-load-hibernate until %s", text);
	watch_hibernate(l->watch, l->conf->hibernate * 1000);
	l->own = mem_str(buf_cstr(why));
	return (LOOK_WAIT);
}

/* A load that is met may be looked at once more, a while later. */
static int
critical_look(struct look *l, struct buf *why)
{
	bool met;
	int rc;

	if (l->own != NULL && watch_hibernates(l->watch)) {
		buf_str(why, l->own);
		return (LOOK_WAIT);
	}
	if (l->own != NULL)
		say_info("leaving hibernation");
	free(l->own);
	l->own = NULL;
	rc = critical_once(l, why, &met);
	if (met && l->conf->critical_again > 0) {
		say_warn("critical-load met once: %s: looking again in %ld ms",
		    buf_cstr(why), l->conf->critical_again);
		watch_sleep(l->watch, l->conf->critical_again);
		why->len = 0;
		rc = critical_once(l, why, &met);
	}
	if (!met || watch_over(l->watch))
		return (rc);
	if (l->conf->hibernate > 0)
		return (critical_sleep(l, why));
	say_err("critical-load met: %s", buf_cstr(why));
	l->fail = X_NO;
	return (LOOK_END);
}

static long
load_patience(const struct look *l, long lag)
{
	(void)lag;
	return (LOAD_PATIENCE_MS + l->conf->critical_again);
}

const struct look_kind look_load = {
    .name = "max-load",
    .holds = LOOK_HOLDS_ASKED,
    .look = max_look,
    .rest_ms = LOAD_REST_MS,
    .patience = load_patience,
};

const struct look_kind look_critical = {
    .name = "critical-load",
    .holds = LOOK_HOLDS_ALL,
    .look = critical_look,
    .rest_ms = LOAD_REST_MS,
    .patience = load_patience,
};

const struct look_kind look_last_load = {
    .name = "cut-over-max-load",
    .holds = LOOK_HOLDS_CUTOVER,
    .look = last_look,
    .rest_ms = LOAD_REST_MS,
    .patience = load_patience,
};
