/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TLS settings, each different one once (a profile), and what connections under it share: CAs, the
 * client's certificate and key, versions and ciphers. The system's CAs are read once for all
 * profiles, when the first connection needs them: a phone without TLS does not hold them.
 *
 * A file that was written anew under its name is another one: whoever takes the same settings then
 * gets a new profile. Those before go on, and read it for their next connection: a certificate that
 * ends is replaced without a word to the phone. What cannot be read then, or does not fit together,
 * changes nothing, for it may be being written.
 */
#define _GNU_SOURCE 1
#include "tls_internal.h"

#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SYSTEM_FILE      "/etc/ssl/certs/ca-certificates.crt"
#define SYSTEM_DIRECTORY "/etc/ssl/certs"

/* Forward secrecy first. Without it, last: RFC 3261 26.2.1 demands AES with RSA of every server,
 * and there are servers that have nothing better. Never 3DES, never a pre-shared key. */
#define CIPHERS "ALL:!3DES:!kPSK:!aPSK"

/* What a peer may sign the handshake with: not with SHA-1. */
static const uint16_t signatures[] = {
    SSL_SIGN_ECDSA_SECP256R1_SHA256, SSL_SIGN_RSA_PSS_RSAE_SHA256,
    SSL_SIGN_RSA_PKCS1_SHA256,       SSL_SIGN_ECDSA_SECP384R1_SHA384,
    SSL_SIGN_RSA_PSS_RSAE_SHA384,    SSL_SIGN_RSA_PKCS1_SHA384,
    SSL_SIGN_ECDSA_SECP521R1_SHA512, SSL_SIGN_RSA_PSS_RSAE_SHA512,
    SSL_SIGN_RSA_PKCS1_SHA512,       SSL_SIGN_ED25519,
};

struct hf_tls_store *hf_tls_store_open(void)
{
    struct hf_tls_store *store = calloc(1, sizeof *store);

    if (store == NULL)
        return NULL;
    store->system_file = SYSTEM_FILE;
    store->system_directory = SYSTEM_DIRECTORY;
    store->method = hf_tls_method();
    store->pool = CRYPTO_BUFFER_POOL_new();
    if (store->method == NULL || store->pool == NULL) {
        hf_tls_store_close(store);
        return NULL;
    }
    return store;
}

void hf_tls_store_close(struct hf_tls_store *store)
{
    if (store == NULL)
        return;
    X509_STORE_free(store->system);
    CRYPTO_BUFFER_POOL_free(store->pool);
    if (store->method != NULL)
        BIO_meth_free(store->method);
    ERR_clear_error();
    free(store);
}

/* A system without CAs is no error here: its connections will say whose CA they do not know. */
static X509_STORE *read_system(const struct hf_tls_store *store)
{
    X509_STORE *trust = X509_STORE_new();
    char text[128];
    struct hf_tls_problem ignored = {.error = text, .size = sizeof text};

    if (trust == NULL)
        return NULL;
    if (access(store->system_file, R_OK) == 0)
        (void)hf_tls_read_trust(store->system_file, trust, &ignored);
    else
        (void)X509_STORE_load_locations(trust, NULL, store->system_directory);
    ERR_clear_error();
    return trust;
}

static const char *system_name(const struct hf_tls_store *store)
{
    return access(store->system_file, R_OK) == 0 ? store->system_file : store->system_directory;
}

X509_STORE *hf_tls_trust(const struct hf_tls_profile *profile)
{
    struct hf_tls_store *store = profile->store;

    if (profile->trust != NULL)
        return profile->trust;
    if (store->system == NULL)
        store->system = read_system(store);
    return store->system;
}

const char *hf_tls_trust_name(const struct hf_tls_profile *profile)
{
    if (profile->trust != NULL)
        return profile->ca_file;
    return system_name(profile->store);
}

static enum ssl_verify_result_t on_certificate(SSL *ssl, uint8_t *alert)
{
    struct hf_tls *tls = SSL_get_app_data(ssl);
    struct hf_tls_verdict verdict;

    if (tls->profile->verify_off ||
        hf_tls_verify(tls->profile, tls->name, SSL_get0_peer_certificates(ssl), &verdict))
        return ssl_verify_ok;
    tls->failure = verdict.failure;
    *alert = verdict.alert;
    return ssl_verify_invalid;
}

/* Called only when the peer asks for a certificate of ours; what there is was set already. */
static int on_asked(SSL *ssl, void *context)
{
    struct hf_tls *tls = SSL_get_app_data(ssl);

    (void)context;
    tls->asked_for_certificate = 1;
    return 1;
}

static int on_session(SSL *ssl, SSL_SESSION *session)
{
    hf_tls_session_keep(SSL_get_app_data(ssl), session);
    return 1;
}

static SSL_CTX *new_context(const struct hf_tls_store *store)
{
    SSL_CTX *context = SSL_CTX_new(TLS_with_buffers_method());

    if (context == NULL)
        return NULL;
    SSL_CTX_set0_buffer_pool(context, store->pool);
    SSL_CTX_set_custom_verify(context, SSL_VERIFY_PEER, on_certificate);
    SSL_CTX_set_cert_cb(context, on_asked, NULL);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT);
    SSL_CTX_sess_set_new_cb(context, on_session);
    if (SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) != 1 ||
        SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) != 1 ||
        SSL_CTX_set_strict_cipher_list(context, CIPHERS) != 1 ||
        SSL_CTX_set_verify_algorithm_prefs(context, signatures,
                                           sizeof signatures / sizeof signatures[0]) != 1) {
        SSL_CTX_free(context);
        return NULL;
    }
    return context;
}

static const char *text_of(const char *path)
{
    return path != NULL ? path : "";
}

static char *copy(const char *path)
{
    return strdup(text_of(path));
}

static int same(const char *mine, const char *wanted)
{
    return strcmp(mine, text_of(wanted)) == 0;
}

static void free_profile(struct hf_tls_profile *profile)
{
    SSL_CTX_free(profile->context);
    X509_STORE_free(profile->trust);
    free(profile->ca_file);
    free(profile->certificate_file);
    free(profile->key_file);
    free(profile);
    ERR_clear_error();
}

static int is_none(const struct hf_tls_mark *mark)
{
    static const struct hf_tls_mark none;

    return memcmp(mark, &none, sizeof none) == 0;
}

/* The system's CAs as they are now; others than before are read when they are needed. That they are
 * gone is no change: what was read of them serves on, for they may be being replaced. */
static struct hf_tls_mark look_at_system(struct hf_tls_store *store)
{
    struct hf_tls_mark mark = hf_tls_mark(store->system_file);
    int by_file = !is_none(&mark);

    if (!by_file && !store->system_by_file)
        mark = hf_tls_mark(store->system_directory);
    if (is_none(&mark) || memcmp(&mark, &store->system_mark, sizeof mark) == 0)
        return store->system_mark;
    store->system_mark = mark;
    store->system_by_file = by_file;
    X509_STORE_free(store->system);
    store->system = NULL;
    return mark;
}

/* What these settings would be made of now; of what they do not read, nothing. */
static void mark_files(struct hf_tls_store *store, const struct hf_tls_settings *settings,
                       struct hf_tls_mark marks[HF_TLS_MARKS])
{
    const char *ca = text_of(settings->ca_file);

    marks[HF_TLS_MARK_CA] = (struct hf_tls_mark){.inode = 0};
    if (!settings->verify_off)
        marks[HF_TLS_MARK_CA] = ca[0] != '\0' ? hf_tls_mark(ca) : look_at_system(store);
    marks[HF_TLS_MARK_CERTIFICATE] = hf_tls_mark(text_of(settings->certificate_file));
    marks[HF_TLS_MARK_KEY] = hf_tls_mark(text_of(settings->key_file));
}

static int is_of(const struct hf_tls_profile *profile, const struct hf_tls_settings *settings,
                 const struct hf_tls_mark marks[HF_TLS_MARKS])
{
    return same(profile->ca_file, settings->ca_file) &&
           same(profile->certificate_file, settings->certificate_file) &&
           same(profile->key_file, settings->key_file) &&
           profile->verify_off == (settings->verify_off != 0) &&
           memcmp(profile->marks, marks, sizeof profile->marks) == 0;
}

/* Everything but what is in the files. */
static struct hf_tls_profile *empty_profile(struct hf_tls_store *store,
                                            const struct hf_tls_settings *settings)
{
    struct hf_tls_profile *profile = calloc(1, sizeof *profile);

    if (profile == NULL)
        return NULL;
    profile->store = store;
    profile->n_taken = 1;
    profile->verify_off = settings->verify_off != 0;
    profile->ca_file = copy(settings->ca_file);
    profile->certificate_file = copy(settings->certificate_file);
    profile->key_file = copy(settings->key_file);
    profile->context = new_context(store);
    if (profile->ca_file != NULL && profile->certificate_file != NULL &&
        profile->key_file != NULL && profile->context != NULL)
        return profile;
    free_profile(profile);
    return NULL;
}

/* What the user trusts by name is trusted even if it is no root, or the peer's very own. */
static int read_ca(struct hf_tls_profile *profile, const struct hf_tls_problem *problem)
{
    if (profile->verify_off || profile->ca_file[0] == '\0')
        return 0;
    profile->trust = X509_STORE_new();
    if (profile->trust == NULL) {
        snprintf(problem->error, problem->size, "no memory for the CA of %s", profile->ca_file);
        return -1;
    }
    (void)X509_STORE_set_flags(profile->trust, X509_V_FLAG_PARTIAL_CHAIN);
    return hf_tls_read_trust(profile->ca_file, profile->trust, problem);
}

/* marks: what the files were before they are read, so that no change is missed. */
static struct hf_tls_profile *read_profile(struct hf_tls_store *store,
                                           const struct hf_tls_settings *settings,
                                           const struct hf_tls_mark marks[HF_TLS_MARKS],
                                           const struct hf_tls_problem *problem)
{
    struct hf_tls_profile *profile = empty_profile(store, settings);

    if (profile == NULL) {
        snprintf(problem->error, problem->size, "no memory for TLS");
        return NULL;
    }
    memcpy(profile->marks, marks, sizeof profile->marks);
    memcpy(profile->read, marks, sizeof profile->read);
    if (read_ca(profile, problem) == 0 && hf_tls_read_identity(profile, problem) == 0)
        return profile;
    free_profile(profile);
    return NULL;
}

struct hf_tls_profile *hf_tls_profile_take(struct hf_tls_store *store,
                                           const struct hf_tls_settings *settings,
                                           const struct hf_tls_problem *problem)
{
    struct hf_tls_profile *profile = store->profiles;
    struct hf_tls_mark marks[HF_TLS_MARKS];

    mark_files(store, settings, marks);
    while (profile != NULL && !is_of(profile, settings, marks))
        profile = profile->next;
    if (profile != NULL) {
        profile->n_taken++;
        return profile;
    }
    profile = read_profile(store, settings, marks, problem);
    if (profile == NULL)
        return NULL;
    profile->next = store->profiles;
    store->profiles = profile;
    return profile;
}

static int is_same_mark(const struct hf_tls_profile *profile,
                        const struct hf_tls_mark marks[HF_TLS_MARKS], unsigned i)
{
    return memcmp(&profile->read[i], &marks[i], sizeof marks[i]) == 0;
}

/* A session that is resumed has the certificate of ours that it began with. */
static void take_over(struct hf_tls_profile *profile, struct hf_tls_profile *fresh)
{
    SSL_CTX *context = profile->context;
    X509_STORE *trust = profile->trust;

    if (!is_same_mark(profile, fresh->read, HF_TLS_MARK_CERTIFICATE) ||
        !is_same_mark(profile, fresh->read, HF_TLS_MARK_KEY))
        hf_tls_sessions_forget(profile->store, profile);
    profile->context = fresh->context; /* connections hold the one that they have */
    profile->trust = fresh->trust;
    fresh->context = context;
    fresh->trust = trust;
    memcpy(profile->read, fresh->read, sizeof profile->read);
}

void hf_tls_profile_renew(struct hf_tls_profile *profile)
{
    const struct hf_tls_settings settings = {.ca_file = profile->ca_file,
                                             .certificate_file = profile->certificate_file,
                                             .key_file = profile->key_file,
                                             .verify_off = profile->verify_off};
    struct hf_tls_mark marks[HF_TLS_MARKS];
    char text[256];
    struct hf_tls_problem unsaid = {.error = text, .size = sizeof text};
    struct hf_tls_profile *fresh;

    mark_files(profile->store, &settings, marks);
    if (memcmp(profile->read, marks, sizeof marks) == 0)
        return;
    fresh = read_profile(profile->store, &settings, marks, &unsaid);
    if (fresh == NULL)
        return;
    take_over(profile, fresh);
    free_profile(fresh);
}

void hf_tls_profile_give_back(struct hf_tls_profile *profile)
{
    struct hf_tls_profile **place = &profile->store->profiles;

    if (--profile->n_taken > 0)
        return;
    hf_tls_sessions_forget(profile->store, profile);
    while (*place != profile)
        place = &(*place)->next;
    *place = profile->next;
    free_profile(profile);
}

int hf_tls_profile_verifies(const struct hf_tls_profile *profile)
{
    return !profile->verify_off;
}
