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

struct hf_record_text { /* one key of a static record (B11a) as a file has it */
    char *key, *text;
    struct hf_origin at;
    uint32_t account; /* of account.X.dns_cache_a; 0: of the phone */
    uint32_t order;   /* of reading: the later one counts */
    uint16_t number;  /* N of dns_cache_a.N */
    uint8_t kind, field;
};

#define HF_KNOWN_SLOTS 2048 /* more than twice as many as a vendor has keys */

struct hf_known { /* the names of a vendor's keys by hash: 0 is none, else the key's index and 1 */
    uint16_t slots[HF_KNOWN_SLOTS];
    int is_filled;
};

#define HF_INCLUDES_DEEP 8
#define HF_UNKNOWN_KEPT  65536              /* unknown keys of one phone; the rest is counted */
#define HF_UNKNOWN_BYTES ((size_t)16 << 20) /* of their names and values */
#define HF_MERGED_BYTES  ((size_t)64 << 20) /* of values, beyond what native files hold */
#define HF_INCLUDES_MOST 1000               /* files of one phone */

struct hf_file_id { /* as the system tells files apart, whatever they are called */
    uint64_t device, number;
};

struct hf_reading {
    struct hf_remarks remarks;
    struct hf_phone_config *phone;
    struct hf_shelf shelves[HF_MAKER_COUNT];
    struct hf_known known[HF_MAKER_COUNT];
    struct hf_record_text *record_texts; /* Yealink's */
    size_t n_record_texts;
    size_t n_included; /* files that a file included, and their bytes */
    size_t n_included_bytes;
    struct hf_file_id open[HF_INCLUDES_DEEP + 1]; /* being read, the first one by name */
    uint32_t file;                                /* being read: 1.. */
    unsigned n_deep;                              /* how many files include the present one */
    int from_memory;                              /* there is no directory to include from */
    uint32_t n_put;                               /* keys so far, of all files */
    size_t n_twice; /* of this file: keys set twice, lines that are none, other keys */
    size_t n_malformed;
    size_t n_unknown;
    size_t unknown_bytes;             /* kept, of all files */
    size_t native_bytes, taken_bytes; /* of native files, and of the values taken from them */
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
 * the present one. An error is remarked at the line where it cannot be read, is being read already,
 * is more than HF_INCLUDES_DEEP files deep, or is one too many. */
void hf_reading_include(struct hf_reading *reading, const char *path, uint32_t at);

struct hf_reading_entry {   /* one key of a file */
    const char *key, *name; /* all of it, and the name in the vendor's table of keys */
    const char *value;
    uint32_t number; /* of the line that it belongs to; 0: phone-wide */
    uint32_t at;     /* line of the file */
};

void hf_reading_put(struct hf_reading *reading, enum hf_dialect dialect,
                    const struct hf_reading_entry *entry);

/* Keeps a key that is none of the vendor's, within bounds; prefix stands before entry->key. */
void hf_reading_unknown(struct hf_reading *reading, const char *prefix,
                        const struct hf_reading_entry *entry);

/* Counts a value of a native file, where an alias makes many of one. False after an error was
 * remarked: together they are too long. */
int hf_reading_charge(struct hf_reading *reading, const char *value, uint32_t at);

/* The greatest number of a line so far, whatever the vendor; 0: there is none. */
uint32_t hf_reading_last(const struct hf_reading *reading);

/* The file ends as if something were missing: counted, and warned about. */
#define HF_LAST_LINE_CUT "the last line of the file has no end"
void hf_reading_cut(struct hf_reading *reading, uint32_t at, const char *how);

/* Keeps a key of a static record. False: it is none. hf_reading_yealink_records makes records of
 * all that was kept. */
int hf_reading_yealink_record(struct hf_reading *reading, const struct hf_reading_entry *entry);
void hf_reading_yealink_records(struct hf_reading *reading);
void hf_reading_yealink_free(struct hf_reading *reading);

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
