/* SPDX-License-Identifier: Apache-2.0 */
/* What leaves `holdfast server`: at once, or when a delay on command is over. */
#ifndef HOLDFAST_CLI_SERVER_SEND_H
#define HOLDFAST_CLI_SERVER_SEND_H

#include "server_door.h"

#define HF_SERVER_DELAYED_MAX 256 /* messages that wait */

struct hf_server_send;

struct hf_server_parcel {
    struct hf_server_way way;
    uint64_t delay_us;
    const uint8_t *bytes; /* copied where they have to wait */
    uint32_t n_bytes;
};

/* lost hears of what could not leave when its time came, with the error of libuv. NULL: no
 * memory. */
struct hf_server_send *hf_server_send_new(uv_loop_t *loop, void (*lost)(void *context, int error),
                                          void *context);
/* Once the loop has closed all its handles; NULL is fine. */
void hf_server_send_free(struct hf_server_send *send);

/* 0, or an error of libuv: nothing has left, nor will. */
int hf_server_send(struct hf_server_send *send, const struct hf_server_parcel *parcel);

#endif
