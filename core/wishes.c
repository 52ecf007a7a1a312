/* SPDX-License-Identifier: Apache-2.0 */
/* See wishes.h. They stand in the line's state, since registration passes answer them. */
#include "wishes.h"

#include <string.h>

#include "decision.h"
#include "hf_assert.h"

bool hf_wishes_has(const struct hf_line *line, uint64_t request)
{
    for (uint8_t i = 0; i < line->wishes.n; i++) {
        if (line->wishes.requests[i] == request)
            return true;
    }
    return false;
}

void hf_wishes_add(struct hf_line *line, uint64_t request)
{
    HF_ASSERT(line->wishes.n < HF_LINE_REQUESTS); /* validation has refused one too many */
    line->wishes.requests[line->wishes.n++] = request;
}

void hf_wishes_report(struct hf_context *x, uint64_t request, const struct hf_wish_end *end)
{
    struct hf_request_report *report = &hf_emit(x, HF_ACTION_REPORT_REQUEST)->u.request;

    report->request = request;
    report->why = end->why;
    report->outcome = end->outcome;
    report->status = end->failure.status;
    report->cause = end->failure.cause;
    report->server = end->server;
}

void hf_wishes_report_all(struct hf_context *x, const struct hf_wish_end *end)
{
    struct hf_wishes *wishes = &x->line->wishes;

    for (uint8_t i = 0; i < wishes->n; i++)
        hf_wishes_report(x, wishes->requests[i], end);
    memset(wishes, 0, sizeof *wishes);
}

void hf_wishes_withdraw(struct hf_context *x, uint64_t request)
{
    struct hf_wishes *wishes = &x->line->wishes;

    for (uint8_t i = 0; i < wishes->n; i++) {
        if (wishes->requests[i] != request)
            continue;
        wishes->requests[i] = wishes->requests[--wishes->n];
        wishes->requests[wishes->n] = 0;
        hf_wishes_report(
            x, request,
            &(struct hf_wish_end){.outcome = HF_DONE_WITHDRAWN, .why = HF_WHY_WITHDRAWN});
        return;
    }
    HF_UNREACHABLE(); /* validation has called it late */
}
