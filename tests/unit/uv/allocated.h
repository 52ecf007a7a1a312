/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes that the program has allocated now, with and without AddressSanitizer. */
#ifndef HF_TEST_ALLOCATED_H
#define HF_TEST_ALLOCATED_H

#include <malloc.h>
#include <stddef.h>

#if defined(__SANITIZE_ADDRESS__)
size_t __sanitizer_get_current_allocated_bytes(void);
#define allocated() __sanitizer_get_current_allocated_bytes()
#else
#define allocated() mallinfo2().uordblks
#endif

#endif
