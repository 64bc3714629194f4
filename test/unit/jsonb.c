/* Binary JSON: text as MySQL prints it, exactness, hostile offsets. */

#include <stdlib.h>

#include "jsonb.h"
#include "tap.h"

/* Bytes in hexadecimal; blanks do not count. */
static size_t
bytes(const char *hex, uint8_t *out)
{
	unsigned int v;
	size_t n = 0;

	for (; *hex != '\0'; hex += *hex == ' ' ? 1 : 2) {
		if (*hex != ' ' && sscanf(hex, "%2x", &v) == 1)
			out[n++] = (uint8_t)v;
	}
	return (n);
}

static void
check(const char *hex, const char *want, bool want_exact)
{
	uint8_t raw[512], *heap;
	size_t n = bytes(hex, raw), i;
	struct buf out = {0};
	bool exact = false;

	if (jsonb_text(raw, n, &out, &exact) == -1)
		is_str(NULL, want, hex);
	else {
		is_str(buf_cstr(&out), want, hex);
		ok(exact == want_exact, "exact: %d", want_exact);
	}
	/* On the heap, cut anywhere: sanitizers see every byte too far. */
	for (i = 1; i < n; i++) {
		heap = malloc(i);
		memcpy(heap, raw, i);
		out.len = 0;
		jsonb_text(heap, i, &out, &exact);
		free(heap);
	}
	buf_free(&out);
}

static void
check_double(double d, const char *want, bool want_exact)
{
	uint8_t raw[9] = {0x0b};
	struct buf out = {0};
	bool exact;

	memcpy(raw + 1, &d, 8);
	ok(jsonb_text(raw, 9, &out, &exact) == 0 && exact == want_exact,
	    "%s: exact %d", want, want_exact);
	is_str(buf_cstr(&out), want, want);
	buf_free(&out);
}

/* Each array's two elements are both the next array: 2 to the 100th. */
static void
bomb(void)
{
	uint8_t raw[1 + 101 * 10] = {0x02};
	struct buf out = {0};
	unsigned int i;
	bool exact;

	for (i = 0; i < 101; i++) {
		uint8_t *p = raw + 1 + i * 10;
		unsigned int size = 1010 - i * 10;
		const uint8_t box[10] = {2, 0, (uint8_t)size,
		    (uint8_t)(size >> 8), 2, 10, 0, 2, 10, 0};

		memcpy(p, box, sizeof(box));
	}
	ok(jsonb_text(raw, sizeof(raw), &out, &exact) == -1,
	    "arrays that share their elements");
	ok(out.len < 10000, "%zu bytes of text", out.len);
	buf_free(&out);
}

static void
deep(unsigned int depth, bool fine)
{
	uint8_t raw[1 + 128 * 7] = {0x02};
	struct buf out = {0};
	unsigned int i, size;
	bool exact;

	for (i = 0; i < depth; i++) {
		uint8_t *p = raw + 1 + i * 7;

		size = (depth - i) * 7 - (i == depth - 1 ? 3 : 0);
		size = i == depth - 1 ? 4 : size - 3;
		p[0] = i != depth - 1;
		p[1] = 0;
		p[2] = (uint8_t)size;
		p[3] = (uint8_t)(size >> 8);
		p[4] = 2;
		p[5] = 7;
		p[6] = 0;
	}
	ok((jsonb_text(raw, 1 + depth * 7 - 3, &out, &exact) == 0) == fine,
	    "%u arrays, one inside the other", depth);
	buf_free(&out);
}

int
main(void)
{
	check("", "null", true);
	check("04 00", "null", true);
	check("04 01", "true", true);
	check("04 02", "false", true);
	check("04 03", NULL, false);
	check("05 ffff", "-1", true);
	check("05 ff7f", "32767", true);
	check("06 ffff", "65535", false);
	check("07 00000080", "-2147483648", true);
	check("08 ffffffff", "4294967295", false);
	check("09 ffffffff00000000", "4294967295", true);
	check("09 0000000001000000", "4294967296", false);
	check("09 0000000000000080", "-9223372036854775808", true);
	check("0a ffffffff00000000", "4294967295", false);
	check("0a 0000000001000000", "4294967296", true);
	check("0a ffffffffffffffff", "18446744073709551615", true);
	check("0c 03 616263", "\"abc\"", true);
	check("0c 0c 22 5c 08 09 0a 0c 0d 00 1f 7f 2f 41",
	    "\"\\\"\\\\\\b\\t\\n\\f\\r\\u0000\\u001f\177/A\"", true);
	check("0c 02 c3a4", "\"ä\"", true);
	check("0c 02 c328", "\"\xc3(\"", false);
	check("0c 80", NULL, false);
	check("0c ffffffff7f 41", NULL, false);
	check("0c 8180808000 41", "\"A\"", true);
	check("00 0000 0400", "{}", true);
	check("02 0000 0400", "[]", true);
	check("02 0200 0a00 05 0100 04 0100", "[1, true]", true);
	check("00 0100 0c00 0b00 0100 05 0100 61", "{\"a\": 1}", true);
	check("03 01000000 0d000000 07 ffffffff", "[-1]", true);
	check("02 0100 0700 05 0100", "[1]", true);
	check("02 0100 0900 05 0100", NULL, false);
	check("02 ffff 0400", NULL, false);
	check("02 0100 0700 02 0000", NULL, false);
	check("0f f6 05 0502 8001 32", "1.50", false);
	check("0f f6 02 0502", NULL, false);
	check("0f 0a 08 000000000068b419", "\"2024-09-20\"", false);
	check("0f 0b 08 00000000a0ffffff", "\"-06:00:00.000000\"", false);
	check("0f 0f 02 ff00", "\"base64:type15:/wA=\"", false);
	check("0f 0f 03 ff0001", "\"base64:type15:/wAB\"", false);
	check("0f 0f 00", "\"base64:type15:\"", false);
	check("0d 00", NULL, false);
	check("10", NULL, false);
	check_double(1, "1.0", true);
	check_double(-0.0, "-0.0", false);
	check_double(0, "0.0", true);
	check_double(0.1, "0.1", true);
	check_double(-2.5e-7, "-0.00000025", true);
	check_double(1e15, "1e15", true);
	check_double(1e14, "100000000000000.0", true);
	check_double(1e-15, "0.000000000000001", true);
	check_double(1e-16, "1e-16", true);
	check_double(1e22, "1e22", true);
	check_double(1e23, "1e23", false);
	check_double(123456.789, "123456.789", true);
	check_double(0.1 + 0.2, "0.30000000000000004", false);
	check_double(1.7976931348623157e308, "1.7976931348623157e308", false);
	check_double(5e-324, "5e-324", false);
	check_double(9007199254740992.0, "9.007199254740992e15", false);
	check_double(9007199254740991.0, "9.007199254740991e15", true);
	bomb();
	deep(100, true);
	deep(101, false);
	return (done_testing());
}
