/* SPDX-License-Identifier: Apache-2.0 */
/* Keys and their codes. */
#include "holdfast/media/dtmf.h"

#include "support.h"

Test(dtmf, has_a_code_for_each_key)
{
    static const char keys[] = "0123456789*#ABCD!";
    for (uint8_t code = 0; code <= HF_DTMF_CODE_MAX; code++) {
        cr_assert_eq(hf_dtmf_code(keys[code]), code);
        cr_assert_eq(hf_dtmf_key(code), keys[code]);
    }
    cr_assert_eq(hf_dtmf_code('a'), 12);
    cr_assert_eq(hf_dtmf_code('d'), 15);
    cr_assert_eq(hf_dtmf_code('e'), HF_DTMF_NONE);
    cr_assert_eq(hf_dtmf_code('\0'), HF_DTMF_NONE);
    cr_assert_eq(hf_dtmf_key(17), '\0');
    cr_assert_eq(hf_dtmf_key(HF_DTMF_NONE), '\0');
}
