/* SPDX-License-Identifier: Apache-2.0 */
/* The way back (D1). */
#include "rig.h"

static struct rig rig;

static void on_server(unsigned k, unsigned n)
{
    static const char *const hosts[] = {"192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"};

    rig_init(&rig);
    for (unsigned i = 0; i < n; i++)
        rig_server(&rig, hosts[i]);
    rig_configure(&rig);
    rig_fact(&rig, HF_EVENT_STARTED);
    for (unsigned i = 1; i < k; i++)
        rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_response(&rig, rig.last_attempt, 200, 3600);
}

Test(failback, D1_probes_the_better_servers_best_first)
{
    on_server(4, 4);
    rig_wake(&rig);
    cr_assert_eq(rig.now_us, 120000000);
    for (uint8_t server = 1; server <= 3; server++) {
        cr_assert_eq(rig.last_send.server, server);
        cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_PROBE);
        rig.now_us += 1000;
        rig_response(&rig, rig.last_attempt, 403, 0);
    }
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_AWAY);
    cr_assert_eq(rig.line.failback.deadline_us, 120003000 + 120000000, "from the round's end");
}

Test(failback, D1_the_first_2xx_moves_the_line)
{
    on_server(3, 3);
    rig_wake(&rig);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_response(&rig, rig.last_attempt, 200, 3600);
    cr_assert_eq(rig.line.registrations[0].working, 1);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_AWAY, "server 1 is still better");
    cr_assert_eq(hf_line_status(&rig.line).why, HF_WHY_CAME_BACK);
}

Test(failback, D1_a_silent_probe_goes_on_to_64_t1_and_disturbs_nothing)
{
    on_server(2, 2);
    rig_wake(&rig);
    rig_wake(&rig);
    rig_wake(&rig);
    cr_assert_eq(rig.now_us, 120000000 + 32000000);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_ON_BACKUP);
    cr_assert_eq(rig.line.failback.deadline_us, rig.now_us + 120000000);
}

Test(failback, D1_a_probe_is_challenged_like_any_register)
{
    on_server(2, 2);
    rig_wake(&rig);
    rig_challenged(&rig, rig.last_attempt, 0, 0);
    cr_assert_eq(rig_count(&rig, HF_ACTION_AUTHENTICATE), 1);
}

Test(failback, D1_wrong_credentials_at_a_probe_leave_the_line_in_service)
{
    on_server(2, 2);
    rig_wake(&rig);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_CREDENTIALS);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_ON_BACKUP);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_AWAY);
}

Test(failback, D1_is_off_when_it_is_not_wanted)
{
    rig_init(&rig);
    rig_server(&rig, "192.0.2.1");
    rig_server(&rig, "192.0.2.2");
    rig.config.failback_servers = HF_FAILBACK_NEVER;
    rig_configure(&rig);
    rig_fact(&rig, HF_EVENT_STARTED);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_response(&rig, rig.last_attempt, 200, 3600);
    cr_assert_eq(rig.line.failback.deadline_us, HF_NEVER);
}

Test(failback, A11_a_late_2xx_from_a_better_server_starts_the_probe_at_once)
{
    uint64_t first;

    rig_start(&rig);
    first = rig.last_attempt;
    rig_wake(&rig);
    rig_response(&rig, rig.last_attempt, 200, 600);
    rig_abandoned(&rig, first, 200);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_PROBING);
    cr_assert_eq(rig.last_send.server, 1);
}

Test(failback, the_lines_stop_ends_a_probe)
{
    on_server(2, 2);
    rig_wake(&rig);
    rig_fact(&rig, HF_EVENT_STOPPED);
    cr_assert_eq(rig_count(&rig, HF_ACTION_ABANDON), 1);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_HOME);
}

/* Proxy 1 of server 1 answers each probe after 8 s, proxy 2 is gone. */
Test(failback, A11_a_server_that_is_always_late_is_probed_at_once_only_once_an_interval)
{
    uint64_t late;

    on_server(2, 2);
    for (unsigned i = 0; i < 2; i++) {
        if (i == 0)
            rig_wake(&rig);
        late = rig.last_attempt;
        rig_wake(&rig);
        rig_wake(&rig);
        cr_assert_eq(rig.line.failback.state, HF_FAILBACK_AWAY);
        rig_abandoned(&rig, late, 200);
        cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), i == 0, "round %u", i);
    }
}

/* ---- D8 ---- */

static void away_with_a_call(uint32_t idle_limit_s)
{
    rig_init_servers(&rig, 2);
    rig.config.failback_when = HF_WHEN_IDLE;
    rig.config.idle_limit_s = idle_limit_s;
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 3600);
    rig_call(&rig, HF_EVENT_CALL_ARRIVED, 7);
    rig_until(&rig, 120000000);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_DUE);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 0);
}

Test(failback, D8_a_probe_that_falls_due_during_a_call_waits_for_its_end)
{
    away_with_a_call(0);
    cr_assert_eq(rig.line.failback.deadline_us, HF_NEVER);
    rig.now_us = 500000000;
    rig_call(&rig, HF_EVENT_CALL_ENDED, 7);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_PROBE);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_LINE_IDLE));
}

Test(failback, D8_or_for_the_idle_limit)
{
    away_with_a_call(600);
    rig_until(&rig, 720000000);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_PROBE);
    cr_assert_not_null(rig_decision(&rig, HF_WHY_IDLE_LIMIT_OVER));
}

Test(failback, D8_refreshes_meanwhile_stay_where_the_line_works)
{
    away_with_a_call(0);
    rig.line.config.failback_servers = HF_FAILBACK_NEW_REQUESTS;
    rig_until(&rig, rig.line.registrations[0].deadline_us);
    cr_assert_eq(rig.last_send.server, 2);
}

/* ---- D9 ---- */

/* There and back: server 1 fails the refresh, and accepts the probe an interval later. */
static void flap(void)
{
    rig.now_us += 1000000;
    rig.line.registrations[0].deadline_us = rig.now_us;
    rig_fact(&rig, HF_EVENT_TIME_PASSED);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 36000);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_AWAY);
}

static uint64_t interval_us(void)
{
    return rig.line.failback.deadline_us - rig.now_us;
}

static void come_back(void)
{
    rig_until(&rig, rig.line.failback.deadline_us);
    cr_assert_eq(rig.last_send.purpose, HF_PURPOSE_PROBE);
    rig_accept(&rig, 36000);
    cr_assert_eq(rig.line.registrations[0].working, 0);
}

static void settled_on_server_1(uint8_t flap_damping)
{
    rig_init_servers(&rig, 2);
    rig.config.flap_damping = flap_damping;
    rig.config.servers[0].expires_s = 36000;
    rig.config.servers[1].expires_s = 36000;
    rig_begin(&rig);
    rig_accept(&rig, 36000);
}

Test(failback, D9_three_moves_within_ten_minutes_double_the_interval)
{
    settled_on_server_1(1);
    flap();
    cr_assert_eq(interval_us(), 120000000, "one move");
    come_back();
    flap();
    cr_assert_eq(interval_us(), 240000000, "the third");
    cr_assert_not_null(rig_decision(&rig, HF_WHY_FLAPS));
}

Test(failback, D9_doubles_up_to_half_an_hour_and_no_further)
{
    settled_on_server_1(1);
    for (int i = 0; i < 3; i++) {
        flap();
        rig.line.failback.deadline_us =
            rig.now_us + 7000000; /* moves follow one another; C12 lets ten a minute pass */
        come_back();
    }
    for (int i = 0; i < 12; i++) {
        flap();
        cr_assert_leq(interval_us(), 1800000000);
        rig.line.failback.deadline_us = rig.now_us + 7000000;
        come_back();
    }
    flap();
    cr_assert_eq(interval_us(), 1800000000);
}

Test(failback, D9_ends_when_the_better_server_has_served_for_ten_minutes)
{
    for (unsigned long minutes = 9; minutes <= 11; minutes += 2) {
        settled_on_server_1(1);
        flap();
        come_back();
        flap();
        cr_assert_eq(interval_us(), 240000000);
        come_back();
        rig_until(&rig, rig.now_us + minutes * 60000000);
        flap();
        if (minutes > 10)
            cr_assert_eq(interval_us(), 120000000);
        else
            cr_assert_geq(interval_us(), 240000000);
    }
}

Test(failback, D9_is_off_where_it_is_not_wanted)
{
    settled_on_server_1(0);
    for (int i = 0; i < 4; i++) {
        flap();
        cr_assert_eq(interval_us(), 120000000);
        come_back();
    }
}

/* ---- D1 and rests, C11, D11 ---- */

Test(failback, D1_a_resting_server_is_not_probed)
{
    on_server(3, 3);
    rig_rested(&rig, rig.line.candidates[0].target, 200000000);
    rig_until(&rig, 120000000);
    cr_assert_eq(rig_count(&rig, HF_ACTION_SEND), 1);
    cr_assert_eq(rig.last_send.server, 2);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_until(&rig, 240000000);
    cr_assert_eq(rig.last_send.server, 1, "awake again");
}

Test(failback, C11_jitter_makes_the_interval_only_longer)
{
    uint64_t least_us = HF_NEVER, most_us = 0;

    for (uint64_t seed = 1; seed <= 200; seed++) {
        rig_init_servers(&rig, 2);
        rig.config.jitter_percent = 10;
        rig_event(&rig, HF_EVENT_CONFIGURED)->u.configured = (struct hf_configured){
            .config = &rig.config, .seed = seed};
        rig_step(&rig);
        rig_fact(&rig, HF_EVENT_STARTED);
        rig_fail(&rig, HF_CAUSE_ICMP);
        rig_accept(&rig, 3600);
        least_us = interval_us() < least_us ? interval_us() : least_us;
        most_us = interval_us() > most_us ? interval_us() : most_us;
    }
    cr_assert(least_us >= 120000000 && least_us < 121000000);
    cr_assert(most_us <= 132000000 && most_us > 131000000);
}

Test(failback, D11_with_new_requests_between_servers_every_registration_starts_at_the_first)
{
    rig_init_servers(&rig, 2);
    rig.config.failback_servers = HF_FAILBACK_NEW_REQUESTS;
    rig_begin(&rig);
    rig_fail(&rig, HF_CAUSE_ICMP);
    rig_accept(&rig, 3600);
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_HOME, "no probe");
    rig_until(&rig, rig.line.registrations[0].deadline_us);
    cr_assert_eq(rig.last_send.server, 1);
    rig_accept(&rig, 3600);
    cr_assert_eq(hf_line_status(&rig.line).state, HF_LINE_REGISTERED);
}
