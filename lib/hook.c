/* Hooks: gho-hook(1) as a child, waited for. */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "buf.h"
#include "hook.h"
#include "say.h"
#include "sig.h"
#include "snap.h"

enum { HOOK_POLL_MS = 10 };

/* A pipe that we ignore the end of is theirs to die of. */
static int
hook_spawn(pid_t *pid, char **argv)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attr;
	sigset_t set;
	int error;

	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	posix_spawnattr_init(&attr);
	posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGDEF);
	posix_spawnattr_setsigdefault(&attr, &set);
	posix_spawn_file_actions_init(&files);
	posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null",
	    O_RDONLY, 0);
	error = posix_spawnp(pid, argv[0], &files, &attr, argv, environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attr);
	if (error == 0)
		return (0);
	errno = error;
	say_err("cannot run %s:", argv[0]);
	return (-1);
}

/* A signal could come just before waitpid() sleeps, so it never does. */
static int
hook_wait(pid_t pid)
{
	int status;
	pid_t done;

	while ((done = waitpid(pid, &status, WNOHANG)) == 0) {
		if (sig_seen() != 0)
			kill(pid, SIGTERM);
		sig_sleep(HOOK_POLL_MS);
	}
	if (done == -1)
		say_die(X_BUG, "a hook is nobody's child:");
	return (
	    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}

int
hook_call(const char *run, const char *event, const char *variable)
{
	char dir[SNAP_WORD], timeout[SNAP_WORD];
	char *argv[8] = {NULL};
	unsigned int i, n = 0;
	pid_t pid;
	int code;

	snap_setting(run, "hooks-path", dir);
	if (dir[0] == '\0')
		return (0);
	snap_setting(run, "hooks-timeout-seconds", timeout);
	argv[n++] = mem_str("gho-hook");
	argv[n++] = mem_fmt("--run=%s", run);
	if (timeout[0] != '\0')
		argv[n++] = mem_fmt("--timeout=%s", timeout);
	argv[n++] = mem_str(dir);
	argv[n++] = mem_str(event);
	argv[n++] = mem_str(variable);
	code = hook_spawn(&pid, argv) == -1 ? X_SYS : hook_wait(pid);
	for (i = 0; i < n; i++)
		free(argv[i]);
	return (code);
}
