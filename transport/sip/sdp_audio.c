/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads an m=audio line and its attributes; see sdp_audio.h. An attribute that makes no sense is
 * as one that is absent: a call does not fail for a ptime.
 */
#include "sdp_audio.h"

#include <string.h>

#include "holdfast/config.h"
#include "lex.h"

#define EVENTS_ALL 0xFFFFu /* RFC 4733 2.4.1: 0-15 where nothing is said */

/* Payload types that need no rtpmap (RFC 3551 6, table 4). */
static const char *const known[] = {
    [0] = "PCMU/8000",    [3] = "GSM/8000",   [4] = "G723/8000",   [5] = "DVI4/8000",
    [6] = "DVI4/16000",   [7] = "LPC/8000",   [8] = "PCMA/8000",   [9] = "G722/8000",
    [10] = "L16/44100/2", [11] = "L16/44100", [12] = "QCELP/8000", [13] = "CN/8000",
    [14] = "MPA/90000",   [15] = "G728/8000", [16] = "DVI4/11025", [17] = "DVI4/22050",
    [18] = "G729/8000",
};

/* ---- addresses ---- */

static bool is_zero(const struct hf_target *target)
{
    static const uint8_t zero[16];
    return memcmp(target->address, zero, sizeof zero) == 0;
}

/* Everybody's, or a group's: nobody gets to point a phone at these. */
static bool is_group(const struct hf_target *target)
{
    const uint8_t *a = target->address;
    if (target->family == HF_FAMILY_IPV6) {
        return a[0] == 0xFF;
    }
    return (a[0] & 0xF0) == 0xE0 || (a[0] & a[1] & a[2] & a[3]) == 0xFF;
}

static bool ends_with_invalid(struct hf_slice name)
{
    static const char end[] = ".invalid";
    size_t length = sizeof end - 1;
    return name.length >= length && hf_lex_same(name.at + name.length - length, end, length);
}

/* "IN IP4 192.0.2.1" into a target without a port. An address of all zeros, or a name under
 * .invalid, means that there is nowhere to send (RFC 3264 8.4, RFC 6157 4.2): family NONE then.
 * A group's address may have "/ttl" behind it. */
static bool target_of(struct hf_slice value, struct hf_target *target, uint8_t *family)
{
    struct hf_slice network, type, address;
    memset(target, 0, sizeof *target);
    if (!hf_sdp_word_next(&value, &network) || !hf_sdp_word_next(&value, &type) ||
        !hf_sdp_word_next(&value, &address)) {
        return false;
    }
    if (!HF_LEX_SAYS(network, "IN")) {
        return false;
    }
    *family = HF_LEX_SAYS(type, "IP4")   ? HF_FAMILY_IPV4
              : HF_LEX_SAYS(type, "IP6") ? HF_FAMILY_IPV6
                                         : HF_FAMILY_NONE;
    if (*family != HF_FAMILY_NONE && ends_with_invalid(address)) {
        return true;
    }
    if (*family == HF_FAMILY_NONE || !hf_target_parse(target, address.at, address.length) ||
        target->family != *family || is_group(target)) {
        return false;
    }
    if (is_zero(target)) {
        target->family = HF_FAMILY_NONE;
    }
    return true;
}

/* RTCP has a port, and may have an address, of its own (RFC 3605); else the port behind RTP's. */
static void read_rtcp(struct hf_slice lines, struct hf_sdp_audio *audio)
{
    struct hf_slice value, word;
    uint64_t port = (uint64_t)audio->rtp.port + 1;
    uint8_t family;
    struct hf_target own;
    audio->rtcp = audio->rtp;
    if (hf_sdp_attribute(lines, "rtcp", &value) && hf_sdp_word_next(&value, &word)) {
        if (!hf_slice_number(word, HF_SDP_PORT_MAX, &port)) {
            port = (uint64_t)audio->rtp.port + 1;
        } else if (target_of(value, &own, &family) && family == audio->family) {
            audio->rtcp = own;
        }
    }
    audio->rtcp.port = (uint16_t)port;
    if (port == 0 || port > HF_SDP_PORT_MAX || audio->rtp.family == HF_FAMILY_NONE ||
        audio->rtcp.family == HF_FAMILY_NONE) {
        memset(&audio->rtcp, 0, sizeof audio->rtcp);
    }
}

static unsigned read_address(const struct hf_sdp *sdp, const struct hf_sdp_media *media,
                             struct hf_sdp_audio *audio)
{
    struct hf_slice value = media->connection.length != 0 ? media->connection : sdp->connection;
    if (!target_of(value, &audio->rtp, &audio->family)) {
        return HF_SDP_WHY_ADDRESS;
    }
    if (audio->rtp.family != HF_FAMILY_NONE) {
        audio->rtp.port = media->port;
    }
    read_rtcp(media->lines, audio);
    return HF_SDP_WHY_NONE;
}

/* ---- attributes ---- */

static bool direction_in(struct hf_slice lines, uint8_t *direction)
{
    static const char *const names[] = {
        [HF_SDP_INACTIVE] = "inactive",
        [HF_SDP_SENDONLY] = "sendonly",
        [HF_SDP_RECVONLY] = "recvonly",
        [HF_SDP_SENDRECV] = "sendrecv",
    };
    struct hf_sdp_line line;
    while (hf_sdp_line_next(&lines, &line)) {
        struct hf_slice name = hf_slice_trim(line.value);
        for (uint8_t i = 0; line.type == 'a' && i < sizeof names / sizeof names[0]; i++) {
            if (hf_slice_is(name, names[i])) {
                *direction = i;
                return true;
            }
        }
    }
    return false;
}

/* The medium's own, else the session's, else both ways (RFC 8866 6.7). To an address of zeros
 * nothing is sent, whatever the direction says (RFC 3264 8.4). */
static void read_direction(const struct hf_sdp *sdp, const struct hf_sdp_media *media,
                           struct hf_sdp_audio *audio)
{
    audio->direction = HF_SDP_SENDRECV;
    if (!direction_in(media->lines, &audio->direction)) {
        direction_in(sdp->lines, &audio->direction);
    }
    if (audio->rtp.family == HF_FAMILY_NONE) {
        audio->direction &= HF_SDP_SENDONLY;
    }
}

/* Milliseconds, fractions left out; 0: not said, or nothing that can be. */
static uint16_t milliseconds(struct hf_slice lines, const char *name)
{
    struct hf_slice value;
    uint64_t number;
    if (!hf_sdp_attribute(lines, name, &value)) {
        return 0;
    }
    const char *end = value.at + value.length;
    const char *digits_end = hf_lex_skip(value.at, end, HF_LEX_DIGIT);
    if (digits_end != end && *digits_end != '.') {
        return 0;
    }
    return hf_slice_number(hf_lex_slice(value.at, digits_end), HF_SDP_PTIME_MAX, &number)
               ? (uint16_t)number
               : 0;
}

/* "a=name:96 rest" of a payload type: its number and the rest. */
static bool typed(const struct hf_sdp_line *line, const char *name, uint64_t *type,
                  struct hf_slice *rest)
{
    const char *end = line->value.at + line->value.length;
    const char *colon = memchr(line->value.at, ':', line->value.length);
    struct hf_slice word;
    if (line->type != 'a' || colon == NULL ||
        !hf_slice_is(hf_lex_slice(line->value.at, colon), name)) {
        return false;
    }
    *rest = hf_lex_slice(colon + 1, end);
    if (!hf_sdp_word_next(rest, &word) || !hf_slice_number(word, HF_SDP_TYPE_MAX, type)) {
        return false;
    }
    *rest = hf_slice_trim(*rest);
    return true;
}

/* In one pass, whatever the number of lines and formats: the first rtpmap of a type counts. */
static void read_names(const struct hf_sdp_media *media, struct hf_sdp_audio *audio)
{
    struct hf_slice lines = media->lines, rest;
    struct hf_sdp_line line;
    uint64_t type;
    memset(audio->names, 0, sizeof audio->names);
    while (hf_sdp_line_next(&lines, &line)) {
        if (typed(&line, "rtpmap", &type, &rest) && audio->names[type].length == 0) {
            audio->names[type] = rest;
        }
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (audio->names[i].length == 0 && known[i] != NULL) {
            audio->names[i] = hf_slice_text(known[i]);
        }
    }
}

bool hf_sdp_fmtp(const struct hf_sdp_media *media, unsigned type, struct hf_slice *value)
{
    struct hf_slice lines = media->lines;
    struct hf_sdp_line line;
    uint64_t number;
    while (hf_sdp_line_next(&lines, &line)) {
        if (typed(&line, "fmtp", &number, value) && number == type) {
            return true;
        }
    }
    return false;
}

unsigned hf_sdp_audio_read(const struct hf_sdp *sdp, uint32_t index, struct hf_sdp_audio *audio)
{
    const struct hf_sdp_media *media = &sdp->media[index];
    struct hf_slice value;
    if (!HF_LEX_SAYS(media->medium, "audio")) {
        return HF_SDP_WHY_NO_AUDIO;
    }
    if (media->port == 0) {
        return HF_SDP_WHY_OFF;
    }
    if (!HF_LEX_SAYS(media->transport, "RTP/AVP")) {
        return HF_SDP_WHY_PROFILE;
    }
    unsigned why = read_address(sdp, media, audio);
    if (why != HF_SDP_WHY_NONE) {
        return why;
    }
    read_direction(sdp, media, audio);
    read_names(media, audio);
    audio->formats = media->formats;
    audio->ptime_ms = milliseconds(media->lines, "ptime");
    audio->ptime_max_ms = milliseconds(media->lines, "maxptime");
    audio->rtcp_mux = hf_sdp_attribute(media->lines, "rtcp-mux", &value);
    return HF_SDP_WHY_NONE;
}

/* ---- codecs ---- */

bool hf_sdp_is_event(const struct hf_sdp_codec *codec)
{
    return hf_slice_is(hf_slice_text(codec->name), HF_SDP_EVENT_NAME);
}

/* Takes what stands before the next '/'. */
static struct hf_slice part(struct hf_slice *name)
{
    const char *end = name->at + name->length;
    const char *slash = memchr(name->at, '/', name->length);
    struct hf_slice taken = hf_lex_slice(name->at, slash == NULL ? end : slash);
    *name = hf_lex_slice(slash == NULL ? end : slash + 1, end);
    return hf_slice_trim(taken);
}

/* Case does not count in names, and one channel need not be said (RFC 8866 6.6). */
int hf_sdp_codec_find(const struct hf_sdp_settings *settings, struct hf_slice name)
{
    uint64_t clock, channels = 1;
    if (name.length == 0) {
        return -1;
    }
    struct hf_slice own = part(&name);
    if (!hf_slice_number(part(&name), UINT32_MAX, &clock) ||
        (name.length != 0 && !hf_slice_number(part(&name), UINT8_MAX, &channels))) {
        return -1;
    }
    for (size_t i = 0; i < settings->n_codecs; i++) {
        const struct hf_sdp_codec *codec = &settings->codecs[i];
        if (codec->clock_hz == clock && codec->channels == channels &&
            hf_slice_is(own, codec->name)) {
            return (int)i;
        }
    }
    return -1;
}

static bool has(const struct hf_sdp_payload *found, size_t n, unsigned codec)
{
    for (size_t i = 0; i < n; i++) {
        if (found[i].codec == codec) {
            return true;
        }
    }
    return false;
}

size_t hf_sdp_common(const struct hf_sdp_settings *settings, const struct hf_sdp_audio *audio,
                     struct hf_sdp_payload found[HF_SDP_CODECS_MAX])
{
    struct hf_slice formats = audio->formats, word;
    uint64_t type;
    size_t n = 0;
    while (hf_sdp_word_next(&formats, &word)) {
        if (!hf_slice_number(word, HF_SDP_TYPE_MAX, &type)) {
            continue;
        }
        int codec = hf_sdp_codec_find(settings, audio->names[type]);
        if (codec >= 0 && !has(found, n, (unsigned)codec)) {
            found[n].codec = (uint8_t)codec;
            found[n++].type = (uint8_t)type;
        }
    }
    return n;
}

/* "5" or "0-11": first and last. */
static bool range(struct hf_slice word, uint64_t *first, uint64_t *last)
{
    const char *end = word.at + word.length;
    const char *dash = memchr(word.at, '-', word.length);
    struct hf_slice from = hf_slice_trim(hf_lex_slice(word.at, dash == NULL ? end : dash));
    struct hf_slice to = dash == NULL ? from : hf_slice_trim(hf_lex_slice(dash + 1, end));
    return hf_slice_number(from, UINT8_MAX, first) && hf_slice_number(to, UINT8_MAX, last);
}

uint16_t hf_sdp_events(struct hf_slice fmtp)
{
    uint16_t events = fmtp.length == 0 ? EVENTS_ALL : 0;
    uint64_t first, last;
    while (fmtp.length != 0) {
        const char *end = fmtp.at + fmtp.length;
        const char *comma = memchr(fmtp.at, ',', fmtp.length);
        if (!range(hf_lex_slice(fmtp.at, comma == NULL ? end : comma), &first, &last)) {
            return EVENTS_ALL;
        }
        for (uint64_t i = first; i <= last && i < 16; i++) {
            events |= (uint16_t)(1u << i);
        }
        fmtp = hf_lex_slice(comma == NULL ? end : comma + 1, end);
    }
    return events;
}
