/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Property: any bytes as an answer give an outcome with bounded records of the type that was asked
 * for, with names that host names are made of, or MALFORMED with a reason; the same each time; and
 * MALFORMED when another name was asked for. Records of somebody else, put behind the others,
 * change nothing. What was taken, written as an answer, is taken again, the same.
 *
 * Input: the type that is asked for (two bits) and whether the rest is the whole message (one bit);
 * else: the response code, the counts of the three sections, a byte each, and their records.
 */
#include "../transport/uv/dns_answer.h"

#include <stdlib.h>
#include <string.h>

#include "../transport/uv/dns_rows.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes);

#define NAME        "sip.example.test"
#define ID          0x4711
#define QUESTION    (HF_DNS_HEADER + 18 + 4)
#define MESSAGE_MAX 65535
#define WRITTEN_MAX 65536 /* 64 records of names with 6 KiB together need far less */

static const uint16_t types[4] = {HF_DNS_A, HF_DNS_AAAA, HF_DNS_SRV, HF_DNS_NAPTR};
static const struct hf_dns_asked nobody = {.name = "nobody.test", .id = ID};

struct written {
    uint8_t bytes[WRITTEN_MAX];
    size_t n;
};

static void must(int holds)
{
    if (!holds) {
        abort();
    }
}

/* ---- writing ---- */

static void put(struct written *w, const void *bytes, size_t n)
{
    must(n <= sizeof w->bytes - w->n);
    memcpy(w->bytes + w->n, bytes, n);
    w->n += n;
}

static void put16(struct written *w, unsigned value)
{
    put(w, (uint8_t[2]){(uint8_t)(value >> 8), (uint8_t)value}, 2);
}

static void put_string(struct written *w, const char *text, size_t n)
{
    put(w, (uint8_t[1]){(uint8_t)n}, 1);
    put(w, text, n);
}

static void put_name(struct written *w, struct hf_text name)
{
    while (name.length > 0) {
        const char *dot = memchr(name.at, '.', name.length);
        size_t n = dot != NULL ? (size_t)(dot - name.at) : name.length;
        must(n > 0 && n <= 63);
        put_string(w, name.at, n);
        n += dot != NULL;
        name.at += n;
        name.length -= (uint32_t)n;
    }
    put(w, "", 1);
}

static void put_question(struct written *w, unsigned rcode, uint16_t type)
{
    struct hf_text name = {.at = NAME, .length = sizeof NAME - 1};
    put16(w, ID);
    put16(w, 0x8580u | rcode);
    put16(w, 1);
    put(w, "\0\0\0\0\0\0", 6);
    put_name(w, name);
    put16(w, type);
    put16(w, 1);
    must(w->n == QUESTION);
}

static void put_content(struct written *w, const struct hf_dns_record *record)
{
    static const char *const services[] = {"SIP+D2U", "sip+d2t", "SIPS+D2T", "", "E2U+sip"};
    const char *service = services[record->service];
    if (record->type == HF_DNS_A || record->type == HF_DNS_AAAA) {
        put(w, record->address, record->type == HF_DNS_A ? 4 : 16);
        return;
    }
    put16(w, record->priority);
    put16(w, record->weight);
    if (record->type == HF_DNS_SRV) {
        put16(w, record->port);
    } else {
        put_string(w, &record->flag, record->flag != 0);
        put_string(w, service, strlen(service));
        put_string(w, "!", record->has_regexp);
    }
    put_name(w, record->name);
}

static void put_row(struct written *w, const struct hf_dns_record *record, const char *owner,
                    uint32_t ttl_s)
{
    struct hf_text name = {.at = owner, .length = (uint32_t)strlen(owner)};
    put_name(w, name);
    put16(w, record->type);
    put16(w, 1);
    put16(w, ttl_s >> 16);
    put16(w, ttl_s & 0xFFFF);
    put16(w, 0);
    size_t begin = w->n;
    put_content(w, record);
    w->bytes[begin - 2] = (uint8_t)((w->n - begin) >> 8);
    w->bytes[begin - 1] = (uint8_t)(w->n - begin);
}

/* ---- checking ---- */

static void check_name(const struct hf_dns_answer *answer, struct hf_text name)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
    must(name.length <= 253);
    must(name.at >= answer->names);
    must(name.at + name.length <= answer->names + answer->names_used);
    for (uint32_t i = 0; i < name.length; i++) {
        must(name.at[i] != 0 && strchr(plain, name.at[i]) != NULL);
    }
}

static void check_record(const struct hf_dns_answer *answer, unsigned number, uint16_t type)
{
    const struct hf_dns_record *record = &answer->records[number];
    must(record->type == type && record->has_regexp <= 1);
    must(record->flag == 0 || record->flag == 's' || record->flag == 'a');
    must(record->service < HF_TRANSPORT_NAPTR || record->service == HF_TRANSPORT_COUNT);
    must(type != HF_DNS_A || memcmp(record->address + 4, "\0\0\0\0\0\0\0\0\0\0\0", 12) == 0);
    must(number == 0 || record->priority >= record[-1].priority);
    check_name(answer, record->name);
}

static void check(const struct hf_dns_answer *answer, uint16_t type)
{
    must(answer->outcome < HF_DNS_COUNT && answer->outcome != HF_DNS_TIMEOUT);
    must((answer->outcome == HF_DNS_MALFORMED) == (answer->why != NULL));
    must((answer->outcome == HF_DNS_ANSWER) == (answer->n_records > 0));
    must(answer->n_records <= HF_EVENT_RECORDS && answer->names_used <= HF_DNS_NAMES_MAX);
    must(answer->ttl_s <= HF_DNS_TTL_MAX_S);
    if (answer->outcome == HF_DNS_NO_NAME || answer->outcome == HF_DNS_NO_DATA) {
        must(answer->ttl_s >= 1 && answer->ttl_s <= HF_DNS_NONE_MAX_S);
    }
    for (unsigned i = 0; i < answer->n_records; i++) {
        check_record(answer, i, type);
    }
}

static void must_be_same(const struct hf_dns_answer *a, const struct hf_dns_answer *b)
{
    must(a->outcome == b->outcome && a->why == b->why && a->ttl_s == b->ttl_s);
    must(a->n_records == b->n_records && a->names_used == b->names_used);
    must(memcmp(a->names, b->names, a->names_used) == 0);
    for (unsigned i = 0; i < a->n_records; i++) {
        struct hf_dns_record x = a->records[i], y = b->records[i];
        must(x.name.length == y.name.length && x.name.at - a->names == y.name.at - b->names);
        x.name.at = y.name.at = NULL;
        must(memcmp(&x, &y, sizeof x) == 0);
    }
}

/* ---- what must not matter, and what must come again ---- */

static void read_exact(struct hf_dns_answer *answer, const struct hf_dns_asked *asked,
                       const uint8_t *bytes, size_t n)
{
    uint8_t *exact = malloc(n > 0 ? n : 1); /* its own block, so that a sanitizer sees its end */
    struct hf_dns_message message = {exact, n};
    must(exact != NULL);
    memcpy(exact, bytes, n);
    memset(answer, 0xA5, sizeof *answer);
    hf_dns_answer_read(answer, asked, &message);
    free(exact);
}

/* Where the rows of the answer section end; 0: others stand behind them. */
static size_t end_of_answers(const struct hf_dns_message *message)
{
    struct hf_dns_row row;
    size_t at = HF_DNS_HEADER;
    must(hf_dns_name_read(message, &at, &row.owner) == NULL);
    at += 4;
    if (hf_dns_read32(message, 8) != 0 || hf_dns_read16(message, 6) == 0xFFFF) {
        return 0;
    }
    for (unsigned i = 0; i < hf_dns_read16(message, 6); i++) {
        must(hf_dns_row_read(message, &at, &row) == NULL);
    }
    return at;
}

static void add_a_strangers(const struct hf_dns_answer *answer, const struct hf_dns_asked *asked,
                            const struct hf_dns_message *message)
{
    static struct hf_dns_answer again;
    static struct written w;
    struct hf_dns_record record = {.type = asked->type, .address = {6, 6, 6, 6}};
    size_t end = end_of_answers(message);
    char owner[] = "0000.somebody-else.test";
    uint32_t sum = 0;
    for (size_t i = 0; i < message->n_bytes; i++) {
        sum = sum * 31 + message->bytes[i];
    }
    for (unsigned i = 0; i < 4; i++) { /* a name that no input can have foreseen */
        owner[i] = (char)('a' + (sum >> (8 * i) & 15));
    }
    if (end == 0 || end > MESSAGE_MAX - 100) {
        return;
    }
    w.n = 0;
    put(&w, message->bytes, end);
    put_row(&w, &record, owner, 0);
    unsigned n = hf_dns_read16(message, 6) + 1;
    w.bytes[6] = (uint8_t)(n >> 8);
    w.bytes[7] = (uint8_t)n;
    read_exact(&again, asked, w.bytes, w.n);
    must_be_same(answer, &again);
}

static void write_again(const struct hf_dns_answer *answer, const struct hf_dns_asked *asked)
{
    static struct hf_dns_answer again;
    static struct written w;
    w.n = 0;
    put_question(&w, 0, asked->type);
    for (unsigned i = 0; i < answer->n_records; i++) {
        put_row(&w, &answer->records[i], NAME, answer->ttl_s);
    }
    w.bytes[7] = (uint8_t)answer->n_records;
    read_exact(&again, asked, w.bytes, w.n);
    must_be_same(answer, &again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n_bytes)
{
    static struct hf_dns_answer answer, again;
    static struct written w;
    struct hf_dns_asked asked = {.name = NAME, .id = ID}, other = nobody;
    if (n_bytes < 5 || n_bytes > MESSAGE_MAX - QUESTION) {
        return 0;
    }
    asked.type = other.type = types[bytes[0] & 3];
    w.n = 0;
    if ((bytes[0] & 4) != 0) {
        put(&w, bytes + 1, n_bytes - 1);
    } else {
        put_question(&w, bytes[1] & 15, asked.type);
        for (size_t i = 0; i < 3; i++) {
            w.bytes[7 + 2 * i] = bytes[2 + i];
        }
        put(&w, bytes + 5, n_bytes - 5);
    }
    struct hf_dns_message message = {w.bytes, w.n};
    read_exact(&answer, &asked, w.bytes, w.n);
    check(&answer, asked.type);
    read_exact(&again, &asked, w.bytes, w.n);
    must_be_same(&answer, &again);
    read_exact(&again, &other, w.bytes, w.n);
    must(again.outcome == HF_DNS_MALFORMED);
    if (answer.outcome == HF_DNS_ANSWER || answer.outcome == HF_DNS_NO_DATA) {
        add_a_strangers(&answer, &asked, &message);
    }
    if (answer.outcome == HF_DNS_ANSWER) {
        write_again(&answer, &asked);
    }
    return 0;
}
