/* SPDX-License-Identifier: Apache-2.0 */
/* Fanvil's two XML dialects, by expat. */
#include "reading.h"

void hf_reading_fanvil_xml(struct hf_reading *reading, enum hf_dialect dialect, const char *bytes,
                           size_t length)
{
    struct hf_spot spot = {{reading->file, 1}, "G1"};

    (void)dialect;
    (void)bytes;
    (void)length;
    hf_remark_error(&reading->remarks, spot,
                    "not in this build yet: Fanvil's XML; export the text format, which begins "
                    "with <<VOIP CONFIG FILE>>Version:");
}
