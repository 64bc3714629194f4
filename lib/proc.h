#ifndef PROC_H
#define PROC_H

#include <stdint.h>

/* What the stages of a run use, from proc(5). */
struct proc {
	unsigned int n;	   /* stages that run */
	double cpu;	   /* s, so far, of those */
	uint64_t memory;   /* bytes: resident */
	uint64_t received; /* bytes, over TCP sockets that are open now */
	uint64_t sent;
};

/* proc_read(p, run): sums up all processes in ${run}/pid. */
void proc_read(struct proc *, const char *);

#endif
