/* SPDX-License-Identifier: Apache-2.0 */
/* Lines out of bytes. */
#include "lines.h"

#include "support.h"

Test(lines, end_in_lf_crlf_or_cr)
{
    static const char text[] = "\xEF\xBB\xBF one \r\ntwo\rthree\n\n five";
    static const char *const expected[] = {"one", "two", "three", "", "five"};
    struct hf_lines lines;

    hf_lines_start(&lines, text, sizeof(text) - 1);
    for (uint32_t i = 0; i < 5; i++) {
        cr_assert(hf_lines_next(&lines), "line %u", i + 1);
        cr_assert_str_eq(lines.text, expected[i]);
        cr_assert_eq(lines.number, i + 1);
    }
    cr_assert_not(hf_lines_next(&lines));
}

Test(lines, that_are_too_long_say_so)
{
    size_t length = HF_VENDOR_LINE_MAX + 1;
    char *text = malloc(length + 2);
    struct hf_lines lines;

    cr_assert_not_null(text);
    memset(text, '\xFC', length);
    text[length] = '\n';
    text[length + 1] = 'x';
    hf_lines_start(&lines, text, length + 2);
    cr_assert(hf_lines_next(&lines));
    cr_assert_eq(lines.too_long, 1);
    cr_assert(hf_lines_next(&lines));
    cr_assert_eq(lines.too_long, 0);
    cr_assert_str_eq(lines.text, "x");
    free(text);
}

Test(lines, split_at_the_first_separator_and_squeeze_the_key)
{
    char text[] = "SIP1  Register \t Addr   : a:b ";
    char none[] = "no separator";
    char *key, *value;

    cr_assert(hf_lines_split(text, ':', &key, &value));
    cr_assert_str_eq(key, "SIP1 Register Addr");
    cr_assert_str_eq(value, "a:b ");
    cr_assert_not(hf_lines_split(none, ':', &key, &value));
}
