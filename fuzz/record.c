/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property: whatever the bytes, reading ends, its stretches cover all of them once and in order,
 * each record found is what writing it again gives, and a torn tail is the last thing there is.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/record.h"

#define REQUIRE(condition) ((condition) ? (void)0 : abort())

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

static void check_found(const uint8_t *bytes, const struct hf_record *record)
{
    struct hf_record_write again = {record->payload, record->length, record->sequence};
    size_t whole = record->length + HF_RECORD_OVERHEAD;
    uint8_t *out = malloc(whole);

    REQUIRE(out != NULL && record->payload == bytes + record->at + HF_RECORD_HEADER);
    REQUIRE(hf_record_write(&again, out, whole) == whole);
    REQUIRE(memcmp(out, bytes + record->at, whole) == 0);
    free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    struct hf_record_reader reader = {.bytes = bytes, .n_bytes = n_bytes};
    size_t covered = 0;
    struct hf_record record = hf_record_next(&reader);

    while (record.kind != HF_RECORD_END) {
        REQUIRE(record.at == covered && reader.next > covered && reader.next <= n_bytes);
        covered = reader.next;
        if (record.kind == HF_RECORD_FOUND) {
            REQUIRE(record.at + record.length + HF_RECORD_OVERHEAD == covered);
            check_found(bytes, &record);
        } else {
            REQUIRE(record.at + record.length == covered);
            REQUIRE(record.kind == HF_RECORD_DAMAGE || covered == n_bytes);
        }
        record = hf_record_next(&reader);
    }
    REQUIRE(covered == n_bytes);
    return 0;
}
