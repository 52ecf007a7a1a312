/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers: to attempts, live, abandoned and over, and to queries, the right ones and others. What
 * answers a live attempt is well formed, and must be taken.
 */
#include <string.h>

#include "world.h"

#define RECORDS_MORE (HF_EVENT_RECORDS + 1)

/* ---- attempts ---- */

/* Some attempt of that standing, chosen by the input; NULL when there is none. */
static struct attempt *some_attempt(struct world *world, enum standing standing)
{
    const unsigned from = take(&world->input);

    for (unsigned i = 0; i < ATTEMPTS; i++) {
        struct attempt *attempt = &world->attempts[(from + i) % ATTEMPTS];

        if (attempt->standing == standing)
            return attempt;
    }
    return NULL;
}

static void fill_response(struct input *input, struct hf_response *response)
{
    static const uint16_t statuses[] = {200, 200, 200, 200, 503, 404, 423, 302,
                                        403, 500, 401, 482, 481, 480, 603, 503};
    const uint8_t what = take(input), how = take(input);

    response->status = statuses[what % 16];
    response->expires_s = (how & 1) != 0 ? HF_EXPIRES_NONE
                                         : what / 16 * (how / 32 % 2 == 0 ? 120u : 2u);
    response->min_expires_s = response->status == 423 ? take(input) * 400u : 0;
    response->retry_after_s = (how & 6) != 6 ? HF_RETRY_AFTER_NONE : how;
    response->contact_missing = how % 32 / 8 == 3;
    if (response->status == 302)
        response->n_redirects = (uint8_t)(1 + how / 64 % HF_EVENT_REDIRECTS);
    for (unsigned i = 0; i < response->n_redirects; i++)
        response->redirects[i] = make_target(input);
}

static void fill_failed(struct input *input, struct hf_attempt_failed *failed)
{
    const uint8_t what = take(input);

    failed->cause = (uint8_t)(1 + what % (HF_CAUSE_UNRESOLVED - 1));
    if (failed->cause == HF_CAUSE_RESET || failed->cause == HF_CAUSE_CLOSED)
        failed->reused = what >= 128; /* A6a */
}

static void fill_challenge(struct input *input, struct hf_challenged *challenged)
{
    static const char realms[] = "abcd, a realm of some more bytes than the others have";
    const uint8_t what = take(input);

    challenged->realm = (struct hf_text){.at = realms + what % 4, .length = 1};
    if (what % 8 == 7)
        challenged->realm = (struct hf_text){.at = realms, .length = what % 64u / 2};
    challenged->stale = what / 64 % 2;
    challenged->after_credentials = what / 128;
}

void answer_live(struct world *world, uint8_t how)
{
    struct hf_event event = {.at_us = world->now_us};
    const struct attempt *attempt = some_attempt(world, STANDING_LIVE);

    if (attempt == NULL)
        return;
    switch (how % 6) {
    case 0:
    case 1:
        event.kind = HF_EVENT_RESPONSE_RECEIVED;
        fill_response(&world->input, &event.u.response);
        event.u.response.attempt = attempt->send.attempt;
        break;
    case 2:
        event.kind = HF_EVENT_ATTEMPT_FAILED;
        fill_failed(&world->input, &event.u.failed);
        event.u.failed.attempt = attempt->send.attempt;
        break;
    case 3:
        event.kind = HF_EVENT_PROVISIONAL;
        event.u.provisional = (struct hf_provisional){
            .attempt = attempt->send.attempt,
            .status = (uint16_t)(100 + take(&world->input) % 100)};
        break;
    case 4:
        event.kind = HF_EVENT_CHALLENGED;
        fill_challenge(&world->input, &event.u.challenged);
        event.u.challenged.attempt = attempt->send.attempt;
        break;
    default:
        event.kind = HF_EVENT_CONNECTED;
        event.u.connected.attempt = attempt->send.attempt;
        break;
    }
    step_honest(world, &event);
}

void answer_abandoned(struct world *world)
{
    struct hf_event event = {.at_us = world->now_us, .kind = HF_EVENT_ABANDONED};
    const struct attempt *attempt = some_attempt(world, STANDING_ABANDONED);

    if (attempt == NULL)
        return;
    const bool invites = attempt->send.kind == HF_REQUEST_INVITE;
    event.u.abandoned.attempt = attempt->send.attempt;
    event.u.abandoned.how = take(&world->input) % HF_ABANDONED_COUNT;
    if (!invites && event.u.abandoned.how > HF_ABANDONED_ANSWERED)
        event.u.abandoned.how = HF_ABANDONED_NOTHING;
    if (event.u.abandoned.how == HF_ABANDONED_ANSWERED)
        event.u.abandoned.status = invites ? 486 : 200;
    event.u.abandoned.expires_s = take(&world->input) * 8u;
    if (step(world, &event) != HF_OK)
        objection(world, "the end of an abandoned attempt was refused");
}

/* An abandoned INVITE rings or is answered after all (A11): it is kept or ended, always. */
void answer_late(struct world *world)
{
    struct hf_event event = {.at_us = world->now_us, .kind = HF_EVENT_LATE};
    const struct attempt *attempt = some_attempt(world, STANDING_ABANDONED);

    if (attempt == NULL || attempt->send.kind != HF_REQUEST_INVITE)
        return;
    event.u.late = (struct hf_late){.attempt = attempt->send.attempt,
                                    .status = take(&world->input) % 2 == 0 ? 180 : 200};
    step_honest(world, &event);
    for (uint32_t i = 0; i < world->actions.n; i++) {
        const struct hf_action *action = &world->actions.items[i];

        if ((action->kind == HF_ACTION_KEEP || action->kind == HF_ACTION_END) &&
            action->u.attempt.attempt == event.u.late.attempt)
            return;
    }
    objection(world, "a late call is neither kept nor ended (A11)");
}

/* What is over stays over, also behind a restart: counted, and nothing is ordered (observe.c). */
void answer_again(struct world *world)
{
    struct hf_event event = {.at_us = world->now_us, .kind = HF_EVENT_RESPONSE_RECEIVED};
    const bool before = take(&world->input) % 2 != 0;
    const struct attempt *attempt = some_attempt(world, before ? STANDING_BEFORE : STANDING_OVER);

    if (attempt == NULL)
        return;
    event.u.response.attempt = attempt->send.attempt;
    event.u.response.status = 200;
    if (step(world, &event) != HF_OK || world->actions.late_events != 1)
        objection(world, "an answer to what is over was not called late (H2)");
}

/* ---- queries ---- */

struct answer {
    struct hf_dns_record records[RECORDS_MORE];
    unsigned n;
    bool mixed; /* it has records that were not asked for */
};

/* Names of hosts, addresses in a name's place, the root, and none of them. */
static void add_name(struct hf_dns_record *record, uint8_t how)
{
    static const char *const names[] = {"sip.a.example", "b.example", "c.example", "a.example",
                                        "192.0.2.7",     "",          "-.example", "2001:db8::7"};
    static const char flags[] = {'s', 'a', 0, 'u'};

    record->name.at = names[how % 8];
    record->name.length = (uint32_t)strlen(names[how % 8]);
    record->priority = how / 8 % 2;
    record->weight = how / 16;
    record->port = (uint16_t)(5060 + how / 64 - how % 16 / 15 * 5060);
    record->flag = flags[how / 16 % 4];
    record->service = how / 4 % (HF_TRANSPORT_COUNT + 1);
    record->has_regexp = how % 32 == 31;
}

static void add_record(struct answer *answer, uint16_t type, uint8_t last)
{
    struct hf_dns_record *record = &answer->records[answer->n++];

    *record = (struct hf_dns_record){.type = type, .priority = last, .weight = last};
    if (type == HF_DNS_A) {
        memcpy(record->address, (const uint8_t[]){192, 0, 2, last}, 4);
    } else if (type == HF_DNS_AAAA) {
        memcpy(record->address, (const uint8_t[]){0x20, 0x01, 0x0d, 0xb8}, 4);
        record->address[15] = last;
    } else {
        add_name(record, last);
    }
}

/* As many as the input says, also one too many; mostly of the type asked for. */
static void make_answer(struct input *input, struct answer *answer, uint16_t asked)
{
    static const uint16_t types[] = {HF_DNS_A, HF_DNS_AAAA, HF_DNS_SRV, HF_DNS_NAPTR};
    const uint8_t how = take(input), first = take(input);
    const unsigned n = how < 224 ? how % 5 : how == 255 ? RECORDS_MORE : (how - 223u) * 2;

    answer->n = 0;
    answer->mixed = false;
    for (unsigned i = 0; i < n; i++) {
        const bool other = how / 8 % 4 == 3 && i % 2 == 0;
        const uint16_t type = other ? types[(first + i) % 4] : asked;

        add_record(answer, type, (uint8_t)(first + i * 5));
        answer->mixed = answer->mixed || type != asked;
    }
}

static struct query *some_query(struct world *world)
{
    const unsigned from = take(&world->input);

    for (unsigned i = 0; i < QUERIES; i++) {
        struct query *query = &world->queries[(from + i) % QUERIES];

        if (query->open)
            return query;
    }
    return NULL;
}

static int answer_by_dns(struct world *world, const struct query *query, uint64_t id)
{
    static struct answer answer;
    const uint8_t what = take(&world->input);
    struct hf_event event = {.at_us = world->now_us, .kind = HF_EVENT_DNS_ANSWERED};

    make_answer(&world->input, &answer, query->type == HF_DNS_LOCATE ? HF_DNS_A : query->type);
    event.u.dns = (struct hf_dns_answered){.records = answer.records,
                                           .query = id,
                                           .n_records = (uint16_t)answer.n,
                                           .ttl_s = what / 8 * 4u,
                                           .from_static = what % 16 == 8};
    if (what % 8 > 3)
        event.u.dns.outcome = (uint8_t)(1 + what / 8 % (HF_DNS_COUNT - 1));
    const int result = step(world, &event);
    if (answer.n > HF_EVENT_RECORDS && result == HF_OK)
        objection(world, "more records than an answer can carry (H9)");
    if (answer.mixed && result == HF_OK && world->actions.late_events == 0)
        objection(world, "an answer with records that were not asked for is taken");
    return answer.n > HF_EVENT_RECORDS || answer.mixed ? HF_OK : result;
}

static void fill_located(struct input *input, struct hf_located *located)
{
    const uint8_t how = take(input);

    located->n_targets = how < 240 ? how % 4 : how % 16 + 1;
    located->ttl_s = how / 4 % 4 == 3 ? HF_TTL_UNKNOWN : how;
    for (unsigned i = 0; i < located->n_targets; i++)
        located->targets[i] = make_target(input);
}

static int answer_by_stack(struct world *world, uint64_t id)
{
    struct hf_event event = {.at_us = world->now_us, .kind = HF_EVENT_LOCATED};
    const uint8_t where = take(&world->input); /* of no meaning in an answer */

    fill_located(&world->input, &event.u.located);
    event.u.located.query = id;
    event.u.located.server = where % 8;
    event.u.located.proxy = where / 8 % 4;
    return step(world, &event);
}

/* The wrong event for a query, or a query that was never asked: not taken, and the query stays. */
static void answer_wrongly(struct world *world, const struct query *query, bool unasked)
{
    const uint64_t id = unasked ? world->last_query + (UINT64_C(1) << 40) : query->id;
    const bool by_dns = (query->type == HF_DNS_LOCATE) != unasked;
    const int result = by_dns ? answer_by_dns(world, query, id) : answer_by_stack(world, id);

    if (result == HF_OK && world->actions.refusal.error == HF_OK && world->actions.late_events == 0)
        objection(world, "a query is answered by what it did not ask for");
    if (unasked && result == HF_OK && world->actions.refusal.error == HF_OK)
        objection(world, "an answer to a query that was never asked is taken (H2)");
}

void answer_query(struct world *world, uint8_t how)
{
    const struct query *query = some_query(world);

    if (query == NULL)
        return;
    if (how % 16 >= 14) {
        answer_wrongly(world, query, how % 16 == 15);
        return;
    }
    const int result = query->type == HF_DNS_LOCATE ? answer_by_stack(world, query->id)
                                                    : answer_by_dns(world, query, query->id);
    if (result != HF_OK)
        objection(world, "an honest answer to a query was refused");
}

static bool is_a_name(const struct hf_config *config, const struct hf_located *located)
{
    const struct hf_server_config *server;

    if (located->server == 0 || located->server > config->n_servers)
        return false;
    server = &config->servers[located->server - 1];
    if (located->proxy > server->n_proxies || (located->proxy == 0) != (server->n_proxies == 0))
        return false;
    return name_number(config, located->proxy != 0 ? server->proxies[located->proxy - 1].host
                                                   : server->host) < NAMES;
}

void locate_unasked(struct world *world)
{
    const struct hf_config *config = hf_line_config(world->line);
    struct hf_event event = {.at_us = world->now_us, .kind = HF_EVENT_LOCATED};
    const uint8_t where = take(&world->input);

    fill_located(&world->input, &event.u.located);
    event.u.located.server = where % 6;
    event.u.located.proxy = where / 6 % 4;
    const bool wanted = config->locate_by == HF_LOCATE_BY_STACK &&
                        is_a_name(config, &event.u.located);
    if ((step(world, &event) == HF_OK) != wanted)
        objection(world, "Located is taken just when it is not the stack's to say");
}
