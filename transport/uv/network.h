/* SPDX-License-Identifier: Apache-2.0 */
/* Hears from the kernel that addresses or routes of this machine change, and says which address
 * families can be used. Linux. */
#ifndef HF_UV_NETWORK_H
#define HF_UV_NETWORK_H

#include <stdint.h>
#include <uv.h>

#include "holdfast/target.h"

#define HF_NETWORK_QUIET_MS 200 /* changes come in bursts: told when it is quiet, or after 5 s */

struct hf_network;

/* changed is called on the loop. NULL: the kernel does not tell. */
struct hf_network *hf_network_open(uv_loop_t *loop, void (*changed)(void *context), void *context);

/* enum hf_families bits: those in which the machine has an address that is neither loopback nor
 * link-local. bind: family NONE for every address, else the one that counts, whatever it is; one
 * of zeros stands for all of its family. */
uint8_t hf_network_families(const struct hf_target *bind);

/* A number for the addresses that the machine has, other than loopback and link-local ones: it is
 * another one when they are others. Links of containers come and go without changing it. */
uint64_t hf_network_addresses(void);

void hf_network_close(struct hf_network *network); /* memory goes when the loop has run */

#endif
