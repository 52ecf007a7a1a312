/* SPDX-License-Identifier: Apache-2.0 */
/* What counts when keys meet: twice, unknown, in several files, of two vendors. */
#include <unistd.h>

#include "reading.h"
#include "support.h"

Test(reading, a_key_set_twice_counts_as_the_last_and_is_said)
{
    struct hf_phone_config phone;
    const struct hf_remark *remark;

    cr_assert_eq(read_text(&phone, YEALINK_LINE "account.1.sip_server.1.port = 5070\n"
                                                "account.1.sip_server.1.port = 5080\n"),
                 0);
    cr_assert_eq(phone.accounts[0].config.servers[0].port, 5080);
    remark = remark_with(&phone, "set twice");
    cr_assert_not_null(remark);
    cr_assert_eq(remark->line, 6u);
    cr_assert_not_null(strstr(remark->text, "line 5"));
    hf_phone_config_free(&phone);
}

Test(reading, nothing_in_a_file_reaches_a_terminal_as_a_command)
{
    static const char *const texts[] = {
        YEALINK_LINE "\x1b[2Jfoo = 1\n",
        YEALINK_LINE "\xC2\x9B"
                     "2Jfoo = 1\n",
        YEALINK_LINE "\x9B"
                     "2Jfoo = 1\n",     /* Latin-1 */
        YEALINK_LINE "\x1b]0;secret\n", /* no key at all */
        YEALINK_LINE "account.1.sip_server.1.port = \x1b[2J\n",
        YEALINK_LINE "account.1.display_name = \xC2\x9B"
                     "2J\n",
        FANVIL_LINE "\x1b[2Jfoo : 1\n" FANVIL_END,
    };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct hf_phone_config phone;

        (void)read_text(&phone, texts[i]);
        cr_assert_gt(phone.n_remarks, 0u, "%zu", i);
        for (size_t k = 0; k < phone.n_remarks; k++) {
            cr_assert_null(strchr(phone.remarks[k].text, 0x1b), "%zu", i);
            cr_assert_null(strstr(phone.remarks[k].text, "\xC2\x9B"), "%zu", i);
            cr_assert_null(strstr(phone.remarks[k].text, "secret"), "%zu", i);
        }
        hf_phone_config_free(&phone);
    }
}

Test(reading, thousands_of_unknown_keys_cost_one_remark)
{
    size_t size = 512 * 1024, at = 0;
    char *text = malloc(size);
    struct hf_phone_config phone;

    cr_assert_not_null(text);
    at += (size_t)snprintf(text + at, size - at, "%s", YEALINK_LINE);
    for (unsigned i = 0; i < 3000; i++)
        at += (size_t)snprintf(text + at, size - at, "features.number_%u.enable = %u\n", i, i);
    cr_assert_eq(hf_vendors_read_bytes(&phone, "big.cfg", text, at), 0);
    cr_assert_eq(phone.unknown_keys, 3000u);
    cr_assert_str_eq(phone.unknown[2999].key, "features.number_2999.enable");
    cr_assert_str_eq(phone.unknown[2999].value, "2999");
    cr_assert_eq(phone.unknown[2999].at.line, 3004u);
    cr_assert_eq(phone.n_remarks, 1u);
    cr_assert_str_eq(phone.remarks[0].rule, "G2");
    cr_assert_not_null(strstr(phone.remarks[0].text, "3000"));
    cr_assert_eq(phone.n_accounts, 1u);
    hf_phone_config_free(&phone);
    free(text);
}

Test(reading, of_hundreds_of_thousands_of_unknown_keys_all_are_counted_and_65536_kept)
{
    size_t size = 16u << 20, at = 0;
    char *text = malloc(size);
    struct hf_phone_config phone;

    cr_assert_not_null(text);
    at += (size_t)snprintf(text + at, size - at, "%s", YEALINK_LINE);
    for (unsigned i = 0; i < 200000; i++)
        at += (size_t)snprintf(text + at, size - at, "account.%u.codec.%u.rtpmap = %u\n",
                               i % 16 + 1, i, i);
    cr_assert_eq(hf_vendors_read_bytes(&phone, "big.cfg", text, at), 0);
    cr_assert_eq(phone.unknown_keys, 200000u);
    cr_assert_eq(phone.n_unknown, HF_UNKNOWN_KEPT);
    cr_assert_not_null(remark_with(&phone, "200000"));
    cr_assert_eq(phone.n_remarks, 1u);
    cr_assert_eq(phone.n_accounts, 1u);
    hf_phone_config_free(&phone);
    free(text);
}

Test(reading, what_is_kept_of_unknown_keys_is_bounded_by_bytes)
{
    size_t size = 32u << 20, at = 0, bytes = 0;
    char *text = malloc(size);
    struct hf_phone_config phone;

    cr_assert_not_null(text);
    at += (size_t)snprintf(text + at, size - at, "%s", YEALINK_LINE);
    for (unsigned i = 0; i < 3000; i++)
        at += (size_t)snprintf(text + at, size - at, "certificate.%u = %08000u\n", i, i);
    cr_assert_eq(hf_vendors_read_bytes(&phone, "big.cfg", text, at), 0);
    cr_assert_eq(phone.unknown_keys, 3000u);
    for (size_t i = 0; i < phone.n_unknown; i++)
        bytes += strlen(phone.unknown[i].key) + strlen(phone.unknown[i].value);
    cr_assert_leq(bytes, HF_UNKNOWN_BYTES);
    cr_assert_gt(bytes, HF_UNKNOWN_BYTES / 2);
    hf_phone_config_free(&phone);
    free(text);
}

/* Files in a directory of their own, read in order. */
static int read_two(struct hf_phone_config *phone, const char *one, const char *other)
{
    char directory[] = "/tmp/holdfast-reading-XXXXXX", a[64], b[64];
    const char *const paths[] = {a, b}, *const texts[] = {one, other};
    int result;

    cr_assert_not_null(mkdtemp(directory));
    snprintf(a, sizeof(a), "%s/a.txt", directory);
    snprintf(b, sizeof(b), "%s/b.txt", directory);
    for (size_t i = 0; i < 2; i++) {
        FILE *file = fopen(paths[i], "wb");

        cr_assert_not_null(file);
        fputs(texts[i], file);
        fclose(file);
    }
    result = hf_vendors_read(phone, paths, 2);
    remove(a);
    remove(b);
    remove(directory);
    return result;
}

Test(reading, lines_of_two_vendors_with_one_number_are_both_kept_and_said)
{
    struct hf_phone_config phone;
    const struct hf_remark *remark;

    cr_assert_eq(read_two(&phone, YEALINK_LINE, FANVIL_LINE FANVIL_END), 0);
    cr_assert_eq(phone.n_accounts, 2u);
    remark = remark_with(&phone, "account.1 has the number of SIP1 (");
    cr_assert_not_null(remark);
    cr_assert_not_null(strstr(remark->text, "/b.txt:5)"), "%s", remark->text);
    cr_assert_eq(remark->file, 1u);
    cr_assert_eq(remark->line, 4u);
    hf_phone_config_free(&phone);
    cr_assert_eq(read_two(&phone, YEALINK_LINE,
                          FANVIL "SIP2 Enable Reg :1\nSIP2 Register Addr :a\n" FANVIL_END),
                 0);
    cr_assert_null(remark_with(&phone, "has the number of"));
    hf_phone_config_free(&phone);
}

Test(reading, a_last_line_without_an_end_may_be_cut_off)
{
    static const char *const texts[] = {
        YEALINK_LINE "account.1.sip_server.1.port = 50", YEALINK_LINE "# more",
        "#<Voip Config File>#\nsip.line.1.RegAddr = 192.0.2.1\nsip.line.1.RegPort = 50",
        "holdfast: 1\nlines:\n  - {user: a, servers: [{host: b}]}\n\n# more"};
    struct hf_phone_config phone;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        cr_assert_eq(read_text(&phone, texts[i]), 0);
        cr_assert_not_null(remark_with(&phone, "it may have been cut off"), "case %zu", i);
        cr_assert_eq(phone.n_cut, 1u);
        hf_phone_config_free(&phone);
    }
    cr_assert_eq(read_text(&phone, YEALINK_LINE), 0);
    cr_assert_eq(phone.n_cut, 0u);
    hf_phone_config_free(&phone);
}

Test(reading, a_known_name_in_the_wrong_place_is_an_unknown_key)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, YEALINK_LINE "sip_server.1.port = 5070\n"
                                                "account.1.sip.timer_t1 = 5\n"),
                 0);
    cr_assert_eq(phone.unknown_keys, 2u);
    cr_assert_eq(phone.accounts[0].config.servers[0].port, 5060);
    cr_assert_eq(phone.accounts[0].config.t1_ms, 500u);
    hf_phone_config_free(&phone);
}

Test(reading, a_later_file_counts_over_an_earlier_one_of_its_vendor)
{
    const char *paths[] = {HF_TESTS_DATA "/vendors/yealink-common.cfg",
                           HF_TESTS_DATA "/vendors/yealink-phone.cfg",
                           HF_TESTS_DATA "/vendors/fanvil-guide.txt"};
    struct hf_phone_config phone;
    const struct hf_account *account;

    cr_assert_eq(hf_vendors_read(&phone, paths, 3), 0);
    cr_assert_eq(phone.n_accounts, 2u);
    cr_assert_eq(phone.accounts[0].dialect, HF_DIALECT_FANVIL_TEXT);
    account = &phone.accounts[1];
    cr_assert_str_eq(account->user, "2001");
    cr_assert_eq(account->config.t1_ms, 500u, "the phone's own file counts");
    cr_assert_eq(account->origins[HF_SETTING_T1][0].file, 2u);
    cr_assert_eq(account->config.failback_interval_s, 60u);
    cr_assert_eq(account->origins[HF_SETTING_FAILBACK_INTERVAL][0].file, 1u);
    cr_assert_null(remark_with(&phone, "set twice"), "across files nothing is twice");
    hf_phone_config_free(&phone);
}

Test(reading, latin_1_becomes_utf_8_and_is_said)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, YEALINK_LINE "account.1.label = K\xFC"
                                                "che\naccount.1.display_name = K\xC3\xBC"
                                                "che\n"),
                 0);
    cr_assert_str_eq(phone.accounts[0].label, "K\xC3\xBC"
                                              "che");
    cr_assert_str_eq(phone.accounts[0].display_name, phone.accounts[0].label);
    cr_assert_not_null(remark_with(&phone, "Latin-1"));
    cr_assert_eq(remark_with(&phone, "Latin-1")->line, 5u);
    hf_phone_config_free(&phone);
}

Test(reading, a_missing_first_line_is_forgiven_and_said)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, "##Phone Registration\naccount.1.enable = 1\n"
                                   "account.1.user_name = a\n"
                                   "account.1.sip_server.1.address = 192.0.2.1\n"),
                 0);
    cr_assert_eq(phone.n_accounts, 1u);
    cr_assert_not_null(remark_with(&phone, "a phone would refuse"));
    hf_phone_config_free(&phone);
    cr_assert_eq(read_text(&phone, "SIP1 Register Addr :192.0.2.1\nSIP1 Enable Reg :1\n"), 0);
    cr_assert_eq(phone.n_accounts, 1u);
    cr_assert_not_null(remark_with(&phone, "a phone would refuse"));
    hf_phone_config_free(&phone);
}

Test(reading, a_line_that_is_no_key_is_left_out_without_its_text)
{
    struct hf_phone_config phone;
    const struct hf_remark *remark;

    cr_assert_eq(read_text(&phone, YEALINK_LINE "account.1.password topsecret\n"), 0);
    remark = remark_with(&phone, "not a key");
    cr_assert_not_null(remark);
    cr_assert_eq(remark->line, 5u);
    cr_assert_null(remark_with(&phone, "topsecret"));
    hf_phone_config_free(&phone);
}

Test(reading, a_password_is_in_no_remark)
{
    static const char *const texts[] = {
        YEALINK_LINE "account.1.password = topsecret\naccount.1.password = topsecret2\n",
        YEALINK_LINE "account.1.password topsecret = x\n",
        YEALINK_LINE "account.1.password = topsecret\x01\n",
        FANVIL_LINE "SIP1 Register Pswd topsecret:x\n" FANVIL_END,
        FANVIL_LINE "SIP1 Register Pswd:topsecret\x7f\n" FANVIL_END,
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct hf_phone_config phone;

        read_text(&phone, texts[i]);
        cr_assert_gt(phone.n_remarks, 0u, "text %zu", i);
        cr_assert_null(remark_with(&phone, "topsecret"), "text %zu", i);
        hf_phone_config_free(&phone);
    }
}

Test(reading, a_phone_wide_mistake_is_said_once_for_all_lines)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, YEALINK_LINE "account.2.enable = 1\n"
                                                "account.2.sip_server.1.address = 192.0.2.1\n"
                                                "sip.timer_t1 = fast\n"),
                 -1);
    cr_assert_eq(remarks_of(&phone, HF_SEVERITY_ERROR), 1u);
    hf_phone_config_free(&phone);
}
