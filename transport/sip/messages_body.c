/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The summary in the body of a NOTIFY (RFC 3842 5.2): whether messages wait, whose they are, and
 * how many of each kind. Behind an empty line stands what single messages are about: not read.
 * Lines end as the sender likes, CRLF or LF; fields that nobody knows are passed over. What is
 * known and cannot be read makes the body wrong as a whole: half a summary is a wrong lamp.
 */
#include "messages_state.h"

#include <string.h>

#include "holdfast/line.h"
#include "lex.h"

#define COUNT_MAX UINT32_MAX /* RFC 3842 5.2, msgcount */

enum field { STATUS = 0, ACCOUNT = 1, VOICE = 2, OTHER = 3, UNKNOWN = 4 };

struct reading {
    struct hf_slice body;
    struct hf_sip_error *error;
    unsigned seen; /* bit per enum field, of those that may stand once */
};

/* RFC 3458 6.1: the classes of messages; those that are not spoken count together. */
static enum field field_of(struct hf_slice name)
{
    static const char *const others[] = {"Fax-Message", "Pager-Message", "Multimedia-Message",
                                         "Text-Message", "None"};
    if (hf_slice_is(name, "Messages-Waiting")) {
        return STATUS;
    }
    if (hf_slice_is(name, "Message-Account")) {
        return ACCOUNT;
    }
    if (hf_slice_is(name, "Voice-Message")) {
        return VOICE;
    }
    for (unsigned i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (hf_slice_is(name, others[i])) {
            return OTHER;
        }
    }
    return UNKNOWN;
}

static int wrong(const struct reading *r, const char *what, struct hf_slice where)
{
    return hf_lex_fail(r->error, what, (size_t)(where.at - r->body.at));
}

static bool take_sign(struct hf_slice *rest, char sign)
{
    struct hf_slice text = hf_slice_trim(*rest);
    if (text.length == 0 || text.at[0] != sign) {
        return false;
    }
    *rest = hf_lex_slice(text.at + 1, text.at + text.length);
    return true;
}

static bool take_number(struct hf_slice *rest, uint32_t *number)
{
    struct hf_slice text = hf_slice_trim(*rest);
    const char *end = text.at + text.length;
    const char *behind = hf_lex_skip(text.at, end, HF_LEX_DIGIT);
    uint64_t value;
    if (!hf_slice_number(hf_lex_slice(text.at, behind), COUNT_MAX, &value)) {
        return false;
    }
    *number = (uint32_t)value;
    *rest = hf_lex_slice(behind, end);
    return true;
}

/* "2/8 (0/2)": new and old, and the urgent ones among them. */
static bool read_count(struct hf_slice value, struct hf_messages_count *count)
{
    struct hf_slice rest = value;
    memset(count, 0, sizeof *count);
    if (!take_number(&rest, &count->fresh) || !take_sign(&rest, '/') ||
        !take_number(&rest, &count->old)) {
        return false;
    }
    if (take_sign(&rest, '(') &&
        (!take_number(&rest, &count->urgent_fresh) || !take_sign(&rest, '/') ||
         !take_number(&rest, &count->urgent_old) || !take_sign(&rest, ')'))) {
        return false;
    }
    return hf_slice_trim(rest).length == 0;
}

static uint32_t sum(uint32_t a, uint32_t b)
{
    return a > COUNT_MAX - b ? COUNT_MAX : a + b;
}

static void add(struct hf_messages_count *to, const struct hf_messages_count *count)
{
    to->fresh = sum(to->fresh, count->fresh);
    to->old = sum(to->old, count->old);
    to->urgent_fresh = sum(to->urgent_fresh, count->urgent_fresh);
    to->urgent_old = sum(to->urgent_old, count->urgent_old);
}

static int read_status(const struct reading *r, struct hf_slice value, bool *waiting)
{
    *waiting = hf_slice_is(value, "yes");
    if (!*waiting && !hf_slice_is(value, "no")) {
        return wrong(r, "Messages-Waiting says neither yes nor no", value);
    }
    return HF_OK;
}

/* A URI of any scheme, in <> or not; what is none, or longer than is kept, is as good as absent. */
static struct hf_slice read_account(struct hf_slice value)
{
    struct hf_slice none = {"", 0};
    struct hf_sip_uri uri;
    if (value.length > 2 && value.at[0] == '<' && value.at[value.length - 1] == '>') {
        value = hf_lex_slice(value.at + 1, value.at + value.length - 1);
    }
    for (size_t i = 0; i < value.length; i++) {
        if (value.at[i] <= ' ' || value.at[i] > '~') {
            return none;
        }
    }
    return value.length <= HF_MESSAGES_ACCOUNT_MAX && hf_sip_uri_parse(value, &uri, NULL) == 0
               ? value
               : none;
}

static int take(struct reading *r, enum field field, struct hf_slice value,
                struct hf_messages_summary *summary)
{
    struct hf_messages_count count;
    if (field != OTHER && (r->seen & (1u << field)) != 0) {
        return wrong(r, "a line of the summary that stands twice", value);
    }
    r->seen |= 1u << field;
    switch (field) {
    case STATUS: return read_status(r, value, &summary->waiting);
    case ACCOUNT: summary->account = read_account(value); return HF_OK;
    case VOICE:
    case OTHER:
        if (!read_count(value, &count)) {
            return wrong(r, "not a count of messages, as 2/8 (0/2) is one", value);
        }
        add(field == VOICE ? &summary->voice : &summary->other, &count);
        return HF_OK;
    case UNKNOWN: break;
    }
    return HF_OK;
}

static bool has_control(struct hf_slice line)
{
    for (size_t i = 0; i < line.length; i++) {
        uint8_t c = (uint8_t)line.at[i];
        if ((c < ' ' && c != '\t') || c == 0x7F) {
            return true;
        }
    }
    return false;
}

/* One line without its end. */
static int read_line(struct reading *r, struct hf_slice line, struct hf_messages_summary *summary)
{
    const char *end = line.at + line.length;
    const char *name_end = hf_lex_skip(line.at, end, HF_LEX_TOKEN);
    struct hf_slice rest = hf_lex_slice(name_end, end);
    enum field field = field_of(hf_lex_slice(line.at, name_end));
    if (has_control(line)) {
        return wrong(r, "a control character in the summary", line);
    }
    if (field == UNKNOWN) {
        return HF_OK;
    }
    if (!take_sign(&rest, ':')) {
        return wrong(r, "a line of the summary without a colon", line);
    }
    return take(r, field, hf_slice_trim(rest), summary);
}

/* The next line, with its LF if it has one. */
static struct hf_slice line_at(const char *p, const char *end)
{
    const char *lf = memchr(p, '\n', (size_t)(end - p));
    return hf_lex_slice(p, lf == NULL ? end : lf + 1);
}

int hf_messages_read(struct hf_slice body, struct hf_messages_summary *summary,
                     struct hf_sip_error *error)
{
    struct reading r = {body, error, 0};
    const char *p = body.at, *end = body.at + body.length;
    memset(summary, 0, sizeof *summary);
    summary->account.at = "";
    for (unsigned n = 0; p < end; n++) {
        struct hf_slice whole = line_at(p, end);
        struct hf_slice line = hf_slice_trim(whole);
        int result;
        if (line.length == 0) {
            break; /* what follows is about single messages */
        }
        p = whole.at + whole.length;
        if (n == HF_MESSAGES_LINES_MAX || p > body.at + HF_MESSAGES_SUMMARY_MAX) {
            hf_lex_fail(error, "a summary with too many lines or bytes",
                        (size_t)(whole.at - body.at));
            return HF_E_LIMIT;
        }
        result = read_line(&r, line, summary);
        if (result < 0) {
            return result;
        }
    }
    return (r.seen & (1u << STATUS)) != 0 ? HF_OK
                                          : wrong(&r, "a summary without Messages-Waiting", body);
}
