/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A log folded: the lines of a phone are made, stepped and compared record by record, through
 * the same door of bytes that the phone used.
 *
 * LineAdded stands before a line's first event and again, with a snapshot behind it, at the
 * beginning of each segment: so what follows it decides. A snapshot says which state the line is
 * in; anything else means that the line began anew. A snapshot of a line that nothing has happened
 * to yet says the same: the phone was started afresh.
 */
#include "holdfast/uv/log_resume.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

struct folded { /* one line */
    struct hf_line *line;
    int known; /* line is in the state after its last record */
    int added; /* LineAdded came; the next record says whether the line began anew */
    char name[HF_LOG_NAME_MAX + 1];
};

struct hf_log_fold {
    struct folded **lines; /* [number - 1]; NULL: not seen */
    uint32_t n_lines;
    size_t line_size;
    uint64_t new_digests[HF_SEMANTICS]; /* of a line that was just made, [semantics - 1] */
    uint8_t actions[HF_ACTIONS_BYTES_MAX];
    alignas(max_align_t) uint8_t scratch[HF_WIRE_SCRATCH];
};

struct hf_log_fold *hf_log_fold_new(void)
{
    size_t size = (sizeof(struct hf_log_fold) + alignof(max_align_t) - 1) &
                  ~(alignof(max_align_t) - 1);
    struct hf_log_fold *fold = aligned_alloc(alignof(max_align_t), size);
    if (!fold)
        return NULL;
    fold->lines = NULL;
    fold->n_lines = 0;
    fold->line_size = (hf_line_size() + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    struct hf_line *line = aligned_alloc(alignof(max_align_t), fold->line_size);
    if (!line || hf_line_init(line, fold->line_size, HF_ABI) != HF_OK) {
        free(line);
        free(fold);
        return NULL;
    }
    for (uint32_t semantics = 1; semantics <= HF_SEMANTICS; semantics++)
        fold->new_digests[semantics - 1] = hf_line_digest_under(line, semantics);
    free(line);
    return fold;
}

void hf_log_fold_free(struct hf_log_fold *fold)
{
    if (!fold)
        return;
    for (uint32_t i = 0; i < fold->n_lines; i++) {
        if (fold->lines[i])
            free(fold->lines[i]->line);
        free(fold->lines[i]);
    }
    free(fold->lines);
    free(fold);
}

static struct folded *find(const struct hf_log_fold *fold, uint32_t line)
{
    return line >= 1 && line <= fold->n_lines ? fold->lines[line - 1] : NULL;
}

static int grow(struct hf_log_fold *fold, uint32_t line)
{
    if (line <= fold->n_lines)
        return 0;
    uint32_t n = fold->n_lines ? fold->n_lines : 16;
    while (n < line) /* at most 20 rounds: HF_LOG_LINES_MAX */
        n *= 2;
    struct folded **lines = realloc(fold->lines, n * sizeof(struct folded *));
    if (!lines)
        return -1;
    for (uint32_t i = fold->n_lines; i < n; i++)
        lines[i] = NULL;
    fold->lines = lines;
    fold->n_lines = n;
    return 0;
}

/* The line's place, made when it is new; NULL without memory or for a number out of range. */
static struct folded *place(struct hf_log_fold *fold, uint32_t line)
{
    if (line < 1 || line > HF_LOG_LINES_MAX || grow(fold, line) < 0)
        return NULL;
    if (!fold->lines[line - 1]) {
        struct folded *made = calloc(1, sizeof(*made));
        if (made)
            made->line = aligned_alloc(alignof(max_align_t), fold->line_size);
        if (!made || !made->line) {
            free(made);
            return NULL;
        }
        fold->lines[line - 1] = made;
    }
    return fold->lines[line - 1];
}

static struct hf_fold_outcome refused(int result, const char *what, uint64_t value)
{
    struct hf_fold_outcome outcome = {.kind = HF_FOLD_REFUSED, .result = result};
    outcome.refusal.error = result;
    outcome.refusal.what = what;
    outcome.refusal.value = value;
    return outcome;
}

/* A line logged under larger limits may hold what this build has no room for. */
static const char *larger_limit(const struct hf_log_limits *limits)
{
    struct hf_log_limits here = hf_log_limits_here();
    if (limits->servers > here.servers)
        return "servers (HF_LINE_SERVERS)";
    if (limits->proxies > here.proxies)
        return "proxies (HF_SERVER_PROXIES)";
    if (limits->targets > here.targets)
        return "targets (HF_LINE_TARGETS)";
    if (limits->calls > here.calls)
        return "calls (HF_LINE_CALLS)";
    if (limits->names > here.names)
        return "names (HF_LINE_NAMES)";
    return limits->abandoned > here.abandoned ? "abandoned (HF_LINE_ABANDONED)" : NULL;
}

static struct hf_fold_outcome take_added(struct folded *folded,
                                         const struct hf_log_line_added *added)
{
    size_t n = strlen(added->name);
    n = n < sizeof(folded->name) ? n : sizeof(folded->name) - 1;
    memcpy(folded->name, added->name, n);
    folded->name[n] = '\0';
    const char *limit = larger_limit(&added->limits);
    if (limit) {
        folded->known = folded->added = 0;
        return refused(HF_E_LIMIT, limit, 0);
    }
    folded->added = 1;
    return (struct hf_fold_outcome){.kind = HF_FOLD_OTHER};
}

static int is_new(const struct hf_log_fold *fold, uint64_t digest)
{
    for (uint32_t semantics = 1; semantics <= HF_SEMANTICS; semantics++) {
        if (fold->new_digests[semantics - 1] == digest)
            return 1;
    }
    return 0;
}

/* Of this state, by the core of the semantics number that wrote the log. */
static int is_digest_of(const struct hf_line *line, uint64_t digest)
{
    for (uint32_t semantics = HF_SEMANTICS; semantics > 0; semantics--) {
        if (hf_line_digest_under(line, semantics) == digest)
            return 1;
    }
    return 0;
}

static struct hf_fold_outcome take_snapshot(struct hf_log_fold *fold, struct folded *folded,
                                            const struct hf_log_snapshot *snapshot)
{
    struct hf_fold_outcome outcome = {.kind = HF_FOLD_RESTORED};
    struct hf_wire wire = {
        .bytes = snapshot->bytes,
        .n_bytes = snapshot->n_bytes,
        .scratch = fold->scratch,
        .scratch_size = sizeof(fold->scratch),
    };
    if (folded->known && !is_new(fold, snapshot->digest)) {
        outcome.digest = hf_line_digest(folded->line);
        outcome.kind = is_digest_of(folded->line, snapshot->digest) ? HF_FOLD_SAME_STATE
                                                                    : HF_FOLD_OTHER_STATE;
    }
    folded->added = 0;
    folded->known = 0;
    outcome.result = hf_line_restore(folded->line, fold->line_size, &wire);
    outcome.refusal = wire.refusal;
    if (outcome.result < 0)
        outcome.kind = HF_FOLD_REFUSED;
    else if (!is_digest_of(folded->line, snapshot->digest))
        return refused(HF_E_SNAPSHOT, "the snapshot restores to another digest than it says",
                       snapshot->digest);
    else
        folded->known = 1;
    return outcome;
}

static struct hf_fold_outcome take_step(struct hf_log_fold *fold, struct folded *folded,
                                        const struct hf_log_step *logged)
{
    struct hf_fold_outcome outcome = {.kind = HF_FOLD_SKIPPED};
    if (folded->added) {
        folded->known = hf_line_init(folded->line, fold->line_size, HF_ABI) == HF_OK;
        folded->added = 0;
    }
    if (!folded->known)
        return outcome;
    struct hf_bytes_step step = {
        .event = logged->event,
        .n_event = logged->n_event,
        .actions = fold->actions,
        .actions_size = sizeof(fold->actions),
        .scratch = fold->scratch,
        .scratch_size = sizeof(fold->scratch),
    };
    outcome.result = hf_line_step_bytes(folded->line, &step);
    outcome.refusal = step.refusal;
    outcome.actions = fold->actions;
    outcome.n_actions = outcome.result == HF_OK ? step.n_actions : 0;
    int same = outcome.result == logged->result && outcome.n_actions == logged->n_actions &&
               (outcome.n_actions == 0 ||
                memcmp(outcome.actions, logged->actions, outcome.n_actions) == 0);
    outcome.kind = same ? HF_FOLD_IDENTICAL : HF_FOLD_DIFFERS;
    return outcome;
}

struct hf_fold_outcome hf_log_fold_take(struct hf_log_fold *fold, const struct hf_log_entry *entry)
{
    struct folded *folded;
    switch (entry->kind) {
    case HF_LOG_NONE:
    case HF_LOG_NOTE:
    case HF_LOG_CLEAN_END: return (struct hf_fold_outcome){.kind = HF_FOLD_OTHER};
    case HF_LOG_STEP:
        folded = find(fold, entry->line);
        return folded ? take_step(fold, folded, &entry->u.step)
                      : (struct hf_fold_outcome){.kind = HF_FOLD_SKIPPED};
    case HF_LOG_LINE_ADDED:
    case HF_LOG_SNAPSHOT: break;
    }
    folded = place(fold, entry->line);
    if (!folded)
        return refused(HF_E_LIMIT, "line number (HF_LOG_LINES_MAX), or memory", entry->line);
    return entry->kind == HF_LOG_SNAPSHOT ? take_snapshot(fold, folded, &entry->u.snapshot)
                                          : take_added(folded, &entry->u.added);
}

void hf_log_fold_gap(struct hf_log_fold *fold)
{
    for (uint32_t i = 0; i < fold->n_lines; i++) {
        if (fold->lines[i])
            fold->lines[i]->known = fold->lines[i]->added = 0;
    }
}

void hf_log_fold_lose(struct hf_log_fold *fold, uint32_t line)
{
    struct folded *folded = find(fold, line);
    if (folded)
        folded->known = folded->added = 0;
}

const struct hf_line *hf_log_fold_line(const struct hf_log_fold *fold, uint32_t line)
{
    const struct folded *folded = find(fold, line);
    return folded && folded->known ? folded->line : NULL;
}

const char *hf_log_fold_name(const struct hf_log_fold *fold, uint32_t line)
{
    const struct folded *folded = find(fold, line);
    return folded ? folded->name : "";
}

uint32_t hf_log_fold_lines(const struct hf_log_fold *fold)
{
    return fold->n_lines;
}
