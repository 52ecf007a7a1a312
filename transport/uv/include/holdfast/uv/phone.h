/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A phone's lines on real sockets, clocks and a log: each line's block, its SIP agent and its
 * wake-up, joined. Facts go into the line as events, are logged with the actions they cause, and
 * the actions are carried out, in order, once the log has them. No policy is here.
 *
 *     phone = hf_phone_open(loop, &options, error, sizeof error);
 *     hf_phone_add(phone, &line, error, sizeof error);         for each line
 *     hf_phone_start(phone);
 *     uv_run(loop, UV_RUN_DEFAULT);
 *     hf_phone_close(phone);                                   and run the loop once more
 *
 * All callbacks come on the loop; none may close the phone.
 */
#ifndef HOLDFAST_UV_PHONE_H
#define HOLDFAST_UV_PHONE_H

#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "holdfast/line.h"
#include "holdfast/media/stream.h"
#include "holdfast/sip/agent.h"
#include "holdfast/sip/calls.h"
#include "holdfast/sip/messages.h"
#include "holdfast/uv/log.h"
#include "holdfast/uv/log_record.h"

struct hf_phone;

/* The time that lines live in (it counts while the device sleeps), and the wall clock since
 * 1970, both in microseconds. */
uint64_t hf_phone_now_us(void);
uint64_t hf_phone_wall_us(void);

#define HF_PHONE_DNS_SERVERS 3 /* asked in turn, as resolv.conf(5) has it */

struct hf_phone_news { /* something a user may want to hear; valid during the callback */
    uint64_t at_us;    /* line time of the event behind it */
    uint64_t wall_us;  /* the same moment on the wall clock */
    const struct hf_action *action; /* REPORT_LINE, REPORT_REQUEST, REPORT_CALL or EXPLAIN */
    uint32_t line;                  /* 1.. */
    uint32_t reserved;
};

struct hf_phone_call_news { /* of one call; valid during the callback */
    uint64_t at_us, wall_us;
    uint64_t call;
    const struct hf_calls_news *news; /* NULL: the peer has pressed a key */
    uint32_t line;
    uint32_t key_ms; /* how long; 0: it is down still */
    char key;        /* '\0': none; else 0-9, *, #, A-D, ! */
    char reserved[7];
};

struct hf_phone_messages_news { /* what hf_phone_messages says is another now */
    uint64_t at_us, wall_us;
    uint32_t line;
    uint32_t what; /* bits of enum hf_messages_news */
};

struct hf_phone_options {
    struct hf_target bind;                      /* as in hf_udp_options */
    struct hf_target dns[HF_PHONE_DNS_SERVERS]; /* DNS servers */
    unsigned n_dns;                             /* 0: those of the system */
    const char *log_directory;                  /* NULL: no log */
    const char *log_writer;                     /* program and version */
    enum hf_log_sync log_sync;
    int fresh; /* 1: do not take up what the log's lines were */
    void *context;
    void (*news)(void *context, const struct hf_phone_news *news);
    /* A sentence about the phone (line 0) or a line, such as trouble with the log. */
    void (*remark)(void *context, uint32_t line, const char *text);
    /* The phone cannot keep what it promised and must end; said once. */
    void (*failed)(void *context, const char *text);
    /* After hf_phone_stop: every binding is removed, or 2 s are over. */
    void (*stopped)(void *context);
    /* After hf_phone_remove: nothing of the line is left. Its number is not used again. */
    void (*gone)(void *context, uint32_t line);
    /* The callback may call anything about calls. Behind HF_CALLS_OVER the call is unknown. */
    void (*call)(void *context, const struct hf_phone_call_news *news);
    /* Other messages wait than before, or the subscription to them is in another state. */
    void (*messages)(void *context, const struct hf_phone_messages_news *news);
    uint16_t rtp_first, rtp_last;   /* ports of media; 0, 0: 16384 to 32767 */
    uint32_t n_codecs;              /* 0: all that this build has, G.711 first */
    uint8_t codecs[HF_CODEC_COUNT]; /* enum hf_codec_id: those to use, the best one first */
};

/* Where the settings of a line stand (G2b), for its log: struct hf_log_line_added's. */
struct hf_phone_origins {
    const char *const *files; /* as the user named them; HF_LOG_FILES_MAX at most */
    const struct hf_log_origin *origins;
    uint32_t n_files, n_origins;
};

struct hf_phone_tls {             /* paths, NULL or "" for none; terminated */
    const char *ca_file;          /* PEM; none: the system's */
    const char *certificate_file; /* PEM, the client's, its chain behind it */
    const char *key_file;         /* PEM; none: it is in certificate_file */
    int verify_off;               /* 1: anybody may be the server; every status says so */
    int reserved;
};

struct hf_phone_record { /* a DNS record that configuration brings along (B11a); texts terminated */
    const char *name;    /* of the record */
    const char *target;  /* A, AAAA: the address; SRV: the target; NAPTR: the replacement */
    const char *service; /* NAPTR: "SIP+D2U" */
    const char *flags;   /* NAPTR: "s", "a", "" */
    uint32_t ttl_s;
    uint16_t type;             /* enum hf_dns_type */
    uint16_t priority, weight; /* SRV; NAPTR: order and preference */
    uint16_t port;             /* SRV */
    uint32_t reserved;
};

struct hf_phone_messages { /* E12: what to know of messages that wait */
    const char *mailbox;   /* as hf_messages_settings.uri; NULL or "": the address-of-record */
    uint32_t expires_s;    /* to ask for; 0: HF_MESSAGES_EXPIRES_S */
    uint8_t subscribe;     /* 1: ask for it where the line is */
    uint8_t reserved[3];
};

struct hf_phone_line { /* copied; the secret goes to the agent alone */
    const char *name;  /* of the line, in the log; what a restarted phone knows it by */
    struct hf_agent_identity identity;
    struct hf_phone_tls tls;
    const struct hf_config *config;
    struct hf_phone_origins origins;   /* zero: not known. A phone without a log keeps none */
    struct hf_phone_messages messages; /* zero: only what comes unasked is heard (RFC 3842) */
};

/* Opens sockets and log. NULL on failure, with what and why in error (size bytes). */
struct hf_phone *hf_phone_open(uv_loop_t *loop, const struct hf_phone_options *options, char *error,
                               size_t size);

/* Adds a line, taken up from the log where it was in service under this configuration. Its
 * number (1..), or a negative hf_error with the reason in error. After hf_phone_start it starts at
 * once. */
struct hf_phone_problem {
    char *error;
    size_t size;
};
int hf_phone_add(struct hf_phone *phone, const struct hf_phone_line *line,
                 const struct hf_phone_problem *problem);

/* The records that names are resolved from where DNS does not answer, or first for lines with
 * static_first (B11a); copied, in place of those before. 1: they are others, and the lines ask for
 * their names again at their next need; 0: they are the same; or HF_E_VALUE with the reason. */
int hf_phone_set_records(struct hf_phone *phone, const struct hf_phone_record *records, size_t n,
                         const struct hf_phone_problem *problem);

/* Puts the lines into service. */
void hf_phone_start(struct hf_phone *phone);

/* Gives a line another configuration and identity, whatever it is doing (C14); its name stays.
 * Origins that are others than before are logged anew, also where nothing else has changed.
 * 1: it has taken them; 0: they are what it has, nothing was touched; or a negative hf_error with
 * the reason in error, and nothing has changed. */
int hf_phone_reconfigure(struct hf_phone *phone, uint32_t line, const struct hf_phone_line *wanted,
                         const struct hf_phone_problem *problem);

/* Takes a line out of service (C8) and then out of the phone; options.gone says when. */
void hf_phone_remove(struct hf_phone *phone, uint32_t line);

enum hf_phone_wish {
    HF_PHONE_REGISTER = 0, /* now (C3) */
    HF_PHONE_START = 1,
    HF_PHONE_STOP = 2 /* C8 */
};

/* 0, or a negative hf_error: the line refused it. */
int hf_phone_wish(struct hf_phone *phone, uint32_t line, enum hf_phone_wish wish);

/* The user's id of the latest HF_PHONE_REGISTER, as REPORT_REQUEST will name it. */
uint64_t hf_phone_request(const struct hf_phone *phone);

uint32_t hf_phone_lines(const struct hf_phone *phone);         /* the highest number given */
int hf_phone_has(const struct hf_phone *phone, uint32_t line); /* 0: gone, or never added */

/* Of a line that the phone has. */
struct hf_line_status hf_phone_status(const struct hf_phone *phone, uint32_t line);
const struct hf_config *hf_phone_line_config(const struct hf_phone *phone, uint32_t line);
uint16_t hf_phone_port(const struct hf_phone *phone);

/* The messages of a line; 0: nothing was said of them, and nobody asks (status is zero then). */
int hf_phone_messages(const struct hf_phone *phone, uint32_t line,
                      struct hf_messages_status *status);

/* ---- calls ---- */

struct hf_phone_dial {
    const char *uri;    /* sip or tel, terminated (hf_calls_dial) */
    uint8_t emergency;  /* E11 */
    uint8_t late_offer; /* the peer offers what media there shall be */
    uint8_t reserved[6];
};

/* The call's id; 0: refused, with the reason. */
uint64_t hf_phone_dial(struct hf_phone *phone, uint32_t line, const struct hf_phone_dial *dial,
                       const struct hf_phone_problem *problem);

/* 0, or a negative hf_error with the reason: no such call, or it does not fit its state. */
int hf_phone_answer(struct hf_phone *phone, uint64_t call, const struct hf_phone_problem *problem);
int hf_phone_reject(struct hf_phone *phone, uint64_t call, uint16_t status, /* 400..699; 0: 486 */
                    const struct hf_phone_problem *problem);
int hf_phone_hang_up(struct hf_phone *phone, uint64_t call,
                     const struct hf_phone_problem *problem);    /* whatever its state */
int hf_phone_hold(struct hf_phone *phone, uint64_t call, int on, /* 0: resumes it */
                  const struct hf_phone_problem *problem);

struct hf_phone_key {
    char key;    /* 0-9, *, #, A-D, !; '\0': the key that is held is let go */
    uint32_t ms; /* HF_DTMF_HELD: until it is let go */
};
int hf_phone_key(struct hf_phone *phone, uint64_t call, const struct hf_phone_key *key,
                 const struct hf_phone_problem *problem);

/* 20 ms of all calls: the sound of `call` is heard and played, the others are silent. A call on
 * hold, one that rings here, or one whose frames are not of n samples, is silent too. */
struct hf_phone_frame {
    uint64_t call;        /* 0: none */
    const int16_t *heard; /* NULL: silence */
    int16_t *played;      /* n samples; left as it is where there is nothing to play */
    size_t n;
};
void hf_phone_frame(struct hf_phone *phone, const struct hf_phone_frame *frame);

struct hf_phone_call_status {
    struct hf_calls_status sip;
    struct hf_stream_status media; /* zero before media was agreed */
    uint64_t media_unread;         /* datagrams beyond what a call is allowed */
    uint32_t gap_ms; /* the longest time between two packets of the peer's while he sent */
    uint32_t line;
    uint8_t has_media; /* it was agreed */
    uint8_t codec;     /* enum hf_codec_id */
    uint8_t reserved[6];
};
/* 0: no such call. */
int hf_phone_call_status(struct hf_phone *phone, uint64_t call,
                         struct hf_phone_call_status *status);

/* The id of the n-th call of the phone, oldest first, from 0; 0: there are no more. */
uint64_t hf_phone_call_at(const struct hf_phone *phone, unsigned n);

/* Samples a second of the call's frames; 0: nothing is agreed yet. */
uint32_t hf_phone_call_rate(const struct hf_phone *phone, uint64_t call);

/* Takes every line out of service (C8), and ends its calls; options.stopped says when it is done.
 */
void hf_phone_stop(struct hf_phone *phone);

/* Closes sockets and log, and wipes the agents. Memory goes when the loop has run. */
void hf_phone_close(struct hf_phone *phone);

#endif
