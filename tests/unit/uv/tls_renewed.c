/* SPDX-License-Identifier: Apache-2.0 */
/* Certificates and CAs that are renewed under their names while a profile is held: nobody tells the
 * phone, and its next connection has them. */
#include <criterion/criterion.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include "tls_internal.h"
#include "tls_world.h"

struct renewed {
    struct tls_world world;
    struct certificate *other, *first, *second; /* another CA; ours, of it */
};

static void write_own(struct renewed *r, const struct certificate *own)
{
    certificate_write(own, r->world.certificate_file);
    certificate_write_key(own, r->world.key_file);
}

static void open_renewed(struct renewed *r)
{
    struct certificate_wish wish = {.common_name = "first", .dns = {"phone.example"}};

    world_open(&r->world);
    r->other = certificate_make(&(struct certificate_wish){.common_name = "Other", .is_ca = 1});
    wish.issuer = r->other;
    r->first = certificate_make(&wish);
    wish.common_name = "second";
    r->second = certificate_make(&wish);
}

static void close_renewed(struct renewed *r)
{
    world_close(&r->world);
    certificate_free(r->first);
    certificate_free(r->second);
    certificate_free(r->other);
}

/* Another connection of the profile that is held. */
static enum hf_tls_state meet_again(struct tls_world *world)
{
    hf_tls_free(world->tls);
    tls_peer_free(world->peer);
    world->n_said = world->n_heard = 0;
    world->peer = tls_peer_open(world->server);
    world->tls = hf_tls_open(world->profile, WORLD_NAME, &world->target);
    world_run(world);
    return hf_tls_state(world->tls);
}

static int is_shown(const struct renewed *r, const char *common_name)
{
    return strcmp(tls_peer_client(r->world.peer), common_name) == 0;
}

Test(tls_renewed, a_ca_counts_from_the_next_connection_on)
{
    struct renewed r;

    open_renewed(&r);
    cr_assert_eq(world_meet(&r.world, WORLD_NAME), HF_TLS_OPEN);
    certificate_write(r.other, r.world.ca_file);
    cr_assert_eq(meet_again(&r.world), HF_TLS_FAILED, "also where a session could be resumed");
    certificate_write(r.world.ca, r.world.ca_file);
    cr_assert_eq(meet_again(&r.world), HF_TLS_OPEN);
    close_renewed(&r);
}

Test(tls_renewed, the_systems_cas_count_from_the_next_connection_on)
{
    struct renewed r;

    open_renewed(&r);
    r.world.settings.ca_file = NULL;
    r.world.store->system_file = r.world.ca_file;
    certificate_write(r.other, r.world.ca_file);
    cr_assert_eq(world_meet(&r.world, WORLD_NAME), HF_TLS_FAILED);
    certificate_write(r.world.ca, r.world.ca_file);
    cr_assert_eq(meet_again(&r.world), HF_TLS_OPEN);
    close_renewed(&r);
}

Test(tls_renewed, its_own_certificate_is_shown_from_the_next_connection_on)
{
    struct renewed r;

    open_renewed(&r);
    write_own(&r, r.first);
    r.world.settings.certificate_file = r.world.certificate_file;
    r.world.settings.key_file = r.world.key_file;
    r.world.server_options.client_ca = r.other;
    cr_assert_eq(world_meet(&r.world, WORLD_NAME), HF_TLS_OPEN);
    cr_assert(is_shown(&r, "first"));
    write_own(&r, r.second);
    cr_assert_eq(meet_again(&r.world), HF_TLS_OPEN);
    cr_assert_not(tls_peer_is_resumed(r.world.peer), "the session is the former certificate's");
    cr_assert(is_shown(&r, "second"));
    cr_assert_eq(meet_again(&r.world), HF_TLS_OPEN);
    cr_assert(tls_peer_is_resumed(r.world.peer), "nothing has changed since");
    close_renewed(&r);
}

Test(tls_renewed, what_is_being_written_changes_nothing)
{
    struct renewed r;

    open_renewed(&r);
    write_own(&r, r.first);
    r.world.settings.certificate_file = r.world.certificate_file;
    r.world.settings.key_file = r.world.key_file;
    r.world.server_options.client_ca = r.other;
    cr_assert_eq(world_meet(&r.world, WORLD_NAME), HF_TLS_OPEN);
    certificate_write(r.second, r.world.certificate_file); /* its key is still the first one's */
    cr_assert_eq(truncate(r.world.ca_file, 20), 0);
    cr_assert_eq(meet_again(&r.world), HF_TLS_OPEN);
    cr_assert(is_shown(&r, "first"));
    certificate_write_key(r.second, r.world.key_file);
    cr_assert_eq(remove(r.world.ca_file), 0);
    cr_assert_eq(meet_again(&r.world), HF_TLS_OPEN);
    cr_assert(is_shown(&r, "first"), "all of it, or nothing");
    certificate_write(r.world.ca, r.world.ca_file);
    cr_assert_eq(meet_again(&r.world), HF_TLS_OPEN);
    cr_assert(is_shown(&r, "second"));
    close_renewed(&r);
}
