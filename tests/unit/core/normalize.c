/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property: normalising loses nothing. Beside a line in a random world runs one that was made from
 * its projection, with other ids, at another time. It hears the same events by its own names, and
 * after each both did the same by their names, and have equal projections. Now and then it is made
 * anew.
 *
 * What is drawn depends on the seed, which a projection has not: the other line is given it.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/line.h"

static int step_both(struct hf_line *line, const struct hf_event *event,
                     struct hf_actions *actions);
#define hf_line_step step_both
#include "world.h"
#undef hf_line_step

#define SEEDS       400
#define STEPS       250
#define LATER_US    (30 * 86400ull * 1000000) /* what is past is not before the clock's zero */
#define OTHER_IDS   (UINT64_C(1) << 40)       /* of what the user begins */
#define NAMES_MOST  64
#define ANEW_ONE_IN 8

/* Names that both lines hold, in one order; what came since counts on from the next. */
struct table {
    uint64_t ours[NAMES_MOST], theirs[NAMES_MOST];
    unsigned n_ours, n_theirs;
    uint64_t our_next, their_next;
};

static struct {
    struct hf_line before, theirs, mine, other; /* the last two: projections */
    struct hf_actions actions;
    struct table attempts, requests, series;
    uint64_t our_now_us, their_now_us;
    bool runs;
    unsigned steps, anew, n_actions;
    uint64_t draw;
} both;

static struct world world;

/* ---- what a line holds ---- */

static void note(uint64_t *ids, unsigned *n, uint64_t id)
{
    for (unsigned i = 0; i < *n; i++) {
        if (ids[i] == id)
            return;
    }
    if (id != 0)
        ids[(*n)++] = id;
}

static int in_order(const void *a, const void *b)
{
    uint64_t x, y;

    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

static unsigned attempts_of(const struct hf_line *line, uint64_t *ids)
{
    unsigned n = 0;

    for (unsigned i = 0; i < HF_LINE_PASSES; i++)
        note(ids, &n, line->passes[i].attempt.id);
    for (unsigned i = 0; i < HF_LINE_ABANDONED; i++) {
        if (line->watched[i].number != 0)
            note(ids, &n, line->first_id + line->watched[i].number - 1);
    }
    qsort(ids, n, sizeof *ids, in_order);
    return n;
}

static unsigned requests_of(const struct hf_line *line, uint64_t *ids)
{
    unsigned n = 0;

    for (unsigned i = 0; i < HF_LINE_PASSES; i++)
        note(ids, &n, line->passes[i].request);
    for (unsigned i = 0; i < HF_LINE_REQUESTS; i++)
        note(ids, &n, line->wishes.requests[i]);
    for (unsigned i = 0; i < HF_CALL_ENTRIES; i++)
        note(ids, &n, line->calls[i].id);
    return n;
}

/* Of those watched the oldest first. */
static unsigned series_of(const struct hf_line *line, uint64_t *ids)
{
    uint64_t watched[HF_LINE_ABANDONED];
    unsigned n = 0, n_watched = 0;

    for (unsigned i = 0; i < HF_LINE_PASSES; i++) {
        note(ids, &n, line->passes[i].series);
        note(ids, &n, line->passes[i].attempt.series);
    }
    for (unsigned i = 0; i < HF_LINE_SERVERS; i++)
        note(ids, &n, line->bindings[i].series);
    for (unsigned i = 0; i < HF_LINE_ABANDONED; i++) {
        if (line->watched[i].number != 0)
            watched[n_watched++] = (uint64_t)line->watched[i].number << 32 |
                                   line->watched[i].series;
    }
    qsort(watched, n_watched, sizeof *watched, in_order);
    for (unsigned i = 0; i < n_watched; i++)
        note(ids, &n, watched[i] & UINT32_MAX);
    return n;
}

static void take_names(const struct hf_line *ours, const struct hf_line *theirs)
{
    both.attempts.n_ours = attempts_of(ours, both.attempts.ours);
    both.attempts.n_theirs = attempts_of(theirs, both.attempts.theirs);
    both.attempts.our_next = ours->next_id;
    both.attempts.their_next = theirs->next_id;
    both.requests.n_ours = requests_of(ours, both.requests.ours);
    both.requests.n_theirs = requests_of(theirs, both.requests.theirs);
    both.requests.their_next = OTHER_IDS;
    both.series.n_ours = series_of(ours, both.series.ours);
    both.series.n_theirs = series_of(theirs, both.series.theirs);
    both.series.our_next = ours->next_series;
    both.series.their_next = theirs->next_series;
    both.our_now_us = ours->now_us;
    both.their_now_us = theirs->now_us;
    cr_assert_eq(both.attempts.n_ours, both.attempts.n_theirs);
    cr_assert_eq(both.requests.n_ours, both.requests.n_theirs);
    cr_assert_eq(both.series.n_ours, both.series.n_theirs);
}

/* ---- by their names ---- */

/* What neither holds any more has no name there; `over` stands for it. */
static uint64_t theirs(const struct table *table, uint64_t id, uint64_t over)
{
    for (unsigned i = 0; i < table->n_ours; i++) {
        if (table->ours[i] == id)
            return table->theirs[i];
    }
    return id == 0 || id < table->our_next ? over : id - table->our_next + table->their_next;
}

static uint64_t attempt(uint64_t id)
{
    return id == 0 ? 0 : theirs(&both.attempts, id, both.theirs.first_id);
}

static uint64_t request(uint64_t id)
{
    return id == 0 ? 0 : theirs(&both.requests, id, 0);
}

static uint64_t moment(uint64_t at_us)
{
    if (at_us == HF_NEVER)
        return HF_NEVER;
    return at_us >= both.our_now_us ? at_us - both.our_now_us + both.their_now_us
                                    : both.their_now_us - (both.our_now_us - at_us);
}

/* Branches stand at the same places in both. */
static uint64_t query(uint64_t id)
{
    uint64_t number = id - both.before.first_id;

    for (unsigned i = 0; i < HF_LINE_BRANCHES; i++) {
        uint64_t behind = number - both.before.branches[i].query;
        if (both.before.branches[i].host != 0 && behind < 3 &&
            (both.before.branches[i].open >> behind & 1u) != 0)
            return both.theirs.first_id + both.theirs.branches[i].query + behind;
    }
    if (number >= both.before.next_query)
        return number - both.before.next_query + both.theirs.next_query + both.theirs.first_id;
    return both.theirs.first_id + 1; /* one that is over */
}

static struct hf_event event_of(const struct hf_event *event)
{
    struct hf_event other = *event;

    other.at_us = moment(event->at_us);
    switch ((enum hf_event_kind)event->kind) {
    case HF_EVENT_WANTED:
        other.u.wanted.request = request(event->u.wanted.request);
        other.u.wanted.call = request(event->u.wanted.call);
        break;
    case HF_EVENT_WITHDRAWN: other.u.withdrawn.request = request(event->u.withdrawn.request); break;
    case HF_EVENT_RESPONSE_RECEIVED:
    case HF_EVENT_ATTEMPT_FAILED:
    case HF_EVENT_PROVISIONAL:
    case HF_EVENT_CHALLENGED:
    case HF_EVENT_CONNECTED:
    case HF_EVENT_ABANDONED:
    case HF_EVENT_LATE: /* each begins with the attempt's id */
        other.u.connected.attempt = attempt(event->u.connected.attempt);
        break;
    case HF_EVENT_DNS_ANSWERED: other.u.dns.query = query(event->u.dns.query); break;
    case HF_EVENT_LOCATED:
        if (event->u.located.query != 0)
            other.u.located.query = query(event->u.located.query);
        break;
    case HF_EVENT_TARGET_RESTED: other.u.rested.until_us = moment(event->u.rested.until_us); break;
    case HF_EVENT_CALL_ARRIVED:
    case HF_EVENT_CALL_ANSWERED:
    case HF_EVENT_CALL_ENDED: other.u.call.call = request(event->u.call.call); break;
    default: break;
    }
    return other;
}

/* Since when the line is there is told to the user alone. */
static struct hf_action action_of(const struct hf_action *action)
{
    struct hf_action a = *action;

    switch ((enum hf_action_kind)a.kind) {
    case HF_ACTION_SEND:
        a.u.send.attempt = attempt(a.u.send.attempt);
        a.u.send.request = request(a.u.send.request);
        a.u.send.series = (uint32_t)theirs(&both.series, a.u.send.series, 0);
        break;
    case HF_ACTION_EXTEND:
    case HF_ACTION_AUTHENTICATE:
    case HF_ACTION_ABANDON:
    case HF_ACTION_KEEP:
    case HF_ACTION_END: a.u.attempt.attempt = attempt(a.u.attempt.attempt); break;
    case HF_ACTION_RESOLVE: a.u.resolve.query = query(a.u.resolve.query); break;
    case HF_ACTION_REPORT_LINE:
        a.u.line.since_us = 0;
        a.u.line.next_us = moment(a.u.line.next_us);
        break;
    case HF_ACTION_REPORT_REQUEST: a.u.request.request = request(a.u.request.request); break;
    case HF_ACTION_REPORT_CALL: a.u.call.call = request(a.u.call.call); break;
    case HF_ACTION_EXPLAIN:
        a.u.decision.attempt = attempt(a.u.decision.attempt);
        a.u.decision.until_us = moment(a.u.decision.until_us);
        break;
    case HF_ACTION_SHARE_REST: a.u.rest.until_us = moment(a.u.rest.until_us); break;
    default: break;
    }
    return a;
}

/* ---- both ---- */

static void make_anew(const struct hf_line *line)
{
    cr_assert_eq(hf_line_normalize(line, &both.theirs, sizeof both.theirs), HF_OK);
    both.theirs.seed = line->seed;
    memcpy(both.theirs.draws, line->draws, sizeof line->draws);
    cr_assert_eq(hf_line_check(&both.theirs), 0, "a projection breaks H%d",
                 hf_line_check(&both.theirs));
    both.anew++;
}

static size_t first_difference(const void *a, const void *b, size_t n)
{
    size_t i = 0;

    while (i < n && ((const uint8_t *)a)[i] == ((const uint8_t *)b)[i])
        i++;
    return i;
}

/* The bytes of an action that mean something; RESOLVE's name ends where it ends. */
static size_t size_of(const struct hf_action *a)
{
    static const size_t sizes[HF_ACTION_COUNT] = {
        [HF_ACTION_SEND] = sizeof a->u.send,
        [HF_ACTION_EXTEND] = sizeof a->u.attempt,
        [HF_ACTION_AUTHENTICATE] = sizeof a->u.attempt,
        [HF_ACTION_ABANDON] = sizeof a->u.attempt,
        [HF_ACTION_KEEP] = sizeof a->u.attempt,
        [HF_ACTION_END] = sizeof a->u.attempt,
        [HF_ACTION_RESOLVE] = sizeof a->u.resolve,
        [HF_ACTION_REPORT_LINE] = sizeof a->u.line,
        [HF_ACTION_REPORT_REQUEST] = sizeof a->u.request,
        [HF_ACTION_REPORT_CALL] = sizeof a->u.call,
        [HF_ACTION_EXPLAIN] = sizeof a->u.decision,
        [HF_ACTION_SHARE_REST] = sizeof a->u.rest,
        [HF_ACTION_KEEP_ALIVE] = sizeof a->u.keep_alive,
    };

    return offsetof(struct hf_action, u) + sizes[a->kind];
}

static void compare_actions(const struct hf_actions *actions)
{
    cr_assert_eq(actions->n, both.actions.n, "%u actions, and %u", actions->n, both.actions.n);
    for (uint32_t i = 0; i < actions->n; i++) {
        struct hf_action expected = action_of(&actions->items[i]);
        struct hf_action *got = &both.actions.items[i];
        if (got->kind == HF_ACTION_REPORT_LINE)
            got->u.line.since_us = 0;
        cr_assert_eq(expected.kind, got->kind);
        cr_assert(memcmp(&expected, got, size_of(got)) == 0, "%s differs in byte %zu",
                  hf_action_name(got->kind), first_difference(&expected, got, size_of(got)));
    }
    both.n_actions += actions->n;
}

static void compare_lines(const struct hf_line *line, const struct hf_event *event)
{
    hf_line_normalize(line, &both.mine, sizeof both.mine);
    hf_line_normalize(&both.theirs, &both.other, sizeof both.other);
    cr_assert(memcmp(&both.mine, &both.other, sizeof both.mine) == 0,
              "after %s projections differ in byte %zu", hf_event_name(event->kind),
              first_difference(&both.mine, &both.other, sizeof both.mine));
}

/* Where C6's waits end, and whether moves are counted, is the configuration's. */
static bool counts_otherwise(const struct hf_config *a, const struct hf_config *b)
{
    return a->retry_base_s != b->retry_base_s || a->retry_max_s != b->retry_max_s ||
           a->flap_damping != b->flap_damping;
}

static int step_both(struct hf_line *line, const struct hf_event *event, struct hf_actions *actions)
{
    struct hf_event other;
    int result;

    if (!both.runs)
        return hf_line_step(line, event, actions);
    both.before = *line;
    take_names(line, &both.theirs);
    other = event_of(event);
    result = hf_line_step(line, event, actions);
    if (counts_otherwise(&line->config, &both.before.config)) {
        make_anew(line);
        return result;
    }
    const struct hf_line their_before = both.theirs;
    const int their_result = hf_line_step(&both.theirs, &other, &both.actions);
    cr_assert_eq(their_result, result, "%s: %d, and %d (%s)", hf_event_name(event->kind), result,
                 their_result, their_result < 0 ? both.actions.refusal.what : "");
    if (result == HF_OK) {
        const struct hf_line now = both.theirs;
        both.theirs = their_before; /* their names are those of before */
        cr_assert_eq(actions->late_events, both.actions.late_events);
        compare_actions(actions);
        both.theirs = now;
    }
    compare_lines(line, event);
    both.steps++;
    both.draw = both.draw * 6364136223846793005u + 1442695040888963407u;
    if ((both.draw >> 33) % ANEW_ONE_IN == 0)
        make_anew(line);
    return result;
}

Test(normalize, loses_nothing)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        both.runs = false;
        world_init(&world, seed);
        world_take_actions(&world);
        world.rig.now_us += LATER_US;
        rig_fact(&world.rig, HF_EVENT_TIME_PASSED);
        world_take_actions(&world);
        make_anew(&world.rig.line);
        both.runs = true;
        for (int i = 0; i < STEPS; i++) {
            world.rig.actions.n = 0;
            world_step(&world);
        }
    }
    cr_assert_gt(both.steps, SEEDS * STEPS / 2);
    cr_assert_gt(both.n_actions, both.steps / 2);
}

/* The same story at another time, from another seed, after other stories. */
static void tell(struct rig *rig, uint64_t seed, uint64_t at_us, unsigned wishes)
{
    rig_init_servers(rig, 2);
    rig->config.retry_base_s = rig->config.retry_max_s;
    rig->now_us = at_us;
    rig_event(rig, HF_EVENT_CONFIGURED)->u.configured = (struct hf_configured){
        .config = &rig->config, .seed = seed};
    cr_assert_eq(rig_step(rig), HF_OK);
    rig_fact(rig, HF_EVENT_STARTED);
    for (unsigned i = 0; i < wishes; i++) {
        rig_accept(rig, 3600);
        rig_wake(rig);
    }
    rig_answer(rig, 503, 120);
    rig_wanted(rig, 7 + wishes);
}

Test(normalize, tells_times_from_now_and_numbers_anew)
{
    static struct rig a, b;
    struct hf_line once, again;

    tell(&a, 1, 0, 0);
    tell(&b, 77, 5000000000000, 3);
    hf_line_normalize(&a.line, &once, sizeof once);
    hf_line_normalize(&b.line, &again, sizeof again);
    cr_assert_eq(hf_line_check(&once), 0);
    cr_assert_eq(once.passes[HF_SLOT_REGISTER].attempt.first_us, once.now_us);
    cr_assert_eq(once.passes[HF_SLOT_REGISTER].attempt.id, 2);
    cr_assert_eq(once.passes[HF_SLOT_REGISTER].attempt.id,
                 again.passes[HF_SLOT_REGISTER].attempt.id);
    cr_assert_eq(once.wishes.requests[0], 1);
    cr_assert_eq(once.wishes.requests[0], again.wishes.requests[0]);
    cr_assert_eq(once.candidates[0].rest_until_us, again.candidates[0].rest_until_us);
    cr_assert_eq(once.candidates[0].rest_until_us - once.now_us, 120000000);
    cr_assert_eq(once.seed, 0);
    cr_assert_eq(once.reported.since_us, 0);
}

Test(normalize, is_its_own_projection)
{
    static struct rig rig;
    struct hf_line once, again;

    tell(&rig, 1, 1000, 2);
    hf_line_normalize(&rig.line, &once, sizeof once);
    hf_line_normalize(&once, &again, sizeof again);
    cr_assert(memcmp(&once, &again, sizeof once) == 0);
}

Test(normalize, wants_room_for_a_line)
{
    static struct rig rig;
    uint64_t memory[sizeof(struct hf_line) / 8 + 2];

    rig_init(&rig);
    cr_assert_eq(hf_line_normalize(&rig.line, memory, sizeof rig.line - 1), HF_E_SPACE);
    cr_assert_eq(hf_line_normalize(&rig.line, (char *)memory + 1, sizeof rig.line), HF_E_SPACE);
    cr_assert_eq(hf_line_normalize(&rig.line, NULL, sizeof rig.line), HF_E_SPACE);
    cr_assert_eq(hf_line_normalize(&rig.line, memory, sizeof rig.line), HF_OK);
}

/* How many series a line has had says nothing of what it does. */
Test(normalize, C1a_numbers_call_ids_anew)
{
    static struct rig a, b;
    struct hf_line once, again;

    tell(&a, 1, 1000, 2);
    b = a;
    b.line.next_series += 7;
    hf_line_normalize(&a.line, &once, sizeof once);
    hf_line_normalize(&b.line, &again, sizeof again);
    cr_assert(memcmp(&once, &again, sizeof once) == 0);
}
