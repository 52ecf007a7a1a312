/* SPDX-License-Identifier: Apache-2.0 */
/* libosip2's reader: osip_message_parse copies the message, parses every field that it knows and
 * copies each part to memory of its own; reading is following pointers. */
#include <osipparser2/osip_message.h>
#include <osipparser2/osip_parser.h>

#include "reading.h"

static void read_uri(const osip_uri_t *uri, struct reading_address *address)
{
    if (uri == NULL)
        reading_fail("a URI");
    address->user = reading_terminated(uri->username);
    address->host = reading_terminated(uri->host);
    address->port.text = reading_terminated(uri->port);
}

static struct reading_text param_of(osip_list_t *params, const char *name)
{
    osip_uri_param_t *param = NULL;
    osip_generic_param_get_byname(params, (char *)(uintptr_t)name, &param);
    return reading_terminated(param == NULL ? NULL : param->gvalue);
}

static void read_start(const osip_message_t *m, struct reading *reading)
{
    struct reading_address uri;
    if (!MSG_IS_REQUEST(m)) {
        reading->status = (uint32_t)m->status_code;
        return;
    }
    read_uri(m->req_uri, &uri);
    reading->method = reading_terminated(m->sip_method);
    reading->uri_user = uri.user;
    reading->uri_host = uri.host;
}

static void read_via(const osip_message_t *m, struct reading *reading)
{
    osip_via_t *via = NULL;
    if (osip_message_get_via(m, 0, &via) < 0 || via == NULL)
        reading_fail("Via");
    reading->via_transport = reading_terminated(via->protocol);
    reading->via_host = reading_terminated(via->host);
    reading->via_port.text = reading_terminated(via->port);
    reading->via_branch = param_of(&via->via_params, "branch");
    reading->via_received = param_of(&via->via_params, "received");
    reading->via_rport.text = param_of(&via->via_params, "rport");
}

static void read_dialog(const osip_message_t *m, struct reading *reading)
{
    if (m->from == NULL || m->to == NULL || m->call_id == NULL || m->cseq == NULL)
        reading_fail("From, To, Call-ID or CSeq");
    read_uri(m->from->url, &reading->from);
    reading->from.tag = param_of(&m->from->gen_params, "tag");
    read_uri(m->to->url, &reading->to);
    reading->to.tag = param_of(&m->to->gen_params, "tag");
    reading->call_id = reading_terminated(m->call_id->number);
    reading->call_id_host = reading_terminated(m->call_id->host);
    reading->cseq.text = reading_terminated(m->cseq->number);
    reading->cseq_method = reading_terminated(m->cseq->method);
}

static void read_contacts(const osip_message_t *m, struct reading *reading)
{
    osip_list_iterator_t at;
    osip_contact_t *contact = osip_list_get_first(&m->contacts, &at);
    while (contact != NULL && reading->n_contacts < READING_CONTACTS) {
        struct reading_address *address = &reading->contacts[reading->n_contacts++];
        read_uri(contact->url, address);
        address->expires.text = param_of(&contact->gen_params, "expires");
        contact = osip_list_get_next(&at);
    }
}

static void read_rest(const osip_message_t *m, struct reading *reading)
{
    osip_header_t *expires = NULL;
    osip_body_t *body = NULL;
    osip_message_get_expires(m, 0, &expires);
    if (expires != NULL)
        reading->expires.text = reading_terminated(expires->hvalue);
    if (m->content_type != NULL) {
        reading->content_type = reading_terminated(m->content_type->type);
        reading->content_subtype = reading_terminated(m->content_type->subtype);
    }
    osip_message_get_body(m, 0, &body);
    if (body != NULL) {
        reading->body.at = body->body;
        reading->body.n = body->length;
    }
}

void reader_read(const char *bytes, size_t n_bytes, reading_use *use)
{
    static int is_ready; /* its table of headers is made once */
    osip_message_t *m;
    struct reading reading = {.status = 0};
    if (!is_ready)
        parser_init();
    is_ready = 1;
    if (osip_message_init(&m) != OSIP_SUCCESS || osip_message_parse(m, bytes, n_bytes) < 0)
        reading_fail("osip_message_parse");
    read_start(m, &reading);
    read_via(m, &reading);
    read_dialog(m, &reading);
    read_contacts(m, &reading);
    read_rest(m, &reading);
    use(&reading);
    osip_message_free(m);
}
