/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a line does that no test had asked for: each test here notices a mutant of the core
 * (./run mutate) that all others had let pass. Each goes through the line's own door.
 */
#include "call_bench.h"
#include "holdfast/budget.h"
#include "situations.h"

static struct rig rig;

#define S SITUATION_S

/* ---- C12: what is free of the limit ---- */

/* Ten starts of the same minute at server 1, which gives its bindings so long. */
static void ten_starts(uint32_t granted_s)
{
    rig_start(&rig);
    rig_accept(&rig, granted_s);
    for (int i = 0; i < 10; i++) {
        rig_network(&rig, HF_FAMILIES_IPV4, 1);
        cr_assert_eq(rig.actions.n > 0 ? rig_sent_to(&rig) : 0, 1);
        rig_accept(&rig, granted_s);
    }
}

/* A pass at the refresh's moment is the refresh, whatever began it: the limit would keep it until
 * the binding is gone. */
Test(mutants_line, C12_a_pass_at_the_moment_of_the_refresh_is_free)
{
    unsigned sent;

    ten_starts(40);
    sent = rig.n_sends;
    rig_network(&rig, HF_FAMILIES_IPV4, 1);
    cr_assert_eq(rig.n_sends, sent, "the limit is reached");
    ten_starts(40);
    rig.now_us = rig.line.registrations[0].deadline_us;
    cr_assert_lt(rig.now_us, 40 * S);
    sent = rig.n_sends;
    rig_network(&rig, HF_FAMILIES_IPV4, 1);
    cr_assert_eq(rig.n_sends, sent + 1);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_REGISTER);
}

/* Concurrent mode: what begins without a candidate is counted at its own server. Server 2 is dead;
 * the network comes back ten times, which server 1 is registered with each time. */
Test(mutants_line, C12_starts_at_a_dead_server_are_not_counted_at_another)
{
    rig_init_servers(&rig, 2);
    rig.config.mode = HF_MODE_CONCURRENT;
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP);
    cr_assert_eq(rig_response(&rig, rig.last_attempt - 1, 200, 3600), HF_OK);
    for (int i = 0; i < 10; i++) {
        rig_network(&rig, 0, 0);
        rig_network(&rig, HF_FAMILIES_IPV4, 0);
        cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 2, "%d", i);
        rig_fail(&rig, HF_CAUSE_ICMP);
        cr_assert_eq(rig_response(&rig, rig.last_attempt - 1, 200, 3600), HF_OK);
    }
}

/* ---- C4: how long a pass can last ---- */

/* What stands in an entry of a proxy that is not configured says nothing. */
Test(mutants_line, C4_proxies_that_there_are_not_take_no_time)
{
    uint64_t pass_us;

    rig_init_servers(&rig, 2);
    pass_us = hf_budget_pass_us(&rig.config);
    rig.config.servers[0].proxies[0].retry_counts = 0;
    cr_assert_eq(hf_budget_pass_us(&rig.config), pass_us);
    cr_assert_eq(hf_budget_server_pass_us(&rig.config, 1),
                 hf_budget_server_pass_us(&rig.config, 2));
}

/* ---- D8, D9: the way back ---- */

static void goes_away(void)
{
    rig_until(&rig, rig.line.registrations[0].deadline_us);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 36000);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_AWAY);
}

/* D9: a single doubling ends as well when the better server has served for ten minutes. */
Test(mutants_line, D9_one_doubling_ends_like_many)
{
    static const uint64_t waits_s[] = {120, 240, 120};

    rig_init_servers(&rig, 2);
    rig.config.flap_damping = 1;
    rig.config.servers[0].expires_s = 36000;
    rig.config.servers[1].expires_s = 36000;
    rig_begin(&rig);
    rig_accept(&rig, 36000);
    for (int i = 0; i < 3; i++) {
        rig.line.registrations[0].deadline_us = rig.now_us + (i < 2 ? 1 : 700) * S;
        goes_away();
        cr_assert_eq(rig.line.failback.deadline_us - rig.now_us, waits_s[i] * S, "%d", i);
        if (i == 1) /* late: this move is no flap any more */
            rig.line.failback.deadline_us = rig.now_us + 700 * S;
        rig_until(&rig, rig.line.failback.deadline_us);
        cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_PROBE);
        rig_accept(&rig, 36000);
    }
}

/* D8, H12: the idle limit is over while proxy 1 is under probe. The line as its snapshot has it
 * probes the better server as soon as that probe ends, although the call goes on. */
Test(mutants_line, D8_H12_an_idle_limit_that_is_over_stays_over_in_a_snapshot)
{
    static uint8_t bytes[HF_SNAPSHOT_BYTES_MAX], scratch[HF_WIRE_SCRATCH];
    struct hf_wire wire = {.bytes = bytes, .scratch = scratch, .scratch_size = sizeof scratch};

    rig_init_servers(&rig, 2);
    rig.config.failback_when = HF_WHEN_IDLE;
    rig.config.failback_interval_s = 110;
    rig.config.proxy_failback_interval_s = 100;
    rig.config.idle_limit_s = 5;
    rig_two_proxies(&rig, 2);
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 36000);
    rig_until(&rig, 100 * S);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_PROBE);
    cr_assert_eq(rig.last_send.proxy, 1);
    rig_call(&rig, HF_EVENT_CALL_ARRIVED, 7);
    rig_until(&rig, 116 * S);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_DUE);
    wire.n_bytes = (size_t)hf_line_snapshot(&rig.line, bytes, sizeof bytes);
    cr_assert_eq(hf_line_restore(&rig.line, sizeof rig.line, &wire), HF_OK, "%s",
                 wire.refusal.what);
    rig_answer(&rig, 403, HF_RETRY_AFTER_NONE);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_PROBE);
    cr_assert_eq(rig.last_send.server, 1);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_IDLE_LIMIT_OVER));
}

/* ---- A11: an INVITE that is kept ---- */

/* Server 2 has sent the newer INVITE elsewhere (A8); the older one, which is kept, was not. */
Test(mutants_line, A11_what_is_kept_goes_where_it_went)
{
    struct hf_response *response;
    uint64_t older;

    at_registered(&rig);
    rig_dial(&rig, 1, 0);
    older = rig.last_attempt;
    rig_wake(&rig);
    cr_assert_eq(rig_sent_to(&rig), 2);
    response = &rig_event(&rig, HF_EVENT_RESPONSE_RECEIVED)->u.response;
    response->attempt = rig.last_attempt;
    response->status = 302;
    response->expires_s = HF_EXPIRES_NONE;
    response->retry_after_s = HF_RETRY_AFTER_NONE;
    response->n_redirects = 1;
    response->redirects[0] = rig.last_send.target;
    response->redirects[0].address[3] = 77;
    cr_assert_eq(rig_step(&rig), HF_OK);
    cr_assert_eq(rig_sent_to(&rig), 77);
    cr_assert_eq(rig_late(&rig, older, 180), HF_OK);
    cr_assert_eq(rig_action(&rig, HF_ACTION_KEEP, 0)->u.attempt.attempt, older);
    cr_assert_eq(rig.line.passes[HF_SLOT_REQUEST].candidate, 0);
    cr_assert_eq(rig.line.passes[HF_SLOT_REQUEST].redirected, 0);
    cr_assert_eq(rig.line.passes[HF_SLOT_REQUEST].hops, 0);
}

/* ---- C10: what is said of OPTIONS ---- */

Test(mutants_line, C10_a_decision_says_which_candidate_is_asked)
{
    const struct hf_decision *waits;

    rig_init_servers(&rig, 2);
    rig.config.options_interval_s = 30;
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 600);
    waits = rig_decision(&rig, HF_WHY_OPTIONS_WAITS);
    cr_assert_not_null(waits);
    cr_assert_eq(waits->from_candidate, 0, "none before");
    cr_assert_eq(waits->to_candidate, 2);
    cr_assert_eq(waits->to_server, 2);
    rig_until(&rig, rig.line.options.deadline_us);
    waits = rig_decision(&rig, HF_WHY_OPTIONS_DUE);
    cr_assert_not_null(waits);
    cr_assert_eq(waits->from_candidate, 2);
    cr_assert_eq(waits->to_candidate, 2);
}
