/* SPDX-License-Identifier: Apache-2.0 */
/* See backoff.h. Rules C6, C3a. */
#include "backoff.h"

#include "hf_time.h"
#include "random.h"

void hf_backoff_count(struct hf_registration *r, uint8_t cause)
{
    if (r->failed_passes < UINT16_MAX && (cause != HF_CAUSE_LOCAL || r->failed_passes == 0))
        r->failed_passes++;
}

static uint64_t bound_ms(const struct hf_line *line, uint16_t failures)
{
    uint64_t ms = (uint64_t)line->config.retry_base_s * 1000;
    uint64_t most_ms = (uint64_t)line->config.retry_max_s * 1000;

    for (uint16_t i = 0; i < failures && ms < most_ms; i++)
        ms *= 2;
    return hf_time_min(ms, most_ms);
}

bool hf_backoff_is_capped(const struct hf_line *line, uint16_t failures)
{
    return bound_ms(line, failures) == (uint64_t)line->config.retry_max_s * 1000;
}

struct hf_backoff_by hf_backoff_setting(const struct hf_line *line, uint16_t failures)
{
    if (hf_backoff_is_capped(line, failures))
        return (struct hf_backoff_by){line->config.retry_max_s, HF_SETTING_RETRY_MAX, {0}};
    return (struct hf_backoff_by){line->config.retry_base_s, HF_SETTING_RETRY_BASE, {0}};
}

uint64_t hf_backoff_draw_us(struct hf_line *line, uint16_t failures)
{
    uint64_t ms = bound_ms(line, failures);

    if (line->config.retry_base_s == line->config.retry_max_s)
        return ms * HF_US_PER_MS;
    return hf_random_between(line, HF_DRAW_BACKOFF, ms / 2, ms) * HF_US_PER_MS;
}
