/* SPDX-License-Identifier: Apache-2.0 */
/* Values of configuration keys, read strictly: all of the text is the value, or it is refused. */
#ifndef HOLDFAST_VENDORS_VALUE_H
#define HOLDFAST_VENDORS_VALUE_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/config.h"

/* "-12", "5060". False for anything else, or beyond 18 digits. */
int hf_value_integer(const char *text, int64_t *value);

/* Seconds such as "0.5" or "4" as milliseconds. False for anything else, or finer steps. */
int hf_value_seconds(const char *text, int64_t *value_ms);

/* The index of text among n words, whatever the case of its letters; -1 where it is none of them.
 * A NULL word is none. */
int hf_value_word(const char *text, const char *const *words, size_t n);

/* A6: "500 503 6xx", or "none" for an empty list. NULL; or what is wrong with it. */
#define HF_STATUSES_ALLOWED                                                                        \
    "allowed: none, or codes from 400 to 699 but 401, 407 and 423, 8 at most, and the classes "    \
    "4xx, 5xx and 6xx, with blanks between"
const char *hf_value_statuses(const char *text, struct hf_statuses *statuses);

/* NULL when text can be a host (a name of RFC 1123 2.1, or a numeric address); else what is
 * wrong with it. */
const char *hf_value_host_fault(const char *text);

/* False when a control character is in it, of ASCII or of Latin-1 (U+0080 to U+009F). */
int hf_value_is_printable(const char *text);

/* True: a key so called may hold a secret, whatever else it is (G3). */
int hf_value_is_secret(const char *key);

/* Copies a path for a message, like hf_value_show; of a URL its scheme and host alone, since the
 * rest can hold a user's password (G3). */
void hf_value_show_path(const char *path, char shown[72]);

/* Copies text for a message: 60 bytes at most, nothing but printable characters. */
void hf_value_show(const char *text, char shown[72]);

#endif
