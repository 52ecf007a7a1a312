/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events as bytes: holdfast.Event and struct hf_event. A fact's number in the schema is its kind
 * in event.h plus one. What a table of fields cannot say (repeated parts, the configuration,
 * DNS records) follows each table's use below.
 */
#include "wire.h"

#include <string.h>

static const struct hf_field configured_rows[] = {HF_NUMBER(hf_configured, Configured, seed)};

static const struct hf_field wanted_rows[] = {
    HF_NUMBER(hf_wanted, Wanted, request),
    HF_NUMBER(hf_wanted, Wanted, call),
    HF_ENUM(hf_wanted, Wanted, kind, HF_REQUEST_COUNT),
    HF_NUMBER(hf_wanted, Wanted, dialog_server),
    HF_FLAG(hf_wanted, Wanted, emergency),
};
static const struct hf_field withdrawn_rows[] = {HF_NUMBER(hf_withdrawn, Withdrawn, request)};

static const struct hf_field response_rows[] = {
    HF_NUMBER(hf_response, ResponseReceived, attempt),
    HF_NUMBER(hf_response, ResponseReceived, status),
    HF_PLUS_1(hf_response, ResponseReceived, expires_s),
    HF_NUMBER(hf_response, ResponseReceived, min_expires_s),
    HF_PLUS_1(hf_response, ResponseReceived, retry_after_s),
    HF_FLAG(hf_response, ResponseReceived, contact_missing),
};
static const struct hf_field failed_rows[] = {
    HF_NUMBER(hf_attempt_failed, AttemptFailed, attempt),
    HF_ENUM(hf_attempt_failed, AttemptFailed, cause, HF_CAUSE_COUNT),
    HF_FLAG(hf_attempt_failed, AttemptFailed, reused),
};
static const struct hf_field provisional_rows[] = {
    HF_NUMBER(hf_provisional, ProvisionalReceived, attempt),
    HF_NUMBER(hf_provisional, ProvisionalReceived, status),
};
static const struct hf_field challenged_rows[] = {
    HF_NUMBER(hf_challenged, Challenged, attempt),
    HF_TEXT(hf_challenged, Challenged, realm),
    HF_FLAG(hf_challenged, Challenged, stale),
    HF_FLAG(hf_challenged, Challenged, after_credentials),
};
static const struct hf_field connected_rows[] = {HF_NUMBER(hf_connected, Connected, attempt)};

static const struct hf_field abandoned_rows[] = {
    HF_NUMBER(hf_abandoned, Abandoned, attempt),
    HF_ENUM(hf_abandoned, Abandoned, how, HF_ABANDONED_COUNT),
    HF_NUMBER(hf_abandoned, Abandoned, status),
    HF_PLUS_1(hf_abandoned, Abandoned, expires_s),
};
static const struct hf_field late_rows[] = {
    HF_NUMBER(hf_late, Late, attempt),
    HF_NUMBER(hf_late, Late, status),
};
static const struct hf_field dns_rows[] = {
    HF_NUMBER(hf_dns_answered, DnsAnswered, query),
    HF_ENUM(hf_dns_answered, DnsAnswered, outcome, HF_DNS_COUNT),
    HF_NUMBER(hf_dns_answered, DnsAnswered, ttl_s),
    HF_FLAG(hf_dns_answered, DnsAnswered, from_static),
};
static const struct hf_field located_rows[] = {
    HF_NUMBER(hf_located, Located, query),
    HF_NUMBER(hf_located, Located, server),
    HF_NUMBER(hf_located, Located, proxy),
    HF_PLUS_1(hf_located, Located, ttl_s),
};
static const struct hf_field network_rows[] = {
    HF_BELOW(hf_network_changed, NetworkChanged, families_usable,
             (HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6) + 1),
    HF_FLAG(hf_network_changed, NetworkChanged, address_changed),
};
static const struct hf_field flow_lost_rows[] = {
    HF_TARGET(hf_flow_lost, FlowLost, target),
    HF_ENUM(hf_flow_lost, FlowLost, cause, HF_CAUSE_COUNT),
};
static const struct hf_field rested_rows[] = {
    HF_TARGET(hf_target_rested, TargetRested, target),
    HF_NUMBER(hf_target_rested, TargetRested, until_us),
    HF_ENUM(hf_target_rested, TargetRested, cause, HF_CAUSE_COUNT),
};
static const struct hf_field call_arrived_rows[] = {
    HF_NUMBER(hf_call, CallArrived, call),
    HF_NUMBER(hf_call, CallArrived, server),
};
static const struct hf_field call_answered_rows[] = {
    HF_NUMBER(hf_call, CallAnswered, call),
    HF_NUMBER(hf_call, CallAnswered, server),
};
static const struct hf_field call_ended_rows[] = {
    HF_NUMBER(hf_call, CallEnded, call),
    HF_NUMBER(hf_call, CallEnded, server),
};
static const struct hf_field restored_rows[] = {HF_NUMBER(hf_restored, Restored, elapsed_us)};

static const struct hf_fields facts[HF_EVENT_COUNT] = {
    [HF_EVENT_CONFIGURED] = HF_FIELDS(configured_rows, configured),
    [HF_EVENT_STARTED] = {NULL, &holdfast__started__descriptor, 0},
    [HF_EVENT_STOPPED] = {NULL, &holdfast__stopped__descriptor, 0},
    [HF_EVENT_WANTED] = HF_FIELDS(wanted_rows, wanted),
    [HF_EVENT_WITHDRAWN] = HF_FIELDS(withdrawn_rows, withdrawn),
    [HF_EVENT_RESPONSE_RECEIVED] = HF_FIELDS(response_rows, response_received),
    [HF_EVENT_ATTEMPT_FAILED] = HF_FIELDS(failed_rows, attempt_failed),
    [HF_EVENT_PROVISIONAL] = HF_FIELDS(provisional_rows, provisional_received),
    [HF_EVENT_CHALLENGED] = HF_FIELDS(challenged_rows, challenged),
    [HF_EVENT_CONNECTED] = HF_FIELDS(connected_rows, connected),
    [HF_EVENT_ABANDONED] = HF_FIELDS(abandoned_rows, abandoned),
    [HF_EVENT_LATE] = HF_FIELDS(late_rows, late),
    [HF_EVENT_DNS_ANSWERED] = HF_FIELDS(dns_rows, dns_answered),
    [HF_EVENT_LOCATED] = HF_FIELDS(located_rows, located),
    [HF_EVENT_NETWORK_CHANGED] = HF_FIELDS(network_rows, network_changed),
    [HF_EVENT_FLOW_LOST] = HF_FIELDS(flow_lost_rows, flow_lost),
    [HF_EVENT_TARGET_RESTED] = HF_FIELDS(rested_rows, target_rested),
    [HF_EVENT_CREDENTIALS_CHANGED] = {NULL, &holdfast__credentials_changed__descriptor, 0},
    [HF_EVENT_CALL_ARRIVED] = HF_FIELDS(call_arrived_rows, call_arrived),
    [HF_EVENT_CALL_ENDED] = HF_FIELDS(call_ended_rows, call_ended),
    [HF_EVENT_TIME_PASSED] = {NULL, &holdfast__time_passed__descriptor, 0},
    [HF_EVENT_RESTORED] = HF_FIELDS(restored_rows, restored),
    [HF_EVENT_CALL_ANSWERED] = HF_FIELDS(call_answered_rows, call_answered),
};

static const struct hf_field record_rows[] = {
    HF_FIELD_AT("DnsAnswered.records.name", hf_dns_record, DnsRecord, name, name, TEXT,
                HF_NAME_MAX + 1),
    HF_FIELD_AT("DnsAnswered.records.type", hf_dns_record, DnsRecord, type, type, NUMBER, 0),
    HF_FIELD_AT("DnsAnswered.records.priority", hf_dns_record, DnsRecord, priority, priority,
                NUMBER, 0),
    HF_FIELD_AT("DnsAnswered.records.weight", hf_dns_record, DnsRecord, weight, weight, NUMBER, 0),
    HF_FIELD_AT("DnsAnswered.records.port", hf_dns_record, DnsRecord, port, port, NUMBER, 0),
    HF_FIELD_AT("DnsAnswered.records.flag", hf_dns_record, DnsRecord, flag, flag, BELOW, 0x80),
    HF_FIELD_AT("DnsAnswered.records.has_regexp", hf_dns_record, DnsRecord, has_regexp, has_regexp,
                BELOW, 2),
    HF_FIELD_AT("DnsAnswered.records.service", hf_dns_record, DnsRecord, service, service, ENUM,
                HF_TRANSPORT_COUNT + 1),
};
static const struct hf_fields record_fields = HF_FIELDS(record_rows, dns_record);

/* ---- encoding ---- */

union fact { /* of those that are appended whole */
    ProtobufCMessage base;
    Holdfast__Wanted wanted;
    Holdfast__Withdrawn withdrawn;
    Holdfast__ResponseReceived response_received;
    Holdfast__AttemptFailed attempt_failed;
    Holdfast__ProvisionalReceived provisional_received;
    Holdfast__Challenged challenged;
    Holdfast__Connected connected;
    Holdfast__Abandoned abandoned;
    Holdfast__Late late;
    Holdfast__Located located;
    Holdfast__NetworkChanged network_changed;
    Holdfast__FlowLost flow_lost;
    Holdfast__TargetRested target_rested;
    Holdfast__CallArrived call_arrived;
    Holdfast__CallAnswered call_answered;
    Holdfast__CallEnded call_ended;
    Holdfast__Restored restored;
};

static void append_configured(ProtobufCBuffer *sink, const void *from)
{
    const struct hf_configured *configured = from;
    Holdfast__Configured rest;

    hf_sink_nested(sink, 1, hf_config_append, configured->config);
    hf_wire_begin(&rest, sizeof rest, &holdfast__configured__descriptor);
    rest.seed = configured->seed;
    hf_sink_part(sink, &rest);
}

static void append_record(ProtobufCBuffer *sink, const struct hf_dns_record *record)
{
    Holdfast__DnsRecord message;
    struct hf_encoding encoding = {&message, NULL};

    hf_wire_begin(&message, sizeof message, record_fields.message);
    hf_wire_fill(&record_fields, record, &encoding);
    message.address.data = (uint8_t *)(uintptr_t)record->address;
    message.address.len = record->type == HF_DNS_A ? 4 : record->type == HF_DNS_AAAA ? 16 : 0;
    hf_sink_message(sink, 3, &message);
}

/* In the order of field numbers, as protobuf-c would write the whole: query and outcome, the
 * records, the rest. */
static void append_dns(ProtobufCBuffer *sink, const void *from)
{
    const struct hf_dns_answered *dns = from;
    Holdfast__DnsAnswered part;

    hf_wire_begin(&part, sizeof part, &holdfast__dns_answered__descriptor);
    part.query = dns->query;
    part.outcome = dns->outcome;
    hf_sink_part(sink, &part);
    for (unsigned i = 0; i < dns->n_records; i++) {
        append_record(sink, &dns->records[i]);
    }
    hf_wire_begin(&part, sizeof part, &holdfast__dns_answered__descriptor);
    part.ttl_s = dns->ttl_s;
    part.from_static = dns->from_static;
    hf_sink_part(sink, &part);
}

struct targets { /* the room that repeated targets need while their message is appended */
    Holdfast__Target messages[HF_EVENT_TARGETS];
    Holdfast__Target *pointers[HF_EVENT_TARGETS];
};

static Holdfast__Target **fill_targets(struct targets *room, const struct hf_target *from, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        hf_wire_fill_target(&from[i], &room->messages[i]);
        room->pointers[i] = &room->messages[i];
    }
    return room->pointers;
}

static void append_fact(ProtobufCBuffer *sink, const struct hf_event *event)
{
    const struct hf_fields *fields = &facts[event->kind];
    union fact fact;
    Holdfast__Target target;
    struct targets targets;
    struct hf_encoding encoding = {&fact, &target};

    hf_wire_begin(&fact, fields->message->sizeof_message, fields->message);
    hf_wire_fill(fields, &event->u, &encoding);
    if (event->kind == HF_EVENT_RESPONSE_RECEIVED) {
        fact.response_received.n_redirects = event->u.response.n_redirects;
        fact.response_received.redirects = fill_targets(&targets, event->u.response.redirects,
                                                        event->u.response.n_redirects);
    } else if (event->kind == HF_EVENT_LOCATED) {
        fact.located.n_targets = event->u.located.n_targets;
        fact.located.targets = fill_targets(&targets, event->u.located.targets,
                                            event->u.located.n_targets);
    } else if (event->kind == HF_EVENT_RESTORED &&
               event->u.restored.elapsed_us == HF_ELAPSED_UNKNOWN) {
        fact.restored.elapsed_us = 0;
        fact.restored.elapsed_unknown = 1;
    }
    hf_sink_message(sink, event->kind + 1, &fact);
}

static int check_records(const struct hf_dns_answered *dns)
{
    if (dns->n_records > HF_EVENT_RECORDS) {
        return HF_E_LIMIT;
    }
    for (unsigned i = 0; i < dns->n_records; i++) {
        if (dns->records[i].name.length > HF_NAME_MAX) {
            return HF_E_LIMIT;
        }
        if (!hf_wire_is_record_type(dns->records[i].type)) {
            return HF_E_MALFORMED;
        }
    }
    return HF_OK;
}

static int check_targets(const struct hf_target *targets, unsigned n, unsigned room)
{
    if (n > room) {
        return HF_E_LIMIT;
    }
    for (unsigned i = 0; i < n; i++) {
        if (targets[i].family == HF_FAMILY_NONE) {
            return HF_E_VALUE;
        }
    }
    return HF_OK;
}

static int check_encodable(const struct hf_event *event)
{
    switch (event->kind) {
    case HF_EVENT_CONFIGURED:
        return event->u.configured.config == NULL ? HF_E_VALUE
                                                  : hf_config_encodable(event->u.configured.config);
    case HF_EVENT_RESPONSE_RECEIVED:
        return check_targets(event->u.response.redirects, event->u.response.n_redirects,
                             HF_EVENT_REDIRECTS);
    case HF_EVENT_DNS_ANSWERED: return check_records(&event->u.dns);
    case HF_EVENT_LOCATED:
        return check_targets(event->u.located.targets, event->u.located.n_targets,
                             HF_EVENT_TARGETS);
    }
    return event->kind == HF_EVENT_NONE || event->kind >= HF_EVENT_COUNT ? HF_E_MALFORMED : HF_OK;
}

int hf_event_encode(const struct hf_event *event, uint8_t *out, size_t size)
{
    struct hf_sink sink;
    int error = check_encodable(event);

    if (error < 0) {
        return error;
    }
    hf_sink_init(&sink, out, size);
    hf_sink_number(&sink.base, 1, event->at_us);
    if (event->kind == HF_EVENT_CONFIGURED) {
        hf_sink_nested(&sink.base, HF_EVENT_CONFIGURED + 1, append_configured,
                       &event->u.configured);
    } else if (event->kind == HF_EVENT_DNS_ANSWERED) {
        hf_sink_nested(&sink.base, HF_EVENT_DNS_ANSWERED + 1, append_dns, &event->u.dns);
    } else {
        append_fact(&sink.base, event);
    }
    /* What hf_event_decode would refuse is not written either. */
    return sink.n > HF_EVENT_BYTES_MAX ? HF_E_LIMIT : hf_sink_result(&sink);
}

/* ---- decoding ---- */

static int read_config(const Holdfast__Configured *message, struct hf_configured *configured,
                       struct hf_decoder *decoder)
{
    struct hf_config *config;

    if (message->config == NULL) {
        return hf_wire_refuse(decoder, HF_E_MALFORMED, "Configured.config", 0);
    }
    config = hf_decoder_take(decoder, sizeof *config);
    if (config == NULL) {
        return hf_wire_refuse(decoder, decoder->ran_out, "Configured.config", sizeof *config);
    }
    configured->config = config;
    return hf_config_read(message->config, config, decoder);
}

static int read_address(const Holdfast__DnsRecord *message, struct hf_dns_record *record,
                        struct hf_decoder *decoder)
{
    size_t legal = record->type == HF_DNS_A ? 4 : record->type == HF_DNS_AAAA ? 16 : 0;

    if (message->address.len != legal) {
        return hf_wire_refuse(decoder, HF_E_VALUE, "DnsAnswered.records.address",
                              message->address.len);
    }
    if (legal > 0) {
        memcpy(record->address, message->address.data, legal);
    }
    return HF_OK;
}

static int read_record(const Holdfast__DnsRecord *message, struct hf_dns_record *record,
                       struct hf_decoder *decoder)
{
    int error;

    if (!hf_wire_is_record_type(message->type)) {
        return hf_wire_refuse(decoder, HF_E_MALFORMED, "DnsAnswered.records.type", message->type);
    }
    error = hf_wire_read(&record_fields, message, record, decoder);
    return error < 0 ? error : read_address(message, record, decoder);
}

static int read_records(const Holdfast__DnsAnswered *message, struct hf_dns_answered *dns,
                        struct hf_decoder *decoder)
{
    static const char what[] = "DnsAnswered.records";
    struct hf_dns_record *records;

    if (message->n_records > HF_EVENT_RECORDS) {
        return hf_wire_refuse(decoder, HF_E_LIMIT, what, message->n_records);
    }
    if (message->n_records == 0) {
        return HF_OK;
    }
    records = hf_decoder_take(decoder, message->n_records * sizeof *records);
    if (records == NULL) {
        return hf_wire_refuse(decoder, decoder->ran_out, what, message->n_records);
    }
    dns->records = records;
    dns->n_records = (uint16_t)message->n_records;
    for (size_t i = 0; i < message->n_records; i++) {
        int error;

        decoder->index = (uint32_t)i + 1;
        error = read_record(message->records[i], &records[i], decoder);
        if (error < 0) {
            return error;
        }
    }
    return HF_OK;
}

static int read_redirects(const Holdfast__ResponseReceived *message, struct hf_response *response,
                          struct hf_decoder *decoder)
{
    if (message->n_redirects > HF_EVENT_REDIRECTS) {
        return hf_wire_refuse(decoder, HF_E_LIMIT, "ResponseReceived.redirects",
                              message->n_redirects);
    }
    response->n_redirects = (uint8_t)message->n_redirects;
    for (size_t i = 0; i < message->n_redirects; i++) {
        int error;

        decoder->index = (uint32_t)i + 1;
        error = hf_wire_read_target(message->redirects[i], &response->redirects[i],
                                    HF_TARGET_PATHS("ResponseReceived.redirects"), decoder);
        if (error < 0) {
            return error;
        }
    }
    return HF_OK;
}

static int read_targets(const Holdfast__Located *message, struct hf_located *located,
                        struct hf_decoder *decoder)
{
    if (message->n_targets > HF_EVENT_TARGETS) {
        return hf_wire_refuse(decoder, HF_E_LIMIT, "Located.targets", message->n_targets);
    }
    located->n_targets = (uint8_t)message->n_targets;
    for (size_t i = 0; i < message->n_targets; i++) {
        int error;

        decoder->index = (uint32_t)i + 1;
        error = hf_wire_read_target(message->targets[i], &located->targets[i],
                                    HF_TARGET_PATHS("Located.targets"), decoder);
        if (error < 0) {
            return error;
        }
    }
    return HF_OK;
}

static int read_elapsed(const Holdfast__Restored *message, struct hf_restored *restored,
                        struct hf_decoder *decoder)
{
    if (message->elapsed_unknown > 1) {
        return hf_wire_refuse(decoder, HF_E_VALUE, "Restored.elapsed_unknown",
                              message->elapsed_unknown);
    }
    /* One way to say "unknown", and no time beside it. */
    if (message->elapsed_us == HF_ELAPSED_UNKNOWN ||
        (message->elapsed_unknown == 1 && message->elapsed_us != 0)) {
        return hf_wire_refuse(decoder, HF_E_VALUE, "Restored.elapsed_us", message->elapsed_us);
    }
    if (message->elapsed_unknown == 1) {
        restored->elapsed_us = HF_ELAPSED_UNKNOWN;
    }
    return HF_OK;
}

static int read_fact(const void *message, struct hf_event *event, struct hf_decoder *decoder)
{
    int error = hf_wire_read(&facts[event->kind], message, &event->u, decoder);

    if (error < 0) {
        return error;
    }
    switch (event->kind) {
    case HF_EVENT_CONFIGURED: return read_config(message, &event->u.configured, decoder);
    case HF_EVENT_RESPONSE_RECEIVED: return read_redirects(message, &event->u.response, decoder);
    case HF_EVENT_DNS_ANSWERED: return read_records(message, &event->u.dns, decoder);
    case HF_EVENT_LOCATED: return read_targets(message, &event->u.located, decoder);
    case HF_EVENT_RESTORED: return read_elapsed(message, &event->u.restored, decoder);
    }
    return HF_OK;
}

int hf_event_read(struct hf_event *event, const struct hf_wire *wire, struct hf_decoder *decoder)
{
    static const uint32_t fact_numbers[2] = {HF_EVENT_NONE + 2, HF_EVENT_COUNT};
    const struct hf_slice bytes = {wire->bytes, wire->n_bytes};
    struct hf_member fact;
    const void *message;
    int error;

    memset(event, 0, sizeof *event);
    if (bytes.n > HF_EVENT_BYTES_MAX) {
        return hf_wire_refuse(decoder, HF_E_LIMIT, "Event", bytes.n);
    }
    if (hf_scan_oneof(&bytes, fact_numbers, &fact) < 0) {
        return hf_wire_refuse(decoder, HF_E_MALFORMED, "Event", bytes.n);
    }
    if (fact.n_found != 1) {
        return hf_wire_refuse(decoder, HF_E_MALFORMED, "Event.fact", fact.n_found);
    }
    message = hf_wire_unpack(decoder, facts[fact.number - 1].message, &fact.body, "Event.fact");
    if (message == NULL) {
        return decoder->refusal->error;
    }
    event->at_us = fact.first;
    event->kind = fact.number - 1;
    error = read_fact(message, event, decoder);
    if (error < 0) {
        memset(event, 0, sizeof *event);
    }
    return error;
}

int hf_event_decode(struct hf_event *event, struct hf_wire *wire)
{
    struct hf_decoder decoder;

    hf_decoder_init(&decoder, wire);
    return hf_event_read(event, wire, &decoder);
}
