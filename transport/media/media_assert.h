/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Assertions against our own mistakes, on in release too. The hook is the core's, which an
 * embedder may define to flush its log and restart; it must not return.
 */
#ifndef HF_MEDIA_ASSERT_H
#define HF_MEDIA_ASSERT_H

void hf_assert_failed(const char *file, int line, const char *what);

#define HF_ASSERT(condition)                                                                       \
    ((condition) ? (void)0 : (hf_assert_failed(__FILE__, __LINE__, #condition), __builtin_trap()))

#endif
