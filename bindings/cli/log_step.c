/* SPDX-License-Identifier: Apache-2.0 */
/* Events and actions of proto/holdfast.proto, by a table for each: which number is which member. */
#include "log_step.h"

#include <string.h>

#include "holdfast/status.h"

#define VARINT     0u
#define FIXED64    1u
#define BYTES      2u
#define MEMBERS    18
#define VARINT_MAX 63u /* bits; a longer one is not for here */

enum kind {
    NONE = 0, /* the table has no such member: it is not for here */
    NUMBER,
    PLUS_1, /* sent as value + 1; absent: all bits set */
    FIXED,
    TARGET
};

struct row {
    uint16_t at;
    uint8_t size, kind;
    uint32_t below; /* where not 0: larger numbers are refused */
};

struct table {
    struct row rows[MEMBERS]; /* by the schema's numbers */
    uint16_t size;            /* of the native struct; 0: not for here */
    uint16_t all_bits;        /* bit for each PLUS_1 */
};

#define ROW(s, m, k, limit)                                                                        \
    {                                                                                              \
        .at = (uint16_t)offsetof(struct s, m), .size = (uint8_t)sizeof(((struct s *)0)->m),        \
        .kind = (k), .below = (limit)                                                              \
    }
#define N(s, m)        ROW(s, m, NUMBER, 0)
#define E(s, m, limit) ROW(s, m, NUMBER, limit)
#define P(s, m)        ROW(s, m, PLUS_1, 0)
#define F(s, m)        ROW(s, m, FIXED, 0)
#define T(s, m)        ROW(s, m, TARGET, 0)
#define SIZE(s)        .size = (uint16_t)sizeof(struct s)

static const struct table events[HF_EVENT_COUNT] = {
    [HF_EVENT_WANTED] = {{[1] = N(hf_wanted, request),
                          [2] = E(hf_wanted, kind, HF_REQUEST_COUNT),
                          [3] = N(hf_wanted, dialog_server),
                          [4] = E(hf_wanted, emergency, 2),
                          [5] = N(hf_wanted, call)},
                         SIZE(hf_wanted)},
    [HF_EVENT_WITHDRAWN] = {{[1] = N(hf_withdrawn, request)}, SIZE(hf_withdrawn)},
    [HF_EVENT_RESPONSE_RECEIVED] = {{[1] = F(hf_response, attempt),
                                     [2] = N(hf_response, status),
                                     [3] = P(hf_response, expires_s),
                                     [4] = N(hf_response, min_expires_s),
                                     [5] = P(hf_response, retry_after_s),
                                     [6] = E(hf_response, contact_missing, 2)},
                                    SIZE(hf_response),
                                    .all_bits = 1 << 3 | 1 << 5},
    [HF_EVENT_ATTEMPT_FAILED] = {{[1] = F(hf_attempt_failed, attempt),
                                  [2] = E(hf_attempt_failed, cause, HF_CAUSE_COUNT),
                                  [3] = E(hf_attempt_failed, reused, 2)},
                                 SIZE(hf_attempt_failed)},
    [HF_EVENT_PROVISIONAL] = {{[1] = F(hf_provisional, attempt), [2] = N(hf_provisional, status)},
                              SIZE(hf_provisional)},
    [HF_EVENT_CONNECTED] = {{[1] = F(hf_connected, attempt)}, SIZE(hf_connected)},
    [HF_EVENT_ABANDONED] = {{[1] = F(hf_abandoned, attempt),
                             [2] = E(hf_abandoned, how, HF_ABANDONED_COUNT),
                             [3] = N(hf_abandoned, status),
                             [4] = P(hf_abandoned, expires_s)},
                            SIZE(hf_abandoned),
                            .all_bits = 1 << 4},
    [HF_EVENT_LATE] = {{[1] = F(hf_late, attempt), [2] = N(hf_late, status)}, SIZE(hf_late)},
    [HF_EVENT_FLOW_LOST] =
        {{[1] = T(hf_flow_lost, target), [2] = E(hf_flow_lost, cause, HF_CAUSE_COUNT)},
         SIZE(hf_flow_lost)},
    [HF_EVENT_TARGET_RESTED] = {{[1] = T(hf_target_rested, target),
                                 [2] = N(hf_target_rested, until_us),
                                 [3] = E(hf_target_rested, cause, HF_CAUSE_COUNT)},
                                SIZE(hf_target_rested)},
    [HF_EVENT_CALL_ARRIVED] = {{[1] = N(hf_call, call), [2] = N(hf_call, server)}, SIZE(hf_call)},
    [HF_EVENT_CALL_ANSWERED] = {{[1] = N(hf_call, call), [2] = N(hf_call, server)}, SIZE(hf_call)},
    [HF_EVENT_CALL_ENDED] = {{[1] = N(hf_call, call), [2] = N(hf_call, server)}, SIZE(hf_call)},
    [HF_EVENT_TIME_PASSED] = {.size = 1}, /* no member */
};

#define REFERENCE                                                                                  \
    {                                                                                              \
        {[1] = F(hf_attempt_ref, attempt), [2] = E(hf_attempt_ref, why, HF_WHY_COUNT)},            \
            SIZE(hf_attempt_ref)                                                                   \
    }

static const struct table actions_of[HF_ACTION_COUNT] = {
    [HF_ACTION_SEND] = {{[1] = F(hf_send, attempt),
                         [2] = N(hf_send, request),
                         [3] = T(hf_send, target),
                         [4] = N(hf_send, series),
                         [5] = N(hf_send, expires_s),
                         [6] = P(hf_send, retransmissions),
                         [7] = N(hf_send, t1_ms),
                         [8] = N(hf_send, t2_ms),
                         [9] = E(hf_send, kind, HF_REQUEST_COUNT),
                         [10] = E(hf_send, purpose, HF_PURPOSE_COUNT),
                         [11] = N(hf_send, server),
                         [12] = N(hf_send, proxy),
                         [13] = E(hf_send, in_dialog, 3),
                         [14] = N(hf_send, t4_ms),
                         [15] = E(hf_send, fresh, 2),
                         [16] = E(hf_send, former, 2)},
                        SIZE(hf_send),
                        .all_bits = 1 << 6},
    [HF_ACTION_EXTEND] = REFERENCE,
    [HF_ACTION_AUTHENTICATE] = REFERENCE,
    [HF_ACTION_ABANDON] = REFERENCE,
    [HF_ACTION_KEEP] = REFERENCE,
    [HF_ACTION_END] = REFERENCE,
    [HF_ACTION_REPORT_LINE] = {{[1] = N(hf_line_status, since_us),
                                [2] = P(hf_line_status, next_us),
                                [3] = T(hf_line_status, target),
                                [4] = E(hf_line_status, why, HF_WHY_COUNT),
                                [5] = N(hf_line_status, status),
                                [6] = E(hf_line_status, state, HF_LINE_STATE_COUNT),
                                [7] = N(hf_line_status, server),
                                [8] = N(hf_line_status, proxy),
                                [9] = E(hf_line_status, cause, HF_CAUSE_COUNT)},
                               SIZE(hf_line_status),
                               .all_bits = 1 << 2},
    [HF_ACTION_REPORT_REQUEST] = {{[1] = N(hf_request_report, request),
                                   [2] = E(hf_request_report, outcome, HF_DONE_COUNT),
                                   [3] = N(hf_request_report, status),
                                   [4] = E(hf_request_report, cause, HF_CAUSE_COUNT),
                                   [5] = N(hf_request_report, server),
                                   [6] = E(hf_request_report, why, HF_WHY_COUNT)},
                                  SIZE(hf_request_report)},
    [HF_ACTION_EXPLAIN] = {{[1] = F(hf_decision, attempt),
                            [2] = P(hf_decision, until_us),
                            [3] = N(hf_decision, setting_value),
                            [4] = N(hf_decision, passed_over),
                            [5] = E(hf_decision, why, HF_WHY_COUNT),
                            [6] = E(hf_decision, setting, HF_SETTING_COUNT),
                            [7] = N(hf_decision, status),
                            [8] = E(hf_decision, cause_event, HF_EVENT_COUNT),
                            [9] = E(hf_decision, machine, HF_MACHINE_COUNT),
                            [10] = N(hf_decision, subject),
                            [11] = N(hf_decision, from_state),
                            [12] = N(hf_decision, to_state),
                            [13] = N(hf_decision, from_server),
                            [14] = N(hf_decision, to_server),
                            [15] = N(hf_decision, from_candidate),
                            [16] = N(hf_decision, to_candidate),
                            [17] = E(hf_decision, cause, HF_CAUSE_COUNT)},
                           SIZE(hf_decision),
                           .all_bits = 1 << 2},
    [HF_ACTION_SHARE_REST] = {{[1] = T(hf_share_rest, target),
                               [2] = N(hf_share_rest, until_us),
                               [3] = E(hf_share_rest, cause, HF_CAUSE_COUNT)},
                              SIZE(hf_share_rest)},
    [HF_ACTION_KEEP_ALIVE] = {{[1] = T(hf_keep_alive, target), [2] = N(hf_keep_alive, interval_s)},
                              SIZE(hf_keep_alive)},
};

/* ---- bytes ---- */

struct cursor {
    const uint8_t *at, *end;
};

struct member {
    uint64_t number;
    struct cursor inside; /* BYTES */
    unsigned is, type;
};

static int take_varint(struct cursor *cursor, uint64_t *value)
{
    uint64_t sum = 0;

    for (unsigned shift = 0; shift < VARINT_MAX && cursor->at < cursor->end; shift += 7) {
        uint8_t byte = *cursor->at++;

        sum |= (uint64_t)(byte & 0x7Fu) << shift;
        if ((byte & 0x80u) == 0) {
            *value = sum;
            return 1;
        }
    }
    return 0;
}

static int take_fixed(struct cursor *cursor, uint64_t *value)
{
    uint64_t sum = 0;

    if (cursor->end - cursor->at < 8)
        return 0;
    for (unsigned i = 0; i < 8; i++)
        sum |= (uint64_t)cursor->at[i] << 8 * i;
    cursor->at += 8;
    *value = sum;
    return 1;
}

static int take_member(struct cursor *cursor, struct member *member)
{
    uint64_t tag, n;

    if (!take_varint(cursor, &tag) || tag > UINT8_MAX)
        return 0;
    member->is = (unsigned)tag >> 3;
    member->type = (unsigned)tag & 7u;
    if (member->type == VARINT)
        return take_varint(cursor, &member->number);
    if (member->type == FIXED64)
        return take_fixed(cursor, &member->number);
    if (member->type != BYTES || !take_varint(cursor, &n) || n > (size_t)(cursor->end - cursor->at))
        return 0;
    member->inside = (struct cursor){cursor->at, cursor->at + n};
    cursor->at += n;
    return 1;
}

/* ---- messages ---- */

static int read_target(struct cursor cursor, struct hf_target *target)
{
    struct member member = {0};

    memset(target, 0, sizeof(*target));
    while (cursor.at < cursor.end) {
        size_t n;

        if (!take_member(&cursor, &member))
            return 0;
        n = member.type == BYTES ? (size_t)(member.inside.end - member.inside.at) : 0;
        if (member.is == 1 && (n == 4 || n == 16)) {
            memcpy(target->address, member.inside.at, n);
            target->family = n == 4 ? HF_FAMILY_IPV4 : HF_FAMILY_IPV6;
        } else if (member.is == 2 && member.type == VARINT && member.number <= UINT16_MAX) {
            target->port = (uint16_t)member.number;
        } else if (member.is == 3 && member.type == VARINT && member.number < HF_TRANSPORT_NAPTR) {
            target->transport = (uint8_t)member.number;
        } else {
            return 0;
        }
    }
    return target->family != HF_FAMILY_NONE;
}

static int store(uint8_t *at, const struct row *row, uint64_t number)
{
    uint32_t four = (uint32_t)number;
    uint16_t two = (uint16_t)number;

    if (row->below != 0 && number >= row->below)
        return 0;
    switch (row->size) {
    case 1: *at = (uint8_t)number; return number <= UINT8_MAX;
    case 2: memcpy(at, &two, 2); return number <= UINT16_MAX;
    case 4: memcpy(at, &four, 4); return number <= UINT32_MAX;
    default: memcpy(at, &number, 8); return 1;
    }
}

static int read_member(const struct member *member, const struct table *table, uint8_t *out)
{
    const struct row *row = &table->rows[member->is < MEMBERS ? member->is : 0];
    struct hf_target target;

    switch ((enum kind)row->kind) {
    case NUMBER: return member->type == VARINT && store(out + row->at, row, member->number);
    case PLUS_1:
        return member->type == VARINT && member->number > 0 &&
               store(out + row->at, row, member->number - 1);
    case FIXED: return member->type == FIXED64 && store(out + row->at, row, member->number);
    case TARGET:
        if (member->type != BYTES || !read_target(member->inside, &target))
            return 0;
        memcpy(out + row->at, &target, sizeof(target));
        return 1;
    case NONE: break;
    }
    return 0;
}

static int read_message(struct cursor cursor, const struct table *table, void *out)
{
    struct member member = {0};

    if (table->size == 0)
        return 0;
    memset(out, 0, table->size);
    for (unsigned i = 0; table->all_bits >> i != 0; i++)
        if ((table->all_bits >> i & 1u) != 0)
            memset((uint8_t *)out + table->rows[i].at, 0xFF, table->rows[i].size);
    while (cursor.at < cursor.end)
        if (!take_member(&cursor, &member) || !read_member(&member, table, out))
            return 0;
    return 1;
}

/* ---- the door ---- */

int hf_log_step_event(const uint8_t *bytes, size_t n, struct hf_event *event)
{
    struct cursor cursor = {bytes, bytes + n};
    struct member member = {0};
    unsigned kind;

    event->at_us = 0;
    if (n == 0 || !take_member(&cursor, &member))
        return 0;
    if (member.is == 1 && member.type == VARINT) {
        event->at_us = member.number;
        if (cursor.at == cursor.end || !take_member(&cursor, &member))
            return 0;
    }
    kind = member.is - 1; /* a fact's number in the schema is its kind and one */
    if (member.is < 2 || kind >= HF_EVENT_COUNT || member.type != BYTES ||
        cursor.at != cursor.end || event->at_us > HF_EVENT_TIME_MAX_US)
        return 0;
    event->kind = kind;
    return read_message(member.inside, &events[kind], &event->u);
}

static int read_action(struct cursor cursor, struct hf_action *action)
{
    struct member member = {0};

    if (cursor.at == cursor.end || !take_member(&cursor, &member) || member.type != BYTES ||
        member.is >= HF_ACTION_COUNT || cursor.at != cursor.end)
        return 0;
    action->kind = member.is;
    return read_message(member.inside, &actions_of[member.is], &action->u);
}

int hf_log_step_actions(const uint8_t *bytes, size_t n, struct hf_actions *actions)
{
    struct cursor cursor = {bytes, bytes + n};
    struct member member = {0};

    actions->n = 0;
    actions->late_events = 0;
    while (n > 0 && cursor.at < cursor.end) {
        if (!take_member(&cursor, &member))
            return 0;
        if (member.is == 2 && member.type == VARINT && member.number <= UINT32_MAX) {
            actions->late_events = (uint32_t)member.number;
            continue;
        }
        if (member.is != 1 || member.type != BYTES || actions->n == HF_ACTIONS_MAX ||
            !read_action(member.inside, &actions->items[actions->n]))
            return 0;
        actions->n++;
    }
    return 1;
}
