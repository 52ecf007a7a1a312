/* SPDX-License-Identifier: Apache-2.0 */
/* Words of a policy's sentences; see meaning.h. */
#include "meaning.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MINUTE_S         60
#define DAY_S            86400
#define DURATION_LEAST_S 60 /* D5 */

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

static int names_anywhere(const struct hf_config *config)
{
    for (unsigned place = 1; place < HF_PLACES; place++)
        if (hf_meaning_is_used(config, place) && hf_meaning_is_name(config, place))
            return 1;
    return 0;
}

int hf_meaning_has_other(const struct hf_config *config)
{
    return config->n_servers > 1 || hf_meaning_proxies(config, 1) > 1 || names_anywhere(config);
}

void hf_meaning_what(const struct hf_config *config, unsigned server, char text[HF_LASTING])
{
    if (hf_meaning_proxies(config, server) > 1)
        snprintf(text, HF_LASTING, "server %u with both its outbound proxies", server);
    else if (hf_meaning_proxies(config, server) > 0)
        snprintf(text, HF_LASTING, "server %u with its outbound proxy", server);
    else
        snprintf(text, HF_LASTING, "server %u", server);
}

const char *hf_meaning_where(unsigned place, char text[HF_LASTING])
{
    if (hf_place_proxy(place) > 0)
        snprintf(text, HF_LASTING, "server %u, proxy %u", hf_place_server(place),
                 hf_place_proxy(place));
    else
        snprintf(text, HF_LASTING, "server %u", place);
    return text;
}

void hf_meaning_statuses(const struct hf_config *config, unsigned setting, char text[96])
{
    char list[64];
    size_t n = 0;

    hf_policy_value(config, setting, 0, list);
    text[0] = '\0';
    if (strcmp(list, "none") == 0)
        return;
    for (const char *at = list; *at != '\0' && n + 8 < 96;) {
        int length = (int)strcspn(at, " ");
        int is_last = at[length] == '\0';

        n += (size_t)snprintf(text + n, 96 - n, "%s%.*s",
                              n == 0    ? ""
                              : is_last ? " or "
                                        : ", ",
                              length, at);
        at += length + (is_last ? 0 : 1);
    }
}

/* A proxy's own value, or its server's (B13). */
static int own_or(int own, int of_server)
{
    return own != HF_AS_SERVER ? own : of_server;
}

struct hf_meaning_ways hf_meaning_ways(const struct hf_config *config, unsigned place)
{
    const struct hf_server_config *server = &config->servers[hf_place_server(place) - 1];
    const struct hf_proxy_config *proxy;
    struct hf_meaning_ways ways = {(enum hf_failback)server->failback_mode,
                                   server->failback_timeout_s, server->register_on_enable,
                                   server->only_signal_with_registered};

    if (hf_place_proxy(place) > 0) {
        proxy = &server->proxies[hf_place_proxy(place) - 1];
        ways.mode = (enum hf_failback)own_or(proxy->failback_mode, (int)ways.mode);
        if (proxy->failback_timeout_s != HF_AS_SERVER)
            ways.timeout_s = (uint32_t)proxy->failback_timeout_s;
        ways.registers = own_or(proxy->register_on_enable, ways.registers);
        ways.guards = own_or(proxy->only_signal_with_registered, ways.guards);
    }
    if (ways.timeout_s > 0 && ways.timeout_s < DURATION_LEAST_S)
        ways.timeout_s = DURATION_LEAST_S;
    return ways;
}
