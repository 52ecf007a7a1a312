/* SPDX-License-Identifier: Apache-2.0 */
/* Moves as events, and in words. */
#include <stdio.h>
#include <string.h>

#include "branches.h"
#include "model.h"

#define DNS_TTL_S     1200u
#define RECORDS_MOST  4u
#define MIN_EXPIRES_S (8 * UNIT_S)

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

static struct hf_target elsewhere(uint8_t octet)
{
    return (struct hf_target){.address = {192, 0, 2, octet},
                              .port = 5060,
                              .transport = HF_TRANSPORT_UDP,
                              .family = HF_FAMILY_IPV4};
}

static struct hf_response answer(const struct hf_line *line, const struct move *move)
{
    const struct hf_attempt *a = &line->passes[move->at].attempt;

    struct hf_response response = {
        .attempt = a->id,
        .status = move->status,
        .expires_s = a->kind == HF_REQUEST_REGISTER ? a->expires_s : HF_EXPIRES_NONE,
        .retry_after_s = move->status == 503 && a->kind == HF_REQUEST_REGISTER
                             ? RETRY_AFTER_S
                             : HF_RETRY_AFTER_NONE,
        .min_expires_s = move->status == 423 ? MIN_EXPIRES_S : 0};

    for (uint8_t i = 8; move->status == 302 && i <= 9; i++) /* it goes to and fro between these */
        response.redirects[response.n_redirects++] = elsewhere(i);
    return response;
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

/* To an attempt that runs, or to one that was abandoned. */
static void make_answer(struct hf_event *event, const struct hf_line *line, const struct move *move)
{
    const bool runs = move->kind != MOVE_ABANDONED && move->kind != MOVE_LATE;
    uint64_t id = runs ? line->passes[move->at].attempt.id : watched_id(line, move->at);

    switch (move->kind) {
    case MOVE_ANSWER: event->u.response = answer(line, move); break;
    case MOVE_FAIL:
        event->u.failed = (struct hf_attempt_failed){
            .attempt = id, .cause = move->how, .reused = move->status != 0};
        break;
    case MOVE_PROGRESS:
        event->u.provisional = (struct hf_provisional){.attempt = id, .status = move->status};
        break;
    case MOVE_CHALLENGE:
        event->u.challenged = (struct hf_challenged){.attempt = id,
                                                     .realm = {.at = "example", .length = 7},
                                                     .stale = move->how == CHALLENGE_STALE,
                                                     .after_credentials = move->how !=
                                                                          CHALLENGE_FIRST};
        break;
    case MOVE_ABANDONED: event->u.abandoned = abandoned(line, move); break;
    default: event->u.late = (struct hf_late){id, move->status, {0}}; break;
    }
}

static void make_change(struct hf_event *event, const struct hf_line *line, const struct move *move)
{
    const struct hf_target target = line->candidates[move->at].target;

    if (move->kind == MOVE_NETWORK)
        event->u.network = (struct hf_network_changed){
            .families_usable = move->how == NETWORK_GONE ? 0 : HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6,
            .address_changed = move->how == NETWORK_MOVED};
    else if (move->kind == MOVE_REST)
        event->u.rested = (struct hf_target_rested){
            line->now_us + UNIT_S * UINT64_C(1000000), target, HF_CAUSE_SILENCE, {0}};
    else
        event->u.flow_lost = (struct hf_flow_lost){target, HF_CAUSE_RESET, {0}};
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
                                     [MOVE_FLOW] = HF_EVENT_FLOW_LOST,
                                     [MOVE_CHALLENGE] = HF_EVENT_CHALLENGED,
                                     [MOVE_NETWORK] = HF_EVENT_NETWORK_CHANGED,
                                     [MOVE_REST] = HF_EVENT_TARGET_RESTED};
    struct hf_event event = {.at_us = line->now_us, .kind = kinds[move->kind]};
    uint64_t due_us = hf_line_deadline(line).at_us;

    switch (move->kind) {
    case MOVE_WAKE: event.at_us = due_us > line->now_us ? due_us : line->now_us; break;
    case MOVE_HEAL: break;
    case MOVE_ANSWER:
    case MOVE_FAIL:
    case MOVE_PROGRESS:
    case MOVE_CHALLENGE:
    case MOVE_ABANDONED:
    case MOVE_LATE: make_answer(&event, line, move); break;
    case MOVE_NAMED: event.u.dns = named(world, line, move); break;
    case MOVE_FACT: event.kind = move->at; break;
    case MOVE_WANT:
        event.u.wanted = (struct hf_wanted){
            .request = new_request(line), .kind = move->at, .emergency = move->how};
        break;
    case MOVE_CALL: make_call(&event, line, move); break;
    case MOVE_CONFIGURE: make_configured(&event, world, line, move->at); break;
    case MOVE_FLOW:
    case MOVE_NETWORK:
    case MOVE_REST: make_change(&event, line, move); break;
    }
    return event;
}

/* ---- in words ---- */

static unsigned octet(const struct hf_line *line, uint8_t candidate)
{
    return candidate < line->n_candidates ? line->candidates[candidate].target.address[3] : 0;
}

static void say_answer(const struct hf_line *line, const struct move *move, char *text, size_t size)
{
    static const char *const challenges[] = {"challenges", "refuses the credentials of",
                                             "calls the nonce stale of"};
    const struct hf_attempt *a = &line->passes[move->at].attempt;
    const char *kind = hf_request_kind_name(a->kind);
    unsigned at = octet(line, a->candidate);

    if (move->kind == MOVE_FAIL)
        snprintf(text, size, "%s at .%u (%s%s)", hf_cause_name(move->how), at, kind,
                 move->status != 0 ? ", on an old connection" : "");
    else if (move->kind == MOVE_CHALLENGE)
        snprintf(text, size, ".%u %s %s", at, challenges[move->how], kind);
    else
        snprintf(text, size, ".%u answers %u to %s", at, move->status, kind);
}

static void say_wish(const struct move *move, char *text, size_t size)
{
    static const char *const networks[] = {"goes", "comes back", "has another address"};

    switch (move->kind) {
    case MOVE_FACT: snprintf(text, size, "%s", hf_event_name(move->at)); break;
    case MOVE_WANT:
        snprintf(text, size, "Wanted %s%s", hf_request_kind_name(move->at),
                 move->how != 0 ? ", an emergency" : "");
        break;
    case MOVE_CALL: snprintf(text, size, "%s of a call", hf_event_name(move->how)); break;
    case MOVE_CONFIGURE: snprintf(text, size, "configuration %u", move->at); break;
    default: snprintf(text, size, "the network %s", networks[move->how]); break;
    }
}

void move_say(const struct hf_line *line, const struct move *move, char *text, size_t size)
{
    static const char *const healed[] = {"", "all servers answer", "server 1 alone answers",
                                         "server 2 alone answers"};
    static const char *const named[] = {"its targets", "without the first", "no such name"};
    uint64_t due_us = hf_line_deadline(line).at_us;
    uint64_t wait_s = due_us > line->now_us ? (due_us - line->now_us) / 1000000 : 0;

    switch (move->kind) {
    case MOVE_WAKE: snprintf(text, size, "%u s pass", (unsigned)wait_s); break;
    case MOVE_HEAL: snprintf(text, size, "from now on %s", healed[move->how]); break;
    case MOVE_ANSWER:
    case MOVE_PROGRESS:
    case MOVE_CHALLENGE:
    case MOVE_FAIL: say_answer(line, move, text, size); break;
    case MOVE_ABANDONED:
    case MOVE_LATE:
        snprintf(text, size, "abandoned at .%u: %s, how %u, status %u",
                 octet(line, line->watched[move->at].candidate),
                 move->kind == MOVE_LATE ? "a late answer" : "it ends", move->how, move->status);
        break;
    case MOVE_NAMED: snprintf(text, size, "DNS says %s", named[move->how]); break;
    case MOVE_FACT:
    case MOVE_WANT:
    case MOVE_CALL:
    case MOVE_CONFIGURE:
    case MOVE_NETWORK: say_wish(move, text, size); break;
    case MOVE_FLOW: snprintf(text, size, "the flow to .%u is lost", octet(line, move->at)); break;
    case MOVE_REST:
        snprintf(text, size, "another line found .%u dead", octet(line, move->at));
        break;
    }
}
