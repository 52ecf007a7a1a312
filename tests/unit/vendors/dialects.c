/* SPDX-License-Identifier: Apache-2.0 */
/* Which dialect a file is in. */
#include "reading.h"

#include "support.h"

static const struct {
    const char *text;
    enum hf_dialect dialect;
    int marked;
} cases[] = {
    {FANVIL, HF_DIALECT_FANVIL_TEXT, 1},
    {"\xEF\xBB\xBF" FANVIL, HF_DIALECT_FANVIL_TEXT, 1},
    {"SIP1 Register Addr :192.0.2.1\n", HF_DIALECT_FANVIL_TEXT, 0},
    {"<SIP CONFIG MODULE>\nSIP1 Register Addr :192.0.2.1\n", HF_DIALECT_FANVIL_TEXT, 0},
    {"<VOIP_CONFIG_FILE>", HF_DIALECT_FANVIL_XML_OLD, 1},
    {"<?xml version=\"1.0\" ?>\r\n<VOIP_CONFIG_FILE>\r\n", HF_DIALECT_FANVIL_XML_OLD, 1},
    {"<!-- <sysConf> -->\n<VOIP_CONFIG_FILE>", HF_DIALECT_FANVIL_XML_OLD, 1},
    {"<sysConf>", HF_DIALECT_FANVIL_XML_NEW, 1},
    {"\n\n<sysConf/>", HF_DIALECT_FANVIL_XML_NEW, 1},
    {"<!DOCTYPE sysConf [<!ENTITY a 'b'>]><sysConf/>", HF_DIALECT_FANVIL_XML_NEW, 1},
    {"<sysConfig>\n", HF_DIALECT_UNKNOWN, 0},
    {"<html><sysConf></html>", HF_DIALECT_UNKNOWN, 0},
    {"#<Voip Config File>#\n", HF_DIALECT_FANVIL_KV, 1},
    {"sip.line.1.RegAddr = 192.0.2.1\n", HF_DIALECT_FANVIL_KV, 0},
    {"# a comment\n\nsip.line.1.RegAddr = 192.0.2.1\n", HF_DIALECT_FANVIL_KV, 0},
    {YEALINK, HF_DIALECT_YEALINK_CFG, 1},
    {"account.1.enable = 1\n", HF_DIALECT_YEALINK_CFG, 0},
    {"holdfast: 1\n", HF_DIALECT_NATIVE, 1},
    {"hello\n", HF_DIALECT_UNKNOWN, 0},
    {"SIPx Register Addr :192.0.2.1\n", HF_DIALECT_UNKNOWN, 0},
};

Test(dialects, are_known_by_their_first_lines)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int marked;

        cr_assert_eq(hf_reading_dialect(cases[i].text, strlen(cases[i].text), &marked),
                     cases[i].dialect, "case %zu", i);
        cr_assert_eq(marked, cases[i].marked, "case %zu", i);
    }
}
