/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Broken events (H2): each field of each kind out of its range, in every situation. The refusal
 * names the field and its value, and nothing is changed, byte for byte. What is sound in itself but
 * impossible where the line is follows below.
 */
#include "validate.h"

#include <string.h>

#include "situations.h"

static struct rig rig;
static struct hf_dns_record record;

struct broken {
    const char *what; /* that the refusal names */
    void (*make)(struct hf_event *);
    uint64_t value; /* that it names */
    int error;
    enum hf_event_kind kind;
};

#define RESPONSE e->u.response.status = 200
#define FAILED   e->u.failed.cause = HF_CAUSE_RESET
#define DNS      e->u.dns.records = &record
#define WANTED   e->u.wanted.request = 4711
#define TARGET                                                                                     \
    (struct hf_target)                                                                             \
    {                                                                                              \
        {192, 0, 2, 1}, 5060, HF_TRANSPORT_UDP, HF_FAMILY_IPV4                                     \
    }

static void late_time(struct hf_event *e)
{
    e->at_us = HF_EVENT_TIME_MAX_US + 1;
}
static void as_it_is(struct hf_event *e)
{
    (void)e;
}
static void kind_count(struct hf_event *e)
{
    e->kind = HF_EVENT_COUNT;
}
static void kind_huge(struct hf_event *e)
{
    e->kind = UINT32_MAX;
}
static void request_0(struct hf_event *e)
{
    e->u.wanted.request = 0;
}
static void request_kind(struct hf_event *e)
{
    WANTED;
    e->u.wanted.kind = HF_REQUEST_COUNT;
}
static void request_255(struct hf_event *e)
{
    WANTED;
    e->u.wanted.kind = 255;
}
static void emergency_2(struct hf_event *e)
{
    WANTED;
    e->u.wanted.emergency = 2;
}
static void options_in_call(struct hf_event *e)
{
    WANTED;
    e->u.wanted.kind = HF_REQUEST_OPTIONS;
    e->u.wanted.call = 4242;
}
static void invite_in_call(struct hf_event *e)
{
    WANTED;
    e->u.wanted.kind = HF_REQUEST_INVITE;
    e->u.wanted.call = 4242;
}
static void bye_of_none(struct hf_event *e)
{
    WANTED;
    e->u.wanted.kind = HF_REQUEST_BYE;
}
static void other_in_unknown(struct hf_event *e)
{
    WANTED;
    e->u.wanted.kind = HF_REQUEST_OTHER;
    e->u.wanted.call = 4242;
}
static void late_100(struct hf_event *e)
{
    e->u.late.status = 100;
}
static void late_300(struct hf_event *e)
{
    e->u.late.status = 300;
}
static void dialog_255(struct hf_event *e)
{
    WANTED;
    e->u.wanted.dialog_server = 255;
}
static void response_199(struct hf_event *e)
{
    e->u.response.status = 199;
}
static void response_700(struct hf_event *e)
{
    e->u.response.status = 700;
}
static void contact_2(struct hf_event *e)
{
    RESPONSE;
    e->u.response.contact_missing = 2;
}
static void redirects(struct hf_event *e)
{
    RESPONSE;
    e->u.response.n_redirects = HF_EVENT_REDIRECTS + 1;
}
static void redirect_bad(struct hf_event *e)
{
    RESPONSE;
    e->u.response.n_redirects = 1;
}
static void cause_none(struct hf_event *e)
{
    e->u.failed.cause = HF_CAUSE_NONE;
}
static void cause_own(struct hf_event *e)
{
    e->u.failed.cause = HF_CAUSE_UNRESOLVED;
}
static void cause_255(struct hf_event *e)
{
    e->u.failed.cause = 255;
}
static void reused_2(struct hf_event *e)
{
    FAILED;
    e->u.failed.reused = 2;
}
static void reused_icmp(struct hf_event *e)
{
    e->u.failed.cause = HF_CAUSE_ICMP;
    e->u.failed.reused = 1;
}
static void provisional_99(struct hf_event *e)
{
    e->u.provisional.status = 99;
}
static void provisional_200(struct hf_event *e)
{
    e->u.provisional.status = 200;
}
static void stale_2(struct hf_event *e)
{
    e->u.challenged.stale = 2;
}
static void after_2(struct hf_event *e)
{
    e->u.challenged.after_credentials = 2;
}
static void realm_null(struct hf_event *e)
{
    e->u.challenged.realm.length = 9;
}
static void how_count(struct hf_event *e)
{
    e->u.abandoned.how = HF_ABANDONED_COUNT;
}
static void answered_199(struct hf_event *e)
{
    e->u.abandoned.how = HF_ABANDONED_ANSWERED;
    e->u.abandoned.status = 199;
}
static void answered_700(struct hf_event *e)
{
    e->u.abandoned.how = HF_ABANDONED_ANSWERED;
    e->u.abandoned.status = 700;
}
static void dns_outcome(struct hf_event *e)
{
    e->u.dns.outcome = HF_DNS_COUNT;
}
static void dns_records(struct hf_event *e)
{
    DNS;
    e->u.dns.n_records = HF_EVENT_RECORDS + 1;
}
static void dns_null(struct hf_event *e)
{
    e->u.dns.n_records = 1;
}
static void dns_static(struct hf_event *e)
{
    e->u.dns.from_static = 2;
}
static void dns_type(struct hf_event *e)
{
    DNS;
    record.type = 99;
    e->u.dns.n_records = 1;
}
static void dns_locate(struct hf_event *e)
{
    DNS;
    record.type = HF_DNS_LOCATE;
    e->u.dns.n_records = 1;
}
static void targets(struct hf_event *e)
{
    e->u.located.n_targets = HF_EVENT_TARGETS + 1;
}
static void target_bad(struct hf_event *e)
{
    e->u.located.n_targets = 1;
}
static void located_0(struct hf_event *e)
{
    e->u.located.server = 0;
}
static void located_255(struct hf_event *e)
{
    e->u.located.server = 255;
}
static void families_4(struct hf_event *e)
{
    e->u.network.families_usable = 4;
}
static void address_2(struct hf_event *e)
{
    e->u.network.address_changed = 2;
}
static void flow_cause(struct hf_event *e)
{
    e->u.flow_lost.target = TARGET;
    e->u.flow_lost.cause = HF_CAUSE_COUNT;
}
static void flow_naptr(struct hf_event *e)
{
    e->u.flow_lost.target = TARGET;
    e->u.flow_lost.target.transport = HF_TRANSPORT_NAPTR;
}
static void flow_port(struct hf_event *e)
{
    e->u.flow_lost.target = TARGET;
    e->u.flow_lost.target.port = 0;
}
static void flow_family(struct hf_event *e)
{
    e->u.flow_lost.target = TARGET;
    e->u.flow_lost.target.family = 5;
}
static void rest_cause(struct hf_event *e)
{
    e->u.rested.target = TARGET;
    e->u.rested.cause = 255;
}
static void call_0(struct hf_event *e)
{
    e->u.call.server = 1;
}
static void call_server_0(struct hf_event *e)
{
    e->u.call.call = 99;
}
static void call_server_255(struct hf_event *e)
{
    e->u.call.call = 99;
    e->u.call.server = 255;
}

static const struct broken brokens[] = {
    {"Event.kind", as_it_is, 0, HF_E_MALFORMED, HF_EVENT_NONE},
    {"Event.kind", kind_count, HF_EVENT_COUNT, HF_E_MALFORMED, HF_EVENT_NONE},
    {"Event.kind", kind_huge, UINT32_MAX, HF_E_MALFORMED, HF_EVENT_NONE},
    {"Configured.config", as_it_is, 0, HF_E_VALUE, HF_EVENT_CONFIGURED},
    {"Wanted.request", request_0, 0, HF_E_VALUE, HF_EVENT_WANTED},
    {"Wanted.kind", request_kind, HF_REQUEST_COUNT, HF_E_VALUE, HF_EVENT_WANTED},
    {"Wanted.kind", request_255, 255, HF_E_VALUE, HF_EVENT_WANTED},
    {"Wanted.emergency", emergency_2, 2, HF_E_VALUE, HF_EVENT_WANTED},
    {"Wanted.call: not for this kind", options_in_call, 4242, HF_E_VALUE, HF_EVENT_WANTED},
    {"Wanted.call: not for this kind", invite_in_call, 4242, HF_E_VALUE, HF_EVENT_WANTED},
    {"Wanted.call", bye_of_none, 0, HF_E_UNKNOWN_ID, HF_EVENT_WANTED},
    {"Wanted.call", other_in_unknown, 4242, HF_E_UNKNOWN_ID, HF_EVENT_WANTED},
    {"Wanted.dialog_server", dialog_255, 255, HF_E_VALUE, HF_EVENT_WANTED},
    {"ResponseReceived.status", response_199, 199, HF_E_VALUE, HF_EVENT_RESPONSE_RECEIVED},
    {"ResponseReceived.status", response_700, 700, HF_E_VALUE, HF_EVENT_RESPONSE_RECEIVED},
    {"ResponseReceived.contact_missing", contact_2, 2, HF_E_VALUE, HF_EVENT_RESPONSE_RECEIVED},
    {"ResponseReceived.redirects", redirects, HF_EVENT_REDIRECTS + 1, HF_E_VALUE,
     HF_EVENT_RESPONSE_RECEIVED},
    {"target", redirect_bad, 0, HF_E_VALUE, HF_EVENT_RESPONSE_RECEIVED},
    {"AttemptFailed.cause", cause_none, HF_CAUSE_NONE, HF_E_VALUE, HF_EVENT_ATTEMPT_FAILED},
    {"AttemptFailed.cause", cause_own, HF_CAUSE_UNRESOLVED, HF_E_VALUE, HF_EVENT_ATTEMPT_FAILED},
    {"AttemptFailed.cause", cause_255, 255, HF_E_VALUE, HF_EVENT_ATTEMPT_FAILED},
    {"AttemptFailed.reused", reused_2, 2, HF_E_VALUE, HF_EVENT_ATTEMPT_FAILED},
    {"AttemptFailed.reused", reused_icmp, 1, HF_E_VALUE, HF_EVENT_ATTEMPT_FAILED},
    {"ProvisionalReceived.status", provisional_99, 99, HF_E_VALUE, HF_EVENT_PROVISIONAL},
    {"ProvisionalReceived.status", provisional_200, 200, HF_E_VALUE, HF_EVENT_PROVISIONAL},
    {"Challenged.stale", stale_2, 2, HF_E_VALUE, HF_EVENT_CHALLENGED},
    {"Challenged.after_credentials", after_2, 2, HF_E_VALUE, HF_EVENT_CHALLENGED},
    {"Challenged.realm", realm_null, 9, HF_E_VALUE, HF_EVENT_CHALLENGED},
    {"Abandoned.how", how_count, HF_ABANDONED_COUNT, HF_E_VALUE, HF_EVENT_ABANDONED},
    {"Abandoned.status", answered_199, 199, HF_E_VALUE, HF_EVENT_ABANDONED},
    {"Abandoned.status", answered_700, 700, HF_E_VALUE, HF_EVENT_ABANDONED},
    {"Late.status", late_100, 100, HF_E_VALUE, HF_EVENT_LATE},
    {"Late.status", late_300, 300, HF_E_VALUE, HF_EVENT_LATE},
    {"DnsAnswered.outcome", dns_outcome, HF_DNS_COUNT, HF_E_VALUE, HF_EVENT_DNS_ANSWERED},
    {"DnsAnswered.records", dns_records, HF_EVENT_RECORDS + 1, HF_E_VALUE, HF_EVENT_DNS_ANSWERED},
    {"DnsAnswered.records", dns_null, 1, HF_E_VALUE, HF_EVENT_DNS_ANSWERED},
    {"DnsAnswered.from_static", dns_static, 2, HF_E_VALUE, HF_EVENT_DNS_ANSWERED},
    {"DnsAnswered.records.type", dns_type, 99, HF_E_VALUE, HF_EVENT_DNS_ANSWERED},
    {"DnsAnswered.records.type", dns_locate, 0, HF_E_VALUE, HF_EVENT_DNS_ANSWERED},
    {"Located.targets", targets, HF_EVENT_TARGETS + 1, HF_E_VALUE, HF_EVENT_LOCATED},
    {"target", target_bad, 0, HF_E_VALUE, HF_EVENT_LOCATED},
    {"Located.server", located_0, 0, HF_E_VALUE, HF_EVENT_LOCATED},
    {"Located.server", located_255, 255, HF_E_VALUE, HF_EVENT_LOCATED},
    {"NetworkChanged.families_usable", families_4, 4, HF_E_VALUE, HF_EVENT_NETWORK_CHANGED},
    {"NetworkChanged.address_changed", address_2, 2, HF_E_VALUE, HF_EVENT_NETWORK_CHANGED},
    {"target", as_it_is, 0, HF_E_VALUE, HF_EVENT_FLOW_LOST},
    {"FlowLost.cause", flow_cause, HF_CAUSE_COUNT, HF_E_VALUE, HF_EVENT_FLOW_LOST},
    {"target", flow_naptr, 0, HF_E_VALUE, HF_EVENT_FLOW_LOST},
    {"target", flow_port, 0, HF_E_VALUE, HF_EVENT_FLOW_LOST},
    {"target", flow_family, 0, HF_E_VALUE, HF_EVENT_FLOW_LOST},
    {"target", as_it_is, 0, HF_E_VALUE, HF_EVENT_TARGET_RESTED},
    {"TargetRested.cause", rest_cause, 255, HF_E_VALUE, HF_EVENT_TARGET_RESTED},
    {"CallArrived.call", call_0, 0, HF_E_VALUE, HF_EVENT_CALL_ARRIVED},
    {"CallArrived.server", call_server_0, 0, HF_E_VALUE, HF_EVENT_CALL_ARRIVED},
    {"CallArrived.server", call_server_255, 255, HF_E_VALUE, HF_EVENT_CALL_ARRIVED},
};

static void assert_refused(const struct hf_line *before, int result, const char *where)
{
    const char *which = hf_event_name(rig.event.kind);

    cr_assert_lt(result, 0, "%s: %s was taken", where, which);
    cr_assert_eq(memcmp(before, &rig.line, sizeof *before), 0, "%s: %s changed it", where, which);
    cr_assert_eq(rig.actions.n, 0);
    cr_assert_eq(rig.actions.late_events, 0);
    cr_assert_eq(rig.actions.refusal.error, result);
}

static void feed_broken(const struct broken *b, const char *where)
{
    struct hf_line before = rig.line;
    int result;

    memset(&record, 0, sizeof record);
    rig_event(&rig, b->kind)->at_us = before.now_us;
    b->make(&rig.event);
    result = hf_line_step(&rig.line, &rig.event, &rig.actions);
    assert_refused(&before, result, where);
    cr_assert_eq(result, b->error, "%s: %s gives %d", where, b->what, result);
    cr_assert_str_eq(rig.actions.refusal.what, b->what, "%s: \"%s\", not \"%s\"", where,
                     rig.actions.refusal.what, b->what);
    cr_assert_eq(rig.actions.refusal.value, b->value, "%s: %s", where, b->what);
}

Test(validate, H2_every_broken_field_is_refused_by_its_name_in_every_situation)
{
    for (size_t i = 0; i < N_SITUATIONS; i++) {
        situations[i].come(&rig);
        for (size_t j = 0; j < sizeof brokens / sizeof *brokens; j++)
            feed_broken(&brokens[j], situations[i].name);
    }
}

Test(validate, H2_a_moment_whose_deadlines_could_not_be_told_is_refused_for_every_kind)
{
    for (size_t i = 0; i < N_SITUATIONS; i++) {
        situations[i].come(&rig);
        for (uint32_t kind = 0; kind <= HF_EVENT_COUNT; kind++) {
            struct broken b = {"Event.at_us", late_time, HF_EVENT_TIME_MAX_US + 1, HF_E_VALUE,
                               (enum hf_event_kind)kind};
            feed_broken(&b, situations[i].name);
        }
    }
}

/* ---- sound, but not where the line is ---- */

static void assert_impossible(int error, const char *what)
{
    struct hf_line before = rig.line;
    int result;

    rig.event.at_us = before.now_us;
    result = hf_line_step(&rig.line, &rig.event, &rig.actions);
    assert_refused(&before, result, what);
    cr_assert_eq(result, error, "%d", result);
    cr_assert_str_eq(rig.actions.refusal.what, what, "\"%s\"", rig.actions.refusal.what);
}

static void assert_late(void)
{
    struct hf_line counted = rig.line;

    counted.late_events++;
    rig.event.at_us = rig.line.now_us;
    cr_assert_eq(hf_line_step(&rig.line, &rig.event, &rig.actions), HF_OK);
    cr_assert_eq(rig.actions.late_events, 1);
    cr_assert_eq(rig.actions.n, 0);
    cr_assert_eq(memcmp(&counted, &rig.line, sizeof counted), 0);
}

Test(validate, one_call_too_many_and_one_that_is_known)
{
    at_calls_full(&rig);
    rig_event(&rig, HF_EVENT_CALL_ARRIVED)->u.call = (struct hf_call){.call = 99, .server = 1};
    assert_impossible(HF_E_LIMIT, "CallArrived: too many calls");
    rig.event.u.call.call = 1;
    assert_impossible(HF_E_VALUE, "CallArrived.call");
}

Test(validate, a_call_that_nobody_knows_has_ended_late)
{
    at_calls_full(&rig);
    rig_event(&rig, HF_EVENT_CALL_ENDED)->u.call.call = 99;
    assert_late();
    rig.event.u.call.call = 0;
    assert_late();
}

Test(validate, one_request_too_many_of_either_kind_while_the_other_has_room)
{
    at_requests_full(&rig);
    rig_event(&rig, HF_EVENT_WANTED)->u.wanted = (struct hf_wanted){.request = 99,
                                                                    .kind = HF_REQUEST_OTHER};
    assert_impossible(HF_E_LIMIT, "Wanted: too many requests wait");
    cr_assert_eq(rig_wanted(&rig, 99), HF_OK);
    at_wishes_full(&rig);
    rig_event(&rig, HF_EVENT_WANTED)->u.wanted.request = 99;
    assert_impossible(HF_E_LIMIT, "Wanted: too many requests wait");
    cr_assert_eq(rig_request(&rig, 99), HF_OK);
}

Test(validate, what_is_wanted_already)
{
    at_requests_full(&rig);
    for (uint8_t kind = 0; kind < HF_REQUEST_COUNT; kind += HF_REQUEST_OTHER) {
        rig_event(&rig, HF_EVENT_WANTED)->u.wanted = (struct hf_wanted){.request = 1, .kind = kind};
        assert_impossible(HF_E_VALUE, "Wanted.request: it is wanted already");
    }
}

Test(validate, E5_a_dialog_is_its_calls_or_a_servers_and_for_some_kinds_alone)
{
    at_talking(&rig);
    rig_event(&rig, HF_EVENT_WANTED)->u.wanted = (struct hf_wanted){
        .request = 9, .kind = HF_REQUEST_OTHER, .dialog_server = 3};
    assert_impossible(HF_E_VALUE, "Wanted.dialog_server");
    rig.event.u.wanted.dialog_server = 1;
    rig.event.u.wanted.call = 1;
    assert_impossible(HF_E_VALUE, "Wanted.dialog_server: the call says it");
    rig.event.u.wanted.call = 0;
    rig.event.u.wanted.kind = HF_REQUEST_OPTIONS;
    assert_impossible(HF_E_VALUE, "Wanted.dialog_server: not for this kind");
    rig.event.u.wanted.kind = HF_REQUEST_OTHER;
    cr_assert_eq(rig_step(&rig), HF_OK);
}

Test(validate, E5_a_bye_needs_a_call_that_talks)
{
    at_calling(&rig);
    rig_event(&rig, HF_EVENT_WANTED)->u.wanted = (struct hf_wanted){
        .request = 9, .kind = HF_REQUEST_BYE, .call = 1};
    assert_impossible(HF_E_STATE, "Wanted.call");
    rig.event.u.wanted.kind = HF_REQUEST_OTHER;
    assert_impossible(HF_E_STATE, "Wanted.call");
    at_ending(&rig);
    rig_event(&rig, HF_EVENT_WANTED)->u.wanted = (struct hf_wanted){
        .request = 9, .kind = HF_REQUEST_BYE, .call = 1};
    assert_impossible(HF_E_STATE, "Wanted.call");
}

Test(validate, F2_an_incoming_call_is_answered_once_and_while_it_rings)
{
    at_calling(&rig);
    rig_event(&rig, HF_EVENT_CALL_ANSWERED)->u.call.call = 1;
    assert_impossible(HF_E_STATE, "CallAnswered.call");
    rig_event(&rig, HF_EVENT_CALL_ANSWERED)->u.call.call = 99;
    assert_late();
    at_calls_full(&rig);
    cr_assert_eq(rig_call(&rig, HF_EVENT_CALL_ANSWERED, 1), HF_OK);
    rig_event(&rig, HF_EVENT_CALL_ANSWERED)->u.call.call = 1;
    assert_impossible(HF_E_STATE, "CallAnswered.call");
}

Test(validate, E10_the_fifth_call_is_refused_and_no_id_names_two)
{
    at_calls_full(&rig);
    rig_event(&rig, HF_EVENT_WANTED)->u.wanted = (struct hf_wanted){.request = 99,
                                                                    .kind = HF_REQUEST_INVITE};
    assert_impossible(HF_E_LIMIT, "Wanted: too many calls");
    rig.event.u.wanted.request = 1;
    assert_impossible(HF_E_VALUE, "Wanted.request: it is wanted already");
    rig.event.u.wanted = (struct hf_wanted){.request = 1, .kind = HF_REQUEST_REGISTER};
    assert_impossible(HF_E_VALUE, "Wanted.request: it is wanted already");
}

Test(validate, A11_late_is_for_an_invite_that_was_abandoned)
{
    at_calling(&rig);
    rig_event(&rig, HF_EVENT_LATE)->u.late = (struct hf_late){.attempt = rig.last_attempt,
                                                              .status = 180};
    assert_impossible(HF_E_STATE, "Late.attempt: it was not abandoned");
    rig.event.u.late.attempt = rig.line.next_id;
    assert_impossible(HF_E_UNKNOWN_ID, "attempt");
    at_backup(&rig); /* its REGISTER at server 1 was abandoned */
    rig_event(&rig, HF_EVENT_LATE)->u.late = (struct hf_late){.attempt = rig.line.first_id,
                                                              .status = 200};
    assert_impossible(HF_E_STATE, "Late.attempt: no INVITE");
}

Test(validate, a_request_that_nobody_wants_is_withdrawn_late)
{
    at_requests_full(&rig);
    rig_event(&rig, HF_EVENT_WITHDRAWN)->u.withdrawn.request = 99;
    assert_late();
    rig.event.u.withdrawn.request = 0;
    assert_late();
}

Test(validate, an_attempt_that_was_not_abandoned)
{
    at_sent(&rig);
    rig_event(&rig, HF_EVENT_ABANDONED)->u.abandoned.attempt = rig.last_attempt;
    assert_impossible(HF_E_STATE, "Abandoned.attempt: it was not abandoned");
}

Test(validate, progress_of_an_attempt_that_is_abandoned_is_late)
{
    uint64_t first;

    at_sent(&rig);
    first = rig.last_attempt;
    rig_wake(&rig);
    rig_event(&rig, HF_EVENT_PROVISIONAL)->u.provisional = (struct hf_provisional){first, 183, {0}};
    assert_late();
    rig_event(&rig, HF_EVENT_CONNECTED)->u.connected.attempt = first;
    assert_late();
    rig_event(&rig, HF_EVENT_CHALLENGED)->u.challenged.attempt = first;
    assert_late();
}

Test(validate, a_query_is_answered_in_the_form_that_it_asked_for)
{
    at_asking(&rig);
    rig_event(&rig, HF_EVENT_LOCATED)->u.located.query = situation_query(&rig);
    assert_impossible(HF_E_VALUE, "Located.query: it asks DNS");
    at_located_by_stack(&rig);
    rig_event(&rig, HF_EVENT_DNS_ANSWERED)->u.dns.query = situation_query(&rig);
    assert_impossible(HF_E_VALUE, "DnsAnswered.query: it asks for Located");
}

Test(validate, a_query_that_is_over_is_answered_late)
{
    at_known(&rig);
    rig_event(&rig, HF_EVENT_DNS_ANSWERED)->u.dns.query = rig.line.first_id + 1;
    rig.event.u.dns.outcome = HF_DNS_NO_DATA;
    assert_late();
}

Test(validate, located_unasked_is_for_names_that_the_stack_looks_up)
{
    at_asking(&rig);
    rig_event(&rig, HF_EVENT_LOCATED)->u.located.server = 1;
    assert_impossible(HF_E_STATE, "Located: the line asks DNS itself (locate_by)");
    at_located_by_stack(&rig);
    rig_event(&rig, HF_EVENT_LOCATED)->u.located.server = 2;
    assert_impossible(HF_E_STATE, "Located: the server is a numeric address");
    rig.event.u.located.server = 1;
    rig.event.u.located.proxy = 1;
    assert_impossible(HF_E_VALUE, "Located.server");
}

Test(validate, nothing_starts_unconfigured)
{
    at_unconfigured(&rig);
    rig_event(&rig, HF_EVENT_STARTED);
    assert_impossible(HF_E_STATE, "Started: the line is not configured");
}

Test(validate, a_configuration_is_refused_by_the_field_that_is_wrong)
{
    at_registered(&rig);
    rig.config.servers[1].retry_counts = 21;
    rig_event(&rig, HF_EVENT_CONFIGURED)->u.configured.config = &rig.config;
    assert_impossible(HF_E_VALUE, "retry_counts");
    cr_assert_eq(rig.actions.refusal.index, 2);
    cr_assert_eq(rig.actions.refusal.value, 21);
}
