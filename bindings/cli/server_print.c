/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `holdfast server` says: one short line, or one JSON object, for each thing that happens,
 * flushed at once so that whoever reads a pipe sees it now. Text that came from the network is
 * made harmless for a terminal.
 */
#include "server.h"

#include <arpa/inet.h>
#include <string.h>

#include "holdfast/sip/message.h"
#include "json.h"

#define TARGET_TEXT 64

void hf_server_target_text(const struct hf_target *target, char *text, size_t size)
{
    char address[INET6_ADDRSTRLEN] = "?";
    bool is_v6 = target->family == HF_FAMILY_IPV6;
    inet_ntop(is_v6 ? AF_INET6 : AF_INET, target->address, address, sizeof address);
    snprintf(text, size, is_v6 ? "[%s]:%u" : "%s:%u", address, (unsigned)target->port);
}

static const char *transport_of(const struct hf_target *target)
{
    switch (target->transport) {
    case HF_TRANSPORT_TCP: return "tcp";
    case HF_TRANSPORT_TLS: return "tls";
    default: return "udp";
    }
}

static void begin_line(const struct hf_server_voice *voice, uint64_t at_us)
{
    fprintf(voice->to, "%9.3f  %s  ", (double)at_us / 1e6, voice->name);
}

static void end_line(const struct hf_server_voice *voice)
{
    fputc('\n', voice->to);
    fflush(voice->to);
}

static void begin_object(struct hf_json *json, const struct hf_server_voice *voice,
                         const char *kind, uint64_t at_us)
{
    hf_json_begin(json, voice->to);
    hf_json_string(json, "kind", kind);
    hf_json_string(json, "name", voice->name);
    hf_json_unsigned(json, "at_us", at_us);
}

static void put_target(struct hf_json *json, const char *key, const struct hf_target *target)
{
    char text[TARGET_TEXT];
    int length = snprintf(text, sizeof text, "%s:", transport_of(target));
    hf_server_target_text(target, text + length, sizeof text - (size_t)length);
    hf_json_string(json, key, text);
}

static void put_harmless(const struct hf_server_voice *voice, const char *text)
{
    for (; *text != '\0'; text++)
        fputc(*text >= ' ' && *text <= '~' ? *text : '?', voice->to);
}

void hf_server_say_state(const struct hf_server_voice *voice, uint64_t at_us, const char *state,
                         const struct hf_target *where)
{
    struct hf_json json;
    char text[TARGET_TEXT];
    if (!voice->json) {
        hf_server_target_text(where, text, sizeof text);
        begin_line(voice, at_us);
        fprintf(voice->to, "%s on %s %s", state, transport_of(where), text);
        end_line(voice);
        return;
    }
    begin_object(&json, voice, "server", at_us);
    hf_json_string(&json, "state", state);
    put_target(&json, "target", where);
    hf_json_unsigned(&json, "port", where->port);
    hf_json_end(&json);
}

void hf_server_say_connection(const struct hf_server_voice *voice, uint64_t at_us,
                              const struct hf_server_news *news)
{
    static const char *const states[] = {"open", "closed", "failed"};
    struct hf_json json;
    char from[TARGET_TEXT];
    if (!voice->json) {
        hf_server_target_text(news->from, from, sizeof from);
        begin_line(voice, at_us);
        fprintf(voice->to, "%s connection from %s %s", transport_of(news->from), from,
                states[news->moment]);
        if (news->why[0] != '\0')
            fputs(news->moment == HF_SERVER_OPENED ? ", " : ": ", voice->to);
        put_harmless(voice, news->why);
        end_line(voice);
        return;
    }
    begin_object(&json, voice, "connection", at_us);
    hf_json_string(&json, "state", states[news->moment]);
    put_target(&json, "from", news->from);
    put_target(&json, "target", news->target);
    hf_json_string(&json, "why", news->why);
    hf_json_end(&json);
}

void hf_server_say_command(const struct hf_server_voice *voice, uint64_t at_us, const char *text)
{
    struct hf_json json;
    if (!voice->json) {
        begin_line(voice, at_us);
        fputs("command: ", voice->to);
        put_harmless(voice, text);
        end_line(voice);
        return;
    }
    begin_object(&json, voice, "command", at_us);
    hf_json_string(&json, "command", text);
    hf_json_end(&json);
}

static void print_to(const struct hf_server_voice *voice, const struct hf_registrar_answer *answer)
{
    char to[TARGET_TEXT];
    hf_server_target_text(&answer->to, to, sizeof to);
    fprintf(voice->to, "forwarded to %s %s", transport_of(&answer->to), to);
}

static bool is_response(const struct hf_registrar_answer *answer)
{
    return answer->outcome == HF_REGISTRAR_FORWARDED && answer->status != 0;
}

static void say_response(const struct hf_server_voice *voice, const struct hf_server_heard *heard)
{
    const struct hf_registrar_answer *answer = heard->answer;
    struct hf_json json;
    char from[TARGET_TEXT];
    if (voice->json) {
        begin_object(&json, voice, "response", heard->at_us);
        hf_json_unsigned(&json, "status", answer->status);
        hf_json_string(&json, "method", answer->method);
        hf_json_string(&json, "user", answer->user);
        put_target(&json, "from", heard->from);
        put_target(&json, "to", &answer->to);
        hf_json_end(&json);
        return;
    }
    hf_server_target_text(heard->from, from, sizeof from);
    begin_line(voice, heard->at_us);
    fprintf(voice->to, "%u %s to ", (unsigned)answer->status, hf_sip_reason(answer->status));
    put_harmless(voice, answer->method);
    fputc(' ', voice->to);
    put_harmless(voice, answer->user);
    fprintf(voice->to, " from %s: ", from);
    print_to(voice, answer);
    end_line(voice);
}

static void print_heard(const struct hf_server_voice *voice, const struct hf_server_heard *heard)
{
    const struct hf_registrar_answer *answer = heard->answer;
    char from[TARGET_TEXT];
    hf_server_target_text(heard->from, from, sizeof from);
    begin_line(voice, heard->at_us);
    put_harmless(voice, answer->method);
    fputc(' ', voice->to);
    put_harmless(voice, answer->user);
    fprintf(voice->to, " from %s: ", from);
    if (answer->outcome == HF_REGISTRAR_FORWARDED)
        print_to(voice, answer);
    else if (answer->outcome != HF_REGISTRAR_ANSWERED)
        fputs("no answer", voice->to);
    else
        fprintf(voice->to, "%u %s", (unsigned)answer->status, hf_sip_reason(answer->status));
    if (answer->send_us > heard->at_us)
        fprintf(voice->to, " in %u ms", (unsigned)((answer->send_us - heard->at_us) / 1000));
    if (answer->repeated && answer->outcome != HF_REGISTRAR_ABSORBED)
        fputs(", again", voice->to);
    if (answer->expires_s > 0)
        fprintf(voice->to, ", for %u s", (unsigned)answer->expires_s);
    if (answer->n_bindings > 1)
        fprintf(voice->to, ", %u bindings", (unsigned)answer->n_bindings);
    if (answer->why[0] != '\0') {
        fputs(" (", voice->to);
        put_harmless(voice, answer->why);
        fputc(')', voice->to);
    }
    end_line(voice);
}

void hf_server_say_heard(const struct hf_server_voice *voice, const struct hf_server_heard *heard)
{
    const struct hf_registrar_answer *answer = heard->answer;
    struct hf_json json;
    if (is_response(answer)) {
        say_response(voice, heard);
        return;
    }
    if (!voice->json) {
        print_heard(voice, heard);
        return;
    }
    begin_object(&json, voice, "request", heard->at_us);
    hf_json_string(&json, "method", answer->method);
    hf_json_string(&json, "user", answer->user);
    put_target(&json, "from", heard->from);
    if (answer->outcome == HF_REGISTRAR_FORWARDED)
        put_target(&json, "to", &answer->to);
    else
        hf_json_null(&json, "to");
    if (answer->outcome == HF_REGISTRAR_ANSWERED)
        hf_json_unsigned(&json, "status", answer->status);
    else
        hf_json_null(&json, "status");
    hf_json_bool(&json, "repeated", answer->repeated);
    hf_json_unsigned(&json, "expires_s", answer->expires_s);
    hf_json_unsigned(&json, "bindings", answer->n_bindings);
    hf_json_unsigned(&json, "send_us", answer->send_us);
    hf_json_string(&json, "why", answer->why);
    hf_json_end(&json);
}

void hf_server_say_malformed(const struct hf_server_voice *voice, uint64_t count,
                             const struct hf_server_heard *last)
{
    struct hf_json json;
    char from[TARGET_TEXT];
    if (!voice->json) {
        hf_server_target_text(last->from, from, sizeof from);
        begin_line(voice, last->at_us);
        fprintf(voice->to, "%llu malformed message%s, last from %s: ", (unsigned long long)count,
                count == 1 ? "" : "s", from);
        put_harmless(voice, last->answer->why);
        end_line(voice);
        return;
    }
    begin_object(&json, voice, "malformed", last->at_us);
    hf_json_unsigned(&json, "count", count);
    put_target(&json, "from", last->from);
    hf_json_string(&json, "why", last->answer->why);
    hf_json_end(&json);
}

static void say_binding(const struct hf_server_voice *voice, uint64_t at_us,
                        const struct hf_registrar_view *view)
{
    struct hf_json json;
    if (!voice->json) {
        begin_line(voice, at_us);
        put_harmless(voice, view->address);
        fputs(" at ", voice->to);
        put_harmless(voice, view->contact);
        fprintf(voice->to, ", %u s left", (unsigned)view->expires_s);
        end_line(voice);
        return;
    }
    begin_object(&json, voice, "binding", at_us);
    hf_json_string(&json, "address", view->address);
    hf_json_string(&json, "contact", view->contact);
    hf_json_unsigned(&json, "expires_s", view->expires_s);
    hf_json_unsigned(&json, "cseq", view->cseq);
    hf_json_end(&json);
}

void hf_server_say_bindings(const struct hf_server_voice *voice, uint64_t at_us,
                            const struct hf_registrar *registrar)
{
    struct hf_registrar_view view;
    struct hf_json json;
    size_t cursor = 0;
    unsigned n = 0;
    for (; hf_registrar_next_binding(registrar, at_us, &cursor, &view); n++)
        say_binding(voice, at_us, &view);
    if (!voice->json) {
        begin_line(voice, at_us);
        fprintf(voice->to, "%u binding%s", n, n == 1 ? "" : "s");
        end_line(voice);
        return;
    }
    begin_object(&json, voice, "bindings", at_us);
    hf_json_unsigned(&json, "count", n);
    hf_json_end(&json);
}

void hf_server_say_lost(const struct hf_server_voice *voice, uint64_t at_us, const char *why)
{
    struct hf_json json;
    if (!voice->json) {
        begin_line(voice, at_us);
        fprintf(voice->to, "not sent: %s", why);
        end_line(voice);
        return;
    }
    begin_object(&json, voice, "lost", at_us);
    hf_json_string(&json, "why", why);
    hf_json_end(&json);
}
