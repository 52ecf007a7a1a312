/* SPDX-License-Identifier: Apache-2.0 */
/* Rows: cut between characters, clean of what steers a display, and always UTF-8. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

static const char *put(const char *text)
{
    static struct row row;

    hf_panel_row_begin(&row);
    hf_panel_row_put(&row, text);
    return row.text;
}

static const struct {
    const char *text, *row;
} rows[] = {
    {"", ""},
    {"Bob", "Bob"},
    {"Żółć €", "Żółć €"},
    {"\xf0\x9f\x93\x9e", "\xf0\x9f\x93\x9e"},
    {"本本本本本本本本本本本本本本本本本", "本本本本本本本本本本本本本本本本"},
    {"a本本本本本本本本本本本本本本本本b", "a本本本本本本本本本本本本本本本"},
    {"12345678901234567890123456789012345", "12345678901234567890123456789012"},
    {"ŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁ", "ŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁŁ"},
    {"a\x1b[2Jb\n", "a?[2Jb?"},
    {"\x7f", "?"},
    {"\xc2\x9b", "?"}, /* a control of ISO 6429 */
    {"a\xe2\x80\xae"
     "b",
     "a?b"}, /* turns the direction */
    {"a\xe2\x81\xa6"
     "b",
     "a?b"}, /* so does this */
    {"a\xe2\x80\x8b"
     "b",
     "a?b"},                      /* no shape at all */
    {"\xef\xbb\xbf", "?"},        /* nor this */
    {"a\xc5", "a?"},              /* cut short */
    {"a\xe2\x82", "a??"},         /* cut short */
    {"\xc0\xaf", "??"},           /* overlong */
    {"\xe0\x80\xaf", "???"},      /* overlong */
    {"\xed\xa0\x80", "???"},      /* a surrogate */
    {"\xf4\x90\x80\x80", "????"}, /* beyond Unicode */
    {"\xff"
     "a",
     "?a"},
};

Test(text, is_cut_and_cleaned)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_str_eq(put(rows[i].text), rows[i].row, "row %zu: \"%s\"", i, put(rows[i].text));
}

Test(text, of_the_longest_characters_fits)
{
    char text[4 * HF_HAL_DISPLAY_CELLS + 5];

    for (unsigned i = 0; i < HF_HAL_DISPLAY_CELLS + 1; i++)
        memcpy(text + (size_t)4 * i, "\xf0\x90\x90\x80", 4);
    text[sizeof text - 1] = '\0';
    cr_expect(strlen(put(text)) == 4 * HF_HAL_DISPLAY_CELLS);
}

Test(text, survives_any_bytes)
{
    srand(8);
    for (int round = 0; round < 20000; round++) {
        char text[65] = "";

        for (int i = rand() % 64; i-- > 0;)
            text[i] = (char)(1 + rand() % 255);
        for (const char *at = put(text); *at != '\0'; at++)
            cr_assert((unsigned char)*at >= 0x20);
    }
}

Test(text, has_numbers_and_times)
{
    static const struct {
        uint64_t seconds;
        const char *text;
    } times[] = {{0, "0:00"},       {9, "0:09"},         {60, "1:00"},         {3599, "59:59"},
                 {3600, "1:00:00"}, {36061, "10:01:01"}, {360000, "100:00:00"}};

    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        struct row row;

        hf_panel_row_begin(&row);
        hf_panel_row_put_time(&row, times[i].seconds);
        cr_expect_str_eq(row.text, times[i].text);
    }
}
