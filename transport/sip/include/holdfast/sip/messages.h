/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Messages that wait for one line (RFC 3842): what the line's message lamp shows. Solicited by a
 * subscription (RFC 6665) that is kept where the line is now (E12), or told without being asked.
 * Pure, as the agent beside which it stands: bytes and times in, bytes and times out; no
 * allocation. The agent knows who the line is, and sends what is asked for here.
 *
 * The shell's loop, beside the agent's (agent.h, whose setup says `messages`):
 *   1. memory for an hf_messages where message waiting is configured (hf_messages_configure), or
 *      where a NOTIFY came that nobody asked for (hf_messages_begins)
 *   2. a datagram of the line: hf_messages_receive first; false: it is the agent's
 *   3. an action of the line: hf_messages_act first; false: it is the agent's. A SEND's way leads
 *      to where hf_messages_target says
 *   4. out as the agent's out; hf_messages_news says whether there is something new for the user
 *   5. wake it at hf_messages_deadline
 *
 * The subscription, as events and actions:
 *   REPORT_LINE(REGISTERED)   Wanted(OTHER)                 SEND, REPORT_REQUEST
 *   hf_messages_wake          Wanted(OTHER, dialog_server)  SEND(in_dialog), REPORT_REQUEST
 *   REPORT_LINE(ON_BACKUP)    Wanted(OTHER)                 the old one is forgotten: what its
 *                                                           server still says is answered 481
 * Ids are the shell's: `next_id` points to its counter of Wanted ids, and what is taken from it is
 * counted. Where the line refuses such an event, the shell says so by hf_messages_refused.
 */
#ifndef HOLDFAST_SIP_MESSAGES_H
#define HOLDFAST_SIP_MESSAGES_H

#include "holdfast/sip/agent.h"
#include "holdfast/status.h"

/* Bytes of a Message-Account that are kept; a longer one is as good as none. */
#define HF_MESSAGES_ACCOUNT_MAX 127
/* Seconds: what is asked for where nothing else is configured, and the limits of that. */
#define HF_MESSAGES_EXPIRES_S     3600
#define HF_MESSAGES_EXPIRES_MIN_S 10
#define HF_MESSAGES_EXPIRES_MAX_S 86400
/* Bytes and lines of a body that are looked at (RFC 3842 5.2): the summary stands in front of what
 * it may say of single messages. What has more in its summary is refused. */
#define HF_MESSAGES_SUMMARY_MAX 2048
#define HF_MESSAGES_LINES_MAX   32

struct hf_messages;

size_t hf_messages_size(void);
/* memory is aligned like a uint64_t, and the block stays where it is. HF_E_SPACE. */
int hf_messages_init(void *memory, size_t size);

struct hf_messages_at { /* when and for whom */
    struct hf_agent *agent;
    uint64_t *next_id; /* the shell's counter of Wanted ids: the next one, never 0 */
    uint64_t now_us;
};

struct hf_messages_settings { /* texts are terminated, and copied */
    const char *uri;          /* the mailbox: sip or tel, as hf_agent_request.uri; "": the
                                 address-of-record */
    uint32_t expires_s;       /* to ask for; 0: HF_MESSAGES_EXPIRES_S */
    uint8_t subscribe;        /* 1: ask for it; 0: hear what comes unasked */
    uint8_t jitter_percent;   /* C11: refreshes are that much earlier at most */
    uint8_t reserved[2];
    struct hf_refusal refusal; /* out */
};

/* Can that be asked for? HF_E_VALUE or HF_E_LIMIT, and settings->refusal says what. */
int hf_messages_check(struct hf_messages_settings *settings);
/* Are these the settings that it has? */
bool hf_messages_has(const struct hf_messages *messages,
                     const struct hf_messages_settings *settings);
/* At the begin, and each time the line is configured (C14): the subscription is begun anew, since
 * its server may be another one. Errors as above; nothing has changed then. */
int hf_messages_configure(struct hf_messages *messages, const struct hf_messages_at *at,
                          struct hf_messages_settings *settings, struct hf_agent_out *out);

/* The line's status when the block was made; later ones come as REPORT_LINE. */
void hf_messages_line(struct hf_messages *messages, const struct hf_messages_at *at,
                      const struct hf_line_status *line, struct hf_agent_out *out);

/* REPORT_LINE: heard, and told to others too (false). REPORT_REQUEST of a request of ours, and
 * SENDs of ours inside the dialog. False: it is not for this alone. */
bool hf_messages_act(struct hf_messages *messages, const struct hf_messages_at *at,
                     const struct hf_agent_order *order, struct hf_agent_out *out);
/* Is it a SEND of ours, inside the dialog? */
bool hf_messages_owns(const struct hf_messages *messages, const struct hf_action *action);
/* Where a SEND really goes (RFC 3261 12.2.1.1: the dialog's next hop, where its host is numeric),
 * for the way of its order; that of the SEND where it is none of ours. */
struct hf_target hf_messages_target(const struct hf_messages *messages, const struct hf_send *send);
/* The line refused an event of out. One that is none of ours does nothing. */
void hf_messages_refused(struct hf_messages *messages, const struct hf_messages_at *at,
                         const struct hf_event *event, struct hf_agent_out *out);

/* Is it a NOTIFY that nobody asked for, of message-summary and for this line (E8), which a line
 * without a block gets one for? */
bool hf_messages_begins(const struct hf_agent *agent, const struct hf_agent_received *received);
/* False: it is the agent's; out says nothing then. messages may be NULL: then what is said of a
 * subscription is of none that we know (481), and other packages are not known (489). */
bool hf_messages_receive(struct hf_messages *messages, const struct hf_messages_at *at,
                         const struct hf_agent_received *received, struct hf_agent_out *out);

/* A connection is lost, or the local address is another one (`flow` 0): what the server knows of
 * us may be wrong, and the subscription is refreshed soon (E12, E13). */
void hf_messages_lost(struct hf_messages *messages, const struct hf_messages_at *at, uint64_t flow);

void hf_messages_wake(struct hf_messages *messages, const struct hf_messages_at *at,
                      struct hf_agent_out *out);
uint64_t hf_messages_deadline(const struct hf_messages *messages); /* HF_NEVER: nothing pending */

/* Before the line is stopped (C8): the subscription is ended. The answer is not waited for. */
void hf_messages_stop(struct hf_messages *messages, const struct hf_messages_at *at,
                      struct hf_agent_out *out);

/* ---- for people ---- */

enum hf_messages_news {
    HF_MESSAGES_COUNTED = 1,     /* other messages wait than before */
    HF_MESSAGES_SUBSCRIPTION = 2 /* it stands, or not, or elsewhere */
};
/* What is new since this was asked last: bits of enum hf_messages_news. */
unsigned hf_messages_news(struct hf_messages *messages);

enum hf_messages_state {                         /* of the subscription */
                         HF_MESSAGES_OFF = 0,    /* none is wanted, or the line is not in service */
                         HF_MESSAGES_ASKING = 1, /* a SUBSCRIBE that begins one is under way */
                         HF_MESSAGES_SUBSCRIBED = 2, /* it stands */
                         HF_MESSAGES_REFRESHING =
                             3, /* it stands, and a SUBSCRIBE inside its dialog is under way */
                         HF_MESSAGES_WAITING =
                             4, /* refused, failed or ended: again at next_us, or where the line
                                   moves */
                         HF_MESSAGES_LEAVING = 5, /* being ended */
                         HF_MESSAGES_STATE_COUNT
};
extern const uint8_t hf_messages_moves[HF_MESSAGES_STATE_COUNT]; /* bit per state */
const char *hf_messages_state_name(unsigned state);              /* "SUBSCRIBED" */

struct hf_messages_count {             /* each at most 2^32 - 1 (RFC 3842 5.2) */
    uint32_t fresh, old;               /* "new" is a word of C++ */
    uint32_t urgent_fresh, urgent_old; /* of those */
};

struct hf_messages_status {
    uint64_t since_us;              /* when the counts were last others; 0: nothing was said yet */
    uint64_t heard_us;              /* when they were last said */
    uint64_t next_us;               /* WAITING: the next try, or HF_NEVER; else HF_NEVER */
    struct hf_messages_count voice; /* where the server tells them apart; else zero */
    struct hf_messages_count other; /* fax, text and others, all together */
    uint16_t status;                /* WAITING: of the response that refused it, or 0 */
    uint8_t waiting;                /* 1: the lamp is on */
    uint8_t state;                  /* enum hf_messages_state */
    uint8_t pending; /* 1: SUBSCRIBED, and the server has not decided yet (RFC 6665 4.1.3) */
    uint8_t server;  /* 1.. that has it, or 0 */
    uint8_t reserved[2];
    char why[40];                              /* WAITING: in words, terminated */
    char account[HF_MESSAGES_ACCOUNT_MAX + 1]; /* a URI, terminated; "": not said */
};
void hf_messages_status(const struct hf_messages *messages, struct hf_messages_status *status);

#endif
