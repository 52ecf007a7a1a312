/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What went wrong with TLS, in words: from BoringSSL's error queue, the peer's alert and its first
 * bytes. Nothing of what a peer said is shown but as printable ASCII, and cut.
 */
#include "tls_internal.h"

#include <openssl/err.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ALERT_BASE 1000 /* BoringSSL's reasons from here on are the peer's alerts */

enum { /* RFC 8446 6.2, as far as they are told apart */
       ALERT_HANDSHAKE_FAILURE = 40,
       ALERT_NO_CERTIFICATE = 41,
       ALERT_UNKNOWN_CA = 48,
       ALERT_ACCESS_DENIED = 49,
       ALERT_DECRYPT_ERROR = 51,
       ALERT_PROTOCOL_VERSION = 70,
       ALERT_INSUFFICIENT_SECURITY = 71,
       ALERT_UNRECOGNIZED_NAME = 112,
       ALERT_CERTIFICATE_REQUIRED = 116
};

void hf_tls_words_clean(char *text, size_t size, const uint8_t *bytes, size_t n)
{
    size_t shown = n < size ? n : size - 1;

    for (size_t i = 0; i < shown; i++)
        text[i] = (char)(bytes[i] >= ' ' && bytes[i] < 0x7f ? bytes[i] : '?');
    if (shown < n && shown > 3)
        memcpy(text + shown - 3, "...", 3);
    text[shown] = '\0';
}

static void say(struct hf_tls *tls, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void say(struct hf_tls *tls, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(tls->failure.text, sizeof tls->failure.text, format, arguments);
    va_end(arguments);
}

/* The first line of what a peer said that does not speak TLS. */
static void say_no_tls(struct hf_tls *tls)
{
    char text[HF_TLS_FIRST_BYTES + 1];
    unsigned n = 0;

    while (n < tls->n_first && tls->first[n] >= ' ' && tls->first[n] < 0x7f)
        n++;
    if (n >= 3) {
        hf_tls_words_clean(text, sizeof text, tls->first, n);
        say(tls, "the peer does not speak TLS on this port: it said '%s'", text);
        return;
    }
    text[0] = '\0';
    for (unsigned i = 0; i < tls->n_first && i < 8; i++)
        snprintf(text + 3 * i, sizeof text - 3 * i, " %02x", tls->first[i]);
    say(tls, "the peer does not speak TLS on this port: its first bytes were%s", text);
}

/* A TLS record begins with its kind, 20 to 24, and the version's 3. */
static int speaks_tls(const struct hf_tls *tls)
{
    return tls->n_first == 0 || (tls->first[0] >= 20 && tls->first[0] <= 24 &&
                                 (tls->n_first == 1 || tls->first[1] == 3));
}

/* Of TLS 1.2 and before it stands in the ServerHello, behind two headers of 5 and 4 bytes. */
static void say_version(struct hf_tls *tls)
{
    unsigned minor = tls->n_first > 10 && tls->first[5] == 2 ? tls->first[10] : 0;

    if (tls->n_first > 10 && tls->first[5] == 2 && tls->first[9] == 3 && minor < 3)
        say(tls, "the peer chose %s; only TLS 1.2 and 1.3 are taken here",
            minor == 0   ? "SSL 3.0"
            : minor == 1 ? "TLS 1.0"
                         : "TLS 1.1");
    else
        say(tls, "the peer chose a version of TLS that is not taken here; 1.2 and 1.3 are");
}

/* Alerts by which a server says that it did not like our certificate, or that there was none. */
static int is_about_certificate(int alert)
{
    return (alert >= ALERT_NO_CERTIFICATE && alert <= 46) || alert == ALERT_HANDSHAKE_FAILURE ||
           alert == ALERT_UNKNOWN_CA || alert == ALERT_ACCESS_DENIED ||
           alert == ALERT_DECRYPT_ERROR || alert == ALERT_CERTIFICATE_REQUIRED;
}

static void say_alert(struct hf_tls *tls, int alert)
{
    const char *name = SSL_alert_desc_string_long(alert);
    const char *file = tls->profile->certificate_file;
    size_t n = strlen(file);

    if (tls->asked_for_certificate && is_about_certificate(alert) && n == 0)
        say(tls, "the server wants a client certificate, and none is configured (its alert: %s)",
            name);
    else if (tls->asked_for_certificate && is_about_certificate(alert))
        say(tls, "the server refused our certificate, %s (its alert: %s)",
            n < 80 ? file : file + n - 80, name);
    else if (alert == ALERT_PROTOCOL_VERSION)
        say(tls, "no version in common: TLS 1.2 and 1.3 are spoken here (the peer's alert: %s)",
            name);
    else if (alert == ALERT_HANDSHAKE_FAILURE || alert == ALERT_INSUFFICIENT_SECURITY)
        say(tls, "no cipher, key exchange or signature in common (the peer's alert: %s)", name);
    else if (alert == ALERT_UNRECOGNIZED_NAME)
        say(tls, "the peer knows nothing of '%.64s' (its alert: %s)", tls->name, name);
    else
        say(tls, "the peer ended it with the alert: %s", name);
}

static void say_reason(struct hf_tls *tls, uint32_t error)
{
    const char *name = ERR_reason_error_string(error);
    char text[64];
    size_t n = 0;

    for (; name != NULL && name[n] != '\0' && n + 1 < sizeof text; n++)
        text[n] = (char)(name[n] == '_'                     ? ' '
                         : name[n] >= 'A' && name[n] <= 'Z' ? name[n] - 'A' + 'a'
                                                            : name[n]);
    text[n] = '\0';
    say(tls, "the peer broke the rules of TLS: %s", n > 0 ? text : "why is not known");
}

static void say_error(struct hf_tls *tls, uint32_t error)
{
    int reason = ERR_GET_LIB(error) == ERR_LIB_SSL ? ERR_GET_REASON(error) : 0;

    if (reason >= ALERT_BASE) {
        say_alert(tls, reason - ALERT_BASE);
        return;
    }
    switch (reason) {
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_WRONG_SSL_VERSION:
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_UNKNOWN_SSL_VERSION: say_version(tls); break;
    case SSL_R_TLS13_DOWNGRADE:
        say(tls, "somebody on the way, or the peer, made a TLS 1.3 connection an older one");
        break;
    case SSL_R_UNKNOWN_CIPHER_RETURNED:
    case SSL_R_WRONG_CIPHER_RETURNED:
    case SSL_R_WRONG_CURVE:
        say(tls, "the peer chose a cipher or key exchange that was not offered");
        break;
    case SSL_R_WRONG_SIGNATURE_TYPE:
    case SSL_R_NO_COMMON_SIGNATURE_ALGORITHMS:
        say(tls, "the peer's signature is of a kind that is weak or not supported");
        break;
    case SSL_R_BAD_SIGNATURE:
        say(tls, "the peer does not have the key of the certificate that it showed");
        break;
    case SSL_R_DECRYPTION_FAILED_OR_BAD_RECORD_MAC:
        say(tls, "what came was damaged or forged on the way");
        break;
    case SSL_R_NO_RENEGOTIATION:
        say(tls, "the peer wants to negotiate again, which is not done here");
        break;
    case SSL_R_TOO_MANY_KEY_UPDATES:
    case SSL_R_TOO_MANY_EMPTY_FRAGMENTS:
    case SSL_R_TOO_MANY_WARNING_ALERTS:
        say(tls, "the peer floods the connection with empty messages of TLS");
        break;
    default: say_reason(tls, error); break;
    }
}

/* Certificates that BoringSSL refuses before it asks us. */
static int is_certificate_error(uint32_t error)
{
    if (ERR_GET_LIB(error) != ERR_LIB_SSL)
        return 0;
    switch (ERR_GET_REASON(error)) {
    case SSL_R_CANNOT_PARSE_LEAF_CERT:
    case SSL_R_BAD_ECC_CERT:
    case SSL_R_ECC_CERT_NOT_FOR_SIGNING:
    case SSL_R_KEY_USAGE_BIT_INCORRECT:
    case SSL_R_WRONG_CERTIFICATE_TYPE:
    case SSL_R_UNKNOWN_CERTIFICATE_TYPE:
    case SSL_R_CERT_LENGTH_MISMATCH:
    case SSL_R_SERVER_CERT_CHANGED: return 1;
    default: return 0;
    }
}

/* The first reason of TLS itself; those of the libraries below it come before in the queue. */
static uint32_t take_error(void)
{
    uint32_t error = ERR_get_error(), next;

    while ((next = ERR_get_error()) != 0)
        if (error == 0 || ERR_GET_LIB(error) != ERR_LIB_SSL)
            error = next;
    return error;
}

void hf_tls_words_failure(struct hf_tls *tls)
{
    uint32_t error = take_error();

    if (tls->failure.cause != HF_CAUSE_NONE)
        return; /* the certificate's */
    tls->failure.cause = HF_CAUSE_TLS;
    if (tls->state == HF_TLS_HANDSHAKE && !speaks_tls(tls)) {
        say_no_tls(tls);
    } else if (error == 0) {
        say(tls, "the peer closed the connection during the TLS handshake%s",
            tls->n_first == 0 ? " without a word; does it speak TLS on this port?" : "");
    } else if (is_certificate_error(error)) {
        tls->failure.cause = HF_CAUSE_CERTIFICATE;
        say_reason(tls, error);
    } else {
        say_error(tls, error);
    }
}
