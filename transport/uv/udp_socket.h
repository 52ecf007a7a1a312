/* SPDX-License-Identifier: Apache-2.0 */
/* File descriptors of UDP sockets, and native targets as socket addresses. Linux and POSIX. */
#ifndef HF_UV_UDP_SOCKET_H
#define HF_UV_UDP_SOCKET_H

#include <sys/socket.h>

#include "holdfast/event.h"
#include "holdfast/target.h"

/* Returns the length of the address. */
socklen_t hf_socket_address(const struct hf_target *target, struct sockaddr_storage *address);

/* family NONE when it is neither IPv4 nor IPv6. IPv4 mapped into IPv6 becomes IPv4. */
struct hf_target hf_socket_target(const struct sockaddr *address);

/* A non-blocking socket bound to local, or a negative errno. Nobody else holds the address then,
 * and nobody can take it as well before hf_socket_share allows it. */
int hf_socket_listen(const struct hf_target *local);

/* Whether a socket that is bound from now on may have the same address. 0 or a negative errno. */
int hf_socket_share(int fd, int on);

/* A non-blocking socket on local's address and port, which must be shared, connected to peer; or
 * a negative errno. */
int hf_socket_connect(const struct hf_target *local, const struct hf_target *peer);

/* The address that the socket has; family NONE on failure. */
struct hf_target hf_socket_local(int fd);

/* What a negative errno means for a request: heard on a connected socket, or met in sending. */
enum hf_cause hf_socket_heard(int error);
enum hf_cause hf_socket_met(int error);

#endif
