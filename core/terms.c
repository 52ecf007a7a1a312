/* SPDX-License-Identifier: Apache-2.0 */
/* See terms.h. Rules: A8, C1a, C11. */
#include "terms.h"

#include "binding.h"
#include "candidates.h"
#include "random.h"

uint32_t hf_terms_series(struct hf_line *line, const struct hf_pass *p)
{
    if (p->kind != HF_REQUEST_REGISTER)
        return 0;
    if (p->series != 0)
        return p->series;
    return hf_binding_series(line, hf_candidate_server(line, p->candidate)); /* C1a */
}

uint32_t hf_terms_expires_s(const struct hf_line *line, const struct hf_pass *p)
{
    if (p->purpose == HF_PURPOSE_REMOVE || p->kind != HF_REQUEST_REGISTER)
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
