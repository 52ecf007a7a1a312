/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The transaction layer (RFC 3261 17, RFC 6026, RFC 4320): requests go out and are repeated until
 * they are answered; requests that come in are told once, however often they arrive, and their
 * answers are repeated as long as they must be. Pure: bytes and times in, bytes and times out; one
 * block of the caller's memory, no allocation.
 *
 * A place holds one transaction with its message: a client's request, a server's last response.
 * What finds no place is refused: a request of our own with HF_E_SPACE, one that came in with 503
 * and Retry-After, without keeping anything; but first the oldest request that is answered, and no
 * INVITE, gives up its place.
 *
 * The user of the layer (a call, a registrar, a test) parses what comes and gives it here; the
 * news say what it is for. To an INVITE's 2xx the user sends the ACK itself (13.2.2.4), by
 * hf_layer_request; every other ACK, every CANCEL and the 200 to a CANCEL are the layer's.
 */
#ifndef HOLDFAST_SIP_LAYER_H
#define HOLDFAST_SIP_LAYER_H

#include "holdfast/sip/message.h"
#include "holdfast/target.h"

#define HF_LAYER_PLACES_MAX    64 /* of clients, and of servers */
#define HF_LAYER_MESSAGE_MIN   512
#define HF_LAYER_OUT_NEWS      16
#define HF_LAYER_OUT_DATAGRAMS 16
#define HF_LAYER_OUT_BYTES     32768
#define HF_LAYER_TAG_LENGTH    16
#define HF_LAYER_RETRY_AFTER_S 5 /* of a 503 when all places are taken */

struct hf_layer;

struct hf_layer_setup {
    uint8_t random[32];            /* from the OS, fresh at each start: branches, tags, keys */
    uint32_t n_clients, n_servers; /* places, 0..HF_LAYER_PLACES_MAX */
    uint32_t message_bytes;        /* of each place, HF_LAYER_MESSAGE_MIN..HF_SIP_MESSAGE_MAX */
    uint16_t t1_ms, t2_ms, t4_ms;  /* 1..60000 */
    uint16_t reserved;
    uint32_t line; /* says the line in each branch, as the agent does (hf_agent_route); 0: none */
};

enum hf_layer_news_kind {
    HF_LAYER_REQUEST = 1,    /* the message is a new request: answer it by hf_layer_respond(id) */
    HF_LAYER_ACK = 2,        /* the message is the ACK to the 2xx of id. Sound in what names that;
                                what else hf_sip_check asks is left to who hears it */
    HF_LAYER_CANCEL = 3,     /* INVITE id is cancelled, 200 is sent: answer it with 487 */
    HF_LAYER_RESPONSE = 4,   /* the message is a response to request id, news each time: 1xx,
                                one final one, or each 2xx to an INVITE. Sound in Via and CSeq;
                                what else hf_sip_check asks is left to who hears it */
    HF_LAYER_TIMED_OUT = 5,  /* request id had no final response (Timers B, F, CANCEL's 64*T1) */
    HF_LAYER_FAILED = 6,     /* request id: the transport failed */
    HF_LAYER_NO_ACK = 7,     /* the final response to INVITE id was never acknowledged: after a 2xx
                                end the dialog (13.3.1.4) */
    HF_LAYER_NO_PRACK = 8,   /* the reliable response to INVITE id neither: refuse it (RFC 3262) */
    HF_LAYER_UNANSWERED = 9, /* request id was not answered in time, and can't be any more */
    HF_LAYER_OVER = 10,      /* id is over and its place free; the last that is said of an id */
    HF_LAYER_DROPPED = 11    /* the message is for nobody, or answered without keeping anything */
};

struct hf_layer_news {
    uint64_t id;     /* never used again; 0: none */
    const char *why; /* DROPPED: in words, lives for ever; else NULL */
    uint32_t kind;   /* enum hf_layer_news_kind */
    uint16_t status; /* RESPONSE: its status; DROPPED: what was answered, 0: nothing */
    uint16_t reserved;
};

struct hf_layer_datagram { /* to send: out->bytes[at .. at+length) from local to target */
    struct hf_target target, local;
    uint64_t flow; /* the connection of the request, or that the request came on; 0: UDP, or the
                      user tells them by target */
    uint32_t at, length;
    uint16_t sent_by; /* a response over TCP: the port for a new connection, where that one is gone
                         (RFC 3261 18.2.2) */
    uint8_t reply;    /* 1: a response */
    uint8_t reserved[5];
};

struct hf_layer_out { /* the caller's; filled by one call, valid until the next */
    uint32_t n_news, n_datagrams, n_bytes, reserved;
    struct hf_layer_news news[HF_LAYER_OUT_NEWS];
    struct hf_layer_datagram datagrams[HF_LAYER_OUT_DATAGRAMS];
    uint8_t bytes[HF_LAYER_OUT_BYTES];
};

size_t hf_layer_size(const struct hf_layer_setup *setup); /* 0 for a setup out of range */
/* HF_E_VALUE for a setup out of range, HF_E_SPACE. memory is aligned like a uint64_t, and the layer
 * stays where it is. */
int hf_layer_init(void *memory, size_t size, const struct hf_layer_setup *setup);

struct hf_layer_received {
    uint64_t now_us;
    const struct hf_sip_message *message; /* parsed; hf_sip_parse's error may be set: a request is
                                             then answered 400 where that is possible */
    struct hf_target from, local;
    uint64_t flow; /* that it came on; 0: UDP, or not told */
};
void hf_layer_receive(struct hf_layer *layer, const struct hf_layer_received *received,
                      struct hf_layer_out *out);

struct hf_layer_request {
    uint64_t now_us;
    struct hf_slice text; /* whole but for the Via, which the layer adds; with Content-Length
                             where the transport is a stream */
    struct hf_target target, local;
    uint64_t flow;            /* the connection that it goes on; 0: UDP, or not told */
    uint32_t retransmissions; /* A1, or HF_RETRANSMIT_FREELY */
    uint16_t sent_by;         /* the port for Via, where it is not local's (18.1.1); else 0 */
    uint16_t t1_ms, t2_ms;    /* 0: the layer's */
    uint16_t reserved;
};
/* Sends a request of our own. id: of the new transaction; 0 for an ACK, which has none.
 * The same ACK again is the same bytes, as each repetition of a 2xx has it (13.2.2.4).
 * HF_E_MALFORMED what is no sound request, HF_E_VALUE a CANCEL (see hf_layer_cancel) or no target,
 * HF_E_LIMIT too large for a place or for the out, HF_E_SPACE no place. Where all are taken the
 * oldest INVITE that was refused gives way: it stands only for its ACK to be said again. */
int hf_layer_request(struct hf_layer *layer, const struct hf_layer_request *request, uint64_t *id,
                     struct hf_layer_out *out);

/* HF_E_UNKNOWN_ID for each of these when id is not a client's that waits for a final response. */
int hf_layer_extend(struct hf_layer *layer, uint64_t id, uint64_t now_us,
                    struct hf_layer_out *out); /* A4 */
/* INVITE: CANCEL goes out now, or as soon as a provisional response comes (9.1); HF_E_STATE for
 * another method. The CANCEL's own end is not told. */
int hf_layer_cancel(struct hf_layer *layer, uint64_t id, uint64_t now_us, struct hf_layer_out *out);
/* A11: nothing more is sent; late responses are still told, until 64*T1 behind the first sending. A
 * 101..199 to an INVITE makes it one like any other: cancel it, or let it ring. */
int hf_layer_abandon(struct hf_layer *layer, uint64_t id);

struct hf_layer_response {
    uint64_t now_us, id;
    uint16_t status;
    uint16_t reserved;
    uint32_t rseq;      /* INVITE, 101..199: not 0 sends it reliably, with RSeq and
                              Require: 100rel (RFC 3262), until hf_layer_pracked */
    const char *fields; /* more header fields, CRLF behind each; "": none */
    struct hf_slice body;
};
/* Answers request id: status line, the request's Via, From, To with our tag, Call-ID, CSeq,
 * Timestamp, Record-Route (101..299, not to a REGISTER), fields, body. HF_E_UNKNOWN_ID; HF_E_STATE
 * for a status that may not be sent now, a provisional one beside a reliable one that waits for its
 * PRACK among them; HF_E_LIMIT too large for a place or for the out, which a refusal without
 * fields and body never is; HF_E_VALUE for a status or an rseq (each one above the last, RFC 3262
 * 3) out of range, and for fields that are none, or that are copied from the request. A 2xx is sent
 * beside a reliable provisional one that waits for its PRACK, whose repetition it ends: whether it
 * may be (not where that one had a session description, RFC 3262 3) is the caller's. */
int hf_layer_respond(struct hf_layer *layer, const struct hf_layer_response *response,
                     struct hf_layer_out *out);
int hf_layer_pracked(struct hf_layer *layer, uint64_t id, uint32_t rseq); /* HF_E_UNKNOWN_ID */

/* Our To tag in the responses to request id; empty when the request has one, or id is unknown. This
 * and hf_layer_text know an id too whose OVER the last call said, where no REQUEST took its
 * place. */
struct hf_slice hf_layer_tag(const struct hf_layer *layer, uint64_t id);
/* The request as it was sent, with its Via; empty when id is not a client's. For the dialog that a
 * response makes. Valid until the next call. */
struct hf_slice hf_layer_text(const struct hf_layer *layer, uint64_t id);

/* The id of our request that a response's topmost branch says, whether it is still known or not;
 * 0: it is no response to one of this layer's. */
uint64_t hf_layer_id_of(const struct hf_layer *layer, const struct hf_sip_message *response);

/* What goes to target without a flow fails, but for an INVITE that rings: behind a 101..199 it goes
 * on waiting (A7), until it is cancelled. */
void hf_layer_unreachable(struct hf_layer *layer, const struct hf_target *target,
                          struct hf_layer_out *out);
/* The same of what goes on this connection, which is lost. flow is not 0. */
void hf_layer_lost(struct hf_layer *layer, uint64_t flow, struct hf_layer_out *out);

/* What is due; when the out is full the deadline stays in the past, and another call goes on. */
void hf_layer_wake(struct hf_layer *layer, uint64_t now_us, struct hf_layer_out *out);
/* The same of one place; false: nothing was due. */
bool hf_layer_wake_one(struct hf_layer *layer, uint64_t now_us, struct hf_layer_out *out);
uint64_t hf_layer_deadline(const struct hf_layer *layer); /* HF_NEVER: nothing pending */

#endif
