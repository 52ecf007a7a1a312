/* SPDX-License-Identifier: Apache-2.0 */
/* Configuration as a file's text. A value that the format cannot say becomes the nearest that it
 * can, or is left out; hf_convert finds out which. */
#ifndef HOLDFAST_VENDORS_WRITING_H
#define HOLDFAST_VENDORS_WRITING_H

#include "holdfast/vendors/vendors.h"

struct hf_writing { /* grows; zeroed at the beginning, its bytes are the caller's to free */
    char *bytes;    /* terminated; NULL before anything is written */
    size_t length, room;
};

/* Appends; what the text grew out of is wiped, for it may hold passwords. */
__attribute__((format(printf, 2, 3))) void hf_write(struct hf_writing *writing, const char *format,
                                                    ...);

void hf_write_native(struct hf_writing *writing, const struct hf_phone_config *phone);
void hf_write_yealink(struct hf_writing *writing, const struct hf_phone_config *phone);
void hf_write_fanvil(struct hf_writing *writing, const struct hf_phone_config *phone);

#endif
