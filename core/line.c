/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The door: validate, route to a machine, settle. The only file that knows the order inside a
 * step:
 *   1. validate (validate.c): refuse before anything changes, or call the event late (H2)
 *   2. apply the fact to the machine it is about
 *   3. settle: passes hear their attempts and names, registrations, failback, requests, calls and
 *      OPTIONS hear their passes, until nothing moves; then the flows that are kept alive follow
 *   4. report what the user sees, when it changed (F1)
 * TimePassed does 2 and 3 for each deadline that is due, earliest first, ties in the order of
 * enum hf_machine and then of index.
 */
#include "holdfast/line.h"

#include <stdalign.h>
#include <stdbool.h>
#include <string.h>

#include "abandoned.h"
#include "attempt.h"
#include "binding.h"
#include "call.h"
#include "candidates.h"
#include "context.h"
#include "decision.h"
#include "failback.h"
#include "flow.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "locate.h"
#include "options.h"
#include "pass.h"
#include "proxy_failback.h"
#include "reconfigure.h"
#include "registration.h"
#include "report.h"
#include "requests.h"
#include "restored.h"
#include "service.h"
#include "target_failback.h"
#include "validate.h"

#define ROUNDS_MAX     64 /* of settling, and of deadlines in one TimePassed: far above the need */
#define ACTIONS_OF_ONE 44 /* that one deadline may lead to; tests/unit/core/moves.c */

_Static_assert(sizeof(struct hf_line) <= HF_LINE_BYTES_MAX, "a line keeps to its budget");

size_t hf_line_size(void)
{
    return sizeof(struct hf_line);
}

size_t hf_line_align(void)
{
    return alignof(struct hf_line);
}

static void init_passes(struct hf_line *line)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        line->passes[i].attempt.deadline_us = HF_NEVER;
        line->passes[i].candidate = HF_NONE;
        line->passes[i].other = HF_NONE;
    }
}

static void init_machines(struct hf_line *line)
{
    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++) {
        line->bindings[i].expires_us = HF_NEVER;
        line->bindings[i].candidate = HF_NONE;
        line->bindings[i].kept = HF_NONE;
        line->registrations[i].deadline_us = HF_NEVER;
        line->registrations[i].working = HF_NONE;
        line->target_failback.deadline_us[i] = HF_NEVER;
        line->proxy_failback.deadline_us[i] = HF_NEVER;
    }
    for (uint8_t i = 0; i < HF_LINE_HOSTS; i++)
        line->lookups[i].deadline_us = HF_NEVER;
    line->service.working = HF_NONE;
    line->service.accused = HF_NONE;
    line->service.answered = HF_NONE;
    line->service.families = HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6;
    line->failback.deadline_us = HF_NEVER;
    line->failback.moved_us[0] = HF_NEVER;
    line->failback.moved_us[1] = HF_NEVER;
    line->options.deadline_us = HF_NEVER;
    line->options.slot = HF_NONE;
    line->options.candidate = HF_NONE;
    line->reported.next_us = HF_NEVER;
}

int hf_line_init(void *memory, size_t size, uint32_t abi)
{
    struct hf_line *line = memory;

    if (abi != HF_ABI)
        return HF_E_ABI;
    if (size < sizeof *line || (uintptr_t)memory % alignof(struct hf_line) != 0)
        return HF_E_SPACE;
    memset(line, 0, sizeof *line);
    line->abi = HF_ABI;
    line->next_series = 1;
    line->next_query = 1;
    init_passes(line);
    init_machines(line);
    return HF_OK;
}

/* ---- deadlines ---- */

static void take_earlier(struct hf_deadline *earliest, uint64_t at_us, enum hf_machine machine,
                         uint8_t state)
{
    if (at_us >= earliest->at_us)
        return;
    earliest->at_us = at_us;
    earliest->machine = (uint8_t)machine;
    earliest->state = state;
}

static void take_earliest_of_arrays(struct hf_deadline *earliest, const struct hf_line *line)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++)
        take_earlier(earliest, line->passes[i].attempt.deadline_us, HF_MACHINE_ATTEMPT,
                     line->passes[i].attempt.state);
    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++)
        take_earlier(earliest, line->bindings[i].expires_us, HF_MACHINE_BINDING,
                     line->bindings[i].state);
    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++)
        take_earlier(earliest, line->registrations[i].deadline_us, HF_MACHINE_REGISTRATION,
                     line->registrations[i].state);
}

struct hf_deadline hf_line_deadline(const struct hf_line *line)
{
    struct hf_deadline earliest = {.at_us = HF_NEVER};

    take_earliest_of_arrays(&earliest, line);
    take_earlier(&earliest, line->failback.deadline_us, HF_MACHINE_FAILBACK, line->failback.state);
    for (uint8_t i = 0; i < HF_LINE_HOSTS; i++)
        take_earlier(&earliest, line->lookups[i].deadline_us, HF_MACHINE_LOCATE,
                     line->lookups[i].state);
    take_earlier(&earliest, line->options.deadline_us, HF_MACHINE_OPTIONS, line->options.state);
    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++)
        take_earlier(&earliest, line->target_failback.deadline_us[i], HF_MACHINE_TARGET_FAILBACK,
                     line->target_failback.state[i]);
    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++)
        take_earlier(&earliest, line->proxy_failback.deadline_us[i], HF_MACHINE_PROXY_FAILBACK,
                     line->proxy_failback.state[i]);
    return earliest;
}

/* The order is that of who depends on whom; the first that moves lets the earlier ones look
 * again. */
static bool settle_once(struct hf_context *x)
{
    return hf_pass_settle(x) || hf_registration_settle(x) || hf_failback_settle(x) ||
           hf_target_failback_settle(x) || hf_proxy_failback_settle(x) || hf_requests_settle(x) ||
           hf_call_settle(x) || hf_service_settle(x) || hf_options_settle(x);
}

static void settle(struct hf_context *x)
{
    for (int round = 0; round < ROUNDS_MAX; round++) {
        if (!settle_once(x))
            return;
    }
    HF_UNREACHABLE();
}

static void expire_binding(struct hf_context *x, uint64_t at_us)
{
    for (uint8_t server = 1; server <= HF_LINE_SERVERS; server++) {
        if (x->line->bindings[server - 1].expires_us != at_us)
            continue;
        hf_binding_on_deadline(x, server);
        hf_registration_on_expiry(x, server);
        return;
    }
}

static void end_budget(struct hf_context *x, uint64_t at_us)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        struct hf_pass *pass = &x->line->passes[i];
        if (pass->attempt.deadline_us != at_us)
            continue;
        hf_attempt_on_deadline(x, &pass->attempt, pass->request);
        return;
    }
}

static void wake_registration(struct hf_context *x, uint64_t at_us)
{
    for (uint8_t k = 0; k < HF_LINE_SERVERS; k++) {
        if (x->line->registrations[k].deadline_us != at_us)
            continue;
        hf_registration_on_deadline(x, k);
        return;
    }
}

static void end_lookup(struct hf_context *x, uint64_t at_us)
{
    for (uint8_t host = 0; host < HF_LINE_HOSTS; host++) {
        if (x->line->lookups[host].deadline_us != at_us)
            continue;
        hf_locate_on_deadline(x, host);
        return;
    }
}

static void go_back(struct hf_context *x, uint64_t at_us)
{
    for (uint8_t k = 0; k < HF_LINE_SERVERS; k++) {
        if (x->line->target_failback.deadline_us[k] != at_us)
            continue;
        hf_target_failback_on_deadline(x, k);
        return;
    }
}

static void go_back_to_proxy(struct hf_context *x, uint64_t at_us)
{
    for (uint8_t k = 0; k < HF_LINE_SERVERS; k++) {
        if (x->line->proxy_failback.deadline_us[k] != at_us)
            continue;
        hf_proxy_failback_on_deadline(x, k);
        return;
    }
}

static void fire(struct hf_context *x, const struct hf_deadline *due)
{
    switch ((enum hf_machine)due->machine) {
    case HF_MACHINE_ATTEMPT: end_budget(x, due->at_us); break;
    case HF_MACHINE_BINDING: expire_binding(x, due->at_us); break;
    case HF_MACHINE_REGISTRATION: wake_registration(x, due->at_us); break;
    case HF_MACHINE_FAILBACK: hf_failback_on_deadline(x); break;
    case HF_MACHINE_LOCATE: end_lookup(x, due->at_us); break;
    case HF_MACHINE_OPTIONS: hf_options_on_deadline(x); break;
    case HF_MACHINE_TARGET_FAILBACK: go_back(x, due->at_us); break;
    case HF_MACHINE_PROXY_FAILBACK: go_back_to_proxy(x, due->at_us); break;
    case HF_MACHINE_NONE:
    case HF_MACHINE_PASS:
    case HF_MACHINE_CALL:
    case HF_MACHINE_LINE:
    case HF_MACHINE_COUNT: HF_UNREACHABLE();
    }
}

static void on_time_passed(struct hf_context *x)
{
    for (int round = 0; round < ROUNDS_MAX; round++) {
        struct hf_deadline due = hf_line_deadline(x->line);
        if (due.at_us > x->now_us || HF_ACTIONS_MAX - x->actions->n < ACTIONS_OF_ONE)
            return; /* H9: what is left is due still, and the shell wakes the line at once */
        fire(x, &due);
        settle(x);
    }
    HF_UNREACHABLE();
}

/* ---- facts ---- */

static void on_response(struct hf_context *x, const struct hf_response *response)
{
    uint8_t slot = hf_find_attempt(x->line, response->attempt);

    if (slot == HF_NONE) /* abandoned while the response was on its way to us */
        hf_abandoned_on_response(x, response);
    else
        hf_attempt_on_response(x, &x->line->passes[slot].attempt, response);
}

static void on_failed(struct hf_context *x, const struct hf_attempt_failed *failed)
{
    uint8_t slot = hf_find_attempt(x->line, failed->attempt);

    if (slot == HF_NONE)
        hf_abandoned_on_failed(x, failed->attempt);
    else
        hf_attempt_on_failed(x, &x->line->passes[slot].attempt, failed,
                             x->line->passes[slot].request);
}

static void on_provisional(struct hf_context *x, const struct hf_provisional *provisional)
{
    uint8_t slot = hf_find_attempt(x->line, provisional->attempt);

    hf_attempt_on_provisional(x, &x->line->passes[slot].attempt, provisional->status);
    hf_call_on_provisional(x, slot);
}

static struct hf_attempt *live_attempt(struct hf_context *x, uint64_t id)
{
    return &x->line->passes[hf_find_attempt(x->line, id)].attempt;
}

static void on_wanted(struct hf_context *x, const struct hf_wanted *wanted)
{
    if (wanted->kind == HF_REQUEST_REGISTER)
        hf_registration_on_wanted(x, wanted->request);
    else if (wanted->kind == HF_REQUEST_INVITE || wanted->call != 0)
        hf_call_on_wanted(x, wanted);
    else
        hf_requests_on_wanted(x, wanted);
}

static void on_withdrawn(struct hf_context *x, uint64_t request)
{
    uint8_t slot = hf_requests_find(x->line, request);

    if (slot == HF_NONE)
        hf_registration_on_withdrawn(x, request);
    else if (x->line->passes[slot].call != 0)
        hf_call_on_withdrawn(x, request);
    else
        hf_requests_on_withdrawn(x, request);
}

/* A10: another line's experience. No longer than this line would believe its own. */
static void on_target_rested(struct hf_context *x, const struct hf_target_rested *rested)
{
    const struct hf_config *config = &x->line->config;
    uint64_t most_s = hf_time_max(config->quarantine_s, config->retry_after_max_s);
    uint64_t until_us = hf_time_min(rested->until_us, hf_time_add(x->now_us, most_s * HF_US_PER_S));

    if (!config->share_rests || until_us <= x->now_us)
        return;
    hf_rest_set(x->line,
                &(struct hf_rest){.until_us = until_us, .target = rested->target, .shared = 1});
    hf_explain(x, &(struct hf_decision){.until_us = until_us,
                                        .setting_value = config->share_rests,
                                        .why = HF_WHY_REST_SHARED,
                                        .setting = HF_SETTING_SHARE_RESTS,
                                        .machine = HF_MACHINE_ATTEMPT,
                                        .cause = rested->cause});
}

static void apply_to_attempt(struct hf_context *x, const struct hf_event *event)
{
    switch ((enum hf_event_kind)event->kind) {
    case HF_EVENT_RESPONSE_RECEIVED: on_response(x, &event->u.response); break;
    case HF_EVENT_ATTEMPT_FAILED: on_failed(x, &event->u.failed); break;
    case HF_EVENT_ABANDONED: hf_abandoned_on_end(x, &event->u.abandoned); break;
    case HF_EVENT_LATE: hf_abandoned_on_late(x, &event->u.late); break;
    case HF_EVENT_PROVISIONAL: on_provisional(x, &event->u.provisional); break;
    case HF_EVENT_CHALLENGED:
        hf_attempt_on_challenged(x, live_attempt(x, event->u.challenged.attempt),
                                 &event->u.challenged);
        break;
    case HF_EVENT_CONNECTED:
        hf_attempt_on_connected(x, live_attempt(x, event->u.connected.attempt));
        break;
    default: HF_UNREACHABLE(); /* apply() has the others, validation has refused the rest */
    }
}

static void apply(struct hf_context *x, const struct hf_event *event)
{
    switch ((enum hf_event_kind)event->kind) {
    case HF_EVENT_CONFIGURED: hf_reconfigure(x, &event->u.configured); break;
    case HF_EVENT_STARTED: hf_registration_on_started(x); break;
    case HF_EVENT_STOPPED: hf_registration_on_stopped(x); break;
    case HF_EVENT_WANTED: on_wanted(x, &event->u.wanted); break;
    case HF_EVENT_WITHDRAWN: on_withdrawn(x, event->u.withdrawn.request); break;
    case HF_EVENT_DNS_ANSWERED: hf_locate_on_answered(x, &event->u.dns); break;
    case HF_EVENT_LOCATED: hf_locate_on_located(x, &event->u.located); break;
    case HF_EVENT_NETWORK_CHANGED: hf_registration_on_network(x, &event->u.network); break;
    case HF_EVENT_FLOW_LOST: hf_registration_on_flow_lost(x, &event->u.flow_lost); break;
    case HF_EVENT_TARGET_RESTED: on_target_rested(x, &event->u.rested); break;
    case HF_EVENT_CREDENTIALS_CHANGED: hf_registration_on_credentials(x); break;
    case HF_EVENT_CALL_ARRIVED: hf_call_on_arrived(x, &event->u.call); break;
    case HF_EVENT_CALL_ANSWERED: hf_call_on_answered(x, event->u.call.call); break;
    case HF_EVENT_CALL_ENDED: hf_call_on_ended(x, event->u.call.call); break;
    case HF_EVENT_TIME_PASSED: on_time_passed(x); break;
    case HF_EVENT_RESTORED: hf_restored_rebase(x, event->u.restored.elapsed_us); break;
    case HF_EVENT_RESPONSE_RECEIVED:
    case HF_EVENT_ATTEMPT_FAILED:
    case HF_EVENT_ABANDONED:
    case HF_EVENT_PROVISIONAL:
    case HF_EVENT_CHALLENGED:
    case HF_EVENT_LATE:
    case HF_EVENT_CONNECTED: apply_to_attempt(x, event); break;
    case HF_EVENT_NONE:
    case HF_EVENT_COUNT: HF_UNREACHABLE(); /* validation has refused them */
    }
}

/* ---- the door ---- */

/* Restored alone may set the clock back: its time is the new clock's. */
static uint64_t time_of(const struct hf_line *line, const struct hf_event *event)
{
    if (event->kind == HF_EVENT_RESTORED)
        return event->at_us;
    return hf_time_max(event->at_us, line->now_us);
}

int hf_line_step(struct hf_line *line, const struct hf_event *event, struct hf_actions *actions)
{
    struct hf_context x = {.line = line, .actions = actions};
    int verdict;

    HF_ASSERT(line != NULL && event != NULL && actions != NULL);
    HF_ASSERT(line->stepping == 0);
    actions->n = 0;
    actions->late_events = 0;
    memset(&actions->refusal, 0, sizeof actions->refusal);
    verdict = hf_validate(line, event, &actions->refusal);
    if (verdict < 0)
        return verdict;
    line->stepping = 1;
    x.now_us = time_of(line, event);
    x.cause_event = (uint16_t)event->kind;
    if (verdict == HF_VERDICT_LATE) {
        line->late_events++;
        actions->late_events = 1;
        line->now_us = hf_time_max(line->now_us, x.now_us);
    } else {
        if (event->kind != HF_EVENT_RESTORED)
            line->now_us = x.now_us;
        apply(&x, event);
        settle(&x);
        (void)hf_flow_settle(&x);
        hf_candidates_tidy(line);
        hf_report_settle(&x);
    }
    line->stepping = 0;
    return HF_OK;
}

struct hf_line_status hf_line_status(const struct hf_line *line)
{
    return line->reported;
}

uint64_t hf_line_now(const struct hf_line *line)
{
    return line->now_us;
}

uint64_t hf_line_seed(const struct hf_line *line)
{
    return line->seed;
}

const struct hf_config *hf_line_config(const struct hf_line *line)
{
    return &line->config;
}
