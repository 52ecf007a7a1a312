/* SPDX-License-Identifier: Apache-2.0 */
/* A line's table and lookups on a bench: configured, and worked on without the door. */
#ifndef TESTS_CORE_BENCH_H
#define TESTS_CORE_BENCH_H

#include <criterion/criterion.h>
#include <string.h>

#include "candidates.h"
#include "holdfast/line.h"
#include "locate.h"

struct bench {
    struct hf_line line;
    struct hf_config config;
    struct hf_actions actions;
    struct hf_context x;
};

static inline void bench_init(struct bench *b)
{
    memset(b, 0, sizeof *b);
    hf_config_init(&b->config);
    cr_assert_eq(hf_line_init(&b->line, sizeof b->line, HF_ABI), HF_OK);
    b->line.first_id = 1000;
    b->line.next_id = 1000;
    b->x = (struct hf_context){.line = &b->line, .actions = &b->actions};
}

static inline struct hf_server_config *bench_server(struct bench *b, const char *host)
{
    struct hf_server_config *server = &b->config.servers[b->config.n_servers++];

    cr_assert_eq(hf_config_name(&b->config, &server->host, host, strlen(host)), HF_OK);
    return server;
}

static inline void bench_proxy(struct bench *b, struct hf_server_config *server, const char *host)
{
    struct hf_proxy_config *proxy = &server->proxies[server->n_proxies++];

    cr_assert_eq(hf_config_name(&b->config, &proxy->host, host, strlen(host)), HF_OK);
}

/* The line takes b->config; map as for hf_candidates_reconfigure, NULL at first. */
static inline void bench_configure(struct bench *b, const uint8_t *map)
{
    static const uint8_t none[HF_LINE_SERVERS + 1];
    bool otherwise = hf_locate_renumber(&b->line, &b->config, map == NULL ? none : map);

    hf_config_copy(&b->line.config, &b->config);
    b->line.names = hf_host_names(&b->line.config);
    if (otherwise)
        hf_locate_ask_otherwise(&b->x);
    hf_candidates_reconfigure(&b->x, map == NULL ? none : map);
}

static inline void bench_sound(const struct bench *b)
{
    cr_assert(hf_candidates_are_sound(&b->line));
    cr_assert(hf_locate_is_sound(&b->line));
}

static inline void bench_at(struct bench *b, uint64_t now_us)
{
    b->line.now_us = now_us;
    b->x.now_us = now_us;
    b->actions.n = 0;
}

static inline struct hf_target bench_target(uint8_t last)
{
    return (struct hf_target){.address = {192, 0, 2, last}, .port = 5060, .family = HF_FAMILY_IPV4};
}

/* The host's targets are those with these last octets; ends with 0. */
static inline void bench_set(struct bench *b, uint8_t host, const uint8_t *octets)
{
    struct hf_target targets[64];
    uint8_t n = 0;

    for (; octets[n] != 0; n++)
        targets[n] = bench_target(octets[n]);
    hf_candidates_set_host(&b->x, host, targets, n);
    bench_sound(b);
}

#define BENCH_SET(b, host, ...) bench_set(b, host, (const uint8_t[]){__VA_ARGS__, 0})

/* The last octets of the table's live (or, from n_live on, all) entries are these; 0 ends. */
static inline void bench_expect(const struct bench *b, const uint8_t *octets)
{
    uint8_t n = 0;

    for (; octets[n] != 0; n++) {
        cr_assert_lt(n, b->line.n_live, "only %d live", b->line.n_live);
        cr_assert_eq(b->line.candidates[n].target.address[3], octets[n], "place %d has .%d", n,
                     b->line.candidates[n].target.address[3]);
    }
    cr_assert_eq(b->line.n_live, n, "%d live", b->line.n_live);
}

#define BENCH_EXPECT(b, ...) bench_expect(b, (const uint8_t[]){__VA_ARGS__, 0})

/* The first decision with that reason among the actions, or NULL. */
static inline const struct hf_decision *bench_decision(const struct bench *b, enum hf_why why)
{
    for (uint32_t i = 0; i < b->actions.n; i++) {
        if (b->actions.items[i].kind == HF_ACTION_EXPLAIN &&
            b->actions.items[i].u.decision.why == why)
            return &b->actions.items[i].u.decision;
    }
    return NULL;
}

static inline unsigned bench_count(const struct bench *b, enum hf_action_kind kind)
{
    unsigned n = 0;

    for (uint32_t i = 0; i < b->actions.n; i++)
        n += b->actions.items[i].kind == (uint32_t)kind;
    return n;
}

#endif
