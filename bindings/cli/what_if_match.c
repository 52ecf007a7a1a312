/* SPDX-License-Identifier: Apache-2.0 */
/* Which account a line of the log gets: the enabled one with its name, else with its number, else,
 * where there is one of each, that one. */
#define _GNU_SOURCE 1
#include <inttypes.h>
#include <string.h>

#include "cli.h"
#include "what_if.h"

static const struct hf_account *find(const struct hf_again *again, const struct hf_again_line *line)
{
    const struct hf_account *numbered = NULL, *only = NULL;
    size_t n = 0;

    for (size_t i = 0; i < again->config.n_accounts; i++) {
        const struct hf_account *account = &again->config.accounts[i];

        if (!account->enabled)
            continue;
        if (strcmp(account->name, line->line.name) == 0)
            return account;
        if (account->number == line->line.number)
            numbered = account;
        only = account;
        n++;
    }
    if (numbered != NULL)
        return numbered;
    return n == 1 && again->n_lines == 1 ? only : NULL;
}

static int is_runnable(const struct hf_account *account)
{
    struct hf_obstacle obstacles[HF_OBSTACLES_MAX];
    const size_t n = hf_account_obstacles(account, obstacles);

    for (size_t i = 0; i < n; i++)
        fprintf(stderr, "holdfast: what-if: %s: %s [%s]\n", account->name, obstacles[i].text,
                obstacles[i].rule);
    return n == 0;
}

int hf_again_match(struct hf_again *again)
{
    size_t n_matched = 0;

    if (again->n_files == 0)
        return HF_EXIT_DONE;
    for (size_t i = 0; i < again->n_lines; i++) {
        struct hf_again_line *line = &again->lines[i];

        line->account = find(again, line);
        n_matched += line->account != NULL;
        if (line->account != NULL && !is_runnable(line->account))
            return HF_EXIT_USAGE;
        if (line->account == NULL)
            fprintf(stderr,
                    "holdfast: what-if: line %" PRIu32 ", %s, has no enabled account of that name "
                    "or number in the configuration: it stays as it was\n",
                    line->line.number, line->line.name);
    }
    if (again->config.n_records > 0)
        fputs("holdfast: what-if: the configuration's static DNS records do not count here; names "
              "lead where the log says\n",
              stderr);
    if (n_matched > 0)
        return HF_EXIT_DONE;
    fputs("holdfast: what-if: no line of the log is in the configuration; `holdfast check` lists "
          "its lines\n",
          stderr);
    return HF_EXIT_USAGE;
}
