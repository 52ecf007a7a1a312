/* SPDX-License-Identifier: Apache-2.0 */
/* Two phones that call each other, and no server between them: each one's server is the other. */
#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "connections_state.h"
#include "phone_state.h"

#define PATIENCE_US 8000000u
#define T1_MS       20 /* 64*T1, and so the end of what SIP owes, is 1.3 s */
#define TEXT        512
#define FRAME       160

struct end {
    struct hf_phone *phone;
    struct hf_phone_options options;
    uint64_t call; /* of the latest news */
    unsigned n_of[HF_CALLS_OVER + 1];
    struct hf_calls_news last[HF_CALLS_OVER + 1];
    char keys[8], remark[TEXT];
    unsigned n_keys;
    int stopped, gone, answers_at_once;
    struct hf_config config;
};

struct pair {
    uv_loop_t loop;
    uv_timer_t tick;
    struct end a, b;
};

/* ---- what they hear ---- */

static void on_call(void *context, const struct hf_phone_call_news *heard)
{
    struct end *end = context;
    struct hf_phone_problem unsaid = {end->remark, sizeof end->remark};

    end->call = heard->call;
    if (heard->news == NULL) {
        if (heard->key_ms == 0 && end->n_keys < sizeof end->keys - 1)
            end->keys[end->n_keys++] = heard->key;
        return;
    }
    end->n_of[heard->news->kind]++;
    end->last[heard->news->kind] = *heard->news;
    if (end->answers_at_once && heard->news->kind == HF_CALLS_INCOMING)
        cr_assert_eq(hf_phone_answer(end->phone, heard->call, &unsaid), 0, "%s", end->remark);
}

static void on_remark(void *context, uint32_t line, const char *text)
{
    struct end *end = context;

    (void)line;
    snprintf(end->remark, sizeof end->remark, "%s", text);
}

static void on_failed(void *context, const char *text)
{
    (void)context;
    cr_assert_fail("%s", text);
}

static void on_stopped(void *context)
{
    ((struct end *)context)->stopped = 1;
}

static void on_gone(void *context, uint32_t line)
{
    (void)line;
    ((struct end *)context)->gone = 1;
}

/* ---- the two of them ---- */

static void open_phone(struct pair *pair, struct end *end, const char *host)
{
    char error[TEXT] = "";

    end->options.context = end;
    end->options.call = on_call;
    end->options.remark = on_remark;
    end->options.failed = on_failed;
    end->options.stopped = on_stopped;
    end->options.gone = on_gone;
    cr_assert(hf_target_parse(&end->options.bind, host, strlen(host)));
    end->phone = hf_phone_open(&pair->loop, &end->options, error, sizeof error);
    cr_assert_not_null(end->phone, "%s", error);
}

/* A line at the other one, which never registers there. */
static void add_line(struct end *end, const struct end *other, const char *user, int transport)
{
    const struct hf_target *at = &other->options.bind;
    struct hf_config *config = &end->config;
    struct hf_phone_line line = {.name = user, .config = config};
    char error[TEXT] = "", address[HF_ADDRESS_TEXT];
    struct hf_phone_problem problem = {error, sizeof error};
    const char *host = hf_udp_address_text(at, address);
    size_t n = strrchr(host, ':') != NULL ? (size_t)(strrchr(host, ':') - host) : 0;

    hf_config_init(config);
    hf_config_init_server(&config->servers[0]);
    if (host[0] == '[') {
        host++;
        n -= 2;
    }
    cr_assert_eq(hf_config_name(config, &config->servers[0].host, host, n), 0);
    config->servers[0].port = hf_phone_port(other->phone);
    config->servers[0].transport = (uint8_t)transport;
    config->n_servers = 1;
    config->trust = HF_TRUST_ANY;
    config->t1_ms = T1_MS;
    config->keepalive_s = 0;
    line.identity = (struct hf_agent_identity){user, "", "secret", ""};
    cr_assert_gt(hf_phone_add(end->phone, &line, &problem), 0, "%s", error);
}

static void on_tick(uv_timer_t *timer)
{
    uv_stop(timer->loop);
}

static struct pair *open_pair_with(const char *host, int transport,
                                   const struct hf_phone_options *b)
{
    struct pair *pair = calloc(1, sizeof *pair);

    uv_loop_init(&pair->loop);
    uv_timer_init(&pair->loop, &pair->tick);
    pair->b.options = *b;
    open_phone(pair, &pair->a, host);
    open_phone(pair, &pair->b, host);
    add_line(&pair->a, &pair->b, "anna", transport);
    add_line(&pair->b, &pair->a, "bert", transport);
    hf_phone_start(pair->a.phone);
    hf_phone_start(pair->b.phone);
    return pair;
}

static struct pair *open_pair(void)
{
    static const struct hf_phone_options usual;

    return open_pair_with("127.0.0.1", HF_TRANSPORT_UDP, &usual);
}

static void close_pair(struct pair *pair)
{
    hf_phone_close(pair->a.phone);
    hf_phone_close(pair->b.phone);
    uv_close((uv_handle_t *)&pair->tick, NULL);
    uv_run(&pair->loop, UV_RUN_DEFAULT);
    cr_assert_eq(uv_loop_close(&pair->loop), 0);
    free(pair);
}

#define UNTIL(pair, condition)                                                                     \
    do {                                                                                           \
        uint64_t until_us = hf_phone_now_us() + PATIENCE_US;                                       \
                                                                                                   \
        uv_timer_start(&(pair)->tick, on_tick, 10, 10);                                            \
        while (!(condition) && hf_phone_now_us() < until_us)                                       \
            uv_run(&(pair)->loop, UV_RUN_DEFAULT);                                                 \
        uv_timer_stop(&(pair)->tick);                                                              \
        cr_assert(condition);                                                                      \
    } while (0)

static uint64_t dial(struct end *end, const char *uri)
{
    char error[TEXT] = "";
    struct hf_phone_problem problem = {error, sizeof error};
    struct hf_phone_dial wanted = {.uri = uri};
    uint64_t id = hf_phone_dial(end->phone, 1, &wanted, &problem);

    cr_assert_neq(id, 0, "%s", error);
    return id;
}

static void wait_ms(struct pair *pair, uint64_t ms)
{
    uv_timer_start(&pair->tick, on_tick, ms, 0);
    uv_run(&pair->loop, UV_RUN_DEFAULT);
}

/* And the ACK has come, behind which the called one may hang up (RFC 3261 15). */
static void talk(struct pair *pair)
{
    pair->b.answers_at_once = 1;
    (void)dial(&pair->a, "sip:bert@example.com");
    UNTIL(pair, pair->a.n_of[HF_CALLS_UP] == 1 && pair->b.n_of[HF_CALLS_UP] == 1);
    wait_ms(pair, 50);
}

static int has_block(const struct end *end)
{
    return hf_phone_member(end->phone, 1)->calls != NULL;
}

static void hang_up(struct end *end)
{
    char error[TEXT] = "";
    struct hf_phone_problem problem = {error, sizeof error};

    cr_assert_eq(hf_phone_hang_up(end->phone, end->call, &problem), 0, "%s", error);
}

/* ---- calls ---- */

struct wire {
    char host[16];
    int transport;
};

ParameterizedTestParameters(phone_calls, are_placed_answered_and_ended)
{
    static struct wire wires[] = {{"127.0.0.1", HF_TRANSPORT_UDP},
                                  {"::1", HF_TRANSPORT_UDP},
                                  {"127.0.0.1", HF_TRANSPORT_TCP}};

    return cr_make_param_array(struct wire, wires, 3);
}

ParameterizedTest(struct wire *wire, phone_calls, are_placed_answered_and_ended)
{
    static const struct hf_phone_options usual;
    struct pair *pair = open_pair_with(wire->host, wire->transport, &usual);
    struct hf_phone_call_status status;
    uint64_t id;

    cr_assert_not(has_block(&pair->a));
    id = dial(&pair->a, "sip:bert@example.com");
    UNTIL(pair, pair->b.n_of[HF_CALLS_INCOMING] == 1 && pair->a.n_of[HF_CALLS_RINGING] == 1);
    cr_assert(has_block(&pair->a) && has_block(&pair->b));
    cr_assert_eq(hf_phone_call_at(pair->a.phone, 0), id);
    cr_assert_eq(hf_phone_call_at(pair->a.phone, 1), 0);
    cr_assert_eq(hf_phone_answer(pair->b.phone, pair->b.call,
                                 &(struct hf_phone_problem){pair->b.remark, TEXT}),
                 0, "%s", pair->b.remark);
    UNTIL(pair, pair->a.n_of[HF_CALLS_UP] == 1 && pair->b.n_of[HF_CALLS_UP] == 1);
    cr_assert(hf_phone_call_status(pair->b.phone, pair->b.call, &status));
    cr_assert(status.sip.incoming && status.has_media);
    cr_assert_not_null(strstr(status.sip.uri, "anna"));
    hang_up(&pair->a);
    UNTIL(pair, pair->a.n_of[HF_CALLS_OVER] == 1 && pair->b.n_of[HF_CALLS_OVER] == 1);
    cr_assert_eq(pair->a.last[HF_CALLS_OVER].by, HF_CALLS_US);
    cr_assert_eq(pair->b.last[HF_CALLS_OVER].by, HF_CALLS_PEER);
    cr_assert_not(hf_phone_call_status(pair->a.phone, id, &status), "it is forgotten");
    UNTIL(pair, !has_block(&pair->a));
    cr_assert(has_block(&pair->b), "his INVITE may come once more");
    close_pair(pair);
}

Test(phone_calls, are_answered_within_the_news_of_them)
{
    struct pair *pair = open_pair();

    talk(pair);
    cr_assert_eq(pair->b.n_of[HF_CALLS_INCOMING], 1);
    hang_up(&pair->b);
    UNTIL(pair, pair->a.n_of[HF_CALLS_OVER] == 1);
    close_pair(pair);
}

/* 20 ms in which one is loud. How loud the other hears it. */
static int turn_of(struct pair *pair, struct end *loud, struct end *other)
{
    int16_t heard[FRAME], played[FRAME] = {0};
    struct hf_phone_frame said = {loud->call, heard, played, FRAME};
    struct hf_phone_frame listened = {other->call, NULL, played, FRAME};
    int loudest = 0;

    for (unsigned i = 0; i < FRAME; i++)
        heard[i] = i % 8 < 4 ? 8000 : -8000;
    hf_phone_frame(loud->phone, &said);
    memset(played, 0, sizeof played);
    hf_phone_frame(other->phone, &listened);
    for (unsigned i = 0; i < FRAME; i++)
        loudest = abs(played[i]) > loudest ? abs(played[i]) : loudest;
    wait_ms(pair, 20);
    return loudest;
}

static int turn(struct pair *pair)
{
    return turn_of(pair, &pair->a, &pair->b);
}

Test(phone_calls, carry_frames_and_keys)
{
    struct pair *pair = open_pair();
    struct hf_phone_problem problem = {pair->a.remark, TEXT};
    struct hf_phone_key key = {.key = '7', .ms = 60};
    struct hf_phone_call_status status;

    talk(pair);
    cr_assert_eq(hf_phone_call_rate(pair->a.phone, pair->a.call), 8000);
    for (unsigned i = 0; i < 12; i++)
        (void)turn(pair);
    cr_assert_gt(turn(pair), 7000);
    cr_assert_eq(hf_phone_key(pair->a.phone, pair->a.call, &key, &problem), 0);
    for (unsigned i = 0; i < 12; i++)
        (void)turn(pair);
    cr_assert_str_eq(pair->b.keys, "7");
    cr_assert(hf_phone_call_status(pair->b.phone, pair->b.call, &status));
    cr_assert_geq(status.media.received, 20);
    close_pair(pair);
}

Test(phone_calls, are_held_in_silence_and_go_on)
{
    struct pair *pair = open_pair();
    struct hf_phone_problem problem = {pair->a.remark, TEXT};
    struct hf_phone_call_status status;
    int loudest = 0;

    talk(pair);
    cr_assert_eq(hf_phone_hold(pair->a.phone, pair->a.call, 1, &problem), 0);
    UNTIL(pair, pair->a.n_of[HF_CALLS_HELD] == 1 && pair->b.n_of[HF_CALLS_HELD] == 1);
    cr_assert(hf_phone_call_status(pair->b.phone, pair->b.call, &status));
    cr_assert(status.sip.held_by_peer && status.media.is_held);
    for (unsigned i = 0; i < 15; i++)
        loudest |= turn(pair);
    cr_assert_lt(loudest, 100, "%d", loudest);
    cr_assert_eq(hf_phone_hold(pair->a.phone, pair->a.call, 0, &problem), 0);
    UNTIL(pair, pair->a.n_of[HF_CALLS_RESUMED] == 1 && pair->b.n_of[HF_CALLS_RESUMED] == 1);
    for (unsigned i = 0; i < 15; i++)
        loudest = turn(pair);
    cr_assert_gt(loudest, 7000);
    close_pair(pair);
}

static void agree(struct end *end, const struct end *other)
{
    struct hf_phone_call *call = hf_phone_call(end->phone, end->call);
    struct hf_stream_agreed agreed = {.formats = {{HF_CODEC_PCMU, 0}},
                                      .n_formats = 1,
                                      .events_type = HF_STREAM_NO_EVENTS,
                                      .sends = true,
                                      .receives = true};

    agreed.remote = hf_rtp_session_local(hf_phone_call(other->phone, other->call)->media);
    cr_assert_eq(hf_rtp_session_agree(call->media, &agreed), 0);
}

Test(phone_calls, do_not_listen_into_the_room_while_they_ring)
{
    struct pair *pair = open_pair();
    char error[TEXT] = "";
    struct hf_phone_problem problem = {error, sizeof error};
    int loudest = 0;

    (void)dial(&pair->a, "sip:bert@example.com");
    UNTIL(pair, pair->b.n_of[HF_CALLS_INCOMING] == 1 && pair->a.n_of[HF_CALLS_RINGING] == 1);
    agree(&pair->a, &pair->b); /* as reliable ringing can */
    agree(&pair->b, &pair->a);
    for (unsigned i = 0; i < 15; i++)
        loudest |= turn_of(pair, &pair->b, &pair->a);
    cr_assert_lt(loudest, 100, "%d", loudest);
    cr_assert_eq(hf_phone_answer(pair->b.phone, pair->b.call, &problem), 0, "%s", error);
    UNTIL(pair, pair->a.n_of[HF_CALLS_UP] == 1 && pair->b.n_of[HF_CALLS_UP] == 1);
    for (unsigned i = 0; i < 15; i++)
        loudest = turn_of(pair, &pair->b, &pair->a);
    cr_assert_gt(loudest, 7000);
    close_pair(pair);
}

/* E13 */
Test(phone_calls, say_where_they_are_now)
{
    struct pair *pair = open_pair();
    struct hf_phone_call *call;
    unsigned before;
    const char *why;

    talk(pair);
    before = pair->b.n_of[HF_CALLS_MEDIA];
    call = hf_phone_call(pair->a.phone, pair->a.call);
    hf_rtp_session_close(call->media); /* on other ports in place of another address */
    cr_assert_eq(hf_phone_call_open_media(call, &why), 0, "%s", why);
    hf_phone_calls_move(pair->a.phone, 1);
    UNTIL(pair, pair->b.n_of[HF_CALLS_MEDIA] > before);
    cr_assert_eq(pair->b.last[HF_CALLS_MEDIA].media.remote.port,
                 hf_rtp_session_local(call->media).port);
    close_pair(pair);
}

/* ---- ends that nobody asked for ---- */

Test(phone_calls, end_with_the_phone)
{
    struct pair *pair = open_pair();

    talk(pair);
    hf_phone_stop(pair->a.phone);
    UNTIL(pair, pair->a.stopped && pair->b.n_of[HF_CALLS_OVER] == 1);
    cr_assert_eq(pair->a.n_of[HF_CALLS_OVER], 1);
    close_pair(pair);
}

Test(phone_calls, end_where_their_line_is_switched_off)
{
    struct pair *pair = open_pair();

    talk(pair);
    cr_assert_eq(hf_phone_wish(pair->a.phone, 1, HF_PHONE_STOP), 0);
    UNTIL(pair, pair->a.n_of[HF_CALLS_OVER] == 1 && pair->b.n_of[HF_CALLS_OVER] == 1);
    close_pair(pair);
}

/* E11: the line itself would let it go on. */
Test(phone_calls, of_an_emergency_end_with_the_phone)
{
    struct pair *pair = open_pair();
    char error[TEXT] = "";
    struct hf_phone_problem problem = {error, sizeof error};
    struct hf_phone_dial wanted = {.uri = "sip:bert@example.com", .emergency = 1};

    pair->b.answers_at_once = 1;
    cr_assert_eq(hf_phone_wish(pair->a.phone, 1, HF_PHONE_STOP), 0);
    cr_assert_neq(hf_phone_dial(pair->a.phone, 1, &wanted, &problem), 0, "%s", error);
    UNTIL(pair, pair->a.n_of[HF_CALLS_UP] == 1);
    wait_ms(pair, 50);
    hf_phone_stop(pair->a.phone);
    UNTIL(pair, pair->a.stopped && pair->b.n_of[HF_CALLS_OVER] == 1);
    close_pair(pair);
}

Test(phone_calls, end_with_their_line)
{
    struct pair *pair = open_pair();

    talk(pair);
    hf_phone_remove(pair->b.phone, 1);
    UNTIL(pair, pair->b.gone && pair->a.n_of[HF_CALLS_OVER] == 1);
    cr_assert_eq(hf_phone_call_at(pair->b.phone, 0), 0);
    close_pair(pair);
}

Test(phone_calls, leave_nothing_where_the_phone_is_closed)
{
    struct pair *pair = open_pair();

    talk(pair);
    (void)dial(&pair->a, "sip:bert@example.com"); /* and one more that has just begun */
    close_pair(pair);                             /* LeakSanitizer looks */
}

/* ---- refusals ---- */

Test(phone_calls, are_refused_beyond_four)
{
    struct pair *pair = open_pair();
    char error[TEXT] = "";
    struct hf_phone_problem problem = {error, sizeof error};
    struct hf_phone_dial wanted = {.uri = "sip:bert@example.com"};

    for (unsigned i = 0; i < HF_LINE_CALLS; i++)
        (void)dial(&pair->a, wanted.uri);
    cr_assert_eq(hf_phone_dial(pair->a.phone, 1, &wanted, &problem), 0);
    cr_assert_not_null(strstr(error, "too many calls"), "%s", error);
    cr_assert_eq(hf_phone_call_at(pair->a.phone, HF_LINE_CALLS), 0);
    UNTIL(pair, pair->b.n_of[HF_CALLS_INCOMING] == HF_LINE_CALLS);
    wanted.emergency = 1; /* E11 */
    cr_assert_neq(hf_phone_dial(pair->a.phone, 1, &wanted, &problem), 0, "%s", error);
    UNTIL(pair, pair->a.n_of[HF_CALLS_OVER] == 1);
    cr_assert_eq(pair->a.last[HF_CALLS_OVER].why, HF_WHY_GAVE_WAY);
    close_pair(pair);
}

/* Calls that the core knows and SIP does not, in place of a disagreement that is not known yet. */
Test(phone_calls, are_not_taken_where_the_line_refuses_them)
{
    struct pair *pair = open_pair();
    char error[TEXT] = "";
    struct hf_phone_problem problem = {error, sizeof error};
    struct hf_phone_dial wanted = {.uri = "sip:anna@example.com"};

    for (uint64_t id = 1000; id < 1000 + HF_LINE_CALLS; id++) {
        struct hf_event event = {.at_us = hf_phone_now_us(), .kind = HF_EVENT_CALL_ARRIVED};

        event.u.call = (struct hf_call){.call = id, .server = 1};
        cr_assert_geq(hf_phone_step(pair->b.phone, 1, &event), 0);
    }
    (void)dial(&pair->a, "sip:bert@example.com");
    UNTIL(pair, pair->a.n_of[HF_CALLS_OVER] == 1);
    cr_assert_eq(pair->a.last[HF_CALLS_OVER].status, 486);
    cr_assert_eq(hf_phone_dial(pair->b.phone, 1, &wanted, &problem), 0);
    cr_assert_not_null(strstr(error, "too many calls"), "%s", error);
    cr_assert_eq(pair->b.n_of[HF_CALLS_INCOMING] + pair->b.n_of[HF_CALLS_OVER], 0, "nobody knew");
    cr_assert_eq(hf_phone_call_at(pair->b.phone, 0), 0);
    close_pair(pair);
}

Test(phone_calls, are_refused_where_no_ports_are_left)
{
    struct hf_phone_options two = {.rtp_first = 29000, .rtp_last = 29001};
    struct pair *pair = open_pair_with("127.0.0.1", HF_TRANSPORT_UDP, &two);
    char error[TEXT] = "";
    struct hf_phone_problem problem = {error, sizeof error};
    struct hf_phone_dial wanted = {.uri = "sip:anna@example.com"};

    talk(pair);
    cr_assert_eq(hf_phone_dial(pair->b.phone, 1, &wanted, &problem), 0);
    cr_assert_not_null(strstr(error, "no ports"), "%s", error);
    (void)dial(&pair->a, "sip:bert@example.com");
    UNTIL(pair, pair->a.n_of[HF_CALLS_OVER] == 1);
    cr_assert_eq(pair->a.last[HF_CALLS_OVER].status, 500);
    cr_assert_not_null(strstr(pair->b.remark, "no ports"));
    close_pair(pair);
}

Test(phone_calls, refuse_what_does_not_fit_them)
{
    struct pair *pair = open_pair();
    char error[TEXT] = "";
    struct hf_phone_problem problem = {error, sizeof error};
    struct hf_phone_key key = {.key = 'x', .ms = 100};
    struct hf_phone_dial wanted = {.uri = "bert"};
    uint64_t id;

    cr_assert_eq(hf_phone_answer(pair->a.phone, 99, &problem), HF_E_UNKNOWN_ID);
    cr_assert_str_eq(error, "there is no such call");
    cr_assert_eq(hf_phone_key(pair->a.phone, 99, &key, &problem), HF_E_UNKNOWN_ID);
    cr_assert_eq(hf_phone_dial(pair->a.phone, 7, &wanted, &problem), 0);
    cr_assert_eq(hf_phone_dial(pair->a.phone, 1, &wanted, &problem), 0, "that is no URI");
    cr_assert_neq(error[0], '\0');
    cr_assert_not(has_block(&pair->a), "what was never begun leaves nothing");
    id = dial(&pair->a, "sip:bert@example.com");
    cr_assert_lt(hf_phone_answer(pair->a.phone, id, &problem), 0, "it is ours");
    cr_assert_lt(hf_phone_hold(pair->a.phone, id, 1, &problem), 0);
    cr_assert_lt(hf_phone_key(pair->a.phone, id, &key, &problem), 0);
    close_pair(pair);
}

/* ---- connections ---- */

static int is_open(const struct end *end, uint64_t flow)
{
    const struct hf_connection *at = end->phone->connections->first;

    while (at != NULL && at->flow != flow)
        at = at->behind;
    return at != NULL && at->state == HF_CONNECTION_OPEN;
}

/* As an emergency call without a registration: no binding holds its connection. */
Test(phone_calls, the_connection_of_a_quiet_call_is_not_closed_for_being_idle)
{
    static const struct hf_phone_options usual;
    struct pair *pair = open_pair_with("127.0.0.1", HF_TRANSPORT_TCP, &usual);
    struct hf_phone_problem problem = {pair->b.remark, sizeof pair->b.remark};
    uint64_t flow;

    pair->a.phone->connections->options.idle_ms = 300;
    (void)dial(&pair->a, "sip:bert@example.com");
    UNTIL(pair, pair->a.n_of[HF_CALLS_RINGING] == 1);
    flow = pair->a.phone->calls->flow;
    cr_assert_neq(flow, 0);
    wait_ms(pair, 800);
    cr_assert_eq(pair->a.n_of[HF_CALLS_OVER], 0, "it rings");
    cr_assert_eq(hf_phone_answer(pair->b.phone, pair->b.call, &problem), 0);
    UNTIL(pair, pair->a.n_of[HF_CALLS_UP] == 1);
    wait_ms(pair, 800);
    cr_assert(is_open(&pair->a, flow), "the other one's BYE comes there");
    cr_assert_eq(hf_phone_hang_up(pair->b.phone, pair->b.call, &problem), 0);
    UNTIL(pair, pair->a.n_of[HF_CALLS_OVER] == 1 && !is_open(&pair->a, flow));
    close_pair(pair);
}

/* The other end's, which it came on: the answer goes back there. */
Test(phone_calls, the_connection_that_a_call_came_on_stays_open_while_it_rings)
{
    static const struct hf_phone_options usual;
    struct pair *pair = open_pair_with("127.0.0.1", HF_TRANSPORT_TCP, &usual);
    struct hf_phone_problem problem = {pair->b.remark, sizeof pair->b.remark};

    pair->b.phone->connections->options.idle_ms = 300;
    (void)dial(&pair->a, "sip:bert@example.com");
    UNTIL(pair, pair->a.n_of[HF_CALLS_RINGING] == 1);
    cr_assert(is_open(&pair->b, pair->b.phone->calls->flow));
    wait_ms(pair, 800);
    cr_assert(is_open(&pair->b, pair->b.phone->calls->flow));
    cr_assert_eq(hf_phone_answer(pair->b.phone, pair->b.call, &problem), 0);
    UNTIL(pair, pair->a.n_of[HF_CALLS_UP] == 1);
    cr_assert_eq(hf_phone_hang_up(pair->b.phone, pair->b.call, &problem), 0);
    UNTIL(pair, pair->a.n_of[HF_CALLS_OVER] == 1);
    close_pair(pair);
}
