/* SPDX-License-Identifier: Apache-2.0 */
/* What is a host's name. Configurations' hosts are in config.c. */
#include "host_name.h"

#include <criterion/criterion.h>
#include <string.h>

Test(host_name, is_made_of_labels)
{
    static const struct {
        const char *text;
        bool is_sound;
    } cases[] = {
        {"a", true},
        {"a.example", true},
        {"a.example.", true},
        {"_sip._udp.a.example", true},
        {"a-b.c", true},
        {"1.example", true},
        {"A.Example", true},
        {"", false},
        {".", false},
        {"a..b", false},
        {".a", false},
        {"-a.b", false},
        {"a-.b", false},
        {"a b.c", false},
        {"192.0.2", false},
        {"192.0.2.1", false},
        {"a\\.b", false},
        {"\xc3\xa4.b", false},
        {"2001:db8::1", false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        cr_assert_eq(hf_host_name_is_sound(cases[i].text, strlen(cases[i].text)), cases[i].is_sound,
                     "%s", cases[i].text);
    cr_assert_not(hf_host_name_is_sound("a\0b", 3));
}

Test(host_name, has_63_bytes_a_label_and_253_in_all)
{
    char text[256];

    memset(text, 'a', sizeof text);
    cr_assert(hf_host_name_is_sound(text, 63));
    cr_assert_not(hf_host_name_is_sound(text, 64));
    for (size_t i = 63; i < sizeof text; i += 64)
        text[i] = '.';
    cr_assert(hf_host_name_is_sound(text, 253));
    cr_assert_not(hf_host_name_is_sound(text, 254));
    text[253] = '.';
    cr_assert(hf_host_name_is_sound(text, 254), "with the dot at its end");
}

Test(host_name, is_the_same_whatever_the_case)
{
    cr_assert(hf_host_name_equal("a.Example", "A.eXample", 9));
    cr_assert_not(hf_host_name_equal("a.example", "b.example", 9));
    cr_assert_not(hf_host_name_equal("[", "{", 1));
}
