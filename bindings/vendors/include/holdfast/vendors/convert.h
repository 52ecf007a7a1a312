/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A configuration in another format. What was written is read again and compared with what was
 * meant, so the list of what the format cannot say is found, not kept by hand.
 */
#ifndef HOLDFAST_VENDORS_CONVERT_H
#define HOLDFAST_VENDORS_CONVERT_H

#include "holdfast/vendors/compare.h"

struct hf_conversion {
    char *text; /* a whole file; terminated. It holds the passwords */
    size_t length;
    struct hf_phone_config again; /* text, read */
    struct hf_differences lost;   /* a: the configuration; b: again */
};

/* to is HF_DIALECT_NATIVE, YEALINK_CFG or FANVIL_TEXT. 0; or -1 when two lines have one number,
 * as those of two vendors may, or text cannot be read again: then again.remarks say why, and text
 * is not to be used (it may be NULL). Free in both cases, before phone. */
int hf_convert(const struct hf_phone_config *phone, enum hf_dialect to,
               struct hf_conversion *conversion);

void hf_conversion_free(struct hf_conversion *conversion);

#endif
