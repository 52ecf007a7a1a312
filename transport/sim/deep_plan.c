/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A plan from a seed: how many phones and servers, what they are like, and what happens to them
 * until faults stop. Most of what is broken is mended again after a while; what is not is mended by
 * the end of faults.
 */
#include <stdlib.h>
#include <string.h>

#include "deep.h"
#include "holdfast/sip/names.h"

#define CALM           3 /* of ten seeds: no faults at all */
#define PHONES_USUALLY 5
#define FEW            50 /* of a hundred phones: one line; */
#define MORE           80 /* of a hundred: not three */

struct draft {
    struct hf_deep_plan *plan;
    uint64_t state;
    uint64_t at_ms;
};

static uint32_t between(struct draft *draft, uint32_t from, uint32_t to)
{
    return deep_between(&draft->state, from, to);
}

static struct deep_op *put(struct draft *draft, unsigned verb, uint64_t at_ms)
{
    static _Thread_local struct deep_op spare; /* a full plan takes no more */
    struct hf_deep_plan *plan = draft->plan;
    struct deep_op *op = plan->n_ops < DEEP_OPS ? &plan->ops[plan->n_ops++] : &spare;

    *op = (struct deep_op){.at_ms = at_ms, .verb = verb};
    return op;
}

static uint32_t any_phone(struct draft *draft)
{
    return between(draft, 1, draft->plan->n_phones);
}

static uint32_t any_server(struct draft *draft)
{
    return between(draft, 1, draft->plan->n_servers);
}

/* Those of a phone are numbered without gaps. */
static uint32_t lines_of(const struct hf_deep_plan *plan, uint32_t phone)
{
    uint32_t n = 1;

    while (n < DEEP_LINES && plan->phones[phone - 1].lines[n].policy != 0)
        n++;
    return n;
}

static uint32_t any_line(struct draft *draft, uint32_t phone)
{
    const uint32_t n = lines_of(draft->plan, phone);

    return n == 1 ? 0 : between(draft, 1, n);
}

/* What happens to a line happens to all of its phone as often. */
static uint32_t some_line(struct draft *draft, uint32_t phone)
{
    return deep_chance(&draft->state, 500) ? any_line(draft, phone) : 0;
}

/* When what is broken now is mended; 0: not before the end of faults. */
static uint64_t mended_ms(struct draft *draft)
{
    return deep_chance(&draft->state, 700) ? draft->at_ms + between(draft, 300, 60000) : 0;
}

/* ---- wishes ---- */

static void draw_dial(struct draft *draft)
{
    struct deep_op *op = put(draft, DEEP_DIAL, draft->at_ms);

    op->phone = any_phone(draft);
    op->to = op->phone % draft->plan->n_phones + 1;
    if (draft->plan->n_phones > 2 && deep_chance(&draft->state, 500))
        op->to = (op->phone + 1) % draft->plan->n_phones + 1;
    if (lines_of(draft->plan, op->phone) > 1 && deep_chance(&draft->state, 100))
        op->to = op->phone;
    op->line = any_line(draft, op->phone);
    op->to_line = any_line(draft, op->to);
    if (op->to == op->phone && op->to_line == op->line)
        op->to_line = op->line % lines_of(draft->plan, op->phone) + 1;
    op->how = deep_chance(&draft->state, 100) ? 1 : deep_chance(&draft->state, 60) ? 2 : 0;
    if (deep_chance(&draft->state, 500)) {
        const uint32_t phone = deep_chance(&draft->state, 600) ? op->phone : op->to;

        put(draft, DEEP_HANG_UP, draft->at_ms + between(draft, 50, 40000))->phone = phone;
    }
}

static void draw_habit(struct draft *draft)
{
    struct deep_op *op = put(draft, DEEP_HABIT, draft->at_ms);

    op->phone = any_phone(draft);
    op->how = between(draft, 0, 5) < 4 ? 0 : between(draft, 1, 2);
    op->ms = between(draft, 0, 3) == 0 ? 0 : between(draft, 100, 12000);
}

static void draw_configure(struct draft *draft)
{
    struct hf_deep_plan *plan = draft->plan;
    struct deep_op *op;

    if (plan->n_policies == DEEP_POLICIES)
        return;
    deep_policy_draw(&draft->state, &plan->policies[plan->n_policies++], plan->n_servers);
    op = put(draft, DEEP_CONFIGURE, draft->at_ms);
    op->phone = any_phone(draft);
    op->line = some_line(draft, op->phone);
    op->policy = plan->n_policies;
}

static void draw_service(struct draft *draft)
{
    struct deep_op *op = put(draft, DEEP_STOP, draft->at_ms);
    const uint32_t phone = any_phone(draft), line = some_line(draft, phone);

    op->phone = phone;
    op->line = line;
    op = put(draft, DEEP_START, draft->at_ms + between(draft, 10, 20000));
    op->phone = phone;
    op->line = line;
}

static void draw_hold(struct draft *draft)
{
    const uint32_t phone = any_phone(draft);
    struct deep_op *op = put(draft, DEEP_HOLD, draft->at_ms);

    op->phone = phone;
    op->how = 1;
    put(draft, DEEP_HOLD, draft->at_ms + between(draft, 10, 20000))->phone = phone;
}

static void draw_register(struct draft *draft)
{
    struct deep_op *op = put(draft, DEEP_REGISTER, draft->at_ms);

    op->phone = any_phone(draft);
    op->line = some_line(draft, op->phone);
}

static void draw_wish(struct draft *draft)
{
    switch (between(draft, 0, 13)) {
    case 0: draw_habit(draft); break;
    case 1: draw_register(draft); break;
    case 2: draw_service(draft); break;
    case 3: draw_configure(draft); break;
    case 4: draw_hold(draft); break;
    case 5: put(draft, DEEP_HANG_UP, draft->at_ms)->phone = any_phone(draft); break;
    default: draw_dial(draft); break;
    }
}

/* ---- what becomes of phones ---- */

static void draw_restart(struct draft *draft)
{
    struct deep_op *op = put(draft, DEEP_RESTART, draft->at_ms);

    op->phone = any_phone(draft);
    op->ms = between(draft, 50, 60000);
    op->how = between(draft, 0, 2);
    op->clock = deep_chance(&draft->state, 500) ? between(draft, 1, 1000000) * DEEP_MS : 0;
}

static void draw_network(struct draft *draft)
{
    struct deep_op *op = put(draft, DEEP_NETWORK, draft->at_ms);
    const uint32_t phone = any_phone(draft);

    op->phone = phone;
    if (deep_chance(&draft->state, 400)) {
        op->how = 2;
        return;
    }
    op = put(draft, DEEP_NETWORK, draft->at_ms + between(draft, 100, 40000));
    op->phone = phone;
    op->how = between(draft, 1, 2);
}

static void draw_password(struct draft *draft)
{
    const uint32_t phone = any_phone(draft), line = some_line(draft, phone);
    const uint64_t mended = mended_ms(draft);
    struct deep_op *op = put(draft, DEEP_PASSWORD, draft->at_ms);

    op->phone = phone;
    op->line = line;
    if (mended == 0)
        return;
    op = put(draft, DEEP_PASSWORD, mended);
    op->phone = phone;
    op->line = line;
    op->how = 1;
}

static void draw_sleep(struct draft *draft)
{
    struct deep_op *op = put(draft, DEEP_SLEEP, draft->at_ms);

    op->phone = any_phone(draft);
    op->ms = between(draft, 50, 90000);
}

/* ---- links ---- */

static void draw_link(struct draft *draft)
{
    const uint64_t mended = mended_ms(draft);
    struct deep_op *op = put(draft, DEEP_LINK, draft->at_ms), *end;

    op->phone = deep_chance(&draft->state, 600) ? any_phone(draft) : 0;
    op->server = deep_chance(&draft->state, 800) ? any_server(draft) : 0;
    op->delay = between(draft, 1, 40);
    op->how = between(draft, 0, 2) * 10;
    switch (between(draft, 0, 3)) {
    case 0: op->how += between(draft, 1, 2); break;
    case 1: op->loss = between(draft, 20, 600); break;
    case 2:
        op->delay = between(draft, 40, 3000);
        op->jitter = between(draft, 0, 2000);
        break;
    default:
        op->loss = between(draft, 0, 200);
        op->twice = between(draft, 50, 500);
        op->jitter = between(draft, 0, 300);
        break;
    }
    if (mended == 0)
        return;
    const struct deep_op begun = *op;

    end = put(draft, DEEP_LINK, mended);
    end->phone = begun.phone;
    end->server = begun.server;
    end->delay = between(draft, 1, 40);
}

/* ---- servers ---- */

static void draw_halt(struct draft *draft)
{
    const uint32_t server = any_server(draft);
    const uint64_t mended = mended_ms(draft);
    struct deep_op *op = put(draft, DEEP_HALT, draft->at_ms);

    op->server = server;
    op->how = between(draft, 0, 1);
    if (mended != 0) {
        op = put(draft, DEEP_BEGIN, mended);
        op->server = server;
        op->how = between(draft, 0, 1);
    }
}

static uint32_t any_method(struct draft *draft)
{
    static const uint8_t methods[] = {HF_METHOD_REGISTER, HF_METHOD_REGISTER, HF_METHOD_INVITE,
                                      HF_METHOD_INVITE,   HF_METHOD_BYE,      HF_METHOD_CANCEL,
                                      HF_METHOD_ACK,      HF_METHOD_OPTIONS,  HF_METHOD_PRACK,
                                      HF_METHOD_UPDATE,   HF_METHOD_OTHER,    HF_METHOD_OTHER};

    return methods[between(draft, 0, sizeof(methods) - 1)];
}

static void draw_fault(struct draft *draft)
{
    static const uint16_t statuses[] = {503, 503, 503, 500, 404, 403, 486, 480, 408, 603, 302};
    const uint64_t mended = mended_ms(draft);
    struct deep_op *op = put(draft, DEEP_REJECT, draft->at_ms);
    const uint32_t server = any_server(draft), method = any_method(draft);

    op->server = server;
    op->method = method;
    switch (between(draft, 0, 3)) {
    case 0: op->verb = DEEP_DROP; break;
    case 1:
        op->verb = DEEP_DELAY;
        op->ms = between(draft, 100, 12000);
        break;
    default:
        op->status = statuses[between(draft, 0, sizeof(statuses) / sizeof(statuses[0]) - 1)];
        op->retry_after = deep_chance(&draft->state, 500) ? between(draft, 1, 90) : 0;
        break;
    }
    if (mended == 0)
        return;
    const bool is_delay = op->verb == DEEP_DELAY;

    op = put(draft, is_delay ? DEEP_DELAY : DEEP_ANSWER, mended);
    op->server = server;
    op->method = method;
}

static void draw_server(struct draft *draft)
{
    struct deep_op *op;

    switch (between(draft, 0, 9)) {
    case 0:
    case 1:
    case 2: draw_halt(draft); break;
    case 3: put(draft, DEEP_WIPE, draft->at_ms)->server = any_server(draft); break;
    case 4:
        op = put(draft, DEEP_RESET, draft->at_ms);
        op->server = any_server(draft);
        op->how = between(draft, 0, 1);
        break;
    case 5:
        op = put(draft, DEEP_MUTE, draft->at_ms);
        op->server = any_server(draft);
        op->how = between(draft, 0, 1);
        break;
    default: draw_fault(draft); break;
    }
}

static void draw_name(struct draft *draft)
{
    static const uint8_t hows[] = {HF_DNS_NO_NAME,
                                   HF_DNS_NO_DATA,
                                   HF_DNS_TIMEOUT,
                                   HF_DNS_SERVFAIL,
                                   HF_DNS_SERVFAIL,
                                   HF_DNS_REFUSED,
                                   100,
                                   101,
                                   102,
                                   0};
    const uint64_t mended = mended_ms(draft);
    struct deep_op *op = put(draft, DEEP_NAME, draft->at_ms);
    const uint32_t server = any_server(draft), type = between(draft, 0, DEEP_TYPES - 1);

    op->server = server;
    op->type = type;
    op->how = hows[between(draft, 0, sizeof(hows) - 1)];
    op->ttl = between(draft, 0, 90);
    op->ms = deep_chance(&draft->state, 300) ? between(draft, 100, 12000) : 0;
    if (mended != 0) {
        op = put(draft, DEEP_NAME, mended);
        op->server = server;
        op->type = type;
        op->ttl = 60;
    }
}

/* A server goes while it carries a call, which is hung up then (E5). */
static void draw_cut_call(struct draft *draft)
{
    const uint64_t cut_ms = draft->at_ms + between(draft, 4000, 12000);
    const uint32_t server = deep_chance(&draft->state, 700) ? 1 : any_server(draft);
    struct deep_op *op = put(draft, DEEP_DIAL, draft->at_ms), *end;

    op->phone = any_phone(draft);
    op->to = op->phone % draft->plan->n_phones + 1;
    op->line = any_line(draft, op->phone);
    op->to_line = any_line(draft, op->to);
    const uint32_t phone = deep_chance(&draft->state, 500) ? op->phone : op->to;

    end = put(draft, DEEP_HALT, cut_ms);
    end->server = server;
    end->how = between(draft, 0, 1);
    put(draft, DEEP_HANG_UP, cut_ms + between(draft, 100, 4000))->phone = phone;
    put(draft, DEEP_BEGIN, cut_ms + between(draft, 20000, 60000))->server = server;
}

static void draw_trouble(struct draft *draft)
{
    switch (between(draft, 0, 12)) {
    case 0: draw_restart(draft); break;
    case 1: draw_network(draft); break;
    case 2: draw_sleep(draft); break;
    case 3: draw_password(draft); break;
    case 4:
    case 5: draw_name(draft); break;
    case 6:
    case 7:
    case 8: draw_link(draft); break;
    case 9: draw_cut_call(draft); break;
    default: draw_server(draft); break;
    }
}

/* ---- the whole ---- */

static uint64_t draw_clock(struct draft *draft)
{
    static const uint64_t clocks[] = {0, UINT64_C(86400000000), UINT64_C(1) << 52,
                                      (UINT64_C(1) << 63) - UINT64_C(4000000000000)};

    return clocks[between(draft, 0, 3)] + between(draft, 0, 1000000000);
}

static void draw_servers(struct draft *draft)
{
    struct hf_deep_plan *plan = draft->plan;

    plan->n_servers = between(draft, 1, DEEP_SERVERS);
    for (unsigned i = 0; i < plan->n_servers; i++) {
        struct deep_server_plan *server = &plan->servers[i];

        server->auth = deep_chance(&draft->state, 500);
        server->expires_max = between(draft, 60, 900);
        server->expires_min = deep_chance(&draft->state, 200) ? between(draft, 60, 300) : 0;
        server->nonce_life = deep_chance(&draft->state, 300) ? between(draft, 1, 20) : 300;
        if (server->expires_min > server->expires_max)
            server->expires_max = server->expires_min;
    }
}

/* The newest policy again, or another one. */
static uint32_t draw_policy(struct draft *draft, bool is_new)
{
    struct hf_deep_plan *plan = draft->plan;

    if (is_new && plan->n_policies < DEEP_POLICIES)
        deep_policy_draw(&draft->state, &plan->policies[plan->n_policies++], plan->n_servers);
    return plan->n_policies;
}

/* Most lines of a phone are at the same servers, as in an office. */
static void draw_lines(struct draft *draft, uint32_t phone)
{
    struct deep_phone_plan *plan = &draft->plan->phones[phone - 1];
    const uint32_t chance = between(draft, 0, 99);
    const uint32_t n = chance < FEW ? 1 : chance < MORE ? 2 : DEEP_LINES;

    plan->lines[0].policy = draw_policy(draft, phone == 1 || deep_chance(&draft->state, 500));
    plan->names = deep_chance(&draft->state, 500);
    for (unsigned i = 1; i < n; i++) {
        plan->lines[i].policy = draw_policy(draft, deep_chance(&draft->state, 400));
        plan->lines[i].tls = deep_chance(&draft->state, 200);
    }
    plan->gate = n > 1 && deep_chance(&draft->state, 300) ? between(draft, 1, 2) : 0;
}

/* All lines at once, as a phone is switched on, or one by one. */
static void draw_start(struct draft *draft, uint32_t phone)
{
    const uint32_t n = deep_chance(&draft->state, 200) ? lines_of(draft->plan, phone) : 1;

    for (uint32_t line = 1; line <= n; line++) {
        struct deep_op *op = put(draft, DEEP_START, between(draft, 0, 3000));

        op->phone = phone;
        op->line = n > 1 ? line : 0;
    }
}

static void draw_phones(struct draft *draft)
{
    struct hf_deep_plan *plan = draft->plan;

    plan->n_phones = deep_chance(&draft->state, 20) ? DEEP_PHONES
                                                    : between(draft, 2, PHONES_USUALLY);
    for (uint32_t phone = 1; phone <= plan->n_phones; phone++) {
        plan->phones[phone - 1].there = 1;
        plan->phones[phone - 1].clock = draw_clock(draft);
        draw_lines(draft, phone);
        draw_start(draft, phone);
    }
}

static int compare(const void *left, const void *right)
{
    const struct deep_op *a = left, *b = right;

    return a->at_ms != b->at_ms ? (a->at_ms < b->at_ms ? -1 : 1) : 0;
}

/* By insertion: what is said of one moment keeps its order on every machine. */
static void sort(struct hf_deep_plan *plan)
{
    for (uint32_t i = 1; i < plan->n_ops; i++)
        for (uint32_t k = i; k > 0 && compare(&plan->ops[k], &plan->ops[k - 1]) < 0; k--) {
            const struct deep_op op = plan->ops[k];

            plan->ops[k] = plan->ops[k - 1];
            plan->ops[k - 1] = op;
        }
}

struct hf_deep_plan *hf_deep_plan_make(uint64_t seed)
{
    struct draft draft = {.plan = calloc(1, sizeof(*draft.plan)), .state = seed, .at_ms = 4000};
    uint32_t n, troubles;

    if (draft.plan == NULL)
        return NULL;
    draft.plan->seed = seed;
    draw_servers(&draft);
    draw_phones(&draft);
    troubles = seed % 10 < CALM ? 0 : 600;
    n = between(&draft, 4, 30);
    for (uint32_t i = 0; i < n; i++) {
        if (deep_chance(&draft.state, 750))
            draft.at_ms += between(&draft, 0, 2) == 0 ? between(&draft, 1, 40) * 1000u
                                                      : between(&draft, 1, 6000);
        if (deep_chance(&draft.state, troubles))
            draw_trouble(&draft);
        else
            draw_wish(&draft);
    }
    sort(draft.plan);
    draft.plan->heal_ms = draft.at_ms + between(&draft, 1000, 30000);
    if (seed % 5 == 2 && draft.plan->n_servers > 1)
        draft.plan->dead = 2u * between(&draft, 1, (1u << draft.plan->n_servers) - 2u);
    draft.plan->stay_ms = seed % 16 == 0 ? 1800000 : 30000;
    return draft.plan;
}

void hf_deep_plan_free(struct hf_deep_plan *plan)
{
    free(plan);
}
