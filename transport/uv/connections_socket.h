/* SPDX-License-Identifier: Apache-2.0 */
/* File descriptors of TCP connections and listeners, and what their errors mean. Linux, POSIX. */
#ifndef HF_UV_CONNECTIONS_SOCKET_H
#define HF_UV_CONNECTIONS_SOCKET_H

#include <sys/socket.h>

#include "holdfast/event.h"
#include "holdfast/target.h"

/* As hf_socket_address, with the scope that a link-local address needs: that of the interface which
 * has `bind`, else of the only one that has such an address. Returns the length. */
socklen_t hf_tcp_address(const struct hf_target *bind, const struct hf_target *target,
                         struct sockaddr_storage *address);

/* A non-blocking socket to connect to peer with, bound to bind's address where that names one, on
 * any port; or a negative errno. */
int hf_tcp_socket(const struct hf_target *bind, const struct hf_target *peer);

/* A non-blocking socket that listens on local, or a negative errno. */
int hf_tcp_listen(const struct hf_target *local);

/* After how long without an acknowledgement, or with a closed window, the system gives up. */
void hf_tcp_set_patience(int fd, unsigned ms);

/* Where peer would be reached from now, port 0; family NONE: there is no way. */
struct hf_target hf_tcp_source(const struct hf_target *bind, const struct hf_target *peer);

int hf_tcp_is_here(const struct hf_target *address); /* the machine has it */

/* Of a negative errno of libuv's that a connection met, UV_EOF too. */
enum hf_cause hf_tcp_cause(int error);

#endif
