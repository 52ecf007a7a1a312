/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a server does with an INVITE: a 100 or nothing, ringing or not, an answer or none. Each
 * `after=` counts from what stands before it.
 */
#include "parse.h"

#include <inttypes.h>
#include <string.h>

static const char right[] = "server a rings after=100ms then answers after=3s` or `then answers "
                            "486` or `then silent";

/* ... then silent, then answers after=3s, then answers 486 after=3s */
static int parse_then(struct parser *p, struct hf_sim_method *method, const struct words *words,
                      unsigned at)
{
    method->final_after_us = HF_NEVER;
    method->status = 200;
    if (at == words->n)
        return 0;
    if (at + 1 >= words->n || strcmp(words->at[at], "then") != 0)
        return complain_right(p, right);
    at++;
    if (strcmp(words->at[at], "silent") == 0)
        return at + 1 == words->n ? 0 : complain_right(p, right);
    if (strcmp(words->at[at], "answers") != 0)
        return complain_right(p, right);
    method->final_after_us = 0;
    at++;
    if (at < words->n && words->at[at][0] >= '0' && words->at[at][0] <= '9' &&
        read_final(p, words->at[at++], &method->status) < 0)
        return -1;
    if (at == words->n)
        return 0;
    if (at + 1 != words->n || value_of(words->at[at], "after") == NULL)
        return complain_right(p, right);
    return read_duration(p, value_of(words->at[at], "after"), &method->final_after_us);
}

/* ... rings after=8s status=183 then ... */
static int parse_ringing(struct parser *p, struct hf_sim_method *method, const struct words *words,
                         unsigned at)
{
    uint64_t status = 180;

    for (; at < words->n && strcmp(words->at[at], "then") != 0; at++) {
        const char *after = value_of(words->at[at], "after");
        const char *number = value_of(words->at[at], "status");

        if (after == NULL && number == NULL)
            return complain_right(p, right);
        if ((after != NULL ? read_duration(p, after, &method->rings_after_us)
                           : read_number(p, number, &status)) < 0)
            return -1;
    }
    if (status < 101 || status > 199)
        return complain(p, "status=%" PRIu64 ": 101 to 199 say that it rings", status);
    method->rings = (uint16_t)status;
    return parse_then(p, method, words, at);
}

static struct hf_sim_method *begin(struct hf_sim_server *server)
{
    struct hf_sim_method *method = &server->methods[HF_REQUEST_INVITE];

    server->presence = HF_SIM_ANSWERS;
    *method = (struct hf_sim_method){.retry_after_s = HF_RETRY_AFTER_NONE};
    return method;
}

int parse_rings(struct parser *p, struct hf_sim_server *server, const struct words *words)
{
    return parse_ringing(p, begin(server), words, 3);
}

/* server a provisional 100 to INVITE then rings after=2s then answers after=3s */
int parse_trying(struct parser *p, struct hf_sim_server *server, const struct words *words)
{
    struct hf_sim_method *method = begin(server);

    if (strcmp(words->at[3], "100") != 0 || strcmp(words->at[5], "INVITE") != 0)
        return complain_right(p, "server a provisional 100 to INVITE then silent");
    method->provisional = 100;
    if (words->n > 7 && strcmp(words->at[6], "then") == 0 && strcmp(words->at[7], "rings") == 0)
        return parse_ringing(p, method, words, 8);
    return parse_then(p, method, words, 6);
}

int parse_reaches(struct parser *p, struct hf_sim_server *server, const struct words *words)
{
    const int is_another = words->n == 5 && strcmp(words->at[3], "another") == 0;
    const int is_same = words->n == 6 && strcmp(words->at[3], "the") == 0 &&
                        strcmp(words->at[4], "same") == 0;

    if ((!is_another && !is_same) || strcmp(words->at[words->n - 1], "phone") != 0)
        return complain_right(p, "server b reaches another phone` or `the same phone");
    server->reaches_another = (uint8_t)is_another;
    return 0;
}
