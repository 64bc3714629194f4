/* What each row must be, and the journal that remembers it. */
#include <err.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "load.h"

#define MAXID 1000000000 /* an id beyond it is a mistake somewhere */

static const char *const names[NCOLS] = {"id", "token", "qty", "hits", "name",
    "price", "placed", "seen", "details", "state", "memo"};

/* The columns of one row as the server shows them; NULL where they are so. */
struct text {
	char space[1024];
	size_t used;
	const char *col[NCOLS];
	size_t len[NCOLS];
};

/* The finaliser of splitmix64: a bijection, so different ids stay different. */
uint64_t
mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15u;
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return x ^ x >> 31;
}

static void
add(struct text *t, int col, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(t->space + t->used, sizeof(t->space) - t->used, fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(t->space) - t->used)
		errx(1, "the text of a row is too long");
	t->col[col] = t->space + t->used;
	t->len[col] = n;
	t->used += n + 1;
}

static void
add_time(struct text *t, int col, uint64_t r, const char *fmt, int fraction)
{
	add(t, col, fmt, (int)(2000 + r % 30), (int)(1 + r / 30 % 12),
	    (int)(1 + r / 360 % 28), (int)(r / 10080 % 24),
	    (int)(r / 241920 % 60), (int)(r / 14515200 % 60), fraction);
}

static void
add_bytes(struct text *t, int col, uint64_t r)
{
	size_t i, n = r % 200;

	t->col[col] = t->space + t->used;
	t->len[col] = n;
	for (i = 0; i < n; i++)
		t->space[t->used++] = mix(r + i / 8) >> i % 8 * 8;
}

static void
text_set(struct text *t, const struct row *row)
{
	static const char *const words[] = {"ant", "bär", "it's", "日本", "😀",
	    "back\\slash", "100%", "tab\there"};
	static const char *const states[] = {"new", "paid", "sent", "gone"};
	uint64_t s = row->salt, r = mix(s);

	memset(t->col, 0, sizeof(t->col));
	t->used = 0;
	add(t, 1, "%016" PRIx64, row->token);
	add(t, 2, "%" PRId32, (int32_t)r);
	add(t, 3, "%" PRIu32, (uint32_t)(r >> 32));
	r = mix(s + 1);
	if (r % 16 != 0)
		add(t, 4, "%s %s %u", words[r >> 8 & 7], words[r >> 16 & 7],
		    (unsigned int)(r >> 24 & 0xffff));
	add(t, 5, "%s%d.%02d", r >> 63 ? "-" : "", (int)(1 + (r >> 32) % 99999),
	    (int)(r % 100));
	add_time(t, 6, mix(s + 2), "%04d-%02d-%02d %02d:%02d:%02d.%06d",
	    (int)(r % 1000000));
	add_time(t, 7, mix(s + 3), "%04d-%02d-%02d %02d:%02d:%02d.%03d",
	    (int)(r % 1000));
	r = mix(s + 4);
	if (r % 8 != 0)
		add(t, 8,
		    "{\"n\": %d, \"tag\": \"%s\", \"list\": [%u, true, "
		    "null, 2.5]}",
		    (int32_t)(r >> 16), words[(r >> 8) % 5],
		    (unsigned int)(r >> 48));
	add(t, 9, "%s", states[r >> 4 & 3]);
	if (r % 7 != 0)
		add_bytes(t, 10, mix(s + 5));
}

static void
quote(FILE *f, const char *s, size_t n)
{
	putc('\'', f);
	for (; n > 0; n--, s++) {
		if (*s == '\'' || *s == '\\')
			putc('\\', f);
		putc(*s, f);
	}
	putc('\'', f);
}

static void
value(FILE *f, const struct text *t, int col)
{
	size_t i;

	if (t->col[col] == NULL) {
		fputs("NULL", f);
	} else if (col < NCOLS - 1) {
		quote(f, t->col[col], t->len[col]);
	} else {
		fputs("x'", f);
		for (i = 0; i < t->len[col]; i++)
			fprintf(f, "%02x", (unsigned char)t->col[col][i]);
		putc('\'', f);
	}
}

void
row_values(FILE *f, int64_t id, const struct row *row)
{
	struct text t;
	int i;

	text_set(&t, row);
	if (id == 0)
		fputs("(DEFAULT", f);
	else
		fprintf(f, "(%" PRId64, id);
	for (i = 1; i < NCOLS; i++) {
		fputs(", ", f);
		value(f, &t, i);
	}
	putc(')', f);
}

void
row_assign(FILE *f, const struct row *row)
{
	struct text t;
	int i;

	text_set(&t, row);
	for (i = 1; i < NCOLS; i++) {
		fprintf(f, "%s%s = ", i > 1 ? ", " : "", names[i]);
		value(f, &t, i);
	}
}

int
row_equal(const struct row *row, MYSQL_ROW got, const unsigned long *len)
{
	struct text t;
	int i;

	text_set(&t, row);
	for (i = 1; i < NCOLS; i++) {
		if ((t.col[i] == NULL) != (got[i] == NULL))
			return 0;
		if (got[i] == NULL)
			continue;
		if (len[i] != t.len[i] || memcmp(got[i], t.col[i], len[i]) != 0)
			return 0;
	}
	return 1;
}

/* Makes room for an id.  Called with the lock held. */
static struct row *
at(struct book *b, int64_t id)
{
	struct row **rows = id < 0 ? &b->neg : &b->pos;
	int64_t *n = id < 0 ? &b->nneg : &b->npos;
	int64_t more;

	if (id < 0)
		id = -id;
	if (id > MAXID)
		errx(1, "id %" PRId64 " is out of bounds", id);
	if (id >= *n) {
		more = 2 * id + 1000;
		*rows = realloc(*rows, more * sizeof(**rows));
		if (*rows == NULL)
			err(1, NULL);
		memset(*rows + *n, 0, (more - *n) * sizeof(**rows));
		*n = more;
	}
	return *rows + id;
}

struct row
book_get(struct book *b, int64_t id)
{
	struct row row;

	pthread_mutex_lock(&b->lock);
	row = *at(b, id);
	pthread_mutex_unlock(&b->lock);
	return row;
}

void
book_put(struct book *b, int64_t id, const struct row *row)
{
	pthread_mutex_lock(&b->lock);
	*at(b, id) = *row;
	pthread_mutex_unlock(&b->lock);
}

/* One line per row, and all lines of a transaction in one write. */
void
book_commit(struct book *b, const struct change *c, int n)
{
	char buf[8192];
	size_t len = 0;

	for (; n > 0; n--, c++) {
		if (c->after.live)
			len += snprintf(buf + len, sizeof(buf) - len,
			    "%" PRId64 " %" PRIx64 " %" PRIx64 "\n", c->id,
			    c->after.salt, c->after.token);
		else
			len += snprintf(buf + len, sizeof(buf) - len,
			    "%" PRId64 " deleted\n", c->id);
		if (len >= sizeof(buf))
			errx(1, "a transaction is too long for the journal");
	}
	pthread_mutex_lock(&b->lock);
	if (write(b->fd, buf, len) != (ssize_t)len)
		err(1, "cannot write the journal");
	pthread_mutex_unlock(&b->lock);
}

void
book_create(const char *path, int64_t rows, uint64_t seed)
{
	FILE *f;

	if ((f = fopen(path, "w")) == NULL ||
	    fprintf(f, "rows %" PRId64 " seed %" PRIu64 "\n", rows, seed) < 0 ||
	    fclose(f) != 0)
		err(1, "cannot write %s", path);
}

static void
replay(struct book *b, const char *line)
{
	struct row row = {.live = 1, .touched = 1};
	int64_t id;

	if (sscanf(line, "%" SCNd64 " %" SCNx64 " %" SCNx64, &id, &row.salt,
		&row.token) != 3) {
		if (strstr(line, " deleted\n") == NULL)
			errx(1, "bad line in the journal: %s", line);
		row.live = 0;
	}
	book_put(b, id, &row);
}

void
book_open(struct book *b, const char *path)
{
	struct row row = {.live = 1};
	char line[128];
	int64_t id;
	FILE *f;

	memset(b, 0, sizeof(*b));
	pthread_mutex_init(&b->lock, NULL);
	if ((f = fopen(path, "r")) == NULL)
		err(1, "cannot open %s", path);
	if (fscanf(f, "rows %" SCNd64 " seed %" SCNu64 "\n", &b->rows,
		&b->seed) != 2)
		errx(1, "%s is not a journal of gho-load", path);
	for (id = b->rows; id > 0; id--) {
		row.salt = row.token = mix(b->seed ^ id);
		book_put(b, id, &row);
	}
	while (fgets(line, sizeof(line), f) != NULL)
		replay(b, line);
	fclose(f);
	if ((b->fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)) == -1)
		err(1, "cannot append to %s", path);
}
