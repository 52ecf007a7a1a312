/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property: whatever the bytes, an event or a batch of actions is decoded whole or refused by a
 * name with nothing left behind. What was decoded encodes, and those bytes decode to bytes that
 * are the same again. A step in bytes is done, with the invariants holding, or refused with the
 * line as it was, byte for byte.
 *
 * Input: messages, each behind two bytes of length; the first bit says actions instead of event.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/line.h"
#include "state.h"

#define REQUIRE(condition) ((condition) ? (void)0 : abort())
#define MESSAGES_MAX       64

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

struct room {
    uint8_t scratch[HF_WIRE_SCRATCH];
    uint8_t first[HF_ACTIONS_BYTES_MAX], second[HF_ACTIONS_BYTES_MAX];
    struct hf_actions actions;
    struct hf_line line, before;
};

static struct hf_wire wire_of(struct room *room, const uint8_t *bytes, size_t n)
{
    return (struct hf_wire){
        .bytes = bytes, .n_bytes = n, .scratch = room->scratch, .scratch_size = HF_WIRE_SCRATCH};
}

static void check_refusal(const struct hf_refusal *refusal, int result)
{
    REQUIRE(refusal->error == result && refusal->what != NULL && result != HF_E_SPACE);
}

static void try_event(struct room *room, const uint8_t *bytes, size_t n)
{
    struct hf_wire wire = wire_of(room, bytes, n);
    struct hf_event event;
    int result = hf_event_decode(&event, &wire);
    int length;

    if (result < 0) {
        check_refusal(&wire.refusal, result);
        REQUIRE(event.kind == HF_EVENT_NONE);
        return;
    }
    length = hf_event_encode(&event, room->first, sizeof room->first);
    if (length == HF_E_LIMIT) { /* a packed or padded form was shorter than ours */
        return;
    }
    REQUIRE(length > 0);
    wire = wire_of(room, room->first, (size_t)length);
    REQUIRE(hf_event_decode(&event, &wire) == HF_OK);
    REQUIRE(hf_event_encode(&event, room->second, sizeof room->second) == length);
    REQUIRE(memcmp(room->first, room->second, (size_t)length) == 0);
}

static void try_actions(struct room *room, const uint8_t *bytes, size_t n)
{
    struct hf_wire wire = wire_of(room, bytes, n);
    int result = hf_actions_decode(&room->actions, &wire);
    int length;

    if (result < 0) {
        check_refusal(&wire.refusal, result);
        REQUIRE(room->actions.n == 0);
        return;
    }
    length = hf_actions_encode(&room->actions, room->first, sizeof room->first);
    REQUIRE(length >= 0);
    wire = wire_of(room, room->first, (size_t)length);
    REQUIRE(hf_actions_decode(&room->actions, &wire) == HF_OK);
    REQUIRE(hf_actions_encode(&room->actions, room->second, sizeof room->second) == length);
    REQUIRE(memcmp(room->first, room->second, (size_t)length) == 0);
}

static void try_step(struct room *room, const uint8_t *bytes, size_t n)
{
    struct hf_bytes_step step = {.event = bytes,
                                 .n_event = n,
                                 .actions = room->first,
                                 .actions_size = sizeof room->first,
                                 .scratch = room->scratch,
                                 .scratch_size = sizeof room->scratch};
    int result;

    room->before = room->line;
    result = hf_line_step_bytes(&room->line, &step);
    if (result < 0) {
        check_refusal(&step.refusal, result);
        REQUIRE(memcmp(&room->before, &room->line, sizeof room->line) == 0);
    }
    REQUIRE(hf_line_check(&room->line) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    static struct room room;

    REQUIRE(hf_line_init(&room.line, sizeof room.line, HF_ABI) == HF_OK);
    for (int i = 0; i < MESSAGES_MAX && n_bytes >= 2; i++) {
        size_t n = (size_t)(bytes[0] & 0x7F) << 8 | bytes[1];

        n = n < n_bytes - 2 ? n : n_bytes - 2;
        if ((bytes[0] & 0x80) != 0) {
            try_actions(&room, bytes + 2, n);
        } else {
            try_event(&room, bytes + 2, n);
            try_step(&room, bytes + 2, n);
        }
        bytes += n + 2;
        n_bytes -= n + 2;
    }
    return 0;
}
