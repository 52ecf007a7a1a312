/* SPDX-License-Identifier: Apache-2.0 */
/* Values by what they mean, for comparing: two that differ only in how they are said are equal. */
#ifndef HOLDFAST_VENDORS_COMPARE_VALUES_H
#define HOLDFAST_VENDORS_COMPARE_VALUES_H

#include "holdfast/vendors/policy.h"

/* Two hosts are one: names without regard to case and to a dot at the end, addresses by value. */
int hf_compare_hosts(const char *a, const char *b);

/* A sound configuration as the same policy in its plainest words: what follows another value is
 * that value (B13, A5), what a rule reads as another value is that one (B1, B2, D5). */
void hf_compare_plain(const struct hf_config *config, struct hf_config *plain);

/* The setting has the same meaning in two plain configurations. */
int hf_compare_same(const struct hf_config *a, const struct hf_config *b, unsigned setting,
                    unsigned place);

/* A phone's static records as sorted texts, as many as there are, equal ones in equal words (B11a);
 * the caller's to free. */
char **hf_compare_records(const struct hf_phone_config *phone);
void hf_compare_records_free(char **texts, size_t n);

#endif
