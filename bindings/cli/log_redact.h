/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `holdfast log redact` is made of: tables of what stands for what (log_redact_map.c), the
 * rewriting of messages as bytes (log_redact_wire.c), and the words that may stay
 * (log_redact_words.c).
 *
 * First everything that was said from outside is collected, then it is replaced: so that nothing
 * that is put in is a word that had to go. Equal words become equal words, everywhere; the parts
 * of a domain's name each become one, so that one.example.test and two.example.test still share
 * their domain.
 */
#ifndef HOLDFAST_CLI_LOG_REDACT_H
#define HOLDFAST_CLI_LOG_REDACT_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/target.h"

/* ---- log_redact_words.c ---- */

/* Whether a word, in small letters, is one of our own sentences. */
int hf_redact_is_ours(const char *word, size_t length);

/* ---- log_redact_map.c ---- */

#define HF_REDACT_KEY  16
#define HF_REDACT_MOST 65536 /* different words and addresses */
#define HF_REDACT_WORD 255   /* longer ones are taken in parts */

struct hf_redact_map;

enum hf_redact_what {                        /* what a replaced thing was */
                      HF_REDACT_NAME = 0,    /* a word, or a part of a domain's name */
                      HF_REDACT_NUMBER = 1,  /* digits alone */
                      HF_REDACT_ADDRESS = 2, /* of a host */
                      HF_REDACT_COUNT
};

/* A key from a text that somebody chose. */
void hf_redact_key(const char *text, uint8_t key[HF_REDACT_KEY]);

struct hf_redact_map *hf_redact_map_new(const uint8_t key[HF_REDACT_KEY]); /* NULL: no memory */
void hf_redact_map_free(struct hf_redact_map *map);

/* From now on things are replaced; before, they are collected. */
void hf_redact_map_close(struct hf_redact_map *map);

/* More different things than HF_REDACT_MOST, or no memory: what was written since is void. */
int hf_redact_map_failed(const struct hf_redact_map *map);

/* How many different things were replaced, and how often. */
uint64_t hf_redact_map_different(const struct hf_redact_map *map, enum hf_redact_what what);
uint64_t hf_redact_map_times(const struct hf_redact_map *map, enum hf_redact_what what);

struct hf_redact_text {
    const uint8_t *in;
    size_t n_in;
    uint8_t *out;
    size_t size, n_out;
};

enum hf_redact_text_kind {
    HF_REDACT_HOST = 0,   /* a name, or an address as text */
    HF_REDACT_FREELY = 1, /* text from outside: every word goes */
    HF_REDACT_NOTE = 2    /* our own words stay */
};

/* 0, or -1: no room. While things are collected the output is the input. */
int hf_redact_text(struct hf_redact_map *map, enum hf_redact_text_kind kind,
                   struct hf_redact_text *text);

/* 4 or 16 bytes, in place. */
void hf_redact_address(struct hf_redact_map *map, uint8_t *address, size_t n);

/* A number that names nothing, but stands for something: a log's id, a hash. */
uint64_t hf_redact_number(const struct hf_redact_map *map, uint64_t number);

/* ---- log_redact_wire.c ---- */

enum hf_redact_message { HF_REDACT_EVENT = 0, HF_REDACT_ACTIONS = 1, HF_REDACT_SNAPSHOT = 2 };

struct hf_redact_wire {
    const uint8_t *in;
    size_t n_in;
    uint8_t *out;
    size_t size, n_out;
    uint64_t dropped; /* added to: members that this build does not know, left out */
};

/* A message with everything replaced, in the same order. 0, or -1: it cannot be read, or no
 * room. */
int hf_redact_wire(struct hf_redact_map *map, enum hf_redact_message message,
                   struct hf_redact_wire *wire);

/* Gives a snapshot that was rewritten the hashes of DNS records (LookupState) of another one of the
 * same form and length: those of the names that are put in. */
void hf_redact_take_hashes(uint8_t *snapshot, const uint8_t *from, size_t n);

#endif
