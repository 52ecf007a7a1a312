/* SPDX-License-Identifier: Apache-2.0 */
/* `holdfast check A... --against B...`: what differs in effect, line by line; see check.h. */
#include <stdio.h>
#include <string.h>

#include "check.h"

#define WHAT_COLUMN 28
#define COLUMN_MOST 40

struct row { /* a difference as it is printed */
    char what[64], a[HF_NAME_MAX + 1], b[HF_NAME_MAX + 1], a_from[HF_CHECK_FROM],
        b_from[HF_CHECK_FROM];
};

struct widths { /* of the columns that differ from line to line */
    int a, a_from, b, b_from;
};

/* ---- words ---- */

static const char *const figures[][2] = {
    {"register_leave_server_", "registration leaves server "},
    {"call_leave_server_", "call leaves server "},
    {"refresh_server_", "refreshes at server "},
    {"fit_server_", "least expiry at server "},
    {"proxy_back_server_", "back to proxy 1 of server "},
    {"address_leave_server_", "an address more: leaves "},
    {"address_found_server_", "an address more: finds "},
    {"address_fit_server_", "an address more: expiry "},
};

static const char *const wholes[][2] = {
    {"last", "the last one tried has"},          {"pass", "registration, all silent"},
    {"call_silent", "call, all silent"},         {"call_longest", "longest call attempt"},
    {"resolve", "looking up names adds"},        {"longest_pass", "longest registration"},
    {"probe", "probes better servers every"},    {"retry_least", "tries again after at least"},
    {"again", "tries a lost server every"},      {"found", "finds a server that is back"},
    {"retry_most", "tries again after at most"}, {"pass_fits", "a pass fits before expiry"},
};

static void figure_words(const char *what, char text[64])
{
    snprintf(text, 64, "%s", what);
    for (size_t i = 0; i < sizeof(wholes) / sizeof(wholes[0]); i++)
        if (strcmp(what, wholes[i][0]) == 0)
            snprintf(text, 64, "%s", wholes[i][1]);
    for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
        if (strncmp(what, figures[i][0], strlen(figures[i][0])) == 0)
            snprintf(text, 64, "%s%s", figures[i][1], what + strlen(figures[i][0]));
}

/* ---- rows ---- */

static void from_of(const struct hf_check_side *side, const struct hf_account *account,
                    const struct hf_difference *difference, char text[HF_CHECK_FROM])
{
    text[0] = '\0';
    if (account != NULL && hf_check_has_origin(difference) &&
        hf_policy_has_place(&account->config, difference->place))
        hf_check_origin(&side->phone, account, hf_difference_origin(account, difference), text);
}

static void make_row(const struct hf_check *check, const struct hf_difference *difference,
                     struct row *row)
{
    const char *none = difference->kind == HF_DIFFERS_IDENTITY ? "\"\"" : "none";

    if (difference->kind == HF_DIFFERS_EFFECT)
        figure_words(difference->what, row->what);
    else
        snprintf(row->what, sizeof(row->what), "%s", difference->what);
    snprintf(row->a, sizeof(row->a), "%s",
             difference->a_text[0] != '\0' ? difference->a_text : none);
    snprintf(row->b, sizeof(row->b), "%s",
             difference->b_text[0] != '\0' ? difference->b_text : none);
    from_of(&check->a, difference->a, difference, row->a_from);
    from_of(&check->b, difference->b, difference, row->b_from);
}

static void widen(int *width, const char *text)
{
    size_t length = strlen(text);

    if (length <= COLUMN_MOST && (int)length > *width)
        *width = (int)length;
}

static void print_row(const struct row *row, const char *rule, const struct widths *widths)
{
    printf("    %-*s  %-*s  %-*s  %-*s  %-*s  %s\n", WHAT_COLUMN, row->what, widths->a, row->a,
           widths->a_from, row->a_from, widths->b, row->b, widths->b_from, row->b_from, rule);
}

/* ---- one line of the phone ---- */

struct part { /* of the list: what is about one line */
    const struct hf_difference *list;
    size_t n;
};

static int is_shown(const struct hf_check *check, const struct hf_difference *difference)
{
    return difference->kind != HF_DIFFERS_IDLE || check->all;
}

static struct widths widths_of(const struct hf_check *check, const struct part *part)
{
    struct widths widths = {1, 0, 1, 0};
    struct row row;

    for (size_t i = 0; i < part->n; i++) {
        if (!is_shown(check, &part->list[i]))
            continue;
        make_row(check, &part->list[i], &row);
        widen(&widths.a, row.a);
        widen(&widths.b, row.b);
        widen(&widths.a_from, row.a_from);
        widen(&widths.b_from, row.b_from);
    }
    return widths;
}

static void head_of(const struct hf_difference *difference, char text[64])
{
    char place[48];

    hf_check_place(difference->place, place);
    switch (difference->kind) {
    case HF_DIFFERS_IDENTITY: snprintf(text, 64, "identity"); return;
    case HF_DIFFERS_EFFECT: snprintf(text, 64, "in seconds"); return;
    case HF_DIFFERS_PLACE: snprintf(text, 64, "servers"); return;
    case HF_DIFFERS_IDLE: snprintf(text, 64, "%s, does nothing", place); return;
    case HF_DIFFERS_LINE:
    case HF_DIFFERS_RECORD:
    case HF_DIFFERS_PHONE:
    case HF_DIFFERS_SETTING: break;
    }
    snprintf(text, 64, "%s", place);
}

static void print_rows(const struct hf_check *check, const struct part *part)
{
    static const struct row heading = {"what", "A", "B", "where from", "where from"};
    struct widths widths = widths_of(check, part);
    char head[64], former[64] = "";
    struct row row;

    widen(&widths.a_from, heading.a_from);
    widen(&widths.b_from, heading.b_from);
    print_row(&heading, "rule", &widths);
    for (size_t i = 0; i < part->n; i++) {
        if (!is_shown(check, &part->list[i]))
            continue;
        head_of(&part->list[i], head);
        if (strcmp(head, former) != 0)
            printf("  %s\n", head);
        memcpy(former, head, sizeof(former));
        make_row(check, &part->list[i], &row);
        if (part->list[i].kind == HF_DIFFERS_PLACE)
            hf_check_place(part->list[i].place, row.what);
        print_row(&row, part->list[i].rule, &widths);
    }
}

static size_t count_idle(const struct part *part)
{
    size_t n = 0;

    for (size_t i = 0; i < part->n; i++)
        n += part->list[i].kind == HF_DIFFERS_IDLE;
    return n;
}

/* What is behind a line's identity. */
static struct part policy_of(const struct part *part)
{
    struct part policy = *part;

    while (policy.n > 0 && policy.list[0].kind == HF_DIFFERS_IDENTITY) {
        policy.list++;
        policy.n--;
    }
    return policy;
}

/* Two lines of the phone differ in the same way. */
static int is_same_part(const struct part *one, const struct part *other)
{
    for (size_t i = 0; i < one->n && one->n == other->n; i++) {
        const struct hf_difference *a = &one->list[i], *b = &other->list[i];

        if (a->kind != b->kind || a->place != b->place || strcmp(a->what, b->what) != 0 ||
            strcmp(a->a_text, b->a_text) != 0 || strcmp(a->b_text, b->b_text) != 0)
            return 0;
    }
    return one->n == other->n && one->n > 0;
}

/* former: of the line before it whose differences were printed. */
static void print_both(const struct hf_check *check, const struct part *part, struct part *former)
{
    struct part policy = policy_of(part), of_former = policy_of(former);
    struct part identity = {part->list, part->n - policy.n};
    const struct hf_account *a = part->list[0].a, *b = part->list[0].b;
    int is_same = !check->all && is_same_part(&policy, &of_former);

    printf("%s in A (%s), %s in B (%s)\n", a->name, hf_dialect_name(a->dialect), b->name,
           hf_dialect_name(b->dialect));
    if (!is_same) {
        print_rows(check, part);
        *former = *part;
    } else if (identity.n > 0) {
        print_rows(check, &identity);
    }
    if (is_same)
        printf("  %sas %s above (--all prints it)\n", identity.n > 0 ? "the rest " : "",
               former->list[0].a->name);
    putchar('\n');
}

/* " (file:line)"; nothing where no file says it. */
static void own_from(const struct hf_check_side *side, const struct hf_difference *difference,
                     char text[HF_CHECK_FROM])
{
    struct hf_origin at = hf_difference_own_origin(&side->phone, difference);

    text[0] = '\0';
    if (at.file > 0)
        snprintf(text, HF_CHECK_FROM, " (%s:%u)", hf_check_file(&side->phone, at.file),
                 (unsigned)at.line);
}

static void print_own(const struct hf_check *check, const struct hf_difference *difference)
{
    char a_from[HF_CHECK_FROM], b_from[HF_CHECK_FROM];

    own_from(&check->a, difference, a_from);
    own_from(&check->b, difference, b_from);
    printf("%s: %s%s in A, %s%s in B [%s]\n", difference->what,
           difference->a_text[0] != '\0' ? difference->a_text : "not set", a_from,
           difference->b_text[0] != '\0' ? difference->b_text : "not set", b_from,
           difference->rule);
}

static void print_line(const struct hf_check *check, const struct part *part, struct part *former)
{
    const struct hf_account *a = part->list[0].a, *b = part->list[0].b;

    if (part->list[0].kind == HF_DIFFERS_PHONE) {
        print_own(check, &part->list[0]);
        return;
    }
    if (a == NULL && b == NULL) {
        printf("static record, only in %s: %s [%s]\n", part->list[0].a_text[0] != '\0' ? "A" : "B",
               part->list[0].a_text[0] != '\0' ? part->list[0].a_text : part->list[0].b_text,
               part->list[0].rule);
        return;
    }
    if (a == NULL || b == NULL) {
        printf("%s is only in %s\n", a != NULL ? a->name : b->name, a != NULL ? "A" : "B");
        return;
    }
    if (count_idle(part) < part->n || check->all)
        print_both(check, part, former);
}

/* ---- all ---- */

/* How many from i on are about the same line; each record is by itself. */
static size_t length_of_part(const struct hf_differences *differences, size_t i)
{
    const struct hf_difference *first = &differences->list[i];
    size_t n = 1;

    if (first->a == NULL && first->b == NULL)
        return 1;
    while (i + n < differences->n && differences->list[i + n].a == first->a &&
           differences->list[i + n].b == first->b)
        n++;
    return n;
}

static void print_files(const struct hf_check_side *side)
{
    printf("%s:", side->name);
    for (size_t i = 0; i < side->n_paths; i++)
        printf(" %s", side->paths[i]);
    putchar('\n');
}

static size_t print_differences(const struct hf_check *check,
                                const struct hf_differences *differences)
{
    struct part former = {NULL, 0};
    size_t n_idle = 0;

    print_files(&check->a);
    print_files(&check->b);
    putchar('\n');
    for (size_t i = 0; i < differences->n;) {
        struct part part = {&differences->list[i], length_of_part(differences, i)};

        print_line(check, &part, &former);
        n_idle += count_idle(&part);
        i += part.n;
    }
    if (n_idle == differences->n)
        puts("no difference in effect");
    if (n_idle > 0)
        printf("%zu setting%s differ%s and do%s nothing in either%s\n", n_idle,
               n_idle == 1 ? "" : "s", n_idle == 1 ? "s" : "", n_idle == 1 ? "es" : "",
               check->all ? "" : " (--all lists them)");
    return n_idle;
}

size_t hf_check_against(const struct hf_check *check)
{
    struct hf_differences differences;
    size_t n_idle = 0, n;

    hf_compare(&check->a.phone, &check->b.phone, &differences);
    if (check->json) {
        hf_check_differences_json(check, &differences);
        for (size_t i = 0; i < differences.n; i++)
            n_idle += differences.list[i].kind == HF_DIFFERS_IDLE;
    } else {
        n_idle = print_differences(check, &differences);
    }
    n = differences.n - n_idle;
    hf_differences_free(&differences);
    return n;
}
