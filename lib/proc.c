/* What the stages of a run use: CPU, memory and network. */

#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "file.h"
#include "proc.h"
#include "wire.h"

enum {
	PROC_LINE = 1024,
	PROC_SOCKETS = 512,
};

/* The sockets of all stages, by inode. */
struct sockets {
	unsigned int n;
	unsigned long inode[PROC_SOCKETS];
};

/*
 * proc_stat(p, pid): fields 14 to 17 are ticks of the process and of its
 * children that have ended, 24 is pages; the name in field 2 may have
 * anything in it, up to the last parenthesis.
 */
static int
proc_stat(struct proc *p, unsigned long pid)
{
	char *path = mem_fmt("/proc/%lu/stat", pid), line[PROC_LINE], *at;
	unsigned long utime, stime, cutime, cstime, pages;
	FILE *f = fopen(path, "re");
	int got = 0;

	free(path);
	if (f == NULL)
		return (-1);
	if (fgets(line, sizeof(line), f) != NULL &&
	    (at = strrchr(line, ')')) != NULL)
		got = sscanf(at + 1,
		    " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u"
		    " %lu %lu %lu %lu %*d %*d %*d %*d %*u %*u %lu",
		    &utime, &stime, &cutime, &cstime, &pages);
	fclose(f);
	if (got != 5)
		return (-1);
	p->n++;
	p->cpu += (double)(utime + stime + cutime + cstime) /
	    (double)sysconf(_SC_CLK_TCK);
	p->memory += (uint64_t)pages * (uint64_t)sysconf(_SC_PAGESIZE);
	return (0);
}

static void
proc_sockets(struct sockets *s, unsigned long pid)
{
	char *path = mem_fmt("/proc/%lu/fd", pid), link[64];
	DIR *dir = opendir(path);
	const struct dirent *e;
	ssize_t n;

	free(path);
	while (
	    dir != NULL && s->n < PROC_SOCKETS && (e = readdir(dir)) != NULL) {
		n = readlinkat(dirfd(dir), e->d_name, link, sizeof(link) - 1);
		if (n <= 0)
			continue;
		link[n] = '\0';
		if (sscanf(link, "socket:[%lu]", &s->inode[s->n]) == 1)
			s->n++;
	}
	if (dir != NULL)
		closedir(dir);
}

static void
proc_wire(void *arg, unsigned long inode, uint64_t received, uint64_t sent)
{
	struct {
		struct proc *p;
		const struct sockets *s;
	} *both = arg;
	unsigned int i;

	for (i = 0; i < both->s->n; i++) {
		if (both->s->inode[i] != inode)
			continue;
		both->p->received += received;
		both->p->sent += sent;
	}
}

void
proc_read(struct proc *p, const char *run)
{
	char *path = mem_fmt("%s/pid", run), *file, word[32];
	struct sockets sockets = {0};
	struct {
		struct proc *p;
		const struct sockets *s;
	} both = {p, &sockets};
	DIR *dir = opendir(path);
	const struct dirent *e;
	unsigned long pid;

	memset(p, 0, sizeof(*p));
	while (dir != NULL && (e = readdir(dir)) != NULL) {
		if (!isalnum((unsigned char)e->d_name[0]))
			continue;
		file = mem_fmt("%s/%s", path, e->d_name);
		if (file_word(file, word, sizeof(word)) == 1 &&
		    (pid = strtoul(word, NULL, 10)) > 0 &&
		    proc_stat(p, pid) == 0)
			proc_sockets(&sockets, pid);
		free(file);
	}
	if (dir != NULL)
		closedir(dir);
	free(path);
	if (sockets.n > 0)
		wire_each(proc_wire, &both);
}
