/* SPDX-License-Identifier: Apache-2.0 */
/* B14: whom a line trusts, and who it is itself: read, resolved, compared, written down again. */
#include <sys/stat.h>
#include <unistd.h>

#include "holdfast/vendors/convert.h"
#include "holdfast/vendors/policy.h"
#include "support.h"

#define LINE(keys, transport)                                                                      \
    "holdfast: 1\nlines:\n  - user: a\n" keys                                                      \
    "    servers: [{host: pbx.example.com, transport: " transport "}]\n"

static void put_file(const char *folder, const char *name, const char *text)
{
    char path[256];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "w");
    cr_assert_not_null(file, "%s", path);
    fputs(text, file);
    fclose(file);
}

static void remove_all(const char *folder)
{
    char command[256];

    snprintf(command, sizeof(command), "rm -r '%s'", folder);
    cr_assert_eq(system(command), 0);
}

Test(account_tls, what_no_file_says_is_verified_against_the_system)
{
    static const char *const texts[] = {LINE("", "tls"), YEALINK_LINE, FANVIL_LINE FANVIL_END};

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct hf_phone_config phone;
        const struct hf_account *account;

        cr_assert_eq(read_text(&phone, texts[i]), 0);
        account = &phone.accounts[0];
        cr_assert_str_eq(account->tls.ca_file, "");
        cr_assert_str_eq(account->tls.certificate_file, "");
        cr_assert_str_eq(account->tls.key_file, "");
        cr_assert_eq(account->tls.verify_off, 0);
        cr_assert_str_eq(hf_account_tls_value(account, HF_TLS_CA), "system");
        cr_assert_str_eq(hf_account_tls_value(account, HF_TLS_KEY), "none");
        cr_assert_str_eq(hf_account_tls_value(account, HF_TLS_VERIFY), "on");
        cr_assert_eq(hf_account_tls_counts(account, HF_TLS_CA), i == 0);
        hf_phone_config_free(&phone);
    }
}

Test(account_tls, a_line_counts_over_the_defaults_and_can_empty_them)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, "holdfast: 1\n"
                                   "defaults: {tls_ca: a.pem, tls_certificate: me.pem}\nlines:\n"
                                   "  - user: a\n    tls_ca: ''\n"
                                   "    servers: [{host: 192.0.2.1, transport: tls}]\n"
                                   "  - user: b\n    tls_certificate: /etc/b.pem\n"
                                   "    servers: [{host: 192.0.2.1, transport: tls}]\n"),
                 0);
    cr_assert_str_eq(phone.accounts[0].tls.ca_file, "");
    cr_assert_str_eq(phone.accounts[0].tls.certificate_file, "me.pem");
    cr_assert_str_eq(hf_account_tls_value(&phone.accounts[0], HF_TLS_KEY), "in tls_certificate");
    cr_assert_eq(phone.accounts[0].tls.at[HF_TLS_CERTIFICATE].line, 2u);
    cr_assert_eq(phone.accounts[0].tls.at[HF_TLS_CA].file, 0u);
    cr_assert_str_eq(phone.accounts[1].tls.ca_file, "a.pem");
    cr_assert_str_eq(phone.accounts[1].tls.certificate_file, "/etc/b.pem");
    cr_assert_eq(phone.accounts[1].tls.at[HF_TLS_CERTIFICATE].line, 8u);
    hf_phone_config_free(&phone);
}

Test(account_tls, verification_is_switched_by_two_words_alone)
{
    static const char *const wrong[] = {
        LINE("    tls_verify: false\n", "tls"), LINE("    tls_verify: no\n", "tls"),
        LINE("    tls_verify: none\n", "tls"), LINE("    tls_verify: 0\n", "tls")};
    struct hf_phone_config phone;

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        cr_assert_eq(read_text(&phone, wrong[i]), -1, "case %zu", i);
        cr_assert_not_null(remark_with(&phone, "not known; allowed: off, on"), "case %zu: %s", i,
                           phone.remarks[0].text);
        cr_assert_eq(phone.remarks[0].line, 4u);
        hf_phone_config_free(&phone);
    }
    cr_assert_eq(read_text(&phone, LINE("    tls_verify: off\n", "tls")), 0);
    cr_assert_eq(phone.accounts[0].tls.verify_off, 1);
    cr_assert_eq(phone.accounts[0].tls.at[HF_TLS_VERIFY].line, 4u);
    cr_assert_eq(hf_account_tls_counts(&phone.accounts[0], HF_TLS_CA), 0);
    hf_phone_config_free(&phone);
}

Test(account_tls, wrong_paths_are_errors)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, LINE("    tls_ca: [a, b]\n", "tls")), -1);
    hf_phone_config_free(&phone);
    cr_assert_eq(read_text(&phone, LINE("    tls_ca: \"a\\tb\"\n", "tls")), -1);
    cr_assert_not_null(remark_with(&phone, "control character"));
    hf_phone_config_free(&phone);
}

/* A path is from the directory of the file that names it, an included one too. */
Test(account_tls, paths_are_from_the_file_that_names_them)
{
    char folder[] = "/tmp/account_tls.XXXXXX", below[64], first[64], wanted[96];
    const char *paths[1] = {first};
    struct hf_phone_config phone;

    cr_assert_not_null(mkdtemp(folder));
    snprintf(below, sizeof(below), "%s/site", folder);
    snprintf(first, sizeof(first), "%s/phone.yaml", folder);
    cr_assert_eq(mkdir(below, 0700), 0);
    put_file(folder, "phone.yaml",
             "include: site/site.yaml\n" LINE("    tls_certificate: me.pem\n", "tls"));
    put_file(below, "site.yaml", "holdfast: 1\ndefaults: {tls_ca: ca.pem}\n");
    put_file(below, "ca.pem", "");
    cr_assert_eq(hf_vendors_read(&phone, paths, 1), 0, "%s", phone.remarks[0].text);
    snprintf(wanted, sizeof(wanted), "%s/ca.pem", below);
    cr_assert_str_eq(phone.accounts[0].tls.ca_file, wanted);
    snprintf(wanted, sizeof(wanted), "%s/me.pem", folder);
    cr_assert_str_eq(phone.accounts[0].tls.certificate_file, wanted);
    cr_assert_eq(phone.n_remarks, 1u);
    cr_assert_str_eq(phone.remarks[0].text, "lines[1].tls_certificate = me.pem: cannot be read: "
                                            "No such file or directory");
    cr_assert_str_eq(phone.remarks[0].rule, "B14");
    hf_phone_config_free(&phone);

    /* Whole also where the file itself is named from here. */
    cr_assert_eq(chdir(folder), 0);
    paths[0] = "phone.yaml";
    cr_assert_eq(hf_vendors_read(&phone, paths, 1), 0);
    cr_assert_str_eq(phone.accounts[0].tls.certificate_file, wanted);
    hf_phone_config_free(&phone);
    remove_all(folder);
}

/* ---- beside another, and in another format ---- */

static const struct hf_difference *difference_of(const struct hf_differences *differences,
                                                 const char *what)
{
    for (size_t i = 0; i < differences->n; i++)
        if (strcmp(differences->list[i].what, what) == 0)
            return &differences->list[i];
    return NULL;
}

Test(account_tls, another_ca_is_a_difference_where_tls_is_used)
{
    static const struct {
        const char *a, *b;
        enum hf_difference_kind kind;
    } pairs[] = {
        {LINE("    tls_ca: a\n", "tls"), LINE("    tls_ca: b\n", "tls"), HF_DIFFERS_SETTING},
        {LINE("    tls_ca: a\n", "udp"), LINE("    tls_ca: b\n", "udp"), HF_DIFFERS_IDLE},
    };

    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        struct hf_phone_config a, b;
        struct hf_differences differences;
        const struct hf_difference *found;

        cr_assert_eq(read_text(&a, pairs[i].a), 0);
        cr_assert_eq(read_text(&b, pairs[i].b), 0);
        hf_compare(&a, &b, &differences);
        cr_assert_eq(differences.n, 1u);
        found = difference_of(&differences, "tls_ca");
        cr_assert_not_null(found);
        cr_assert_eq(found->kind, pairs[i].kind, "case %zu", i);
        cr_assert_str_eq(found->a_text, "a");
        cr_assert_str_eq(found->rule, "B14");
        cr_assert_eq(hf_difference_origin(found->b, found).line, 4u);
        hf_differences_free(&differences);
        hf_phone_config_free(&a);
        hf_phone_config_free(&b);
    }
}

Test(account_tls, only_our_own_format_keeps_it)
{
    struct hf_phone_config phone;
    struct hf_conversion conversion;

    cr_assert_eq(
        read_text(&phone, LINE("    tls_verify: off\n    tls_certificate: a b.pem\n", "tls")), 0);
    cr_assert_eq(hf_convert(&phone, HF_DIALECT_NATIVE, &conversion), 0);
    cr_assert_eq(conversion.lost.n, 0u, "%s", conversion.lost.list[0].what);
    cr_assert_not_null(strstr(conversion.text, "    tls_verify: off\n"));
    hf_conversion_free(&conversion);
    cr_assert_eq(hf_convert(&phone, HF_DIALECT_YEALINK_CFG, &conversion), 0);
    cr_assert_not_null(difference_of(&conversion.lost, "tls_verify"));
    cr_assert_str_eq(difference_of(&conversion.lost, "tls_verify")->b_text, "on");
    cr_assert_str_eq(difference_of(&conversion.lost, "tls_certificate")->b_text, "none");
    hf_conversion_free(&conversion);
    hf_phone_config_free(&phone);
}
