/* SPDX-License-Identifier: Apache-2.0 */
/* Classes of characters, the scan for control characters, numbers, hosts, quoted strings. */
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
        {"18446744073709551616", UINT64_MAX, 0, 0},
        {"184467440737095516150", UINT64_MAX, 0, 0},
        {"9999999999999999999", UINT64_MAX, 1, 9999999999999999999u},
        {"99999999999999999999", UINT64_MAX, 0, 0},
        {"00000000000000000000000018", 18, 1, 18},
        {"00000000000000000000000019", 18, 0, 0},
        {"00000000000000000000000180", 18, 0, 0},
        {"0000000000000000000000001x", 18, 0, 0},
        {"0", 0, 1, 0},
        {"1", 0, 0, 0},
        {"/", 10, 0, 0},
        {":", 10, 0, 0},
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

Test(lex, a_run_ends_where_a_skip_does)
{
    char text[24];
    for (size_t n = 0; n <= sizeof text; n++) {
        memset(text, 'a', sizeof text);
        if (n < sizeof text) {
            text[n] = ' ';
        }
        for (size_t from = 0; from <= n; from++) {
            cr_assert_eq(hf_lex_run(text + from, text + sizeof text, HF_LEX_TOKEN) - text, n);
            cr_assert_eq(hf_lex_run(text + from, text + n, HF_LEX_TOKEN) - text, n);
        }
    }
}

Test(lex, white_space_is_trimmed)
{
    static const struct {
        const char *text, *trimmed;
    } cases[] = {
        {"a", "a"},      {" a", "a"},      {"  a", "a"}, {"a ", "a"}, {" a\t", "a"},
        {"\r\n a", "a"}, {" a b ", "a b"}, {"", ""},     {" ", ""},   {"  ", ""},
        {"\t", ""},      {" a\r\n ", "a"}, {"\ta", "a"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *text = cases[i].text;
        assert_slice(hf_lex_trim(text, text + strlen(text)), cases[i].trimmed);
        assert_slice(hf_slice_trim(hf_slice_text(text)), cases[i].trimmed);
    }
}

Test(lex, ipv6_addresses_three_colons_included)
{
    static const struct {
        const char *text;
        int ok;
        uint8_t last[4]; /* bytes */
    } cases[] = {
        {"2001:db8::1", 1, {0, 0, 0, 1}},
        {"::", 1, {0, 0, 0, 0}},
        {"2001:DB8:0:0:8:800:200C:417A", 1, {0x20, 0x0C, 0x41, 0x7A}},
        {"2001:db8::192.0.2.1", 1, {192, 0, 2, 1}},
        {"2001:db8:::192.0.2.1", 1, {192, 0, 2, 1}}, /* RFC 5118 4.10 */
        {"0000:0000:0000:0000:0000:ffff:192.100.200.111", 1, {192, 100, 200, 111}},
        {"2001:db8::::1", 0, {0}},
        {"1:::2:::3", 0, {0}},
        {"1::2::3", 0, {0}},
        {"1:2:3:4:5:6:7", 0, {0}},
        {"1:2:3:4:5:6:7:8:9", 0, {0}},
        {"12345::1", 0, {0}},
        {"192.0.2.1", 0, {0}},
        {"::1.2.3.256", 0, {0}},
        {":", 0, {0}},
        {"", 0, {0}},
        {"abc", 0, {0}},
        {"0000:0000:0000:0000:0000:0000:0000:0000:00001::", 0, {0}}, /* longer than any */
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t address[16];
        int ok = hf_lex_ipv6(hf_slice_text(cases[i].text), address);
        cr_assert_eq(ok, cases[i].ok, "%s", cases[i].text);
        cr_assert(!ok || memcmp(address + 12, cases[i].last, 4) == 0, "%s", cases[i].text);
    }
}

Test(lex, hosts)
{
    static const struct {
        const char *text;
        int length; /* -1: none */
        const char *host;
        int ipv6;
    } cases[] = {
        {"h:5060", 1, "h", 0},
        {"a-b.c_d.example.;x", 16, "a-b.c_d.example.", 0},
        {"192.0.2.1 ", 9, "192.0.2.1", 0},
        {"[::1]:5060", 5, "::1", 1},
        {"[::1", -1, "", 1},
        {"[]", -1, "", 1},
        {"[h]", -1, "", 1},
        {"[192.0.2.1]", -1, "", 1},
        {"[::1%25e]", -1, "", 1},
        {"", -1, "", 0},
        {"[", -1, "", 1},
        {":5060", -1, "", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_slice host;
        bool ipv6;
        const char *text = cases[i].text;
        const char *behind = hf_lex_host(text, text + strlen(text), &host, &ipv6);
        cr_assert_eq(behind == NULL ? -1 : behind - text, cases[i].length, "%s", text);
        cr_assert_eq(ipv6, cases[i].ipv6, "%s", text);
        assert_slice(host, cases[i].host);
    }
}

Test(lex, quoted_strings_end_at_the_first_quote_without_an_escape)
{
    static const struct {
        const char *text;
        int length; /* -1: not closed */
    } cases[] = {
        {"\"\"", 2}, {"\"a\"b\"", 3}, {"\"a\\\"b\"c", 6}, {"\"\\\\\"x", 4},  {"\"\xC3\xA4\"", 4},
        {"\"", -1},  {"\"\\", -1},    {"\"\\\"", -1},     {"\"a\r\n \"", 6},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *text = cases[i].text;
        const char *behind = hf_lex_quoted(text, text + strlen(text));
        cr_assert_eq(behind == NULL ? -1 : behind - text, cases[i].length, "%s", text);
    }
}

Test(lex, slices_are_compared_with_texts)
{
    static const struct {
        const char *at;
        size_t length;
        const char *text;
        int is;
    } cases[] = {
        {"Abc", 3, "aBC", 1}, {"abcd", 3, "abc", 1}, {"ab", 2, "abc", 0},    {"abc", 3, "ab", 0},
        {"", 0, "", 1},       {"", 0, "a", 0},       {"a", 1, "", 0},        {"a\0b", 3, "a", 0},
        {"a\0", 2, "a", 0},   {"@", 1, "`", 0},      {"\xC3", 1, "\xE3", 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_eq(hf_slice_is(bytes_of(cases[i].at, cases[i].length), cases[i].text),
                     cases[i].is, "%s and %s", cases[i].at, cases[i].text);
    }
}
