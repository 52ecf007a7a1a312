/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One line of output, made in memory and written at once: fast enough for a log of a gigabyte.
 * Objects and arrays of JSON may stand inside each other; a comma is put where one is due.
 *
 *     hf_log_out_open(out, NULL, '{');
 *     hf_log_out_key_number(out, "line", 1);
 *     hf_log_out_close(out, '}');
 *     hf_log_out_end(out);                             {"line":1}
 */
#ifndef HOLDFAST_CLI_LOG_OUT_H
#define HOLDFAST_CLI_LOG_OUT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define HF_LOG_OUT_BYTES 65536

struct hf_log_out {
    size_t n;
    FILE *to; /* where a line that is longer than the buffer goes in parts */
    char bytes[HF_LOG_OUT_BYTES];
};

void hf_log_out_bytes(struct hf_log_out *out, const char *bytes, size_t n);
void hf_log_out_text(struct hf_log_out *out, const char *text);
void hf_log_out_number(struct hf_log_out *out, uint64_t number);

/* Text from outside: what a terminal would take as an order becomes a question mark. */
void hf_log_out_plain(struct hf_log_out *out, const char *text, size_t n);

/* "ResponseReceived" as "response received". */
void hf_log_out_words(struct hf_log_out *out, const char *name);

/* At least `digits` digits, zeros in front. */
void hf_log_out_digits(struct hf_log_out *out, uint64_t number, unsigned digits);
void hf_log_out_hex(struct hf_log_out *out, const uint8_t *bytes, size_t n);

/* Ends the line and writes it. */
void hf_log_out_end(struct hf_log_out *out);

/* ---- JSON: key NULL inside an array ---- */

void hf_log_out_open(struct hf_log_out *out, const char *key, char bracket);
void hf_log_out_close(struct hf_log_out *out, char bracket);
void hf_log_out_key(struct hf_log_out *out, const char *key);
void hf_log_out_key_number(struct hf_log_out *out, const char *key, uint64_t number);
void hf_log_out_key_signed(struct hf_log_out *out, const char *key, int64_t number);
void hf_log_out_key_null(struct hf_log_out *out, const char *key);
void hf_log_out_key_text(struct hf_log_out *out, const char *key, const char *text);

/* A byte that is not UTF-8 becomes U+FFFD. */
void hf_log_out_key_chars(struct hf_log_out *out, const char *key, const char *text, size_t n);

#endif
