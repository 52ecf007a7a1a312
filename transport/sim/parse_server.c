/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `server NAME ...`: what a registrar does from now on.
 */
#include "parse.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    unsigned method;
} methods[] = {
    {"REGISTER", HF_REQUEST_REGISTER}, {"OPTIONS", HF_REQUEST_OPTIONS}, {"OTHER", HF_REQUEST_OTHER},
    {"INVITE", HF_REQUEST_INVITE},     {"BYE", HF_REQUEST_BYE},         {"CANCEL", HF_SIM_CANCEL},
};

/* The method of that name, or HF_SIM_METHODS. */
static unsigned find_method(const char *name)
{
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++) {
        if (strcmp(methods[i].name, name) == 0)
            return methods[i].method;
    }
    return HF_SIM_METHODS;
}

/* ---- server a answers REGISTER 200 expires=600 ---- */

static int set_realms(struct parser *p, struct hf_sim_server *server, const char *value)
{
    char text[HF_SIM_REALMS * HF_SIM_NAME];
    struct words realms;

    snprintf(text, sizeof(text), "%s", value);
    split(text, ',', &realms);
    if (realms.n > HF_SIM_REALMS || strlen(value) >= sizeof(text))
        return complain(p, "realm=%s: %d realms of %d bytes at most", value, HF_SIM_REALMS,
                        HF_SIM_NAME - 1);
    server->n_realms = (uint8_t)realms.n;
    for (unsigned i = 0; i < realms.n; i++) {
        if (strlen(realms.at[i]) >= HF_SIM_NAME)
            return complain(p, "realm=%s: %d bytes at most", realms.at[i], HF_SIM_NAME - 1);
        snprintf(server->realms[i], sizeof(server->realms[i]), "%s", realms.at[i]);
    }
    return 0;
}

static int set_redirects(struct parser *p, struct hf_sim_server *server, unsigned method,
                         const char *value)
{
    char text[256];
    struct words contacts;
    struct hf_target targets[HF_EVENT_REDIRECTS];

    snprintf(text, sizeof(text), "%s", value);
    split(text, ',', &contacts);
    if (contacts.n > HF_EVENT_REDIRECTS)
        return complain(p, "contact=%s: %d at most", value, HF_EVENT_REDIRECTS);
    for (unsigned i = 0; i < contacts.n; i++) {
        if (read_target_of(p, contacts.at[i], &targets[i]) < 0)
            return -1;
    }
    if (method == HF_REQUEST_REGISTER) {
        server->n_redirects = (uint8_t)contacts.n;
        memcpy(server->redirects, targets, contacts.n * sizeof(targets[0]));
    } else {
        server->methods[method].n_redirects = (uint8_t)contacts.n;
        memcpy(server->methods[method].redirects, targets, contacts.n * sizeof(targets[0]));
    }
    return 0;
}

/* contact=missing, or the servers that a 3xx points to. */
static int set_contact(struct parser *p, struct hf_sim_server *server, const char *value)
{
    server->contact_missing = strcmp(value, "missing") == 0;
    return server->contact_missing ? 0 : set_redirects(p, server, HF_REQUEST_REGISTER, value);
}

int read_seconds(struct parser *p, const char *value, uint32_t *seconds)
{
    uint64_t number = 0;

    if (read_number(p, value, &number) < 0)
        return -1;
    if (number >= HF_SIM_AS_ASKED)
        return complain(p, "`%s` is too many seconds", value);
    *seconds = (uint32_t)number;
    return 0;
}

static int set_of_answer(struct parser *p, struct hf_sim_server *server, const char *word)
{
    const char *value;

    if (strcmp(word, "expires=none") == 0) {
        server->expires_s = HF_EXPIRES_NONE;
        return 0;
    }
    if ((value = value_of(word, "expires")) != NULL)
        return read_seconds(p, value, &server->expires_s);
    if ((value = value_of(word, "retry-after")) != NULL)
        return read_seconds(p, value, &server->retry_after_s);
    if ((value = value_of(word, "min-expires")) != NULL)
        return read_seconds(p, value, &server->min_expires_s);
    if ((value = value_of(word, "contact")) != NULL)
        return set_contact(p, server, value);
    if ((value = value_of(word, "after")) != NULL)
        return read_duration(p, value, &server->final_after_us);
    if ((value = value_of(word, "realm")) != NULL && server->status == 401) {
        server->status = 200; /* challenged first, then accepted */
        return set_realms(p, server, value);
    }
    return complain(p,
                    "`%s` says nothing about an answer; expires=, retry-after=, min-expires=, "
                    "contact=, after= do, and realm= with 401",
                    word);
}

static int set_register_answer(struct parser *p, struct hf_sim_server *server,
                               const struct words *words, uint16_t status)
{
    server->status = status;
    server->provisional = 0;
    server->final_after_us = 0;
    server->expires_s = HF_SIM_AS_ASKED;
    server->retry_after_s = HF_RETRY_AFTER_NONE;
    server->min_expires_s = 0;
    server->contact_missing = 0;
    server->n_redirects = 0;
    for (unsigned i = 5; i < words->n; i++) {
        if (set_of_answer(p, server, words->at[i]) < 0)
            return -1;
    }
    return 0;
}

/* ---- server a answers OPTIONS 503 retry-after=30 ---- */

struct answer {
    unsigned method;
    uint16_t status;
};

int read_final(struct parser *p, const char *text, uint16_t *status)
{
    uint64_t number = 0;

    if (read_number(p, text, &number) < 0)
        return -1;
    if (number < 200 || number > 699)
        return complain(p, "%" PRIu64 " is no final status: 200 to 699", number);
    *status = (uint16_t)number;
    return 0;
}

static int set_of_method(struct parser *p, struct hf_sim_server *server, unsigned method,
                         const char *word)
{
    const char *after = value_of(word, "after");
    const char *retry_after = value_of(word, "retry-after");
    const char *contact = value_of(word, "contact");

    if (after != NULL)
        return read_duration(p, after, &server->methods[method].final_after_us);
    if (retry_after != NULL)
        return read_seconds(p, retry_after, &server->methods[method].retry_after_s);
    if (contact != NULL)
        return set_redirects(p, server, method, contact);
    return complain(p, "`%s` says nothing about this answer; retry-after=, after=, contact= do",
                    word);
}

static int set_method_answer(struct parser *p, struct hf_sim_server *server,
                             const struct words *words, struct answer answer)
{
    server->methods[answer.method] = (struct hf_sim_method){.status = answer.status,
                                                            .retry_after_s = HF_RETRY_AFTER_NONE};
    for (unsigned i = 5; i < words->n; i++) {
        if (set_of_method(p, server, answer.method, words->at[i]) < 0)
            return -1;
    }
    return 0;
}

static int parse_answers(struct parser *p, struct hf_sim_server *server, const struct words *words)
{
    const unsigned method = words->n < 5 ? HF_SIM_METHODS : find_method(words->at[3]);
    uint16_t status = 0;

    if (method == HF_SIM_METHODS)
        return complain_right(p, "server a answers REGISTER 200 expires=600` (or OPTIONS, OTHER, "
                                 "INVITE, BYE, CANCEL)");
    if (read_final(p, words->at[4], &status) < 0)
        return -1;
    server->presence = HF_SIM_ANSWERS;
    server->methods[method].is_silent = 0;
    if (method == HF_REQUEST_REGISTER)
        return set_register_answer(p, server, words, status);
    return set_method_answer(p, server, words, (struct answer){method, status});
}

/* ---- server a is ... ---- */

static int set_cause(struct parser *p, struct hf_sim_server *server, const char *name)
{
    uint64_t cause = 0;

    if (read_cause(p, name, &cause) < 0)
        return -1;
    if (cause == HF_CAUSE_NONE || cause >= HF_CAUSE_UNRESOLVED)
        return complain(p, "`%s` is no cause of a server's", name);
    server->presence = HF_SIM_FAILS;
    server->cause = (uint8_t)cause;
    return 0;
}

/* `server a is silent for OPTIONS`: the other methods are answered as before. */
static int set_silent(struct parser *p, struct hf_sim_server *server, const struct words *words)
{
    const unsigned method = words->n == 6 && strcmp(words->at[4], "for") == 0
                                ? find_method(words->at[5])
                                : HF_SIM_METHODS;

    if (words->n == 4)
        server->presence = HF_SIM_SILENT;
    else if (method == HF_SIM_METHODS)
        return complain_right(p, "server a is silent for OPTIONS");
    else
        server->methods[method].is_silent = 1;
    return 0;
}

/* `server a is certified for pbx.example`, `for everybody` */
static int set_certified(struct parser *p, struct hf_sim_server *server, const struct words *words)
{
    if (words->n != 6 || strcmp(words->at[4], "for") != 0 ||
        strlen(words->at[5]) >= sizeof(server->certified))
        return complain_right(p, "server a is certified for pbx.example");
    if (server->target.transport != HF_TRANSPORT_TLS)
        return complain(p, "server %s has no certificate; right would be `server %s at tls:...`",
                        server->name, server->name);
    snprintf(server->certified, sizeof(server->certified), "%s",
             strcmp(words->at[5], "everybody") == 0 ? "" : words->at[5]);
    return 0;
}

static int parse_is(struct parser *p, struct hf_sim_server *server, const struct words *words)
{
    const char *how = words->at[3];

    if (words->n > 3 && strcmp(how, "silent") == 0)
        return set_silent(p, server, words);
    if (words->n > 3 && strcmp(how, "certified") == 0)
        return set_certified(p, server, words);
    if (words->n == 4 && strcmp(how, "unreachable") == 0)
        return set_cause(p, server, hf_cause_name(HF_CAUSE_ICMP));
    if (words->n != 4 || strcmp(how, "back") != 0)
        return complain_right(p, "server a is silent` or `unreachable` or `back` or `certified for "
                                 "pbx.example");
    server->presence = HF_SIM_ANSWERS;
    for (unsigned method = 0; method < HF_SIM_METHODS; method++)
        server->methods[method].is_silent = 0;
    return 0;
}

static int parse_fails(struct parser *p, struct hf_sim_server *server, const struct words *words)
{
    if (words->n != 5 || strcmp(words->at[3], "with") != 0)
        return complain_right(p, "server a fails with refused");
    return set_cause(p, server, words->at[4]);
}

/* ---- server a provisional 100 then silent ---- */

static int parse_provisional(struct parser *p, struct hf_sim_server *server,
                             const struct words *words)
{
    const char *right = "server a provisional 100 then silent` or `then answers after=5s";
    uint64_t status = 0;

    if (words->n > 6 && strcmp(words->at[4], "to") == 0)
        return parse_trying(p, server, words);
    if (words->n < 6 || strcmp(words->at[4], "then") != 0)
        return complain_right(p, right);
    if (read_number(p, words->at[3], &status) < 0)
        return -1;
    if (status < 100 || status > 199)
        return complain(p, "%" PRIu64 " is no provisional status: 100 to 199", status);
    server->presence = HF_SIM_ANSWERS;
    server->provisional = (uint16_t)status;
    server->final_after_us = HF_NEVER;
    if (strcmp(words->at[5], "silent") == 0)
        return 0;
    if (words->n != 7 || strcmp(words->at[5], "answers") != 0 ||
        value_of(words->at[6], "after") == NULL)
        return complain_right(p, right);
    return read_duration(p, value_of(words->at[6], "after"), &server->final_after_us);
}

/* ---- credentials ---- */

static int parse_challenges(struct parser *p, struct hf_sim_server *server,
                            const struct words *words)
{
    const char *realm = words->n > 3 ? value_of(words->at[3], "realm") : NULL;

    server->stale_always = 0;
    if (words->n == 4 && strcmp(words->at[3], "nobody") == 0) {
        server->n_realms = 0;
        return 0;
    }
    if (words->n == 5 && strcmp(words->at[4], "stale=always") == 0)
        server->stale_always = 1;
    else if (words->n != 4)
        realm = NULL;
    if (realm == NULL)
        return complain_right(p,
                              "server a challenges realm=x` or `realm=x stale=always` or `nobody");
    return set_realms(p, server, realm);
}

static int parse_credentials(struct parser *p, struct hf_sim_server *server,
                             const struct words *words)
{
    if (words->n != 4 || strcmp(words->at[3], "credentials") != 0)
        return complain_right(p, "server a rejects credentials` or `accepts credentials");
    server->rejects_credentials = strcmp(words->at[2], "rejects") == 0;
    return 0;
}

static int parse_accepts(struct parser *p, struct hf_sim_server *server, const struct words *words)
{
    if (words->n == 4)
        return parse_credentials(p, server, words);
    if (words->n != 6 || strcmp(words->at[3], "and") != 0 || strcmp(words->at[4], "says") != 0 ||
        strcmp(words->at[5], "nothing") != 0)
        return complain_right(p, "server a accepts and says nothing` or `accepts credentials");
    server->presence = HF_SIM_MUTE;
    return 0;
}

static int parse_forgets(struct parser *p, struct hf_sim_server *server, const struct words *words)
{
    if (words->n != 4 || strcmp(words->at[3], "nonces") != 0)
        return complain_right(p, "server a forgets nonces");
    server->nonces_from_us = p->at_us;
    return 0;
}

/* ---- server a closes idle connections, server a restarts ---- */

static int parse_closes(struct parser *p, const struct hf_sim_server *server,
                        const struct words *words)
{
    const int is_restart = strcmp(words->at[2], "restarts") == 0;

    if (is_restart ? words->n != 3
                   : words->n != 5 || strcmp(words->at[3], "idle") != 0 ||
                         strcmp(words->at[4], "connections") != 0)
        return complain_right(p, "server a closes idle connections` or `server a restarts");
    if (server->target.transport == HF_TRANSPORT_UDP)
        return complain(p, "server %s has no connections; right would be `server %s at tcp:...`",
                        server->name, server->name);
    struct command *command = add_command(p, is_restart ? VERB_RESTART_SERVER : VERB_CLOSE_IDLE);
    if (command == NULL)
        return -1;
    command->changed = *server;
    return 0;
}

/* ---- the rest ---- */

static int parse_delays(struct parser *p, struct hf_sim_server *server, const struct words *words)
{
    if (words->n != 4)
        return complain_right(p, "server a delays 20ms");
    return read_duration(p, words->at[3], &server->round_trip_us);
}

static int parse_at(struct parser *p, struct hf_sim_server *server, const struct words *words)
{
    struct hf_target target;

    if (words->n != 4)
        return complain_right(p, "server a at udp:192.0.2.9:5070");
    if (p->is_timed)
        return complain(p, "a server does not move; name another one");
    if (read_target(p, words->at[3], &target) < 0)
        return -1;
    for (unsigned i = 0; i < p->scenario->n_servers; i++) {
        const struct hf_sim_server *other = &p->scenario->servers[i];
        if (other != server && memcmp(&other->target, &target, sizeof(target)) == 0)
            return complain(p, "server %s is there already", other->name);
    }
    for (unsigned i = 0; i < HF_SIM_LINES; i++) {
        if (p->scenario->lines[i].exists || p->scenario->n_hosts != 0)
            return complain(p, "where a server is stands above the first line and name");
    }
    server->target = target;
    return 0;
}

int parse_server(struct parser *p, struct words *words)
{
    static const struct {
        const char *name;
        int (*parse)(struct parser *p, struct hf_sim_server *server, const struct words *words);
    } verbs[] = {
        {"answers", parse_answers},       {"is", parse_is},
        {"fails", parse_fails},           {"provisional", parse_provisional},
        {"challenges", parse_challenges}, {"rejects", parse_credentials},
        {"accepts", parse_accepts},       {"forgets", parse_forgets},
        {"delays", parse_delays},         {"at", parse_at},
        {"rings", parse_rings},           {"reaches", parse_reaches},
    };
    unsigned index = 0;
    size_t i = 0;

    if (words->n < 3)
        return complain_right(p, "server a is silent");
    struct hf_sim_server *server = find_server(p, words->at[1], &index);
    if (server == NULL)
        return -1;
    if (strcmp(words->at[2], "closes") == 0 || strcmp(words->at[2], "restarts") == 0)
        return parse_closes(p, server, words);
    while (i < sizeof(verbs) / sizeof(verbs[0]) && strcmp(verbs[i].name, words->at[2]) != 0)
        i++;
    if (i == sizeof(verbs) / sizeof(verbs[0]))
        return complain(p,
                        "a server does not `%s`; it answers, is, fails, provisional, challenges, "
                        "rings, reaches, rejects, accepts, forgets, delays, closes, restarts, at",
                        words->at[2]);
    if (verbs[i].parse(p, server, words) < 0)
        return -1;
    struct command *command = add_command(p, VERB_SERVER);
    if (command == NULL)
        return -1;
    command->server = index;
    command->changed = p->scenario->servers[index];
    return 0;
}
