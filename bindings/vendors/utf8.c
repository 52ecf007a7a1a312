/* SPDX-License-Identifier: Apache-2.0 */
/* Telling UTF-8 from other bytes (RFC 3629 section 4), for what files say and JSON prints. */
#include "holdfast/vendors/utf8.h"

size_t hf_utf8_length(const unsigned char *bytes, size_t left)
{
    unsigned char low = 0x80, high = 0xBF;
    size_t length;

    if (bytes[0] < 0x80)
        return 1;
    if (bytes[0] < 0xC2 || bytes[0] > 0xF4)
        return 0;
    length = bytes[0] < 0xE0 ? 2 : bytes[0] < 0xF0 ? 3 : 4;
    if (length > left)
        return 0;
    if (bytes[0] == 0xE0)
        low = 0xA0;
    if (bytes[0] == 0xED)
        high = 0x9F;
    if (bytes[0] == 0xF0)
        low = 0x90;
    if (bytes[0] == 0xF4)
        high = 0x8F;
    if (bytes[1] < low || bytes[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if (bytes[i] < 0x80 || bytes[i] > 0xBF)
            return 0;
    return length;
}
