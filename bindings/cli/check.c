/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `holdfast check FILE... [--against FILE...]`: reads configuration and prints what it means:
 * each line's effective policy with rule and origin (G2b), what it means in seconds, and what is
 * wrong with it (G1..G2a); or what differs in effect between two configurations. Reads only;
 * sends nothing.
 */
#define _GNU_SOURCE 1
#include "check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "phone.h"

static const char usage[] =
    "usage: holdfast check [--json] [--strict] [--all] FILE... [--against FILE...]\n"
    "\n"
    "Reads configuration files of Fanvil, Yealink and our own format in the order given, later\n"
    "ones over earlier ones of the same vendor, and prints the policy of each line: every setting\n"
    "with its value, the rule it serves, and the file and line it comes from; what the policy\n"
    "means: when a dead server is left, how the line comes back; and warnings. A setting marked\n"
    "with - does nothing where the others are as they are.\n"
    "\n"
    "  --against FILE...  the files behind it are a second configuration, B: prints what differs\n"
    "             in effect between the first, A, and B, lines paired by their number\n"
    "  --all      every line's table, also where it is the same as an earlier line's; with\n"
    "             --against also the settings that differ and do nothing\n"
    "  --strict   exit with 1 when there is a warning, or a difference in effect\n"
    "  --json     one JSON object a line, its \"kind\":\n"
    "    \"line\"     line, number, label, user, vendor, dialect, enabled, servers: how many\n"
    "    \"setting\"  line (null: the phone's own), server (0: the line's), proxy (0: the "
    "server's\n"
    "               own), setting, value,\n"
    "               text (the value for people), counts (false: it does nothing), rule, key, "
    "file,\n"
    "               file_line (both null: a default)\n"
    "    \"effect\"   line, and in milliseconds, each name taken for one address:\n"
    "               register_leave_server_N_ms (a registration leaves a silent one),\n"
    "               call_leave_server_N_ms (a call does), last_ms (the last one tried), pass_ms "
    "(a\n"
    "               registration that finds nobody), longest_pass_ms, call_silent_ms (a call that\n"
    "               finds nobody), call_longest_ms (until a call rings, is answered or fails),\n"
    "               resolve_ms (names add this), refresh_ms (at server 1, at the latest),\n"
    "               refresh_server_N_ms, fit_server_N_ms (the least expiry that a whole pass fits\n"
    "               into), proxy_back_server_N_ms (from outbound proxy 2 to 1),\n"
    "               address_leave_server_N_ms, address_found_server_N_ms and\n"
    "               address_fit_server_N_ms (what one address more of its name adds to leaving it\n"
    "               and to pass_ms, to found_ms, and to fit_server_N_ms), retry_least_ms and\n"
    "               retry_most_ms (waits after a registration that nobody accepts), probe_ms\n"
    "               (between probes), again_ms (between tries at a lost server, concurrent mode),\n"
    "               found_ms (a server that is back), 0 where there is none; pass_fits. Calls are\n"
    "               not in this build yet\n"
    "    \"meaning\"  line, rule, text: the same for people\n"
    "    \"remark\"   side (A, B or null), severity, rule, file, file_line, line, text\n"
    "    \"difference\" number (of the line; null: of no line), a, b (the line's names or null),\n"
    "               differs (line, identity, place, setting, effect, record, phone: its own,\n"
    "               of no line), what, server, proxy,\n"
    "               counts (false: it does nothing in either), a_value, b_value, rule, a_key,\n"
    "               a_file, a_file_line, b_key, b_file, b_file_line\n"
    "    \"comparison\" same (nothing differs in effect), differences (in effect), idle (settings\n"
    "               that differ and do nothing)\n"
    "    \"summary\"  warnings, errors\n"
    "\n"
    "Exit codes: 0 usable, also with warnings (that no line is enabled is one), 1 warnings or\n"
    "differences under --strict, 2 unusable input or wrong usage; without --against an enabled\n"
    "line that this build cannot run is unusable, too, and so is a setting of the phone's own "
    "that\n"
    "it cannot follow.\n";

/* ---- remarks ---- */

static void print_remark(struct hf_check *check, const struct hf_check_side *side,
                         const struct hf_check_remark *remark)
{
    int is_error = remark->severity == HF_SEVERITY_ERROR;
    FILE *to = is_error ? stderr : stdout;

    check->n_warnings += !is_error;
    check->n_errors += is_error != 0;
    if (check->json) {
        hf_check_remark_json(side, remark);
        return;
    }
    fputs(is_error ? "holdfast: " : "", to);
    if (remark->at.file > 0)
        fprintf(to, "%s:", side->phone.files[remark->at.file - 1]);
    if (remark->at.line > 0)
        fprintf(to, "%u:", (unsigned)remark->at.line);
    fprintf(to, "%s%s", remark->at.file > 0 ? " " : "", is_error ? "" : "warning: ");
    if (remark->line != NULL)
        fprintf(to, "%s: ", remark->line);
    fprintf(to, "%s [%s]\n", remark->text, remark->rule);
}

static void print_obstacles(struct hf_check *check, struct hf_check_side *side,
                            const struct hf_account *account)
{
    struct hf_obstacle obstacles[HF_OBSTACLES_MAX];
    size_t n = account->enabled ? hf_account_obstacles(account, obstacles) : 0;

    for (size_t i = 0; i < n; i++) {
        struct hf_check_remark remark = {account->name, obstacles[i].text, obstacles[i].rule,
                                         obstacles[i].at, HF_SEVERITY_WARNING};

        print_remark(check, side, &remark);
    }
    side->n_obstacles += n;
}

/* What this build cannot do of what is the phone's own. */
static void print_own_faults(struct hf_check *check, struct hf_check_side *side)
{
    char text[1024];
    const struct hf_phone_problem problem = {.error = text, .size = sizeof(text)};

    for (unsigned setting = 0; setting < HF_OWN_SETTINGS; setting++) {
        struct hf_check_remark remark = {NULL, text, hf_own_rule(setting),
                                         side->phone.own[setting].at, HF_SEVERITY_WARNING};

        if (!hf_cli_own_fault(&side->phone, setting, &problem))
            continue;
        print_remark(check, side, &remark);
        side->n_obstacles++;
    }
}

static void print_remarks(struct hf_check *check, struct hf_check_side *side)
{
    const struct hf_phone_config *phone = &side->phone;
    size_t n_enabled = 0;

    for (size_t i = 0; i < phone->n_remarks; i++) {
        const struct hf_remark *from = &phone->remarks[i];
        struct hf_check_remark remark = {
            NULL, from->text, from->rule, {from->file, from->line}, from->severity};

        print_remark(check, side, &remark);
    }
    print_own_faults(check, side);
    for (size_t i = 0; i < phone->n_accounts; i++)
        print_obstacles(check, side, &phone->accounts[i]);
    for (size_t i = 0; i < phone->n_accounts; i++)
        n_enabled += phone->accounts[i].enabled != 0;
    if (!side->unusable && n_enabled == 0) {
        struct hf_check_remark none = {NULL,
                                       phone->n_accounts == 0
                                           ? "no line is configured: no account has a server "
                                             "address"
                                           : "no account is enabled; " HF_CLI_HOW_TO_ENABLE,
                                       "G",
                                       {0, 0},
                                       HF_SEVERITY_WARNING};

        print_remark(check, side, &none);
    }
}

static void print_unusable(const struct hf_check_side *side)
{
    if (!side->unusable || side->name == NULL)
        return;
    fprintf(stderr, "holdfast: check: configuration %s cannot be used:", side->name);
    for (size_t i = 0; i < side->n_paths; i++)
        fprintf(stderr, " %s", side->paths[i]);
    fputc('\n', stderr);
}

/* ---- arguments ---- */

static int read_option(struct hf_check *check, const char *option)
{
    if (strcmp(option, "--json") == 0)
        check->json = 1;
    else if (strcmp(option, "--strict") == 0)
        check->strict = 1;
    else if (strcmp(option, "--all") == 0)
        check->all = 1;
    else if (strcmp(option, "--help") == 0 || strcmp(option, "-h") == 0)
        check->help = 1;
    else if (strcmp(option, "--against") == 0 && !check->against)
        check->against = 1;
    else
        return 0;
    return 1;
}

/* False after wrong usage was said. */
static int read_arguments(struct hf_check *check, int argc, char **argv)
{
    int only_files = 0;

    for (int i = 1; i < argc; i++) {
        struct hf_check_side *side = check->against ? &check->b : &check->a;

        if (only_files || argv[i][0] != '-' || argv[i][1] == '\0') {
            side->paths[side->n_paths++] = argv[i];
        } else if (strcmp(argv[i], "--") == 0) {
            only_files = 1;
        } else if (!read_option(check, argv[i])) {
            fprintf(stderr, "holdfast: check: %s %s\n%s",
                    strcmp(argv[i], "--against") == 0 ? "only one" : "unknown option", argv[i],
                    usage);
            return 0;
        }
    }
    if (check->help || (check->a.n_paths > 0 && (!check->against || check->b.n_paths > 0)))
        return 1;
    fprintf(stderr, "holdfast: check: no file named%s\n%s",
            check->a.n_paths > 0 ? " behind --against" : "", usage);
    return 0;
}

/* ---- running ---- */

static void read_side(struct hf_check_side *side)
{
    side->unusable = hf_vendors_read(&side->phone, side->paths, side->n_paths) < 0;
}

static void print_count(const struct hf_check *check)
{
    if (check->n_errors > 0)
        return; /* what there is was said on the other stream */
    if (check->n_warnings == 0)
        puts("no warnings");
    else
        printf("%zu warning%s\n", check->n_warnings, check->n_warnings == 1 ? "" : "s");
}

/* How many differences there are. */
static size_t print_lines(const struct hf_check *check)
{
    if (check->a.unusable || check->b.unusable)
        return 0;
    if (check->against)
        return hf_check_against(check);
    if (check->json)
        hf_check_print_json(check);
    else
        hf_check_print(check);
    return 0;
}

static int run(struct hf_check *check)
{
    size_t n_differences;

    read_side(&check->a);
    if (check->against)
        read_side(&check->b);
    n_differences = print_lines(check);
    print_remarks(check, &check->a);
    if (check->against)
        print_remarks(check, &check->b);
    if (check->json)
        hf_check_summary_json(check);
    else
        print_count(check);
    print_unusable(&check->a);
    print_unusable(&check->b);
    if (check->a.unusable || check->b.unusable)
        return HF_EXIT_USAGE;
    if (!check->against && check->a.n_obstacles > 0) /* as `phone` would say */
        return HF_EXIT_USAGE;
    return check->strict && check->n_warnings + n_differences > 0 ? HF_EXIT_FAILED : HF_EXIT_DONE;
}

static int start(struct hf_check *check, int argc, char **argv)
{
    int result = HF_EXIT_USAGE;

    if (!read_arguments(check, argc, argv))
        return result;
    check->a.name = check->against ? "A" : NULL;
    check->b.name = check->against ? "B" : NULL;
    if (check->help)
        fputs(usage, stdout);
    result = check->help ? HF_EXIT_DONE : run(check);
    hf_phone_config_free(&check->a.phone);
    hf_phone_config_free(&check->b.phone);
    return result;
}

int hf_cli_check(int argc, char **argv)
{
    struct hf_check check;
    int result = HF_EXIT_FAILED;

    memset(&check, 0, sizeof(check));
    check.a.paths = calloc((size_t)argc + 1, sizeof(*check.a.paths));
    check.b.paths = calloc((size_t)argc + 1, sizeof(*check.b.paths));
    if (check.a.paths == NULL || check.b.paths == NULL)
        perror("holdfast: check");
    else
        result = start(&check, argc, argv);
    free(check.a.paths);
    free(check.b.paths);
    return result;
}
