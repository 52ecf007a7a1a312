/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the tests of TLS share: a CA in a directory of its own, a server and a connection to it over
 * memory, and both fed until they are quiet. Functions are static: each test file has its own.
 */
#ifndef HF_TEST_TLS_WORLD_H
#define HF_TEST_TLS_WORLD_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certificates.h"
#include "tls.h"
#include "tls_peer.h"

#define UNUSED_FUNCTION __attribute__((unused))
#define WORLD_NAME      "pbx.example"

struct tls_world {
    struct certificates files;
    struct certificate *ca, *leaf; /* what the server shows, unless the test says otherwise */
    char ca_file[CERTIFICATE_PATH], certificate_file[CERTIFICATE_PATH], key_file[CERTIFICATE_PATH];
    struct hf_tls_store *store;
    struct hf_tls_settings settings; /* of the next connection */
    struct tls_server_options server_options;
    struct tls_server *server; /* NULL: opened with server_options at the next connection */
    struct hf_tls_profile *profile;
    struct hf_tls *tls;
    struct tls_peer *peer;
    struct hf_target target;
    size_t piece; /* bytes that are carried over at a time; 0: as many as there are */
    char said[4096], heard[4096]; /* by the client, by the server's peer; what the other got */
    size_t n_said, n_heard;
};

UNUSED_FUNCTION static void world_open(struct tls_world *world)
{
    struct certificate_wish leaf = {.common_name = "leaf", .dns = {WORLD_NAME}};

    memset(world, 0, sizeof *world);
    certificates_open(&world->files);
    world->ca = certificate_make(&(struct certificate_wish){.common_name = "Test CA", .is_ca = 1});
    leaf.issuer = world->ca;
    world->leaf = certificate_make(&leaf);
    certificates_path(&world->files, "ca.pem", world->ca_file);
    certificate_write(world->ca, world->ca_file);
    certificates_path(&world->files, "own.pem", world->certificate_file);
    certificates_path(&world->files, "own.key", world->key_file);
    world->settings.ca_file = world->ca_file;
    world->server_options.certificate = world->leaf;
    world->store = hf_tls_store_open();
    world->target = (struct hf_target){.address = {192, 0, 2, 1},
                                       .port = 5061,
                                       .transport = HF_TRANSPORT_TLS,
                                       .family = HF_FAMILY_IPV4};
}

UNUSED_FUNCTION static void world_hang_up(struct tls_world *world)
{
    hf_tls_free(world->tls);
    tls_peer_free(world->peer);
    if (world->profile != NULL)
        hf_tls_profile_give_back(world->profile);
    world->tls = NULL;
    world->peer = NULL;
    world->profile = NULL;
}

UNUSED_FUNCTION static void world_stop_server(struct tls_world *world)
{
    if (world->server != NULL)
        tls_server_close(world->server);
    world->server = NULL;
}

UNUSED_FUNCTION static void world_close(struct tls_world *world)
{
    world_hang_up(world);
    world_stop_server(world);
    hf_tls_store_close(world->store);
    certificate_free(world->leaf);
    certificate_free(world->ca);
    certificates_close(&world->files);
}

UNUSED_FUNCTION static size_t world_to_client(struct tls_world *world)
{
    static uint8_t room[65536];
    size_t n = tls_peer_cipher(world->peer, room, world->piece ? world->piece : sizeof room);

    hf_tls_heard(world->tls, room, n);
    return n;
}

UNUSED_FUNCTION static size_t world_to_server(struct tls_world *world)
{
    static uint8_t room[65536];
    size_t n = hf_tls_cipher(world->tls, room, world->piece ? world->piece : sizeof room);

    tls_peer_heard(world->peer, room, n);
    return n;
}

UNUSED_FUNCTION static void world_listen(struct tls_world *world)
{
    size_t n;

    while ((n = hf_tls_plain(world->tls, (uint8_t *)world->heard + world->n_heard,
                             sizeof world->heard - 1 - world->n_heard)) > 0)
        world->n_heard += n;
    while ((n = tls_peer_plain(world->peer, (uint8_t *)world->said + world->n_said,
                               sizeof world->said - 1 - world->n_said)) > 0)
        world->n_said += n;
}

/* Carries bytes both ways until nobody has any. */
UNUSED_FUNCTION static void world_run(struct tls_world *world)
{
    size_t moved;

    do {
        world_listen(world);
        moved = world_to_server(world);
        moved += world_to_client(world);
    } while (moved > 0);
    world_listen(world);
}

/* A connection that has not said anything yet. */
UNUSED_FUNCTION static void world_dial(struct tls_world *world, const char *name)
{
    char error[256] = "";
    struct hf_tls_problem problem = {.error = error, .size = sizeof error};
    struct hf_tls_profile *profile = hf_tls_profile_take(world->store, &world->settings, &problem);

    cr_assert_not_null(profile, "%s", error);
    world_hang_up(world); /* after: so that a profile goes on, with its sessions */
    world->profile = profile;
    if (world->server == NULL)
        world->server = tls_server_open(&world->server_options);
    world->n_said = world->n_heard = 0;
    memset(world->said, 0, sizeof world->said);
    memset(world->heard, 0, sizeof world->heard);
    world->peer = tls_peer_open(world->server);
    world->tls = hf_tls_open(profile, name, &world->target);
    cr_assert_not_null(world->tls);
}

/* Dials and shakes hands: what came of it. */
UNUSED_FUNCTION static enum hf_tls_state world_meet(struct tls_world *world, const char *name)
{
    world_dial(world, name);
    world_run(world);
    return hf_tls_state(world->tls);
}

UNUSED_FUNCTION static const char *world_why(const struct tls_world *world)
{
    return hf_tls_failure(world->tls)->text;
}

#endif
