/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property: any messages, the first as request and the second as response, make dialogs or are
 * refused and leave nothing; whatever is heard then, a dialog stays sound (its texts inside, in
 * order, nothing behind them), a refusal leaves it byte for byte as it was, and every request that
 * it prints parses, passes the check and carries its names. Messages stand between NUL bytes.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/line.h"
#include "holdfast/sip/dialog.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

#define MESSAGES_MAX 12u
#define CSEQ_MAX     0x7fffffffu

static void must(int holds)
{
    if (!holds) {
        abort();
    }
}

static void must_be_sound(const struct hf_dialog *d)
{
    const struct hf_dialog_text *texts[] = {&d->call_id,    &d->local,  &d->remote, &d->local_tag,
                                            &d->remote_tag, &d->target, &d->route};
    size_t at = 0;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        must(texts[i]->at == at);
        at += texts[i]->length;
    }
    must(d->n_texts == at && at <= HF_DIALOG_TEXTS && d->n_routes <= HF_DIALOG_ROUTES);
    must((d->n_routes == 0) == (d->route.length == 0));
    while (at < HF_DIALOG_TEXTS) {
        must(d->texts[at++] == 0);
    }
}

static void must_be_none(const struct hf_dialog *d)
{
    static const struct hf_dialog none;
    must(memcmp(d, &none, sizeof none) == 0);
}

/* What it prints, with the Via of a layer, is a sound request of the dialog. */
static void print(const struct hf_dialog *d, const char *method, const char *next_hop)
{
    static char text[8 * HF_DIALOG_TEXTS];
    static struct hf_sip_message m;
    struct hf_dialog_request request = {hf_slice_text(method), 1, hf_slice_text(next_hop)};
    struct hf_slice none = {"", 0};
    struct hf_sip_out out;
    struct hf_sip_party from, to;
    hf_sip_out_start(&out, text, sizeof text);
    hf_dialog_put_request(d, &request, &out);
    hf_sip_put_header_text(&out, "Via", "SIP/2.0/UDP h;branch=z9hG4bK1");
    hf_sip_put_end(&out, none);
    must(!out.overflow);
    must(hf_sip_parse(&m, text, out.length) == 0 && hf_sip_check(&m, NULL) == 0);
    must(hf_sip_from(&m, &from, NULL) == 1 && hf_sip_to(&m, &to, NULL) == 1);
    must(hf_slice_equal(from.tag, hf_dialog_text(d, &d->local_tag)));
    must(hf_slice_equal(to.tag, hf_dialog_text(d, &d->remote_tag)));
    must(hf_slice_equal(hf_sip_value(&m, HF_HEADER_CALL_ID), hf_dialog_text(d, &d->call_id)));
    must((hf_sip_find(&m, HF_HEADER_ROUTE) != NULL) == (d->n_routes != 0));
}

static void use(struct hf_dialog *d)
{
    struct hf_sip_uri uri;
    must_be_sound(d);
    must(hf_sip_uri_parse(hf_dialog_next_hop(d), &uri, NULL) == 0);
    print(d, "BYE", "");
    print(d, "INVITE", "sips:[::1]:5061");
    if (d->local_cseq < CSEQ_MAX) {
        uint32_t before = d->local_cseq;
        must(hf_dialog_next_cseq(d) == before + 1);
    }
}

/* Both ends of one exchange name one another. */
static void make_both(struct hf_dialog *caller, struct hf_dialog *callee,
                      const struct hf_sip_message *request, const struct hf_sip_message *response)
{
    int made = hf_dialog_make_caller(caller, request, response);
    struct hf_slice tag = hf_slice_text("bt");
    if (made < 0) {
        must_be_none(caller);
    } else {
        use(caller);
        if (caller->remote_tag.length != 0) {
            tag = hf_dialog_text(caller, &caller->remote_tag);
        }
    }
    if (hf_dialog_make_callee(callee, request, tag) < 0) {
        must_be_none(callee);
        return;
    }
    use(callee);
    if (made == 0 && caller->remote_tag.length != 0) {
        must(hf_slice_equal(hf_dialog_text(caller, &caller->local),
                            hf_dialog_text(callee, &callee->remote)));
        must(hf_slice_equal(hf_dialog_text(caller, &caller->remote),
                            hf_dialog_text(callee, &callee->local)));
        must(hf_dialog_has(caller, response));
    }
}

static void hear(struct hf_dialog *d, const struct hf_sip_message *m)
{
    struct hf_dialog before = *d;
    int result;
    if (d->state == HF_DIALOG_NONE) {
        must(!hf_dialog_has(d, m));
        return;
    }
    result = hf_dialog_hear_response(d, m);
    if (result < 0) {
        must(memcmp(&before, d, sizeof before) == 0);
    }
    before = *d;
    result = hf_dialog_hear_request(d, m);
    if (result != HF_DIALOG_TAKEN) {
        must(memcmp(&before, d, sizeof before) == 0);
    } else {
        must(hf_dialog_has(d, m) && m->is_request);
    }
    use(d);
}

static void hear_fork(struct hf_fork *fork, const struct hf_sip_message *request,
                      const struct hf_sip_message *m)
{
    static struct hf_fork before;
    struct hf_fork_news news;
    before = *fork;
    if (hf_fork_hear(fork, request, m, &news) < 0) {
        must(memcmp(&before, fork, sizeof before) == 0 && news.verdict == HF_FORK_NONE);
        return;
    }
    must(news.verdict <= HF_FORK_FULL && news.at < HF_FORK_DIALOGS && fork->n <= HF_FORK_DIALOGS);
    must(fork->winner <= fork->n && fork->answered >> fork->n == 0);
    must((fork->winner != 0) == (fork->answered != 0));
    must(before.winner == 0 || fork->winner == before.winner);
    for (unsigned at = 0; at < fork->n; at++) {
        use(&fork->dialogs[at]);
    }
    if (news.verdict != HF_FORK_NONE && news.verdict != HF_FORK_FULL) {
        must(hf_dialog_has(&fork->dialogs[news.at], m));
    }
}

/* The next bytes up to a NUL, parsed; what cannot be parsed to its end is heard as far as it was
 * read. */
static int next_message(const uint8_t **bytes, size_t *left, struct hf_sip_message *m)
{
    if (*left == 0) {
        return 0;
    }
    const uint8_t *nul = memchr(*bytes, 0, *left);
    size_t length = nul == NULL ? *left : (size_t)(nul - *bytes);
    hf_sip_parse(m, *bytes, length);
    *left -= length + (nul != NULL);
    *bytes += length + (nul != NULL);
    return 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    static struct hf_sip_message request, m;
    static struct hf_dialog caller, callee;
    static struct hf_fork fork;
    memset(&fork, 0, sizeof fork);
    if (!next_message(&bytes, &n_bytes, &request) || !next_message(&bytes, &n_bytes, &m)) {
        return 0;
    }
    make_both(&caller, &callee, &request, &m);
    for (unsigned i = 0; i < MESSAGES_MAX; i++) {
        hear_fork(&fork, &request, &m);
        hear(&caller, &m);
        hear(&callee, &m);
        if (!next_message(&bytes, &n_bytes, &m)) {
            break;
        }
        if (callee.state != HF_DIALOG_NONE && i == 1) {
            hf_dialog_confirm(&callee);
        }
    }
    hf_dialog_end(&caller);
    hf_dialog_end(&fork.dialogs[0]);
    return 0;
}
