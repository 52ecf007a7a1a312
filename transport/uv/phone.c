/* SPDX-License-Identifier: Apache-2.0 */
/* The phone's door: opening, starting, wishes, stopping. */
#define _GNU_SOURCE 1
#include "phone_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define ANY_PORT_TRIES 8

#define STOP_US 2500000u /* C8's 2 s, and a little for the log */

uint64_t hf_phone_now_us(void)
{
    return hf_clock_now_us();
}

uint64_t hf_phone_wall_us(void)
{
    return hf_clock_wall_us();
}

/* ---- opening ---- */

static struct hf_phone *give_up(struct hf_phone *phone)
{
    hf_phone_close(phone);
    return NULL;
}

static void on_dns_remark(void *context, const char *text)
{
    struct hf_phone *phone = context;

    if (phone->options.remark != NULL)
        phone->options.remark(phone->options.context, 0, text);
}

static int open_resolver(struct hf_phone *phone, char *error, size_t size)
{
    struct hf_resolver_options options = {.n_servers = phone->options.n_dns,
                                          .context = phone,
                                          .answered = hf_phone_on_name,
                                          .remark = on_dns_remark};

    memcpy(options.servers, phone->options.dns, sizeof options.servers);
    phone->resolver = hf_resolver_open(phone->loop, &options);
    if (phone->resolver != NULL)
        return 0;
    snprintf(error, size, "no memory, or no sockets, to look up names with");
    return -1;
}

/* Listens for those who connect at the port that the datagrams come to. 0: that is so, or trouble
 * says why not; -1: no memory. */
static int open_connections(struct hf_phone *phone, char *trouble, size_t size)
{
    struct hf_connections_options options = {.bind = phone->options.bind,
                                             .context = phone,
                                             .received = hf_phone_on_message,
                                             .opened = hf_phone_on_opened,
                                             .lost = hf_phone_on_lost,
                                             .dropped = hf_phone_on_dropped};

    trouble[0] = '\0';
    options.bind.port = hf_udp_port(phone->udp);
    phone->connections = hf_connections_open(phone->loop, &options, trouble, size);
    return phone->connections != NULL ? 0 : -1;
}

/* Any port will do where none was asked for: one that is free for both. */
static int open_sockets(struct hf_phone *phone, char *error, size_t size)
{
    struct hf_udp_options udp = {.bind = phone->options.bind,
                                 .context = phone,
                                 .received = hf_phone_on_datagram,
                                 .unreachable = hf_phone_on_unreachable};
    int tries = udp.bind.port == 0 ? ANY_PORT_TRIES : 1;
    char trouble[256] = "";

    for (int i = 0; i < tries; i++) {
        if (i > 0) {
            hf_connections_close(phone->connections);
            hf_udp_close(phone->udp);
            phone->connections = NULL;
        }
        phone->udp = hf_udp_open(phone->loop, &udp, error, size);
        if (phone->udp == NULL)
            return -1;
        if (open_connections(phone, trouble, sizeof trouble) < 0) {
            snprintf(error, size, "no memory for connections");
            return -1;
        }
        if (trouble[0] == '\0')
            return 0;
    }
    phone->trouble = strdup(trouble);
    return 0;
}

struct hf_phone *hf_phone_open(uv_loop_t *loop, const struct hf_phone_options *options, char *error,
                               size_t size)
{
    struct hf_phone *phone = calloc(1, sizeof *phone);

    snprintf(error, size, "no memory for the phone");
    if (phone == NULL)
        return NULL;
    phone->loop = loop;
    phone->options = *options;
    phone->starting = 1;
    phone->next_request = 1;
    hf_phone_codecs_choose(phone);
    phone->wake = hf_wake_open(loop, hf_phone_on_due, phone);
    phone->keepalive = hf_keepalive_open(hf_phone_send_keepalive, phone);
    phone->gate = hf_gate_open();
    if (phone->wake == NULL || phone->keepalive == NULL || phone->gate == NULL ||
        getrandom(phone->salt, sizeof phone->salt, 0) != (ssize_t)sizeof phone->salt)
        return give_up(phone);
    if (open_sockets(phone, error, size) < 0 || open_resolver(phone, error, size) < 0 ||
        hf_phone_log_open(phone, error, size) < 0)
        return give_up(phone);
    phone->only_loopback = hf_network_families(&options->bind) == 0;
    phone->families = hf_phone_families(phone);
    phone->addresses = hf_network_addresses();
    phone->network = hf_network_open(loop, hf_phone_on_network, phone);
    return phone;
}

int hf_phone_set_records(struct hf_phone *phone, const struct hf_phone_record *records, size_t n,
                         const struct hf_phone_problem *problem)
{
    int changed = hf_resolver_set_records(phone->resolver, records, n, problem);

    if (changed < 0)
        return HF_E_VALUE;
    if (changed)
        hf_phone_ask_again(phone);
    return changed;
}

/* ---- lines ---- */

static void say_trouble(struct hf_phone *phone)
{
    if (phone->trouble != NULL && phone->options.remark != NULL)
        phone->options.remark(phone->options.context, 0, phone->trouble);
    free(phone->trouble);
    phone->trouble = NULL;
}

void hf_phone_start(struct hf_phone *phone)
{
    hf_phone_past_free(phone);
    say_trouble(phone);
    for (uint32_t line = 1; line <= phone->n_members; line++) {
        hf_phone_tell_families(phone, line);
        if (hf_phone_status(phone, line).state == HF_LINE_DISABLED)
            (void)hf_phone_wish(phone, line, HF_PHONE_START);
    }
    phone->starting = 0;
    hf_phone_settle(phone);
}

int hf_phone_wish(struct hf_phone *phone, uint32_t line, enum hf_phone_wish wish)
{
    struct hf_event event = {.at_us = hf_clock_now_us()};
    int result;

    switch (wish) {
    case HF_PHONE_REGISTER:
        event.kind = HF_EVENT_WANTED;
        event.u.wanted.request = phone->last_register = phone->next_request++;
        event.u.wanted.kind = HF_REQUEST_REGISTER;
        break;
    case HF_PHONE_START: event.kind = HF_EVENT_STARTED; break;
    case HF_PHONE_STOP: /* it ends its calls, but those of an emergency */
        hf_phone_messages_stop(phone, line);
        event.kind = HF_EVENT_STOPPED;
        break;
    }
    result = hf_phone_step(phone, line, &event);
    hf_phone_settle(phone);
    return result;
}

uint64_t hf_phone_request(const struct hf_phone *phone)
{
    return phone->last_register;
}

uint32_t hf_phone_lines(const struct hf_phone *phone)
{
    return phone->n_members;
}

int hf_phone_has(const struct hf_phone *phone, uint32_t line)
{
    return line >= 1 && line <= phone->n_members && hf_phone_member(phone, line) != NULL;
}

struct hf_line_status hf_phone_status(const struct hf_phone *phone, uint32_t line)
{
    return hf_line_status(hf_phone_member(phone, line)->core);
}

const struct hf_config *hf_phone_line_config(const struct hf_phone *phone, uint32_t line)
{
    return hf_line_config(hf_phone_member(phone, line)->core);
}

uint16_t hf_phone_port(const struct hf_phone *phone)
{
    return hf_udp_port(phone->udp);
}

/* ---- ending ---- */

void hf_phone_stop(struct hf_phone *phone)
{
    if (phone->stopping)
        return;
    phone->stopping = 1;
    phone->stop_by_us = hf_clock_now_us() + STOP_US;
    for (uint32_t line = 1; line <= phone->n_members; line++) {
        struct hf_event event = {.at_us = hf_clock_now_us(), .kind = HF_EVENT_STOPPED};

        if (!hf_phone_has(phone, line))
            continue;
        hf_phone_calls_end(phone, line);
        hf_phone_messages_stop(phone, line);
        if (hf_phone_member(phone, line)->busy)
            (void)hf_phone_step(phone, line, &event);
    }
    hf_phone_settle(phone);
}

void hf_phone_close(struct hf_phone *phone)
{
    if (phone == NULL)
        return;
    phone->closing = 1;
    if (phone->log != NULL)
        hf_log_close(phone->log);
    hf_network_close(phone->network);
    hf_resolver_close(phone->resolver);
    hf_udp_close(phone->udp);
    if (phone->connections != NULL)
        hf_connections_close(phone->connections);
    hf_wake_close(phone->wake);
    for (uint32_t i = 0; i < phone->n_members; i++) {
        if (phone->members[i] == NULL)
            continue;
        hf_phone_calls_forget(phone, i + 1);
        hf_keepalive_forget(phone->keepalive, &phone->members[i]->kept);
        hf_phone_free_member(phone->members[i]);
    }
    hf_tls_store_close(phone->tls);
    free(phone->trouble);
    hf_keepalive_close(phone->keepalive);
    hf_gate_close(phone->gate);
    while (phone->first != NULL) {
        struct hf_phone_work *work = phone->first;

        phone->first = work->next;
        free(work);
    }
    free(phone->members);
    hf_phone_past_free(phone);
    hf_phone_routes_free(phone);
    hf_phone_origins_free(phone);
    hf_secret_free(&phone->secret);
    free(phone);
}
