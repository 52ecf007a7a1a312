/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fanvil's two XML dialects, by expat: elements become keys of the phone or of a line. A document
 * type is refused where it begins, so no file can define an entity, and none is ever expanded or
 * fetched; depth, attributes and the length of a value are bounded.
 */
#include "reading.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fanvil.h"
#include "memory.h"
#include "value.h"
#include "xml_encoding.h"

#define DEPTH_MAX      32
#define ATTRIBUTES_MAX 64
#define NAME_ROOM      64  /* longer names are no key of ours, and are told apart by this much */
#define KEY_ROOM       512 /* of the path to a key that is not ours */
#define HELD_MAX       65536
#define BLANKS         " \t\r\n"
#define OLD_SECTION    "SIP_CONFIG_MODULE"
#define OLD_ENTRY      "SIP_Line_List_Entry"
#define NEW_SECTION    "sip"
#define NEW_LINE       "line"
#define INDEX_ALLOWED  "allowed: a number from 1 to 16384"

_Static_assert(HF_PHONE_LINES == 16384, "INDEX_ALLOWED says so");

struct held { /* an element of a line that may name itself later */
    char *name, *value;
    uint32_t at;
};

struct tree {
    struct hf_reading *reading;
    XML_Parser parser;
    enum hf_dialect dialect;
    uint32_t skipped; /* lines before what the parser sees */
    unsigned depth;   /* elements that are open */
    char names[DEPTH_MAX][NAME_ROOM];
    uint32_t at[DEPTH_MAX]; /* the file's line where each begins */
    uint32_t number;        /* of the phone's line whose element is open, or 0 */
    unsigned line_depth;    /* of that element, or 0; nothing in it has a number yet where 0 */
    int named;              /* the old format: it has had an <ID> */
    int leaf;               /* nothing stands in the innermost element but text */
    int failed;             /* an error was remarked, and the rest is not read */
    size_t n_held, length;
    struct held *held;
    char text[HF_VENDOR_LINE_MAX + 1]; /* of the innermost element */
};

static uint32_t line_now(const struct tree *tree)
{
    return tree->skipped + (uint32_t)XML_GetCurrentLineNumber(tree->parser);
}

static void fail(struct tree *tree, uint32_t line, const char *text)
{
    struct hf_spot spot = {{tree->reading->file, line}, "G1"};

    hf_remark_error(&tree->reading->remarks, spot, "%s", text);
    tree->failed = 1;
    XML_StopParser(tree->parser, XML_FALSE);
}

/* 1..HF_PHONE_LINES, or 0: it is no line's number. */
static uint32_t number_of(const char *text)
{
    uint32_t number = 0;

    if (text[0] < '1' || text[0] > '9')
        return 0;
    for (size_t i = 0; text[i] != '\0'; i++) {
        if (text[i] < '0' || text[i] > '9')
            return 0;
        number = number * 10 + (uint32_t)(text[i] - '0');
        if (number > HF_PHONE_LINES)
            return 0;
    }
    return number;
}

/* The element's text without blanks at its end; on_text leaves out those at its begin. */
static char *trimmed(struct tree *tree)
{
    tree->text[tree->length] = '\0';
    while (tree->length > 0 && strchr(BLANKS, tree->text[tree->length - 1]) != NULL)
        tree->text[--tree->length] = '\0';
    return tree->text;
}

static void put_line(struct tree *tree, const struct held *held)
{
    int is_old = tree->dialect == HF_DIALECT_FANVIL_XML_OLD;
    char key[KEY_ROOM];
    struct hf_reading_entry entry = {
        .key = key, .value = held->value, .number = tree->number, .at = held->at};

    snprintf(key, sizeof(key), is_old ? "SIP%u %.64s" : "sip.line.%u.%.64s", (unsigned)tree->number,
             held->name);
    entry.name = hf_fanvil_find(tree->dialect, held->name, 0).name;
    hf_reading_put(tree->reading, tree->dialect, &entry);
}

/* What stands outside of all lines: phone-wide where it is a child of the section. */
static void put_wide(struct tree *tree, const char *value)
{
    int is_old = tree->dialect == HF_DIALECT_FANVIL_XML_OLD;
    const char *name = tree->names[tree->depth - 1];
    struct hf_reading_entry entry = {.name = "", .value = value, .at = tree->at[tree->depth - 1]};
    char key[KEY_ROOM];
    size_t n = 0;

    if (tree->depth == 3 && strcmp(tree->names[1], is_old ? OLD_SECTION : NEW_SECTION) == 0)
        entry.name = hf_fanvil_find(tree->dialect, name, 1).name;
    if (entry.name[0] != '\0') {
        snprintf(key, sizeof(key), is_old ? "%s" : "sip.%s", name);
    } else {
        for (unsigned i = 1; i < tree->depth && n < sizeof(key) - NAME_ROOM - 1; i++)
            n += (size_t)snprintf(key + n, sizeof(key) - n, i > 1 ? ".%s" : "%s", tree->names[i]);
    }
    entry.key = key;
    hf_reading_put(tree->reading, tree->dialect, &entry);
}

static void hold(struct tree *tree, const char *value)
{
    struct held *held;

    if (tree->n_held == HELD_MAX) {
        fail(tree, line_now(tree), "an entry has too many elements; allowed: 65536");
        return;
    }
    tree->held = hf_memory_room(tree->held, tree->n_held, sizeof(*tree->held));
    held = &tree->held[tree->n_held++];
    held->name = hf_memory_text(tree->names[tree->depth - 1], strlen(tree->names[tree->depth - 1]));
    held->value = hf_memory_text(value, strlen(value));
    held->at = tree->at[tree->depth - 1];
}

static void drop_held(struct tree *tree)
{
    for (size_t i = 0; i < tree->n_held; i++) {
        free(tree->held[i].name);
        hf_memory_forget(tree->held[i].value);
    }
    free(tree->held);
    tree->held = NULL;
    tree->n_held = 0;
}

/* The old format: "SIP1" in <ID>. */
static void take_id(struct tree *tree, const char *value)
{
    char shown[72], text[160];

    tree->named = 1;
    tree->number = strncmp(value, "SIP", 3) == 0 ? number_of(value + 3) : 0;
    if (tree->number > 0)
        return;
    hf_value_show(value, shown);
    snprintf(text, sizeof(text), "ID = %s: not a line; allowed: SIP1 to SIP16384", shown);
    fail(tree, tree->at[tree->depth - 1], text);
}

/* An element with nothing in it but text has ended: a key. */
static void take_leaf(struct tree *tree)
{
    char *name = tree->names[tree->depth - 1];
    char *value = trimmed(tree);
    struct held held = {name, value, tree->at[tree->depth - 1]};
    int is_old = tree->dialect == HF_DIALECT_FANVIL_XML_OLD;
    int of_line = tree->line_depth > 0 && tree->depth == tree->line_depth + 1;

    if (tree->depth == 1 || tree->depth == tree->line_depth)
        return; /* an empty document, an empty line */
    if (tree->depth == 2 && strcmp(name, is_old ? "version" : "Version") == 0)
        return; /* of the format */
    if (!of_line)
        put_wide(tree, value);
    else if (!is_old)
        put_line(tree, &held);
    else if (strcmp(name, "ID") == 0)
        take_id(tree, value);
    else
        hold(tree, value);
}

/* All elements of an entry of the old format are there. */
static void flush(struct tree *tree)
{
    if (tree->n_held > 0 && !tree->named)
        fail(tree, tree->at[tree->depth - 1],
             "the entry has no <ID>, so it belongs to no line; expected <ID>SIP1</ID>");
    for (size_t i = 0; i < tree->n_held && tree->number > 0; i++)
        put_line(tree, &tree->held[i]);
    drop_held(tree);
}

/* The new format: <line index="1">. */
static void take_index(struct tree *tree, const char **attributes)
{
    const char *index = "";
    char shown[72], text[160];

    for (size_t i = 0; attributes[i] != NULL; i += 2)
        if (strcmp(attributes[i], "index") == 0)
            index = attributes[i + 1];
    tree->number = number_of(index);
    if (tree->number > 0)
        return;
    hf_value_show(index, shown);
    snprintf(text, sizeof(text), "line index = %s: not a line; " INDEX_ALLOWED, shown);
    fail(tree, line_now(tree), text);
}

static int begins_line(const struct tree *tree)
{
    const char *name = tree->names[tree->depth - 1];

    if (tree->dialect == HF_DIALECT_FANVIL_XML_NEW)
        return tree->depth == 3 && strcmp(tree->names[1], NEW_SECTION) == 0 &&
               strcmp(name, NEW_LINE) == 0;
    return tree->depth > 2 && strcmp(tree->names[1], OLD_SECTION) == 0 &&
           strcmp(name, OLD_ENTRY) == 0;
}

/* Text beside elements belongs to no key. */
static void drop_text(struct tree *tree)
{
    if (trimmed(tree)[0] != '\0')
        hf_reading_malformed(tree->reading, line_now(tree), "<Key>value</Key>");
    tree->length = 0;
}

static void XMLCALL on_start(void *user, const char *name, const char **attributes)
{
    struct tree *tree = user;
    size_t n = 0;

    if (tree->failed)
        return;
    while (n <= 2 * ATTRIBUTES_MAX && attributes[n] != NULL)
        n++;
    if (tree->depth == DEPTH_MAX || n > 2 * ATTRIBUTES_MAX) {
        fail(tree, line_now(tree),
             n > 2 * ATTRIBUTES_MAX ? "an element has too many attributes; allowed: 64"
                                    : "elements stand too deep in one another; allowed: 32");
        return;
    }
    drop_text(tree);
    snprintf(tree->names[tree->depth], NAME_ROOM, "%.63s", name);
    tree->at[tree->depth] = line_now(tree);
    tree->depth++;
    tree->leaf = 1;
    if (tree->line_depth > 0 || !begins_line(tree))
        return;
    tree->line_depth = tree->depth;
    tree->number = 0;
    tree->named = 0;
    if (tree->dialect == HF_DIALECT_FANVIL_XML_NEW)
        take_index(tree, attributes);
}

static void XMLCALL on_end(void *user, const char *name)
{
    struct tree *tree = user;

    (void)name;
    if (tree->failed)
        return;
    if (tree->leaf)
        take_leaf(tree);
    else
        drop_text(tree);
    if (tree->depth == tree->line_depth) {
        flush(tree);
        tree->line_depth = 0;
        tree->number = 0;
    }
    tree->depth--;
    tree->leaf = 0;
    tree->length = 0;
}

static void XMLCALL on_text(void *user, const char *text, int length)
{
    struct tree *tree = user;
    size_t n = (size_t)length;

    while (n > 0 && tree->length == 0 && strchr(BLANKS, text[0]) != NULL) {
        text++;
        n--;
    }
    if (tree->failed)
        return;
    if (n > HF_VENDOR_LINE_MAX - tree->length) {
        fail(tree, line_now(tree), "the value is too long; allowed: at most 16384 bytes");
        return;
    }
    memcpy(tree->text + tree->length, text, n);
    tree->length += n;
}

/* What no other handler takes; the begin of a document type comes as one token. */
static void XMLCALL on_rest(void *user, const char *text, int length)
{
    static const char doctype[] = "<!DOCTYPE";
    struct tree *tree = user;

    if (!tree->failed && (size_t)length >= strlen(doctype) &&
        memcmp(text, doctype, strlen(doctype)) == 0)
        fail(tree, line_now(tree),
             "a document type (<!DOCTYPE ...>) is not allowed, since it can define entities; leave "
             "it out");
}

/* The innermost element that is open and may be named: in one that holds a secret what looks like
 * an element can be a part of it (G3). */
static unsigned innermost(const struct tree *tree)
{
    unsigned open = 0;

    while (open + 1 < tree->depth && !hf_value_is_secret(tree->names[open]))
        open++;
    return open;
}

/* What expat found wrong, with the element that is open. */
static void say_broken(struct tree *tree)
{
    enum XML_Error error = XML_GetErrorCode(tree->parser);
    struct hf_spot spot = {{tree->reading->file, line_now(tree)}, "G1"};
    struct hf_remarks *remarks = &tree->reading->remarks;
    unsigned open = innermost(tree);
    const char *inside = open + 1 < tree->depth ? "what stands in " : "";
    int cut = error == XML_ERROR_NO_ELEMENTS || error == XML_ERROR_UNCLOSED_TOKEN ||
              error == XML_ERROR_UNCLOSED_CDATA_SECTION || error == XML_ERROR_PARTIAL_CHAR;
    char shown[72];

    hf_value_show(tree->names[open], shown);
    if (error == XML_ERROR_UNKNOWN_ENCODING)
        hf_remark_error(remarks, spot,
                        "the encoding that the file names is not known here; save it as UTF-8");
    else if (cut && tree->depth == 0)
        hf_remark_error(remarks, spot, "not whole XML: the file is cut off");
    else if (cut)
        hf_remark_error(remarks, spot,
                        "not whole XML: the file is cut off; %s<%s> of line %u is not closed",
                        inside, shown, (unsigned)tree->at[open]);
    else if (error == XML_ERROR_TAG_MISMATCH && tree->depth > 0)
        hf_remark_error(remarks, spot, "not well-formed XML: %s<%s> of line %u is not closed first",
                        inside, shown, (unsigned)tree->at[open]);
    else
        hf_remark_error(remarks, spot, "not well-formed XML: %s", XML_ErrorString(error));
}

void hf_reading_fanvil_xml(struct hf_reading *reading, enum hf_dialect dialect, const char *bytes,
                           size_t length)
{
    struct hf_spot spot = {{reading->file, 0}, "G1"};
    struct hf_xml_start start = hf_xml_start(bytes, length);
    struct tree *tree = hf_memory_new(1, sizeof(*tree));

    spot.at.line = start.latin1_line;
    if (start.latin1_line > 0)
        hf_remark_warning(&reading->remarks, spot, "not UTF-8: the file is read as Latin-1");
    tree->reading = reading;
    tree->dialect = dialect;
    tree->skipped = start.lines;
    tree->parser = XML_ParserCreate(start.encoding);
    if (tree->parser == NULL) {
        hf_remark_error(&reading->remarks, spot, "there is no memory left for an XML parser");
        free(tree);
        return;
    }
    XML_SetUserData(tree->parser, tree);
    XML_SetElementHandler(tree->parser, on_start, on_end);
    XML_SetCharacterDataHandler(tree->parser, on_text);
    XML_SetDefaultHandler(tree->parser, on_rest);
    if (XML_Parse(tree->parser, bytes + start.skip, (int)(length - start.skip), 1) !=
            XML_STATUS_OK &&
        !tree->failed)
        say_broken(tree);
    XML_ParserFree(tree->parser);
    drop_held(tree);
    hf_memory_wipe(tree, sizeof(*tree));
    free(tree);
}
