/* SPDX-License-Identifier: Apache-2.0 */
/* Names of hosts: asking, waiting, keeping answers. The theory is in locate.c. */
#ifndef HF_LOCATE_H
#define HF_LOCATE_H

#include <stdbool.h>

#include "context.h"

#define HF_RESOLUTION_LONGEST_US 10000000u /* B8a */

/* A14: a pass begins, over one server (0: all): asks for every name in its scope of which no
 * answer is kept, or whose time is over (B11). Nothing for numeric hosts, for names that are being
 * asked, and for stale answers before their next asking. */
void hf_locate_ask(struct hf_context *x, uint8_t server);

/* A pass whose turn comes to this host waits for its name. */
bool hf_locate_is_asking(const struct hf_line *line, uint8_t host);

/* It has been asked and has no address (B8a). */
bool hf_locate_has_failed(const struct hf_line *line, uint8_t host);

/* Why a host that has failed has no target. */
enum hf_why hf_locate_why(const struct hf_line *line, uint8_t host);

/* D3, D10: the time to live of the answer that a candidate came from, 0 where it is numeric. */
uint32_t hf_locate_ttl_s(const struct hf_line *line, uint8_t candidate);

/* Validation (H2): what an answer is to the line. */
enum hf_query_is { HF_QUERY_UNKNOWN = 0, HF_QUERY_OVER = 1, HF_QUERY_OPEN = 2 };
enum hf_query_is hf_locate_query(const struct hf_line *line, uint64_t query);

/* What an open query asks for (enum hf_dns_type). */
uint16_t hf_locate_asks(const struct hf_line *line, uint64_t query);

/* The host that an open query asks for. */
uint8_t hf_locate_host_of(const struct hf_line *line, uint64_t query);

void hf_locate_on_answered(struct hf_context *x, const struct hf_dns_answered *answer);
void hf_locate_on_located(struct hf_context *x, const struct hf_located *located);
void hf_locate_on_deadline(struct hf_context *x, uint8_t host);

/* The families that the shell calls usable have changed: families that came are asked for. */
void hf_locate_on_network(struct hf_context *x);

/* C14: answers move with their servers (as hf_candidates_reconfigure); line->config is still the
 * former one, whose hosts the lookups stand for. Queries for hosts that are gone are forgotten:
 * their answers will be late. True when names are asked for in another way from now on. */
bool hf_locate_renumber(struct hf_line *line, const struct hf_config *to,
                        const uint8_t server_map[HF_LINE_SERVERS + 1]);

/* C14: they are; line->config is the new one. */
void hf_locate_ask_otherwise(struct hf_context *x);

/* The line is disabled: nothing is asked any more; answers stay. */
void hf_locate_stop(struct hf_context *x);

/* After a restart what was asked is not: ASKING -> IDLE, or STALE at once where an answer is kept.
 * Expiries have been rebased. */
void hf_locate_on_restored(struct hf_context *x);

/* check.c: each lookup's fields are what its state says, and what is no name has none. */
bool hf_locate_is_sound(const struct hf_line *line);

struct hf_moves hf_locate_moves(void);

#endif
