/* Plans as JSON: what is taken, what is refused, and that nothing is lost. */

#include <stdlib.h>

#include <jansson.h>

#include "plan.h"
#include "tap.h"

static const char complete[] =
    "{\"gho_plan\":1,\"database\":\"d\",\"table\":\"t\",\"alter\":\"ADD c INT\","
    "\"server_host\":\"h\",\"server_port\":3306,"
    "\"server_uuid\":\"u\",\"server_version\":\"9.7.4\",\"server_number\":90704,"
    "\"gtid\":true,\"rows\":12,\"rows_exact\":false,\"ghost_table\":\"_t_gho\","
    "\"changelog_table\":\"_t_ghc\",\"checkpoint_table\":\"_t_ghk\","
    "\"old_table\":\"_t_del\",\"alters_auto_increment\":false,\"complete\":true,"
    "\"trigger_suffix\":\"_new\",\"trigger_strip\":false,"
    "\"renames\":[{\"from\":\"e\",\"to\":\"f\"}],\"dropped\":[\"x\"],"
    "\"checks\":[{\"name\":\"c\",\"ghost\":\"_c\"}],"
    "\"accept_loss\":[\"e\"],\"allow_zero_in_date\":true,"
    "\"loss_checked\":true,\"revert\":true,\"keeps\":true,\"null_free\":[\"u\"],"
    "\"on_replica\":true,"
    "\"key\":{\"name\":\"PRIMARY\",\"ghost_name\":\"PRIMARY\",\"from\":[0],"
    "\"to\":[1]},"
    "\"original\":{\"comment\":\"\",\"create\":\"CREATE\",\"columns\":["
    "{\"name\":\"id\",\"type\":\"int unsigned\",\"data_type\":\"int\","
    "\"charset\":null,\"collation\":null,\"unsigned\":true,\"nullable\":false,"
    "\"generated\":false,\"virtual\":false,\"expression\":null,"
    "\"auto_increment\":true,\"required\":false,\"length\":0,\"precision\":10,\"scale\":0,"
    "\"labels\":[]},"
    "{\"name\":\"e\",\"type\":\"enum('a','')\",\"data_type\":\"enum\","
    "\"charset\":\"utf8mb4\",\"collation\":\"utf8mb4_bin\",\"unsigned\":false,"
    "\"nullable\":true,\"generated\":false,\"virtual\":false,"
    "\"auto_increment\":false,\"required\":false,\"length\":4,\"precision\":0,\"scale\":0,"
    "\"labels\":[\"a\",\"\"]}]},"
    "\"ghost\":{\"comment\":\"\\u00e9\",\"create\":\"CREATE\",\"columns\":["
    "{\"name\":\"f\",\"type\":\"json\",\"data_type\":\"json\","
    "\"charset\":null,\"collation\":null,\"unsigned\":false,\"nullable\":true,"
    "\"generated\":true,\"virtual\":true,\"expression\":\"1\","
    "\"auto_increment\":false,\"required\":false,\"length\":0,\"precision\":0,\"scale\":0,"
    "\"labels\":[]},"
    "{\"name\":\"id\",\"type\":\"bigint\",\"data_type\":\"bigint\","
    "\"charset\":null,\"collation\":null,\"unsigned\":false,\"nullable\":false,"
    "\"generated\":false,\"virtual\":false,\"expression\":null,"
    "\"default_expression\":\"now()\",\"given\":\"2026-11-21 12:00:00+00:00\","
    "\"auto_increment\":true,\"required\":false,\"length\":0,\"precision\":19,\"scale\":0,"
    "\"labels\":[]}]},"
    "\"map\":[{\"from\":0,\"to\":1,\"convert\":true}],\"run_id\":\"00ff\","
    "\"convert\":true,\"stricter\":false,\"looser\":false,\"lone_key\":true,\"deferred\":null,\"sql_mode\":\"STRICT_ALL_TABLES\","
    "\"time_zone\":\"+00:00\",\"start\":\"binlog.000001:158\","
    "\"start_gtid\":null}";

static struct plan *
parse(const char *text, struct buf *why)
{
	why->len = 0;
	return (plan_parse(text, strlen(text), why));
}

static char *
write_again(const struct plan *plan)
{
	char *text = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&text, &len);

	ok(plan_write(plan, f) == 0, "a plan is written");
	fclose(f);
	return (text);
}

/* What may be left out is written as null. */
static void
fill_in(json_t *plan, const char *table)
{
	static const char *const names[] = {"expression", "default_expression",
	    "given"};
	json_t *col, *o = json_object_get(plan, table);
	size_t i, k;

	json_array_foreach(json_object_get(o, "columns"), i, col)
	{
		for (k = 0; k < sizeof(names) / sizeof(names[0]); k++) {
			if (json_object_get(col, names[k]) == NULL)
				json_object_set_new(col, names[k], json_null());
		}
	}
}

static void
test_round(void)
{
	struct buf why = {0};
	struct plan *plan = parse(complete, &why);
	json_t *a, *b;
	char *text;

	ok(plan != NULL, "a complete plan is read");
	if (plan == NULL) {
		printf("# %s\n", buf_cstr(&why));
		return;
	}
	is_str(plan->orig.col[1].label[1], "", "the last label");
	is_num(plan->orig.col[0].kind, KIND_INT, "a kind");
	is_num((long long)plan->version, 90704, "the server's version");
	is_num(plan->key.to[0], 1, "the key's column in the ghost");
	is_str(plan->ghost.comment, "\xc3\xa9", "a comment");
	text = write_again(plan);
	a = json_loads(complete, 0, NULL);
	b = json_loads(text, 0, NULL);
	fill_in(a, "original");
	fill_in(a, "ghost");
	ok(json_equal(a, b), "what is written is what was read");
	json_decref(a);
	json_decref(b);
	free(text);
	plan_free(plan);
	buf_free(&why);
}

/* Replaces the first ${from} by ${to}; the result must be refused. */
static void
refused(const char *from, const char *to, const char *part)
{
	const char *at = strstr(complete, from);
	struct buf text = {0}, why = {0};
	struct plan *plan;

	if (at == NULL) {
		ok(false, "the test has %s", from);
		return;
	}
	buf_add(&text, complete, (size_t)(at - complete));
	buf_str(&text, to);
	buf_str(&text, at + strlen(from));
	plan = parse(buf_cstr(&text), &why);
	ok(plan == NULL && strstr(buf_cstr(&why), part) != NULL &&
		strchr(buf_cstr(&why), '\n') == NULL,
	    "refused: not %s", from);
	if (plan != NULL || strstr(buf_cstr(&why), part) == NULL)
		printf("# said: %s\n", buf_cstr(&why));
	plan_free(plan);
	buf_free(&text);
	buf_free(&why);
}

static void
test_refused(void)
{
	refused("\"gho_plan\":1", "\"gho_plan\":2", "unknown");
	refused("\"gho_plan\":1", "\"gho_plan\":\"1\"", "\"gho_plan\"");
	refused("\"gho_plan\":1,", "", "\"gho_plan\"");
	refused("\"gho_plan\":1", "\"gho_plan\":1,\"gho_plan\":1", "duplicate");
	refused("\"database\":\"d\"", "\"database\":\"\"", "\"database\"");
	refused("\"database\":\"d\"", "\"database\":\"a\\u0000b\"", "0000");
	refused("\"database\":\"d\"", "\"database\":\"\xff\"", "decode");
	refused("\"table\":\"t\",", "", "\"table\" is missing");
	refused("\"rows\":12", "\"rows\":-1", "\"rows\"");
	refused("\"rows\":12", "\"rows\":1.5", "\"rows\"");
	refused("\"rows\":12", "\"rows\":99999999999999999999", "");
	refused("\"gtid\":true", "\"gtid\":1", "\"gtid\"");
	refused("\"server_number\":90704", "\"server_number\":5000000000",
	    "\"server_number\"");
	refused("\"renames\":[{\"from\":\"e\",\"to\":\"f\"}]",
	    "\"renames\":[{\"from\":\"e\"}]", "\"renames\"");
	refused("\"renames\":[", "\"renames\":[7,", "\"renames\"");
	refused("\"checks\":[", "\"checks\":[7,", "\"checks\"");
	refused("\"accept_loss\":[", "\"accept_loss\":[7,", "\"accept_loss\"");
	refused("\"loss_checked\":true", "\"loss_checked\":1",
	    "\"loss_checked\"");
	refused("\"allow_zero_in_date\":true", "\"allow_zero_in_date\":[]",
	    "\"allow_zero_in_date\"");
	refused("\"checks\":[{\"name\":\"c\",", "\"checks\":[{", "\"checks\"");
	refused("\"dropped\":[\"x\"]", "\"dropped\":[\"x\",1]", "\"dropped\"");
	refused("\"from\":[0]", "\"from\":[2]", "\"from\"");
	refused("\"from\":[0]", "\"from\":[-1]", "\"from\"");
	refused("\"from\":[0]", "\"from\":[]", "\"from\"");
	refused("\"from\":[0]", "\"from\":[0,0]", "\"from\"");
	refused("\"from\":[0]", "\"from\":[0,1]", "\"to\"");
	refused("\"to\":[1]", "\"to\":[2]", "\"to\"");
	refused("\"to\":[1]", "\"to\":[4294967297]", "\"to\"");
	refused("\"to\":[1]", "\"to\":{}", "\"to\"");
	refused("\"ghost_name\":\"PRIMARY\",", "", "\"ghost_name\"");
	refused("\"labels\":[\"a\",\"\"]", "\"labels\":[\"a\",null]",
	    "original: column 1: \"labels\"");
	refused("\"data_type\":\"int\"", "\"data_type\":\"hyperint\"",
	    "original: column 0: \"data_type\"");
	refused("\"name\":\"e\"", "\"name\":\"ID\"", "twice");
	refused("\"charset\":null", "\"charset\":1", "\"charset\"");
	refused("\"precision\":10", "\"precision\":4294967296",
	    "\"precision\"");
	refused("{\"from\":0,\"to\":1,\"convert\":true}",
	    "{\"from\":2,\"to\":1,\"convert\":true}", "item 0 of \"map\"");
	refused("{\"from\":0,\"to\":1,\"convert\":true}",
	    "{\"from\":0,\"to\":1,\"convert\":true},"
	    "{\"from\":0,\"to\":0,\"convert\":true}",
	    "item 1 of \"map\"");
	refused("{\"from\":0,\"to\":1,\"convert\":true}", "", "\"map\"");
	refused("\"run_id\":\"00ff\"", "\"run_id\":\"0'; DROP\"", "run_id");
	refused("\"sql_mode\":\"STRICT", "\"sql_mode\":\"'STRICT", "sql_mode");
	refused("\"time_zone\":\"+00:00\"", "\"time_zone\":\"'\"", "time_zone");
	refused("binlog.000001:158", "binlog.000001", "\"start\"");
	refused("binlog.000001:158", "binlog.000001:x", "\"start\"");
	refused("binlog.000001:158", ":158", "\"start\"");
	refused("\"start_gtid\":null", "\"start_gtid\":[]", "start_gtid");
}

/* Any cut is damage, and none may crash. */
static void
test_cut(void)
{
	struct buf why = {0};
	struct plan *plan;
	size_t i, taken = 0;

	for (i = 0; i < sizeof(complete) - 1; i++) {
		why.len = 0;
		plan = plan_parse(complete, i, &why);
		taken += plan != NULL || why.len == 0;
		plan_free(plan);
	}
	is_num((long long)taken, 0, "no cut plan is taken");
	ok(parse("[]", &why) == NULL, "an array is no plan");
	ok(parse("{}", &why) == NULL, "an empty object is no plan");
	ok(parse("", &why) == NULL, "nothing is no plan");
	buf_free(&why);
}

int
main(void)
{
	test_round();
	test_refused();
	test_cut();
	is_num(plan_kind("mediumtext"), KIND_TEXT, "kind of mediumtext");
	is_num(plan_kind("geomcollection"), KIND_GEOMETRY, "of a geometry");
	is_num(plan_kind("uuid"), -1, "of a type unknown here");
	plan_free(NULL);
	return (done_testing());
}
