/* SPDX-License-Identifier: Apache-2.0 */
/* libre's reader: sip_msg_decode splits the message into a list and a hash of fields and parses the
 * topmost Via, From, To, CSeq and Content-Type in place; Contacts are parsed when they are asked
 * for. The buffer is handed over without a copy: in a receive loop it is the socket's own. */
#include <stdint.h>

#include <re.h>

#include "reading.h"

static struct reading_text text_of(struct pl pl)
{
    struct reading_text text = {pl.p, pl.l};
    return text;
}

static struct reading_text param_of(const struct pl *params, const char *name)
{
    struct pl value = {NULL, 0};
    msg_param_decode(params, name, &value);
    return text_of(value);
}

static void read_uri(const struct uri *uri, struct reading_address *address)
{
    address->user = text_of(uri->user);
    address->host = text_of(uri->host);
    address->port.value = uri->port;
}

static void read_start(const struct sip_msg *m, struct reading *reading)
{
    if (!m->req) {
        reading->status = m->scode;
        return;
    }
    reading->method = text_of(m->met);
    reading->uri_user = text_of(m->uri.user);
    reading->uri_host = text_of(m->uri.host);
}

static void read_via(const struct sip_msg *m, struct reading *reading)
{
    reading->via_transport = reading_terminated(sip_transp_name(m->via.tp));
    reading->via_host = text_of(m->via.sentby);
    reading->via_branch = text_of(m->via.branch);
    reading->via_received = param_of(&m->via.params, "received");
    reading->via_rport.text = param_of(&m->via.params, "rport");
}

static void read_dialog(const struct sip_msg *m, struct reading *reading)
{
    read_uri(&m->from.uri, &reading->from);
    reading->from.tag = text_of(m->from.tag);
    read_uri(&m->to.uri, &reading->to);
    reading->to.tag = text_of(m->to.tag);
    reading->call_id = text_of(m->callid);
    reading->cseq.value = m->cseq.num;
    reading->cseq_method = text_of(m->cseq.met);
}

static bool read_contact(const struct sip_hdr *header, const struct sip_msg *m, void *context)
{
    struct reading *reading = context;
    struct reading_address *address = &reading->contacts[reading->n_contacts++];
    struct sip_addr contact;
    (void)m;
    if (sip_addr_decode(&contact, &header->val) != 0)
        reading_fail("Contact");
    read_uri(&contact.uri, address);
    address->expires.text = param_of(&contact.params, "expires");
    return reading->n_contacts == READING_CONTACTS;
}

void reader_read(const char *bytes, size_t n_bytes, reading_use *use)
{
    static struct mbuf *buffer;
    struct sip_msg *m = NULL;
    struct reading reading = {.status = 0};
    if (buffer == NULL && (buffer = mbuf_alloc(0)) == NULL)
        reading_fail("mbuf_alloc");
    buffer->buf = (uint8_t *)(uintptr_t)bytes;
    buffer->pos = 0;
    buffer->size = buffer->end = n_bytes;
    if (sip_msg_decode(&m, buffer) != 0)
        reading_fail("sip_msg_decode");
    read_start(m, &reading);
    read_via(m, &reading);
    read_dialog(m, &reading);
    sip_msg_hdr_apply(m, true, SIP_HDR_CONTACT, read_contact, &reading);
    reading.expires.text = text_of(m->expires);
    reading.content_type = text_of(m->ctyp.type);
    reading.content_subtype = text_of(m->ctyp.subtype);
    reading.body.at = (const char *)m->mb->buf + m->mb->pos;
    reading.body.n = m->mb->end - m->mb->pos;
    use(&reading);
    mem_deref(m);
}
