/* Lines over sockets. */

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "child.h"
#include "say.h"
#include "serve.h"
#include "tick.h"

enum {
	SERVE_QUEUE = 16,
	SERVE_ASK_MS = 20, /* between two looks at who is asked */
};

void
serve_init(struct serve *s)
{
	unsigned int i;

	memset(s, 0, sizeof(*s));
	for (i = 0; i < SERVE_CLIENTS; i++)
		s->client[i].fd = -1;
}

/* ---- Listening ---- */

/* serve_lives(path, addr): whether somebody listens on the Unix socket. */
static bool
serve_lives(const struct sockaddr_un *addr)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool lives;

	if (fd == -1)
		return (true);
	lives = connect(fd, (const void *)addr, sizeof(*addr)) == 0 ||
	    errno != ECONNREFUSED;
	close(fd);
	return (lives);
}

/* serve_free(addr, drop): makes the path free, if that may be. */
static int
serve_free(const struct sockaddr_un *addr, bool drop)
{
	const char *path = addr->sun_path;
	struct stat st;

	if (lstat(path, &st) == -1 && errno == ENOENT)
		return (X_DONE);
	if (!S_ISSOCK(st.st_mode) || st.st_uid != geteuid()) {
		say_err("%s exists and is no socket of ours: remove it, or "
			"name another one",
		    path);
		return (X_SYS);
	}
	if (!drop && serve_lives(addr)) {
		say_err("somebody listens on %s already: name another socket, "
			"or --initially-drop-socket-file takes this one away",
		    path);
		return (X_AGAIN);
	}
	if (unlink(path) == -1 && errno != ENOENT) {
		say_err("cannot remove %s:", path);
		return (X_SYS);
	}
	return (X_DONE);
}

static int
serve_listen(struct serve *s, int fd, const char *where)
{
	if (listen(fd, SERVE_QUEUE) == -1) {
		say_err("cannot listen on %s:", where);
		close(fd);
		return (X_SYS);
	}
	s->fd[s->n++] = fd;
	return (X_DONE);
}

int
serve_unix(struct serve *s, const char *path, bool drop)
{
	struct sockaddr_un addr = {.sun_family = AF_UNIX};
	struct stat st;
	mode_t mask;
	int fd, rc;

	if (strlen(path) >= sizeof(addr.sun_path)) {
		say_err("%s: the path of a socket has %zu bytes at most", path,
		    sizeof(addr.sun_path) - 1);
		return (X_USAGE);
	}
	memcpy(addr.sun_path, path, strlen(path));
	if ((rc = serve_free(&addr, drop)) != X_DONE)
		return (rc);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	/* Nobody gets in between bind(2) and chmod(2). */
	mask = umask(0177);
	rc = fd == -1 ? -1 : bind(fd, (const void *)&addr, sizeof(addr));
	umask(mask);
	if (rc == -1 || lstat(path, &st) == -1) {
		say_err("cannot make the socket %s:", path);
		if (fd != -1)
			close(fd);
		return (X_SYS);
	}
	s->path = mem_str(path);
	s->dev = st.st_dev;
	s->ino = st.st_ino;
	return (serve_listen(s, fd, path));
}

int
serve_tcp(struct serve *s, const char *address, const char *port)
{
	struct addrinfo want = {.ai_socktype = SOCK_STREAM,
	    .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE};
	struct addrinfo *ai;
	int fd, yes = 1, rc;

	rc = getaddrinfo(address, port, &want, &ai);
	if (rc != 0) {
		say_err("%s port %s: %s", address, port, gai_strerror(rc));
		return (X_USAGE);
	}
	fd = socket(ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
	    0);
	if (fd != -1)
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (fd == -1 || bind(fd, ai->ai_addr, ai->ai_addrlen) == -1) {
		say_err("cannot listen on %s port %s:", address, port);
		if (fd != -1)
			close(fd);
		freeaddrinfo(ai);
		return (errno == EADDRINUSE ? X_AGAIN : X_SYS);
	}
	freeaddrinfo(ai);
	return (serve_listen(s, fd, "TCP"));
}

/* ---- Clients ---- */

static void
serve_drop(struct serve_client *c)
{
	if (c->asked > 0)
		child_end(c->asked);
	c->asked = 0;
	close(c->fd);
	c->fd = -1;
	buf_free(&c->line);
}

static void
serve_accept(struct serve *s, int listener)
{
	struct timeval patience = {.tv_sec = SERVE_PATIENCE_S};
	struct serve_client *c = s->client;
	int fd;

	while (c < s->client + SERVE_CLIENTS && c->fd != -1)
		c++;
	if (c == s->client + SERVE_CLIENTS)
		return;
	fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
	if (fd == -1)
		return;
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	c->fd = fd;
	c->since = tick_ms();
}

static void
serve_answer(struct serve *s, struct serve_client *c, int status)
{
	struct buf out = {0};

	s->answer(s->arg, buf_cstr(&c->line), status, &out);
	if (out.len > 0 &&
	    send(c->fd, out.p, out.len, MSG_NOSIGNAL) != (ssize_t)out.len)
		say_debug("an answer was not taken:");
	buf_free(&out);
	serve_drop(c);
}

/* serve_line(c): 1 when the line is whole, 0 not yet, -1: there is none. */
static int
serve_line(struct serve_client *c)
{
	ssize_t n;
	char *end;

	n = recv(c->fd, buf_room(&c->line, SERVE_LINE), SERVE_LINE,
	    MSG_DONTWAIT);
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return (0);
	if (n == -1 || (n == 0 && c->line.len == 0))
		return (-1);
	c->line.len += (size_t)n;
	end = memchr(c->line.p, '\n', c->line.len);
	if (end != NULL)
		c->line.len = (size_t)(end - c->line.p);
	/* A client that ends its side may have left out the line's end. */
	return (end != NULL || n == 0 || c->line.len >= SERVE_LINE);
}

/* serve_hear(s, c): takes what it sends, and asks about a whole line. */
static void
serve_hear(struct serve *s, struct serve_client *c)
{
	int rc = serve_line(c);

	if (rc == -1)
		serve_drop(c);
	if (rc != 1)
		return;
	c->asked = s->ask(s->arg, buf_cstr(&c->line));
	if (c->asked > 0)
		return;
	rc = c->asked == -1 ? X_SYS : X_DONE;
	c->asked = 0;
	serve_answer(s, c, rc);
}

/* serve_client(s, c, ready): its turn; ${ready}: it has sent something. */
static void
serve_client(struct serve *s, struct serve_client *c, bool ready)
{
	int status;

	if (c->fd == -1)
		return;
	if (c->asked > 0 && child_done(c->asked, &status) == 1) {
		c->asked = 0;
		serve_answer(s, c, status);
	} else if (c->asked > 0) {
		return;
	} else if (ready) {
		serve_hear(s, c);
	} else if (tick_ms() - c->since > SERVE_PATIENCE_S * 1000) {
		serve_drop(c);
	}
}

void
serve_step(struct serve *s, int ms)
{
	struct pollfd p[SERVE_SOCKETS + SERVE_CLIENTS];
	const struct serve_client *c;
	unsigned int i;

	for (i = 0; i < s->n; i++)
		p[i] = (struct pollfd){.fd = s->fd[i], .events = POLLIN};
	for (i = 0; i < SERVE_CLIENTS; i++) {
		c = &s->client[i];
		if (c->asked > 0 && ms > SERVE_ASK_MS)
			ms = SERVE_ASK_MS;
		p[s->n + i] = (struct pollfd){.fd = c->asked > 0 ? -1 : c->fd,
		    .events = POLLIN};
	}
	if (poll(p, s->n + SERVE_CLIENTS, ms) == -1)
		return;
	for (i = 0; i < SERVE_CLIENTS; i++)
		serve_client(s, &s->client[i], p[s->n + i].revents != 0);
	for (i = 0; i < s->n; i++) {
		if (p[i].revents != 0)
			serve_accept(s, s->fd[i]);
	}
}

void
serve_close(struct serve *s)
{
	struct stat st;
	unsigned int i;

	for (i = 0; i < SERVE_CLIENTS; i++) {
		if (s->client[i].fd != -1)
			serve_drop(&s->client[i]);
	}
	for (i = 0; i < s->n; i++)
		close(s->fd[i]);
	if (s->path != NULL && lstat(s->path, &st) == 0 &&
	    st.st_dev == s->dev && st.st_ino == s->ino)
		unlink(s->path);
	free(s->path);
	serve_init(s);
}
