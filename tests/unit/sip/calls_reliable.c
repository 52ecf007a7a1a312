/* SPDX-License-Identifier: Apache-2.0 */
/* Reliable provisional responses, both ways (RFC 3262), and what is asked inside an early dialog.
 * */
#include "calls_support.h"

#define CONTACT  "Contact: <sip:p@192.0.2.9>\r\n"
#define RELIABLE "Require: 100rel\r\n"

static void answer(struct calls_world *w, struct calls_answer answer)
{
    calls_answer(w, ALICE, &answer);
    calls_run(w, 2 * HOP_US);
}

/* ---- ours ---- */

Test(calls_reliable, what_rings_reliably_is_acknowledged_once)
{
    struct calls_world w;
    char invite[CALLS_TEXT], value[128];
    calls_open_alone(&w);
    uint64_t call = calls_dial(&w, ALICE, "sip:p@192.0.2.9");
    strcpy(invite, w.phones[ALICE].request);
    calls_run(&w, HOP_US);
    struct calls_answer ringing = {.request = invite,
                                   .status = "180 Ringing",
                                   .tag = "p",
                                   .fields = CONTACT RELIABLE "RSeq: 7\r\n"};
    answer(&w, ringing);
    calls_expect_sent(&w, ALICE, "INVITE, PRACK");
    cr_assert_str_eq(calls_field(w.phones[ALICE].request, HF_HEADER_RACK, value), "7 1 INVITE");
    cr_assert_str_eq(calls_field(w.phones[ALICE].request, HF_HEADER_CSEQ, value), "2 PRACK");
    answer(&w, (struct calls_answer){.request = w.phones[ALICE].request,
                                     .status = "407 Who",
                                     .fields = "Proxy-Authenticate: Digest realm=\"r\", "
                                               "nonce=\"n\", qop=\"auth\"\r\n"});
    calls_expect_sent(&w, ALICE, "PRACK"); /* with credentials, and the dialog's next number */
    cr_assert_str_eq(calls_field(w.phones[ALICE].request, HF_HEADER_CSEQ, value), "3 PRACK");
    answer(&w, (struct calls_answer){.request = w.phones[ALICE].request, .status = "200 OK"});
    answer(&w, ringing); /* again: heard before */
    ringing.fields = CONTACT RELIABLE "RSeq: 9\r\n";
    answer(&w, ringing); /* one too early */
    calls_expect_sent(&w, ALICE, "");
    ringing.status = "183 Progress";
    ringing.fields = CONTACT RELIABLE "RSeq: 8\r\n" TYPE;
    ringing.body = SDP;
    answer(&w, ringing);
    calls_expect_sent(&w, ALICE, "PRACK");
    answer(&w, (struct calls_answer){.request = w.phones[ALICE].request, .status = "200 OK"});
    calls_expect(&w, ALICE,
                 "Wanted INVITE, Provisional 180, RINGING, 180, Provisional 183, RINGING, 183, "
                 "MEDIA early");
    answer(&w, (struct calls_answer){
                   .request = invite, .status = "200 OK", .tag = "p", .fields = CONTACT});
    calls_expect(&w, ALICE, "Response 200, MEDIA, UP");
    WISH(&w, ALICE, hangup, .call = call);
    calls_run(&w, 2 * HOP_US);
    cr_assert_str_eq(calls_field(w.phones[ALICE].request, HF_HEADER_CSEQ, value), "5 BYE");
    answer(&w, (struct calls_answer){.status = "200 OK"});
    calls_close(&w);
}

/* RFC 3262 5: our INVITE made no offer, the reliable 183 does, the PRACK answers. */
Test(calls_reliable, an_offer_in_a_reliable_response_is_answered_in_the_prack)
{
    struct calls_world w;
    char invite[CALLS_TEXT];
    calls_open_alone(&w);
    uint64_t call = w.phones[ALICE].next_id++;
    WISH(&w, ALICE, dial, .call = call, .uri = "sip:p@192.0.2.9", .local.port = 16384,
         .late_offer = 1);
    strcpy(invite, w.phones[ALICE].request);
    calls_run(&w, HOP_US);
    answer(&w, (struct calls_answer){.status = "183 Progress",
                                     .tag = "p",
                                     .fields = CONTACT RELIABLE "RSeq: 1\r\n" TYPE,
                                     .body = SDP});
    cr_assert_not_null(strstr(w.phones[ALICE].request, "PRACK "));
    cr_assert_not_null(strstr(w.phones[ALICE].request, "m=audio 16384"));
    answer(&w, (struct calls_answer){.request = w.phones[ALICE].request, .status = "200 OK"});
    answer(&w, (struct calls_answer){
                   .request = invite, .status = "200 OK", .tag = "p", .fields = CONTACT});
    calls_expect(&w, ALICE,
                 "Wanted INVITE, Provisional 183, RINGING, 183, MEDIA early, Response 200, MEDIA, "
                 "UP");
    cr_assert_null(strstr(w.phones[ALICE].request, "m=audio")); /* the ACK */
    WISH(&w, ALICE, hangup, .call = call);
    calls_run(&w, 2 * HOP_US);
    answer(&w, (struct calls_answer){.status = "200 OK"});
    calls_close(&w);
}

/* ---- theirs ---- */

struct theirs { /* a call of the story's peer to Alice */
    struct calls_world w;
    char tag[64], ringing[CALLS_TEXT];
    uint64_t call;
};

static void say(struct theirs *t, const char *method, const char *cseq, const char *more)
{
    char text[CALLS_TEXT];
    snprintf(text, sizeof text,
             "%s sip:alice@192.0.2.1 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bK%s%s\r\n"
             "Max-Forwards: 70\r\nFrom: <sip:p@192.0.2.9>;tag=them\r\nTo: <sip:alice@192.0.2.1>%s%s"
             "\r\nCall-ID: theirs\r\nCSeq: %s %s\r\n" CONTACT "%s",
             method, method, cseq, t->tag[0] != '\0' ? ";tag=" : "", t->tag, cseq, method,
             strstr(more, "\r\n\r\n") != NULL ? more : "");
    if (strstr(more, "\r\n\r\n") == NULL) {
        strcat(text, more);
        strcat(text, "\r\n");
    }
    calls_peer_says(&t->w, ALICE, text);
    calls_run(&t->w, 2 * HOP_US);
}

static void begin(struct theirs *t, const char *more)
{
    struct hf_sip_party to;
    t->tag[0] = '\0';
    calls_open_alone(&t->w);
    say(t, "INVITE", "1", more);
    t->call = t->w.phones[ALICE].last.call;
    WISH(&t->w, ALICE, ring, .call = t->call, .local.port = 16384);
    calls_run(&t->w, 2 * HOP_US);
    cr_assert_eq(t->w.heard_m.status, 180);
    strcpy(t->ringing, t->w.heard);
    cr_assert_eq(hf_sip_to(&t->w.heard_m, &to, NULL), 1);
    snprintf(t->tag, sizeof t->tag, "%.*s", (int)to.tag.length, to.tag.at);
    calls_expect(&t->w, ALICE, "Arrived 1, INCOMING");
}

static void finish(struct theirs *t)
{
    t->w.phones[ALICE].sent[0] = '\0';
    say(t, "BYE", "90", "");
    cr_assert_eq(strncmp(t->w.phones[ALICE].sent, "200", 3), 0);
    calls_close(&t->w);
}

#define OFFER "Require: 100rel\r\n" TYPE "\r\n" SDP

Test(calls_reliable, who_requires_it_gets_it_until_he_acknowledges)
{
    struct theirs t;
    begin(&t, OFFER);
    cr_assert(hf_sip_has_option(&t.w.heard_m, HF_HEADER_REQUIRE, "100rel"));
    cr_assert_not_null(strstr(t.ringing, "RSeq: 1\r\n"));
    calls_run(&t.w, 1600 * MS);
    calls_expect_sent(&t.w, ALICE, "180, 180, 180");
    say(&t, "PRACK", "2", "RAck: 2 1 INVITE\r\n");
    cr_assert_eq(t.w.heard_m.status, 481);
    say(&t, "PRACK", "3", "RAck: 1 1 INVITE\r\n");
    cr_assert_eq(t.w.heard_m.status, 200);
    say(&t, "PRACK", "4", "RAck: 1 1 INVITE\r\n"); /* acknowledged already */
    cr_assert_eq(t.w.heard_m.status, 481);
    t.w.phones[ALICE].sent[0] = '\0';
    calls_run(&t.w, 5 * (uint64_t)S);
    calls_expect_sent(&t.w, ALICE, "");
    WISH(&t.w, ALICE, answer, .call = t.call);
    calls_run(&t.w, 2 * HOP_US);
    cr_assert_eq(t.w.heard_m.status, 200);
    say(&t, "ACK", "1", "");
    calls_expect(&t.w, ALICE, "Answered, MEDIA, UP");
    finish(&t);
}

/* RFC 3262 3: 2xx waits where the reliable response had a description. */
Test(calls_reliable, an_answer_waits_for_the_prack_of_an_offer)
{
    struct theirs t;
    begin(&t, "Require: 100rel\r\n");
    cr_assert_gt(t.w.heard_m.body.length, 0);
    WISH(&t.w, ALICE, answer, .call = t.call);
    calls_expect(&t.w, ALICE, "");
    cr_assert_eq(calls_wish(&t.w, ALICE, hf_calls_answer, (struct hf_calls_wish){.call = t.call}),
                 HF_E_STATE); /* said already */
    say(&t, "PRACK", "2",
        "RAck: 1 1 INVITE\r\n" TYPE "\r\nv=0\r\no=p 1 1 IN IP4 192.0.2.9\r\ns=-\r\n"
        "c=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0\r\n");
    calls_expect(&t.w, ALICE, "Answered, MEDIA, UP");
    cr_assert_eq(t.w.heard_m.status, 200);
    cr_assert_eq(t.w.heard_m.body.length, 0); /* all is said */
    say(&t, "ACK", "1", "");
    finish(&t);
}

Test(calls_reliable, an_offer_in_a_prack_is_refused_politely)
{
    struct theirs t;
    begin(&t, OFFER);
    say(&t, "PRACK", "2", "RAck: 1 1 INVITE\r\n" TYPE "\r\n" SDP);
    cr_assert_eq(t.w.heard_m.status, 488);
    cr_assert_not_null(strstr(t.w.heard, "Warning: 399"));
    t.w.phones[ALICE].sent[0] = '\0';
    calls_run(&t.w, 5 * (uint64_t)S);
    calls_expect_sent(&t.w, ALICE, ""); /* acknowledged all the same */
    finish(&t);
}

Test(calls_reliable, who_never_acknowledges_is_refused)
{
    struct theirs t;
    begin(&t, OFFER);
    calls_run(&t.w, 33 * (uint64_t)S);
    calls_expect(&t.w, ALICE, "Ended, OVER by network, 504");
    cr_assert_not_null(strstr(t.w.phones[ALICE].sent, "504"));
    calls_close(&t.w);
}

/* RFC 3261 15, RFC 3311: a caller may end an early dialog, and refresh its target. */
Test(calls_reliable, an_early_dialog_is_updated_and_ended)
{
    struct theirs t;
    begin(&t, TYPE "\r\n" SDP);
    say(&t, "UPDATE", "2", "");
    cr_assert_eq(t.w.heard_m.status, 200);
    say(&t, "UPDATE", "3", TYPE "\r\n" SDP);
    cr_assert_eq(t.w.heard_m.status, 500); /* the first offer is not answered yet */
    cr_assert_not_null(strstr(t.w.heard, "Retry-After: "));
    say(&t, "INVITE", "4", TYPE "\r\n" SDP);
    cr_assert_eq(t.w.heard_m.status, 500);
    say(&t, "BYE", "5", "");
    calls_expect_sent(&t.w, ALICE, "180, 200, 500, 500, 200, 487");
    calls_expect(&t.w, ALICE, "Ended, OVER by peer");
    calls_close(&t.w);
}
