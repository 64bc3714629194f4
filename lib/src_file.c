/* Events from binary log files. */

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "ev.h"
#include "say.h"
#include "src.h"

enum { SRC_CHUNK = 1 << 20 };

static const char src_magic[4] = {'\xfe', 'b', 'i', 'n'};
/* Encrypted by the server (binlog_encryption): rpl_log_encryption.h. */
static const char src_secret[4] = {'\xfd', 'b', 'i', 'n'};

void
src_file_open(struct src_file *f, char *const *paths)
{
	memset(f, 0, sizeof(*f));
	f->path = paths;
	f->fd = -1;
}

static int
src_bad(struct src_file *f, int code, const char *what)
{
	say_err("%s:%" PRIu64 ": %s", f->name, f->pos, what);
	f->fail = code;
	return (-1);
}

/* Makes sure of ${need} bytes: 1, 0 if the file has no more, -1. */
static int
src_need(struct src_file *f, size_t need)
{
	ssize_t n;

	while (f->in.len - f->at < need) {
		if (f->at > 0) {
			buf_drop(&f->in, f->at);
			f->at = 0;
		}
		n = read(f->fd, buf_room(&f->in, SRC_CHUNK), SRC_CHUNK);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1) {
			say_err("cannot read %s:", f->name);
			f->fail = X_SYS;
			return (-1);
		}
		if (n == 0)
			return (0);
		f->in.len += (size_t)n;
	}
	return (1);
}

static int
src_check_magic(struct src_file *f)
{
	const char *p;
	int got = src_need(f, sizeof(src_magic));

	if (got == -1)
		return (-1);
	p = f->in.p + f->at;
	if (got == 1 && memcmp(p, src_secret, sizeof(src_secret)) == 0)
		return (src_bad(f, X_REFUSED,
		    "encrypted by the server; read "
		    "it from the server instead"));
	if (got == 0 || memcmp(p, src_magic, sizeof(src_magic)) != 0)
		return (src_bad(f, X_DATA, "not a binary log file"));
	f->at += sizeof(src_magic);
	f->pos = sizeof(src_magic);
	return (SRC_FILE);
}

static void
src_shut(struct src_file *f)
{
	if (f->fd > STDIN_FILENO)
		close(f->fd);
	f->fd = -1;
}

static int
src_next_file(struct src_file *f)
{
	const char *path = *f->path, *slash;

	src_shut(f);
	if (path == NULL)
		return (SRC_END);
	f->path++;
	slash = strrchr(path, '/');
	f->name = slash == NULL ? path : slash + 1;
	f->fd = strcmp(path, "-") == 0 ? STDIN_FILENO :
					 open(path, O_RDONLY | O_CLOEXEC);
	if (f->fd == -1) {
		say_err("cannot open %s:", path);
		f->fail = X_SYS;
		return (-1);
	}
	f->in.len = f->at = 0;
	f->pos = 0;
	return (src_check_magic(f));
}

int
src_file_next(struct src_file *f, const uint8_t **p, size_t *n)
{
	uint32_t size;
	int got;

	if (f->fd == -1)
		return (src_next_file(f));
	if ((got = src_need(f, EV_HEADER)) == -1)
		return (-1);
	if (got == 0 && f->in.len == f->at)
		return (src_next_file(f));
	if (got == 0)
		return (src_bad(f, X_DATA, "the file ends inside an event"));
	size = ev_size((const uint8_t *)f->in.p + f->at);
	if (size < EV_HEADER || size > EV_MAX)
		return (src_bad(f, X_DATA,
		    "damaged: an event of impossible "
		    "size"));
	if ((got = src_need(f, size)) == -1)
		return (-1);
	if (got == 0)
		return (src_bad(f, X_DATA, "the file ends inside an event"));
	*p = (const uint8_t *)f->in.p + f->at;
	*n = size;
	f->at += size;
	f->pos += size;
	return (SRC_EVENT);
}

void
src_file_close(struct src_file *f)
{
	src_shut(f);
	buf_free(&f->in);
}
