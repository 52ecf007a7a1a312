/* SPDX-License-Identifier: Apache-2.0 */
/* Calls as JSON objects. The keys are documented in help.c. */
#define _GNU_SOURCE 1
#include "phone.h"

#include "json.h"

static const char *state_name(unsigned state)
{
    switch ((enum hf_call_state)state) {
    case HF_CALL_CALLING: return "CALLING";
    case HF_CALL_RINGING: return "RINGING";
    case HF_CALL_TALKING: return "TALKING";
    case HF_CALL_ENDING: return "ENDING";
    case HF_CALL_OVER: return "OVER";
    case HF_CALL_STATE_COUNT: break;
    }
    return "UNKNOWN";
}

static const char *party_name(unsigned party)
{
    return party == HF_CALLS_US ? "us" : party == HF_CALLS_PEER ? "peer" : "network";
}

static const char *held_name(const struct hf_calls_status *sip)
{
    if (sip->held_by_us)
        return sip->held_by_peer ? "both" : "us";
    return sip->held_by_peer ? "peer" : "no";
}

static void put_ms(struct hf_json *json, const char *key, int64_t us)
{
    if (us < 0)
        hf_json_null(json, key);
    else
        hf_json_integer(json, key, us / 1000);
}

static void put_target(struct hf_json *json, const char *key, const struct hf_target *target,
                       int address_alone)
{
    char text[HF_WORDS_TARGET];

    if (target->family == HF_FAMILY_NONE)
        hf_json_null(json, key);
    else
        hf_json_string(json, key,
                       address_alone ? hf_words_address(target, text)
                                     : hf_words_target(target, text));
}

static void put_media(struct hf_json *json, const struct hf_phone_call_status *status)
{
    const struct hf_stream_status *media = &status->media;
    const struct hf_codec *codec = status->has_media ? hf_codec_get(status->codec) : NULL;

    hf_json_string(json, "codec", codec != NULL ? codec->name : NULL);
    if (codec == NULL)
        return;
    put_target(json, "media_target", &media->remote, 1);
    hf_json_unsigned(json, "sent", media->sent);
    hf_json_unsigned(json, "received", media->received);
    hf_json_integer(json, "lost", media->lost);
    hf_json_integer(json, "lost_there", media->remote_lost);
    hf_json_unsigned(json, "jitter_us", media->jitter_us);
    put_ms(json, "round_trip_ms", media->round_trip_us);
    hf_json_unsigned(json, "gap_ms", status->gap_ms);
    hf_json_unsigned(json, "concealed_ms", media->concealed_ms);
    hf_json_unsigned(json, "delay_ms", media->delay_ms);
    hf_json_unsigned(json, "strange", media->taken[HF_DROPPED_SOURCE]);
    hf_json_unsigned(json, "unread", status->media_unread);
}

static void put_news(struct hf_json *json, const struct hf_cli_call_said *said)
{
    const struct hf_calls_news *news = said->news;
    char key[2] = {said->key, '\0'};

    if (said->key != '\0') {
        hf_json_string(json, "key", key);
        hf_json_unsigned(json, "key_ms", said->key_ms);
    }
    if (news == NULL)
        return;
    if (news->kind == HF_CALLS_HELD || news->kind == HF_CALLS_RESUMED ||
        news->kind == HF_CALLS_OVER)
        hf_json_string(json, "by", party_name(news->by));
    if (news->kind == HF_CALLS_OVER)
        hf_json_bool(json, "confirmed", news->confirmed);
    if (news->kind == HF_CALLS_OVER || news->kind == HF_CALLS_REFUSED)
        hf_json_string(json, "reason", news->text);
}

void hf_cli_json_call(struct hf_cli_phone *cli, const struct hf_cli_call_said *said,
                      const char *text)
{
    const struct hf_calls_status *sip = &said->status.sip;
    int over = said->news != NULL && said->news->kind == HF_CALLS_OVER;
    struct hf_json json;

    hf_cli_json_begin(cli, &json, "call", said->moment.line);
    hf_json_unsigned(&json, "call", said->call->id);
    hf_json_string(&json, "event", said->event);
    hf_json_string(&json, "state", state_name(over ? HF_CALL_OVER : sip->state));
    hf_json_string(&json, "direction", sip->incoming ? "in" : "out");
    hf_json_string(&json, "peer", sip->uri);
    hf_json_string(&json, "peer_name", sip->name[0] != '\0' ? sip->name : NULL);
    if (sip->server == 0)
        hf_json_null(&json, "server");
    else
        hf_json_unsigned(&json, "server", sip->server);
    put_target(&json, "target", &sip->peer, 0);
    hf_json_string(&json, "held", held_name(sip));
    hf_json_bool(&json, "early", sip->early);
    hf_json_bool(&json, "emergency", sip->emergency);
    hf_json_string(&json, "why", hf_why_token(said->call->why));
    hf_json_unsigned(&json, "status", said->call->status);
    put_news(&json, said);
    put_media(&json, &said->status);
    hf_json_string(&json, "text", text);
    hf_cli_json_end(cli, &json, &said->moment);
}
