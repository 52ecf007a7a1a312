/* SPDX-License-Identifier: Apache-2.0 */
/* Fanvil's XML: what counts in it, and what is refused. */
#include "support.h"

#define OLD      "<VOIP_CONFIG_FILE>\n<version>2.0002</version>\n<SIP_CONFIG_MODULE>\n"
#define OLD_LIST OLD "<SIP_Line_List>\n<SIP_Line_List_Entry>\n"
#define OLD_END                                                                                    \
    "</SIP_Line_List_Entry>\n</SIP_Line_List>\n</SIP_CONFIG_MODULE>\n</VOIP_CONFIG_FILE>\n"
#define NEW "<sysConf>\n<Version>2.0000000000</Version>\n<sip>\n"
#define NEW_LINE                                                                                   \
    NEW "<line index=\"1\">\n<EnableReg>1</EnableReg>\n<PhoneNumber>1001</PhoneNumber>\n"
#define NEW_ADDR NEW_LINE "<RegisterAddr>192.0.2.1</RegisterAddr>\n"
#define NEW_END  "</line>\n</sip>\n</sysConf>\n"
#define ENTITIES                                                                                   \
    "<!DOCTYPE sysConf [\n<!ENTITY a \"aaaaaaaaaa\">\n<!ENTITY b \"&a;&a;&a;&a;&a;\">\n]>\n"

Test(xml, the_old_format_is_read)
{
    struct hf_phone_config phone;
    const struct hf_account *account;

    cr_assert_eq(
        read_text(&phone, "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n" OLD
                          "<Reg_Fail_Interval>45</Reg_Fail_Interval>\n"
                          "<Transaction_TimerT1>600</Transaction_TimerT1>\n"
                          "<SIP_Line_List>\n<SIP_Line_List_Entry>\n"
                          "<Register_Addr> pbx.example.com\n</Register_Addr>\n"
                          "<Enable_Reg>1</Enable_Reg><Phone_Number>1001</Phone_Number>\n"
                          "<ID>SIP3</ID>\n"
                          "<Backup_Addr>192.0.2.2</Backup_Addr><Backup_Transpo>2</Backup_Transpo>\n"
                          "<Signal_Retry_C>5</Signal_Retry_C>\n" OLD_END),
        0);
    cr_assert_eq(phone.n_remarks, 1u);
    cr_assert_str_eq(phone.remarks[0].rule, "B14");
    cr_assert_eq(phone.unknown_keys, 0u);
    cr_assert_eq(phone.n_accounts, 1u);
    account = &phone.accounts[0];
    cr_assert_str_eq(account->name, "SIP3");
    cr_assert_eq(account->config.retry_base_s, 45u);
    cr_assert_eq(account->config.t1_ms, 600u);
    cr_assert_eq(account->config.servers[0].retry_counts, 5u);
    cr_assert_eq(account->config.servers[1].transport, HF_TRANSPORT_TLS);
    cr_assert_eq(account->config.servers[0].host.length, strlen("pbx.example.com"));
    cr_assert_eq(account->origins[HF_SETTING_HOST][1].line, 9u);
    cr_assert_eq(account->origins[HF_SETTING_TRANSPORT][2].line, 13u);
    hf_phone_config_free(&phone);
}

Test(xml, the_new_format_is_read)
{
    struct hf_phone_config phone;
    const struct hf_account *account;

    cr_assert_eq(read_text(&phone, "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"
                                   "<!-- a comment -->\r\n<sysConf>\r\n<sip>\r\n"
                                   "<RegFailInterval>45</RegFailInterval>\r\n"
                                   "<line index='2'>\r\n<EnableReg>1</EnableReg>\r\n"
                                   "<PhoneNumber>10<!-- inside -->02</PhoneNumber>\r\n"
                                   "<DisplayName>B&#252;ro &amp; &lt;Hof&gt;</DisplayName>\r\n"
                                   "<RegisterPswd><![CDATA[<a>&b]]>&quot;</RegisterPswd>\r\n"
                                   "<RegisterAddr>\r\n  192.0.2.1\r\n</RegisterAddr>\r\n"
                                   "<Transport other='x'>3</Transport>\r\n<BackupAddr/>\r\n"
                                   "</line>\r\n<line index=\"3\"/>\r\n</sip>\r\n</sysConf>\r\n"),
                 0);
    cr_assert_eq(phone.n_remarks, 1u);
    cr_assert_str_eq(phone.remarks[0].rule, "B14");
    cr_assert_eq(phone.unknown_keys, 0u);
    cr_assert_eq(phone.n_accounts, 1u);
    account = &phone.accounts[0];
    cr_assert_str_eq(account->name, "SIP2");
    cr_assert_str_eq(account->user, "1002");
    cr_assert_str_eq(account->display_name, "B\xC3\xBCro & <Hof>");
    cr_assert_str_eq(account->password, "<a>&b\"");
    cr_assert_eq(account->config.retry_base_s, 45u);
    cr_assert_eq(account->config.servers[0].transport, HF_TRANSPORT_TLS);
    cr_assert_eq(account->config.n_servers, 1u);
    cr_assert_eq(account->origins[HF_SETTING_HOST][1].line, 11u);
    hf_phone_config_free(&phone);
}

Test(xml, what_is_not_ours_costs_a_count)
{
    struct hf_phone_config phone;
    const struct hf_remark *remark;

    cr_assert_eq(read_text(&phone, NEW_ADDR
                           "<Ptime>2</Ptime><codec><Order>1</Order><RegisterPort>1</RegisterPort>"
                           "</codec><RegFailInterval>9</RegFailInterval></line></sip>\n"
                           "<phone><RegFailInterval>10</RegFailInterval><line index=\"x\">"
                           "<RegisterAddr>192.0.2.9</RegisterAddr></line></phone></sysConf>"),
                 0);
    cr_assert_eq(phone.n_accounts, 1u);
    cr_assert_eq(phone.unknown_keys, 6u);
    cr_assert_eq(phone.accounts[0].config.servers[0].port, 5060u);
    cr_assert_eq(phone.accounts[0].config.retry_base_s, 32u);
    cr_assert_eq(phone.n_remarks, 1u);
    remark = remark_with(&phone, "6; they are kept");
    cr_assert_not_null(remark);
    cr_assert_not_null(strstr(remark->text, "the first is sip.line.1.Ptime in line 8"));
    cr_assert_str_eq(phone.unknown[5].key, "phone.line.RegisterAddr");
    hf_phone_config_free(&phone);
}

static const struct {
    const char *text, *part;
    unsigned line;
} warned[] = {
    {NEW_ADDR "<RegisterAddr>192.0.2.2</RegisterAddr>" NEW_END, "line 7 does not", 8},
    {NEW_ADDR "loose" NEW_END, "expected <Key>value</Key>", 8},
    {NEW_ADDR "loose\n<Transport>0</Transport>" NEW_END, "expected <Key>value</Key>", 9},
    {NEW_ADDR "<DisplayName>B\xFCro</DisplayName>" NEW_END, "read as Latin-1", 8},
    {"<?xml version='1.0' encoding='utf-8'?>\n" NEW_ADDR
     "<DisplayName>B\xFCro</DisplayName>" NEW_END,
     "read as Latin-1", 9},
};

Test(xml, oddities_are_warned_about_where_they_stand)
{
    for (size_t i = 0; i < sizeof(warned) / sizeof(warned[0]); i++) {
        struct hf_phone_config phone;
        const struct hf_remark *remark;

        cr_assert_eq(read_text(&phone, warned[i].text), 0, "case %zu", i);
        cr_assert_eq(phone.n_accounts, 1u, "case %zu", i);
        remark = remark_with(&phone, warned[i].part);
        cr_assert_not_null(remark, "case %zu", i);
        cr_assert_eq(remark->severity, HF_SEVERITY_WARNING);
        cr_assert_eq(remark->line, warned[i].line, "case %zu: line %u", i, remark->line);
        cr_assert_eq(phone.n_remarks, 1u, "case %zu", i);
        if (strstr(warned[i].part, "Latin-1") != NULL)
            cr_assert_str_eq(phone.accounts[0].display_name, "B\xC3\xBCro", "case %zu", i);
        hf_phone_config_free(&phone);
    }
}

Test(xml, an_encoding_that_is_declared_counts)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, "<?xml version='1.0' encoding='ISO-8859-1'?>\n" NEW_ADDR
                                   "<DisplayName>B\xFCro</DisplayName>" NEW_END),
                 0);
    cr_assert_str_eq(phone.accounts[0].display_name, "B\xC3\xBCro");
    cr_assert_eq(phone.n_remarks, 0u);
    hf_phone_config_free(&phone);
}

static const struct {
    const char *text, *part;
    unsigned line;
} refused[] = {
    {ENTITIES NEW_LINE "<RegisterAddr>&b;</RegisterAddr>" NEW_END, "<!DOCTYPE", 1},
    {"<!DOCTYPE sysConf [<!ENTITY f SYSTEM \"file:///etc/passwd\">]>" NEW_LINE
     "<RegisterAddr>&f;</RegisterAddr>" NEW_END,
     "<!DOCTYPE", 1},
    {"<!DOCTYPE sysConf SYSTEM \"http://192.0.2.1/a.dtd\">\n" NEW_ADDR NEW_END, "<!DOCTYPE", 1},
    {"<!DOCTYPE sysConf PUBLIC \"a\" \"http://192.0.2.1/a.dtd\">\n" NEW_ADDR NEW_END, "<!DOCTYPE",
     1},
    {"<?xml version='1.0'?>\n\n<!DOCTYPE sysConf>\n" NEW_ADDR NEW_END, "<!DOCTYPE", 3},
    {NEW_ADDR "<DisplayName>&b;</DisplayName>" NEW_END, "undefined entity", 8},
    {NEW_ADDR "</sip></line></sysConf>", "<line> of line 4 is not closed", 8},
    {NEW_ADDR "<RegisterPort>5060", "<RegisterPort> of line 8 is not closed", 8},
    {NEW_ADDR "<RegisterPort", "<line> of line 4 is not closed", 8},
    {NEW_ADDR "<![CDATA[abc", "<line> of line 4 is not closed", 8},
    {NEW_ADDR NEW_END "<sysConf/>", "not well-formed XML", 11},
    {NEW_ADDR NEW_END "text", "not well-formed XML", 11},
    {NEW_ADDR "<a b=1>2</a>" NEW_END, "not well-formed XML", 8},
    {NEW_ADDR "<a b='1' b='2'>2</a>" NEW_END, "duplicate attribute", 8},
    {NEW_ADDR "<DisplayName>\x01</DisplayName>" NEW_END, "not well-formed XML", 8},
    {NEW_ADDR "<DisplayName>&#1;</DisplayName>" NEW_END, "invalid character number", 8},
    {NEW_ADDR "<DisplayName>a\nb</DisplayName>" NEW_END, "control character", 8},
    {NEW "<line><RegisterAddr>192.0.2.1</RegisterAddr>" NEW_END, "line index = :", 4},
    {NEW "<line index=\"a\"><RegisterAddr>192.0.2.1</RegisterAddr>" NEW_END, "line index = a:", 4},
    {NEW "\n<line index=\"0\"/></sip></sysConf>", "line index = 0:", 5},
    {NEW "<line index=\"-1\"/></sip></sysConf>", "line index = -1:", 4},
    {NEW "<line index=\"16385\"/></sip></sysConf>", "1 to 16384", 4},
    {NEW "<line index=\"99999999999999999999\"/></sip></sysConf>", "1 to 16384", 4},
    {OLD_LIST "<ID>SIPx</ID><Register_Addr>192.0.2.1</Register_Addr>" OLD_END, "ID = SIPx:", 6},
    {OLD_LIST "<ID>1</ID><Register_Addr>192.0.2.1</Register_Addr>" OLD_END, "ID = 1:", 6},
    {OLD_LIST "<ID/><Register_Addr>192.0.2.1</Register_Addr>" OLD_END, "SIP1 to SIP16384", 6},
    {OLD_LIST "<Register_Addr>192.0.2.1</Register_Addr>" OLD_END, "no <ID>", 5},
    {OLD_LIST
     "<ID>SIP1</ID><Register_Addr>192.0.2.1</Register_Addr>\n<Transport>3</Transport>" OLD_END,
     "2 TLS", 7},
    {"<?xml version='1.0' encoding='GB2312'?>\n" NEW_ADDR
     "<DisplayName>\xB0\xEC</DisplayName>" NEW_END,
     "save it as UTF-8", 1},
    {"<sysConf", "the file is cut off", 1},
    {"<sysConfs>\n</sysConfs>\n", "the format is not known", 1},
    {"<?xml version='1.0'?>\n<!DOCTYPE lolz [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>\n" NEW_ADDR
     "<DisplayName>&x;</DisplayName>" NEW_END,
     "a document type (<!DOCTYPE ...>) is not allowed", 2},
    {"<!DOCTYPE\nhtml><html/>", "a document type (<!DOCTYPE ...>) is not allowed", 1},
    {NEW_ADDR "<RegisterPswd>a<b></RegisterPswd>" NEW_END,
     "what stands in <RegisterPswd> of line 8 is not closed first", 8},
    {NEW_ADDR "<RegisterPswd>a<b>", "what stands in <RegisterPswd> of line 8 is not closed", 8},
    {"<config>\n<sip/></config>\n", "the format is not known", 1},
};

Test(xml, hostile_and_broken_files_are_refused_where_they_are)
{
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        struct hf_phone_config phone;
        const struct hf_remark *remark;

        cr_assert_eq(read_text(&phone, refused[i].text), -1, "case %zu", i);
        cr_assert_eq(phone.n_accounts, 0u, "case %zu", i);
        remark = remark_with(&phone, refused[i].part);
        cr_assert_not_null(remark, "case %zu: %s", i,
                           phone.n_remarks > 0 ? phone.remarks[0].text : "nothing is said");
        cr_assert_eq(remark->severity, HF_SEVERITY_ERROR);
        cr_assert_eq(remark->line, refused[i].line, "case %zu: line %u", i, remark->line);
        cr_assert_str_eq(remark->rule, "G1");
        hf_phone_config_free(&phone);
    }
}

struct many { /* n times what, between before and after */
    const char *before, *what, *after;
    size_t n;
};

static int read_many(struct hf_phone_config *phone, struct many many)
{
    size_t length = strlen(many.what);
    char *text = malloc(strlen(many.before) + many.n * length + strlen(many.after) + 1);
    char *at = text;
    int result;

    cr_assert_not_null(text);
    at += sprintf(at, "%s", many.before);
    for (size_t i = 0; i < many.n; i++, at += length)
        memcpy(at, many.what, length);
    strcpy(at, many.after);
    result = read_text(phone, text);
    free(text);
    return result;
}

Test(xml, depth_attributes_and_values_are_bounded)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_many(&phone, (struct many){NEW_ADDR, "<a>", "", 28}), -1);
    cr_assert_null(remark_with(&phone, "too deep"));
    hf_phone_config_free(&phone);
    cr_assert_eq(read_many(&phone, (struct many){NEW_ADDR, "<a>", "", 100000}), -1);
    cr_assert_not_null(remark_with(&phone, "too deep in one another; allowed: 32"));
    cr_assert_eq(phone.n_remarks, 1u);
    hf_phone_config_free(&phone);
    cr_assert_eq(read_many(&phone, (struct many){NEW_ADDR "<a ", "b='1' ", "/>" NEW_END, 170000}),
                 -1);
    cr_assert_not_null(remark_with(&phone, "duplicate attribute"));
    hf_phone_config_free(&phone);
    cr_assert_eq(read_many(&phone, (struct many){NEW_ADDR "<Long>", "w", "</Long>" NEW_END, 16384}),
                 0);
    hf_phone_config_free(&phone);
    cr_assert_eq(read_many(&phone, (struct many){NEW_ADDR "<Long>", "w", "</Long>" NEW_END, 16385}),
                 -1);
    cr_assert_not_null(remark_with(&phone, "too long; allowed: at most 16384 bytes"));
    hf_phone_config_free(&phone);
    cr_assert_eq(read_many(&phone, (struct many){OLD_LIST "<ID>SIP1</ID>", "<b/>", OLD_END, 65536}),
                 0);
    cr_assert_eq(phone.unknown_keys, 65536u);
    hf_phone_config_free(&phone);
    cr_assert_eq(read_many(&phone, (struct many){OLD_LIST "<ID>SIP1</ID>", "<b/>", OLD_END, 65537}),
                 -1);
    cr_assert_not_null(remark_with(&phone, "an entry has too many elements; allowed: 65536"));
    hf_phone_config_free(&phone);
    cr_assert_eq(read_many(&phone, (struct many){NEW_ADDR, " \n", NEW_END, 100000}), 0);
    hf_phone_config_free(&phone);
    cr_assert_eq(read_many(&phone, (struct many){NEW_ADDR "<", "n", "/>" NEW_END, 100000}), 0);
    cr_assert_eq(phone.unknown_keys, 1u);
    hf_phone_config_free(&phone);
}

Test(xml, a_megabyte_of_attributes_is_refused)
{
    struct hf_phone_config phone;
    size_t room = (size_t)2 << 20;
    char *text = malloc(room);
    size_t n = (size_t)sprintf(text, "%s", NEW_ADDR "<a ");

    for (unsigned i = 0; n < (size_t)1 << 20; i++)
        n += (size_t)sprintf(text + n, "b%u='1' ", i);
    sprintf(text + n, "/>" NEW_END);
    cr_assert_eq(read_text(&phone, text), -1);
    cr_assert_not_null(remark_with(&phone, "too many attributes; allowed: 64"));
    hf_phone_config_free(&phone);
    free(text);
}

Test(xml, bytes_that_are_no_text_are_refused)
{
    struct hf_phone_config phone;
    char bytes[4096];

    memcpy(bytes, "<sysConf>", 9);
    for (size_t i = 9; i < sizeof(bytes); i++)
        bytes[i] = (char)(1 + i * 7 % 255);
    cr_assert_eq(hf_vendors_read_bytes(&phone, "binary", bytes, sizeof(bytes)), -1);
    cr_assert_eq(phone.n_accounts, 0u);
    cr_assert_gt(remarks_of(&phone, HF_SEVERITY_ERROR), 0u);
    hf_phone_config_free(&phone);
}
