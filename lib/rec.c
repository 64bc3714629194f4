/* Reads records: bytes in, checked records out. */

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "rec.h"
#include "say.h"
#include "scan.h"
#include "take.h"

enum {
	REC_CHUNK = 256 * 1024, /* bytes asked for in one read(2) */
};

static struct rec_reader *
rec_new(int fd)
{
	struct rec_reader *r = mem_alloc(1, sizeof(*r));

	r->fd = fd;
	r->need = 1;
	if (!msgpack_zone_init(&r->zone, MSGPACK_ZONE_CHUNK_SIZE))
		say_die(X_SYS, "out of memory");
	return (r);
}

struct rec_reader *
rec_open(int fd)
{
	return (rec_new(fd));
}

struct rec_reader *
rec_open_mem(const void *p, size_t len)
{
	struct rec_reader *r = rec_new(-1);

	buf_add(&r->in, p, len);
	r->eof = true;
	return (r);
}

bool
val_same(const struct val *a, const struct val *b)
{
	if (a->type != b->type)
		return (false);
	switch (a->type) {
	case VAL_NULL:
		return (true);
	case VAL_FLOAT:
		return (memcmp(&a->f, &b->f, sizeof(a->f)) == 0);
	case VAL_STR:
	case VAL_BIN:
		return (a->len == b->len && memcmp(a->p, b->p, a->len) == 0);
	default:
		return (a->u == b->u);
	}
}

void
rec_table_free(struct rec_table *t)
{
	unsigned int i, j;

	if (t == NULL)
		return;
	for (i = 0; i < t->ncol; i++) {
		for (j = 0; j < t->col[i].nlabel; j++)
			free(t->col[i].label[j]);
		free(t->col[i].label);
		free(t->col[i].name);
		free(t->col[i].type);
		free(t->col[i].collation);
	}
	free(t->col);
	free(t->key);
	free(t->db);
	free(t->name);
	free(t);
}

void
rec_forget_tables(struct rec_reader *r)
{
	unsigned int i;

	for (i = 0; i < REC_MAX_TABLES; i++) {
		rec_table_free(r->table[i]);
		r->table[i] = NULL;
	}
}

void
rec_close(struct rec_reader *r)
{
	if (r == NULL)
		return;
	rec_forget_tables(r);
	msgpack_zone_destroy(&r->zone);
	free(r->image[0]);
	free(r->image[1]);
	buf_free(&r->in);
	buf_free(&r->text);
	buf_free(&r->gtid);
	free(r);
}

void
rec_more(struct rec_reader *r)
{
	r->eof = r->fd == -1;
}

int
rec_fail(const struct rec_reader *r)
{
	return (r->fail);
}

bool
rec_ended(const struct rec_reader *r)
{
	return (r->ended);
}

static int
rec_bad(struct rec_reader *r, const char *why)
{
	say_err("stream: record %llu, byte %llu: %s", (unsigned long long)r->no,
	    (unsigned long long)r->offset, why);
	r->fail = X_DATA;
	return (-1);
}

static const struct {
	const char *name;
	unsigned int size; /* elements, at least */
	int (*take)(struct rec_reader *, const msgpack_object *, struct rec *);
} rec_form[REC_NKIND] = {
    [REC_HEAD] = {"gho", 4, take_head},
    [REC_TABLE] = {"table", 6, take_table},
    [REC_BEGIN] = {"begin", 3, take_begin},
    [REC_INSERT] = {"insert", 3, take_row},
    [REC_UPDATE] = {"update", 4, take_row},
    [REC_DELETE] = {"delete", 3, take_row},
    [REC_COMMIT] = {"commit", 4, take_commit},
    [REC_MARK] = {"mark", 2, take_text},
    [REC_HEARTBEAT] = {"heartbeat", 2, take_text},
    [REC_PROGRESS] = {"progress", 3, take_commit},
    [REC_END] = {"end", 2, take_text},
};

const char *
rec_name(enum rec_kind kind)
{
	return (rec_form[kind].name);
}

int
rec_named(const char *p, size_t len)
{
	int i;

	for (i = 0; i < REC_NKIND; i++) {
		if (strlen(rec_form[i].name) == len &&
		    memcmp(rec_form[i].name, p, len) == 0)
			return (i);
	}
	return (-1);
}

static int
rec_kind(const msgpack_object *o)
{
	const msgpack_object *k = o->via.array.ptr;

	if (o->type != MSGPACK_OBJECT_ARRAY || o->via.array.size == 0 ||
	    k->type != MSGPACK_OBJECT_STR)
		return (-1);
	return (rec_named(k->via.str.ptr, k->via.str.size));
}

/* rec_take(r, rec, size): the record of ${size} bytes at r->at. */
static int
rec_take(struct rec_reader *r, struct rec *rec, size_t size)
{
	msgpack_object o;
	size_t off = 0;
	int kind;

	r->no++;
	memset(rec, 0, sizeof(*rec));
	rec->no = r->no;
	rec->offset = r->offset;
	msgpack_zone_clear(&r->zone);
	if (msgpack_unpack(r->in.p + r->at, size, &off, &r->zone, &o) !=
	    MSGPACK_UNPACK_SUCCESS)
		return (rec_bad(r, "not msgpack"));
	kind = rec_kind(&o);
	if (!r->headed && kind != REC_HEAD)
		return (rec_bad(r, "this is not a gho stream"));
	if (kind == -1)
		return (rec_bad(r, "a record of unknown kind"));
	rec->kind = (enum rec_kind)kind;
	if (o.via.array.size < rec_form[kind].size ||
	    rec_form[kind].take(r, o.via.array.ptr, rec) == -1)
		return (r->fail != 0 ?
			-1 :
			rec_bad(r, "a record that is not well formed"));
	r->ended = kind == REC_END;
	r->at += size;
	r->offset += size;
	r->need = 1;
	return (REC_GOT);
}

/* rec_fill(r, ms): reads more.  Returns REC_GOT, REC_NONE, REC_EOF, -1. */
static int
rec_fill(struct rec_reader *r, int ms)
{
	struct pollfd pfd = {r->fd, POLLIN, 0};
	ssize_t n;

	if (r->eof)
		return (REC_EOF);
	n = poll(&pfd, 1, ms);
	if (n == 0 || (n == -1 && errno == EINTR))
		return (REC_NONE);
	buf_drop(&r->in, r->at);
	r->at = 0;
	n = read(r->fd, buf_room(&r->in, REC_CHUNK), REC_CHUNK);
	if (n == -1 && errno == EINTR)
		return (REC_NONE);
	if (n == -1) {
		say_err("stream: cannot read:");
		r->fail = X_SYS;
		return (-1);
	}
	r->in.len += (size_t)n;
	r->eof = n == 0;
	return (n == 0 ? REC_EOF : REC_GOT);
}

int
rec_read(struct rec_reader *r, struct rec *rec, int ms)
{
	size_t left;
	long size;
	int rc;

	for (;;) {
		left = r->in.len - r->at;
		size = 0;
		if (left >= r->need)
			size =
			    scan_record((const unsigned char *)r->in.p + r->at,
				left, &r->need);
		if (size == -1) {
			r->no++;
			return (rec_bad(r, "damaged, or not a gho stream"));
		}
		if (size > 0)
			return (rec_take(r, rec, (size_t)size));
		rc = rec_fill(r, ms);
		if (rc != REC_GOT)
			return (rc);
	}
}
