/* SPDX-License-Identifier: Apache-2.0 */
/* A TLS server over memory BIOs. */
#include "tls_peer.h"

#include <criterion/criterion.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#define ALERT_BASE 1000 /* BoringSSL's reasons for the other side's alerts */

struct tls_server {
    SSL_CTX *context;
};

struct tls_peer {
    SSL *ssl;
    int open, closed, alert, failed;
    char name[256], client[64];
};

static int on_name(SSL *ssl, int *alert, void *context)
{
    struct tls_peer *peer = SSL_get_app_data(ssl);
    const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);

    (void)alert;
    (void)context;
    if (name != NULL)
        strncpy(peer->name, name, sizeof peer->name - 1);
    return SSL_TLSEXT_ERR_OK;
}

struct tls_server *tls_server_open(const struct tls_server_options *options)
{
    struct tls_server *server = calloc(1, sizeof *server);
    SSL_CTX *context = SSL_CTX_new(TLS_method());
    size_t n_groups = 0;

    server->context = context;
    SSL_CTX_set_min_proto_version(context, options->version ? options->version : TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context, options->version ? options->version : TLS1_3_VERSION);
    SSL_CTX_set_tlsext_servername_callback(context, on_name);
    SSL_CTX_set_session_id_context(context, (const uint8_t *)"test", 4);
    certificate_install(options->certificate, context);
    if (options->ciphers != NULL)
        cr_assert(SSL_CTX_set_strict_cipher_list(context, options->ciphers) == 1);
    while (options->groups != NULL && options->groups[n_groups] != 0)
        n_groups++;
    if (n_groups > 0)
        cr_assert(SSL_CTX_set1_curves(context, options->groups, n_groups) == 1);
    if (options->client_ca != NULL) {
        certificate_trust(options->client_ca, context);
        SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    }
    if (options->no_tickets) {
        SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
        SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    }
    return server;
}

void tls_server_send_along(struct tls_server *server, const struct certificate *certificate)
{
    certificate_add(certificate, server->context);
}

void tls_server_close(struct tls_server *server)
{
    SSL_CTX_free(server->context);
    free(server);
}

struct tls_peer *tls_peer_open(struct tls_server *server)
{
    struct tls_peer *peer = calloc(1, sizeof *peer);
    BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());

    BIO_set_mem_eof_return(in, -1);
    peer->ssl = SSL_new(server->context);
    SSL_set_bio(peer->ssl, in, out);
    SSL_set_app_data(peer->ssl, peer);
    SSL_set_accept_state(peer->ssl);
    return peer;
}

void tls_peer_free(struct tls_peer *peer)
{
    if (peer == NULL)
        return;
    SSL_free(peer->ssl);
    free(peer);
}

static void note_error(struct tls_peer *peer)
{
    uint32_t error;

    peer->failed = 1;
    while ((error = ERR_get_error()) != 0)
        if (ERR_GET_REASON(error) >= ALERT_BASE)
            peer->alert = ERR_GET_REASON(error) - ALERT_BASE;
}

static void note_client(struct tls_peer *peer)
{
    X509 *x509 = SSL_get_peer_certificate(peer->ssl);

    if (x509 != NULL)
        X509_NAME_get_text_by_NID(X509_get_subject_name(x509), NID_commonName, peer->client,
                                  sizeof peer->client);
    X509_free(x509);
}

void tls_peer_heard(struct tls_peer *peer, const uint8_t *bytes, size_t n)
{
    int done;

    cr_assert(BIO_write(SSL_get_rbio(peer->ssl), bytes, (int)n) == (int)n);
    if (peer->open || peer->failed)
        return;
    ERR_clear_error();
    done = SSL_do_handshake(peer->ssl);
    if (done == 1) {
        peer->open = 1;
        note_client(peer);
        (void)SSL_write(peer->ssl, "", 0); /* BoringSSL's tickets wait for the first write */
    } else if (SSL_get_error(peer->ssl, done) != SSL_ERROR_WANT_READ) {
        note_error(peer);
    }
}

size_t tls_peer_cipher(struct tls_peer *peer, uint8_t *room, size_t size)
{
    int n = BIO_read(SSL_get_wbio(peer->ssl), room, (int)size);

    return n > 0 ? (size_t)n : 0;
}

size_t tls_peer_plain(struct tls_peer *peer, uint8_t *room, size_t size)
{
    int n, error;

    if (!peer->open || peer->failed || peer->closed)
        return 0;
    ERR_clear_error();
    n = SSL_read(peer->ssl, room, (int)size);
    if (n > 0)
        return (size_t)n;
    error = SSL_get_error(peer->ssl, n);
    if (error == SSL_ERROR_ZERO_RETURN)
        peer->closed = 1;
    else if (error != SSL_ERROR_WANT_READ)
        note_error(peer);
    return 0;
}

void tls_peer_put(struct tls_peer *peer, const void *bytes, size_t n)
{
    cr_assert(peer->open);
    cr_assert(SSL_write(peer->ssl, bytes, (int)n) == (int)n);
}

void tls_peer_end(struct tls_peer *peer)
{
    SSL_shutdown(peer->ssl);
}

int tls_peer_is_open(const struct tls_peer *peer)
{
    return peer->open;
}

int tls_peer_is_closed(const struct tls_peer *peer)
{
    return peer->closed;
}

int tls_peer_is_resumed(const struct tls_peer *peer)
{
    return SSL_session_reused(peer->ssl);
}

int tls_peer_alert(const struct tls_peer *peer)
{
    return peer->alert;
}

const char *tls_peer_name(const struct tls_peer *peer)
{
    return peer->name;
}

const char *tls_peer_client(const struct tls_peer *peer)
{
    return peer->client;
}

SSL *tls_peer_ssl(struct tls_peer *peer)
{
    return peer->ssl;
}
