/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Challenges and the credentials kept from them. A challenge is kept, with its server, until a
 * newer one of the same realm takes its place; later requests to that server carry its answer at
 * once, with nc counted up (RFC 7616 3.3, 3.6), and so need no second round.
 *
 * A place that a request under way uses is left as it is: that request may have to be sent again,
 * the same bytes. When all places are held so, the challenge is passed over; the server repeats it
 * with the next retransmission.
 */
#include "agent_state.h"

#include <string.h>

#include "lex.h"

static struct hf_slice realm_of(const struct hf_agent_credential *credential)
{
    return hf_lex_slice(credential->text, credential->text + credential->realm);
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
    uint8_t server, proxy;
};

static bool is_for(const struct hf_agent_credential *credential, const struct wanted *wanted)
{
    return credential->serial != 0 && credential->server == wanted->server &&
           credential->proxy == wanted->proxy &&
           hf_slice_equal(realm_of(credential), wanted->realm);
}

/* The realm's own place, else a free one, else the oldest that no request holds; NONE: all are
 * held. The attempt's other answer keeps its place too. */
static unsigned place_for(const struct hf_agent *agent, const struct hf_agent_attempt *attempt,
                          const struct wanted *wanted)
{
    unsigned best = HF_AGENT_NONE;
    for (unsigned i = 0; i < HF_AGENT_CREDENTIALS; i++) {
        const struct hf_agent_credential *credential = &agent->credentials[i];
        bool same = is_for(credential, wanted);
        bool other_answer = !same && (attempt->credential[0] == i || attempt->credential[1] == i);
        if (is_held(agent, attempt, i) || other_answer) {
            continue;
        }
        if (same) {
            return i;
        }
        if (best == HF_AGENT_NONE || credential->serial < agent->credentials[best].serial) {
            best = i;
        }
    }
    return best;
}

static bool fits(const struct hf_sip_auth *auth)
{
    return auth->realm.length <= HF_AGENT_CREDENTIAL_TEXT &&
           auth->nonce.length <= HF_AGENT_CREDENTIAL_TEXT - auth->realm.length &&
           auth->opaque.length <=
               HF_AGENT_CREDENTIAL_TEXT - auth->realm.length - auth->nonce.length;
}

static void append(struct hf_agent_credential *credential, size_t at, struct hf_slice text)
{
    if (text.length != 0) {
        memcpy(credential->text + at, text.at, text.length);
    }
}

static void keep(struct hf_agent *agent, unsigned index, const struct wanted *wanted,
                 const struct hf_digest_choice *choice)
{
    struct hf_agent_credential *credential = &agent->credentials[index];
    const struct hf_sip_auth *auth = &choice->auth;
    memset(credential, 0, sizeof *credential);
    credential->serial = ++agent->serials;
    credential->server = wanted->server;
    credential->proxy = wanted->proxy;
    credential->algorithm = choice->algorithm;
    credential->qop = choice->qop;
    credential->realm = (uint16_t)auth->realm.length;
    credential->nonce = (uint16_t)auth->nonce.length;
    credential->opaque = (uint16_t)auth->opaque.length;
    credential->has_opaque = auth->has_opaque;
    append(credential, 0, auth->realm);
    append(credential, auth->realm.length, auth->nonce);
    append(credential, auth->realm.length + auth->nonce.length, auth->opaque);
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
        } else if (is_for(&agent->credentials[index], wanted)) {
            return slot;
        }
    }
    return empty;
}

enum hf_agent_challenge_result hf_agent_challenge(struct hf_agent *agent,
                                                  struct hf_agent_attempt *attempt,
                                                  const struct hf_sip_message *m,
                                                  struct hf_agent_challenge *challenge)
{
    bool proxy = m->status == 407; /* RFC 3261 22.2, 22.3 */
    unsigned id = proxy ? HF_HEADER_PROXY_AUTHENTICATE : HF_HEADER_WWW_AUTHENTICATE;
    if (agent->password.length == 0 || !hf_digest_choose(m, id, &challenge->choice) ||
        !fits(&challenge->choice.auth)) {
        return HF_CHALLENGE_UNANSWERABLE;
    }
    struct wanted wanted = {challenge->choice.auth.realm, attempt->server, proxy};
    unsigned slot = slot_for(agent, attempt, &wanted);
    unsigned held = attempt->credential[slot];
    unsigned place = place_for(agent, attempt, &wanted);
    if (place == HF_AGENT_NONE) {
        return HF_CHALLENGE_NO_ROOM;
    }
    challenge->after_credentials = held != HF_AGENT_NONE && attempt->own[slot] == 1 &&
                                   is_for(&agent->credentials[held], &wanted);
    keep(agent, place, &wanted, &challenge->choice);
    attempt->credential[slot] = (uint8_t)place;
    attempt->own[slot] = 1;
    challenge->realm = realm_of(&agent->credentials[place]);
    return HF_CHALLENGE_TAKEN;
}

/* The newest credential of the server that is not for the realm of `but`; NONE: there is none. */
static unsigned newest(const struct hf_agent *agent, unsigned server, unsigned but)
{
    unsigned best = HF_AGENT_NONE;
    for (unsigned i = 0; i < HF_AGENT_CREDENTIALS; i++) {
        const struct hf_agent_credential *credential = &agent->credentials[i];
        if (credential->serial == 0 || credential->server != server) {
            continue;
        }
        if (but != HF_AGENT_NONE) {
            const struct hf_agent_credential *other = &agent->credentials[but];
            struct wanted taken = {realm_of(other), other->server, other->proxy};
            if (is_for(credential, &taken)) {
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
    unsigned first = newest(agent, attempt->server, HF_AGENT_NONE);
    unsigned second = first == HF_AGENT_NONE ? HF_AGENT_NONE
                                             : newest(agent, attempt->server, first);
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
