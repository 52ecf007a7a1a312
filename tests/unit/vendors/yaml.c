/* SPDX-License-Identifier: Apache-2.0 */
/* The native format's files: what is read, and what is refused with its line and what is right. */
#include <stdarg.h>
#include <unistd.h>

#include "holdfast/event.h"
#include "native_map.h"
#include "support.h"

#define HEAD   "holdfast: 1\nlines:\n  - user: a\n"
#define SERVER "    servers:\n      - host: 192.0.2.1\n"

struct growing {
    char *text;
    size_t length, room;
};

__attribute__((format(printf, 2, 3))) static void grow(struct growing *growing, const char *format,
                                                       ...)
{
    va_list list;

    if (growing->room - growing->length < 4096) {
        growing->room = 2 * growing->room + 8192;
        growing->text = realloc(growing->text, growing->room);
        cr_assert_not_null(growing->text);
    }
    va_start(list, format);
    growing->length += (size_t)vsnprintf(growing->text + growing->length, 4096, format, list);
    va_end(list);
}

struct refused {
    const char *text, *remark;
    uint32_t line;
};

static void check_refused(const struct refused *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct hf_phone_config phone;
        const struct hf_remark *remark;

        cr_assert_eq(read_text(&phone, cases[i].text), -1, "case %zu: %s", i, cases[i].text);
        cr_assert_eq(phone.n_accounts, 0u);
        remark = remark_with(&phone, cases[i].remark);
        cr_assert_not_null(remark, "case %zu (%s): %s", i, cases[i].remark, phone.remarks[0].text);
        cr_assert_eq(remark->severity, HF_SEVERITY_ERROR, "%s", remark->text);
        cr_assert_eq(remark->line, cases[i].line, "line %u: %s", (unsigned)remark->line,
                     remark->text);
        cr_assert_eq(remark->file, 1u);
        cr_assert_str_eq(remark->rule, "G1");
        hf_phone_config_free(&phone);
    }
}

Test(yaml, what_is_not_a_tree_of_keys_is_refused_with_its_line)
{
    static const struct refused cases[] = {
        {"holdfast: 1\nlines: [\n", "not YAML", 3},
        {"holdfast: 1\n\tlines: 1\n", "not YAML", 2},
        {"holdfast: 1\nlines: \"open\n", "not YAML", 3},
        {"holdfast: 1\nlines: - a\n", "not YAML", 2},
        {"holdfast: 1\n---\nholdfast: 1\n", "a second document", 2},
        {"holdfast: 1\n...\n---\na: 1\n", "a second document", 3},
        {"%YAML 1.1\n---\nholdfast: 1\n", "a directive", 1},
        {"holdfast: 1\nlabel: a\xFF\n", "not UTF-8", 2},
        {"holdfast: 1\r\nlabel: K\xFC"
         "che\r\n",
         "not UTF-8", 2},
        {"holdfast: 1\nlabel: a\x1b\n", "a control character", 2},
        {"holdfast: 1\nlabel: a\xC2\x9B\n", "a control character", 2},
        {"holdfast: 1\nlabel: a\xEF\xBF\xBF\n", "U+FFFE or U+FFFF", 2},
        {HEAD "    label: \"a\\0b\"\n" SERVER, "a zero character", 4},
        {HEAD "    t1_ms: !!str 500\n" SERVER, "a tag (!)", 4},
        {HEAD "    servers: !mine\n      - host: a\n", "a tag (!)", 4},
        {HEAD "    ? [a, b]\n    : c\n" SERVER, "lines[1].(a key): not one word", 4},
        {"holdfast: 1\nlines: *nowhere\n", "an alias (*) without its anchor", 2},
        {"holdfast: 1\nlines: &a\n  - *a\n", "an anchor (&) that holds itself", 3},
        {"- 1\nholdfast: 1\n", "not YAML", 2},
        {"holdfast: 1\nlines:\n  - <<: text\n", "lines[1].<<: one value where a mapping belongs",
         3},
    };

    check_refused(cases, sizeof(cases) / sizeof(cases[0]));
}

Test(yaml, a_node_of_the_wrong_kind_is_refused_with_its_key)
{
    static const struct refused cases[] = {
        {"holdfast: 2\n", "holdfast = 2: not a known version of the format; allowed: 1", 1},
        {"holdfast: 1.0\n", "holdfast = 1.0: not a known version", 1},
        {"# a\nholdfast:\n", "holdfast: missing; allowed: 1", 1},
        {"a:\n  b: |\nholdfast: 1\nlines: 3\n", "lines: one value where a list", 4},
        {"holdfast: 1\nlines: {a: 1}\n", "lines: a mapping where a list", 2},
        {"holdfast: 1\nlines:\n  - text\n", "lines[1]: one value where a mapping", 3},
        {"holdfast: 1\nlines:\n  - {}\n", "lines[1]: empty", 3},
        {"holdfast: 1\nlines:\n  -\n", "lines[1]: empty", 3},
        {"holdfast: 1\ndefaults: [1]\n", "defaults: a list where a mapping", 2},
        {"holdfast: 1\ndefaults: {server: 1}\n", "defaults.server: one value where a mapping", 2},
        {HEAD "    t1_ms: [500]\n" SERVER, "lines[1].t1_ms: a list where one value belongs", 4},
        {HEAD "    t1_ms: {a: 1}\n" SERVER, "lines[1].t1_ms: a mapping where one value", 4},
        {HEAD "    invite_failover_statuses: {a: 1}\n" SERVER,
         "lines[1].invite_failover_statuses: a mapping where one value", 4},
        {HEAD "    invite_failover_statuses:\n      - [503]\n" SERVER,
         "lines[1].invite_failover_statuses: a list where a status", 5},
        {HEAD "    servers: 192.0.2.1\n", "lines[1].servers: one value where a list", 4},
        {HEAD "    servers: {host: 192.0.2.1}\n", "lines[1].servers: a mapping where a list", 4},
        {HEAD "    servers: [192.0.2.1]\n", "lines[1].servers[1]: one value where a mapping", 4},
        {HEAD SERVER "        outbound_proxies: {host: a}\n",
         "lines[1].servers[1].outbound_proxies: a mapping where a list", 6},
        {HEAD SERVER "        port: [1]\n", "lines[1].servers[1].port: a list where one", 6},
        {HEAD "    number: 0\n" SERVER, "lines[1].number = 0: not the number of a line", 4},
        {HEAD "    number: 16385\n" SERVER, "allowed: 1 to 16384", 4},
        {HEAD "    number: first\n" SERVER, "lines[1].number = first: not the number", 4},
        {"holdfast: 1\ninclude: {a: b}\n", "include: a mapping where the path of a file", 2},
        {"holdfast: 1\ninclude: [a, [b]]\n", "include: a list where the path of a file", 2},
        {"holdfast: 1\ninclude: a.yaml\n", "a.yaml cannot be included", 2},
        {"holdfast: 1\nstatic_records: {a: b}\n", "static_records: a mapping where a list", 2},
    };

    check_refused(cases, sizeof(cases) / sizeof(cases[0]));
}

Test(yaml, a_static_record_that_is_wrong_is_refused_with_its_key)
{
    static const struct {
        const char *record, *remark;
    } cases[] = {
        {"{}", "static_records[1].type: missing"},
        {"text", "static_records[1]: one value where a mapping"},
        {"{type: MX, name: a}", "static_records[1].type = MX: not known; allowed: A, AAAA, SRV"},
        {"{type: A, name: a}", "static_records[1].address: missing"},
        {"{type: A, address: 192.0.2.1}", "static_records[1].name: missing"},
        {"{type: A, name: a b, address: 192.0.2.1}", "static_records[1].name = a b: not a host"},
        {"{type: A, name: 192.0.2.2, address: 192.0.2.1}", "an address is no name"},
        {"{type: A, name: ., address: 192.0.2.1}", "static_records[1].name = .: not a host"},
        {"{type: A, name: a, address: \"2001:db8::1\"}", "not an IPv4 address"},
        {"{type: A, name: a, address: pbx}", "static_records[1].address = pbx: not an IPv4"},
        {"{type: AAAA, name: a, address: 192.0.2.1}", "not an IPv6 address"},
        {"{type: A, name: a, address: 192.0.2.1, ttl_s: -1}", "ttl_s = -1: not a number in range"},
        {"{type: A, name: a, address: 192.0.2.1, ttl_s: 2147483648}", "allowed: 0 to 2147483647"},
        {"{type: SRV, name: a, target: b}", "static_records[1].port: missing"},
        {"{type: SRV, name: a, port: 5060}", "static_records[1].target: missing"},
        {"{type: SRV, name: a, port: 65536, target: b}", "port = 65536: not a number in range"},
        {"{type: SRV, name: a, port: 1, target: b, weight: x}", "weight = x: not a number"},
        {"{type: NAPTR, name: a}", "static_records[1].replacement: missing"},
        {"{type: NAPTR, name: a, replacement: b, flags: u}", "flags = u: not known; allowed: s"},
        {"{type: NAPTR, name: a, replacement: b, order: 65536}", "order = 65536: not a number"},
        {"{type: NAPTR, name: a, replacement: b, service: \"a\\x01\"}", "service = a?: not a"},
        {"{type: [A], name: a}", "static_records[1].type: a list where one value"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[256];
        struct refused refused = {text, cases[i].remark, 3};

        snprintf(text, sizeof(text), "holdfast: 1\nstatic_records:\n  - %s\n", cases[i].record);
        check_refused(&refused, 1);
    }
}

Test(yaml, static_records_have_their_defaults)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, "holdfast: 1\nstatic_records:\n"
                                   "  - {type: a, name: x, address: 192.0.2.1, port: 1}\n"
                                   "  - {type: SRV, name: x, port: 0, target: .}\n"
                                   "  - {type: NAPTR, name: x, replacement: y, flags: ~}\n"
                                   "  - {type: NAPTR, name: x, replacement: y, flags: \"\"}\n"),
                 0);
    cr_assert_eq(phone.n_records, 4u);
    cr_assert_eq(phone.records[0].type, HF_DNS_A);
    cr_assert_eq(phone.records[0].ttl_s, 300u);
    cr_assert_eq(phone.records[0].at.line, 3u);
    cr_assert_eq(phone.records[0].port, 0);
    cr_assert_not_null(remark_with(&phone, "static_records[1].port: does nothing in a record of "
                                           "type A"));
    cr_assert_eq(remarks_of(&phone, HF_SEVERITY_WARNING), 1u);
    cr_assert_str_eq(phone.records[1].target, ".");
    cr_assert_str_eq(phone.records[2].flags, "s");
    cr_assert_str_eq(phone.records[3].flags, "");
    hf_phone_config_free(&phone);
}

Test(yaml, an_unknown_key_is_said_with_what_may_be_meant)
{
    static const struct {
        const char *text, *remark;
    } cases[] = {
        {HEAD SERVER "        retry_count: 3\n",
         "lines[1].servers[1].retry_count: not known, and changes nothing; did you mean "
         "retry_counts?"},
        {HEAD SERVER "        Retry-Counts: 3\n", "did you mean retry_counts?"},
        {HEAD SERVER "        tranpsort: tcp\n", "did you mean transport?"},
        {HEAD SERVER "        outbound_proxy: []\n", "outbound_proxy: not known, and changes"},
        {HEAD "    retry_counts: 3\n" SERVER,
         "lines[1].retry_counts: not known, and changes nothing; it belongs into servers"},
        {HEAD "    static_records: []\n" SERVER, "; it belongs into the file itself"},
        {"line: []\n" HEAD SERVER, "line: not known, and changes nothing; did you mean lines?"},
        {"nothing_like_it: 1\n" HEAD SERVER, "nothing_like_it: not known, and changes nothing"},
        {"defaults: {server: {host: a}}\n" HEAD SERVER,
         "defaults.server.host: not known, and changes nothing; it belongs into servers"},
        {"defaults: {number: 2}\n" HEAD SERVER, "defaults.number: not known, and changes nothing"},
        {HEAD "    passwort: topsecret\n" SERVER,
         "lines[1].(a key): not known, and changes nothing; did you mean password?"},
        {HEAD "    password topsecret: x\n" SERVER,
         "lines[1].(a key): not known, and changes nothing"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hf_phone_config phone;
        const struct hf_remark *remark;

        cr_assert_eq(read_text(&phone, cases[i].text), 0, "case %zu", i);
        cr_assert_eq(phone.unknown_keys, 1u);
        remark = remark_with(&phone, "not known");
        cr_assert_not_null(remark, "case %zu", i);
        cr_assert_eq(strncmp(remark->text, cases[i].remark, strlen(cases[i].remark)) == 0 ||
                         strstr(remark->text, cases[i].remark) != NULL,
                     1, "case %zu: %s", i, remark->text);
        cr_assert_str_eq(remark->rule, "G2");
        cr_assert_eq(remark->severity, HF_SEVERITY_WARNING);
        cr_assert_null(remark_with(&phone, "topsecret"));
        hf_phone_config_free(&phone);
    }
}

Test(yaml, of_many_unknown_keys_ten_are_said_and_the_rest_is_counted)
{
    struct growing growing = {.text = NULL};
    struct hf_phone_config phone;

    grow(&growing, HEAD SERVER);
    for (unsigned i = 0; i < 500; i++)
        grow(&growing, "feature_%u: {a: [1, 2]}\n", i);
    cr_assert_eq(read_text(&phone, growing.text), 0);
    cr_assert_eq(phone.unknown_keys, 500u);
    cr_assert_str_eq(phone.unknown[499].key, "feature_499");
    cr_assert_eq(phone.unknown[499].at.line, 505u);
    cr_assert_eq(phone.n_remarks, 11u);
    cr_assert_not_null(remark_with(&phone, "490 more keys are not known"));
    hf_phone_config_free(&phone);
    free(growing.text);
}

Test(yaml, a_key_set_twice_counts_as_the_last_and_is_said)
{
    struct hf_phone_config phone;
    const struct hf_remark *remark;

    cr_assert_eq(read_text(&phone, HEAD SERVER "        port: 5070\n        port: 5080\n"), 0);
    cr_assert_eq(phone.accounts[0].config.servers[0].port, 5080);
    cr_assert_eq(phone.accounts[0].origins[HF_SETTING_PORT][1].line, 7u);
    remark = remark_with(&phone, "lines[1].servers[1].port: set twice; this one counts, line 6");
    cr_assert_not_null(remark);
    cr_assert_eq(remark->line, 7u);
    hf_phone_config_free(&phone);
}

Test(yaml, a_line_has_its_own_number_or_the_next_one)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, "holdfast: 1\nlines:\n"
                                   "  - {user: a, servers: &s [{host: 192.0.2.1}]}\n"
                                   "  - {user: b, servers: *s, number: 16383}\n"
                                   "  - {user: c, servers: *s, t1_mss: 1}\n"
                                   "  - {user: d, servers: *s, number: 1, t1_mss: 1}\n"),
                 0);
    cr_assert_eq(phone.n_accounts, 3u);
    cr_assert_eq(phone.accounts[0].number, 1u);
    cr_assert_str_eq(phone.accounts[0].user, "d");
    cr_assert_eq(phone.accounts[1].number, 16383u);
    cr_assert_eq(phone.accounts[2].number, 16384u);
    cr_assert_str_eq(phone.accounts[2].user, "c");
    cr_assert_not_null(remark_with(&phone, "lines[1].number: set twice"));
    cr_assert_not_null(remark_with(&phone, "lines[16384].t1_mss: not known"));
    cr_assert_not_null(remark_with(&phone, "lines[1].t1_mss: not known"), "its own number");
    hf_phone_config_free(&phone);
}

Test(yaml, anchors_and_merge_keys_work)
{
    struct hf_phone_config phone;
    const struct hf_config *config;

    cr_assert_eq(read_text(&phone, "x-base: &base {port: 5070, expires_s: 60, transport: tcp}\n"
                                   "x-more: &more\n"
                                   "  <<: *base\n"
                                   "  expires_s: 90\n"
                                   "  retry_counts: 7\n"
                                   "holdfast: 1\n"
                                   "lines:\n"
                                   "  - &first\n"
                                   "    number: 4\n"
                                   "    user: a\n"
                                   "    servers:\n"
                                   "      - <<: *base\n"
                                   "        host: 192.0.2.1\n"
                                   "        port: 5080\n"
                                   "      - host: 192.0.2.2\n"
                                   "        <<: [*more, *base]\n"
                                   "      - host: 192.0.2.3\n"
                                   "        <<: [*base, *more]\n"
                                   "  - <<: *first\n"
                                   "    user: b\n"),
                 0);
    cr_assert_eq(phone.n_accounts, 2u);
    cr_assert_eq(phone.accounts[1].number, 5u, "a merged number is another line's");
    cr_assert_str_eq(phone.accounts[1].user, "b");
    config = &phone.accounts[0].config;
    cr_assert_eq(config->servers[0].port, 5080, "its own counts, wherever it stands");
    cr_assert_eq(config->servers[0].expires_s, 60u);
    cr_assert_eq(config->servers[1].port, 5070, "a merged one's merged one");
    cr_assert_eq(config->servers[1].expires_s, 90u, "what stands first counts");
    cr_assert_eq(config->servers[1].retry_counts, 7);
    cr_assert_eq(config->servers[2].expires_s, 60u);
    cr_assert_eq(config->servers[2].retry_counts, 7);
    cr_assert_eq(phone.accounts[1].origins[HF_SETTING_EXPIRES][1].line, 1u, "where it stands");
    cr_assert_eq(phone.accounts[0].config.n_servers, 3);
    cr_assert_eq(phone.unknown_keys, 0u, "x-... is a place for anchors");
    hf_phone_config_free(&phone);
}

Test(yaml, values_with_colons_quotes_and_blanks_are_kept)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, "\xEF\xBB\xBFholdfast: 1\r\nlines:\r\n  - user: ' a: \"b\" '\r\n"
                                   "    label: \"K\\u00FCche \\\"1\\\"\"\r\n"
                                   "    display_name: null\r\n"
                                   "    auth_name: \"null\"\r\n"
                                   "    password: a:b#c\r\n"
                                   "    servers: [{host: 192.0.2.1, port: ~}]\r\n"),
                 0);
    cr_assert_str_eq(phone.accounts[0].user, " a: \"b\" ");
    cr_assert_str_eq(phone.accounts[0].label, "K\xC3\xBC"
                                              "che \"1\"");
    cr_assert_str_eq(phone.accounts[0].display_name, "");
    cr_assert_str_eq(phone.accounts[0].auth_name, "null");
    cr_assert(strcmp(phone.accounts[0].password, "a:b#c") == 0);
    cr_assert_eq(phone.accounts[0].config.servers[0].port, 5060);
    hf_phone_config_free(&phone);
}

/* ---- bounds ---- */

Test(yaml, aliases_that_multiply_without_end_are_refused_with_the_line)
{
    struct growing growing = {.text = NULL};
    struct hf_phone_config phone;
    const struct hf_remark *remark;

    grow(&growing, "holdfast: 1\nx-0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
    for (unsigned i = 1; i < 12; i++)
        grow(&growing, "x-%u: &a%u [*a%u, *a%u, *a%u, *a%u, *a%u, *a%u, *a%u, *a%u, *a%u]\n", i, i,
             i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
    cr_assert_eq(read_text(&phone, growing.text), -1);
    remark = remark_with(&phone, "too many values in one file; allowed: 8388608");
    cr_assert_not_null(remark);
    cr_assert_eq(remark->line, 9u);
    hf_phone_config_free(&phone);
    free(growing.text);
}

/* n times `text` behind `before`: refused with that remark. */
static void check_many(const char *before, const char *text, unsigned n, const char *wanted)
{
    struct growing growing = {.text = NULL};
    struct hf_phone_config phone;

    grow(&growing, "%s", before);
    for (unsigned i = 0; i < n; i++)
        grow(&growing, "%s", text);
    cr_assert_eq(read_text(&phone, growing.text), -1, "%s", wanted);
    cr_assert_not_null(remark_with(&phone, wanted), "%s: %s", wanted, phone.remarks[0].text);
    cr_assert_gt(remark_with(&phone, wanted)->line, 0u);
    hf_phone_config_free(&phone);
    free(growing.text);
}

Test(yaml, everything_has_a_bound)
{
    check_many("holdfast: 1\na: ", "[", 33, "in one another too deep; allowed: 32");
    check_many("holdfast: 1\na: ", "[", 20000, "in one another too deep");
    check_many("holdfast: 1\na: ", "{a: ", 20000, "in one another too deep");
    check_many("holdfast: 1\na:\n  ", "- ", 20000, "in one another too deep");
    check_many("holdfast: 1\na:\n", "- &a x\n", 1002, "too many anchors (&); allowed: 1000");
    check_many("holdfast: 1\na:\n- &a x\n", "- *a\n", HF_TREE_ALIASES + 1, "too many aliases (*)");
    check_many("holdfast: 1\na: x", " ", HF_TREE_RUN + 1, "more than 1024 blanks");
    check_many("holdfast: 1\na: x", "\n", HF_TREE_RUN + 1, "more than 1024 blanks");
    check_many("holdfast: 1\n", "%TAG ! x\n", 1000, "a directive");
    check_many("x-a: &a {}\nholdfast: 1\nlines:\n- <<: [", "*a, ", 65, "not YAML");
    check_many("x-a: &a {}\nholdfast: 1\nlines:\n- <<: *a\n", "  <<: *a\n", 65,
               "lines[1].<<: too many mappings; allowed: 64");
    check_many("holdfast: 1\nlines:\n", "- {user: a, servers: [{host: b}]}\n", 16385,
               "lines: too many; allowed: 16384");
    check_many("holdfast: 1\nlines:\n- {user: z, number: 16384, servers: [{host: b}]}\n",
               "- {user: a, servers: [{host: b}]}\n", 1, "lines[16385]: a line without a number");
    check_many(HEAD SERVER "    register_failover_statuses:\n", "    - 500\n", 9, "too many codes");
    check_many(HEAD SERVER "    register_failover_statuses:\n", "    - 500\n", 100,
               "too many statuses");
    check_many(HEAD SERVER "    label: ", "long", 1000, "too long; allowed: at most 127 bytes");
}

Test(yaml, no_mapping_has_more_keys_than_there_is_room_for)
{
    struct hf_reading reading;
    struct hf_map_walk walk;

    memset(&reading, 0, sizeof(reading));
    hf_map_begin(&walk, &reading);
    for (size_t kind = 0; kind < HF_MAP_COUNT; kind++) {
        cr_assert_lt(walk.keys[kind].n, (size_t)HF_MAP_KEYS);
        cr_assert_gt(walk.keys[kind].n, 0u);
    }
    hf_tree_free(&walk.tree);
}

Test(yaml, a_phone_of_16384_lines_loads)
{
    struct growing growing = {.text = NULL};
    struct hf_phone_config phone;

    grow(&growing, "holdfast: 1\ndefaults: {t1_ms: 400}\nlines:\n");
    for (unsigned i = 1; i <= HF_PHONE_LINES; i++)
        grow(&growing,
             "  - user: \"%u\"\n    password: p%u\n    servers:\n      - host: pbx.example.com\n"
             "        expires_s: %u\n      - host: 192.0.2.%u\n",
             i, i, i + 60, i % 250);
    cr_assert_eq(hf_vendors_read_bytes(&phone, "big.yaml", growing.text, growing.length), 0);
    cr_assert_eq(phone.n_accounts, (size_t)HF_PHONE_LINES);
    cr_assert_eq(phone.accounts[16383].config.servers[0].expires_s, 16444u);
    cr_assert_eq(phone.accounts[16383].config.t1_ms, 400u);
    hf_phone_config_free(&phone);
    free(growing.text);
}

Test(yaml, a_file_cut_off_anywhere_is_read_or_refused)
{
    FILE *file = fopen(HF_TESTS_DATA "/vendors/native-office.yaml", "rb");
    char text[8192];
    size_t length;

    cr_assert_not_null(file);
    length = fread(text, 1, sizeof(text), file);
    fclose(file);
    for (size_t cut = 0; cut <= length; cut++) {
        struct hf_phone_config phone;
        int result = hf_vendors_read_bytes(&phone, "cut", text, cut);

        cr_assert(result == 0 || remarks_of(&phone, HF_SEVERITY_ERROR) > 0, "cut %zu", cut);
        cr_assert(result == 0 || phone.n_accounts == 0, "cut %zu", cut);
        hf_phone_config_free(&phone);
    }
}

/* ---- includes ---- */

static void write_file(const char *directory, const char *name, const char *text)
{
    char path[256];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", directory, name);
    file = fopen(path, "wb");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
}

static void remove_files(const char *directory, const char *const *names, size_t n)
{
    char path[256];

    for (size_t i = 0; i < n; i++) {
        snprintf(path, sizeof(path), "%s/%s", directory, names[i]);
        unlink(path);
    }
    rmdir(directory);
}

Test(yaml, an_included_file_counts_below_the_files_own)
{
    static const char *const names[] = {"common.yaml", "phone.cfg", "desk.yaml"};
    char directory[] = "/tmp/holdfast-yaml-XXXXXX", path[64];
    const char *paths[] = {path};
    struct hf_phone_config phone;

    cr_assert_not_null(mkdtemp(directory));
    write_file(directory, "common.yaml",
               "holdfast: 1\ndefaults: {t1_ms: 300, t4_ms: 3000}\nlines:\n"
               "  - number: 7\n"
               "    servers: [{host: 192.0.2.1, port: 5070}, {host: 192.0.2.2}]\n"
               "foo: 1\n");
    write_file(directory, "phone.cfg", YEALINK_LINE);
    write_file(directory, "desk.yaml",
               "lines:\n  - user: a\n    number: 7\n    servers:\n"
               "      - {port: 5080, transport: tcp}\n"
               "defaults: {t1_ms: 200}\ninclude: [common.yaml, phone.cfg]\nholdfast: 1\nbar: 1\n");
    snprintf(path, sizeof(path), "%s/desk.yaml", directory);
    cr_assert_eq(hf_vendors_read(&phone, paths, 1), 0);
    cr_assert_eq(phone.n_files, 3u);
    cr_assert_eq(phone.n_accounts, 2u);
    cr_assert_eq(phone.accounts[1].dialect, HF_DIALECT_NATIVE);
    cr_assert_eq(phone.accounts[1].config.t1_ms, 200u);
    cr_assert_eq(phone.accounts[1].config.t4_ms, 3000u);
    cr_assert_eq(phone.accounts[1].config.n_servers, 2);
    cr_assert_eq(phone.accounts[1].config.servers[0].port, 5080);
    cr_assert_eq(phone.accounts[1].origins[HF_SETTING_PORT][1].file, 1u);
    cr_assert_eq(phone.accounts[1].origins[HF_SETTING_HOST][1].file, 2u);
    cr_assert_null(remark_with(&phone, "set twice"));
    cr_assert_eq(remark_with(&phone, "foo: not known")->file, 2u);
    cr_assert_eq(remark_with(&phone, "bar: not known")->file, 1u);
    hf_phone_config_free(&phone);
    remove_files(directory, names, 3);
}

Test(yaml, lines_without_a_number_come_behind_those_of_other_files)
{
    static const char *const names[] = {"common.yaml", "phone.cfg", "desk.yaml"};
    char directory[] = "/tmp/holdfast-yaml-XXXXXX", path[64];
    const char *paths[] = {path};
    struct hf_phone_config phone;

    cr_assert_not_null(mkdtemp(directory));
    write_file(directory, "common.yaml",
               "holdfast: 1\nlines:\n"
               "  - {user: a, password: of-a, servers: [{host: 192.0.2.1}, {host: 192.0.2.2}]}\n");
    write_file(directory, "phone.cfg", YEALINK "account.4.sip_server.1.address = 192.0.2.4\n");
    write_file(directory, "desk.yaml",
               "holdfast: 1\ninclude: [common.yaml, phone.cfg]\nlines:\n"
               "  - {user: c, servers: [{host: 192.0.2.9}]}\n"
               "  - {user: d, servers: [{host: 192.0.2.9}]}\n");
    snprintf(path, sizeof(path), "%s/desk.yaml", directory);
    cr_assert_eq(hf_vendors_read(&phone, paths, 1), 0);
    cr_assert_eq(phone.n_accounts, 4u);
    cr_assert_eq(phone.accounts[0].number, 4u);
    cr_assert_str_eq(phone.accounts[1].user, "a");
    cr_assert_eq(phone.accounts[1].number, 1u);
    cr_assert_str_eq(phone.accounts[2].user, "c");
    cr_assert_eq(phone.accounts[2].number, 5u);
    cr_assert_eq(phone.accounts[2].config.n_servers, 1);
    cr_assert_str_eq(phone.accounts[2].password, "");
    cr_assert_eq(phone.accounts[3].number, 6u);
    hf_phone_config_free(&phone);
    remove_files(directory, names, 3);
}

Test(yaml, files_that_include_themselves_end)
{
    static const char *const names[] = {"a.yaml"};
    char directory[] = "/tmp/holdfast-yaml-XXXXXX", path[64];
    const char *paths[] = {path};
    struct hf_phone_config phone;

    cr_assert_not_null(mkdtemp(directory));
    write_file(directory, "a.yaml", "holdfast: 1\ninclude: [a.yaml, a.yaml, a.yaml]\n");
    snprintf(path, sizeof(path), "%s/a.yaml", directory);
    cr_assert_eq(hf_vendors_read(&phone, paths, 1), -1);
    cr_assert_not_null(remark_with(&phone, "a.yaml cannot be included"));
    cr_assert_leq(phone.n_files, 1001u);
    hf_phone_config_free(&phone);
    remove_files(directory, names, 1);
}
