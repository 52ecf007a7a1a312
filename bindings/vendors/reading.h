/* SPDX-License-Identifier: Apache-2.0 */
/* A reading of files into drafts: what of a file is a dialect's line format, and no meaning. */
#ifndef HOLDFAST_VENDORS_READING_H
#define HOLDFAST_VENDORS_READING_H

#include "import.h"

struct hf_shelf { /* the drafts of one vendor */
    struct hf_draft *phone;
    struct hf_draft **lines; /* HF_PHONE_LINES + 1 of them by number; NULL where there is none */
    uint32_t last;           /* the greatest number in use */
};

struct hf_reading {
    struct hf_remarks remarks;
    struct hf_phone_config *phone;
    struct hf_shelf shelves[HF_DIALECT_COUNT];
    uint32_t file;  /* being read: 1.. */
    size_t n_twice; /* of this file: keys set twice, lines that are none, other keys */
    size_t n_malformed;
    size_t n_unknown;
};

/* Reads one file's bytes of the dialect, line by line, into the reading's drafts. */
void hf_reading_fanvil(struct hf_reading *reading, struct hf_lines *lines);
void hf_reading_yealink(struct hf_reading *reading, struct hf_lines *lines);

struct hf_reading_entry {   /* one key of a file */
    const char *key, *name; /* all of it, and what follows the line's prefix */
    const char *value;
    uint32_t number; /* of the line that it belongs to; 0: phone-wide */
    uint32_t at;     /* line of the file */
};

void hf_reading_put(struct hf_reading *reading, enum hf_dialect dialect,
                    const struct hf_reading_entry *entry);

/* A line that is neither key nor comment; its text may be a secret and is not kept. */
void hf_reading_malformed(struct hf_reading *reading, uint32_t at, const char *expected);

/* Reads "12" of "12.rest" or "12 rest": 1..HF_PHONE_LINES, 0 when it is no line's number. *rest
 * is what follows the separator. A number beyond HF_PHONE_LINES is an error that is remarked. */
uint32_t hf_reading_number(struct hf_reading *reading, const struct hf_lines *lines,
                           const char *text, const char **rest);

/* The dialect of the bytes, by their first lines. *marked: the vendor's first line is there. */
enum hf_dialect hf_reading_dialect(const char *bytes, size_t length, int *marked);

/* One file's bytes into drafts. */
void hf_reading_bytes(struct hf_reading *reading, enum hf_dialect dialect, const char *bytes,
                      size_t length);

/* Makes the accounts of all drafts. */
void hf_reading_finish(struct hf_reading *reading);

void hf_reading_free(struct hf_reading *reading);

#endif
