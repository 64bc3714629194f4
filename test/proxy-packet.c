/*
 * MySQL's packets, as far as gho-proxy has to know them: MySQL Source Code
 * Documentation, "Client/Server Protocol".
 */

#include <ctype.h>
#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "proxy.h"

enum {
	HEADER = 4, /* 3 bytes of length, one of sequence */

	COM_QUERY = 0x03,
	COM_BINLOG_DUMP = 0x12,
	COM_STMT_PREPARE = 0x16,
	COM_STMT_EXECUTE = 0x17,
	COM_BINLOG_DUMP_GTID = 0x1e,

	/* Of the second and the fourth byte of flags. */
	CLIENT_SSL = 1 << 11 >> 8,
	CLIENT_QUERY_ATTRIBUTES = 1 << 27 >> 24,
};

static int
packet_bytes(int fd, unsigned char *p, size_t n)
{
	ssize_t got;

	while (n > 0) {
		got = read(fd, p, n);
		if (got == -1 && errno == EINTR)
			continue;
		if (got <= 0)
			return (-1);
		p += got;
		n -= (size_t)got;
	}
	return (0);
}

int
packet_read(int fd, struct packet *k)
{
	unsigned char head[HEADER];

	if (packet_bytes(fd, head, sizeof(head)) == -1)
		return (-1);
	k->n =
	    HEADER + (head[0] | (size_t)head[1] << 8 | (size_t)head[2] << 16);
	/* Text is looked for in it. */
	if (k->room < k->n + 1) {
		k->room = k->n + 1;
		if ((k->p = realloc(k->p, k->room)) == NULL)
			err(1, NULL);
	}
	memcpy(k->p, head, sizeof(head));
	k->p[k->n] = '\0';
	return (packet_bytes(fd, k->p + HEADER, k->n - HEADER));
}

int
packet_write(int fd, const void *bytes, size_t n)
{
	const char *p = bytes;
	ssize_t done;

	while (n > 0) {
		done = send(fd, p, n, MSG_NOSIGNAL);
		if (done == -1 && errno == EINTR)
			continue;
		if (done == -1)
			return (-1);
		p += done;
		n -= (size_t)done;
	}
	return (0);
}

int
packet_error(int fd, unsigned int seq, unsigned int number)
{
	static const char text[] = "#HY000gho-proxy says so";
	unsigned char p[HEADER + 3 + sizeof(text) - 1] = {sizeof(p) - HEADER, 0,
	    0, (unsigned char)seq, 0xff, number & 0xff,
	    (unsigned char)(number >> 8)};

	memcpy(p + HEADER + 3, text, sizeof(text) - 1);
	return (packet_write(fd, p, sizeof(p)));
}

/*
 * The version is a string; 4 bytes of id, 8 of salt and a 0 follow, then the
 * lower half of the flags; the upper is 3 bytes further.
 */
void
packet_plain_greeting(struct packet *k)
{
	size_t at = HEADER + 1;

	at += strlen((char *)k->p + at) + 1 + 4 + 8 + 1;
	if (at + 7 > k->n)
		return;
	k->p[at + 1] &= (unsigned char)~CLIENT_SSL;
	k->p[at + 6] &= (unsigned char)~CLIENT_QUERY_ATTRIBUTES;
}

/* The client says what it can, whatever it has been told. */
void
packet_plain_answer(struct packet *k)
{
	if (k->n > HEADER + 4)
		k->p[HEADER + 3] &= (unsigned char)~CLIENT_QUERY_ATTRIBUTES;
}

void
packet_program(const struct packet *k, char name[PROXY_NAME])
{
	static const char key[] = "program_name";
	const unsigned char *end = k->p + k->n, *p;
	size_t n;

	snprintf(name, PROXY_NAME, "?");
	p = memmem(k->p, k->n, key, sizeof(key) - 1);
	if (p == NULL || (p += sizeof(key) - 1) == end)
		return;
	n = *p++;
	if (n < PROXY_NAME && n <= (size_t)(end - p))
		snprintf(name, PROXY_NAME, "%.*s", (int)n, (const char *)p);
}

static void
packet_line(char out[PROXY_TEXT], const char *before, const unsigned char *p,
    size_t n)
{
	char *c;

	snprintf(out, PROXY_TEXT, "%s%.*s", before,
	    (int)(n < PROXY_TEXT ? n : PROXY_TEXT), (const char *)p);
	for (c = out; *c != '\0'; c++) {
		if (!isprint((unsigned char)*c))
			*c = ' ';
	}
}

static uint32_t
packet_u32(const unsigned char *p)
{
	return (p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	    (uint32_t)p[3] << 24);
}

void
packet_text(const struct packet *k, const struct prepared *kept,
    char text[PROXY_TEXT])
{
	const unsigned char *p = k->p + HEADER + 1;
	size_t n = k->n - HEADER;
	unsigned int i;

	text[0] = '\0';
	if (n-- == 0)
		return;
	switch (p[-1]) {
	case COM_QUERY:
		packet_line(text, "", p, n);
		break;
	case COM_STMT_PREPARE:
		packet_line(text, "PREPARE ", p, n);
		break;
	case COM_BINLOG_DUMP:
	case COM_BINLOG_DUMP_GTID:
		packet_line(text, "BINLOG DUMP", p, 0);
		break;
	case COM_STMT_EXECUTE:
		for (i = 0; i < PACKET_KEPT && n >= 4; i++) {
			if (kept->id[i] == packet_u32(p))
				memcpy(text, kept->text[i], PROXY_TEXT);
		}
		break;
	}
}

/* A status of 0, then the number. */
void
packet_kept(const unsigned char *p, size_t n, const char *text,
    struct prepared *kept)
{
	unsigned int i = kept->next;

	if (n < HEADER + 5 || p[HEADER] != 0)
		return;
	kept->id[i] = packet_u32(p + HEADER + 1);
	snprintf(kept->text[i], PROXY_TEXT, "%s",
	    text + sizeof("PREPARE ") - 1);
	kept->next = (i + 1) % PACKET_KEPT;
}
