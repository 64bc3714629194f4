/* Values of every type: extreme ones, and any. */

#include <inttypes.h>
#include <string.h>

#include "random.h"

/* splitmix64 */
uint64_t
rnd_next(struct rnd *r)
{
	uint64_t z = (r->state += 0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return (z ^ (z >> 31));
}

unsigned int
rnd_below(struct rnd *r, unsigned int n)
{
	return ((unsigned int)(rnd_next(r) % n));
}

bool
rnd_chance(struct rnd *r, unsigned int percent)
{
	return (rnd_below(r, 100) < percent);
}

/* ---- Numbers ---- */

/* The bytes of an integer type are in n. */
void
value_int(struct rnd *r, const struct spec *spec, struct buf *out)
{
	unsigned int bits = spec->n * 8;
	uint64_t mask = bits == 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1;
	uint64_t half = mask / 2 + 1, v;

	switch (rnd_below(r, 8)) {
	case 0:
		v = 0;
		break;
	case 1:
		v = mask;
		break;
	case 2:
		v = half;
		break;
	case 3:
		v = half - 1;
		break;
	case 4:
	case 5:
		v = rnd_below(r, 100);
		break;
	default:
		v = rnd_next(r) & mask;
	}
	if (spec->is_unsigned || v < half)
		buf_fmt(out, "%" PRIu64, v);
	else
		buf_fmt(out, "-%" PRIu64, (mask - v) + 1);
}

static void
value_digits(struct rnd *r, unsigned int n, bool nines, struct buf *out)
{
	while (n-- > 0)
		buf_chr(out, nines ? '9' : (char)('0' + rnd_below(r, 10)));
}

void
value_decimal(struct rnd *r, const struct spec *spec, struct buf *out)
{
	bool nines = rnd_chance(r, 15);

	if (!spec->is_unsigned && rnd_chance(r, 50))
		buf_chr(out, '-');
	if (spec->n == spec->s)
		buf_chr(out, '0');
	else if (nines || rnd_chance(r, 60))
		value_digits(r, spec->n - spec->s, nines, out);
	else
		value_digits(r, 1, false, out);
	if (spec->s > 0) {
		buf_chr(out, '.');
		value_digits(r, spec->s, nines, out);
	}
}

static void
value_one(struct rnd *r, const char *const *list, size_t n, struct buf *out)
{
	buf_str(out, list[rnd_below(r, (unsigned int)n)]);
}

void
value_float(struct rnd *r, const struct spec *spec, struct buf *out)
{
	static const char *const list[] = {"3.402823466e38", "-3.402823466e38",
	    "1.175494351e-38", "1e-45", "-0e0", "0", "0.1", "16777217",
	    "1.4142135"};

	(void)spec;
	if (rnd_chance(r, 50))
		value_one(r, list, COUNT(list), out);
	else
		buf_fmt(out, "%de-%u", (int)rnd_below(r, 2000000) - 1000000,
		    rnd_below(r, 8));
}

void
value_double(struct rnd *r, const struct spec *spec, struct buf *out)
{
	static const char *const list[] = {"1.7976931348623157e308",
	    "-1.7976931348623157e308", "2.2250738585072014e-308", "5e-324",
	    "-0e0", "0", "0.1", "9007199254740993", "1.4142135623730951"};

	(void)spec;
	if (rnd_chance(r, 50))
		value_one(r, list, COUNT(list), out);
	else
		buf_fmt(out, "%" PRId64 "e-%u", (int64_t)rnd_next(r) / 2048,
		    rnd_below(r, 20));
}

void
value_bit(struct rnd *r, const struct spec *spec, struct buf *out)
{
	uint64_t v = rnd_chance(r, 20) ? UINT64_MAX : rnd_next(r);

	buf_fmt(out, "%" PRIu64, v >> (64 - spec->n));
}

/* ---- Text and bytes ---- */

static const struct charset charsets[] = {
    {"utf8mb4",
	"utf8mb4_0900_ai_ci utf8mb4_general_ci utf8mb4_bin utf8mb4_0900_bin "
	"utf8mb4_unicode_ci utf8mb4_0900_as_cs utf8mb4_de_pb_0900_ai_ci",
	"😀日éЖßſ", true},
    {"utf8mb4", "utf8mb4_0900_ai_ci utf8mb4_ja_0900_as_cs", "😀日éが", true},
    {"utf8mb3", "utf8mb3_general_ci utf8mb3_bin utf8mb3_unicode_ci", "日éßЖ",
	true},
    {"latin1", "latin1_swedish_ci latin1_bin latin1_german2_ci", "äÿ€ßÐ",
	false},
    {"cp1251", "cp1251_general_ci cp1251_bin", "ЖяЁ№", false},
    {"sjis", "sjis_japanese_ci sjis_bin", "ソ表予能ｱ", false},
    {"gbk", "gbk_chinese_ci gbk_bin", "国誠運", false},
    {"big5", "big5_chinese_ci big5_bin", "功許蓋國", false},
    {"gb18030", "gb18030_chinese_ci gb18030_bin", "国é日Ж", false},
    {"ucs2", "ucs2_general_ci ucs2_bin ucs2_unicode_ci", "日éЖß", true},
    {"utf16", "utf16_general_ci utf16_bin", "😀日éЖ", true},
    {"utf16le", "utf16le_general_ci utf16le_bin", "😀日éЖ", true},
    {"utf32", "utf32_general_ci utf32_bin", "😀日éЖ", true},
    {"cp932", "cp932_japanese_ci cp932_bin", "髙①ソ表", false},
    {"eucjpms", "eucjpms_japanese_ci", "髙ソ表", false},
    {"euckr", "euckr_korean_ci", "한국", false},
    {"latin2", "latin2_general_ci latin2_bin", "ěšč", false},
    {"koi8r", "koi8r_general_ci", "Жя", false},
    {"greek", "greek_general_ci", "αΩ", false},
    {"tis620", "tis620_thai_ci", "กข", false},
    {"ascii", "ascii_general_ci ascii_bin", "", false}};

const struct charset *
charset_pick(struct rnd *r)
{
	return (&charsets[rnd_below(r, COUNT(charsets))]);
}

void
charset_collate(struct rnd *r, struct spec *spec)
{
	const char *all = spec->charset->collations;
	unsigned int skip = rnd_below(r, 3);
	size_t len;

	while (skip-- > 0 && strchr(all, ' ') != NULL)
		all = strchr(all, ' ') + 1;
	len = strcspn(all, " ");
	memcpy(spec->collation, all, len);
	spec->collation[len] = '\0';
}

/* value_char(r, from, out): one character of UTF-8 text. */
static void
value_char(struct rnd *r, const char *from, struct buf *out)
{
	unsigned int skip = rnd_below(r, 6);
	const char *p = from, *end;

	if (*from == '\0') {
		buf_chr(out, '~');
		return;
	}
	for (;;) {
		end = p + 1;
		while (((unsigned char)*end & 0xc0) == 0x80)
			end++;
		if (skip-- == 0)
			break;
		p = *end == '\0' ? from : end;
	}
	buf_add(out, p, (size_t)(end - p));
}

static void
value_ascii(struct rnd *r, struct buf *out)
{
	static const char *const odd[] = {"\\'", "\\\\", "\"", " ", "%", "_",
	    "\\0", "\\n", "\\t", ";", "`", "\\Z"};

	if (rnd_chance(r, 25))
		buf_str(out, odd[rnd_below(r, COUNT(odd))]);
	else
		buf_chr(out, "abcXYZ0189-/"[rnd_below(r, 12)]);
}

/* At most ${n} characters of ${charset}, NULL: of ASCII. */
static void
value_quoted(struct rnd *r, const struct charset *charset, unsigned int n,
    struct buf *out)
{
	unsigned int len = n;

	if (!rnd_chance(r, 10))
		len = rnd_below(r, (n > 20 ? 20 : n) + 1);
	buf_chr(out, '\'');
	while (len-- > 0) {
		if (charset != NULL && rnd_chance(r, 50))
			value_char(r, charset->chars, out);
		else
			value_ascii(r, out);
	}
	buf_chr(out, '\'');
}

void
value_text(struct rnd *r, const struct spec *spec, struct buf *out)
{
	bool many = (spec->type->flags & T_TEXT) != 0 && spec->n > 255 &&
	    rnd_chance(r, 10);

	if (!many) {
		value_quoted(r, spec->charset, spec->n > 60 ? 60 : spec->n,
		    out);
		return;
	}
	buf_str(out, "REPEAT(");
	value_quoted(r, spec->charset, 8, out);
	buf_fmt(out, ", %u)", rnd_below(r, spec->n > 65535 ? 9000 : 2000));
}

void
value_bytes(struct rnd *r, const struct spec *spec, struct buf *out)
{
	unsigned int n = spec->n > 40 ? 40 : spec->n;
	unsigned int len = rnd_chance(r, 20) ? n : rnd_below(r, n + 1);

	if (spec->n > 255 && rnd_chance(r, 10)) {
		buf_fmt(out, "REPEAT(X'00ff5c27%02x', %u)", rnd_below(r, 256),
		    rnd_below(r, spec->n > 65535 ? 20000 : 13000));
		return;
	}
	buf_str(out, "X'");
	while (len-- > 0)
		buf_fmt(out, "%02x", rnd_chance(r, 20) ? 0 : rnd_below(r, 256));
	buf_chr(out, '\'');
}

/* ---- Times ---- */

static void
value_fraction(struct rnd *r, unsigned int digits, struct buf *out)
{
	if (digits == 0 || rnd_chance(r, 10))
		return;
	buf_chr(out, '.');
	value_digits(r, digits, rnd_chance(r, 20), out);
}

static void
value_day(struct rnd *r, unsigned int from, unsigned int to, struct buf *out)
{
	buf_fmt(out, "%04u-%02u-%02u", from + rnd_below(r, to - from + 1),
	    1 + rnd_below(r, 12), 1 + rnd_below(r, 28));
}

static void
value_clock(struct rnd *r, unsigned int digits, struct buf *out)
{
	buf_fmt(out, "%02u:%02u:%02u", rnd_below(r, 24), rnd_below(r, 60),
	    rnd_below(r, 60));
	value_fraction(r, digits, out);
}

static void
value_zero_day(struct rnd *r, struct buf *out)
{
	static const char *const list[] = {"0000-00-00", "2001-00-10",
	    "2001-10-00", "0000-00-00"};

	value_one(r, list, COUNT(list), out);
}

void
value_date(struct rnd *r, const struct spec *spec, struct buf *out)
{
	static const char *const list[] = {"1000-01-01", "9999-12-31",
	    "2024-02-29", "1970-01-01"};

	buf_chr(out, '\'');
	if (spec->loose && rnd_chance(r, 20))
		value_zero_day(r, out);
	else if (rnd_chance(r, 20))
		value_one(r, list, COUNT(list), out);
	else
		value_day(r, 1000, 9999, out);
	buf_chr(out, '\'');
}

void
value_time(struct rnd *r, const struct spec *spec, struct buf *out)
{
	buf_chr(out, '\'');
	if (rnd_chance(r, 50))
		buf_chr(out, '-');
	if (rnd_chance(r, 10))
		buf_str(out, "838:59:59");
	else if (rnd_chance(r, 50))
		value_clock(r, spec->s, out);
	else {
		buf_fmt(out, "%u:%02u:%02u", rnd_below(r, 838),
		    rnd_below(r, 60), rnd_below(r, 60));
		value_fraction(r, spec->s, out);
	}
	buf_chr(out, '\'');
}

void
value_datetime(struct rnd *r, const struct spec *spec, struct buf *out)
{
	buf_chr(out, '\'');
	if (spec->loose && rnd_chance(r, 20))
		value_zero_day(r, out);
	else if (rnd_chance(r, 10)) {
		buf_str(out, "9999-12-31 23:59:59");
		if (spec->s > 0)
			buf_chr(out, '.');
		value_digits(r, spec->s, true, out);
	} else {
		value_day(r, rnd_chance(r, 50) ? 1000 : 1970, 9999, out);
		buf_chr(out, ' ');
		value_clock(r, spec->s, out);
	}
	buf_chr(out, '\'');
}

void
value_timestamp(struct rnd *r, const struct spec *spec, struct buf *out)
{
	buf_chr(out, '\'');
	if (spec->loose && rnd_chance(r, 20))
		buf_str(out, "0000-00-00");
	else if (rnd_chance(r, 10))
		buf_str(out, "1970-01-01 00:00:01");
	else if (rnd_chance(r, 10))
		buf_str(out, "2038-01-19 03:14:07");
	else {
		value_day(r, 1971, 2037, out);
		buf_chr(out, ' ');
		value_clock(r, spec->s, out);
	}
	buf_chr(out, '\'');
}

void
value_year(struct rnd *r, const struct spec *spec, struct buf *out)
{
	(void)spec;
	if (rnd_chance(r, 10))
		buf_chr(out, '0');
	else
		buf_fmt(out, "%u", 1901 + rnd_below(r, 255));
}

/* ---- Labels ---- */

void
label_write(const struct spec *spec, unsigned int i, struct buf *out)
{
	static const char *const odd[] = {"x", "it\\'s", " y", "\"", "\\\\", "",
	    "null"};
	unsigned int n = spec->label[i];
	struct rnd same = {n};

	buf_chr(out, '\'');
	if (n < COUNT(odd))
		buf_str(out, odd[n]);
	else {
		buf_fmt(out, "m%u", n);
		if (n % 3 == 0)
			value_char(&same, spec->charset->chars, out);
	}
	buf_chr(out, '\'');
}

void
value_enum(struct rnd *r, const struct spec *spec, struct buf *out)
{
	if (spec->loose && rnd_chance(r, 20))
		buf_chr(out, '0');
	else
		buf_fmt(out, "%u", 1 + rnd_below(r, spec->n));
}

void
value_set(struct rnd *r, const struct spec *spec, struct buf *out)
{
	value_bit(r, spec, out);
}

/* ---- Documents, shapes, vectors ---- */

static void
value_scalar(struct rnd *r, struct buf *out)
{
	static const char *const list[] = {"NULL", "TRUE", "FALSE", "''", "0",
	    "-1", "32768", "-2147483649", "18446744073709551615", "1.50",
	    "-0.001", "1e0", "-0e0", "1e308", "'é😀\"\\\\'", "'1'",
	    "CAST('2001-02-03' AS DATE)", "CAST('-01:02:03.4' AS TIME(1))",
	    "CAST('2001-02-03 04:05:06.000007' AS DATETIME(6))",
	    "CAST(X'00ff27' AS BINARY)",
	    "CAST(99999999999.10 AS DECIMAL(20,2))", "CAST('1e400' AS CHAR)",
	    "REPEAT('é', 200)"};

	value_one(r, list, COUNT(list), out);
}

static void
value_document(struct rnd *r, unsigned int deep, struct buf *out)
{
	unsigned int n = rnd_below(r, 4), i;
	bool object = rnd_chance(r, 50);

	if (deep == 0 || rnd_chance(r, 30)) {
		value_scalar(r, out);
		return;
	}
	buf_str(out, object ? "JSON_OBJECT(" : "JSON_ARRAY(");
	for (i = 0; i < n; i++) {
		if (object)
			buf_fmt(out, "'%s%u', ", i == 2 ? "é \\\\" : "k", i);
		value_document(r, deep - 1, out);
		if (i + 1 < n)
			buf_str(out, ", ");
	}
	buf_chr(out, ')');
}

/* In an array, since only that makes any value a document. */
void
value_json(struct rnd *r, const struct spec *spec, struct buf *out)
{
	(void)spec;
	if (rnd_chance(r, 50)) {
		buf_str(out, "JSON_EXTRACT(JSON_ARRAY(");
		value_document(r, 3, out);
		buf_str(out, "), '$[0]')");
	} else {
		buf_str(out, "JSON_ARRAY(");
		value_document(r, 3, out);
		buf_chr(out, ')');
	}
}

void
value_geometry(struct rnd *r, const struct spec *spec, struct buf *out)
{
	unsigned int a = rnd_below(r, 80), b = rnd_below(r, 80);
	const char *name = spec->type->name;

	buf_str(out, "ST_GeomFromText('");
	if (strcmp(name, "LINESTRING") == 0 ||
	    (strcmp(name, "GEOMETRY") == 0 && rnd_chance(r, 50)))
		buf_fmt(out, "LINESTRING(%u.25 %u, -%u %u.5, 0 0)", a, b, b, a);
	else if (strcmp(name, "POLYGON") == 0)
		buf_fmt(out, "POLYGON((0 0, 0 %u, %u %u, 0 0))", a + 1, b + 1,
		    a + 2);
	else
		buf_fmt(out, "POINT(-%u.125 %u)", a, b);
	buf_fmt(out, "', %u)", spec->s);
}

void
value_vector(struct rnd *r, const struct spec *spec, struct buf *out)
{
	unsigned int n = 1 + rnd_below(r, spec->n), i;

	buf_str(out, "STRING_TO_VECTOR('[");
	for (i = 0; i < n; i++)
		buf_fmt(out, "%s%d.%u", i == 0 ? "" : ",",
		    (int)rnd_below(r, 2000) - 1000, rnd_below(r, 100));
	buf_str(out, "]')");
}

/* ---- Of a column ---- */

/* Whose characters both have; NULL: those of ASCII. */
static const struct charset *
value_common(const struct charset *from, const struct charset *to)
{
	const char *wide = "\xf0";

	if (from->unicode &&
	    (strstr(from->chars, wide) != NULL ||
		strstr(to->chars, wide) == NULL))
		return (to);
	return (to->unicode ? from : NULL);
}

static void
value_in_domain(struct rnd *r, const struct column *c, struct buf *out)
{
	const struct spec *spec = &c->spec;
	bool text = (spec->type->flags & T_TIME) == 0;

	switch (c->domain) {
	case D_ANY:
		spec->type->value(r, spec, out);
		break;
	case D_SMALL:
		buf_fmt(out, "%u", rnd_below(r, spec->n == 1 ? 2 : 100));
		break;
	case D_DATE:
		buf_chr(out, '\'');
		value_day(r, 1971, 2037, out);
		if (text || strcmp(spec->type->name, "DATE") != 0) {
			buf_chr(out, ' ');
			value_clock(r, text ? 0 : spec->s, out);
		}
		buf_chr(out, '\'');
		break;
	case D_SHORT:
		value_quoted(r, spec->charset, spec->n > 3 ? 3 : spec->n, out);
		break;
	case D_ASCII:
		value_quoted(r, NULL, spec->n > 8 ? 8 : spec->n, out);
		break;
	case D_COMMON:
		value_quoted(r, value_common(spec->charset, c->then.charset),
		    spec->n > 8 ? 8 : spec->n, out);
		break;
	case D_JSON:
		buf_fmt(out, "'{\"a\": [%u, 1.50, \"x\"], \"b\": null}'",
		    rnd_below(r, 100));
		break;
	case D_LABEL:
		label_write(&c->then, rnd_below(r, c->then.n), out);
		break;
	}
}

void
value_write(struct rnd *r, const struct column *c, struct buf *out)
{
	if (!c->not_null && !c->no_nulls && rnd_chance(r, 15))
		buf_str(out, "NULL");
	else if (c->counts)
		buf_fmt(out, "%u", 1 + rnd_below(r, 2000));
	else
		value_in_domain(r, c, out);
}
