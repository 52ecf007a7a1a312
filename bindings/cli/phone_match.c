/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which line an account was before (C14). One with a line's name and user is that line. A name may
 * come from a place in a list (a native file's "line 2"), so that it is another after a line before
 * it came or went: an account that finds no line is then the one line with its user that nobody
 * else is.
 */
#define _GNU_SOURCE 1
#include "phone.h"

#include <stdlib.h>
#include <string.h>

struct known { /* a line */
    const struct hf_cli_line *line;
    uint32_t number;
    uint32_t claims; /* how often it was claimed */
};

struct wanting { /* an account without a line so far */
    const struct hf_account *account;
    uint32_t *line; /* where to put it */
};

static int by_user(const void *left, const void *right)
{
    const struct known *a = left, *b = right;
    int order = strcmp(a->line->user, b->line->user);

    return order != 0 ? order : strcmp(a->line->name, b->line->name);
}

static int wanting_by_user(const void *left, const void *right)
{
    const struct wanting *a = left, *b = right;

    return strcmp(a->account->user, b->account->user);
}

struct match {
    struct known *known; /* sorted */
    struct wanting *wanting;
    size_t n_known, n_wanting;
};

/* The line of that name and user which is nobody's yet. */
static struct known *named(const struct match *match, const struct hf_account *account)
{
    const struct hf_cli_line line = {.name = account->name, .user = account->user};
    const struct known key = {.line = &line};
    struct known *found = bsearch(&key, match->known, match->n_known, sizeof key, by_user);

    return found != NULL && found->claims == 0 ? found : NULL;
}

static void claim(struct known *known, uint32_t *line)
{
    known->claims++;
    *line = known->number;
}

static void match_by_name(struct match *match, const struct hf_phone_config *config,
                          uint32_t *lines)
{
    for (size_t i = 0; i < config->n_accounts; i++) {
        const struct hf_account *account = &config->accounts[i];
        struct known *found = account->enabled ? named(match, account) : NULL;

        lines[i] = 0;
        if (found != NULL)
            claim(found, &lines[i]);
        else if (account->enabled)
            match->wanting[match->n_wanting++] = (struct wanting){account, &lines[i]};
    }
}

/* Both lists are walked together, a user at a time. */
static void match_by_user(struct match *match)
{
    size_t at = 0, next;

    qsort(match->wanting, match->n_wanting, sizeof *match->wanting, wanting_by_user);
    for (size_t i = 0; i < match->n_wanting; i = next) {
        const char *user = match->wanting[i].account->user;
        struct known *only = NULL;
        unsigned n_free = 0;

        for (next = i; next < match->n_wanting; next++)
            if (strcmp(match->wanting[next].account->user, user) != 0)
                break;
        while (at < match->n_known && strcmp(match->known[at].line->user, user) < 0)
            at++;
        for (; at < match->n_known && strcmp(match->known[at].line->user, user) == 0; at++) {
            if (match->known[at].claims > 0)
                continue;
            only = &match->known[at];
            n_free++;
        }
        if (n_free == 1 && next == i + 1)
            claim(only, match->wanting[i].line);
    }
}

int hf_cli_match_lines(const struct hf_cli_phone *cli, const struct hf_phone_config *config,
                       uint32_t *lines)
{
    struct match match = {.known = calloc(cli->n_lines + 1u, sizeof *match.known),
                          .wanting = calloc(config->n_accounts + 1, sizeof *match.wanting)};
    int result = match.known != NULL && match.wanting != NULL ? 0 : -1;

    for (uint32_t line = 1; line <= cli->n_lines && result == 0; line++)
        if (hf_cli_has_line(cli, line))
            match.known[match.n_known++] = (struct known){&cli->lines[line - 1], line, 0};
    if (result == 0) {
        qsort(match.known, match.n_known, sizeof *match.known, by_user);
        match_by_name(&match, config, lines);
        match_by_user(&match);
    }
    free(match.known);
    free(match.wanting);
    return result;
}
