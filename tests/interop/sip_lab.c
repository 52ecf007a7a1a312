/* SPDX-License-Identifier: Apache-2.0 */
/* The loop of sip_lab: one UDP socket, the layer's deadline, a few timers of its own. */
#include "sip_lab.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PLACES        16
#define MESSAGE_BYTES 8192
#define T4_OF_T1      10 /* as 5 s to 500 ms (RFC 3261 table 4) */

static uint64_t clock_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u;
}

void lab_say(const struct lab *lab, const char *format, ...)
{
    va_list arguments;
    printf("%llu ", (unsigned long long)((lab->now_us - lab->start_us) / 1000u));
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    fflush(stdout);
}

uint64_t lab_after(const struct lab *lab, uint32_t ms)
{
    return ms == LAB_NOT_AT_ALL ? HF_NEVER : lab->now_us + ms * (uint64_t)1000u;
}

bool lab_is_fine(struct lab *lab, const char *what, int result)
{
    if (result < 0) {
        lab_say(lab, "refused %s %d", what, result);
    }
    return result >= 0;
}

/* ---- the socket ---- */

static struct sockaddr_in socket_address(const struct hf_target *target)
{
    struct sockaddr_in address;
    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons(target->port);
    memcpy(&address.sin_addr, target->address, 4);
    return address;
}

static struct hf_target target_of(const struct sockaddr_in *address)
{
    struct hf_target target;
    memset(&target, 0, sizeof target);
    memcpy(target.address, &address->sin_addr, 4);
    target.port = ntohs(address->sin_port);
    target.family = HF_FAMILY_IPV4;
    target.transport = HF_TRANSPORT_UDP;
    return target;
}

/* "INVITE", or "180": what a line of output calls a message, and --drop too. */
static void name_of(const char *bytes, size_t length, char name[16])
{
    struct hf_slice first = {bytes, 0};
    if (length > 8 && memcmp(bytes, "SIP/2.0 ", 8) == 0) {
        first.at += 8;
        length -= 8;
    }
    while (first.length < length && first.length < 15 && first.at[first.length] > ' ') {
        first.length++;
    }
    snprintf(name, 16, "%.*s", (int)first.length, first.at);
}

static bool is_lost(struct lab *lab, const char *name, bool out)
{
    for (uint32_t i = 0; i < lab->options.n_drops; i++) {
        struct lab_drop *drop = &lab->options.drops[i];
        bool fits = strcmp(drop->what, "*") == 0 || strcmp(drop->what, name) == 0;
        if (fits && drop->out == out && drop->left > 0) {
            drop->left--;
            return true;
        }
    }
    return false;
}

static void say_message(struct lab *lab, const char *way, const char *name,
                        const struct sockaddr_in *peer)
{
    char text[INET_ADDRSTRLEN];
    inet_ntop(AF_INET, &peer->sin_addr, text, sizeof text);
    lab_say(lab, "%s %s %s:%u", way, name, text, ntohs(peer->sin_port));
}

static void send_datagram(struct lab *lab, const struct hf_layer_datagram *datagram)
{
    const char *bytes = (const char *)lab->out.bytes + datagram->at;
    struct sockaddr_in peer = socket_address(&datagram->target);
    char name[16];
    name_of(bytes, datagram->length, name);
    if (is_lost(lab, name, true)) {
        say_message(lab, "lost-out", name, &peer);
        return;
    }
    say_message(lab, "out", name, &peer);
    if (sendto(lab->socket, bytes, datagram->length, 0, (struct sockaddr *)&peer, sizeof peer) <
        0) {
        lab_say(lab, "error %s", strerror(errno));
    }
}

void lab_flush(struct lab *lab)
{
    for (uint32_t i = 0; i < lab->out.n_datagrams; i++) {
        send_datagram(lab, &lab->out.datagrams[i]);
    }
    for (uint32_t i = 0; i < lab->out.n_news && lab->n_news < LAB_NEWS_MAX; i++) {
        lab->news[lab->n_news++] = lab->out.news[i];
    }
    lab->out.n_datagrams = lab->out.n_news = 0;
}

/* ---- news ---- */

static void hear_end(struct lab *lab, const struct hf_layer_news *news)
{
    switch ((enum hf_layer_news_kind)news->kind) {
    case HF_LAYER_TIMED_OUT: lab_say(lab, "timed-out %llu", (unsigned long long)news->id); break;
    case HF_LAYER_FAILED: lab_say(lab, "failed %llu", (unsigned long long)news->id); break;
    case HF_LAYER_NO_ACK:
        lab_say(lab, "no-ack");
        if (lab->callee.dialog.state == HF_DIALOG_CONFIRMED) {
            lab_bye(lab, &lab->callee.dialog); /* RFC 3261 13.3.1.4 */
        }
        break;
    case HF_LAYER_NO_PRACK: lab_refuse_unpracked(lab, news->id); break;
    case HF_LAYER_UNANSWERED: lab_say(lab, "unanswered"); break;
    case HF_LAYER_OVER:
        lab_say(lab, "over %llu", (unsigned long long)news->id);
        lab->n_active--;
        break;
    case HF_LAYER_DROPPED: lab_say(lab, "dropped %u %s", news->status, news->why); break;
    case HF_LAYER_REQUEST:
    case HF_LAYER_ACK:
    case HF_LAYER_CANCEL:
    case HF_LAYER_RESPONSE: break;
    }
}

static void hear(struct lab *lab, const struct hf_layer_news *news)
{
    switch ((enum hf_layer_news_kind)news->kind) {
    case HF_LAYER_REQUEST:
        lab->has_begun = true;
        lab->n_active++;
        lab_hear_request(lab, news);
        break;
    case HF_LAYER_ACK: lab_hear_ack(lab); break;
    case HF_LAYER_CANCEL: lab_hear_cancel(lab, news->id); break;
    case HF_LAYER_RESPONSE: lab_hear_response(lab, news); break;
    case HF_LAYER_TIMED_OUT:
    case HF_LAYER_FAILED:
    case HF_LAYER_NO_ACK:
    case HF_LAYER_NO_PRACK:
    case HF_LAYER_UNANSWERED:
    case HF_LAYER_OVER:
    case HF_LAYER_DROPPED: hear_end(lab, news); break;
    }
}

/* What is said while news are heard is heard too: LAB_NEWS_MAX at most. */
static void hear_all(struct lab *lab)
{
    for (uint32_t i = 0; i < lab->n_news; i++) {
        struct hf_layer_news news = lab->news[i];
        hear(lab, &news);
    }
    lab->n_news = 0;
}

static void receive(struct lab *lab)
{
    struct sockaddr_in peer;
    socklen_t size = sizeof peer;
    char name[16];
    ssize_t n = recvfrom(lab->socket, lab->datagram, sizeof lab->datagram, MSG_DONTWAIT,
                         (struct sockaddr *)&peer, &size);
    if (n <= 0) {
        return;
    }
    lab->from = target_of(&peer);
    name_of(lab->datagram, (size_t)n, name);
    if (is_lost(lab, name, false)) {
        say_message(lab, "lost-in", name, &peer);
        return;
    }
    say_message(lab, "in", name, &peer);
    hf_sip_parse(&lab->message, lab->datagram, (size_t)n);
    struct hf_layer_received received = {lab->now_us, &lab->message, lab->from, lab->options.local,
                                         0};
    hf_layer_receive(lab->layer, &received, &lab->out);
    lab_flush(lab);
    hear_all(lab);
}

/* ---- timers ---- */

static bool is_due(struct lab *lab, uint64_t *timer)
{
    if (*timer > lab->now_us) {
        return false;
    }
    *timer = HF_NEVER;
    return true;
}

static void wake(struct lab *lab)
{
    if (hf_layer_deadline(lab->layer) <= lab->now_us) {
        hf_layer_wake(lab->layer, lab->now_us, &lab->out);
        lab_flush(lab);
    }
    if (is_due(lab, &lab->ring_us)) {
        lab_on_ring_timer(lab);
    }
    if (is_due(lab, &lab->final_us)) {
        lab_on_final_timer(lab);
    }
    if (is_due(lab, &lab->cancel_us)) {
        lab_on_cancel_timer(lab);
    }
    if (is_due(lab, &lab->hang_up_us)) {
        lab_on_hang_up_timer(lab);
    }
    hear_all(lab);
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t next_us(const struct lab *lab)
{
    uint64_t own = earlier(lab->final_us, earlier(lab->cancel_us, lab->hang_up_us));
    return earlier(hf_layer_deadline(lab->layer), earlier(lab->ring_us, own));
}

static int wait_ms(const struct lab *lab, uint64_t end_us)
{
    uint64_t until_us = earlier(next_us(lab), end_us);
    return until_us <= lab->now_us ? 0 : (int)((until_us - lab->now_us + 999u) / 1000u);
}

static bool is_talking(struct lab *lab)
{
    return lab_winner(lab) != NULL || lab->callee.dialog.state == HF_DIALOG_CONFIRMED;
}

static void run(struct lab *lab)
{
    uint64_t end_us = lab->start_us + lab->options.timeout_s * (uint64_t)1000000u;
    struct pollfd poll_of = {.fd = lab->socket, .events = POLLIN};
    while (lab->now_us < end_us && (!lab->has_begun || lab->n_active > 0 || is_talking(lab))) {
        int ready = poll(&poll_of, 1, wait_ms(lab, end_us));
        lab->now_us = clock_us();
        if (ready > 0) {
            receive(lab);
        }
        wake(lab);
    }
    lab_say(lab, lab->now_us < end_us ? "end" : "end too-late");
}

/* ---- the begin ---- */

static bool open_socket(struct lab *lab)
{
    struct sockaddr_in address = socket_address(&lab->options.local);
    socklen_t size = sizeof address;
    lab->socket = socket(AF_INET, SOCK_DGRAM, 0);
    if (lab->socket < 0 || bind(lab->socket, (struct sockaddr *)&address, sizeof address) < 0 ||
        getsockname(lab->socket, (struct sockaddr *)&address, &size) < 0) {
        perror("sip_lab: bind");
        return false;
    }
    lab->options.local = target_of(&address);
    return true;
}

static bool make_layer(struct lab *lab)
{
    struct hf_layer_setup setup = {
        .n_clients = PLACES, .n_servers = PLACES, .message_bytes = MESSAGE_BYTES};
    setup.t1_ms = (uint16_t)lab->options.t1_ms;
    setup.t2_ms = (uint16_t)lab->options.t2_ms;
    setup.t4_ms = (uint16_t)(setup.t1_ms <= 6000 ? setup.t1_ms * T4_OF_T1 : 60000);
    size_t size = hf_layer_size(&setup);
    lab->layer = malloc(size);
    return lab->layer != NULL && getentropy(setup.random, sizeof setup.random) == 0 &&
           lab_is_fine(lab, "layer", hf_layer_init(lab->layer, size, &setup));
}

int main(int argc, char **argv)
{
    struct lab *lab = calloc(1, sizeof *lab);
    if (lab == NULL || lab_options_read(&lab->options, argc, argv) < 0) {
        free(lab);
        return 2;
    }
    lab->ring_us = lab->final_us = lab->cancel_us = lab->hang_up_us = HF_NEVER;
    lab->start_us = lab->now_us = clock_us();
    bool good = open_socket(lab) && make_layer(lab);
    if (good) {
        lab_say(lab, "listening %u", lab->options.local.port);
        if (lab->options.to != NULL) {
            lab_call(lab);
            hear_all(lab);
        }
        run(lab);
    }
    free(lab->layer);
    free(lab);
    return good ? 0 : 1;
}
