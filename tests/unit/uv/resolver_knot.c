/* SPDX-License-Identifier: Apache-2.0 */
/* The resolver against a name server that somebody else wrote: knot (package knot). */
#include "resolver.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "resolver_world.h"

#define N_MANY 40

static const char config[] = "server:\n"
                             "    rundir: \"%s\"\n"
                             "    user: root:root\n"
                             "    listen: [ 127.0.0.1@%u, ::1@%u ]\n"
                             "    udp-max-payload: 1232\n"
                             "database:\n"
                             "    storage: \"%s\"\n"
                             "zone:\n"
                             "  - domain: example.test\n"
                             "    file: \"%s/zone\"\n"
                             "    zonefile-sync: -1\n"
                             "    journal-content: none\n";

static const char zone[] = "$ORIGIN example.test.\n"
                           "@ 3600 SOA ns root 1 3600 3600 3600 7\n"
                           "@ 3600 NS ns\n"
                           "ns 3600 A 127.0.0.1\n"
                           "@ 300 NAPTR 90 50 \"s\" \"SIP+D2T\" \"\" _sip._tcp.example.test.\n"
                           "@ 300 NAPTR 50 50 \"s\" \"SIPS+D2T\" \"\" _sips._tcp.example.test.\n"
                           "_sip._udp 200 SRV 2 10 5061 B.Example.Test.\n"
                           "_sip._udp 200 SRV 1 10 5060 a.example.test.\n"
                           "alias 20 CNAME a\n"
                           "service 30 CNAME _sip._udp\n"
                           "a 100 A 192.0.2.1\n"
                           "a 100 AAAA 2001:db8::1\n"
                           "*.ready 60 A 192.0.2.9\n";

struct knot {
    char folder[64];
    pid_t pid;
    unsigned port;
};

static void write_to(const struct knot *knot, const char *name, const char *text)
{
    char path[96];
    FILE *file;

    snprintf(path, sizeof path, "%s/%s", knot->folder, name);
    file = fopen(path, "w");
    cr_assert_not_null(file);
    fputs(text, file);
    fclose(file);
}

static void write_zone(const struct knot *knot)
{
    char text[8192];
    int n = snprintf(text, sizeof text, "%s", zone);

    for (int i = 0; i < N_MANY; i++)
        n += snprintf(text + n, sizeof text - (size_t)n,
                      "_many._udp 60 SRV %d 1 5060 a-host-with-quite-a-long-name-%d\n", i, i);
    write_to(knot, "zone", text);
}

static unsigned free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    socklen_t length = sizeof address;

    cr_assert_eq(bind(fd, (struct sockaddr *)&address, length), 0);
    cr_assert_eq(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    close(fd);
    return ntohs(address.sin_port);
}

static void start(struct knot *knot)
{
    char text[2048], path[96];

    strcpy(knot->folder, "/tmp/holdfast-knot-XXXXXX");
    cr_assert_not_null(mkdtemp(knot->folder));
    knot->port = free_port();
    snprintf(text, sizeof text, config, knot->folder, knot->port, knot->port, knot->folder,
             knot->folder);
    write_to(knot, "conf", text);
    write_zone(knot);
    snprintf(path, sizeof path, "%s/conf", knot->folder);
    knot->pid = fork();
    if (knot->pid == 0) {
        int quiet = open("/dev/null", O_RDWR);

        prctl(PR_SET_PDEATHSIG, SIGTERM); /* a failed test leaves nothing behind */
        dup2(quiet, 1);
        dup2(quiet, 2);
        execl("/usr/sbin/knotd", "knotd", "-c", path, NULL);
        _exit(127);
    }
}

static void stop(struct knot *knot)
{
    char command[128];
    int status = 0;

    kill(knot->pid, SIGTERM);
    waitpid(knot->pid, &status, 0);
    snprintf(command, sizeof command, "rm -rf '%s'", knot->folder);
    cr_assert_eq(system(command), 0);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0, "knotd (package knot) did not run: %d",
              status);
}

static void wait_until_ready(struct world *world)
{
    char name[64];

    for (unsigned i = 0; i < 100; i++) {
        unsigned n = world->n_heard + 1;

        snprintf(name, sizeof name, "try%u.ready.example.test", i);
        ask(world, name, HF_DNS_A, i);
        wait_for(world, n);
        if (world->heard[n - 1].outcome == HF_DNS_ANSWER) {
            world->n_heard = 0;
            return;
        }
        wait_ms(world, 100);
    }
    cr_assert_fail("knotd did not get ready in 10 s");
}

static const struct heard *answer_to(struct world *world, const char *name, uint16_t type)
{
    unsigned n = world->n_heard + 1;

    ask(world, name, type, n);
    wait_for(world, n);
    return &world->heard[n - 1];
}

static void expect_zone(struct world *world)
{
    const struct heard *heard = answer_to(world, "example.test", HF_DNS_NAPTR);

    cr_expect(heard->outcome == HF_DNS_ANSWER && heard->n_records == 2 && heard->ttl_s == 300);
    cr_expect(heard->first.priority == 50 && heard->first.service == HF_TRANSPORT_TLS &&
              heard->first.flag == 's' && !heard->first.has_regexp);
    cr_expect_str_eq(heard->name, "_sips._tcp.example.test");
    heard = answer_to(world, "_sip._udp.example.test", HF_DNS_SRV);
    cr_expect(heard->outcome == HF_DNS_ANSWER && heard->n_records == 2 && heard->ttl_s == 200);
    cr_expect(heard->first.priority == 1 && heard->first.port == 5060);
    cr_expect_str_eq(heard->name, "a.example.test");
    heard = answer_to(world, "service.example.test", HF_DNS_SRV);
    cr_expect(heard->outcome == HF_DNS_ANSWER && heard->n_records == 2 && heard->ttl_s == 30);
    heard = answer_to(world, "a.example.test", HF_DNS_AAAA);
    cr_expect(heard->outcome == HF_DNS_ANSWER && heard->address[15] == 1 && heard->ttl_s == 100);
    heard = answer_to(world, "alias.example.test", HF_DNS_A);
    cr_expect(heard->outcome == HF_DNS_ANSWER && heard->address[3] == 1 && heard->ttl_s == 20);
    heard = answer_to(world, "nobody.example.test", HF_DNS_A);
    cr_expect(heard->outcome == HF_DNS_NO_NAME && heard->ttl_s == 7, "%u %u", heard->outcome,
              heard->ttl_s);
    heard = answer_to(world, "a.example.test", HF_DNS_NAPTR);
    cr_expect(heard->outcome == HF_DNS_NO_DATA && heard->ttl_s == 7);
    heard = answer_to(world, "elsewhere.test", HF_DNS_A);
    cr_expect_eq(heard->outcome, HF_DNS_REFUSED);
}

/* 40 records are more than 1,232 bytes: they come over TCP. */
static void expect_many(struct world *world)
{
    const struct heard *heard = answer_to(world, "_many._udp.example.test", HF_DNS_SRV);

    cr_expect(heard->outcome == HF_DNS_ANSWER && heard->n_records == N_MANY, "%u: %u records",
              heard->outcome, heard->n_records);
    cr_expect_str_eq(heard->name, "a-host-with-quite-a-long-name-0.example.test");
}

static void ask_knot(const struct hf_target *at)
{
    struct world *world = new_world(0);

    world->options.n_servers = 1;
    world->options.servers[0] = *at;
    world->options.timeout_ms = 2000;
    open_resolver(world);
    wait_until_ready(world);
    expect_zone(world);
    expect_many(world);
    cr_expect_eq(world->n_remarks, 0, "%s", world->remark);
    end_world(world);
}

Test(resolver_knot, hears_all_types_over_both_families_and_transports, .timeout = 60)
{
    struct hf_target v4 = {.address = {127, 0, 0, 1}, .family = HF_FAMILY_IPV4};
    struct hf_target v6 = {.address = {[15] = 1}, .family = HF_FAMILY_IPV6};
    struct knot knot;

    start(&knot);
    v4.port = v6.port = (uint16_t)knot.port;
    ask_knot(&v4);
    ask_knot(&v6);
    stop(&knot);
}
