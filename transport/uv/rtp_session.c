/* SPDX-License-Identifier: Apache-2.0 */
/* See rtp_session.h. */
#define _GNU_SOURCE 1
#include "rtp_session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "rtp_sockets.h"
#include "wake.h"

#define US_IN_S        UINT64_C(1000000)
#define US_IN_MS       1000u
#define S_1900_TO_1970 UINT64_C(2208988800)
#define CNAME_DIGITS   24 /* 96 bits (RFC 7022 4.2) */

struct allowance { /* datagrams that are still looked at in this second */
    uint64_t since_us;
    uint32_t n;
};

struct hf_rtp_session {
    uv_timer_t timer; /* of RTCP */
    struct hf_rtp_session_options options;
    struct hf_rtp_sockets *sockets;
    struct hf_stream *stream;
    struct hf_stream_datagram out;
    struct hf_target remote; /* where packets go, and come from */
    struct allowance peer, strangers;
    uint64_t n_unread;
    uint64_t heard_us;   /* when the last packet came; 0: none since it was to send */
    uint64_t longest_us; /* between two of them */
    int closing, is_agreed;
    struct hf_stream_agreed agreed;
    int16_t silence[HF_MEDIA_FRAME_MAX]; /* what nobody listens to */
};

/* ---- out ---- */

static void send_out(struct hf_rtp_session *session)
{
    const struct hf_stream_datagram *out = &session->out;
    struct hf_rtp_message message = {
        .bytes = out->bytes, .n_bytes = out->n_bytes, .to = out->to, .is_control = out->is_control};

    hf_rtp_sockets_send(session->sockets, &message);
}

static void on_timer(uv_timer_t *timer);

static void reschedule(struct hf_rtp_session *session)
{
    uint64_t due_us = hf_stream_deadline(session->stream), now_us = hf_clock_now_us();

    if (due_us == UINT64_MAX) {
        uv_timer_stop(&session->timer);
        return;
    }
    uv_update_time(session->timer.loop);
    (void)uv_timer_start(&session->timer, on_timer,
                         due_us > now_us ? (due_us - now_us + US_IN_MS - 1) / US_IN_MS : 0, 0);
}

static void on_timer(uv_timer_t *timer)
{
    struct hf_rtp_session *session = timer->data;

    if (hf_stream_wake(session->stream, hf_clock_now_us(), &session->out))
        send_out(session);
    reschedule(session);
}

/* ---- in ---- */

static int allows(struct allowance *allowance, uint32_t most, uint64_t now_us)
{
    if (now_us - allowance->since_us >= US_IN_S)
        *allowance = (struct allowance){.since_us = now_us};
    return allowance->n++ < most;
}

static int is_host(const struct hf_target *a, const struct hf_target *b)
{
    return a->family == b->family && memcmp(a->address, b->address, sizeof a->address) == 0;
}

/* By address alone: RTCP comes from another port. All that the peer may show himself at
 * (hf_stream_agreed): a flood from elsewhere shall not keep him from it. */
static int is_peer(const struct hf_rtp_session *session, const struct hf_target *from)
{
    return is_host(&session->remote, from) || is_host(&session->agreed.remote, from) ||
           is_host(&session->agreed.signalling, from);
}

static void measure_gap(struct hf_rtp_session *session, const struct hf_stream_received *received,
                        uint32_t taken)
{
    if (taken != HF_TAKEN_SOUND && taken != HF_TAKEN_EVENT && taken != HF_TAKEN_COMFORT)
        return;
    if (session->heard_us != 0 && received->now_us - session->heard_us > session->longest_us)
        session->longest_us = received->now_us - session->heard_us;
    session->heard_us = received->now_us;
}

static void take_remote(struct hf_rtp_session *session)
{
    struct hf_stream_status status;

    hf_stream_status(session->stream, hf_clock_now_us(), &status);
    session->remote = status.remote;
}

static void on_datagram(void *context, const struct hf_rtp_datagram *datagram)
{
    struct hf_rtp_session *session = context;
    struct hf_stream_received received = {.from = datagram->from,
                                          .now_us = hf_clock_now_us(),
                                          .is_control = datagram->is_control,
                                          .bytes = datagram->bytes,
                                          .n_bytes = datagram->n_bytes};
    struct hf_stream_heard heard;
    int known = is_peer(session, &datagram->from);

    if (!session->is_agreed)
        return;
    if (!allows(known ? &session->peer : &session->strangers,
                known ? HF_RTP_DATAGRAMS_A_SECOND : HF_RTP_STRANGERS_A_SECOND, received.now_us)) {
        session->n_unread++;
        return;
    }
    hf_stream_receive(session->stream, &received, &heard);
    measure_gap(session, &received, heard.taken);
    if (heard.is_latched)
        take_remote(session);
    if (session->options.heard != NULL &&
        (heard.key_begun != '\0' || heard.key_ended != '\0' || heard.is_latched || heard.is_bye))
        session->options.heard(session->options.context, &heard);
}

/* ---- opening ---- */

static int draw(struct hf_stream_setup *setup)
{
    uint8_t name[CNAME_DIGITS / 2];

    if (getrandom(&setup->random, sizeof setup->random, 0) != (ssize_t)sizeof setup->random ||
        getrandom(&setup->ssrc, sizeof setup->ssrc, 0) != (ssize_t)sizeof setup->ssrc ||
        getrandom(&setup->timestamp, sizeof setup->timestamp, 0) !=
            (ssize_t)sizeof setup->timestamp ||
        getrandom(&setup->sequence, sizeof setup->sequence, 0) != (ssize_t)sizeof setup->sequence ||
        getrandom(name, sizeof name, 0) != (ssize_t)sizeof name)
        return -1;
    for (unsigned i = 0; i < sizeof name; i++)
        (void)snprintf(setup->cname + 2u * i, 3, "%02x", name[i]);
    return 0;
}

static int make_stream(struct hf_rtp_session *session)
{
    struct hf_stream_setup setup = {.now_us = hf_clock_now_us(),
                                    .wall_us = hf_clock_wall_us() + S_1900_TO_1970 * US_IN_S,
                                    .codecs = session->options.codecs};
    size_t size = hf_stream_size(setup.codecs);

    session->stream = calloc(1, size);
    if (session->stream == NULL || draw(&setup) < 0)
        return -1;
    return hf_stream_init(session->stream, size, &setup);
}

static int make_sockets(struct hf_rtp_session *session, uv_loop_t *loop)
{
    const struct hf_rtp_session_options *options = &session->options;
    struct hf_rtp_sockets_options wanted = {.bind = options->bind,
                                            .first = options->first,
                                            .last = options->last,
                                            .context = session,
                                            .received = on_datagram};

    if (wanted.first == 0 && wanted.last == 0) {
        wanted.first = HF_RTP_FIRST_PORT;
        wanted.last = HF_RTP_LAST_PORT;
    }
    if (getrandom(&wanted.start, sizeof wanted.start, 0) != (ssize_t)sizeof wanted.start)
        return -1;
    session->sockets = hf_rtp_sockets_open(loop, &wanted);
    return session->sockets != NULL ? 0 : -1;
}

struct hf_rtp_session *hf_rtp_session_open(uv_loop_t *loop,
                                           const struct hf_rtp_session_options *options)
{
    struct hf_rtp_session *session = calloc(1, sizeof *session);

    if (session == NULL)
        return NULL;
    session->options = *options;
    if (make_stream(session) < 0 || make_sockets(session, loop) < 0 ||
        uv_timer_init(loop, &session->timer) < 0) {
        hf_rtp_sockets_close(session->sockets);
        free(session->stream);
        free(session);
        return NULL;
    }
    session->timer.data = session;
    return session;
}

struct hf_target hf_rtp_session_local(const struct hf_rtp_session *session)
{
    return hf_rtp_sockets_local(session->sockets);
}

/* ---- while it runs ---- */

int hf_rtp_session_agree(struct hf_rtp_session *session, const struct hf_stream_agreed *agreed)
{
    int result = hf_stream_agree(session->stream, agreed, hf_clock_now_us());

    if (result < 0)
        return result;
    session->is_agreed = 1;
    if (!agreed->receives || !session->agreed.receives) /* silent by agreement is no gap */
        session->heard_us = 0;
    session->agreed = *agreed;
    take_remote(session);
    reschedule(session);
    return 0;
}

void hf_rtp_session_pause(struct hf_rtp_session *session)
{
    struct hf_stream_agreed paused = session->agreed;

    paused.sends = false;
    paused.receives = false;
    if (session->is_agreed)
        (void)hf_rtp_session_agree(session, &paused);
}

uint32_t hf_rtp_session_rate(const struct hf_rtp_session *session)
{
    return hf_stream_rate(session->stream);
}

uint32_t hf_rtp_session_frame(const struct hf_rtp_session *session)
{
    return hf_stream_frame(session->stream);
}

void hf_rtp_session_turn(struct hf_rtp_session *session, const int16_t *heard, int16_t *played)
{
    uint64_t now_us = hf_clock_now_us();

    if (!session->is_agreed)
        return;
    if (hf_stream_capture(session->stream, heard, now_us, &session->out))
        send_out(session);
    hf_stream_play(session->stream, now_us, played != NULL ? played : session->silence);
}

int hf_rtp_session_press(struct hf_rtp_session *session, char key, uint32_t ms)
{
    return hf_stream_press(session->stream, key, ms);
}

void hf_rtp_session_release(struct hf_rtp_session *session)
{
    hf_stream_release(session->stream);
}

void hf_rtp_session_status(const struct hf_rtp_session *session,
                           struct hf_rtp_session_status *status)
{
    memset(status, 0, sizeof *status);
    status->n_unread = session->n_unread;
    if (!session->is_agreed)
        return;
    hf_stream_status(session->stream, hf_clock_now_us(), &status->stream);
    status->gap_ms = (uint32_t)(session->longest_us / US_IN_MS);
    status->codec = session->agreed.formats[0].codec;
    status->is_agreed = 1;
}

/* ---- the end ---- */

static void on_closed(uv_handle_t *handle)
{
    struct hf_rtp_session *session = handle->data;

    free(session->stream);
    free(session);
}

void hf_rtp_session_close(struct hf_rtp_session *session)
{
    if (session == NULL || session->closing)
        return;
    session->closing = 1;
    if (session->is_agreed && hf_stream_bye(session->stream, hf_clock_now_us(), &session->out))
        send_out(session);
    hf_rtp_sockets_close(session->sockets);
    uv_close((uv_handle_t *)&session->timer, on_closed);
}
