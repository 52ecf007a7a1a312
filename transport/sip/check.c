/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is a message sound enough to be acted upon (RFC 3261 8.1.1, 8.2, 16.3)? What is checked here is
 * what a 400 would be sent for; a field that nobody reads is left alone.
 */
#include "lex.h"

#include "holdfast/line.h"

#define BIT(method) (1u << HF_METHOD_##method)

/* Of whom a Contact and an Expires say something that is acted upon. */
#define NEED_CONTACT                                                                               \
    (BIT(INVITE) | BIT(REGISTER) | BIT(SUBSCRIBE) | BIT(NOTIFY) | BIT(REFER) | BIT(UPDATE))
#define NEED_EXPIRES (BIT(REGISTER) | BIT(SUBSCRIBE) | BIT(INVITE) | BIT(PUBLISH))
/* Of whom nothing is looked at that they do not need: a call would not be confirmed, or not end. */
#define NEED_LITTLE (BIT(ACK) | BIT(BYE))

static bool is_one_of(unsigned method, unsigned bits)
{
    return (1u << method & bits) != 0;
}

static int fail(const struct hf_sip_message *m, const char *what, unsigned id,
                struct hf_sip_error *error)
{
    const struct hf_sip_header *header = hf_sip_find(m, id);
    const char *at = header == NULL ? m->bytes : header->value.at;
    return hf_lex_fail(error, what, (size_t)(at - m->bytes));
}

/* Compared byte by byte (RFC 3261 20.8), so white space must not be in it: a fold comes out
 * otherwise than it went in. */
static int call_id(const struct hf_sip_message *m, struct hf_sip_error *error)
{
    struct hf_slice value = hf_sip_value(m, HF_HEADER_CALL_ID);
    for (size_t i = 0; i < value.length; i++) {
        if (hf_lex_is(value.at[i], HF_LEX_SPACE)) {
            return fail(m, "a Call-ID with white space in it", HF_HEADER_CALL_ID, error);
        }
    }
    return value.length == 0 ? fail(m, "an empty Call-ID", HF_HEADER_CALL_ID, error) : 0;
}

static int once(const struct hf_sip_message *m, struct hf_sip_error *error)
{
    static const struct {
        unsigned id;
        const char *absent, *twice;
    } fields[] = {
        {HF_HEADER_TO, "no To", "two To fields"},
        {HF_HEADER_FROM, "no From", "two From fields"},
        {HF_HEADER_CSEQ, "no CSeq", "two CSeq fields"},
        {HF_HEADER_CALL_ID, "no Call-ID", "two Call-ID fields"},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        const struct hf_sip_header *header = hf_sip_find(m, fields[i].id);
        if (header == NULL) {
            return fail(m, fields[i].absent, HF_HEADER_OTHER, error);
        }
        if (header->next != 0) {
            return fail(m, fields[i].twice, fields[i].id, error);
        }
    }
    return call_id(m, error);
}

static bool begins_like_a_via(struct hf_slice element)
{
    return element.length > 3 && HF_LEX_SAYS(hf_lex_slice(element.at, element.at + 3), "SIP");
}

/* The topmost one says where the answer goes (RFC 3261 18.2.2). Those below it are copied as they
 * are, for hops that read them: here they only have to look like one. */
static int vias(const struct hf_sip_message *m, struct hf_sip_error *error)
{
    struct hf_sip_each each;
    struct hf_slice element;
    struct hf_sip_via via;
    hf_sip_each_start(&each, m, HF_HEADER_VIA);
    if (!hf_sip_each_next(&each, &element)) {
        return fail(m, "no Via", HF_HEADER_OTHER, error);
    }
    if (hf_sip_via_parse(element, &via, error) < 0) {
        return hf_lex_within(m, element, error);
    }
    while (!is_one_of(m->method_id, NEED_LITTLE) && hf_sip_each_next(&each, &element)) {
        if (!begins_like_a_via(element)) {
            return hf_lex_fail_at(m, element, "something that is no Via", error);
        }
    }
    return 0;
}

static int parties(const struct hf_sip_message *m, struct hf_sip_error *error)
{
    struct hf_sip_party party;
    struct hf_sip_cseq cseq;
    if (hf_sip_from(m, &party, error) < 0 || hf_sip_to(m, &party, error) < 0 ||
        hf_sip_cseq(m, &cseq, error) < 0) {
        return HF_E_MALFORMED;
    }
    if (m->is_request && !hf_slice_equal(cseq.method, m->method)) {
        return fail(m, "a CSeq of another method", HF_HEADER_CSEQ, error);
    }
    return 0;
}

/* A lone "*" is a Contact too, but only alone, and of a REGISTER (RFC 3261 10.2.2, 20.10). */
static int contacts(const struct hf_sip_message *m, struct hf_sip_error *error)
{
    struct hf_sip_each each;
    struct hf_sip_contact contact;
    struct hf_sip_uri uri;
    unsigned n = 0;
    bool star = false;
    int found;
    hf_sip_each_start(&each, m, HF_HEADER_CONTACT);
    while ((found = hf_sip_contact_next(&each, &contact, error)) == 1) {
        n++;
        star = star || contact.address.star;
        if (!contact.address.star && hf_sip_uri_parse(contact.address.uri, &uri, error) < 0) {
            return hf_lex_within(m, contact.address.uri, error);
        }
    }
    if (found == 0 && star && (n > 1 || m->method_id != HF_METHOD_REGISTER)) {
        return fail(m, "a '*' beside other Contacts, or not of a REGISTER", HF_HEADER_CONTACT,
                    error);
    }
    return found;
}

static int max_forwards(const struct hf_sip_message *m, struct hf_sip_error *error)
{
    uint32_t number = 0;
    const struct hf_sip_header *header = hf_sip_find(m, HF_HEADER_MAX_FORWARDS);
    if (header != NULL && header->next != 0) {
        return fail(m, "two Max-Forwards fields", HF_HEADER_MAX_FORWARDS, error);
    }
    if (hf_sip_number(m, HF_HEADER_MAX_FORWARDS, &number) < 0 || number > HF_SIP_MAX_FORWARDS_MAX) {
        return fail(m, "a Max-Forwards that is not a number from 0 to 255", HF_HEADER_MAX_FORWARDS,
                    error);
    }
    return 0;
}

/* The fields that count for some methods. Of a response all are looked at. */
static int for_method(const struct hf_sip_message *m, struct hf_sip_error *error)
{
    uint32_t number;
    unsigned method = m->is_request ? m->method_id : HF_METHOD_REGISTER;
    if (!is_one_of(method, NEED_LITTLE) && max_forwards(m, error) < 0) {
        return HF_E_MALFORMED;
    }
    if (is_one_of(method, NEED_EXPIRES) && hf_sip_number(m, HF_HEADER_EXPIRES, &number) < 0) {
        return fail(m, "an Expires that is not a number below 2^32", HF_HEADER_EXPIRES, error);
    }
    return is_one_of(method, NEED_CONTACT) ? contacts(m, error) : 0;
}

int hf_sip_check(const struct hf_sip_message *m, struct hf_sip_error *error)
{
    struct hf_sip_uri uri;
    if (m->is_request && hf_sip_uri_parse(m->uri, &uri, error) < 0) {
        return hf_lex_within(m, m->uri, error);
    }
    if (m->n_unreadable != 0) {
        return fail(m, "a line that is no header field", HF_HEADER_OTHER, error);
    }
    if (vias(m, error) < 0 || once(m, error) < 0 || parties(m, error) < 0) {
        return HF_E_MALFORMED;
    }
    return for_method(m, error) < 0 ? HF_E_MALFORMED : 0;
}
