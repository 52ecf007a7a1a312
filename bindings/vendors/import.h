/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From keys to policy. A vendor is a table of keys, whatever the dialect that they come in; the
 * native format is one of them. Reading files fills drafts, one a line of the phone, with the raw
 * text that counts for each key (the last one); finishing turns a draft into an account: defaults
 * where the text is missing, an error where it is wrong (G1), the file and line of each setting
 * kept (G2b). Writing goes the other way by the same tables (writing.h).
 */
#ifndef HOLDFAST_VENDORS_IMPORT_H
#define HOLDFAST_VENDORS_IMPORT_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/vendors/vendors.h"
#include "lines.h"
#include "remark.h"

#define HF_VENDOR_SERVERS  2 /* server entries of a line in either vendor's files */
#define HF_VENDOR_PATH_MAX 1023
#define HF_VENDOR_TEXT_MAX 127 /* bytes of a user, a password, a displayed name */
#define HF_KEY_NAME        96  /* room for a whole key and its terminator */

enum hf_key_kind {
    HF_KEY_NUMBER,
    HF_KEY_SECONDS,  /* decimal seconds in the file, milliseconds here */
    HF_KEY_CHOICE,   /* a number with a meaning of its own for each value */
    HF_KEY_WORD,     /* one of its words; its number in them is stored */
    HF_KEY_STATUSES, /* codes and classes with blanks between: "500 503 6xx"; "none" */
    HF_KEY_HOST,
    HF_KEY_TEXT,
    HF_KEY_PATH,  /* of a file, from the directory of the one that names it */
    HF_KEY_SECRET /* as TEXT, and never in a message (G3) */
};

struct hf_key {
    const char *name;         /* what follows the line's prefix; all of it for a phone-wide key */
    const char *allowed;      /* CHOICE: its values in words; else NULL: made from the range */
    const int8_t *choices;    /* CHOICE: what least + i is stored as; -1: not allowed. WORD: what
                                        word i is stored as; NULL: as i */
    const char *const *words; /* WORD: 0..greatest, what number i is called, in any case of
                                        letters; NULL: not in this place */
    const char *preset_word;  /* a word that stands for the preset, such as "as server"; of a
                                        proxy's key whose preset is HF_AS_SERVER NULL is "-1" */
    const char *noted;        /* nothing is stored: what is said when the value is another
                                        than the preset (hf_import_noted) */
    const char *rule;         /* of that, or of a text that nothing here uses; else NULL */
    int64_t least, greatest, preset; /* in the file's own numbers (SECONDS: ms) */
    uint16_t field;                  /* offset in the struct that holds it */
    uint8_t width;                   /* of the field in bytes; 0: the vendor's code stores it */
    uint8_t kind, setting;           /* enum hf_key_kind, enum hf_setting */
    uint8_t server;                  /* the vendor's server that it belongs to, 1.. or 0 */
    uint8_t proxy;                   /* the outbound proxy that it belongs to, 1.. or 0 */
    uint8_t of;                      /* enum hf_key_of: the struct of its field */
    uint8_t phone_wide;              /* one for all lines */
};

enum hf_key_of {
    HF_KEY_OF_LINE,   /* struct hf_config */
    HF_KEY_OF_SERVER, /* struct hf_server_config */
    HF_KEY_OF_PROXY   /* struct hf_proxy_config; -1 is the server's value (B13) */
};

#define HF_LINE_FIELD(name)                                                                        \
    .field = offsetof(struct hf_config, name), .width = sizeof(((struct hf_config *)0)->name)
#define HF_SERVER_FIELD(name)                                                                      \
    .of = HF_KEY_OF_SERVER, .field = offsetof(struct hf_server_config, name),                      \
    .width = sizeof(((struct hf_server_config *)0)->name)
#define HF_PROXY_FIELD(name)                                                                       \
    .of = HF_KEY_OF_PROXY, .field = offsetof(struct hf_proxy_config, name),                        \
    .width = sizeof(((struct hf_proxy_config *)0)->name)

struct hf_raw {
    char *text; /* NULL: not in any file */
    char *key;  /* all of the key as the file has it; NULL: as hf_vendor_key says */
    struct hf_origin at;
    uint32_t order;  /* of reading, 1..: behind an include stands what is later than all in it */
    uint8_t dialect; /* enum hf_dialect of that file */
};

struct hf_draft { /* one line of the phone, or what is phone-wide; as many raws as keys */
    uint32_t number;
    enum hf_dialect dialect; /* of the file that named it first */
    struct hf_raw raw[];
};

struct hf_import;

enum hf_maker { HF_MAKER_FANVIL, HF_MAKER_YEALINK, HF_MAKER_NATIVE, HF_MAKER_COUNT };

struct hf_vendor {
    enum hf_maker maker;
    const struct hf_key *keys;
    size_t n_keys;
    int inherits; /* a key that is not phone-wide may stand phone-wide too, for all lines */
    /* The name of a line: "SIP1", "account.1". */
    void (*name)(uint32_t number, char text[32]);
    /* The whole key as a file of the dialect has it. */
    void (*spell)(enum hf_dialect dialect, uint32_t number, const struct hf_key *key,
                  char text[HF_KEY_NAME]);
    /* True: the draft is a line worth an account; remarks on what it lacks otherwise. */
    int (*is_line)(struct hf_import *import);
    void (*finish)(struct hf_import *import);
    /* True: has checked the value of a key, which its table of keys does not say all about, and
     * remarked on it where it is wrong; NULL: there is no such key. */
    int (*checks)(struct hf_import *import, size_t key);
};

extern const struct hf_vendor hf_vendor_fanvil;
extern const struct hf_vendor hf_vendor_yealink;
extern const struct hf_vendor hf_vendor_native;

struct hf_import { /* of one account */
    struct hf_remarks *remarks;
    const struct hf_vendor *vendor;
    const struct hf_draft *phone, *line;
    struct hf_account *account;
    int from_memory; /* there is no directory that a path could be from */
};

/* The vendor of a dialect, NULL for UNKNOWN; and by its maker. */
const struct hf_vendor *hf_vendor_of(enum hf_dialect dialect);
const struct hf_vendor *hf_vendor_by(enum hf_maker maker);

/* The index of a key in the vendor's table, or its number of keys. */
size_t hf_vendor_find(const struct hf_vendor *vendor, const char *name, int phone_wide);

/* The whole key as it stands in the file that set it, or would stand in one of the draft's
 * dialect. */
void hf_import_key(const struct hf_import *import, size_t key, char text[HF_KEY_NAME]);

/* The dialect of the file that the key's text comes from; the draft's where it is missing. */
enum hf_dialect hf_import_dialect(const struct hf_import *import, size_t key);

/* The text that counts for a key, or NULL where it is missing or blank; Yealink's %NULL% and
 * %EMPTY% are blank. */
const char *hf_import_raw(const struct hf_import *import, size_t key);

/* Where that text stands; file 0 where it is missing. */
struct hf_origin hf_import_origin(const struct hf_import *import, size_t key);

/* True when key a counts rather than b: it is set, and b is not or stands before it. */
int hf_import_is_later(const struct hf_import *import, size_t a, size_t b);

/* The value of a key as it is stored; its preset where it is missing. False after an error was
 * remarked. Not for STATUSES, HOST, TEXT and SECRET. */
int hf_import_number(struct hf_import *import, size_t key, int64_t *value);

/* The key's value into its field, STATUSES too, and its origin; place (hf_place_of) says whose it
 * is, and is not looked at where the field is the line's. */
void hf_import_field(struct hf_import *import, size_t key, unsigned place);

/* Notes the origin of a setting that the vendor's code stored itself. */
void hf_import_note(struct hf_import *import, size_t key, unsigned place);

/* Notes that a setting without a key of its own follows from that of another, or of a server's. */
struct hf_follows {
    unsigned setting, from, place; /* the place of `from`; the setting is the line's */
};
void hf_import_follow(struct hf_import *import, struct hf_follows follows);

/* C3a: what a key says about keep-alives; the choices of the key that switches them. */
enum hf_keepalive { HF_KEEPALIVE_OFF = 0, HF_KEEPALIVE_CRLF = 1, HF_KEEPALIVE_OTHER = 2 };

/* keepalive_s by the key that switches and the key of the interval in seconds. Only CRLF is sent,
 * whatever kind is asked for. */
void hf_import_keepalive(struct hf_import *import, size_t kind, size_t interval);

/* A text of the account, owned by the caller; "" where it is missing. */
char *hf_import_text(struct hf_import *import, size_t key);

/* Message waiting: the key that switches it, and that of the expiry in seconds. One outside of what
 * is ever asked for acts as the nearest, with a warning. The mailbox is the line's own. */
#define HF_MESSAGES_LEAST_S 10
#define HF_MESSAGES_MOST_S  86400
#define HF_MESSAGES_USUAL_S 3600
void hf_import_messages(struct hf_import *import, size_t subscribe, size_t expires);

/* After hf_import_messages: the number that is dialled to hear them. */
#define HF_VOICEMAIL_MAX 31
void hf_import_voicemail(struct hf_import *import, size_t key);

/* The same of a path, resolved. */
char *hf_import_path(struct hf_import *import, size_t key);

/* What the line says about TLS, where its format has keys for that. */
void hf_import_tls(struct hf_import *import);

/* Adds a server with the host that the key names. Its place (1..), or 0 where there is none. */
unsigned hf_import_server(struct hf_import *import, size_t key);

/* Adds an outbound proxy to the server of that place with the host that the key names; its other
 * fields are HF_AS_SERVER. The proxy's place, or 0 where there is none. */
unsigned hf_import_proxy(struct hf_import *import, size_t key, unsigned server);

/* A warning for each key with `noted` whose value is another than its preset; its range is checked
 * where it has one (greatest > 0). */
void hf_import_noted(struct hf_import *import);

/* G1: each value of import->line, whether anything uses it or not; the account is not there yet. */
void hf_import_check(struct hf_import *import);

/* How many keys of import->line say something that the account, which is finished, does not have;
 * there is none where import->line is what is phone-wide. */
size_t hf_import_left(const struct hf_import *import);

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

/* G1: "key = value: what is wrong; what is allowed". */
void hf_import_refuse(struct hf_import *import, size_t key, const char *wrong, const char *allowed);

/* Keeps how the files spell the account's keys where hf_vendor.spell would say otherwise. */
void hf_account_keep_spellings(const struct hf_import *import);

/* The whole key of the account, an index in its vendor's table, as the file that set it has it. */
void hf_account_spell(const struct hf_account *account, size_t key, char text[HF_KEY_NAME]);

/* "SIP1 (a.txt:4)": the account, and where it stands. */
#define HF_ACCOUNT_SHOWN 400
void hf_account_show(const struct hf_phone_config *phone, const struct hf_account *account,
                     char text[HF_ACCOUNT_SHOWN]);

/* G2a, after the account is finished. */
void hf_conflicts_check(struct hf_import *import);

#endif
