/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property: any bytes are parsed or refused with a reason inside them; every accessor survives
 * what was parsed, and answers with parts of it; a URI is the same as itself, and two are the same
 * both ways; and printing is a fixed point: what was parsed, printed and parsed again prints the
 * same bytes, with the same fields in the same order, the same values but for folds, and the same
 * body; a response without its lines that are no fields.
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

/* What an accessor answered, and the error that it gave where it refused. */
static void must_answer(const struct hf_sip_message *m, int found, const struct hf_sip_error *error)
{
    must(found == 0 || found == 1 || found == HF_E_MALFORMED);
    must(found >= 0 || (error->what != NULL && error->at <= m->n_bytes));
}

static void unescape(struct hf_slice text)
{
    static char plain[HF_SIP_MESSAGE_MAX];
    int length = hf_sip_unescape(text, plain, sizeof plain);
    must(length == HF_E_MALFORMED || (length >= 0 && (size_t)length <= text.length));
    if (length > 0) {
        must(hf_sip_unescape(text, plain, (size_t)length - 1) == HF_E_SPACE);
    }
}

static struct hf_sip_uri uris[2]; /* of this message, the last two */
static unsigned n_uris;

/* A URI, and how it compares with the one before it. */
static void read_uri(const struct hf_sip_message *m, struct hf_slice text)
{
    struct hf_sip_error error = {NULL, 0};
    struct hf_sip_uri *uri = &uris[n_uris % 2], *before = &uris[(n_uris + 1) % 2];
    must_be_inside(m, text);
    if (hf_sip_uri_parse(text, uri, &error) < 0) {
        must(error.what != NULL && error.at <= text.length);
        return;
    }
    must_be_inside(m, uri->host);
    must_be_inside(m, uri->user);
    must_be_inside(m, uri->password);
    must_be_inside(m, uri->params);
    must_be_inside(m, uri->headers);
    unescape(uri->user);
    hf_sip_uri_is_loose(uri);
    struct hf_sip_uri copy = *uri;
    bool same = hf_sip_uri_same(uri, &copy);
    must(same || text.length > 2u * HF_SIP_URI_PARAMS_MAX);
    if (n_uris != 0) {
        must(hf_sip_uri_same(uri, before) == hf_sip_uri_same(before, uri));
    }
    n_uris++;
}

static void read_contacts(const struct hf_sip_message *m)
{
    struct hf_sip_each each;
    struct hf_sip_contact contact;
    struct hf_sip_error error = {NULL, 0};
    int found;
    hf_sip_each_start(&each, m, HF_HEADER_CONTACT);
    while ((found = hf_sip_contact_next(&each, &contact, &error)) != 0) {
        must_answer(m, found, &error);
        must(found < 0 || contact.address.uri.length != 0);
        if (contact.address.uri.length != 0) {
            must_be_inside(m, contact.address.display);
            read_uri(m, contact.address.uri);
        }
    }
}

static void read_routes(const struct hf_sip_message *m, unsigned id)
{
    struct hf_sip_each each;
    struct hf_sip_route route;
    struct hf_sip_error error = {NULL, 0};
    int found;
    hf_sip_each_start(&each, m, id);
    while ((found = hf_sip_route_next(&each, &route, &error)) != 0) {
        must_answer(m, found, &error);
        if (found == 1) {
            read_uri(m, route.address.uri);
        }
    }
}

static void read_warnings(const struct hf_sip_message *m)
{
    struct hf_sip_each each;
    struct hf_sip_warning warning;
    struct hf_sip_error error = {NULL, 0};
    int found;
    hf_sip_each_start(&each, m, HF_HEADER_WARNING);
    while ((found = hf_sip_warning_next(&each, &warning, &error)) != 0) {
        must_answer(m, found, &error);
        if (found == 1) {
            must(warning.code >= 100 && warning.code <= 999 && warning.agent.length != 0);
            must_be_inside(m, warning.agent);
            must_be_inside(m, warning.text);
        }
    }
}

static void must_be_item(const struct hf_sip_message *m, const struct hf_sip_item *item)
{
    must(item->value.length != 0);
    must_be_inside(m, item->value);
    must_be_inside(m, item->params);
    hf_sip_item_is(item, "application/sdp");
}

static void read_items(const struct hf_sip_message *m, unsigned id)
{
    struct hf_sip_each each;
    struct hf_sip_item item;
    struct hf_sip_error error = {NULL, 0};
    int found = hf_sip_item(m, id, &item, &error);
    must_answer(m, found, &error);
    if (found == 1) {
        must_be_item(m, &item);
    }
    hf_sip_each_start(&each, m, id);
    while ((found = hf_sip_item_next(&each, &item, &error)) != 0) {
        must_answer(m, found, &error);
        if (found == 1) {
            must_be_item(m, &item);
        }
    }
    hf_sip_has_option(m, id, "100rel");
}

static void read_rack_and_timestamp(const struct hf_sip_message *m)
{
    struct hf_sip_rack rack;
    struct hf_sip_timestamp timestamp;
    struct hf_sip_error error = {NULL, 0};
    int found = hf_sip_rack(m, &rack, &error);
    must_answer(m, found, &error);
    if (found == 1) {
        must(rack.cseq.method.length != 0);
        must_be_inside(m, rack.cseq.method);
    }
    found = hf_sip_timestamp(m, &timestamp, &error);
    must_answer(m, found, &error);
    if (found == 1) {
        must(timestamp.at.length != 0);
        must_be_inside(m, timestamp.at);
        must_be_inside(m, timestamp.delay);
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
    n_uris = 0;
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
        read_items(m, id);
        read_routes(m, id);
        if (hf_digest_choose(m, id, &choice)) {
            must_be_inside(m, choice.auth.realm);
            must_be_inside(m, choice.auth.nonce);
        }
    }
    for (uint32_t i = 0; i < m->n_headers; i++) {
        must_be_inside(m, m->headers[i].name);
        must_be_inside(m, m->headers[i].value);
    }
    read_uri(m, m->uri);
    read_contacts(m);
    read_warnings(m);
    read_rack_and_timestamp(m);
}

/* The same fields in the same order; of Content-Length there is one, somewhere. */
static void must_mean_the_same(const struct hf_sip_message *m, const struct hf_sip_message *again)
{
    static char text[HF_SIP_MESSAGE_MAX];
    uint32_t k = 0;
    for (uint32_t i = 0; i < m->n_headers; i++) {
        const struct hf_sip_header *header = &m->headers[i];
        struct hf_sip_out out;
        if (header->id == HF_HEADER_CONTENT_LENGTH) {
            continue;
        }
        while (k < again->n_headers && again->headers[k].id == HF_HEADER_CONTENT_LENGTH) {
            k++;
        }
        must(k < again->n_headers && again->headers[k].id == header->id);
        must(header->id != HF_HEADER_OTHER || hf_slice_equal(again->headers[k].name, header->name));
        hf_sip_out_start(&out, text, sizeof text);
        hf_sip_put_unfolded(&out, header->value);
        must(!out.overflow && out.length == again->headers[k].value.length &&
             memcmp(text, again->headers[k].value.at, out.length) == 0);
        k++;
    }
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
    must(hf_sip_parse(&again, first_bytes, first.length) == 0 && again.n_unreadable == 0);
    must(again.is_request == m->is_request && again.status == m->status);
    must(hf_slice_equal(again.method, m->method) && hf_slice_equal(again.uri, m->uri));
    must(hf_slice_equal(again.reason, m->reason) && hf_slice_equal(again.body, m->body));
    must_mean_the_same(m, &again);
    hf_sip_out_start(&second, second_bytes, sizeof second_bytes);
    hf_sip_put_message(&second, &again);
    must(second.length == first.length && memcmp(first_bytes, second_bytes, first.length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    static struct hf_sip_message m;
    int result = hf_sip_parse(&m, bytes, n_bytes);
    must((result == 0) == (m.error.what == NULL) && m.error.at <= n_bytes);
    must(m.n_left_out == 0 || (result < 0 && m.n_headers == HF_SIP_HEADERS_MAX));
    must(m.n_unreadable == 0 || !m.is_request);
    read_fields(&m);
    hf_agent_route(bytes, n_bytes);
    if (result == 0) {
        print_and_parse(&m);
    }
    return 0;
}
