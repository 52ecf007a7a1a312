/* SPDX-License-Identifier: Apache-2.0 */
/* sofia-sip's reader: msg_make copies the message and parses every field that it knows, in place;
 * reading is following pointers. */
#include <sofia-sip/msg.h>
#include <sofia-sip/msg_mclass.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_protos.h>

#include <string.h>

#include "reading.h"

static void read_url(const url_t *url, struct reading_address *address)
{
    address->user = reading_terminated(url->url_user);
    address->host = reading_terminated(url->url_host);
    address->port.text = reading_terminated(url->url_port);
}

static void read_start(const sip_t *sip, struct reading *reading)
{
    struct reading_address uri;
    if (sip->sip_request == NULL) {
        reading->status = (uint32_t)sip->sip_status->st_status;
        return;
    }
    read_url(sip->sip_request->rq_url, &uri);
    reading->method = reading_terminated(sip->sip_request->rq_method_name);
    reading->uri_user = uri.user;
    reading->uri_host = uri.host;
}

static void read_via(const sip_t *sip, struct reading *reading)
{
    const sip_via_t *via = sip->sip_via;
    if (via == NULL)
        reading_fail("Via");
    reading->via_transport = reading_terminated(via->v_protocol);
    reading->via_host = reading_terminated(via->v_host);
    reading->via_port.text = reading_terminated(via->v_port);
    reading->via_branch = reading_terminated(via->v_branch);
    reading->via_received = reading_terminated(via->v_received);
    reading->via_rport.text = reading_terminated(via->v_rport);
}

static void read_dialog(const sip_t *sip, struct reading *reading)
{
    if (sip->sip_from == NULL || sip->sip_to == NULL || sip->sip_call_id == NULL ||
        sip->sip_cseq == NULL)
        reading_fail("From, To, Call-ID or CSeq");
    read_url(sip->sip_from->a_url, &reading->from);
    reading->from.tag = reading_terminated(sip->sip_from->a_tag);
    read_url(sip->sip_to->a_url, &reading->to);
    reading->to.tag = reading_terminated(sip->sip_to->a_tag);
    reading->call_id = reading_terminated(sip->sip_call_id->i_id);
    reading->cseq.value = sip->sip_cseq->cs_seq;
    reading->cseq_method = reading_terminated(sip->sip_cseq->cs_method_name);
}

static void read_contacts(const sip_t *sip, struct reading *reading)
{
    const sip_contact_t *contact = sip->sip_contact;
    for (; contact != NULL && reading->n_contacts < READING_CONTACTS; contact = contact->m_next) {
        struct reading_address *address = &reading->contacts[reading->n_contacts++];
        read_url(contact->m_url, address);
        address->expires.text = reading_terminated(contact->m_expires);
    }
}

static void read_rest(const sip_t *sip, struct reading *reading)
{
    if (sip->sip_expires != NULL)
        reading->expires.value = (uint32_t)sip->sip_expires->ex_delta;
    if (sip->sip_content_type != NULL)
        reading->content_type = reading_terminated(sip->sip_content_type->c_type);
    if (sip->sip_payload != NULL) {
        reading->body.at = sip->sip_payload->pl_data;
        reading->body.n = sip->sip_payload->pl_len;
    }
}

void reader_read(const char *bytes, size_t n_bytes, reading_use *use)
{
    struct reading reading = {.status = 0};
    msg_t *msg = msg_make(sip_default_mclass(), 0, bytes, (ssize_t)n_bytes);
    const sip_t *sip = msg == NULL ? NULL : sip_object(msg);
    if (sip == NULL || sip->sip_error != NULL ||
        (sip->sip_request == NULL && sip->sip_status == NULL))
        reading_fail("msg_make");
    read_start(sip, &reading);
    read_via(sip, &reading);
    read_dialog(sip, &reading);
    read_contacts(sip, &reading);
    read_rest(sip, &reading);
    use(&reading);
    msg_destroy(msg);
}
