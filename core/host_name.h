/* SPDX-License-Identifier: Apache-2.0 */
/* Names of hosts as text: what is one, and which are the same. */
#ifndef HF_HOST_NAME_H
#define HF_HOST_NAME_H

#include <stdbool.h>
#include <stddef.h>

#define HF_HOST_NAME_MOST 253u /* RFC 1035 2.3.4, as text */

/* Labels of letters, digits, hyphens inside and underscores, 253 bytes, a dot at its end or not.
 * Digits and dots alone are a mistyped address, never a name. */
bool hf_host_name_is_sound(const char *text, size_t length);

/* RFC 1035 2.3.3: whatever the case. */
bool hf_host_name_equal(const char *a, const char *b, size_t length);

/* Below 0, 0 or above: label by label, a shorter one before what it begins, whatever the case. */
struct hf_text;
int hf_host_name_compare(const struct hf_text *a, const struct hf_text *b);

/* A letter as a name's hash takes it. */
char hf_host_name_lower(char c);

#endif
