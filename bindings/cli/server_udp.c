/* SPDX-License-Identifier: Apache-2.0 */
/* The UDP door of `holdfast server`. */
#define _POSIX_C_SOURCE 200809L
#include "server_door.h"

#define RECEIVE_BUFFER_BYTES (4 * 1024 * 1024)

static void on_buffer(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
    const struct hf_server_door *door = handle->data;

    (void)suggested;
    *buffer = uv_buf_init(door->house->bytes, sizeof door->house->bytes);
}

static void on_datagram(uv_udp_t *socket, ssize_t n, const uv_buf_t *buffer,
                        const struct sockaddr *from, unsigned flags)
{
    struct hf_server_door *door = socket->data;
    struct hf_server_message message = {.way = {.door = door}};

    (void)flags; /* a datagram cannot be longer than the buffer */
    if (n < 0 || from == NULL)
        return; /* an error of the socket, or nothing more to read */
    message.bytes = (const uint8_t *)buffer->base;
    message.n_bytes = (size_t)n;
    hf_server_target_of(from, HF_TRANSPORT_UDP, &message.from);
    door->house->heard(door->house->context, &message);
}

int hf_server_udp_start(struct hf_server_door *door)
{
    struct sockaddr_storage address;
    uv_udp_t *socket = &door->socket.udp;
    int length = sizeof address;
    int size = RECEIVE_BUFFER_BYTES;
    unsigned flags = door->where.family == HF_FAMILY_IPV6 ? UV_UDP_IPV6ONLY : 0;
    int result;

    hf_server_address_of(&door->where, &address);
    result = uv_udp_bind(socket, (const struct sockaddr *)&address, flags);
    if (result == 0)
        result = uv_udp_getsockname(socket, (struct sockaddr *)&address, &length);
    if (result == 0)
        result = uv_udp_recv_start(socket, on_buffer, on_datagram);
    if (result != 0)
        return result;
    hf_server_target_of((const struct sockaddr *)&address, HF_TRANSPORT_UDP, &door->where);
    uv_recv_buffer_size(&door->socket.handle, &size); /* as much as the system gives */
    return 0;
}

int hf_server_udp_send(struct hf_server_door *door, const struct hf_target *to,
                       const uint8_t *bytes, size_t n)
{
    struct sockaddr_storage address;
    uv_buf_t buffer = uv_buf_init((char *)(uintptr_t)bytes, (unsigned)n);
    int result;

    if (!door->is_open)
        return 0; /* stopped while the answer was delayed */
    hf_server_address_of(to, &address);
    result = uv_udp_try_send(&door->socket.udp, &buffer, 1, (const struct sockaddr *)&address);
    return result < 0 ? result : 0;
}
