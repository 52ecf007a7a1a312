/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands for what in a redacted log. What is put in is drawn from a keyed hash (SipHash-2-4,
 * Aumasson and Bernstein) of what it stands for: without the key nobody can try names out. A draw
 * that is taken already, or that says a word which had to go, is drawn again.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/config.h"
#include "log_redact.h"
#include "words.h"

#define SLOTS       (HF_REDACT_MOST * 4) /* a power of two; half of them at most are used */
#define LETTERS_MIN 6 /* shorter words become that long: there would be too few of them */
#define DIGITS_MIN  4
#define DRAWS_MAX   1000
#define LONGEST     16   /* of a replacement: longer words become shorter */
#define IPV4_NET    10   /* RFC 1918 */
#define IPV6_NET    0xfd /* RFC 4193 */

struct thing {
    char *from, *to; /* to: NULL as long as things are collected */
    uint8_t n_from, n_to;
    uint8_t what; /* enum hf_redact_what */
    uint8_t used;
    uint8_t is_host; /* an ADDRESS that is written where a name may be */
};

struct hf_redact_map {
    uint64_t key[2];
    struct thing *things;
    uint32_t n;
    uint32_t by_from[SLOTS], by_to[SLOTS]; /* place + 1 */
    uint64_t different[HF_REDACT_COUNT], times[HF_REDACT_COUNT];
    int closed, failed;
};

/* ---- the hash ---- */

static uint64_t turn(uint64_t value, unsigned by)
{
    return value << by | value >> (64 - by);
}

static void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = turn(v[1], 13) ^ v[0];
    v[0] = turn(v[0], 32);
    v[2] += v[3];
    v[3] = turn(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = turn(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = turn(v[1], 17) ^ v[2];
    v[2] = turn(v[2], 32);
}

static uint64_t hash(const uint64_t key[2], const void *bytes, size_t n)
{
    const uint8_t *at = bytes;
    uint64_t v[4] = {key[0] ^ UINT64_C(0x736f6d6570736575), key[1] ^ UINT64_C(0x646f72616e646f6d),
                     key[0] ^ UINT64_C(0x6c7967656e657261), key[1] ^ UINT64_C(0x7465646279746573)};

    for (size_t done = 0; done <= n; done += 8) { /* the last word holds the length */
        uint64_t word = n - done < 8 ? (uint64_t)n << 56 : 0;

        for (size_t i = 0; i < 8 && done + i < n; i++)
            word |= (uint64_t)at[done + i] << (8 * i);
        v[3] ^= word;
        sip_round(v);
        sip_round(v);
        v[0] ^= word;
    }
    v[2] ^= 0xff;
    for (int i = 0; i < 4; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

void hf_redact_key(const char *text, uint8_t key[HF_REDACT_KEY])
{
    static const uint64_t fixed[2][2] = {{1, 2}, {3, 4}};
    uint64_t halves[2];

    for (int i = 0; i < 2; i++)
        halves[i] = hash(fixed[i], text, strlen(text));
    memcpy(key, halves, sizeof(halves));
}

/* The nth draw for a thing. */
static uint64_t draw(const struct hf_redact_map *map, const struct thing *thing, unsigned nth)
{
    uint8_t bytes[HF_REDACT_WORD + 8];

    bytes[0] = thing->what;
    bytes[1] = (uint8_t)nth;
    bytes[2] = (uint8_t)(nth >> 8);
    memcpy(bytes + 3, thing->from, thing->n_from);
    return hash(map->key, bytes, thing->n_from + 3u);
}

/* ---- the tables ---- */

struct hf_redact_map *hf_redact_map_new(const uint8_t key[HF_REDACT_KEY])
{
    struct hf_redact_map *map = calloc(1, sizeof(*map));

    if (map == NULL)
        return NULL;
    memcpy(map->key, key, sizeof(map->key));
    map->things = calloc(HF_REDACT_MOST, sizeof(*map->things));
    if (map->things != NULL)
        return map;
    free(map);
    return NULL;
}

void hf_redact_map_free(struct hf_redact_map *map)
{
    if (map == NULL)
        return;
    for (uint32_t i = 0; i < map->n; i++) {
        free(map->things[i].from);
        free(map->things[i].to);
    }
    free(map->things);
    memset(map, 0, sizeof(*map));
    free(map);
}

int hf_redact_map_failed(const struct hf_redact_map *map)
{
    return map->failed;
}

uint64_t hf_redact_map_different(const struct hf_redact_map *map, enum hf_redact_what what)
{
    return map->different[what];
}

uint64_t hf_redact_map_times(const struct hf_redact_map *map, enum hf_redact_what what)
{
    return map->times[what];
}

/* Addresses and words have tables of their own kind: a word is never four raw bytes' equal. */
static uint32_t slot_of(const struct hf_redact_map *map, int is_address, const char *text, size_t n)
{
    return (uint32_t)(hash(map->key, text, n) + (uint64_t)is_address) % SLOTS;
}

static uint32_t *find(struct hf_redact_map *map, int by_to, const struct thing *wanted)
{
    uint32_t *slots = by_to ? map->by_to : map->by_from;
    int is_address = wanted->what == HF_REDACT_ADDRESS;
    uint32_t slot = slot_of(map, is_address, wanted->from, wanted->n_from);

    for (; slots[slot] != 0; slot = (slot + 1) % SLOTS) { /* there are free ones */
        const struct thing *thing = &map->things[slots[slot] - 1];
        const char *text = by_to ? thing->to : thing->from;
        size_t n = by_to ? thing->n_to : thing->n_from;

        if ((thing->what == HF_REDACT_ADDRESS) == is_address && n == wanted->n_from &&
            memcmp(text, wanted->from, n) == 0)
            break;
    }
    return &slots[slot];
}

static struct thing *known(struct hf_redact_map *map, const struct thing *wanted)
{
    uint32_t place = *find(map, 0, wanted);

    return place != 0 ? &map->things[place - 1] : NULL;
}

static struct thing *add(struct hf_redact_map *map, const struct thing *wanted)
{
    struct thing *thing = known(map, wanted);

    if (thing != NULL)
        return thing;
    if (map->n < HF_REDACT_MOST) {
        thing = &map->things[map->n];
        *thing = *wanted;
        thing->from = malloc(wanted->n_from + 1u);
    }
    if (thing == NULL || thing->from == NULL) {
        map->failed = 1;
        return NULL;
    }
    memcpy(thing->from, wanted->from, wanted->n_from);
    *find(map, 0, wanted) = ++map->n;
    return thing;
}

/* ---- what is put in ---- */

static size_t make(const struct hf_redact_map *map, const struct thing *thing, unsigned nth,
                   char to[LONGEST])
{
    struct thing again = *thing;
    uint64_t bits = draw(map, thing, nth);
    int digits = thing->what == HF_REDACT_NUMBER;
    size_t least = digits ? DIGITS_MIN : LETTERS_MIN;
    size_t n = thing->n_from < least ? least : thing->n_from > LONGEST ? LONGEST : thing->n_from;

    if (thing->what == HF_REDACT_ADDRESS)
        n = thing->n_from;
    for (size_t i = 0; i < n; i++) {
        if (i % 8 == 0 && i > 0)
            bits = draw(map, &again, nth + DRAWS_MAX * (unsigned)(i / 8));
        if (thing->what == HF_REDACT_ADDRESS)
            to[i] = (char)(bits >> (8 * (i % 8)));
        else if (digits)
            to[i] = (char)('0' + (bits >> (8 * (i % 8)) & 0xff) % 10);
        else
            to[i] = (char)('a' + (bits >> (8 * (i % 8)) & 0xff) % 26);
    }
    if (thing->what == HF_REDACT_ADDRESS)
        to[0] = n == 4 ? (char)IPV4_NET : (char)IPV6_NET;
    else if (digits && to[0] == '0')
        to[0] = '1';
    return n;
}

/* Once for each different thing. */
static void settle(struct hf_redact_map *map, struct thing *thing)
{
    char to[LONGEST];

    for (unsigned nth = 0; nth < DRAWS_MAX && thing->to == NULL; nth++) {
        struct thing made = {.from = to, .what = thing->what};

        made.n_from = (uint8_t)make(map, thing, nth, to);
        if (known(map, &made) != NULL || *find(map, 1, &made) != 0 ||
            (thing->what == HF_REDACT_NAME && hf_redact_is_ours(to, made.n_from)))
            continue;
        thing->to = malloc(made.n_from + 1u);
        if (thing->to == NULL)
            break;
        memcpy(thing->to, to, made.n_from);
        thing->n_to = made.n_from;
        *find(map, 1, &made) = (uint32_t)(thing - map->things) + 1;
    }
    map->failed |= thing->to == NULL;
}

struct word { /* borrowed */
    char *at;
    uint8_t n;
    uint8_t what; /* enum hf_redact_what */
};

/* As it is written. */
static size_t spell(const struct word *word, char text[INET6_ADDRSTRLEN])
{
    inet_ntop(word->n == 4 ? AF_INET : AF_INET6, word->at, text, INET6_ADDRSTRLEN);
    return strlen(text);
}

static int compare_words(const void *a, const void *b)
{
    struct word left = *(const struct word *)a, right = *(const struct word *)b;
    char texts[2][INET6_ADDRSTRLEN];
    size_t n_left = left.n, n_right = right.n;

    if (left.what != right.what)
        return left.what - right.what;
    if (left.what == HF_REDACT_ADDRESS) {
        if (n_left != n_right)
            return left.n - right.n;
        n_left = spell(&left, texts[0]);
        n_right = spell(&right, texts[1]);
        left.at = texts[0];
        right.at = texts[1];
    }
    int order = memcmp(left.at, right.at, n_left < n_right ? n_left : n_right);

    return order != 0 ? order : (n_left > n_right) - (n_left < n_right);
}

static struct thing wanted_of(const struct word *word)
{
    return (struct thing){.from = word->at, .n_from = word->n, .what = word->what};
}

/* What stands for names and hosts stands in their order: SRV records are drawn by where their
 * targets stand among one another (B7), so that a log replays as it did. */
static void settle_in_order(struct hf_redact_map *map, struct word *from, struct word *to)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < map->n; i++) {
        struct thing *thing = &map->things[i];
        if (thing->what != HF_REDACT_NAME && thing->is_host == 0)
            continue;
        settle(map, thing);
        if (thing->to == NULL)
            return;
        from[n] = (struct word){.at = thing->from, .n = thing->n_from, .what = thing->what};
        to[n++] = (struct word){.at = thing->to, .n = thing->n_to, .what = thing->what};
    }
    qsort(from, n, sizeof(*from), compare_words);
    qsort(to, n, sizeof(*to), compare_words);
    for (uint32_t i = 0; i < n; i++) {
        struct thing wanted = wanted_of(&from[i]);
        struct thing *thing = known(map, &wanted);
        thing->to = to[i].at;
        thing->n_to = to[i].n;
    }
    memset(map->by_to, 0, sizeof(map->by_to)); /* nothing else has a replacement yet */
    for (uint32_t i = 0; i < n; i++) {
        struct thing wanted = wanted_of(&from[i]), made = wanted_of(&to[i]);

        *find(map, 1, &made) = *find(map, 0, &wanted);
    }
}

void hf_redact_map_close(struct hf_redact_map *map)
{
    struct word *words = map->n == 0 ? NULL : calloc(2 * (size_t)map->n, sizeof(*words));

    map->closed = 1;
    if (words != NULL)
        settle_in_order(map, words, words + map->n);
    map->failed |= map->n > 0 && words == NULL;
    free(words);
}

/* What stands for it; NULL while things are collected, or when that is not possible. */
static const struct thing *replacement(struct hf_redact_map *map, const struct thing *wanted)
{
    struct thing *thing = add(map, wanted);

    if (thing == NULL || !map->closed)
        return NULL;
    if (thing->to == NULL)
        settle(map, thing);
    if (thing->to == NULL)
        return NULL;
    map->different[thing->what] += thing->used == 0;
    map->times[thing->what]++;
    thing->used = 1;
    return thing;
}

void hf_redact_address(struct hf_redact_map *map, uint8_t *address, size_t n)
{
    struct thing wanted = {
        .from = (char *)address, .n_from = (uint8_t)n, .what = HF_REDACT_ADDRESS};
    const struct thing *thing = replacement(map, &wanted);

    if (thing != NULL)
        memcpy(address, thing->to, n);
}

uint64_t hf_redact_number(const struct hf_redact_map *map, uint64_t number)
{
    uint64_t other = hash(map->key, &number, sizeof(number));

    return !map->closed ? number : other != 0 ? other : 1;
}

/* ---- text ---- */

static int put(struct hf_redact_text *text, const char *bytes, size_t n)
{
    if (n > text->size - text->n_out)
        return -1;
    memcpy(text->out + text->n_out, bytes, n);
    text->n_out += n;
    return 0;
}

static int is_word(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
           c == '_' || c >= 0x80;
}

/* RFC 2782's labels of our services say nothing of anybody; any other may be a name. */
static int is_service(const char *label, size_t n)
{
    static const char *const services[] = {"_sip", "_sips", "_tcp", "_udp", "_tls", "_sctp"};

    for (size_t i = 0; i < sizeof(services) / sizeof(services[0]); i++)
        if (strlen(services[i]) == n && memcmp(services[i], label, n) == 0)
            return 1;
    return 0;
}

static int put_word(struct hf_redact_map *map, enum hf_redact_text_kind kind,
                    struct hf_redact_text *text, const struct thing *raw)
{
    char small[HF_REDACT_WORD];
    struct thing word = {.from = small, .n_from = raw->n_from, .what = HF_REDACT_NUMBER};
    const struct thing *thing;

    for (size_t i = 0; i < word.n_from; i++) {
        char c = raw->from[i];

        small[i] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
        if (c < '0' || c > '9')
            word.what = HF_REDACT_NAME;
    }
    if (kind == HF_REDACT_HOST && is_service(small, word.n_from))
        return put(text, raw->from, raw->n_from);
    if (kind == HF_REDACT_NOTE && known(map, &word) == NULL &&
        hf_redact_is_ours(small, word.n_from))
        return put(text, raw->from, raw->n_from);
    thing = replacement(map, &word);
    return thing != NULL ? put(text, thing->to, thing->n_to) : put(text, raw->from, raw->n_from);
}

static void note_host(struct hf_redact_map *map, uint8_t *address, size_t n)
{
    struct thing wanted = {
        .from = (char *)address, .n_from = (uint8_t)n, .what = HF_REDACT_ADDRESS};
    struct thing *thing = map->closed ? NULL : add(map, &wanted);

    if (thing != NULL)
        thing->is_host = 1;
}

/* A host that is an address, in brackets or not. 1: it was one. */
static int put_numeric(struct hf_redact_map *map, struct hf_redact_text *text)
{
    struct hf_target target = {.port = 0};
    char written[HF_WORDS_TARGET];
    size_t n;

    if (!hf_target_parse(&target, (const char *)text->in, text->n_in))
        return 0;
    n = target.family == HF_FAMILY_IPV4 ? 4 : 16;
    note_host(map, target.address, n);
    hf_redact_address(map, target.address, n);
    hf_words_address(&target, written); /* "10.1.2.3:0", "[fd12::1]:0" */
    n = strlen(written) - 2;
    if (target.family == HF_FAMILY_IPV6 && text->in[0] != '[')
        return put(text, written + 1, n - 2) < 0 ? -1 : 1;
    return put(text, written, n) < 0 ? -1 : 1;
}

int hf_redact_text(struct hf_redact_map *map, enum hf_redact_text_kind kind,
                   struct hf_redact_text *text)
{
    size_t at = 0;

    text->n_out = 0;
    if (kind == HF_REDACT_HOST) {
        int done = put_numeric(map, text);

        if (done != 0)
            return done < 0 ? -1 : 0;
    }
    while (at < text->n_in) { /* each round takes a word, or what stands between two */
        struct thing word = {.from = (char *)(uintptr_t)(text->in + at)};

        while (at < text->n_in && is_word(text->in[at]) && word.n_from < HF_REDACT_WORD - 1) {
            word.n_from++;
            at++;
        }
        if (word.n_from > 0 && put_word(map, kind, text, &word) < 0)
            return -1;
        if (word.n_from == 0 && put(text, (const char *)text->in + at++, 1) < 0)
            return -1;
    }
    return 0;
}
