/* SPDX-License-Identifier: Apache-2.0 */
/* A line's state as messages, for snapshot.c: the tables, and reading by them. */
#ifndef HF_WIRE_STATE_H
#define HF_WIRE_STATE_H

#include "snapshot.pb-c.h"
#include "state.h"
#include "wire.h"

/* Single structs. What a table cannot say (repeated numbers, places of passes, entries inside of
 * entries) is snapshot.c's. */
extern const struct hf_fields hf_head_fields; /* of struct hf_line itself */
extern const struct hf_fields hf_candidate_fields;
extern const struct hf_fields hf_attempt_fields;
extern const struct hf_fields hf_pass_fields;
extern const struct hf_fields hf_service_fields;
extern const struct hf_fields hf_failback_fields;
extern const struct hf_fields hf_options_fields;

/* An array of struct hf_line, of which each entry that is not idle becomes a message of the
 * snapshot that says its place. */
struct hf_state_array {
    const struct hf_fields *fields;
    const char *what;   /* the array, for a refusal */
    const char *place;  /* the member that says which entry */
    const char *id;     /* the entry's first member: an entry without is free, all zero; NULL:
                           there is no such member */
    uint32_t native_at; /* in struct hf_line */
    uint32_t stride;    /* from entry to entry; 0: each member is an array of its own */
    uint32_t count_at;  /* in Holdfast__Snapshot: how many messages, and where */
    uint32_t messages_at;
    uint32_t place_at; /* in the message, where a uint32_t is */
    uint32_t number;   /* of the snapshot's field */
    uint32_t room;     /* entries */
    uint32_t first;    /* place of the first entry: 0 or 1 */
    uint32_t id_size;  /* in bytes, where there is an id: 8; 4 where the entry keeps a number */
    uint32_t id_at;    /* in the message, where the entry keeps a number; else 0 */
};

#define HF_STATE_ARRAYS 10
extern const struct hf_state_array hf_state_arrays[HF_STATE_ARRAYS]; /* by their numbers */

/* The table of entry i (from 0), which may need room of its own. */
#define HF_STATE_COLUMNS 3
struct hf_fields hf_state_entry_fields(const struct hf_state_array *array, uint32_t i,
                                       struct hf_field columns[HF_STATE_COLUMNS]);

/* Where that entry begins in struct hf_line. */
static inline size_t hf_state_entry_at(const struct hf_state_array *array, uint32_t i)
{
    return array->native_at + (size_t)i * array->stride;
}

/* Of an entry whose array has an id. */
static inline int hf_state_has_id(const struct hf_state_array *array, const void *entry)
{
    return hf_wire_get_number(entry, array->id_size) != 0;
}

/* The number that an entry keeps of its id: the id is first_id + number - 1. */
void hf_state_id_to_message(const struct hf_state_array *array, const struct hf_line *line,
                            const void *entry, void *message);
/* False, and nothing written, where no number says that id. */
int hf_state_id_from_message(const struct hf_state_array *array, const struct hf_line *line,
                             const void *message, void *entry);

/* What a pass's slot is called in bytes, the same under all limits, and back: HF_NONE where there
 * is none here. */
uint32_t hf_state_place(uint8_t slot);
uint8_t hf_state_slot(uint32_t place);

/* Any message of an array. */
union hf_state_entry {
    Holdfast__WatchedState watched;
    Holdfast__BindingState binding;
    Holdfast__LookupState lookup;
    Holdfast__RegistrationState registration;
    Holdfast__PaceState pace;
    Holdfast__TargetFailbackState target_failback;
    Holdfast__CallState call;
    Holdfast__BranchState branch;
    Holdfast__AddressTtlState address_ttl;
    Holdfast__ProxyFailbackState proxy_failback;
};

/* What the writer's build could hold, and ours. */
struct hf_state_limit {
    const char *what;
    uint32_t at; /* in Holdfast__SnapshotLimits */
    uint32_t ours;
};

#define HF_STATE_LIMITS 8
extern const struct hf_state_limit hf_state_limits[HF_STATE_LIMITS];

/* Fills a line that was just made. The message is of our schema and limits; whether the line that
 * it makes is sound is not asked. */
int hf_state_read(const Holdfast__Snapshot *message, struct hf_line *line,
                  struct hf_decoder *decoder);

#endif
