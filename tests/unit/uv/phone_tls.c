/* SPDX-License-Identifier: Apache-2.0 */
/* Phones that register over TLS: whom they believe, which lines share a connection, what a bad
 * certificate or file means (A6, B14, C14). */
#include <stdio.h>

#include "phone_peer.h"

struct secrets { /* of a test: CAs and what they have signed */
    struct certificates files;
    struct certificate *ca, *other_ca;
    struct certificate *leaf;                  /* for localhost and 127.0.0.1, by ca */
    struct certificate *wrong;                 /* for another name, by ca */
    struct certificate *old;                   /* expired, by ca */
    struct certificate *client, *other_client; /* of lines, by ca */
    struct tls_server *server, *wrong_server, *old_server;
    char ca_file[CERTIFICATE_PATH], both_file[CERTIFICATE_PATH], other_file[CERTIFICATE_PATH];
    char client_file[CERTIFICATE_PATH], client_key[CERTIFICATE_PATH];
    char other_client_file[CERTIFICATE_PATH], other_client_key[CERTIFICATE_PATH];
};

static struct certificate *leaf_of(const struct certificate *ca, const char *dns, long until_s)
{
    struct certificate_wish wish = {.common_name = "leaf", .dns = {dns}, .issuer = ca};

    wish.ip[0] = strcmp(dns, "localhost") == 0 ? "127.0.0.1" : NULL;
    if (until_s < 0) {
        wish.from_s = 2 * until_s;
        wish.until_s = until_s;
    }
    return certificate_make(&wish);
}

static struct tls_server *server_of(const struct certificate *leaf)
{
    struct tls_server_options options = {.certificate = leaf};

    return tls_server_open(&options);
}

static void secrets_open(struct secrets *s)
{
    memset(s, 0, sizeof *s);
    certificates_open(&s->files);
    s->ca = certificate_make(&(struct certificate_wish){.common_name = "CA", .is_ca = 1});
    s->other_ca = certificate_make(&(struct certificate_wish){.common_name = "Other", .is_ca = 1});
    s->leaf = leaf_of(s->ca, "localhost", 0);
    s->wrong = leaf_of(s->ca, "other.example", 0);
    s->old = leaf_of(s->ca, "localhost", -3600);
    s->client = leaf_of(s->ca, "one.example", 0);
    s->other_client = leaf_of(s->ca, "two.example", 0);
    s->server = server_of(s->leaf);
    s->wrong_server = server_of(s->wrong);
    s->old_server = server_of(s->old);
    certificate_write(s->ca, certificates_path(&s->files, "ca.pem", s->ca_file));
    certificate_write(s->ca, certificates_path(&s->files, "same.pem", s->both_file));
    certificate_write(s->other_ca, certificates_path(&s->files, "other.pem", s->other_file));
    certificate_write(s->client, certificates_path(&s->files, "one.pem", s->client_file));
    certificate_write_key(s->client, certificates_path(&s->files, "one.key", s->client_key));
    certificate_write(s->other_client,
                      certificates_path(&s->files, "two.pem", s->other_client_file));
    certificate_write_key(s->other_client,
                          certificates_path(&s->files, "two.key", s->other_client_key));
}

static void secrets_close(struct secrets *s)
{
    struct certificate *all[] = {s->leaf,         s->wrong,    s->old, s->client,
                                 s->other_client, s->other_ca, s->ca};

    tls_server_close(s->server);
    tls_server_close(s->wrong_server);
    tls_server_close(s->old_server);
    for (unsigned i = 0; i < sizeof all / sizeof all[0]; i++)
        certificate_free(all[i]);
    certificates_close(&s->files);
}

/* n registrars, the first of them over TLS as this server, and a phone before them. */
static struct stage *tls_stage(unsigned n, struct tls_server *server)
{
    struct stage *stage = stage_open(n, "127.0.0.1");

    stage->peers[0].tls = server;
    stage->peers[0].at.transport = HF_TRANSPORT_TLS;
    stage_phone(stage);
    return stage;
}

/* Where the first server is reached by another name. */
static void rename_server(struct hf_config *config, const char *host)
{
    cr_assert_eq(hf_config_name(config, &config->servers[0].host, host, strlen(host)), 0);
}

static struct hf_phone_line tls_line(const char *name, const struct hf_config *config,
                                     const struct secrets *s)
{
    struct hf_phone_line line = stage_line(name, config);

    line.tls.ca_file = s->ca_file;
    return line;
}

Test(phone_tls, registers_with_a_server_that_proves_its_name)
{
    struct secrets s;

    secrets_open(&s);
    for (unsigned i = 0; i < 2; i++) {
        struct stage *stage = tls_stage(1, s.server);
        struct hf_config config = stage_config(stage, 1);
        struct hf_phone_line line = tls_line("one", &config, &s);
        struct registrar *peer = &stage->peers[0];

        if (i == 1)
            rename_server(&config, "LocalHost");
        stage_add(stage, &line);
        hf_phone_start(stage->phone);
        WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_REGISTERED);
        cr_assert_str_eq(tls_peer_name(peer->connections->tls), i == 1 ? "localhost" : "");
        cr_assert_not_null(strstr(peer->request, "Via: SIP/2.0/TLS 127.0.0.1:"));
        cr_assert_not_null(strstr(peer->request, ";transport=tls>"));
        cr_assert_null(strstr(peer->request, "sips:"));
        cr_assert_eq(stage->n_remarks, 0, "%s", stage->remark);
        hf_phone_stop(stage->phone);
        WAIT_FOR(stage, stage->stopped);
        cr_assert_eq(peer->n_removed, 1);
        cr_assert_eq(peer->n_accepted, 1);
        stage_close(stage);
    }
    secrets_close(&s);
}

Test(phone_tls, what_comes_over_the_lines_own_connection_is_its)
{
    struct secrets s;

    secrets_open(&s);
    struct stage *stage = tls_stage(1, s.server);
    struct hf_config config = stage_config(stage, 1);
    struct hf_phone_line line = tls_line("one", &config, &s);

    stage_add(stage, &line);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_REGISTERED);
    registrar_ask(&stage->peers[0], "sip:one@127.0.0.1");
    WAIT_FOR(stage, stage->peers[0].n_replies == 1);
    cr_assert_eq(strtoul(stage->peers[0].reply + 8, NULL, 10), 200);
    stage_close(stage);
    secrets_close(&s);
}

/* ---- failures ---- */

static void expect_failure(struct tls_server *server, const struct secrets *s, const char *said)
{
    struct stage *stage = tls_stage(2, server);
    struct hf_config config = stage_config(stage, 2);
    struct hf_phone_line line = tls_line("one", &config, s);
    char begin[64];

    config.quarantine_s = 0;
    stage_add(stage, &line);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_ON_BACKUP);
    snprintf(begin, sizeof begin, "tls:127.0.0.1:%u: ", (unsigned)stage->peers[0].at.port);
    cr_assert_eq(strncmp(stage->remark, begin, strlen(begin)), 0, "%s", stage->remark);
    cr_assert_not_null(strstr(stage->remark, said), "%s", stage->remark);
    cr_assert_eq(stage->n_remarks, 1);
    cr_assert_eq(stage->peers[0].n_registers, 0, "nothing is said to somebody else");
    cr_assert_eq(hf_phone_wish(stage->phone, 1, HF_PHONE_REGISTER), 0);
    WAIT_FOR(stage, stage->peers[1].n_registers == 2);
    cr_assert_eq(stage->n_remarks, 1, "once a minute");
    stage_close(stage);
}

Test(phone_tls, a_certificate_that_is_not_accepted_means_the_next_server)
{
    struct secrets s;

    secrets_open(&s);
    expect_failure(s.wrong_server, &s, "other.example");
    expect_failure(s.old_server, &s, "expired");
    strcpy(s.ca_file, s.other_file);
    expect_failure(s.server, &s, "CA");
    secrets_close(&s);
}

Test(phone_tls, a_server_that_does_not_speak_tls_means_the_next_one)
{
    struct secrets s;

    secrets_open(&s);
    struct stage *stage = tls_stage(2,
                                    NULL); /* it takes a ClientHello for the begin of a request */
    struct hf_config config = stage_config(stage, 2);
    struct hf_phone_line line = tls_line("one", &config, &s);

    config.t1_ms = 20;
    stage_add(stage, &line);
    uint64_t begin_us = hf_phone_now_us();

    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_ON_BACKUP);
    cr_assert_geq(hf_phone_now_us() - begin_us, 4000000, "A3: it has 4 s together");
    cr_assert_lt(hf_phone_now_us() - begin_us, 6000000);
    stage_close(stage);
    secrets_close(&s);
}

static uint64_t said_us;

static void on_said(void *context, uint32_t line, const char *text)
{
    (void)context;
    (void)line;
    (void)text;
    said_us = hf_phone_now_us();
}

/* From the moment at which the phone knows that the certificate is bad. */
Test(phone_tls, is_with_the_next_server_within_5_ms_of_a_bad_certificate)
{
    struct secrets s;
    uint64_t best_us = UINT64_MAX;

    secrets_open(&s);
    for (unsigned i = 0; i < 5; i++) {
        struct stage *stage = stage_open(2, "127.0.0.1");
        struct hf_config config;
        struct hf_phone_line line = tls_line("one", &config, &s);
        uint64_t took_us;

        stage->peers[0].tls = s.wrong_server;
        stage->peers[0].at.transport = HF_TRANSPORT_TLS;
        stage->options.remark = on_said;
        config = stage_config(stage, 2);
        stage_phone(stage);
        stage_add(stage, &line);
        said_us = 0;
        hf_phone_start(stage->phone);
        WAIT_FOR(stage, stage->peers[1].n_registers > 0);
        cr_assert_neq(said_us, 0);
        took_us = hf_phone_now_us() - said_us;
        best_us = took_us < best_us ? took_us : best_us;
        stage_close(stage);
    }
    cr_assert_lt(best_us, 5000, "%lu us", (unsigned long)best_us);
    secrets_close(&s);
}

Test(phone_tls, anybody_may_be_the_server_where_verification_is_off)
{
    struct secrets s;

    secrets_open(&s);
    struct stage *stage = tls_stage(1, s.wrong_server);
    struct hf_config config = stage_config(stage, 1);
    struct hf_phone_line line = stage_line("one", &config);

    line.tls.verify_off = 1;
    stage_add(stage, &line);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_REGISTERED);
    stage_close(stage);
    secrets_close(&s);
}

/* ---- who shares a connection ---- */

/* Two lines before servers 1 (and 2, where the second line has it): connections in all. */
static unsigned n_connections(struct tls_server *server, const struct hf_phone_line lines[2],
                              int another_target)
{
    struct stage *stage = tls_stage(2, server);
    struct hf_config configs[2];
    unsigned n;

    stage->peers[1].tls = server;
    stage->peers[1].at.transport = HF_TRANSPORT_TLS;
    for (unsigned i = 0; i < 2; i++) {
        struct hf_phone_line line = lines[i];

        configs[i] = stage_config(stage, 2);
        if (i == 1 && another_target)
            configs[i].servers[0] = configs[i].servers[1];
        configs[i].n_servers = 1;
        if (lines[i].config != NULL) /* stands for another name */
            rename_server(&configs[i], "localhost");
        line.config = &configs[i];
        stage_add(stage, &line);
    }
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_n_in(stage, HF_LINE_REGISTERED) == 2);
    n = stage->peers[0].n_accepted + stage->peers[1].n_accepted;
    stage_close(stage);
    return n;
}

Test(phone_tls, a_connection_is_shared_where_target_ca_certificate_verification_and_name_are_equal)
{
    struct secrets s;
    struct hf_config by_name;

    secrets_open(&s);
    struct hf_phone_line usual = tls_line("one", NULL, &s), other = tls_line("two", NULL, &s);
    struct hf_phone_line lines[2] = {usual, other};

    cr_assert_eq(n_connections(s.server, lines, 0), 1, "all are equal");
    cr_assert_eq(n_connections(s.server, lines, 1), 2, "target");
    lines[1].tls.ca_file = s.both_file; /* says the same, in another file */
    cr_assert_eq(n_connections(s.server, lines, 0), 2, "CA");
    lines[1] = other;
    lines[1].tls.certificate_file = s.client_file;
    lines[1].tls.key_file = s.client_key;
    cr_assert_eq(n_connections(s.server, lines, 0), 2, "a client certificate and none");
    lines[0] = lines[1];
    cr_assert_eq(n_connections(s.server, lines, 0), 1, "the same client certificate");
    lines[0].tls.certificate_file = s.other_client_file;
    lines[0].tls.key_file = s.other_client_key;
    cr_assert_eq(n_connections(s.server, lines, 0), 2, "two client certificates");
    lines[0] = usual;
    lines[1] = other;
    lines[1].tls.verify_off = 1;
    cr_assert_eq(n_connections(s.server, lines, 0), 2, "verification");
    lines[1] = other;
    lines[1].config = &by_name;
    cr_assert_eq(n_connections(s.server, lines, 0), 2, "name");
    lines[0].config = &by_name;
    cr_assert_eq(n_connections(s.server, lines, 0), 1, "the same name");
    secrets_close(&s);
}

/* ---- settings ---- */

static int refused(struct stage *stage, const struct hf_phone_line *line, char error[STAGE_TEXT])
{
    struct hf_phone_problem problem = {.error = error, .size = STAGE_TEXT};

    error[0] = '\0';
    return hf_phone_reconfigure(stage->phone, 1, line, &problem);
}

Test(phone_tls, a_line_with_a_bad_file_is_refused_with_the_reason)
{
    struct secrets s;

    secrets_open(&s);
    struct stage *stage = tls_stage(1, s.server);
    struct hf_config config = stage_config(stage, 1);
    struct hf_phone_line line = tls_line("one", &config, &s);
    char error[STAGE_TEXT] = "";
    struct hf_phone_problem problem = {.error = error, .size = sizeof error};

    line.tls.ca_file = "/nowhere/ca.pem";
    cr_assert_lt(hf_phone_add(stage->phone, &line, &problem), 0);
    cr_assert_not_null(strstr(error, "/nowhere/ca.pem"), "%s", error);
    line.tls.ca_file = s.ca_file;
    stage_add(stage, &line);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_REGISTERED);
    line.tls.certificate_file = s.client_file;
    line.tls.key_file = s.other_client_key;
    line.identity.password = "another";
    cr_assert_lt(refused(stage, &line, error), 0);
    cr_assert_not_null(strstr(error, s.other_client_key), "%s", error);
    line.tls.certificate_file = line.tls.key_file = NULL;
    line.identity.password = "secret";
    cr_assert_eq(refused(stage, &line, error), 0, "nothing of it was taken");
    stage_close(stage);
    secrets_close(&s);
}

Test(phone_tls, other_settings_are_taken_at_once_on_a_connection_of_their_own)
{
    struct secrets s;

    secrets_open(&s);
    struct stage *stage = tls_stage(1, s.server);
    struct hf_config config = stage_config(stage, 1);
    struct hf_phone_line line = tls_line("one", &config, &s);
    char error[STAGE_TEXT];

    stage_add(stage, &line);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_REGISTERED);
    line.tls.certificate_file = s.client_file;
    line.tls.key_file = s.client_key;
    cr_assert_eq(refused(stage, &line, error), 1, "%s", error);
    WAIT_FOR(stage, stage->peers[0].n_registers == 2);
    stage_run_ms(stage, 50);
    cr_assert_eq(stage_state(stage, 1), HF_LINE_REGISTERED);
    cr_assert_eq(stage->peers[0].n_accepted, 2);
    cr_assert_eq(refused(stage, &line, error), 0, "it has them now");
    stage_close(stage);
    secrets_close(&s);
}

Test(phone_tls, what_is_asked_while_verification_is_turned_on_is_asked_anew)
{
    struct secrets s;

    secrets_open(&s);
    struct stage *stage = tls_stage(1, s.server);
    struct hf_config config = stage_config(stage, 1);
    struct hf_phone_line line = stage_line("one", &config);
    uint64_t begin_us;
    char error[STAGE_TEXT];

    line.tls.verify_off = 1;
    config.t1_ms = 500;
    stage->peers[0].silent = 1;
    stage_add(stage, &line);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage->peers[0].n_registers == 1);
    stage->peers[0].silent = 0;
    config.servers[0].expires_s++; /* the running attempt may go on for that */
    line.tls.verify_off = 0;
    line.tls.ca_file = s.ca_file;
    begin_us = hf_phone_now_us();
    cr_assert_eq(refused(stage, &line, error), 1, "%s", error);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_REGISTERED);
    cr_assert_lt(hf_phone_now_us() - begin_us, 2000000);
    cr_assert_eq(stage->peers[0].n_accepted, 2);
    stage_close(stage);
    secrets_close(&s);
}

Test(phone_tls, another_ca_is_tried_at_once_where_the_one_before_was_refused)
{
    struct secrets s;

    secrets_open(&s);
    struct stage *stage = tls_stage(1, s.server);
    struct hf_config config = stage_config(stage, 1);
    struct hf_phone_line line = tls_line("one", &config, &s);
    char error[STAGE_TEXT];

    config.quarantine_s = 0;
    line.tls.ca_file = s.other_file;
    stage_add(stage, &line);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_FAILED);
    line.tls.ca_file = s.ca_file;
    cr_assert_eq(refused(stage, &line, error), 1, "%s", error);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_REGISTERED);
    stage_close(stage);
    secrets_close(&s);
}

Test(phone_tls, a_line_that_moves_from_tcp_to_tls_takes_its_binding_along)
{
    struct secrets s;

    secrets_open(&s);
    struct stage *stage = tls_stage(2, s.server);
    struct hf_config both = stage_config(stage, 2), tcp = both;
    struct hf_phone_line line = stage_line("one", &tcp);
    char error[STAGE_TEXT];

    tcp.servers[0] = tcp.servers[1];
    tcp.n_servers = 1;
    stage_add(stage, &line);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_REGISTERED);
    cr_assert_eq(stage->peers[1].n_registers, 1);
    both.n_servers = 1;
    line.config = &both;
    line.tls.ca_file = s.ca_file;
    cr_assert_eq(refused(stage, &line, error), 1, "%s", error);
    WAIT_FOR(stage, stage->peers[0].n_registers == 1 && stage->peers[1].n_removed == 1);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_REGISTERED);
    hf_phone_remove(stage->phone, 1);
    WAIT_FOR(stage, stage->n_gone == 1);
    stage_close(stage);
    secrets_close(&s);
}

/* ---- names (B3, B11a, B14) ---- */

static struct hf_phone_record service(const char *name, const char *target, uint16_t priority,
                                      uint16_t port)
{
    return (struct hf_phone_record){.name = name,
                                    .target = target,
                                    .ttl_s = 60,
                                    .type = HF_DNS_SRV,
                                    .priority = priority,
                                    .port = port};
}

/* NAPTR and SRV choose transport and target; who is there must be whom the user has named. */
Test(phone_tls, the_name_to_verify_is_the_domain_and_not_the_targets)
{
    struct secrets s;
    char error[STAGE_TEXT] = "";
    struct hf_phone_problem problem = {.error = error, .size = sizeof error};

    secrets_open(&s);
    struct certificate *pbx = leaf_of(s.ca, "pbx.example", 0);
    struct tls_server *server = server_of(pbx), *impostor = s.wrong_server; /* other.example */
    struct stage *stage = stage_open(2, "127.0.0.1");
    struct hf_config config = stage_config(stage, 1);
    struct hf_phone_line line = tls_line("one", &config, &s);
    struct hf_phone_record records[] = {
        {.name = "pbx.example",
         .target = "_sips._tcp.pbx.example",
         .service = "SIPS+D2T",
         .flags = "s",
         .ttl_s = 60,
         .type = HF_DNS_NAPTR},
        service("_sips._tcp.pbx.example", "other.example", 1, stage->peers[0].at.port),
        service("_sips._tcp.pbx.example", "sip2.example", 2, stage->peers[1].at.port),
        {.name = "other.example", .target = "127.0.0.1", .ttl_s = 60, .type = HF_DNS_A},
        {.name = "sip2.example", .target = "127.0.0.1", .ttl_s = 60, .type = HF_DNS_A},
    };

    stage->peers[0].tls = impostor;
    stage->peers[1].tls = server;
    config.servers[0].port = 0;
    config.servers[0].transport = HF_TRANSPORT_NAPTR;
    config.static_first = 1;
    rename_server(&config, "pbx.example");
    stage_phone(stage);
    records[2].port = 0;
    records[2].target = "no name at all";
    cr_assert_lt(hf_phone_set_records(stage->phone, records, 5, &problem), 0);
    cr_assert_neq(error[0], '\0');
    records[2] = service("_sips._tcp.pbx.example", "sip2.example", 2, stage->peers[1].at.port);
    cr_assert_eq(hf_phone_set_records(stage->phone, records, 5, &problem), 1, "%s", error);
    stage_add(stage, &line);
    hf_phone_start(stage->phone);
    WAIT_FOR(stage, stage_state(stage, 1) == HF_LINE_REGISTERED);
    cr_assert_eq(stage->peers[0].n_registers, 0);
    cr_assert_eq(stage->peers[0].n_accepted, 1);
    cr_assert_str_eq(tls_peer_name(stage->peers[0].connections->tls), "pbx.example");
    cr_assert_str_eq(tls_peer_name(stage->peers[1].connections->tls), "pbx.example");
    cr_assert_not_null(strstr(stage->peers[1].request, "REGISTER sip:pbx.example SIP/2.0"));
    stage_close(stage);
    tls_server_close(server);
    certificate_free(pbx);
    secrets_close(&s);
}
