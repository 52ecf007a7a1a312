/* SPDX-License-Identifier: Apache-2.0 */
/* Which families are usable; that the kernel tells of changes, where the test may make one. */
#define _GNU_SOURCE 1
#include "network.h"

#include <criterion/criterion.h>
#include <sched.h>
#include <stdlib.h>

#include "holdfast/event.h"

Test(network, a_loopback_address_is_a_network_of_its_own_when_it_is_asked_for)
{
    struct hf_target bind = {.address = {127, 0, 0, 99}, .family = HF_FAMILY_IPV4};

    cr_assert_eq(hf_network_families(&bind), HF_FAMILIES_IPV4);
    bind = (struct hf_target){.address = {[15] = 1}, .family = HF_FAMILY_IPV6};
    cr_assert_eq(hf_network_families(&bind), HF_FAMILIES_IPV6);
}

Test(network, an_address_that_is_not_here_is_no_network)
{
    struct hf_target bind = {.address = {192, 0, 2, 213}, .family = HF_FAMILY_IPV4};

    cr_assert_eq(hf_network_families(&bind), 0);
}

Test(network, a_family_that_is_not_bound_does_not_count)
{
    struct hf_target bind = {.family = HF_FAMILY_IPV6};

    cr_assert_eq(hf_network_families(&bind) & HF_FAMILIES_IPV4, 0);
}

static void on_changed(void *context)
{
    unsigned *n = context;

    (*n)++;
}

static void on_timer(uv_timer_t *timer)
{
    uv_stop(timer->loop);
}

static void run_ms(uv_loop_t *loop, uv_timer_t *timer, uint64_t ms)
{
    uv_update_time(loop);
    uv_timer_start(timer, on_timer, ms, 0);
    uv_run(loop, UV_RUN_DEFAULT);
}

Test(network, tells_of_a_burst_of_changes_once)
{
    struct hf_target bind = {.family = HF_FAMILY_NONE};
    struct hf_network *network;
    uv_timer_t timer;
    uv_loop_t loop;
    uint64_t addresses;
    unsigned n = 0;

    cr_assert(unshare(CLONE_NEWNET) == 0 && system("ip link set lo up") == 0,
              "a network of its own takes root, and iproute2");
    uv_loop_init(&loop);
    uv_timer_init(&loop, &timer);
    network = hf_network_open(&loop, on_changed, &n);
    cr_assert_not_null(network);
    cr_assert_eq(hf_network_families(&bind), 0, "loopback alone is no network");
    addresses = hf_network_addresses();
    cr_assert_eq(system("ip link add v0 type veth peer name v1 && ip link set v0 up && "
                        "ip link set v1 up && ip address add 192.0.2.9/24 dev v0"),
                 0, "virtual interfaces take root");
    run_ms(&loop, &timer, 1000);
    cr_assert_geq(n, 1);
    cr_assert_leq(n, 3, "%u", n);
    cr_assert_eq(hf_network_families(&bind) & HF_FAMILIES_IPV4, HF_FAMILIES_IPV4);
    cr_assert_neq(hf_network_addresses(), addresses);
    run_ms(&loop, &timer, 2500); /* duplicate address detection of IPv6 ends meanwhile */
    n = 0;
    cr_assert_eq(system("ip address del 192.0.2.9/24 dev v0"), 0);
    run_ms(&loop, &timer, 600);
    cr_assert_eq(n, 1);
    cr_assert_eq(hf_network_families(&bind), 0);
    cr_assert_eq(hf_network_addresses(), addresses, "link-local addresses do not count");
    hf_network_close(network);
    uv_close((uv_handle_t *)&timer, NULL);
    uv_run(&loop, UV_RUN_DEFAULT);
    cr_assert_eq(uv_loop_close(&loop), 0);
}
