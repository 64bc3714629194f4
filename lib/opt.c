/* What every tool does with its command line. */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "opt.h"
#include "say.h"

enum { OPT_FIRST = 256 }; /* the val of an item: no letter */

#ifndef GHO_VERSION
#define GHO_VERSION "0.1"
#endif

void
opt_usage(const char *usage)
{
	fputs(usage, stderr);
	exit(X_USAGE);
}

/* Long options whose value is a letter are that short option, too. */
static void
opt_letters(const struct option *o, char *letters, size_t size)
{
	size_t n = 0;

	for (; o->name != NULL && n + 3 < size; o++) {
		if (o->val < 'A' || o->val > 'z')
			continue;
		letters[n++] = (char)o->val;
		if (o->has_arg == required_argument)
			letters[n++] = ':';
	}
	letters[n] = '\0';
}

int
opt_next(int argc, char **argv, const struct option *options,
    struct sql_opt *sql, const char *usage)
{
	char letters[64];
	int c, rc;

	opt_letters(options, letters, sizeof(letters));
	while ((c = getopt_long(argc, argv, letters, options, NULL)) != -1) {
		if (c == '?')
			exit(X_USAGE);
		if (c == OPT_HELP) {
			fputs(usage, stdout);
			exit(X_DONE);
		}
		if (c == OPT_VERSION) {
			printf("%s %s\n", say_name(), GHO_VERSION);
			exit(X_DONE);
		}
		rc = sql == NULL ? 0 : sql_opt_take(sql, c, optarg);
		if (rc == -1)
			exit(X_USAGE);
		if (rc == 0)
			return (c);
	}
	return (-1);
}

double
opt_number(const char *name, double min, double max)
{
	char *end;
	double v = strtod(optarg, &end);

	if (end == optarg || *end != '\0' || isnan(v) || v < min || v > max)
		say_die(X_USAGE, "--%s=%s: not a number from %g to %g", name,
		    optarg, min, max);
	return (v);
}

/* ---- Options in a table ---- */

static bool
opt_bare(enum opt_kind kind)
{
	return (kind == OPT_SWITCH || kind == OPT_LOUD);
}

/* opt_table(items, sql): for getopt_long(3); free() it. */
static struct option *
opt_table(const struct opt_item *items, bool sql)
{
	static const struct option common[] = {OPT_COMMON_OPTIONS},
				   server[] = {SQL_OPTIONS};
	const size_t ncommon = sizeof(common) / sizeof(common[0]),
		     nserver = sql ? sizeof(server) / sizeof(server[0]) : 0;
	struct option *o;
	size_t n = 0, i;

	while (items[n].name != NULL)
		n++;
	o = mem_alloc(n + ncommon + nserver + 1, sizeof(*o));
	for (i = 0; i < n; i++) {
		o[i].name = items[i].name;
		o[i].has_arg =
		    opt_bare(items[i].kind) ? no_argument : required_argument;
		o[i].val = OPT_FIRST + (int)i;
	}
	memcpy(o + n, common, sizeof(common));
	memcpy(o + n + ncommon, server, nserver * sizeof(*o));
	return (o);
}

static const char *
opt_text(const struct opt_item *item)
{
	struct buf why = {0};

	if (item->size != 0 && strlen(optarg) > item->size)
		say_die(X_USAGE, "--%s is longer than %zu bytes", item->name,
		    item->size);
	if (item->check != NULL && item->check(optarg, &why) == -1)
		say_die(X_USAGE, "--%s=%s: %s", item->name, optarg,
		    buf_cstr(&why));
	return (optarg);
}

static double
opt_near(const struct opt_item *item)
{
	double v = opt_number(item->name, 0, 1e9);

	return (v < item->min ? item->min : v > item->max ? item->max : v);
}

static void
opt_put(const struct opt_item *item, void *to)
{
	switch (item->kind) {
	case OPT_SWITCH:
		*(bool *)to = true;
		break;
	case OPT_TEXT:
		*(const char **)to = opt_text(item);
		break;
	case OPT_NAME:
		*(const char **)to = *optarg == '\0' ? NULL : optarg;
		break;
	case OPT_UINT:
		*(unsigned int *)to =
		    (unsigned int)opt_number(item->name, item->min, item->max);
		break;
	case OPT_LONG:
		*(long *)to =
		    (long)opt_number(item->name, item->min, item->max);
		break;
	case OPT_REAL:
		*(double *)to = opt_number(item->name, item->min, item->max);
		break;
	case OPT_NEAR:
		*(double *)to = opt_near(item);
		break;
	case OPT_LOUD:
		say_verbose(1);
		break;
	}
}

void
opt_parse(int argc, char **argv, const struct opt_item *items, void *to,
    struct sql_opt *sql, const char *usage)
{
	struct option *options = opt_table(items, sql != NULL);
	int c;

	while ((c = opt_next(argc, argv, options, sql, usage)) != -1)
		opt_put(&items[c - OPT_FIRST],
		    (char *)to + items[c - OPT_FIRST].at);
	free(options);
}

const char *
opt_one(int argc, char **argv, const char *usage)
{
	if (optind != argc - 1)
		opt_usage(usage);
	return (argv[optind]);
}
