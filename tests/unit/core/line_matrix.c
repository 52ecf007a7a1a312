/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The matrix of states and events (H2): every kind of event, as it may well come, broken in each
 * field, and impossible, in every situation. What is refused changes nothing, byte for byte, and
 * names what; what is late is counted and changes nothing else; what is taken leaves a sound line.
 */
#include <string.h>

#include "moves.h"
#include "situations.h"

static struct rig rig;
static struct hf_line image; /* of the situation */
static const char *where, *which;

/* ---- feeding ---- */

static void assert_refused_whole(int result)
{
    cr_assert_eq(memcmp(&image, &rig.line, sizeof image), 0, "%s: %s changed it", where, which);
    cr_assert_eq(rig.actions.n, 0, "%s: %s", where, which);
    cr_assert_eq(rig.actions.late_events, 0);
    cr_assert_eq(rig.actions.refusal.error, result);
    cr_assert_not_null(rig.actions.refusal.what, "%s: %s", where, which);
    cr_assert_gt(strlen(rig.actions.refusal.what), 3);
}

static void assert_only_counted(void)
{
    struct hf_line counted = image;

    counted.late_events++;
    counted.now_us = rig.event.at_us > image.now_us ? rig.event.at_us : image.now_us;
    cr_assert_eq(memcmp(&counted, &rig.line, sizeof counted), 0, "%s: late %s changed it", where,
                 which);
    cr_assert_eq(rig.actions.n, 0);
}

/* The event in rig.event, into the situation's image. */
static int feed(void)
{
    int result, invariant;

    rig.line = image;
    result = hf_line_step(&rig.line, &rig.event, &rig.actions);
    invariant = hf_line_check(&rig.line);
    cr_assert_eq(invariant, 0, "H%d at %s after %s", invariant, where, which);
    if (result < 0)
        assert_refused_whole(result);
    else if (rig.actions.late_events != 0)
        assert_only_counted();
    return result;
}

static struct hf_event *begin(enum hf_event_kind kind)
{
    struct hf_event *event = rig_event(&rig, kind);

    event->at_us = image.now_us + 1000;
    which = hf_event_name((unsigned)kind);
    return event;
}

static void come_to(const struct situation *situation)
{
    situation->come(&rig);
    image = rig.line;
    where = situation->name;
}

/* ---- the situations cover the states ---- */

static uint16_t seen[HF_MACHINE_COUNT];

static void see_passes(const struct hf_line *l)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        seen[HF_MACHINE_ATTEMPT] |= HF_MOVE(l->passes[i].attempt.state);
        seen[HF_MACHINE_PASS] |= HF_MOVE(l->passes[i].state);
    }
}

static void see(const struct hf_line *l)
{
    see_passes(l);
    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++) {
        seen[HF_MACHINE_BINDING] |= HF_MOVE(l->bindings[i].state);
        seen[HF_MACHINE_REGISTRATION] |= HF_MOVE(l->registrations[i].state);
        seen[HF_MACHINE_TARGET_FAILBACK] |= HF_MOVE(l->target_failback.state[i]);
        seen[HF_MACHINE_PROXY_FAILBACK] |= HF_MOVE(l->proxy_failback.state[i]);
    }
    for (uint8_t i = 0; i < HF_LINE_HOSTS; i++)
        seen[HF_MACHINE_LOCATE] |= HF_MOVE(l->lookups[i].state);
    seen[HF_MACHINE_FAILBACK] |= HF_MOVE(l->failback.state);
    seen[HF_MACHINE_OPTIONS] |= HF_MOVE(l->options.state);
    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++) /* a free entry is a call that is over */
        seen[HF_MACHINE_CALL] |= HF_MOVE(l->calls[i].id == 0 ? HF_CALL_OVER : l->calls[i].state);
}

/* Marks that live inside a step only (H4). */
static bool is_inside_a_step(unsigned machine, unsigned state)
{
    if (machine == HF_MACHINE_ATTEMPT)
        return state == HF_ATTEMPT_OVERDUE || state == HF_ATTEMPT_ENDED;
    return machine == HF_MACHINE_PASS && (state == HF_PASS_ENDED || state == HF_PASS_READY);
}

Test(line_matrix, the_situations_cover_every_state_of_every_machine)
{
    for (size_t i = 0; i < N_SITUATIONS; i++) {
        come_to(&situations[i]);
        see(&rig.line);
    }
    for (unsigned machine = 1; machine < HF_MACHINE_COUNT; machine++) {
        for (unsigned state = 0; state < hf_moves_of(machine).n_states; state++)
            cr_expect((seen[machine] & HF_MOVE(state)) != 0 || is_inside_a_step(machine, state),
                      "no situation is %s %s", hf_machine_name(machine),
                      hf_state_name(machine, state));
    }
}

/* ---- ids ---- */

#define IDS_MOST 40

/* Ids of attempts that run, are watched, are over; of none. */
static size_t some_ids(uint64_t ids[IDS_MOST])
{
    size_t n = 0;

    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        if (image.passes[i].attempt.id != 0)
            ids[n++] = image.passes[i].attempt.id;
    }
    for (uint8_t i = 0; i < HF_LINE_ABANDONED; i++) {
        if (image.watched[i].number != 0)
            ids[n++] = image.first_id + image.watched[i].number - 1;
    }
    ids[n++] = image.first_id;
    ids[n++] = image.next_id - 1;
    return n;
}

/* 0, before the first, the next one, the last one thinkable. */
static void feed_unknown_ids(uint64_t *id)
{
    uint64_t unknown[] = {0, image.first_id - 1, image.next_id, UINT64_MAX};

    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        *id = unknown[i];
        cr_assert_eq(feed(), HF_E_UNKNOWN_ID, "%s: %s %zu", where, which, i);
    }
}

/* ---- as it may well come ---- */

static void feed_responses(uint64_t id)
{
    static const uint16_t statuses[] = {200, 302, 401, 403, 407, 408, 423,
                                        481, 482, 486, 500, 503, 600};

    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        struct hf_response *r = &begin(HF_EVENT_RESPONSE_RECEIVED)->u.response;
        r->attempt = id;
        r->status = statuses[i];
        r->expires_s = i == 0 ? 600 : HF_EXPIRES_NONE;
        r->min_expires_s = 4000;
        r->retry_after_s = statuses[i] == 503 ? 30 : HF_RETRY_AFTER_NONE;
        r->n_redirects = statuses[i] == 302;
        r->redirects[0] = (struct hf_target){{192, 0, 2, 99}, 5060, HF_TRANSPORT_UDP, 4};
        feed();
    }
}

static void feed_failures(uint64_t id)
{
    for (uint8_t cause = HF_CAUSE_SILENCE; cause < HF_CAUSE_UNRESOLVED; cause++) {
        struct hf_attempt_failed *failed = &begin(HF_EVENT_ATTEMPT_FAILED)->u.failed;
        failed->attempt = id;
        failed->cause = cause;
        feed();
        failed->reused = cause == HF_CAUSE_RESET || cause == HF_CAUSE_CLOSED;
        feed();
    }
}

static void feed_progress(uint64_t id)
{
    begin(HF_EVENT_PROVISIONAL)->u.provisional = (struct hf_provisional){.attempt = id,
                                                                         .status = 100};
    feed();
    rig.event.u.provisional.status = 180;
    feed();
    begin(HF_EVENT_LATE)->u.late = (struct hf_late){.attempt = id, .status = 180};
    feed();
    rig.event.u.late.status = 200;
    feed();
    begin(HF_EVENT_CONNECTED)->u.connected.attempt = id;
    feed();
    for (uint8_t i = 0; i < 4; i++) {
        begin(HF_EVENT_CHALLENGED)->u.challenged = (struct hf_challenged){
            .attempt = id, .realm = {"a", 1, 0}, .stale = i & 1, .after_credentials = i >> 1};
        feed();
    }
    for (uint8_t how = 0; how < HF_ABANDONED_COUNT; how++) {
        begin(HF_EVENT_ABANDONED)->u.abandoned = (struct hf_abandoned){
            .attempt = id, .expires_s = 600, .status = 200, .how = how};
        feed();
    }
}

Test(line_matrix, H2_answers_and_progress_of_every_attempt_in_every_situation)
{
    uint64_t ids[IDS_MOST];

    for (size_t i = 0; i < N_SITUATIONS; i++) {
        come_to(&situations[i]);
        for (size_t n = some_ids(ids); n > 0; n--) {
            feed_responses(ids[n - 1]);
            feed_failures(ids[n - 1]);
            feed_progress(ids[n - 1]);
        }
    }
}

static void feed_configurations(void)
{
    struct hf_config other = rig.config, less = rig.config;

    begin(HF_EVENT_CONFIGURED)->u.configured = (struct hf_configured){&rig.config, 1};
    feed();
    hf_config_init(&other);
    hf_config_name(&other, &other.servers[0].host, "192.0.2.77", 10);
    other.n_servers = 1;
    rig.event.u.configured.config = &other;
    cr_assert_eq(feed(), HF_OK, "%s", where);
    less.n_servers = less.n_servers > 1 ? less.n_servers - 1u : less.n_servers;
    less.mode ^= 1;
    less.unregister_old = 0;
    rig.event.u.configured.config = &less;
    feed();
}

static void feed_wishes(void)
{
    for (uint64_t request = 1; request < 7; request++) { /* some are wanted already */
        begin(HF_EVENT_WANTED)->u.wanted = (struct hf_wanted){.request = request};
        feed();
        rig.event.u.wanted.kind = HF_REQUEST_OTHER;
        feed();
        rig.event.u.wanted.emergency = 1;
        feed();
        begin(HF_EVENT_WITHDRAWN)->u.withdrawn.request = request;
        feed();
    }
}

static void feed_request(uint64_t call, uint8_t kind)
{
    for (uint8_t server = 0; server < 3; server++) {
        begin(HF_EVENT_WANTED)->u.wanted = (struct hf_wanted){
            .request = 77, .call = call, .kind = kind, .dialog_server = server};
        feed();
        rig.event.u.wanted.call = 0;
        feed();
        rig.event.u.wanted.emergency = 1;
        feed();
    }
}

static void feed_calls(void)
{
    for (uint64_t call = 1; call < 4; call++) {
        for (uint8_t kind = 0; kind < HF_REQUEST_COUNT; kind++)
            feed_request(call, kind);
        begin(HF_EVENT_CALL_ANSWERED)->u.call.call = call;
        feed();
    }
}

static void feed_world(void)
{
    for (uint8_t i = 0; i < 8; i++) {
        begin(HF_EVENT_NETWORK_CHANGED)->u.network = (struct hf_network_changed){
            .families_usable = i & 3, .address_changed = i >> 2};
        cr_assert_eq(feed(), HF_OK);
    }
    for (uint8_t i = 0; i < image.n_candidates; i++) {
        begin(HF_EVENT_FLOW_LOST)->u.flow_lost = (struct hf_flow_lost){
            .target = image.candidates[i].target, .cause = HF_CAUSE_RESET};
        cr_assert_eq(feed(), HF_OK);
        begin(HF_EVENT_TARGET_RESTED)->u.rested = (struct hf_target_rested){
            .target = image.candidates[i].target, .until_us = image.now_us + 30000000};
        cr_assert_eq(feed(), HF_OK);
    }
    for (uint64_t call = 1; call < 9; call++) {
        begin(HF_EVENT_CALL_ARRIVED)->u.call = (struct hf_call){.call = call, .server = 1};
        feed();
        begin(HF_EVENT_CALL_ENDED)->u.call = (struct hf_call){.call = call};
        feed();
    }
}

static void feed_facts(void)
{
    static const enum hf_event_kind facts[] = {HF_EVENT_STARTED, HF_EVENT_STOPPED,
                                               HF_EVENT_CREDENTIALS_CHANGED, HF_EVENT_TIME_PASSED};
    static const uint64_t moments[] = {0, 1, 60000000, 86400000000u, HF_EVENT_TIME_MAX_US};

    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        for (size_t j = 0; j < sizeof moments / sizeof *moments; j++) {
            begin(facts[i])->at_us = moments[j];
            feed();
        }
    }
    for (size_t j = 0; j < sizeof moments / sizeof *moments; j++) {
        begin(HF_EVENT_RESTORED)->u.restored.elapsed_us = moments[j];
        rig.event.at_us = moments[j];
        cr_assert_eq(feed(), HF_OK, "%s", where);
        rig.event.u.restored.elapsed_us = HF_ELAPSED_UNKNOWN;
        cr_assert_eq(feed(), HF_OK, "%s", where);
    }
}

Test(line_matrix, H2_the_users_and_the_worlds_events_in_every_situation)
{
    for (size_t i = 0; i < N_SITUATIONS; i++) {
        come_to(&situations[i]);
        feed_configurations();
        feed_wishes();
        feed_calls();
        feed_world();
        feed_facts();
    }
}

static void feed_answers_of_names(uint64_t query)
{
    struct hf_dns_record records[2] = {{.type = HF_DNS_A, .address = {192, 0, 2, 66}},
                                       {.type = HF_DNS_AAAA, .address = {32, 1, 13, 184}}};

    for (uint8_t outcome = 0; outcome < HF_DNS_COUNT; outcome++) {
        begin(HF_EVENT_DNS_ANSWERED)->u.dns = (struct hf_dns_answered){
            .query = query,
            .outcome = outcome,
            .ttl_s = 5,
            .records = records,
            .n_records = outcome == HF_DNS_ANSWER ? 2 : 0};
        feed();
    }
    for (uint8_t n = 0; n < 3; n++) {
        struct hf_located *located = &begin(HF_EVENT_LOCATED)->u.located;
        located->query = query;
        located->server = 1;
        located->ttl_s = n == 1 ? HF_TTL_UNKNOWN : 0;
        located->n_targets = n;
        for (uint8_t i = 0; i < n; i++)
            located->targets[i] = (struct hf_target){{192, 0, 2, i}, 5060, HF_TRANSPORT_TCP, 4};
        feed();
    }
}

Test(line_matrix, H2_answers_about_names_in_every_situation)
{
    for (size_t i = 0; i < N_SITUATIONS; i++) {
        come_to(&situations[i]);
        for (uint64_t number = 0; number <= image.next_query; number++)
            feed_answers_of_names(image.first_id + number);
        feed_answers_of_names(0);
    }
}

/* ---- ids that were never issued ---- */

Test(line_matrix, H2_an_id_that_was_never_issued_is_refused_in_every_situation)
{
    for (size_t i = 0; i < N_SITUATIONS; i++) {
        come_to(&situations[i]);
        begin(HF_EVENT_RESPONSE_RECEIVED)->u.response.status = 200;
        feed_unknown_ids(&rig.event.u.response.attempt);
        begin(HF_EVENT_ATTEMPT_FAILED)->u.failed.cause = HF_CAUSE_ICMP;
        feed_unknown_ids(&rig.event.u.failed.attempt);
        begin(HF_EVENT_PROVISIONAL)->u.provisional.status = 100;
        feed_unknown_ids(&rig.event.u.provisional.attempt);
        begin(HF_EVENT_CHALLENGED);
        feed_unknown_ids(&rig.event.u.challenged.attempt);
        begin(HF_EVENT_CONNECTED);
        feed_unknown_ids(&rig.event.u.connected.attempt);
        begin(HF_EVENT_ABANDONED);
        feed_unknown_ids(&rig.event.u.abandoned.attempt);
        begin(HF_EVENT_LATE)->u.late.status = 180;
        feed_unknown_ids(&rig.event.u.late.attempt);
    }
}

Test(line_matrix, H2_a_query_that_was_never_asked_is_refused_in_every_situation)
{
    for (size_t i = 0; i < N_SITUATIONS; i++) {
        come_to(&situations[i]);
        uint64_t unknown[] = {image.first_id, image.first_id + image.next_query, UINT64_MAX};
        for (size_t j = 0; j < 3; j++) {
            begin(HF_EVENT_DNS_ANSWERED)->u.dns.query = unknown[j];
            cr_assert_eq(feed(), HF_E_UNKNOWN_ID, "%s %zu", where, j);
            begin(HF_EVENT_LOCATED)->u.located.query = unknown[j];
            if (unknown[j] != 0)
                cr_assert_eq(feed(), HF_E_UNKNOWN_ID, "%s %zu", where, j);
        }
        begin(HF_EVENT_DNS_ANSWERED);
        cr_assert_eq(feed(), HF_E_UNKNOWN_ID, "%s", where);
    }
}
