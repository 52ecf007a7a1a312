/* SPDX-License-Identifier: Apache-2.0 */
/* Dialogs of an INVITE that a proxy forked: who rings, who wins, who must be ended. */
#include "dialog_support.h"

struct step {
    unsigned status;
    const char *tag, *more; /* more: NULL: a Contact */
    int result;
    unsigned verdict, at;
};

static void expect_step(struct hf_fork *fork, const struct step *step, size_t i)
{
    struct told invite, answer;
    struct hf_fork_news news;
    struct hf_fork before = *fork;
    tell_invite(&invite, CONTACT_A);
    tell_answer(&answer, step->status, step->tag, step->more != NULL ? step->more : CONTACT_B);
    memset(&news, 0xa5, sizeof news);
    cr_assert_eq(hf_fork_hear(fork, &invite.m, &answer.m, &news), step->result, "step %zu", i);
    cr_assert_eq(news.verdict, step->verdict, "step %zu: verdict %u", i, news.verdict);
    cr_assert_eq(news.at, step->at, "step %zu: at %u", i, news.at);
    cr_assert_eq(news.reserved[0] | news.reserved[1], 0);
    if (step->result < 0 || (step->status < 300 && step->verdict == HF_FORK_NONE) ||
        step->verdict == HF_FORK_FULL || step->verdict == HF_FORK_AGAIN) {
        cr_assert_eq(memcmp(fork, &before, sizeof before), 0, "step %zu", i);
    }
    for (unsigned at = 0; at < fork->n; at++) {
        assert_sound(&fork->dialogs[at]);
    }
}

#define EXPECT(fork, steps)                                                                        \
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps)[0]; i++)                                  \
    expect_step((fork), &(steps)[i], i)

static void assert_states(const struct hf_fork *fork, const char *states, unsigned winner)
{
    cr_assert_eq(fork->n, strlen(states));
    cr_assert_eq(fork->winner, winner);
    for (unsigned at = 0; at < fork->n; at++) {
        cr_assert_eq("NECO"[fork->dialogs[at].state], states[at], "%u", at);
    }
}

Test(fork, an_unforked_call)
{
    static const struct step steps[] = {
        {100, "", NULL, 0, HF_FORK_NONE, 0},   {100, "1", NULL, 0, HF_FORK_NONE, 0},
        {180, "", NULL, 0, HF_FORK_NONE, 0},   {180, "1", NULL, 0, HF_FORK_EARLY, 0},
        {183, "1", NULL, 0, HF_FORK_EARLY, 0}, {200, "1", NULL, 0, HF_FORK_ANSWERED, 0},
        {200, "1", NULL, 0, HF_FORK_AGAIN, 0}, {200, "1", "", 0, HF_FORK_AGAIN, 0},
        {180, "1", NULL, 0, HF_FORK_NONE, 0},
    };
    struct hf_fork fork;
    memset(&fork, 0, sizeof fork);
    EXPECT(&fork, steps);
    assert_states(&fork, "C", 1);
}

Test(fork, several_ring_and_two_answer)
{
    static const struct step steps[] = {
        {180, "1", NULL, 0, HF_FORK_EARLY, 0},    {180, "2", NULL, 0, HF_FORK_EARLY, 1},
        {183, "3", NULL, 0, HF_FORK_EARLY, 2},    {183, "1", NULL, 0, HF_FORK_EARLY, 0},
        {200, "2", NULL, 0, HF_FORK_ANSWERED, 1}, {200, "3", NULL, 0, HF_FORK_ALSO, 2},
        {200, "2", NULL, 0, HF_FORK_AGAIN, 1},    {200, "3", NULL, 0, HF_FORK_AGAIN, 2},
        {180, "1", NULL, 0, HF_FORK_EARLY, 0},
    };
    struct hf_fork fork;
    memset(&fork, 0, sizeof fork);
    EXPECT(&fork, steps);
    assert_states(&fork, "ECC", 2);
    for (unsigned at = 0; at < 3; at++) {
        static const char *const tags[] = {"1", "2", "3"};
        assert_text(&fork.dialogs[at], &fork.dialogs[at].remote_tag, tags[at]);
    }
}

Test(fork, a_2xx_needs_no_early_dialog)
{
    static const struct step steps[] = {
        {200, "9", NULL, 0, HF_FORK_ANSWERED, 0}, {299, "8", NULL, 0, HF_FORK_ALSO, 1},
        {200, "9", NULL, 0, HF_FORK_AGAIN, 0},    {180, "7", NULL, 0, HF_FORK_EARLY, 2},
        {200, "", NULL, 0, HF_FORK_ALSO, 3}, /* of an RFC 2543 peer */
        {200, "", NULL, 0, HF_FORK_AGAIN, 3},
    };
    struct hf_fork fork;
    memset(&fork, 0, sizeof fork);
    EXPECT(&fork, steps);
    assert_states(&fork, "CCEC", 1);
}

Test(fork, has_room_for_so_many_early_dialogs_and_always_for_a_2xx)
{
    static const struct step steps[] = {
        {180, "1", NULL, 0, HF_FORK_EARLY, 0},
        {180, "2", NULL, 0, HF_FORK_EARLY, 1},
        {180, "3", NULL, 0, HF_FORK_EARLY, 2},
        {180, "4", NULL, 0, HF_FORK_EARLY, 3},
        {180, "5", NULL, 0, HF_FORK_FULL, 0},
        {180, "4", NULL, 0, HF_FORK_EARLY, 3},
        {200, "5", NULL, 0, HF_FORK_ANSWERED, 0}, /* of no early one, takes the place of "1" */
        {180, "1", NULL, 0, HF_FORK_FULL, 0},
        {200, "1", NULL, 0, HF_FORK_ALSO, 1},
        {200, "4", NULL, 0, HF_FORK_ALSO, 3},
        {200, "5", NULL, 0, HF_FORK_AGAIN, 0},
        {200, "6", NULL, 0, HF_FORK_ALSO, 2},
        {200, "7", NULL, 0, HF_FORK_ALSO, 1}, /* all have answered: the winner stays */
        {200, "5", NULL, 0, HF_FORK_AGAIN, 0},
        {200, "7", NULL, 0, HF_FORK_AGAIN, 1},
        {200, "1", NULL, 0, HF_FORK_ALSO, 1}, /* forgotten, so it is ended once more */
    };
    struct hf_fork fork;
    memset(&fork, 0, sizeof fork);
    EXPECT(&fork, steps);
    assert_states(&fork, "CCCC", 1);
}

Test(fork, gives_up_an_ended_early_dialog_first)
{
    static const struct step rings[] = {
        {180, "1", NULL, 0, HF_FORK_EARLY, 0},
        {180, "2", NULL, 0, HF_FORK_EARLY, 1},
        {180, "3", NULL, 0, HF_FORK_EARLY, 2},
        {180, "4", NULL, 0, HF_FORK_EARLY, 3},
    };
    static const struct step answers[] = {{180, "3", NULL, 0, HF_FORK_NONE, 2},
                                          {200, "5", NULL, 0, HF_FORK_ANSWERED, 2},
                                          {200, "1", NULL, 0, HF_FORK_ALSO, 0}};
    struct hf_fork fork;
    memset(&fork, 0, sizeof fork);
    EXPECT(&fork, rings);
    hf_dialog_end(&fork.dialogs[2]);
    EXPECT(&fork, answers);
    assert_states(&fork, "CECE", 3);
}

Test(fork, a_final_failure_ends_the_early_dialogs)
{
    static const struct step steps[] = {
        {180, "1", NULL, 0, HF_FORK_EARLY, 0},    {180, "2", NULL, 0, HF_FORK_EARLY, 1},
        {200, "2", NULL, 0, HF_FORK_ANSWERED, 1}, {486, "1", NULL, 0, HF_FORK_NONE, 0},
        {180, "1", NULL, 0, HF_FORK_NONE, 0},
    };
    struct hf_fork fork;
    memset(&fork, 0, sizeof fork);
    EXPECT(&fork, steps);
    assert_states(&fork, "OC", 2);
}

Test(fork, a_2xx_behind_the_end_brings_the_dialog_back_and_it_counts_on)
{
    static const struct step rings[] = {{180, "1", NULL, 0, HF_FORK_EARLY, 0}};
    static const struct step answers[] = {
        {487, "x", "", 0, HF_FORK_NONE, 0},
        {200, "1", "Contact: <sip:new>\nRecord-Route: <sip:p;lr>\n", 0, HF_FORK_ANSWERED, 0},
        {200, "1", NULL, 0, HF_FORK_AGAIN, 0}};
    struct hf_fork fork;
    struct told t;
    memset(&fork, 0, sizeof fork);
    EXPECT(&fork, rings);
    cr_assert_eq(hf_dialog_next_cseq(&fork.dialogs[0]), 8); /* a PRACK */
    tell(&t, "INFO sip:alice@192.0.2.1 SIP/2.0\nFrom: <sip:b>;tag=1\nTo: <sip:a>;tag=at\n" CALL_ID
             "CSeq: 77 INFO\n");
    cr_assert_eq(hf_dialog_hear_request(&fork.dialogs[0], &t.m), HF_DIALOG_TAKEN);
    EXPECT(&fork, answers);
    assert_states(&fork, "C", 1);
    const struct hf_dialog *d = &fork.dialogs[0];
    assert_text(d, &d->target, "sip:new");
    assert_text(d, &d->route, "<sip:p;lr>");
    cr_assert_eq(d->local_cseq, 8);
    cr_assert_eq(d->invite_cseq, 7);
    cr_assert_eq(d->remote_cseq, 77);
    cr_assert(d->has_remote_cseq);

    hf_dialog_end(&fork.dialogs[0]); /* the user's BYE */
    expect_step(&fork, &answers[2], 2);
    assert_states(&fork, "O", 1);
}

Test(fork, the_answer_of_an_early_dialog_confirms_it_and_its_counts_stay)
{
    static const struct step rings[] = {
        {183, "1", "Record-Route: <sip:p1;lr>\n" CONTACT_B, 0, HF_FORK_EARLY, 0}};
    static const struct step answers[] = {
        {200, "1", "Record-Route: <sip:p2;lr>\n" CONTACT_B, 0, HF_FORK_ANSWERED, 0}};
    struct hf_fork fork;
    memset(&fork, 0, sizeof fork);
    EXPECT(&fork, rings);
    cr_assert_eq(hf_dialog_next_cseq(&fork.dialogs[0]), 8);
    EXPECT(&fork, answers);
    cr_assert_eq(fork.dialogs[0].local_cseq, 8);
    assert_text(&fork.dialogs[0], &fork.dialogs[0].route, "<sip:p2;lr>");
}

Test(fork, what_cannot_be_kept_changes_nothing)
{
    static const struct step steps[] = {
        {180, "1", "Contact: *\n", HF_E_MALFORMED, HF_FORK_NONE, 0},
        {183, "1", "Record-Route: x\n", HF_E_MALFORMED, HF_FORK_NONE, 0},
        {180, "1", NULL, 0, HF_FORK_EARLY, 0},
        {180, "1", "Contact: <tel:1>\n", 0, HF_FORK_EARLY, 0}, /* of one that is kept */
        {200, "1", "", 0, HF_FORK_ANSWERED, 0},                /* its Contact stays (12.2.1.2) */
        {180, "2", NULL, 0, HF_FORK_EARLY, 1},
        {180, "3", NULL, 0, HF_FORK_EARLY, 2},
        {180, "4", NULL, 0, HF_FORK_EARLY, 3},
        {200, "5", NULL, 0, HF_FORK_ALSO, 1},
    };
    struct hf_fork fork;
    memset(&fork, 0, sizeof fork);
    EXPECT(&fork, steps);
    assert_states(&fork, "CCEE", 1);
    char tag[HF_DIALOG_TEXTS + 1];
    memset(tag, 'x', sizeof tag);
    tag[sizeof tag - 1] = '\0';
    struct step too_long = {200, tag, NULL, HF_E_LIMIT, HF_FORK_NONE, 0};
    expect_step(&fork, &too_long, 99);
    too_long = (struct step){180, "9", contact_of(HF_DIALOG_TEXTS), 0, HF_FORK_FULL, 0};
    expect_step(&fork, &too_long, 100);
}

Test(fork, a_2xx_makes_a_dialog_whatever_its_contact_and_routes)
{
    static const struct step steps[] = {
        {180, "1", NULL, 0, HF_FORK_EARLY, 0},
        {200, "1", "Contact: <tel:1>\nRecord-Route: x\n", 0, HF_FORK_ANSWERED, 0},
        {200, "2", "Contact: <tel:1>\nRecord-Route: <sip:p;lr>,\n", 0, HF_FORK_ALSO, 1},
    };
    struct hf_fork fork;
    memset(&fork, 0, sizeof fork);
    EXPECT(&fork, steps);
    assert_states(&fork, "CC", 1);
    assert_slice(hf_dialog_next_hop(&fork.dialogs[0]), "sip:bob@192.0.2.2:5070;transport=udp");
    assert_slice(hf_dialog_next_hop(&fork.dialogs[1]), "sip:p;lr");
    struct step too_long = {200, "3", contact_of(HF_DIALOG_TEXTS), 0, HF_FORK_ALSO, 2};
    expect_step(&fork, &too_long, 99);
}

Test(fork, a_later_1xx_with_a_contact_says_where_a_prack_goes)
{
    static const struct step steps[] = {
        {180, "1", "", 0, HF_FORK_EARLY, 0},
        {183, "1", "Contact: <sip:real>\nRecord-Route: <sip:p;lr>\n", 0, HF_FORK_EARLY, 0},
        {183, "1", "Contact: <sip:other>\n", 0, HF_FORK_EARLY, 0},
    };
    struct hf_fork fork;
    memset(&fork, 0, sizeof fork);
    EXPECT(&fork, steps);
    assert_text(&fork.dialogs[0], &fork.dialogs[0].target, "sip:real");
    assert_text(&fork.dialogs[0], &fork.dialogs[0].route, "<sip:p;lr>");
}

Test(fork, hears_nothing_but_answers_to_its_invite)
{
    struct told invite, prack, t;
    struct hf_fork fork, before;
    struct hf_fork_news news;
    memset(&fork, 0, sizeof fork);
    tell_invite(&invite, CONTACT_A);
    tell_answer(&t, 180, "1", CONTACT_B);
    cr_assert_eq(hf_fork_hear(&fork, &invite.m, &t.m, &news), 0);
    cr_assert_eq(hf_dialog_next_cseq(&fork.dialogs[0]), 8);
    before = fork;
    tell(&prack,
         "PRACK sip:b SIP/2.0\n" VIA FROM_ALICE "To: <sip:b>;tag=1\n" CALL_ID "CSeq: 8 PRACK\n");
    tell(&t, "SIP/2.0 200 X\n" VIA FROM_ALICE "To: <sip:b>;tag=1\n" CALL_ID "CSeq: 8 PRACK\n");
    cr_assert_eq(hf_fork_hear(&fork, &prack.m, &t.m, &news), HF_E_MALFORMED);
    cr_assert_eq(hf_fork_hear(&fork, &invite.m, &t.m, &news), HF_E_MALFORMED);
    for (unsigned status = 180; status <= 200; status += 20) {
        tell(&t, "SIP/2.0 %u X\n" VIA FROM_ALICE CALL_ID "CSeq: 7 INVITE\n", status);
        cr_assert_eq(hf_fork_hear(&fork, &invite.m, &t.m, &news), HF_E_MALFORMED, "no To");
    }
    cr_assert_eq(hf_fork_hear(&fork, &invite.m, &invite.m, &news), HF_E_MALFORMED);
    cr_assert_eq(news.verdict, HF_FORK_NONE);
    cr_assert_eq(memcmp(&fork, &before, sizeof fork), 0);
    tell(&t, "SIP/2.0 486 X\n" VIA FROM_ALICE CALL_ID "CSeq: 7 INVITE\n");
    cr_assert_eq(hf_fork_hear(&fork, &invite.m, &t.m, &news), 0, "a failure needs no To");
    cr_assert_eq(fork.dialogs[0].state, HF_DIALOG_OVER);
}
