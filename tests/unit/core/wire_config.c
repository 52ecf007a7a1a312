/* SPDX-License-Identifier: Apache-2.0 */
/* core/wire_config.c: a configuration keeps every field, and its names stand in one order. */
#include "holdfast/config.h"

#include <criterion/criterion.h>
#include <string.h>

#include "wire_samples.h"

/* What is derived or means nothing in a configuration: reserved bytes, and the arena's length. */
static bool is_said_of_config(size_t at)
{
    for (size_t i = 0; i < HF_LINE_SERVERS; i++) {
        if (at - offsetof(struct hf_config, servers[i].reserved) < 3)
            return false;
    }
    return at - offsetof(struct hf_config, names_used) >= 2 &&
           at < offsetof(struct hf_config, names) + wire_config.names_used;
}

Test(wire_config, says_each_byte_of_a_configuration)
{
    static uint8_t changed[HF_EVENT_BYTES_MAX];
    const struct hf_event *event = &wire_events[HF_EVENT_CONFIGURED - 1].event;
    size_t n;

    wire_fill_config();
    n = wire_encode(event);
    for (size_t at = 0; at < sizeof wire_config; at++) {
        int m;

        if (!is_said_of_config(at))
            continue;
        ((uint8_t *)&wire_config)[at] ^= 1;
        m = hf_event_encode(event, changed, sizeof changed);
        cr_assert(m < 0 || (size_t)m != n || memcmp(changed, wire_bytes, n) != 0, "byte %zu", at);
        ((uint8_t *)&wire_config)[at] ^= 1;
    }
}

static bool is_in_scratch(const void *at, size_t size)
{
    const uint8_t *from = at;

    return from >= wire_scratch && from + size <= wire_scratch + sizeof wire_scratch;
}

Test(wire_config, builds_the_arena_of_names_in_one_order)
{
    static const char proxy[] = "p.example", first[] = "one.example", second[] = "two.example";
    struct hf_event event = {.kind = HF_EVENT_CONFIGURED, .u.configured = {&wire_config, 1}};
    struct hf_event decoded;
    struct hf_wire wire;
    const struct hf_config *read;

    memset(&wire_config, 0, sizeof wire_config);
    hf_config_name(&wire_config, &wire_config.servers[1].host, second, 11);
    hf_config_name(&wire_config, &wire_config.servers[0].proxies[0].host, proxy, 9);
    hf_config_name(&wire_config, &wire_config.servers[0].host, first, 11);
    wire_config.servers[0].n_proxies = 1;
    wire_config.n_servers = 2;
    wire = wire_of(wire_bytes, wire_encode(&event));
    cr_assert_eq(hf_event_decode(&decoded, &wire), HF_OK);
    read = decoded.u.configured.config;
    cr_assert(is_in_scratch(read, sizeof *read));
    cr_assert_eq(read->names_used, 31);
    cr_assert_arr_eq(read->names, "one.examplep.exampletwo.example", 31);
    for (size_t i = 31; i < HF_LINE_NAMES; i++)
        cr_assert_eq(read->names[i], 0);
}

/* A Configured event with one server (or its proxy) whose host has `length` letters. */
static size_t config_with_hosts(uint8_t *out, unsigned n_hosts, size_t length)
{
    static uint8_t servers[4096];
    size_t n = 0, total;

    for (unsigned i = 0; i < n_hosts; i++) {
        uint8_t head[] = {0x0a, (uint8_t)((length + 3) | 0x80), (uint8_t)((length + 3) >> 7),
                          0x0a, (uint8_t)(length | 0x80),       (uint8_t)(length >> 7)};
        memcpy(servers + n, head, sizeof head);
        memset(servers + n + sizeof head, 'h', length);
        n += sizeof head + length;
    }
    total = n + 3;
    memcpy(out,
           (uint8_t[]){0x12, (uint8_t)(total | 0x80), (uint8_t)(total >> 7), 0x0a,
                       (uint8_t)(n | 0x80), (uint8_t)(n >> 7)},
           6);
    memcpy(out + 6, servers, n);
    return n + 6;
}

Test(wire_config, refuses_names_that_are_too_long_or_too_many)
{
    static uint8_t bytes[4096];
    struct refusal_case c = {(const char *)bytes, 0, HF_E_LIMIT, "Configured.config.servers.host",
                             HF_NAME_MAX + 1,     1};
    struct hf_event event;
    struct hf_wire wire;

    c.n = config_with_hosts(bytes, 1, HF_NAME_MAX + 1);
    wire_assert_refused(&c, "one letter too long");
    wire = wire_of(bytes, config_with_hosts(bytes, 1, HF_NAME_MAX));
    cr_assert_eq(hf_event_decode(&event, &wire), HF_OK);
    c.n = config_with_hosts(bytes, 4, HF_NAME_MAX);
    c.value = HF_NAME_MAX;
    c.index = HF_LINE_NAMES / HF_NAME_MAX + 1;
    wire_assert_refused(&c, "the arena is full");
}

Test(wire_config, has_room_for_the_widest_configuration)
{
    uint8_t *all = (uint8_t *)&wire_config;
    struct hf_event event = {.at_us = UINT64_MAX,
                             .kind = HF_EVENT_CONFIGURED,
                             .u.configured = {&wire_config, UINT64_MAX}};

    memset(all, 0xFF, sizeof wire_config); /* names, too: 0xFF is no zero byte */
    wire_config.n_servers = HF_LINE_SERVERS;
    wire_config.register_failover_statuses.n_codes = HF_STATUSES_MAX;
    wire_config.invite_failover_statuses.n_codes = HF_STATUSES_MAX;
    for (unsigned i = 0; i < HF_LINE_SERVERS; i++) {
        wire_config.servers[i].n_proxies = HF_SERVER_PROXIES;
        wire_config.servers[i].host = (struct hf_name){0, HF_NAME_MAX};
        for (unsigned k = 0; k < HF_SERVER_PROXIES; k++)
            wire_config.servers[i].proxies[k].host = (struct hf_name){0, HF_NAME_MAX};
    }
    cr_assert_leq(wire_encode(&event), HF_EVENT_BYTES_MAX);
}
