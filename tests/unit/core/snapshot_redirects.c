/* SPDX-License-Identifier: Apache-2.0 */
/* core/snapshot.c: where attempts went, and which were given up, are said by what the line's block
 * does not keep: their targets (A8) and whole ids (A11). And refusals of the way back between
 * proxies (B13). */
#include <string.h>

#include "redirects.h"
#include "rig.h"

static struct rig rig;
static struct hf_line line;
static uint8_t snapshot[HF_SNAPSHOT_BYTES_MAX], scratch[HF_WIRE_SCRATCH];
static size_t length;

static void take(void)
{
    int n = hf_line_snapshot(&rig.line, snapshot, sizeof snapshot);

    cr_assert_gt(n, 0);
    length = (size_t)n;
}

static struct hf_refusal restore(void)
{
    struct hf_wire wire = {
        .bytes = snapshot, .n_bytes = length, .scratch = scratch, .scratch_size = sizeof scratch};

    (void)hf_line_restore(&line, sizeof line, &wire);
    return wire.refusal;
}

static void redirect_to(struct hf_target target)
{
    struct hf_response *r = &rig_event(&rig, HF_EVENT_RESPONSE_RECEIVED)->u.response;

    r->attempt = rig.last_attempt;
    r->status = 302;
    r->n_redirects = 1;
    r->redirects[0] = target;
    cr_assert_eq(rig_step(&rig), HF_OK);
}

static void assert_comes_back(void)
{
    take();
    cr_assert_eq(restore().error, HF_OK);
    cr_assert_arr_eq(&line, &rig.line, sizeof line);
}

/* Snapshots from before there were redirects say each attempt's target too; it is its
 * candidate's. */
Test(snapshot_redirects, an_attempt_goes_on_where_it_went)
{
    rig_start(&rig);
    assert_comes_back();
    cr_assert_eq(line.redirects[0].pass, 0);
    redirect_to(rig.line.candidates[1].target);
    assert_comes_back();
    cr_assert_eq(line.redirects[0].pass, HF_SLOT_REGISTER + 1);
    redirect_to(rig.line.candidates[0].target);
    assert_comes_back();
    cr_assert_eq(line.redirects[0].pass, 0);
}

Test(snapshot_redirects, come_back_in_the_order_of_passes_and_not_of_the_redirects)
{
    struct hf_target target = {.address = {9, 9, 9, 9}, .port = 5060, .family = HF_FAMILY_IPV4};

    rig_start(&rig);
    rig_accept(&rig, 3600);
    rig_request(&rig, 5);
    redirect_to(target);
    rig_wanted(&rig, 6);
    redirect_to(target);
    cr_assert_eq(rig.line.redirects[0].pass, HF_SLOT_REGISTER + 1);
    cr_assert_eq(rig.line.redirects[1].pass, HF_SLOT_REQUEST + 1);
    assert_comes_back();
}

Test(snapshot_redirects, an_abandoned_attempt_is_known_by_its_whole_id)
{
    uint64_t id;

    rig_start(&rig);
    id = rig.last_attempt;
    rig_wake(&rig);
    assert_comes_back();
    cr_assert_eq(line.first_id + line.watched[0].number - 1, id);
}

#define BYTES(text) text, sizeof(text) - 1
/* A pass's attempt that goes to 9.9.9.9, which is no candidate. */
#define REDIRECTED(place)                                                                          \
    "\x6a\x12\x12\x0d\x2a\x09\x0a\x04\x09\x09\x09\x09\x10\xc4\x27\x50\x01\xa0\x01" place

static const struct tail { /* appended to a sound snapshot */
    const char *bytes;
    size_t n;
    int error;
    const char *what;
    uint64_t value;
    uint32_t index; /* which of them, from 1; 0 where it is of none */
} tails[] = {
    {BYTES("\x6a\x0b\xa0\x01\x23\x12\x06\x50\x01\x2a\x02\x10\x01"), HF_E_SNAPSHOT,
     "AttemptState.target.address", 0, HF_LINE_PASSES},
    {BYTES(REDIRECTED("\x21") REDIRECTED("\x22") REDIRECTED("\x23")), HF_E_LIMIT,
     "AttemptState.target: redirects", 0, HF_LINE_PASSES},
    {BYTES("\x6a\x06\xa0\x01\x23\xd8\x01\x03"), HF_E_SNAPSHOT, "PassState.proxy", 3,
     HF_LINE_PASSES},
    {BYTES("\x8a\x01\x02\x40\x02"), HF_E_SNAPSHOT, "FailbackState.pressed", 2, 0},
    {BYTES("\xfa\x01\x02\x08\x04"), HF_E_SNAPSHOT, "ProxyFailbackState.place", 4, 0},
    {BYTES("\xfa\x01\x04\x08\x03\x18\x04"), HF_E_SNAPSHOT, "ProxyFailbackState.state", 4, 4},
    {BYTES("\xfa\x01\x04\x08\x03\x20\x08"), HF_E_SNAPSHOT, "ProxyFailbackState.flags", 8, 4},
    {BYTES("\x72\x09\x11\x01\x00\x00\x00\x00\x00\x00\x00"), HF_E_SNAPSHOT, "WatchedState.id", 0, 1},
    {BYTES("\x62\x02\x10\x05"), HF_E_SNAPSHOT, "CandidateState.server", 5, 3},
};

Test(snapshot_redirects, are_refused_by_the_name_of_what_is_wrong)
{
    struct hf_refusal refusal;

    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        rig_start(&rig);
        take();
        memcpy(snapshot + length, tails[i].bytes, tails[i].n);
        length += tails[i].n;
        refusal = restore();
        cr_assert_eq(refusal.error, tails[i].error, "%s", tails[i].what);
        cr_assert_str_eq(refusal.what, tails[i].what);
        cr_assert_eq(refusal.value, tails[i].value, "%s", tails[i].what);
        cr_assert_eq(refusal.index, tails[i].index, "%s: %u", tails[i].what, refusal.index);
    }
}

Test(snapshot_redirects, H12_what_is_missing_as_a_whole_is_no_part_of_anything)
{
    struct hf_refusal refusal;

    length = 6;
    memcpy(snapshot, "\x08\x02\x10\x02\x1a\x00", length);
    refusal = restore();
    cr_assert_eq(refusal.error, HF_E_SNAPSHOT);
    cr_assert_str_eq(refusal.what, "Snapshot: a machine is missing");
    cr_assert_eq(refusal.value, 0);
    cr_assert_eq(refusal.index, 0);
}
