/* SPDX-License-Identifier: Apache-2.0 */
/* The words for handshakes that fail for other reasons than the peer's certificate. */
#include <criterion/criterion.h>
#include <openssl/ec.h>
#include <openssl/nid.h>
#include <openssl/ssl.h>

#include "tls_internal.h"
#include "tls_world.h"

static void failed(const struct tls_world *world, const char *why)
{
    cr_assert_eq(hf_tls_state(world->tls), HF_TLS_FAILED, "not: %s", why);
    cr_assert_eq(hf_tls_failure(world->tls)->cause, HF_CAUSE_TLS);
    cr_assert_str_eq(world_why(world), why);
}

/* The peer answers our hello with these bytes. */
static void answered(const void *bytes, size_t n, const char *why)
{
    struct tls_world world;

    world_open(&world);
    world_dial(&world, WORLD_NAME);
    hf_tls_heard(world.tls, bytes, n);
    if (hf_tls_state(world.tls) == HF_TLS_HANDSHAKE)
        hf_tls_heard_end(world.tls);
    failed(&world, why);
    world_close(&world);
}

#define ANSWERED(bytes, why) answered(bytes, sizeof bytes - 1, why)

Test(tls_words, a_peer_that_does_not_speak_tls)
{
    ANSWERED("SIP/2.0 400 Bad Request\r\nVia: x\r\n\r\n",
             "the peer does not speak TLS on this port: it said 'SIP/2.0 400 Bad Request'");
    ANSWERED("HTTP/1.1 400 Bad Request: this is a longer line than is shown of it\r\n",
             "the peer does not speak TLS on this port: it said 'HTTP/1.1 400 Bad Request: this is "
             "a long'");
    ANSWERED("SSH\x1b[0m", "the peer does not speak TLS on this port: it said 'SSH'");
    ANSWERED(
        "\x00\x1b[31m\xff\xfe\xfd\xfc\xfb",
        "the peer does not speak TLS on this port: its first bytes were 00 1b 5b 33 31 6d ff fe");
    ANSWERED("S", "the peer does not speak TLS on this port: its first bytes were 53");
    ANSWERED("\x15\x00", "the peer does not speak TLS on this port: its first bytes were 15 00");
}

Test(tls_words, versions_that_are_too_old)
{
    static const uint16_t versions[] = {TLS1_VERSION, TLS1_1_VERSION};
    struct tls_world world;

    for (size_t i = 0; i < 2; i++) {
        world_open(&world);
        world.server_options.version = versions[i];
        world_meet(&world, WORLD_NAME);
        failed(&world, "no version in common: TLS 1.2 and 1.3 are spoken here (the peer's alert: "
                       "protocol version)");
        world_close(&world);
    }
    ANSWERED("\x16\x03\x01\x00\x2a\x02\x00\x00\x26\x03\x01"
             "0123456789abcdef0123456789abcdef\x00\xc0\x13\x00",
             "the peer chose TLS 1.0; only TLS 1.2 and 1.3 are taken here");
    ANSWERED("\x16\x03\x00\x00\x2a\x02\x00\x00\x26\x03\x00"
             "0123456789abcdef0123456789abcdef\x00\xc0\x13\x00",
             "the peer chose SSL 3.0; only TLS 1.2 and 1.3 are taken here");
    ANSWERED("\x16\x03\x02\x00\x2a\x02\x00\x00\x26\x03\x02"
             "0123456789abcdef0123456789abcdef\x00\xc0\x13\x00",
             "the peer chose TLS 1.1; only TLS 1.2 and 1.3 are taken here");
}

Test(tls_words, nothing_in_common)
{
    static const int groups[] = {NID_secp224r1, 0};
    static const struct tls_server_options options[] = {
        {.version = TLS1_2_VERSION, .ciphers = "3DES"},
        {.version = TLS1_2_VERSION, .ciphers = "ECDHE-RSA-AES128-GCM-SHA256"},
        {.version = TLS1_3_VERSION, .groups = groups},
    };
    struct tls_world world;

    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        world_open(&world);
        world.server_options = options[i];
        world.server_options.certificate = world.leaf;
        world_meet(&world, WORLD_NAME);
        failed(&world,
               "no cipher, key exchange or signature in common (the peer's alert: handshake "
               "failure)");
        world_close(&world);
    }
    ANSWERED("\x16\x03\x03\x00\x2a\x02\x00\x00\x26\x03\x03"
             "0123456789abcdef0123456789abcdef\x00\x00\x0a\x00",
             "the peer chose a cipher or key exchange that was not offered");
}

Test(tls_words, a_server_that_wants_a_certificate_where_there_is_none)
{
    struct tls_world world;

    world_open(&world);
    world.server_options.client_ca = world.ca;
    world.server_options.version = TLS1_2_VERSION;
    world_meet(&world, WORLD_NAME);
    failed(&world, "the server wants a client certificate, and none is configured (its alert: "
                   "handshake failure)");
    world_stop_server(&world);
    world.server_options.version = TLS1_3_VERSION;
    world_meet(&world, WORLD_NAME);
    failed(&world, "the server wants a client certificate, and none is configured (its alert: "
                   "certificate required)");
    world_close(&world);
}

Test(tls_words, a_server_that_does_not_take_our_certificate)
{
    struct tls_world world;
    struct certificate *old, *foreign, *shown;
    char wanted[256];

    for (int i = 0; i < 4; i++) {
        world_open(&world);
        old = certificate_make(
            &(struct certificate_wish){.issuer = world.ca, .from_s = -7200, .until_s = -60});
        foreign = certificate_make(&(struct certificate_wish){.common_name = "foreign"});
        shown = i & 1 ? old : foreign;
        certificate_write(shown, world.certificate_file);
        certificate_write_key(shown, world.key_file);
        world.settings.certificate_file = world.certificate_file;
        world.settings.key_file = world.key_file;
        world.server_options.client_ca = world.ca;
        world.server_options.version = i & 2 ? TLS1_2_VERSION : TLS1_3_VERSION;
        world_meet(&world, WORLD_NAME);
        snprintf(wanted, sizeof wanted, "the server refused our certificate, %s (its alert: %s)",
                 world.certificate_file, i & 1 ? "certificate expired" : "unknown CA");
        failed(&world, wanted);
        world_close(&world);
        certificate_free(old);
        certificate_free(foreign);
    }
}

Test(tls_words, alerts_of_a_server_by_their_names)
{
    ANSWERED("\x15\x03\x03\x00\x02\x02\x70",
             "the peer knows nothing of 'pbx.example' (its alert: unrecognized name)");
    ANSWERED("\x15\x03\x03\x00\x02\x02\x50", "the peer ended it with the alert: internal error");
    ANSWERED("\x15\x03\x03\x00\x02\x02\x31", "the peer ended it with the alert: access denied");
    ANSWERED("\x15\x03\x03\x00\x02\x02\xee", "the peer ended it with the alert: unknown");
    ANSWERED("\x15\x03\x03\x00\x02\x01\x00",
             "the peer closed the connection during the TLS handshake");
}

Test(tls_words, rules_of_tls_that_a_peer_breaks)
{
    ANSWERED("\x16\x03\x03\x00\x04\x14\x00\x00\x00",
             "the peer broke the rules of TLS: unexpected message");
    ANSWERED("\x17\x03\x03\x00\x04SIP/",
             "the peer broke the rules of TLS: application data instead of handshake");
    ANSWERED("\x16\x03\x03\xff\xff", "the peer broke the rules of TLS: encrypted length too long");
    ANSWERED("\x16\x03\x03\x00\x04\x02\xff\xff\xff",
             "the peer broke the rules of TLS: excessive message size");
    ANSWERED("\x16\x03\x03\x00\x08\x02\x00\x00\x04\x03\x03zz",
             "the peer broke the rules of TLS: decode error");
    ANSWERED("\x16\x03\x03\x00\x00\x16\x03\x03\x00\x00\x16\x03\x03\x00\x00\x16\x03\x03\x00\x00",
             "the peer closed the connection during the TLS handshake");
}

Test(tls_words, somebody_on_the_way_who_changes_the_handshake)
{
    struct tls_world world;
    uint8_t room[8192];
    size_t n;

    world_open(&world);
    world_dial(&world, WORLD_NAME);
    world_to_server(&world);
    n = tls_peer_cipher(world.peer, room, sizeof room);
    room[n - 1] ^= 1;
    hf_tls_heard(world.tls, room, n);
    failed(&world, "what came was damaged or forged on the way");
    world_close(&world);
}

/* Who shows a certificate without having its key signs with anything: in TLS 1.2 the signature
 * stands in the clear, before the nine bytes of the ServerHelloDone. */
Test(tls_words, somebody_with_the_certificate_of_another)
{
    struct tls_world world;
    uint8_t room[8192];
    size_t n;

    world_open(&world);
    world.server_options.version = TLS1_2_VERSION;
    world_dial(&world, WORLD_NAME);
    world_to_server(&world);
    n = tls_peer_cipher(world.peer, room, sizeof room);
    room[n - 10] ^= 1;
    hf_tls_heard(world.tls, room, n);
    failed(&world, "the peer does not have the key of the certificate that it showed");
    world_close(&world);
}

Test(tls_words, bytes_of_others_are_cut_and_printable)
{
    char text[16];

    hf_tls_words_clean(text, sizeof text, (const uint8_t *)"fits exactly it", 15);
    cr_assert_str_eq(text, "fits exactly it");
    hf_tls_words_clean(text, sizeof text, (const uint8_t *)"does not fit in it", 18);
    cr_assert_str_eq(text, "does not fit...");
    hf_tls_words_clean(text, sizeof text, (const uint8_t *)"a\x1b\n\0\x7f\x80z", 7);
    cr_assert_str_eq(text, "a?????z");
    hf_tls_words_clean(text, sizeof text, (const uint8_t *)"", 0);
    cr_assert_str_eq(text, "");
}
