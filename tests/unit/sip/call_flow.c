/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole calls through two transaction layers, dialogs and a proxy that records its route
 * (RFC 3261 13, 14, 15; RFC 3262): what each side hears, in order, and that all comes to rest.
 */
#include "call_flow_support.h"

static struct call_world w;

struct side { /* of a call */
    unsigned who;
    struct hf_dialog *dialog;
};

static struct side alices(unsigned at)
{
    struct side side = {ALICE, &w.uas[ALICE].fork.dialogs[at]};
    return side;
}

static struct side callees(unsigned who)
{
    struct side side = {who, &w.uas[who].dialog};
    return side;
}

/* Asserts what a fork said. */
static void expect(struct hf_fork_news news, unsigned verdict, unsigned at)
{
    cr_assert_eq(news.verdict, verdict, "verdict %u", news.verdict);
    cr_assert_eq(news.at, at);
}

/* The call stands: Alice's dialog, confirmed at both ends. */
static struct hf_dialog *call_up(unsigned callee)
{
    call_invite(&w, ALICE);
    struct call_news *invite = call_next(&w, callee, HF_LAYER_REQUEST, 0);
    call_take(&w, callee, invite);
    call_respond(&w, callee, invite, 180);
    expect(call_hear(&w, ALICE, call_next(&w, ALICE, HF_LAYER_RESPONSE, 180)), HF_FORK_EARLY, 0);
    call_respond(&w, callee, invite, 200);
    hf_dialog_confirm(&w.uas[callee].dialog);
    expect(call_hear(&w, ALICE, call_next(&w, ALICE, HF_LAYER_RESPONSE, 200)), HF_FORK_ANSWERED, 0);
    struct hf_dialog *dialog = &w.uas[ALICE].fork.dialogs[0];
    call_ack(&w, ALICE, dialog);
    struct call_news *ack = call_next(&w, callee, HF_LAYER_ACK, 0);
    cr_assert_eq(ack->id, invite->id);
    cr_assert(hf_dialog_has(&w.uas[callee].dialog, &ack->m));
    cr_assert_eq(hf_dialog_hear_request(&w.uas[callee].dialog, &ack->m), HF_DIALOG_TAKEN);
    return dialog;
}

/* What one side asked reaches the other: counted, and answered 200, which the asker hears. */
static void be_asked(struct side side, struct side asker, const char *method)
{
    struct call_news *request = call_next(&w, side.who, HF_LAYER_REQUEST, 0);
    cr_assert(hf_slice_is(request->m.method, method));
    cr_assert(hf_dialog_has(side.dialog, &request->m));
    cr_assert_eq(hf_sip_find(&request->m, HF_HEADER_ROUTE), NULL, "a Route is left");
    cr_assert_eq(hf_dialog_hear_request(side.dialog, &request->m), HF_DIALOG_TAKEN);
    call_respond(&w, side.who, request, 200);
    struct call_news *ok = call_next(&w, asker.who, HF_LAYER_RESPONSE, 200);
    cr_assert(hf_dialog_has(asker.dialog, &ok->m));
    cr_assert_eq(hf_dialog_hear_response(asker.dialog, &ok->m), 0);
}

static void hang_up(struct side side, struct side peer)
{
    call_bye(&w, side.who, side.dialog);
    be_asked(peer, side, "BYE");
    hf_dialog_end(peer.dialog);
}

Test(call_flow, a_call_and_its_end_by_the_caller)
{
    call_open(&w);
    struct hf_dialog *alice = call_up(BOB), *bob = &w.uas[BOB].dialog;
    assert_slice(hf_dialog_next_hop(alice), "sip:192.0.2.50;lr");
    assert_slice(hf_dialog_next_hop(bob), "sip:192.0.2.50;lr");
    assert_slice(hf_dialog_text(alice, &alice->target), "sip:bob@192.0.2.2:5060");
    assert_slice(hf_dialog_text(bob, &bob->target), "sip:alice@192.0.2.1:5060");
    hang_up(alices(0), callees(BOB));
    /* Nobody repeated anything: INVITE, 180, 200, ACK, BYE, 200. */
    call_run(&w, w.now_us + 1000000);
    cr_assert_eq(w.n_sent, 6);
    call_close(&w);
}

Test(call_flow, its_end_by_the_callee)
{
    call_open(&w);
    call_up(BOB);
    hang_up(callees(BOB), alices(0));
    call_close(&w);
}

static void reinvite(struct side side, struct side peer)
{
    struct call_inside invite = {side.dialog, "INVITE", NULL, NULL, 0};
    struct hf_target *here = &w.uas[side.who].here;
    here->port = (uint16_t)(here->port + 10); /* it moved */
    call_ask(&w, side.who, &invite);
    struct call_news *request = call_next(&w, peer.who, HF_LAYER_REQUEST, 0);
    cr_assert_eq(hf_dialog_hear_request(peer.dialog, &request->m), HF_DIALOG_TAKEN);
    call_respond(&w, peer.who, request, 200);
    struct call_news *ok = call_next(&w, side.who, HF_LAYER_RESPONSE, 200);
    cr_assert_eq(hf_dialog_hear_response(side.dialog, &ok->m), 0);
    call_ack(&w, side.who, side.dialog);
    struct call_news *ack = call_next(&w, peer.who, HF_LAYER_ACK, 0);
    cr_assert_eq(ack->id, request->id, "the ACK of another INVITE");
    cr_assert_eq(hf_dialog_hear_request(peer.dialog, &ack->m), HF_DIALOG_TAKEN);
}

Test(call_flow, both_move_by_reinvite_and_are_found)
{
    call_open(&w);
    struct hf_dialog *alice = call_up(BOB), *bob = &w.uas[BOB].dialog;
    reinvite(callees(BOB), alices(0));
    assert_slice(hf_dialog_text(alice, &alice->target), "sip:bob@192.0.2.2:5070");
    reinvite(alices(0), callees(BOB));
    assert_slice(hf_dialog_text(bob, &bob->target), "sip:alice@192.0.2.1:5070");
    reinvite(alices(0), callees(BOB));
    assert_slice(hf_dialog_text(bob, &bob->target), "sip:alice@192.0.2.1:5080");
    struct call_inside update = {bob, "UPDATE", NULL, NULL, 0};
    call_ask(&w, BOB, &update);
    be_asked(alices(0), callees(BOB), "UPDATE");
    cr_assert_eq(alice->n_routes, 1, "the route set stays");
    cr_assert_eq(alice->invite_cseq, 3);
    cr_assert_eq(bob->invite_cseq, 1);
    hang_up(callees(BOB), alices(0));
    call_close(&w);
}

Test(call_flow, a_lost_200_comes_again_and_is_acked_once)
{
    call_open(&w);
    w.to_drop = "SIP/2.0 200";
    call_up(BOB);
    hang_up(alices(0), callees(BOB));
    call_close(&w);
}

Test(call_flow, a_lost_ack_is_sent_again_for_the_200_that_comes_again)
{
    call_open(&w);
    call_invite(&w, ALICE);
    struct call_news *invite = call_next(&w, BOB, HF_LAYER_REQUEST, 0);
    call_take(&w, BOB, invite);
    call_respond(&w, BOB, invite, 200);
    expect(call_hear(&w, ALICE, call_next(&w, ALICE, HF_LAYER_RESPONSE, 200)), HF_FORK_ANSWERED, 0);
    struct hf_dialog *alice = &w.uas[ALICE].fork.dialogs[0];
    w.to_drop = "ACK ";
    call_ack(&w, ALICE, alice);
    expect(call_hear(&w, ALICE, call_next(&w, ALICE, HF_LAYER_RESPONSE, 200)), HF_FORK_AGAIN, 0);
    call_ack(&w, ALICE, alice);
    call_next(&w, BOB, HF_LAYER_ACK, 0);
    hf_dialog_confirm(&w.uas[BOB].dialog);
    hang_up(callees(BOB), alices(0));
    call_close(&w);
}

Test(call_flow, without_any_ack_the_callee_ends_it)
{
    call_open(&w);
    call_invite(&w, ALICE);
    struct call_news *invite = call_next(&w, BOB, HF_LAYER_REQUEST, 0);
    call_take(&w, BOB, invite);
    call_respond(&w, BOB, invite, 200);
    hf_dialog_confirm(&w.uas[BOB].dialog);
    uint64_t from_us = w.now_us;
    expect(call_hear(&w, ALICE, call_next(&w, ALICE, HF_LAYER_RESPONSE, 200)), HF_FORK_ANSWERED, 0);
    for (int i = 0; i < 10; i++) { /* 13.3.1.4: 0.5, 1.5, 3.5, 7.5, 11.5 ... 31.5 s */
        expect(call_hear(&w, ALICE, call_next(&w, ALICE, HF_LAYER_RESPONSE, 200)), HF_FORK_AGAIN,
               0);
    }
    struct call_news *no_ack = call_next(&w, BOB, HF_LAYER_NO_ACK, 0);
    cr_assert_eq(no_ack->at_us - from_us, 32000000);
    hang_up(callees(BOB), alices(0));
    call_close(&w);
}

Test(call_flow, a_reliable_183_is_acknowledged_by_prack)
{
    struct hf_sip_rack rack;
    char fields[64];
    uint32_t rseq;
    call_open(&w);
    call_invite(&w, ALICE);
    struct call_news *invite = call_next(&w, BOB, HF_LAYER_REQUEST, 0);
    struct hf_dialog *bob = &w.uas[BOB].dialog, *alice = &w.uas[ALICE].fork.dialogs[0];
    call_take(&w, BOB, invite);
    for (uint32_t i = 41; i < 43; i++) {
        call_respond_reliably(&w, BOB, invite, i);
        struct call_news *ringing = call_next(&w, ALICE, HF_LAYER_RESPONSE, 183);
        expect(call_hear(&w, ALICE, ringing), HF_FORK_EARLY, 0);
        cr_assert(hf_sip_has_option(&ringing->m, HF_HEADER_REQUIRE, "100rel"));
        cr_assert_eq(hf_sip_number(&ringing->m, HF_HEADER_RSEQ, &rseq), 1);
        cr_assert(hf_dialog_hear_rseq(alice, rseq));
        w.to_drop = i == 41 ? "PRACK " : NULL; /* the first one comes by its own transaction */
        snprintf(fields, sizeof fields, "RAck: %u %u INVITE\r\n", rseq, alice->invite_cseq);
        struct call_inside prack = {alice, "PRACK", NULL, fields, 0};
        call_ask(&w, ALICE, &prack);
        if (i == 41) { /* and meanwhile the 183 again: absorbed (RFC 3262 4) */
            ringing = call_next(&w, ALICE, HF_LAYER_RESPONSE, 183);
            cr_assert(!hf_dialog_hear_rseq(alice, rseq));
        }
        struct call_news *asked = call_next(&w, BOB, HF_LAYER_REQUEST, 0);
        cr_assert_eq(hf_dialog_hear_request(bob, &asked->m), HF_DIALOG_TAKEN);
        cr_assert_eq(hf_sip_rack(&asked->m, &rack, NULL), 1);
        cr_assert_eq(rack.cseq.number, bob->remote_cseq - 1 - (i - 41));
        cr_assert_eq(hf_layer_pracked(w.uas[BOB].layer, invite->id, rack.rseq), 0);
        call_respond(&w, BOB, asked, 200);
        struct call_news *ok = call_next(&w, ALICE, HF_LAYER_RESPONSE, 200);
        cr_assert_eq(hf_dialog_hear_response(alice, &ok->m), 0);
        cr_assert_eq(alice->state, HF_DIALOG_EARLY, "the PRACK's 200 is not the INVITE's");
    }
    call_respond(&w, BOB, invite, 200);
    hf_dialog_confirm(bob);
    expect(call_hear(&w, ALICE, call_next(&w, ALICE, HF_LAYER_RESPONSE, 200)), HF_FORK_ANSWERED, 0);
    call_ack(&w, ALICE, alice);
    call_next(&w, BOB, HF_LAYER_ACK, 0);
    cr_assert_eq(alice->invite_cseq, 1);
    hang_up(alices(0), callees(BOB));
    cr_assert_eq(alice->local_cseq, 4);
    call_close(&w);
}

Test(call_flow, cancelled_while_it_rings)
{
    call_open(&w);
    uint64_t id = call_invite(&w, ALICE);
    struct call_news *invite = call_next(&w, BOB, HF_LAYER_REQUEST, 0);
    call_take(&w, BOB, invite);
    call_respond(&w, BOB, invite, 180);
    expect(call_hear(&w, ALICE, call_next(&w, ALICE, HF_LAYER_RESPONSE, 180)), HF_FORK_EARLY, 0);
    call_cancel(&w, ALICE, id);
    struct call_news *cancel = call_next(&w, BOB, HF_LAYER_CANCEL, 0);
    cr_assert_eq(cancel->id, invite->id);
    call_respond(&w, BOB, invite, 487);
    hf_dialog_end(&w.uas[BOB].dialog);
    expect(call_hear(&w, ALICE, call_next(&w, ALICE, HF_LAYER_RESPONSE, 487)), HF_FORK_NONE, 0);
    cr_assert_eq(w.uas[ALICE].fork.dialogs[0].state, HF_DIALOG_OVER);
    cr_assert_eq(w.uas[ALICE].fork.winner, 0);
    call_close(&w);
}

Test(call_flow, a_cancel_that_crosses_the_answer)
{
    call_open(&w);
    uint64_t id = call_invite(&w, ALICE);
    struct call_news *invite = call_next(&w, BOB, HF_LAYER_REQUEST, 0);
    call_take(&w, BOB, invite);
    call_respond(&w, BOB, invite, 180);
    expect(call_hear(&w, ALICE, call_next(&w, ALICE, HF_LAYER_RESPONSE, 180)), HF_FORK_EARLY, 0);
    call_cancel(&w, ALICE, id);
    hf_dialog_end(&w.uas[ALICE].fork.dialogs[0]); /* the user has hung up */
    call_respond(&w, BOB, invite, 200);
    hf_dialog_confirm(&w.uas[BOB].dialog);
    expect(call_hear(&w, ALICE, call_next(&w, ALICE, HF_LAYER_RESPONSE, 200)), HF_FORK_ANSWERED, 0);
    call_next(&w, BOB, HF_LAYER_DROPPED, 200); /* the CANCEL: too late, without effect (9.2) */
    struct hf_dialog *alice = &w.uas[ALICE].fork.dialogs[0];
    call_ack(&w, ALICE, alice);
    call_next(&w, BOB, HF_LAYER_ACK, 0);
    hang_up(alices(0), callees(BOB));
    call_close(&w);
}

Test(call_flow, refused)
{
    call_open(&w);
    call_invite(&w, ALICE);
    struct call_news *invite = call_next(&w, BOB, HF_LAYER_REQUEST, 0);
    call_respond(&w, BOB, invite, 486);
    expect(call_hear(&w, ALICE, call_next(&w, ALICE, HF_LAYER_RESPONSE, 486)), HF_FORK_NONE, 0);
    cr_assert_eq(w.uas[ALICE].fork.n, 0);
    call_close(&w);
}

Test(call_flow, of_two_that_answer_the_first_wins_and_the_other_is_ended)
{
    struct call_news *invites[CALL_UAS];
    call_open(&w);
    w.forks[1] = CAROL;
    w.n_forks = 2;
    call_invite(&w, ALICE);
    for (unsigned who = BOB; who <= CAROL; who++) {
        invites[who] = call_next(&w, who, HF_LAYER_REQUEST, 0);
        call_take(&w, who, invites[who]);
        call_respond(&w, who, invites[who], 180);
        struct hf_fork_news news = call_hear(&w, ALICE,
                                             call_next(&w, ALICE, HF_LAYER_RESPONSE, 180));
        expect(news, HF_FORK_EARLY, who - BOB);
    }
    for (unsigned who = CAROL; who >= BOB; who--) { /* Carol is the quicker one */
        call_respond(&w, who, invites[who], 200);
        hf_dialog_confirm(&w.uas[who].dialog);
    }
    struct hf_fork *fork = &w.uas[ALICE].fork;
    expect(call_hear(&w, ALICE, call_next(&w, ALICE, HF_LAYER_RESPONSE, 200)), HF_FORK_ANSWERED, 1);
    call_ack(&w, ALICE, &fork->dialogs[1]);
    expect(call_hear(&w, ALICE, call_next(&w, ALICE, HF_LAYER_RESPONSE, 200)), HF_FORK_ALSO, 0);
    call_ack(&w, ALICE, &fork->dialogs[0]);
    call_next(&w, CAROL, HF_LAYER_ACK, 0);
    call_next(&w, BOB, HF_LAYER_ACK, 0);
    hang_up(alices(0), callees(BOB));
    cr_assert_eq(fork->winner, 2);
    cr_assert_eq(w.uas[CAROL].dialog.state, HF_DIALOG_CONFIRMED);
    hang_up(callees(CAROL), alices(1));
    call_close(&w);
}

Test(call_flow, a_request_that_was_overtaken_is_answered_500)
{
    call_open(&w);
    struct hf_dialog *alice = call_up(BOB), *bob = &w.uas[BOB].dialog;
    struct call_inside info = {alice, "INFO", NULL, NULL, 0};
    w.to_drop = "INFO ";
    call_ask(&w, ALICE, &info); /* lost; it comes again after T1 */
    call_ask(&w, ALICE, &info);
    be_asked(callees(BOB), alices(0), "INFO");
    struct call_news *late = call_next(&w, BOB, HF_LAYER_REQUEST, 0);
    cr_assert_eq(hf_dialog_hear_request(bob, &late->m), HF_DIALOG_REPEATED);
    call_respond(&w, BOB, late, 500);
    struct call_news *refused = call_next(&w, ALICE, HF_LAYER_RESPONSE, 500);
    cr_assert_eq(hf_dialog_hear_response(alice, &refused->m), 0);
    hang_up(callees(BOB), alices(0));
    call_close(&w);
}

/* E5: BYE moves to another candidate with the same dialog identifiers. */
Test(call_flow, a_bye_finds_its_way_by_another_proxy)
{
    call_open(&w);
    struct hf_dialog *alice = call_up(BOB), *bob = &w.uas[BOB].dialog;
    w.dead[0] = true;
    call_bye(&w, ALICE, alice);
    call_next(&w, ALICE, HF_LAYER_TIMED_OUT, 0);
    struct call_inside again = {alice, "BYE", "sip:192.0.2.51", NULL, 0};
    call_ask(&w, ALICE, &again);
    be_asked(callees(BOB), alices(0), "BYE");
    hf_dialog_end(bob);
    call_close(&w);
}
