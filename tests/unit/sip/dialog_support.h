/* SPDX-License-Identifier: Apache-2.0 */
/* Messages as the tests of dialogs write them: lines with LF, and no field that says nothing. */
#ifndef TESTS_SIP_DIALOG_SUPPORT_H
#define TESTS_SIP_DIALOG_SUPPORT_H

#include <stdarg.h>

#include "support.h"
#include "holdfast/sip/dialog.h"

#define TOLD_MAX 16384

struct told {
    struct hf_sip_message m;
    char text[TOLD_MAX];
};

#define TELLS __attribute__((format(printf, 2, 3)))

/* A whole message, each LF made CRLF; the empty line behind its fields is added. */
static inline TELLS void tell(struct told *t, const char *format, ...)
{
    static char text[TOLD_MAX];
    va_list arguments;
    size_t length = 0;
    va_start(arguments, format);
    int n = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    cr_assert(n > 0 && n < TOLD_MAX / 2);
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '\n') {
            t->text[length++] = '\r';
        }
        t->text[length++] = *p;
    }
    memcpy(t->text + length, "\r\n", 3);
    int result = hf_sip_parse(&t->m, t->text, length + 2);
    cr_assert_eq(result, 0, "%s: %s", t->m.error.what, t->text);
}

/* What every story here has in common. */
#define FROM_ALICE "From: Alice <sip:alice@example.com>;tag=at\n"
#define TO_BOB     "To: Bob <sip:bob@example.net>\n"
#define CALL_ID    "Call-ID: c1@alice\n"
#define VIA        "Via: SIP/2.0/UDP a.example.com;branch=z9hG4bK1\n"
#define CONTACT_A  "Contact: <sip:alice@192.0.2.1>\n"
#define CONTACT_B  "Contact: <sip:bob@192.0.2.2:5070;transport=udp>\n"

/* Alice's INVITE with CSeq 7, and more fields. */
static inline void tell_invite(struct told *t, const char *more)
{
    tell(t,
         "INVITE sip:bob@example.net SIP/2.0\n" VIA FROM_ALICE TO_BOB CALL_ID "CSeq: 7 INVITE\n%s",
         more);
}

/* Bob's answer to it, of a tag ("": none), and more fields. */
static inline void tell_answer(struct told *t, unsigned status, const char *tag, const char *more)
{
    tell(t,
         "SIP/2.0 %u X\n" VIA FROM_ALICE "To: Bob <sip:bob@example.net>%s%s\n" CALL_ID
         "CSeq: 7 INVITE\n%s",
         status, *tag == '\0' ? "" : ";tag=", tag, more);
}

/* Alice's dialog with Bob (tag bt), made by this status. */
static inline struct hf_dialog alices(unsigned status)
{
    static struct told invite, answer;
    struct hf_dialog dialog;
    tell_invite(&invite, CONTACT_A);
    tell_answer(&answer, status, "bt", CONTACT_B);
    cr_assert_eq(hf_dialog_make_caller(&dialog, &invite.m, &answer.m), 0);
    return dialog;
}

/* Bob's, EARLY. */
static inline struct hf_dialog bobs(void)
{
    static struct told invite;
    struct hf_dialog dialog;
    tell_invite(&invite, CONTACT_A);
    cr_assert_eq(hf_dialog_make_callee(&dialog, &invite.m, hf_slice_text("bt")), 0);
    return dialog;
}

/* Bob's answer to a later request of Alice's. */
static inline void tell_later(struct told *t, unsigned status, const char *cseq, const char *more)
{
    tell(t,
         "SIP/2.0 %u X\n" VIA FROM_ALICE "To: <sip:bob@example.net>;tag=bt\n" CALL_ID
         "CSeq: %s\n%s",
         status, cseq, more);
}

/* Bob's request to Alice. */
static inline void tell_request(struct told *t, const char *method, unsigned cseq, const char *more)
{
    tell(t,
         "%s sip:alice@192.0.2.1 SIP/2.0\n" VIA "From: <sip:bob@example.net>;tag=bt\n"
         "To: Alice <sip:alice@example.com>;tag=at\n" CALL_ID "CSeq: %u %s\n%s",
         method, cseq, method, more);
}

/* A Contact with a URI of this length. */
static inline const char *contact_of(size_t length) /* of the URI */
{
    static char text[4096];
    size_t at = (size_t)sprintf(text, "Contact: <sip:");
    memset(text + at, 'x', length - 4);
    sprintf(text + at + length - 4, ">\n");
    return text;
}

/* n routes behind "Record-Route: ", in one field or in many. */
static inline const char *routes_of(int n, bool in_one)
{
    static char text[2048];
    size_t at = 0;
    for (int i = 0; i < n; i++) {
        const char *before = i == 0 ? "Record-Route: " : in_one ? "," : "\nRecord-Route: ";
        at += (size_t)snprintf(text + at, sizeof text - at, "%s<sip:p%d;lr>", before, i);
    }
    snprintf(text + at, sizeof text - at, "\n");
    return text;
}

static inline void assert_text(const struct hf_dialog *dialog, const struct hf_dialog_text *text,
                               const char *expected)
{
    assert_slice(hf_dialog_text(dialog, text), expected);
}

/* What a dialog must always be: texts inside, nothing behind them, nothing lost between them. */
static inline void assert_sound(const struct hf_dialog *d)
{
    const struct hf_dialog_text *texts[] = {&d->call_id,    &d->local,  &d->remote, &d->local_tag,
                                            &d->remote_tag, &d->target, &d->route};
    size_t at = 0;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        cr_assert_eq(texts[i]->at, at);
        at += texts[i]->length;
    }
    cr_assert_eq(d->n_texts, at);
    cr_assert_leq(at, HF_DIALOG_TEXTS);
    for (; at < HF_DIALOG_TEXTS; at++) {
        cr_assert_eq(d->texts[at], 0);
    }
}

#endif
