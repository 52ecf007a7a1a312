/* SPDX-License-Identifier: Apache-2.0 */
/* Writes what happens in a virtual world as records; see simulate_log.h. */
#define _GNU_SOURCE 1
#include "simulate_log.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "holdfast/line.h"
#include "holdfast/record.h"
#include "holdfast/sip/agent.h"
#include "holdfast/uv/log_record.h"

#define US_IN_S        1000000u
#define SECONDS_DIGITS 11

static int complain(const struct hf_simulate_log *log, const char *what)
{
    fprintf(stderr, "holdfast: simulate: %s: %s\n", log->path, what);
    return -1;
}

/* ---- records ---- */

static void put(struct hf_simulate_log *log, const uint8_t *payload, size_t length)
{
    static uint8_t framed[HF_LOG_RECORD_BYTES_MAX + HF_RECORD_OVERHEAD];
    const struct hf_record_write record = {
        .payload = payload, .length = length, .sequence = log->sequence++};
    const size_t n = hf_record_write(&record, framed, sizeof framed);

    log->failed |= n == 0 || fwrite(framed, 1, n, log->file) != n;
}

static void put_entry(struct hf_simulate_log *log, const struct hf_log_entry *entry)
{
    static uint8_t payload[HF_LOG_RECORD_BYTES_MAX];
    const size_t n = hf_log_entry_write(entry, payload, sizeof payload);

    log->failed |= n == 0;
    if (n != 0)
        put(log, payload, n);
}

static struct hf_log_entry entry_of(const struct hf_simulate_log *log,
                                    const struct hf_sim_note *note, enum hf_log_kind kind)
{
    return (struct hf_log_entry){
        .wall_us = log->wall_us + note->at_us, .line = note->line, .kind = kind};
}

/* As a phone does when it takes a line up: its name, and the state that it goes on from. */
static void put_added(struct hf_simulate_log *log, const struct hf_sim_note *note)
{
    struct hf_log_entry added = entry_of(log, note, HF_LOG_LINE_ADDED);
    struct hf_log_entry snapshot = entry_of(log, note, HF_LOG_SNAPSHOT);
    uint8_t bytes[HF_SNAPSHOT_BYTES_MAX];
    char name[16];
    const int n = hf_line_snapshot(note->line_state, bytes, sizeof bytes);

    snprintf(name, sizeof name, "SIP%u", note->line);
    added.u.added.name = name;
    added.u.added.limits = hf_log_limits_here();
    added.u.added.line_size = (uint32_t)hf_line_size();
    put_entry(log, &added);
    log->failed |= n < 0;
    if (n < 0)
        return;
    snapshot.u.snapshot.bytes = bytes;
    snapshot.u.snapshot.n_bytes = (size_t)n;
    snapshot.u.snapshot.digest = hf_line_digest(note->line_state);
    put_entry(log, &snapshot);
}

static int is_readable(const uint8_t *bytes, size_t length)
{
    static uint64_t scratch[HF_WIRE_SCRATCH / sizeof(uint64_t)];
    struct hf_wire wire = {
        .bytes = bytes, .n_bytes = length, .scratch = scratch, .scratch_size = sizeof scratch};
    struct hf_event event;

    return hf_event_decode(&event, &wire) == HF_OK;
}

static void put_step(struct hf_simulate_log *log, const struct hf_sim_note *note)
{
    static uint8_t event_bytes[HF_EVENT_BYTES_MAX], actions_bytes[HF_ACTIONS_BYTES_MAX];
    struct hf_log_entry entry = entry_of(log, note, HF_LOG_STEP);
    struct hf_event event = *note->event;

    if (note->result == HF_OK)
        event.at_us = hf_line_now(note->line_state); /* the log holds the time that was taken */
    const int n_event = hf_event_encode(&event, event_bytes, sizeof event_bytes);
    if (n_event < 0 || (note->result != HF_OK && !is_readable(event_bytes, (size_t)n_event)))
        return; /* what cannot be logged cannot happen to a phone; no line takes it either */
    const int n_actions = note->result == HF_OK ? hf_actions_encode(note->actions, actions_bytes,
                                                                    sizeof actions_bytes)
                                                : 0;
    log->failed |= n_actions < 0;
    entry.u.step.event = event_bytes;
    entry.u.step.n_event = (size_t)n_event;
    entry.u.step.actions = actions_bytes;
    entry.u.step.n_actions = n_actions > 0 ? (size_t)n_actions : 0;
    entry.u.step.result = note->result;
    put_entry(log, &entry);
}

/* What an agent would have noted; false for what it would not. */
static int note_of(const struct hf_sim_note *note, struct hf_log_note *out)
{
    out->text = note->text;
    switch (note->kind) {
    case HF_SIM_NOTE_SENT:
        out->kind = HF_NOTE_FIRST_SEND;
        out->text = hf_request_kind_name(note->request);
        return 1;
    case HF_SIM_NOTE_RESEND: out->kind = HF_NOTE_RETRANSMISSION; return 1;
    case HF_SIM_NOTE_ANSWER:
        out->kind = HF_NOTE_RESPONSE;
        out->text = note->is_late ? "late" : "";
        return 1;
    case HF_SIM_NOTE_CHALLENGE: out->kind = HF_NOTE_CHALLENGE; return 1;
    case HF_SIM_NOTE_FAILED:
        out->kind = note->target.transport == HF_TRANSPORT_UDP ? HF_NOTE_ICMP
                                                               : HF_NOTE_CONNECTION_LOST;
        return 1;
    case HF_SIM_NOTE_CONNECTED: out->kind = HF_NOTE_CONNECT; return 1;
    case HF_SIM_NOTE_ABANDONED: out->kind = HF_NOTE_ABANDON; return 1;
    case HF_SIM_NOTE_DROPPED:
        out->kind = HF_NOTE_DROPPED;
        out->text = "an answer to something that is over";
        return 1;
    case HF_SIM_NOTE_OWN: out->kind = HF_NOTE_OTHER; return 1;
    case HF_SIM_NOTE_STEP:
    case HF_SIM_NOTE_PEER: /* nobody at the phone sees it */
    case HF_SIM_NOTE_RESTORED:
    case HF_SIM_NOTE_ADDED: break;
    }
    return 0;
}

static void put_note(struct hf_simulate_log *log, const struct hf_sim_note *note)
{
    struct hf_log_entry entry = entry_of(log, note, HF_LOG_NOTE);

    if (!note_of(note, &entry.u.note))
        return;
    entry.u.note.attempt = note->attempt;
    entry.u.note.at_us = note->at_us + note->clock_us;
    entry.u.note.round_trip_us = note->is_late ? 0 : note->round_trip_us;
    entry.u.note.peer = note->target;
    entry.u.note.status = note->status;
    put_entry(log, &entry);
}

void hf_simulate_log_until(void *context, uint64_t at_us)
{
    struct hf_simulate_log *log = context;

    log->last_us = at_us;
}

void hf_simulate_log_take(void *context, const struct hf_sim_note *note)
{
    struct hf_simulate_log *log = context;

    log->last_us = note->at_us;
    if (note->kind == HF_SIM_NOTE_STEP)
        put_step(log, note);
    else if (note->kind == HF_SIM_NOTE_ADDED || note->kind == HF_SIM_NOTE_RESTORED)
        put_added(log, note);
    else
        put_note(log, note);
}

/* ---- the file ---- */

/* The same for the same scenario and beginning, whatever the folder it lies in. */
static uint64_t id_of(const char *scenario, uint64_t wall_us)
{
    const char *slash = strrchr(scenario, '/');
    const char *name = slash != NULL ? slash + 1 : scenario;
    const uint64_t low = hf_crc32c(0, name, strlen(name));
    const uint64_t high = hf_crc32c(0, &wall_us, sizeof wall_us);
    const uint64_t id = high << 32 | low;

    return id != 0 ? id : 1;
}

static int name_file(struct hf_simulate_log *log, const char *path, uint64_t log_id)
{
    const size_t length = strlen(path);
    const int is_file = length > 4 && strcmp(path + length - 4, ".log") == 0;
    struct stat status;
    int n;

    snprintf(log->path, sizeof log->path, "%s", path);
    if (is_file && (stat(path, &status) != 0 || !S_ISDIR(status.st_mode)))
        return length < sizeof log->path ? 0 : complain(log, "the path is too long");
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        return complain(log, strerror(errno));
    n = snprintf(log->path, sizeof log->path, "%s/hf-%016" PRIx64 "-00000001.log", path, log_id);
    return n < (int)sizeof log->path ? 0 : complain(log, "the path is too long");
}

int hf_simulate_log_open(struct hf_simulate_log *log, const char *path, const char *scenario)
{
    struct hf_log_segment segment = {.log_id = id_of(scenario, log->wall_us),
                                     .number = 1,
                                     .wall_us = log->wall_us,
                                     .limits = hf_log_limits_here(),
                                     .schema = HF_LOG_SCHEMA,
                                     .semantics = HF_SEMANTICS,
                                     .abi = HF_ABI,
                                     .writer = "holdfast " HF_VERSION};
    uint8_t payload[256];

    if (name_file(log, path, segment.log_id) < 0)
        return -1;
    log->file = fopen(log->path, "wb");
    if (log->file == NULL)
        return complain(log, strerror(errno));
    log->sequence = 1;
    put(log, payload, hf_log_segment_write(&segment, payload, sizeof payload));
    return 0;
}

int hf_simulate_log_close(struct hf_simulate_log *log)
{
    const struct hf_log_entry end = {.kind = HF_LOG_CLEAN_END,
                                     .wall_us = log->wall_us + log->last_us};

    put_entry(log, &end);
    if (fclose(log->file) == 0 && !log->failed)
        return 0;
    return complain(log, "not all of it could be written; the disk may be full");
}

int hf_simulate_wall_read(const char *text, uint64_t *wall_us)
{
    struct tm date = {.tm_isdst = 0};
    const size_t digits = strspn(text, "0123456789");
    const char *end;
    time_t seconds;

    if (digits > 0 && digits <= SECONDS_DIGITS && text[digits] == '\0') {
        *wall_us = strtoull(text, NULL, 10) * US_IN_S;
        return 0;
    }
    end = strptime(text, "%Y-%m-%dT%H:%M:%S", &date);
    if (end == NULL || (strcmp(end, "Z") != 0 && *end != '\0'))
        return -1;
    seconds = *end == 'Z' ? timegm(&date) : mktime(&date);
    if (seconds < 0)
        return -1;
    *wall_us = (uint64_t)seconds * US_IN_S;
    return 0;
}
