/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A TLS server for tests, over bytes: what it hears goes in, what it says comes out; memory or a
 * socket is in between. It begins its handshake with the first byte that it hears.
 *
 *     server = tls_server_open(&(struct tls_server_options){.certificate = leaf});
 *     peer = tls_peer_open(server);             one for each connection
 *     tls_peer_heard(peer, bytes, n);           from the client
 *     n = tls_peer_cipher(peer, room, size);    for the client, until 0
 *     n = tls_peer_plain(peer, room, size);     what the client said, until 0
 *     tls_peer_put(peer, bytes, n);             what it shall hear, once tls_peer_is_open
 *     tls_peer_free(peer);  tls_server_close(server);
 */
#ifndef HF_TEST_TLS_PEER_H
#define HF_TEST_TLS_PEER_H

#include <stddef.h>
#include <stdint.h>

#include "certificates.h"

struct ssl_st;

struct tls_server_options {
    const struct certificate *certificate;
    const struct certificate *client_ca; /* it demands a certificate from this one; NULL: none */
    const char *ciphers;                 /* of TLS 1.2; NULL: all */
    const int *groups;                   /* NIDs of curves, 0 ends them; NULL: all */
    uint16_t version;                    /* 0x0303 alone, say; 0: all from TLS 1.0 on */
    int no_tickets;                      /* nothing of it can be resumed */
};

struct tls_server; /* whose tickets all its connections take */
struct tls_peer;

struct tls_server *tls_server_open(const struct tls_server_options *options);
/* Behind its own, whether it helps or not. */
void tls_server_send_along(struct tls_server *server, const struct certificate *certificate);
void tls_server_close(struct tls_server *server);

struct tls_peer *tls_peer_open(struct tls_server *server);
void tls_peer_free(struct tls_peer *peer);

void tls_peer_heard(struct tls_peer *peer, const uint8_t *bytes, size_t n);
size_t tls_peer_cipher(struct tls_peer *peer, uint8_t *room, size_t size);
size_t tls_peer_plain(struct tls_peer *peer, uint8_t *room, size_t size);
void tls_peer_put(struct tls_peer *peer, const void *bytes, size_t n);
void tls_peer_end(struct tls_peer *peer); /* close_notify */

int tls_peer_is_open(const struct tls_peer *peer);
int tls_peer_is_closed(const struct tls_peer *peer); /* the client has said close_notify */
int tls_peer_is_resumed(const struct tls_peer *peer);
int tls_peer_alert(const struct tls_peer *peer);          /* the client's fatal one, or 0 */
const char *tls_peer_name(const struct tls_peer *peer);   /* the client's SNI, or "" */
const char *tls_peer_client(const struct tls_peer *peer); /* common name it proved, or "" */
struct ssl_st *tls_peer_ssl(struct tls_peer *peer);       /* for what is not here */

#endif
