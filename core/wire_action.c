/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Actions as bytes: holdfast.Actions and struct hf_actions. An order's number in the schema is
 * its kind in action.h. At the end stands the step in bytes, which hands out such a batch.
 */
#include "wire.h"

#include <stdbool.h>
#include <string.h>

#include "hf_assert.h"

static const struct hf_field send_rows[] = {
    HF_NUMBER(hf_send, Send, attempt),
    HF_NUMBER(hf_send, Send, request),
    HF_TARGET(hf_send, Send, target),
    HF_NUMBER(hf_send, Send, series),
    HF_NUMBER(hf_send, Send, expires_s),
    HF_PLUS_1(hf_send, Send, retransmissions), /* HF_RETRANSMIT_FREELY is 0 */
    HF_NUMBER(hf_send, Send, t1_ms),
    HF_NUMBER(hf_send, Send, t2_ms),
    HF_ENUM(hf_send, Send, kind, HF_REQUEST_COUNT),
    HF_ENUM(hf_send, Send, purpose, HF_PURPOSE_COUNT),
    HF_NUMBER(hf_send, Send, server),
    HF_NUMBER(hf_send, Send, proxy),
    HF_BELOW(hf_send, Send, in_dialog, 3),
    HF_NUMBER(hf_send, Send, t4_ms),
    HF_FLAG(hf_send, Send, fresh),
    HF_FLAG(hf_send, Send, former),
};
static const struct hf_field attempt_rows[] = {
    HF_NUMBER(hf_attempt_ref, AttemptRef, attempt),
    HF_ENUM(hf_attempt_ref, AttemptRef, why, HF_WHY_COUNT),
};
static const struct hf_field resolve_rows[] = {
    HF_NUMBER(hf_resolve, Resolve, query),
    HF_NUMBER(hf_resolve, Resolve, type),
    HF_NUMBER(hf_resolve, Resolve, server),
    HF_NUMBER(hf_resolve, Resolve, proxy),
};
static const struct hf_field line_rows[] = {
    HF_NUMBER(hf_line_status, LineStatus, since_us),
    HF_PLUS_1(hf_line_status, LineStatus, next_us),
    HF_TARGET(hf_line_status, LineStatus, target),
    HF_ENUM(hf_line_status, LineStatus, why, HF_WHY_COUNT),
    HF_NUMBER(hf_line_status, LineStatus, status),
    HF_ENUM(hf_line_status, LineStatus, state, HF_LINE_STATE_COUNT),
    HF_NUMBER(hf_line_status, LineStatus, server),
    HF_NUMBER(hf_line_status, LineStatus, proxy),
    HF_ENUM(hf_line_status, LineStatus, cause, HF_CAUSE_COUNT),
};
static const struct hf_field request_rows[] = {
    HF_NUMBER(hf_request_report, RequestReport, request),
    HF_ENUM(hf_request_report, RequestReport, outcome, HF_DONE_COUNT),
    HF_NUMBER(hf_request_report, RequestReport, status),
    HF_ENUM(hf_request_report, RequestReport, cause, HF_CAUSE_COUNT),
    HF_NUMBER(hf_request_report, RequestReport, server),
    HF_ENUM(hf_request_report, RequestReport, why, HF_WHY_COUNT),
};
static const struct hf_field call_rows[] = {
    HF_NUMBER(hf_call_report, CallReport, call),
    HF_ENUM(hf_call_report, CallReport, why, HF_WHY_COUNT),
    HF_NUMBER(hf_call_report, CallReport, status),
    HF_ENUM(hf_call_report, CallReport, state, HF_CALL_STATE_COUNT),
    HF_NUMBER(hf_call_report, CallReport, server),
};
static const struct hf_field decision_rows[] = {
    HF_NUMBER(hf_decision, Decision, attempt),
    HF_PLUS_1(hf_decision, Decision, until_us),
    HF_NUMBER(hf_decision, Decision, setting_value),
    HF_NUMBER(hf_decision, Decision, passed_over),
    HF_ENUM(hf_decision, Decision, why, HF_WHY_COUNT),
    HF_ENUM(hf_decision, Decision, setting, HF_SETTING_COUNT),
    HF_NUMBER(hf_decision, Decision, status),
    HF_ENUM(hf_decision, Decision, cause_event, HF_EVENT_COUNT),
    HF_ENUM(hf_decision, Decision, machine, HF_MACHINE_COUNT),
    HF_NUMBER(hf_decision, Decision, subject),
    HF_NUMBER(hf_decision, Decision, from_state),
    HF_NUMBER(hf_decision, Decision, to_state),
    HF_NUMBER(hf_decision, Decision, from_server),
    HF_NUMBER(hf_decision, Decision, to_server),
    HF_NUMBER(hf_decision, Decision, from_candidate),
    HF_NUMBER(hf_decision, Decision, to_candidate),
    HF_ENUM(hf_decision, Decision, cause, HF_CAUSE_COUNT),
};
static const struct hf_field rest_rows[] = {
    HF_TARGET(hf_share_rest, ShareRest, target),
    HF_NUMBER(hf_share_rest, ShareRest, until_us),
    HF_ENUM(hf_share_rest, ShareRest, cause, HF_CAUSE_COUNT),
};
static const struct hf_field keep_alive_rows[] = {
    HF_TARGET(hf_keep_alive, KeepAlive, target),
    HF_NUMBER(hf_keep_alive, KeepAlive, interval_s),
};

static const struct hf_fields orders[HF_ACTION_COUNT] = {
    [HF_ACTION_SEND] = HF_FIELDS(send_rows, send),
    [HF_ACTION_EXTEND] = HF_FIELDS(attempt_rows, attempt_ref),
    [HF_ACTION_AUTHENTICATE] = HF_FIELDS(attempt_rows, attempt_ref),
    [HF_ACTION_ABANDON] = HF_FIELDS(attempt_rows, attempt_ref),
    [HF_ACTION_KEEP] = HF_FIELDS(attempt_rows, attempt_ref),
    [HF_ACTION_END] = HF_FIELDS(attempt_rows, attempt_ref),
    [HF_ACTION_RESOLVE] = HF_FIELDS(resolve_rows, resolve),
    [HF_ACTION_REPORT_LINE] = HF_FIELDS(line_rows, line_status),
    [HF_ACTION_REPORT_REQUEST] = HF_FIELDS(request_rows, request_report),
    [HF_ACTION_REPORT_CALL] = HF_FIELDS(call_rows, call_report),
    [HF_ACTION_EXPLAIN] = HF_FIELDS(decision_rows, decision),
    [HF_ACTION_SHARE_REST] = HF_FIELDS(rest_rows, share_rest),
    [HF_ACTION_KEEP_ALIVE] = HF_FIELDS(keep_alive_rows, keep_alive),
};
const struct hf_fields hf_line_status_fields = HF_FIELDS(line_rows, line_status);

/* ---- encoding: an action at a time, so that no struct holds the whole batch ---- */

union order {
    ProtobufCMessage base;
    Holdfast__Send send;
    Holdfast__AttemptRef attempt_ref;
    Holdfast__Resolve resolve;
    Holdfast__LineStatus line_status;
    Holdfast__RequestReport request_report;
    Holdfast__CallReport call_report;
    Holdfast__Decision decision;
    Holdfast__ShareRest share_rest;
    Holdfast__KeepAlive keep_alive;
};

static void append_any(ProtobufCBuffer *sink, const struct hf_action *action)
{
    const struct hf_fields *fields = &orders[action->kind];
    union order order;
    Holdfast__Target target;
    struct hf_encoding encoding = {&order, &target};

    hf_wire_begin(&order, fields->message->sizeof_message, fields->message);
    hf_wire_fill(fields, &action->u, &encoding);
    if (action->kind == HF_ACTION_RESOLVE) {
        order.resolve.name.data = (uint8_t *)(uintptr_t)action->u.resolve.name;
        order.resolve.name.len = action->u.resolve.name_length;
    }
    hf_sink_wrapped(sink, (const uint32_t[2]){1, action->kind}, &order);
}

/* With the four bytes of tags and lengths in front: all orders but RESOLVE, which has a name, are
 * numbers and a target, of so few bytes that a byte says their length. False: nothing was
 * written. */
static bool append_short(struct hf_sink *sink, const struct hf_action *action)
{
    uint8_t *out = sink->out + sink->n;
    const uint8_t *end;
    size_t length;

    if (action->kind == HF_ACTION_RESOLVE || sink->size < sink->n + HF_ORDER_BYTES_MAX)
        return false;
    end = hf_wire_pack(&orders[action->kind], &action->u, out + 4);
    HF_ASSERT(end != NULL && end - out <= 4 + 0x7F - 2);
    length = (size_t)(end - out - 4);
    out[0] = 1 << 3 | PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED;
    out[1] = (uint8_t)(length + 2);
    out[2] = (uint8_t)(action->kind << 3 | PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED);
    out[3] = (uint8_t)length;
    sink->n += length + 4;
    return true;
}

static int check_encodable(const struct hf_actions *actions)
{
    if (actions->n > HF_ACTIONS_MAX) {
        return HF_E_LIMIT;
    }
    for (uint32_t i = 0; i < actions->n; i++) {
        const struct hf_action *action = &actions->items[i];

        if (action->kind == HF_ACTION_NONE || action->kind >= HF_ACTION_COUNT) {
            return HF_E_MALFORMED;
        }
        if (action->kind == HF_ACTION_RESOLVE && action->u.resolve.name_length > HF_NAME_MAX) {
            return HF_E_LIMIT;
        }
    }
    return HF_OK;
}

int hf_actions_encode(const struct hf_actions *actions, uint8_t *out, size_t size)
{
    struct hf_sink sink;
    int error = check_encodable(actions);

    if (error < 0) {
        return error;
    }
    hf_sink_init(&sink, out, size);
    for (uint32_t i = 0; i < actions->n; i++) {
        if (!append_short(&sink, &actions->items[i]))
            append_any(&sink.base, &actions->items[i]);
    }
    hf_sink_number(&sink.base, 2, actions->late_events);
    return hf_sink_result(&sink);
}

/* ---- decoding ---- */

static int read_resolve(const Holdfast__Resolve *message, struct hf_resolve *resolve,
                        struct hf_decoder *decoder)
{
    size_t length = message->name.len;

    if (message->type != HF_DNS_LOCATE && !hf_wire_is_record_type(message->type)) {
        return hf_wire_refuse(decoder, HF_E_MALFORMED, "Resolve.type", message->type);
    }
    if (length > HF_NAME_MAX) {
        return hf_wire_refuse(decoder, HF_E_LIMIT, "Resolve.name", length);
    }
    if (length > 0 && memchr(message->name.data, 0, length) != NULL) {
        return hf_wire_refuse(decoder, HF_E_VALUE, "Resolve.name", 0);
    }
    if (length > 0) {
        memcpy(resolve->name, message->name.data, length);
    }
    resolve->name_length = (uint16_t)length;
    return HF_OK;
}

static int read_order(const struct hf_member *order, struct hf_action *action,
                      struct hf_decoder *decoder)
{
    const struct hf_fields *fields = &orders[order->number];
    const void *message = hf_wire_unpack(decoder, fields->message, &order->body,
                                         "Actions.actions.order");
    int error;

    if (message == NULL) {
        return decoder->refusal->error;
    }
    memset(action, 0, sizeof *action);
    action->kind = order->number;
    error = hf_wire_read(fields, message, &action->u, decoder);
    if (error == HF_OK && action->kind == HF_ACTION_RESOLVE) {
        error = read_resolve(message, &action->u.resolve, decoder);
    }
    return error;
}

static int read_action(const struct hf_scan *scan, struct hf_actions *actions,
                       struct hf_decoder *decoder)
{
    static const uint32_t order_numbers[2] = {HF_ACTION_NONE + 1, HF_ACTION_COUNT - 1};
    static const char what[] = "Actions.actions.order";
    uint8_t *low = decoder->low;
    struct hf_member order;
    int error;

    if (decoder->index == HF_ACTIONS_MAX) {
        decoder->index = 0;
        return hf_wire_refuse(decoder, HF_E_LIMIT, "Actions.actions", HF_ACTIONS_MAX + 1);
    }
    decoder->index++;
    if (hf_scan_oneof(&scan->body, order_numbers, &order) < 0 || order.n_found != 1) {
        return hf_wire_refuse(decoder, HF_E_MALFORMED, what, order.n_found);
    }
    error = read_order(&order, &actions->items[decoder->index - 1], decoder);
    decoder->low = low; /* the generated struct is dead */
    return error;
}

static int read_field(const struct hf_scan *scan, struct hf_actions *actions,
                      struct hf_decoder *decoder)
{
    if (scan->number == 1 && scan->type == PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED) {
        return read_action(scan, actions, decoder);
    }
    if (scan->number == 2 && scan->type == PROTOBUF_C_WIRE_TYPE_VARINT) {
        if (scan->value > UINT32_MAX) {
            return hf_wire_refuse(decoder, HF_E_VALUE, "Actions.late_events", scan->value);
        }
        actions->late_events = (uint32_t)scan->value;
        return HF_OK;
    }
    return scan->number > 2 ? HF_OK : hf_wire_refuse(decoder, HF_E_MALFORMED, "Actions", 0);
}

static int read_actions(struct hf_actions *actions, const struct hf_wire *wire,
                        struct hf_decoder *decoder)
{
    const struct hf_slice bytes = {wire->bytes, wire->n_bytes};
    struct hf_scan scan = hf_scan_of(&bytes);
    int found, error = HF_OK;

    if (bytes.n > HF_ACTIONS_BYTES_MAX) {
        return hf_wire_refuse(decoder, HF_E_LIMIT, "Actions", bytes.n);
    }
    found = hf_scan_next(&scan);
    while (found > 0 && error == HF_OK) {
        error = read_field(&scan, actions, decoder);
        found = hf_scan_next(&scan);
    }
    if (error == HF_OK && found < 0) {
        decoder->index = 0;
        error = hf_wire_refuse(decoder, HF_E_MALFORMED, "Actions", bytes.n);
    }
    if (error < 0) {
        actions->late_events = 0;
        return error;
    }
    actions->n = decoder->index;
    return HF_OK;
}

int hf_actions_decode(struct hf_actions *actions, struct hf_wire *wire)
{
    struct hf_decoder decoder;

    hf_decoder_init(&decoder, wire);
    actions->n = 0;
    actions->late_events = 0;
    memset(&actions->refusal, 0, sizeof actions->refusal);
    return read_actions(actions, wire, &decoder);
}

/* ---- a step in bytes ---- */

static int refuse_space(struct hf_bytes_step *step, const char *what, size_t value)
{
    step->refusal.what = what;
    step->refusal.value = value;
    step->refusal.error = HF_E_SPACE;
    return HF_E_SPACE;
}

static struct hf_actions *actions_in(void *scratch)
{
    uint8_t *at = scratch;

    return (void *)(at + (HF_BLOCK_ALIGN - (uintptr_t)at % HF_BLOCK_ALIGN) % HF_BLOCK_ALIGN);
}

int hf_line_step_bytes(struct hf_line *line, struct hf_bytes_step *step)
{
    struct hf_wire wire = {.bytes = step->event,
                           .n_bytes = step->n_event,
                           .scratch = step->scratch,
                           .scratch_size = step->scratch_size};
    struct hf_actions *actions = actions_in(step->scratch);
    struct hf_decoder decoder;
    struct hf_event event;
    int result;

    step->n_actions = 0;
    memset(&step->refusal, 0, sizeof step->refusal);
    if (step->actions_size < HF_ACTIONS_BYTES_MAX) {
        return refuse_space(step, "actions_size", step->actions_size);
    }
    if (step->scratch_size < HF_WIRE_SCRATCH) {
        return refuse_space(step, "scratch_size", step->scratch_size);
    }
    hf_decoder_init(&decoder, &wire);
    result = hf_event_read(&event, &wire, &decoder);
    if (result < 0) {
        step->refusal = wire.refusal;
        return result;
    }
    /* The batch stands where the event's generated structs were, below what the event points to. */
    HF_ASSERT((uint8_t *)(actions + 1) <= decoder.high);
    result = hf_line_step(line, &event, actions);
    step->refusal = actions->refusal;
    if (result < 0) {
        return result;
    }
    result = hf_actions_encode(actions, step->actions, step->actions_size);
    HF_ASSERT(result >= 0); /* HF_ACTIONS_BYTES_MAX holds the largest batch */
    step->n_actions = (size_t)result;
    return HF_OK;
}
