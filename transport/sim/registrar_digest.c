/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Users, nonces and challenges: digest with MD5 and qop auth (RFC 3261 22, RFC 7616 3.3).
 * A nonce says when it was made and its number, under a keyed hash: nothing is kept for it but
 * the highest nc seen. Credentials that are right under a nonce that is too old, displaced, used
 * before or made before a restart are answered with stale=true, so that no phone takes its
 * password for wrong.
 */
#include "registrar_state.h"

#include <stdio.h>
#include <string.h>

#include "holdfast/sip/digest.h"

#define NONCE_TIME   16 /* hexadecimal digits */
#define NONCE_NUMBER 8
#define NONCE_LENGTH (NONCE_TIME + NONCE_NUMBER + HF_REGISTRAR_SEAL)

/* ---- nonces ---- */

void hf_registrar_seal(const struct hf_registrar *registrar, const char *purpose,
                       struct hf_slice text, char seal[HF_REGISTRAR_SEAL + 1])
{
    struct hf_digest digest = {.algorithm = HF_DIGEST_SHA_256, .realm = text};
    struct hf_digest_hex hex;
    static const char digits[] = "0123456789abcdef";
    char secret[2 * sizeof registrar->random];
    for (size_t i = 0; i < sizeof registrar->random; i++) {
        secret[2 * i] = digits[registrar->random[i] >> 4];
        secret[2 * i + 1] = digits[registrar->random[i] & 15];
    }
    digest.username = (struct hf_slice){secret, sizeof secret};
    digest.password = hf_slice_text(purpose);
    hf_digest_ha1(&digest, &hex);
    memcpy(seal, hex.text, HF_REGISTRAR_SEAL);
    seal[HF_REGISTRAR_SEAL] = '\0';
}

/* Completes a nonce, whose time and number are written. */
static void seal_nonce(const struct hf_registrar *registrar, char text[NONCE_LENGTH + 1])
{
    struct hf_slice written = {text, NONCE_TIME + NONCE_NUMBER};
    hf_registrar_seal(registrar, "nonce", written, text + NONCE_TIME + NONCE_NUMBER);
}

static void make_nonce(struct hf_registrar *registrar, uint64_t now_us, char text[NONCE_LENGTH + 1])
{
    uint32_t number = ++registrar->last_nonce;
    registrar->nonces[number % HF_REGISTRAR_NONCES] = (struct hf_registrar_nonce){.number = number};
    snprintf(text, NONCE_LENGTH + 1, "%016llx%08x", (unsigned long long)now_us, (unsigned)number);
    seal_nonce(registrar, text);
}

/* The value of n hexadecimal digits, or UINT64_MAX. */
static uint64_t hex_value(const char *text, size_t n)
{
    uint64_t value = 0;
    for (size_t i = 0; i < n; i++) {
        char c = text[i];
        if (c >= '0' && c <= '9')
            value = value * 16 + (uint64_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            value = value * 16 + (uint64_t)(c - 'a' + 10);
        else
            return UINT64_MAX;
    }
    return value;
}

/* True when the nonce is ours, young, still remembered, and its nc is new (RFC 7616 3.3). Then
 * the nc counts as used. */
static bool take_nonce(struct hf_registrar *registrar, uint64_t now_us,
                       const struct hf_sip_auth *auth)
{
    char expected[NONCE_LENGTH + 1];
    struct hf_registrar_nonce *slot;
    uint64_t made_us, number, count;
    if (auth->nonce.length != NONCE_LENGTH)
        return false;
    memcpy(expected, auth->nonce.at, NONCE_TIME + NONCE_NUMBER);
    seal_nonce(registrar, expected);
    if (memcmp(expected, auth->nonce.at, NONCE_LENGTH) != 0)
        return false;
    made_us = hex_value(auth->nonce.at, NONCE_TIME);
    number = hex_value(auth->nonce.at + NONCE_TIME, NONCE_NUMBER);
    slot = &registrar->nonces[number % HF_REGISTRAR_NONCES];
    if (slot->number != number ||
        now_us >= made_us + (uint64_t)registrar->nonce_life_s * HF_REGISTRAR_SECOND_US)
        return false;
    if (!auth->has_qop)
        return true; /* no nc to count: a client of RFC 2069 */
    count = hex_value(auth->nc.at, auth->nc.length);
    if (count <= slot->count || count > UINT32_MAX)
        return false;
    slot->count = (uint32_t)count;
    return true;
}

/* ---- credentials ---- */

static bool is_ours(const struct hf_registrar *registrar, struct hf_slice value,
                    struct hf_sip_auth *auth)
{
    return hf_sip_auth_parse(value, auth, NULL) == 0 && hf_slice_is(auth->scheme, "Digest") &&
           hf_slice_equal(auth->realm, hf_slice_text(registrar->realm));
}

bool hf_registrar_is_for_us(const struct hf_registrar *registrar, struct hf_slice credentials)
{
    struct hf_sip_auth auth;
    return is_ours(registrar, credentials, &auth);
}

/* The credentials for our realm, among those for others. */
static bool find_credentials(const struct hf_registrar *registrar,
                             const struct hf_sip_message *message, struct hf_sip_auth *auth)
{
    uint32_t i =
        message->first[message->method_id == HF_METHOD_REGISTER ? HF_HEADER_AUTHORIZATION
                                                                : HF_HEADER_PROXY_AUTHORIZATION];
    while (i != 0) {
        const struct hf_sip_header *header = &message->headers[i - 1];
        if (is_ours(registrar, header->value, auth))
            return true;
        i = header->next;
    }
    return false;
}

static const struct hf_registrar_user *find_user(const struct hf_registrar *registrar,
                                                 struct hf_slice name)
{
    char text[HF_REGISTRAR_TEXT_MAX + 1];
    int length = hf_sip_unquote(name, text, sizeof text - 1);
    if (length < 0)
        return NULL;
    text[length] = '\0';
    for (size_t i = 0; i < registrar->n_users; i++) {
        if (strcmp(registrar->users[i].name, text) == 0)
            return &registrar->users[i];
    }
    return NULL;
}

static bool is_response_right(const struct hf_registrar_user *user,
                              const struct hf_registrar_request *request,
                              const struct hf_sip_auth *auth)
{
    struct hf_digest_hex hex;
    struct hf_digest digest = {
        .username = auth->username,
        .realm = auth->realm,
        .password = hf_slice_text(user->password),
        .nonce = auth->nonce,
        .cnonce = auth->cnonce,
        .nc = auth->nc,
        .method = request->message->method,
        .uri = auth->uri,
        .algorithm = HF_DIGEST_MD5,
        .qop = auth->has_qop ? HF_QOP_AUTH : HF_QOP_NONE,
    };
    if (hf_digest_algorithm(auth->algorithm) != HF_DIGEST_MD5)
        return false; /* not what was offered */
    if (auth->has_qop && (!hf_slice_is(auth->qop, "auth") || auth->nc.length != 8))
        return false;
    return hf_digest_response(&digest, &hex) == 0 &&
           hf_slice_same(auth->response, hf_slice_text(hex.text));
}

static int challenge(struct hf_registrar_request *request, const char *why, bool stale)
{
    bool is_register = request->message->method_id == HF_METHOD_REGISTER;
    hf_registrar_decide(request, is_register ? 401 : 407, why); /* RFC 3261 22.2, 22.3 */
    request->challenge = true;
    request->stale = stale;
    return -1;
}

/* Nobody registers for somebody else (RFC 3261 10.3 step 4). */
static int check_owner(struct hf_registrar_request *request, const struct hf_registrar_user *user)
{
    struct hf_sip_uri uri;
    if (request->message->method_id != HF_METHOD_REGISTER)
        return 0;
    if (hf_sip_uri_parse(request->to.address.uri, &uri, NULL) == 0 &&
        hf_slice_equal(uri.user, hf_slice_text(user->name)))
        return 0;
    hf_registrar_decide(request, 403, "the credentials are another user's");
    return -1;
}

int hf_registrar_authenticate(struct hf_registrar *registrar, struct hf_registrar_request *request)
{
    struct hf_sip_auth auth;
    const struct hf_registrar_user *user;
    if (registrar->n_users == 0)
        return 0;
    if (!find_credentials(registrar, request->message, &auth))
        return challenge(request, "", false);
    user = find_user(registrar, auth.username);
    if (user == NULL || !is_response_right(user, request, &auth))
        return challenge(request, "wrong name or password", false);
    if (!take_nonce(registrar, request->now_us, &auth))
        return challenge(request, "stale nonce", true);
    return check_owner(request, user);
}

void hf_registrar_put_challenge(struct hf_registrar *registrar,
                                const struct hf_registrar_request *request, struct hf_sip_out *out)
{
    char nonce[NONCE_LENGTH + 1];
    make_nonce(registrar, request->now_us, nonce);
    hf_sip_put_text(out, request->status == 401 ? "WWW" : "Proxy");
    hf_sip_put_text(out, "-Authenticate: Digest realm=");
    hf_sip_put_quoted(out, hf_slice_text(registrar->realm));
    hf_sip_put_text(out, ", nonce=\"");
    hf_sip_put_text(out, nonce);
    hf_sip_put_text(out, "\", algorithm=MD5, qop=\"auth\"");
    if (request->stale)
        hf_sip_put_text(out, ", stale=true");
    hf_sip_put_text(out, "\r\n");
}
