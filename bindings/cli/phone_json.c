/* SPDX-License-Identifier: Apache-2.0 */
/* What happens, as JSON objects. The keys are documented in help.c. */
#define _GNU_SOURCE 1
#include "phone.h"

#include "json.h"

void hf_cli_json_begin(struct hf_cli_phone *cli, struct hf_json *json, const char *kind,
                       uint32_t line)
{
    hf_json_begin(json, hf_cli_output_begin(cli->output));
    hf_json_string(json, "kind", kind);
    if (line == 0)
        return;
    hf_json_unsigned(json, "line", line);
    hf_json_string(json, "name", cli->lines[line - 1].name);
}

void hf_cli_json_end(struct hf_cli_phone *cli, struct hf_json *json,
                     const struct hf_cli_moment *moment)
{
    hf_json_unsigned(json, "at_us", moment->at_us);
    hf_json_unsigned(json, "wall_us", moment->wall_us);
    (void)hf_json_end(json); /* what failed is found again by the next */
    hf_cli_output_end(cli->output);
}

static void put_moment_or_null(struct hf_json *json, const char *key, uint64_t us)
{
    if (us == HF_NEVER)
        hf_json_null(json, key);
    else
        hf_json_unsigned(json, key, us);
}

static void put_cause(struct hf_json *json, uint8_t cause)
{
    hf_json_string(json, "cause", cause == HF_CAUSE_NONE ? NULL : hf_cause_name(cause));
}

static void put_server(struct hf_json *json, const char *key, unsigned server)
{
    if (server == 0)
        hf_json_null(json, key);
    else
        hf_json_unsigned(json, key, server);
}

void hf_cli_json_line(struct hf_cli_phone *cli, const char *kind,
                      const struct hf_cli_moment *moment, const struct hf_line_status *status)
{
    const struct hf_cli_line *line = &cli->lines[moment->line - 1];
    int placed = status->target.family != HF_FAMILY_NONE;
    char target[HF_WORDS_TARGET], text[HF_WORDS_MAX * 2];
    struct hf_json json;

    hf_cli_status_text(line, status, text, sizeof text);
    hf_cli_json_begin(cli, &json, kind, moment->line);
    hf_json_string(&json, "user", line->user);
    hf_json_string(&json, "state", hf_line_state_name(status->state));
    put_server(&json, "server", status->server);
    hf_json_string(&json, "target", placed ? hf_words_target(&status->target, target) : NULL);
    hf_json_string(&json, "tls_verify", line->verify_off ? "off" : "on");
    hf_json_string(&json, "why", hf_why_token(status->why));
    hf_json_string(&json, "rule", hf_why_rule(status->why));
    hf_json_unsigned(&json, "status", status->status);
    put_cause(&json, status->cause);
    hf_json_unsigned(&json, "since_us", status->since_us);
    put_moment_or_null(&json, "next_us", status->next_us);
    hf_json_string(&json, "text", text);
    hf_cli_json_end(cli, &json, moment);
}

static const char *outcome_name(unsigned outcome)
{
    switch ((enum hf_request_outcome)outcome) {
    case HF_DONE_ACCEPTED: return "accepted";
    case HF_DONE_REJECTED: return "rejected";
    case HF_DONE_FAILED: return "failed";
    case HF_DONE_DISABLED: return "disabled";
    case HF_DONE_WITHDRAWN: return "withdrawn";
    case HF_DONE_COUNT: break;
    }
    return "unknown";
}

void hf_cli_json_request(struct hf_cli_phone *cli, const struct hf_cli_moment *moment,
                         const struct hf_request_report *report)
{
    struct hf_json json;

    hf_cli_json_begin(cli, &json, "request", moment->line);
    hf_json_unsigned(&json, "request", report->request);
    hf_json_string(&json, "outcome", outcome_name(report->outcome));
    hf_json_string(&json, "why", hf_why_token(report->why));
    put_server(&json, "server", report->server);
    hf_json_unsigned(&json, "status", report->status);
    put_cause(&json, report->cause);
    hf_cli_json_end(cli, &json, moment);
}

void hf_cli_json_decision(struct hf_cli_phone *cli, const struct hf_cli_moment *moment,
                          const struct hf_decision *decision)
{
    const struct hf_decision *d = decision;
    struct hf_json json;

    hf_cli_json_begin(cli, &json, "decision", moment->line);
    hf_json_string(&json, "machine", hf_machine_name(d->machine));
    hf_json_unsigned(&json, "subject", d->subject);
    hf_json_string(&json, "from", hf_state_name(d->machine, d->from_state));
    hf_json_string(&json, "to", hf_state_name(d->machine, d->to_state));
    hf_json_string(&json, "why", hf_why_token(d->why));
    hf_json_string(&json, "rule", hf_why_rule(d->why));
    hf_json_string(&json, "event", hf_event_name(d->cause_event));
    put_server(&json, "from_server", d->from_server);
    put_server(&json, "to_server", d->to_server);
    put_server(&json, "from_candidate", d->from_candidate);
    put_server(&json, "to_candidate", d->to_candidate);
    hf_json_unsigned(&json, "passed_over", d->passed_over);
    hf_json_unsigned(&json, "status", d->status);
    put_cause(&json, d->cause);
    if (d->setting != HF_SETTING_NONE) {
        hf_json_string(&json, "setting", hf_setting_token(d->setting));
        hf_json_unsigned(&json, "setting_value", d->setting_value);
    }
    hf_json_unsigned(&json, "attempt", d->attempt);
    put_moment_or_null(&json, "until_us", d->until_us);
    hf_json_string(&json, "text", hf_words_why(d->why));
    hf_cli_json_end(cli, &json, moment);
}

static struct hf_cli_moment moment_now(void)
{
    return (struct hf_cli_moment){.at_us = hf_phone_now_us(), .wall_us = hf_phone_wall_us()};
}

void hf_cli_json_remark(struct hf_cli_phone *cli, const char *kind, uint32_t line, const char *text)
{
    struct hf_cli_moment moment = moment_now();
    struct hf_json json;

    hf_cli_json_begin(cli, &json, kind, line);
    hf_json_string(&json, "text", text);
    hf_cli_json_end(cli, &json, &moment);
}

void hf_cli_json_phone(struct hf_cli_phone *cli, const char *state)
{
    struct hf_cli_moment moment = moment_now();
    struct hf_json json;

    hf_cli_json_begin(cli, &json, "phone", 0);
    hf_json_string(&json, "state", state);
    hf_json_unsigned(&json, "port", hf_phone_port(cli->phone));
    hf_json_unsigned(&json, "lines", hf_cli_count_lines(cli));
    hf_cli_json_end(cli, &json, &moment);
}
