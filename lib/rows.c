/* Rows events: bitmaps, then images of values. */

#include "rows.h"
#include "say.h"

static bool
rows_v1(const struct ev *ev)
{
	return (ev->type >= EV_WRITE_V1 && ev->type <= EV_DELETE_V1);
}

int
rows_id(const struct ev *ev, const struct ev_format *fmt, uint64_t *id)
{
	struct cur c = ev->body;

	return (cur_le(&c, fmt->rows_post == 6 ? 4 : 6, id));
}

static enum rec_kind
rows_kind(const struct ev *ev)
{
	switch (ev->type) {
	case EV_WRITE:
	case EV_WRITE_V1:
		return (REC_INSERT);
	case EV_UPDATE:
	case EV_UPDATE_V1:
		return (REC_UPDATE);
	}
	return (REC_DELETE);
}

/* Table id, flags, and in version 2 extra data after its own length. */
static int
rows_post(struct cur *c, const struct ev *ev, const struct ev_format *fmt)
{
	uint16_t extra;

	if (cur_skip(c, fmt->rows_post == 6 ? 4 : 6) == -1 ||
	    cur_skip(c, 2) == -1)
		return (-1);
	if (rows_v1(ev))
		return (0);
	if (cur_u16(c, &extra) == -1 || extra < 2)
		return (-1);
	return (cur_skip(c, extra - 2u));
}

/* Whether all columns are present. */
static int
rows_full(struct cur *c, unsigned int ncol, struct bad *bad)
{
	const uint8_t *p;
	unsigned int i;

	if (cur_bytes(c, (ncol + 7) / 8, &p) == -1)
		return (bad_set(bad, X_DATA, "short rows event"));
	for (i = 0; i < ncol; i++) {
		if ((p[i / 8] & 1 << i % 8) == 0)
			return (bad_set(bad, X_REFUSED,
			    "a row image lacks "
			    "column %u of %u: a session has binlog_row_image "
			    "MINIMAL or NOBLOB, it must be FULL",
			    i + 1, ncol));
	}
	return (0);
}

int
rows_open(struct rows *r, const struct ev *ev, const struct ev_format *fmt,
    const struct tmap *map, struct bad *bad)
{
	uint64_t ncol;

	r->kind = rows_kind(ev);
	r->map = map;
	r->c = ev->body;
	if (rows_post(&r->c, ev, fmt) == -1 || ev_packed(&r->c, &ncol) == -1)
		return (bad_set(bad, X_DATA, "short rows event"));
	if (ncol != map->ncol)
		return (bad_set(bad, X_DATA,
		    "rows event of %u columns after "
		    "a table map of %u",
		    (unsigned int)ncol, map->ncol));
	if (rows_full(&r->c, map->ncol, bad) == -1)
		return (-1);
	if (r->kind == REC_UPDATE)
		return (rows_full(&r->c, map->ncol, bad));
	return (0);
}

static int
rows_image(struct rows *r, struct cell_out *o, struct bad *bad)
{
	const struct cell *cell = r->map->cell;
	unsigned int i, n = r->map->ncol;
	const uint8_t *null;

	if (cur_bytes(&r->c, (n + 7) / 8, &null) == -1)
		return (bad_set(bad, X_DATA, "short row"));
	pen_image(o->pen, n);
	for (i = 0; i < n; i++) {
		if ((null[i / 8] & 1 << i % 8) != 0)
			pen_null(o->pen);
		else if (cell[i].take(&cell[i], &r->c, o) == -1)
			return (bad_set(bad, X_DATA,
			    "damaged value in column "
			    "%u, of type %u",
			    i + 1, cell[i].type));
	}
	return (0);
}

int
rows_next(struct rows *r, unsigned int id, struct cell_out *o, struct bad *bad)
{
	if (cur_left(&r->c) == 0)
		return (0);
	pen_row(o->pen, r->kind, id);
	if (rows_image(r, o, bad) == -1)
		return (-1);
	if (r->kind == REC_UPDATE && rows_image(r, o, bad) == -1)
		return (-1);
	return (1);
}

int
rows_notes(const struct tmap *map, struct bad *bad)
{
	const struct cell *c = map->cell;

	if (map->ncol != 4 || c[0].type != CELL_LONGLONG ||
	    c[1].type != CELL_TIMESTAMP2 || c[1].meta > 6 ||
	    c[2].type != CELL_VARCHAR || c[2].meta != 64 ||
	    c[3].type != CELL_VARCHAR || c[3].meta != 4096)
		return (bad_set(bad, X_REFUSED,
		    "the changelog table is not "
		    "(id bigint, last_update timestamp, hint varchar(64), "
		    "value varchar(4096)) in ascii"));
	return (0);
}

static int
rows_note_text(struct cur *c, unsigned int null, unsigned int prefix,
    struct cur *text)
{
	uint64_t n = 0;

	if (null != 0)
		return (cur_sub(c, 0, text));
	return (cur_le(c, prefix, &n) == -1 ? -1 : cur_sub(c, n, text));
}

static int
rows_note_image(struct rows *r, struct cur *hint, struct cur *value)
{
	unsigned int fraction = (r->map->cell[1].meta + 1u) / 2;
	uint8_t null;

	if (cur_u8(&r->c, &null) == -1 ||
	    cur_skip(&r->c, (null & 1) != 0 ? 0 : 8) == -1 ||
	    cur_skip(&r->c, (null & 2) != 0 ? 0 : 4 + fraction) == -1 ||
	    rows_note_text(&r->c, null & 4, 1, hint) == -1)
		return (-1);
	return (rows_note_text(&r->c, null & 8, 2, value));
}

int
rows_note(struct rows *r, struct cur *hint, struct cur *value, struct bad *bad)
{
	if (cur_left(&r->c) == 0)
		return (0);
	/* What we write there is text; a record could not hold a NUL. */
	if (rows_note_image(r, hint, value) == -1 ||
	    (r->kind == REC_UPDATE && rows_note_image(r, hint, value) == -1) ||
	    memchr(value->p, '\0', cur_left(value)) != NULL)
		return (bad_set(bad, X_DATA, "damaged row of the changelog"));
	return (1);
}
