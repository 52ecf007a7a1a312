/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The native format's keys. Each one is tried at its least, its greatest, one beyond both and with
 * nonsense, at every place; hf_config_check, which knows nothing of the table, is the judge of what
 * is taken. A few cases stand in words, so that table and check cannot be wrong together.
 */
#include "native_keys.h"

#include "holdfast/line.h"
#include "support.h"

#define HEAD   "holdfast: 1\nlines:\n  - user: a\n"
#define SERVER "    servers:\n      - host: 192.0.2.1\n"
#define PROXY  "        outbound_proxies:\n          - host: 192.0.2.9\n"

/* A line with four servers of two proxies each; `key: value` stands at the place. */
static void compose(char text[2048], unsigned place, const char *key, const char *value)
{
    size_t n = (size_t)snprintf(text, 2048, HEAD);

    if (place == 0)
        n += (size_t)snprintf(text + n, 2048 - n, "    %s: %s\n", key, value);
    n += (size_t)snprintf(text + n, 2048 - n, "    servers:\n");
    for (unsigned server = 1; server <= HF_LINE_SERVERS; server++) {
        n += (size_t)snprintf(text + n, 2048 - n, "      - host: 192.0.2.%u\n", server);
        if (place == hf_place_of(server, 0))
            n += (size_t)snprintf(text + n, 2048 - n, "        %s: %s\n", key, value);
        n += (size_t)snprintf(text + n, 2048 - n, "        outbound_proxies:\n");
        for (unsigned proxy = 1; proxy <= HF_SERVER_PROXIES; proxy++) {
            n += (size_t)snprintf(text + n, 2048 - n, "          - host: 198.51.100.%u%u\n", server,
                                  proxy);
            if (place == hf_place_of(server, proxy))
                n += (size_t)snprintf(text + n, 2048 - n, "            %s: %s\n", key, value);
        }
    }
}

/* The field that the key names, in the native defaults, with a number that may not be sound. */
static int core_takes(const struct hf_key *key, int64_t number)
{
    struct hf_config config;
    struct hf_refusal refusal;
    unsigned char *base = (unsigned char *)&config;
    uint32_t wide = (uint32_t)number;
    uint16_t half = (uint16_t)number;
    uint8_t narrow = (uint8_t)number;

    hf_config_init(&config);
    config.n_servers = 1;
    config.servers[0].n_proxies = 1;
    hf_config_name(&config, &config.servers[0].host, "a", 1);
    hf_config_name(&config, &config.servers[0].proxies[0].host, "b", 1);
    if (key->of == HF_KEY_OF_SERVER)
        base = (unsigned char *)&config.servers[0];
    if (key->of == HF_KEY_OF_PROXY)
        base = (unsigned char *)&config.servers[0].proxies[0];
    if (key->width == 1)
        memcpy(base + key->field, &narrow, 1);
    else if (key->width == 2)
        memcpy(base + key->field, &half, 2);
    else
        memcpy(base + key->field, &wide, 4);
    /* What goes with it, so that only the key itself is judged. */
    if (key->setting == HF_SETTING_T1)
        config.t2_ms = 60000;
    if (key->setting == HF_SETTING_T2)
        config.t1_ms = 1;
    if (key->setting == HF_SETTING_RETRY_BASE)
        config.retry_max_s = 86400;
    if (key->setting == HF_SETTING_RETRY_MAX)
        config.retry_base_s = 1;
    config.contact_per_server |= config.unregister_old;
    return hf_config_check(&config, &refusal) == 0;
}

/* Reads the key with a value; beside it what it cannot stand without. True: it is taken, and then
 * `effective` is its value. */
static int reader_takes(const struct hf_key *key, const char *value, char effective[64])
{
    static const struct {
        uint8_t setting;
        const char *beside;
    } companions[] = {{HF_SETTING_T1, "    t2_ms: 60000\n"},
                      {HF_SETTING_T2, "    t1_ms: 1\n"},
                      {HF_SETTING_RETRY_BASE, "    retry_max_s: 86400\n"},
                      {HF_SETTING_RETRY_MAX, "    retry_base_s: 1\n"},
                      {HF_SETTING_UNREGISTER_OLD, "    contact_per_server: on\n"}};
    struct hf_phone_config phone;
    struct hf_refusal refusal;
    char text[2048], longer[2200];
    unsigned place = hf_native_place(key);
    int result;

    compose(text, place, hf_native_word(key), value);
    snprintf(longer, sizeof(longer), "%s", text);
    for (size_t i = 0; i < sizeof(companions) / sizeof(companions[0]); i++)
        if (key->setting == companions[i].setting)
            snprintf(longer, sizeof(longer), HEAD "%s%s", companions[i].beside,
                     text + strlen(HEAD));
    result = read_text(&phone, longer);
    if (result == 0) {
        cr_assert_eq(phone.n_accounts, 1u);
        cr_assert_eq(hf_config_check(&phone.accounts[0].config, &refusal), 0, "%s = %s: %s",
                     key->name, value, refusal.what);
        if (key->setting != HF_SETTING_NONE)
            hf_policy_value(&phone.accounts[0].config, key->setting, place, effective);
    } else {
        char spelled[HF_KEY_NAME];
        const struct hf_remark *remark;

        hf_vendor_native.spell(HF_DIALECT_NATIVE, 1, key, spelled);
        remark = remark_with(&phone, spelled);
        cr_assert_eq(phone.n_accounts, 0u);
        cr_assert_not_null(remark, "%s = %s: no remark names the key", key->name, value);
        cr_assert_eq(remark->severity, HF_SEVERITY_ERROR);
        cr_assert_str_eq(remark->rule, "G1");
        cr_assert_gt(remark->line, 2u, "%s", key->name);
        cr_assert_not_null(strstr(remark->text, value), "%s", remark->text);
        cr_assert_not_null(strstr(remark->text, "allowed: "), "%s", remark->text);
    }
    hf_phone_config_free(&phone);
    return result == 0;
}

Test(native, the_ranges_are_those_of_the_core)
{
    unsigned n = 0;

    for (size_t i = 0; i < hf_vendor_native.n_keys; i++) {
        const struct hf_key *key = &hf_vendor_native.keys[i];
        int64_t numbers[4] = {key->least - 1, key->least, key->greatest, key->greatest + 1};

        if (key->kind != HF_KEY_NUMBER || key->width == 0)
            continue;
        n++;
        for (size_t k = 0; k < 4; k++) {
            char value[32], effective[64];
            int taken = k == 1 || k == 2;

            snprintf(value, sizeof(value), "%lld", (long long)numbers[k]);
            cr_assert_eq(reader_takes(key, value, effective), taken, "%s = %s", key->name, value);
            if (taken)
                cr_assert_str_eq(effective, value, "%s", key->name);
            /* -1 means something in a proxy, and a field cannot hold what is beyond its width */
            if ((numbers[k] < 0 && key->of == HF_KEY_OF_PROXY) ||
                (key->width == 2 && numbers[k] > UINT16_MAX) || (key->width == 2 && k == 0))
                continue;
            cr_assert_eq(core_takes(key, numbers[k]), taken, "%s = %s: the core", key->name, value);
        }
    }
    cr_assert_eq(n, 16u + HF_LINE_SERVERS * (6 + HF_SERVER_PROXIES * 4), "%u", n);
}

Test(native, each_word_is_taken_and_means_what_policy_calls_it)
{
    unsigned n = 0;

    for (size_t i = 0; i < hf_vendor_native.n_keys; i++) {
        const struct hf_key *key = &hf_vendor_native.keys[i];

        for (int64_t k = 0; key->kind == HF_KEY_WORD && key->width > 0 && k <= key->greatest; k++) {
            int stored = key->choices != NULL ? key->choices[k] : (int)k;
            char effective[64];

            if (key->words[k] == NULL)
                continue;
            n++;
            cr_assert(core_takes(key, stored), "%s = %s", key->name, key->words[k]);
            cr_assert(reader_takes(key, key->words[k], effective), "%s = %s", key->name,
                      key->words[k]);
            if (key->choices == NULL || k <= 1)
                cr_assert_str_eq(effective, key->words[k], "%s", key->name);
        }
        if (key->kind == HF_KEY_WORD && key->choices == NULL && key->words[key->greatest] != NULL &&
            key->setting != HF_SETTING_FAILBACK_MODE)
            cr_assert_not(core_takes(key, key->greatest + 1), "%s: one word is missing", key->name);
    }
    cr_assert_gt(n, 150u);
}

Test(native, nonsense_is_refused_at_every_key)
{
    static const char *const nonsense[] = {"nonsense", "-5", "99999999999", "1.5", "0x10", "1 2"};
    char effective[64];

    for (size_t i = 0; i < hf_vendor_native.n_keys; i++) {
        const struct hf_key *key = &hf_vendor_native.keys[i];

        for (size_t k = 0; k < sizeof(nonsense) / sizeof(nonsense[0]); k++)
            if (key->kind == HF_KEY_NUMBER || key->kind == HF_KEY_WORD ||
                key->kind == HF_KEY_STATUSES)
                cr_assert_not(reader_takes(key, nonsense[k], effective), "%s = %s", key->name,
                              nonsense[k]);
    }
}

static const struct {
    unsigned setting, place;
    const char *key, *value, *effective; /* NULL: refused */
} cases[] = {
    {HF_SETTING_MODE, 0, "mode", "", "successive"},
    {HF_SETTING_MODE, 0, "mode", "concurrent", "concurrent"},
    {HF_SETTING_MODE, 0, "mode", "both", NULL},
    {HF_SETTING_FAILBACK_SERVERS, 0, "failback_servers", "", "probe"},
    {HF_SETTING_FAILBACK_SERVERS, 0, "failback_servers", "never", "never"},
    {HF_SETTING_FAILBACK_SERVERS, 0, "failback_servers", "dns_ttl", NULL},
    {HF_SETTING_FAILBACK_SERVERS, 0, "failback_servers", "registration", NULL},
    {HF_SETTING_FAILBACK_SERVERS, 0, "failback_servers", "duration", NULL},
    {HF_SETTING_FAILBACK_MODE, 1, "failback_mode", "", "registration"},
    {HF_SETTING_FAILBACK_MODE, 1, "failback_mode", "Duration", "duration"},
    {HF_SETTING_FAILBACK_MODE, 1, "failback_mode", "probe", NULL},
    {HF_SETTING_FAILBACK_MODE, 5, "failback_mode", "", "as server"},
    {HF_SETTING_FAILBACK_MODE, 5, "failback_mode", "as server", "as server"},
    {HF_SETTING_FAILBACK_MODE, 5, "failback_mode", "never", "never"},
    {HF_SETTING_FAILBACK_MODE, 5, "failback_mode", "-1", NULL},
    {HF_SETTING_RETRY_COUNTS, 5, "retry_counts", "as server", "as server"},
    {HF_SETTING_RETRY_COUNTS, 5, "retry_counts", "0", "0"},
    {HF_SETTING_RETRY_COUNTS, 5, "retry_counts", "-1", NULL},
    {HF_SETTING_RETRY_COUNTS, 1, "retry_counts", "as server", NULL},
    {HF_SETTING_RETRY_COUNTS, 1, "retry_counts", "", "3"},
    {HF_SETTING_RETRY_COUNTS, 4, "retry_counts", "20", "20"},
    {HF_SETTING_RETRY_COUNTS, 4, "retry_counts", "21", NULL},
    {HF_SETTING_INVITE_RETRY_COUNTS, 1, "invite_retry_counts", "", "as retry_counts"},
    {HF_SETTING_INVITE_RETRY_COUNTS, 1, "invite_retry_counts", "as retry_counts",
     "as retry_counts"},
    {HF_SETTING_INVITE_RETRY_COUNTS, 1, "invite_retry_counts", "1", "1"},
    {HF_SETTING_INVITE_RETRY_COUNTS, 1, "invite_retry_counts", "0", NULL},
    {HF_SETTING_INVITE_RETRY_COUNTS, 1, "invite_retry_counts", "255", NULL},
    {HF_SETTING_EXPIRES, 2, "expires_s", "10", "10"},
    {HF_SETTING_EXPIRES, 2, "expires_s", "9", NULL},
    {HF_SETTING_EXPIRES, 2, "expires_s", "2147483648", NULL},
    {HF_SETTING_PORT, 1, "port", "", "5060"},
    {HF_SETTING_PORT, 1, "port", "0", "0"},
    {HF_SETTING_PORT, 1, "port", "65536", NULL},
    {HF_SETTING_TRANSPORT, 1, "transport", "", "udp"},
    {HF_SETTING_TRANSPORT, 1, "transport", "DNS-NAPTR", "dns-naptr"},
    {HF_SETTING_TRANSPORT, 1, "transport", "3", NULL},
    {HF_SETTING_FLAP_DAMPING, 0, "flap_damping", "", "on"},
    {HF_SETTING_FLAP_DAMPING, 0, "flap_damping", "no", "off"},
    {HF_SETTING_FLAP_DAMPING, 0, "flap_damping", "false", "off"},
    {HF_SETTING_REGISTER_FIRST, 0, "register_first", "yes", "on"},
    {HF_SETTING_REGISTER_FIRST, 0, "register_first", "True", "on"},
    {HF_SETTING_REGISTER_FIRST, 0, "register_first", "1", NULL},
    {HF_SETTING_NAPTR_BUILD, 0, "naptr_build", "", "tls tcp udp"},
    {HF_SETTING_NAPTR_BUILD, 0, "naptr_build", "tls tcp", "tls tcp"},
    {HF_SETTING_NAPTR_BUILD, 0, "naptr_build", "all", "tls tcp udp"},
    {HF_SETTING_NAPTR_BUILD, 0, "naptr_build", "tcp", NULL},
    {HF_SETTING_REGISTER_FAILOVER_STATUSES, 0, "register_failover_statuses", "", "500 502 503 504"},
    {HF_SETTING_REGISTER_FAILOVER_STATUSES, 0, "register_failover_statuses", "503", "503"},
    {HF_SETTING_REGISTER_FAILOVER_STATUSES, 0, "register_failover_statuses", "[503, 6xx]",
     "6xx 503"},
    {HF_SETTING_INVITE_FAILOVER_STATUSES, 0, "invite_failover_statuses", "500 503", "500 503"},
    {HF_SETTING_INVITE_FAILOVER_STATUSES, 0, "invite_failover_statuses", "", "503"},
    {HF_SETTING_INVITE_FAILOVER_STATUSES, 0, "invite_failover_statuses", "401", NULL},
    {HF_SETTING_INVITE_FAILOVER_STATUSES, 0, "invite_failover_statuses", "3xx", NULL},
    {HF_SETTING_T1, 0, "t1_ms", "", "500"},
    {HF_SETTING_T1, 0, "t1_ms", "0", NULL},
    {HF_SETTING_T1, 0, "t1_ms", "4000", "4000"},
    {HF_SETTING_T2, 0, "t2_ms", "60001", NULL},
    {HF_SETTING_JITTER, 0, "jitter_percent", "50", "50"},
    {HF_SETTING_JITTER, 0, "jitter_percent", "51", NULL},
    {HF_SETTING_FAILBACK_INTERVAL, 0, "failback_interval_s", "", "120"},
    {HF_SETTING_FAILBACK_INTERVAL, 0, "failback_interval_s", "0", NULL},
};

Test(native, a_few_keys_in_words)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct hf_phone_config phone;
        char text[2048], effective[64];
        int result;

        compose(text, cases[i].place, cases[i].key, cases[i].value);
        result = read_text(&phone, text);
        cr_assert_eq(result == 0, cases[i].effective != NULL, "%s: %s", cases[i].key,
                     cases[i].value);
        if (result == 0) {
            hf_policy_value(&phone.accounts[0].config, cases[i].setting, cases[i].place, effective);
            cr_assert_str_eq(effective, cases[i].effective, "%s: %s", cases[i].key, cases[i].value);
        }
        hf_phone_config_free(&phone);
    }
}

Test(native, what_no_file_says_has_the_cores_default)
{
    struct hf_phone_config phone;
    struct hf_config config, wanted, read;
    const struct hf_account *account;

    cr_assert_eq(read_text(&phone, HEAD SERVER PROXY), 0);
    hf_config_init(&config);
    config.n_servers = 1;
    config.servers[0].n_proxies = 1;
    hf_config_name(&config, &config.servers[0].host, "192.0.2.1", 9);
    hf_config_name(&config, &config.servers[0].proxies[0].host, "192.0.2.9", 9);
    account = &phone.accounts[0];
    hf_config_copy(&read, &account->config);
    hf_config_copy(&wanted, &config);
    cr_assert_eq(memcmp(&wanted, &read, sizeof(read)), 0);
    for (unsigned setting = 1; setting < HF_SETTING_COUNT; setting++)
        cr_assert_eq(account->origins[setting][hf_place_of(1, 1)].file,
                     setting == HF_SETTING_HOST ? 1u : 0u, "%s", hf_setting_token(setting));
    cr_assert_eq(account->enabled, 1);
    cr_assert_str_eq(account->label, "a");
    cr_assert_str_eq(account->auth_name, "a");
    cr_assert_str_eq(account->password, "");
    cr_assert_str_eq(account->display_name, "");
    cr_assert_str_eq(account->name, "line 1");
    hf_phone_config_free(&phone);
}

Test(native, each_setting_has_a_key_at_each_place_where_it_stands)
{
    struct hf_config config;

    hf_native_defaults(&config);
    for (unsigned place = 0; place < HF_PLACES; place++) {
        for (unsigned setting = 1; setting < HF_SETTING_COUNT; setting++) {
            unsigned n = 0;

            for (size_t i = 0; i < hf_vendor_native.n_keys; i++)
                n += hf_vendor_native.keys[i].setting == setting &&
                     hf_native_place(&hf_vendor_native.keys[i]) == place;
            cr_assert_eq(n, (unsigned)(hf_policy_stands_at(setting, place) != 0), "%s at %u",
                         hf_setting_token(setting), place);
        }
    }
    for (size_t i = 0; i < hf_vendor_native.n_keys; i++)
        if (hf_vendor_native.keys[i].setting != HF_SETTING_NONE)
            cr_assert_str_eq(hf_native_word(&hf_vendor_native.keys[i]),
                             hf_setting_token(hf_vendor_native.keys[i].setting));
}

Test(native, a_line_has_1_to_4_servers_with_1_to_2_proxies_without_gaps)
{
    static const struct {
        const char *text, *remark;
        uint32_t line;
    } refused[] = {
        {HEAD, "lines[1].servers: missing", 3},
        {HEAD "    servers: []\n", "lines[1].servers: missing", 3},
        {HEAD "    servers:\n      - port: 1\n", "lines[1].servers[1].host: missing", 5},
        {HEAD SERVER "      - port: 1\n", "lines[1].servers[2].host: missing", 6},
        {HEAD SERVER "      - {}\n", "lines[1].servers[2]: empty", 6},
        {HEAD SERVER "      -\n", "lines[1].servers[2]: empty", 6},
        {HEAD "    servers:\n      - port:\n      - host: a\n", "lines[1].servers[1].host: missing",
         6},
        {HEAD "    servers:\n      - outbound_proxies:\n          - host: a\n",
         "lines[1].servers[1].host: missing", 6},
        {HEAD SERVER "        outbound_proxies:\n          - port: 1\n",
         "lines[1].servers[1].outbound_proxies[1].host: missing", 7},
        {HEAD SERVER PROXY "          - host: b\n          - host: c\n",
         "lines[1].servers[1].outbound_proxies[3]: too many; allowed: 2", 9},
        {HEAD SERVER "      - host: b\n      - host: c\n      - host: d\n      - host: e\n",
         "lines[1].servers[5]: too many; allowed: 4", 9},
        {HEAD "    servers:\n      - host: a b\n", "lines[1].servers[1].host = a b: not a host", 5},
    };
    struct hf_phone_config phone;

    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        const struct hf_remark *remark;

        cr_assert_eq(read_text(&phone, refused[i].text), -1, "case %zu", i);
        remark = remark_with(&phone, refused[i].remark);
        cr_assert_not_null(remark, "case %zu: %s", i, phone.remarks[0].text);
        cr_assert_eq(remark->line, refused[i].line, "case %zu: line %u", i, (unsigned)remark->line);
        cr_assert_str_eq(remark->rule, "G1");
        hf_phone_config_free(&phone);
    }
    cr_assert_eq(read_text(&phone, HEAD SERVER PROXY "      - host: b\n      - host: c\n"
                                                     "      - host: d\n"),
                 0);
    cr_assert_eq(phone.accounts[0].config.n_servers, 4);
    cr_assert_eq(phone.accounts[0].config.servers[0].n_proxies, 1);
    hf_phone_config_free(&phone);
}

Test(native, what_the_core_refuses_together_is_an_error_with_its_line)
{
    static const struct {
        const char *keys, *remark;
        uint32_t line;
    } refused[] = {
        {"    unregister_old: on\n", "lines[1].unregister_old = on: needs contact_per_server", 4},
        {"    t1_ms: 5000\n", "lines[1].t1_ms = 5000: greater than t2_ms, which is 4000", 4},
        {"    t2_ms: 499\n", "lines[1].t2_ms = 499: less than t1_ms, which is 500", 4},
        {"    t2_ms: 100\n    t1_ms: 101\n", "lines[1].t1_ms = 101: greater than t2_ms", 5},
        {"    retry_base_s: 301\n", "lines[1].retry_base_s = 301: greater than retry_max_s", 4},
        {"    retry_max_s: 29\n", "lines[1].retry_max_s = 29: less than retry_base_s", 4},
    };

    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        struct hf_phone_config phone;
        const struct hf_remark *remark;
        char text[512];

        snprintf(text, sizeof(text), HEAD "%s" SERVER, refused[i].keys);
        cr_assert_eq(read_text(&phone, text), -1, "%s", refused[i].keys);
        cr_assert_eq(phone.n_accounts, 0u);
        remark = remark_with(&phone, refused[i].remark);
        cr_assert_not_null(remark, "%s: %s", refused[i].keys, phone.remarks[0].text);
        cr_assert_eq(remark->line, refused[i].line);
        cr_assert_not_null(strstr(remark->text, "allowed: "));
        hf_phone_config_free(&phone);
    }
}

Test(native, names_have_room_for_768_bytes_together)
{
    struct hf_phone_config phone;
    char text[2048], name[260];
    size_t n = (size_t)snprintf(text, sizeof(text), HEAD "    servers:\n");

    memset(name, 'a', sizeof(name));
    for (size_t dot = 60; dot < 253; dot += 61)
        name[dot] = '.';
    name[253] = '\0';
    for (unsigned i = 0; i < 3; i++)
        n += (size_t)snprintf(text + n, sizeof(text) - n, "      - host: %s\n", name);
    cr_assert_eq(read_text(&phone, text), 0);
    hf_phone_config_free(&phone);
    snprintf(text + n, sizeof(text) - n, "      - host: 192.0.2.1\n");
    cr_assert_eq(read_text(&phone, text), 0, "3 * 253 + 9");
    cr_assert_eq(phone.accounts[0].config.names_used, 768);
    hf_phone_config_free(&phone);
    snprintf(text + n, sizeof(text) - n, "      - host: 192.0.2.10\n");
    cr_assert_eq(read_text(&phone, text), -1, "one more");
    cr_assert_not_null(
        remark_with(&phone, "lines[1].servers[4].host = 192.0.2.10: does not fit; allowed: "));
    hf_phone_config_free(&phone);
}

Test(native, defaults_count_for_all_lines_and_a_lines_own_over_them)
{
    struct hf_phone_config phone;
    const struct hf_account *first, *second;

    cr_assert_eq(read_text(&phone, "holdfast: 1\n"
                                   "defaults:\n"
                                   "  t1_ms: 400\n"
                                   "  display_name: Ann\n"
                                   "  label: Desk\n"
                                   "  server: {expires_s: 600, transport: tcp}\n"
                                   "  outbound_proxy: {retry_counts: 2}\n"
                                   "lines:\n"
                                   "  - user: a\n"
                                   "    label: \"\"\n"
                                   "    servers:\n"
                                   "      - {host: 192.0.2.1, expires_s: 60}\n"
                                   "      - {host: 192.0.2.2, expires_s: ~}\n"
                                   "  - user: b\n"
                                   "    t1_ms: 300\n"
                                   "    servers:\n"
                                   "      - host: 192.0.2.1\n"
                                   "        outbound_proxies:\n"
                                   "          - host: 192.0.2.9\n"
                                   "          - {host: 192.0.2.10, retry_counts: as server}\n"),
                 0);
    cr_assert_eq(phone.n_accounts, 2u);
    first = &phone.accounts[0];
    second = &phone.accounts[1];
    cr_assert_eq(first->config.t1_ms, 400u);
    cr_assert_eq(first->origins[HF_SETTING_T1][0].line, 3u);
    cr_assert_eq(second->config.t1_ms, 300u);
    cr_assert_eq(second->origins[HF_SETTING_T1][0].line, 15u);
    cr_assert_str_eq(first->display_name, "Ann");
    cr_assert_str_eq(first->label, "", "emptied");
    cr_assert_str_eq(second->label, "Desk");
    cr_assert_eq(first->config.servers[0].expires_s, 60u);
    cr_assert_eq(first->config.servers[1].expires_s, 600u, "a key without value is missing");
    cr_assert_eq(first->config.servers[1].transport, HF_TRANSPORT_TCP);
    cr_assert_eq(first->config.n_servers, 2);
    cr_assert_eq(second->config.n_servers, 1);
    cr_assert_eq(second->config.servers[0].proxies[0].retry_counts, 2);
    cr_assert_eq(second->config.servers[0].proxies[1].retry_counts, HF_AS_SERVER);
    cr_assert_eq(second->config.servers[0].proxies[1].transport, HF_TRANSPORT_UDP);
    hf_phone_config_free(&phone);
}

Test(native, a_mistake_under_defaults_is_said_once_and_in_its_own_words)
{
    struct hf_phone_config phone;
    const struct hf_remark *remark;

    cr_assert_eq(read_text(&phone, "holdfast: 1\ndefaults: {server: {port: 70000}}\nlines:\n"
                                   "  - servers: [{host: 192.0.2.1}, {host: 192.0.2.2}]\n"
                                   "  - servers: [{host: 192.0.2.1}]\n"),
                 -1);
    cr_assert_eq(remarks_of(&phone, HF_SEVERITY_ERROR), 1u);
    remark = remark_with(&phone, "defaults.server.port = 70000: out of range");
    cr_assert_not_null(remark);
    cr_assert_eq(remark->line, 2u);
    hf_phone_config_free(&phone);
}

Test(native, a_short_failback_timeout_is_kept_and_said_to_act_as_60)
{
    static const struct {
        const char *value;
        int warned;
    } some[] = {{"0", 0}, {"1", 1}, {"59", 1}, {"60", 0}};

    for (size_t i = 0; i < 4; i++) {
        struct hf_phone_config phone;
        char text[256];

        snprintf(text, sizeof(text),
                 HEAD SERVER "        failback_mode: duration\n        failback_timeout_s: %s\n",
                 some[i].value);
        cr_assert_eq(read_text(&phone, text), 0);
        cr_assert_eq(remark_with(&phone, "acts as 60") != NULL, some[i].warned, "%s",
                     some[i].value);
        cr_assert_eq(phone.accounts[0].config.servers[0].failback_timeout_s,
                     (uint32_t)atoi(some[i].value));
        hf_phone_config_free(&phone);
    }
}

Test(native, a_password_is_text_and_in_no_remark)
{
    struct hf_phone_config phone;

    cr_assert_eq(read_text(&phone, HEAD "    password: 0123\n" SERVER), 0);
    cr_assert(strcmp(phone.accounts[0].password, "0123") == 0);
    hf_phone_config_free(&phone);
    cr_assert_eq(read_text(&phone, HEAD "    password: \"topsecret\\x01\"\n" SERVER), -1);
    cr_assert_null(remark_with(&phone, "topsecret"));
    cr_assert_not_null(remark_with(&phone, "lines[1].password: "));
    hf_phone_config_free(&phone);
}
