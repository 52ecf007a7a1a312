/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The media of the phone's calls: what is offered, what was agreed as the streams understand it,
 * and frames.
 */
#define _GNU_SOURCE 1
#include "phone_state.h"

#include <string.h>

#define FIRST_DYNAMIC 96 /* RFC 3551 6 */
#define EVENTS        "telephone-event"
#define EVENT_CODES   "0-16" /* keys and a hook flash (RFC 4733 3.2) */

/* ---- what is offered ---- */

static void say_codec(struct hf_phone_codecs *codecs, const struct hf_sdp_codec *said, uint8_t id)
{
    codecs->said[codecs->n] = *said;
    codecs->ids[codecs->n++] = id;
}

static int has_clock(const struct hf_phone_codecs *codecs, const char *name, uint32_t clock_hz)
{
    for (uint32_t i = 0; i < codecs->n; i++)
        if (codecs->said[i].clock_hz == clock_hz &&
            (name == NULL || strcmp(codecs->said[i].name, name) == 0))
            return 1;
    return 0;
}

static void add_codec(struct hf_phone_codecs *codecs, uint8_t id, uint8_t *next_type)
{
    const struct hf_codec *codec = hf_codec_get(id);

    if (codec == NULL || (codecs->set & 1u << id) != 0)
        return;
    struct hf_sdp_codec said = {.name = codec->name,
                                .fmtp = codec->format[0] != '\0' ? codec->format : NULL,
                                .clock_hz = codec->clock_rate,
                                .channels = codec->channels,
                                .type = codec->payload_type};

    if (said.type == HF_PAYLOAD_TYPE_DYNAMIC)
        said.type = (*next_type)++;
    say_codec(codecs, &said, id);
    codecs->set |= 1u << id;
}

/* Keys by the clock of each codec (RFC 4733 2.1). */
static void add_events(struct hf_phone_codecs *codecs, uint8_t *next_type)
{
    uint32_t n = codecs->n;

    for (uint32_t i = 0; i < n && codecs->n < HF_SDP_CODECS_MAX; i++) {
        struct hf_sdp_codec events = {.name = EVENTS,
                                      .fmtp = EVENT_CODES,
                                      .clock_hz = codecs->said[i].clock_hz,
                                      .channels = 1};

        if (has_clock(codecs, EVENTS, events.clock_hz))
            continue;
        events.type = events.clock_hz == 8000 ? 101 : (*next_type)++; /* as most phones have it */
        say_codec(codecs, &events, HF_CODEC_COUNT);
    }
}

void hf_phone_codecs_choose(struct hf_phone *phone)
{
    struct hf_phone_codecs *codecs = &phone->codecs;
    uint8_t next_type = FIRST_DYNAMIC;

    for (uint32_t i = 0; i < phone->options.n_codecs && i < HF_CODEC_COUNT; i++)
        add_codec(codecs, phone->options.codecs[i], &next_type);
    for (uint8_t id = 0; phone->options.n_codecs == 0 && id < HF_CODEC_COUNT; id++)
        add_codec(codecs, id, &next_type);
    add_events(codecs, &next_type);
}

/* ---- sockets ---- */

static void on_heard(void *context, const struct hf_stream_heard *heard)
{
    const struct hf_phone_call *call = context;
    const struct hf_phone *phone = call->phone;
    struct hf_phone_call_news news = {.at_us = hf_clock_now_us(),
                                      .wall_us = hf_clock_wall_us(),
                                      .call = call->id,
                                      .line = call->line,
                                      .key = heard->key_begun,
                                      .key_ms = 0};

    if (phone->options.call == NULL || phone->closing)
        return;
    if (heard->key_begun != '\0')
        phone->options.call(phone->options.context, &news);
    news.key = heard->key_ended;
    news.key_ms = heard->key_ms;
    if (heard->key_ended != '\0')
        phone->options.call(phone->options.context, &news);
}

int hf_phone_call_open_media(struct hf_phone_call *call, const char **why)
{
    const struct hf_phone *phone = call->phone;
    struct hf_rtp_session_options options = {.bind = phone->options.bind,
                                             .first = phone->options.rtp_first,
                                             .last = phone->options.rtp_last,
                                             .codecs = phone->codecs.set,
                                             .context = call,
                                             .heard = on_heard};

    call->media = hf_rtp_session_open(phone->loop, &options);
    if (call->media != NULL)
        return 0;
    *why = "no ports are free for its media, or no memory";
    return -1;
}

/* ---- what was agreed ---- */

static int has_type(const struct hf_stream_agreed *agreed, uint8_t type)
{
    for (uint32_t i = 0; i < agreed->n_formats; i++)
        if (agreed->formats[i].payload_type == type)
            return 1;
    return 0;
}

static void add_format(const struct hf_phone *phone, struct hf_stream_agreed *agreed, uint8_t index,
                       uint8_t type)
{
    uint8_t id = index < phone->codecs.n ? phone->codecs.ids[index] : HF_CODEC_COUNT;

    if (id >= HF_CODEC_COUNT || agreed->n_formats == HF_STREAM_FORMATS || has_type(agreed, type))
        return;
    agreed->formats[agreed->n_formats].codec = id;
    agreed->formats[agreed->n_formats++].payload_type = type;
}

/* Keys are told apart by the clock of the sound around them; where the peer has events of another
 * clock alone, none are sent. */
static uint8_t events_type(const struct hf_phone *phone, const struct hf_sdp_agreed *media)
{
    uint32_t clock_hz = media->codec < phone->codecs.n ? phone->codecs.said[media->codec].clock_hz
                                                       : 0;

    if (media->event_send_type == HF_SDP_TYPE_NONE || media->event_clock_hz != clock_hz)
        return HF_STREAM_NO_EVENTS;
    return media->event_send_type;
}

static struct hf_stream_agreed as_stream_has_it(const struct hf_phone_call *call,
                                                const struct hf_sdp_agreed *media)
{
    const struct hf_phone *phone = call->phone;
    struct hf_stream_agreed agreed = {.events_type = events_type(phone, media),
                                      .sends = (media->direction & HF_SDP_SENDONLY) != 0,
                                      .receives = (media->direction & HF_SDP_RECVONLY) != 0,
                                      .is_muxed = media->rtcp_mux,
                                      .remote = media->remote,
                                      .remote_control = media->remote_rtcp,
                                      .signalling = call->sip.peer};

    add_format(phone, &agreed, media->codec, media->send_type);
    for (uint8_t i = 0; i < media->n_receive && i < HF_SDP_CODECS_MAX; i++)
        add_format(phone, &agreed, media->receive[i].codec, media->receive[i].type);
    return agreed;
}

int hf_phone_call_agree(struct hf_phone_call *call, const struct hf_calls_news *news)
{
    struct hf_stream_agreed agreed;

    if (!news->media.active) { /* audio is off: nothing comes or goes, until it is on again */
        hf_rtp_session_pause(call->media);
        return 0;
    }
    agreed = as_stream_has_it(call, &news->media);
    return hf_rtp_session_agree(call->media, &agreed);
}

/* ---- frames ---- */

/* Nobody listens into a room where the phone rings: reliable ringing may agree on sound before the
 * user has answered (RFC 3262 5). */
static int may_be_heard(const struct hf_phone_call *call, const struct hf_phone_frame *frame)
{
    return call->id == frame->call && hf_rtp_session_frame(call->media) == frame->n &&
           !call->sip.held_by_us && (!call->sip.incoming || call->sip.up_us != 0);
}

void hf_phone_frame(struct hf_phone *phone, const struct hf_phone_frame *frame)
{
    for (struct hf_phone_call *call = phone->calls; call != NULL; call = call->next) {
        int heard = may_be_heard(call, frame);

        hf_rtp_session_turn(call->media, heard ? frame->heard : NULL, heard ? frame->played : NULL);
    }
}
