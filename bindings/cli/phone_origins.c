/* SPDX-License-Identifier: Apache-2.0 */
/* See phone_origins.h: from a table of all settings and places to a list of those that are set. */
#define _GNU_SOURCE 1
#include "phone_origins.h"

/* The file's number in the list, from 1; 0: there is no room for it. */
static uint8_t number_of(struct hf_phone_origins *origins, struct hf_cli_origins *room,
                         const char *file)
{
    uint32_t i = 0;

    while (i < origins->n_files && room->files[i] != file)
        i++;
    if (i == HF_LOG_FILES_MAX)
        return 0;
    if (i == origins->n_files)
        room->files[origins->n_files++] = file;
    return (uint8_t)(i + 1);
}

struct hf_phone_origins hf_cli_origins_of(struct hf_cli_origins *room,
                                          const struct hf_phone_config *config,
                                          const struct hf_account *account)
{
    struct hf_phone_origins origins = {.files = room->files, .origins = room->items};

    for (unsigned setting = 0; setting < HF_SETTING_COUNT; setting++) {
        for (unsigned place = 0; place < HF_PLACES; place++) {
            const struct hf_origin *at = &account->origins[setting][place];
            struct hf_log_origin *to = &room->items[origins.n_origins];

            if (at->file < 1 || at->file > config->n_files ||
                origins.n_origins == HF_LOG_ORIGINS_MAX)
                continue;
            *to = (struct hf_log_origin){
                .line = at->line,
                .setting = (uint8_t)setting,
                .server = (uint8_t)hf_place_server(place),
                .proxy = (uint8_t)hf_place_proxy(place),
                .file = number_of(&origins, room, config->files[at->file - 1])};
            origins.n_origins += to->file != 0;
        }
    }
    return origins;
}
