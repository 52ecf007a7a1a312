/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of DNS answers share: a message to write, and what was read of it. Functions are
 * static: each test file is its own program part. */
#ifndef HF_TEST_DNS_ANSWER_WORLD_H
#define HF_TEST_DNS_ANSWER_WORLD_H

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "dns_answer.h"
#include "dns_message.h"

#define UNUSED_FUNCTION __attribute__((unused))
#define NAME            "sip.example.test"
#define ID              0x1234
#define OK              0x8580 /* an answer, with authority, recursion there */

static struct dns_message m;
static struct hf_dns_answer got;

/* Read from a block of its own, so that a sanitizer sees where it ends. */
UNUSED_FUNCTION static void read_part(const char *name, uint16_t type, size_t n)
{
    struct hf_dns_asked asked = {.name = name, .type = type, .id = ID};
    uint8_t *bytes = malloc(n > 0 ? n : 1);
    struct hf_dns_message message = {bytes, n};

    memcpy(bytes, m.bytes, n);
    memset(&got, 0xEE, sizeof got);
    hf_dns_answer_read(&got, &asked, &message);
    free(bytes);
}

UNUSED_FUNCTION static void read_as(const char *name, uint16_t type)
{
    read_part(name, type, m.n);
}

UNUSED_FUNCTION static void begin(uint16_t type, unsigned rcode)
{
    dns_begin(&m, ID, OK | rcode);
    dns_ask(&m, NAME, type);
}

UNUSED_FUNCTION static void expect(enum hf_dns_outcome outcome, unsigned n_records, uint32_t ttl_s)
{
    cr_expect_eq(got.outcome, outcome, "outcome %u (%s)", got.outcome,
                 got.why != NULL ? got.why : "");
    cr_expect_eq(got.n_records, n_records, "%u records", got.n_records);
    cr_expect_eq(got.ttl_s, ttl_s, "%u s", got.ttl_s);
    cr_expect((got.why != NULL) == (outcome == HF_DNS_MALFORMED));
}

UNUSED_FUNCTION static void expect_malformed(const char *why)
{
    expect(HF_DNS_MALFORMED, 0, 0);
    cr_expect(got.why != NULL && strcmp(got.why, why) == 0, "'%s', not '%s'",
              got.why != NULL ? got.why : "none", why);
}

UNUSED_FUNCTION static void expect_name(unsigned record, const char *name)
{
    const struct hf_text *text = &got.records[record].name;

    cr_expect(text->length == strlen(name) && memcmp(text->at, name, text->length) == 0,
              "record %u: '%.*s', not '%s'", record, (int)text->length, text->at, name);
}

#endif
