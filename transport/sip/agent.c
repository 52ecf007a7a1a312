/* SPDX-License-Identifier: Apache-2.0 */
/* The agent's door (agent.h): what comes in goes to the file that knows what to do with it. */
#include "agent_state.h"

#include <stdalign.h>
#include <string.h>

#include "holdfast/line.h"
#include "lex.h"

struct texts { /* what the tail of the block holds */
    struct hf_slice user, auth_name, password, display_name;
};

static struct texts texts_of(const struct hf_agent_identity *identity)
{
    struct texts texts = {
        hf_slice_text(identity->user),
        hf_slice_text(identity->auth_name),
        hf_slice_text(identity->password),
        hf_slice_text(identity->display_name),
    };
    return texts;
}

size_t hf_agent_size(void)
{
    return sizeof(struct hf_agent) + 4 * HF_AGENT_TEXT_MAX + HF_LINE_SERVERS * HF_NAME_MAX;
}

size_t hf_agent_size_for(const struct hf_agent_setup *setup)
{
    struct texts texts = texts_of(&setup->identity);
    size_t size = sizeof(struct hf_agent) + texts.user.length + texts.auth_name.length +
                  texts.password.length + texts.display_name.length;
    for (unsigned i = 0; i < setup->config->n_servers; i++) {
        size += setup->config->servers[i].host.length;
    }
    return size;
}

static struct hf_name append(struct hf_agent *agent, size_t *at, struct hf_slice text)
{
    struct hf_name name = {(uint16_t)*at, (uint16_t)text.length};
    if (text.length != 0) {
        memcpy(agent->texts + *at, text.at, text.length);
    }
    *at += text.length;
    return name;
}

int hf_agent_init(void *memory, size_t size, const struct hf_agent_setup *setup)
{
    const struct hf_config *config = setup->config;
    struct texts texts = texts_of(&setup->identity);
    struct hf_agent *agent = memory;
    size_t at = 0;
    if (texts.user.length > HF_AGENT_TEXT_MAX || texts.auth_name.length > HF_AGENT_TEXT_MAX ||
        texts.password.length > HF_AGENT_TEXT_MAX ||
        texts.display_name.length > HF_AGENT_TEXT_MAX || setup->line == 0 ||
        setup->line > INT32_MAX || config->n_servers > HF_LINE_SERVERS) {
        return HF_E_LIMIT;
    }
    if (size < hf_agent_size_for(setup) || (uintptr_t)memory % alignof(struct hf_agent) != 0) {
        return HF_E_SPACE;
    }
    memset(memory, 0, size);
    agent->size = (uint32_t)size;
    agent->seed = setup->seed;
    agent->line = setup->line;
    memcpy(agent->random, setup->random, sizeof agent->random);
    agent->user = append(agent, &at, texts.user);
    agent->auth_name = append(agent, &at, texts.auth_name);
    agent->password = append(agent, &at, texts.password);
    agent->display_name = append(agent, &at, texts.display_name);
    agent->n_servers = config->n_servers;
    agent->trust = config->trust;
    agent->contact_per_server = config->contact_per_server;
    for (unsigned i = 0; i < config->n_servers; i++) {
        struct hf_name host = config->servers[i].host;
        const char *text = config->names + host.at;
        agent->hosts[i] = append(agent, &at, hf_lex_slice(text, text + host.length));
    }
    for (unsigned i = 0; i < HF_LINE_ABANDONED; i++) {
        agent->watched[i].deadline_us = HF_NEVER;
    }
    return HF_OK;
}

struct hf_slice hf_agent_text(const struct hf_agent *agent, struct hf_name name)
{
    return hf_lex_slice(agent->texts + name.at, agent->texts + name.at + name.length);
}

struct hf_slice hf_agent_host(const struct hf_agent *agent, unsigned server)
{
    HF_ASSERT(server >= 1 && server <= agent->n_servers);
    return hf_agent_text(agent, agent->hosts[server - 1]);
}

void hf_agent_act(struct hf_agent *agent, const struct hf_agent_order *order,
                  struct hf_agent_out *out)
{
    hf_agent_out_clear(out);
    switch (order->action->kind) {
    case HF_ACTION_SEND: hf_agent_send(agent, order, out); break;
    case HF_ACTION_EXTEND: hf_agent_extend(agent, order, out); break;
    case HF_ACTION_AUTHENTICATE: hf_agent_authenticate(agent, order, out); break;
    case HF_ACTION_ABANDON: hf_agent_abandon(agent, order, out); break;
    default: break; /* not for the agent */
    }
}

void hf_agent_receive(struct hf_agent *agent, const struct hf_agent_received *received,
                      struct hf_agent_out *out)
{
    struct hf_sip_message message;
    struct hf_agent_arrival arrival = {received, &message};
    hf_agent_out_clear(out);
    int result = hf_sip_parse(&message, received->bytes, received->n_bytes);
    if (result == 0 && !message.is_request) {
        hf_agent_response(agent, &arrival, out);
    } else if (result == 0) {
        hf_agent_request(agent, &arrival, out);
    } else {
        hf_agent_bad_request(agent, &arrival, out);
    }
}

/* Attempts come before watches: there are fewer of them than a call may make events. */
void hf_agent_unreachable(struct hf_agent *agent, const struct hf_agent_unreachable *failure,
                          struct hf_agent_out *out)
{
    hf_agent_out_clear(out);
    hf_agent_note(out, HF_NOTE_ICMP, &failure->target, hf_cause_name(failure->cause));
    for (unsigned i = 0; i < HF_AGENT_ATTEMPTS; i++) {
        struct hf_agent_attempt *attempt = &agent->attempts[i];
        if (attempt->state == HF_AGENT_WAITING &&
            hf_agent_same_target(&attempt->target, &failure->target)) {
            hf_agent_failed(out, attempt->id, failure->cause, failure->now_us);
            hf_agent_attempt_answered(attempt);
        }
    }
    for (unsigned i = 0; i < HF_LINE_ABANDONED; i++) {
        struct hf_agent_watched *watched = &agent->watched[i];
        if (watched->deadline_us == HF_NEVER ||
            !hf_agent_same_target(&watched->target, &failure->target)) {
            continue;
        }
        if (!hf_agent_out_has_room(out)) {
            watched->deadline_us = failure->now_us; /* hf_agent_wake says so next */
            continue;
        }
        hf_agent_abandoned(out, watched->id, failure->now_us);
        watched->deadline_us = HF_NEVER;
    }
}

void hf_agent_wake(struct hf_agent *agent, uint64_t now_us, struct hf_agent_out *out)
{
    hf_agent_out_clear(out);
    for (unsigned i = 0; i < HF_AGENT_ATTEMPTS; i++) {
        if (!hf_agent_attempt_wake(agent, &agent->attempts[i], now_us, out)) {
            return; /* out is full; the deadline stands, and the shell wakes us again */
        }
    }
    for (unsigned i = 0; i < HF_LINE_ABANDONED; i++) {
        struct hf_agent_watched *watched = &agent->watched[i];
        if (watched->deadline_us == HF_NEVER || now_us < watched->deadline_us) {
            continue;
        }
        if (!hf_agent_out_has_room(out)) {
            return;
        }
        hf_agent_abandoned(out, watched->id, now_us);
        watched->deadline_us = HF_NEVER;
    }
}

uint64_t hf_agent_deadline(const struct hf_agent *agent)
{
    uint64_t deadline_us = HF_NEVER;
    for (unsigned i = 0; i < HF_AGENT_ATTEMPTS; i++) {
        const struct hf_agent_attempt *attempt = &agent->attempts[i];
        if (attempt->state == HF_AGENT_WAITING && attempt->transaction.deadline_us < deadline_us) {
            deadline_us = attempt->transaction.deadline_us;
        }
    }
    for (unsigned i = 0; i < HF_LINE_ABANDONED; i++) {
        if (agent->watched[i].deadline_us < deadline_us) {
            deadline_us = agent->watched[i].deadline_us;
        }
    }
    return deadline_us;
}
