/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One TLS connection over BoringSSL. Bytes that were heard are decrypted when somebody asks for
 * them, so that a peer's flood waits where the caller can see it. BoringSSL itself ends a peer that
 * floods with key updates, empty records or warnings, and never renegotiates. The state moves
 * HANDSHAKE -> OPEN -> CLOSED, and from the first two to FAILED; the alert that says so to the peer
 * is in hf_tls_cipher.
 */
#include "tls_internal.h"

#include <limits.h>
#include <openssl/err.h>
#include <openssl/nid.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void enter_failed(struct hf_tls *tls)
{
    tls->state = HF_TLS_FAILED;
    hf_tls_bytes_free(&tls->heard);
    hf_tls_bytes_free(&tls->queue);
    ERR_clear_error();
}

static void fail(struct hf_tls *tls, const char *text)
{
    tls->failure.cause = HF_CAUSE_TLS;
    snprintf(tls->failure.text, sizeof tls->failure.text, "%s", text);
    enter_failed(tls);
}

static void enter_closed(struct hf_tls *tls)
{
    tls->state = HF_TLS_CLOSED;
    hf_tls_bytes_free(&tls->heard);
}

static void write_plain(struct hf_tls *tls, const uint8_t *bytes, size_t n)
{
    ERR_clear_error();
    while (n > 0) {
        int written = SSL_write(tls->ssl, bytes, n > INT_MAX ? INT_MAX : (int)n);

        if (written <= 0) { /* the BIO takes all: this is no memory, or BoringSSL's refusal */
            hf_tls_words_failure(tls);
            enter_failed(tls);
            return;
        }
        bytes += written;
        n -= (size_t)written;
    }
}

/* What was put before the handshake was done goes out now. */
static void enter_open(struct hf_tls *tls)
{
    struct hf_tls_bytes queue = tls->queue;

    tls->state = HF_TLS_OPEN;
    tls->queue = (struct hf_tls_bytes){.at = NULL};
    /* TLS 1.2 without a new ticket: the one that was taken serves again. Those of TLS 1.3 serve
     * once, and new ones come with the peer's first bytes. */
    if (SSL_session_reused(tls->ssl) && SSL_version(tls->ssl) < TLS1_3_VERSION)
        hf_tls_session_keep(tls, SSL_get1_session(tls->ssl));
    if (hf_tls_bytes_count(&queue) > 0)
        write_plain(tls, queue.at + queue.start, hf_tls_bytes_count(&queue));
    hf_tls_bytes_free(&queue);
}

static void shake_hands(struct hf_tls *tls)
{
    ERR_clear_error();
    int done = SSL_do_handshake(tls->ssl);

    if (done == 1) {
        enter_open(tls);
    } else if (SSL_get_error(tls->ssl, done) != SSL_ERROR_WANT_READ) {
        hf_tls_words_failure(tls);
        enter_failed(tls);
    }
}

/* SNI is for names only (RFC 6066 3); one that cannot be said goes unsaid. */
static void offer(struct hf_tls *tls)
{
    SSL_SESSION *session = hf_tls_session_take(tls);

    if (!hf_tls_name_is_numeric(tls->name))
        (void)SSL_set_tlsext_host_name(tls->ssl, tls->name);
    if (session != NULL)
        (void)SSL_set_session(tls->ssl, session);
    SSL_SESSION_free(session);
}

/* Not when it is opened: a socket that never connects takes no session away, and a session's
 * certificate is looked at when it counts. */
static void begin(struct hf_tls *tls)
{
    if (tls->begun)
        return;
    tls->begun = 1;
    offer(tls);
    shake_hands(tls);
}

static int join(struct hf_tls *tls)
{
    BIO *bio = BIO_new(tls->profile->store->method);

    if (bio == NULL)
        return -1;
    BIO_set_data(bio, tls);
    BIO_set_init(bio, 1);
    SSL_set_bio(tls->ssl, bio, bio);
    SSL_set_app_data(tls->ssl, tls);
    SSL_set_connect_state(tls->ssl);
    SSL_set_shed_handshake_config(tls->ssl, 1);
    return 0;
}

struct hf_tls *hf_tls_open(struct hf_tls_profile *profile, const char *name,
                           const struct hf_target *target)
{
    struct hf_tls *tls = calloc(1, sizeof *tls);

    if (tls == NULL)
        return NULL;
    hf_tls_profile_renew(profile);
    tls->profile = profile;
    tls->target = *target;
    profile->n_taken++;
    tls->name = hf_tls_name_tidy(name);
    tls->ssl = SSL_new(profile->context);
    if (tls->name == NULL || tls->ssl == NULL || join(tls) != 0) {
        hf_tls_free(tls);
        return NULL;
    }
    return tls;
}

void hf_tls_free(struct hf_tls *tls)
{
    if (tls == NULL)
        return;
    SSL_free(tls->ssl);
    hf_tls_bytes_free(&tls->heard);
    hf_tls_bytes_free(&tls->cipher);
    hf_tls_bytes_free(&tls->queue);
    free(tls->name);
    hf_tls_profile_give_back(tls->profile);
    free(tls);
}

enum hf_tls_state hf_tls_state(const struct hf_tls *tls)
{
    return tls->state;
}

const struct hf_tls_failure *hf_tls_failure(const struct hf_tls *tls)
{
    return &tls->failure;
}

const char *hf_tls_describe(const struct hf_tls *tls, char *text, size_t size)
{
    const SSL_CIPHER *cipher = SSL_get_current_cipher(tls->ssl);
    int secret = cipher == NULL || SSL_CIPHER_get_kx_nid(cipher) != NID_kx_rsa;

    snprintf(text, size, "TLS %s, %s%s%s%s",
             SSL_version(tls->ssl) == TLS1_3_VERSION ? "1.3" : "1.2",
             cipher != NULL ? SSL_CIPHER_standard_name(cipher) : "no cipher",
             secret ? "" : " (no forward secrecy)", SSL_session_reused(tls->ssl) ? ", resumed" : "",
             tls->profile->verify_off ? ", certificate not verified" : "");
    return text;
}

static void note_first(struct hf_tls *tls, const uint8_t *bytes, size_t n)
{
    size_t room = sizeof tls->first - tls->n_first;

    if (n > room)
        n = room;
    memcpy(tls->first + tls->n_first, bytes, n);
    tls->n_first += (unsigned)n;
}

void hf_tls_heard(struct hf_tls *tls, const uint8_t *bytes, size_t n)
{
    if (n == 0 || tls->state == HF_TLS_CLOSED || tls->state == HF_TLS_FAILED)
        return;
    begin(tls);
    note_first(tls, bytes, n);
    if (n > HF_TLS_HEARD_MAX - hf_tls_bytes_count(&tls->heard)) {
        fail(tls, "the peer said more than this side reads");
        return;
    }
    if (hf_tls_bytes_add(&tls->heard, bytes, n) != 0) {
        fail(tls, "no memory for what the peer said");
        return;
    }
    if (tls->state == HF_TLS_HANDSHAKE)
        shake_hands(tls);
}

void hf_tls_heard_end(struct hf_tls *tls)
{
    if (tls->state == HF_TLS_OPEN) {
        enter_closed(tls);
    } else if (tls->state == HF_TLS_HANDSHAKE) {
        tls->begun = 1;
        ERR_clear_error();
        hf_tls_words_failure(tls);
        enter_failed(tls);
    }
}

size_t hf_tls_plain(struct hf_tls *tls, uint8_t *room, size_t size)
{
    if (tls->state != HF_TLS_OPEN || size == 0)
        return 0;
    ERR_clear_error();
    int n = SSL_read(tls->ssl, room, size > INT_MAX ? INT_MAX : (int)size);

    if (n > 0)
        return (size_t)n;
    switch (SSL_get_error(tls->ssl, n)) {
    case SSL_ERROR_WANT_READ: break;
    case SSL_ERROR_ZERO_RETURN: enter_closed(tls); break;
    default:
        hf_tls_words_failure(tls);
        enter_failed(tls);
        break;
    }
    return 0;
}

int hf_tls_put(struct hf_tls *tls, const uint8_t *bytes, size_t n)
{
    size_t waiting = hf_tls_bytes_count(&tls->queue) + hf_tls_bytes_count(&tls->cipher);

    if (tls->ended || waiting > HF_TLS_QUEUE_MAX || n > HF_TLS_QUEUE_MAX - waiting)
        return -1;
    switch (tls->state) {
    case HF_TLS_HANDSHAKE: return hf_tls_bytes_add(&tls->queue, bytes, n);
    case HF_TLS_OPEN: write_plain(tls, bytes, n); break;
    case HF_TLS_CLOSED:
    case HF_TLS_FAILED: break;
    }
    return tls->state == HF_TLS_OPEN ? 0 : -1;
}

size_t hf_tls_cipher(struct hf_tls *tls, uint8_t *room, size_t size)
{
    begin(tls);
    return hf_tls_bytes_take(&tls->cipher, room, size);
}

void hf_tls_end(struct hf_tls *tls)
{
    if (tls->ended)
        return;
    tls->ended = tls->begun = 1;
    if (tls->state == HF_TLS_OPEN || tls->state == HF_TLS_CLOSED)
        (void)SSL_shutdown(tls->ssl);
    ERR_clear_error();
}
