/* Seams: where a test makes a tool fail.  Empty in all other builds. */

#include "seam.h"

#ifdef GHO_SEAM

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "say.h"

enum { SEAM_POLL_MS = 5 };

static void
seam_hold(void)
{
	const char *file = getenv("GHO_SEAM_FILE");
	int fd;

	if (file == NULL)
		say_die(X_BUG, "GHO_FAIL_AT says hold, but no GHO_SEAM_FILE");
	fd = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (fd == -1)
		say_die(X_SYS, "cannot make %s:", file);
	close(fd);
	while (access(file, F_OK) == 0)
		poll(NULL, 0, SEAM_POLL_MS);
}

static void
seam_fail(const char *step, const char *kind)
{
	say_info("seam %s: %s", step, kind);
	if (strcmp(kind, "kill") == 0)
		raise(SIGKILL);
	else if (strcmp(kind, "stop") == 0)
		raise(SIGSTOP);
	else if (strcmp(kind, "hold") == 0)
		seam_hold();
	else
		say_die(X_BUG, "GHO_FAIL_AT: nothing is called %s", kind);
}

/* Threads may come to the same seam: only one of them is the Nth. */
void
seam_at(const char *step)
{
	static atomic_uint times;
	const char *want = getenv("GHO_FAIL_AT");
	char kind[16] = "kill";
	size_t n = strlen(step);
	const char *p;
	unsigned int nth = 1;

	if (want == NULL || strncmp(want, step, n) != 0 ||
	    (want[n] != '\0' && want[n] != ':'))
		return;
	if (want[n] == ':') {
		p = want + n + 1;
		n = strcspn(p, ":");
		if (n >= sizeof(kind))
			say_die(X_BUG, "GHO_FAIL_AT: nothing is called %s", p);
		memcpy(kind, p, n);
		kind[n] = '\0';
		if (p[n] == ':')
			nth = (unsigned int)strtoul(p + n + 1, NULL, 10);
	}
	if (atomic_fetch_add(&times, 1) + 1 == nth)
		seam_fail(step, kind);
}

#else

/* ISO C wants a file to have something in it. */
extern int seam_none;

#endif
