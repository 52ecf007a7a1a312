/* SPDX-License-Identifier: Apache-2.0 */
/* Files in, accounts and remarks out: the door of this room. */
#include "holdfast/vendors/vendors.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "memory.h"
#include "reading.h"
#include "value.h"

#define FILE_MAX ((size_t)64 << 20) /* thousands of lines fit many times over */
#define CHUNK    65536

static void refuse(struct hf_reading *reading, uint32_t line, const char *text)
{
    struct hf_spot spot = {{reading->file, line}, "G1"};

    hf_remark_error(&reading->remarks, spot, "%s", text);
}

static uint32_t line_of(const char *bytes, const char *at)
{
    uint32_t line = 1;

    for (const char *byte = bytes; byte < at; byte++)
        line += *byte == '\n';
    return line;
}

/* What is not text, or text that no reader here knows. False after an error was remarked. */
static int is_readable(struct hf_reading *reading, const char *bytes, size_t length)
{
    const char *zero = length > 0 ? memchr(bytes, '\0', length) : NULL;
    size_t blank = 0;

    while (blank < length && strchr(" \t\r\n", bytes[blank]) != NULL && bytes[blank] != '\0')
        blank++;
    if (blank == length) {
        refuse(reading, 0, "the file is empty");
        return 0;
    }
    if (length >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0)) {
        refuse(reading, 1, "the file is UTF-16; save it as UTF-8");
        return 0;
    }
    if (zero != NULL) {
        refuse(
            reading, line_of(bytes, zero),
            "the file holds a zero byte, so it is not a text file; a phone's encrypted or packed "
            "configuration has to be exported as text");
        return 0;
    }
    return 1;
}

static const char *first_line(enum hf_dialect dialect)
{
    switch (dialect) {
    case HF_DIALECT_FANVIL_TEXT: return "<<VOIP CONFIG FILE>>Version:...";
    case HF_DIALECT_FANVIL_KV: return "#<Voip Config File>#";
    case HF_DIALECT_YEALINK_CFG: return "#!version:1.0.0.1";
    case HF_DIALECT_FANVIL_XML_OLD:
    case HF_DIALECT_FANVIL_XML_NEW:
    case HF_DIALECT_NATIVE:
    case HF_DIALECT_UNKNOWN:
    case HF_DIALECT_COUNT: break;
    }
    return "";
}

static void take_bytes(struct hf_reading *reading, const char *bytes, size_t length)
{
    struct hf_spot spot = {{reading->file, 1}, "G2a"};
    enum hf_dialect dialect;
    int marked;

    if (!is_readable(reading, bytes, length))
        return;
    dialect = hf_reading_dialect(bytes, length, &marked);
    if (dialect == HF_DIALECT_UNKNOWN) {
        refuse(reading, 1,
               "the format is not known; a file begins with <<VOIP CONFIG FILE>>Version:..., "
               "<VOIP_CONFIG_FILE>, <sysConf> or #<Voip Config File># (Fanvil), "
               "#!version:1.0.0.1 (Yealink) or holdfast: 1 (native)");
        return;
    }
    if (!marked)
        hf_remark_warning(&reading->remarks, spot,
                          "the first line is not %s: a phone would refuse this file",
                          first_line(dialect));
    hf_reading_bytes(reading, dialect, bytes, length);
}

/* All of a stream, which may be a pipe. NULL after an error was remarked. */
static char *load(struct hf_reading *reading, FILE *stream, size_t *length)
{
    char *bytes = NULL;
    size_t got = 1;

    *length = 0;
    while (got > 0 && *length <= FILE_MAX) {
        /* Room for whole chunks; it doubles as their number does. */
        bytes = hf_memory_room(bytes, *length / CHUNK, CHUNK);
        got = fread(bytes + *length, 1, CHUNK - *length % CHUNK, stream);
        *length += got;
    }
    if (ferror(stream))
        refuse(reading, 0, strerror(errno));
    else if (*length > FILE_MAX)
        refuse(reading, 0, "the file is larger than 64 MiB");
    else
        return bytes;
    free(bytes);
    return NULL;
}

static void add_file(struct hf_reading *reading, const char *name)
{
    struct hf_phone_config *phone = reading->phone;

    phone->files = hf_memory_room(phone->files, phone->n_files, sizeof(*phone->files));
    phone->files[phone->n_files++] = hf_memory_text(name, strlen(name));
    reading->file = (uint32_t)phone->n_files;
}

static struct hf_file_id id_of(const struct stat *status)
{
    return (struct hf_file_id){(uint64_t)status->st_dev, (uint64_t)status->st_ino};
}

static void take_file(struct hf_reading *reading, const char *path)
{
    struct stat status;
    size_t length;
    char *bytes;
    FILE *stream;

    if (stat(path, &status) != 0) {
        refuse(reading, 0, strerror(errno));
        return;
    }
    if (S_ISDIR(status.st_mode)) {
        refuse(reading, 0, "is a directory; name the files in it");
        return;
    }
    reading->open[reading->n_deep] = id_of(&status);
    stream = fopen(path, "rb");
    if (stream == NULL) {
        refuse(reading, 0, strerror(errno));
        return;
    }
    bytes = load(reading, stream, &length);
    fclose(stream);
    if (reading->n_deep > 0)
        reading->n_included_bytes += length;
    if (bytes != NULL) {
        take_bytes(reading, bytes, length);
        hf_memory_wipe(bytes, length);
    }
    free(bytes);
}

/* The path of a file beside the present one. */
static char *path_beside(const struct hf_reading *reading, const char *path)
{
    const char *present = reading->phone->files[reading->file - 1];
    const char *slash = strrchr(present, '/');
    size_t directory = path[0] == '/' || slash == NULL ? 0 : (size_t)(slash - present) + 1;
    size_t length = strlen(path);
    char *beside = hf_memory_new(directory + length + 1, 1);

    memcpy(beside, present, directory);
    memcpy(beside + directory, path, length);
    return beside;
}

/* NULL, or why nothing more can be included here. */
static const char *include_fault(const struct hf_reading *reading)
{
    if (reading->from_memory)
        return "there is no directory to look in";
    if (reading->n_deep == HF_INCLUDES_DEEP)
        return "files include one another more than 8 deep";
    if (reading->n_included == HF_INCLUDES_MOST)
        return "more than 1000 files are included";
    return NULL;
}

static int is_open(const struct hf_reading *reading, const struct stat *status)
{
    const struct hf_file_id id = id_of(status);
    unsigned depth = 0;

    while (depth <= reading->n_deep &&
           (reading->open[depth].device != id.device || reading->open[depth].number != id.number))
        depth++;
    return depth <= reading->n_deep;
}

static const char *file_fault(const struct hf_reading *reading, const char *path)
{
    struct stat status;

    if (stat(path, &status) != 0)
        return strerror(errno);
    if (S_ISDIR(status.st_mode))
        return "it is a directory; name the files in it";
    if (!S_ISREG(status.st_mode))
        return "it is no file";
    if (is_open(reading, &status))
        return "files include one another in a circle";
    if ((uintmax_t)status.st_size > FILE_MAX - reading->n_included_bytes)
        return "what is included is larger than 64 MiB";
    return NULL;
}

/* What is counted for a file, and not for the phone, goes on behind the included one. */
static void read_included(struct hf_reading *reading, const char *path)
{
    const uint32_t file = reading->file;
    const size_t n_twice = reading->n_twice, n_malformed = reading->n_malformed;
    const size_t n_unknown = reading->n_unknown, first_unknown = reading->first_unknown;

    add_file(reading, path);
    reading->n_included++;
    reading->n_deep++;
    take_file(reading, path);
    reading->n_deep--;
    reading->file = file;
    reading->n_twice = n_twice;
    reading->n_malformed = n_malformed;
    reading->n_unknown = n_unknown;
    reading->first_unknown = first_unknown;
}

void hf_reading_include(struct hf_reading *reading, const char *path, uint32_t at)
{
    struct hf_spot spot = {{reading->file, at}, "G1"};
    const char *fault = include_fault(reading);
    char *beside = path_beside(reading, path);
    char shown[72];

    hf_value_show_path(path, shown);
    if (fault == NULL && !hf_value_is_printable(path))
        fault = "a control character; allowed: printable text"; /* files are named in messages */
    if (fault == NULL)
        fault = file_fault(reading, beside);
    if (fault != NULL)
        hf_remark_error(&reading->remarks, spot, "%s cannot be included: %s", shown, fault);
    else
        read_included(reading, beside);
    free(beside);
}

static void free_accounts(struct hf_phone_config *phone)
{
    for (size_t i = 0; i < phone->n_accounts; i++) {
        struct hf_account *account = &phone->accounts[i];

        free(account->name);
        free(account->label);
        free(account->user);
        free(account->auth_name);
        hf_memory_forget(account->password);
        free(account->display_name);
        free(account->messages.mailbox);
        free(account->messages.voicemail);
        free(account->tls.ca_file);
        free(account->tls.certificate_file);
        free(account->tls.key_file);
        for (size_t n = 0; n < account->n_spellings; n++)
            free(account->spellings[n].text);
        free(account->spellings);
    }
    free(phone->accounts);
    phone->accounts = NULL;
    phone->n_accounts = 0;
}

static void free_records(struct hf_phone_config *phone)
{
    for (size_t i = 0; i < phone->n_records; i++) {
        free(phone->records[i].name);
        free(phone->records[i].target);
        free(phone->records[i].service);
        free(phone->records[i].flags);
    }
    free(phone->records);
    phone->records = NULL;
    phone->n_records = 0;
}

static void free_own(struct hf_phone_config *phone)
{
    for (unsigned i = 0; i < HF_OWN_SETTINGS; i++)
        free(phone->own[i].text);
    memset(phone->own, 0, sizeof(phone->own));
}

static struct hf_reading *begin(struct hf_phone_config *phone)
{
    struct hf_reading *reading = hf_memory_new(1, sizeof(*reading));

    memset(phone, 0, sizeof(*phone));
    reading->phone = phone;
    reading->remarks.phone = phone;
    return reading;
}

static int end(struct hf_reading *reading)
{
    size_t n_errors;

    hf_reading_finish(reading);
    hf_remark_finish(&reading->remarks);
    n_errors = reading->remarks.n_errors;
    if (n_errors > 0) { /* G1: nothing is applied */
        free_accounts(reading->phone);
        free_records(reading->phone);
        free_own(reading->phone);
    }
    hf_reading_free(reading);
    free(reading);
    return n_errors > 0 ? -1 : 0;
}

int hf_vendors_read(struct hf_phone_config *phone, const char *const *paths, size_t n_paths)
{
    struct hf_reading *reading = begin(phone);

    for (size_t i = 0; i < n_paths; i++) {
        add_file(reading, paths[i]);
        take_file(reading, paths[i]);
    }
    return end(reading);
}

int hf_vendors_read_bytes(struct hf_phone_config *phone, const char *name, const char *bytes,
                          size_t n_bytes)
{
    struct hf_reading *reading = begin(phone);

    reading->from_memory = 1;
    add_file(reading, name);
    take_bytes(reading, bytes, n_bytes);
    return end(reading);
}

void hf_phone_config_free(struct hf_phone_config *phone)
{
    free_accounts(phone);
    for (size_t i = 0; i < phone->n_files; i++)
        free(phone->files[i]);
    free(phone->files);
    for (size_t i = 0; i < phone->n_remarks; i++)
        free(phone->remarks[i].text);
    free(phone->remarks);
    free_records(phone);
    free_own(phone);
    for (size_t i = 0; i < phone->n_unknown; i++) {
        free(phone->unknown[i].key);
        hf_memory_forget(phone->unknown[i].value);
    }
    free(phone->unknown);
    memset(phone, 0, sizeof(*phone));
}
