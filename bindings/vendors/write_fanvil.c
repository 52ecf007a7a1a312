/* SPDX-License-Identifier: Apache-2.0 */
/* Accounts as a file of this format; see writing.h. */
#include "writing.h"

void hf_write_fanvil(struct hf_writing *writing, const struct hf_phone_config *phone)
{
    (void)phone;
    hf_write(writing, "<<VOIP CONFIG FILE>>Version:2.0000000000\n");
}
