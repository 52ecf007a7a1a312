/* SPDX-License-Identifier: Apache-2.0 */
/* What an episode is: what makes two look alike, whether it changes the line, what it counts. */
#include <stdlib.h>
#include <string.h>

#include "ladder_rows.h"

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash ^= value + UINT64_C(0x9E3779B97F4A7C15) + (hash << 6) + (hash >> 2);
    return hash * UINT64_C(0x100000001B3);
}

/* What goes on beside everything else: whether the server lives, names, renewals. */
static int is_routine(const struct hf_ladder_mark *mark)
{
    switch ((enum hf_mark_kind)mark->kind) {
    case HF_MARK_REQUEST: return mark->purpose == HF_PURPOSE_KEEPALIVE;
    case HF_MARK_ANSWER:
        return mark->purpose == HF_PURPOSE_KEEPALIVE || (mark->status >= 200 && mark->status < 300);
    case HF_MARK_QUERY: return 1;
    case HF_MARK_FOUND: return mark->outcome == HF_DNS_ANSWER;
    case HF_MARK_DECISION:
        return mark->decision.why == HF_WHY_OPTIONS_DUE || mark->decision.why == HF_WHY_REFRESH_DUE;
    default: return 0;
    }
}

static uint64_t hash_of(const struct hf_ladder_mark *mark)
{
    uint64_t hash = mix(UINT64_C(0xCBF29CE484222325),
                        (uint64_t)mark->kind << 32 | (uint64_t)mark->column << 24 |
                            (uint64_t)mark->request << 16 | (uint64_t)mark->purpose << 8 |
                            mark->cause);

    hash = mix(hash, (uint64_t)mark->status << 32 | (uint64_t)mark->outcome << 24 |
                         (uint64_t)mark->event << 16 | mark->server);
    return mix(hash, (uint64_t)mark->decision.why << 16 | (uint64_t)mark->is.state << 8 |
                         mark->is.server);
}

static int by_value(const void *left, const void *right)
{
    const uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

    return a < b ? -1 : a > b;
}

/* Whatever makes two episodes look alike: the set of what happened. No times, no ids, no
 * retransmissions; neither order nor how often, since what goes on side by side falls differently
 * each time. */
uint64_t hf_ladder_signature(const struct hf_ladder *ladder)
{
    uint64_t hashes[HF_LADDER_MARKS], hash = 0;
    size_t n = 0;

    for (int all = 0; all <= 1 && n == 0; all++)
        for (unsigned i = 0; i < ladder->n_marks; i++)
            if (ladder->marks[i].kind != HF_MARK_AGAIN && (all || !is_routine(&ladder->marks[i])))
                hashes[n++] = hash_of(&ladder->marks[i]);
    qsort(hashes, n, sizeof *hashes, by_value);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || hashes[i] != hashes[i - 1])
            hash = mix(hash, hashes[i]);
    return hash;
}

/* Whether the line is elsewhere behind it, or was for a while: trying once more in vain is no
 * change. */
int hf_ladder_changes(const struct hf_ladder *ladder)
{
    const struct hf_line_status *was = NULL, *is = NULL;

    for (unsigned i = 0; i < ladder->n_marks; i++) {
        if (ladder->marks[i].kind == HF_MARK_GAP || ladder->marks[i].moved)
            return 1;
        if (ladder->marks[i].kind != HF_MARK_STATE)
            continue;
        if (ladder->marks[i].has_value) /* an outage */
            return 1;
        was = was != NULL ? was : &ladder->marks[i].was;
        is = &ladder->marks[i].is;
    }
    return is != NULL && (was->state != is->state || was->server != is->server ||
                          memcmp(&was->target, &is->target, sizeof was->target) != 0);
}

/* A request of the user, or an event from outside: a person looks for it. */
int hf_ladder_from_outside(const struct hf_ladder *ladder)
{
    for (unsigned i = 0; i < ladder->n_marks; i++) {
        const struct hf_ladder_mark *mark = &ladder->marks[i];

        if (mark->kind == HF_MARK_EVENT || mark->kind == HF_MARK_INCOMING ||
            (mark->kind == HF_MARK_REQUEST && mark->purpose == HF_PURPOSE_REQUEST))
            return 1;
    }
    return 0;
}

static void count_request(struct hf_ladder_tally *tally, const struct hf_ladder *ladder,
                          unsigned at)
{
    const struct hf_ladder_mark *request = &ladder->marks[at];
    unsigned status = 0;

    for (unsigned i = at + 1; i < ladder->n_marks; i++)
        if (ladder->marks[i].kind == HF_MARK_ANSWER && ladder->marks[i].status >= 200 &&
            ladder->marks[i].attempt == request->attempt)
            status = ladder->marks[i].status;
    switch ((enum hf_purpose)request->purpose) {
    case HF_PURPOSE_REGISTER:
        if (status >= 200 && status < 300 && request->server <= HF_LINE_SERVERS)
            tally->renewed[request->server]++;
        break;
    case HF_PURPOSE_KEEPALIVE: tally->keepalives += status != 0; break;
    case HF_PURPOSE_REMOVE: tally->removals++; break;
    case HF_PURPOSE_REQUEST: tally->requests_of_user++; break;
    case HF_PURPOSE_PROBE:
    case HF_PURPOSE_COUNT: break;
    }
}

static void count_decision(struct hf_ladder_tally *tally, const struct hf_ladder_mark *mark)
{
    tally->probes_failed += mark->decision.why == HF_WHY_PROBE_FAILED;
    tally->passes_failed += mark->decision.why == HF_WHY_NO_CANDIDATE_LEFT &&
                            mark->decision.machine != HF_MACHINE_PASS;
}

static int counts_nothing(const struct hf_ladder_tally *tally)
{
    uint32_t n = tally->probes_failed + tally->passes_failed + tally->keepalives + tally->removals +
                 tally->requests_of_user + tally->lookups + tally->moves + tally->outages +
                 tally->dropped + tally->calls + tally->networks + tally->passwords;

    for (unsigned i = 0; i <= HF_LINE_SERVERS; i++)
        n += tally->renewed[i];
    return n == 0;
}

/* To register: a refusal that no decision follows, as of a wrong password. */
static int tries_in_vain(const struct hf_ladder *ladder)
{
    for (unsigned i = 0; i < ladder->n_marks; i++)
        if (ladder->marks[i].kind == HF_MARK_REQUEST &&
            ladder->marks[i].purpose == HF_PURPOSE_REGISTER)
            return 1;
    return 0;
}

static unsigned is_event(const struct hf_ladder_mark *mark, unsigned event)
{
    return mark->kind == HF_MARK_EVENT && mark->event == event;
}

/* It is the note's mark, or its note has come. */
static int has_left(const struct hf_ladder_mark *mark)
{
    return mark->n_sends == 0 || mark->stepped;
}

void hf_ladder_tally(const struct hf_ladder *ladder, struct hf_ladder_tally *tally)
{
    memset(tally, 0, sizeof *tally);
    for (unsigned i = 0; i < ladder->n_marks; i++) {
        const struct hf_ladder_mark *mark = &ladder->marks[i];

        tally->sends += mark->n_sends;
        tally->notes += mark->n_notes;
        tally->requests += mark->kind == HF_MARK_REQUEST && has_left(mark);
        tally->again += mark->kind == HF_MARK_AGAIN;
        tally->answers += mark->kind == HF_MARK_ANSWER;
        tally->dropped += mark->kind == HF_MARK_DROPPED;
        tally->lookups += mark->kind == HF_MARK_FOUND;
        tally->moves += mark->moved;
        tally->calls += is_event(mark, HF_EVENT_CALL_ARRIVED);
        tally->networks += is_event(mark, HF_EVENT_NETWORK_CHANGED);
        tally->passwords += is_event(mark, HF_EVENT_CREDENTIALS_CHANGED);
        tally->outages += mark->kind == HF_MARK_STATE && mark->has_value;
        if (mark->kind == HF_MARK_REQUEST && mark->n_sends != 0)
            count_request(tally, ladder, i);
        if (mark->kind == HF_MARK_DECISION)
            count_decision(tally, mark);
    }
    if (counts_nothing(tally) && tries_in_vain(ladder))
        tally->passes_failed = 1;
    tally->others = (uint32_t)counts_nothing(tally);
    tally->episodes = 1;
    tally->rows = ladder->n_marks;
}

void hf_ladder_join(struct hf_ladder_tally *to, const struct hf_ladder_tally *from)
{
    to->sends += from->sends;
    to->requests += from->requests;
    to->again += from->again;
    to->notes += from->notes;
    to->events += from->events;
    to->answers += from->answers;
    for (unsigned i = 0; i <= HF_LINE_SERVERS; i++)
        to->renewed[i] += from->renewed[i];
    to->calls += from->calls;
    to->networks += from->networks;
    to->passwords += from->passwords;
    to->probes_failed += from->probes_failed;
    to->passes_failed += from->passes_failed;
    to->keepalives += from->keepalives;
    to->removals += from->removals;
    to->requests_of_user += from->requests_of_user;
    to->lookups += from->lookups;
    to->moves += from->moves;
    to->outages += from->outages;
    to->others += from->others;
    to->dropped += from->dropped;
    to->episodes += from->episodes;
    to->changes += from->changes;
    to->rows += from->rows;
}
