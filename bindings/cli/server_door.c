/* SPDX-License-Identifier: Apache-2.0 */
/* A door of `holdfast server`, whatever its transport: open, shut, open again on the same port. */
#define _POSIX_C_SOURCE 200809L
#include "server_door.h"

#include <netinet/in.h>
#include <string.h>

void hf_server_target_of(const struct sockaddr *address, uint8_t transport,
                         struct hf_target *target)
{
    memset(target, 0, sizeof *target);
    target->transport = transport;
    if (address->sa_family == AF_INET6) {
        const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)address;
        target->family = HF_FAMILY_IPV6;
        target->port = ntohs(v6->sin6_port);
        memcpy(target->address, &v6->sin6_addr, 16);
    } else {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)address;
        target->family = HF_FAMILY_IPV4;
        target->port = ntohs(v4->sin_port);
        memcpy(target->address, &v4->sin_addr, 4);
    }
}

void hf_server_address_of(const struct hf_target *target, struct sockaddr_storage *address)
{
    memset(address, 0, sizeof *address);
    if (target->family == HF_FAMILY_IPV6) {
        struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)address;
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(target->port);
        memcpy(&v6->sin6_addr, target->address, 16);
    } else {
        struct sockaddr_in *v4 = (struct sockaddr_in *)address;
        v4->sin_family = AF_INET;
        v4->sin_port = htons(target->port);
        memcpy(&v4->sin_addr, target->address, 4);
    }
}

void hf_server_door_init(struct hf_server_door *door, struct hf_server_house *house,
                         const struct hf_target *where)
{
    memset(door, 0, sizeof *door);
    door->house = house;
    door->where = *where;
}

static void on_closed(uv_handle_t *handle)
{
    struct hf_server_door *door = handle->data;

    door->is_closing = false;
    if (door->wants_open && !door->is_ending)
        hf_server_door_open(door);
}

static void close_socket(struct hf_server_door *door)
{
    door->is_open = false;
    door->is_closing = true;
    uv_close(&door->socket.handle, on_closed);
}

void hf_server_door_open(struct hf_server_door *door)
{
    bool is_udp = door->where.transport == HF_TRANSPORT_UDP;
    int result;

    if (door->is_open)
        return;
    door->wants_open = door->is_closing;
    if (door->is_closing)
        return;
    if (is_udp)
        uv_udp_init(door->house->loop, &door->socket.udp);
    else
        uv_tcp_init(door->house->loop, &door->socket.tcp);
    door->socket.handle.data = door;
    result = is_udp ? hf_server_udp_start(door) : hf_server_tcp_start(door);
    if (result == 0)
        door->is_open = true;
    else
        close_socket(door);
    door->house->opened(door->house->context, door, result);
}

bool hf_server_door_shut(struct hf_server_door *door)
{
    door->wants_open = false;
    if (!door->is_open)
        return false;
    close_socket(door);
    return true;
}

void hf_server_door_end(struct hf_server_door *door)
{
    door->is_ending = true;
    hf_server_door_shut(door);
    hf_server_tcp_close(door, NULL);
}

int hf_server_door_send(const struct hf_server_way *way, const uint8_t *bytes, size_t n)
{
    if (way->connection != 0)
        return hf_server_tcp_send(way->door, way->connection, bytes, n);
    return hf_server_udp_send(way->door, &way->to, bytes, n);
}
