#ifndef FILE_H
#define FILE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Small files.  A file has one writer, which replaces it by rename, so
 * that nobody ever reads half of one.
 */

/*
 * file_replace(path, text, len): writes ${path}.new and renames it.
 * Returns 0, or -1 after saying why; the old file is then untouched.
 */
int file_replace(const char *, const char *, size_t);

/*
 * file_word(path, line, size): the first line of ${path} without its end.
 * Returns 1, 0 if there is no such file, -1 after saying why.
 */
int file_word(const char *, char *, size_t);

/* file_write(fd, p, len): all of it.  Returns 0, or -1 with errno. */
int file_write(int, const void *, size_t);

/* ---- A run directory: gho-run(5) ---- */

/*
 * run_held(run, what, reason, size): whether the directory ${run}/${what}
 * ("hold" holds all, "hold-copy" only the copy, "hold-apply" only applying)
 * has any file, and the name of one.  ${run} NULL is never held.
 */
bool run_held(const char *, const char *, char *, size_t);

/*
 * run_cutover_held(run, reason, size): the first line of a file in
 * "hold-cutover", which the cut-over has to wait for; whether there is one.
 */
bool run_cutover_held(const char *, char *, size_t);

/* run_apply_held(run): whether applying has to wait: "hold" or "hold-apply". */
bool run_apply_held(const char *);

/*
 * run_knob(run, name, min, max, value): replaces ${*value} by the number in
 * ${run}/knob/${name}, if there is such a file.  A value that is no number
 * or not within ${min} and ${max} is said, and the file gets the value that
 * stays in force.
 */
void run_knob(const char *, const char *, double, double, double *);

/*
 * run_number(run, name, value): replaces ${*value} by the number in
 * ${run}/${name}, which is a tool's; without one it stays.
 */
void run_number(const char *, const char *, double *);

#endif
