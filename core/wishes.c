/* SPDX-License-Identifier: Apache-2.0 */
/* See wishes.h. The requests stand in the registration's state, since its passes answer them. */
#include "wishes.h"

#include <string.h>

#include "candidates.h"
#include "decision.h"
#include "hf_assert.h"

void hf_wishes_add(struct hf_line *line, uint64_t request)
{
    struct hf_registration *r = &line->registration;

    HF_ASSERT(r->n_requests < HF_LINE_REQUESTS); /* validation has refused one too many */
    r->requests[r->n_requests++] = request;
}

void hf_wishes_report(struct hf_context *x, uint64_t request, enum hf_request_outcome outcome,
                      struct hf_failure failure)
{
    struct hf_request_report *report = &hf_emit(x, HF_ACTION_REPORT_REQUEST)->u.request;

    report->request = request;
    report->outcome = (uint8_t)outcome;
    report->status = failure.status;
    report->cause = failure.cause;
    if (outcome == HF_DONE_ACCEPTED)
        report->server = hf_candidate_server(x->line, x->line->registration.working);
}

void hf_wishes_report_all(struct hf_context *x, enum hf_request_outcome outcome,
                          struct hf_failure failure)
{
    struct hf_registration *r = &x->line->registration;

    for (uint8_t i = 0; i < r->n_requests; i++)
        hf_wishes_report(x, r->requests[i], outcome, failure);
    memset(r->requests, 0, sizeof r->requests);
    r->n_requests = 0;
}

void hf_wishes_withdraw(struct hf_context *x, uint64_t request)
{
    struct hf_registration *r = &x->line->registration;

    for (uint8_t i = 0; i < r->n_requests; i++) {
        if (r->requests[i] != request)
            continue;
        r->requests[i] = r->requests[--r->n_requests];
        r->requests[r->n_requests] = 0;
        hf_wishes_report(x, request, HF_DONE_WITHDRAWN, (struct hf_failure){.status = 0});
        return;
    }
    HF_UNREACHABLE(); /* validation has called it late */
}
