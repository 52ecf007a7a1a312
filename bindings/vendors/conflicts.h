/* SPDX-License-Identifier: Apache-2.0 */
/* G2a in two parts: what cannot work together (conflicts.c), and what does nothing
 * (conflicts_idle.c). */
#ifndef HOLDFAST_VENDORS_CONFLICTS_H
#define HOLDFAST_VENDORS_CONFLICTS_H

#include "import.h"

struct hf_conflict { /* what a warning is about */
    unsigned setting, place;
    const char *rule;
};

/* A warning at the key that set it, or at no line where none did. */
__attribute__((format(printf, 3, 4))) void
hf_conflicts_warn(struct hf_import *import, struct hf_conflict conflict, const char *format, ...);

/* True: a file says it. */
int hf_conflicts_is_set(const struct hf_import *import, unsigned setting, unsigned place);

/* True: somebody said so by hand, and not what it is anyway: neither the vendor's preset, as in a
 * file that holds every key, nor a default for all lines. */
int hf_conflicts_is_meant(const struct hf_import *import, unsigned setting, unsigned place);

/* Settings that do nothing where the others are as they are, and that somebody meant. */
void hf_conflicts_check_idle(struct hf_import *import);

/* account_tls.c: what TLS asks of a server that a phone does not, and keys that do nothing. */
void hf_conflicts_check_tls(struct hf_import *import);

#endif
