/* A URL to ask: anything but 200 means to wait. */

#include <curl/curl.h>
#include <string.h>

#include "look.h"
#include "say.h"
#include "setting.h"

enum { HTTP_OK = 200, HTTP_REDIRECTS = 10 };

/* What gh-ost says of a code, and of freno's; see freno's doc/http.md. */
static const struct {
	long code;
	const char *text;
	const char *freno;
} http_codes[] = {
    {-1, "Connection error", "freno: connection error"},
    {404, "Not found", "freno: unknown metric"},
    {417, "Expectation failed", "freno: access forbidden"},
    {429, "Too many requests", "freno: threshold exceeded"},
    {500, "Internal server error", "freno: internal error"},
};

/* The protocols' names replace their bits in libcurl 7.85.0. */
#if LIBCURL_VERSION_NUM >= 0x075500
#define HTTP_ONLY      "http,https"
#define HTTP_PROTOCOLS CURLOPT_PROTOCOLS_STR
#define HTTP_REDIR     CURLOPT_REDIR_PROTOCOLS_STR
#else
#define HTTP_ONLY      ((long)(CURLPROTO_HTTP | CURLPROTO_HTTPS))
#define HTTP_PROTOCOLS CURLOPT_PROTOCOLS
#define HTTP_REDIR     CURLOPT_REDIR_PROTOCOLS
#endif

static CURL *
http_open(struct look *l)
{
	CURL *curl = curl_easy_init();

	if (curl == NULL)
		say_die(X_SYS, "cannot initialise libcurl");
	curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, say_name());
	curl_easy_setopt(curl, HTTP_PROTOCOLS, HTTP_ONLY);
	curl_easy_setopt(curl, HTTP_REDIR, HTTP_ONLY);
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(curl, CURLOPT_MAXREDIRS, (long)HTTP_REDIRECTS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, l->conf->http_timeout);
	return (curl);
}

static int
http_wait(const struct look *l, long code, struct buf *why)
{
	bool freno = strstr(l->what, "freno") != NULL;
	size_t i;

	for (i = 0; i < sizeof(http_codes) / sizeof(http_codes[0]); i++) {
		if (http_codes[i].code != code)
			continue;
		buf_fmt(why, "%s (http=%ld)",
		    freno ? http_codes[i].freno : http_codes[i].text, code);
		return (LOOK_WAIT);
	}
	buf_fmt(why, "http=%ld", code);
	return (LOOK_WAIT);
}

static int
http_look(struct look *l, struct buf *why)
{
	CURLcode rc;
	long code = 0;

	look_setting(l, "throttle-http", l->conf->http, setting_http);
	if (l->what[0] == '\0')
		return (LOOK_GO);
	if (l->own == NULL)
		l->own = http_open(l);
	curl_easy_setopt(l->own, CURLOPT_URL, l->what);
	rc = curl_easy_perform(l->own);
	if (rc != CURLE_OK) {
		say_debug("%s: %s", l->what, curl_easy_strerror(rc));
		return (l->conf->http_ignore ? LOOK_GO : http_wait(l, -1, why));
	}
	curl_easy_getinfo(l->own, CURLINFO_RESPONSE_CODE, &code);
	return (code == HTTP_OK ? LOOK_GO : http_wait(l, code, why));
}

static long
http_rest(const struct look *l)
{
	return (l->conf->http_interval);
}

static void
http_close(struct look *l)
{
	if (l->own != NULL)
		curl_easy_cleanup(l->own);
}

/* libcurl looks after the time itself, and ignoring is the user's wish. */
const struct look_kind look_http = {
    .name = "throttle-http",
    .holds = LOOK_HOLDS_ASKED,
    .look = http_look,
    .rest = http_rest,
    .close = http_close,
};
