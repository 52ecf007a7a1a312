/* SPDX-License-Identifier: Apache-2.0 */
/* See plan.h: making one. */
#include "plan.h"

#include <stdio.h>
#include <string.h>

#define SECOND_US UINT64_C(1000000)

/* ---- making ---- */

uint64_t plan_random(uint64_t *state) /* splitmix64 */
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);

    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static uint32_t between(uint64_t *state, uint32_t from, uint32_t to)
{
    return from + (uint32_t)(plan_random(state) % (to - from + 1u));
}

/* The settings that move a line about; share_rests stays off, since lines are compared alone. */
static void draw_policy(uint64_t *state, struct hf_config *config)
{
    config->t1_ms = between(state, 100, 500);
    config->mode = between(state, 0, 2) == 0 ? HF_MODE_CONCURRENT : HF_MODE_SUCCESSIVE;
    config->failback_servers = between(state, 0, 4) == 0 ? HF_FAILBACK_NEW_REQUESTS
                                                         : HF_FAILBACK_PROBE;
    config->failback_interval_s = between(state, 10, 300);
    config->failback_when = (uint8_t)between(state, 0, 1);
    config->idle_limit_s = between(state, 0, 1) * 600;
    config->flap_damping = (uint8_t)between(state, 0, 1);
    config->retry_base_s = between(state, 1, 40);
    config->retry_max_s = config->retry_base_s + between(state, 0, 200);
    config->jitter_percent = (uint8_t)(between(state, 0, 1) * 10);
    config->quarantine_s = between(state, 0, 1) * 30;
    config->share_rests = 0;
    config->options_interval_s = between(state, 0, 2) * 20;
    config->keepalive_s = between(state, 0, 1) * 30;
    config->storm_spread_ms = between(state, 0, 3) == 0 ? 800 : 0;
    config->start_spread_s = between(state, 0, 5) == 0 ? 3 : 0;
    config->contact_per_server = (uint8_t)(between(state, 0, 2) == 0);
    config->unregister_old = config->contact_per_server;
    config->locate_by = (uint8_t)(between(state, 0, 3) == 0);
    config->naptr_build = between(state, 0, 1) != 0 ? HF_BUILD_ALL : HF_BUILD_UDP;
    config->srv_order = (uint8_t)between(state, 0, HF_SRV_COUNT - 1);
    config->register_failover_statuses = (struct hf_statuses){.codes = {503}, .n_codes = 1};
    config->proxy_failback_interval_s = between(state, 10, 300);
    config->register_first = (uint8_t)(between(state, 0, 2) == 0);
    config->failover_other = (uint8_t)between(state, 0, 1);
    config->ring_timeout_s = between(state, 0, 2) * 20;
}

/* B13: one or two outbound proxies, at any of the servers. */
static void draw_proxies(uint64_t *state, struct hf_config *config, struct hf_server_config *server)
{
    server->n_proxies = (uint8_t)between(state, 1, HF_SERVER_PROXIES);
    for (unsigned k = 0; k < server->n_proxies; k++) {
        struct hf_proxy_config *proxy = &server->proxies[k];
        char host[32];
        const int length = snprintf(host, sizeof(host), "192.0.2.%u",
                                    between(state, 1, config->n_servers));

        hf_config_init_proxy(proxy);
        hf_config_name(config, &proxy->host, host, (size_t)length);
        proxy->retry_counts = (int8_t)between(state, 0, 3) - 1;
        proxy->register_on_enable = (int8_t)between(state, 0, 2) - 1;
    }
}

static void draw_server(uint64_t *state, struct hf_config *config, unsigned i, int names)
{
    static const uint8_t modes[] = {HF_FAILBACK_NEVER, HF_FAILBACK_NEW_REQUESTS,
                                    HF_FAILBACK_DNS_TTL, HF_FAILBACK_REGISTRATION,
                                    HF_FAILBACK_DURATION};
    struct hf_server_config *server = &config->servers[i];
    const int is_name = between(state, 0, 3) == 0 && names;
    char host[32];
    const int length = snprintf(host, sizeof(host), is_name ? "pbx%u.example" : "192.0.2.%u",
                                i + 1);

    hf_config_init_server(server);
    hf_config_name(config, &server->host, host, (size_t)length);
    if (is_name && between(state, 0, 2) != 0) { /* B3, B4: by SRV records, or NAPTR before them */
        server->port = 0;
        server->transport = between(state, 0, 1) != 0 ? HF_TRANSPORT_NAPTR : HF_TRANSPORT_UDP;
    }
    server->retry_counts = (uint8_t)between(state, 0, 4);
    server->expires_s = between(state, 60, 900);
    server->failback_mode = modes[between(state, 0, 4)];
    server->failback_timeout_s = between(state, 0, 200);
    if (between(state, 0, 4) == 0)
        server->retry_period_ms = between(state, 100, 20000);
    if (between(state, 0, 2) == 0)
        server->invite_retry_counts = (uint8_t)between(state, 1, 3);
    server->register_on_enable = (uint8_t)between(state, 0, 1);
    server->only_signal_with_registered = (uint8_t)between(state, 0, 1);
    if (between(state, 0, 3) == 0)
        draw_proxies(state, config, server);
}

static struct hf_sim_configuration make_configuration(uint64_t *state, unsigned n_servers,
                                                      int names)
{
    struct hf_sim_configuration made = {.seed = plan_random(state)};

    hf_config_init(&made.config);
    made.config.n_servers = (uint8_t)n_servers;
    draw_policy(state, &made.config);
    for (unsigned i = 0; i < n_servers; i++)
        draw_server(state, &made.config, i, names);
    return made;
}

static void set_pointer(struct hf_sim_records *records, unsigned at, const char *format, unsigned i)
{
    struct hf_sim_pointer *pointer = &records->pointers[at];

    records->outcome = HF_DNS_ANSWER;
    records->n = (uint8_t)(at + 1);
    pointer->port = 5060;
    pointer->flag = 's';
    pointer->service = HF_TRANSPORT_UDP;
    snprintf(pointer->name, sizeof(pointer->name), format, i + 1);
}

/* The name of server i: its own address and the next server's; and the SRV records of it. */
struct hf_sim_host plan_name_of(unsigned i, unsigned n_servers)
{
    struct hf_sim_host host;
    char name[HF_SIM_HOST];

    snprintf(name, sizeof(name), "pbx%u.example", i + 1);
    hf_sim_host_init(&host, name);
    host.records[HF_SIM_A].outcome = HF_DNS_ANSWER;
    host.records[HF_SIM_A].n = 2;
    for (unsigned k = 0; k < 2; k++) {
        const uint8_t address[4] = {192, 0, 2, (uint8_t)((i + k) % n_servers + 1)};
        memcpy(host.records[HF_SIM_A].addresses[k], address, sizeof(address));
    }
    set_pointer(&host.records[HF_SIM_NAPTR], 0, "_sip._udp.pbx%u.example", i);
    return host;
}

/* SRV of server i: the next server's name, and its own, in the order of their weights. */
struct hf_sim_host plan_srv_of(unsigned i, unsigned n_servers)
{
    struct hf_sim_host host;
    char name[HF_SIM_HOST];

    snprintf(name, sizeof(name), "_sip._udp.pbx%u.example", i + 1);
    hf_sim_host_init(&host, name);
    set_pointer(&host.records[HF_SIM_SRV], 0, "pbx%u.example", (i + 1) % n_servers);
    set_pointer(&host.records[HF_SIM_SRV], 1, "pbx%u.example", i);
    host.records[HF_SIM_SRV].pointers[1].weight = 1;
    return host;
}

static void change_records(uint64_t *state, struct hf_sim_records *records)
{
    records->ttl_s = between(state, 0, 90);
    switch (between(state, 0, 5)) {
    case 0: records->outcome = (uint8_t)between(state, 1, HF_DNS_COUNT - 1); break;
    case 1: records->is_silent = 1; break;
    case 2: records->n = 1; break;
    case 3: records->answers_after_us = between(state, 1, 12000) * UINT64_C(1000); break;
    case 4: records->ttl_s = 0; break;
    default: break;
    }
}

static void change_name(uint64_t *state, struct plan_op *op, unsigned n_servers)
{
    const unsigned i = between(state, 0, n_servers - 1);

    op->what = PLAN_NAME;
    op->name = plan_name_of(i, n_servers);
    switch (between(state, 0, 3)) {
    case 0:
        op->name = plan_srv_of(i, n_servers);
        change_records(state, &op->name.records[HF_SIM_SRV]);
        break;
    case 1: change_records(state, &op->name.records[HF_SIM_NAPTR]); break;
    default: change_records(state, &op->name.records[HF_SIM_A]); break;
    }
}

static void answer(uint64_t *state, struct hf_sim_server *server)
{
    static const uint16_t statuses[] = {200, 200, 200, 503, 503, 403, 404, 423, 302, 500, 401};

    server->presence = HF_SIM_ANSWERS;
    server->status = statuses[between(state, 0, sizeof(statuses) / sizeof(statuses[0]) - 1)];
    server->expires_s = between(state, 0, 3) == 0 ? between(state, 0, 20) : between(state, 30, 900);
    server->expires_s = between(state, 0, 9) == 0 ? HF_EXPIRES_NONE : server->expires_s;
    server->min_expires_s = between(state, 60, 2000);
    server->retry_after_s = between(state, 0, 2) == 0 ? between(state, 1, 90) : HF_RETRY_AFTER_NONE;
    server->contact_missing = between(state, 0, 7) == 0;
    server->n_redirects = (uint8_t)between(state, 0, 2);
    for (unsigned i = 0; i < server->n_redirects; i++) {
        server->redirects[i] = server->target;
        server->redirects[i].address[3] = (uint8_t)between(state, 1, 5);
    }
    server->provisional = 0;
    server->final_after_us = 0;
    if (between(state, 0, 7) == 0) {
        server->provisional = 100;
        server->final_after_us = between(state, 0, 1) == 0 ? HF_NEVER : 2 * SECOND_US;
    }
}

static void answer_invite(uint64_t *state, struct hf_sim_method *method)
{
    static const uint16_t statuses[] = {200, 200, 200, 200, 486, 503, 503, 404, 603, 500, 482, 302};

    method->status = statuses[between(state, 0, sizeof(statuses) / sizeof(statuses[0]) - 1)];
    method->provisional = between(state, 0, 2) == 0 ? 100 : 0;
    method->rings = between(state, 0, 2) != 0 ? (uint16_t)(between(state, 0, 1) ? 180 : 183) : 0;
    method->rings_after_us = between(state, 0, 1) * between(state, 1, 30000) * UINT64_C(1000);
    method->final_after_us = between(state, 0, 3) == 0 ? HF_NEVER
                                                       : between(state, 0, 30000) * UINT64_C(1000);
    method->retry_after_s = between(state, 0, 3) == 0 ? between(state, 1, 60) : HF_RETRY_AFTER_NONE;
    method->n_redirects = 1;
    method->redirects[0] = (struct hf_target){.address = {192, 0, 2, (uint8_t)between(state, 1, 5)},
                                              .port = 5060,
                                              .transport = HF_TRANSPORT_UDP,
                                              .family = HF_FAMILY_IPV4};
}

static void answer_in_call(uint64_t *state, struct hf_sim_server *server)
{
    static const uint16_t statuses[] = {200, 200, 481, 503, 408, 500};
    struct hf_sim_method *said =
        &server->methods[between(state, 0, 1) ? HF_REQUEST_BYE : HF_REQUEST_OTHER];

    said->status = statuses[between(state, 0, 5)];
    said->final_after_us = between(state, 0, 2) == 0 ? between(state, 1, 20) * SECOND_US : 0;
}

/* What it does with requests of calls. */
static void change_calls(uint64_t *state, struct hf_sim_server *server)
{
    switch (between(state, 0, 5)) {
    case 0: answer_in_call(state, server); break;
    case 1: {
        static const unsigned methods[] = {HF_REQUEST_INVITE, HF_REQUEST_BYE, HF_REQUEST_OTHER,
                                           HF_SIM_CANCEL};
        server->methods[methods[between(state, 0, 3)]].is_silent = (uint8_t)between(state, 0, 1);
        break;
    }
    case 2: server->reaches_another = (uint8_t)between(state, 0, 1); break;
    default: answer_invite(state, &server->methods[HF_REQUEST_INVITE]); break;
    }
}

static void change_server(uint64_t *state, struct hf_sim_server *server, uint64_t at_us)
{
    static const uint8_t causes[] = {HF_CAUSE_ICMP, HF_CAUSE_ICMP, HF_CAUSE_REFUSED};

    switch (between(state, 0, 13)) {
    case 0:
    case 1: server->presence = HF_SIM_SILENT; break;
    case 2:
        server->presence = HF_SIM_FAILS;
        server->cause = causes[between(state, 0, 2)];
        break;
    case 3:
        server->n_realms = (uint8_t)between(state, 0, 2);
        snprintf(server->realms[0], HF_SIM_NAME, "one");
        snprintf(server->realms[1], HF_SIM_NAME, "two");
        break;
    case 4: server->rejects_credentials = (uint8_t)between(state, 0, 1); break;
    case 5: server->stale_always = (uint8_t)(between(state, 0, 3) == 0); break;
    case 6: server->nonces_from_us = at_us; break;
    case 7: server->round_trip_us = between(state, 1, 12000) * UINT64_C(1000); break;
    case 8:
    case 9:
    case 10: change_calls(state, server); break;
    default: answer(state, server); break;
    }
}

static void heal(struct hf_sim_server *server)
{
    server->presence = HF_SIM_ANSWERS;
    server->status = 200;
    server->expires_s = 600;
    server->n_realms = 0;
    server->rejects_credentials = 0;
    server->stale_always = 0;
    server->contact_missing = 0;
    server->provisional = 0;
    server->final_after_us = 0;
    server->n_redirects = 0;
    server->round_trip_us = 20000;
    for (unsigned method = 0; method < HF_SIM_METHODS; method++)
        server->methods[method] = (struct hf_sim_method){.status = 200,
                                                         .retry_after_s = HF_RETRY_AFTER_NONE};
}

/* What the two of a call do. */
static enum plan_what draw_in_call(uint64_t *state)
{
    static const enum plan_what whats[] = {PLAN_DIAL,    PLAN_DIAL,    PLAN_DIAL,     PLAN_DIAL,
                                           PLAN_HANG_UP, PLAN_HANG_UP, PLAN_SAY,      PLAN_SAY,
                                           PLAN_CALL,    PLAN_ANSWER,  PLAN_CALL_ENDS};

    return whats[between(state, 0, sizeof(whats) / sizeof(whats[0]) - 1)];
}

static void plan_op(struct plan *plan, uint64_t *state, struct hf_sim_server *servers,
                    uint64_t at_us)
{
    struct plan_op *op = &plan->ops[plan->n_ops++];

    *op = (struct plan_op){.at_us = at_us, .number = plan->n_ops};
    if (between(state, 0, 11) == 0) {
        change_name(state, op, plan->n_servers);
        return;
    }
    if (between(state, 0, 2) != 0) {
        op->server = between(state, 0, plan->n_servers - 1);
        change_server(state, &servers[op->server], at_us);
        op->changed = servers[op->server];
        return;
    }
    op->what = between(state, 0, 1) == 0 ? draw_in_call(state)
                                         : (enum plan_what)between(state, PLAN_REGISTER, PLAN_CALL);
    if (op->what == PLAN_STOP && between(state, 0, 1) == 0)
        op->what = PLAN_START; /* lines are in service most of the time */
    op->line = between(state, 1, PLAN_LINES);
    if (op->what == PLAN_NETWORK)
        op->number = between(state, 0, 3) != 0;
    if (op->what == PLAN_DIAL)
        op->is_emergency = between(state, 0, 9) == 0;
    if (op->what == PLAN_CONFIGURE)
        op->configuration = make_configuration(state, plan->n_servers, plan->names);
}

/* The longest way home (H10): names, ten seconds each pass; a pass that is under way; the wait of
 * C6, the 1800 s of C13, or a rest (A9, A10); the next pass; D1's interval, doubled up to half an
 * hour while the line flaps (D9) and a tenth longer by jitter, or the next refresh; the probe; a
 * BYE that it waits for (D8). Each pass is bounded by 2*64*T1 a candidate. */
static uint64_t bound_us(const struct plan *plan)
{
    uint64_t longest_us = 0;

    for (unsigned i = 0; i < PLAN_LINES; i++) {
        const struct hf_config *config = &plan->configurations[i].config;
        const uint64_t pass_us = UINT64_C(128000) * 500 * plan->n_servers * 4 + 10 * SECOND_US;
        const uint64_t waits_us =
            (uint64_t)(config->retry_max_s + 240u + 1980u + 1800u + 900u + 120u) * SECOND_US;

        if (4 * pass_us + waits_us > longest_us)
            longest_us = 4 * pass_us + waits_us;
    }
    return longest_us;
}

struct plan plan_make(uint64_t seed, int names)
{
    uint64_t state = seed * UINT64_C(0xD1342543DE82EF95) + 1;
    struct hf_sim_world *world = hf_sim_world_new();
    struct hf_sim_server servers[PLAN_SERVERS];
    struct plan plan = {.n_servers = between(&state, 1, PLAN_SERVERS), .names = names};
    uint64_t at_us = 0;

    for (unsigned i = 0; i < PLAN_SERVERS; i++)
        servers[i] = *hf_sim_server_add(world, (const char[]){(char)('a' + i), 0});
    hf_sim_world_free(world);
    for (unsigned i = 0; i < PLAN_LINES; i++)
        plan.configurations[i] = make_configuration(&state, plan.n_servers, plan.names);
    while (plan.n_ops < PLAN_OPS - 3 * plan.n_servers) {
        if (between(&state, 0, 3) != 0) /* often several things at one moment, or soon after */
            at_us += between(&state, 0, 2) == 0 ? between(&state, 1, 100) * SECOND_US
                                                : between(&state, 1, 9000) * UINT64_C(1000);
        plan_op(&plan, &state, servers, at_us);
    }
    plan.heal_us = at_us + SECOND_US;
    for (unsigned i = 0; i < plan.n_servers; i++) {
        heal(&servers[i]);
        plan.ops[plan.n_ops++] = (struct plan_op){
            .at_us = plan.heal_us, .server = i, .changed = servers[i]};
        plan.ops[plan.n_ops++] = (struct plan_op){
            .at_us = plan.heal_us, .what = PLAN_NAME, .name = plan_name_of(i, plan.n_servers)};
        plan.ops[plan.n_ops++] = (struct plan_op){
            .at_us = plan.heal_us, .what = PLAN_NAME, .name = plan_srv_of(i, plan.n_servers)};
    }
    plan.bound_us = bound_us(&plan);
    return plan;
}
