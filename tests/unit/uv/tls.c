/* SPDX-License-Identifier: Apache-2.0 */
/* One TLS connection against a server over memory. */
#include "tls.h"

#include <criterion/criterion.h>
#include <openssl/ssl.h>

#include "tls_world.h"

static void speak(struct tls_world *world, const char *text)
{
    cr_assert_eq(hf_tls_put(world->tls, (const uint8_t *)text, strlen(text)), 0);
}

Test(tls, says_and_hears_what_was_put_before_and_after_the_handshake)
{
    struct tls_world world;
    char text[128];

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
    cr_assert_str_eq(hf_tls_describe(world.tls, text, sizeof text),
                     "TLS 1.3, TLS_AES_128_GCM_SHA256");
    cr_assert_str_eq(tls_peer_name(world.peer), WORLD_NAME);
    world_close(&world);
}
