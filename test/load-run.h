/* Between the parts of gho-load's writers. */
#ifndef LOAD_RUN_H
#define LOAD_RUN_H

#include <signal.h>

#include "load.h"

#define MAXCHANGES 32
#define NLAT	   2048 /* buckets of 1/64 of an octave */
#define NERR	   16
#define WRONG	   1 /* not of MySQL: a row was not what it had to be */

struct tally {
	int64_t transactions, statements, retried, missing, lost, errors;
	int64_t latency[NLAT];
	int64_t longest; /* microseconds, since the lap began */
	int lap;
	struct {
		unsigned int number;
		int64_t count;
	} by_number[NERR];
};

struct writer {
	const struct opts *o;
	struct book *book;
	pthread_t thread;
	MYSQL *my;
	unsigned long connection;
	int no;
	uint64_t random;
	int64_t *ids; /* all it ever had; the book knows which are live */
	int64_t nids, space;
	int64_t lowest; /* of the ids below zero that it made */
	struct change changes[MAXCHANGES];
	int nchanges;
	unsigned int error; /* of the last statement */

	struct tally tally;
	const volatile sig_atomic_t *laps; /* a new one: pauses count anew */
};

int64_t now(void); /* microseconds, monotonic */

/* load-tally.c */
int is_lost(unsigned int error);
int is_retried(unsigned int error);
void tally_statement(struct tally *, int64_t us, int lap);
void tally_error(struct tally *, unsigned int error);
void tally_add(struct tally *sum, const struct tally *);
int tally_report(const struct tally *, const struct opts *, double seconds);

/* load-writer.c; -1, with w->error, when the server or a row is not as it was
 * to be. */
uint64_t writer_draw(struct writer *, uint64_t n); /* below n */
int writer_sql(struct writer *, const char *text);
void writer_own(struct writer *, int64_t id);
/* What the row with that id is: 1 as given, 0 not so. */
int writer_is(struct writer *, int64_t id, const struct row *);
int writer_do(struct writer *); /* one change, or look, at random */

#endif
