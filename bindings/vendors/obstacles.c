/* SPDX-License-Identifier: Apache-2.0 */
/* What of a faithfully read account this build cannot run yet, and what to set instead. */
#include "holdfast/vendors/vendors.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "holdfast/action.h"
#include "holdfast/vendors/policy.h"

struct list {
    const struct hf_account *account;
    struct hf_obstacle *obstacles;
    size_t n;
};

static struct hf_obstacle *add(struct list *list, unsigned setting, unsigned server)
{
    struct hf_obstacle *obstacle = &list->obstacles[list->n++];

    memset(obstacle, 0, sizeof(*obstacle));
    obstacle->setting = (uint16_t)setting;
    obstacle->server = (uint16_t)server;
    obstacle->rule = hf_policy_rule(setting, server);
    obstacle->at = list->account->origins[setting][server];
    return obstacle;
}

static void check_server(struct list *list, unsigned server)
{
    unsigned transport = list->account->config.servers[server - 1].transport;
    struct hf_obstacle *obstacle;
    char key[96];

    if (transport == HF_TRANSPORT_UDP || transport == HF_TRANSPORT_NAPTR)
        return; /* DNS-NAPTR means UDP here (B1, B2), and is warned about where it would ask */
    hf_policy_key(list->account, HF_SETTING_TRANSPORT, server, key);
    obstacle = add(list, HF_SETTING_TRANSPORT, server);
    snprintf(obstacle->text, sizeof(obstacle->text),
             "not in this build yet: transports other than UDP; set %s = 0", key);
}

/* Whatever else the core refuses, in its own words. */
static void check_core(struct list *list)
{
    struct hf_refusal refusal;
    struct hf_obstacle *obstacle;

    memset(&refusal, 0, sizeof(refusal));
    if (hf_config_check(&list->account->config, &refusal) == 0)
        return;
    obstacle = add(list, HF_SETTING_NONE, 0);
    obstacle->rule = "G1";
    if (refusal.index > 0)
        snprintf(obstacle->text, sizeof(obstacle->text), "refused by the core: %s (server %u)",
                 refusal.what != NULL ? refusal.what : "?", (unsigned)refusal.index);
    else
        snprintf(obstacle->text, sizeof(obstacle->text), "refused by the core: %s",
                 refusal.what != NULL ? refusal.what : "?");
}

size_t hf_account_obstacles(const struct hf_account *account, struct hf_obstacle *obstacles)
{
    struct list list = {account, obstacles, 0};
    struct hf_obstacle *obstacle;

    if (account->user[0] == '\0') {
        obstacle = add(&list, HF_SETTING_NONE, 0);
        obstacle->rule = "G";
        snprintf(obstacle->text, sizeof(obstacle->text), "there is no user to register; set %s%s",
                 account->name,
                 account->dialect == HF_DIALECT_FANVIL_TEXT ? " Phone Number" : ".user_name");
    }
    for (unsigned server = 1; server <= account->config.n_servers; server++)
        check_server(&list, server);
    if (list.n == 0) /* what the core would say first is said above, by its setting */
        check_core(&list);
    return list.n;
}

int hf_account_runnable(const struct hf_account *account, char *text, size_t size)
{
    struct hf_obstacle obstacles[HF_OBSTACLES_MAX];
    size_t n = hf_account_obstacles(account, obstacles);

    if (n > 0 && size > 0)
        snprintf(text, size, "%s: %s", account->name, obstacles[0].text);
    else if (size > 0)
        text[0] = '\0';
    return n == 0;
}
