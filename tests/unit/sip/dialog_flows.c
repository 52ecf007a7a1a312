/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dialogs at both ends of one exchange: RFC 3261's own call (24.2), and random ones, where each
 * dialog must stay the mirror of the other, and each request must find its way through loose and
 * strict routers (16.4, 16.6, 16.12) to the target with nothing left in Route.
 */
#include "dialog_support.h"

#include <stdlib.h>

/* ---- the RFC's call ---- */

/* Reads message F<number>; a body that the RFC does not show becomes dots. */
static void read_flow(struct told *t, unsigned number)
{
    char name[64];
    struct hf_sip_message *m = &t->m;
    uint32_t length = 0;
    snprintf(name, sizeof name, "call-flows-rfc3261/messages/call-F%02u.sip", number);
    static char text[DATA_MAX];
    size_t n = read_data(name, text);
    cr_assert_lt(n, sizeof t->text / 2);
    memcpy(t->text, text, n);
    if (hf_sip_parse(m, t->text, n) < 0) {
        cr_assert_eq(hf_sip_number(m, HF_HEADER_CONTENT_LENGTH, &length), 1);
        memset(t->text + n, '.', length);
        cr_assert_eq(hf_sip_parse(m, t->text, n + length), 0, "F%u: %s", number, m->error.what);
    }
    cr_assert_eq(hf_sip_check(m, NULL), 0);
}

/* What we print beside the RFC's message: all that belongs to the dialog. */
static void assert_printed(const struct hf_dialog *d, const struct hf_dialog_request *request,
                           const struct hf_sip_message *expected)
{
    static const unsigned fields[] = {HF_HEADER_FROM,         HF_HEADER_TO,   HF_HEADER_CALL_ID,
                                      HF_HEADER_MAX_FORWARDS, HF_HEADER_CSEQ, HF_HEADER_ROUTE};
    static struct hf_sip_message m;
    char text[4096];
    struct hf_slice none = {"", 0};
    struct hf_sip_out out;
    hf_sip_out_start(&out, text, sizeof text);
    hf_dialog_put_request(d, request, &out);
    hf_sip_put_end(&out, none);
    cr_assert(!out.overflow);
    cr_assert_eq(hf_sip_parse(&m, text, out.length), 0);
    cr_assert(hf_slice_equal(m.method, expected->method));
    cr_assert(hf_slice_equal(m.uri, expected->uri));
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        cr_assert(hf_slice_equal(hf_sip_value(&m, fields[i]), hf_sip_value(expected, fields[i])),
                  "%s", hf_sip_header_name(fields[i]));
    }
}

Test(dialog_flows, the_call_of_rfc_3261_24_2)
{
    static struct told f[15]; /* F1..F14 */
    static struct hf_dialog alice, bob;
    for (unsigned i = 1; i <= 14; i++) {
        read_flow(&f[i], i);
    }
    cr_assert_eq(hf_dialog_make_caller(&alice, &f[1].m, &f[2].m), HF_E_MALFORMED, "a 100");
    cr_assert_eq(hf_dialog_make_callee(&bob, &f[5].m, hf_slice_text("a6c85cf")), 0);
    cr_assert_eq(hf_dialog_make_caller(&alice, &f[1].m, &f[8].m), 0);
    cr_assert_eq(alice.state, HF_DIALOG_EARLY);
    cr_assert_eq(hf_dialog_hear_response(&alice, &f[11].m), 0);
    hf_dialog_confirm(&bob);
    cr_assert_eq(alice.state, HF_DIALOG_CONFIRMED);
    for (unsigned i = 1; i <= 14; i++) {
        cr_assert_eq(hf_dialog_has(&alice, &f[i].m), (i >= 6 && i <= 11) || i == 13, "F%u", i);
        cr_assert_eq(hf_dialog_has(&bob, &f[i].m), i == 12 || i == 14, "F%u", i);
    }
    assert_slice(hf_dialog_next_hop(&alice), "sip:bob@192.0.2.4");
    assert_slice(hf_dialog_next_hop(&bob), "sip:alice@pc33.atlanta.com");

    struct hf_dialog_request ack = {hf_slice_text("ACK"), alice.invite_cseq, {"", 0}};
    assert_printed(&alice, &ack, &f[12].m);
    cr_assert_eq(hf_dialog_hear_request(&bob, &f[12].m), HF_DIALOG_TAKEN);

    bob.local_cseq = 230; /* the RFC's Bob begins there */
    struct hf_dialog_request bye = {hf_slice_text("BYE"), hf_dialog_next_cseq(&bob), {"", 0}};
    assert_printed(&bob, &bye, &f[13].m);
    cr_assert_eq(hf_dialog_hear_request(&alice, &f[13].m), HF_DIALOG_TAKEN);
    cr_assert_eq(hf_dialog_hear_request(&alice, &f[13].m), HF_DIALOG_REPEATED);
    cr_assert_eq(hf_dialog_hear_response(&bob, &f[14].m), 0);
}

/* ---- random exchanges ---- */

#define HOPS_MAX 6

struct exchange {
    uint64_t seed, random;
    char from[128], to[128];
    struct hf_dialog dialogs[2]; /* of caller and callee */
    char contacts[2][128];       /* as they were told last */
    char routes[HOPS_MAX][128];  /* elements, as the callee sees them */
    struct hf_sip_address hops[HOPS_MAX];
    unsigned n_hops;
};

static uint32_t draw(struct exchange *x, uint32_t below)
{
    x->random ^= x->random << 13;
    x->random ^= x->random >> 7;
    x->random ^= x->random << 17;
    return (uint32_t)(x->random >> 32) % below;
}

#define PICK(x, list) (list)[draw((x), sizeof(list) / sizeof(list)[0])]

static const char *host(struct exchange *x)
{
    static const char *const hosts[] = {"192.0.2.1", "[2001:db8::7]", "a.example.com", "h",
                                        "b_c-d.e."};
    return PICK(x, hosts);
}

static void make_contact(struct exchange *x, char *text)
{
    static const char *const users[] = {"", "u@", "%61;x:pw@", "+49-1;phone-context=x@",
                                        "a&=+$,;?/@"};
    static const char *const tails[] = {"", ";transport=udp", ":5070;ob", ";x=%22[y];lr",
                                        ":1;gr=urn:u"};
    static const char *const pads[] = {"", ";pad=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"};
    const char *scheme = draw(x, 4) == 0 ? "sips:" : "sip:";
    const char *user = PICK(x, users), *name = host(x);
    const char *tail = PICK(x, tails), *pad = PICK(x, pads);
    sprintf(text, "%s%s%s%s%s", scheme, user, name, tail, pad);
}

static void make_route(struct exchange *x, unsigned i)
{
    static const char *const before[] = {"", "P ", "\"a, \\\"<b>;\" ", "\n\t "};
    static const char *const params[] = {";lr", ";lr=on;ftag=at", "", ";transport=tcp;LR;r2=on"};
    static const char *const behind[] = {"", ";x=y", " ; z=\"q;,<\"", ";a"};
    const char *start = PICK(x, before), *param = PICK(x, params), *end = PICK(x, behind);
    const char *name = draw(x, 2) == 0 ? "example.com" : "example.net:5080";
    sprintf(x->routes[i], "%s<sip:p%u.%s%s>%s", start, i, name, param, end);
}

/* Record-Route fields: topmost the one nearest to the callee (16.6 step 4). */
static const char *record_routes(struct exchange *x)
{
    static char text[HOPS_MAX * 160 + 2];
    struct hf_sip_out out;
    hf_sip_out_start(&out, text, sizeof text);
    for (unsigned i = 0; i < x->n_hops; i++) {
        bool joined = i > 0 && draw(x, 2) == 0;
        const char *start = i == 0 ? "Record-Route: " : "\nRecord-Route: ";
        hf_sip_put_text(&out, joined ? " , " : start);
        hf_sip_put_text(&out, x->routes[i]);
    }
    hf_sip_put_text(&out, x->n_hops > 0 ? "\n" : "");
    cr_assert(!out.overflow && out.length < sizeof text);
    text[out.length] = '\0';
    return text;
}

/* Fields of an INVITE; the tag stands at the end of To's and where From's says. */
static void make_parties(struct exchange *x)
{
    static const char *const from[] = {"f: sip:a@b;tag=at.1", "From: A <sip:a@b>;x=y;tag=at.1;z",
                                       "From: \"A \\\" ;tag=1\"<tel:+1>;tag=at.1",
                                       "From:\n  \"\xc3\xa4\"\n <sips:a@b;x=y>\n ; tag=at.1"};
    static const char *const to[] = {"t: sip:c@d", "To: C D <sip:c@d?x=y>;z",
                                     "To: \"C\" <http://x/,>"};
    snprintf(x->from, sizeof x->from, "%s", PICK(x, from));
    snprintf(x->to, sizeof x->to, "%s", PICK(x, to));
}

static void tell_start(struct exchange *x, struct told *t, const char *start, const char *routes)
{
    bool answers = begins_with(hf_slice_text(start), "SIP/");
    tell(t,
         "%s\n" VIA "%s\n%s%s\nCall-ID: %llx@x\nCSeq: 7 INVITE\nMax-Forwards: 70\n"
         "Contact: \"x\" <%s>;q=0.1\n%s",
         start, x->from, x->to, answers ? ";tag=bt~2" : "", (unsigned long long)x->seed,
         x->contacts[answers], routes);
    cr_assert_eq(hf_sip_check(&t->m, NULL), 0, "seed %llu", (unsigned long long)x->seed);
}

static void note_hops(struct exchange *x)
{
    for (unsigned i = 0; i < x->n_hops; i++) {
        int result = hf_sip_address_parse(hf_slice_text(x->routes[i]), &x->hops[i], NULL);
        cr_assert_eq(result, 0);
    }
}

static void make_exchange(struct exchange *x, uint64_t seed)
{
    memset(x, 0, sizeof *x);
    x->seed = seed;
    x->random = seed * 0x9e3779b97f4a7c15u + 1;
    make_parties(x);
    make_contact(x, x->contacts[0]);
    make_contact(x, x->contacts[1]);
    x->n_hops = draw(x, HOPS_MAX + 1);
    for (unsigned i = 0; i < x->n_hops; i++) {
        make_route(x, i);
    }
    note_hops(x);
}

/* INVITE, perhaps a 183 with other routes, and a 200, heard at both ends. */
static void start_exchange(struct exchange *x, uint64_t seed)
{
    static struct told invite, arrived, answer;
    struct hf_dialog *caller = &x->dialogs[0], *callee = &x->dialogs[1];
    make_exchange(x, seed);
    tell_start(x, &invite, "INVITE sip:c@d SIP/2.0", "");
    tell_start(x, &arrived, "INVITE sip:c@e SIP/2.0", record_routes(x));
    cr_assert_eq(hf_dialog_make_callee(callee, &arrived.m, hf_slice_text("bt~2")), 0);
    hf_dialog_confirm(callee);
    if (draw(x, 2) == 0) {
        tell_start(x, &answer, "SIP/2.0 183 X",
                   draw(x, 2) == 0 ? "Record-Route: <sip:other>\n" : "");
        cr_assert_eq(hf_dialog_make_caller(caller, &invite.m, &answer.m), 0);
    }
    tell_start(x, &answer, "SIP/2.0 200 X", record_routes(x));
    int result = caller->state == HF_DIALOG_EARLY
                     ? hf_dialog_hear_response(caller, &answer.m)
                     : hf_dialog_make_caller(caller, &invite.m, &answer.m);
    cr_assert_eq(result, 0, "seed %llu", (unsigned long long)seed);
}

/* Elements of a route set, in order. */
static unsigned elements_of(const struct hf_dialog *d, struct hf_slice *elements)
{
    struct hf_sip_each each = {NULL, hf_dialog_text(d, &d->route), 0, 0};
    unsigned n = 0;
    while (n < d->n_routes && hf_sip_each_next(&each, &elements[n])) {
        n++;
    }
    return n;
}

static bool same_text(const struct hf_dialog *a, const struct hf_dialog_text *in_a,
                      const struct hf_dialog *b, const struct hf_dialog_text *in_b)
{
    return hf_slice_equal(hf_dialog_text(a, in_a), hf_dialog_text(b, in_b));
}

static void assert_mirror(const struct exchange *x)
{
    const struct hf_dialog *a = &x->dialogs[0], *b = &x->dialogs[1];
    struct hf_slice there[HF_DIALOG_ROUTES], back[HF_DIALOG_ROUTES];
    assert_sound(a);
    assert_sound(b);
    cr_assert(same_text(a, &a->call_id, b, &b->call_id));
    cr_assert(same_text(a, &a->local, b, &b->remote) && same_text(a, &a->remote, b, &b->local));
    cr_assert(same_text(a, &a->local_tag, b, &b->remote_tag));
    cr_assert(same_text(a, &a->remote_tag, b, &b->local_tag));
    assert_text(a, &a->target, x->contacts[1]);
    assert_text(b, &b->target, x->contacts[0]);
    unsigned n = elements_of(a, there);
    cr_assert_eq(n, x->n_hops);
    cr_assert_eq(elements_of(b, back), n);
    for (unsigned i = 0; i < n; i++) {
        cr_assert(hf_slice_equal(there[i], back[n - 1 - i]), "seed %llu",
                  (unsigned long long)x->seed);
    }
    cr_assert_eq(a->state, HF_DIALOG_CONFIRMED);
    cr_assert_eq(b->state, HF_DIALOG_CONFIRMED);
}

/* ---- a request's way ---- */

struct path { /* what routers change */
    struct hf_slice uri;
    struct hf_slice routes[HF_DIALOG_ROUTES + 1]; /* URIs */
    unsigned n;
};

static bool says_lr(struct hf_slice text)
{
    struct hf_sip_uri uri;
    struct hf_sip_param lr;
    return hf_sip_uri_parse(text, &uri, NULL) == 0 && hf_sip_param_find(uri.params, "lr", &lr);
}

static struct hf_slice take_first(struct path *path)
{
    struct hf_slice first = path->routes[0];
    cr_assert_gt(path->n, 0);
    path->n--;
    memmove(path->routes, path->routes + 1, path->n * sizeof path->routes[0]);
    return first;
}

/* A proxy of RFC 3261: 16.4, then 16.6 step 6. */
static void pass_loose(struct path *path, struct hf_slice own)
{
    if (hf_slice_equal(path->uri, own)) { /* a strict router was before */
        cr_assert_gt(path->n, 0);
        path->uri = path->routes[--path->n];
    } else {
        cr_assert(hf_slice_equal(take_first(path), own), "it came to the wrong one");
    }
    if (path->n > 0 && !says_lr(path->routes[0])) {
        struct hf_slice target = path->uri;
        path->uri = take_first(path);
        path->routes[path->n++] = target;
    }
}

/* One of RFC 2543: it is in the Request-URI, and puts the next one there. */
static void pass_strict(struct path *path, struct hf_slice own)
{
    cr_assert(hf_slice_equal(path->uri, own), "it came to the wrong one");
    path->uri = take_first(path);
}

/* From the caller (0) it meets the hops from the last on, as they stand in Record-Route. */
static void walk(const struct exchange *x, unsigned from, const struct hf_sip_message *m)
{
    struct path path = {m->uri, {{"", 0}}, 0};
    struct hf_sip_each each;
    struct hf_slice element;
    struct hf_sip_address address;
    hf_sip_each_start(&each, m, HF_HEADER_ROUTE);
    while (hf_sip_each_next(&each, &element)) {
        cr_assert_lt(path.n, HF_DIALOG_ROUTES);
        cr_assert_eq(hf_sip_address_parse(element, &address, NULL), 0);
        path.routes[path.n++] = address.uri;
    }
    for (unsigned i = 0; i < x->n_hops; i++) {
        struct hf_slice own = x->hops[from == 0 ? x->n_hops - 1 - i : i].uri;
        (says_lr(own) ? pass_loose : pass_strict)(&path, own);
    }
    cr_assert_eq(path.n, 0, "seed %llu: a route is left", (unsigned long long)x->seed);
    assert_slice(path.uri, x->contacts[1 - from]);
}

/* ---- requests and answers inside ---- */

static const char *const methods[] = {"INVITE",    "ACK",    "BYE",   "INFO",    "UPDATE", "PRACK",
                                      "SUBSCRIBE", "NOTIFY", "REFER", "MESSAGE", "FOO"};

/* Prints a request of that side as the layer would complete it, and parses it. */
static void print_inside(struct exchange *x, unsigned from, const struct hf_dialog_request *request,
                         struct told *t)
{
    struct hf_sip_out out;
    struct hf_slice none = {"", 0};
    hf_sip_out_start(&out, t->text, sizeof t->text);
    hf_dialog_put_request(&x->dialogs[from], request, &out);
    hf_sip_put_text(&out, "Via: SIP/2.0/UDP h;branch=z9hG4bK1\r\nContact: <");
    hf_sip_put_text(&out, x->contacts[from]);
    hf_sip_put_text(&out, ">\r\n");
    hf_sip_put_end(&out, none);
    cr_assert(!out.overflow);
    struct hf_sip_error error;
    cr_assert_eq(hf_sip_parse(&t->m, t->text, out.length), 0, "seed %llu: %s",
                 (unsigned long long)x->seed, t->text);
    cr_assert_eq(hf_sip_check(&t->m, &error), 0, "seed %llu: %s\n%s", (unsigned long long)x->seed,
                 error.what, t->text);
}

static void answer_inside(struct exchange *x, unsigned from, const struct hf_sip_message *request,
                          struct told *t)
{
    struct hf_sip_reply reply = {request, {"", 0}, 1, {"", 0}};
    struct hf_slice none = {"", 0};
    struct hf_sip_out out;
    reply.source_address = hf_slice_text("192.0.2.99");
    hf_sip_out_start(&out, t->text, sizeof t->text);
    hf_sip_put_status_line(&out, 200, hf_slice_text("OK"));
    hf_sip_put_reply_fields(&out, &reply);
    hf_sip_put_text(&out, "Contact: <");
    hf_sip_put_text(&out, x->contacts[1 - from]);
    hf_sip_put_text(&out, ">\r\n");
    hf_sip_put_end(&out, none);
    cr_assert(!out.overflow);
    cr_assert_eq(hf_sip_parse(&t->m, t->text, out.length), 0);
}

static bool refreshes(struct hf_slice method)
{
    unsigned id = hf_sip_method_lookup(method);
    return id == HF_METHOD_INVITE || id == HF_METHOD_UPDATE || id == HF_METHOD_SUBSCRIBE ||
           id == HF_METHOD_NOTIFY || id == HF_METHOD_REFER;
}

static void go_on(struct exchange *x)
{
    static struct told request, answer;
    unsigned from = draw(x, 2);
    struct hf_dialog *own = &x->dialogs[from], *peer = &x->dialogs[1 - from];
    struct hf_dialog_request inside = {hf_slice_text(PICK(x, methods)), 0, {"", 0}};
    bool is_ack = hf_slice_is(inside.method, "ACK");
    bool elsewhere = draw(x, 4) == 0;
    inside.cseq = is_ack ? own->invite_cseq : hf_dialog_next_cseq(own);
    inside.next_hop = hf_slice_text(elsewhere ? "sip:192.0.2.200:5062;transport=tls" : "");
    if (refreshes(inside.method)) {
        make_contact(x, x->contacts[from]); /* both may move at once */
        make_contact(x, x->contacts[1 - from]);
    }
    struct hf_slice target = hf_dialog_text(own, &own->target);
    char before[128];
    snprintf(before, sizeof before, "%.*s", (int)target.length, target.at);
    print_inside(x, from, &inside, &request);
    cr_assert(hf_dialog_has(peer, &request.m));
    cr_assert(!hf_dialog_has(own, &request.m));
    if (!elsewhere) {
        struct exchange old = *x;
        snprintf(old.contacts[1 - from], sizeof before, "%s", before);
        note_hops(&old);
        walk(&old, from, &request.m);
    }
    cr_assert_eq(hf_dialog_hear_request(peer, &request.m), HF_DIALOG_TAKEN);
    if (is_ack) {
        return;
    }
    cr_assert_eq(hf_dialog_hear_request(peer, &request.m), HF_DIALOG_REPEATED);
    answer_inside(x, from, &request.m, &answer);
    cr_assert(hf_dialog_has(own, &answer.m) && !hf_dialog_has(peer, &answer.m));
    cr_assert_eq(hf_dialog_hear_response(own, &answer.m), 0);
    cr_assert_eq(peer->remote_cseq, own->local_cseq);
}

Test(dialog_flows, both_ends_of_a_dialog_mirror_one_another)
{
    const char *seeds = getenv("HF_SEEDS");
    uint64_t n = seeds == NULL ? 400 : strtoull(seeds, NULL, 10);
    static struct exchange x;
    for (uint64_t seed = 1; seed <= n; seed++) {
        start_exchange(&x, seed);
        assert_mirror(&x);
        for (int i = 0; i < 15; i++) {
            go_on(&x);
            assert_mirror(&x);
        }
    }
}
