/* SPDX-License-Identifier: Apache-2.0 */
/* Written as Yealink and read again: what the file can say comes back, the rest nearly so. */
#include "support.h"

#include "random_phone.h"

#include "holdfast/event.h"
#include "holdfast/vendors/convert.h"
#include "writing.h"

static void start(struct hf_phone_config *phone, const char *text)
{
    cr_assert_eq(read_text(phone, text), 0, "%s",
                 phone->n_remarks > 0 ? phone->remarks[0].text : "");
}

/* Writes and reads; again is to be freed. */
static void rewrite(const struct hf_phone_config *phone, struct hf_phone_config *again)
{
    struct hf_writing writing = {.bytes = NULL};

    hf_write_yealink(&writing, phone);
    cr_assert_eq(hf_vendors_read_bytes(again, "again", writing.bytes, writing.length), 0, "%s",
                 again->n_remarks > 0 ? again->remarks[0].text : "");
    free(writing.bytes);
}

static void check_same(const struct hf_phone_config *a, const struct hf_phone_config *b)
{
    struct hf_config one, other;

    cr_assert_eq(a->n_accounts, b->n_accounts);
    for (size_t i = 0; i < a->n_accounts; i++) {
        hf_config_copy(&one, &a->accounts[i].config);
        hf_config_copy(&other, &b->accounts[i].config);
        cr_assert_eq(memcmp(&one, &other, sizeof(one)), 0, "account %zu", i);
        cr_assert_eq(a->accounts[i].number, b->accounts[i].number);
        cr_assert_eq(a->accounts[i].enabled, b->accounts[i].enabled);
        cr_assert_str_eq(a->accounts[i].label, b->accounts[i].label);
        cr_assert_str_eq(a->accounts[i].user, b->accounts[i].user);
        cr_assert_str_eq(a->accounts[i].auth_name, b->accounts[i].auth_name);
        cr_assert_str_eq(a->accounts[i].display_name, b->accounts[i].display_name);
        cr_assert(strcmp(a->accounts[i].password, b->accounts[i].password) == 0);
    }
}

#define LINE                                                                                       \
    YEALINK_LINE "account.1.sip_server.2.address = pbx.example.com\n"                              \
                 "account.1.password = a=b#c \"d\"\n"

Test(write_yealink, every_file_of_its_own_comes_back_unchanged)
{
    static const char *const texts[] = {
        YEALINK_LINE,
        LINE "account.1.label = Front\naccount.1.display_name = K\xC3\xBChn\n",
        LINE "account.1.enable = 0\naccount.1.transport = 2\naccount.1.sip_server.2.port = 0\n",
        LINE "account.1.sip_server.2.failback_mode = 3\n"
             "account.1.sip_server.2.failback_timeout = 0\n"
             "account.1.sip_server.2.register_on_enable = 1\n"
             "account.1.sip_server.2.only_signal_with_registered = 1\n",
        LINE "account.1.sip_server.1.failback_mode = 2\n", /* on an address, and line waits */
        LINE "account.1.sip_server.1.invite_retry_counts = 10\naccount.1.retry_counts = 0\n",
        LINE "account.1.fallback.redundancy_type = 1\naccount.1.fallback.timeout = 2147483647\n",
        LINE "account.1.fallback.timeout = 55\n", /* idle, and kept all the same */
        LINE "account.1.reg_fail_retry_interval = 1800\n",
        LINE "account.1.reg_failed_retry_min_time = 3000\n"
             "account.1.reg_failed_retry_max_time = 3000\n",
        LINE "account.1.reg_failed_retry_min_time = 10\n",
        LINE "account.1.nat.udp_update_enable = 0\n",
        LINE "account.1.nat.udp_update_time = 15\naccount.1.naptr_build = 1\n",
        LINE "sip.timer_t1 = 0.123\nsip.timer_t2 = 8\nsip.timer_t4 = 12.5\n"
             "sip.reg_surge_prevention = 60\naccount.1.static_cache_pri = 1\n",
        LINE "account.1.outbound_proxy_enable = 1\n"
             "account.1.outbound_proxy.1.address = sbc-1.example.net\n"
             "account.1.outbound_proxy.2.address = 192.0.2.9\n"
             "account.1.outbound_proxy.1.port = 0\naccount.1.outbound_proxy.1.retry_counts = 0\n"
             "account.1.outbound_proxy.1.invite_retry_counts = 10\n"
             "account.1.outbound_proxy.1.failback_mode = 3\n"
             "account.1.outbound_proxy.1.failback_timeout = 65535\n"
             "account.1.outbound_proxy.2.register_on_enable = 1\n"
             "account.1.outbound_proxy_fallback_interval = 1\n",
        LINE "account.1.outbound_proxy_enable = 1\n"
             "account.1.outbound_proxy.1.address = sbc-1.example.net\n"
             "account.1.sip_server.1.outbound_proxy_enable = 0\n",
        LINE "account.16384.enable = 1\naccount.16384.sip_server.1.address = 2001:db8::1\n",
    };

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct hf_phone_config phone, again;

        start(&phone, texts[i]);
        rewrite(&phone, &again);
        check_same(&phone, &again);
        hf_phone_config_free(&again);
        hf_phone_config_free(&phone);
    }
}

Test(write_yealink, the_realistic_files_come_back_unchanged)
{
    static const char *const sets[][2] = {
        {HF_TESTS_DATA "/vendors/yealink-office-common.cfg",
         HF_TESTS_DATA "/vendors/yealink-office-phone.cfg"},
        {HF_TESTS_DATA "/vendors/yealink-old-common.cfg",
         HF_TESTS_DATA "/vendors/yealink-old-phone.cfg"},
    };

    for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
        struct hf_phone_config phone, again;

        cr_assert_eq(hf_vendors_read(&phone, sets[i], 2), 0);
        rewrite(&phone, &again);
        check_same(&phone, &again);
        cr_assert_eq(again.n_remarks, 0u, "%s", again.remarks[0].text);
        hf_phone_config_free(&again);
        hf_phone_config_free(&phone);
    }
}

Test(write_yealink, it_begins_as_a_phone_asks_and_has_the_passwords)
{
    struct hf_phone_config phone;
    struct hf_writing writing = {.bytes = NULL};

    start(&phone, LINE);
    hf_write_yealink(&writing, &phone);
    cr_assert_eq(strncmp(writing.bytes, "#!version:1.0.0.1\n", 18), 0);
    cr_assert(strstr(writing.bytes, "\naccount.1.password = a=b#c \"d\"\n") != NULL);
    cr_assert_not_null(strstr(writing.bytes, "\naccount.1.sip_server.2.transport_type = 0\n"));
    cr_assert_null(strstr(writing.bytes, "\naccount.1.transport = "), "the newest key alone");
    free(writing.bytes);
    hf_phone_config_free(&phone);
}

static uint32_t written_as(const struct hf_phone_config *phone, unsigned setting, unsigned place)
{
    struct hf_phone_config again;
    char text[64];

    rewrite(phone, &again);
    hf_policy_value(&again.accounts[0].config, setting, place, text);
    hf_phone_config_free(&again);
    return (uint32_t)strtoul(text, NULL, 10);
}

Test(write_yealink, what_is_out_of_range_becomes_the_nearest)
{
    struct hf_phone_config phone;
    struct hf_config *config;

    start(&phone, LINE "account.1.fallback.redundancy_type = 1\n");
    config = &phone.accounts[0].config;
    config->servers[0].expires_s = 10;
    config->servers[1].invite_retry_counts = 20;
    config->servers[1].failback_mode = HF_FAILBACK_DURATION;
    config->servers[1].failback_timeout_s = 7;
    config->failback_interval_s = 1;
    config->proxy_failback_interval_s = 1;
    config->t1_ms = 1;
    config->t2_ms = 60000;
    config->start_spread_s = 86400;
    config->keepalive_s = 1;
    cr_assert_eq(written_as(&phone, HF_SETTING_EXPIRES, 1), 30u);
    cr_assert_eq(written_as(&phone, HF_SETTING_INVITE_RETRY_COUNTS, 2), 10u);
    cr_assert_eq(written_as(&phone, HF_SETTING_FAILBACK_TIMEOUT, 2), 60u);
    cr_assert_eq(written_as(&phone, HF_SETTING_FAILBACK_INTERVAL, 0), 10u);
    cr_assert_eq(written_as(&phone, HF_SETTING_T1, 0), 10u);
    cr_assert_eq(written_as(&phone, HF_SETTING_T2, 0), 40000u);
    cr_assert_eq(written_as(&phone, HF_SETTING_START_SPREAD, 0), 60u);
    cr_assert_eq(written_as(&phone, HF_SETTING_KEEPALIVE, 0), 15u);
    hf_phone_config_free(&phone);
}

Test(write_yealink, whatever_is_written_is_read_and_then_stays_as_it_is)
{
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct hf_writing first = {.bytes = NULL}, second = {.bytes = NULL};
        struct hf_phone_config phone, again;

        random_phone(seed, &phone);
        hf_write_yealink(&first, &phone);
        cr_assert_eq(hf_vendors_read_bytes(&again, "again", first.bytes, first.length), 0,
                     "seed %u: %s", (unsigned)seed,
                     again.n_remarks > 0 ? again.remarks[again.n_remarks - 1].text : "");
        hf_write_yealink(&second, &again);
        cr_assert(strcmp(strchr(first.bytes, '='), strchr(second.bytes, '=')) == 0,
                  "seed %u: it is another file", (unsigned)seed);
        free(first.bytes);
        free(second.bytes);
        hf_phone_config_free(&again);
        hf_phone_config_free(&phone);
    }
}

Test(write_yealink, never_stays_as_long_as_it_can)
{
    struct hf_phone_config phone, again;
    struct hf_config *config;

    start(&phone, LINE "account.1.fallback.redundancy_type = 1\n");
    config = &phone.accounts[0].config;
    config->servers[1].failback_mode = HF_FAILBACK_NEVER;
    config->failback_servers = HF_FAILBACK_NEVER;
    rewrite(&phone, &again);
    config = &again.accounts[0].config;
    cr_assert_eq(config->servers[1].failback_mode, HF_FAILBACK_DURATION, "D5");
    cr_assert_eq(config->servers[1].failback_timeout_s, 0u);
    cr_assert_eq(config->failback_interval_s, 2147483647u);
    hf_phone_config_free(&again);
    hf_phone_config_free(&phone);
}

Test(write_yealink, a_mode_that_does_nothing_does_not_make_the_line_wait)
{
    struct hf_phone_config phone, again;

    start(&phone, FANVIL_LINE FANVIL_END);
    cr_assert_eq(phone.accounts[0].config.servers[0].failback_mode, HF_FAILBACK_REGISTRATION);
    rewrite(&phone, &again);
    cr_assert_eq(again.accounts[0].config.failback_when, HF_WHEN_ANY);
    hf_phone_config_free(&again);
    hf_phone_config_free(&phone);
}

Test(write_yealink, two_lines_with_one_number_are_both_written)
{
    struct hf_phone_config phone, again;
    const char *paths[] = {HF_TESTS_DATA "/vendors/yealink-guide.cfg",
                           HF_TESTS_DATA "/vendors/fanvil-guide.txt"};

    cr_assert_eq(hf_vendors_read(&phone, paths, 2), 0);
    cr_assert_eq(phone.n_accounts, 2u);
    cr_assert_eq(phone.accounts[0].number, phone.accounts[1].number);
    rewrite(&phone, &again);
    cr_assert_eq(again.n_accounts, 2u);
    cr_assert_str_eq(again.accounts[0].user, phone.accounts[0].user);
    cr_assert_str_eq(again.accounts[1].user, phone.accounts[1].user);
    hf_phone_config_free(&again);
    hf_phone_config_free(&phone);
}

Test(write_yealink, static_records_come_back)
{
    struct hf_phone_config phone, again;

    start(&phone, YEALINK_LINE
          "dns_cache_a.3.name = a.example.com\ndns_cache_a.3.ip = 192.0.2.1\n"
          "dns_cache_srv.2.name = _sip._udp.example.com\ndns_cache_srv.2.target = a.example.com\n"
          "dns_cache_srv.2.port = 5060\ndns_cache_srv.2.weight = 3\ndns_cache_srv.2.priority = 1\n"
          "dns_cache_naptr.1.name = example.com\ndns_cache_naptr.1.service = SIP+D2U\n"
          "dns_cache_naptr.1.replace = _sip._udp.example.com\ndns_cache_naptr.1.ttl = 60\n"
          "dns_cache_naptr.1.order = 90\ndns_cache_naptr.1.preference = 50\n");
    cr_assert_eq(phone.n_records, 3u);
    rewrite(&phone, &again);
    cr_assert_eq(again.n_records, 3u);
    for (size_t i = 0; i < 3; i++) {
        const struct hf_static_record *a = &phone.records[i], *b = &again.records[i];

        cr_assert_eq(a->type, b->type);
        cr_assert_str_eq(a->name, b->name);
        cr_assert_str_eq(a->target, b->target);
        cr_assert_str_eq(a->service, b->service);
        cr_assert_str_eq(a->flags, b->flags);
        cr_assert(a->ttl_s == b->ttl_s && a->port == b->port && a->weight == b->weight &&
                  a->priority == b->priority);
    }
    hf_phone_config_free(&again);
    hf_phone_config_free(&phone);
}
