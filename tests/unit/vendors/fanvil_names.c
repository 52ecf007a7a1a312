/* SPDX-License-Identifier: Apache-2.0 */
/* Spellings of Fanvil's keys. */
#include "fanvil.h"

#include "fanvil_dialects.h"

static const struct {
    enum hf_fanvil_key key;
    const char *text, *old, *new;
} spellings[] = {
    {F_ADDR_1, "SIP7 Register Addr", "SIP7 Register_Addr", "sip.line.7.RegisterAddr"},
    {F_TRANSPORT_2, "SIP7 Backup Transport", "SIP7 Backup_Transpo", "sip.line.7.BackupTransport"},
    {F_ENABLE_FAILBACK, "SIP7 Enable Failback", "SIP7 Enable_Failbac", "sip.line.7.EnableFailback"},
    {F_FAILBACK_INTERVAL, "SIP7 Failback Interval", "SIP7 Failback_Inter",
     "sip.line.7.FailbackInterval"},
    {F_SIGNAL_FAILBACK, "SIP7 Signal Failback", "SIP7 Signal_Failbac", "sip.line.7.SignalFailback"},
    {F_SIGNAL_RETRY_COUNTS, "SIP7 Signal Retry Counts", "SIP7 Signal_Retry_C",
     "sip.line.7.SignalRetryCounts"},
    {F_BAKPROXY_ADDR, "SIP7 BakProxy Addr", "SIP7 BakProxy_Addr", "sip.line.7.BakProxyAddr"},
    {F_REG_FAIL_INTERVAL, "Reg Fail Interval", "Reg_Fail_Interval", "sip.RegFailInterval"},
    {F_T1_WIDE, "Transaction TimerT1", "Transaction_TimerT1", "sip.TransactionTimerT1"},
};

Test(fanvil_names, are_spelled_as_each_dialect_has_them)
{
    for (size_t i = 0; i < sizeof(spellings) / sizeof(spellings[0]); i++) {
        const struct hf_key *key = &hf_fanvil_keys[spellings[i].key];
        char text[HF_KEY_NAME];

        hf_fanvil_spell(HF_DIALECT_FANVIL_TEXT, 7, key, text);
        cr_assert_str_eq(text, spellings[i].text);
        hf_fanvil_spell(HF_DIALECT_FANVIL_XML_OLD, 7, key, text);
        cr_assert_str_eq(text, spellings[i].old);
        hf_fanvil_spell(HF_DIALECT_FANVIL_XML_NEW, 7, key, text);
        cr_assert_str_eq(text, spellings[i].new);
        hf_fanvil_spell(HF_DIALECT_FANVIL_KV, 7, key, text);
        cr_assert_str_eq(text, spellings[i].new);
    }
}

/* A phone-wide key is also found in no line, a line's key in no section. */
Test(fanvil_names, every_key_is_found_by_its_spelling_in_each_dialect)
{
    for (size_t d = 0; d < N_FANVIL_DIALECTS; d++)
        for (size_t key = 0; key < F_COUNT; key++) {
            const struct hf_key *spec = &hf_fanvil_keys[key];
            char name[96], full[HF_KEY_NAME];

            if (fanvil_dialects[d] == HF_DIALECT_FANVIL_XML_OLD && key >= F_T1 && key <= F_T4)
                continue;
            snprintf(full, sizeof(full), "%s%s", spec->phone_wide ? "" : "SIP1 ", spec->name);
            fanvil_name(fanvil_dialects[d], full, name);
            cr_assert_str_eq(hf_fanvil_find(fanvil_dialects[d], name, spec->phone_wide).name,
                             spec->name, "%s", name);
            cr_assert_str_eq(hf_fanvil_find(fanvil_dialects[d], name, !spec->phone_wide).name, "",
                             "%s", name);
        }
}

static const struct {
    enum hf_dialect dialect;
    const char *spelled, *name;
    int cut;
} lookups[] = {
    {HF_DIALECT_FANVIL_TEXT, "Signal Retry C", "Signal Retry Counts", 1},
    {HF_DIALECT_FANVIL_TEXT, "Backup Need Re", "Backup Need Reg On", 1},
    {HF_DIALECT_FANVIL_TEXT, "Backup Transpo", "Backup Transport", 1},
    {HF_DIALECT_FANVIL_TEXT, "Unregister On", "", 0},
    {HF_DIALECT_FANVIL_TEXT, "Signal Retry", "", 0},    /* shorter than a cut name */
    {HF_DIALECT_FANVIL_TEXT, "Signal Retry Co", "", 0}, /* longer */
    {HF_DIALECT_FANVIL_TEXT, "Session Timer", "", 0},   /* three keys begin so, and one is it */
    {HF_DIALECT_FANVIL_TEXT, "Register_Addr", "", 0},
    {HF_DIALECT_FANVIL_TEXT, "RegAddr", "", 0},
    {HF_DIALECT_FANVIL_TEXT, "", "", 0},
    {HF_DIALECT_FANVIL_XML_OLD, "Session_Timer_", "", 0},
    {HF_DIALECT_FANVIL_XML_OLD, "Session_Timer", "", 0},
    {HF_DIALECT_FANVIL_XML_OLD, "Signal_Retry_Counts", "Signal Retry Counts", 0},
    {HF_DIALECT_FANVIL_XML_OLD, "Signal_Retry_C", "Signal Retry Counts", 0},
    {HF_DIALECT_FANVIL_XML_OLD, "RegisterAddr", "", 0},
    {HF_DIALECT_FANVIL_XML_NEW, "Signal_Retry_C", "", 0},
    {HF_DIALECT_FANVIL_XML_NEW, "RegAddr", "", 0},
    {HF_DIALECT_FANVIL_KV, "RegAddr", "Register Addr", 0},
    {HF_DIALECT_FANVIL_KV, "RegPort", "Register Port", 0},
    {HF_DIALECT_FANVIL_KV, "RegTTL", "Register TTL", 0},
    {HF_DIALECT_FANVIL_KV, "RegUser", "Register User", 0},
    {HF_DIALECT_FANVIL_KV, "RegPswd", "Register Pswd", 0},
    {HF_DIALECT_FANVIL_KV, "RegEnabled", "Enable Reg", 0},
    {HF_DIALECT_FANVIL_KV, "regaddr", "", 0},
};

Test(fanvil_names, are_taken_when_cut_or_aliased_and_only_where_one_key_is_meant)
{
    for (size_t i = 0; i < sizeof(lookups) / sizeof(lookups[0]); i++) {
        struct hf_fanvil_found found = hf_fanvil_find(lookups[i].dialect, lookups[i].spelled, 0);

        cr_assert_str_eq(found.name, lookups[i].name, "case %zu", i);
        cr_assert_eq(found.cut, lookups[i].cut, "case %zu", i);
    }
}
