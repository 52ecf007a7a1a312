/* SPDX-License-Identifier: Apache-2.0 */
/* The summary in a NOTIFY (RFC 3842 5.2): what is read, and what is refused whole. */
#include "messages_state.h"

#include "support.h"

static int read(const char *body, struct hf_messages_summary *summary, struct hf_sip_error *error)
{
    return hf_messages_read(hf_slice_text(body), summary, error);
}

static const struct {
    const char *body;
    bool waiting;
    struct hf_messages_count voice, other;
    const char *account;
} sound[] = {
    /* RFC 3842 5.2 and 6 */
    {"Messages-Waiting: yes\r\nMessage-Account: sip:alice@vmail.example.com\r\n"
     "Voice-Message: 2/8 (0/2)\r\n",
     true,
     {2, 8, 0, 2},
     {0, 0, 0, 0},
     "sip:alice@vmail.example.com"},
    {"Messages-Waiting: no\r\n", false, {0, 0, 0, 0}, {0, 0, 0, 0}, ""},
    {"Messages-Waiting: yes\r\nVoice-Message: 4/8 (1/2)\r\n\r\nTo: <alice@example.com>\r\n"
     "From: x\r\nMessages-Waiting: perhaps\r\n",
     true,
     {4, 8, 1, 2},
     {0, 0, 0, 0},
     ""},
    /* kinds add up, and no sum wraps */
    {"Messages-Waiting: yes\r\nFax-Message: 1/2\r\nText-Message: 3/4 (5/6)\r\nNone: 1/0\r\n",
     true,
     {0, 0, 0, 0},
     {5, 6, 5, 6},
     ""},
    {"Messages-Waiting: yes\r\nFax-Message: 4294967295/1\r\nText-Message: 1/4294967295\r\n",
     true,
     {0, 0, 0, 0},
     {UINT32_MAX, UINT32_MAX, 0, 0},
     ""},
    /* as it is found: other line ends, white space, case, fields that nobody knows */
    {"messages-waiting:YES\nvoice-message : 1 / 0 ( 0 / 0 )\n",
     true,
     {1, 0, 0, 0},
     {0, 0, 0, 0},
     ""},
    {"Messages-Waiting: yes\r\nX-Odd: \"\xC3\xA4\"\r\nVideo-Message: many\r\n"
     "Voice-Message: 0/1",
     true,
     {0, 1, 0, 0},
     {0, 0, 0, 0},
     ""},
    {"Messages-Waiting: no\r\nMessage-Account: <sip:*97@pbx>\r\n",
     false,
     {0, 0, 0, 0},
     {0, 0, 0, 0},
     "sip:*97@pbx"},
    {"Messages-Waiting: no\r\nMessage-Account: not a URI\r\n",
     false,
     {0, 0, 0, 0},
     {0, 0, 0, 0},
     ""},
    {"Messages-Waiting: no\r\nMessage-Account: tel:+49-30-1\r\n",
     false,
     {0, 0, 0, 0},
     {0, 0, 0, 0},
     "tel:+49-30-1"},
};

Test(messages_body, reads_what_servers_send)
{
    for (size_t i = 0; i < sizeof sound / sizeof sound[0]; i++) {
        struct hf_messages_summary summary;
        cr_assert_eq(read(sound[i].body, &summary, NULL), HF_OK, "%s", sound[i].body);
        cr_assert_eq(summary.waiting, sound[i].waiting, "%s", sound[i].body);
        cr_assert_eq(memcmp(&summary.voice, &sound[i].voice, sizeof summary.voice), 0, "%s",
                     sound[i].body);
        cr_assert_eq(memcmp(&summary.other, &sound[i].other, sizeof summary.other), 0, "%s",
                     sound[i].body);
        assert_slice(summary.account, sound[i].account);
    }
}

Test(messages_body, says_what_is_wrong_and_where)
{
    static const struct {
        const char *body, *what;
        size_t at;
    } cases[] = {
        {"", "without Messages-Waiting", 0},
        {"Voice-Message: 1/0\r\n", "without Messages-Waiting", 0},
        {"\r\nMessages-Waiting: yes\r\n", "without Messages-Waiting", 0},
        {"Messages-Waiting: maybe\r\n", "neither yes nor no", 18},
        {"Messages-Waiting\r\n", "without a colon", 0},
        {"Messages-Waiting: yes\r\nMessages-Waiting: no\r\n", "twice", 41},
        {"Messages-Waiting: yes\r\nVoice-Message: 1/0\r\nVoice-Message: 1/0\r\n", "twice", 58},
        {"Messages-Waiting: yes\r\nVoice-Message: 1\r\n", "not a count", 38},
        {"Messages-Waiting: yes\r\nVoice-Message: -1/0\r\n", "not a count", 38},
        {"Messages-Waiting: yes\r\nVoice-Message: 4294967296/0\r\n", "not a count", 38},
        {"Messages-Waiting: yes\r\nFax-Message: 1/0 (1/0\r\n", "not a count", 36},
        {"Messages-Waiting: yes\r\nFax-Message: 1/0 (1/0) x\r\n", "not a count", 36},
        {"Messages-Waiting: yes\r\nVoice-Message:\r\n", "not a count", 37},
        {"Messages-Waiting: yes\r\nX: a\x01b\tc\r\n", "control character", 23},
        {"Messages-Waiting: yes\r\nX: a\rMessages-Waiting: no\r\n", "control character", 23},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_messages_summary summary;
        struct hf_sip_error error = {"", 999};
        cr_assert_eq(read(cases[i].body, &summary, &error), HF_E_MALFORMED, "%s", cases[i].body);
        cr_assert_not_null(strstr(error.what, cases[i].what), "%s: %s", cases[i].body, error.what);
        cr_assert_eq(error.at, cases[i].at, "%s: %zu", cases[i].body, error.at);
    }
}

/* What is said of single messages behind the summary may be as long as a message can be. */
Test(messages_body, a_summary_has_limits_and_what_follows_has_none)
{
    static char body[60000];
    struct hf_messages_summary summary;
    struct hf_sip_error error;
    int n = snprintf(body, sizeof body, "Messages-Waiting: yes\r\n\r\n");
    memset(body + n, 'x', sizeof body - 1 - (size_t)n);
    cr_assert_eq(read(body, &summary, &error), HF_OK);

    n = snprintf(body, sizeof body, "Messages-Waiting: yes\r\nX: ");
    memset(body + n, 'x', sizeof body - 1 - (size_t)n);
    cr_assert_eq(read(body, &summary, &error), HF_E_LIMIT);
    memset(body + HF_MESSAGES_SUMMARY_MAX, 0, 1);
    cr_assert_eq(read(body, &summary, &error), HF_OK);
    memcpy(body + HF_MESSAGES_SUMMARY_MAX, "x", 2);
    cr_assert_eq(read(body, &summary, &error), HF_E_LIMIT);

    n = snprintf(body, sizeof body, "Messages-Waiting: yes\r\n");
    for (unsigned i = 1; i < HF_MESSAGES_LINES_MAX; i++) {
        n += snprintf(body + n, sizeof body - (size_t)n, "X: y\r\n");
    }
    cr_assert_eq(read(body, &summary, &error), HF_OK);
    snprintf(body + n, sizeof body - (size_t)n, "X: y\r\n");
    cr_assert_eq(read(body, &summary, &error), HF_E_LIMIT);
    cr_assert_eq(error.at, (size_t)n);
}

/* An account that is longer than is kept is as good as none; one that just fits is kept. */
Test(messages_body, an_account_has_a_limit)
{
    char body[400], account[200];
    struct hf_messages_summary summary;
    memset(account, 'a', sizeof account);
    memcpy(account, "sip:a@", 6);
    for (size_t length = HF_MESSAGES_ACCOUNT_MAX; length < HF_MESSAGES_ACCOUNT_MAX + 2; length++) {
        snprintf(body, sizeof body, "Messages-Waiting: no\r\nMessage-Account: %.*s\r\n",
                 (int)length, account);
        cr_assert_eq(read(body, &summary, NULL), HF_OK);
        cr_assert_eq(summary.account.length, length == HF_MESSAGES_ACCOUNT_MAX ? length : 0);
    }
}
