/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a policy in sentences: how servers are found (meaning_names.c), left and registered
 * at (meaning.c), how the line comes back (meaning_back.c), calls (meaning_calls.c), and the words
 * of all (meaning_words.c). */
#ifndef HOLDFAST_VENDORS_MEANING_H
#define HOLDFAST_VENDORS_MEANING_H

#include "holdfast/vendors/policy.h"

#define HF_LASTING 48

struct hf_meaning {
    const struct hf_config *config;
    struct hf_sentence *sentences;
    struct hf_effect effect;
    size_t n;
};

__attribute__((format(printf, 3, 4))) void
hf_meaning_say(struct hf_meaning *meaning, const char *rule, const char *format, ...);

/* "0.015 s", "7.5 s", "1800 s (30 min)", "9000 s (2 h 30 min)": what is short to the millisecond,
 * what is longer as exactly as it helps. */
const char *hf_meaning_lasting(uint64_t ms, char text[HF_LASTING]);
const char *hf_meaning_lasting_s(uint64_t s, char text[HF_LASTING]);

unsigned hf_meaning_proxies(const struct hf_config *config, unsigned server);

/* Requests go to this place (B13): to a server's own address only where it has no proxies. */
int hf_meaning_is_used(const struct hf_config *config, unsigned place);

/* The settings of a place that say how it is left and come back to, a proxy's own or its server's
 * (B13); a duration as it acts (D5). */
struct hf_meaning_ways {
    enum hf_failback mode;
    uint32_t timeout_s;
    int registers, guards;
};
struct hf_meaning_ways hf_meaning_ways(const struct hf_config *config, unsigned place);

/* "server 2", "server 2, proxy 1". */
const char *hf_meaning_where(unsigned place, char text[HF_LASTING]);

/* It may have more than one address. */
int hf_meaning_is_name(const struct hf_config *config, unsigned place);

/* True: a request that fails has somewhere else to go. */
int hf_meaning_has_other(const struct hf_config *config);

/* What is left when it is silent: all that stands for the server. */
void hf_meaning_what(const struct hf_config *config, unsigned server, char text[HF_LASTING]);

/* "500, 503 or 6xx" of a list of statuses; "" for none. */
void hf_meaning_statuses(const struct hf_config *config, unsigned setting, char text[96]);

/* How servers are found, and what the figures leave out of that (B10). */
void hf_meaning_say_names(struct hf_meaning *meaning);
void hf_meaning_say_addresses(struct hf_meaning *meaning);

/* How a server that is back is found, and what each place's failback mode means. */
void hf_meaning_say_back(struct hf_meaning *meaning);

/* What is about calls and about registering before them (A5, A7, D8, E2, E3). */
void hf_meaning_say_calls(struct hf_meaning *meaning);

#endif
