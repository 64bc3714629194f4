#ifndef SAY_H
#define SAY_H

/*
 * Messages and exit codes, the same in every tool.
 *
 * A message is one line on stderr, written with one write(2):
 *
 *	gho-apply: warning: lost connection to db1 (2013), retry 3 of 60
 *
 * Control bytes in it become '?'.  A format that ends in ':' gets a space
 * and strerror(errno) appended.  With GHO_STAMP set in the environment a
 * line begins with the time in UTC and has the process id.  With GHO_LOG set to
 * "json" it is an object: time, program, pid, level ("debug", "info", "warning"
 * or "error") and message.
 */

/* Exit codes: see gho(7). */
enum {
	X_DONE = 0,
	X_NO = 1, /* a question was answered no */
	X_USAGE = 64,
	X_DATA = 65,	/* damaged input, or a version unknown here */
	X_REFUSED = 69, /* cannot be done as asked, nothing changed */
	X_BUG = 70,	/* bug, or a stage ended that should not */
	X_SYS = 71,	/* a system call failed */
	X_AGAIN = 75,	/* try again: connection, lock, cut stream */
};

/*
 * say_init(argv0): messages begin with the last component of ${argv0} from
 * now on.  ${argv0} must stay valid.
 */
void say_init(const char *);

/* say_name(): the program's name, as messages show it. */
const char *say_name(void);

/* say_verbose(n): debug messages appear from level 1 on; default 0. */
void say_verbose(int);

void say_debug(const char *, ...) __attribute__((format(printf, 1, 2)));
void say_info(const char *, ...) __attribute__((format(printf, 1, 2)));
void say_warn(const char *, ...) __attribute__((format(printf, 1, 2)));
void say_err(const char *, ...) __attribute__((format(printf, 1, 2)));

/* say_die(code, fmt, ...): say_err() and exit(${code}).  For tools only. */
_Noreturn void say_die(int, const char *, ...)
    __attribute__((format(printf, 2, 3)));

#endif
