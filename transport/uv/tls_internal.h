/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of TLS share. tls.c: a connection; tls_bytes.c: its buffers; tls_profile.c:
 * settings and sharing; tls_files.c: PEM files; tls_session.c: resumption; tls_verify.c: the peer's
 * certificate; tls_names.c: whom it is for; tls_words.c: what went wrong, in words.
 */
#ifndef HF_UV_TLS_INTERNAL_H
#define HF_UV_TLS_INTERNAL_H

#include <openssl/bio.h>
#include <openssl/pool.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "tls.h"

#define HF_TLS_SESSIONS_MAX 256 /* of all profiles; 2 to 5 KiB each */
#define HF_TLS_CHAIN_MAX    10  /* certificates in a chain, the peer's or ours */
#define HF_TLS_NAME_SIZE    256
#define HF_TLS_FIRST_BYTES  40
#define HF_TLS_HEARD_MAX    (1024u * 1024u) /* bytes that nobody asked hf_tls_plain for */

struct hf_tls_bytes { /* those from start to end count; no memory while there are none */
    uint8_t *at;
    size_t start, end, size;
};

struct hf_tls_session { /* one that a connection may resume */
    struct hf_tls_session *next;
    const struct hf_tls_profile *profile;
    SSL_SESSION *session;
    struct hf_target target;
    char name[];
};

struct hf_tls_mark { /* of a file as it was; all 0: there was none */
    uint64_t device, inode;
    int64_t size, mtime_s, mtime_ns;
};

enum { HF_TLS_MARK_CA, HF_TLS_MARK_CERTIFICATE, HF_TLS_MARK_KEY, HF_TLS_MARKS };

struct hf_tls_store {
    BIO_METHOD *method;             /* of every connection's BIO */
    CRYPTO_BUFFER_POOL *pool;       /* equal certificates of peers are kept once */
    X509_STORE *system;             /* NULL: nobody has needed it */
    struct hf_tls_mark system_mark; /* of the file, or where there is none, of the directory */
    int system_by_file;
    const char *system_file,
        *system_directory; /* where the system's CAs are; of the store's owner */
    struct hf_tls_profile *profiles;
    struct hf_tls_session *sessions; /* the newest first */
    unsigned n_sessions;
};

struct hf_tls_profile {
    struct hf_tls_profile *next;
    struct hf_tls_store *store;
    SSL_CTX *context;
    X509_STORE *trust;                           /* NULL: the system's, or verification is off */
    char *ca_file, *certificate_file, *key_file; /* "": none */
    struct hf_tls_mark marks[HF_TLS_MARKS];      /* when it was new; CA: the system's too */
    struct hf_tls_mark read[HF_TLS_MARKS];       /* of what was read last */
    unsigned n_taken;                            /* by those who took it, and by connections */
    int verify_off;
};

struct hf_tls {
    struct hf_tls_profile *profile;
    SSL *ssl;
    struct hf_target target;
    enum hf_tls_state state;
    int begun;                 /* its first bytes are said */
    int ended;                 /* hf_tls_end was called */
    int asked_for_certificate; /* the peer wants one of us */
    unsigned n_first;
    uint8_t first[HF_TLS_FIRST_BYTES]; /* the first that the peer said */
    struct hf_tls_bytes heard, cipher; /* from and for the socket */
    struct hf_tls_bytes queue;         /* plain, until the handshake is done */
    struct hf_tls_failure failure;
    char *name; /* as hf_tls_name_tidy left it */
};

/* tls_bytes.c: 0, or -1 without memory. */
int hf_tls_bytes_add(struct hf_tls_bytes *bytes, const uint8_t *more, size_t n);
size_t hf_tls_bytes_take(struct hf_tls_bytes *bytes, uint8_t *room, size_t size);
size_t hf_tls_bytes_count(const struct hf_tls_bytes *bytes);
void hf_tls_bytes_free(struct hf_tls_bytes *bytes); /* wipes them */
BIO_METHOD *hf_tls_method(void);                    /* a BIO over a connection's heard and cipher */

/* tls_files.c. Each says in problem what is wrong with the file, and gives NULL or -1. */
int hf_tls_read_trust(const char *path, X509_STORE *trust, const struct hf_tls_problem *problem);
int hf_tls_read_identity(const struct hf_tls_profile *profile,
                         const struct hf_tls_problem *problem);

/* The file at path, as it is now. */
struct hf_tls_mark hf_tls_mark(const char *path);

/* tls_profile.c: files that were written anew under their names are read, where they can be. */
void hf_tls_profile_renew(struct hf_tls_profile *profile);
/* The CAs that count for it; NULL without memory. */
X509_STORE *hf_tls_trust(const struct hf_tls_profile *profile);
const char *hf_tls_trust_name(const struct hf_tls_profile *profile); /* the file, for people */

/* tls_session.c. What is taken is not kept any more: it is put back if it did no harm. */
SSL_SESSION *hf_tls_session_take(const struct hf_tls *tls);
void hf_tls_session_keep(const struct hf_tls *tls, SSL_SESSION *session); /* takes it over */
void hf_tls_sessions_forget(struct hf_tls_store *store, const struct hf_tls_profile *profile);

/* tls_verify.c: may a peer with these certificates be the one of that name? 1, or 0 with the
 * reason, and the alert that the peer is told. */
struct hf_tls_verdict {
    struct hf_tls_failure failure;
    uint8_t alert;
};
int hf_tls_verify(const struct hf_tls_profile *profile, const char *name,
                  const STACK_OF(CRYPTO_BUFFER) * certificates, struct hf_tls_verdict *verdict);

/* tls_names.c */
char *hf_tls_name_tidy(const char *name);           /* without brackets and last dot; malloc */
int hf_tls_name_is_numeric(const char *name);       /* an address */
int hf_tls_names_fit(X509 *x509, const char *name); /* RFC 5922 7.2 */
void hf_tls_names_list(X509 *x509, char *text, size_t size); /* whom it is for */

/* tls_words.c: from bytes of others to printable ASCII, cut and terminated. */
void hf_tls_words_clean(char *text, size_t size, const uint8_t *bytes, size_t n);
/* What BoringSSL has just reported, as tls->failure, where no better reason is there. */
void hf_tls_words_failure(struct hf_tls *tls);

#endif
