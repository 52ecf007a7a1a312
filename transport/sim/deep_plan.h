/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plans of deep worlds: who is there, what they are like, and what happens to them from outside.
 * Who plays one (deep.h) changes nothing in it.
 *
 *     deep_plan.c     a plan from a seed; deep_policy.c its configurations
 *     deep_text.c     a plan as text; deep_read.c text as a plan; deep_words.c the words of both
 *     deep_shrink.c   a plan without what a complaint does not need
 */
#ifndef HF_SIM_DEEP_PLAN_H
#define HF_SIM_DEEP_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "holdfast/config.h"
#include "holdfast/sim/deep.h"

#define DEEP_PHONES   20
#define DEEP_LINES    3   /* of a phone */
#define DEEP_WHO      100 /* line l of phone p is 100 * l + p, for its servers and for complaints */
#define DEEP_SERVERS  4
#define DEEP_POLICIES 48
#define DEEP_OPS      480

/* ---- the plan ---- */

enum deep_verb {
#define DEEP_VERB(name, word, keys) DEEP_##name,
#include "deep_verb.def"
#undef DEEP_VERB
    DEEP_VERBS
};

struct deep_op { /* what a verb does not name is 0 */
    uint64_t at_ms;
    uint32_t verb;
    uint32_t phone, server; /* 1..; LINK: 0 is all of them */
    uint32_t line;          /* of the phone, 1..; 0: all of them, DIAL: the first */
    uint32_t to, to_line;   /* DIAL: the other phone, and its line; 0: the first */
    uint32_t ms;            /* HABIT, SLEEP, RESTART, DELAY: how long; NAME: until the answer */
    uint32_t how;           /* as the verb says */
    uint32_t status, retry_after, method;
    uint32_t loss, twice;   /* LINK: of a thousand */
    uint32_t delay, jitter; /* LINK: ms */
    uint32_t type, ttl;     /* NAME */
    uint32_t policy;        /* CONFIGURE */
    uint64_t clock;         /* RESTART: what the phone's clock shows then, us; 0: it goes on */
};

struct deep_phone_plan {
    uint64_t clock; /* us that its clock shows at the world's time 0 */
    uint32_t there; /* 0: it was dropped while shrinking */
    uint32_t names; /* 1: its resolver keeps answers, and asks once for all of its lines */
    uint32_t gate;  /* REGISTERs that may be under way to one target; 0: any number */
    uint32_t reserved;
    struct deep_line_plan {
        uint32_t policy; /* 0: there is no such line; the first is there */
        uint32_t tls;    /* lines with one number share their TLS settings */
    } lines[DEEP_LINES];
};

struct deep_server_plan {
    uint32_t auth; /* 1: it challenges */
    uint32_t expires_min, expires_max;
    uint32_t nonce_life; /* s */
};

struct hf_deep_plan {
    uint64_t seed;
    uint64_t heal_ms; /* faults stop */
    uint64_t stay_ms; /* that the world goes on behind the last moment by which all must be well */
    uint32_t n_phones, n_servers, n_policies, n_ops;
    uint32_t dead; /* bit n: server n stays silent when faults stop (H11) */
    uint32_t reserved;
    struct deep_phone_plan phones[DEEP_PHONES];
    struct deep_server_plan servers[DEEP_SERVERS];
    struct hf_config policies[DEEP_POLICIES];
    struct deep_op ops[DEEP_OPS]; /* by time */
};

uint64_t deep_draw(uint64_t *state);
uint32_t deep_between(uint64_t *state, uint32_t from, uint32_t to);
bool deep_chance(uint64_t *state, uint32_t of_thousand);

/* deep_policy.c */
void deep_policy_draw(uint64_t *state, struct hf_config *config, unsigned n_servers);

/* ---- deep_words.c ---- */

struct deep_key {
    const char *word;
    size_t offset;
    uint32_t is_wide; /* 1: 64 bits */
};
const char *deep_verb_word(unsigned verb);
const char *deep_verb_keys(unsigned verb);      /* with a space around each */
const struct deep_key *deep_op_key(unsigned n); /* NULL: no more */
bool deep_verb_has(unsigned verb, const char *key);
struct deep_setting {
    const char *word;
    size_t offset, size;
    uint32_t of; /* 0: the line, 1: a server, 2: a proxy */
    uint32_t is_signed;
};
const struct deep_setting *deep_setting(unsigned n);
uint64_t deep_setting_get(const struct deep_setting *setting, const void *base);
void deep_setting_put(const struct deep_setting *setting, void *base, uint64_t value);

#endif
