/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The checkers: invariants by the core's own hf_line_check, and from outside of it what only an
 * observer can see: bounds of a batch, and that a snapshot loses nothing.
 */
#include "holdfast/sim/check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct hf_sim_checker {
    void *image; /* hf_line_size() bytes: a line made from a snapshot */
    uint8_t snapshot[HF_SNAPSHOT_BYTES_MAX];
    _Alignas(max_align_t) uint8_t scratch[HF_WIRE_SCRATCH];
};

struct hf_sim_checker *hf_sim_checker_new(void)
{
    struct hf_sim_checker *checker = calloc(1, sizeof(*checker));

    if (checker == NULL)
        return NULL;
    checker->image = malloc(hf_line_size());
    if (checker->image == NULL) {
        free(checker);
        return NULL;
    }
    return checker;
}

void hf_sim_checker_free(struct hf_sim_checker *checker)
{
    if (checker == NULL)
        return;
    free(checker->image);
    free(checker);
}

int hf_sim_restore(struct hf_sim_checker *checker, const struct hf_line *line, void *memory,
                   const struct hf_sim_verdict *verdict)
{
    struct hf_wire wire = {.bytes = checker->snapshot,
                           .scratch = checker->scratch,
                           .scratch_size = sizeof(checker->scratch)};
    int length = hf_line_snapshot(line, checker->snapshot, sizeof(checker->snapshot));

    if (length < 0) {
        snprintf(verdict->text, verdict->size, "no snapshot (H12): %s", hf_error_text(length));
        return -1;
    }
    wire.n_bytes = (size_t)length;
    int error = hf_line_restore(memory, hf_line_size(), &wire);
    if (error < 0) {
        snprintf(verdict->text, verdict->size,
                 "its snapshot is not restored (H12): %s, %s %" PRIu64, hf_error_text(error),
                 wire.refusal.what ? wire.refusal.what : "no reason given", wire.refusal.value);
        return -1;
    }
    return 0;
}

static int check_snapshot(struct hf_sim_checker *checker, const struct hf_line *line,
                          const struct hf_sim_verdict *verdict)
{
    const uint8_t *was = (const uint8_t *)(const void *)line;
    const uint8_t *is = checker->image;

    if (hf_sim_restore(checker, line, checker->image, verdict) < 0)
        return -1;
    const int same = memcmp(was, is, hf_line_size()) == 0;
    for (size_t at = 0; !same && at < hf_line_size(); at++) {
        if (was[at] == is[at])
            continue;
        snprintf(verdict->text, verdict->size,
                 "its snapshot restores to another image (H12): byte %zu is %u, was %u", at, is[at],
                 was[at]);
        return -1;
    }
    const struct hf_deadline before = hf_line_deadline(line);
    const struct hf_deadline after = hf_line_deadline(checker->image);
    if (before.at_us != after.at_us || before.machine != after.machine) {
        snprintf(verdict->text, verdict->size, "its snapshot restores to another deadline (H12)");
        return -1;
    }
    return 0;
}

int hf_sim_check(struct hf_sim_checker *checker, const struct hf_line *line,
                 const struct hf_actions *actions, const struct hf_sim_verdict *verdict)
{
    int invariant = hf_line_check(line);

    verdict->text[0] = 0;
    if (invariant != 0) {
        snprintf(verdict->text, verdict->size, "invariant H%d does not hold", invariant);
        return -1;
    }
    if (actions != NULL && actions->n > HF_ACTIONS_MAX) {
        snprintf(verdict->text, verdict->size, "%" PRIu32 " actions in one step, %d at most (H9)",
                 actions->n, HF_ACTIONS_MAX);
        return -1;
    }
    return check_snapshot(checker, line, verdict);
}
