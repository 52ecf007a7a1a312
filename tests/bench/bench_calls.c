/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls on real sockets of the loopback and real clocks: what many of them cost of a processor, and
 * how long a sound is on its way from the microphone of one side to the earpiece of the other.
 *
 *     bench_calls cpu CALLS SECONDS   both sides of each call are in this process
 *     bench_calls delay IN OUT        one side says IN, the other writes OUT
 *     bench_calls memory
 */
#define _GNU_SOURCE 1
#include <arpa/inet.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "holdfast/hal.h"
#include "holdfast/config.h"
#include "rtp_session.h"
#include "timing.h"
#include "wake.h"

#define RATE      8000
#define FRAME     160
#define FRAME_MS  20
#define US_IN_S   1000000u
#define WARM_S    1
#define CALLS_MAX 1000
#define TALK_MS   5000
#define PHASE_MS  10 /* by which one side's frames are later than the other's */
#define PACKET    172
#define PACKETS   20000

struct pair {
    struct hf_rtp_session *sides[2];
};

struct crowd {
    uv_loop_t loop;
    uv_timer_t timer;
    struct pair *pairs;
    int16_t said[FRAME];
    uint32_t n_calls, ticks, until;
    uint64_t began_us; /* the tick that is due next is at began_us + ticks ms */
    uint64_t used_us[2];
};

static void fail(const char *what)
{
    fprintf(stderr, "bench_calls: %s\n", what);
    exit(1);
}

/* ---- calls ---- */

static struct hf_rtp_session *open_side(uv_loop_t *loop)
{
    struct hf_rtp_session_options options = {.codecs = 1u << HF_CODEC_PCMU | 1u << HF_CODEC_PCMA};
    struct hf_rtp_session *session;

    if (!hf_target_parse(&options.bind, "127.0.0.1", strlen("127.0.0.1")))
        fail("no address");
    session = hf_rtp_session_open(loop, &options);
    if (session == NULL)
        fail("no ports are free");
    return session;
}

static void open_pair(uv_loop_t *loop, struct pair *pair)
{
    for (unsigned i = 0; i < 2; i++)
        pair->sides[i] = open_side(loop);
    for (unsigned i = 0; i < 2; i++) {
        const struct hf_stream_agreed agreed = {.formats = {{HF_CODEC_PCMU, 0}},
                                                .n_formats = 1,
                                                .events_type = 101,
                                                .sends = true,
                                                .receives = true,
                                                .remote = hf_rtp_session_local(pair->sides[1 - i])};

        if (hf_rtp_session_agree(pair->sides[i], &agreed) != 0)
            fail("nothing can be agreed");
    }
}

static void close_pair(struct pair *pair)
{
    for (unsigned i = 0; i < 2; i++)
        hf_rtp_session_close(pair->sides[i]);
}

/* ---- what they cost ---- */

static uint64_t used_us(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * US_IN_S +
           (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/* Each side has its own turn within the 20 ms, as phones do. */
static void turn_some(struct crowd *crowd, uint32_t tick)
{
    int16_t played[FRAME];

    for (uint32_t i = tick % FRAME_MS; i < 2 * crowd->n_calls; i += FRAME_MS)
        hf_rtp_session_turn(crowd->pairs[i / 2].sides[i % 2], crowd->said, played);
}

static void on_tick(uv_timer_t *timer)
{
    struct crowd *crowd = timer->data;
    const uint64_t now_us = hf_clock_now_us();

    for (; crowd->began_us + crowd->ticks * UINT64_C(1000) <= now_us; crowd->ticks++) {
        if (crowd->ticks == WARM_S * 1000)
            crowd->used_us[0] = used_us();
        if (crowd->ticks == crowd->until) {
            crowd->used_us[1] = used_us();
            uv_timer_stop(timer);
            uv_stop(timer->loop);
            return;
        }
        turn_some(crowd, crowd->ticks);
    }
}

/* What a socket alone costs for as many packets: sent and received, ns each. */
static double plain_ns(void)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof to;
    uint8_t bytes[PACKET] = {0};
    const int plain = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (plain < 0 || bind(plain, (struct sockaddr *)&to, sizeof to) != 0 ||
        getsockname(plain, (struct sockaddr *)&to, &length) != 0)
        fail("no socket");
    const uint64_t before_us = used_us();
    for (unsigned i = 0; i < PACKETS; i++)
        if (sendto(plain, bytes, sizeof bytes, 0, (struct sockaddr *)&to, sizeof to) < 0 ||
            recv(plain, bytes, sizeof bytes, 0) < 0)
            fail("no packet");
    close(plain);
    return (double)(used_us() - before_us) * 1000 / PACKETS;
}

static uint64_t count_lost(const struct crowd *crowd)
{
    struct hf_rtp_session_status status;
    uint64_t lost = 0;

    for (uint32_t i = 0; i < 2 * crowd->n_calls; i++) {
        hf_rtp_session_status(crowd->pairs[i / 2].sides[i % 2], &status);
        lost += status.stream.lost > 0 ? (uint64_t)status.stream.lost : 0;
        lost += status.stream.received == 0;
    }
    return lost;
}

static int print_cpu(uint32_t n_calls, uint32_t seconds)
{
    static struct crowd crowd;
    const double plain = plain_ns();

    crowd.n_calls = n_calls;
    crowd.until = (WARM_S + seconds) * 1000;
    crowd.pairs = calloc(n_calls, sizeof *crowd.pairs);
    for (unsigned i = 0; i < FRAME; i++)
        crowd.said[i] = (int16_t)(i * 101 % 16000 - 8000);
    uv_loop_init(&crowd.loop);
    for (uint32_t i = 0; i < n_calls; i++)
        open_pair(&crowd.loop, &crowd.pairs[i]);
    uv_timer_init(&crowd.loop, &crowd.timer);
    crowd.timer.data = &crowd;
    crowd.began_us = hf_clock_now_us();
    uv_timer_start(&crowd.timer, on_tick, 1, 1);
    uv_run(&crowd.loop, UV_RUN_DEFAULT);

    const double used = (double)(crowd.used_us[1] - crowd.used_us[0]);
    const int result = printf("%.1f %.1f %llu\n", used / seconds / (2 * n_calls), plain,
                              (unsigned long long)count_lost(&crowd)) < 0;
    for (uint32_t i = 0; i < n_calls; i++)
        close_pair(&crowd.pairs[i]);
    uv_close((uv_handle_t *)&crowd.timer, NULL);
    uv_run(&crowd.loop, UV_RUN_DEFAULT);
    uv_loop_close(&crowd.loop);
    free(crowd.pairs);
    return result;
}

static int print_memory(void)
{
    uv_loop_t loop;
    struct pair pair;

    uv_loop_init(&loop);
    const size_t before = mallinfo2().uordblks;
    open_pair(&loop, &pair);
    const int result = printf("session_bytes %zu\n", (mallinfo2().uordblks - before) / 2) < 0;
    close_pair(&pair);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
    return result;
}

/* ---- from mouth to ear ---- */

struct end { /* of the way */
    uv_timer_t timer;
    struct hf_hal *hal;
    struct hf_rtp_session *session;
    uint64_t first_us; /* its first frame; 0: none yet */
    uint64_t over_us;
};

static void on_frame(void *context, const int16_t *heard, int16_t *played, size_t n)
{
    struct end *end = context;

    (void)n;
    if (end->first_us == 0)
        end->first_us = hf_clock_now_us();
    hf_rtp_session_turn(end->session, heard, played);
}

static void on_due(uv_timer_t *timer)
{
    struct end *end = timer->data;
    uint64_t due_us, now_us = hf_clock_now_us();

    hf_hal_turn(end->hal, now_us);
    now_us = hf_clock_now_us();
    if (now_us >= end->over_us) {
        uv_close((uv_handle_t *)timer, NULL);
        uv_stop(timer->loop);
        return;
    }
    due_us = hf_hal_deadline(end->hal);
    uv_update_time(timer->loop);
    uv_timer_start(timer, on_due, due_us > now_us ? (due_us - now_us + 999) / 1000 : 0, 0);
}

static void begin_end(uv_loop_t *loop, struct end *end, const char *option, const char *file)
{
    const struct hf_hal_callbacks callbacks = {.context = end, .frame = on_frame};
    char error[256] = "", text[512];

    (void)snprintf(text, sizeof text, "wav:%s=%s", option, file);
    end->hal = hf_hal_open(text, &callbacks, &(struct hf_hal_problem){error, sizeof error});
    if (end->hal == NULL ||
        hf_hal_audio(end->hal, RATE, &(struct hf_hal_problem){error, sizeof error}) != 0)
        fail(error);
    end->over_us = hf_clock_now_us() + TALK_MS * UINT64_C(1000);
    uv_timer_init(loop, &end->timer);
    end->timer.data = end;
}

static int print_delay(const char *in, const char *out)
{
    static struct end ends[2];
    uv_loop_t loop;
    struct pair pair;
    struct hf_rtp_session_status status;

    uv_loop_init(&loop);
    open_pair(&loop, &pair);
    for (unsigned i = 0; i < 2; i++) {
        ends[i].session = pair.sides[i];
        begin_end(&loop, &ends[i], i == 0 ? "in" : "out", i == 0 ? in : out);
        uv_timer_start(&ends[i].timer, on_due, i * PHASE_MS, 0);
    }
    uv_run(&loop, UV_RUN_DEFAULT); /* until one end is over, */
    uv_run(&loop, UV_RUN_DEFAULT); /* and the other */
    hf_rtp_session_status(pair.sides[1], &status);
    close_pair(&pair);
    uv_run(&loop, UV_RUN_DEFAULT);
    uv_loop_close(&loop);
    hf_hal_close(ends[0].hal);
    hf_hal_close(ends[1].hal);
    /* The first frame of the microphone was recorded before it was there. */
    return printf("%lld %u %u\n",
                  (long long)(ends[1].first_us - ends[0].first_us) + FRAME_MS * 1000,
                  status.stream.target_ms, status.stream.delay_ms) < 0;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "cpu") == 0 && atoi(argv[2]) >= 1 &&
        atoi(argv[2]) <= CALLS_MAX && atoi(argv[3]) >= 1 && atoi(argv[3]) <= 60)
        return print_cpu((uint32_t)atoi(argv[2]), (uint32_t)atoi(argv[3]));
    if (argc == 4 && strcmp(argv[1], "delay") == 0)
        return print_delay(argv[2], argv[3]);
    if (argc == 2 && strcmp(argv[1], "memory") == 0)
        return print_memory();
    fprintf(stderr, "usage: bench_calls cpu CALLS SECONDS | delay IN OUT | memory\n");
    return 2;
}
