/*
 * gho-random -- prints a case for test/differential, made out of a number.
 *
 * The same number gives the same case.  The ALTER is made before the values,
 * since most of them should be such that it can be done.
 */

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "random.h"

/* case_name(t, out): the table's name without its quotes. */
static void
case_name(const struct table *t, struct buf *out)
{
	const char *p;

	for (p = t->name + 1; p[1] != '\0'; p++) {
		buf_chr(out, *p);
		if (*p == '`')
			p++;
	}
	buf_chr(out, '\n');
}

static void
case_fill(const struct table *t, struct buf *out)
{
	struct buf list = {0};
	unsigned int i;

	for (i = 0; i < t->ncolumn; i++) {
		if (t->column[i].generated == NULL)
			buf_fmt(&list, "%s%s", list.len == 0 ? "" : ", ",
			    t->column[i].name);
	}
	buf_fmt(out, "INSERT IGNORE INTO %s (%s) SELECT %s FROM v;\n", t->name,
	    buf_cstr(&list), buf_cstr(&list));
	buf_free(&list);
}

/* A row that is deleted is not whole in the binary log. */
static bool
case_stops(const struct table *t)
{
	bool more = false, lob = false;
	unsigned int i;

	if (t->image == NULL || t->nullable)
		return (false);
	for (i = 0; i < t->ncolumn; i++) {
		if (t->column[i].keyed)
			continue;
		more = true;
		/* Of JSON, shapes and vectors NOBLOB logs all. */
		if (t->column[i].spec.type->flags & T_LOB &&
		    t->column[i].spec.type->flags & (T_TEXT | T_BYTES))
			lob = true;
	}
	return (strcmp(t->image, "MINIMAL") == 0 ? more : lob);
}

static void
case_write(struct rnd *r, uint64_t seed, struct buf *out)
{
	static struct table t;
	const char *zone = "SET time_zone = '+00:00';\n";
	struct buf alter = {0};
	bool renames;

	table_pick(r, &t);
	renames = alter_write(r, &t, &alter);
	buf_fmt(out, "Random case %llu.\n-- table\n", (unsigned long long)seed);
	case_name(&t, out);
	buf_str(out, "-- refusable\n");
	if (t.mode != NULL)
		buf_fmt(out, "-- mode\n%s\n", t.mode);
	if (case_stops(&t))
		buf_str(out, "-- stops\nbinlog_row_image\n");
	else if (rnd_chance(r, 40))
		buf_fmt(out, "-- late\n%u\n", 1 + rnd_below(r, 5));
	if (t.loose)
		buf_str(out, "-- session\nSET sql_mode = '';\n");
	buf_fmt(out, "-- setup\n%s", zone);
	table_write(r, &t, out);
	case_fill(&t, out);
	buf_str(out, "-- change\n");
	writer_write(r, &t, out);
	buf_str(out, "-- alter\n");
	buf_add(out, alter.p, alter.len);
	buf_str(out, "-- flags\n");
	if (renames)
		buf_str(out, "--approve-renamed-columns\n");
	if (t.nullable)
		buf_str(out, "--allow-nullable-unique-key\n");
	buf_free(&alter);
}

int
main(int argc, char **argv)
{
	struct buf out = {0};
	struct rnd r = {0};
	char *end;

	if (argc == 2)
		r.state = strtoull(argv[1], &end, 10);
	if (argc != 2 || *argv[1] == '\0' || *end != '\0')
		errx(64, "usage: gho-random SEED");
	case_write(&r, r.state, &out);
	if (fwrite(out.p, 1, out.len, stdout) != out.len || fflush(stdout) != 0)
		err(71, "cannot write");
	return (0);
}
