/* SPDX-License-Identifier: Apache-2.0 */
/* The DNS records of a configuration (B11a), for the phone: all lines share them. */
#define _GNU_SOURCE 1
#include "phone.h"

#include <stdlib.h>

#define ERROR_TEXT 512

static struct hf_phone_record record_of(const struct hf_static_record *record)
{
    return (struct hf_phone_record){.name = record->name,
                                    .target = record->target,
                                    .service = record->service,
                                    .flags = record->flags,
                                    .ttl_s = record->ttl_s,
                                    .type = record->type,
                                    .priority = record->priority,
                                    .weight = record->weight,
                                    .port = record->port};
}

int hf_cli_set_records(struct hf_cli_phone *cli, const struct hf_phone_config *config, FILE *to)
{
    char error[ERROR_TEXT] = "no memory";
    struct hf_phone_problem problem = {.error = error, .size = sizeof error};
    struct hf_phone_record *records = calloc(config->n_records + 1, sizeof *records);
    int result = -1;

    for (size_t i = 0; i < config->n_records && records != NULL; i++)
        records[i] = record_of(&config->records[i]);
    if (records != NULL)
        result = hf_phone_set_records(cli->phone, records, config->n_records, &problem);
    free(records);
    if (result >= 0)
        return result;
    fprintf(to, "holdfast: the static records cannot be used: %s\n", error);
    return -1;
}
