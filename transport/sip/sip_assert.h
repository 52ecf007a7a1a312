/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Assertions against our own mistakes, on in release too. The hook is the core's, which an
 * embedder may define to flush its log and restart; it must not return. Where coverage is measured
 * an assertion is a call, as in the core.
 */
#ifndef HF_SIP_ASSERT_H
#define HF_SIP_ASSERT_H

void hf_assert_failed(const char *file, int line, const char *what);

#ifdef HF_COVERAGE
void hf_assert_holds(int holds, const char *file, int line, const char *what);
#define HF_ASSERT(condition) hf_assert_holds(!!(condition), __FILE__, __LINE__, #condition)
#else
#define HF_ASSERT(condition)                                                                       \
    ((condition) ? (void)0 : (hf_assert_failed(__FILE__, __LINE__, #condition), __builtin_trap()))
#endif

#endif
