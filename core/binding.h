/* SPDX-License-Identifier: Apache-2.0 */
/* What a server has confirmed. The theory is in binding.c. */
#ifndef HF_BINDING_H
#define HF_BINDING_H

#include <stdbool.h>

#include "context.h"

struct hf_grant {
    uint32_t expires_s;
    uint32_t series;   /* the Call-ID it was granted under */
    uint8_t candidate; /* index */
    uint8_t reserved[3];
};

/* A 2xx: -> HELD, or renewed. */
void hf_binding_confirm(struct hf_context *x, const struct hf_grant *grant);

/* A 2xx at a server the line does not work on (A11): ABSENT, LEFT -> LEFT. */
void hf_binding_note_late(struct hf_context *x, const struct hf_grant *grant);

/* The line works elsewhere now: HELD -> LEFT. */
void hf_binding_leave(struct hf_context *x, uint8_t server);

/* It is gone, or nobody counts on it any more: -> ABSENT. */
void hf_binding_drop(struct hf_context *x, uint8_t server, enum hf_why why);

void hf_binding_on_deadline(struct hf_context *x, uint8_t server);

/* The Call-ID series of a server's REGISTERs, made at its first use (C1a). */
uint32_t hf_binding_series(struct hf_line *line, uint8_t server);

bool hf_binding_is_held(const struct hf_line *line, uint8_t server);

#endif
