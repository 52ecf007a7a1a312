/* SPDX-License-Identifier: Apache-2.0 */
/*
 * PEM files: CAs, the client's certificate with its chain, its key. What is wrong with one is said
 * with the file's name and what would be right. A key's bytes are wiped from the memory that the
 * file was read into; BoringSSL wipes its own.
 */
#define _GNU_SOURCE 1
#include "tls_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/mem.h>
#include <openssl/pem.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_MAX (4u * 1024u * 1024u) /* the system's CAs are 220 KiB */

struct text {
    uint8_t *bytes;
    size_t n;
    BIO *bio; /* over them */
};

static int wrong(const struct hf_tls_problem *problem, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static int wrong(const struct hf_tls_problem *problem, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(problem->error, problem->size, format, arguments);
    va_end(arguments);
    ERR_clear_error();
    return -1;
}

struct hf_tls_mark hf_tls_mark(const char *path)
{
    struct stat about;

    if (path[0] == '\0' || stat(path, &about) != 0)
        return (struct hf_tls_mark){.inode = 0};
    return (struct hf_tls_mark){.device = (uint64_t)about.st_dev,
                                .inode = (uint64_t)about.st_ino,
                                .size = (int64_t)about.st_size,
                                .mtime_s = (int64_t)about.st_mtim.tv_sec,
                                .mtime_ns = (int64_t)about.st_mtim.tv_nsec};
}

static void close_text(struct text *text)
{
    BIO_free(text->bio);
    if (text->bytes != NULL)
        OPENSSL_cleanse(text->bytes, text->n);
    free(text->bytes);
    ERR_clear_error();
}

/* All of an open file of known size; shorter if it has shrunk. */
static int read_all(int file, struct text *text, size_t size)
{
    text->bytes = malloc(size + 1);
    if (text->bytes == NULL) {
        errno = ENOMEM;
        return -1;
    }
    while (text->n < size) {
        ssize_t n = read(file, text->bytes + text->n, size - text->n);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        text->n += (size_t)n;
    }
    return 0;
}

static int open_text(const char *path, struct text *text, const struct hf_tls_problem *problem)
{
    struct stat about;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    int error = 0;

    *text = (struct text){.bytes = NULL};
    if (file < 0)
        return wrong(problem, "cannot read %s: %s", path, strerror(errno));
    if (fstat(file, &about) != 0)
        error = errno;
    else if (!S_ISREG(about.st_mode))
        error = S_ISDIR(about.st_mode) ? EISDIR : EINVAL;
    else if ((size_t)about.st_size > FILE_MAX)
        error = EFBIG;
    else if (read_all(file, text, (size_t)about.st_size) != 0)
        error = errno;
    close(file);
    if (error == 0) {
        text->bio = BIO_new_mem_buf(text->bytes, (int)text->n);
        error = text->bio == NULL ? ENOMEM : 0;
    }
    if (error == 0)
        return 0;
    close_text(text);
    return wrong(problem, "cannot read %s: %s", path, strerror(error));
}

/* Nothing was found in it: why that may be. */
static int nothing_in(const char *path, const struct text *text, const char *what,
                      const struct hf_tls_problem *problem)
{
    if (text->n == 0)
        return wrong(problem, "%s is empty; a PEM file with a %s is needed", path, what);
    if (text->n > 2 && text->bytes[0] == 0x30 && text->bytes[1] >= 0x80)
        return wrong(problem,
                     "%s is DER or PKCS #12, not PEM; convert it with openssl x509, pkey or pkcs12",
                     path);
    return wrong(problem, "there is no %s in %s; it is PEM, and begins with -----BEGIN", what,
                 path);
}

static int at_end(void)
{
    uint32_t error = ERR_peek_last_error();

    return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

int hf_tls_read_trust(const char *path, X509_STORE *trust, const struct hf_tls_problem *problem)
{
    struct text text;
    unsigned n = 0;
    int result = 0;
    X509 *one;

    if (open_text(path, &text, problem) != 0)
        return -1;
    while ((one = PEM_read_bio_X509(text.bio, NULL, NULL, NULL)) != NULL) {
        (void)X509_STORE_add_cert(trust, one); /* one that is there already counts once */
        X509_free(one);
        n++;
    }
    if (!at_end())
        result = wrong(problem, "certificate %u in %s cannot be read", n + 1, path);
    else if (n == 0)
        result = nothing_in(path, &text, "CA certificate", problem);
    close_text(&text);
    return result;
}

/* The key is asked for with a password: there is nobody to type one. */
static int on_password(char *room, int size, int writing, void *asked)
{
    (void)room;
    (void)size;
    (void)writing;
    *(int *)asked = 1;
    return -1;
}

static EVP_PKEY *read_key(const char *path, const struct hf_tls_problem *problem)
{
    struct text text;
    EVP_PKEY *key;
    int asked = 0;

    if (open_text(path, &text, problem) != 0)
        return NULL;
    key = PEM_read_bio_PrivateKey(text.bio, NULL, on_password, &asked);
    if (key == NULL && asked)
        (void)wrong(problem,
                    "the private key in %s is protected by a password, which nobody can type here; "
                    "write it without one: openssl pkey -in %s -out NEW",
                    path, path);
    else if (key == NULL && at_end())
        (void)nothing_in(path, &text, "private key", problem);
    else if (key == NULL)
        (void)wrong(problem,
                    "the private key in %s cannot be read: it is damaged, or of a kind "
                    "that is not supported",
                    path);
    close_text(&text);
    return key;
}

struct chain {
    CRYPTO_BUFFER *certificates[HF_TLS_CHAIN_MAX];
    size_t n;
};

static void free_chain(struct chain *chain)
{
    while (chain->n > 0)
        CRYPTO_BUFFER_free(chain->certificates[--chain->n]);
}

static int read_chain(const struct hf_tls_profile *profile, struct chain *chain,
                      const struct hf_tls_problem *problem)
{
    const char *path = profile->certificate_file;
    struct text text;
    int result = 0;
    X509 *one;

    if (open_text(path, &text, problem) != 0)
        return -1;
    while (result == 0 && (one = PEM_read_bio_X509(text.bio, NULL, NULL, NULL)) != NULL) {
        uint8_t *der = NULL;
        int n = i2d_X509(one, &der);

        X509_free(one);
        if (chain->n == HF_TLS_CHAIN_MAX)
            result = wrong(problem, "%s holds more than %d certificates", path, HF_TLS_CHAIN_MAX);
        else if (n > 0)
            chain->certificates[chain->n++] = CRYPTO_BUFFER_new(der, (size_t)n,
                                                                profile->store->pool);
        OPENSSL_free(der);
    }
    if (result == 0 && !at_end())
        result = wrong(problem, "certificate %zu in %s cannot be read", chain->n + 1, path);
    else if (result == 0 && chain->n == 0)
        result = nothing_in(path, &text, "certificate", problem);
    close_text(&text);
    return result;
}

/* The first certificate is ours, and this its key? */
static int check_key(const struct hf_tls_profile *profile, const struct chain *chain,
                     const EVP_PKEY *key, const struct hf_tls_problem *problem)
{
    X509 *own = X509_parse_from_buffer(chain->certificates[0]);
    int fits = own != NULL && X509_check_private_key(own, key) == 1;

    X509_free(own);
    if (fits)
        return 0;
    return wrong(
        problem,
        "the private key in %s is not that of the first certificate in %s (the phone's own "
        "comes first, those of its CAs behind it)",
        profile->key_file[0] != '\0' ? profile->key_file : profile->certificate_file,
        profile->certificate_file);
}

int hf_tls_read_identity(const struct hf_tls_profile *profile, const struct hf_tls_problem *problem)
{
    const char *key_file = profile->key_file;
    struct chain chain = {.n = 0};
    EVP_PKEY *key = NULL;
    int result = -1;

    if (profile->certificate_file[0] == '\0' && key_file[0] == '\0')
        return 0;
    if (profile->certificate_file[0] == '\0')
        return wrong(problem, "a private key (%s) needs its certificate file too", key_file);
    if (key_file[0] == '\0')
        key_file = profile->certificate_file;
    if (read_chain(profile, &chain, problem) == 0)
        key = read_key(key_file, problem);
    if (key != NULL && check_key(profile, &chain, key, problem) == 0) {
        result = SSL_CTX_set_chain_and_key(profile->context, chain.certificates, chain.n, key,
                                           NULL) == 1
                     ? 0
                     : wrong(problem, "TLS does not take the certificate in %s with its key",
                             profile->certificate_file);
    }
    EVP_PKEY_free(key);
    free_chain(&chain);
    return result;
}
