/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the resolver's tests share: a resolver, DNS servers of the test's own, and what was heard.
 * Functions are static: each test file is its own program part.
 */
#ifndef HF_TEST_RESOLVER_WORLD_H
#define HF_TEST_RESOLVER_WORLD_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dns_server.h"
#include "resolver.h"

#define UNUSED_FUNCTION __attribute__((unused))
#define PATIENCE_MS     15000
#define ANSWERS_MAX     8192

struct heard {
    uint64_t query, at_us;
    uint32_t line, ttl_s;
    unsigned outcome, n_records, from_static;
    struct hf_dns_record first; /* its name is in name */
    uint8_t address[16];        /* of the first record */
    char name[HF_NAME_MAX + 1];
};

struct world {
    uv_loop_t loop;
    uv_timer_t patience;
    struct dns_server servers[3];
    unsigned n_servers;
    struct hf_resolver_options options;
    struct hf_resolver *resolver;
    struct heard heard[ANSWERS_MAX];
    unsigned n_heard, n_wanted;
    int asks_again; /* from within the answer */
    char remark[512];
    unsigned n_remarks;
};

UNUSED_FUNCTION static void on_answered(void *context, uint32_t line,
                                        const struct hf_dns_answered *answer)
{
    struct world *world = context;
    struct heard *heard = &world->heard[world->n_heard++];

    cr_assert_lt(world->n_heard, ANSWERS_MAX);
    *heard = (struct heard){.query = answer->query,
                            .line = line,
                            .ttl_s = answer->ttl_s,
                            .outcome = answer->outcome,
                            .n_records = answer->n_records,
                            .from_static = answer->from_static};
    heard->at_us = hf_phone_now_us();
    if (answer->n_records > 0) {
        heard->first = answer->records[0];
        memcpy(heard->address, heard->first.address, 16);
        memcpy(heard->name, heard->first.name.at, heard->first.name.length);
    }
    if (world->asks_again > 0) {
        struct hf_resolver_question question = {
            .name = "again.example.test", .query = 99, .line = line, .type = HF_DNS_A};

        world->asks_again--;
        hf_resolver_ask(world->resolver, &question);
    }
    if (world->n_heard >= world->n_wanted)
        uv_stop(&world->loop);
}

UNUSED_FUNCTION static void on_remark(void *context, const char *text)
{
    struct world *world = context;

    snprintf(world->remark, sizeof world->remark, "%s", text);
    world->n_remarks++;
}

UNUSED_FUNCTION static void on_patience(uv_timer_t *timer)
{
    uv_stop(timer->loop);
}

/* A world with that many DNS servers; the hosts file is empty unless the test says otherwise. */
UNUSED_FUNCTION static struct world *new_world(unsigned n_servers)
{
    struct world *world = calloc(1, sizeof *world);

    uv_loop_init(&world->loop);
    uv_timer_init(&world->loop, &world->patience);
    world->options = (struct hf_resolver_options){.n_servers = n_servers,
                                                  .timeout_ms = 100,
                                                  .hosts = "/dev/null",
                                                  .context = world,
                                                  .answered = on_answered,
                                                  .remark = on_remark};
    for (unsigned i = 0; i < n_servers; i++) {
        world->servers[i].ttl_s = 60;
        cr_assert_eq(dns_server_open(&world->servers[i], &world->loop), 0);
        world->options.servers[i] = world->servers[i].at;
    }
    world->n_servers = n_servers;
    return world;
}

UNUSED_FUNCTION static void open_resolver(struct world *world)
{
    world->resolver = hf_resolver_open(&world->loop, &world->options);
    cr_assert_not_null(world->resolver);
}

UNUSED_FUNCTION static void end_world(struct world *world)
{
    hf_resolver_close(world->resolver);
    for (unsigned i = 0; i < world->n_servers; i++)
        dns_server_close(&world->servers[i]);
    uv_close((uv_handle_t *)&world->patience, NULL);
    while (uv_run(&world->loop, UV_RUN_DEFAULT) != 0)
        ; /* an answer given at once has stopped the loop before it ran */
    cr_assert_eq(uv_loop_close(&world->loop), 0, "a handle is still open");
    free(world);
}

UNUSED_FUNCTION static void ask(struct world *world, const char *name, uint16_t type,
                                uint64_t query)
{
    struct hf_resolver_question question = {
        .name = name, .query = query, .line = (uint32_t)query, .type = type};

    hf_resolver_ask(world->resolver, &question);
}

/* Runs until n answers were heard in all. */
UNUSED_FUNCTION static void wait_for(struct world *world, unsigned n)
{
    world->n_wanted = n;
    uv_timer_start(&world->patience, on_patience, PATIENCE_MS, 0);
    while (world->n_heard < n && uv_is_active((uv_handle_t *)&world->patience))
        uv_run(&world->loop, UV_RUN_DEFAULT);
    uv_timer_stop(&world->patience);
    cr_assert_eq(world->n_heard, n, "%u answers, not %u", world->n_heard, n);
}

UNUSED_FUNCTION static void wait_ms(struct world *world, uint64_t ms)
{
    world->n_wanted = ANSWERS_MAX;
    uv_update_time(&world->loop);
    uv_timer_start(&world->patience, on_patience, ms, 0);
    while (uv_is_active((uv_handle_t *)&world->patience))
        uv_run(&world->loop, UV_RUN_DEFAULT);
}

#endif
