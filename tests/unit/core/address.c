/* SPDX-License-Identifier: Apache-2.0 */
/* Numeric addresses in text, against the system's own reader. */
#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <string.h>

#include "holdfast/config.h"

static const char *const texts[] = {
    "192.0.2.1",
    "0.0.0.0",
    "255.255.255.255",
    "256.0.0.1",
    "1.2.3",
    "1.2.3.4.5",
    "01.2.3.4",
    "1.2.3.",
    "",
    ".",
    "a.b.c.d",
    "1.2.3.4 ",
    " 1.2.3.4",
    "1..2.3",
    "pbx.example",
    "::",
    "::1",
    "1::",
    "2001:db8::1",
    "2001:db8:0:0:0:0:0:1",
    "1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7::",
    "::2:3:4:5:6:7:8",
    "1::2::3",
    ":::",
    "1:::2",
    ":1",
    "1:",
    "12345::",
    "g::",
    "::ffff:192.0.2.1",
    "::192.0.2.256",
    "1:2:3:4:5:6:192.0.2.1",
    "1:2:3:4:5:6:7:192.0.2.1",
    "::1.2.3.4:5",
    "fe80::1%eth0",
    "1:2:3:4::5:6:7:8",
    "::1:",
    "ABCD:EF01:2345:6789:abcd:ef01:2345:6789",
};

Test(address, reads_what_the_system_reads_and_nothing_else)
{
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct hf_target target = {.port = 7};
        uint8_t four[4], six[16];
        int is_four = inet_pton(AF_INET, texts[i], four) == 1;
        int is_six = inet_pton(AF_INET6, texts[i], six) == 1;
        int read = hf_target_parse(&target, texts[i], strlen(texts[i]));
        if (is_four && texts[i][0] == '0' && texts[i][1] != '.')
            is_four = 0; /* a leading zero is ambiguous, whatever the system thinks */
        cr_assert_eq(read != 0, is_four || is_six, "'%s'", texts[i]);
        cr_assert_eq(target.port, 7);
        if (is_four)
            cr_assert(memcmp(target.address, four, 4) == 0 && target.family == 4, "'%s'", texts[i]);
        if (is_six)
            cr_assert(memcmp(target.address, six, 16) == 0 && target.family == 6, "'%s'", texts[i]);
    }
}

Test(address, reads_an_ipv6_reference_in_brackets)
{
    struct hf_target target = {.port = 0};

    cr_assert(hf_target_parse(&target, "[2001:db8::1]", 13));
    cr_assert_eq(target.family, HF_FAMILY_IPV6);
    cr_assert_not(hf_target_parse(&target, "[192.0.2.1]", 11));
    cr_assert_not(hf_target_parse(&target, "[::1", 4));
}

Test(address, leaves_the_target_alone_when_it_is_a_name)
{
    struct hf_target target, before;

    memset(&target, 0x5a, sizeof target);
    before = target;
    cr_assert_not(hf_target_parse(&target, "pbx.example", 11));
    cr_assert_eq(memcmp(&target, &before, sizeof target), 0);
}
