/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The canonical form of a configuration, so that a line has the same image however its policy
 * came: by structs, by bytes, or from a snapshot (H1).
 */
#include <stddef.h>
#include <string.h>

#include "hf_assert.h"
#include "holdfast/config.h"
#include "holdfast/line.h"

static void copy_name(struct hf_config *to, struct hf_name *name, const struct hf_config *from)
{
    struct hf_name old = *name;

    if (old.length == 0) {
        name->at = 0;
        return;
    }
    HF_ASSERT(hf_config_name(to, name, from->names + old.at, old.length) == HF_OK);
}

static void copy_server(struct hf_config *to, const struct hf_config *from, uint8_t index)
{
    struct hf_server_config *server = &to->servers[index];

    *server = from->servers[index];
    memset(server->reserved, 0, sizeof server->reserved);
    copy_name(to, &server->host, from);
    for (uint8_t i = 0; i < HF_SERVER_PROXIES; i++) {
        if (i < server->n_proxies)
            copy_name(to, &server->proxies[i].host, from);
        else
            memset(&server->proxies[i], 0, sizeof server->proxies[i]);
    }
}

static void cut_statuses(struct hf_statuses *statuses)
{
    for (uint8_t i = statuses->n_codes; i < HF_STATUSES_MAX; i++)
        statuses->codes[i] = 0;
}

void hf_config_copy(struct hf_config *to, const struct hf_config *from)
{
    *to = *from;
    memset(to->servers, 0, sizeof to->servers);
    memset(to->names, 0, sizeof to->names);
    to->names_used = 0;
    cut_statuses(&to->register_failover_statuses);
    cut_statuses(&to->invite_failover_statuses);
    for (uint8_t i = 0; i < from->n_servers; i++)
        copy_server(to, from, i);
}
