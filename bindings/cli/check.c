/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `holdfast check FILE...`: reads vendors' configuration files and prints what they mean: each
 * line's effective policy with rule and origin (G2b), what it means in seconds, and what is
 * wrong with it (G1..G2a). Reads only; sends nothing.
 */
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/vendors/policy.h"
#include "holdfast/vendors/vendors.h"
#include "json.h"

static const char usage[] =
    "usage: holdfast check [--json] [--strict] FILE...\n"
    "\n"
    "Reads Fanvil (text) and Yealink (.cfg) configuration files in the order given, later ones\n"
    "over earlier ones of the same vendor, and prints the policy of each line: every setting\n"
    "with its value, the rule it serves, and the file and line it comes from; what the policy\n"
    "means: when a dead server is left, how the line comes back; and remarks.\n"
    "\n"
    "  --json    one JSON object a line, its \"kind\":\n"
    "    \"line\"     line, label, user, vendor, enabled, servers: how many\n"
    "    \"setting\"  line, server (0: the line's), setting, value, rule, key, file, file_line\n"
    "    \"effect\"   line, and in milliseconds: leave_server_N_ms (a silent one is left),\n"
    "               last_ms (the last one tried), pass_ms (a pass that finds nobody),\n"
    "               longest_pass_ms, refresh_ms (at server 1), refresh_server_N_ms, probe_ms\n"
    "               (between probes), again_ms (between tries at a lost server, concurrent\n"
    "               mode), found_ms (a server that is back), 0 where there is none; pass_fits\n"
    "    \"meaning\"  line, rule, text: the same for people\n"
    "    \"remark\"   severity, rule, file, file_line, line, text\n"
    "  --strict  exit with 1 when there is a warning\n"
    "\n"
    "Exit codes: 0 usable, 1 warnings under --strict, 2 unusable input or wrong usage.\n";

struct check {
    struct hf_phone_config phone;
    const char **paths;
    size_t n_paths, n_warnings, n_obstacles;
    int json, strict, help;
};

/* "file:line", "file", or "default of yealink". */
static void print_origin(const struct check *check, const struct hf_account *account,
                         struct hf_origin at)
{
    if (at.file == 0)
        printf("default of %s", hf_dialect_vendor(account->dialect));
    else
        printf("%s:%u", check->phone.files[at.file - 1], (unsigned)at.line);
}

static void json_origin(const struct check *check, struct hf_json *json, struct hf_origin at)
{
    if (at.file == 0)
        hf_json_null(json, "file");
    else
        hf_json_string(json, "file", check->phone.files[at.file - 1]);
    if (at.line == 0)
        hf_json_null(json, "file_line");
    else
        hf_json_unsigned(json, "file_line", at.line);
}

/* A host can be longer than the other values. */
static void value_of(const struct hf_account *account, unsigned setting, unsigned server,
                     char text[HF_NAME_MAX + 1])
{
    char brief[64];

    if (setting == HF_SETTING_HOST) {
        hf_policy_host(&account->config, server, text);
        return;
    }
    hf_policy_value(&account->config, setting, server, brief);
    memcpy(text, brief, sizeof(brief));
}

static void json_setting(const struct check *check, const struct hf_account *account,
                         unsigned setting, unsigned server)
{
    struct hf_json json;
    char value[HF_NAME_MAX + 1], key[96];

    value_of(account, setting, server, value);
    hf_policy_key(account, setting, server, key);
    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "setting");
    hf_json_string(&json, "line", account->name);
    hf_json_unsigned(&json, "server", server);
    hf_json_string(&json, "setting", hf_setting_token(setting));
    hf_json_string(&json, "value", value);
    hf_json_string(&json, "rule", hf_policy_rule(setting, server));
    hf_json_string(&json, "key", key[0] != '\0' ? key : NULL);
    json_origin(check, &json, account->origins[setting][server]);
    hf_json_end(&json);
}

static void print_setting(const struct check *check, const struct hf_account *account,
                          unsigned setting, unsigned server)
{
    char value[HF_NAME_MAX + 1], key[96];

    if (check->json) {
        json_setting(check, account, setting, server);
        return;
    }
    value_of(account, setting, server, value);
    hf_policy_key(account, setting, server, key);
    printf("    %-28s %-18s %-5s ", hf_setting_token(setting), value,
           hf_policy_rule(setting, server));
    print_origin(check, account, account->origins[setting][server]);
    if (key[0] != '\0')
        printf("  %s", key);
    putchar('\n');
}

static void print_settings(const struct check *check, const struct hf_account *account)
{
    for (unsigned server = 1; server <= account->config.n_servers; server++) {
        if (!check->json)
            printf("  server %u\n", server);
        for (unsigned setting = 0; setting < HF_SETTING_COUNT; setting++)
            if (hf_policy_stands_at(setting, server))
                print_setting(check, account, setting, server);
    }
    if (!check->json)
        puts("  line");
    for (unsigned setting = 0; setting < HF_SETTING_COUNT; setting++)
        if (hf_policy_stands_at(setting, 0))
            print_setting(check, account, setting, 0);
}

static void json_effect(const struct hf_account *account)
{
    struct hf_json json;
    struct hf_effect effect;
    char key[32];

    hf_policy_effect(&account->config, &effect);
    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "effect");
    hf_json_string(&json, "line", account->name);
    for (unsigned k = 0; k < account->config.n_servers; k++) {
        snprintf(key, sizeof(key), "leave_server_%u_ms", k + 1);
        hf_json_unsigned(&json, key, effect.leave_ms[k]);
    }
    hf_json_unsigned(&json, "last_ms", effect.last_ms);
    hf_json_unsigned(&json, "pass_ms", effect.pass_ms);
    hf_json_unsigned(&json, "longest_pass_ms", effect.longest_ms);
    hf_json_unsigned(&json, "refresh_ms", effect.refresh_ms[0]);
    for (unsigned k = 0; k < account->config.n_servers; k++) {
        snprintf(key, sizeof(key), "refresh_server_%u_ms", k + 1);
        hf_json_unsigned(&json, key, effect.refresh_ms[k]);
    }
    hf_json_unsigned(&json, "probe_ms", effect.probe_ms);
    hf_json_unsigned(&json, "again_ms", effect.again_ms);
    hf_json_unsigned(&json, "found_ms", effect.found_ms);
    hf_json_bool(&json, "pass_fits", effect.pass_fits);
    hf_json_end(&json);
}

static void json_sentence(const struct hf_account *account, const struct hf_sentence *sentence)
{
    struct hf_json json;

    hf_json_begin(&json, stdout);
    hf_json_string(&json, "kind", "meaning");
    hf_json_string(&json, "line", account->name);
    hf_json_string(&json, "rule", sentence->rule);
    hf_json_string(&json, "text", sentence->text);
    hf_json_end(&json);
}

static void print_meaning(const struct check *check, const struct hf_account *account)
{
    struct hf_sentence sentences[HF_SENTENCES_MAX];
    size_t n = hf_policy_meaning(&account->config, sentences);

    if (check->json)
        json_effect(account);
    else
        puts("  what it means");
    for (size_t i = 0; i < n; i++) {
        if (check->json)
            json_sentence(account, &sentences[i]);
        else
            printf("    %s [%s]\n", sentences[i].text, sentences[i].rule);
    }
}

static void print_line(const struct check *check, const struct hf_account *account)
{
    struct hf_json json;

    if (check->json) {
        hf_json_begin(&json, stdout);
        hf_json_string(&json, "kind", "line");
        hf_json_string(&json, "line", account->name);
        hf_json_string(&json, "label", account->label);
        hf_json_string(&json, "user", account->user);
        hf_json_string(&json, "vendor", hf_dialect_vendor(account->dialect));
        hf_json_bool(&json, "enabled", account->enabled);
        hf_json_unsigned(&json, "servers", account->config.n_servers);
        hf_json_end(&json);
    } else {
        printf("%s \"%s\", user %s, %s, %s\n", account->name, account->label, account->user,
               hf_dialect_vendor(account->dialect), account->enabled ? "enabled" : "disabled");
    }
    print_settings(check, account);
    print_meaning(check, account);
    if (!check->json)
        putchar('\n');
}

struct remark { /* of the reading, or an obstacle of this build */
    const char *line, *text, *rule;
    struct hf_origin at;
    enum hf_severity severity;
};

static void print_remark(struct check *check, const struct remark *remark)
{
    int is_error = remark->severity == HF_SEVERITY_ERROR;
    FILE *to = is_error ? stderr : stdout;
    struct hf_json json;

    check->n_warnings += !is_error;
    if (check->json) {
        hf_json_begin(&json, stdout);
        hf_json_string(&json, "kind", "remark");
        hf_json_string(&json, "severity", is_error ? "error" : "warning");
        hf_json_string(&json, "rule", remark->rule);
        json_origin(check, &json, remark->at);
        hf_json_string(&json, "line", remark->line);
        hf_json_string(&json, "text", remark->text);
        hf_json_end(&json);
        return;
    }
    fputs(is_error ? "holdfast: " : "", to);
    if (remark->at.file > 0)
        fprintf(to, "%s:", check->phone.files[remark->at.file - 1]);
    if (remark->at.line > 0)
        fprintf(to, "%u:", (unsigned)remark->at.line);
    fprintf(to, "%s%s", remark->at.file > 0 ? " " : "", is_error ? "" : "warning: ");
    if (remark->line != NULL)
        fprintf(to, "%s: ", remark->line);
    fprintf(to, "%s [%s]\n", remark->text, remark->rule);
}

static void print_remarks(struct check *check)
{
    for (size_t i = 0; i < check->phone.n_remarks; i++) {
        const struct hf_remark *from = &check->phone.remarks[i];
        struct remark remark = {
            NULL, from->text, from->rule, {from->file, from->line}, from->severity};

        print_remark(check, &remark);
    }
}

static void print_obstacles(struct check *check, const struct hf_account *account)
{
    struct hf_obstacle obstacles[HF_OBSTACLES_MAX];
    size_t n = account->enabled ? hf_account_obstacles(account, obstacles) : 0;

    for (size_t i = 0; i < n; i++) {
        struct remark remark = {account->name, obstacles[i].text, obstacles[i].rule,
                                obstacles[i].at, HF_SEVERITY_WARNING};

        print_remark(check, &remark);
    }
    check->n_obstacles += n;
}

/* False after wrong usage was said. */
static int read_arguments(struct check *check, int argc, char **argv)
{
    int only_files = 0;

    for (int i = 1; i < argc; i++) {
        if (only_files || argv[i][0] != '-' || argv[i][1] == '\0')
            check->paths[check->n_paths++] = argv[i];
        else if (strcmp(argv[i], "--") == 0)
            only_files = 1;
        else if (strcmp(argv[i], "--json") == 0)
            check->json = 1;
        else if (strcmp(argv[i], "--strict") == 0)
            check->strict = 1;
        else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            check->help = 1;
        else {
            fprintf(stderr, "holdfast: check: unknown option %s\n%s", argv[i], usage);
            return 0;
        }
    }
    if (check->n_paths == 0 && !check->help) {
        fprintf(stderr, "holdfast: check: no file named\n%s", usage);
        return 0;
    }
    return 1;
}

static int run(struct check *check)
{
    int unusable = hf_vendors_read(&check->phone, check->paths, check->n_paths) < 0;

    for (size_t i = 0; i < check->phone.n_accounts; i++)
        print_line(check, &check->phone.accounts[i]);
    print_remarks(check);
    for (size_t i = 0; i < check->phone.n_accounts; i++)
        print_obstacles(check, &check->phone.accounts[i]);
    if (!unusable && check->phone.n_accounts == 0) {
        struct remark none = {NULL,
                              "no line is configured: no account has a server address",
                              "G",
                              {0, 0},
                              HF_SEVERITY_WARNING};

        print_remark(check, &none);
    }
    hf_phone_config_free(&check->phone);
    if (unusable || check->n_obstacles > 0) /* as `phone` would say */
        return HF_EXIT_USAGE;
    return check->strict && check->n_warnings > 0 ? HF_EXIT_FAILED : HF_EXIT_DONE;
}

int hf_cli_check(int argc, char **argv)
{
    struct check check;
    int result = HF_EXIT_USAGE;

    memset(&check, 0, sizeof(check));
    check.paths = calloc((size_t)argc + 1, sizeof(*check.paths));
    if (check.paths == NULL) {
        perror("holdfast: check");
        return HF_EXIT_FAILED;
    }
    if (read_arguments(&check, argc, argv)) {
        if (check.help)
            fputs(usage, stdout);
        result = check.help ? HF_EXIT_DONE : run(&check);
    }
    free(check.paths);
    return result;
}
