/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Offers and answers of calls (RFC 3264, by sdp.h), and what the phone hears of them. Our address
 * in a description is the one that the user named, else the one that the call's messages leave
 * from.
 */
#include "calls_state.h"

#include <string.h>

#include "holdfast/line.h"
#include "lex.h"

uint64_t hf_calls_draw(struct hf_calls_x *x)
{
    uint8_t drawn[32];
    uint64_t number = 0;
    hf_agent_draw(x->agent, 'x', ++x->calls->draws, drawn);
    for (unsigned i = 0; i < sizeof number; i++) {
        number = number << 8 | drawn[i];
    }
    return number;
}

enum hf_calls_body hf_calls_body_of(const struct hf_sip_message *m)
{
    struct hf_sip_item type;
    if (m->body.length == 0) {
        return HF_CALLS_BODY_NONE;
    }
    bool is_plain = hf_sip_find(m, HF_HEADER_CONTENT_ENCODING) == NULL;
    return is_plain && hf_sip_item(m, HF_HEADER_CONTENT_TYPE, &type, NULL) == 1 &&
                   hf_sip_item_is(&type, "application/sdp")
               ? HF_CALLS_BODY_SDP
               : HF_CALLS_BODY_OTHER;
}

static struct hf_sdp_settings settings_of(const struct hf_calls *calls,
                                          const struct hf_calls_call *call)
{
    struct hf_sdp_settings settings = calls->setup.sdp;
    settings.local = call->rtp;
    if (settings.local.family == HF_FAMILY_NONE) {
        settings.local = call->local;
        settings.local.port = call->rtp.port;
    }
    settings.local.transport = HF_TRANSPORT_UDP;
    settings.other.family = HF_FAMILY_NONE;
    settings.direction = call->wants_hold ? HF_SDP_SENDONLY : HF_SDP_SENDRECV;
    return settings;
}

int hf_calls_put_offer(struct hf_calls_x *x, struct hf_calls_call *call, struct hf_sip_out *out)
{
    struct hf_sdp_settings settings = settings_of(x->calls, call);
    if (call->sdp.phase == HF_SDP_OFFERED) {
        hf_sdp_offer_failed(&call->sdp); /* the same offer once more, to another server (E4) */
    }
    call->said = settings.local;
    return hf_sdp_offer(&call->sdp, &settings, out);
}

static int read_offer(struct hf_sdp *sdp, struct hf_calls_offer *offer)
{
    int result = hf_sdp_parse(sdp, offer->text.at, offer->text.length);
    if (result < 0) {
        offer->status = result == HF_E_LIMIT ? 488 : 400;
        offer->warning = 399;
        offer->why = sdp->error.what;
    }
    return result;
}

int hf_calls_put_answer(struct hf_calls_x *x, struct hf_calls_call *call,
                        struct hf_sdp_state *state, struct hf_calls_offer *offer)
{
    struct hf_sdp_settings settings = settings_of(x->calls, call);
    struct hf_sdp sdp;
    int result = read_offer(&sdp, offer);
    if (result < 0) {
        return result;
    }
    hf_sip_out_start(&offer->out, offer->answer, sizeof offer->answer);
    result = hf_sdp_answer(state, &settings, &sdp, &offer->out);
    if (result == 0) {
        call->said = settings.local;
        return 0;
    }
    offer->status = result == HF_E_STATE ? 491 : 488;
    offer->warning = result == HF_E_UNSUPPORTED ? (uint16_t)hf_sdp_why_warning(state->why) : 399;
    offer->why = result == HF_E_UNSUPPORTED ? hf_sdp_why_text(state->why)
                 : result == HF_E_SPACE     ? "more media lines than an answer has room for"
                                            : "an offer that cannot be answered now";
    return result;
}

bool hf_calls_take_answer(struct hf_calls_x *x, struct hf_calls_call *call,
                          struct hf_sdp_state *state, const char **why)
{
    struct hf_sdp_settings settings = settings_of(x->calls, call);
    struct hf_slice body = x->message->body;
    struct hf_sdp sdp;
    if (hf_calls_body_of(x->message) != HF_CALLS_BODY_SDP) {
        *why = body.length == 0 ? "no session description"
                                : "a body that is no session description";
        return false;
    }
    if (hf_sdp_parse(&sdp, body.at, body.length) < 0) {
        *why = sdp.error.what;
        return false;
    }
    int result = hf_sdp_take_answer(state, &settings, &sdp);
    *why = result == HF_E_UNSUPPORTED ? hf_sdp_why_text(state->why)
                                      : "an answer to nothing that was offered";
    return result == 0;
}

void hf_calls_say_media(struct hf_calls_x *x, struct hf_calls_call *call,
                        const struct hf_sdp_state *state, bool early)
{
    struct hf_calls_news *news = hf_calls_say(x, HF_CALLS_MEDIA, call->id);
    news->local = call->said;
    news->media = state->agreed;
    news->early = early;
}

void hf_calls_say_change(struct hf_calls_x *x, struct hf_calls_call *call,
                         const struct hf_sdp_agreed *before)
{
    const struct hf_sdp_agreed *now = &call->sdp.agreed;
    if (memcmp(now, before, sizeof *now) != 0) {
        hf_calls_say_media(x, call, &call->sdp, false);
    }
    if (now->held != before->held) {
        hf_calls_say(x, now->held ? HF_CALLS_HELD : HF_CALLS_RESUMED, call->id)->by = HF_CALLS_PEER;
    }
}
