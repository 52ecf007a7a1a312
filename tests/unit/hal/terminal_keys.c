/* SPDX-License-Identifier: Apache-2.0 */
#include "terminal_keys.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* The keys of some bytes, with "." where a timeout would be. */
static const char *typed(const char *bytes)
{
    static char text[512];
    struct hf_terminal_keys keys = {0};
    struct hf_key key;
    char name[16];

    text[0] = '\0';
    for (; *bytes != '\0'; bytes++) {
        enum hf_terminal_took took = *bytes == '.' ? hf_terminal_timeout(&keys, &key)
                                                   : hf_terminal_take(&keys, *bytes, &key);
        if (took == HF_TERMINAL_KEY) {
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", text[0] ? " " : "",
                     key.kind == HF_HAL_HOOK ? "hook" : hf_key_name(&key, name));
        }
    }
    return text;
}

Test(terminal_keys, keys_are_what_the_help_says)
{
    static const struct {
        const char *bytes, *keys;
    } cases[] = {
        {"0123456789*#ABCD", "0 1 2 3 4 5 6 7 8 9 * # A B C D"},
        {" hmsrv", "hook hold mute speaker redial messages"},
        {"\r\nx\x7f\b+-", "send send cancel delete delete louder softer"},
        {"\x1bOP\x1bOS", "line1 line4"},
        {"\x1b[15~\x1b[24~", "line5 line12"},
        {"\x1b[[A\x1b[[E", "line1 line5"},
        {"\x1b[1;2P\x1b[1;2S", "line13 line16"},
        {"\x1b.", "cancel"},
        {"\x1b\x1b.", "cancel cancel"},
        {"\x1b[A5", "5"},                        /* cursor up is no key, and no letter of it is */
        {"\x1b[200~12\x1b[201~", "1 2"},         /* pasted text */
        {"\x1b[<0;10;12M7", "7"},                /* a mouse */
        {"\x1b[1;2;3;4;5;6;7;8;9;10;11~8", "8"}, /* longer than any that is known */
        {"\x1b[1.2", "2"},                       /* a sequence that never ended */
        {"\xc3\xa4zq\x01", ""},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_expect_str_eq(typed(cases[i].bytes), cases[i].keys, "case %zu: %s", i,
                         typed(cases[i].bytes));
    }
}

Test(terminal_keys, any_bytes_give_keys_that_exist)
{
    struct hf_terminal_keys keys = {0};
    unsigned seed = 5;

    for (unsigned i = 0; i < 200000; i++) {
        struct hf_key key = {0};
        seed = seed * 1103515245u + 12345u;
        char byte = (seed >> 28) == 0 ? 0x1b : (seed >> 28) < 4 ? '[' : (char)(seed >> 16);
        if (hf_terminal_take(&keys, byte, &key) == HF_TERMINAL_KEY) {
            cr_assert(key.kind >= HF_HAL_HOOK && key.kind <= HF_HAL_LINE_KEY);
        }
        cr_assert_lt(keys.length, HF_TERMINAL_SEQUENCE);
    }
}
