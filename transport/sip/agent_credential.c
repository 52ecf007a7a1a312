/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Challenges and the credentials kept from them. A challenge is kept, with its server, until a
 * newer one of the same realm takes its place; later requests to that server carry its answer at
 * once, with nc counted up (RFC 7616 3.3, 3.6), and so need no second round.
 *
 * A place that a request under way uses is left as it is: that request may have to be sent again,
 * the same bytes. When all places, or too much of the texts' room, are held so, the challenge is
 * passed over; the server, of which the core hears that it lives, repeats it with the next
 * retransmission.
 *
 * A server that says nextnonce gets it from the next request on, with nc from 1 (RFC 7616 3.5),
 * unless it gave a proof of itself that is wrong: then somebody else may have written it.
 */
#include "agent_state.h"

#include <string.h>

#include "lex.h"

static size_t size_of(const struct hf_agent_credential *credential)
{
    return (size_t)credential->realm + credential->nonce + credential->opaque;
}

struct hf_agent_challenge_texts
hf_agent_challenge_texts(const struct hf_agent *agent, const struct hf_agent_credential *credential)
{
    const char *realm = agent->credential_texts + credential->at;
    const char *nonce = realm + credential->realm;
    const char *opaque = nonce + credential->nonce;
    struct hf_agent_challenge_texts texts = {
        hf_lex_slice(realm, nonce),
        hf_lex_slice(nonce, opaque),
        hf_lex_slice(opaque, opaque + credential->opaque),
    };
    return texts;
}

static struct hf_slice realm_of(const struct hf_agent *agent,
                                const struct hf_agent_credential *credential)
{
    return hf_agent_challenge_texts(agent, credential).realm;
}

static bool is_held(const struct hf_agent *agent, const struct hf_agent_attempt *except,
                    unsigned index)
{
    for (unsigned i = 0; i < HF_AGENT_ATTEMPTS; i++) {
        const struct hf_agent_attempt *attempt = &agent->attempts[i];
        if (attempt == except || attempt->state == HF_AGENT_FREE) {
            continue;
        }
        for (unsigned slot = 0; slot < HF_AGENT_ANSWERS; slot++) {
            if (attempt->credential[slot] == index) {
                return true;
            }
        }
    }
    return false;
}

struct wanted { /* which place a challenge looks for */
    struct hf_slice realm;
    uint32_t key; /* the server's */
    uint8_t proxy;
};

/* Is what was said the text that is kept, where a fold is one space? */
static bool is_text(struct hf_slice kept, struct hf_slice said)
{
    char text[HF_AGENT_CREDENTIAL_TEXT];
    struct hf_sip_out out;
    if (said.length == 0 || memchr(said.at, '\r', said.length) == NULL) {
        return hf_slice_equal(kept, said); /* the usual case */
    }
    hf_sip_out_start(&out, text, sizeof text);
    hf_sip_put_unfolded(&out, said);
    return !out.overflow && hf_slice_equal(kept, hf_lex_slice(text, text + out.length));
}

static bool is_for(const struct hf_agent *agent, const struct hf_agent_credential *credential,
                   const struct wanted *wanted)
{
    return credential->serial != 0 && credential->key == wanted->key &&
           credential->proxy == wanted->proxy &&
           is_text(realm_of(agent, credential), wanted->realm);
}

static uint32_t key_of(const struct hf_agent *agent, const struct hf_agent_attempt *attempt)
{
    return hf_agent_profile_of(agent, attempt)->keys[attempt->server - 1];
}

/* An answer to another realm that the attempt was given by a challenge of its own, or carries from
 * an earlier request: that it can do without, since who wants it asks again. */
enum carried { NOT_CARRIED, CARRIED, NEEDED };

static enum carried carries(const struct hf_agent_attempt *attempt, unsigned index)
{
    for (unsigned slot = 0; slot < HF_AGENT_ANSWERS; slot++) {
        if (attempt->credential[slot] == index) {
            return attempt->own[slot] == 1 ? NEEDED : CARRIED;
        }
    }
    return NOT_CARRIED;
}

/* The realm's own place, else a free one, else the oldest that no request holds, else one that this
 * attempt can do without: over a connection a challenge that is passed over does not come again.
 * NONE: all are held. */
static unsigned place_for(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                          const struct wanted *wanted)
{
    unsigned best = HF_AGENT_NONE, last = HF_AGENT_NONE;
    for (unsigned i = 0; i < HF_AGENT_CREDENTIALS; i++) {
        const struct hf_agent_credential *credential = &agent->credentials[i];
        enum carried carried = carries(attempt, i);
        if (is_held(agent, attempt, i)) {
            continue;
        }
        if (is_for(agent, credential, wanted)) {
            return i;
        }
        if (carried == CARRIED) {
            last = i;
        } else if (carried == NOT_CARRIED &&
                   (best == HF_AGENT_NONE ||
                    credential->serial < agent->credentials[best].serial)) {
            best = i;
        }
    }
    return best != HF_AGENT_NONE ? best : last;
}

/* The place is another realm's now. */
static void let_go(struct hf_agent_attempt *attempt, unsigned place)
{
    for (unsigned slot = 0; slot < HF_AGENT_ANSWERS; slot++) {
        if (attempt->credential[slot] == place) {
            attempt->credential[slot] = HF_AGENT_NONE;
            attempt->own[slot] = 0;
        }
    }
}

static size_t size_of_challenge(const struct hf_sip_auth *auth)
{
    size_t most = HF_AGENT_CREDENTIAL_TEXT + 1; /* of each, so that no sum overflows */
    size_t realm = auth->realm.length, nonce = auth->nonce.length, opaque = auth->opaque.length;
    return (realm < most ? realm : most) + (nonce < most ? nonce : most) +
           (opaque < most ? opaque : most);
}

static size_t texts_used(const struct hf_agent *agent)
{
    size_t used = 0;
    for (unsigned i = 0; i < HF_AGENT_CREDENTIALS; i++) {
        used += size_of(&agent->credentials[i]);
    }
    return used;
}

/* Its place is free, and its texts' too: those behind them move down. */
static void forget(struct hf_agent *agent, struct hf_agent_credential *credential)
{
    size_t at = credential->at, size = size_of(credential);
    memmove(agent->credential_texts + at, agent->credential_texts + at + size,
            sizeof agent->credential_texts - at - size);
    memset(credential, 0, sizeof *credential);
    for (unsigned i = 0; i < HF_AGENT_CREDENTIALS; i++) {
        struct hf_agent_credential *other = &agent->credentials[i];
        if (other->at > at) {
            other->at = (uint16_t)(other->at - size);
        }
    }
}

/* Room for the texts of another one in this place, once all that no request holds is forgotten. */
static bool has_room(const struct hf_agent *agent, unsigned place, size_t size)
{
    for (unsigned i = 0; i < HF_AGENT_CREDENTIALS; i++) {
        if (i != place && is_held(agent, NULL, i)) {
            size += size_of(&agent->credentials[i]);
        }
    }
    return size <= HF_AGENT_CREDENTIALS_MAX;
}

/* The oldest credential that no request holds. */
static struct hf_agent_credential *oldest(struct hf_agent *agent)
{
    struct hf_agent_credential *best = NULL;
    for (unsigned i = 0; i < HF_AGENT_CREDENTIALS; i++) {
        struct hf_agent_credential *credential = &agent->credentials[i];
        if (credential->serial != 0 && !is_held(agent, NULL, i) &&
            (best == NULL || credential->serial < best->serial)) {
            best = credential;
        }
    }
    return best;
}

/* has_room said that there is enough, or can be made. */
static void make_room(struct hf_agent *agent, unsigned place, size_t size)
{
    forget(agent, &agent->credentials[place]);
    for (unsigned i = 0; i < HF_AGENT_CREDENTIALS; i++) {
        if (texts_used(agent) + size <= HF_AGENT_CREDENTIALS_MAX) {
            return;
        }
        struct hf_agent_credential *credential = oldest(agent);
        HF_ASSERT(credential != NULL);
        forget(agent, credential);
    }
}

/* On one line: a server computes with its own text, in which a fold was a space (RFC 3261 7.3.1).
 * There is room. */
static uint16_t append(struct hf_agent *agent, size_t *at, struct hf_slice text)
{
    struct hf_sip_out out;
    hf_sip_out_start(&out, agent->credential_texts + *at, text.length);
    hf_sip_put_unfolded(&out, text);
    HF_ASSERT(!out.overflow);
    *at += out.length;
    return (uint16_t)out.length;
}

static void keep(struct hf_agent *agent, unsigned index, const struct wanted *wanted,
                 const struct hf_digest_choice *choice)
{
    struct hf_agent_credential *credential = &agent->credentials[index];
    const struct hf_sip_auth *auth = &choice->auth;
    make_room(agent, index, size_of_challenge(auth));
    size_t at = texts_used(agent);
    credential->serial = ++agent->serials;
    credential->key = wanted->key;
    credential->proxy = wanted->proxy;
    credential->algorithm = choice->algorithm;
    credential->qop = choice->qop;
    credential->has_opaque = auth->has_opaque;
    credential->at = (uint16_t)at;
    credential->realm = append(agent, &at, auth->realm);
    credential->nonce = append(agent, &at, auth->nonce);
    credential->opaque = append(agent, &at, auth->opaque);
}

/* The attempt's answer to this realm, else an empty one, else the first (a request carries two
 * at most; the core ends a third realm as a loop, A8). */
static unsigned slot_for(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                         const struct wanted *wanted)
{
    unsigned empty = 0;
    for (unsigned slot = HF_AGENT_ANSWERS; slot-- > 0;) {
        unsigned index = attempt->credential[slot];
        if (index == HF_AGENT_NONE) {
            empty = slot;
        } else if (is_for(agent, &agent->credentials[index], wanted)) {
            return slot;
        }
    }
    return empty;
}

/* Keeps the choice for the attempt's next request. */
static enum hf_agent_challenge_result take(struct hf_agent *agent, struct hf_agent_attempt *attempt,
                                           struct hf_agent_challenge *challenge)
{
    const struct hf_sip_auth *auth = &challenge->choice.auth;
    struct wanted wanted = {auth->realm, key_of(agent, attempt), challenge->proxy};
    unsigned slot = slot_for(agent, attempt, &wanted);
    unsigned held = attempt->credential[slot];
    unsigned place = place_for(agent, attempt, &wanted);
    if (size_of_challenge(auth) > HF_AGENT_CREDENTIAL_TEXT) {
        challenge->why = "a challenge of more text than is kept of one";
        return HF_CHALLENGE_UNANSWERABLE;
    }
    if (place == HF_AGENT_NONE || !has_room(agent, place, size_of_challenge(auth))) {
        return HF_CHALLENGE_NO_ROOM;
    }
    challenge->slot = (uint8_t)slot;
    challenge->after_credentials = held != HF_AGENT_NONE && attempt->own[slot] == 1 &&
                                   is_for(agent, &agent->credentials[held], &wanted);
    keep(agent, place, &wanted, &challenge->choice);
    let_go(attempt, place);
    attempt->credential[slot] = (uint8_t)place;
    attempt->own[slot] = 1;
    return HF_CHALLENGE_TAKEN;
}

static unsigned header_of(unsigned proxy)
{
    return proxy ? HF_HEADER_PROXY_AUTHENTICATE : HF_HEADER_WWW_AUTHENTICATE;
}

/* RFC 3261 16.7, 22.3: a proxy that forked collects the challenges of all that it asked, and one
 * may challenge beside the server. The second realm is answered at once; with no room for that it
 * asks again. */
static void take_beside(struct hf_agent *agent, struct hf_agent_attempt *attempt,
                        const struct hf_sip_message *m, const struct hf_agent_challenge *first)
{
    struct hf_agent_challenge other = {.proxy = !first->proxy};
    if (!hf_digest_choose(m, header_of(other.proxy), &other.choice)) {
        other.proxy = first->proxy;
        if (!hf_digest_choose_beside(m, header_of(other.proxy), first->choice.auth.realm,
                                     &other.choice)) {
            return;
        }
    }
    struct wanted wanted = {other.choice.auth.realm, key_of(agent, attempt), other.proxy};
    if (slot_for(agent, attempt, &wanted) != first->slot) {
        (void)take(agent, attempt, &other);
    }
}

enum hf_agent_challenge_result hf_agent_challenge(struct hf_agent *agent,
                                                  struct hf_agent_attempt *attempt,
                                                  const struct hf_sip_message *m,
                                                  struct hf_agent_challenge *challenge)
{
    challenge->proxy = m->status == 407; /* RFC 3261 22.2, 22.3 */
    challenge->why = NULL;
    if (!hf_agent_can_print(attempt)) {
        challenge->why = "a challenge to what is not known any more";
    } else if (hf_agent_profile_of(agent, attempt)->password.length == 0) {
        challenge->why = "a challenge, and no password to answer it with";
    } else if (!hf_digest_choose(m, header_of(challenge->proxy), &challenge->choice)) {
        challenge->why = "no challenge that can be read and answered";
    }
    if (challenge->why != NULL) {
        return HF_CHALLENGE_UNANSWERABLE;
    }
    enum hf_agent_challenge_result result = take(agent, attempt, challenge);
    if (result == HF_CHALLENGE_TAKEN) {
        take_beside(agent, attempt, m, challenge);
        challenge->realm = realm_of(agent,
                                    &agent->credentials[attempt->credential[challenge->slot]]);
    }
    return result;
}

/* ---- the nonce for the next request (RFC 7616 3.5) ---- */

struct wanted_info { /* of a response, and which of its two fields */
    struct hf_slice body;
    uint8_t proxy;
};

/* The slot of the credentials that a server answers; NONE: it is not clear, or they are not ours.
 * The field names no realm: what it says must fit what one of them was made of. */
static unsigned slot_of_info(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                             const struct hf_digest_info *info, const struct wanted_info *of)
{
    unsigned found = HF_AGENT_NONE, n = 0;
    for (unsigned slot = 0; slot < HF_AGENT_ANSWERS; slot++) {
        struct hf_agent_digest_texts buffers;
        unsigned index = attempt->credential[slot];
        if (index == HF_AGENT_NONE || agent->credentials[index].proxy != of->proxy) {
            continue; /* also a proxy's that just gave way to the server's next nonce: all zero */
        }
        struct hf_digest sent = hf_agent_digest_of(agent, attempt, slot, &buffers);
        if (hf_digest_prove(&sent, info, of->body) != HF_DIGEST_WRONG) {
            found = slot;
            n++;
        }
    }
    return n == 1 ? found : HF_AGENT_NONE;
}

/* Why the nonce stays as it is, or NULL. */
static const char *obstacle(const struct hf_agent *agent, unsigned index, struct hf_slice nonce)
{
    const struct hf_agent_credential *credential = &agent->credentials[index];
    size_t others = (size_t)credential->realm + credential->opaque;
    if (is_held(agent, NULL, index)) {
        return "a nextnonce for credentials that another request carries";
    }
    if (nonce.length > HF_AGENT_CREDENTIAL_TEXT - others) {
        return "a nextnonce that is too long";
    }
    return has_room(agent, index, nonce.length + others) ? NULL : "a nextnonce without room";
}

static void take_nonce(struct hf_agent *agent, unsigned index, struct hf_slice nonce)
{
    struct hf_agent_credential before = agent->credentials[index];
    struct hf_agent_challenge_texts texts = hf_agent_challenge_texts(agent, &before);
    char copy[HF_AGENT_CREDENTIAL_TEXT]; /* realm and opaque move about while room is made */
    struct hf_sip_out out;
    hf_sip_out_start(&out, copy, sizeof copy);
    hf_sip_put(&out, texts.realm);
    hf_sip_put(&out, texts.opaque);
    struct hf_digest_choice choice = {.algorithm = before.algorithm, .qop = before.qop};
    choice.auth.realm = hf_lex_slice(copy, copy + before.realm);
    choice.auth.opaque = hf_lex_slice(copy + before.realm, copy + out.length);
    choice.auth.nonce = nonce;
    choice.auth.has_opaque = before.has_opaque != 0;
    struct wanted wanted = {choice.auth.realm, before.key, before.proxy};
    keep(agent, index, &wanted, &choice);
}

/* A session of -sess has the key of its first nonce until it is challenged anew (RFC 7616 3.4.2),
 * which servers do not agree on: with the nonce that it began with it is right for all of them. */
static const char *hear_info(struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                             const struct hf_sip_message *m, uint8_t proxy)
{
    struct hf_digest_info info;
    struct wanted_info of = {m->body, proxy};
    int found = hf_digest_info(
        m, proxy ? HF_HEADER_PROXY_AUTHENTICATION_INFO : HF_HEADER_AUTHENTICATION_INFO, &info);
    if (found != 1) {
        return found == 0 ? NULL : "an Authentication-Info that cannot be read";
    }
    unsigned slot = slot_of_info(agent, attempt, &info, &of);
    if (slot == HF_AGENT_NONE) {
        return "an Authentication-Info that does not fit what was sent";
    }
    unsigned index = attempt->credential[slot];
    const struct hf_agent_credential *credential = &agent->credentials[index];
    if (info.nextnonce.length == 0 || hf_digest_is_session(credential->algorithm) ||
        is_text(hf_agent_challenge_texts(agent, credential).nonce, info.nextnonce)) {
        return NULL;
    }
    const char *why = obstacle(agent, index, info.nextnonce);
    if (why == NULL) {
        take_nonce(agent, index, info.nextnonce);
    }
    return why;
}

void hf_agent_hear_info(struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                        const struct hf_agent_arrival *arrival, struct hf_agent_out *out)
{
    for (uint8_t proxy = 0; proxy < 2 && hf_agent_can_print(attempt); proxy++) {
        const char *why = hear_info(agent, attempt, arrival->message, proxy);
        if (why != NULL) {
            hf_agent_note(out, HF_NOTE_OTHER, &arrival->received->from, why)->attempt = attempt->id;
        }
    }
}

/* ---- credentials of earlier requests ---- */

/* The newest credential of the server that is not for the realm of `but`; NONE: there is none. */
static unsigned newest(const struct hf_agent *agent, uint32_t key, unsigned but)
{
    unsigned best = HF_AGENT_NONE;
    for (unsigned i = 0; i < HF_AGENT_CREDENTIALS; i++) {
        const struct hf_agent_credential *credential = &agent->credentials[i];
        if (credential->serial == 0 || credential->key != key) {
            continue;
        }
        if (but != HF_AGENT_NONE) {
            const struct hf_agent_credential *other = &agent->credentials[but];
            struct wanted taken = {realm_of(agent, other), other->key, other->proxy};
            if (is_for(agent, credential, &taken)) {
                continue;
            }
        }
        if (best == HF_AGENT_NONE || credential->serial > agent->credentials[best].serial) {
            best = i;
        }
    }
    return best;
}

void hf_agent_take_credentials(struct hf_agent *agent, struct hf_agent_attempt *attempt)
{
    uint32_t key = key_of(agent, attempt);
    unsigned first = newest(agent, key, HF_AGENT_NONE);
    unsigned second = first == HF_AGENT_NONE ? HF_AGENT_NONE : newest(agent, key, first);
    attempt->credential[0] = (uint8_t)first;
    attempt->credential[1] = (uint8_t)second;
    attempt->own[0] = 0;
    attempt->own[1] = 0;
}

void hf_agent_count_credentials(struct hf_agent *agent, struct hf_agent_attempt *attempt)
{
    for (unsigned slot = 0; slot < HF_AGENT_ANSWERS; slot++) {
        if (attempt->credential[slot] != HF_AGENT_NONE) {
            attempt->nc[slot] = ++agent->credentials[attempt->credential[slot]].nc;
        }
    }
}
