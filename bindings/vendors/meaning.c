/* SPDX-License-Identifier: Apache-2.0 */
/* A policy in sentences; see policy.h. The numbers are those of hf_policy_effect. */
#include "meaning.h"

#include <stdio.h>
#include <string.h>

/* A registration has servers to go on to; in concurrent mode each has its own alone (C2). */
static int is_concurrent(const struct hf_config *config)
{
    return config->mode == HF_MODE_CONCURRENT && config->n_servers > 1;
}

/* ---- leaving ---- */

static void say_leaving_one(struct hf_meaning *meaning, unsigned server)
{
    char what[HF_LASTING], after[HF_LASTING];

    hf_meaning_what(meaning->config, server, what);
    hf_meaning_lasting(meaning->effect.register_leave_ms[server - 1], after);
    if (is_concurrent(meaning->config))
        hf_meaning_say(meaning, "A4",
                       "a registration with a silent %s is lost after %s, and the line works with "
                       "another server then",
                       what, after);
    else
        hf_meaning_say(meaning, "A1", "a registration leaves a silent %s after %s", what, after);
}

static void say_refusing(struct hf_meaning *meaning)
{
    const struct hf_config *config = meaning->config;
    int has_other = hf_meaning_has_other(config);
    const char *moves = has_other ? "is left" : "fails the request";
    char of_register[96], of_invite[96];

    hf_meaning_statuses(config, HF_SETTING_REGISTER_FAILOVER_STATUSES, of_register);
    hf_meaning_statuses(config, HF_SETTING_INVITE_FAILOVER_STATUSES, of_invite);
    hf_meaning_say(meaning, "A6",
                   "a server that refuses (port unreachable, connection refused, TLS failure) %s "
                   "at once",
                   moves);
    if (of_register[0] != '\0')
        hf_meaning_say(meaning, "A6", "a server that answers a registration with %s %s at once",
                       of_register, moves);
    if (of_invite[0] != '\0' && has_other && config->failover_other)
        hf_meaning_say(meaning, "A6",
                       "a server that answers another request, such as SUBSCRIBE or MESSAGE, with "
                       "%s is left at once",
                       of_invite);
    hf_meaning_say(meaning, "A8",
                   "any other answer, such as 403 or 404, is final: nobody else is asked; a "
                   "registration is tried again later (C7)");
}

/* E12: requests that are neither registrations nor calls. */
static void say_others(struct hf_meaning *meaning)
{
    char after[HF_LASTING];

    if (!hf_meaning_has_other(meaning->config))
        return;
    if (meaning->config->failover_other)
        hf_meaning_say(meaning, "E12",
                       "other requests (SUBSCRIBE, MESSAGE) go on to the next server as well");
    else
        hf_meaning_say(meaning, "E12",
                       "other requests (SUBSCRIBE, MESSAGE) go to the server where the line works "
                       "and to no other: they fail after %s of silence there",
                       hf_meaning_lasting(meaning->effect.last_ms, after));
}

/* A9, A10: what is left is also left alone. */
static void say_resting(struct hf_meaning *meaning)
{
    const struct hf_config *config = meaning->config;
    char after[HF_LASTING];

    if (config->quarantine_s > 0 && hf_meaning_has_other(config))
        hf_meaning_say(meaning, "A10", "one that was silent or refused is left alone for %s",
                       hf_meaning_lasting_s(config->quarantine_s, after));
    if (config->retry_after_max_s > 0)
        hf_meaning_say(
            meaning, "A9",
            "one whose answer says when to come back (Retry-After) is left alone that long, %s at "
            "most",
            hf_meaning_lasting_s(config->retry_after_max_s, after));
}

static void say_silence(struct hf_meaning *meaning)
{
    const struct hf_effect *effect = &meaning->effect;
    char last[HF_LASTING], pass[HF_LASTING];

    hf_meaning_lasting(effect->pass_ms, pass);
    if (is_concurrent(meaning->config))
        hf_meaning_say(meaning, "C2",
                       "each server has a registration of its own: what happens to one of them "
                       "leaves the others as they are");
    else if (effect->pass_ms == effect->last_ms)
        hf_meaning_say(meaning, "A4", "the one server is given up after %s of silence", pass);
    else
        hf_meaning_say(meaning, "A4",
                       "the last one tried has %s; when all are silent, a registration fails "
                       "after %s at most",
                       hf_meaning_lasting(effect->last_ms, last), pass);
}

static void say_leaving(struct hf_meaning *meaning)
{
    const struct hf_config *config = meaning->config;

    for (unsigned server = 1; server <= config->n_servers && hf_meaning_has_other(config); server++)
        say_leaving_one(meaning, server);
    say_refusing(meaning);
    say_others(meaning);
    say_resting(meaning);
    say_silence(meaning);
    hf_meaning_say_addresses(meaning);
}

/* ---- registering ---- */

#define PACED_MS 6000 /* C12: ten a minute */

static void say_retry(struct hf_meaning *meaning)
{
    const struct hf_config *config = meaning->config;
    uint64_t least_ms = meaning->effect.retry_least_ms, most_ms = meaning->effect.retry_most_ms;
    char least[HF_LASTING], half[HF_LASTING], most[HF_LASTING];

    hf_meaning_lasting(least_ms, least);
    hf_meaning_lasting(most_ms, most);
    if (least_ms == most_ms) /* C6; D7: or the interval comes first */
        hf_meaning_say(meaning, "C6", "a registration that nobody accepts is tried again %s later",
                       most);
    else if (most_ms < 1000 * (uint64_t)config->retry_max_s)
        hf_meaning_say(meaning, "D7",
                       "a registration that its server does not accept is tried again after waits "
                       "that grow from %s at least to %s",
                       least, most);
    else if (2 * least_ms == most_ms)
        hf_meaning_say(meaning, "C6",
                       "a registration that nobody accepts is tried again after waits of %s to %s",
                       least, most);
    else
        hf_meaning_say(meaning, "C6",
                       "a registration that nobody accepts is tried again after waits that grow "
                       "from %s at least to %s to %s",
                       least, hf_meaning_lasting(most_ms / 2, half), most);
    if (least_ms < PACED_MS)
        hf_meaning_say(meaning, "C12",
                       "no more than ten registrations a minute begin at one server: the next one "
                       "waits for the minute's end");
    if (1000 * (uint64_t)config->quarantine_s > least_ms)
        hf_meaning_say(meaning, "A10",
                       "where %s silent or refused, that is not before %s been left alone for %s",
                       is_concurrent(config)          ? "its server was"
                       : hf_meaning_has_other(config) ? "all were"
                                                      : "the server was",
                       is_concurrent(config) || !hf_meaning_has_other(config)
                           ? "it has"
                           : "the first of them has",
                       hf_meaning_lasting_s(config->quarantine_s, least));
}

static int is_short(const struct hf_meaning *meaning, unsigned k)
{
    return 1000 * (uint64_t)meaning->config->servers[k].expires_s < meaning->effect.fit_ms[k];
}

/* C4: the least that must be asked for, of each server that has too little; once where all of them
 * need the same. */
static void say_too_short(struct hf_meaning *meaning)
{
    unsigned n = meaning->config->n_servers;
    char least[HF_LASTING], where[32] = "";
    int alike = 1;

    for (unsigned k = 0; k < n; k++)
        alike &= is_short(meaning, k) && meaning->effect.fit_ms[k] == meaning->effect.fit_ms[0];
    for (unsigned k = 0; k < (alike ? 1 : n); k++) {
        if (!is_short(meaning, k))
            continue;
        if (!alike)
            snprintf(where, sizeof(where), " of server %u", k + 1);
        hf_meaning_say(meaning, "C4",
                       "that is too late for a refresh that finds nobody: the registration can end "
                       "while servers are tried; set the expiry%s to %s or more",
                       where,
                       hf_meaning_lasting_s((meaning->effect.fit_ms[k] + 999) / 1000, least));
    }
}

/* C11: a refresh comes earlier by up to the jitter, never later. */
static void refresh_span(const struct hf_meaning *meaning, unsigned k, char text[2 * HF_LASTING])
{
    uint64_t most_ms = meaning->effect.refresh_ms[k];
    uint64_t least_ms = most_ms - most_ms / 100 * meaning->config->jitter_percent;
    char least[HF_LASTING], most[HF_LASTING];

    hf_meaning_lasting(most_ms, most);
    if (least_ms == most_ms)
        snprintf(text, 2 * HF_LASTING, "after %s", most);
    else
        snprintf(text, 2 * HF_LASTING, "%s to %s after it was granted",
                 hf_meaning_lasting(least_ms, least), most);
}

static void say_refresh(struct hf_meaning *meaning)
{
    const struct hf_config *config = meaning->config;
    const struct hf_effect *effect = &meaning->effect;
    char after[2 * HF_LASTING];
    int alike = 1;

    for (unsigned k = 1; k < config->n_servers; k++)
        alike &= effect->refresh_ms[k] == effect->refresh_ms[0];
    for (unsigned k = 1; k <= (alike ? 1u : config->n_servers); k++) {
        char at[32] = "";

        if (!alike)
            snprintf(at, sizeof(at), " at server %u", k);
        refresh_span(meaning, k - 1, after);
        hf_meaning_say(meaning, "C4",
                       "a registration%s is refreshed %s, where the server grants what is asked",
                       at, after);
    }
    if (effect->pass_fits)
        hf_meaning_say(meaning, "C4",
                       "a refresh that finds nobody ends before the registration "
                       "does%s",
                       effect->resolve_ms > 0 ? ", as long as each name has one address (B10)"
                                              : "");
    say_too_short(meaning);
    if (config->options_interval_s > 0)
        hf_meaning_say(meaning, "C10",
                       "a server that dies between requests is noticed by OPTIONS, sent every "
                       "%s",
                       hf_meaning_lasting_s(config->options_interval_s, after));
    else
        hf_meaning_say(meaning, "C3",
                       "a server that dies between requests is noticed by the next request, the "
                       "refresh at the latest");
}

size_t hf_policy_meaning(const struct hf_config *config, struct hf_sentence *sentences)
{
    struct hf_meaning meaning = {.config = config, .sentences = sentences};
    char limit[HF_LASTING];

    hf_policy_effect(config, &meaning.effect);
    hf_meaning_say_names(&meaning);
    say_leaving(&meaning);
    say_retry(&meaning);
    say_refresh(&meaning);
    hf_meaning_say_back(&meaning);
    if (config->keepalive_s > 0)
        hf_meaning_say(&meaning, "C3a", "the way to the server is kept open by a packet every %s",
                       hf_meaning_lasting_s(config->keepalive_s, limit));
    hf_meaning_say_calls(&meaning);
    return meaning.n;
}
