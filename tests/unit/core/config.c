/* SPDX-License-Identifier: Apache-2.0 */
/* Every refusal of a configuration names its field and its server. */
#include <criterion/criterion.h>
#include <stddef.h>
#include <string.h>

#include "holdfast/line.h"

static struct hf_config sound(void)
{
    struct hf_config config;

    hf_config_init(&config);
    config.n_servers = 2;
    hf_config_name(&config, &config.servers[0].host, "192.0.2.1", 9);
    hf_config_name(&config, &config.servers[1].host, "2001:db8::2", 11);
    return config;
}

Test(config, native_defaults_with_two_servers_are_sound)
{
    struct hf_config config = sound();
    struct hf_refusal refusal;

    cr_assert_eq(hf_config_check(&config, &refusal), HF_OK);
}

Test(config, D5_a_duration_is_an_hour_unless_it_is_said)
{
    struct hf_config config = sound();

    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++)
        cr_assert_eq(config.servers[i].failback_timeout_s, 3600);
}

#define U8(field, low, high)                                                                       \
    {                                                                                              \
#field, offsetof(struct hf_config, field), 1, low, high                                    \
    }
#define U32(field, low, high)                                                                      \
    {                                                                                              \
#field, offsetof(struct hf_config, field), 4, low, high                                    \
    }
#define SERVER(field, size, low, high)                                                             \
    {                                                                                              \
#field, offsetof(struct hf_config, servers[1].field), size, low, high                      \
    }

static const struct field {
    const char *what;
    size_t at;
    size_t size;
    uint32_t low, high;
} fields[] = {
    U8(failback_when, 0, 1),
    U8(flap_damping, 0, 1),
    U8(register_first, 0, 1),
    U8(failover_other, 0, 1),
    U8(share_rests, 0, 1),
    U8(contact_per_server, 0, 1),
    U8(allow_downgrade, 0, 1),
    U8(static_first, 0, 1),
    U8(jitter_percent, 0, 50),
    U8(naptr_build, 0, 2),
    U8(srv_order, 0, 1),
    U8(address_family, 0, 2),
    U8(locate_by, 0, 1),
    U8(trust, 0, 1),
    U32(t1_ms, 1, 4000),
    U32(t2_ms, 500, 60000),
    U32(t4_ms, 1, 60000),
    U32(failback_interval_s, 1, 2147483647),
    U32(proxy_failback_interval_s, 1, 2147483647),
    U32(idle_limit_s, 0, 2147483647),
    U32(retry_base_s, 1, 300),
    U32(retry_max_s, 30, 86400),
    U32(retry_after_max_s, 0, 86400),
    U32(quarantine_s, 0, 86400),
    U32(options_interval_s, 0, 86400),
    U32(keepalive_s, 0, 86400),
    U32(storm_spread_ms, 0, 60000),
    U32(start_spread_s, 0, 86400),
    U32(ring_timeout_s, 0, 86400),
    SERVER(transport, 1, 0, 3),
    SERVER(retry_counts, 1, 0, 20),
    SERVER(expires_s, 4, 10, 2147483647),
    SERVER(retry_period_ms, 4, 0, 32000),
    SERVER(failback_timeout_s, 4, 0, 65535),
    SERVER(failback_mode, 1, 0, 4),
    SERVER(register_on_enable, 1, 0, 1),
    SERVER(only_signal_with_registered, 1, 0, 1),
};

static int check_with(const struct field *field, uint32_t value, struct hf_refusal *refusal)
{
    struct hf_config config = sound();

    memcpy((char *)&config + field->at, &value, field->size); /* little-endian machines */
    return hf_config_check(&config, refusal);
}

Test(config, takes_the_least_and_the_greatest_and_nothing_beyond)
{
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        const struct field *f = &fields[i];
        struct hf_refusal refusal;
        cr_assert_eq(check_with(f, f->low, &refusal), HF_OK, "%s least", f->what);
        cr_assert_eq(check_with(f, f->high, &refusal), HF_OK, "%s greatest", f->what);
        cr_assert_eq(check_with(f, f->high + 1, &refusal), HF_E_VALUE, "%s beyond", f->what);
        if (f->low > 0)
            cr_assert_eq(check_with(f, f->low - 1, &refusal), HF_E_VALUE, "%s below", f->what);
    }
}

Test(config, a_refusal_names_the_field_and_the_server)
{
    struct hf_config config = sound();
    struct hf_refusal refusal;

    config.servers[1].retry_counts = 21;
    cr_assert_eq(hf_config_check(&config, &refusal), HF_E_VALUE);
    cr_assert_str_eq(refusal.what, "retry_counts");
    cr_assert_eq(refusal.index, 2);
    cr_assert_eq(refusal.value, 21);
}

Test(config, takes_every_mode_between_servers)
{
    static const uint8_t between[] = {HF_FAILBACK_NEVER, HF_FAILBACK_NEW_REQUESTS,
                                      HF_FAILBACK_PROBE};

    for (uint8_t mode = 0; mode < HF_MODE_COUNT; mode++) {
        for (size_t i = 0; i < sizeof between; i++) {
            struct hf_config config = sound();
            struct hf_refusal refusal;
            config.mode = mode;
            config.failback_servers = between[i];
            cr_assert_eq(hf_config_check(&config, &refusal), HF_OK, "mode %u, %u", mode,
                         between[i]);
        }
    }
}

#define TEN   "aaaaaaaaaa"
#define SIXTY TEN TEN TEN TEN TEN TEN

static const struct host_case {
    const char *text;
    int sound;
} hosts[] = {
    {"192.0.2.1", 1},
    {"2001:db8::1", 1},
    {"[2001:db8::1]", 1},
    {"pbx", 1},
    {"a", 1},
    {"pbx.example.com", 1},
    {"pbx.example.com.", 1},
    {"PBX-1.Example.COM", 1},
    {"3com.example", 1},
    {"_sip._udp.example", 1},
    {"2.example", 1},
    {SIXTY "aaa.example", 1},
    {SIXTY "aaa." SIXTY "aaa." SIXTY "aaa." SIXTY "a", 1},  /* 253 */
    {SIXTY "aaa." SIXTY "aaa." SIXTY "aaa." SIXTY "a.", 1}, /* and the dot at the end */
    {SIXTY "aaa." SIXTY "aaa." SIXTY "aaa." SIXTY "aa", 0},
    {SIXTY "aaaa.example", 0},
    {".", 0},
    {"..", 0},
    {".example", 0},
    {"pbx..example", 0},
    {"pbx.example..", 0},
    {"-pbx.example", 0},
    {"pbx-.example", 0},
    {"pbx.-", 0},
    {"pbx example", 0},
    {"pbx.example:5060", 0},
    {"pbx\nexample", 0},
    {"pbx;lr", 0},
    {"<pbx>", 0},
    {"b\xC3\xBC"
     "ro.example",
     0},
    {"192.0.2.256", 0},
    {"192.0.2", 0},
    {"192.0.2.1.", 0},
    {"2001:db8::1::2", 0},
    {"fe80::1%eth0", 0},
    {"[192.0.2.1]", 0},
};

static int check_host(const char *text, int of_proxy, struct hf_refusal *refusal)
{
    struct hf_config config = sound();
    struct hf_server_config *server = &config.servers[1];

    server->n_proxies = of_proxy ? 1 : 0;
    cr_assert_eq(hf_config_name(&config, of_proxy ? &server->proxies[0].host : &server->host, text,
                                strlen(text)),
                 HF_OK);
    return hf_config_check(&config, refusal);
}

Test(config, a_host_is_an_address_or_a_name)
{
    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        for (int of_proxy = 0; of_proxy <= 1; of_proxy++) {
            struct hf_refusal refusal;
            int result = check_host(hosts[i].text, of_proxy, &refusal);
            cr_assert_eq(result, hosts[i].sound ? HF_OK : HF_E_VALUE, "%s", hosts[i].text);
            if (hosts[i].sound)
                continue;
            cr_assert_str_eq(refusal.what, "host: neither an address nor a name");
            cr_assert_eq(refusal.index, 2);
        }
    }
}

Test(config, a_zero_byte_is_in_no_name)
{
    struct hf_config config = sound();
    struct hf_refusal refusal;

    cr_assert_eq(hf_config_name(&config, &config.servers[0].host, "pbx\0x", 5), HF_OK);
    cr_assert_eq(hf_config_check(&config, &refusal), HF_E_VALUE);
    cr_assert_eq(refusal.index, 1);
}

Test(config, a_name_may_leave_the_transport_to_DNS)
{
    struct hf_config config = sound();
    struct hf_refusal refusal;

    hf_config_name(&config, &config.servers[0].host, "pbx.example", 11);
    config.servers[0].transport = HF_TRANSPORT_NAPTR;
    config.servers[0].port = 0;
    cr_assert_eq(hf_config_check(&config, &refusal), HF_OK);
}

Test(config, C9_unregister_old_needs_a_contact_per_server)
{
    struct hf_config config = sound();
    struct hf_refusal refusal;

    config.unregister_old = 1;
    cr_assert_eq(hf_config_check(&config, &refusal), HF_E_CONFLICT);
    config.contact_per_server = 1;
    cr_assert_eq(hf_config_check(&config, &refusal), HF_OK);
}

Test(config, D11_refuses_a_mode_that_is_not_one_between_servers)
{
    struct hf_config config = sound();
    struct hf_refusal refusal;

    config.failback_servers = HF_FAILBACK_DURATION;
    cr_assert_eq(hf_config_check(&config, &refusal), HF_E_VALUE);
}

Test(config, a_name_that_does_not_fit_is_refused)
{
    struct hf_config config;
    struct hf_name name;
    char text[HF_NAME_MAX + 1];

    memset(text, 'a', sizeof text);
    hf_config_init(&config);
    cr_assert_eq(hf_config_name(&config, &name, text, HF_NAME_MAX + 1), HF_E_LIMIT);
    cr_assert_eq(hf_config_name(&config, &name, text, HF_NAME_MAX), HF_OK);
    cr_assert_eq(hf_config_name(&config, &name, text, HF_NAME_MAX), HF_OK);
    cr_assert_eq(hf_config_name(&config, &name, text, HF_NAME_MAX), HF_OK);
    cr_assert_eq(hf_config_name(&config, &name, text, 4), HF_E_LIMIT);
}

Test(config, A6_no_list_may_name_a_challenge_or_a_423)
{
    static const uint16_t never[] = {200, 302, 401, 407, 423, 700};

    for (size_t i = 0; i < sizeof never / sizeof *never; i++) {
        struct hf_config config = sound();
        struct hf_refusal refusal;
        config.register_failover_statuses.codes[0] = never[i];
        cr_assert_eq(hf_config_check(&config, &refusal), HF_E_VALUE, "%u", never[i]);
    }
}

Test(config, t1_ms_is_at_most_a_minute)
{
    struct hf_config config = sound();
    struct hf_refusal refusal;

    config.t1_ms = config.t2_ms = 60000;
    cr_assert_eq(hf_config_check(&config, &refusal), HF_OK, "%s", refusal.what);
    config.t1_ms++;
    cr_assert_eq(hf_config_check(&config, &refusal), HF_E_VALUE);
    cr_assert_str_eq(refusal.what, "t1_ms");
    cr_assert_eq(refusal.value, 60001);
}
