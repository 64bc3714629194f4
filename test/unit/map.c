/* Column maps, keys and session modes, from definitions made by hand. */

#include <stdlib.h>

#include "map.h"
#include "mode.h"
#include "name.h"
#include "schema.h"
#include "tap.h"

/*
 * ---- Tables in short: "name:type[:collation[:expression]]" ----
 *
 * With '!' after the name it is NOT NULL, with '@' its default is an
 * expression, too; '-' is no collation.
 */

static void
add_col(struct plan_table *t, const char *spec)
{
	struct plan_col *c;
	char *copy = mem_str(spec), *save, *p;

	t->col = mem_grow(t->col, t->ncol + 1, sizeof(*c));
	c = &t->col[t->ncol++];
	memset(c, 0, sizeof(*c));
	p = strtok_r(copy, ":", &save);
	if (p[strlen(p) - 1] == '@')
		c->fallback = mem_str("uuid()");
	c->nullable = c->fallback == NULL && p[strlen(p) - 1] != '!';
	if (!c->nullable)
		p[strlen(p) - 1] = '\0';
	c->name = mem_str(p);
	c->type = mem_str(strtok_r(NULL, ":", &save));
	c->data_type = mem_fmt("%.*s", (int)strcspn(c->type, "( "), c->type);
	c->kind = (enum plan_kind)plan_kind(c->data_type);
	c->is_unsigned = strstr(c->type, "unsigned") != NULL;
	c->collation = mem_str(strtok_r(NULL, ":", &save));
	c->expr = mem_str(strtok_r(NULL, ":", &save));
	c->generated = c->expr != NULL;
	if (c->collation != NULL && strcmp(c->collation, "-") == 0) {
		free(c->collation);
		c->collation = NULL;
	}
	c->length = (unsigned int)strtoul(c->type + strcspn(c->type, "(") +
		(strchr(c->type, '(') != NULL),
	    NULL, 10);
	c->scale = c->length;
	if (c->collation != NULL)
		c->charset = mem_fmt("%.*s", (int)strcspn(c->collation, "_"),
		    c->collation);
	schema_labels(c->type, &c->nlabel, &c->label);
	free(copy);
}

static void
fill(struct plan_table *t, const char *specs)
{
	char *copy = mem_str(specs), *save, *p;

	plan_table_free(t);
	for (p = strtok_r(copy, " ", &save); p != NULL;
	     p = strtok_r(NULL, " ", &save)) {
		char *q;

		/* '~' is a space, in "int~unsigned". */
		for (q = p; (q = strchr(q, '~')) != NULL;)
			*q = ' ';
		add_col(t, p);
	}
	free(copy);
}

/* Keys in short: "NAME=a,b(5)", unique ones in capital letters. */
static void
fill_keys(struct key_list *keys, const char *specs)
{
	char *copy = mem_str(specs), *save, *save2, *p, *q;
	struct key_part *part;
	struct key *key;

	memset(keys, 0, sizeof(*keys));
	for (p = strtok_r(copy, " ", &save); p != NULL;
	     p = strtok_r(NULL, " ", &save)) {
		keys->key = mem_grow(keys->key, keys->n + 1, sizeof(*key));
		key = &keys->key[keys->n++];
		memset(key, 0, sizeof(*key));
		key->name = mem_str(strtok_r(p, "=", &save2));
		key->unique = *key->name <= 'Z';
		key->visible = strncmp(key->name, "HIDDEN", 6) != 0;
		key->ordered = strncmp(key->name, "full", 4) != 0;
		while ((q = strtok_r(NULL, ",", &save2)) != NULL) {
			key->part =
			    mem_grow(key->part, key->n + 1, sizeof(*part));
			part = &key->part[key->n++];
			memset(part, 0, sizeof(*part));
			if (strchr(q, '(') != NULL) {
				part->prefix =
				    (unsigned int)atoi(strchr(q, '(') + 1);
				*strchr(q, '(') = '\0';
			}
			part->col = *q == '?' ? NULL : mem_str(q);
		}
	}
	free(copy);
}

static void
add_name(char ***list, unsigned int n, const char *name)
{
	*list = mem_grow(*list, n + 1, sizeof((*list)[0]));
	(*list)[n] = mem_str(name);
}

/* changes: "a>b" renames, "-c" drops. */
static struct plan *
make(const char *orig, const char *ghost, const char *changes)
{
	struct plan *p = plan_new();
	char *copy = mem_str(changes), *save, *c;

	fill(&p->orig, orig);
	fill(&p->ghost, ghost);
	for (c = strtok_r(copy, " ", &save); c != NULL;
	     c = strtok_r(NULL, " ", &save)) {
		if (*c == '-') {
			add_name(&p->dropped, p->ndropped++, c + 1);
			continue;
		}
		*strchr(c, '>') = '\0';
		add_name(&p->rename_from, p->nrename, c);
		add_name(&p->rename_to, p->nrename++, c + strlen(c) + 1);
	}
	free(copy);
	return (p);
}

static void
check_map(const char *orig, const char *ghost, const char *changes,
    const char *want)
{
	struct plan *p = make(orig, ghost, changes);
	struct buf out = {0}, why = {0};
	unsigned int i;

	if (map_columns(p, &why) == -1)
		buf_fmt(&out, "! %s", buf_cstr(&why));
	for (i = 0; i < p->nmap && why.len == 0; i++)
		buf_fmt(&out, "%s%s%s%s", i == 0 ? "" : " ",
		    p->orig.col[p->map[i].from].name,
		    p->map[i].convert ? "=>" : "->",
		    p->ghost.col[p->map[i].to].name);
	is_str(buf_cstr(&out), want, ghost);
	plan_free(p);
	buf_free(&out);
	buf_free(&why);
}

static void
test_map(void)
{
	check_map("a:int b:int", "a:int b:int", "", "a->a b->b");
	check_map("a:int b:int", "b:int c:int a:int", "", "b->b a->a");
	check_map("a:int b:int", "b:int a:int", "a>b b>a", "a->b b->a");
	check_map("a:int b:int", "b:int c:int", "a>b b>c", "a->b b->c");
	check_map("a:int b:int", "b:int a:int", "a>b -b", "a->b");
	check_map("a:int b:int", "a:int b:int", "-b", "a->a");
	check_map("a:int b:int", "x:int a:int b:int", "a>x", "a->x b->b");
	check_map("a:int b:int", "B:int A:int", "a>A", "b->B a->A");
	check_map("a:int", "a:bigint", "", "a=>a");
	check_map("a:int", "a:int~unsigned", "", "a=>a");
	check_map("a:char(3):latin1_bin", "a:char(3):utf8mb4_bin", "", "a=>a");
	check_map("a:char(3):utf8mb4_bin", "a:char(3):utf8mb4_ci", "", "a->a");
	check_map("a:enum('x','y')", "a:enum('y','x')", "", "a=>a");
	check_map("a:enum('x','?'):latin1_bin", "a:enum('x','?'):latin1_bin",
	    "", "a->a");
	check_map("a:enum('x','?'):utf8mb4_bin", "a:enum('x','?'):utf8mb4_bin",
	    "", "a=>a");
	check_map("a:int b:int", "a:int", "",
	    "! column b is gone from the "
	    "ghost, but the ALTER was not understood to drop or rename it");
	check_map("a:int", "b:int", "-a",
	    "! no column of the original is "
	    "left");
}

/* want: "KEY>GHOSTKEY", "!" if stricter, "~" if looser, or "none". */
static void
check_key(const char *orig, const char *keys, const char *ghost,
    const char *ghost_keys, const char *changes, const char *want)
{
	struct plan *p = make(orig, ghost, changes);
	struct key_list a, b;
	struct buf out = {0}, why = {0};

	fill_keys(&a, keys);
	fill_keys(&b, ghost_keys);
	if (map_columns(p, &why) == -1)
		buf_str(&out, buf_cstr(&why));
	else if (map_key(p, &a, &b, &why) == -1)
		buf_str(&out, "none");
	else
		buf_fmt(&out, "%s>%s%s%s", p->key.name, p->key.ghost_name,
		    p->stricter ? "!" : "", p->looser ? "~" : "");
	is_str(buf_cstr(&out), want, ghost_keys);
	key_free(&a);
	key_free(&b);
	plan_free(p);
	buf_free(&out);
	buf_free(&why);
}

static void
check_lone(const char *keys, const char *ghost_keys, bool want)
{
	const char *t = "a!:int b!:int c:int";
	struct plan *p = make(t, t, "");
	struct key_list a, b;
	struct buf why = {0};

	fill_keys(&a, keys);
	fill_keys(&b, ghost_keys);
	ok(map_columns(p, &why) == 0 && map_key(p, &a, &b, &why) == 0 &&
		p->lone_key == want,
	    "lone key: %s > %s", keys, ghost_keys);
	key_free(&a);
	key_free(&b);
	plan_free(p);
	buf_free(&why);
}

static void
test_lone_keys(void)
{
	check_lone("PRIMARY=a", "PRIMARY=a", true);
	check_lone("PRIMARY=a i=b", "PRIMARY=a i=c", true);
	check_lone("PRIMARY=a U=b", "PRIMARY=a", true);
	check_lone("PRIMARY=a U=b", "PRIMARY=a U=b", false);
	check_lone("PRIMARY=a", "PRIMARY=a U=b", false);
	check_lone("PRIMARY=a", "PRIMARY=a U=a", false);
	check_lone("PRIMARY=a", "PRIMARY=a,b", false);
	check_lone("PRIMARY=a,b", "PRIMARY=a", false);
}

static void
test_keys(void)
{
	const char *t = "a!:int b!:int c:int s!:varchar(9):utf8mb4_bin";

	check_key(t, "PRIMARY=a", t, "PRIMARY=a", "", "PRIMARY>PRIMARY");
	check_key(t, "PRIMARY=a", t, "U=a", "", "PRIMARY>U");
	check_key(t, "PRIMARY=a,b", t, "PRIMARY=b,a", "", "PRIMARY>PRIMARY");
	check_key(t, "PRIMARY=a U=b", t, "PRIMARY=b", "", "U>PRIMARY");
	check_key(t, "PRIMARY=a U=b", t, "PRIMARY=b U=a", "", "PRIMARY>U");
	check_key(t, "PRIMARY=a", t, "PRIMARY=a U=b", "", "PRIMARY>PRIMARY!");
	check_key(t, "PRIMARY=a", t, "PRIMARY=a U=a,b", "", "PRIMARY>PRIMARY");
	check_key(t, "PRIMARY=a U=c", t, "PRIMARY=a U=c", "",
	    "PRIMARY>PRIMARY");
	check_key(t, "PRIMARY=a U=s", t, "PRIMARY=a U=s(3)", "",
	    "PRIMARY>PRIMARY!");
	check_key(t, "PRIMARY=a U=s(3)", t, "PRIMARY=a U=s", "",
	    "PRIMARY>PRIMARY");
	check_key(t, "PRIMARY=a U=s(3)", t, "PRIMARY=a U=s(4)", "",
	    "PRIMARY>PRIMARY");
	check_key(t, "PRIMARY=a U=?,s", t, "PRIMARY=a U=?,s", "",
	    "PRIMARY>PRIMARY!");
	check_key(t, "PRIMARY=a HIDDEN=b", t, "PRIMARY=b HIDDEN=a", "", "none");
	check_key(t, "PRIMARY=a i=b", t, "PRIMARY=a i=b", "",
	    "PRIMARY>PRIMARY");
	check_key("a!:int b:int", "PRIMARY=a", "x!:int b:int", "PRIMARY=x",
	    "a>x", "PRIMARY>PRIMARY");
	check_key("a!:int b!:int", "PRIMARY=a", "b!:int a!:int", "PRIMARY=a",
	    "a>b b>a", "none");
	check_key("a!:int b!:int", "PRIMARY=a", "a!:int b!:int", "PRIMARY=a",
	    "-a", "none");
	check_key("a!:int", "PRIMARY=a", "a!:bigint", "PRIMARY=a", "",
	    "PRIMARY>PRIMARY");
	check_key("a!:bigint", "PRIMARY=a", "a!:int", "PRIMARY=a", "",
	    "PRIMARY>PRIMARY!");
	check_key("a!:int", "PRIMARY=a", "a!:bigint~unsigned", "PRIMARY=a", "",
	    "PRIMARY>PRIMARY!");
	check_key("a!:varchar(5):utf8mb4_bin", "PRIMARY=a",
	    "a!:varchar(9):utf8mb4_bin", "PRIMARY=a", "", "PRIMARY>PRIMARY");
	check_key("a!:varchar(9):utf8mb4_bin", "PRIMARY=a",
	    "a!:varchar(9):utf8mb4_ci", "PRIMARY=a", "", "PRIMARY>PRIMARY!");
	check_key("a!:datetime(6)", "PRIMARY=a", "a!:datetime", "PRIMARY=a", "",
	    "none");
	check_key("a!:datetime", "PRIMARY=a", "a!:datetime(6)", "PRIMARY=a", "",
	    "PRIMARY>PRIMARY");
	check_key("a!:varchar(9):utf8mb4_bin", "PRIMARY=a", "a!:int",
	    "PRIMARY=a", "", "none");
}

/* Keys of which the ghost has only wider or narrower ones. */
static void
test_other_keys(void)
{
	const char *t = "a!:int b!:int c:int s!:varchar(9):utf8mb4_bin";

	check_key(t, "PRIMARY=a,b", t, "PRIMARY=a", "", "PRIMARY>PRIMARY!");
	check_key(t, "PRIMARY=a,b", t, "PRIMARY=b i=a,b", "",
	    "PRIMARY>PRIMARY!");
	check_key(t, "PRIMARY=a", t, "PRIMARY=a,b", "", "PRIMARY>PRIMARY~");
	check_key(t, "PRIMARY=a,b", t, "PRIMARY=b,a,s", "", "PRIMARY>PRIMARY~");
	check_key(t, "PRIMARY=a", t, "PRIMARY=b,a", "", "none");
	check_key(t, "PRIMARY=a", t, "PRIMARY=b,a i=a", "", "PRIMARY>i~");
	check_key(t, "PRIMARY=a", t, "PRIMARY=b,a i=a(2)", "", "none");
	check_key(t, "PRIMARY=s", t, "PRIMARY=b,s full=s", "", "none");
	check_key(t, "PRIMARY=a", t, "PRIMARY=b i=a", "", "PRIMARY>i!~");
	check_key(t, "PRIMARY=a U=b", t, "PRIMARY=a,s V=b", "", "U>V");
	/* A row with a NULL could be there twice. */
	check_key(t, "PRIMARY=a", t, "U=a,c", "", "none");
	check_key(t, "PRIMARY=a", t, "i=a", "", "none");
	/* New columns: constants, and what is generated from what is kept. */
	check_key("a!:int", "PRIMARY=a", "a!:int n!:int", "PRIMARY=a,n", "",
	    "PRIMARY>PRIMARY~");
	check_key("a!:int", "PRIMARY=a", "a!:int g!:int:-:(`a`+1)",
	    "PRIMARY=a,g", "", "PRIMARY>PRIMARY~");
	check_key("a!:int", "PRIMARY=a", "a!:int n@:int", "PRIMARY=a,n", "",
	    "none");
	check_key("a!:int", "PRIMARY=a", "a!:int n@:int g!:int:-:(`n`+1)",
	    "PRIMARY=a,g", "", "none");
	/* Twins are looked for by the key as it is. */
	check_key("a!:int s!:int", "PRIMARY=a", "a!:bigint s!:int",
	    "PRIMARY=a,s", "", "PRIMARY>PRIMARY~");
	check_key("a!:int s!:int", "PRIMARY=a",
	    "a!:varchar(9):utf8mb4_bin s!:int", "PRIMARY=a,s", "", "none");
}

static void
check_numbers(const char *orig, const char *ghost, bool fine)
{
	struct plan *p = make(orig, ghost, "");
	struct buf why = {0};
	int rc = map_columns(p, &why);

	p->ghost.col[0].auto_increment = true;
	is_num(rc == 0 && map_numbers(p, &why) == 0, fine, ghost);
	plan_free(p);
	buf_free(&why);
}

static void
test_numbers(void)
{
	check_numbers("a!:int", "a!:bigint b:int", true);
	check_numbers("a:int", "a!:int", false);
	check_numbers("a!:int", "n!:int a!:int", false);
}

/* Keys on columns that are generated from others. */
static void
test_generated_keys(void)
{
	const char *t = "a!:int g!:int:-:(`a`+1) h!:int:-:(`g`*2)";

	check_key(t, "PRIMARY=g", t, "PRIMARY=g", "", "PRIMARY>PRIMARY");
	check_key(t, "PRIMARY=h", t, "PRIMARY=h", "", "PRIMARY>PRIMARY");
	check_key(t, "PRIMARY=h",
	    "g!:int:-:(`a`+1) b:int a!:int h!:int:-:(`g`*2)", "PRIMARY=h", "",
	    "PRIMARY>PRIMARY");
	check_key(t, "PRIMARY=g", "a!:int g!:int:-:(`a`+2)", "PRIMARY=g", "-h",
	    "none");
	check_key(t, "PRIMARY=g", "a!:bigint g!:int:-:(`a`+1)", "PRIMARY=g",
	    "-h", "none");
	check_key(t, "PRIMARY=h", "a!:bigint g!:int:-:(`a`+1) h!:int:-:(`g`*2)",
	    "PRIMARY=h", "", "none");
	check_key("b:int a!:int g!:int:-:(`a`+1)", "PRIMARY=g",
	    "b:bigint a!:int g!:int:-:(`a`+1)", "PRIMARY=g", "",
	    "PRIMARY>PRIMARY");
	check_key("k!:int a!:varchar(9):utf8mb4_bin g!:int:-:(`a`=1)",
	    "PRIMARY=k U=g", "k!:int a!:varchar(9):utf8mb4_ci g!:int:-:(`a`=1)",
	    "PRIMARY=k U=g", "", "PRIMARY>PRIMARY!");
	/* It keeps its values as a plain column. */
	check_key(t, "PRIMARY=g", "a!:bigint g!:int", "PRIMARY=g", "-h",
	    "PRIMARY>PRIMARY");
}

static void
check_choice(const char *table, const char *keys, const char *want)
{
	struct plan_table t = {0};
	struct key_list list;
	unsigned int order[16], i, n;
	struct buf out = {0}, why = {0};

	fill(&t, table);
	fill_keys(&list, keys);
	n = key_choose(&t, &list, order, &why);
	for (i = 0; i < n; i++)
		buf_fmt(&out, "%s%s", i == 0 ? "" : " ",
		    list.key[order[i]].name);
	if (n == 0)
		buf_fmt(&out, "none: %s", buf_cstr(&why));
	is_str(buf_cstr(&out), want, keys);
	plan_table_free(&t);
	key_free(&list);
	buf_free(&out);
	buf_free(&why);
}

static void
test_choice(void)
{
	const char *t =
	    "i!:int b!:bigint n:int s!:varchar(9):latin1_bin "
	    "f!:float d!:double j!:json e!:enum('x') dt!:datetime ti!:tinyint";

	check_choice(t, "A=s B=b C=i PRIMARY=e", "PRIMARY C B A");
	check_choice(t, "A=i,b B=b,i,ti C=dt D=e", "A B C D");
	check_choice(t, "A=ti,i B=b", "B A");
	check_choice(t, "i=i", "none: it has none");
	check_choice(t, "A=n", "none: A has a column that may be NULL");
	check_choice(t, "A=i,n B=f C=d",
	    "none: A has a column that may be "
	    "NULL; B has a column of an approximate type; C has a column of "
	    "an approximate type");
	check_choice(t, "A=s(3)", "none: A is on a prefix of a column");
	check_choice(t, "A=i,?", "none: A is on an expression");
	check_choice(t, "HIDDEN=i", "none: HIDDEN is invisible");
	check_choice(t, "A=n B=i", "B");
}

static void
check_modes(const char *orig, const char *ghost, const char *mode,
    const char *zone)
{
	struct plan *p = make(orig, ghost, "");
	struct buf why = {0};

	map_columns(p, &why);
	mode_choose(p,
	    "ANSI_QUOTES,STRICT_TRANS_TABLES,NO_ZERO_DATE,"
	    "PAD_CHAR_TO_FULL_LENGTH",
	    "SYSTEM");
	is_str(p->sql_mode, mode, ghost);
	is_str(p->time_zone, zone, ghost);
	plan_free(p);
	buf_free(&why);
}

static void
test_modes(void)
{
	const char *plain =
	    "NO_AUTO_VALUE_ON_ZERO,STRICT_ALL_TABLES,ALLOW_INVALID_DATES";
	const char *server =
	    "NO_AUTO_VALUE_ON_ZERO,STRICT_ALL_TABLES,NO_ZERO_DATE";

	check_modes("a:timestamp b:date", "a:timestamp b:date", plain,
	    "+00:00");
	check_modes("a:timestamp b:int", "a:timestamp b:bigint", plain,
	    "+00:00");
	check_modes("a:timestamp", "a:datetime", server, "SYSTEM");
	check_modes("a:datetime", "a:timestamp", server, "SYSTEM");
	check_modes("a:datetime", "a:date", server, "+00:00");
	check_modes("a:varchar(9):x_y", "a:date", server, "+00:00");
}

static void
check_padding(const char *orig, const char *ghost, const char *mode, int want)
{
	struct plan *p = make(orig, ghost, "");
	struct buf why = {0};

	map_columns(p, &why);
	is_num(mode_padding(p, mode, &why), want, ghost);
	ok((want == 0) == (why.len == 0), "%s: with a reason", ghost);
	plan_free(p);
	buf_free(&why);
}

static void
test_padding(void)
{
	const char *pad = "STRICT_ALL_TABLES,PAD_CHAR_TO_FULL_LENGTH";

	check_padding("a:char(9):x_y", "a:varchar(9):x_y", pad, -1);
	check_padding("a:char(9):x_y", "a:varchar(9):x_y", "ANSI", 0);
	check_padding("a:char(9):x_y", "a:char(19):x_y", pad, 0);
	check_padding("a:varchar(9):x_y", "a:text:x_y", pad, 0);
}

static void
check_labels(const char *type, const char *want)
{
	struct buf out = {0};
	char **label;
	unsigned int i, n;

	if (schema_labels(type, &n, &label) == -1)
		buf_str(&out, "no");
	for (i = 0; i < n; i++) {
		buf_fmt(&out, "[%s]", label[i]);
		free(label[i]);
	}
	free(label);
	is_str(buf_cstr(&out), want, type);
	buf_free(&out);
}

static void
check_name(const char *table, const char *want)
{
	char *name = name_table(table, "_gho");

	is_str(name, want, table);
	free(name);
}

static void
test_names(void)
{
	char a[65], b[65];
	char *x, *y;

	check_name("t", "_t_gho");
	check_name("a b`c", "_a b`c_gho");
	memset(a, 'x', 64);
	a[64] = '\0';
	a[59] = '\0';
	x = name_table(a, "_gho");
	is_num((long long)strlen(x), 64, "59 characters fit as they are");
	free(x);
	a[59] = 'x';
	memcpy(b, a, sizeof(a));
	b[63] = 'y';
	x = name_table(a, "_gho");
	y = name_table(b, "_gho");
	is_num((long long)strlen(x), 64, "64 characters are cut to fit");
	ok(strcmp(x, y) != 0, "names with the same beginning stay different");
	ok(strncmp(x, "_xxxxxxxxxx", 11) == 0 && strcmp(x + 60, "_gho") == 0,
	    "and look like the table's");
	free(x);
	free(y);
}

/* 60 times U+6F22 is too long, for the file's name sooner than for SQL's. */
static void
test_wide_names(void)
{
	struct buf t = {0};
	unsigned int i, chars = 0;
	char *x;
	size_t n;

	for (i = 0; i < 60; i++)
		buf_str(&t, "\xe6\xbc\xa2");
	x = name_table(buf_cstr(&t), "_gho");
	for (n = 1; strncmp(x + n, "\xe6\xbc\xa2", 3) == 0; n += 3)
		chars++;
	ok(chars > 40 && chars * 5 + 14 + 4 <= 255, "%u wide characters",
	    chars);
	is_num(x[n], '_', "cut between two characters");
	free(x);
	buf_free(&t);
}

int
main(void)
{
	test_map();
	test_keys();
	test_other_keys();
	test_lone_keys();
	test_numbers();
	test_generated_keys();
	test_choice();
	test_modes();
	test_padding();
	check_labels("enum('a','it''s','x,y','(',')')", "[a][it's][x,y][(][)]");
	check_labels("set('a\\\\b','\\n')", "[a\\b][\n]");
	check_labels("enum('')", "[]");
	check_labels("int", "no");
	check_labels("enum('a'", "no");
	test_names();
	test_wide_names();
	ok(schema_same("a AUTO_INCREMENT=5 b", "a AUTO_INCREMENT=77 b") &&
		schema_same("a AUTO_INCREMENT=5", "a") &&
		!schema_same("a", "ab"),
	    "definitions but for the next number");
	return (done_testing());
}
