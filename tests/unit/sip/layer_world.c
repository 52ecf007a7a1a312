/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property: whatever the network does and the users do, each request of a phone has one end and one
 * OVER, each is told once to the other side, each failure of an INVITE is acknowledged, and when
 * the timers have run out nothing is pending and every place is free. Without faults nothing is
 * sent twice; over a stream nothing but what is repeated end to end. The same seed gives the same
 * bytes. A failure names the seed that shows it.
 */
#include "layer_world.h"

#include <stdlib.h>

/* ---- time ---- */

static void hear_packet(struct world *w)
{
    unsigned to = w->packet.to.address[3] - NET_PHONES;
    struct phone *phone = &w->phones[to];
    struct hf_layer_received received = {w->now_us, &w->message, w->packet.from, phone->here, 0};
    cr_assert_lt(to, w->plan.n_phones);
    cr_assert_eq(hf_sip_parse(&w->message, w->packet.bytes, w->packet.length), 0);
    hf_layer_receive(phone->layer, &received, &w->out);
    world_hear(w, phone);
}

static uint64_t wake_us(const struct phone *phone)
{
    uint64_t due_us = hf_layer_deadline(phone->layer);
    return due_us == HF_NEVER ? HF_NEVER : due_us + phone->lag_us;
}

static void wake_phone(struct world *w, struct phone *phone)
{
    if (w->now_us < wake_us(phone)) {
        return;
    }
    hf_layer_wake(phone->layer, w->now_us, &w->out);
    check(w,
          w->out.n_news + w->out.n_datagrams != 0 || hf_layer_deadline(phone->layer) > w->now_us);
    phone->lag_us = net_below(&w->net, w->plan.lag_us);
    world_hear(w, phone);
}

static bool take_moment(uint64_t *at_us, uint64_t now_us)
{
    bool is_due = *at_us <= now_us;
    *at_us = is_due ? HF_NEVER : *at_us;
    return is_due;
}

static void act_on(struct world *w, struct asked *asked)
{
    struct phone *phone = &w->phones[asked->phone];
    bool waits = asked->finals == 0 && asked->ends == 0;
    int expected = waits ? HF_OK : HF_E_UNKNOWN_ID;
    if (take_moment(&asked->cancel_us, w->now_us)) {
        check(w, hf_layer_cancel(phone->layer, asked->id, w->now_us, &w->out) == expected);
        world_send(w, phone);
    }
    if (take_moment(&asked->extend_us, w->now_us)) {
        check(w, hf_layer_extend(phone->layer, asked->id, w->now_us, &w->out) == expected);
        asked->off_schedule = asked->off_schedule || waits;
        world_send(w, phone);
    }
    if (take_moment(&asked->abandon_us, w->now_us)) {
        check(w, hf_layer_abandon(phone->layer, asked->id) == expected);
    }
}

static void lose_flow(struct world *w)
{
    unsigned there = w->plan.n_phones > 2 ? NET_PROXY : NET_PHONES + 1;
    struct hf_target target = net_target(&w->net, there);
    hf_layer_unreachable(w->phones[0].layer, &target, &w->out);
    world_hear(w, &w->phones[0]);
}

/* What is open ends: INVITEs are cancelled, requests answered. */
static void settle(struct world *w)
{
    for (unsigned i = 0; i < w->n_asked; i++) {
        struct asked *asked = &w->asked[i];
        bool waits = asked->is_invite && asked->finals == 0 && asked->ends == 0;
        asked->cancel_us = waits ? w->now_us : HF_NEVER;
    }
    for (unsigned i = 0; i < w->n_told; i++) {
        w->told[i].next_us = w->now_us;
    }
}

static void act_users(struct world *w)
{
    if (take_moment(&w->places_us, w->now_us)) {
        world_place_request(w);
        w->places_us = w->now_us < SENDS_US ? world_in(w, 3000) : HF_NEVER;
    }
    if (take_moment(&w->loses_us, w->now_us)) {
        lose_flow(w);
    }
    for (unsigned i = 0; i < w->n_asked; i++) {
        act_on(w, &w->asked[i]);
    }
    for (unsigned i = 0; i < w->n_told; i++) {
        if (take_moment(&w->told[i].next_us, w->now_us)) {
            world_say_more(w, &w->told[i]);
        }
    }
}

static uint64_t earlier(uint64_t a_us, uint64_t b_us)
{
    return a_us < b_us ? a_us : b_us;
}

static uint64_t next_us(const struct world *w)
{
    uint64_t at_us = earlier(net_due(&w->net), earlier(w->places_us, w->loses_us));
    for (unsigned i = 0; i < w->plan.n_phones; i++) {
        at_us = earlier(at_us, wake_us(&w->phones[i]));
    }
    for (unsigned i = 0; i < w->n_asked; i++) {
        const struct asked *asked = &w->asked[i];
        at_us = earlier(at_us,
                        earlier(asked->cancel_us, earlier(asked->extend_us, asked->abandon_us)));
    }
    for (unsigned i = 0; i < w->n_told; i++) {
        at_us = earlier(at_us, w->told[i].next_us);
    }
    return at_us;
}

static void run(struct world *w)
{
    bool settled = false;
    for (;;) {
        uint64_t at_us = next_us(w);
        if (!settled && at_us > SETTLE_US) {
            w->now_us = SETTLE_US;
            settle(w);
            settled = true;
            continue;
        }
        if (at_us == HF_NEVER) {
            return;
        }
        check(w, at_us < SETTLE_US + 300 * S);
        w->now_us = at_us > w->now_us ? at_us : w->now_us;
        while (net_take(&w->net, w->now_us, &w->packet)) {
            hear_packet(w);
        }
        for (unsigned i = 0; i < w->plan.n_phones; i++) {
            wake_phone(w, &w->phones[i]);
        }
        act_users(w);
    }
}

/* ---- a world ---- */

static struct plan plan_of(uint64_t seed, enum net_kind kind)
{
    struct net net = {.random = seed * 3 + kind};
    struct plan plan = {.seed = seed, .kind = kind};
    bool is_bad = kind == NET_BAD;
    plan.n_phones = is_bad && net_chance(&net, 100) ? 3 : 2;
    plan.t1_ms = net_chance(&net, 128) ? 500 : 50;
    plan.lag_us = is_bad && net_chance(&net, 64) ? plan.t1_ms * MS / 4 : 0;
    plan.n_places = is_bad && net_chance(&net, 64) ? 3 : 32;
    return plan;
}

static void begin(struct world *w, const struct plan *plan)
{
    struct hf_layer_setup setup = layer_setup_usual();
    memset(w, 0, sizeof *w);
    w->plan = *plan;
    w->now_us = BEGIN_US;
    w->hash = 0xcbf29ce484222325u;
    w->net.random = plan->seed;
    w->net.kind = plan->kind;
    w->net.loss = (unsigned)net_below(&w->net, 4) * 40;
    w->net.repeat = (unsigned)net_below(&w->net, 3) * 40;
    /* so that no request is under way when its transaction has ended; the proxy delays it twice */
    w->net.delay_us = plan->t1_ms * MS / (plan->n_phones > 2 ? 4 : 2);
    w->net.n_phones = plan->n_phones;
    w->net.fork_to_one = net_chance(&w->net, 80);
    w->places_us = world_in(w, 1000);
    w->loses_us = plan->kind == NET_BAD ? world_sometimes(w, 32, 20000) : HF_NEVER;
    setup.n_clients = setup.n_servers = plan->n_places;
    setup.message_bytes = 1024;
    setup.t1_ms = plan->t1_ms;
    setup.t2_ms = (uint16_t)(plan->t1_ms * 8);
    setup.t4_ms = (uint16_t)(plan->t1_ms * 10);
    for (unsigned i = 0; i < plan->n_phones; i++) {
        struct phone *phone = &w->phones[i];
        setup.random[0] = (uint8_t)i;
        phone->here = net_target(&w->net, NET_PHONES + i);
        phone->layer = malloc(hf_layer_size(&setup));
        cr_assert_eq(hf_layer_init(phone->layer, hf_layer_size(&setup), &setup), HF_OK);
    }
}

/* As many requests as there are places find one, and one more does not. */
static void expect_free(struct world *w, struct phone *phone)
{
    struct layer_stage *s = &w->probe;
    s->layer = phone->layer;
    s->now_us = w->now_us;
    s->here = s->peer = phone->here;
    for (uint32_t i = 0; i <= w->plan.n_places; i++) {
        bool has_place = i < w->plan.n_places;
        char number[16];
        uint64_t id;
        int result = layer_request(s, REQUEST("OPTIONS"), &id);
        check(w, result == (has_place ? HF_OK : HF_E_SPACE));
        snprintf(number, sizeof number, "%u", i);
        layer_incoming(s, &(struct layer_incoming){
                              .method = "OPTIONS", .via = "SIP/2.0/UDP a", .call_id = number});
        check(w, s->out.news[0].kind == (has_place ? HF_LAYER_REQUEST : HF_LAYER_DROPPED));
    }
}

static struct totals play(const struct plan *plan, uint64_t *hash)
{
    static struct world w;
    begin(&w, plan);
    run(&w);
    for (unsigned i = 0; i < w.n_asked; i++) {
        check(&w, w.asked[i].is_over);
    }
    for (unsigned i = 0; i < w.n_told; i++) {
        check(&w, w.told[i].is_over);
    }
    for (unsigned i = 0; i < plan->n_phones; i++) {
        check(&w, hf_layer_deadline(w.phones[i].layer) == HF_NEVER);
        expect_free(&w, &w.phones[i]);
        free(w.phones[i].layer);
    }
    *hash = w.hash;
    return w.totals;
}

static uint64_t number_from(const char *variable, uint64_t otherwise)
{
    const char *text = getenv(variable);
    return text == NULL ? otherwise : strtoull(text, NULL, 10);
}

static struct totals play_many(enum net_kind kind, uint64_t n)
{
    struct totals all;
    uint64_t first = number_from("HF_FIRST_SEED", 1);
    memset(&all, 0, sizeof all);
    for (uint64_t seed = first; seed < first + n; seed++) {
        struct plan plan = plan_of(seed, kind);
        uint64_t hash;
        struct totals one = play(&plan, &hash);
        for (size_t i = 0; i < sizeof all / sizeof(unsigned); i++) {
            ((unsigned *)&all)[i] += ((unsigned *)&one)[i];
        }
    }
    printf("%lu worlds: %u requests, %u told, %u datagrams, %u again; finals", (unsigned long)n,
           all.asked, all.told, all.datagrams, all.again);
    for (unsigned i = 2; i < 7; i++) {
        printf(" %uxx %u", i, all.finals[i]);
    }
    printf("; %u timed out, %u failed, %u without ACK, %u without PRACK, %u unanswered, "
           "%u cancelled, %u ACKs, %u merged, %u without a place, %u gave theirs\n",
           all.timed_out, all.failed, all.no_ack, all.no_prack, all.unanswered, all.cancels,
           all.acks, all.merged, all.refused, all.gave_way);
    return all;
}

/* HF_SEEDS and HF_FIRST_SEED widen the run. */
static uint64_t n_seeds(void)
{
    return number_from("HF_SEEDS", 200);
}

Test(layer_world, every_request_has_one_end_whatever_the_network_does)
{
    struct totals all = play_many(NET_BAD, n_seeds());
    if (n_seeds() >= 200) { /* nothing that is checked is checked in vain */
        cr_assert(all.timed_out && all.failed && all.no_ack && all.no_prack && all.unanswered &&
                  all.cancels && all.acks && all.again && all.merged && all.refused &&
                  all.gave_way);
        for (unsigned i = 2; i < 7; i++) {
            cr_assert(all.finals[i]);
        }
    }
}

Test(layer_world, without_faults_nothing_is_sent_twice)
{
    struct totals all = play_many(NET_PERFECT, n_seeds() / 4 + 1);
    cr_assert_eq(all.again, 0);
    cr_assert_eq(all.timed_out, 0);
    cr_assert_eq(all.no_ack + all.no_prack + all.unanswered, 0);
}

Test(layer_world, over_a_stream_only_what_goes_end_to_end_is_sent_twice)
{
    struct totals all = play_many(NET_STREAM, n_seeds() / 4 + 1);
    cr_assert_eq(all.failed + all.unanswered, 0);
    cr_assert(n_seeds() < 200 || (all.again && all.no_ack && all.no_prack));
}

Test(layer_world, the_same_seed_gives_the_same_bytes)
{
    for (uint64_t seed = 1; seed <= n_seeds() / 8 + 1; seed++) {
        uint64_t hashes[2];
        for (unsigned i = 0; i < 2; i++) {
            struct plan plan = plan_of(seed, NET_BAD);
            play(&plan, &hashes[i]);
        }
        cr_assert_eq(hashes[0], hashes[1], "seed %lu", (unsigned long)seed);
    }
}
