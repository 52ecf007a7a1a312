/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property: any bytes as a log and as a configuration end in an error or in a result, in bounded
 * time. In a result each target's intervals follow one another from the log's first moment to its
 * last and are assumed for so long at most; a line's spans follow one another too, and its sums are
 * no longer than the log; the worst is played as bounded as the best, and playing the same again
 * gives the same.
 *
 * Input: two bytes, the length of the configuration; the configuration; then records without their
 * framing (fuzz/record.c has that), each behind two bytes with its length. Least byte first.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/sim/what_if.h"
#include "holdfast/uv/log_record.h"
#include "holdfast/vendors/vendors.h"

#define REQUIRE(condition) ((condition) ? (void)0 : abort())
#define LINES_MAX          8 /* more take their time and show nothing new */
#define ASSUME_US          UINT64_C(600000000)
#define STEPS_MAX          3000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct room {
    _Alignas(max_align_t) uint8_t scratch[HF_LOG_RECORD_BYTES_MAX + HF_LOG_ADDED_SPARE + 8192];
    _Alignas(max_align_t) uint8_t event_scratch[HF_WIRE_SCRATCH];
    _Alignas(max_align_t) uint8_t actions_scratch[HF_WIRE_SCRATCH];
    struct hf_event event;
    struct hf_actions actions;
};

/* ---- the log ---- */

static int decode(struct room *room, const struct hf_log_step *step)
{
    struct hf_wire event = {.bytes = step->event,
                            .n_bytes = step->n_event,
                            .scratch = room->event_scratch,
                            .scratch_size = sizeof room->event_scratch};
    struct hf_wire actions = {.bytes = step->actions,
                              .n_bytes = step->n_actions,
                              .scratch = room->actions_scratch,
                              .scratch_size = sizeof room->actions_scratch};

    return step->result == HF_OK && hf_event_decode(&room->event, &event) == HF_OK &&
           hf_actions_decode(&room->actions, &actions) == HF_OK;
}

static int record_of(struct room *room, const struct hf_log_entry *entry,
                     struct hf_what_if_record *record)
{
    *record = (struct hf_what_if_record){.wall_us = entry->wall_us, .line = entry->line};
    switch (entry->kind) {
    case HF_LOG_STEP:
        record->kind = HF_WHAT_IF_STEP;
        record->event = &room->event;
        record->actions = &room->actions;
        return decode(room, &entry->u.step);
    case HF_LOG_LINE_ADDED:
        record->kind = HF_WHAT_IF_ADDED;
        record->name = entry->u.added.name;
        return 1;
    case HF_LOG_SNAPSHOT:
        record->kind = HF_WHAT_IF_SNAPSHOT;
        record->bytes = entry->u.snapshot.bytes;
        record->n_bytes = entry->u.snapshot.n_bytes;
        return 1;
    case HF_LOG_NOTE:
        record->kind = HF_WHAT_IF_ANSWER;
        record->target = entry->u.note.peer;
        record->round_trip_us = entry->u.note.round_trip_us;
        return 1;
    case HF_LOG_CLEAN_END: record->kind = HF_WHAT_IF_END; return 1;
    case HF_LOG_NONE: break;
    }
    return 0;
}

static void hear(struct room *room, struct hf_what_if *again, const uint8_t *payload, size_t n)
{
    struct hf_log_scratch scratch = {.bytes = room->scratch, .size = sizeof room->scratch};
    struct hf_what_if_record record;
    struct hf_log_entry entry;

    if (hf_log_entry_read(payload, n, &scratch, &entry) < 0) {
        REQUIRE(hf_what_if_hear(again, &(struct hf_what_if_record){.kind = HF_WHAT_IF_GAP}) == 0);
        return;
    }
    if (entry.line <= LINES_MAX && record_of(room, &entry, &record))
        REQUIRE(hf_what_if_hear(again, &record) != -1);
}

static size_t length_at(const uint8_t *data, size_t left)
{
    const size_t length = left < 2 ? 0 : (size_t)(data[0] | data[1] << 8);

    return left < 2 ? 0 : length < left - 2 ? length : left - 2;
}

/* ---- what must hold ---- */

static void check_places(const struct hf_what_if *again)
{
    struct hf_what_if_place place;

    for (size_t i = 0; hf_what_if_place(again, i, &place); i++) {
        uint64_t at_us = hf_what_if_first_us(again);

        for (size_t k = 0; k < place.n_intervals; k++) {
            const struct hf_what_if_interval *interval = &place.intervals[k];

            REQUIRE(interval->from_us == at_us && interval->to_us >= at_us);
            REQUIRE(interval->n_witnesses == 0 ||
                    interval->to_us <= interval->known_to_us + ASSUME_US);
            at_us = interval->to_us;
        }
        REQUIRE(place.n_intervals == 0 || at_us >= hf_what_if_last_us(again));
    }
}

static uint64_t check_course(const struct hf_what_if *again, uint32_t line, enum hf_what_if_of of)
{
    const uint64_t all_us = hf_what_if_last_us(again) - hf_what_if_first_us(again);
    struct hf_what_if_course course;

    REQUIRE(hf_what_if_course(again, line, of, &course) == 1);
    for (size_t i = 1; i < course.n_spans; i++)
        REQUIRE(course.spans[i].from_us == course.spans[i - 1].to_us);
    REQUIRE(course.out_us <= all_us && course.longest_us <= course.out_us);
    REQUIRE(course.backup_us <= all_us && course.unheard_us <= all_us);
    REQUIRE(course.registers <= course.requests && course.failovers <= course.moves);
    return course.requests * 31 + course.out_us + course.n_spans;
}

static uint64_t play(struct hf_what_if *again, enum hf_what_if_unknown unknown)
{
    struct hf_what_if_play play = {.unknown = unknown};
    struct hf_what_if_line line = {.number = 0};
    uint64_t sum = 0;

    REQUIRE(hf_what_if_play(again, &play) == 0);
    while (hf_what_if_next_line(again, line.number, &line))
        sum = sum * 1000003 + check_course(again, line.number, HF_WHAT_IF_PLAYED);
    return sum + play.guessed;
}

static void configure(struct hf_what_if *again, const uint8_t *bytes, size_t n)
{
    struct hf_phone_config config = {.n_accounts = 0};
    struct hf_what_if_line line = {.number = 0};

    if (hf_vendors_read_bytes(&config, "input", (const char *)bytes, n) == 0)
        for (size_t i = 0; i < config.n_accounts; i++)
            if (hf_what_if_next_line(again, line.number, &line))
                (void)hf_what_if_configure(again, line.number, &config.accounts[i].config);
    hf_phone_config_free(&config);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct room room;
    const size_t n_config = length_at(data, size);
    const struct hf_what_if_options options = {.assume_us = ASSUME_US, .steps_max = STEPS_MAX};
    struct hf_what_if *again = hf_what_if_new(&options);
    struct hf_what_if_line line = {.number = 0};
    uint64_t best;

    REQUIRE(again != NULL);
    for (size_t at = size < 2 ? size : 2 + n_config; at + 2 <= size;) {
        const size_t length = length_at(data + at, size - at);

        hear(&room, again, data + at + 2, length);
        at += 2 + length;
    }
    REQUIRE(hf_what_if_infer(again) == 0);
    check_places(again);
    while (hf_what_if_next_line(again, line.number, &line))
        (void)check_course(again, line.number, HF_WHAT_IF_LOG);
    (void)play(again, HF_WHAT_IF_BEST);
    configure(again, data + 2, size < 2 ? 0 : n_config);
    best = play(again, HF_WHAT_IF_BEST);
    REQUIRE(play(again, HF_WHAT_IF_BEST) == best);
    (void)play(again, HF_WHAT_IF_WORST);
    hf_what_if_free(again);
    return 0;
}
