/* SPDX-License-Identifier: Apache-2.0 */
/* TLS connections on loopback: what they share and never share, and how a handshake fails. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "allocated.h"
#include "certificates.h"
#include "connections_world.h"
#include "tls_peer.h"

#define NAME "pbx.example"

struct far { /* the server's end of a connection */
    struct tls_peer *peer;
    int fd;
    char said[1 << 17]; /* by us */
    size_t n_said;
};

struct tls_world {
    struct world world;
    struct certificates files;
    struct certificate *ca, *leaf, *client;
    char ca_file[CERTIFICATE_PATH], other_file[CERTIFICATE_PATH];
    char client_file[CERTIFICATE_PATH], client_key[CERTIFICATE_PATH];
    struct hf_tls_store *store;
    struct hf_tls_profile *profile; /* trusts ca, and no more */
    struct tls_server *server;
    struct hf_target at;
    int listener;
};

static struct hf_tls_profile *profile_of(struct tls_world *w,
                                         const struct hf_tls_settings *settings)
{
    char error[256] = "";
    struct hf_tls_problem problem = {.error = error, .size = sizeof error};
    struct hf_tls_profile *profile = hf_tls_profile_take(w->store, settings, &problem);

    cr_assert_not_null(profile, "%s", error);
    return profile;
}

static void write_files(struct tls_world *w)
{
    struct certificate *other = certificate_make(
        &(struct certificate_wish){.common_name = "Other CA", .is_ca = 1});

    certificates_open(&w->files);
    w->ca = certificate_make(&(struct certificate_wish){.common_name = "CA", .is_ca = 1});
    w->leaf = certificate_make(&(struct certificate_wish){.issuer = w->ca, .dns = {NAME}});
    w->client = certificate_make(&(struct certificate_wish){.issuer = w->ca, .dns = {"phone"}});
    certificate_write(w->ca, certificates_path(&w->files, "ca.pem", w->ca_file));
    certificate_write(other, certificates_path(&w->files, "other.pem", w->other_file));
    certificate_write(w->client, certificates_path(&w->files, "client.pem", w->client_file));
    certificate_write_key(w->client, certificates_path(&w->files, "client.key", w->client_key));
    certificate_free(other);
}

static void tls_begin(struct tls_world *w, const struct hf_connections_options *options)
{
    memset(w, 0, sizeof *w);
    world_begin(&w->world, options);
    write_files(w);
    w->store = hf_tls_store_open();
    w->profile = profile_of(w, &(struct hf_tls_settings){.ca_file = w->ca_file});
    w->server = tls_server_open(&(struct tls_server_options){.certificate = w->leaf});
    w->listener = peer_listen_everywhere(&w->at, 2000);
    w->at.transport = HF_TRANSPORT_TLS;
}

/* The order that a phone has: connections first, then what they stand on, then the loop runs. */
static void tls_end(struct tls_world *w)
{
    hf_connections_close(w->world.all);
    hf_tls_profile_give_back(w->profile);
    hf_tls_store_close(w->store);
    w->world.all = NULL;
    world_end(&w->world);
    tls_server_close(w->server);
    certificate_free(w->client);
    certificate_free(w->leaf);
    certificate_free(w->ca);
    certificates_close(&w->files);
    close(w->listener);
}

static struct hf_connection_way take(struct tls_world *w, struct hf_tls_profile *profile,
                                     const char *name)
{
    struct hf_connection_key key = {.target = w->at, .profile = profile, .name = name};
    struct hf_connection_way way;

    w->world.inside = 1;
    cr_assert_eq(hf_connections_take(w->world.all, &key, HF_TAKE_ANY, &way), HF_CAUSE_NONE);
    w->world.inside = 0;
    return way;
}

static struct far *far_accept(struct tls_world *w)
{
    struct far *far = calloc(1, sizeof *far);

    far->fd = peer_accept(w->listener);
    fcntl(far->fd, F_SETFL, O_NONBLOCK);
    far->peer = tls_peer_open(w->server);
    return far;
}

static void far_close(struct far *far)
{
    tls_peer_free(far->peer);
    if (far->fd >= 0)
        close(far->fd);
    free(far);
}

static void far_turn(struct far *far)
{
    static uint8_t room[65536];
    ssize_t n;

    while ((n = recv(far->fd, room, sizeof room, 0)) > 0)
        tls_peer_heard(far->peer, room, (size_t)n);
    far->n_said += tls_peer_plain(far->peer, (uint8_t *)far->said + far->n_said,
                                  sizeof far->said - 1 - far->n_said);
    while ((n = (ssize_t)tls_peer_cipher(far->peer, room, sizeof room)) > 0)
        cr_assert_eq(send(far->fd, room, (size_t)n, MSG_NOSIGNAL), n);
}

/* Both ends work until *count has reached n. */
static void turn_until(struct tls_world *w, struct far *far, const unsigned *count, unsigned n)
{
    for (int i = 0; i < PATIENCE_MS && *count < n; i++) {
        far_turn(far);
        world_run_ms(&w->world, 1);
    }
    cr_assert_geq(*count, n, "%s", w->world.lost[0].text);
}

static struct far *meet(struct tls_world *w, struct hf_connection_way *way)
{
    unsigned n = w->world.n_opened;

    *way = take(w, w->profile, NAME);
    struct far *far = far_accept(w);

    turn_until(w, far, &w->world.n_opened, n + 1);
    for (int i = 0; i < 100 && !tls_peer_is_open(far->peer); i++) {
        world_run_ms(&w->world, 1);
        far_turn(far);
    }
    cr_assert(tls_peer_is_open(far->peer));
    return far;
}

Test(connections_tls, messages_go_both_ways_also_those_that_waited_for_the_handshake)
{
    struct tls_world w;

    tls_begin(&w, NULL);
    struct hf_connection_way way = take(&w, w.profile, NAME);

    cr_assert_eq(way.open, 0);
    cr_assert_eq(world_send(&w.world, way.flow, sip_text("early", 3)), HF_CAUSE_NONE);
    struct far *far = far_accept(&w);

    turn_until(&w, far, &w.world.n_opened, 1);
    cr_assert_eq(strncmp(w.world.opened_text, "TLS 1.3", 7), 0, "%s", w.world.opened_text);
    cr_assert_eq(w.world.opened.flow, way.flow);
    far_turn(far);
    cr_assert_str_eq(far->said, sip_text("early", 3));
    cr_assert_str_eq(tls_peer_name(far->peer), NAME);
    tls_peer_put(far->peer, sip_text("answer", 20), strlen(sip_text("answer", 20)));
    turn_until(&w, far, &w.world.n_received, 1);
    cr_assert_str_eq(w.world.received[0].text, sip_text("answer", 20));
    cr_assert_eq(w.world.received[0].from.transport, HF_TRANSPORT_TLS);
    cr_assert_eq(take(&w, w.profile, "PBX.example").flow, way.flow, "names know no case");
    cr_assert_eq(take(&w, w.profile, NAME).reused, 1);
    hf_connections_ping(w.world.all, way.flow);
    far->n_said = 0;
    world_run_ms(&w.world, 1);
    far_turn(far);
    cr_assert_eq(memcmp(far->said, "\r\n\r\n", 4), 0);
    cr_assert_eq(w.world.n_lost + w.world.n_dropped, 0);
    far_close(far);
    tls_end(&w);
}

Test(connections_tls, what_is_large_goes_through_in_both_directions)
{
    struct hf_connection_way way;
    struct tls_world w;
    static char text[65536];
    size_t n_head = strlen(sip_text("big", 10000)) - 10000;

    tls_begin(&w, NULL);
    struct far *far = meet(&w, &way);

    snprintf(text, sizeof text, "%s", sip_text("big", (unsigned)(65535 - n_head)));
    cr_assert_eq(world_send(&w.world, way.flow, text), HF_CAUSE_NONE);
    for (int i = 0; i < 500 && far->n_said < 65535; i++) {
        world_run_ms(&w.world, 1);
        far_turn(far);
    }
    cr_assert_str_eq(far->said, text);
    tls_peer_put(far->peer, text, 65535);
    turn_until(&w, far, &w.world.n_received, 1);
    cr_assert_str_eq(w.world.received[0].text, text);
    far_close(far);
    tls_end(&w);
}

/* Issue 7, 3: shared only where target, CA, client certificate and verification are equal. */
Test(connections_tls, nothing_is_shared_across_what_makes_a_difference)
{
    struct tls_world w;
    struct hf_tls_profile *profiles[5];
    struct hf_connection_way ways[7];
    unsigned n = 0;

    tls_begin(&w, NULL);
    struct hf_tls_settings settings[] = {
        {.ca_file = w.other_file},
        {.ca_file = w.ca_file, .verify_off = 1},
        {.ca_file = w.ca_file, .certificate_file = w.client_file, .key_file = w.client_key},
        {.ca_file = NULL},
    };

    ways[n++] = take(&w, w.profile, NAME);
    for (unsigned i = 0; i < 4; i++) {
        profiles[i] = profile_of(&w, &settings[i]);
        ways[n++] = take(&w, profiles[i], NAME);
    }
    ways[n++] = take(&w, w.profile, "other.example");
    w.at.address[3] = 2;
    ways[n++] = take(&w, w.profile, NAME);
    w.at.address[3] = 1;
    for (unsigned i = 0; i < n; i++)
        for (unsigned k = 0; k < i; k++)
            cr_assert_neq(ways[i].flow, ways[k].flow, "%u and %u", i, k);
    profiles[4] = profile_of(&w, &(struct hf_tls_settings){.ca_file = w.ca_file});
    cr_assert_eq(take(&w, profiles[4], NAME).flow, ways[0].flow, "equal settings are one");
    for (unsigned i = 0; i < 5; i++)
        hf_tls_profile_give_back(profiles[i]); /* connections still stand on them */
    world_run_ms(&w.world, 10);
    tls_end(&w); /* seven handshakes are under way */
}

static void fails_with(struct tls_world *w, const char *name, enum hf_cause cause, const char *word)
{
    unsigned n = w->world.n_lost;
    struct hf_connection_way way = take(w, w->profile, name);

    cr_assert_eq(world_send(&w->world, way.flow, sip_text("secret", 0)), HF_CAUSE_NONE);
    struct far *far = far_accept(w);

    turn_until(w, far, &w->world.n_lost, n + 1);
    cr_assert_eq(w->world.lost[n].flow, way.flow);
    cr_assert_eq(w->world.lost[n].cause, cause, "%s", w->world.lost[n].text);
    cr_assert_not_null(strstr(w->world.lost[n].text, word), "%s", w->world.lost[n].text);
    cr_assert_eq(w->world.lost[n].was_open, 0);
    far_turn(far);
    cr_assert_eq(far->n_said, 0, "nothing is said to a stranger");
    cr_assert_neq(tls_peer_alert(far->peer), 0, "it hears why");
    far_close(far);
}

Test(connections_tls, a_certificate_that_does_not_fit_ends_it_and_says_which_check)
{
    struct tls_world w;
    struct hf_tls_profile *first;

    tls_begin(&w, NULL);
    fails_with(&w, "other.example", HF_CAUSE_CERTIFICATE, NAME);
    first = w.profile;
    w.profile = profile_of(&w, &(struct hf_tls_settings){.ca_file = w.other_file});
    fails_with(&w, NAME, HF_CAUSE_CERTIFICATE, "");
    hf_tls_profile_give_back(first);
    cr_assert_eq(w.world.n_opened, 0);
    cr_assert_eq(hf_connections_count(w.world.all), 0);
    tls_end(&w);
}

static void talk_nonsense(const char *bytes, enum hf_cause cause)
{
    struct tls_world w;

    tls_begin(&w, NULL);
    (void)take(&w, w.profile, NAME);
    int fd = peer_accept(w.listener);

    world_run_ms(&w.world, 2);
    if (bytes != NULL)
        peer_write(fd, bytes);
    shutdown(fd, SHUT_WR);
    world_wait(&w.world, &w.world.n_lost, 1);
    cr_assert_eq(w.world.lost[0].cause, cause);
    cr_assert_neq(w.world.lost[0].text[0], '\0');
    cr_assert_eq(w.world.lost[0].was_open, 0);
    close(fd);
    tls_end(&w);
}

Test(connections_tls, what_is_no_tls_is_a_failure_of_tls)
{
    talk_nonsense("SIP/2.0 400 Bad Request\r\nContent-Length: 0\r\n\r\n", HF_CAUSE_TLS);
    talk_nonsense("\x16\x03\x03\xff\xff garbage", HF_CAUSE_TLS);
    talk_nonsense(NULL, HF_CAUSE_TLS); /* an end in the handshake */
}

Test(connections_tls, a_reset_in_the_handshake_is_told)
{
    struct tls_world w;

    tls_begin(&w, NULL);
    (void)take(&w, w.profile, NAME);
    int fd = peer_accept(w.listener);

    world_run_ms(&w.world, 2);
    peer_reset(fd);
    world_wait(&w.world, &w.world.n_lost, 1);
    cr_assert_eq(w.world.lost[0].cause, HF_CAUSE_TLS, "%s", w.world.lost[0].text);
    tls_end(&w);
}

Test(connections_tls, a_peer_that_says_nothing_in_the_handshake_tells_nothing)
{
    struct hf_connections_options options = {.idle_ms = 300};
    struct tls_world w;

    tls_begin(&w, &options);
    struct hf_connection_way way = take(&w, w.profile, NAME);

    hf_connections_use(w.world.all, way.flow);
    world_run_ms(&w.world, 500);
    cr_assert_eq(w.world.n_callbacks, 0);
    hf_connections_leave(w.world.all, way.flow);
    world_wait(&w.world, &w.world.n_lost, 1);
    cr_assert_eq(w.world.lost[0].cause, HF_CAUSE_CLOSED);
    tls_end(&w);
}

Test(connections_tls, a_message_before_the_end_is_handed_up_first)
{
    struct hf_connection_way way;
    struct tls_world w;

    for (int announced = 0; announced < 2; announced++) {
        tls_begin(&w, NULL);
        struct far *far = meet(&w, &way);

        tls_peer_put(far->peer, sip_text("last", 9), strlen(sip_text("last", 9)));
        if (announced)
            tls_peer_end(far->peer);
        far_turn(far);
        shutdown(far->fd, SHUT_WR);
        world_wait(&w.world, &w.world.n_lost, 1);
        cr_assert_eq(w.world.n_received, 1);
        cr_assert_lt(w.world.received[0].order, w.world.lost[0].order);
        cr_assert_eq(w.world.lost[0].cause, HF_CAUSE_CLOSED, "%s", w.world.lost[0].text);
        cr_assert_eq(w.world.lost[0].was_open, 1);
        far_close(far);
        tls_end(&w);
    }
}

Test(connections_tls, the_peer_hears_that_we_close)
{
    struct hf_connections_options options = {.idle_ms = 200};
    struct hf_connection_way way;
    struct tls_world w;

    tls_begin(&w, &options);
    struct far *far = meet(&w, &way);

    turn_until(&w, far, &w.world.n_lost, 1);
    far_turn(far);
    cr_assert_eq(tls_peer_is_closed(far->peer), 1);
    far_close(far);
    tls_end(&w);
}

Test(connections_tls, a_second_one_resumes_the_session_of_the_first)
{
    struct hf_connection_way way;
    struct tls_world w;

    tls_begin(&w, NULL);
    struct far *far = meet(&w, &way);

    tls_peer_put(far->peer, sip_text("x", 0), strlen(sip_text("x", 0)));
    turn_until(&w, far, &w.world.n_received, 1); /* the ticket comes along with it */
    close(far->fd);
    far->fd = -1;
    world_wait(&w.world, &w.world.n_lost, 1);
    far_close(far);
    far = meet(&w, &way);
    cr_assert_not_null(strstr(w.world.opened_text, "resumed"), "%s", w.world.opened_text);
    far_close(far);
    tls_end(&w);
}

Test(connections_tls, what_is_no_sip_inside_ends_it_too)
{
    struct hf_connection_way way;
    struct tls_world w;

    tls_begin(&w, NULL);
    struct far *far = meet(&w, &way);

    tls_peer_put(far->peer, "GET / HTTP/1.1\r\n\r\n", 18);
    turn_until(&w, far, &w.world.n_lost, 1);
    cr_assert_eq(w.world.n_dropped, 1);
    cr_assert_eq(w.world.lost[0].cause, HF_CAUSE_CLOSED);
    far_close(far);
    tls_end(&w);
}

/* Each in a record of its own, all in one read. */
Test(connections_tls, what_follows_what_is_wrong_is_not_handed_up)
{
    static const char wrong[] = "OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 99999999\r\n\r\n";
    struct hf_connection_way way;
    struct tls_world w;

    tls_begin(&w, NULL);
    struct far *far = meet(&w, &way);

    tls_peer_put(far->peer, sip_text("first", 3), strlen(sip_text("first", 3)));
    tls_peer_put(far->peer, wrong, sizeof wrong - 1);
    tls_peer_put(far->peer, sip_text("second", 3), strlen(sip_text("second", 3)));
    turn_until(&w, far, &w.world.n_lost, 1);
    cr_assert_eq(w.world.n_dropped, 1);
    cr_assert_eq(w.world.n_received, 1);
    cr_assert_str_eq(w.world.received[0].text, sip_text("first", 3));
    far_close(far);
    tls_end(&w);
}

static void close_all(struct world *world, const struct hf_connection_message *message)
{
    (void)message;
    hf_connections_close(world->all);
}

Test(connections_tls, closing_within_a_callback_leaves_nothing)
{
    struct hf_connection_way way;
    struct tls_world w;

    tls_begin(&w, NULL);
    struct far *far = meet(&w, &way);

    w.world.on_received = close_all;
    for (int i = 0; i < 3; i++)
        tls_peer_put(far->peer, sip_text("x", 0), strlen(sip_text("x", 0)));
    turn_until(&w, far, &w.world.n_received, 1);
    w.world.all = NULL;
    world_run_ms(&w.world, 5);
    cr_assert_eq(w.world.n_received, 1);
    far_close(far);
    tls_end(&w);
}

Test(connections_tls, closing_while_much_waits_to_be_written_leaves_nothing)
{
    struct hf_connection_way way;
    struct tls_world w;
    unsigned n = 0;

    tls_begin(&w, NULL);
    struct far *far = meet(&w, &way);

    while (world_send(&w.world, way.flow, sip_text("much", 60000)) == HF_CAUSE_NONE)
        cr_assert_lt(n++, 1000, "what waits is bounded");
    world_run_ms(&w.world, 5);
    cr_assert_eq(w.world.n_lost, 0);
    tls_end(&w);
    far_close(far);
}

Test(connections_tls, what_waits_for_a_handshake_is_bounded)
{
    struct tls_world w;
    unsigned n = 0;

    tls_begin(&w, NULL);
    struct hf_connection_way way = take(&w, w.profile, NAME);

    while (world_send(&w.world, way.flow, sip_text("much", 10000)) == HF_CAUSE_NONE)
        cr_assert_lt(n++, 30);
    cr_assert_gt(n, 20);
    struct far *far = far_accept(&w);

    turn_until(&w, far, &w.world.n_opened, 1);
    cr_assert_eq(w.world.n_lost, 0);
    far_close(far);
    tls_end(&w);
}

Test(connections_tls, quiet_ones_cost_what_tls_itself_costs)
{
    enum { MANY = 50 };
    struct tls_world w;
    struct far *fars[MANY];
    size_t before, bytes;

    tls_begin(&w, NULL);
    before = allocated();
    for (unsigned i = 0; i < MANY; i++) {
        w.at.address[3] = (uint8_t)(1 + i);
        take(&w, w.profile, NAME);
    }
    bytes = allocated() - before;
    fprintf(stderr, "TLS: %zu bytes each before the handshake", bytes / MANY);
    for (unsigned i = 0; i < MANY; i++)
        fars[i] = far_accept(&w);
    for (unsigned turn = 0; turn < 200 && w.world.n_opened < MANY; turn++) {
        for (unsigned i = 0; i < MANY; i++)
            far_turn(fars[i]);
        world_run_ms(&w.world, 1);
    }
    cr_assert_eq(w.world.n_opened, MANY);
    world_run_ms(&w.world, 50);
    for (unsigned i = 0; i < MANY; i++)
        far_close(fars[i]);
    fars[0] = NULL;
    bytes = allocated();
    world_wait(&w.world, &w.world.n_lost, MANY);
    world_run_ms(&w.world, 5);
    bytes -= allocated();
    fprintf(stderr, ", %zu when open\n", bytes / MANY);
    cr_assert_lt(bytes / MANY, 16384);
    tls_end(&w);
}

/* ---- what waits for the handshake ---- */

Test(connections_tls, what_was_taken_back_does_not_leave_when_the_handshake_is_done)
{
    struct tls_world w;

    tls_begin(&w, NULL);
    struct hf_connection_way way = take(&w, w.profile, NAME);
    struct far *far = far_accept(&w);
    struct hf_connection_sending sending = {.flow = way.flow, .line = 1};

    world_run_ms(&w.world, 50); /* its handshake is under way */
    for (sending.attempt = 1; sending.attempt < 4; sending.attempt++) {
        const char *text = sip_text(sending.attempt == 2 ? "second" : "other", 0);

        sending.bytes = (const uint8_t *)text;
        sending.n_bytes = strlen(text);
        cr_assert_eq(world_send_this(&w.world, &sending), HF_CAUSE_NONE);
    }
    cr_assert_eq(hf_connections_take_back(w.world.all, 1, 1), 1);
    cr_assert_eq(hf_connections_take_back(w.world.all, 1, 3), 1);
    turn_until(&w, far, &w.world.n_opened, 1);
    for (int i = 0; i < PATIENCE_MS && far->n_said == 0; i++) {
        far_turn(far);
        world_run_ms(&w.world, 1);
    }
    far->said[far->n_said] = '\0';
    cr_assert_not_null(strstr(far->said, "sip:second@"));
    cr_assert_null(strstr(far->said, "sip:other@"));
    far_close(far);
    tls_end(&w);
}
