/* SPDX-License-Identifier: Apache-2.0 */
/* Memory that is wiped when it is given back, and used again. */
#include "secret.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>

Test(secret, is_wiped_when_it_is_given_back_and_used_again)
{
    struct hf_secret secret = {.chunks = NULL};
    static const uint8_t zero[100];
    uint8_t *first = hf_secret_alloc(&secret, 100), *second;

    memset(first, 's', 100);
    hf_secret_give_back(&secret, first, 100);
    for (unsigned i = 2 * sizeof(void *); i < 100; i++)
        cr_assert_eq(first[i], 0);
    second = hf_secret_alloc(&secret, 90);
    cr_assert_eq(second, first, "what is large enough is used again");
    cr_assert_arr_eq(second, zero, 90);
    hf_secret_free(&secret);
}

Test(secret, a_spare_that_is_too_small_is_left)
{
    struct hf_secret secret = {.chunks = NULL};
    void *small = hf_secret_alloc(&secret, 64), *large = hf_secret_alloc(&secret, 640);

    hf_secret_give_back(&secret, small, 64);
    hf_secret_give_back(&secret, large, 640);
    cr_assert_eq(hf_secret_alloc(&secret, 100), large);
    cr_assert_eq(hf_secret_alloc(&secret, 1), small);
    hf_secret_free(&secret);
}

Test(secret, takes_a_hundred_thousand_changes_in_the_memory_of_two)
{
    struct hf_secret secret = {.chunks = NULL};
    void *now = hf_secret_alloc(&secret, 1000), *first_two[2] = {now, NULL};

    for (int i = 0; i < 100000; i++) {
        void *next = hf_secret_alloc(&secret, 1000);

        if (i == 0)
            first_two[1] = next;
        cr_assert(next == first_two[0] || next == first_two[1]);
        hf_secret_give_back(&secret, now, 1000);
        now = next;
    }
    hf_secret_free(&secret);
}
