/* Files that ask to wait, or to end everything. */

#include <unistd.h>

#include "look.h"
#include "say.h"

static bool
flag_exists(const char *path)
{
	return (path != NULL && path[0] != '\0' && access(path, F_OK) == 0);
}

/* flag_panic(l, path): says it if it is there. */
static bool
flag_panic(struct look *l, const char *path)
{
	if (!flag_exists(path))
		return (false);
	say_err("panic: %s exists", path);
	l->fail = X_NO;
	return (true);
}

static int
flag_look(struct look *l, struct buf *why)
{
	const struct watch_conf *conf = l->conf;
	char *panic = mem_fmt("%s/panic", conf->run);
	bool found = flag_panic(l, conf->panic) || flag_panic(l, panic);

	free(panic);
	if (found)
		return (LOOK_END);
	if (!flag_exists(conf->flag[0]) && !flag_exists(conf->flag[1]))
		return (LOOK_GO);
	buf_str(why, "flag-file");
	return (LOOK_WAIT);
}

static long
flag_rest(const struct look *l)
{
	return (l->conf->interval);
}

const struct look_kind look_flag = {
    .name = "flag-file",
    .holds = LOOK_HOLDS_ALL,
    .look = flag_look,
    .rest = flag_rest,
};
