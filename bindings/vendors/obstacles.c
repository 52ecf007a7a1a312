/* SPDX-License-Identifier: Apache-2.0 */
/* What of a faithfully read account this build cannot run yet, and what to set instead. */
#include "holdfast/vendors/vendors.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "holdfast/action.h"
#include "holdfast/vendors/policy.h"
#include "import.h"

struct list {
    const struct hf_account *account;
    struct hf_obstacle *obstacles;
    size_t n;
};

static struct hf_obstacle *add(struct list *list, unsigned setting, unsigned place)
{
    struct hf_obstacle *obstacle = &list->obstacles[list->n++];

    memset(obstacle, 0, sizeof(*obstacle));
    obstacle->setting = (uint16_t)setting;
    obstacle->server = (uint16_t)hf_place_server(place);
    obstacle->rule = hf_policy_rule(setting, place);
    obstacle->at = list->account->origins[setting][place];
    return obstacle;
}

static unsigned transport_at(const struct hf_config *config, unsigned place)
{
    const struct hf_server_config *server = &config->servers[hf_place_server(place) - 1];
    unsigned proxy = hf_place_proxy(place);

    return proxy > 0 ? server->proxies[proxy - 1].transport : server->transport;
}

static void check_place(struct list *list, unsigned place)
{
    const struct hf_account *account = list->account;
    unsigned transport = transport_at(&account->config, place);
    struct hf_obstacle *obstacle;
    char key[96];

    if (transport == HF_TRANSPORT_UDP || transport == HF_TRANSPORT_NAPTR)
        return; /* DNS-NAPTR means UDP here (B1, B2), and is warned about where it would ask */
    hf_policy_key(account, HF_SETTING_TRANSPORT, place, key);
    obstacle = add(list, HF_SETTING_TRANSPORT, place);
    if (account->dialect == HF_DIALECT_NATIVE)
        snprintf(obstacle->text, sizeof(obstacle->text),
                 "not in this build yet: transports other than UDP; set %s: udp",
                 key[0] != '\0' ? key : hf_setting_token(HF_SETTING_TRANSPORT));
    else
        snprintf(obstacle->text, sizeof(obstacle->text),
                 "not in this build yet: transports other than UDP; set %s = 0", key);
    for (size_t i = 0; i + 1 < list->n; i++) /* one key may be for several places */
        if (strcmp(list->obstacles[i].text, obstacle->text) == 0) {
            list->n--;
            return;
        }
}

/* The whole key of the file that would say the user. */
static void user_key(const struct hf_account *account, char text[96])
{
    static const char *const names[HF_MAKER_COUNT] = {[HF_MAKER_FANVIL] = "Phone Number",
                                                      [HF_MAKER_YEALINK] = "user_name",
                                                      [HF_MAKER_NATIVE] = "user"};
    const struct hf_vendor *vendor = hf_vendor_of(account->dialect);
    size_t key = vendor != NULL ? hf_vendor_find(vendor, names[vendor->maker], 0) : 0;

    snprintf(text, 96, "%s: user", account->name);
    if (vendor != NULL && key < vendor->n_keys)
        vendor->spell(account->dialect, account->number, &vendor->keys[key], text);
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
    char key[96];

    if (account->user[0] == '\0') {
        user_key(account, key);
        obstacle = add(&list, HF_SETTING_NONE, 0);
        obstacle->rule = "G";
        snprintf(obstacle->text, sizeof(obstacle->text), "there is no user to register; set %s",
                 key);
    }
    for (unsigned place = 1; place < HF_PLACES; place++)
        if (hf_policy_has_place(&account->config, place) &&
            (hf_place_proxy(place) > 0 || account->config.servers[place - 1].n_proxies == 0))
            check_place(&list, place); /* B13: where there are proxies, they are reached */
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
