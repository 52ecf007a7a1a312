/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long a session lasts (RFC 4028): one of both refreshes it at half of its time, by UPDATE
 * where the peer allows that, else by a re-INVITE that changes nothing; where nobody does, it ends
 * before its time is over, so that a call whose peer is gone does not go on for ever. Where a peer
 * knows nothing of timers we refresh all the same: any answer but 481 and 408 says that it lives.
 */
#include "calls_state.h"

#include "holdfast/line.h"

#define SECOND_US    1000000u
#define MARGIN_S     32u    /* RFC 4028 10: BYE so long before the end, or a third of all */
#define LEAST_S      20u    /* of a peer that asks for less than it may: no storm of refreshes */
#define MOST_S       86400u /* a Min-SE beyond is none */
#define MORE_MOST    8u     /* of a call: a server could ask for a second more each time */
#define RETRY_MIN_US (5u * SECOND_US)

static uint32_t wanted_s(const struct hf_calls *calls, const struct hf_calls_call *call)
{
    uint32_t seconds = calls->setup.session_s != 0 ? calls->setup.session_s : HF_CALLS_SESSION_S;
    return call->session.least_s > seconds ? call->session.least_s : seconds;
}

void hf_calls_session_put(const struct hf_calls_x *x, const struct hf_calls_call *call,
                          struct hf_sip_out *out)
{
    const struct hf_calls_session *session = &call->session;
    uint32_t seconds = session->seconds != 0 ? session->seconds : wanted_s(x->calls, call);
    hf_sip_put_text(out, "Session-Expires: ");
    hf_sip_put_number(out, seconds);
    if (session->seconds != 0) { /* who refreshes stays (RFC 4028 7.4) */
        hf_sip_put_text(out, session->is_ours ? ";refresher=uac" : ";refresher=uas");
    }
    hf_sip_put_text(out, "\r\n");
    if (session->least_s != 0) {
        hf_sip_put_header_number(out, "Min-SE", session->least_s);
    }
}

/* 1: uac, 2: uas, 0: not said. */
static unsigned refresher_of(const struct hf_sip_message *m)
{
    struct hf_sip_item item;
    struct hf_sip_param param;
    if (hf_sip_item(m, HF_HEADER_SESSION_EXPIRES, &item, NULL) != 1 ||
        !hf_sip_param_find(item.params, "refresher", &param)) {
        return 0;
    }
    return hf_slice_is(param.value, "uac") ? 1 : hf_slice_is(param.value, "uas") ? 2 : 0;
}

static bool read_seconds(const struct hf_sip_message *m, uint32_t *seconds)
{
    return hf_sip_number(m, HF_HEADER_SESSION_EXPIRES, seconds) == 1 && *seconds != 0;
}

static uint32_t bounded(uint32_t seconds)
{
    return seconds < LEAST_S ? LEAST_S : seconds > MOST_S ? MOST_S : seconds;
}

void hf_calls_session_start(struct hf_calls_x *x, struct hf_calls_call *call)
{
    struct hf_calls_session *session = &call->session;
    uint32_t seconds = session->seconds;
    uint32_t margin_s = seconds / 3 < MARGIN_S ? seconds / 3 : MARGIN_S;
    session->expires_us = x->now_us + (uint64_t)(seconds - margin_s) * SECOND_US;
    session->refresh_us = session->is_ours ? x->now_us + (uint64_t)seconds * SECOND_US / 2
                                           : HF_NEVER;
}

void hf_calls_session_hear(struct hf_calls_x *x, struct hf_calls_call *call)
{
    struct hf_calls_session *session = &call->session;
    uint32_t seconds;
    if (read_seconds(x->message, &seconds)) {
        session->seconds = bounded(seconds);
        session->is_ours = refresher_of(x->message) != 2;
    } else {
        session->seconds = session->seconds != 0 ? session->seconds : wanted_s(x->calls, call);
        session->is_ours = 1;
    }
    hf_calls_session_start(x, call);
}

/* RFC 4028 9: only to who would understand it. */
bool hf_calls_session_is_short(const struct hf_sip_message *m)
{
    uint32_t seconds;
    return read_seconds(m, &seconds) && seconds < HF_CALLS_SESSION_MIN_S &&
           hf_sip_has_option(m, HF_HEADER_SUPPORTED, "timer");
}

void hf_calls_session_asked(struct hf_calls_x *x, struct hf_calls_call *call)
{
    const struct hf_sip_message *m = x->message;
    struct hf_calls_session *session = &call->session;
    unsigned refresher = refresher_of(m);
    uint32_t seconds;
    session->peer_can = hf_sip_has_option(m, HF_HEADER_SUPPORTED, "timer") ||
                        hf_sip_has_option(m, HF_HEADER_REQUIRE, "timer");
    if (read_seconds(m, &seconds)) {
        session->seconds = bounded(seconds);
        session->is_ours = refresher == 2 || (refresher == 0 && !session->peer_can);
    } else {
        session->seconds = wanted_s(x->calls, call);
        session->is_ours = 1;
    }
}

void hf_calls_session_put_answer(const struct hf_calls_call *call, struct hf_sip_out *out)
{
    const struct hf_calls_session *session = &call->session;
    hf_sip_put_text(out, "Session-Expires: ");
    hf_sip_put_number(out, session->seconds);
    hf_sip_put_text(out, session->is_ours ? ";refresher=uas\r\n" : ";refresher=uac\r\n");
    if (!session->is_ours) {
        hf_sip_put_header_text(out, "Require", "timer"); /* RFC 4028 9 */
    }
}

void hf_calls_session_retry(struct hf_calls_x *x, struct hf_calls_call *call)
{
    struct hf_calls_session *session = &call->session;
    uint64_t left_us = session->expires_us > x->now_us ? session->expires_us - x->now_us : 0;
    session->refresh_us = left_us / 2 < RETRY_MIN_US ? HF_NEVER : x->now_us + left_us / 2;
}

void hf_calls_session_wake(struct hf_calls_x *x, struct hf_calls_call *call)
{
    struct hf_calls_session *session = &call->session;
    if (x->now_us >= session->expires_us) {
        struct hf_calls_end end = {.text = "the session was not refreshed",
                                   .status = 408,
                                   .by = HF_CALLS_NETWORK,
                                   .confirmed = 1};
        hf_calls_drop(x, call, &end);
    } else if (x->now_us >= session->refresh_us) {
        session->refresh_us = HF_NEVER;
        call->wanted |= HF_CALLS_FOR_SESSION;
        hf_calls_change_begin(x, call);
    }
}

uint32_t hf_calls_session_more(struct hf_calls_x *x, struct hf_calls_call *call)
{
    uint32_t seconds = call->session.seconds != 0 ? call->session.seconds
                                                  : wanted_s(x->calls, call);
    uint32_t least_s;
    if (hf_sip_number(x->message, HF_HEADER_MIN_SE, &least_s) != 1 || least_s <= seconds ||
        least_s > MOST_S || call->session.n_more == MORE_MOST) {
        return 0;
    }
    call->session.n_more++;
    call->session.least_s = least_s;
    call->session.seconds = call->session.seconds != 0 ? least_s : 0;
    return least_s;
}
