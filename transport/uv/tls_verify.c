/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether the peer's certificate proves the configured name (B14): a chain to a CA that counts, all
 * of it valid now; signatures and keys of today's strength (what Debian's security level 2 asks);
 * made for servers or for SIP domains (RFC 5924); and the name, by tls_names.c. Revocation is not
 * looked up. The reason that is given names the certificate, what was seen and what was wanted.
 */
#define _GNU_SOURCE 1
#include "tls_internal.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define RSA_BITS_LEAST 2048
#define EC_BITS_LEAST  224
#define SHOWN_NAME     48 /* of a CA, with its end */
#define SHOWN_FILE     56

static void refuse(struct hf_tls_verdict *verdict, uint8_t alert, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void refuse(struct hf_tls_verdict *verdict, uint8_t alert, const char *format, ...)
{
    va_list arguments;

    verdict->alert = alert;
    verdict->failure.cause = HF_CAUSE_CERTIFICATE;
    va_start(arguments, format);
    vsnprintf(verdict->failure.text, sizeof verdict->failure.text, format, arguments);
    va_end(arguments);
}

/* A subject or issuer, for people: its common name, else its organisation. */
static const char *show_name(const X509_NAME *name, char room[SHOWN_NAME])
{
    static const int kinds[] = {NID_commonName, NID_organizationalUnitName, NID_organizationName};

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        int at = X509_NAME_get_index_by_NID(name, kinds[i], -1);

        if (at < 0)
            continue;
        const ASN1_STRING *text = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));

        hf_tls_words_clean(room, SHOWN_NAME, ASN1_STRING_get0_data(text),
                           (size_t)ASN1_STRING_length(text));
        return room;
    }
    return "without a name";
}

static const char *show_subject(X509 *x509, char room[SHOWN_NAME])
{
    return show_name(X509_get_subject_name(x509), room);
}

/* The end of a long path tells more than its beginning. */
static const char *show_file(const char *path, char room[SHOWN_FILE])
{
    size_t n = strlen(path);

    if (n < SHOWN_FILE)
        return path;
    snprintf(room, SHOWN_FILE, "...%s", path + n - (SHOWN_FILE - 4));
    return room;
}

static const char *show_seconds(int64_t seconds, char room[32])
{
    time_t at = (time_t)seconds;
    struct tm tm;

    if (gmtime_r(&at, &tm) == NULL || strftime(room, 32, "%Y-%m-%d %H:%M:%S UTC", &tm) == 0)
        snprintf(room, 32, "a date that cannot be");
    return room;
}

static const char *show_date(const ASN1_TIME *date, char room[32])
{
    ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
    int days, seconds;
    int known = epoch != NULL && ASN1_TIME_diff(&days, &seconds, epoch, date) == 1;

    ASN1_TIME_free(epoch);
    if (known)
        return show_seconds((int64_t)days * 86400 + seconds, room);
    snprintf(room, 32, "a date that cannot be read");
    return room;
}

/* "certificate", or of which CA above it. */
static const char *show_which(X509_STORE_CTX *check, X509 *x509, char room[SHOWN_NAME + 24])
{
    char name[SHOWN_NAME];

    if (X509_STORE_CTX_get_error_depth(check) == 0)
        return "certificate";
    snprintf(room, SHOWN_NAME + 24, "certificate of CA '%s'", show_subject(x509, name));
    return room;
}

static void refuse_unknown(const struct hf_tls_profile *profile, X509 *x509, int error,
                           struct hf_tls_verdict *verdict)
{
    char name[SHOWN_NAME], file[SHOWN_FILE];
    const char *trusted = show_file(hf_tls_trust_name(profile), file);

    if (error == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT)
        refuse(verdict, SSL_AD_UNKNOWN_CA,
               "certificate of '%s' is self-signed, and is not in %s itself",
               show_subject(x509, name), trusted);
    else if (error == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN)
        refuse(verdict, SSL_AD_UNKNOWN_CA, "certificate is of unknown CA '%s': not in %s",
               show_subject(x509, name), trusted);
    else
        refuse(verdict, SSL_AD_UNKNOWN_CA,
               "certificate is of unknown CA '%s': not in %s, nor sent along",
               show_name(X509_get_issuer_name(x509), name), trusted);
}

/* What X509_verify_cert() did not like. */
static void refuse_chain(const struct hf_tls_profile *profile, X509_STORE_CTX *check,
                         struct hf_tls_verdict *verdict)
{
    int error = X509_STORE_CTX_get_error(check);
    X509 *x509 = X509_STORE_CTX_get_current_cert(check);
    char which[SHOWN_NAME + 24], date[32], now[32], name[SHOWN_NAME];

    if (x509 == NULL)
        x509 = X509_STORE_CTX_get0_cert(check);
    switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
        refuse(verdict, SSL_AD_CERTIFICATE_EXPIRED, "%s expired on %s",
               show_which(check, x509, which), show_date(X509_get0_notAfter(x509), date));
        break;
    case X509_V_ERR_CERT_NOT_YET_VALID:
        refuse(verdict, SSL_AD_CERTIFICATE_EXPIRED,
               "%s is not valid before %s; the clock here says %s: is it right?",
               show_which(check, x509, which), show_date(X509_get0_notBefore(x509), date),
               show_seconds((int64_t)time(NULL), now));
        break;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_CERT_UNTRUSTED: refuse_unknown(profile, x509, error, verdict); break;
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
        refuse(
            verdict, SSL_AD_BAD_CERTIFICATE,
            "the signature of the %s is forged, damaged or of an unsupported kind; its CA is '%s'",
            show_which(check, x509, which), show_name(X509_get_issuer_name(x509), name));
        break;
    case X509_V_ERR_INVALID_CA:
    case X509_V_ERR_PATH_LENGTH_EXCEEDED:
    case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
        refuse(verdict, SSL_AD_BAD_CERTIFICATE,
               "certificate is signed with that of '%s', which may not sign others",
               show_subject(x509, name));
        break;
    default:
        refuse(verdict, SSL_AD_BAD_CERTIFICATE, "%s is not accepted: %s",
               show_which(check, x509, which), X509_verify_cert_error_string(error));
        break;
    }
}

static int is_weak_digest(X509 *x509)
{
    int digest = NID_undef;

    if (OBJ_find_sigid_algs(X509_get_signature_nid(x509), &digest, NULL) != 1)
        return 0; /* X509_verify_cert() has not taken one that it does not know */
    return digest == NID_sha1 || digest == NID_md5 || digest == NID_md4 || digest == NID_md2;
}

static int key_bits(X509 *x509, int *least)
{
    EVP_PKEY *key = X509_get_pubkey(x509);
    int bits = key != NULL ? EVP_PKEY_bits(key) : 0;

    *least = key != NULL && EVP_PKEY_id(key) == EVP_PKEY_RSA ? RSA_BITS_LEAST : EC_BITS_LEAST;
    EVP_PKEY_free(key);
    return bits;
}

/* The last of a chain is trusted for what it is, whoever has signed it. */
static int is_strong(X509 *x509, int is_last, struct hf_tls_verdict *verdict)
{
    char name[SHOWN_NAME];
    int least, bits = key_bits(x509, &least);

    if (!is_last && is_weak_digest(x509)) {
        refuse(verdict, SSL_AD_BAD_CERTIFICATE,
               "certificate of '%s' is signed with %s, which can be forged; SHA-256 is needed",
               show_subject(x509, name), OBJ_nid2sn(X509_get_signature_nid(x509)));
        return 0;
    }
    if (bits < least) {
        refuse(verdict, SSL_AD_BAD_CERTIFICATE,
               "the key in the certificate of '%s' has %d bits; %d are needed",
               show_subject(x509, name), bits, least);
        return 0;
    }
    return 1;
}

/* RFC 5924: id-kp-sipDomain is as good as serverAuth; where nothing is said, all is allowed. */
static int is_purpose(const ASN1_OBJECT *purpose)
{
    char text[40];

    if (OBJ_obj2txt(text, sizeof text, purpose, 1) <= 0)
        return 0;
    return strcmp(text, "1.3.6.1.5.5.7.3.1") == 0 || strcmp(text, "1.3.6.1.5.5.7.3.20") == 0 ||
           strcmp(text, "2.5.29.37.0") == 0;
}

static int is_for_servers(X509 *x509, struct hf_tls_verdict *verdict)
{
    int present, fits = 0;
    char name[SHOWN_NAME];
    EXTENDED_KEY_USAGE *usage = X509_get_ext_d2i(x509, NID_ext_key_usage, &present, NULL);

    ERR_clear_error();
    if (present == -1)
        return 1;
    for (size_t i = 0; i < sk_ASN1_OBJECT_num(usage); i++)
        fits |= is_purpose(sk_ASN1_OBJECT_value(usage, i));
    sk_ASN1_OBJECT_pop_free(usage, ASN1_OBJECT_free);
    if (!fits)
        refuse(verdict, SSL_AD_UNSUPPORTED_CERTIFICATE,
               "certificate of '%s' is for another purpose than servers (its extended key usage)",
               show_subject(x509, name));
    return fits;
}

static int is_named(X509 *x509, const char *name, struct hf_tls_verdict *verdict)
{
    char list[96], wanted[48];

    if (hf_tls_names_fit(x509, name))
        return 1;
    hf_tls_names_list(x509, list, sizeof list);
    hf_tls_words_clean(wanted, sizeof wanted, (const uint8_t *)name, strlen(name));
    refuse(verdict, SSL_AD_BAD_CERTIFICATE, "certificate is for %s, not for %s%s", list, wanted,
           strstr(list, "*.") != NULL ? " (SIP has no wildcards)" : "");
    return 0;
}

/* The chain that was found, from the peer's own to the trusted one. */
static int chain_will_do(const STACK_OF(X509) * chain, struct hf_tls_verdict *verdict)
{
    size_t n = sk_X509_num(chain);

    for (size_t i = 0; i < n; i++) {
        X509 *x509 = sk_X509_value(chain, i);

        if (!is_strong(x509, i + 1 == n, verdict))
            return 0;
        if ((i == 0 || i + 1 < n) && !is_for_servers(x509, verdict))
            return 0;
    }
    return 1;
}

static int check_chain(const struct hf_tls_profile *profile, const char *name,
                       STACK_OF(X509) * sent, struct hf_tls_verdict *verdict)
{
    X509_STORE_CTX *check = X509_STORE_CTX_new();
    X509_STORE *trust = hf_tls_trust(profile);
    X509 *own = sk_X509_value(sent, 0);
    int accepted = 0;

    if (check == NULL || trust == NULL || X509_STORE_CTX_init(check, trust, own, sent) != 1)
        refuse(verdict, SSL_AD_INTERNAL_ERROR, "no memory to check the certificate");
    else if (X509_verify_cert(check) != 1)
        refuse_chain(profile, check, verdict);
    else
        accepted = chain_will_do(X509_STORE_CTX_get0_chain(check), verdict) &&
                   is_named(own, name, verdict);
    X509_STORE_CTX_free(check);
    return accepted;
}

/* NULL: one cannot be read, or there are too many. */
static STACK_OF(X509) *
    parse(const STACK_OF(CRYPTO_BUFFER) * certificates, struct hf_tls_verdict *verdict)
{
    STACK_OF(X509) *parsed = sk_X509_new_null();
    size_t n = certificates != NULL ? sk_CRYPTO_BUFFER_num(certificates) : 0;

    if (n == 0 || n > HF_TLS_CHAIN_MAX) {
        refuse(verdict, SSL_AD_BAD_CERTIFICATE, "the peer sent %zu certificates; 1 to %d are taken",
               n, HF_TLS_CHAIN_MAX);
        sk_X509_free(parsed);
        return NULL;
    }
    for (size_t i = 0; parsed != NULL && i < n; i++) {
        X509 *x509 = X509_parse_from_buffer(sk_CRYPTO_BUFFER_value(certificates, i));

        if (x509 != NULL && sk_X509_push(parsed, x509) > 0)
            continue;
        X509_free(x509);
        refuse(verdict, SSL_AD_BAD_CERTIFICATE, "certificate %zu of the peer cannot be read",
               i + 1);
        sk_X509_pop_free(parsed, X509_free);
        return NULL;
    }
    return parsed;
}

int hf_tls_verify(const struct hf_tls_profile *profile, const char *name,
                  const STACK_OF(CRYPTO_BUFFER) * certificates, struct hf_tls_verdict *verdict)
{
    STACK_OF(X509) * sent;
    int accepted = 0;

    memset(verdict, 0, sizeof *verdict);
    refuse(verdict, SSL_AD_INTERNAL_ERROR, "no memory to check the certificate");
    sent = parse(certificates, verdict);
    if (sent != NULL)
        accepted = check_chain(profile, name, sent, verdict);
    sk_X509_pop_free(sent, X509_free);
    ERR_clear_error();
    return accepted;
}
