/* SPDX-License-Identifier: Apache-2.0 */
/* The native format: YAML, by libyaml, flattened into keys. */
#include "reading.h"

void hf_reading_native(struct hf_reading *reading, const char *bytes, size_t length)
{
    struct hf_spot spot = {{reading->file, 1}, "G1"};

    (void)bytes;
    (void)length;
    hf_remark_error(&reading->remarks, spot, "not in this build yet: the native format");
}
