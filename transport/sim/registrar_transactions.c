/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which answer a request has had already: the server transactions of RFC 3261 17.2.2, each
 * remembered for 64*T1 after its first request.
 */
#include "registrar_state.h"

#include <stdio.h>
#include <string.h>

/* RFC 3261 17.2.3. Call-ID, CSeq number and From tag stand in for what a
 * branch without the magic cookie does not say, and are equal in a CANCEL and its request. */
uint64_t hf_registrar_transaction_key(const struct hf_registrar *registrar,
                                      const struct hf_registrar_request *request,
                                      struct hf_slice method)
{
    struct hf_sip_via via;
    struct hf_sip_party from;
    uint64_t key = hf_registrar_hash(hf_registrar_hash_begin(registrar), method);
    char numbers[32];
    int length;
    if (hf_sip_via(request->message, &via, NULL) == 1) {
        key = hf_registrar_hash(key, via.branch);
        key = hf_registrar_hash(key, via.host);
    }
    if (hf_sip_from(request->message, &from, NULL) == 1)
        key = hf_registrar_hash(key, from.tag);
    key = hf_registrar_hash(key, hf_sip_value(request->message, HF_HEADER_CALL_ID));
    length = snprintf(numbers, sizeof numbers, " %u %u", (unsigned)via.port,
                      (unsigned)request->cseq.number);
    key = hf_registrar_hash(key, (struct hf_slice){numbers, (size_t)length});
    return key == 0 ? 1 : key;
}

/* From the newest one back to the first that is forgotten: times never go back. */
size_t hf_registrar_find_transaction(const struct hf_registrar *registrar, uint64_t key,
                                     uint64_t now_us)
{
    for (size_t n = 1; n <= HF_REGISTRAR_TRANSACTIONS; n++) {
        const size_t i = (registrar->next_transaction + HF_REGISTRAR_TRANSACTIONS - n) %
                         HF_REGISTRAR_TRANSACTIONS;
        const struct hf_registrar_transaction *transaction = &registrar->transactions[i];
        if (transaction->key == 0 || now_us >= transaction->born_us + HF_REGISTRAR_MEMORY_US)
            break;
        if (transaction->key == key)
            return i;
    }
    return HF_REGISTRAR_TRANSACTIONS;
}

void hf_registrar_remember(struct hf_registrar *registrar,
                           const struct hf_registrar_request *request)
{
    const struct hf_registrar_answer *answer = request->answer;
    size_t i = registrar->next_transaction;
    registrar->next_transaction = (i + 1) % HF_REGISTRAR_TRANSACTIONS;
    registrar->transactions[i] = (struct hf_registrar_transaction){
        .key = request->key,
        .born_us = request->now_us,
        .send_us = answer->send_us,
        .to = answer->to,
        .n_bytes = answer->n_bytes,
        .status = answer->status,
    };
    memcpy(registrar->answers[i], answer->bytes, answer->n_bytes);
}

/* A retransmission gets the answer that the first one had; while that is still delayed, it gets
 * nothing (RFC 3261 17.2.2). */
bool hf_registrar_repeat(const struct hf_registrar *registrar,
                         const struct hf_registrar_request *request)
{
    struct hf_registrar_answer *answer = request->answer;
    size_t i = hf_registrar_find_transaction(registrar, request->key, request->now_us);
    const struct hf_registrar_transaction *transaction;
    if (i == HF_REGISTRAR_TRANSACTIONS)
        return false;
    transaction = &registrar->transactions[i];
    answer->repeated = 1;
    if (transaction->send_us > request->now_us) {
        answer->outcome = HF_REGISTRAR_ABSORBED;
        snprintf(answer->why, sizeof answer->why, "a repeat; its answer is still delayed");
        return true;
    }
    answer->outcome = HF_REGISTRAR_ANSWERED;
    answer->send_us = request->now_us;
    answer->to = transaction->to;
    answer->connection = request->received->connection;
    answer->door = request->received->door;
    answer->status = transaction->status;
    answer->n_bytes = transaction->n_bytes;
    memcpy(answer->bytes, registrar->answers[i], transaction->n_bytes);
    return true;
}
