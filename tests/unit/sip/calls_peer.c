/* SPDX-License-Identifier: Apache-2.0 */
/* The peer whose messages a story writes itself; see calls_support.h. */
#include "calls_support.h"

const char *calls_field(const char *text, unsigned id, char *out)
{
    struct hf_sip_message m;
    cr_assert_eq(hf_sip_parse(&m, text, strlen(text)), 0);
    struct hf_slice value = hf_sip_value(&m, id);
    memcpy(out, value.at == NULL ? "" : value.at, value.length);
    out[value.length] = '\0';
    return out;
}

static void send_as_peer(struct calls_world *w, unsigned who, const struct hf_sip_out *out)
{
    cr_assert(!out->overflow);
    cr_assert_lt(w->n_packets, CALLS_PACKETS);
    struct calls_packet *packet = &w->packets[w->n_packets++];
    packet->at_us = w->now_us + HOP_US;
    packet->from = w->peer;
    packet->to = w->phones[who].here;
    packet->flow = 0;
    packet->n = out->length;
    packet->text[out->length] = '\0';
}

void calls_answer(struct calls_world *w, unsigned who, const struct calls_answer *answer)
{
    static char text[CALLS_TEXT];
    struct hf_sip_message m;
    struct hf_sip_out out;
    strcpy(text, answer->request != NULL ? answer->request : w->heard);
    cr_assert_eq(hf_sip_parse(&m, text, strlen(text)), 0);
    cr_assert(m.is_request);
    hf_sip_out_start(&out, w->packets[w->n_packets].text, CALLS_TEXT - 1);
    hf_sip_put_text(&out, "SIP/2.0 ");
    hf_sip_put_text(&out, answer->status);
    hf_sip_put_text(&out, "\r\n");
    struct hf_sip_reply reply = {.request = &m,
                                 .source_address = hf_slice_text("192.0.2.1"),
                                 .source_port = 5060,
                                 .to_tag = hf_slice_text(answer->tag == NULL ? "" : answer->tag)};
    hf_sip_put_reply_fields(&out, &reply);
    hf_sip_put_text(&out, answer->fields == NULL ? "" : answer->fields);
    hf_sip_put_end(&out, hf_slice_text(answer->body == NULL ? "" : answer->body));
    send_as_peer(w, who, &out);
}

void calls_peer_says(struct calls_world *w, unsigned who, const char *text)
{
    struct hf_sip_out out;
    const char *body = strstr(text, "\r\n\r\n");
    cr_assert_not_null(body);
    hf_sip_out_start(&out, w->packets[w->n_packets].text, CALLS_TEXT - 1);
    hf_sip_put(&out, bytes_of(text, (size_t)(body - text) + 2));
    hf_sip_put_end(&out, hf_slice_text(body + 4));
    send_as_peer(w, who, &out);
}
