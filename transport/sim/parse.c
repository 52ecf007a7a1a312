/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lines, words, numbers, and which verb a line is. Each complaint says file and line, what is
 * wrong, and what would be right.
 */
#include "parse.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define LINE_MAX_BYTES  2048
#define DURATION_MAX_US (UINT64_C(366) * 86400 * 1000000) /* a year of virtual time */

int complain(struct parser *p, const char *format, ...)
{
    const int used = snprintf(p->complaint->text, sizeof(p->complaint->text), "%s:%u: ", p->name,
                              p->source_line);
    va_list values;

    if (used < 0 || (size_t)used >= sizeof(p->complaint->text))
        return -1;
    va_start(values, format);
    vsnprintf(p->complaint->text + used, sizeof(p->complaint->text) - (size_t)used, format, values);
    va_end(values);
    return -1;
}

/* ---- values ---- */

static const struct {
    const char *name;
    uint64_t us;
} units[] = {
    {"us", 1},
    {"ms", 1000},
    {"s", 1000000},
    {"min", 60 * UINT64_C(1000000)},
    {"h", 3600 * UINT64_C(1000000)},
    {"d", 86400 * UINT64_C(1000000)},
};

static uint64_t unit_us(const char *name)
{
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        if (strcmp(units[i].name, name) == 0)
            return units[i].us;
    }
    return 0;
}

int read_duration(struct parser *p, const char *text, uint64_t *us)
{
    uint64_t whole = 0, scale = 1, part = 0;
    const char *at = text;

    while (*at >= '0' && *at <= '9' && at - text < 10)
        whole = whole * 10 + (uint64_t)(*at++ - '0');
    const int has_digit = at != text;
    if (*at == '.') {
        for (at++; *at >= '0' && *at <= '9' && scale < 1000000; scale *= 10)
            part = part * 10 + (uint64_t)(*at++ - '0');
    }
    const uint64_t unit = unit_us(at);
    if (!has_digit || unit == 0 || (part * unit) % scale != 0)
        return complain(p, "`%s` is no duration; right would be `10s`, `500ms`, `7.5s`, `2h`",
                        text);
    if (whole > DURATION_MAX_US / unit)
        return complain(p, "`%s` is too long: 366d at most", text);
    *us = whole * unit + part * unit / scale;
    return 0;
}

int read_number(struct parser *p, const char *text, uint64_t *number)
{
    char *end = NULL;

    *number = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != 0 || strlen(text) > 19)
        return complain(p, "`%s` is no number", text);
    return 0;
}

/* "udp:192.0.2.9:5070", "udp:[2001:db8::1]:5070" or without the port. */
int read_target(struct parser *p, const char *text, struct hf_target *target)
{
    const char *address = strchr(text, ':');
    struct hf_target read = {.port = 5060};
    unsigned transport = 0;

    for (; transport < HF_TRANSPORT_NAPTR; transport++) {
        const char *name = hf_transport_name(transport);
        if (address != NULL && strncmp(text, name, strlen(name)) == 0 &&
            text + strlen(name) == address)
            break;
    }
    if (transport == HF_TRANSPORT_NAPTR)
        return complain(p, "`%s` is no target; right would be `udp:192.0.2.9:5070`", text);
    read.transport = (uint8_t)transport;
    address++;
    const char *port = strrchr(address, ':');
    if (port != NULL && strchr(address, '[') != NULL && port < strchr(address, ']'))
        port = NULL;
    const size_t length = port == NULL ? strlen(address) : (size_t)(port - address);
    uint64_t number = 5060;
    if (port != NULL && read_number(p, port + 1, &number) < 0)
        return -1;
    if (number == 0 || number > 65535 || !hf_target_parse(&read, address, length))
        return complain(p, "`%s` is no target; right would be `udp:192.0.2.9:5070`", text);
    read.port = (uint16_t)number;
    *target = read;
    return 0;
}

int read_target_of(struct parser *p, const char *text, struct hf_target *target)
{
    unsigned index = 0;

    if (strchr(text, ':') != NULL)
        return read_target(p, text, target);
    const struct hf_sim_server *server = find_server(p, text, &index);
    if (server == NULL)
        return -1;
    *target = server->target;
    return 0;
}

int read_cause(struct parser *p, const char *text, uint64_t *cause)
{
    if (text[0] >= '0' && text[0] <= '9')
        return read_number(p, text, cause);
    for (*cause = HF_CAUSE_SILENCE; *cause < HF_CAUSE_COUNT; (*cause)++) {
        if (strcmp(hf_cause_name((unsigned)*cause), text) == 0)
            return 0;
    }
    return complain(
        p, "`%s` is no cause; icmp, refused, reset, closed, tls, certificate, local are", text);
}

const char *value_of(const char *word, const char *key)
{
    const size_t length = strlen(key);

    return strncmp(word, key, length) == 0 && word[length] == '=' ? word + length + 1 : NULL;
}

void split(char *text, char by, struct words *pieces)
{
    pieces->n = 0;
    while (pieces->n < WORDS_MAX) {
        char *end = strchr(text, by);

        pieces->at[pieces->n++] = text;
        if (end == NULL)
            return;
        *end = 0;
        text = end + 1;
    }
}

/* `... line 1 ...`: the number behind the word `line` at i. */
int read_line_number(struct parser *p, const struct words *words, unsigned i, unsigned *line)
{
    uint64_t number = 0;

    if (i + 1 >= words->n || strcmp(words->at[i], "line") != 0)
        return complain(p, "`%s` needs a line; right would be `%s line 1`", words->at[0],
                        words->at[0]);
    if (read_number(p, words->at[i + 1], &number) < 0)
        return -1;
    if (number == 0 || number > HF_SIM_LINES)
        return complain(p, "there is no line %" PRIu64 ": 1 to %d", number, HF_SIM_LINES);
    *line = (unsigned)number;
    return 0;
}

/* ---- servers and commands ---- */

static struct hf_sim_server *add_server(struct parser *p, const char *name, unsigned number)
{
    struct hf_sim_scenario *scenario = p->scenario;
    struct hf_sim_server *server = &scenario->servers[scenario->n_servers];

    if (scenario->n_servers == HF_SIM_SERVERS) {
        complain(p, "more than %d servers", HF_SIM_SERVERS);
        return NULL;
    }
    hf_sim_server_init(server, name);
    server->target = (struct hf_target){.address = {192, 0, 2, (uint8_t)number},
                                        .port = 5060,
                                        .transport = HF_TRANSPORT_UDP,
                                        .family = HF_FAMILY_IPV4};
    scenario->n_servers++;
    return server;
}

struct hf_sim_server *find_server(struct parser *p, const char *name, unsigned *index)
{
    for (unsigned i = 0; i < p->scenario->n_servers; i++) {
        if (strcmp(p->scenario->servers[i].name, name) == 0) {
            *index = i;
            return &p->scenario->servers[i];
        }
    }
    *index = p->scenario->n_servers;
    if (name[0] >= 'a' && name[0] <= 'p' && name[1] == 0)
        return add_server(p, name, 1u + (unsigned)(name[0] - 'a'));
    if (name[0] == 0 || strlen(name) >= HF_SIM_NAME || strpbrk(name, ".=,:") != NULL) {
        complain(p, "`%s` is no name for a server; right would be `a` or `berlin`", name);
        return NULL;
    }
    return add_server(p, name, 101u + *index);
}

struct command *add_command(struct parser *p, enum verb verb)
{
    struct hf_sim_scenario *scenario = p->scenario;

    if (scenario->n_commands == scenario->room) {
        const size_t room = scenario->room == 0 ? 32 : 2 * scenario->room;
        struct command *commands = room > COMMANDS_MAX
                                       ? NULL
                                       : realloc(scenario->commands, room * sizeof(*commands));

        if (commands == NULL) {
            complain(p, "too many verbs");
            return NULL;
        }
        scenario->commands = commands;
        scenario->room = room;
    }
    struct command *command = &scenario->commands[scenario->n_commands++];
    *command = (struct command){.at_us = p->at_us, .verb = verb, .source_line = p->source_line};
    snprintf(command->text, sizeof(command->text), "%s", p->written);
    return command;
}

/* ---- lines ---- */

static const struct {
    const char *name;
    unsigned bit;
} shows[] = {
    {"moves", HF_SIM_SHOW_MOVES},       {"attempts", HF_SIM_SHOW_ATTEMPTS},
    {"sends", HF_SIM_SHOW_SENDS},       {"answers", HF_SIM_SHOW_ANSWERS},
    {"reports", HF_SIM_SHOW_REPORTS},   {"world", HF_SIM_SHOW_WORLD},
    {"names", HF_SIM_SHOW_NAMES},       {"bindings", HF_SIM_SHOW_BINDINGS},
    {"flows", HF_SIM_SHOW_FLOWS},       {"rests", HF_SIM_SHOW_RESTS},
    {"calls", HF_SIM_SHOW_CALLS},       {"decisions", HF_SIM_SHOW_DECISIONS},
    {"settings", HF_SIM_SHOW_SETTINGS}, {"series", HF_SIM_SHOW_SERIES},
    {"usual", HF_SIM_SHOW_USUAL},       {"all", HF_SIM_SHOW_ALL},
};

static int parse_show(struct parser *p, struct words *words)
{
    struct words names;

    if (words->n != 2)
        return complain(p, "right would be `show moves,sends,reports`");
    split(words->at[1], ',', &names);
    p->scenario->show = 0;
    for (unsigned i = 0; i < names.n; i++) {
        size_t k = 0;

        while (k < sizeof(shows) / sizeof(shows[0]) && strcmp(shows[k].name, names.at[i]) != 0)
            k++;
        if (k == sizeof(shows) / sizeof(shows[0]))
            return complain(
                p,
                "`%s` cannot be shown; moves, attempts, sends, answers, reports, "
                "world, names, bindings, flows, rests, calls, decisions, settings, series, "
                "usual, all can",
                names.at[i]);
        p->scenario->show |= shows[k].bit;
    }
    return 0;
}

static int parse_until(struct parser *p, struct words *words)
{
    if (words->n != 2)
        return complain(p, "right would be `until 1h`");
    if (read_duration(p, words->at[1], &p->scenario->until_us) < 0)
        return -1;
    if (p->scenario->until_us < p->at_us)
        return complain(p, "the scenario ends before the verb above happens");
    p->scenario->has_until = 1;
    return 0;
}

static int parse_verb(struct parser *p, struct words *words)
{
    static const struct {
        const char *name;
        int (*parse)(struct parser *p, struct words *words);
    } verbs[] = {
        {"server", parse_server},       {"line", parse_line_verb},
        {"configure", parse_configure}, {"start", parse_phone_verb},
        {"stop", parse_phone_verb},     {"register", parse_phone_verb},
        {"new", parse_phone_verb},      {"network", parse_phone_verb},
        {"snapshot", parse_phone_verb}, {"restart", parse_phone_verb},
        {"event", parse_event},         {"show", parse_show},
        {"until", parse_until},         {"name", parse_name},
        {"static", parse_static},       {"call", parse_call},
        {"request", parse_request},     {"connection", parse_connection},
        {"flow", parse_flow},           {"answer", parse_in_call},
        {"hang", parse_in_call},        {"hold", parse_in_call},
        {"re-invite", parse_in_call},
    };

    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (strcmp(verbs[i].name, words->at[0]) == 0)
            return verbs[i].parse(p, words);
    }
    return complain(p,
                    "`%s` is no verb; server, name, static, line, start, stop, register, request, "
                    "call, answer, "
                    "hang, hold, re-invite, network, connection, flow, new, configure, snapshot, "
                    "restart, event, show, "
                    "until are",
                    words->at[0]);
}

/* `at 10s VERB`: takes the time off. Time never goes back. */
static int take_time(struct parser *p, struct words *words)
{
    uint64_t at_us = 0;

    p->is_timed = strcmp(words->at[0], "at") == 0;
    if (!p->is_timed) {
        const int is_timeless = strcmp(words->at[0], "until") == 0 ||
                                strcmp(words->at[0], "show") == 0;
        return p->at_us == 0 || is_timeless
                   ? 0
                   : complain(p, "`%s` stands below a later moment; right would be `at 10s %s ...`",
                              words->at[0], words->at[0]);
    }
    if (words->n < 3)
        return complain(p, "right would be `at 10s server a is silent`");
    if (read_duration(p, words->at[1], &at_us) < 0)
        return -1;
    if (at_us < p->at_us)
        return complain(p, "time goes back: a verb above happens at %" PRIu64 "us, later than %s",
                        p->at_us, words->at[1]);
    if (p->scenario->has_until && at_us > p->scenario->until_us)
        return complain(p, "the scenario has ended by %s; move `until` further", words->at[1]);
    p->at_us = at_us;
    words->n -= 2;
    memmove(words->at, words->at + 2, words->n * sizeof(words->at[0]));
    return 0;
}

static int parse_text(struct parser *p, char *text)
{
    char written[LINE_MAX_BYTES];
    struct words words = {.n = 0};
    char *rest = NULL;

    for (char *hash = strchr(text, '#'); hash != NULL; hash = strchr(hash + 1, '#')) {
        if (hash == text || hash[-1] == ' ' || hash[-1] == '\t') {
            *hash = 0;
            break;
        }
    }
    for (size_t end = strlen(text); end > 0 && strchr(" \t\r", text[end - 1]) != NULL; end--)
        text[end - 1] = 0;
    snprintf(written, sizeof(written), "%s", text);
    for (char *word = strtok_r(text, " \t\r", &rest); word != NULL;
         word = strtok_r(NULL, " \t\r", &rest)) {
        if (words.n == WORDS_MAX)
            return complain(p, "more than %d words", WORDS_MAX);
        words.at[words.n++] = word;
    }
    if (words.n == 0)
        return 0;
    if (take_time(p, &words) < 0)
        return -1;
    p->written = written + (words.at[0] - text);
    return parse_verb(p, &words);
}

int complain_right(struct parser *p, const char *right)
{
    return complain(p, "`%s`: right would be `%s`", p->written, right);
}

/* What a line is configured with later is checked by the line itself, its names apart. */
static int check_commands(struct parser *p)
{
    for (size_t i = 0; i < p->scenario->n_commands; i++) {
        const struct command *command = &p->scenario->commands[i];

        p->source_line = command->source_line;
        if (command->verb == VERB_CONFIGURE && check_hosts(p, &command->configuration.config) < 0)
            return -1;
    }
    return 0;
}

static int check_whole(struct parser *p)
{
    unsigned n_lines = 0;

    if (check_commands(p) < 0)
        return -1;
    for (unsigned i = 0; i < HF_SIM_LINES; i++) {
        struct hf_refusal refusal = {0};
        const struct scenario_line *line = &p->scenario->lines[i];

        if (!line->exists)
            continue;
        if (++n_lines != i + 1)
            return complain(p, "there is a line %u but no line %u", i + 1, n_lines);
        p->source_line = line->source_line;
        const int error = hf_config_check(&line->configuration.config, &refusal);
        if (error < 0)
            return complain(p, "line %u: %s: %s %" PRIu64, i + 1, hf_error_text(error),
                            refusal.what == NULL ? "?" : refusal.what, refusal.value);
        if (check_hosts(p, &line->configuration.config) < 0)
            return -1;
    }
    if (n_lines == 0)
        return complain(p, "no line; right would be `line 1 servers=a,b`");
    if (!p->scenario->has_until)
        return complain(p, "no end; right would be `until 1h`");
    return 0;
}

/* The next line of the source into text; 0 at the end or at the dashes. */
static int next_text(const struct hf_sim_source *source, size_t *at, char *text, size_t size)
{
    const size_t end = hf_sim_scenario_told_at(source);
    const char *from = source->bytes + *at;

    if (*at >= end)
        return 0;
    const char *stop = memchr(from, '\n', end - *at);
    const size_t length = stop == NULL ? end - *at : (size_t)(stop - from);
    *at += length + 1;
    const size_t kept = length < size - 1 ? length : size - 1;
    memcpy(text, from, kept);
    text[kept] = 0;
    return length < size && memchr(from, 0, length) == NULL ? 1 : -1;
}

size_t hf_sim_scenario_told_at(const struct hf_sim_source *source)
{
    size_t at = 0;

    while (at < source->n_bytes) {
        const char *from = source->bytes + at;
        const char *stop = memchr(from, '\n', source->n_bytes - at);
        const size_t length = stop == NULL ? source->n_bytes - at : (size_t)(stop - from);

        at += length + (stop != NULL);
        if (length == 4 && memcmp(from, "----", 4) == 0)
            return at;
    }
    return source->n_bytes;
}

struct hf_sim_scenario *hf_sim_scenario_read(const struct hf_sim_source *source,
                                             struct hf_sim_complaint *complaint)
{
    struct hf_sim_scenario *scenario = calloc(1, sizeof(*scenario));
    struct parser p = {.scenario = scenario, .complaint = complaint, .name = source->name};
    char text[LINE_MAX_BYTES];
    size_t at = 0;
    int more = 1;

    complaint->text[0] = 0;
    if (scenario == NULL) {
        complain(&p, "out of memory");
        return NULL;
    }
    snprintf(scenario->name, sizeof(scenario->name), "%s", source->name);
    scenario->show = HF_SIM_SHOW_USUAL;
    while (more == 1) {
        p.source_line++;
        more = next_text(source, &at, text, sizeof(text));
        if (more < 0)
            complain(&p, "no text, or longer than %d bytes", LINE_MAX_BYTES - 1);
        else if (more == 1 && (strcmp(text, "----") == 0 || parse_text(&p, text) < 0))
            more = complaint->text[0] != 0 ? -1 : 0;
    }
    if (more == 0)
        check_whole(&p);
    if (complaint->text[0] == 0)
        return scenario;
    hf_sim_scenario_free(scenario);
    return NULL;
}

void hf_sim_scenario_free(struct hf_sim_scenario *scenario)
{
    if (scenario == NULL)
        return;
    free(scenario->commands);
    free(scenario);
}
