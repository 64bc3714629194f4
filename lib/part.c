/* A stream in parts. */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sys/wait.h>

#include "file.h"
#include "part.h"
#include "say.h"
#include "tick.h"

enum { PART_FLUSH = 65536, PART_MAX = 1000000 };

static char *
part_path(const struct part *p, unsigned int no)
{
	return (mem_fmt("%s%06u%s", p->prefix, no, p->suffix));
}

int
part_open(struct part *p)
{
	char *path;
	bool there = true;

	p->fd = -1;
	pen_open(&p->pen, &p->out);
	while (there && p->no < PART_MAX) {
		path = part_path(p, p->no);
		there = access(path, F_OK) == 0;
		free(path);
		p->no += there;
	}
	if (!there)
		return (0);
	say_err("%s: there are %d parts already", p->prefix, PART_MAX);
	return (-1);
}

void
part_free(struct part *p)
{
	unsigned int i;

	for (i = 0; i < REC_MAX_TABLES; i++)
		buf_free(&p->table[i]);
	buf_free(&p->head);
	buf_free(&p->out);
	buf_free(&p->at);
	free(p->path);
}

/* ---- Files ---- */

/* The filter reads what we write to ${p->fd}, and writes to ${file}. */
static int
part_filter(struct part *p, int file)
{
	int to[2];

	if (pipe2(to, O_CLOEXEC) == -1) {
		say_err("cannot make a pipe:");
		return (-1);
	}
	p->child = fork();
	if (p->child == 0) {
		/* A signal to all of us is ours: what is read must go out. */
		setpgid(0, 0);
		dup2(to[0], STDIN_FILENO);
		dup2(file, STDOUT_FILENO);
		execl("/bin/sh", "sh", "-c", p->filter, (char *)NULL);
		_exit(127);
	}
	close(to[0]);
	close(file);
	p->fd = to[1];
	if (p->child != -1)
		return (0);
	say_err("cannot start the filter:");
	p->child = 0;
	return (-1);
}

static int
part_begin(struct part *p)
{
	char *new;
	int fd;

	p->path = part_path(p, p->no++);
	new = mem_fmt("%s.new", p->path);
	fd = open(new, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
	    0666);
	if (fd == -1)
		say_err("cannot write %s:", new);
	free(new);
	if (fd == -1)
		return (-1);
	p->size = 0;
	p->since = tick_ms();
	p->fd = fd;
	return (p->filter == NULL ? 0 : part_filter(p, fd));
}

static int
part_write(struct part *p)
{
	if (p->out.len == 0)
		return (0);
	if (file_write(p->fd, p->out.p, p->out.len) == -1) {
		say_err("cannot write %s.new:", p->path);
		return (-1);
	}
	p->size += p->out.len;
	p->out.len = 0;
	return (0);
}

/* part_filtered(p): the filter has read all; waits until it is done. */
static int
part_filtered(struct part *p)
{
	pid_t pid = p->child;
	int status;

	p->child = 0;
	while (waitpid(pid, &status, 0) == -1) {
		if (errno == EINTR)
			continue;
		say_err("cannot wait for the filter:");
		return (-1);
	}
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return (0);
	say_err("the filter failed: %s; %s.new is not whole", p->filter,
	    p->path);
	return (-1);
}

/* part_keep(p, new): from here on the part is there, whatever happens. */
static int
part_keep(struct part *p, const char *new)
{
	int fd = open(new, O_RDONLY | O_CLOEXEC);

	if (fd == -1 || fsync(fd) == -1 || rename(new, p->path) == -1) {
		say_err("cannot keep %s:", p->path);
		if (fd != -1)
			close(fd);
		return (-1);
	}
	close(fd);
	return (0);
}

int
part_close(struct part *p)
{
	char *new;
	int rc;

	if (p->path == NULL)
		return (0);
	if (part_write(p) == -1)
		return (-1);
	rc = close(p->fd);
	p->fd = -1;
	if (rc == -1)
		say_err("cannot write %s.new:", p->path);
	if (p->child != 0 && part_filtered(p) == -1)
		rc = -1;
	new = mem_fmt("%s.new", p->path);
	if (rc == 0)
		rc = part_keep(p, new);
	free(new);
	if (rc == 0 && p->told != NULL)
		p->told(p);
	free(p->path);
	p->path = NULL;
	return (rc);
}

/* ---- Records ---- */

/* What every part begins with is kept as it was written. */
static void
part_remember(struct part *p, const struct rec *rec)
{
	struct buf *to = &p->head;
	struct pen pen;
	unsigned int i;

	if (rec->kind == REC_TABLE)
		to = &p->table[rec->table->id];
	for (i = 0; rec->kind == REC_HEAD && i < REC_MAX_TABLES; i++)
		p->table[i].len = 0;
	to->len = 0;
	pen_open(&pen, to);
	pen_rec(&pen, rec);
}

/* The part that ${rec} goes to; its own head does not come twice. */
static int
part_ready(struct part *p, const struct rec *rec)
{
	unsigned int i;

	if (p->path != NULL)
		return (0);
	if (part_begin(p) == -1)
		return (-1);
	if (rec->kind == REC_HEAD)
		return (0);
	buf_add(&p->out, p->head.p, p->head.len);
	for (i = 0; i < REC_MAX_TABLES; i++) {
		if (rec->kind != REC_TABLE || rec->table->id != i)
			buf_add(&p->out, p->table[i].p, p->table[i].len);
	}
	return (0);
}

static bool
part_full(const struct part *p)
{
	if (p->path == NULL || p->in_trx)
		return (false);
	if (p->bytes != 0 && p->size + p->out.len >= p->bytes)
		return (true);
	return (p->seconds != 0 &&
	    (double)(tick_ms() - p->since) >= p->seconds * 1000);
}

static int
part_rotate(struct part *p)
{
	if (!part_full(p))
		return (0);
	pen_end(&p->pen, "split");
	return (part_close(p));
}

static void
part_note(struct part *p, const struct rec *rec)
{
	switch (rec->kind) {
	case REC_HEAD:
	case REC_BEGIN:
		p->in_trx = rec->kind == REC_BEGIN;
		break;
	case REC_COMMIT:
	case REC_PROGRESS:
		if (rec->kind == REC_COMMIT)
			p->in_trx = false;
		p->at.len = 0;
		buf_str(&p->at, rec->text);
		break;
	default:
		break;
	}
}

int
part_take(struct part *p, const struct rec *rec)
{
	/* The last part has its end: a part of nothing else is of no use. */
	if (rec->kind == REC_END && p->path == NULL && p->at.len > 0)
		return (0);
	if (rec->kind == REC_HEAD || rec->kind == REC_TABLE)
		part_remember(p, rec);
	if (part_ready(p, rec) == -1)
		return (-1);
	pen_rec(&p->pen, rec);
	part_note(p, rec);
	if (rec->kind == REC_COMMIT || rec->kind == REC_PROGRESS) {
		if (part_rotate(p) == -1)
			return (-1);
	}
	return (p->out.len < PART_FLUSH ? 0 : part_write(p));
}

int
part_flush(struct part *p)
{
	if (p->path == NULL)
		return (0);
	return (part_write(p) == -1 ? -1 : part_rotate(p));
}
