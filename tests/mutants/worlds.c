/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `worlds FIRST COUNT`: plays seeds in shallow and deep worlds until a checker objects, and prints
 * which one: `caught deep 17 a line does not come home (H10): ...`, else `content`. For run.py,
 * which builds it with broken cores.
 */
#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

#include "../unit/sim/plan.h"
#include "holdfast/sim/deep.h"

#define LARGE (1 << 20)

static int is_home(const struct hf_line_status *status)
{
    return status->state == HF_LINE_REGISTERED && status->server == 1;
}

/* What tests/unit/sim/property.c asks of these worlds: checkers content, and home in time. */
static int play_shallow(uint64_t seed)
{
    const struct plan plan = plan_make(seed, 1);
    struct trace trace = plan_play(&plan, &(struct staging){.lines = 1});
    int result = 1;

    if (trace.fault[0] != 0)
        printf("caught shallow %" PRIu64 " %s\n", seed, trace.fault);
    else if (!is_home(&trace.at_bound[0]) || !is_home(&trace.at_end[0]))
        printf("caught shallow %" PRIu64 " a line does not come home (H10)\n", seed);
    else
        result = 0;
    trace_free(&trace);
    return result;
}

static int play_deep(uint64_t seed)
{
    struct hf_deep_result result;

    hf_deep_try(seed, &result);
    if (result.kind[0] == 0)
        return 0;
    printf("caught deep %" PRIu64 " %s: %s\n", seed, result.kind, result.text);
    return 1;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: worlds FIRST COUNT\n");
        return 2;
    }
    const uint64_t first = strtoull(argv[1], NULL, 10), n = strtoull(argv[2], NULL, 10);

    (void)mallopt(M_MMAP_THRESHOLD, LARGE);
    for (uint64_t i = 0; i < n; i++)
        if (play_shallow(first + i) || play_deep(first + i))
            return 1;
    printf("content\n");
    return 0;
}
