/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an answer of DNS means for its host's targets. It speaks for the family, or families, that
 * it was asked for, and takes the place of what was known of those; the targets of another usable
 * family stay. IPv6 first, then the families in turn, so that a dead family costs one attempt.
 *
 * Rules: B8a, B9, B10 (no more than the table could hold).
 */
#include "answer.h"

#include <string.h>

#include "candidates.h"
#include "queries.h"

#define ANSWER_MOST (2 * HF_LINE_TARGETS) /* of each family as many as the table holds */

bool hf_answer_is_known(const struct hf_dns_answered *answer)
{
    return answer->outcome == HF_DNS_ANSWER || answer->outcome == HF_DNS_NO_NAME ||
           answer->outcome == HF_DNS_NO_DATA;
}

struct source { /* of a host's targets: an answer to some queries, the table for the others */
    const struct hf_line *line;
    const struct hf_dns_answered *answer;
    uint8_t host;
    uint8_t answered; /* family bits that the answer speaks for */
    uint8_t kept;     /* family bits whose targets stay */
    uint8_t reserved[5];
};

static bool find_in_answer(const struct source *s, uint8_t query, uint8_t nth,
                           struct hf_target *found)
{
    const struct hf_dns_answered *answer = s->answer;
    uint16_t n_records = answer->outcome == HF_DNS_ANSWER ? answer->n_records : 0;
    struct hf_target address;

    memset(&address, 0, sizeof address);
    for (uint16_t i = 0; i < n_records; i++) {
        if (answer->records[i].type != hf_queries_type(query) || nth-- != 0)
            continue;
        address.family = query == HF_QUERY_IPV6 ? HF_FAMILY_IPV6 : HF_FAMILY_IPV4;
        memcpy(address.address, answer->records[i].address, query == HF_QUERY_IPV6 ? 16 : 4);
        *found = hf_host_target(&s->line->config, s->host, &address);
        return true;
    }
    return false;
}

static bool find_in_table(const struct source *s, uint8_t query, uint8_t nth,
                          struct hf_target *found)
{
    struct hf_place place = hf_host_place(&s->line->config, s->host);
    uint8_t family = query == HF_QUERY_IPV6 ? HF_FAMILY_IPV6 : HF_FAMILY_IPV4;

    for (uint8_t i = 0; i < s->line->n_live; i++) {
        const struct hf_candidate *c = &s->line->candidates[i];
        if (c->server != place.server || c->proxy != place.proxy || c->target.family != family ||
            nth-- != 0)
            continue;
        *found = c->target;
        return true;
    }
    return false;
}

static bool find_nth(const struct source *s, uint8_t query, uint8_t nth, struct hf_target *found)
{
    if ((s->answered & query) != 0)
        return find_in_answer(s, query, nth, found);
    return (s->kept & query) != 0 && find_in_table(s, query, nth, found);
}

/* B9: IPv6 first, the families in turn. */
static uint8_t put_in_order(const struct source *s, struct hf_target targets[ANSWER_MOST])
{
    uint8_t n = 0;

    for (uint8_t nth = 0; nth < HF_LINE_TARGETS; nth++) {
        uint8_t before = n;

        if (find_nth(s, HF_QUERY_IPV6, nth, &targets[n]))
            n++;
        if (find_nth(s, HF_QUERY_IPV4, nth, &targets[n]))
            n++;
        if (n == before)
            break;
    }
    return n;
}

bool hf_answer_take(struct hf_context *x, uint8_t host, uint8_t query,
                    const struct hf_dns_answered *answer)
{
    struct hf_target targets[ANSWER_MOST];
    struct source source = {.line = x->line,
                            .answer = answer,
                            .host = host,
                            .answered = query == HF_QUERY_LOCATE ? HF_QUERY_IPV4 | HF_QUERY_IPV6
                                                                 : query,
                            .kept = hf_queries_wanted(x->line)};
    struct hf_target any;
    bool gave = ((source.answered & HF_QUERY_IPV6) != 0 &&
                 find_in_answer(&source, HF_QUERY_IPV6, 0, &any)) ||
                ((source.answered & HF_QUERY_IPV4) != 0 &&
                 find_in_answer(&source, HF_QUERY_IPV4, 0, &any));

    hf_candidates_set_host(x, host, targets, put_in_order(&source, targets));
    return gave;
}
