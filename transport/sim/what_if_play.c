/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Virtual time: what came upon the lines, answers on their way, and wake-ups, in the order of their
 * moments; at one moment in the log's order, what is not the log's own behind that, wake-ups last.
 */
#include <stdlib.h>
#include <string.h>

#include "what_if_play.h"

#define WAKES 64 /* of a line at one moment */

/* ---- the heap ---- */

static int is_before(const struct item *a, const struct item *b)
{
    if (a->at_us != b->at_us)
        return a->at_us < b->at_us;
    return a->rank != b->rank ? a->rank < b->rank : a->line < b->line;
}

static void swap(struct item *a, struct item *b)
{
    const struct item kept = *a;

    *a = *b;
    *b = kept;
}

void stage_post(struct stage *stage, const struct item *item)
{
    void *items = stage->items;
    size_t i = stage->n_items;

    if (item->at_us > stage->again->last_us)
        return; /* nobody will see it */
    if (!what_if_grow(&items, i, &stage->items_room, sizeof(*stage->items))) {
        stage->failed = 1;
        return;
    }
    stage->items = items;
    stage->items[stage->n_items++] = *item;
    for (; i > 0 && is_before(&stage->items[i], &stage->items[(i - 1) / 2]); i = (i - 1) / 2)
        swap(&stage->items[i], &stage->items[(i - 1) / 2]);
}

static struct item pop(struct stage *stage)
{
    const struct item first = stage->items[0];
    size_t i = 0, next = 0;

    stage->items[0] = stage->items[--stage->n_items];
    do {
        i = next;
        for (size_t child = 2 * i + 1; child <= 2 * i + 2 && child < stage->n_items; child++)
            if (is_before(&stage->items[child], &stage->items[next]))
                next = child;
        if (next != i)
            swap(&stage->items[i], &stage->items[next]);
    } while (next != i);
    return first;
}

uint64_t stage_rank(struct stage *stage)
{
    return RANK_MADE + stage->made++;
}

/* ---- steps ---- */

int stage_decode(struct stage *stage, const uint8_t *bytes, uint32_t n)
{
    struct hf_wire wire = {.bytes = bytes,
                           .n_bytes = n,
                           .scratch = stage->scratch,
                           .scratch_size = sizeof(stage->scratch)};

    return hf_event_decode(&stage->event, &wire) == HF_OK ? 0 : -1;
}

static uint64_t offset_of(const struct stage *stage, uint32_t line)
{
    return what_if_offset(&stage->again->lines[line - 1], stage->now_us);
}

/* The place of a wake-up among all that happens at its moment: the log's, where it has one then. */
static uint64_t rank_of_wake(const struct stage *stage, uint32_t number, uint64_t at_us)
{
    const struct known_line *known = &stage->again->lines[number - 1];
    const struct played_line *line = &stage->lines[number - 1];
    size_t low = 0, high = known->n_wakings;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (known->wakings[middle].at_us < at_us)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < known->n_wakings && known->wakings[low].at_us == at_us; low++)
        if (known->wakings[low].rank > line->woken_rank)
            return known->wakings[low].rank;
    return RANK_WAKE;
}

static void plan_wake(struct stage *stage, uint32_t number)
{
    struct played_line *line = &stage->lines[number - 1];
    const uint64_t at_us = hf_line_deadline(line->line).at_us;
    const uint64_t offset_us = offset_of(stage, number);
    const uint64_t now_us = stage->now_us - offset_us;
    uint64_t wake_us = HF_NEVER;

    if (at_us != HF_NEVER)
        wake_us = at_us <= now_us ? stage->now_us : stage->now_us + (at_us - now_us);
    if (wake_us == line->wake_us && wake_us > stage->now_us)
        return;
    line->wake_us = wake_us;
    if (wake_us != HF_NEVER)
        stage_post(stage, &(struct item){.at_us = wake_us,
                                         .rank = rank_of_wake(stage, number, wake_us),
                                         .line = number,
                                         .kind = ITEM_WAKE});
}

static void share_rest(struct stage *stage, uint32_t from, const struct hf_share_rest *rest)
{
    struct item item = {
        .at_us = stage->now_us, .kind = ITEM_RESTED, .rest = *rest, .rank = stage_rank(stage)};

    if (rest->until_us != HF_NEVER)
        item.rest.until_us = rest->until_us + offset_of(stage, from);
    for (uint32_t line = 1; line <= stage->again->n_lines; line++) {
        item.line = line;
        if (line != from && stage->lines[line - 1].line != NULL)
            stage_post(stage, &item);
    }
}

static void carry_out(struct stage *stage, uint32_t line, const struct hf_action *action)
{
    switch (action->kind) {
    case HF_ACTION_SEND: send_begin(stage, line, &action->u.send); break;
    case HF_ACTION_EXTEND:
    case HF_ACTION_AUTHENTICATE:
    case HF_ACTION_ABANDON:
    case HF_ACTION_KEEP:
    case HF_ACTION_END: send_order(stage, line, action); break;
    case HF_ACTION_RESOLVE: name_ask(stage, line, &action->u.resolve); break;
    case HF_ACTION_SHARE_REST: share_rest(stage, line, &action->u.rest); break;
    case HF_ACTION_REPORT_CALL: call_report(stage, line, &action->u.call); break;
    default: break;
    }
}

int stage_step(struct stage *stage, uint32_t number, struct hf_event *event)
{
    struct played_line *line = &stage->lines[number - 1];
    struct known_line *known = &stage->again->lines[number - 1];
    int result;

    if (line->line == NULL || line->halted)
        return HF_E_STATE;
    stage->n_steps++;
    event->at_us = stage->now_us - offset_of(stage, number);
    result = hf_line_step(line->line, event, &stage->actions);
    if (result != HF_OK)
        return result;
    event->at_us = hf_line_now(line->line);
    if (stage->play->observe != NULL)
        stage->play->observe(stage->play->context, number, event, &stage->actions);
    what_if_tally_hear(&known->played, stage->now_us, event, &stage->actions);
    stage->failed |= known->played.failed;
    for (uint32_t i = 0; i < stage->actions.n && i < HF_ACTIONS_MAX; i++)
        carry_out(stage, number, &stage->actions.items[i]);
    plan_wake(stage, number);
    return HF_OK;
}

/* ---- facts ---- */

static void begin(struct stage *stage, uint32_t number)
{
    struct played_line *line = &stage->lines[number - 1];
    struct known_line *known = &stage->again->lines[number - 1];
    struct hf_wire wire = {.bytes = known->snapshot,
                           .n_bytes = known->n_snapshot,
                           .scratch = stage->scratch,
                           .scratch_size = sizeof(stage->scratch)};
    struct hf_line_status status;

    line->line = calloc(1, hf_line_size());
    line->families = HF_FAMILIES_IPV4 | HF_FAMILIES_IPV6;
    line->wake_us = HF_NEVER;
    if (line->line == NULL || hf_line_restore(line->line, hf_line_size(), &wire) != HF_OK) {
        stage->failed = 1; /* it was restored before: what_if_hear.c */
        return;
    }
    status = hf_line_status(line->line);
    what_if_tally_begin(&known->played, stage->now_us, &status);
    if (known->other != NULL && hf_line_config(line->line)->n_servers > 0) {
        stage->event = (struct hf_event){.kind = HF_EVENT_CONFIGURED};
        stage->event.u.configured.config = known->other;
        stage->event.u.configured.seed = hf_line_seed(line->line);
        line->n_configured++;
        (void)stage_step(stage, number, &stage->event);
    }
}

static void configure(struct stage *stage, const struct fact *fact)
{
    struct played_line *line = &stage->lines[fact->line - 1];
    const struct hf_config *other = stage->again->lines[fact->line - 1].other;

    if (stage_decode(stage, fact->bytes, fact->n_bytes) < 0)
        return;
    if (other != NULL && line->n_configured++ > 0)
        return; /* it stays as the user wants to see it */
    if (other != NULL)
        stage->event.u.configured.config = other;
    (void)stage_step(stage, fact->line, &stage->event);
}

/* The program is not running: nothing of it is left. */
static void halt(struct played_line *line)
{
    line->n_lives = 0;
    line->n_queries = 0;
    memset(line->queries, 0, sizeof(line->queries));
    memset(line->calls, 0, sizeof(line->calls));
    line->halted = 1;
    line->wake_us = HF_NEVER;
}

static void take_fact(struct stage *stage, const struct fact *fact)
{
    struct played_line *line = &stage->lines[fact->line - 1];

    if (fact->kind == FACT_BEGIN) {
        begin(stage, fact->line);
        return;
    }
    if (fact->kind == FACT_HALT && line->line != NULL)
        halt(line);
    if (fact->kind == FACT_HALT || line->line == NULL ||
        (fact->from_line && stage->again->n_shared > 0))
        return;
    if (fact->kind == HF_EVENT_CONFIGURED) {
        configure(stage, fact);
        return;
    }
    if (fact->kind == HF_EVENT_RESTORED)
        line->halted = 0;
    if (stage_decode(stage, fact->bytes, fact->n_bytes) < 0)
        return;
    if (fact->kind == HF_EVENT_NETWORK_CHANGED)
        line->families = stage->event.u.network.families_usable;
    call_fact(stage, fact);
}

/* ---- turns ---- */

static void wake(struct stage *stage, const struct item *item)
{
    struct played_line *line = &stage->lines[item->line - 1];

    if (line->wake_us != item->at_us || line->halted)
        return;
    line->wake_us = HF_NEVER;
    if (item->rank != RANK_WAKE)
        line->woken_rank = item->rank;
    line->n_woken = line->woken_us == item->at_us ? line->n_woken + 1 : 0;
    line->woken_us = item->at_us;
    if (line->n_woken > WAKES) {
        stage->play->is_cut = 1; /* H8: no line does that */
        return;
    }
    stage->event = (struct hf_event){.kind = HF_EVENT_TIME_PASSED};
    (void)stage_step(stage, item->line, &stage->event);
}

static void take_item(struct stage *stage)
{
    const struct item item = pop(stage);
    uint64_t until_us;

    if (stage->lines[item.line - 1].halted)
        return;
    switch (item.kind) {
    case ITEM_SAID: send_say(stage, &item); break;
    case ITEM_PACKET: send_packet(stage, &item); break;
    case ITEM_DNS: name_answer(stage, &item); break;
    case ITEM_CALL:
        stage->event = (struct hf_event){.kind = HF_EVENT_CALL_ENDED, .u.call = {.call = item.id}};
        (void)stage_step(stage, item.line, &stage->event);
        break;
    case ITEM_RESTED:
        until_us = item.rest.until_us;
        if (until_us != HF_NEVER)
            until_us -= offset_of(stage, item.line);
        stage->event = (struct hf_event){.kind = HF_EVENT_TARGET_RESTED};
        stage->event.u.rested.target = item.rest.target;
        stage->event.u.rested.until_us = until_us;
        stage->event.u.rested.cause = item.rest.cause;
        (void)stage_step(stage, item.line, &stage->event);
        break;
    case ITEM_WAKE: wake(stage, &item); break;
    default: break;
    }
}

static void run(struct stage *stage)
{
    const struct hf_what_if *again = stage->again;
    size_t at = 0;

    while (!stage->failed && !stage->play->is_cut) {
        const struct fact *fact = at < again->n_facts ? &again->facts[at] : NULL;
        const struct item *item = stage->n_items > 0 ? &stage->items[0] : NULL;

        if (fact == NULL && item == NULL)
            return;
        if (stage->n_steps > again->options.steps_max) {
            stage->play->is_cut = 1;
            return;
        }
        if (fact != NULL &&
            (item == NULL ||
             is_before(&(struct item){.at_us = fact->at_us, .rank = fact->rank}, item))) {
            stage->now_us = fact->at_us > stage->now_us ? fact->at_us : stage->now_us;
            take_fact(stage, fact);
            at++;
        } else {
            stage->now_us = item->at_us > stage->now_us ? item->at_us : stage->now_us;
            take_item(stage);
        }
    }
}

static void clear(struct hf_what_if *again)
{
    for (size_t i = 0; i < again->n_lines; i++) {
        what_if_tally_free(&again->lines[i].played);
        memset(&again->lines[i].played, 0, sizeof(again->lines[i].played));
    }
    again->n_plays++;
}

int hf_what_if_play(struct hf_what_if *again, struct hf_what_if_play *play)
{
    struct stage *stage = calloc(1, sizeof(*stage));
    int result = -1;

    play->from_log = play->guessed = 0;
    play->is_cut = 0;
    if (stage == NULL)
        return -1;
    clear(again);
    stage->again = again;
    stage->play = play;
    stage->lines = calloc(again->n_lines + 1, sizeof(*stage->lines));
    if (stage->lines != NULL) {
        run(stage);
        for (size_t i = 0; i < again->n_lines; i++) {
            what_if_tally_end(
                again, &again->lines[i].played, play->is_cut ? stage->now_us : again->last_us,
                play->unknown == HF_WHAT_IF_WORST ? WHAT_IF_COUNT_WORST : WHAT_IF_COUNT_BEST);
            free(stage->lines[i].lives);
            free(stage->lines[i].line);
        }
        result = stage->failed ? -1 : 0;
    }
    free(stage->lines);
    free(stage->items);
    free(stage);
    return result;
}
