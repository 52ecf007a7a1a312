/* SPDX-License-Identifier: Apache-2.0 */
/* The registrar's tables: made, filled and freed; and what a command changes in them. */
#include "registrar_state.h"

#include <stdlib.h>
#include <string.h>

/* ---- life ---- */

static int copy_text(char *to, const char *from)
{
    size_t length = from == NULL ? 0 : strlen(from);
    if (length > HF_REGISTRAR_TEXT_MAX)
        return -1;
    if (length > 0)
        memcpy(to, from, length);
    to[length] = '\0';
    return 0;
}

static int has_tables(const struct hf_registrar *registrar)
{
    return registrar->users != NULL && registrar->bindings != NULL && registrar->nonces != NULL &&
           registrar->transactions != NULL && registrar->answers != NULL &&
           registrar->passed != NULL;
}

struct hf_registrar *hf_registrar_new(const struct hf_registrar_options *options)
{
    struct hf_registrar *registrar = calloc(1, sizeof *registrar);
    if (registrar == NULL)
        return NULL;
    registrar->users = calloc(HF_REGISTRAR_USERS, sizeof *registrar->users);
    registrar->bindings = calloc(HF_REGISTRAR_BINDINGS, sizeof *registrar->bindings);
    registrar->nonces = calloc(HF_REGISTRAR_NONCES, sizeof *registrar->nonces);
    registrar->transactions = calloc(HF_REGISTRAR_TRANSACTIONS, sizeof *registrar->transactions);
    registrar->answers = calloc(HF_REGISTRAR_TRANSACTIONS, sizeof *registrar->answers);
    registrar->passed = calloc(HF_REGISTRAR_PASSED, sizeof *registrar->passed);
    if (!has_tables(registrar) || copy_text(registrar->domain, options->domain) != 0 ||
        copy_text(registrar->realm, options->realm) != 0) {
        hf_registrar_free(registrar);
        return NULL;
    }
    if (registrar->realm[0] == '\0')
        memcpy(registrar->realm, "holdfast", sizeof "holdfast");
    memcpy(registrar->random, options->random, sizeof registrar->random);
    registrar->relay = options->relay;
    registrar->expires_min_s = options->expires_min_s;
    registrar->expires_max_s = options->expires_max_s == 0 ? 3600 : options->expires_max_s;
    registrar->nonce_life_s = options->nonce_life_s == 0 ? 300 : options->nonce_life_s;
    return registrar;
}

void hf_registrar_free(struct hf_registrar *registrar)
{
    if (registrar == NULL)
        return;
    free(registrar->users);
    free(registrar->bindings);
    free(registrar->nonces);
    free(registrar->transactions);
    free(registrar->answers);
    free(registrar->passed);
    free(registrar);
}

int hf_registrar_add_user(struct hf_registrar *registrar, const char *name, const char *password)
{
    struct hf_registrar_user *user = &registrar->users[registrar->n_users];
    if (registrar->n_users == HF_REGISTRAR_USERS || name[0] == '\0')
        return -1;
    for (size_t i = 0; i < registrar->n_users; i++) {
        if (strcmp(registrar->users[i].name, name) == 0)
            return -1;
    }
    if (copy_text(user->name, name) != 0 || copy_text(user->password, password) != 0)
        return -1;
    registrar->n_users++;
    return 0;
}

void hf_registrar_set_door(struct hf_registrar *registrar, unsigned door,
                           const struct hf_target *where)
{
    registrar->doors[door] = *where;
}

/* ---- commands ---- */

static void obey_for(struct hf_registrar_fault *fault, const struct hf_registrar_command *command)
{
    switch (command->order) {
    case HF_REGISTRAR_ANSWER: memset(fault, 0, sizeof *fault); break;
    case HF_REGISTRAR_DROP: fault->is_silent = true; break;
    case HF_REGISTRAR_REJECT:
        fault->is_silent = false;
        fault->reject_status = command->status;
        fault->reject_retry_after_s = command->retry_after_s;
        break;
    case HF_REGISTRAR_DELAY: fault->delay_ms = command->delay_ms; break;
    default: break; /* NOTHING, and the shell's own */
    }
}

void hf_registrar_obey(struct hf_registrar *registrar, const struct hf_registrar_command *command)
{
    for (unsigned method = 0; method < HF_METHOD_COUNT; method++) {
        if (command->method == HF_METHOD_OTHER || command->method == method)
            obey_for(&registrar->faults[method], command);
    }
    if (command->order == HF_REGISTRAR_WIPE) {
        memset(registrar->bindings, 0, registrar->n_slots * sizeof *registrar->bindings);
        registrar->n_slots = 0;
    }
}
