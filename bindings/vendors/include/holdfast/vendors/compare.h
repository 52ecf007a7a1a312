/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What differs in effect between two configurations, also of different vendors: lines are paired by
 * their number, settings by what they mean. A secret is compared, and never shown (G3).
 */
#ifndef HOLDFAST_VENDORS_COMPARE_H
#define HOLDFAST_VENDORS_COMPARE_H

#include "holdfast/vendors/vendors.h"

enum hf_difference_kind {
    HF_DIFFERS_LINE,     /* only one of them has the line */
    HF_DIFFERS_IDENTITY, /* enabled, user, password, ... */
    HF_DIFFERS_PLACE,    /* only one of them has that server or proxy */
    HF_DIFFERS_SETTING,  /* and it counts in one of them at least */
    HF_DIFFERS_IDLE,     /* a setting that does nothing in either (hf_policy_counts) */
    HF_DIFFERS_EFFECT,   /* a figure of struct hf_effect, as text with its unit */
    HF_DIFFERS_RECORD,   /* only one of them has that static record (B11a) */
    HF_DIFFERS_PHONE     /* what is the phone's own; no line's, as a record */
};

struct hf_difference {
    const struct hf_account *a, *b; /* NULL: it has no such line, or it is not about one */
    char *a_text, *b_text;          /* owned; "" where it has none. A secret is "set" or "not set",
                                       or "one" and "another" */
    const char *what; /* hf_setting_token, "user", "call_leave_server_1"; lives for ever */
    const char *rule; /* lives for ever */
    unsigned place;   /* hf_place_of's */
    enum hf_difference_kind kind;
    uint16_t setting; /* enum hf_setting; NONE where it is about none */
};

struct hf_differences {
    struct hf_difference *list; /* by line, then in the order of the kinds, places and settings */
    size_t n;
};

/* All differences; free them before the phones. */
void hf_compare(const struct hf_phone_config *a, const struct hf_phone_config *b,
                struct hf_differences *differences);

/* The same of one line, at the end of the list. */
void hf_compare_accounts(const struct hf_account *a, const struct hf_account *b,
                         struct hf_differences *differences);

/* Two policies in which hf_compare_accounts finds no difference, identity apart, have the same
 * number; others hardly ever do. */
uint64_t hf_compare_fingerprint(const struct hf_config *config);

/* Where what differs stands in one of the two accounts, a or b; file 0: in no file. */
struct hf_origin hf_difference_origin(const struct hf_account *account,
                                      const struct hf_difference *difference);

/* The same of what is the phone's own, in the configuration a or b. */
struct hf_origin hf_difference_own_origin(const struct hf_phone_config *phone,
                                          const struct hf_difference *difference);

void hf_differences_free(struct hf_differences *differences);

#endif
