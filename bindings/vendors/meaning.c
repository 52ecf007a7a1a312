/* SPDX-License-Identifier: Apache-2.0 */
/* A policy in sentences; see policy.h. The numbers are those of hf_policy_effect. */
#include "meaning.h"

#include <stdio.h>
#include <string.h>

/* ---- words ---- */

/* "500, 503 or 6xx"; "" for none. */
static void either_of(const struct hf_config *config, unsigned setting, char text[96])
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

static int names_anywhere(const struct hf_config *config)
{
    for (unsigned place = 1; place < HF_PLACES; place++)
        if (hf_meaning_is_used(config, place) && hf_meaning_is_name(config, place))
            return 1;
    return 0;
}

/* True: a request that fails has somewhere else to go. */
static int has_other(const struct hf_config *config)
{
    return config->n_servers > 1 || hf_meaning_proxies(config, 1) > 1 || names_anywhere(config);
}

/* What is left when it is silent: all that stands for the server. */
static void what_of(const struct hf_config *config, unsigned server, char text[HF_LASTING])
{
    if (hf_meaning_proxies(config, server) > 1)
        snprintf(text, HF_LASTING, "server %u with both its outbound proxies", server);
    else if (hf_meaning_proxies(config, server) > 0)
        snprintf(text, HF_LASTING, "server %u with its outbound proxy", server);
    else if (hf_meaning_is_name(config, server))
        snprintf(text, HF_LASTING, "address of server %u", server);
    else
        snprintf(text, HF_LASTING, "server %u", server);
}

/* ---- leaving ---- */

static void say_leaving_one(struct hf_meaning *meaning, unsigned server)
{
    uint64_t leave_ms = meaning->effect.leave_ms[server - 1];
    uint64_t call_leave_ms = meaning->effect.call_leave_ms[server - 1];
    char what[HF_LASTING], after[HF_LASTING], call_after[HF_LASTING];

    what_of(meaning->config, server, what);
    if (leave_ms == call_leave_ms)
        hf_meaning_say(meaning, "A1", "a request leaves a silent %s after %s", what,
                       hf_meaning_lasting(leave_ms, after));
    else
        hf_meaning_say(
            meaning, "A1", "a registration leaves a silent %s after %s, a call after %s (A5)", what,
            hf_meaning_lasting(leave_ms, after), hf_meaning_lasting(call_leave_ms, call_after));
}

static void say_refusing(struct hf_meaning *meaning)
{
    const struct hf_config *config = meaning->config;
    const char *moves = has_other(config) ? "is left" : "fails the request";
    char of_register[96], of_invite[96];

    either_of(config, HF_SETTING_REGISTER_FAILOVER_STATUSES, of_register);
    either_of(config, HF_SETTING_INVITE_FAILOVER_STATUSES, of_invite);
    hf_meaning_say(meaning, "A6",
                   "a server that refuses (port unreachable, connection refused, TLS failure) %s "
                   "at once",
                   moves);
    if (of_register[0] != '\0')
        hf_meaning_say(meaning, "A6", "a server that answers a registration with %s %s at once",
                       of_register, moves);
    if (of_invite[0] != '\0')
        hf_meaning_say(meaning, "A6", "a server that answers a call with %s %s at once", of_invite,
                       moves);
    hf_meaning_say(meaning, "A8",
                   "any other answer, such as 403 or 404, is final: nobody else is asked; a "
                   "registration is tried again later (C7)");
}

/* A9, A10: what is left is also left alone. */
static void say_resting(struct hf_meaning *meaning)
{
    const struct hf_config *config = meaning->config;
    char after[HF_LASTING];

    if (!has_other(config))
        return;
    if (config->quarantine_s > 0)
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
    char last[HF_LASTING], pass[HF_LASTING], silent[HF_LASTING], longest[HF_LASTING];
    const char *names = effect->resolve_ms > 0 ? ", with the look-up of names 10 s more" : "";

    hf_meaning_lasting(effect->pass_ms, pass);
    if (meaning->config->mode == HF_MODE_CONCURRENT && meaning->config->n_servers > 1)
        hf_meaning_say(meaning, "A4",
                       "a registration whose server stays silent is lost after %s at most; the "
                       "others stay",
                       pass);
    else if (effect->pass_ms == effect->last_ms)
        hf_meaning_say(meaning, "A4", "the one server is given up after %s of silence", pass);
    else
        hf_meaning_say(meaning, "A4",
                       "the last one tried has %s; when all are silent, a registration fails "
                       "after %s at most",
                       hf_meaning_lasting(effect->last_ms, last), pass);
    hf_meaning_say(meaning, "A5", "when all are silent, a call fails after %s at most%s",
                   hf_meaning_lasting(effect->call_silent_ms, silent), names);
    hf_meaning_say(meaning, "A7",
                   "the longest that a call can take until it rings, is answered or fails is "
                   "%s%s: every server says 100 (trying) at the last moment, and nothing more",
                   hf_meaning_lasting(effect->call_longest_ms, longest), names);
}

static void say_leaving(struct hf_meaning *meaning)
{
    const struct hf_config *config = meaning->config;
    char most[HF_LASTING];

    for (unsigned server = 1; server <= config->n_servers && has_other(config); server++)
        say_leaving_one(meaning, server);
    say_refusing(meaning);
    say_resting(meaning);
    say_silence(meaning);
    if (meaning->effect.resolve_ms > 0)
        hf_meaning_say(meaning, "B8a",
                       "a name is looked up for %s at most, and its server passed over when it "
                       "has no address; each address more has as much time as the first",
                       hf_meaning_lasting(meaning->effect.resolve_ms, most));
}

/* ---- registering ---- */

static void say_retry(struct hf_meaning *meaning)
{
    const struct hf_config *config = meaning->config;
    char base[HF_LASTING], most[HF_LASTING];

    hf_meaning_lasting_s(config->retry_base_s, base);
    if (config->retry_base_s == config->retry_max_s)
        hf_meaning_say(meaning, "C6", "a registration that nobody accepts is tried again %s later",
                       base);
    else
        hf_meaning_say(meaning, "C6",
                       "a registration that nobody accepts is tried again after waits that grow "
                       "from %s to %s",
                       base, hf_meaning_lasting_s(config->retry_max_s, most));
}

/* C4: the least that must be asked for, of the server that has too little. */
static void say_too_short(struct hf_meaning *meaning)
{
    const struct hf_config *config = meaning->config;
    const struct hf_effect *effect = &meaning->effect;
    uint64_t least_s = 0;
    unsigned n = 0, at = 0;
    char after[HF_LASTING], where_text[32] = "";

    for (unsigned k = 1; k <= config->n_servers; k++) {
        if (1000 * (uint64_t)config->servers[k - 1].expires_s >= effect->fit_ms[k - 1])
            continue;
        n++;
        at = k;
        least_s = effect->fit_ms[k - 1] > 1000 * least_s ? (effect->fit_ms[k - 1] + 999) / 1000
                                                         : least_s;
    }
    if (n == 0)
        return;
    if (config->n_servers > 1 && n == 1)
        snprintf(where_text, sizeof(where_text), " of server %u", at);
    hf_meaning_say(meaning, "C4",
                   "that is too late for a refresh that finds nobody: the registration can end "
                   "while servers are tried; set the expiry%s to %s or more",
                   where_text, hf_meaning_lasting_s(least_s, after));
}

static void say_refresh(struct hf_meaning *meaning)
{
    const struct hf_config *config = meaning->config;
    const struct hf_effect *effect = &meaning->effect;
    char after[HF_LASTING];
    int alike = 1;

    for (unsigned k = 1; k < config->n_servers; k++)
        alike &= effect->refresh_ms[k] == effect->refresh_ms[0];
    for (unsigned k = 1; k <= (alike ? 1u : config->n_servers); k++) {
        char at[32] = "";

        if (!alike)
            snprintf(at, sizeof(at), " at server %u", k);
        hf_meaning_say(meaning, "C4",
                       "a registration%s is refreshed after %s, where the server grants what is "
                       "asked",
                       at, hf_meaning_lasting(effect->refresh_ms[k - 1], after));
    }
    if (effect->pass_fits)
        hf_meaning_say(meaning, "C4",
                       "a refresh that finds nobody ends before the registration does");
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
    say_leaving(&meaning);
    say_retry(&meaning);
    say_refresh(&meaning);
    hf_meaning_say_back(&meaning);
    if (config->keepalive_s > 0)
        hf_meaning_say(&meaning, "C3a", "the way to the server is kept open by a packet every %s",
                       hf_meaning_lasting_s(config->keepalive_s, limit));
    return meaning.n;
}
