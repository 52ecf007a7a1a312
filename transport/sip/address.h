/* SPDX-License-Identifier: Apache-2.0 */
/* Targets as texts (RFC 5952, RFC 3261 25.1), URIs as targets, and where a reply goes. */
#ifndef HF_SIP_ADDRESS_H
#define HF_SIP_ADDRESS_H

#include "holdfast/sip/message.h"
#include "holdfast/target.h"

void hf_sip_put_address(struct hf_sip_out *out, const struct hf_target *target); /* no brackets */
void hf_sip_put_host_port(struct hf_sip_out *out, const struct hf_target *target);
bool hf_sip_same_target(const struct hf_target *a, const struct hf_target *b);

/* Where a request to this URI goes (RFC 3263 4, B1): to its maddr where it has one, else to its
 * host. Numeric addresses alone, since names are the core's to locate. False, and target is
 * nowhere, also for a transport that we do not speak, and for sips with transport=udp. */
bool hf_sip_uri_target(const struct hf_sip_uri *uri, struct hf_target *target);

/* Where the responses to a request with this topmost Via go that came from `from`: back on the
 * connection; over UDP to the address it came from, and to the port it came from where rport asks
 * for that (RFC 3581 4), else to that of sent-by (RFC 3261 18.2.2). maddr is not followed: nobody
 * gets to say where a phone shall send things. */
struct hf_target hf_sip_reply_target(const struct hf_sip_via *via, const struct hf_target *from);

#endif
