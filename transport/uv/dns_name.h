/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of DNS, out of messages that anybody may have written (RFC 1035 3.1, 4.1.4). Pure: bytes
 * in, text out. A name is given in lower case and without its last dot, the root as the empty text.
 */
#ifndef HF_UV_DNS_NAME_H
#define HF_UV_DNS_NAME_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/limits.h"

#define HF_DNS_HEADER 12 /* bytes of a message before its question */

struct hf_dns_name {
    uint16_t length;
    uint8_t is_plain; /* 0: it has a byte that no host name has. Then text is cut and no use */
    char text[HF_NAME_MAX + 1]; /* terminated */
};

struct hf_dns_message { /* borrowed */
    const uint8_t *bytes;
    size_t n_bytes;
};

/* Reads the name at *at, which moves behind it. Returns NULL, or what is wrong, a static text. */
const char *hf_dns_name_read(const struct hf_dns_message *message, size_t *at,
                             struct hf_dns_name *name);

/* A name from a user, into the same form. 0: it is no name that could be asked for: labels of 1 to
 * 63 letters, digits, hyphens and underscores, 253 bytes, a dot at its end or not. */
int hf_dns_name_of(struct hf_dns_name *name, const char *text);

#endif
