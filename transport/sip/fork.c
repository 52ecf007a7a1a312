/* SPDX-License-Identifier: Apache-2.0 */
/* The dialogs of one INVITE that a proxy forked (RFC 3261 12.3, 13.2.2.4); see dialog.h. */
#include "holdfast/sip/dialog.h"

#include <string.h>

#include "dialog_state.h"
#include "holdfast/line.h"

static bool is_answered(const struct hf_fork *fork, unsigned at)
{
    return (fork->answered & (1u << at)) != 0;
}

/* The dialog that has the response, or HF_FORK_DIALOGS. */
static unsigned find(const struct hf_fork *fork, const struct hf_sip_message *response)
{
    unsigned at = 0;
    while (at < fork->n && !hf_dialog_has(&fork->dialogs[at], response)) {
        at++;
    }
    return at < fork->n ? at : HF_FORK_DIALOGS;
}

/* What the call loses least by: an early dialog that has ended, one that has not, one that
 * answered and so is being ended. */
static unsigned cheapest(const struct hf_fork *fork)
{
    unsigned best = 0, best_cost = UINT32_MAX;
    for (unsigned at = 0; at < fork->n; at++) {
        unsigned cost = is_answered(fork, at) ? 2 : fork->dialogs[at].state != HF_DIALOG_OVER;
        if (at + 1 != fork->winner && cost < best_cost) {
            best = at;
            best_cost = cost;
        }
    }
    return best;
}

static void end_early(struct hf_fork *fork)
{
    for (unsigned at = 0; at < fork->n; at++) {
        if (fork->dialogs[at].state == HF_DIALOG_EARLY) {
            hf_dialog_end(&fork->dialogs[at]);
        }
    }
}

static int hear_provisional(struct hf_fork *fork, const struct hf_sip_message *request,
                            const struct hf_sip_message *response, struct hf_fork_news *news)
{
    unsigned at = find(fork, response);
    if (at < HF_FORK_DIALOGS) {
        news->at = (uint8_t)at;
        news->verdict = fork->dialogs[at].state == HF_DIALOG_EARLY ? HF_FORK_EARLY : HF_FORK_NONE;
        return hf_dialog_hear_response(&fork->dialogs[at], response);
    }
    if (fork->n == HF_FORK_DIALOGS) {
        news->verdict = HF_FORK_FULL;
        return 0;
    }
    int result = hf_dialog_make_caller(&fork->dialogs[fork->n], request, response);
    if (result < 0) {
        return result;
    }
    news->verdict = HF_FORK_EARLY;
    news->at = fork->n++;
    return 0;
}

/* The first 2xx of a dialog: confirms the early one, or makes it, in its place. One that was ended
 * too soon is made anew, but goes on counting (12.2.1.1). */
static int answer(struct hf_fork *fork, const struct hf_sip_message *request,
                  const struct hf_sip_message *response, struct hf_fork_news *news)
{
    struct hf_dialog next;
    unsigned at = find(fork, response);
    bool known = at < HF_FORK_DIALOGS;
    if (!known) {
        at = fork->n < HF_FORK_DIALOGS ? fork->n : cheapest(fork);
    }
    struct hf_dialog *dialog = &fork->dialogs[at];
    bool early = known && dialog->state == HF_DIALOG_EARLY;
    int result = early ? hf_dialog_hear_response(dialog, response)
                       : hf_dialog_make_caller(&next, request, response);
    if (result < 0) {
        return result;
    }
    if (known && !early) {
        next.local_cseq = dialog->local_cseq;
        next.remote_cseq = dialog->remote_cseq;
        next.has_remote_cseq = dialog->has_remote_cseq;
    }
    if (!early) {
        *dialog = next;
    }
    fork->n = (uint8_t)(fork->n + (at == fork->n));
    fork->answered = (uint8_t)(fork->answered | 1u << at);
    news->at = (uint8_t)at;
    news->verdict = fork->winner == 0 ? HF_FORK_ANSWERED : HF_FORK_ALSO;
    fork->winner = fork->winner == 0 ? (uint8_t)(at + 1) : fork->winner;
    return 0;
}

static int hear_success(struct hf_fork *fork, const struct hf_sip_message *request,
                        const struct hf_sip_message *response, struct hf_fork_news *news)
{
    unsigned at = find(fork, response);
    if (at == HF_FORK_DIALOGS || !is_answered(fork, at)) {
        return answer(fork, request, response, news);
    }
    news->at = (uint8_t)at;
    news->verdict = HF_FORK_AGAIN;
    return 0;
}

int hf_fork_hear(struct hf_fork *fork, const struct hf_sip_message *request,
                 const struct hf_sip_message *response, struct hf_fork_news *news)
{
    struct hf_sip_party to;
    memset(news, 0, sizeof *news);
    if (request->method_id != HF_METHOD_INVITE || !hf_dialog_is_answer(request, response)) {
        return HF_E_MALFORMED;
    }
    if (response->status >= 300) {
        end_early(fork);
        return 0;
    }
    if (hf_sip_to(response, &to, NULL) != 1) {
        return HF_E_MALFORMED; /* whose dialog it is, only its tag tells */
    }
    if (response->status >= 200) {
        return hear_success(fork, request, response, news);
    }
    if (response->status == 100 || to.tag.length == 0) {
        return 0;
    }
    return hear_provisional(fork, request, response, news);
}
