/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The native format: a file's tree (native_tree.h) into drafts. Each mapping has a fixed place, so
 * nothing here calls itself; README.md describes the format.
 */
#include <stdio.h>
#include <string.h>

#include "native_keys.h"
#include "native_map.h"
#include "value.h"

#define VERSION       "1"
#define STATUSES_TEXT 256

static const char is_empty[] = "empty; give it a value, or leave it out";

struct place {          /* where settings of a mapping go */
    uint32_t number;    /* of the line; 0: all lines */
    char name[48];      /* what comes before the key in the table: "servers.2." */
    struct hf_map *map; /* the mapping */
};

/* "[500, 503, 6xx]" as "500 503 6xx". False after an error was remarked. */
static int join_statuses(struct hf_map_walk *walk, const char *key, uint32_t list,
                         char joined[STATUSES_TEXT])
{
    uint32_t part = hf_tree_at(&walk->tree, list)->first;
    size_t n = 0;

    snprintf(joined, STATUSES_TEXT, "none");
    for (; part != 0; part = walk->tree.nodes[part].next) {
        const char *text = hf_tree_text(&walk->tree, part);

        if (text == NULL) {
            hf_map_wrong_kind(walk, key, part, "a status, such as 503 or 5xx,");
            return 0;
        }
        if (n + strlen(text) + 2 > STATUSES_TEXT) {
            hf_map_error(walk, walk->tree.nodes[part].at, "%s: too many statuses; %s", key,
                         HF_STATUSES_ALLOWED);
            return 0;
        }
        n += (size_t)snprintf(joined + n, STATUSES_TEXT - n, "%s%s", n > 0 ? " " : "", text);
    }
    return 1;
}

/* One setting into the draft; a key without a value is as if it were not there. */
static void put_setting(struct hf_map_walk *walk, const struct place *place, size_t i)
{
    const char *word = place->map->keys->names[i];
    const struct hf_map_slot *slot = hf_map_find(walk, place->map, word);
    struct hf_reading_entry entry = {.number = place->number};
    char key[2 * HF_KEY_NAME], name[HF_KEY_NAME], joined[STATUSES_TEXT];
    size_t found;

    if (slot == NULL)
        return;
    snprintf(key, sizeof(key), "%s%s", place->map->prefix, word);
    snprintf(name, sizeof(name), "%s%s", place->name, word);
    found = hf_vendor_find(&hf_vendor_native, name, 0);
    entry.value = hf_tree_text(&walk->tree, slot->value);
    if (entry.value == NULL && hf_vendor_native.keys[found].kind == HF_KEY_STATUSES &&
        hf_tree_at(&walk->tree, slot->value)->kind == HF_TREE_LIST) {
        if (!join_statuses(walk, key, slot->value, joined))
            return;
        entry.value = joined;
    }
    if (entry.value == NULL) {
        hf_map_wrong_kind(walk, key, slot->value, "one value");
        return;
    }
    entry.key = key;
    entry.name = name;
    entry.at = slot->at;
    hf_reading_put(walk->reading, HF_DIALECT_NATIVE, &entry);
}

static void put_settings(struct hf_map_walk *walk, const struct place *place)
{
    for (size_t i = 0; i < place->map->keys->n_settings; i++)
        put_setting(walk, place, i);
}

/* The first item of a list of mappings; 0 where there is none, or after an error was remarked. */
static uint32_t first_of(struct hf_map_walk *walk, const struct hf_map *map, const char *name)
{
    const struct hf_map_slot *slot = hf_map_find(walk, map, name);
    char key[2 * HF_KEY_NAME];

    if (slot == NULL)
        return 0;
    if (hf_tree_at(&walk->tree, slot->value)->kind == HF_TREE_LIST)
        return hf_tree_at(&walk->tree, slot->value)->first;
    snprintf(key, sizeof(key), "%s%s", map->prefix, name);
    hf_map_wrong_kind(walk, key, slot->value, "a list (- ...)");
    return 0;
}

/* Reads an item of a list, which has a number there. False after an error was remarked. */
static int gather_item(struct hf_map_walk *walk, struct hf_map *map, enum hf_map_kind kind,
                       uint32_t item)
{
    const struct hf_tree_node *node = hf_tree_at(&walk->tree, item);

    if (hf_tree_is_null(&walk->tree, item) || (node->kind == HF_TREE_MAPPING && node->first == 0)) {
        hf_map_error(walk, walk->tree.nodes[item].at, "%.*s: %s", (int)strlen(map->prefix) - 1,
                     map->prefix, is_empty);
        return 0;
    }
    return hf_map_gather(walk, map, kind, item);
}

static void read_proxies(struct hf_map_walk *walk, const struct place *server)
{
    uint32_t item = first_of(walk, server->map, "outbound_proxies");
    struct hf_map map;
    struct place place = {.number = server->number, .map = &map};

    for (unsigned n = 1; item != 0; n++, item = walk->tree.nodes[item].next) {
        if (n > HF_SERVER_PROXIES) {
            hf_map_error(walk, walk->tree.nodes[item].at,
                         "%soutbound_proxies[%u]: too many; allowed: %d", server->map->prefix, n,
                         HF_SERVER_PROXIES);
            return;
        }
        snprintf(map.prefix, sizeof(map.prefix), "%.64soutbound_proxies[%u].", server->map->prefix,
                 n);
        snprintf(place.name, sizeof(place.name), "%.16soutbound_proxies.%u.", server->name, n);
        if (gather_item(walk, &map, HF_MAP_PROXY, item))
            put_settings(walk, &place);
    }
}

static void read_servers(struct hf_map_walk *walk, const struct place *line)
{
    uint32_t item = first_of(walk, line->map, "servers");
    struct hf_map map;
    struct place place = {.number = line->number, .map = &map};

    for (unsigned n = 1; item != 0; n++, item = walk->tree.nodes[item].next) {
        if (n > HF_LINE_SERVERS) {
            hf_map_error(walk, walk->tree.nodes[item].at, "%sservers[%u]: too many; allowed: %d",
                         line->map->prefix, n, HF_LINE_SERVERS);
            return;
        }
        snprintf(map.prefix, sizeof(map.prefix), "%.32sservers[%u].", line->map->prefix, n);
        snprintf(place.name, sizeof(place.name), "servers.%u.", n);
        if (!gather_item(walk, &map, HF_MAP_SERVER, item))
            continue;
        put_settings(walk, &place);
        read_proxies(walk, &place);
    }
}

/* The line's own number, else the next one; a merged one is another line's. 0 after an error was
 * remarked. */
static uint32_t number_of(struct hf_map_walk *walk, struct hf_map *map, uint32_t next)
{
    const char *name = hf_vendor_native.keys[HF_NATIVE_NUMBER].name;
    const struct hf_map_slot *slot = hf_map_find(walk, map, name);
    const char *text;
    char shown[72];
    int64_t number;

    if (slot == NULL || slot->rank > 1)
        return next;
    text = hf_map_text(walk, map, name, slot);
    if (text == NULL)
        return 0;
    if (hf_value_integer(text, &number) && number >= 1 && number <= HF_PHONE_LINES)
        return (uint32_t)number;
    hf_value_show(text, shown);
    hf_map_error(walk, slot->at, "%s%s = %s: not the number of a line; allowed: 1 to %d",
                 map->prefix, name, shown, HF_PHONE_LINES);
    return 0;
}

/* So that a line is known, and where it stands, whatever keys it has. */
static void put_number(struct hf_map_walk *walk, const struct place *place, uint32_t at)
{
    struct hf_reading_entry entry = {.number = place->number, .at = at};
    char key[2 * HF_KEY_NAME], value[16];

    entry.name = hf_vendor_native.keys[HF_NATIVE_NUMBER].name;
    snprintf(key, sizeof(key), "%s%s", place->map->prefix, entry.name);
    snprintf(value, sizeof(value), "%u", (unsigned)place->number);
    entry.key = key;
    entry.value = value;
    hf_reading_put(walk->reading, HF_DIALECT_NATIVE, &entry);
}

/* The number that the line gives itself, else the next one; for what is said while it is
 * gathered. */
static uint32_t likely_number(struct hf_map_walk *walk, uint32_t item, uint32_t next)
{
    uint32_t key = hf_tree_at(&walk->tree, item)->kind == HF_TREE_MAPPING
                       ? hf_tree_at(&walk->tree, item)->first
                       : 0;
    int64_t number = next, own;

    for (; key != 0; key = walk->tree.nodes[walk->tree.nodes[key].next].next) {
        const char *name = hf_tree_text(&walk->tree, key);
        const char *text = hf_tree_text(&walk->tree, walk->tree.nodes[key].next);

        if (name != NULL && text != NULL && strcmp(name, "number") == 0 &&
            hf_value_integer(text, &own) && own >= 1 && own <= HF_PHONE_LINES)
            number = own;
    }
    return (uint32_t)number;
}

static void read_line(struct hf_map_walk *walk, uint32_t item, uint32_t number)
{
    struct hf_map map;
    struct place place = {.map = &map};

    snprintf(map.prefix, sizeof(map.prefix), "lines[%u].", (unsigned)number);
    if (!gather_item(walk, &map, HF_MAP_LINE, item))
        return;
    place.number = number_of(walk, &map, number);
    if (place.number == 0)
        return;
    if (place.number > HF_PHONE_LINES) {
        hf_map_error(walk, walk->tree.nodes[item].at,
                     "lines[%u]: a line without a number comes behind all others; allowed: 1 to %d",
                     (unsigned)number, HF_PHONE_LINES);
        return;
    }
    map.slots[HF_NATIVE_NUMBER].value = 0; /* the table's first key, put by itself */
    put_number(walk, &place, walk->tree.nodes[item].at);
    put_settings(walk, &place);
    read_servers(walk, &place);
}

/* A line without a number is behind all that were read before: of two files that number none, the
 * lines must not run into one another. */
static void read_lines(struct hf_map_walk *walk, const struct hf_map *file)
{
    uint32_t item = first_of(walk, file, "lines");
    uint32_t last = hf_reading_last(walk->reading);

    for (uint32_t position = 1; item != 0; position++, item = walk->tree.nodes[item].next) {
        uint32_t number = likely_number(walk, item, last + 1);

        if (position > HF_PHONE_LINES) {
            hf_map_error(walk, walk->tree.nodes[item].at, "lines: too many; allowed: %d",
                         HF_PHONE_LINES);
            return;
        }
        if (number > last)
            last = number;
        read_line(walk, item, number);
    }
}

/* A mapping under defaults; false where there is none, or after an error was remarked. */
static int gather_default(struct hf_map_walk *walk, const struct hf_map *defaults,
                          struct hf_map *map, enum hf_map_kind kind)
{
    const char *name = kind == HF_MAP_DEFAULT_SERVER ? "server" : "outbound_proxy";
    const struct hf_map_slot *slot = hf_map_find(walk, defaults, name);

    snprintf(map->prefix, sizeof(map->prefix), "defaults.%s.", name);
    return slot != NULL && hf_map_gather(walk, map, kind, slot->value);
}

static void read_defaults(struct hf_map_walk *walk, const struct hf_map *file)
{
    const struct hf_map_slot *slot = hf_map_find(walk, file, "defaults");
    struct hf_map map = {.prefix = "defaults."}, server, proxy;
    struct place place = {.map = &map};
    int has_server, has_proxy;

    if (slot == NULL || !hf_map_gather(walk, &map, HF_MAP_DEFAULTS, slot->value))
        return;
    put_settings(walk, &place);
    has_server = gather_default(walk, &map, &server, HF_MAP_DEFAULT_SERVER);
    has_proxy = gather_default(walk, &map, &proxy, HF_MAP_DEFAULT_PROXY);
    for (unsigned n = 1; n <= HF_LINE_SERVERS; n++) {
        snprintf(place.name, sizeof(place.name), "servers.%u.", n);
        place.map = &server;
        if (has_server)
            put_settings(walk, &place);
        place.map = &proxy;
        for (unsigned m = 1; m <= HF_SERVER_PROXIES && has_proxy; m++) {
            snprintf(place.name, sizeof(place.name), "servers.%u.outbound_proxies.%u.", n, m);
            put_settings(walk, &place);
        }
    }
}

static void include_one(struct hf_map_walk *walk, uint32_t node)
{
    const char *path = hf_tree_text(&walk->tree, node);

    if (path == NULL)
        hf_map_wrong_kind(walk, "include", node, "the path of a file");
    else if (hf_tree_is_null(&walk->tree, node) || path[0] == '\0')
        hf_map_error(walk, walk->tree.nodes[node].at, "include: %s", is_empty);
    else if (hf_reading_charge(walk->reading, path, walk->tree.nodes[node].at))
        hf_reading_include(walk->reading, path, walk->tree.nodes[node].at);
}

static void read_includes(struct hf_map_walk *walk, const struct hf_map *file)
{
    const struct hf_map_slot *slot = hf_map_find(walk, file, "include");
    const struct hf_tree_node *node = slot != NULL ? hf_tree_at(&walk->tree, slot->value) : NULL;
    uint32_t item = node != NULL && node->kind == HF_TREE_LIST ? node->first : 0;

    if (node != NULL && node->kind != HF_TREE_LIST)
        include_one(walk, slot->value);
    for (; item != 0; item = walk->tree.nodes[item].next)
        include_one(walk, item);
}

static int check_version(struct hf_map_walk *walk, const struct hf_map *file)
{
    const struct hf_map_slot *slot = hf_map_find(walk, file, "holdfast");
    const char *text = slot != NULL ? hf_map_text(walk, file, "holdfast", slot) : NULL;
    char shown[72];

    if (slot == NULL) {
        hf_map_error(walk, 1, "holdfast: missing; allowed: %s, the format's version", VERSION);
        return 0;
    }
    if (text == NULL || strcmp(text, VERSION) == 0)
        return text != NULL;
    hf_value_show(text, shown);
    hf_map_error(walk, slot->at, "holdfast = %s: not a known version of the format; allowed: %s",
                 shown, VERSION);
    return 0;
}

static void read_file(struct hf_map_walk *walk)
{
    struct hf_map file = {.prefix = ""};
    const struct hf_map_slot *records, *phone;

    if (!hf_map_gather(walk, &file, HF_MAP_FILE, 1) || !check_version(walk, &file))
        return;
    read_includes(walk, &file);
    phone = hf_map_find(walk, &file, "phone");
    if (phone != NULL)
        hf_map_phone(walk, phone->value);
    read_defaults(walk, &file);
    read_lines(walk, &file);
    records = hf_map_find(walk, &file, "static_records");
    if (records != NULL)
        hf_map_records(walk, first_of(walk, &file, "static_records"));
}

static uint32_t last_line(const char *bytes, size_t length)
{
    uint32_t line = 1;

    for (size_t at = 0; at < length; at++)
        line += bytes[at] == '\n' ||
                (bytes[at] == '\r' && (at + 1 == length || bytes[at + 1] != '\n'));
    return line;
}

void hf_reading_native(struct hf_reading *reading, const char *bytes, size_t length)
{
    struct hf_map_walk walk;

    hf_map_begin(&walk, reading);
    if (hf_tree_read(&walk.tree, reading, bytes, length) == 0) {
        if (walk.tree.n_nodes > 1)
            read_file(&walk);
        else
            hf_map_error(&walk, 1, "the file is empty; allowed: holdfast: 1 and what follows");
    }
    hf_map_end(&walk);
    if (length > 0 && bytes[length - 1] != '\n' && bytes[length - 1] != '\r')
        hf_reading_cut(reading, last_line(bytes, length), HF_LAST_LINE_CUT);
}
