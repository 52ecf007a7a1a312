/* SPDX-License-Identifier: Apache-2.0 */
/* A world for message waiting: one line with its core, its agent and its messages, in virtual time,
 * and two servers that register it and notify it. What they say to one another is bytes. */
#ifndef TESTS_SIP_MESSAGES_SUPPORT_H
#define TESTS_SIP_MESSAGES_SUPPORT_H

#include "holdfast/line.h"
#include "holdfast/sip/messages.h"
#include "support.h"

#define MS       1000u
#define S        1000000u
#define MINUTE   (60ull * S)
#define HOUR     (3600ull * S)
#define NET_MAX  64
#define TEXT_MAX 4096

enum notify_when { AFTER = 0, BEFORE = 1, NEVER = 2 };

struct notifier { /* one server; a test sets what it wants of it */
    struct hf_target at;
    bool dead;
    unsigned status;           /* to SUBSCRIBE; 0: 200 */
    unsigned inside_status;    /* to one inside the dialog; 0: as the dialog is */
    const char *fields;        /* of its answers to SUBSCRIBE */
    const char *inside_fields; /* of those inside */
    uint32_t grants_s;         /* 0: what is asked for */
    enum notify_when when;
    const char *state;   /* Subscription-State; NULL: active with expires */
    const char *body;    /* NULL: none */
    unsigned challenges; /* so many SUBSCRIBEs get a 401 */
    uint32_t more_s;     /* each gets a 423, for so much more than it asks */
    const char *user;    /* of its Contact in a 2xx; NULL: notifier */
    /* what it has */
    char call_id[64], tag[64], our_tag[64], contact[256];
    char uri[256], asked[TEXT_MAX]; /* the last SUBSCRIBE: Request-URI, all of it */
    uint32_t cseq, notify_cseq, asked_s;
    unsigned n_registers, n_subscribes, n_inside, n_ends;
    unsigned answered; /* how the phone answered the last NOTIFY; 0: not yet */
    char answer[TEXT_MAX];
};

struct letter {
    struct hf_target from, to;
    uint64_t due_us;
    size_t n_bytes;
    char bytes[TEXT_MAX];
};

struct world {
    uint64_t now_us, next_id;
    struct hf_config config;
    struct hf_line *line;
    struct hf_agent *agent;
    struct hf_messages *messages; /* NULL: none */
    struct hf_target here;
    struct notifier a, b;
    struct letter net[NET_MAX];
    unsigned n_net, first;
    unsigned n_others_reports; /* REPORT_REQUESTs that were nobody's */
    unsigned n_refused;        /* events that the line refused */
    unsigned news;             /* since the test looked last */
};

void world_open(struct world *w, const struct hf_messages_settings *settings);
void world_open_line(struct world *w, const struct hf_messages_settings *settings, uint32_t line);
void world_close(struct world *w);
void run(struct world *w, uint64_t us); /* time passes */
struct hf_messages_at world_at(struct world *w);
void fact(struct world *w, uint32_t kind); /* STARTED, STOPPED: with hf_messages_stop before */
void configure(struct world *w, struct hf_messages_settings settings);

/* The server sends this from its address; the phone's answer is waited for: its status. */
unsigned say(struct world *w, struct notifier *server, const char *text);
/* A NOTIFY in the dialog that this server has. */
unsigned notify(struct world *w, struct notifier *server, const char *state, const char *body);
/* One without a dialog, to the line's Contact. */
unsigned unasked(struct world *w, struct notifier *server, const char *body);

struct hf_messages_status status_of(const struct world *w);
const char *contact_of(struct world *w); /* the line's, of its last REGISTER */

extern const char TWO_NEW[], NONE_NEW[];

#endif
