/* SPDX-License-Identifier: Apache-2.0 */
/* One phone's whole configuration, a thousand keys and more, in each dialect. */
#include "support.h"

static const char *const dumps[] = {
    HF_TESTS_DATA "/vendors/fanvil-dump.txt", HF_TESTS_DATA "/vendors/fanvil-dump-old.xml",
    HF_TESTS_DATA "/vendors/fanvil-dump-new.xml", HF_TESTS_DATA "/vendors/fanvil-dump-kv.txt"};

#define N_DUMPS (sizeof(dumps) / sizeof(dumps[0]))

Test(fanvil_dump, means_what_it_says)
{
    struct hf_phone_config phone;
    const struct hf_config *config;
    char host[HF_NAME_MAX + 1];

    cr_assert_eq(hf_vendors_read(&phone, &dumps[0], 1), 0);
    cr_assert_eq(phone.n_accounts, 3u, "SIP3 has no address");
    cr_assert_str_eq(phone.accounts[1].name, "SIP2");
    cr_assert_str_eq(phone.accounts[1].display_name, "B\xC3\xBCro: \"Ost\" & <West>");
    cr_assert_str_eq(phone.accounts[1].password, "<p&q>\"'");
    cr_assert_str_eq(phone.accounts[0].password, "k:e=y#1");
    cr_assert_str_eq(phone.accounts[0].auth_name, "auth2001");
    config = &phone.accounts[0].config;
    cr_assert_eq(config->servers[1].transport, HF_TRANSPORT_TLS);
    cr_assert_eq(config->servers[1].port, 5061u);
    cr_assert_eq(config->servers[1].expires_s, 900u);
    cr_assert_eq(config->servers[0].retry_counts, 4u);
    cr_assert_eq(config->failback_interval_s, 600u);
    cr_assert_eq(config->retry_base_s, 45u, "another section's Reg Fail Interval counted");
    cr_assert_eq(config->t1_ms, 400u);
    cr_assert_eq(config->keepalive_s, 25u);
    config = &phone.accounts[1].config;
    cr_assert_eq(config->servers[0].n_proxies, 2u);
    cr_assert_eq(config->servers[0].proxies[0].port, 0u, "DNS SRV");
    cr_assert_eq(config->servers[0].proxies[1].port, 5080u);
    hf_policy_host(config, hf_place_of(1, 1), host);
    cr_assert_str_eq(host, "edge-a.example.net");
    config = &phone.accounts[2].config;
    cr_assert_eq(phone.accounts[2].enabled, 0);
    cr_assert_eq(config->failback_servers, HF_FAILBACK_NEVER);
    cr_assert_eq(config->keepalive_s, 0u);
    hf_phone_config_free(&phone);
}

static void check_same(const struct hf_account *a, const struct hf_account *b, const char *dump)
{
    cr_assert_eq(a->number, b->number, "%s", dump);
    cr_assert_str_eq(a->name, b->name);
    cr_assert_str_eq(a->label, b->label);
    cr_assert_str_eq(a->user, b->user);
    cr_assert_str_eq(a->auth_name, b->auth_name);
    cr_assert_str_eq(a->password, b->password);
    cr_assert_str_eq(a->display_name, b->display_name);
    cr_assert_eq(a->enabled, b->enabled);
    cr_assert_eq(memcmp(&a->config, &b->config, sizeof(a->config)), 0, "%s: %s", dump, a->name);
    for (unsigned setting = 0; setting < HF_SETTING_COUNT; setting++)
        for (unsigned place = 0; place < HF_PLACES; place++)
            cr_assert_eq(a->origins[setting][place].file, b->origins[setting][place].file,
                         "%s: %s: setting %u at %u", dump, a->name, setting, place);
}

Test(fanvil_dump, is_the_same_in_each_dialect)
{
    struct hf_phone_config text, other;

    cr_assert_eq(hf_vendors_read(&text, &dumps[0], 1), 0);
    for (size_t i = 1; i < N_DUMPS; i++) {
        cr_assert_eq(hf_vendors_read(&other, &dumps[i], 1), 0, "%s", dumps[i]);
        cr_assert_eq(other.n_accounts, text.n_accounts, "%s", dumps[i]);
        for (size_t k = 0; k < text.n_accounts; k++)
            check_same(&text.accounts[k], &other.accounts[k], dumps[i]);
        hf_phone_config_free(&other);
    }
    hf_phone_config_free(&text);
}

/* Factory values are worth no word; what someone changed is. */
Test(fanvil_dump, is_warned_about_alike_and_only_where_it_deserves_it)
{
    static const char *const deserved[] = {"keys that are not about server redundancy",
                                           "does nothing here: the primary is probed by REGISTER",
                                           "over TLS the server has to prove its name"};

    for (size_t i = 0; i < N_DUMPS; i++) {
        struct hf_phone_config phone;

        cr_assert_eq(hf_vendors_read(&phone, &dumps[i], 1), 0, "%s", dumps[i]);
        for (size_t k = 0; k < sizeof(deserved) / sizeof(deserved[0]); k++)
            cr_assert_not_null(remark_with(&phone, deserved[k]), "%s: %s", dumps[i], deserved[k]);
        for (size_t k = 0; k < phone.n_remarks; k++)
            cr_assert(strstr(phone.remarks[k].text, deserved[0]) != NULL ||
                          strstr(phone.remarks[k].text, deserved[1]) != NULL ||
                          strstr(phone.remarks[k].text, deserved[2]) != NULL,
                      "%s: %s", dumps[i], phone.remarks[k].text);
        cr_assert_gt(phone.unknown_keys, 800u, "%s: %zu", dumps[i], phone.unknown_keys);
        cr_assert_null(remark_with(&phone, "k:e=y#1"));
        hf_phone_config_free(&phone);
    }
}
