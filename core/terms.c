/* SPDX-License-Identifier: Apache-2.0 */
/* See terms.h. Rules: A8, B13, C1a, C11, E2, E3. */
#include "terms.h"

#include "binding.h"
#include "candidates.h"
#include "host_targets.h"
#include "random.h"

uint32_t hf_terms_series(struct hf_line *line, const struct hf_pass *p, uint8_t kind)
{
    if (kind != HF_REQUEST_REGISTER)
        return 0;
    if (p->series != 0) /* a probe's, a removal's */
        return p->series;
    return hf_binding_series(line, hf_candidate_server(line, p->candidate)); /* C1a */
}

uint32_t hf_terms_expires_s(const struct hf_line *line, const struct hf_pass *p, uint8_t kind)
{
    if (p->purpose == HF_PURPOSE_REMOVE || kind != HF_REQUEST_REGISTER)
        return 0;
    if (p->expires_s != 0)
        return p->expires_s;
    return line->config.servers[hf_candidate_server(line, p->candidate) - 1].expires_s;
}

uint32_t hf_terms_spread_ms(struct hf_line *line, const struct hf_pass *p, uint8_t to)
{
    uint32_t most_ms = line->config.storm_spread_ms;

    if (most_ms == 0 || p->purpose != HF_PURPOSE_REGISTER || (p->flags & HF_PASS_URGENT) != 0 ||
        p->tried == 0 || hf_candidate_server(line, to) == hf_candidate_server(line, p->candidate))
        return 0;
    return (uint32_t)hf_random_between(line, HF_DRAW_SPREAD, 0, most_ms);
}

/* A proxy's own setting, else its server's (B13). */
static bool is_on(int8_t own, uint8_t servers)
{
    return own == HF_AS_SERVER ? servers != 0 : own != 0;
}

static bool has_modes_1_to_3(const struct hf_line *line, uint8_t candidate)
{
    const struct hf_candidate *c = &line->candidates[candidate];
    const struct hf_server_config *server = &line->config.servers[c->server - 1];
    int8_t own = c->proxy == 0 ? HF_AS_SERVER : server->proxies[c->proxy - 1].failback_mode;
    uint8_t mode = own == HF_AS_SERVER ? server->failback_mode : (uint8_t)own;

    return mode == HF_FAILBACK_DNS_TTL || mode == HF_FAILBACK_REGISTRATION ||
           mode == HF_FAILBACK_DURATION;
}

enum hf_why hf_terms_register_first(const struct hf_line *line, uint8_t candidate)
{
    const struct hf_candidate *c = &line->candidates[candidate];
    const struct hf_server_config *server;
    int8_t on_enable = HF_AS_SERVER, only = HF_AS_SERVER;

    if (c->server == 0 || (hf_binding_is_held(line, c->server) &&
                           line->bindings[c->server - 1].candidate == candidate))
        return HF_WHY_NONE;
    if (line->config.register_first)
        return HF_WHY_REGISTERS_FIRST;
    server = &line->config.servers[c->server - 1];
    if (c->proxy != 0) {
        on_enable = server->proxies[c->proxy - 1].register_on_enable;
        only = server->proxies[c->proxy - 1].only_signal_with_registered;
    }
    if (!is_on(on_enable, server->register_on_enable))
        return HF_WHY_NONE;
    if (candidate != hf_host_first(line, hf_candidate_place(line, candidate)))
        return HF_WHY_REGISTERS_FIRST; /* between its targets, at the secondary ones */
    return is_on(only, server->only_signal_with_registered) && has_modes_1_to_3(line, candidate)
               ? HF_WHY_SIGNALS_REGISTERED /* E3: wherever there is no binding */
               : HF_WHY_NONE;
}
