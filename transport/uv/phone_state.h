/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the phone share. phone.c is the door; phone_lines.c adds, changes and removes
 * lines; phone_flow.c carries events into lines and actions out of them; phone_ways.c finds the
 * connection for a request, phone_stands.c knows which one a binding stands on; phone_world.c hears
 * sockets, names, network and clock; phone_route.c finds the line of a message; phone_log.c
 * writes and takes up the log; phone_origins.c keeps where settings stand, for the log.
 * phone_calls.c does what the user wants of calls, phone_calls_flow.c joins a line's calls with its
 * events, actions and messages, phone_calls_media.c with RTP; phone_messages.c does the same for
 * the messages that wait. Beside them, each knowing nothing of a phone: resolver.c, keepalive.c,
 * gate.c, network.c, udp.c, connections.c, tls.c, rtp_session.c, wake.c, and secret.c, which holds
 * the agents' memory.
 */
#ifndef HF_UV_PHONE_STATE_H
#define HF_UV_PHONE_STATE_H

#include "connections.h"
#include "gate.h"
#include "holdfast/sip/digest.h"
#include "holdfast/uv/log_record.h"
#include "holdfast/uv/phone.h"
#include "holdfast/uv/udp.h"
#include "keepalive.h"
#include "network.h"
#include "resolver.h"
#include "rtp_session.h"
#include "secret.h"
#include "tls.h"
#include "wake.h"

#define HF_PHONE_FAILURES 64 /* targets and connections found dead, waiting to be told */
#define HF_PHONE_DOUBTS   32 /* connections that met silence; beyond, the oldest is trusted again */
#define HF_PHONE_ENDERS   8 /* BYEs and removals of a line; of older ones their kind is forgotten */
#define HF_PHONE_SAID     4 /* texts of a line that are not said again for a minute */

struct hf_phone_stand {             /* of a server's binding, over TCP or TLS */
    struct hf_target target, asked; /* of held; of trying */
    uint64_t held;                  /* the connection that it was made over; 0: none */
    uint64_t until_us;              /* when it expires */
    uint64_t trying;                /* that the REGISTER under way is on; 0: none */
    uint64_t attempt;               /* that REGISTER; 0: none */
};

struct hf_phone_said {
    uint64_t until_us;
    uint32_t mark;
    uint32_t reserved;
};

struct hf_phone_stands {
    struct hf_phone_stand of[HF_LINE_SERVERS];
    struct hf_phone_said said[HF_PHONE_SAID];
    uint64_t enders[HF_PHONE_ENDERS]; /* its last attempts that end something at a server */
    unsigned next_ender;
    unsigned reserved_1;
    uint64_t lost_flow; /* the last connection that the line lost; newer ones are greater */
    int one_answer;     /* 1: that had brought one message, and no more */
    int reserved;
};

struct hf_phone_member { /* a line of the phone */
    struct hf_line *core;
    struct hf_agent *agent;
    size_t agent_size;
    struct hf_calls *calls;       /* NULL: there are none, and nothing of former ones is owed */
    struct hf_messages *messages; /* NULL: nothing is known of them, or wanted */
    uint64_t messages_refused; /* of their Wanteds the one that the line has not taken; 0: none */
    char *name;
    struct hf_keepalive_use *kept;     /* its keep-alives (C3a) */
    struct hf_phone_stands *stands;    /* NULL: it has never used a connection */
    struct hf_tls_profile *tls;        /* NULL: not needed yet */
    struct hf_tls_profile *former_tls; /* of the configuration before (C14), or NULL */
    struct hf_wake_entry wake;         /* owner: its number */
    struct hf_digest_hex identity;     /* salted: tells whether the identity is another (C14) */
    struct hf_target sent_to;          /* where its last REGISTER went; family NONE: none yet */
    struct hf_target sent_from;        /* and from which address, as its Contact says */
    uint32_t n_configured;             /* how often */
    uint32_t n_queued;                 /* steps whose actions wait in the queue */
    int busy;                          /* in service, or something is pending */
    int leaving;          /* removed from the phone: goes when it is not busy any more */
    uint64_t leave_by_us; /* or then */
};

struct hf_phone_work { /* actions of one step, waiting for the log */
    struct hf_phone_work *next;
    uint64_t sequence; /* of its record */
    uint64_t at_us, wall_us;
    uint32_t line;
    uint32_t n;
    uint32_t n_configured; /* of its line when the actions were decided */
    uint32_t reserved;
    struct hf_action actions[];
};

struct hf_phone_failure {
    struct hf_target target;
    uint64_t flow; /* 0: UDP */
    enum hf_cause cause;
};

struct hf_phone_past { /* a line that the log knows */
    char *name;
    uint8_t *snapshot;
    size_t n_snapshot;
    uint64_t wall_us;
    int stale;
};

struct hf_phone_kept_origin { /* a setting of a line, and where it stands */
    uint32_t line;
    uint16_t file; /* index into the phone's files */
    uint8_t setting;
    uint8_t place; /* server * 16 + proxy */
};

struct hf_phone_line_origins { /* of one line */
    uint32_t n;
    struct hf_phone_kept_origin items[];
};

struct hf_phone_kept_origins { /* of a phone with a log */
    char **files;              /* of all lines, each once */
    uint32_t *hashes;          /* of their names */
    uint32_t n_files, files_size;
    struct hf_phone_line_origins **lines; /* [line - 1]; NULL: none are known */
    uint32_t n_lines;
};

struct hf_phone_notes { /* of one kind, counted by the second */
    uint64_t since_us;
    uint32_t n, n_unsaid;
    uint32_t most; /* in this second */
};

struct hf_phone_route { /* a hash that a request may have, and a line that may be meant */
    uint32_t mark, line;
};

struct hf_phone_routes {           /* of the lines with trust `any` (E8) */
    struct hf_phone_route *sorted; /* by mark and line */
    uint32_t n, n_lines;           /* entries; lines that there is room for */
    uint64_t again_us;             /* not sorted before then */
    int stale;                     /* something has changed since */
};

struct hf_phone_call {
    struct hf_phone_call *next;
    struct hf_phone *phone;
    struct hf_rtp_session *media;
    struct hf_calls_status sip; /* as last known: behind its end nobody else knows */
    uint64_t id;
    uint64_t flow; /* the connection that its last INVITE left on; 0: UDP */
    uint32_t line;
    uint32_t reserved;
};

struct hf_phone_codecs { /* what SDP says of them */
    struct hf_sdp_codec said[HF_SDP_CODECS_MAX];
    uint8_t ids[HF_SDP_CODECS_MAX]; /* enum hf_codec_id; HF_CODEC_COUNT: telephone-event */
    uint32_t n;
    uint32_t set; /* as in hf_stream_setup */
};

#define HF_PHONE_REFUSED 4
struct hf_phone_refused { /* events about calls that the line has not taken */
    struct hf_event events[HF_PHONE_REFUSED];
    uint32_t n;
    uint32_t reserved;
};

struct hf_phone {
    uv_loop_t *loop;
    struct hf_phone_options options;
    struct hf_udp *udp;
    struct hf_connections *connections;
    struct hf_tls_store *tls; /* NULL: not needed yet */
    uint64_t heard_flow;      /* the connection that a call's last message came on; UDP: 0 */
    uint64_t doubts[HF_PHONE_DOUBTS];
    unsigned next_doubt;
    char *trouble; /* why no server can connect to the phone; NULL: said, or there is none */
    struct hf_wake *wake;
    struct hf_resolver *resolver;
    struct hf_keepalive *keepalive;
    struct hf_gate *gate;
    struct hf_network *network; /* NULL: nobody says when it changes */
    struct hf_log *log;         /* NULL: none */
    struct hf_secret secret;
    struct hf_phone_member **members; /* [line - 1]; NULL: that line is gone */
    uint32_t n_members, members_size;
    uint32_t n_busy, n_leaving;
    struct hf_phone_routes routes;
    uint8_t families;   /* enum hf_families bits: usable, as the lines were told */
    uint64_t addresses; /* hf_network_addresses, as last seen */
    int only_loopback;  /* there was never another network: then loopback is one */
    uint8_t salt[16];   /* of the identities */
    struct hf_phone_work *first, *last;
    uint64_t released;      /* by the log */
    uint64_t last_sequence; /* given by the log */
    uint64_t next_request;  /* also a call's */
    uint64_t last_register;
    struct hf_phone_call *calls; /* oldest first */
    struct hf_phone_codecs codecs;
    struct hf_phone_refused refused; /* of the out being taken */
    const char *why_refused;         /* the last Wanted of a call; lives for ever */
    uint64_t
        sends; /* the attempt whose request the out being made has; 0: it may not be taken back */
    struct hf_phone_failure failures[HF_PHONE_FAILURES];
    uint32_t n_failures;
    int settling, starting, stopping, stopped_said, failed_said, closing;
    uint64_t stop_by_us;
    struct hf_wake_entry own_wake;         /* owner 0: the phone itself */
    struct hf_phone_notes drops, requests; /* what strangers can make the log write */
    struct hf_phone_kept_origins origins;  /* for the log */
    struct hf_phone_past *past;            /* by name; until hf_phone_start */
    uint32_t n_past;
    struct hf_actions actions; /* of the step being made */
    union {                    /* of the agent's call being made, or of its calls' */
        struct hf_agent_out out;
        struct hf_calls_out calls_out; /* begins with the other */
    };
    uint8_t event_bytes[HF_EVENT_BYTES_MAX];
    uint8_t actions_bytes[HF_ACTIONS_BYTES_MAX];
    uint8_t record[HF_LOG_RECORD_BYTES_MAX];
};

static inline struct hf_phone_member *hf_phone_member(const struct hf_phone *phone, uint32_t line)
{
    return phone->members[line - 1];
}

/* ---- phone_lines.c ---- */

void hf_phone_free_member(struct hf_phone_member *member);

/* Names may mean something else now: each line asks again when it next needs one. */
void hf_phone_ask_again(struct hf_phone *phone);

/* When a line that is leaving can go, or must; HF_NEVER. */
uint64_t hf_phone_leave_us(const struct hf_phone *phone);

/* Lines that are leaving and can go, go. Never while one of them is being worked on. */
void hf_phone_let_go(struct hf_phone *phone);

/* Tells a line which families are usable, where it may think otherwise. */
void hf_phone_tell_families(struct hf_phone *phone, uint32_t line);

/* ---- phone_flow.c ---- */

/* Steps an event through a line, logs it, and queues its actions. The step's result. */
int hf_phone_step(struct hf_phone *phone, uint32_t line, struct hf_event *event);

/* Sends and steps what the agent of a line left in phone->out. reply_on: where the datagram being
 * answered came in, or family NONE. */
void hf_phone_take_out(struct hf_phone *phone, uint32_t line, const struct hf_target *reply_on);

/* A target was found dead, while sending or by an ICMP error. It is told once a turn of the loop,
 * so that a thousand requests that meet the same dead server cost one round over the lines. */
void hf_phone_remember_failure(struct hf_phone *phone, const struct hf_phone_failure *failure);

/* What waits at the gate for the target fails, unsent. */
void hf_phone_turn_away(struct hf_phone *phone, const struct hf_target *target,
                        enum hf_cause cause);

/* Tells every line that what waits for these targets waits in vain. */
void hf_phone_tell_failures(struct hf_phone *phone);

/* Carries out what the log has released, and all that follows from it. */
void hf_phone_settle(struct hf_phone *phone);

/* Sets the line's wake-up anew. */
void hf_phone_reschedule(struct hf_phone *phone, uint32_t line);

/* ---- phone_ways.c ---- */

/* The TLS settings of a line. profile: those that it has or NULL; then the wanted ones, NULL where
 * it has none and needs none yet. 0, or -1 with the reason. */
int hf_phone_take_tls(struct hf_phone *phone, const struct hf_phone_line *line,
                      struct hf_tls_profile **profile, const struct hf_phone_problem *problem);

/* How a request reaches its target; local family NONE: not at all. */
struct hf_agent_way hf_phone_way(struct hf_phone *phone, uint32_t line, const struct hf_send *send);

/* The same for an attempt whose connection is gone; flow 0 where it has one. */
struct hf_agent_way hf_phone_way_anew(struct hf_phone *phone, uint32_t line, uint64_t attempt);

/* The attempt whose request an order makes, where it must not leave any more once it was given up:
 * what creates something at a server. 0: what ends something there, BYE and the removal of a
 * binding, leaves however late; or the order makes no request. */
uint64_t hf_phone_revocable(struct hf_phone_member *member, const struct hf_action *order);

/* Sends one of phone->out on its connection, for a line. attempt: whose request it is, or 0. */
struct hf_phone_sender {
    uint64_t attempt;
    uint32_t line;
    uint32_t reserved;
};
void hf_phone_send_on(struct hf_phone *phone, const struct hf_agent_datagram *datagram,
                      const struct hf_phone_sender *sender);

/* Silence on a connection; a sign of life, or its end. */
void hf_phone_doubt(struct hf_phone *phone, uint64_t flow);
void hf_phone_trust(struct hf_phone *phone, uint64_t flow);
int hf_phone_is_doubted(const struct hf_phone *phone, uint64_t flow);

/* ---- phone_stands.c ---- */

/* Something came on a connection: bindings that stand on older ones to there, which are in doubt,
 * are told that those are lost (C3a). */
void hf_phone_stands_on_message(struct hf_phone *phone, const struct hf_connection_message *heard);

/* A REGISTER leaves on this connection (0: on none), or goes on on another. */
void hf_phone_stand_tries(struct hf_phone *phone, uint32_t line, const struct hf_send *send,
                          uint64_t flow);
void hf_phone_stand_goes_on(struct hf_phone *phone, uint32_t line, uint64_t attempt, uint64_t flow);

/* What the agent says of one; before the line hears it. */
void hf_phone_stands_hear(struct hf_phone *phone, uint32_t line, const struct hf_event *event);

/* The line is out of service. */
void hf_phone_stands_leave(struct hf_phone *phone, struct hf_phone_member *member);

/* 1: a REGISTER of it is under way on TLS. */
int hf_phone_stands_try_tls(const struct hf_phone *phone, uint32_t line);

/* Its TLS settings have changed. */
void hf_phone_stands_refuse_tls(struct hf_phone *phone, uint32_t line);

/* C3a */
void hf_phone_flow_lost(struct hf_phone *phone, uint32_t line, const struct hf_target *target,
                        enum hf_cause cause);

/* E8: the first line whose binding stands on the connection, and the one of these that is named. */
struct hf_phone_on_flow {
    uint32_t first, named; /* 0: none */
};
struct hf_phone_on_flow hf_phone_lines_on(struct hf_phone *phone, uint64_t flow,
                                          const struct hf_agent_asked *asked);

void hf_phone_on_opened(void *context, const struct hf_connection_way *way,
                        const struct hf_target *target, const char *text);
void hf_phone_on_lost(void *context, const struct hf_connection_lost *lost);

void hf_phone_keep_alive(struct hf_phone *phone, uint32_t line, const struct hf_keep_alive *order);

/* A keep-alive for a flow whose turn it is. */
void hf_phone_send_keepalive(void *context, const struct hf_target *target, uint64_t flow);

/* ---- phone_world.c ---- */

void hf_phone_on_datagram(void *context, const struct hf_udp_datagram *datagram);
void hf_phone_on_message(void *context, const struct hf_connection_message *message);
void hf_phone_on_dropped(void *context, const struct hf_target *from, const char *why);
void hf_phone_on_unreachable(void *context, const struct hf_target *target, enum hf_cause cause);
void hf_phone_on_due(void *context);
void hf_phone_on_name(void *context, uint32_t line, const struct hf_dns_answered *answer);
void hf_phone_on_network(void *context);
void hf_phone_resolve(struct hf_phone *phone, uint32_t line, const struct hf_resolve *resolve);

/* What is usable now, by this phone. */
uint8_t hf_phone_families(struct hf_phone *phone);

/* ---- phone_route.c ---- */

/* The line that a message is for; 0: none, and why, or NULL where nobody needs to know: a server
 * that keeps its way to us open. */
uint32_t hf_phone_route(struct hf_phone *phone, const struct hf_agent_received *received,
                        const char **why);
void hf_phone_routes_free(struct hf_phone *phone);

/* ---- phone_origins.c ---- */

/* Keeps where the settings of a line stand. 1: otherwise than it was. Without a log, or memory,
 * none are kept. */
int hf_phone_origins_take(struct hf_phone *phone, uint32_t line,
                          const struct hf_phone_origins *origins);
void hf_phone_origins_forget(struct hf_phone *phone, uint32_t line);
void hf_phone_origins_free(struct hf_phone *phone);

/* What is kept of a line, for its record. */
struct hf_phone_origins_room {
    const char *files[HF_LOG_FILES_MAX];
    struct hf_log_origin items[HF_LOG_ORIGINS_MAX];
};
void hf_phone_origins_fill(const struct hf_phone *phone, uint32_t line,
                           struct hf_log_line_added *added, struct hf_phone_origins_room *room);

/* ---- phone_calls.c ---- */

struct hf_phone_call *hf_phone_call(const struct hf_phone *phone, uint64_t id); /* or NULL */

/* A call with ports for its media; NULL, and why. */
struct hf_phone_call *hf_phone_call_new(struct hf_phone *phone, uint32_t line, uint64_t id,
                                        const char **why);
void hf_phone_call_free(struct hf_phone_call *call);

/* The connection that its INVITE leaves or comes on stays open until it is over, however long it
 * rings and is quiet: its answer goes there, and so does the other one's BYE. Where a binding
 * stands on it, that holds it too; an emergency call has none. */
void hf_phone_call_hold(struct hf_phone_call *call, uint64_t flow);

/* What SIP knows of it now; behind its end it stays what it was. */
void hf_phone_call_refresh(struct hf_phone_call *call);

/* Ends them all, as far as SIP can; or forgets them without a word. */
void hf_phone_calls_end(struct hf_phone *phone, uint32_t line);
void hf_phone_calls_forget(struct hf_phone *phone, uint32_t line);

/* E13 */
void hf_phone_calls_move(struct hf_phone *phone, uint32_t line);

/* ---- phone_calls_flow.c ---- */

struct hf_calls_at hf_phone_calls_at(struct hf_phone *phone, uint32_t line);

/* The line has a block for calls. -1: no memory, or no randomness. */
int hf_phone_calls_prepare(struct hf_phone *phone, uint32_t line);
/* Gives it back where nothing is left in it. */
void hf_phone_calls_tidy(struct hf_phone *phone, uint32_t line);

/* As hf_phone_take_out, of phone->calls_out, and then the news. */
void hf_phone_calls_take_out(struct hf_phone *phone, uint32_t line,
                             const struct hf_target *reply_on);

/* 1: it was for the line's calls. */
int hf_phone_calls_receive(struct hf_phone *phone, uint32_t line,
                           const struct hf_agent_received *received);
int hf_phone_calls_act(struct hf_phone *phone, uint32_t line, const struct hf_action *action);

/* How many events it made of it. */
uint32_t hf_phone_calls_unreachable(struct hf_phone *phone, uint32_t line,
                                    const struct hf_agent_unreachable *failure);
void hf_phone_calls_connected(struct hf_phone *phone, uint32_t line,
                              const struct hf_agent_connected *connected);
void hf_phone_calls_wake(struct hf_phone *phone, uint32_t line, uint64_t now_us);
uint64_t hf_phone_calls_deadline(const struct hf_phone_member *member);

/* The connection that an attempt of a call waits on; 0: none. */
uint64_t hf_phone_calls_flow(const struct hf_phone_member *member, uint64_t attempt);

/* The line has refused an event of hf_phone_take_out. */
void hf_phone_calls_note_refused(struct hf_phone *phone, const struct hf_event *event);

/* ---- phone_calls_media.c ---- */

/* What this phone offers, by its options. */
void hf_phone_codecs_choose(struct hf_phone *phone);

/* 0, or -1 and why. */
int hf_phone_call_open_media(struct hf_phone_call *call, const char **why);

/* Audio as the news say; 0 or a negative hf_error. */
int hf_phone_call_agree(struct hf_phone_call *call, const struct hf_calls_news *news);

/* ---- phone_messages.c ---- */

/* Can that be asked for? 0, or a negative hf_error with the reason. */
int hf_phone_messages_check(const struct hf_phone_messages *wanted,
                            const struct hf_phone_problem *problem);
/* What the line is configured to want, which was checked. 0, or HF_E_SPACE. */
int hf_phone_messages_set(struct hf_phone *phone, uint32_t line,
                          const struct hf_phone_messages *wanted);
/* Does it want something else now? */
int hf_phone_messages_differ(const struct hf_phone *phone, uint32_t line,
                             const struct hf_phone_messages *wanted);
void hf_phone_messages_forget(struct hf_phone_member *member);

/* 1: it was for them. */
int hf_phone_messages_receive(struct hf_phone *phone, uint32_t line,
                              const struct hf_agent_received *received);
/* The same; REPORT_LINE is for others too. */
int hf_phone_messages_act(struct hf_phone *phone, uint32_t line, const struct hf_action *action);

/* The line has refused an event of hf_phone_take_out. */
void hf_phone_messages_note_refused(struct hf_phone *phone, uint32_t line,
                                    const struct hf_event *event);

/* A connection is gone, or the line's address is another one (flow 0). */
void hf_phone_messages_lost(struct hf_phone *phone, uint32_t line, uint64_t flow);
void hf_phone_messages_wake(struct hf_phone *phone, uint32_t line, uint64_t now_us);
uint64_t hf_phone_messages_deadline(const struct hf_phone_member *member);
/* Before the line is stopped. */
void hf_phone_messages_stop(struct hf_phone *phone, uint32_t line);

/* ---- phone_log.c ---- */

/* 0, or -1 with the reason. */
int hf_phone_log_open(struct hf_phone *phone, char *error, size_t size);
void hf_phone_log_added(struct hf_phone *phone, uint32_t line);

/* Logs the step just made: event_bytes[0..n_event) and phone->actions. */
void hf_phone_log_step(struct hf_phone *phone, uint32_t line, size_t n_event, int result);

/* text: NULL: the note's own. */
void hf_phone_log_note(struct hf_phone *phone, uint32_t line, const struct hf_agent_note *note,
                       const char *text);

/* What the log knows of a line, or NULL. */
const struct hf_phone_past *hf_phone_past(const struct hf_phone *phone, const char *name);
void hf_phone_past_free(struct hf_phone *phone);

#endif
