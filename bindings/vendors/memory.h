/* SPDX-License-Identifier: Apache-2.0 */
/* Memory of the readers: an allocation that fails ends the program, with a message. */
#ifndef HOLDFAST_VENDORS_MEMORY_H
#define HOLDFAST_VENDORS_MEMORY_H

#include <stddef.h>

/* Zeroed memory for n items of size bytes. */
void *hf_memory_new(size_t n, size_t size);

/* A list of *n items with room for one more: the list as it is, or moved to twice the room.
 * Room grows by powers of two from n alone, so that no capacity needs to be remembered. */
void *hf_memory_room(void *list, size_t n, size_t size);

char *hf_memory_text(const char *text, size_t length);

/* Forgets what may hold a password (G3): overwritten, and never optimised away. */
void hf_memory_wipe(void *memory, size_t size);

/* Wipes a terminated text, which may be NULL, and frees it. */
void hf_memory_forget(char *text);

#endif
