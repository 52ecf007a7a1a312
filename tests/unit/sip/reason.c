/* SPDX-License-Identifier: Apache-2.0 */
/* Reason phrases. */
#include "support.h"

/* RFC 3261 21, as its section titles have them. */
Test(reason, every_status_of_rfc3261_has_its_phrase)
{
    static const struct {
        unsigned status;
        const char *reason;
    } cases[] = {
        {100, "Trying"},
        {180, "Ringing"},
        {181, "Call Is Being Forwarded"},
        {182, "Queued"},
        {183, "Session Progress"},
        {200, "OK"},
        {300, "Multiple Choices"},
        {301, "Moved Permanently"},
        {302, "Moved Temporarily"},
        {305, "Use Proxy"},
        {380, "Alternative Service"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {402, "Payment Required"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {407, "Proxy Authentication Required"},
        {408, "Request Timeout"},
        {410, "Gone"},
        {413, "Request Entity Too Large"},
        {414, "Request-URI Too Long"},
        {415, "Unsupported Media Type"},
        {416, "Unsupported URI Scheme"},
        {420, "Bad Extension"},
        {421, "Extension Required"},
        {423, "Interval Too Brief"},
        {480, "Temporarily Unavailable"},
        {481, "Call/Transaction Does Not Exist"},
        {482, "Loop Detected"},
        {483, "Too Many Hops"},
        {484, "Address Incomplete"},
        {485, "Ambiguous"},
        {486, "Busy Here"},
        {487, "Request Terminated"},
        {488, "Not Acceptable Here"},
        {491, "Request Pending"},
        {493, "Undecipherable"},
        {500, "Server Internal Error"},
        {501, "Not Implemented"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {504, "Server Time-out"},
        {505, "Version Not Supported"},
        {513, "Message Too Large"},
        {600, "Busy Everywhere"},
        {603, "Decline"},
        {604, "Does Not Exist Anywhere"},
        {606, "Not Acceptable"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_str_eq(hf_sip_reason(cases[i].status), cases[i].reason);
    }
}

Test(reason, those_of_extensions_that_a_phone_meets)
{
    static const unsigned statuses[] = {199, 202, 204, 412, 417, 422, 424, 425, 428,
                                        429, 430, 433, 436, 437, 438, 439, 440, 469,
                                        470, 489, 494, 555, 580, 607, 608};
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        cr_assert_str_not_empty(hf_sip_reason(statuses[i]), "%u", statuses[i]);
    }
}

Test(reason, others_have_none)
{
    static const unsigned statuses[] = {0, 99, 101, 299, 700, 1000};
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        cr_assert_str_empty(hf_sip_reason(statuses[i]));
    }
}
