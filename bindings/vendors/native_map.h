/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mappings of a native file: which keys each of them has, which value counts for which key
 * (its own, else a merged one), and what is said of keys that it does not have.
 */
#ifndef HOLDFAST_VENDORS_NATIVE_MAP_H
#define HOLDFAST_VENDORS_NATIVE_MAP_H

#include "native_tree.h"

#define HF_MAP_KEYS 56 /* tests/unit/vendors/yaml.c: no mapping has as many */

enum hf_map_kind {
    HF_MAP_FILE,
    HF_MAP_DEFAULTS,
    HF_MAP_DEFAULT_SERVER,
    HF_MAP_DEFAULT_PROXY,
    HF_MAP_LINE,
    HF_MAP_SERVER,
    HF_MAP_PROXY,
    HF_MAP_RECORD,
    HF_MAP_PHONE,
    HF_MAP_COUNT
};

struct hf_map_keys { /* of a kind of mapping */
    const char *names[HF_MAP_KEYS];
    size_t n;
    size_t n_settings; /* the first ones are settings, the rest are lists and mappings */
};

struct hf_map_slot {
    uint32_t value; /* node; 0: the mapping does not have the key */
    uint32_t at;    /* line of the key */
    uint32_t rank;  /* 1: its own; above: of a merged mapping */
};

struct hf_map {
    const struct hf_map_keys *keys;
    struct hf_map_slot slots[HF_MAP_KEYS];
    char prefix[HF_KEY_NAME]; /* of its keys in messages: "lines[1].servers[2]." */
};

struct hf_map_walk { /* of one file */
    struct hf_reading *reading;
    struct hf_tree tree;
    struct hf_map_keys keys[HF_MAP_COUNT];
    size_t n_unknown;
};

void hf_map_begin(struct hf_map_walk *walk, struct hf_reading *reading);

/* Says how many keys were not known beside those that were named; frees the tree. */
void hf_map_end(struct hf_map_walk *walk);

/* Reads the node as a mapping of the kind; map->prefix is set. False after an error was remarked;
 * then nothing of it is to be read. */
int hf_map_gather(struct hf_map_walk *walk, struct hf_map *map, enum hf_map_kind kind,
                  uint32_t node);

/* The slot of a key; NULL where the mapping does not have it or has no value for it. */
const struct hf_map_slot *hf_map_find(const struct hf_map_walk *walk, const struct hf_map *map,
                                      const char *name);

/* The slot's one text; NULL after an error was remarked: it is a list or a mapping. */
const char *hf_map_text(struct hf_map_walk *walk, const struct hf_map *map, const char *name,
                        const struct hf_map_slot *slot);

/* What stands where `wanted` ("a list") belongs. */
void hf_map_wrong_kind(struct hf_map_walk *walk, const char *key, uint32_t node,
                       const char *wanted);

/* G1, about a key of a mapping at a line of the file. */
__attribute__((format(printf, 3, 4))) void hf_map_error(struct hf_map_walk *walk, uint32_t at,
                                                        const char *format, ...);

/* native_records.c: the list of static records (B11a). */
void hf_map_records(struct hf_map_walk *walk, uint32_t list);

/* native_phone.c: what is the phone's own. */
void hf_map_phone(struct hf_map_walk *walk, uint32_t node);

/* Its keys; NULL behind the last one. */
const char *hf_map_phone_key(unsigned setting);

#endif
