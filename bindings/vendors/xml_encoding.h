/* SPDX-License-Identifier: Apache-2.0 */
/* Where an XML document begins in a file, and the encoding it is to be read in. */
#ifndef HOLDFAST_VENDORS_XML_ENCODING_H
#define HOLDFAST_VENDORS_XML_ENCODING_H

#include <stddef.h>
#include <stdint.h>

struct hf_xml_start {
    const char *encoding; /* that counts instead of what the document says; NULL: what it says */
    size_t skip;          /* bytes before the document: a byte order mark, blanks */
    uint32_t lines;       /* ends of lines among them */
    uint32_t latin1_line; /* where the file is first not UTF-8, though it says nothing else; or 0 */
};

struct hf_xml_start hf_xml_start(const char *bytes, size_t length);

/* The name of the document's first element, or of its document type, which is the same, with its
 * length. NULL: this is no XML. */
const char *hf_xml_root(const char *bytes, size_t length, size_t *root_length);

#endif
