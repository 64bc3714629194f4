/* What the writers did, and how long it took. */
#include <errmsg.h>
#include <inttypes.h>
#include <mysqld_error.h>

#include "load-run.h"

/* 64 exact microseconds, then 64 buckets for each doubling. */
static int
bucket(int64_t us)
{
	int octave, i;

	if (us < 64)
		return us;
	octave = 63 - __builtin_clzll(us);
	i = (octave - 5) * 64 + (us >> (octave - 6)) - 64;
	return i < NLAT ? i : NLAT - 1;
}

static double
bucket_ms(int i)
{
	if (i < 64)
		return i / 1e3;
	return (double)((64 + i % 64) * (INT64_C(1) << (i / 64 - 1))) / 1e3;
}

int
is_lost(unsigned int error)
{
	return (error >= CR_MIN_ERROR && error <= CR_MAX_ERROR) ||
	    error == ER_SERVER_SHUTDOWN ||
	    error == ER_CLIENT_INTERACTION_TIMEOUT;
}

int
is_retried(unsigned int error)
{
	return error == ER_LOCK_DEADLOCK || error == ER_LOCK_WAIT_TIMEOUT;
}

void
tally_statement(struct tally *t, int64_t us, int lap)
{
	t->latency[bucket(us)]++;
	t->statements++;
	if (t->lap != lap) {
		t->lap = lap;
		t->longest = 0;
	}
	if (us > t->longest)
		t->longest = us;
}

void
tally_error(struct tally *t, unsigned int error)
{
	int i;

	for (i = 0; i < NERR - 1; i++)
		if (t->by_number[i].number == error ||
		    t->by_number[i].number == 0)
			break;
	t->by_number[i].number = error;
	t->by_number[i].count++;
	if (is_retried(error))
		t->retried++;
	else if (error == ER_NO_SUCH_TABLE)
		t->missing++;
	else if (is_lost(error))
		t->lost++;
	else
		t->errors++;
}

void
tally_add(struct tally *sum, const struct tally *t)
{
	int i;

	sum->transactions += t->transactions;
	sum->statements += t->statements;
	for (i = 0; i < NLAT; i++)
		sum->latency[i] += t->latency[i];
	if (t->longest > sum->longest)
		sum->longest = t->longest;
	for (i = 0; i < NERR; i++)
		for (int64_t n = 0; n < t->by_number[i].count; n++)
			tally_error(sum, t->by_number[i].number);
}

static double
quantile(const struct tally *t, double q)
{
	int64_t n = 0;
	int i;

	for (i = 0; i < NLAT - 1; i++)
		if ((n += t->latency[i]) > q * t->statements)
			break;
	return bucket_ms(i);
}

int
tally_report(const struct tally *sum, const struct opts *o, double seconds)
{
	int i;

	printf("%" PRId64 " transactions, %.1f tps, p50 %.2f ms, p99 %.2f ms, "
	       "longest pause %.1f ms, retried %" PRId64 ", lost %" PRId64
	       ", no table %" PRId64 ", errors %" PRId64,
	    sum->transactions, sum->transactions / seconds, quantile(sum, 0.5),
	    quantile(sum, 0.99), sum->longest / 1e3, sum->retried, sum->lost,
	    sum->missing, sum->errors);
	for (i = 0; i < NERR && sum->by_number[i].number != 0; i++)
		printf("%s%u x %" PRId64, i == 0 ? " (" : ", ",
		    sum->by_number[i].number, sum->by_number[i].count);
	puts(i > 0 ? ")" : "");
	return sum->errors + sum->missing + (o->survive ? 0 : sum->lost) > 0;
}
