/* SPDX-License-Identifier: Apache-2.0 */
/* Yealink's line format: what a line can hold, and the files that a .boot file names. */
#include "support.h"

#include <sys/stat.h>
#include <unistd.h>

static char directory[] = "/tmp/holdfast-yealink-XXXXXX";

static void make_directory(void)
{
    cr_assert_not_null(mkdtemp(directory));
}

static void remove_directory(void)
{
    static const char *const names[] = {"phone.boot", "common.cfg", "phone.cfg", "sub/more.cfg",
                                        "sub"};
    char path[128];

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", directory, names[i]);
        remove(path);
    }
    rmdir(directory);
}

static void put_file(const char *name, const char *text)
{
    char path[128];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", directory, name);
    file = fopen(path, "w");
    cr_assert_not_null(file);
    cr_assert_geq(fputs(text, file), 0);
    cr_assert_eq(fclose(file), 0);
}

static int read_boot(struct hf_phone_config *phone)
{
    char path[128];
    const char *paths[] = {path};

    snprintf(path, sizeof(path), "%s/phone.boot", directory);
    return hf_vendors_read(phone, paths, 1);
}

Test(yealink_lines, values_survive_with_every_sign_in_them)
{
    static const char *const values[] = {"a=b", "a:b", "a#b", "#",   "\"a\"", "a  b",
                                         "'",   "=",   "<a>", "[a]", "%NULL", "include:config x"};

    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        struct hf_phone_config phone;
        char text[256];

        snprintf(text, sizeof(text), YEALINK_LINE "account.1.password = %s \t\r\n", values[i]);
        cr_assert_eq(read_text(&phone, text), 0);
        cr_assert_str_eq(phone.accounts[0].password, values[i]);
        hf_phone_config_free(&phone);
    }
}

Test(yealink_lines, the_templates_words_for_nothing_mean_the_default)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, YEALINK_LINE "account.1.sip_server.1.port = 5070\n"
                                                "account.1.sip_server.1.retry_counts = %EMPTY%\n"
                                                "account.1.password = %NULL%\n"),
                 0);
    cr_assert_str_eq(phone.accounts[0].password, "");
    cr_assert_eq(phone.accounts[0].config.servers[0].retry_counts, 3);
    cr_assert_eq(phone.n_remarks, 0u);
    hf_phone_config_free(&phone);
}

Test(yealink_lines, a_boot_file_reads_what_it_names_in_its_place, .init = make_directory,
     .fini = remove_directory)
{
    struct hf_phone_config phone;
    const struct hf_account *account;
    char sub[128];

    snprintf(sub, sizeof(sub), "%s/sub", directory);
    cr_assert_eq(mkdir(sub, 0700), 0);
    put_file("phone.boot", YEALINK "include:config <common.cfg>\ninclude:config \"phone.cfg\"\n"
                                   "overwrite_mode = 1\n");
    put_file("common.cfg", YEALINK_LINE "account.1.sip_server.1.port = 5070\n"
                                        "account.1.sip_server.1.expires = 600\n"
                                        "include:config sub/more.cfg\n");
    put_file("sub/more.cfg", YEALINK "account.1.sip_server.1.retry_counts = 5\n");
    put_file("phone.cfg", YEALINK "account.1.sip_server.1.port = 5080\n");
    cr_assert_eq(read_boot(&phone), 0);
    cr_assert_eq(phone.n_accounts, 1u);
    cr_assert_eq(phone.n_files, 4u);
    account = &phone.accounts[0];
    cr_assert_eq(account->config.servers[0].port, 5080, "the later file counts");
    cr_assert_eq(account->origins[HF_SETTING_PORT][1].file, 4u);
    cr_assert_eq(account->origins[HF_SETTING_PORT][1].line, 2u);
    cr_assert_eq(account->config.servers[0].expires_s, 600u);
    cr_assert_eq(account->origins[HF_SETTING_EXPIRES][1].file, 2u);
    cr_assert_eq(account->origins[HF_SETTING_EXPIRES][1].line, 6u);
    cr_assert_eq(account->origins[HF_SETTING_RETRY_COUNTS][1].file, 3u);
    cr_assert_str_eq(strrchr(phone.files[2], '/'), "/more.cfg");
    cr_assert_eq(phone.unknown_keys, 1u);
    cr_assert_str_eq(phone.unknown[0].key, "overwrite_mode");
    cr_assert_eq(remarks_of(&phone, HF_SEVERITY_WARNING), 1u);
    hf_phone_config_free(&phone);
}

Test(yealink_lines, what_stands_behind_an_include_is_later_than_all_in_it, .init = make_directory,
     .fini = remove_directory)
{
    struct hf_phone_config phone;

    put_file("phone.boot", YEALINK "include:config <common.cfg>\naccount.1.transport = 2\n"
                                   "account.1.sip_server.1.port = 5090\n");
    put_file("common.cfg", YEALINK_LINE "account.1.sip_server.1.transport_type = 1\n"
                                        "account.1.sip_server.1.port = 5070\n");
    cr_assert_eq(read_boot(&phone), 0);
    cr_assert_eq(phone.accounts[0].config.servers[0].port, 5090);
    cr_assert_eq(phone.accounts[0].config.servers[0].transport, HF_TRANSPORT_TLS);
    hf_phone_config_free(&phone);
}

Test(yealink_lines, what_only_a_phone_can_fetch_is_left_out_and_said, .init = make_directory,
     .fini = remove_directory)
{
    static const struct {
        const char *line, *part;
    } lines[] = {
        {"include:config \"http://boot.example.com/sip.cfg?a=1\"", "is not fetched"},
        {"include:config <tftp://192.0.2.1/${$MAC}.cfg>", "is not fetched"},
        {"include:config <$MAC.cfg>", "only a phone can fill in"},
        {"include:config \"y${$PN}.cfg\"", "only a phone can fill in"},
        {"[T46S,T48S]include:config <common.cfg>", "these models"},
        {"[T46S] include:config \"common.cfg\"", "these models"},
        {"include:xml \"dial.xml\"", "only include:config"},
        {"include:config", "expected include:config <name>"},
        {"include:config <common.cfg", "expected include:config <name>"},
    };

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct hf_phone_config phone;
        char text[512];

        snprintf(text, sizeof(text), YEALINK_LINE "%s\n", lines[i].line);
        put_file("phone.boot", text);
        put_file("common.cfg", YEALINK "account.1.sip_server.1.port = 5070\n");
        cr_assert_eq(read_boot(&phone), 0, "%s", lines[i].line);
        cr_assert_eq(phone.n_files, 1u);
        cr_assert_eq(phone.n_remarks, 1u, "%s", lines[i].line);
        cr_assert_not_null(strstr(phone.remarks[0].text, lines[i].part), "%s",
                           phone.remarks[0].text);
        cr_assert_eq(phone.remarks[0].line, 5u);
        hf_phone_config_free(&phone);
    }
}

Test(yealink_lines, what_cannot_be_included_is_an_error_at_its_line, .init = make_directory,
     .fini = remove_directory)
{
    static const struct {
        const char *line, *part;
    } lines[] = {
        {"include:config <none.cfg>", "none.cfg cannot be included: No such file"},
        {"include:config <.>", "directory"},
        {"include:config </dev/null>", "it is no file"},
        {"include:config <phone.boot>", "files include one another in a circle"},
        {"include:config <./phone.boot>", "files include one another in a circle"},
    };

    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct hf_phone_config phone;
        char text[512];

        snprintf(text, sizeof(text), YEALINK_LINE "%s\n", lines[i].line);
        put_file("phone.boot", text);
        cr_assert_eq(read_boot(&phone), -1, "%s", lines[i].line);
        cr_assert_eq(phone.n_accounts, 0u);
        cr_assert_not_null(remark_with(&phone, lines[i].part), "%s", phone.remarks[0].text);
        cr_assert_eq(remark_with(&phone, lines[i].part)->line, 5u);
        hf_phone_config_free(&phone);
    }
}

Test(yealink_lines, a_circle_of_files_is_an_error_where_it_closes, .init = make_directory,
     .fini = remove_directory)
{
    struct hf_phone_config phone;
    const struct hf_remark *remark;

    put_file("phone.boot", YEALINK "include:config <common.cfg>\n");
    put_file("common.cfg", YEALINK_LINE "include:config <phone.cfg>\n");
    put_file("phone.cfg", YEALINK "include:config <common.cfg>\ninclude:config <common.cfg>\n");
    cr_assert_eq(read_boot(&phone), -1);
    cr_assert_eq(phone.n_files, 3u);
    cr_assert_eq(remarks_of(&phone, HF_SEVERITY_ERROR), 2u);
    remark = remark_with(&phone, "common.cfg cannot be included: files include one another");
    cr_assert_eq(remark->file, 3u);
    cr_assert_eq(remark->line, 2u);
    hf_phone_config_free(&phone);
}

Test(yealink_lines, too_many_includes_are_an_error, .init = make_directory,
     .fini = remove_directory)
{
    static char text[40000] = YEALINK_LINE;
    size_t length = strlen(text);
    struct hf_phone_config phone;

    for (unsigned i = 0; i < 1001; i++)
        length += (size_t)snprintf(text + length, sizeof(text) - length,
                                   "include:config <common.cfg>\n");
    put_file("phone.boot", text);
    put_file("common.cfg", YEALINK "overwrite_mode = 1\n");
    cr_assert_eq(read_boot(&phone), -1);
    cr_assert_eq(phone.n_files, 1001u);
    cr_assert_eq(remarks_of(&phone, HF_SEVERITY_ERROR), 1u);
    cr_assert_eq(remark_with(&phone, "more than 1000 files")->line, 1005u);
    hf_phone_config_free(&phone);
}

Test(yealink_lines, from_memory_nothing_is_included)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, YEALINK_LINE "include:config <common.cfg>\n"), -1);
    cr_assert_not_null(remark_with(&phone, "no directory"));
    hf_phone_config_free(&phone);
}

Test(yealink_lines, a_url_is_shown_without_what_may_be_a_secret)
{
    static const char *const urls[] = {
        "https://prov:s3cret@prov.example.com/y.cfg", "https://prov:s/3cret@prov.example.com/y.cfg",
        "https://prov.example.com/y.cfg?token=s3cret", "https://prov.example.com/s3cret/y.cfg",
        "https://prov.example.com?a@s3cret"};
    struct hf_phone_config phone;
    char text[256];

    for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
        snprintf(text, sizeof(text), YEALINK_LINE "%sinclude:config <%s>\n", i == 0 ? "[T46S]" : "",
                 urls[i]);
        cr_assert_eq(read_text(&phone, text), 0);
        cr_assert_not_null(remark_with(&phone, "include:config https://"), "case %zu", i);
        cr_assert_null(remark_with(&phone, "3cret"), "case %zu", i);
        hf_phone_config_free(&phone);
    }
    cr_assert_eq(read_text(&phone, "holdfast: 1\ninclude: https://a:s3cret@b.example.com/x\n"), -1);
    cr_assert_not_null(remark_with(&phone, "https://b.example.com cannot be included"));
    hf_phone_config_free(&phone);
}

Test(yealink_lines, a_file_whose_name_a_terminal_would_obey_is_not_included, .init = make_directory,
     .fini = remove_directory)
{
    struct hf_phone_config phone;

    put_file("phone.boot", YEALINK_LINE "include:config <sub/../\x1B[31m.cfg>\n");
    cr_assert_eq(read_boot(&phone), -1);
    cr_assert_not_null(remark_with(&phone, "sub/../?[31m.cfg cannot be included: a control"));
    hf_phone_config_free(&phone);
}
