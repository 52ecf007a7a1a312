/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of a deep world share.
 *
 *     deep.c          time: whose turn it is; the digest; complaints
 *     deep_queue.c    what is under way, by time, then by the order of its sending
 *     deep_net.c      datagrams: loss, delay, jitter, repetition, partitions, ICMP
 *     deep_flow.c     connections: opened, refused, bytes in odd pieces, reset, mute
 *     deep_server.c   registrars and proxies, and what is done to them
 *     deep_dns.c      names: what is said of them, when, and when it is a lie
 *     deep_resolver.c what a phone keeps of that, for all of its lines
 *     deep_phone.c    a phone: events into the cores of its lines, actions out of them
 *     deep_gate.c     REGISTERs of a phone that wait for others to be answered
 *     deep_ways.c     how its requests leave; what stands on connections; keep-alives
 *     deep_hear.c     what comes to it: messages, dead targets, time
 *     deep_calls.c    its calls in that circle
 *     deep_life.c     its program starts, sleeps, ends, starts again
 *     deep_user.c     wishes and faults of the plan are carried out
 *     deep_check.c    what must hold: of steps, wishes, service
 *     deep_rules.c    what an observer of one line can object to
 *     deep_ghost.c    what must hold of calls, at both of their ends
 *     deep_log.c      what a core was told and did, kept and replayed
 *     deep_plan.h     what happens from outside
 */
#ifndef HF_SIM_DEEP_INSIDE_H
#define HF_SIM_DEEP_INSIDE_H

#include <stdarg.h>
#include <stdbool.h>

#include "deep_plan.h"
#include "deep_flow.h"
#include "holdfast/line.h"
#include "holdfast/sim/audit.h"
#include "holdfast/sim/check.h"
#include "holdfast/sim/deep.h"
#include "holdfast/sim/registrar.h"
#include "holdfast/sip/calls.h"
#include "holdfast/sip/stream.h"

#define DEEP_STANDS    HF_LINE_SERVERS
#define DEEP_FAILURES  16
#define DEEP_DOUBTS    8
#define DEEP_KEPT      8
#define DEEP_CALLS     24  /* of a line, over ones included while their other end may live */
#define DEEP_WANTED    64  /* of a line, not reported yet */
#define DEEP_WAKES     200 /* of one phone at one moment */
#define DEEP_STEPS_MAX 400000
#define DEEP_STREAM    16384
#define DEEP_SECOND_US UINT64_C(1000000)
#define DEEP_MS        UINT64_C(1000)
#define DEEP_MEMORY_US (40 * DEEP_SECOND_US) /* 64*T1 of the usual T1, and T4 */
#define DEEP_SESSION_S 90
#define DEEP_SECRET    "open sesame"
#define DEEP_NAME_ROOM 48
#define DEEP_SIP_PORT  5060
#define DEEP_TLS_PORT  5061

/* ---- what is under way ---- */

enum deep_packet_kind {
    DEEP_UDP,     /* a datagram */
    DEEP_ICMP,    /* to a phone: its datagrams to `to` meet nobody */
    DEEP_SYN,     /* a connection is wanted */
    DEEP_SYN_ACK, /* to the phone: it is open */
    DEEP_RST,     /* the other end is gone; cause */
    DEEP_BYTES,   /* of a connection; is_up: to the server */
    DEEP_RECORDS, /* DNS, to a phone */
    DEEP_USER,    /* the user of a phone does what is his habit, with the call `id` */
    DEEP_TELL     /* a phone tells itself what it found dead while sending */
};

struct deep_packet {
    uint64_t at_us, number;
    uint64_t id; /* DNS: query; BYTES..RST: the connection; USER: the call */
    uint64_t piece, since_us;
    struct hf_target from, to;
    struct hf_resolve resolve; /* ANSWER */
    uint32_t life;             /* of the phone that it is for: dropped for another */
    uint32_t n;
    uint8_t kind, phone, server, cause;
    uint8_t is_up, tries;
    uint8_t line; /* RECORDS */
    uint8_t reserved[1];
    uint8_t bytes[];
};

/* ---- the world ---- */

struct deep_link { /* one direction between a phone and a server */
    uint64_t chance;
    uint32_t loss, twice;
    uint32_t delay_us, jitter_us;
    uint32_t cut; /* 1: silence, 2: the network says so (ICMP) */
    uint32_t reserved;
};

struct deep_server {
    struct hf_registrar *registrar;
    struct hf_target address; /* UDP's */
    uint32_t lives;
    uint8_t halted; /* 1: silence; 2: nobody listens, and the system says so */
    uint8_t mute;   /* takes bytes of connections, and says nothing */
    uint8_t reserved[2];
};

enum { DEEP_A, DEEP_SRV, DEEP_NAPTR, DEEP_TYPES };

struct deep_records { /* what is wrong with a name's records of one type */
    uint32_t outcome; /* enum hf_dns_outcome */
    uint32_t ttl_s;
    uint32_t delay_ms;
    uint32_t lie; /* 1: addresses where nobody answers; 2: where nobody is; 3: another order */
};

struct deep_end { /* bytes of a connection in one direction */
    struct hf_sip_stream stream;
    uint8_t *memory;
    uint64_t sent, taken; /* pieces */
    uint64_t last_us;     /* when the last one arrives at the earliest */
};

enum deep_flow_state { DEEP_CONNECTING, DEEP_OPEN, DEEP_GONE };

struct deep_flow {
    uint64_t number;
    uint64_t begun_us, last_us, pinged_us;
    uint64_t kept_us; /* when a keep-alive was written last */
    struct hf_target local, peer;
    struct deep_end up, down;
    uint64_t name;    /* hash of the name to verify */
    uint8_t *waiting; /* messages that wait for it to open, each behind a struct deep_waiting */
    size_t n_waiting;
    uint32_t n_uses, n_messages;
    uint8_t phone, server; /* 0: nobody is there */
    uint8_t state;         /* enum deep_flow_state, as the phone knows it */
    uint8_t at_server;     /* as the server knows it: 1: open */
    uint8_t keyed, sent, ponged, half_pings;
    uint8_t was_open;
    uint8_t reserved[7];
};

struct deep_work { /* actions of one step */
    struct deep_work *next;
    struct deep_line *line;
    uint32_t n, reserved;
    struct hf_action actions[];
};

struct deep_stand { /* as struct hf_phone_stand of the real one */
    struct hf_target target, asked;
    uint64_t held, until_us, trying, attempt;
};

struct deep_failure {
    struct hf_target target;
    uint64_t flow;
    uint32_t cause;
};

struct deep_kept { /* a keep-alive */
    struct hf_target target;
    uint64_t next_us;    /* of the world */
    uint32_t interval_s; /* 0: free */
    uint32_t reserved;
};

struct deep_wanted {
    uint64_t id;       /* 0: free */
    uint64_t since_us; /* of the world */
    uint32_t kind;
    uint32_t reserved;
};

struct deep_call {
    uint64_t id;           /* 0: free */
    uint64_t mark;         /* hash of its Call-ID; 0: not known yet */
    uint64_t since_us;     /* world: begun */
    uint64_t over_us;      /* world; HF_NEVER: not over for the user */
    uint64_t flow;         /* that its INVITE was on, which stays open for it */
    uint32_t life;         /* of the phone, in which it was */
    uint32_t to;           /* dialled: that phone */
    uint32_t n_configured; /* of the phone when it began */
    uint16_t port;         /* where audio is awaited */
    uint8_t incoming, up, ended_here, was_up;
    uint8_t hung_up; /* by this user */
    uint8_t emergency;
};

struct deep_record;

#define DEEP_SENT   48
#define DEEP_RESTED 8

struct deep_rules { /* what an observer of a line remembers */
    struct deep_sent {
        uint64_t attempt, request;
        struct hf_target target;
        uint8_t kind, server;
        uint8_t reserved[2];
    } sent[DEEP_SENT]; /* a ring */
    struct hf_target registered[DEEP_SENT];
    struct deep_rested { /* a ring: what other lines of the phone have found out */
        struct hf_target target;
        uint64_t until_us; /* by the phone's clock; 0: over */
    } rested[DEEP_RESTED];
    uint32_t n_rested;
    uint32_t reserved_2;
    uint32_t n_sent, n_registered;
    uint64_t failed_us[HF_LINE_SERVERS]; /* world: when something failed there last; 0: never */
    uint64_t told_us[HF_LINE_SERVERS];   /* world: when another line said so */
    uint32_t tried;      /* servers of the registration pass under way, a bit each */
    uint32_t n_bindings; /* at its working server before it was stopped */
    uint32_t server;     /* that one; tried is then its registrar */
    uint32_t reserved;
};

struct deep_line { /* of a phone, as struct hf_phone_member of the real one */
    struct deep_phone *phone;
    struct deep_world *world;
    unsigned number; /* of the phone's lines, 1.. */
    unsigned who;    /* as DEEP_WHO says */
    uint32_t policy;
    uint8_t wants_service, right_password, one_answer, was_restored;
    struct hf_line *core;
    struct hf_agent *agent;
    struct hf_calls *calls;
    size_t agent_size;
    struct deep_stand stands[DEEP_STANDS];
    struct deep_kept kept[DEEP_KEPT];
    uint64_t lost_flow;
    uint64_t heard_mark; /* hash of the Call-ID of the message being heard */
    uint64_t heard_flow; /* the connection that it came on */
    struct deep_wanted wanted[DEEP_WANTED];
    struct deep_call users[DEEP_CALLS];
    struct hf_event refused[4];
    uint32_t n_refused;
    uint32_t n_configured;
    uint32_t n_queued;
    uint32_t tls; /* as the plan says */
    struct hf_sim_audit *audit;
    struct deep_rules rules;
    uint8_t snapshot[HF_SNAPSHOT_BYTES_MAX]; /* while its phone is not running */
    uint32_t n_snapshot;
    uint32_t snapshot_policy; /* that the snapshot is of */
    uint64_t last_us;         /* world: of the line's last event */
    struct deep_log {
        uint8_t *bytes; /* events */
        size_t n_bytes, bytes_room;
        struct deep_record *records;
        size_t n, room;
    } log;
    struct hf_config config; /* in force */
};

struct deep_phone {
    struct deep_world *world;
    unsigned number;
    uint32_t n_lines;        /* 0: it is not there */
    struct deep_line *lines; /* of the world's; those that are there, in their order */
    uint64_t clock_us;       /* what its clock shows minus the world's time, modulo 2^64 */
    uint64_t asleep_us;      /* of the world: until then */
    uint64_t due_us;         /* of the world: when it wants to be woken, unless is_stale */
    uint64_t woken_us;       /* how often at one moment */
    uint32_t n_woken;
    uint32_t lives;                           /* of its program; 0: it never ran */
    uint8_t is_running, has_network, address; /* last: fourth number of its own */
    uint8_t habit, is_stale;
    uint8_t reserved[3];
    uint32_t habit_ms;
    struct deep_work *first, *last;
    struct deep_failure failures[DEEP_FAILURES];
    uint32_t n_failures, next_doubt;
    uint64_t doubts[DEEP_DOUBTS];
    uint64_t next_id, n_random;
    uint16_t next_port;  /* of audio */
    uint16_t next_local; /* of connections */
    uint32_t n_tickets;  /* at the gate */
    struct deep_ticket *tickets;
    struct deep_name *names; /* kept, or being asked for */
};

struct deep_world {
    const struct hf_deep_plan *plan;
    const struct hf_deep_staging *staging;
    struct hf_deep_result *result;
    uint64_t now_us, number;
    uint64_t held_us; /* how long what arrives now was on its connection */
    struct deep_packet **heap;
    size_t n_heap, heap_room;
    struct deep_phone *phones; /* [number - 1] */
    struct deep_line *lines;   /* of all of them, by phone, then by number */
    uint32_t n_lines;
    uint32_t reserved;
    struct deep_server servers[DEEP_SERVERS];
    struct deep_link links[DEEP_PHONES][DEEP_SERVERS][2]; /* last: up to the server, or down */
    struct deep_link nowhere;                             /* to where nobody is */
    struct deep_records names[DEEP_SERVERS][DEEP_TYPES];
    struct deep_senders senders;
    struct deep_flow **flows; /* [number - 1] */
    size_t n_flows, flows_room;
    uint32_t next_op;
    uint32_t n_trials;
    int is_healed;
    struct hf_sim_checker *checker;
    struct hf_actions actions;
    union {
        struct hf_agent_out out;
        struct hf_calls_out calls_out; /* begins with the other */
    };
    struct hf_registrar_answer answer;
    uint8_t event_bytes[HF_EVENT_BYTES_MAX];
    uint8_t action_bytes[HF_ACTIONS_BYTES_MAX];
};

/* ---- deep.c ---- */

/* "kind: more of it". The first complaint stays. who: a phone, a line as DEEP_WHO says, or 0. kind:
 * which promise, always the same words for one, without numbers; at most 63 of them are kept. */
void deep_object(struct deep_world *world, unsigned who, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool deep_is_over(const struct deep_world *world); /* somebody has objected */
void deep_trace(struct deep_world *world, unsigned who, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void deep_digest(struct deep_world *world, const void *bytes, size_t n);
void deep_digest_number(struct deep_world *world, uint64_t number);
uint64_t deep_hash(const void *bytes, size_t n);
const char *deep_target_text(const struct hf_target *target, char text[48]);

/* ---- deep_queue.c ---- */

/* To be filled in and pushed; NULL is never given: without memory the program ends. */
struct deep_packet *deep_packet_new(unsigned kind, const void *bytes, size_t n);
void deep_push(struct deep_world *world, struct deep_packet *packet, uint64_t at_us);
struct deep_packet *deep_pop(struct deep_world *world);
void *deep_grow(void *memory, size_t *room, size_t item);

/* ---- deep_net.c ---- */

struct hf_target deep_phone_address(const struct deep_phone *phone);
struct hf_target deep_server_address(unsigned server);
unsigned deep_phone_at(const struct deep_world *world, const struct hf_target *target); /* or 0 */
unsigned deep_server_at(const struct deep_world *world, const struct hf_target *target);
struct deep_link *deep_link(struct deep_world *world, unsigned phone, unsigned server, bool is_up);
uint64_t deep_link_us(struct deep_link *link);
struct deep_datagram {
    struct hf_target from, to;
    const uint8_t *bytes;
    size_t n;
};
void deep_send(struct deep_world *world, const struct deep_datagram *datagram, uint64_t at_us);
void deep_arrive(struct deep_world *world, struct deep_packet *packet);

/* ---- deep_flow.c ---- */

enum deep_wish { DEEP_TAKE_ANY, DEEP_TAKE_FRESH, DEEP_TAKE_OWN };
struct deep_flow *deep_flow(struct deep_world *world, uint64_t number); /* NULL: unknown, or gone */
struct deep_flow *deep_flow_take(struct deep_phone *phone, const struct hf_target *target,
                                 uint64_t name, enum deep_wish wish);
void deep_flow_write(struct deep_world *world, struct deep_flow *flow, bool is_up,
                     struct hf_slice bytes);
void deep_flow_use(struct deep_world *world, uint64_t *place, uint64_t flow);
void deep_flow_arrive(struct deep_world *world, struct deep_packet *packet);
void deep_flow_close(struct deep_world *world, struct deep_flow *flow, unsigned cause);
void deep_flows_break(struct deep_world *world, unsigned server, bool is_told);
void deep_flows_drop(struct deep_phone *phone); /* its program is over */
void deep_flows_watch(struct deep_phone *phone);
void deep_flows_free(struct deep_world *world);

/* ---- deep_server.c ---- */

void deep_server_make(struct deep_world *world, unsigned server);
void deep_server_hear(struct deep_world *world, unsigned server,
                      const struct hf_registrar_received *received);
void deep_server_do(struct deep_world *world, const struct deep_op *op);
void deep_server_heal(struct deep_world *world, unsigned server);

/* ---- deep_dns.c ---- */

#define DEEP_RECORDS_MOST 4

struct deep_answer { /* what a phone was told of a name, and its resolver may keep */
    struct hf_dns_record records[DEEP_RECORDS_MOST];
    char names[DEEP_RECORDS_MOST][DEEP_NAME_ROOM];
    uint32_t outcome; /* enum hf_dns_outcome */
    uint32_t ttl_s;
    uint32_t n;
    uint32_t reserved;
};

/* An answer comes as DEEP_RECORDS, for the line: 0: for the phone's resolver. */
void deep_dns_ask(struct deep_phone *phone, unsigned line, const struct hf_resolve *resolve);
void deep_dns_read(const struct deep_world *world, const struct deep_packet *packet,
                   struct deep_answer *answer);
void deep_dns_tell(struct deep_line *line, const struct hf_resolve *resolve,
                   struct deep_answer *answer);
void deep_dns_heal(struct deep_world *world);
void deep_dns_do(struct deep_world *world, const struct deep_op *op);

/* ---- deep_resolver.c ---- */

void deep_resolve(struct deep_line *line, const struct hf_resolve *resolve);
void deep_resolver_answer(struct deep_phone *phone, const struct deep_packet *packet);
void deep_resolver_renew(struct deep_phone *phone); /* names may mean something else now */
void deep_resolver_drop(struct deep_phone *phone);  /* its program is over */

/* ---- deep_phone.c ---- */

static inline struct deep_phone *deep_phone(struct deep_world *world, unsigned number)
{
    return &world->phones[number - 1];
}
struct deep_line *deep_line(struct deep_phone *phone, unsigned number); /* NULL: there is none */
uint64_t deep_now(const struct deep_phone *phone);                      /* by its clock */
uint64_t deep_world_time(const struct deep_phone *phone, uint64_t clock_us);
int deep_step(struct deep_line *line, struct hf_event *event);
void deep_take_out(struct deep_line *line, const struct hf_target *reply_on);
void deep_act(struct deep_line *line, const struct hf_action *action);
bool deep_line_is_busy(const struct deep_line *line);
void deep_settle(struct deep_phone *phone);
void deep_remember_failure(struct deep_phone *phone, const struct deep_failure *failure);

/* ---- deep_gate.c ---- */

bool deep_gate_enter(struct deep_line *line, const struct hf_action *send); /* it leaves now */
bool deep_gate_extend(struct deep_line *line, uint64_t attempt);            /* it waits */
bool deep_gate_leave(struct deep_line *line, uint64_t attempt);             /* it had waited */
void deep_gate_hear(struct deep_line *line, const struct hf_event *event);
bool deep_gate_next(struct deep_phone *phone); /* one that waited has left */
void deep_gate_turn_away(struct deep_phone *phone, const struct hf_target *target, unsigned cause);
void deep_gate_reconfigure(struct deep_line *line);
uint64_t deep_gate_due(const struct deep_phone *phone); /* of the world */
void deep_gate_wake(struct deep_phone *phone);
void deep_gate_drop(struct deep_phone *phone); /* its program is over */

/* ---- deep_ways.c ---- */

struct hf_agent_way deep_way(struct deep_line *line, const struct hf_send *send);
struct hf_agent_way deep_way_anew(struct deep_line *line, uint64_t attempt);
void deep_send_out(struct deep_line *line, const struct hf_agent_datagram *datagram,
                   const struct hf_target *reply_on);
void deep_doubt(struct deep_phone *phone, uint64_t flow);
void deep_trust(struct deep_phone *phone, uint64_t flow);
bool deep_is_doubted(const struct deep_phone *phone, uint64_t flow);
void deep_stands_hear(struct deep_line *line, const struct hf_event *event);
void deep_stands_leave(struct deep_line *line);
bool deep_stands_on(const struct deep_line *line, uint64_t flow);
void deep_keep_alive(struct deep_line *line, const struct hf_keep_alive *order);
bool deep_keeps(const struct deep_line *line, const struct hf_target *target);
uint64_t deep_keep_due(const struct deep_phone *phone); /* of the world */
void deep_keep_wake(struct deep_phone *phone);
void deep_flow_is_lost(struct deep_line *line, const struct hf_target *target, unsigned cause);

/* ---- deep_hear.c ---- */

void deep_hear(struct deep_phone *phone, const struct hf_agent_received *received);
void deep_tell_failures(struct deep_phone *phone);
void deep_on_opened(struct deep_phone *phone, const struct deep_flow *flow);
void deep_on_lost(struct deep_phone *phone, const struct deep_flow *flow, unsigned cause);
void deep_leave_silent(struct deep_phone *phone, const struct deep_flow *heard);
uint64_t deep_due(const struct deep_phone *phone); /* of the world */
void deep_wake(struct deep_phone *phone);

/* ---- deep_calls.c ---- */

bool deep_calls_act(struct deep_line *line, const struct hf_action *action);
bool deep_calls_receive(struct deep_line *line, const struct hf_agent_received *received);
uint32_t deep_calls_unreachable(struct deep_line *line, const struct hf_agent_unreachable *what);
void deep_calls_connected(struct deep_line *line, const struct hf_agent_connected *what);
void deep_calls_wake(struct deep_line *line);
uint64_t deep_calls_deadline(const struct deep_line *line);
uint64_t deep_calls_flow(const struct deep_line *line, uint64_t attempt);
void deep_calls_note_refused(struct deep_line *line, const struct hf_event *event);
void deep_calls_tidy(struct deep_line *line);
void deep_calls_forget(struct deep_line *line);
void deep_calls_move(struct deep_line *line);
struct deep_call *deep_call(struct deep_line *line, uint64_t id);
void deep_dial(struct deep_line *line, const struct deep_op *op);
typedef int deep_do(struct hf_calls *calls, const struct hf_calls_at *at,
                    const struct hf_calls_wish *wish, struct hf_calls_out *out);
int deep_wish(struct deep_line *line, deep_do *what, const struct hf_calls_wish *wish);
void deep_hang_up(struct deep_line *line, uint64_t id);
void deep_habit(struct deep_line *line, uint64_t id);
uint64_t deep_call_id_mark(const uint8_t *bytes, size_t n); /* 0: none */

/* ---- deep_life.c ---- */

void deep_phone_make(struct deep_world *world, unsigned number);
void deep_phone_begin(struct deep_phone *phone); /* its program, with nothing remembered */
void deep_phone_end(struct deep_phone *phone);   /* its program, at once */
void deep_phone_again(struct deep_phone *phone, const struct deep_op *op);
void deep_phone_network(struct deep_phone *phone, bool is_there, bool is_moved);
void deep_line_configure(struct deep_line *line, uint32_t policy);
void deep_line_password(struct deep_line *line, bool right);
void deep_phone_free(struct deep_phone *phone);

/* ---- deep_user.c ---- */

void deep_do_op(struct deep_world *world, const struct deep_op *op);
void deep_stop_all(struct deep_world *world);
void deep_heal(struct deep_world *world);

/* ---- deep_check.c, deep_ghost.c ---- */

void deep_check_step(struct deep_line *line, const struct hf_event *event, int result);
void deep_check_wanted(struct deep_line *line, const struct hf_event *event);
void deep_check_reports(struct deep_line *line);
void deep_check_turn(struct deep_world *world);
bool deep_all_well(struct deep_world *world);
uint64_t deep_bound_us(const struct deep_world *world);
void deep_check_end(struct deep_world *world);
void deep_ghost_rings(struct deep_line *line, struct deep_call *call);
void deep_ghost_check(struct deep_world *world);

void deep_check_stopping(struct deep_world *world);
void deep_check_stopped(struct deep_world *world);

/* ---- deep_rules.c ---- */

void deep_rules_hear(struct deep_line *line, const struct hf_event *event);

/* ---- deep_log.c ---- */

void deep_log_keep(struct deep_line *line, size_t n_event, int result);
void deep_log_replay(struct deep_line *line);
void deep_log_forget(struct deep_line *line);

#endif
