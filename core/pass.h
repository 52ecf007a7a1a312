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
    uint8_t kind;     /* enum hf_request_kind */
    uint8_t flags;    /* enum hf_pass_flags */
    uint8_t start;    /* candidate, or HF_NONE: the first in A14's order */
    uint8_t server;   /* 0: all servers, else only this one's candidates */
    uint8_t former;   /* REMOVE at a server that is gone (C14): its former number, else 0 */
    uint8_t proxy;    /* 0, or of that server's only this proxy's candidates (B13) */
    uint8_t call;     /* the entry + 1 of the call it is for, or 0 */
    uint8_t reserved[3];
};

/* IDLE -> TRYING, TURN, JOINED, LOCATING, or ENDED at once where nothing can be tried. why says
 * what chose the starting candidate. Asks for the names in its scope (A14). */
void hf_pass_begin(struct hf_context *x, const struct hf_pass_order *order, enum hf_why why);

/* READY -> TRYING: the REGISTER in front was accepted, and the line knows it: the request itself
 * goes there now (E2). */
void hf_pass_go(struct hf_context *x, uint8_t slot);

/* No REGISTER goes in front of the request any more; where one is under way, or waited for, the
 * request itself goes there now (C8). */
void hf_pass_register_no_longer(struct hf_context *x, uint8_t slot, enum hf_why why);

/* A11: an abandoned INVITE of the pass's call, no longer watched, is its attempt from now on; a
 * newer one is abandoned. -> TRYING. */
void hf_pass_keep(struct hf_context *x, uint8_t slot, uint64_t id, uint8_t candidate);

/* A11: what the abandoned INVITE that it waits for came to. */
void hf_pass_note_sibling(struct hf_context *x, uint8_t slot, const struct hf_watched *sibling,
                          uint16_t status);

/* Gives a pass up, whatever its state: -> IDLE. */
void hf_pass_stop(struct hf_context *x, uint8_t slot, enum hf_why why);

/* C14: a pass that was stopped because its candidate is gone goes on from the first candidate of
 * the configuration that comes next. The slot is IDLE. */
void hf_pass_resume(struct hf_context *x, uint8_t slot, const struct hf_pass *was);

/* A9: the user waits for a pass that runs: it takes resting candidates too. */
void hf_pass_hurry(struct hf_context *x, uint8_t slot);

/* The candidate accepts REGISTERs now: what failed there for a pass has not failed any more
 * (A13). */
void hf_pass_note_alive(struct hf_context *x, uint8_t candidate);

/* The user gave the request up that the pass names in its Sends. */
void hf_pass_forget_request(struct hf_context *x, uint8_t slot);

/* ENDED -> IDLE, when its owner has heard the result. */
void hf_pass_clear(struct hf_context *x, uint8_t slot);

/* Lets every pass hear what its attempt, the attempt it waits for, or a name came to.
 * True when anything moved. */
bool hf_pass_settle(struct hf_context *x);

/* A7: its call rings, so that nothing moves it; an emergency goes on all the same (E11). */
bool hf_pass_has_rung(const struct hf_line *line, const struct hf_pass *pass);

/* A free slot for a request outside registration (E12, C10), or HF_NONE. */
uint8_t hf_pass_free_request_slot(const struct hf_line *line);

#endif
