/* SPDX-License-Identifier: Apache-2.0 */
/* The longest common subsequence of two batches of actions; see replay_pair.h. */
#include "replay_pair.h"

#include <stddef.h>
#include <string.h>

#define ROOM (HF_ACTIONS_MAX + 1)

struct pairing {
    const struct hf_actions *logged, *here;
    uint8_t common[ROOM][ROOM]; /* of what stands from logged i and here k on */
};

int hf_same_action(const struct hf_action *a, const struct hf_action *b)
{
    return memcmp(a, b, sizeof(*a)) == 0;
}

const struct hf_action *hf_pair_action(const struct hf_actions *actions, unsigned number)
{
    return number >= 1 && number <= actions->n ? &actions->items[number - 1] : NULL;
}

static void measure(struct pairing *pairing)
{
    const struct hf_actions *logged = pairing->logged, *here = pairing->here;

    memset(pairing->common, 0, sizeof pairing->common);
    for (unsigned i = logged->n; i-- > 0;) {
        for (unsigned k = here->n; k-- > 0;) {
            const uint8_t down = pairing->common[i + 1][k], right = pairing->common[i][k + 1];

            if (hf_same_action(&logged->items[i], &here->items[k]))
                pairing->common[i][k] = (uint8_t)(pairing->common[i + 1][k + 1] + 1);
            else
                pairing->common[i][k] = down > right ? down : right;
        }
    }
}

/* Between equal actions: those of one kind beside each other, in order. */
static unsigned pair_rest(const struct pairing *pairing, const struct hf_pair *from,
                          const struct hf_pair *to, struct hf_pair *pairs)
{
    unsigned i = from->logged, k = from->here, n = 0;

    for (; i < to->logged; i++) {
        unsigned partner = k;

        while (partner < to->here &&
               pairing->here->items[partner].kind != pairing->logged->items[i].kind)
            partner++;
        if (partner == to->here) {
            pairs[n++] = (struct hf_pair){i + 1, 0};
            continue;
        }
        for (; k < partner; k++)
            pairs[n++] = (struct hf_pair){0, k + 1};
        pairs[n++] = (struct hf_pair){i + 1, k + 1};
        k++;
    }
    for (; k < to->here; k++)
        pairs[n++] = (struct hf_pair){0, k + 1};
    return n;
}

unsigned hf_pair_actions(const struct hf_actions *logged, const struct hf_actions *here,
                         struct hf_pair pairs[HF_PAIRS_MAX])
{
    static struct pairing pairing;
    struct hf_pair from = {0, 0}, at = {0, 0};
    unsigned n = 0;

    pairing.logged = logged;
    pairing.here = here;
    measure(&pairing);
    while (at.logged < logged->n && at.here < here->n) {

        if (hf_same_action(&logged->items[at.logged], &here->items[at.here])) {
            n += pair_rest(&pairing, &from, &at, &pairs[n]);
            pairs[n++] = (struct hf_pair){at.logged + 1, at.here + 1};
            from = at = (struct hf_pair){at.logged + 1, at.here + 1};
        } else if (pairing.common[at.logged + 1][at.here] >=
                   pairing.common[at.logged][at.here + 1]) {
            at.logged++;
        } else {
            at.here++;
        }
    }
    at = (struct hf_pair){logged->n, here->n};
    return n + pair_rest(&pairing, &from, &at, &pairs[n]);
}
