/* SPDX-License-Identifier: Apache-2.0 */
/* The mappings of a native file; see native_map.h. */
#include "native_map.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "memory.h"
#include "native_keys.h"
#include "value.h"

#define SAID_OF_A_KIND 10 /* keys not known, or set twice; the rest is counted */
#define MERGED_MAX     64 /* mappings that one merges, and those that they merge */

static const char *const of_file[] = {"holdfast", "include", "phone",
                                      "defaults", "lines",   "static_records"};
static const char *const of_record[] = {"type",   "name",    "ttl_s",      "address", "priority",
                                        "weight", "port",    "target",     "order",   "preference",
                                        "flags",  "service", "replacement"};

static void add_key(struct hf_map_walk *walk, enum hf_map_kind kind, const char *name)
{
    struct hf_map_keys *keys = &walk->keys[kind];

    if (keys->n < HF_MAP_KEYS)
        keys->names[keys->n++] = name;
}

/* A key of the table: where it stands in a line, and where for all lines. */
static void add_setting(struct hf_map_walk *walk, const struct hf_key *key)
{
    const char *word = hf_native_word(key);
    int is_default = key->kind != HF_KEY_HOST && key != &hf_vendor_native.keys[HF_NATIVE_NUMBER];

    if (key->server > 1 || key->proxy > 1)
        return;
    if (key->proxy == 1) {
        add_key(walk, HF_MAP_PROXY, word);
        if (is_default)
            add_key(walk, HF_MAP_DEFAULT_PROXY, word);
    } else if (key->server == 1) {
        add_key(walk, HF_MAP_SERVER, word);
        if (is_default)
            add_key(walk, HF_MAP_DEFAULT_SERVER, word);
    } else {
        add_key(walk, HF_MAP_LINE, word);
        if (is_default)
            add_key(walk, HF_MAP_DEFAULTS, word);
    }
}

void hf_map_begin(struct hf_map_walk *walk, struct hf_reading *reading)
{
    memset(walk, 0, sizeof(*walk));
    walk->reading = reading;
    for (size_t i = 0; i < hf_vendor_native.n_keys; i++)
        add_setting(walk, &hf_vendor_native.keys[i]);
    for (size_t kind = 0; kind < HF_MAP_COUNT; kind++)
        walk->keys[kind].n_settings = walk->keys[kind].n;
    for (size_t i = 0; i < sizeof(of_file) / sizeof(of_file[0]); i++)
        add_key(walk, HF_MAP_FILE, of_file[i]);
    for (size_t i = 0; i < sizeof(of_record) / sizeof(of_record[0]); i++)
        add_key(walk, HF_MAP_RECORD, of_record[i]);
    for (unsigned i = 0; hf_map_phone_key(i) != NULL; i++)
        add_key(walk, HF_MAP_PHONE, hf_map_phone_key(i));
    add_key(walk, HF_MAP_DEFAULTS, "server");
    add_key(walk, HF_MAP_DEFAULTS, "outbound_proxy");
    add_key(walk, HF_MAP_LINE, "servers");
    add_key(walk, HF_MAP_SERVER, "outbound_proxies");
}

void hf_map_end(struct hf_map_walk *walk)
{
    struct hf_spot spot = {{walk->reading->file, 0}, "G2"};

    if (walk->n_unknown > SAID_OF_A_KIND)
        hf_remark_warning(&walk->reading->remarks, spot,
                          "%zu more keys are not known, and change nothing",
                          walk->n_unknown - SAID_OF_A_KIND);
    hf_tree_free(&walk->tree);
}

void hf_map_error(struct hf_map_walk *walk, uint32_t at, const char *format, ...)
{
    struct hf_spot spot = {{walk->reading->file, at}, "G1"};
    char text[640];
    va_list list;

    va_start(list, format);
    vsnprintf(text, sizeof(text), format, list);
    va_end(list);
    hf_remark_error(&walk->reading->remarks, spot, "%s", text);
}

void hf_map_wrong_kind(struct hf_map_walk *walk, const char *key, uint32_t node, const char *wanted)
{
    static const char *const kinds[] = {[HF_TREE_TEXT] = "one value",
                                        [HF_TREE_LIST] = "a list",
                                        [HF_TREE_MAPPING] = "a mapping",
                                        [HF_TREE_ALIAS] = "an alias"};

    hf_map_error(walk, walk->tree.nodes[node].at, "%s: %s where %s belongs", key,
                 kinds[hf_tree_at(&walk->tree, node)->kind], wanted);
}

/* ---- keys that are not known ---- */

static int is_simple(const char *key)
{
    size_t length = strspn(key,
                           "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-");

    return length > 0 && length <= 40 && key[length] == '\0';
}

/* One that may hold a secret by mistake, as "password x: y" does, is not shown (G3). */
static int may_be_shown(const char *key)
{
    static const char *const words[] = {"pass", "pswd", "pwd", "secret"};
    char lower[48];
    size_t i = 0;

    if (!is_simple(key))
        return 0;
    for (; key[i] != '\0'; i++)
        lower[i] = (char)(key[i] >= 'A' && key[i] <= 'Z' ? key[i] - 'A' + 'a' : key[i]);
    lower[i] = '\0';
    for (size_t word = 0; word < sizeof(words) / sizeof(words[0]); word++)
        if (strstr(lower, words[word]) != NULL)
            return 0;
    return 1;
}

/* A letter, whatever its case, and the same for both kinds of dashes. */
static char plain(char c)
{
    if (c == '-')
        return '_';
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* How many letters to add, leave out, change or swap with the next one make b of a. */
static unsigned distance(const char *a, const char *b)
{
    unsigned rows[3][HF_MAP_KEYS + 1];
    size_t n_a = strlen(a), n_b = strlen(b);

    if (n_a > HF_MAP_KEYS || n_b > HF_MAP_KEYS)
        return UINT32_MAX;
    for (size_t j = 0; j <= n_b; j++)
        rows[0][j] = (unsigned)j;
    for (size_t i = 1; i <= n_a; i++) {
        unsigned *row = rows[i % 3];
        const unsigned *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];

        row[0] = (unsigned)i;
        for (size_t j = 1; j <= n_b; j++) {
            char x = plain(a[i - 1]), y = plain(b[j - 1]);

            row[j] = least(above[j] + 1, least(row[j - 1] + 1, above[j - 1] + (x != y)));
            if (i > 1 && j > 1 && x == plain(b[j - 2]) && plain(a[i - 2]) == y)
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return rows[n_a % 3][n_b];
}

static const char *nearest(const struct hf_map_keys *keys, const char *key)
{
    unsigned found = strlen(key) < 5 ? 2 : 3; /* one letter of a short word, else two */
    const char *name = NULL;

    for (size_t i = 0; i < keys->n && is_simple(key); i++) {
        unsigned away = distance(key, keys->names[i]);

        if (away < found) {
            found = away;
            name = keys->names[i];
        }
    }
    return name;
}

static size_t index_of(const struct hf_map_keys *keys, const char *name)
{
    size_t i = 0;

    while (i < keys->n && strcmp(keys->names[i], name) != 0)
        i++;
    return i;
}

/* What may be meant: "; did you mean x?", "; it belongs into servers", or nothing. */
static void guess(const struct hf_map_walk *walk, const struct hf_map_keys *keys, const char *key,
                  char text[80])
{
    static const struct {
        enum hf_map_kind kind;
        const char *name;
    } others[] = {{HF_MAP_LINE, "lines"},
                  {HF_MAP_SERVER, "servers"},
                  {HF_MAP_PROXY, "outbound_proxies"},
                  {HF_MAP_PHONE, "phone"},
                  {HF_MAP_FILE, "the file itself, not into a mapping"}};
    const char *near = nearest(keys, key);

    text[0] = '\0';
    if (near != NULL) {
        snprintf(text, 80, "; did you mean %s?", near);
        return;
    }
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        const struct hf_map_keys *other = &walk->keys[others[i].kind];

        if (index_of(other, key) < other->n) {
            snprintf(text, 80, "; it belongs into %s", others[i].name);
            return;
        }
    }
}

static void keep_unknown(struct hf_map_walk *walk, struct hf_map *map, uint32_t key, uint32_t value)
{
    const char *text = hf_tree_text(&walk->tree, value);
    struct hf_reading_entry entry = {.key = hf_tree_text(&walk->tree, key),
                                     .value = text != NULL ? text : "",
                                     .at = walk->tree.nodes[key].at};

    hf_reading_unknown(walk->reading, map->prefix, &entry);
}

static void say_unknown(struct hf_map_walk *walk, struct hf_map *map, uint32_t key)
{
    const char *name = hf_tree_text(&walk->tree, key);
    struct hf_spot spot = {{walk->reading->file, walk->tree.nodes[key].at}, "G2"};
    char meant[80];

    if (++walk->n_unknown > SAID_OF_A_KIND)
        return;
    guess(walk, map->keys, name, meant);
    hf_remark_warning(&walk->reading->remarks, spot, "%s%s: not known, and changes nothing%s",
                      map->prefix, may_be_shown(name) ? name : "(a key)", meant);
}

/* ---- gathering ---- */

static void say_twice(struct hf_map_walk *walk, const struct hf_map *map, const char *name,
                      struct hf_map_slot twice)
{
    struct hf_spot spot = {{walk->reading->file, twice.at}, "G2a"};
    uint32_t first = map->slots[index_of(map->keys, name)].at;

    if (++walk->reading->n_twice <= SAID_OF_A_KIND)
        hf_remark_warning(&walk->reading->remarks, spot,
                          "%s%s: set twice; this one counts, line %u does not", map->prefix, name,
                          (unsigned)first);
}

/* One key of the mapping of that rank. */
static void take(struct hf_map_walk *walk, struct hf_map *map, uint32_t key, uint32_t rank)
{
    const char *name = hf_tree_text(&walk->tree, key);
    struct hf_map_slot slot = {walk->tree.nodes[key].next, walk->tree.nodes[key].at, rank};
    size_t i = index_of(map->keys, name);

    if (i == map->keys->n) {
        if (map->keys == &walk->keys[HF_MAP_FILE] && strncmp(name, "x-", 2) == 0)
            return; /* a place for anchors */
        keep_unknown(walk, map, key, slot.value);
        say_unknown(walk, map, key);
        return;
    }
    if (hf_tree_is_null(&walk->tree, slot.value))
        return; /* as if it were not there */
    if (map->slots[i].rank == rank && rank == 1)
        say_twice(walk, map, name, slot);
    if (map->slots[i].rank == 0 || map->slots[i].rank == rank)
        map->slots[i] = slot;
}

struct merged { /* mappings still to be read, the next one last */
    uint32_t nodes[MERGED_MAX];
    size_t n;
};

/* "<<: *one" or "<<: [*one, *another]": what stands first counts over what follows. */
static int merge(struct hf_map_walk *walk, const struct hf_map *map, uint32_t value,
                 struct merged *more)
{
    const struct hf_tree_node *node = hf_tree_at(&walk->tree, value);
    uint32_t part = node->kind == HF_TREE_LIST ? node->first : value;
    char key[HF_KEY_NAME + 2];

    for (; part != 0; part = node->kind == HF_TREE_LIST ? walk->tree.nodes[part].next : 0) {
        snprintf(key, sizeof(key), "%s<<", map->prefix);
        if (hf_tree_at(&walk->tree, part)->kind != HF_TREE_MAPPING) {
            hf_map_wrong_kind(walk, key, part, "a mapping");
            return 0;
        }
        if (more->n == MERGED_MAX) {
            hf_map_error(walk, walk->tree.nodes[value].at, "%s: too many mappings; allowed: %d",
                         key, MERGED_MAX);
            return 0;
        }
        more->nodes[more->n++] = part;
    }
    return 1;
}

static int is_merge(const struct hf_map_walk *walk, uint32_t key)
{
    return strcmp(hf_tree_text(&walk->tree, key), "<<") == 0;
}

/* All keys of one mapping; those that it merges are put onto the pile, the first one on top. */
static int take_all(struct hf_map_walk *walk, struct hf_map *map, struct merged *pile,
                    uint32_t rank)
{
    uint32_t key = hf_tree_at(&walk->tree, pile->nodes[--pile->n])->first;
    struct merged more = {.n = 0};

    for (; key != 0; key = walk->tree.nodes[walk->tree.nodes[key].next].next) {
        if (hf_tree_text(&walk->tree, key) == NULL) {
            hf_map_error(walk, walk->tree.nodes[key].at, "%s(a key): not one word", map->prefix);
            return 0;
        }
        if (!is_merge(walk, key))
            take(walk, map, key, rank);
        else if (!merge(walk, map, walk->tree.nodes[key].next, &more))
            return 0;
    }
    while (more.n > 0 && pile->n < MERGED_MAX)
        pile->nodes[pile->n++] = more.nodes[--more.n];
    if (more.n > 0)
        hf_map_error(walk, walk->tree.nodes[more.nodes[0]].at,
                     "%s<<: too many mappings; allowed: %d", map->prefix, MERGED_MAX);
    return more.n == 0;
}

int hf_map_gather(struct hf_map_walk *walk, struct hf_map *map, enum hf_map_kind kind,
                  uint32_t node)
{
    struct merged pile = {.nodes = {node}, .n = 1};
    int length = (int)strlen(map->prefix);

    map->keys = &walk->keys[kind];
    memset(map->slots, 0, sizeof(map->slots));
    if (hf_tree_at(&walk->tree, node)->kind != HF_TREE_MAPPING) {
        char key[HF_KEY_NAME];

        snprintf(key, sizeof(key), "%.*s", length > 0 ? length - 1 : 0, map->prefix);
        hf_map_wrong_kind(walk, length > 0 ? key : "the file", node, "a mapping (key: value)");
        return 0;
    }
    for (uint32_t rank = 1; pile.n > 0; rank++)
        if (!take_all(walk, map, &pile, rank))
            return 0;
    return 1;
}

const struct hf_map_slot *hf_map_find(const struct hf_map_walk *walk, const struct hf_map *map,
                                      const char *name)
{
    size_t i = index_of(map->keys, name);
    const struct hf_map_slot *slot = i < map->keys->n ? &map->slots[i] : NULL;

    (void)walk;
    return slot != NULL && slot->value != 0 ? slot : NULL;
}

const char *hf_map_text(struct hf_map_walk *walk, const struct hf_map *map, const char *name,
                        const struct hf_map_slot *slot)
{
    const char *text = hf_tree_text(&walk->tree, slot->value);
    char key[2 * HF_KEY_NAME];

    snprintf(key, sizeof(key), "%s%s", map->prefix, name);
    if (text == NULL)
        hf_map_wrong_kind(walk, key, slot->value, "one value");
    else if (!hf_reading_charge(walk->reading, text, slot->at))
        return NULL;
    return text;
}
