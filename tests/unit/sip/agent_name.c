/* SPDX-License-Identifier: Apache-2.0 */
/* What the agent draws and prints: tokens, branches, addresses; and routing by them. */
#include "agent_support.h"

#include "agent_state.h"

static int route(const char *text)
{
    return hf_agent_route((const uint8_t *)text, strlen(text));
}

Test(agent_name, datagrams_find_their_line)
{
    struct stage s;
    char text[1024], uri[128];
    stage_open(&s, "secret");
    struct hf_action send = register_to(&s, 1);
    act(&s, &send);
    struct hf_slice branch = branch_of(&s);
    snprintf(text, sizeof text, "SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=%.*s\r\n\r\n",
             (int)branch.length, branch.at);
    cr_assert_eq(route(text), LINE);
    snprintf(text, sizeof text, "OPTIONS %s SIP/2.0\r\n\r\n", contact_uri(&s, uri, sizeof uri));
    cr_assert_eq(route(text), LINE);
    snprintf(text, sizeof text, "OPTIONS %s SIP/2.0\r\nno colon\r\n\r\n", uri);
    cr_assert_eq(route(text), LINE); /* its line answers it with 400 */
    cr_assert_eq(route("SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKother\r\n\r\n"), 0);
    cr_assert_eq(route("OPTIONS sip:bob@h SIP/2.0\r\n\r\n"), 0);
    cr_assert_eq(route("OPTIONS sip:hfffffffff000000000000000000000000@h SIP/2.0\r\n\r\n"), 0);
    cr_assert_eq(route("hello"), HF_E_MALFORMED);
    cr_assert_eq(route(""), HF_E_MALFORMED);
    stage_close(&s);
}

Test(agent_name, the_token_stays_and_what_is_drawn_does_not)
{
    struct stage a, b;
    stage_open(&a, "secret");
    stage_open(&b, "secret");
    b.agent->random[0] ^= 1;
    struct hf_agent_token ta = hf_agent_token(a.agent), tb = hf_agent_token(b.agent);
    cr_assert_eq(memcmp(&ta, &tb, sizeof ta), 0);
    struct hf_agent_branch ba = hf_agent_branch(a.agent, 1), bb = hf_agent_branch(b.agent, 1);
    cr_assert_neq(memcmp(&ba, &bb, sizeof ba), 0);
    b.agent->seed ^= 1;
    tb = hf_agent_token(b.agent);
    cr_assert_neq(memcmp(&ta, &tb, sizeof ta), 0);
    stage_close(&a);
    stage_close(&b);
}

Test(agent_name, addresses_are_printed_as_rfc_5952_says)
{
    static const struct {
        const char *text, *printed;
    } cases[] = {
        {"192.0.2.1", "192.0.2.1"},
        {"2001:db8::1", "2001:db8::1"},
        {"::", "::"},
        {"::1", "::1"},
        {"2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
        {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
        {"1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0"},
        {"1:0:0:4:5:0:0:0", "1:0:0:4:5::"},
        {"fe80::a0b:c", "fe80::a0b:c"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_target target;
        struct hf_sip_out out;
        char text[64];
        memset(&target, 0, sizeof target);
        cr_assert(hf_target_parse(&target, cases[i].text, strlen(cases[i].text)));
        hf_sip_out_start(&out, text, sizeof text);
        hf_sip_put_address(&out, &target);
        assert_slice(bytes_of(text, out.length), cases[i].printed);
    }
}

/* What the agent costs beside the core's line; a phone of 10,000 lines pays it 10,000 times. */
Test(agent_name, the_agent_is_small)
{
    printf("an agent: %zu bytes and its texts\n", sizeof(struct hf_agent));
    cr_assert_leq(sizeof(struct hf_agent), 3072);
}
