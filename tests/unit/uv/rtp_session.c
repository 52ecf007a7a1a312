/* SPDX-License-Identifier: Apache-2.0 */
/* Media on real sockets: two sessions that talk to each other, and what strangers can do. */
#include "rtp_session.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "holdfast/line.h"
#include "holdfast/media/dtmf.h"

#define RATE  8000
#define FRAME 160
#define TICKS 75 /* 1.5 s */
#define LOUD  8000.0
/* Twice the cosine of the angle between two samples: of a note of 1000 Hz, and of one of 2000. */
#define NOTE   1.41421356237309505
#define OTHER  0.0
#define EVENTS 101

struct side {
    struct hf_rtp_session *session;
    char keys[8];
    double last[2];           /* samples of what it says */
    double of_note, of_other; /* squares of what was played, summed up */
    unsigned n_keys, n_played;
    int silent; /* its microphone */
};

struct stage {
    uv_loop_t loop;
    uv_timer_t timer;
    struct side a, b;
    unsigned ticks, until, mute_from, mute_to;
};

static struct hf_target at(const char *address)
{
    struct hf_target target = {.family = HF_FAMILY_NONE};

    if (address != NULL)
        cr_assert(hf_target_parse(&target, address, strlen(address)));
    return target;
}

static void on_heard(void *context, const struct hf_stream_heard *heard)
{
    struct side *side = context;

    if (heard->key_begun != '\0' && side->n_keys < sizeof side->keys - 1)
        side->keys[side->n_keys++] = heard->key_begun;
}

static void open_side(struct stage *stage, struct side *side, const char *address)
{
    struct hf_rtp_session_options options = {
        .bind = at(address), .codecs = 1u << HF_CODEC_PCMU, .context = side, .heard = on_heard};

    side->session = hf_rtp_session_open(&stage->loop, &options);
    cr_assert_not_null(side->session);
}

static struct hf_target named(const struct side *side, const char *address)
{
    struct hf_target target = at(address);

    target.port = hf_rtp_session_local(side->session).port;
    return target;
}

static void agree(struct side *side, const struct hf_target *peer, int mux)
{
    struct hf_stream_agreed agreed = {.formats = {{HF_CODEC_PCMU, 0}},
                                      .n_formats = 1,
                                      .events_type = EVENTS,
                                      .sends = true,
                                      .receives = true,
                                      .is_muxed = mux,
                                      .remote = *peer};

    cr_assert_eq(hf_rtp_session_agree(side->session, &agreed), 0);
}

static struct stage *open_stage(const char *bind, const char *address)
{
    struct stage *stage = calloc(1, sizeof *stage);
    struct hf_target a, b;

    uv_loop_init(&stage->loop);
    uv_timer_init(&stage->loop, &stage->timer);
    stage->timer.data = stage;
    open_side(stage, &stage->a, bind);
    open_side(stage, &stage->b, bind);
    a = named(&stage->a, address);
    b = named(&stage->b, address);
    agree(&stage->a, &b, 0);
    agree(&stage->b, &a, 0);
    return stage;
}

static void close_stage(struct stage *stage)
{
    hf_rtp_session_close(stage->a.session);
    hf_rtp_session_close(stage->b.session);
    uv_close((uv_handle_t *)&stage->timer, NULL);
    uv_run(&stage->loop, UV_RUN_DEFAULT);
    cr_assert_eq(uv_loop_close(&stage->loop), 0);
    free(stage);
}

/* The square of how loud one note is in a frame (Goertzel). */
static double strength(const int16_t *frame, double twice_cosine)
{
    double before = 0, last = 0;

    for (unsigned i = 0; i < FRAME; i++) {
        double now = frame[i] + twice_cosine * last - before;

        before = last;
        last = now;
    }
    return (last * last + before * before - twice_cosine * last * before) * 4 / FRAME / FRAME;
}

static int16_t next_sample(struct side *side)
{
    double now = NOTE * side->last[0] - side->last[1];

    side->last[1] = side->last[0];
    side->last[0] = now;
    return (int16_t)now;
}

static void turn(struct side *side, int talks)
{
    int16_t heard[FRAME], played[FRAME] = {0};

    if (side->last[0] == 0 && side->last[1] == 0)
        side->last[1] = -LOUD * NOTE / 2; /* 0, and the one before it */
    for (unsigned i = 0; i < FRAME; i++)
        heard[i] = next_sample(side);
    hf_rtp_session_turn(side->session, talks ? heard : NULL, played);
    side->of_note += strength(played, NOTE);
    side->of_other += strength(played, OTHER);
    side->n_played++;
}

static void on_tick(uv_timer_t *timer)
{
    struct stage *stage = timer->data;
    int muted = stage->ticks >= stage->mute_from && stage->ticks < stage->mute_to;

    if (!muted)
        turn(&stage->a, !stage->a.silent);
    turn(&stage->b, !stage->b.silent);
    if (++stage->ticks == stage->until)
        uv_stop(&stage->loop);
}

static void run(struct stage *stage, unsigned ticks)
{
    stage->until = stage->ticks + ticks;
    stage->a.of_note = stage->a.of_other = stage->b.of_note = stage->b.of_other = 0;
    stage->a.n_played = stage->b.n_played = 0;
    uv_timer_start(&stage->timer, on_tick, 0, 20);
    uv_run(&stage->loop, UV_RUN_DEFAULT);
    uv_timer_stop(&stage->timer);
}

static void hears_the_note(const struct side *side)
{
    double note = side->of_note / side->n_played, other = side->of_other / side->n_played;

    cr_assert_float_eq(note / LOUD / LOUD, 1, 0.2, "%f", note); /* the first are silent */
    cr_assert_lt(other, LOUD * LOUD / 400);
}

static void talk(const char *bind, const char *address)
{
    struct stage *stage = open_stage(bind, address);
    struct hf_rtp_session_status status;

    run(stage, TICKS);
    hears_the_note(&stage->a);
    hears_the_note(&stage->b);
    hf_rtp_session_status(stage->a.session, &status);
    cr_assert_eq(status.stream.sent, TICKS);
    cr_assert_geq(status.stream.received, TICKS - 2);
    cr_assert_eq(status.stream.lost, 0);
    cr_assert_lt(status.gap_ms, 300);
    close_stage(stage);
}

Test(rtp_session, carries_a_note_both_ways)
{
    talk("127.0.0.1", "127.0.0.1");
}

Test(rtp_session, carries_it_over_ipv6)
{
    talk("::1", "::1");
}

Test(rtp_session, hears_both_families_where_it_is_bound_to_no_address)
{
    talk(NULL, "127.0.0.1");
    talk(NULL, "::1");
}

Test(rtp_session, carries_keys)
{
    struct stage *stage = open_stage("127.0.0.1", "127.0.0.1");

    run(stage, 5);
    for (const char *key = "5#"; *key != '\0'; key++)
        cr_assert_eq(hf_rtp_session_press(stage->a.session, *key, 100), 0);
    cr_assert_eq(hf_rtp_session_press(stage->a.session, 'x', 100), HF_E_VALUE);
    run(stage, 40);
    cr_assert_str_eq(stage->b.keys, "5#");
    cr_assert_str_eq(stage->a.keys, "");
    close_stage(stage);
}

Test(rtp_session, measures_the_longest_gap)
{
    struct stage *stage = open_stage("127.0.0.1", "127.0.0.1");
    struct hf_rtp_session_status status;

    stage->mute_from = 20;
    stage->mute_to = 35; /* the program is held up for 300 ms */
    run(stage, 50);
    hf_rtp_session_status(stage->b.session, &status);
    cr_assert_geq(status.gap_ms, 300);
    cr_assert_lt(status.gap_ms, 800);
    close_stage(stage);
}

Test(rtp_session, takes_no_gap_for_one_that_was_agreed)
{
    struct stage *stage = open_stage("127.0.0.1", "127.0.0.1");
    struct hf_target a = named(&stage->a, "127.0.0.1");
    struct hf_rtp_session_status status;

    run(stage, 10);
    hf_rtp_session_pause(stage->b.session);
    run(stage, 30);
    agree(&stage->b, &a, 0);
    run(stage, 20);
    hf_rtp_session_status(stage->b.session, &status);
    cr_assert_lt(status.gap_ms, 400);
    cr_assert_gt(status.stream.taken[HF_DROPPED_HELD], 0);
    close_stage(stage);
}

static int stranger(const char *from)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    inet_pton(AF_INET, from, &address.sin_addr);
    cr_assert_eq(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

Test(rtp_session, is_not_disturbed_by_a_flood_of_strangers)
{
    struct stage *stage = open_stage("127.0.0.1", "127.0.0.1");
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons(hf_rtp_session_local(stage->b.session).port)};
    uint8_t packet[172] = {0x80, 0};
    struct hf_rtp_session_status status;
    int fd = stranger("127.0.0.2");

    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    for (unsigned i = 0; i < 40; i++) {
        for (unsigned k = 0; k < 20; k++)
            (void)sendto(fd, packet, sizeof packet, 0, (struct sockaddr *)&to, sizeof to);
        run(stage, 1);
    }
    run(stage, TICKS);
    hears_the_note(&stage->b);
    hf_rtp_session_status(stage->b.session, &status);
    cr_assert_gt(status.n_unread, 0);
    cr_assert_leq(status.stream.taken[HF_DROPPED_SOURCE], 4 * HF_RTP_STRANGERS_A_SECOND);
    cr_assert_eq(status.stream.lost, 0);
    close(fd);
    close_stage(stage);
}

/* A peer behind a NAT: SDP says an address that nobody reaches, his sound comes from where his
 * signalling does. */
Test(rtp_session, finds_a_peer_behind_a_nat_in_a_flood_of_strangers)
{
    struct stage *stage = open_stage("127.0.0.1", "127.0.0.1");
    struct sockaddr_in to = {.sin_family = AF_INET,
                             .sin_port = htons(hf_rtp_session_local(stage->a.session).port)};
    struct hf_stream_agreed agreed = {.formats = {{HF_CODEC_PCMU, 0}},
                                      .n_formats = 1,
                                      .events_type = EVENTS,
                                      .sends = true,
                                      .receives = true,
                                      .remote = at("127.0.0.9"),
                                      .signalling = at("127.0.0.1")};
    uint8_t packet[172] = {0x80, 0};
    struct hf_rtp_session_status status;
    int fd = stranger("127.0.0.2");

    agreed.remote.port = 4000;
    cr_assert_eq(hf_rtp_session_agree(stage->a.session, &agreed), 0);
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    for (unsigned i = 0; i < 40; i++) {
        for (unsigned k = 0; k < 150; k++)
            (void)sendto(fd, packet, sizeof packet, 0, (struct sockaddr *)&to, sizeof to);
        run(stage, 2); /* 20 ms */
    }
    hf_rtp_session_status(stage->a.session, &status);
    cr_assert_gt(status.n_unread, 0);
    cr_assert(status.stream.is_latched);
    cr_assert_gt(status.stream.received, 20);
    close(fd);
    close_stage(stage);
}

Test(rtp_session, has_ports_of_its_own_even_and_odd)
{
    struct hf_rtp_session_options options = {
        .bind = at("127.0.77.1"), .first = 30001, .last = 30006, .codecs = 1u << HF_CODEC_PCMU};
    struct hf_rtp_session *sessions[3];
    uv_loop_t loop;

    uv_loop_init(&loop);
    for (unsigned i = 0; i < 2; i++) { /* 30002 and 30004 */
        sessions[i] = hf_rtp_session_open(&loop, &options);
        cr_assert_not_null(sessions[i]);
        cr_assert_eq(hf_rtp_session_local(sessions[i]).port % 2, 0);
        cr_assert_geq(hf_rtp_session_local(sessions[i]).port, 30002);
        cr_assert_leq(hf_rtp_session_local(sessions[i]).port, 30004);
    }
    cr_assert_neq(hf_rtp_session_local(sessions[0]).port, hf_rtp_session_local(sessions[1]).port);
    cr_assert_null(hf_rtp_session_open(&loop, &options), "there is no third pair");
    hf_rtp_session_close(sessions[0]);
    uv_run(&loop, UV_RUN_NOWAIT);
    uv_run(&loop, UV_RUN_NOWAIT);
    sessions[2] = hf_rtp_session_open(&loop, &options);
    cr_assert_not_null(sessions[2], "what was given back can be had again");
    hf_rtp_session_close(sessions[1]);
    hf_rtp_session_close(sessions[2]);
    uv_run(&loop, UV_RUN_DEFAULT);
    cr_assert_eq(uv_loop_close(&loop), 0);
}
