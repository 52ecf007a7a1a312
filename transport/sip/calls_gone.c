/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls of others that are over: their INVITE may still come, again where our answer was lost, or
 * late over another server, and must not ring again (E4, E8, A11). The transaction layer knows an
 * INVITE for 64*T1 of ours, by its CSeq; the caller says it for 64*T1 of his, and with one more
 * CSeq on each way where he was challenged. So each is remembered for 64*T1, of at least the usual
 * T1, by Call-ID and From tag, whatever its CSeq: who calls once more has another Call-ID, and what
 * 8.1.3.5 lets a caller ask again never rang.
 */
#include "calls_state.h"

#include "lex.h"

#define T1_LEAST_MS 500u /* RFC 3261 17.1.1.1 */

static uint64_t mix(uint64_t hash, struct hf_slice text)
{
    for (size_t i = 0; i < text.length; i++) {
        hash = (hash ^ (uint8_t)text.at[i]) * 0x100000001b3u; /* FNV-1a */
    }
    return (hash ^ '\n') * 0x100000001b3u;
}

uint64_t hf_calls_mark(struct hf_slice call_id, struct hf_slice tag)
{
    return mix(mix(0xcbf29ce484222325u, call_id), tag);
}

/* Behind a refusal that refusal again, as the layer does it; else a call that came twice. */
static uint16_t answer_again(const struct hf_calls_call *call, unsigned status)
{
    if (call->state != HF_CALLS_OFFERED) {
        return 482;
    }
    return status >= 300 ? (uint16_t)status : 487;
}

/* A free place, or that of the one that is forgotten first. */
static struct hf_calls_gone *place_for(struct hf_calls *calls)
{
    struct hf_calls_gone *place = calls->gone;
    for (unsigned i = 1; i < HF_CALLS_GONE; i++) {
        if (calls->gone[i].until_us < place->until_us) {
            place = &calls->gone[i];
        }
    }
    return place;
}

void hf_calls_gone_add(struct hf_calls_x *x, const struct hf_calls_call *call, unsigned status)
{
    const struct hf_dialog *dialog = &call->u.theirs.dialog;
    struct hf_calls_gone *gone = place_for(x->calls);
    uint64_t t1_ms = x->calls->setup.t1_ms;
    t1_ms = t1_ms > T1_LEAST_MS ? t1_ms : T1_LEAST_MS;
    gone->mark = hf_calls_mark(hf_dialog_text(dialog, &dialog->call_id),
                               hf_dialog_text(dialog, &dialog->remote_tag));
    gone->until_us = x->now_us + 64 * t1_ms * 1000;
    gone->status = answer_again(call, status);
}

unsigned hf_calls_gone_status(const struct hf_calls_x *x)
{
    struct hf_sip_party from;
    if (hf_sip_from(x->message, &from, NULL) != 1) {
        return 0;
    }
    uint64_t mark = hf_calls_mark(hf_sip_value(x->message, HF_HEADER_CALL_ID), from.tag);
    for (unsigned i = 0; i < HF_CALLS_GONE; i++) {
        const struct hf_calls_gone *gone = &x->calls->gone[i];
        if (gone->until_us > x->now_us && gone->mark == mark) {
            return gone->status;
        }
    }
    return 0;
}

void hf_calls_gone_forget(struct hf_calls *calls, uint64_t now_us)
{
    for (unsigned i = 0; i < HF_CALLS_GONE; i++) {
        if (calls->gone[i].until_us <= now_us) {
            calls->gone[i].until_us = 0;
        }
    }
}

uint64_t hf_calls_gone_deadline(const struct hf_calls *calls)
{
    uint64_t deadline_us = HF_NEVER;
    for (unsigned i = 0; i < HF_CALLS_GONE; i++) {
        uint64_t one_us = calls->gone[i].until_us;
        deadline_us = one_us != 0 && one_us < deadline_us ? one_us : deadline_us;
    }
    return deadline_us;
}
