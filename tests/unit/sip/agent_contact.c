/* SPDX-License-Identifier: Apache-2.0 */
/* Our Contacts: with a value per server (C1a), and after the local address has changed (C3a). */
#include "agent_support.h"

#include "agent_state.h"

static struct hf_action register_at(const struct stage *s, uint64_t id, uint8_t server)
{
    struct hf_action send = register_to(s, id);
    send.u.send.server = server;
    send.u.send.series = server;
    return send;
}

static const char *registers_as(struct stage *s, uint64_t id, uint8_t server, char uri[160])
{
    struct hf_action send = register_at(s, id, server);
    act(s, &send);
    return contact_uri(s, uri, 160);
}

static void open_per_server(struct stage *s)
{
    stage_open(s, "secret");
    s->config.contact_per_server = 1;
    change(s, IN_PLACE);
}

Test(agent_contact, each_server_has_its_own_and_keeps_it)
{
    struct stage s, t;
    char first[160], second[160], again[160];
    stage_open(&s, "secret");
    cr_assert_eq(strstr(registers_as(&s, 1, 1, first), "server="), NULL);
    stage_close(&s);
    open_per_server(&s);
    registers_as(&s, 2, 1, first);
    registers_as(&s, 3, 2, second);
    const char *at = strstr(first, ";server=");
    cr_assert_not_null(at);
    cr_assert_eq(strlen(at), strlen(";server=") + HF_AGENT_PARAMETER_LENGTH);
    cr_assert_str_neq(first, second);
    cr_assert_eq(strncmp(first, second, (size_t)(at - first) + 8), 0);

    servers(&s, "2001:db8::2", "example.com"); /* C14: under other numbers */
    change(&s, APART);
    cr_assert_str_eq(registers_as(&s, 4, 2, again), first);
    cr_assert_str_eq(registers_as(&s, 5, 1, again), second);

    open_per_server(&t); /* another start, and another line */
    t.agent->random[3] ^= 1;
    cr_assert_str_eq(registers_as(&t, 1, 1, again), first);
    t.agent->seed ^= 1;
    registers_as(&t, 2, 1, again);
    cr_assert_neq(memcmp(strstr(again, ";server="), at, strlen(at)), 0);
    stage_close(&s);
    stage_close(&t);
}

Test(agent_contact, servers_alike_have_different_ones)
{
    struct stage s;
    char first[160], second[160];
    open_per_server(&s);
    servers(&s, "same.example", "same.example");
    change(&s, IN_PLACE);
    registers_as(&s, 1, 1, first);
    registers_as(&s, 2, 2, second);
    cr_assert_str_neq(first, second);
    s.config.servers[1].port++; /* another entry is another key */
    change(&s, IN_PLACE);
    char third[160];
    cr_assert_str_eq(registers_as(&s, 3, 1, third), first);
    cr_assert_str_neq(registers_as(&s, 4, 2, third), second);
    stage_close(&s);
}

static const struct hf_response *answered(struct stage *s, const char *fields)
{
    answer(s, "200 OK", fields);
    return &only_event(s, HF_EVENT_RESPONSE_RECEIVED)->u.response;
}

Test(agent_contact, another_servers_is_not_ours)
{
    struct stage s;
    char first[160], second[160], fields[512];
    open_per_server(&s);
    registers_as(&s, 1, 1, first);
    answered(&s, "");
    registers_as(&s, 2, 2, second);
    snprintf(fields, sizeof fields, "Contact: <%s>;expires=5\r\nExpires: 60\r\n", first);
    const struct hf_response *response = answered(&s, fields);
    cr_assert_eq(response->contact_missing, 1);
    cr_assert_eq(response->expires_s, 60);
    registers_as(&s, 3, 2, second);
    snprintf(fields, sizeof fields, "Contact: <%s>;expires=5, <%s>;expires=70\r\n", first, second);
    response = answered(&s, fields);
    cr_assert_eq(response->contact_missing, 0);
    cr_assert_eq(response->expires_s, 70);
    registers_as(&s, 4, 2, second);
    *strstr(second, ";server=") = '\0'; /* nor one without the value */
    snprintf(fields, sizeof fields, "Contact: <%s>;expires=5\r\n", second);
    cr_assert_eq(answered(&s, fields)->contact_missing, 1);
    stage_close(&s);
}

static unsigned n_contacts(const struct stage *s)
{
    unsigned n = 0;
    for (const char *at = s->sent; (at = strstr(at, "\r\nContact: ")) != NULL; at++) {
        n++;
    }
    return n;
}

static bool takes_back(const struct stage *s, const char *uri)
{
    char text[200];
    snprintf(text, sizeof text, "\r\nContact: <%s>;expires=0\r\n", uri);
    return strstr(s->sent, text) != NULL;
}

Test(agent_contact, a_new_address_takes_the_old_one_back)
{
    static char first[8192];
    struct stage s;
    char old[160], new[160], fields[512];
    stage_open(&s, "secret");
    registers_as(&s, 100, 1, old);
    cr_assert_eq(n_contacts(&s), 1);
    answered(&s, "Expires: 60\r\n");
    registers_as(&s, 101, 1, new);
    cr_assert_eq(n_contacts(&s), 1); /* a refresh */
    answered(&s, "Expires: 60\r\n");

    s.local.address[3]++;
    registers_as(&s, 102, 1, new);
    cr_assert_str_neq(new, old);
    cr_assert_eq(n_contacts(&s), 2);
    cr_assert(takes_back(&s, old));
    cr_assert_not(takes_back(&s, new));
    assert_slice(field(&s, HF_HEADER_EXPIRES), "600");
    strcpy(first, s.sent);
    wake(&s, s.now_us + 500 * MS);
    cr_assert_str_eq(s.sent, first);
    answer(&s, "503 Busy", ""); /* nothing is forgotten for nothing */
    registers_as(&s, 103, 1, new);
    cr_assert(takes_back(&s, old));
    snprintf(fields, sizeof fields, "Contact: <%s>;expires=50, <%s>;expires=300\r\n", old, new);
    cr_assert_eq(answered(&s, fields)->expires_s, 300);
    registers_as(&s, 104, 1, new);
    cr_assert_eq(n_contacts(&s), 1);
    stage_close(&s);
}

/* A11: a REGISTER was given up, and all that the server said to it was lost. What it may have taken
 * goes with the next one, whatever that is for, beside what it was last known to have. */
Test(agent_contact, what_nobody_answered_is_taken_back)
{
    static char sent[8192];
    struct stage s;
    char known[160], stray[160], new[160], fields[512];
    stage_open(&s, "secret");
    registers_as(&s, 100, 1, known);
    answered(&s, "");
    s.local.port++;
    registers_as(&s, 101, 1, stray);
    cr_assert(takes_back(&s, known));
    act_on(&s, HF_ACTION_ABANDON, 101);
    s.local.port--; /* where it works: nothing but the stray is elsewhere */
    registers_as(&s, 102, 1, new);
    cr_assert_str_eq(new, known);
    cr_assert_eq(n_contacts(&s), 2);
    cr_assert(takes_back(&s, stray));
    strcpy(sent, s.sent);
    wake(&s, s.now_us + 500 * MS);
    cr_assert_str_eq(s.sent, sent);
    answer(&s, "503 Busy", "");
    s.local.port += 2; /* a third place: both */
    registers_as(&s, 103, 1, new);
    cr_assert_eq(n_contacts(&s), 3);
    cr_assert(takes_back(&s, known));
    cr_assert(takes_back(&s, stray));
    snprintf(fields, sizeof fields, "Contact: <%s>;expires=50, <%s>;expires=60\r\n", known, stray);
    cr_assert_eq(answered(&s, fields)->contact_missing, 1, "neither is ours");
    registers_as(&s, 104, 1, new);
    cr_assert_eq(n_contacts(&s), 1);
    stage_close(&s);
}

Test(agent_contact, a_removal_takes_it_back_too)
{
    struct stage s;
    char known[160], stray[160];
    stage_open(&s, "secret");
    registers_as(&s, 100, 1, known);
    answered(&s, "");
    s.local.port++;
    registers_as(&s, 101, 1, stray);
    wake(&s, s.now_us + 32000 * MS); /* Timer F */
    only_event(&s, HF_EVENT_ATTEMPT_FAILED);
    s.local.port--;
    struct hf_action removal = register_at(&s, 102, 1);
    removal.u.send.expires_s = 0;
    act(&s, &removal);
    cr_assert_eq(n_contacts(&s), 2);
    cr_assert(takes_back(&s, known));
    cr_assert(takes_back(&s, stray));
    answered(&s, "");
    registers_as(&s, 103, 1, known);
    cr_assert_eq(n_contacts(&s), 1);
    stage_close(&s);
}

/* A registrar that still lists the old one, and does not list the new one, has not got it. */
Test(agent_contact, the_old_one_in_the_answer_is_not_ours)
{
    struct stage s;
    char old[160], new[160], fields[512];
    stage_open(&s, "secret");
    registers_as(&s, 100, 1, old);
    answered(&s, "");
    s.local.port++;
    registers_as(&s, 101, 1, new);
    snprintf(fields, sizeof fields, "Contact: <%s>;expires=50\r\nExpires: 20\r\n", old);
    const struct hf_response *response = answered(&s, fields);
    cr_assert_eq(response->contact_missing, 1);
    cr_assert_eq(response->expires_s, 20);
    stage_close(&s);
}

Test(agent_contact, each_server_is_told_of_what_it_has)
{
    struct stage s;
    char old[160], new[160];
    stage_open(&s, "secret");
    registers_as(&s, 100, 1, old);
    answered(&s, "");
    s.local.address[3]++;
    registers_as(&s, 101, 2, new); /* has none of ours */
    cr_assert_eq(n_contacts(&s), 1);
    answered(&s, "");
    struct hf_action removal = register_at(&s, 102, 1);
    removal.u.send.expires_s = 0; /* C8: both are removed */
    act(&s, &removal);
    cr_assert_eq(n_contacts(&s), 2);
    cr_assert(takes_back(&s, old));
    cr_assert(takes_back(&s, new));
    answered(&s, "");
    s.local.address[3]++; /* nothing of ours is left there */
    registers_as(&s, 103, 1, new);
    cr_assert_eq(n_contacts(&s), 1);
    char fields[256]; /* nor where the server says so itself */
    snprintf(fields, sizeof fields, "Contact: <%s>;expires=0\r\n", new);
    cr_assert_eq(answered(&s, fields)->expires_s, 0);
    s.local.address[3]++;
    registers_as(&s, 104, 1, new);
    cr_assert_eq(n_contacts(&s), 1);
    stage_close(&s);
}

/* C14: under the number that its server has, or had. */
Test(agent_contact, what_a_server_has_is_known_over_a_change)
{
    struct stage s;
    char old[160], new[160];
    stage_open(&s, "secret");
    registers_as(&s, 100, 1, old);
    answered(&s, "");
    registers_as(&s, 101, 2, old);
    answered(&s, "");
    servers(&s, "new.example", "example.com");
    change(&s, APART);
    s.local.address[3]++;
    registers_as(&s, 102, 1, new);
    cr_assert_eq(n_contacts(&s), 1);
    registers_as(&s, 103, 2, new);
    cr_assert(takes_back(&s, old));
    struct hf_action removal = register_at(&s, 104, 2);
    removal.u.send.former = 1;
    removal.u.send.expires_s = 0;
    act(&s, &removal);
    assert_slice(s.request.uri, "sip:[2001:db8::2]");
    cr_assert(takes_back(&s, old));
    stage_close(&s);
}

/* A11: a late 2xx says what the server has, too; a late one to a removal says nothing. */
Test(agent_contact, a_late_answer_is_learned_from)
{
    struct stage s;
    char old[160], new[160];
    stage_open(&s, "secret");
    registers_as(&s, 100, 1, old);
    act_on(&s, HF_ACTION_ABANDON, 100);
    answer(&s, "200 OK", "");
    only_event(&s, HF_EVENT_ABANDONED);
    s.local.address[3]++;
    registers_as(&s, 101, 1, new);
    cr_assert_eq(n_contacts(&s), 2, "as one that it has, and no more as one that it may have");
    cr_assert(takes_back(&s, old));
    answered(&s, "");

    struct hf_action removal = register_at(&s, 102, 1);
    removal.u.send.expires_s = 0;
    act(&s, &removal);
    act_on(&s, HF_ACTION_ABANDON, 102);
    answer(&s, "200 OK", "Expires: 9\r\n");
    cr_assert_eq(only_event(&s, HF_EVENT_ABANDONED)->u.abandoned.expires_s, HF_EXPIRES_NONE);
    stage_close(&s);
}

/* C14: under the number that its server had. */
Test(agent_contact, a_late_answer_is_read_over_a_change)
{
    struct stage s;
    char first[160], fields[256];
    open_per_server(&s);
    registers_as(&s, 100, 1, first);
    act_on(&s, HF_ACTION_ABANDON, 100);
    servers(&s, "2001:db8::2", "example.com");
    change(&s, APART);
    snprintf(fields, sizeof fields, "Contact: <%s>;expires=77\r\n", first);
    answer(&s, "200 OK", fields);
    cr_assert_eq(only_event(&s, HF_EVENT_ABANDONED)->u.abandoned.expires_s, 77);
    stage_close(&s);
}

/* It has to be the same bytes when it is sent again, whatever is learned meanwhile. */
Test(agent_contact, a_request_under_way_takes_back_what_it_said)
{
    static char first[8192];
    static struct stage s;
    char old[160], new[160];
    stage_open(&s, "secret");
    registers_as(&s, 100, 1, old);
    answered(&s, "");
    s.local.address[3]++;
    registers_as(&s, 101, 1, new);
    act_on(&s, HF_ACTION_ABANDON, 101);
    struct hf_sip_message abandoned = s.request;
    static char words[8192];
    memcpy(words, s.sent, sizeof words);
    s.local.address[3]++;
    registers_as(&s, 102, 1, new);
    strcpy(first, s.sent);
    cr_assert(takes_back(&s, old));
    cr_assert_eq(hf_sip_parse(&abandoned, words, strlen(words)), 0);
    s.request = abandoned;
    answer(&s, "200 OK", "");
    only_event(&s, HF_EVENT_ABANDONED);
    wake(&s, s.now_us + 500 * MS);
    cr_assert_str_eq(s.sent, first);
    stage_close(&s);
}

/* C14: an answer to what is two configurations old still says what was granted. */
Test(agent_contact, a_server_that_is_long_gone_is_heard)
{
    struct stage s;
    char old[160], new[160], fields[512];
    stage_open(&s, "secret");
    registers_as(&s, 100, 1, old);
    answered(&s, "");
    s.local.address[3]++;
    registers_as(&s, 101, 1, new);
    cr_assert(takes_back(&s, old));
    servers(&s, "other.example", NULL);
    change(&s, IN_PLACE);
    change(&s, APART);
    snprintf(fields, sizeof fields, "Contact: <%s>;expires=44\r\n", new);
    const struct hf_response *response = answered(&s, fields);
    cr_assert_eq(response->expires_s, 44);
    cr_assert_eq(response->contact_missing, 0);
    stage_close(&s);
}
