/* SPDX-License-Identifier: Apache-2.0 */
/* Words of a policy's sentences; see meaning.h. */
#include "meaning.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#define MINUTE_S 60
#define DAY_S    86400

void hf_meaning_say(struct hf_meaning *meaning, const char *rule, const char *format, ...)
{
    struct hf_sentence *sentence = &meaning->sentences[meaning->n];
    va_list list;

    if (meaning->n == HF_SENTENCES_MAX)
        return;
    meaning->n++;
    sentence->rule = rule;
    va_start(list, format);
    vsnprintf(sentence->text, sizeof(sentence->text), format, list);
    va_end(list);
}

const char *hf_meaning_lasting(uint64_t ms, char text[HF_LASTING])
{
    uint64_t s = (ms + 500) / 1000, min = (s + MINUTE_S / 2) / MINUTE_S;

    if (ms < 1000 || ms % 1000 == 0 || ms < 10000)
        snprintf(text, HF_LASTING, "%.4g s", (double)ms / 1000);
    else
        snprintf(text, HF_LASTING, "%.1f s", (double)ms / 1000);
    if (s <= 2 * MINUTE_S)
        return text;
    if (s < 10 * MINUTE_S && s % MINUTE_S != 0)
        snprintf(text, HF_LASTING, "%" PRIu64 " s (%" PRIu64 " min %" PRIu64 " s)", s, s / MINUTE_S,
                 s % MINUTE_S);
    else if (min < 2 * MINUTE_S)
        snprintf(text, HF_LASTING, "%" PRIu64 " s (%" PRIu64 " min)", s, min);
    else if (s >= 2 * DAY_S)
        snprintf(text, HF_LASTING, "%" PRIu64 " s (%" PRIu64 " days)", s, (s + DAY_S / 2) / DAY_S);
    else if (min % 60 == 0)
        snprintf(text, HF_LASTING, "%" PRIu64 " s (%" PRIu64 " h)", s, min / 60);
    else
        snprintf(text, HF_LASTING, "%" PRIu64 " s (%" PRIu64 " h %" PRIu64 " min)", s, min / 60,
                 min % 60);
    return text;
}

const char *hf_meaning_lasting_s(uint64_t s, char text[HF_LASTING])
{
    return hf_meaning_lasting(1000 * s, text);
}

unsigned hf_meaning_proxies(const struct hf_config *config, unsigned server)
{
    return config->servers[server - 1].n_proxies;
}

int hf_meaning_is_used(const struct hf_config *config, unsigned place)
{
    return hf_policy_has_place(config, place) &&
           (hf_place_proxy(place) > 0 || hf_meaning_proxies(config, place) == 0);
}

int hf_meaning_is_name(const struct hf_config *config, unsigned place)
{
    return !hf_policy_host_is_numeric(config, place);
}
