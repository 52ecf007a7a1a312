/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Assertions against our own and the embedder's mistakes, on in release too. An embedder may
 * define hf_assert_failed to flush its log and restart; the default traps. It must not return.
 */
#ifndef HF_ASSERT_H
#define HF_ASSERT_H

void hf_assert_failed(const char *file, int line, const char *what);

#define HF_ASSERT(condition)                                                                       \
    ((condition) ? (void)0 : (hf_assert_failed(__FILE__, __LINE__, #condition), __builtin_trap()))
#define HF_UNREACHABLE() (hf_assert_failed(__FILE__, __LINE__, "unreachable"), __builtin_trap())

#endif
