/* SPDX-License-Identifier: Apache-2.0 */
/* Realistic files, with all keys that a phone has: they mean what their few lines of our concern
 * mean alone. */
#include "support.h"

#define DATA HF_TESTS_DATA "/vendors/"

static void check_same(const struct hf_account *a, const struct hf_account *b)
{
    struct hf_config one, other;

    hf_config_copy(&one, &a->config);
    hf_config_copy(&other, &b->config);
    cr_assert_eq(memcmp(&one, &other, sizeof(one)), 0, "%s", a->name);
    cr_assert_eq(a->enabled, b->enabled);
    cr_assert_str_eq(a->label, b->label);
    cr_assert_str_eq(a->display_name, b->display_name);
    cr_assert_str_eq(a->user, b->user);
    cr_assert_str_eq(a->auth_name, b->auth_name);
    cr_assert(strcmp(a->password, b->password) == 0, "the passwords differ");
}

/* The files mean what text means, and say nothing but how many keys they do not know. */
static void check_meaning(const char *const *paths, size_t n_paths, const char *text)
{
    struct hf_phone_config phone, meant;

    cr_assert_eq(hf_vendors_read(&phone, paths, n_paths), 0);
    cr_assert_eq(read_text(&meant, text), 0);
    cr_assert_eq(meant.unknown_keys, 0u);
    cr_assert_eq(phone.n_accounts, meant.n_accounts);
    for (size_t i = 0; i < phone.n_accounts; i++)
        check_same(&phone.accounts[i], &meant.accounts[i]);
    cr_assert_gt(phone.unknown_keys, 300u);
    for (size_t i = 0; i < phone.n_remarks; i++)
        cr_assert_str_eq(phone.remarks[i].rule, "G2", "%s", phone.remarks[i].text);
    cr_assert_eq(phone.n_records, 0u);
    hf_phone_config_free(&meant);
    hf_phone_config_free(&phone);
}

static const char office[] = YEALINK
    "sip.reg_surge_prevention = 10\n"
    "account.1.enable = 1\naccount.1.label = Front desk\n"
    "account.1.display_name = Anna K\xC3\xBChn, 3rd floor\naccount.1.user_name = 2001\n"
    "account.1.auth_name = 2001@example.com\naccount.1.password = p:a=s#s \"quoted\" word\n"
    "account.1.fallback.redundancy_type = 1\naccount.1.fallback.timeout = 60\n"
    "account.1.sip_server.1.address = pbx-a.example.com\n"
    "account.1.sip_server.1.retry_counts = 2\naccount.1.sip_server.1.invite_retry_counts = 3\n"
    "account.1.sip_server.1.failback_mode = 3\naccount.1.sip_server.1.failback_timeout = 120\n"
    "account.1.sip_server.1.register_on_enable = 1\n"
    "account.1.sip_server.2.address = pbx-b.example.com\n"
    "account.1.sip_server.2.invite_retry_counts = 3\n"
    "account.2.enable = 1\naccount.2.user_name = 2002\n"
    "account.2.fallback.redundancy_type = 1\naccount.2.fallback.timeout = 300\n"
    "account.2.sip_server.1.address = pbx-a.example.com\naccount.2.transport = 1\n"
    "account.2.sip_server.1.invite_retry_counts = 3\n"
    "account.2.sip_server.2.address = pbx-b.example.com\n"
    "account.2.sip_server.2.invite_retry_counts = 3\n"
    "account.2.outbound_proxy_enable = 1\naccount.2.outbound_proxy_fallback_interval = 900\n"
    "account.2.outbound_proxy.1.address = sbc-1.example.net\n"
    "account.2.outbound_proxy.1.port = 5070\naccount.2.outbound_proxy.1.retry_counts = 1\n"
    "account.2.outbound_proxy.2.address = sbc-2.example.net\n";

Test(yealink_files, a_common_and_a_phones_own_file_mean_what_their_few_lines_mean)
{
    static const char *const paths[] = {DATA "yealink-office-common.cfg",
                                        DATA "yealink-office-phone.cfg"};

    check_meaning(paths, 2, office);
}

Test(yealink_files, a_boot_file_means_what_the_files_mean_that_it_names)
{
    static const char *const paths[] = {DATA "yealink-office.boot"};

    check_meaning(paths, 1, office);
}

Test(yealink_files, so_do_files_in_the_keys_of_before_V71)
{
    static const char *const paths[] = {DATA "yealink-old-common.cfg",
                                        DATA "yealink-old-phone.cfg"};

    check_meaning(paths, 2,
                  YEALINK "account.1.enable = 1\naccount.1.label = Lager\n"
                          "account.1.display_name = Lager\naccount.1.user_name = 3001\n"
                          "account.1.auth_name = 3001\naccount.1.password = 3001 secret\n"
                          "account.1.sip_server.1.address = pbx-a.example.com\n"
                          "account.1.sip_server.1.expires = 600\n"
                          "account.1.sip_server.1.transport_type = 1\n"
                          "account.1.sip_server.1.retry_counts = 4\n"
                          "account.1.sip_server.1.failback_mode = 2\n"
                          "account.1.sip_server.2.address = pbx-b.example.com\n"
                          "account.1.sip_server.2.expires = 600\n"
                          "account.1.sip_server.2.transport_type = 1\n"
                          "account.1.sip_server.2.retry_counts = 4\n"
                          "account.1.sip_server.2.failback_mode = 2\n"
                          "account.1.fallback.redundancy_type = 1\n"
                          "account.1.outbound_proxy_enable = 1\n"
                          "account.1.outbound_proxy.1.address = sbc-1.example.net\n"
                          "account.1.outbound_proxy.1.port = 5080\n"
                          "account.1.outbound_proxy.2.address = sbc-2.example.net\n");
}
