/* SPDX-License-Identifier: Apache-2.0 */
/* What waits for its connection and is taken back never leaves; what stays leaves in its order. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "connections_world.h"

/* A message of an attempt of line 1; attempt 0: nobody's. */
static enum hf_cause send_of(struct world *world, uint64_t flow, uint64_t attempt, const char *text)
{
    struct hf_connection_sending sending = {.flow = flow,
                                            .bytes = (const uint8_t *)text,
                                            .n_bytes = strlen(text),
                                            .attempt = attempt,
                                            .line = attempt > 0};

    return world_send_this(world, &sending);
}

/* The SYN that is repeated gets through behind the end of the attempt. */
Test(connections_unsent, what_was_taken_back_does_not_leave_when_the_connection_opens)
{
    struct hf_target at;
    struct world world;
    char text[2000];
    int fill[4], listener = peer_listen_full(&at, fill), fd;

    world_begin(&world, NULL);
    struct hf_connection_way way = world_take(&world, &at);

    cr_assert_eq(send_of(&world, way.flow, 7, sip_text("first", 0)), HF_CAUSE_NONE);
    cr_assert_eq(send_of(&world, way.flow, 8, sip_text("second", 0)), HF_CAUSE_NONE);
    cr_assert_eq(send_of(&world, way.flow, 0, sip_text("third", 0)), HF_CAUSE_NONE);
    cr_assert_eq(send_of(&world, way.flow, 9, sip_text("last", 0)), HF_CAUSE_NONE);
    cr_assert_eq(hf_connections_take_back(world.all, 1, 7), 1);
    cr_assert_eq(hf_connections_take_back(world.all, 1, 7), 0, "it is gone already");
    cr_assert_eq(hf_connections_take_back(world.all, 2, 8), 0, "another line's has the same id");
    cr_assert_eq(hf_connections_take_back(world.all, 1, 9), 1);
    cr_assert_eq(send_of(&world, way.flow, 10, sip_text("behind", 0)), HF_CAUSE_NONE);
    fd = peer_accept_from(listener, way.local.port);
    world_wait(&world, &world.n_opened, 1);
    world_run_ms(&world, 20);
    peer_read(fd, text, sizeof text);
    cr_assert_null(strstr(text, "sip:first@"));
    cr_assert_not_null(strstr(text, "sip:second@"));
    cr_assert_lt(strstr(text, "sip:second@"), strstr(text, "sip:third@"));
    cr_assert_null(strstr(text, "sip:last@"));
    cr_assert_lt(strstr(text, "sip:third@"), strstr(text, "sip:behind@"));
    close(fd);
    world_end(&world);
    peer_close_full(listener, fill);
}

static const char *numbered(uint64_t n)
{
    char what[32];

    snprintf(what, sizeof what, "m%llu", (unsigned long long)n);
    return sip_text(what, 30000);
}

/* The peer's system has taken some, our own some more; the rest is ours to take back. */
Test(connections_unsent, what_the_peer_does_not_read_can_be_taken_back_too)
{
    static char text[1 << 23];
    struct hf_connection_way way;
    struct hf_target at;
    struct world world;
    int listener = peer_listen(&at, 8), fd;
    uint64_t n = 0;
    size_t n_text = 0;
    char last[32];

    world_begin(&world, NULL);
    fd = world_join(&world, listener, &way);
    while (send_of(&world, way.flow, n + 1, numbered(n + 1)) == HF_CAUSE_NONE)
        n++;
    cr_assert_eq(hf_connections_take_back(world.all, 1, n), 1, "the last one has not begun");
    cr_assert_eq(hf_connections_take_back(world.all, 1, 1), 0, "the first one is out");
    cr_assert_eq(send_of(&world, way.flow, 0, sip_text("end", 0)), HF_CAUSE_NONE);
    while (strstr(text + (n_text > 200 ? n_text - 200 : 0), "sip:end@") == NULL) {
        n_text += peer_read(fd, text + n_text, sizeof text - n_text);
        world_run_ms(&world, 1);
    }
    snprintf(last, sizeof last, "sip:m%llu@", (unsigned long long)n);
    cr_assert_null(strstr(text, last));
    snprintf(last, sizeof last, "sip:m%llu@", (unsigned long long)n - 1);
    cr_assert_not_null(strstr(text, last));
    cr_assert_eq(world.n_lost, 0);
    close(fd);
    world_end(&world);
    close(listener);
}

Test(connections_unsent, all_of_a_line_can_be_taken_back)
{
    struct hf_target at;
    struct world world;
    char text[2000];
    int fill[4], listener = peer_listen_full(&at, fill), fd;

    world_begin(&world, NULL);
    struct hf_connection_way way = world_take(&world, &at);

    for (uint64_t i = 1; i < 4; i++)
        cr_assert_eq(send_of(&world, way.flow, i, sip_text("one", 0)), HF_CAUSE_NONE);
    cr_assert_eq(send_of(&world, way.flow, 0, sip_text("two", 0)), HF_CAUSE_NONE);
    cr_assert_eq(hf_connections_take_back(world.all, 0, 0), 0, "nobody's stays");
    cr_assert_eq(hf_connections_take_back(world.all, 1, 0), 3);
    fd = peer_accept_from(listener, way.local.port);
    world_wait(&world, &world.n_opened, 1);
    peer_read(fd, text, sizeof text);
    cr_assert_eq(strncmp(text, "OPTIONS sip:two@", 16), 0, "%s", text);
    close(fd);
    world_end(&world);
    peer_close_full(listener, fill);
}

/* Much may wait, but not without end, and what was taken back makes room. */
Test(connections_unsent, what_waits_for_a_connection_is_bounded)
{
    struct hf_target at;
    struct world world;
    int fill[4], listener = peer_listen_full(&at, fill);
    uint64_t n = 0;

    world_begin(&world, NULL);
    struct hf_connection_way way = world_take(&world, &at);

    while (send_of(&world, way.flow, n + 1, sip_text("much", 1000)) == HF_CAUSE_NONE)
        n++;
    cr_assert_gt(n * 1100, HF_CONNECTION_QUEUE_MAX - 1100);
    cr_assert_lt(n * 1000, HF_CONNECTION_QUEUE_MAX);
    cr_assert_eq(hf_connections_take_back(world.all, 1, 3), 1);
    cr_assert_eq(send_of(&world, way.flow, 3, sip_text("much", 1000)), HF_CAUSE_NONE);
    cr_assert_eq(send_of(&world, way.flow, 3, sip_text("much", 1000)), HF_CAUSE_LOCAL);
    world_end(&world);
    peer_close_full(listener, fill);
}
