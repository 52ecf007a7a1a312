/* SPDX-License-Identifier: Apache-2.0 */
/* What the agent draws: tokens and branches; and routing by them, and by what is none (E8). */
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

Test(agent_name, what_a_request_without_a_token_asks_for)
{
    static char longest[HF_AGENT_TEXT_MAX + 1], longer[HF_AGENT_TEXT_MAX + 2];
    const struct {
        const char *uri, *user;
        bool is_token;
    } cases[] = {
        {"sip:alice@h", "alice", false},
        {"sip:alice:secret@h;x=y", "alice", false},
        {"sip:%61l%69ce@h", "alice", false},
        {"sip:a%2Cb%3b@h", "a,b;", false},
        {"sip:a%4@h", "", false},       /* no escape */
        {"sip:alice%00x@h", "", false}, /* not alice */
        {"sips:alice@h", "alice", false},
        {"sip:h", "", false},
        {"tel:+49-30-1;phone-context=x", "+49-30-1", false},
        {"urn:service:sos", "", false},
        {"sip:hf00000007000000000000000000000000@h", "hf00000007000000000000000000000000", true},
        {"sip:hf0000000700000000000000000000000@h", "hf0000000700000000000000000000000", false},
        {longest, longest, false},
        {longer, "", false},
    };
    memset(longest, 'x', sizeof longest - 1);
    memset(longer, 'x', sizeof longer - 1);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hf_agent_asked asked;
        char text[512];
        snprintf(text, sizeof text, "OPTIONS %s%s%s SIP/2.0\r\n\r\n",
                 cases[i].uri[0] == 'x' ? "sip:" : "", cases[i].uri,
                 cases[i].uri[0] == 'x' ? "@h" : "");
        cr_assert(hf_agent_asks((const uint8_t *)text, strlen(text), &asked), "%s", text);
        cr_assert_str_eq(asked.user, cases[i].user, "%s", text);
        cr_assert_eq(asked.is_token, cases[i].is_token, "%s", text);
    }
    struct hf_agent_asked asked;
    static const char *const none[] = {"SIP/2.0 200 OK\r\n\r\n",
                                       "x",
                                       "",
                                       "OPTIONS <sip:a@h> SIP/2.0\r\n\r\n",
                                       "OPTIONS alice SIP/2.0\r\n\r\n",
                                       "OPTIONS sip:@h SIP/2.0\r\n\r\n"};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        cr_assert(!hf_agent_asks((const uint8_t *)none[i], strlen(none[i]), &asked), "%s", none[i]);
    }
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

/* What the agent costs beside the core's line; a phone of 10,000 lines pays it 10,000 times. */
Test(agent_name, the_agent_is_small)
{
    printf("an agent: %zu bytes and its texts\n", sizeof(struct hf_agent));
    cr_assert_leq(sizeof(struct hf_agent), 3168);
}
