/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of calls and other requests of the user's, in sentences; see words_story.h. */
#include "holdfast/line.h"
#include "words_parts.h"
#include "words_story.h"

/* Of another address of `server`, which worked, it is the address that is named. */
static void add_try(struct hf_prose *prose, const struct hf_explain_try *failed, unsigned server)
{
    char text[HF_WORDS_MAX];

    if (failed->failure.server != server || hf_words_failed(&failed->failure, text) == NULL) {
        hf_prose_add(prose, "%s", hf_words_failure(&failed->failure, text));
        return;
    }
    hf_prose_add(prose, "its address ");
    hf_part_address(prose, &failed->target);
    hf_prose_add(prose, " %s", text);
}

static void add_tries(struct hf_prose *prose, const struct hf_explain_tries *tries, unsigned server)
{
    for (unsigned i = 0; i < tries->n; i++) {
        hf_prose_add(prose, i == 0 ? "" : i + 1 == tries->n ? " and " : ", ");
        add_try(prose, &tries->tries[i], server);
    }
}

/* The last that failed was one of the same server's. */
static const char *another(const struct hf_explain_tries *tries, unsigned server)
{
    return tries->n > 0 && tries->tries[tries->n - 1].failure.server == server
               ? "another address of "
               : "";
}

static void add_end(struct hf_prose *prose, const struct hf_explain_call *call)
{
    if (call->is_unconfirmed) {
        hf_prose_add(prose, " Nobody confirmed its end");
        if (call->end.n > 0)
            hf_prose_add(prose, ": ");
        add_tries(prose, &call->end, 0);
        hf_prose_add(prose, ". The other phone may have held the line a little longer.");
        return;
    }
    if (call->end.n == 0)
        return;
    hf_prose_add(prose, " Its end reached the other phone ");
    if (call->end_server != 0)
        hf_prose_add(prose, "through %sserver %u", another(&call->end, call->end_server),
                     call->end_server);
    else
        hf_prose_add(prose, "another way");
    hf_prose_add(prose, ", because ");
    add_tries(prose, &call->end, call->end_server);
    hf_prose_add(prose, ".");
}

void hf_story_call(struct hf_prose *prose, hf_story_line line, const struct hf_explain_call *call)
{
    const uint64_t until_us = call->hung_up_us != 0 ? call->hung_up_us : line->now_us;

    hf_prose_add(prose, "A call %s through %sserver %u", call->incoming ? "came in" : "went out",
                 another(&call->begin, call->server), call->server);
    if (call->begin.n > 0)
        hf_prose_add(prose, ", because ");
    add_tries(prose, &call->begin, call->server);
    hf_prose_add(prose, call->begin.n > 0 ? "; it was answered after " : ", was answered after ");
    hf_part_duration(prose, call->up_us - call->began_us);
    hf_prose_add(prose, " and lasted ");
    hf_part_duration(prose, until_us - call->up_us);
    hf_prose_add(prose, ".");
    if (call->moved_to != 0)
        hf_prose_add(prose, " The line moved to server %u while it lasted.", call->moved_to);
    add_end(prose, call);
}

void hf_part_asked(struct hf_prose *prose, hf_story_line line)
{
    add_try(prose, &line->asked, line->status.server);
    hf_prose_add(prose, " when %s",
                 line->asked_kind == HF_REQUEST_INVITE ? "somebody was to be called"
                 : line->asked_kind == HF_REQUEST_BYE  ? "a call was to be ended"
                                                       : "the phone asked it for something");
}

void hf_story_request_lost(struct hf_prose *prose, hf_story_line line,
                           const struct hf_request_report *report,
                           const struct hf_explain_request *request)
{
    const int invite = request->kind == HF_REQUEST_INVITE;
    const struct hf_explain_call *call = invite ? hf_explain_call(line, request->id) : NULL;
    const char *what = invite ? "A call" : "A request of the phone";
    char text[HF_WORDS_MAX];

    if (report->outcome == HF_DONE_REJECTED) {
        hf_prose_add(prose, "%s was refused: %u %s.", what, report->status,
                     hf_words_status(report->status));
    } else if (report->outcome == HF_DONE_DISABLED) {
        hf_prose_add(prose, "%s could not be made: the line is switched off.", what);
    } else if (call != NULL && call->begin.n > 0) {
        hf_prose_add(prose, "A call failed: ");
        add_tries(prose, &call->begin, 0);
        hf_prose_add(prose, ".");
    } else if (line->asked.failure.server != 0) {
        hf_prose_add(prose, "%s failed: %s.", what, hf_words_failure(&line->asked.failure, text));
    } else if (report->why == HF_WHY_NONE || report->why == HF_WHY_NO_CANDIDATE_LEFT) {
        hf_prose_add(prose, "%s failed: no server took it.", what);
    } else {
        hf_prose_add(prose, "%s failed, because %s.", what, hf_words_why(report->why));
    }
}
