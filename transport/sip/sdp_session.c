/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Offer and answer for one audio stream (RFC 3264): what is said, what was agreed, and what of it
 * is kept for the next time. Everything is worked out in a copy of the state; the copy counts when
 * nothing was wrong. What is printed stands in sdp_write.c, what the peer says in sdp_audio.c.
 */
#include "holdfast/sip/sdp.h"

#include <string.h>

#include "holdfast/line.h"
#include "sdp_audio.h"
#include "sdp_write.h"
#include "sip_assert.h"

#define TYPE_DYNAMIC 96 /* from here on to 127 (RFC 3551 3) */

_Static_assert(sizeof(struct hf_sdp_state) < 300, "a dialog keeps one");
_Static_assert(sizeof(struct hf_sdp_agreed) ==
                   2 * sizeof(struct hf_target) + 8 + 12 + 2 * HF_SDP_CODECS_MAX,
               "no padding: states are compared");
_Static_assert(sizeof(struct hf_sdp_state) ==
                   24 + sizeof(struct hf_sdp_agreed) + HF_SDP_CODECS_MAX + HF_SDP_MEDIA_MAX + 8,
               "no padding: states are compared");

static const struct {
    const char *text;
    unsigned warning; /* RFC 3261 20.43 */
} whys[HF_SDP_WHY_COUNT] = {
    [HF_SDP_WHY_NONE] = {"nothing is wrong", 399},
    [HF_SDP_WHY_NO_AUDIO] = {"no audio stream", 304},
    [HF_SDP_WHY_OFF] = {"an audio stream that is off", 304},
    [HF_SDP_WHY_PROFILE] = {"no audio over RTP/AVP", 302},
    [HF_SDP_WHY_ADDRESS] = {"no address of one host that audio can go to", 301},
    [HF_SDP_WHY_FAMILY] = {"IPv4 or IPv6 where we have the other", 301},
    [HF_SDP_WHY_CODEC] = {"no codec that both have", 305},
};

const char *hf_sdp_why_text(unsigned why)
{
    return whys[why < HF_SDP_WHY_COUNT ? why : HF_SDP_WHY_NONE].text;
}

unsigned hf_sdp_why_warning(unsigned why)
{
    return whys[why < HF_SDP_WHY_COUNT ? why : HF_SDP_WHY_NONE].warning;
}

void hf_sdp_start(struct hf_sdp_state *state, uint64_t session_id)
{
    memset(state, 0, sizeof *state);
    memset(state->types, HF_SDP_TYPE_NONE, sizeof state->types);
    state->session_id = session_id;
}

/* ---- settings ---- */

static bool is_address(const struct hf_target *target)
{
    return (target->family == HF_FAMILY_IPV4 || target->family == HF_FAMILY_IPV6) &&
           target->port != 0;
}

static bool are_sound(const struct hf_sdp_settings *settings)
{
    bool has_audio = false;
    if (settings->n_codecs > HF_SDP_CODECS_MAX || !is_address(&settings->local) ||
        (settings->other.family != HF_FAMILY_NONE && !is_address(&settings->other)) ||
        settings->ptime_ms == 0 || settings->direction > HF_SDP_SENDRECV ||
        (settings->ptime_max_ms != 0 && settings->ptime_max_ms < settings->ptime_ms)) {
        return false;
    }
    for (size_t i = 0; i < settings->n_codecs; i++) {
        const struct hf_sdp_codec *codec = &settings->codecs[i];
        if (codec->type > HF_SDP_TYPE_MAX || codec->channels == 0) {
            return false;
        }
        has_audio = has_audio || !hf_sdp_is_event(codec);
    }
    return has_audio;
}

/* The one of this family, or NULL. */
static const struct hf_target *local_of(const struct hf_sdp_settings *settings, unsigned family)
{
    if (family == settings->local.family) {
        return &settings->local;
    }
    return family == settings->other.family && family != HF_FAMILY_NONE ? &settings->other : NULL;
}

/* The address for what is no answer to a stream: of the family that is in use, while we have it. */
static const struct hf_target *local_now(const struct hf_sdp_settings *settings,
                                         const struct hf_sdp_agreed *agreed)
{
    const struct hf_target *local = local_of(settings, agreed->family);
    return local == NULL ? &settings->local : local;
}

/* 0, 1, 2, ... with `first` before the others. */
static size_t nth(size_t i, size_t first)
{
    if (i == 0) {
        return first;
    }
    return i <= first ? i - 1 : i;
}

/* ---- payload types: what one meant once, it means for the session (RFC 3264 8.3.2) ---- */

/* The peer gave codec this type. */
static void bind_type(struct hf_sdp_state *state, struct hf_sdp_payload payload)
{
    for (size_t i = 0; i < HF_SDP_CODECS_MAX; i++) {
        if (state->types[i] == payload.type) {
            state->types[i] = HF_SDP_TYPE_NONE;
        }
    }
    state->types[payload.codec] = payload.type;
}

static bool is_bound(const struct hf_sdp_state *state, unsigned type)
{
    return memchr(state->types, (int)type, sizeof state->types) != NULL;
}

/* Types for those that have none yet: the settings' own where it is free. */
static void bind_rest(struct hf_sdp_state *state, const struct hf_sdp_settings *settings)
{
    for (size_t i = 0; i < settings->n_codecs; i++) {
        unsigned type = settings->codecs[i].type;
        if (state->types[i] != HF_SDP_TYPE_NONE) {
            continue;
        }
        for (unsigned next = TYPE_DYNAMIC; is_bound(state, type); next++) {
            HF_ASSERT(next < TYPE_DYNAMIC + HF_SDP_CODECS_MAX);
            type = next;
        }
        state->types[i] = (uint8_t)type;
    }
}

/* ---- what is agreed ---- */

/* What the peer wants, seen from our side. */
static uint8_t turned(uint8_t direction)
{
    return (uint8_t)((direction & HF_SDP_SENDONLY) << 1 | (direction & HF_SDP_RECVONLY) >> 1);
}

/* What the peer asks for, or our frame's where it asks for nothing, in whole frames, and not above
 * what either can. One frame is the least that we can send, whatever it asks for. */
static uint16_t packet_time(const struct hf_sdp_settings *settings,
                            const struct hf_sdp_audio *audio)
{
    unsigned frame = settings->ptime_ms;
    unsigned most = settings->ptime_max_ms != 0 ? settings->ptime_max_ms : frame;
    unsigned wanted = audio->ptime_ms != 0 ? audio->ptime_ms : frame;
    most = audio->ptime_max_ms != 0 && audio->ptime_max_ms < most ? audio->ptime_max_ms : most;
    wanted = wanted > most ? most : wanted;
    return (uint16_t)(wanted < frame ? frame : wanted - wanted % frame);
}

/* The first that is audio, or NULL. */
static const struct hf_sdp_payload *first_audio(const struct hf_sdp_settings *settings,
                                                const struct hf_sdp_payload *found, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!hf_sdp_is_event(&settings->codecs[found[i].codec])) {
            return &found[i];
        }
    }
    return NULL;
}

/* The telephone-event with the codec's clock (RFC 4733 2.1), else any: there are phones that have
 * Opus at 48000 and events at 8000 alone. NULL: none. */
static const struct hf_sdp_payload *best_event(const struct hf_sdp_settings *settings,
                                               const struct hf_sdp_payload *found, size_t n,
                                               uint32_t clock_hz)
{
    const struct hf_sdp_payload *best = NULL;
    for (size_t i = 0; i < n; i++) {
        const struct hf_sdp_codec *codec = &settings->codecs[found[i].codec];
        if (!hf_sdp_is_event(codec)) {
            continue;
        }
        if (codec->clock_hz == clock_hz) {
            return &found[i];
        }
        best = best == NULL ? &found[i] : best;
    }
    return best;
}

/* An audio stream of the peer's that can be had. */
struct stream {
    struct hf_sdp_audio audio;
    const struct hf_sdp_media *media;
    const struct hf_target *local;
    struct hf_sdp_payload found[HF_SDP_CODECS_MAX]; /* with the peer's types */
    size_t n_found;
    const struct hf_sdp_payload *codec, *event; /* among found; event may be NULL */
    unsigned why;                               /* enum hf_sdp_why: why there is none */
};

/* enum hf_sdp_why: why it cannot be had. */
static unsigned try_stream(const struct hf_sdp_settings *settings, const struct hf_sdp *remote,
                           uint32_t index, struct stream *stream)
{
    unsigned why = hf_sdp_audio_read(remote, index, &stream->audio);
    if (why != HF_SDP_WHY_NONE) {
        return why;
    }
    stream->media = &remote->media[index];
    stream->local = local_of(settings, stream->audio.family);
    if (stream->local == NULL) {
        return HF_SDP_WHY_FAMILY;
    }
    stream->n_found = hf_sdp_common(settings, &stream->audio, stream->found);
    stream->codec = first_audio(settings, stream->found, stream->n_found);
    if (stream->codec == NULL) {
        return HF_SDP_WHY_CODEC;
    }
    stream->event = best_event(settings, stream->found, stream->n_found,
                               settings->codecs[stream->codec->codec].clock_hz);
    return HF_SDP_WHY_NONE;
}

/* Writes all of `agreed` but what we receive, the direction and who holds. */
static void agree(struct hf_sdp_agreed *agreed, const struct hf_sdp_settings *settings,
                  const struct stream *stream)
{
    struct hf_slice events = {"", 0};
    bool held = agreed->held;
    memset(agreed, 0, sizeof *agreed);
    agreed->active = true;
    agreed->held = held;
    agreed->family = stream->local->family;
    agreed->rtcp_mux = settings->rtcp_mux && stream->audio.rtcp_mux;
    agreed->remote = stream->audio.rtp;
    agreed->remote_rtcp = agreed->rtcp_mux ? stream->audio.rtp : stream->audio.rtcp;
    agreed->ptime_ms = packet_time(settings, &stream->audio);
    agreed->codec = stream->codec->codec;
    agreed->send_type = stream->codec->type;
    agreed->event_send_type = agreed->event_receive_type = HF_SDP_TYPE_NONE;
    if (stream->event != NULL) {
        (void)hf_sdp_fmtp(stream->media, stream->event->type, &events);
        agreed->event_send_type = stream->event->type;
        agreed->event_clock_hz = settings->codecs[stream->event->codec].clock_hz;
        agreed->events = hf_sdp_events(events);
    }
}

/* Of `found`, what we said of it: the types in which we receive. */
static void receive(struct hf_sdp_state *state, const struct stream *stream,
                    const struct hf_sdp_payload *found, size_t n)
{
    struct hf_sdp_agreed *agreed = &state->agreed;
    for (size_t i = 0; i < n; i++) {
        agreed->receive[i].codec = found[i].codec;
        agreed->receive[i].type = state->types[found[i].codec];
    }
    agreed->n_receive = (uint8_t)n;
    agreed->receive_type = state->types[stream->codec->codec];
    if (stream->event != NULL) {
        agreed->event_receive_type = state->types[stream->event->codec];
    }
}

/* With any telephone-event all that we offered: there are phones that answer the one at 48000 where
 * they mean the one at 8000, and send it so. */
static void receive_events(struct hf_sdp_state *state, const struct hf_sdp_settings *settings)
{
    struct hf_sdp_agreed *agreed = &state->agreed;
    for (size_t i = 0; i < settings->n_codecs; i++) {
        bool listed = false;
        for (size_t k = 0; k < agreed->n_receive; k++) {
            listed = listed || agreed->receive[k].codec == i;
        }
        if (!listed && hf_sdp_is_event(&settings->codecs[i])) {
            agreed->receive[agreed->n_receive].codec = (uint8_t)i;
            agreed->receive[agreed->n_receive++].type = state->types[i];
        }
    }
}

/* ---- offers ---- */

/* What the session will be known by from the first offer on: one m= line. */
static void begin_slots(struct hf_sdp_state *state)
{
    state->n_slots = state->n_slots == 0 ? 1 : state->n_slots;
    state->slots[state->audio_slot] = HF_SDP_SLOT_AUDIO;
}

/* Codecs as a whole, the agreed one first, so that an answer does not change it. */
static void offer_codecs(const struct hf_sdp_state *state, struct hf_sdp_own *own)
{
    size_t first = state->agreed.active ? state->agreed.codec : 0;
    own->n_payloads = own->settings->n_codecs;
    for (size_t i = 0; i < own->n_payloads; i++) {
        size_t codec = nth(i, first);
        own->payloads[i].codec = (uint8_t)codec;
        own->payloads[i].type = state->types[codec];
    }
}

int hf_sdp_offer(struct hf_sdp_state *state, const struct hf_sdp_settings *settings,
                 struct hf_sip_out *out)
{
    struct hf_sdp_state next = *state;
    struct hf_sdp_own own = {
        .settings = settings, .direction = settings->direction, .rtcp_mux = settings->rtcp_mux};
    if (state->phase == HF_SDP_OFFERED) {
        return HF_E_STATE;
    }
    if (!are_sound(settings)) {
        return HF_E_VALUE;
    }
    own.local = local_now(settings, &state->agreed);
    if ((own.direction & HF_SDP_RECVONLY) == 0 && state->agreed.held) {
        own.direction = HF_SDP_INACTIVE; /* both hold (RFC 3264 8.4) */
    }
    begin_slots(&next);
    bind_rest(&next, settings);
    offer_codecs(&next, &own);
    int result = hf_sdp_write(&next, &own, out);
    if (result < 0) {
        return result;
    }
    next.phase = HF_SDP_OFFERED;
    next.offered = own.direction;
    next.why = HF_SDP_WHY_NONE;
    *state = next;
    return 0;
}

void hf_sdp_offer_failed(struct hf_sdp_state *state)
{
    if (state->phase == HF_SDP_OFFERED) {
        state->phase = state->agreed.family != HF_FAMILY_NONE ? HF_SDP_AGREED : HF_SDP_NEW;
    }
}

/* ---- answers of ours ---- */

/* The stream that is the session's already, else the first that can be had; its index, or n_media
 * with the best reason in stream->why. */
static uint32_t choose(const struct hf_sdp_state *state, const struct hf_sdp_settings *settings,
                       const struct hf_sdp *remote, struct stream *stream)
{
    uint32_t first = state->audio_slot < remote->n_media ? state->audio_slot : 0;
    unsigned best = HF_SDP_WHY_NO_AUDIO;
    for (uint32_t i = 0; i < remote->n_media; i++) {
        uint32_t index = (uint32_t)nth(i, first);
        unsigned why = try_stream(settings, remote, index, stream);
        if (why == HF_SDP_WHY_NONE) {
            return index;
        }
        best = why > best ? why : best;
    }
    stream->why = best;
    return remote->n_media;
}

/* The first audio line, for a session whose audio is off. */
static uint8_t first_audio_line(const struct hf_sdp *remote)
{
    uint8_t i = 0;
    while (i + 1u < remote->n_media && !hf_slice_is(remote->media[i].medium, "audio")) {
        i++;
    }
    return i;
}

/* Puts the peer's lines in place of ours. */
static void take_slots(struct hf_sdp_state *state, const struct hf_sdp *remote)
{
    memset(state->slots, 0, sizeof state->slots);
    for (uint32_t i = 0; i < remote->n_media; i++) {
        state->slots[i] = hf_sdp_slot(&remote->media[i]);
    }
    state->n_slots = (uint8_t)remote->n_media;
}

/* Audio that both have: what is agreed, and what our answer says. */
static void answer_stream(struct hf_sdp_state *state, struct hf_sdp_own *own,
                          const struct stream *stream)
{
    struct hf_sdp_agreed *agreed = &state->agreed;
    agree(agreed, own->settings, stream);
    own->payloads[own->n_payloads++] = *stream->codec;
    if (stream->event != NULL) {
        own->payloads[own->n_payloads++] = *stream->event;
    }
    for (size_t i = 0; i < own->n_payloads; i++) {
        bind_type(state, own->payloads[i]); /* theirs, and so ours too (RFC 3264 6.1) */
    }
    receive(state, stream, own->payloads, own->n_payloads);
    agreed->direction = own->settings->direction & turned(stream->audio.direction);
    agreed->held = (stream->audio.direction & HF_SDP_RECVONLY) == 0;
    own->local = stream->local;
    own->direction = agreed->direction;
    own->rtcp_mux = agreed->rtcp_mux;
}

/* A re-offer that turns audio off: the call goes on without (RFC 3264 8.2). */
static void answer_off(struct hf_sdp_state *state, struct hf_sdp_own *own)
{
    own->local = local_now(own->settings, &state->agreed);
    memset(&state->agreed, 0, sizeof state->agreed);
    state->agreed.family = own->local->family;
}

int hf_sdp_answer(struct hf_sdp_state *state, const struct hf_sdp_settings *settings,
                  const struct hf_sdp *remote, struct hf_sip_out *out)
{
    struct hf_sdp_state next = *state;
    struct hf_sdp_own own = {.settings = settings, .remote = remote};
    struct stream stream = {.n_found = 0};
    HF_ASSERT(remote->error.what == NULL);
    if (state->phase == HF_SDP_OFFERED) {
        return HF_E_STATE;
    }
    if (!are_sound(settings)) {
        return HF_E_VALUE;
    }
    uint32_t index = choose(state, settings, remote, &stream);
    bool off = index == remote->n_media && stream.why == HF_SDP_WHY_OFF;
    if (index == remote->n_media && (!off || state->phase == HF_SDP_NEW)) {
        state->why = (uint8_t)stream.why;
        return HF_E_UNSUPPORTED;
    }
    take_slots(&next, remote);
    next.audio_slot = off ? first_audio_line(remote) : (uint8_t)index;
    if (off) {
        answer_off(&next, &own);
    } else {
        answer_stream(&next, &own, &stream);
    }
    int result = hf_sdp_write(&next, &own, out);
    if (result < 0) {
        return result;
    }
    next.phase = HF_SDP_AGREED;
    next.why = HF_SDP_WHY_NONE;
    *state = next;
    return 0;
}

/* ---- answers of the peer's ---- */

/* An answer has the lines of the offer (RFC 3264 6). What is looked at is the one where our audio
 * is: lines that are missing or too many behind it harm nobody. */
static unsigned try_answer(const struct hf_sdp_state *state, const struct hf_sdp_settings *settings,
                           const struct hf_sdp *remote, struct stream *stream)
{
    if (state->audio_slot >= remote->n_media) {
        return HF_SDP_WHY_NO_AUDIO;
    }
    return try_stream(settings, remote, state->audio_slot, stream);
}

int hf_sdp_take_answer(struct hf_sdp_state *state, const struct hf_sdp_settings *settings,
                       const struct hf_sdp *remote)
{
    struct stream stream = {.n_found = 0};
    HF_ASSERT(remote->error.what == NULL);
    if (state->phase != HF_SDP_OFFERED && state->phase != HF_SDP_ANSWERED) {
        return HF_E_STATE;
    }
    if (!are_sound(settings)) {
        return HF_E_VALUE;
    }
    unsigned why = try_answer(state, settings, remote, &stream);
    state->why = (uint8_t)why;
    if (why != HF_SDP_WHY_NONE) {
        return HF_E_UNSUPPORTED;
    }
    struct hf_sdp_agreed *agreed = &state->agreed;
    agree(agreed, settings, &stream);
    receive(state, &stream, stream.found, stream.n_found);
    if (stream.event != NULL) {
        receive_events(state, settings);
    }
    agreed->direction = state->offered & turned(stream.audio.direction);
    if ((state->offered & HF_SDP_SENDONLY) != 0) { /* else it was not asked */
        agreed->held = (stream.audio.direction & HF_SDP_RECVONLY) == 0;
    }
    state->phase = HF_SDP_ANSWERED;
    return 0;
}
