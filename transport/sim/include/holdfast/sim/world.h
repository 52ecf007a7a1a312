/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A virtual world around the core alone: lines, modelled registrars, virtual time. The shell in
 * it follows Send, Extend, Authenticate and Abandon exactly as action.h documents them, but sends
 * no bytes: a request is a struct that reaches its server half a round trip later.
 *
 *     struct hf_sim_world *world = hf_sim_world_new();
 *     struct hf_sim_server *a = hf_sim_server_add(world, "a");     answers 200, 20 ms away
 *     unsigned line = hf_sim_line_add(world, 0);
 *     hf_sim_configure(world, line, &configuration);
 *     hf_sim_line_step(world, line, &(struct hf_event){.kind = HF_EVENT_STARTED});
 *     hf_sim_run_until(world, 60 * 1000000);
 *     if (hf_sim_fault(world)[0] != 0) ...                         a checker objected
 *
 * Everything that happens at one moment happens in this order: what the caller does, messages in
 * the order of their sending, retransmissions, the lines' deadlines. Nothing is drawn: the same
 * calls give the same world. After every step the line is checked (check.h).
 */
#ifndef HOLDFAST_SIM_WORLD_H
#define HOLDFAST_SIM_WORLD_H

#include <stdint.h>

#include "holdfast/action.h"
#include "holdfast/config.h"
#include "holdfast/event.h"
#include "holdfast/line.h"

#define HF_SIM_SERVERS      16
#define HF_SIM_LINES        16
#define HF_SIM_REALMS       2 /* that one server asks for, one after the other */
#define HF_SIM_NAME         32
#define HF_SIM_HOSTS        40               /* names that DNS is asked for */
#define HF_SIM_STATICS      8                /* names that the phone has static records of (B11a) */
#define HF_SIM_HOST         64               /* bytes of such a name, its end included */
#define HF_SIM_ADDRESSES    16               /* of one name and family */
#define HF_SIM_POINTERS     24               /* SRV or NAPTR records of one name */
#define HF_SIM_TRANSACTIONS 64               /* of a line, abandoned ones included */
#define HF_SIM_AS_ASKED     (UINT32_MAX - 1) /* expires_s of a server: grants what was asked */
#define HF_SIM_FAULT        256
#define HF_SIM_STEPS_MAX    1000000 /* of one world: then it is a fault */

enum hf_sim_presence {
    HF_SIM_ANSWERS = 0,
    HF_SIM_SILENT = 1,
    HF_SIM_FAILS = 2, /* with `cause`, half a round trip after the request arrived; TLS and
                         CERTIFICATE fail new connections alone */
    HF_SIM_MUTE = 3   /* takes TCP connections and says nothing, in TLS handshakes neither */
};

/* Methods: enum hf_request_kind, and CANCEL, which the shell sends of itself. */
enum { HF_SIM_CANCEL = HF_REQUEST_COUNT, HF_SIM_METHODS };

/* What a server does with requests other than REGISTER; of REGISTER's, is_silent alone counts. */
struct hf_sim_method {
    uint64_t final_after_us; /* as in struct hf_sim_server, like the two below; INVITE: behind the
                                ringing, where it rings */
    uint64_t rings_after_us; /* INVITE */
    uint32_t retry_after_s;
    uint16_t status;
    uint16_t provisional; /* INVITE: 100 on arrival, or 0 */
    uint16_t rings;       /* INVITE: 101..199 when the callee's phone rings; 0: it does not */
    uint8_t is_silent;    /* this method is lost, the others are not */
    uint8_t n_redirects;
    struct hf_target redirects[HF_EVENT_REDIRECTS]; /* with 3xx */
};

/* What a registrar does with the requests that reach it. Its owner changes it at any time; a
 * request meets the server as it is at the moment of arrival. The answers are REGISTER's; those to
 * other methods stand in `methods`. */
struct hf_sim_server {
    char name[HF_SIM_NAME];
    struct hf_target target;
    uint64_t round_trip_us;
    uint64_t final_after_us; /* the final answer leaves this long after arrival; HF_NEVER: never */
    uint64_t nonces_from_us; /* credentials for an older challenge are stale */
    uint32_t expires_s;      /* grants this at most; HF_SIM_AS_ASKED, HF_EXPIRES_NONE */
    uint32_t min_expires_s;  /* status 423: below it is too brief, else 200 */
    uint32_t retry_after_s;  /* or HF_RETRY_AFTER_NONE */
    uint16_t status;         /* final answer, 200..699 */
    uint16_t provisional;    /* sent on arrival, or 0 */
    uint8_t presence;        /* enum hf_sim_presence */
    uint8_t cause;           /* enum hf_cause */
    uint8_t contact_missing;
    uint8_t stale_always;        /* every credential is called stale */
    uint8_t rejects_credentials; /* every credential is called wrong */
    uint8_t n_realms;            /* 0: does not challenge */
    uint8_t n_redirects;
    uint8_t reaches_another;     /* its INVITEs reach another phone of the callee than others' do */
    char certified[HF_SIM_HOST]; /* TLS: the only name that its certificate is good for; "": any */
    char realms[HF_SIM_REALMS][HF_SIM_NAME];
    struct hf_target redirects[HF_EVENT_REDIRECTS];
    struct hf_sim_method methods[HF_SIM_METHODS];
};

/* One SRV or NAPTR record. Names are without their last dot; "" is the root (B8). */
struct hf_sim_pointer {
    char name[HF_SIM_HOST];    /* SRV target, NAPTR replacement */
    uint16_t priority, weight; /* SRV; NAPTR: order, preference */
    uint16_t port;             /* SRV */
    char flag;                 /* NAPTR: 's', 'a' or 0 (empty) */
    uint8_t has_regexp;        /* NAPTR */
    uint8_t service;           /* NAPTR: enum hf_transport, or HF_TRANSPORT_COUNT for others */
    uint8_t reserved;
};

/* What DNS has of one type of a name's records. */
struct hf_sim_records {
    uint64_t answers_after_us; /* TIMEOUT has its own time */
    uint32_t ttl_s;            /* HF_TTL_UNKNOWN: for lines with locate_by=stack */
    uint8_t outcome;           /* enum hf_dns_outcome; records with ANSWER alone */
    uint8_t is_silent;         /* queries are never answered */
    uint8_t n;
    uint8_t reserved;
    union { /* in the order of the answer */
        uint8_t addresses[HF_SIM_ADDRESSES][16];
        struct hf_sim_pointer pointers[HF_SIM_POINTERS];
    };
};

enum hf_sim_records_of {
    HF_SIM_A = 0,
    HF_SIM_AAAA = 1,
    HF_SIM_FAMILIES, /* those above are addresses */
    HF_SIM_SRV = HF_SIM_FAMILIES,
    HF_SIM_NAPTR,
    HF_SIM_TYPES
};

/* A name in DNS, whatever its capitals. The lines of a world share one cache: answers are kept for
 * their time to live and given with what is left of it, queries for what is being asked wait for
 * the same answer. A query meets the name as it is at the moment of asking; failures, and that
 * there is nothing, are not kept. */
struct hf_sim_host {
    char name[HF_SIM_HOST];
    struct hf_sim_records records[HF_SIM_TYPES];
};

struct hf_sim_configuration {
    struct hf_config config;
    uint64_t seed;
};

enum hf_sim_note_kind {
    HF_SIM_NOTE_STEP = 0,       /* event, actions and result are valid */
    HF_SIM_NOTE_RESEND = 1,     /* attempt, target, request */
    HF_SIM_NOTE_DROPPED = 2,    /* an answer to something that is over came to attempt */
    HF_SIM_NOTE_RESTORED = 3,   /* the line was snapshot and restored into fresh memory */
    HF_SIM_NOTE_ADDED = 4,      /* the line exists, and has not been stepped yet */
    HF_SIM_NOTE_SENT = 5,       /* a transaction of attempt began: target, request */
    HF_SIM_NOTE_ANSWER = 6,     /* status, round_trip_us; is_late where nobody waits for it */
    HF_SIM_NOTE_CHALLENGE = 7,  /* text: the realm; an ANSWER comes before it */
    HF_SIM_NOTE_FAILED = 8,     /* target cannot be reached: text is the cause's name */
    HF_SIM_NOTE_CONNECTED = 9,  /* attempt waited for it */
    HF_SIM_NOTE_ABANDONED = 10, /* the line gave attempt up */
    HF_SIM_NOTE_OWN = 11, /* the shell's own request, again where `status` is 1: text "CANCEL", or
                             "BYE" of a call that was answered too late (A11) */
    HF_SIM_NOTE_PEER = 12 /* of call `attempt`, by way of target: text says what its phone does */
};

/* What an observer sees, in order. Pointers are valid during the call. */
struct hf_sim_note {
    const struct hf_event *event;
    const struct hf_actions *actions;
    const struct hf_line *line_state; /* after the step */
    const char *text;                 /* terminated, or NULL */
    struct hf_target target;
    uint64_t at_us;               /* the world's time */
    uint64_t round_trip_us;       /* ANSWER: since the transaction began */
    uint64_t clock_us;            /* the line's clock minus the world's, modulo 2^64 */
    uint64_t attempt;             /* the line's id */
    unsigned line;                /* 1.. */
    int result;                   /* of hf_line_step */
    enum hf_request_kind request; /* SENT, RESEND */
    enum hf_sim_note_kind kind;
    uint16_t status; /* ANSWER */
    uint8_t is_late; /* ANSWER */
    uint8_t reserved;
};
typedef void hf_sim_observe(void *context, const struct hf_sim_note *note);

struct hf_sim_world;

struct hf_sim_world *hf_sim_world_new(void); /* NULL: out of memory */
void hf_sim_world_free(struct hf_sim_world *world);
void hf_sim_observe_by(struct hf_sim_world *world, hf_sim_observe *observe, void *context);

/* A second observer, which sees the same. */
void hf_sim_observe_also(struct hf_sim_world *world, hf_sim_observe *observe, void *context);

/* A server that answers 200, 20 ms away, at udp 192.0.2.N:5060, N counting from 1; NULL when
 * there are HF_SIM_SERVERS already. Its address does not move. */
struct hf_sim_server *hf_sim_server_add(struct hf_sim_world *world, const char *name);
struct hf_sim_server *hf_sim_server_named(struct hf_sim_world *world, const char *name);
const struct hf_sim_server *hf_sim_server_at(const struct hf_sim_world *world,
                                             const struct hf_target *target);

/* The first with that family and address, whatever its port and transport. */
const struct hf_sim_server *hf_sim_server_with(const struct hf_sim_world *world,
                                               const struct hf_target *address);

/* The server of hf_sim_server_add, without its place. */
void hf_sim_server_init(struct hf_sim_server *server, const char *name);

/* DNS says this of the name from now on; what is kept of it stays until its time to live is over.
 * Names that nothing was said of do not exist. False: there are HF_SIM_HOSTS names already. */
int hf_sim_host_set(struct hf_sim_world *world, const struct hf_sim_host *host);

/* A name with no record of any type, answered after 20 ms. */
void hf_sim_host_init(struct hf_sim_host *host, const char *name);

/* The phone's static records of a name, in place of those before (B11a): a type counts where it has
 * records. They answer where DNS does not, with `from_static`, or first and at once for a line with
 * static_first. Where DNS does not answer, a type that the phone lacks of a name that it has, or of
 * "_sip._udp." before it, is answered with no data. False: there are HF_SIM_STATICS names
 * already. */
int hf_sim_static_set(struct hf_sim_world *world, const struct hf_sim_host *host);

/* TCP, TLS: every connection of a line (0: of all) to the server is reset. What waits on it fails,
 * and what stands on it is lost (FlowLost). */
void hf_sim_break(struct hf_sim_world *world, const struct hf_sim_server *server, unsigned line);

/* TCP, TLS: the server closes its connections that nothing waits on, and no phone notices. */
void hf_sim_close_idle(struct hf_sim_world *world, const struct hf_sim_server *server);

/* TCP, TLS: the server has lost its connections, and no phone notices: whatever is sent over one is
 * answered by a reset. */
void hf_sim_restart_server(struct hf_sim_world *world, const struct hf_sim_server *server);

/* ---- calls ----
 *
 * A call has a callee, reached through any server: its phone rings once, however many INVITEs come
 * (RFC 3261 8.2.2.2: a merged one is answered 482), until it is told that nobody calls any more. A
 * server with reaches_another has a phone of its own. Ids of calls and requests are one count. */

#define HF_SIM_CALLS 32 /* of a line, those included that are over and whose callee is watched */

/* A call arrives over the server (0: the one that serves the line); is answered by the user; or is
 * over: the peer's doing, or the user rejects it. The result of hf_line_step. */
int hf_sim_call(struct hf_sim_world *world, unsigned line, const struct hf_call *call);
int hf_sim_call_answer(struct hf_sim_world *world, unsigned line, uint64_t call);
int hf_sim_call_over(struct hf_sim_world *world, unsigned line, uint64_t call);

/* The user hangs up, whatever the call's state: an unanswered one of his own is withdrawn, one that
 * arrived is rejected, else `request` is the BYE's. HF_E_UNKNOWN_ID: there is no such call. */
int hf_sim_hang_up(struct hf_sim_world *world, unsigned line, uint64_t call, uint64_t request);

/* Where what is sent inside of a dialog really goes: its next hop is where the INVITE was answered;
 * else, and where that is replaced (E5), the Send's own target. */
struct hf_target hf_sim_hop(const struct hf_sim_world *world, unsigned line,
                            const struct hf_send *send);

/* The oldest call that is not over for the user (0: none), as enum hf_sim_calls says. */
enum hf_sim_calls { HF_SIM_CALLS_ANY = 0, HF_SIM_CALLS_ARRIVED = 1, HF_SIM_CALLS_UP = 2 };
uint64_t hf_sim_oldest_call(const struct hf_sim_world *world, unsigned line,
                            enum hf_sim_calls which);

/* A line whose clock shows clock_us at the world's time 0. Its number (1..), or 0 when there are
 * HF_SIM_LINES already or memory is out. */
unsigned hf_sim_line_add(struct hf_sim_world *world, uint64_t clock_us);

/* Steps Configured; the world keeps a copy. The result of hf_line_step. */
int hf_sim_configure(struct hf_sim_world *world, unsigned line,
                     const struct hf_sim_configuration *configuration);

/* Steps any event now; at_us is filled in. The result of hf_line_step: a refusal is no fault. */
int hf_sim_line_step(struct hf_sim_world *world, unsigned line, const struct hf_event *event);

/* The families of addresses that the phone can use now: what the line sends to another fails
 * locally, answers from there are lost; NetworkChanged is stepped. A changed address ends the
 * connections made from the old one. */
void hf_sim_network(struct hf_sim_world *world, unsigned line,
                    const struct hf_network_changed *network);

/* Whether the phone's password is the one that servers accept (it is, to begin with). */
void hf_sim_password(struct hf_sim_world *world, unsigned line, int right);

/* The line goes on in fresh memory, made from its snapshot. */
void hf_sim_snapshot(struct hf_sim_world *world, unsigned line);

/* The phone's program ends: its requests and timers are gone. Until the resume the line hears
 * nothing. The resume restores the snapshot with the clock at clock_us and steps Restored. */
struct hf_sim_resume {
    uint64_t clock_us;   /* what the line's clock shows now */
    uint64_t elapsed_us; /* said to the line; HF_ELAPSED_UNKNOWN */
};
void hf_sim_halt(struct hf_sim_world *world, unsigned line);
int hf_sim_resume(struct hf_sim_world *world, unsigned line, const struct hf_sim_resume *resume);

/* Does all that happens before at_us (run_before), or up to and with it (run_until); the world's
 * time is then at_us. Stops at the first fault. */
void hf_sim_run_before(struct hf_sim_world *world, uint64_t at_us);
void hf_sim_run_until(struct hf_sim_world *world, uint64_t at_us);

uint64_t hf_sim_now(const struct hf_sim_world *world);
uint64_t hf_sim_steps(const struct hf_sim_world *world);
const struct hf_line *hf_sim_line(const struct hf_sim_world *world, unsigned line);
uint64_t hf_sim_line_clock(const struct hf_sim_world *world, unsigned line);

/* The objection of a checker of the caller's own: the world stops at once. */
void hf_sim_object(struct hf_sim_world *world, unsigned line, const char *text);

/* "" while every checker is content, else the first objection: invariant, time, event. */
const char *hf_sim_fault(const struct hf_sim_world *world);

#endif
