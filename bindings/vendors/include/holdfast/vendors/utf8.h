/* SPDX-License-Identifier: Apache-2.0 */
/* UTF-8, as RFC 3629 section 4 has it. */
#ifndef HOLDFAST_VENDORS_UTF8_H
#define HOLDFAST_VENDORS_UTF8_H

#include <stddef.h>

/* The length of the sequence at bytes, 1..4, or 0 when there is none among the `left` (at least
 * one) bytes. The ranges of the second byte shut out overlong forms, surrogates and what is beyond
 * U+10FFFF. */
size_t hf_utf8_length(const unsigned char *bytes, size_t left);

#endif
