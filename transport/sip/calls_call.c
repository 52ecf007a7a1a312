/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A call from its begin to its OVER. What SIP owes behind that (the ACK of a 2xx that comes again,
 * a BYE) does not need the call: attempts and the transaction layer go on without it.
 */
#include "calls_state.h"

#include <string.h>

#include "holdfast/line.h"
#include "lex.h"

#define BIT(state) (uint8_t)(1u << HF_CALLS_##state)

const uint8_t hf_calls_moves[HF_CALLS_STATE_COUNT] = {
    [HF_CALLS_FREE] = BIT(CALLING) | BIT(OFFERED),
    [HF_CALLS_CALLING] = BIT(FREE) | BIT(TALKING),
    [HF_CALLS_OFFERED] = BIT(FREE) | BIT(TALKING),
    [HF_CALLS_TALKING] = BIT(FREE) | BIT(ENDING),
    [HF_CALLS_ENDING] = BIT(FREE),
};

void hf_calls_move(struct hf_calls_call *call, enum hf_calls_state to)
{
    HF_ASSERT((hf_calls_moves[call->state] & (1u << to)) != 0);
    call->state = (uint8_t)to;
    call->retry_us = HF_NEVER; /* no deadline outlives the state that set it */
    call->session.refresh_us = HF_NEVER;
    call->session.expires_us = HF_NEVER;
}

/* ---- which one ---- */

struct hf_calls_call *hf_calls_find(struct hf_calls *calls, uint64_t id)
{
    for (unsigned i = 0; i < HF_CALLS_MAX; i++) {
        if (id != 0 && calls->calls[i].id == id) {
            return &calls->calls[i];
        }
    }
    return NULL;
}

struct hf_calls_call *hf_calls_of_request(struct hf_calls *calls, uint64_t id)
{
    for (unsigned i = 0; i < HF_CALLS_MAX; i++) {
        struct hf_calls_call *call = &calls->calls[i];
        if (id != 0 && call->id != 0 && (call->request == id || call->bye == id)) {
            return call;
        }
    }
    return NULL;
}

struct hf_calls_call *hf_calls_of_invite(struct hf_calls *calls, uint64_t layer)
{
    for (unsigned i = 0; i < HF_CALLS_MAX; i++) {
        struct hf_calls_call *call = &calls->calls[i];
        if (layer != 0 && call->id != 0 && call->invited == layer) {
            return call;
        }
    }
    return NULL;
}

struct hf_dialog *hf_calls_dialog(struct hf_calls_call *call)
{
    if (call->incoming) {
        return &call->u.theirs.dialog;
    }
    struct hf_fork *fork = &call->u.ours.fork;
    return fork->winner == 0 ? NULL : &fork->dialogs[fork->winner - 1];
}

/* Before the answer each early dialog of a fork is the call's; behind it one alone. */
static struct hf_dialog *dialog_with(struct hf_calls_call *call, const struct hf_sip_message *m)
{
    struct hf_dialog *dialog = hf_calls_dialog(call);
    if (dialog != NULL) {
        return hf_dialog_has(dialog, m) ? dialog : NULL;
    }
    for (unsigned at = 0; at < call->u.ours.fork.n; at++) {
        if (hf_dialog_has(&call->u.ours.fork.dialogs[at], m)) {
            return &call->u.ours.fork.dialogs[at];
        }
    }
    return NULL;
}

struct hf_calls_call *hf_calls_of_dialog(struct hf_calls *calls, const struct hf_sip_message *m,
                                         struct hf_dialog **dialog)
{
    for (unsigned i = 0; i < HF_CALLS_MAX; i++) {
        struct hf_calls_call *call = &calls->calls[i];
        *dialog = call->id == 0 ? NULL : dialog_with(call, m);
        if (*dialog != NULL) {
            return call;
        }
    }
    return NULL;
}

struct hf_calls_call *hf_calls_of_call_id(struct hf_calls *calls, const struct hf_sip_message *m)
{
    struct hf_slice said = hf_sip_value(m, HF_HEADER_CALL_ID);
    for (unsigned i = 0; i < HF_CALLS_MAX; i++) {
        struct hf_calls_call *call = &calls->calls[i];
        if (call->id != 0 && !call->incoming &&
            hf_slice_equal(said,
                           hf_lex_slice(call->call_id, call->call_id + HF_CALLS_CALL_ID_LENGTH))) {
            return call;
        }
    }
    return NULL;
}

unsigned hf_calls_count(const struct hf_calls *calls)
{
    unsigned n = 0;
    for (unsigned i = 0; i < HF_CALLS_MAX; i++) {
        n += calls->calls[i].id != 0;
    }
    return n;
}

/* ---- begin and end ---- */

/* Call-ID and From tag stay through every server that is asked (E4). */
static void draw_identity(struct hf_calls_x *x, struct hf_calls_call *call)
{
    struct hf_sip_out out;
    uint8_t drawn[32];
    hf_agent_draw(x->agent, 'c', call->id, drawn);
    hf_sip_out_start(&out, call->tag, sizeof call->tag);
    hf_sip_put_hex(&out, drawn, HF_CALLS_TAG_LENGTH / 2);
    hf_sip_out_start(&out, call->call_id, sizeof call->call_id);
    hf_sip_put_hex(&out, drawn + HF_CALLS_TAG_LENGTH / 2, HF_CALLS_CALL_ID_LENGTH / 2);
}

struct hf_calls_call *hf_calls_new(struct hf_calls_x *x, uint64_t id, enum hf_calls_state state)
{
    struct hf_calls_call *call = x->calls->calls;
    while (call < x->calls->calls + HF_CALLS_MAX && call->id != 0) {
        call++;
    }
    if (call == x->calls->calls + HF_CALLS_MAX) {
        return NULL;
    }
    memset(call, 0, sizeof *call);
    hf_calls_move(call, state);
    call->id = id;
    call->since_us = x->now_us;
    call->incoming = state == HF_CALLS_OFFERED;
    draw_identity(x, call);
    hf_sdp_start(&call->sdp, hf_calls_draw(x) >> 2); /* peers count with signs */
    return call;
}

void hf_calls_want_bye(struct hf_calls_x *x, struct hf_calls_call *call)
{
    struct hf_wanted *wanted = &hf_calls_event(x, HF_EVENT_WANTED)->u.wanted;
    call->bye = (*x->at->next_id)++;
    wanted->request = call->bye;
    wanted->kind = HF_REQUEST_BYE;
    wanted->call = call->id;
}

void hf_calls_over(struct hf_calls_x *x, struct hf_calls_call *call, const struct hf_calls_end *end)
{
    struct hf_calls_news *news = hf_calls_say(x, HF_CALLS_OVER, call->id);
    news->status = end->status;
    news->why = end->why;
    news->by = end->by;
    news->confirmed = end->confirmed;
    if (end->text == NULL) {
        memcpy(news->text, call->reason, sizeof news->text);
    } else {
        hf_calls_take_words(news->text, hf_slice_text(end->text));
    }
    if (call->incoming) {
        hf_calls_gone_add(x, call, end->status);
    }
    hf_calls_move(call, HF_CALLS_FREE);
    memset(call, 0, sizeof *call);
}

void hf_calls_ended(struct hf_calls_x *x, struct hf_calls_call *call,
                    const struct hf_calls_end *end)
{
    hf_calls_event(x, HF_EVENT_CALL_ENDED)->u.call.call = call->id;
    hf_calls_over(x, call, end);
}

void hf_calls_drop(struct hf_calls_x *x, struct hf_calls_call *call, const struct hf_calls_end *end)
{
    struct hf_dialog *dialog = hf_calls_dialog(call);
    struct hf_calls_attempt way = hf_calls_way(call, dialog);
    hf_calls_send_bye(x, NULL, dialog, &way);
    hf_calls_ended(x, call, end);
}
