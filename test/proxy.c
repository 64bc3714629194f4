/*
 * gho-proxy -- stands between the tools and a server, and does harm
 *
 *	gho-proxy [-v] HOST PORT
 *
 * takes connections on a port of 127.0.0.1 that it prints, and makes one to
 * the server for each.  It speaks MySQL's protocol far enough to know whose a
 * connection is (program_name) and where a statement begins; TLS is taken out
 * of the server's greeting.  Rules come on its input, one a line, and are in
 * force when they have been printed:
 *
 *	ACTION[=N] PROGRAM [NTH TEXT]
 *	clear
 *
 * PROGRAM is a name, or * for all.  With NTH and TEXT it happens at the NTH
 * statement of that program that begins with TEXT, or, if NTH is 0, at each; to
 * connect is a statement, CONNECT, as are PREPARE ... and BINLOG DUMP.  ACTION
 * is what happens to the statement:
 *
 *	error=N	the server does not see it; the tool is told error N.  As the
 *		server would, it is made to roll back the transaction for 1213
 *	before	the connection is closed, and the server does not see it
 *	lost	it is done, and the connection is closed instead of the answer
 *	after	the connection is closed when it has been answered
 *
 * or to the connection, from there on; without NTH and TEXT to all that the
 * program has, and new ones:
 *
 *	cut=MS	nothing passes for so long, 0 for ever: neither end gets any
 *		packet of the other, so TCP finds nobody there
 *	hang=MS	nothing passes, but packets are acknowledged: a peer that is
 *		there, and does nothing
 *	delay=MS	all bytes come so much later
 *	rate=N	so many bytes a second, each way
 *
 * What happens is printed: "hit" and the statement, "harmed" and "healed" with
 * the program; with -v each statement.
 */

#include <arpa/inet.h>
#include <err.h>
#include <errno.h>
#include <linux/filter.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "proxy.h"

enum { LOOK_MS = 20, CHUNK = 16384 };

struct conn {
	int client, server;
	char program[PROXY_NAME];
	struct harm own;  /* since a statement of its own */
	struct harm harm; /* at present, with that of its program */
	bool deaf;
	bool told; /* that harm has begun */
	struct packet packet;
	struct prepared kept;
	char text[PROXY_TEXT]; /* of the statement that is to be answered */
	enum act act;	       /* what happens to its answer */
	unsigned char reply[CHUNK];
};

static struct addrinfo *server;
static bool verbose;

int64_t
proxy_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return ((int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000);
}

void
proxy_log(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	flockfile(stdout);
	vprintf(fmt, ap);
	putchar('\n');
	funlockfile(stdout);
	va_end(ap);
}

/* ---- Harm to a connection ---- */

static void
nap(unsigned long ms)
{
	poll(NULL, 0, (int)ms);
}

/*
 * A filter that lets no byte in: what arrives is dropped before TCP sees it,
 * and so is not acknowledged; socket(7), SO_ATTACH_FILTER.
 */
static void
deafen(int fd, bool deaf)
{
	struct sock_filter none = BPF_STMT(BPF_RET | BPF_K, 0);
	struct sock_fprog prog = {1, &none};
	int zero = 0;

	if (deaf)
		setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &prog,
		    sizeof(prog));
	else
		setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, &zero,
		    sizeof(zero));
}

/* Once, when harm begins, and when it is over. */
static void
tell(struct conn *c, bool harmed)
{
	if (c->told == harmed)
		return;
	c->told = harmed;
	proxy_log("%s %s", harmed ? "harmed" : "healed", c->program);
}

/* quiet(c): whether nothing may pass now. */
static bool
quiet(struct conn *c)
{
	int64_t now = proxy_now();
	bool shut;

	c->harm = c->own;
	rule_harm(c->program, &c->harm);
	if (c->deaf != (c->harm.cut > now)) {
		c->deaf = !c->deaf;
		deafen(c->client, c->deaf);
		deafen(c->server, c->deaf);
	}
	shut = c->deaf || c->harm.hang > now;
	tell(c, shut || c->harm.delay > 0 || c->harm.rate > 0);
	return (shut);
}

/* wait_open(c): until bytes may pass; how long they take. */
static void
wait_open(struct conn *c, size_t n)
{
	while (quiet(c))
		nap(LOOK_MS);
	if (c->harm.delay > 0)
		nap(c->harm.delay);
	if (c->harm.rate > 0)
		nap(n * 1000 / c->harm.rate);
	while (quiet(c))
		nap(LOOK_MS);
}

/* ---- Statements and answers ---- */

/* The transaction is gone as far as the tool knows: let it be so. */
static int
roll_back(struct conn *c)
{
	static const unsigned char text[] = "\x09\0\0\0\x03ROLLBACK";

	if (packet_write(c->server, text, sizeof(text) - 1) == -1)
		return (-1);
	return (packet_read(c->server, &c->packet));
}

/* statement(c): the packet is the client's; -1 ends the connection. */
static int
statement(struct conn *c)
{
	unsigned int error = 0, seq = c->packet.p[3] + 1u;

	c->act = ACT_NONE;
	if (c->text[0] != '\0') {
		if (verbose)
			proxy_log("%s: %s", c->program, c->text);
		c->act = rule_statement(c->program, c->text, &c->own, &error);
	}
	if (c->act == ACT_BEFORE)
		return (-1);
	if (c->act == ACT_ERROR) {
		c->act = ACT_NONE;
		if (error == 1213 && roll_back(c) == -1)
			return (-1);
		return (packet_error(c->client, seq, error));
	}
	return (packet_write(c->server, c->packet.p, c->packet.n));
}

/* from_client(c): one packet; the first in a row of commands has number 0. */
static int
from_client(struct conn *c)
{
	if (packet_read(c->client, &c->packet) == -1)
		return (-1);
	wait_open(c, c->packet.n);
	if (c->packet.p[3] != 0)
		return (packet_write(c->server, c->packet.p, c->packet.n));
	packet_text(&c->packet, &c->kept, c->text);
	return (statement(c));
}

/* What comes first says how it was, and is never shorter than an OK. */
static int
answer_begins(struct conn *c, const unsigned char *p, size_t n)
{
	if (strncmp(c->text, "PREPARE ", 8) == 0)
		packet_kept(p, n, c->text, &c->kept);
	c->text[0] = '\0';
	return (c->act == ACT_LOST ? -1 : 0);
}

static int
from_server(struct conn *c)
{
	ssize_t n = read(c->server, c->reply, sizeof(c->reply));

	if (n <= 0)
		return (-1);
	if (c->text[0] != '\0' && answer_begins(c, c->reply, (size_t)n) == -1)
		return (-1);
	wait_open(c, (size_t)n);
	if (packet_write(c->client, c->reply, (size_t)n) == -1)
		return (-1);
	return (c->act == ACT_AFTER ? -1 : 0);
}

/* ---- Connections ---- */

/* The greeting, and the client's answer, which names the program. */
static int
greet(struct conn *c)
{
	if (packet_read(c->server, &c->packet) == -1)
		return (-1);
	packet_plain_greeting(&c->packet);
	if (packet_write(c->client, c->packet.p, c->packet.n) == -1 ||
	    packet_read(c->client, &c->packet) == -1)
		return (-1);
	packet_plain_answer(&c->packet);
	packet_program(&c->packet, c->program);
	wait_open(c, c->packet.n);
	snprintf(c->text, sizeof(c->text), "CONNECT");
	return (statement(c));
}

static void
pump(struct conn *c)
{
	struct pollfd p[2] = {{c->client, POLLIN, 0}, {c->server, POLLIN, 0}};

	for (;;) {
		if (quiet(c)) {
			nap(LOOK_MS);
			continue;
		}
		if (poll(p, 2, LOOK_MS) == -1 && errno != EINTR)
			err(1, "poll");
		if (p[0].revents != 0 && from_client(c) == -1)
			return;
		if (p[1].revents != 0 && from_server(c) == -1)
			return;
	}
}

/* open_server(): a connection to the server, or -1: it is not there. */
static int
open_server(void)
{
	int fd;

	fd = socket(server->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd == -1)
		err(1, "socket");
	if (connect(fd, server->ai_addr, server->ai_addrlen) == 0)
		return (fd);
	close(fd);
	return (-1);
}

static void *
serve(void *arg)
{
	struct conn *c = arg;
	int on = 1;

	/* Without a server the connection is closed at once. */
	c->server = open_server();
	setsockopt(c->client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	setsockopt(c->server, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (c->server != -1 && greet(c) == 0)
		pump(c);
	close(c->client);
	if (c->server != -1)
		close(c->server);
	free(c->packet.p);
	free(c);
	return (NULL);
}

static void
take(int client)
{
	struct conn *c;
	pthread_t thread;

	if ((c = calloc(1, sizeof(*c))) == NULL)
		err(1, NULL);
	c->client = client;
	if (pthread_create(&thread, NULL, serve, c) != 0)
		errx(1, "cannot make a thread");
	pthread_detach(thread);
}

static int
listener(void)
{
	struct sockaddr_in a = {.sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd == -1 || bind(fd, (struct sockaddr *)&a, sizeof(a)) == -1 ||
	    listen(fd, 128) == -1 ||
	    getsockname(fd, (struct sockaddr *)&a, &n) == -1)
		err(1, "cannot listen");
	proxy_log("%u", ntohs(a.sin_port));
	return (fd);
}

static void *
read_rules(void *arg)
{
	char line[1024];

	(void)arg;
	while (fgets(line, sizeof(line), stdin) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (rule_add(line) == -1)
			errx(1, "makes no sense: %s", line);
		proxy_log("rule %s", line);
	}
	/* Its test is gone. */
	exit(0);
}

int
main(int argc, char **argv)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	pthread_t thread;
	int fd, client;

	if (argc > 1 && strcmp(argv[1], "-v") == 0) {
		verbose = true;
		argv++;
		argc--;
	}
	if (argc != 3)
		errx(1, "usage: gho-proxy [-v] HOST PORT");
	if (getaddrinfo(argv[1], argv[2], &hints, &server) != 0)
		errx(1, "%s: no such host", argv[1]);
	setvbuf(stdout, NULL, _IOLBF, 0);
	fd = listener();
	if (pthread_create(&thread, NULL, read_rules, NULL) != 0)
		errx(1, "cannot make a thread");
	for (;;) {
		if ((client = accept(fd, NULL, NULL)) == -1)
			err(1, "accept");
		take(client);
	}
}
