/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `event line 1 response attempt=999 status=200`: a raw event, to see what a line refuses (H2).
 * An attempt that the line has sent is named by its number in the story; any other number is
 * taken as the id itself.
 */
#include "parse.h"

#include <inttypes.h>
#include <string.h>

struct raw_value {
    const char *key;
    size_t offset; /* in struct hf_event */
    uint8_t size;
};

struct raw_kind {
    const char *name;
    uint32_t kind;
    size_t attempt; /* offset of its attempt id, or 0 */
    struct raw_value values[6];
};

#define VALUE(key, field)                                                                          \
    {                                                                                              \
        key, offsetof(struct hf_event, field), sizeof(((struct hf_event *)0)->field)               \
    }

static const struct raw_kind kinds[] = {
    {"response",
     HF_EVENT_RESPONSE_RECEIVED,
     offsetof(struct hf_event, u.response.attempt),
     {VALUE("status", u.response.status), VALUE("expires", u.response.expires_s),
      VALUE("min-expires", u.response.min_expires_s),
      VALUE("retry-after", u.response.retry_after_s), VALUE("redirects", u.response.n_redirects)}},
    {"failed",
     HF_EVENT_ATTEMPT_FAILED,
     offsetof(struct hf_event, u.failed.attempt),
     {VALUE("reused", u.failed.reused)}},
    {"provisional",
     HF_EVENT_PROVISIONAL,
     offsetof(struct hf_event, u.provisional.attempt),
     {VALUE("status", u.provisional.status)}},
    {"abandoned",
     HF_EVENT_ABANDONED,
     offsetof(struct hf_event, u.abandoned.attempt),
     {VALUE("how", u.abandoned.how), VALUE("status", u.abandoned.status),
      VALUE("expires", u.abandoned.expires_s)}},
    {"connected", HF_EVENT_CONNECTED, offsetof(struct hf_event, u.connected.attempt), {{0}}},
    {"late",
     HF_EVENT_LATE,
     offsetof(struct hf_event, u.late.attempt),
     {VALUE("status", u.late.status)}},
    {"wanted",
     HF_EVENT_WANTED,
     0,
     {VALUE("request", u.wanted.request), VALUE("kind", u.wanted.kind),
      VALUE("dialog-server", u.wanted.dialog_server), VALUE("emergency", u.wanted.emergency),
      VALUE("call", u.wanted.call)}},
    {"withdrawn", HF_EVENT_WITHDRAWN, 0, {VALUE("request", u.withdrawn.request)}},
    {"call-arrived",
     HF_EVENT_CALL_ARRIVED,
     0,
     {VALUE("call", u.call.call), VALUE("server", u.call.server)}},
    {"call-answered", HF_EVENT_CALL_ANSWERED, 0, {VALUE("call", u.call.call)}},
    {"call-ended", HF_EVENT_CALL_ENDED, 0, {VALUE("call", u.call.call)}},
    {"challenged",
     HF_EVENT_CHALLENGED,
     offsetof(struct hf_event, u.challenged.attempt),
     {VALUE("stale", u.challenged.stale),
      VALUE("after-credentials", u.challenged.after_credentials)}},
    {"dns",
     HF_EVENT_DNS_ANSWERED,
     offsetof(struct hf_event, u.dns.query),
     {VALUE("ttl", u.dns.ttl_s), VALUE("static", u.dns.from_static)}},
    {"located",
     HF_EVENT_LOCATED,
     0,
     {VALUE("server", u.located.server), VALUE("proxy", u.located.proxy),
      VALUE("ttl", u.located.ttl_s)}},
    {"network",
     HF_EVENT_NETWORK_CHANGED,
     0,
     {VALUE("families", u.network.families_usable),
      VALUE("address-changed", u.network.address_changed)}},
    {"flow-lost", HF_EVENT_FLOW_LOST, 0, {{0}}},
    {"rested", HF_EVENT_TARGET_RESTED, 0, {{0}}},
    {"credentials", HF_EVENT_CREDENTIALS_CHANGED, 0, {{0}}},
    {"restored", HF_EVENT_RESTORED, 0, {VALUE("elapsed-us", u.restored.elapsed_us)}},
    {"time", HF_EVENT_TIME_PASSED, 0, {{0}}},
    {"started", HF_EVENT_STARTED, 0, {{0}}},
    {"stopped", HF_EVENT_STOPPED, 0, {{0}}},
    {"unknown", HF_EVENT_COUNT, 0, {{0}}},
};

static const struct raw_kind *find_kind(const char *name)
{
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        if (strcmp(kinds[i].name, name) == 0)
            return &kinds[i];
    }
    return NULL;
}

static int store(struct parser *p, struct hf_event *event, const struct raw_value *value,
                 uint64_t number)
{
    char *at = (char *)event + value->offset;
    const uint8_t u8 = (uint8_t)number;
    const uint16_t u16 = (uint16_t)number;
    const uint32_t u32 = (uint32_t)number;

    if (value->size < sizeof(number) && number >> (8 * value->size) != 0)
        return complain(p, "%s=%" PRIu64 " does not fit into the event", value->key, number);
    if (value->size == sizeof(u8))
        memcpy(at, &u8, sizeof(u8));
    else if (value->size == sizeof(u16))
        memcpy(at, &u16, sizeof(u16));
    else if (value->size == sizeof(u32))
        memcpy(at, &u32, sizeof(u32));
    else
        memcpy(at, &number, sizeof(number));
    return 0;
}

/* ---- values that are no plain numbers ---- */

static int set_cause(struct parser *p, struct hf_event *event, const char *text)
{
    uint64_t cause = 0;

    if (read_cause(p, text, &cause) < 0)
        return -1;
    if (cause > UINT8_MAX)
        return complain(p, "cause=%s does not fit into the event", text);
    if (event->kind == HF_EVENT_ATTEMPT_FAILED)
        event->u.failed.cause = (uint8_t)cause;
    else if (event->kind == HF_EVENT_FLOW_LOST)
        event->u.flow_lost.cause = (uint8_t)cause;
    else
        event->u.rested.cause = (uint8_t)cause;
    return 0;
}

static int set_outcome(struct parser *p, struct hf_event *event, const char *text)
{
    uint64_t outcome = 0;

    if (read_outcome(p, text, &outcome) < 0)
        return -1;
    if (outcome > UINT8_MAX)
        return complain(p, "outcome=%s does not fit into the event", text);
    event->u.dns.outcome = (uint8_t)outcome;
    return 0;
}

static int set_addresses(struct parser *p, struct command *command, char *text)
{
    struct words addresses;

    split(text, ',', &addresses);
    if (addresses.n > RECORDS_MAX)
        return complain(p, "%u addresses: %d at most", addresses.n, RECORDS_MAX);
    for (unsigned i = 0; i < addresses.n; i++) {
        struct hf_target address;

        if (read_address(p, addresses.at[i], &address) < 0)
            return -1;
        command->records[i].type = address.family == HF_FAMILY_IPV4 ? HF_DNS_A : HF_DNS_AAAA;
        memcpy(command->records[i].address, address.address, sizeof(address.address));
    }
    command->event.u.dns.n_records = (uint16_t)addresses.n;
    return 0;
}

static int set_targets(struct parser *p, struct hf_located *located, char *text)
{
    struct words targets;

    split(text, ',', &targets);
    if (targets.n > HF_EVENT_TARGETS)
        return complain(p, "%u targets: %d at most", targets.n, HF_EVENT_TARGETS);
    for (unsigned i = 0; i < targets.n; i++) {
        if (read_target_of(p, targets.at[i], &located->targets[i]) < 0)
            return -1;
    }
    located->n_targets = (uint8_t)targets.n;
    return 0;
}

static int set_target(struct parser *p, struct hf_event *event, const char *text)
{
    return read_target_of(p, text,
                          event->kind == HF_EVENT_FLOW_LOST ? &event->u.flow_lost.target
                                                            : &event->u.rested.target);
}

static int has_cause(uint32_t kind)
{
    return kind == HF_EVENT_ATTEMPT_FAILED || kind == HF_EVENT_FLOW_LOST ||
           kind == HF_EVENT_TARGET_RESTED;
}

/* 1: the word was one of these; 0: it is not; -1: it is, and wrong. */
static int set_special(struct parser *p, struct command *command, char *word)
{
    struct hf_event *event = &command->event;
    const uint32_t kind = event->kind;
    char *value = strchr(word, '=') == NULL ? word + strlen(word) : strchr(word, '=') + 1;
    int result = 0;

    if (has_cause(kind) && value_of(word, "cause") != NULL)
        result = set_cause(p, event, value);
    else if (kind == HF_EVENT_DNS_ANSWERED && value_of(word, "outcome") != NULL)
        result = set_outcome(p, event, value);
    else if (kind == HF_EVENT_DNS_ANSWERED && value_of(word, "addresses") != NULL)
        result = set_addresses(p, command, value);
    else if (kind == HF_EVENT_DNS_ANSWERED && value_of(word, "query") != NULL)
        result = read_number(p, value, &command->number);
    else if (kind == HF_EVENT_LOCATED && value_of(word, "targets") != NULL)
        result = set_targets(p, &event->u.located, value);
    else if (kind == HF_EVENT_CHALLENGED && value_of(word, "realm") != NULL)
        snprintf(command->realm, sizeof(command->realm), "%s", value);
    else if (kind == HF_EVENT_TARGET_RESTED && value_of(word, "until") != NULL)
        result = read_duration(p, value, &command->until_us);
    else if ((kind == HF_EVENT_FLOW_LOST || kind == HF_EVENT_TARGET_RESTED) &&
             value_of(word, "target") != NULL)
        result = set_target(p, event, value);
    else
        return 0;
    return result < 0 ? -1 : 1;
}

/* ---- words ---- */

static int set_value(struct parser *p, struct command *command, const struct raw_kind *kind,
                     char *word)
{
    const int special = set_special(p, command, word);
    const char *attempt = value_of(word, "attempt");
    uint64_t number = 0;

    if (special != 0)
        return special < 0 ? -1 : 0;
    if (attempt != NULL && kind->attempt != 0 && !command->is_query)
        return read_number(p, attempt, &command->number);
    for (size_t i = 0; i < sizeof(kind->values) / sizeof(kind->values[0]); i++) {
        const struct raw_value *value = &kind->values[i];

        if (value->key == NULL || value_of(word, value->key) == NULL)
            continue;
        if (read_number(p, value_of(word, value->key), &number) < 0)
            return -1;
        return store(p, &command->event, value, number);
    }
    return complain(p, "`%s` is no value of a %s event", word, kind->name);
}

int parse_event(struct parser *p, struct words *words)
{
    const struct raw_kind *kind = words->n > 3 ? find_kind(words->at[3]) : NULL;
    unsigned number = 0;

    if (read_line_number(p, words, 1, &number) < 0)
        return -1;
    if (kind == NULL)
        return complain(p,
                        "`%s`: response, failed, provisional, challenged, abandoned, connected, "
                        "late, wanted, withdrawn, dns, located, network, flow-lost, rested, "
                        "credentials, call-arrived, call-answered, call-ended, restored, time, "
                        "started, stopped, "
                        "unknown are events",
                        p->written);
    if (!p->scenario->lines[number - 1].exists)
        return complain(p, "there is no line %u", number);
    struct command *command = add_command(p, VERB_EVENT);
    if (command == NULL)
        return -1;
    command->line = number;
    command->event.kind = kind->kind;
    command->attempt_at = kind->attempt;
    command->is_query = kind->kind == HF_EVENT_DNS_ANSWERED;
    if (kind->kind == HF_EVENT_RESPONSE_RECEIVED) {
        command->event.u.response.expires_s = HF_EXPIRES_NONE;
        command->event.u.response.retry_after_s = HF_RETRY_AFTER_NONE;
    }
    for (unsigned i = 4; i < words->n; i++) {
        if (set_value(p, command, kind, words->at[i]) < 0)
            return -1;
    }
    return 0;
}
