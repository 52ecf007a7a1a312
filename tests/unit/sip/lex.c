/* SPDX-License-Identifier: Apache-2.0 */
/* Classes of characters, the scan for control characters, numbers. */
#include "lex.h"

#include "support.h"

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
static const char digits[] = "0123456789";

static int in(const char *set, int c)
{
    return c != 0 && strchr(set, c) != NULL;
}

Test(lex, classes_are_those_of_the_grammar)
{
    for (int c = 0; c < 256; c++) {
        int alnum = c < 128 && (in(letters, c) || in(digits, c));
        unsigned expected = 0;
        expected |= alnum || in("-.!%*_+`'~", c) ? HF_LEX_TOKEN : 0;
        expected |= in(" \t\r\n", c) ? HF_LEX_SPACE : 0;
        expected |= in(digits, c) ? HF_LEX_DIGIT : 0;
        expected |= in(letters, c) ? HF_LEX_ALPHA : 0;
        expected |= alnum || in("-._", c) ? HF_LEX_HOST : 0;
        expected |= alnum || in("-.!%*_+`'~[]/:&$()@=?", c) ? HF_LEX_VALUE : 0;
        expected |= alnum || in("-_.!~*'()&=+$,;?/%", c) ? HF_LEX_USER : 0;
        expected |= in("0123456789abcdefABCDEF:.", c) ? HF_LEX_IPV6 : 0;
        cr_assert_eq(hf_lex_classes[c], expected, "character %d", c);
    }
}

Test(lex, finds_the_first_control_character_at_every_place)
{
    char text[40];
    for (size_t n = 0; n < sizeof text; n++) {
        for (int c = 0; c < 0x20; c++) {
            memset(text, 0xE4, sizeof text);
            for (size_t i = 0; i < n; i++) {
                text[i] = (char)(i % 2 ? 0x20 : 0xFF);
            }
            text[n] = (char)c;
            text[sizeof text - 1] = '\r'; /* a later one must not win */
            cr_assert_eq(hf_lex_control(text, text + sizeof text) - text, n == 39 ? 39 : n);
        }
    }
    memset(text, ' ', sizeof text);
    cr_assert_eq(hf_lex_control(text, text + 39), text + 39);
}

Test(lex, numbers_stop_at_their_limit)
{
    static const struct {
        const char *text;
        uint64_t max;
        int ok;
        uint64_t number;
    } cases[] = {
        {"0", 10, 1, 0},
        {"007", 10, 1, 7},
        {"10", 10, 1, 10},
        {"11", 10, 0, 0},
        {"4294967295", UINT32_MAX, 1, UINT32_MAX},
        {"4294967296", UINT32_MAX, 0, 0},
        {"36893488147419103232", UINT64_MAX, 0, 0},
        {"18446744073709551615", UINT64_MAX, 1, UINT64_MAX},
        {"", 10, 0, 0},
        {"-1", 10, 0, 0},
        {"1 ", 10, 0, 0},
        {"5", 3, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint64_t number = 0;
        int ok = hf_slice_number(hf_slice_text(cases[i].text), cases[i].max, &number);
        cr_assert_eq(ok, cases[i].ok, "%s", cases[i].text);
        cr_assert(!ok || number == cases[i].number, "%s", cases[i].text);
    }
}
