/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From keys to policy. A vendor is a table of keys; reading files fills drafts, one a line of
 * the phone, with the raw text that counts for each key (the last one); finishing turns a draft
 * into an account: defaults where the text is missing, an error where it is wrong (G1), the file
 * and line of each setting kept (G2b).
 */
#ifndef HOLDFAST_VENDORS_IMPORT_H
#define HOLDFAST_VENDORS_IMPORT_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/vendors/vendors.h"
#include "lines.h"
#include "remark.h"

#define HF_VENDOR_SERVERS  2   /* server entries of a line in either vendor's files */
#define HF_VENDOR_TEXT_MAX 127 /* bytes of a user, a password, a displayed name */
#define HF_KEY_NAME        96  /* room for a whole key and its terminator */

enum hf_key_kind {
    HF_KEY_NUMBER,
    HF_KEY_SECONDS, /* decimal seconds in the file, milliseconds here */
    HF_KEY_CHOICE,  /* a number with a meaning of its own for each value */
    HF_KEY_HOST,
    HF_KEY_TEXT,
    HF_KEY_SECRET /* as TEXT, and never in a message (G3) */
};

struct hf_key {
    const char *name;      /* what follows the line's prefix; all of it for a phone-wide key */
    const char *allowed;   /* CHOICE: its values in words; else NULL: made from the range */
    const int8_t *choices; /* CHOICE: what least + i is stored as; -1: not allowed */
    int64_t least, greatest, preset; /* in the file's own numbers (SECONDS: ms) */
    uint16_t field;                  /* offset in struct hf_config, or in struct hf_server_config */
    uint8_t width;                   /* of the field in bytes; 0: the vendor's code stores it */
    uint8_t kind, setting;           /* enum hf_key_kind, enum hf_setting */
    uint8_t server;                  /* the vendor's server that it belongs to, 1.. or 0 */
    uint8_t of_server;               /* the field is in struct hf_server_config */
    uint8_t phone_wide;              /* one for all lines */
};

#define HF_LINE_FIELD(name)                                                                        \
    .field = offsetof(struct hf_config, name), .width = sizeof(((struct hf_config *)0)->name)
#define HF_SERVER_FIELD(name)                                                                      \
    .of_server = 1, .field = offsetof(struct hf_server_config, name),                              \
    .width = sizeof(((struct hf_server_config *)0)->name)

struct hf_raw {
    char *text; /* NULL: not in any file */
    struct hf_origin at;
};

struct hf_draft { /* one line of the phone, or what is phone-wide; as many raws as keys */
    uint32_t number;
    struct hf_raw raw[];
};

struct hf_import;

struct hf_vendor {
    enum hf_dialect dialect;
    char separator; /* between an account's name and the rest of the key */
    const struct hf_key *keys;
    size_t n_keys;
    /* True: the draft is a line worth an account; remarks on what it lacks otherwise. */
    int (*is_line)(struct hf_import *import);
    void (*finish)(struct hf_import *import);
};

extern const struct hf_vendor hf_vendor_fanvil;
extern const struct hf_vendor hf_vendor_yealink;

struct hf_import { /* of one account */
    struct hf_remarks *remarks;
    const struct hf_vendor *vendor;
    const struct hf_draft *phone, *line;
    struct hf_account *account;
};

/* The vendor of a dialect, NULL for UNKNOWN. */
const struct hf_vendor *hf_vendor_of(enum hf_dialect dialect);

/* The index of a key in the vendor's table, or its number of keys. */
size_t hf_vendor_find(const struct hf_vendor *vendor, const char *name, int phone_wide);

/* The whole key as it stands in a file. */
void hf_vendor_key(const struct hf_vendor *vendor, uint32_t number, size_t key,
                   char text[HF_KEY_NAME]);

/* The text that counts for a key, or NULL where it is missing or blank. */
const char *hf_import_raw(const struct hf_import *import, size_t key);

/* Where that text stands; file 0 where it is missing. */
struct hf_origin hf_import_origin(const struct hf_import *import, size_t key);

/* True when key a counts rather than b: it is set, and b is not or stands before it. */
int hf_import_is_later(const struct hf_import *import, size_t a, size_t b);

/* The value of a key as it is stored. False after an error was remarked. */
int hf_import_number(struct hf_import *import, size_t key, int64_t *value);

/* The key's value into its field, and its origin; server is its place in the configuration,
 * 1.., where the field is a server's. */
void hf_import_field(struct hf_import *import, size_t key, unsigned server);

/* Notes the origin of a setting that the vendor's code stored itself. */
void hf_import_note(struct hf_import *import, size_t key, unsigned server);

/* Notes that a setting without a key of its own follows from that of another, or of a server's. */
struct hf_follows {
    unsigned setting, from, server;
};
void hf_import_follow(struct hf_import *import, struct hf_follows follows);

/* C3a: what a key says about keep-alives; the choices of the key that switches them. */
enum hf_keepalive { HF_KEEPALIVE_OFF = 0, HF_KEEPALIVE_CRLF = 1, HF_KEEPALIVE_OTHER = 2 };

/* keepalive_s by the key that switches and the key of the interval in seconds. Only CRLF is sent,
 * whatever kind is asked for. */
void hf_import_keepalive(struct hf_import *import, size_t kind, size_t interval);

/* A text of the account, owned by the caller; "" where it is missing. */
char *hf_import_text(struct hf_import *import, size_t key);

/* Adds a server with the host that the key names. Its place (1..), or 0 where there is none. */
unsigned hf_import_server(struct hf_import *import, size_t key);

/* What both vendors' files mean alike, having no key for it (G). Every field that neither this
 * nor a vendor's finish sets is zero. */
void hf_import_common(struct hf_import *import);

struct hf_about { /* what a remark is about, and the rule that it comes from */
    size_t key;
    const char *rule;
};

/* A remark about a key: "key = value: text". */
__attribute__((format(printf, 3, 4))) void
hf_import_warn(struct hf_import *import, struct hf_about about, const char *format, ...);

/* G2a, after the account is finished. */
void hf_conflicts_check(struct hf_import *import);

#endif
