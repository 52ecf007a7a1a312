/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of the transaction layer share: its memory, and the words they speak to each
 * other. Nothing outside layer*.c and its tests may include it.
 *
 * One block: this head, the places of clients, those of servers, and a text for each place. An id
 * is a serial number with the place in its last byte, so that what it names is found without a
 * search and an old id is no longer known; our branches say the id, and prove it. With a line its
 * number is the upper half of each id, and serial numbers come again after 2^24.
 */
#ifndef HF_SIP_LAYER_STATE_H
#define HF_SIP_LAYER_STATE_H

#include "holdfast/sip/layer.h"

#include "invite_client.h"
#include "invite_server.h"
#include "match.h"
#include "reliable.h"
#include "server_transaction.h"
#include "sip_assert.h"
#include "transaction.h"

#define HF_LAYER_BRANCH_LENGTH 39u /* "z9hG4bK", id and proof in 16 hexadecimal digits each */
#define HF_LAYER_NEWS_OF_ONE   3u  /* that one step of one place may say */
#define HF_LAYER_OF_CANCEL                                                                         \
    256u /* bytes that a CANCEL or an ACK of the layer may have more than
                                        its INVITE */
#define HF_LAYER_OF_REFUSAL                                                                        \
    128u                            /* bytes that a refusal without fields of its user's may have
                                        more than the 100: reason, times, another source */
#define HF_LAYER_NO_PLACE     0xFFu /* last byte of the id in the branch of an ACK */
#define HF_LAYER_SERVER_PLACE 0x80u /* set in the last byte of a server's id */

/* How messages of a transaction go: from us to there. */
struct hf_layer_route {
    struct hf_target target, local;
    uint64_t flow;    /* or 0 */
    uint16_t sent_by; /* of responses over TCP: as in a datagram */
    uint8_t reply;    /* 1: of responses */
    uint8_t reserved[5];
};

/*
 * FREE      no transaction is here
 * RUNNING   its machine says what happens when
 * WATCHED   not INVITE: abandoned (A11); a late answer is told until 64*T1 are over. (An INVITE's
 *           machine knows that by itself.)
 * FAILED    its flow is lost; hf_layer_wake says so as soon as the out has room
 */
enum hf_layer_client_state {
    HF_LAYER_CLIENT_FREE = 0,
    HF_LAYER_CLIENT_RUNNING = 1,
    HF_LAYER_CLIENT_WATCHED = 2,
    HF_LAYER_CLIENT_FAILED = 3,
    HF_LAYER_CLIENT_COUNT
};
extern const uint8_t hf_layer_client_moves[HF_LAYER_CLIENT_COUNT]; /* bit per state */

enum hf_layer_client_kind {
    HF_LAYER_CLIENT_OTHER = 0,
    HF_LAYER_CLIENT_INVITE = 1,
    HF_LAYER_CLIENT_CANCEL = 2 /* nobody hears of it */
};

struct hf_layer_client {
    uint64_t id;          /* FREE: of the last one here, whose text still stands; 0: none yet */
    uint64_t branch;      /* id that its branch says: a CANCEL's is its INVITE's (9.1) */
    uint64_t deadline_us; /* WATCHED: when nobody waits any more; FAILED: 0; else HF_NEVER */
    struct hf_layer_route route;
    uint32_t n_text;   /* the request as it was sent */
    uint32_t cseq;     /* its number */
    uint8_t state;     /* enum hf_layer_client_state */
    uint8_t kind;      /* enum hf_layer_client_kind */
    uint8_t cancelled; /* INVITE, 1: CANCEL goes as soon as its machine allows it (9.1) */
    uint8_t rings;     /* INVITE, 1: a 101..199 came (A7) */
    uint8_t reserved[4];
    union {
        struct hf_invite_client invite; /* INVITE */
        struct hf_transaction other;    /* OTHER, CANCEL */
    } u;
};

struct hf_layer_server {
    uint64_t id;          /* free, which its machine says: of the last one here; 0: none yet */
    uint64_t key;         /* hf_match_transaction */
    uint64_t request_key; /* hf_match_request */
    uint64_t arrived_us;
    struct hf_layer_route route; /* of responses */
    uint32_t n_text;             /* the last response; at first a 100 with all that others copy */
    uint32_t rseq;               /* of the last reliable response; 0: none yet */
    uint16_t status;             /* of the last response */
    uint8_t is_invite;           /* which machine runs */
    uint8_t is_cancelled;        /* INVITE: CANCEL came and was told */
    uint8_t has_tag;             /* 1: the To tag is ours, tag */
    uint8_t reserved[3];
    char tag[HF_LAYER_TAG_LENGTH];
    struct hf_reliable reliable;
    union {
        struct hf_invite_server invite;
        struct hf_server_transaction other;
    } u;
};

struct hf_layer {
    struct hf_layer_setup setup;
    struct hf_match_secret match;
    uint64_t branch_secret[2], tag_secret[2];
    uint64_t serial; /* of the last id */
    struct hf_layer_client *clients;
    struct hf_layer_server *servers;
    char *texts; /* the clients', then the servers' */
};

static inline char *hf_layer_client_text(const struct hf_layer *layer,
                                         const struct hf_layer_client *client)
{
    return layer->texts + (size_t)(client - layer->clients) * layer->setup.message_bytes;
}

static inline struct hf_slice hf_layer_client_request(const struct hf_layer *layer,
                                                      const struct hf_layer_client *client)
{
    struct hf_slice text = {hf_layer_client_text(layer, client), client->n_text};
    return text;
}

static inline char *hf_layer_server_text(const struct hf_layer *layer,
                                         const struct hf_layer_server *server)
{
    size_t place = layer->setup.n_clients + (size_t)(server - layer->servers);
    return layer->texts + place * layer->setup.message_bytes;
}

/* ---- layer.c ---- */

/* The id of the next transaction at this place; it is taken by counting layer->serial. */
uint64_t hf_layer_next_id(const struct hf_layer *layer, unsigned place);
/* A number that was drawn, as an id of this layer's line. */
uint64_t hf_layer_of_line(const struct hf_layer *layer, uint64_t number);

/* A message that came, with what every rule asks of it. */
struct hf_layer_arrival {
    const struct hf_layer_received *received;
    const struct hf_sip_message *message;
    struct hf_sip_via via; /* the topmost; valid once it was found sound */
    uint64_t key;          /* request: of its transaction, 0 while unknown */
};

/* ---- layer_out.c ---- */

void hf_layer_out_clear(struct hf_layer_out *out);
/* Room for one step of one place, with a message of n_bytes. */
bool hf_layer_out_has_room(const struct hf_layer_out *out, uint32_t n_bytes);
/* The next news, zeroed but for kind and id; there is room, since the callers look. */
struct hf_layer_news *hf_layer_say(struct hf_layer_out *out, unsigned kind, uint64_t id);
void hf_layer_say_dropped(struct hf_layer_out *out, const char *why, unsigned status);
/* A printer over the bytes that are left, and the datagram made of what was printed. */
struct hf_sip_out hf_layer_print(struct hf_layer_out *out);
void hf_layer_emit(struct hf_layer_out *out, const struct hf_sip_out *printed,
                   const struct hf_layer_route *route);
void hf_layer_send(struct hf_layer_out *out, struct hf_slice text,
                   const struct hf_layer_route *route);

struct hf_layer_branch {
    char text[HF_LAYER_BRANCH_LENGTH];
};
struct hf_layer_branch hf_layer_branch(const struct hf_layer *layer, uint64_t id);
/* Of an ACK to a 2xx, from its text: the same ACK again, as each repetition of the 2xx has it, is
 * the same bytes (13.2.2.4), and nothing is kept for that. */
struct hf_layer_branch hf_layer_ack_branch(const struct hf_layer *layer, struct hf_slice text);
/* The id that a branch of this layer says; false: it is none of ours. */
bool hf_layer_branch_id(const struct hf_layer *layer, struct hf_slice text, uint64_t *id);
/* The same key gets the same tag. */
void hf_layer_draw_tag(const struct hf_layer *layer, uint64_t key, char tag[HF_LAYER_TAG_LENGTH]);

/* An ACK to a final response but 2xx (17.1.1.3), or a CANCEL (9.1): what goes where its INVITE
 * went, and says what that said. */
struct hf_layer_hop {
    const struct hf_sip_message *invite; /* as it was sent */
    const char *method;
    struct hf_slice to; /* the value */
};
void hf_layer_put_hop(const struct hf_layer_hop *hop, struct hf_sip_out *out);

/* A response that keeps nothing, and the news that it was sent, or why not. */
struct hf_layer_answer {
    const char *why;                   /* for the news; NULL: none is said */
    const char *detail;                /* text of a Warning, or NULL */
    const struct hf_sip_message *like; /* a response of ours whose own fields are said again */
    struct hf_slice to_tag;            /* empty: drawn from the request */
    unsigned status;
};
void hf_layer_answer(const struct hf_layer *layer, const struct hf_layer_arrival *arrival,
                     const struct hf_layer_answer *answer, struct hf_layer_out *out);

struct hf_layer_head {
    const struct hf_sip_message *m; /* the request, or an earlier response to it */
    struct hf_slice to_tag;         /* empty: it is there */
    uint64_t held_us;               /* since the request came */
    unsigned status;
};
/* Status line and all that is copied into a response of a place. */
void hf_layer_put_head(const struct hf_layer_server *server, const struct hf_layer_head *head,
                       struct hf_sip_out *out);
/* The last response of a place, parsed; sent (again). */
void hf_layer_read_last(const struct hf_layer *layer, const struct hf_layer_server *server,
                        struct hf_sip_message *m);
void hf_layer_send_last(const struct hf_layer *layer, const struct hf_layer_server *server,
                        struct hf_layer_out *out);

/* ---- layer_client.c ---- */

/* The client of this id, free ones included; NULL: none. */
struct hf_layer_client *hf_layer_client_find(const struct hf_layer *layer, uint64_t id);
/* 9.1: a transaction of its own, with its INVITE's branch; without a place it is sent once. */
void hf_layer_client_send_cancel(struct hf_layer *layer, struct hf_layer_client *invite,
                                 uint64_t now_us, struct hf_layer_out *out);
void hf_layer_client_end(struct hf_layer_client *client, struct hf_layer_out *out);
uint64_t hf_layer_client_deadline(const struct hf_layer_client *client);
/* False when out is full: again with an empty one. */
bool hf_layer_client_wake(struct hf_layer *layer, struct hf_layer_client *client, uint64_t now_us,
                          struct hf_layer_out *out);
/* Its flow is lost. One that rings goes on waiting (A7): the server brings its answer over another
 * connection (18.2.2), and nobody else would ACK it. */
void hf_layer_client_fail(struct hf_layer_client *client);
struct hf_layer_route hf_layer_way_back(const struct hf_layer_arrival *arrival);

/* ---- layer_response.c ---- */

void hf_layer_hear_response(struct hf_layer *layer, struct hf_layer_arrival *arrival,
                            struct hf_layer_out *out);

/* ---- layer_server.c, layer_answer.c ---- */

bool hf_layer_server_is_free(const struct hf_layer_server *server);
/* Its machine hears of a response that is being sent. */
void hf_layer_server_on_response(struct hf_layer_server *server, unsigned status, uint64_t now_us);
void hf_layer_server_say_over(struct hf_layer_server *server, struct hf_layer_out *out);

void hf_layer_hear_request(struct hf_layer *layer, struct hf_layer_arrival *arrival,
                           struct hf_layer_out *out);
uint64_t hf_layer_server_deadline(const struct hf_layer_server *server);
bool hf_layer_server_wake(struct hf_layer *layer, struct hf_layer_server *server, uint64_t now_us,
                          struct hf_layer_out *out);

#endif
