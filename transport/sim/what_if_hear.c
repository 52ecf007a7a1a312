/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A record of the log is taken up: each attempt becomes an exchange with all that came of it, each
 * question to DNS gets its answer, and what came upon the line from outside is a fact.
 */
#include <stdlib.h>
#include <string.h>

#include "what_if.h"

#define WALL_MAX   (UINT64_C(1) << 61) /* 70,000 years; beyond, moments could not be told */
#define OPEN_MAX   256                 /* how far back an answer is looked for */
#define ONE_CLOCK  SECOND_US           /* lines whose clocks differ by less share one */
#define PLACES_MAX 65536

/* ---- moments ---- */

uint64_t what_if_offset(const struct known_line *line, uint64_t at_us)
{
    size_t i = line->n_rebases;

    while (i > 1 && line->rebases[i - 1].from_us > at_us)
        i--;
    return i == 0 ? 0 : line->rebases[i - 1].offset_us;
}

static int rebase(struct hf_what_if *again, struct known_line *line, uint64_t offset_us)
{
    const uint64_t off_us = offset_us - again->offset_us;
    void *items = line->rebases;

    if (again->has_offset && (off_us < ONE_CLOCK || UINT64_MAX - off_us < ONE_CLOCK))
        offset_us = again->offset_us;
    again->offset_us = offset_us;
    again->has_offset = 1;
    if (!what_if_grow(&items, line->n_rebases, &line->rebases_room, sizeof(*line->rebases)))
        return -1;
    line->rebases = items;
    line->rebases[line->n_rebases++] = (struct rebase){.offset_us = offset_us};
    return 0;
}

/* The moment of a step. -1: no memory. */
static int tell_moment(struct hf_what_if *again, struct known_line *line,
                       const struct hf_what_if_record *record, uint64_t *at_us)
{
    const int is_anew = line->n_rebases == 0 || record->event->kind == HF_EVENT_RESTORED;

    if (is_anew && rebase(again, line, record->wall_us - record->event->at_us) < 0)
        return -1;
    *at_us = record->event->at_us + line->rebases[line->n_rebases - 1].offset_us;
    if (*at_us < line->last_us || *at_us > WALL_MAX)
        *at_us = line->last_us;
    if (is_anew)
        line->rebases[line->n_rebases - 1].from_us = *at_us;
    line->last_us = *at_us;
    if (again->first_us == 0 || *at_us < again->first_us)
        again->first_us = *at_us;
    if (*at_us > again->last_us)
        again->last_us = *at_us;
    return 0;
}

/* ---- packets ---- */

struct packets what_if_packet(uint32_t t1_ms)
{
    return (struct packets){.interval_us = UINT64_C(1000) * t1_ms};
}

void what_if_next_packet(struct packets *packets, uint32_t t2_ms, int is_invite)
{
    const uint64_t t2_us = UINT64_C(1000) * t2_ms;

    packets->at_us += packets->interval_us;
    packets->interval_us *= 2;
    if (!is_invite && packets->interval_us > t2_us)
        packets->interval_us = t2_us;
    if (packets->interval_us == 0) /* a line would not send it: T1 and T2 are at least one */
        packets->interval_us = 1000;
}

/* ---- exchanges ---- */

static struct exchange *find_exchange(struct hf_what_if *again, const struct known_line *line,
                                      uint64_t attempt)
{
    const size_t n = line->exchanges.n;

    for (size_t i = 0; i < n && i < OPEN_MAX; i++) {
        struct exchange *exchange = &again->exchanges[line->exchanges.items[n - 1 - i]];

        if (exchange->attempt == attempt)
            return exchange;
    }
    return NULL;
}

/* The index of a target's place, made if need be; n_places where there is no memory. */
static size_t place_for(struct hf_what_if *again, const struct hf_target *target)
{
    void *places = again->places;
    size_t i = 0;

    while (i < again->n_places && memcmp(&again->places[i].target, target, sizeof(*target)) != 0)
        i++;
    if (i < again->n_places || i == PLACES_MAX ||
        !what_if_grow(&places, i, &again->places_room, sizeof(*again->places)))
        return i;
    again->places = places;
    again->places[again->n_places++] = (struct place){.target = *target};
    return i;
}

static int take_send(struct hf_what_if *again, uint32_t number, const struct hf_send *send)
{
    struct known_line *line = &again->lines[number - 1];
    const size_t place = place_for(again, &send->target);
    const unsigned family = send->target.family == HF_FAMILY_IPV6 ? HF_FAMILIES_IPV6
                                                                  : HF_FAMILIES_IPV4;
    void *exchanges = again->exchanges;

    if (place == again->n_places || again->n_exchanges == UINT32_MAX ||
        !what_if_grow(&exchanges, again->n_exchanges, &again->exchanges_room,
                      sizeof(*again->exchanges)))
        return -1;
    again->exchanges = exchanges;
    again->exchanges[again->n_exchanges] = (struct exchange){
        .sent_us = line->last_us,
        .rank = again->rank,
        .attempt = send->attempt,
        .request = send->request,
        .end_us = HF_NEVER,
        .extend_us = HF_NEVER,
        .retransmissions = send->retransmissions,
        .t1_ms = send->t1_ms,
        .t2_ms = send->t2_ms,
        .line = number,
        .place = (uint32_t)place,
        .epoch = line->epoch,
        .kind = send->kind,
        .purpose = send->purpose,
        .is_removal = send->kind == HF_REQUEST_REGISTER && send->expires_s == 0,
        .is_in_dialog = send->in_dialog == 1,
        .is_udp = send->target.transport == HF_TRANSPORT_UDP,
        .is_tainted = (line->families & family) == 0};
    if (!what_if_number(&line->exchanges, (uint32_t)again->n_exchanges) ||
        !what_if_number(&again->places[place].exchanges, (uint32_t)again->n_exchanges))
        return -1;
    again->n_exchanges++;
    return 0;
}

static void end_exchange(struct exchange *exchange, const struct known_line *line)
{
    if (exchange->end_us == HF_NEVER)
        exchange->end_us = line->last_us - exchange->sent_us;
    exchange->is_tainted |= exchange->epoch != line->epoch;
}

static void take_order(struct hf_what_if *again, uint32_t number, const struct hf_action *action)
{
    const struct known_line *line = &again->lines[number - 1];
    struct exchange *exchange = find_exchange(again, line, action->u.attempt.attempt);

    if (exchange == NULL)
        return;
    if (action->kind == HF_ACTION_EXTEND && exchange->extend_us == HF_NEVER)
        exchange->extend_us = line->last_us - exchange->sent_us;
    if (action->kind == HF_ACTION_ABANDON)
        end_exchange(exchange, line);
    if (action->kind == HF_ACTION_KEEP)
        exchange->end_us = HF_NEVER;
}

/* ---- questions to DNS ---- */

static size_t name_for(struct hf_what_if *again, const struct hf_resolve *resolve)
{
    void *names = again->names;
    size_t i = 0;

    while (i < again->n_names && (again->names[i].type != resolve->type ||
                                  strcmp(again->names[i].text, resolve->name) != 0))
        i++;
    if (i < again->n_names || i == PLACES_MAX ||
        !what_if_grow(&names, i, &again->names_room, sizeof(*again->names)))
        return i;
    again->names = names;
    again->names[i] = (struct name){.type = resolve->type};
    memcpy(again->names[i].text, resolve->name, sizeof(again->names[i].text) - 1);
    again->n_names++;
    return i;
}

static int take_resolve(struct hf_what_if *again, uint32_t number, const struct hf_resolve *resolve)
{
    struct known_line *line = &again->lines[number - 1];
    const size_t name = name_for(again, resolve);
    void *asked = again->asked;

    if (name == again->n_names || again->n_asked == UINT32_MAX ||
        !what_if_grow(&asked, again->n_asked, &again->asked_room, sizeof(*again->asked)))
        return -1;
    again->asked = asked;
    again->asked[again->n_asked] = (struct asked){.at_us = line->last_us,
                                                  .rank = again->rank,
                                                  .query = resolve->query,
                                                  .after_us = HF_NEVER,
                                                  .line = number,
                                                  .name = (uint32_t)name};
    if (!what_if_number(&line->asked, (uint32_t)again->n_asked) ||
        !what_if_number(&again->names[name].asked, (uint32_t)again->n_asked))
        return -1;
    again->n_asked++;
    return 0;
}

static struct asked *find_asked(struct hf_what_if *again, const struct known_line *line,
                                uint64_t query)
{
    const size_t n = line->asked.n;

    for (size_t i = 0; i < n && i < OPEN_MAX; i++) {
        struct asked *asked = &again->asked[line->asked.items[n - 1 - i]];

        if (asked->query == query)
            return asked->after_us == HF_NEVER ? asked : NULL;
    }
    return NULL;
}

/* ---- events ---- */

struct kept {
    const uint8_t *bytes;
    uint32_t n_bytes;
};

static int keep_event(struct hf_what_if *again, const struct hf_event *event, struct kept *kept)
{
    uint8_t bytes[HF_EVENT_BYTES_MAX];
    const int n = hf_event_encode(event, bytes, sizeof(bytes));

    if (n < 0)
        return -1;
    kept->bytes = what_if_keep(again, bytes, (size_t)n);
    kept->n_bytes = (uint32_t)n;
    return kept->bytes == NULL ? -1 : 0;
}

static int add_fact(struct hf_what_if *again, const struct fact *fact)
{
    void *facts = again->facts;

    if (!what_if_grow(&facts, again->n_facts, &again->facts_room, sizeof(*again->facts)))
        return -1;
    again->facts = facts;
    again->facts[again->n_facts++] = *fact;
    return 0;
}

static uint64_t id_of(const struct hf_event *event)
{
    switch (event->kind) {
    case HF_EVENT_WANTED:
        return event->u.wanted.kind == HF_REQUEST_BYE ? event->u.wanted.call
                                                      : event->u.wanted.request;
    case HF_EVENT_WITHDRAWN: return event->u.withdrawn.request;
    case HF_EVENT_CALL_ARRIVED:
    case HF_EVENT_CALL_ANSWERED:
    case HF_EVENT_CALL_ENDED: return event->u.call.call;
    default: return 0;
    }
}

static int take_fact(struct hf_what_if *again, uint32_t number, const struct hf_event *event)
{
    struct kept kept;

    if (keep_event(again, event, &kept) < 0)
        return -1;
    return add_fact(again, &(struct fact){.at_us = again->lines[number - 1].last_us,
                                          .rank = again->rank,
                                          .id = id_of(event),
                                          .bytes = kept.bytes,
                                          .n_bytes = kept.n_bytes,
                                          .line = number,
                                          .kind = event->kind,
                                          .from_line = event->kind == HF_EVENT_TARGET_RESTED});
}

/* What an answer says, beside its bytes; kind NONE: the event is none. */
static struct said said_by(const struct hf_event *event, uint64_t *attempt)
{
    struct said said = {.kind = (uint8_t)event->kind,
                        .expires_s = HF_EXPIRES_NONE,
                        .retry_after_s = HF_RETRY_AFTER_NONE};

    switch (event->kind) {
    case HF_EVENT_RESPONSE_RECEIVED:
        *attempt = event->u.response.attempt;
        said.status = event->u.response.status;
        said.expires_s = event->u.response.expires_s;
        said.retry_after_s = event->u.response.retry_after_s;
        return said;
    case HF_EVENT_ATTEMPT_FAILED:
        *attempt = event->u.failed.attempt;
        said.cause = event->u.failed.cause;
        said.reused = event->u.failed.reused;
        return said;
    case HF_EVENT_PROVISIONAL:
        *attempt = event->u.provisional.attempt;
        said.status = event->u.provisional.status;
        return said;
    case HF_EVENT_CHALLENGED:
        *attempt = event->u.challenged.attempt;
        said.status = 401;
        return said;
    case HF_EVENT_CONNECTED: *attempt = event->u.connected.attempt; return said;
    case HF_EVENT_ABANDONED:
        *attempt = event->u.abandoned.attempt;
        said.status = event->u.abandoned.status;
        said.expires_s = event->u.abandoned.expires_s;
        said.how = event->u.abandoned.how;
        return said;
    case HF_EVENT_LATE:
        *attempt = event->u.late.attempt;
        said.status = event->u.late.status;
        return said;
    default: said.kind = HF_EVENT_NONE; return said;
    }
}

static int take_answer(struct hf_what_if *again, uint32_t number, const struct hf_event *event)
{
    const struct known_line *line = &again->lines[number - 1];
    uint64_t attempt = 0;
    struct said said = said_by(event, &attempt);
    struct exchange *exchange = find_exchange(again, line, attempt);
    size_t room;
    void *all;
    struct kept kept;

    if (exchange == NULL) /* it was sent before the log begins */
        return take_fact(again, number, event);
    room = exchange->room;
    all = exchange->said;
    if (keep_event(again, event, &kept) < 0 ||
        !what_if_grow(&all, exchange->n_said, &room, sizeof(said)))
        return -1;
    said.after_us = line->last_us - exchange->sent_us;
    said.rank = again->rank;
    said.bytes = kept.bytes;
    said.n_bytes = kept.n_bytes;
    exchange->said = all;
    exchange->room = (uint32_t)room;
    exchange->said[exchange->n_said++] = said;
    if (said.kind == HF_EVENT_RESPONSE_RECEIVED || said.kind == HF_EVENT_ATTEMPT_FAILED)
        end_exchange(exchange, line);
    /* Over UDP an end of the watch before its time is an error that was heard. */
    if (said.kind == HF_EVENT_ABANDONED)
        exchange->is_watched = said.how != HF_ABANDONED_ANSWERED &&
                               (!exchange->is_udp || said.after_us >= TIMER_US * exchange->t1_ms);
    return 0;
}

static int take_dns(struct hf_what_if *again, uint32_t number, const struct hf_event *event)
{
    const struct known_line *line = &again->lines[number - 1];
    const int is_located = event->kind == HF_EVENT_LOCATED;
    const uint64_t query = is_located ? event->u.located.query : event->u.dns.query;
    struct asked *asked = query == 0 ? NULL : find_asked(again, line, query);
    struct kept kept;

    if (asked == NULL)
        return take_fact(again, number, event);
    if (keep_event(again, event, &kept) < 0)
        return -1;
    asked->after_us = line->last_us - asked->at_us;
    asked->answer_rank = again->rank;
    asked->bytes = kept.bytes;
    asked->n_bytes = kept.n_bytes;
    asked->outcome = is_located ? HF_DNS_ANSWER : event->u.dns.outcome;
    asked->ttl_s = is_located ? event->u.located.ttl_s : event->u.dns.ttl_s;
    if (is_located && asked->ttl_s == HF_TTL_UNKNOWN)
        asked->ttl_s = 60;
    return 0;
}

static int take_configured(struct known_line *line, const struct hf_config *config)
{
    if (line->own != NULL)
        return 0;
    line->own = malloc(sizeof(*line->own));
    if (line->own == NULL)
        return -1;
    *line->own = *config;
    return 0;
}

/* The phone's program had ended, with its last record. */
static int take_restored(struct hf_what_if *again, uint32_t number, uint64_t ended_us)
{
    const uint64_t now_us = again->lines[number - 1].last_us;
    const int is_before = ended_us < now_us;

    /* Behind all that happened at that moment, wake-ups too. */
    return add_fact(again, &(struct fact){.at_us = is_before ? ended_us : now_us,
                                          .rank = is_before ? UINT64_MAX : again->rank,
                                          .line = number,
                                          .kind = FACT_HALT});
}

static int take_waking(const struct hf_what_if *again, struct known_line *line)
{
    void *wakings = line->wakings;

    if (!what_if_grow(&wakings, line->n_wakings, &line->wakings_room, sizeof(*line->wakings)))
        return -1;
    line->wakings = wakings;
    line->wakings[line->n_wakings++] = (struct waking){line->last_us, again->rank};
    return 0;
}

static int take_event(struct hf_what_if *again, uint32_t number, const struct hf_event *event)
{
    struct known_line *line = &again->lines[number - 1];

    switch (event->kind) {
    case HF_EVENT_RESPONSE_RECEIVED:
    case HF_EVENT_ATTEMPT_FAILED:
    case HF_EVENT_PROVISIONAL:
    case HF_EVENT_CHALLENGED:
    case HF_EVENT_CONNECTED:
    case HF_EVENT_ABANDONED:
    case HF_EVENT_LATE: return take_answer(again, number, event);
    case HF_EVENT_DNS_ANSWERED:
    case HF_EVENT_LOCATED: return take_dns(again, number, event);
    case HF_EVENT_TIME_PASSED: return take_waking(again, line);
    case HF_EVENT_CONFIGURED:
        if (take_configured(line, event->u.configured.config) < 0)
            return -1;
        break;
    case HF_EVENT_NETWORK_CHANGED:
        line->families = event->u.network.families_usable;
        line->epoch++;
        break;
    default: break;
    }
    return take_fact(again, number, event);
}

/* ---- records ---- */

/* NULL: no memory. */
static struct known_line *line_for(struct hf_what_if *again, uint32_t number)
{
    void *lines = again->lines;

    while (again->n_lines < number) {
        if (!what_if_grow(&lines, again->n_lines, &again->lines_room, sizeof(*again->lines)))
            return NULL;
        again->lines = lines;
        memset(&again->lines[again->n_lines], 0, sizeof(*again->lines));
        again->lines[again->n_lines++].families = HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6;
    }
    again->lines[number - 1].exists = 1;
    return &again->lines[number - 1];
}

static int begin_line(struct hf_what_if *again, uint32_t number)
{
    struct known_line *line = &again->lines[number - 1];
    struct hf_line_status status = {.next_us = HF_NEVER};
    struct hf_line *memory = calloc(1, hf_line_size());
    struct hf_wire wire = {.bytes = line->snapshot, .n_bytes = line->n_snapshot};
    int result = -1;

    wire.scratch = malloc(HF_WIRE_SCRATCH);
    wire.scratch_size = HF_WIRE_SCRATCH;
    if (memory != NULL && wire.scratch != NULL)
        result = hf_line_restore(memory, hf_line_size(), &wire);
    if (result == HF_OK) {
        status = hf_line_status(memory);
        if (hf_line_config(memory)->n_servers > 0)
            result = take_configured(line, hf_line_config(memory));
    }
    free(wire.scratch);
    free(memory);
    if (result != HF_OK)
        return 0; /* it is a witness, and not played */
    line->is_begun = 1;
    what_if_tally_begin(&line->log, line->last_us, &status);
    return add_fact(again, &(struct fact){.at_us = line->last_us,
                                          .rank = again->rank,
                                          .line = number,
                                          .kind = FACT_BEGIN});
}

static int take_action(struct hf_what_if *again, uint32_t number, const struct hf_action *action)
{
    switch (action->kind) {
    case HF_ACTION_SEND: return take_send(again, number, &action->u.send);
    case HF_ACTION_EXTEND:
    case HF_ACTION_ABANDON:
    case HF_ACTION_KEEP: take_order(again, number, action); return 0;
    case HF_ACTION_RESOLVE: return take_resolve(again, number, &action->u.resolve);
    case HF_ACTION_SHARE_REST: again->n_shared++; return 0;
    default: return 0;
    }
}

static int take_step(struct hf_what_if *again, const struct hf_what_if_record *record)
{
    struct known_line *line = &again->lines[record->line - 1];
    const uint64_t ended_us = again->last_us;
    uint64_t at_us;

    if (tell_moment(again, line, record, &at_us) < 0)
        return -1;
    if (line->snapshot != NULL && !line->is_begun && line->exchanges.n == 0 &&
        begin_line(again, record->line) < 0)
        return -1;
    if (record->event->kind == HF_EVENT_RESTORED && line->is_begun &&
        take_restored(again, record->line, ended_us) < 0)
        return -1;
    if (take_event(again, record->line, record->event) < 0)
        return -1;
    for (uint32_t i = 0; i < record->actions->n && i < HF_ACTIONS_MAX; i++)
        if (take_action(again, record->line, &record->actions->items[i]) < 0)
            return -1;
    if (line->is_begun)
        what_if_tally_hear(&line->log, at_us, record->event, record->actions);
    return line->log.failed ? -1 : 0;
}

static int take_snapshot(struct known_line *line, const struct hf_what_if_record *record)
{
    if (line->snapshot != NULL || line->n_rebases != 0 || record->n_bytes == 0)
        return 0;
    line->snapshot = malloc(record->n_bytes);
    if (line->snapshot == NULL)
        return -1;
    memcpy(line->snapshot, record->bytes, record->n_bytes);
    line->n_snapshot = record->n_bytes;
    return 0;
}

static void take_round_trip(struct hf_what_if *again, const struct hf_what_if_record *record)
{
    const size_t at = record->round_trip_us == 0 ? again->n_places
                                                 : place_for(again, &record->target);

    if (at < again->n_places)
        again->places[at].samples[again->places[at].n_samples++ % SAMPLES] = record->round_trip_us;
}

int hf_what_if_hear(struct hf_what_if *again, const struct hf_what_if_record *record)
{
    struct known_line *line;

    again->rank++;
    if (record->kind == HF_WHAT_IF_GAP) {
        again->n_gaps++;
        return 0;
    }
    if (record->kind == HF_WHAT_IF_END) {
        if (again->last_us != 0 && record->wall_us > again->last_us && record->wall_us < WALL_MAX)
            again->last_us = record->wall_us;
        return 0;
    }
    if (record->line < 1 || record->line > HF_WHAT_IF_LINES_MAX || record->wall_us > WALL_MAX)
        return -2;
    line = line_for(again, record->line);
    if (line == NULL)
        return -1;
    switch (record->kind) {
    case HF_WHAT_IF_STEP: return take_step(again, record);
    case HF_WHAT_IF_SNAPSHOT: return take_snapshot(line, record);
    case HF_WHAT_IF_ADDED:
        memset(line->name, 0, sizeof(line->name));
        strncpy(line->name, record->name, sizeof(line->name) - 1);
        return 0;
    case HF_WHAT_IF_ANSWER: take_round_trip(again, record); return 0;
    default: return 0;
    }
}
