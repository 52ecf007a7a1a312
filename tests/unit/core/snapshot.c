/* SPDX-License-Identifier: Apache-2.0 */
/*
 * core/snapshot.c: a line comes back byte for byte from its snapshot (H12), every byte of its
 * state is in it, and what is no snapshot of a sound line is refused by its name.
 */
#include "holdfast/line.h"

#include <criterion/criterion.h>
#include <string.h>

#include "redirects.h"
#include "snapshot.h"
#include "state.h"
#include "world.h"

#define SEEDS 30
#define STEPS 150

static uint8_t snapshot[HF_SNAPSHOT_BYTES_MAX], again[HF_SNAPSHOT_BYTES_MAX];
static uint8_t scratch[HF_WIRE_SCRATCH];

static struct hf_wire wire_of(const uint8_t *bytes, size_t n)
{
    return (struct hf_wire){
        .bytes = bytes, .n_bytes = n, .scratch = scratch, .scratch_size = sizeof scratch};
}

static size_t take(const struct hf_line *line, uint8_t *out)
{
    int n = hf_line_snapshot(line, out, HF_SNAPSHOT_BYTES_MAX);

    cr_assert_gt(n, 0, "%d", n);
    return (size_t)n;
}

static void assert_comes_back(const struct hf_line *line)
{
    static struct hf_line restored;
    struct hf_wire wire = wire_of(snapshot, take(line, snapshot));

    memset(&restored, 0x5A, sizeof restored);
    cr_assert_eq(hf_line_restore(&restored, sizeof restored, &wire), HF_OK, "%s %llu",
                 wire.refusal.what, (unsigned long long)wire.refusal.value);
    cr_assert_eq(take(&restored, again), wire.n_bytes);
    cr_assert_arr_eq(again, snapshot, wire.n_bytes);
    cr_assert_eq(hf_line_digest(&restored), hf_line_digest(line));
    for (size_t i = 0; i < sizeof restored; i++)
        cr_assert_eq(((uint8_t *)&restored)[i], ((const uint8_t *)line)[i], "byte %zu of the image",
                     i);
}

/* A world whose configuration has the one form that bytes give it: entries out of use are zero,
 * names stand in order. A line keeps its configuration as it was given. */
static void begin(struct world *w, uint64_t seed)
{
    static uint8_t bytes[HF_EVENT_BYTES_MAX];
    struct hf_event event = {.kind = HF_EVENT_CONFIGURED, .u.configured = {&w->rig.config, 1}};
    struct hf_wire wire;
    int n;

    world_init(w, seed);
    n = hf_event_encode(&event, bytes, sizeof bytes);
    cr_assert_gt(n, 0);
    wire = wire_of(bytes, (size_t)n);
    cr_assert_eq(hf_event_decode(&event, &wire), HF_OK);
    w->rig.config = *event.u.configured.config;
    cr_assert_eq(hf_line_init(&w->rig.line, sizeof w->rig.line, HF_ABI), HF_OK);
    cr_assert_eq(rig_configure(&w->rig), HF_OK);
    cr_assert_eq(rig_fact(&w->rig, HF_EVENT_STARTED), HF_OK);
}

Test(snapshot, brings_back_a_line_at_each_step_of_random_worlds)
{
    static struct world world;

    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        begin(&world, seed);
        for (int i = 0; i < STEPS; i++) {
            world_step(&world);
            assert_comes_back(&world.rig.line);
        }
    }
}

Test(snapshot, brings_back_a_line_that_was_only_made)
{
    static struct hf_line line;

    cr_assert_eq(hf_line_init(&line, sizeof line, HF_ABI), HF_OK);
    assert_comes_back(&line);
    cr_assert_lt(take(&line, snapshot), 100, "what is idle is not said");
}

/* H12: going on from a snapshot gives the same actions, and the same bytes later. */
Test(snapshot, goes_on_as_if_the_line_had_not_stopped)
{
    static struct world stayed, stopped;

    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        begin(&stayed, seed);
        begin(&stopped, seed);
        for (int i = 0; i < STEPS; i++) {
            struct hf_wire wire = wire_of(snapshot, take(&stopped.rig.line, snapshot));

            cr_assert_eq(hf_line_restore(&stopped.rig.line, sizeof stopped.rig.line, &wire), HF_OK);
            world_step(&stayed);
            world_step(&stopped);
            cr_assert_eq(stayed.rig.actions.n, stopped.rig.actions.n, "seed %d step %d", (int)seed,
                         i);
            cr_assert_eq(memcmp(stayed.rig.actions.items, stopped.rig.actions.items,
                                stayed.rig.actions.n * sizeof(struct hf_action)),
                         0);
            cr_assert_eq(hf_line_digest(&stayed.rig.line), hf_line_digest(&stopped.rig.line));
        }
    }
}

/* ---- every byte of the state ---- */

struct gap { /* bytes that are not of the line's state */
    size_t at, size;
};
#define GAP(member)                                                                                \
    {                                                                                              \
        offsetof(struct hf_line, member), sizeof(((struct hf_line *)0)->member)                    \
    }
static const struct gap gaps[] = {
    GAP(abi),
    GAP(stepping),
    GAP(names), /* follows from the configuration */
    GAP(reserved),
    GAP(config.names_used), /* follows from the names */
    GAP(pace.reserved),
    GAP(wishes.reserved),
    GAP(service.accused), /* inside a step alone */
    GAP(service.silent),  /* so are these */
    GAP(service.answered),
    GAP(service.reserved),
    GAP(failback.reserved),
    GAP(target_failback.reserved),
    GAP(proxy_failback.reserved),
    GAP(options.reserved),
    GAP(reported.reserved),
};

/* The same in each entry of an array. */
struct entry_gap {
    size_t array, stride, n, at, size;
};
#define ENTRIES(array, type, member)                                                               \
    {                                                                                              \
        offsetof(struct hf_line, array), sizeof(struct type),                                      \
            sizeof(((struct hf_line *)0)->array) / sizeof(struct type),                            \
            offsetof(struct type, member), sizeof(((struct type *)0)->member)                      \
    }
static const struct entry_gap entry_gaps[] = {
    ENTRIES(config.servers, hf_server_config, reserved),
    ENTRIES(redirects, hf_redirect, reserved),
    ENTRIES(bindings, hf_binding, reserved),
    ENTRIES(registrations, hf_registration, reserved),
    ENTRIES(calls, hf_call_entry, reserved),
};

static bool is_gap(size_t at)
{
    for (size_t i = 0; i < sizeof gaps / sizeof *gaps; i++) {
        if (at - gaps[i].at < gaps[i].size)
            return true;
    }
    for (size_t i = 0; i < sizeof entry_gaps / sizeof *entry_gaps; i++) {
        const struct entry_gap *g = &entry_gaps[i];
        size_t in = at - g->array;
        if (in < g->stride * g->n && in % g->stride - g->at < g->size)
            return true;
    }
    return false;
}

/* Every candidate, every target and every wish is in use. */
static void fill_targets(struct hf_line *line)
{
    line->n_candidates = HF_LINE_TARGETS;
    for (unsigned i = 0; i < HF_LINE_TARGETS; i++)
        line->candidates[i].target.family = HF_FAMILY_IPV6;
    for (unsigned i = 0; i < HF_LINE_PASSES; i++)
        line->passes[i].attempt.n_realms = 2;
    memset(line->redirects, 0, sizeof line->redirects);
    for (unsigned i = 0; i < HF_LINE_REDIRECTS; i++) {
        memset(&line->redirects[i].target, 3, sizeof line->redirects[i].target);
        line->redirects[i].target.family = HF_FAMILY_IPV6;
        line->redirects[i].target.transport = HF_TRANSPORT_TCP;
        line->redirects[i].pass = (uint8_t)(2 * (i + 1));
    }
    line->reported.target.family = HF_FAMILY_IPV6;
    line->wishes.n = HF_LINE_REQUESTS;
}

/* No sound line: one in which every entry of every array is in use, to see that all is said. */
static void fill(struct hf_line *line)
{
    uint8_t *bytes = (uint8_t *)line;

    for (size_t i = 0; i < sizeof *line; i++)
        bytes[i] = is_gap(i) ? 0 : 2;
    line->config.n_servers = HF_LINE_SERVERS;
    for (unsigned i = 0; i < HF_LINE_SERVERS; i++) {
        line->config.servers[i].host = (struct hf_name){(uint16_t)(i * 192), 64};
        line->config.servers[i].n_proxies = 2;
        for (unsigned k = 0; k < 2; k++)
            line->config.servers[i].proxies[k].host = (struct hf_name){
                (uint16_t)(i * 192 + 64 + k * 64), 64};
    }
    for (size_t i = 0; i < HF_LINE_NAMES; i++) /* no two names are alike wherever they begin */
        line->config.names[i] = (char)(1 + (i * i + 7 * i / 3) % 250);
    line->config.register_failover_statuses.n_codes = HF_STATUSES_MAX;
    line->config.invite_failover_statuses.n_codes = HF_STATUSES_MAX;
    fill_targets(line);
}

Test(snapshot, says_each_byte_of_the_state)
{
    static struct hf_line line;
    uint8_t *bytes = (uint8_t *)&line;

    fill(&line);
    const uint64_t digest = hf_line_digest(&line);
    for (size_t at = 0; at < sizeof line; at++) {
        uint8_t kept = bytes[at];

        if (kept == 0) /* gaps, and high bytes of the counts and names that fill() set */
            continue;
        bytes[at]--;
        cr_assert_neq(hf_line_digest(&line), digest, "byte %zu of the line", at);
        bytes[at] = kept;
    }
}

/* Every number inside of its bounds, which is all that reading asks; no sound line yet. Whether
 * policies come back is tests/unit/core/wire_config.c's. */
static void fill_legal(struct hf_line *line)
{
    fill(line);
    line->abi = HF_ABI;
    line->service.accused = HF_NONE;
    line->service.answered = HF_NONE;
    memset(&line->config, 0, sizeof line->config);
    for (unsigned i = 0; i < HF_LINE_PASSES; i++) {
        struct hf_pass *p = &line->passes[i];
        p->why = p->attempt.why = HF_WHY_COUNT - 1;
        p->redirected = p->contact_missing = p->attempt.flags = 1;
        p->attempt.stale_used = p->attempt.brief_used = p->attempt.second_used = 1;
    }
    for (unsigned i = 0; i < HF_LINE_SERVERS; i++) {
        struct hf_registration *r = &line->registrations[i];
        r->why = r->next_why = HF_WHY_COUNT - 1;
        r->suspect = r->again = r->doubted = line->bindings[i].dead = 1;
    }
    for (unsigned i = 0; i < HF_LINE_HOSTS; i++)
        line->lookups[i].stage = HF_STAGE_COUNT - 1, line->lookups[i].flags = HF_LOOKUP_FLAGS;
    line->failback.hurried = line->failback.pressed = 1;
    line->reported.why = HF_WHY_COUNT - 1;
}

static void assert_reads_back(const struct hf_line *line)
{
    static struct hf_line read;
    struct hf_wire wire = wire_of(snapshot, take(line, snapshot));

    cr_assert_eq(hf_line_init(&read, sizeof read, HF_ABI), HF_OK);
    cr_assert_eq(hf_snapshot_read(&read, &wire), HF_OK, "%s %llu", wire.refusal.what,
                 (unsigned long long)wire.refusal.value);
    for (size_t i = 0; i < sizeof read; i++)
        cr_assert_eq(((uint8_t *)&read)[i], ((const uint8_t *)line)[i], "byte %zu of the image", i);
}

Test(snapshot, reads_each_byte_of_the_state)
{
    static struct hf_line line;

    fill_legal(&line);
    assert_reads_back(&line);
    line.n_live = line.n_candidates;
    line.passes[HF_LINE_PASSES - 1].other = HF_SLOT_PROBE;
    line.passes[HF_SLOT_PROBE].other = HF_LINE_PASSES - 1;
    line.passes[1].other = HF_NONE;
    line.options.slot = HF_SLOT_REQUEST;
    assert_reads_back(&line);
}

struct array { /* of struct hf_line */
    size_t at, stride, n;
};
#define ARRAY(member)                                                                              \
    {                                                                                              \
        offsetof(struct hf_line, member), sizeof(((struct hf_line *)0)->member[0]),                \
            sizeof(((struct hf_line *)0)->member) / sizeof(((struct hf_line *)0)->member[0])       \
    }
static const struct array sparse[] = {
    ARRAY(passes),
    ARRAY(watched),
    ARRAY(bindings),
    ARRAY(lookups),
    ARRAY(registrations),
    ARRAY(pace.until_us),
    ARRAY(pace.starts),
    ARRAY(target_failback.deadline_us),
    ARRAY(target_failback.state),
    ARRAY(proxy_failback.deadline_us),
    ARRAY(proxy_failback.state),
    ARRAY(proxy_failback.flags),
    ARRAY(calls),
    ARRAY(branches),
    ARRAY(ttls.address),
};

/* Entry i of each array is as in `idle` where bit i is 0; an idle pass goes nowhere. */
static void idle_where_zero(struct hf_line *line, const struct hf_line *idle, uint32_t bits)
{
    for (unsigned slot = 0; slot < HF_LINE_PASSES; slot++) {
        if ((bits >> slot & 1) == 0)
            hf_redirect_end(line, &line->passes[slot].attempt);
    }
    for (size_t k = 0; k < sizeof sparse / sizeof *sparse; k++) {
        for (size_t i = 0; i < sparse[k].n; i++) {
            size_t at = sparse[k].at + i * sparse[k].stride;
            if ((bits >> i & 1) == 0)
                memcpy((uint8_t *)line + at, (const uint8_t *)idle + at, sparse[k].stride);
        }
    }
}

/* Idle entries are left out, wherever they stand, and come back idle. */
Test(snapshot, reads_what_is_idle_between_what_is_not)
{
    static const uint32_t patterns[] = {0x5555, 0xAAAA, 0x8001, 0x0F0F, 1, 0};
    static struct hf_line line, idle;

    cr_assert_eq(hf_line_init(&idle, sizeof idle, HF_ABI), HF_OK);
    for (size_t k = 0; k < sizeof patterns / sizeof *patterns; k++) {
        fill_legal(&line);
        idle_where_zero(&line, &idle, patterns[k]);
        assert_reads_back(&line);
    }
    line.service = idle.service;
    line.failback = idle.failback;
    line.options = idle.options;
    line.reported = idle.reported;
    line.wishes = idle.wishes;
    memset(line.candidates, 0, sizeof line.candidates);
    line.n_live = line.n_candidates = 0;
    assert_reads_back(&line);
}

static bool holds(const uint8_t *bytes, size_t n, const char *part)
{
    for (size_t i = 0; i + strlen(part) <= n; i++) {
        if (memcmp(bytes + i, part, strlen(part)) == 0)
            return true;
    }
    return false;
}

/* Builds with other limits count their slots otherwise. */
Test(snapshot, calls_a_place_the_same_under_all_limits)
{
    static struct hf_line line;
    size_t n;

    cr_assert_eq(hf_line_init(&line, sizeof line, HF_ABI), HF_OK);
    line.passes[HF_SLOT_REQUEST].other = HF_SLOT_REQUEST + 1;
    line.options.slot = HF_SLOT_REQUEST;
    n = take(&line, snapshot);
    cr_assert(holds(snapshot, n, "\x6a\x06\xa0\x01\x20\xd0\x01\x22"), "PassState 32, other 33");
    cr_assert(holds(snapshot, n, "\xda\x01\x02\x18\x21"), "OptionsState, place 32");
    assert_reads_back(&line);
}

Test(snapshot, keeps_to_its_bound_when_everything_is_in_use)
{
    static struct hf_line line;
    uint8_t *bytes = (uint8_t *)&line;

    memset(bytes, 0xFE, sizeof line); /* the widest numbers: 0xFF + 1 would be a short 0 */
    line.config.n_servers = HF_LINE_SERVERS;
    for (unsigned i = 0; i < HF_LINE_SERVERS; i++) {
        line.config.servers[i].host = (struct hf_name){0, HF_LINE_NAMES / HF_LINE_SERVERS / 3};
        line.config.servers[i].n_proxies = 2;
        line.config.servers[i].proxies[0].host = line.config.servers[i].host;
        line.config.servers[i].proxies[1].host = line.config.servers[i].host;
    }
    line.config.register_failover_statuses.n_codes = HF_STATUSES_MAX;
    line.config.invite_failover_statuses.n_codes = HF_STATUSES_MAX;
    fill_targets(&line);
    cr_assert_leq(take(&line, snapshot), HF_SNAPSHOT_BYTES_MAX);
}

/* ---- refusals ---- */

/* A line with an attempt under way, one abandoned, a binding and a user's request. */
static size_t busy_snapshot(struct rig *rig)
{
    rig_start(rig);
    cr_assert_eq(rig_response(rig, rig->last_attempt, 200, 600), HF_OK);
    cr_assert_eq(rig_wanted(rig, 77), HF_OK);
    return take(&rig->line, snapshot);
}

static void assert_refused(size_t n, int error, const char *what)
{
    static struct hf_line line;
    struct hf_wire wire = wire_of(snapshot, n);

    memset(&line, 0x5A, sizeof line);
    cr_assert_eq(hf_line_restore(&line, sizeof line, &wire), error, "%s %s", what,
                 wire.refusal.what);
    cr_assert_eq(wire.refusal.error, error);
    cr_assert_str_eq(wire.refusal.what, what);
    for (size_t i = 0; i < sizeof line; i++)
        cr_assert_eq(((uint8_t *)&line)[i], 0, "no half-made line is left");
}

struct tail { /* fields appended to a sound snapshot: the last one of a number counts */
    const char *bytes;
    size_t n;
    int error;
    const char *what;
};
#define BYTES(text) text, sizeof(text) - 1

static const struct tail tails[] = {
    {BYTES("\x08\x01"), HF_E_SNAPSHOT, "Snapshot.schema"},
    {BYTES("\x08\x03"), HF_E_SNAPSHOT, "Snapshot.schema"},
    {BYTES("\x10\x7f"), HF_E_SNAPSHOT, "Snapshot.semantics"},
    {BYTES("\x1a\x02\x08\x05"), HF_E_LIMIT, "Snapshot.limits.servers"},
    {BYTES("\x1a\x02\x18\x11"), HF_E_LIMIT, "Snapshot.limits.targets"},
    {BYTES("\x1a\x02\x20\x05"), HF_E_LIMIT, "Snapshot.limits.calls"},
    {BYTES("\x1a\x03\x28\x81\x06"), HF_E_LIMIT, "Snapshot.limits.names"},
    {BYTES("\x1a\x02\x30\x11"), HF_E_LIMIT, "Snapshot.limits.abandoned"},
    {BYTES("\x48\x01"), HF_E_LIMIT, "Snapshot.draws"},
    {BYTES("\xaa\x01\x05\x01\x01\x01\x01\x01"), HF_E_LIMIT, "Snapshot.wishes"},
    {BYTES("\xa0\x01\x03"), HF_E_SNAPSHOT, "Snapshot.n_live"},
    {BYTES("\x5a\x03\x98\x01\x02"), HF_E_SNAPSHOT, "config.mode"},
    {BYTES("\x62\x02\x10\x05"), HF_E_SNAPSHOT, "CandidateState.server"},
    {BYTES("\x62\x02\x20\x04"), HF_E_SNAPSHOT, "CandidateState.rest_flags"},
    {BYTES("\x92\x01\x02\x30\x05"), HF_E_SNAPSHOT, "LineStatus.state"},
    {BYTES("\x3a"), HF_E_SNAPSHOT, "Snapshot"},
    /* passes: the last request's is 35 */
    {BYTES("\x6a\x03\xa0\x01\x05"), HF_E_SNAPSHOT, "PassState.place"},
    {BYTES("\x6a\x03\xa0\x01\x24"), HF_E_SNAPSHOT, "PassState.place"},
    {BYTES("\x6a\x00"), HF_E_SNAPSHOT, "PassState.place"},
    {BYTES("\x6a\x06\xa0\x01\x23\xd0\x01\x06"), HF_E_SNAPSHOT, "PassState.other"},
    {BYTES("\x6a\x05\xa0\x01\x23\x50\x08"), HF_E_SNAPSHOT, "PassState.state"},
    {BYTES("\x6a\x05\xa0\x01\x23\x70\x11"), HF_E_SNAPSHOT, "PassState.candidate"},
    {BYTES("\x6a\x07\xa0\x01\x23\x28\x80\x80\x04"), HF_E_SNAPSHOT, "PassState.tried"},
    {BYTES("\x6a\x06\xa0\x01\x23\xa8\x01\x05"), HF_E_SNAPSHOT, "PassState.kind"},
    {BYTES("\x6a\x07\xa0\x01\x23\xb0\x01\x80\x02"), HF_E_SNAPSHOT, "PassState.flags"},
    {BYTES("\x6a\x06\xa0\x01\x23\xb8\x01\x02"), HF_E_SNAPSHOT, "PassState.redirected"},
    {BYTES("\x6a\x07\xa0\x01\x23\xc0\x01\x80\x02"), HF_E_SNAPSHOT, "PassState.unresolved"},
    {BYTES("\x6a\x06\xa0\x01\x23\xc8\x01\x05"), HF_E_SNAPSHOT, "PassState.former"},
    {BYTES("\x6a\x07\xa0\x01\x23\x12\x02\x50\x09"), HF_E_SNAPSHOT, "AttemptState.state"},
    {BYTES("\x6a\x08\xa0\x01\x23\x12\x03\x80\x01\x10"), HF_E_SNAPSHOT, "AttemptState.candidate"},
    {BYTES("\x6a\x08\xa0\x01\x23\x12\x03\x98\x01\x02"), HF_E_SNAPSHOT, "AttemptState.second_used"},
    {BYTES("\x6a\x08\xa0\x01\x23\x12\x03\xa0\x01\x05"), HF_E_SNAPSHOT, "AttemptState.kind"},
    {BYTES("\x6a\x08\xa0\x01\x23\x12\x03\xa8\x01\x05"), HF_E_SNAPSHOT, "AttemptState.former"},
    /* arrays */
    {BYTES("\x72\x00"), HF_E_SNAPSHOT, "WatchedState.id"},
    {BYTES("\x72\x02\x08\x10"), HF_E_SNAPSHOT, "WatchedState.place"},
    {BYTES("\x7a\x00"), HF_E_SNAPSHOT, "BindingState.server"},
    {BYTES("\x7a\x02\x08\x05"), HF_E_SNAPSHOT, "BindingState.server"},
    {BYTES("\x7a\x04\x08\x04\x28\x03"), HF_E_SNAPSHOT, "BindingState.state"},
    {BYTES("\x7a\x04\x08\x04\x38\x11"), HF_E_SNAPSHOT, "BindingState.kept"},
    {BYTES("\x7a\x04\x08\x04\x40\x02"), HF_E_SNAPSHOT, "BindingState.dead"},
    {BYTES("\xb2\x01\x02\x08\x08"), HF_E_SNAPSHOT, "LookupState.host"},
    {BYTES("\xb2\x01\x00\xb2\x01\x00"), HF_E_SNAPSHOT, "LookupState.host"},
    {BYTES("\xb2\x01\x02\x30\x05"), HF_E_SNAPSHOT, "LookupState.state"},
    {BYTES("\xb2\x01\x02\x68\x03"), HF_E_SNAPSHOT, "LookupState.stage"},
    {BYTES("\xb2\x01\x03\x70\x80\x08"), HF_E_SNAPSHOT, "LookupState.flags"},
    {BYTES("\xea\x01\x02\x28\x09"), HF_E_SNAPSHOT, "BranchState.host"},
    {BYTES("\xea\x01\x03\x30\x80\x01"), HF_E_SNAPSHOT, "BranchState.asks"},
    {BYTES("\xba\x01\x00"), HF_E_SNAPSHOT, "RegistrationState.place"},
    {BYTES("\xba\x01\x02\x50\x04"), HF_E_SNAPSHOT, "RegistrationState.place"},
    {BYTES("\xba\x01\x04\x50\x03\x38\x11"), HF_E_SNAPSHOT, "RegistrationState.working"},
    {BYTES("\xba\x01\x04\x50\x03\x30\x06"), HF_E_SNAPSHOT, "RegistrationState.state"},
    {BYTES("\xba\x01\x05\x50\x03\x58\xff\x7f"), HF_E_SNAPSHOT, "RegistrationState.next_why"},
    {BYTES("\xba\x01\x04\x50\x03\x60\x02"), HF_E_SNAPSHOT, "RegistrationState.suspect"},
    {BYTES("\xc2\x01\x00"), HF_E_SNAPSHOT, "PaceState.server"},
    {BYTES("\xc2\x01\x02\x08\x05"), HF_E_SNAPSHOT, "PaceState.server"},
    {BYTES("\xc2\x01\x05\x08\x04\x18\x80\x02"), HF_E_SNAPSHOT, "PaceState.starts"},
    {BYTES("\xd2\x01\x02\x08\x04"), HF_E_SNAPSHOT, "TargetFailbackState.place"},
    {BYTES("\xd2\x01\x04\x08\x03\x18\x04"), HF_E_SNAPSHOT, "TargetFailbackState.state"},
    {BYTES("\xe2\x01\x00"), HF_E_SNAPSHOT, "CallState.id"},
    {BYTES("\xe2\x01\x02\x08\x05"), HF_E_SNAPSHOT, "CallState.place"},
    {BYTES("\xe2\x01\x04\x10\x01\x18\x05"), HF_E_SNAPSHOT, "CallState.server"},
    /* machines */
    {BYTES("\xca\x01\x02\x08\x11"), HF_E_SNAPSHOT, "ServiceState.working"},
    {BYTES("\xca\x01\x02\x10\x04"), HF_E_SNAPSHOT, "ServiceState.families"},
    {BYTES("\x8a\x01\x02\x10\x04"), HF_E_SNAPSHOT, "FailbackState.state"},
    {BYTES("\x8a\x01\x03\x38\x80\x02"), HF_E_SNAPSHOT, "FailbackState.doublings"},
    {BYTES("\xda\x01\x02\x10\x05"), HF_E_SNAPSHOT, "OptionsState.state"},
    {BYTES("\xda\x01\x02\x18\x06"), HF_E_SNAPSHOT, "OptionsState.place"},
    {BYTES("\xda\x01\x02\x20\x11"), HF_E_SNAPSHOT, "OptionsState.candidate"},
};

Test(snapshot, is_refused_by_the_name_of_what_is_wrong)
{
    static struct rig rig;

    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        size_t n = busy_snapshot(&rig);

        memcpy(snapshot + n, tails[i].bytes, tails[i].n);
        assert_refused(n + tails[i].n, tails[i].error, tails[i].what);
    }
    assert_refused(0, HF_E_SNAPSHOT, "Snapshot.schema");
    memcpy(snapshot, "\x08\x02\x10\x02", 4);
    assert_refused(4, HF_E_SNAPSHOT, "Snapshot.limits");
    memcpy(snapshot + 4, "\x1a\x00", 2);
    assert_refused(6, HF_E_SNAPSHOT, "Snapshot: a machine is missing");
}

Test(snapshot, of_a_line_that_breaks_an_invariant_is_refused)
{
    static struct rig rig;
    size_t n = busy_snapshot(&rig);

    rig.line.registrations[0].state = HF_REGISTRATION_OFF;
    n = take(&rig.line, snapshot);
    assert_refused(n, HF_E_SNAPSHOT, "Snapshot: an invariant does not hold");
}

Test(snapshot, that_is_cut_is_refused_or_is_a_sound_line)
{
    static struct rig rig;
    static struct hf_line line;
    size_t n = busy_snapshot(&rig);

    for (size_t cut = 0; cut < n; cut++) {
        uint8_t *exact = again + sizeof again - cut;
        struct hf_wire wire = wire_of(exact, cut);

        memcpy(exact, snapshot, cut);
        if (hf_line_restore(&line, sizeof line, &wire) == HF_OK)
            cr_assert_eq(hf_line_check(&line), 0);
    }
}

Test(snapshot, needs_its_room)
{
    static struct rig rig;
    size_t n = busy_snapshot(&rig);
    struct hf_wire wire = wire_of(snapshot, n);
    static struct hf_line line;
    bool fits = false;

    cr_assert_eq(hf_line_snapshot(&rig.line, again, HF_SNAPSHOT_BYTES_MAX - 1), HF_E_SPACE);
    cr_assert_eq(hf_line_restore(&line, sizeof line - 1, &wire), HF_E_SPACE);
    cr_assert_str_eq(wire.refusal.what, "size");
    for (wire.scratch_size = 0; wire.scratch_size < 8192; wire.scratch_size += 13) {
        int result = hf_line_restore(&line, sizeof line, &wire);

        cr_assert(result == HF_OK || (!fits && result == HF_E_SPACE));
        fits = result == HF_OK;
    }
    cr_assert(fits);
}

Test(snapshot, of_the_largest_line_fits_into_scratch)
{
    static struct hf_line line;
    struct hf_wire wire;
    size_t n;

    fill(&line);
    n = take(&line, snapshot);
    wire = wire_of(snapshot, n);
    /* no sound line, but not for want of room */
    cr_assert_eq(hf_line_restore(&line, sizeof line, &wire), HF_E_SNAPSHOT, "%s %d",
                 wire.refusal.what, wire.refusal.error);
}

Test(digest, says_what_a_core_of_another_semantics_number_said)
{
    static struct rig rig;

    rig_start(&rig);
    cr_assert_eq(hf_line_digest_under(&rig.line, HF_SEMANTICS), hf_line_digest(&rig.line));
    cr_assert_neq(hf_line_digest_under(&rig.line, HF_SEMANTICS - 1), hf_line_digest(&rig.line));
}

Test(digest, differs_where_lines_differ)
{
    static struct rig a, b;

    rig_start(&a);
    rig_start(&b);
    cr_assert_eq(hf_line_digest(&a.line), hf_line_digest(&b.line));
    b.now_us = 1;
    cr_assert_eq(rig_fact(&b, HF_EVENT_TIME_PASSED), HF_OK);
    cr_assert_neq(hf_line_digest(&a.line), hf_line_digest(&b.line));
}
