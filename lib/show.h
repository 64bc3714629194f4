#ifndef SHOW_H
#define SHOW_H

#include <stdbool.h>

#include <jansson.h>

#include "buf.h"
#include "rec.h"

/*
 * Records as people and other programs read them: gho-cat(1) describes each
 * form.
 */

/*
 * show_text(out, rec, rich): appends the record as one line of text, with its
 * newline; ${rich} is for terminals: aligned, with colours.
 */
void show_text(struct buf *, const struct rec *, bool);

/*
 * show_json(rec): the record as a JSON object, from which unshow_line() makes
 * the same record; json_decref() it.
 */
json_t *show_json(const struct rec *);

/* ---- What the forms have in common ---- */

/*
 * show_string(out, col, v): appends the value as UTF-8 text; returns false if
 * it has no such form, and then ${out} is as it was.
 */
bool show_string(struct buf *, const struct rec_col *, const struct val *);

/* show_hex(out, v): the bytes of a VAL_STR or VAL_BIN in hexadecimal. */
void show_hex(struct buf *, const struct val *);

/*
 * show_number(out, v, digits, most): the shortest digits, from ${digits} to
 * ${most}, that give the same number again; of a FLOAT ${most} is 9.
 */
void show_number(struct buf *, double, int, int);

/* show_val(out, col, v): a value as text has it, on one line. */
void show_val(struct buf *, const struct rec_col *, const struct val *);

#endif
