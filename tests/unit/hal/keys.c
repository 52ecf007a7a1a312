/* SPDX-License-Identifier: Apache-2.0 */
#include "keys.h"

#include <criterion/criterion.h>

Test(keys, every_name_is_read_as_it_is_written)
{
    static const char *const names[] = {"0",       "9",        "*",        "#",     "A",
                                        "D",       "off-hook", "on-hook",  "hold",  "mute",
                                        "speaker", "redial",   "messages", "send",  "cancel",
                                        "delete",  "louder",   "softer",   "line1", "line16"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct hf_key key;
        char text[16];
        cr_assert_eq(hf_key_named(names[i], &key), 0, "%s", names[i]);
        cr_assert_str_eq(hf_key_name(&key, text), names[i]);
    }
}

Test(keys, other_words_are_none)
{
    static const char *const words[] = {"",     "E",      "a",      "12",   "line0", "line17",
                                        "line", "line1x", "line+1", "Hold", "hook",  "off-hooks"};
    struct hf_key key;

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        cr_assert_eq(hf_key_named(words[i], &key), -1, "%s", words[i]);
    }
}
