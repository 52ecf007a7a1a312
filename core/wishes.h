/* SPDX-License-Identifier: Apache-2.0 */
/* The user's "register now" requests, each reported exactly once (A12, H3). */
#ifndef HF_WISHES_H
#define HF_WISHES_H

#include <stdbool.h>

#include "context.h"

struct hf_failure { /* of the pass behind a move or a report; zero: none */
    uint16_t status;
    uint8_t cause; /* enum hf_cause */
    uint8_t reserved;
};

struct hf_wish_end {
    struct hf_failure failure;
    uint16_t why;    /* enum hf_why: of the outcome */
    uint8_t outcome; /* enum hf_request_outcome */
    uint8_t server;  /* ACCEPTED: that accepted; else 0 */
};

bool hf_wishes_has(const struct hf_line *line, uint64_t request);

/* It waits for the pass that runs, or that begins next. */
void hf_wishes_add(struct hf_line *line, uint64_t request);

/* One request's end. */
void hf_wishes_report(struct hf_context *x, uint64_t request, const struct hf_wish_end *end);

/* The end of all that wait. */
void hf_wishes_report_all(struct hf_context *x, const struct hf_wish_end *end);

/* The user gave up one that waits. */
void hf_wishes_withdraw(struct hf_context *x, uint64_t request);

#endif
