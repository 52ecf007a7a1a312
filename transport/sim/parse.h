/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading a scenario: what its files share. A line becomes words; a verb becomes a command that
 * holds all that playing it needs, so that nothing can be wrong with it later.
 *
 *     parse.c         lines, words, numbers, durations, targets
 *     parse_server.c  `server ...`
 *     parse_name.c    `name ...`, `static ...`
 *     parse_record.c  addresses, SRV and NAPTR records
 *     parse_line.c    `line ...` and what happens to a phone
 *     parse_call.c    calls, requests, connections
 *     parse_invite.c  what a server does with INVITE, and with what ends it
 *     parse_event.c   `event ...`: raw events, legal or not
 *     settings.c      fields of struct hf_config by their setting's token
 *     hosts.c         the servers and proxies of a line
 *     like.c          vendors' import defaults
 */
#ifndef HF_SIM_PARSE_H
#define HF_SIM_PARSE_H

#include "holdfast/sim/scenario.h"

#define WORDS_MAX    160
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
    VERB_EVENT = 9,
    VERB_NAME = 10, /* name: what DNS says from now on */
    VERB_REQUEST = 11,
    VERB_CALL = 12,
    VERB_CALL_OVER = 13,
    VERB_BREAK = 14,      /* the connections to a server, of a line or of all (0) */
    VERB_CLOSE_IDLE = 15, /* the server's idle connections */
    VERB_STATIC = 16,     /* name: what the phone has of its own (B11a) */
    VERB_RESTART_SERVER = 17,
    VERB_DIAL = 18,
    VERB_HANG_UP = 19,
    VERB_ANSWER = 20,
    VERB_SAY = 21 /* a request inside of a call */
};

#define LABEL_SIZE  HF_SIM_HOST
#define RECORDS_MAX 16

struct command {
    uint64_t at_us;
    enum verb verb;
    unsigned source_line; /* of the file, 1.. */
    unsigned line;        /* of the phone, 1.., or 0 */
    unsigned server;      /* index */
    char text[224];       /* the verb as it was written, for the story */
    uint64_t after_us;    /* RESTART: how long the program is gone */
    uint64_t clock_us;    /* RESTART: the clock afterwards; HF_NEVER: it went on */
    uint64_t elapsed_us;  /* RESTART: HF_ELAPSED_UNKNOWN, or 0: as it was */
    uint64_t number;   /* EVENT: of the attempt or query meant; what the user does: the request's;
                             ANSWER, CALL_OVER: 0 */
    uint64_t call;     /* HANG_UP, ANSWER, SAY, CALL_OVER: whose, or 0: the oldest that fits */
    uint64_t until_us; /* EVENT: of a rest, by the world's time */
    size_t attempt_at; /* EVENT: offset of its attempt's or query's id, or 0 */
    uint8_t is_query;  /* EVENT: it is a query's */
    struct hf_sim_server changed;
    struct hf_sim_host host;
    struct hf_sim_configuration before, configuration; /* CONFIGURE: until now, from now on */
    struct hf_event event;
    struct hf_dns_record records[RECORDS_MAX];
    char realm[HF_SIM_NAME];
};

struct scenario_line { /* of the phone */
    struct hf_sim_configuration configuration;
    uint64_t clock_us;
    uint64_t gone_until_us; /* while parsing: a restart runs */
    uint64_t requests;      /* while parsing: ids given out so far, of calls too */
    unsigned n_calls;       /* while parsing: so far */
    char labels[HF_LINE_SERVERS][LABEL_SIZE]; /* what the entries are called */
    unsigned source_line;
    uint8_t exists, wrong_password;
};

struct hf_sim_scenario {
    char name[128];
    struct command *commands;
    size_t n_commands, room;
    struct hf_sim_server servers[HF_SIM_SERVERS]; /* while parsing: as they are by then */
    unsigned n_servers;
    struct hf_sim_host hosts[HF_SIM_HOSTS]; /* while parsing: as they are by then */
    unsigned n_hosts;
    struct hf_sim_host statics[HF_SIM_STATICS]; /* while parsing: as they are by then */
    unsigned n_statics;
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
/* "a", "a server's name", "udp:192.0.2.9:5070" */
int read_target_of(struct parser *p, const char *text, struct hf_target *target);
/* "icmp", or a number that may be none of a cause's */
int read_cause(struct parser *p, const char *text, uint64_t *cause);
/* "servfail", or a number */
int read_outcome(struct parser *p, const char *text, uint64_t *outcome);
/* "192.0.2.1", "2001:db8::1", or a server's name: where it is */
int read_address(struct parser *p, const char *text, struct hf_target *address);
int read_line_number(struct parser *p, const struct words *words, unsigned i, unsigned *line);

/* The value of "key=value" when the word begins with key, else NULL. */
const char *value_of(const char *word, const char *key);

/* Cuts text at commas in place; the pieces, n of them at most WORDS_MAX. */
void split(char *text, char by, struct words *pieces);

/* The server of that name; made when it is one letter a..p. NULL with a complaint otherwise. */
struct hf_sim_server *find_server(struct parser *p, const char *name, unsigned *index);
struct command *add_command(struct parser *p, enum verb verb);

/* The line that the word `line` and the number at i name; NULL with a complaint. */
struct scenario_line *find_line(struct parser *p, const struct words *words, unsigned i,
                                unsigned *number);
int complain_right(struct parser *p, const char *right);

int parse_server(struct parser *p, struct words *words);
int parse_line_verb(struct parser *p, struct words *words);
int parse_configure(struct parser *p, struct words *words);
int parse_phone_verb(struct parser *p, struct words *words);
int parse_event(struct parser *p, struct words *words);
int parse_name(struct parser *p, struct words *words);
int parse_static(struct parser *p, struct words *words);
int parse_call(struct parser *p, struct words *words);
int parse_in_call(struct parser *p, struct words *words);
int parse_request(struct parser *p, struct words *words);
int parse_connection(struct parser *p, struct words *words);
int parse_flow(struct parser *p, struct words *words);

/* parse_record.c: "192.0.2.1,b ttl=60" from the word at on. */
struct record_list {
    struct hf_sim_records *records;
    enum hf_sim_records_of of;
};
int read_records(struct parser *p, const struct words *words, unsigned at,
                 const struct record_list *list);

/* parse_invite.c */
int parse_rings(struct parser *p, struct hf_sim_server *server, const struct words *words);
int parse_trying(struct parser *p, struct hf_sim_server *server, const struct words *words);
int parse_reaches(struct parser *p, struct hf_sim_server *server, const struct words *words);

/* parse_server.c */
int read_seconds(struct parser *p, const char *value, uint32_t *seconds);
int read_final(struct parser *p, const char *text, uint16_t *status);

/* settings.c: sets `token=value` (or `a.token=value` for one server's) of the line. */
int set_setting(struct parser *p, struct scenario_line *line, char *word);

enum field_of { FIELD_OF_LINE, FIELD_OF_SERVER, FIELD_OF_PROXY };
/* Sets "token=value" in a line's, a server's or a proxy's configuration. */
int set_field(struct parser *p, enum field_of of, const char *word, void *base);

/* hosts.c */
int set_servers(struct parser *p, struct scenario_line *line, char *value);
int set_of_server(struct parser *p, struct scenario_line *line, char *word);
/* The number (1..) of the line's server of that label, or 0. */
unsigned server_labelled(const struct scenario_line *line, const char *label, size_t length);
/* Whether something is said of every name of the configuration. */
int check_hosts(struct parser *p, const struct hf_config *config);

/* like.c */
int like_vendor(struct parser *p, struct scenario_line *line, const char *vendor);

#endif
