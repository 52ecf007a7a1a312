/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property: any bytes are parsed as a session description or refused with a reason inside them; all
 * slices are parts of the bytes; printing is a fixed point. As an offer, before and during a call,
 * it is answered by a sound description with as many lines, of the same media and transports, with
 * one port at most that is not 0; or refused with a reason, and nothing has changed. As an answer
 * it is taken, or nothing has changed. What is agreed can be; the next offer goes on from there,
 * and another phone that answers it agrees on the same.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/line.h"
#include "holdfast/sip/sdp.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

#define PRINTED_MAX (4u * HF_SDP_BYTES_MAX) /* a line end of one byte becomes two */

static const struct hf_sdp_codec codecs[] = {
    {"PCMU", NULL, 8000, 1, 0},
    {"PCMA", NULL, 8000, 1, 8},
    {"opus", "useinbandfec=1", 48000, 2, 96},
    {"telephone-event", "0-15", 8000, 1, 101},
    {"telephone-event", "0-15", 48000, 1, 102},
};

static const struct hf_sdp_settings phone = {
    .codecs = codecs,
    .n_codecs = sizeof codecs / sizeof codecs[0],
    .local = {.address = {198, 51, 100, 7}, .port = 4000, .family = HF_FAMILY_IPV4},
    .other = {.address = {0x20, 1, 0xD, 0xB8, [15] = 7}, .port = 4000, .family = HF_FAMILY_IPV6},
    .ptime_ms = 20,
    .ptime_max_ms = 60,
    .direction = HF_SDP_SENDRECV,
    .rtcp_mux = true,
};

static void must(int holds)
{
    if (!holds) {
        abort();
    }
}

static void must_be_inside(const struct hf_sdp *sdp, struct hf_slice slice)
{
    if (slice.length != 0) {
        must(slice.at >= sdp->bytes && slice.length <= sdp->n_bytes &&
             (size_t)(slice.at - sdp->bytes) <= sdp->n_bytes - slice.length);
    }
}

static size_t count_lines(const struct hf_sdp *sdp, struct hf_slice lines)
{
    struct hf_sdp_line line;
    size_t n = 0;
    must_be_inside(sdp, lines);
    while (hf_sdp_line_next(&lines, &line)) {
        must(line.type != 'm');
        must_be_inside(sdp, line.value);
        n++;
    }
    must(lines.length == 0);
    return n;
}

static void read_all(const struct hf_sdp *sdp)
{
    struct hf_slice value;
    must(sdp->origin.address.length != 0 && sdp->n_media <= HF_SDP_MEDIA_MAX);
    must_be_inside(sdp, sdp->origin.user);
    must_be_inside(sdp, sdp->origin.address);
    must_be_inside(sdp, sdp->connection);
    count_lines(sdp, sdp->lines);
    for (uint32_t i = 0; i < sdp->n_media; i++) {
        const struct hf_sdp_media *media = &sdp->media[i];
        must(media->medium.length != 0 && media->medium.length <= HF_SDP_TOKEN_MAX);
        must(media->transport.length != 0 && media->transport.length <= HF_SDP_TOKEN_MAX);
        must_be_inside(sdp, media->medium);
        must_be_inside(sdp, media->transport);
        must_be_inside(sdp, media->formats);
        must_be_inside(sdp, media->connection);
        count_lines(sdp, media->lines);
        if (hf_sdp_attribute(media->lines, "rtcp", &value) || hf_sdp_fmtp(media, 101, &value)) {
            must_be_inside(sdp, value);
        }
    }
}

/* ---- printing ---- */

static void must_mean_the_same(const struct hf_sdp *a, const struct hf_sdp *b)
{
    must(a->n_media == b->n_media && count_lines(a, a->lines) == count_lines(b, b->lines));
    must(hf_slice_equal(a->origin.user, b->origin.user));
    must(hf_slice_equal(a->origin.version, b->origin.version));
    must(hf_slice_equal(a->origin.address, b->origin.address));
    must(hf_slice_equal(a->connection, b->connection));
    for (uint32_t i = 0; i < a->n_media; i++) {
        const struct hf_sdp_media *one = &a->media[i], *other = &b->media[i];
        must(one->port == other->port && one->n_ports == other->n_ports);
        must(hf_slice_equal(one->medium, other->medium));
        must(hf_slice_equal(one->transport, other->transport));
        must(hf_slice_equal(one->connection, other->connection));
        must(count_lines(a, one->lines) == count_lines(b, other->lines));
    }
}

static void print_and_parse(const struct hf_sdp *sdp)
{
    static char first_bytes[PRINTED_MAX], second_bytes[PRINTED_MAX];
    static struct hf_sdp again;
    struct hf_sip_out first, second;
    hf_sip_out_start(&first, first_bytes, sizeof first_bytes);
    hf_sdp_put(&first, sdp);
    must(!first.overflow);
    if (first.length > HF_SDP_BYTES_MAX) {
        return; /* the CRs that its lines had not made it larger than it may be */
    }
    must(hf_sdp_parse(&again, first_bytes, first.length) == 0);
    must_mean_the_same(sdp, &again);
    hf_sip_out_start(&second, second_bytes, sizeof second_bytes);
    hf_sdp_put(&second, &again);
    must(second.length == first.length && memcmp(first_bytes, second_bytes, first.length) == 0);
}

/* ---- offer and answer ---- */

static void must_be_agreed(const struct hf_sdp_state *state)
{
    const struct hf_sdp_agreed *agreed = &state->agreed;
    must(agreed->direction <= HF_SDP_SENDRECV && agreed->n_receive <= HF_SDP_CODECS_MAX);
    must(agreed->family == HF_FAMILY_IPV4 || agreed->family == HF_FAMILY_IPV6);
    must(state->audio_slot < state->n_slots);
    if (!agreed->active) {
        must(agreed->direction == HF_SDP_INACTIVE && agreed->n_receive == 0);
        return;
    }
    must(agreed->codec <= 2 && agreed->n_receive >= 1 && agreed->send_type <= HF_SDP_TYPE_MAX);
    must(agreed->receive_type == agreed->receive[0].type ||
         agreed->receive_type == agreed->receive[1].type ||
         agreed->receive_type == agreed->receive[2].type);
    must(agreed->ptime_ms == 20 || agreed->ptime_ms == 40 || agreed->ptime_ms == 60);
    must((agreed->event_send_type == HF_SDP_TYPE_NONE) == (agreed->event_clock_hz == 0));
    must((agreed->event_send_type == HF_SDP_TYPE_NONE) ==
         (agreed->event_receive_type == HF_SDP_TYPE_NONE));
    if (agreed->remote.family == HF_FAMILY_NONE) {
        must((agreed->direction & HF_SDP_SENDONLY) == 0);
        must(agreed->remote_rtcp.family == HF_FAMILY_NONE);
    } else {
        must(agreed->remote.port != 0 && agreed->remote.family == agreed->family);
    }
}

/* An offer of ours to another phone like us: both agree on the same. */
static void go_on(struct hf_sdp_state *state)
{
    static char text[HF_SDP_PRINT_MAX], answer_text[HF_SDP_PRINT_MAX];
    static struct hf_sdp offer, answer;
    struct hf_sdp_state other;
    struct hf_sip_out out, answer_out;
    uint64_t version = state->version;
    hf_sip_out_start(&out, text, sizeof text);
    must(hf_sdp_offer(state, &phone, &out) == 0);
    must(state->version == version || state->version == version + 1);
    must(hf_sdp_parse(&offer, text, out.length) == 0 && offer.n_media == state->n_slots);
    hf_sdp_start(&other, 2);
    hf_sip_out_start(&answer_out, answer_text, sizeof answer_text);
    must(hf_sdp_answer(&other, &phone, &offer, &answer_out) == 0);
    must(hf_sdp_parse(&answer, answer_text, answer_out.length) == 0);
    must(hf_sdp_take_answer(state, &phone, &answer) == 0);
    must_be_agreed(state);
    must_be_agreed(&other);
    must(state->agreed.codec == other.agreed.codec);
    must(state->agreed.send_type == other.agreed.receive_type);
    must(state->agreed.event_send_type == other.agreed.event_receive_type);
    must(state->agreed.direction == HF_SDP_SENDRECV && state->agreed.rtcp_mux);
}

static void must_answer(const struct hf_sdp *offer, const char *text, size_t length)
{
    static struct hf_sdp answer;
    unsigned n_on = 0;
    must(hf_sdp_parse(&answer, text, length) == 0 && answer.n_media == offer->n_media);
    for (uint32_t i = 0; i < offer->n_media; i++) {
        must(hf_slice_same(answer.media[i].medium, offer->media[i].medium));
        must(hf_slice_same(answer.media[i].transport, offer->media[i].transport));
        must(answer.media[i].formats.length != 0);
        must(answer.media[i].port == 0 || offer->media[i].port != 0);
        n_on += answer.media[i].port != 0;
    }
    must(n_on <= 1);
}

/* As an offer, in this state of a call. */
static void offered(struct hf_sdp_state *state, const struct hf_sdp *sdp)
{
    static char text[HF_SDP_PRINT_MAX];
    struct hf_sip_out out;
    struct hf_sdp_state before = *state;
    hf_sip_out_start(&out, text, sizeof text);
    int result = hf_sdp_answer(state, &phone, sdp, &out);
    if (result != 0) {
        must(result == HF_E_UNSUPPORTED && out.length == 0);
        must(state->why != HF_SDP_WHY_NONE && state->why < HF_SDP_WHY_COUNT);
        before.why = state->why;
        must(memcmp(&before, state, sizeof before) == 0);
        return;
    }
    must(state->version == before.version + 1 || before.version != 0);
    must_answer(sdp, text, out.length);
    must_be_agreed(state);
    go_on(state);
}

/* As an answer to our first offer. */
static void answered(const struct hf_sdp *sdp)
{
    static char text[HF_SDP_PRINT_MAX];
    struct hf_sip_out out;
    struct hf_sdp_state state;
    hf_sdp_start(&state, 1);
    hf_sip_out_start(&out, text, sizeof text);
    must(hf_sdp_offer(&state, &phone, &out) == 0);
    struct hf_sdp_state before = state;
    int result = hf_sdp_take_answer(&state, &phone, sdp);
    if (result != 0) {
        must(result == HF_E_UNSUPPORTED && state.why != HF_SDP_WHY_NONE);
        before.why = state.why;
        must(memcmp(&before, &state, sizeof before) == 0);
        return;
    }
    must_be_agreed(&state);
    go_on(&state);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    static struct hf_sdp sdp;
    struct hf_sdp_state state;
    int result = hf_sdp_parse(&sdp, bytes, n_bytes);
    must((result == 0) == (sdp.error.what == NULL) && sdp.error.at <= n_bytes);
    if (result != 0) {
        must(result == HF_E_MALFORMED || result == HF_E_LIMIT);
        return 0;
    }
    read_all(&sdp);
    print_and_parse(&sdp);
    hf_sdp_start(&state, 1);
    offered(&state, &sdp);
    offered(&state, &sdp); /* during a call, where it began one */
    hf_sdp_start(&state, 1);
    go_on(&state);
    offered(&state, &sdp); /* during another */
    answered(&sdp);
    return 0;
}
