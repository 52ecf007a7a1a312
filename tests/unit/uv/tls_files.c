/* SPDX-License-Identifier: Apache-2.0 */
/* Profiles: what is wrong with their files, and client certificates that are right. */
#include <criterion/criterion.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include "tls_internal.h"
#include "tls_world.h"

/* The settings are refused with exactly these words; %s in them is the file's path. */
static void refused(struct tls_world *world, const char *path, const char *words)
{
    char error[512] = "", wanted[512];
    struct hf_tls_problem problem = {.error = error, .size = sizeof error};

    cr_assert_null(hf_tls_profile_take(world->store, &world->settings, &problem), "no: %s", words);
    snprintf(wanted, sizeof wanted, words, path, path);
    cr_assert_str_eq(error, wanted);
}

static void write_text(const char *path, const char *text, size_t n)
{
    FILE *file = fopen(path, "w");

    cr_assert_not_null(file);
    cr_assert_eq(fwrite(text, 1, n, file), n);
    fclose(file);
}

static void append(const char *path, const char *text)
{
    FILE *file = fopen(path, "a");

    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
}

Test(tls_files, a_ca_file_that_is_none)
{
    static const char damaged[] = "-----BEGIN CERTIFICATE-----\nMIIBbjCCARSgAwIBAgIEKXnJiDAKBggq\n"
                                  "-----END CERTIFICATE-----\n";
    struct tls_world world;
    char path[CERTIFICATE_PATH];

    world_open(&world);
    certificates_path(&world.files, "bad.pem", path);
    world.settings.ca_file = path;
    refused(&world, path, "cannot read %s: No such file or directory");
    write_text(path, "", 0);
    refused(&world, path, "%s is empty; a PEM file with a CA certificate is needed");
    write_text(path, "hello\n", 6);
    refused(&world, path,
            "there is no CA certificate in %s; it is PEM, and begins with -----BEGIN");
    write_text(path, "\x30\x82\x01\x02\x00", 5);
    refused(&world, path,
            "%s is DER or PKCS #12, not PEM; convert it with openssl x509, pkey or pkcs12");
    write_text(path, damaged, sizeof damaged - 1);
    refused(&world, path, "certificate 1 in %s cannot be read");
    certificate_write(world.ca, path);
    append(path, damaged);
    refused(&world, path, "certificate 2 in %s cannot be read");
    certificate_write_key(world.ca, path);
    refused(&world, path,
            "there is no CA certificate in %s; it is PEM, and begins with -----BEGIN");
    world.settings.ca_file = world.files.directory;
    refused(&world, world.files.directory, "cannot read %s: Is a directory");
    world.settings.ca_file = "/dev/zero";
    refused(&world, "/dev/zero", "cannot read %s: Invalid argument");
    cr_assert_eq(truncate(world.ca_file, 5 * 1024 * 1024), 0);
    world.settings.ca_file = world.ca_file;
    refused(&world, world.ca_file, "cannot read %s: File too large");
    world_close(&world);
}

Test(tls_files, takes_several_cas_with_text_around_them)
{
    struct tls_world world;
    struct certificate *other, *leaf;
    char path[CERTIFICATE_PATH], more[CERTIFICATE_PATH], text[8192];
    FILE *file;

    world_open(&world);
    other = certificate_make(&(struct certificate_wish){.common_name = "Other", .is_ca = 1});
    leaf = certificate_make(&(struct certificate_wish){.dns = {WORLD_NAME}, .issuer = other});
    certificate_write(other, certificates_path(&world.files, "other.pem", more));
    certificate_write(world.ca, certificates_path(&world.files, "many.pem", path));
    append(path, "\n# Other\r\n");
    file = fopen(more, "r");
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    append(path, text);
    append(path, text);
    world.settings.ca_file = path;
    cr_assert_eq(world_meet(&world, WORLD_NAME), HF_TLS_OPEN, "%s", world_why(&world));
    world_stop_server(&world);
    world.server_options.certificate = leaf;
    cr_assert_eq(world_meet(&world, WORLD_NAME), HF_TLS_OPEN, "%s", world_why(&world));
    world_close(&world);
    certificate_free(leaf);
    certificate_free(other);
}

struct identity {
    struct tls_world world;
    struct certificate *own, *middle;
};

static void identity_open(struct identity *identity)
{
    struct tls_world *world = &identity->world;

    world_open(world);
    identity->middle = certificate_make(
        &(struct certificate_wish){.common_name = "Middle", .is_ca = 1, .issuer = world->ca});
    identity->own = certificate_make(
        &(struct certificate_wish){.common_name = "phone 7", .issuer = identity->middle});
    certificate_write(identity->own, world->certificate_file);
    certificate_write_key(identity->own, world->key_file);
    world->settings.certificate_file = world->certificate_file;
    world->settings.key_file = world->key_file;
}

static void identity_close(struct identity *identity)
{
    world_close(&identity->world);
    certificate_free(identity->own);
    certificate_free(identity->middle);
}

Test(tls_files, a_client_certificate_or_key_that_is_none)
{
    struct identity identity;
    struct tls_world *world = &identity.world;
    char words[512];

    identity_open(&identity);
    write_text(world->key_file, "no key\n", 7);
    refused(world, world->key_file,
            "there is no private key in %s; it is PEM, and begins with -----BEGIN");
    certificate_write_locked_key(identity.own, world->key_file);
    refused(world, world->key_file,
            "the private key in %s is protected by a password, which nobody can type here; write "
            "it without one: openssl pkey -in %s -out NEW");
    write_text(world->key_file, "-----BEGIN PRIVATE KEY-----\nMIGH\n-----END PRIVATE KEY-----\n",
               59);
    refused(world, world->key_file,
            "the private key in %s cannot be read: it is damaged, or of a kind that is not "
            "supported");
    certificate_write_key(world->ca, world->key_file);
    snprintf(words, sizeof words,
             "the private key in %s is not that of the first certificate in %s (the phone's own "
             "comes first, those of its CAs behind it)",
             world->key_file, world->certificate_file);
    refused(world, "", words);
    world->settings.key_file = NULL;
    refused(world, world->certificate_file,
            "there is no private key in %s; it is PEM, and begins with -----BEGIN");
    world->settings.certificate_file = "";
    world->settings.key_file = world->key_file;
    refused(world, world->key_file, "a private key (%s) needs its certificate file too");
    world->settings.certificate_file = world->key_file;
    refused(world, world->key_file,
            "there is no certificate in %s; it is PEM, and begins with -----BEGIN");
    identity_close(&identity);
}

Test(tls_files, shows_its_certificate_with_its_chain_to_a_server_that_asks)
{
    struct identity identity;
    struct tls_world *world = &identity.world;

    for (uint16_t version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        identity_open(&identity);
        world->server_options.version = version;
        world->server_options.client_ca = world->ca;
        cr_assert_eq(world_meet(world, WORLD_NAME), HF_TLS_OPEN, "%s", world_why(world));
        cr_assert_str_eq(tls_peer_client(world->peer), "phone 7");
        identity_close(&identity);
    }
}

Test(tls_files, takes_the_key_from_the_certificates_file)
{
    struct identity identity;
    struct tls_world *world = &identity.world;
    char text[4096];
    FILE *file;

    identity_open(&identity);
    file = fopen(world->key_file, "r");
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    append(world->certificate_file, text);
    world->settings.key_file = "";
    world->server_options.client_ca = world->ca;
    cr_assert_eq(world_meet(world, WORLD_NAME), HF_TLS_OPEN, "%s", world_why(world));
    cr_assert_str_eq(tls_peer_client(world->peer), "phone 7");
    identity_close(&identity);
}

Test(tls_files, equal_settings_are_read_once)
{
    struct tls_world world;
    char error[256];
    struct hf_tls_problem problem = {.error = error, .size = sizeof error};
    struct hf_tls_settings empty = {.ca_file = ""}, none = {.ca_file = NULL};
    struct hf_tls_profile *first, *second;

    world_open(&world);
    first = hf_tls_profile_take(world.store, &world.settings, &problem);
    second = hf_tls_profile_take(world.store, &world.settings, &problem);
    cr_assert_not_null(first);
    cr_assert_eq(first, second);
    cr_assert(hf_tls_profile_verifies(first));
    hf_tls_profile_give_back(first);
    first = hf_tls_profile_take(world.store, &world.settings, &problem);
    cr_assert_eq(first, second, "it was taken twice");
    remove(world.ca_file);
    cr_assert_null(hf_tls_profile_take(world.store, &world.settings, &problem), "it is gone");
    hf_tls_profile_give_back(first);
    hf_tls_profile_give_back(second);
    cr_assert_null(hf_tls_profile_take(world.store, &world.settings, &problem), "it is read anew");
    first = hf_tls_profile_take(world.store, &empty, &problem);
    second = hf_tls_profile_take(world.store, &none, &problem);
    cr_assert_eq(first, second);
    hf_tls_profile_give_back(first);
    hf_tls_profile_give_back(second);
    world_close(&world);
}

static void write_client(struct tls_world *world, const struct certificate *client)
{
    certificate_write(client, world->certificate_file);
    certificate_write_key(client, world->key_file);
}

/* Takes the settings: the one before, or another one? Keeps the new one in place of it. */
static int is_another(struct tls_world *world, struct hf_tls_profile **before)
{
    char error[256] = "";
    struct hf_tls_problem problem = {.error = error, .size = sizeof error};
    struct hf_tls_profile *now = hf_tls_profile_take(world->store, &world->settings, &problem);
    int another = now != *before;

    cr_assert_not_null(now, "%s", error);
    if (*before != NULL)
        hf_tls_profile_give_back(*before);
    *before = now;
    return another;
}

/* The CA, the certificate and the key are renewed under their names. */
Test(tls_files, a_file_that_is_written_anew_is_read_anew)
{
    struct certificate_wish wish = {.common_name = "phone", .dns = {"phone.example"}};
    struct certificate *other = certificate_make(
        &(struct certificate_wish){.common_name = "Other CA", .is_ca = 1});
    struct certificate *client = certificate_make(&wish), *renewed = certificate_make(&wish);
    struct hf_tls_profile *profile = NULL;
    struct tls_world world;

    world_open(&world);
    write_client(&world, client);
    world.settings.certificate_file = world.certificate_file;
    world.settings.key_file = world.key_file;
    certificate_write(other, world.ca_file);
    cr_assert_eq(is_another(&world, &profile), 1);
    cr_assert_eq(world_meet(&world, WORLD_NAME), HF_TLS_FAILED);
    certificate_write(world.ca, world.ca_file);
    cr_assert_eq(is_another(&world, &profile), 1, "the CA");
    cr_assert_eq(world_meet(&world, WORLD_NAME), HF_TLS_OPEN);
    cr_assert_eq(is_another(&world, &profile), 0, "nothing");
    write_client(&world, renewed);
    cr_assert_eq(is_another(&world, &profile), 1, "the certificate with its key");
    remove(world.key_file);
    certificate_write_key(renewed, world.key_file);
    cr_assert_eq(is_another(&world, &profile), 1, "the key's file");
    world.settings.verify_off = 1;
    cr_assert_eq(is_another(&world, &profile), 1);
    certificate_write(other, world.ca_file);
    cr_assert_eq(is_another(&world, &profile), 0, "what is not read does not count");
    hf_tls_profile_give_back(profile);
    world_close(&world);
    certificate_free(renewed);
    certificate_free(client);
    certificate_free(other);
}

Test(tls_files, the_systems_cas_are_read_anew_when_they_are_others)
{
    struct certificate *other = certificate_make(
        &(struct certificate_wish){.common_name = "Other CA", .is_ca = 1});
    struct hf_tls_profile *profile = NULL;
    struct tls_world world;

    world_open(&world);
    world.settings.ca_file = NULL;
    world.store->system_file = world.ca_file;
    certificate_write(other, world.ca_file);
    cr_assert_eq(is_another(&world, &profile), 1);
    cr_assert_eq(world_meet(&world, WORLD_NAME), HF_TLS_FAILED);
    certificate_write(world.ca, world.ca_file);
    cr_assert_eq(is_another(&world, &profile), 1);
    cr_assert_eq(world_meet(&world, WORLD_NAME), HF_TLS_OPEN);
    remove(world.ca_file);
    cr_assert_eq(is_another(&world, &profile), 0, "gone for a moment");
    cr_assert_eq(world_meet(&world, WORLD_NAME), HF_TLS_OPEN);
    hf_tls_profile_give_back(profile);
    world_close(&world);
    certificate_free(other);
}
