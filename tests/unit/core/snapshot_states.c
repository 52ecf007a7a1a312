/* SPDX-License-Identifier: Apache-2.0 */
/*
 * H12: lines in states that random worlds seldom come to are brought back by their snapshots, and
 * go on as if they had not stopped.
 */
#include <criterion/criterion.h>
#include <string.h>

#include "rig.h"

#define WAKES 40

static struct rig rig;
static uint8_t bytes[HF_SNAPSHOT_BYTES_MAX], scratch[HF_WIRE_SCRATCH];

static void restore(struct hf_line *line, const struct hf_line *from)
{
    int n = hf_line_snapshot(from, bytes, sizeof bytes);
    struct hf_wire wire = {
        .bytes = bytes, .n_bytes = (size_t)n, .scratch = scratch, .scratch_size = sizeof scratch};

    cr_assert_gt(n, 0);
    cr_assert_eq(hf_line_restore(line, sizeof *line, &wire), HF_OK, "%s %llu", wire.refusal.what,
                 (unsigned long long)wire.refusal.value);
    cr_assert_eq(memcmp(line, from, sizeof *line), 0);
}

static void assert_same_actions(const struct hf_actions *a, const struct hf_actions *b)
{
    static uint8_t one[HF_ACTIONS_BYTES_MAX], other[HF_ACTIONS_BYTES_MAX];
    int n = hf_actions_encode(a, one, sizeof one);

    cr_assert_geq(n, 0);
    cr_assert_eq(hf_actions_encode(b, other, sizeof other), n);
    cr_assert_eq(memcmp(one, other, (size_t)n), 0);
}

/* The rig's line and one restored from its snapshot are woken side by side. */
static void assert_goes_on(const char *state)
{
    static struct hf_line line;
    static struct hf_actions actions;

    restore(&line, &rig.line);
    for (int i = 0; i < WAKES && hf_line_deadline(&rig.line).at_us != HF_NEVER; i++) {
        rig_wake(&rig);
        cr_assert_eq(hf_line_step(&line, &rig.event, &actions), HF_OK);
        assert_same_actions(&actions, &rig.actions);
        cr_assert_eq(memcmp(&line, &rig.line, sizeof line), 0, "%s, wake %d", state, i);
        restore(&line, &rig.line);
    }
}

/* Two servers, not configured yet; nothing is drawn or left alone. */
static void begin(const char *first, const char *second)
{
    rig_init(&rig);
    rig.config.jitter_percent = 0;
    rig.config.quarantine_s = 0;
    rig.config.failback_interval_s = 120;
    rig_server(&rig, first);
    rig_server(&rig, second);
}

static void start(void)
{
    cr_assert_eq(rig_configure(&rig), HF_OK, "%s", rig.actions.refusal.what);
    cr_assert_eq(rig_fact(&rig, HF_EVENT_STARTED), HF_OK);
}

static void accept_last(void)
{
    cr_assert_eq(rig_response(&rig, rig.last_attempt, 200, 600), HF_OK);
}

Test(snapshot_states, a_name_is_being_asked_for)
{
    begin("one.example", "192.0.2.2");
    start();
    cr_assert_eq(rig.line.lookups[0].state, HF_LOOKUP_ASKING);
    cr_assert_eq(rig.line.passes[HF_SLOT_REGISTER].state, HF_PASS_LOCATING);
    assert_goes_on("asking");
}

Test(snapshot_states, a_name_is_known)
{
    struct hf_dns_record record = {.type = HF_DNS_A, .address = {192, 0, 2, 7}};
    struct hf_dns_answered *dns;

    begin("one.example", "192.0.2.2");
    start();
    for (uint32_t i = 0; i < 2; i++) { /* both families */
        dns = &rig_event(&rig, HF_EVENT_DNS_ANSWERED)->u.dns;
        dns->query = rig_query(&rig) + i;
        dns->ttl_s = 30;
        dns->records = &record;
        dns->n_records = i == 0 ? 1 : 0;
        dns->outcome = i == 0 ? HF_DNS_ANSWER : HF_DNS_NO_DATA;
        cr_assert_eq(rig_step(&rig), HF_OK, "%s", rig.actions.refusal.what);
    }
    cr_assert_eq(rig.line.lookups[0].state, HF_LOOKUP_KNOWN);
    cr_assert_neq(rig.line.lookups[0].expires_us, 0);
    accept_last();
    assert_goes_on("known");
}

Test(snapshot_states, targets_rest)
{
    begin("192.0.2.1", "192.0.2.2");
    rig.config.quarantine_s = 30;
    start();
    cr_assert_eq(rig_failed(&rig, rig.last_attempt, HF_CAUSE_CERTIFICATE), HF_OK);
    cr_assert_neq(rig.line.candidates[0].rest_until_us, 0);
    cr_assert_neq(rig.line.candidates[0].rest_flags, 0);
    assert_goes_on("resting");
}

Test(snapshot_states, every_server_has_a_registration)
{
    begin("192.0.2.1", "192.0.2.2");
    rig.config.mode = HF_MODE_CONCURRENT;
    start();
    accept_last();
    cr_assert_eq(rig.line.registrations[1].state, HF_REGISTRATION_REGISTERED);
    assert_goes_on("concurrent");
}

/* CallState: id 0x1234, server 1, state RINGING, flags INCOMING. */
static uint8_t *call_in_bytes(int n)
{
    static const uint8_t call[] = {0x10, 0xb4, 0x24, 0x18, 1, 0x20, 1, 0x30, 1};

    for (int i = 0; i + (int)sizeof call <= n; i++) {
        if (memcmp(bytes + i, call, sizeof call) == 0)
            return bytes + i;
    }
    cr_assert_fail("there is no such call");
    return NULL;
}

Test(snapshot_states, a_call_of_a_snapshot_that_says_no_state_talks)
{
    static struct hf_line read;
    struct hf_wire wire = {.bytes = bytes, .scratch = scratch, .scratch_size = sizeof scratch};
    uint8_t *call;
    int n;

    begin("192.0.2.1", "192.0.2.2");
    start();
    rig_call(&rig, HF_EVENT_CALL_ARRIVED, 0x1234);
    n = hf_line_snapshot(&rig.line, bytes, sizeof bytes);
    call = call_in_bytes(n);
    call[6] = 0;
    call[8] = 0;
    wire.n_bytes = (size_t)n;
    cr_assert_eq(hf_line_restore(&read, sizeof read, &wire), HF_OK, "%s", wire.refusal.what);
    cr_assert_eq(read.calls[0].state, HF_CALL_TALKING);
    cr_assert_eq(read.calls[0].candidate, HF_NONE);
}

Test(snapshot_states, options_are_asked)
{
    begin("192.0.2.1", "192.0.2.2");
    rig.config.options_interval_s = 20;
    start();
    accept_last();
    for (int i = 0; i < 4 && rig.line.options.state != HF_OPTIONS_ASKING; i++)
        rig_wake(&rig);
    cr_assert_eq(rig.line.options.state, HF_OPTIONS_ASKING);
    cr_assert_geq(rig.line.options.slot, HF_SLOT_REQUEST);
    assert_goes_on("options");
}

Test(snapshot_states, a_request_runs_and_calls_are_in_progress)
{
    for (unsigned i = 0; i < 2; i++) {
        struct hf_wanted *wanted;
        struct hf_call *call;

        if (i == 0) {
            begin("192.0.2.1", "192.0.2.2");
            start();
            accept_last();
        }
        call = &rig_event(&rig, HF_EVENT_CALL_ARRIVED)->u.call;
        call->call = 9 + i;
        call->server = 1;
        cr_assert_eq(rig_step(&rig), HF_OK, "%s", rig.actions.refusal.what);
        wanted = &rig_event(&rig, HF_EVENT_WANTED)->u.wanted;
        wanted->request = 5 + i;
        wanted->kind = HF_REQUEST_OTHER;
        cr_assert_eq(rig_step(&rig), HF_OK, "%s", rig.actions.refusal.what);
    }
    cr_assert_eq(rig.line.calls[1].id, 10);
    cr_assert_eq(rig.line.passes[HF_SLOT_REQUEST].kind, HF_REQUEST_OTHER);
    assert_goes_on("requests");
}

Test(snapshot_states, failback_waits_for_a_call)
{
    struct hf_call *call;

    begin("192.0.2.1", "192.0.2.2");
    rig.config.failback_when = HF_WHEN_IDLE;
    start();
    rig_wake(&rig); /* the first server is silent */
    accept_last();
    call = &rig_event(&rig, HF_EVENT_CALL_ARRIVED)->u.call;
    call->call = 9;
    call->server = 2;
    cr_assert_eq(rig_step(&rig), HF_OK);
    for (int i = 0; i < 8 && rig.line.failback.state != HF_FAILBACK_DUE; i++) {
        rig_wake(&rig);
        if (rig_count(&rig, HF_ACTION_SEND) > 0)
            accept_last();
    }
    cr_assert_eq(rig.line.failback.state, HF_FAILBACK_DUE);
    assert_goes_on("due");
}
