/* What people may set: lib/setting.c and lib/load.c. */

#include "setting.h"
#include "load.h"
#include "tap.h"

typedef int check_call(const char *, struct buf *);

static void
good(check_call *check, const char *text)
{
	struct buf why = {0};
	int rc = check(text, &why);

	ok(rc == 0, "good: %s", text);
	if (rc == -1)
		printf("# %s\n", buf_cstr(&why));
	buf_free(&why);
}

static void
bad(check_call *check, const char *text, const char *want)
{
	struct buf why = {0};

	if (check(text, &why) == 0)
		buf_str(&why, "good");
	is_str(buf_cstr(&why), want, text);
	buf_free(&why);
}

static void
test_queries(void)
{
	good(setting_query, "");
	good(setting_query, "SELECT 1");
	good(setting_query, "  select ';' /* ; */ -- into");
	good(setting_query, "WITH x AS (SELECT 1 AS n) SELECT n FROM x");
	good(setting_query, "SELECT `into`, 'INTO' FROM \"into\"");
	bad(setting_query, "DELETE FROM t", "not a SELECT");
	bad(setting_query, "(SELECT 1)", "not a SELECT");
	bad(setting_query, "SELECT 1;",
	    "not a single SELECT that only reads: it has ;");
	bad(setting_query, "SELECT 1 Into @x",
	    "not a single SELECT that only reads: it has Into");
	bad(setting_query, "SELECT 1 /*! INTO @x */",
	    "not a single SELECT that only reads: it has INTO");
	bad(setting_query, "/*!80000 DROP */ TABLE t", "not a SELECT");
}

static void
test_urls(void)
{
	good(setting_http, "");
	good(setting_http, "http://a/b?c");
	good(setting_http, "https://a");
	bad(setting_http, "file:///etc/passwd",
	    "not a URL that begins with http:// or https://");
	bad(setting_http, "a",
	    "not a URL that begins with http:// or https://");
}

/* All addresses of a list, as "host|port ". */
static void
list(const char *text, const char *want)
{
	struct buf got = {0};
	char host[SETTING_HOST];
	unsigned int port;
	const char *p = text;

	while (setting_replica(&p, host, &port) == 1)
		buf_fmt(&got, "%s|%u ", host, port);
	is_str(buf_cstr(&got), want, text);
	buf_free(&got);
}

static void
test_replicas(void)
{
	good(setting_replicas, "");
	list("a", "a|3306 ");
	list("a:1,b,c.d:65535", "a|1 b|3306 c.d|65535 ");
	list("[::1]:33,[fe80::1]", "::1|33 fe80::1|3306 ");
	bad(setting_replicas, "a:0", "\"a:0\" is not HOST:PORT,HOST:PORT");
	bad(setting_replicas, "a:65536",
	    "\"a:65536\" is not HOST:PORT,HOST:PORT");
	bad(setting_replicas, "a,:3", "\":3\" is not HOST:PORT,HOST:PORT");
	bad(setting_replicas, "a,,b", "\",b\" is not HOST:PORT,HOST:PORT");
	bad(setting_replicas, "../x", "\"../x\" is not HOST:PORT,HOST:PORT");
	bad(setting_replicas, "a:-1", "\"a:-1\" is not HOST:PORT,HOST:PORT");
	bad(setting_replicas, "[::1", "\"[::1\" is not HOST:PORT,HOST:PORT");
}

static void
test_loads(void)
{
	struct buf b = {0};
	struct load load;

	good(load_check, "");
	good(load_check, "Threads_running=0");
	ok(load_parse(&load, "b=2,a=1,c=9223372036854775807", &b) == 0,
	    "three variables");
	load_print(&load, &b);
	is_str(buf_cstr(&b), "a=1,b=2,c=9223372036854775807", "in order");
	buf_free(&b);
	bad(load_check, "a", "\"a\" is not STATUS_VARIABLE=NUMBER");
	bad(load_check, "a=", "\"a=\" is not STATUS_VARIABLE=NUMBER");
	bad(load_check, "=1", "\"=1\" is not STATUS_VARIABLE=NUMBER");
	bad(load_check, "a=-1", "\"a=-1\" is not STATUS_VARIABLE=NUMBER");
	bad(load_check, "a=1x", "\"a=1x\" is not STATUS_VARIABLE=NUMBER");
	bad(load_check, "a=1,", "\"\" is not STATUS_VARIABLE=NUMBER");
	bad(load_check, "a'=1", "\"a'=1\" is not STATUS_VARIABLE=NUMBER");
	bad(load_check, "a=9223372036854775808",
	    "\"a=9223372036854775808\" is not STATUS_VARIABLE=NUMBER");
}

static void
test_sizes(void)
{
	uint64_t n;

	ok(setting_bytes("12", &n) == 0 && n == 12, "bytes");
	ok(setting_bytes("3k", &n) == 0 && n == 3072, "K");
	ok(setting_bytes("2T", &n) == 0 && n == UINT64_C(2) << 40, "T");
	ok(setting_bytes("", &n) == 0 && n == 0, "none");
	good(setting_size, "10G");
	good(setting_count, "1500");
	bad(setting_size, "-1",
	    "\"-1\" is not a whole number, or one with K, M, G or T");
	bad(setting_size, "1GB",
	    "\"1GB\" is not a whole number, or one with K, M, G or T");
	bad(setting_size, "18446744073709551615K",
	    "\"18446744073709551615K\" is not a whole number, or one with K, "
	    "M, G or T");
	bad(setting_size, " 1",
	    "\" 1\" is not a whole number, or one with K, M, "
	    "G or T");
	bad(setting_count, "1K", "\"1K\" is not a whole number");
	bad(setting_count, "1.5", "\"1.5\" is not a whole number");
}

int
main(void)
{
	test_queries();
	test_urls();
	test_replicas();
	test_loads();
	test_sizes();
	return (done_testing());
}
