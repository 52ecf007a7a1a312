/* SPDX-License-Identifier: Apache-2.0 */
/* The arguments of `holdfast phone`. */
#define _GNU_SOURCE 1
#include "phone.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "help.h"

#define SIP_PORT 5060
#define DNS_PORT 53

static int wrong(const char *what, const char *argument, const char *right)
{
    fprintf(stderr, "holdfast: phone: %s%s%s%s; %s\n", what, argument != NULL ? " \"" : "",
            argument != NULL ? argument : "", argument != NULL ? "\"" : "", right);
    return HF_EXIT_USAGE;
}

/* 0..65535, or -1. */
static long port_of(const char *text)
{
    char *end;
    long port;

    if (text[0] < '0' || text[0] > '9')
        return -1;
    port = strtol(text, &end, 10);
    return *end == '\0' && port >= 0 && port <= 65535 ? port : -1;
}

/* An option's value, and what would be right. */
struct address_text {
    const char *text;
    size_t length;
    const char *right;
    uint16_t port; /* where the text names none */
};

/* ADDR, ADDR:PORT, [ADDR6]:PORT, ADDR6. */
static int read_address(struct hf_target *target, const struct address_text *value)
{
    char text[64];
    size_t length = value->length;
    long port = value->port;

    if (length >= sizeof text)
        return wrong("no address in", value->text, value->right);
    memcpy(text, value->text, length);
    text[length] = '\0';
    const char *colon = strrchr(text, ':'), *bracket = strrchr(text, ']');

    if (colon != NULL && ((bracket != NULL && colon > bracket) || strchr(text, ':') == colon)) {
        length = (size_t)(colon - text);
        port = port_of(colon + 1);
    }
    if (port < 0)
        return wrong("no port in", text, value->right);
    if (!hf_target_parse(target, text, length))
        return wrong("no address in", text, value->right);
    target->transport = HF_TRANSPORT_UDP;
    target->port = (uint16_t)port;
    return 0;
}

static int read_bind(struct hf_target *bind, const char *text)
{
    struct address_text value = {
        .text = text,
        .length = strlen(text),
        .right = "--bind wants a numeric address of this machine and maybe a port, such as "
                 "192.0.2.7:5070 or [2001:db8::7]:5070",
        .port = SIP_PORT};

    return read_address(bind, &value);
}

/* ADDR[:PORT],...; the option may be there more than once. */
static int read_dns(struct hf_cli_phone_options *options, const char *text)
{
    static const char right[] = "--dns wants the numeric address of a DNS server and maybe a port, "
                                "such as 192.0.2.53, 127.0.0.1:5353 or [2001:db8::53]:53; several "
                                "with commas between them";
    const char *at = text;
    int result = 0;

    while (at != NULL && result == 0) {
        const char *comma = strchr(at, ',');
        struct address_text value = {.text = at,
                                     .length = comma != NULL ? (size_t)(comma - at) : strlen(at),
                                     .right = right,
                                     .port = DNS_PORT};
        struct hf_target server = {.family = HF_FAMILY_NONE};

        if (options->n_dns == HF_PHONE_DNS_SERVERS)
            return wrong("too many DNS servers at", at, "3 at most are asked in turn");
        result = read_address(&server, &value);
        if (result == 0 && server.port == 0)
            return wrong("no port in", text, right);
        options->dns[options->n_dns++] = server;
        at = comma != NULL ? comma + 1 : NULL;
    }
    return result;
}

static int read_sync(enum hf_log_sync *sync, const char *text)
{
    static const struct {
        const char *name;
        enum hf_log_sync sync;
    } names[] = {
        {"always", HF_LOG_SYNC_ALWAYS}, {"group", HF_LOG_SYNC_GROUP}, {"off", HF_LOG_SYNC_OFF}};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(text, names[i].name) == 0) {
            *sync = names[i].sync;
            return 0;
        }
    }
    return wrong("unknown level", text, "--log-sync wants always, group or off");
}

/* --config FILE...: every argument up to the next option. The number taken, or -1. */
static int read_files(struct hf_cli_phone_options *options, int argc, char **argv)
{
    int n = 0;

    while (n < argc && (argv[n][0] != '-' || argv[n][1] == '\0')) {
        if (options->n_files == HF_CLI_FILES_MAX) {
            wrong("too many files", NULL, "64 at most");
            return -1;
        }
        options->files[options->n_files++] = argv[n++];
    }
    if (n == 0) {
        wrong("--config names no file", NULL, "give the phone's configuration: --config FILE...");
        return -1;
    }
    return n;
}

/* Options without a value. */
static int *flag_of(struct hf_cli_phone_options *options, const char *name)
{
    if (strcmp(name, "--fresh") == 0)
        return &options->fresh;
    if (strcmp(name, "--json") == 0)
        return &options->json;
    if (strcmp(name, "--no-stdin") == 0)
        return &options->no_stdin;
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        return &options->help;
    return NULL;
}

static int is_value_option(const char *name)
{
    return strcmp(name, "--bind") == 0 || strcmp(name, "--dns") == 0 ||
           strcmp(name, "--log") == 0 || strcmp(name, "--log-sync") == 0 ||
           hf_cli_is_call_option(name);
}

static int read_value(struct hf_cli_phone_options *options, const char *name, const char *value)
{
    if (strcmp(name, "--bind") == 0)
        return read_bind(&options->bind, value);
    if (strcmp(name, "--dns") == 0)
        return read_dns(options, value);
    if (strcmp(name, "--log-sync") == 0)
        return read_sync(&options->log_sync, value);
    if (strcmp(name, "--log") != 0)
        return hf_cli_call_option(options, name, value);
    options->log_directory = value;
    return 0;
}

static int read_one(struct hf_cli_phone_options *options, int argc, char **argv, int *at)
{
    const char *name = argv[(*at)++];
    int *flag = flag_of(options, name);

    if (flag != NULL) {
        *flag = 1;
        return 0;
    }
    if (strcmp(name, "--config") == 0) {
        int n = read_files(options, argc - *at, argv + *at);

        *at += n < 0 ? 0 : n;
        return n < 0 ? HF_EXIT_USAGE : 0;
    }
    if (!is_value_option(name))
        return wrong("unknown argument", name, "see holdfast help phone");
    if (*at == argc || argv[*at][0] == '\0')
        return wrong("no value for", name, "see holdfast help phone");
    return read_value(options, name, argv[(*at)++]);
}

int hf_cli_phone_options(struct hf_cli_phone_options *options, int argc, char **argv)
{
    int at = 1, result = 0;

    *options = (struct hf_cli_phone_options){
        .bind = {.port = SIP_PORT}, .hal = "null", .log_sync = HF_LOG_SYNC_OFF};
    while (at < argc && result == 0)
        result = read_one(options, argc, argv, &at);
    if (result != 0 || options->help)
        return result;
    if (options->n_files == 0)
        return wrong("there is no configuration", NULL,
                     "name the phone's file or files: --config FILE...");
    return 0;
}
