/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys of transactions; see match.h. What names one is put behind each other, each part followed
 * by its length, so that no two different lists of parts give the same bytes, and SipHash goes
 * over it block by block: a name may be as long as a message, and nothing is copied whole.
 *
 * Tokens and hosts are put in lower case (RFC 3261 7.3.1), Call-ID, methods and Request-URI as they
 * are (8.1.1.4, 7.1, and a repetition has the same bytes).
 */
#include "match.h"

#include <string.h>

#include <openssl/siphash.h>

#include "lex.h"

#define BLOCK_BYTES  256       /* what names most requests fits in one */
#define COOKIE       "z9hG4bK" /* RFC 3261 8.1.1.7 */
#define COOKIE_BYTES 7
#define SIP_PORT     5060 /* RFC 3261 18.1.1 */
#define SIPS_PORT    5061

enum kind { BY_BRANCH = 1, BY_RFC_2543 = 2, BY_CALL_ID = 3 };

struct key {
    const struct hf_match_secret *secret;
    uint64_t hash; /* of the blocks before this one */
    size_t length;
    uint8_t block[sizeof(uint64_t) + BLOCK_BYTES]; /* that hash, then bytes */
};

/* The block into the hash; an empty one begins. */
static void press(struct key *key)
{
    memcpy(key->block, &key->hash, sizeof key->hash);
    key->hash = SIPHASH_24(key->secret->words, key->block, sizeof key->hash + key->length);
    key->length = 0;
}

static void put_byte(struct key *key, uint8_t byte)
{
    if (key->length == BLOCK_BYTES) {
        press(key);
    }
    key->block[sizeof key->hash + key->length++] = byte;
}

static void put_number(struct key *key, uint64_t number)
{
    for (unsigned i = 0; i < sizeof number; i++) {
        put_byte(key, (uint8_t)(number >> (8 * i)));
    }
}

static void put_bytes(struct key *key, struct hf_slice bytes)
{
    for (size_t i = 0; i < bytes.length; i++) {
        put_byte(key, (uint8_t)bytes.at[i]);
    }
    put_number(key, bytes.length);
}

/* Without white space, which may stand around every '=' and ';' of a Via, and in lower case. */
static void put_words(struct key *key, struct hf_slice words)
{
    size_t n = 0;
    for (size_t i = 0; i < words.length; i++) {
        if (!hf_lex_is(words.at[i], HF_LEX_SPACE)) {
            put_byte(key, (uint8_t)hf_lex_lower(words.at[i]));
            n++;
        }
    }
    put_number(key, n);
}

static void start(struct key *key, const struct hf_match_secret *secret, enum kind kind)
{
    key->secret = secret;
    key->hash = 0;
    key->length = 0;
    put_number(key, kind);
}

static uint64_t finish(struct key *key)
{
    press(key);
    return key->hash != 0 ? key->hash : 1; /* 0 means that there is none */
}

/* "Absent" and the default are the same port (RFC 3261 18.1.1, 18.2.2). */
static void put_sent_by(struct key *key, const struct hf_sip_via *via)
{
    uint16_t port = hf_slice_is(via->transport, "TLS") ? SIPS_PORT : SIP_PORT;
    put_words(key, via->host);
    put_number(key, via->port != 0 ? via->port : port);
}

/* RFC 3261 17.2.3: an ACK names its INVITE, when it has the branch of the INVITE. One to a 2xx has
 * its own, and so a key that nothing else has. */
static struct hf_slice method_of(const struct hf_sip_message *m)
{
    return m->method_id == HF_METHOD_ACK ? hf_slice_text("INVITE") : m->method;
}

/* Call-ID and CSeq number. False: they are not there and sound. */
static bool put_call(struct key *key, const struct hf_sip_message *m)
{
    struct hf_sip_cseq cseq;
    struct hf_slice call_id = hf_sip_value(m, HF_HEADER_CALL_ID);
    if (hf_sip_cseq(m, &cseq, NULL) != 1 || call_id.length == 0) {
        return false;
    }
    put_bytes(key, call_id);
    put_number(key, cseq.number);
    return true;
}

/* Some peers use one branch for many requests: they are told apart by call and number, which ACK
 * and CANCEL have in common with their INVITE. */
static uint64_t by_branch(struct key *key, const struct hf_sip_message *m,
                          const struct hf_sip_via *via, struct hf_slice method)
{
    if (!put_call(key, m)) {
        return 0;
    }
    put_words(key, via->branch);
    put_sent_by(key, via);
    put_bytes(key, method);
    return finish(key);
}

/* From tag, Call-ID and CSeq number. False: they are not all there and sound. */
static bool put_request(struct key *key, const struct hf_sip_message *m)
{
    struct hf_sip_party from;
    if (hf_sip_from(m, &from, NULL) != 1) {
        return false;
    }
    put_words(key, from.tag);
    return put_call(key, m);
}

/* The whole topmost Via counts, since a branch of that time need not be unique. */
static uint64_t by_rfc_2543(struct key *key, const struct hf_sip_message *m,
                            const struct hf_sip_via *via, struct hf_slice method)
{
    if (!put_request(key, m)) {
        return 0;
    }
    put_bytes(key, m->uri);
    put_words(key, via->transport);
    put_sent_by(key, via);
    put_words(key, via->params);
    put_bytes(key, method);
    return finish(key);
}

/* The key of m, as if its method were this one. */
static uint64_t transaction(const struct hf_match_secret *secret, const struct hf_sip_message *m,
                            struct hf_slice method)
{
    struct hf_sip_via via;
    struct key key;
    if (!m->is_request || hf_sip_via(m, &via, NULL) != 1) {
        return 0;
    }
    if (hf_match_is_branch(via.branch)) {
        start(&key, secret, BY_BRANCH);
        return by_branch(&key, m, &via, method);
    }
    start(&key, secret, BY_RFC_2543);
    return by_rfc_2543(&key, m, &via, method);
}

uint64_t hf_match_transaction(const struct hf_match_secret *secret, const struct hf_sip_message *m)
{
    return transaction(secret, m, method_of(m));
}

uint64_t hf_match_cancelled(const struct hf_match_secret *secret, const struct hf_sip_message *m)
{
    return m->method_id == HF_METHOD_CANCEL ? transaction(secret, m, hf_slice_text("INVITE")) : 0;
}

uint64_t hf_match_request(const struct hf_match_secret *secret, const struct hf_sip_message *m)
{
    struct key key;
    if (!m->is_request) {
        return 0;
    }
    start(&key, secret, BY_CALL_ID);
    return put_request(&key, m) ? finish(&key) : 0;
}

bool hf_match_is_branch(struct hf_slice branch)
{
    return branch.length > COOKIE_BYTES &&
           hf_slice_is(hf_lex_slice(branch.at, branch.at + COOKIE_BYTES), COOKIE);
}
