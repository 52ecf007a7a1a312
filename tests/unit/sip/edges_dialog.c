/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Edges of dialogs, found by measuring (./run coverage): messages that lack the one field that says
 * whose they are, and responses that are almost the one that counts (RFC 3261 12).
 */
#include "dialog_support.h"

#define PARTS 4

/* A message of both: a request (0) or the response to it (1), without that part (PARTS: whole). */
static void tell_without(struct told *t, int which, int part)
{
    static const char *const parts[PARTS] = {FROM_ALICE, "To: <sip:bob@example.net>;tag=bt\n",
                                             CALL_ID, "CSeq: 7 INVITE\n"};
    const char *p[PARTS];
    for (int i = 0; i < PARTS; i++) {
        p[i] = i == part ? "" : parts[i];
    }
    tell(t, "%s" VIA "%s%s%s%s%s",
         which == 0 ? "INVITE sip:bob@example.net SIP/2.0\n" : "SIP/2.0 180 Ringing\n", p[0], p[1],
         p[2], p[3], which == 0 ? CONTACT_A : CONTACT_B);
}

/* 12.1.2: one field less in either message, and they do not belong together. */
Test(edges_dialog, a_request_and_a_response_that_lack_a_field_make_none)
{
    static struct told request, response;
    struct hf_dialog d;
    for (int i = 0; i < 2 * PARTS; i++) {
        tell_without(&request, 0, i < PARTS ? i : PARTS);
        tell_without(&response, 1, i < PARTS ? PARTS : i - PARTS);
        cr_expect_eq(hf_dialog_make_caller(&d, &request.m, &response.m), HF_E_MALFORMED, "%d", i);
        cr_expect_eq(d.state, HF_DIALOG_NONE, "%d", i);
    }
    tell_without(&request, 0, PARTS);
    tell_without(&response, 1, PARTS);
    cr_assert_eq(hf_dialog_make_caller(&d, &request.m, &response.m), 0);
}

/* What has no From or no To is nobody's. */
Test(edges_dialog, a_message_without_its_parties_is_of_no_dialog)
{
    static const char *const parties[][2] = {{"", "To: <sip:bob@example.net>;tag=bt\n"},
                                             {FROM_ALICE, ""},
                                             {FROM_ALICE, "To: <sip:bob@example.net>;tag=bt\n"}};
    static struct told answer;
    struct hf_dialog d = alices(200);
    uint32_t cseq = hf_dialog_next_cseq(&d);
    for (int i = 0; i < 3; i++) {
        tell(&answer, "SIP/2.0 200 OK\n" VIA "%s%s" CALL_ID "CSeq: %u OPTIONS\n", parties[i][0],
             parties[i][1], cseq);
        cr_assert_eq(hf_dialog_has(&d, &answer.m), i == 2, "%d", i);
        cr_assert_eq(hf_dialog_hear_response(&d, &answer.m), i == 2 ? 0 : HF_E_MALFORMED);
    }
}

/* RFC 3262 3, 12.1.2: the first 1xx had no Contact; one to another INVITE of ours does not say
 * where this dialog's PRACK goes. */
Test(edges_dialog, only_its_own_invites_1xx_brings_the_target)
{
    static struct told invite, answer;
    struct hf_dialog d;
    tell_invite(&invite, CONTACT_A);
    tell_answer(&answer, 180, "bt", "");
    cr_assert_eq(hf_dialog_make_caller(&d, &invite.m, &answer.m), 0);
    assert_text(&d, &d.target, "sip:bob@example.net");
    tell_later(&answer, 183, "6 INVITE", CONTACT_B);
    cr_assert_eq(hf_dialog_hear_response(&d, &answer.m), 0);
    assert_text(&d, &d.target, "sip:bob@example.net");
    cr_assert(!d.has_contact);
    tell_later(&answer, 183, "7 INVITE", CONTACT_B);
    cr_assert_eq(hf_dialog_hear_response(&d, &answer.m), 0);
    assert_text(&d, &d.target, "sip:bob@192.0.2.2:5070;transport=udp");
    cr_assert(d.has_contact);
    assert_sound(&d);
}

/* 12.1.1: what cannot be read as a URI is none of sips. */
Test(edges_dialog, a_request_uri_that_is_none_is_not_secure)
{
    static struct told invite;
    struct hf_dialog d;
    tell(&invite,
         "INVITE sips:@ SIP/2.0\n" VIA FROM_ALICE TO_BOB CALL_ID "CSeq: 7 INVITE\n" CONTACT_A);
    cr_assert_eq(hf_dialog_make_callee(&d, &invite.m, hf_slice_text("bt")), 0);
    cr_assert_eq(d.is_secure, 0);
}
