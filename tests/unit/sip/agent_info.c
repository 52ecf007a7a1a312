/* SPDX-License-Identifier: Apache-2.0 */
/* Authentication-Info: the nonce for the next request, and the server's proof of itself. */
#include "agent_support.h"

#include "agent_state.h"

#define NEXT         "Authentication-Info: nextnonce=\"n2\""
#define DOES_NOT_FIT "an Authentication-Info that does not fit what was sent"

static struct hf_sip_auth sent(const struct stage *s, unsigned id)
{
    struct hf_sip_auth auth;
    cr_assert_eq(hf_sip_auth_parse(field(s, id), &auth, NULL), 0);
    return auth;
}

/* The nonce, nc and cnonce that go with the next REGISTER; it is answered by 200 with fields. */
static struct hf_sip_auth next(struct stage *s, const char *fields)
{
    static char copy[8192];
    static uint64_t id = 1000;
    struct hf_action send = register_to(s, ++id);
    act(s, &send);
    strcpy(copy, s->sent);
    struct hf_sip_auth auth = sent(s, HF_HEADER_AUTHORIZATION);
    ptrdiff_t moved = copy - s->sent; /* the slices outlive the next request */
    auth.nonce.at += moved;
    auth.nc.at += moved;
    auth.cnonce.at += moved;
    answer(s, "200 OK", fields);
    return auth;
}

/* What a server that knows the password answers to the last request (RFC 7616 3.5). */
static const char *rspauth_of(const struct stage *s, const char *password, const char *qop)
{
    static struct hf_digest_hex hex;
    struct hf_sip_auth auth = sent(s, HF_HEADER_AUTHORIZATION);
    struct hf_digest digest = {.username = auth.username,
                               .realm = auth.realm,
                               .password = hf_slice_text(password),
                               .nonce = auth.nonce,
                               .cnonce = auth.cnonce,
                               .nc = auth.nc,
                               .uri = auth.uri,
                               .algorithm = HF_DIGEST_MD5,
                               .qop = qop[0] == '\0' ? HF_QOP_NONE : HF_QOP_AUTH};
    cr_assert_eq(hf_digest_response(&digest, &hex), 0);
    return hex.text;
}

static void begin(struct stage *s, const char *challenge)
{
    stage_open(s, "secret");
    struct hf_action send = register_to(s, 1);
    act(s, &send);
    answer(s, "401 Unauthorized", challenge);
    only_event(s, HF_EVENT_CHALLENGED);
    act_on(s, HF_ACTION_AUTHENTICATE, 1);
}

Test(agent_info, the_next_nonce_counts_from_one)
{
    struct stage s;
    char cnonce[64];
    begin(&s, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\", opaque=\"o\", qop=\"auth\"\r\n");
    snprintf(cnonce, sizeof cnonce, "%.32s", sent(&s, HF_HEADER_AUTHORIZATION).cnonce.at);
    answer(&s, "200 OK", NEXT "\r\n");
    only_event(&s, HF_EVENT_RESPONSE_RECEIVED);
    cr_assert_str_eq(note_text(&s, HF_NOTE_OTHER), "");

    struct hf_sip_auth auth = next(&s, "");
    assert_slice(auth.nonce, "n2");
    assert_slice(auth.nc, "00000001");
    cr_assert(!hf_slice_is(auth.cnonce, cnonce)); /* it belongs to the nonce */
    auth = next(&s, "Authentication-Info: qop=auth, nextnonce=\"n3-and-longer\"\r\n");
    assert_slice(auth.nonce, "n2");
    assert_slice(auth.nc, "00000002");
    auth = next(&s, "");
    assert_slice(auth.nonce, "n3-and-longer");
    assert_slice(sent(&s, HF_HEADER_AUTHORIZATION).opaque, "o");
    assert_slice(sent(&s, HF_HEADER_AUTHORIZATION).realm, "r");
    cr_assert_eq(proven_nc(&s, HF_HEADER_AUTHORIZATION, "secret"), 1);
    stage_close(&s);
}

/* What is said about the request is checked; what does not fit changes nothing and is noted. */
Test(agent_info, only_what_fits_is_taken)
{
    static const struct {
        const char *status, *fields; /* %s: rspauth */
        const char *password;        /* that the server knows */
        const char *nonce, *note;
    } cases[] = {
        {"200 OK", NEXT ", rspauth=\"%s\"\r\n", "secret", "n2", ""},
        {"200 OK", NEXT ", rspauth=\"%s\", qop=auth, nc=00000001\r\n", "secret", "n2", ""},
        {"200 OK", NEXT ", rspauth=\"%s\"\r\n", "guessed", "n1", DOES_NOT_FIT},
        {"200 OK", "Authentication-Info: rspauth=\"%s\"\r\n", "secret", "n1", ""},
        {"200 OK", "Authentication-Info: rspauth=\"%s\"\r\n", "guessed", "n1", DOES_NOT_FIT},
        {"200 OK", NEXT ", cnonce=\"another\"\r\n", "", "n1", DOES_NOT_FIT},
        {"200 OK", NEXT ", nc=00000002\r\n", "", "n1", DOES_NOT_FIT},
        {"200 OK", "Proxy-" NEXT "\r\n", "", "n1", DOES_NOT_FIT}, /* no proxy asked */
        {"200 OK", NEXT ", nextnonce=\"n3\"\r\n", "", "n1",
         "an Authentication-Info that cannot be read"},
        {"200 OK", "Authentication-Info: nextnonce=\"\"\r\n", "", "n1", ""},
        {"200 OK", "Authentication-Info: nextnonce=\"n1\"\r\n", "", "n1", ""}, /* nc goes on */
        {"200 OK", "Authentication-Info:\r\n", "", "n1", ""},
        {"403 Forbidden", NEXT "\r\n", "", "n1", ""}, /* RFC 3261 20.6: in a 2xx */
        {"302 Moved", NEXT "\r\n", "", "n1", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct stage s;
        char fields[512];
        begin(&s, CHALLENGE("n1"));
        snprintf(fields, sizeof fields, cases[i].fields, rspauth_of(&s, cases[i].password, "auth"));
        answer(&s, cases[i].status, fields);
        only_event(&s, HF_EVENT_RESPONSE_RECEIVED);
        cr_assert_str_eq(note_text(&s, HF_NOTE_OTHER), cases[i].note, "%s", fields);
        struct hf_sip_auth auth = next(&s, "");
        assert_slice(auth.nonce, cases[i].nonce);
        assert_slice(auth.nc, strcmp(cases[i].nonce, "n1") == 0 ? "00000002" : "00000001");
        stage_close(&s);
    }
}

Test(agent_info, without_qop_it_is_the_same)
{
    struct stage s;
    char fields[256];
    begin(&s, "WWW-Authenticate: Digest realm=r, nonce=n1\r\n");
    cr_assert_eq(sent(&s, HF_HEADER_AUTHORIZATION).cnonce.length, 0);
    snprintf(fields, sizeof fields, NEXT ", rspauth=\"%s\"\r\n", rspauth_of(&s, "secret", ""));
    answer(&s, "200 OK", fields);
    assert_slice(next(&s, "").nonce, "n2");
    cr_assert_eq(proven_nc(&s, HF_HEADER_AUTHORIZATION, "secret"), 0);
    stage_close(&s);
}

/* RFC 7616 3.4.2: the key of a session is that of its first nonce. */
Test(agent_info, a_session_keeps_its_nonce)
{
    struct stage s;
    begin(&s, "WWW-Authenticate: Digest realm=r, nonce=n1, qop=auth, algorithm=MD5-sess\r\n");
    answer(&s, "200 OK", NEXT "\r\n");
    cr_assert_str_eq(note_text(&s, HF_NOTE_OTHER), "");
    struct hf_sip_auth auth = next(&s, "");
    assert_slice(auth.nonce, "n1");
    assert_slice(auth.nc, "00000002");
    cr_assert_eq(proven_nc(&s, HF_HEADER_AUTHORIZATION, "secret"), 2);
    stage_close(&s);
}

Test(agent_info, a_server_and_its_proxy_have_their_own)
{
    struct stage s;
    begin(&s, CHALLENGE("n1") "Proxy-Authenticate: Digest realm=\"r\", nonce=\"p1\", qop=auth\r\n");
    assert_slice(sent(&s, HF_HEADER_PROXY_AUTHORIZATION).nonce, "p1");
    answer(&s, "200 OK", "Proxy-Authentication-Info: nextnonce=\"p2\"\r\n");
    assert_slice(next(&s, NEXT "\r\nProxy-Authentication-Info: nextnonce=p3\r\n").nonce, "n1");
    assert_slice(sent(&s, HF_HEADER_PROXY_AUTHORIZATION).nonce, "p2");
    cr_assert_str_eq(note_text(&s, HF_NOTE_OTHER), "");
    assert_slice(next(&s, "").nonce, "n2");
    assert_slice(sent(&s, HF_HEADER_PROXY_AUTHORIZATION).nonce, "p3");
    assert_slice(sent(&s, HF_HEADER_PROXY_AUTHORIZATION).nc, "00000001");
    stage_close(&s);
}

/* The field names no realm: of two it is meant for the one whose cnonce it says. */
Test(agent_info, of_two_realms_the_cnonce_tells)
{
    struct stage s;
    char fields[256];
    begin(&s, "WWW-Authenticate: Digest realm=a, nonce=n1, qop=auth\r\n"
              "WWW-Authenticate: Digest realm=b, nonce=m1, qop=auth\r\n");
    answer(&s, "200 OK", NEXT "\r\n");
    cr_assert_str_eq(note_text(&s, HF_NOTE_OTHER), DOES_NOT_FIT);
    next(&s, "");
    cr_assert_not_null(strstr(s.sent, "nonce=\"n1\""));
    struct hf_action send = register_to(&s, 100);
    act(&s, &send);
    const char *at = strstr(strstr(s.sent, "nonce=\"m1\""), "cnonce=\"");
    cr_assert_not_null(at);
    snprintf(fields, sizeof fields, "Authentication-Info: nextnonce=m2, cnonce=\"%.32s\"\r\n",
             at + 8);
    answer(&s, "200 OK", fields);
    cr_assert_str_eq(note_text(&s, HF_NOTE_OTHER), "");
    next(&s, "");
    cr_assert_not_null(strstr(s.sent, "realm=\"a\", nonce=\"n1\""));
    cr_assert_not_null(strstr(s.sent, "realm=\"b\", nonce=\"m2\""));
    stage_close(&s);
}

/* What another request carries stays as it is: it has to be the same bytes when it is repeated. */
Test(agent_info, a_nonce_under_way_stays)
{
    static char first[8192];
    struct stage s;
    begin(&s, CHALLENGE("n1"));
    answer(&s, "200 OK", "");
    struct hf_action send = register_to(&s, 100);
    send.u.send.kind = HF_REQUEST_OPTIONS;
    send.u.send.target = s.server6;
    act(&s, &send);
    strcpy(first, s.sent);
    uint64_t zero_us = s.now_us;
    assert_slice(next(&s, NEXT "\r\n").nonce, "n1");
    cr_assert_str_eq(note_text(&s, HF_NOTE_OTHER),
                     "a nextnonce for credentials that another request carries");
    wake(&s, zero_us + 500 * MS);
    cr_assert_str_eq(s.sent, first);
    answer_from(&s, &s.server6, "200 OK", NEXT "\r\n");
    cr_assert_str_eq(note_text(&s, HF_NOTE_OTHER), "");
    assert_slice(next(&s, "").nonce, "n2");
    stage_close(&s);
}

/* What cannot be said any more cannot be proven either. */
Test(agent_info, of_a_request_that_is_forgotten_nothing_is_taken)
{
    static const struct hf_agent_request text = {"MESSAGE", "", "", "", NULL, 0};
    struct stage s;
    struct hf_refusal refusal;
    begin(&s, CHALLENGE("n1"));
    answer(&s, "200 OK", "");
    cr_assert_eq(hf_agent_request_set(s.agent, 7, &text, &refusal), HF_OK);
    struct hf_action send = register_to(&s, 100);
    send.u.send.kind = HF_REQUEST_OTHER;
    send.u.send.request = 7;
    act(&s, &send);
    hf_agent_request_forget(s.agent, 7);
    answer(&s, "200 OK", NEXT "\r\n");
    only_event(&s, HF_EVENT_RESPONSE_RECEIVED);
    assert_slice(next(&s, "").nonce, "n1");

    send = register_to(&s, 101);
    act(&s, &send);
    change(&s, APART);
    change(&s, APART); /* its profile is gone (C14) */
    answer(&s, "200 OK", NEXT "\r\n");
    only_event(&s, HF_EVENT_RESPONSE_RECEIVED);
    assert_slice(next(&s, "").nonce, "n1");

    send = register_to(&s, 102);
    act(&s, &send);
    act_on(&s, HF_ACTION_ABANDON, 102);
    answer(&s, "200 OK", NEXT "\r\n"); /* late: the request is not known any more */
    only_event(&s, HF_EVENT_ABANDONED);
    assert_slice(next(&s, "").nonce, "n1");
    stage_close(&s);
}

/* The new nonce may be longer than the room that is left: older credentials give way. */
Test(agent_info, a_longer_nonce_makes_room)
{
    struct stage s;
    char fields[512];
    begin(&s, CHALLENGE("n1"));
    answer(&s, "200 OK", "");
    struct hf_action send = register_to(&s, 100); /* the other server's */
    send.u.send.server = 2;
    act(&s, &send);
    snprintf(fields, sizeof fields,
             "WWW-Authenticate: Digest realm=other, nonce=%0245d, qop=auth\r\n", 1);
    answer(&s, "401 Unauthorized", fields);
    only_event(&s, HF_EVENT_CHALLENGED);
    act_on(&s, HF_ACTION_AUTHENTICATE, 100);
    answer(&s, "200 OK", "");
    snprintf(fields, sizeof fields, "Authentication-Info: nextnonce=%0240d\r\n", 2);
    next(&s, fields);
    cr_assert_str_eq(note_text(&s, HF_NOTE_OTHER), "");
    cr_assert_eq(next(&s, "").nonce.length, 240);
    send = register_to(&s, 101);
    send.u.send.server = 2;
    act(&s, &send);
    cr_assert_eq(hf_sip_find(&s.request, HF_HEADER_AUTHORIZATION), NULL);

    snprintf(fields, sizeof fields, /* held now, by the other server's */
             "WWW-Authenticate: Digest realm=other, nonce=%0200d, qop=auth\r\n", 1);
    answer(&s, "401 Unauthorized", fields);
    only_event(&s, HF_EVENT_CHALLENGED);
    act_on(&s, HF_ACTION_AUTHENTICATE, 101);
    snprintf(fields, sizeof fields, "Authentication-Info: nextnonce=%0250d\r\n", 3);
    next(&s, fields);
    cr_assert_str_eq(note_text(&s, HF_NOTE_OTHER), "a nextnonce without room");
    cr_assert_eq(next(&s, "").nonce.length, 240);
    stage_close(&s);
}

/* The server's next nonce needs the room that its proxy's credentials had: what is said of those
 * comes too late. */
Test(agent_info, of_credentials_that_gave_way_nothing_is_taken)
{
    struct stage s;
    char fields[1024];
    snprintf(fields, sizeof fields,
             CHALLENGE("n1") "Proxy-Authenticate: Digest realm=p, nonce=%0200d, qop=auth\r\n", 1);
    begin(&s, fields);
    cr_assert_eq(sent(&s, HF_HEADER_PROXY_AUTHORIZATION).nonce.length, 200);
    snprintf(fields, sizeof fields,
             "Authentication-Info: nextnonce=%0250d\r\nProxy-Authentication-Info: nextnonce=p2\r\n",
             2);
    answer(&s, "200 OK", fields);
    only_event(&s, HF_EVENT_RESPONSE_RECEIVED);
    cr_assert_str_eq(note_text(&s, HF_NOTE_OTHER), DOES_NOT_FIT);
    cr_assert_eq(next(&s, "").nonce.length, 250);
    cr_assert_eq(hf_sip_find(&s.request, HF_HEADER_PROXY_AUTHORIZATION), NULL);
    stage_close(&s);
}
