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

Test(value, a_word_is_found_whatever_the_case_of_its_letters)
{
    static const char *const words[] = {"never", NULL, "dns-naptr", "as server"};

    cr_assert_eq(hf_value_word("never", words, 4), 0);
    cr_assert_eq(hf_value_word("DNS-Naptr", words, 4), 2);
    cr_assert_eq(hf_value_word("as server", words, 4), 3);
    cr_assert_eq(hf_value_word("as server", words, 3), -1);
    cr_assert_eq(hf_value_word("", words, 4), -1);
    cr_assert_eq(hf_value_word("neve", words, 4), -1);
    cr_assert_eq(hf_value_word("never ", words, 4), -1);
}

Test(value, a_list_of_statuses_is_codes_and_classes)
{
    static const struct {
        const char *text;
        const char *wrong; /* NULL: it is taken, and means codes and classes */
        unsigned n_codes, first, last, classes;
    } cases[] = {{"503", NULL, 1, 503, 503, 0},
                 {"500 503", NULL, 2, 500, 503, 0},
                 {"400  699 ", NULL, 2, 400, 699, 0},
                 {"4xx 5XX 6xX", NULL, 0, 0, 0, 0x70},
                 {"500 6xx 502", NULL, 2, 500, 502, 0x40},
                 {"none", NULL, 0, 0, 0, 0},
                 {"400 402 403 404 405 406 408 409", NULL, 8, 400, 409, 0},
                 {"400 402 403 404 405 406 408 409 410", "too many", 0, 0, 0, 0},
                 {"399", "not a list", 0, 0, 0, 0},
                 {"700", "not a list", 0, 0, 0, 0},
                 {"3xx", "not a list", 0, 0, 0, 0},
                 {"7xx", "not a list", 0, 0, 0, 0},
                 {"5x", "not a list", 0, 0, 0, 0},
                 {"50x", "not a list", 0, 0, 0, 0},
                 {"5033", "not a list", 0, 0, 0, 0},
                 {"500,503", "not a list", 0, 0, 0, 0},
                 {" 500", "not a list", 0, 0, 0, 0},
                 {"none 500", "not a list", 0, 0, 0, 0},
                 {"401", "401, 407 and 423", 0, 0, 0, 0},
                 {"500 407", "401, 407 and 423", 0, 0, 0, 0},
                 {"423", "401, 407 and 423", 0, 0, 0, 0}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hf_statuses statuses;
        const char *wrong = hf_value_statuses(cases[i].text, &statuses);

        cr_assert_eq(wrong == NULL, cases[i].wrong == NULL, "%s", cases[i].text);
        if (wrong != NULL) {
            cr_assert_not_null(strstr(wrong, cases[i].wrong), "%s: %s", cases[i].text, wrong);
            continue;
        }
        cr_assert_eq(statuses.n_codes, cases[i].n_codes, "%s", cases[i].text);
        cr_assert_eq(statuses.classes, cases[i].classes, "%s", cases[i].text);
        cr_assert_eq(statuses.codes[0], cases[i].first, "%s", cases[i].text);
        if (cases[i].n_codes > 0)
            cr_assert_eq(statuses.codes[cases[i].n_codes - 1], cases[i].last);
    }
}

Test(value, a_key_that_may_hold_a_secret_is_known_by_its_name)
{
    static const char *const secrets[] = {"Register Pswd", "PASSWORD", "a.secret.b",
                                          "SigCrypto_Key", "Wpa Pwd"};
    static const char *const others[] = {"", "Register Addr", "pas", "Keep Alive", "ke"};

    for (size_t i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++)
        cr_assert(hf_value_is_secret(secrets[i]), "%s", secrets[i]);
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
        cr_assert_not(hf_value_is_secret(others[i]), "%s", others[i]);
}

Test(value, of_a_url_the_scheme_and_the_host_are_shown)
{
    static const struct {
        const char *path, *shown;
    } cases[] = {
        {"common.cfg", "common.cfg"},
        {"dir/a@b.cfg", "dir/a@b.cfg"},
        {"a\x1B.cfg", "a?.cfg"},
        {"https://b.example.com", "https://b.example.com"},
        {"https://b.example.com:8443/x?y#z", "https://b.example.com:8443"},
        {"https://u:p@b.example.com/x", "https://b.example.com"},
        {"https://u:p@q@b.example.com/x", "https://b.example.com"},
        {"https://u:p/q@b.example.com/x", "https://"},
        {"ftp://b.example.com/x@y", "ftp://"},
        {"://", "://"},
        {"", ""},
    };
    char shown[72], text[300] = "https://";

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        hf_value_show_path(cases[i].path, shown);
        cr_assert_str_eq(shown, cases[i].shown);
    }
    memset(text + strlen(text), 'h', 200);
    hf_value_show_path(text, shown);
    cr_assert_str_eq(shown, "(a URL)");
}
