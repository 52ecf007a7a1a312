/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One JSON object a line, written to a FILE: what every command prints with --json.
 *
 *     struct hf_json json;
 *     hf_json_begin(&json, stdout);
 *     hf_json_string(&json, "kind", "line");
 *     hf_json_integer(&json, "line", 1);
 *     hf_json_end(&json);                              {"kind":"line","line":1}
 *
 * Nothing is allocated. Keys are our own plain ASCII words; values are escaped, and a byte that
 * is not UTF-8 becomes U+FFFD, so that the line is always valid JSON.
 */
#ifndef HOLDFAST_CLI_JSON_H
#define HOLDFAST_CLI_JSON_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct hf_json {
    FILE *to;
    unsigned n_members; /* written so far; decides the comma */
};

void hf_json_begin(struct hf_json *json, FILE *to);

/* A NULL value is written as null. */
void hf_json_string(struct hf_json *json, const char *key, const char *value);

/* Bytes that need no terminator. */
void hf_json_text(struct hf_json *json, const char *key, const char *bytes, size_t length);

void hf_json_integer(struct hf_json *json, const char *key, int64_t value);
void hf_json_unsigned(struct hf_json *json, const char *key, uint64_t value);
void hf_json_bool(struct hf_json *json, const char *key, int value);
void hf_json_null(struct hf_json *json, const char *key);

/* Closes the object, ends the line and flushes, so that a reader of a pipe sees it now.
 * 0, or -1 when the stream has failed (a full disk, a closed pipe). */
int hf_json_end(struct hf_json *json);

#endif
