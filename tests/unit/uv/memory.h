/* SPDX-License-Identifier: Apache-2.0 */
/* Allocations of this program that fail on command. Libraries' own do not. */
#ifndef HF_TEST_MEMORY_H
#define HF_TEST_MEMORY_H

/* 0: the program is not linked for it (--wrap=malloc and so on). */
int memory_can_fail(void);

/* The nth allocation from now on fails, and only that; 0: none does. */
void memory_fail_at(unsigned n);

/* Whether it has failed. */
int memory_has_failed(void);

#endif
