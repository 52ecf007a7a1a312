/* SPDX-License-Identifier: Apache-2.0 */
/* The DNS servers of a resolver: those that were named, or the system's, until they are others. */
#define _GNU_SOURCE 1
#include "resolver_state.h"

#include <ares.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/uv/udp.h"
#include "wake.h"

#define TIMEOUT_MS 3000 /* B8a */
#define REMARKS    6    /* in REMARKS_US */
#define REMARKS_US 60000000u

/* ---- what is said ---- */

static int may_remark(struct hf_resolver *resolver)
{
    uint64_t now_us = hf_clock_now_us();

    if (resolver->options.remark == NULL)
        return 0;
    if (now_us - resolver->remarks_from_us >= REMARKS_US) {
        resolver->remarks_from_us = now_us;
        resolver->n_remarks = 0;
    }
    return resolver->n_remarks++ < REMARKS;
}

static const char *type_text(uint16_t type)
{
    switch (type) {
    case HF_DNS_A: return "A";
    case HF_DNS_AAAA: return "AAAA";
    case HF_DNS_SRV: return "SRV";
    default: return "NAPTR";
    }
}

void hf_resolver_remark(struct hf_resolver *resolver, const struct hf_asked_name *lookup,
                        const struct hf_dns_answer *answer)
{
    const struct hf_target *server = &resolver->servers[lookup->server].at;
    char address[HF_ADDRESS_TEXT], text[512];
    int n;

    if ((answer->why == NULL && answer->n_over == 0) || !may_remark(resolver))
        return;
    n = snprintf(text, sizeof text,
                 "DNS server %s, asked for %s of %s: ", hf_udp_address_text(server, address),
                 type_text(lookup->type), lookup->name);
    if (answer->why != NULL)
        snprintf(text + n, sizeof text - (size_t)n, "its answer is not taken: %s", answer->why);
    else
        snprintf(text + n, sizeof text - (size_t)n,
                 "of its %u records the first %u are taken, as many as there is room for",
                 (unsigned)answer->n_records + answer->n_over, (unsigned)answer->n_records);
    resolver->options.remark(resolver->options.context, text);
}

/* ---- the servers ---- */

static void give_back(struct hf_resolver *resolver)
{
    if (!resolver->closing || resolver->n_wires > 0)
        return;
    ares_library_cleanup();
    hf_dns_records_free(resolver->records);
    free(resolver);
}

static void on_wire_closed(void *context)
{
    struct hf_resolver *resolver = context;

    resolver->n_wires--;
    give_back(resolver);
}

static void open_wire(struct hf_resolver *resolver)
{
    const struct hf_resolver_options *options = &resolver->options;
    struct hf_dns_wire_options wire = {.n_servers = options->n_servers,
                                       .timeout_ms = options->timeout_ms,
                                       .context = resolver,
                                       .replied = hf_resolver_on_replied,
                                       .settled = hf_resolver_on_settled,
                                       .closed = on_wire_closed};

    for (unsigned i = 0; i < options->n_servers; i++)
        wire.servers[i].at = options->servers[i];
    if (options->n_servers == 0) {
        resolver->file = hf_dns_file_now(options->resolv_conf);
        wire.n_servers = hf_dns_servers(options->resolv_conf, wire.servers);
    }
    resolver->n_servers = wire.n_servers;
    memcpy(resolver->servers, wire.servers, sizeof resolver->servers);
    resolver->preferred = 0;
    resolver->wire = hf_dns_wire_open(resolver->loop, &wire);
    resolver->n_wires += resolver->wire != NULL;
}

static void open_wire_again(struct hf_resolver *resolver)
{
    if (resolver->wire != NULL)
        hf_dns_wire_close(resolver->wire);
    open_wire(resolver);
    for (unsigned i = 0; i < HF_LOOKUPS_BUCKETS; i++)
        for (struct hf_asked_name *at = resolver->lookups.buckets[i]; at != NULL;
             at = at->next_in_bucket)
            if (at->state == HF_NAME_ASKING)
                hf_resolver_ask_first(resolver, at);
}

void hf_resolver_look_at_system(struct hf_resolver *resolver)
{
    struct hf_dns_file now;

    if (resolver->options.n_servers > 0 && resolver->wire != NULL)
        return;
    now = hf_dns_file_now(resolver->options.resolv_conf);
    if (resolver->wire == NULL || !hf_dns_file_same(&now, &resolver->file))
        open_wire_again(resolver);
}

/* ---- the door ---- */

struct hf_resolver *hf_resolver_open(uv_loop_t *loop, const struct hf_resolver_options *options)
{
    struct hf_resolver *resolver = calloc(1, sizeof *resolver);

    if (resolver == NULL || ares_library_init(ARES_LIB_INIT_ALL) != ARES_SUCCESS) {
        free(resolver);
        return NULL;
    }
    resolver->loop = loop;
    resolver->options = *options;
    if (options->timeout_ms == 0)
        resolver->options.timeout_ms = TIMEOUT_MS;
    if (options->resolv_conf == NULL)
        resolver->options.resolv_conf = "/etc/resolv.conf";
    if (options->hosts == NULL)
        resolver->options.hosts = "/etc/hosts";
    open_wire(resolver);
    if (resolver->wire != NULL)
        return resolver;
    hf_resolver_close(resolver);
    return NULL;
}

int hf_resolver_set_records(struct hf_resolver *resolver, const struct hf_phone_record *records,
                            size_t n, const struct hf_phone_problem *problem)
{
    struct hf_dns_records *copy = hf_dns_records_new(records, n, problem);
    int changed;

    if (copy == NULL)
        return -1;
    changed = !hf_dns_records_same(copy, resolver->records);
    hf_dns_records_free(resolver->records);
    resolver->records = copy;
    return changed;
}

void hf_resolver_renew(struct hf_resolver *resolver)
{
    resolver->deaf_until_us = 0;
    while (resolver->lookups.oldest != NULL)
        hf_lookups_drop(&resolver->lookups, resolver->lookups.oldest);
    open_wire_again(resolver);
    hf_resolver_on_settled(resolver);
}

void hf_resolver_close(struct hf_resolver *resolver)
{
    if (resolver == NULL)
        return;
    resolver->closing = 1;
    for (unsigned i = 0; i < HF_LOOKUPS_BUCKETS; i++) {
        while (resolver->lookups.buckets[i] != NULL) {
            struct hf_asked_name *lookup = resolver->lookups.buckets[i];

            resolver->lookups.buckets[i] = lookup->next_in_bucket;
            hf_lookups_free(lookup);
        }
    }
    if (resolver->wire != NULL)
        hf_dns_wire_close(resolver->wire);
    give_back(resolver);
}
