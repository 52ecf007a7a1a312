/* SPDX-License-Identifier: Apache-2.0 */
/* How long a session lasts (RFC 4028): a call whose peer is gone ends. */
#include "calls_support.h"

#define CONTACT "Contact: <sip:p@192.0.2.9>\r\n"
#define MINUTE  (60 * (uint64_t)S)

/* Alice's call to the peer, which answers with these fields. */
static uint64_t talk(struct calls_world *w, const char *fields)
{
    char text[512];
    snprintf(text, sizeof text, CONTACT TYPE "%s", fields);
    calls_open_alone(w);
    uint64_t call = calls_dial(w, ALICE, "sip:p@192.0.2.9");
    calls_run(w, HOP_US);
    calls_answer(
        w, ALICE,
        &(struct calls_answer){.status = "200 OK", .tag = "p", .fields = text, .body = SDP});
    calls_run(w, 2 * HOP_US);
    calls_expect(w, ALICE, "Wanted INVITE, Response 200, MEDIA, UP");
    calls_expect_sent(w, ALICE, "INVITE, ACK");
    return call;
}

static void answer(struct calls_world *w, const char *status, const char *fields)
{
    calls_answer(w, ALICE,
                 &(struct calls_answer){.request = w->phones[ALICE].request,
                                        .status = status,
                                        .fields = fields,
                                        .body = strstr(fields, TYPE) != NULL ? SDP : ""});
    calls_run(w, 2 * HOP_US);
}

static void end(struct calls_world *w, uint64_t call)
{
    WISH(w, ALICE, hangup, .call = call);
    calls_run(w, 2 * HOP_US);
    answer(w, "200 OK", "");
    calls_close(w);
}

Test(calls_session, we_refresh_at_half_time_by_update_where_that_is_allowed)
{
    struct calls_world w;
    char value[64];
    uint64_t call = talk(&w, "Session-Expires: 600;refresher=uac\r\nAllow: INVITE, UPDATE\r\n");
    calls_run(&w, 299 * (uint64_t)S);
    calls_expect_sent(&w, ALICE, "");
    calls_run(&w, 1 * (uint64_t)S);
    calls_expect_sent(&w, ALICE, "UPDATE");
    cr_assert_str_eq(calls_field(w.phones[ALICE].request, HF_HEADER_SESSION_EXPIRES, value),
                     "600;refresher=uac");
    answer(&w, "200 OK", CONTACT "Session-Expires: 600;refresher=uac\r\n");
    calls_expect(&w, ALICE, "Wanted OTHER, Response 200");
    calls_run(&w, 300 * (uint64_t)S);
    calls_expect_sent(&w, ALICE, "UPDATE");
    answer(&w, "200 OK", CONTACT "Session-Expires: 600;refresher=uas\r\n"); /* it wants to */
    calls_run(&w, 500 * (uint64_t)S);
    calls_expect_sent(&w, ALICE, "");
    calls_expect(&w, ALICE, "Wanted OTHER, Response 200");
    end(&w, call);
}

Test(calls_session, we_refresh_by_a_reinvite_that_changes_nothing_else)
{
    struct calls_world w;
    char first[CALLS_TEXT];
    uint64_t call = talk(&w, ""); /* it knows nothing of timers */
    strcpy(first, w.phones[ALICE].text);
    calls_run(&w, 15 * MINUTE);
    calls_expect_sent(&w, ALICE, "INVITE");
    answer(&w, "200 OK", CONTACT TYPE);
    calls_expect(&w, ALICE, "Wanted OTHER, Response 200"); /* no MEDIA: all is as it was */
    calls_run(&w, 15 * MINUTE);
    answer(&w, "501 What", ""); /* any answer: it lives */
    calls_expect(&w, ALICE, "Wanted OTHER, Response 501");
    calls_run(&w, 15 * MINUTE);
    calls_expect(&w, ALICE, "Wanted OTHER");
    answer(&w, "200 OK", CONTACT TYPE);
    end(&w, call);
}

Test(calls_session, a_call_whose_peer_is_gone_ends)
{
    struct calls_world w;
    talk(&w, "Session-Expires: 600;refresher=uac\r\n");
    w.cut = true;
    calls_run(&w, 567 * (uint64_t)S);
    calls_expect(&w, ALICE, /* halfway to the end, each time */
                 "Wanted OTHER, Failed silence, Wanted OTHER, Failed silence, Wanted OTHER, Failed "
                 "silence, Wanted OTHER");
    calls_run(&w, 2 * (uint64_t)S); /* 32 s before the end */
    calls_expect(&w, ALICE, "Ended, OVER by network, 408");
    cr_assert_str_eq(w.phones[ALICE].last.text, "the session was not refreshed");
    calls_close(&w);
}

/* A proxy that has lost him says so, and says no word of his life (RFC 5057 5.1). */
Test(calls_session, a_call_whose_peer_nobody_finds_ends)
{
    static const char *const nobody[] = {"403 No", "404 Not Found", "480 Gone", "503 Later"};
    for (unsigned i = 0; i < sizeof nobody / sizeof nobody[0]; i++) {
        struct calls_world w;
        talk(&w, "Session-Expires: 600;refresher=uac\r\n");
        calls_run(&w, 300 * (uint64_t)S);
        calls_expect_sent(&w, ALICE, "INVITE");
        answer(&w, nobody[i], "");
        w.cut = true;
        calls_run(&w, 269 * (uint64_t)S); /* 32 s before the end */
        cr_expect_eq(w.phones[ALICE].last.kind, HF_CALLS_OVER, "%s", nobody[i]);
        cr_expect_eq(w.phones[ALICE].last.status, 408, "%s", nobody[i]);
        calls_close(&w);
    }
}

Test(calls_session, a_peer_that_refreshes_and_stops_is_gone)
{
    struct calls_world w;
    calls_open(&w);
    struct calls_pair pair = calls_talk(&w);
    calls_run(&w, 20 * MINUTE); /* Alice refreshes */
    calls_expect_sent(&w, BOB, "200");
    calls_expect_sent(&w, ALICE, "UPDATE");
    calls_expect(&w, ALICE, "Wanted OTHER, Response 200");
    w.cut = true;
    w.phones[ALICE].silent = true;
    calls_run(&w, 30 * MINUTE);
    calls_expect(&w, BOB, "Ended, OVER by network, 408");
    w.cut = false;
    w.phones[ALICE].silent = false;
    (void)pair;
    calls_close(&w);
}

/* RFC 4028 9: less than 90 s is too little, for who would understand that. */
Test(calls_session, too_short_a_session_is_refused)
{
    struct calls_world w;
    const char *invite = "INVITE sip:alice@192.0.2.1 SIP/2.0\r\n"
                         "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK%u\r\nMax-Forwards: 70\r\n"
                         "From: <sip:p@192.0.2.9>;tag=them\r\nTo: <sip:alice@192.0.2.1>\r\n"
                         "Call-ID: theirs%u\r\nCSeq: 1 INVITE\r\n" CONTACT TYPE
                         "%sSession-Expires: %u\r\n\r\n" SDP;
    static const struct {
        const char *fields;
        unsigned seconds, status;
        const char *answer;
    } cases[] = {
        {"Supported: timer\r\n", 60, 422, ""},
        {"Supported: timer\r\n", 90, 200,
         "Session-Expires: 90;refresher=uac\r\nRequire: timer\r\n"},
        {"", 60, 200, "Session-Expires: 60;refresher=uas\r\n"}, /* a proxy's wish */
    };
    for (unsigned i = 0; i < 3; i++) {
        char text[CALLS_TEXT];
        calls_open_alone(&w);
        snprintf(text, sizeof text, invite, i, i, cases[i].fields, cases[i].seconds);
        calls_peer_says(&w, ALICE, text);
        calls_run(&w, HOP_US);
        if (cases[i].status == 200) {
            WISH(&w, ALICE, answer, .call = w.phones[ALICE].last.call, .local.port = 16384);
        }
        calls_run(&w, HOP_US);
        cr_assert_eq(w.heard_m.status, cases[i].status);
        cr_assert_not_null(strstr(w.heard, cases[i].answer), "%s", w.heard);
        cr_assert((w.heard_m.status == 422) == (strstr(w.heard, "Min-SE: 90\r\n") != NULL));
        calls_run(&w, 40 * (uint64_t)S); /* never acknowledged */
        calls_close(&w);
    }
}

Test(calls_session, a_refresh_that_is_too_short_for_a_proxy_is_said_again)
{
    struct calls_world w;
    char value[64];
    uint64_t call = talk(&w, "Session-Expires: 600;refresher=uac\r\nAllow: UPDATE\r\n");
    calls_run(&w, 300 * (uint64_t)S);
    answer(&w, "422 Too Small", "Min-SE: 1200\r\n");
    calls_expect_sent(&w, ALICE, "UPDATE, UPDATE");
    cr_assert_str_eq(calls_field(w.phones[ALICE].request, HF_HEADER_MIN_SE, value), "1200");
    answer(&w, "200 OK", CONTACT "Session-Expires: 1200;refresher=uac\r\n");
    calls_expect(&w, ALICE, "Wanted OTHER, Response 200");
    calls_run(&w, 599 * (uint64_t)S);
    calls_expect_sent(&w, ALICE, "");
    end(&w, call);
}
