/* SPDX-License-Identifier: Apache-2.0 */
/*
 * c-ares on the loop: a poll for each of its sockets, one timer for all questions. c-ares may not
 * be destroyed from within itself, so channels without a question go in sweep(), behind it.
 */
#define _GNU_SOURCE 1
#include "dns_wire.h"

#include <ares.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "dns_sockets.h"
#include "wake.h"

#define CLASS_IN  1
#define US_IN_MS  1000u
#define C_ARES_MS 60000 /* its own patience: above ours (B8a) */

struct channel { /* to one server */
    struct hf_dns_wire *wire;
    struct channel *next;
    ares_channel ares;
    struct hf_dns_traffic traffic;
    unsigned server;
    unsigned n_asked; /* that wait for a reply; none: it is swept away */
    int no_edns;
    int refused; /* an ICMP error was met, by one of its questions */
};

struct asked {                     /* what c-ares holds for a question */
    struct asked *earlier, *later; /* in the wire's list, while question is not NULL */
    struct channel *channel;
    void *question; /* NULL: it has had its reply */
    const char *name;
    uint64_t due_us;
    uint16_t type, id;
};

struct hf_dns_wire {
    uv_loop_t *loop;
    struct hf_dns_wire_options options;
    struct channel *channels;
    unsigned n_channels;
    struct asked *first, *last; /* all with the same patience: the first is due first */
    struct watched *watched;
    uv_timer_t timer;
    struct hf_dns_reply reply; /* that is being told */
    unsigned n_open;           /* handles whose close callback has not run */
    int closing;
};

struct watched { /* a socket of c-ares */
    uv_poll_t poll;
    struct watched *next;
    struct hf_dns_wire *wire;
    struct channel *channel; /* while it is not over */
    ares_socket_t fd;
    int events;
    int over; /* c-ares has closed it */
};

/* ---- replies ---- */

static void link_asked(struct hf_dns_wire *wire, struct asked *asked)
{
    asked->earlier = wire->last;
    if (wire->last != NULL)
        wire->last->later = asked;
    else
        wire->first = asked;
    wire->last = asked;
    asked->channel->n_asked++;
}

static void unlink_asked(struct hf_dns_wire *wire, struct asked *asked)
{
    if (asked->earlier != NULL)
        asked->earlier->later = asked->later;
    else
        wire->first = asked->later;
    if (asked->later != NULL)
        asked->later->earlier = asked->earlier;
    else
        wire->last = asked->earlier;
    asked->channel->n_asked--;
}

/* Tells what stands in wire->reply; c-ares may hold the question for longer. */
static void tell(struct hf_dns_wire *wire, struct asked *asked)
{
    void *question = asked->question;

    unlink_asked(wire, asked);
    asked->question = NULL;
    if (!wire->closing)
        wire->options.replied(wire->options.context, question, &wire->reply);
}

static void tell_outcome(struct hf_dns_wire *wire, struct asked *asked, enum hf_dns_verdict verdict,
                         enum hf_dns_outcome outcome)
{
    hf_dns_answer_init(&wire->reply.answer);
    wire->reply.verdict = verdict;
    wire->reply.answer.outcome = (uint8_t)outcome;
    if (outcome == HF_DNS_MALFORMED)
        wire->reply.answer.why = "it sends without end";
    tell(wire, asked);
}

static int is_settled(const struct hf_dns_answer *answer)
{
    return answer->outcome == HF_DNS_ANSWER || answer->outcome == HF_DNS_NO_NAME ||
           answer->outcome == HF_DNS_NO_DATA;
}

static void tell_answer(struct hf_dns_wire *wire, struct asked *asked,
                        const struct hf_dns_message *message)
{
    struct hf_dns_asked about = {.name = asked->name, .type = asked->type, .id = asked->id};

    hf_dns_answer_read(&wire->reply.answer, &about, message);
    wire->reply.verdict = is_settled(&wire->reply.answer) ? HF_DNS_SETTLED : HF_DNS_FAILED;
    tell(wire, asked);
}

static void on_answer(void *argument, int status, int timeouts, unsigned char *bytes, int n_bytes)
{
    struct asked *asked = argument;
    struct hf_dns_wire *wire = asked->channel->wire;
    struct hf_dns_message message = {.bytes = bytes, .n_bytes = n_bytes > 0 ? (size_t)n_bytes : 0};

    (void)timeouts;
    asked->channel->refused |= status == ARES_ECONNREFUSED;
    if (asked->question != NULL && status == ARES_SUCCESS)
        tell_answer(wire, asked, &message);
    else if (asked->question != NULL) /* no way to that server: it said nothing */
        tell_outcome(wire, asked, HF_DNS_FAILED, HF_DNS_TIMEOUT);
    free(asked);
}

/* ---- channels that are over ---- */

static void tell_flood(struct hf_dns_wire *wire, struct channel *channel)
{
    struct asked *asked = wire->first;

    while (asked != NULL) {
        struct asked *later = asked->later;

        if (asked->channel == channel)
            tell_outcome(wire, asked, HF_DNS_FAILED, HF_DNS_MALFORMED);
        asked = later;
    }
}

/* Not from within c-ares. */
static void sweep(struct hf_dns_wire *wire)
{
    struct channel **place = &wire->channels;

    while (*place != NULL) {
        struct channel *channel = *place;

        if (channel->traffic.flooded)
            tell_flood(wire, channel);
        /* The first question that meets an ICMP error takes it off the socket; those beside it
         * would wait for their time in vain. */
        if (channel->refused)
            ares_cancel(channel->ares);
        if (channel->n_asked > 0) {
            place = &channel->next;
            continue;
        }
        *place = channel->next;
        wire->n_channels--;
        ares_destroy(channel->ares);
        free(channel);
    }
}

/* ---- the clock ---- */

static void on_timer(uv_timer_t *timer);

static void arm(struct hf_dns_wire *wire)
{
    uint64_t now_us = hf_clock_now_us(), wait_ms = 0;

    if (wire->first == NULL) {
        uv_timer_stop(&wire->timer);
        return;
    }
    if (wire->first->due_us > now_us)
        wait_ms = (wire->first->due_us - now_us + US_IN_MS - 1) / US_IN_MS;
    uv_update_time(wire->loop);
    uv_timer_start(&wire->timer, on_timer, wait_ms, 0);
}

/* The context may close the wire. */
static void settle(struct hf_dns_wire *wire)
{
    sweep(wire);
    arm(wire);
    wire->options.settled(wire->options.context);
}

static void on_timer(uv_timer_t *timer)
{
    struct hf_dns_wire *wire = timer->data;
    uint64_t now_us = hf_clock_now_us();

    while (wire->first != NULL && wire->first->due_us <= now_us)
        tell_outcome(wire, wire->first, HF_DNS_SILENT, HF_DNS_TIMEOUT);
    settle(wire);
}

/* ---- sockets ---- */

static void give_back(struct hf_dns_wire *wire)
{
    if (--wire->n_open > 0)
        return;
    wire->options.closed(wire->options.context);
    free(wire);
}

static void on_closed(uv_handle_t *handle)
{
    struct watched *watched = handle->data;
    struct hf_dns_wire *wire = watched->wire;

    free(watched);
    give_back(wire);
}

static void on_event(uv_poll_t *poll, int status, int events)
{
    struct watched *watched = poll->data;
    struct hf_dns_wire *wire = watched->wire;
    int reads = status < 0 || (events & UV_READABLE) != 0;
    int writes = status < 0 || (events & UV_WRITABLE) != 0;

    watched->channel->traffic.n_wake = 0;
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
    watched->wire = wire;
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

/* ---- channels ---- */

static int set_server(struct channel *channel, const struct hf_target *server)
{
    struct ares_addr_port_node node = {.next = NULL};

    node.family = server->family == HF_FAMILY_IPV6 ? AF_INET6 : AF_INET;
    memcpy(&node.addr, server->address, server->family == HF_FAMILY_IPV6 ? 16 : 4);
    node.udp_port = node.tcp_port = server->port;
    return ares_set_servers_ports(channel->ares, &node) == ARES_SUCCESS ? 0 : -1;
}

/* Everything is said, so that c-ares looks for nothing in files of the system. */
static int open_ares(struct channel *channel)
{
    char lookups[] = "b", no_file[] = "/dev/null";
    struct ares_options options = {.flags = ARES_FLAG_NOSEARCH | ARES_FLAG_NOALIASES |
                                            ARES_FLAG_NOCHECKRESP |
                                            (channel->no_edns ? 0 : ARES_FLAG_EDNS),
                                   .timeout = C_ARES_MS,
                                   .tries = 1,
                                   .lookups = lookups,
                                   .resolvconf_path = no_file,
                                   .ednspsz = HF_DNS_EDNS,
                                   .sock_state_cb = on_socket,
                                   .sock_state_cb_data = channel};
    int given = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS |
                ARES_OPT_DOMAINS | ARES_OPT_SORTLIST | ARES_OPT_RESOLVCONF | ARES_OPT_EDNSPSZ |
                ARES_OPT_SOCK_STATE_CB;

    return ares_init_options(&channel->ares, &options, given) == ARES_SUCCESS ? 0 : -1;
}

static struct channel *open_channel(struct hf_dns_wire *wire,
                                    const struct hf_dns_question *question)
{
    const struct hf_dns_server *server = &wire->options.servers[question->server];
    struct channel *channel = calloc(1, sizeof *channel);

    if (channel == NULL)
        return NULL;
    channel->wire = wire;
    channel->server = question->server;
    channel->no_edns = question->no_edns;
    channel->traffic.scope = server->scope;
    if (open_ares(channel) < 0) {
        free(channel);
        return NULL;
    }
    hf_dns_sockets_use(channel->ares, &channel->traffic);
    channel->next = wire->channels;
    wire->channels = channel;
    wire->n_channels++;
    return set_server(channel, &server->at) == 0 ? channel : NULL; /* else it is swept away */
}

/* One of its own; or, where there are too many, the one of that server with the fewest. */
static struct channel *channel_for(struct hf_dns_wire *wire, const struct hf_dns_question *question)
{
    struct channel *best = NULL;

    for (struct channel *at = wire->channels; at != NULL; at = at->next)
        if (at->server == question->server && at->no_edns == question->no_edns &&
            (best == NULL || at->n_asked < best->n_asked))
            best = at;
    if (best == NULL || wire->n_channels < HF_DNS_CHANNELS)
        return open_channel(wire, question);
    return best;
}

/* ---- the door ---- */

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
    return wire;
}

/* c-ares tells the answer, maybe at once. */
static int send_question(struct asked *asked)
{
    unsigned char *bytes = NULL;
    int n_bytes = 0;
    int status = ares_create_query(asked->name, CLASS_IN, asked->type, asked->id, 1, &bytes,
                                   &n_bytes, asked->channel->no_edns ? 0 : HF_DNS_EDNS);

    if (status != ARES_SUCCESS)
        return -1;
    asked->channel->traffic.n_left += HF_DNS_READS_A_NAME;
    ares_send(asked->channel->ares, bytes, n_bytes, on_answer, asked);
    ares_free_string(bytes);
    return 0;
}

int hf_dns_wire_ask(struct hf_dns_wire *wire, const struct hf_dns_question *question)
{
    struct channel *channel = channel_for(wire, question);
    struct asked *asked = channel != NULL ? calloc(1, sizeof *asked) : NULL;
    int sent = -1;

    if (asked != NULL && getrandom(&asked->id, sizeof asked->id, 0) == sizeof asked->id) {
        asked->channel = channel;
        asked->question = question->question;
        asked->name = question->name;
        asked->type = question->type;
        asked->due_us = hf_clock_now_us() + (uint64_t)wire->options.timeout_ms * US_IN_MS;
        link_asked(wire, asked);
        sent = send_question(asked);
        if (sent < 0)
            unlink_asked(wire, asked);
    }
    if (sent < 0)
        free(asked);
    sweep(wire);
    arm(wire);
    return sent;
}

static void on_timer_closed(uv_handle_t *handle)
{
    give_back(handle->data);
}

void hf_dns_wire_close(struct hf_dns_wire *wire)
{
    wire->closing = 1;
    while (wire->first != NULL)
        tell_outcome(wire, wire->first, HF_DNS_FAILED, HF_DNS_TIMEOUT); /* to nobody */
    sweep(wire);
    uv_close((uv_handle_t *)&wire->timer, on_timer_closed);
}
