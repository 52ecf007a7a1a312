/* SPDX-License-Identifier: Apache-2.0 */
/* The program around one parser: reads the two messages of tests/data/bench-messages again and
 * again, or prints once what it read of them. */
#include "reading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "timing.h"

struct sample {
    const char *path;
    char bytes[4096];
    size_t n;
};

static struct sample samples[] = {
    {.path = HF_TESTS_DATA "/bench-messages/register_200.sip"},
    {.path = HF_TESTS_DATA "/bench-messages/invite.sip"},
};

void reading_fail(const char *what)
{
    fprintf(stderr, "%s\n", what);
    exit(1);
}

static void load(struct sample *sample)
{
    FILE *file = fopen(sample->path, "rb");
    if (file != NULL)
        sample->n = fread(sample->bytes, 1, sizeof sample->bytes, file);
    if (file == NULL || sample->n == 0)
        reading_fail("a message cannot be read");
    fclose(file);
}

static void use_nothing(const struct reading *reading)
{
    (void)reading;
}

static void put_text(const char *label, struct reading_text text)
{
    if (text.at != NULL && text.n == READING_TERMINATED)
        text.n = strlen(text.at);
    if (text.at != NULL && text.n != 0)
        printf("%s%.*s", label, (int)text.n, text.at);
}

static void put_number(const char *label, struct reading_number number)
{
    if (number.text.at != NULL && number.text.n != 0)
        put_text(label, number.text);
    else if (number.value != 0)
        printf("%s%u", label, number.value);
}

/* "SIP/2.0/UDP" where a parser leaves it whole. */
static void put_transport(struct reading_text text)
{
    const char *slash = strrchr(text.at, '/');
    put_text(" ",
             slash != NULL && text.n == READING_TERMINATED ? reading_terminated(slash + 1) : text);
}

static void put_address(const char *label, const struct reading_address *address)
{
    printf("%s", label);
    put_text(" ", address->user);
    put_text("@", address->host);
    put_number(":", address->port);
    put_text(" tag=", address->tag);
    put_number(" expires=", address->expires);
    puts("");
}

static void use_show(const struct reading *reading)
{
    put_text("method ", reading->method);
    put_text(" ", reading->uri_user);
    put_text("@", reading->uri_host);
    printf("%sstatus %u\nvia", reading->method.at != NULL ? " " : "", reading->status);
    put_transport(reading->via_transport);
    put_text(" ", reading->via_host);
    put_number(":", reading->via_port);
    put_text(" branch=", reading->via_branch);
    put_text(" received=", reading->via_received);
    put_number(" rport=", reading->via_rport);
    put_address("\nfrom", &reading->from);
    put_address("to", &reading->to);
    put_text("call-id ", reading->call_id);
    put_text("@", reading->call_id_host);
    put_number("\ncseq ", reading->cseq);
    put_text(" ", reading->cseq_method);
    puts("");
    for (size_t i = 0; i < reading->n_contacts; i++)
        put_address("contact", &reading->contacts[i]);
    put_number("expires ", reading->expires);
    put_text("content-type ", reading->content_type);
    put_text("/", reading->content_subtype);
    put_text("\nbody:\n", reading->body);
    puts("");
}

static void run_read(void *context)
{
    const struct sample *sample = context;
    reader_read(sample->bytes, sample->n, use_nothing);
}

int main(int argc, char **argv)
{
    static const struct bench_work works[] = {
        {.name = "read_200", .run = run_read, .context = &samples[0], .parts = 1},
        {.name = "read_invite", .run = run_read, .context = &samples[1], .parts = 1},
        {.name = NULL},
    };

    load(&samples[0]);
    load(&samples[1]);
    if (argc == 2 && strcmp(argv[1], "show") == 0) {
        reader_read(samples[0].bytes, samples[0].n, use_show);
        reader_read(samples[1].bytes, samples[1].n, use_show);
        return 0;
    }
    return bench_main(argc, argv, works);
}
