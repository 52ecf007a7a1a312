/* SPDX-License-Identifier: Apache-2.0 */
/* What a server or a stranger says to the agent: sound SIP, of parts that the script chooses. */
#ifndef FUZZ_SIP_AGENT_PEER_H
#define FUZZ_SIP_AGENT_PEER_H

#include "holdfast/sip/message.h"

#define PEER_STATUSES 8
#define PEER_FIELDS   32
#define PEER_URIS     8

struct peer_choice {
    const struct hf_sip_message *request; /* the last that the agent sent */
    const char *password;
    uint8_t status, fields, method; /* any number */
    uint8_t uri;                    /* of a request; 0: the agent's Contact */
};

void peer_put_answer(struct hf_sip_out *out, const struct peer_choice *choice);
void peer_put_request(struct hf_sip_out *out, const struct peer_choice *choice);

#endif
