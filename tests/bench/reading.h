/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a registrant reads of a message, in the form that a parser gives it: the same of every
 * parser, so that their costs can be compared. read_holdfast.c, read_osip.c, read_sofia.c and
 * read_re.c fill it, each in a program of its own; `NAME show` prints it, and stacks.py compares
 * what the four of them say.
 *
 * Nobody is charged for another one's form: texts may be terminated or not, numbers may be left as
 * texts, and what is split in one parser and whole in another is joined only for printing.
 */
#ifndef HF_BENCH_READING_H
#define HF_BENCH_READING_H

#include <stddef.h>
#include <stdint.h>

#define READING_CONTACTS   4
#define READING_TERMINATED SIZE_MAX

struct reading_text { /* at NULL: absent */
    const char *at;
    size_t n; /* or READING_TERMINATED */
};

struct reading_number { /* text.at NULL: value counts */
    struct reading_text text;
    uint32_t value;
};

struct reading_address {
    struct reading_text user, host, tag;
    struct reading_number port, expires; /* expires: of a Contact */
};

struct reading {
    struct reading_text method, uri_user, uri_host; /* method absent: a response */
    uint32_t status;
    struct reading_text via_transport, via_host, via_branch, via_received;
    struct reading_number via_port, via_rport; /* via_port 0: none, or in via_host */
    struct reading_address from, to;
    struct reading_text call_id, call_id_host; /* joined by '@' where there is a host */
    struct reading_number cseq;
    struct reading_text cseq_method;
    struct reading_address contacts[READING_CONTACTS];
    size_t n_contacts;
    struct reading_number expires;
    struct reading_text content_type, content_subtype; /* joined by '/' where there are both */
    struct reading_text body;
};

/* What is done with a reading while its message lives. In another file than the parsers' programs:
 * no compiler may leave out what nobody seems to need. */
typedef void reading_use(const struct reading *reading);

/* Each program has its own. Parses the message, reads all of it, gives it to `use` and frees what
 * parsing took. Ends the program where the parser refuses the message. */
void reader_read(const char *bytes, size_t n_bytes, reading_use *use);

void reading_fail(const char *what); /* ends the program */

static inline struct reading_text reading_terminated(const char *text)
{
    struct reading_text made = {text, READING_TERMINATED};
    return made;
}

#endif
