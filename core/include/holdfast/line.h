/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The door. A line is a fold over its events: one event in, a batch of actions out.
 *
 * Contract
 * - A line is one flat block without pointers, given by the caller: hf_line_size() bytes at
 *   hf_line_align(). It may be copied with memcpy inside one build (the image). Lines share
 *   nothing; one thread steps a line at a time; re-entry asserts.
 * - All or nothing: on a negative result the line is byte for byte what it was, and
 *   actions->refusal says what was refused.
 * - Time comes only from events. An event older than the line's time is taken at the line's
 *   time. Waking early or for nothing does no harm.
 * - Ids are answered exactly once. Send(id) is answered by ResponseReceived or AttemptFailed;
 *   after Abandon(id) by Abandoned. An answer to an attempt that is over is counted
 *   (actions->late_events) and changes nothing; an id never issued is refused. After Restored no
 *   id of before is owed an answer.
 * - Start: Configured, then Started. Configured again is taken at once, whatever runs (C14).
 *   Resolve(id) is answered once, by DnsAnswered or Located.
 * - Nothing is allocated, nothing is called back, nothing is read but the arguments.
 */
#ifndef HOLDFAST_LINE_H
#define HOLDFAST_LINE_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/action.h"
#include "holdfast/config.h"
#include "holdfast/event.h"
#include "holdfast/limits.h"
#include "holdfast/status.h"

/* Raised when a native struct changes its shape. */
#define HF_ABI 3

/* Raised when the actions of any committed vector change (proto/CHANGES.md says how). */
#define HF_SEMANTICS 4

enum hf_error {
    HF_OK = 0,
    HF_E_ABI = -1,         /* the header's HF_ABI is not the library's */
    HF_E_MALFORMED = -2,   /* undecodable bytes, an unknown kind or enum number */
    HF_E_VALUE = -3,       /* out of range */
    HF_E_UNKNOWN_ID = -4,  /* an attempt or query that was never issued */
    HF_E_STATE = -5,       /* not legal now, such as Configured while in service */
    HF_E_LIMIT = -6,       /* more than limits.h allows */
    HF_E_CONFLICT = -7,    /* settings that cannot work together (G2a) */
    HF_E_UNSUPPORTED = -8, /* in the schema, not yet in this core */
    HF_E_SPACE = -9,       /* the caller's buffer or scratch area is too small */
    HF_E_SNAPSHOT = -10    /* bytes that are no snapshot of a sound line, or of larger limits */
};

struct hf_line;

struct hf_deadline {
    uint64_t at_us;  /* HF_NEVER: nothing is pending */
    uint8_t machine; /* enum hf_machine that wants it */
    uint8_t state;   /* its state, which says why */
    uint8_t reserved[6];
};

size_t hf_line_size(void);
size_t hf_line_align(void);

/* Makes a disabled, unconfigured line of size bytes at memory. HF_E_ABI, or HF_E_SPACE when
 * memory is too small or not aligned. Pass HF_ABI. */
int hf_line_init(void *memory, size_t size, uint32_t abi);

/* Applies one event. HF_OK or a negative hf_error; see the contract above. */
int hf_line_step(struct hf_line *line, const struct hf_event *event, struct hf_actions *actions);

/* When the line wants TimePassed, which machine wants it and why. */
struct hf_deadline hf_line_deadline(const struct hf_line *line);

/* The status last reported (F1). */
struct hf_line_status hf_line_status(const struct hf_line *line);

/* The line's time: of its latest event. */
uint64_t hf_line_now(const struct hf_line *line);

/* The seed in force: a shell that goes on from a snapshot derives the line's Contact from it. */
uint64_t hf_line_seed(const struct hf_line *line);

/* The configuration in force; valid until the next step. */
const struct hf_config *hf_line_config(const struct hf_line *line);

/* 0, or the number of the invariant (INVARIANTS.md) that does not hold. */
int hf_line_check(const struct hf_line *line);

/* Text of an error, without the refusal's details. */
const char *hf_error_text(int error);

/* ---- bytes (wire.c, snapshot.c): for other languages, logs and other processes ---- */

struct hf_bytes_step {
    const uint8_t *event; /* holdfast.Event */
    size_t n_event;
    uint8_t *actions; /* out: holdfast.Actions; HF_ACTIONS_BYTES_MAX is always enough */
    size_t actions_size;
    size_t n_actions; /* out */
    void *scratch;    /* HF_WIRE_SCRATCH bytes, aligned like a pointer */
    size_t scratch_size;
    struct hf_refusal refusal; /* out */
};

/* As hf_line_step. A buffer below the bounds of limits.h is refused before anything changes. */
int hf_line_step_bytes(struct hf_line *line, struct hf_bytes_step *step);

/* Native to bytes and back. Encoders return the length, or a negative hf_error. Decoded events
 * point into bytes and scratch. */
int hf_event_encode(const struct hf_event *event, uint8_t *out, size_t size);
int hf_actions_encode(const struct hf_actions *actions, uint8_t *out, size_t size);

struct hf_wire { /* what a decoder reads, and where it may put things */
    const uint8_t *bytes;
    size_t n_bytes;
    void *scratch;
    size_t scratch_size;
    struct hf_refusal refusal; /* out */
};
int hf_event_decode(struct hf_event *event, struct hf_wire *wire);
int hf_actions_decode(struct hf_actions *actions, struct hf_wire *wire);

/* The snapshot: versioned bytes, the only form of a line's state in files and across machines.
 * Returns its length, or HF_E_SPACE below HF_SNAPSHOT_BYTES_MAX. Equal lines give equal bytes. */
int hf_line_snapshot(const struct hf_line *line, uint8_t *out, size_t size);

/* Makes the line at memory (as hf_line_init) what the snapshot says. The result passes
 * hf_line_check, or HF_E_SNAPSHOT / HF_E_LIMIT names what does not fit. Going on from it gives
 * the same actions as not having stopped (H12). After a restart step Restored first. */
int hf_line_restore(void *memory, size_t size, struct hf_wire *wire);

/* Makes of memory (as hf_line_init) the line's projection: what decides how it goes on. Times are
 * told from one fixed now, ids numbered anew, counters and draws cleared. It is a line itself:
 * while nothing is drawn and the configuration stays, lines of equal projections do the same but
 * for names, and their projections stay equal. For model checkers: projections close where lines
 * grow for ever. Memory and the line are apart. HF_OK, or HF_E_SPACE. */
int hf_line_normalize(const struct hf_line *line, void *memory, size_t size);

/* The digest: a hash of the canonical snapshot, equal on every machine. */
uint64_t hf_line_digest(const struct hf_line *line);

/* The same as a core of an earlier semantics number said it of an equal state. */
uint64_t hf_line_digest_under(const struct hf_line *line, uint32_t semantics);

#endif
