/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates for tests, made with BoringSSL. */
#include "certificates.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <dirent.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct certificate {
    X509 *x509;
    EVP_PKEY *key;
    const struct certificate *issuer; /* NULL: itself */
    int is_ca;
};

static EVP_PKEY *elliptic_key(int curve)
{
    EVP_PKEY *key = EVP_PKEY_new();
    EC_KEY *ec = EC_KEY_new_by_curve_name(curve);

    cr_assert(EC_KEY_generate_key(ec) == 1);
    cr_assert(EVP_PKEY_assign_EC_KEY(key, ec) == 1);
    return key;
}

static EVP_PKEY *rsa_key(int bits)
{
    EVP_PKEY *key = EVP_PKEY_new();
    BIGNUM *exponent = BN_new();
    RSA *rsa = RSA_new();

    cr_assert(BN_set_word(exponent, RSA_F4) == 1);
    cr_assert(RSA_generate_key_ex(rsa, bits, exponent, NULL) == 1);
    cr_assert(EVP_PKEY_assign_RSA(key, rsa) == 1);
    BN_free(exponent);
    return key;
}

static EVP_PKEY *new_key(enum certificate_key kind)
{
    switch (kind) {
    case KEY_P384: return elliptic_key(NID_secp384r1);
    case KEY_RSA_2048: return rsa_key(2048);
    case KEY_RSA_1024: return rsa_key(1024);
    case KEY_P256: break;
    }
    return elliptic_key(NID_X9_62_prime256v1);
}

static void add_extension(X509 *x509, int nid, void *value)
{
    cr_assert(X509_add1_ext_i2d(x509, nid, value, 0, X509V3_ADD_APPEND) == 1);
}

static void add_text(GENERAL_NAMES *names, int type, const char *text)
{
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_IA5STRING *value = ASN1_IA5STRING_new();

    cr_assert(ASN1_STRING_set(value, text, (int)strlen(text)) == 1);
    GENERAL_NAME_set0_value(name, type, value);
    cr_assert(sk_GENERAL_NAME_push(names, name) > 0);
}

static void add_address(GENERAL_NAMES *names, const char *text)
{
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
    unsigned char bytes[16];
    int ipv6 = strchr(text, ':') != NULL;

    cr_assert(inet_pton(ipv6 ? AF_INET6 : AF_INET, text, bytes) == 1);
    cr_assert(ASN1_STRING_set(value, bytes, ipv6 ? 16 : 4) == 1);
    GENERAL_NAME_set0_value(name, GEN_IPADD, value);
    cr_assert(sk_GENERAL_NAME_push(names, name) > 0);
}

static void add_names(X509 *x509, const struct certificate_wish *wish)
{
    GENERAL_NAMES *names = sk_GENERAL_NAME_new_null();
    char more[32];

    for (int i = 0; i < CERTIFICATE_NAMES && wish->dns[i] != NULL; i++)
        add_text(names, GEN_DNS, wish->dns[i]);
    for (int i = 0; i < CERTIFICATE_NAMES && wish->uri[i] != NULL; i++)
        add_text(names, GEN_URI, wish->uri[i]);
    for (int i = 0; i < CERTIFICATE_NAMES && wish->ip[i] != NULL; i++)
        add_address(names, wish->ip[i]);
    for (int i = 1; i <= wish->n_more; i++) {
        snprintf(more, sizeof more, "%04d.more.example", i);
        add_text(names, GEN_DNS, more);
    }
    if (sk_GENERAL_NAME_num(names) > 0)
        add_extension(x509, NID_subject_alt_name, names);
    sk_GENERAL_NAME_pop_free(names, GENERAL_NAME_free);
}

static void add_usage(X509 *x509, const char *const *usage)
{
    EXTENDED_KEY_USAGE *purposes = sk_ASN1_OBJECT_new_null();

    for (int i = 0; i < 2 && usage[i] != NULL; i++)
        cr_assert(sk_ASN1_OBJECT_push(purposes, OBJ_txt2obj(usage[i], 1)) > 0);
    if (sk_ASN1_OBJECT_num(purposes) > 0)
        add_extension(x509, NID_ext_key_usage, purposes);
    sk_ASN1_OBJECT_pop_free(purposes, ASN1_OBJECT_free);
}

static void add_constraints(X509 *x509)
{
    BASIC_CONSTRAINTS *constraints = BASIC_CONSTRAINTS_new();

    constraints->ca = 1;
    add_extension(x509, NID_basic_constraints, constraints);
    BASIC_CONSTRAINTS_free(constraints);
}

static const EVP_MD *digest_of(enum certificate_digest digest)
{
    switch (digest) {
    case DIGEST_SHA1: return EVP_sha1();
    case DIGEST_MD5: return EVP_md5();
    case DIGEST_SHA256: break;
    }
    return EVP_sha256();
}

static void set_names(struct certificate *made, const struct certificate_wish *wish)
{
    const struct certificate *names = wish->claims_to_be ? wish->claims_to_be : wish->issuer;
    X509_NAME *subject = X509_get_subject_name(made->x509);

    if (wish->common_name != NULL)
        cr_assert(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                             (const unsigned char *)wish->common_name, -1, -1,
                                             0) == 1);
    cr_assert(X509_set_issuer_name(made->x509, names != NULL ? X509_get_subject_name(names->x509)
                                                             : subject) == 1);
}

struct certificate *certificate_make(const struct certificate_wish *wish)
{
    struct certificate *made = calloc(1, sizeof *made);
    long from_s = wish->from_s, until_s = wish->until_s;
    uint32_t serial;

    if (from_s == 0 && until_s == 0) {
        from_s = -3600;
        until_s = 86400;
    }
    made->x509 = X509_new();
    made->key = new_key(wish->key);
    made->issuer = wish->issuer;
    made->is_ca = wish->is_ca;
    RAND_bytes((uint8_t *)&serial, sizeof serial);
    X509_set_version(made->x509, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made->x509), (long)(serial >> 1) + 1);
    X509_gmtime_adj(X509_getm_notBefore(made->x509), from_s);
    X509_gmtime_adj(X509_getm_notAfter(made->x509), until_s);
    set_names(made, wish);
    X509_set_pubkey(made->x509, made->key);
    add_names(made->x509, wish);
    add_usage(made->x509, wish->usage);
    if (wish->is_ca)
        add_constraints(made->x509);
    cr_assert(X509_sign(made->x509, wish->issuer != NULL ? wish->issuer->key : made->key,
                        digest_of(wish->digest)) > 0);
    return made;
}

void certificate_free(struct certificate *certificate)
{
    if (certificate == NULL)
        return;
    X509_free(certificate->x509);
    EVP_PKEY_free(certificate->key);
    free(certificate);
}

static FILE *new_file(const char *path)
{
    FILE *file = fopen(path, "w");

    cr_assert_not_null(file, "%s", path);
    return file;
}

/* What a server sends behind this one: nothing of a CA that signs itself. */
static const struct certificate *above(const struct certificate *certificate)
{
    const struct certificate *issuer = certificate->issuer;

    return issuer != NULL && issuer->issuer != NULL ? issuer : NULL;
}

void certificate_write(const struct certificate *certificate, const char *path)
{
    FILE *file = new_file(path);
    const struct certificate *one = certificate;

    do {
        cr_assert(PEM_write_X509(file, one->x509) == 1);
        one = above(one);
    } while (one != NULL && !certificate->is_ca);
    fclose(file);
}

void certificate_write_key(const struct certificate *certificate, const char *path)
{
    FILE *file = new_file(path);

    cr_assert(PEM_write_PrivateKey(file, certificate->key, NULL, NULL, 0, NULL, NULL) == 1);
    fclose(file);
}

void certificate_write_locked_key(const struct certificate *certificate, const char *path)
{
    FILE *file = new_file(path);

    cr_assert(PEM_write_PKCS8PrivateKey(file, certificate->key, EVP_aes_256_cbc(), "secret", 6,
                                        NULL, NULL) == 1);
    fclose(file);
}

void certificate_install(const struct certificate *certificate, SSL_CTX *ssl)
{
    const struct certificate *one = certificate;

    cr_assert(SSL_CTX_use_certificate(ssl, certificate->x509) == 1);
    cr_assert(SSL_CTX_use_PrivateKey(ssl, certificate->key) == 1);
    while ((one = above(one)) != NULL)
        cr_assert(SSL_CTX_add1_chain_cert(ssl, one->x509) == 1);
}

void certificate_add(const struct certificate *certificate, SSL_CTX *ssl)
{
    cr_assert(SSL_CTX_add1_chain_cert(ssl, certificate->x509) == 1);
}

unsigned certificate_hash(const struct certificate *certificate)
{
    return (unsigned)X509_NAME_hash(X509_get_subject_name(certificate->x509));
}

void certificate_trust(const struct certificate *certificate, SSL_CTX *ssl)
{
    cr_assert(X509_STORE_add_cert(SSL_CTX_get_cert_store(ssl), certificate->x509) == 1);
}

void certificates_open(struct certificates *certificates)
{
    strcpy(certificates->directory, "/tmp/hf-certificates-XXXXXX");
    cr_assert_not_null(mkdtemp(certificates->directory));
}

const char *certificates_path(const struct certificates *certificates, const char *file, char *room)
{
    snprintf(room, CERTIFICATE_PATH, "%s/%s", certificates->directory, file);
    return room;
}

void certificates_close(struct certificates *certificates)
{
    DIR *directory = opendir(certificates->directory);
    struct dirent *entry;
    char path[sizeof certificates->directory + sizeof entry->d_name + 1];

    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        snprintf(path, sizeof path, "%s/%s", certificates->directory, entry->d_name);
        if (entry->d_type == DT_REG)
            unlink(path);
    }
    if (directory != NULL)
        closedir(directory);
    rmdir(certificates->directory);
}
