/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An account's effective policy as words: each setting's value, the rule it serves, the key that
 * sets it, and what all of them mean in seconds. For `check`; nothing here changes anything.
 */
#ifndef HOLDFAST_VENDORS_POLICY_H
#define HOLDFAST_VENDORS_POLICY_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/vendors/vendors.h"

/* True: the setting is a server's (indexes 1.. of the origins), else the line's (index 0). */
int hf_policy_of_server(unsigned setting);

/* True: hf_policy_value has something to say for it. */
int hf_policy_is_shown(unsigned setting);

/* The behaviour rule that the setting serves, such as "A1". Lives for ever. */
const char *hf_policy_rule(unsigned setting);

/* The value as text, such as "5060", "udp", "500 503". server is 1.., 0 for the line's. */
void hf_policy_value(const struct hf_config *config, unsigned setting, unsigned server,
                     char text[64]);

/* A server's host as a terminated text. */
void hf_policy_host(const struct hf_config *config, unsigned server, char text[HF_NAME_MAX + 1]);

/* The whole key of the account's own file that sets it ("SIP1 Backup Port"); "" if none does. */
void hf_policy_key(const struct hf_account *account, unsigned setting, unsigned server,
                   char text[96]);

/* True: the host is an address, used without DNS (B1). */
int hf_policy_host_is_numeric(const struct hf_config *config, unsigned server);

/* What the policy means, in milliseconds. Every server counts as one target. */
struct hf_effect {
    uint64_t leave_ms[HF_LINE_SERVERS]; /* A1, A3: a silent server is left after this */
    uint64_t last_ms;                   /* A4: 64*T1, the last candidate's budget */
    uint64_t pass_ms;                   /* a pass that finds everybody silent */
    uint64_t longest_ms;                /* C4's W: the longest that a pass can last at all */
    uint64_t refresh_ms;                /* C4: of server 1, when it grants what is asked */
    uint64_t probe_ms;                  /* D1: between probes; 0: no probing */
    uint64_t found_ms;                  /* D1: a primary that is back is found after at most this */
    int pass_fits;                      /* C4: a failed pass ends before the binding does */
};

void hf_policy_effect(const struct hf_config *config, struct hf_effect *effect);

#endif
