/* SPDX-License-Identifier: Apache-2.0 */
/* TLS of one connection to `holdfast server`: no socket, bytes in and bytes out. */
#ifndef HOLDFAST_CLI_SERVER_TLS_H
#define HOLDFAST_CLI_SERVER_TLS_H

#include <stddef.h>
#include <stdint.h>

struct hf_server_tls_context; /* what all connections share: certificate and key */
struct hf_server_tls;

struct hf_server_tls_files {
    const char *certificate; /* PEM, its chain behind it */
    const char *key;         /* PEM; NULL: it is in certificate */
    const char *client_ca;   /* PEM: clients must show a certificate of this CA; NULL: none asked */
};

struct hf_server_tls_problem {
    char *error;
    size_t size;
};

/* NULL: a file cannot be read or says nonsense; the problem names it. */
struct hf_server_tls_context *
hf_server_tls_context_new(const struct hf_server_tls_files *files,
                          const struct hf_server_tls_problem *problem);
void hf_server_tls_context_free(struct hf_server_tls_context *context);

struct hf_server_tls *hf_server_tls_new(struct hf_server_tls_context *context); /* NULL: memory */
void hf_server_tls_free(struct hf_server_tls *tls);

enum hf_server_tls_state {
    HF_SERVER_TLS_HANDSHAKE,
    HF_SERVER_TLS_OPEN,
    HF_SERVER_TLS_CLOSED, /* the peer said that it will say no more */
    HF_SERVER_TLS_FAILED
};

enum hf_server_tls_state hf_server_tls_state(const struct hf_server_tls *tls);
/* OPEN: "TLS 1.3, TLS_AES_128_GCM_SHA256, for pbx.example, resumed"; FAILED: why. */
const char *hf_server_tls_text(const struct hf_server_tls *tls);

void hf_server_tls_heard(struct hf_server_tls *tls, const uint8_t *bytes, size_t n);
size_t hf_server_tls_plain(struct hf_server_tls *tls, uint8_t *room, size_t size);
int hf_server_tls_put(struct hf_server_tls *tls, const uint8_t *bytes, size_t n); /* OPEN; 0, -1 */
size_t hf_server_tls_cipher(struct hf_server_tls *tls, uint8_t *room, size_t size);
void hf_server_tls_end(struct hf_server_tls *tls); /* says goodbye; cipher has the bytes */

#endif
