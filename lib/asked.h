#ifndef ASKED_H
#define ASKED_H

#include <stdbool.h>

#include "alter.h"
#include "plan.h"
#include "sql.h"

/*
 * asked_columns(s, plan, alter, approve, skip): what ${alter} asks for the
 * columns of ${plan}'s table: fills the plan's renames and dropped columns,
 * in the table's own spelling.  A renamed column keeps its values if
 * ${approve}, and is another column if ${skip}.  Returns 0, or -1 after
 * saying what failed or which of the two has to be chosen, with the exit
 * code in ${s->fail}.
 */
int asked_columns(struct sql *, struct plan *, const struct alter *, bool,
    bool);

/*
 * asked_tables(s, plan, names, stamp): names the tables of ${plan}'s
 * migration after its table, or after ${names} unless that is NULL; with
 * ${stamp} the server's time is part of the old table's name.  Returns 0, or
 * -1 as sql_ask().
 */
int asked_tables(struct sql *, struct plan *, const char *, bool);

#endif
