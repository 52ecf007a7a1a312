/* SPDX-License-Identifier: Apache-2.0 */
/* There and back: what is written in another format reads again, and means what it can mean. */
#include "support.h"

#include <dirent.h>

#include "holdfast/vendors/convert.h"

static const enum hf_dialect formats[] = {HF_DIALECT_NATIVE, HF_DIALECT_YEALINK_CFG,
                                          HF_DIALECT_FANVIL_TEXT};

static struct hf_account bare_account(const char *name, uint32_t number, enum hf_dialect dialect)
{
    struct hf_account account = {.number = number, .dialect = dialect};

    account.name = strdup(name);
    account.label = strdup("");
    account.user = strdup("1001");
    account.auth_name = strdup("");
    account.password = strdup("correct horse");
    account.display_name = strdup("");
    hf_config_init(&account.config);
    account.config.n_servers = 1;
    hf_config_name(&account.config, &account.config.servers[0].host, "192.0.2.1", 9);
    return account;
}

/* As hf_vendors_read leaves them. */
static void add_account(struct hf_phone_config *phone, const char *name, uint32_t number)
{
    phone->accounts = realloc(phone->accounts, (phone->n_accounts + 1) * sizeof(*phone->accounts));
    phone->accounts[phone->n_accounts++] = bare_account(name, number, HF_DIALECT_NATIVE);
}

Test(convert, two_lines_of_one_number_are_refused_by_name)
{
    struct hf_phone_config phone = {.files = NULL};
    struct hf_conversion conversion;

    add_account(&phone, "SIP7", 7);
    add_account(&phone, "account.7", 7);
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        const struct hf_remark *remark;

        cr_assert_eq(hf_convert(&phone, formats[i], &conversion), -1);
        remark = remark_with(&conversion.again, "SIP7 and account.7 are both line 7");
        cr_assert_not_null(remark);
        cr_assert_eq(remark->severity, HF_SEVERITY_ERROR);
        cr_assert_eq(conversion.lost.n, 0u);
        hf_conversion_free(&conversion);
    }
    phone.n_files = 2;
    phone.files = calloc(2, sizeof(*phone.files));
    phone.files[0] = strdup("a.txt");
    phone.files[1] = strdup("b.cfg");
    phone.accounts[0].origins[HF_SETTING_SERVERS][0] = (struct hf_origin){1, 5};
    phone.accounts[1].origins[HF_SETTING_SERVERS][0] = (struct hf_origin){2, 9};
    cr_assert_eq(hf_convert(&phone, HF_DIALECT_NATIVE, &conversion), -1);
    cr_assert_not_null(
        remark_with(&conversion.again, "SIP7 (a.txt:5) and account.7 (b.cfg:9) are both line 7"));
    hf_conversion_free(&conversion);
    hf_phone_config_free(&phone);
}

/* ---- the files of tests/data/vendors ---- */

static void check_file(const char *path, const struct hf_phone_config *phone)
{
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        int is_own = strcmp(hf_dialect_vendor(formats[i]),
                            hf_dialect_vendor(phone->accounts[0].dialect)) == 0;
        struct hf_conversion made;

        cr_assert_eq(hf_convert(phone, formats[i], &made), 0, "%s as %s", path,
                     hf_dialect_vendor(formats[i]));
        cr_assert_eq(made.again.n_accounts, phone->n_accounts, "%s as %s", path,
                     hf_dialect_vendor(formats[i]));
        for (size_t k = 0; k < made.lost.n && (is_own || formats[i] == HF_DIALECT_NATIVE); k++)
            cr_assert_eq(made.lost.list[k].kind, HF_DIFFERS_IDLE, "%s as %s: %s = %s becomes %s",
                         path, hf_dialect_vendor(formats[i]), made.lost.list[k].what,
                         made.lost.list[k].a_text, made.lost.list[k].b_text);
        hf_conversion_free(&made);
    }
}

Test(convert, every_vendors_file_is_said_by_its_own_format_and_by_ours)
{
    DIR *folder = opendir(HF_TESTS_DATA "/vendors");
    struct dirent *entry;
    unsigned n = 0;

    cr_assert_not_null(folder);
    while ((entry = readdir(folder)) != NULL) {
        struct hf_phone_config phone;
        char path[512];
        const char *paths[] = {path};

        if (entry->d_name[0] == '.' || strcmp(entry->d_name, "README.md") == 0)
            continue;
        snprintf(path, sizeof(path), "%s/vendors/%s", HF_TESTS_DATA, entry->d_name);
        cr_assert_eq(hf_vendors_read(&phone, paths, 1), 0, "%s cannot be read", path);
        if (phone.n_accounts > 0) {
            check_file(path, &phone);
            n++;
        }
        hf_phone_config_free(&phone);
    }
    closedir(folder);
    cr_assert_geq(n, 8u, "only %u files have lines", n);
}
