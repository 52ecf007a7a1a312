/* SPDX-License-Identifier: Apache-2.0 */
/* A small random world for one line: legal events drawn from a seed, for the tests that ask what
 * can happen at all. The scenario runner's worlds (transport/sim) model servers; this one does
 * not care whether anything makes sense to a server. */
#ifndef TESTS_CORE_WORLD_H
#define TESTS_CORE_WORLD_H

#include "rig.h"

struct world {
    struct rig rig;
    uint64_t state;    /* of the draw */
    uint64_t open[64]; /* attempts that owe an answer */
    uint64_t given_up[64];
    unsigned n_open, n_given_up;
    uint64_t next_request;
};

static inline uint64_t world_draw(struct world *w, uint64_t n)
{
    w->state = w->state * 6364136223846793005u + 1442695040888963407u;
    return (w->state >> 33) % n;
}

static inline void world_init(struct world *w, uint64_t seed)
{
    static const char *const hosts[] = {"192.0.2.1", "192.0.2.2", "2001:db8::3", "192.0.2.4"};

    memset(w, 0, sizeof *w);
    w->state = seed * 2 + 1;
    rig_init(&w->rig);
    for (uint64_t i = 0, n = 1 + world_draw(w, 3); i < n; i++)
        rig_server(&w->rig, hosts[i]);
    if (world_draw(w, 3) == 0) { /* two targets of one server: proxies */
        struct hf_server_config *s = &w->rig.config.servers[0];
        s->n_proxies = 2;
        hf_config_name(&w->rig.config, &s->proxies[0].host, "192.0.2.11", 10);
        hf_config_name(&w->rig.config, &s->proxies[1].host, "192.0.2.12", 10);
    }
    w->rig.config.failback_interval_s = (uint32_t)(1 + world_draw(w, 40));
    w->rig.config.servers[0].transport = (uint8_t)world_draw(w, 3);
    w->rig.config.servers[0].retry_counts = (uint8_t)world_draw(w, 4);
    rig_configure(&w->rig);
    rig_fact(&w->rig, HF_EVENT_STARTED);
}

static inline void world_take_actions(struct world *w)
{
    for (uint32_t i = 0; i < w->rig.actions.n; i++) {
        const struct hf_action *a = &w->rig.actions.items[i];
        if (a->kind == HF_ACTION_SEND && w->n_open < 64)
            w->open[w->n_open++] = a->u.send.attempt;
        if (a->kind != HF_ACTION_ABANDON)
            continue;
        for (unsigned j = 0; j < w->n_open; j++) {
            if (w->open[j] == a->u.attempt.attempt)
                w->open[j--] = w->open[--w->n_open];
        }
        if (w->n_given_up < 64)
            w->given_up[w->n_given_up++] = a->u.attempt.attempt;
    }
}

static inline uint64_t world_take(struct world *w, uint64_t *ids, unsigned *n)
{
    unsigned at = (unsigned)world_draw(w, *n);
    uint64_t id = ids[at];

    ids[at] = ids[--*n];
    return id;
}

static inline void world_answer(struct world *w)
{
    static const uint16_t statuses[] = {200, 200, 200, 403, 404, 500, 503, 423, 302, 401};
    uint64_t id = world_take(w, w->open, &w->n_open);
    uint16_t status = statuses[world_draw(w, sizeof statuses / sizeof *statuses)];
    struct hf_response *r = &rig_event(&w->rig, HF_EVENT_RESPONSE_RECEIVED)->u.response;

    r->attempt = id;
    r->status = status;
    r->expires_s = (uint32_t)world_draw(w, 4) * 40;
    r->min_expires_s = (uint32_t)world_draw(w, 3) * 5000;
    r->retry_after_s = HF_RETRY_AFTER_NONE;
    if (status == 302 && world_draw(w, 2)) {
        r->n_redirects = 1;
        r->redirects[0] = (struct hf_target){
            .address = {192, 0, 2, (uint8_t)(90 + world_draw(w, 9))},
            .port = 5060,
            .family = HF_FAMILY_IPV4};
    }
    rig_step(&w->rig);
}

static inline void world_wish(struct world *w)
{
    static const enum hf_event_kind wishes[] = {HF_EVENT_STARTED, HF_EVENT_STARTED,
                                                HF_EVENT_STOPPED, HF_EVENT_CREDENTIALS_CHANGED};

    switch (world_draw(w, 4)) {
    case 0: rig_wanted(&w->rig, ++w->next_request); break;
    case 1:
        rig_event(&w->rig, HF_EVENT_NETWORK_CHANGED)->u.network.families_usable =
            (uint8_t)world_draw(w, 4);
        rig_step(&w->rig);
        break;
    default: rig_fact(&w->rig, wishes[world_draw(w, 4)]); break;
    }
}

static inline void world_progress(struct world *w)
{
    uint64_t id = w->open[world_draw(w, w->n_open)];

    if (world_draw(w, 3) == 0)
        rig_provisional(&w->rig, id);
    else if (world_draw(w, 8) == 0)
        rig_challenged(&w->rig, id, (int)world_draw(w, 2), (int)world_draw(w, 2));
    else if (world_draw(w, 2))
        rig_failed(&w->rig, world_take(w, w->open, &w->n_open),
                   (enum hf_cause)(1 + world_draw(w, HF_CAUSE_COUNT - 1)));
}

static inline void world_restart(struct world *w)
{
    rig_event(&w->rig, HF_EVENT_RESTORED)->u.restored.elapsed_us = world_draw(w, 4) == 0
                                                                       ? HF_ELAPSED_UNKNOWN
                                                                       : world_draw(w, 100000000);
    rig_step(&w->rig);
    w->n_open = 0; /* what was on the way is owed no answer */
    w->n_given_up = 0;
}

/* One legal event. */
static inline void world_step(struct world *w)
{
    uint64_t what = world_draw(w, 16);

    w->rig.now_us += world_draw(w, 4) == 0 ? world_draw(w, 3000000) : world_draw(w, 20000);
    if (what < 6 && w->n_open > 0)
        world_answer(w);
    else if (what < 9 && w->n_open > 0)
        world_progress(w);
    else if (what < 10 && w->n_given_up > 0)
        rig_abandoned(&w->rig, world_take(w, w->given_up, &w->n_given_up),
                      world_draw(w, 2) ? 200 : 0);
    else if (what < 12 && world_draw(w, 16) == 0)
        world_restart(w);
    else if (what < 12)
        world_wish(w);
    else if (hf_line_deadline(&w->rig.line).at_us != HF_NEVER)
        rig_wake(&w->rig);
    world_take_actions(w);
}

#endif
