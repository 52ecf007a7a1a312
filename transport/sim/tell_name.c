/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Names of things in a story: targets by the world's servers, servers by what a line calls them.
 */
#include "tell.h"

#include <stdio.h>
#include <string.h>

#define TIME_TEXT 32

/* ---- targets and servers ---- */

static void print_address(const struct hf_target *target, char *text, size_t size)
{
    const uint8_t *a = target->address;

    if (target->family != HF_FAMILY_IPV6)
        snprintf(text, size, "%u.%u.%u.%u", a[0], a[1], a[2], a[3]);
    else
        snprintf(text, size, "[%x:%x:%x:%x:%x:%x:%x:%x]", a[0] << 8 | a[1], a[2] << 8 | a[3],
                 a[4] << 8 | a[5], a[6] << 8 | a[7], a[8] << 8 | a[9], a[10] << 8 | a[11],
                 a[12] << 8 | a[13], a[14] << 8 | a[15]);
}

struct name name_target(const struct hf_sim_story *story, const struct hf_target *target)
{
    const struct hf_sim_server *server = hf_sim_server_at(story->world, target);
    char address[56];
    struct name name;

    print_address(target, address, sizeof(address));
    if (server != NULL)
        snprintf(name.text, sizeof(name.text), "%s", server->name);
    else
        snprintf(name.text, sizeof(name.text), "%s:%s:%u", hf_transport_name(target->transport),
                 address, target->port);
    return name;
}

struct name name_address(const struct hf_sim_story *story, const struct hf_target *address)
{
    const struct hf_sim_server *server = hf_sim_server_with(story->world, address);
    struct name name;

    if (server != NULL)
        snprintf(name.text, sizeof(name.text), "%s", server->name);
    else
        print_address(address, name.text, sizeof(name.text));
    return name;
}

static const struct hf_server_config *entry_of(const struct hf_sim_note *note, unsigned server)
{
    const struct hf_config *config = hf_line_config(note->line_state);

    return server == 0 || server > config->n_servers ? NULL : &config->servers[server - 1];
}

int is_server_a_name(const struct hf_sim_note *note, unsigned server)
{
    const struct hf_config *config = hf_line_config(note->line_state);
    const struct hf_server_config *entry = entry_of(note, server);
    struct hf_target target;

    return entry != NULL &&
           (entry->n_proxies != 0 ||
            !hf_target_parse(&target, config->names + entry->host.at, entry->host.length));
}

struct name name_server(const struct hf_sim_story *story, const struct hf_sim_note *note,
                        unsigned server)
{
    const struct hf_config *config = hf_line_config(note->line_state);
    const struct hf_server_config *entry = entry_of(note, server);
    struct hf_target target = {.family = HF_FAMILY_NONE};
    struct name name;

    snprintf(name.text, sizeof(name.text), "%u", server);
    if (entry == NULL)
        return name;
    target.port = entry->port;
    target.transport = entry->transport;
    if (hf_target_parse(&target, config->names + entry->host.at, entry->host.length) &&
        hf_sim_server_at(story->world, &target) != NULL)
        return name_target(story, &target);
    snprintf(name.text, sizeof(name.text), "%.*s", (int)entry->host.length,
             config->names + entry->host.at);
    return name;
}

/* ---- attributes ---- */

void add_time(const struct hf_sim_note *note, struct hf_sim_story_line *line, const char *key,
              uint64_t line_us)
{
    char text[TIME_TEXT];

    if (line_us == HF_NEVER)
        return;
    story_time(line_us - note->clock_us, text, sizeof(text));
    story_attribute(line, "%s=%s", key, text);
}

void add_server(const struct hf_sim_story *story, const struct hf_sim_note *note,
                struct hf_sim_story_line *line, unsigned server)
{
    if (server != 0)
        story_attribute(line, "server=%s", name_server(story, note, server).text);
}

void add_place(const struct hf_sim_story *story, const struct hf_sim_note *note,
               struct hf_sim_story_line *line, const struct hf_line_status *status)
{
    add_server(story, note, line, status->server);
    if (status->target.family != HF_FAMILY_NONE && is_server_a_name(note, status->server))
        story_attribute(line, "at=%s", name_target(story, &status->target).text);
}

void add_why(struct hf_sim_story_line *line, unsigned why)
{
    if (why != HF_WHY_NONE)
        story_attribute(line, "why=%s", hf_why_token(why));
}

/* ---- what has no name in status.h ---- */

const char *name_outcome(unsigned outcome)
{
    switch ((enum hf_request_outcome)outcome) {
    case HF_DONE_ACCEPTED: return "accepted";
    case HF_DONE_REJECTED: return "rejected";
    case HF_DONE_FAILED: return "failed";
    case HF_DONE_DISABLED: return "disabled";
    case HF_DONE_WITHDRAWN: return "withdrawn";
    case HF_DONE_COUNT: break;
    }
    return "unknown";
}

const char *name_purpose(unsigned purpose)
{
    switch ((enum hf_purpose)purpose) {
    case HF_PURPOSE_REGISTER: return "register";
    case HF_PURPOSE_PROBE: return "probe";
    case HF_PURPOSE_REMOVE: return "remove";
    case HF_PURPOSE_REQUEST: return "request";
    case HF_PURPOSE_KEEPALIVE: return "keepalive";
    case HF_PURPOSE_COUNT: break;
    }
    return "unknown";
}

const char *name_dns_type(unsigned type)
{
    switch ((enum hf_dns_type)type) {
    case HF_DNS_LOCATE: return "LOCATE";
    case HF_DNS_A: return "A";
    case HF_DNS_AAAA: return "AAAA";
    case HF_DNS_SRV: return "SRV";
    case HF_DNS_NAPTR: return "NAPTR";
    }
    return "unknown";
}

const char *name_dns_outcome(unsigned outcome)
{
    switch ((enum hf_dns_outcome)outcome) {
    case HF_DNS_ANSWER: return "answer";
    case HF_DNS_NO_NAME: return "no such name";
    case HF_DNS_NO_DATA: return "no data";
    case HF_DNS_TIMEOUT: return "timeout";
    case HF_DNS_SERVFAIL: return "servfail";
    case HF_DNS_REFUSED: return "refused";
    case HF_DNS_MALFORMED: return "malformed";
    case HF_DNS_COUNT: break;
    }
    return "unknown";
}
