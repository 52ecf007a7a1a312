/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TLS for one connection, as a client, by BoringSSL: no socket, bytes in and bytes out. TLS 1.2 and
 * 1.3. The peer must prove the name it was looked up by (RFC 5922 7.2: SIP URI or DNS SANs, no
 * wildcards; a numeric address by its IP SAN; B14), unless verification is turned off by name.
 *
 *     hf_tls_heard(tls, bytes, n);                       what came from the socket
 *     while ((n = hf_tls_plain(tls, room, size)) > 0)    what the peer said
 *     hf_tls_put(tls, bytes, n);                         what it shall hear
 *     while ((n = hf_tls_cipher(tls, room, size)) > 0)   what goes to the socket
 *
 * after each call look at hf_tls_state.
 */
#ifndef HF_UV_TLS_H
#define HF_UV_TLS_H

#include <stddef.h>
#include <stdint.h>

#include "holdfast/event.h"
#include "holdfast/target.h"

/* What decides whether two lines may share a connection or a session. Paths; NULL or "": none. */
struct hf_tls_settings {
    const char *ca_file;          /* PEM; none: the system's */
    const char *certificate_file; /* PEM, the client's, with its chain behind it */
    const char *key_file;         /* PEM; none: it is in certificate_file */
    int verify_off;               /* 1: anybody may be the peer */
    int reserved;
};

/* The settings of a phone's lines, each different one once, with what was read of their files and
 * the sessions to resume. */
struct hf_tls_store;
struct hf_tls_profile;

struct hf_tls_store *hf_tls_store_open(void);        /* NULL without memory */
void hf_tls_store_close(struct hf_tls_store *store); /* profiles and connections are gone before */

/* Equal settings give the same profile until it has been given back as often, and while their files
 * (device, inode, size, time of change; the system's CAs too) are what was read when it was new.
 * NULL: a file cannot be read or says nonsense; error names it and says what. */
struct hf_tls_problem {
    char *error;
    size_t size;
};
struct hf_tls_profile *hf_tls_profile_take(struct hf_tls_store *store,
                                           const struct hf_tls_settings *settings,
                                           const struct hf_tls_problem *problem);
void hf_tls_profile_give_back(struct hf_tls_profile *profile);
int hf_tls_profile_verifies(const struct hf_tls_profile *profile);

enum hf_tls_state {
    HF_TLS_HANDSHAKE = 0,
    HF_TLS_OPEN = 1,   /* the peer is who it should be */
    HF_TLS_CLOSED = 2, /* the peer said that it will say no more */
    HF_TLS_FAILED = 3  /* see hf_tls_failure */
};

struct hf_tls;

/* A new connection, with the profile's files as they are now: one that cannot be read, or whose key
 * does not fit its certificate yet, counts as it was. name: the configured host of the server or
 * proxy (B14), also for a numeric one.
 * Its first bytes are made when hf_tls_cipher is first asked for them: a session that target and
 * name gave before is offered again then. NULL without memory. */
struct hf_tls *hf_tls_open(struct hf_tls_profile *profile, const char *name,
                           const struct hf_target *target);
void hf_tls_free(struct hf_tls *tls);

enum hf_tls_state hf_tls_state(const struct hf_tls *tls);

struct hf_tls_failure {
    enum hf_cause cause; /* HF_CAUSE_TLS, or HF_CAUSE_CERTIFICATE: the peer's was not accepted */
    char text[160];      /* which check failed and what was seen: "certificate expired on ...",
                            "certificate is for sip.other.example, not for pbx.example" */
};
const struct hf_tls_failure *hf_tls_failure(const struct hf_tls *tls);

/* For the log: "TLS 1.3, TLS_AES_128_GCM_SHA256, resumed". OPEN. */
const char *hf_tls_describe(const struct hf_tls *tls, char *text, size_t size);

/* Before OPEN the handshake goes on in it; after, what is wrong is found by hf_tls_plain. */
void hf_tls_heard(struct hf_tls *tls, const uint8_t *bytes, size_t n);

/* The socket has ended, and all that it gave was heard: HANDSHAKE becomes FAILED, OPEN CLOSED (SIP
 * has its own lengths: a close that the peer did not announce cuts nothing off unnoticed). */
void hf_tls_heard_end(struct hf_tls *tls);

/* 0: no more now. The state may move here: to CLOSED, and to FAILED (with TLS 1.3 a server refuses
 * our certificate only after OPEN). */
size_t hf_tls_plain(struct hf_tls *tls, uint8_t *room, size_t size);

/* Before OPEN too: it goes out once the handshake is done. 0, or -1 when HF_TLS_QUEUE_MAX bytes
 * would wait, without memory, and when nothing goes out any more. */
#define HF_TLS_QUEUE_MAX (256u * 1024u)
int hf_tls_put(struct hf_tls *tls, const uint8_t *bytes, size_t n);

/* Of any state: what is left for the socket. FAILED has an alert there for the peer. */
size_t hf_tls_cipher(struct hf_tls *tls, uint8_t *room, size_t size);

/* Says that no more will come; hf_tls_cipher has the bytes. */
void hf_tls_end(struct hf_tls *tls);

#endif
