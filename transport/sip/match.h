/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which transaction a request belongs to (RFC 3261 17.2.3, 9.2, 8.2.2.2), as keys: SipHash of what
 * names a transaction, under a secret, so that no peer can make two requests fall together.
 *
 * Ports that are not said are the default ones of their transport; hosts, branches and tags count
 * without regard to case (RFC 3261 7.3.1), Call-ID, Request-URI and method with it.
 *
 * With the magic cookie a request is named by its topmost branch, sent-by and method, and by
 * Call-ID and CSeq number too, for peers that use a branch more than once; without it by
 * Request-URI, From tag, Call-ID, CSeq number and topmost Via, as RFC 2543 had it. (17.2.3 adds the
 * To tag; a request within a dialog has another CSeq number, so nothing is lost without it, and an
 * ACK, whose To tag is the response's, needs no other rule.)
 */
#ifndef HF_SIP_MATCH_H
#define HF_SIP_MATCH_H

#include "holdfast/sip/message.h"

struct hf_match_secret {
    uint64_t words[2]; /* from the OS, fresh at each start */
};

/* The key of m's own transaction; an ACK's is that of its INVITE, when it is one to a final
 * response but 2xx. 0, as from all of these: m lacks what it takes, or is a response. */
uint64_t hf_match_transaction(const struct hf_match_secret *secret, const struct hf_sip_message *m);

/* CANCEL: the key of the INVITE that it is for (9.2). 0 for another method. */
uint64_t hf_match_cancelled(const struct hf_match_secret *secret, const struct hf_sip_message *m);

/* From tag, Call-ID and CSeq number: equal in a request that came over two ways (8.2.2.2), in an
 * INVITE and the ACK to its 2xx, and in an INVITE and its CANCEL. */
uint64_t hf_match_request(const struct hf_match_secret *secret, const struct hf_sip_message *m);

/* Does the branch begin with the magic cookie, and is there something behind it? A bare cookie is
 * no name (RFC 4475 3.2.1). */
bool hf_match_is_branch(struct hf_slice branch);

#endif
