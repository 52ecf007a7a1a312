/* SPDX-License-Identifier: Apache-2.0 */
/* The arguments of `holdfast server`: every wrong one is named, with what would be right. */
#include "server.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

enum option_id {
    OPTION_LISTEN = 1,
    OPTION_CERTIFICATE,
    OPTION_KEY,
    OPTION_CLIENT_CA,
    OPTION_DOMAIN,
    OPTION_USER,
    OPTION_REALM,
    OPTION_RELAY,
    OPTION_PUBLIC,
    OPTION_EXPIRES_MAX,
    OPTION_EXPIRES_MIN,
    OPTION_NONCE_LIFE,
    OPTION_DO,
    OPTION_NAME,
    OPTION_JSON,
    OPTION_HELP
};

static const char usage[] =
    "usage: holdfast server --listen [udp:|tcp:|tls:]ADDR:PORT... [options]\n"
    "A small registrar and stateless proxy for demos and labs.\n"
    "  --listen ADDR:PORT    numeric address; [ADDR]:PORT for IPv6; port 0: a free one; UDP, or\n"
    "                        with tcp: or tls: in front; may be repeated\n"
    "  --certificate FILE    PEM, its chain behind it; for tls:\n"
    "  --key FILE            PEM; without it the key stands in the certificate's file\n"
    "  --client-ca FILE      clients must show a certificate of this CA\n"
    "  --domain NAME         the one domain that is served (any)\n"
    "  --user NAME:PASSWORD  may be repeated; without it anybody may register and call,\n"
    "                        unchallenged\n"
    "  --realm REALM         of digest challenges (the domain, else holdfast)\n"
    "  --relay any|registered  where a request may go that is of no dialog which went through\n"
    "                        here: to places that are registered, or to any private address as\n"
    "                        well (registered)\n"
    "  --public ADDR         the address that others reach it by, named in Via and Record-Route\n"
    "                        (the one it listens on; calls need it where that is 0.0.0.0 or ::)\n"
    "  --expires-max S       longest expiry granted, in seconds (3600)\n"
    "  --expires-min S       shorter wishes get 423 (1)\n"
    "  --nonce-life S        older nonces are stale (300)\n"
    "  --do 'COMMAND'        obeyed before the first request; may be repeated\n"
    "  --name LABEL          begins each line that is printed (server)\n"
    "  --json                one JSON object a line, see below\n"
    "Commands, one a line on standard input:\n"
    "  drop                        hear, and neither answer nor forward; no handshake either\n"
    "  reject STATUS [retry-after=S]  every request gets STATUS\n"
    "  delay MS                    answers and forwarded requests leave MS milliseconds late\n"
    "  stop, start                 close all sockets, open them again\n"
    "  refuse                      take no new connection until start; open ones stay\n"
    "  reset                       reset every open connection, once\n"
    "  answer                      back to normal\n"
    "  drop METHOD, reject STATUS [retry-after=S] METHOD, delay MS METHOD, answer METHOD\n"
    "                              the same for the requests of one method: drop INVITE; of a\n"
    "                              method that is dropped no response is forwarded\n"
    "  bindings, wipe              show the bindings, forget them\n"
    "  quit\n"
    "The end of standard input changes nothing; SIGINT and SIGTERM are quit.\n"
    "\n"
    "Objects of --json: each has kind, name (the label) and at_us (since the start).\n"
    "  \"server\"     state (listening, stopped, refusing), target, port\n"
    "  \"connection\" state (open, closed, failed), from, target, why (open: how)\n"
    "  \"request\"    method, user (of To), from, to (whom it was forwarded to, else null),\n"
    "               status (null: forwarded, or left unanswered), repeated (a retransmission),\n"
    "               expires_s and bindings (of a REGISTER that was accepted), send_us (when the\n"
    "               answer leaves), why\n"
    "  \"response\"   one that was forwarded: status, method, user (of To), from, to\n"
    "  \"command\"    command: what it was told\n"
    "  \"binding\"    address, contact, expires_s (left), cseq; then \"bindings\" with count\n"
    "  \"malformed\"  count (since the last such object, one a second at most), from, why\n"
    "  \"lost\"       why: an answer or a forwarded message that could not be sent\n";

static int fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

static int fail(const char *format, ...)
{
    va_list arguments;
    fputs("holdfast: server: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    return HF_EXIT_USAGE;
}

/* A whole number of least..most; -1 where it is not one. */
static int64_t number(const char *text, int64_t least, int64_t most)
{
    char *end;
    long long value;
    if (text[0] < '0' || text[0] > '9' || strlen(text) > 10)
        return -1;
    value = strtoll(text, &end, 10);
    return *end == '\0' && value >= least && value <= most ? value : -1;
}

static int read_seconds(const char *name, const char *text, uint32_t *seconds)
{
    int64_t value = number(text, 1, 86400);
    if (value < 0)
        return fail("--%s '%s': seconds from 1 to 86400 are right", name, text);
    *seconds = (uint32_t)value;
    return 0;
}

static int read_address(const char *host, struct hf_target *target)
{
    if (inet_pton(AF_INET, host, target->address) == 1)
        target->family = HF_FAMILY_IPV4;
    else if (inet_pton(AF_INET6, host, target->address) == 1)
        target->family = HF_FAMILY_IPV6;
    return target->family == HF_FAMILY_NONE ? -1 : 0;
}

/* The text behind a transport's name; UDP has to have none. */
static const char *read_transport(const char *text, struct hf_target *target)
{
    static const char *const names[] = {"udp:", "tcp:", "tls:"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strncmp(text, names[i], 4) == 0) {
            target->transport = (uint8_t)(HF_TRANSPORT_UDP + i);
            return text + 4;
        }
    }
    return text;
}

static int read_listen(const char *text, struct hf_server_options *options)
{
    struct hf_target target = {.transport = HF_TRANSPORT_UDP};
    const char *host = read_transport(text, &target);
    const char *colon = strrchr(host, ':');
    char copy[INET6_ADDRSTRLEN + 1];
    size_t length = colon == NULL ? 0 : (size_t)(colon - host);
    int64_t port = colon == NULL ? -1 : number(colon + 1, 0, 65535);
    bool is_bracketed = length > 2 && host[0] == '[' && host[length - 1] == ']';
    if (options->n_listens == HF_SERVER_DOORS_MAX)
        return fail("--listen: at most %d times", HF_SERVER_DOORS_MAX);
    if (is_bracketed) {
        host++;
        length -= 2;
    }
    if (port < 0 || length == 0 || length >= sizeof copy)
        return fail("--listen '%s': ADDR:PORT is right, such as 127.0.0.1:5060 or "
                    "tls:127.0.0.1:5061",
                    text);
    memcpy(copy, host, length);
    copy[length] = '\0';
    target.port = (uint16_t)port;
    if ((strchr(copy, ':') != NULL) != is_bracketed || read_address(copy, &target) != 0)
        return fail("--listen '%s': a numeric address is right, such as 127.0.0.1:5060 or "
                    "[::1]:5060",
                    text);
    options->listens[options->n_listens++] = target;
    return 0;
}

static int read_relay(const char *text, struct hf_registrar_options *options)
{
    if (strcmp(text, "any") == 0)
        options->relay = HF_REGISTRAR_RELAY_ANY;
    else if (strcmp(text, "registered") == 0)
        options->relay = HF_REGISTRAR_RELAY_REGISTERED;
    else
        return fail("--relay '%s': any or registered is right", text);
    return 0;
}

static int read_public(const char *text, struct hf_target *target)
{
    memset(target, 0, sizeof *target);
    if (read_address(text, target) == 0)
        return 0;
    return fail("--public '%s': a numeric address without a port is right, such as 192.0.2.1",
                text);
}

static int read_path(const char *name, const char *text, const char **to)
{
    if (text[0] == '\0')
        return fail("--%s: the path of a file is right", name);
    *to = text;
    return 0;
}

static int read_user(char *text, struct hf_server_options *options)
{
    const char *colon = strchr(text, ':');
    /* The text holds a password: it is never printed back. */
    if (colon == NULL || colon == text)
        return fail("--user: NAME:PASSWORD is right");
    if ((size_t)(colon - text) > HF_REGISTRAR_TEXT_MAX || strlen(colon + 1) > HF_REGISTRAR_TEXT_MAX)
        return fail("--user: name and password have at most %d characters each",
                    HF_REGISTRAR_TEXT_MAX);
    if (options->n_users == HF_SERVER_USERS_MAX)
        return fail("--user: at most %d times", HF_SERVER_USERS_MAX);
    options->users[options->n_users++] = text;
    return 0;
}

static int read_do(const char *text, struct hf_server_options *options)
{
    struct hf_registrar_command *command = &options->dos[options->n_dos];
    if (options->n_dos == HF_SERVER_DOS_MAX)
        return fail("--do: at most %d times", HF_SERVER_DOS_MAX);
    if (hf_registrar_command_read(command, text) != 0)
        return fail("--do '%s': %s", text, command->error);
    options->do_texts[options->n_dos++] = text;
    return 0;
}

static int read_text(const char *name, const char *text, const char **to)
{
    if (text[0] == '\0' || strlen(text) > HF_REGISTRAR_TEXT_MAX)
        return fail("--%s: a text of 1 to %d characters is right", name, HF_REGISTRAR_TEXT_MAX);
    *to = text;
    return 0;
}

static int read_option(int id, struct hf_server_options *options)
{
    struct hf_registrar_options *registrar = &options->registrar;
    switch (id) {
    case OPTION_LISTEN: return read_listen(optarg, options);
    case OPTION_CERTIFICATE: return read_path("certificate", optarg, &options->tls.certificate);
    case OPTION_KEY: return read_path("key", optarg, &options->tls.key);
    case OPTION_CLIENT_CA: return read_path("client-ca", optarg, &options->tls.client_ca);
    case OPTION_DOMAIN: return read_text("domain", optarg, &registrar->domain);
    case OPTION_USER: return read_user(optarg, options);
    case OPTION_REALM: return read_text("realm", optarg, &registrar->realm);
    case OPTION_RELAY: return read_relay(optarg, registrar);
    case OPTION_PUBLIC: return read_public(optarg, &options->reached);
    case OPTION_EXPIRES_MAX: return read_seconds("expires-max", optarg, &registrar->expires_max_s);
    case OPTION_EXPIRES_MIN: return read_seconds("expires-min", optarg, &registrar->expires_min_s);
    case OPTION_NONCE_LIFE: return read_seconds("nonce-life", optarg, &registrar->nonce_life_s);
    case OPTION_DO: return read_do(optarg, options);
    case OPTION_NAME: return read_text("name", optarg, &options->name);
    case OPTION_JSON: options->json = true; return 0;
    case OPTION_HELP: options->help = true; return 0;
    default:
        return fail("'%s' is unknown or lacks its value; see holdfast server --help",
                    optarg != NULL ? optarg : "the last argument");
    }
}

static int check_tls(const struct hf_server_options *options)
{
    const struct hf_server_tls_files *tls = &options->tls;
    bool has_tls = false;

    for (size_t i = 0; i < options->n_listens; i++)
        has_tls = has_tls || options->listens[i].transport == HF_TRANSPORT_TLS;
    if (has_tls && tls->certificate == NULL)
        return fail("--listen tls: needs --certificate FILE");
    if (!has_tls && (tls->certificate != NULL || tls->key != NULL || tls->client_ca != NULL))
        return fail("--certificate, --key and --client-ca are for --listen tls:ADDR:PORT");
    return 0;
}

static int check_whole(struct hf_server_options *options, int argc, char **argv)
{
    struct hf_registrar_options *registrar = &options->registrar;
    if (optind < argc)
        return fail("'%s': there are no arguments but options", argv[optind]);
    if (options->n_listens == 0)
        return fail("--listen ADDR:PORT is missing");
    if (check_tls(options) != 0)
        return HF_EXIT_USAGE;
    if (registrar->expires_max_s != 0 && registrar->expires_min_s > registrar->expires_max_s)
        return fail("--expires-min %u is more than --expires-max %u",
                    (unsigned)registrar->expires_min_s, (unsigned)registrar->expires_max_s);
    if (registrar->realm == NULL)
        registrar->realm = registrar->domain;
    return 0;
}

int hf_server_options_read(struct hf_server_options *options, int argc, char **argv)
{
    static const struct option table[] = {
        {"listen", required_argument, NULL, OPTION_LISTEN},
        {"certificate", required_argument, NULL, OPTION_CERTIFICATE},
        {"key", required_argument, NULL, OPTION_KEY},
        {"client-ca", required_argument, NULL, OPTION_CLIENT_CA},
        {"domain", required_argument, NULL, OPTION_DOMAIN},
        {"user", required_argument, NULL, OPTION_USER},
        {"realm", required_argument, NULL, OPTION_REALM},
        {"relay", required_argument, NULL, OPTION_RELAY},
        {"public", required_argument, NULL, OPTION_PUBLIC},
        {"expires-max", required_argument, NULL, OPTION_EXPIRES_MAX},
        {"expires-min", required_argument, NULL, OPTION_EXPIRES_MIN},
        {"nonce-life", required_argument, NULL, OPTION_NONCE_LIFE},
        {"do", required_argument, NULL, OPTION_DO},
        {"name", required_argument, NULL, OPTION_NAME},
        {"json", no_argument, NULL, OPTION_JSON},
        {"help", no_argument, NULL, OPTION_HELP},
        {NULL, 0, NULL, 0},
    };
    int id;
    int result = 0;
    memset(options, 0, sizeof *options);
    options->name = "server";
    options->registrar.expires_min_s = 1;
    optind = 1;
    opterr = 0;
    while (result == 0 && (id = getopt_long(argc, argv, "+:", table, NULL)) != -1) {
        if (id == ':')
            return fail("%s needs a value; see holdfast server --help", argv[optind - 1]);
        if (id == '?')
            return fail("'%s' is no option of it; see holdfast server --help", argv[optind - 1]);
        result = read_option(id, options);
    }
    if (result != 0)
        return result;
    if (options->help) {
        fputs(usage, stdout);
        return 0;
    }
    return check_whole(options, argc, argv);
}
