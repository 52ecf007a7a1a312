/* SPDX-License-Identifier: Apache-2.0 */
/* Settings as words: every one that is shown has a rule and a value. */
#include "support.h"

Test(policy, every_setting_that_is_shown_has_a_value_and_a_rule)
{
    struct hf_phone_config phone;
    char value[64];
    unsigned n = 0;

    cr_assert_eq(read_text(&phone, YEALINK_LINE), 0);
    for (unsigned setting = 0; setting < HF_SETTING_COUNT; setting++) {
        unsigned place = hf_policy_stands_at(setting, 0) ? 0 : 1;

        if (!hf_policy_stands_at(setting, place))
            continue;
        n++;
        hf_policy_value(&phone.accounts[0].config, setting, place, value);
        cr_assert_str_neq(value, "", "setting %s", hf_setting_token(setting));
        cr_assert_str_neq(value, "unknown", "setting %s", hf_setting_token(setting));
        cr_assert_str_neq(hf_policy_rule(setting, place), "", "setting %s",
                          hf_setting_token(setting));
    }
    /* All but none, servers and proxies, which are no values. */
    cr_assert_eq(n, (unsigned)HF_SETTING_COUNT - 3);
    hf_phone_config_free(&phone);
}

Test(policy, the_key_that_counts_is_named)
{
    struct hf_phone_config phone;
    char key[96];

    cr_assert_eq(read_text(&phone, YEALINK_LINE "account.1.transport = 1\n"), 0);
    hf_policy_key(&phone.accounts[0], HF_SETTING_TRANSPORT, 1, key);
    cr_assert_str_eq(key, "account.1.transport");
    hf_policy_key(&phone.accounts[0], HF_SETTING_T1, 0, key);
    cr_assert_str_eq(key, "sip.timer_t1");
    hf_policy_key(&phone.accounts[0], HF_SETTING_JITTER, 0, key);
    cr_assert_str_eq(key, "");
    hf_phone_config_free(&phone);
}

static struct hf_config with_proxies(void)
{
    struct hf_config config;

    hf_config_init(&config);
    config.n_servers = 1;
    config.servers[0].n_proxies = 1;
    cr_assert_eq(hf_config_name(&config, &config.servers[0].host, "pbx.example.com", 15), 0);
    cr_assert_eq(hf_config_name(&config, &config.servers[0].proxies[0].host, "192.0.2.9", 9), 0);
    return config;
}

Test(policy, a_proxy_is_a_place_with_settings_of_its_own)
{
    struct hf_config config = with_proxies();
    unsigned place = hf_place_of(1, 1);
    char text[HF_NAME_MAX + 1];

    cr_assert(hf_policy_has_place(&config, place));
    cr_assert_not(hf_policy_has_place(&config, hf_place_of(1, 2)));
    cr_assert_not(hf_policy_has_place(&config, hf_place_of(2, 1)));
    cr_assert(hf_policy_stands_at(HF_SETTING_RETRY_COUNTS, place));
    cr_assert_not(hf_policy_stands_at(HF_SETTING_EXPIRES, place));
    hf_policy_host(&config, place, text);
    cr_assert_str_eq(text, "192.0.2.9");
    cr_assert(hf_policy_host_is_numeric(&config, place));
    cr_assert_not(hf_policy_host_is_numeric(&config, 1));
}

struct words_case {
    unsigned setting, place;
    const char *value, *words;
};

Test(policy, words_say_what_a_value_comes_to)
{
    struct hf_config config = with_proxies();
    const unsigned proxy = hf_place_of(1, 1);
    const struct words_case cases[] = {
        {HF_SETTING_HOST, 1, "pbx.example.com", "pbx.example.com"},
        {HF_SETTING_RETRY_COUNTS, 1, "3", "3"},
        {HF_SETTING_INVITE_RETRY_COUNTS, 1, "as retry_counts", "3 (as retry_counts)"},
        {HF_SETTING_RETRY_COUNTS, proxy, "as server", "3 (as server)"},
        {HF_SETTING_FAILBACK_TIMEOUT, proxy, "as server", "3600 (as server)"},
        {HF_SETTING_FAILBACK_MODE, proxy, "as server", "registration (as server)"},
        {HF_SETTING_PORT, proxy, "0", "0 (acts as 5061)"},
        {HF_SETTING_INVITE_FAILOVER_STATUSES, 0, "none", "none"},
        {HF_SETTING_REGISTER_FAILOVER_STATUSES, 0, "5xx 6xx 408", "5xx 6xx 408"},
    };
    char value[64], words[HF_NAME_MAX + 1];

    config.servers[0].proxies[0].port = 0;
    config.servers[0].proxies[0].transport = HF_TRANSPORT_TLS;
    config.invite_failover_statuses = (struct hf_statuses){.n_codes = 0};
    config.register_failover_statuses = (struct hf_statuses){
        .codes = {408}, .n_codes = 1, .classes = 1 << 5 | 1 << 6};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        hf_policy_value(&config, cases[i].setting, cases[i].place, value);
        hf_policy_words(&config, cases[i].setting, cases[i].place, words);
        cr_assert_str_eq(value, cases[i].value, "case %zu: %s", i, value);
        cr_assert_str_eq(words, cases[i].words, "case %zu: %s", i, words);
    }
}
