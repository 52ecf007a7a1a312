/* SPDX-License-Identifier: Apache-2.0 */
/* Connections that open late: the server's system answers the SYN that is repeated after a second.
 * What the phone has given up by then does not leave any more; what ends something does (A11, C8,
 * E6). */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "phone_peer.h"

struct deaf { /* a listener at a peer's port that takes nothing until it is told to */
    int fd, fill[4];
    uint16_t port;
};

/* Where the peer listened. */
static void be_deaf(struct stage *stage, struct registrar *peer, struct deaf *deaf)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(peer->at.port)};
    int on = 1;

    registrar_stop(peer);
    uv_run(&stage->loop, UV_RUN_NOWAIT);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    deaf->port = peer->at.port;
    deaf->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(deaf->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    cr_assert_eq(bind(deaf->fd, (struct sockaddr *)&address, sizeof address), 0);
    cr_assert_eq(listen(deaf->fd, 0), 0);
    for (int i = 0; i < 4; i++) {
        deaf->fill[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
        (void)connect(deaf->fill[i], (struct sockaddr *)&address, sizeof address);
    }
}

static int is_own(const struct deaf *deaf, int fd)
{
    struct sockaddr_in theirs, ours;
    socklen_t n = sizeof theirs;

    cr_assert_eq(getpeername(fd, (struct sockaddr *)&theirs, &n), 0);
    for (int i = 0; i < 4; i++) {
        n = sizeof ours;
        cr_assert_eq(getsockname(deaf->fill[i], (struct sockaddr *)&ours, &n), 0);
        if (ours.sin_port == theirs.sin_port)
            return 1;
    }
    return 0;
}

/* It takes what comes from now on: all that the phone says within that time, over all of its
 * connections, of which there must be one. */
static const char *listens(struct stage *stage, struct deaf *deaf, unsigned ms)
{
    static char said[PEER_STREAM];
    int fds[16], n_fds = 0;
    size_t n = 0;

    cr_assert_eq(listen(deaf->fd, 16), 0);
    for (uint64_t until_us = hf_phone_now_us() + ms * 1000u; hf_phone_now_us() < until_us;) {
        int fd = accept(deaf->fd, NULL, NULL);

        if (fd >= 0 && is_own(deaf, fd))
            close(fd);
        else if (fd >= 0 && n_fds < 16)
            fds[n_fds++] = fd;
        for (int i = 0; i < n_fds; i++) {
            ssize_t got = recv(fds[i], said + n, sizeof said - 1 - n, MSG_DONTWAIT);

            n += got > 0 ? (size_t)got : 0;
        }
        stage_run_ms(stage, 10);
    }
    said[n] = '\0';
    cr_assert_gt(n_fds, 0, "the connection should have opened");
    for (int i = 0; i < n_fds; i++)
        close(fds[i]);
    for (int i = 0; i < 4; i++)
        close(deaf->fill[i]);
    close(deaf->fd);
    return said;
}

static struct stage *stage_with(unsigned n, struct hf_config *config)
{
    struct stage *stage = stage_open(n, "127.0.0.1");

    *config = stage_config(stage, n);
    config->t1_ms = 20; /* 64*T1 is 1.3 s */
    stage_phone(stage);
    return stage;
}

/* The registrar would have a binding of which the line knows nothing. */
Test(phone_late, a_register_that_was_given_up_does_not_leave_any_more)
{
    struct hf_config config;
    struct stage *stage = stage_with(2, &config);
    struct hf_phone_line line = stage_line("one", &config);
    struct deaf deaf;
    const char *said;

    be_deaf(stage, &stage->peers[0], &deaf);
    stage_add(stage, &line);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_ON_BACKUP); /* A3: after 4 s */
    said = listens(stage, &deaf, 4000);                          /* the third SYN again */
    cr_assert_str_eq(said, "");
    stage_close(stage);
}

Test(phone_late, a_line_that_was_stopped_does_not_register_any_more)
{
    struct hf_config config;
    struct stage *stage = stage_with(1, &config);
    struct hf_phone_line line = stage_line("one", &config);
    struct deaf deaf;

    be_deaf(stage, &stage->peers[0], &deaf);
    stage_add(stage, &line);
    hf_phone_start(stage->phone);
    stage_run_ms(stage, 100);
    cr_assert_eq(hf_phone_wish(stage->phone, 1, HF_PHONE_STOP), 0);
    cr_assert_str_eq(listens(stage, &deaf, 1500), "");
    stage_close(stage);
}

/* Nobody rings for a call that was given up before it was heard of. */
Test(phone_late, a_call_that_was_hung_up_does_not_ring_any_more)
{
    struct hf_config config;
    struct stage *stage = stage_with(1, &config);
    struct hf_phone_line line = stage_line("one", &config);
    struct hf_phone_dial dial = {.uri = "sip:112@192.0.2.9", .emergency = 1};
    char error[256] = "";
    struct hf_phone_problem problem = {.error = error, .size = sizeof error};
    struct deaf deaf;
    uint64_t call;
    const char *said;

    be_deaf(stage, &stage->peers[0], &deaf);
    stage_add(stage, &line);
    hf_phone_start(stage->phone);
    stage_run_ms(stage, 100);
    call = hf_phone_dial(stage->phone, 1, &dial, &problem);
    cr_assert_neq(call, 0, "%s", error);
    stage_run_ms(stage, 100);
    cr_assert_eq(hf_phone_hang_up(stage->phone, call, &problem), 0, "%s", error);
    said = listens(stage, &deaf, 1500);
    cr_assert_null(strstr(said, "INVITE sip:"), "%s", said);
    cr_assert_not_null(strstr(said, "REGISTER sip:"), "this was not given up");
    stage_close(stage);
}

/* C8: what waits longest is the removal, and it is worth it however late. */
Test(phone_late, a_removal_leaves_also_when_nobody_waits_for_its_answer)
{
    struct hf_config config;
    struct stage *stage = stage_with(1, &config);
    struct hf_phone_line line = stage_line("one", &config);
    struct deaf deaf;
    const char *said;

    stage_add(stage, &line);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_REGISTERED);
    be_deaf(stage, &stage->peers[0], &deaf);
    registrar_reset_all(&stage->peers[0]);
    stage_run_ms(stage, 100); /* C3a: it registers anew */
    cr_assert_eq(hf_phone_wish(stage->phone, 1, HF_PHONE_STOP), 0);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_DISABLED);
    stage_run_ms(stage, 2100);
    said = listens(stage, &deaf, 1500);
    cr_assert_not_null(strstr(said, "REGISTER"));
    cr_assert_null(strstr(strstr(said, "REGISTER ") + 9, "REGISTER sip"), "one: %s", said);
    cr_assert_not_null(strstr(said, "Expires: 0\r\n"), "%s", said);
    stage_close(stage);
}
