/* SPDX-License-Identifier: Apache-2.0 */
/* Phones that register over TCP: what is shared, what happens when a connection is refused, lost,
 * silent or closed for being idle, and whose requests from outside are (A3, A6, A6a, C3a, E8). */
#include <stdio.h>

#include "phone_peer.h"

/* The n first peers; one line, in service. */
static struct stage *usual_stage(unsigned n)
{
    struct stage *stage = stage_open(n, "127.0.0.1");
    struct hf_config config = stage_config(stage, n);
    struct hf_phone_line line = stage_line("one", &config);

    stage_phone(stage);
    stage_add(stage, &line);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_REGISTERED);
    return stage;
}

static uint16_t port_in(const char *request, const char *begin)
{
    const char *at = strstr(request, begin);

    cr_assert_not_null(at, "%s in %s", begin, request);
    return (uint16_t)strtoul(at + strlen(begin), NULL, 10);
}

static uint16_t contact_port(const struct registrar *peer)
{
    const char *at = strstr(peer->request, "\r\nContact: <sip:");

    cr_assert_not_null(at);
    return port_in(at, "@127.0.0.1:");
}

static void refresh(struct stage *stage)
{
    unsigned n = stage->peers[0].n_registers;

    cr_assert_eq(hf_phone_wish(stage->phone, 1, HF_PHONE_REGISTER), 0);
    WAIT_FOR(stage, stage->peers[0].n_registers > n && stage_state(stage, 1) == HF_LINE_REGISTERED);
}

Test(phone_tcp, registers_and_says_where_it_is_reached)
{
    struct stage *stage = usual_stage(1);
    struct registrar *peer = &stage->peers[0];

    cr_assert_eq(peer->n_accepted, 1);
    cr_assert_eq(peer->n_registers, 1);
    cr_assert_eq(port_in(peer->request, "Via: SIP/2.0/TCP 127.0.0.1:"),
                 hf_phone_port(stage->phone));
    cr_assert_neq(contact_port(peer), hf_phone_port(stage->phone));
    cr_assert_not_null(strstr(peer->request, ";transport=tcp>"));
    cr_assert_eq(stage->n_remarks, 0, "%s", stage->remark);
    hf_phone_stop(stage->phone);
    WAIT_FOR(stage, stage->stopped);
    cr_assert_eq(peer->n_removed, 1);
    cr_assert_eq(peer->n_accepted, 1);
    stage_close(stage);
}

Test(phone_tcp, answers_a_challenge_on_the_same_connection)
{
    struct stage *stage = stage_open(1, "127.0.0.1");
    struct hf_config config = stage_config(stage, 1);
    struct hf_phone_line line = stage_line("one", &config);

    stage->peers[0].challenges = 1;
    stage_phone(stage);
    stage_add(stage, &line);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_REGISTERED);
    cr_assert_eq(stage->peers[0].n_registers, 2);
    cr_assert_eq(stage->peers[0].n_accepted, 1);
    stage_close(stage);
}

/* The answer waits for the log; the phone hears meanwhile that nobody would hear it there. */
Test(phone_tcp, answers_a_challenge_on_another_connection_where_that_one_is_closed)
{
    char directory[] = "/tmp/phone_tcp.XXXXXX", command[64];
    struct stage *stage = stage_open(1, "127.0.0.1");
    struct hf_config config = stage_config(stage, 1);
    struct hf_phone_line line = stage_line("one", &config);

    cr_assert_not_null(mkdtemp(directory));
    stage->options.log_directory = directory;
    stage->options.log_sync = HF_LOG_SYNC_ALWAYS;
    stage->peers[0].challenges = stage->peers[0].closes_401 = 1;
    stage_phone(stage);
    stage_add(stage, &line);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_REGISTERED);
    cr_assert_eq(stage->peers[0].n_registers, 2);
    cr_assert_eq(stage->peers[0].n_accepted, 2);
    stage_close(stage);
    snprintf(command, sizeof command, "rm -r %s", directory);
    cr_assert_eq(system(command), 0);
}

Test(phone_tcp, lines_share_one_connection)
{
    struct stage *stage = stage_open(1, "127.0.0.1");
    struct hf_config config = stage_config(stage, 1);

    stage_phone(stage);
    stage_add_many(stage, 200, &config);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_n_in(stage, HF_LINE_REGISTERED) == 200);
    cr_assert_eq(stage->peers[0].n_accepted, 1);
    cr_assert_eq(stage->peers[0].n_registers, 200);
    cr_assert_eq(stage->n_remarks, 0, "%s", stage->remark);
    stage_close(stage);
}

Test(phone_tcp, lines_of_two_servers_have_two)
{
    struct stage *stage = stage_open(2, "127.0.0.1");
    struct hf_config config = stage_config(stage, 2);

    config.mode = HF_MODE_CONCURRENT;
    stage_phone(stage);
    stage_add_many(stage, 3, &config);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage->peers[0].n_registers == 3 && stage->peers[1].n_registers == 3);
    cr_assert_eq(stage->peers[0].n_accepted, 1);
    cr_assert_eq(stage->peers[1].n_accepted, 1);
    stage_close(stage);
}

Test(phone_tcp, has_64_registers_under_way_at_most)
{
    struct stage *stage = stage_open(1, "127.0.0.1");
    struct hf_config config = stage_config(stage, 1);

    stage->peers[0].silent = 1;
    stage_phone(stage);
    stage_add_many(stage, 100, &config);
    hf_phone_start(stage->phone);
    stage_run_ms(stage, 200);
    cr_assert_eq(stage->peers[0].n_registers, 64);
    stage_close(stage);
}

/* ---- failures ---- */

Test(phone_tcp, goes_on_at_once_where_it_is_refused)
{
    struct stage *stage = stage_open(2, "127.0.0.1");
    struct hf_config config = stage_config(stage, 2);

    registrar_stop(&stage->peers[0]);
    uv_run(&stage->loop, UV_RUN_NOWAIT);
    stage_phone(stage);
    stage_add_many(stage, 200, &config);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_n_in(stage, HF_LINE_ON_BACKUP) == 200);
    cr_assert_eq(stage->peers[1].n_accepted, 1);
    stage_close(stage);
}

/* 5 ms from the refusal to the next Send: the whole way to the next server's answer here. */
Test(phone_tcp, is_with_the_next_server_within_5_ms_of_a_refusal)
{
    uint64_t best_us = UINT64_MAX;

    for (unsigned i = 0; i < 5; i++) {
        struct stage *stage = stage_open(2, "127.0.0.1");
        struct hf_config config = stage_config(stage, 2);
        struct hf_phone_line line = stage_line("one", &config);
        uint64_t begin_us;

        registrar_stop(&stage->peers[0]);
        uv_run(&stage->loop, UV_RUN_NOWAIT);
        stage_phone(stage);
        stage_add(stage, &line);
        begin_us = hf_phone_now_us();
        hf_phone_start(stage->phone);
        WAIT_FOR(stage, stage->peers[1].n_registers > 0);
        begin_us = hf_phone_now_us() - begin_us;
        best_us = begin_us < best_us ? begin_us : best_us;
        stage_close(stage);
    }
    cr_assert_lt(best_us, 5000, "%lu us", (unsigned long)best_us);
}

/* A6a: the server has closed the idle connection while the request was on its way. */
Test(phone_tcp, a_reset_of_a_reused_connection_gets_one_second_try)
{
    struct stage *stage = usual_stage(2);
    struct registrar *peer = &stage->peers[0];

    peer->hangs_up = 1;
    cr_assert_eq(hf_phone_wish(stage->phone, 1, HF_PHONE_REGISTER), 0);
    WAIT_FOR(stage, peer->n_registers == 3);
    stage_run_ms(stage, 50);
    cr_assert_eq(stage_state(stage, 1), HF_LINE_REGISTERED, "it stays where it is");
    cr_assert_eq(peer->n_accepted, 2, "on a fresh connection");
    cr_assert_eq(stage->peers[1].n_registers, 0);
    stage_close(stage);
}

Test(phone_tcp, a_second_reset_is_a_failure)
{
    struct stage *stage = usual_stage(2);
    struct registrar *peer = &stage->peers[0];

    peer->hangs_up = 99;
    cr_assert_eq(hf_phone_wish(stage->phone, 1, HF_PHONE_REGISTER), 0);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_ON_BACKUP);
    cr_assert_eq(peer->n_registers, 3, "the second try, and no third: %u", peer->n_registers);
    stage_close(stage);
}

/* A thousand lines' second tries share the next connection, also where the log lets them leave one
 * after the other. */
#define MANY 150 /* more than the gate lets through: second tries leave late */

static void share_second_tries(const char *directory)
{
    struct stage *stage = stage_open(1, "127.0.0.1");
    struct hf_config config = stage_config(stage, 1);

    stage->options.log_directory = directory;
    stage_phone(stage);
    stage_add_many(stage, MANY, &config);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_n_in(stage, HF_LINE_REGISTERED) == MANY);
    registrar_reset_all(&stage->peers[0]);
    WAIT_FOR(stage, stage->peers[0].n_registers == 2 * MANY);
    stage_run_ms(stage, 200);
    cr_assert_eq(stage->peers[0].n_accepted, 2);
    stage->peers[0].hangs_up = 1;
    for (uint32_t line = 1; line <= MANY; line++)
        cr_assert_eq(hf_phone_wish(stage->phone, line, HF_PHONE_REGISTER), 0);
    WAIT_FOR(stage, stage->peers[0].n_registers == 3 * MANY + 1);
    stage_run_ms(stage, 200);
    cr_assert_eq(stage->peers[0].n_accepted, 3);
    stage_close(stage);
}

Test(phone_tcp, many_second_tries_share_a_fresh_connection)
{
    char directory[] = "/tmp/phone_tcp.XXXXXX", command[64];

    share_second_tries(NULL);
    cr_assert_not_null(mkdtemp(directory));
    share_second_tries(directory);
    snprintf(command, sizeof command, "rm -r %s", directory);
    cr_assert_eq(system(command), 0);
}

Test(phone_tcp, silence_is_a_failure_and_the_connection_is_in_doubt)
{
    struct stage *stage = stage_open(2, "127.0.0.1");
    struct hf_config config = stage_config(stage, 2);
    struct hf_phone_line line = stage_line("one", &config);

    config.t1_ms = 20;
    config.failback_servers = HF_FAILBACK_PROBE;
    config.failback_interval_s = 1;
    config.quarantine_s = 0;
    uint64_t begin_us;

    stage->peers[0].silent = 1;
    stage_phone(stage);
    stage_add(stage, &line);
    hf_phone_start(stage->phone);
    begin_us = hf_phone_now_us();
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_ON_BACKUP);
    cr_assert_lt(hf_phone_now_us() - begin_us, 2000000, "A3: 4 s are for connecting alone");
    cr_assert_eq(stage->peers[0].n_registers, 1, "no retransmission over TCP (A3)");
    cr_assert_eq(stage->peers[0].n_accepted, 1);
    stage->peers[0].silent = 0;
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_REGISTERED); /* D1 */
    cr_assert_eq(stage->peers[0].n_accepted, 2, "what lies on the first may take minutes");
    stage_close(stage);
}

/* C3a: no call would come in on what met silence. It stays open until the other line has moved. */
Test(phone_tcp, one_that_answers_takes_the_place_of_a_silent_one_for_all_lines)
{
    struct stage *stage = stage_open(1, "127.0.0.1");
    struct hf_config config = stage_config(stage, 1);
    struct registrar *peer = &stage->peers[0];
    unsigned n_registers;

    config.t1_ms = 20;
    config.quarantine_s = 0;
    stage_phone(stage);
    stage_add_many(stage, 2, &config);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_n_in(stage, HF_LINE_REGISTERED) == 2);
    peer->silent = 1;
    cr_assert_eq(hf_phone_wish(stage->phone, 1, HF_PHONE_REGISTER), 0);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_FAILED);
    peer->silent = 0;
    cr_assert_eq(hf_phone_wish(stage->phone, 1, HF_PHONE_REGISTER), 0);
    n_registers = peer->n_registers;
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_REGISTERED);
    WAIT_FOR(stage, registrar_n_open(peer) == 1);
    cr_assert_eq(stage_n_in(stage, HF_LINE_REGISTERED), 2);
    cr_assert_eq(peer->n_registers, n_registers + 2, "one of each line");
    cr_assert_eq(peer->n_accepted, 2);
    stage_close(stage);
}

Test(phone_tcp, silence_on_an_open_connection_costs_the_budget_alone)
{
    struct stage *stage = stage_open(2, "127.0.0.1");
    struct hf_config config = stage_config(stage, 2);
    struct hf_phone_line line = stage_line("one", &config);
    uint64_t begin_us;

    config.t1_ms = 20; /* A1: 0.3 s */
    stage_phone(stage);
    stage_add(stage, &line);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_REGISTERED);
    stage->peers[0].silent = 1;
    begin_us = hf_phone_now_us();
    cr_assert_eq(hf_phone_wish(stage->phone, 1, HF_PHONE_REGISTER), 0);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_ON_BACKUP);
    cr_assert_lt(hf_phone_now_us() - begin_us, 2000000, "A3: 4 s are for connecting alone");
    stage_close(stage);
}

Test(phone_tcp, an_answer_on_a_connection_of_the_servers_own_counts)
{
    struct stage *stage = stage_open(1, "127.0.0.1");
    struct hf_config config = stage_config(stage, 1);
    struct hf_phone_line line = stage_line("one", &config);

    stage->peers[0].elsewhere = 1;
    stage_phone(stage);
    stage_add(stage, &line);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_REGISTERED);
    stage_close(stage);
}

/* ---- what bindings stand on (C3a) ---- */

Test(phone_tcp, a_lost_connection_is_registered_anew_with_its_contact)
{
    struct stage *stage = usual_stage(2);
    struct registrar *peer = &stage->peers[0];
    uint16_t port = contact_port(peer);
    char old[64];

    registrar_reset_all(peer);
    WAIT_FOR(stage, peer->n_registers == 2);
    stage_run_ms(stage, 50);
    cr_assert_eq(stage_state(stage, 1), HF_LINE_REGISTERED);
    cr_assert_eq(peer->n_accepted, 2);
    cr_assert_neq(contact_port(peer), port);
    snprintf(old, sizeof old, "@127.0.0.1:%u;transport=tcp>;expires=0\r\n", (unsigned)port);
    cr_assert_not_null(strstr(peer->request, old), "the one before is taken back: %s",
                       peer->request);
    cr_assert_eq(stage->peers[1].n_registers, 0);
    refresh(stage);
    cr_assert_null(strstr(peer->request, "expires=0"), "once");
    stage_close(stage);
}

Test(phone_tcp, a_lost_connection_to_a_dead_server_means_the_next_one)
{
    struct stage *stage = usual_stage(2);

    registrar_stop(&stage->peers[0]);
    uv_run(&stage->loop, UV_RUN_NOWAIT);
    registrar_reset_all(&stage->peers[0]);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_ON_BACKUP);
    cr_assert_eq(stage->peers[1].n_registers, 1);
    stage_close(stage);
}

Test(phone_tcp, only_lines_on_the_lost_connection_hear_of_it)
{
    struct stage *stage = stage_open(2, "127.0.0.1");
    struct hf_config both = stage_config(stage, 2), second = both;
    struct hf_phone_line one = stage_line("one", &both), two = stage_line("two", &second);

    second.servers[0] = second.servers[1];
    second.n_servers = 1;
    stage_phone(stage);
    stage_add(stage, &one);
    stage_add(stage, &two);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_n_in(stage, HF_LINE_REGISTERED) == 2);
    registrar_reset_all(&stage->peers[0]);
    WAIT_FOR(stage, stage->peers[0].n_registers == 2);
    stage_run_ms(stage, 100);
    cr_assert_eq(stage->peers[1].n_registers, 1);
    stage_close(stage);
}

Test(phone_tcp, pings_at_the_smallest_interval_of_all_lines)
{
    struct stage *stage = stage_open(1, "127.0.0.1");
    struct hf_config often = stage_config(stage, 1), seldom = often;
    struct hf_phone_line one = stage_line("one", &often), two = stage_line("two", &seldom);

    often.keepalive_s = 1;
    seldom.keepalive_s = 2;
    stage_phone(stage);
    stage_add(stage, &one);
    stage_add(stage, &two);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage->peers[0].n_pings >= 2);
    stage_run_ms(stage, 500);
    cr_assert_lt(stage->peers[0].n_pings, 4);
    registrar_reset_all(&stage->peers[0]); /* they follow to the next connection */
    WAIT_FOR(stage, stage->peers[0].n_registers == 4);
    unsigned n = stage->peers[0].n_pings;

    WAIT_FOR(stage, stage->peers[0].n_pings >= n + 2);
    cr_assert_eq(stage->peers[0].n_accepted, 2);
    stage_close(stage);
}

/* RFC 5626 4.4.1: 10 s for a pong, from a server that has sent one before. */
Test(phone_tcp, a_missing_pong_means_that_the_connection_is_lost)
{
    struct stage *stage = stage_open(2, "127.0.0.1");
    struct hf_config config = stage_config(stage, 2);
    struct hf_phone_line line = stage_line("one", &config);
    struct registrar *peer = &stage->peers[0];

    config.keepalive_s = 1;
    stage_phone(stage);
    stage_add(stage, &line);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, peer->n_pings >= 2);
    peer->pongs = 0;
    stage_run_ms(stage, 9000);
    cr_assert_eq(peer->n_registers, 1);
    WAIT_FOR(stage, peer->n_registers == 2);
    stage_run_ms(stage, 50);
    cr_assert_eq(stage_state(stage, 1), HF_LINE_REGISTERED);
    cr_assert_eq(peer->n_accepted, 2);
    cr_assert_eq(stage->peers[1].n_registers, 0);
    stage_close(stage);
}

/* ---- requests from outside ---- */

static unsigned long answered(struct stage *stage, struct registrar *peer, const char *uri)
{
    unsigned n = peer->n_replies;

    registrar_ask(peer, uri);
    WAIT_FOR(stage, peer->n_replies > n);
    return strtoul(peer->reply + 8, NULL, 10);
}

static void from_tag(const struct registrar *peer, char tag[32])
{
    const char *at = strstr(peer->reply, "To: <sip:z@y>;tag=");

    cr_assert_not_null(at, "%s", peer->reply);
    snprintf(tag, 32, "%.16s", at + 18);
}

/* E8, trust contact: the server need not know the Contact, on the line's own connection. */
Test(phone_tcp, what_comes_over_the_lines_own_connection_is_its)
{
    struct stage *stage = stage_open(1, "127.0.0.1");
    struct hf_config config = stage_config(stage, 1);
    struct hf_phone_line alice = stage_line("alice", &config), bob = stage_line("bob", &config);
    struct registrar *peer = &stage->peers[0];
    char first[32], second[32], none[32], contact[256];

    stage_phone(stage);
    stage_add(stage, &alice);
    stage_add(stage, &bob);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_n_in(stage, HF_LINE_REGISTERED) == 2);
    snprintf(contact, sizeof contact, "%.*s",
             (int)strcspn(strstr(peer->request, "\r\nContact: <") + 12, ">"),
             strstr(peer->request, "\r\nContact: <") + 12);
    cr_assert_eq(answered(stage, peer, contact), 200);
    cr_assert_eq(answered(stage, peer, "sip:alice@127.0.0.1"), 200);
    from_tag(peer, first);
    cr_assert_eq(answered(stage, peer, "sip:bob@127.0.0.1"), 200);
    from_tag(peer, second);
    cr_assert_str_neq(first, second);
    cr_assert_eq(answered(stage, peer, "sip:127.0.0.1"), 200);
    from_tag(peer, none);
    cr_assert_str_eq(none, first, "the first on it");
    stage_close(stage);
}

Test(phone_tcp, what_comes_over_a_strangers_connection_is_not)
{
    struct stage *stage = usual_stage(1);
    struct registrar_connection stranger = {.peer = &stage->peers[0]};
    struct sockaddr_in address;
    uv_connect_t connect;
    char text[1024] =
        "OPTIONS sip:one@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bKa"
        "\r\nMax-Forwards: 70\r\nFrom: <sip:x@y>;tag=1\r\nTo: <sip:z@y>\r\n"
        "Call-ID: 1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";

    uv_ip4_addr("127.0.0.1", hf_phone_port(stage->phone), &address);
    uv_tcp_init(&stage->loop, &stranger.handle);
    stranger.handle.data = &stranger;
    cr_assert_eq(uv_tcp_connect(&connect, &stranger.handle, (struct sockaddr *)&address, NULL), 0);
    stage_run_ms(stage, 50);
    registrar_say(&stranger, text);
    stage_run_ms(stage, 200);
    uv_close((uv_handle_t *)&stranger.handle, NULL);
    stage_run_ms(stage, 20);
    cr_assert_eq(stage->peers[0].n_replies, 0);
    cr_assert_eq(stage_state(stage, 1), HF_LINE_REGISTERED);
    stage_close(stage);
}

/* ---- lines that go ---- */

Test(phone_tcp, the_connection_of_a_line_that_goes_stays_for_the_others)
{
    struct stage *stage = stage_open(1, "127.0.0.1");
    struct hf_config config = stage_config(stage, 1);

    stage_phone(stage);
    stage_add_many(stage, 2, &config);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_n_in(stage, HF_LINE_REGISTERED) == 2);
    hf_phone_remove(stage->phone, 1);
    WAIT_FOR(stage, stage->n_gone == 1);
    cr_assert_eq(stage->peers[0].n_removed, 1);
    cr_assert_eq(registrar_n_open(&stage->peers[0]), 1);
    registrar_reset_all(&stage->peers[0]);
    WAIT_FOR(stage, stage->peers[0].n_registers == 4);
    cr_assert_eq(stage_state(stage, 2), HF_LINE_REGISTERED);
    stage_close(stage);
}

/* It has no connection any more; its keep-alive waits for the next one. */
Test(phone_tcp, a_line_that_goes_on_from_its_log_registers_on_a_new_connection)
{
    char directory[] = "/tmp/phone_tcp.XXXXXX", command[64];

    cr_assert_not_null(mkdtemp(directory));
    for (uint32_t keepalive_s = 0; keepalive_s <= 30; keepalive_s += 30) {
        struct stage *stage = stage_open(1, "127.0.0.1");
        struct hf_config config = stage_config(stage, 1);
        struct hf_phone_line line = stage_line("one", &config);

        config.keepalive_s = keepalive_s;
        stage->options.log_directory = directory;
        stage_phone(stage);
        stage_add(stage, &line);
        hf_phone_start(stage->phone);
        WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_REGISTERED);
        stage_run_ms(stage, 100);
        hf_phone_close(stage->phone); /* its binding stays */
        stage_run_ms(stage, 100);
        cr_assert_eq(stage->peers[0].n_registers, 1);
        stage_phone(stage);
        stage_add(stage, &line);
        hf_phone_start(stage->phone);
        cr_assert_str_eq(stage->remark, "goes on from its log");
        WAIT_FOR(stage, stage->peers[0].n_registers == 2);
        stage_run_ms(stage, 100);
        cr_assert_eq(stage_state(stage, 1), HF_LINE_REGISTERED);
        cr_assert_eq(stage->peers[0].n_registers, 2);
        cr_assert_eq(stage->peers[0].n_accepted, 2);
        stage_close(stage);
    }
    snprintf(command, sizeof command, "rm -r %s", directory);
    cr_assert_eq(system(command), 0);
}
