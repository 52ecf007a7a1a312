/* SPDX-License-Identifier: Apache-2.0 */
/* Hosts of a configuration: their numbers, and the targets that numeric ones and addresses give. */
#include "bench.h"

static struct bench b;

static void proxies_and_a_name(void)
{
    struct hf_server_config *first;

    bench_init(&b);
    first = bench_server(&b, "one.example");
    bench_proxy(&b, first, "192.0.2.11");
    bench_proxy(&b, first, "proxy.example");
    bench_server(&b, "192.0.2.2");
}

Test(hosts, are_numbered_by_servers_then_proxies)
{
    static const struct hf_place places[] = {{1, 1}, {1, 2}, {2, 0}};

    proxies_and_a_name();
    cr_assert_eq(hf_host_count(&b.config), 3);
    for (uint8_t host = 0; host < 3; host++) {
        struct hf_place place = hf_host_place(&b.config, host);
        cr_assert_eq(place.server, places[host].server);
        cr_assert_eq(place.proxy, places[host].proxy);
        cr_assert_eq(hf_host_of(&b.config, places[host]), host);
    }
}

Test(hosts, a_place_without_a_host_has_no_number)
{
    static const struct hf_place places[] = {{0, 0}, {1, 0}, {1, 3}, {2, 1}, {3, 0}, {255, 255}};

    proxies_and_a_name();
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        cr_assert_eq(hf_host_of(&b.config, places[i]), HF_NONE);
}

Test(hosts, a_line_without_servers_has_none)
{
    bench_init(&b);
    cr_assert_eq(hf_host_count(&b.config), 0);
}

Test(hosts, tell_numbers_from_names)
{
    struct hf_name name;

    proxies_and_a_name();
    cr_assert(hf_host_is_numeric(&b.config, 0));
    cr_assert_not(hf_host_is_numeric(&b.config, 1));
    cr_assert(hf_host_is_numeric(&b.config, 2));
    cr_assert_eq(hf_host_names(&b.config), 1u << 1);
    name = hf_host_name(&b.config, 1);
    cr_assert_eq(name.length, strlen("proxy.example"));
    cr_assert_eq(memcmp(b.config.names + name.at, "proxy.example", name.length), 0);
}

Test(hosts, B1_port_and_transport_have_their_defaults)
{
    static const struct {
        uint16_t port;
        uint8_t transport;
        uint16_t expected_port;
        uint8_t expected_transport;
    } cases[] = {
        {0, HF_TRANSPORT_UDP, 5060, HF_TRANSPORT_UDP},
        {0, HF_TRANSPORT_TCP, 5060, HF_TRANSPORT_TCP},
        {0, HF_TRANSPORT_TLS, 5061, HF_TRANSPORT_TLS},
        {0, HF_TRANSPORT_NAPTR, 5060, HF_TRANSPORT_UDP},
        {5070, HF_TRANSPORT_NAPTR, 5070, HF_TRANSPORT_UDP},
        {5070, HF_TRANSPORT_TLS, 5070, HF_TRANSPORT_TLS},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_target numeric, own;
        bench_init(&b);
        bench_server(&b, "192.0.2.1")->port = cases[i].port;
        b.config.servers[0].transport = cases[i].transport;
        numeric = hf_host_numeric_target(&b.config, 0);
        own = hf_host_own_way(&b.config, 0);
        cr_assert_eq(numeric.port, cases[i].expected_port);
        cr_assert_eq(numeric.transport, cases[i].expected_transport);
        cr_assert_eq(numeric.address[3], 1);
        cr_assert_eq(own.port, cases[i].expected_port);
        cr_assert_eq(own.transport, cases[i].expected_transport);
        cr_assert_eq(own.family, HF_FAMILY_NONE);
    }
}

Test(hosts, B13_a_proxy_gives_its_own_port_and_transport)
{
    proxies_and_a_name();
    b.config.servers[0].port = 5099;
    b.config.servers[0].proxies[0].port = 0;
    b.config.servers[0].proxies[0].transport = HF_TRANSPORT_TLS;
    cr_assert_eq(hf_host_numeric_target(&b.config, 0).port, 5061);
    cr_assert_eq(hf_host_numeric_target(&b.config, 0).transport, HF_TRANSPORT_TLS);
}
