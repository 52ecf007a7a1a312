/* SPDX-License-Identifier: Apache-2.0 */
/* References to candidates, against a model: whatever happens to the table, each names the same
 * server, proxy and target as before, or is gone where it may be. */
#include "bench.h"

static struct bench b;

static const uint8_t *as_before(void)
{
    static uint8_t map[HF_LINE_SERVERS + 1];

    for (uint8_t i = 0; i <= HF_LINE_SERVERS; i++)
        map[i] = i;
    return map;
}

struct named { /* what a reference means, whatever its number */
    uint8_t server, proxy;
    struct hf_target target;
    bool is_none;
};

#define REFERENCES (3 * HF_LINE_SERVERS + 2 + 2 * HF_LINE_PASSES + HF_LINE_ABANDONED)

struct model {
    struct named references[REFERENCES];
    uint32_t tried[HF_LINE_PASSES]; /* how many bits */
    uint64_t state;                 /* of the draw */
};

static struct model model;

static uint32_t draw(uint32_t n)
{
    model.state = model.state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(model.state >> 33) % n;
}

/* All references, in a fixed order; *weak: it may become NONE. */
static uint8_t *reference_at(struct hf_line *line, unsigned n, bool *weak)
{
    *weak = false;
    if (n < HF_LINE_SERVERS)
        return &line->bindings[n].candidate;
    n -= HF_LINE_SERVERS;
    if (n < HF_LINE_SERVERS)
        return &line->bindings[n].kept;
    n -= HF_LINE_SERVERS;
    if (n < HF_LINE_SERVERS)
        return &line->registrations[n].working;
    n -= HF_LINE_SERVERS;
    if (n < 2)
        return n == 0 ? &line->service.working : &line->options.candidate;
    n -= 2;
    if (n < HF_LINE_PASSES) {
        *weak = line->passes[n].state == HF_PASS_LOCATING;
        return &line->passes[n].candidate;
    }
    n -= HF_LINE_PASSES;
    *weak = n >= HF_LINE_PASSES || line->passes[n].attempt.state == HF_ATTEMPT_IDLE;
    return n < HF_LINE_PASSES ? &line->passes[n].attempt.candidate
                              : &line->watched[n - HF_LINE_PASSES].candidate;
}

static struct named name_of(const struct hf_line *line, uint8_t candidate)
{
    const struct hf_candidate *c;

    if (candidate == HF_NONE)
        return (struct named){.is_none = true};
    cr_assert_lt(candidate, line->n_candidates);
    c = &line->candidates[candidate];
    return (struct named){.server = c->server, .proxy = c->proxy, .target = c->target};
}

static void note_references(void)
{
    bool weak;

    for (unsigned i = 0; i < REFERENCES; i++)
        model.references[i] = name_of(&b.line, *reference_at(&b.line, i, &weak));
}

/* Every reference names what it named, but for the server's new number, or may be gone. */
static void check_references(const uint8_t *map)
{
    bool weak;

    for (unsigned i = 0; i < REFERENCES; i++) {
        struct named was = model.references[i];
        struct named is = name_of(&b.line, *reference_at(&b.line, i, &weak));
        if (was.is_none || (weak && is.is_none)) {
            cr_assert_eq(was.is_none && !is.is_none, false);
            continue;
        }
        cr_assert_not(is.is_none, "reference %u is lost", i);
        cr_assert_eq(is.server, was.server == 0 ? 0 : map[was.server]);
        cr_assert_eq(is.proxy, was.proxy);
        cr_assert(hf_target_equal(&is.target, &was.target));
    }
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        const struct hf_pass *p = &b.line.passes[i];
        cr_assert_eq(p->failed & ~p->tried, 0);
        cr_assert_lt(p->tried, 1u << b.line.n_candidates);
        cr_assert(p->state != HF_PASS_TRYING || (p->tried >> p->candidate & 1u) != 0);
    }
}

static void move_a_reference(void)
{
    bool weak;
    unsigned n = draw(REFERENCES);
    uint8_t *reference = reference_at(&b.line, n, &weak);
    uint8_t to = b.line.n_live == 0 || draw(3) == 0 ? HF_NONE : (uint8_t)draw(b.line.n_live);
    unsigned first_pass = 3 * HF_LINE_SERVERS + 2;

    if (n < first_pass) {
        *reference = to;
    } else if (n < first_pass + 2 * HF_LINE_PASSES) {
        struct hf_pass *p = &b.line.passes[(n - first_pass) % HF_LINE_PASSES];
        p->state = to == HF_NONE ? HF_PASS_IDLE : draw(4) == 0 ? HF_PASS_LOCATING : HF_PASS_TRYING;
        p->attempt.state = p->state == HF_PASS_TRYING ? HF_ATTEMPT_SENT : HF_ATTEMPT_IDLE;
        p->candidate = to;
        p->attempt.candidate = p->state == HF_PASS_TRYING ? to : HF_NONE;
        p->tried = p->state == HF_PASS_TRYING
                       ? (uint16_t)(1u << to | draw(1u << b.line.n_candidates))
                       : 0;
        p->failed = p->tried & (uint16_t)draw(1u << 16);
    } else {
        b.line.watched[n - first_pass - 2 * HF_LINE_PASSES].number = to == HF_NONE ? 0 : 1 + n;
        *reference = to;
    }
}

static void set_a_host(void)
{
    uint8_t octets[HF_LINE_TARGETS + 3] = {0};
    uint8_t host = (uint8_t)draw(hf_host_count(&b.line.config));
    uint8_t n = (uint8_t)draw(draw(8) == 0 ? HF_LINE_TARGETS + 2 : 5);

    if (hf_host_is_numeric(&b.line.config, host))
        return;
    for (uint8_t i = 0; i < n; i++)
        octets[i] = (uint8_t)(1 + draw(24));
    b.actions.n = 0;
    bench_set(&b, host, octets);
    for (uint8_t i = 0; i < n && bench_decision(&b, HF_WHY_TARGETS_CUT) == NULL; i++) {
        struct hf_target target = bench_target(octets[i]);
        struct hf_place place = hf_host_place(&b.line.config, host);
        bool found = false;
        for (uint8_t k = 0; k < b.line.n_live; k++)
            found = found || (b.line.candidates[k].server == place.server &&
                              hf_target_equal(&b.line.candidates[k].target, &target));
        cr_assert(found, ".%d was not cut and is not there", octets[i]);
    }
}

static const char *const pool[] = {"one.example", "two.example", "192.0.2.7", "192.0.2.9"};

/* Servers come and go and change places; a removed one may come back as a new one. */
static void reconfigure(uint8_t kinds[HF_LINE_SERVERS + 1], uint8_t *map)
{
    uint8_t was[HF_LINE_SERVERS + 1];
    uint8_t n = (uint8_t)(1 + draw(HF_LINE_SERVERS));
    uint8_t from = (uint8_t)draw(4);

    memcpy(was, kinds, sizeof was);
    memset(kinds, 0xFF, HF_LINE_SERVERS + 1);
    memset(map, 0, HF_LINE_SERVERS + 1);
    hf_config_init(&b.config);
    for (uint8_t server = 1; server <= n; server++) {
        kinds[server] = (uint8_t)((from + server) % 4);
        bench_server(&b, pool[kinds[server]]);
        if (kinds[server] == 1) {
            bench_proxy(&b, &b.config.servers[server - 1], "p.example");
            bench_proxy(&b, &b.config.servers[server - 1], "192.0.2.5");
        }
        for (uint8_t old = 1; old <= HF_LINE_SERVERS; old++) {
            if (was[old] == kinds[server])
                map[old] = server;
        }
    }
    bench_configure(&b, map);
    bench_sound(&b);
}

/* C14: before a server goes, what runs there is stopped; bindings and removals alone stay. */
static void end_what_runs(void)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        struct hf_pass *p = &b.line.passes[i];
        if (i >= HF_SLOT_REGISTER && i < HF_SLOT_REGISTER + HF_LINE_SERVERS && draw(2) == 0)
            continue;
        memset(p, 0, sizeof *p);
        p->candidate = HF_NONE;
        p->attempt.candidate = HF_NONE;
    }
    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++) {
        b.line.bindings[i].kept = HF_NONE;
        b.line.registrations[i].working = HF_NONE;
    }
    b.line.service.working = HF_NONE;
    b.line.options.candidate = HF_NONE;
}

static void run_model(uint64_t seed)
{
    uint8_t kinds[HF_LINE_SERVERS + 1];
    uint8_t map[HF_LINE_SERVERS + 1];
    bool weak;

    model.state = seed * 2 + 1;
    memset(kinds, 0xFF, sizeof kinds);
    bench_init(&b);
    for (unsigned i = 0; i < REFERENCES; i++)
        *reference_at(&b.line, i, &weak) = HF_NONE;
    reconfigure(kinds, map);
    for (int i = 0; i < 120; i++) {
        bench_at(&b, b.line.now_us + draw(2000000));
        for (uint32_t moves = draw(3); moves > 0; moves--)
            move_a_reference();
        memcpy(map, as_before(), sizeof map);
        note_references();
        switch (draw(12)) {
        case 0:
            end_what_runs();
            note_references();
            reconfigure(kinds, map);
            break;
        case 1:
        case 2:
            hf_rest_set(&b.line, &(struct hf_rest){.target = bench_target((uint8_t)(1 + draw(24))),
                                                   .until_us = b.line.now_us + draw(9000000),
                                                   .place = hf_host_place(&b.line.config, 0),
                                                   .named = draw(4) == 0,
                                                   .shared = draw(2) == 0});
            break;
        case 3: hf_candidates_tidy(&b.line); break;
        default: set_a_host(); break;
        }
        bench_sound(&b);
        check_references(map);
    }
}

Test(references, every_reference_follows_its_candidate_through_any_change, .timeout = 60)
{
    for (uint64_t seed = 1; seed <= 1500; seed++)
        run_model(seed);
}

/* E5: what is said inside the call goes by the target that carries it. */
Test(references, B12_what_carries_a_call_is_kept)
{
    bench_init(&b);
    bench_server(&b, "one.example");
    bench_configure(&b, NULL);
    BENCH_SET(&b, 0, 1, 2);
    b.line.calls[0] = (struct hf_call_entry){
        .id = 7, .server = 1, .state = HF_CALL_TALKING, .candidate = 1};
    BENCH_SET(&b, 0, 1);
    cr_assert_eq(b.line.n_live, 1);
    cr_assert_eq(b.line.calls[0].candidate, 1, "it stands behind the live one");
    cr_assert_eq(b.line.candidates[1].target.address[3], 2);
    memset(&b.line.calls[0], 0, sizeof b.line.calls[0]);
    hf_candidates_tidy(&b.line);
    cr_assert_eq(b.line.n_candidates, 1);
}
