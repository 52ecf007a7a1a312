/* SPDX-License-Identifier: Apache-2.0 */
/* The agent and the core together: what one says must mean to the other what was meant. */
#include "agent_support.h"

#include "holdfast/line.h"

#define ROUNDS 4

struct pair {
    struct stage stage;
    struct hf_line *line;
    unsigned n_sent, n_failed;
};

static struct hf_actions actions; /* of the latest step */

/* One event into the line, and what it orders into the agent. */
static void step(struct pair *p, struct hf_event *event)
{
    event->at_us = p->stage.now_us;
    cr_assert_eq(hf_line_step(p->line, event, &actions), HF_OK, "%s", hf_event_name(event->kind));
    for (uint32_t i = 0; i < actions.n; i++) {
        p->n_sent += actions.items[i].kind == HF_ACTION_SEND;
        act(&p->stage, &actions.items[i]);
    }
    p->n_failed += hf_line_status(p->line).state == HF_LINE_FAILED;
}

static void fact(struct pair *p, uint32_t kind)
{
    struct hf_event event;
    memset(&event, 0, sizeof event);
    event.kind = kind;
    if (kind == HF_EVENT_CONFIGURED) {
        event.u.configured.config = &p->stage.config;
        event.u.configured.seed = 42;
    }
    step(p, &event);
}

/* The server answers the last request; the line hears of it. */
static void server_says(struct pair *p, const char *status, const char *fields)
{
    p->stage.now_us += 10 * MS;
    answer(&p->stage, status, fields);
    cr_assert_eq(p->stage.out.n_events, 1, "%s", status);
    step(p, &p->stage.out.events[0]);
}

static void open_pair(struct pair *p)
{
    memset(p, 0, sizeof *p);
    stage_open(&p->stage, "secret");
    servers(&p->stage, "192.0.2.1", NULL);
    change(&p->stage, APART);
    p->line = aligned_alloc(hf_line_align(), (hf_line_size() + 63) / 64 * 64);
    cr_assert_eq(hf_line_init(p->line, hf_line_size(), HF_ABI), HF_OK);
    fact(p, HF_EVENT_CONFIGURED);
    fact(p, HF_EVENT_STARTED);
    cr_assert_eq(p->n_sent, 1);
}

static void close_pair(struct pair *p)
{
    free(p->line);
    stage_close(&p->stage);
}

/* Time passes until the line sends again. */
static void refresh(struct pair *p)
{
    unsigned n_sent = p->n_sent;
    for (unsigned i = 0; p->n_sent == n_sent; i++) {
        cr_assert_lt(i, 20);
        p->stage.now_us = hf_line_deadline(p->line).at_us;
        fact(p, HF_EVENT_TIME_PASSED);
    }
}

/* A8, RFC 3261 22.1, 22.3: a proxy and a registrar of one domain say the same realm, with nonces
 * that are good once: each request is challenged twice, and none of it is a loop. */
Test(agent_core, a_proxy_and_a_registrar_of_one_realm_accept_every_refresh)
{
    struct pair p;
    char fields[160];
    open_pair(&p);
    for (unsigned round = 0; round < ROUNDS; round++) {
        snprintf(fields, sizeof fields,
                 "Proxy-Authenticate: Digest realm=\"pbx\", nonce=\"p%u\", qop=\"auth\"\r\n",
                 round);
        server_says(&p, "407 Proxy Authentication Required", fields);
        snprintf(fields, sizeof fields,
                 "WWW-Authenticate: Digest realm=\"pbx\", nonce=\"w%u\", qop=\"auth\"\r\n", round);
        server_says(&p, "401 Unauthorized", fields);
        proven_nc(&p.stage, HF_HEADER_AUTHORIZATION, "secret");
        proven_nc(&p.stage, HF_HEADER_PROXY_AUTHORIZATION, "secret");
        server_says(&p, "200 OK", "Expires: 600\r\n");
        cr_assert_eq(hf_line_status(p.line).state, HF_LINE_REGISTERED, "round %u", round);
        refresh(&p);
    }
    cr_assert_eq(p.n_failed, 0);
    cr_assert_eq(p.n_sent, 1 + ROUNDS);
    close_pair(&p);
}

/* And yet each of them may refuse: its own realm again, behind credentials made for it. */
Test(agent_core, a_proxy_that_refuses_the_password_says_so)
{
    struct pair p;
    open_pair(&p);
    server_says(&p, "401 Unauthorized", "WWW-Authenticate: Digest realm=\"pbx\", nonce=\"w\"\r\n");
    for (unsigned i = 0; i < 2; i++) {
        server_says(&p, "407 Proxy Authentication Required",
                    "Proxy-Authenticate: Digest realm=\"pbx\", nonce=\"p\"\r\n");
    }
    cr_assert_eq(hf_line_status(p.line).state, HF_LINE_FAILED);
    cr_assert_eq(hf_line_status(p.line).why, HF_WHY_WRONG_CREDENTIALS);
    close_pair(&p);
}

/* C4: the binding that was granted is the one that is refreshed, whatever stands behind it. */
Test(agent_core, an_odd_parameter_does_not_let_the_binding_lapse)
{
    struct pair p;
    char uri[128], fields[256];
    open_pair(&p);
    snprintf(fields, sizeof fields, "Contact: <%s>;expires=77;\r\n",
             contact_uri(&p.stage, uri, sizeof uri));
    uint64_t registered_us = p.stage.now_us;
    server_says(&p, "200 OK", fields);
    refresh(&p);
    cr_assert_lt(p.stage.now_us - registered_us, 77 * S);
    close_pair(&p);
}
