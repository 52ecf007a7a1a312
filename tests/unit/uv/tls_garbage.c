/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whatever a peer says, the connection ends in a state that says why, takes no plain text from
 * anybody who has not proved who it is, and stays quiet after it has failed.
 */
#include <criterion/criterion.h>
#include <openssl/ssl.h>

#include "tls_world.h"

#define MUTATIONS 2000

static uint32_t draw(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

static size_t change(uint8_t *bytes, size_t n, uint32_t *seed)
{
    size_t at = draw(seed) % n, count = 1 + draw(seed) % 8;

    if (count > n - at)
        count = n - at;
    switch (draw(seed) % 5) {
    case 0: bytes[at] ^= (uint8_t)(1u << draw(seed) % 8); break;
    case 1: bytes[at] = (uint8_t)draw(seed); break;
    case 2: memset(bytes + at, draw(seed) & 1 ? 0xff : 0, count); break;
    case 3: memmove(bytes + at, bytes + at + count, n - at - count); return n - count;
    default: return at + 1;
    }
    return n;
}

/* Hears all of it in pieces, reads what there is, and says something itself. */
static size_t feed(struct hf_tls *tls, const uint8_t *bytes, size_t n, uint32_t *seed)
{
    static uint8_t room[16384];
    size_t at = 0, plain = 0, got;

    while (at < n) {
        size_t piece = 1 + draw(seed) % 400;

        if (piece > n - at)
            piece = n - at;
        hf_tls_heard(tls, bytes + at, piece);
        at += piece;
        while ((got = hf_tls_plain(tls, room, sizeof room)) > 0)
            plain += got;
        (void)hf_tls_put(tls, (const uint8_t *)"REGISTER", 8);
    }
    return plain;
}

static void is_sane(struct hf_tls *tls, uint32_t seed)
{
    const struct hf_tls_failure *failure = hf_tls_failure(tls);
    uint8_t room[8];

    if (hf_tls_state(tls) != HF_TLS_FAILED) {
        cr_assert_eq(failure->cause, HF_CAUSE_NONE, "seed %u", seed);
        return;
    }
    cr_assert(failure->cause == HF_CAUSE_TLS || failure->cause == HF_CAUSE_CERTIFICATE);
    cr_assert_gt(strlen(failure->text), 10, "seed %u: %s", seed, failure->text);
    cr_assert_lt(strlen(failure->text), sizeof failure->text);
    for (const char *c = failure->text; *c != '\0'; c++)
        cr_assert(*c >= ' ' && *c < 0x7f, "seed %u: %s", seed, failure->text);
    hf_tls_heard(tls, (const uint8_t *)"more", 4);
    cr_assert_eq(hf_tls_plain(tls, room, sizeof room), 0);
    cr_assert_eq(hf_tls_put(tls, room, 1), -1);
    hf_tls_heard_end(tls);
    hf_tls_end(tls);
    cr_assert_eq(hf_tls_state(tls), HF_TLS_FAILED);
}

Test(tls_garbage, noise_is_no_handshake)
{
    static uint8_t bytes[3000];
    struct tls_world world;

    world_open(&world);
    for (uint32_t i = 1; i <= 500; i++) {
        uint32_t seed = i * 2654435761u;
        size_t n = 1 + draw(&seed) % sizeof bytes;

        for (size_t k = 0; k < n; k++)
            bytes[k] = (uint8_t)draw(&seed);
        if (i % 2 == 0) /* as if it were TLS */
            memcpy(bytes, "\x16\x03\x03\x02", n < 4 ? n : 4);
        world_dial(&world, WORLD_NAME);
        cr_assert_eq(feed(world.tls, bytes, n, &seed), 0);
        cr_assert_neq(hf_tls_state(world.tls), HF_TLS_OPEN);
        hf_tls_heard_end(world.tls);
        cr_assert_eq(hf_tls_state(world.tls), HF_TLS_FAILED);
        is_sane(world.tls, i);
    }
    world_close(&world);
}

/* What the server says in answer to a client's hello, and after it, changed somewhere. Most of it
 * is protected: there is no OPEN unless nothing of the handshake was touched. */
static unsigned mutate(struct tls_world *world, uint32_t i)
{
    static uint8_t bytes[16384];
    uint32_t seed = i * 2654435761u;
    unsigned opened;
    size_t n;

    world_dial(world, WORLD_NAME);
    world_to_server(world);
    n = tls_peer_cipher(world->peer, bytes, sizeof bytes);
    if (i % 3 == 0) { /* touched later: in TLS 1.2 this server still has to finish */
        hf_tls_heard(world->tls, bytes, n);
        world_to_server(world);
        if (tls_peer_is_open(world->peer))
            tls_peer_put(world->peer, "SIP/2.0 200 OK\r\n\r\n", 18);
        n = tls_peer_cipher(world->peer, bytes, sizeof bytes);
    }
    cr_assert_gt(n, 0);
    n = change(bytes, n, &seed);
    feed(world->tls, bytes, n, &seed);
    opened = hf_tls_state(world->tls) != HF_TLS_HANDSHAKE &&
             hf_tls_state(world->tls) != HF_TLS_FAILED;
    is_sane(world->tls, i);
    return opened;
}

Test(tls_garbage, two_thousand_changed_handshakes)
{
    struct tls_world world;
    unsigned opened[2] = {0, 0};

    for (unsigned v = 0; v < 2; v++) {
        world_open(&world);
        world.server_options.version = (uint16_t)(TLS1_2_VERSION + v);
        world.server_options.no_tickets = 1;
        for (uint32_t i = 1; i <= MUTATIONS; i++)
            opened[v] += mutate(&world, i);
        world_close(&world);
    }
    cr_log_info("open after all: %u of TLS 1.2, %u of TLS 1.3", opened[0], opened[1]);
    cr_assert_lt(opened[0], MUTATIONS / 2);
    cr_assert_lt(opened[1], MUTATIONS / 2);
}

/* The bytes of a certificate, changed: the chain, its dates, its names, its extensions. In TLS 1.2
 * it stands in the clear. */
Test(tls_garbage, a_changed_certificate_is_never_accepted)
{
    static uint8_t bytes[16384];
    struct tls_world world;

    world_open(&world);
    world.server_options.version = TLS1_2_VERSION;
    world.server_options.no_tickets = 1;
    for (uint32_t i = 1; i <= MUTATIONS; i++) {
        uint32_t seed = i * 40503u;
        size_t n, at;

        world_dial(&world, WORLD_NAME);
        world_to_server(&world);
        n = tls_peer_cipher(world.peer, bytes, sizeof bytes);
        at = 5 + bytes[4] + 256u * bytes[3] + 16; /* into the record behind the ServerHello's */
        cr_assert_gt(n, at + 200);
        bytes[at + draw(&seed) % 250] ^= (uint8_t)(1u << draw(&seed) % 8);
        feed(world.tls, bytes, n, &seed);
        cr_assert_eq(hf_tls_state(world.tls), HF_TLS_FAILED, "seed %u", i);
        is_sane(world.tls, i);
    }
    world_close(&world);
}
