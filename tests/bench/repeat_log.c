/* SPDX-License-Identifier: Apache-2.0 */
/* repeat_log LOG OUT MEGABYTES: a long log out of a short one. Its records follow themselves again
 * and again, with sequence numbers and the wall's clock going on; each round begins with the
 * lines' snapshots, as after a restart. Prints how many steps it wrote. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/record.h"
#include "holdfast/uv/log_record.h"

#define BYTES_MAX (1u << 26)

static uint8_t payload[HF_LOG_RECORD_BYTES_MAX], framed[HF_LOG_RECORD_BYTES_MAX + 64];
static uint64_t scratch_bytes[(HF_LOG_RECORD_BYTES_MAX + 4096) / sizeof(uint64_t) + 1];
static uint64_t sequence = 1, written, steps, last_us;

static void fail(const char *what)
{
    fprintf(stderr, "repeat_log: %s\n", what);
    exit(1);
}

static void put(FILE *to, const uint8_t *bytes, size_t length)
{
    struct hf_record_write record = {.payload = bytes, .length = length, .sequence = sequence++};
    size_t n = hf_record_write(&record, framed, sizeof framed);

    if (n == 0 || fwrite(framed, 1, n, to) != n)
        fail("a record cannot be written");
    written += n;
}

static void repeat(FILE *to, const struct hf_record *record, uint64_t later_us)
{
    struct hf_log_scratch scratch = {.bytes = (uint8_t *)scratch_bytes,
                                     .size = sizeof scratch_bytes};
    struct hf_log_entry entry;

    if (hf_log_is_segment(record->payload, record->length)) {
        if (later_us == 0)
            put(to, record->payload, record->length);
        return;
    }
    if (hf_log_entry_read(record->payload, record->length, &scratch, &entry) < 0)
        fail("a record cannot be read");
    if (entry.kind == HF_LOG_CLEAN_END)
        return;
    steps += entry.kind == HF_LOG_STEP;
    entry.wall_us += later_us;
    last_us = entry.wall_us;
    put(to, payload, hf_log_entry_write(&entry, payload, sizeof payload));
}

int main(int argc, char **argv)
{
    uint8_t *bytes = malloc(BYTES_MAX);
    struct hf_record_reader reader = {.bytes = bytes};
    struct hf_record record;
    uint64_t limit, first_us = 0, later_us = 0;
    FILE *from = argc == 4 ? fopen(argv[1], "rb") : NULL, *to;

    if (from == NULL || bytes == NULL)
        fail("usage: repeat_log LOG OUT MEGABYTES");
    reader.n_bytes = fread(bytes, 1, BYTES_MAX, from);
    fclose(from);
    to = fopen(argv[2], "wb");
    if (to == NULL)
        fail("the new log cannot be made");
    limit = strtoull(argv[3], NULL, 10) * 1000000u;
    while (written < limit) {
        reader.next = 0;
        for (record = hf_record_next(&reader); record.kind == HF_RECORD_FOUND;
             record = hf_record_next(&reader)) {
            repeat(to, &record, later_us);
            if (first_us == 0)
                first_us = last_us;
        }
        if (written == 0)
            fail("there is no record in it");
        later_us = last_us - first_us + 1000000u;
    }
    if (fclose(to) != 0)
        fail("the new log cannot be written");
    printf("%" PRIu64 " steps, %" PRIu64 " records, %" PRIu64 " bytes\n", steps, sequence - 1,
           written);
    free(bytes);
    return 0;
}
