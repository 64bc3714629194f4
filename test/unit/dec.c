/* DECIMAL from MySQL's packed form; the bytes were read from a server. */

#include <string.h>

#include "dec.h"
#include "tap.h"

static void
check(const char *hex, unsigned int p, unsigned int s, const char *want)
{
	uint8_t raw[64];
	char text[DEC_TEXT] = "";
	size_t n = strlen(hex) / 2, i;
	unsigned int v;
	struct cur c = {raw, raw + n};

	for (i = 0; i < n; i++) {
		sscanf(hex + 2 * i, "%2x", &v);
		raw[i] = (uint8_t)v;
	}
	if (dec_text(&c, p, s, text) == -1)
		is_str(NULL, want, hex);
	else
		is_str(text, want, hex);
}

int
main(void)
{
	/* The example of strings/decimal.cc: 1234567890.1234 and minus it. */
	check("810DFB38D204D2", 14, 4, "1234567890.1234");
	check("7EF204C72DFB2D", 14, 4, "-1234567890.1234");
	check("80000000", 8, 2, "0.00");
	check("80", 1, 0, "0");
	check("89", 1, 0, "9");
	check("76", 1, 0, "-9");
	check("8000000005", 10, 2, "0.05");
	check("7FFFFFFFFA", 10, 2, "-0.05");
	check("85F5E0FF63", 10, 2, "99999999.99");
	check("800001", 5, 5, "0.00001");
	check("00FFFE", 5, 5, NULL);
	/* More than nine digits in a group of nine. */
	check("FFFFFFFF", 9, 0, NULL);
	check("80", 0, 0, NULL);
	check("80", 5, 6, NULL);
	check("80", 82, 0, NULL);
	/* The longest text; fuzz-dec found that it did not fit. */
	check("7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
	      "FFFFFFFFFFF",
	    81, 81,
	    "-0.0000000000000000000000000000000000000"
	    "00000000000000000000000000000000000000000000");
	is_num((long long)dec_size(65, 30), 30, "size of DECIMAL(65,30)");
	is_num((long long)dec_size(1, 1), 1, "size of DECIMAL(1,1)");
	return (done_testing());
}
