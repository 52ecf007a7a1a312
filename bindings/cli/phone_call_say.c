/* SPDX-License-Identifier: Apache-2.0 */
/* What calls do, in words. */
#define _GNU_SOURCE 1
#include "phone.h"

#include <string.h>

/* "Alice (sip:1001@192.0.2.1)" */
static const char *peer_text(const struct hf_calls_status *sip, char *text, size_t size)
{
    if (sip->name[0] != '\0')
        snprintf(text, size, "%s (%s)", sip->name, sip->uri);
    else
        snprintf(text, size, "%s", sip->uri);
    return text;
}

/* Nothing where it was hung up in the usual way. */
static void say_reason(const struct hf_cli_call_said *said, char *text, size_t size)
{
    const struct hf_calls_news *news = said->news;

    text[0] = '\0';
    if (news->status >= 300)
        snprintf(text, size, "%u %s", news->status,
                 news->text[0] != '\0' ? news->text : hf_words_status(news->status));
    else if (news->by != HF_CALLS_NETWORK && said->status.sip.up_us != 0)
        return;
    else if (news->text[0] != '\0')
        snprintf(text, size, "%s", news->text);
    else if (news->why != HF_WHY_NONE)
        snprintf(text, size, "%s", hf_words_why(news->why));
}

/* Who ended it, and why. */
static void say_end(const struct hf_cli_call_said *said, char *text, size_t size)
{
    const struct hf_calls_news *news = said->news;
    const char *who = news->by == HF_CALLS_US ? "you" : "the other side";
    char reason[HF_WORDS_MAX];

    say_reason(said, reason, sizeof reason);
    if (news->by == HF_CALLS_NETWORK)
        snprintf(text, size, "over: %s", reason[0] != '\0' ? reason : "it was lost");
    else
        snprintf(text, size, "over, ended by %s%s%s%s", who, reason[0] != '\0' ? " (" : "", reason,
                 reason[0] != '\0' ? ")" : "");
    if (!news->confirmed)
        strncat(text, "; nobody confirmed it", size - strlen(text) - 1);
}

/* Behind an end: how well it could be heard. */
static void say_sound(const struct hf_phone_call_status *status, char *text, size_t size)
{
    size_t length = strlen(text);

    if (!status->has_media || (status->media.sent == 0 && status->media.received == 0))
        return;
    snprintf(text + length, size - length,
             "; sound: %llu packets sent, %llu received, %lld lost, jitter %.1f ms, longest gap %u "
             "ms",
             (unsigned long long)status->media.sent, (unsigned long long)status->media.received,
             (long long)status->media.lost, status->media.jitter_us / 1000.0, status->gap_ms);
}

static void say_media(const struct hf_cli_call_said *said, char *text, size_t size)
{
    const struct hf_codec *codec = said->status.has_media ? hf_codec_get(said->status.codec) : NULL;
    char address[HF_WORDS_TARGET] = "nowhere";

    if (said->status.media.remote.family != HF_FAMILY_NONE)
        hf_words_address(&said->status.media.remote, address);
    if (codec == NULL)
        snprintf(text, size, "no sound");
    else
        snprintf(text, size, "%s: %s to %s",
                 said->news->early ? "sound before the answer" : "sound", codec->name, address);
}

static void say_change(const struct hf_cli_call_said *said, char *text, size_t size)
{
    const struct hf_calls_news *news = said->news;
    int ours = news->by == HF_CALLS_US;

    switch ((enum hf_calls_news_kind)news->kind) {
    case HF_CALLS_INCOMING:
        snprintf(text, size, "it rings: answer %llu, or reject %llu",
                 (unsigned long long)said->call->id, (unsigned long long)said->call->id);
        break;
    case HF_CALLS_RINGING: snprintf(text, size, "it rings over there"); break;
    case HF_CALLS_MEDIA: say_media(said, text, size); break;
    case HF_CALLS_UP: snprintf(text, size, "answered"); break;
    case HF_CALLS_HELD:
        snprintf(text, size, ours ? "on hold" : "the other side has put you on hold");
        break;
    case HF_CALLS_RESUMED: snprintf(text, size, ours ? "goes on" : "the other side is back"); break;
    case HF_CALLS_REFUSED:
        snprintf(text, size, "the change was refused: %u %s; it goes on as it was", news->status,
                 news->text);
        break;
    case HF_CALLS_OVER:
        say_end(said, text, size);
        say_sound(&said->status, text, size);
        break;
    }
}

static const char *state_text(const struct hf_calls_status *sip)
{
    if (sip->held_by_us)
        return "on hold";
    if (sip->held_by_peer)
        return "held by the other side";
    switch ((enum hf_call_state)sip->state) {
    case HF_CALL_CALLING: return "calling";
    case HF_CALL_RINGING: return sip->incoming ? "ringing here" : "ringing over there";
    case HF_CALL_TALKING: return "talking";
    case HF_CALL_ENDING: return "ending";
    case HF_CALL_OVER:
    case HF_CALL_STATE_COUNT: break;
    }
    return "over";
}

/* An answer to `calls`: how it is, and for how long. */
static void say_now(const struct hf_cli_call_said *said, char *text, size_t size)
{
    const struct hf_calls_status *sip = &said->status.sip;
    uint64_t from_us = sip->up_us != 0 ? sip->up_us : sip->since_us;
    char span[HF_WORDS_SPAN];

    snprintf(text, size, "%s for %s", state_text(sip),
             hf_words_span(said->moment.at_us > from_us ? said->moment.at_us - from_us : 0, span));
    say_sound(&said->status, text, size);
}

static void make_text(const struct hf_cli_call_said *said, char *text, size_t size)
{
    text[0] = '\0';
    if (said->key != '\0')
        snprintf(text, size, said->key_ms == 0 ? "key %c" : "key %c is up", said->key);
    else if (said->news != NULL)
        say_change(said, text, size);
    else if (strcmp(said->event, "status") == 0)
        say_now(said, text, size);
    else
        snprintf(text, size, "%s", said->event);
}

/* In words once: a key when it goes down, and where sound goes when that is another place. */
static int is_said_already(struct hf_cli_phone *cli, const struct hf_cli_call_said *said)
{
    struct hf_cli_call *call = hf_cli_call(cli, said->call->id);
    const struct hf_target *remote = &said->status.media.remote;
    int same;

    if (said->key != '\0')
        return said->key_ms != 0;
    if (said->news == NULL || said->news->kind != HF_CALLS_MEDIA)
        return 0;
    same = memcmp(&call->sound_to, remote, sizeof *remote) == 0;
    call->sound_to = *remote;
    return same;
}

void hf_cli_say_call(struct hf_cli_phone *cli, const struct hf_cli_call_said *said)
{
    const struct hf_calls_status *sip = &said->status.sip;
    char peer[HF_CALLS_URI_MAX + HF_CALLS_NAME_MAX + 8], what[2 * HF_WORDS_MAX];
    char text[sizeof peer + sizeof what + 48];

    make_text(said, what, sizeof what);
    if (cli->options.json) {
        hf_cli_json_call(cli, said, what);
        return;
    }
    if (is_said_already(cli, said))
        return;
    snprintf(text, sizeof text, "call %llu %s %s: %s", (unsigned long long)said->call->id,
             sip->incoming ? "from" : "to", peer_text(sip, peer, sizeof peer), what);
    hf_cli_print(cli, &said->moment, text);
}
