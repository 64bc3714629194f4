/*
 * gho-load -- the application under which migrations are tested.
 *
 *	create	makes a table of deterministic rows, and a new journal
 *	run	writes to it, journalling what was committed; SIGUSR1 lets it
 *		forget the longest pause so far
 *	verify	proves that the table is what the journal says
 */
#include <err.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"

static const char *const usage =
    "usage: gho-load create|run|verify --database=D --table=T --journal=FILE\n"
    "           [--defaults-file=F] [--host=H] [--port=P] [--socket=S] "
    "[--user=U]\n"
    "           [--rows=N] [--seed=N]                       (create)\n"
    "           [--threads=N] [--rate=TPS] [--seconds=S] [--survive]  (run)\n";

static const char *const definition =
    "CREATE TABLE `%s` (\n"
    "  id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,\n"
    "  token CHAR(16) CHARACTER SET ascii NOT NULL,\n"
    "  qty INT NOT NULL,\n"
    "  hits INT UNSIGNED NOT NULL,\n"
    "  name VARCHAR(100) CHARACTER SET utf8mb4,\n"
    "  price DECIMAL(12,2) NOT NULL,\n"
    "  placed DATETIME(6) NOT NULL,\n"
    "  seen TIMESTAMP(3) NOT NULL,\n"
    "  details JSON,\n"
    "  state ENUM('new', 'paid', 'sent', 'gone') NOT NULL,\n"
    "  memo BLOB,\n"
    "  UNIQUE KEY token (token)\n"
    ") ENGINE=InnoDB";

MYSQL *
load_connect(const struct opts *o, unsigned int *error)
{
	MYSQL *my;

	if ((my = mysql_init(NULL)) == NULL)
		errx(1, "out of memory");
	if (o->defaults != NULL)
		mysql_options(my, MYSQL_READ_DEFAULT_FILE, o->defaults);
	mysql_options(my, MYSQL_READ_DEFAULT_GROUP, "client");
	mysql_options(my, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	mysql_options(my, MYSQL_INIT_COMMAND, "SET time_zone = '+00:00'");
	mysql_options4(my, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name",
	    "gho-load");
	if (mysql_real_connect(my, o->host, o->user, NULL, o->database, o->port,
		o->socket, 0) != NULL)
		return my;
	*error = mysql_errno(my);
	mysql_close(my);
	return NULL;
}

static MYSQL *
connect_or_die(const struct opts *o)
{
	unsigned int error;
	MYSQL *my;

	if ((my = load_connect(o, &error)) == NULL)
		errx(1, "cannot connect: error %u", error);
	return my;
}

static void
query(MYSQL *my, const char *text, size_t len)
{
	if (mysql_real_query(my, text, len) != 0)
		errx(1, "%.60s: %s", text, mysql_error(my));
}

/* Inserts rows first to last; the rows are those a new book starts with. */
static void
fill(MYSQL *my, const struct opts *o, int64_t first, int64_t last)
{
	struct row row = {0};
	char *text;
	size_t len;
	int64_t id;
	FILE *f;

	if ((f = open_memstream(&text, &len)) == NULL)
		err(1, NULL);
	fprintf(f, "INSERT INTO `%s` (" COLUMNS ") VALUES ", o->table);
	for (id = first; id <= last; id++) {
		row.salt = row.token = mix(o->seed ^ id);
		if (id > first)
			putc(',', f);
		row_values(f, id, &row);
	}
	if (fclose(f) != 0)
		err(1, NULL);
	query(my, text, len);
	free(text);
}

static int
load_create(const struct opts *o)
{
	char text[2048];
	MYSQL *my = connect_or_die(o);
	int64_t id, n;

	snprintf(text, sizeof(text), definition, o->table);
	query(my, text, strlen(text));
	book_create(o->journal, o->rows, o->seed);
	mysql_autocommit(my, 0);
	for (id = 1; id <= o->rows; id += n) {
		n = id + 999 < o->rows ? 1000 : o->rows - id + 1;
		fill(my, o, id, id + n - 1);
		if (id / 1000 % 10 == 9)
			mysql_commit(my);
	}
	if (mysql_commit(my) != 0)
		errx(1, "COMMIT: %s", mysql_error(my));
	mysql_close(my);
	printf("created %s with %" PRId64 " rows\n", o->table, o->rows);
	return 0;
}

/* Says what is wrong with a row, for the first ten of them. */
static void
complain(int64_t *wrong, int64_t id, const char *what)
{
	if (++*wrong <= 10)
		warnx("row %" PRId64 " %s", id, what);
}

static int64_t
check_rows(struct book *b, MYSQL_RES *res, int64_t *wrong)
{
	struct row row;
	MYSQL_ROW got;
	int64_t id, n = 0;

	while ((got = mysql_fetch_row(res)) != NULL) {
		n++;
		id = strtoll(got[0], NULL, 10);
		row = book_get(b, id);
		if (!row.live)
			complain(wrong, id,
			    row.touched ? "was deleted, but is there" :
					  "was never inserted, but is there");
		else if (row.seen)
			complain(wrong, id, "is there twice");
		else if (!row_equal(&row, got, mysql_fetch_lengths(res)))
			complain(wrong, id,
			    row.touched ?
				"is not what was last written" :
				"is not what it was in the beginning");
		row.seen = 1;
		book_put(b, id, &row);
	}
	return n;
}

/* Counts the rows that writers touched, and finds those that are missing. */
static int64_t
check_missing(const struct row *rows, int64_t n, int sign, int64_t *wrong)
{
	int64_t id, touched = 0;

	for (id = 0; id < n; id++) {
		touched += rows[id].touched;
		if (rows[id].live && !rows[id].seen)
			complain(wrong, sign * id, "is missing");
	}
	return touched;
}

static int
load_verify(const struct opts *o)
{
	char text[256];
	struct book b;
	MYSQL *my = connect_or_die(o);
	MYSQL_RES *res;
	int64_t n, touched, wrong = 0;

	book_open(&b, o->journal);
	snprintf(text, sizeof(text), "SELECT " COLUMNS " FROM `%s`", o->table);
	query(my, text, strlen(text));
	if ((res = mysql_use_result(my)) == NULL)
		errx(1, "%s: %s", o->table, mysql_error(my));
	n = check_rows(&b, res, &wrong);
	if (mysql_errno(my) != 0)
		errx(1, "cannot read %s: %s", o->table, mysql_error(my));
	mysql_free_result(res);
	mysql_close(my);
	touched = check_missing(b.pos, b.npos, 1, &wrong);
	touched += check_missing(b.neg, b.nneg, -1, &wrong);
	printf("verified %" PRId64 " rows, %" PRId64
	       " written by the application: ",
	    n, touched);
	if (wrong > 0)
		printf("%" PRId64 " differ\n", wrong);
	else
		printf("equal\n");
	return wrong > 0;
}

static const struct option longopts[] = {
    {"database", required_argument, NULL, 'D'},
    {"defaults-file", required_argument, NULL, 'F'},
    {"host", required_argument, NULL, 'h'},
    {"journal", required_argument, NULL, 'j'},
    {"port", required_argument, NULL, 'P'},
    {"rate", required_argument, NULL, 'r'},
    {"rows", required_argument, NULL, 'n'},
    {"seconds", required_argument, NULL, 's'},
    {"seed", required_argument, NULL, 'e'},
    {"socket", required_argument, NULL, 'S'},
    {"survive", no_argument, NULL, 'v'},
    {"table", required_argument, NULL, 't'},
    {"threads", required_argument, NULL, 'T'},
    {"user", required_argument, NULL, 'u'},
    {NULL, 0, NULL, 0},
};

static int
number(struct opts *o, int opt, const char *text)
{
	char *end;
	double d = strtod(text, &end);

	if (end == text || *end != '\0' || d < 0 || d > 1e9)
		return -1;
	switch (opt) {
	case 'P':
		o->port = d;
		return 0;
	case 'T':
		o->threads = d;
		return d >= 1 && d <= 256 ? 0 : -1;
	case 'e':
		o->seed = d;
		return 0;
	case 'n':
		o->rows = d;
		return 0;
	case 'r':
		o->rate = d;
		return 0;
	case 's':
		o->seconds = d;
		return 0;
	}
	return -1;
}

static int
option(struct opts *o, int opt, const char *arg)
{
	switch (opt) {
	case 'D':
		o->database = arg;
		return 0;
	case 'F':
		o->defaults = arg;
		return 0;
	case 'S':
		o->socket = arg;
		return 0;
	case 'h':
		o->host = arg;
		return 0;
	case 'j':
		o->journal = arg;
		return 0;
	case 't':
		o->table = arg;
		return 0;
	case 'u':
		o->user = arg;
		return 0;
	case 'v':
		o->survive = 1;
		return 0;
	case '?':
		return -1;
	}
	return number(o, opt, arg);
}

int
main(int argc, char **argv)
{
	struct opts o = {.threads = 4, .rows = 10000, .seed = 1};
	const char *verb = argc > 1 ? argv[1] : "";
	int opt, bad = 0;

	for (optind = 2;
	     (opt = getopt_long(argc, argv, "", longopts, NULL)) != -1;)
		bad |= option(&o, opt, optarg);
	if (bad || optind != argc || o.database == NULL || o.table == NULL ||
	    o.journal == NULL) {
		fputs(usage, stderr);
		return 64;
	}
	if (strcmp(verb, "create") == 0)
		return load_create(&o);
	if (strcmp(verb, "run") == 0)
		return load_run(&o);
	if (strcmp(verb, "verify") == 0)
		return load_verify(&o);
	fputs(usage, stderr);
	return 64;
}
