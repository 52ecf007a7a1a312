/* SPDX-License-Identifier: Apache-2.0 */
/* A line's hosts and ordered candidates, their rests, and which one a pass takes next. */
#ifndef HF_CANDIDATES_H
#define HF_CANDIDATES_H

#include <stdbool.h>

#include "context.h"
#include "holdfast/budget.h"

/* ---- hosts: what is configured, numeric or to be looked up; numbered from 0 in line order ---- */

uint8_t hf_host_count(const struct hf_config *config);
struct hf_place hf_host_place(const struct hf_config *config, uint8_t host);
uint8_t hf_host_of(const struct hf_config *config, struct hf_place place);
struct hf_name hf_host_name(const struct hf_config *config, uint8_t host);
bool hf_host_is_numeric(const struct hf_config *config, uint8_t host);

/* Bit per host that is a name. A line keeps it, since every pass asks. */
uint8_t hf_host_names(const struct hf_config *config);

/* The target of a numeric host (B1), its port and transport by the configuration; and those two
 * alone, of the addresses of a host's own name (B2, B8). */
struct hf_target hf_host_numeric_target(const struct hf_config *config, uint8_t host);
struct hf_target hf_host_own_way(const struct hf_config *config, uint8_t host);

/* As it is configured: DNS-NAPTR too. */
uint8_t hf_host_transport(const struct hf_config *config, uint8_t host);

/* B1: the port of a transport where none is said. */
uint16_t hf_port_of(uint8_t transport);

/* What is asked of a name first (B2, B3, B4), and for which services where SRV is (enum
 * hf_services; B6). */
enum hf_stage hf_host_first_stage(const struct hf_config *config, uint8_t host);
uint8_t hf_host_services(const struct hf_config *config, uint8_t host);

/* ---- the table ---- */

/* The host's live targets are these now, in this order (B9); all the line's references to
 * candidates follow. At most HF_LINE_TARGETS stay, each server sure of two (B10). A target that is
 * gone stays behind the live ones while something of the line stands there (B12) or it rests. */
void hf_candidates_set_host(struct hf_context *x, uint8_t host, const struct hf_target *targets,
                            uint8_t n);

struct hf_given {   /* by DNS, to a host */
    uint8_t at;     /* in the table, or from HF_LINE_TARGETS on in `added` */
    uint8_t branch; /* as struct hf_candidate has it */
    uint16_t rank;  /* of that branch: who gets room first (B10); UINT16_MAX: kept from before */
};

#define HF_GIVEN_MOST (2 * HF_LINE_TARGETS) /* what stands there, and as many new ones */

struct hf_given_all {
    struct hf_given items[HF_GIVEN_MOST];
    struct hf_target added[HF_LINE_TARGETS];
    uint8_t n, n_added;
    uint8_t reserved[2];
};

/* The same for what DNS has given so far, and what is kept of what it gave before. */
void hf_candidates_arrange(struct hf_context *x, uint8_t host, const struct hf_given_all *given);

/* D10: of the address record that gave it. Of a host that the stack located, of all its targets. */
void hf_candidate_note_ttl(struct hf_line *line, uint8_t candidate, uint32_t ttl_s);
uint32_t hf_candidate_ttl_s(const struct hf_line *line, uint8_t candidate);

/* B11: at least a second, at most a day; a minute where it is not known. */
uint32_t hf_ttl_in_bounds(uint32_t ttl_s);

/* B14: the host has live targets that its server's TLS targets forbid, once it is settled. */
bool hf_candidates_may_be_less(const struct hf_line *line, uint8_t host);

/* B14: a target of the server has TLS, and those without are not used. */
bool hf_candidates_are_secure(const struct hf_line *line, uint8_t server);

/* C14: the configuration has changed; server_map[old] is the server's new number, 0 where it is
 * gone. Live candidates of servers that stay keep their place in their server; numeric hosts of
 * new servers come in. */
void hf_candidates_reconfigure(struct hf_context *x, const uint8_t server_map[HF_LINE_SERVERS + 1]);

/* Drops what stands behind the live ones and is needed no more, and rests that are over. */
void hf_candidates_tidy(struct hf_line *line);

/* check.c: live candidates first, in the order of servers and proxies, each host's numeric target
 * as configured, none twice in a server. */
bool hf_candidates_are_sound(const struct hf_line *line);

bool hf_candidate_is_live(const struct hf_line *line, uint8_t candidate);

/* It neither rests (A9) nor has left the line (B12): a pass that begins there will ask it, once its
 * name is known. */
bool hf_candidate_is_open(const struct hf_line *line, uint8_t candidate);

/* Server (1..) of a candidate; 0 for HF_NONE and for one that left the configuration. */
uint8_t hf_candidate_server(const struct hf_line *line, uint8_t candidate);

bool hf_target_equal(const struct hf_target *a, const struct hf_target *b);

/* ---- rests (A9, A10) ---- */

struct hf_rest {
    uint64_t until_us;
    struct hf_target target;
    struct hf_place place; /* of the host whose certificate failed; read with named alone */
    uint8_t named;         /* 1: the rest is for that host's name too */
    uint8_t shared;        /* 1: another line's experience: does not move a working line */
};

/* The target is left alone until then, wherever it stands in the table, and is remembered with
 * room where it does not. A rest never ends earlier by another one. */
void hf_rest_set(struct hf_line *line, const struct hf_rest *rest);

/* It has accepted a request: it rests no more. */
void hf_rest_end(struct hf_line *line, const struct hf_target *target);

bool hf_rest_is_on(const struct hf_line *line, uint8_t candidate);

/* When the first resting live candidate of a server (0: of the line) wakes; HF_NEVER: none
 * rests. */
uint64_t hf_rest_next_us(const struct hf_line *line, uint8_t server);

/* Nothing in a server (0: in the line) is awake, though something rests (A9). */
bool hf_rest_is_on_all(const struct hf_line *line, uint8_t server);

/* ---- the order of a pass ---- */

struct hf_pick {
    uint8_t candidate; /* index, or HF_NONE */
    uint8_t waits;     /* 1: candidate is HF_NONE, until a name whose turn it is is known (A14) */
};

/* The candidate rests, and the pass leaves it out for that: to an EMERGENCY rests are nothing, and
 * another line's word does not count where this line works. */
bool hf_rest_counts(const struct hf_line *line, const struct hf_pass *pass, uint8_t candidate);

/* What a pass takes first: pass->candidate where that is live, awake and known; a working
 * candidate that rests by another line's word alone counts as awake. Else as hf_candidates_next. */
struct hf_pick hf_candidates_start(const struct hf_line *line, const struct hf_pass *pass);

/* What a pass takes next (A14): the first in its scope that it has not tried, whose target has not
 * failed in it, and that does not rest. A host before it whose name is being looked up: waits.
 * When only resting ones are left (A9): HF_NONE, but an URGENT pass takes the first to wake, and to
 * an EMERGENCY rests are nothing. A SINGLE pass takes nothing after the first. */
struct hf_pick hf_candidates_next(const struct hf_line *line, const struct hf_pass *pass);

/* The first live candidate of a server (0: of the line), or HF_NONE. */
uint8_t hf_candidates_first(const struct hf_line *line, uint8_t server);

/* The bits of live candidates in its scope that a pass leaves out: failed targets, rests. */
uint32_t hf_candidates_passed_over(const struct hf_line *line, const struct hf_pass *pass);

/* C4: W, the longest that a pass over a server's (0: the line's) present candidates can last, with
 * 10 s for names where there are any. */
uint64_t hf_candidates_pass_us(const struct hf_line *line, uint8_t server);

#endif
