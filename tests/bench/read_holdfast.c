/* SPDX-License-Identifier: Apache-2.0 */
/* Holdfast's reader: hf_sip_parse splits the message, and each accessor parses its field when it is
 * asked; URIs of the request line, From, To and Contact are split too, as the other three do. */
#include "holdfast/sip/message.h"
#include "reading.h"

static struct reading_text text_of(struct hf_slice slice)
{
    struct reading_text text = {slice.at, slice.length};
    return text;
}

static void read_uri(struct hf_slice text, struct reading_address *address)
{
    struct hf_sip_uri uri;
    if (hf_sip_uri_parse(text, &uri, NULL) < 0)
        reading_fail("a URI");
    address->user = text_of(uri.user);
    address->host = text_of(uri.host);
    address->port.value = uri.port;
}

static void read_start(const struct hf_sip_message *m, struct reading *reading)
{
    struct reading_address uri;
    if (!m->is_request) {
        reading->status = m->status;
        return;
    }
    read_uri(m->uri, &uri);
    reading->method = text_of(m->method);
    reading->uri_user = uri.user;
    reading->uri_host = uri.host;
}

static void read_via(const struct hf_sip_message *m, struct reading *reading)
{
    struct hf_sip_via via;
    if (hf_sip_via(m, &via, NULL) != 1)
        reading_fail("Via");
    reading->via_transport = text_of(via.transport);
    reading->via_host = text_of(via.host);
    reading->via_port.value = via.port;
    reading->via_branch = text_of(via.branch);
    reading->via_received = text_of(via.received);
    reading->via_rport.value = via.rport;
}

static void read_dialog(const struct hf_sip_message *m, struct reading *reading)
{
    struct hf_sip_party from, to;
    struct hf_sip_cseq cseq;
    if (hf_sip_from(m, &from, NULL) != 1 || hf_sip_to(m, &to, NULL) != 1 ||
        hf_sip_cseq(m, &cseq, NULL) != 1)
        reading_fail("From, To or CSeq");
    read_uri(from.address.uri, &reading->from);
    reading->from.tag = text_of(from.tag);
    read_uri(to.address.uri, &reading->to);
    reading->to.tag = text_of(to.tag);
    reading->call_id = text_of(hf_sip_value(m, HF_HEADER_CALL_ID));
    reading->cseq.value = cseq.number;
    reading->cseq_method = text_of(cseq.method);
}

static void read_contacts(const struct hf_sip_message *m, struct reading *reading)
{
    struct hf_sip_each each;
    struct hf_sip_contact contact;
    hf_sip_each_start(&each, m, HF_HEADER_CONTACT);
    while (reading->n_contacts < READING_CONTACTS &&
           hf_sip_contact_next(&each, &contact, NULL) == 1) {
        struct reading_address *address = &reading->contacts[reading->n_contacts++];
        read_uri(contact.address.uri, address);
        if (contact.expires_s != HF_SIP_EXPIRES_NONE)
            address->expires.value = contact.expires_s;
    }
}

void reader_read(const char *bytes, size_t n_bytes, reading_use *use)
{
    struct hf_sip_message m;
    struct reading reading = {.status = 0};
    if (hf_sip_parse(&m, bytes, n_bytes) != 0)
        reading_fail(m.error.what);
    read_start(&m, &reading);
    read_via(&m, &reading);
    read_dialog(&m, &reading);
    read_contacts(&m, &reading);
    hf_sip_number(&m, HF_HEADER_EXPIRES, &reading.expires.value);
    reading.content_type = text_of(hf_sip_value(&m, HF_HEADER_CONTENT_TYPE));
    reading.body = text_of(m.body);
    use(&reading);
}
