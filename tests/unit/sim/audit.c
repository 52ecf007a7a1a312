/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The auditor of decisions objects to whatever lacks one. Real batches, which it accepts, are
 * falsified one field at a time.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/sim/audit.h"

#define SECOND_US 1000000u

static struct hf_line *line;
static struct hf_actions actions; /* of the last step, real */
static struct hf_actions forged;
static struct hf_event event;
static struct hf_sim_audit before, audit; /* without and with the last step */

static const char *hear(const struct hf_actions *batch)
{
    audit = before;
    return hf_sim_audit_hear(&audit, &(struct hf_sim_batch){line, &event, batch});
}

static void step(const struct hf_event *next)
{
    const char *lacks;

    before = audit;
    event = *next;
    cr_assert_eq(hf_line_step(line, &event, &actions), HF_OK, "%s", actions.refusal.what);
    lacks = hear(&actions);
    cr_assert_null(lacks, "%s: %s", hf_event_name(event.kind), lacks);
    forged = actions;
}

static struct hf_config configuration(void)
{
    static const char *const hosts[] = {"192.0.2.1", "pbx.example.test"};
    struct hf_config config;

    hf_config_init(&config);
    for (unsigned i = 0; i < 2; i++) {
        hf_config_init_server(&config.servers[i]);
        hf_config_name(&config, &config.servers[i].host, hosts[i], strlen(hosts[i]));
    }
    config.n_servers = 2;
    config.retry_after_max_s = 100;
    return config;
}

static struct hf_config config;

static void start_configured(void)
{
    line = calloc(1, hf_line_size());
    audit = (struct hf_sim_audit){.reported.next_us = HF_NEVER};
    cr_assert_eq(hf_line_init(line, hf_line_size(), HF_ABI), HF_OK);
    step(&(struct hf_event){.at_us = SECOND_US,
                            .kind = HF_EVENT_CONFIGURED,
                            .u.configured = {.config = &config, .seed = 7}});
    step(&(struct hf_event){.at_us = SECOND_US, .kind = HF_EVENT_STARTED});
}

static void start(void)
{
    config = configuration();
    start_configured();
}

/* Server 2 is found by NAPTR (B3). */
static void start_naptr(void)
{
    config = configuration();
    config.servers[1].port = 0;
    config.servers[1].transport = HF_TRANSPORT_NAPTR;
    start_configured();
}

static void end(void)
{
    free(line);
}

static struct hf_action *find(uint32_t kind)
{
    for (uint32_t i = 0; i < forged.n; i++) {
        if (forged.items[i].kind == kind)
            return &forged.items[i];
    }
    cr_assert_fail("the batch has no %s", hf_action_name(kind));
    return NULL;
}

static struct hf_decision *decision_of(unsigned machine, unsigned why)
{
    for (uint32_t i = 0; i < forged.n; i++) {
        struct hf_decision *d = &forged.items[i].u.decision;

        if (forged.items[i].kind == HF_ACTION_EXPLAIN && d->machine == machine && d->why == why)
            return d;
    }
    cr_assert_fail("no decision of %s because of %s", hf_machine_name(machine), hf_why_token(why));
    return NULL;
}

static void objects(const char *to)
{
    const char *lacks = hear(&forged);

    cr_assert_not_null(lacks, "accepted: %s", to);
    cr_assert_not_null(strstr(lacks, to), "objects to something else: %s", lacks);
    forged = actions;
}

static struct hf_event response(uint16_t status, uint32_t expires_s)
{
    struct hf_event made = {.at_us = event.at_us + SECOND_US, .kind = HF_EVENT_RESPONSE_RECEIVED};

    made.u.response.attempt = find(HF_ACTION_SEND)->u.send.attempt;
    made.u.response.status = status;
    made.u.response.expires_s = expires_s;
    made.u.response.retry_after_s = HF_RETRY_AFTER_NONE;
    return made;
}

/* The decision is there no more: something else stands in its place. */
static void drop(struct hf_decision *d)
{
    struct hf_action *a = (struct hf_action *)(void *)((char *)d - offsetof(struct hf_action, u));

    a->kind = HF_ACTION_NONE;
}

Test(audit, objects_to_a_send_without_its_decision, .init = start, .fini = end)
{
    drop(decision_of(HF_MACHINE_ATTEMPT, HF_WHY_FIRST_CANDIDATE));
    objects("sends without a decision");
    find(HF_ACTION_SEND)->u.send.attempt++;
    objects("sends without a decision");
    decision_of(HF_MACHINE_ATTEMPT, HF_WHY_FIRST_CANDIDATE)->to_candidate = 0;
    objects("names no candidate");
    decision_of(HF_MACHINE_ATTEMPT, HF_WHY_FIRST_CANDIDATE)->to_server = 2;
    objects("sends elsewhere");
    decision_of(HF_MACHINE_ATTEMPT, HF_WHY_FIRST_CANDIDATE)->passed_over = 1;
    objects("passed over");
}

Test(audit, objects_to_a_decision_without_reason_event_or_machine, .init = start, .fini = end)
{
    decision_of(HF_MACHINE_ATTEMPT, HF_WHY_FIRST_CANDIDATE)->why = HF_WHY_NONE;
    objects("without a reason or a rule");
    decision_of(HF_MACHINE_ATTEMPT, HF_WHY_FIRST_CANDIDATE)->cause_event = HF_EVENT_STOPPED;
    objects("by another event");
    decision_of(HF_MACHINE_ATTEMPT, HF_WHY_FIRST_CANDIDATE)->machine = HF_MACHINE_NONE;
    objects("in no machine");
}

Test(audit, objects_to_a_budget_without_its_setting, .init = start, .fini = end)
{
    decision_of(HF_MACHINE_ATTEMPT, HF_WHY_FIRST_CANDIDATE)->setting = HF_SETTING_NONE;
    objects("does not name the setting");
    decision_of(HF_MACHINE_ATTEMPT, HF_WHY_FIRST_CANDIDATE)->setting = HF_SETTING_EXPIRES;
    objects("does not decide");
    decision_of(HF_MACHINE_ATTEMPT, HF_WHY_FIRST_CANDIDATE)->setting_value++;
    objects("another value");
}

Test(audit, objects_to_a_wake_up_that_nobody_announced, .init = start, .fini = end)
{
    decision_of(HF_MACHINE_ATTEMPT, HF_WHY_FIRST_CANDIDATE)->until_us--;
    objects("which no decision has named: attempt SENT");
}

Test(audit, objects_to_a_query_and_to_a_status_without_a_decision, .init = start, .fini = end)
{
    drop(decision_of(HF_MACHINE_LOCATE, HF_WHY_NAME_ASKED));
    objects("asks DNS");
    drop(decision_of(HF_MACHINE_REGISTRATION, HF_WHY_STARTED));
    objects("moves without a decision");
    find(HF_ACTION_REPORT_LINE)->u.line.why = HF_WHY_NONE;
    objects("a status without a reason");
}

static void answer(uint16_t type, const char *name)
{
    const struct hf_dns_record record = {
        .type = type,
        .port = 5060,
        .flag = 's',
        .service = HF_TRANSPORT_TCP,
        .name = {.at = name, .length = (uint32_t)strlen(name)},
    };
    struct hf_event made = {.at_us = event.at_us + 1, .kind = HF_EVENT_DNS_ANSWERED};

    made.u.dns.query = find(HF_ACTION_RESOLVE)->u.resolve.query;
    made.u.dns.ttl_s = 60;
    made.u.dns.n_records = 1;
    made.u.dns.records = &record;
    step(&made);
    event.u.dns.records = NULL; /* borrowed */
    event.u.dns.n_records = 0;
}

Test(audit, objects_to_a_question_of_another_type_than_its_decision_asks, .init = start_naptr,
     .fini = end)
{
    find(HF_ACTION_RESOLVE)->u.resolve.type = HF_DNS_SRV;
    objects("asks DNS for what its decision does not ask");
    answer(HF_DNS_NAPTR, "_sip._tcp.pbx.example.test");
    cr_assert_eq(find(HF_ACTION_RESOLVE)->u.resolve.type, HF_DNS_SRV);
    drop(decision_of(HF_MACHINE_LOCATE, HF_WHY_NAPTR_FOUND));
    objects("asks DNS without a decision");
    decision_of(HF_MACHINE_LOCATE, HF_WHY_NAPTR_FOUND)->setting = HF_SETTING_NONE;
    objects("decides by a setting and does not name it");
    decision_of(HF_MACHINE_LOCATE, HF_WHY_NAPTR_FOUND)->setting_value = HF_TRANSPORT_TLS;
    objects("another value");
    answer(HF_DNS_SRV, "one.example.test");
    find(HF_ACTION_RESOLVE)->u.resolve.type = HF_DNS_SRV;
    objects("asks DNS for what its decision does not ask");
    decision_of(HF_MACHINE_LOCATE, HF_WHY_SRV_FOUND)->setting_value = HF_SRV_COUNT;
    objects("another value");
}

Test(audit, objects_to_records_of_which_nothing_is_said, .init = start_naptr, .fini = end)
{
    const struct hf_dns_record record = {.type = HF_DNS_NAPTR};

    answer(HF_DNS_NAPTR, "_sip._tcp.pbx.example.test");
    drop(decision_of(HF_MACHINE_LOCATE, HF_WHY_NAPTR_FOUND));
    event.u.dns.records = &record;
    event.u.dns.n_records = 1;
    find(HF_ACTION_RESOLVE)->kind = HF_ACTION_NONE;
    objects("does not say what became of them");
}

Test(audit, wants_the_setting_of_a_refresh_where_the_server_granted_it, .init = start, .fini = end)
{
    struct hf_event ok = response(200, 3600), less = response(200, 600);

    step(&ok);
    decision_of(HF_MACHINE_REGISTRATION, HF_WHY_ACCEPTED)->setting = HF_SETTING_NONE;
    objects("this time");
    decision_of(HF_MACHINE_REGISTRATION, HF_WHY_ACCEPTED)->setting = HF_SETTING_RETRY_MAX;
    objects("does not decide");
    decision_of(HF_MACHINE_BINDING, HF_WHY_FLOW_KEPT)->setting = HF_SETTING_NONE;
    objects("by a setting and does not name it");
    drop(decision_of(HF_MACHINE_BINDING, HF_WHY_FLOW_KEPT));
    objects("keeps a flow alive");
    end();
    start();
    step(&less);
    cr_assert_eq(decision_of(HF_MACHINE_REGISTRATION, HF_WHY_ACCEPTED)->setting, HF_SETTING_NONE);
}

Test(audit, wants_retry_after_max_where_it_cut_and_only_there, .init = start, .fini = end)
{
    struct hf_event cut = response(503, 0), uncut = response(503, 0);

    cut.u.response.retry_after_s = 101;
    uncut.u.response.retry_after_s = 99;
    step(&cut);
    cr_assert_eq(decision_of(HF_MACHINE_ATTEMPT, HF_WHY_RETRY_AFTER)->setting_value, 100);
    decision_of(HF_MACHINE_ATTEMPT, HF_WHY_RETRY_AFTER)->setting = HF_SETTING_NONE;
    objects("this time");
    decision_of(HF_MACHINE_ATTEMPT, HF_WHY_FAILOVER_STATUS)->setting = HF_SETTING_NONE;
    objects("the list");
    find(HF_ACTION_SHARE_REST)->u.rest.until_us++;
    objects("tells other lines");
    end();
    start();
    step(&uncut);
    cr_assert_eq(decision_of(HF_MACHINE_ATTEMPT, HF_WHY_RETRY_AFTER)->setting, HF_SETTING_NONE);
    cr_assert_eq(decision_of(HF_MACHINE_ATTEMPT, HF_WHY_RETRY_AFTER)->until_us,
                 event.at_us + 99ull * SECOND_US);
}

Test(audit, wants_the_reported_reason_of_a_move_in_its_batch, .init = start, .fini = end)
{
    struct hf_event gone = {.at_us = event.at_us + SECOND_US, .kind = HF_EVENT_ATTEMPT_FAILED};
    struct hf_event network = {.at_us = event.at_us + 2 * SECOND_US};
    uint64_t attempt = find(HF_ACTION_SEND)->u.send.attempt;

    gone.u.failed.attempt = attempt;
    gone.u.failed.cause = HF_CAUSE_ICMP;
    network.kind = HF_EVENT_DNS_ANSWERED;
    network.u.dns.query = find(HF_ACTION_RESOLVE)->u.resolve.query;
    network.u.dns.outcome = HF_DNS_TIMEOUT;
    step(&gone);
    step(&network);
    network.u.dns.query++;
    step(&network);
    decision_of(HF_MACHINE_LINE, HF_WHY_ICMP_UNREACHABLE)->from_state = HF_LINE_DISABLED;
    objects("otherwise than the decision says");
    decision_of(HF_MACHINE_LINE, HF_WHY_ICMP_UNREACHABLE)->cause = HF_CAUSE_SILENCE;
    objects("moves without a decision that gives the reason");
    decision_of(HF_MACHINE_REGISTRATION, HF_WHY_NO_CANDIDATE_LEFT)->setting = HF_SETTING_NONE;
    objects("this time");
}

Test(audit, wants_the_reason_of_a_refusal, .init = start, .fini = end)
{
    const struct hf_event wanted = {.at_us = event.at_us,
                                    .kind = HF_EVENT_WANTED,
                                    .u.wanted = {.request = 9, .kind = HF_REQUEST_REGISTER}};

    step(&wanted);
    step(&(struct hf_event){.at_us = event.at_us, .kind = HF_EVENT_STOPPED});
    cr_assert_eq(find(HF_ACTION_REPORT_REQUEST)->u.request.why, HF_WHY_STOPPED);
    find(HF_ACTION_REPORT_REQUEST)->u.request.why = HF_WHY_NONE;
    objects("a request without a reason");
    find(HF_ACTION_REPORT_REQUEST)->u.request.why = HF_WHY_ACCEPTED;
    objects("another outcome's reason");
    find(HF_ACTION_ABANDON)->u.attempt.why = HF_WHY_NONE;
    objects("an order about an attempt without a reason");
}
