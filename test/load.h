/* gho-load: an application whose every committed write is known. */
#ifndef LOAD_H
#define LOAD_H

#include <mysql.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

/* What a row must be: its columns are a function of salt and token. */
struct row {
	uint64_t salt;
	uint64_t token;
	int owner; /* the writer it belongs to */
	char live;
	char touched; /* by a writer, since the table was made */
	char seen;    /* by verify */
};

/*
 * All rows, by id.  Ids above zero come from AUTO_INCREMENT, those below from
 * writers.  Backed by the journal, to which each commit is appended.
 */
struct book {
	int64_t rows; /* made by create, with ids from 1 */
	uint64_t seed;
	struct row *pos, *neg;
	int64_t npos, nneg;
	int fd;
	pthread_mutex_t lock;
};

struct change {
	int64_t id;
	struct row before, after;
};

struct opts {
	const char *defaults, *socket, *host, *user, *database, *table;
	const char *journal;
	unsigned int port;
	int threads, seconds, survive;
	double rate;
	int64_t rows;
	uint64_t seed;
};

#define NCOLS 11 /* the first is id, the second token */
#define COLUMNS \
	"id, token, qty, hits, name, price, placed, seen, details, state, memo"

/* load-book.c.  They exit when memory or the journal fails them. */
uint64_t mix(uint64_t);
void row_values(FILE *, int64_t id, const struct row *); /* id 0: DEFAULT */
void row_assign(FILE *, const struct row *);
int row_equal(const struct row *, MYSQL_ROW, const unsigned long *len);
void book_create(const char *path, int64_t rows, uint64_t seed);
void book_open(struct book *, const char *path);
struct row book_get(struct book *, int64_t id);
void book_put(struct book *, int64_t id, const struct row *);
void book_commit(struct book *, const struct change *, int n);

/* load-run.c */
int load_run(const struct opts *);

/* load.c.  Returns NULL, and the reason in the number, if it cannot. */
MYSQL *load_connect(const struct opts *, unsigned int *err);

#endif
