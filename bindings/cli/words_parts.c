/* SPDX-License-Identifier: Apache-2.0 */
/* See words_parts.h. */
#define _GNU_SOURCE 1
#include "words_parts.h"

#include <inttypes.h>
#include <stdarg.h>
#include <string.h>
#include <time.h>

#include "holdfast/uv/udp.h"

#define US_IN_S 1000000u

void hf_prose_add(struct hf_prose *prose, const char *format, ...)
{
    const size_t used = strlen(prose->text);
    va_list values;

    va_start(values, format);
    (void)vsnprintf(prose->text + used, prose->size - used, format, values);
    va_end(values);
}

/* ---- times ---- */

const char *hf_words_duration(uint64_t us, int exact, char text[HF_WORDS_SPAN])
{
    const uint64_t ms = (us + 500) / 1000, seconds = (us + US_IN_S / 2) / US_IN_S;
    const uint64_t minutes = (seconds + 30) / 60;

    if (us < US_IN_S && us > 0)
        snprintf(text, HF_WORDS_SPAN, "%" PRIu64 " ms", ms);
    else if (exact)
        snprintf(text, HF_WORDS_SPAN, "%" PRIu64 ".%03" PRIu64 " s", ms / 1000, ms % 1000);
    else if (seconds < 120)
        return hf_words_span(us, text);
    else if (seconds < 3600 && seconds % 60 != 0)
        snprintf(text, HF_WORDS_SPAN, "%" PRIu64 " min %" PRIu64 " s", seconds / 60, seconds % 60);
    else if (minutes < 60)
        snprintf(text, HF_WORDS_SPAN, "%" PRIu64 " min", minutes);
    else if (minutes < 48 * 60 && minutes % 60 != 0)
        snprintf(text, HF_WORDS_SPAN, "%" PRIu64 " h %" PRIu64 " min", minutes / 60, minutes % 60);
    else if (minutes < 48 * 60)
        snprintf(text, HF_WORDS_SPAN, "%" PRIu64 " h", minutes / 60);
    else
        snprintf(text, HF_WORDS_SPAN, "%" PRIu64 " d %" PRIu64 " h", minutes / 1440,
                 minutes % 1440 / 60);
    return text;
}

static int same_day(uint64_t a_us, uint64_t b_us)
{
    const time_t a = (time_t)(a_us / US_IN_S), b = (time_t)(b_us / US_IN_S);
    struct tm left, right;

    return localtime_r(&a, &left) != NULL && localtime_r(&b, &right) != NULL &&
           left.tm_year == right.tm_year && left.tm_yday == right.tm_yday;
}

const char *hf_words_moment(const struct hf_moment *moment, char text[HF_WORDS_MOMENT])
{
    const time_t seconds = (time_t)(moment->wall_us / US_IN_S);
    const int here = moment->near_us != 0 && same_day(moment->wall_us, moment->near_us);
    struct tm local;
    size_t n;

    if (localtime_r(&seconds, &local) == NULL) {
        snprintf(text, HF_WORDS_MOMENT, "a time that no calendar has");
        return text;
    }
    n = strftime(text, HF_WORDS_MOMENT, here ? "%H:%M:%S" : "%Y-%m-%d %H:%M:%S", &local);
    if (moment->exact)
        snprintf(text + n, HF_WORDS_MOMENT - n, ".%03u",
                 (unsigned)(moment->wall_us % US_IN_S / 1000));
    return text;
}

const char *hf_words_day(uint64_t wall_us, char text[HF_WORDS_DAY])
{
    static const char *const days[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                       "Thursday", "Friday", "Saturday"};
    const time_t seconds = (time_t)(wall_us / US_IN_S);
    struct tm local;
    size_t n;

    if (localtime_r(&seconds, &local) == NULL) {
        snprintf(text, HF_WORDS_DAY, "(no date)");
        return text;
    }
    n = (size_t)snprintf(text, HF_WORDS_DAY, "%s ", days[local.tm_wday % 7]);
    (void)strftime(text + n, HF_WORDS_DAY - n, "%Y-%m-%d", &local);
    return text;
}

void hf_part_duration(struct hf_prose *prose, uint64_t us)
{
    char text[HF_WORDS_SPAN];

    hf_prose_add(prose, "%s", hf_words_duration(us, prose->exact, text));
}

void hf_part_moment(struct hf_prose *prose, uint64_t wall_us)
{
    const struct hf_moment moment = {
        .wall_us = wall_us, .near_us = prose->wall_us, .exact = prose->exact};
    char text[HF_WORDS_MOMENT];

    hf_prose_add(prose, "%s", hf_words_moment(&moment, text));
}

void hf_part_times(struct hf_prose *prose, uint64_t n)
{
    if (n == 1)
        hf_prose_add(prose, "once");
    else if (n == 2)
        hf_prose_add(prose, "twice");
    else
        hf_prose_add(prose, "%" PRIu64 " times", n);
}

/* ---- places ---- */

void hf_part_address(struct hf_prose *prose, const struct hf_target *target)
{
    static const char *const names[] = {"", " over TCP", " over TLS", ""};
    char room[HF_ADDRESS_TEXT], address[HF_ADDRESS_TEXT];
    size_t n;

    snprintf(address, sizeof address, "%s", hf_udp_address_text(target, room));
    n = strlen(address);
    if (n > 5 && target->port == 5060 && target->transport != HF_TRANSPORT_TLS &&
        strcmp(address + n - 5, ":5060") == 0)
        address[n - 5] = '\0';
    hf_prose_add(prose, "%s%s", address,
                 target->transport < HF_TRANSPORT_COUNT ? names[target->transport] : "");
}

/* The configured name, where it is not just the address. */
static int has_name(const struct hf_explain_server *server)
{
    return server->host[0] != '\0' &&
           strspn(server->host, "0123456789.:[]abcdefABCDEF") != strlen(server->host);
}

void hf_part_place(struct hf_prose *prose, hf_story_line line, const struct hf_line_status *at)
{
    const int known = at->server >= 1 && at->server <= HF_LINE_SERVERS;

    hf_prose_add(prose, "server %u (", at->server);
    if (known && has_name(&line->servers[at->server - 1]))
        hf_prose_add(prose, "%s, ", line->servers[at->server - 1].host);
    hf_part_address(prose, &at->target);
    hf_prose_add(prose, ")");
    if (at->proxy != 0)
        hf_prose_add(prose, " by way of its proxy %u", at->proxy);
    if (at->server > 1)
        hf_prose_add(prose, line->n_servers > 2 ? ", a backup" : ", the backup");
}

/* ---- settings ---- */

/* Lists, and switches: the decision carries no value that says more than the name. */
static int is_plain(unsigned setting)
{
    return setting == HF_SETTING_REGISTER_FAILOVER_STATUSES ||
           setting == HF_SETTING_INVITE_FAILOVER_STATUSES || setting == HF_SETTING_FLAP_DAMPING;
}

/* "setting: retry_counts 3" */
static void add_setting(struct hf_prose *prose, const struct hf_setting_said *by)
{
    hf_prose_add(prose, "setting: %s", hf_setting_token(by->setting));
    if (!is_plain(by->setting))
        hf_prose_add(prose, " %" PRIu64, by->value);
    if (by->file != NULL)
        hf_prose_add(prose, ", %s:%" PRIu32, by->file, by->line);
    else if (by->by_default)
        hf_prose_add(prose, ", by default");
}

void hf_part_setting(struct hf_prose *prose, const struct hf_setting_said *by)
{
    if (by->setting == HF_SETTING_NONE)
        return;
    hf_prose_add(prose, " (");
    add_setting(prose, by);
    hf_prose_add(prose, ")");
}

/* ---- failures ---- */

/* " (asked 4 times; setting: retry_counts 3)" */
static void add_circumstances(struct hf_prose *prose, const struct hf_explain_server *server)
{
    const int asked = server->why == HF_WHY_SILENCE && server->n_sent > 0 &&
                      server->n_failed == 1 && !server->lives;
    const int often = server->n_failed > 1;
    const int by = server->by.setting != HF_SETTING_NONE;

    if (!asked && !often && !by)
        return;
    hf_prose_add(prose, " (");
    if (asked)
        hf_prose_add(prose, "asked ");
    if (asked)
        hf_part_times(prose, server->n_sent);
    if (often)
        hf_part_times(prose, server->n_failed);
    if (often && server->mixed)
        hf_prose_add(prose, " that it failed, in several ways, this one last");
    if ((asked || often) && by)
        hf_prose_add(prose, "; ");
    if (by)
        add_setting(prose, &server->by);
    hf_prose_add(prose, ")");
}

void hf_part_detail(struct hf_prose *prose, const struct hf_explain_server *server)
{
    if (server->detail[0] != '\0')
        hf_prose_add(prose, ": %s", server->detail);
}

void hf_part_failure(struct hf_prose *prose, hf_story_line line, unsigned number)
{
    const struct hf_explain_server *server = &line->servers[number - 1];
    const struct hf_line_status *at = &line->status;
    const struct hf_words_failure failure = {.after_us = server->n_failed == 1 ? server->took_us
                                                                               : 0,
                                             .server = number,
                                             .why = server->why,
                                             .status = server->status};
    const int elsewhere = hf_explain_serves(at) && at->server == number &&
                          server->failed_at.family != HF_FAMILY_NONE &&
                          memcmp(&server->failed_at, &at->target, sizeof at->target) != 0;
    char text[HF_WORDS_MAX];

    if (elsewhere && hf_words_failed(&failure, text) != NULL) {
        hf_prose_add(prose, "its other address ");
        hf_part_address(prose, &server->failed_at);
        hf_prose_add(prose, " %s", text);
    } else if (server->lives && server->why == HF_WHY_SILENCE) {
        hf_prose_add(prose,
                     "server %u said that it was working on it, but gave no answer after "
                     "that",
                     number);
    } else {
        hf_prose_add(prose, "%s", hf_words_failure(&failure, text));
    }
    hf_part_detail(prose, server);
    add_circumstances(prose, server);
}

unsigned hf_explain_n_failed(const struct hf_explain_line *line)
{
    unsigned n = 0;

    for (unsigned k = 0; k < HF_LINE_SERVERS; k++)
        n += line->servers[k].n_failed > 0;
    return n;
}

void hf_part_failures(struct hf_prose *prose, hf_story_line line, const char *lead)
{
    const unsigned n = hf_explain_n_failed(line);
    unsigned told = 0;

    for (unsigned k = 1; k <= HF_LINE_SERVERS; k++) {
        if (line->servers[k - 1].n_failed == 0)
            continue;
        hf_prose_add(prose, "%s", told == 0 ? lead : told + 1 == n ? ", and " : ", ");
        hf_part_failure(prose, line, k);
        told++;
    }
}

void hf_part_who_failed(struct hf_prose *prose, hf_story_line line)
{
    const unsigned n = hf_explain_n_failed(line);
    unsigned only = 0;

    for (unsigned k = 1; k <= HF_LINE_SERVERS && n == 1; k++)
        only = line->servers[k - 1].n_failed > 0 ? k : only;
    if (n == 1)
        hf_prose_add(prose, "server %u", only);
    else if (n == 2)
        hf_prose_add(prose, "both servers");
    else
        hf_prose_add(prose, "%u servers", n);
}

void hf_part_rests(struct hf_prose *prose, hf_story_line line)
{
    for (unsigned k = 1; k <= line->n_servers; k++)
        if (line->servers[k - 1].n_failed == 0)
            hf_part_rest(prose, line, k);
}

void hf_part_trigger(struct hf_prose *prose, unsigned why)
{
    static const struct {
        uint16_t why;
        const char *text;
    } triggers[] = {
        {HF_WHY_REFRESH_DUE, "when the registration had to be renewed"},
        {HF_WHY_FLOW_LOST, "after the way to the server was lost"},
        {HF_WHY_OPTIONS_FAILED, "after the server had not said that it lives"},
        {HF_WHY_USER_WISH, "when somebody asked to register"},
        {HF_WHY_NETWORK_BACK, "when the network was back"},
        {HF_WHY_ADDRESS_CHANGED, "when the phone's address had changed"},
        {HF_WHY_STATUS_TO_REQUEST, "after the server could not serve a request"},
        {HF_WHY_BINDING_EXPIRED, "when the registration had run out"},
        {HF_WHY_SUSPECT, "after a request had failed there"},
        {HF_WHY_RESTORED, "after the phone was restarted"},
        {HF_WHY_CONFIG_CHANGED, "when the settings were changed"},
        {HF_WHY_REMOVED_ELSEWHERE, "after removing the old registration"},
        {HF_WHY_TARGET_FAILBACK_DUE, "when it was time to go back to the first address"},
    };

    for (size_t i = 0; i < sizeof triggers / sizeof triggers[0]; i++)
        if (triggers[i].why == why)
            hf_prose_add(prose, ", %s", triggers[i].text);
}

void hf_part_last_answer(struct hf_prose *prose, hf_story_line line, unsigned number)
{
    const struct hf_explain_server *server = &line->servers[number - 1];

    if (server->why != HF_WHY_SILENCE || server->answered_wall_us == 0 || server->n_failed == 0)
        return;
    hf_prose_add(prose, " It had answered last at ");
    hf_part_moment(prose, server->answered_wall_us);
    hf_prose_add(prose, "; calls to this line may have been lost since then.");
}

void hf_part_rest(struct hf_prose *prose, hf_story_line line, unsigned number)
{
    const struct hf_explain_server *server = &line->servers[number - 1];

    if (server->rest_until_wall_us <= prose->wall_us)
        return;
    hf_prose_add(prose, " Server %u is left alone until ", number);
    hf_part_moment(prose, server->rest_until_wall_us);
    if (server->rest_why == HF_WHY_RETRY_AFTER)
        hf_prose_add(prose, server->rests.setting == HF_SETTING_NONE
                                ? ", as it asked to be"
                                : ", as it asked to be, for no longer than is set");
    hf_part_setting(prose, &server->rests);
    hf_prose_add(prose, ".");
}

void hf_part_probe_next(struct hf_prose *prose, hf_story_line line)
{
    if (line->status.server <= 1 || line->probe_wall_us <= prose->wall_us ||
        line->probe_wall_us == HF_NEVER || line->concurrent)
        return;
    hf_prose_add(prose, " From ");
    hf_part_moment(prose, line->probe_wall_us);
    hf_prose_add(prose, " on it asks whether %s is back",
                 line->status.server == 2 ? "server 1" : "a better server");
    hf_part_setting(prose, &line->probe_by);
    hf_prose_add(prose, ".");
}

void hf_part_waits(struct hf_prose *prose, const struct hf_explain_trouble *trouble)
{
    hf_prose_add(prose, "with waits of ");
    hf_part_duration(prose, trouble->shortest_us);
    if (trouble->longest_us > trouble->shortest_us + trouble->shortest_us / 2)
        hf_prose_add(prose, " to ");
    if (trouble->longest_us > trouble->shortest_us + trouble->shortest_us / 2)
        hf_part_duration(prose, trouble->longest_us);
    hf_prose_add(prose, " in between");
}
