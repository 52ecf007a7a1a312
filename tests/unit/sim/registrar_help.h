/* SPDX-License-Identifier: Apache-2.0 */
/* What the registrar's tests share: one registrar in virtual time, and a phone that asks it. */
#ifndef HOLDFAST_TESTS_REGISTRAR_HELP_H
#define HOLDFAST_TESTS_REGISTRAR_HELP_H

#include "holdfast/sim/registrar.h"
#include "holdfast/sip/message.h"

#define RT_SECOND  1000000ull
#define RT_CONTACT "Contact: <sip:t@192.0.2.9:5060>\r\n"

struct rt_request { /* NULL and 0: the usual */
    const char *method, *uri, *from_to, *call_id, *branch, *fields;
    unsigned cseq;
};

struct rt_state {
    struct hf_registrar *registrar;
    struct hf_registrar_answer answer; /* the last one */
    struct hf_sip_message reply;       /* the same, parsed */
    unsigned n_sent;                   /* makes each branch new */
};
extern struct rt_state rt;
extern const struct hf_target rt_phone;

void rt_make(const struct hf_registrar_options *wanted);
void rt_plain(void);     /* for anybody */
void rt_with_user(void); /* for 1001, secret; nonces live 60 s */
void rt_clean(void);

void rt_feed(uint64_t now_us, const char *bytes, size_t n_bytes);
/* The status, or 0 for an answer that did not come. */
unsigned rt_ask(uint64_t now_us, const struct rt_request *request);
unsigned rt_register(uint64_t now_us, unsigned cseq, const char *fields);
void rt_command(const char *text);

unsigned rt_count_bindings(uint64_t now_us);
unsigned rt_left_s(uint64_t now_us); /* of the first binding */

#endif
