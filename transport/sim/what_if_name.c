/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What DNS says to a played line. The log's own answer, where the same line asked the same at the
 * same moment; else what the log last heard of that name, kept for its time to live and said again
 * for `assume` at most. What nobody knows is said as the log knows it at all, at best, and not, at
 * worst. A name that nobody asked for leads, at best, to a place of its own in 198.18.0.0/15 (RFC
 * 2544: no phone's server), about which nothing is known either.
 */
#include <string.h>

#include "what_if_play.h"

#define TIMEOUT_US (UINT64_C(9) * SECOND_US) /* B8a: 3 s and two retries */
#define TTL_S      60

static const struct name *find(const struct hf_what_if *again, const struct hf_resolve *resolve)
{
    for (size_t i = 0; i < again->n_names; i++)
        if (again->names[i].type == resolve->type &&
            strcmp(again->names[i].text, resolve->name) == 0)
            return &again->names[i];
    return NULL;
}

static struct asked *own(struct stage *stage, uint32_t line, const struct name *name)
{
    struct hf_what_if *again = stage->again;
    const uint64_t from_us = stage->now_us > SAME_US ? stage->now_us - SAME_US : 0;

    for (size_t i = what_if_first_asked(again, name, from_us); i < name->asked.n; i++) {
        struct asked *asked = &again->asked[name->asked.items[i]];

        if (asked->at_us > stage->now_us + SAME_US)
            break;
        if (asked->line != line || asked->played == again->n_plays)
            continue;
        asked->played = again->n_plays;
        return asked;
    }
    return NULL;
}

/* The last answer that had come by then; at best also the first behind it, where there is none. */
static const struct asked *last_said(const struct stage *stage, const struct name *name)
{
    const struct hf_what_if *again = stage->again;
    const size_t at = what_if_first_asked(again, name, stage->now_us + 1);

    for (size_t i = at; i > 0; i--) {
        const struct asked *asked = &again->asked[name->asked.items[i - 1]];

        if (asked->after_us != HF_NEVER && asked->at_us + asked->after_us <= stage->now_us)
            return asked;
    }
    for (size_t i = at; i < name->asked.n && stage->play->unknown == HF_WHAT_IF_BEST; i++) {
        const struct asked *asked = &again->asked[name->asked.items[i]];

        if (asked->after_us != HF_NEVER && asked->outcome == HF_DNS_ANSWER)
            return asked;
    }
    return NULL;
}

/* The same, but an answer that names something, where there is one. */
static const struct asked *last_good(const struct stage *stage, const struct name *name)
{
    const struct hf_what_if *again = stage->again;
    const struct asked *good = NULL;

    for (size_t i = 0; i < name->asked.n; i++) {
        const struct asked *asked = &again->asked[name->asked.items[i]];

        if (asked->after_us == HF_NEVER || asked->outcome != HF_DNS_ANSWER)
            continue;
        if (good != NULL && asked->at_us > stage->now_us)
            break;
        good = asked;
    }
    return good;
}

static void remember(struct played_line *line, const struct hf_resolve *resolve)
{
    line->queries[line->n_queries++ % PLAYED_QUERIES] = (struct query){.id = resolve->query,
                                                                       .type = resolve->type,
                                                                       .server = resolve->server,
                                                                       .proxy = resolve->proxy};
}

static void post_held(struct stage *stage, struct item *item, const struct asked *asked)
{
    const uint64_t said_us = asked->at_us + asked->after_us;
    const uint64_t age_us = stage->now_us > said_us ? stage->now_us - said_us : 0;
    const uint64_t ttl_us = asked->ttl_s * SECOND_US;
    const int is_kept = asked->outcome == HF_DNS_ANSWER && age_us < ttl_us;

    item->asked = asked;
    item->ttl_s = is_kept ? (uint32_t)((ttl_us - age_us) / SECOND_US) : asked->ttl_s;
    item->at_us = stage->now_us + (is_kept ? 0 : asked->after_us);
    if (!is_kept && age_us > ttl_us && age_us - ttl_us > stage->again->options.assume_us) {
        stage->play->guessed++;
        if (stage->play->unknown == HF_WHAT_IF_WORST) {
            item->asked = NULL;
            item->outcome = HF_DNS_TIMEOUT;
            item->at_us = stage->now_us + TIMEOUT_US;
        } else if (asked->outcome != HF_DNS_ANSWER) {
            const struct name *name = &stage->again->names[asked->name];
            const struct asked *good = last_good(stage, name);

            item->asked = good != NULL ? good : asked;
            item->ttl_s = item->asked->ttl_s;
            item->at_us = stage->now_us + item->asked->after_us;
        }
    }
    stage_post(stage, item);
}

static void post_unknown(struct stage *stage, struct item *item, unsigned type)
{
    const int is_address = type == HF_DNS_A || type == HF_DNS_LOCATE;

    stage->play->guessed++;
    item->at_us = stage->now_us + TIMEOUT_US;
    item->outcome = HF_DNS_TIMEOUT;
    if (stage->play->unknown == HF_WHAT_IF_BEST) {
        item->at_us = stage->now_us + SECOND_US / 50;
        item->outcome = is_address ? HF_DNS_ANSWER : HF_DNS_NO_DATA;
        item->ttl_s = TTL_S;
    }
    stage_post(stage, item);
}

void name_ask(struct stage *stage, uint32_t number, const struct hf_resolve *resolve)
{
    const struct name *name = find(stage->again, resolve);
    const struct asked *asked = NULL;
    struct item item = {
        .id = resolve->query, .rank = stage_rank(stage), .line = number, .kind = ITEM_DNS};

    remember(&stage->lines[number - 1], resolve);
    if (name != NULL)
        asked = own(stage, number, name);
    if (asked != NULL) {
        stage->play->from_log++;
        if (asked->after_us == HF_NEVER)
            return;
        item.asked = asked;
        item.rank = asked->answer_rank;
        item.ttl_s = asked->ttl_s;
        item.at_us = stage->now_us + asked->after_us;
        stage_post(stage, &item);
        return;
    }
    if (name != NULL)
        asked = last_said(stage, name);
    if (asked != NULL)
        post_held(stage, &item, asked);
    else
        post_unknown(stage, &item, resolve->type);
}

/* ---- answers ---- */

/* A place that is only this name's: the log does not know where it leads. */
static void make_address(uint8_t address[16], const struct hf_config *config,
                         const struct query *query)
{
    memset(address, 0, 16);
    address[0] = 198;
    address[1] = 18;
    address[2] = (uint8_t)(config->n_servers > 0 ? query->proxy : 0);
    address[3] = query->server;
}

static void make_answer(struct stage *stage, const struct item *item, const struct query *query,
                        struct hf_dns_record *record)
{
    const struct hf_config *config = hf_line_config(stage->lines[item->line - 1].line);
    struct hf_event *event = &stage->event;

    *event = (struct hf_event){.kind = HF_EVENT_DNS_ANSWERED};
    if (query->type == HF_DNS_LOCATE) {
        event->kind = HF_EVENT_LOCATED;
        event->u.located.ttl_s = item->ttl_s;
        if (item->outcome != HF_DNS_ANSWER)
            return;
        event->u.located.n_targets = 1;
        event->u.located.targets[0] = (struct hf_target){.port = 5060, .family = HF_FAMILY_IPV4};
        make_address(event->u.located.targets[0].address, config, query);
        return;
    }
    event->u.dns.outcome = item->outcome;
    if (item->outcome != HF_DNS_ANSWER)
        return;
    *record = (struct hf_dns_record){.type = query->type};
    make_address(record->address, config, query);
    event->u.dns.ttl_s = item->ttl_s;
    event->u.dns.n_records = 1;
    event->u.dns.records = record;
}

static const struct query *find_query(const struct played_line *line, uint64_t id)
{
    for (unsigned i = 0; i < PLAYED_QUERIES; i++)
        if (line->queries[i].id == id)
            return &line->queries[i];
    return NULL;
}

void name_answer(struct stage *stage, const struct item *item)
{
    const struct query *query = find_query(&stage->lines[item->line - 1], item->id);
    struct hf_event *event = &stage->event;
    struct hf_dns_record record;

    if (query == NULL)
        return;
    if (item->asked == NULL)
        make_answer(stage, item, query, &record);
    else if (stage_decode(stage, item->asked->bytes, item->asked->n_bytes) < 0)
        return;
    if (event->kind == HF_EVENT_LOCATED) {
        event->u.located.query = item->id;
        event->u.located.server = query->server;
        event->u.located.proxy = query->proxy;
        if (event->u.located.ttl_s != HF_TTL_UNKNOWN)
            event->u.located.ttl_s = item->ttl_s;
    } else {
        event->u.dns.query = item->id;
        if (event->u.dns.outcome == HF_DNS_ANSWER)
            event->u.dns.ttl_s = item->ttl_s;
    }
    (void)stage_step(stage, item->line, event);
}
