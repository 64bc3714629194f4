/* gho-proxy: stands between the tools and a server, and does harm. */
#ifndef PROXY_H
#define PROXY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { PROXY_NAME = 64, PROXY_TEXT = 400 };

/* What is done to a statement; see proxy.c for what each means. */
enum act { ACT_NONE, ACT_ERROR, ACT_BEFORE, ACT_LOST, ACT_AFTER, ACT_LINK };

/* What a connection suffers at present. */
struct harm {
	int64_t cut;  /* monotonic ms until which nothing passes */
	int64_t hang; /* the same, but the peers' kernels do not see it */
	unsigned long delay; /* ms, each time bytes come */
	unsigned long rate;  /* bytes a second, 0: as fast as they come */
};

/* rule.c: what harm is asked for. */

/* rule_add(line): returns 0, or -1 if it makes no sense. */
int rule_add(const char *);

/*
 * rule_statement(program, text, harm, error): what is to be done to this
 * statement.  ACT_ERROR sets ${error}; ACT_LINK has added to ${harm} of the
 * connection, and the statement is passed on.
 */
enum act rule_statement(const char *, const char *, struct harm *,
    unsigned int *);

/* rule_harm(program, harm): adds what all its connections suffer. */
void rule_harm(const char *, struct harm *);

/* packet.c: MySQL's packets.  Functions return 0, or -1 at the end. */

struct packet {
	unsigned char *p; /* with its header of 4 bytes */
	size_t n;
	size_t room;
};

/* packet_read(fd, k): a whole one. */
int packet_read(int, struct packet *);

int packet_write(int, const void *, size_t);

/* packet_error(fd, seq, number): sends an error of the server's. */
int packet_error(int, unsigned int, unsigned int);

/*
 * packet_plain_greeting(k), packet_plain_answer(k): takes out of the server's
 * greeting, and of the client's answer to it, what would hide statements: TLS,
 * and attributes of queries.
 */
void packet_plain_greeting(struct packet *);
void packet_plain_answer(struct packet *);

/* packet_program(k, name): the program_name in the client's answer to it. */
void packet_program(const struct packet *, char[PROXY_NAME]);

/*
 * Statements that a session has prepared, by the server's number; the last
 * PACKET_KEPT of them.
 */
enum { PACKET_KEPT = 64 };
struct prepared {
	unsigned int next;
	uint32_t id[PACKET_KEPT];
	char text[PACKET_KEPT][PROXY_TEXT];
};

/*
 * packet_text(k, prepared, text): what a command of the client is, as text
 * on one line; "" for those that are no statement.  Prepared statements have
 * the same text when they are prepared, behind "PREPARE ".
 */
void packet_text(const struct packet *, const struct prepared *,
    char[PROXY_TEXT]);

/* packet_kept(reply, n, text, prepared): the server's answer to PREPARE. */
void packet_kept(const unsigned char *, size_t, const char *,
    struct prepared *);

/* proxy.c */
int64_t proxy_now(void); /* monotonic ms */
void proxy_log(const char *, ...) __attribute__((format(printf, 1, 2)));

#endif
