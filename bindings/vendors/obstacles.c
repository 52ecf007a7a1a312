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
    obstacle->rule = hf_policy_rule(setting);
    obstacle->at = list->account->origins[setting][server];
    return obstacle;
}

static void check_mode(struct list *list)
{
    const struct hf_account *account = list->account;
    struct hf_obstacle *obstacle;
    char key[96];

    if (account->config.mode != HF_MODE_CONCURRENT || account->config.n_servers < 2)
        return;
    hf_policy_key(account, HF_SETTING_MODE, 0, key);
    obstacle = add(list, HF_SETTING_MODE, 0);
    snprintf(obstacle->text, sizeof(obstacle->text),
             "not in this build yet: concurrent registration with more than one server; set "
             "%s = 1",
             key);
}

static void check_server(struct list *list, unsigned server)
{
    const struct hf_config *config = &list->account->config;
    unsigned transport = config->servers[server - 1].transport;
    int numeric = hf_policy_host_is_numeric(config, server);
    struct hf_obstacle *obstacle;
    char key[96], host[HF_NAME_MAX + 1];

    if (!numeric) {
        hf_policy_key(list->account, HF_SETTING_HOST, server, key);
        hf_policy_host(config, server, host);
        obstacle = add(list, HF_SETTING_HOST, server);
        snprintf(obstacle->text, sizeof(obstacle->text),
                 "not in this build yet: servers by name; set %s to the address of %.80s", key,
                 host);
    }
    if (transport == HF_TRANSPORT_UDP || transport == HF_TRANSPORT_NAPTR)
        return; /* B1: for an address DNS-NAPTR means UDP */
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
    check_mode(&list);
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
