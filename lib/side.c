/* The small tables beside the original. */

#include <stdlib.h>

#include <sys/random.h>
#include <sys/types.h>

#include "mark.h"
#include "say.h"
#include "side.h"

int
side_run_id(struct plan *plan)
{
	unsigned char bytes[8];
	struct buf id = {0};
	size_t i;

	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes)) {
		say_err("cannot get random bytes:");
		return (-1);
	}
	for (i = 0; i < sizeof(bytes); i++)
		buf_fmt(&id, "%02x", bytes[i]);
	free(plan->run_id);
	plan->run_id = mem_str(buf_cstr(&id));
	buf_free(&id);
	return (0);
}

/* side_make(s, plan, kind, columns): the table, with its mark. */
static int
side_make(struct sql *s, const struct plan *plan, enum mark_kind kind,
    const char *columns)
{
	struct buf text = {0};
	int rc;

	buf_str(&text, "CREATE /* gh-ost */ TABLE ");
	sql_name2(&text, plan->db, mark_table(plan, kind));
	buf_fmt(&text, " (%s) ENGINE = InnoDB%s COMMENT = '", columns,
	    kind == MARK_CHANGELOG ? " AUTO_INCREMENT = 256" : "");
	mark_text(kind, plan->run_id, &text);
	buf_chr(&text, '\'');
	rc = sql_run(s, "%s", buf_cstr(&text));
	buf_free(&text);
	return (rc);
}

/* The layout is gh-ost's: other tools read it. */
int
side_changelog(struct sql *s, const struct plan *plan)
{
	return (side_make(s, plan, MARK_CHANGELOG,
	    "id bigint unsigned NOT NULL AUTO_INCREMENT,"
	    " last_update timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP"
	    " ON UPDATE CURRENT_TIMESTAMP,"
	    " hint varchar(64) CHARACTER SET ascii NOT NULL,"
	    " value varchar(4096) CHARACTER SET ascii NOT NULL,"
	    " PRIMARY KEY (id), UNIQUE KEY hint_uidx (hint)"));
}

/* Its rows are those of keep.h. */
int
side_checkpoint(struct sql *s, const struct plan *plan)
{
	return (side_make(s, plan, MARK_CHECKPOINT,
	    "id bigint unsigned NOT NULL,"
	    " kind varchar(32) CHARACTER SET ascii NOT NULL,"
	    " coordinates text CHARACTER SET ascii,"
	    " gtid_set longtext CHARACTER SET ascii,"
	    " rows_applied bigint unsigned NOT NULL DEFAULT 0,"
	    " value longtext CHARACTER SET utf8mb4,"
	    " updated_at timestamp(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)"
	    " ON UPDATE CURRENT_TIMESTAMP(6),"
	    " PRIMARY KEY (id), UNIQUE KEY kind_uidx (kind)"));
}
