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

/* All places are held, one of them by the request that is challenged, which had it from an earlier
 * one: over a connection the challenge does not come again (C8: a line with many servers stops). */
Test(agent_credential, what_is_carried_gives_way_to_what_is_asked_for)
{
    static const char *const realms[] = {"x", "y", "z"};
    struct stage s;
    stage_open(&s, "secret");
    learn(&s, 100, "one", 20);
    for (unsigned i = 0; i < 3; i++) {
        struct hf_action other = register_to(&s, 200 + i);
        other.u.send.server = 2;
        other.u.send.series = 2 + i;
        act(&s, &other);
        answer(&s, "401 Unauthorized", challenge(realms[i], 20));
        only_event(&s, HF_EVENT_CHALLENGED);
        act_on(&s, HF_ACTION_AUTHENTICATE, 200 + i);
    }
    struct hf_action send = register_to(&s, 102);
    act(&s, &send);
    cr_assert(says(&s, "one", 20));
    answer(&s, "401 Unauthorized", challenge("two", 20));
    only_event(&s, HF_EVENT_CHALLENGED);
    act_on(&s, HF_ACTION_AUTHENTICATE, 102);
    cr_assert(says(&s, "two", 20));
    cr_assert_not(says(&s, "one", 20));
    answer(&s, "401 Unauthorized", challenge("three", 20)); /* what it was asked for stays */
    cr_assert_str_eq(note_text(&s, HF_NOTE_DROPPED), "a challenge too many at once");
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
    answer(&s, "401 Unauthorized", challenge("other", 230)); /* it lives all the same (A7) */
    cr_assert_eq(only_event(&s, HF_EVENT_PROVISIONAL)->u.provisional.status, 100);
    cr_assert_eq(s.out.events[0].u.provisional.attempt, 102);
    cr_assert_str_eq(note_text(&s, HF_NOTE_DROPPED), "a challenge too many at once");
    answer(&s, "401 Unauthorized", challenge("other", 230));
    no_event(&s); /* said once */
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

/* ---- several realms in one response (RFC 3261 16.7, 22.3) ---- */

#define WWW(realm, nonce) "WWW-Authenticate: Digest realm=\"" realm "\", nonce=\"" nonce "\"\r\n"
#define PROXY(realm, nonce)                                                                        \
    "Proxy-Authenticate: Digest realm=\"" realm "\", nonce=\"" nonce "\"\r\n"

/* How many header fields of the last request have this name. */
static unsigned count(const struct stage *s, unsigned id)
{
    unsigned n = 0;
    for (uint32_t i = 0; i < s->request.n_headers; i++) {
        n += s->request.headers[i].id == id;
    }
    return n;
}

Test(agent_credential, a_server_and_a_proxy_that_ask_at_once_are_answered_at_once)
{
    static const struct {
        const char *status, *fields, *realm; /* that the core hears of */
        unsigned n_www, n_proxy;
    } cases[] = {
        {"401 Unauthorized", WWW("r", "1") PROXY("p", "2"), "r", 1, 1},
        {"407 Proxy", WWW("r", "1") PROXY("p", "2"), "proxy \"p\"", 1, 1},
        {"401 Unauthorized", WWW("r", "1") PROXY("r", "2"), "r", 1, 1}, /* one realm, two askers */
        {"401 Unauthorized", WWW("r", "1") WWW("q", "2"), "r", 2, 0},
        {"401 Unauthorized",
         "WWW-Authenticate: Digest realm=r, nonce=1, Digest realm=q, nonce=2\r\n", "r", 2, 0},
        {"407 Proxy", PROXY("p", "1") PROXY("q", "2") PROXY("o", "3"), "proxy \"p\"", 0,
         2}, /* two at most */
        {"401 Unauthorized", WWW("r", "1") WWW("q", "2") PROXY("p", "3"), "r", 1, 1},
        {"401 Unauthorized", WWW("r", "1") WWW("r", "2"), "r", 1, 0},
        {"401 Unauthorized",
         WWW("r", "1") "Proxy-Authenticate: Digest realm=p, nonce=1, algorithm=X\r\n", "r", 1, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct stage s;
        stage_open(&s, "secret");
        struct hf_action send = register_to(&s, 100);
        act(&s, &send);
        answer(&s, cases[i].status, cases[i].fields);
        const struct hf_challenged *told = &only_event(&s, HF_EVENT_CHALLENGED)->u.challenged;
        assert_slice(bytes_of(told->realm.at, told->realm.length), cases[i].realm);
        cr_assert_str_eq(note_text(&s, HF_NOTE_CHALLENGE), cases[i].realm);
        act_on(&s, HF_ACTION_AUTHENTICATE, 100);
        cr_assert_eq(count(&s, HF_HEADER_AUTHORIZATION), cases[i].n_www, "%s", cases[i].fields);
        cr_assert_eq(count(&s, HF_HEADER_PROXY_AUTHORIZATION), cases[i].n_proxy, "%s",
                     cases[i].fields);
        if (cases[i].n_www != 0) {
            proven_nc(&s, HF_HEADER_AUTHORIZATION, "secret");
        }
        if (cases[i].n_proxy != 0) {
            proven_nc(&s, HF_HEADER_PROXY_AUTHORIZATION, "secret");
        }
        stage_close(&s);
    }
}

/* A8: what was answered beside counts as answered when its realm asks again. */
Test(agent_credential, the_second_realm_counts_as_answered)
{
    struct stage s;
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 100);
    act(&s, &send);
    answer(&s, "401 Unauthorized", WWW("r", "1") PROXY("p", "2"));
    cr_assert_eq(only_event(&s, HF_EVENT_CHALLENGED)->u.challenged.after_credentials, 0);
    act_on(&s, HF_ACTION_AUTHENTICATE, 100);
    answer(&s, "407 Proxy", PROXY("p", "3"));
    cr_assert_eq(only_event(&s, HF_EVENT_CHALLENGED)->u.challenged.after_credentials, 1);
    act_on(&s, HF_ACTION_AUTHENTICATE, 100);
    cr_assert_not_null(strstr(s.sent, "realm=\"r\", nonce=\"1\""));
    cr_assert_not_null(strstr(s.sent, "realm=\"p\", nonce=\"3\""));

    answer(&s, "401 Unauthorized", WWW("other", "4") WWW("more", "5")); /* both slots are taken */
    cr_assert_eq(only_event(&s, HF_EVENT_CHALLENGED)->u.challenged.after_credentials, 0);
    act_on(&s, HF_ACTION_AUTHENTICATE, 100);
    cr_assert_not_null(strstr(s.sent, "realm=\"other\", nonce=\"4\""));
    cr_assert_eq(strstr(s.sent, "realm=\"more\""), NULL);
    stage_close(&s);
}

Test(agent_credential, a_second_realm_without_room_asks_again)
{
    struct stage s;
    char fields[1024];
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 100);
    act(&s, &send);
    snprintf(fields, sizeof fields, "%sWWW-Authenticate: Digest realm=r, nonce=%0250d\r\n",
             PROXY("p", "2"), 1);
    snprintf(fields + strlen(fields), sizeof fields - strlen(fields),
             "Proxy-Authenticate: Digest realm=p, nonce=%0200d, algorithm=SHA-256\r\n", 1);
    answer(&s, "401 Unauthorized", fields); /* 251 and 201 bytes: more than there is room for */
    only_event(&s, HF_EVENT_CHALLENGED);
    act_on(&s, HF_ACTION_AUTHENTICATE, 100);
    proven_nc(&s, HF_HEADER_AUTHORIZATION, "secret");
    cr_assert_eq(count(&s, HF_HEADER_PROXY_AUTHORIZATION), 0);
    stage_close(&s);
}

/* Another realm than before: a server's second name, or somebody on the way who asks for our
 * password's hash. It is a challenge like others; the core ends the third (A8). The answer to the
 * first realm goes along, and is none to the second. */
Test(agent_credential, another_realm_is_another_challenge)
{
    struct stage s;
    stage_open(&s, "secret");
    learn(&s, 100, "first", 10);
    struct hf_action send = register_to(&s, 101);
    act(&s, &send);
    cr_assert(says(&s, "first", 10));
    answer(&s, "401 Unauthorized", challenge("First", 20)); /* case counts */
    const struct hf_challenged *told = &only_event(&s, HF_EVENT_CHALLENGED)->u.challenged;
    assert_slice(bytes_of(told->realm.at, told->realm.length), "First");
    cr_assert_eq(told->after_credentials, 0);
    act_on(&s, HF_ACTION_AUTHENTICATE, 101);
    cr_assert(says(&s, "first", 10) && says(&s, "First", 20));
    cr_assert_eq(count(&s, HF_HEADER_AUTHORIZATION), 2);
    stage_close(&s);
}

/* RFC 3261 22.1, 22.3: what a proxy asks for is not what the server behind it asks for, though both
 * say the same realm, as the proxy and registrar of one domain do. The core counts texts (A8). */
Test(agent_credential, of_one_realm_a_proxy_and_a_server_are_two)
{
    struct stage s;
    stage_open(&s, "secret");
    for (uint64_t id = 1; id < 4; id++) { /* with nonces that are good once, each time anew */
        char fields[128];
        struct hf_action send = register_to(&s, id);
        act(&s, &send);
        snprintf(fields, sizeof fields, "Proxy-Authenticate: Digest realm=\"r\", nonce=\"p%d\"\r\n",
                 (int)id);
        answer(&s, "407 Proxy", fields);
        const struct hf_challenged *told = &only_event(&s, HF_EVENT_CHALLENGED)->u.challenged;
        assert_slice(bytes_of(told->realm.at, told->realm.length), "proxy \"r\"");
        cr_assert_eq(told->after_credentials, 0);
        act_on(&s, HF_ACTION_AUTHENTICATE, id);
        snprintf(fields, sizeof fields, "WWW-Authenticate: Digest realm=\"r\", nonce=\"w%d\"\r\n",
                 (int)id);
        answer(&s, "401 Unauthorized", fields);
        told = &only_event(&s, HF_EVENT_CHALLENGED)->u.challenged;
        assert_slice(bytes_of(told->realm.at, told->realm.length), "r");
        cr_assert_eq(told->after_credentials, 0);
        act_on(&s, HF_ACTION_AUTHENTICATE, id);
        proven_nc(&s, HF_HEADER_AUTHORIZATION, "secret");
        proven_nc(&s, HF_HEADER_PROXY_AUTHORIZATION, "secret");
        answer(&s, "200 OK", "Expires: 60\r\n");
        only_event(&s, HF_EVENT_RESPONSE_RECEIVED);
    }
    stage_close(&s);
}

/* No server can say the text that the core hears of a proxy. */
Test(agent_credential, no_server_sounds_like_a_proxy)
{
    static const char *const realms[] = {"\"proxy \\\"r\\\"\"", "\"proxy r\"", "r", "\"\""};
    for (size_t i = 0; i < sizeof realms / sizeof realms[0]; i++) {
        struct stage s;
        char fields[128];
        stage_open(&s, "secret");
        struct hf_action send = register_to(&s, 1);
        act(&s, &send);
        snprintf(fields, sizeof fields, "WWW-Authenticate: Digest realm=%s, nonce=n\r\n",
                 realms[i]);
        answer(&s, "401 Unauthorized", fields);
        const struct hf_challenged *told = &only_event(&s, HF_EVENT_CHALLENGED)->u.challenged;
        cr_assert(!hf_slice_equal(bytes_of(told->realm.at, told->realm.length),
                                  hf_slice_text("proxy \"r\"")),
                  "%s", realms[i]);
        stage_close(&s);
    }
}

/* RFC 3261 7.3.1: a fold in what is hashed was a space at the server. */
Test(agent_credential, folds_in_a_challenge_are_undone)
{
    struct stage s;
    stage_open(&s, "secret");
    for (uint64_t id = 1; id < 3; id++) { /* again: the same realm, in the same place */
        struct hf_action send = register_to(&s, id);
        act(&s, &send);
        answer(&s, "401 Unauthorized",
               id == 1
                   ? "WWW-Authenticate: Digest realm=\"a\r\n b\", nonce=\"n\r\n\t m\", "
                     "opaque=\"o\r\n p\"\r\n"
                   : "WWW-Authenticate: Digest realm=\"a\r\n  b\", nonce=\"N\", opaque=\"\"\r\n");
        cr_assert_str_eq(note_text(&s, HF_NOTE_CHALLENGE), "a b");
        const struct hf_challenged *told = &only_event(&s, HF_EVENT_CHALLENGED)->u.challenged;
        assert_slice(bytes_of(told->realm.at, told->realm.length), "a b");
        act_on(&s, HF_ACTION_AUTHENTICATE, id);
        cr_assert_eq(count(&s, HF_HEADER_AUTHORIZATION), 1);
        cr_assert_not_null(strstr(s.sent, "realm=\"a b\""));
        cr_assert(id == 2 || strstr(s.sent, "nonce=\"n m\"") != NULL);
        cr_assert(id == 2 || strstr(s.sent, "opaque=\"o p\"") != NULL);
        proven_nc(&s, HF_HEADER_AUTHORIZATION, "secret");
        answer(&s, "200 OK", "Expires: 60\r\n");
    }
    stage_close(&s);
}

Test(agent_credential, an_empty_realm_is_answered)
{
    struct stage s;
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 1);
    act(&s, &send);
    answer(&s, "401 Unauthorized", "WWW-Authenticate: Digest realm=\"\", nonce=\"n\"\r\n");
    cr_assert_eq(only_event(&s, HF_EVENT_CHALLENGED)->u.challenged.realm.length, 0);
    act_on(&s, HF_ACTION_AUTHENTICATE, 1);
    cr_assert_not_null(strstr(s.sent, "realm=\"\""));
    proven_nc(&s, HF_HEADER_AUTHORIZATION, "secret");
    stage_close(&s);
}

/* The log says why a 401 stays one. */
Test(agent_credential, why_a_challenge_is_not_answered)
{
    char longer[512];
    snprintf(longer, sizeof longer, "WWW-Authenticate: Digest realm=r, nonce=%0300d\r\n", 1);
    const struct {
        const char *password, *fields, *why;
    } cases[] = {
        {"", CHALLENGE("n"), "a challenge, and no password to answer it with"},
        {"secret", "", "no challenge that can be read and answered"},
        {"secret", "WWW-Authenticate: Digest realm=r\\, nonce=n\r\n",
         "no challenge that can be read and answered"},
        {"secret", "WWW-Authenticate: Digest realm=r, nonce=n, algorithm=X\r\n",
         "no challenge that can be read and answered"},
        {"secret", longer, "a challenge of more text than is kept of one"},
        {"secret", CHALLENGE("n"), ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct stage s;
        stage_open(&s, cases[i].password);
        struct hf_action send = register_to(&s, 1);
        act(&s, &send);
        answer(&s, "401 Unauthorized", cases[i].fields);
        cr_assert_str_eq(note_text(&s, HF_NOTE_OTHER), cases[i].why, "%s", cases[i].fields);
        only_event(&s, cases[i].why[0] == '\0' ? HF_EVENT_CHALLENGED : HF_EVENT_RESPONSE_RECEIVED);
        stage_close(&s);
    }
}

/* What each header of tests/data/digest-vectors/edge-headers.jsonl does as a challenge. */
Test(agent_credential, edge_headers_as_challenges)
{
    static const struct {
        const char *header;
        bool answered;
    } cases[] = {
        {"Digest username=\"bob\", realm=\"atlanta.example.com\" "
         "nonce=\"ea9c8e88df84f1cec4341ae6cbe5a359\", opaque=\"\" "
         "uri=\"sips:ss2.biloxi.example.com\", response=\"dfe56131d1958046689d83306477ecc\"",
         false},
        {"NoOneKnowsThisScheme opaque-data=here", false},
        {"Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"", true},
        {"Digest realm=\"r\", nonce=\"n\", algorithm=FOO-999, qop=\"auth\"", false},
        {"Digest realm=\"r\", nonce=\"n1\", algorithm=SHA-256, qop=\"auth\", "
         "Digest realm=\"r\", nonce=\"n2\", algorithm=MD5, qop=\"auth\"",
         true},
    };
    struct stage s;
    stage_open(&s, "secret");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char fields[512];
        struct hf_action send = register_to(&s, 100 + i);
        send.u.send.series = (uint32_t)i + 1;
        act(&s, &send);
        snprintf(fields, sizeof fields, "WWW-Authenticate: %s\r\n", cases[i].header);
        answer(&s, "401 Unauthorized", fields);
        only_event(&s, cases[i].answered ? HF_EVENT_CHALLENGED : HF_EVENT_RESPONSE_RECEIVED);
        if (cases[i].answered) {
            act_on(&s, HF_ACTION_AUTHENTICATE, 100 + i);
            cr_assert_not_null(strstr(s.sent, i == 2 ? "qop=auth-int" : "nonce=\"n1\""));
        }
    }
    stage_close(&s);
}
