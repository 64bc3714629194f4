/* Records as text; and what the other forms have in common with it. */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "jsonb.h"
#include "show.h"
#include "utf8.h"

/* ---- Values ---- */

void
show_number(struct buf *out, double v, int digits, int most)
{
	char text[40];
	double back;

	do {
		snprintf(text, sizeof(text), "%.*g", digits, v);
		back = strtod(text, NULL);
	} while (digits++ < most &&
	    (most == 9 ? (float)back != (float)v : back != v));
	buf_str(out, text);
}

static void
show_labels(struct buf *out, const struct rec_col *col, uint64_t v)
{
	unsigned int i;
	bool first = true;

	if (strncasecmp(col->type, "enum", 4) == 0) {
		if (v >= 1 && v <= col->nlabel)
			buf_str(out, col->label[v - 1]);
		return;
	}
	for (i = 0; i < col->nlabel && i < 64; i++) {
		if ((v >> i & 1) == 0)
			continue;
		if (!first)
			buf_chr(out, ',');
		buf_str(out, col->label[i]);
		first = false;
	}
}

bool
show_string(struct buf *out, const struct rec_col *col, const struct val *v)
{
	size_t was = out->len;
	bool exact;

	if (v->type == VAL_UINT && col->nlabel > 0) {
		show_labels(out, col, v->u);
		return (true);
	}
	if (v->type == VAL_BIN && strcmp(col->type, "json") == 0) {
		if (jsonb_text((const uint8_t *)v->p, v->len, out, &exact) == 0)
			return (true);
		out->len = was;
		return (false);
	}
	if (v->type != VAL_STR)
		return (false);
	buf_add(out, v->p, v->len);
	return (true);
}

void
show_hex(struct buf *out, const struct val *v)
{
	static const char digit[] = "0123456789abcdef";
	uint32_t i;

	for (i = 0; i < v->len; i++) {
		buf_chr(out, digit[(unsigned char)v->p[i] >> 4]);
		buf_chr(out, digit[(unsigned char)v->p[i] & 15]);
	}
}

/* ---- Text ---- */

static bool
show_odd(char c)
{
	return ((unsigned char)c < ' ' || c == 0x7f || c == '\'' || c == '\\');
}

static void
show_escaped(struct buf *out, unsigned char c)
{
	if (c == '\'' || c == '\\')
		buf_fmt(out, "\\%c", c);
	else if (c == '\n')
		buf_str(out, "\\n");
	else if (c == '\t')
		buf_str(out, "\\t");
	else
		buf_fmt(out, "\\x%02x", c);
}

static void
show_quoted(struct buf *out, const char *p, size_t len)
{
	size_t plain;

	buf_chr(out, '\'');
	while (len > 0) {
		plain = 0;
		while (plain < len && !show_odd(p[plain]))
			plain++;
		buf_add(out, p, plain);
		if (plain < len)
			show_escaped(out, (unsigned char)p[plain++]);
		p += plain;
		len -= plain;
	}
	buf_chr(out, '\'');
}

/* A name, or other text of a record, so that it stays on its line. */
static void
show_plain(struct buf *out, const char *s)
{
	for (; *s != '\0'; s++) {
		if ((unsigned char)*s < ' ' || *s == 0x7f)
			show_escaped(out, (unsigned char)*s);
		else
			buf_chr(out, *s);
	}
}

void
show_val(struct buf *out, const struct rec_col *col, const struct val *v)
{
	struct buf text = {0};

	if (v->type == VAL_STR) {
		show_quoted(out, v->p, v->len);
		return;
	}
	if (show_string(&text, col, v)) {
		show_quoted(out, text.p == NULL ? "" : text.p, text.len);
		buf_free(&text);
		return;
	}
	buf_free(&text);
	switch (v->type) {
	case VAL_NULL:
		buf_str(out, "NULL");
		break;
	case VAL_INT:
		buf_fmt(out, "%lld", (long long)v->i);
		break;
	case VAL_UINT:
		buf_fmt(out, "%llu", (unsigned long long)v->u);
		break;
	case VAL_FLOAT:
		show_number(out, (double)v->f, 6, 9);
		break;
	case VAL_DOUBLE:
		show_number(out, v->d, 15, 17);
		break;
	case VAL_STR: /* seen above */
	case VAL_BIN:
		buf_str(out, "0x");
		show_hex(out, v);
		break;
	}
}

static void
show_time(struct buf *out, int64_t us)
{
	time_t sec = (time_t)(us / 1000000);
	char text[32];
	struct tm tm;

	gmtime_r(&sec, &tm);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &tm);
	buf_fmt(out, " %s.%06lldZ", text, (long long)(us % 1000000));
}

/* What differs from ${other} is bold. */
static void
show_image(struct buf *out, const struct rec_table *t, const struct val *v,
    const struct val *other, bool rich)
{
	unsigned int i;
	bool bold;

	for (i = 0; i < t->ncol; i++) {
		bold = rich && other != NULL && !val_same(&v[i], &other[i]);
		buf_str(out, bold ? " \033[1m" : " ");
		show_plain(out, t->col[i].name);
		buf_chr(out, '=');
		show_val(out, &t->col[i], &v[i]);
		if (bold)
			buf_str(out, "\033[0m");
	}
}

static void
show_table_name(struct buf *out, const struct rec_table *t)
{
	buf_chr(out, ' ');
	show_plain(out, t->db);
	buf_chr(out, '.');
	show_plain(out, t->name);
}

static void
show_table(struct buf *out, const struct rec_table *t)
{
	unsigned int i;

	show_table_name(out, t);
	buf_str(out, " (");
	for (i = 0; i < t->ncol; i++) {
		buf_str(out, i > 0 ? ", " : "");
		show_plain(out, t->col[i].name);
		buf_chr(out, ' ');
		show_plain(out, t->col[i].type);
	}
	buf_str(out, ") key (");
	for (i = 0; i < t->nkey; i++) {
		buf_str(out, i > 0 ? ", " : "");
		show_plain(out, t->col[t->key[i]].name);
	}
	buf_chr(out, ')');
}

static void
show_row(struct buf *out, const struct rec *rec, bool rich)
{
	bool both = rec->kind == REC_UPDATE;

	show_table_name(out, rec->table);
	if (rec->old != NULL)
		show_image(out, rec->table, rec->old, both ? rec->new : NULL,
		    rich);
	if (both)
		buf_str(out, " ->");
	if (rec->new != NULL)
		show_image(out, rec->table, rec->new, both ? rec->old : NULL,
		    rich);
}

/* Rows stand below their transaction; kinds have a width and a colour. */
static void
show_rich_kind(struct buf *out, enum rec_kind kind)
{
	const char *color = "2";

	if (kind == REC_INSERT)
		color = "32";
	else if (kind == REC_UPDATE)
		color = "33";
	else if (kind == REC_DELETE)
		color = "31";
	buf_fmt(out, "%s\033[%sm%-*s\033[0m", color[0] == '3' ? "  " : "",
	    color, color[0] == '3' ? 6 : 8, rec_name(kind));
}

static void
show_word(struct buf *out, const char *word)
{
	if (word == NULL)
		return;
	buf_chr(out, ' ');
	show_plain(out, word);
}

void
show_text(struct buf *out, const struct rec *rec, bool rich)
{
	if (rich)
		show_rich_kind(out, rec->kind);
	else
		buf_str(out, rec_name(rec->kind));
	if (rec->kind == REC_TABLE)
		show_table(out, rec->table);
	else if (rec->table != NULL)
		show_row(out, rec, rich);
	show_word(out, rec->text);
	show_word(out, rec->gtid);
	if (rec->time != 0)
		show_time(out, rec->time);
	buf_chr(out, '\n');
}
