/* SPDX-License-Identifier: Apache-2.0 */
/* The language of scenarios: what is refused, and in which words. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "holdfast/sim/scenario.h"

#define HEAD "line 1 servers=a,b\n"
#define TAIL "\nuntil 1s\n"

struct wrong {
    const char *text;
    unsigned line;       /* where the complaint points */
    const char *because; /* part of it */
};

static const struct wrong wrongs[] = {
    {"", 1, "no line"},
    {HEAD, 1, "no end"},
    {HEAD "flap line 1" TAIL, 2, "no verb"},
    {HEAD "until soon\n", 2, "no duration"},
    {HEAD "until 1\n", 2, "no duration"},
    {HEAD "until 1.23us\n", 2, "no duration"},
    {HEAD "until 999999d\n", 2, "too long"},
    {HEAD "at 2s start line 1\nat 1s stop line 1" TAIL, 3, "time goes back"},
    {HEAD "at 2s start line 1" TAIL, 3, "ends before"},
    {HEAD "until 1s\nat 2s start line 1\n", 3, "has ended"},
    {HEAD "at 1s start line 1\nstop line 1" TAIL, 3, "below a later moment"},
    {HEAD "start" TAIL, 2, "needs a line"},
    {HEAD "start line 2" TAIL, 2, "no line 2"},
    {HEAD "start line 99" TAIL, 2, "no line 99"},
    {HEAD "start line 1 now" TAIL, 2, "too many words"},
    {HEAD "at 1ms line 1 servers=a" TAIL, 2, "from the beginning"},
    {"line 1 servers=a,b,c,d,e" TAIL, 1, "at most"},
    {"line 1 servers=a like snom" TAIL, 1, "like snom"},
    {"line 1 servers=a retry_count=3" TAIL, 1, "no setting"},
    {"line 1 servers=a retry_counts=21" TAIL, 1, "retry_counts"},
    {"line 1 servers=a retry_counts=300" TAIL, 1, "too large"},
    {"line 1 servers=a retry_counts=many" TAIL, 1, "no number"},
    {"line 1 servers=a mode=parallel" TAIL, 1, "successive concurrent"},
    {"line 1 servers=a b.retry_counts=1" TAIL, 1, "no server `b`"},
    {"line 1 servers=a register_failover_statuses=5yy" TAIL, 1, "no number"},
    {"line 2 servers=a" TAIL, 2, "no line 1"},
    {"server a" TAIL, 1, "server a is silent"},
    {"server a sleeps" TAIL, 1, "does not `sleeps`"},
    {"server a is tired" TAIL, 1, "server a is silent"},
    {"server a answers PRACK 200" TAIL, 1, "answers REGISTER"},
    {"server a answers REGISTER 100" TAIL, 1, "no final status"},
    {"server a answers REGISTER 200 mood=good" TAIL, 1, "says nothing"},
    {"server a provisional 200 then silent" TAIL, 1, "no provisional"},
    {"server a fails with boredom" TAIL, 1, "no cause"},
    {"server a at sctp:192.0.2.1" TAIL, 1, "no target"},
    {"server a at udp:192.0.2.1:0" TAIL, 1, "no target"},
    {HEAD "server a at udp:192.0.2.9" TAIL, 2, "above the first line"},
    {HEAD "show everything" TAIL, 2, "cannot be shown"},
    {HEAD "event line 1 explosion" TAIL, 2, "are events"},
    {HEAD "event line 1 failed mood=bad" TAIL, 2, "no value"},
    {HEAD "event line 1 failed cause=256" TAIL, 2, "does not fit"},
    {HEAD "restart line 1 soon" TAIL, 2, "after 5s"},
    {HEAD "at 1ms restart line 1 after 500ms\nat 2ms stop line 1" TAIL, 3, "restarting"},
    {HEAD "network gone line 1" TAIL, 2, "network lost line 1"},
    {HEAD "new shoes line 1" TAIL, 2, "new credentials"},
    {"name pbx A a" TAIL, 1, "no name for DNS"},
    {"name 192.0.2.1 A a" TAIL, 1, "no name for DNS"},
    {"name pbx.example" TAIL, 1, "A 192.0.2.1,b ttl=60"},
    {"name pbx.example sings" TAIL, 1, "does not exist"},
    {"name pbx.example A 192.0.2.300" TAIL, 1, "no address"},
    {"name pbx.example A 2001:db8::1" TAIL, 1, "of that family"},
    {"name pbx.example AAAA a" TAIL, 1, "of that family"},
    {"name pbx.example A a ttl=soon" TAIL, 1, "no number"},
    {"name pbx.example A a ttl=4294967295" TAIL, 1, "too large"},
    {"name pbx.example fails with boredom" TAIL, 1, "no outcome"},
    {"name pbx.example fails with no_data" TAIL, 1, "no failure"},
    {"name pbx.example answers later" TAIL, 1, "answers after=200ms"},
    {"name pbx.example SRV 0 1 5060" TAIL, 1, "SRV 0 1 5060 one.example"},
    {"name pbx.example SRV ttl=60" TAIL, 1, "SRV 0 1 5060 one.example"},
    {"name pbx.example SRV first 1 5060 a.example" TAIL, 1, "no number"},
    {"name pbx.example SRV 0 1 65536 a.example" TAIL, 1, "too large"},
    {"name pbx.example SRV 0 1 1 a.example, 0 1 1" TAIL, 1, "SRV 0 1 5060 one.example"},
    {"name pbx.example SRV 0 1 1 a.example ttl=1 more" TAIL, 1, "SRV 0 1 5060 one.example"},
    {"name pbx.example NAPTR 1 1 s SIP+D2U a.example" TAIL, 1, "NAPTR 90 50"},
    {"name pbx.example NAPTR 1 1 sa SIP+D2U \"\" a.example" TAIL, 1, "no flag"},
    {"static pbx.example" TAIL, 1, "static pbx.example A"},
    {"static pbx.example MX a" TAIL, 1, "static pbx.example A"},
    {"static pbx A a" TAIL, 1, "no name for DNS"},
    {"static pbx.example fails with servfail" TAIL, 1, "static pbx.example A"},
    {"server a is certified for pbx.example" TAIL, 1, "has no certificate"},
    {"server a is certified" TAIL, 1, "certified for pbx.example"},
    {"server a accepts and waits" TAIL, 1, "accepts and says nothing"},
    {"server a restarts" TAIL, 1, "has no connections"},
    {"line 1 servers=pbx.example" TAIL, 1, "nothing is said of `pbx.example`"},
    {"name sip.pbx.example A a\nline 1 servers=pbx.example" TAIL, 2, "nothing is said"},
    {HEAD "configure line 1 a.host=pbx.example" TAIL, 2, "nothing is said of `pbx.example`"},
    {"line 1 servers==a" TAIL, 1, "servers=x=pbx.example,b"},
    {"line 1 servers=a a.proxies=b,c,d" TAIL, 1, "at most"},
    {"line 1 servers=a a.proxy1.port=1" TAIL, 1, "no such proxy"},
    {"line 1 servers=a b.proxy1.port=1" TAIL, 1, "no such server"},
    {"line 1 servers=a a.proxies=b a.proxy1.expires_s=1" TAIL, 1, "no setting of a proxy"},
    {"line 1 servers=a a.jitter_percent=1" TAIL, 1, "no setting of a server"},
    {"name pbx.example A a\nserver b at udp:192.0.2.9" TAIL, 2, "above the first line and name"},
    {"server a answers OPTIONS 200 expires=3" TAIL, 1, "says nothing"},
    {"server a is silent for PUBLISH" TAIL, 1, "silent for OPTIONS"},
    {"server a closes idle connections" TAIL, 1, "has no connections"},
    {"server a at tcp:192.0.2.1\nserver a closes doors" TAIL, 2, "closes idle connections"},
    {HEAD "connection to a breaks" TAIL, 2, "has no connections"},
    {HEAD "connection from a breaks" TAIL, 2, "connection to a breaks"},
    {HEAD "call arrives line 1 via c" TAIL, 2, "no server of the line"},
    {HEAD "call comes line 1" TAIL, 2, "call arrives line 1 via b"},
    {HEAD "call ends line 1" TAIL, 2, "no such call"},
    {HEAD "call ends line 1 call=1" TAIL, 2, "no such call"},
    {HEAD "call line 1\ncall ends line 1 call=2" TAIL, 3, "no such call"},
    {HEAD "call line 1 urgent=1" TAIL, 2, "call line 1 emergency=1"},
    {HEAD "call line 1 emergency=2" TAIL, 2, "0 or 1"},
    {HEAD "call line 2" TAIL, 2, "no line 2"},
    {HEAD "call arrives line 1 via a call=2" TAIL, 2, "it is call=1"},
    {HEAD "hang line 1" TAIL, 2, "hang up line 1"},
    {HEAD "hang up line 1" TAIL, 2, "no such call"},
    {HEAD "call line 1\nhold line 1 on" TAIL, 3, "hold line 1 call=2"},
    {HEAD "call line 1\nanswer line 1 call=x" TAIL, 3, "no number"},
    {HEAD "request line 1 dialog=c" TAIL, 2, "no server of the line"},
    {"server a rings after=1s and answers" TAIL, 1, "then silent"},
    {"server a rings then answers 99" TAIL, 1, "no final status"},
    {"server a rings status=100" TAIL, 1, "101 to 199"},
    {"server a rings then hangs" TAIL, 1, "then silent"},
    {"server a rings then answers 486 soon" TAIL, 1, "then silent"},
    {"server a rings then silent after=1s" TAIL, 1, "then silent"},
    {"server a provisional 180 to INVITE then silent" TAIL, 1, "provisional 100 to INVITE"},
    {"server a provisional 100 to BYE then silent" TAIL, 1, "provisional 100 to INVITE"},
    {"server a reaches nobody" TAIL, 1, "reaches another phone"},
    {"server a answers INVITE 180" TAIL, 1, "no final status"},
    {"server a answers PUBLISH 200" TAIL, 1, "server a answers REGISTER"},
    {HEAD "request line 1 kind=3" TAIL, 2, "request line 1 emergency=1"},
    {HEAD "request line 1 emergency=2" TAIL, 2, "0 or 1"},
    {HEAD "flow lost line 1" TAIL, 2, "flow lost line 1 to a cause=reset"},
    {HEAD "flow lost line 1 to a cause=fate" TAIL, 2, "no cause"},
    {HEAD "event line 1 dns outcome=maybe" TAIL, 2, "no outcome"},
    {HEAD "event line 1 located targets=x.y" TAIL, 2, "no name for a server"},
    {HEAD "network lost line 1 families=ipx" TAIL, 2, "families=ipv6"},
};

static struct hf_sim_scenario *read(const char *text, struct hf_sim_complaint *complaint)
{
    return hf_sim_scenario_read(&(struct hf_sim_source){"story", text, strlen(text)}, complaint);
}

Test(parse, names_line_and_reason_of_what_is_wrong)
{
    for (size_t i = 0; i < sizeof(wrongs) / sizeof(wrongs[0]); i++) {
        struct hf_sim_complaint complaint;
        struct hf_sim_scenario *scenario = read(wrongs[i].text, &complaint);
        char place[32];

        snprintf(place, sizeof(place), "story:%u: ", wrongs[i].line);
        cr_expect(scenario == NULL, "case %zu is taken", i);
        cr_expect(strstr(complaint.text, wrongs[i].because) != NULL, "case %zu: %s", i,
                  complaint.text);
        cr_expect(i == 0 || i == 1 || i == 25 || strncmp(complaint.text, place, strlen(place)) == 0,
                  "case %zu: not %s%s", i, place, complaint.text);
        hf_sim_scenario_free(scenario);
    }
}

Test(parse, takes_no_bytes_that_are_no_text)
{
    static const char bytes[] = "line 1 servers=a\0b\nuntil 1s\n";
    struct hf_sim_complaint complaint;
    char longer[2048];

    cr_expect(hf_sim_scenario_read(&(struct hf_sim_source){"story", bytes, sizeof(bytes) - 1},
                                   &complaint) == NULL);
    memset(longer, 'x', sizeof(longer));
    cr_expect(hf_sim_scenario_read(&(struct hf_sim_source){"story", longer, sizeof(longer)},
                                   &complaint) == NULL);
    cr_expect(strstr(complaint.text, "story:1: ") == complaint.text);
}

Test(parse, ends_at_the_dashes)
{
    static const char text[] = HEAD "until 1s\n----\nthis is no verb\n";
    const struct hf_sim_source source = {"story", text, strlen(text)};
    struct hf_sim_complaint complaint;
    struct hf_sim_scenario *scenario = read(text, &complaint);

    cr_expect(scenario != NULL, "%s", complaint.text);
    cr_expect_str_eq(text + hf_sim_scenario_told_at(&source), "this is no verb\n");
    hf_sim_scenario_free(scenario);
}

Test(parse, reads_every_setting_by_its_token)
{
    static const char *const by_other_words[] = {"none", "servers", "host", "proxies"};

    for (unsigned setting = 0; setting < HF_SETTING_COUNT; setting++) {
        char text[160];
        struct hf_sim_complaint complaint;
        int is_other = 0;

        for (size_t i = 0; i < sizeof(by_other_words) / sizeof(by_other_words[0]); i++)
            is_other |= strcmp(by_other_words[i], hf_setting_token(setting)) == 0;
        if (is_other)
            continue;
        snprintf(text, sizeof(text), "line 1 servers=a %s=x" TAIL, hf_setting_token(setting));
        cr_expect(read(text, &complaint) == NULL);
        cr_expect(strstr(complaint.text, "is no setting") == NULL, "%s", complaint.text);
    }
}

static void expect_taken(const char *text)
{
    struct hf_sim_complaint complaint;
    struct hf_sim_scenario *scenario = read(text, &complaint);

    cr_expect(scenario != NULL, "%s", complaint.text);
    hf_sim_scenario_free(scenario);
}

Test(parse, takes_names_for_servers_and_settings_by_their_labels)
{
    expect_taken("name pbx.example A a,192.0.2.77 ttl=60\n"
                 "line 1 servers=pbx.example,c pbx.example.retry_counts=2 c.port=5070" TAIL);
    expect_taken("name pbx.example AAAA fails with servfail\n"
                 "line 1 servers=x=pbx.example,y=b x.retry_counts=2 x.transport=tcp "
                 "y.expires_s=60" TAIL);
    expect_taken("line 1 servers=192.0.2.9,a 192.0.2.9.port=5070" TAIL);
    expect_taken("name edge.example is silent\n"
                 "line 1 servers=a,b a.proxies=c,edge.example a.proxy2.retry_counts=as_server "
                 "a.proxy1.host=192.0.2.44" TAIL);
}

Test(parse, another_list_of_servers_keeps_the_settings_of_those_that_stay)
{
    expect_taken("line 1 servers=a,b a.retry_counts=2 b.retry_counts=1\n"
                 "at 1ms configure line 1 servers=b,c b.expires_s=60\n"
                 "at 2ms configure line 1 servers=c,d,b,a" TAIL);
}
