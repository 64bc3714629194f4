/* In which sql_mode and time zone rows are written. */

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "accept.h"
#include "mode.h"
#include "moment.h"

static bool
mode_is_temporal(enum plan_kind kind)
{
	return (kind == KIND_DATE || kind == KIND_TIME ||
	    kind == KIND_DATETIME || kind == KIND_TIMESTAMP ||
	    kind == KIND_YEAR);
}

/* Modes of the parser, or of reading, must not change our statements. */
static void
mode_carry(struct buf *out, const struct plan *plan, const char *sql_mode)
{
	static const char *const carried[] = {"NO_ZERO_IN_DATE", "NO_ZERO_DATE",
	    "ERROR_FOR_DIVISION_BY_ZERO", "ALLOW_INVALID_DATES",
	    "TIME_TRUNCATE_FRACTIONAL"};
	unsigned int i;

	for (i = 0; i < sizeof(carried) / sizeof(carried[0]); i++) {
		if (plan->zero_in_date && strncmp(carried[i], "NO_Z", 4) == 0)
			continue;
		if (strstr(sql_mode, carried[i]) != NULL)
			buf_fmt(out, ",%s", carried[i]);
	}
}

void
mode_choose(struct plan *plan, const char *sql_mode, const char *time_zone)
{
	struct buf mode = {0};
	bool temporal = false, stamp = moment_zoned(plan), strict = true;
	const struct plan_col *a, *b;
	unsigned int i;

	plan->convert = plan->convert || stamp;
	for (i = 0; i < plan->nmap; i++) {
		if (accept_listed(plan, plan->map[i].from))
			strict = false;
		if (!plan->map[i].convert)
			continue;
		a = &plan->orig.col[plan->map[i].from];
		b = &plan->ghost.col[plan->map[i].to];
		if (mode_is_temporal(a->kind) || mode_is_temporal(b->kind))
			temporal = true;
		if (a->kind == KIND_TIMESTAMP || b->kind == KIND_TIMESTAMP)
			stamp = true;
	}
	buf_str(&mode, "NO_AUTO_VALUE_ON_ZERO");
	buf_str(&mode, strict ? ",STRICT_ALL_TABLES" : "");
	if (temporal)
		mode_carry(&mode, plan, sql_mode);
	else
		buf_str(&mode, ",ALLOW_INVALID_DATES");
	free(plan->sql_mode);
	free(plan->time_zone);
	plan->sql_mode = mem_str(buf_cstr(&mode));
	plan->time_zone = mem_str(stamp ? time_zone : "+00:00");
	buf_free(&mode);
}

static bool
mode_is_char(const struct plan_col *c)
{
	return (strcasecmp(c->data_type, "char") == 0);
}

int
mode_padding(const struct plan *plan, const char *sql_mode, struct buf *why)
{
	const struct plan_col *a, *b;
	bool has_char = false;
	unsigned int i;

	if (strstr(sql_mode, "PAD_CHAR_TO_FULL_LENGTH") == NULL)
		return (0);
	for (i = 0; i < plan->nmap; i++) {
		a = &plan->orig.col[plan->map[i].from];
		b = &plan->ghost.col[plan->map[i].to];
		has_char = has_char || mode_is_char(a);
		if (mode_is_char(a) && !mode_is_char(b))
			goto err0;
	}
	for (i = 0; has_char && i < plan->ghost.ncol; i++) {
		b = &plan->ghost.col[i];
		if (b->generated)
			goto err0;
	}
	return (0);
err0:
	buf_fmt(why,
	    "the server's sql_mode has PAD_CHAR_TO_FULL_LENGTH, under which "
	    "ALTER TABLE would pad what column %s is made of; unset it",
	    b->name);
	return (-1);
}

void
mode_alter(const struct plan *plan, struct buf *out)
{
	if (plan->zero_in_date)
		buf_str(out,
		    "REPLACE(REPLACE(@@GLOBAL.sql_mode, 'NO_ZERO_IN_DATE', ''),"
		    " 'NO_ZERO_DATE', '')");
	else
		buf_str(out, "@@GLOBAL.sql_mode");
}

bool
mode_strict(const char *sql_mode)
{
	return (strstr(sql_mode, "STRICT_") != NULL);
}
