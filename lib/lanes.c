/* Several sessions write one batch. */

#include <stdlib.h>
#include <string.h>

#include "lanes.h"
#include "say.h"
#include "seam.h"

/* ---- Which tables ---- */

/* Text may be spelled in several ways, and so may what the ALTER turns. */
static bool
lanes_by_bytes(const struct plan_col *col)
{
	switch (col->kind) {
	case KIND_INT:
	case KIND_YEAR:
	case KIND_BIT:
	case KIND_BYTES:
	case KIND_DATE:
	case KIND_TIME:
	case KIND_DATETIME:
	case KIND_TIMESTAMP:
		return (true);
	default:
		return (false);
	}
}

bool
lanes_can(const struct plan *plan)
{
	unsigned int i;

	for (i = 0; i < plan->key.n; i++) {
		if (!lanes_by_bytes(&plan->orig.col[plan->key.from[i]]))
			return (false);
	}
	/* What the ghost keeps is found where the whole batch has left it. */
	return (plan->lone_key && !plan->keeps);
}

/* ---- Threads ---- */

static void *
lanes_mate_run(void *arg)
{
	struct lanes_mate *m = arg;
	struct lanes *ls = m->all;
	int rc;

	mysql_thread_init();
	pthread_mutex_lock(&ls->lock);
	while (!ls->over) {
		if (m->work == NULL) {
			pthread_cond_wait(&ls->change, &ls->lock);
			continue;
		}
		pthread_mutex_unlock(&ls->lock);
		rc = m->work(&m->lane);
		pthread_mutex_lock(&ls->lock);
		m->rc = rc;
		m->work = NULL;
		pthread_cond_broadcast(&ls->change);
	}
	pthread_mutex_unlock(&ls->lock);
	lane_close(&m->lane);
	mysql_thread_end();
	return (NULL);
}

void
lanes_open(struct lanes *ls, const struct plan *plan, const struct sql_opt *opt,
    const struct batch *batch, unsigned int n)
{
	unsigned int i;

	memset(ls, 0, sizeof(*ls));
	pthread_mutex_init(&ls->lock, NULL);
	pthread_cond_init(&ls->change, NULL);
	ls->n = n < LANES_MAX ? n : LANES_MAX;
	ls->mate = mem_alloc(ls->n, sizeof(*ls->mate));
	for (i = 0; i < ls->n; i++) {
		ls->mate[i].all = ls;
		lane_open(&ls->mate[i].lane, plan, opt, batch, i + 1);
		if (pthread_create(&ls->mate[i].thread, NULL, lanes_mate_run,
			&ls->mate[i]) != 0)
			say_die(X_SYS, "cannot start a thread");
	}
}

void
lanes_close(struct lanes *ls)
{
	unsigned int i;

	if (ls->mate == NULL)
		return;
	pthread_mutex_lock(&ls->lock);
	ls->over = true;
	pthread_cond_broadcast(&ls->change);
	pthread_mutex_unlock(&ls->lock);
	for (i = 0; i < ls->n; i++)
		pthread_join(ls->mate[i].thread, NULL);
	free(ls->mate);
	ls->mate = NULL;
	ls->n = 0;
}

/* lanes_start(ls, work): has all but the main one do it. */
static void
lanes_start(struct lanes *ls, int (*work)(struct lane *))
{
	unsigned int i;

	pthread_mutex_lock(&ls->lock);
	for (i = 0; i < ls->n; i++)
		ls->mate[i].work = work;
	pthread_cond_broadcast(&ls->change);
	pthread_mutex_unlock(&ls->lock);
}

/* lanes_wait(ls, why): until all have; -1 if one failed. */
static int
lanes_wait(struct lanes *ls, struct buf *why)
{
	unsigned int i;
	int rc = 0;

	pthread_mutex_lock(&ls->lock);
	for (i = 0; i < ls->n; i++) {
		while (ls->mate[i].work != NULL)
			pthread_cond_wait(&ls->change, &ls->lock);
		if (ls->mate[i].rc == -1 && rc == 0)
			buf_str(why, ls->mate[i].lane.db.text);
		if (ls->mate[i].rc == -1)
			rc = -1;
	}
	pthread_mutex_unlock(&ls->lock);
	return (rc);
}

/* ---- What they do ---- */

static int
lanes_do_write(struct lane *l)
{
	if (fence_idle(&l->fence))
		lane_close(l);
	if (lane_connect(l) == -1 || lane_rows(l) == -1)
		return (-1);
	fence_used(&l->fence);
	return (0);
}

static int
lanes_do_commit(struct lane *l)
{
	return (sql_run(&l->db, "COMMIT"));
}

static int
lanes_do_close(struct lane *l)
{
	lane_close(l);
	return (0);
}

int
lanes_write(struct lanes *ls, struct lane *first, struct buf *why)
{
	int rc;

	lanes_start(ls, lanes_do_write);
	rc = lane_rows(first);
	if (lanes_wait(ls, why) == -1)
		return (rc == -1 ? -1 : 1);
	if (rc == -1)
		return (-1);
	SEAM("apply-lanes");
	lanes_start(ls, lanes_do_commit);
	if (lanes_wait(ls, why) == -1)
		return (1);
	SEAM("apply-lanes-committed");
	return (0);
}

void
lanes_drop(struct lanes *ls)
{
	struct buf none = {0};

	lanes_start(ls, lanes_do_close);
	lanes_wait(ls, &none);
	buf_free(&none);
}

int
lanes_clear(struct sql *s, const struct plan *plan)
{
	return (fence_clear(s, plan, FENCE_LANE, LANES_MAX));
}
