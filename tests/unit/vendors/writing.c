/* SPDX-License-Identifier: Apache-2.0 */
/* A growing text is what was written, however much and in whatever pieces. */
#include "support.h"

#include "writing.h"

Test(writing, nothing_written_is_nothing_to_free)
{
    struct hf_writing writing = {.bytes = NULL};

    cr_assert_eq(writing.length, 0u);
    free(writing.bytes);
}

Test(writing, pieces_follow_one_another)
{
    struct hf_writing writing = {.bytes = NULL};

    hf_write(&writing, "%s", "");
    cr_assert_str_eq(writing.bytes, "");
    hf_write(&writing, "SIP%u %s", 1u, "Register Port");
    hf_write(&writing, " :%d\n", 5060);
    cr_assert_str_eq(writing.bytes, "SIP1 Register Port :5060\n");
    cr_assert_eq(writing.length, strlen(writing.bytes));
    free(writing.bytes);
}

Test(writing, every_length_of_a_piece_fits)
{
    static char piece[9000];
    struct hf_writing writing = {.bytes = NULL};
    size_t expected = 0, at = 0;

    memset(piece, 'x', sizeof(piece) - 1);
    for (size_t length = 0; length < sizeof(piece); length += 37) {
        hf_write(&writing, "%.*s|", (int)length, piece);
        expected += length + 1;
        cr_assert_eq(writing.length, expected, "a piece of %zu", length);
        cr_assert_eq(strlen(writing.bytes), expected, "a piece of %zu", length);
        cr_assert_lt(writing.length, writing.room);
    }
    for (size_t length = 0; length < sizeof(piece); length += 37) {
        at += length;
        cr_assert_eq(writing.bytes[at++], '|', "behind a piece of %zu", length);
    }
    free(writing.bytes);
}

/* A text that fills the room to its last byte has no place for its end. */
Test(writing, the_end_of_a_full_room_has_its_terminator)
{
    for (size_t length = 4090; length < 4100; length++) {
        struct hf_writing writing = {.bytes = NULL};
        char piece[4100];

        memset(piece, 'y', length);
        piece[length] = '\0';
        hf_write(&writing, "%s", piece);
        cr_assert_eq(writing.length, length);
        cr_assert_str_eq(writing.bytes, piece);
        hf_write(&writing, "%s", "z");
        cr_assert_eq(writing.bytes[length], 'z');
        cr_assert_eq(writing.bytes[length + 1], '\0');
        free(writing.bytes);
    }
}
