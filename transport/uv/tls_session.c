/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sessions to resume: at most one for a profile, name and target, the newest, and
 * HF_TLS_SESSIONS_MAX in all; the oldest goes. One that is offered is taken out first, so that a
 * handshake that fails with it, for whatever reason, has forgotten it. A certificate that is not
 * good enough any more is found here, before its session is offered: the handshake is a full one.
 */
#include "tls_internal.h"

#include <stdlib.h>
#include <string.h>

static int same_target(const struct hf_target *a, const struct hf_target *b)
{
    return a->family == b->family && a->port == b->port && a->transport == b->transport &&
           memcmp(a->address, b->address, sizeof a->address) == 0;
}

/* Where the pointer to the one for this connection is, or to none: the list's end. */
static struct hf_tls_session **find(const struct hf_tls *tls)
{
    struct hf_tls_session **place = &tls->profile->store->sessions;

    while (*place != NULL &&
           ((*place)->profile != tls->profile || !same_target(&(*place)->target, &tls->target) ||
            strcmp((*place)->name, tls->name) != 0))
        place = &(*place)->next;
    return place;
}

static SSL_SESSION *remove_at(struct hf_tls_store *store, struct hf_tls_session **place)
{
    struct hf_tls_session *kept = *place;
    SSL_SESSION *session = kept->session;

    *place = kept->next;
    store->n_sessions--;
    free(kept);
    return session;
}

SSL_SESSION *hf_tls_session_take(const struct hf_tls *tls)
{
    struct hf_tls_session **place = find(tls);
    struct hf_tls_verdict verdict;

    if (*place == NULL)
        return NULL;
    SSL_SESSION *session = remove_at(tls->profile->store, place);

    if (tls->profile->verify_off ||
        hf_tls_verify(tls->profile, tls->name, SSL_SESSION_get0_peer_certificates(session),
                      &verdict))
        return session;
    SSL_SESSION_free(session);
    return NULL;
}

void hf_tls_session_keep(const struct hf_tls *tls, SSL_SESSION *session)
{
    struct hf_tls_store *store = tls->profile->store;
    struct hf_tls_session **place = find(tls);
    struct hf_tls_session *kept;

    if (session == NULL)
        return;
    if (*place != NULL)
        SSL_SESSION_free(remove_at(store, place));
    if (store->n_sessions >= HF_TLS_SESSIONS_MAX) {
        for (place = &store->sessions; (*place)->next != NULL;)
            place = &(*place)->next;
        SSL_SESSION_free(remove_at(store, place));
    }
    kept = malloc(sizeof *kept + strlen(tls->name) + 1);
    if (kept == NULL) {
        SSL_SESSION_free(session);
        return;
    }
    kept->next = store->sessions;
    kept->profile = tls->profile;
    kept->session = session;
    kept->target = tls->target;
    strcpy(kept->name, tls->name);
    store->sessions = kept;
    store->n_sessions++;
}

void hf_tls_sessions_forget(struct hf_tls_store *store, const struct hf_tls_profile *profile)
{
    struct hf_tls_session **place = &store->sessions;

    while (*place != NULL)
        if ((*place)->profile == profile)
            SSL_SESSION_free(remove_at(store, place));
        else
            place = &(*place)->next;
}
