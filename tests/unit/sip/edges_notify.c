/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A dialog that a NOTIFY makes before the 2xx of its SUBSCRIBE (RFC 6665 4.4.1), found by measuring
 * (./run coverage): what it keeps of both, and each part that makes it none.
 */
#include "dialog_support.h"

enum part { LINE, FROM, TO, CALL, CSEQ, MORE, PARTS };

/* Alice's SUBSCRIBE and the NOTIFY to it; a part may be another one. */
static const char *const subscribe_parts[PARTS] = {"SUBSCRIBE sip:alice@example.com SIP/2.0\n",
                                                   FROM_ALICE,
                                                   "To: <sip:alice@example.com>\n",
                                                   CALL_ID,
                                                   "CSeq: 3 SUBSCRIBE\n",
                                                   CONTACT_A};
static const char *const notify_parts[PARTS] = {"NOTIFY sip:alice@192.0.2.1 SIP/2.0\n",
                                                "From: <sip:alice@example.com>;tag=bt\n",
                                                "To: Alice <sip:alice@example.com>;tag=AT\n",
                                                CALL_ID,
                                                "CSeq: 9 NOTIFY\n",
                                                CONTACT_B};

struct other { /* the part of which message is what instead */
    bool of_notify;
    enum part part;
    const char *is;
};

static void tell_parts(struct told *t, const char *const *parts, const struct other *other)
{
    const char *p[PARTS];
    for (int i = 0; i < PARTS; i++) {
        p[i] = other != NULL && (int)other->part == i ? other->is : parts[i];
    }
    tell(t, "%s" VIA "%s%s%s%s%s", p[LINE], p[FROM], p[TO], p[CALL], p[CSEQ], p[MORE]);
}

static int make(struct hf_dialog *dialog, const struct other *other)
{
    static struct told subscribe, notify;
    bool of_notify = other != NULL && other->of_notify;
    tell_parts(&subscribe, subscribe_parts, of_notify ? NULL : other);
    tell_parts(&notify, notify_parts, of_notify ? other : NULL);
    memset(dialog, 0x5A, sizeof *dialog);
    int result = hf_dialog_make_notified(dialog, &subscribe.m, &notify.m);
    assert_sound(dialog);
    return result;
}

#define MAKE(dialog, ...) make(dialog, &(struct other){__VA_ARGS__})

Test(edges_notify, what_is_ours_is_the_SUBSCRIBEs_and_what_is_theirs_the_NOTIFYs)
{
    struct hf_dialog d;
    cr_assert_eq(MAKE(&d, true, MORE, "Record-Route: <sip:p1;lr>, <sip:p2;lr>\n" CONTACT_B), 0);
    assert_text(&d, &d.call_id, "c1@alice");
    assert_text(&d, &d.local, "Alice <sip:alice@example.com>");
    assert_text(&d, &d.remote, "<sip:alice@example.com>");
    assert_text(&d, &d.local_tag, "at");
    assert_text(&d, &d.remote_tag, "bt");
    assert_text(&d, &d.target, "sip:bob@192.0.2.2:5070;transport=udp");
    assert_text(&d, &d.route, "<sip:p1;lr>,<sip:p2;lr>");
    cr_assert_eq(d.state, HF_DIALOG_CONFIRMED);
    cr_assert(d.is_caller && d.has_contact && d.has_remote_cseq && !d.is_secure);
    cr_assert_eq(d.local_cseq, 3);
    cr_assert_eq(d.remote_cseq, 9);
    cr_assert_eq(d.invite_cseq, 0);
}

/* 12.1.2: as where a 2xx makes it. */
Test(edges_notify, it_is_secure_by_the_SUBSCRIBEs_request_uri)
{
    struct hf_dialog d;
    cr_assert_eq(MAKE(&d, false, LINE, "SUBSCRIBE sips:alice@example.com SIP/2.0\n"), 0);
    cr_assert_eq(d.is_secure, 1);
    cr_assert_eq(MAKE(&d, true, LINE, "NOTIFY sips:alice@192.0.2.1 SIP/2.0\n"), 0);
    cr_assert_eq(d.is_secure, 0, "the NOTIFY's says nothing");
}

Test(edges_notify, without_any_part_of_both_there_is_none)
{
    static const struct other others[] = {
        {false, LINE, "SIP/2.0 200 OK\n"},
        {false, CALL, ""},
        {false, FROM, ""},
        {false, TO, ""},
        {false, CSEQ, ""},
        {false, CSEQ, "CSeq: 2147483648 SUBSCRIBE\n"}, /* 8.1.1.5 */
        {true, LINE, "SIP/2.0 200 OK\n"},
        {true, LINE, "MESSAGE sip:alice@192.0.2.1 SIP/2.0\n"},
        {true, CALL, "Call-ID: c2@alice\n"},
        {true, CALL, ""},
        {true, FROM, ""},
        {true, FROM, "From: <sip:alice@example.com>\n"}, /* it has no tag */
        {true, TO, ""},
        {true, TO, "To: Alice <sip:alice@example.com>\n"}, /* an out-of-dialog one */
        {true, TO, "To: Alice <sip:alice@example.com>;tag=other\n"},
        {true, CSEQ, ""},
        {true, MORE, ""}, /* no Contact */
        {true, MORE, "Contact: <mailto:bob@example.net>\n"},
        {true, MORE, "Record-Route: <mailto:p1>\n" CONTACT_B},
    };
    struct hf_dialog d;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        cr_expect_eq(make(&d, &others[i]), HF_E_MALFORMED, "%zu", i);
        cr_expect_eq(d.state, HF_DIALOG_NONE, "%zu", i);
        cr_expect_eq(d.n_texts, 0, "%zu", i);
    }
    cr_assert_eq(make(&d, NULL), 0);
}

Test(edges_notify, more_than_is_kept_is_refused)
{
    struct hf_dialog d;
    cr_assert_eq(MAKE(&d, true, MORE, contact_of(HF_DIALOG_TEXTS)), HF_E_LIMIT);
    cr_assert_eq(d.state, HF_DIALOG_NONE);
    cr_assert_eq(d.n_texts, 0);
}
