/* SPDX-License-Identifier: Apache-2.0 */
/* The help texts; a command's own is printed by `holdfast COMMAND --help`. */
#include "help.h"

#include <string.h>

static const char overview[] =
    "holdfast: a SIP phone that stays in service when its servers do not\n"
    "\n"
    "  holdfast phone --config FILE...   run a phone: register its lines, keep them registered\n"
    "  holdfast check FILE...            read configuration: what it means, what is wrong;\n"
    "                                    --against FILE...: what differs in effect\n"
    "  holdfast convert FILE... --to FORMAT  the same as native, yealink or fanvil\n"
    "  holdfast explain LOG...           what happened to a phone's lines, and why, as a story\n"
    "  holdfast log WHAT LOG...          cat, stats, verify, redact: what a log holds\n"
    "  holdfast replay LOG...            run a log through this build, compare every action\n"
    "  holdfast top LOGDIR               how a phone's lines are now, while it runs\n"
    "  holdfast simulate SCENARIO        a scenario in virtual time\n"
    "  holdfast server --listen ADDR:PORT  a small registrar for demos and labs\n"
    "  holdfast help [COMMAND|json]      more about a command, or about --json\n"
    "  holdfast --version\n"
    "\n"
    "Exit codes: 0 done; 1 what was asked for failed; 2 wrong usage or input; 3 a replay "
    "diverged.\n";

static const char phone[] =
    "usage: holdfast phone --config FILE... [options]\n"
    "Registers the lines of a phone and keeps them in service.\n"
    "  --config FILE...      configuration: Fanvil's (text, XML, key = value), Yealink's (.cfg,\n"
    "                        .boot) or our own (YAML), in order, later ones over earlier ones of\n"
    "                        the same vendor; what they include is read with them\n"
    "  --bind ADDR[:PORT]    local address and port (every address, 5060); port 0: a free one;\n"
    "                        an IPv6 address with a port stands in brackets: [2001:db8::7]:5070\n"
    "  --dns ADDR[:PORT]     ask this DNS server, not the system's; up to three, with commas "
    "between\n"
    "                        them or by repeating it; the hosts file counts before them; "
    "[ADDR]:PORT\n"
    "                        for IPv6\n"
    "  --log DIR             write the event log there, and go on from what it says\n"
    "  --log-sync LEVEL      off (the default): the log survives the phone's own death; group: "
    "and\n"
    "                        the machine's, in batches; always: each record is on the disk before\n"
    "                        anything is sent, and the phone ends when that fails\n"
    "  --fresh               do not go on from the log\n"
    "  --json                one JSON object a line (holdfast help json)\n"
    "  --no-stdin            no commands\n"
    "Commands, one a line on standard input:\n"
    "  status                how each line is\n"
    "  register [LINE]       register now; LINE is a name or a number, else all\n"
    "  stop [LINE]           switch off: the registration is removed\n"
    "  start [LINE]          switch on\n"
    "  reload                read the configuration again; so does SIGHUP. Lines that it does not\n"
    "                        change are left alone; with an error in it nothing changes\n"
    "  quit                  switch everything off and end; so do SIGINT and SIGTERM\n";

static const char json[] =
    "With --json each line of standard output is one object. Every object has \"kind\"; a key "
    "keeps\n"
    "its meaning, and new keys may be added. Times: at_us is microseconds of the line's own "
    "clock,\n"
    "which counts while the device sleeps; wall_us is microseconds since 1970. What is not known "
    "is\n"
    "null. Names of states, reasons and machines are those of the event log.\n"
    "\n"
    "holdfast phone\n"
    "  \"line\"      a line's status changed (and once for each line that goes on from a log)\n"
    "      line, name, user   its number, its name and its user part\n"
    "      state      DISABLED, REGISTERING, REGISTERED, ON_BACKUP or FAILED\n"
    "      server     1.. of the server that serves it\n"
    "      target     where: \"udp:127.0.0.12:5060\", \"tls:[2001:db8::1]:5061\"\n"
    "      tls_verify off: whoever answers over TLS is taken for the server; else on\n"
    "      why, rule  the reason, and the rule behind it\n"
    "      status     the SIP response that failed it, or 0\n"
    "      cause      how the last failed attempt failed: silence, icmp, refused, reset, closed,\n"
    "                 tls, certificate, local, credentials, unresolved\n"
    "      since_us   since when; next_us: the next try of a FAILED line\n"
    "      text       the same for people\n"
    "  \"status\"    the same keys, as the answer to the command status\n"
    "  \"decision\"  machine, subject, from, to, why, rule, event, from_server, to_server,\n"
    "                from_candidate, to_candidate, passed_over (a bit a candidate), status, "
    "cause,\n"
    "                setting, setting_value (where a setting decided), attempt, until_us, text\n"
    "  \"request\"   what became of a register command: request, outcome (accepted, rejected,\n"
    "                failed, disabled, withdrawn), server, status, cause\n"
    "  \"call\"      call, state (CALLING, RINGING, TALKING, ENDING, OVER), server, why, status\n"
    "  \"phone\"     state (listening, stopping, stopped), port, lines\n"
    "  \"remark\"    text, and line, name where it is about one\n"
    "  \"answer\"    text: the answer to a command\n"
    "\n"
    "The objects of the other commands are described by holdfast COMMAND --help.\n";

int hf_cli_help(const char *topic, FILE *to)
{
    if (topic[0] == '\0')
        fputs(overview, to);
    else if (strcmp(topic, "json") == 0)
        fputs(json, to);
    else if (strcmp(topic, "phone") == 0)
        fputs(phone, to);
    else
        return -1;
    return 0;
}
