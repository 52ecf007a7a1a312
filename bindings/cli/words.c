/* SPDX-License-Identifier: Apache-2.0 */
/* The sentences. A reason of why.def without a WORDS_ line below does not compile. */
#define _GNU_SOURCE 1
#include "words.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "holdfast/uv/udp.h"

#define WORDS_NONE                  "of no reason that was recorded"
#define WORDS_CONFIGURED            "it was configured"
#define WORDS_STARTED               "it was switched on"
#define WORDS_STOPPED               "it was switched off"
#define WORDS_USER_WISH             "you asked for it"
#define WORDS_USER_WISH_JOINS       "you asked for what is being done already"
#define WORDS_LINE_DISABLED         "it is switched off"
#define WORDS_REFRESH_DUE           "the registration had to be renewed"
#define WORDS_BINDING_EXPIRED       "the registration has expired"
#define WORDS_NETWORK_BACK          "the network is back"
#define WORDS_CREDENTIALS_CHANGED   "there is a new password"
#define WORDS_RESTORED              "the phone was restarted"
#define WORDS_WAIT_OVER             "the wait after a failure is over"
#define WORDS_FIRST_CANDIDATE       "the first server is asked first"
#define WORDS_WORKING_CANDIDATE     "that server serves the line"
#define WORDS_NEXT_CANDIDATE        "the server before it failed"
#define WORDS_JOINS_REGISTER        "the same registration is under way already"
#define WORDS_WAITS_TURN            "another registration at that server comes first"
#define WORDS_TURN_CAME             "the other registration at that server is over"
#define WORDS_BUDGET_OVER           "the time for an answer is over"
#define WORDS_LAST_CANDIDATE        "no other server is left to ask, so this one gets all the time"
#define WORDS_SERVER_LIVES          "the server showed that it lives"
#define WORDS_CHALLENGED            "the server asked for the password"
#define WORDS_WRONG_CREDENTIALS     "the server refused the user name or the password"
#define WORDS_CHALLENGE_LOOP        "the server asked for the password again and again"
#define WORDS_EXPIRY_TOO_BRIEF      "the server wants a longer registration"
#define WORDS_REDIRECTED            "the server sent it elsewhere"
#define WORDS_REDIRECT_UNUSABLE     "the server sent it where it cannot go"
#define WORDS_ACCEPTED              "the server accepted"
#define WORDS_REJECTED              "the server said no"
#define WORDS_FAILOVER_STATUS       "the server said that it cannot serve"
#define WORDS_SILENCE               "the server gave no answer"
#define WORDS_ICMP_UNREACHABLE      "nobody listens at the server's address"
#define WORDS_CONNECTION_REFUSED    "the server refused the connection"
#define WORDS_CONNECTION_RESET      "the server broke the connection off"
#define WORDS_CONNECTION_CLOSED     "the server closed the connection"
#define WORDS_TLS_FAILED            "no secure connection could be made"
#define WORDS_CERTIFICATE_FAILED    "the server's certificate is not to be trusted"
#define WORDS_LOCAL_ERROR           "this phone could not send: no network, or no way to the server"
#define WORDS_CONTACT_REMOVED       "the server removed this phone's registration"
#define WORDS_CONTACT_MISSING       "the server accepted, but its answer does not list this phone"
#define WORDS_GRANT_SHORT           "the server grants very short registrations only"
#define WORDS_NO_CANDIDATE_LEFT     "every server failed"
#define WORDS_REGISTRATION_REJECTED "the server refused the registration"
#define WORDS_CREDENTIALS_REFUSED   "the user name or the password is wrong"
#define WORDS_MOVED                 "the line has moved to another server"
#define WORDS_CAME_BACK             "a better server answers again"
#define WORDS_PROBE_WAITS           "the better server is asked again later"
#define WORDS_PROBE_DUE             "it is time to see whether a better server is back"
#define WORDS_PROBE_NEXT_SERVER     "the better server did not answer, so the next one is asked"
#define WORDS_PROBE_FAILED          "no better server is back yet"
#define WORDS_PROBE_ACCEPTED        "a better server is back"
#define WORDS_PROBE_NOT_NEEDED      "there is no better server to go back to"
#define WORDS_PROBE_GIVES_WAY       "your own request comes first"
#define WORDS_BINDING_LEFT          "the line works elsewhere now"
#define WORDS_BINDING_REMOVED       "the registration was removed"
#define WORDS_REMOVAL_TIMED_OUT     "the server did not confirm the removal in time"
#define WORDS_LATE_BINDING                                                                         \
    "the server accepted after all, but too late: it is slow rather than dead"
#define WORDS_REMOVAL_FAILED   "the server did not take the removal"
#define WORDS_ADDRESS_CHANGED  "the phone's address has changed"
#define WORDS_STAYS_IN_SERVICE "another server said no, but this one still serves the line"
#define WORDS_RETRY_AFTER      "the server asked to be left alone for a while"
#define WORDS_QUARANTINED      "it has just failed, so it is left alone for a while"
#define WORDS_REST_SHARED      "another line found that address dead"
#define WORDS_ALL_REST         "every server is being left alone for a while"
#define WORDS_FIRST_TO_WAKE                                                                        \
    "every server is being left alone, and this one is the next to be asked again"
#define WORDS_REST_OVER     "a server that was left alone may be asked again"
#define WORDS_SECOND_TRY    "the open connection broke, so a fresh one is tried"
#define WORDS_NAME_ASKED    "the server's name has to be looked up"
#define WORDS_NAME_ANSWERED "the server's name was looked up"
#define WORDS_NAME_WAITED   "only one kind of address was known in time"
#define WORDS_NAME_NONE     "the server's name leads to no address"
#define WORDS_NAME_UNKNOWN  "the server's name cannot be looked up now"
#define WORDS_ANSWER_STALE                                                                         \
    "the server's name cannot be looked up now, so its last known address is used"
#define WORDS_TARGETS_CUT      "the servers have more addresses than a line can keep"
#define WORDS_TARGET_GONE      "the server's name leads elsewhere now"
#define WORDS_WAITS_FOR_NAME   "the next server's name is still being looked up"
#define WORDS_FLOW_LOST        "the connection to the server is lost"
#define WORDS_FLOW_WAITS       "the connection was lost again, so it waits before it registers"
#define WORDS_SUSPECT          "the server may be dead"
#define WORDS_WORKING_CHANGED  "another server is the first that serves the line"
#define WORDS_OPTIONS_WAITS    "the server is asked again later whether it lives"
#define WORDS_OPTIONS_DUE      "it is time to ask the server whether it lives"
#define WORDS_OPTIONS_ANSWERED "the server answered that it lives"
#define WORDS_OPTIONS_FAILED   "the server did not say that it lives"
#define WORDS_OPTIONS_IGNORED                                                                      \
    "the server registers this phone but does not answer when asked whether it lives"
#define WORDS_OPTIONS_NOT_NEEDED  "there is no server to ask whether it lives"
#define WORDS_START_SPREAD        "many phones may be starting at this moment"
#define WORDS_STORM_SPREAD        "many phones may be moving to this server at this moment"
#define WORDS_PUT_OFF             "too many registrations were sent to that server within a minute"
#define WORDS_CONFIG_CHANGED      "the settings were changed"
#define WORDS_SERVER_REMOVED      "the server is no longer in the settings"
#define WORDS_REMOVAL_NO_ROOM     "too much else is being sent to remove the registration there"
#define WORDS_UNREGISTER_OLD      "the line works elsewhere now, so its old registration is removed"
#define WORDS_REMOVED_ELSEWHERE   "removing the old registration may have removed this one too"
#define WORDS_NEW_REQUEST_FIRST   "each request starts at the server's first address"
#define WORDS_REFRESH_FIRST       "each renewal starts at the server's first address"
#define WORDS_TTL_RUNS            "the server's first address is tried when this one's time is over"
#define WORDS_TTL_OVER            "the time of the address in use is over"
#define WORDS_DURATION_RUNS       "the server's first address is tried again later"
#define WORDS_DURATION_OVER       "it is time to go back to the server's first address"
#define WORDS_TARGET_FAILBACK_DUE "it is time to go back to the server's first address"
#define WORDS_FAILBACK_NOT_NEEDED "the line is at the server's first address"
#define WORDS_WAITS_FOR_IDLE      "a call is in progress"
#define WORDS_LINE_IDLE           "the last call is over"
#define WORDS_IDLE_LIMIT_OVER     "it waited long enough for the call to end"
#define WORDS_FLAPS               "the line has moved too often, so it waits longer"
#define WORDS_SERVED_LONG         "the server has served for long enough"
#define WORDS_REQUEST_WANTED      "a request is to be sent"
#define WORDS_STATUS_TO_REQUEST   "the server could not serve a request"
#define WORDS_NETWORK_LOST        "the network is gone"
#define WORDS_CONNECTED           "the connection to the server is open"
#define WORDS_FLOW_KEPT           "the way to the server is kept open from now on"
#define WORDS_FLOW_LET_GO         "the way to that server need not be kept open any more"
#define WORDS_WITHDRAWN           "you gave it up"
#define WORDS_NAPTR_FOUND         "DNS says which kinds of connection the server's domain takes"
#define WORDS_NAPTR_LOOP          "the DNS records of the server's domain lead round in a circle"
#define WORDS_SRV_FOUND           "DNS says which hosts serve the domain, and in which order"
#define WORDS_SRV_ASKED                                                                            \
    "DNS does not say which kinds of connection there are, so "                                    \
    "each is asked for"
#define WORDS_ADDRESSES_ASKED                                                                      \
    "DNS names no hosts for the domain, so the domain's own address is used"
#define WORDS_RECORDS_IGNORED "some DNS records are of no use to a phone"
#define WORDS_RECORDS_CUT     "DNS gave more than the phone has room for"
#define WORDS_ROOM_SHARED     "the phone is looking up too many names at once"
#define WORDS_PART_NONE       "a part of what was asked of DNS does not exist"
#define WORDS_SERVICE_ABSENT  "DNS says that one kind of connection is not offered"
#define WORDS_NO_SERVICE      "DNS says that there is no telephone service at that domain"
#define WORDS_NAME_TOO_LONG   "the server's name is too long to be asked for in that way"
#define WORDS_WAITS_IN_FRONT  "an address is known, and a better one may yet come"
#define WORDS_PART_UNKNOWN    "DNS has left a part of what was asked unanswered"
#define WORDS_STATIC_USED     "the records in the phone's settings are used"
#define WORDS_STATIC_BEHIND                                                                        \
    "what DNS said last is used before the records in the "                                        \
    "phone's settings"
#define WORDS_DOWNGRADE_REFUSED "a secure connection is on offer, so no other kind is used"
#define WORDS_TLS_NOT_KNOWN     "it is not known whether a secure connection is on offer"
#define WORDS_TLS_NOT_REACHED                                                                      \
    "a secure connection is on offer whose address is not known, and no other kind is used"

#define WORDS_PROXY_PROBE_WAITS      "the first outbound proxy is asked again later"
#define WORDS_PROXY_PROBE_DUE        "it is time to see whether the first outbound proxy is back"
#define WORDS_PROXY_PROBE_FAILED     "the first outbound proxy is not back yet"
#define WORDS_PROXY_PROBE_ACCEPTED   "the first outbound proxy is back"
#define WORDS_PROXY_PROBE_NOT_NEEDED "there is no better outbound proxy to go back to"

#define WORDS_CALL_WANTED        "you called somebody"
#define WORDS_CALL_ARRIVED       "somebody calls"
#define WORDS_CALL_RINGS         "the other phone rings"
#define WORDS_CALL_ANSWERED      "the call was answered"
#define WORDS_CALL_ENDED         "the call was ended"
#define WORDS_CALL_GIVEN_UP      "you hung up before an answer"
#define WORDS_HANGS_UP           "you hung up"
#define WORDS_BYE_ANSWERED       "the end of the call was confirmed"
#define WORDS_BYE_NOT_CONFIRMED  "nobody confirmed the end of the call"
#define WORDS_IN_DIALOG          "something was to be changed in the call"
#define WORDS_DIALOG_GONE        "the other side knows nothing of this call any more"
#define WORDS_REGISTERS_FIRST    "this phone registers with a server before it calls through it"
#define WORDS_REGISTERED_FIRST   "the server has accepted this phone's registration"
#define WORDS_SIGNALS_REGISTERED "calls go only through a server that has this phone registered"
#define WORDS_LATE_CALL_KEPT     "the server before answered after all: the call goes on there"
#define WORDS_LATE_CALL_ENDED    "an answer came too late, so what it started is ended"
#define WORDS_WAITS_FOR_SIBLING  "the call has reached the other side through another server"
#define WORDS_NO_PROGRESS        "the server took the call and did nothing with it"
#define WORDS_RANG_TOO_LONG      "nobody answered for a long time"
#define WORDS_ANSWERED_ELSEWHERE "the server gave no answer to a call, and another one did"
#define WORDS_CANCEL_IGNORED     "the server did not answer when a call was taken back"
#define WORDS_GAVE_WAY           "an emergency call needed its place"

static const char *const clauses[HF_WHY_COUNT] = {
#define HF_WHY(name, rule, token) [HF_WHY_##name] = WORDS_##name,
#include "holdfast/why.def"
#undef HF_WHY
};

const char *hf_words_why(unsigned why)
{
    return why < HF_WHY_COUNT ? clauses[why] : "of a reason that this build does not know";
}

const char *hf_words_line_state(unsigned state)
{
    switch ((enum hf_line_state)state) {
    case HF_LINE_DISABLED: return "switched off";
    case HF_LINE_REGISTERING: return "registering";
    case HF_LINE_REGISTERED: return "registered";
    case HF_LINE_ON_BACKUP: return "on a backup server";
    case HF_LINE_FAILED: return "not registered";
    case HF_LINE_STATE_COUNT: break;
    }
    return "in an unknown state";
}

const char *hf_words_status(unsigned status)
{
    static const struct {
        unsigned status;
        const char *name;
    } names[] = {{400, "Bad Request"},
                 {401, "Unauthorized"},
                 {403, "Forbidden"},
                 {404, "Not Found"},
                 {405, "Method Not Allowed"},
                 {407, "Proxy Authentication Required"},
                 {408, "Request Timeout"},
                 {423, "Interval Too Brief"},
                 {480, "Temporarily Unavailable"},
                 {481, "Call/Transaction Does Not Exist"},
                 {482, "Loop Detected"},
                 {486, "Busy Here"},
                 {487, "Request Terminated"},
                 {200, "OK"},
                 {500, "Server Internal Error"},
                 {501, "Not Implemented"},
                 {502, "Bad Gateway"},
                 {503, "Service Unavailable"},
                 {504, "Server Time-out"},
                 {513, "Message Too Large"},
                 {600, "Busy Everywhere"},
                 {603, "Decline"}};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].status == status)
            return names[i].name;
    return "";
}

/* What a failure is called when its server is named: "server 1 ...". NULL: by the clause. */
static const char *predicate(unsigned why)
{
    switch (why) {
    case HF_WHY_SILENCE: return "gave no answer";
    case HF_WHY_CONNECTION_REFUSED: return "refused the connection";
    case HF_WHY_CONNECTION_RESET: return "broke the connection off";
    case HF_WHY_CONNECTION_CLOSED: return "closed the connection";
    case HF_WHY_TLS_FAILED: return "cannot be reached securely";
    case HF_WHY_CERTIFICATE_FAILED: return "showed a certificate that is not to be trusted";
    case HF_WHY_CONTACT_REMOVED: return "removed this phone's registration";
    case HF_WHY_WRONG_CREDENTIALS: return "refused the user name or the password";
    case HF_WHY_CHALLENGE_LOOP: return "asked for the password again and again";
    case HF_WHY_REDIRECTED: return "sent the phone elsewhere";
    case HF_WHY_EXPIRY_TOO_BRIEF: return "wants a longer registration";
    case HF_WHY_REDIRECT_UNUSABLE: return "sent the phone where it cannot go";
    case HF_WHY_ICMP_UNREACHABLE: return "is gone: nobody listens at its address";
    case HF_WHY_NAME_NONE: return "has a name that leads to no address";
    case HF_WHY_NO_SERVICE: return "has a name at which DNS says there is no SIP service";
    case HF_WHY_NAME_UNKNOWN: return "has a name that cannot be looked up now";
    case HF_WHY_FLOW_LOST: return "is not connected any more";
    case HF_WHY_OPTIONS_FAILED: return "did not say that it lives";
    case HF_WHY_LOCAL_ERROR: return "cannot be reached from here: no network, or no way to it";
    default: return NULL;
    }
}

const char *hf_words_failed(const struct hf_words_failure *failure, char text[HF_WORDS_MAX])
{
    const char *what = predicate(failure->why);
    char span[HF_WORDS_SPAN];
    int answered = failure->why == HF_WHY_FAILOVER_STATUS || failure->why == HF_WHY_REJECTED;

    if (answered && failure->status != 0)
        snprintf(text, HF_WORDS_MAX, "answered %u%s%s", failure->status,
                 hf_words_status(failure->status)[0] != '\0' ? " " : "",
                 hf_words_status(failure->status));
    else if (failure->why == HF_WHY_SILENCE && failure->after_us > 0)
        snprintf(text, HF_WORDS_MAX, "gave no answer for %s",
                 hf_words_span(failure->after_us, span));
    else if (what != NULL)
        snprintf(text, HF_WORDS_MAX, "%s", what);
    else
        return NULL;
    return text;
}

const char *hf_words_failure(const struct hf_words_failure *failure, char text[HF_WORDS_MAX])
{
    char what[HF_WORDS_MAX];

    if (failure->server == 0)
        snprintf(text, HF_WORDS_MAX, "%s", hf_words_why(failure->why));
    else if (hf_words_failed(failure, what) != NULL)
        snprintf(text, HF_WORDS_MAX, "server %u %.180s", failure->server, what);
    else
        snprintf(text, HF_WORDS_MAX, "server %u failed: %s", failure->server,
                 hf_words_why(failure->why));
    return text;
}

const char *hf_words_span(uint64_t us, char text[HF_WORDS_SPAN])
{
    uint64_t tenths = (us + 50000) / 100000;
    uint64_t seconds = (us + 500000) / 1000000;

    if (seconds >= 7200)
        snprintf(text, HF_WORDS_SPAN, "%" PRIu64 " h", (seconds + 1800) / 3600);
    else if (seconds >= 120)
        snprintf(text, HF_WORDS_SPAN, "%" PRIu64 " min", (seconds + 30) / 60);
    else if (tenths >= 200 || tenths % 10 == 0)
        snprintf(text, HF_WORDS_SPAN, "%" PRIu64 " s", tenths == 0 ? 0 : seconds);
    else
        snprintf(text, HF_WORDS_SPAN, "%" PRIu64 ".%" PRIu64 " s", tenths / 10, tenths % 10);
    return text;
}

const char *hf_words_address(const struct hf_target *target, char text[HF_WORDS_TARGET])
{
    char address[HF_ADDRESS_TEXT];

    snprintf(text, HF_WORDS_TARGET, "%s", hf_udp_address_text(target, address));
    return text;
}

const char *hf_words_target(const struct hf_target *target, char text[HF_WORDS_TARGET])
{
    char address[HF_ADDRESS_TEXT];

    snprintf(text, HF_WORDS_TARGET, "%s:%s", hf_transport_name(target->transport),
             hf_udp_address_text(target, address));
    return text;
}

const char *hf_words_clock(uint64_t wall_us, char text[HF_WORDS_CLOCK])
{
    time_t seconds = (time_t)(wall_us / 1000000);
    struct tm local;

    if (localtime_r(&seconds, &local) == NULL ||
        strftime(text, HF_WORDS_CLOCK, "%H:%M:%S", &local) == 0)
        snprintf(text, HF_WORDS_CLOCK, "--:--:--");
    return text;
}
