/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Another configuration is taken at once (C14). A server is the same one when its host, port,
 * transport and proxies are: its binding, Call-ID, answers and rests stay with it under its new
 * number. Bindings at servers that are gone are removed there, under their former numbers, while
 * the line registers anew from where it works.
 *
 * The order matters: what is under way ends under the old configuration; the removals leave with
 * the old numbers; then everything that counts servers is renumbered, and registrations begin.
 */
#include "reconfigure.h"

#include <string.h>

#include "attempt.h"
#include "binding.h"
#include "calls.h"
#include "candidates.h"
#include "decision.h"
#include "failback.h"
#include "flow.h"
#include "locate.h"
#include "options.h"
#include "pass.h"
#include "proxy_failback.h"
#include "random.h"
#include "registration.h"
#include "removal.h"
#include "requests.h"
#include "service.h"
#include "target_failback.h"

struct names { /* a name, and whose names it is in */
    const struct hf_config *config;
    struct hf_name name;
    uint32_t reserved;
};

static bool same_name(const struct names *a, const struct names *b)
{
    return a->name.length == b->name.length &&
           memcmp(a->config->names + a->name.at, b->config->names + b->name.at, a->name.length) ==
               0;
}

struct server { /* one of a configuration */
    const struct hf_config *config;
    const struct hf_server_config *entry;
};

static bool same_proxy(const struct server *a, const struct server *b, uint8_t i)
{
    const struct hf_proxy_config *p = &a->entry->proxies[i], *q = &b->entry->proxies[i];

    return p->port == q->port && p->transport == q->transport &&
           same_name(&(struct names){a->config, p->host, 0},
                     &(struct names){b->config, q->host, 0});
}

static bool same_server(const struct server *a, const struct server *b)
{
    if (a->entry->port != b->entry->port || a->entry->transport != b->entry->transport ||
        a->entry->n_proxies != b->entry->n_proxies ||
        !same_name(&(struct names){a->config, a->entry->host, 0},
                   &(struct names){b->config, b->entry->host, 0}))
        return false;
    for (uint8_t i = 0; i < a->entry->n_proxies; i++) {
        if (!same_proxy(a, b, i))
            return false;
    }
    return true;
}

/* map[old] = new, 0 where it is gone. Two entries alike keep their order. */
static void map_servers(const struct hf_config *from, const struct hf_config *to,
                        uint8_t map[HF_LINE_SERVERS + 1])
{
    uint32_t taken = 0;

    memset(map, 0, HF_LINE_SERVERS + 1);
    for (uint8_t i = 0; i < from->n_servers; i++) {
        for (uint8_t j = 0; j < to->n_servers && map[i + 1] == 0; j++) {
            if ((taken & (1u << j)) != 0 || !same_server(&(struct server){from, &from->servers[i]},
                                                         &(struct server){to, &to->servers[j]}))
                continue;
            map[i + 1] = (uint8_t)(j + 1);
            taken |= 1u << j;
        }
    }
}

/* Orders that the shell follows already were given with these. */
static bool same_timers(const struct hf_config *a, const struct hf_config *b)
{
    return a->t1_ms == b->t1_ms && a->t2_ms == b->t2_ms && a->t4_ms == b->t4_ms;
}

/* Servers keep their numbers, mode and timers stay: what registers may go on. */
static bool may_go_on(const struct hf_line *line, const struct hf_config *to,
                      const uint8_t map[HF_LINE_SERVERS + 1])
{
    for (uint8_t server = 1; server <= line->config.n_servers; server++) {
        if (map[server] != server)
            return false;
    }
    return line->config.mode == to->mode && line->config.locate_by == to->locate_by &&
           same_timers(&line->config, to);
}

static bool same_way_back(const struct hf_config *a, const struct hf_config *b)
{
    return a->failback_servers == b->failback_servers &&
           a->failback_interval_s == b->failback_interval_s &&
           a->proxy_failback_interval_s == b->proxy_failback_interval_s;
}

static void stop_registering(struct hf_context *x)
{
    hf_failback_give_way(x);
    for (uint8_t k = 0; k < HF_LINE_SERVERS; k++)
        hf_proxy_failback_on_lost(x, k, HF_WHY_CONFIG_CHANGED);
    for (uint8_t i = HF_SLOT_REGISTER; i < HF_SLOT_REQUEST; i++) {
        if (x->line->passes[i].purpose == HF_PURPOSE_REGISTER)
            hf_pass_stop(x, i, HF_WHY_CONFIG_CHANGED);
    }
}

/* A7, E5: what rings is moved by nothing, and goes on at a server that is gone; what is said inside
 * a dialog stays where it is, or fails to the user where that is gone, but for a BYE. */
static bool stays(struct hf_context *x, uint8_t slot, bool gone)
{
    const struct hf_pass *p = &x->line->passes[slot];
    uint8_t server = hf_candidate_server(x->line, p->candidate);

    if (p->attempt.state == HF_ATTEMPT_RINGING || hf_pass_has_rung(x->line, p)) {
        if (gone && p->attempt.former == 0)
            hf_attempt_leave_former(&x->line->passes[slot].attempt, server);
        return true;
    }
    if ((p->flags & HF_PASS_IN_DIALOG) == 0)
        return false;
    if (gone && p->kind != HF_REQUEST_BYE) {
        hf_request_fail(x, slot, HF_WHY_SERVER_REMOVED);
        return true;
    }
    return !gone;
}

/* A request that is on its way to a server that is gone, or with other timers, begins its row
 * anew. */
static void stop_requests(struct hf_context *x, const uint8_t map[HF_LINE_SERVERS + 1], bool all)
{
    for (uint8_t i = HF_SLOT_REQUEST; i < HF_LINE_PASSES; i++) {
        struct hf_pass was = x->line->passes[i];
        bool gone = map[hf_candidate_server(x->line, was.candidate)] == 0;
        if (was.purpose != HF_PURPOSE_REQUEST || was.state != HF_PASS_TRYING || (!all && !gone) ||
            stays(x, i, gone))
            continue;
        hf_pass_stop(x, i, HF_WHY_SERVER_REMOVED);
        hf_pass_resume(x, i, &was);
    }
}

static void remove_gone(struct hf_context *x, const uint8_t map[HF_LINE_SERVERS + 1])
{
    for (uint8_t server = 1; server <= x->line->config.n_servers; server++) {
        if (map[server] != 0)
            continue;
        if (x->line->registrations[0].state != HF_REGISTRATION_OFF)
            hf_removal_begin_former(x, server);
        hf_binding_drop(x, server, HF_WHY_SERVER_REMOVED);
    }
}

/* ---- renumbering ---- */

static void renumber_bindings(struct hf_line *line, const uint8_t map[HF_LINE_SERVERS + 1])
{
    struct hf_binding before[HF_LINE_SERVERS];

    memcpy(before, line->bindings, sizeof before);
    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++) {
        memset(&line->bindings[i], 0, sizeof line->bindings[i]);
        line->bindings[i].expires_us = HF_NEVER;
        line->bindings[i].candidate = HF_NONE;
        line->bindings[i].kept = HF_NONE;
    }
    for (uint8_t server = 1; server <= HF_LINE_SERVERS; server++) {
        if (map[server] != 0)
            line->bindings[map[server] - 1] = before[server - 1];
    }
}

static void renumber_pace(struct hf_line *line, const uint8_t map[HF_LINE_SERVERS + 1])
{
    struct hf_pace before = line->pace;

    memset(&line->pace, 0, sizeof line->pace);
    for (uint8_t server = 1; server <= HF_LINE_SERVERS; server++) {
        if (map[server] == 0)
            continue;
        line->pace.until_us[map[server] - 1] = before.until_us[server - 1];
        line->pace.starts[map[server] - 1] = before.starts[server - 1];
    }
}

/* A registration that the line did not have before, or one that begins anew. */
static void make_registration(struct hf_context *x, uint8_t k, const struct hf_registration *like)
{
    struct hf_registration *r = &x->line->registrations[k];

    memset(r, 0, sizeof *r);
    r->deadline_us = HF_NEVER;
    r->working = HF_NONE;
    r->state = like->state;
    r->why = like->why;
    r->status = like->status;
    r->cause = like->cause;
    r->doubted = like->doubted;
    if (like->state == HF_REGISTRATION_STOPPING)
        r->deadline_us = like->deadline_us;
}

static void wait_to_begin(struct hf_context *x, uint8_t k, uint8_t working)
{
    struct hf_registration *r = &x->line->registrations[k];

    r->deadline_us = x->now_us;
    r->working = working;
    r->state = working != HF_NONE ? HF_REGISTRATION_REGISTERED : HF_REGISTRATION_WAITING;
    if (working != HF_NONE)
        return;
    r->doubted = 0;
    r->why = HF_WHY_CONFIG_CHANGED;
    r->status = 0;
    r->cause = HF_CAUSE_NONE;
}

/* Registrations of the new mode, each where its server's binding stands. They wait to begin. */
static void remake_registrations(struct hf_context *x, uint8_t working)
{
    static const struct hf_registration none = {.state = HF_REGISTRATION_OFF};
    struct hf_line *line = x->line;
    struct hf_registration like = line->registrations[0];

    for (uint8_t k = 1; k < HF_LINE_SERVERS; k++) /* whose it was matters less than that it stays */
        like.doubted |= line->registrations[k].doubted;
    for (uint8_t k = 0; k < HF_LINE_SERVERS; k++) {
        bool is_one = k < hf_service_registrations(line);
        make_registration(x, k, is_one ? &like : &none);
        line->target_failback.state[k] = HF_TARGETS_FIRST;
        line->target_failback.deadline_us[k] = HF_NEVER;
        if (!is_one || hf_service_is_off(line))
            continue;
        if (hf_service_is_concurrent(line))
            working = hf_binding_is_held(line, (uint8_t)(k + 1)) ? line->bindings[k].candidate
                                                                 : HF_NONE;
        wait_to_begin(x, k, working);
    }
}

/* Registrations stay; servers that are new in concurrent mode get theirs. */
static void add_registrations(struct hf_context *x, uint8_t n_before)
{
    const struct hf_registration *like = &x->line->registrations[0];

    for (uint8_t k = n_before; k < hf_service_registrations(x->line); k++) {
        make_registration(x, k, like);
        if (!hf_service_is_off(x->line))
            wait_to_begin(x, k, HF_NONE);
    }
}

static void renumber(struct hf_context *x, const struct hf_config *to,
                     const uint8_t map[HF_LINE_SERVERS + 1])
{
    struct hf_line *line = x->line;
    bool otherwise = hf_locate_renumber(line, to, map);

    renumber_bindings(line, map);
    renumber_pace(line, map);
    hf_call_reconfigure(line, map);
    hf_config_copy(&line->config, to);
    line->names = hf_host_names(&line->config);
    if (otherwise)
        hf_locate_ask_otherwise(x);
    hf_candidates_reconfigure(x, map);
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        line->passes[i].unresolved = 0;
        hf_attempt_on_reconfigured(x, &line->passes[i].attempt);
    }
}

/* The working candidate, where its server stays and holds its binding. */
static uint8_t working_that_stays(const struct hf_line *line, const uint8_t map[])
{
    uint8_t working = hf_service_working(line);
    uint8_t server = hf_candidate_server(line, working);

    if (server == 0 || map[server] == 0 || !hf_binding_is_held(line, server))
        return HF_NONE;
    return map[server];
}

static void configure_first(struct hf_context *x, const struct hf_configured *configured)
{
    static const uint8_t none[HF_LINE_SERVERS + 1];
    struct hf_line *line = x->line;

    hf_config_copy(&line->config, configured->config);
    line->names = hf_host_names(&line->config);
    line->seed = configured->seed;
    line->first_id = (hf_random_draw(line, HF_DRAW_IDS) >> 16) + 1;
    line->next_id = line->first_id;
    hf_candidates_reconfigure(x, none);
}

/* Servers stay where they are: what runs goes on, and registers once more when it does not. */
static void go_on(struct hf_context *x, const struct hf_configured *configured)
{
    uint8_t same[HF_LINE_SERVERS + 1];
    struct hf_line *line = x->line;
    uint8_t n_before = hf_service_registrations(line);
    bool same_failback = same_way_back(&line->config, configured->config);

    for (uint8_t server = 0; server <= HF_LINE_SERVERS; server++)
        same[server] = server;
    hf_flow_stop_all(x);
    hf_options_on_reconfigured(x, configured->config);
    line->seed = configured->seed;
    renumber(x, configured->config, same);
    add_registrations(x, n_before);
    if (!same_failback) {
        hf_failback_on_moved(x, HF_WHY_CONFIG_CHANGED);
        hf_proxy_failback_on_reconfigured(x);
    }
}

static void begin_anew(struct hf_context *x, const struct hf_configured *configured,
                       const uint8_t map[HF_LINE_SERVERS + 1])
{
    struct hf_line *line = x->line;
    uint8_t server;

    hf_flow_stop_all(x);
    stop_registering(x);
    if (hf_service_is_off(line))
        hf_removal_reconfigure(x, map);
    else
        hf_removal_stop(x, HF_WHY_CONFIG_CHANGED);
    stop_requests(x, map, !same_timers(&line->config, configured->config));
    hf_options_on_reconfigured(x, configured->config);
    server = working_that_stays(line, map);
    remove_gone(x, map);
    line->seed = configured->seed;
    renumber(x, configured->config, map);
    remake_registrations(x, server == HF_NONE ? HF_NONE : line->bindings[server - 1].candidate);
    hf_failback_on_moved(x, HF_WHY_CONFIG_CHANGED);
}

static bool is_unchanged(const struct hf_line *line, const struct hf_configured *configured)
{
    struct hf_config copy;

    hf_config_copy(&copy, configured->config);
    return memcmp(&copy, &line->config, sizeof copy) == 0 && line->seed == configured->seed;
}

void hf_reconfigure(struct hf_context *x, const struct hf_configured *configured)
{
    struct hf_line *line = x->line;
    uint8_t map[HF_LINE_SERVERS + 1];

    if (line->first_id == 0) {
        configure_first(x, configured);
        return;
    }
    if (is_unchanged(line, configured)) {
        hf_locate_ask_otherwise(x); /* B11a: the records beside it may be others */
        return;
    }
    map_servers(&line->config, configured->config, map);
    if (may_go_on(line, configured->config, map))
        go_on(x, configured);
    else
        begin_anew(x, configured, map);
    if (!hf_service_is_concurrent(line))
        hf_binding_leave_scope(x, 0, hf_candidate_server(line, hf_service_working(line)));
    hf_registration_on_reconfigured(x);
}
