/* SPDX-License-Identifier: Apache-2.0 */
/* A table of timers, each with the copy of a message that waits; bounded. */
#define _POSIX_C_SOURCE 200809L
#include "server_send.h"

#include <stdlib.h>
#include <string.h>

struct delayed { /* a message that waits for its time */
    struct hf_server_send *send;
    uv_timer_t timer;
    struct hf_server_way way;
    uint32_t n_bytes;
    uint8_t *bytes; /* NULL: free */
};

struct hf_server_send {
    void (*lost)(void *context, int error);
    void *context;
    struct delayed delayed[HF_SERVER_DELAYED_MAX];
};

struct hf_server_send *hf_server_send_new(uv_loop_t *loop, void (*lost)(void *context, int error),
                                          void *context)
{
    struct hf_server_send *send = calloc(1, sizeof *send);

    if (send == NULL)
        return NULL;
    send->lost = lost;
    send->context = context;
    for (size_t i = 0; i < HF_SERVER_DELAYED_MAX; i++) {
        uv_timer_init(loop, &send->delayed[i].timer);
        send->delayed[i].timer.data = &send->delayed[i];
        send->delayed[i].send = send;
    }
    return send;
}

void hf_server_send_free(struct hf_server_send *send)
{
    for (size_t i = 0; send != NULL && i < HF_SERVER_DELAYED_MAX; i++)
        free(send->delayed[i].bytes);
    free(send);
}

static void on_delay_over(uv_timer_t *timer)
{
    struct delayed *delayed = timer->data;
    int result = hf_server_door_send(&delayed->way, delayed->bytes, delayed->n_bytes);

    free(delayed->bytes);
    delayed->bytes = NULL;
    if (result < 0)
        delayed->send->lost(delayed->send->context, result);
}

static int send_later(struct hf_server_send *send, const struct hf_server_parcel *parcel)
{
    struct delayed *delayed = send->delayed;
    const struct delayed *last = delayed + HF_SERVER_DELAYED_MAX;

    while (delayed < last && delayed->bytes != NULL)
        delayed++;
    if (delayed == last)
        return UV_ENOBUFS;
    delayed->bytes = malloc(parcel->n_bytes);
    if (delayed->bytes == NULL)
        return UV_ENOMEM;
    memcpy(delayed->bytes, parcel->bytes, parcel->n_bytes);
    delayed->n_bytes = parcel->n_bytes;
    delayed->way = parcel->way;
    return uv_timer_start(&delayed->timer, on_delay_over, (parcel->delay_us + 999) / 1000, 0);
}

int hf_server_send(struct hf_server_send *send, const struct hf_server_parcel *parcel)
{
    if (parcel->delay_us > 0)
        return send_later(send, parcel);
    return hf_server_door_send(&parcel->way, parcel->bytes, parcel->n_bytes);
}
