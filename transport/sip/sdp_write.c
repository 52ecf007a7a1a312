/* SPDX-License-Identifier: Apache-2.0 */
/* Our own descriptions as text; see sdp_write.h. */
#include "sdp_write.h"

#include <string.h>

#include "address.h"
#include "holdfast/line.h"
#include "lex.h"

/* FNV-1a, 64 bits. */
#define HASH_BEGIN 0xCBF29CE484222325u
#define HASH_PRIME 0x100000001B3u

/* ---- lines that are refused ---- */

static const char *const media[] = {"audio", "video", "text", "application", "message", "image"};

/* With a format that stands where one must (RFC 3264 6). The first is that of audio. */
static const struct {
    const char *transport, *format;
} transports[] = {
    {"RTP/AVP", "0"},
    {"RTP/AVPF", "0"},
    {"RTP/SAVP", "0"},
    {"RTP/SAVPF", "0"},
    {"UDP/TLS/RTP/SAVP", "0"},
    {"UDP/TLS/RTP/SAVPF", "0"},
    {"TCP/RTP/AVP", "0"},
    {"udptl", "t38"},
    {"UDP/TLS/UDPTL", "t38"},
    {"UDP/DTLS/SCTP", "webrtc-datachannel"},
    {"TCP/DTLS/SCTP", "webrtc-datachannel"},
    {"DTLS/SCTP", "5000"},
    {"TCP/MSRP", "*"},
    {"TCP/TLS/MSRP", "*"},
    {"TCP/BFCP", "*"},
    {"UDP/BFCP", "*"},
};
_Static_assert(sizeof transports / sizeof transports[0] <= 16, "four bits of a slot");

uint8_t hf_sdp_slot(const struct hf_sdp_media *line)
{
    for (size_t i = 0; i < sizeof media / sizeof media[0]; i++) {
        for (size_t k = 0; k < sizeof transports / sizeof transports[0]; k++) {
            if (hf_slice_is(line->medium, media[i]) &&
                hf_slice_is(line->transport, transports[k].transport)) {
                return (uint8_t)(i << 4 | k);
            }
        }
    }
    return HF_SDP_SLOT_AUDIO;
}

static void put_refused_slot(struct hf_sip_out *out, uint8_t slot)
{
    hf_sip_put_text(out, "m=");
    hf_sip_put_text(out, media[slot >> 4]);
    hf_sip_put_text(out, " 0 ");
    hf_sip_put_text(out, transports[slot & 15].transport);
    hf_sip_put_text(out, " ");
    hf_sip_put_text(out, transports[slot & 15].format);
    hf_sip_put_text(out, "\r\n");
}

/* As it was offered, with one of its formats (RFC 3264 6). */
static void put_refused_media(struct hf_sip_out *out, const struct hf_sdp_media *line)
{
    struct hf_slice formats = line->formats, format;
    hf_sip_put_text(out, "m=");
    hf_sip_put(out, line->medium);
    hf_sip_put_text(out, " 0 ");
    hf_sip_put(out, line->transport);
    hf_sip_put_text(out, " ");
    if (!hf_sdp_word_next(&formats, &format) || format.length > HF_SDP_TOKEN_MAX) {
        format = hf_slice_text(transports[hf_sdp_slot(line) & 15].format);
    }
    hf_sip_put(out, format);
    hf_sip_put_text(out, "\r\n");
}

/* ---- audio ---- */

static void put_attribute_number(struct hf_sip_out *out, const char *name, uint64_t number)
{
    hf_sip_put_text(out, "a=");
    hf_sip_put_text(out, name);
    hf_sip_put_text(out, ":");
    hf_sip_put_number(out, number);
}

/* rtpmap also of types that need none (RFC 3264 5.1 wants it of all), and fmtp. */
static void put_codec(struct hf_sip_out *out, const struct hf_sdp_codec *codec, unsigned type)
{
    put_attribute_number(out, "rtpmap", type);
    hf_sip_put_text(out, " ");
    hf_sip_put_text(out, codec->name);
    hf_sip_put_text(out, "/");
    hf_sip_put_number(out, codec->clock_hz);
    if (codec->channels > 1) {
        hf_sip_put_text(out, "/");
        hf_sip_put_number(out, codec->channels);
    }
    hf_sip_put_text(out, "\r\n");
    if (codec->fmtp != NULL) {
        put_attribute_number(out, "fmtp", type);
        hf_sip_put_text(out, " ");
        hf_sip_put_text(out, codec->fmtp);
        hf_sip_put_text(out, "\r\n");
    }
}

static void put_number_line(struct hf_sip_out *out, const char *name, uint64_t number)
{
    put_attribute_number(out, name, number);
    hf_sip_put_text(out, "\r\n");
}

static void put_audio(struct hf_sip_out *out, const struct hf_sdp_own *own)
{
    static const char *const directions[] = {"a=inactive\r\n", "a=sendonly\r\n", "a=recvonly\r\n",
                                             "a=sendrecv\r\n"};
    const struct hf_sdp_settings *settings = own->settings;
    hf_sip_put_text(out, "m=audio ");
    hf_sip_put_number(out, own->local->port);
    hf_sip_put_text(out, " RTP/AVP");
    for (size_t i = 0; i < own->n_payloads; i++) {
        hf_sip_put_text(out, " ");
        hf_sip_put_number(out, own->payloads[i].type);
    }
    hf_sip_put_text(out, "\r\n");
    for (size_t i = 0; i < own->n_payloads; i++) {
        put_codec(out, &settings->codecs[own->payloads[i].codec], own->payloads[i].type);
    }
    put_number_line(out, "ptime", settings->ptime_ms);
    if (settings->ptime_max_ms != 0) {
        put_number_line(out, "maxptime", settings->ptime_max_ms);
    }
    if (settings->rtcp_port != 0 && settings->rtcp_port != own->local->port + 1) {
        put_number_line(out, "rtcp", settings->rtcp_port); /* RFC 3605 */
    }
    if (own->rtcp_mux) {
        hf_sip_put_text(out, "a=rtcp-mux\r\n");
    }
    hf_sip_put_text(out, directions[own->direction & HF_SDP_SENDRECV]);
}

/* ---- all of it ---- */

static void put_address_words(struct hf_sip_out *out, const struct hf_target *local)
{
    hf_sip_put_text(out, local->family == HF_FAMILY_IPV6 ? "IN IP6 " : "IN IP4 ");
    hf_sip_put_address(out, local);
    hf_sip_put_text(out, "\r\n");
}

/* The user is "-": whose phone it is, stands in SIP. "s=-": a session without a name (RFC 8866
 * 5.3). */
static void put_origin(struct hf_sip_out *out, const struct hf_sdp_state *state,
                       const struct hf_target *local)
{
    hf_sip_put_text(out, "v=0\r\no=- ");
    hf_sip_put_number(out, state->session_id);
    hf_sip_put_text(out, " ");
    hf_sip_put_number(out, state->version);
    hf_sip_put_text(out, " ");
    put_address_words(out, local);
}

/* Behind the o= line; its address, which is c='s, stands here too. */
static void put_rest(struct hf_sip_out *out, const struct hf_sdp_state *state,
                     const struct hf_sdp_own *own)
{
    hf_sip_put_text(out, "s=-\r\nc=");
    put_address_words(out, own->local);
    hf_sip_put_text(out, "t=0 0\r\n");
    for (uint8_t i = 0; i < state->n_slots; i++) {
        if (i == state->audio_slot && own->n_payloads != 0) {
            put_audio(out, own);
        } else if (own->remote != NULL) {
            put_refused_media(out, &own->remote->media[i]);
        } else {
            put_refused_slot(out, state->slots[i]);
        }
    }
}

static uint64_t hash_of(const char *p, const char *end)
{
    uint64_t hash = HASH_BEGIN;
    for (; p < end; p++) {
        hash = (hash ^ (uint8_t)*p) * HASH_PRIME;
    }
    return hash;
}

/* Whether it differs from the last one is known when it is printed, and then its version may get
 * longer by a digit: so it is printed a second time where it does. */
int hf_sdp_write(struct hf_sdp_state *state, const struct hf_sdp_own *own, struct hf_sip_out *out)
{
    size_t begin = out->length;
    struct hf_sdp_state next = *state;
    for (int pass = 0; pass < 2; pass++) {
        out->length = begin;
        put_origin(out, &next, own->local);
        size_t rest = out->length;
        put_rest(out, &next, own);
        if (out->overflow) {
            out->length = begin;
            return HF_E_SPACE;
        }
        next.said = hash_of(out->at + rest, out->at + out->length);
        if (pass == 0 && next.version != 0 && next.said == state->said) {
            break;
        }
        next.version = state->version + 1;
    }
    *state = next;
    return 0;
}
