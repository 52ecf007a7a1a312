/* SPDX-License-Identifier: Apache-2.0 */
/* See removal.h. A removal is a pass of its own at its server, so it has no state here. */
#include "removal.h"

#include "binding.h"
#include "pass.h"

void hf_removal_begin(struct hf_context *x, uint8_t server)
{
    const struct hf_binding *binding = &x->line->bindings[server - 1];
    uint8_t slot = (uint8_t)(HF_SLOT_REMOVE + server - 1);

    if (binding->state == HF_BINDING_ABSENT || x->line->passes[slot].state != HF_PASS_IDLE)
        return;
    hf_pass_begin(x,
                  &(struct hf_pass_order){
                      .series = binding->series,
                      .slot = slot,
                      .purpose = HF_PURPOSE_REMOVE,
                      .start = binding->candidate,
                      .server = server,
                  },
                  HF_WHY_STOPPED);
}

bool hf_removal_is_running(const struct hf_line *line)
{
    for (uint8_t i = HF_SLOT_REMOVE; i < HF_LINE_PASSES; i++) {
        if (line->passes[i].state != HF_PASS_IDLE)
            return true;
    }
    return false;
}

void hf_removal_stop(struct hf_context *x, enum hf_why why)
{
    for (uint8_t i = HF_SLOT_REMOVE; i < HF_LINE_PASSES; i++)
        hf_pass_stop(x, i, why);
}

bool hf_removal_settle(struct hf_context *x)
{
    bool heard = false, removed;

    for (uint8_t i = HF_SLOT_REMOVE; i < HF_LINE_PASSES; i++) {
        if (x->line->passes[i].state != HF_PASS_ENDED)
            continue;
        removed = x->line->passes[i].result == HF_RESULT_ACCEPTED;
        hf_pass_clear(x, i);
        hf_binding_drop(x, (uint8_t)(i - HF_SLOT_REMOVE + 1),
                        removed ? HF_WHY_BINDING_REMOVED : HF_WHY_REMOVAL_FAILED);
        heard = true;
    }
    return heard;
}
