/* SPDX-License-Identifier: Apache-2.0 */
/* c-ares on the loop: a poll for each of its sockets, one timer for all. */
#define _GNU_SOURCE 1
#include "dns_wire.h"

#include <ares.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#define CLASS_IN    1
#define RCODE_AT    3 /* RFC 1035 4.1.1: byte of the header, lower four bits */
#define RCODE_KNOWN 5 /* above REFUSED: c-ares takes it for success */
#define MS_IN_S     1000
#define US_IN_MS    1000

struct channel { /* to one server */
    struct hf_dns_wire *wire;
    ares_channel ares;
    int refused; /* an ICMP error was met, by one of its questions */
};

struct hf_dns_wire {
    uv_loop_t *loop;
    struct hf_dns_wire_options options;
    struct channel channels[HF_RESOLVER_SERVERS];
    unsigned n_channels;
    struct watched *watched;
    uv_timer_t timer;
    unsigned n_open; /* handles whose close callback has not run */
    int closing;
};

struct watched { /* a socket of c-ares */
    uv_poll_t poll;
    struct watched *next;
    struct channel *channel;
    ares_socket_t fd;
    int events;
    int over; /* c-ares has closed it */
};

struct asked { /* what c-ares holds for a question */
    struct channel *channel;
    void *question;
    uint16_t type;
};

/* ---- answers ---- */

static void take_ipv4(struct hf_dns_reply *reply, const struct ares_addrttl *found, int n)
{
    for (int i = 0; i < n; i++) {
        memcpy(reply->addresses[i], &found[i].ipaddr, sizeof found[i].ipaddr);
        if (found[i].ttl >= 0 && (uint32_t)found[i].ttl < reply->ttl_s)
            reply->ttl_s = (uint32_t)found[i].ttl;
    }
    reply->n_addresses = (uint16_t)n;
}

static void take_ipv6(struct hf_dns_reply *reply, const struct ares_addr6ttl *found, int n)
{
    for (int i = 0; i < n; i++) {
        memcpy(reply->addresses[i], &found[i].ip6addr, sizeof found[i].ip6addr);
        if (found[i].ttl >= 0 && (uint32_t)found[i].ttl < reply->ttl_s)
            reply->ttl_s = (uint32_t)found[i].ttl;
    }
    reply->n_addresses = (uint16_t)n;
}

/* c-ares gives each address the smallest TTL of itself and its CNAMEs. */
static int parse(struct hf_dns_reply *reply, uint16_t type, const unsigned char *bytes, int n_bytes)
{
    int n = HF_EVENT_RECORDS, status;

    reply->ttl_s = HF_RESOLVER_TTL_MAX_S;
    if (type == HF_DNS_A) {
        struct ares_addrttl found[HF_EVENT_RECORDS];

        status = ares_parse_a_reply(bytes, n_bytes, NULL, found, &n);
        if (status == ARES_SUCCESS)
            take_ipv4(reply, found, n);
    } else {
        struct ares_addr6ttl found[HF_EVENT_RECORDS];

        status = ares_parse_aaaa_reply(bytes, n_bytes, NULL, found, &n);
        if (status == ARES_SUCCESS)
            take_ipv6(reply, found, n);
    }
    return status;
}

static void judge_answer(struct hf_dns_reply *reply, uint16_t type, const unsigned char *bytes,
                         int n_bytes)
{
    int status;

    if ((bytes[RCODE_AT] & 0x0F) > RCODE_KNOWN) {
        reply->verdict = HF_DNS_FAILED;
        reply->outcome = HF_DNS_SERVFAIL;
        return;
    }
    status = parse(reply, type, bytes, n_bytes);
    if (status == ARES_SUCCESS && reply->n_addresses > 0) {
        reply->outcome = HF_DNS_ANSWER;
    } else if (status == ARES_SUCCESS || status == ARES_ENODATA) {
        reply->outcome = HF_DNS_NO_DATA; /* such as a CNAME that leads nowhere */
    } else {
        reply->verdict = HF_DNS_FAILED;
        reply->outcome = HF_DNS_MALFORMED;
    }
}

static void judge_failure(struct hf_dns_reply *reply, int status)
{
    reply->verdict = HF_DNS_FAILED;
    switch (status) {
    case ARES_ENOTFOUND:
    case ARES_EBADNAME: /* no such name can exist */
        reply->verdict = HF_DNS_SETTLED;
        reply->outcome = HF_DNS_NO_NAME;
        break;
    case ARES_ENODATA:
        reply->verdict = HF_DNS_SETTLED;
        reply->outcome = HF_DNS_NO_DATA;
        break;
    case ARES_ETIMEOUT:
        reply->verdict = HF_DNS_SILENT;
        reply->outcome = HF_DNS_TIMEOUT;
        break;
    case ARES_ESERVFAIL: reply->outcome = HF_DNS_SERVFAIL; break;
    case ARES_EREFUSED:
    case ARES_ENOTIMP:
    case ARES_EFORMERR: reply->outcome = HF_DNS_REFUSED; break;
    case ARES_EBADRESP: reply->outcome = HF_DNS_MALFORMED; break;
    default: reply->outcome = HF_DNS_TIMEOUT; break; /* no way to that server: it said nothing */
    }
}

static void on_answer(void *argument, int status, int timeouts, unsigned char *bytes, int n_bytes)
{
    struct asked *asked = argument;
    struct hf_dns_wire *wire = asked->channel->wire;
    struct hf_dns_reply reply = {.verdict = HF_DNS_SETTLED};

    (void)timeouts;
    asked->channel->refused |= status == ARES_ECONNREFUSED;
    if (!wire->closing) {
        if (status == ARES_SUCCESS && bytes != NULL && n_bytes > RCODE_AT)
            judge_answer(&reply, asked->type, bytes, n_bytes);
        else
            judge_failure(&reply, status);
        wire->options.replied(wire->options.context, asked->question, &reply);
    }
    free(asked);
}

/* ---- the clock ---- */

static void on_timer(uv_timer_t *timer);

/* The first question that meets an ICMP error takes it off the socket; those beside it would wait
 * for their time in vain. */
static void end_refused(struct hf_dns_wire *wire)
{
    for (unsigned i = 0; i < wire->n_channels; i++) {
        if (wire->channels[i].refused)
            ares_cancel(wire->channels[i].ares);
        wire->channels[i].refused = 0;
    }
}

static void arm(struct hf_dns_wire *wire)
{
    int64_t least_ms = -1;

    end_refused(wire);
    for (unsigned i = 0; i < wire->n_channels; i++) {
        struct timeval next, *wait = ares_timeout(wire->channels[i].ares, NULL, &next);
        int64_t ms;

        if (wait == NULL)
            continue;
        ms = (int64_t)wait->tv_sec * MS_IN_S + wait->tv_usec / US_IN_MS + 1;
        if (least_ms < 0 || ms < least_ms)
            least_ms = ms;
    }
    if (least_ms < 0) {
        uv_timer_stop(&wire->timer);
        return;
    }
    uv_update_time(wire->loop);
    uv_timer_start(&wire->timer, on_timer, (uint64_t)least_ms, 0);
}

/* The context may close the wire. */
static void settle(struct hf_dns_wire *wire)
{
    arm(wire);
    wire->options.settled(wire->options.context);
}

static void on_timer(uv_timer_t *timer)
{
    struct hf_dns_wire *wire = timer->data;

    for (unsigned i = 0; i < wire->n_channels; i++)
        ares_process_fd(wire->channels[i].ares, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
    settle(wire);
}

/* ---- sockets ---- */

static void give_back(struct hf_dns_wire *wire)
{
    if (--wire->n_open > 0)
        return;
    if (wire->options.closed != NULL)
        wire->options.closed(wire->options.context);
    free(wire);
}

static void on_closed(uv_handle_t *handle)
{
    struct watched *watched = handle->data;
    struct hf_dns_wire *wire = watched->channel->wire;

    free(watched);
    give_back(wire);
}

static void on_event(uv_poll_t *poll, int status, int events)
{
    struct watched *watched = poll->data;
    struct hf_dns_wire *wire = watched->channel->wire;
    int reads = status < 0 || (events & UV_READABLE) != 0;
    int writes = status < 0 || (events & UV_WRITABLE) != 0;

    ares_process_fd(watched->channel->ares, reads ? watched->fd : ARES_SOCKET_BAD,
                    writes ? watched->fd : ARES_SOCKET_BAD);
    /* libuv stops watching a file with an error; c-ares may have taken it off. */
    if (status < 0 && !watched->over)
        (void)uv_poll_start(poll, watched->events, on_event);
    settle(wire);
}

static struct watched *watch(struct channel *channel, ares_socket_t fd)
{
    struct hf_dns_wire *wire = channel->wire;
    struct watched *watched = calloc(1, sizeof *watched);

    if (watched == NULL || uv_poll_init_socket(wire->loop, &watched->poll, fd) < 0) {
        free(watched);
        return NULL; /* what is asked on it ends by silence */
    }
    watched->poll.data = watched;
    watched->channel = channel;
    watched->fd = fd;
    watched->next = wire->watched;
    wire->watched = watched;
    wire->n_open++;
    return watched;
}

static void end_watch(struct hf_dns_wire *wire, struct watched *watched)
{
    struct watched **place = &wire->watched;

    while (*place != watched)
        place = &(*place)->next;
    *place = watched->next;
    watched->over = 1;
    uv_close((uv_handle_t *)&watched->poll, on_closed);
}

static void on_socket(void *argument, ares_socket_t fd, int reads, int writes)
{
    struct channel *channel = argument;
    struct hf_dns_wire *wire = channel->wire;
    struct watched *watched = wire->watched;

    while (watched != NULL && watched->fd != fd)
        watched = watched->next;
    if (!reads && !writes) {
        if (watched != NULL)
            end_watch(wire, watched);
        return;
    }
    if (watched == NULL)
        watched = watch(channel, fd);
    if (watched == NULL)
        return;
    watched->events = (reads ? UV_READABLE : 0) | (writes ? UV_WRITABLE : 0);
    (void)uv_poll_start(&watched->poll, watched->events, on_event);
}

/* ---- opening, asking, closing ---- */

static void set_server(struct ares_addr_port_node *node, const struct hf_target *server)
{
    *node = (struct ares_addr_port_node){.next = NULL};
    node->family = server->family == HF_FAMILY_IPV6 ? AF_INET6 : AF_INET;
    memcpy(&node->addr, server->address, server->family == HF_FAMILY_IPV6 ? 16 : 4);
    node->udp_port = node->tcp_port = server->port;
}

static int open_channel(struct hf_dns_wire *wire, const struct hf_target *server)
{
    struct channel *channel = &wire->channels[wire->n_channels];
    char lookups[] = "b";
    struct ares_options options = {.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_EDNS |
                                            ARES_FLAG_NOALIASES | ARES_FLAG_NOCHECKRESP,
                                   .timeout = (int)wire->options.timeout_ms,
                                   .tries = 1,
                                   .lookups = lookups,
                                   .sock_state_cb = on_socket,
                                   .sock_state_cb_data = channel};
    struct ares_addr_port_node node;

    channel->wire = wire;
    if (ares_init_options(&channel->ares, &options,
                          ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS |
                              ARES_OPT_DOMAINS | ARES_OPT_SOCK_STATE_CB) != ARES_SUCCESS)
        return -1;
    wire->n_channels++;
    set_server(&node, server);
    return ares_set_servers_ports(channel->ares, &node) == ARES_SUCCESS ? 0 : -1;
}

struct hf_dns_wire *hf_dns_wire_open(uv_loop_t *loop, const struct hf_dns_wire_options *options)
{
    struct hf_dns_wire *wire = calloc(1, sizeof *wire);

    if (wire == NULL)
        return NULL;
    wire->loop = loop;
    wire->options = *options;
    wire->timer.data = wire;
    uv_timer_init(loop, &wire->timer);
    wire->n_open = 1;
    for (unsigned i = 0; i < options->n_servers; i++) {
        if (open_channel(wire, &options->servers[i]) < 0) {
            wire->options.closed = NULL; /* nobody knows it */
            hf_dns_wire_close(wire);
            return NULL;
        }
    }
    return wire;
}

int hf_dns_wire_ask(struct hf_dns_wire *wire, const struct hf_dns_question *question)
{
    struct channel *channel = &wire->channels[question->server];
    struct asked *asked = malloc(sizeof *asked);

    if (asked == NULL)
        return -1;
    *asked = (struct asked){
        .channel = channel, .question = question->question, .type = question->type};
    ares_query(channel->ares, question->name, CLASS_IN, question->type, on_answer, asked);
    arm(wire);
    return 0;
}

static void on_timer_closed(uv_handle_t *handle)
{
    give_back(handle->data);
}

void hf_dns_wire_close(struct hf_dns_wire *wire)
{
    wire->closing = 1;
    for (unsigned i = 0; i < wire->n_channels; i++)
        ares_destroy(wire->channels[i].ares);
    while (wire->watched != NULL)
        end_watch(wire, wire->watched);
    uv_close((uv_handle_t *)&wire->timer, on_timer_closed);
}
