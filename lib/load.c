/* Limits on the server's status variables. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"

static const char load_letters[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";

/* load_item(load, p, len, why): one NAME=N, in its place by name. */
static int
load_item(struct load *load, const char *p, size_t len, struct buf *why)
{
	size_t name = strspn(p, load_letters);
	const char *value = p + name + 1;
	unsigned int at;
	int64_t limit;
	char *end;

	if (name == 0 || name >= LOAD_NAME || name >= len || p[name] != '=')
		goto bad;
	errno = 0;
	limit = strtoll(value, &end, 10);
	if (end == value || end != p + len || errno != 0 || limit < 0 ||
	    *value < '0' || *value > '9')
		goto bad;
	if (load->n == LOAD_MAX) {
		buf_fmt(why, "more than %d variables", LOAD_MAX);
		return (-1);
	}
	at = load->n++;
	for (; at > 0 && strncmp(load->item[at - 1].name, p, name) > 0; at--)
		load->item[at] = load->item[at - 1];
	memcpy(load->item[at].name, p, name);
	load->item[at].name[name] = '\0';
	load->item[at].limit = limit;
	return (0);
bad:
	buf_fmt(why, "\"%.*s\" is not STATUS_VARIABLE=NUMBER",
	    (int)(len < 80 ? len : 80), p);
	return (-1);
}

int
load_parse(struct load *load, const char *text, struct buf *why)
{
	size_t len;

	load->n = 0;
	while (*text != '\0') {
		len = strcspn(text, ",");
		if (load_item(load, text, len, why) == -1)
			return (-1);
		text += len;
		/* A comma at the end has an empty item after it. */
		if (*text == ',' && *++text == '\0')
			return (load_item(load, text, 0, why));
	}
	return (0);
}

int
load_check(const char *text, struct buf *why)
{
	struct load load;

	return (load_parse(&load, text, why));
}

void
load_print(const struct load *load, struct buf *b)
{
	unsigned int i;

	for (i = 0; i < load->n; i++)
		buf_fmt(b, "%s%s=%lld", i == 0 ? "" : ",", load->item[i].name,
		    (long long)load->item[i].limit);
}

static int
load_value(struct sql *s, const char *name, int64_t *value)
{
	/* Names have letters, digits and _ only. */
	char *text =
	    mem_fmt("SHOW GLOBAL STATUS WHERE Variable_name = '%s'", name);
	struct sql_rows rows;
	char *end;
	int rc = sql_list(s, &rows, text);

	free(text);
	if (rc == -1)
		return (-1);
	if (rows.nrow == 0) {
		sql_refuse(s, "there is no such status variable");
		rc = -1;
	} else {
		*value = strtoll(rows.cell[1], &end, 10);
		if (end == rows.cell[1] || *end != '\0') {
			sql_refuse(s, "\"%s\" is not a whole number",
			    rows.cell[1]);
			rc = -1;
		}
	}
	sql_rows_free(&rows);
	return (rc);
}

int
load_met(struct sql *s, const struct load *load, unsigned int *i,
    int64_t *value)
{
	for (*i = 0; *i < load->n; (*i)++) {
		if (load_value(s, load->item[*i].name, value) == -1)
			return (-1);
		if (*value >= load->item[*i].limit)
			return (1);
	}
	return (0);
}
