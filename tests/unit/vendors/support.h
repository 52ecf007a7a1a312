/* SPDX-License-Identifier: Apache-2.0 */
/* What the tests of the vendor readers share. */
#ifndef HOLDFAST_TESTS_VENDORS_SUPPORT_H
#define HOLDFAST_TESTS_VENDORS_SUPPORT_H

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/action.h"
#include "holdfast/vendors/policy.h"
#include "holdfast/vendors/vendors.h"

#define YEALINK "#!version:1.0.0.1\n"
#define YEALINK_LINE                                                                               \
    YEALINK "account.1.enable = 1\naccount.1.user_name = 1001\n"                                   \
            "account.1.sip_server.1.address = 192.0.2.1\n"
#define FANVIL "<<VOIP CONFIG FILE>>Version:2.0000000000\n<SIP CONFIG MODULE>\n"
#define FANVIL_LINE                                                                                \
    FANVIL "SIP1 Enable Reg :1\nSIP1 Phone Number :1001\nSIP1 Register Addr :192.0.2.1\n"
#define FANVIL_END "<<END OF FILE>>\n"

static inline int read_text(struct hf_phone_config *phone, const char *text)
{
    return hf_vendors_read_bytes(phone, "test", text, strlen(text));
}

/* The first remark whose text holds part, or NULL. */
static inline const struct hf_remark *remark_with(const struct hf_phone_config *phone,
                                                  const char *part)
{
    for (size_t i = 0; i < phone->n_remarks; i++)
        if (strstr(phone->remarks[i].text, part) != NULL)
            return &phone->remarks[i];
    return NULL;
}

static inline size_t remarks_of(const struct hf_phone_config *phone, enum hf_severity severity)
{
    size_t n = 0;

    for (size_t i = 0; i < phone->n_remarks; i++)
        n += phone->remarks[i].severity == severity;
    return n;
}

/* One key's case: its value in the file, and what the setting reads then, or NULL: refused. */
struct key_case {
    const char *key, *value, *effective;
    unsigned setting, server;
    int warned;
};

static inline void check_key_case(const struct key_case *c, const char *before, const char *sign,
                                  const char *after)
{
    struct hf_phone_config phone;
    char text[1024], value[64];
    int result;

    snprintf(text, sizeof(text), "%s%s%s%s\n%s", before, c->key, sign, c->value, after);
    result = read_text(&phone, text);
    if (c->effective == NULL) {
        const struct hf_remark *remark = remark_with(&phone, c->key);

        cr_assert_eq(result, -1, "%s = %s is taken", c->key, c->value);
        cr_assert_eq(phone.n_accounts, 0, "%s = %s is applied", c->key, c->value);
        cr_assert_not_null(remark, "%s = %s: no remark names the key", c->key, c->value);
        cr_assert_eq(remark->severity, HF_SEVERITY_ERROR);
        cr_assert_eq(remark->file, 1u);
        cr_assert_gt(remark->line, 0u, "%s = %s: no line", c->key, c->value);
        cr_assert_str_eq(remark->rule, "G1");
        cr_assert_not_null(strstr(remark->text, c->value), "%s: the value is not shown", c->key);
        cr_assert_not_null(strstr(remark->text, "; "), "%s: nothing is allowed", c->key);
    } else {
        cr_assert_eq(result, 0, "%s = %s is refused", c->key, c->value);
        cr_assert_eq(phone.n_accounts, 1u);
        hf_policy_value(&phone.accounts[0].config, c->setting, c->server, value);
        cr_assert_str_eq(value, c->effective, "%s = %s gives %s, not %s", c->key, c->value, value,
                         c->effective);
        cr_assert_eq(remark_with(&phone, c->key) != NULL, c->warned, "%s = %s: warned %d", c->key,
                     c->value, !c->warned);
    }
    hf_phone_config_free(&phone);
}

#endif
