/* SPDX-License-Identifier: Apache-2.0 */
/* A stage for the agent: one line, servers at 192.0.2.1 and 2001:db8::2, time that the story
 * sets, and the words in which a story says what a server answers. */
#ifndef TESTS_SIP_AGENT_SUPPORT_H
#define TESTS_SIP_AGENT_SUPPORT_H

#include "holdfast/sip/agent.h"
#include "holdfast/sip/digest.h"
#include "support.h"

#define LINE 7u
#define MS   1000u
#define S    1000000u

struct stage {
    struct hf_agent *agent;
    struct hf_config config;
    struct hf_agent_setup setup; /* with that configuration */
    struct hf_agent_out out;
    uint64_t now_us;
    struct hf_target server, server6, stranger, local;
    struct hf_agent_way way; /* flow 0: UDP, from local */
    uint64_t came_on;        /* flow of what the agent hears */
    char sent[8192];         /* the last request that left, terminated */
    size_t n_sent;
    struct hf_sip_message request; /* the same, parsed */
};

void stage_open(struct stage *s, const char *password);
void stage_close(struct stage *s);

/* The agent takes s->setup, in its own memory or in another block (C14). */
enum place { IN_PLACE = 0, APART = 1 };
void change(struct stage *s, enum place place);
/* Names the servers of s->config anew; NULL ends them. */
void servers(struct stage *s, const char *first, const char *second);

/* What to send; register_to gives the usual REGISTER of attempt `id` in series 1. */
struct hf_action register_to(const struct stage *s, uint64_t id);
/* Gives an action to the agent; takes the datagram that leaves, if one does. */
void act(struct stage *s, const struct hf_action *action);
void act_on(struct stage *s, uint32_t kind, uint64_t id); /* EXTEND, AUTHENTICATE, ABANDON */
void wake(struct stage *s, uint64_t at_us);
/* The server answers the last request: "200 OK", and fields that each end with CRLF. */
void answer(struct stage *s, const char *status, const char *fields);
void answer_from(struct stage *s, const struct hf_target *from, const char *status,
                 const char *fields);
void receive(struct stage *s, const char *text);
void receive_from(struct stage *s, const struct hf_target *from, const char *text);
void unreachable(struct stage *s, const struct hf_target *target);
void lose(struct stage *s, uint64_t flow, unsigned cause); /* a connection */
void connected(struct stage *s, uint64_t flow);

/* REGISTER, 401 with nonce n1, REGISTER, 200: the agent has credentials from now on. */
void challenge_and_accept(struct stage *s, uint64_t id);

struct hf_event *only_event(struct stage *s, uint32_t kind);
void no_event(const struct stage *s);
const char *note_text(const struct stage *s, unsigned kind); /* "" when there is none */
struct hf_slice field(const struct stage *s, unsigned id);   /* of the last request */
uint32_t cseq_of(const struct stage *s);
struct hf_slice branch_of(const struct stage *s);
/* The Contact's URI in the last request, terminated. */
const char *contact_uri(const struct stage *s, char *out, size_t size);
/* The credentials of the last request are those of the password; their nc. */
unsigned long proven_nc(const struct stage *s, unsigned header, const char *password);

#define CHALLENGE(nonce)                                                                           \
    "WWW-Authenticate: Digest realm=\"r\", nonce=\"" nonce "\", qop=\"auth\"\r\n"

#endif
