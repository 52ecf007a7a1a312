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
