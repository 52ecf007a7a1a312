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

/* What the policy means, in milliseconds. Every server counts as one target: a name as one address,
 * which is known. In concurrent mode each server has passes of its own (C2). */
struct hf_effect {
    uint64_t leave_ms[HF_LINE_SERVERS];   /* A1, A3: a silent server is left after this */
    uint64_t refresh_ms[HF_LINE_SERVERS]; /* C4: when the server grants what is asked */
    uint64_t fit_ms[HF_LINE_SERVERS];     /* C4: the least expiry that a whole pass fits into */
    uint64_t last_ms;                     /* A4: 64*T1, the last candidate's budget */
    uint64_t pass_ms;                     /* a pass that finds everybody silent */
    uint64_t longest_ms;                  /* C4's W: the longest that a pass can last at all */
    uint64_t probe_ms;                    /* D1: between probes; 0: no probing */
    uint64_t again_ms; /* D7: between tries at a lost server; 0: not concurrent */
    uint64_t found_ms; /* D1, D7: a server that is back is found after at most
                                             this; 0: nothing looks for it, or there is only one */
    int pass_fits;     /* C4: a failed pass ends before any binding does */
};

void hf_policy_effect(const struct hf_config *config, struct hf_effect *effect);

/* The same for people, a sentence for each thing: when a dead server is left, when a registration
 * is refreshed, how the line comes back, what each failback mode means. */
struct hf_sentence {
    const char *rule; /* lives for ever */
    char text[224];   /* without a full stop */
};

#define HF_SENTENCES_MAX (5 * HF_LINE_SERVERS + 10)

/* Fills at most HF_SENTENCES_MAX sentences and returns how many there are. The configuration is
 * sound but for what hf_account_obstacles says. */
size_t hf_policy_meaning(const struct hf_config *config, struct hf_sentence *sentences);

#endif
