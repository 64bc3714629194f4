/* Text in all charsets, bytes, labels. */

#include <string.h>

#include "random.h"

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
	static const char *const odd[] = {"''", "\\\\", "\"", " ", "%", "_",
	    "\\0", "\\n", "\\t", ";", "`", "\\Z"};

	if (rnd_chance(r, 25))
		buf_str(out, odd[rnd_below(r, COUNT(odd))]);
	else
		buf_chr(out, "abcXYZ0189-/"[rnd_below(r, 12)]);
}

void
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

/* ---- Labels ---- */

void
label_write(const struct spec *spec, unsigned int i, struct buf *out)
{
	static const char *const odd[] = {"x", "it''s", " y", "\"", "\\\\", "",
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
