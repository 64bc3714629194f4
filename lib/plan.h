#ifndef PLAN_H
#define PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "buf.h"

/*
 * The plan of one migration: what every tool needs to know of the two
 * tables.  gho-inspect makes it, gho-ghost completes it, all others read
 * it.  It is a JSON object; gho-plan(5) describes each member.
 *
 * All strings are UTF-8 and owned by the plan.
 */

/* What gho does with a value of a column; from DATA_TYPE. */
enum plan_kind {
	KIND_INT, /* TINYINT to BIGINT */
	KIND_DECIMAL,
	KIND_FLOAT,
	KIND_DOUBLE,
	KIND_BIT,
	KIND_YEAR,
	KIND_DATE,
	KIND_TIME,
	KIND_DATETIME,
	KIND_TIMESTAMP,
	KIND_TEXT,  /* CHAR, VARCHAR and every TEXT */
	KIND_BYTES, /* BINARY, VARBINARY and every BLOB */
	KIND_ENUM,
	KIND_SET,
	KIND_JSON,
	KIND_GEOMETRY,
	KIND_VECTOR,
};

struct plan_col {
	char *name;
	char *type; /* COLUMN_TYPE: "int unsigned" */
	enum plan_kind kind;
	char *data_type; /* DATA_TYPE: "int" */
	char *charset;	 /* NULL when it has none */
	char *collation; /* NULL when it has none */
	bool is_unsigned;
	bool nullable;
	bool generated;	 /* VIRTUAL or STORED */
	bool is_virtual; /* VIRTUAL: still in row images */
	char *expr;	 /* GENERATION_EXPRESSION, or NULL */
	char *fallback;	 /* a default that is an expression, or NULL */
	char *given;	 /* the time that all rows get (moment.h), or NULL */
	bool auto_increment;
	bool required;		/* NOT NULL without a default */
	unsigned int length;	/* CHARACTER_OCTET_LENGTH, or 0 */
	unsigned int precision; /* DECIMAL: precision; BIT: width */
	unsigned int scale;	/* DECIMAL: scale; temporal: digits */
	unsigned int nlabel;
	char **label; /* ENUM and SET, in order, UTF-8 */
};

struct plan_table {
	unsigned int ncol;
	struct plan_col *col; /* in ordinal order: binlog order */
	char *comment;
	char *create; /* SHOW CREATE TABLE */
};

struct plan_key {
	char *name;	  /* of the original's index */
	char *ghost_name; /* of the ghost's index */
	unsigned int n;
	unsigned int *from; /* columns of the original */
	unsigned int *to;   /* the same in the ghost */
};

/* A column that is carried from the original to the ghost. */
struct plan_map {
	unsigned int from; /* index into orig.col */
	unsigned int to;   /* index into ghost.col */
	bool convert;	   /* type, charset or labels differ */
};

/* A CHECK constraint, and what it is called in the ghost. */
struct plan_rule {
	char *name;
	char *ghost;
};

struct plan {
	char *db;
	char *table;
	char *alter;	   /* the clauses, without ALTER TABLE t */
	char *server_host; /* its own name */
	unsigned int server_port;
	char *server_uuid;
	char *server_version;
	unsigned long version; /* 90704 for 9.7.4 */
	bool gtid;	       /* gtid_mode is ON, where the stream begins */
	bool on_replica;       /* all is to stay on this replica */

	/* The server whose binary log is followed: that one, or a replica. */
	char *stream_host;
	unsigned int stream_port;
	char *stream_uuid;
	char *stream_version;

	uint64_t rows; /* estimate, or exact when counted */
	bool rows_exact;

	char *ghost_table;	/* _T_gho */
	char *changelog_table;	/* _T_ghc */
	char *checkpoint_table; /* _T_ghk */
	char *old_table;	/* _T_del */

	struct plan_table orig;
	struct plan_key key; /* chunk and apply key; .to and
					 * .ghost_name from gho-ghost on */

	/*
	 * A migration is taken back: the original is what the ghost of that
	 * became, the ghost is its old table, with all its rows, and .alter is
	 * its ALTER.
	 */
	bool revert;
	bool keeps; /* the ghost has columns of its own: map_keeps() */

	/* Renames as the ALTER says them and the user approved them. */
	unsigned int nrename;
	char **rename_from;
	char **rename_to;
	unsigned int ndropped; /* DROP COLUMN, even if re-added */
	char **dropped;
	unsigned int nnull_free;
	char **null_free; /* its nullable keys that hold no NULL */
	unsigned int nrule;
	struct plan_rule *rule;	    /* the original's */
	bool alters_auto_increment; /* has AUTO_INCREMENT=n */
	char *trigger_suffix;	    /* of the new triggers, or NULL */
	bool trigger_strip;	    /* take it away where it is there */

	/* What may happen to values. */
	unsigned int naccept;
	char **accept;	   /* the original's columns that may lose some */
	bool zero_in_date; /* zeros in dates are allowed, whatever the
			    * server's sql_mode */
	bool loss_checked; /* nothing is to be looked at any more */

	/* From here on: what gho-ghost create adds. */
	bool complete;
	struct plan_table ghost; /* .comment: what the ALTER asks for */
	unsigned int nmap;
	struct plan_map *map;
	bool convert;	  /* any map[].convert, or moment_zoned() */
	bool stricter;	  /* ghost has a UNIQUE key that the
					 * original does not imply */
	bool looser;	  /* ghost has no UNIQUE key within the
					 * columns of key */
	char *deferred;	  /* indexes of the ghost that are built after the
			   * copy: their definitions, one a line; or NULL */
	bool lone_key;	  /* ghost has no other UNIQUE key than key */
	char *sql_mode;	  /* of every session that writes rows */
	char *time_zone;  /* of statements that convert; rows of
					 * the stream are written in '+00:00' */
	char *start;	  /* "FILE:POS" to stream from, or start_gtid */
	char *start_gtid; /* executed GTID set then, or NULL */
	char *run_id;	  /* random, marks what this run made */
};

/*
 * plan_read(path): reads a plan from ${path}, "-" is stdin.  Returns NULL
 * after saying why (unreadable, not a plan, a version unknown here).
 * Everything is checked: indexes are in range, names are not empty.
 */
struct plan *plan_read(const char *);

/*
 * plan_need(path): plan_read() for tools that need a complete plan; dies
 * with X_DATA or X_SYS otherwise.
 */
struct plan *plan_need(const char *);

/*
 * plan_parse(text, len, why): plan_read() from memory.  Returns NULL and
 * appends the reason to ${why}, without saying it.
 */
struct plan *plan_parse(const char *, size_t, struct buf *);

/* plan_new(): an empty plan.  plan_free() it. */
struct plan *plan_new(void);

/* plan_write(plan, f): writes it as JSON.  Returns 0, or -1 after saying. */
int plan_write(const struct plan *, FILE *);

void plan_free(struct plan *);

/* plan_table_free(t), plan_key_free(key): what they own, not themselves. */
void plan_table_free(struct plan_table *);
void plan_key_free(struct plan_key *);

/*
 * plan_scratch(plan): whether it is of a scratch table (scratch.h), which is
 * its own ghost: what is applied goes there, and there is no original to ask.
 */
bool plan_scratch(const struct plan *);

/* plan_by_set(plan): whether its stream is followed by GTIDs. */
bool plan_by_set(const struct plan *);

/* plan_kind(data_type): the kind of a DATA_TYPE, or -1 if it is unknown. */
int plan_kind(const char *);

/* plan_add_null_free(plan, key), plan_null_free(plan, key): that list. */
void plan_add_null_free(struct plan *, const char *);
bool plan_null_free(const struct plan *, const char *);

/* plan_col(t, name): index of a column (case-insensitive), or -1. */
int plan_col(const struct plan_table *, const char *);

/* plan_label(col, label): index of a label of an ENUM or SET, or -1. */
int plan_label(const struct plan_col *, const char *);

#endif
