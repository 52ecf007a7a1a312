/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Digest access authentication (RFC 7616, RFC 8760): which algorithm a challenge names, and the
 * response to it. A client and a registrar compute with the same function. Values are texts as
 * they stand between their quotes, escapes included (RFC 7616 3.3, unq()).
 */
#ifndef HOLDFAST_SIP_DIGEST_H
#define HOLDFAST_SIP_DIGEST_H

#include "holdfast/sip/message.h"

#define HF_DIGEST_HEX_MAX 64 /* hexadecimal digits of the longest response */

enum hf_digest_algorithm { /* in order of strength */
                           HF_DIGEST_UNKNOWN = 0,
                           HF_DIGEST_MD5,
                           HF_DIGEST_MD5_SESS,
                           HF_DIGEST_SHA_256,
                           HF_DIGEST_SHA_256_SESS,
                           HF_DIGEST_SHA_512_256,
                           HF_DIGEST_SHA_512_256_SESS,
                           HF_DIGEST_COUNT
};

enum hf_digest_qop { HF_QOP_NONE = 0, HF_QOP_AUTH = 1, HF_QOP_AUTH_INT = 2 };

struct hf_digest {
    struct hf_slice username, realm, password;
    struct hf_slice nonce;
    struct hf_slice cnonce; /* with qop, or for -sess */
    struct hf_slice nc;     /* with qop: eight hexadecimal digits */
    struct hf_slice method, uri;
    struct hf_slice body;      /* AUTH_INT: what is hashed, may be empty */
    struct hf_slice body_hash; /* AUTH_INT: where not empty, taken instead of hashing body */
    uint8_t algorithm;         /* enum hf_digest_algorithm, not UNKNOWN */
    uint8_t qop;               /* enum hf_digest_qop */
};

/* An absent (empty) name means MD5 (RFC 7616 3.3). */
unsigned hf_digest_algorithm(struct hf_slice name);
const char *hf_digest_algorithm_name(unsigned algorithm); /* "SHA-256"; "" for UNKNOWN */

/* The intermediate values, for tests and for servers that store HA1. */
struct hf_digest_hex {
    char text[HF_DIGEST_HEX_MAX + 1]; /* terminated */
};
/* HA1, of -sess with nonce and cnonce. 0, or HF_E_UNSUPPORTED for an unknown algorithm. */
int hf_digest_ha1(const struct hf_digest *digest, struct hf_digest_hex *ha1);
int hf_digest_ha2(const struct hf_digest *digest, struct hf_digest_hex *ha2);

/* The value of `response`. 0, or HF_E_UNSUPPORTED for an unknown algorithm. */
int hf_digest_response(const struct hf_digest *digest, struct hf_digest_hex *response);

/* A challenge that can be answered. */
struct hf_digest_choice {
    struct hf_sip_auth auth;
    uint8_t algorithm; /* enum hf_digest_algorithm */
    uint8_t qop;       /* enum hf_digest_qop: auth where it is offered, else auth-int */
    bool stale;
};
/* The strongest answerable challenge among the fields of id (WWW- or PROXY_AUTHENTICATE), the
 * topmost of equals: scheme Digest, a realm, a nonce, a known algorithm, and a known qop or none.
 * False when there is none. */
bool hf_digest_choose(const struct hf_sip_message *m, unsigned id, struct hf_digest_choice *choice);
/* The same for one field's value. */
bool hf_digest_answerable(struct hf_slice value, struct hf_digest_choice *choice);

#endif
