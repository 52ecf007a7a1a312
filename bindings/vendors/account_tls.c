/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a line says about TLS (B14): whom it trusts, who it is itself, and whether the server has to
 * prove its name. It is the shell's, not the core's, so it stands beside the policy. Verification
 * is turned off by our own key alone: a vendor's file that turns it off on a phone leaves it on
 * here, and is told so.
 */
#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conflicts.h"
#include "holdfast/vendors/policy.h"
#include "import.h"
#include "memory.h"
#include "value.h"

#define DIRECTORY_MAX 4096

static const char *const tokens[HF_TLS_SETTINGS] = {"tls_ca", "tls_certificate", "tls_key",
                                                    "tls_verify"};

const char *hf_account_tls_token(unsigned which)
{
    return tokens[which];
}

static const char *path_of(const struct hf_account *account, unsigned which)
{
    const char *path = which == HF_TLS_CA            ? account->tls.ca_file
                       : which == HF_TLS_CERTIFICATE ? account->tls.certificate_file
                                                     : account->tls.key_file;

    return path != NULL ? path : "";
}

const char *hf_account_tls_value(const struct hf_account *account, unsigned which)
{
    const char *path;

    if (which == HF_TLS_VERIFY)
        return account->tls.verify_off ? "off" : "on";
    path = path_of(account, which);
    if (path[0] != '\0')
        return path;
    if (which == HF_TLS_CA)
        return "system";
    return which == HF_TLS_KEY && path_of(account, HF_TLS_CERTIFICATE)[0] != '\0'
               ? "in tls_certificate"
               : "none";
}

int hf_account_tls_counts(const struct hf_account *account, unsigned which)
{
    if (!hf_policy_may_use_tls(&account->config))
        return 0;
    if (which == HF_TLS_CA)
        return !account->tls.verify_off;
    return which != HF_TLS_KEY || path_of(account, HF_TLS_CERTIFICATE)[0] != '\0';
}

/* ---- paths ---- */

/* Beside the file that names it, as what is included is; and whole, so that it means the same
 * wherever the line is written down again. */
static char *resolved(const struct hf_import *import, size_t key, const char *path)
{
    const char *file = import->remarks->phone->files[hf_import_origin(import, key).file - 1];
    const char *slash = strrchr(file, '/');
    char start[DIRECTORY_MAX] = "", *whole;
    size_t length, beside = slash != NULL ? (size_t)(slash - file) + 1 : 0;

    if (path[0] == '/' || import->from_memory)
        return hf_memory_text(path, strlen(path));
    if (file[0] == '/' || getcwd(start, sizeof(start)) == NULL)
        start[0] = '\0';
    length = strlen(start) + 1 + beside + strlen(path) + 1;
    whole = hf_memory_new(length, 1);
    snprintf(whole, length, "%s%s%.*s%s", start, start[0] != '\0' ? "/" : "", (int)beside, file,
             path);
    return whole;
}

char *hf_import_path(struct hf_import *import, size_t key)
{
    const char *raw = hf_import_raw(import, key);
    char allowed[64];

    if (raw != NULL && strlen(raw) > HF_VENDOR_PATH_MAX) {
        snprintf(allowed, sizeof(allowed), "allowed: at most %d bytes", HF_VENDOR_PATH_MAX);
        hf_import_refuse(import, key, "too long", allowed);
        raw = NULL;
    }
    if (raw != NULL && !hf_value_is_printable(raw)) {
        hf_import_refuse(import, key, "holds a control character", "allowed: printable text");
        raw = NULL;
    }
    return raw != NULL ? resolved(import, key, raw) : hf_memory_text("", 0);
}

/* ---- reading ---- */

/* The key of a setting; n_keys where the format has none. */
static size_t key_of(const struct hf_import *import, unsigned which)
{
    return hf_vendor_find(import->vendor, tokens[which], 0);
}

static char *path_at(struct hf_import *import, unsigned which)
{
    size_t key = key_of(import, which);

    if (key == import->vendor->n_keys)
        return hf_memory_text("", 0);
    import->account->tls.at[which] = hf_import_origin(import, key);
    return hf_import_path(import, key);
}

void hf_import_tls(struct hf_import *import)
{
    struct hf_account *account = import->account;
    size_t verify = key_of(import, HF_TLS_VERIFY);
    int64_t is_on = 1;

    account->tls.ca_file = path_at(import, HF_TLS_CA);
    account->tls.certificate_file = path_at(import, HF_TLS_CERTIFICATE);
    account->tls.key_file = path_at(import, HF_TLS_KEY);
    if (verify == import->vendor->n_keys || !hf_import_number(import, verify, &is_on))
        return;
    account->tls.verify_off = is_on == 0;
    account->tls.at[HF_TLS_VERIFY] = hf_import_origin(import, verify);
}

/* ---- what is warned about ---- */

/* In the line itself: a default is for whom it may concern. */
static int is_meant(const struct hf_import *import, size_t key)
{
    return import->line->raw[key].text != NULL && hf_import_raw(import, key) != NULL;
}

static const char *why_idle(const struct hf_account *account, unsigned which)
{
    if (!hf_policy_may_use_tls(&account->config))
        return "nothing is reached over TLS";
    return which == HF_TLS_CA ? "tls_verify is off" : "there is no tls_certificate";
}

static void check_file(struct hf_import *import, unsigned which)
{
    const char *path = which < HF_TLS_VERIFY ? path_of(import->account, which) : "";

    if (path[0] != '\0' && !import->from_memory && access(path, R_OK) != 0)
        hf_import_warn(import, (struct hf_about){key_of(import, which), "B14"},
                       "cannot be read: %s", strerror(errno));
}

static void check_own(struct hf_import *import)
{
    const struct hf_account *account = import->account;

    for (unsigned which = 0; which < HF_TLS_SETTINGS; which++) {
        size_t key = key_of(import, which);

        if (!hf_account_tls_counts(account, which)) {
            if (is_meant(import, key))
                hf_import_warn(import, (struct hf_about){key, "B14"}, "does nothing: %s",
                               why_idle(account, which));
            continue;
        }
        check_file(import, which);
        if (which == HF_TLS_VERIFY && account->tls.verify_off)
            hf_import_warn(import, (struct hf_about){key, "B14"},
                           "the server does not have to prove who it is: whoever gets in between "
                           "can listen and answer");
    }
}

/* The first place where the line may use TLS. */
static unsigned place_of_tls(const struct hf_config *config)
{
    unsigned place = 1;

    while (place < HF_PLACES && !hf_policy_may_use_tls_at(config, place))
        place++;
    return place;
}

/* Phones take any certificate from the factory, or one without the name. */
static void check_imported(struct hf_import *import)
{
    const struct hf_config *config = &import->account->config;
    unsigned place = place_of_tls(config);
    struct hf_conflict conflict = {HF_SETTING_TRANSPORT, place, "B14"};

    if (place == HF_PLACES)
        return;
    hf_conflicts_warn(import, conflict,
                      "%sover TLS the server has to prove its name, to the CAs of this system; in "
                      "our own format tls_ca names others, and tls_verify: off takes anybody",
                      hf_policy_counts(config, HF_SETTING_ALLOW_DOWNGRADE, 0)
                          ? "where a target has TLS, those without are left out, which the phone "
                            "may use; allow_downgrade: on of our own format keeps them; "
                          : "");
}

void hf_conflicts_check_tls(struct hf_import *import)
{
    if (key_of(import, HF_TLS_VERIFY) < import->vendor->n_keys)
        check_own(import);
    else
        check_imported(import);
}
