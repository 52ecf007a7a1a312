/* SPDX-License-Identifier: Apache-2.0 */
/* A plan as text: a row for each being, policy and thing that happens; what is 0 is left out. */
#include <inttypes.h>
#include <string.h>

#include "deep.h"

static void put_ops(const struct hf_deep_plan *plan, FILE *file)
{
    for (uint32_t i = 0; i < plan->n_ops; i++) {
        const struct deep_op *op = &plan->ops[i];

        fprintf(file, "at %" PRIu64 " %s", op->at_ms, deep_verb_word(op->verb));
        for (unsigned k = 0; deep_op_key(k) != NULL; k++) {
            const struct deep_key *key = deep_op_key(k);
            const char *at = (const char *)op + key->offset;
            uint32_t narrow;
            uint64_t wide;

            memcpy(&narrow, at, sizeof(narrow));
            wide = narrow;
            if (key->is_wide)
                memcpy(&wide, at, sizeof(wide));
            if (wide != 0 && deep_verb_has(op->verb, key->word))
                fprintf(file, " %s=%" PRIu64, key->word, wide);
        }
        fputc('\n', file);
    }
}

struct owner {
    const char *name; /* with a dot; "": the line */
    const void *base, *usual;
    unsigned of;
};

/* Those settings that are not what hf_config_init makes them. */
static void put_settings(FILE *file, const struct owner *owner)
{
    for (unsigned i = 0; deep_setting(i) != NULL; i++) {
        const struct deep_setting *setting = deep_setting(i);
        const uint64_t value = deep_setting_get(setting, owner->base);

        if (setting->of == owner->of && value != deep_setting_get(setting, owner->usual))
            fprintf(file, " %s%s=%" PRIu64, owner->name, setting->word, value);
    }
}

static void put_policy(const struct hf_config *config, unsigned number, FILE *file)
{
    struct hf_config usual;
    struct hf_server_config usual_server;
    struct hf_proxy_config usual_proxy;
    char owner[24];

    hf_config_init(&usual);
    hf_config_init_server(&usual_server);
    hf_config_init_proxy(&usual_proxy);
    fprintf(file, "policy %u", number);
    put_settings(file, &(struct owner){"", config, &usual, 0});
    for (unsigned i = 0; i < config->n_servers; i++) {
        const struct hf_server_config *server = &config->servers[i];

        fprintf(file, " server%u=%.*s", i + 1, (int)server->host.length,
                config->names + server->host.at);
        snprintf(owner, sizeof(owner), "server%u.", i + 1);
        put_settings(file, &(struct owner){owner, server, &usual_server, 1});
        for (unsigned k = 0; k < server->n_proxies; k++) {
            const struct hf_proxy_config *proxy = &server->proxies[k];

            fprintf(file, " server%u.proxy%u=%.*s", i + 1, k + 1, (int)proxy->host.length,
                    config->names + proxy->host.at);
            snprintf(owner, sizeof(owner), "server%u.proxy%u.", i + 1, k + 1);
            put_settings(file, &(struct owner){owner, proxy, &usual_proxy, 2});
        }
    }
    fputc('\n', file);
}

static bool is_used(const struct hf_deep_plan *plan, uint32_t policy)
{
    for (uint32_t i = 0; i < plan->n_phones * DEEP_LINES; i++)
        if (plan->phones[i / DEEP_LINES].lines[i % DEEP_LINES].policy == policy)
            return true;
    for (uint32_t i = 0; i < plan->n_ops; i++)
        if (plan->ops[i].verb == DEEP_CONFIGURE && plan->ops[i].policy == policy)
            return true;
    return false;
}

static void put_phone(const struct deep_phone_plan *phone, unsigned number, FILE *file)
{
    fprintf(file, "phone %u policy=%u clock=%" PRIu64, number, phone->lines[0].policy,
            phone->clock);
    if (phone->lines[0].tls != 0)
        fprintf(file, " tls=%u", phone->lines[0].tls);
    if (phone->names != 0)
        fprintf(file, " names=%u", phone->names);
    if (phone->gate != 0)
        fprintf(file, " gate=%u", phone->gate);
    fputc('\n', file);
    for (unsigned i = 1; i < DEEP_LINES; i++) {
        const struct deep_line_plan *line = &phone->lines[i];

        if (line->policy == 0)
            continue;
        fprintf(file, "line %u policy=%u", i + 1, line->policy);
        if (line->tls != 0)
            fprintf(file, " tls=%u", line->tls);
        fputc('\n', file);
    }
}

void hf_deep_plan_write(const struct hf_deep_plan *plan, FILE *file)
{
    fprintf(file, "deep seed=%" PRIu64 " heal=%" PRIu64 " stay=%" PRIu64 " phones=%u dead=%u\n",
            plan->seed, plan->heal_ms, plan->stay_ms, plan->n_phones, plan->dead);
    for (uint32_t i = 0; i < plan->n_servers; i++) {
        const struct deep_server_plan *server = &plan->servers[i];

        fprintf(file, "server %u auth=%u expires_min=%u expires_max=%u nonce_life=%u\n", i + 1,
                server->auth, server->expires_min, server->expires_max, server->nonce_life);
    }
    for (uint32_t i = 0; i < plan->n_policies; i++)
        if (is_used(plan, i + 1))
            put_policy(&plan->policies[i], i + 1, file);
    for (uint32_t i = 0; i < plan->n_phones; i++)
        if (plan->phones[i].there)
            put_phone(&plan->phones[i], i + 1, file);
    put_ops(plan, file);
}
