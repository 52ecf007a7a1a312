/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `servers=a,b` and `a.proxies=c`: the hosts of a line. An entry is a server of the world (its
 * address, port and transport are taken over), a numeric address, or a name to be looked up. Its
 * label is what it is called in settings: its own text, or `x` in `servers=x=pbx.example`; of two
 * with one label the first is meant. What another `servers=` lists again keeps its settings.
 */
#include "parse.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct place { /* where a host is */
    char text[HF_NAME_MAX + 1];
    struct hf_target target; /* family NONE: a name or address of its own, no server's */
};

static void print_address(const struct hf_target *target, char *text, size_t size)
{
    const uint8_t *a = target->address;

    if (target->family == HF_FAMILY_IPV4)
        snprintf(text, size, "%u.%u.%u.%u", a[0], a[1], a[2], a[3]);
    else
        snprintf(text, size, "%x:%x:%x:%x:%x:%x:%x:%x", a[0] << 8 | a[1], a[2] << 8 | a[3],
                 a[4] << 8 | a[5], a[6] << 8 | a[7], a[8] << 8 | a[9], a[10] << 8 | a[11],
                 a[12] << 8 | a[13], a[14] << 8 | a[15]);
}

static int read_place(struct parser *p, const char *text, struct place *place)
{
    unsigned index = 0;

    *place = (struct place){.target = {.family = HF_FAMILY_NONE}};
    if (strlen(text) > HF_NAME_MAX)
        return complain(p, "`%s` is too long a name: %d bytes at most", text, HF_NAME_MAX);
    if (strpbrk(text, ".:") != NULL) {
        snprintf(place->text, sizeof(place->text), "%s", text);
        return 0;
    }
    const struct hf_sim_server *server = find_server(p, text, &index);
    if (server == NULL)
        return -1;
    place->target = server->target;
    print_address(&server->target, place->text, sizeof(place->text));
    return 0;
}

static int store_name(struct parser *p, struct hf_config *config, struct hf_name *name,
                      const char *text)
{
    if (hf_config_name(config, name, text, strlen(text)) < 0)
        return complain(p, "the names of the line's servers do not fit: %d bytes at most",
                        HF_LINE_NAMES);
    return 0;
}

/* ---- servers ---- */

/* Splits "x=pbx.example" into label and text; a text without a label is its own. */
static int read_label(struct parser *p, char *piece, char label[LABEL_SIZE], const char **text)
{
    char *equals = strchr(piece, '=');

    *text = equals == NULL ? piece : equals + 1;
    if (equals != NULL)
        *equals = 0;
    if (piece[0] == 0 || strlen(piece) >= LABEL_SIZE)
        return complain(p, "`%s`: right would be `servers=a,b` or `servers=x=pbx.example,b`",
                        piece);
    snprintf(label, LABEL_SIZE, "%s", piece);
    return 0;
}

unsigned server_labelled(const struct scenario_line *line, const char *label, size_t length)
{
    for (unsigned i = 0; i < line->configuration.config.n_servers; i++) {
        if (strlen(line->labels[i]) == length && strncmp(line->labels[i], label, length) == 0)
            return i + 1;
    }
    return 0;
}

struct listing { /* a new list of servers */
    struct scenario_line *line;
    const struct scenario_line *before;
};

/* An entry that was there before keeps its settings, and its proxies with their names. */
static int keep_entry(struct parser *p, const struct listing *listing, unsigned i)
{
    const char *label = listing->line->labels[i];
    const unsigned number = server_labelled(listing->before, label, strlen(label));
    const struct hf_config *old = &listing->before->configuration.config;
    struct hf_config *config = &listing->line->configuration.config;
    struct hf_server_config *entry = &config->servers[i];
    char text[HF_NAME_MAX + 1];

    if (number == 0) {
        hf_config_init_server(entry);
        return 0;
    }
    *entry = old->servers[number - 1];
    for (unsigned k = 0; k < entry->n_proxies; k++) {
        const struct hf_name *was = &old->servers[number - 1].proxies[k].host;

        snprintf(text, sizeof(text), "%.*s", (int)was->length, old->names + was->at);
        if (store_name(p, config, &entry->proxies[k].host, text) < 0)
            return -1;
    }
    return 0;
}

static int set_server(struct parser *p, const struct listing *listing, unsigned i, char *piece)
{
    struct hf_config *config = &listing->line->configuration.config;
    struct hf_server_config *entry = &config->servers[i];
    const char *text = NULL;
    struct place place;

    if (read_label(p, piece, listing->line->labels[i], &text) < 0 ||
        read_place(p, text, &place) < 0 || keep_entry(p, listing, i) < 0 ||
        store_name(p, config, &entry->host, place.text) < 0)
        return -1;
    if (place.target.family != HF_FAMILY_NONE) {
        entry->port = place.target.port;
        entry->transport = place.target.transport;
    }
    return 0;
}

int set_servers(struct parser *p, struct scenario_line *line, char *value)
{
    const struct scenario_line before = *line;
    struct hf_config *config = &line->configuration.config;
    struct words names;

    split(value, ',', &names);
    if (names.n > HF_LINE_SERVERS)
        return complain(p, "%u servers: a line has %d at most", names.n, HF_LINE_SERVERS);
    config->names_used = 0;
    memset(config->names, 0, sizeof(config->names));
    memset(config->servers, 0, sizeof(config->servers));
    config->n_servers = (uint8_t)names.n;
    for (unsigned i = 0; i < names.n; i++) {
        if (set_server(p, &(struct listing){line, &before}, i, names.at[i]) < 0)
            return -1;
    }
    return 0;
}

/* ---- settings of one server ---- */

static int set_proxies(struct parser *p, struct hf_config *config, struct hf_server_config *entry,
                       char *value)
{
    struct words names;

    split(value, ',', &names);
    if (names.n > HF_SERVER_PROXIES)
        return complain(p, "%u proxies: a server has %d at most", names.n, HF_SERVER_PROXIES);
    entry->n_proxies = (uint8_t)names.n;
    memset(entry->proxies, 0, sizeof(entry->proxies));
    for (unsigned i = 0; i < names.n; i++) {
        struct hf_proxy_config *proxy = &entry->proxies[i];
        struct place place;

        hf_config_init_proxy(proxy);
        if (read_place(p, names.at[i], &place) < 0 ||
            store_name(p, config, &proxy->host, place.text) < 0)
            return -1;
        if (place.target.family != HF_FAMILY_NONE) {
            proxy->port = place.target.port;
            proxy->transport = place.target.transport;
        }
    }
    return 0;
}

/* "a.proxy1.retry_counts=2": at is behind the last dot before the value. */
static int set_of_proxy(struct parser *p, struct scenario_line *line, char *word, char *at)
{
    struct hf_config *config = &line->configuration.config;
    const char *proxy = at - strlen("proxyN.");
    const unsigned server = proxy - 1 <= word
                                ? 0
                                : server_labelled(line, word, (size_t)(proxy - 1 - word));
    const unsigned number = (unsigned)(proxy[5] - '0');

    if (server == 0)
        return complain(p, "`%s`: the line has no such server", word);
    if (number < 1 || number > config->servers[server - 1].n_proxies)
        return complain(p, "`%s`: the server has no such proxy; `proxies=` stands before", word);
    if (strncmp(at, "host=", 5) == 0)
        return store_name(p, config, &config->servers[server - 1].proxies[number - 1].host, at + 5);
    return set_field(p, FIELD_OF_PROXY, at, &config->servers[server - 1].proxies[number - 1]);
}

/* The last dot before the value: a label may have dots of its own. */
static char *last_dot(char *word)
{
    char *last = NULL;

    for (char *at = word; *at != 0 && *at != '='; at++) {
        if (*at == '.')
            last = at;
    }
    return last;
}

int set_of_server(struct parser *p, struct scenario_line *line, char *word)
{
    struct hf_config *config = &line->configuration.config;
    char *dot = last_dot(word);
    const size_t length = (size_t)(dot - word);

    if (length > 7 && strncmp(dot - 7, ".proxy", 6) == 0)
        return set_of_proxy(p, line, word, dot + 1);
    const unsigned number = server_labelled(line, word, length);
    if (number == 0)
        return complain(p, "`%s`: the line has no server `%.*s`", word, (int)length, word);
    if (strncmp(dot + 1, "host=", 5) == 0) /* a name instead of the server's address */
        return store_name(p, config, &config->servers[number - 1].host, dot + 6);
    if (strncmp(dot + 1, "proxies=", 8) == 0)
        return set_proxies(p, config, &config->servers[number - 1], dot + 9);
    return set_field(p, FIELD_OF_SERVER, dot + 1, &config->servers[number - 1]);
}

/* ---- names ---- */

/* Whether a name is the host, or one below it as SRV records are: `_sip._udp.pbx.example`. */
static int says_of(const char *name, const char *host)
{
    const size_t length = strlen(name), tail = strlen(host);

    if (length > tail && name[0] == '_' && name[length - tail - 1] == '.')
        name += length - tail;
    return strcasecmp(name, host) == 0;
}

static int check_host(struct parser *p, const struct hf_config *config, const struct hf_name *host)
{
    struct hf_target target;
    char text[HF_NAME_MAX + 1];

    snprintf(text, sizeof(text), "%.*s", (int)host->length, config->names + host->at);
    if (hf_target_parse(&target, text, host->length))
        return 0;
    if (host->length > 1 && text[host->length - 1] == '.')
        text[host->length - 1] = 0;
    for (unsigned i = 0; i < p->scenario->n_hosts; i++) {
        if (says_of(p->scenario->hosts[i].name, text))
            return 0;
    }
    return complain(p, "nothing is said of `%s`; right would be `name %s A a ttl=60`", text, text);
}

int check_hosts(struct parser *p, const struct hf_config *config)
{
    for (unsigned i = 0; i < config->n_servers; i++) {
        const struct hf_server_config *server = &config->servers[i];

        if (check_host(p, config, &server->host) < 0)
            return -1;
        for (unsigned k = 0; k < server->n_proxies; k++) {
            if (check_host(p, config, &server->proxies[k].host) < 0)
                return -1;
        }
    }
    return 0;
}
