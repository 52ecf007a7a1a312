/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events, actions and notes as their fields, each once, in tables: written for people or as JSON.
 * Keys are the names of proto/holdfast.proto; what is zero or not said is left out for people and
 * null or 0 in JSON.
 */
#ifndef HOLDFAST_CLI_LOG_FIELDS_H
#define HOLDFAST_CLI_LOG_FIELDS_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/action.h"
#include "holdfast/event.h"
#include "holdfast/uv/log_record.h"
#include "log_out.h"

enum hf_log_value {
    HF_LOG_VALUE_NUMBER = 0,
    HF_LOG_VALUE_SIGNED,
    HF_LOG_VALUE_INDEX,   /* 1..; 0: none */
    HF_LOG_VALUE_US,      /* microseconds; HF_NEVER: never */
    HF_LOG_VALUE_S,       /* seconds; UINT32_MAX: not said */
    HF_LOG_VALUE_MS,      /* milliseconds */
    HF_LOG_VALUE_LIMIT,   /* all bits set: none of its own */
    HF_LOG_VALUE_FLAG,    /* 0 or 1 */
    HF_LOG_VALUE_STATUS,  /* of a response */
    HF_LOG_VALUE_TEXT,    /* struct hf_text */
    HF_LOG_VALUE_TARGET,  /* struct hf_target */
    HF_LOG_VALUE_TARGETS, /* the number of them; they stand in `more` */
    HF_LOG_VALUE_RECORDS, /* the same, of DNS records */
    HF_LOG_VALUE_NAME,    /* terminated, in place */
    HF_LOG_VALUE_CODES,   /* struct hf_statuses */
    HF_LOG_VALUE_WHY,
    HF_LOG_VALUE_WORD, /* a number with a name: `word` gives it */
    HF_LOG_VALUE_NAMED /* the same, and 0 is none */
};

struct hf_log_row {
    const char *key;
    uint16_t at, size; /* of the member */
    uint8_t kind;      /* enum hf_log_value */
    uint16_t more;     /* TARGETS, RECORDS: where they stand */
    const char *(*word)(unsigned number);
};

struct hf_log_rows {
    const struct hf_log_row *items;
    size_t n;
};

/* Of a kind; none for one that this build does not know. Offsets count from &event->u, &action->u
 * and the note itself. */
struct hf_log_rows hf_log_rows_of_event(unsigned kind);
struct hf_log_rows hf_log_rows_of_action(unsigned kind);
extern const struct hf_log_rows hf_log_rows_of_note;
extern const struct hf_log_rows hf_log_rows_of_config;
extern const struct hf_log_rows hf_log_rows_of_server;
extern const struct hf_log_rows hf_log_rows_of_proxy;

/* "first_send"; "unknown". */
const char *hf_log_note_name(unsigned kind);

/* The number in a member. */
uint64_t hf_log_row_number(const struct hf_log_row *row, const void *fields);

/* Every field, behind what stands there already. */
void hf_log_fields_text(struct hf_log_out *out, const struct hf_log_rows *rows, const void *fields);
void hf_log_fields_json(struct hf_log_out *out, const struct hf_log_rows *rows, const void *fields);

/* A configuration with its servers. */
void hf_log_config_text(struct hf_log_out *out, const struct hf_config *config);
void hf_log_config_json(struct hf_log_out *out, const char *key, const struct hf_config *config);

#endif
