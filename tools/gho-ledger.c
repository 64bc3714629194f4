/* gho-ledger -- keeps the last line of each kind as a file of that name. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "buf.h"
#include "file.h"
#include "opt.h"
#include "say.h"
#include "sig.h"

enum {
	LEDGER_READ = 65536,
	LEDGER_MAX_LINE = 1 << 20,
	LEDGER_MAX_KINDS = 64,
};

struct page {
	char kind[64];
	struct buf text; /* with its newline */
	int dirty;
};

struct ledger {
	const char *dir;
	struct page page[LEDGER_MAX_KINDS];
	unsigned int n;
	unsigned long line;
};

static struct page *
find_page(struct ledger *l, const char *kind, size_t len)
{
	struct page *p;
	unsigned int i;

	for (i = 0; i < l->n; i++) {
		p = &l->page[i];
		if (strlen(p->kind) == len && memcmp(p->kind, kind, len) == 0)
			return (p);
	}
	if (l->n == LEDGER_MAX_KINDS || len >= sizeof(p->kind))
		return (NULL);
	p = &l->page[l->n++];
	memcpy(p->kind, kind, len);
	return (p);
}

static void
take_line(struct ledger *l, const char *line, size_t len)
{
	const char *tab = memchr(line, '\t', len);
	struct page *p = NULL;
	size_t n;

	l->line++;
	n = tab == NULL ? 0 : (size_t)(tab - line);
	if (n > 0 && strspn(line, "abcdefghijklmnopqrstuvwxyz-") == n)
		p = find_page(l, line, n);
	if (p == NULL)
		say_die(X_DATA, "stdin, line %lu: not a kind and a tab: %.*s",
		    l->line, (int)(len < 80 ? len : 80), line);
	p->text.len = 0;
	buf_add(&p->text, tab + 1, len - n - 1);
	buf_chr(&p->text, '\n');
	p->dirty = 1;
}

static void
write_pages(struct ledger *l)
{
	struct page *p;
	unsigned int i;
	char *path;

	for (i = 0; i < l->n; i++) {
		p = &l->page[i];
		if (!p->dirty)
			continue;
		path = mem_fmt("%s/%s", l->dir, p->kind);
		if (file_replace(path, p->text.p, p->text.len) == -1)
			exit(X_SYS);
		free(path);
		p->dirty = 0;
	}
}

/* Takes the whole lines out of ${in}; what is left has no end yet. */
static void
take_lines(struct ledger *l, struct buf *in)
{
	const char *p = in->p, *end = in->p + in->len, *nl;

	while (p < end && (nl = memchr(p, '\n', (size_t)(end - p))) != NULL) {
		take_line(l, p, (size_t)(nl - p));
		p = nl + 1;
	}
	buf_drop(in, (size_t)(p - in->p));
	if (in->len > LEDGER_MAX_LINE)
		say_die(X_DATA, "stdin, line %lu: longer than %d bytes",
		    l->line + 1, LEDGER_MAX_LINE);
}

/*
 * One write of each file for all lines that one read found: the faster they
 * come, the more of them are passed over.
 */
static void
keep(struct ledger *l)
{
	struct buf in = {0};
	ssize_t n;

	for (;;) {
		n = read(STDIN_FILENO, buf_room(&in, LEDGER_READ), LEDGER_READ);
		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			say_die(X_SYS, "cannot read stdin:");
		if (n == 0)
			break;
		in.len += (size_t)n;
		take_lines(l, &in);
		write_pages(l);
	}
	if (in.len > 0)
		say_die(X_DATA, "stdin, line %lu: cut", l->line + 1);
}

static const char usage[] = "usage: gho-ledger DIR <lines\n";

static const struct option options[] = {
    OPT_COMMON_OPTIONS,
    {NULL, 0, NULL, 0},
};

int
main(int argc, char **argv)
{
	struct ledger l = {0};

	say_init(argv[0]);
	opt_next(argc, argv, options, NULL, usage);
	l.dir = opt_one(argc, argv, usage);
	/*
	 * When a signal ends us all, whoever writes to us may have a last
	 * word: the end of the input is the end.
	 */
	sig_catch();
	keep(&l);
	sig_die();
	return (X_DONE);
}
