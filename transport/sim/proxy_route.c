/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The Routes of a request (RFC 3261 16.4): those that name this server are taken off, and one that
 * carries our token for its Call-ID proves that the dialog went through here. A phone whose server
 * is lost puts another one in the place of the first Route, without a token: then the request is
 * judged by where it goes, like one outside of any dialog.
 */
#include "proxy.h"

struct routes { /* as they came */
    size_t n;
    struct hf_sip_route last;
};

/* 0, or decided. */
static int count_routes(struct hf_proxy_pass *pass, struct routes *routes)
{
    struct hf_sip_each each;
    struct hf_sip_route route;
    int found;
    routes->n = 0;
    hf_sip_each_start(&each, pass->request->message, HF_HEADER_ROUTE);
    while ((found = hf_sip_route_next(&each, &route, NULL)) == 1) {
        routes->last = route;
        routes->n++;
    }
    if (found == 0)
        return 0;
    hf_registrar_decide(pass->request, 400, "a Route cannot be read");
    return -1;
}

static void take_proof(struct hf_proxy_pass *pass, const struct hf_sip_uri *uri)
{
    struct hf_slice call_id = hf_sip_value(pass->request->message, HF_HEADER_CALL_ID);
    pass->is_inside = pass->is_inside ||
                      hf_proxy_read_token(pass->registrar, call_id, uri->user, &pass->token);
}

/* A strict router before us put our own URI into the Request-URI, and the Request-URI behind the
 * Routes. */
static void undo_strict_routing(struct hf_proxy_pass *pass, struct routes *routes)
{
    if (routes->n == 0 || !hf_sip_uri_is_loose(&pass->uri) ||
        !hf_proxy_is_us(pass->registrar, &pass->uri))
        return;
    take_proof(pass, &pass->uri);
    pass->uri_text = routes->last.address.uri;
    pass->uri = routes->last.uri;
    routes->n--;
}

/* No name is looked up here, so a first Route with one has led to us by somebody's DNS. */
static bool is_ours(const struct hf_proxy_pass *pass, const struct hf_sip_route *route)
{
    struct hf_target place;
    return hf_proxy_is_us(pass->registrar, &route->uri) ||
           (pass->first_route == 0 && !hf_proxy_place(&route->uri, &place));
}

int hf_proxy_read_routes(struct hf_proxy_pass *pass)
{
    struct hf_sip_each each;
    struct routes routes;
    if (count_routes(pass, &routes) != 0)
        return -1;
    undo_strict_routing(pass, &routes);
    hf_sip_each_start(&each, pass->request->message, HF_HEADER_ROUTE);
    while (pass->first_route < routes.n && hf_sip_route_next(&each, &pass->next, NULL) == 1) {
        if (!is_ours(pass, &pass->next))
            break;
        take_proof(pass, &pass->next.uri);
        pass->first_route++;
    }
    pass->n_routes = routes.n - pass->first_route;
    return 0;
}
