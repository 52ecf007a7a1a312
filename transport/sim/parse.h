/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading a scenario: what its files share. A line becomes words; a verb becomes a command that
 * holds all that playing it needs, so that nothing can be wrong with it later.
 *
 *     parse.c         lines, words, numbers, durations, targets
 *     parse_server.c  `server ...`
 *     parse_line.c    `line ...` and what happens to a phone
 *     parse_event.c   `event ...`: raw events, legal or not
 *     settings.c      fields of struct hf_config by their setting's token
 */
#ifndef HF_SIM_PARSE_H
#define HF_SIM_PARSE_H

#include "holdfast/sim/scenario.h"

#define WORDS_MAX    64
#define COMMANDS_MAX 100000

enum verb {
    VERB_SERVER = 0, /* server: the server as it is from now on */
    VERB_CONFIGURE = 1,
    VERB_START = 2,
    VERB_STOP = 3,
    VERB_REGISTER = 4,
    VERB_NETWORK = 5,
    VERB_CREDENTIALS = 6,
    VERB_SNAPSHOT = 7,
    VERB_RESTART = 8,
    VERB_EVENT = 9
};

struct command {
    uint64_t at_us;
    enum verb verb;
    unsigned source_line; /* of the file, 1.. */
    unsigned line;        /* of the phone, 1.., or 0 */
    unsigned server;      /* index */
    char text[112];       /* the verb as it was written, for the story */
    uint64_t after_us;    /* RESTART: how long the program is gone */
    uint64_t clock_us;    /* RESTART: the clock afterwards; HF_NEVER: it went on */
    uint64_t elapsed_us;  /* RESTART: HF_ELAPSED_UNKNOWN, or 0: as it was */
    uint64_t number;      /* EVENT: of the attempt meant; REGISTER: request */
    size_t attempt_at;    /* EVENT: offset of its attempt id, or 0 */
    struct hf_sim_server changed;
    struct hf_sim_configuration before, configuration; /* CONFIGURE: until now, from now on */
    struct hf_event event;
    char realm[HF_SIM_NAME];
};

struct scenario_line { /* of the phone */
    struct hf_sim_configuration configuration;
    uint64_t clock_us;
    uint64_t gone_until_us;            /* while parsing: a restart runs */
    uint64_t requests;                 /* while parsing: given out so far */
    unsigned servers[HF_LINE_SERVERS]; /* index of each entry's server */
    unsigned source_line;
    uint8_t exists, wrong_password;
};

struct hf_sim_scenario {
    char name[128];
    struct command *commands;
    size_t n_commands, room;
    struct hf_sim_server servers[HF_SIM_SERVERS]; /* while parsing: as they are by then */
    unsigned n_servers;
    struct scenario_line lines[HF_SIM_LINES];
    uint64_t until_us;
    unsigned show;
    uint8_t has_until;
};

struct words {
    char *at[WORDS_MAX];
    unsigned n;
};

struct parser {
    struct hf_sim_scenario *scenario;
    struct hf_sim_complaint *complaint;
    const char *name;
    const char *written; /* the line, without its comment and time */
    uint64_t at_us;      /* of the verb */
    unsigned source_line;
    uint8_t is_timed; /* an `at` stood before it */
};

/* All return 0, or -1 with the complaint written. */
int complain(struct parser *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
int read_duration(struct parser *p, const char *text, uint64_t *us);
int read_number(struct parser *p, const char *text, uint64_t *number);
int read_target(struct parser *p, const char *text, struct hf_target *target);
int read_line_number(struct parser *p, const struct words *words, unsigned i, unsigned *line);

/* The value of "key=value" when the word begins with key, else NULL. */
const char *value_of(const char *word, const char *key);

/* Cuts text at commas in place; the pieces, n of them at most WORDS_MAX. */
void split(char *text, char by, struct words *pieces);

/* The server of that name; made when it is one letter a..p. NULL with a complaint otherwise. */
struct hf_sim_server *find_server(struct parser *p, const char *name, unsigned *index);
struct command *add_command(struct parser *p, enum verb verb);

int parse_server(struct parser *p, struct words *words);
int parse_line_verb(struct parser *p, struct words *words);
int parse_configure(struct parser *p, struct words *words);
int parse_phone_verb(struct parser *p, struct words *words);
int parse_event(struct parser *p, struct words *words);

/* Sets `token` (or `a.token` for one server's) of the line's configuration. */
int set_setting(struct parser *p, struct scenario_line *line, char *word);
int like_vendor(struct parser *p, struct scenario_line *line, const char *vendor);

#endif
