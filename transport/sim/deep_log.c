/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a core was told and did, as a phone's log would have it: the bytes of each event and a hash
 * of the bytes of its actions. A core that is fed these events again must do the same, whether it
 * goes on in one piece or is cut by snapshots (H1, H12).
 */
#include "deep.h"

#include <stdlib.h>
#include <string.h>

struct deep_record {
    size_t at;
    uint32_t n;
    int32_t result;
    uint64_t actions; /* hash of their bytes */
    uint32_t kind;    /* of the event */
    uint32_t reserved;
};

static uint64_t off(const struct deep_line *line, uint64_t us)
{
    return us == HF_NEVER ? us : us - line->phone->clock_us;
}

/* Times of actions as the world has them. */
static void take_clock_off(const struct deep_line *line, struct hf_actions *actions)
{
    for (uint32_t i = 0; i < actions->n; i++) {
        struct hf_action *action = &actions->items[i];

        if (action->kind == HF_ACTION_EXPLAIN)
            action->u.decision.until_us = off(line, action->u.decision.until_us);
        if (action->kind == HF_ACTION_SHARE_REST)
            action->u.rest.until_us = off(line, action->u.rest.until_us);
        if (action->kind == HF_ACTION_REPORT_LINE) {
            action->u.line.since_us = off(line, action->u.line.since_us);
            action->u.line.next_us = off(line, action->u.line.next_us);
        }
    }
}

static void digest_actions(struct deep_line *line)
{
    struct deep_world *world = line->world;
    struct hf_actions *copy;
    int n;

    if (!world->staging->timeless)
        return;
    copy = malloc(sizeof(*copy));
    if (copy == NULL)
        abort();
    *copy = world->actions;
    take_clock_off(line, copy);
    n = hf_actions_encode(copy, world->action_bytes, sizeof(world->action_bytes));
    free(copy);
    deep_digest_number(world, line->who);
    deep_digest(world, world->action_bytes, n > 0 ? (size_t)n : 0);
}

void deep_log_keep(struct deep_line *line, size_t n_event, int result)
{
    struct deep_world *world = line->world;
    struct deep_log *log = &line->log;
    struct deep_record *record;
    int n = 0;

    if (result >= 0)
        n = hf_actions_encode(&world->actions, world->action_bytes, sizeof(world->action_bytes));
    if (n < 0) {
        deep_object(world, line->who, "actions cannot be written (H9): %s", hf_error_text(n));
        return;
    }
    if (log->n == log->room)
        log->records = deep_grow(log->records, &log->room, sizeof(log->records[0]));
    while (log->n_bytes + n_event > log->bytes_room)
        log->bytes = deep_grow(log->bytes, &log->bytes_room, 1);
    record = &log->records[log->n++];
    *record = (struct deep_record){.at = log->n_bytes,
                                   .n = (uint32_t)n_event,
                                   .result = result,
                                   .actions = deep_hash(world->action_bytes, (size_t)n)};
    memcpy(log->bytes + log->n_bytes, world->event_bytes, n_event);
    log->n_bytes += n_event;
    if (!world->staging->timeless)
        deep_digest_number(world, record->actions);
    digest_actions(line);
}

/* ---- replay ---- */

struct replayer {
    struct hf_line *line;
    uint8_t snapshot[HF_SNAPSHOT_BYTES_MAX], actions[HF_ACTIONS_BYTES_MAX];
    _Alignas(max_align_t) uint8_t scratch[HF_WIRE_SCRATCH];
};

static int pass_through_snapshot(struct replayer *r)
{
    struct hf_wire wire = {
        .bytes = r->snapshot, .scratch = r->scratch, .scratch_size = sizeof(r->scratch)};
    const int n = hf_line_snapshot(r->line, r->snapshot, sizeof(r->snapshot));

    if (n < 0)
        return n;
    wire.n_bytes = (size_t)n;
    memset(r->line, 0xA5, hf_line_size());
    return hf_line_restore(r->line, hf_line_size(), &wire);
}

static bool replay_one(struct deep_line *line, struct replayer *r, size_t i)
{
    const struct deep_record *record = &line->log.records[i];
    struct hf_bytes_step bytes = {.event = line->log.bytes + record->at,
                                  .n_event = record->n,
                                  .actions = r->actions,
                                  .actions_size = sizeof(r->actions),
                                  .scratch = r->scratch,
                                  .scratch_size = sizeof(r->scratch)};
    const int result = hf_line_step_bytes(r->line, &bytes);

    if (result == record->result &&
        (result < 0 || deep_hash(r->actions, bytes.n_actions) == record->actions))
        return true;
    deep_object(line->world, line->who,
                "a replay of what it was told does other things (H1): "
                "step %u of %u",
                (unsigned)i, (unsigned)line->log.n);
    return false;
}

/* Of every other seed whole, of the others cut at every second to sixth step. */
void deep_log_replay(struct deep_line *line)
{
    struct deep_world *world = line->world;
    const uint64_t seed = world->plan->seed;
    const size_t every = seed % 2 == 0 ? 0 : 2 + seed % 5;
    struct replayer *r = calloc(1, sizeof(*r));

    if (r == NULL)
        abort();
    r->line = aligned_alloc(64, (hf_line_size() + 63) / 64 * 64);
    if (r->line == NULL || hf_line_init(r->line, hf_line_size(), HF_ABI) < 0)
        abort();
    for (size_t i = 0; i < line->log.n && !deep_is_over(world); i++) {
        if (!replay_one(line, r, i))
            break;
        if (every != 0 && i % every == every - 1 && pass_through_snapshot(r) < 0)
            deep_object(world, line->who, "a snapshot is not restored (H12): step %u", (unsigned)i);
    }
    free(r->line);
    free(r);
}

void deep_log_forget(struct deep_line *line)
{
    if (line->log.n > 0 && line->world->staging->replay)
        deep_log_replay(line);
    line->log.n = line->log.n_bytes = 0;
}
