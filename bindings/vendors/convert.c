/* SPDX-License-Identifier: Apache-2.0 */
/* Written, read again, compared; see convert.h. */
#include "holdfast/vendors/convert.h"

#include <stdlib.h>
#include <string.h>

#include "writing.h"

int hf_convert(const struct hf_phone_config *phone, enum hf_dialect to,
               struct hf_conversion *conversion)
{
    struct hf_writing writing = {.bytes = NULL};
    int result;

    memset(conversion, 0, sizeof(*conversion));
    if (to == HF_DIALECT_FANVIL_TEXT)
        hf_write_fanvil(&writing, phone);
    else if (to == HF_DIALECT_YEALINK_CFG)
        hf_write_yealink(&writing, phone);
    else
        hf_write_native(&writing, phone);
    conversion->text = writing.bytes;
    conversion->length = writing.length;
    result = hf_vendors_read_bytes(&conversion->again, hf_dialect_vendor(to), writing.bytes,
                                   writing.length);
    if (result == 0)
        hf_compare(phone, &conversion->again, &conversion->lost);
    return result;
}

void hf_conversion_free(struct hf_conversion *conversion)
{
    hf_differences_free(&conversion->lost);
    hf_phone_config_free(&conversion->again);
    if (conversion->text != NULL)
        memset(conversion->text, 0, conversion->length);
    free(conversion->text);
    memset(conversion, 0, sizeof(*conversion));
}
