/* SPDX-License-Identifier: Apache-2.0 */
/* What is written in the native format is read as what was meant, to the byte. */
#include "writing.h"

#include "random_phone.h"
#include "support.h"

#define DATA(name) HF_TESTS_DATA "/vendors/" name

static void same_config(const struct hf_config *a, const struct hf_config *b, const char *what)
{
    struct hf_config first, second;
    struct hf_refusal refusal;

    cr_assert_eq(hf_config_check(a, &refusal), 0, "%s: %s", what, refusal.what);
    cr_assert_eq(hf_config_check(b, &refusal), 0, "%s: %s", what, refusal.what);
    hf_config_copy(&first, a);
    hf_config_copy(&second, b);
    for (unsigned place = 0; place < HF_PLACES; place++) {
        for (unsigned setting = 1; setting < HF_SETTING_COUNT; setting++) {
            char x[64], y[64];

            if (!hf_policy_has_place(a, place) || !hf_policy_stands_at(setting, place))
                continue;
            hf_policy_value(a, setting, place, x);
            hf_policy_value(b, setting, place, y);
            cr_assert_str_eq(x, y, "%s: %s at place %u", what, hf_setting_token(setting), place);
        }
    }
    cr_assert_eq(memcmp(&first, &second, sizeof(first)), 0, "%s: other bytes", what);
}

static void same_account(const struct hf_account *a, const struct hf_account *b, const char *what)
{
    cr_assert_eq(a->number, b->number, "%s", what);
    cr_assert_eq(a->enabled, b->enabled, "%s", what);
    cr_assert_str_eq(a->user, b->user, "%s", what);
    cr_assert_str_eq(a->label, b->label, "%s", what);
    cr_assert_str_eq(a->auth_name, b->auth_name, "%s", what);
    cr_assert_str_eq(a->display_name, b->display_name, "%s", what);
    cr_assert(strcmp(a->password, b->password) == 0, "%s: the password", what);
    cr_assert_str_eq(a->tls.ca_file, b->tls.ca_file, "%s", what);
    cr_assert_str_eq(a->tls.certificate_file, b->tls.certificate_file, "%s", what);
    cr_assert_str_eq(a->tls.key_file, b->tls.key_file, "%s", what);
    cr_assert_eq(a->tls.verify_off, b->tls.verify_off, "%s", what);
    same_config(&a->config, &b->config, what);
}

static void same_record(const struct hf_static_record *a, const struct hf_static_record *b,
                        const char *what)
{
    cr_assert_eq(a->type, b->type, "%s", what);
    cr_assert_str_eq(a->name, b->name, "%s", what);
    cr_assert_str_eq(a->target, b->target, "%s", what);
    cr_assert_str_eq(a->service, b->service, "%s", what);
    cr_assert_str_eq(a->flags, b->flags, "%s", what);
    cr_assert_eq(a->ttl_s, b->ttl_s, "%s", what);
    cr_assert_eq(a->priority, b->priority, "%s", what);
    cr_assert_eq(a->weight, b->weight, "%s", what);
    cr_assert_eq(a->port, b->port, "%s", what);
}

/* Writes, reads and compares; again is what was read. */
static void write_and_read(const struct hf_phone_config *phone, struct hf_phone_config *again,
                           const char *what)
{
    struct hf_writing writing = {.bytes = NULL};

    hf_write_native(&writing, phone);
    cr_assert_eq(strlen(writing.bytes), writing.length, "%s", what);
    if (hf_vendors_read_bytes(again, "again", writing.bytes, writing.length) != 0) {
        hf_phone_config_print_remarks(again, stderr);
        cr_assert_fail("%s cannot be read again", what);
    }
    free(writing.bytes);
    cr_assert_eq(phone->n_accounts, again->n_accounts, "%s", what);
    cr_assert_eq(phone->n_records, again->n_records, "%s", what);
    cr_assert_eq(again->unknown_keys, 0u, "%s", what);
    for (size_t i = 0; i < phone->n_accounts; i++)
        same_account(&phone->accounts[i], &again->accounts[i], what);
    for (size_t i = 0; i < phone->n_records; i++)
        same_record(&phone->records[i], &again->records[i], what);
}

Test(write_native, any_sound_phone_is_read_as_it_was_meant)
{
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        struct hf_phone_config phone, again;
        char what[32];

        snprintf(what, sizeof(what), "seed %u", (unsigned)seed);
        random_phone(seed, &phone);
        write_and_read(&phone, &again, what);
        hf_phone_config_free(&again);
        hf_phone_config_free(&phone);
    }
}

Test(write_native, what_each_dialect_says_is_read_as_it_was_meant)
{
    static const char *const files[][2] = {
        {DATA("yealink-guide.cfg"), NULL},
        {DATA("yealink-office.boot"), NULL},
        {DATA("yealink-newer.cfg"), DATA("yealink-older.cfg")},
        {DATA("yealink-old-common.cfg"), DATA("yealink-old-phone.cfg")},
        {DATA("fanvil-guide.txt"), NULL},
        {DATA("fanvil-dump.txt"), NULL},
        {DATA("fanvil-dump-old.xml"), NULL},
        {DATA("fanvil-dump-new.xml"), NULL},
        {DATA("fanvil-dump-kv.txt"), NULL},
        {DATA("native-all.yaml"), NULL},
        {DATA("native-office.yaml"), NULL},
    };

    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        struct hf_phone_config phone, again;

        cr_assert_eq(hf_vendors_read(&phone, files[i], files[i][1] != NULL ? 2 : 1), 0, "%s",
                     files[i][0]);
        cr_assert_gt(phone.n_accounts, 0u, "%s", files[i][0]);
        write_and_read(&phone, &again, files[i][0]);
        hf_phone_config_free(&again);
        hf_phone_config_free(&phone);
    }
}

Test(write_native, only_what_differs_from_the_native_defaults_is_written)
{
    static const char text[] = "holdfast: 1\nlines:\n  - user: a\n    t1_ms: 500\n    mode: "
                               "concurrent\n    servers:\n      - {host: 192.0.2.1, port: 5060, "
                               "expires_s: 60}\n";
    struct hf_phone_config phone;
    struct hf_writing writing = {.bytes = NULL};

    cr_assert_eq(read_text(&phone, text), 0);
    hf_write_native(&writing, &phone);
    cr_assert_not_null(strstr(writing.bytes, "    mode: concurrent\n"));
    cr_assert_not_null(strstr(writing.bytes, "        expires_s: 60\n"));
    cr_assert_null(strstr(writing.bytes, "t1_ms"));
    cr_assert_null(strstr(writing.bytes, "port"));
    cr_assert_null(strstr(writing.bytes, "label"), "it is the user");
    cr_assert_null(strstr(writing.bytes, "enabled"));
    free(writing.bytes);
    hf_phone_config_free(&phone);
}

Test(write_native, accounts_of_two_vendors_with_one_number_stay_two)
{
    static const char *const paths[] = {HF_TESTS_DATA "/vendors/yealink-guide.cfg",
                                        HF_TESTS_DATA "/vendors/fanvil-guide.txt"};
    struct hf_phone_config phone, again;
    struct hf_writing writing = {.bytes = NULL};

    cr_assert_eq(hf_vendors_read(&phone, paths, 2), 0);
    cr_assert_eq(phone.n_accounts, 2u);
    cr_assert_eq(phone.accounts[0].number, phone.accounts[1].number);
    hf_write_native(&writing, &phone);
    cr_assert_eq(hf_vendors_read_bytes(&again, "again", writing.bytes, writing.length), 0);
    cr_assert_eq(again.n_accounts, 2u);
    cr_assert_eq(again.accounts[0].number, 1u);
    cr_assert_eq(again.accounts[1].number, 2u);
    cr_assert_str_eq(again.accounts[1].user, phone.accounts[1].user);
    cr_assert_not_null(strstr(writing.bytes, "- number: 1 # SIP1 of Fanvil"), "%s", writing.bytes);
    free(writing.bytes);
    hf_phone_config_free(&again);
    hf_phone_config_free(&phone);
}

Test(write_native, what_no_line_can_run_becomes_the_nearest_that_can)
{
    struct hf_phone_config phone, again;
    struct hf_writing writing = {.bytes = NULL};

    random_phone(1, &phone);
    phone.accounts[0].config.t1_ms = 5000;
    phone.accounts[0].config.t2_ms = 4000;
    phone.accounts[0].config.retry_base_s = 400;
    phone.accounts[0].config.retry_max_s = 300;
    hf_write_native(&writing, &phone);
    cr_assert_eq(hf_vendors_read_bytes(&again, "again", writing.bytes, writing.length), 0);
    cr_assert_eq(again.accounts[0].config.t1_ms, 5000u);
    cr_assert_eq(again.accounts[0].config.t2_ms, 5000u);
    cr_assert_eq(again.accounts[0].config.retry_base_s, 400u);
    cr_assert_eq(again.accounts[0].config.retry_max_s, 400u);
    free(writing.bytes);
    hf_phone_config_free(&again);
    hf_phone_config_free(&phone);
}

Test(write_native, a_phone_without_lines_can_be_read_again)
{
    struct hf_phone_config phone, again;

    memset(&phone, 0, sizeof(phone));
    write_and_read(&phone, &again, "nothing");
    hf_phone_config_free(&again);
}

Test(write_native, what_yaml_takes_for_something_else_is_escaped)
{
    static const struct {
        const char *text, *written;
    } cases[] = {{"a\"b\\c", "\"a\\\"b\\\\c\""},
                 {" a ", "\" a \""},
                 {"\xE2\x80\xA8\xE2\x80\xA9", "\"\\u2028\\u2029\""},
                 {"\xEF\xBB\xBF\xEF\xBF\xBF", "\"\\uFEFF\\uFFFF\""},
                 {"\xC2\xA0\xC3\xBC", "\"\\xA0\xC3\xBC\""},
                 {"null", "\"null\""}};

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hf_phone_config phone, again;
        struct hf_writing writing = {.bytes = NULL};
        char wanted[64];

        random_phone(i + 1, &phone);
        free(phone.accounts[0].user);
        phone.accounts[0].user = strdup(cases[i].text);
        hf_write_native(&writing, &phone);
        snprintf(wanted, sizeof(wanted), "    user: %s\n", cases[i].written);
        cr_assert_not_null(strstr(writing.bytes, wanted), "case %zu", i);
        cr_assert_eq(hf_vendors_read_bytes(&again, "again", writing.bytes, writing.length), 0);
        cr_assert_str_eq(again.accounts[0].user, cases[i].text);
        free(writing.bytes);
        hf_phone_config_free(&again);
        hf_phone_config_free(&phone);
    }
}
