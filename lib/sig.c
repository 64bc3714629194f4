/* SIGTERM and SIGINT as a flag. */

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sig.h"

static volatile sig_atomic_t sig_came;

static void
sig_note(int sig)
{
	sig_came = sig;
}

static void
sig_set(int sig, void (*handler)(int))
{
	struct sigaction sa;

	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = handler;
	sigemptyset(&sa.sa_mask);
	sigaction(sig, &sa, NULL);
}

void
sig_catch(void)
{
	sig_set(SIGTERM, sig_note);
	sig_set(SIGINT, sig_note);
}

int
sig_seen(void)
{
	return (sig_came);
}

void
sig_ignore_pipe(void)
{
	sig_set(SIGPIPE, SIG_IGN);
}

void
sig_pipe_die(void)
{
	sig_set(SIGPIPE, SIG_DFL);
	raise(SIGPIPE);
}

void
sig_die(void)
{
	int sig = sig_came;

	if (sig == 0)
		return;
	sig_set(sig, SIG_DFL);
	raise(sig);
}

void
sig_sleep(long ms)
{
	struct timespec left = {ms / 1000, ms % 1000 * 1000000};

	while (sig_came == 0 && nanosleep(&left, &left) == -1) {
		if (errno != EINTR)
			return;
	}
}
