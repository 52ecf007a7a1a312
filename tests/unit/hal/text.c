/* SPDX-License-Identifier: Apache-2.0 */
#include "text.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct {
    const char *text, *clean;
    unsigned cells;
} cases[] = {
    {"", "", 0},
    {"Anna", "Anna", 4},
    {"0123456789", "01234567", 8},
    {"\xc3\x84pfel", "\xc3\x84pfel", 5},
    {"\xe4\xbd\xa0\xe5\xa5\xbd", "\xe4\xbd\xa0\xe5\xa5\xbd", 4},
    {"1234567\xe4\xbd\xa0", "1234567", 7},           /* a wide one does not fit half */
    {"e\xcc\x81t\xc3\xa9", "e\xcc\x81t\xc3\xa9", 3}, /* a combining accent takes no cell */
    {"a\x1b[2Jb", "a?[2Jb", 6},
    {"a\nb\x7f", "a?b?", 4},
    {"\xc2\x9b"
     "2J",
     "?2J", 3}, /* CSI as one character */
    {"\xe2\x80\xae"
     "txt",
     "?txt", 4}, /* right-to-left override */
    {"\xff\xfe", "??", 2},
    {"\xc3", "?", 1},                /* cut short */
    {"\xc0\xaf", "??", 2},           /* overlong */
    {"\xed\xa0\x80", "???", 3},      /* a surrogate */
    {"\xf4\x90\x80\x80", "????", 4}, /* beyond U+10FFFF */
};

Test(text, what_reaches_a_display_is_clean_and_fits)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char clean[64];
        cr_expect_eq(hf_text_clean(cases[i].text, 8, clean, sizeof clean), cases[i].cells,
                     "case %zu", i);
        cr_expect_str_eq(clean, cases[i].clean, "case %zu: %s", i, clean);
    }
}

Test(text, a_small_buffer_never_cuts_a_character)
{
    char clean[6];

    cr_assert_eq(hf_text_clean("\xe4\xbd\xa0\xe5\xa5\xbd", 8, clean, sizeof clean), 2);
    cr_assert_str_eq(clean, "\xe4\xbd\xa0");
}

Test(text, any_bytes_give_clean_text)
{
    unsigned seed = 1;

    for (unsigned round = 0; round < 20000; round++) {
        char text[40], clean[33], again[33];
        for (unsigned i = 0; i < sizeof text - 1; i++) {
            seed = seed * 1103515245u + 12345u;
            text[i] = (char)(seed >> 16);
        }
        text[sizeof text - 1] = '\0';
        unsigned cells = hf_text_clean(text, 16, clean, sizeof clean);
        cr_assert_leq(cells, 16);
        cr_assert_null(strchr(clean, 0x1b));
        cr_assert_eq(hf_text_clean(clean, 16, again, sizeof again), cells);
        cr_assert_str_eq(clean, again);
    }
}
