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
    struct hf_shelf shelves[HF_MAKER_COUNT];
    uint32_t file;   /* being read: 1.. */
    unsigned n_deep; /* how many files include the present one */
    int from_memory; /* there is no directory to include from */
    size_t n_twice;  /* of this file: keys set twice, lines that are none, other keys */
    size_t n_malformed;
    size_t n_unknown;
    size_t first_unknown; /* in the configuration's list; those of included files stand between */
};

/* Each reads one file's bytes of its dialect into the reading's drafts; those that are made of
 * lines of text take them as such. */
void hf_reading_fanvil(struct hf_reading *reading, struct hf_lines *lines);
void hf_reading_fanvil_kv(struct hf_reading *reading, struct hf_lines *lines);
void hf_reading_yealink(struct hf_reading *reading, struct hf_lines *lines);
void hf_reading_fanvil_xml(struct hf_reading *reading, enum hf_dialect dialect, const char *bytes,
                           size_t length);
void hf_reading_native(struct hf_reading *reading, const char *bytes, size_t length);

/* Reads a file that the present one includes, in its place: path is relative to the directory of
 * the present one. An error is remarked at the line where it cannot be read or is HF_INCLUDES_DEEP
 * files deep, as one that includes itself is. */
#define HF_INCLUDES_DEEP 8
void hf_reading_include(struct hf_reading *reading, const char *path, uint32_t at);

struct hf_reading_entry {   /* one key of a file */
    const char *key, *name; /* all of it, and the name in the vendor's table of keys */
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

/* True after an error was remarked: the line is longer than a reader takes. */
int hf_reading_too_long(struct hf_reading *reading, const struct hf_lines *lines);

/* The dialect of the bytes, by their first lines. *marked: the vendor's first line is there. */
enum hf_dialect hf_reading_dialect(const char *bytes, size_t length, int *marked);

/* One file's bytes into drafts. */
void hf_reading_bytes(struct hf_reading *reading, enum hf_dialect dialect, const char *bytes,
                      size_t length);

/* Makes the accounts of all drafts. */
void hf_reading_finish(struct hf_reading *reading);

void hf_reading_free(struct hf_reading *reading);

#endif
