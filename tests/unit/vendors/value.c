/* SPDX-License-Identifier: Apache-2.0 */
/* Single values: all of the text, or nothing. */
#include "value.h"

#include "support.h"

Test(value, an_integer_is_digits_and_nothing_else)
{
    static const struct {
        const char *text;
        int read;
        int64_t value;
    } cases[] = {{"0", 1, 0},
                 {"-3", 1, -3},
                 {"007", 1, 7},
                 {"999999999999999999", 1, 999999999999999999},
                 {"9999999999999999999", 0, 0},
                 {"", 0, 0},
                 {"-", 0, 0},
                 {"+1", 0, 0},
                 {"1 ", 0, 0},
                 {"0x10", 0, 0},
                 {"1.0", 0, 0}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t value = 0;

        cr_assert_eq(hf_value_integer(cases[i].text, &value), cases[i].read, "%s", cases[i].text);
        cr_assert_eq(value, cases[i].value, "%s", cases[i].text);
    }
}

Test(value, seconds_become_whole_milliseconds)
{
    static const struct {
        const char *text;
        int read;
        int64_t ms;
    } cases[] = {{"0.5", 1, 500},     {"4", 1, 4000},   {"0.050", 1, 50}, {"0.0500", 1, 50},
                 {"10.25", 1, 10250}, {"0.0001", 0, 0}, {".5", 0, 0},     {"5.", 0, 0},
                 {"-1", 0, 0},        {"1,5", 0, 0},    {"1.5s", 0, 0},   {"", 0, 0},
                 {"1.2.3", 0, 0}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int64_t ms = 0;

        cr_assert_eq(hf_value_seconds(cases[i].text, &ms), cases[i].read, "%s", cases[i].text);
        if (cases[i].read)
            cr_assert_eq(ms, cases[i].ms, "%s", cases[i].text);
    }
}

static int core_takes(const char *host)
{
    struct hf_config config;
    struct hf_refusal refusal;

    hf_config_init(&config);
    config.n_servers = 1;
    return hf_config_name(&config, &config.servers[0].host, host, strlen(host)) == 0 &&
           hf_config_check(&config, &refusal) == 0;
}

Test(value, a_host_is_what_the_core_takes_for_one)
{
    static const char *const good[] = {"192.0.2.1",   "2001:db8::1", "[2001:db8::1]", "pbx",
                                       "a.b-c.d_e.f", "pbx.",        "1a.example",    "2.example"};
    static const char *const bad[] = {"192.0.2", "256.1.1.1", "pbx:5060", "sip:pbx", "a b",
                                      "a..b",    ".a",        "\xC3\xBC", "a/b",     "2001:db8::g",
                                      "a..",     ".",         "-a",       "a-",      "a.b-.c",
                                      "1.2.",    "a;lr"};
    char name[300];

    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        cr_assert_null(hf_value_host_fault(good[i]), "%s", good[i]);
        cr_assert(core_takes(good[i]), "%s", good[i]);
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        cr_assert_not_null(hf_value_host_fault(bad[i]), "%s", bad[i]);
        cr_assert_not(core_takes(bad[i]), "%s", bad[i]);
    }
    for (size_t length = 1; length < sizeof(name); length++) { /* labels of every length */
        memset(name, 'a', sizeof(name));
        for (size_t dot = 60; dot < length - 1; dot += 61)
            name[dot] = '.';
        name[length] = '\0';
        cr_assert_eq(hf_value_host_fault(name) == NULL, length <= 253, "%zu", length);
        cr_assert_eq(core_takes(name), length <= 253, "%zu", length);
    }
    memset(name, 'a', sizeof(name));
    name[64] = '\0';
    cr_assert_not_null(hf_value_host_fault(name));
    cr_assert_not(core_takes(name));
    name[63] = '\0';
    cr_assert_null(hf_value_host_fault(name));
    cr_assert(core_takes(name));
}

Test(value, is_shown_short_and_printable)
{
    char shown[72], text[200];

    hf_value_show("a\tb\x7f", shown);
    cr_assert_str_eq(shown, "a?b?");
    hf_value_show("\x1b[2J\xC2\x9B"
                  "1m\xC2\xA0\xC3\x9F",
                  shown); /* ESC, CSI; U+00A0, U+00DF stay */
    cr_assert_str_eq(shown, "?[2J??1m\xC2\xA0\xC3\x9F");
    memset(text, 'x', sizeof(text));
    text[59] = '\xC3'; /* a character across the cut is left out */
    text[60] = '\xBC';
    text[199] = '\0';
    hf_value_show(text, shown);
    cr_assert_eq(strlen(shown), 62u);
    cr_assert_str_eq(shown + 59, "...");
}

Test(value, control_characters_are_known_in_ascii_and_in_latin_1)
{
    cr_assert(hf_value_is_printable("Fl\xC3\xBCr \xE2\x82\xAC \xC2\xA0"));
    cr_assert_not(hf_value_is_printable("a\x1b[2J"));
    cr_assert_not(hf_value_is_printable("a\xC2\x80"));
    cr_assert_not(hf_value_is_printable("a\xC2\x9F"));
    cr_assert_not(hf_value_is_printable("\x7f"));
}
