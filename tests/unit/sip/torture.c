/* SPDX-License-Identifier: Apache-2.0 */
/* The torture messages of RFC 4475 and RFC 5118: each is taken or refused as its manifest says,
 * and where it is refused the error points into the part that is wrong. */
#include "support.h"

#include "lex.h"

struct verdict {
    struct hf_sip_message m;
    int parse, check;
    struct hf_sip_error error;
};

static void judge(struct verdict *v, const char *bytes, size_t n)
{
    memset(v, 0, sizeof *v);
    v->parse = hf_sip_parse(&v->m, bytes, n);
    v->error = v->m.error;
    v->check = v->parse < 0 ? v->parse : hf_sip_check(&v->m, &v->error);
}

static int error_is_in_start_line(const struct verdict *v)
{
    const char *end = memchr(v->m.bytes, '\n', v->m.n_bytes);
    return v->error.at < (size_t)(end - v->m.bytes);
}

/* names: "Via,Contact" */
static int error_is_in_header(const struct verdict *v, struct hf_slice names)
{
    const char *at = v->m.bytes + v->error.at;
    for (uint32_t i = 0; i < v->m.n_headers; i++) {
        const struct hf_sip_header *h = &v->m.headers[i];
        if (at < h->name.at || at > h->value.at + h->value.length) {
            continue;
        }
        const char *name = hf_sip_header_name(h->id);
        for (size_t k = 0; k + strlen(name) <= names.length && *name != '\0'; k++) {
            if (memcmp(names.at + k, name, strlen(name)) == 0) {
                return 1;
            }
        }
    }
    return 0;
}

/* 1 when the verdict is what the expectation column asks for. */
static int fits(const struct verdict *v, struct hf_slice expectation)
{
    static const char header[] = "reject-header:";
    if (begins_with(expectation, "accept-or-reject") ||
        begins_with(expectation, "reject-or-lenient")) {
        return 1;
    }
    if (begins_with(expectation, "accept-syntax")) {
        return v->parse == 0;
    }
    if (begins_with(expectation, "accept")) {
        return v->check == 0;
    }
    if (begins_with(expectation, "reject-start-line")) {
        return v->check < 0 && error_is_in_start_line(v);
    }
    if (begins_with(expectation, "reject-framing")) {
        return v->parse < 0 && error_is_in_header(v, hf_slice_text("Content-Length"));
    }
    size_t n = strlen(header);
    cr_assert(begins_with(expectation, header), "an expectation that this test does not know");
    return v->parse == 0 && v->check < 0 &&
           error_is_in_header(v, bytes_of(expectation.at + n, expectation.length - n));
}

static int prints_and_reads_the_same(const struct hf_sip_message *m)
{
    static char text[2][DATA_MAX];
    struct hf_sip_message again;
    struct hf_sip_out first, second;
    hf_sip_out_start(&first, text[0], sizeof text[0]);
    hf_sip_put_message(&first, m);
    if (first.overflow || hf_sip_parse(&again, text[0], first.length) < 0) {
        return 0;
    }
    hf_sip_out_start(&second, text[1], sizeof text[1]);
    hf_sip_put_message(&second, &again);
    return first.length == second.length && memcmp(text[0], text[1], first.length) == 0;
}

struct set {
    const char *folder, *format;
    int expectation; /* column */
    int least;       /* messages that must be there */
};

static void run(const struct set *set)
{
    static char manifest[DATA_MAX], bytes[DATA_MAX];
    static struct verdict v;
    char name[256];
    struct hf_slice line;
    int taken = 0, refused = 0, total = 0;
    snprintf(name, sizeof name, "%s/manifest.tsv", set->folder);
    read_data(name, manifest);
    const char *p = manifest;
    next_line(&p, &line);
    while (next_line(&p, &line)) {
        struct hf_slice file = tsv_field(line, 0);
        snprintf(name, sizeof name, set->format, set->folder, (int)file.length, file.at);
        size_t n = read_data(name, bytes);
        judge(&v, bytes, n);
        cr_assert(fits(&v, tsv_field(line, set->expectation)), "%s: %s at %zu", name,
                  v.error.what == NULL ? "accepted" : v.error.what, v.error.at);
        cr_assert(v.parse < 0 || prints_and_reads_the_same(&v.m), "%s", name);
        total++;
        taken += v.check == 0;
        refused += v.check < 0;
        for (size_t cut = 0; cut < n; cut++) { /* every shorter datagram is survived */
            judge(&v, bytes, cut);
            cr_assert(v.parse == 0 || v.error.at <= cut);
        }
    }
    cr_assert_geq(total, set->least);
    printf("%s: %d messages, %d taken, %d refused, as expected\n", set->folder, total, taken,
           refused);
}

Test(torture, rfc4475)
{
    struct set set = {"sip-torture-rfc4475", "%s/messages/%.*s.dat", 6, 25};
    run(&set);
}

Test(torture, rfc5118)
{
    struct set set = {"sip-torture-rfc5118", "%s/wire/%.*s.sip", 3, 6};
    run(&set);
}
