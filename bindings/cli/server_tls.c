/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The server's side of TLS 1.2 and 1.3 by BoringSSL, over two memory buffers. Whether a client is
 * asked for a certificate is the context's; what the client makes of ours is told by its alert.
 */
#include "server_tls.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#define TEXT_MAX 200

struct hf_server_tls_context {
    SSL_CTX *ssl;
};

struct hf_server_tls {
    SSL *ssl;
    BIO *in, *out; /* owned by ssl */
    enum hf_server_tls_state state;
    char text[TEXT_MAX];
};

/* "CERTIFICATE_EXPIRED" of the library as "certificate expired". */
static void reason_words(char *text, size_t size)
{
    uint32_t error = ERR_peek_error();
    const char *reason = error == 0 ? NULL : ERR_reason_error_string(error);
    size_t i = 0;

    ERR_clear_error();
    if (reason == NULL)
        reason = "no reason given";
    for (; reason[i] != '\0' && i + 1 < size; i++)
        text[i] = reason[i] == '_' ? ' ' : (char)tolower((unsigned char)reason[i]);
    text[i] = '\0';
}

static int wrong_file(const struct hf_server_tls_problem *problem, const char *path,
                      const char *what)
{
    char words[120];

    reason_words(words, sizeof words);
    snprintf(problem->error, problem->size, "%s: %s (%s)", path, what, words);
    return -1;
}

static int read_files(SSL_CTX *ssl, const struct hf_server_tls_files *files,
                      const struct hf_server_tls_problem *problem)
{
    static const uint8_t context_name[] = "holdfast";
    const char *key = files->key != NULL ? files->key : files->certificate;

    if (SSL_CTX_use_certificate_chain_file(ssl, files->certificate) != 1)
        return wrong_file(problem, files->certificate, "no certificate in PEM can be read");
    if (SSL_CTX_use_PrivateKey_file(ssl, key, SSL_FILETYPE_PEM) != 1)
        return wrong_file(problem, key, "no key in PEM that fits the certificate can be read");
    if (files->client_ca == NULL)
        return 0;
    if (SSL_CTX_load_verify_locations(ssl, files->client_ca, NULL) != 1)
        return wrong_file(problem, files->client_ca, "no certificate of a CA in PEM can be read");
    SSL_CTX_set_client_CA_list(ssl, SSL_load_client_CA_file(files->client_ca));
    SSL_CTX_set_verify(ssl, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    SSL_CTX_set_session_id_context(ssl, context_name, sizeof context_name - 1);
    return 0;
}

struct hf_server_tls_context *hf_server_tls_context_new(const struct hf_server_tls_files *files,
                                                        const struct hf_server_tls_problem *problem)
{
    struct hf_server_tls_context *context = calloc(1, sizeof *context);

    if (context != NULL)
        context->ssl = SSL_CTX_new(TLS_method());
    if (context == NULL || context->ssl == NULL) {
        snprintf(problem->error, problem->size, "out of memory");
        free(context);
        return NULL;
    }
    SSL_CTX_set_min_proto_version(context->ssl, TLS1_2_VERSION);
    if (read_files(context->ssl, files, problem) != 0) {
        hf_server_tls_context_free(context);
        return NULL;
    }
    return context;
}

void hf_server_tls_context_free(struct hf_server_tls_context *context)
{
    if (context == NULL)
        return;
    SSL_CTX_free(context->ssl);
    free(context);
}

struct hf_server_tls *hf_server_tls_new(struct hf_server_tls_context *context)
{
    struct hf_server_tls *tls = calloc(1, sizeof *tls);

    if (tls == NULL)
        return NULL;
    tls->ssl = SSL_new(context->ssl);
    tls->in = BIO_new(BIO_s_mem());
    tls->out = BIO_new(BIO_s_mem());
    if (tls->ssl == NULL || tls->in == NULL || tls->out == NULL) {
        BIO_free(tls->in);
        BIO_free(tls->out);
        SSL_free(tls->ssl);
        free(tls);
        return NULL;
    }
    BIO_set_mem_eof_return(tls->in, -1); /* empty means: not yet */
    SSL_set_bio(tls->ssl, tls->in, tls->out);
    SSL_set_accept_state(tls->ssl);
    return tls;
}

void hf_server_tls_free(struct hf_server_tls *tls)
{
    if (tls == NULL)
        return;
    SSL_free(tls->ssl);
    free(tls);
}

enum hf_server_tls_state hf_server_tls_state(const struct hf_server_tls *tls)
{
    return tls->state;
}

const char *hf_server_tls_text(const struct hf_server_tls *tls)
{
    return tls->text;
}

/* ---- moving on ---- */

static void describe(struct hf_server_tls *tls)
{
    const char *name = SSL_get_servername(tls->ssl, TLSEXT_NAMETYPE_host_name);
    const char *version = SSL_get_version(tls->ssl); /* "TLSv1.3" */

    snprintf(tls->text, sizeof tls->text, "TLS %s, %s%s%s%s",
             strncmp(version, "TLSv", 4) == 0 ? version + 4 : version,
             SSL_CIPHER_standard_name(SSL_get_current_cipher(tls->ssl)),
             name == NULL ? "" : ", for ", name == NULL ? "" : name,
             SSL_session_reused(tls->ssl) ? ", resumed" : "");
}

static void fail(struct hf_server_tls *tls)
{
    long verified = SSL_get_verify_result(tls->ssl);
    char words[120];

    reason_words(words, sizeof words);
    tls->state = HF_SERVER_TLS_FAILED;
    if (verified != X509_V_OK)
        snprintf(tls->text, sizeof tls->text, "the client's certificate is not accepted: %s",
                 X509_verify_cert_error_string(verified));
    else
        snprintf(tls->text, sizeof tls->text, "%s", words);
}

/* What a call of the library with this result means for the connection. */
static void take_result(struct hf_server_tls *tls, int result)
{
    switch (SSL_get_error(tls->ssl, result)) {
    case SSL_ERROR_NONE:
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE: break;
    case SSL_ERROR_ZERO_RETURN: tls->state = HF_SERVER_TLS_CLOSED; break;
    default: fail(tls); break;
    }
}

void hf_server_tls_heard(struct hf_server_tls *tls, const uint8_t *bytes, size_t n)
{
    int result;

    if (tls->state == HF_SERVER_TLS_CLOSED || tls->state == HF_SERVER_TLS_FAILED)
        return;
    BIO_write(tls->in, bytes, (int)n);
    if (tls->state != HF_SERVER_TLS_HANDSHAKE)
        return;
    ERR_clear_error();
    result = SSL_do_handshake(tls->ssl);
    if (result == 1) {
        tls->state = HF_SERVER_TLS_OPEN;
        describe(tls);
    } else {
        take_result(tls, result);
    }
}

size_t hf_server_tls_plain(struct hf_server_tls *tls, uint8_t *room, size_t size)
{
    int result;

    if (tls->state != HF_SERVER_TLS_OPEN)
        return 0;
    ERR_clear_error();
    result = SSL_read(tls->ssl, room, (int)size);
    if (result > 0)
        return (size_t)result;
    take_result(tls, result);
    return 0;
}

int hf_server_tls_put(struct hf_server_tls *tls, const uint8_t *bytes, size_t n)
{
    if (tls->state != HF_SERVER_TLS_OPEN)
        return -1;
    ERR_clear_error();
    return SSL_write(tls->ssl, bytes, (int)n) == (int)n ? 0 : -1;
}

size_t hf_server_tls_cipher(struct hf_server_tls *tls, uint8_t *room, size_t size)
{
    int n = BIO_read(tls->out, room, (int)size);

    return n > 0 ? (size_t)n : 0;
}

void hf_server_tls_end(struct hf_server_tls *tls)
{
    if (tls->state != HF_SERVER_TLS_OPEN)
        return;
    ERR_clear_error();
    SSL_shutdown(tls->ssl);
    ERR_clear_error();
}
