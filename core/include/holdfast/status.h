/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the user sees (F), and the vocabulary of reasons (why.def) and settings (setting.def)
 * in which a line explains itself.
 */
#ifndef HOLDFAST_STATUS_H
#define HOLDFAST_STATUS_H

#include <stdint.h>

#include "holdfast/target.h"

#define HF_NEVER UINT64_MAX

enum hf_why {
#define HF_WHY(name, rule, token) HF_WHY_##name,
#include "holdfast/why.def"
#undef HF_WHY
    HF_WHY_COUNT
};

enum hf_setting {
#define HF_SETTING(name, token) HF_SETTING_##name,
#include "holdfast/setting.def"
#undef HF_SETTING
    HF_SETTING_COUNT
};

/* The machines of a line; the order is that in which equal deadlines fire. */
enum hf_machine {
    HF_MACHINE_NONE = 0,
    HF_MACHINE_ATTEMPT = 1,
    HF_MACHINE_PASS = 2,
    HF_MACHINE_BINDING = 3,
    HF_MACHINE_REGISTRATION = 4,
    HF_MACHINE_FAILBACK = 5,
    HF_MACHINE_LOCATE = 6,
    HF_MACHINE_CALL = 7,
    HF_MACHINE_OPTIONS = 8,
    HF_MACHINE_TARGET_FAILBACK = 9,
    HF_MACHINE_LINE = 10, /* what the user sees (F1): states are enum hf_line_state */
    HF_MACHINE_PROXY_FAILBACK = 11,
    HF_MACHINE_COUNT
};

enum hf_line_state { /* F1 */
                     HF_LINE_DISABLED = 0,
                     HF_LINE_REGISTERING = 1,
                     HF_LINE_REGISTERED = 2, /* on server 1 */
                     HF_LINE_ON_BACKUP = 3,  /* on a later server */
                     HF_LINE_FAILED = 4,     /* next try at next_us */
                     HF_LINE_STATE_COUNT
};

struct hf_line_status {
    uint64_t since_us;       /* when the line came into this state, at this target */
    uint64_t next_us;        /* FAILED: the next try; else HF_NEVER */
    struct hf_target target; /* REGISTERED, ON_BACKUP: where; else family is NONE */
    uint16_t why;            /* enum hf_why: what brought the line here */
    uint16_t status;         /* the last response that failed it, or 0 */
    uint8_t state;           /* enum hf_line_state */
    uint8_t server;          /* 1.. where target is valid, else 0 */
    uint8_t proxy;           /* 1.. or 0 */
    uint8_t cause;           /* enum hf_cause of the last failed attempt, or NONE */
    uint8_t reserved[4];
};

enum hf_call_state { /* F2 */
                     HF_CALL_CALLING = 0,
                     HF_CALL_RINGING = 1,
                     HF_CALL_TALKING = 2,
                     HF_CALL_ENDING = 3,
                     HF_CALL_OVER = 4,
                     HF_CALL_STATE_COUNT
};

/* Texts that live for ever. An unknown number gives "unknown". */
const char *hf_why_token(unsigned why);
const char *hf_why_rule(unsigned why); /* "A6"; "" for NONE */
const char *hf_setting_token(unsigned setting);
const char *hf_machine_name(unsigned machine);               /* "registration" */
const char *hf_state_name(unsigned machine, unsigned state); /* "WAITING" */
const char *hf_line_state_name(unsigned state);              /* "ON_BACKUP" */
const char *hf_request_kind_name(unsigned kind);             /* "REGISTER" */
const char *hf_cause_name(unsigned cause);                   /* "icmp" */
const char *hf_event_name(unsigned kind);                    /* "ResponseReceived" */
const char *hf_action_name(unsigned kind);                   /* "Send" */
const char *hf_transport_name(unsigned transport);           /* "udp" */

#endif
