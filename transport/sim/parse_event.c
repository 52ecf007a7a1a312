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
     {VALUE("cause", u.failed.cause)}},
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
      VALUE("dialog-server", u.wanted.dialog_server), VALUE("emergency", u.wanted.emergency)}},
    {"withdrawn", HF_EVENT_WITHDRAWN, 0, {VALUE("request", u.withdrawn.request)}},
    {"call-arrived",
     HF_EVENT_CALL_ARRIVED,
     0,
     {VALUE("call", u.call.call), VALUE("server", u.call.server)}},
    {"call-ended", HF_EVENT_CALL_ENDED, 0, {VALUE("call", u.call.call)}},
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

static int set_value(struct parser *p, struct command *command, const struct raw_kind *kind,
                     const char *word)
{
    const char *attempt = value_of(word, "attempt");
    uint64_t number = 0;

    if (attempt != NULL && kind->attempt != 0)
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
                        "`%s`: response, failed, provisional, abandoned, connected, late, wanted, "
                        "withdrawn, call-arrived, call-ended, restored, time, started, stopped, "
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
