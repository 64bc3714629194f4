/* Parameters that are compared with columns. */

#include <string.h>

#include "param.h"

/*
 * A parameter bound as bytes takes the charset that CONVERT() names, as it
 * is; so text is compared under the column's own collation.
 */
static void
param_string(struct buf *out, const struct plan_col *from,
    const struct plan_col *to)
{
	if (to->charset == NULL || strcmp(from->charset, to->charset) == 0)
		buf_fmt(out, "CONVERT(? USING %s)", from->charset);
	else
		buf_fmt(out, "CONVERT(CONVERT(? USING %s) USING %s)",
		    from->charset, to->charset);
	if (to->collation != NULL)
		buf_fmt(out, " COLLATE %s", to->collation);
}

void
param_text(struct buf *out, const struct plan_col *from,
    const struct plan_col *to)
{
	switch (from->kind) {
	case KIND_TEXT:
		param_string(out, from, to);
		break;
	case KIND_DECIMAL:
		buf_fmt(out, "CAST(? AS DECIMAL(%u,%u))", from->precision,
		    from->scale);
		break;
	case KIND_DATE:
		buf_str(out, "CAST(? AS DATE)");
		break;
	case KIND_TIME:
		/*
		 * MySQL 9.7 takes a bare parameter here for a DATETIME, and
		 * 84:10:00 for the year 1984: say that it is text.
		 */
		buf_fmt(out, "CAST(CONVERT(? USING utf8mb4) AS TIME(%u))",
		    from->scale);
		break;
	case KIND_DATETIME:
	case KIND_TIMESTAMP:
		buf_fmt(out, "CAST(? AS DATETIME(%u))", from->scale);
		break;
	default:
		buf_chr(out, '?');
		break;
	}
}
