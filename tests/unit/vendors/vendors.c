/* SPDX-License-Identifier: Apache-2.0 */
/* Files that cannot be used say so, with their place, and leave nothing applied. */
#include "support.h"

struct bad_case {
    const char *bytes;
    size_t length; /* 0: as long as the text */
    const char *part;
    unsigned line;
};

static const struct bad_case cases[] = {
    {"", 0, "empty", 0},
    {" \r\n\t\n", 0, "empty", 0},
    {"\xFF\xFE#\0", 4, "UTF-16", 1},
    {YEALINK "a = \0b\n", sizeof(YEALINK "a = \0b\n") - 1, "zero byte", 2},
    {"<?xml version=\"1.0\"?>\n<sysConf>\n", 0, "<sysConf> of line 2 is not closed", 3},
    {"<VOIP_CONFIG_FILE>\n", 0, "not whole XML", 2},
    {"hello\nworld\n", 0, "the format is not known", 1},
    {YEALINK "account.16385.enable = 1\n", 0, "16385: too great", 2},
    {FANVIL "SIP99999999999999999999 Register Addr:192.0.2.1\n" FANVIL_END, 0, "too great", 3},
    {YEALINK "account.1.sip_server.1.address = 192.0.2.256\n", 0, "IPv4", 2},
    {YEALINK "account.1.sip_server.1.address = pbx.example.com:5060\n", 0, "port", 2},
    {YEALINK "account.1.sip_server.1.address = sip pbx\n", 0, "not a host", 2},
    {YEALINK "account.1.sip_server.1.address = a..b\n", 0, "empty", 2},
};

Test(vendors, a_file_that_cannot_be_used_says_where_and_why)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hf_phone_config phone;
        size_t length = cases[i].length > 0 ? cases[i].length : strlen(cases[i].bytes);
        const struct hf_remark *remark;

        cr_assert_eq(hf_vendors_read_bytes(&phone, "bad", cases[i].bytes, length), -1, "case %zu",
                     i);
        cr_assert_eq(phone.n_accounts, 0u, "case %zu", i);
        remark = remark_with(&phone, cases[i].part);
        cr_assert_not_null(remark, "case %zu", i);
        cr_assert_eq(remark->severity, HF_SEVERITY_ERROR, "case %zu", i);
        cr_assert_eq(remark->line, cases[i].line, "case %zu: line %u", i, remark->line);
        cr_assert_eq(remark->file, 1u);
        hf_phone_config_free(&phone);
    }
}

Test(vendors, a_line_that_is_too_long_is_an_error)
{
    size_t length = 20000;
    char *text = malloc(length);
    struct hf_phone_config phone;

    cr_assert_not_null(text);
    memset(text, 'x', length);
    memcpy(text, YEALINK, strlen(YEALINK));
    cr_assert_eq(hf_vendors_read_bytes(&phone, "long", text, length), -1);
    cr_assert_eq(remark_with(&phone, "too long")->line, 2u);
    hf_phone_config_free(&phone);
    free(text);
}

Test(vendors, a_path_that_is_no_file_says_so)
{
    const char *paths[] = {"/", "/nonexistent/phone.cfg"};
    struct hf_phone_config phone;

    cr_assert_eq(hf_vendors_read(&phone, paths, 2), -1);
    cr_assert_not_null(remark_with(&phone, "directory"));
    cr_assert_not_null(remark_with(&phone, "No such file"));
    cr_assert_eq(remark_with(&phone, "No such file")->file, 2u);
    hf_phone_config_free(&phone);
}

Test(vendors, one_bad_value_leaves_nothing_applied)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, YEALINK_LINE "account.2.sip_server.1.address = 192.0.2.1\n"
                                                "account.2.enable = maybe\n"),
                 -1);
    cr_assert_eq(phone.n_accounts, 0u);
    cr_assert_null(phone.accounts);
    hf_phone_config_free(&phone);
}

Test(vendors, every_text_of_an_account_is_there)
{
    struct hf_phone_config phone;
    const struct hf_account *account;

    cr_assert_eq(read_text(&phone, FANVIL "SIP1 Register Addr:192.0.2.1\n" FANVIL_END), 0);
    account = &phone.accounts[0];
    cr_assert_str_eq(account->user, "");
    cr_assert_str_eq(account->auth_name, "");
    cr_assert_str_eq(account->password, "");
    cr_assert_str_eq(account->display_name, "");
    cr_assert_str_eq(account->label, "");
    cr_assert_eq(account->enabled, 0);
    hf_phone_config_free(&phone);
}

Test(vendors, thousands_of_lines_are_read)
{
    size_t size = 4u << 20, at = 0;
    char *text = malloc(size);
    struct hf_phone_config phone;

    cr_assert_not_null(text);
    at += (size_t)snprintf(text + at, size - at, "%s", YEALINK);
    for (unsigned i = 1; i <= HF_PHONE_LINES; i++)
        at += (size_t)snprintf(text + at, size - at,
                               "account.%u.enable=1\naccount.%u.user_name=u%u\n"
                               "account.%u.sip_server.1.address=192.0.2.1\n",
                               i, i, i, i);
    cr_assert_eq(hf_vendors_read_bytes(&phone, "fleet", text, at), 0);
    cr_assert_eq(phone.n_accounts, (size_t)HF_PHONE_LINES);
    cr_assert_str_eq(phone.accounts[HF_PHONE_LINES - 1].user, "u16384");
    cr_assert_eq(phone.n_remarks, 0u);
    hf_phone_config_free(&phone);
    free(text);
}

Test(vendors, remarks_print_with_place_and_rule)
{
    struct hf_phone_config phone;
    char printed[512] = "";
    FILE *to = tmpfile();

    cr_assert_not_null(to);
    cr_assert_eq(read_text(&phone, YEALINK_LINE "account.1.sip_server.1.port = x\n"), -1);
    hf_phone_config_print_remarks(&phone, to);
    rewind(to);
    cr_assert_gt(fread(printed, 1, sizeof(printed) - 1, to), 0u);
    fclose(to);
    cr_assert_str_eq(printed, "test:5: error: account.1.sip_server.1.port = x: not a whole number; "
                              "allowed: 0 to 65535 [G1]\n");
    hf_phone_config_free(&phone);
}
