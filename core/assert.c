/* SPDX-License-Identifier: Apache-2.0 */
/* The default of the one hook that a failed assertion calls: trap. A phone defines its own. */
#include "hf_assert.h"

__attribute__((weak, visibility("default"))) void hf_assert_failed(const char *file, int line,
                                                                   const char *what)
{
    (void)file;
    (void)line;
    (void)what;
    __builtin_trap();
}

#ifdef HF_COVERAGE
void hf_assert_holds(int holds, const char *file, int line, const char *what)
{
    if (!holds) {
        hf_assert_failed(file, line, what);
        __builtin_trap();
    }
}
#endif
