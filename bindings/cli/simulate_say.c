/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a fleet has shown, in words: what does my backup have to bear when the primary dies with so
 * many phones, and when it returns? The page says the same sentences.
 */
#include <inttypes.h>
#include <string.h>

#include "simulate_storm.h"

#define SECOND_US UINT64_C(1000000)

/* ---- figures ---- */

void hf_storm_clock(uint64_t s, char text[32])
{
    snprintf(text, 32, "%" PRIu64 ":%02u:%02u", s / 3600, (unsigned)(s / 60 % 60),
             (unsigned)(s % 60));
}

void hf_storm_number(uint64_t number, char text[32])
{
    char digits[24];
    const int n = snprintf(digits, sizeof(digits), "%" PRIu64, number);
    size_t to = 0;

    for (int i = 0; i < n && to < 30; i++) {
        if (i != 0 && (n - i) % 3 == 0)
            text[to++] = ',';
        text[to++] = digits[i];
    }
    text[to] = 0;
}

/* Three digits that mean something are enough for a person. */
void hf_storm_duration(uint64_t us, char text[32])
{
    const uint64_t ms = (us + 500) / 1000, s = (us + SECOND_US / 2) / SECOND_US;

    if (us == 0)
        snprintf(text, 32, "0 s");
    else if (ms < 1000)
        snprintf(text, 32, "%" PRIu64 " ms", ms != 0 ? ms : 1);
    else if (ms < 100000)
        snprintf(text, 32, "%" PRIu64 ".%" PRIu64 " s", (ms + 50) / 1000, (ms + 50) / 100 % 10);
    else if (s < 3600)
        snprintf(text, 32, "%" PRIu64 " min %" PRIu64 " s", s / 60, s % 60);
    else
        snprintf(text, 32, "%" PRIu64 " h %" PRIu64 " min", s / 3600, s / 60 % 60);
}

/* ---- sentences ---- */

struct sentence {
    char *text;
    size_t n;
};

static void put(struct sentence *sentence, const char *text)
{
    const int n = snprintf(sentence->text + sentence->n, HF_STORM_TEXT - sentence->n, "%s", text);

    sentence->n += (size_t)n;
    if (sentence->n >= HF_STORM_TEXT)
        sentence->n = HF_STORM_TEXT - 1;
}

static void put_number(struct sentence *sentence, uint64_t number, const char *of)
{
    char text[32];

    hf_storm_number(number, text);
    put(sentence, text);
    put(sentence, " ");
    put(sentence, of);
}

static void put_clock(struct sentence *sentence, uint64_t s)
{
    char text[32];

    hf_storm_clock(s, text);
    put(sentence, text);
}

static void put_duration(struct sentence *sentence, uint64_t us)
{
    char text[32];

    hf_storm_duration(us, text);
    put(sentence, text);
}

void hf_storm_say_phase(const struct hf_storm *storm, unsigned phase, char text[HF_STORM_TEXT])
{
    const struct hf_fleet_phase *at = hf_fleet_phase(storm->plan, phase);
    struct sentence sentence = {.text = text};
    unsigned turned = storm->n_servers;

    for (unsigned i = 0; i < storm->n_servers && turned == storm->n_servers; i++) {
        if (hf_storm_turn(storm, phase, i) != HF_STORM_AS_BEFORE)
            turned = i;
    }
    text[0] = 0;
    if (phase == 0) {
        put(&sentence, "From the beginning");
    } else if (turned < storm->n_servers) {
        put(&sentence, "When ");
        put(&sentence, hf_fleet_server(storm->plan, turned));
        put(&sentence, hf_storm_turn(storm, phase, turned) == HF_STORM_DIES ? " dies" : " returns");
    } else {
        put(&sentence, "From then on");
    }
    put(&sentence, " (");
    put_clock(&sentence, at->from_us / SECOND_US);
    if (phase != 0) {
        put(&sentence, ", \"");
        put(&sentence, at->text);
        put(&sentence, "\"");
    }
    put(&sentence, ")");
}

int hf_storm_is_told(const struct hf_storm *storm, unsigned phase, unsigned server)
{
    return hf_storm_load(storm, 0, phase, server)->counts[HF_FLEET_REQUESTS] != 0 ||
           hf_storm_load(storm, 1, phase, server)->counts[HF_FLEET_REQUESTS] != 0;
}

static void put_peak(struct sentence *sentence, const struct hf_storm *storm,
                     const struct hf_storm_load *load)
{
    put_number(sentence, load->peak,
               load->peak == 1 ? "request a second (at " : "requests a second (at ");
    put_clock(sentence, load->peak_at_s);
    if (hf_storm_seeds(storm) > 1) {
        put(sentence, " of seed ");
        put_number(sentence, load->peak_seed, "; half of the seeds have ");
        put_number(sentence, load->median, "or less");
    }
    put(sentence, "), and more than half of that in ");
    put_number(sentence, load->above_half_s, load->above_half_s == 1 ? "second" : "seconds");
}

static void put_rest(struct sentence *sentence, const struct hf_storm_load *load)
{
    put(sentence, "; ");
    put_number(sentence, load->counts[HF_FLEET_REQUESTS],
               load->counts[HF_FLEET_REQUESTS] == 1 ? "request in all, " : "requests in all, ");
    put_number(sentence, load->counts[HF_FLEET_AGAIN], "of them retransmissions");
    if (load->counts[HF_FLEET_UNANSWERED] != 0) {
        put(sentence, ", ");
        put_number(sentence, load->counts[HF_FLEET_UNANSWERED], "never answered");
    }
    if (load->counts[HF_FLEET_OVER] != 0) {
        put(sentence, ", ");
        put_number(sentence, load->counts[HF_FLEET_OVER], "more than it takes");
    }
}

void hf_storm_say_load(const struct hf_storm *storm, unsigned phase, unsigned server,
                       char text[HF_STORM_TEXT])
{
    const struct hf_storm_load *with = hf_storm_load(storm, 0, phase, server);
    const struct hf_storm_load *without = hf_storm_load(storm, 1, phase, server);
    struct sentence sentence = {.text = text};

    text[0] = 0;
    put(&sentence, hf_fleet_server(storm->plan, server));
    put(&sentence, hf_fleet_serves(storm->plan, server, phase) ? " has to bear "
                                                               : ", which does not serve, gets ");
    put_peak(&sentence, storm, with);
    put_rest(&sentence, with);
    put(&sentence, ". Without jitter: ");
    put_peak(&sentence, storm, without);
    put_rest(&sentence, without);
    put(&sentence, ".");
}

static void put_outage(struct sentence *sentence, const struct hf_fleet_outage *outage)
{
    put_number(sentence, outage->n_hit, "of ");
    put_number(sentence, outage->n_lines, "phones are out of service for a time");
    if (outage->n_hit == 0)
        return;
    put(sentence, "; of all phones half for no longer than ");
    put_duration(sentence, hf_fleet_outage_us(outage, 500));
    put(sentence, ", 99 % for no longer than ");
    put_duration(sentence, hf_fleet_outage_us(outage, 990));
    put(sentence, ", the longest for ");
    put_duration(sentence, outage->max_us);
}

void hf_storm_say_outage(const struct hf_storm *storm, unsigned phase, char text[HF_STORM_TEXT])
{
    struct sentence sentence = {.text = text};

    text[0] = 0;
    put_outage(&sentence, &storm->variants[0].outages[phase]);
    put(&sentence, ". Without jitter: ");
    put_outage(&sentence, &storm->variants[1].outages[phase]);
    put(&sentence, ".");
}

/* ---- the whole ---- */

static void say_phase(const struct hf_storm *storm, unsigned phase, FILE *to)
{
    char text[HF_STORM_TEXT];

    hf_storm_say_phase(storm, phase, text);
    fprintf(to, "%s:\n", text);
    for (unsigned server = 0; server < storm->n_servers; server++) {
        if (!hf_storm_is_told(storm, phase, server))
            continue;
        hf_storm_say_load(storm, phase, server, text);
        fprintf(to, "  %s\n", text);
    }
    hf_storm_say_outage(storm, phase, text);
    fprintf(to, "  %s\n\n", text);
}

void hf_storm_say(const struct hf_storm *storm, FILE *to)
{
    const uint64_t n_lines = storm->variants[0].n_lines + storm->variants[1].n_lines;
    char lines[32], bytes[32], text[HF_STORM_TEXT];

    hf_storm_number(storm->order.lines, lines);
    fprintf(to,
            "%s: %s phones, seeds %" PRIu64 " to %" PRIu64 ", with %u %% jitter and without\n\n",
            storm->name, lines, storm->order.first_seed, storm->order.last_seed,
            storm->variants[0].jitter_percent);
    for (unsigned phase = 0; phase < storm->n_phases; phase++)
        say_phase(storm, phase, to);
    hf_storm_say_outage(storm, storm->n_phases, text);
    fprintf(to, "In all %s\n\n", text);
    hf_storm_number(storm->bytes / storm->order.lines, bytes);
    fprintf(to, "digest %016" PRIx64 "\n", hf_storm_digest(storm));
    fprintf(to,
            "cost %.1f s with %u threads, %.1f s of processors, %.1f us of them a phone and run; "
            "%.1f MB at most, %s bytes a phone\n",
            storm->seconds, storm->order.threads, storm->processor,
            storm->processor * 1e6 / (double)n_lines, (double)storm->bytes / 1e6, bytes);
}
