/* SPDX-License-Identifier: Apache-2.0 */
/* Answers put together by hand (RFC 1035 4.1), so that nothing of ours is tested with itself. */
#include "dns_server.h"

#include <criterion/criterion.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

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

    server->n_asked += !over_tcp;
    server->n_asked_tcp += over_tcp != 0;
    if (length == 0 || server->says == DNS_SAYS_NOTHING)
        return 0;
    memset(out, 0, HEADER);
    memcpy(out, server->question, at);
    out[2] = 0x84; /* an answer, with authority */
    out[3] = (uint8_t)(0x80 | rcodes[server->says]);
    put16(out + 4, 1);
    memset(out + 6, 0, 6);
    if (server->says == DNS_SAYS_CUT && !over_tcp)
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
    length = answer(server, (size_t)n, 0);
    out = uv_buf_init((char *)server->answer, (unsigned)length);
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
    out[1] = uv_buf_init((char *)server->answer, (unsigned)length);
    uv_try_write(stream, out, 2);
}

static void on_peer(uv_stream_t *stream, int status)
{
    struct dns_server *server = stream->data;

    cr_assert(status == 0 && !server->has_peer);
    uv_tcp_init(stream->loop, &server->peer);
    server->peer.data = server;
    server->has_peer = 1;
    uv_accept(stream, (uv_stream_t *)&server->peer);
    uv_read_start((uv_stream_t *)&server->peer, on_buffer, on_message);
}

/* ---- the door ---- */

int dns_server_open(struct dns_server *server, uv_loop_t *loop)
{
    struct sockaddr_in address;
    int length = sizeof address;

    uv_ip4_addr(server->address != NULL ? server->address : "127.0.0.1", server->port, &address);
    uv_udp_init(loop, &server->udp);
    uv_tcp_init(loop, &server->tcp);
    server->udp.data = server->tcp.data = server;
    if (uv_udp_bind(&server->udp, (struct sockaddr *)&address, 0) < 0) {
        dns_server_close(server);
        return -1;
    }
    uv_udp_getsockname(&server->udp, (struct sockaddr *)&address, &length);
    cr_assert_eq(uv_tcp_bind(&server->tcp, (struct sockaddr *)&address, 0), 0);
    cr_assert_eq(uv_listen((uv_stream_t *)&server->tcp, 4, on_peer), 0);
    uv_udp_recv_start(&server->udp, on_buffer, on_datagram);
    server->at = (struct hf_target){
        .address = {127, 0, 0, 1}, .port = ntohs(address.sin_port), .family = HF_FAMILY_IPV4};
    if (server->n_addresses == 0)
        server->n_addresses = 1;
    return 0;
}

void dns_server_close(struct dns_server *server)
{
    uv_close((uv_handle_t *)&server->udp, NULL);
    uv_close((uv_handle_t *)&server->tcp, NULL);
    if (server->has_peer)
        uv_close((uv_handle_t *)&server->peer, NULL);
}
