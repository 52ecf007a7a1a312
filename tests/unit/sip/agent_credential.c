/* SPDX-License-Identifier: Apache-2.0 */
/* Credentials kept from challenges: what is remembered, and what gives way without room. */
#include "agent_support.h"

#include "agent_state.h"

static const char *challenge(const char *realm, size_t nonce)
{
    static char text[600];
    snprintf(
        text, sizeof text,
        "WWW-Authenticate: Digest realm=\"%s\", nonce=\"%0*d\", opaque=\"op-%s\", qop=auth\r\n",
        realm, (int)nonce, 7, realm);
    return text;
}

/* A REGISTER that is challenged and answered, then accepted. */
static void learn(struct stage *s, uint64_t id, const char *realm, size_t nonce)
{
    struct hf_action send = register_to(s, id);
    act(s, &send);
    answer(s, "401 Unauthorized", challenge(realm, nonce));
    only_event(s, HF_EVENT_CHALLENGED);
    act_on(s, HF_ACTION_AUTHENTICATE, id);
    answer(s, "200 OK", "");
}

static bool says(const struct stage *s, const char *realm, size_t nonce)
{
    char text[600];
    snprintf(text, sizeof text, "realm=\"%s\", nonce=\"%0*d\"", realm, (int)nonce, 7);
    const char *at = strstr(s->sent, text);
    snprintf(text, sizeof text, "opaque=\"op-%s\"", realm);
    return at != NULL && strstr(at, text) != NULL;
}

/* Two large ones and small ones between them move about in one room and stay what they were. */
Test(agent_credential, texts_stay_whole_while_others_come_and_go)
{
    static const size_t nonces[] = {10, 200, 30, 150, 1, 220, 64, 90};
    static const char *const realms[] = {"one", "second", "th", "a-fourth-realm", "five"};
    struct stage s;
    stage_open(&s, "secret");
    for (unsigned i = 0; i < 60; i++) {
        const char *realm = realms[i % 5];
        size_t nonce = nonces[i * 7 % 8];
        learn(&s, 100 + 2 * i, realm, nonce);
        struct hf_action send = register_to(&s, 101 + 2 * i);
        act(&s, &send);
        cr_assert(says(&s, realm, nonce), "%u: %s", i, s.sent); /* the newest goes along */
        if (i > 0 && nonce + nonces[(i - 1) * 7 % 8] < 350) {
            cr_assert(says(&s, realms[(i - 1) % 5], nonces[(i - 1) * 7 % 8]), "%u", i);
        }
        answer(&s, "200 OK", "");
    }
    stage_close(&s);
}

/* What requests under way need stays; a challenge without room is dropped, and comes again. */
Test(agent_credential, what_is_held_stays_and_the_rest_gives_way)
{
    static char first[8192];
    struct stage s;
    stage_open(&s, "secret");
    learn(&s, 100, "held", 200);
    struct hf_action send = register_to(&s, 101); /* holds it */
    act(&s, &send);
    strcpy(first, s.sent);
    uint64_t zero_us = s.now_us;
    s.now_us += 100 * MS;
    struct hf_action other = register_to(&s, 102);
    other.u.send.server = 2;
    act(&s, &other);
    answer(&s, "401 Unauthorized", challenge("other", 230));
    no_event(&s);
    cr_assert_str_eq(note_text(&s, HF_NOTE_DROPPED), "a challenge too many at once");
    answer(&s, "401 Unauthorized", challenge("other", 200));
    only_event(&s, HF_EVENT_CHALLENGED);
    act_on(&s, HF_ACTION_AUTHENTICATE, 102);
    cr_assert(says(&s, "other", 200));
    answer(&s, "200 OK", "");
    other = register_to(&s, 104); /* the newer one gives way, since the older one is held */
    other.u.send.series = 4;
    act(&s, &other);
    answer(&s, "401 Unauthorized", challenge("third", 60));
    only_event(&s, HF_EVENT_CHALLENGED);
    act_on(&s, HF_ACTION_AUTHENTICATE, 104);
    cr_assert(says(&s, "third", 60));
    cr_assert(says(&s, "held", 200));
    answer(&s, "200 OK", "");
    wake(&s, zero_us + 500 * MS);
    cr_assert_str_eq(s.sent, first);

    other = register_to(&s, 103); /* the other server's is held by nobody now */
    other.u.send.server = 2;
    other.u.send.series = 3;
    act(&s, &other);
    answer(&s, "401 Unauthorized", challenge("other", 210));
    only_event(&s, HF_EVENT_CHALLENGED);
    act_on(&s, HF_ACTION_AUTHENTICATE, 103);
    cr_assert(says(&s, "other", 210));
    stage_close(&s);
}
