/* SPDX-License-Identifier: Apache-2.0 */
/* Keys and accounts are called as the files call them. */
#include "fanvil.h"
#include "support.h"

static void check_spelled(const struct hf_account *account, size_t key, const char *wanted)
{
    char text[HF_KEY_NAME];

    hf_account_spell(account, key, text);
    cr_assert_str_eq(text, wanted);
}

Test(naming, a_key_is_spelled_as_the_file_that_set_it_has_it)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, "#<Voip Config File>#\nsip.line.1.RegAddr = a.example.com\n"
                                   "sip.line.1.RegisterTTL = 60\n"),
                 0);
    check_spelled(&phone.accounts[0], F_ADDR_1, "sip.line.1.RegAddr");
    check_spelled(&phone.accounts[0], F_TTL_1, "sip.line.1.RegisterTTL");
    check_spelled(&phone.accounts[0], F_PORT_1, "sip.line.1.RegisterPort");
    cr_assert_eq(phone.accounts[0].n_spellings, 1u);
    hf_phone_config_free(&phone);
    cr_assert_eq(read_text(&phone,
                           "<VOIP_CONFIG_FILE><SIP_CONFIG_MODULE><SIP_Line_List_Entry>"
                           "<ID>SIP1</ID><Register_Addr>192.0.2.1</Register_Addr>"
                           "<Session_Timer_T1>600</Session_Timer_T1>"
                           "</SIP_Line_List_Entry></SIP_CONFIG_MODULE></VOIP_CONFIG_FILE>\n"),
                 0);
    check_spelled(&phone.accounts[0], F_T1, "SIP1 Session_Timer_T1");
    hf_phone_config_free(&phone);
}

Test(naming, an_account_is_shown_with_its_file_and_line)
{
    struct hf_phone_config phone;
    char text[HF_ACCOUNT_SHOWN];

    cr_assert_eq(read_text(&phone, YEALINK_LINE), 0);
    hf_account_show(&phone, &phone.accounts[0], text);
    cr_assert_str_eq(text, "account.1 (test:4)");
    phone.accounts[0].origins[HF_SETTING_SERVERS][0].file = 0;
    hf_account_show(&phone, &phone.accounts[0], text);
    cr_assert_str_eq(text, "account.1");
    hf_phone_config_free(&phone);
}
