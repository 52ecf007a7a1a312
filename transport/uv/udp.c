/* SPDX-License-Identifier: Apache-2.0 */
/* Connected sockets by target, the listeners beside them, and the way in and out. */
#define _GNU_SOURCE 1
#include "holdfast/uv/udp.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "udp_listener.h"
#include "udp_socket.h"

#define BUCKETS           1024
#define LISTENERS         2
#define EPHEMERAL_TRIES   16
#define SEND_QUEUE_MAX    (1u << 20) /* bytes waiting in one socket; UDP loses what is beyond */
#define RECEIVE_BYTES_MAX 65536

struct endpoint { /* a connected socket */
    uv_udp_t handle;
    struct hf_udp *udp;
    struct hf_target peer;
    struct hf_target local; /* as getsockname says */
    struct endpoint *next_in_bucket;
    struct endpoint *older, *newer; /* by last use */
};

struct hf_udp {
    uv_loop_t *loop;
    struct hf_udp_options options;
    struct hf_listener *listeners[LISTENERS];
    unsigned n_listeners;
    unsigned n_connected;
    unsigned n_open; /* handles whose close callback has not run */
    int closing;
    struct endpoint *buckets[BUCKETS];
    struct endpoint *oldest, *newest;
    uint8_t buffer[RECEIVE_BYTES_MAX]; /* of the datagram being received */
};

struct queued {
    uv_udp_send_t request;
    struct hf_target target;
    uint8_t bytes[];
};

static unsigned bucket_of(const struct hf_target *target)
{
    const uint8_t *bytes = (const uint8_t *)target;
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < sizeof *target; i++)
        hash = (hash ^ bytes[i]) * 16777619u;
    return hash % BUCKETS;
}

static int same_target(const struct hf_target *a, const struct hf_target *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* ---- the order of use ---- */

static void unlink_from_use(struct hf_udp *udp, struct endpoint *endpoint)
{
    if (endpoint->older != NULL)
        endpoint->older->newer = endpoint->newer;
    else
        udp->oldest = endpoint->newer;
    if (endpoint->newer != NULL)
        endpoint->newer->older = endpoint->older;
    else
        udp->newest = endpoint->older;
}

static void link_as_newest(struct hf_udp *udp, struct endpoint *endpoint)
{
    endpoint->older = udp->newest;
    endpoint->newer = NULL;
    if (udp->newest != NULL)
        udp->newest->newer = endpoint;
    else
        udp->oldest = endpoint;
    udp->newest = endpoint;
}

/* ---- closing ---- */

static void one_closed(void *context)
{
    struct hf_udp *udp = context;

    if (--udp->n_open == 0 && udp->closing)
        free(udp);
}

static void on_closed(uv_handle_t *handle)
{
    struct endpoint *endpoint = handle->data;
    struct hf_udp *udp = endpoint->udp;

    free(endpoint);
    one_closed(udp);
}

static void close_connected(struct hf_udp *udp, struct endpoint *endpoint)
{
    struct endpoint **place = &udp->buckets[bucket_of(&endpoint->peer)];

    while (*place != endpoint)
        place = &(*place)->next_in_bucket;
    *place = endpoint->next_in_bucket;
    unlink_from_use(udp, endpoint);
    udp->n_connected--;
    uv_close((uv_handle_t *)&endpoint->handle, on_closed);
}

static void stop_listening(struct hf_udp *udp)
{
    for (unsigned i = 0; i < udp->n_listeners; i++)
        hf_listener_close(udp->listeners[i]);
    udp->n_listeners = 0;
}

void hf_udp_close(struct hf_udp *udp)
{
    if (udp == NULL)
        return;
    udp->closing = 1;
    while (udp->oldest != NULL)
        close_connected(udp, udp->oldest);
    stop_listening(udp);
    if (udp->n_open == 0)
        free(udp);
}

/* ---- the way in ---- */

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct endpoint *endpoint = handle->data;

    (void)suggested;
    *buffer = uv_buf_init((char *)endpoint->udp->buffer, RECEIVE_BYTES_MAX);
}

static void on_received(uv_udp_t *handle, ssize_t n, const uv_buf_t *buffer,
                        const struct sockaddr *address, unsigned flags)
{
    struct endpoint *endpoint = handle->data;
    struct hf_udp *udp = endpoint->udp;
    const struct hf_udp_options *options = &udp->options;

    (void)flags;
    if (udp->closing || (n == 0 && address == NULL))
        return;
    if (n < 0) {
        struct hf_target peer = endpoint->peer; /* may be closed in the callback */

        options->unreachable(options->context, &peer, hf_socket_heard((int)n));
        return;
    }
    struct hf_udp_datagram datagram = {.bytes = (const uint8_t *)buffer->base,
                                       .n_bytes = (size_t)n,
                                       .from = hf_socket_target(address),
                                       .local = endpoint->local};

    options->received(options->context, &datagram);
}

static void on_heard(void *context, const struct hf_udp_datagram *datagram)
{
    struct hf_udp *udp = context;

    if (!udp->closing)
        udp->options.received(udp->options.context, datagram);
}

/* ---- opening ---- */

/* Takes fd over; NULL, and fd closed, when libuv does not want it. */
static struct endpoint *adopt(struct hf_udp *udp, int fd, const struct hf_target *peer)
{
    struct endpoint *endpoint = calloc(1, sizeof *endpoint);

    if (endpoint == NULL || uv_udp_init(udp->loop, &endpoint->handle) < 0) {
        free(endpoint);
        close(fd);
        return NULL;
    }
    endpoint->udp = udp;
    endpoint->peer = *peer;
    endpoint->local = hf_socket_local(fd);
    endpoint->handle.data = endpoint;
    udp->n_open++;
    if (uv_udp_open(&endpoint->handle, fd) < 0) {
        close(fd);
        uv_close((uv_handle_t *)&endpoint->handle, on_closed);
        return NULL;
    }
    if (uv_udp_recv_start(&endpoint->handle, on_alloc, on_received) < 0) {
        uv_close((uv_handle_t *)&endpoint->handle, on_closed);
        return NULL;
    }
    return endpoint;
}

static struct hf_listener *listening(const struct hf_udp *udp, uint8_t family)
{
    for (unsigned i = 0; i < udp->n_listeners; i++)
        if (hf_listener_local(udp->listeners[i])->family == family)
            return udp->listeners[i];
    return NULL;
}

static struct endpoint *connect_to(struct hf_udp *udp, const struct hf_target *peer)
{
    struct hf_listener *listener = listening(udp, peer->family);
    int fd;

    if (listener == NULL || peer->transport != HF_TRANSPORT_UDP || peer->port == 0 || udp->closing)
        return NULL;
    if (udp->n_connected >= HF_UDP_CONNECTED_MAX)
        close_connected(udp, udp->oldest);
    fd = hf_listener_connect(listener, peer);
    if ((fd == -EMFILE || fd == -ENFILE) && udp->oldest != NULL) {
        close_connected(udp, udp->oldest);
        fd = hf_listener_connect(listener, peer);
    }
    if (fd < 0)
        return NULL;
    struct endpoint *endpoint = adopt(udp, fd, peer);

    if (endpoint == NULL)
        return NULL;
    struct endpoint **bucket = &udp->buckets[bucket_of(peer)];

    endpoint->next_in_bucket = *bucket;
    *bucket = endpoint;
    link_as_newest(udp, endpoint);
    udp->n_connected++;
    return endpoint;
}

static struct endpoint *connected(struct hf_udp *udp, const struct hf_target *peer)
{
    struct endpoint *endpoint = udp->buckets[bucket_of(peer)];

    while (endpoint != NULL && !same_target(&endpoint->peer, peer))
        endpoint = endpoint->next_in_bucket;
    if (endpoint == NULL)
        return connect_to(udp, peer);
    unlink_from_use(udp, endpoint);
    link_as_newest(udp, endpoint);
    return endpoint;
}

struct hf_target hf_udp_local(struct hf_udp *udp, const struct hf_target *target)
{
    struct endpoint *endpoint = connected(udp, target);

    return endpoint != NULL ? endpoint->local : (struct hf_target){.family = HF_FAMILY_NONE};
}

struct hf_target hf_udp_source(struct hf_udp *udp, const struct hf_target *target)
{
    struct hf_target source = {.family = HF_FAMILY_NONE};
    struct hf_listener *listener = listening(udp, target->family);
    int fd = listener != NULL ? hf_listener_connect(listener, target) : -1;

    if (fd >= 0) {
        source = hf_socket_local(fd);
        close(fd);
    }
    return source;
}

void hf_udp_network_changed(struct hf_udp *udp)
{
    struct endpoint *endpoint = udp->oldest;

    while (endpoint != NULL) {
        struct endpoint *next = endpoint->newer;
        struct hf_target source = hf_udp_source(udp, &endpoint->peer);

        if (!same_target(&source, &endpoint->local))
            close_connected(udp, endpoint);
        endpoint = next;
    }
}

uint16_t hf_udp_port(const struct hf_udp *udp)
{
    return hf_listener_local(udp->listeners[0])->port;
}

/* 0 or a negative errno. */
static int listen_on(struct hf_udp *udp, const struct hf_target *local)
{
    struct hf_listener_options options = {
        .local = *local, .context = udp, .received = on_heard, .closed = one_closed};
    int result = hf_listener_open(udp->loop, &options, &udp->listeners[udp->n_listeners]);

    if (result < 0)
        return result;
    udp->n_listeners++;
    udp->n_open++;
    return 0;
}

/* Both families on one port; a family that the system does not have is left out. */
static int listen_everywhere(struct hf_udp *udp, struct hf_target *failed)
{
    struct hf_target any = {.port = udp->options.bind.port, .family = HF_FAMILY_IPV4};
    int error4 = listen_on(udp, &any), error6;

    if (error4 == 0)
        any.port = hf_udp_port(udp);
    *failed = any;
    if (error4 < 0 && error4 != -EAFNOSUPPORT)
        return error4;
    any.family = HF_FAMILY_IPV6;
    *failed = any;
    error6 = listen_on(udp, &any);
    if (error6 == -EAFNOSUPPORT || error6 == -EADDRNOTAVAIL)
        return udp->n_listeners > 0 ? 0 : error6;
    return error6;
}

static int listen_as_told(struct hf_udp *udp, struct hf_target *failed)
{
    const struct hf_target *wish = &udp->options.bind;
    int tries = wish->port == 0 ? EPHEMERAL_TRIES : 1;
    int error = 0;

    for (int i = 0; i < tries; i++) {
        *failed = *wish;
        error = wish->family == HF_FAMILY_NONE ? listen_everywhere(udp, failed)
                                               : listen_on(udp, wish);
        if (error != -EADDRINUSE)
            break;
        stop_listening(udp);
    }
    return error;
}

static void say_refusal(int error, const struct hf_target *at, char *text, size_t size)
{
    char address[HF_ADDRESS_TEXT];

    hf_udp_address_text(at, address);
    if (error == -EADDRINUSE)
        snprintf(text, size,
                 "%s is used by another program, maybe another holdfast phone; stop that, or "
                 "choose another address or port with --bind ADDR:PORT",
                 address);
    else if (error == -EINVAL && at->family == HF_FAMILY_IPV6)
        snprintf(text, size,
                 "cannot listen on %s: a link-local address says nothing where no interface, or "
                 "more than one, has it; --bind wants another one",
                 address);
    else if (error == -EADDRNOTAVAIL)
        snprintf(text, size, "%s is no address of this machine; --bind wants one that is", address);
    else
        snprintf(text, size, "cannot listen on %s: %s", address, strerror(-error));
}

struct hf_udp *hf_udp_open(uv_loop_t *loop, const struct hf_udp_options *options, char *error,
                           size_t size)
{
    struct hf_udp *udp = calloc(1, sizeof *udp);
    struct hf_target failed;

    if (udp == NULL) {
        snprintf(error, size, "no memory for the sockets");
        return NULL;
    }
    udp->loop = loop;
    udp->options = *options;
    int result = listen_as_told(udp, &failed);

    if (result < 0) {
        say_refusal(result, &failed, error, size);
        hf_udp_close(udp);
        return NULL;
    }
    return udp;
}

/* ---- the way out ---- */

static void on_sent(uv_udp_send_t *request, int status)
{
    struct queued *queued = (struct queued *)request;
    struct endpoint *endpoint = request->handle->data;
    const struct hf_udp_options *options = &endpoint->udp->options;

    if (status < 0 && status != UV_ECANCELED && !endpoint->udp->closing)
        options->unreachable(options->context, &queued->target, hf_socket_met(status));
    free(queued);
}

static enum hf_cause enqueue(struct endpoint *endpoint, const struct hf_udp_message *message)
{
    struct queued *queued;
    uv_buf_t buffer;

    if (uv_udp_get_send_queue_size(&endpoint->handle) > SEND_QUEUE_MAX)
        return HF_CAUSE_NONE; /* lost, as on a full link; retransmission heals it */
    queued = malloc(sizeof *queued + message->n_bytes);
    if (queued == NULL)
        return HF_CAUSE_LOCAL;
    queued->target = message->target;
    memcpy(queued->bytes, message->bytes, message->n_bytes);
    buffer = uv_buf_init((char *)queued->bytes, (unsigned)message->n_bytes);
    if (uv_udp_send(&queued->request, &endpoint->handle, &buffer, 1, NULL, on_sent) < 0) {
        free(queued);
        return HF_CAUSE_LOCAL;
    }
    return HF_CAUSE_NONE;
}

static enum hf_cause send_from(struct endpoint *endpoint, const struct hf_udp_message *message)
{
    uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)message->bytes, (unsigned)message->n_bytes);
    int result = uv_udp_try_send(&endpoint->handle, &buffer, 1, NULL);

    if (result == UV_EAGAIN || result == UV_ENOBUFS)
        return enqueue(endpoint, message);
    if (result >= 0)
        return HF_CAUSE_NONE;
    /* The local address may be gone: the next request to this target connects anew. */
    if (hf_socket_met(result) == HF_CAUSE_LOCAL)
        close_connected(endpoint->udp, endpoint);
    return hf_socket_met(result);
}

/* A reply leaves from the address and port that the request came to, also when it came on the
 * peer's connected socket: that one has the listener's. */
static enum hf_cause reply(struct hf_udp *udp, const struct hf_udp_message *message)
{
    struct hf_listener *listener = listening(udp, message->target.family);
    int result = listener != NULL ? hf_listener_reply(listener, message) : -EAFNOSUPPORT;

    return result < 0 ? hf_socket_met(result) : HF_CAUSE_NONE;
}

enum hf_cause hf_udp_send(struct hf_udp *udp, const struct hf_udp_message *message)
{
    struct endpoint *endpoint;

    if (message->n_bytes > RECEIVE_BYTES_MAX)
        return HF_CAUSE_LOCAL;
    if (message->reply_on.family != HF_FAMILY_NONE)
        return reply(udp, message);
    endpoint = connected(udp, &message->target);
    return endpoint != NULL ? send_from(endpoint, message) : HF_CAUSE_LOCAL;
}
