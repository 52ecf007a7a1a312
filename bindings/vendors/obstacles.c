/* SPDX-License-Identifier: Apache-2.0 */
/* What of a faithfully read account cannot be run, and what to set instead. */
#include "holdfast/vendors/vendors.h"

#include <stdio.h>
#include <string.h>

#include "holdfast/action.h"
#include "import.h"

struct list {
    const struct hf_account *account;
    struct hf_obstacle *obstacles;
    size_t n;
};

static struct hf_obstacle *add(struct list *list, const char *rule)
{
    struct hf_obstacle *obstacle = &list->obstacles[list->n++];

    memset(obstacle, 0, sizeof(*obstacle));
    obstacle->rule = rule;
    return obstacle;
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
    obstacle = add(list, "G1");
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
        obstacle = add(&list, "G");
        snprintf(obstacle->text, sizeof(obstacle->text), "there is no user to register; set %s",
                 key);
    }
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
