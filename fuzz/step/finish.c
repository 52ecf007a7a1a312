/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The end of a run. First everybody answers: whatever came before, the line is in service within a
 * bound of time and events (H11), and every request of the user has been reported (H3). Then it
 * is stopped, and nothing is left: no flow, no deadline.
 */
#include <string.h>

#include "world.h"

#define EVENTS_MOST  1500
#define SERVICE_S    UINT64_C(20000) /* rests and waits of these configurations, one on another */
#define WAKES_MOST   64
#define GRANTED_S    3600
#define MICROSECONDS UINT64_C(1000000)

static bool is_in_service(const struct world *world)
{
    const uint8_t state = hf_line_status(world->line).state;

    return state == HF_LINE_REGISTERED || state == HF_LINE_ON_BACKUP;
}

static unsigned requests_left(const struct world *world)
{
    unsigned n = 0;

    for (unsigned i = 0; i < REQUESTS; i++)
        n += world->requests[i] != 0;
    return n;
}

static bool answer_an_attempt(struct world *world)
{
    struct hf_event event = {.at_us = world->now_us, .kind = HF_EVENT_RESPONSE_RECEIVED};

    event.u.response = (struct hf_response){
        .status = 200, .expires_s = GRANTED_S, .retry_after_s = HF_RETRY_AFTER_NONE};
    for (unsigned i = 0; i < ATTEMPTS; i++) {
        const struct attempt *attempt = &world->attempts[i];

        if (attempt->standing != STANDING_LIVE && attempt->standing != STANDING_ABANDONED)
            continue;
        event.u.response.attempt = attempt->send.attempt;
        if (attempt->standing == STANDING_ABANDONED) {
            event.kind = HF_EVENT_ABANDONED;
            event.u.abandoned = (struct hf_abandoned){.attempt = attempt->send.attempt,
                                                      .how = HF_ABANDONED_NOTHING};
        } else if (attempt->send.purpose == HF_PURPOSE_REMOVE) {
            event.u.response.expires_s = 0;
        }
        if (step(world, &event) != HF_OK)
            objection(world, "an honest answer was refused");
        return true;
    }
    return false;
}

static bool answer_a_query(struct world *world)
{
    const struct hf_target target = {
        .address = {192, 0, 2, 9}, .port = 5060, .family = HF_FAMILY_IPV4};
    struct hf_dns_record record = {.address = {192, 0, 2, 9}, .type = HF_DNS_A};
    struct hf_event event = {.at_us = world->now_us, .kind = HF_EVENT_DNS_ANSWERED};

    for (unsigned i = 0; i < QUERIES; i++) {
        const struct query *query = &world->queries[i];

        if (!query->open)
            continue;
        record.type = query->type;
        record.port = 5060;
        record.name = (struct hf_text){.at = "192.0.2.9", .length = 9};
        event.u.dns = (struct hf_dns_answered){
            .records = &record, .query = query->id, .n_records = 1, .ttl_s = GRANTED_S};
        if (query->type == HF_DNS_NAPTR) {
            event.u.dns.n_records = 0;
            event.u.dns.outcome = HF_DNS_NO_NAME;
        }
        if (query->type == HF_DNS_LOCATE) {
            event.kind = HF_EVENT_LOCATED;
            event.u.located = (struct hf_located){
                .query = query->id, .ttl_s = GRANTED_S, .n_targets = 1, .targets = {target}};
        }
        if (step(world, &event) != HF_OK)
            objection(world, "an honest answer to a query was refused");
        return true;
    }
    return false;
}

static void wake(struct world *world)
{
    struct hf_event event = {.kind = HF_EVENT_TIME_PASSED};
    const uint64_t deadline_us = hf_line_deadline(world->line).at_us;

    if (deadline_us == HF_NEVER)
        return;
    if (deadline_us > world->now_us)
        world->now_us = deadline_us;
    event.at_us = world->now_us;
    step_honest(world, &event);
}

static void come_into_service(struct world *world)
{
    struct hf_event event = {.at_us = world->now_us, .kind = HF_EVENT_NETWORK_CHANGED};
    const uint64_t begin_us = world->now_us;
    unsigned n = 0;

    event.u.network.families_usable = HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6;
    step_honest(world, &event);
    while (n < EVENTS_MOST && (!is_in_service(world) || requests_left(world) > 0)) {
        if (!answer_an_attempt(world) && !answer_a_query(world))
            wake(world);
        n++;
    }
    if (n < EVENTS_MOST && world->now_us - begin_us < SERVICE_S * MICROSECONDS)
        return;
    objection(world, is_in_service(world) ? "a request is not reported though all answer (H3)"
                                          : "the line is not in service though all answer (H11)");
}

static void stop(struct world *world)
{
    struct hf_event event = {.at_us = world->now_us, .kind = HF_EVENT_STOPPED};

    step_honest(world, &event);
    for (int i = 0; i < WAKES_MOST; i++)
        wake(world);
    if (hf_line_deadline(world->line).at_us != HF_NEVER)
        objection(world, "a stopped line still waits for something (H8)");
    if (requests_left(world) > 0)
        objection(world, "a stopped line owes a report (H3)");
    if (world->n_kept > 0)
        objection(world, "a stopped line keeps a flow alive (C3a)");
    if (hf_line_status(world->line).state != HF_LINE_DISABLED)
        objection(world, "a stopped line is not disabled (F1)");
}

/* The other sides hang up. */
static void end_calls(struct world *world)
{
    for (unsigned i = 0; i < HF_LINE_CALLS + 1; i++) {
        struct hf_event event = {.at_us = world->now_us, .kind = HF_EVENT_CALL_ENDED};

        event.u.call.call = world->calls[i].id;
        if (event.u.call.call != 0)
            step_honest(world, &event);
    }
}

void finish(struct world *world)
{
    if (world->started && hf_line_config(world->line)->n_servers > 0)
        come_into_service(world);
    if (requests_left(world) > 0 || world->input.left % 2 == 0)
        end_calls(world);
    stop(world);
}
