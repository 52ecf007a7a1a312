/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Events of libyaml into a tree; see native_tree.h. libyaml's own documents are not used: they grow
 * without a bound, and look an anchor up among all.
 */
#include "native_tree.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "holdfast/vendors/utf8.h"
#include "memory.h"

struct frame { /* a list or a mapping that is not at its end */
    uint32_t node, last, n;
    uint32_t expanded; /* nodes in it, an alias as all that it stands for */
    uint32_t anchor;   /* its own, from 1 in the list; 0: none */
};

struct anchor {
    char *name;
    uint32_t node;
    uint32_t expanded; /* 0: not at its end yet */
};

struct building {
    struct hf_tree *tree;
    struct hf_reading *reading;
    yaml_parser_t *parser;
    struct frame frames[HF_TREE_DEEP];
    unsigned n_frames;
    struct anchor *anchors;
    uint32_t n_anchors, n_aliases;
};

static int refuse(struct hf_reading *reading, uint32_t at, const char *text)
{
    struct hf_spot spot = {{reading->file, at}, "G1"};

    hf_remark_error(&reading->remarks, spot, "%s", text);
    return -1;
}

/* ---- what libyaml must not see ---- */

/* The length of a line end at bytes, as YAML 1.1 has it, or 0. */
static size_t break_length(const unsigned char *bytes, size_t length)
{
    if (bytes[0] == '\n' || bytes[0] == '\r')
        return 1;
    if (length == 2 && bytes[0] == 0xC2 && bytes[1] == 0x85)
        return 2;
    if (length == 3 && bytes[0] == 0xE2 && bytes[1] == 0x80 && (bytes[2] & 0xFE) == 0xA8)
        return 3;
    return 0;
}

static const char *character_fault(const unsigned char *bytes, size_t length)
{
    if (length == 0)
        return "not UTF-8; save the file as UTF-8";
    if (bytes[0] == 0x7F || (bytes[0] < 0x20 && strchr("\t\n\r", bytes[0]) == NULL) ||
        (length == 2 && bytes[0] == 0xC2 && bytes[1] < 0xA0 && bytes[1] != 0x85))
        return "a control character; allowed: printable text, others in double quotes as \\x..";
    if (length == 3 && bytes[0] == 0xEF && bytes[1] == 0xBF && bytes[2] >= 0xBE)
        return "U+FFFE or U+FFFF, which are no characters; leave it out";
    return NULL;
}

/* libyaml takes time by the square over directives, and over long runs of blanks in a text: both
 * have no use here. */
static int check_bytes(struct hf_reading *reading, const char *bytes, size_t length)
{
    uint32_t line = 1;
    size_t run = 0, n;
    int begins = 1;

    for (size_t at = 0; at<length; at += n> 0 ? n : 1) {
        const unsigned char *here = (const unsigned char *)bytes + at;
        const char *fault;
        size_t ends;

        n = hf_utf8_length(here, length - at);
        ends = n > 0 ? break_length(here, n) : 0;
        fault = character_fault(here, n);
        if (fault == NULL && begins && *here == '%')
            fault = "a directive (%...), which the format does not have; leave the line out";
        run = ends > 0 || *here == ' ' || *here == '\t' ? run + 1 : 0;
        if (fault == NULL && run > HF_TREE_RUN)
            fault = "more than 1024 blanks and line ends without anything between; leave them out";
        if (fault != NULL)
            return refuse(reading, line, fault);
        line += *here == '\n' || (*here == '\r' && (at + 1 == length || here[1] != '\n'));
        begins = ends > 0;
    }
    return 0;
}

/* ---- nodes ---- */

static uint32_t line_of(yaml_mark_t mark)
{
    return (uint32_t)mark.line + 1;
}

static uint32_t add_text(struct hf_tree *tree, const yaml_char_t *text, size_t length)
{
    size_t at = tree->length;
    char *grown;

    if (tree->room - tree->length < length + 1) {
        tree->room = 2 * (tree->length + length + 1);
        grown = hf_memory_new(tree->room, 1);
        if (tree->length > 0)
            memcpy(grown, tree->texts, tree->length);
        hf_memory_wipe(tree->texts, tree->length); /* passwords (G3) */
        free(tree->texts);
        tree->texts = grown;
    }
    memcpy(tree->texts + at, text, length);
    tree->texts[at + length] = '\0';
    tree->length += length + 1;
    return (uint32_t)at;
}

/* A node at the end of the innermost list or mapping. */
static uint32_t add_node(struct building *b, enum hf_tree_kind kind, uint32_t at)
{
    struct hf_tree *tree = b->tree;
    struct frame *frame = b->n_frames > 0 ? &b->frames[b->n_frames - 1] : NULL;
    uint32_t node = tree->n_nodes++;

    tree->nodes = hf_memory_room(tree->nodes, node, sizeof(*tree->nodes));
    memset(&tree->nodes[node], 0, sizeof(tree->nodes[node]));
    tree->nodes[node].kind = (uint8_t)kind;
    tree->nodes[node].at = at;
    if (frame == NULL)
        return node;
    if (frame->last == 0)
        tree->nodes[frame->node].first = node;
    else
        tree->nodes[frame->last].next = node;
    frame->last = node;
    frame->n++;
    return node;
}

/* Counts nodes in the innermost list or mapping. */
static int count(struct building *b, uint32_t nodes, uint32_t at)
{
    struct frame *frame = b->n_frames > 0 ? &b->frames[b->n_frames - 1] : NULL;

    if (frame == NULL)
        return 0;
    frame->expanded += nodes;
    if (frame->expanded <= HF_TREE_NODES)
        return 0;
    return refuse(b->reading, at,
                  "too many values in one file; allowed: 8388608, where an alias counts as all "
                  "that it stands for");
}

/* ---- anchors ---- */

/* 0, or the anchor's number. */
static uint32_t add_anchor(struct building *b, const yaml_char_t *name, uint32_t node)
{
    struct anchor *anchor;

    if (name == NULL)
        return 0;
    b->anchors = hf_memory_room(b->anchors, b->n_anchors, sizeof(*b->anchors));
    anchor = &b->anchors[b->n_anchors++];
    anchor->name = hf_memory_text((const char *)name, strlen((const char *)name));
    anchor->node = node;
    anchor->expanded = 0;
    return b->n_anchors;
}

static const struct anchor *find_anchor(const struct building *b, const char *name)
{
    for (uint32_t i = b->n_anchors; i > 0; i--)
        if (strcmp(b->anchors[i - 1].name, name) == 0)
            return &b->anchors[i - 1];
    return NULL;
}

static int take_alias(struct building *b, const yaml_event_t *event)
{
    const struct anchor *anchor = find_anchor(b, (const char *)event->data.alias.anchor);
    uint32_t at = line_of(event->start_mark);
    uint32_t node;

    if (anchor == NULL)
        return refuse(b->reading, at, "an alias (*) without its anchor (&) before it");
    if (anchor->expanded == 0)
        return refuse(b->reading, at, "an anchor (&) that holds itself (*) has no end");
    if (++b->n_aliases > HF_TREE_ALIASES)
        return refuse(b->reading, at, "too many aliases (*); allowed: 262144");
    node = add_node(b, HF_TREE_ALIAS, at);
    b->tree->nodes[node].first = anchor->node;
    return count(b, anchor->expanded, at);
}

/* ---- events ---- */

static int take_text(struct building *b, const yaml_event_t *event)
{
    const yaml_char_t *value = event->data.scalar.value;
    size_t length = event->data.scalar.length;
    uint32_t at = line_of(event->start_mark);
    uint32_t node, anchor, text;

    if (event->data.scalar.tag != NULL)
        return refuse(b->reading, at, "a tag (!); values stand without one");
    if (memchr(value, '\0', length) != NULL)
        return refuse(b->reading, at, "a zero character; allowed: printable text");
    text = add_text(b->tree, value, length);
    node = add_node(b, HF_TREE_TEXT, at);
    b->tree->nodes[node].text = text;
    b->tree->nodes[node].is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    anchor = add_anchor(b, event->data.scalar.anchor, node);
    if (anchor > 0)
        b->anchors[anchor - 1].expanded = 1;
    return count(b, 1, at);
}

static int open_frame(struct building *b, enum hf_tree_kind kind, const yaml_event_t *event)
{
    int is_list = kind == HF_TREE_LIST;
    uint32_t at = line_of(event->start_mark);
    struct frame *frame;
    uint32_t node;

    if ((is_list ? event->data.sequence_start.tag : event->data.mapping_start.tag) != NULL)
        return refuse(b->reading, at, "a tag (!); lists and mappings stand without one");
    if (b->n_frames == HF_TREE_DEEP)
        return refuse(b->reading, at, "lists and mappings in one another too deep; allowed: 32");
    node = add_node(b, kind, at);
    frame = &b->frames[b->n_frames++];
    memset(frame, 0, sizeof(*frame));
    frame->node = node;
    frame->expanded = 1;
    frame->anchor = add_anchor(
        b, is_list ? event->data.sequence_start.anchor : event->data.mapping_start.anchor, node);
    return 0;
}

static int close_frame(struct building *b, const yaml_event_t *event)
{
    struct frame frame = b->frames[--b->n_frames];

    if (frame.anchor > 0)
        b->anchors[frame.anchor - 1].expanded = frame.expanded;
    return count(b, frame.expanded, line_of(event->start_mark));
}

static int take_event(struct building *b, const yaml_event_t *event)
{
    if (b->n_anchors > HF_TREE_ANCHORS)
        return refuse(b->reading, line_of(event->start_mark),
                      "too many anchors (&); allowed: 1000");
    switch (event->type) {
    case YAML_SCALAR_EVENT: return take_text(b, event);
    case YAML_ALIAS_EVENT: return take_alias(b, event);
    case YAML_SEQUENCE_START_EVENT: return open_frame(b, HF_TREE_LIST, event);
    case YAML_MAPPING_START_EVENT: return open_frame(b, HF_TREE_MAPPING, event);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT: return close_frame(b, event);
    case YAML_DOCUMENT_START_EVENT:
        if (b->tree->n_nodes > 1)
            return refuse(b->reading, line_of(event->start_mark),
                          "a second document (---); a file holds one");
        return 0;
    case YAML_NO_EVENT:
    case YAML_STREAM_START_EVENT:
    case YAML_STREAM_END_EVENT:
    case YAML_DOCUMENT_END_EVENT: break;
    }
    return 0;
}

/* libyaml's words name no text of the file (G3). */
static int refuse_syntax(struct building *b)
{
    const yaml_parser_t *parser = b->parser;
    struct hf_spot spot = {{b->reading->file, line_of(parser->problem_mark)}, "G1"};

    hf_remark_error(&b->reading->remarks, spot,
                    "not YAML: %s%s%s; right are lines such as \"key: value\", and below a key "
                    "lines set in by blanks, not tabs",
                    parser->context != NULL ? parser->context : "",
                    parser->context != NULL ? ", " : "",
                    parser->problem != NULL ? parser->problem : "it cannot be read");
    return -1;
}

static int take_events(struct building *b)
{
    yaml_event_t event;
    int result = 0, ended = 0;

    while (result == 0 && !ended) {
        if (!yaml_parser_parse(b->parser, &event))
            return refuse_syntax(b);
        ended = event.type == YAML_STREAM_END_EVENT;
        result = take_event(b, &event);
        yaml_event_delete(&event);
    }
    return result;
}

int hf_tree_read(struct hf_tree *tree, struct hf_reading *reading, const char *bytes, size_t length)
{
    struct building b = {.tree = tree, .reading = reading};
    yaml_parser_t parser;
    int result;

    memset(tree, 0, sizeof(*tree));
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        length -= 3;
    }
    if (check_bytes(reading, bytes, length) < 0)
        return -1;
    if (!yaml_parser_initialize(&parser))
        return refuse(reading, 0, "out of memory");
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, (const unsigned char *)bytes, length);
    b.parser = &parser;
    tree->nodes = hf_memory_room(NULL, 0, sizeof(*tree->nodes));
    memset(tree->nodes, 0, sizeof(*tree->nodes));
    tree->n_nodes = 1;
    result = take_events(&b);
    yaml_parser_delete(&parser);
    for (uint32_t i = 0; i < b.n_anchors; i++)
        free(b.anchors[i].name);
    free(b.anchors);
    return result;
}

void hf_tree_free(struct hf_tree *tree)
{
    free(tree->nodes);
    hf_memory_wipe(tree->texts, tree->length);
    free(tree->texts);
    memset(tree, 0, sizeof(*tree));
}

const struct hf_tree_node *hf_tree_at(const struct hf_tree *tree, uint32_t node)
{
    const struct hf_tree_node *at = &tree->nodes[node];

    return at->kind == HF_TREE_ALIAS ? &tree->nodes[at->first] : at;
}

const char *hf_tree_text(const struct hf_tree *tree, uint32_t node)
{
    const struct hf_tree_node *at = hf_tree_at(tree, node);

    return at->kind == HF_TREE_TEXT ? tree->texts + at->text : NULL;
}

int hf_tree_is_null(const struct hf_tree *tree, uint32_t node)
{
    static const char *const nulls[] = {"", "~", "null", "Null", "NULL"};
    const struct hf_tree_node *at = hf_tree_at(tree, node);
    const char *text = hf_tree_text(tree, node);

    for (size_t i = 0; text != NULL && at->is_plain && i < sizeof(nulls) / sizeof(nulls[0]); i++)
        if (strcmp(text, nulls[i]) == 0)
            return 1;
    return 0;
}
