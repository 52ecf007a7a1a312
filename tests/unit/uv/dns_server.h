/* SPDX-License-Identifier: Apache-2.0 */
/* A DNS server of the test's own on loopback: says what it is told to, over UDP and TCP. */
#ifndef HF_TEST_DNS_SERVER_H
#define HF_TEST_DNS_SERVER_H

#include <stdint.h>
#include <uv.h>

#include "dns_message.h"
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
    DNS_SAYS_CUT_ONLY, /* and there it says nothing */
    DNS_SAYS_NOTHING
};

#define DNS_SERVER_PEERS 64
#define DNS_SERVER_ASKED 64

struct dns_server {
    uv_udp_t udp;
    uv_tcp_t tcp, peers[DNS_SERVER_PEERS];
    unsigned n_peers;
    const char *address; /* NULL: 127.0.0.1 */
    int port;            /* 0: any */
    struct hf_target at;
    enum dns_says says;
    /* Where not NULL, it says: puts a message, or none. */
    void (*reply)(struct dns_server *server, struct dns_message *message, int over_tcp);
    void *context;
    unsigned n_floods; /* datagrams that answer nothing, before each answer */
    unsigned n_addresses;
    uint32_t ttl_s, cname_ttl_s; /* cname_ttl_s 0: no CNAME before the address */
    unsigned n_asked, n_asked_tcp;
    char last_name[256];
    unsigned last_type, last_id;
    unsigned last_edns;   /* its size, 0: without */
    struct dns_asked_by { /* the first ones over UDP */
        unsigned port, id;
    } asked_by[DNS_SERVER_ASKED];
    uint8_t question[1024], answer[2048];
    struct dns_message message;
};

/* Zero it first. 0, or -1 when the port cannot be had; then there is nothing to close. */
int dns_server_open(struct dns_server *server, uv_loop_t *loop);
void dns_server_close(struct dns_server *server); /* and run the loop */

#endif
