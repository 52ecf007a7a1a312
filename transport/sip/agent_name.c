/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the agent draws: branches, Call-IDs, tags and cnonces from the secret of this start, by
 * counter (SHA-256 of secret, purpose, line and number), so that nothing drawn needs to be kept;
 * and what a Contact says from the line's seed, so that it stays the same over a restart.
 *
 *     token    "hf"      line, 8 hexadecimal digits; 24 digits that nobody can guess
 *     branch   "z9hG4bK" line, 8 digits; number, 8 digits; 16 digits that nobody can guess
 *
 * The line stands in both, so that a datagram finds its agent without asking each of them.
 */
#include "agent_state.h"

#include <string.h>

#include <openssl/sha.h>
#include <openssl/siphash.h>

#include "holdfast/line.h"

#define TOKEN_PREFIX  "hf"
#define BRANCH_PREFIX "z9hG4bK" /* RFC 3261 8.1.1.7 */
#define NUMBER_DIGITS 8
#define LABEL_MAX     16

static void put_bytes(uint8_t *out, uint64_t number, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        out[i] = (uint8_t)(number >> (8 * i));
    }
}

void hf_agent_draw(const struct hf_agent *agent, char purpose, uint64_t number, uint8_t out[32])
{
    uint8_t input[sizeof agent->random + 1 + 4 + 8];
    size_t at = sizeof agent->random;
    memcpy(input, agent->random, at);
    input[at] = (uint8_t)purpose;
    put_bytes(input + at + 1, agent->line, 4);
    put_bytes(input + at + 5, number, 8);
    SHA256(input, sizeof input, out);
}

static void put_line_number(struct hf_sip_out *out, uint32_t number)
{
    uint8_t bytes[4] = {(uint8_t)(number >> 24), (uint8_t)(number >> 16), (uint8_t)(number >> 8),
                        (uint8_t)number};
    hf_sip_put_hex(out, bytes, sizeof bytes);
}

/* What stays the same over a restart: from the line's seed, a label, and a number where there are
 * several. */
static void derive(const struct hf_agent *agent, const char *label, uint32_t number,
                   uint8_t out[32])
{
    uint8_t input[LABEL_MAX + 1 + 16];
    size_t at = strlen(label) + 1;
    HF_ASSERT(at <= LABEL_MAX + 1);
    memcpy(input, label, at);
    put_bytes(input + at, agent->seed, 8);
    put_bytes(input + at + 8, agent->line, 4);
    put_bytes(input + at + 12, number, number == 0 ? 0 : 4);
    SHA256(input, at + 12 + (number == 0 ? 0 : 4), out);
}

struct hf_agent_token hf_agent_token(const struct hf_agent *agent)
{
    struct hf_agent_token token;
    struct hf_sip_out out;
    uint8_t derived[32];
    derive(agent, "holdfast contact", 0, derived);
    hf_sip_out_start(&out, token.text, sizeof token.text);
    hf_sip_put_text(&out, TOKEN_PREFIX);
    put_line_number(&out, agent->line);
    hf_sip_put_hex(&out, derived, 12);
    HF_ASSERT(!out.overflow && out.length == sizeof token.text);
    return token;
}

struct hf_agent_parameter hf_agent_parameter(const struct hf_agent *agent, uint32_t key)
{
    struct hf_agent_parameter parameter;
    struct hf_sip_out out;
    uint8_t derived[32];
    derive(agent, "holdfast server", key, derived);
    hf_sip_out_start(&out, parameter.text, sizeof parameter.text);
    hf_sip_put_hex(&out, derived, 12);
    HF_ASSERT(!out.overflow && out.length == sizeof parameter.text);
    return parameter;
}

uint32_t hf_agent_target_mark(const struct hf_agent *agent, const struct hf_target *target)
{
    uint8_t input[sizeof agent->random + sizeof target->address + 4], hash[32];
    size_t at = sizeof agent->random + sizeof target->address;
    memcpy(input, agent->random, sizeof agent->random);
    memcpy(input + sizeof agent->random, target->address, sizeof target->address);
    put_bytes(input + at, target->transport == HF_TRANSPORT_UDP ? target->port : 0, 2);
    input[at + 2] = target->transport;
    input[at + 3] = target->family;
    SHA256(input, sizeof input, hash);
    return (uint32_t)hash[0] | (uint32_t)hash[1] << 8 | (uint32_t)hash[2] << 16 |
           (uint32_t)hash[3] << 24;
}

/* Once for each line that a request may fit: faster than the one above, and as hard to guess. */
uint32_t hf_agent_address_mark(const struct hf_agent *agent, const struct hf_target *target)
{
    uint8_t input[sizeof target->address + 1];
    uint64_t key[2];
    memcpy(key, agent->random, sizeof key);
    memcpy(input, target->address, sizeof target->address);
    input[sizeof target->address] = target->family;
    return (uint32_t)SIPHASH_24(key, input, sizeof input) & 0xFFFFFFu;
}

struct hf_agent_branch hf_agent_branch(const struct hf_agent *agent, uint32_t number)
{
    struct hf_agent_branch branch;
    struct hf_sip_out out;
    uint8_t drawn[32];
    hf_agent_draw(agent, 'b', number, drawn);
    hf_sip_out_start(&out, branch.text, sizeof branch.text);
    hf_sip_put_text(&out, BRANCH_PREFIX);
    put_line_number(&out, agent->line);
    put_line_number(&out, number);
    hf_sip_put_hex(&out, drawn, 8);
    HF_ASSERT(!out.overflow && out.length == sizeof branch.text);
    return branch;
}

static bool read_number(const char *digits, uint32_t *number)
{
    uint32_t value = 0;
    for (size_t i = 0; i < NUMBER_DIGITS; i++) {
        char c = digits[i];
        uint32_t digit = c >= '0' && c <= '9'   ? (uint32_t)(c - '0')
                         : c >= 'a' && c <= 'f' ? (uint32_t)(c - 'a') + 10
                                                : 16;
        if (digit == 16) {
            return false;
        }
        value = value << 4 | digit;
    }
    *number = value;
    return true;
}

static bool begins(struct hf_slice text, const char *prefix)
{
    size_t n = strlen(prefix);
    return text.length >= n && memcmp(text.at, prefix, n) == 0;
}

bool hf_agent_branch_number(const struct hf_agent *agent, struct hf_slice text, uint32_t *number)
{
    if (text.length != HF_AGENT_BRANCH_LENGTH || !begins(text, BRANCH_PREFIX) ||
        !read_number(text.at + strlen(BRANCH_PREFIX) + NUMBER_DIGITS, number)) {
        return false;
    }
    struct hf_agent_branch own = hf_agent_branch(agent, *number);
    return memcmp(own.text, text.at, sizeof own.text) == 0;
}

/* The line that stands in a branch or token, or 0. */
static int line_of(struct hf_slice text, const char *prefix, size_t length)
{
    uint32_t line;
    if (text.length != length || !begins(text, prefix) ||
        !read_number(text.at + strlen(prefix), &line) || line > INT32_MAX) {
        return 0;
    }
    return (int)line;
}

int hf_agent_route(const uint8_t *bytes, size_t n_bytes)
{
    struct hf_sip_message m;
    struct hf_sip_via via;
    struct hf_sip_uri uri;
    int result = hf_sip_parse(&m, bytes, n_bytes);
    int line = 0;
    if (m.is_request && hf_sip_uri_parse(m.uri, &uri, NULL) == 0) {
        line = line_of(uri.user, TOKEN_PREFIX, HF_AGENT_TOKEN_LENGTH);
    } else if (m.status != 0 && hf_sip_via(&m, &via, NULL) == 1) {
        line = line_of(via.branch, BRANCH_PREFIX, HF_AGENT_BRANCH_LENGTH);
    }
    /* A message that is broken further on still goes to its line, which answers or notes it. */
    return line == 0 && result < 0 ? HF_E_MALFORMED : line;
}

/* A user that is longer than any line's, or has a byte in it that none has, is nobody's. */
struct hf_agent_asked hf_agent_asked_of(const struct hf_sip_uri *uri)
{
    struct hf_agent_asked asked;
    memset(&asked, 0, sizeof asked);
    int n = hf_sip_unescape(uri->user, asked.user, HF_AGENT_TEXT_MAX);
    if (n < 0 || strlen(asked.user) != (size_t)n) {
        memset(asked.user, 0, sizeof asked.user);
    }
    asked.is_token = line_of(uri->user, TOKEN_PREFIX, HF_AGENT_TOKEN_LENGTH) != 0;
    return asked;
}

bool hf_agent_asks(const uint8_t *bytes, size_t n_bytes, struct hf_agent_asked *asked)
{
    struct hf_sip_message m;
    struct hf_sip_uri uri;
    (void)hf_sip_parse(&m, bytes, n_bytes); /* broken further on: its line answers that */
    if (!m.is_request || hf_sip_uri_parse(m.uri, &uri, NULL) < 0) {
        return false;
    }
    *asked = hf_agent_asked_of(&uri);
    return true;
}
