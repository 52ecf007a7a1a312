/* SPDX-License-Identifier: Apache-2.0 */
/* The table of `holdfast check`, for people; see check.h. What is long stands at a row's end, so
 * that the columns before it stay where they are. */
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SETTING_COLUMN 28
#define VALUE_COLUMN   16 /* at least; wider where a line's values are, up to VALUE_MOST */
#define VALUE_MOST     32

/* ---- shared with the comparison ---- */

static const char *last_part(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL && slash[1] != '\0' ? slash + 1 : path;
}

const char *hf_check_file(const struct hf_phone_config *phone, uint32_t file)
{
    const char *path = phone->files[file - 1], *name = last_part(path);

    for (size_t i = 0; i < phone->n_files; i++)
        if (strcmp(phone->files[i], path) != 0 && strcmp(last_part(phone->files[i]), name) == 0)
            return path;
    return name;
}

void hf_check_origin(const struct hf_phone_config *phone, const struct hf_account *account,
                     struct hf_origin at, char text[HF_CHECK_FROM])
{
    if (at.file == 0)
        snprintf(text, HF_CHECK_FROM, "default of %s", hf_dialect_vendor(account->dialect));
    else
        snprintf(text, HF_CHECK_FROM, "%s:%u", hf_check_file(phone, at.file), (unsigned)at.line);
}

int hf_check_has_origin(const struct hf_difference *difference)
{
    return difference->setting != HF_SETTING_NONE || difference->kind == HF_DIFFERS_SETTING ||
           difference->kind == HF_DIFFERS_IDLE; /* the latter two without a setting: of TLS */
}

void hf_check_place(unsigned place, char text[48])
{
    if (place == 0)
        snprintf(text, 48, "line");
    else if (hf_place_proxy(place) == 0)
        snprintf(text, 48, "server %u", place);
    else
        snprintf(text, 48, "server %u, outbound proxy %u", hf_place_server(place),
                 hf_place_proxy(place));
}

int hf_check_shows_tls(const struct hf_account *account, unsigned which, char key[96])
{
    key[0] = '\0';
    if (account->tls.at[which].file > 0)
        snprintf(key, 96, "lines[%u].%s", (unsigned)account->number, hf_account_tls_token(which));
    return key[0] != '\0' || hf_policy_may_use_tls(&account->config);
}

/* ---- the table ---- */

static int width_of_values(const struct hf_account *account)
{
    char value[HF_NAME_MAX + 1];
    size_t width = VALUE_COLUMN;

    for (unsigned place = 0; place < HF_PLACES; place++) {
        if (!hf_policy_has_place(&account->config, place))
            continue;
        for (unsigned setting = 0; setting < HF_SETTING_COUNT; setting++) {
            if (!hf_policy_stands_at(setting, place))
                continue;
            hf_policy_words(&account->config, setting, place, value);
            if (strlen(value) > width && strlen(value) <= VALUE_MOST)
                width = strlen(value);
        }
    }
    return (int)width;
}

struct table { /* of one line */
    const struct hf_phone_config *phone;
    const struct hf_account *account;
    int width; /* of the values */
};

static void print_setting(const struct table *table, unsigned setting, unsigned place)
{
    const struct hf_account *account = table->account;
    char value[HF_NAME_MAX + 1], key[96], from[HF_CHECK_FROM];

    hf_policy_words(&account->config, setting, place, value);
    hf_policy_key(account, setting, place, key);
    hf_check_origin(table->phone, account, account->origins[setting][place], from);
    printf("  %c %-*s ", hf_policy_counts(&account->config, setting, place) ? ' ' : '-',
           SETTING_COLUMN, hf_setting_token(setting));
    if (strlen(value) > (size_t)table->width) /* the rest of the row in its columns, below */
        printf("%s\n    %-*s %-*s ", value, SETTING_COLUMN, "", table->width, "");
    else
        printf("%-*s ", table->width, value);
    printf("%-5s %s%s%s\n", hf_policy_rule(setting, place), from, key[0] != '\0' ? "  " : "", key);
}

/* What the line says about TLS: where TLS may be used, or a file speaks of it. */
static void print_tls(const struct table *table)
{
    const struct hf_account *account = table->account;

    for (unsigned which = 0; which < HF_TLS_SETTINGS; which++) {
        const char *value = hf_account_tls_value(account, which);
        char key[96], from[HF_CHECK_FROM];

        if (!hf_check_shows_tls(account, which, key))
            continue;
        hf_check_origin(table->phone, account, account->tls.at[which], from);
        printf("  %c %-*s ", hf_account_tls_counts(account, which) ? ' ' : '-', SETTING_COLUMN,
               hf_account_tls_token(which));
        if (strlen(value) > (size_t)table->width)
            printf("%s\n    %-*s %-*s ", value, SETTING_COLUMN, "", table->width, "");
        else
            printf("%-*s ", table->width, value);
        printf("%-5s %s%s%s\n", "B14", from, key[0] != '\0' ? "  " : "", key);
    }
}

/* What the line asks for of messages that wait; nothing where it asks for nothing. */
static void print_messages(const struct table *table)
{
    const struct hf_account *account = table->account;
    const char *mailbox = account->messages.mailbox;
    char from[HF_CHECK_FROM];

    if (account->messages.voicemail[0] != '\0')
        printf("    %-*s %-*s %s\n", SETTING_COLUMN, "voicemail", table->width,
               account->messages.voicemail, "E12");
    if (!account->messages.subscribe)
        return;
    hf_check_origin(table->phone, account, account->messages.at, from);
    printf("    %-*s %-*s %-5s %s\n", SETTING_COLUMN, "message_waiting", table->width, "on", "E12",
           from);
    if (mailbox != NULL && mailbox[0] != '\0')
        printf("    %-*s %s\n", SETTING_COLUMN, "mailbox", mailbox);
    if (account->messages.expires_s != 0)
        printf("    %-*s %u\n", SETTING_COLUMN, "message_waiting_expires_s",
               (unsigned)account->messages.expires_s);
}

static void print_place(const struct table *table, unsigned place)
{
    char name[48];

    hf_check_place(place, name);
    printf("  %s\n", name);
    for (unsigned setting = 0; setting < HF_SETTING_COUNT; setting++)
        if (hf_policy_stands_at(setting, place))
            print_setting(table, setting, place);
}

static void print_settings(const struct hf_phone_config *phone, const struct hf_account *account)
{
    const struct table table = {phone, account, width_of_values(account)};

    printf("    %-*s %-*s %-5s %s\n", SETTING_COLUMN, "setting (-: does nothing)", table.width,
           "value", "rule", "where from");
    for (unsigned server = 1; server <= account->config.n_servers; server++)
        for (unsigned proxy = 0; proxy <= account->config.servers[server - 1].n_proxies; proxy++)
            print_place(&table, hf_place_of(server, proxy));
    print_place(&table, 0);
    print_tls(&table);
    print_messages(&table);
}

static void print_meaning(const struct hf_account *account)
{
    struct hf_sentence sentences[HF_SENTENCES_MAX];
    size_t n = hf_policy_meaning(&account->config, sentences);

    struct hf_effect effect;

    hf_policy_effect(&account->config, &effect);
    printf("  what it means%s\n", effect.resolve_ms > 0 ? ", each name taken for one address" : "");
    for (size_t i = 0; i < n; i++)
        printf("    %s [%s]\n", sentences[i].text, sentences[i].rule);
}

/* ---- lines ---- */

/* True: but for who it is, the one line does what the other does, down to what does nothing. */
static int is_same_policy(const struct hf_account *a, const struct hf_account *b)
{
    struct hf_differences differences = {.list = NULL};
    int same = a->dialect == b->dialect;

    hf_compare_accounts(a, b, &differences);
    for (size_t i = 0; i < differences.n; i++)
        same &= differences.list[i].kind == HF_DIFFERS_IDENTITY;
    hf_differences_free(&differences);
    return same;
}

struct seen {                           /* the policies printed so far, by their fingerprints */
    const struct hf_account **accounts; /* a hash table; NULL: free */
    uint64_t *marks;                    /* of each */
    size_t room;                        /* a power of two, and more than twice as many as lines */
};

/* Without memory each line is printed in full. */
static void seen_open(struct seen *seen, size_t n_accounts)
{
    seen->room = 4;
    while (seen->room < 2 * n_accounts + 2)
        seen->room *= 2;
    seen->accounts = calloc(seen->room, sizeof(*seen->accounts));
    seen->marks = calloc(seen->room, sizeof(*seen->marks));
}

static const struct hf_account *same_as(struct seen *seen, const struct hf_account *account)
{
    uint64_t mark = hf_compare_fingerprint(&account->config) + (unsigned)account->dialect;
    size_t at = (size_t)mark & (seen->room - 1);

    if (seen->accounts == NULL || seen->marks == NULL)
        return NULL;
    for (; seen->accounts[at] != NULL; at = (at + 1) & (seen->room - 1))
        if (seen->marks[at] == mark && is_same_policy(seen->accounts[at], account))
            return seen->accounts[at];
    seen->accounts[at] = account;
    seen->marks[at] = mark;
    return NULL;
}

static void print_line(const struct hf_check *check, const struct hf_account *account,
                       struct seen *seen)
{
    const struct hf_account *same = check->all ? NULL : same_as(seen, account);

    printf("%s", account->name);
    if (account->label[0] != '\0')
        printf(" \"%s\"", account->label);
    printf(", %s%s, %s, %s\n", account->user[0] != '\0' ? "user " : "no user", account->user,
           hf_dialect_name(account->dialect), account->enabled ? "enabled" : "disabled");
    if (same != NULL) {
        const struct table table = {&check->a.phone, account, VALUE_COLUMN};

        printf("  policy as that of %s (--all prints it)\n", same->name);
        print_messages(&table); /* who it is, and so not of the policy */
        putchar('\n');
        return;
    }
    print_settings(&check->a.phone, account);
    print_meaning(account);
    putchar('\n');
}

/* What files say of the phone itself; nothing where they say nothing. */
static void print_own(const struct hf_phone_config *phone)
{
    int n = 0;

    for (unsigned setting = 0; setting < HF_OWN_SETTINGS; setting++) {
        const struct hf_own *own = &phone->own[setting];

        if (own->text == NULL)
            continue;
        if (n++ == 0)
            puts("the phone");
        printf("    %-*s %-*s %-5s %s:%u\n", SETTING_COLUMN, hf_own_token(setting), VALUE_COLUMN,
               own->text, hf_own_rule(setting), hf_check_file(phone, own->at.file),
               (unsigned)own->at.line);
    }
    if (n > 0)
        putchar('\n');
}

void hf_check_print(const struct hf_check *check)
{
    const struct hf_phone_config *phone = &check->a.phone;
    struct seen seen;

    seen_open(&seen, phone->n_accounts);
    for (uint32_t file = 1; file <= phone->n_files; file++)
        if (strcmp(hf_check_file(phone, file), phone->files[file - 1]) != 0)
            printf("%s is %s\n", hf_check_file(phone, file), phone->files[file - 1]);
    print_own(phone);
    for (size_t i = 0; i < phone->n_accounts; i++)
        print_line(check, &phone->accounts[i], &seen);
    free(seen.accounts);
    free(seen.marks);
}
