/* SPDX-License-Identifier: Apache-2.0 */
/* Which setting a decision names, and why a request ended (F3, A12). */
#include "decision.h"

#include "rig.h"

#define S 1000000u

static struct rig rig;

static const struct hf_decision *decision_of(unsigned machine, unsigned why)
{
    for (uint32_t i = 0; i < rig.actions.n; i++) {
        const struct hf_decision *d = &rig.actions.items[i].u.decision;
        if (rig.actions.items[i].kind == HF_ACTION_EXPLAIN && d->machine == machine &&
            d->why == why)
            return d;
    }
    cr_assert_fail("no decision of %s because of %s", hf_machine_name(machine), hf_why_token(why));
    return NULL;
}

static void names(const struct hf_decision *decision, enum hf_setting setting, uint64_t value)
{
    cr_assert_eq(decision->setting, setting, "%s", hf_setting_token(decision->setting));
    cr_assert_eq(decision->setting_value, value);
}

/* The server has two targets. The first fails, the second accepts. */
static void at_second_target(enum hf_failback mode)
{
    struct hf_server_config *s = &rig.config.servers[0];

    rig_init(&rig);
    rig_server(&rig, "192.0.2.1");
    s->failback_mode = (uint8_t)mode;
    s->failback_timeout_s = 60;
    rig_two_targets(&rig, 1);
    rig_begin(&rig);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_response(&rig, rig.last_attempt, 200, 3600);
}

static enum hf_why reported(void)
{
    for (uint32_t i = 0; i < rig.actions.n; i++) {
        if (rig.actions.items[i].kind == HF_ACTION_REPORT_REQUEST)
            return (enum hf_why)rig.actions.items[i].u.request.why;
    }
    return HF_WHY_NONE;
}

Test(decision, F3_the_wait_for_an_answer_and_its_end_name_the_budgets_setting)
{
    rig_start(&rig);
    names(decision_of(HF_MACHINE_ATTEMPT, HF_WHY_FIRST_CANDIDATE), HF_SETTING_RETRY_COUNTS, 3);
    rig_challenged(&rig, rig.last_attempt, 0, 0);
    names(decision_of(HF_MACHINE_ATTEMPT, HF_WHY_CHALLENGED), HF_SETTING_RETRY_COUNTS, 3);
    rig_wake(&rig);
    names(decision_of(HF_MACHINE_ATTEMPT, HF_WHY_SILENCE), HF_SETTING_RETRY_COUNTS, 3);
    rig_wake(&rig);
    names(decision_of(HF_MACHINE_ATTEMPT, HF_WHY_LAST_CANDIDATE), HF_SETTING_T1, 500);
    rig_wake(&rig);
    names(decision_of(HF_MACHINE_ATTEMPT, HF_WHY_SILENCE), HF_SETTING_T1, 500);
}

Test(decision, F3_a_wait_names_the_setting_that_bounds_it)
{
    rig_start(&rig);
    for (int i = 0; i < 3; i++) {
        rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
        rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
        names(decision_of(HF_MACHINE_REGISTRATION, HF_WHY_NO_CANDIDATE_LEFT), HF_SETTING_RETRY_BASE,
              30);
        rig_wake(&rig);
    }
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    names(decision_of(HF_MACHINE_REGISTRATION, HF_WHY_NO_CANDIDATE_LEFT), HF_SETTING_RETRY_MAX,
          300);
}

Test(decision, F3_a_foreign_stacks_own_timer_is_no_setting)
{
    rig_start(&rig);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_SILENCE);
    names(decision_of(HF_MACHINE_ATTEMPT, HF_WHY_SILENCE), HF_SETTING_NONE, 0);
}

Test(decision, A3_a_connection_that_changes_the_budgets_end_says_so)
{
    rig_init(&rig);
    rig_server(&rig, "192.0.2.1");
    rig.config.servers[0].transport = HF_TRANSPORT_TCP;
    rig.config.servers[0].retry_counts = 0;
    cr_assert_eq(rig_configure(&rig), HF_OK);
    rig_fact(&rig, HF_EVENT_STARTED);
    rig.now_us += 3 * S;
    rig_event(&rig, HF_EVENT_CONNECTED)->u.connected.attempt = rig.last_attempt;
    cr_assert_eq(rig_step(&rig), HF_OK);
    names(decision_of(HF_MACHINE_ATTEMPT, HF_WHY_CONNECTED), HF_SETTING_RETRY_COUNTS, 0);
    cr_assert_eq(decision_of(HF_MACHINE_ATTEMPT, HF_WHY_CONNECTED)->until_us, 3500000);
    rig_event(&rig, HF_EVENT_CONNECTED)->u.connected.attempt = rig.last_attempt;
    cr_assert_eq(rig_step(&rig), HF_OK);
    cr_assert_eq(rig.actions.n, 0, "nothing is otherwise");
}

Test(decision, C4_a_refresh_names_expires_only_where_it_was_granted)
{
    rig_start(&rig);
    rig_response(&rig, rig.last_attempt, 200, 3600);
    names(decision_of(HF_MACHINE_REGISTRATION, HF_WHY_ACCEPTED), HF_SETTING_EXPIRES, 3600);
    names(decision_of(HF_MACHINE_BINDING, HF_WHY_ACCEPTED), HF_SETTING_EXPIRES, 3600);
    rig_start(&rig);
    rig_response(&rig, rig.last_attempt, 200, 60);
    names(decision_of(HF_MACHINE_REGISTRATION, HF_WHY_ACCEPTED), HF_SETTING_NONE, 0);
    names(decision_of(HF_MACHINE_BINDING, HF_WHY_ACCEPTED), HF_SETTING_NONE, 0);
}

Test(decision, F3_a_bindings_decision_names_its_candidate)
{
    rig_start(&rig);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_response(&rig, rig.last_attempt, 200, 3600);
    cr_assert_eq(decision_of(HF_MACHINE_BINDING, HF_WHY_ACCEPTED)->to_server, 2);
    cr_assert_eq(decision_of(HF_MACHINE_BINDING, HF_WHY_ACCEPTED)->to_candidate, 2);
}

Test(decision, D4_a_refresh_that_starts_elsewhere_names_the_mode_that_chose_it)
{
    at_second_target(HF_FAILBACK_REGISTRATION);
    rig_wake(&rig);
    names(decision_of(HF_MACHINE_REGISTRATION, HF_WHY_REFRESH_DUE), HF_SETTING_FAILBACK_MODE,
          HF_FAILBACK_REGISTRATION);
    at_second_target(HF_FAILBACK_NEVER);
    rig_wake(&rig);
    names(decision_of(HF_MACHINE_REGISTRATION, HF_WHY_REFRESH_DUE), HF_SETTING_NONE, 0);
}

Test(decision, D2_a_request_that_starts_elsewhere_names_the_mode_that_chose_it)
{
    const struct hf_decision *d;

    at_second_target(HF_FAILBACK_NEW_REQUESTS);
    cr_assert_eq(rig_request(&rig, 7), HF_OK);
    d = decision_of(HF_MACHINE_PASS, HF_WHY_NEW_REQUEST_FIRST);
    names(d, HF_SETTING_FAILBACK_MODE, HF_FAILBACK_NEW_REQUESTS);
    cr_assert(d->from_candidate == 2 && d->to_candidate == 1);
}

Test(decision, D5_the_clock_names_its_length_and_its_end_the_mode)
{
    at_second_target(HF_FAILBACK_DURATION);
    names(decision_of(HF_MACHINE_TARGET_FAILBACK, HF_WHY_DURATION_RUNS),
          HF_SETTING_FAILBACK_TIMEOUT, 60);
    rig_wake(&rig);
    names(decision_of(HF_MACHINE_TARGET_FAILBACK, HF_WHY_DURATION_OVER), HF_SETTING_FAILBACK_MODE,
          HF_FAILBACK_DURATION);
}

Test(decision, E12_a_request_that_may_not_move_names_failover_other)
{
    rig_init(&rig);
    rig_server(&rig, "192.0.2.1");
    rig_server(&rig, "192.0.2.2");
    rig.config.failover_other = 0;
    cr_assert_eq(rig_configure(&rig), HF_OK);
    rig_fact(&rig, HF_EVENT_STARTED);
    rig_response(&rig, rig.last_attempt, 200, 3600);
    rig_request(&rig, 7);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    names(decision_of(HF_MACHINE_PASS, HF_WHY_NO_CANDIDATE_LEFT), HF_SETTING_FAILOVER_OTHER, 0);
    cr_assert_eq(reported(), HF_WHY_NO_CANDIDATE_LEFT);
}

Test(decision, A12_each_request_ends_with_its_reason)
{
    rig_start(&rig);
    rig_wanted(&rig, 7);
    rig_response(&rig, rig.last_attempt, 403, 0);
    cr_assert_eq(reported(), HF_WHY_REGISTRATION_REJECTED);
    rig_wanted(&rig, 8);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_CREDENTIALS);
    cr_assert_eq(reported(), HF_WHY_CREDENTIALS_REFUSED);
    rig_wanted(&rig, 9);
    rig_response(&rig, rig.last_attempt, 200, 600);
    cr_assert_eq(reported(), HF_WHY_ACCEPTED);
    rig_request(&rig, 10);
    rig_response(&rig, rig.last_attempt, 404, 0);
    cr_assert_eq(reported(), HF_WHY_REJECTED);
    rig_request(&rig, 11);
    rig_event(&rig, HF_EVENT_WITHDRAWN)->u.withdrawn.request = 11;
    cr_assert_eq(rig_step(&rig), HF_OK);
    cr_assert_eq(reported(), HF_WHY_WITHDRAWN);
    rig_request(&rig, 12);
    rig_fact(&rig, HF_EVENT_STOPPED);
    cr_assert_eq(reported(), HF_WHY_STOPPED);
    rig_request(&rig, 13);
    cr_assert_eq(reported(), HF_WHY_LINE_DISABLED);
}

Test(decision, F3_a_move_for_a_reason_of_before_has_a_decision_of_the_lines_own)
{
    const struct hf_decision *d;

    rig_start(&rig);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_response(&rig, rig.last_attempt, 200, 3600);
    d = decision_of(HF_MACHINE_LINE, HF_WHY_ICMP_UNREACHABLE);
    cr_assert_eq(d->from_state, HF_LINE_REGISTERING);
    cr_assert_eq(d->to_state, HF_LINE_ON_BACKUP);
    cr_assert_eq(d->to_server, 2);
    cr_assert_eq(d->to_candidate, 2);
    cr_assert_eq(d->cause, HF_CAUSE_ICMP);
    rig_wake(&rig); /* the probe */
    rig_response(&rig, rig.last_attempt, 200, 3600);
    d = decision_of(HF_MACHINE_LINE, HF_WHY_CAME_BACK);
    cr_assert(d->from_server == 2 && d->to_server == 1);
    cr_assert(d->from_candidate == 2 && d->to_candidate == 1);
}

/* Where the line works at the first already, nothing has chosen it but C5. */
Test(decision, D11_a_refresh_names_the_setting_only_where_that_led_elsewhere)
{
    for (int proxies = 0; proxies < 2; proxies++) {
        for (int backup = 0; backup < 2; backup++) {
            rig_init_servers(&rig, 2);
            rig.config.failback_servers = HF_FAILBACK_NEW_REQUESTS;
            if (proxies)
                rig_two_proxies(&rig, 1);
            rig_begin(&rig);
            if (backup)
                rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
            rig_response(&rig, rig.last_attempt, 200, 3600);
            rig_until(&rig, rig.line.registrations[0].deadline_us);
            names(decision_of(HF_MACHINE_REGISTRATION, HF_WHY_REFRESH_DUE),
                  backup ? HF_SETTING_FAILBACK_SERVERS : HF_SETTING_NONE,
                  backup ? HF_FAILBACK_NEW_REQUESTS : 0);
        }
    }
}

Test(decision, F3_a_registrations_decision_is_of_the_server_that_it_comes_from_or_goes_to)
{
    const struct hf_decision *d;

    rig_start(&rig);
    rig_response(&rig, rig.last_attempt, 200, 20);
    d = decision_of(HF_MACHINE_REGISTRATION, HF_WHY_ACCEPTED);
    cr_assert(d->subject == 1 && d->from_server == 0 && d->to_server == 1);
    rig_until(&rig, rig.line.registrations[0].deadline_us);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    rig_failed(&rig, rig.last_attempt, HF_CAUSE_ICMP);
    d = decision_of(HF_MACHINE_REGISTRATION, HF_WHY_NO_CANDIDATE_LEFT);
    cr_assert(d->subject == 1 && d->from_server == 1 && d->to_server == 0);
}
