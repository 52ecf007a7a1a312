/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The projection of a line: what decides how it goes on, and nothing else. Two lines that a model
 * checker meets are one state when their projections are equal bytes.
 *
 * - Times are told from the line's time, which is always the same in a projection. What has passed
 *   and is asked for no more is gone: a rest, a minute of starts, a move that no flapping counts.
 * - Ids of attempts are numbered in their order; the user's ids, the series of REGISTERs and the
 *   questions to DNS in the order in which the line holds them.
 * - Draws and counters are cleared: the seed, how often it was drawn from, late events, since when
 *   the line is where it is. A count of failures ends where it makes no wait longer (C6).
 * - Places that mean nothing are filled in order: attempts that are watched.
 *
 * A projection is a line itself: stepped by the same events it does the same, for the configuration
 * in force and as long as nothing is drawn. tests/unit/core/normalize.c shows that. The tables of
 * normalize_members.h name each member of the state: one that is forgotten does not compile.
 *
 * Rules: H10, H11 as the model checker asks for them (tests/model).
 */
#include <stdalign.h>
#include <stdbool.h>
#include <string.h>

#include "backoff.h"
#include "hf_assert.h"
#include "hf_time.h"
#include "holdfast/line.h"
#include "normalize_members.h"
#include "state.h"

#define NOW_US         (4 * 86400ull * HF_US_PER_S) /* an answer of DNS is used for three days */
#define FLAP_WINDOW_US (600ull * HF_US_PER_S)       /* D9 */
#define FAILURES_TOLD  2u /* registration_facts.c tells a first failure from later ones */
#define QUERIES_EACH   3u /* numbers that a branch can have (branches.c) */
#define FIRST_ID       1u /* of an attempt that is over; the first questions are over, too */

#define ATTEMPTS_MOST (HF_LINE_PASSES + HF_LINE_ABANDONED)
#define NAMES_MOST    (2 * HF_LINE_PASSES + HF_LINE_ABANDONED + HF_LINE_SERVERS)

_Static_assert(HF_LINE_PASSES + HF_LINE_REQUESTS + HF_CALL_ENTRIES <= NAMES_MOST, "requests");
_Static_assert(HF_LINE_BRANCHES <= NAMES_MOST, "questions");

/* Names that have been given: the k-th (from 1) stands for of[k - 1]. */
struct names {
    uint64_t of[NAMES_MOST];
    uint32_t n;
    uint32_t reserved;
};

struct map {
    const struct hf_line *line; /* as it was */
    uint64_t attempts[ATTEMPTS_MOST];
    uint32_t n_attempts;
    uint32_t reserved;
    struct names requests, series, queries;
};

#define SIZE_OF(type, member, what)        +sizeof(((const struct type *)0)->member)
#define PROJECT_MEMBER(type, member, what) what(map, &at->member, sizeof at->member);

/* The function that projects an array of these structs, each member by its row. */
#define PROJECTS(name, MEMBERS, type)                                                              \
    _Static_assert(0 MEMBERS(SIZE_OF, type) == sizeof(struct type), "a member has no row");        \
    static void name(struct map *map, void *first, size_t size)                                    \
    {                                                                                              \
        struct type *at = first;                                                                   \
        for (size_t left = size / sizeof *at; left > 0; left--, at++) {                            \
            MEMBERS(PROJECT_MEMBER, type)                                                          \
        }                                                                                          \
    }

/* ---- times ---- */

static void same(struct map *map, void *field, size_t size)
{
    (void)map;
    (void)field;
    (void)size;
}

static void clear(struct map *map, void *field, size_t size)
{
    (void)map;
    memset(field, 0, size);
}

static void now(struct map *map, void *field, size_t size)
{
    uint64_t *now_us = field;

    (void)map;
    (void)size;
    *now_us = NOW_US;
}

/* A moment before the projection's zero counts as its first one: 0 says none. */
static uint64_t shifted(const struct map *map, uint64_t at_us)
{
    uint64_t was_us = map->line->now_us;

    if (at_us >= was_us)
        return hf_time_add(NOW_US, at_us - was_us);
    return hf_time_max(1, hf_time_less(NOW_US, was_us - at_us));
}

static void deadline(struct map *map, void *field, size_t size)
{
    uint64_t *at_us = field;

    for (size_t i = 0; i < size / sizeof *at_us; i++)
        at_us[i] = at_us[i] == HF_NEVER ? HF_NEVER : shifted(map, at_us[i]);
}

static void past(struct map *map, void *field, size_t size)
{
    uint64_t *at_us = field;

    for (size_t i = 0; i < size / sizeof *at_us; i++)
        at_us[i] = at_us[i] == 0 ? 0 : shifted(map, at_us[i]);
}

/* 0 is a moment like others, where an attempt is under way: end_attempts. */
static void begun(struct map *map, void *field, size_t size)
{
    uint64_t *at_us = field;

    (void)size;
    *at_us = shifted(map, *at_us);
}

static void until(struct map *map, void *field, size_t size)
{
    uint64_t *at_us = field;

    for (size_t i = 0; i < size / sizeof *at_us; i++)
        at_us[i] = at_us[i] <= map->line->now_us ? 0 : shifted(map, at_us[i]);
}

/* D9: a move is counted for ten minutes, and where flapping is damped. */
static void moved(struct map *map, void *field, size_t size)
{
    uint64_t *at_us = field;

    for (size_t i = 0; i < size / sizeof *at_us; i++) {
        bool counts = map->line->config.flap_damping && at_us[i] != HF_NEVER &&
                      hf_time_less(map->line->now_us, at_us[i]) < FLAP_WINDOW_US;
        at_us[i] = counts ? shifted(map, at_us[i]) : HF_NEVER;
    }
}

/* ---- ids and counts ---- */

static uint32_t name_of(struct names *names, uint64_t id)
{
    uint32_t i = 0;

    while (i < names->n && names->of[i] != id)
        i++;
    if (i == names->n) {
        HF_ASSERT(i < NAMES_MOST);
        names->of[names->n++] = id;
    }
    return i + 1;
}

static void request(struct map *map, void *field, size_t size)
{
    uint64_t *id = field;

    for (size_t i = 0; i < size / sizeof *id; i++)
        id[i] = id[i] == 0 ? 0 : name_of(&map->requests, id[i]);
}

static void series(struct map *map, void *field, size_t size)
{
    uint32_t *number = field;

    (void)size;
    *number = *number == 0 ? 0 : name_of(&map->series, *number);
}

static void query(struct map *map, void *field, size_t size)
{
    uint32_t *number = field;

    (void)size;
    *number = *number == 0 ? 0 : name_of(&map->queries, *number) * QUERIES_EACH + 1;
}

/* How many that are owed an answer are as old or older; which is the oldest counts (watched.c). */
static uint32_t rank_of(const struct map *map, uint64_t id)
{
    uint32_t rank = 0;

    for (uint32_t i = 0; i < map->n_attempts; i++)
        rank += map->attempts[i] <= id;
    return rank;
}

static void attempt_id(struct map *map, void *field, size_t size)
{
    uint64_t *id = field;

    (void)size;
    *id = *id == 0 ? 0 : FIRST_ID + rank_of(map, *id);
}

static void number(struct map *map, void *field, size_t size)
{
    uint32_t *of = field;

    (void)size;
    *of = *of == 0 ? 0 : rank_of(map, map->line->first_id + *of - 1) + 1;
}

static void note_attempts(struct map *map)
{
    const struct hf_line *line = map->line;

    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        if (line->passes[i].attempt.id != 0)
            map->attempts[map->n_attempts++] = line->passes[i].attempt.id;
    }
    for (uint8_t i = 0; i < HF_LINE_ABANDONED; i++) {
        uint64_t id = line->first_id + line->watched[i].number - 1;
        if (line->watched[i].number != 0 && rank_of(map, id) == rank_of(map, id - 1))
            map->attempts[map->n_attempts++] = id;
    }
}

/* C6, C3a: the count from which on no wait grows. */
static uint16_t failures_most(const struct hf_line *line)
{
    uint16_t most = FAILURES_TOLD;

    while (!hf_backoff_is_capped(line, most))
        most++;
    return most;
}

static void passes_failed(struct map *map, void *field, size_t size)
{
    uint16_t *count = field;

    (void)size;
    if (*count > failures_most(map->line))
        *count = failures_most(map->line);
}

static void flows_lost(struct map *map, void *field, size_t size)
{
    uint8_t *count = field;

    (void)size;
    if (*count > failures_most(map->line))
        *count = (uint8_t)failures_most(map->line);
}

/* ---- the structs ---- */

PROJECTS(candidates, CANDIDATE_MEMBERS, hf_candidate)
PROJECTS(lookups, LOOKUP_MEMBERS, hf_lookup)
PROJECTS(branches, BRANCH_MEMBERS, hf_branch)
PROJECTS(attempt, ATTEMPT_MEMBERS, hf_attempt)
PROJECTS(passes, PASS_MEMBERS, hf_pass)
PROJECTS(watched, WATCHED_MEMBERS, hf_watched)
PROJECTS(bindings, BINDING_MEMBERS, hf_binding)
PROJECTS(registrations, REGISTRATION_MEMBERS, hf_registration)
PROJECTS(pace, PACE_MEMBERS, hf_pace)
PROJECTS(wishes, WISHES_MEMBERS, hf_wishes)
PROJECTS(failback, FAILBACK_MEMBERS, hf_failback_machine)
PROJECTS(target_failback, TARGET_FAILBACK_MEMBERS, hf_target_failback)
PROJECTS(proxy_failback, PROXY_FAILBACK_MEMBERS, hf_proxy_failback)
PROJECTS(options, OPTIONS_MEMBERS, hf_options_machine)
PROJECTS(calls, CALL_MEMBERS, hf_call_entry)
PROJECTS(reported, REPORTED_MEMBERS, hf_line_status)
PROJECTS(whole, LINE_MEMBERS, hf_line)

/* ---- what two members say together ---- */

static void end_attempts(const struct map *map, struct hf_line *projection)
{
    for (uint8_t i = 0; i < HF_LINE_PASSES; i++) {
        const struct hf_attempt *was = &map->line->passes[i].attempt;
        if (was->state != HF_ATTEMPT_IDLE)
            continue;
        projection->passes[i].attempt.first_us = was->first_us;
        projection->passes[i].attempt.sent_us = was->sent_us;
    }
}

static void end_rests(struct hf_line *projection)
{
    for (uint8_t i = 0; i < HF_LINE_TARGETS; i++) {
        if (projection->candidates[i].rest_until_us == 0)
            projection->candidates[i].rest_flags = 0;
    }
}

static void end_minutes(struct hf_line *projection)
{
    for (uint8_t i = 0; i < HF_LINE_SERVERS; i++) {
        if (projection->pace.until_us[i] == 0)
            projection->pace.starts[i] = 0;
    }
}

/* The oldest first, and free places behind them. */
static void sort_watched(struct hf_line *projection)
{
    for (uint8_t i = 1; i < HF_LINE_ABANDONED; i++) {
        struct hf_watched moves = projection->watched[i];
        uint8_t to = i;
        for (; to > 0 && moves.number != 0 &&
               projection->watched[to - 1].number - 1 > moves.number - 1;
             to--)
            projection->watched[to] = projection->watched[to - 1];
        projection->watched[to] = moves;
    }
}

/* Ids of before are ids of something that is over. */
static void number_anew(const struct map *map, struct hf_line *projection)
{
    if (map->line->config.n_servers > 0) {
        projection->first_id = FIRST_ID;
        projection->next_id = FIRST_ID + map->n_attempts + 1;
    }
    projection->next_series = map->series.n + 1;
    projection->next_query = (map->queries.n + 1) * QUERIES_EACH + 1;
}

int hf_line_normalize(const struct hf_line *line, void *memory, size_t size)
{
    struct hf_line *projection = memory;
    struct map map = {.line = line};

    HF_ASSERT(line != NULL && line != memory && line->stepping == 0);
    if (memory == NULL || size < sizeof *projection ||
        (uintptr_t)memory % alignof(struct hf_line) != 0)
        return HF_E_SPACE;
    note_attempts(&map);
    memcpy(projection, line, sizeof *line);
    sort_watched(projection); /* first: names are given in order */
    whole(&map, projection, sizeof *projection);
    end_attempts(&map, projection);
    end_rests(projection);
    end_minutes(projection);
    number_anew(&map, projection);
    return HF_OK;
}
