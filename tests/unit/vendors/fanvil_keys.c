/* SPDX-License-Identifier: Apache-2.0 */
/* Fanvil's keys in all four dialects: default, least, greatest, one beyond, nonsense. */
#include "fanvil_dialects.h"

#define PROXY_1 (1 + HF_LINE_SERVERS + 0) /* of server 1 */
#define PROXY_2 (1 + HF_LINE_SERVERS + 1)

_Static_assert(HF_SERVER_PROXIES == 2, "PROXY_1 and PROXY_2 are those of server 1");

static const struct key_case cases[] = {
    {"SIP1 Register Port", "", "5060", HF_SETTING_PORT, 1, 0},
    {"SIP1 Register Port", "0", "0", HF_SETTING_PORT, 1, 0},
    {"SIP1 Register Port", "65535", "65535", HF_SETTING_PORT, 1, 0},
    {"SIP1 Register Port", "65536", NULL, HF_SETTING_PORT, 1, 0},
    {"SIP1 Register Port", "-1", NULL, HF_SETTING_PORT, 1, 0},
    {"SIP1 Register Port", "sip", NULL, HF_SETTING_PORT, 1, 0},
    {"SIP1 Register TTL", "", "3600", HF_SETTING_EXPIRES, 1, 0},
    {"SIP1 Register TTL", "10", "10", HF_SETTING_EXPIRES, 1, 1},
    {"SIP1 Register TTL", "2147483647", "2147483647", HF_SETTING_EXPIRES, 1, 0},
    {"SIP1 Register TTL", "9", NULL, HF_SETTING_EXPIRES, 1, 0},
    {"SIP1 Register TTL", "2147483648", NULL, HF_SETTING_EXPIRES, 1, 0},
    {"SIP1 Register TTL", "1h", NULL, HF_SETTING_EXPIRES, 1, 0},
    {"SIP1 Transport", "", "udp", HF_SETTING_TRANSPORT, 1, 0},
    {"SIP1 Transport", "0", "udp", HF_SETTING_TRANSPORT, 1, 0},
    {"SIP1 Transport", "1", "tcp", HF_SETTING_TRANSPORT, 1, 0},
    {"SIP1 Transport", "3", "tls", HF_SETTING_TRANSPORT, 1, 1},
    {"SIP1 Transport", "2", NULL, HF_SETTING_TRANSPORT, 1, 0},
    {"SIP1 Transport", "4", NULL, HF_SETTING_TRANSPORT, 1, 0},
    {"SIP1 Transport", "UDP", NULL, HF_SETTING_TRANSPORT, 1, 0},
    {"SIP1 Backup Port", "", "5060", HF_SETTING_PORT, 2, 0},
    {"SIP1 Backup Port", "0", "0", HF_SETTING_PORT, 2, 0},
    {"SIP1 Backup Port", "65535", "65535", HF_SETTING_PORT, 2, 0},
    {"SIP1 Backup Port", "65536", NULL, HF_SETTING_PORT, 2, 0},
    {"SIP1 Backup Port", "50 60", NULL, HF_SETTING_PORT, 2, 0},
    {"SIP1 Backup TTL", "", "3600", HF_SETTING_EXPIRES, 2, 0},
    {"SIP1 Backup TTL", "10", "10", HF_SETTING_EXPIRES, 2, 1},
    {"SIP1 Backup TTL", "2147483647", "2147483647", HF_SETTING_EXPIRES, 2, 0},
    {"SIP1 Backup TTL", "9", NULL, HF_SETTING_EXPIRES, 2, 0},
    {"SIP1 Backup TTL", "3600.0", NULL, HF_SETTING_EXPIRES, 2, 0},
    {"SIP1 Backup Transport", "", "udp", HF_SETTING_TRANSPORT, 2, 0},
    {"SIP1 Backup Transport", "3", "tls", HF_SETTING_TRANSPORT, 2, 1},
    {"SIP1 Backup Transport", "2", NULL, HF_SETTING_TRANSPORT, 2, 0},
    {"SIP1 Backup Transport", "-", NULL, HF_SETTING_TRANSPORT, 2, 0},
    {"SIP1 Enable Failback", "", "probe", HF_SETTING_FAILBACK_SERVERS, 0, 0},
    {"SIP1 Enable Failback", "0", "never", HF_SETTING_FAILBACK_SERVERS, 0, 0},
    {"SIP1 Enable Failback", "1", "probe", HF_SETTING_FAILBACK_SERVERS, 0, 0},
    {"SIP1 Enable Failback", "2", NULL, HF_SETTING_FAILBACK_SERVERS, 0, 0},
    {"SIP1 Enable Failback", "yes", NULL, HF_SETTING_FAILBACK_SERVERS, 0, 0},
    {"SIP1 Failback Interval", "", "1800", HF_SETTING_FAILBACK_INTERVAL, 0, 0},
    {"SIP1 Failback Interval", "1", "1", HF_SETTING_FAILBACK_INTERVAL, 0, 0},
    {"SIP1 Failback Interval", "2147483647", "2147483647", HF_SETTING_FAILBACK_INTERVAL, 0, 0},
    {"SIP1 Failback Interval", "0", NULL, HF_SETTING_FAILBACK_INTERVAL, 0, 0},
    {"SIP1 Failback Interval", "2147483648", NULL, HF_SETTING_FAILBACK_INTERVAL, 0, 0},
    {"SIP1 Failback Interval", "often", NULL, HF_SETTING_FAILBACK_INTERVAL, 0, 0},
    {"SIP1 Signal Retry Counts", "", "3", HF_SETTING_RETRY_COUNTS, 2, 0},
    {"SIP1 Signal Retry Counts", "0", "0", HF_SETTING_RETRY_COUNTS, 1, 0},
    {"SIP1 Signal Retry Counts", "20", "20", HF_SETTING_RETRY_COUNTS, 1, 0},
    {"SIP1 Signal Retry Counts", "21", NULL, HF_SETTING_RETRY_COUNTS, 1, 0},
    {"SIP1 Signal Retry Counts", "-1", NULL, HF_SETTING_RETRY_COUNTS, 1, 0},
    {"SIP1 Signal Retry Counts", "three", NULL, HF_SETTING_RETRY_COUNTS, 1, 0},
    {"SIP1 NAT UDPUpdate", "", "30", HF_SETTING_KEEPALIVE, 0, 0},
    {"SIP1 NAT UDPUpdate", "0", "0", HF_SETTING_KEEPALIVE, 0, 0},
    {"SIP1 NAT UDPUpdate", "1", "30", HF_SETTING_KEEPALIVE, 0, 1},
    {"SIP1 NAT UDPUpdate", "2", "30", HF_SETTING_KEEPALIVE, 0, 0},
    {"SIP1 NAT UDPUpdate", "3", NULL, HF_SETTING_KEEPALIVE, 0, 0},
    {"SIP1 UDPUpdate TTL", "60", "60", HF_SETTING_KEEPALIVE, 0, 0},
    {"SIP1 UDPUpdate TTL", "1", "1", HF_SETTING_KEEPALIVE, 0, 0},
    {"SIP1 UDPUpdate TTL", "0", NULL, HF_SETTING_KEEPALIVE, 0, 0},
    {"SIP1 UDPUpdate TTL", "86401", "86400", HF_SETTING_KEEPALIVE, 0, 1},
    {"SIP1 UDPUpdate TTL", "often", NULL, HF_SETTING_KEEPALIVE, 0, 0},
    {"Reg Fail Interval", "", "32", HF_SETTING_RETRY_BASE, 0, 0},
    {"Reg Fail Interval", "1", "1", HF_SETTING_RETRY_MAX, 0, 0},
    {"Reg Fail Interval", "86400", "86400", HF_SETTING_RETRY_BASE, 0, 0},
    {"Reg Fail Interval", "0", NULL, HF_SETTING_RETRY_BASE, 0, 0},
    {"Reg Fail Interval", "86401", NULL, HF_SETTING_RETRY_BASE, 0, 0},
    {"Reg Fail Interval", "soon", NULL, HF_SETTING_RETRY_BASE, 0, 0},
    {"SIP1 Backup Port", "sip", NULL, HF_SETTING_PORT, 2, 0},
    {"SIP1 Backup TTL", "2147483648", NULL, HF_SETTING_EXPIRES, 2, 0},
    {"SIP1 Backup Transport", "0", "udp", HF_SETTING_TRANSPORT, 2, 0},
    {"SIP1 Backup Transport", "1", "tcp", HF_SETTING_TRANSPORT, 2, 0},
    {"SIP1 Backup Transport", "4", NULL, HF_SETTING_TRANSPORT, 2, 0},
    {"SIP1 Proxy Port", "", "5060", HF_SETTING_PORT, PROXY_1, 0},
    {"SIP1 Proxy Port", "0", "0", HF_SETTING_PORT, PROXY_1, 0},
    {"SIP1 Proxy Port", "65535", "65535", HF_SETTING_PORT, PROXY_1, 0},
    {"SIP1 Proxy Port", "65536", NULL, HF_SETTING_PORT, PROXY_1, 0},
    {"SIP1 Proxy Port", "-1", NULL, HF_SETTING_PORT, PROXY_1, 0},
    {"SIP1 Proxy Port", "sip", NULL, HF_SETTING_PORT, PROXY_1, 0},
    {"SIP1 BakProxy Port", "", "5060", HF_SETTING_PORT, PROXY_2, 0},
    {"SIP1 BakProxy Port", "0", "0", HF_SETTING_PORT, PROXY_2, 0},
    {"SIP1 BakProxy Port", "65535", "65535", HF_SETTING_PORT, PROXY_2, 0},
    {"SIP1 BakProxy Port", "65536", NULL, HF_SETTING_PORT, PROXY_2, 0},
    {"SIP1 BakProxy Port", "x", NULL, HF_SETTING_PORT, PROXY_2, 0},
    {"SIP1 DNS SRV", "", "5060", HF_SETTING_PORT, 1, 0},
    {"SIP1 DNS SRV", "0", "5060", HF_SETTING_PORT, 1, 0},
    {"SIP1 DNS SRV", "1", "5060", HF_SETTING_PORT, 1, 1},
    {"SIP1 DNS SRV", "2", NULL, HF_SETTING_PORT, 1, 0},
    {"SIP1 DNS SRV", "-1", NULL, HF_SETTING_PORT, 1, 0},
    {"SIP1 DNS SRV", "yes", NULL, HF_SETTING_PORT, 1, 0},
    {"SIP1 DNS Mode", "", "5060", HF_SETTING_PORT, 1, 0},
    {"SIP1 DNS Mode", "0", "5060", HF_SETTING_PORT, 1, 0},
    {"SIP1 DNS Mode", "2", "5060", HF_SETTING_PORT, 1, 1},
    {"SIP1 DNS Mode", "3", NULL, HF_SETTING_PORT, 1, 0},
    {"SIP1 DNS Mode", "SRV", NULL, HF_SETTING_PORT, 1, 0},
    {"SIP1 UDPUpdate TTL", "", "30", HF_SETTING_KEEPALIVE, 0, 0},
    {"SIP1 UDPUpdate TTL", "2147483647", "86400", HF_SETTING_KEEPALIVE, 0, 1},
    {"SIP1 UDPUpdate TTL", "2147483648", NULL, HF_SETTING_KEEPALIVE, 0, 0},
    {"SIP1 NAT UDPUpdate", "CRLF", NULL, HF_SETTING_KEEPALIVE, 0, 0},
};

static const struct key_case timers[] = {
    {"SIP1 Session Timer T1", "", "500", HF_SETTING_T1, 0, 0},
    {"SIP1 Session Timer T1", "10", "10", HF_SETTING_T1, 0, 0},
    {"SIP1 Session Timer T1", "60000", "60000", HF_SETTING_T1, 0, 1},
    {"SIP1 Session Timer T1", "9", NULL, HF_SETTING_T1, 0, 0},
    {"SIP1 Session Timer T1", "60001", NULL, HF_SETTING_T1, 0, 0},
    {"SIP1 Session Timer T1", "0.5", NULL, HF_SETTING_T1, 0, 0},
    {"Transaction TimerT1", "", "500", HF_SETTING_T1, 0, 0},
    {"Transaction TimerT1", "10", "10", HF_SETTING_T1, 0, 0},
    {"Transaction TimerT1", "60000", "60000", HF_SETTING_T1, 0, 1},
    {"Transaction TimerT1", "9", NULL, HF_SETTING_T1, 0, 0},
    {"Transaction TimerT1", "60001", NULL, HF_SETTING_T1, 0, 0},
    {"Transaction TimerT1", "0.5", NULL, HF_SETTING_T1, 0, 0},
    {"SIP1 Session Timer T2", "", "4000", HF_SETTING_T2, 0, 0},
    {"SIP1 Session Timer T2", "10", "10", HF_SETTING_T2, 0, 0},
    {"SIP1 Session Timer T2", "60000", "60000", HF_SETTING_T2, 0, 0},
    {"SIP1 Session Timer T2", "9", NULL, HF_SETTING_T2, 0, 0},
    {"SIP1 Session Timer T2", "60001", NULL, HF_SETTING_T2, 0, 0},
    {"SIP1 Session Timer T2", "0.5", NULL, HF_SETTING_T2, 0, 0},
    {"Transaction TimerT2", "", "4000", HF_SETTING_T2, 0, 0},
    {"Transaction TimerT2", "10", "10", HF_SETTING_T2, 0, 0},
    {"Transaction TimerT2", "60000", "60000", HF_SETTING_T2, 0, 0},
    {"Transaction TimerT2", "9", NULL, HF_SETTING_T2, 0, 0},
    {"Transaction TimerT2", "60001", NULL, HF_SETTING_T2, 0, 0},
    {"Transaction TimerT2", "0.5", NULL, HF_SETTING_T2, 0, 0},
    {"SIP1 Session Timer T4", "", "5000", HF_SETTING_T4, 0, 0},
    {"SIP1 Session Timer T4", "10", "10", HF_SETTING_T4, 0, 0},
    {"SIP1 Session Timer T4", "60000", "60000", HF_SETTING_T4, 0, 0},
    {"SIP1 Session Timer T4", "9", NULL, HF_SETTING_T4, 0, 0},
    {"SIP1 Session Timer T4", "60001", NULL, HF_SETTING_T4, 0, 0},
    {"SIP1 Session Timer T4", "0.5", NULL, HF_SETTING_T4, 0, 0},
    {"Transaction TimerT4", "", "5000", HF_SETTING_T4, 0, 0},
    {"Transaction TimerT4", "10", "10", HF_SETTING_T4, 0, 0},
    {"Transaction TimerT4", "60000", "60000", HF_SETTING_T4, 0, 0},
    {"Transaction TimerT4", "9", NULL, HF_SETTING_T4, 0, 0},
    {"Transaction TimerT4", "60001", NULL, HF_SETTING_T4, 0, 0},
    {"Transaction TimerT4", "0.5", NULL, HF_SETTING_T4, 0, 0},
};

static const struct fanvil_pair base[] = {
    {"SIP1 Enable Reg", "1"},
    {"SIP1 Phone Number", "1001"},
    {"SIP1 Register Addr", "192.0.2.1"},
    {"SIP1 Backup Addr", "192.0.2.2"},
    {"SIP1 Proxy Addr", "192.0.2.3"},
    {"SIP1 BakProxy Addr", "192.0.2.4"},
};

#define N_BASE    (sizeof(base) / sizeof(base[0]))
#define N_SERVERS 4 /* of them without the proxies, which only their own keys have */

/* Reads the case's key behind the base, which it stands for if it is in it. */
static int read_case(struct hf_phone_config *phone, enum hf_dialect dialect, const char *key,
                     const char *value)
{
    struct fanvil_pair pairs[N_BASE + 1];
    size_t n_base = strstr(key, "roxy") != NULL ? N_BASE : N_SERVERS;
    size_t n = 0;

    for (size_t i = 0; i < n_base; i++)
        if (strcmp(base[i].key, key) != 0)
            pairs[n++] = base[i];
    pairs[n].key = key;
    pairs[n++].value = value;
    return fanvil_read(phone, dialect, pairs, n);
}

static void check_refused(const struct hf_phone_config *phone, const char *key, const char *value)
{
    const struct hf_remark *remark = remark_with(phone, key);

    cr_assert_eq(phone->n_accounts, 0u, "%s = %s is applied", key, value);
    cr_assert_not_null(remark, "%s = %s: no remark names the key", key, value);
    cr_assert_eq(remark->severity, HF_SEVERITY_ERROR, "%s: %s", key, remark->text);
    cr_assert_eq(remark->file, 1u);
    cr_assert_gt(remark->line, 2u, "%s = %s: line %u", key, value, remark->line);
    cr_assert_str_eq(remark->rule, "G1");
    cr_assert_not_null(strstr(remark->text, value), "%s: the value is not shown", key);
    cr_assert_not_null(strstr(remark->text, "; "), "%s: nothing is allowed", key);
}

/* TLS is 2 in the old XML. */
static const char *value_in(enum hf_dialect dialect, const struct key_case *c)
{
    if (dialect != HF_DIALECT_FANVIL_XML_OLD || c->setting != HF_SETTING_TRANSPORT)
        return c->value;
    if (strcmp(c->value, "3") == 0)
        return "2";
    return strcmp(c->value, "2") == 0 ? "3" : c->value;
}

static void check_case(enum hf_dialect dialect, const struct key_case *c)
{
    const char *given = value_in(dialect, c);
    struct hf_phone_config phone;
    char key[128], value[64];
    int result = read_case(&phone, dialect, c->key, given);

    fanvil_key(dialect, c->key, key);
    if (c->effective == NULL) {
        cr_assert_eq(result, -1, "%s = %s is taken", key, given);
        check_refused(&phone, key, given);
    } else {
        cr_assert_eq(result, 0, "%s = %s is refused", key, given);
        cr_assert_eq(phone.n_accounts, 1u);
        hf_policy_value(&phone.accounts[0].config, c->setting, c->server, value);
        cr_assert_str_eq(value, c->effective, "%s = %s gives %s", key, given, value);
        cr_assert_eq(remark_with(&phone, key) != NULL, c->warned, "%s = %s: warned %d", key, given,
                     !c->warned);
        cr_assert_eq(phone.unknown_keys, 0u, "%s is not known", key);
    }
    hf_phone_config_free(&phone);
}

Test(fanvil_keys, each_key_takes_its_range_and_refuses_the_rest_in_each_dialect)
{
    for (size_t d = 0; d < N_FANVIL_DIALECTS; d++)
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
            check_case(fanvil_dialects[d], &cases[i]);
}

/* In the old XML the timers are the phone's, and three of a line's would be cut to one name. */
Test(fanvil_keys, timers_of_a_line_are_in_all_dialects_but_the_old_xml)
{
    for (size_t d = 0; d < N_FANVIL_DIALECTS; d++)
        for (size_t i = 0; i < sizeof(timers) / sizeof(timers[0]); i++)
            if (fanvil_dialects[d] != HF_DIALECT_FANVIL_XML_OLD ||
                strncmp(timers[i].key, "SIP1", 4) != 0)
                check_case(fanvil_dialects[d], &timers[i]);
}

Test(fanvil_keys, enable_reg_is_off_or_on)
{
    static const struct {
        const char *value;
        int enabled; /* -1: refused */
    } values[] = {{"", 0}, {"0", 0}, {"1", 1}, {"2", -1}, {"-1", -1}, {"on", -1}};

    for (size_t d = 0; d < N_FANVIL_DIALECTS; d++)
        for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
            struct hf_phone_config phone;
            char key[128];
            int result = read_case(&phone, fanvil_dialects[d], "SIP1 Enable Reg", values[i].value);

            fanvil_key(fanvil_dialects[d], "SIP1 Enable Reg", key);
            cr_assert_eq(result, values[i].enabled < 0 ? -1 : 0, "%s = %s", key, values[i].value);
            if (values[i].enabled < 0)
                check_refused(&phone, key, values[i].value);
            else
                cr_assert_eq(phone.accounts[0].enabled, values[i].enabled);
            hf_phone_config_free(&phone);
        }
}

static const char *text_of(const struct hf_account *account, const char *key)
{
    if (strcmp(key, "SIP1 Phone Number") == 0)
        return account->user;
    if (strcmp(key, "SIP1 Display Name") == 0)
        return account->display_name;
    if (strcmp(key, "SIP1 Register User") == 0)
        return account->auth_name;
    return account->password;
}

Test(fanvil_keys, texts_are_of_127_bytes_and_a_password_is_never_said)
{
    static const char *const keys[] = {"SIP1 Phone Number", "SIP1 Display Name",
                                       "SIP1 Register User", "SIP1 Register Pswd"};
    char longest[129];

    memset(longest, 'w', 128);
    longest[128] = '\0';
    for (size_t d = 0; d < N_FANVIL_DIALECTS; d++)
        for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
            enum hf_dialect dialect = fanvil_dialects[d];
            struct hf_phone_config phone;
            char key[128];

            fanvil_key(dialect, keys[i], key);
            cr_assert_eq(read_case(&phone, dialect, keys[i], longest + 1), 0, "%s", key);
            cr_assert_str_eq(text_of(&phone.accounts[0], keys[i]), longest + 1, "%s", key);
            hf_phone_config_free(&phone);
            cr_assert_eq(read_case(&phone, dialect, keys[i], longest), -1, "%s", key);
            cr_assert_not_null(remark_with(&phone, key));
            cr_assert_eq(remark_with(&phone, "www") != NULL, i != 3, "%s is said or not", key);
            hf_phone_config_free(&phone);
            cr_assert_eq(read_case(&phone, dialect, keys[i], ""), 0, "%s", key);
            cr_assert_str_eq(text_of(&phone.accounts[0], keys[i]), i == 2 ? "1001" : "", "%s", key);
            hf_phone_config_free(&phone);
        }
}

Test(fanvil_keys, addresses_are_addresses_or_names)
{
    static const struct {
        const char *key;
        unsigned place;
    } hosts[] = {{"SIP1 Register Addr", 1},
                 {"SIP1 Backup Addr", 2},
                 {"SIP1 Proxy Addr", PROXY_1},
                 {"SIP1 BakProxy Addr", PROXY_2}};
    static const char *const good[] = {"192.0.2.9", "2001:db8::9", "pbx.example.com", "a"};
    static const char *const bad[] = {"192.0.2.256", "pbx.example.com:5060", "a..b", "sip pbx"};

    for (size_t d = 0; d < N_FANVIL_DIALECTS; d++)
        for (size_t i = 0; i < 16; i++) {
            enum hf_dialect dialect = fanvil_dialects[d];
            struct hf_phone_config phone;
            char key[128], host[HF_NAME_MAX + 1];

            fanvil_key(dialect, hosts[i / 4].key, key);
            cr_assert_eq(read_case(&phone, dialect, hosts[i / 4].key, good[i % 4]), 0, "%s", key);
            hf_policy_host(&phone.accounts[0].config, hosts[i / 4].place, host);
            cr_assert_str_eq(host, good[i % 4], "%s", key);
            hf_phone_config_free(&phone);
            cr_assert_eq(read_case(&phone, dialect, hosts[i / 4].key, bad[i % 4]), -1, "%s", key);
            check_refused(&phone, key, bad[i % 4]);
            hf_phone_config_free(&phone);
        }
}

/* Keys of no field: default, another value, nonsense, and what this phone does instead. */
static const struct {
    const char *key, *usual, *other, *rule;
} noted[] = {
    {"SIP1 Need Reg On", "0", "1", "E2"},          {"SIP1 Backup Need Reg On", "0", "1", "E2"},
    {"SIP1 Proxy Need Reg On", "0", "1", "E2"},    {"SIP1 BakProxy Need Reg On", "0", "1", "E2"},
    {"SIP1 Backup Mode", "0", "1", "C1"},          {"SIP1 Signal Failback", "0", "1", "D1"},
    {"SIP1 Failback Hold", "1", "0", "D1"},        {"SIP1 TCP Use Retry Timer", "0", "1", "A3"},
    {"SIP1 Unavailable Mode", "0", "1", "A6"},     {"SIP1 Auto TCP", "0", "1", "B2"},
    {"SIP1 TLS Version", "2", "0", "B14"},         {"SIP1 Update Reg Expire", "1", "0", "C4"},
    {"SIP1 UDPUpdate Try Times", "3", "4", "C3a"}, {"Enable Group Backup", "0", "1", "A10"},
};

Test(fanvil_keys, without_a_field_are_known_and_only_another_value_is_warned_about)
{
    for (size_t d = 0; d < N_FANVIL_DIALECTS; d++)
        for (size_t i = 0; i < sizeof(noted) / sizeof(noted[0]); i++) {
            const char *const values[] = {"", noted[i].usual, "nonsense", noted[i].other};

            for (size_t v = 0; v < 4; v++) {
                struct hf_phone_config phone;
                char key[128];
                const struct hf_remark *remark;

                fanvil_key(fanvil_dialects[d], noted[i].key, key);
                cr_assert_eq(read_case(&phone, fanvil_dialects[d], noted[i].key, values[v]), 0,
                             "%s = %s", key, values[v]);
                cr_assert_eq(phone.unknown_keys, 0u, "%s is not known", key);
                remark = remark_with(&phone, key);
                cr_assert_eq(remark != NULL, v == 3, "%s = %s", key, values[v]);
                if (remark != NULL)
                    cr_assert_str_eq(remark->rule, noted[i].rule, "%s", remark->text);
                hf_phone_config_free(&phone);
            }
        }
}
