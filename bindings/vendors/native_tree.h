/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A YAML file as a tree, within bounds: of depth, of nodes (an alias counts as all that it stands
 * for), of anchors. It knows no key of ours.
 */
#ifndef HOLDFAST_VENDORS_NATIVE_TREE_H
#define HOLDFAST_VENDORS_NATIVE_TREE_H

#include "reading.h"

#define HF_TREE_DEEP    32
#define HF_TREE_NODES   (1u << 23) /* HF_PHONE_LINES lines that set everything fit */
#define HF_TREE_ANCHORS 1000
#define HF_TREE_ALIASES (1u << 18)
#define HF_TREE_RUN     1024 /* blanks and line ends without anything between */

enum hf_tree_kind {
    HF_TREE_TEXT,
    HF_TREE_LIST,
    HF_TREE_MAPPING, /* its parts are key, value, key, value, ... */
    HF_TREE_ALIAS    /* its first is what it stands for: no alias, and before it in the tree */
};

struct hf_tree_node {
    union {
        uint32_t first; /* the first part; 0: none */
        uint32_t text;  /* TEXT: where it begins in texts; terminated, without a zero byte in it */
    };
    uint32_t next; /* what follows in the same list or mapping; 0: none */
    uint32_t at;   /* line of the file */
    uint8_t kind;
    uint8_t is_plain; /* TEXT: without quotes */
};

struct hf_tree {
    struct hf_tree_node *nodes; /* 1 is the root; 0 is none */
    uint32_t n_nodes;           /* with node 0 */
    char *texts;
    size_t length, room;
};

/* 0, or -1 after an error was remarked. Free in both cases. */
int hf_tree_read(struct hf_tree *tree, struct hf_reading *reading, const char *bytes,
                 size_t length);

void hf_tree_free(struct hf_tree *tree);

/* The node; what it stands for where it is an alias. */
const struct hf_tree_node *hf_tree_at(const struct hf_tree *tree, uint32_t node);

/* The text of a node; NULL where it is a list or a mapping. */
const char *hf_tree_text(const struct hf_tree *tree, uint32_t node);

/* True: a key without a value: nothing, ~ or null, without quotes. */
int hf_tree_is_null(const struct hf_tree *tree, uint32_t node);

#endif
