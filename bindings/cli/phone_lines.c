/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The configuration of `holdfast phone`, and the lines that it wants. Read again, it is compared
 * with what runs: an account that is a line already (phone_match.c) is that line, whatever else is
 * changed in it.
 */
#define _GNU_SOURCE 1
#include "phone.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli.h"
#include "phone_origins.h"

#define ERROR_TEXT 512

/* ---- reading ---- */

/* An account that this build cannot run is refused before anything is opened. */
static int check_account(const struct hf_phone_config *config, const struct hf_account *account,
                         FILE *to)
{
    struct hf_obstacle obstacles[HF_OBSTACLES_MAX];
    size_t n = account->enabled ? hf_account_obstacles(account, obstacles) : 0;

    for (size_t i = 0; i < n; i++) {
        const struct hf_origin *at = &obstacles[i].at;

        if (at->file > 0 && at->file <= config->n_files)
            fprintf(to, "holdfast: %s:%u: %s\n", config->files[at->file - 1], at->line,
                    obstacles[i].text);
        else
            fprintf(to, "holdfast: %s: %s\n", account->name, obstacles[i].text);
    }
    return n > 0 ? -1 : 0;
}

static void say_remarks(const struct hf_phone_config *config, FILE *to)
{
    for (size_t i = 0; i < config->n_remarks; i++) {
        const struct hf_remark *remark = &config->remarks[i];
        int named = remark->file > 0 && remark->file <= config->n_files;

        fputs("holdfast: ", to);
        if (named)
            fprintf(to, "%s:", config->files[remark->file - 1]);
        if (named && remark->line > 0)
            fprintf(to, "%u:", remark->line);
        fprintf(to, "%s%s%s [%s]\n", named ? " " : "",
                remark->severity == HF_SEVERITY_WARNING ? "warning: " : "", remark->text,
                remark->rule);
    }
}

int hf_cli_read_config(struct hf_phone_config *config, const struct hf_cli_phone_options *options,
                       FILE *to)
{
    long n_enabled = 0;
    int bad = 0;
    int result = hf_vendors_read(config, options->files, options->n_files);

    say_remarks(config, to);
    if (result < 0)
        return -1;
    for (size_t i = 0; i < config->n_accounts; i++) {
        n_enabled += config->accounts[i].enabled != 0;
        bad += check_account(config, &config->accounts[i], to) < 0;
    }
    if (bad > 0)
        return -1;
    if (n_enabled > 0)
        return 0;
    fprintf(to, "holdfast: %s: no account is enabled; " HF_CLI_HOW_TO_ENABLE "\n",
            options->files[0]);
    return -1;
}

void hf_cli_forget_config(struct hf_phone_config *config)
{
    for (size_t i = 0; i < config->n_accounts; i++)
        explicit_bzero(config->accounts[i].password, strlen(config->accounts[i].password));
    hf_phone_config_free(config);
#ifdef __GLIBC__
    malloc_trim(0); /* the files of ten thousand lines are a kilobyte each that nobody needs */
#endif
}

/* ---- lines ---- */

int hf_cli_has_line(const struct hf_cli_phone *cli, uint32_t line)
{
    const struct hf_cli_line *known = &cli->lines[line - 1];

    return !known->gone && known->wanted;
}

uint32_t hf_cli_count_lines(const struct hf_cli_phone *cli)
{
    uint32_t n = 0;

    for (uint32_t line = 1; line <= cli->n_lines; line++)
        n += hf_cli_has_line(cli, line) != 0;
    return n;
}

static struct hf_phone_line line_of(const struct hf_phone_config *config,
                                    const struct hf_account *account, struct hf_cli_origins *room)
{
    return (struct hf_phone_line){.name = account->name,
                                  .identity = {.user = account->user,
                                               .auth_name = account->auth_name,
                                               .password = account->password,
                                               .display_name = account->display_name},
                                  .tls = {.ca_file = account->tls.ca_file,
                                          .certificate_file = account->tls.certificate_file,
                                          .key_file = account->tls.key_file,
                                          .verify_off = account->tls.verify_off},
                                  .messages = {.mailbox = account->messages.mailbox,
                                               .expires_s = account->messages.expires_s,
                                               .subscribe = account->messages.subscribe != 0},
                                  .config = &account->config,
                                  .origins = hf_cli_origins_of(room, config, account)};
}

static int make_room(struct hf_cli_phone *cli)
{
    uint32_t room = cli->n_room > 0 ? 2 * cli->n_room : 4;
    struct hf_cli_line *grown;

    if (cli->n_lines < cli->n_room)
        return 0;
    grown = realloc(cli->lines, room * sizeof *grown);
    if (grown == NULL)
        return -1;
    cli->lines = grown;
    cli->n_room = room;
    return 0;
}

struct new_line {
    const struct hf_phone_config *config;
    const struct hf_account *account;
    char *name; /* the line's, from now on */
};

/* Its place must be there before the phone has the line, which speaks of it at once. */
static int add_line(struct hf_cli_phone *cli, const struct new_line *new, FILE *to)
{
    char error[ERROR_TEXT] = "no memory";
    struct hf_phone_problem problem = {.error = error, .size = sizeof error};
    struct hf_cli_origins room;
    struct hf_phone_line wanted = line_of(new->config, new->account, &room);
    struct hf_cli_line *line;

    if (new->name != NULL && make_room(cli) == 0) {
        wanted.name = new->name;
        line = &cli->lines[cli->n_lines];
        *line = (struct hf_cli_line){.name = new->name,
                                     .user = strdup(new->account->user),
                                     .voicemail = strdup(new->account->messages.voicemail),
                                     .verify_off = new->account->tls.verify_off,
                                     .wanted = 1};
        cli->n_lines++;
        if (line->user != NULL && line->voicemail != NULL &&
            hf_phone_add(cli->phone, &wanted, &problem) > 0)
            return 0;
        cli->n_lines--;
        free(line->user);
        free(line->voicemail);
    }
    fprintf(to, "holdfast: line %s cannot be added: %s\n", new->account->name, error);
    free(new->name);
    return -1;
}

int hf_cli_add_lines(struct hf_cli_phone *cli, const struct hf_phone_config *config)
{
    if (hf_cli_set_records(cli, config, stderr) < 0)
        return -1;
    for (size_t i = 0; i < config->n_accounts; i++) {
        const struct hf_account *account = &config->accounts[i];
        const struct new_line new = {config, account,
                                     account->enabled ? strdup(account->name) : NULL};

        if (account->enabled && add_line(cli, &new, stderr) < 0)
            return -1;
    }
    return 0;
}

void hf_cli_line_gone(void *context, uint32_t line)
{
    struct hf_cli_phone *cli = context;

    hf_cli_say_remark(cli, line, "removed");
    cli->lines[line - 1].gone = 1;
    hf_cli_panel_line(cli, line);
}

/* ---- reading again (C14) ---- */

struct reload {
    struct hf_cli_phone *cli;
    const struct hf_phone_config *config;
    FILE *errors;
    uint32_t *lines; /* of each account: what it was before; 0: it is new, or not enabled */
    uint8_t *keeps;  /* of each line */
    int own;         /* 1: what is the phone's own is another; -1: it cannot be used */
    int renamed;     /* a line goes by another name than its account's */
    int records;     /* 1: the static records are others; -1: they cannot be used */
    unsigned n_same, n_changed, n_added, n_removed, n_failed;
};

/* 1: its messages have another number than before. */
static int change_voicemail(struct reload *reload, uint32_t line, const char *number)
{
    struct hf_cli_line *known = &reload->cli->lines[line - 1];
    char *copy = strcmp(known->voicemail, number) != 0 ? strdup(number) : NULL;

    if (copy == NULL)
        return 0;
    free(known->voicemail);
    known->voicemail = copy;
    hf_cli_panel_line(reload->cli, line);
    return 1;
}

static void change_line(struct reload *reload, uint32_t line, const struct hf_account *account)
{
    char error[ERROR_TEXT] = "";
    struct hf_phone_problem problem = {.error = error, .size = sizeof error};
    struct hf_cli_origins room;
    struct hf_phone_line wanted = line_of(reload->config, account, &room);
    struct hf_cli_line *known = &reload->cli->lines[line - 1];
    int before = known->verify_off, result;

    known->verify_off = account->tls.verify_off; /* what it says while it changes */
    result = hf_phone_reconfigure(reload->cli->phone, line, &wanted, &problem);
    if (result < 0)
        known->verify_off = before;
    else if (change_voicemail(reload, line, account->messages.voicemail) && result == 0)
        result = 1;
    reload->n_same += result == 0;
    reload->n_changed += result > 0;
    reload->n_failed += result < 0;
    if (result < 0)
        fprintf(reload->errors, "holdfast: line %s stays as it is: %s\n", account->name, error);
}

static void change_lines(struct reload *reload)
{
    for (size_t i = 0; i < reload->config->n_accounts; i++) {
        const struct hf_account *account = &reload->config->accounts[i];

        if (reload->lines[i] == 0)
            continue;
        reload->keeps[reload->lines[i] - 1] = 1;
        reload->renamed |= strcmp(reload->cli->lines[reload->lines[i] - 1].name, account->name) !=
                           0;
        change_line(reload, reload->lines[i], account);
    }
}

static void remove_lines(struct reload *reload)
{
    struct hf_cli_phone *cli = reload->cli;

    for (uint32_t line = 1; line <= cli->n_lines; line++) {
        if (!hf_cli_has_line(cli, line) || reload->keeps[line - 1])
            continue;
        cli->lines[line - 1].wanted = 0;
        hf_phone_remove(cli->phone, line);
        reload->n_removed++;
    }
}

/* The account's name; where a line goes by that which was found by its user, with the user behind
 * it. NULL: no memory. */
static char *name_of(const struct reload *reload, const struct hf_account *account)
{
    const struct hf_cli_phone *cli = reload->cli;
    char *name = NULL;

    for (uint32_t line = 1; line <= cli->n_lines && reload->renamed; line++)
        if (hf_cli_has_line(cli, line) && strcmp(cli->lines[line - 1].name, account->name) == 0)
            return asprintf(&name, "%s (%s)", account->name, account->user) < 0 ? NULL : name;
    return strdup(account->name);
}

/* An account whose user is another is a new line. */
static void add_new_lines(struct reload *reload)
{
    for (size_t i = 0; i < reload->config->n_accounts; i++) {
        struct new_line new = {reload->config, &reload->config->accounts[i], NULL};

        if (!new.account->enabled || reload->lines[i] != 0)
            continue;
        new.name = name_of(reload, new.account);
        if (add_line(reload->cli, &new, reload->errors) == 0)
            reload->n_added++;
        else
            reload->n_failed++;
    }
}

static void say_reloaded(const struct reload *reload)
{
    char text[HF_WORDS_MAX], failed[48] = "";

    if (reload->n_failed > 0)
        snprintf(failed, sizeof failed, ", %u refused", reload->n_failed);
    snprintf(text, sizeof text,
             "configuration read again: %u changed, %u new, %u removed, %u as before%s%s%s",
             reload->n_changed, reload->n_added, reload->n_removed, reload->n_same, failed,
             reload->records > 0 ? "; static records changed" : "",
             reload->own > 0 ? "; the phone's own settings changed" : "");
    hf_cli_say_answer(reload->cli, text);
}

static void apply(struct reload *reload)
{
    reload->lines = calloc(reload->config->n_accounts, sizeof *reload->lines);
    reload->keeps = calloc(reload->cli->n_lines + 1u, 1);
    if (reload->lines == NULL || reload->keeps == NULL ||
        hf_cli_match_lines(reload->cli, reload->config, reload->lines) < 0) {
        hf_cli_say_answer(reload->cli, "no memory to read the configuration again");
    } else if ((reload->own = hf_cli_own_take_again(reload->cli, reload->config, reload->errors)) <
               0) {
        hf_cli_say_answer(reload->cli, "the configuration has errors: nothing was changed");
    } else if ((reload->records = hf_cli_set_records(reload->cli, reload->config, reload->errors)) <
               0) {
        hf_cli_say_answer(reload->cli, "the configuration has errors: nothing was changed");
    } else {
        change_lines(reload);
        remove_lines(reload);
        add_new_lines(reload);
        hf_cli_panel_lines(reload->cli);
        say_reloaded(reload);
    }
    free(reload->lines);
    free(reload->keeps);
}

/* A pipe would keep the phone waiting for whoever writes into it. */
static const char *no_file_of(const struct hf_cli_phone_options *options)
{
    struct stat status;

    for (size_t i = 0; i < options->n_files; i++)
        if (stat(options->files[i], &status) == 0 && !S_ISREG(status.st_mode))
            return options->files[i];
    return NULL;
}

/* False after it was said. */
static int may_read(struct hf_cli_phone *cli)
{
    const char *path = no_file_of(&cli->options);
    char text[HF_WORDS_MAX];

    if (path == NULL)
        return 1;
    snprintf(text, sizeof text,
             "%.*s is not a file, and only files are read again: nothing was changed",
             (int)sizeof text / 2, path);
    hf_cli_say_answer(cli, text);
    return 0;
}

void hf_cli_reload(struct hf_cli_phone *cli)
{
    struct hf_phone_config config = {.files = NULL};
    struct reload reload = {.cli = cli, .config = &config};
    char *errors = NULL;
    size_t n_errors = 0;

    if (!may_read(cli))
        return;
    reload.errors = open_memstream(&errors, &n_errors);
    if (reload.errors == NULL) {
        hf_cli_say_answer(cli, "no memory to read the configuration again");
        return;
    }
    if (hf_cli_read_config(&config, &cli->options, reload.errors) != 0)
        hf_cli_say_answer(cli, "the configuration has errors: nothing was changed");
    else if (config.n_cut > 0) /* half a file must not take the other half's lines away */
        hf_cli_say_answer(cli, "a file may have been cut off: nothing was changed");
    else
        apply(&reload);
    fclose(reload.errors);
    if (errors != NULL)
        hf_cli_output_put(cli->errors, errors);
    free(errors);
    hf_cli_forget_config(&config);
}
