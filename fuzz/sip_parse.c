/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property: any bytes are parsed or refused with a reason inside them; every accessor survives
 * what was parsed; and printing is a fixed point: what was parsed, printed and parsed again prints
 * the same bytes, with the same fields and body.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/line.h"
#include "holdfast/sip/agent.h"
#include "holdfast/sip/digest.h"
#include "holdfast/sip/message.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

#define PRINTED_MAX (4u * HF_SIP_MESSAGE_MAX)

static void must(int holds)
{
    if (!holds) {
        abort();
    }
}

static void must_be_inside(const struct hf_sip_message *m, struct hf_slice slice)
{
    if (slice.length != 0) {
        must(slice.at >= m->bytes && slice.length <= m->n_bytes &&
             (size_t)(slice.at - m->bytes) <= m->n_bytes - slice.length);
    }
}

static void read_contacts(const struct hf_sip_message *m)
{
    struct hf_sip_each each;
    struct hf_sip_contact contact;
    struct hf_sip_uri uri;
    struct hf_sip_error error = {NULL, 0};
    int found;
    hf_sip_each_start(&each, m, HF_HEADER_CONTACT);
    while ((found = hf_sip_contact_next(&each, &contact, &error)) != 0) {
        if (found < 0) {
            must(error.what != NULL && error.at <= m->n_bytes);
            continue;
        }
        must_be_inside(m, contact.address.uri);
        must_be_inside(m, contact.address.display);
        if (hf_sip_uri_parse(contact.address.uri, &uri, NULL) == 0) {
            must_be_inside(m, uri.host);
            must_be_inside(m, uri.user);
        }
    }
}

static void read_fields(const struct hf_sip_message *m)
{
    struct hf_sip_via via;
    struct hf_sip_party party;
    struct hf_sip_cseq cseq;
    struct hf_digest_choice choice;
    struct hf_sip_error error = {NULL, 0};
    uint32_t number;
    if (hf_sip_check(m, &error) < 0) {
        must(error.what != NULL && error.at <= m->n_bytes);
    }
    if (hf_sip_via(m, &via, NULL) == 1) {
        must_be_inside(m, via.branch);
        must_be_inside(m, via.host);
    }
    if (hf_sip_from(m, &party, NULL) == 1) {
        must_be_inside(m, party.tag);
    }
    hf_sip_to(m, &party, NULL);
    hf_sip_cseq(m, &cseq, NULL);
    for (unsigned id = 0; id < HF_HEADER_COUNT; id++) {
        hf_sip_number(m, id, &number);
        if (hf_digest_choose(m, id, &choice)) {
            must_be_inside(m, choice.auth.realm);
            must_be_inside(m, choice.auth.nonce);
        }
    }
    for (uint32_t i = 0; i < m->n_headers; i++) {
        must_be_inside(m, m->headers[i].name);
        must_be_inside(m, m->headers[i].value);
    }
    read_contacts(m);
}

static void print_and_parse(const struct hf_sip_message *m)
{
    static char first_bytes[PRINTED_MAX], second_bytes[PRINTED_MAX];
    static struct hf_sip_message again;
    struct hf_sip_out first, second;
    int has_length = hf_sip_find(m, HF_HEADER_CONTENT_LENGTH) != NULL;
    hf_sip_out_start(&first, first_bytes, sizeof first_bytes);
    hf_sip_put_message(&first, m);
    must(!first.overflow);
    if (first.length > HF_SIP_MESSAGE_MAX || (m->n_headers == HF_SIP_HEADERS_MAX && !has_length)) {
        return; /* long names and the Content-Length made it larger than a message may be */
    }
    must(hf_sip_parse(&again, first_bytes, first.length) == 0);
    must(again.is_request == m->is_request && again.status == m->status);
    must(hf_slice_equal(again.method, m->method) && hf_slice_equal(again.uri, m->uri));
    must(hf_slice_equal(again.body, m->body));
    hf_sip_out_start(&second, second_bytes, sizeof second_bytes);
    hf_sip_put_message(&second, &again);
    must(second.length == first.length && memcmp(first_bytes, second_bytes, first.length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    static struct hf_sip_message m;
    int result = hf_sip_parse(&m, bytes, n_bytes);
    must((result == 0) == (m.error.what == NULL) && m.error.at <= n_bytes);
    read_fields(&m);
    hf_agent_route(bytes, n_bytes);
    if (result == 0) {
        print_and_parse(&m);
    }
    return 0;
}
