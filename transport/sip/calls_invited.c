/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Responses to the INVITE of a call of ours: what rings, what is heard before the answer, and the
 * answer itself (RFC 3261 13.2.2). Each early dialog of a fork has a copy of the state that made
 * the offer; the last one that said something is heard. The first 2xx wins; others are acknowledged
 * and ended, whenever they come.
 */
#include "calls_state.h"

#include <string.h>

#include "holdfast/line.h"
#include "lex.h"

static bool read_invite(const struct hf_calls_x *x, uint64_t layer, struct hf_sip_message *m)
{
    struct hf_slice text = hf_layer_text(hf_calls_layer(x->calls), layer);
    return text.length != 0 && hf_sip_parse(m, text.at, text.length) == 0;
}

static int hear_fork(struct hf_calls_x *x, struct hf_calls_call *call, uint64_t layer,
                     struct hf_fork_news *news)
{
    struct hf_sip_message invite;
    memset(news, 0, sizeof *news);
    return read_invite(x, layer, &invite)
               ? hf_fork_hear(&call->u.ours.fork, &invite, x->message, news)
               : HF_E_MALFORMED;
}

/* ---- before the answer ---- */

/* An answer, to what the INVITE offered; a later one in the same dialog says it again (or better).
 * */
static void hear_early_answer(struct hf_calls_x *x, struct hf_calls_call *call, unsigned at)
{
    struct hf_sdp_state *state = &call->u.ours.early[at];
    struct hf_sdp_agreed before = state->agreed;
    const char *why;
    if (state->phase == HF_SDP_NEW) {
        *state = call->sdp;
    }
    if (!hf_calls_take_answer(x, call, state, &why)) {
        hf_calls_note(x, NULL, HF_NOTE_OTHER, why);
        memset(state, 0, sizeof *state); /* the 2xx may say it better */
        return;
    }
    if (call->early != at + 1 || memcmp(&before, &state->agreed, sizeof before) != 0) {
        call->early = (uint8_t)(at + 1);
        hf_calls_say_media(x, call, state, true);
    }
}

/* RFC 3261 13.2.1, RFC 3262 5: the offer that our INVITE left to the callee; the answer goes in the
 * PRACK. */
static struct hf_slice hear_early_offer(struct hf_calls_x *x, struct hf_calls_call *call,
                                        unsigned at, struct hf_calls_offer *offer)
{
    struct hf_sdp_state *state = &call->u.ours.early[at];
    offer->text = x->message->body;
    if (state->phase == HF_SDP_NEW) {
        *state = call->sdp;
    }
    if (hf_calls_put_answer(x, call, state, offer) < 0) {
        hf_calls_note(x, NULL, HF_NOTE_OTHER, offer->why);
        memset(state, 0, sizeof *state);
        return hf_slice_text("");
    }
    call->early = (uint8_t)(at + 1);
    hf_calls_say_media(x, call, state, true);
    return hf_lex_slice(offer->answer, offer->answer + offer->out.length);
}

static void hear_early(struct hf_calls_x *x, struct hf_calls_call *call, unsigned at)
{
    const struct hf_sip_message *m = x->message;
    struct hf_dialog *dialog = &call->u.ours.fork.dialogs[at];
    struct hf_calls_offer offer;
    struct hf_slice answer = hf_slice_text("");
    uint32_t rseq = 0;
    bool is_reliable = hf_sip_has_option(m, HF_HEADER_REQUIRE, "100rel") &&
                       hf_sip_number(m, HF_HEADER_RSEQ, &rseq) == 1;
    bool is_late = (call->bits & HF_CALLS_LATE_OFFER) != 0;
    if (is_reliable && !hf_dialog_hear_rseq(dialog, rseq)) {
        return; /* heard before, or too early (RFC 3262 4) */
    }
    if (hf_calls_body_of(m) == HF_CALLS_BODY_SDP && !is_late) {
        hear_early_answer(x, call, at);
    } else if (hf_calls_body_of(m) == HF_CALLS_BODY_SDP && is_reliable) {
        answer = hear_early_offer(x, call, at, &offer);
    }
    if (is_reliable) {
        hf_calls_send_prack(x, call, dialog, answer);
    }
}

static void hear_provisional(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                             struct hf_calls_call *call)
{
    struct hf_fork_news news;
    bool is_new = x->message->status > attempt->told;
    hf_calls_attempt_provisional(x, attempt);
    if (x->message->status == 100) {
        return;
    }
    call->bits |= HF_CALLS_RINGS;
    call->target = attempt->target;
    call->local = attempt->local;
    call->flow = attempt->flow;
    if (is_new) {
        hf_calls_say(x, HF_CALLS_RINGING, call->id)->status = x->message->status;
    }
    int result = hear_fork(x, call, attempt->layer, &news);
    if (result < 0) {
        hf_calls_note(x, attempt, HF_NOTE_OTHER, "a provisional response that makes no dialog");
    } else if (news.verdict == HF_FORK_EARLY) {
        hear_early(x, call, news.at);
    }
}

/* ---- the answer ---- */

/* What both agreed on, at last; false: nothing, with why. sdp: what the ACK says. */
static bool hear_description(struct hf_calls_x *x, struct hf_calls_call *call,
                             struct hf_calls_offer *offer, struct hf_slice *sdp)
{
    struct hf_sdp_state *early = &call->u.ours.early[call->u.ours.fork.winner - 1];
    bool is_agreed = early->phase != HF_SDP_NEW;
    *sdp = hf_slice_text("");
    if (is_agreed) {
        call->sdp = *early;
    }
    if (is_agreed && ((call->bits & HF_CALLS_LATE_OFFER) != 0 || x->message->body.length == 0)) {
        return true;
    }
    if ((call->bits & HF_CALLS_LATE_OFFER) == 0) {
        return hf_calls_take_answer(x, call, &call->sdp, &offer->why);
    }
    offer->text = x->message->body;
    offer->why = "no session description, where we left the offer to the callee";
    if (hf_calls_body_of(x->message) != HF_CALLS_BODY_SDP ||
        hf_calls_put_answer(x, call, &call->sdp, offer) < 0) {
        return false;
    }
    *sdp = hf_lex_slice(offer->answer, offer->answer + offer->out.length);
    return true;
}

static void enter_talking(struct hf_calls_x *x, struct hf_calls_call *call)
{
    hf_calls_move(call, HF_CALLS_TALKING);
    call->up_us = x->now_us;
    call->peer_updates = hf_sip_has_option(x->message, HF_HEADER_ALLOW, "UPDATE");
    hf_calls_session_hear(x, call);
}

static void accept(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                   struct hf_calls_call *call)
{
    struct hf_fork_news news;
    struct hf_calls_offer offer;
    uint64_t layer = attempt->layer;
    struct hf_calls_ack ack = {.layer = layer};
    int result = hear_fork(x, call, layer, &news);
    if (result < 0 || news.verdict != HF_FORK_ANSWERED) {
        hf_calls_note(x, attempt, HF_NOTE_OTHER, "an answer that makes no dialog");
        hf_calls_attempt_failed(x, attempt, HF_CAUSE_LOCAL);
        return;
    }
    struct hf_dialog *dialog = hf_calls_dialog(call);
    call->target = attempt->target;
    call->local = attempt->local;
    call->flow = attempt->flow;
    bool is_agreed = hear_description(x, call, &offer, &ack.sdp);
    struct hf_calls_attempt way = hf_calls_way(call, dialog);
    hf_calls_acknowledge(x, &way, dialog, &ack);
    hf_calls_attempt_answered(x, attempt);
    enter_talking(x, call);
    if (!is_agreed) { /* the answer had to be acknowledged all the same (13.2.2.4) */
        struct hf_calls_end end = {.text = offer.why, .status = 488, .confirmed = 1};
        hf_calls_drop(x, call, &end);
        return;
    }
    hf_calls_say_media(x, call, &call->sdp, false);
    hf_calls_say(x, HF_CALLS_UP, call->id)->by = HF_CALLS_PEER;
}

/* ---- no answer ---- */

/* The next INVITE of the call makes its dialogs anew. */
static void forget_dialogs(struct hf_calls_call *call)
{
    memset(&call->u.ours, 0, sizeof call->u.ours);
    call->early = 0;
}

/* RFC 4028 7.3: a session that lasts longer. */
static bool ask_for_more(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                         struct hf_calls_call *call)
{
    struct hf_calls_again again = {.session_s = hf_calls_session_more(x, call)};
    if (again.session_s == 0) {
        return false;
    }
    again.cseq = ++call->cseq;
    if (hf_calls_leave_again(x, attempt, &again) < 0) {
        return false;
    }
    hf_calls_attempt_lives(x, attempt);
    return true;
}

static void refuse(struct hf_calls_x *x, struct hf_calls_attempt *attempt,
                   struct hf_calls_call *call)
{
    unsigned status = x->message->status;
    forget_dialogs(call);
    if (status == 401 || status == 407) {
        hf_calls_attempt_challenged(x, attempt);
        return;
    }
    if (status == 422 && ask_for_more(x, attempt, call)) {
        return;
    }
    if (status < 400 && hf_calls_redirected(x, attempt, call)) {
        return;
    }
    call->status = (uint16_t)status;
    hf_calls_take_words(call->reason, x->message->reason);
    hf_calls_attempt_answered(x, attempt);
}

void hf_calls_hear_invited(struct hf_calls_x *x, struct hf_calls_attempt *attempt)
{
    struct hf_calls_call *call = hf_calls_find(x->calls, attempt->call);
    if (x->message->status < 200) {
        hear_provisional(x, attempt, call);
    } else if (x->message->status < 300) {
        accept(x, attempt, call);
    } else {
        refuse(x, attempt, call);
    }
}

/* ---- a 2xx that nobody waits for ---- */

static uint64_t mark_of(const struct hf_sip_message *m)
{
    struct hf_sip_party to;
    return hf_calls_mark(hf_sip_value(m, HF_HEADER_CALL_ID),
                         hf_sip_to(m, &to, NULL) == 1 ? to.tag : hf_slice_text(""));
}

static bool was_ended(const struct hf_calls *calls, uint64_t mark)
{
    for (unsigned i = 0; i < HF_CALLS_ENDED; i++) {
        if (calls->ended[i] == mark) {
            return true;
        }
    }
    return false;
}

bool hf_calls_end_stray(struct hf_calls_x *x, struct hf_calls_attempt *attempt, uint64_t layer)
{
    struct hf_sip_message invite;
    struct hf_dialog dialog;
    struct hf_calls_ack ack = {.layer = layer, .sdp = {"", 0}};
    if (!read_invite(x, layer, &invite) ||
        hf_dialog_make_caller(&dialog, &invite, x->message) < 0) {
        hf_calls_note(x, attempt, HF_NOTE_OTHER, "an answer that cannot be acknowledged");
        return false;
    }
    struct hf_calls_attempt way = hf_calls_way_back(x, &dialog);
    hf_calls_acknowledge(x, &way, &dialog, &ack);
    uint64_t mark = mark_of(x->message);
    if (!was_ended(x->calls, mark)) {
        x->calls->ended[x->calls->n_ended++ % HF_CALLS_ENDED] = mark;
        hf_calls_send_bye(x, attempt, &dialog, &way);
    } else if (attempt != NULL) {
        attempt->bits |= HF_CALLS_BYED; /* over another server, before */
        hf_calls_attempt_ended(x, attempt, HF_CAUSE_NONE);
    }
    return true;
}

/* Another branch of the fork: ACK, and BYE the first time. */
static bool end_branch(struct hf_calls_x *x, struct hf_calls_call *call, uint64_t layer)
{
    struct hf_fork_news news;
    struct hf_calls_ack ack = {.layer = layer, .sdp = {"", 0}};
    if (call->incoming || call->u.ours.fork.winner == 0 || hear_fork(x, call, layer, &news) < 0 ||
        (news.verdict != HF_FORK_ALSO && news.verdict != HF_FORK_AGAIN)) {
        return false;
    }
    struct hf_dialog *dialog = &call->u.ours.fork.dialogs[news.at];
    struct hf_calls_attempt way = hf_calls_way(call, dialog);
    hf_calls_acknowledge(x, &way, dialog, &ack);
    if (news.verdict == HF_FORK_ALSO) {
        hf_calls_send_bye(x, NULL, dialog, &way);
    }
    return true;
}

/* The 2xx of the call came again: so does its ACK, with the same answer to a late offer. What it
 * says now changes nothing: the offer was answered, and others may have followed. */
static void acknowledge_again(struct hf_calls_x *x, struct hf_calls_call *call, uint64_t layer)
{
    struct hf_sip_message invite;
    struct hf_calls_offer offer = {.text = x->message->body};
    struct hf_calls_ack ack = {.layer = layer, .sdp = {"", 0}};
    struct hf_dialog *dialog = hf_calls_dialog(call);
    struct hf_sdp_state answered = call->sdp;
    if (!read_invite(x, layer, &invite)) {
        return;
    }
    if (invite.body.length == 0 && hf_calls_body_of(x->message) == HF_CALLS_BODY_SDP &&
        hf_calls_put_answer(x, call, &answered, &offer) == 0) {
        ack.sdp = hf_lex_slice(offer.answer, offer.answer + offer.out.length);
    }
    struct hf_calls_attempt way = hf_calls_way(call, dialog);
    hf_calls_acknowledge(x, &way, dialog, &ack);
}

void hf_calls_hear_stray(struct hf_calls_x *x, uint64_t layer)
{
    struct hf_dialog *dialog = NULL;
    struct hf_calls_call *call = hf_calls_of_dialog(x->calls, x->message, &dialog);
    if (call != NULL && hf_calls_dialog(call) == dialog) {
        acknowledge_again(x, call, layer);
        return;
    }
    call = hf_calls_of_call_id(x->calls, x->message);
    if (call == NULL || !end_branch(x, call, layer)) {
        (void)hf_calls_end_stray(x, NULL, layer);
    }
}
