/* SPDX-License-Identifier: Apache-2.0 */
/* The messages that wait for a line (RFC 3842): in words, as objects, and for the lamp. */
#define _GNU_SOURCE 1
#include "phone.h"

#include <string.h>

#include "json.h"

#define MOST_OF_A_LAMP 65535u

static uint64_t fresh_of(const struct hf_messages_status *status)
{
    return (uint64_t)status->voice.fresh + status->other.fresh;
}

uint16_t hf_cli_messages_lamp(const struct hf_cli_phone *cli, uint32_t line)
{
    struct hf_messages_status status;
    uint64_t fresh;

    if (!hf_phone_has(cli->phone, line) || !hf_phone_messages(cli->phone, line, &status) ||
        !status.waiting)
        return 0;
    fresh = fresh_of(&status);
    if (fresh == 0)
        return 1; /* the server does not say how many */
    return fresh < MOST_OF_A_LAMP ? (uint16_t)fresh : MOST_OF_A_LAMP;
}

const char *hf_cli_voicemail(const struct hf_cli_phone *cli, uint32_t line)
{
    const char *number = cli->options.voicemail != NULL ? cli->options.voicemail
                                                        : cli->lines[line - 1].voicemail;

    return number[0] != '\0' ? number : NULL;
}

/* ---- in words ---- */

static const char *count_text(const struct hf_messages_status *status, char text[HF_WORDS_MAX])
{
    uint64_t fresh = fresh_of(status), old = (uint64_t)status->voice.old + status->other.old;
    uint64_t urgent = (uint64_t)status->voice.urgent_fresh + status->other.urgent_fresh;
    int length;

    if (status->since_us == 0)
        length = snprintf(text, HF_WORDS_MAX, "messages: nothing was said of them yet");
    else if (fresh == 0 && status->waiting)
        length = snprintf(text, HF_WORDS_MAX, "messages are waiting");
    else if (fresh == 0)
        length = snprintf(text, HF_WORDS_MAX, "no new messages");
    else
        length = snprintf(text, HF_WORDS_MAX, "%llu new %s", (unsigned long long)fresh,
                          fresh == 1 ? "message" : "messages");
    if (old > 0)
        length += snprintf(text + length, HF_WORDS_MAX - (size_t)length, ", %llu old",
                           (unsigned long long)old);
    if (urgent > 0)
        snprintf(text + length, HF_WORDS_MAX - (size_t)length, " (%llu urgent)",
                 (unsigned long long)urgent);
    return text;
}

static void waiting_text(const struct hf_messages_status *status, uint64_t now_us,
                         char text[HF_WORDS_MAX])
{
    char span[HF_WORDS_SPAN], answer[64] = "";

    if (status->status != 0)
        snprintf(answer, sizeof answer, ", %u %.48s", status->status,
                 hf_words_status(status->status));
    if (status->next_us == HF_NEVER)
        snprintf(text, HF_WORDS_MAX, "not subscribed (%s%s)", status->why, answer);
    else
        snprintf(text, HF_WORDS_MAX, "not subscribed (%s%s); asking again in %s", status->why,
                 answer,
                 hf_words_span(status->next_us > now_us ? status->next_us - now_us : 0, span));
}

/* Of the subscription; "": there is nothing to say. */
static const char *subscription_text(const struct hf_messages_status *status, uint64_t now_us,
                                     char text[HF_WORDS_MAX])
{
    text[0] = '\0';
    switch ((enum hf_messages_state)status->state) {
    case HF_MESSAGES_ASKING: snprintf(text, HF_WORDS_MAX, "subscribing"); break;
    case HF_MESSAGES_SUBSCRIBED:
    case HF_MESSAGES_REFRESHING:
        snprintf(text, HF_WORDS_MAX,
                 status->pending ? "subscribed at server %u, which has not decided yet"
                                 : "subscribed at server %u",
                 status->server);
        break;
    case HF_MESSAGES_WAITING: waiting_text(status, now_us, text); break;
    case HF_MESSAGES_OFF: /* the line's own state says why */
    case HF_MESSAGES_LEAVING:
    case HF_MESSAGES_STATE_COUNT: break;
    }
    return text;
}

/* ---- as an object ---- */

static void put_time(struct hf_json *json, const char *key, uint64_t us, uint64_t none)
{
    if (us == none)
        hf_json_null(json, key);
    else
        hf_json_unsigned(json, key, us);
}

static void put_subscription(struct hf_json *json, const struct hf_messages_status *status)
{
    int waits = status->state == HF_MESSAGES_WAITING;

    hf_json_string(json, "state", hf_messages_state_name(status->state));
    hf_json_bool(json, "pending", status->pending);
    if (status->server != 0)
        hf_json_unsigned(json, "server", status->server);
    else
        hf_json_null(json, "server");
    hf_json_string(json, "reason", waits ? status->why : NULL);
    hf_json_unsigned(json, "status", status->status);
    put_time(json, "next_us", status->next_us, HF_NEVER);
}

static void say_json(struct hf_cli_phone *cli, const struct hf_cli_moment *moment,
                     const struct hf_messages_status *status)
{
    char count[HF_WORDS_MAX], subscription[HF_WORDS_MAX], text[2 * HF_WORDS_MAX + 2];
    struct hf_json json;

    count_text(status, count);
    subscription_text(status, moment->at_us, subscription);
    snprintf(text, sizeof text, "%s%s%s", count, subscription[0] != '\0' ? "; " : "", subscription);
    hf_cli_json_begin(cli, &json, "messages", moment->line);
    hf_json_bool(&json, "waiting", status->waiting);
    hf_json_unsigned(&json, "new", status->voice.fresh);
    hf_json_unsigned(&json, "old", status->voice.old);
    hf_json_unsigned(&json, "urgent_new", status->voice.urgent_fresh);
    hf_json_unsigned(&json, "urgent_old", status->voice.urgent_old);
    hf_json_unsigned(&json, "other_new", status->other.fresh);
    hf_json_unsigned(&json, "other_old", status->other.old);
    hf_json_string(&json, "account", status->account[0] != '\0' ? status->account : NULL);
    put_time(&json, "since_us", status->since_us, 0);
    put_time(&json, "heard_us", status->heard_us, 0);
    put_subscription(&json, status);
    hf_json_string(&json, "text", text);
    hf_cli_json_end(cli, &json, moment);
}

/* ---- news, and the answer to a command ---- */

void hf_cli_hear_messages(void *context, const struct hf_phone_messages_news *news)
{
    struct hf_cli_phone *cli = context;
    struct hf_cli_moment moment = {
        .at_us = news->at_us, .wall_us = news->wall_us, .line = news->line};
    struct hf_messages_status status;
    char text[HF_WORDS_MAX], words[HF_WORDS_MAX + 16];

    if (!hf_phone_messages(cli->phone, news->line, &status))
        return;
    if (cli->options.json) {
        say_json(cli, &moment, &status);
    } else {
        if ((news->what & HF_MESSAGES_COUNTED) != 0)
            hf_cli_print(cli, &moment, count_text(&status, text));
        if ((news->what & HF_MESSAGES_SUBSCRIPTION) != 0 &&
            subscription_text(&status, moment.at_us, text)[0] != '\0') {
            snprintf(words, sizeof words, "messages: %s", text);
            hf_cli_print(cli, &moment, words);
        }
    }
    hf_cli_panel_line(cli, news->line);
}

void hf_cli_say_messages(struct hf_cli_phone *cli, uint32_t line)
{
    struct hf_cli_moment moment = {
        .at_us = hf_phone_now_us(), .wall_us = hf_phone_wall_us(), .line = line};
    struct hf_messages_status status;
    char count[HF_WORDS_MAX], subscription[HF_WORDS_MAX], text[2 * HF_WORDS_MAX + 2];

    if (!hf_phone_messages(cli->phone, line, &status))
        return;
    if (cli->options.json) {
        say_json(cli, &moment, &status);
        return;
    }
    count_text(&status, count);
    subscription_text(&status, moment.at_us, subscription);
    snprintf(text, sizeof text, "%s%s%s", count, subscription[0] != '\0' ? "; " : "", subscription);
    hf_cli_print(cli, &moment, text);
}
