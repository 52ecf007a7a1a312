/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions that are resumed, and those that must not be. */
#include <criterion/criterion.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include "tls_internal.h"
#include "tls_world.h"

static int is_resumed(const struct tls_world *world)
{
    char text[128];

    hf_tls_describe(world->tls, text, sizeof text);
    cr_assert_eq(strstr(text, ", resumed") != NULL, tls_peer_is_resumed(world->peer));
    return tls_peer_is_resumed(world->peer);
}

static void meet(struct tls_world *world)
{
    cr_assert_eq(world_meet(world, WORLD_NAME), HF_TLS_OPEN, "%s", world_why(world));
}

Test(tls_session, is_resumed_with_the_same_target_and_name)
{
    struct tls_world world;

    for (uint16_t version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        world_open(&world);
        world.server_options.version = version;
        meet(&world);
        cr_assert_not(is_resumed(&world));
        for (int i = 0; i < 5; i++) {
            meet(&world);
            cr_assert(is_resumed(&world), "%x, time %d", version, i);
            cr_assert_eq(world.store->n_sessions, 1);
        }
        world_close(&world);
    }
}

Test(tls_session, is_for_its_target_alone)
{
    struct tls_world world;

    world_open(&world);
    meet(&world);
    world.target.port++;
    meet(&world);
    cr_assert_not(is_resumed(&world));
    world.target.address[3]++;
    meet(&world);
    cr_assert_not(is_resumed(&world));
    meet(&world);
    cr_assert(is_resumed(&world));
    cr_assert_eq(world.store->n_sessions, 3);
    world_close(&world);
}

Test(tls_session, is_for_its_name_alone)
{
    struct tls_world world;
    struct certificate *leaf;

    world_open(&world);
    leaf = certificate_make(
        &(struct certificate_wish){.issuer = world.ca, .dns = {WORLD_NAME, "b.example"}});
    world.server_options.certificate = leaf;
    meet(&world);
    cr_assert_eq(world_meet(&world, "b.example"), HF_TLS_OPEN);
    cr_assert_not(is_resumed(&world));
    cr_assert_eq(world_meet(&world, "c.example"), HF_TLS_FAILED, "it is verified as any other");
    meet(&world);
    cr_assert(is_resumed(&world));
    world_close(&world);
    certificate_free(leaf);
}

/* Each of the settings makes another profile, and sessions of one are never offered under another:
 * not one that was made without verification, nor one that another certificate of ours got. */
Test(tls_session, is_for_its_profile_alone)
{
    struct tls_world world;
    char path[CERTIFICATE_PATH];
    struct hf_tls_profile *profiles[4];
    struct hf_tls_settings settings[4];
    struct certificate *own;

    world_open(&world);
    own = certificate_make(&(struct certificate_wish){.common_name = "own", .issuer = world.ca});
    certificate_write(own, world.certificate_file);
    certificate_write_key(own, world.key_file);
    certificate_write(world.ca, certificates_path(&world.files, "same.pem", path));
    for (int i = 0; i < 4; i++)
        settings[i] = world.settings;
    settings[1].ca_file = path;
    settings[2].verify_off = 1;
    settings[3].certificate_file = world.certificate_file;
    settings[3].key_file = world.key_file;
    for (int i = 0; i < 4; i++) {
        world.settings = settings[i];
        meet(&world);
        cr_assert_not(is_resumed(&world), "profile %d", i);
        profiles[i] = world.profile;
        world.profile = NULL; /* it is given back below */
        for (int k = 0; k < i; k++)
            cr_assert_neq(profiles[i], profiles[k]);
    }
    for (int i = 0; i < 4; i++) {
        world.settings = settings[i];
        meet(&world);
        cr_assert(is_resumed(&world), "profile %d", i);
        cr_assert_eq(world.profile, profiles[i], "equal settings are one profile");
    }
    cr_assert_eq(world.store->n_sessions, 4);
    for (int i = 0; i < 4; i++)
        hf_tls_profile_give_back(profiles[i]);
    cr_assert_eq(world.store->n_sessions, 1, "its sessions go with the profile");
    world_close(&world);
    certificate_free(own);
}

/* The server is another one now, and breaks the connection off: next time nothing is offered. */
Test(tls_session, is_dropped_when_its_handshake_fails)
{
    struct tls_world world;

    for (uint16_t version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        world_open(&world);
        world.server_options.version = version;
        meet(&world);
        cr_assert_eq(world.store->n_sessions, 1);
        world_dial(&world, WORLD_NAME);
        world_to_server(&world);
        hf_tls_heard_end(world.tls);
        cr_assert_eq(hf_tls_state(world.tls), HF_TLS_FAILED);
        cr_assert_eq(world.store->n_sessions, 0);
        meet(&world);
        cr_assert_not(is_resumed(&world));
        world_close(&world);
    }
}

/* A connection that was never made has not used it. */
Test(tls_session, is_kept_when_nothing_was_said)
{
    struct tls_world world;

    world_open(&world);
    meet(&world);
    world_dial(&world, WORLD_NAME);
    cr_assert_eq(hf_tls_put(world.tls, (const uint8_t *)"REGISTER", 8), 0);
    hf_tls_heard_end(world.tls);
    cr_assert_eq(hf_tls_state(world.tls), HF_TLS_FAILED);
    world_dial(&world, WORLD_NAME);
    hf_tls_end(world.tls);
    cr_assert_eq(hf_tls_cipher(world.tls, (uint8_t[8]){0}, 8), 0);
    meet(&world);
    cr_assert(is_resumed(&world));
    world_close(&world);
}

Test(tls_session, of_a_server_that_does_not_know_it_becomes_a_full_handshake)
{
    struct tls_world world;

    for (uint16_t version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        world_open(&world);
        world.server_options.version = version;
        meet(&world);
        world_stop_server(&world); /* another one, with other keys for its tickets */
        meet(&world);
        cr_assert_not(is_resumed(&world));
        meet(&world);
        cr_assert(is_resumed(&world));
        world_close(&world);
    }
}

/* The certificate of a kept session expires, and the server has a new one: a full handshake. */
Test(tls_session, is_not_offered_when_its_certificate_is_not_valid_any_more)
{
    struct tls_world world;
    struct certificate *brief;

    world_open(&world);
    brief = certificate_make(&(struct certificate_wish){
        .issuer = world.ca, .dns = {WORLD_NAME}, .from_s = -3600, .until_s = 1});
    world.server_options.certificate = brief;
    meet(&world);
    cr_assert_eq(world.store->n_sessions, 1);
    usleep(2100 * 1000);
    cr_assert_eq(world_meet(&world, WORLD_NAME), HF_TLS_FAILED);
    cr_assert_not(tls_peer_is_resumed(world.peer));
    cr_assert_eq(strncmp(world_why(&world), "certificate expired on ", 23), 0, "%s",
                 world_why(&world));
    cr_assert_eq(world.store->n_sessions, 0);
    world_close(&world);
    certificate_free(brief);
}

Test(tls_session, the_oldest_of_too_many_goes)
{
    struct tls_world world;

    world_open(&world);
    for (int i = 0; i < HF_TLS_SESSIONS_MAX + 10; i++) {
        world.target.port = (uint16_t)(10000 + i);
        meet(&world);
        cr_assert_leq(world.store->n_sessions, HF_TLS_SESSIONS_MAX);
    }
    cr_assert_eq(world.store->n_sessions, HF_TLS_SESSIONS_MAX);
    meet(&world);
    cr_assert(is_resumed(&world), "the newest is there");
    world.target.port = 10010;
    meet(&world);
    cr_assert(is_resumed(&world), "as is the oldest that fits");
    world.target.port = 10009;
    meet(&world);
    cr_assert_not(is_resumed(&world));
    world_close(&world);
}
