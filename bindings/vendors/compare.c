/* SPDX-License-Identifier: Apache-2.0 */
/* Two configurations beside one another; see compare.h. */
#include "holdfast/vendors/compare.h"

#include <ctype.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compare_values.h"
#include "holdfast/action.h"
#include "holdfast/event.h"
#include "import.h"
#include "memory.h"

struct pair { /* a line that is compared, and where its differences go */
    const struct hf_account *a, *b;
    struct hf_differences *differences;
};

struct found { /* one difference, without its line; texts are copied */
    const char *a_text, *b_text, *what, *rule;
    unsigned place, setting;
    enum hf_difference_kind kind;
};

static void add(const struct pair *pair, const struct found *found)
{
    struct hf_differences *differences = pair->differences;
    struct hf_difference *difference;

    differences->list = hf_memory_room(differences->list, differences->n,
                                       sizeof(*differences->list));
    difference = &differences->list[differences->n++];
    memset(difference, 0, sizeof(*difference));
    difference->a = pair->a;
    difference->b = pair->b;
    difference->a_text = hf_memory_text(found->a_text, strlen(found->a_text));
    difference->b_text = hf_memory_text(found->b_text, strlen(found->b_text));
    difference->what = found->what;
    difference->rule = found->rule;
    difference->place = found->place;
    difference->kind = found->kind;
    difference->setting = (uint16_t)found->setting;
}

/* ---- identity ---- */

static void compare_text(const struct pair *pair, const char *what, const char *a, const char *b)
{
    struct found found = {
        .a_text = a, .b_text = b, .what = what, .rule = "G", .kind = HF_DIFFERS_IDENTITY};

    if (strcmp(a, b) != 0)
        add(pair, &found);
}

/* G3: that it is another is all that is said. */
static void compare_secret(const struct pair *pair, const char *a, const char *b)
{
    struct found found = {.a_text = "one",
                          .b_text = "another",
                          .what = "password",
                          .rule = "G3",
                          .kind = HF_DIFFERS_IDENTITY};

    if (strcmp(a, b) == 0)
        return;
    if (a[0] == '\0' || b[0] == '\0') {
        found.a_text = a[0] != '\0' ? "set" : "not set";
        found.b_text = b[0] != '\0' ? "set" : "not set";
    }
    add(pair, &found);
}

static unsigned expires_of(const struct hf_account *account)
{
    return account->messages.expires_s != 0 ? account->messages.expires_s : HF_MESSAGES_USUAL_S;
}

static const char *mailbox_of(const struct hf_account *account)
{
    return account->messages.mailbox != NULL ? account->messages.mailbox : "";
}

static const char *voicemail_of(const struct hf_account *account)
{
    return account->messages.voicemail != NULL ? account->messages.voicemail : "";
}

static void compare_messages(const struct pair *pair)
{
    const struct hf_account *a = pair->a, *b = pair->b;
    char a_text[16], b_text[16];

    compare_text(pair, "message_waiting", a->messages.subscribe ? "on" : "off",
                 b->messages.subscribe ? "on" : "off");
    compare_text(pair, "mailbox", mailbox_of(a), mailbox_of(b));
    snprintf(a_text, sizeof(a_text), "%u", expires_of(a));
    snprintf(b_text, sizeof(b_text), "%u", expires_of(b));
    compare_text(pair, "message_waiting_expires_s", a_text, b_text);
    compare_text(pair, "voicemail", voicemail_of(a), voicemail_of(b));
}

static void compare_identity(const struct pair *pair)
{
    const struct hf_account *a = pair->a, *b = pair->b;

    compare_text(pair, "enabled", a->enabled ? "on" : "off", b->enabled ? "on" : "off");
    compare_text(pair, "label", a->label, b->label);
    compare_text(pair, "user", a->user, b->user);
    compare_text(pair, "auth_name", a->auth_name, b->auth_name);
    compare_secret(pair, a->password, b->password);
    compare_text(pair, "display_name", a->display_name, b->display_name);
    compare_messages(pair);
}

/* ---- places and settings ---- */

static int has(const struct hf_account *account, unsigned place)
{
    return hf_policy_has_place(&account->config, place);
}

static void compare_place(const struct pair *pair, unsigned place)
{
    char a[HF_NAME_MAX + 1] = "", b[HF_NAME_MAX + 1] = "";
    int is_proxy = hf_place_proxy(place) > 0;
    struct found found = {.a_text = a,
                          .b_text = b,
                          .what = is_proxy ? "proxy" : "server",
                          .rule = is_proxy ? "B13" : "C1",
                          .place = place,
                          .setting = HF_SETTING_HOST,
                          .kind = HF_DIFFERS_PLACE};

    if (has(pair->a, place) == has(pair->b, place))
        return;
    if (has(pair->a, place))
        hf_policy_host(&pair->a->config, place, a);
    else
        hf_policy_host(&pair->b->config, place, b);
    add(pair, &found);
}

struct plain {
    struct hf_config a, b;
};

/* A5: an INVITE is retried as any other request there, which is compared by itself. */
static int follows_retry_counts(const struct hf_config *config, unsigned place)
{
    const struct hf_server_config *server = &config->servers[hf_place_server(place) - 1];
    unsigned proxy = hf_place_proxy(place);

    return server->invite_retry_counts == HF_AS_RETRY_COUNTS &&
           (proxy == 0 || server->proxies[proxy - 1].invite_retry_counts == HF_AS_SERVER);
}

static void compare_setting(const struct pair *pair, const struct plain *plain, unsigned setting,
                            unsigned place)
{
    char a[HF_NAME_MAX + 1], b[HF_NAME_MAX + 1];
    struct found found = {.a_text = a,
                          .b_text = b,
                          .what = hf_setting_token(setting),
                          .rule = hf_policy_rule(setting, place),
                          .place = place,
                          .setting = setting,
                          .kind = HF_DIFFERS_IDLE};

    if (hf_compare_same(&plain->a, &plain->b, setting, place) ||
        (setting == HF_SETTING_INVITE_RETRY_COUNTS &&
         follows_retry_counts(&pair->a->config, place) &&
         follows_retry_counts(&pair->b->config, place)))
        return;
    hf_policy_words(&pair->a->config, setting, place, a);
    hf_policy_words(&pair->b->config, setting, place, b);
    if (hf_policy_counts(&plain->a, setting, place) || hf_policy_counts(&plain->b, setting, place))
        found.kind = HF_DIFFERS_SETTING;
    add(pair, &found);
}

static void compare_tls(const struct pair *pair, unsigned which)
{
    struct found found = {.a_text = hf_account_tls_value(pair->a, which),
                          .b_text = hf_account_tls_value(pair->b, which),
                          .what = hf_account_tls_token(which),
                          .rule = "B14",
                          .kind = HF_DIFFERS_IDLE};

    if (strcmp(found.a_text, found.b_text) == 0)
        return;
    if (hf_account_tls_counts(pair->a, which) || hf_account_tls_counts(pair->b, which))
        found.kind = HF_DIFFERS_SETTING;
    add(pair, &found);
}

static int is_of_kind(const struct hf_difference *difference, enum hf_difference_kind kind)
{
    return difference->kind == kind;
}

/* From `from` on, what counts before what does not, each in its order. */
static void put_idle_last(struct hf_differences *differences, size_t from)
{
    size_t n = differences->n - from, at = 0;
    struct hf_difference *sorted = hf_memory_new(n + 1, sizeof(*sorted));

    for (size_t i = from; i < differences->n; i++)
        if (is_of_kind(&differences->list[i], HF_DIFFERS_SETTING))
            sorted[at++] = differences->list[i];
    for (size_t i = from; i < differences->n; i++)
        if (is_of_kind(&differences->list[i], HF_DIFFERS_IDLE))
            sorted[at++] = differences->list[i];
    if (n > 0)
        memcpy(&differences->list[from], sorted, n * sizeof(*sorted));
    free(sorted);
}

static void compare_settings(const struct pair *pair)
{
    size_t from = pair->differences->n;
    struct plain plain;

    hf_compare_plain(&pair->a->config, &plain.a);
    hf_compare_plain(&pair->b->config, &plain.b);
    for (unsigned place = 0; place < HF_PLACES; place++) {
        if (!has(pair->a, place) || !has(pair->b, place))
            continue;
        for (unsigned setting = 0; setting < HF_SETTING_COUNT; setting++)
            if (hf_policy_stands_at(setting, place))
                compare_setting(pair, &plain, setting, place);
    }
    for (unsigned which = 0; which < HF_TLS_SETTINGS; which++)
        compare_tls(pair, which);
    put_idle_last(pair->differences, from);
}

/* ---- effects ---- */

struct figure {
    const char *const *names; /* of each server, or one */
    const char *rule;
    size_t at;       /* in struct hf_effect */
    int of_servers;  /* an array of them */
    int may_be_none; /* 0 is "none" */
};

static const char *const leave[] = {"register_leave_server_1", "register_leave_server_2",
                                    "register_leave_server_3", "register_leave_server_4"};
static const char *const call_leave[] = {"call_leave_server_1", "call_leave_server_2",
                                         "call_leave_server_3", "call_leave_server_4"};
static const char *const refresh[] = {"refresh_server_1", "refresh_server_2", "refresh_server_3",
                                      "refresh_server_4"};
static const char *const fit[] = {"fit_server_1", "fit_server_2", "fit_server_3", "fit_server_4"};
static const char *const proxy_back[] = {"proxy_back_server_1", "proxy_back_server_2",
                                         "proxy_back_server_3", "proxy_back_server_4"};
static const char *const address_leave[] = {"address_leave_server_1", "address_leave_server_2",
                                            "address_leave_server_3", "address_leave_server_4"};
static const char *const address_found[] = {"address_found_server_1", "address_found_server_2",
                                            "address_found_server_3", "address_found_server_4"};
static const char *const address_fit[] = {"address_fit_server_1", "address_fit_server_2",
                                          "address_fit_server_3", "address_fit_server_4"};
static const char *const last[] = {"last"};
static const char *const pass[] = {"pass"};
static const char *const call_silent[] = {"call_silent"};
static const char *const call_longest[] = {"call_longest"};
static const char *const resolve[] = {"resolve"};
static const char *const longest[] = {"longest_pass"};
static const char *const probe[] = {"probe"};
static const char *const retry_least[] = {"retry_least"};
static const char *const retry_most[] = {"retry_most"};
static const char *const again[] = {"again"};
static const char *const back[] = {"found"};

#define FIGURE(name) offsetof(struct hf_effect, name)

static const struct figure figures[] = {
    {leave, "A1", FIGURE(register_leave_ms), 1, 0},
    {call_leave, "A5", FIGURE(call_leave_ms), 1, 0},
    {refresh, "C4", FIGURE(refresh_ms), 1, 0},
    {fit, "C4", FIGURE(fit_ms), 1, 0},
    {proxy_back, "B13", FIGURE(proxy_back_ms), 1, 1},
    {address_leave, "B10", FIGURE(address_leave_ms), 1, 1},
    {address_found, "B10", FIGURE(address_found_ms), 1, 1},
    {address_fit, "B10", FIGURE(address_fit_ms), 1, 1},
    {last, "A4", FIGURE(last_ms), 0, 0},
    {pass, "A4", FIGURE(pass_ms), 0, 0},
    {call_silent, "A5", FIGURE(call_silent_ms), 0, 0},
    {call_longest, "A7", FIGURE(call_longest_ms), 0, 0},
    {resolve, "B8a", FIGURE(resolve_ms), 0, 1},
    {longest, "C4", FIGURE(longest_ms), 0, 0},
    {retry_least, "C6", FIGURE(retry_least_ms), 0, 0},
    {retry_most, "C6", FIGURE(retry_most_ms), 0, 0},
    {probe, "D1", FIGURE(probe_ms), 0, 1},
    {again, "D7", FIGURE(again_ms), 0, 1},
    {back, "D1", FIGURE(found_ms), 0, 1},
};

static uint64_t number_of(const struct hf_effect *effect, const struct figure *figure, unsigned k)
{
    uint64_t ms;

    memcpy(&ms, (const char *)effect + figure->at + k * sizeof(ms), sizeof(ms));
    return ms;
}

static void say_ms(uint64_t ms, int may_be_none, char text[32])
{
    if (ms == 0 && may_be_none)
        snprintf(text, 32, "none");
    else if (ms % 1000 == 0)
        snprintf(text, 32, "%" PRIu64 " s", ms / 1000);
    else
        snprintf(text, 32, "%.12g s", (double)ms / 1000);
}

static void compare_figure(const struct pair *pair, const struct hf_effect effects[2],
                           const struct figure *figure, unsigned k)
{
    uint64_t a_ms = number_of(&effects[0], figure, k), b_ms = number_of(&effects[1], figure, k);
    char a[32], b[32];
    struct found found = {.a_text = a,
                          .b_text = b,
                          .what = figure->names[k],
                          .rule = figure->rule,
                          .place = figure->of_servers ? k + 1 : 0,
                          .kind = HF_DIFFERS_EFFECT};

    if (a_ms == b_ms)
        return;
    say_ms(a_ms, figure->may_be_none, a);
    say_ms(b_ms, figure->may_be_none, b);
    add(pair, &found);
}

/* Figures of servers that only one of them has are no difference: the server is one. */
static void compare_effects(const struct pair *pair)
{
    const struct hf_config *a = &pair->a->config, *b = &pair->b->config;
    unsigned n = a->n_servers < b->n_servers ? a->n_servers : b->n_servers;
    struct hf_effect effects[2];
    struct found fits = {.what = "pass_fits", .rule = "C4", .kind = HF_DIFFERS_EFFECT};

    hf_policy_effect(a, &effects[0]);
    hf_policy_effect(b, &effects[1]);
    for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
        for (unsigned k = 0; k < (figures[i].of_servers ? n : 1); k++)
            compare_figure(pair, effects, &figures[i], k);
    fits.a_text = effects[0].pass_fits ? "yes" : "no";
    fits.b_text = effects[1].pass_fits ? "yes" : "no";
    if (effects[0].pass_fits != effects[1].pass_fits)
        add(pair, &fits);
}

/* ---- lines ---- */

void hf_compare_accounts(const struct hf_account *a, const struct hf_account *b,
                         struct hf_differences *differences)
{
    const struct pair pair = {a, b, differences};

    compare_identity(&pair);
    for (unsigned place = 1; place < HF_PLACES; place++)
        compare_place(&pair, place);
    compare_settings(&pair);
    compare_effects(&pair);
}

static int by_number(const void *left, const void *right)
{
    const struct hf_account *a = *(const struct hf_account *const *)left;
    const struct hf_account *b = *(const struct hf_account *const *)right;

    if (a->number != b->number)
        return a->number < b->number ? -1 : 1;
    return (a > b) - (a < b); /* of one phone, and so of one list */
}

static const struct hf_account **sorted_lines(const struct hf_phone_config *phone)
{
    const struct hf_account **lines = hf_memory_new(phone->n_accounts + 1, sizeof(*lines));

    for (size_t i = 0; i < phone->n_accounts; i++)
        lines[i] = &phone->accounts[i];
    qsort(lines, phone->n_accounts, sizeof(*lines), by_number);
    return lines;
}

static void only_one(const struct pair *pair)
{
    struct found found = {.a_text = pair->a != NULL ? pair->a->name : "",
                          .b_text = pair->b != NULL ? pair->b->name : "",
                          .what = "line",
                          .rule = "G",
                          .kind = HF_DIFFERS_LINE};

    add(pair, &found);
}

static void compare_lines(const struct hf_phone_config *a, const struct hf_phone_config *b,
                          struct hf_differences *differences)
{
    const struct hf_account **of_a = sorted_lines(a), **of_b = sorted_lines(b);
    const struct hf_account **at_a = of_a, **at_b = of_b; /* NULL ends either list */

    while (*at_a != NULL || *at_b != NULL) {
        struct pair pair = {*at_a, *at_b, differences};

        if (*at_a != NULL && *at_b != NULL && (*at_a)->number != (*at_b)->number) {
            if ((*at_a)->number < (*at_b)->number)
                pair.b = NULL;
            else
                pair.a = NULL;
        }
        if (pair.a != NULL && pair.b != NULL)
            hf_compare_accounts(pair.a, pair.b, differences);
        else
            only_one(&pair);
        at_a += pair.a != NULL;
        at_b += pair.b != NULL;
    }
    free(of_a);
    free(of_b);
}

/* ---- static records ---- */

static void only_one_record(const struct pair *pair, const char *a, const char *b)
{
    struct found found = {
        .a_text = a, .b_text = b, .what = "record", .rule = "B11a", .kind = HF_DIFFERS_RECORD};

    add(pair, &found);
}

/* Both lists are sorted, so that what one lacks is found in one walk. */
static void compare_records(const struct hf_phone_config *a, const struct hf_phone_config *b,
                            struct hf_differences *differences)
{
    const struct pair pair = {NULL, NULL, differences};
    char **of_a = hf_compare_records(a), **of_b = hf_compare_records(b);
    size_t at_a = 0, at_b = 0;

    while (at_a < a->n_records || at_b < b->n_records) {
        int order = at_a == a->n_records   ? 1
                    : at_b == b->n_records ? -1
                                           : strcmp(of_a[at_a], of_b[at_b]);

        if (order < 0)
            only_one_record(&pair, of_a[at_a], "");
        else if (order > 0)
            only_one_record(&pair, "", of_b[at_b]);
        at_a += order <= 0;
        at_b += order >= 0;
    }
    hf_compare_records_free(of_a, a->n_records);
    hf_compare_records_free(of_b, b->n_records);
}

/* ---- the phone's own ---- */

static const char *own_of(const struct hf_phone_config *phone, unsigned setting)
{
    const char *text = phone->own[setting].text;

    return text != NULL ? text : hf_own_default(setting);
}

static void compare_own(const struct hf_phone_config *a, const struct hf_phone_config *b,
                        struct hf_differences *differences)
{
    const struct pair pair = {NULL, NULL, differences};

    for (unsigned setting = 0; setting < HF_OWN_SETTINGS; setting++) {
        struct found found = {.a_text = own_of(a, setting),
                              .b_text = own_of(b, setting),
                              .what = hf_own_token(setting),
                              .rule = hf_own_rule(setting),
                              .kind = HF_DIFFERS_PHONE};

        if (strcmp(found.a_text, found.b_text) != 0)
            add(&pair, &found);
    }
}

struct hf_origin hf_difference_own_origin(const struct hf_phone_config *phone,
                                          const struct hf_difference *difference)
{
    static const struct hf_origin nowhere = {0, 0};

    for (unsigned setting = 0; setting < HF_OWN_SETTINGS; setting++)
        if (difference->what == hf_own_token(setting))
            return phone->own[setting].at;
    return nowhere;
}

/* ---- all ---- */

void hf_compare(const struct hf_phone_config *a, const struct hf_phone_config *b,
                struct hf_differences *differences)
{
    memset(differences, 0, sizeof(*differences));
    compare_lines(a, b, differences);
    compare_records(a, b, differences);
    compare_own(a, b, differences);
}

struct hf_origin hf_difference_origin(const struct hf_account *account,
                                      const struct hf_difference *difference)
{
    static const struct hf_origin nowhere = {0, 0};

    if (account == NULL)
        return nowhere;
    if (difference->setting != HF_SETTING_NONE)
        return account->origins[difference->setting][difference->place];
    for (unsigned which = 0; which < HF_TLS_SETTINGS; which++)
        if (difference->what == hf_account_tls_token(which))
            return account->tls.at[which];
    return nowhere;
}

void hf_differences_free(struct hf_differences *differences)
{
    for (size_t i = 0; i < differences->n; i++) {
        free(differences->list[i].a_text);
        free(differences->list[i].b_text);
    }
    free(differences->list);
    memset(differences, 0, sizeof(*differences));
}
