/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whom a certificate is for (RFC 5922 7.1): the sip URIs without a user among its subject
 * alternative names; if there is none, its DNS names; if it has no such extension at all, its
 * common name. Compared whole and without regard to case; a wildcard is a name like any other and
 * so fits nobody (7.2). An address is proved by an IP subject alternative name alone (B14).
 */
#define _GNU_SOURCE 1
#include "tls_internal.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LISTED_MAX 3

struct text { /* in a certificate; not terminated */
    const uint8_t *at;
    size_t n;
};

char *hf_tls_name_tidy(const char *name)
{
    size_t n;
    char *tidy;

    if (name[0] == '[')
        name++;
    n = strlen(name);
    if (n > 0 && (name[n - 1] == '.' || name[n - 1] == ']'))
        n--;
    tidy = malloc(n + 1);
    if (tidy == NULL)
        return NULL;
    memcpy(tidy, name, n);
    tidy[n] = '\0';
    return tidy;
}

static size_t address_of(const char *name, uint8_t address[16])
{
    if (inet_pton(AF_INET, name, address) == 1)
        return 4;
    return inet_pton(AF_INET6, name, address) == 1 ? 16 : 0;
}

int hf_tls_name_is_numeric(const char *name)
{
    uint8_t address[16];

    return address_of(name, address) != 0;
}

static struct text text_of(const ASN1_STRING *string)
{
    int n = ASN1_STRING_length(string);

    return (struct text){.at = ASN1_STRING_get0_data(string), .n = n > 0 ? (size_t)n : 0};
}

static int is_name(struct text text, const char *name)
{
    return text.n == strlen(name) && text.n > 0 &&
           strncasecmp((const char *)text.at, name, text.n) == 0;
}

/* "sip:example.com:5061;transport=tls": the host; of anything else, and with a user: nothing. */
static struct text host_of(struct text uri)
{
    struct text none = {.n = 0};
    size_t n = 0;

    if (uri.n < 4 || strncasecmp((const char *)uri.at, "sip:", 4) != 0 ||
        memchr(uri.at, '@', uri.n) != NULL)
        return none;
    uri.at += 4;
    uri.n -= 4;
    while (n < uri.n && strchr(":;?/", uri.at[n]) == NULL)
        n++;
    return (struct text){.at = uri.at, .n = n};
}

/* A name of that kind in one alternative name: GEN_URI, GEN_DNS or GEN_IPADD; or nothing. */
static struct text name_in(const GENERAL_NAME *general, int type)
{
    int found;
    const ASN1_STRING *string = GENERAL_NAME_get0_value(general, &found);

    if (found != type || string == NULL)
        return (struct text){.n = 0};
    return type == GEN_URI ? host_of(text_of(string)) : text_of(string);
}

static int has_kind(const GENERAL_NAMES *names, int type)
{
    for (size_t i = 0; i < sk_GENERAL_NAME_num(names); i++)
        if (name_in(sk_GENERAL_NAME_value(names, i), type).n > 0)
            return 1;
    return 0;
}

/* The alternative names. present: 0: there is no such extension; else NULL is one that cannot be
 * read, which names nobody. */
static GENERAL_NAMES *names_of(X509 *x509, int *present)
{
    GENERAL_NAMES *names = X509_get_ext_d2i(x509, NID_subject_alt_name, present, NULL);

    *present = *present != -1;
    ERR_clear_error();
    return names;
}

/* The last common name: the most specific one. */
static struct text common_name(X509 *x509)
{
    const X509_NAME *subject = X509_get_subject_name(x509);
    int at = -1, next;

    while ((next = X509_NAME_get_index_by_NID(subject, NID_commonName, at)) >= 0)
        at = next;
    if (at < 0)
        return (struct text){.n = 0};
    return text_of(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
}

static int fits_address(const GENERAL_NAMES *names, const uint8_t *address, size_t n)
{
    for (size_t i = 0; i < sk_GENERAL_NAME_num(names); i++) {
        struct text text = name_in(sk_GENERAL_NAME_value(names, i), GEN_IPADD);

        if (text.n == n && memcmp(text.at, address, n) == 0)
            return 1;
    }
    return 0;
}

static int fits_name(const GENERAL_NAMES *names, const char *name)
{
    int type = has_kind(names, GEN_URI) ? GEN_URI : GEN_DNS;

    for (size_t i = 0; i < sk_GENERAL_NAME_num(names); i++)
        if (is_name(name_in(sk_GENERAL_NAME_value(names, i), type), name))
            return 1;
    return 0;
}

int hf_tls_names_fit(X509 *x509, const char *name)
{
    uint8_t address[16];
    size_t n_address = address_of(name, address);
    int present, fits;
    GENERAL_NAMES *names = names_of(x509, &present);

    if (!present)
        fits = n_address == 0 && is_name(common_name(x509), name);
    else if (n_address != 0)
        fits = fits_address(names, address, n_address);
    else
        fits = fits_name(names, name);
    GENERAL_NAMES_free(names);
    return fits;
}

struct list {
    char *text;
    size_t size, n;
    unsigned listed, more;
};

static void add(struct list *list, struct text text, int type)
{
    char name[INET6_ADDRSTRLEN > 64 ? INET6_ADDRSTRLEN : 64];

    if (text.n == 0)
        return;
    if (list->listed == LISTED_MAX) {
        list->more++;
        return;
    }
    if (type != GEN_IPADD)
        hf_tls_words_clean(name, 48, text.at, text.n);
    else if ((text.n != 4 && text.n != 16) ||
             inet_ntop(text.n == 4 ? AF_INET : AF_INET6, text.at, name, sizeof name) == NULL)
        return;
    int n = snprintf(list->text + list->n, list->size - list->n, "%s%s",
                     list->listed > 0 ? ", " : "", name);

    if (n < 0 || (size_t)n >= list->size - list->n) { /* it does not fit: counted, not shown */
        list->text[list->n] = '\0';
        list->more++;
        return;
    }
    list->n += (size_t)n;
    list->listed++;
}

static void add_all(struct list *list, const GENERAL_NAMES *names, int type)
{
    for (size_t i = 0; i < sk_GENERAL_NAME_num(names); i++)
        add(list, name_in(sk_GENERAL_NAME_value(names, i), type), type);
}

void hf_tls_names_list(X509 *x509, char *text, size_t size)
{
    struct list list = {.text = text, .size = size - sizeof " and 1000 more"};
    int present;
    GENERAL_NAMES *names = names_of(x509, &present);

    text[0] = '\0';
    if (present && has_kind(names, GEN_URI))
        add_all(&list, names, GEN_URI);
    else if (present)
        add_all(&list, names, GEN_DNS);
    else
        add(&list, common_name(x509), GEN_DNS);
    if (present)
        add_all(&list, names, GEN_IPADD);
    GENERAL_NAMES_free(names);
    if (list.more > 0)
        snprintf(text + list.n, size - list.n, " and %u more", list.more);
    else if (list.listed == 0)
        snprintf(text, size, "nobody that SIP knows");
}
