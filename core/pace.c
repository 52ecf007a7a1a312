/* SPDX-License-Identifier: Apache-2.0 */
/*
 * See pace.h. A server's minute begins with the first start there when none runs. Starts that are
 * free of the limit, such as the user's own, do not use it up.
 */
#include "pace.h"

#include <stdbool.h>

#include "hf_assert.h"
#include "hf_time.h"

#define STARTS_MOST 10u /* C12 */
#define MINUTE_US   (60u * (uint64_t)HF_US_PER_S)

static bool minute_runs(const struct hf_context *x, uint8_t server)
{
    HF_ASSERT(server >= 1 && server <= HF_LINE_SERVERS);
    return x->line->pace.until_us[server - 1] > x->now_us;
}

void hf_pace_count(struct hf_context *x, uint8_t server)
{
    struct hf_pace *pace = &x->line->pace;

    if (!minute_runs(x, server)) {
        pace->until_us[server - 1] = hf_time_add(x->now_us, MINUTE_US);
        pace->starts[server - 1] = 0;
    }
    if (pace->starts[server - 1] < STARTS_MOST) /* free starts may be more: full is full */
        pace->starts[server - 1]++;
}

uint64_t hf_pace_ready_us(const struct hf_context *x, uint8_t server)
{
    const struct hf_pace *pace = &x->line->pace;

    if (!minute_runs(x, server) || pace->starts[server - 1] < STARTS_MOST)
        return x->now_us;
    return pace->until_us[server - 1]; /* C12 */
}
