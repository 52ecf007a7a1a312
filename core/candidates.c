/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Candidates: the (server, target) pairs of a line, ordered by server, then outbound proxy, then
 * target, in one table. A pass walks them by A14: its starting candidate first, then all the
 * others from the first on, each once, leaving out targets that failed by silence or transport
 * earlier in the same pass, whatever their server.
 *
 * Rules: A14, B1, B13 (proxies stand in for their server), C5's "first".
 */
#include "candidates.h"

#include <string.h>

#include "hf_assert.h"

#define PORT_SIP  5060
#define PORT_SIPS 5061

struct table { /* being filled */
    struct hf_candidate *candidates;
    uint32_t n;
    uint32_t reserved;
};

static void add(struct table *table, const struct hf_candidate *candidate)
{
    HF_ASSERT(table->n < HF_LINE_TARGETS);
    table->candidates[table->n++] = *candidate;
}

/* B1: a numeric host is used as it is; hf_config_check has refused all others. */
static struct hf_target numeric_target(const struct hf_config *config, struct hf_name host,
                                       uint8_t transport)
{
    struct hf_target target;

    memset(&target, 0, sizeof target);
    HF_ASSERT(hf_target_parse(&target, config->names + host.at, host.length));
    target.transport = transport == HF_TRANSPORT_NAPTR ? HF_TRANSPORT_UDP : transport;
    return target;
}

static uint16_t port_or_default(uint16_t port, uint8_t transport)
{
    if (port != 0)
        return port;
    return transport == HF_TRANSPORT_TLS ? PORT_SIPS : PORT_SIP;
}

static void add_server(struct table *table, const struct hf_config *config, uint8_t index)
{
    const struct hf_server_config *server = &config->servers[index];
    struct hf_candidate candidate;

    memset(&candidate, 0, sizeof candidate);
    candidate.server = (uint8_t)(index + 1);
    if (server->n_proxies == 0) {
        candidate.target = numeric_target(config, server->host, server->transport);
        candidate.target.port = port_or_default(server->port, candidate.target.transport);
        add(table, &candidate);
        return;
    }
    for (uint8_t i = 0; i < server->n_proxies; i++) { /* B13 */
        const struct hf_proxy_config *proxy = &server->proxies[i];
        candidate.proxy = (uint8_t)(i + 1);
        candidate.target = numeric_target(config, proxy->host, proxy->transport);
        candidate.target.port = port_or_default(proxy->port, candidate.target.transport);
        add(table, &candidate);
    }
}

uint32_t hf_candidates_list(const struct hf_config *config, struct hf_candidate *candidates)
{
    struct table table = {.candidates = candidates};

    memset(candidates, 0, HF_LINE_TARGETS * sizeof *candidates);
    for (uint8_t i = 0; i < config->n_servers; i++)
        add_server(&table, config, i);
    return table.n;
}

bool hf_target_equal(const struct hf_target *a, const struct hf_target *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

static bool target_failed(const struct hf_line *line, const struct hf_pass *pass, uint8_t candidate)
{
    for (uint8_t i = 0; i < line->n_candidates; i++) {
        if ((pass->failed & (1u << i)) != 0 &&
            hf_target_equal(&line->candidates[i].target, &line->candidates[candidate].target))
            return true;
    }
    return false;
}

static bool in_scope(const struct hf_line *line, const struct hf_pass *pass, uint8_t candidate)
{
    return pass->server == 0 || line->candidates[candidate].server == pass->server;
}

uint8_t hf_candidates_next(const struct hf_line *line, const struct hf_pass *pass)
{
    for (uint8_t i = 0; i < line->n_candidates; i++) { /* A14 */
        if ((pass->tried & (1u << i)) == 0 && in_scope(line, pass, i) &&
            !target_failed(line, pass, i))
            return i;
    }
    return HF_NONE;
}

uint8_t hf_candidates_first(const struct hf_line *line, uint8_t server)
{
    for (uint8_t i = 0; i < line->n_candidates; i++) {
        if (server == 0 || line->candidates[i].server == server)
            return i;
    }
    return HF_NONE;
}

uint32_t hf_candidates_passed_over(const struct hf_line *line, const struct hf_pass *pass)
{
    uint32_t bits = 0;

    for (uint8_t i = 0; i < line->n_candidates; i++) {
        if ((pass->tried & (1u << i)) == 0 && in_scope(line, pass, i) &&
            target_failed(line, pass, i))
            bits |= 1u << i;
    }
    return bits;
}

uint8_t hf_candidate_server(const struct hf_line *line, uint8_t candidate)
{
    return candidate < line->n_candidates ? line->candidates[candidate].server : 0;
}
