/* SPDX-License-Identifier: Apache-2.0 */
/* A DNS server of the test's own on loopback: says what it is told to, over UDP and TCP. */
#ifndef HF_TEST_DNS_SERVER_H
#define HF_TEST_DNS_SERVER_H

#include <stdint.h>
#include <uv.h>

#include "holdfast/target.h"

enum dns_says {
    DNS_SAYS_ADDRESS, /* 192.0.2.1.. or 2001:db8::1.., n_addresses of them, with ttl_s */
    DNS_SAYS_NO_NAME,
    DNS_SAYS_NO_DATA,
    DNS_SAYS_SERVFAIL,
    DNS_SAYS_REFUSED,
    DNS_SAYS_NOT_AUTH, /* an rcode beyond those of RFC 1035 */
    DNS_SAYS_NONSENSE, /* an answer whose record ends beyond the message */
    DNS_SAYS_CUT,      /* over UDP: come again over TCP */
    DNS_SAYS_NOTHING
};

struct dns_server {
    uv_udp_t udp;
    uv_tcp_t tcp, peer;
    const char *address; /* NULL: 127.0.0.1 */
    int port;            /* 0: any */
    struct hf_target at;
    enum dns_says says;
    unsigned n_addresses;
    uint32_t ttl_s, cname_ttl_s; /* cname_ttl_s 0: no CNAME before the address */
    unsigned n_asked, n_asked_tcp;
    char last_name[256];
    uint8_t question[1024], answer[2048];
    int has_peer;
};

/* Zero it first. 0, or -1 when the port cannot be had; then there is nothing to close. */
int dns_server_open(struct dns_server *server, uv_loop_t *loop);
void dns_server_close(struct dns_server *server); /* and run the loop */

#endif
