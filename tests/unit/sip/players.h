/* SPDX-License-Identifier: Apache-2.0 */
/* The machines of transactions as players of scripts in virtual time, to the microsecond. */
#ifndef TESTS_SIP_PLAYERS_H
#define TESTS_SIP_PLAYERS_H

#include <stdlib.h>

#include "invite_client.h"
#include "invite_server.h"
#include "machine.h"
#include "reliable.h"
#include "server_transaction.h"
#include "transaction.h"
#include "holdfast/action.h"

struct player {
    void *machine;
    unsigned (*wake)(void *machine, uint64_t now_us);
    uint64_t (*deadline_of)(const void *machine);
    const char *says; /* the letter of each thing that it says; '.' is nothing */
};

/* A script is what happens from one deadline to the next: milliseconds since the beginning, and a
 * letter for what the machine says then. Each wake-up is late_us too late. */
static inline void play_late(const struct player *player, const char *script, uint64_t late_us)
{
    char *at = (char *)(uintptr_t)script;
    for (; *at != '\0'; at += strspn(at, " ")) {
        uint64_t due_us = AT_MS(strtoull(at, &at, 10));
        cr_assert_eq(player->deadline_of(player->machine), due_us, "%s: at %s: due %lld us away",
                     script, at, (long long)(player->deadline_of(player->machine) - due_us));
        cr_assert_eq(player->wake(player->machine, due_us - 1), 0, "%s: too early", script);
        cr_assert_eq(player->deadline_of(player->machine), due_us, "%s: moved", script);
        unsigned says = player->wake(player->machine, due_us + late_us);
        cr_assert_eq(player->says[says], *at, "%s: at %s: says %c", script, at, player->says[says]);
        at++;
    }
}

static inline void play(const struct player *player, const char *script)
{
    play_late(player, script, 0);
}

/* ---- the machines as players ---- */

struct timers {
    uint32_t t1_ms, t2_ms, t4_ms;
};
static const struct timers usual = {500, 4000, 5000};
static const struct timers quick = {50, 4000, 5000};

static inline unsigned wake_client(void *t, uint64_t now_us)
{
    return hf_transaction_on_deadline(t, now_us);
}

static inline uint64_t client_deadline(const void *t)
{
    return ((const struct hf_transaction *)t)->deadline_us;
}

static inline struct player a_client(struct hf_transaction *t, const struct timers *timers,
                                     bool reliable)
{
    struct hf_transaction_order order = {ZERO_US, HF_RETRANSMIT_FREELY, timers->t1_ms,
                                         timers->t2_ms, reliable};
    struct player player = {t, wake_client, client_deadline, ".+t"};
    memset(t, 0, sizeof *t);
    hf_transaction_start(t, &order);
    return player;
}

static inline unsigned wake_invite(void *t, uint64_t now_us)
{
    return hf_invite_client_on_deadline(t, now_us);
}

static inline uint64_t invite_deadline(const void *t)
{
    return ((const struct hf_invite_client *)t)->deadline_us;
}

static inline struct player an_invite(struct hf_invite_client *t, const struct timers *timers,
                                      bool reliable)
{
    struct hf_transaction_order order = {ZERO_US, HF_RETRANSMIT_FREELY, timers->t1_ms,
                                         timers->t2_ms, reliable};
    struct player player = {t, wake_invite, invite_deadline, ".+te"};
    memset(t, 0, sizeof *t);
    hf_invite_client_start(t, &order);
    return player;
}

static inline unsigned wake_server(void *t, uint64_t now_us)
{
    return hf_server_transaction_on_deadline(t, now_us);
}

static inline uint64_t server_deadline(const void *t)
{
    return ((const struct hf_server_transaction *)t)->deadline_us;
}

#define SERVER_SAYS ".srune" /* enum hf_server_news */

static inline struct player a_server(struct hf_server_transaction *t, const struct timers *timers,
                                     bool reliable)
{
    struct hf_server_order order = {ZERO_US, timers->t1_ms, timers->t2_ms, timers->t4_ms, reliable};
    struct player player = {t, wake_server, server_deadline, SERVER_SAYS};
    memset(t, 0, sizeof *t);
    hf_server_transaction_start(t, &order);
    return player;
}

static inline unsigned wake_callee(void *t, uint64_t now_us)
{
    return hf_invite_server_on_deadline(t, now_us);
}

static inline uint64_t callee_deadline(const void *t)
{
    return ((const struct hf_invite_server *)t)->deadline_us;
}

static inline struct player a_callee(struct hf_invite_server *t, const struct timers *timers,
                                     bool reliable)
{
    struct hf_server_order order = {ZERO_US, timers->t1_ms, timers->t2_ms, timers->t4_ms, reliable};
    struct player player = {t, wake_callee, callee_deadline, SERVER_SAYS};
    memset(t, 0, sizeof *t);
    hf_invite_server_start(t, &order);
    return player;
}

static inline unsigned wake_reliable(void *r, uint64_t now_us)
{
    return hf_reliable_on_deadline(r, now_us);
}

static inline uint64_t reliable_deadline(const void *r)
{
    return ((const struct hf_reliable *)r)->deadline_us;
}

static inline struct player a_ringing(struct hf_reliable *r, const struct timers *timers)
{
    struct player player = {r, wake_reliable, reliable_deadline, ".+g"};
    memset(r, 0, sizeof *r);
    hf_reliable_start(r, timers->t1_ms, ZERO_US);
    return player;
}

#endif
