/* SPDX-License-Identifier: Apache-2.0 */
/* One TLS connection against a server over memory: bytes, ends, limits, garbage. */
#include "tls.h"

#include <criterion/criterion.h>
#include <openssl/nid.h>
#include <openssl/ssl.h>

#include "tls_internal.h"
#include "tls_world.h"

static void speak(struct tls_world *world, const char *text)
{
    cr_assert_eq(hf_tls_put(world->tls, (const uint8_t *)text, strlen(text)), 0);
}

static const char *describe(const struct tls_world *world)
{
    static char text[128];

    return hf_tls_describe(world->tls, text, sizeof text);
}

Test(tls, says_and_hears_what_was_put_before_and_after_the_handshake)
{
    struct tls_world world;

    world_open(&world);
    world_dial(&world, WORLD_NAME);
    speak(&world, "REGISTER ");
    world_run(&world);
    cr_assert_eq(hf_tls_state(world.tls), HF_TLS_OPEN, "%s", world_why(&world));
    speak(&world, "sip:");
    tls_peer_put(world.peer, "SIP/2.0 200 OK", 14);
    world_run(&world);
    cr_assert_str_eq(world.said, "REGISTER sip:");
    cr_assert_str_eq(world.heard, "SIP/2.0 200 OK");
    cr_assert_str_eq(describe(&world), "TLS 1.3, TLS_AES_128_GCM_SHA256");
    cr_assert_str_eq(tls_peer_name(world.peer), WORLD_NAME);
    cr_assert_eq(hf_tls_failure(world.tls)->cause, HF_CAUSE_NONE);
    world_close(&world);
}

Test(tls, goes_byte_by_byte)
{
    struct tls_world world;

    for (uint16_t version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        world_open(&world);
        world.piece = 1;
        world.server_options.version = version;
        world_dial(&world, WORLD_NAME);
        speak(&world, "REGISTER");
        world_run(&world);
        cr_assert_eq(hf_tls_state(world.tls), HF_TLS_OPEN, "%s", world_why(&world));
        tls_peer_put(world.peer, "SIP/2.0", 7);
        world_run(&world);
        cr_assert_str_eq(world.said, "REGISTER");
        cr_assert_str_eq(world.heard, "SIP/2.0");
        world_close(&world);
    }
}

Test(tls, speaks_1_2_and_says_so)
{
    struct tls_world world;

    world_open(&world);
    world.server_options.version = TLS1_2_VERSION;
    world.server_options.ciphers = "ECDHE-ECDSA-AES256-GCM-SHA384";
    cr_assert_eq(world_meet(&world, WORLD_NAME), HF_TLS_OPEN, "%s", world_why(&world));
    cr_assert_str_eq(describe(&world), "TLS 1.2, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
    world_close(&world);
}

/* RFC 3261 26.2.1 has every server speak it; people see that it is not what it should be. */
Test(tls, takes_rsa_without_forward_secrecy_last_and_says_so)
{
    struct tls_world world;
    struct certificate *leaf;

    world_open(&world);
    leaf = certificate_make(
        &(struct certificate_wish){.issuer = world.ca, .dns = {WORLD_NAME}, .key = KEY_RSA_2048});
    world.server_options.certificate = leaf;
    world.server_options.version = TLS1_2_VERSION;
    world.server_options.ciphers = "AES128-SHA";
    cr_assert_eq(world_meet(&world, WORLD_NAME), HF_TLS_OPEN, "%s", world_why(&world));
    cr_assert_str_eq(describe(&world),
                     "TLS 1.2, TLS_RSA_WITH_AES_128_CBC_SHA (no forward secrecy)");
    world_stop_server(&world);
    world.server_options.ciphers = "AES128-SHA:ECDHE-RSA-AES128-GCM-SHA256";
    cr_assert_eq(world_meet(&world, WORLD_NAME), HF_TLS_OPEN, "%s", world_why(&world));
    world_close(&world);
    certificate_free(leaf);
}

Test(tls, sends_no_name_for_an_address_and_none_with_a_last_dot)
{
    static const char *const names[][2] = {
        {"192.0.2.1", ""},
        {"[2001:db8::1]", ""},
        {"2001:db8::1", ""},
        {"pbx.example.", "pbx.example"},
        {"pbx.example", "pbx.example"},
    };
    struct tls_world world;
    struct certificate *leaf;

    world_open(&world);
    leaf = certificate_make(&(struct certificate_wish){
        .issuer = world.ca, .dns = {WORLD_NAME}, .ip = {"192.0.2.1", "2001:db8::1"}});
    world.server_options.certificate = leaf;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        cr_assert_eq(world_meet(&world, names[i][0]), HF_TLS_OPEN, "%s: %s", names[i][0],
                     world_why(&world));
        cr_assert_str_eq(tls_peer_name(world.peer), names[i][1]);
    }
    world_close(&world);
    certificate_free(leaf);
}

Test(tls, carries_more_than_a_record_and_stops_at_its_limit)
{
    static uint8_t bytes[HF_TLS_QUEUE_MAX + 1], room[65536];
    struct tls_world world;
    size_t n, total = 0;

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 7);
    world_open(&world);
    world_dial(&world, WORLD_NAME);
    cr_assert_eq(hf_tls_put(world.tls, bytes, sizeof bytes), -1, "more than may wait");
    cr_assert_eq(hf_tls_put(world.tls, bytes, 100000), 0);
    cr_assert_eq(hf_tls_put(world.tls, bytes, sizeof bytes - 100000), -1);
    do {
        world_to_client(&world);
        while ((n = tls_peer_plain(world.peer, room, sizeof room)) > 0) {
            cr_assert_arr_eq(room, bytes + total, n);
            total += n;
        }
    } while (world_to_server(&world) > 0);
    cr_assert_eq(total, 100000, "%zu", total);
    cr_assert_eq(hf_tls_put(world.tls, bytes, 200000), 0);
    cr_assert_eq(hf_tls_put(world.tls, bytes, 200000), -1, "the peer does not read");
    cr_assert_eq(hf_tls_state(world.tls), HF_TLS_OPEN, "it is no failure");
    world_close(&world);
}

Test(tls, holds_no_buffer_while_it_is_idle)
{
    struct tls_world world;

    world_open(&world);
    cr_assert_eq(world_meet(&world, WORLD_NAME), HF_TLS_OPEN);
    speak(&world, "REGISTER");
    tls_peer_put(world.peer, "SIP/2.0", 7);
    world_run(&world);
    cr_assert_null(world.tls->heard.at);
    cr_assert_null(world.tls->cipher.at);
    cr_assert_null(world.tls->queue.at);
    world_close(&world);
}

Test(tls, is_closed_when_the_peer_says_that_it_will_say_no_more)
{
    struct tls_world world;

    world_open(&world);
    world_meet(&world, WORLD_NAME);
    tls_peer_put(world.peer, "SIP/2.0", 7);
    tls_peer_end(world.peer);
    world_run(&world);
    cr_assert_eq(hf_tls_state(world.tls), HF_TLS_CLOSED);
    cr_assert_str_eq(world.heard, "SIP/2.0", "what came before counts");
    cr_assert_eq(hf_tls_put(world.tls, (const uint8_t *)"x", 1), -1);
    hf_tls_end(world.tls);
    world_run(&world);
    cr_assert(tls_peer_is_closed(world.peer));
    world_close(&world);
}

Test(tls, tells_the_peer_that_it_ends)
{
    struct tls_world world;

    world_open(&world);
    world_meet(&world, WORLD_NAME);
    speak(&world, "last words");
    hf_tls_end(world.tls);
    hf_tls_end(world.tls);
    cr_assert_eq(hf_tls_put(world.tls, (const uint8_t *)"x", 1), -1);
    cr_assert_eq(hf_tls_state(world.tls), HF_TLS_OPEN, "the peer may go on");
    tls_peer_put(world.peer, "answer", 6);
    world_run(&world);
    cr_assert_str_eq(world.heard, "answer");
    cr_assert_str_eq(world.said, "last words");
    cr_assert(tls_peer_is_closed(world.peer));
    world_close(&world);
}

Test(tls, an_end_of_the_socket_closes_what_was_open)
{
    struct tls_world world;

    world_open(&world);
    world_meet(&world, WORLD_NAME);
    hf_tls_heard_end(world.tls);
    cr_assert_eq(hf_tls_state(world.tls), HF_TLS_CLOSED);
    world_close(&world);
}

/* At every byte of a server's part of the handshake. */
Test(tls, an_end_of_the_socket_fails_the_handshake)
{
    struct tls_world world;
    uint8_t byte;
    unsigned n = 0;

    world_open(&world);
    for (int more = 1; more; n += 13) {
        world_dial(&world, WORLD_NAME);
        world_to_server(&world);
        for (unsigned i = 0; i < n && more; i++) {
            more = tls_peer_cipher(world.peer, &byte, 1) == 1;
            hf_tls_heard(world.tls, &byte, (size_t)more);
        }
        if (hf_tls_state(world.tls) == HF_TLS_OPEN)
            break;
        hf_tls_heard_end(world.tls);
        cr_assert_eq(hf_tls_state(world.tls), HF_TLS_FAILED);
        cr_assert_eq(hf_tls_failure(world.tls)->cause, HF_CAUSE_TLS);
        cr_assert_str_eq(world_why(&world),
                         n == 0 ? "the peer closed the connection during the TLS handshake without "
                                  "a word; does it speak TLS on this port?"
                                : "the peer closed the connection during the TLS handshake");
    }
    cr_assert_gt(n, 300, "%u", n);
    world_close(&world);
}

Test(tls, ends_a_peer_that_says_more_than_anybody_reads)
{
    static uint8_t bytes[65536];
    struct tls_world world;
    int i;

    world_open(&world);
    world_meet(&world, WORLD_NAME);
    for (i = 0; i < 1000 && hf_tls_state(world.tls) == HF_TLS_OPEN; i++)
        hf_tls_heard(world.tls, bytes, sizeof bytes);
    cr_assert_eq(hf_tls_state(world.tls), HF_TLS_FAILED);
    cr_assert_leq(i, 17);
    world_close(&world);
}

Test(tls, ends_a_flood_of_key_updates)
{
    struct tls_world world;

    world_open(&world);
    world_meet(&world, WORLD_NAME);
    for (int i = 0; i < 1000 && hf_tls_state(world.tls) == HF_TLS_OPEN; i++) {
        SSL_key_update(tls_peer_ssl(world.peer), SSL_KEY_UPDATE_NOT_REQUESTED);
        SSL_write(tls_peer_ssl(world.peer), "", 0);
        while (world_to_client(&world) > 0)
            ;
    }
    world_listen(&world);
    cr_assert_eq(hf_tls_state(world.tls), HF_TLS_FAILED);
    cr_assert_str_eq(world_why(&world),
                     "the peer floods the connection with empty messages of TLS");
    world_close(&world);
}

Test(tls, goes_on_after_some_key_updates)
{
    struct tls_world world;

    world_open(&world);
    world_meet(&world, WORLD_NAME);
    for (int i = 0; i < 100; i++) {
        SSL_key_update(tls_peer_ssl(world.peer), SSL_KEY_UPDATE_REQUESTED);
        tls_peer_put(world.peer, "x", 1);
        world_run(&world);
        speak(&world, "y");
        world_run(&world);
    }
    cr_assert_eq(hf_tls_state(world.tls), HF_TLS_OPEN, "%s", world_why(&world));
    cr_assert_eq(world.n_heard, 100);
    cr_assert_eq(world.n_said, 100);
    world_close(&world);
}

/* A damaged record after OPEN, and that the server is told. */
Test(tls, ends_when_a_record_was_forged)
{
    struct tls_world world;
    uint8_t room[256];
    size_t n;

    world_open(&world);
    world_meet(&world, WORLD_NAME);
    tls_peer_put(world.peer, "SIP/2.0", 7);
    n = tls_peer_cipher(world.peer, room, sizeof room);
    room[n - 1] ^= 1;
    hf_tls_heard(world.tls, room, n);
    cr_assert_eq(hf_tls_state(world.tls), HF_TLS_OPEN, "nobody has asked yet");
    world_run(&world);
    cr_assert_eq(hf_tls_state(world.tls), HF_TLS_FAILED);
    cr_assert_eq(hf_tls_failure(world.tls)->cause, HF_CAUSE_TLS);
    cr_assert_str_eq(world_why(&world), "what came was damaged or forged on the way");
    cr_assert_eq(tls_peer_alert(world.peer), 20, "bad_record_mac");
    hf_tls_heard(world.tls, room, n);
    cr_assert_eq(hf_tls_plain(world.tls, room, sizeof room), 0);
    cr_assert_eq(hf_tls_put(world.tls, room, 1), -1);
    world_close(&world);
}

Test(tls, takes_garbage_after_it_is_open_for_the_end)
{
    static const char *const garbage[] = {"SIP/2.0 200 OK\r\n\r\n", "\x17\x03\x03\xff\xff",
                                          "\x16\x03\x03\x00\x04\x00\x00\x00\x00", "\x00"};
    static const size_t sizes[] = {18, 5, 9, 600};
    static uint8_t room[600];
    struct tls_world world;

    world_open(&world);
    for (size_t i = 0; i < 4; i++) {
        world_meet(&world, WORLD_NAME);
        cr_assert_eq(hf_tls_state(world.tls), HF_TLS_OPEN);
        memset(room, 0, sizeof room);
        memcpy(room, garbage[i], sizes[i] < 600 ? sizes[i] : 1);
        hf_tls_heard(world.tls, room, sizes[i]);
        world_run(&world);
        cr_assert_eq(hf_tls_state(world.tls), HF_TLS_FAILED, "garbage %zu", i);
        cr_assert_eq(hf_tls_failure(world.tls)->cause, HF_CAUSE_TLS);
        cr_assert_neq(world_why(&world)[0], '\0');
    }
    world_close(&world);
}
