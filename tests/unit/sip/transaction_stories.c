/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each timer of RFC 3261 (table 4 of its appendix A), RFC 6026, RFC 4320 and RFC 3262 in virtual
 * time, to the microsecond. The table at the end says which story proves which timer.
 *
 * Each story is told three times: woken in time, woken a microsecond late and woken 20 ms late,
 * which must not shift anything.
 */
#include "players.h"

#include <criterion/parameterized.h>

static uint64_t late_us; /* how much each wake-up is too late */

static void tell(const struct player *player, const char *script)
{
    play_late(player, script, late_us);
}

/* ---- the caller ---- */

static void prove_a(void)
{
    struct hf_invite_client t;
    struct player player = an_invite(&t, &usual, false);
    tell(&player, "500+ 1500+ 3500+ 7500+ 15500+ 31500+ 32000t");
    cr_assert_eq(t.sent, 7);
    player = an_invite(&t, &quick, false);
    tell(&player, "50+ 150+ 350+ 750+ 1550+ 3150+ 3200t");
    player = an_invite(&t, &usual, false);
    tell(&player, "500+ 1500+");
    hf_invite_client_on_response(&t, 100, AT_MS(1600));
    cr_assert_eq(t.deadline_us, HF_NEVER, "a provisional response ends the repetitions");
    player = an_invite(&t, &usual, true);
    tell(&player, "32000t"); /* a reliable transport repeats by itself */
}

static void prove_b(void)
{
    struct hf_invite_client t;
    struct player player = an_invite(&t, &usual, true);
    tell(&player, "32000t");
    player = an_invite(&t, &quick, true);
    tell(&player, "3200t");
    player = an_invite(&t, &usual, false);
    hf_invite_client_on_abandon(&t);
    tell(&player, "32000t"); /* A11 */
    player = an_invite(&t, &usual, false);
    hf_invite_client_on_response(&t, 180, AT_MS(31999));
    cr_assert_eq(hf_invite_client_on_deadline(&t, AT_MS(32000)), HF_INVITE_CLIENT_NOTHING,
                 "whoever rings may ring for longer");
}

static void prove_d(void)
{
    static const struct timers slow = {1000, 4000, 5000};
    struct hf_invite_client t;
    struct player player = an_invite(&t, &usual, false);
    hf_invite_client_on_response(&t, 486, AT_MS(2000));
    tell(&player, "34000e");
    player = an_invite(&t, &quick, false);
    hf_invite_client_on_response(&t, 486, AT_MS(20));
    cr_assert_eq(hf_invite_client_on_response(&t, 486, AT_MS(32019)), HF_INVITE_CLIENT_ACK);
    tell(&player, "32020e"); /* never under 32 s: the server's T1 may be the usual one */
    player = an_invite(&t, &slow, false);
    hf_invite_client_on_response(&t, 486, AT_MS(0));
    tell(&player, "64000e");
    player = an_invite(&t, &usual, true);
    hf_invite_client_on_response(&t, 486, AT_MS(2000));
    tell(&player, "2000e"); /* nothing is repeated over TCP */
}

static void prove_m(void)
{
    struct hf_invite_client t;
    for (int reliable = 0; reliable <= 1; reliable++) {
        struct player player = an_invite(&t, &usual, reliable);
        hf_invite_client_on_response(&t, 200, AT_MS(6000));
        for (unsigned i = 0; i < 10; i++) {
            cr_assert_eq(hf_invite_client_on_response(&t, 200, AT_MS(6500 + i * 3000)),
                         HF_INVITE_CLIENT_HEAR, "each 2xx wants its ACK (13.2.2.4)");
        }
        tell(&player, "38000e");
        player = an_invite(&t, &quick, reliable);
        hf_invite_client_on_response(&t, 200, AT_MS(60));
        tell(&player, "3260e");
    }
}

static void prove_cancel(void)
{
    struct hf_invite_client t;
    for (int reliable = 0; reliable <= 1; reliable++) {
        struct player player = an_invite(&t, &usual, reliable);
        hf_invite_client_on_response(&t, 100, AT_MS(80));
        hf_invite_client_on_cancel(&t, AT_MS(32000)); /* A7: a lone 100 */
        tell(&player, "64000t");
        player = an_invite(&t, &quick, reliable);
        hf_invite_client_on_response(&t, 180, AT_MS(80));
        hf_invite_client_on_cancel(&t, AT_MS(100000)); /* E6: hung up */
        hf_invite_client_on_response(&t, 180, AT_MS(100001));
        tell(&player, "103200t");
    }
}

static void prove_e(void)
{
    static const struct timers capped = {50, 200, 5000};
    struct hf_transaction t;
    struct player player = a_client(&t, &usual, false);
    tell(&player, "500+ 1500+ 3500+ 7500+ 11500+ 15500+ 19500+ 23500+ 27500+ 31500+ 32000t");
    cr_assert_eq(t.sent, 11);
    player = a_client(&t, &quick, false);
    tell(&player, "50+ 150+ 350+ 750+ 1550+ 3150+ 3200t");
    player = a_client(&t, &capped, false);
    tell(&player, "50+ 150+ 350+ 550+ 750+ 950+ 1150+ 1350+ 1550+ 1750+ 1950+ 2150+ 2350+ 2550+"
                  " 2750+ 2950+ 3150+ 3200t");
    player = a_client(&t, &usual, false);
    tell(&player, "500+");
    hf_transaction_on_provisional(&t, AT_MS(600));
    tell(&player, "1500+ 5500+ 9500+ 13500+ 17500+ 21500+ 25500+ 29500+ 32000t");
    player = a_client(&t, &usual, true);
    tell(&player, "32000t");
}

static void prove_f(void)
{
    struct hf_transaction t;
    for (int answered = 0; answered <= 1; answered++) {
        struct player player = a_client(&t, &usual, true);
        if (answered) {
            hf_transaction_on_provisional(&t, AT_MS(31999)); /* nor does a 100 prolong it */
        }
        tell(&player, "32000t");
        player = a_client(&t, &quick, true);
        tell(&player, "3200t");
    }
    a_client(&t, &usual, false);
    hf_transaction_on_provisional(&t, AT_MS(10));
    cr_assert_eq(hf_transaction_on_deadline(&t, AT_MS(32000)), HF_TRANSACTION_TIMED_OUT);
}

/* What T4 would keep alive has nothing to do: repeated responses match no transaction. */
static void prove_k(void)
{
    struct hf_transaction t;
    for (int reliable = 0; reliable <= 1; reliable++) {
        a_client(&t, &usual, reliable);
        hf_transaction_on_end(&t);
        cr_assert_eq(t.state, HF_TRANSACTION_OVER);
        struct hf_transaction before = t;
        hf_transaction_on_provisional(&t, AT_MS(100));
        hf_transaction_on_end(&t);
        cr_assert_eq(hf_transaction_on_extend(&t, AT_MS(200)), HF_TRANSACTION_NOTHING);
        cr_assert_eq(hf_transaction_on_deadline(&t, AT_MS(5000)), HF_TRANSACTION_NOTHING);
        cr_assert_arr_eq((const uint8_t *)&t, (const uint8_t *)&before, sizeof t);
    }
}

/* ---- the callee ---- */

static void prove_first_100(void)
{
    struct hf_invite_server t;
    for (int reliable = 0; reliable <= 1; reliable++) {
        struct player player = a_callee(&t, &usual, reliable);
        tell(&player, "200s");
        player = a_callee(&t, &quick, reliable);
        tell(&player, "200s");
        a_callee(&t, &usual, reliable);
        hf_invite_server_on_response(&t, 180, AT_MS(199));
        cr_assert_eq(hf_invite_server_on_deadline(&t, AT_MS(200)), HF_SERVER_NOTHING);
    }
}

static void prove_c(void)
{
    struct hf_invite_server t;
    for (int reliable = 0; reliable <= 1; reliable++) {
        struct player player = a_callee(&t, &usual, reliable);
        hf_invite_server_on_response(&t, 180, AT_MS(1000));
        tell(&player, "61000r 121000r");
        hf_invite_server_on_response(&t, 183, AT_MS(130000));
        tell(&player, "190000r 250000r 310000r 370000r");
        hf_invite_server_on_response(&t, 480, AT_MS(371000));
        cr_assert_lt(t.deadline_us, AT_MS(404000));
        a_callee(&t, &usual, reliable);
        hf_invite_server_on_response(&t, 100, AT_MS(200));
        cr_assert_eq(t.deadline_us, HF_NEVER, "to a proxy's Timer C a 100 says nothing");
    }
}

static void prove_g(void)
{
    static const struct timers capped = {50, 200, 5000};
    struct hf_invite_server t;
    struct player player = a_callee(&t, &usual, false);
    hf_invite_server_on_response(&t, 486, AT_MS(1000));
    tell(&player, "1500r 2500r 4500r 8500r 12500r 16500r 20500r 24500r 28500r 32500r 33000n");
    player = a_callee(&t, &quick, false);
    hf_invite_server_on_response(&t, 486, AT_MS(0));
    tell(&player, "50r 150r 350r 750r 1550r 3150r 3200n");
    player = a_callee(&t, &capped, false);
    hf_invite_server_on_response(&t, 486, AT_MS(0));
    tell(&player, "50r 150r 350r 550r 750r");
    cr_assert(hf_invite_server_on_ack(&t, AT_MS(800)));
    tell(&player, "5800e"); /* the ACK ends the repetitions */
}

static void prove_h(void)
{
    struct hf_invite_server t;
    struct player player = a_callee(&t, &usual, true);
    hf_invite_server_on_response(&t, 404, AT_MS(1000));
    tell(&player, "33000n"); /* a reliable transport waits as long, and repeats nothing */
    player = a_callee(&t, &quick, true);
    hf_invite_server_on_response(&t, 404, AT_MS(1000));
    tell(&player, "4200n");
    a_callee(&t, &usual, false);
    hf_invite_server_on_response(&t, 404, AT_MS(1000));
    cr_assert_eq(hf_invite_server_on_deadline(&t, AT_MS(33000)), HF_SERVER_NO_ACK);
}

static void prove_i(void)
{
    static const struct timers longer = {500, 4000, 60000};
    struct hf_invite_server t;
    struct player player = a_callee(&t, &usual, false);
    hf_invite_server_on_response(&t, 603, AT_MS(1000));
    cr_assert(hf_invite_server_on_ack(&t, AT_MS(1200)));
    cr_assert(!hf_invite_server_on_ack(&t, AT_MS(1700)), "a repeated ACK is absorbed");
    tell(&player, "6200e");
    player = a_callee(&t, &longer, false);
    hf_invite_server_on_response(&t, 603, AT_MS(1000));
    hf_invite_server_on_ack(&t, AT_MS(1200));
    tell(&player, "61200e");
    player = a_callee(&t, &usual, true);
    hf_invite_server_on_response(&t, 603, AT_MS(1000));
    hf_invite_server_on_ack(&t, AT_MS(1200));
    tell(&player, "1200e"); /* nothing is repeated over TCP */
}

static void prove_2xx(void)
{
    static const struct timers capped = {50, 200, 5000};
    struct hf_invite_server t;
    for (int reliable = 0; reliable <= 1; reliable++) { /* a hop behind may be unreliable */
        struct player player = a_callee(&t, &usual, reliable);
        hf_invite_server_on_response(&t, 200, AT_MS(1000));
        tell(&player, "1500r 2500r 4500r 8500r 12500r 16500r 20500r 24500r 28500r 32500r 33000n");
        player = a_callee(&t, &quick, reliable);
        hf_invite_server_on_response(&t, 200, AT_MS(0));
        tell(&player, "50r 150r 350r 750r 1550r 3150r 3200n");
        player = a_callee(&t, &capped, reliable);
        hf_invite_server_on_response(&t, 299, AT_MS(0));
        tell(&player, "50r 150r 350r 550r 750r");
    }
}

static void prove_l(void)
{
    struct hf_invite_server t;
    for (int reliable = 0; reliable <= 1; reliable++) {
        struct player player = a_callee(&t, &usual, reliable);
        hf_invite_server_on_response(&t, 200, AT_MS(1000));
        tell(&player, "1500r");
        cr_assert(hf_invite_server_on_ack(&t, AT_MS(1600)));
        cr_assert_eq(hf_invite_server_on_request(&t), HF_SERVER_NOTHING, "absorbed");
        tell(&player, "33000e");
        player = a_callee(&t, &quick, reliable);
        hf_invite_server_on_response(&t, 200, AT_MS(1000));
        hf_invite_server_on_ack(&t, AT_MS(1010));
        tell(&player, "4200e");
    }
}

static void prove_j(void)
{
    struct hf_server_transaction t;
    struct player player = a_server(&t, &usual, false);
    hf_server_transaction_on_response(&t, 200, AT_MS(1000));
    cr_assert_eq(hf_server_transaction_on_request(&t), HF_SERVER_REPEAT);
    tell(&player, "33000e");
    player = a_server(&t, &quick, false);
    hf_server_transaction_on_response(&t, 200, AT_MS(1000));
    tell(&player, "4200e");
    player = a_server(&t, &usual, true);
    cr_assert_eq(hf_server_transaction_on_response(&t, 200, AT_MS(1000)), HF_SERVER_ENDED,
                 "nothing is repeated over TCP");
    cr_assert_eq(t.deadline_us, HF_NEVER);
}

static void prove_late_100(void)
{
    static const struct timers capped = {50, 400, 5000};
    struct hf_server_transaction t;
    for (int reliable = 0; reliable <= 1; reliable++) {
        struct player player = a_server(&t, &usual, reliable);
        tell(&player, "3500s");
        hf_server_transaction_on_response(&t, 100, AT_MS(3501) + late_us);
        tell(&player, "32000u"); /* an answer would match nothing any more (4.2) */
        player = a_server(&t, &capped, reliable);
        tell(&player, "350s 3200u");
        player = a_server(&t, &quick, reliable);
        tell(&player, "3200u"); /* Timer E never comes to a T2 that is longer than the request */
    }
}

static void prove_ringing(void)
{
    struct hf_reliable r;
    struct player player = a_ringing(&r, &usual);
    tell(&player, "500+ 1500+ 3500+ 7500+ 15500+ 31500+ 32000g"); /* no cap at T2 */
    player = a_ringing(&r, &quick);
    tell(&player, "50+ 150+ 350+ 750+ 1550+ 3150+ 3200g");
    player = a_ringing(&r, &usual);
    tell(&player, "500+ 1500+");
    hf_reliable_on_end(&r); /* PRACK came */
    cr_assert_eq(r.deadline_us, HF_NEVER);
}

/* ---- which story proves which timer ---- */

static const struct story {
    const char *timer;
    const char *where; /* RFC 3261 where no other is named */
    void (*prove)(void);
} stories[] = {
    {"A", "17.1.1.2", prove_a},
    {"B", "17.1.1.2", prove_b},
    {"C", "16.6, 13.3.1.1", prove_c},
    {"D", "17.1.1.2", prove_d},
    {"E", "17.1.2.2", prove_e},
    {"F", "17.1.2.2", prove_f},
    {"G", "17.2.1", prove_g},
    {"H", "17.2.1", prove_h},
    {"I", "17.2.1", prove_i},
    {"J", "17.2.2", prove_j},
    {"K", "17.1.2.2", prove_k},
    {"L", "RFC 6026 7.1", prove_l},
    {"M", "RFC 6026 7.2", prove_m},
    {"100 to INVITE", "17.2.1", prove_first_100},
    {"2xx to INVITE", "13.3.1.4", prove_2xx},
    {"CANCEL", "9.1", prove_cancel},
    {"100 to others", "RFC 4320 4.1", prove_late_100},
    {"reliable 1xx", "RFC 3262 3", prove_ringing},
};

ParameterizedTestParameters(transaction_stories, timer)
{
    static size_t numbers[LENGTH_OF(stories)];
    for (size_t i = 0; i < LENGTH_OF(stories); i++) {
        numbers[i] = i;
    }
    return cr_make_param_array(size_t, numbers, LENGTH_OF(stories));
}

ParameterizedTest(size_t *number, transaction_stories, timer)
{
    static const uint64_t lates_us[] = {0, 1, 20000};
    for (size_t i = 0; i < LENGTH_OF(lates_us); i++) {
        late_us = lates_us[i];
        stories[*number].prove();
    }
}

/* Every letter from A to M, and what has no letter; none twice. */
Test(transaction_stories, every_timer_has_its_story)
{
    static const char *const others[] = {"100 to INVITE", "2xx to INVITE", "CANCEL",
                                         "100 to others", "reliable 1xx"};
    unsigned letters = 0;
    unsigned found = 0;
    for (size_t i = 0; i < LENGTH_OF(stories); i++) {
        const char *timer = stories[i].timer;
        if (timer[1] == '\0') {
            cr_assert(timer[0] >= 'A' && timer[0] <= 'M');
            cr_assert_eq(letters & (1u << (timer[0] - 'A')), 0, "%s twice", timer);
            letters |= 1u << (timer[0] - 'A');
        }
        for (size_t k = 0; k < LENGTH_OF(others); k++) {
            found |= strcmp(timer, others[k]) == 0 ? 1u << k : 0;
        }
        for (size_t k = 0; k < i; k++) {
            cr_assert_neq(stories[i].prove, stories[k].prove, "%s proves nothing new", timer);
        }
    }
    cr_assert_eq(letters, (1u << 13) - 1, "a letter is missing: %#x", letters);
    cr_assert_eq(found, (1u << LENGTH_OF(others)) - 1, "one without a letter is missing");
    cr_assert_eq(LENGTH_OF(stories), 13 + LENGTH_OF(others));
}
