/* SPDX-License-Identifier: Apache-2.0 */
/* Two typical messages: split into fields, checked as the agent does before use, printed again; and
 * sizes of what a program keeps for SIP. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/sip/agent.h"
#include "holdfast/sip/dialog.h"
#include "holdfast/sip/message.h"
#include "timing.h"

struct sample {
    char bytes[4096];
    size_t n;
};

static struct sample ok, invite;
static struct hf_sip_message message, ok_message, invite_message;
static char printed[4096];

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

static void parse(const struct sample *sample, struct hf_sip_message *m)
{
    if (hf_sip_parse(m, sample->bytes, sample->n) != 0) {
        fprintf(stderr, "byte %zu: %s\n", m->error.at, m->error.what);
        exit(1);
    }
}

static void run_parse(void *context)
{
    parse(context, &message);
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

static void run_print(void *context)
{
    struct hf_sip_out out;
    hf_sip_out_start(&out, printed, sizeof printed);
    hf_sip_put_message(&out, context);
    if (out.overflow) {
        fprintf(stderr, "no room to print\n");
        exit(1);
    }
}

static void run_copy_both(void *context)
{
    (void)context;
    memcpy(printed, ok.bytes, ok.n);
    __asm__ volatile("" : : "r"(printed) : "memory"); /* not left out */
    memcpy(printed, invite.bytes, invite.n);
    __asm__ volatile("" : : "r"(printed) : "memory");
}

static void run_parse_check_both(void *context)
{
    (void)context;
    run_parse_check(&ok);
    run_parse_check(&invite);
}

static void run_print_both(void *context)
{
    (void)context;
    run_print(&ok_message);
    run_print(&invite_message);
}

int main(int argc, char **argv)
{
    static const struct bench_work works[] = {
        {.name = "parse_200", .run = run_parse, .context = &ok, .parts = 1},
        {.name = "parse_invite", .run = run_parse, .context = &invite, .parts = 1},
        {.name = "parse_check_200", .run = run_parse_check, .context = &ok, .parts = 1},
        {.name = "parse_check_invite", .run = run_parse_check, .context = &invite, .parts = 1},
        {.name = "print_200", .run = run_print, .context = &ok_message, .parts = 1},
        {.name = "print_invite", .run = run_print, .context = &invite_message, .parts = 1},
        {.name = "copy_both", .run = run_copy_both, .parts = 2},
        {.name = "parse_check_both", .run = run_parse_check_both, .parts = 2},
        {.name = "print_both", .run = run_print_both, .parts = 2},
        {.name = NULL},
    };

    load(&ok, HF_TESTS_DATA "/bench-messages/register_200.sip");
    load(&invite, HF_TESTS_DATA "/bench-messages/invite.sip");
    parse(&ok, &ok_message);
    parse(&invite, &invite_message);
    if (argc == 2 && strcmp(argv[1], "sizes") == 0)
        return printf("agent_bytes %zu\ndialog_bytes %zu\n", hf_agent_size(),
                      sizeof(struct hf_dialog)) < 0;
    return bench_main(argc, argv, works);
}
