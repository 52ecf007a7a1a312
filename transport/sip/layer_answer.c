/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our responses to requests of others: which may be sent when, and each made from the one before
 * (RFC 3261 8.2.6, RFC 3262 3).
 */
#include "layer_state.h"

#include <string.h>

#include "clock.h"
#include "holdfast/line.h"
#include "lex.h"

#define RSEQ_MAX INT32_MAX /* RFC 3262 3 */

static struct hf_layer_server *find(const struct hf_layer *layer, uint64_t id)
{
    uint64_t place = (id & 0xFF) ^ HF_LAYER_SERVER_PLACE;
    if (id == 0 || place >= layer->setup.n_servers || layer->servers[place].id != id) {
        return NULL;
    }
    return &layer->servers[place];
}

struct hf_slice hf_layer_tag(const struct hf_layer *layer, uint64_t id)
{
    const struct hf_layer_server *server = find(layer, id);
    return server == NULL || !server->has_tag
               ? hf_slice_text("")
               : hf_lex_slice(server->tag, server->tag + sizeof server->tag);
}

/* What a place that keeps one response can repeat: no other provisional one beside a reliable one
 * that is not acknowledged yet; reliable ones one after the other (RFC 3262 3). */
static int may_respond(const struct hf_layer_server *server,
                       const struct hf_layer_response *response)
{
    unsigned status = response->status;
    bool is_reliable = response->rseq != 0;
    if (status < 100 || status > 699 ||
        (is_reliable && (!server->is_invite || status == 100 || status > 199))) {
        return HF_E_VALUE;
    }
    if (is_reliable &&
        (response->rseq > RSEQ_MAX || (server->rseq != 0 && response->rseq != server->rseq + 1))) {
        return HF_E_VALUE;
    }
    if (status < 200 && hf_reliable_is_waiting(&server->reliable)) {
        return HF_E_STATE;
    }
    bool may = server->is_invite
                   ? hf_invite_server_may_respond(&server->u.invite, status)
                   : hf_server_transaction_may_respond(&server->u.other, status, response->now_us);
    return may ? HF_OK : HF_E_STATE;
}

/* Where the user's fields begin. */
static const char *put_response(const struct hf_layer *layer, const struct hf_layer_server *server,
                                const struct hf_layer_response *response, struct hf_sip_out *out)
{
    struct hf_sip_message last;
    uint64_t held_us = response->now_us - hf_sip_earlier(server->arrived_us, response->now_us);
    struct hf_layer_head head = {&last, hf_slice_text(""), held_us, response->status};
    hf_layer_read_last(layer, server, &last);
    hf_layer_put_head(server, &head, out);
    if (response->rseq != 0) {
        hf_sip_put_header_text(out, "Require", "100rel");
        hf_sip_put_header_number(out, "RSeq", response->rseq);
    }
    const char *fields = out->at + out->length;
    hf_sip_put_text(out, response->fields);
    hf_sip_put_end(out, response->body);
    return fields;
}

/* Whole lines, the first of which does not go on with the one before it. */
static bool are_lines(struct hf_slice fields)
{
    const char *end = fields.at + fields.length;
    return fields.length == 0 || (fields.length > 2 && hf_lex_is(*fields.at, HF_LEX_TOKEN) &&
                                  end[-2] == '\r' && end[-1] == '\n');
}

/* Is one from here on like those that are copied from response to response? */
static bool has_copied(const struct hf_sip_message *m, const char *fields)
{
    for (uint32_t i = 0; i < m->n_headers; i++) {
        unsigned id = m->headers[i].id;
        if (m->headers[i].name.at >= fields &&
            (id == HF_HEADER_VIA || id == HF_HEADER_RECORD_ROUTE || id == HF_HEADER_TIMESTAMP)) {
            return true;
        }
    }
    return false;
}

/* Fields that are none would make another message of it than was meant. */
static int check_printed(const struct hf_sip_out *printed, const char *fields,
                         const struct hf_layer_response *response)
{
    struct hf_sip_message m;
    if (printed->overflow) {
        return HF_E_LIMIT;
    }
    int result = hf_sip_parse(&m, printed->at, printed->length);
    if (result == HF_E_LIMIT) {
        return HF_E_LIMIT;
    }
    bool is_meant = result == 0 && hf_sip_check(&m, NULL) == 0 &&
                    are_lines(hf_slice_text(response->fields)) && !has_copied(&m, fields) &&
                    m.body.length == response->body.length &&
                    m.body.at + m.body.length == printed->at + printed->length;
    return is_meant ? HF_OK : HF_E_VALUE;
}

int hf_layer_respond(struct hf_layer *layer, const struct hf_layer_response *response,
                     struct hf_layer_out *out)
{
    struct hf_layer_server *server = find(layer, response->id);
    struct hf_sip_out printer;
    hf_layer_out_clear(out);
    if (server == NULL || hf_layer_server_is_free(server)) {
        return HF_E_UNKNOWN_ID;
    }
    int result = may_respond(server, response);
    if (result < 0) {
        return result;
    }
    printer = hf_layer_print(out);
    printer.size = layer->setup.message_bytes < printer.size ? layer->setup.message_bytes
                                                             : printer.size;
    const char *fields = put_response(layer, server, response, &printer);
    result = check_printed(&printer, fields, response);
    if (result < 0) {
        return result;
    }
    memcpy(hf_layer_server_text(layer, server), printer.at, printer.length);
    server->n_text = (uint32_t)printer.length;
    server->status = response->status;
    hf_layer_server_on_response(server, response->status, response->now_us);
    hf_reliable_on_end(&server->reliable);
    if (response->rseq != 0) {
        server->rseq = response->rseq;
        hf_reliable_start(&server->reliable, layer->setup.t1_ms, response->now_us);
    }
    hf_layer_send_last(layer, server, out);
    if (hf_layer_server_is_free(server)) {
        hf_layer_server_say_over(server, out);
    }
    return HF_OK;
}

int hf_layer_pracked(struct hf_layer *layer, uint64_t id, uint32_t rseq)
{
    struct hf_layer_server *server = find(layer, id);
    if (server == NULL || rseq == 0 || server->rseq != rseq ||
        !hf_reliable_is_waiting(&server->reliable)) {
        return HF_E_UNKNOWN_ID;
    }
    hf_reliable_on_end(&server->reliable);
    return HF_OK;
}
