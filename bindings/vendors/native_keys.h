/* SPDX-License-Identifier: Apache-2.0 */
/* The native format's keys, for those that read, write and describe it: what stands in which
 * mapping, and under which name in the table of keys. */
#ifndef HOLDFAST_VENDORS_NATIVE_KEYS_H
#define HOLDFAST_VENDORS_NATIVE_KEYS_H

#include "import.h"

/* The first key of hf_vendor_native's table is the line's number. */
#define HF_NATIVE_NUMBER 0

/* What the native default of a key stands for: the key's last word, "port" of "servers.2.port". */
const char *hf_native_word(const struct hf_key *key);

/* hf_place_of's place that the key belongs to. */
unsigned hf_native_place(const struct hf_key *key);

/* Fills config with the native defaults, and a server and a proxy at every place. */
void hf_native_defaults(struct hf_config *config);

#endif
