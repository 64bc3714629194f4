#ifndef GRANT_H
#define GRANT_H

#include <stdbool.h>

#include "buf.h"
#include "sql.h"

/*
 * What a user may do in a schema, read from SHOW GRANTS, active roles
 * included.
 */
enum {
	GRANT_SELECT = 1 << 0,
	GRANT_INSERT = 1 << 1,
	GRANT_UPDATE = 1 << 2,
	GRANT_DELETE = 1 << 3,
	GRANT_CREATE = 1 << 4,
	GRANT_DROP = 1 << 5,
	GRANT_ALTER = 1 << 6,
	GRANT_INDEX = 1 << 7,
	GRANT_LOCK = 1 << 8,
	GRANT_TRIGGER = 1 << 9, /* without it they are not visible */
	GRANT_TEMPORARY = 1 << 10,
	GRANT_REPLICATION_SLAVE = 1 << 11,
	GRANT_REPLICATION_CLIENT = 1 << 12,
	GRANT_SUPER = 1 << 13,
	GRANT_CONNECTION_ADMIN = 1 << 14, /* may write where others read */
	GRANT_ALL = (1 << 15) - 1,
	/* What every migration needs. */
	GRANT_MIGRATE = GRANT_ALL &
	    ~(GRANT_TEMPORARY | GRANT_SUPER | GRANT_CONNECTION_ADMIN),
};

struct grant {
	char *db; /* a name or a pattern */
	unsigned int bits;
};

struct grants {
	unsigned int global;
	unsigned int n;
	struct grant *grant; /* of schemas */
	unsigned int nrevoked;
	struct grant *revoked; /* partial revokes of global ones */
	bool roles;	       /* a role is active */
	bool idle_roles;       /* roles are granted, none active */
	bool literal;	       /* partial_revokes: no patterns */
};

/* grant_line(g, line): adds a line of SHOW GRANTS. */
void grant_line(struct grants *, const char *);

/* grant_have(g, db): the GRANT_* bits that hold in ${db}. */
unsigned int grant_have(const struct grants *, const char *);

void grant_free(struct grants *);

/* grant_names(bits, out): appends "SELECT, INSERT". */
void grant_names(unsigned int, struct buf *);

/*
 * grant_check(s, db, need): whether this session has all of ${need} in
 * ${db}.  Returns 0, or -1 after saying what is missing; ${s->fail} is then
 * the exit code.
 */
int grant_check(struct sql *, const char *, unsigned int);

#endif
