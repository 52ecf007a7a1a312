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

/* In all of these a place is hf_place_of's: the line, a server or an outbound proxy. */

/* True: such a setting stands at such a place: "mode" at the line, "retry_counts" at each server
 * and each proxy. */
int hf_policy_stands_at(unsigned setting, unsigned place);

/* True: the configuration has that place: 0 always, servers and proxies as many as there are. */
int hf_policy_has_place(const struct hf_config *config, unsigned place);

/* The behaviour rule that the setting serves, such as "A1". Lives for ever. */
const char *hf_policy_rule(unsigned setting, unsigned place);

/* The value as text, such as "5060", "udp", "500 503", "as server" (a proxy's, B13). */
void hf_policy_value(const struct hf_config *config, unsigned setting, unsigned place,
                     char text[64]);

/* The same for people: hosts in full, and what a value that follows another comes to, such as
 * "3 (as server)", "3 (as retry_counts)". */
void hf_policy_words(const struct hf_config *config, unsigned setting, unsigned place,
                     char text[HF_NAME_MAX + 1]);

/* A server's or a proxy's host as a terminated text, and whether it is an address, which is used
 * without DNS (B1). */
void hf_policy_host(const struct hf_config *config, unsigned place, char text[HF_NAME_MAX + 1]);
int hf_policy_host_is_numeric(const struct hf_config *config, unsigned place);

/* The whole key of the account's own file that sets it ("SIP1 Backup Port"); "" if none does. */
void hf_policy_key(const struct hf_account *account, unsigned setting, unsigned place,
                   char text[96]);

/* False: the setting changes nothing where the others are as they are, such as failback_timeout_s
 * without failback_mode duration, or a failback_mode where there is one address to go to. */
int hf_policy_counts(const struct hf_config *config, unsigned setting, unsigned place);

/* What the policy means, in milliseconds. Every server counts as one target: a name as one address,
 * which is known (address_... says what each further one adds), and a server with outbound proxies
 * as those (B13). In concurrent mode each server has registration passes of its own (C2), while a
 * call tries all of them (A14). Calls are not in this build yet. */
struct hf_effect {
    /* of each server */
    uint64_t register_leave_ms[HF_LINE_SERVERS]; /* A1, A3: a registration leaves a silent server,
                                                    with all its proxies, after this; by A4 where
                                                    it has no other to go to */
    uint64_t call_leave_ms[HF_LINE_SERVERS];     /* A5, E2: the same for a call */
    uint64_t refresh_ms[HF_LINE_SERVERS];        /* C4: at the latest (C11 makes it earlier), when
                                                    the server grants what is asked */
    uint64_t fit_ms[HF_LINE_SERVERS];        /* C4: the least expiry that a whole pass fits into */
    uint64_t proxy_back_ms[HF_LINE_SERVERS]; /* B13, D1..D5: from the second outbound proxy the
                                                first is tried again after this at most; 0: there
                                                is none, it never is, or DNS says when (D3) */
    uint64_t address_leave_ms[HF_LINE_SERVERS]; /* what one address more of the server's name adds
                                                   to leaving it and to a pass */
    uint64_t address_found_ms[HF_LINE_SERVERS]; /* to found_ms */
    uint64_t address_fit_ms[HF_LINE_SERVERS];   /* to the expiry that fits, here and where a pass
                                                   is over all servers there too; half of it makes
                                                   a refresh earlier */
    /* of the line */
    uint64_t last_ms;         /* A4: 64*T1, the last candidate's budget */
    uint64_t pass_ms;         /* a registration that finds everybody silent */
    uint64_t call_silent_ms;  /* A5, E2: a call that finds everybody silent fails after this */
    uint64_t call_longest_ms; /* A7: the longest until a call rings, is answered or fails, when
                                 each server says 100 at the last moment and then nothing */
    uint64_t resolve_ms;      /* B8a: names add this, once a pass, at most; 0: there are none */
    uint64_t longest_ms;      /* C4's W: the longest that a registration can last at all */
    uint64_t retry_least_ms;  /* C6: the shortest wait after a failed registration */
    uint64_t retry_most_ms;   /* C6: what the waits grow to */
    uint64_t probe_ms;        /* D1: between probes; 0: no probing */
    uint64_t again_ms;        /* D7: between tries at a lost server; 0: not concurrent */
    uint64_t found_ms;        /* D1, D7, D11: a server that is back is found after this at most;
                                 0: nothing looks for it, or there is only one */
    int pass_fits;            /* C4: a failed pass ends before any binding does */
};

/* B13: a line at a second outbound proxy asks whether the first is back. Where each request starts
 * at the first candidate anyway (successive new_requests), or never goes back, it does not. */
int hf_policy_probes_proxies(const struct hf_config *config);

/* 1: the line, or that place of it, is or may be reached over TLS (B3, B14). */
int hf_policy_may_use_tls(const struct hf_config *config);
int hf_policy_may_use_tls_at(const struct hf_config *config, unsigned place);

/* Of enum hf_account_tls: "tls_ca"; its value in words, such as "system", a path, "off"; whether it
 * does anything. */
const char *hf_account_tls_token(unsigned which);
const char *hf_account_tls_value(const struct hf_account *account, unsigned which);
int hf_account_tls_counts(const struct hf_account *account, unsigned which);

void hf_policy_effect(const struct hf_config *config, struct hf_effect *effect);

/* The same for people, a sentence for each thing: when a dead server is left, when a registration
 * is refreshed, how the line comes back, what each failback mode means. */
struct hf_sentence {
    const char *rule; /* lives for ever */
    char text[256];   /* without a full stop */
};

#define HF_SENTENCES_MAX (18 * HF_LINE_SERVERS + 25)

/* Fills at most HF_SENTENCES_MAX sentences and returns how many there are. The configuration is
 * sound but for what hf_account_obstacles says. */
size_t hf_policy_meaning(const struct hf_config *config, struct hf_sentence *sentences);

#endif
