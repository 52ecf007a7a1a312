/* SPDX-License-Identifier: Apache-2.0 */
/* A line with a name on a bench: asked for, answered, and what it says. */
#ifndef TESTS_CORE_NAMES_BENCH_H
#define TESTS_CORE_NAMES_BENCH_H

#include "bench.h"
#include "branches.h"

#define S 1000000u

static struct bench b;

static inline void one_name(void)
{
    bench_init(&b);
    bench_server(&b, "one.example");
    bench_server(&b, "192.0.2.99");
    bench_configure(&b, NULL);
    b.line.registrations[0].state = HF_REGISTRATION_REGISTERING;
    bench_at(&b, 100 * S);
}

static inline const struct hf_resolve *resolve(unsigned nth)
{
    for (uint32_t i = 0; i < b.actions.n; i++) {
        if (b.actions.items[i].kind == HF_ACTION_RESOLVE && nth-- == 0)
            return &b.actions.items[i].u.resolve;
    }
    cr_assert_fail("no such Resolve");
    return NULL;
}

static inline unsigned resolves(void)
{
    return bench_count(&b, HF_ACTION_RESOLVE);
}

static inline uint8_t state(void)
{
    return b.line.lookups[0].state;
}

static inline void ask(void)
{
    b.actions.n = 0;
    hf_locate_ask(&b.x, 0);
    bench_sound(&b);
}

static inline void answer(uint64_t query, enum hf_dns_outcome outcome, uint32_t ttl_s)
{
    b.actions.n = 0;
    hf_locate_on_answered(&b.x, &(struct hf_dns_answered){
                                    .query = query, .ttl_s = ttl_s, .outcome = (uint8_t)outcome});
    bench_sound(&b);
}

/* An address of that type, with that last octet; two in a row from 101 on. */
static inline void give(uint64_t query, uint16_t type, uint8_t last, uint32_t ttl_s)
{
    struct hf_dns_record records[2];
    struct hf_dns_answered answered = {
        .records = records, .query = query, .ttl_s = ttl_s, .n_records = last > 100 ? 2 : 1};

    memset(records, 0, sizeof records);
    for (uint8_t i = 0; i < 2; i++) {
        static const uint8_t v4[] = {192, 0, 2}, v6[] = {0x20, 0x01, 0x0d, 0xb8};
        bool is_v6 = type == HF_DNS_AAAA;
        records[i].type = type;
        memcpy(records[i].address, is_v6 ? v6 : v4, is_v6 ? 4 : 3);
        records[i].address[is_v6 ? 15 : 3] = (uint8_t)(last + i);
    }
    b.actions.n = 0;
    hf_locate_on_answered(&b.x, &answered);
    bench_sound(&b);
}

static inline void located(const uint8_t *octets, uint32_t ttl_s)
{
    struct hf_located located = {.ttl_s = ttl_s, .server = 1};

    for (; octets[located.n_targets] != 0; located.n_targets++)
        located.targets[located.n_targets] = bench_target(octets[located.n_targets]);
    b.actions.n = 0;
    hf_locate_on_located(&b.x, &located);
    bench_sound(&b);
}

#define LOCATED(ttl_s, ...) located((const uint8_t[]){__VA_ARGS__, 0}, ttl_s)

static inline void deadline(void)
{
    cr_assert_neq(b.line.lookups[0].deadline_us, HF_NEVER);
    bench_at(&b, b.line.lookups[0].deadline_us);
    hf_locate_on_deadline(&b.x, 0);
    bench_sound(&b);
}

static inline void expect_why(enum hf_why why, uint8_t from, uint8_t to)
{
    const struct hf_decision *decision = bench_decision(&b, why);

    cr_assert_not_null(decision, "%s is not said", hf_why_token(why));
    cr_assert_eq(decision->machine, HF_MACHINE_LOCATE);
    cr_assert_eq(decision->subject, 1);
    cr_assert_eq(decision->from_state, from);
    cr_assert_eq(decision->to_state, to);
    cr_assert_eq(state(), to);
}

/* IPv4 alone, answered by .1 for 60 s. */
static inline void known(void)
{
    one_name();
    b.line.service.families = HF_FAMILIES_IPV4;
    ask();
    give(resolve(0)->query, HF_DNS_A, 1, 60);
    cr_assert_eq(state(), HF_LOOKUP_KNOWN);
}

/* known, and not known after it expired: 161 s. */
static inline void stale(void)
{
    known();
    bench_at(&b, 161 * S);
    ask();
    answer(resolve(0)->query, HF_DNS_SERVFAIL, 0);
    cr_assert_eq(state(), HF_LOOKUP_STALE);
}

#endif
