/* SPDX-License-Identifier: Apache-2.0 */
/* What one call of the agent hands back: events, datagrams, notes. */
#include "agent_state.h"

#include <string.h>

void hf_agent_out_clear(struct hf_agent_out *out)
{
    out->n_events = 0;
    out->n_datagrams = 0;
    out->n_notes = 0;
    out->n_bytes = 0;
}

bool hf_agent_out_has_room(const struct hf_agent_out *out)
{
    return out->n_events < HF_AGENT_OUT_EVENTS && out->n_datagrams < HF_AGENT_OUT_DATAGRAMS;
}

struct hf_event *hf_agent_event(struct hf_agent_out *out, uint32_t kind, uint64_t now_us)
{
    HF_ASSERT(out->n_events < HF_AGENT_OUT_EVENTS);
    struct hf_event *event = &out->events[out->n_events++];
    memset(event, 0, sizeof *event);
    event->kind = kind;
    event->at_us = now_us;
    return event;
}

struct hf_agent_note *hf_agent_note(struct hf_agent_out *out, unsigned kind,
                                    const struct hf_target *peer, const char *text)
{
    /* The last place is written again and again once the others are full: news that nobody
     * reads, but a place that every caller may fill. */
    uint32_t at = out->n_notes < HF_AGENT_OUT_NOTES ? out->n_notes++ : HF_AGENT_OUT_NOTES - 1;
    struct hf_agent_note *note = &out->notes[at];
    size_t length = strlen(text);
    memset(note, 0, sizeof *note);
    note->kind = (uint8_t)kind;
    if (peer != NULL) {
        note->peer = *peer;
    }
    memcpy(note->text, text, length < sizeof note->text ? length : sizeof note->text - 1);
    return note;
}

/* Bytes of the UTF-8 sequence at p that is a character and no control; 0: none is there. */
static size_t character(const uint8_t *p, size_t n)
{
    size_t length = p[0] < 0x80 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
    uint8_t low = p[0] == 0xC2 || p[0] == 0xE0 ? 0xA0 : p[0] == 0xF0 ? 0x90 : 0x80;
    uint8_t high = p[0] == 0xED ? 0x9F : p[0] == 0xF4 ? 0x8F : 0xBF;
    if (length == 1) {
        return p[0] >= 0x20 && p[0] != 0x7F;
    }
    if (p[0] < 0xC2 || p[0] > 0xF4 || length > n || p[1] < low || p[1] > high) {
        return 0;
    }
    for (size_t i = 2; i < length; i++) {
        if (p[i] < 0x80 || p[i] > 0xBF) {
            return 0;
        }
    }
    return length;
}

void hf_agent_note_text(struct hf_agent_note *note, struct hf_slice text)
{
    const uint8_t *bytes = (const uint8_t *)text.at;
    size_t at = 0, n = 0;
    memset(note->text, 0, sizeof note->text);
    while (at < text.length) {
        size_t length = character(bytes + at, text.length - at);
        size_t put = length == 0 ? 1 : length;
        if (n + put >= sizeof note->text) {
            return;
        }
        if (length == 0) {
            note->text[n] = '?';
        } else {
            memcpy(note->text + n, bytes + at, length);
        }
        n += put;
        at += put;
    }
}

void hf_agent_failed(struct hf_agent_out *out, uint64_t attempt, unsigned cause, uint64_t now_us)
{
    struct hf_event *event = hf_agent_event(out, HF_EVENT_ATTEMPT_FAILED, now_us);
    event->u.failed.attempt = attempt;
    event->u.failed.cause = (uint8_t)cause;
}

void hf_agent_abandoned(struct hf_agent_out *out, uint64_t attempt, uint64_t now_us)
{
    struct hf_event *event = hf_agent_event(out, HF_EVENT_ABANDONED, now_us);
    event->u.abandoned.attempt = attempt;
    event->u.abandoned.expires_s = HF_EXPIRES_NONE;
    event->u.abandoned.how = HF_ABANDONED_NOTHING;
}

struct hf_sip_out hf_agent_print(struct hf_agent_out *out)
{
    struct hf_sip_out printer;
    hf_sip_out_start(&printer, out->bytes + out->n_bytes, sizeof out->bytes - out->n_bytes);
    return printer;
}

struct hf_agent_datagram *hf_agent_datagram(struct hf_agent_out *out,
                                            const struct hf_sip_out *printed,
                                            const struct hf_target *target)
{
    if (printed->overflow || out->n_datagrams == HF_AGENT_OUT_DATAGRAMS) {
        return NULL;
    }
    struct hf_agent_datagram *datagram = &out->datagrams[out->n_datagrams++];
    memset(datagram, 0, sizeof *datagram);
    datagram->target = *target;
    datagram->at = out->n_bytes;
    datagram->length = (uint32_t)printed->length;
    out->n_bytes += datagram->length;
    return datagram;
}
