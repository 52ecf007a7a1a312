/* SPDX-License-Identifier: Apache-2.0 */
/* Whole phones on loopback, before registrars and a DNS server of the test's own. */
#include "holdfast/uv/phone.h"

#include <criterion/criterion.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dns_server.h"

#define PATIENCE_MS 8000
#define ERROR_TEXT  256

struct registrar {
    uv_udp_t udp;
    struct hf_target at;
    int silent, refuses;
    unsigned n_heard, n_first, n_removed, n_crlf; /* n_first: without retransmissions */
    char last_to[128];
    char branches[512][64];
    uint8_t bytes[4096];
};

struct world {
    uv_loop_t loop;
    uv_timer_t patience;
    struct registrar registrars[2];
    struct dns_server dns;
    struct hf_phone *phone;
    struct hf_phone_options options;
    unsigned n_remarks, n_gone;
    int stopped;
};

/* ---- a registrar: 200 to each REGISTER, with the Contact that it asked for ---- */

static void copy_header(char *out, const char *message, const char *name)
{
    const char *at = strstr(message, name), *end = at != NULL ? strstr(at + 2, "\r\n") : NULL;

    cr_assert_not_null(end, "no %s in %s", name, message);
    strncat(out, at, (size_t)(end - at));
    if (strcmp(name, "\r\nTo:") == 0)
        strcat(out, ";tag=1");
}

static int is_new(struct registrar *registrar, const char *message)
{
    const char *branch = strstr(message, "branch=");
    size_t length = strcspn(branch, "\r\n;");

    for (unsigned i = 0; i < registrar->n_first; i++)
        if (strncmp(registrar->branches[i], branch, length) == 0)
            return 0;
    cr_assert_lt(registrar->n_first, 512);
    snprintf(registrar->branches[registrar->n_first++], 64, "%.*s", (int)length, branch);
    return 1;
}

static void on_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct registrar *registrar = handle->data;

    (void)suggested;
    *buffer = uv_buf_init((char *)registrar->bytes, sizeof registrar->bytes - 1);
}

static void on_request(uv_udp_t *udp, ssize_t n, const uv_buf_t *buffer,
                       const struct sockaddr *from, unsigned flags)
{
    static const char *const headers[] = {
        "\r\nVia:", "\r\nFrom:", "\r\nTo:", "\r\nCall-ID:", "\r\nCSeq:", "\r\nContact:"};
    struct registrar *registrar = udp->data;
    char out[4096], *message = buffer->base;

    (void)flags;
    if (n <= 0)
        return;
    message[n] = '\0';
    registrar->n_crlf += strcmp(message, "\r\n") == 0;
    if (strncmp(message, "REGISTER ", 9) != 0)
        return;
    registrar->n_heard++;
    int removes = strstr(message, "xpires: 0\r\n") != NULL || strstr(message, "xpires=0") != NULL;

    if (is_new(registrar, message))
        registrar->n_removed += removes;
    snprintf(registrar->last_to, sizeof registrar->last_to, "%.100s", strstr(message, "\r\nTo:"));
    if (registrar->silent)
        return;
    strcpy(out, registrar->refuses ? "SIP/2.0 403 Forbidden" : "SIP/2.0 200 OK");
    for (unsigned i = 0; i < 6 - (unsigned)removes; i++)
        copy_header(out, message, headers[i]);
    strcat(out, "\r\nExpires: 600\r\nContent-Length: 0\r\n\r\n");
    uv_buf_t bytes = uv_buf_init(out, (unsigned)strlen(out));

    uv_udp_try_send(udp, &bytes, 1, from);
}

static void open_registrar(struct registrar *registrar, uv_loop_t *loop)
{
    struct sockaddr_in address;
    int length = sizeof address;

    uv_ip4_addr("127.0.0.1", 0, &address);
    uv_udp_init(loop, &registrar->udp);
    registrar->udp.data = registrar;
    cr_assert_eq(uv_udp_bind(&registrar->udp, (struct sockaddr *)&address, 0), 0);
    uv_udp_getsockname(&registrar->udp, (struct sockaddr *)&address, &length);
    uv_udp_recv_start(&registrar->udp, on_buffer, on_request);
    registrar->at = (struct hf_target){
        .address = {127, 0, 0, 1}, .port = ntohs(address.sin_port), .family = HF_FAMILY_IPV4};
}

/* ---- the world ---- */

static void on_remark(void *context, uint32_t line, const char *text)
{
    struct world *world = context;

    (void)line;
    (void)text;
    world->n_remarks++;
}

static void on_gone(void *context, uint32_t line)
{
    struct world *world = context;

    cr_assert(!hf_phone_has(world->phone, line));
    world->n_gone++;
}

static void on_stopped(void *context)
{
    struct world *world = context;

    world->stopped = 1;
}

static struct world *new_world(void)
{
    struct world *world = calloc(1, sizeof *world);
    char error[ERROR_TEXT] = "";

    uv_loop_init(&world->loop);
    uv_timer_init(&world->loop, &world->patience);
    open_registrar(&world->registrars[0], &world->loop);
    open_registrar(&world->registrars[1], &world->loop);
    world->dns.ttl_s = 60;
    dns_server_open(&world->dns, &world->loop);
    world->options = (struct hf_phone_options){
        .bind = {.address = {127, 0, 0, 1}, .family = HF_FAMILY_IPV4},
        .dns = {world->dns.at},
        .n_dns = 1,
        .context = world,
        .remark = on_remark,
        .gone = on_gone,
        .stopped = on_stopped};
    world->phone = hf_phone_open(&world->loop, &world->options, error, sizeof error);
    cr_assert_not_null(world->phone, "%s", error);
    return world;
}

static void end_world(struct world *world)
{
    hf_phone_close(world->phone);
    for (unsigned i = 0; i < 2; i++)
        if (!uv_is_closing((uv_handle_t *)&world->registrars[i].udp))
            uv_close((uv_handle_t *)&world->registrars[i].udp, NULL);
    dns_server_close(&world->dns);
    uv_close((uv_handle_t *)&world->patience, NULL);
    while (uv_run(&world->loop, UV_RUN_DEFAULT) != 0)
        ; /* handles close over several rounds */
    cr_assert_eq(uv_loop_close(&world->loop), 0, "a handle is still open");
    free(world);
}

static void on_tick(uv_timer_t *timer)
{
    (void)timer;
}

/* Runs until the condition holds, or patience ends. */
#define WAIT_FOR(world, condition)                                                                 \
    do {                                                                                           \
        uint64_t until_us = hf_phone_now_us() + PATIENCE_MS * 1000u;                               \
                                                                                                   \
        uv_timer_start(&(world)->patience, on_tick, 10, 10);                                       \
        while (!(condition) && hf_phone_now_us() < until_us)                                       \
            uv_run(&(world)->loop, UV_RUN_ONCE);                                                   \
        uv_timer_stop(&(world)->patience);                                                         \
        cr_assert(condition);                                                                      \
    } while (0)

static void wait_ms(struct world *world, uint64_t ms)
{
    uint64_t until_us = hf_phone_now_us() + ms * 1000u;

    uv_timer_start(&world->patience, on_tick, 5, 5);
    while (hf_phone_now_us() < until_us)
        uv_run(&world->loop, UV_RUN_ONCE);
    uv_timer_stop(&world->patience);
}

static void add_server(struct hf_config *config, const char *host, uint16_t port)
{
    struct hf_server_config *server = &config->servers[config->n_servers++];

    hf_config_init_server(server);
    server->port = port;
    cr_assert_eq(hf_config_name(config, &server->host, host, strlen(host)), 0);
}

/* The first n registrars, quickly. */
static struct hf_config config_of(const struct world *world, unsigned n)
{
    struct hf_config config;

    hf_config_init(&config);
    for (unsigned i = 0; i < n; i++)
        add_server(&config, "127.0.0.1", world->registrars[i].at.port);
    config.t1_ms = 50;
    config.jitter_percent = 0;
    config.keepalive_s = 0;
    return config;
}

static struct hf_phone_line line_of(const char *name, const struct hf_config *config)
{
    return (struct hf_phone_line){
        .name = name,
        .identity = {.user = name, .auth_name = "", .password = "secret", .display_name = ""},
        .config = config};
}

static uint32_t add(struct world *world, const char *name, const struct hf_config *config)
{
    char error[ERROR_TEXT] = "";
    struct hf_phone_problem problem = {.error = error, .size = sizeof error};
    struct hf_phone_line line = line_of(name, config);
    int result = hf_phone_add(world->phone, &line, &problem);

    cr_assert_gt(result, 0, "%s", error);
    return (uint32_t)result;
}

static int reconfigure(struct world *world, uint32_t line, const struct hf_phone_line *wanted)
{
    char error[ERROR_TEXT] = "";
    struct hf_phone_problem problem = {.error = error, .size = sizeof error};

    return hf_phone_reconfigure(world->phone, line, wanted, &problem);
}

static int state(const struct world *world, uint32_t line)
{
    return hf_phone_status(world->phone, line).state;
}

/* ---- names ---- */

Test(phone, finds_its_server_by_name_and_asks_once_for_all_lines)
{
    struct world *world = new_world();
    struct hf_config config;
    char name[16];

    hf_config_init(&config);
    add_server(&config, "sip.example.test", 5060);
    config.t1_ms = 50;
    world->dns.says = DNS_SAYS_NO_DATA;
    for (unsigned i = 1; i <= 20; i++) {
        snprintf(name, sizeof name, "line%u", i);
        add(world, name, &config);
    }
    hf_phone_start(world->phone);
    WAIT_FOR(world, state(world, 20) == HF_LINE_FAILED);
    cr_assert_eq(world->dns.n_asked, 1, "A alone, as the phone has IPv4 alone; %u",
                 world->dns.n_asked);
    cr_assert_str_eq(world->dns.last_name, "sip.example.test");
    cr_assert_eq(hf_phone_status(world->phone, 1).cause, HF_CAUSE_UNRESOLVED);
    end_world(world);
}

Test(phone, registers_where_the_hosts_file_or_dns_says)
{
    struct world *world = new_world();
    struct hf_config config;

    hf_config_init(&config);
    add_server(&config, "localhost", world->registrars[0].at.port);
    add(world, "one", &config);
    hf_phone_start(world->phone);
    WAIT_FOR(world, state(world, 1) == HF_LINE_REGISTERED);
    cr_assert_eq(world->dns.n_asked, 0);
    end_world(world);
}

/* ---- changed configuration (C14) ---- */

Test(phone, leaves_an_unchanged_line_alone)
{
    struct world *world = new_world();
    struct hf_config config = config_of(world, 2);
    struct hf_phone_line same = line_of("one", &config);

    add(world, "one", &config);
    hf_phone_start(world->phone);
    WAIT_FOR(world, state(world, 1) == HF_LINE_REGISTERED);
    cr_assert_eq(reconfigure(world, 1, &same), 0);
    wait_ms(world, 100);
    cr_assert_eq(world->registrars[0].n_heard, 1);
    cr_assert_eq(world->n_remarks, 0);
    end_world(world);
}

Test(phone, a_removed_server_loses_the_binding_and_the_next_one_gets_it)
{
    struct world *world = new_world();
    struct hf_config both = config_of(world, 2), second;
    struct hf_phone_line wanted = line_of("one", &second);

    hf_config_init(&second);
    second.t1_ms = 50;
    second.jitter_percent = 0;
    second.keepalive_s = 0;
    add_server(&second, "127.0.0.1", world->registrars[1].at.port);
    add(world, "one", &both);
    hf_phone_start(world->phone);
    WAIT_FOR(world, state(world, 1) == HF_LINE_REGISTERED);
    cr_assert_eq(reconfigure(world, 1, &wanted), 1);
    WAIT_FOR(world, world->registrars[1].n_heard > 0 && state(world, 1) == HF_LINE_REGISTERED);
    WAIT_FOR(world, world->registrars[0].n_removed == 1);
    cr_assert_eq(world->n_remarks, 0);
    end_world(world);
}

Test(phone, new_credentials_are_tried_at_once)
{
    struct world *world = new_world();
    struct hf_config config = config_of(world, 1);
    struct hf_phone_line wanted = line_of("one", &config);

    world->registrars[0].refuses = 1;
    add(world, "one", &config);
    hf_phone_start(world->phone);
    WAIT_FOR(world, state(world, 1) == HF_LINE_FAILED);
    world->registrars[0].refuses = 0;
    wanted.identity.password = "another";
    cr_assert_eq(reconfigure(world, 1, &wanted), 1);
    cr_assert_eq(reconfigure(world, 1, &wanted), 0, "it has them now");
    WAIT_FOR(world, state(world, 1) == HF_LINE_REGISTERED);
    cr_assert_eq(world->registrars[0].n_heard, 2);
    end_world(world);
}

Test(phone, refuses_a_configuration_that_the_line_refuses_and_stays_as_it_is)
{
    struct world *world = new_world();
    struct hf_config config = config_of(world, 1), wrong = config;
    struct hf_phone_line wanted = line_of("one", &wrong);

    wrong.servers[0].retry_counts = 99;
    wanted.identity.password = "another";
    add(world, "one", &config);
    hf_phone_start(world->phone);
    WAIT_FOR(world, state(world, 1) == HF_LINE_REGISTERED);
    cr_assert_lt(reconfigure(world, 1, &wanted), 0);
    wanted.config = &config;
    wanted.identity.password = "secret";
    cr_assert_eq(reconfigure(world, 1, &wanted), 0, "nothing of it was taken");
    end_world(world);
}

Test(phone, lines_come_and_go_while_it_runs)
{
    struct world *world = new_world();
    struct hf_config config = config_of(world, 1);

    add(world, "one", &config);
    hf_phone_start(world->phone);
    WAIT_FOR(world, state(world, 1) == HF_LINE_REGISTERED);
    cr_assert_eq(add(world, "two", &config), 2);
    WAIT_FOR(world, state(world, 2) == HF_LINE_REGISTERED);
    hf_phone_remove(world->phone, 1);
    WAIT_FOR(world, world->n_gone == 1);
    cr_assert_eq(world->registrars[0].n_removed, 1, "its binding first (C8)");
    cr_assert(!hf_phone_has(world->phone, 1));
    cr_assert_eq(add(world, "one", &config), 3, "its number is not used again");
    WAIT_FOR(world, state(world, 3) == HF_LINE_REGISTERED);
    hf_phone_stop(world->phone);
    WAIT_FOR(world, world->stopped);
    cr_assert_eq(world->registrars[0].n_removed, 3);
    end_world(world);
}

Test(phone, a_line_goes_in_time_when_its_server_is_silent)
{
    struct world *world = new_world();
    struct hf_config config = config_of(world, 1);
    uint64_t begin_us;

    add(world, "one", &config);
    hf_phone_start(world->phone);
    WAIT_FOR(world, state(world, 1) == HF_LINE_REGISTERED);
    world->registrars[0].silent = 1;
    begin_us = hf_phone_now_us();
    hf_phone_remove(world->phone, 1);
    WAIT_FOR(world, world->n_gone == 1);
    cr_assert_lt(hf_phone_now_us() - begin_us, 4000000);
    end_world(world);
}

/* ---- keep-alive (C3a) ---- */

Test(phone, keeps_the_flow_alive_and_hears_that_it_is_lost)
{
    struct world *world = new_world();
    struct hf_config config = config_of(world, 2);

    config.keepalive_s = 1;
    add(world, "one", &config);
    add(world, "two", &config);
    hf_phone_start(world->phone);
    WAIT_FOR(world, state(world, 2) == HF_LINE_REGISTERED);
    WAIT_FOR(world, world->registrars[0].n_crlf >= 2);
    wait_ms(world, 500);
    cr_assert_lt(world->registrars[0].n_crlf, 4, "two lines share one keep-alive");
    uv_close((uv_handle_t *)&world->registrars[0].udp, NULL);
    WAIT_FOR(world, state(world, 1) == HF_LINE_ON_BACKUP && state(world, 2) == HF_LINE_ON_BACKUP);
    end_world(world);
}

/* ---- the gate ---- */

Test(phone, has_64_registers_under_way_at_most)
{
    struct world *world = new_world();
    struct hf_config config = config_of(world, 1);
    unsigned n_registered = 0;
    char name[16];

    config.t1_ms = 400;
    world->registrars[0].silent = 1;
    for (unsigned i = 1; i <= 200; i++) {
        snprintf(name, sizeof name, "line%u", i);
        add(world, name, &config);
    }
    hf_phone_start(world->phone);
    wait_ms(world, 300);
    cr_assert_eq(world->registrars[0].n_first, 64, "%u", world->registrars[0].n_first);
    world->registrars[0].silent = 0;
    WAIT_FOR(world, world->registrars[0].n_first >= 200);
    wait_ms(world, 100);
    for (uint32_t line = 1; line <= 200; line++)
        n_registered += state(world, line) == HF_LINE_REGISTERED;
    cr_assert_eq(n_registered, 200);
    cr_assert_eq(world->n_remarks, 0);
    end_world(world);
}

Test(phone, what_waits_at_the_gate_of_a_dead_server_goes_on_at_once)
{
    struct world *world = new_world();
    struct hf_config config = config_of(world, 2);
    unsigned n_backup = 0;
    char name[16];

    config.t1_ms = 500;
    uv_close((uv_handle_t *)&world->registrars[0].udp, NULL);
    uv_run(&world->loop, UV_RUN_NOWAIT);
    for (unsigned i = 1; i <= 200; i++) {
        snprintf(name, sizeof name, "line%u", i);
        add(world, name, &config);
    }
    hf_phone_start(world->phone);
    WAIT_FOR(world, world->registrars[1].n_first >= 200);
    wait_ms(world, 100);
    for (uint32_t line = 1; line <= 200; line++)
        n_backup += state(world, line) == HF_LINE_ON_BACKUP;
    cr_assert_eq(n_backup, 200);
    end_world(world);
}

Test(phone, a_stop_takes_back_what_waits_at_the_gate)
{
    struct world *world = new_world();
    struct hf_config config = config_of(world, 1);
    char name[16];

    config.t1_ms = 500;
    world->registrars[0].silent = 1;
    for (unsigned i = 1; i <= 100; i++) {
        snprintf(name, sizeof name, "line%u", i);
        add(world, name, &config);
    }
    hf_phone_start(world->phone);
    wait_ms(world, 50);
    hf_phone_stop(world->phone);
    WAIT_FOR(world, world->stopped);
    cr_assert_eq(world->registrars[0].n_first, 64);
    cr_assert_eq(world->n_remarks, 0);
    end_world(world);
}
