/*
 * gho-random: a table, an ALTER and an application out of a number.
 *
 * The same number always gives the same case.  All randomness comes from
 * struct rnd, so a case does not depend on the machine.
 */
#ifndef RANDOM_H
#define RANDOM_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

struct rnd {
	uint64_t state;
};

/* rnd_next(r): 64 random bits. */
uint64_t rnd_next(struct rnd *);

/* rnd_below(r, n): 0 to ${n} - 1. */
unsigned int rnd_below(struct rnd *, unsigned int);

/* rnd_chance(r, percent): true so often. */
bool rnd_chance(struct rnd *, unsigned int);

struct charset {
	const char *name;
	const char *collations; /* with spaces between */
	const char *chars;	/* some that it has and ASCII has not */
	bool unicode;		/* has all that the others have */
};

struct spec;

enum {
	T_INT = 1,
	T_CHAR = 2,  /* CHAR, VARCHAR */
	T_TEXT = 4,  /* TEXT and its kin */
	T_BYTES = 8, /* BINARY to LONGBLOB */
	T_TIME = 16, /* temporal */
	T_LABELS = 32,
	T_LOB = 64,   /* no literal default, no whole key */
	T_KEY = 128,  /* may be in a key */
	T_RICH = 256, /* has enough values to be the only column of a key */
	T_SHAPE = 512,
	T_CHARSET = T_CHAR | T_TEXT | T_LABELS
};

struct type {
	const char *name;
	unsigned int flags;
	void (*size)(struct rnd *, struct spec *);
	void (*value)(struct rnd *, const struct spec *, struct buf *);
};

/* A type with all that belongs to it. */
struct spec {
	const struct type *type;
	unsigned int n; /* length, precision, number of labels */
	unsigned int s; /* scale, fraction digits, SRID */
	bool is_unsigned;
	bool zerofill;
	const struct charset *charset;
	char collation[40];
	uint8_t label[80]; /* indexes into the pool of labels */
	bool loose;	   /* values that a strict mode would refuse, too */
};

/* What a column's values are taken from. */
enum domain {
	D_ANY,
	D_SMALL,  /* 0 to 99, also as text */
	D_DATE,	  /* 1971 to 2037, also as text */
	D_SHORT,  /* at most 3 characters */
	D_ASCII,  /* letters */
	D_COMMON, /* characters of the charset that comes */
	D_JSON,	  /* documents, as text */
	D_LABEL	  /* labels, as text */
};

struct column {
	const char *name; /* quoted */
	struct spec spec;
	struct spec then; /* what the ALTER makes of it */
	enum domain domain;
	bool not_null;
	bool no_nulls; /* nullable, but has none */
	bool counts;   /* AUTO_INCREMENT */
	bool invisible;
	bool touched;	 /* an ALTER clause is about it */
	bool keyed;	 /* in the key that rows are found by */
	bool counted;	 /* row n of v has n: different without a key */
	char *generated; /* its clause, or NULL */
	char *defaults;	 /* its clause, or NULL */
};

enum { KEY_MAX = 6 }; /* columns */

struct index {
	const char *name;
	const char *kind; /* "PRIMARY KEY", "UNIQUE KEY", "KEY" ... */
	struct buf parts;
	struct column *column[KEY_MAX]; /* NULL: not there, or an expression */
	bool unique;
	bool touched;
};

struct check {
	char *name; /* or NULL: the server's */
	char *text;
	bool enforced;
	bool touched;
};

enum { COLUMN_MAX = 14, INDEX_MAX = 8, CHECK_MAX = 2 };

struct table {
	const char *name;
	const struct charset *charset;
	const char *options;
	struct column column[COLUMN_MAX + 6];
	unsigned int ncolumn;
	struct index index[INDEX_MAX];
	unsigned int nindex;
	struct check check[CHECK_MAX];
	unsigned int ncheck;
	bool parted;	     /* has partitions, or could get them */
	struct column *part; /* by which; NULL: there are none */
	struct buf parts;    /* its clause */
	unsigned int nname;  /* names used */
	unsigned int order;  /* where in the list of names it begins */
	unsigned int oddity; /* percent of names that are odd */
	const char *mode;    /* the server's sql_mode, NULL: the usual one */
	const char *image;   /* the application's binlog_row_image, or NULL */
	bool loose;	     /* the application has no sql_mode */
	bool nullable;	     /* its key is one that could have NULLs */
};

/* The types, and which become which. */
const struct type *type_find(const char *);
const struct type *type_pick(struct rnd *, unsigned int);

/* spec_pick(r, spec, type, charset): a size for it. */
void spec_pick(struct rnd *, struct spec *, const struct type *,
    const struct charset *);
void spec_write(const struct spec *, struct buf *);
bool spec_is(const struct spec *, const char *type);

/* spec_convert(r, column): picks what it becomes, and its domain. */
bool spec_convert(struct rnd *, struct column *);

/* Parts of values. */
void value_one(struct rnd *, const char *const *list, size_t, struct buf *);
void value_digits(struct rnd *, unsigned int, bool nines, struct buf *);
void value_day(struct rnd *, unsigned int from, unsigned int to, struct buf *);
void value_clock(struct rnd *, unsigned int digits, struct buf *);
/* At most so many characters of ${charset}, NULL: of ASCII. */
void value_quoted(struct rnd *, const struct charset *, unsigned int,
    struct buf *);

/* Values, as SQL. */
const struct charset *charset_pick(struct rnd *);
void charset_collate(struct rnd *, struct spec *);
void value_write(struct rnd *, const struct column *, struct buf *);
void value_int(struct rnd *, const struct spec *, struct buf *);
void value_decimal(struct rnd *, const struct spec *, struct buf *);
void value_float(struct rnd *, const struct spec *, struct buf *);
void value_double(struct rnd *, const struct spec *, struct buf *);
void value_bit(struct rnd *, const struct spec *, struct buf *);
void value_text(struct rnd *, const struct spec *, struct buf *);
void value_bytes(struct rnd *, const struct spec *, struct buf *);
void value_date(struct rnd *, const struct spec *, struct buf *);
void value_time(struct rnd *, const struct spec *, struct buf *);
void value_datetime(struct rnd *, const struct spec *, struct buf *);
void value_timestamp(struct rnd *, const struct spec *, struct buf *);
void value_year(struct rnd *, const struct spec *, struct buf *);
void value_enum(struct rnd *, const struct spec *, struct buf *);
void value_set(struct rnd *, const struct spec *, struct buf *);
void value_json(struct rnd *, const struct spec *, struct buf *);
void value_geometry(struct rnd *, const struct spec *, struct buf *);
void value_vector(struct rnd *, const struct spec *, struct buf *);

/* label_write(spec, i, out): the ${i}th label of ${spec}, quoted. */
void label_write(const struct spec *, unsigned int, struct buf *);

/* The table, the application and the ALTER, as sections of a case. */
const char *table_name(struct rnd *, struct table *);
struct column *table_column(struct rnd *, struct table *);
void table_pick(struct rnd *, struct table *);
void table_write(struct rnd *, struct table *, struct buf *);
void column_pick(struct rnd *, struct table *, struct column *,
    const struct type *);
void column_write(const struct column *, const struct spec *, struct buf *);
void writer_write(struct rnd *, const struct table *, struct buf *);

/* ---- Keys ---- */

/* key_pick(r, t): the key that rows are found by, and its columns. */
void key_pick(struct rnd *, struct table *);

/* index_pick(r, t, x, unique): any other one; it may have no parts then. */
void index_pick(struct rnd *, struct table *, struct index *, bool);
void index_write(const struct index *, struct buf *);

/* ---- Rules: CHECK constraints and partitions ---- */

void check_pick(struct rnd *, struct table *, struct check *);
void check_write(const struct check *, struct buf *);

/*
 * part_pick(r, t, out): PARTITION BY a column of the key, which is returned;
 * NULL: none will do.
 */
struct column *part_pick(struct rnd *, const struct table *, struct buf *);

/* ---- The ALTER ---- */

struct clauses {
	struct table *t;
	struct buf *out;
	unsigned int n;
	bool renames;
};

/* alter_next(a): where to write the next clause. */
struct buf *alter_next(struct clauses *);

/* Clauses about keys, constraints and partitions. */
void alter_index_add(struct rnd *, struct clauses *);
void alter_index(struct rnd *, struct clauses *);
void alter_unique(struct rnd *, struct clauses *);
void alter_check(struct rnd *, struct clauses *);
void alter_parts(struct rnd *, struct clauses *);

/* alter_write(r, t, out): the clauses; true if columns are renamed. */
bool alter_write(struct rnd *, struct table *, struct buf *);

#endif
