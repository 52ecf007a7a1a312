/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of `holdfast top` that touch nothing: letters, keys, pictures, names of segments. */
#define _GNU_SOURCE
#include <criterion/criterion.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "top_cells.h"
#include "top_keys.h"
#include "top_segments.h"
#include "top_text.h"

static void use_utf8(void)
{
    setenv("LC_ALL", "C.UTF-8", 1);
    hf_top_text_begin();
    cr_assert(hf_top_text_is_utf8());
}

/* ---- letters ---- */

static void assert_shown(const char *text, size_t places, const char *expected)
{
    char out[64];

    cr_assert_str_eq(hf_top_text_show(text, places, out, sizeof out), expected);
}

Test(top_text, nothing_can_steer_the_terminal)
{
    use_utf8();
    assert_shown("a\033[2Jb", 0, "a?[2Jb");
    assert_shown("a\r\n\tb\177", 0, "a???b?");
    assert_shown("\xC2\x9B"
                 "2J",
                 0, "?2J"); /* CSI of C1 */
    assert_shown("\xE2\x80\xAE"
                 "abc",
                 0, "?abc"); /* right-to-left override */
    assert_shown("\xE2\x81\xA6"
                 "abc",
                 0, "?abc"); /* isolate */
    assert_shown("\xFF\xC3", 0, "??");
    assert_shown("M\xC3\xBCller", 0, "M\xC3\xBCller");
}

Test(top_text, is_cut_at_letters_and_says_so)
{
    use_utf8();
    assert_shown("abcdef", 6, "abcdef");
    assert_shown("abcdef", 5, "abcd\xE2\x80\xA6");
    assert_shown("\xE6\xBC\xA2\xE5\xAD\x97x", 5, "\xE6\xBC\xA2\xE5\xAD\x97x");
    assert_shown("\xE6\xBC\xA2\xE5\xAD\x97x", 4, "\xE6\xBC\xA2\xE2\x80\xA6"); /* wide: 2 places */
    cr_assert_eq(hf_top_text_width("\xE6\xBC\xA2x\xC3\xBC"), 4);
}

Test(top_text, an_ascii_terminal_gets_ascii)
{
    setenv("LC_ALL", "C", 1);
    hf_top_text_begin();
    cr_assert_not(hf_top_text_is_utf8());
    assert_shown("M\xC3\xBCller", 0, "M?ller");
    assert_shown("abcdef", 4, "abc~");
}

Test(top_text, a_small_buffer_is_never_overrun)
{
    char out[8];

    use_utf8();
    for (size_t size = 1; size <= sizeof out; size++) {
        memset(out, 'x', sizeof out);
        hf_top_text_show("\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2", 5, out, size);
        cr_assert_lt(strlen(out), size);
    }
}

/* ---- keys ---- */

static void assert_keys(const char *bytes, const unsigned *expected, size_t n)
{
    struct hf_top_keys keys = {0};
    size_t found = 0;

    for (; *bytes != '\0'; bytes++) {
        unsigned key = hf_top_keys_take(&keys, (uint8_t)*bytes);

        if (key == HF_TOP_KEY_NONE)
            continue;
        cr_assert_lt(found, n);
        cr_assert_eq(key, expected[found], "key %zu is %#x", found, key);
        found++;
    }
    cr_assert_eq(found, n);
}

Test(top_keys, letters_and_sequences)
{
    const unsigned letters[] = {'q', 's', '/', HF_TOP_KEY_ENTER, HF_TOP_KEY_BACK, 0xC3, 0xBC};
    const unsigned moves[] = {HF_TOP_KEY_UP,      HF_TOP_KEY_DOWN,      HF_TOP_KEY_DOWN,
                              HF_TOP_KEY_PAGE_UP, HF_TOP_KEY_PAGE_DOWN, HF_TOP_KEY_HOME,
                              HF_TOP_KEY_END,     HF_TOP_KEY_HOME,      'x'};

    assert_keys("qs/\r\177\xC3\xBC", letters, 7);
    assert_keys("\033[A\033[B\033OB\033[5~\033[6~\033[H\033[4~\033[1;5Hx", moves, 9);
}

Test(top_keys, an_escape_alone_is_a_key_after_a_pause)
{
    struct hf_top_keys keys = {0};

    cr_assert_eq(hf_top_keys_take(&keys, 0x1B), HF_TOP_KEY_NONE);
    cr_assert_eq(hf_top_keys_pause(&keys), HF_TOP_KEY_ESCAPE);
    cr_assert_eq(hf_top_keys_take(&keys, 'A'), 'A');
    cr_assert_eq(hf_top_keys_pause(&keys), HF_TOP_KEY_NONE);
}

Test(top_keys, any_bytes_leave_it_usable)
{
    struct hf_top_keys keys = {0};
    unsigned draw = 1;

    for (int i = 0; i < 100000; i++) {
        draw = draw * 1103515245u + 12345u;
        (void)hf_top_keys_take(&keys, (uint8_t)(draw >> 16));
    }
    (void)hf_top_keys_pause(&keys);
    cr_assert_eq(hf_top_keys_take(&keys, 'q'), 'q');
}

/* ---- pictures ---- */

static size_t draw(struct hf_top_cells *cells, const char *text, uint32_t look)
{
    struct hf_top_put put = {.row = 1, .text = text, .look = look};

    hf_top_cells_clear(cells);
    hf_top_cells_put(cells, &put);
    cr_assert_eq(hf_top_cells_write(cells), 0);
    return cells->n_out;
}

Test(top_cells, only_what_differs_is_written)
{
    struct hf_top_cells cells = {.colours = 1};

    use_utf8();
    cr_assert_eq(hf_top_cells_size(&cells, 3, 20), 0);
    (void)draw(&cells, "in 23 s: renews", HF_TOP_PLAIN);
    cr_assert_eq(draw(&cells, "in 23 s: renews", HF_TOP_PLAIN), 0);
    cr_assert_eq(draw(&cells, "in 22 s: renews", HF_TOP_PLAIN), strlen("\033[2;5H2"));
    cr_assert_eq(memcmp(cells.out, "\033[2;5H2", cells.n_out), 0);
    (void)draw(&cells, "in 22 s: renews", HF_TOP_RED);
    cr_assert_not_null(memmem(cells.out, cells.n_out, "\033[0;31m", 7));
    cells.colours = 0;
    (void)draw(&cells, "x", HF_TOP_RED | HF_TOP_BOLD);
    cr_assert_null(memmem(cells.out, cells.n_out, ";31", 3));
    cr_assert_not_null(memmem(cells.out, cells.n_out, ";1m", 3));
    hf_top_cells_free(&cells);
}

Test(top_cells, nothing_is_drawn_beyond_the_window)
{
    use_utf8();
    for (size_t rows = 0; rows < 4; rows++) {
        for (size_t columns = 0; columns < 6; columns++) {
            struct hf_top_cells cells = {.colours = 1};

            cr_assert_eq(hf_top_cells_size(&cells, rows, columns), 0);
            (void)draw(&cells, "\xE6\xBC\xA2\xE6\xBC\xA2\xE6\xBC\xA2", HF_TOP_REVERSE);
            (void)draw(&cells, "abcdefghijkl", HF_TOP_PLAIN);
            hf_top_cells_free(&cells);
        }
    }
}

/* ---- names of segments ---- */

Test(top_segments, names_are_read_as_they_are_written)
{
    static const char *const bad[] = {"",
                                      "hf-lock",
                                      "hf-00000000000000ab-0000001.log",
                                      "hf-00000000000000aB-00000001.log",
                                      "hf-00000000000000ab-00000001.log.zst.tmp",
                                      "hf-00000000000000ab-00000001.txt",
                                      "hf-00000000000000abc-00000001.log",
                                      "hf-0000000000000ab-00000001.log"};
    struct hf_top_segment segment = {0xab, 123456789}, read;
    char name[HF_TOP_FILE_NAME];

    for (int compressed = 0; compressed < 2; compressed++) {
        hf_top_segment_name(&segment, compressed, name);
        cr_assert_eq(hf_top_segment_read(name, &read), 0);
        cr_assert_eq(read.log_id, segment.log_id);
        cr_assert_eq(read.number, segment.number);
    }
    cr_assert_str_eq(name, "hf-00000000000000ab-123456789.log.zst");
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        cr_assert_neq(hf_top_segment_read(bad[i], &read), 0, "%s", bad[i]);
}
