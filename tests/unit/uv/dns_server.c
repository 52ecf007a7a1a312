/* SPDX-License-Identifier: Apache-2.0 */
/* Answers put together by hand (RFC 1035 4.1), so that nothing of ours is tested with itself. */
#include "dns_server.h"

#include <criterion/criterion.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEADER     12
#define TYPE_A     1
#define TYPE_CNAME 5

static size_t put16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
    return 2;
}

/* The question's length with its name in text, or 0. */
static size_t read_question(const uint8_t *bytes, size_t n, char name[256])
{
    size_t at = HEADER, length = 0;

    while (at < n && bytes[at] != 0 && bytes[at] < 64 && at + bytes[at] < n && length < 190) {
        memcpy(name + length, bytes + at + 1, bytes[at]);
        length += bytes[at];
        name[length++] = '.';
        at += bytes[at] + 1u;
    }
    name[length > 0 ? length - 1 : 0] = '\0';
    return at + 5 <= n ? at + 5 - HEADER : 0;
}

struct record {
    unsigned owner, type, length; /* owner: where its name stands in the message */
    uint32_t ttl_s;
};

static size_t put_record(uint8_t *at, const struct record *record)
{
    size_t n = put16(at, 0xC000u | record->owner);

    n += put16(at + n, record->type);
    n += put16(at + n, 1);
    n += put16(at + n, record->ttl_s >> 16);
    n += put16(at + n, record->ttl_s & 0xFFFF);
    return n + put16(at + n, record->length);
}

static size_t put_addresses(const struct dns_server *server, uint8_t *out, size_t at)
{
    unsigned type = server->question[at - 3], owner = HEADER; /* behind it: the class */
    unsigned length = type == TYPE_A ? 4 : 16;
    static const uint8_t ipv4[4] = {192, 0, 2, 0}, ipv6[16] = {0x20, 0x01, 0x0d, 0xb8};

    if (server->cname_ttl_s > 0) { /* "c" of the same domain */
        struct record cname = {owner, TYPE_CNAME, 4, server->cname_ttl_s};

        at += put_record(out + at, &cname);
        owner = (unsigned)at;
        memcpy(out + at, "\1c", 2);
        at += 2;
        at += put16(out + at, 0xC000u | (HEADER + 1u + out[HEADER]));
    }
    for (unsigned i = 1; i <= server->n_addresses; i++) {
        struct record address = {owner, type, length, server->ttl_s};

        at += put_record(out + at, &address);
        memcpy(out + at, type == TYPE_A ? ipv4 : ipv6, length);
        out[at + length - 1] = (uint8_t)i;
        at += length;
    }
    return at;
}

static unsigned get16(const uint8_t *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

/* What stands around the name; end: of the question. One additional record is EDNS's. */
static void take_question(struct dns_server *server, size_t n, size_t end)
{
    const uint8_t *bytes = server->question;

    server->last_id = get16(bytes);
    server->last_type = end >= HEADER + 5 ? get16(bytes + end - 4) : 0;
    server->last_edns = 0;
    if (get16(bytes + 10) == 1 && n >= end + 11 && bytes[end] == 0 &&
        get16(bytes + end + 1) == DNS_TYPE_OPT)
        server->last_edns = get16(bytes + end + 3);
}

static const uint8_t *bytes_of(const struct dns_server *server)
{
    return server->reply != NULL ? server->message.bytes : server->answer;
}

static size_t answer(struct dns_server *server, size_t n, int over_tcp)
{
    static const uint8_t rcodes[] = {[DNS_SAYS_NO_NAME] = 3,
                                     [DNS_SAYS_SERVFAIL] = 2,
                                     [DNS_SAYS_REFUSED] = 5,
                                     [DNS_SAYS_NOT_AUTH] = 9,
                                     [DNS_SAYS_NOTHING] = 0};
    uint8_t *out = server->answer;
    size_t length = read_question(server->question, n, server->last_name), at = HEADER + length;
    int says_address = server->says == DNS_SAYS_ADDRESS ||
                       (server->says == DNS_SAYS_CUT && over_tcp);

    take_question(server, n, at);
    server->n_asked += !over_tcp;
    server->n_asked_tcp += over_tcp != 0;
    if (length == 0 || server->says == DNS_SAYS_NOTHING ||
        (server->says == DNS_SAYS_CUT_ONLY && over_tcp))
        return 0;
    if (server->reply != NULL) {
        server->message.n = 0;
        server->reply(server, &server->message, over_tcp);
        return server->message.n;
    }
    memset(out, 0, HEADER);
    memcpy(out, server->question, at);
    out[2] = 0x84; /* an answer, with authority */
    out[3] = (uint8_t)(0x80 | rcodes[server->says]);
    put16(out + 4, 1);
    memset(out + 6, 0, 6);
    if ((server->says == DNS_SAYS_CUT || server->says == DNS_SAYS_CUT_ONLY) && !over_tcp)
        out[2] |= 2;
    if (says_address) {
        put16(out + 6, server->n_addresses + (server->cname_ttl_s > 0));
        at = put_addresses(server, out, at);
    }
    if (server->says == DNS_SAYS_NONSENSE) {
        struct record record = {HEADER, TYPE_A, 400, 60};

        put16(out + 6, 1);
        at += put_record(out + at, &record);
    }
    return at;
}

/* ---- UDP ---- */

static void on_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    struct dns_server *server = handle->data;

    (void)suggested;
    *buffer = uv_buf_init((char *)server->question, sizeof server->question);
}

/* Datagrams of another id, which c-ares passes over one by one. */
static void flood(struct dns_server *server, const struct sockaddr *to)
{
    uint8_t bytes[HEADER] = {(uint8_t)(server->last_id >> 8), (uint8_t)~server->last_id, 0x84};
    uv_buf_t out = uv_buf_init((char *)bytes, sizeof bytes);

    for (unsigned i = 0; i < server->n_floods; i++)
        uv_udp_try_send(&server->udp, &out, 1, to);
}

static void on_datagram(uv_udp_t *udp, ssize_t n, const uv_buf_t *buffer,
                        const struct sockaddr *from, unsigned flags)
{
    struct dns_server *server = udp->data;
    size_t length;
    uv_buf_t out;

    (void)buffer;
    (void)flags;
    if (n <= 0 || from == NULL)
        return;
    if (server->n_asked < DNS_SERVER_ASKED)
        server->asked_by[server->n_asked] = (struct dns_asked_by){
            ntohs(((const struct sockaddr_in *)from)->sin_port), get16(server->question)};
    length = answer(server, (size_t)n, 0);
    flood(server, from);
    out = uv_buf_init((char *)(uintptr_t)bytes_of(server), (unsigned)length);
    if (length > 0)
        uv_udp_try_send(udp, &out, 1, from);
}

/* ---- TCP: a message of two bytes' length and itself, which comes in one piece on loopback ---- */

static void on_message(uv_stream_t *stream, ssize_t n, const uv_buf_t *buffer)
{
    struct dns_server *server = stream->data;
    uint8_t prefix[2];
    uv_buf_t out[2];
    size_t length;

    (void)buffer;
    if (n <= 2) {
        uv_read_stop(stream);
        return;
    }
    memmove(server->question, server->question + 2, (size_t)n - 2);
    length = answer(server, (size_t)n - 2, 1);
    put16(prefix, (unsigned)length);
    out[0] = uv_buf_init((char *)prefix, 2);
    out[1] = uv_buf_init((char *)(uintptr_t)bytes_of(server), (unsigned)length);
    if (length > 0)
        cr_assert_eq(uv_try_write(stream, out, 2), (int)length + 2);
}

static void on_peer(uv_stream_t *stream, int status)
{
    struct dns_server *server = stream->data;
    uv_tcp_t *peer = &server->peers[server->n_peers++];

    cr_assert(status == 0 && server->n_peers <= DNS_SERVER_PEERS);
    uv_tcp_init(stream->loop, peer);
    peer->data = server;
    uv_accept(stream, (uv_stream_t *)peer);
    uv_read_start((uv_stream_t *)peer, on_buffer, on_message);
}

/* ---- the door ---- */

static struct hf_target target_of(const struct sockaddr_storage *address)
{
    const struct sockaddr_in *v4 = (const struct sockaddr_in *)address;
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)address;
    struct hf_target target = {.port = ntohs(v4->sin_port), .family = HF_FAMILY_IPV4};

    memcpy(target.address, &v4->sin_addr, 4);
    if (address->ss_family == AF_INET6) {
        target.family = HF_FAMILY_IPV6;
        memcpy(target.address, &v6->sin6_addr, 16);
    }
    return target;
}

/* A socket for each transport on one port, which for either may be somebody else's. */
static int bind_both(struct sockaddr_storage *address, int fds[2])
{
    struct sockaddr *at = (struct sockaddr *)address;
    socklen_t length = address->ss_family == AF_INET6 ? sizeof(struct sockaddr_in6)
                                                      : sizeof(struct sockaddr_in);
    int on = 1;

    fds[0] = socket(at->sa_family, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    fds[1] = socket(at->sa_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(fds[1], SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fds[0], at, length) == 0 && getsockname(fds[0], at, &length) == 0 &&
        bind(fds[1], at, length) == 0 && listen(fds[1], DNS_SERVER_PEERS) == 0)
        return 0;
    close(fds[0]);
    close(fds[1]);
    return -1;
}

int dns_server_open(struct dns_server *server, uv_loop_t *loop)
{
    const char *text = server->address != NULL ? server->address : "127.0.0.1";
    struct sockaddr_storage address;
    int fds[2], bound = -1;

    for (unsigned i = 0; i < 20 && bound < 0; i++) {
        if (uv_ip4_addr(text, server->port, (struct sockaddr_in *)&address) < 0)
            cr_assert_eq(uv_ip6_addr(text, server->port, (struct sockaddr_in6 *)&address), 0);
        bound = bind_both(&address, fds);
    }
    if (bound < 0)
        return -1;
    uv_udp_init(loop, &server->udp);
    uv_tcp_init(loop, &server->tcp);
    server->udp.data = server->tcp.data = server;
    cr_assert_eq(uv_udp_open(&server->udp, fds[0]), 0);
    cr_assert_eq(uv_tcp_open(&server->tcp, fds[1]), 0);
    cr_assert_eq(uv_listen((uv_stream_t *)&server->tcp, DNS_SERVER_PEERS, on_peer), 0);
    uv_udp_recv_start(&server->udp, on_buffer, on_datagram);
    server->at = target_of(&address);
    if (server->n_addresses == 0)
        server->n_addresses = 1;
    return 0;
}

void dns_server_close(struct dns_server *server)
{
    uv_close((uv_handle_t *)&server->udp, NULL);
    uv_close((uv_handle_t *)&server->tcp, NULL);
    for (unsigned i = 0; i < server->n_peers; i++)
        uv_close((uv_handle_t *)&server->peers[i], NULL);
}
