/* SPDX-License-Identifier: Apache-2.0 */
/* The table of candidates and the next one of a pass. */
#include "candidates.h"

#include "rig.h"

static struct rig rig;

static void three(void)
{
    rig_init(&rig);
    rig_server(&rig, "192.0.2.1");
    rig_server(&rig, "2001:db8::2");
    rig_server(&rig, "192.0.2.3");
    rig.config.servers[1].port = 0;
    rig.config.servers[1].transport = HF_TRANSPORT_TLS;
    rig.config.servers[2].port = 0;
    rig.config.servers[2].transport = HF_TRANSPORT_NAPTR;
    cr_assert_eq(rig_configure(&rig), HF_OK);
}

Test(candidates, B1_port_0_means_5060_and_5061_for_tls)
{
    three();
    cr_assert_eq(rig.line.candidates[0].target.port, 5060);
    cr_assert_eq(rig.line.candidates[1].target.port, 5061);
    cr_assert_eq(rig.line.candidates[2].target.port, 5060);
    cr_assert_eq(rig.line.candidates[2].target.transport, HF_TRANSPORT_UDP);
}

Test(candidates, B13_proxies_stand_in_for_their_server)
{
    rig_init(&rig);
    rig_server(&rig, "192.0.2.1");
    rig.config.servers[0].n_proxies = 2;
    hf_config_name(&rig.config, &rig.config.servers[0].proxies[0].host, "192.0.2.11", 10);
    hf_config_name(&rig.config, &rig.config.servers[0].proxies[1].host, "192.0.2.12", 10);
    cr_assert_eq(rig_configure(&rig), HF_OK);
    cr_assert_eq(rig.line.n_candidates, 2);
    cr_assert_eq(rig.line.candidates[0].target.address[3], 11);
    cr_assert_eq(rig.line.candidates[1].proxy, 2);
}

Test(candidates, A14_offers_each_once_in_order_and_then_none)
{
    struct hf_pass pass;

    three();
    memset(&pass, 0, sizeof pass);
    pass.tried = 1u << 1;
    for (uint8_t i = 0; i < 3; i += 2) {
        cr_assert_eq(hf_candidates_next(&rig.line, &pass), i);
        pass.tried |= 1u << i;
    }
    cr_assert_eq(hf_candidates_next(&rig.line, &pass), HF_NONE);
}

Test(candidates, keeps_to_one_server_where_the_pass_does)
{
    struct hf_pass pass;

    three();
    memset(&pass, 0, sizeof pass);
    pass.server = 3;
    cr_assert_eq(hf_candidates_next(&rig.line, &pass), 2);
    cr_assert_eq(hf_candidates_first(&rig.line, 2), 1);
    cr_assert_eq(hf_candidates_first(&rig.line, 4), HF_NONE);
}
