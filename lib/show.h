#ifndef SHOW_H
#define SHOW_H

#include <jansson.h>

#include "buf.h"
#include "rec.h"

/*
 * Records as people and other programs read them: gho-cat(1) describes both
 * forms.
 */

/*
 * show_text(out, rec): appends the record as one line of text, with its
 * newline.
 */
void show_text(struct buf *, const struct rec *);

/* show_json(rec): the record as a JSON object; json_decref() it. */
json_t *show_json(const struct rec *);

#endif
