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
    HF_DIALECT_FANVIL_TEXT = 1,
    HF_DIALECT_YEALINK_CFG = 2,
    HF_DIALECT_COUNT
};

#define HF_PHONE_LINES 16384

/* Where a setting came from: file 0 is "default of <dialect>". */
struct hf_origin {
    uint32_t file; /* 1.. index into hf_phone_config.files, or 0 */
    uint32_t line; /* 1.. or 0 */
};

struct hf_account { /* one line of the phone; texts are owned, never NULL */
    char *name;     /* "SIP1", "account.1": how messages and logs call it */
    char *label;
    char *user, *auth_name, *password, *display_name;
    struct hf_config config;
    struct hf_origin origins[HF_SETTING_COUNT][HF_LINE_SERVERS + 1]; /* [.][0]: of the line */
    uint8_t keys[HF_SETTING_COUNT][HF_LINE_SERVERS + 1]; /* the vendor's key that counts, from 1
                                                            in its table; 0: it has none */
    int enabled;
    uint32_t number; /* N of SIPN, X of account.X */
    enum hf_dialect dialect;
};

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
    struct hf_unknown_key *unknown;
    size_t unknown_keys; /* how many are in unknown: counted, harmless (G2) */
    size_t n_cut;        /* files that say of themselves that they may have been cut off */
};

/* Reads files in order, later ones over earlier ones of the same vendor. 0, or -1 when any
 * remark is an error: then there are no accounts (nothing is applied). Free in both cases. */
int hf_vendors_read(struct hf_phone_config *phone, const char *const *paths, size_t n_paths);

/* The same from memory, for tests and fuzzing; name stands for the path in remarks. */
int hf_vendors_read_bytes(struct hf_phone_config *phone, const char *name, const char *bytes,
                          size_t n_bytes);

void hf_phone_config_free(struct hf_phone_config *phone);

/* Prints "path:line: warning: text [rule]" for each remark; "error:" likewise. */
void hf_phone_config_print_remarks(const struct hf_phone_config *phone, FILE *to);

/* "fanvil", "yealink". */
const char *hf_dialect_vendor(enum hf_dialect dialect);

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
