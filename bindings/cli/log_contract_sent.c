/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What was sent, as far as the notes show it; see log_contract.h. A log without any note of sending
 * proves nothing: a breach is held until the first such note.
 */
#include <stdlib.h>
#include <string.h>

#include "holdfast/sip/agent.h"
#include "log_contract_parts.h"

#define SENT_US  UINT64_C(1000000) /* what a busy shell may take, beside two T1 */
#define T2_TIMES 2u                /* the longest time between two retransmissions, twice */

static uint64_t ms(uint32_t ms)
{
    return (uint64_t)ms * 1000u;
}

/* ---- held until it is known that sending is noted ---- */

static void say_unsent(struct hf_log_contract *contract, enum hf_log_promise promise, uint64_t id)
{
    const struct hf_contract_place *place = &contract->place;

    if (contract->notes) {
        hf_contract_say_id(contract, promise, id);
        return;
    }
    if (contract->n_held == HF_CONTRACT_HELD)
        return;
    contract->held[contract->n_held++] = (struct hf_log_breach){.promise = promise,
                                                                .id = id,
                                                                .file = place->file,
                                                                .offset = place->offset,
                                                                .sequence = place->sequence,
                                                                .wall_us = place->wall_us,
                                                                .line = place->line};
}

static void sending_is_noted(struct hf_log_contract *contract)
{
    contract->notes = 1;
    for (unsigned i = 0; i < contract->n_held; i++)
        hf_contract_say(contract, &contract->held[i]);
    contract->n_held = 0;
}

void hf_contract_let_go(struct hf_log_contract *contract)
{
    contract->n_held = 0;
}

/* ---- orders ---- */

void hf_contract_order(struct hf_log_contract *contract, const struct hf_contract_line *line,
                       struct hf_contract_attempt *attempt)
{
    attempt->ordered_us = line->now_us;
    attempt->ordered_at = contract->steps;
    attempt->extended_us = HF_NEVER;
    attempt->repeats = 0;
    attempt->progressed = 0;
    attempt->sent = 0;
}

void hf_contract_must_be_sent(struct hf_log_contract *contract, struct hf_contract_attempt *attempt)
{
    if (attempt->sent)
        return;
    say_unsent(contract, HF_PROMISE_NOT_SENT, attempt->id);
    attempt->sent = 1;       /* said once, */
    attempt->progressed = 1; /* and its repeats are no further matter */
}

void hf_contract_given_up(struct hf_log_contract *contract, struct hf_contract_attempt *attempt)
{
    if (!attempt->connects && attempt->ordered_at != contract->steps)
        hf_contract_must_be_sent(contract, attempt);
}

/* ---- what should have been sent for long ---- */

static int is_unsent(const struct hf_contract_line *line, const struct hf_contract_attempt *attempt)
{
    return !attempt->sent && !attempt->connects &&
           line->now_us - attempt->ordered_us > SENT_US + 2 * ms(attempt->t1_ms);
}

/* A4: it is repeated until 64*T1; after a 1xx, or over a connection, it need not be. */
static int is_not_extended(const struct hf_contract_line *line,
                           const struct hf_contract_attempt *attempt)
{
    return attempt->extended_us != HF_NEVER && !attempt->progressed &&
           attempt->kind == HF_REQUEST_REGISTER && attempt->target.transport == HF_TRANSPORT_UDP &&
           line->now_us - attempt->extended_us > T2_TIMES * ms(attempt->t2_ms) + SENT_US;
}

void hf_contract_check_sent(struct hf_log_contract *contract, struct hf_contract_line *line)
{
    for (unsigned i = 0; i < HF_CONTRACT_ATTEMPTS; i++) {
        struct hf_contract_attempt *attempt = &line->attempts[i];

        if (attempt->phase != HF_CONTRACT_OPEN)
            continue;
        if (is_unsent(line, attempt))
            hf_contract_must_be_sent(contract, attempt);
        if (is_not_extended(line, attempt)) {
            say_unsent(contract, HF_PROMISE_NOT_EXTENDED, attempt->id);
            attempt->extended_us = HF_NEVER;
        }
    }
}

/* ---- notes ---- */

/* B14: a request inside a dialog goes to the dialog's next hop. */
static int is_elsewhere(const struct hf_contract_attempt *attempt, const struct hf_target *peer)
{
    return attempt->in_dialog == 0 && peer->family != HF_FAMILY_NONE &&
           memcmp(peer, &attempt->target, sizeof(*peer)) != 0;
}

static void check_order(struct hf_log_contract *contract, const struct hf_contract_line *line,
                        const struct hf_contract_attempt *sent)
{
    for (unsigned i = 0; i < HF_CONTRACT_ATTEMPTS; i++) {
        const struct hf_contract_attempt *other = &line->attempts[i];

        if (other->phase == HF_CONTRACT_OPEN && !other->sent && other->id < sent->id &&
            memcmp(&other->target, &sent->target, sizeof(sent->target)) == 0) {
            hf_contract_say_id(contract, HF_PROMISE_OUT_OF_ORDER, sent->id);
            return;
        }
    }
}

static void on_first_send(struct hf_log_contract *contract, struct hf_contract_line *line,
                          const struct hf_log_note *note)
{
    struct hf_contract_attempt *attempt = hf_contract_find(line, note->attempt);

    if (attempt == NULL) {
        if (line->whole || note->attempt > line->last_attempt)
            hf_contract_say_id(contract, HF_PROMISE_SENT_UNASKED, note->attempt);
        return;
    }
    if (attempt->phase == HF_CONTRACT_OVER)
        hf_contract_say_id(contract, HF_PROMISE_SENT_UNASKED, attempt->id);
    else if (attempt->abandon_seen)
        hf_contract_say_id(contract, HF_PROMISE_SENT_AFTER_ABANDON, attempt->id);
    else if (attempt->to_send == 0)
        hf_contract_say_id(contract, HF_PROMISE_SENT_TWICE, attempt->id);
    else
        attempt->to_send--;
    if (is_elsewhere(attempt, &note->peer))
        hf_contract_say_id(contract, HF_PROMISE_SENT_ELSEWHERE, attempt->id);
    if (!attempt->sent && attempt->phase == HF_CONTRACT_OPEN)
        check_order(contract, line, attempt);
    attempt->sent = 1;
}

/* A1: it counts. After a 1xx the transaction repeats it as RFC 3261 has it. */
static void on_repeat(struct hf_log_contract *contract, struct hf_contract_attempt *attempt)
{
    attempt->sent = 1;
    attempt->extended_us = HF_NEVER;
    if (attempt->abandon_seen && attempt->kind != HF_REQUEST_INVITE)
        hf_contract_say_id(contract, HF_PROMISE_SENT_AFTER_ABANDON, attempt->id);
    if (attempt->phase == HF_CONTRACT_OPEN && !attempt->progressed &&
        attempt->repeats++ == attempt->limit)
        hf_contract_say_id(contract, HF_PROMISE_REPEATED, attempt->id);
}

void hf_contract_note(struct hf_log_contract *contract, struct hf_contract_line *line)
{
    const struct hf_log_note *note = &contract->at->entry->u.note;
    struct hf_contract_attempt *attempt = hf_contract_find(line, note->attempt);

    if (note->kind == HF_NOTE_FIRST_SEND) {
        sending_is_noted(contract);
        on_first_send(contract, line, note);
        return;
    }
    if (attempt == NULL)
        return;
    switch (note->kind) {
    case HF_NOTE_RETRANSMISSION: on_repeat(contract, attempt); break;
    case HF_NOTE_ABANDON: attempt->abandon_seen = 1; break;
    case HF_NOTE_OTHER: attempt->sent = 1; break; /* it could not be, or not yet: the agent says */
    default: break;
    }
}
