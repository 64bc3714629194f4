/* Other programs, as children. */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"
#include "say.h"
#include "sig.h"

enum { CHILD_POLL_MS = 10 };

/* A pipe that we ignore the end of is theirs to die of. */
pid_t
child_start(char *const *argv)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t set;
	pid_t pid;
	int error;

	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigdefault(&attr, &set);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null",
	    O_RDONLY, 0);
	error = posix_spawnp(&pid, argv[0], &files, &attr, argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	if (error == 0)
		return (pid);
	errno = error;
	say_err("cannot run %s:", argv[0]);
	return (-1);
}

int
child_done(pid_t pid, int *code)
{
	int status;
	pid_t done = waitpid(pid, &status, WNOHANG);

	if (done == 0)
		return (0);
	if (done == -1)
		say_die(X_BUG, "process %d is not our child:", (int)pid);
	*code =
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	return (1);
}

/* A signal could come just before waitpid() sleeps, so it never does. */
int
child_wait(pid_t pid)
{
	int code;

	while (child_done(pid, &code) == 0) {
		if (sig_seen() != 0)
			kill(pid, SIGTERM);
		sig_sleep(CHILD_POLL_MS);
	}
	return (code);
}

void
child_end(pid_t pid)
{
	int code;

	while (child_done(pid, &code) == 0) {
		kill(pid, SIGTERM);
		poll(NULL, 0, CHILD_POLL_MS);
	}
}
