/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text as a plan. What means nothing is refused with its line and what would be right: a server or
 * phone that is not there, time that goes back, a setting that no policy may have.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "deep.h"

#define WORDS 160
#define LINE  8192

struct reader {
    struct hf_deep_plan *plan;
    const struct hf_sim_source *source;
    struct hf_sim_complaint *complaint;
    unsigned line;
    uint32_t last_phone, last_line;
    char text[LINE];
    char *words[WORDS];
    unsigned n;
};

static int complain(struct reader *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static int complain(struct reader *r, const char *format, ...)
{
    va_list arguments;
    int n = snprintf(r->complaint->text, sizeof(r->complaint->text), "%s:%u: ", r->source->name,
                     r->line);

    va_start(arguments, format);
    if (n > 0 && (size_t)n < sizeof(r->complaint->text))
        vsnprintf(r->complaint->text + n, sizeof(r->complaint->text) - (size_t)n, format,
                  arguments);
    va_end(arguments);
    return -1;
}

static int read_number(struct reader *r, const char *text, uint64_t *number)
{
    uint64_t value = 0;
    size_t i = 0;

    for (; text[i] >= '0' && text[i] <= '9' && value <= UINT64_MAX / 10 - 1; i++)
        value = value * 10 + (uint64_t)(text[i] - '0');
    if (i == 0 || text[i] != 0)
        return complain(r, "`%s` is no number", text);
    *number = value;
    return 0;
}

/* The value of key=value, or NULL; the word is then the key alone. */
static char *cut(char *word)
{
    char *equals = strchr(word, '=');

    if (equals == NULL)
        return NULL;
    *equals = 0;
    return equals + 1;
}

struct wanted { /* a key, and where its number goes */
    const char *key;
    uint64_t *u64;
    uint32_t *u32;
};

static int read_keys(struct reader *r, unsigned from, const struct wanted *wanted)
{
    for (unsigned i = from; i < r->n; i++) {
        char *value = cut(r->words[i]);
        unsigned k = 0;
        uint64_t number = 0;

        while (wanted[k].key != NULL && strcmp(wanted[k].key, r->words[i]) != 0)
            k++;
        if (value == NULL || wanted[k].key == NULL)
            return complain(r, "`%s` is not known here", r->words[i]);
        if (read_number(r, value, &number) < 0)
            return -1;
        if (wanted[k].u64 != NULL)
            *wanted[k].u64 = number;
        else if (number > UINT32_MAX)
            return complain(r, "%s is too large", wanted[k].key);
        else
            *wanted[k].u32 = (uint32_t)number;
    }
    return 0;
}

/* The number behind the first word, of the next one: 1.. */
static int read_next(struct reader *r, uint32_t *n, uint32_t most)
{
    uint64_t number = 0;

    if (r->n < 2)
        return complain(r, "a number is missing behind `%s`", r->words[0]);
    if (read_number(r, r->words[1], &number) < 0)
        return -1;
    if (number <= *n || number > most)
        return complain(r, "`%s %s`: right would be a number from %u to %u", r->words[0],
                        r->words[1], *n + 1, most);
    *n = (uint32_t)number;
    return 0;
}

/* ---- beings ---- */

static int read_deep(struct reader *r)
{
    const struct wanted wanted[] = {
        {"seed", &r->plan->seed, NULL},    {"heal", &r->plan->heal_ms, NULL},
        {"stay", &r->plan->stay_ms, NULL}, {"phones", NULL, &r->plan->n_phones},
        {"dead", NULL, &r->plan->dead},    {NULL, NULL, NULL}};

    if (read_keys(r, 1, wanted) < 0)
        return -1;
    if (r->plan->n_phones == 0 || r->plan->n_phones > DEEP_PHONES)
        return complain(r, "phones=%u: right would be 1 to %d", r->plan->n_phones, DEEP_PHONES);
    return 0;
}

static int read_server(struct reader *r)
{
    if (read_next(r, &r->plan->n_servers, DEEP_SERVERS) < 0)
        return -1;
    struct deep_server_plan *server = &r->plan->servers[r->plan->n_servers - 1];
    const struct wanted wanted[] = {{"auth", NULL, &server->auth},
                                    {"expires_min", NULL, &server->expires_min},
                                    {"expires_max", NULL, &server->expires_max},
                                    {"nonce_life", NULL, &server->nonce_life},
                                    {NULL, NULL, NULL}};

    return read_keys(r, 2, wanted);
}

static int check_policy(struct reader *r, uint32_t policy)
{
    if (policy == 0 || policy > r->plan->n_policies || r->plan->policies[policy - 1].n_servers == 0)
        return complain(r, "there is no policy %u above", policy);
    return 0;
}

static int read_phone(struct reader *r)
{
    if (read_next(r, &r->last_phone, r->plan->n_phones) < 0)
        return -1;
    struct deep_phone_plan *phone = &r->plan->phones[r->last_phone - 1];
    const struct wanted wanted[] = {{"policy", NULL, &phone->lines[0].policy},
                                    {"clock", &phone->clock, NULL},
                                    {"tls", NULL, &phone->lines[0].tls},
                                    {"names", NULL, &phone->names},
                                    {"gate", NULL, &phone->gate},
                                    {NULL, NULL, NULL}};

    phone->there = 1;
    r->last_line = 1;
    return read_keys(r, 2, wanted) < 0 ? -1 : check_policy(r, phone->lines[0].policy);
}

/* Of the phone above, which is its first one. */
static int read_line_of_phone(struct reader *r)
{
    if (r->last_phone == 0)
        return complain(r, "there is no phone above");
    if (read_next(r, &r->last_line, DEEP_LINES) < 0)
        return -1;
    struct deep_line_plan *line = &r->plan->phones[r->last_phone - 1].lines[r->last_line - 1];
    const struct wanted wanted[] = {
        {"policy", NULL, &line->policy}, {"tls", NULL, &line->tls}, {NULL, NULL, NULL}};

    return read_keys(r, 2, wanted) < 0 ? -1 : check_policy(r, line->policy);
}

/* ---- policies ---- */

struct owner {
    void *base;
    unsigned of; /* as struct deep_setting has it */
};

static int read_setting(struct reader *r, const char *word, const char *value,
                        const struct owner *owner)
{
    uint64_t number = 0;
    unsigned i = 0;

    while (deep_setting(i) != NULL &&
           (deep_setting(i)->of != owner->of || strcmp(deep_setting(i)->word, word) != 0))
        i++;
    if (deep_setting(i) == NULL)
        return complain(r, "`%s` is no setting", word);
    if (read_number(r, value, &number) < 0)
        return -1;
    if (number >> (8 * deep_setting(i)->size) != 0)
        return complain(r, "%s is too large", word);
    deep_setting_put(deep_setting(i), owner->base, number);
    return 0;
}

static int read_host(struct reader *r, struct hf_config *config, struct hf_name *host,
                     const char *value)
{
    if (hf_config_name(config, host, value, strlen(value)) < 0)
        return complain(r, "`%s` is too long a name", value);
    return 0;
}

/* Behind "serverN": "", ".setting", ".proxyM" or ".proxyM.setting". */
static int read_of_server(struct reader *r, struct hf_config *config, const char *word,
                          const char *value)
{
    const unsigned n = (unsigned)(word[6] - '0');
    struct hf_server_config *server;

    if (n == 0 || n > HF_LINE_SERVERS || n > config->n_servers + 1u)
        return complain(r, "`%s`: servers are numbered from 1 on", word);
    server = &config->servers[n - 1];
    if (word[7] == 0) {
        config->n_servers = (uint8_t)n;
        hf_config_init_server(server);
        return read_host(r, config, &server->host, value);
    }
    if (strncmp(word + 7, ".proxy", 6) != 0)
        return read_setting(r, word + 8, value, &(struct owner){server, 1});
    const unsigned k = (unsigned)(word[13] - '0');

    if (k == 0 || k > HF_SERVER_PROXIES || k > server->n_proxies + 1u)
        return complain(r, "`%s`: proxies are numbered from 1 on", word);
    if (word[14] != 0)
        return read_setting(r, word + 15, value, &(struct owner){&server->proxies[k - 1], 2});
    server->n_proxies = (uint8_t)k;
    hf_config_init_proxy(&server->proxies[k - 1]);
    return read_host(r, config, &server->proxies[k - 1].host, value);
}

static int read_policy(struct reader *r)
{
    struct hf_refusal refusal = {0};
    struct hf_config *config;

    if (read_next(r, &r->plan->n_policies, DEEP_POLICIES) < 0)
        return -1;
    config = &r->plan->policies[r->plan->n_policies - 1];
    hf_config_init(config);
    for (unsigned i = 2; i < r->n; i++) {
        char *value = cut(r->words[i]);
        const char *word = r->words[i];

        if (value == NULL)
            return complain(r, "`%s`: right would be setting=value", word);
        if (strncmp(word, "server", 6) == 0
                ? read_of_server(r, config, word, value) < 0
                : read_setting(r, word, value, &(struct owner){config, 0}) < 0)
            return -1;
    }
    if (hf_config_check(config, &refusal) < 0)
        return complain(r, "no line takes this policy: %s %" PRIu64,
                        refusal.what != NULL ? refusal.what : "", refusal.value);
    return 0;
}

/* ---- what happens ---- */

static int check_op(struct reader *r, const struct deep_op *op)
{
    const struct hf_deep_plan *plan = r->plan;
    const bool is_link = op->verb == DEEP_LINK;

    if (plan->n_ops > 1 && op->at_ms < plan->ops[plan->n_ops - 2].at_ms)
        return complain(r, "time goes back");
    if (deep_verb_has(op->verb, "phone") &&
        (op->phone > plan->n_phones || (op->phone == 0 && !is_link)))
        return complain(r, "there is no phone %u", op->phone);
    if (deep_verb_has(op->verb, "server") &&
        (op->server > plan->n_servers || (op->server == 0 && !is_link)))
        return complain(r, "there is no server %u", op->server);
    if (op->line > DEEP_LINES || op->to_line > DEEP_LINES)
        return complain(r, "a phone has %d lines at most", DEEP_LINES);
    if (op->verb == DEEP_DIAL && (op->to == 0 || op->to > plan->n_phones))
        return complain(r, "there is no phone %u to dial", op->to);
    if (op->verb == DEEP_CONFIGURE && (op->policy == 0 || op->policy > plan->n_policies ||
                                       plan->policies[op->policy - 1].n_servers == 0))
        return complain(r, "there is no policy %u", op->policy);
    if (op->type >= DEEP_TYPES || op->method >= 15)
        return complain(r, "there is no such type or method");
    return 0;
}

static int read_op(struct reader *r)
{
    struct hf_deep_plan *plan = r->plan;
    struct wanted wanted[24] = {{NULL, NULL, NULL}};
    struct deep_op *op = &plan->ops[plan->n_ops];
    unsigned n = 0;

    if (plan->n_ops == DEEP_OPS || r->n < 3)
        return complain(r, r->n < 3 ? "right would be `at MS VERB key=number ...`"
                                    : "too much happens for one plan");
    plan->n_ops++;
    if (read_number(r, r->words[1], &op->at_ms) < 0)
        return -1;
    while (op->verb < DEEP_VERBS && strcmp(deep_verb_word(op->verb), r->words[2]) != 0)
        op->verb++;
    if (op->verb == DEEP_VERBS)
        return complain(r, "`%s` is nothing that happens", r->words[2]);
    for (unsigned k = 0; deep_op_key(k) != NULL; k++) {
        const struct deep_key *key = deep_op_key(k);
        void *at = (char *)op + key->offset;

        if (deep_verb_has(op->verb, key->word))
            wanted[n++] = (struct wanted){
                .key = key->word, .u64 = key->is_wide ? at : NULL, .u32 = key->is_wide ? NULL : at};
    }
    return read_keys(r, 3, wanted) < 0 ? -1 : check_op(r, op);
}

/* ---- lines ---- */

static int read_line(struct reader *r)
{
    static const struct {
        const char *word;
        int (*read)(struct reader *r);
    } kinds[] = {{"deep", read_deep},   {"server", read_server},      {"policy", read_policy},
                 {"phone", read_phone}, {"line", read_line_of_phone}, {"at", read_op}};

    for (unsigned i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
        if (strcmp(r->words[0], kinds[i].word) == 0)
            return kinds[i].read(r);
    return complain(r, "`%s`: right would be deep, server, policy, phone, line or at", r->words[0]);
}

static int split(struct reader *r)
{
    char *rest = NULL;

    r->n = 0;
    for (char *word = strtok_r(r->text, " \t\r", &rest); word != NULL;
         word = strtok_r(NULL, " \t\r", &rest)) {
        if (word[0] == '#')
            break;
        if (r->n == WORDS)
            return complain(r, "more than %d words", WORDS);
        r->words[r->n++] = word;
    }
    return 0;
}

static int read_all(struct reader *r)
{
    const char *at = r->source->bytes, *end = at + r->source->n_bytes;

    while (at < end) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const size_t n = (size_t)((newline != NULL ? newline : end) - at);

        r->line++;
        if (n >= sizeof(r->text))
            return complain(r, "a line of more than %d bytes", LINE - 1);
        memcpy(r->text, at, n);
        r->text[n] = 0;
        at += n + 1;
        if (split(r) < 0 || (r->n > 0 && read_line(r) < 0))
            return -1;
    }
    if (r->last_phone == 0 || r->plan->n_servers == 0)
        return complain(r, "a plan has a server and a phone at least");
    return 0;
}

struct hf_deep_plan *hf_deep_plan_read(const struct hf_sim_source *source,
                                       struct hf_sim_complaint *complaint)
{
    struct reader *r = calloc(1, sizeof(*r));
    struct hf_deep_plan *plan = calloc(1, sizeof(*plan));
    int result = -1;

    complaint->text[0] = 0;
    if (r != NULL && plan != NULL) {
        r->plan = plan;
        r->source = source;
        r->complaint = complaint;
        result = read_all(r);
    }
    free(r);
    if (result == 0)
        return plan;
    free(plan);
    return NULL;
}
