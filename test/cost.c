/*
 * gho-cost FILE COMMAND...: runs a command, and writes to FILE what it and all
 * that it started cost together: seconds of wall clock, seconds of CPU, and
 * the most private memory that they had at one time, in KiB.
 *
 * Processes whose parents end become our children, as we are a subreaper
 * (prctl(2)), so that getrusage(2) counts every one of them.
 */

#include <err.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SAMPLE_MS = 250 };

static double
now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ((double)ts.tv_sec + (double)ts.tv_nsec / 1e9);
}

/* Private memory of one process; 0 if it has just ended. */
static long
private_kib(pid_t pid)
{
	char path[64], line[256];
	long kib, sum = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)pid);
	if ((f = fopen(path, "r")) == NULL)
		return (0);
	while (fgets(line, sizeof(line), f) != NULL) {
		if (sscanf(line, "Private_Clean: %ld", &kib) == 1 ||
		    sscanf(line, "Private_Dirty: %ld", &kib) == 1)
			sum += kib;
	}
	fclose(f);
	return (sum);
}

/* The same of all descendants of ${pid}. */
static long
family_kib(pid_t pid)
{
	char path[64];
	long sum = 0;
	int child;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/children", (int)pid,
	    (int)pid);
	if ((f = fopen(path, "r")) == NULL)
		return (0);
	while (fscanf(f, "%d", &child) == 1)
		sum += private_kib(child) + family_kib(child);
	fclose(f);
	return (sum);
}

/* Waits for all there are: the exit status of ${main}, and their memory. */
static int
wait_all(pid_t main, const sigset_t *child, long *most)
{
	const struct timespec pause = {0, SAMPLE_MS * 1000000L};
	int status, end = 0;
	pid_t pid;
	long kib;

	for (;;) {
		pid = waitpid(-1, &status, WNOHANG);
		if (pid == -1 && errno == ECHILD)
			return (end);
		if (pid == -1)
			err(71, "waitpid");
		if (pid == main)
			end = status;
		if (pid != 0)
			continue;
		kib = family_kib(getpid());
		*most = kib > *most ? kib : *most;
		/* To look costs them time, so it is done rarely. */
		sigtimedwait(child, NULL, &pause);
	}
}

static void
report(const char *path, double wall, long kib)
{
	struct rusage u;
	FILE *f = fopen(path, "w");

	getrusage(RUSAGE_CHILDREN, &u);
	if (f == NULL ||
	    fprintf(f, "wall %.3f\ncpu %.3f\nprivate %ld\n", wall,
		(double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
		    (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6,
		kib) < 0 ||
	    fclose(f) != 0)
		err(71, "cannot write %s", path);
}

int
main(int argc, char **argv)
{
	double begin = now();
	sigset_t child, before;
	long kib = 0;
	int status;
	pid_t pid;

	if (argc < 3)
		errx(64, "usage: gho-cost FILE COMMAND...");
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	sigprocmask(SIG_BLOCK, &child, &before);
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) == -1 || (pid = fork()) == -1)
		err(71, "cannot begin");
	if (pid == 0) {
		sigprocmask(SIG_SETMASK, &before, NULL);
		execvp(argv[2], argv + 2);
		err(71, "cannot run %s", argv[2]);
	}
	status = wait_all(pid, &child, &kib);
	report(argv[1], now() - begin, kib);
	return (WIFEXITED(status) ? WEXITSTATUS(status) : 71);
}
