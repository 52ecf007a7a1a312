/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one call of the door hands back: events for the core, news for the phone, notes for the log,
 * and the transaction layer's datagrams, which become the agent's.
 */
#include "calls_state.h"

#include <string.h>

#include "lex.h"

/* Of one step of one place, at most: an answer that fails makes a response, an ACK and a BYE. */
#define STEP_EVENTS    4
#define STEP_DATAGRAMS 4
#define STEP_BYTES     (4 * HF_CALLS_MESSAGE)
#define STEP_NEWS      3

struct hf_calls_x hf_calls_enter(struct hf_calls *calls, const struct hf_calls_at *at,
                                 struct hf_calls_out *out, struct hf_layer_out *layer_out)
{
    struct hf_calls_x x = {.calls = calls,
                           .agent = at->agent,
                           .at = at,
                           .out = out,
                           .layer_out = layer_out,
                           .now_us = at->now_us};
    hf_agent_out_clear(&out->sip);
    out->n_news = 0;
    out->why = NULL;
    layer_out->n_news = 0;
    layer_out->n_datagrams = 0;
    layer_out->n_bytes = 0;
    return x;
}

bool hf_calls_out_has_room(const struct hf_calls_out *out)
{
    return out->sip.n_events + STEP_EVENTS <= HF_AGENT_OUT_EVENTS &&
           out->sip.n_datagrams + STEP_DATAGRAMS <= HF_AGENT_OUT_DATAGRAMS &&
           out->sip.n_bytes + STEP_BYTES <= HF_AGENT_OUT_BYTES &&
           out->n_news + STEP_NEWS <= HF_CALLS_OUT_NEWS;
}

struct hf_calls_news *hf_calls_say(struct hf_calls_x *x, unsigned kind, uint64_t call)
{
    HF_ASSERT(x->out->n_news < HF_CALLS_OUT_NEWS);
    struct hf_calls_news *news = &x->out->news[x->out->n_news++];
    memset(news, 0, sizeof *news);
    news->kind = (uint8_t)kind;
    news->call = call;
    return news;
}

struct hf_event *hf_calls_event(struct hf_calls_x *x, unsigned kind)
{
    return hf_agent_event(&x->out->sip, kind, x->now_us);
}

void hf_calls_note(struct hf_calls_x *x, const struct hf_calls_attempt *attempt, unsigned kind,
                   const char *text)
{
    const struct hf_target *peer = attempt != NULL       ? &attempt->target
                                   : x->received != NULL ? &x->received->from
                                                         : NULL;
    struct hf_agent_note *note = hf_agent_note(&x->out->sip, kind, peer, text);
    note->attempt = attempt != NULL ? attempt->id : 0;
    bool is_heard = kind == HF_NOTE_RESPONSE || kind == HF_NOTE_CHALLENGE ||
                    kind == HF_NOTE_DROPPED;
    note->status = is_heard && x->message != NULL ? x->message->status : 0;
    if (kind == HF_NOTE_RESPONSE && attempt != NULL && x->now_us > attempt->started_us) {
        note->round_trip_us = x->now_us - attempt->started_us;
    }
}

void hf_calls_take_words(char out[HF_CALLS_TEXT], struct hf_slice words)
{
    struct hf_agent_note note;
    hf_agent_note_text(&note, words);
    memcpy(out, note.text, sizeof note.text);
}

/* A datagram that finds no room is lost like others; who waits for an answer sends it again. */
static void hand_on(struct hf_calls_x *x, const struct hf_layer_datagram *from)
{
    struct hf_sip_out printer = hf_agent_print(&x->out->sip);
    const char *bytes = (const char *)x->layer_out->bytes + from->at;
    struct hf_target target = from->target;
    if (from->reply && from->sent_by != 0) {
        target.port = from->sent_by;
    }
    hf_sip_put(&printer, hf_lex_slice(bytes, bytes + from->length));
    struct hf_agent_datagram *to = hf_agent_datagram(&x->out->sip, &printer, &target);
    if (to == NULL) {
        hf_agent_note(&x->out->sip, HF_NOTE_DROPPED, &from->target, "no room for a datagram");
        return;
    }
    to->flow = from->flow;
    to->reply = from->reply;
    if (from->reply) {
        to->local = from->local;
    }
}

void hf_calls_flush(struct hf_calls_x *x, unsigned note, const struct hf_calls_attempt *attempt)
{
    for (uint32_t i = 0; i < x->layer_out->n_datagrams; i++) {
        hand_on(x, &x->layer_out->datagrams[i]);
        if (note != 0) {
            hf_calls_note(x, attempt, note, "");
        }
    }
    x->layer_out->n_datagrams = 0;
}

/* ---- the layer's news ---- */

/* RFC 3261 13.3.1.4: nobody acknowledged our 2xx; the session is ended all the same. */
static void hear_no_ack(struct hf_calls_x *x, uint64_t layer)
{
    struct hf_calls_end end = {.text = "the answer was never acknowledged",
                               .status = 408,
                               .by = HF_CALLS_NETWORK,
                               .confirmed = 1};
    struct hf_calls_call *call = hf_calls_of_invite(x->calls, layer);
    if (call != NULL && call->state == HF_CALLS_ENDING && call->bye == 0) { /* it waited for that */
        end.text = "hung up";
        end.by = HF_CALLS_US;
    }
    if (call != NULL && (call->state == HF_CALLS_TALKING || call->bye == 0)) {
        hf_calls_drop(x, call, &end);
    }
}

/* RFC 3262 3: who asked for reliable responses and acknowledges none is refused. */
static void hear_no_prack(struct hf_calls_x *x, uint64_t layer)
{
    struct hf_calls_end end = {.text = "a reliable response was never acknowledged",
                               .status = 504,
                               .by = HF_CALLS_NETWORK,
                               .confirmed = 1};
    struct hf_calls_call *call = hf_calls_of_invite(x->calls, layer);
    if (call != NULL && call->state == HF_CALLS_OFFERED) {
        hf_calls_refuse(x, layer, 504, end.text);
        hf_calls_ended(x, call, &end);
    }
}

/* Late calls' BYEs, PRACKs and the like wait for nothing more; attempts of the core are answered.
 * */
static void hear_end(struct hf_calls_x *x, uint64_t layer, bool timed_out)
{
    struct hf_calls_attempt *attempt = hf_calls_attempt_of(x->calls, layer);
    if (attempt != NULL) {
        unsigned cause = timed_out || attempt->cause == HF_CAUSE_NONE ? HF_CAUSE_SILENCE
                                                                      : attempt->cause;
        hf_calls_attempt_ended(x, attempt, cause);
    }
}

static void hear(struct hf_calls_x *x, const struct hf_layer_news *news)
{
    switch ((enum hf_layer_news_kind)news->kind) {
    case HF_LAYER_REQUEST: hf_calls_hear_request(x, news->id); break;
    case HF_LAYER_ACK: hf_calls_hear_ack(x, news->id); break;
    case HF_LAYER_CANCEL: hf_calls_hear_cancel(x, news->id); break;
    case HF_LAYER_RESPONSE: hf_calls_hear_response(x, news->id); break;
    case HF_LAYER_TIMED_OUT: hear_end(x, news->id, true); break;
    case HF_LAYER_FAILED: hear_end(x, news->id, false); break;
    case HF_LAYER_NO_ACK: hear_no_ack(x, news->id); break;
    case HF_LAYER_NO_PRACK: hear_no_prack(x, news->id); break;
    case HF_LAYER_OVER: hear_end(x, news->id, true); break; /* of a late 2xx that stayed unsaid */
    case HF_LAYER_UNANSWERED: break;
    case HF_LAYER_DROPPED: hf_calls_note(x, NULL, HF_NOTE_DROPPED, news->why); break;
    }
}

void hf_calls_hear_layer(struct hf_calls_x *x)
{
    struct hf_layer_news news[HF_LAYER_OUT_NEWS];
    uint32_t n = x->layer_out->n_news;
    memcpy(news, x->layer_out->news, n * sizeof news[0]); /* what is heard may call the layer */
    x->layer_out->n_news = 0;
    for (uint32_t i = 0; i < n; i++) {
        hear(x, &news[i]);
    }
}
