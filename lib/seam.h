#ifndef SEAM_H
#define SEAM_H

/*
 * Seams: named steps at which a test can make a tool fail.  Only builds with
 * -DGHO_SEAM have them (`make seam` puts one into build-seam); in all others
 * SEAM() is nothing.
 *
 *	GHO_FAIL_AT=STEP[:KIND[:N]]
 *
 * in the environment lets the ${N}th time (the first, if not given) that a
 * process comes to STEP
 *	kill	end it by SIGKILL, the default,
 *	stop	stop it by SIGSTOP, until somebody sends SIGCONT,
 *	hold	make it wait while the file GHO_SEAM_FILE exists, which it
 *		makes itself: what happens meanwhile is the test's.
 * Each says on stderr that it came there.  Any other KIND ends it with X_BUG,
 * as a test with a typing error must not pass.
 *
 * Names of steps begin with the tool's: cutover-lock.  Nobody has a list of
 * them: grep -r SEAM lib tools.
 */
#ifdef GHO_SEAM
void seam_at(const char *);
#define SEAM(step) seam_at(step)
#else
#define SEAM(step) ((void)0)
#endif

#endif
