/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `server NAME ...`: what a registrar does from now on.
 */
#include "parse.h"

#include <inttypes.h>
#include <string.h>

static int wrong(struct parser *p, const char *right)
{
    return complain(p, "`%s`: right would be `%s`", p->written, right);
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

/* contact=missing, or the servers that a 3xx points to. */
static int set_contact(struct parser *p, struct hf_sim_server *server, const char *value)
{
    char text[256];
    struct words contacts;

    server->contact_missing = strcmp(value, "missing") == 0;
    if (server->contact_missing)
        return 0;
    snprintf(text, sizeof(text), "%s", value);
    split(text, ',', &contacts);
    if (contacts.n > HF_EVENT_REDIRECTS)
        return complain(p, "contact=%s: %d at most", value, HF_EVENT_REDIRECTS);
    server->n_redirects = (uint8_t)contacts.n;
    for (unsigned i = 0; i < contacts.n; i++) {
        unsigned index = 0;

        if (strchr(contacts.at[i], ':') != NULL) {
            if (read_target(p, contacts.at[i], &server->redirects[i]) < 0)
                return -1;
            continue;
        }
        const ptrdiff_t self = server - p->scenario->servers;
        const struct hf_sim_server *to = find_server(p, contacts.at[i], &index);
        if (to == NULL)
            return -1;
        p->scenario->servers[self].redirects[i] = to->target;
    }
    return 0;
}

static int set_seconds(struct parser *p, const char *value, uint32_t *seconds)
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
        return set_seconds(p, value, &server->expires_s);
    if ((value = value_of(word, "retry-after")) != NULL)
        return set_seconds(p, value, &server->retry_after_s);
    if ((value = value_of(word, "min-expires")) != NULL)
        return set_seconds(p, value, &server->min_expires_s);
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

static int parse_answers(struct parser *p, struct hf_sim_server *server, const struct words *words)
{
    uint64_t status = 0;

    if (words->n < 5 || strcmp(words->at[3], "REGISTER") != 0)
        return wrong(p, "server a answers REGISTER 200 expires=600");
    if (read_number(p, words->at[4], &status) < 0)
        return -1;
    if (status < 200 || status > 699)
        return complain(p, "%" PRIu64 " is no final status: 200 to 699", status);
    server->presence = HF_SIM_ANSWERS;
    server->status = (uint16_t)status;
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

/* ---- server a is ... ---- */

static int set_cause(struct parser *p, struct hf_sim_server *server, const char *name)
{
    for (unsigned cause = HF_CAUSE_SILENCE; cause < HF_CAUSE_COUNT; cause++) {
        if (strcmp(hf_cause_name(cause), name) == 0) {
            server->presence = HF_SIM_FAILS;
            server->cause = (uint8_t)cause;
            return 0;
        }
    }
    return complain(
        p, "`%s` is no cause; icmp, refused, reset, closed, tls, certificate, local are", name);
}

static int parse_is(struct parser *p, struct hf_sim_server *server, const struct words *words)
{
    const char *how = words->n == 4 ? words->at[3] : "";

    if (strcmp(how, "silent") == 0)
        server->presence = HF_SIM_SILENT;
    else if (strcmp(how, "back") == 0)
        server->presence = HF_SIM_ANSWERS;
    else if (strcmp(how, "unreachable") == 0)
        return set_cause(p, server, hf_cause_name(HF_CAUSE_ICMP));
    else
        return wrong(p, "server a is silent` or `unreachable` or `back");
    return 0;
}

static int parse_fails(struct parser *p, struct hf_sim_server *server, const struct words *words)
{
    if (words->n != 5 || strcmp(words->at[3], "with") != 0)
        return wrong(p, "server a fails with refused");
    return set_cause(p, server, words->at[4]);
}

/* ---- server a provisional 100 then silent ---- */

static int parse_provisional(struct parser *p, struct hf_sim_server *server,
                             const struct words *words)
{
    const char *right = "server a provisional 100 then silent` or `then answers after=5s";
    uint64_t status = 0;

    if (words->n < 6 || strcmp(words->at[4], "then") != 0)
        return wrong(p, right);
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
        return wrong(p, right);
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
        return wrong(p, "server a challenges realm=x` or `realm=x stale=always` or `nobody");
    return set_realms(p, server, realm);
}

static int parse_credentials(struct parser *p, struct hf_sim_server *server,
                             const struct words *words)
{
    if (words->n != 4 || strcmp(words->at[3], "credentials") != 0)
        return wrong(p, "server a rejects credentials` or `accepts credentials");
    server->rejects_credentials = strcmp(words->at[2], "rejects") == 0;
    return 0;
}

static int parse_forgets(struct parser *p, struct hf_sim_server *server, const struct words *words)
{
    if (words->n != 4 || strcmp(words->at[3], "nonces") != 0)
        return wrong(p, "server a forgets nonces");
    server->nonces_from_us = p->at_us;
    return 0;
}

/* ---- the rest ---- */

static int parse_delays(struct parser *p, struct hf_sim_server *server, const struct words *words)
{
    if (words->n != 4)
        return wrong(p, "server a delays 20ms");
    return read_duration(p, words->at[3], &server->round_trip_us);
}

static int parse_at(struct parser *p, struct hf_sim_server *server, const struct words *words)
{
    struct hf_target target;

    if (words->n != 4)
        return wrong(p, "server a at udp:192.0.2.9:5070");
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
        if (p->scenario->lines[i].exists)
            return complain(p, "where a server is stands above the first line");
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
        {"accepts", parse_credentials},   {"forgets", parse_forgets},
        {"delays", parse_delays},         {"at", parse_at},
    };
    unsigned index = 0;
    size_t i = 0;

    if (words->n < 3)
        return wrong(p, "server a is silent");
    struct hf_sim_server *server = find_server(p, words->at[1], &index);
    if (server == NULL)
        return -1;
    while (i < sizeof(verbs) / sizeof(verbs[0]) && strcmp(verbs[i].name, words->at[2]) != 0)
        i++;
    if (i == sizeof(verbs) / sizeof(verbs[0]))
        return complain(p,
                        "a server does not `%s`; it answers, is, fails, provisional, challenges, "
                        "rejects, accepts, forgets, delays, at",
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
