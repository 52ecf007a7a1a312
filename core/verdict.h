/* SPDX-License-Identifier: Apache-2.0 */
/* What an answer means to an attempt: the readings of A6 and A8 that change nothing by
 * themselves. */
#ifndef HF_VERDICT_H
#define HF_VERDICT_H

#include <stdbool.h>

#include "state.h"

/* A6: the status is on the list for requests of the attempt's kind. */
bool hf_verdict_is_failover(const struct hf_line *line, const struct hf_attempt *a,
                            uint16_t status);

/* A6: which list that is: invite_failover_statuses, else register_failover_statuses. */
bool hf_verdict_is_by_invites_list(const struct hf_attempt *a);

/* E11: to an emergency these alone are answers. */
bool hf_verdict_is_the_callees(uint16_t status);

/* A8: a 3xx from there may send the request here. */
bool hf_verdict_may_follow(const struct hf_target *from, const struct hf_target *to);

/* A8: that realm has been answered in this attempt. */
bool hf_verdict_knows_realm(const struct hf_attempt *a, uint32_t realm);

/* A8: NONE when the challenge is to be answered. */
enum hf_why hf_verdict_of_challenge(const struct hf_attempt *a,
                                    const struct hf_challenged *challenge, bool realm_answered);

#endif
