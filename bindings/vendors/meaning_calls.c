/* SPDX-License-Identifier: Apache-2.0 */
/* What a policy means for calls, in sentences; see meaning.h. */
#include "meaning.h"

#include <stdio.h>

/* E2, E3: only where the settings count. */
static int registers_first(const struct hf_config *config, unsigned place)
{
    return hf_meaning_is_used(config, place) && hf_meaning_ways(config, place).registers &&
           (hf_meaning_proxies(config, hf_place_server(place)) > 1 ||
            hf_meaning_is_name(config, place));
}

static int registers_anywhere(const struct hf_config *config)
{
    for (unsigned place = 1; place < HF_PLACES; place++)
        if (hf_policy_has_place(config, place) && registers_first(config, place))
            return 1;
    return config->register_first;
}

static void say_registering_first(struct hf_meaning *meaning, unsigned place)
{
    const struct hf_config *config = meaning->config;
    struct hf_meaning_ways ways;
    char at[HF_LASTING];

    if (!registers_first(config, place))
        return;
    ways = hf_meaning_ways(config, place);
    hf_meaning_where(place, at);
    if (!config->register_first)
        hf_meaning_say(meaning, "E2",
                       "%s: before a request goes to an address where nothing is registered, a "
                       "registration is made there",
                       at);
    if (ways.guards && ways.mode != HF_FAILBACK_NEW_REQUESTS && ways.mode != HF_FAILBACK_NEVER)
        hf_meaning_say(meaning, "E3", "%s: requests go only where something is registered", at);
}

static void say_leaving(struct hf_meaning *meaning)
{
    const struct hf_config *config = meaning->config;
    char what[HF_LASTING], after[HF_LASTING], of_invite[96];

    for (unsigned k = 1; k <= config->n_servers && hf_meaning_has_other(config); k++) {
        hf_meaning_what(config, k, what);
        hf_meaning_say(meaning, "A5", "a call leaves a silent %s after %s", what,
                       hf_meaning_lasting(meaning->effect.call_leave_ms[k - 1], after));
    }
    hf_meaning_statuses(config, HF_SETTING_INVITE_FAILOVER_STATUSES, of_invite);
    if (of_invite[0] != '\0')
        hf_meaning_say(meaning, "A6", "a server that answers a call with %s %s at once", of_invite,
                       hf_meaning_has_other(config) ? "is left" : "fails the call");
}

static void say_ending(struct hf_meaning *meaning)
{
    const struct hf_effect *effect = &meaning->effect;
    const char *names = effect->resolve_ms > 0 ? ", with the look-up of names 10 s more" : "";
    char text[HF_LASTING];

    hf_meaning_say(meaning, "A5", "when all are silent, a call fails after %s at most%s",
                   hf_meaning_lasting(effect->call_silent_ms, text), names);
    hf_meaning_say(meaning, "A7",
                   "the longest that a call can take until it rings, is answered or fails is "
                   "%s%s: every server says 100 (trying) at the last moment, and nothing more",
                   hf_meaning_lasting(effect->call_longest_ms, text), names);
    if (meaning->config->ring_timeout_s > 0)
        hf_meaning_say(meaning, "A7", "a call that only rings is cancelled after %s",
                       hf_meaning_lasting_s(meaning->config->ring_timeout_s, text));
}

static void say_waiting(struct hf_meaning *meaning) /* D8 */
{
    uint32_t limit_s = meaning->config->idle_limit_s;
    char limit[HF_LASTING];

    if (!hf_policy_counts(meaning->config, HF_SETTING_IDLE_LIMIT, 0))
        return;
    hf_meaning_say(meaning, "D8",
                   "during a call nothing fails back: what falls due waits for its end%s%s%s",
                   limit_s > 0 ? ", " : "", limit_s > 0 ? hf_meaning_lasting_s(limit_s, limit) : "",
                   limit_s > 0 ? " at most" : "");
}

void hf_meaning_say_calls(struct hf_meaning *meaning)
{
    const struct hf_config *config = meaning->config;

    if (registers_anywhere(config))
        hf_meaning_say(meaning, "A5",
                       "calls, and registering before a request (E2, E3), are not in this build "
                       "yet; what follows holds when they are");
    else
        hf_meaning_say(meaning, "A5",
                       "calls are not in this build yet; what follows holds when they are");
    say_leaving(meaning);
    say_ending(meaning);
    say_waiting(meaning);
    if (config->register_first)
        hf_meaning_say(meaning, "E2",
                       "before a request goes where nothing is registered, a registration is "
                       "made there");
    for (unsigned place = 1; place < HF_PLACES; place++)
        if (hf_policy_has_place(config, place))
            say_registering_first(meaning, place);
}
