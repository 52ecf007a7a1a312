/* SPDX-License-Identifier: Apache-2.0 */
/* The sequence of attempts made for one request. The theory is in pass.c. */
#ifndef HF_PASS_H
#define HF_PASS_H

#include <stdbool.h>

#include "context.h"

struct hf_pass_order {
    uint64_t request; /* the user's, or 0 */
    uint32_t series;  /* Call-ID for its REGISTERs, 0: each server's own (C1a) */
    uint8_t slot;     /* enum hf_pass_slot */
    uint8_t purpose;  /* enum hf_purpose */
    uint8_t start;    /* candidate */
    uint8_t server;   /* 0: all servers, else only this one's candidates */
};

/* IDLE -> TRYING, TURN or JOINED. why says what chose the starting candidate. */
void hf_pass_begin(struct hf_context *x, const struct hf_pass_order *order, enum hf_why why);

/* Gives a pass up, whatever its state: -> IDLE. */
void hf_pass_stop(struct hf_context *x, uint8_t slot, enum hf_why why);

/* The user gave the request up that the pass names in its Sends. */
void hf_pass_forget_request(struct hf_context *x, uint8_t slot);

/* ENDED -> IDLE, when its owner has heard the result. */
void hf_pass_clear(struct hf_context *x, uint8_t slot);

/* Lets every pass hear what its attempt, or the attempt it waits for, came to.
 * True when anything moved. */
bool hf_pass_settle(struct hf_context *x);

bool hf_pass_is_running(const struct hf_pass *pass);

#endif
