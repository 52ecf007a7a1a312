/* SPDX-License-Identifier: Apache-2.0 */
/* Records the cycle that cycle.h describes. */
#include "cycle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEED          42u
#define ROUND_TRIP_US 20000u
#define EXPIRES_S     600u

static const char *const hosts[] = {"192.0.2.1", "192.0.2.2"};
static const char realm[] = "example.test";

static void *line_memory(void)
{
    size_t align = hf_line_align(), size = hf_line_size();
    void *memory = aligned_alloc(align, (size + align - 1) / align * align);
    if (memory == NULL)
        abort();
    return memory;
}

uint64_t cycle_sent(const struct hf_actions *actions)
{
    for (uint32_t i = 0; i < actions->n; i++) {
        if (actions->items[i].kind == HF_ACTION_SEND)
            return actions->items[i].u.send.attempt;
    }
    return 0;
}

static struct hf_actions *step(struct cycle *cycle, const struct hf_event *event)
{
    static struct hf_actions actions;
    int result = hf_line_step(cycle->line, event, &actions);
    if (result != HF_OK) {
        fprintf(stderr, "%s is refused: %s: %s\n", hf_event_name(event->kind),
                hf_error_text(result), actions.refusal.what);
        exit(1);
    }
    return &actions;
}

static void configure(struct cycle *cycle)
{
    hf_config_init(&cycle->config);
    for (uint8_t i = 0; i < 2; i++) {
        struct hf_server_config *server = &cycle->config.servers[i];
        hf_config_init_server(server);
        hf_config_name(&cycle->config, &server->host, hosts[i], strlen(hosts[i]));
        cycle->config.n_servers++;
    }
    cycle->configured = (struct hf_event){.at_us = 1000, .kind = HF_EVENT_CONFIGURED};
    cycle->configured.u.configured.config = &cycle->config;
    cycle->configured.u.configured.seed = SEED;
    if (hf_line_init(cycle->line, hf_line_size(), HF_ABI) != HF_OK)
        abort();
    step(cycle, &cycle->configured);
    memcpy(cycle->image, cycle->line, hf_line_size());
}

static void play(struct cycle *cycle)
{
    struct hf_event *event = cycle->events;
    uint64_t at_us = 2000, attempt;

    *event = (struct hf_event){.at_us = at_us, .kind = HF_EVENT_STARTED};
    attempt = cycle_sent(step(cycle, event));

    *++event = (struct hf_event){.at_us = at_us + ROUND_TRIP_US, .kind = HF_EVENT_CHALLENGED};
    event->u.challenged.attempt = attempt;
    event->u.challenged.realm.at = realm;
    event->u.challenged.realm.length = sizeof realm - 1;
    step(cycle, event);

    *++event = (struct hf_event){.at_us = at_us + 2 * ROUND_TRIP_US};
    event->kind = HF_EVENT_RESPONSE_RECEIVED;
    event->u.response.attempt = attempt;
    event->u.response.status = 200;
    event->u.response.expires_s = EXPIRES_S;
    event->u.response.retry_after_s = HF_RETRY_AFTER_NONE;
    step(cycle, event);

    struct hf_deadline due = hf_line_deadline(cycle->line);
    *++event = (struct hf_event){.at_us = due.at_us, .kind = HF_EVENT_TIME_PASSED};
    if (attempt == 0 || cycle_sent(step(cycle, event)) == 0) {
        fprintf(stderr, "the cycle does not register and refresh\n");
        exit(1);
    }
}

void cycle_record(struct cycle *cycle)
{
    cycle->image = line_memory();
    cycle->line = line_memory();
    configure(cycle);
    play(cycle);
    for (int i = 0; i < CYCLE_EVENTS; i++) {
        int n = hf_event_encode(&cycle->events[i], cycle->bytes[i], sizeof cycle->bytes[i]);
        if (n < 0) {
            fprintf(stderr, "event %d cannot be encoded: %s\n", i, hf_error_text(n));
            exit(1);
        }
        cycle->n_bytes[i] = (size_t)n;
    }
}
