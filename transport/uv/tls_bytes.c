/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The buffers of a TLS connection, and the BIO by which BoringSSL reads from one and writes to the
 * other. An idle connection has no memory in them: BoringSSL's own BIO pair would hold 34 KiB.
 */
#include "tls_internal.h"

#include <stdlib.h>
#include <string.h>

#define LEAST_BYTES 512u

size_t hf_tls_bytes_count(const struct hf_tls_bytes *bytes)
{
    return bytes->end - bytes->start;
}

void hf_tls_bytes_free(struct hf_tls_bytes *bytes)
{
    if (bytes->at != NULL)
        OPENSSL_cleanse(bytes->at, bytes->size);
    free(bytes->at);
    *bytes = (struct hf_tls_bytes){.at = NULL};
}

/* Room for n more behind the end; what is there moves to the front of a new piece. */
static int make_room(struct hf_tls_bytes *bytes, size_t n)
{
    size_t count = hf_tls_bytes_count(bytes), size = LEAST_BYTES;

    if (bytes->size - bytes->end >= n)
        return 0;
    if (count > SIZE_MAX / 4 || n > SIZE_MAX / 4)
        return -1;
    while (size < (count + n) + (count + n) / 2)
        size *= 2;
    uint8_t *at = malloc(size);

    if (at == NULL)
        return -1;
    if (count > 0)
        memcpy(at, bytes->at + bytes->start, count);
    hf_tls_bytes_free(bytes);
    *bytes = (struct hf_tls_bytes){.at = at, .end = count, .size = size};
    return 0;
}

int hf_tls_bytes_add(struct hf_tls_bytes *bytes, const uint8_t *more, size_t n)
{
    if (n == 0)
        return 0;
    if (make_room(bytes, n) != 0)
        return -1;
    memcpy(bytes->at + bytes->end, more, n);
    bytes->end += n;
    return 0;
}

size_t hf_tls_bytes_take(struct hf_tls_bytes *bytes, uint8_t *room, size_t size)
{
    size_t n = hf_tls_bytes_count(bytes);

    if (n > size)
        n = size;
    if (n > 0)
        memcpy(room, bytes->at + bytes->start, n);
    bytes->start += n;
    if (bytes->start == bytes->end)
        hf_tls_bytes_free(bytes);
    return n;
}

static int read_heard(BIO *bio, char *room, int size)
{
    struct hf_tls *tls = BIO_get_data(bio);

    BIO_clear_retry_flags(bio);
    if (size <= 0)
        return 0;
    size_t n = hf_tls_bytes_take(&tls->heard, (uint8_t *)room, (size_t)size);

    if (n > 0)
        return (int)n;
    BIO_set_retry_read(bio);
    return -1;
}

static int write_cipher(BIO *bio, const char *bytes, int n)
{
    struct hf_tls *tls = BIO_get_data(bio);

    BIO_clear_retry_flags(bio);
    if (n <= 0 || hf_tls_bytes_add(&tls->cipher, (const uint8_t *)bytes, (size_t)n) != 0)
        return -1;
    return n;
}

static long control(BIO *bio, int command, long number, void *pointer)
{
    (void)bio;
    (void)number;
    (void)pointer;
    return command == BIO_CTRL_FLUSH;
}

BIO_METHOD *hf_tls_method(void)
{
    BIO_METHOD *method = BIO_meth_new(0, NULL);

    if (method == NULL)
        return NULL;
    BIO_meth_set_read(method, read_heard);
    BIO_meth_set_write(method, write_cipher);
    BIO_meth_set_ctrl(method, control);
    return method;
}
