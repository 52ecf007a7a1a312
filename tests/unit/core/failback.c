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
    cr_assert_eq(rig.line.registration.working, 1);
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
