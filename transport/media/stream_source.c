/* SPDX-License-Identifier: Apache-2.0 */
/* Whose packets are taken, and where ours go: the rule of stream.h, "Whose packets are taken". */
#include "stream_state.h"

#include <string.h>

bool hf_target_is_host(const struct hf_target *a, const struct hf_target *b)
{
    size_t n = a->family == HF_FAMILY_IPV4 ? 4 : sizeof a->address;
    return a->family != HF_FAMILY_NONE && a->family == b->family &&
           memcmp(a->address, b->address, n) == 0;
}

bool hf_target_is(const struct hf_target *a, const struct hf_target *b)
{
    bool are_none = a->family == HF_FAMILY_NONE && b->family == HF_FAMILY_NONE;
    return are_none || (hf_target_is_host(a, b) && a->port == b->port);
}

/* An address to send to: 0.0.0.0 and :: are the old way to say hold (RFC 3264 8.4). */
bool hf_target_is_set(const struct hf_target *target)
{
    static const uint8_t nowhere[sizeof target->address];
    return target->family != HF_FAMILY_NONE && target->port != 0 &&
           memcmp(target->address, nowhere, sizeof nowhere) != 0;
}

static struct hf_target control_of(const struct hf_stream *s, const struct hf_target *target)
{
    struct hf_target control = *target;
    if (!s->agreed.is_muxed && hf_target_is_set(target)) {
        control.port++; /* RFC 3550 11 */
    }
    return control;
}

void hf_source_begin(struct hf_stream *s)
{
    s->current = s->agreed.remote;
    s->current_control = control_of(s, &s->current);
    if (!s->agreed.is_muxed && s->agreed.remote_control.family != HF_FAMILY_NONE) {
        s->current_control = s->agreed.remote_control;
    }
    s->candidate.n_good = 0;
    s->has_heard = s->has_new = false;
}

bool hf_source_is_known(const struct hf_stream *s, const struct hf_target *from)
{
    return hf_target_is_host(from, &s->agreed.remote) ||
           hf_target_is_host(from, &s->agreed.signalling) || hf_target_is_host(from, &s->current);
}

/* The candidate's packet in a row, or a candidate's first. */
static void count(struct hf_source *c, const struct hf_target *from, const struct hf_rtp *packet)
{
    bool is_next = c->n_good != 0 && hf_target_is(&c->from, from) && c->ssrc == packet->ssrc &&
                   c->next == packet->sequence;
    c->n_good = is_next ? (uint16_t)(c->n_good + 1u) : 1;
    c->from = *from;
    c->ssrc = packet->ssrc;
    c->next = (uint16_t)(packet->sequence + 1u);
}

static void latch(struct hf_stream *s, const struct hf_target *from)
{
    s->current = *from;
    s->current_control = control_of(s, from);
    s->candidate.n_good = 0;
}

enum hf_source_says hf_source_heard(struct hf_stream *s, const struct hf_target *from,
                                    const struct hf_rtp *packet)
{
    bool is_agreed = hf_target_is(from, &s->agreed.remote);
    if (hf_target_is(from, &s->current)) {
        if (!hf_target_is(&s->candidate.from, &s->agreed.remote)) {
            s->candidate.n_good = 0; /* SDP's own address may take over from one that is alive */
        }
        return HF_SOURCE_OURS;
    }
    if (!hf_source_is_known(s, from) || !hf_target_is_set(&s->agreed.remote)) {
        return HF_SOURCE_STRANGER;
    }
    if (!is_agreed && s->has_heard && packet->ssrc != s->peer) {
        return HF_SOURCE_STRANGER;
    }
    count(&s->candidate, from, packet);
    if (s->candidate.n_good < HF_STREAM_LATCH) {
        return HF_SOURCE_STRANGER;
    }
    latch(s, from);
    return HF_SOURCE_LATCHED;
}
