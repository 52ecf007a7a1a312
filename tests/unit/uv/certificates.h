/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Certificates for tests: made when they are needed, in some 1 ms each (P-256), and written as PEM
 * files into a directory of the test's own.
 *
 *     struct certificates store;                    certificates_open(&store);
 *     ca = certificate_make(&(struct certificate_wish){.common_name = "CA", .is_ca = 1});
 *     leaf = certificate_make(&(struct certificate_wish){.issuer = ca, .dns = {"pbx.example"}});
 *     certificates_path(&store, "ca.pem", path);    certificate_write(ca, path);
 *     ...
 *     certificate_free(leaf);  certificate_free(ca);  certificates_close(&store);
 */
#ifndef HF_TEST_CERTIFICATES_H
#define HF_TEST_CERTIFICATES_H

#include <stddef.h>

struct ssl_ctx_st;

#define CERTIFICATE_NAMES 6
#define CERTIFICATE_PATH  128

enum certificate_key { KEY_P256 = 0, KEY_P384 = 1, KEY_RSA_2048 = 2, KEY_RSA_1024 = 3 };
enum certificate_digest { DIGEST_SHA256 = 0, DIGEST_SHA1 = 1, DIGEST_MD5 = 2 };

struct certificate;

struct certificate_wish {
    const char *common_name;            /* NULL: a subject without a name */
    const char *dns[CERTIFICATE_NAMES]; /* subject alternative names; the first NULL ends them */
    const char *uri[CERTIFICATE_NAMES];
    const char *ip[CERTIFICATE_NAMES]; /* "192.0.2.1", "2001:db8::1" */
    const char *usage[2];              /* extended key usage: "1.3.6.1.5.5.7.3.1" */
    long from_s, until_s;              /* from now; both 0: an hour ago to a day ahead */
    const struct certificate *issuer;  /* NULL: signed by itself; must outlive what it signed */
    const struct certificate *claims_to_be; /* issuer's name from here, its signature from issuer */
    int is_ca;
    int n_more; /* that many names 0001.more.example and so on besides, to make it long */
    enum certificate_key key;
    enum certificate_digest digest;
};

struct certificate *certificate_make(const struct certificate_wish *wish);
void certificate_free(struct certificate *certificate);

/* The certificate and those above it, its CA of its own apart; of a CA just itself. */
void certificate_write(const struct certificate *certificate, const char *path);
void certificate_write_key(const struct certificate *certificate, const char *path);
/* Protected by the password "secret". */
void certificate_write_locked_key(const struct certificate *certificate, const char *path);

/* Makes a server or client of this SSL_CTX be the one that the certificate is for. */
void certificate_install(const struct certificate *certificate, struct ssl_ctx_st *ssl);
/* Sends this one along, behind it. */
void certificate_add(const struct certificate *certificate, struct ssl_ctx_st *ssl);
/* And trust in what this one has signed. */
void certificate_trust(const struct certificate *certificate, struct ssl_ctx_st *ssl);

/* Of its subject, as the names of files in a directory of CAs have it: HASH.0. */
unsigned certificate_hash(const struct certificate *certificate);

struct certificates { /* the directory */
    char directory[64];
};

void certificates_open(struct certificates *certificates);
/* room: CERTIFICATE_PATH bytes. Returns it. */
const char *certificates_path(const struct certificates *certificates, const char *file,
                              char *room);
void certificates_close(struct certificates *certificates); /* with all files in it */

#endif
