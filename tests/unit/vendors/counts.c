/* SPDX-License-Identifier: Apache-2.0 */
/* Which settings count: by rule, and, over random policies, what is said to do nothing changes
 * neither a second nor a sentence. */
#include "holdfast/config.h"
#include "random_phone.h"
#include "support.h"

static void host(struct hf_config *config, struct hf_name *name, const char *text)
{
    cr_assert_eq(hf_config_name(config, name, text, strlen(text)), 0);
}

/* Servers by name or address, "a" or "n" each; native defaults. */
static struct hf_config policy(const char *servers)
{
    struct hf_config config;

    hf_config_init(&config);
    for (size_t k = 0; servers[k] != '\0'; k++) {
        host(&config, &config.servers[k].host, servers[k] == 'n' ? "pbx.example.com" : "192.0.2.1");
        config.n_servers++;
    }
    return config;
}

static void proxies(struct hf_config *config, unsigned server, const char *kinds)
{
    struct hf_server_config *entry = &config->servers[server - 1];

    for (size_t i = 0; kinds[i] != '\0'; i++) {
        hf_config_init_proxy(&entry->proxies[i]);
        host(config, &entry->proxies[i].host,
             kinds[i] == 'n' ? "edge.example.com" : "198.51.100.1");
        entry->n_proxies++;
    }
}

#define COUNTS(config, setting, place)                                                             \
    cr_assert(hf_policy_counts(&(config), HF_SETTING_##setting, place), #setting)
#define IDLE(config, setting, place)                                                               \
    cr_assert_not(hf_policy_counts(&(config), HF_SETTING_##setting, place), #setting)

Test(counts, nothing_counts_where_it_does_not_stand)
{
    struct hf_config config = policy("a");

    IDLE(config, PORT, 0);
    IDLE(config, PORT, 2);
    IDLE(config, MODE, 1);
    IDLE(config, HOST, hf_place_of(1, 1));
    COUNTS(config, HOST, 1);
}

Test(counts, D2_a_failback_mode_needs_two_targets)
{
    struct hf_config config = policy("an");

    IDLE(config, FAILBACK_MODE, 1);
    IDLE(config, REGISTER_ON_ENABLE, 1);
    COUNTS(config, FAILBACK_MODE, 2);
    COUNTS(config, REGISTER_ON_ENABLE, 2);
    proxies(&config, 1, "an"); /* between a proxy's own targets alone; B13 has its own way */
    COUNTS(config, FAILBACK_MODE, 1);
    IDLE(config, FAILBACK_MODE, hf_place_of(1, 1));
    COUNTS(config, FAILBACK_MODE, hf_place_of(1, 2));
    COUNTS(config, REGISTER_ON_ENABLE, hf_place_of(1, 1));
    config.servers[0].proxies[1].failback_mode = HF_FAILBACK_DNS_TTL;
    IDLE(config, FAILBACK_MODE, 1);
}

Test(counts, D5_a_timeout_needs_the_duration)
{
    struct hf_config config = policy("n");

    IDLE(config, FAILBACK_TIMEOUT, 1);
    config.servers[0].failback_mode = HF_FAILBACK_DURATION;
    COUNTS(config, FAILBACK_TIMEOUT, 1);
    proxies(&config, 1, "n");
    COUNTS(config, FAILBACK_TIMEOUT, 1);
    COUNTS(config, FAILBACK_TIMEOUT, hf_place_of(1, 1));
    config.servers[0].proxies[0].failback_mode = HF_FAILBACK_NEVER;
    IDLE(config, FAILBACK_TIMEOUT, 1);
    IDLE(config, FAILBACK_TIMEOUT, hf_place_of(1, 1));
}

Test(counts, E3_needs_E2_and_a_mode_that_stays)
{
    struct hf_config config = policy("n");

    IDLE(config, ONLY_SIGNAL_WITH_REGISTERED, 1);
    config.servers[0].register_on_enable = 1;
    COUNTS(config, ONLY_SIGNAL_WITH_REGISTERED, 1);
    config.servers[0].failback_mode = HF_FAILBACK_NEW_REQUESTS;
    IDLE(config, ONLY_SIGNAL_WITH_REGISTERED, 1);
    config.register_first = 1;
    IDLE(config, REGISTER_ON_ENABLE, 1);
    config.servers[0].only_signal_with_registered = 1;
    COUNTS(config, REGISTER_ON_ENABLE, 1);
}

Test(counts, A2_a_period_stands_for_the_counts)
{
    struct hf_config config = policy("n");

    COUNTS(config, RETRY_COUNTS, 1);
    config.servers[0].retry_period_ms = 4000;
    IDLE(config, RETRY_COUNTS, 1);
    IDLE(config, INVITE_RETRY_COUNTS, 1);
    COUNTS(config, RETRY_PERIOD, 1);
}

Test(counts, B13_a_server_with_proxies_is_a_domain_and_what_they_take)
{
    struct hf_config config = policy("n");

    proxies(&config, 1, "a");
    COUNTS(config, HOST, 1);
    COUNTS(config, EXPIRES, 1);
    IDLE(config, PORT, 1);
    IDLE(config, TRANSPORT, 1);
    COUNTS(config, RETRY_COUNTS, 1);
    IDLE(config, ADDRESS_FAMILY, 0);
    config.servers[0].proxies[0].retry_counts = 2;
    IDLE(config, RETRY_COUNTS, 1);
    COUNTS(config, INVITE_RETRY_COUNTS, 1);
    IDLE(config, PROXY_FAILBACK_INTERVAL, 0);
    config.servers[0].n_proxies = 0;
    proxies(&config, 1, "aa");
    COUNTS(config, PROXY_FAILBACK_INTERVAL, 0);
}

Test(counts, B3_naptr_and_srv_have_their_own)
{
    struct hf_config config = policy("n");

    COUNTS(config, LOCATE_BY, 0);
    COUNTS(config, ADDRESS_FAMILY, 0);
    IDLE(config, SRV_ORDER, 0);
    config.servers[0].port = 0;
    COUNTS(config, SRV_ORDER, 0);
    IDLE(config, NAPTR_BUILD, 0);
    IDLE(config, ALLOW_DOWNGRADE, 0);
    config.servers[0].transport = HF_TRANSPORT_NAPTR;
    COUNTS(config, NAPTR_BUILD, 0);
    COUNTS(config, ALLOW_DOWNGRADE, 0);
    config.locate_by = HF_LOCATE_BY_STACK;
    IDLE(config, NAPTR_BUILD, 0);
    IDLE(config, SRV_ORDER, 0);
    IDLE(config, STATIC_FIRST, 0);
    COUNTS(config, ALLOW_DOWNGRADE, 0);
    config = policy("a");
    IDLE(config, LOCATE_BY, 0);
    config.servers[0].port = 0;
    IDLE(config, SRV_ORDER, 0);
}

Test(counts, B14_proxies_may_mix_tls_and_others)
{
    struct hf_config config = policy("a");

    proxies(&config, 1, "aa");
    config.servers[0].proxies[0].transport = HF_TRANSPORT_TLS;
    COUNTS(config, ALLOW_DOWNGRADE, 0);
    config.servers[0].proxies[1].transport = HF_TRANSPORT_TLS;
    IDLE(config, ALLOW_DOWNGRADE, 0);
}

Test(counts, D1_an_interval_needs_a_probe_and_somebody_to_probe)
{
    struct hf_config config = policy("a");

    IDLE(config, FAILBACK_INTERVAL, 0);
    IDLE(config, FAILBACK_SERVERS, 0);
    COUNTS(config, MODE, 0); /* D7: 120 s are less than C6's 300 s */
    config.retry_max_s = 120;
    IDLE(config, MODE, 0);
    IDLE(config, FAILBACK_WHEN, 0);
    config = policy("aa");
    COUNTS(config, FAILBACK_INTERVAL, 0);
    COUNTS(config, FAILBACK_WHEN, 0);
    IDLE(config, IDLE_LIMIT, 0);
    config.failback_when = HF_WHEN_IDLE;
    COUNTS(config, IDLE_LIMIT, 0);
    config.failback_servers = HF_FAILBACK_NEVER;
    IDLE(config, FAILBACK_INTERVAL, 0);
    IDLE(config, IDLE_LIMIT, 0);
    IDLE(config, FLAP_DAMPING, 0);
}

Test(counts, D7_in_concurrent_mode_the_interval_bounds_the_waits)
{
    struct hf_config config = policy("aa");

    config.mode = HF_MODE_CONCURRENT;
    COUNTS(config, FAILBACK_INTERVAL, 0);
    COUNTS(config, FAILBACK_SERVERS, 0);
    IDLE(config, STORM_SPREAD, 0);
    config.n_servers = 1;
    COUNTS(config, FAILBACK_INTERVAL, 0);
    COUNTS(config, FAILBACK_SERVERS, 0);
    config.n_servers = 2;
    config.failback_interval_s = config.retry_max_s;
    IDLE(config, FAILBACK_SERVERS, 0);
    config.failback_servers = HF_FAILBACK_NEVER;
    IDLE(config, FAILBACK_INTERVAL, 0);
}

Test(counts, C9_an_old_contact_is_removed_only_where_each_server_has_its_own)
{
    struct hf_config config = policy("aa");

    IDLE(config, UNREGISTER_OLD, 0);
    config.contact_per_server = 1;
    COUNTS(config, UNREGISTER_OLD, 0);
    config.mode = HF_MODE_CONCURRENT;
    IDLE(config, UNREGISTER_OLD, 0);
    COUNTS(config, CONTACT_PER_SERVER, 0);
    COUNTS(config, SHARE_RESTS, 0);
    config.quarantine_s = 0;
    config.retry_after_max_s = 0;
    IDLE(config, SHARE_RESTS, 0);
}

/* ---- random policies ---- */

/* Gives one setting the value that another policy has there. */
static void put_server(struct hf_server_config *to, const struct hf_server_config *from,
                       unsigned setting)
{
    switch (setting) {
    case HF_SETTING_PORT: to->port = from->port; break;
    case HF_SETTING_TRANSPORT: to->transport = from->transport; break;
    case HF_SETTING_RETRY_COUNTS: to->retry_counts = from->retry_counts; break;
    case HF_SETTING_INVITE_RETRY_COUNTS: to->invite_retry_counts = from->invite_retry_counts; break;
    case HF_SETTING_FAILBACK_MODE: to->failback_mode = from->failback_mode; break;
    case HF_SETTING_FAILBACK_TIMEOUT: to->failback_timeout_s = from->failback_timeout_s; break;
    case HF_SETTING_REGISTER_ON_ENABLE: to->register_on_enable = from->register_on_enable; break;
    case HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED:
        to->only_signal_with_registered = from->only_signal_with_registered;
        break;
    default: cr_assert_fail("setting %u of a server always counts", setting);
    }
}

static void put_proxy(struct hf_proxy_config *to, const struct hf_proxy_config *from,
                      unsigned setting)
{
    switch (setting) {
    case HF_SETTING_RETRY_COUNTS: to->retry_counts = from->retry_counts; break;
    case HF_SETTING_INVITE_RETRY_COUNTS: to->invite_retry_counts = from->invite_retry_counts; break;
    case HF_SETTING_FAILBACK_MODE: to->failback_mode = from->failback_mode; break;
    case HF_SETTING_FAILBACK_TIMEOUT: to->failback_timeout_s = from->failback_timeout_s; break;
    case HF_SETTING_REGISTER_ON_ENABLE: to->register_on_enable = from->register_on_enable; break;
    case HF_SETTING_ONLY_SIGNAL_WITH_REGISTERED:
        to->only_signal_with_registered = from->only_signal_with_registered;
        break;
    default: cr_assert_fail("setting %u of a proxy always counts", setting);
    }
}

static void put_line(struct hf_config *to, const struct hf_config *from, unsigned setting)
{
    switch (setting) {
    case HF_SETTING_MODE: to->mode = from->mode; break;
    case HF_SETTING_FAILBACK_SERVERS: to->failback_servers = from->failback_servers; break;
    case HF_SETTING_FAILBACK_INTERVAL: to->failback_interval_s = from->failback_interval_s; break;
    case HF_SETTING_PROXY_FAILBACK_INTERVAL:
        to->proxy_failback_interval_s = from->proxy_failback_interval_s;
        break;
    case HF_SETTING_FAILBACK_WHEN: to->failback_when = from->failback_when; break;
    case HF_SETTING_IDLE_LIMIT: to->idle_limit_s = from->idle_limit_s; break;
    case HF_SETTING_FLAP_DAMPING: to->flap_damping = from->flap_damping; break;
    case HF_SETTING_FAILOVER_OTHER: to->failover_other = from->failover_other; break;
    case HF_SETTING_SHARE_RESTS: to->share_rests = from->share_rests; break;
    case HF_SETTING_UNREGISTER_OLD: to->unregister_old = from->unregister_old; break;
    case HF_SETTING_CONTACT_PER_SERVER: to->contact_per_server = from->contact_per_server; break;
    case HF_SETTING_ALLOW_DOWNGRADE: to->allow_downgrade = from->allow_downgrade; break;
    case HF_SETTING_STATIC_FIRST: to->static_first = from->static_first; break;
    case HF_SETTING_NAPTR_BUILD: to->naptr_build = from->naptr_build; break;
    case HF_SETTING_SRV_ORDER: to->srv_order = from->srv_order; break;
    case HF_SETTING_ADDRESS_FAMILY: to->address_family = from->address_family; break;
    case HF_SETTING_LOCATE_BY: to->locate_by = from->locate_by; break;
    case HF_SETTING_STORM_SPREAD: to->storm_spread_ms = from->storm_spread_ms; break;
    default: cr_assert_fail("setting %u of a line always counts", setting);
    }
}

/* other: a policy; its first server and that one's first proxy are taken from. */
static void put(struct hf_config *to, const struct hf_config *other, unsigned setting,
                unsigned place)
{
    struct hf_server_config *server = &to->servers[place > 0 ? hf_place_server(place) - 1 : 0];

    if (place == 0)
        put_line(to, other, setting);
    else if (hf_place_proxy(place) == 0)
        put_server(server, &other->servers[0], setting);
    else
        put_proxy(&server->proxies[hf_place_proxy(place) - 1], &other->servers[0].proxies[0],
                  setting);
}

static void means_the_same(const struct hf_config *a, const struct hf_config *b, unsigned setting,
                           unsigned place)
{
    struct hf_sentence of_a[HF_SENTENCES_MAX], of_b[HF_SENTENCES_MAX];
    struct hf_effect effect_a, effect_b;
    size_t n;

    hf_policy_effect(a, &effect_a);
    hf_policy_effect(b, &effect_b);
    cr_assert_eq(memcmp(&effect_a, &effect_b, sizeof(effect_a)), 0, "%s at %u changes a second",
                 hf_setting_token(setting), place);
    n = hf_policy_meaning(a, of_a);
    cr_assert_eq(hf_policy_meaning(b, of_b), n, "%s at %u", hf_setting_token(setting), place);
    for (size_t i = 0; i < n; i++)
        cr_assert_str_eq(of_a[i].text, of_b[i].text, "%s at %u", hf_setting_token(setting), place);
}

Test(counts, what_does_nothing_can_be_changed)
{
    uint64_t state = 20240917;
    unsigned n_tried = 0;

    for (unsigned round = 0; round < 1500; round++) {
        struct hf_config config, other;
        struct hf_refusal refusal;

        random_config(&state, &config);
        random_config(&state, &other);
        random_proxy(&state, &other.servers[0].proxies[0]);

        cr_assert_eq(hf_config_check(&config, &refusal), 0, "round %u: %s", round, refusal.what);
        for (unsigned place = 0; place < HF_PLACES; place++) {
            for (unsigned setting = 0; setting < HF_SETTING_COUNT; setting++) {
                struct hf_config changed = config;

                if (!hf_policy_has_place(&config, place) || !hf_policy_stands_at(setting, place) ||
                    hf_policy_counts(&config, setting, place))
                    continue;
                put(&changed, &other, setting, place);
                means_the_same(&config, &changed, setting, place);
                n_tried++;
            }
        }
    }
    cr_assert_gt(n_tried, 10000u);
}
