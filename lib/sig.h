#ifndef SIG_H
#define SIG_H

/*
 * SIGTERM and SIGINT as a flag: a tool finishes what it has at hand,
 * acknowledges it and dies of the signal that stopped it, so that whoever
 * waits for it sees why it ended.
 */

/*
 * sig_catch(): SIGTERM and SIGINT set the flag from now on; system calls
 * are interrupted by them (no SA_RESTART).
 */
void sig_catch(void);

/* sig_seen(): the signal that came, or 0. */
int sig_seen(void);

/* sig_ignore_pipe(): writing to a closed pipe is EPIPE, not death. */
void sig_ignore_pipe(void);

/*
 * sig_pipe_die(): dies of SIGPIPE, as a filter does whose reader has gone;
 * libmysqlclient has made the kernel's own signal ignored.
 */
void sig_pipe_die(void);

/* sig_die(): dies of the signal that came; returns if none has. */
void sig_die(void);

/* sig_sleep(ms): sleeps ${ms} milliseconds, or until a signal has come. */
void sig_sleep(long);

#endif
