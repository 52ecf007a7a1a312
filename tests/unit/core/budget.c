/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy means in time, against the rules' own numbers. */
#include <criterion/criterion.h>
#include <string.h>

#include "holdfast/budget.h"

#define S 1000000u

static struct hf_config of_hosts(const char *first, const char *second)
{
    struct hf_config config;

    hf_config_init(&config);
    config.n_servers = second == NULL ? 1 : 2;
    hf_config_name(&config, &config.servers[0].host, first, strlen(first));
    if (second != NULL)
        hf_config_name(&config, &config.servers[1].host, second, strlen(second));
    return config;
}

Test(budget, A1_three_retransmissions_take_seven_and_a_half_seconds)
{
    struct hf_config config = of_hosts("192.0.2.1", NULL);
    struct hf_place place = {1, 0};

    cr_assert_eq(hf_budget_answer_us(&config, place), 7500000u);
    config.servers[0].retry_counts = 0;
    cr_assert_eq(hf_budget_answer_us(&config, place), 500000u);
    config.servers[0].retry_counts = 20;
    cr_assert_eq(hf_budget_answer_us(&config, place), 32 * S);
}

Test(budget, A2_a_period_replaces_the_count)
{
    struct hf_config config = of_hosts("192.0.2.1", NULL);

    config.servers[0].retry_period_ms = 1234;
    cr_assert_eq(hf_budget_answer_us(&config, (struct hf_place){1, 0}), 1234000u);
}

/* B1, B2: DNS is asked for the transport of a name without a port alone. */
Test(budget, A3_where_dns_says_the_transport_there_is_time_to_connect)
{
    static const struct {
        const char *host;
        uint16_t port;
        uint64_t us;
    } hosts[] = {{"pbx.example", 0, 4 * S},
                 {"pbx.example", 5060, S / 2},
                 {"192.0.2.1", 0, S / 2},
                 {"[2001:db8::1]", 0, S / 2}};

    for (size_t i = 0; i < sizeof hosts / sizeof *hosts; i++) {
        struct hf_config config = of_hosts(hosts[i].host, NULL);
        struct hf_server_config *s = &config.servers[0];

        s->retry_counts = 0;
        s->port = hosts[i].port;
        s->transport = HF_TRANSPORT_NAPTR;
        cr_assert_eq(hf_budget_connect_us(&config, (struct hf_place){1, 0}), hosts[i].us);
        s->n_proxies = 2; /* the server's own port and name are no matter then */
        s->port = 5060;
        s->proxies[1].retry_counts = HF_AS_SERVER;
        s->proxies[1].host = s->host;
        s->proxies[1].port = hosts[i].port;
        s->proxies[1].transport = HF_TRANSPORT_NAPTR;
        cr_assert_eq(hf_budget_connect_us(&config, (struct hf_place){1, 2}), hosts[i].us);
    }
}

Test(budget, B8a_names_add_a_resolution_to_a_pass_once)
{
    struct hf_config config = of_hosts("192.0.2.1", "192.0.2.2");

    cr_assert_eq(hf_budget_pass_us(&config), 79 * S);
    config = of_hosts("pbx.example", "192.0.2.2");
    cr_assert_eq(hf_budget_pass_us(&config), 89 * S);
    config = of_hosts("pbx.example", "backup.example"); /* A14: both are asked for at the start */
    cr_assert_eq(hf_budget_pass_us(&config), 89 * S);
}

Test(budget, C2_in_concurrent_mode_each_server_has_passes_of_its_own)
{
    struct hf_config config = of_hosts("pbx.example", "192.0.2.2");

    config.mode = HF_MODE_CONCURRENT;
    cr_assert_eq(hf_budget_server_pass_us(&config, 1), 49500000u);
    cr_assert_eq(hf_budget_server_pass_us(&config, 2), 39500000u);
    cr_assert_eq(hf_budget_pass_us(&config), 49500000u);
    config.servers[1].retry_counts = 20;
    cr_assert_eq(hf_budget_pass_us(&config), 64 * S);
}

Test(budget, B13_behind_a_proxy_the_servers_name_is_not_looked_up)
{
    struct hf_config config = of_hosts("pbx.example", NULL);

    config.servers[0].n_proxies = 1;
    hf_config_name(&config, &config.servers[0].proxies[0].host, "192.0.2.9", 9);
    cr_assert_eq(hf_budget_pass_us(&config), 39500000u);
    hf_config_name(&config, &config.servers[0].proxies[0].host, "edge.example", 12);
    cr_assert_eq(hf_budget_pass_us(&config), 49500000u);
}

Test(budget, C4_a_whole_pass_ends_before_the_binding_does)
{
    struct hf_config config = of_hosts("192.0.2.1", NULL);

    cr_assert_eq(hf_budget_refresh_us(&config, 3600, 79 * S), (3600 - 79 - 2) * (uint64_t)S);
    cr_assert_eq(hf_budget_refresh_us(&config, 100, 79 * S), 50 * S, "half, where W is longer");
    cr_assert_eq(hf_budget_refresh_us(&config, 100, 39500000u), 58500000u);
    cr_assert_eq(hf_budget_refresh_us(&config, 4, 79 * S), 5 * S, "no sooner than 5 s");
}
