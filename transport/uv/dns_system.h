/* SPDX-License-Identifier: Apache-2.0 */
/* What the system says about names: its DNS servers (resolv.conf(5)), its hosts file (hosts(5)). */
#ifndef HF_UV_DNS_SYSTEM_H
#define HF_UV_DNS_SYSTEM_H

#include <stdint.h>

#include "dns_wire.h"

struct hf_dns_file { /* which contents of a file were read; all zero: there was none */
    uint64_t inode, size;
    int64_t changed_s, changed_ns;
};

struct hf_dns_file hf_dns_file_now(const char *path);
int hf_dns_file_same(const struct hf_dns_file *a, const struct hf_dns_file *b);

/* The first name servers of the file. Without one it is this machine, as resolv.conf(5) says. A
 * link-local one has its interface ("fe80::1%eth0"); where that is not there, the server is passed
 * over. Returns how many: 1..HF_RESOLVER_SERVERS. */
unsigned hf_dns_servers(const char *path, struct hf_dns_server servers[HF_RESOLVER_SERVERS]);

/* 1: the hosts file has the name, in any family, and decides; or it is localhost (RFC 6761 6.3).
 * 0: ask DNS. name is in lower case. */
int hf_dns_hosts(const char *path, const char *name, uint16_t type, struct hf_dns_answer *answer);

#endif
