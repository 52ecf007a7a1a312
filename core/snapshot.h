/* SPDX-License-Identifier: Apache-2.0 */
/* The snapshot's inside. What is public of it stands in holdfast/line.h. */
#ifndef HF_SNAPSHOT_H
#define HF_SNAPSHOT_H

#include "holdfast/line.h"

/* hf_line_restore into a line that was just made, without asking whether the line that comes back
 * is sound: each number is inside of its bounds. After a refusal the line is half-made. */
int hf_snapshot_read(struct hf_line *line, struct hf_wire *wire);

#endif
