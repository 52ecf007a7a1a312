/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Field by field (proto/holdfast.proto), by a table for each message: which number goes where.
 * Numbers that no table has are passed over; what does not fit a table's type ends it.
 */
#include "explain_read.h"

#include <stddef.h>
#include <string.h>

#define VARINT  0u
#define FIXED64 1u
#define BYTES   2u
#define FIELDS  18

struct cursor {
    const uint8_t *at, *end;
};

struct value {
    uint64_t number;
    const uint8_t *bytes;
    size_t n_bytes;
    unsigned field, type;
};

enum place_kind { PLACE_NONE = 0, PLACE_NUMBER, PLACE_PLUS_1, PLACE_TARGET };

struct place {
    uint16_t offset;
    uint8_t size; /* of the member */
    uint8_t kind; /* enum place_kind */
};

#define AT(type, member, how)                                                                      \
    {                                                                                              \
        .offset = offsetof(struct type, member), .size = sizeof(((struct type *)0)->member),       \
        .kind = how                                                                                \
    }
#define NUMBER(type, member) AT(type, member, PLACE_NUMBER)
#define PLUS_1(type, member) AT(type, member, PLACE_PLUS_1)
#define TARGET(type, member) AT(type, member, PLACE_TARGET)

static const struct place of_decision[FIELDS] = {
    [1] = NUMBER(hf_decision, attempt),
    [2] = PLUS_1(hf_decision, until_us),
    [3] = NUMBER(hf_decision, setting_value),
    [4] = NUMBER(hf_decision, passed_over),
    [5] = NUMBER(hf_decision, why),
    [6] = NUMBER(hf_decision, setting),
    [7] = NUMBER(hf_decision, status),
    [8] = NUMBER(hf_decision, cause_event),
    [9] = NUMBER(hf_decision, machine),
    [10] = NUMBER(hf_decision, subject),
    [11] = NUMBER(hf_decision, from_state),
    [12] = NUMBER(hf_decision, to_state),
    [13] = NUMBER(hf_decision, from_server),
    [14] = NUMBER(hf_decision, to_server),
    [15] = NUMBER(hf_decision, from_candidate),
    [16] = NUMBER(hf_decision, to_candidate),
    [17] = NUMBER(hf_decision, cause),
};

static const struct place of_status[FIELDS] = {
    [1] = NUMBER(hf_line_status, since_us), [2] = PLUS_1(hf_line_status, next_us),
    [3] = TARGET(hf_line_status, target),   [4] = NUMBER(hf_line_status, why),
    [5] = NUMBER(hf_line_status, status),   [6] = NUMBER(hf_line_status, state),
    [7] = NUMBER(hf_line_status, server),   [8] = NUMBER(hf_line_status, proxy),
    [9] = NUMBER(hf_line_status, cause),
};

static const struct place of_send[FIELDS] = {
    [1] = NUMBER(hf_send, attempt), [2] = NUMBER(hf_send, request),  [3] = TARGET(hf_send, target),
    [9] = NUMBER(hf_send, kind),    [10] = NUMBER(hf_send, purpose), [11] = NUMBER(hf_send, server),
    [12] = NUMBER(hf_send, proxy),
};

static const struct place of_attempt[FIELDS] = {
    [1] = NUMBER(hf_attempt_ref, attempt),
    [2] = NUMBER(hf_attempt_ref, why),
};

static const struct place of_request[FIELDS] = {
    [1] = NUMBER(hf_request_report, request), [2] = NUMBER(hf_request_report, outcome),
    [3] = NUMBER(hf_request_report, status),  [4] = NUMBER(hf_request_report, cause),
    [5] = NUMBER(hf_request_report, server),  [6] = NUMBER(hf_request_report, why),
};

/* ---- fields ---- */

static int take_varint(struct cursor *cursor, uint64_t *value)
{
    uint64_t sum = 0;

    for (unsigned shift = 0; shift < 63 && cursor->at < cursor->end; shift += 7) {
        const uint8_t byte = *cursor->at++;

        sum |= (uint64_t)(byte & 0x7Fu) << shift;
        if ((byte & 0x80u) == 0) {
            *value = sum;
            return 1;
        }
    }
    return 0;
}

static int take_value(struct cursor *cursor, struct value *value)
{
    uint64_t key;

    if (!take_varint(cursor, &key) || key >= 8 * 64)
        return 0;
    value->field = (unsigned)(key / 8);
    value->type = (unsigned)(key % 8);
    if (value->type == VARINT)
        return take_varint(cursor, &value->number);
    if (value->type == FIXED64 && cursor->end - cursor->at >= 8) {
        value->number = 0;
        for (unsigned i = 0; i < 8; i++)
            value->number |= (uint64_t)cursor->at[i] << 8 * i;
        cursor->at += 8;
        return 1;
    }
    if (value->type != BYTES || !take_varint(cursor, &key) ||
        key > (uint64_t)(cursor->end - cursor->at))
        return 0;
    value->bytes = cursor->at;
    value->n_bytes = (size_t)key;
    cursor->at += key;
    return 1;
}

static struct cursor inside(const struct value *value)
{
    return (struct cursor){.at = value->bytes, .end = value->bytes + value->n_bytes};
}

/* ---- messages ---- */

static int read_target(const struct value *whole, struct hf_target *target)
{
    struct cursor cursor = inside(whole);
    struct value value = {0};

    memset(target, 0, sizeof *target);
    while (cursor.at < cursor.end) {
        if (!take_value(&cursor, &value))
            return 0;
        if (value.field == 1 && value.type == BYTES &&
            (value.n_bytes == 4 || value.n_bytes == 16)) {
            memcpy(target->address, value.bytes, value.n_bytes);
            target->family = value.n_bytes == 4 ? HF_FAMILY_IPV4 : HF_FAMILY_IPV6;
        } else if (value.field == 2 && value.number <= UINT16_MAX) {
            target->port = (uint16_t)value.number;
        } else if (value.field == 3 && value.number < HF_TRANSPORT_COUNT) {
            target->transport = (uint8_t)value.number;
        } else {
            return 0;
        }
    }
    return 1;
}

static int store(void *at, unsigned size, uint64_t number)
{
    switch (size) {
    case 1: *(uint8_t *)at = (uint8_t)number; return number <= UINT8_MAX;
    case 2: *(uint16_t *)at = (uint16_t)number; return number <= UINT16_MAX;
    case 4: *(uint32_t *)at = (uint32_t)number; return number <= UINT32_MAX;
    default: *(uint64_t *)at = number; return 1;
    }
}

static int read_message(const struct value *whole, const struct place places[FIELDS], void *out)
{
    struct cursor cursor = inside(whole);
    struct value value = {0};

    while (cursor.at < cursor.end) {
        if (!take_value(&cursor, &value))
            return 0;
        if (value.field >= FIELDS || places[value.field].kind == PLACE_NONE)
            continue;
        const struct place *place = &places[value.field];
        uint8_t *at = (uint8_t *)out + place->offset;

        if ((place->kind == PLACE_TARGET) != (value.type == BYTES))
            return 0;
        if (place->kind == PLACE_TARGET
                ? !read_target(&value, (struct hf_target *)(void *)at)
                : !store(at, place->size, value.number - (place->kind == PLACE_PLUS_1)))
            return 0;
    }
    return 1;
}

/* ---- actions ---- */

static int read_action(const struct value *value, struct hf_action *action)
{
    action->kind = value->field;
    switch (value->field) {
    case HF_ACTION_SEND:
        memset(&action->u.send, 0, sizeof action->u.send);
        return read_message(value, of_send, &action->u.send);
    case HF_ACTION_AUTHENTICATE:
        memset(&action->u.attempt, 0, sizeof action->u.attempt);
        return read_message(value, of_attempt, &action->u.attempt);
    case HF_ACTION_REPORT_LINE:
        memset(&action->u.line, 0, sizeof action->u.line);
        action->u.line.next_us = HF_NEVER;
        return read_message(value, of_status, &action->u.line);
    case HF_ACTION_REPORT_REQUEST:
        memset(&action->u.request, 0, sizeof action->u.request);
        return read_message(value, of_request, &action->u.request);
    case HF_ACTION_EXPLAIN:
        memset(&action->u.decision, 0, sizeof action->u.decision);
        action->u.decision.until_us = HF_NEVER;
        return read_message(value, of_decision, &action->u.decision);
    default: action->kind = HF_ACTION_NONE; return 1;
    }
}

static int read_actions(const struct hf_log_step *step, struct hf_actions *actions)
{
    struct cursor cursor = {.at = step->actions, .end = step->actions + step->n_actions};
    struct value outer = {0}, order = {0};

    actions->n = 0;
    actions->late_events = 0;
    while (step->n_actions > 0 && cursor.at < cursor.end) {
        if (!take_value(&cursor, &outer))
            return 0;
        if (outer.field == 2 && outer.type == VARINT) {
            actions->late_events = outer.number != 0;
            continue;
        }
        if (outer.field != 1 || outer.type != BYTES || actions->n == HF_ACTIONS_MAX)
            return 0;
        struct cursor within = inside(&outer);

        if (!take_value(&within, &order) || order.type != BYTES || within.at != within.end ||
            !read_action(&order, &actions->items[actions->n++]))
            return 0;
    }
    return 1;
}

/* ---- events ---- */

static int read_response(struct cursor cursor, uint64_t attempt, struct hf_event *event)
{
    struct value value = {0};

    event->u.response.attempt = attempt;
    event->u.response.expires_s = HF_EXPIRES_NONE;
    while (cursor.at < cursor.end) {
        if (!take_value(&cursor, &value))
            return 0;
        if (value.field == 3 && value.type == VARINT)
            event->u.response.expires_s = (uint32_t)(value.number - 1);
    }
    return 1;
}

/* The event's number in the schema is its kind and one more. */
static int read_fact(const struct value *fact, struct hf_event *event)
{
    struct cursor cursor = inside(fact);
    struct value value = {0};

    event->kind = fact->field - 1;
    switch ((enum hf_event_kind)event->kind) {
    case HF_EVENT_RESPONSE_RECEIVED:
    case HF_EVENT_PROVISIONAL:
    case HF_EVENT_CHALLENGED:
        if (!take_value(&cursor, &value) || value.field != 1 || value.type != FIXED64)
            return 0;
        if (event->kind == HF_EVENT_RESPONSE_RECEIVED)
            return read_response(cursor, value.number, event);
        if (event->kind == HF_EVENT_PROVISIONAL)
            event->u.provisional.attempt = value.number;
        else
            event->u.challenged.attempt = value.number;
        return 1;
    case HF_EVENT_STARTED:
    case HF_EVENT_STOPPED:
    case HF_EVENT_ATTEMPT_FAILED:
    case HF_EVENT_CONNECTED:
    case HF_EVENT_ABANDONED:
    case HF_EVENT_DNS_ANSWERED:
    case HF_EVENT_LOCATED:
    case HF_EVENT_FLOW_LOST:
    case HF_EVENT_TARGET_RESTED:
    case HF_EVENT_CALL_ARRIVED:
    case HF_EVENT_CALL_ENDED:
    case HF_EVENT_TIME_PASSED: return 1;
    default: return 0;
    }
}

static int read_event(const struct hf_log_step *step, struct hf_event *event)
{
    struct cursor cursor = {.at = step->event, .end = step->event + step->n_event};
    struct value value = {0};

    event->at_us = 0;
    if (step->n_event == 0 || !take_value(&cursor, &value))
        return 0;
    if (value.field == 1 && value.type == VARINT) {
        event->at_us = value.number;
        if (cursor.at == cursor.end || !take_value(&cursor, &value))
            return 0;
    }
    return value.type == BYTES && cursor.at == cursor.end && read_fact(&value, event);
}

int hf_explain_read_step(const struct hf_log_step *step, struct hf_event *event,
                         struct hf_actions *actions)
{
    return read_event(step, event) && read_actions(step, actions);
}
