/* SPDX-License-Identifier: Apache-2.0 */
/* Which tone an end has; when tones and the bell sound is told by stories. */
#include <criterion/criterion.h>

#include "inside.h"

Test(tones, tell_a_callee_who_will_not_from_a_network_that_cannot)
{
    static const struct {
        unsigned code;
        int was_up;
        unsigned tone;
    } rows[] = {
        {486, 0, HF_TONE_BUSY},       {600, 0, HF_TONE_BUSY},       {603, 0, HF_TONE_BUSY},
        {0, 1, HF_TONE_BUSY},         {200, 1, HF_TONE_BUSY},       {0, 0, HF_TONE_CONGESTION},
        {200, 0, HF_TONE_CONGESTION}, {404, 0, HF_TONE_CONGESTION}, {408, 0, HF_TONE_CONGESTION},
        {408, 1, HF_TONE_CONGESTION}, {480, 0, HF_TONE_CONGESTION}, {487, 0, HF_TONE_CONGESTION},
        {503, 0, HF_TONE_CONGESTION}, {604, 0, HF_TONE_CONGESTION},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect(hf_panel_tone_of_end(rows[i].code, rows[i].was_up) == rows[i].tone, "%u, %d",
                  rows[i].code, rows[i].was_up);
}
