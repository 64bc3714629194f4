/* Hooks: gho-hook(1) as a child. */

#include <stdlib.h>

#include "buf.h"
#include "child.h"
#include "hook.h"
#include "snap.h"

pid_t
hook_start(const char *run, const char *event, const char *variable)
{
	char dir[SNAP_WORD], timeout[SNAP_WORD];
	char *argv[8] = {NULL};
	unsigned int i, n = 0;
	pid_t pid;

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
	pid = child_start(argv);
	for (i = 0; i < n; i++)
		free(argv[i]);
	return (pid);
}
