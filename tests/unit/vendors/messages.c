/* SPDX-License-Identifier: Apache-2.0 */
/* What a line asks for of messages that wait (E12): each format's keys, and what is written. */
#include "support.h"

#include "holdfast/vendors/convert.h"

#define NATIVE(keys) "holdfast: 1\nlines:\n  - user: a\n" keys "    servers: [{host: 192.0.2.1}]\n"

Test(messages, each_format_has_its_keys)
{
    static const struct {
        const char *text;
        int subscribe;
        uint32_t expires_s;
        const char *mailbox;
        unsigned n_warnings;
    } cases[] = {
        {NATIVE(""), 0, 0, "", 0},
        {NATIVE("    message_waiting: on\n"), 1, 0, "", 0},
        {NATIVE("    message_waiting: yes\n    mailbox: sip:vm@192.0.2.1\n"
                "    message_waiting_expires_s: 600\n"),
         1, 600, "sip:vm@192.0.2.1", 0},
        {NATIVE("    mailbox: TEL:+49-30-1\n"), 0, 0, "TEL:+49-30-1", 0},
        {YEALINK_LINE, 0, 0, "", 0},
        {YEALINK_LINE "account.1.subscribe_mwi = 1\n", 1, 0, "", 0},
        {YEALINK_LINE "account.1.subscribe_mwi = 1\naccount.1.subscribe_mwi_expires = 84600\n", 1,
         84600, "", 0},
        {YEALINK_LINE "account.1.subscribe_mwi_expires = 0\n", 0, 10, "", 1},
        {FANVIL_LINE FANVIL_END, 0, 0, "", 0},
        {FANVIL_LINE "SIP1 Subscribe :1\nSIP1 Sub Expire :300\n" FANVIL_END, 1, 300, "", 0},
        {FANVIL_LINE "SIP1 Subscribe :0\nSIP1 Sub Expire :90000\n" FANVIL_END, 0, 86400, "", 1},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hf_phone_config phone;

        cr_assert_eq(read_text(&phone, cases[i].text), 0, "%zu", i);
        const struct hf_account *account = &phone.accounts[0];

        cr_assert_eq(account->messages.subscribe, cases[i].subscribe, "%zu", i);
        cr_assert_eq(account->messages.expires_s, cases[i].expires_s, "%zu", i);
        cr_assert_str_eq(account->messages.mailbox, cases[i].mailbox, "%zu", i);
        cr_assert_eq(account->messages.at.line > 0, strstr(cases[i].text, "waiting:") != NULL ||
                                                        strstr(cases[i].text, "mwi =") != NULL ||
                                                        strstr(cases[i].text, "Subscribe") != NULL);
        cr_assert_eq(remark_with(&phone, "acts as") != NULL, cases[i].n_warnings > 0, "%zu", i);
        hf_phone_config_free(&phone);
    }
}

Test(messages, what_is_wrong_is_refused_by_its_key)
{
    static const char *const cases[][2] = {
        {NATIVE("    message_waiting: perhaps\n"), "message_waiting"},
        {NATIVE("    mailbox: vm@192.0.2.1\n"), "mailbox"},
        {NATIVE("    mailbox: sips:vm@192.0.2.1\n"), "mailbox"},
        {NATIVE("    mailbox: \"sip:vm@192.0.2.1?a=b\"\n"), "mailbox"},
        {NATIVE("    mailbox: \"sip:vm>@192.0.2.1\"\n"), "mailbox"},
        {NATIVE("    mailbox: \"sip:\"\n"), "mailbox"},
        {NATIVE("    message_waiting_expires_s: 9\n"), "message_waiting_expires_s"},
        {NATIVE("    voicemail: box\n"), "voicemail"},
        {NATIVE("    voicemail: 12345678901234567890123456789012\n"), "voicemail"},
        {YEALINK_LINE "account.1.subscribe_mwi = 2\n", "subscribe_mwi"},
        {YEALINK_LINE "account.1.subscribe_mwi_expires = 84601\n", "subscribe_mwi_expires"},
        {FANVIL_LINE "SIP1 Subscribe :2\n" FANVIL_END, "Subscribe"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hf_phone_config phone;

        cr_assert_eq(read_text(&phone, cases[i][0]), -1, "%zu", i);
        cr_assert_eq(phone.n_accounts, 0u);
        cr_assert_not_null(remark_with(&phone, cases[i][1]), "%zu", i);
        hf_phone_config_free(&phone);
    }
}

Test(messages, the_number_of_the_box_is_read_in_each_format)
{
    static const struct {
        const char *text, *number, *warning;
    } cases[] = {
        {NATIVE("    voicemail: \"*97#\"\n"), "*97#", NULL},
        {NATIVE("    voicemail: 0123\n"), "0123", NULL},
        {"holdfast: 1\ndefaults: {voicemail: 5000}\n"
         "lines: [{user: a, servers: [{host: 192.0.2.1}]}]\n",
         "5000", NULL},
        {YEALINK_LINE "voice_mail.number.1 = *97\n", "*97", NULL},
        {YEALINK_LINE "voice_mail.number.2 = *98\n", "", NULL},
        {YEALINK_LINE "voice_mail.number.1 = %NULL%\n", "", NULL},
        {YEALINK_LINE "voice_mail.number.01 = 5\nvoice_mail.number. = 6\nvoice_mail.number = 7\n"
                      "voice_mail.number.1x = 8\nvoice_mail.number.99999999 = 9\n",
         "", NULL},
        {YEALINK_LINE "voice_mail.number.1 = sip:vm@192.0.2.1\n", "", "does nothing here"},
        {FANVIL_LINE "SIP1 MWI Num       :*001\n" FANVIL_END, "*001", NULL},
        {FANVIL_LINE "SIP1 MWI Num       :box\n" FANVIL_END, "", "does nothing here"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hf_phone_config phone;
        const struct hf_remark *said;

        cr_assert_eq(read_text(&phone, cases[i].text), 0, "%zu", i);
        said = remark_with(&phone, "does nothing here");
        cr_assert_str_eq(phone.accounts[0].messages.voicemail, cases[i].number, "%zu", i);
        cr_assert_eq(said != NULL, cases[i].warning != NULL, "%zu", i);
        hf_phone_config_free(&phone);
    }
}

/* What is written is read as what was meant; a mailbox is only ours to say, and a loss is told. */
Test(messages, it_is_written_as_it_was_read)
{
    static const struct {
        enum hf_dialect format;
        int keeps_mailbox;
    } cases[] = {{HF_DIALECT_NATIVE, 1}, {HF_DIALECT_YEALINK_CFG, 0}, {HF_DIALECT_FANVIL_TEXT, 0}};
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hf_phone_config phone;
        struct hf_conversion made;
        int is_told = 0;

        cr_assert_eq(read_text(&phone, NATIVE("    message_waiting: on\n"
                                              "    mailbox: sip:vm@192.0.2.1\n"
                                              "    message_waiting_expires_s: 600\n"
                                              "    voicemail: \"*97\"\n")),
                     0);
        cr_assert_eq(hf_convert(&phone, cases[i].format, &made), 0);
        const struct hf_account *again = &made.again.accounts[0];

        cr_assert_eq(again->messages.subscribe, 1, "%zu", i);
        cr_assert_eq(again->messages.expires_s, 600u, "%zu", i);
        cr_assert_str_eq(again->messages.voicemail, "*97");
        cr_assert_str_eq(again->messages.mailbox, cases[i].keeps_mailbox ? "sip:vm@192.0.2.1" : "");
        for (size_t k = 0; k < made.lost.n; k++)
            is_told |= strcmp(made.lost.list[k].what, "mailbox") == 0;
        cr_assert_eq(is_told, !cases[i].keeps_mailbox, "%zu", i);
        hf_conversion_free(&made);
        hf_phone_config_free(&phone);
    }
}
