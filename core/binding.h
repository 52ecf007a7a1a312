/* SPDX-License-Identifier: Apache-2.0 */
/* What a server has confirmed. The theory is in binding.c. */
#ifndef HF_BINDING_H
#define HF_BINDING_H

#include <stdbool.h>

#include "context.h"

#define HF_SHORT_GRANT_S 10u /* C4 */

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

/* The line counts no more on what it holds in that scope (a server, 0: all), but for one server
 * (0: for none): HELD -> LEFT. */
void hf_binding_leave_scope(struct hf_context *x, uint8_t scope, uint8_t except);

/* C9: the server that the line has left gave no answer. */
void hf_binding_note_dead(struct hf_line *line, uint8_t server);

/* None is counted on any more. */
void hf_binding_drop_all(struct hf_context *x, enum hf_why why);

/* It is gone, or nobody counts on it any more: -> ABSENT. */
void hf_binding_drop(struct hf_context *x, uint8_t server, enum hf_why why);

void hf_binding_on_deadline(struct hf_context *x, uint8_t server);

/* A Call-ID of its own, for a server's REGISTERs or for a probe (C1a, D1). */
uint32_t hf_binding_new_series(struct hf_line *line);

/* The Call-ID series of a server's REGISTERs, made at its first use (C1a). */
uint32_t hf_binding_series(struct hf_line *line, uint8_t server);

/* So long after a binding that stands was made or last renewed; reckoned from its end, since it
 * may be older than the clock (H12). */
uint64_t hf_binding_moment_us(const struct hf_binding *binding, uint64_t after_us);

bool hf_binding_is_held(const struct hf_line *line, uint8_t server);

#endif
