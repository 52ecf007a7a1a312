/* SPDX-License-Identifier: Apache-2.0 */
/* Which responses count; what an INVITE's are acknowledged by, layer_client_invite.c tells. */
#include "layer_support.h"

/* A response to the last request, with some of its text in place of other. */
static void reply_edited(struct layer_stage *s, const char *from, const char *to)
{
    char text[4096], edited[4096];
    snprintf(text, sizeof text,
             "SIP/2.0 200 OK\r\nVia: %.*s\r\nFrom: <sip:a>;tag=1\r\nTo: <sip:b>;tag=2\r\n"
             "Call-ID: ours\r\nCSeq: 7 INFO\r\nContent-Length: 0\r\n\r\n",
             (int)hf_sip_value(&s->message, HF_HEADER_VIA).length,
             hf_sip_value(&s->message, HF_HEADER_VIA).at);
    char *at = strstr(text, from);
    cr_assert_not_null(at);
    snprintf(edited, sizeof edited, "%.*s%s%s", (int)(at - text), text, to, at + strlen(from));
    layer_hear(s, edited);
}

Test(layer_response, a_response_is_for_one_branch_method_and_number)
{
    static const struct {
        const char *from, *to;
    } refused[] = {
        {"CSeq: 7 INFO", "CSeq: 7 OPTIONS"},
        {"CSeq: 7 INFO", "CSeq: 7 INF"},
        {"CSeq: 7 INFO", "CSeq: 7 info"},
        {"CSeq: 7 INFO", "CSeq: 7 CANCEL"},
        {"CSeq: 7 INFO", "CSeq: 8 INFO"},
        {"CSeq: 7 INFO", "CSeq: INFO"},
        {"CSeq: 7 INFO\r\n", ""},
        {"branch=z9hG4bK0", "branch=z9hG4bK1"},
        {"branch=z9hG4bK", "branch=a"},
        {";branch=", ";x="},
        {"Via: ", "X: "},
        {"Via: SIP", "Via: SIP/1"},
        {"From:", "Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKx\r\nFrom:"},
        {"Via: ", "Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKx, "},
        {"Content-Length: 0", "Content-Length: 1"},
    };
    static const struct {
        const char *from, *to;
    } taken[] = {
        {"CSeq: 7 INFO", "CSeq: 007  INFO"},
        {"rport", "rport=5062;received=192.0.2.9"},
        {"From: <sip:a>;tag=1\r\n", ""}, /* its branch was ours: the rest is the user's to judge */
        {"Via: ", "v: "},
    };
    struct layer_stage s;
    layer_open_usual(&s);
    layer_ask(&s, REQUEST("INFO"));
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        reply_edited(&s, refused[i].from, refused[i].to);
        layer_expect(&s, "DROPPED", "");
    }
    for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++) {
        reply_edited(&s, taken[i].from, taken[i].to);
        layer_expect(&s, "RESPONSE 200, OVER", "");
        layer_ask(&s, REQUEST("INFO"));
    }
    layer_close(&s);
}

/* Another port may be that of a server without RFC 3581, or of another connection (18.2.2). */
Test(layer_response, a_response_comes_from_the_address_that_was_asked)
{
    struct layer_stage s;
    layer_open_usual(&s);
    for (unsigned stream = 0; stream < 2; stream++) {
        struct hf_target from[4];
        s.peer.transport = s.here.transport = stream ? HF_TRANSPORT_TCP : HF_TRANSPORT_UDP;
        for (unsigned i = 0; i < 4; i++) {
            from[i] = s.peer;
        }
        from[0].address[3]++;
        from[1].transport ^= 1;
        from[2].port++;
        struct hf_target peer = s.peer;
        layer_ask(&s, REQUEST("INFO"));
        for (unsigned i = 0; i < 4; i++) {
            s.peer = from[i];
            reply_edited(&s, "200", "100");
            layer_expect(&s, i >= 2 ? "RESPONSE 100" : "DROPPED", "");
        }
        s.peer = peer;
    }
    layer_close(&s);
}

/* holdfast/sip/message.h: a client may go by a response with more fields than are kept. */
Test(layer_response, a_response_with_too_many_fields_is_heard_unless_more_is_wrong)
{
    char fields[2048] = "";
    struct layer_stage s;
    layer_open_usual(&s);
    layer_ask(&s, REQUEST("INFO"));
    for (unsigned i = 0; i < 130; i++) {
        strcat(fields, "X: y\r\n");
    }
    size_t length = strlen(fields);
    strcpy(fields + length, "l 1\r\n"); /* a Content-Length for some */
    layer_reply(&s, "200 OK", fields);
    layer_expect(&s, "DROPPED", "");
    fields[length] = '\0';
    layer_reply(&s, "200 OK", fields);
    layer_expect(&s, "RESPONSE 200, OVER", "");
    layer_close(&s);
}

/* 7.3: one line that nobody needs must not leave an INVITE without its end. */
Test(layer_response, a_response_with_a_line_that_is_no_field_is_heard)
{
    struct layer_stage s;
    layer_open_usual(&s);
    layer_ask(&s, REQUEST("INVITE"));
    layer_reply(&s, "486 Busy", "this line has no colon\r\n");
    layer_expect(&s, "RESPONSE 486", "ACK");
    layer_close(&s);
}

/* 7.3.1, 17.1.3. */
Test(layer_response, a_branch_counts_without_regard_to_case)
{
    struct layer_stage s;
    layer_open_usual(&s);
    for (unsigned n = 0; n < 17; n++) { /* so that ids have letters too */
        bool other = n == 16;
        char branch[64], text[64];
        layer_ask(&s, REQUEST("INFO"));
        snprintf(branch, sizeof branch, "%.46s", strstr(s.sent, "branch="));
        strcpy(text, branch);
        for (char *p = text + strlen("branch="); *p != '\0'; p++) {
            *p = (char)(*p >= 'a' && *p <= 'z' ? *p - 'a' + 'A' : *p);
        }
        cr_assert_neq(strcmp(text, branch), 0);
        text[45] = other ? text[45] == '0' ? '1' : '0' : text[45]; /* the last of the proof */
        reply_edited(&s, branch, text);
        layer_expect(&s, other ? "DROPPED" : "RESPONSE 200, OVER", "");
    }
    layer_close(&s);
}
