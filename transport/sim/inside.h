/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of a world share: messages under way, transactions of the modelled shell, lines.
 *
 *     world.c    time: whose turn it is, stepping a line, carrying actions out
 *     shell.c    transactions: sending, retransmission, challenges, abandonment
 *     receive.c  what comes back to the shell, as events
 *     flow.c     connections, and keeping flows alive
 *     dns.c      names: what DNS says, the phone's cache and static records
 *     queries.c  the queries of a line, and their answers as events
 *     server.c   what a registrar answers to a request
 *     callee.c   INVITEs at the servers, and the callee's phone
 *     calls.c    calls as the shell knows them, and what the user does with them
 *     ending.c   what the shell does of itself: CANCEL, ACK and BYE of late calls (A11)
 *     promises.c what is promised of calls (E): no ghosts, one ring, nothing lost
 *     allowed.c  where a line may send (H5)
 *     rules.c    what only an observer over time can object to
 *     audit.c    whether all that a line does has its decision; audit_wait.c: its setting
 *     queue.c    messages under way, by time, then by the order of their sending
 */
#ifndef HF_SIM_INSIDE_H
#define HF_SIM_INSIDE_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/sim/audit.h"
#include "holdfast/sim/check.h"
#include "holdfast/sim/world.h"

/* How often one line may ask to be woken at one and the same moment. */
#define HF_SIM_WAKES 64

#define HF_SIM_QUERIES 64  /* of a line, not answered yet */
#define HF_SIM_NAMED   64  /* targets remembered of a line */
#define HF_SIM_LED     128 /* pointers remembered of a line */

enum message_kind {
    MESSAGE_REQUEST = 0,
    MESSAGE_PROVISIONAL = 1,
    MESSAGE_FINAL = 2,
    MESSAGE_CHALLENGE = 3,
    MESSAGE_FAILURE = 4,   /* ICMP and its like: cause */
    MESSAGE_ABANDONED = 5, /* from the shell to its own line: nothing more can come */
    MESSAGE_CONNECT = 6,   /* TCP, TLS: opens a connection */
    MESSAGE_CONNECTED = 7,
    MESSAGE_PING = 8,     /* a keep-alive on its way to the server */
    MESSAGE_FLOW = 9,     /* to the shell: a flow failed its keep-alive: cause */
    MESSAGE_DNS = 10,     /* the answer to a query */
    MESSAGE_LOCATED = 11, /* the stack's own answer: server, proxy */
    MESSAGE_RESTED = 12,  /* another line's rest: until_us of the world, cause */
    MESSAGE_ENDING = 13,  /* the shell's CANCEL, or BYE of a late call: `ending` */
    MESSAGE_ENDED = 14,   /* its answer */
    MESSAGE_PROGRESS = 15 /* at a server: the INVITE comes so far: response.status */
};

struct message {
    uint64_t at_us;
    uint64_t order;
    uint64_t attempt;
    struct hf_target target;                /* of the request */
    uint64_t credentials_us[HF_SIM_REALMS]; /* of the challenges answered; HF_NEVER: none */
    struct hf_response response;            /* FINAL, PROVISIONAL (status alone) */
    struct hf_sim_records *answer;          /* DNS: its own, freed with it */
    uint64_t sent_us;                       /* PING */
    uint64_t until_us;                      /* RESTED */
    uint64_t call;                          /* that it is of, or 0 */
    uint64_t query;                         /* DNS */
    uint32_t expires_s;                     /* REQUEST: asked for */
    unsigned line;
    uint32_t branch;     /* of the attempt: each transaction has its own */
    uint32_t connection; /* that it came or goes over, or 0 */
    enum message_kind kind;
    uint8_t request;           /* enum hf_request_kind */
    uint8_t server, proxy;     /* LOCATED; CONNECT: whose certificate is wanted (B14) */
    unsigned n_configurations; /* LOCATED: how many the line had taken when it asked */
    uint8_t from_cache;        /* DNS */
    uint8_t from_static;       /* DNS (B11a) */
    uint8_t is_forgotten;      /* ABANDONED: as of its transaction */
    uint8_t wrong_password;    /* REQUEST: its credentials are good for nothing */
    uint8_t ending;            /* enum ending */
    uint8_t cause;
    uint8_t realm; /* CHALLENGE: index into the server's realms */
    uint8_t stale, after_credentials;
};

struct queue {
    struct message *items; /* a binary heap */
    size_t n, room;
    uint64_t next_order;
};

/* False: out of memory. */
int queue_push(struct queue *queue, const struct message *message);
struct message queue_pop(struct queue *queue);
uint64_t queue_next_us(const struct queue *queue); /* HF_NEVER: empty */
void queue_free(struct queue *queue);

enum transaction_state {
    TRANSACTION_FREE = 0,
    TRANSACTION_CALLING = 1,
    TRANSACTION_PROCEEDING = 2, /* a provisional answer came: retransmitted every T2 */
    TRANSACTION_CHALLENGED = 3, /* waits for the line's word: Authenticate, Abandon or nothing */
    TRANSACTION_WATCHED = 4     /* abandoned: 64*T1 for a late answer (A11) */
};

enum ending { ENDING_NONE = 0, ENDING_CANCEL = 1, ENDING_BYE = 2 };

/* One attempt at the shell; a challenge answered begins another transaction of it. */
struct transaction {
    struct hf_send send;
    uint64_t credentials_us[HF_SIM_REALMS];
    uint64_t began_us;    /* first sending of the present transaction */
    uint64_t resend_us;   /* Timer E (RFC 3261 17.1.2.2); runs on while the limit holds it back */
    uint64_t interval_us; /* that led to resend_us */
    uint32_t limit;       /* retransmissions ordered, or HF_RETRANSMIT_FREELY */
    uint32_t resent;
    uint32_t branch;
    uint32_t connection; /* TCP, TLS: that it waits on, or 0: it is being opened */
    enum transaction_state state;
    uint8_t realm;        /* CHALLENGED: index into the server's realms */
    uint8_t reused;       /* the connection was open before the request (A6a) */
    uint8_t is_forgotten; /* WATCHED: the line has abandoned more since than it remembers */
    uint8_t heard;        /* something of an answer has come */
    /* INVITE, BYE and what else is said in a call */
    uint64_t call;
    uint64_t told_us;  /* when its first 100, or its first 101..199 came */
    uint64_t ended_us; /* when the CANCEL, or the late call's BYE, first left */
    uint64_t ending_resend_us, ending_interval_us;
    uint32_t ending_resent;
    uint16_t told;       /* the highest provisional status, or 0 */
    uint8_t ending;      /* enum ending: what has been sent to end it */
    uint8_t is_answered; /* the CANCEL was */
    uint8_t is_unwanted; /* End was ordered */
    uint16_t asked;      /* Late with this status is being stepped, or 0 */
    uint8_t is_followed; /* INVITE: goes where a 3xx pointed (A8) */
};

/* A line's connection to a server. */
struct flow {
    uint32_t connection; /* its number, or 0: there is none */
    uint8_t dead_by;     /* enum hf_cause: the server has ended it, unnoticed; NONE: it lives */
    uint8_t carries;     /* a binding was made over it */
};

struct keep_alive {
    struct hf_target target;
    uint64_t interval_us; /* 0: free */
    uint64_t next_us;
};

struct query {
    uint64_t id; /* 0: free */
    uint64_t asked_us;
    uint64_t began_us; /* when the line began to resolve what the query is a part of (B8a) */
    uint16_t type;
    uint8_t server, proxy;
    uint8_t is_forgiven;     /* since it was asked, the line may have lost interest in it */
    char name[HF_SIM_HOST];  /* cut where it is longer: no name of this world is */
    char about[HF_SIM_HOST]; /* the configured host that is being resolved */
};

struct found { /* an address that DNS has answered */
    char name[HF_SIM_HOST];
    struct hf_target address; /* port 0 */
};

/* Where an SRV or NAPTR record has led: to the addresses of a name with this port and transport, or
 * with port 0 to the SRV records of that name. */
struct led {
    char about[HF_SIM_HOST]; /* as in struct query */
    char name[HF_SIM_HOST];
    uint16_t port;
    uint8_t transport;
};

/* A phone that an INVITE of a call has come to; see callee.c. */
enum peer_state { PEER_QUIET = 0, PEER_RINGS = 1, PEER_TALKS = 2 };

struct peer {
    uint64_t attempt;  /* that it rings or talks by */
    uint64_t since_us; /* RINGS, TALKS */
    uint64_t back_us;  /* a round trip to its server */
    enum peer_state state;
    uint8_t was_cancelled; /* it has rung, and the caller ended that */
    uint8_t is_excused;    /* nobody can tell it any more that the call is over */
};

#define PEERS 2 /* the callee's phone, and the other one (reaches_another) */

/* A call as the shell knows it, by events and reports. */
struct call {
    uint64_t id;          /* 0: free */
    uint64_t attempt;     /* that was answered 2xx */
    struct hf_target hop; /* where; family NONE: nowhere yet */
    uint64_t up_us;       /* when it was answered; HF_NEVER: not yet */
    uint64_t over_us;     /* when it was over for the user; HF_NEVER: not yet */
    struct peer peers[PEERS];
    uint32_t t1_ms; /* the longest that it was sent with */
    uint8_t state;  /* enum hf_call_state, as last reported */
    uint8_t incoming, emergency;
    uint8_t is_new;   /* nothing is reported of it yet */
    uint8_t was_gone; /* what rang at last was ended, since its server is no candidate any more */
};

struct wish { /* a Wanted BYE or OTHER of a call */
    uint64_t request, call;
    struct hf_target target; /* that it went to first */
};
#define WISHES 64

/* An INVITE at a server: its transaction there. */
struct leg {
    struct message invite;
    uint16_t said; /* the last provisional, or 0 */
    uint8_t phone; /* that it reaches: index into the call's peers */
    uint8_t exists, is_over;
    uint8_t is_challenged; /* 401 is all that it was answered */
};
#define LEGS 512

/* What an observer remembers of a line; see rules.c. */
#define RULES_SENDS    64
#define RULES_REQUESTS 32
#define RULES_STARTS   20 /* C12: ten in a minute that begins with one: twenty in any minute */

struct rest {
    struct hf_target target;
    uint64_t until_us; /* of the world; 0: free */
};

struct rules {
    struct hf_send sends[RULES_SENDS]; /* the latest, a ring */
    unsigned n_sends;
    struct rest rests[HF_SIM_SERVERS];
    struct hf_target registered[RULES_SENDS]; /* that took or redirected a REGISTER: the latest */
    unsigned n_registered;
    uint64_t wanted[RULES_REQUESTS];                   /* not reported yet; 0: free */
    uint64_t starts_us[HF_LINE_SERVERS][RULES_STARTS]; /* the latest, a ring */
    unsigned n_starts[HF_LINE_SERVERS];
};

struct line {
    struct hf_line *line;                      /* hf_line_size() bytes */
    struct hf_sim_configuration configuration; /* the last one given */
    struct hf_config former;                   /* the one before (C14) */
    struct transaction transactions[HF_SIM_TRANSACTIONS];
    uint64_t credentials_us[HF_SIM_SERVERS][HF_SIM_REALMS]; /* HF_NEVER: none */
    struct flow flows[HF_SIM_SERVERS];
    struct keep_alive kept[HF_SIM_SERVERS];
    struct query queries[HF_SIM_QUERIES];
    struct hf_target named[HF_SIM_NAMED]; /* by 3xx answers, and by Located */
    struct found found[HF_SIM_NAMED];
    struct led led[HF_SIM_LED];
    struct query heard; /* whose answer is being stepped; id 0: none */
    struct rules rules;
    struct call calls[HF_SIM_CALLS];
    struct wish wishes[WISHES]; /* the latest, a ring */
    unsigned n_wishes;
    uint8_t has_calls;  /* one is up, or somebody's phone is not quiet */
    uint8_t is_stopped; /* and not started again */
    struct hf_sim_audit audit;
    uint64_t last_attempt, last_query; /* ids only grow */
    uint32_t last_connection;
    uint64_t clock_us; /* its clock minus the world's, modulo 2^64 */
    uint64_t woken_us; /* when it was last woken, and how often at that moment */
    unsigned n_woken;
    unsigned n_named, n_found, n_led; /* ever; the latest are remembered */
    uint8_t exists, halted, wrong_password;
    uint8_t is_redirected;     /* the step under way is that of a 3xx */
    uint8_t families;          /* enum hf_families bits that can be used */
    unsigned n_configurations; /* taken so far */
};

/* A name's records of one type, being asked until due_us, then kept until kept_us. */
struct lookup {
    struct hf_sim_records records;
    uint64_t due_us, kept_us;
};

#define OBSERVERS 2

struct observer {
    hf_sim_observe *observe; /* or NULL */
    void *context;
};

struct hf_sim_world {
    uint64_t now_us;
    uint64_t n_steps;
    struct queue queue;
    struct hf_sim_server servers[HF_SIM_SERVERS];
    unsigned n_servers;
    struct hf_sim_host hosts[HF_SIM_HOSTS];
    struct lookup lookups[HF_SIM_HOSTS][HF_SIM_TYPES];
    struct hf_sim_host statics[HF_SIM_STATICS];
    unsigned n_hosts, n_statics;
    struct line lines[HF_SIM_LINES]; /* [number - 1] */
    unsigned n_lines;
    struct leg legs[LEGS]; /* the latest, a ring */
    unsigned n_legs;
    struct hf_sim_checker *checker;
    struct observer observers[OBSERVERS];
    struct hf_actions actions; /* of the step under way */
    char fault[HF_SIM_FAULT];
};

/* world.c */
void world_fault(struct hf_sim_world *world, unsigned line, const char *text);
void world_note(struct hf_sim_world *world, const struct hf_sim_note *note);
void world_post(struct hf_sim_world *world, const struct message *message);

/* Steps an event that the modelled shell made: it keeps the contract, so that a refusal or a
 * verdict of "late" is a fault of the line. */
void world_report(struct hf_sim_world *world, unsigned line, const struct hf_event *event);

/* The same for an answer that the line may have stopped waiting for: late is no fault. */
void world_report_late(struct hf_sim_world *world, unsigned line, const struct hf_event *event);

int world_same_target(const struct hf_target *a, const struct hf_target *b);

/* shell.c */
void shell_carry_out(struct hf_sim_world *world, unsigned line, const struct hf_action *action);
uint64_t shell_next_us(const struct line *line);
void shell_wake(struct hf_sim_world *world, unsigned line);
void shell_forget(struct line *line); /* all that the program knew: it ended */
/* The caller's event answered an attempt or a query: the shell shall not answer it again. */
void shell_answered(struct line *line, const struct hf_event *event);
int shell_is_waiting(const struct line *line); /* for an answer to anything not abandoned */
struct transaction *shell_find(struct line *line, uint64_t attempt);
void shell_release(struct transaction *transaction);
int shell_is_under_way(const struct transaction *transaction);
/* The request leaves, or its connection is opened first. */
void shell_emit(struct hf_sim_world *world, unsigned line, const struct transaction *transaction);
/* What the shell sees of an attempt, for observers. */
void shell_note(struct hf_sim_world *world, unsigned line, const struct transaction *transaction,
                enum hf_sim_note_kind kind);

/* receive.c */
void shell_receive(struct hf_sim_world *world, const struct message *message);
/* Kept, it is heard as any other (A11). */
void shell_hear(struct hf_sim_world *world, const struct message *message,
                struct transaction *transaction);
/* All of a line that waits on a target (on that connection alone, where there is one) fails. */
struct failure {
    struct hf_target target;
    uint64_t attempt; /* that fails whatever it waits on, or 0 */
    uint32_t branch;  /* of it */
    uint32_t connection;
    uint8_t cause; /* enum hf_cause */
};
void shell_fail(struct hf_sim_world *world, unsigned line, const struct failure *failure);

/* calls.c */
struct call *call_find(struct line *line, uint64_t id); /* NULL: not known (any more) */
const struct wish *call_wish(const struct line *line, uint64_t request);
uint64_t call_of_send(const struct line *line, const struct hf_send *send);
/* A step was taken: whose request it is; before anybody is told of it. */
void calls_heed(struct line *line, const struct hf_event *event);
/* Hears a step that was taken, before its actions are carried out. */
void calls_hear(struct hf_sim_world *world, unsigned line, const struct hf_event *event,
                const struct hf_actions *actions);
void calls_forget(struct line *line); /* the program ended: nobody ends its calls any more */
/* Nobody can tell the phone that this attempt has reached that the call is over. */
void call_excuse(struct line *line, uint64_t attempt);

/* ending.c */
void ending_abandoned(struct hf_sim_world *world, unsigned line, struct transaction *transaction);
void ending_ordered(struct hf_sim_world *world, unsigned line, const struct hf_action *action);
/* An answer to an INVITE that was given up, or to what ends it. */
void ending_receive(struct hf_sim_world *world, const struct message *message,
                    struct transaction *transaction);
/* To an INVITE that nobody watches any more: RFC 3261 13.2.2.4, a 2xx is acknowledged and ended. */
void ending_stray(struct hf_sim_world *world, const struct message *message);
uint64_t ending_next_us(const struct transaction *transaction);
void ending_wake(struct hf_sim_world *world, unsigned line, struct transaction *transaction);

/* callee.c */
void callee_invited(struct hf_sim_world *world, const struct hf_sim_server *server,
                    const struct message *invite);
/* RFC 3261 17.2.1: what has been answered so is answered so, whatever the server asks meanwhile. */
void callee_challenged(struct hf_sim_world *world, const struct message *invite);
/* That INVITE is on its way to the callee. */
int callee_has(struct hf_sim_world *world, const struct message *invite);
void callee_progress(struct hf_sim_world *world, const struct message *progress);
void callee_ended(struct hf_sim_world *world, const struct hf_sim_server *server,
                  const struct message *ending);
/* BYE got a final answer, or the peer hung up: its phones are quiet. */
void callee_quiet(struct hf_sim_world *world, unsigned line, uint64_t call);
/* A call that arrived: the caller talks, or rings no longer. */
void callee_calls(struct hf_sim_world *world, unsigned line, uint64_t call, enum peer_state state);

/* promises.c */
void promises_report(struct hf_sim_world *world, unsigned line, const struct hf_event *event,
                     const struct hf_call_report *report);
void promises_sent(struct hf_sim_world *world, unsigned line,
                   const struct transaction *transaction);
void promises_late(struct hf_sim_world *world, unsigned line, const struct transaction *transaction,
                   int is_kept);
void promises_check(struct hf_sim_world *world); /* at every turn */
/* The phone of that call begins to ring. */
void promises_rings(struct hf_sim_world *world, unsigned line, const struct call *call,
                    const struct peer *peer);

/* flow.c */
/* NULL: no server of the world is there. */
struct flow *flow_at(struct hf_sim_world *world, unsigned line, const struct hf_target *target);
uint32_t flow_open(struct hf_sim_world *world, unsigned line, const struct hf_target *target);
/* The connection is gone; FlowLost where something stands on it. */
void flow_close(struct hf_sim_world *world, unsigned line, const struct failure *failure);
void flow_carry_out(struct hf_sim_world *world, unsigned line, const struct hf_keep_alive *order);
uint64_t flow_next_us(const struct line *line);
void flow_wake(struct hf_sim_world *world, unsigned line);
void flow_receive(struct hf_sim_world *world, const struct message *message);
int flow_is_kept(const struct line *line);

/* dns.c */
int dns_same_name(const char *a, const char *b); /* whatever their capitals and last dots */
/* NULL: there is no such name. */
const struct hf_sim_host *dns_host(const struct hf_sim_world *world, const char *name);
uint64_t dns_delay_us(const struct hf_sim_records *records);
/* Posts the answer to a query; 0: it is never answered. */
int dns_ask(struct hf_sim_world *world, unsigned line, const struct query *query);

/* queries.c */
struct hf_name dns_configured(const struct hf_config *config, unsigned server, unsigned proxy);
void dns_carry_out(struct hf_sim_world *world, unsigned line, const struct hf_resolve *resolve);
void dns_receive(struct hf_sim_world *world, const struct message *message);
void dns_forgive(struct line *line); /* the line may have lost interest in what it asked */
void dns_answered(struct line *line, uint64_t query);
struct query *dns_find(struct line *line, uint64_t query); /* NULL: it is not open */
/* The record's type says which of the two it is taken from. */
void dns_fill(struct hf_dns_record *record, const struct hf_sim_records *records, unsigned i);

/* allowed.c */
int allowed_is_down(const struct line *line, const struct hf_target *target);
/* NULL, or what is wrong with it (H5). */
const char *allowed_send(const struct line *line, const struct hf_send *send);
/* An event that was taken may name targets. */
void allowed_hear(struct line *line, const struct hf_event *event);

/* rules.c */
/* Hears a step that was taken, before its actions are carried out. */
void rules_hear(struct hf_sim_world *world, unsigned line, const struct hf_event *event,
                const struct hf_actions *actions);
/* NULL: none of the latest. */
const struct hf_send *rules_send(const struct line *line, uint64_t attempt);
int rules_is_wanted(const struct line *line, uint64_t request); /* and not reported yet */
int rules_was_registered(const struct line *line, const struct hf_target *target);

/* server.c */
/* What the server answers, after_us from now. */
void server_send_back(struct hf_sim_world *world, const struct hf_sim_server *server,
                      struct message *answer, uint64_t after_us);
/* A request, the wish to connect, or a keep-alive. */
void server_receive(struct hf_sim_world *world, const struct message *request);

#endif
