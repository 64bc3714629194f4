/* Playing a stream: how far, and how fast. */

#include <string.h>

#include "play.h"
#include "tick.h"

static void
play_keep(struct buf *b, const char *text)
{
	b->len = 0;
	buf_str(b, text == NULL ? "" : text);
}

/* ---- How fast ---- */

/* Times of the source that go back, or stand still, are no reason to wait. */
static void
play_pace(struct play *p, int64_t time)
{
	int64_t due;

	if (p->speed <= 0)
		return;
	if (p->began == 0) {
		p->began = tick_us();
		p->first = time;
		return;
	}
	due = p->began + (int64_t)((double)(time - p->first) / p->speed);
	if (due > tick_us())
		p->wait(p, (long)((due - tick_us()) / 1000));
}

/* ---- How far ---- */

/* play_there(p, rec): whether its position is the one to play up to. */
static bool
play_there(const struct play *p, const struct rec *rec)
{
	struct coord at;

	return (p->to.file[0] != '\0' && coord_parse(&at, rec->text) == 0 &&
	    coord_order(&at, &p->to) >= 0);
}

static int
play_begin(struct play *p, const struct rec *rec)
{
	if (p->until != 0 && rec->time > p->until)
		return (1);
	play_pace(p, rec->time);
	play_keep(&p->begun, rec->gtid);
	p->time = rec->time;
	p->in_trx = true;
	pen_rec(p->pen, rec);
	return (0);
}

/* A transaction that is cut short ends where it is. */
static int
play_row(struct play *p, const struct rec *rec)
{
	pen_rec(p->pen, rec);
	if (++p->rows_counted != p->rows)
		return (0);
	pen_commit(p->pen, buf_cstr(&p->at),
	    p->begun.len == 0 ? NULL : buf_cstr(&p->begun), p->time);
	return (1);
}

static int
play_commit(struct play *p, const struct rec *rec)
{
	pen_rec(p->pen, rec);
	play_keep(&p->at, rec->text);
	p->in_trx = false;
	p->counted++;
	if (p->counted == p->count || play_there(p, rec))
		return (1);
	if (p->gtid != NULL && rec->gtid != NULL &&
	    strcasecmp(p->gtid, rec->gtid) == 0)
		return (1);
	return (p->pause != NULL && p->pause(p) == -1 ? 1 : 0);
}

static int
play_progress(struct play *p, const struct rec *rec)
{
	pen_rec(p->pen, rec);
	play_keep(&p->at, rec->text);
	return (!p->in_trx && play_there(p, rec));
}

int
play_take(struct play *p, const struct rec *rec)
{
	p->ended = rec->kind == REC_END;
	switch (rec->kind) {
	case REC_BEGIN:
		return (play_begin(p, rec));
	case REC_INSERT:
	case REC_UPDATE:
	case REC_DELETE:
		return (play_row(p, rec));
	case REC_COMMIT:
		return (play_commit(p, rec));
	case REC_PROGRESS:
		return (play_progress(p, rec));
	case REC_END:
		/* Of one part; more parts may follow. */
		play_keep(&p->why, rec->text);
		return (0);
	case REC_HEAD:
		p->in_trx = false;
		break;
	default:
		break;
	}
	pen_rec(p->pen, rec);
	return (0);
}

int
play_end(struct play *p, const char *stopped)
{
	if (stopped != NULL || !p->ended) {
		pen_end(p->pen, stopped != NULL ? stopped : "played");
		return (0);
	}
	pen_end(p->pen, buf_cstr(&p->why));
	/* That nothing is left before a time is no failure. */
	return (p->count != 0 || p->rows != 0 || p->gtid != NULL ||
		    p->to.file[0] != '\0' ?
		-1 :
		0);
}

void
play_free(struct play *p)
{
	buf_free(&p->begun);
	buf_free(&p->at);
	buf_free(&p->why);
}
