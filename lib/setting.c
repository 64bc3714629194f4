/* What people may set: whether it makes sense. */

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "setting.h"
#include "tok.h"

enum { SETTING_PORT = 3306 };

/*
 * Only what reads: the session is read-only, too, but INTO OUTFILE writes a
 * file all the same.
 */
int
setting_query(const char *text, struct buf *why)
{
	struct toks toks;
	struct token tok;
	bool first = true;

	tok_open(&toks, text, strlen(text), TOK_VERSIONED);
	for (;; first = false) {
		if (tok_next(&toks, &tok, why) == -1)
			return (-1);
		if (tok.kind == TOK_END)
			return (0);
		if (first && !tok_is(&tok, "SELECT") && !tok_is(&tok, "WITH")) {
			buf_str(why, "not a SELECT");
			return (-1);
		}
		if (tok_sign(&tok, ';') || tok_is(&tok, "INTO")) {
			buf_fmt(why,
			    "not a single SELECT that only reads: it "
			    "has %.*s",
			    (int)tok.len, tok.p);
			return (-1);
		}
	}
}

int
setting_http(const char *text, struct buf *why)
{
	if (text[0] == '\0' || strncmp(text, "http://", 7) == 0 ||
	    strncmp(text, "https://", 8) == 0)
		return (0);
	buf_str(why, "not a URL that begins with http:// or https://");
	return (-1);
}

/* setting_host(p, len, host): a name or an address, nothing odd. */
static int
setting_host(const char *p, size_t len, char *host)
{
	if (len == 0 || len >= SETTING_HOST || memchr(p, '/', len) != NULL ||
	    memchr(p, ' ', len) != NULL)
		return (-1);
	memcpy(host, p, len);
	host[len] = '\0';
	return (0);
}

static int
setting_port(const char *p, const char *end, unsigned int *port)
{
	char *stop;
	unsigned long v;

	*port = SETTING_PORT;
	if (p == end)
		return (0);
	if (*p != ':' || p + 1 == end || p[1] < '0' || p[1] > '9')
		return (-1);
	v = strtoul(p + 1, &stop, 10);
	if (stop != end || v == 0 || v > 65535)
		return (-1);
	*port = (unsigned int)v;
	return (0);
}

int
setting_replica(const char **list, char *host, unsigned int *port)
{
	const char *p = *list, *end = p + strcspn(p, ","), *colon = end;
	const char *close;
	int rc;

	if (*p == '\0')
		return (0);
	if (*p == '[' && (close = memchr(p, ']', (size_t)(end - p))) != NULL) {
		rc = setting_host(p + 1, (size_t)(close - p - 1), host);
		colon = close + 1;
	} else {
		colon = p + strcspn(p, ":,");
		rc = setting_host(p, (size_t)(colon - p), host);
	}
	if (rc == -1 || setting_port(colon, end, port) == -1)
		return (-1);
	*list = *end == ',' ? end + 1 : end;
	return (1);
}

int
setting_replicas(const char *text, struct buf *why)
{
	const char *p = text;
	char host[SETTING_HOST];
	unsigned int port;
	int rc;

	while ((rc = setting_replica(&p, host, &port)) == 1)
		continue;
	if (rc == -1)
		buf_fmt(why, "\"%.80s\" is not HOST:PORT,HOST:PORT", p);
	return (rc);
}

int
setting_bytes(const char *text, uint64_t *n)
{
	static const char units[] = "KMGT";
	const char *unit;
	unsigned int shift = 0;
	char *end;

	*n = 0;
	if (text[0] == '\0')
		return (0);
	if (!isdigit((unsigned char)text[0]))
		return (-1);
	errno = 0;
	*n = strtoull(text, &end, 10);
	if (*end != '\0' &&
	    (unit = strchr(units, toupper((unsigned char)*end))) != NULL) {
		shift = 10 * (unsigned int)(unit - units + 1);
		end++;
	}
	if (errno != 0 || *end != '\0' || *n > UINT64_MAX >> shift)
		return (-1);
	*n <<= shift;
	return (0);
}

int
setting_size(const char *text, struct buf *why)
{
	uint64_t n;

	if (setting_bytes(text, &n) == 0)
		return (0);
	buf_fmt(why,
	    "\"%.80s\" is not a whole number, or one with K, M, G or T", text);
	return (-1);
}

int
setting_count(const char *text, struct buf *why)
{
	if (text[strspn(text, "0123456789")] == '\0' &&
	    setting_size(text, why) == 0)
		return (0);
	why->len = 0;
	buf_fmt(why, "\"%.80s\" is not a whole number", text);
	return (-1);
}
