/* SPDX-License-Identifier: Apache-2.0 */
/* What timers do at their edges: a device that slept, the end of time, the core's limits. */
#include "players.h"

/* ---- a device that slept ---- */

/* Woken once at `ms`, it says `says`, once, and is due next at `next_ms` (0: never). */
static void sleep_until(const struct player *player, uint64_t ms, char says, uint64_t next_ms)
{
    cr_assert_eq(player->says[player->wake(player->machine, AT_MS(ms))], says, "%llu ms",
                 (unsigned long long)ms);
    cr_assert_eq(player->deadline_of(player->machine), next_ms == 0 ? HF_NEVER : AT_MS(next_ms),
                 "%llu ms", (unsigned long long)ms);
}

Test(transaction_edges, who_slept_sends_once_and_goes_on_from_there)
{
    union {
        struct hf_invite_client invite;
        struct hf_transaction client;
        struct hf_invite_server callee;
        struct hf_reliable ringing;
    } t;
    struct player player = an_invite(&t.invite, &usual, false);
    sleep_until(&player, 11000, '+', 12000);
    sleep_until(&player, 12000, '+', 14000);
    sleep_until(&player, 90000, 't', 0);
    player = a_client(&t.client, &usual, false);
    sleep_until(&player, 520, '+', 1500);
    sleep_until(&player, 11000, '+', 13000);
    sleep_until(&player, 90000, 't', 0);
    player = a_callee(&t.callee, &usual, false);
    hf_invite_server_on_response(&t.callee, 180, AT_MS(0));
    sleep_until(&player, 200000, 'r', 260000);
    hf_invite_server_on_response(&t.callee, 200, AT_MS(200000));
    sleep_until(&player, 220000, 'r', 221000);
    sleep_until(&player, 231999, 'r', 232000);
    sleep_until(&player, 300000, 'n', 0);
    player = a_ringing(&t.ringing, &usual);
    sleep_until(&player, 20000, '+', 21000);
    sleep_until(&player, 32000, 'g', 0);
}

/* ---- the end of time ---- */

/* However long it is woken, a machine comes to rest; HF_NEVER is never a moment. */
static void wake_until_rest(const struct player *player)
{
    for (int i = 0; i < 20; i++) {
        uint64_t deadline_us = player->deadline_of(player->machine);
        if (deadline_us == HF_NEVER) {
            return;
        }
        cr_assert_eq(deadline_us, HF_NEVER - 1);
        player->wake(player->machine, deadline_us);
    }
    cr_assert_fail("it does not come to rest");
}

#define LAST_US (HF_NEVER - 11)

Test(transaction_edges, at_the_end_of_time_nothing_wraps_and_everything_rests)
{
    struct hf_transaction_order order = {LAST_US, HF_RETRANSMIT_FREELY, 60000, 60000, false};
    struct hf_server_order came = {LAST_US, 60000, 60000, 60000, false};
    struct hf_transaction client = {0};
    struct hf_invite_client invite = {0};
    struct hf_server_transaction server = {0};
    struct hf_invite_server callee = {0};
    struct hf_reliable ringing = {0};
    const struct player players[] = {{&client, wake_client, client_deadline, ""},
                                     {&invite, wake_invite, invite_deadline, ""},
                                     {&server, wake_server, server_deadline, ""},
                                     {&callee, wake_callee, callee_deadline, ""},
                                     {&ringing, wake_reliable, reliable_deadline, ""}};
    hf_transaction_start(&client, &order);
    hf_invite_client_start(&invite, &order);
    hf_server_transaction_start(&server, &came);
    hf_invite_server_start(&callee, &came);
    hf_reliable_start(&ringing, 60000, LAST_US);
    for (size_t i = 0; i < LENGTH_OF(players); i++) {
        wake_until_rest(&players[i]);
    }
    hf_invite_server_on_response(&callee, 180, LAST_US);
    wake_until_rest(&players[3]);
    cr_assert_eq(callee.state, HF_INVITE_SERVER_PROCEEDING);
    hf_invite_server_on_response(&callee, 200, LAST_US);
    wake_until_rest(&players[3]);
    cr_assert_eq(callee.state, HF_INVITE_SERVER_OVER);
}

/* HF_NEVER is no moment: whoever waits for nothing is not woken by it. */
Test(transaction_edges, what_waits_for_nothing_hears_no_alarm)
{
    struct hf_invite_client t;
    an_invite(&t, &usual, false);
    hf_invite_client_on_response(&t, 180, AT_MS(10));
    cr_assert_eq(hf_invite_client_on_deadline(&t, HF_NEVER), HF_INVITE_CLIENT_NOTHING);
    struct hf_invite_server callee;
    a_callee(&callee, &usual, false);
    hf_invite_server_on_response(&callee, 100, AT_MS(10));
    cr_assert_eq(hf_invite_server_on_deadline(&callee, HF_NEVER), HF_SERVER_NOTHING);
}

/* ---- the core's limits (A1, A4, A5), the same for both kinds of clients ---- */

Test(transaction_edges, limits_and_extend)
{
    static const struct {
        uint32_t limit;
        uint64_t extend_ms; /* 0: never */
        char says;          /* of Extend */
        const char *before, *invite, *other;
    } rows[] = {
        {0, 0, '.', "", "32000t", "32000t"},
        {1, 0, '.', "500+", "32000t", "32000t"},
        {3, 0, '.', "500+ 1500+ 3500+", "32000t", "32000t"},
        {0, 400, '.', "", "500+ 1500+ 3500+ 7500+ 15500+ 31500+ 32000t",
         "500+ 1500+ 3500+ 7500+ 11500+ 15500+ 19500+ 23500+ 27500+ 31500+ 32000t"},
        {0, 500, '+', "", "1500+ 3500+ 7500+ 15500+ 31500+ 32000t", /* at A1's end: A4 */
         "1500+ 3500+ 7500+ 11500+ 15500+ 19500+ 23500+ 27500+ 31500+ 32000t"},
        {1, 1500, '+', "500+", "3500+ 7500+ 15500+ 31500+ 32000t",
         "3500+ 7500+ 11500+ 15500+ 19500+ 23500+ 27500+ 31500+ 32000t"},
        {3, 7500, '+', "500+ 1500+ 3500+", "15500+ 31500+ 32000t",
         "11500+ 15500+ 19500+ 23500+ 27500+ 31500+ 32000t"},
        {HF_RETRANSMIT_FREELY, 1600, '.', "500+ 1500+", "3500+ 7500+ 15500+ 31500+ 32000t",
         "3500+ 7500+ 11500+ 15500+ 19500+ 23500+ 27500+ 31500+ 32000t"},
    };
    for (size_t i = 0; i < LENGTH_OF(rows); i++) {
        struct hf_transaction_order order = {ZERO_US, rows[i].limit, 500, 4000, false};
        struct hf_invite_client invite = {0};
        struct hf_transaction client = {0};
        struct player players[] = {{&invite, wake_invite, invite_deadline, ".+te"},
                                   {&client, wake_client, client_deadline, ".+t"}};
        hf_invite_client_start(&invite, &order);
        hf_transaction_start(&client, &order);
        play(&players[0], rows[i].before);
        play(&players[1], rows[i].before);
        if (rows[i].extend_ms != 0) {
            uint64_t now_us = AT_MS(rows[i].extend_ms);
            cr_assert_eq(".+"[hf_invite_client_on_extend(&invite, now_us)], rows[i].says);
            cr_assert_eq(".+"[hf_transaction_on_extend(&client, now_us)], rows[i].says);
        }
        play(&players[0], rows[i].invite);
        play(&players[1], rows[i].other);
    }
}
