/* SPDX-License-Identifier: Apache-2.0 */
/* Each way in which a peer's certificate is not good enough, and the words for it. */
#include <criterion/criterion.h>
#include <openssl/ssl.h>
#include <regex.h>

#include "tls_internal.h"
#include "tls_world.h"

#define DATE "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2} UTC"

#define SERVER_AUTH "1.3.6.1.5.5.7.3.1"
#define CLIENT_AUTH "1.3.6.1.5.5.7.3.2"
#define SIP_DOMAIN  "1.3.6.1.5.5.7.3.20"
#define ANY_PURPOSE "2.5.29.37.0"

static int matches(const char *text, const char *pattern)
{
    regex_t regex;
    int found;

    cr_assert_eq(regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB), 0, "%s", pattern);
    found = regexec(&regex, text, 0, NULL, 0) == 0;
    regfree(&regex);
    return found;
}

/* Meets a server with that certificate, and asserts what comes of it. why NULL: it is accepted. */
static void try_with(struct tls_world *world, struct certificate *leaf, const char *name,
                     const char *why)
{
    enum hf_tls_state state;
    const struct hf_tls_failure *failure;

    world_stop_server(world);
    world->server_options.certificate = leaf;
    state = world_meet(world, name);
    failure = hf_tls_failure(world->tls);
    if (why == NULL) {
        cr_assert_eq(state, HF_TLS_OPEN, "%s: %s", name, failure->text);
        return;
    }
    cr_assert_eq(state, HF_TLS_FAILED, "%s was accepted, not: %s", name, why);
    cr_assert_eq(failure->cause, HF_CAUSE_CERTIFICATE, "%s", failure->text);
    cr_assert(matches(failure->text, why), "'%s' is not '%s'", failure->text, why);
    cr_assert_gt(tls_peer_alert(world->peer), 0, "the peer was not told");
}

static void try_wish(struct tls_world *world, const struct certificate_wish *wish, const char *name,
                     const char *why)
{
    struct certificate_wish wanted = *wish;
    struct certificate *leaf;

    if (wanted.issuer == NULL)
        wanted.issuer = world->ca;
    leaf = certificate_make(&wanted);
    try_with(world, leaf, name, why);
    world_hang_up(world);
    world_stop_server(world);
    certificate_free(leaf);
}

struct named {
    struct certificate_wish wish;
    const char *name, *why;
};

/* RFC 5922 7.1 and 7.2, B14. */
static const struct named named[] = {
    {{.dns = {"pbx.example"}}, "pbx.example", NULL},
    {{.dns = {"pbx.example"}}, "PBX.Example", NULL},
    {{.dns = {"PBX.example"}}, "pbx.example.", NULL},
    {{.dns = {"a.example", "b.example", "pbx.example"}}, "pbx.example", NULL},
    {{.uri = {"sip:pbx.example"}}, "pbx.example", NULL},
    {{.uri = {"SIP:PBX.EXAMPLE"}}, "pbx.example", NULL},
    {{.uri = {"sip:pbx.example:5061;transport=tls"}}, "pbx.example", NULL},
    {{.uri = {"sip:a.example", "sip:pbx.example"}, .dns = {"b.example"}}, "pbx.example", NULL},
    {{.uri = {"https://pbx.example"}, .dns = {"pbx.example"}}, "pbx.example", NULL},
    {{.uri = {"sip:bob@a.example"}, .dns = {"pbx.example"}}, "pbx.example", NULL},
    {{.common_name = "pbx.example"}, "pbx.example", NULL},
    {{.ip = {"192.0.2.1"}}, "192.0.2.1", NULL},
    {{.ip = {"192.0.2.1", "2001:db8::1"}}, "2001:db8:0::1", NULL},
    {{.ip = {"192.0.2.1", "2001:db8::1"}}, "[2001:db8::1]", NULL},
    {{.dns = {"sip.other.example"}},
     "pbx.example",
     "^certificate is for sip.other.example, not for pbx.example$"},
    {{.dns = {"*.example"}},
     "pbx.example",
     "^certificate is for \\*.example, not for pbx.example \\(SIP has no wildcards\\)$"},
    {{.uri = {"sip:*.example"}}, "pbx.example", "^certificate is for \\*.example, not for "},
    {{.dns = {"pbx.example.other.example"}}, "pbx.example", "not for pbx.example$"},
    {{.dns = {"a.pbx.example"}}, "pbx.example", "not for pbx.example$"},
    {{.dns = {"bx.example"}}, "pbx.example", "not for pbx.example$"},
    {{.dns = {"pbx.exampl"}}, "pbx.example", "not for pbx.example$"},
    {{.uri = {"sip:pbx"}}, "pbx.example", "not for pbx.example$"},
    {{.dns = {".example"}}, "pbx.example", "not for pbx.example$"},
    /* DNS names count if and only if there is no sip URI. */
    {{.uri = {"sip:other.example"}, .dns = {"pbx.example"}},
     "pbx.example",
     "^certificate is for other.example, not for pbx.example$"},
    {{.uri = {"sips:pbx.example"}}, "pbx.example", "^certificate is for nobody that SIP knows,"},
    {{.uri = {"sip:bob@pbx.example"}}, "pbx.example", "^certificate is for nobody that SIP knows"},
    {{.uri = {"sip:"}}, "pbx.example", "^certificate is for nobody that SIP knows"},
    {{.uri = {"sip:pbx.example@other.example"}}, "pbx.example", "nobody that SIP knows"},
    /* The common name counts if and only if there are no alternative names at all. */
    {{.common_name = "pbx.example", .dns = {"other.example"}},
     "pbx.example",
     "^certificate is for other.example, not for pbx.example$"},
    {{.common_name = "pbx.example", .ip = {"192.0.2.1"}},
     "pbx.example",
     "^certificate is for 192.0.2.1, not for pbx.example$"},
    {{.common_name = "other.example"}, "pbx.example", "is for other.example, not for pbx.example"},
    {{.common_name = NULL}, "pbx.example", "^certificate is for nobody that SIP knows, not for"},
    /* An address is proved by an address. */
    {{.common_name = "192.0.2.1"}, "192.0.2.1", "^certificate is for 192.0.2.1, not for 192.0.2.1"},
    {{.dns = {"192.0.2.1"}}, "192.0.2.1", "^certificate is for 192.0.2.1, not for 192.0.2.1$"},
    {{.uri = {"sip:192.0.2.1"}}, "192.0.2.1", "not for 192.0.2.1$"},
    {{.ip = {"192.0.2.2", "2001:db8::2"}},
     "192.0.2.1",
     "^certificate is for 192.0.2.2, 2001:db8::2, not for 192.0.2.1$"},
    {{.ip = {"::ffff:192.0.2.1"}}, "192.0.2.1", "not for 192.0.2.1$"},
    {{.ip = {"192.0.2.1"}}, "pbx.example", "^certificate is for 192.0.2.1, not for pbx.example$"},
    {{.dns = {"pbx.example"}}, "", "^certificate is for pbx.example, not for $"},
    {{.dns = {"one.example"}, .n_more = 40},
     "pbx.example",
     "^certificate is for one.example, 0001.more.example, 0002.more.example and 38 more, not for "},
};

Test(tls_verify, a_certificate_is_for_whom_rfc_5922_says)
{
    struct tls_world world;

    world_open(&world);
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++)
        try_wish(&world, &named[i].wish, named[i].name, named[i].why);
    world_close(&world);
}

/* What stands in a certificate never reaches a terminal as it is. */
Test(tls_verify, shows_nothing_that_is_not_printable)
{
    struct tls_world world;

    world_open(&world);
    try_wish(&world, &(struct certificate_wish){.dns = {"a\x1b[31m\r\n\x07.example\xff"}},
             "pbx.example", "^certificate is for a\\?\\[31m\\?\\?\\?.example\\?, not for");
    try_wish(
        &world,
        &(struct certificate_wish){.dns = {"a.very.long.name.that.goes.on.and.on.and.on.and.on"
                                           ".until.it.is.far.longer.than.anybody.reads.example"}},
        "pbx.example", "^certificate is for [a-z.]{44}\\.\\.\\., not for pbx.example$");
    world_close(&world);
}

static const struct named others[] = {
    {{.dns = {WORLD_NAME}, .from_s = -864000, .until_s = -3600},
     WORLD_NAME,
     "^certificate expired on " DATE "$"},
    {{.dns = {WORLD_NAME}, .from_s = 3600, .until_s = 864000},
     WORLD_NAME,
     "^certificate is not valid before " DATE "; the clock here says " DATE ": is it right\\?$"},
    {{.common_name = "leaf", .dns = {WORLD_NAME}, .usage = {CLIENT_AUTH}},
     WORLD_NAME,
     "^certificate of 'leaf' is for another purpose than servers \\(its extended key usage\\)$"},
    {{.dns = {WORLD_NAME}, .usage = {CLIENT_AUTH, SERVER_AUTH}}, WORLD_NAME, NULL},
    {{.dns = {WORLD_NAME}, .usage = {SIP_DOMAIN}}, WORLD_NAME, NULL},
    {{.dns = {WORLD_NAME}, .usage = {ANY_PURPOSE}}, WORLD_NAME, NULL},
    {{.common_name = "leaf", .dns = {WORLD_NAME}, .digest = DIGEST_SHA1},
     WORLD_NAME,
     "^certificate of 'leaf' is signed with ecdsa-with-SHA1, which can be forged; SHA-256 is"},
    {{.common_name = "leaf", .dns = {WORLD_NAME}, .key = KEY_RSA_1024},
     WORLD_NAME,
     "^the key in the certificate of 'leaf' has 1024 bits; 2048 are needed$"},
    {{.dns = {WORLD_NAME}, .key = KEY_RSA_2048}, WORLD_NAME, NULL},
    {{.dns = {WORLD_NAME}, .key = KEY_P384}, WORLD_NAME, NULL},
};

Test(tls_verify, times_purposes_and_strengths)
{
    struct tls_world world;

    world_open(&world);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        try_wish(&world, &others[i].wish, others[i].name, others[i].why);
    world_close(&world);
}

Test(tls_verify, names_the_ca_that_it_does_not_know)
{
    struct tls_world world;
    struct certificate *other, *middle;

    world_open(&world);
    other = certificate_make(&(struct certificate_wish){.common_name = "Other CA", .is_ca = 1});
    middle = certificate_make(
        &(struct certificate_wish){.common_name = "Middle", .is_ca = 1, .issuer = world.ca});
    try_wish(&world, &(struct certificate_wish){.dns = {WORLD_NAME}, .issuer = other}, WORLD_NAME,
             "^certificate is of unknown CA 'Other CA': not in .*/ca.pem, nor sent along$");
    try_wish(
        &world,
        &(struct certificate_wish){.dns = {WORLD_NAME}, .issuer = other, .claims_to_be = world.ca},
        WORLD_NAME,
        "^the signature of the certificate is forged, damaged or of an unsupported "
        "kind; its CA is 'Test CA'$");
    try_wish(&world, &(struct certificate_wish){.dns = {WORLD_NAME}, .issuer = middle}, WORLD_NAME,
             NULL);
    world_close(&world);
    certificate_free(middle);
    certificate_free(other);
}

Test(tls_verify, says_that_a_certificate_is_self_signed_and_takes_it_where_it_is_named)
{
    struct certificate_wish wish = {.common_name = "my pbx", .dns = {WORLD_NAME}};
    struct certificate *leaf = certificate_make(&wish);
    struct tls_world world;
    char path[CERTIFICATE_PATH];

    world_open(&world);
    try_with(&world, leaf, WORLD_NAME,
             "^certificate of 'my pbx' is self-signed, and is not in .*/ca.pem itself$");
    certificate_write(leaf, certificates_path(&world.files, "pinned.pem", path));
    world.settings.ca_file = path;
    try_with(&world, leaf, WORLD_NAME, NULL);
    try_with(&world, leaf, "other.example", "^certificate is for pbx.example, not for other");
    world_close(&world);
    certificate_free(leaf);
}

/* Neither root nor CA: its file says that this one is meant. */
Test(tls_verify, takes_a_certificate_that_is_named_whoever_has_signed_it)
{
    struct tls_world world;
    struct certificate *other, *leaf;
    char path[CERTIFICATE_PATH];

    world_open(&world);
    other = certificate_make(&(struct certificate_wish){.common_name = "Other", .is_ca = 1});
    leaf = certificate_make(&(struct certificate_wish){.dns = {WORLD_NAME}, .issuer = other});
    certificate_write(leaf, certificates_path(&world.files, "pinned.pem", path));
    world.settings.ca_file = path;
    try_with(&world, leaf, WORLD_NAME, NULL);
    try_with(&world, world.leaf, WORLD_NAME, "^certificate is of unknown CA 'Test CA': not in");
    world_close(&world);
    certificate_free(leaf);
    certificate_free(other);
}

Test(tls_verify, does_not_take_md5)
{
    struct tls_world world;
    struct certificate *root;
    char path[CERTIFICATE_PATH];

    world_open(&world);
    root = certificate_make(
        &(struct certificate_wish){.common_name = "Root", .is_ca = 1, .key = KEY_RSA_2048});
    certificate_write(root, certificates_path(&world.files, "root.pem", path));
    world.settings.ca_file = path;
    try_wish(&world,
             &(struct certificate_wish){.dns = {WORLD_NAME}, .issuer = root, .digest = DIGEST_MD5},
             WORLD_NAME, "^(certificate of '.*' is signed with RSA-MD5|the signature of the)");
    try_wish(&world, &(struct certificate_wish){.dns = {WORLD_NAME}, .issuer = root}, WORLD_NAME,
             NULL);
    world_close(&world);
    certificate_free(root);
}

/* A root that the server sends along is still not ours. */
Test(tls_verify, does_not_trust_a_root_for_having_been_sent)
{
    struct tls_world world;
    struct certificate *root, *leaf;

    world_open(&world);
    root = certificate_make(&(struct certificate_wish){.common_name = "Root X", .is_ca = 1});
    leaf = certificate_make(&(struct certificate_wish){.dns = {WORLD_NAME}, .issuer = root});
    world.server_options.certificate = leaf;
    world.server = tls_server_open(&world.server_options);
    tls_server_send_along(world.server, root);
    cr_assert_eq(world_meet(&world, WORLD_NAME), HF_TLS_FAILED);
    cr_assert(
        matches(world_why(&world), "^certificate is of unknown CA 'Root X': not in .*/ca.pem$"),
        "%s", world_why(&world));
    world_close(&world);
    certificate_free(leaf);
    certificate_free(root);
}

Test(tls_verify, looks_at_the_cas_between_too)
{
    static const struct {
        struct certificate_wish wish;
        const char *why;
    } middles[] = {
        {{.common_name = "Old", .is_ca = 1, .from_s = -864000, .until_s = -60},
         "^certificate of CA 'Old' expired on " DATE "$"},
        {{.common_name = "No CA", .is_ca = 0},
         "^certificate is signed with that of 'No CA', which may not sign others$"},
        {{.common_name = "Weak", .is_ca = 1, .digest = DIGEST_SHA1},
         "^certificate of 'Weak' is signed with ecdsa-with-SHA1, which can be forged;"},
        {{.common_name = "Clients", .is_ca = 1, .usage = {CLIENT_AUTH}},
         "^certificate of 'Clients' is for another purpose than servers"},
        {{.common_name = "Short", .is_ca = 1, .key = KEY_RSA_1024},
         "^the key in the certificate of 'Short' has 1024 bits; 2048 are needed$"},
        {{.common_name = "Good", .is_ca = 1, .usage = {SERVER_AUTH}}, NULL},
    };
    struct tls_world world;

    world_open(&world);
    for (size_t i = 0; i < sizeof middles / sizeof middles[0]; i++) {
        struct certificate_wish wish = middles[i].wish;
        struct certificate *middle;

        wish.issuer = world.ca;
        middle = certificate_make(&wish);
        try_wish(&world, &(struct certificate_wish){.dns = {WORLD_NAME}, .issuer = middle},
                 WORLD_NAME, middles[i].why);
        certificate_free(middle);
    }
    world_close(&world);
}

/* A root is trusted because it is in the file, not for its own signature. */
Test(tls_verify, does_not_mind_how_a_root_has_signed_itself)
{
    struct certificate *root = certificate_make(
        &(struct certificate_wish){.common_name = "Root", .is_ca = 1, .digest = DIGEST_SHA1});
    struct tls_world world;
    char path[CERTIFICATE_PATH];

    world_open(&world);
    certificate_write(root, certificates_path(&world.files, "root.pem", path));
    world.settings.ca_file = path;
    try_wish(&world, &(struct certificate_wish){.dns = {WORLD_NAME}, .issuer = root}, WORLD_NAME,
             NULL);
    world_close(&world);
    certificate_free(root);
}

Test(tls_verify, anybody_may_be_the_peer_where_verification_is_off_and_it_says_so)
{
    struct certificate_wish wish = {.dns = {"x"}, .from_s = -864000, .until_s = -3600};
    struct certificate *leaf = certificate_make(&wish);
    struct tls_world world;
    char text[128];

    world_open(&world);
    world.settings.verify_off = 1;
    world.settings.ca_file = "/nonexistent";
    try_with(&world, leaf, WORLD_NAME, NULL);
    cr_assert_not(hf_tls_profile_verifies(world.profile));
    cr_assert_str_eq(hf_tls_describe(world.tls, text, sizeof text),
                     "TLS 1.3, TLS_AES_128_GCM_SHA256, certificate not verified");
    try_with(&world, leaf, WORLD_NAME, NULL);
    cr_assert_str_eq(hf_tls_describe(world.tls, text, sizeof text),
                     "TLS 1.3, TLS_AES_128_GCM_SHA256, certificate not verified");
    cr_assert_eq(world_meet(&world, WORLD_NAME), HF_TLS_OPEN);
    cr_assert_str_eq(hf_tls_describe(world.tls, text, sizeof text),
                     "TLS 1.3, TLS_AES_128_GCM_SHA256, resumed, certificate not verified");
    world_close(&world);
    certificate_free(leaf);
}

/* The system's CAs, in one file or in a directory, or none: read once, by who needs them. */
Test(tls_verify, the_systems_cas_count_where_no_file_is_given)
{
    struct tls_world world;
    char path[CERTIFICATE_PATH];

    world_open(&world);
    world.settings.ca_file = NULL;
    world.store->system_file = world.ca_file;
    try_with(&world, world.leaf, WORLD_NAME, NULL);
    cr_assert_not_null(world.store->system);
    remove(world.ca_file);
    try_with(&world, world.leaf, WORLD_NAME, NULL);
    world_hang_up(&world);

    hf_tls_store_close(world.store);
    world.store = hf_tls_store_open();
    world.store->system_file = "/nonexistent/ca.crt";
    world.store->system_directory = world.files.directory;
    try_with(&world, world.leaf, WORLD_NAME,
             "^certificate is of unknown CA 'Test CA': not in /tmp/.*, nor sent along$");
    world_hang_up(&world);

    hf_tls_store_close(world.store);
    world.store = hf_tls_store_open();
    world.store->system_file = "/nonexistent/ca.crt";
    world.store->system_directory = world.files.directory;
    snprintf(path, sizeof path, "%s/%08x.0", world.files.directory, certificate_hash(world.ca));
    certificate_write(world.ca, path);
    try_with(&world, world.leaf, WORLD_NAME, NULL);
    world_close(&world);
}

Test(tls_verify, shows_the_end_of_a_long_path)
{
    struct tls_world world;
    char path[512];
    struct certificate *other;
    size_t n;

    world_open(&world);
    n = (size_t)snprintf(path, sizeof path, "%s", world.files.directory);
    for (int i = 0; i < 60; i++)
        n += (size_t)snprintf(path + n, sizeof path - n, "/.");
    snprintf(path + n, sizeof path - n, "/ca.pem");
    world.settings.ca_file = path;
    other = certificate_make(&(struct certificate_wish){.common_name = "Other", .is_ca = 1});
    try_wish(&world, &(struct certificate_wish){.dns = {WORLD_NAME}, .issuer = other}, WORLD_NAME,
             "unknown CA 'Other': not in \\.\\.\\.[./]+/ca.pem, nor sent along$");
    world_close(&world);
    certificate_free(other);
}
