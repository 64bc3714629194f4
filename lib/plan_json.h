#ifndef PLAN_JSON_H
#define PLAN_JSON_H

#include <stddef.h>

#include "member.h"
#include "plan.h"

/*
 * What a plan's JSON has, for its reader (plan_get.c) and its writer
 * (plan_put.c) only: each object's members are listed once, and the same
 * list reads and writes them.  gho-plan(5) is the description for people.
 */

enum {
	PLAN_VERSION = 1,
	PLAN_MAX_COLS = 4096, /* MySQL's own limits */
	PLAN_MAX_KEY = 16,
	PLAN_MAX_RULES = 65536, /* CHECK constraints; MySQL has no limit */
	PLAN_MAX_LABELS = 65535,
};

#define PLAN(name, as, field)                          \
	{                                              \
		name, as, offsetof(struct plan, field) \
	}
#define COL(name, as, field)                               \
	{                                                  \
		name, as, offsetof(struct plan_col, field) \
	}
#define TABLE(name, as, field)                               \
	{                                                    \
		name, as, offsetof(struct plan_table, field) \
	}
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct member plan_first[] = {
    PLAN("database", AS_NAME, db),
    PLAN("table", AS_NAME, table),
    PLAN("alter", AS_NAME, alter),
    PLAN("server_host", AS_TEXT, server_host),
    PLAN("server_port", AS_UINT, server_port),
    PLAN("server_uuid", AS_NAME, server_uuid),
    PLAN("server_version", AS_NAME, server_version),
    PLAN("server_number", AS_ULONG, version),
    PLAN("gtid", AS_BOOL, gtid),
    PLAN("rows", AS_U64, rows),
    PLAN("rows_exact", AS_BOOL, rows_exact),
    PLAN("ghost_table", AS_NAME, ghost_table),
    PLAN("changelog_table", AS_NAME, changelog_table),
    PLAN("checkpoint_table", AS_NAME, checkpoint_table),
    PLAN("old_table", AS_NAME, old_table),
    PLAN("alters_auto_increment", AS_BOOL, alters_auto_increment),
    PLAN("trigger_suffix", AS_MAYBE, trigger_suffix),
    PLAN("trigger_strip", AS_BOOL, trigger_strip),
    PLAN("on_replica", AS_FLAG, on_replica),
    PLAN("allow_zero_in_date", AS_FLAG, zero_in_date),
    PLAN("loss_checked", AS_FLAG, loss_checked),
    PLAN("revert", AS_FLAG, revert),
    PLAN("keeps", AS_FLAG, keeps),
    PLAN("complete", AS_BOOL, complete),
};

/* Of the object "stream", in a plan that is not of one server. */
static const struct member plan_stream[] = {
    PLAN("host", AS_TEXT, stream_host),
    PLAN("port", AS_UINT, stream_port),
    PLAN("uuid", AS_NAME, stream_uuid),
    PLAN("version", AS_NAME, stream_version),
};

static const struct member plan_then[] = {
    PLAN("run_id", AS_NAME, run_id),
    PLAN("convert", AS_BOOL, convert),
    PLAN("stricter", AS_BOOL, stricter),
    PLAN("looser", AS_BOOL, looser),
    PLAN("lone_key", AS_BOOL, lone_key),
    PLAN("deferred", AS_MAYBE, deferred),
    PLAN("sql_mode", AS_TEXT, sql_mode),
    PLAN("time_zone", AS_NAME, time_zone),
    PLAN("start", AS_NAME, start),
    PLAN("start_gtid", AS_MAYBE, start_gtid),
};

static const struct member plan_cols[] = {
    COL("name", AS_NAME, name),
    COL("type", AS_NAME, type),
    COL("data_type", AS_NAME, data_type),
    COL("charset", AS_MAYBE, charset),
    COL("collation", AS_MAYBE, collation),
    COL("unsigned", AS_BOOL, is_unsigned),
    COL("nullable", AS_BOOL, nullable),
    COL("generated", AS_BOOL, generated),
    COL("virtual", AS_BOOL, is_virtual),
    COL("expression", AS_MAYBE, expr),
    COL("default_expression", AS_MAYBE, fallback),
    COL("given", AS_MAYBE, given),
    COL("auto_increment", AS_BOOL, auto_increment),
    COL("required", AS_BOOL, required),
    COL("length", AS_UINT, length),
    COL("precision", AS_UINT, precision),
    COL("scale", AS_UINT, scale),
};

static const struct member plan_tables[] = {
    TABLE("comment", AS_TEXT, comment),
    TABLE("create", AS_TEXT, create),
};

#endif
