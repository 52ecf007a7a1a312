/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Digest responses (RFC 7616 3.4, RFC 8760) with the hash functions of BoringSSL, whose contexts
 * stand on the stack: nothing is allocated.
 */
#include "holdfast/sip/digest.h"

#include <string.h>

#include <openssl/md5.h>
#include <openssl/sha.h>

#include "holdfast/line.h"

struct hash {
    unsigned algorithm;
    union {
        MD5_CTX md5;
        SHA256_CTX sha256;
        SHA512_CTX sha512_256;
    } u;
};

static const char *const algorithm_names[HF_DIGEST_COUNT] = {
    [HF_DIGEST_UNKNOWN] = "",
    [HF_DIGEST_MD5] = "MD5",
    [HF_DIGEST_MD5_SESS] = "MD5-sess",
    [HF_DIGEST_SHA_256] = "SHA-256",
    [HF_DIGEST_SHA_256_SESS] = "SHA-256-sess",
    [HF_DIGEST_SHA_512_256] = "SHA-512-256",
    [HF_DIGEST_SHA_512_256_SESS] = "SHA-512-256-sess",
};

static void hash_start(struct hash *hash, unsigned algorithm)
{
    hash->algorithm = algorithm;
    if (algorithm <= HF_DIGEST_MD5_SESS) {
        MD5_Init(&hash->u.md5);
    } else if (algorithm <= HF_DIGEST_SHA_256_SESS) {
        SHA256_Init(&hash->u.sha256);
    } else {
        SHA512_256_Init(&hash->u.sha512_256);
    }
}

static void hash_add(struct hash *hash, struct hf_slice bytes)
{
    if (bytes.length == 0) {
        return;
    }
    if (hash->algorithm <= HF_DIGEST_MD5_SESS) {
        MD5_Update(&hash->u.md5, bytes.at, bytes.length);
    } else if (hash->algorithm <= HF_DIGEST_SHA_256_SESS) {
        SHA256_Update(&hash->u.sha256, bytes.at, bytes.length);
    } else {
        SHA512_256_Update(&hash->u.sha512_256, bytes.at, bytes.length);
    }
}

static void hash_add_next(struct hash *hash, struct hf_slice bytes) /* with the colon before it */
{
    hash_add(hash, hf_slice_text(":"));
    hash_add(hash, bytes);
}

static void hash_finish(struct hash *hash, struct hf_digest_hex *hex)
{
    uint8_t bytes[HF_DIGEST_HEX_MAX / 2];
    size_t n = SHA256_DIGEST_LENGTH;
    struct hf_sip_out out;
    if (hash->algorithm <= HF_DIGEST_MD5_SESS) {
        MD5_Final(bytes, &hash->u.md5);
        n = MD5_DIGEST_LENGTH;
    } else if (hash->algorithm <= HF_DIGEST_SHA_256_SESS) {
        SHA256_Final(bytes, &hash->u.sha256);
    } else {
        SHA512_256_Final(bytes, &hash->u.sha512_256);
    }
    hf_sip_out_start(&out, hex->text, HF_DIGEST_HEX_MAX);
    hf_sip_put_hex(&out, bytes, n);
    hex->text[out.length] = '\0';
}

static bool is_known(unsigned algorithm)
{
    return algorithm > HF_DIGEST_UNKNOWN && algorithm < HF_DIGEST_COUNT;
}

bool hf_digest_is_session(unsigned algorithm)
{
    return algorithm == HF_DIGEST_MD5_SESS || algorithm == HF_DIGEST_SHA_256_SESS ||
           algorithm == HF_DIGEST_SHA_512_256_SESS;
}

unsigned hf_digest_algorithm(struct hf_slice name)
{
    if (name.length == 0) {
        return HF_DIGEST_MD5;
    }
    for (unsigned i = 1; i < HF_DIGEST_COUNT; i++) {
        if (hf_slice_is(name, algorithm_names[i])) {
            return i;
        }
    }
    return HF_DIGEST_UNKNOWN;
}

const char *hf_digest_algorithm_name(unsigned algorithm)
{
    return is_known(algorithm) ? algorithm_names[algorithm] : "";
}

int hf_digest_ha1(const struct hf_digest *digest, struct hf_digest_hex *ha1)
{
    struct hash hash;
    if (!is_known(digest->algorithm)) {
        return HF_E_UNSUPPORTED;
    }
    hash_start(&hash, digest->algorithm);
    hash_add(&hash, digest->username);
    hash_add_next(&hash, digest->realm);
    hash_add_next(&hash, digest->password);
    hash_finish(&hash, ha1);
    if (hf_digest_is_session(digest->algorithm)) { /* RFC 7616 3.4.2 */
        hash_start(&hash, digest->algorithm);
        hash_add(&hash, hf_slice_text(ha1->text));
        hash_add_next(&hash, digest->nonce);
        hash_add_next(&hash, digest->cnonce);
        hash_finish(&hash, ha1);
    }
    return 0;
}

int hf_digest_ha2(const struct hf_digest *digest, struct hf_digest_hex *ha2)
{
    struct hash hash;
    struct hf_digest_hex body;
    if (!is_known(digest->algorithm)) {
        return HF_E_UNSUPPORTED;
    }
    hash_start(&hash, digest->algorithm);
    hash_add(&hash, digest->body);
    hash_finish(&hash, &body);

    hash_start(&hash, digest->algorithm);
    hash_add(&hash, digest->method);
    hash_add_next(&hash, digest->uri);
    if (digest->qop == HF_QOP_AUTH_INT) { /* RFC 7616 3.4.3 */
        hash_add_next(&hash,
                      digest->body_hash.length != 0 ? digest->body_hash : hf_slice_text(body.text));
    }
    hash_finish(&hash, ha2);
    return 0;
}

int hf_digest_response(const struct hf_digest *digest, struct hf_digest_hex *response)
{
    struct hash hash;
    struct hf_digest_hex ha1, ha2;
    if (hf_digest_ha1(digest, &ha1) < 0 || hf_digest_ha2(digest, &ha2) < 0) {
        return HF_E_UNSUPPORTED;
    }
    hash_start(&hash, digest->algorithm);
    hash_add(&hash, hf_slice_text(ha1.text));
    hash_add_next(&hash, digest->nonce);
    if (digest->qop != HF_QOP_NONE) { /* RFC 7616 3.4.1; without qop as RFC 2069 had it */
        hash_add_next(&hash, digest->nc);
        hash_add_next(&hash, digest->cnonce);
        hash_add_next(&hash, hf_slice_text(digest->qop == HF_QOP_AUTH ? "auth" : "auth-int"));
    }
    hash_add_next(&hash, hf_slice_text(ha2.text));
    hash_finish(&hash, response);
    return 0;
}

/* Is the option in a comma list such as "auth,auth-int"? */
static bool offers(struct hf_slice list, const char *option)
{
    const char *p = list.at;
    const char *end = list.at + list.length;
    while (p < end) {
        const char *comma = memchr(p, ',', (size_t)(end - p));
        const char *to = comma == NULL ? end : comma;
        struct hf_slice word = {p, (size_t)(to - p)};
        if (hf_slice_is(hf_slice_trim(word), option)) {
            return true;
        }
        p = comma == NULL ? end : comma + 1;
    }
    return false;
}

bool hf_digest_answerable(struct hf_slice value, struct hf_digest_choice *choice)
{
    struct hf_sip_auth *auth = &choice->auth;
    if (hf_sip_auth_parse(value, auth, NULL) < 0 || !hf_slice_is(auth->scheme, "Digest") ||
        !auth->has_realm || auth->nonce.length == 0) {
        return false; /* a realm may be empty (RFC 3261 25.1), and is hashed so */
    }
    choice->algorithm = (uint8_t)hf_digest_algorithm(auth->algorithm);
    choice->stale = hf_slice_is(auth->stale, "true");
    choice->qop = HF_QOP_NONE;
    if (auth->qop.length != 0) {
        choice->qop = offers(auth->qop, "auth")       ? HF_QOP_AUTH
                      : offers(auth->qop, "auth-int") ? HF_QOP_AUTH_INT
                                                      : HF_QOP_NONE;
        if (choice->qop == HF_QOP_NONE) {
            return false; /* an option that we lack: not to be answered with another */
        }
    }
    return choice->algorithm != HF_DIGEST_UNKNOWN;
}

/* but: NULL where any realm will do. */
static bool choose(const struct hf_sip_message *m, unsigned id, const struct hf_slice *but,
                   struct hf_digest_choice *choice)
{
    const struct hf_sip_header *header = hf_sip_find(m, id);
    unsigned looked_at = 0;
    bool found = false;
    while (header != NULL) {
        struct hf_slice rest = header->value, challenge;
        struct hf_digest_choice other;
        while (looked_at < HF_DIGEST_CHALLENGES_MAX &&
               hf_digest_challenge_next(&rest, &challenge)) {
            looked_at++;
            if (hf_digest_answerable(challenge, &other) &&
                (but == NULL || !hf_slice_equal(other.auth.realm, *but)) &&
                (!found || other.algorithm > choice->algorithm)) {
                *choice = other;
                found = true;
            }
        }
        header = header->next == 0 ? NULL : &m->headers[header->next - 1];
    }
    return found;
}

bool hf_digest_choose(const struct hf_sip_message *m, unsigned id, struct hf_digest_choice *choice)
{
    return choose(m, id, NULL, choice);
}

bool hf_digest_choose_beside(const struct hf_sip_message *m, unsigned id, struct hf_slice realm,
                             struct hf_digest_choice *choice)
{
    return choose(m, id, &realm, choice);
}
