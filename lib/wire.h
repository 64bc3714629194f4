#ifndef WIRE_H
#define WIRE_H

#include <stdint.h>

/*
 * wire_each(each, arg): calls each(arg, inode, received, sent) for every TCP
 * socket of this host, with the bytes that it has received and sent so far.
 * From sock_diag(7); where the kernel does not tell, there are none.
 */
void wire_each(void (*)(void *, unsigned long, uint64_t, uint64_t), void *);

#endif
