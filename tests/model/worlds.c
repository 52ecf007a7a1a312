/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The small worlds. They close because nothing is drawn (no jitter, flat waits, no weights) and
 * because all times are multiples of one, ten minutes: 64*T1, each budget, wait and rest. A phase
 * between two clocks is then one of a few. What flapping counts (D9) is off: ten minutes are its
 * window.
 */
#include <string.h>

#include "model.h"

#define UNIT_S 600u

static void add_server(struct hf_config *config, const char *host)
{
    struct hf_server_config *server = &config->servers[config->n_servers++];

    hf_config_init_server(server);
    (void)hf_config_name(config, &server->host, host, strlen(host));
    server->retry_counts = 20; /* A1: up to 64*T1, like the last one (A4) */
    server->expires_s = 4 * UNIT_S;
    server->failback_mode = HF_FAILBACK_NEVER;
}

static void begin(struct hf_config *config)
{
    hf_config_init(config);
    config->t1_ms = UNIT_S * 1000 / 64;
    config->t2_ms = 60000;
    config->failback_interval_s = 2 * UNIT_S;
    config->retry_base_s = config->retry_max_s = UNIT_S;
    config->quarantine_s = 0;
    config->jitter_percent = 0;
    config->flap_damping = 0;
    config->keepalive_s = 0;
    config->ring_timeout_s = UNIT_S;
    config->address_family = HF_ADDRESS_IPV4;
}

/* Two servers by address. */
static void addresses(struct hf_config *config, uint8_t which)
{
    (void)which;
    begin(config);
    add_server(config, "192.0.2.1");
    add_server(config, "192.0.2.2");
}

/* A10: what is silent rests as well. */
static void quarantine(struct hf_config *config, uint8_t which)
{
    addresses(config, which);
    config->quarantine_s = UNIT_S;
}

static void concurrent(struct hf_config *config, uint8_t which)
{
    addresses(config, which);
    config->mode = HF_MODE_CONCURRENT;
}

static void idle(struct hf_config *config, uint8_t which)
{
    addresses(config, which);
    config->failback_when = HF_WHEN_IDLE;
    config->idle_limit_s = 0;
}

/* C14: the servers change places, one goes, the mode changes. */
static void changing(struct hf_config *config, uint8_t which)
{
    begin(config);
    add_server(config, which == 1 ? "192.0.2.2" : "192.0.2.1");
    if (which != 2)
        add_server(config, which == 1 ? "192.0.2.1" : "192.0.2.2");
    if (which == 3)
        config->mode = HF_MODE_CONCURRENT;
}

/* Two servers of two targets each, by names. */
static void names(struct hf_config *config, uint8_t which)
{
    (void)which;
    begin(config);
    add_server(config, "a.example");
    add_server(config, "b.example");
    config->servers[1].expires_s = config->servers[0].expires_s = 8 * UNIT_S;
}

/* One server of two targets. */
static void targets(struct hf_config *config, enum hf_failback mode)
{
    begin(config);
    add_server(config, "a.example");
    config->servers[0].failback_mode = (uint8_t)mode;
    config->servers[0].failback_timeout_s = UNIT_S;
}

static void duration(struct hf_config *config, uint8_t which)
{
    (void)which;
    targets(config, HF_FAILBACK_DURATION);
}

static void registration(struct hf_config *config, uint8_t which)
{
    (void)which;
    targets(config, HF_FAILBACK_REGISTRATION);
}

static void new_requests(struct hf_config *config, uint8_t which)
{
    (void)which;
    targets(config, HF_FAILBACK_NEW_REQUESTS);
}

#define ALL    (1u << HEALED_ALL)
#define EITHER (ALL | 1u << HEALED_FIRST | 1u << HEALED_SECOND)

static const struct model_world worlds[] = {
    {.name = "register",
     .about = "two servers by address: accepted, 503 with Retry-After, silence, ICMP",
     .configure = addresses,
     .may = MAY_BUSY | MAY_ICMP,
     .heals = EITHER},
    {.name = "wishes",
     .about = "the same; 403, 100, late answers, the user's \"register now\"",
     .configure = addresses,
     .may = MAY_BUSY | MAY_REFUSE | MAY_ICMP | MAY_LIVE | MAY_BE_LATE | MAY_WANT,
     .n_wishes = 1,
     .heals = EITHER},
    {.name = "quarantine",
     .about = "the same servers; what fails rests, and late answers",
     .configure = quarantine,
     .may = MAY_BUSY | MAY_ICMP | MAY_BE_LATE,
     .heals = EITHER},
    {.name = "concurrent",
     .about = "the same servers, bindings at both",
     .configure = concurrent,
     .may = MAY_BUSY | MAY_ICMP | MAY_BE_LATE,
     .heals = EITHER},
    {.name = "names",
     .about = "two servers of two targets each, by names; DNS answers",
     .configure = names,
     .may = MAY_BUSY | MAY_ICMP,
     .targets = 2,
     .heals = EITHER},
    {.name = "changing-names",
     .about = "one name: targets that come and go, and no such name",
     .configure = duration,
     .may = MAY_ICMP | MAY_CHANGE_DNS | MAY_LACK_DNS,
     .targets = 2,
     .heals = ALL},
    {.name = "call",
     .about =
         "two servers by address, and a call: INVITE, ringing, BYE; failback waits for its end",
     .configure = idle,
     .may = MAY_DIAL,
     .n_wishes = 1,
     .heals = ALL},
    {.name = "incoming",
     .about = "the same with a call that arrives",
     .configure = idle,
     .may = MAY_ICMP | MAY_RING_HERE,
     .n_wishes = 1,
     .heals = EITHER},
    {.name = "changes",
     .about = "two servers that change places, one goes, the mode changes",
     .configure = changing,
     .n_configs = 4,
     .may = MAY_ICMP | MAY_CONFIGURE,
     .heals = ALL},
    {.name = "stops",
     .about = "two servers by address; the user turns the line off, and on",
     .configure = addresses,
     .may = MAY_ICMP | MAY_STOP,
     .heals = ALL},
    {.name = "restarts",
     .about = "two servers by address; the power fails, connections break",
     .configure = addresses,
     .may = MAY_ICMP | MAY_RESTART | MAY_LOSE_FLOW,
     .heals = ALL},
    {.name = "duration",
     .about = "two targets of one server, failback_mode duration",
     .configure = duration,
     .may = MAY_BUSY | MAY_ICMP,
     .targets = 2,
     .heals = ALL},
    {.name = "registration",
     .about = "the same, failback_mode registration",
     .configure = registration,
     .may = MAY_BUSY | MAY_ICMP,
     .targets = 2,
     .heals = ALL},
    {.name = "new-requests",
     .about = "the same, failback_mode new_requests, with calls",
     .configure = new_requests,
     .may = MAY_ICMP | MAY_DIAL,
     .n_wishes = 1,
     .targets = 2,
     .heals = ALL},
};

const struct model_world *model_world_at(unsigned i)
{
    return i < sizeof worlds / sizeof *worlds ? &worlds[i] : NULL;
}

const struct model_world *model_world_named(const char *name)
{
    for (unsigned i = 0; i < sizeof worlds / sizeof *worlds; i++) {
        if (strcmp(worlds[i].name, name) == 0)
            return &worlds[i];
    }
    return NULL;
}
