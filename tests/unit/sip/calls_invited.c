/* SPDX-License-Identifier: Apache-2.0 */
/* Responses to the INVITE of a call: challenges, early media, forks, redirections, late offers, and
 * the same call at another server (E4). */
#include "calls_support.h"

#define CONTACT "Contact: <sip:p@192.0.2.9>\r\n"

static uint64_t dial(struct calls_world *w)
{
    calls_open_alone(w);
    uint64_t call = calls_dial(w, ALICE, "sip:p@192.0.2.9");
    calls_run(w, HOP_US);
    return call;
}

static void answer(struct calls_world *w, struct calls_answer answer)
{
    answer.request = answer.request != NULL ? answer.request : w->phones[ALICE].request;
    calls_answer(w, ALICE, &answer);
    calls_run(w, 2 * HOP_US);
}

static void accept(struct calls_world *w)
{
    answer(w, (struct calls_answer){
                  .status = "200 OK", .tag = "p", .fields = CONTACT TYPE, .body = SDP});
}

static void hang_up(struct calls_world *w, uint64_t call)
{
    WISH(w, ALICE, hangup, .call = call);
    calls_run(w, 2 * HOP_US);
    answer(w, (struct calls_answer){.status = "200 OK"});
    calls_close(w);
}

static unsigned cseq_of(const char *text)
{
    char value[64];
    return (unsigned)atoi(calls_field(text, HF_HEADER_CSEQ, value));
}

#define CHALLENGE "Digest realm=\"r\", nonce=\"n1\", qop=\"auth\"\r\n"

Test(calls_invited, a_challenge_is_answered_in_the_same_call)
{
    struct calls_world w;
    char value[512], first[512];
    uint64_t call = dial(&w);
    calls_field(w.phones[ALICE].request, HF_HEADER_CALL_ID, first);
    answer(&w, (struct calls_answer){
                   .status = "407 Who", .tag = "x", .fields = "Proxy-Authenticate: " CHALLENGE});
    const char *request = w.phones[ALICE].request;
    cr_assert_eq(cseq_of(request), 2);
    cr_assert_str_eq(calls_field(request, HF_HEADER_CALL_ID, value), first);
    cr_assert_not_null(strstr(calls_field(request, HF_HEADER_PROXY_AUTHORIZATION, value),
                              "uri=\"sip:p@192.0.2.9\""));
    calls_expect_sent(&w, ALICE, "INVITE, ACK, INVITE");
    accept(&w);
    calls_expect(&w, ALICE, "Wanted INVITE, Challenged, Response 200, MEDIA, UP");
    /* 22.1: the ACK says the INVITE's credentials; the BYE goes with them at once. */
    cr_assert_not_null(strstr(w.phones[ALICE].request, "ACK sip:p@192.0.2.9 SIP/2.0"));
    cr_assert_not_null(strstr(w.phones[ALICE].request, "Proxy-Authorization: Digest"));
    cr_assert_eq(cseq_of(w.phones[ALICE].request), 2);
    WISH(&w, ALICE, hangup, .call = call);
    cr_assert_not_null(strstr(w.phones[ALICE].request, "nc=00000002"));
    calls_run(&w, HOP_US);
    answer(&w, (struct calls_answer){.status = "401 Who", /* the far end asks as well */
                                     .fields = "WWW-Authenticate: " CHALLENGE});
    cr_assert_not_null(strstr(w.phones[ALICE].request, "\r\nAuthorization: Digest"));
    cr_assert_eq(cseq_of(w.phones[ALICE].request), 4);
    answer(&w, (struct calls_answer){.status = "200 OK"});
    calls_expect(&w, ALICE, "Wanted BYE, Challenged, Response 200, OVER by us, 200");
    calls_close(&w);
}

/* A8: whether credentials were refused is the core's to say; what says it is told. */
Test(calls_invited, credentials_that_are_refused_are_told)
{
    struct calls_world w;
    dial(&w);
    answer(&w, (struct calls_answer){
                   .status = "401 Who", .tag = "x", .fields = "WWW-Authenticate: " CHALLENGE});
    cr_assert_eq(w.phones[ALICE].event.u.challenged.after_credentials, 0);
    answer(&w, (struct calls_answer){.status = "401 Who",
                                     .tag = "x",
                                     .fields = "WWW-Authenticate: Digest realm=\"r\", "
                                               "nonce=\"n2\", stale=true, qop=\"auth\"\r\n"});
    cr_assert_eq(w.phones[ALICE].event.u.challenged.after_credentials, 1);
    cr_assert_eq(w.phones[ALICE].event.u.challenged.stale, 1);
    answer(&w, (struct calls_answer){.status = "401 Who",
                                     .tag = "x",
                                     .fields = "WWW-Authenticate: Digest realm=\"r\", "
                                               "nonce=\"n3\", qop=\"auth\"\r\n"});
    cr_assert_eq(w.phones[ALICE].event.u.challenged.after_credentials, 1);
    cr_assert_eq(w.phones[ALICE].event.u.challenged.stale, 0);
    answer(&w, (struct calls_answer){.status = "403 No", .tag = "x"});
    calls_expect(&w, ALICE,
                 "Wanted INVITE, Challenged, Challenged, Challenged, Response 403, OVER by peer, "
                 "403");
    calls_close(&w);
}

Test(calls_invited, a_challenge_that_cannot_be_answered_is_an_answer)
{
    struct calls_world w;
    dial(&w);
    answer(&w, (struct calls_answer){.status = "401 Who",
                                     .tag = "x",
                                     .fields = "WWW-Authenticate: Basic realm=\"r\"\r\n"});
    calls_expect(&w, ALICE, "Wanted INVITE, Response 401, OVER by peer, 401");
    calls_close(&w);
}

Test(calls_invited, audio_is_heard_before_the_answer)
{
    struct calls_world w;
    struct hf_calls_status status;
    uint64_t call = dial(&w);
    answer(&w, (struct calls_answer){.status = "100 Trying"});
    answer(&w, (struct calls_answer){
                   .status = "183 Progress", .tag = "p", .fields = CONTACT TYPE, .body = SDP});
    calls_expect(&w, ALICE,
                 "Wanted INVITE, Provisional 100, Provisional 183, RINGING, 183, MEDIA early");
    cr_assert(hf_calls_status(w.phones[ALICE].calls, w.phones[ALICE].agent, call, &status));
    cr_assert_eq(status.state, HF_CALL_RINGING);
    cr_assert_eq(status.early, 1);
    cr_assert_eq(status.media.remote.port, 4000);
    answer(&w, (struct calls_answer){
                   .status = "183 Progress", .tag = "p", .fields = CONTACT TYPE, .body = SDP});
    calls_expect(&w, ALICE, ""); /* nothing new */
    answer(&w, (struct calls_answer){.status = "200 OK", .tag = "p", .fields = CONTACT});
    calls_expect(&w, ALICE, "Response 200, MEDIA, UP"); /* the 183 has said it */
    hang_up(&w, call);
}

/* 13.2.2.4: the first 2xx wins; the other branch is acknowledged and ended, however late it is. */
Test(calls_invited, the_first_branch_of_a_fork_wins)
{
    struct calls_world w;
    char invite[CALLS_TEXT];
    uint64_t call = dial(&w);
    strcpy(invite, w.phones[ALICE].request);
    answer(&w, (struct calls_answer){.status = "180 Ringing", .tag = "a", .fields = CONTACT});
    answer(&w, (struct calls_answer){
                   .status = "183 Progress", .tag = "b", .fields = CONTACT TYPE, .body = SDP});
    answer(&w, (struct calls_answer){.request = invite,
                                     .status = "200 OK",
                                     .tag = "a",
                                     .fields = CONTACT TYPE,
                                     .body = SDP});
    calls_expect(&w, ALICE,
                 "Wanted INVITE, Provisional 180, RINGING, 180, Provisional 183, RINGING, 183, "
                 "MEDIA early, Response 200, MEDIA, UP");
    calls_expect_sent(&w, ALICE, "INVITE, ACK");
    static const char *const others[] = {"b", "c", "b"};
    static const char *const sent[] = {"ACK, BYE", "ACK, BYE", "ACK"};
    for (unsigned i = 0; i < 3; i++) {
        answer(&w, (struct calls_answer){.request = invite,
                                         .status = "200 OK",
                                         .tag = others[i],
                                         .fields = CONTACT TYPE,
                                         .body = SDP});
        calls_expect_sent(&w, ALICE, sent[i]);
        if (i < 2) {
            answer(&w, (struct calls_answer){.status = "200 OK"});
        }
    }
    calls_expect(&w, ALICE, "");
    hang_up(&w, call);
}

/* Core's to follow (A8): status and numeric targets. */
Test(calls_invited, a_redirection_is_told_with_its_targets)
{
    struct calls_world w;
    dial(&w);
    w.phones[ALICE].silent = true;
    answer(&w, (struct calls_answer){.status = "302 Moved",
                                     .tag = "x",
                                     .fields = "Contact: <sip:p@192.0.2.77:5070;transport=tcp>, "
                                               "<sip:p@example.com>\r\n"});
    const struct hf_response *response = &w.phones[ALICE].event.u.response;
    calls_expect(&w, ALICE, "Wanted INVITE, Response 302");
    cr_assert_eq(response->n_redirects, 1);
    cr_assert_eq(response->redirects[0].port, 5070);
    cr_assert_eq(response->redirects[0].transport, HF_TRANSPORT_TCP);
    struct hf_action action = {.kind = HF_ACTION_REPORT_CALL};
    action.u.call.call = 100;
    action.u.call.state = HF_CALL_OVER;
    calls_act(&w, ALICE, &action);
    calls_expect(&w, ALICE, "OVER by peer, 302");
    calls_close(&w);
}

Test(calls_invited, retry_after_is_told)
{
    struct calls_world w;
    dial(&w);
    answer(&w, (struct calls_answer){
                   .status = "503 Busy", .tag = "x", .fields = "Retry-After: 17\r\n"});
    cr_assert_eq(w.phones[ALICE].event.u.response.retry_after_s, 17);
    calls_close(&w);
}

/* RFC 3261 13.2.1: the callee offers, the ACK answers; and answers the same again. */
Test(calls_invited, an_invite_without_an_offer_is_answered_in_its_ack)
{
    struct calls_world w;
    char invite[CALLS_TEXT], ack[CALLS_TEXT];
    calls_open_alone(&w);
    uint64_t call = w.phones[ALICE].next_id++;
    WISH(&w, ALICE, dial, .call = call, .uri = "sip:p@192.0.2.9", .local.port = 16384,
         .late_offer = 1);
    strcpy(invite, w.phones[ALICE].request);
    cr_assert_null(strstr(invite, "Content-Type"));
    calls_run(&w, HOP_US);
    accept(&w);
    calls_expect(&w, ALICE, "Wanted INVITE, Response 200, MEDIA, UP");
    strcpy(ack, w.phones[ALICE].request);
    cr_assert_not_null(strstr(ack, "m=audio 16384 RTP/AVP 0 101\r\n"));
    answer(&w, (struct calls_answer){.request = invite,
                                     .status = "200 OK",
                                     .tag = "p",
                                     .fields = CONTACT TYPE,
                                     .body = SDP});
    cr_assert_str_eq(w.phones[ALICE].request, ack); /* byte for byte, branch and all */
    answer(&w, (struct calls_answer){.request = invite,
                                     .status = "200 OK",
                                     .tag = "p",
                                     .fields = CONTACT TYPE,
                                     .body = "v=0\r\no=p 1 1 IN IP4 192.0.2.9\r\ns=-\r\n"
                                             "c=IN IP4 192.0.2.66\r\nt=0 0\r\n"
                                             "m=audio 6666 RTP/AVP 0\r\na=inactive\r\n"});
    calls_expect(&w, ALICE, "");
    struct hf_calls_status status;
    cr_assert(hf_calls_status(w.phones[ALICE].calls, w.phones[ALICE].agent, call, &status));
    cr_assert_eq(status.media.remote.port, 4000, "what it says now is nothing to the call");
    cr_assert_not(status.held_by_peer);
    hang_up(&w, call);
}

Test(calls_invited, two_phones_agree_by_a_late_offer)
{
    struct calls_world w;
    calls_open(&w);
    uint64_t call = w.phones[ALICE].next_id++;
    WISH(&w, ALICE, dial, .call = call, .uri = "sip:bob@192.0.2.2", .local.port = 16384,
         .late_offer = 1);
    calls_run(&w, HOP_US);
    uint64_t bob = w.phones[BOB].last.call;
    WISH(&w, BOB, ring, .call = bob, .local.port = 20000);
    WISH(&w, BOB, answer, .call = bob);
    calls_run(&w, 5 * HOP_US);
    calls_expect(&w, BOB, "Arrived 1, INCOMING, Answered, UP, MEDIA");
    cr_assert_eq(w.phones[ALICE].media.media.remote.port, 20000);
    cr_assert_eq(w.phones[BOB].media.media.remote.port, 16384);
    WISH(&w, BOB, hangup, .call = bob);
    calls_close(&w);
}

/* The answer must be acknowledged whatever stands in it (13.2.2.4); then the call is ended. */
Test(calls_invited, an_answer_without_audio_is_ended)
{
    static const struct {
        const char *fields, *body, *text;
    } cases[] = {
        {CONTACT, "", "no session description"},
        {CONTACT TYPE, "v=0\r\nnonsense", NULL},
        {CONTACT TYPE, "v=0\r\no=p 1 1 IN IP4 192.0.2.9\r\ns=-\r\nt=0 0\r\n", NULL},
        {CONTACT "Content-Type: text/plain\r\n", "hello", "a body that is no session description"},
    };
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct calls_world w;
        dial(&w);
        answer(&w, (struct calls_answer){.status = "200 OK",
                                         .tag = "p",
                                         .fields = cases[i].fields,
                                         .body = cases[i].body});
        calls_expect(&w, ALICE, "Wanted INVITE, Response 200, Ended, OVER by us, 488");
        calls_expect_sent(&w, ALICE, "INVITE, ACK, BYE");
        cr_assert(cases[i].text == NULL || strcmp(w.phones[ALICE].last.text, cases[i].text) == 0,
                  "%s", w.phones[ALICE].last.text);
        cr_assert_gt(strlen(w.phones[ALICE].last.text), 0);
        answer(&w, (struct calls_answer){.status = "200 OK"});
        calls_close(&w);
    }
}

/* E4: same Call-ID, From tag and CSeq; another branch; the server's domain in Request-URI, To and
 * From where the dialled URI had the line's; no credentials made for another. */
Test(calls_invited, the_next_server_gets_the_same_call)
{
    struct calls_world w;
    char first[CALLS_TEXT], value[512], other[512];
    calls_open(&w);
    struct calls_phone *alice = &w.phones[ALICE];
    struct hf_agent_setup setup = {.identity = {"alice", "", "secret", ""},
                                   .config = &alice->config};
    hf_config_init_server(&alice->config.servers[alice->config.n_servers++]);
    cr_assert_eq(hf_config_name(&alice->config, &alice->config.servers[1].host, "192.0.2.9", 9), 0);
    cr_assert_eq(hf_agent_reconfigure(alice->agent, alice->agent, hf_agent_size(), &setup), 0);
    alice->silent = true;
    w.to_drop = "INVITE sip:p@192.0.2.2";
    uint64_t call = calls_dial(&w, ALICE, "sip:p@192.0.2.2");
    uint64_t attempt = calls_send(&w, ALICE,
                                  (struct hf_send){.kind = HF_REQUEST_INVITE, .request = call});
    strcpy(first, alice->request);
    calls_order(&w, ALICE, HF_ACTION_ABANDON, attempt);
    calls_send(&w, ALICE,
               (struct hf_send){
                   .kind = HF_REQUEST_INVITE, .request = call, .server = 2, .target = w.peer});
    cr_assert_eq(cseq_of(first), cseq_of(alice->request));
    cr_assert_str_eq(calls_field(first, HF_HEADER_CALL_ID, value),
                     calls_field(alice->request, HF_HEADER_CALL_ID, other));
    cr_assert_not_null(
        strstr(calls_field(alice->request, HF_HEADER_FROM, value), "<sip:alice@192.0.2.9>;tag="));
    cr_assert_str_eq(strstr(calls_field(first, HF_HEADER_FROM, other), ";tag="),
                     strstr(value, ";tag="));
    cr_assert_str_eq(calls_field(alice->request, HF_HEADER_TO, value), "<sip:p@192.0.2.9>");
    cr_assert_not_null(strstr(alice->request, "INVITE sip:p@192.0.2.9 SIP/2.0\r\n"));
    cr_assert_str_neq(calls_field(first, HF_HEADER_VIA, value),
                      calls_field(alice->request, HF_HEADER_VIA, other));
    cr_assert_str_eq(strstr(first, "v=0"), strstr(alice->request, "v=0")); /* the same offer */
    alice->silent = false;
    calls_run(&w, HOP_US);
    accept(&w);
    calls_expect(&w, ALICE, "Wanted INVITE, Response 200, MEDIA, UP");
    WISH(&w, ALICE, hangup, .call = call);
    calls_run(&w, HOP_US);
    answer(&w, (struct calls_answer){.status = "200 OK"});
    calls_run(&w, 40 * (uint64_t)S);
    calls_expect(&w, ALICE, "Wanted BYE, Response 200, OVER by us, 200, Abandoned nothing");
    calls_close(&w);
}

/* RFC 4028 7.3. */
Test(calls_invited, a_session_that_is_too_short_is_asked_for_again)
{
    struct calls_world w;
    char value[64];
    uint64_t call = dial(&w);
    answer(&w, (struct calls_answer){
                   .status = "422 Too Small", .tag = "x", .fields = "Min-SE: 3600\r\n"});
    cr_assert_str_eq(calls_field(w.phones[ALICE].request, HF_HEADER_SESSION_EXPIRES, value),
                     "3600");
    cr_assert_str_eq(calls_field(w.phones[ALICE].request, HF_HEADER_MIN_SE, value), "3600");
    cr_assert_eq(cseq_of(w.phones[ALICE].request), 2);
    answer(&w,
           (struct calls_answer){.status = "200 OK",
                                 .tag = "p",
                                 .fields = "Session-Expires: 3600;refresher=uac\r\n" CONTACT TYPE,
                                 .body = SDP});
    calls_expect(&w, ALICE, "Wanted INVITE, Provisional 100, Response 200, MEDIA, UP");
    hang_up(&w, call);
    dial(&w);
    for (unsigned i = 0; i < 9; i++) { /* a second more each time, for ever */
        char fields[32];
        cr_assert_eq(cseq_of(w.phones[ALICE].request), i + 1);
        snprintf(fields, sizeof fields, "Min-SE: %u\r\n", 3600 + i);
        answer(&w, (struct calls_answer){.status = "422 Too Small", .tag = "x", .fields = fields});
    }
    calls_expect(&w, ALICE, "Wanted INVITE, Provisional 100, Response 422, OVER by peer, 422");
    calls_close(&w);
    dial(&w);
    answer(&w, (struct calls_answer){
                   .status = "422 Too Small", .tag = "x", .fields = "Min-SE: 90\r\n"});
    calls_expect(&w, ALICE, "Wanted INVITE, Response 422, OVER by peer, 422");
    calls_close(&w);
}
