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
/* Challenges of one kind that are looked at in one response: a server names an algorithm or two for
 * each of its realms; who sends thousands wants to keep us busy. */
#define HF_DIGEST_CHALLENGES_MAX 16

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
bool hf_digest_is_session(unsigned algorithm);            /* one of -sess */

/* The intermediate values, for tests and for servers that store HA1. */
struct hf_digest_hex {
    char text[HF_DIGEST_HEX_MAX + 1]; /* terminated */
};
/* HA1, of -sess with nonce and cnonce. 0, or HF_E_UNSUPPORTED for an unknown algorithm. */
int hf_digest_ha1(const struct hf_digest *digest, struct hf_digest_hex *ha1);
int hf_digest_ha2(const struct hf_digest *digest, struct hf_digest_hex *ha2);

/* The value of `response`. 0, or HF_E_UNSUPPORTED for an unknown algorithm. */
int hf_digest_response(const struct hf_digest *digest, struct hf_digest_hex *response);

/* ---- challenges ---- */

/* Takes the next challenge off a field's value. RFC 3261 25.1 has one in each field; real servers
 * send several, commas between them, as RFC 7235 4.1 allows: another one begins where a word is
 * followed by white space and not by '=', or stands alone and not in a qop list without quotes.
 * False at the end. */
bool hf_digest_challenge_next(struct hf_slice *rest, struct hf_slice *challenge);

/* A challenge that can be answered. userhash and charset are read and change nothing: user names
 * are sent as they are, which a server must take (RFC 7616 3.4.4), and as the UTF-8 that they are
 * configured in. */
struct hf_digest_choice {
    struct hf_sip_auth auth;
    uint8_t algorithm; /* enum hf_digest_algorithm */
    uint8_t qop;       /* enum hf_digest_qop: auth where it is offered, else auth-int */
    bool stale;
};
/* The strongest answerable challenge among the fields of id (WWW- or PROXY_AUTHENTICATE), the
 * topmost of equals: scheme Digest, a realm, a nonce, a known algorithm, and a known qop or none.
 * One that is malformed is passed over like one that cannot be answered. False when there is
 * none. */
bool hf_digest_choose(const struct hf_sip_message *m, unsigned id, struct hf_digest_choice *choice);
/* The same among those for other realms than this one. */
bool hf_digest_choose_beside(const struct hf_sip_message *m, unsigned id, struct hf_slice realm,
                             struct hf_digest_choice *choice);
/* The same for one challenge. */
bool hf_digest_answerable(struct hf_slice value, struct hf_digest_choice *choice);

/* ---- credentials ---- */

/* Appends a whole header field, "Authorization" or "Proxy-Authorization": what the digest was made
 * of, and its response. opaque: the challenge's; NULL where it had none. cnonce is said where it
 * takes part: with qop, or for -sess (RFC 2617 3.2.2). HF_E_UNSUPPORTED, and nothing is printed,
 * for an unknown algorithm. */
int hf_digest_put_credentials(struct hf_sip_out *out, const char *name,
                              const struct hf_digest *digest, const struct hf_slice *opaque);

/* ---- what a server says in return (RFC 7616 3.5) ---- */

struct hf_digest_info { /* values without quotes, escapes stay; empty: absent */
    struct hf_slice nextnonce, qop, rspauth, cnonce, nc;
};
/* Of AUTHENTICATION_INFO or PROXY_AUTHENTICATION_INFO. 1 found, 0 absent, HF_E_MALFORMED. */
int hf_digest_info(const struct hf_sip_message *m, unsigned id, struct hf_digest_info *info);

enum hf_digest_proof {
    HF_DIGEST_UNPROVEN = 0, /* it says nothing that could prove it */
    HF_DIGEST_PROVEN = 1,   /* rspauth is right: whoever sent it knows the secret */
    HF_DIGEST_WRONG = 2     /* rspauth is not, or cnonce or nc is another request's */
};
/* sent: what the request's credentials were made of; body: the response's. */
enum hf_digest_proof hf_digest_prove(const struct hf_digest *sent,
                                     const struct hf_digest_info *info, struct hf_slice body);

#endif
