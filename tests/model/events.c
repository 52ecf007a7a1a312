/* SPDX-License-Identifier: Apache-2.0 */
/* Moves as events, and in words. */
#include <stdio.h>
#include <string.h>

#include "branches.h"
#include "model.h"

#define RETRY_AFTER_S 1800u /* longer than any wait: what rests would be tried */
#define DNS_TTL_S     1200u
#define RECORDS_MOST  4u

/* An id that no request or call of the line has. */
static uint64_t new_request(const struct hf_line *line)
{
    uint64_t id = 1;

    for (uint8_t i = 0; i < HF_LINE_REQUESTS; i++)
        id += line->wishes.requests[i];
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++)
        id += line->passes[i].request;
    for (uint8_t i = 0; i < HF_CALL_ENTRIES; i++)
        id += line->calls[i].id;
    return id % (UINT64_C(1) << 40) + (id >= UINT64_C(1) << 40);
}

static uint64_t watched_id(const struct hf_line *line, uint8_t place)
{
    return line->first_id + line->watched[place].number - 1;
}

static struct hf_response answer(const struct hf_line *line, const struct move *move)
{
    const struct hf_attempt *a = &line->passes[move->at].attempt;

    return (struct hf_response){
        .attempt = a->id,
        .status = move->status,
        .expires_s = a->kind == HF_REQUEST_REGISTER ? a->expires_s : HF_EXPIRES_NONE,
        .retry_after_s = move->status == 503 && a->kind == HF_REQUEST_REGISTER
                             ? RETRY_AFTER_S
                             : HF_RETRY_AFTER_NONE};
}

static struct hf_abandoned abandoned(const struct hf_line *line, const struct move *move)
{
    return (struct hf_abandoned){.attempt = watched_id(line, move->at),
                                 .how = move->how,
                                 .status = move->status,
                                 .expires_s = line->watched[move->at].expires_s};
}

/* 192.0.2.11 and on are the first server's targets, .21 and on the second's. */
static struct hf_dns_answered named(const struct model_world *world, const struct hf_line *line,
                                    const struct move *move)
{
    static struct hf_dns_record records[RECORDS_MOST];
    static const uint8_t outcomes[] = {HF_DNS_ANSWER, HF_DNS_ANSWER, HF_DNS_NO_NAME};
    const struct hf_branch *b = &line->branches[move->at];
    struct hf_dns_answered dns = {
        .query = line->first_id + b->query, .ttl_s = DNS_TTL_S, .outcome = outcomes[move->how]};
    const uint8_t server = b->host; /* no server has proxies here */

    memset(records, 0, sizeof records);
    for (uint8_t i = move->how; i < world->targets && dns.outcome == HF_DNS_ANSWER; i++) {
        struct hf_dns_record *r = &records[dns.n_records++];
        r->type = HF_DNS_A;
        memcpy(r->address, (const uint8_t[]){192, 0, 2, (uint8_t)(10 * server + 1 + i)}, 4);
    }
    dns.records = records;
    return dns;
}

static void make_call(struct hf_event *event, const struct hf_line *line, const struct move *move)
{
    uint64_t id = line->calls[move->at].id;

    event->kind = move->how;
    if (move->how == HF_EVENT_WITHDRAWN)
        event->u.withdrawn.request = id;
    else if (move->how == HF_EVENT_WANTED)
        event->u.wanted = (struct hf_wanted){
            .request = new_request(line), .call = id, .kind = HF_REQUEST_BYE};
    else if (move->how == HF_EVENT_CALL_ARRIVED)
        event->u.call = (struct hf_call){.call = new_request(line),
                                         .server = line->candidates[line->service.working].server};
    else
        event->u.call.call = id;
}

/* The seed stays: another one is a change. */
static void make_configured(struct hf_event *event, const struct model_world *world,
                            const struct hf_line *line, uint8_t which)
{
    static struct hf_config config;

    world->configure(&config, which);
    event->kind = HF_EVENT_CONFIGURED;
    event->u.configured = (struct hf_configured){.config = &config, .seed = line->seed};
}

struct hf_event move_event(const struct model_world *world, const struct hf_line *line,
                           const struct move *move)
{
    static const uint32_t kinds[] = {[MOVE_WAKE] = HF_EVENT_TIME_PASSED,
                                     [MOVE_HEAL] = HF_EVENT_NONE,
                                     [MOVE_ANSWER] = HF_EVENT_RESPONSE_RECEIVED,
                                     [MOVE_FAIL] = HF_EVENT_ATTEMPT_FAILED,
                                     [MOVE_PROGRESS] = HF_EVENT_PROVISIONAL,
                                     [MOVE_ABANDONED] = HF_EVENT_ABANDONED,
                                     [MOVE_LATE] = HF_EVENT_LATE,
                                     [MOVE_NAMED] = HF_EVENT_DNS_ANSWERED,
                                     [MOVE_WANT] = HF_EVENT_WANTED,
                                     [MOVE_FLOW] = HF_EVENT_FLOW_LOST};
    struct hf_event event = {.at_us = line->now_us};
    uint64_t due_us = hf_line_deadline(line).at_us;

    if (move->kind != MOVE_FACT && move->kind != MOVE_CALL && move->kind != MOVE_CONFIGURE)
        event.kind = kinds[move->kind];
    switch (move->kind) {
    case MOVE_WAKE: event.at_us = due_us > line->now_us ? due_us : line->now_us; break;
    case MOVE_ANSWER: event.u.response = answer(line, move); break;
    case MOVE_FAIL:
        event.u.failed = (struct hf_attempt_failed){.attempt = line->passes[move->at].attempt.id,
                                                    .cause = move->how};
        break;
    case MOVE_PROGRESS:
        event.u.provisional = (struct hf_provisional){.attempt = line->passes[move->at].attempt.id,
                                                      .status = move->status};
        break;
    case MOVE_ABANDONED: event.u.abandoned = abandoned(line, move); break;
    case MOVE_LATE:
        event.u.late = (struct hf_late){watched_id(line, move->at), move->status, {0}};
        break;
    case MOVE_NAMED: event.u.dns = named(world, line, move); break;
    case MOVE_FACT: event.kind = move->at; break;
    case MOVE_WANT:
        event.u.wanted = (struct hf_wanted){.request = new_request(line), .kind = move->at};
        break;
    case MOVE_CALL: make_call(&event, line, move); break;
    case MOVE_CONFIGURE: make_configured(&event, world, line, move->at); break;
    case MOVE_FLOW:
        event.u.flow_lost = (struct hf_flow_lost){
            line->candidates[move->at].target, HF_CAUSE_RESET, {0}};
        break;
    case MOVE_HEAL: break;
    }
    return event;
}

/* ---- in words ---- */

static unsigned octet(const struct hf_line *line, uint8_t candidate)
{
    return candidate < line->n_candidates ? line->candidates[candidate].target.address[3] : 0;
}

void move_say(const struct hf_line *line, const struct move *move, char *text, size_t size)
{
    static const char *const healed[] = {"", "all servers answer", "server 1 alone answers",
                                         "server 2 alone answers"};
    static const char *const named[] = {"its targets", "without the first", "no such name"};
    const struct hf_attempt *a = &line->passes[move->at < HF_LINE_PASSES ? move->at : 0].attempt;
    uint64_t due_us = hf_line_deadline(line).at_us;
    uint64_t wait_s = due_us > line->now_us ? (due_us - line->now_us) / 1000000 : 0;

    switch (move->kind) {
    case MOVE_WAKE: snprintf(text, size, "%u s pass", (unsigned)wait_s); break;
    case MOVE_HEAL: snprintf(text, size, "from now on %s", healed[move->how]); break;
    case MOVE_ANSWER:
    case MOVE_PROGRESS:
        snprintf(text, size, ".%u answers %u to %s", octet(line, a->candidate), move->status,
                 hf_request_kind_name(a->kind));
        break;
    case MOVE_FAIL:
        snprintf(text, size, "nobody listens at .%u (%s)", octet(line, a->candidate),
                 hf_request_kind_name(a->kind));
        break;
    case MOVE_ABANDONED:
    case MOVE_LATE:
        snprintf(text, size, "abandoned at .%u: %s, how %u, status %u",
                 octet(line, line->watched[move->at].candidate),
                 move->kind == MOVE_LATE ? "a late answer" : "it ends", move->how, move->status);
        break;
    case MOVE_NAMED: snprintf(text, size, "DNS says %s", named[move->how]); break;
    case MOVE_FACT: snprintf(text, size, "%s", hf_event_name(move->at)); break;
    case MOVE_WANT: snprintf(text, size, "Wanted %s", hf_request_kind_name(move->at)); break;
    case MOVE_CALL: snprintf(text, size, "%s of a call", hf_event_name(move->how)); break;
    case MOVE_CONFIGURE: snprintf(text, size, "configuration %u", move->at); break;
    case MOVE_FLOW: snprintf(text, size, "the flow to .%u is lost", octet(line, move->at)); break;
    }
}
