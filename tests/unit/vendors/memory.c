/* SPDX-License-Identifier: Apache-2.0 */
/* Lists grow without a capacity to remember, and what was secret is gone when it is forgotten. */
#include "support.h"

#include "memory.h"

Test(memory, a_list_of_any_length_keeps_its_items)
{
    unsigned *list = NULL;

    for (unsigned n = 0; n < 1000; n++) {
        list = hf_memory_room(list, n, sizeof(*list));
        list[n] = n * 7;
        for (unsigned i = 0; i <= n; i += 13)
            cr_assert_eq(list[i], i * 7);
    }
    free(list);
}

Test(memory, a_text_is_its_first_bytes_and_ends)
{
    char *text = hf_memory_text("SIP1:", 4);

    cr_assert_str_eq(text, "SIP1");
    free(text);
}

Test(memory, what_is_wiped_is_zero)
{
    char secret[] = "correct horse";

    hf_memory_wipe(secret, sizeof(secret));
    for (size_t i = 0; i < sizeof(secret); i++)
        cr_assert_eq(secret[i], '\0');
    hf_memory_wipe(NULL, 0);
    hf_memory_forget(NULL);
    hf_memory_forget(hf_memory_text("horse", 5));
}
