/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Vendors' files drawn from their own tables of keys, any legal value in any order: each is said
 * again without a loss in its own format and in ours, and what any format makes of it stays.
 */
#include "support.h"

#include <stdarg.h>
#include <stdint.h>

#include "holdfast/vendors/convert.h"
#include "import.h"
#include "random_phone.h"

#define SEEDS  400
#define PHONES 150
#define LINES  3
#define ROOM   65536

struct drawing {
    uint64_t state, seed;
    char *rows[2048];
    size_t n;
};

static uint32_t draw(struct drawing *d, uint32_t below)
{
    d->state = d->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((d->state >> 33) % below);
}

static void draw_text(struct drawing *d, char *text)
{
    static const char *const texts[] = {"1001",
                                        "a b",
                                        "x = y",
                                        "a:b:c",
                                        "K\xc3\xbc"
                                        "che",
                                        "\"quoted\"",
                                        "#number",
                                        "'apostrophe",
                                        "%41",
                                        "<b>&amp;</b>",
                                        "- dash",
                                        "null",
                                        "0x10",
                                        "[1]",
                                        "back\\slash"};

    strcpy(text, texts[draw(d, sizeof(texts) / sizeof(texts[0]))]);
}

static void draw_host(struct drawing *d, char *text)
{
    static const char *const hosts[] = {"192.0.2.1",       "192.0.2.2",  "2001:db8::1",
                                        "pbx.example.com", "b.example.", "A_b.example.net"};

    strcpy(text, hosts[draw(d, sizeof(hosts) / sizeof(hosts[0]))]);
}

static int64_t draw_number(struct drawing *d, const struct hf_key *key)
{
    int64_t span = key->greatest - key->least;

    switch (draw(d, 6)) {
    case 0: return key->least;
    case 1: return key->greatest;
    case 2:
        return key->preset >= key->least && key->preset <= key->greatest ? key->preset : key->least;
    case 3: return key->least + (int64_t)draw(d, (uint32_t)(span < 600 ? span + 1 : 600));
    default:
        return key->least + (int64_t)(((uint64_t)draw(d, 1u << 30) << 20) % (uint64_t)(span + 1));
    }
}

/* False: the key's value cannot be drawn from the table. */
static int draw_value(struct drawing *d, const struct hf_key *key, char *text)
{
    int64_t value;

    if (key->kind == HF_KEY_HOST)
        return draw_host(d, text), 1;
    if (key->kind == HF_KEY_TEXT || key->kind == HF_KEY_SECRET)
        return draw_text(d, text), 1;
    if (key->kind == HF_KEY_WORD || key->kind == HF_KEY_STATUSES || key->greatest < key->least)
        return 0;
    value = draw_number(d, key);
    if (key->kind == HF_KEY_CHOICE && key->choices[value - key->least] < 0)
        return 0;
    if (key->kind == HF_KEY_SECONDS)
        sprintf(text, "%d.%03d", (int)(value / 1000), (int)(value % 1000));
    else
        sprintf(text, "%lld", (long long)value);
    return 1;
}

__attribute__((format(printf, 2, 3))) static void add_row(struct drawing *d, const char *format,
                                                          ...)
{
    char row[512];
    va_list list;

    va_start(list, format);
    vsnprintf(row, sizeof(row), format, list);
    va_end(list);
    cr_assert_lt(d->n, sizeof(d->rows) / sizeof(d->rows[0]));
    d->rows[d->n++] = strdup(row);
}

/* Some of the keys of a line; number 0: of the phone. */
static void add_keys(struct drawing *d, const struct hf_vendor *vendor, enum hf_dialect dialect,
                     uint32_t number)
{
    uint32_t share = 1 + draw(d, 8);

    for (size_t i = 0; i < vendor->n_keys; i++) {
        const struct hf_key *key = &vendor->keys[i];
        char name[HF_KEY_NAME], value[256];
        int is_host = key->kind == HF_KEY_HOST && key->server == 1 && key->proxy == 0;

        if (key->phone_wide != (number == 0) || (draw(d, 8) >= share && !is_host) ||
            !draw_value(d, key, value))
            continue;
        vendor->spell(dialect, number, key, name);
        add_row(d, "%s%s%s\n", name, dialect == HF_DIALECT_FANVIL_TEXT ? ":" : " = ", value);
    }
}

static void shuffle(struct drawing *d)
{
    for (size_t i = d->n; i > 1; i--) {
        size_t other = draw(d, (uint32_t)i);
        char *row = d->rows[i - 1];

        d->rows[i - 1] = d->rows[other];
        d->rows[other] = row;
    }
}

/* A file of the dialect by the seed; the caller frees it. */
static char *draw_file(uint64_t seed, enum hf_dialect dialect)
{
    struct drawing *d = calloc(1, sizeof(*d));
    char *text = calloc(1, ROOM);
    size_t length;

    d->state = seed * 2654435761u + 99;
    for (uint32_t number = 0; number <= LINES; number++)
        add_keys(d, hf_vendor_of(dialect), dialect, number);
    shuffle(d);
    length = (size_t)sprintf(text, "%s", dialect == HF_DIALECT_FANVIL_TEXT ? FANVIL : YEALINK);
    for (size_t i = 0; i < d->n; i++) {
        length += (size_t)snprintf(text + length, ROOM - length, "%s", d->rows[i]);
        cr_assert_lt(length, ROOM - 64u);
        free(d->rows[i]);
    }
    if (dialect == HF_DIALECT_FANVIL_TEXT)
        strcpy(text + length, FANVIL_END);
    free(d);
    return text;
}

static size_t count_losses(const struct hf_conversion *made, int with_idle)
{
    size_t n = 0;

    for (size_t i = 0; i < made->lost.n; i++)
        n += with_idle || made->lost.list[i].kind != HF_DIFFERS_IDLE;
    return n;
}

static const char *first_loss(const struct hf_conversion *made, int with_idle, char text[512])
{
    text[0] = '\0';
    for (size_t i = 0; i < made->lost.n && text[0] == '\0'; i++)
        if (with_idle || made->lost.list[i].kind != HF_DIFFERS_IDLE)
            snprintf(text, 512, "kind %d, %s at %u: %.100s becomes %.100s",
                     (int)made->lost.list[i].kind, made->lost.list[i].what,
                     made->lost.list[i].place, made->lost.list[i].a_text,
                     made->lost.list[i].b_text);
    return text;
}

static const char *first_error(const struct hf_phone_config *phone)
{
    for (size_t i = 0; i < phone->n_remarks; i++)
        if (phone->remarks[i].severity == HF_SEVERITY_ERROR)
            return phone->remarks[i].text;
    return "";
}

/* The next row that is no comment: those may name the lines that were read. NULL: the end. */
static const char *next_row(const char **text, size_t *length)
{
    while (**text != '\0') {
        const char *row = *text;

        *length = strcspn(row, "\n");
        *text = row + *length + (row[*length] == '\n');
        if (row[strspn(row, " ")] == '#')
            continue;
        if (strncmp(row, "  - number: ", 12) == 0)
            *length = 12 + strspn(row + 12, "0123456789");
        return row;
    }
    *length = 0;
    return NULL;
}

/* False: text says the first row in which the two differ. */
static int is_same_file(const char *a, const char *b, char text[512])
{
    const char *row_a, *row_b;
    size_t length_a, length_b;

    do {
        row_a = next_row(&a, &length_a);
        row_b = next_row(&b, &length_b);
    } while (row_a != NULL && row_b != NULL && length_a == length_b &&
             memcmp(row_a, row_b, length_a) == 0);
    if (row_a == NULL && row_b == NULL)
        return 1;
    snprintf(text, 512, "\"%.*s\" and \"%.*s\"", (int)length_a, row_a != NULL ? row_a : "",
             (int)length_b, row_b != NULL ? row_b : "");
    return 0;
}

/* X of what X made, and of that again: nothing that counts is lost, and the rows stay. */
static void check_fixed(const struct hf_conversion *twice, enum hf_dialect to, const char *what)
{
    struct hf_conversion thrice;
    char text[512];

    cr_assert_eq(count_losses(twice, 0), 0u, "%s, the second time: %s", what,
                 first_loss(twice, 0, text));
    cr_assert_eq(hf_convert(&twice->again, to, &thrice), 0, "%s: %s", what,
                 first_error(&thrice.again));
    cr_assert_eq(count_losses(&thrice, 1), 0u, "%s, the third time: %s", what,
                 first_loss(&thrice, 1, text));
    cr_assert(is_same_file(twice->text, thrice.text, text), "%s, the third time: %s", what, text);
    hf_conversion_free(&thrice);
}

/* X by way of our own format is what X is at once. */
static void check_detour(const struct hf_conversion *made, const struct hf_conversion *twice,
                         enum hf_dialect to, const char *what)
{
    struct hf_conversion native, back;
    char text[512];

    cr_assert_eq(hf_convert(&made->again, HF_DIALECT_NATIVE, &native), 0, "%s: %s", what,
                 first_error(&native.again));
    cr_assert_eq(native.lost.n, 0u, "%s: native cannot say it: %s", what,
                 first_loss(&native, 1, text));
    cr_assert_eq(hf_convert(&native.again, to, &back), 0, "%s: %s", what, first_error(&back.again));
    cr_assert(is_same_file(twice->text, back.text, text), "%s, by way of native: %s", what, text);
    hf_conversion_free(&back);
    hf_conversion_free(&native);
}

static int is_said(const struct hf_differences *lost, const struct hf_account *account,
                   unsigned setting, unsigned place)
{
    for (size_t i = 0; i < lost->n; i++) {
        const struct hf_difference *one = &lost->list[i];

        if (one->a == account && one->setting == setting && one->place == place)
            return 1;
    }
    return 0;
}

/* What is another value in the result is in the list: not by hf_compare's own word, but by what
 * `check` would show. Of a server, a value may have another text with the same meaning. */
static void check_settings(const struct hf_account *from, const struct hf_account *to,
                           const struct hf_differences *lost, const char *what)
{
    char a[64], b[64];

    for (unsigned place = 1; place < HF_PLACES; place++)
        cr_assert(hf_policy_has_place(&from->config, place) ==
                          hf_policy_has_place(&to->config, place) ||
                      is_said(lost, from, HF_SETTING_HOST, place),
                  "%s: place %u is lost without a word", what, place);
    for (unsigned setting = 0; setting < HF_SETTING_COUNT; setting++) {
        if (!hf_policy_stands_at(setting, 0))
            continue;
        hf_policy_value(&from->config, setting, 0, a);
        hf_policy_value(&to->config, setting, 0, b);
        cr_assert(strcmp(a, b) == 0 || is_said(lost, from, setting, 0),
                  "%s: %s: %s becomes %s without a word", what, hf_setting_token(setting), a, b);
    }
}

static void check_effect(const struct hf_account *from, const struct hf_account *to,
                         const struct hf_differences *lost, const char *what)
{
    struct hf_effect before, after;
    unsigned n_said = 0;

    for (size_t i = 0; i < lost->n; i++)
        n_said += lost->list[i].a == from && (lost->list[i].kind == HF_DIFFERS_SETTING ||
                                              lost->list[i].kind == HF_DIFFERS_PLACE);
    hf_policy_effect(&from->config, &before);
    hf_policy_effect(&to->config, &after);
    cr_assert(n_said > 0 || memcmp(&before, &after, sizeof(before)) == 0,
              "%s: line %u has another effect without a word", what, (unsigned)from->number);
}

static void check_said(const struct hf_phone_config *phone, const struct hf_conversion *made,
                       const char *what)
{
    cr_assert_eq(made->again.n_accounts, phone->n_accounts, "%s: a line is gone", what);
    for (size_t i = 0; i < phone->n_accounts; i++) {
        const struct hf_account *from = &phone->accounts[i], *to = &made->again.accounts[i];

        cr_assert_eq(from->number, to->number, "%s: a line is another", what);
        check_settings(from, to, &made->lost, what);
        check_effect(from, to, &made->lost, what);
    }
}

/* A vendor's file may say what the core refuses (T2 below T1); then the nearest is written. */
static int is_sound(const struct hf_phone_config *phone)
{
    struct hf_refusal refusal;
    int sound = 1;

    memset(&refusal, 0, sizeof(refusal));
    for (size_t i = 0; i < phone->n_accounts; i++)
        sound = sound && hf_config_check(&phone->accounts[i].config, &refusal) == 0;
    return sound;
}

/* In every format. `from`: what all of it is from, and loses nothing in. */
static void check_phone(const struct hf_phone_config *phone, enum hf_dialect from, uint64_t seed)
{
    static const enum hf_dialect formats[] = {HF_DIALECT_NATIVE, HF_DIALECT_YEALINK_CFG,
                                              HF_DIALECT_FANVIL_TEXT};
    char what[128], loss[512];

    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        struct hf_conversion made, twice;

        snprintf(what, sizeof(what), "seed %llu, %s to %s", (unsigned long long)seed,
                 hf_dialect_vendor(from), hf_dialect_vendor(formats[i]));
        cr_assert_eq(hf_convert(phone, formats[i], &made), 0, "%s: %s", what,
                     first_error(&made.again));
        if (formats[i] == HF_DIALECT_NATIVE || formats[i] == from)
            cr_assert_eq(count_losses(&made, formats[i] == HF_DIALECT_NATIVE), 0u, "%s: %s", what,
                         first_loss(&made, formats[i] == HF_DIALECT_NATIVE, loss));
        check_said(phone, &made, what);
        cr_assert_eq(hf_convert(&made.again, formats[i], &twice), 0, "%s: %s", what,
                     first_error(&twice.again));
        check_fixed(&twice, formats[i], what);
        check_detour(&made, &twice, formats[i], what);
        hf_conversion_free(&twice);
        hf_conversion_free(&made);
    }
}

static int check_file(uint64_t seed, enum hf_dialect dialect)
{
    char *text = draw_file(seed, dialect);
    struct hf_phone_config phone;
    int taken = read_text(&phone, text) == 0 && is_sound(&phone);

    if (taken)
        check_phone(&phone, dialect, seed);
    hf_phone_config_free(&phone);
    free(text);
    return taken;
}

static void check_dialect(enum hf_dialect dialect)
{
    unsigned n_taken = 0;

    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        n_taken += check_file(seed, dialect) != 0;
    cr_assert_geq(n_taken, SEEDS / 5, "only %u of %d drawn files are legal", n_taken, SEEDS);
}

Test(convert_random, any_yealink_file_survives)
{
    check_dialect(HF_DIALECT_YEALINK_CFG);
}

Test(convert_random, any_fanvil_file_survives)
{
    check_dialect(HF_DIALECT_FANVIL_TEXT);
}

Test(convert_random, any_phone_of_ours_survives)
{
    for (uint64_t seed = 1; seed <= PHONES; seed++) {
        struct hf_phone_config phone;

        random_phone(seed, &phone);
        check_phone(&phone, HF_DIALECT_NATIVE, seed);
        hf_phone_config_free(&phone);
    }
}
