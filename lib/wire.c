/* Bytes that TCP sockets have received and sent: sock_diag(7). */

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/sock_diag.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "wire.h"

enum { WIRE_ROOM = 65536 };

typedef void wire_call(void *, unsigned long, uint64_t, uint64_t);

static int
wire_ask(int fd, unsigned char family)
{
	struct {
		struct nlmsghdr head;
		struct inet_diag_req_v2 ask;
	} m = {
	    .head =
		{
		    .nlmsg_len = sizeof(m),
		    .nlmsg_type = SOCK_DIAG_BY_FAMILY,
		    .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
		},
	    .ask =
		{
		    .sdiag_family = family,
		    .sdiag_protocol = IPPROTO_TCP,
		    .idiag_ext = 1 << (INET_DIAG_INFO - 1),
		    .idiag_states = ~0U,
		},
	};

	return (send(fd, &m, sizeof(m), 0) == (ssize_t)sizeof(m) ? 0 : -1);
}

/* The kernel may know less of a socket than our headers do. */
static void
wire_socket(const struct nlmsghdr *head, wire_call *each, void *arg)
{
	struct inet_diag_msg msg;
	struct rtattr attr;
	struct tcp_info info;
	const char *p = (const char *)head + NLMSG_HDRLEN;
	const char *end = (const char *)head + head->nlmsg_len;
	size_t len;

	if ((size_t)(end - p) < sizeof(msg))
		return;
	memcpy(&msg, p, sizeof(msg));
	for (p += NLMSG_ALIGN(sizeof(msg)); (size_t)(end - p) > sizeof(attr);
	     p += RTA_ALIGN(attr.rta_len)) {
		memcpy(&attr, p, sizeof(attr));
		if (attr.rta_len < sizeof(attr) ||
		    attr.rta_len > (size_t)(end - p))
			return;
		len = attr.rta_len - RTA_LENGTH(0);
		if (attr.rta_type != INET_DIAG_INFO ||
		    len < offsetof(struct tcp_info, tcpi_segs_out))
			continue;
		memset(&info, 0, sizeof(info));
		memcpy(&info, p + RTA_LENGTH(0),
		    len < sizeof(info) ? len : sizeof(info));
		each(arg, msg.idiag_inode, info.tcpi_bytes_received,
		    info.tcpi_bytes_acked);
	}
}

/* wire_take(p, n, each, arg): whether there is more to come. */
static bool
wire_take(const char *p, size_t n, wire_call *each, void *arg)
{
	struct nlmsghdr head;

	while (n >= sizeof(head)) {
		memcpy(&head, p, sizeof(head));
		if (head.nlmsg_type == NLMSG_DONE ||
		    head.nlmsg_type == NLMSG_ERROR ||
		    head.nlmsg_len < sizeof(head) || head.nlmsg_len > n)
			return (false);
		wire_socket((const void *)p, each, arg);
		if (NLMSG_ALIGN(head.nlmsg_len) >= n)
			break;
		n -= NLMSG_ALIGN(head.nlmsg_len);
		p += NLMSG_ALIGN(head.nlmsg_len);
	}
	return (true);
}

void
wire_each(wire_call *each, void *arg)
{
	static const unsigned char family[] = {AF_INET, AF_INET6};
	_Alignas(struct nlmsghdr) char room[WIRE_ROOM];
	ssize_t n;
	size_t i;
	int fd;

	fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
	if (fd == -1)
		return;
	for (i = 0; i < sizeof(family); i++) {
		if (wire_ask(fd, family[i]) == -1)
			break;
		do {
			n = recv(fd, room, sizeof(room), 0);
		} while (n > 0 && wire_take(room, (size_t)n, each, arg));
	}
	close(fd);
}
