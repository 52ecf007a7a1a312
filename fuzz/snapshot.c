/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property: whatever the bytes, they restore a sound line or are refused by a name with no line
 * left behind. A restored line's snapshot restores the same image and digest; the line can be woken
 * at its deadlines, restarted, asked, configured anew and stopped, and stays sound.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/line.h"
#include "state.h"

#define REQUIRE(condition) ((condition) ? (void)0 : abort())
#define WAKES              20

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

struct room {
    uint8_t scratch[HF_WIRE_SCRATCH];
    uint8_t snapshot[HF_SNAPSHOT_BYTES_MAX];
    struct hf_actions actions;
    struct hf_line line, again;
};

static struct hf_wire wire_of(struct room *room, const uint8_t *bytes, size_t n)
{
    return (struct hf_wire){
        .bytes = bytes, .n_bytes = n, .scratch = room->scratch, .scratch_size = HF_WIRE_SCRATCH};
}

static void check_nothing_left(const struct hf_line *line)
{
    const uint8_t *at = (const uint8_t *)line;

    for (size_t i = 0; i < sizeof *line; i++) {
        REQUIRE(at[i] == 0);
    }
}

static void check_comes_back(struct room *room)
{
    int n = hf_line_snapshot(&room->line, room->snapshot, sizeof room->snapshot);
    struct hf_wire wire;

    REQUIRE(n > 0);
    wire = wire_of(room, room->snapshot, (size_t)n);
    REQUIRE(hf_line_restore(&room->again, sizeof room->again, &wire) == HF_OK);
    REQUIRE(memcmp(&room->again, &room->line, sizeof room->line) == 0);
    REQUIRE(hf_line_digest(&room->again) == hf_line_digest(&room->line));
}

static void step(struct room *room, const struct hf_event *event)
{
    if (hf_line_step(&room->line, event, &room->actions) == HF_OK) {
        REQUIRE(hf_line_check(&room->line) == 0);
    }
}

static void wake(struct room *room)
{
    for (int i = 0; i < WAKES; i++) {
        struct hf_deadline deadline = hf_line_deadline(&room->line);
        struct hf_event event = {.at_us = deadline.at_us, .kind = HF_EVENT_TIME_PASSED};

        if (deadline.at_us == HF_NEVER) {
            return;
        }
        step(room, &event);
    }
}

/* Facts that move everything at once; what is in the snapshot must stand them. */
static void go_on(struct room *room)
{
    struct hf_config config = *hf_line_config(&room->line);
    struct hf_event event = {.at_us = hf_line_now(&room->line)};

    event.kind = HF_EVENT_RESTORED;
    event.u.restored.elapsed_us = 1;
    step(room, &event);
    event.kind = HF_EVENT_NETWORK_CHANGED;
    event.u.network = (struct hf_network_changed){.families_usable = 3, .address_changed = 1};
    step(room, &event);
    event.kind = HF_EVENT_WANTED;
    event.u.wanted = (struct hf_wanted){.request = 1, .kind = HF_REQUEST_OTHER};
    step(room, &event);
    event.kind = HF_EVENT_CONFIGURED;
    config.mode = config.mode == HF_MODE_CONCURRENT ? HF_MODE_SUCCESSIVE : HF_MODE_CONCURRENT;
    config.n_servers = config.n_servers > 1 ? (uint8_t)(config.n_servers - 1) : config.n_servers;
    event.u.configured = (struct hf_configured){.config = &config, .seed = 1};
    step(room, &event);
    event.kind = HF_EVENT_STOPPED;
    step(room, &event);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    static struct room room;
    struct hf_wire wire = wire_of(&room, bytes, n_bytes);
    int result = hf_line_restore(&room.line, sizeof room.line, &wire);

    if (result < 0) {
        REQUIRE(wire.refusal.error == result && wire.refusal.what != NULL);
        check_nothing_left(&room.line);
        return 0;
    }
    REQUIRE(hf_line_check(&room.line) == 0);
    check_comes_back(&room);
    wake(&room);
    go_on(&room);
    wake(&room);
    return 0;
}
