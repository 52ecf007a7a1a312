/* SPDX-License-Identifier: Apache-2.0 */
/* Parsing two typical messages: split into fields, and checked as the agent does before use. */
#include <stdio.h>
#include <stdlib.h>

#include "holdfast/sip/message.h"
#include "timing.h"

struct sample {
    char bytes[4096];
    size_t n;
};

static struct sample ok, invite;
static struct hf_sip_message message;

static void load(struct sample *sample, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file != NULL)
        sample->n = fread(sample->bytes, 1, sizeof sample->bytes, file);
    if (file == NULL || sample->n == 0) {
        fprintf(stderr, "%s cannot be read\n", path);
        exit(1);
    }
    fclose(file);
}

static void run_parse(void *context)
{
    const struct sample *sample = context;
    if (hf_sip_parse(&message, sample->bytes, sample->n) != 0) {
        fprintf(stderr, "byte %zu: %s\n", message.error.at, message.error.what);
        exit(1);
    }
}

static void run_parse_check(void *context)
{
    struct hf_sip_error error = {0};
    run_parse(context);
    if (hf_sip_check(&message, &error) != 0) {
        fprintf(stderr, "byte %zu: %s\n", error.at, error.what);
        exit(1);
    }
}

int main(int argc, char **argv)
{
    static const struct bench_work works[] = {
        {.name = "parse_200", .run = run_parse, .context = &ok, .parts = 1},
        {.name = "parse_invite", .run = run_parse, .context = &invite, .parts = 1},
        {.name = "parse_check_200", .run = run_parse_check, .context = &ok, .parts = 1},
        {.name = "parse_check_invite", .run = run_parse_check, .context = &invite, .parts = 1},
        {.name = NULL},
    };

    load(&ok, HF_TESTS_DATA "/bench-messages/register_200.sip");
    load(&invite, HF_TESTS_DATA "/bench-messages/invite.sip");
    return bench_main(argc, argv, works);
}
