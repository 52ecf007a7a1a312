/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole transactions through two transaction layers back to back, without a socket and in virtual
 * time: OPTIONS and 200; INVITE, 180, 200 and ACK. A round goes on until both sides have forgotten
 * the transaction (Timers J and K, L and M), so that each begins with empty layers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holdfast/action.h"
#include "holdfast/line.h"
#include "holdfast/sip/layer.h"
#include "timing.h"

#define PLACES  8
#define BYTES   4096
#define T1_MS   500
#define OVER_US (64u * T1_MS * 1000u)
#define WAKES   16 /* one call of hf_layer_wake tells at most HF_LAYER_OUT_NEWS */
#define CONTACT "Contact: <sip:bob@192.0.2.2>\r\n"
#define IN_BOTH                                                                                    \
    "From: <sip:alice@holdfast.test>;tag=a73kszlfl8\r\nCall-ID: 3848276298@192.0.2.1\r\n"
#define BEGIN(m) m " sip:bob@192.0.2.2 SIP/2.0\r\nMax-Forwards: 70\r\n" IN_BOTH
#define TO       "To: <sip:bob@holdfast.test>"

struct side {
    struct hf_layer *layer;
    struct hf_target local;
    struct hf_layer_out out;
    struct hf_sip_message heard;
};

static struct side caller, callee;
static uint64_t now_us = 1000000;

static void fail(const char *what)
{
    fprintf(stderr, "bench_layers: %s\n", what);
    exit(1);
}

static const struct hf_layer_setup usual = {.n_clients = PLACES,
                                            .n_servers = PLACES,
                                            .message_bytes = BYTES,
                                            .t1_ms = T1_MS,
                                            .t2_ms = 4000,
                                            .t4_ms = 5000};

static void make_side(struct side *side, uint8_t host)
{
    struct hf_layer_setup setup = usual;

    memset(setup.random, host, sizeof setup.random);
    side->local = (struct hf_target){.address = {192, 0, 2, host}, .port = 5060};
    side->local.family = HF_FAMILY_IPV4;
    side->layer = malloc(hf_layer_size(&setup));
    if (side->layer == NULL || hf_layer_init(side->layer, hf_layer_size(&setup), &setup) != HF_OK)
        fail("a layer cannot be made");
}

/* Gives what `from` has just made to the other side, whose news are of that kind. The id. */
static uint64_t deliver(const struct side *from, struct side *to, uint32_t kind)
{
    const struct hf_layer_datagram *datagram = &from->out.datagrams[0];
    struct hf_layer_received received = {.now_us = now_us, .from = from->local, .local = to->local};

    if (from->out.n_datagrams != 1 ||
        hf_sip_parse(&to->heard, from->out.bytes + datagram->at, datagram->length) != 0)
        fail("no datagram");
    received.message = &to->heard;
    hf_layer_receive(to->layer, &received, &to->out);
    if (to->out.n_news == 0 || to->out.news[0].kind != kind)
        fail("other news than those that are due");
    return to->out.news[0].id;
}

static void ask(struct hf_slice text)
{
    struct hf_layer_request request = {.now_us = now_us,
                                       .text = text,
                                       .target = callee.local,
                                       .local = caller.local,
                                       .retransmissions = HF_RETRANSMIT_FREELY};
    uint64_t id;
    if (hf_layer_request(caller.layer, &request, &id, &caller.out) != HF_OK)
        fail("a request is refused");
}

static void respond(uint64_t id, uint16_t status, const char *fields)
{
    struct hf_layer_response response = {
        .now_us = now_us, .id = id, .status = status, .fields = fields, .body = {"", 0}};
    if (hf_layer_respond(callee.layer, &response, &callee.out) != HF_OK)
        fail("a response is refused");
    if (deliver(&callee, &caller, HF_LAYER_RESPONSE) == 0 || caller.out.news[0].status != status)
        fail("another response than the one that was sent");
}

/* All that is remembered of the round is over. */
static void end(struct side *side)
{
    for (int i = 0; i < WAKES && hf_layer_deadline(side->layer) <= now_us; i++)
        hf_layer_wake(side->layer, now_us, &side->out);
    if (hf_layer_deadline(side->layer) != HF_NEVER)
        fail("something goes on");
}

static void end_round(void)
{
    now_us += OVER_US;
    end(&caller);
    end(&callee);
}

static void run_options(void *context)
{
    static const char text[] = BEGIN("OPTIONS") TO
        "\r\nCSeq: 7 OPTIONS\r\nContent-Length: 0\r\n\r\n";
    (void)context;
    ask((struct hf_slice){text, sizeof text - 1});
    respond(deliver(&caller, &callee, HF_LAYER_REQUEST), 200, "");
    end_round();
}

static void put_ack(struct hf_sip_out *out, struct hf_slice tag)
{
    hf_sip_put_text(out, BEGIN("ACK") TO ";tag=");
    hf_sip_put(out, tag);
    hf_sip_put_text(out, "\r\nCSeq: 7 ACK\r\n");
    hf_sip_put_end(out, (struct hf_slice){"", 0});
}

static void run_invite(void *context)
{
    static const char text[] = BEGIN("INVITE") TO
        "\r\nCSeq: 7 INVITE\r\n"
        "Contact: <sip:alice@192.0.2.1>\r\nContent-Length: 0\r\n\r\n";
    char bytes[1024];
    struct hf_sip_out ack;
    (void)context;
    ask((struct hf_slice){text, sizeof text - 1});
    uint64_t id = deliver(&caller, &callee, HF_LAYER_REQUEST);
    respond(id, 180, CONTACT);
    respond(id, 200, CONTACT);
    hf_sip_out_start(&ack, bytes, sizeof bytes);
    put_ack(&ack, hf_layer_tag(callee.layer, id));
    ask((struct hf_slice){ack.at, ack.length});
    deliver(&caller, &callee, HF_LAYER_ACK);
    end_round();
}

int main(int argc, char **argv)
{
    static const struct bench_work works[] = {
        {.name = "layers_options", .run = run_options, .parts = 1},
        {.name = "layers_invite", .run = run_invite, .parts = 1},
        {.name = NULL},
    };

    if (argc == 2 && strcmp(argv[1], "sizes") == 0)
        return printf("layer_bytes %zu\n", hf_layer_size(&usual)) < 0;
    make_side(&caller, 1);
    make_side(&callee, 2);
    return bench_main(argc, argv, works);
}
