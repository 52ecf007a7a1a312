/* SPDX-License-Identifier: Apache-2.0 */
/* A line's steps: a registration cycle through structs and through bytes, a DNS answer's bytes,
 * a snapshot, a check. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cycle.h"
#include "timing.h"

#define DNS_RECORDS 16

static struct cycle cycle;
static struct hf_actions actions;
static uint8_t actions_bytes[HF_ACTIONS_BYTES_MAX];
static uint64_t scratch[HF_WIRE_SCRATCH / sizeof(uint64_t)];
static uint8_t snapshot[HF_SNAPSHOT_BYTES_MAX];
static uint8_t dns_bytes[HF_EVENT_BYTES_MAX];
static size_t n_dns_bytes;

static void must(int result)
{
    if (result < 0) {
        fprintf(stderr, "refused: %s\n", hf_error_text(result));
        exit(1);
    }
}

static void run_copy(void *context)
{
    (void)context;
    memcpy(cycle.line, cycle.image, hf_line_size());
}

static void run_structs(void *context)
{
    run_copy(context);
    for (int i = 0; i < CYCLE_EVENTS; i++)
        must(hf_line_step(cycle.line, &cycle.events[i], &actions));
}

static void run_bytes(void *context)
{
    run_copy(context);
    for (int i = 0; i < CYCLE_EVENTS; i++) {
        struct hf_bytes_step step = {.event = cycle.bytes[i],
                                     .n_event = cycle.n_bytes[i],
                                     .actions = actions_bytes,
                                     .actions_size = sizeof actions_bytes,
                                     .scratch = scratch,
                                     .scratch_size = sizeof scratch};
        must(hf_line_step_bytes(cycle.line, &step));
    }
}

static void run_dns(void *context)
{
    struct hf_event event;
    struct hf_wire wire = {.bytes = dns_bytes,
                           .n_bytes = n_dns_bytes,
                           .scratch = scratch,
                           .scratch_size = sizeof scratch};
    (void)context;
    must(hf_event_decode(&event, &wire));
}

static void run_snapshot(void *context)
{
    (void)context;
    must(hf_line_snapshot(cycle.line, snapshot, sizeof snapshot));
}

static void run_check(void *context)
{
    (void)context;
    must(-hf_line_check(cycle.line));
}

static void make_dns(void)
{
    static struct hf_dns_record records[DNS_RECORDS];
    struct hf_event event = {.at_us = 1, .kind = HF_EVENT_DNS_ANSWERED};

    for (uint16_t i = 0; i < DNS_RECORDS; i++) {
        records[i].name.at = "sip-server.example.test";
        records[i].name.length = 23;
        records[i].type = HF_DNS_SRV;
        records[i].priority = 10;
        records[i].weight = i;
        records[i].port = 5060;
    }
    event.u.dns.records = records;
    event.u.dns.n_records = DNS_RECORDS;
    event.u.dns.query = 7;
    event.u.dns.ttl_s = 300;
    int n = hf_event_encode(&event, dns_bytes, sizeof dns_bytes);
    must(n);
    n_dns_bytes = (size_t)n;
}

int main(int argc, char **argv)
{
    static const struct bench_work works[] = {
        {.name = "line_copy", .run = run_copy, .parts = 1},
        {.name = "step_structs", .run = run_structs, .parts = CYCLE_EVENTS},
        {.name = "step_bytes", .run = run_bytes, .parts = CYCLE_EVENTS},
        {.name = "decode_dns_16", .run = run_dns, .parts = 1},
        {.name = "snapshot", .run = run_snapshot, .parts = 1},
        {.name = "check", .run = run_check, .parts = 1},
        {.name = NULL},
    };

    cycle_record(&cycle);
    make_dns();
    run_structs(NULL);
    if (argc == 2 && strcmp(argv[1], "sizes") == 0) {
        int n = hf_line_snapshot(cycle.line, snapshot, sizeof snapshot);
        must(n);
        printf("line_bytes %zu\nsnapshot_bytes %d\n", hf_line_size(), n);
        return 0;
    }
    return bench_main(argc, argv, works);
}
