/* gho-serve -- answers gh-ost's interactive commands. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "child.h"
#include "command.h"
#include "file.h"
#include "opt.h"
#include "plan.h"
#include "say.h"
#include "serve.h"
#include "sig.h"

enum { STEP_MS = 500 };

struct job {
	const char *run;
	const char *socket;
	const char *address;
	const char *port;
	bool drop;
	bool stdio;
	struct plan *plan;
};

static const char usage[] =
    "usage: gho-serve [--initially-drop-socket-file] [--serve-socket-file=FILE]\n"
    "\t[--serve-tcp-address=ADDRESS] [--serve-tcp-port=N] [--stdio] RUN\n";

/* ---- Commands ---- */

/* What changes something is told: others may have sent it. */
static int
do_line(const struct job *j, const char *line, int code, struct buf *out)
{
	int rc = command_do(j->plan, j->run, line, code, out);

	if (!j->stdio && command_changes(line))
		say_info("command \"%s\"%s", line, rc == -1 ? " refused" : "");
	return (rc);
}

static pid_t
ask(void *arg, const char *line)
{
	const struct job *j = arg;

	return (command_ask(j->run, line));
}

static void
answer(void *arg, const char *line, int code, struct buf *out)
{
	do_line(arg, line, code, out);
}

/* Nobody else waits: it may take its time. */
static int
stdio_line(const struct job *j, const char *line, struct buf *out)
{
	pid_t pid = command_ask(j->run, line);
	int code = pid == -1 ? X_SYS : pid == 0 ? X_DONE : child_wait(pid);

	return (do_line(j, line, code, out));
}

/* All lines of standard input; the exit code says if one was refused. */
static int
serve_stdio(struct job *j)
{
	struct buf out = {0};
	char *line = NULL;
	size_t size = 0;
	int code = X_DONE;

	while (sig_seen() == 0 && getline(&line, &size, stdin) != -1) {
		out.len = 0;
		if (stdio_line(j, line, &out) == -1)
			code = X_NO;
		if (file_write(STDOUT_FILENO, out.p, out.len) == -1)
			say_die(errno == EPIPE ? X_BUG : X_SYS,
			    "cannot write to stdout:");
	}
	buf_free(&out);
	free(line);
	return (code);
}

static int
serve_sockets(struct job *j)
{
	struct serve s;
	int rc = X_DONE;

	serve_init(&s);
	s.ask = ask;
	s.answer = answer;
	s.arg = j;
	if (j->socket != NULL && j->socket[0] != '\0')
		rc = serve_unix(&s, j->socket, j->drop);
	if (rc == X_DONE && j->port != NULL)
		rc = serve_tcp(&s, j->address, j->port);
	if (rc == X_DONE && s.n == 0)
		opt_usage(usage);
	while (rc == X_DONE && sig_seen() == 0)
		serve_step(&s, STEP_MS);
	serve_close(&s);
	return (rc);
}

/* ---- Options ---- */

enum { OPT_DROP = 1, OPT_SOCKET, OPT_ADDRESS, OPT_PORT, OPT_STDIO };

static const struct option options[] = {
    OPT_COMMON_OPTIONS,
    {"initially-drop-socket-file", no_argument, NULL, OPT_DROP},
    {"serve-socket-file", required_argument, NULL, OPT_SOCKET},
    {"serve-tcp-address", required_argument, NULL, OPT_ADDRESS},
    {"serve-tcp-port", required_argument, NULL, OPT_PORT},
    {"stdio", no_argument, NULL, OPT_STDIO},
    {NULL, 0, NULL, 0},
};

static void
parse(struct job *j, int argc, char **argv)
{
	int c;

	while ((c = opt_next(argc, argv, options, NULL, usage)) != -1) {
		switch (c) {
		case OPT_DROP:
			j->drop = true;
			break;
		case OPT_SOCKET:
			j->socket = optarg;
			break;
		case OPT_ADDRESS:
			j->address = optarg;
			break;
		case OPT_PORT:
			/* As in gh-ost, 0 is none. */
			j->port = opt_number("serve-tcp-port", 0, 65535) == 0 ?
			    NULL :
			    optarg;
			break;
		case OPT_STDIO:
			j->stdio = true;
			break;
		}
	}
	j->run = opt_one(argc, argv, usage);
}

int
main(int argc, char **argv)
{
	struct job j = {.address = "127.0.0.1"};
	char *plan;
	struct stat st;
	int code;

	say_init(argv[0]);
	parse(&j, argc, argv);
	if (stat(j.run, &st) == -1)
		say_die(X_SYS, "there is no run directory %s:", j.run);
	plan = mem_fmt("%s/plan", j.run);
	j.plan = plan_need(plan);
	free(plan);
	sig_catch();
	sig_ignore_pipe();
	code = j.stdio ? serve_stdio(&j) : serve_sockets(&j);
	plan_free(j.plan);
	sig_die();
	return (code);
}
