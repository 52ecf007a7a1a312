/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vendors' configuration files and the policy they mean (G). Reading sets every field of
 * struct hf_config explicitly; each effective setting remembers its file and line (G2b).
 */
#ifndef HOLDFAST_VENDORS_H
#define HOLDFAST_VENDORS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "holdfast/config.h"
#include "holdfast/status.h"

enum hf_dialect {
    HF_DIALECT_UNKNOWN = 0,
    HF_DIALECT_FANVIL_TEXT = 1,    /* <<VOIP CONFIG FILE>>, "SIP1 Register Addr :host" */
    HF_DIALECT_YEALINK_CFG = 2,    /* #!version:1.0.0.1, "account.1.transport = 0" */
    HF_DIALECT_FANVIL_XML_OLD = 3, /* <VOIP_CONFIG_FILE>, names cut to 14 characters */
    HF_DIALECT_FANVIL_XML_NEW = 4, /* <sysConf>, <line index="1"><RegisterAddr> */
    HF_DIALECT_FANVIL_KV = 5,      /* #<Voip Config File>#, "sip.line.1.RegisterAddr = host" */
    HF_DIALECT_NATIVE = 6,         /* YAML, "holdfast: 1"; its keys are the settings' tokens */
    HF_DIALECT_COUNT
};

#define HF_PHONE_LINES 16384

/* Where a setting stands in an account: 0 is the line, 1..HF_LINE_SERVERS a server, what follows
 * an outbound proxy of a server. */
#define HF_PLACES (1 + HF_LINE_SERVERS + HF_LINE_SERVERS * HF_SERVER_PROXIES)

/* server 0: the line; proxy 0: the server itself. */
unsigned hf_place_of(unsigned server, unsigned proxy);
unsigned hf_place_server(unsigned place); /* 1.., 0 for the line */
unsigned hf_place_proxy(unsigned place);  /* 1.., 0 for the line and a server itself */

/* Where a setting came from: file 0 is "default of <dialect>". */
struct hf_origin {
    uint32_t file; /* 1.. index into hf_phone_config.files, or 0 */
    uint32_t line; /* 1.. or 0 */
};

struct hf_spelling { /* a key that a file spells in another way than most of its dialect do */
    char *text;      /* all of the key */
    uint16_t key;    /* in the vendor's table, from 1 */
};

enum hf_account_tls { /* as struct hf_account has them */
                      HF_TLS_CA,
                      HF_TLS_CERTIFICATE,
                      HF_TLS_KEY,
                      HF_TLS_VERIFY,
                      HF_TLS_SETTINGS
};

struct hf_account { /* one line of the phone; texts are owned, never NULL */
    char *name;     /* "SIP1", "account.1": how messages and logs call it */
    char *label;
    char *user, *auth_name, *password, *display_name;
    struct {                                         /* B14 */
        char *ca_file, *certificate_file, *key_file; /* paths; "": none. Read from a file they are
                                                        whole, or beside the working directory
                                                        where that has no name */
        int verify_off;                              /* by name alone; every status says so */
        struct hf_origin at[HF_TLS_SETTINGS];
    } tls;
    struct {                 /* messages that wait (RFC 3842, E12) */
        char *mailbox;       /* a URI; "": the address-of-record */
        char *voicemail;     /* digits to dial, to hear them; "": not said */
        uint32_t expires_s;  /* to ask for; 0: not said */
        int subscribe;       /* 1: they are asked for; 0: what servers tell unasked is heard */
        struct hf_origin at; /* of subscribe */
    } messages;
    struct hf_config config;
    struct hf_origin origins[HF_SETTING_COUNT][HF_PLACES];
    uint8_t keys[HF_SETTING_COUNT][HF_PLACES]; /* the vendor's key that counts, from 1 in its
                                                  table; 0: it has none */
    struct hf_spelling *spellings;
    size_t n_spellings;
    int enabled;
    uint32_t number;         /* N of SIPN, X of account.X */
    enum hf_dialect dialect; /* of the file that named the line first */
};

/* A DNS record that a file brings along (B11a); texts are owned, never NULL. */
struct hf_static_record {
    char *name;          /* of the record */
    char *target;        /* A, AAAA: the address; SRV: the target; NAPTR: the replacement */
    char *service;       /* NAPTR: "SIP+D2U"; else "" */
    char *flags;         /* NAPTR: "s", "a" or ""; else "" */
    struct hf_origin at; /* of its name */
    uint32_t ttl_s;
    uint16_t priority, weight; /* SRV; NAPTR: order and preference; else 0 */
    uint16_t port;             /* SRV; else 0 */
    uint8_t type;              /* enum hf_dns_type */
};

/* What is the phone's own and no line's: "phone" of a native file. No vendor's key says it. */
enum hf_own_setting {
    HF_OWN_EMERGENCY, /* E11: "110,112" */
    HF_OWN_DIAL_PLAN, /* sound as a text alone: whoever dials by it knows what a plan is */
    HF_OWN_CODECS,    /* "opus,pcmu", the best first; this build may lack one */
    HF_OWN_COUNTRY,   /* of the tones: "itu", "us", "uk", "de", "cn" */
    HF_OWN_RTP_PORTS, /* "16384-32767" */
    HF_OWN_HAL,       /* as the phone's option has it */
    HF_OWN_SETTINGS
};

struct hf_own {
    char *text; /* owned; NULL: no file says it */
    struct hf_origin at;
};

#define HF_OWN_NUMBERS 8  /* emergency numbers */
#define HF_OWN_DIGITS  15 /* of one */

/* "phone.emergency_numbers"; the rule that it serves; what counts where no file says it, "" where
 * that is nothing, or whatever this build has. They live for ever. */
const char *hf_own_token(unsigned setting);
const char *hf_own_rule(unsigned setting);
const char *hf_own_default(unsigned setting);

enum hf_severity { HF_SEVERITY_WARNING = 1, HF_SEVERITY_ERROR = 2 };

struct hf_remark {       /* printed as "file:line: text"; owned; a password is never in one */
    char *text;          /* what is wrong, and what would be right; without file and line */
    const char *rule;    /* "G1", "G2a", ... */
    uint32_t file, line; /* 0: of no file, of no line */
    enum hf_severity severity;
};

struct hf_unknown_key { /* G2: kept as read, never printed: its value may be a secret */
    char *key, *value;
    struct hf_origin at;
};

struct hf_phone_config {
    char **files;
    size_t n_files;
    struct hf_account *accounts;
    size_t n_accounts;
    struct hf_remark *remarks;
    size_t n_remarks;
    struct hf_static_record *records; /* of all lines */
    size_t n_records;
    struct hf_own own[HF_OWN_SETTINGS];
    struct hf_unknown_key *unknown;
    size_t n_unknown;    /* how many are in unknown; memory has a bound */
    size_t unknown_keys; /* how many there were in all files: counted, harmless (G2) */
    size_t left_keys; /* known keys that say something, and of which no account has anything: they
                            are warned about, and a conversion leaves them behind */
    size_t n_cut;     /* files that look as if they had been cut off */
};

/* Reads files in order, later ones over earlier ones of the same vendor; a file that a file
 * includes is read in its place. 0, or -1 when any remark is an error: then there are no accounts
 * (nothing is applied). Free in both cases. */
int hf_vendors_read(struct hf_phone_config *phone, const char *const *paths, size_t n_paths);

/* The same from memory, for tests and fuzzing; name stands for the path in remarks. Nothing is
 * included: that is an error. */
int hf_vendors_read_bytes(struct hf_phone_config *phone, const char *name, const char *bytes,
                          size_t n_bytes);

void hf_phone_config_free(struct hf_phone_config *phone);

/* Prints "path:line: warning: text [rule]" for each remark; "error:" likewise. */
void hf_phone_config_print_remarks(const struct hf_phone_config *phone, FILE *to);

/* "fanvil", "yealink", "native". */
const char *hf_dialect_vendor(enum hf_dialect dialect);

/* For messages: "Fanvil text", "Fanvil XML", "Yealink", "native". */
const char *hf_dialect_name(enum hf_dialect dialect);

/* Why this build cannot run an account, though its vendor's phone could. */
struct hf_obstacle {
    char text[320];      /* names the setting in the file's own words, and what to set instead */
    struct hf_origin at; /* where that setting stands */
    const char *rule;
    uint16_t setting; /* enum hf_setting */
    uint16_t server;  /* 1.. or 0 */
};

#define HF_OBSTACLES_MAX 16

/* Fills at most HF_OBSTACLES_MAX obstacles and returns how many there are; 0: it can run.
 * Whether the account is enabled does not count. */
size_t hf_account_obstacles(const struct hf_account *account, struct hf_obstacle *obstacles);

/* 1: this build can run the account. 0: text says the first reason. */
int hf_account_runnable(const struct hf_account *account, char *text, size_t size);

#endif
