/* SPDX-License-Identifier: Apache-2.0 */
/* Strict readers of single values; see value.h. */
#include "value.h"

#include <string.h>
#include <strings.h>

#define DIGITS_MAX 18  /* always fits 64 bits */
#define NAME_MOST  253 /* RFC 1035 2.3.4, without the dot at the end */

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

int hf_value_integer(const char *text, int64_t *value)
{
    int negative = text[0] == '-';
    const char *digit = text + negative;
    int64_t sum = 0;
    size_t length = strlen(digit);

    if (length == 0 || length > DIGITS_MAX)
        return 0;
    for (size_t i = 0; i < length; i++) {
        if (!is_digit(digit[i]))
            return 0;
        sum = sum * 10 + (digit[i] - '0');
    }
    *value = negative ? -sum : sum;
    return 1;
}

int hf_value_seconds(const char *text, int64_t *value_ms)
{
    size_t whole = strspn(text, "0123456789");
    size_t fraction = text[whole] == '.' ? strspn(text + whole + 1, "0123456789") : 0;
    const char *rest = text + whole + (text[whole] == '.' ? 1 + fraction : 0);
    int64_t ms = 0;

    if (whole == 0 || whole > DIGITS_MAX - 3 || *rest != '\0' ||
        (text[whole] == '.' && fraction == 0))
        return 0;
    for (size_t i = 0; i < whole; i++)
        ms = ms * 10 + (text[i] - '0');
    for (size_t i = 0; i < 3; i++)
        ms = ms * 10 + (i < fraction ? text[whole + 1 + i] - '0' : 0);
    for (size_t i = 3; i < fraction; i++)
        if (text[whole + 1 + i] != '0')
            return 0; /* finer than a millisecond */
    *value_ms = ms;
    return 1;
}

static char lower(char c)
{
    return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static int same_word(const char *a, const char *b)
{
    size_t i = 0;

    while (a[i] != '\0' && lower(a[i]) == lower(b[i]))
        i++;
    return a[i] == b[i];
}

int hf_value_word(const char *text, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (words[i] != NULL && same_word(text, words[i]))
            return (int)i;
    return -1;
}

/* One code or class of a list. */
static const char *add_status(const char *text, size_t length, struct hf_statuses *statuses)
{
    int is_class = length == 3 && lower(text[1]) == 'x' && lower(text[2]) == 'x';
    uint16_t code;

    if (length != 3 || text[0] < '4' || text[0] > '6' ||
        (!is_class && (!is_digit(text[1]) || !is_digit(text[2]))))
        return "not a list of statuses";
    if (is_class) {
        statuses->classes |= (uint8_t)(1U << (unsigned)(text[0] - '0'));
        return NULL;
    }
    code = (uint16_t)((text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0'));
    if (code == 401 || code == 407 || code == 423)
        return "401, 407 and 423 are answered, never failed over (A6)";
    if (statuses->n_codes == HF_STATUSES_MAX)
        return "too many codes";
    statuses->codes[statuses->n_codes++] = code;
    return NULL;
}

const char *hf_value_statuses(const char *text, struct hf_statuses *statuses)
{
    static const char *const none = "none";
    const char *wrong = NULL;

    memset(statuses, 0, sizeof(*statuses));
    if (same_word(text, none))
        return NULL;
    while (*text != '\0' && wrong == NULL) {
        size_t length = strcspn(text, " ");

        wrong = add_status(text, length, statuses);
        text += length;
        text += strspn(text, " ");
    }
    return wrong;
}

static int is_name_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-' ||
           c == '.' || c == '_';
}

static const char *label_fault(const char *text, size_t length)
{
    size_t label = 0;

    for (size_t i = 0; i <= length; i++) {
        if (i < length && text[i] != '.') {
            label++;
            continue;
        }
        if (label > 63)
            return "a part of the name is longer than 63 characters";
        if (label == 0)
            return "a part of the name is empty";
        if (text[i - label] == '-' || text[i - 1] == '-')
            return "a part of the name begins or ends with '-'";
        label = 0;
    }
    return NULL;
}

/* A URI in place of a host: what else it says has keys of its own. */
static const char *uri_fault(const char *text)
{
    const char *transport = strstr(text, ";transport=");

    if (strncasecmp(text, "sip:", 4) == 0)
        return "a URI; the host stands alone, port and transport have keys of their own";
    if (strncasecmp(text, "sips:", 5) != 0)
        return NULL;
    if (transport != NULL && strncasecmp(transport + 11, "udp", 3) == 0)
        return "over UDP there is no TLS, so that sips with transport=udp leads nowhere "
               "(RFC 3263 4.1)";
    return "a URI; the host stands alone, and what sips asks for is transport tls, a key of its "
           "own";
}

const char *hf_value_host_fault(const char *text)
{
    struct hf_target target;
    size_t length = strlen(text);
    int only_numeric = 1;

    if (hf_target_parse(&target, text, length))
        return NULL;
    if (uri_fault(text) != NULL)
        return uri_fault(text);
    if (length > 1 && text[length - 1] == '.')
        length--; /* a name that says that it is whole */
    if (length > NAME_MOST)
        return "a host name has at most 253 characters";
    for (size_t i = 0; i < length; i++) {
        if (text[i] == ':')
            return "a colon stands only in an IPv6 address; the port has a key of its own";
        if (!is_name_character(text[i]))
            return "a host name has only letters, digits, '-', '.' and '_'";
        if (text[i] != '.' && !is_digit(text[i]))
            only_numeric = 0;
    }
    if (only_numeric)
        return "four numbers from 0 to 255, with dots between, make an IPv4 address";
    return label_fault(text, length);
}

/* Of ASCII, or in UTF-8 one of U+0080 to U+009F, which some terminals obey like ESC. A byte that
 * follows its 0xC2 is seen with it. */
static int is_control(const char *text, size_t at)
{
    unsigned char c = (unsigned char)text[at];

    if (c == 0xC2)
        return ((unsigned char)text[at + 1] & 0xE0) == 0x80;
    return c < 0x20 || c == 0x7F ||
           (at > 0 && (unsigned char)text[at - 1] == 0xC2 && (c & 0xE0) == 0x80);
}

int hf_value_is_printable(const char *text)
{
    for (size_t i = 0; text[i] != '\0'; i++)
        if (is_control(text, i))
            return 0;
    return 1;
}

void hf_value_show(const char *text, char shown[72])
{
    size_t length = strlen(text);
    size_t n = length > 60 ? 60 : length;

    for (size_t i = 0; i < n; i++)
        shown[i] = is_control(text, i) ? '?' : text[i];
    while (n > 0 && length > 60 && ((unsigned char)text[n] & 0xC0) == 0x80)
        n--; /* not in the middle of a UTF-8 sequence */
    strcpy(shown + n, length > 60 ? "..." : "");
}

int hf_value_is_secret(const char *key)
{
    static const char *const words[] = {"pass", "pswd", "pwd", "secret", "key"};

    for (; *key != '\0'; key++)
        for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
            size_t n = 0;

            while (words[i][n] != '\0' && lower(key[n]) == words[i][n])
                n++;
            if (words[i][n] == '\0')
                return 1;
        }
    return 0;
}

void hf_value_show_path(const char *path, char shown[72])
{
    const char *authority = strstr(path, "://");
    const char *host, *at;
    char text[72] = "";
    size_t scheme, length;

    if (authority == NULL) {
        hf_value_show(path, shown);
        return;
    }
    authority += strlen("://");
    scheme = (size_t)(authority - path);
    host = authority;
    length = strcspn(host, "/?#\\");
    for (at = strchr(authority, '@'); at != NULL; at = strchr(at + 1, '@')) {
        if (at >= authority + length) {
            length = 0; /* whether what stands before it is a host or a secret is not known */
            break;
        }
        length -= (size_t)(at + 1 - host);
        host = at + 1;
    }
    if (scheme + length < sizeof(text)) {
        memcpy(text, path, scheme);
        memcpy(text + scheme, host, length);
        text[scheme + length] = '\0';
    }
    hf_value_show(text[0] != '\0' ? text : "(a URL)", shown);
}
