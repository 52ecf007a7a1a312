/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Actions as bytes: holdfast.Actions and struct hf_actions. An order's number in the schema is
 * its kind in action.h.
 */
#include "wire.h"

#include <string.h>

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
};
static const struct hf_field attempt_rows[] = {
    HF_NUMBER(hf_attempt_ref, AttemptRef, attempt),
    HF_ENUM(hf_attempt_ref, AttemptRef, why, HF_WHY_COUNT),
};
static const struct hf_field resolve_rows[] = {
    HF_NUMBER(hf_resolve, Resolve, query),
    HF_NUMBER(hf_resolve, Resolve, type),
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

static void append_action(ProtobufCBuffer *sink, const struct hf_action *action)
{
    const struct hf_fields *fields = &orders[action->kind];
    union order order;
    Holdfast__Target target;
    Holdfast__Action message;
    struct hf_encoding encoding = {&order, &target};

    hf_wire_begin(&order, fields->message->sizeof_message, fields->message);
    hf_wire_fill(fields, &action->u, &encoding);
    if (action->kind == HF_ACTION_RESOLVE) {
        order.resolve.name.data = (uint8_t *)(uintptr_t)action->u.resolve.name;
        order.resolve.name.len = action->u.resolve.name_length;
    }
    hf_wire_begin(&message, sizeof message, &holdfast__action__descriptor);
    message.order_case = (Holdfast__Action__OrderCase)action->kind;
    message.send = &order.send; /* the oneof is a union of pointers to messages */
    hf_sink_message(sink, 1, &message);
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
    Holdfast__Actions rest;
    int error = check_encodable(actions);

    if (error < 0) {
        return error;
    }
    hf_sink_init(&sink, out, size);
    for (uint32_t i = 0; i < actions->n; i++) {
        append_action(&sink.base, &actions->items[i]);
    }
    hf_wire_begin(&rest, sizeof rest, &holdfast__actions__descriptor);
    rest.late_events = actions->late_events;
    protobuf_c_message_pack_to_buffer(&rest.base, &sink.base);
    return hf_sink_result(&sink);
}

/* ---- decoding ---- */

static int read_resolve(const Holdfast__Resolve *message, struct hf_resolve *resolve,
                        struct hf_decoder *decoder)
{
    size_t length = message->name.len;

    if (!hf_wire_is_dns_type(message->type)) {
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

static int read_action(const Holdfast__Action *message, struct hf_action *action,
                       struct hf_decoder *decoder)
{
    int error;

    memset(action, 0, sizeof *action);
    action->kind = (uint32_t)message->order_case;
    error = hf_wire_read(&orders[action->kind], message->send, &action->u, decoder);
    if (error == HF_OK && action->kind == HF_ACTION_RESOLVE) {
        error = read_resolve(message->resolve, &action->u.resolve, decoder);
    }
    return error;
}

/* Each action must have exactly one order: looked up in the bytes, since protobuf-c keeps the
 * last of several. */
static int check_orders(const struct hf_wire *wire, struct hf_decoder *decoder)
{
    static const uint32_t order_numbers[2] = {HF_ACTION_NONE + 1, HF_ACTION_COUNT - 1};
    struct hf_scan scan = {.at = wire->bytes, .end = wire->bytes};
    int found;

    scan.end += wire->n_bytes;
    found = hf_scan_next(&scan);
    while (found > 0) {
        if (scan.number == 1 && scan.body != NULL) {
            int n = hf_scan_count(scan.body, scan.n_body, order_numbers);

            decoder->index++;
            if (decoder->index > HF_ACTIONS_MAX) {
                decoder->index = 0;
                return hf_wire_refuse(decoder, HF_E_LIMIT, "Actions.actions", HF_ACTIONS_MAX + 1);
            }
            if (n != 1) {
                return hf_wire_refuse(decoder, HF_E_MALFORMED, "Actions.actions.order",
                                      n < 0 ? 0 : (uint64_t)n);
            }
        }
        found = hf_scan_next(&scan);
    }
    decoder->index = 0;
    return found == 0 ? HF_OK : hf_wire_refuse(decoder, HF_E_MALFORMED, "Actions", wire->n_bytes);
}

static int read_actions(struct hf_actions *actions, const struct hf_wire *wire,
                        struct hf_decoder *decoder)
{
    const Holdfast__Actions *message;
    int error;

    if (wire->n_bytes > HF_ACTIONS_BYTES_MAX) {
        return hf_wire_refuse(decoder, HF_E_LIMIT, "Actions", wire->n_bytes);
    }
    error = check_orders(wire, decoder);
    if (error < 0) {
        return error;
    }
    message = hf_wire_unpack(decoder, &holdfast__actions__descriptor, wire, "Actions");
    if (message == NULL) {
        return decoder->refusal->error;
    }
    for (size_t i = 0; i < message->n_actions; i++) {
        decoder->index = (uint32_t)i + 1;
        error = read_action(message->actions[i], &actions->items[i], decoder);
        if (error < 0) {
            return error;
        }
    }
    actions->n = (uint32_t)message->n_actions;
    actions->late_events = message->late_events;
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
