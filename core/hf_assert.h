/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Assertions against our own and the embedder's mistakes, on in release too. An embedder may
 * define hf_assert_failed to flush its log and restart; the default traps. It must not return.
 * Where coverage is measured an assertion is a call: no branch for an alarm that never sounds.
 */
#ifndef HF_ASSERT_H
#define HF_ASSERT_H

void hf_assert_failed(const char *file, int line, const char *what);

#ifdef HF_COVERAGE
void hf_assert_holds(int holds, const char *file, int line, const char *what);
#define HF_ASSERT(condition) hf_assert_holds(!!(condition), __FILE__, __LINE__, #condition)
#else
#define HF_ASSERT(condition)                                                                       \
    ((condition) ? (void)0 : (hf_assert_failed(__FILE__, __LINE__, #condition), __builtin_trap()))
#endif
#define HF_UNREACHABLE() (hf_assert_failed(__FILE__, __LINE__, "unreachable"), __builtin_trap())

#endif
