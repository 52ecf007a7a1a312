/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows to paper. All positions are whole numbers from the layout; each row has a strip of its own,
 * so that no two texts can overlap. Labels come from logs and are hostile: they are escaped, and
 * cut to the room that they have.
 */
#ifndef HOLDFAST_CLI_LADDER_INK_H
#define HOLDFAST_CLI_LADDER_INK_H

#include <stdint.h>
#include <stdio.h>

#include "ladder_rows.h"

#define HF_INK_TIME_X  96 /* right end of the times */
#define HF_INK_BAND_X  106
#define HF_INK_BAND    18
#define HF_INK_LANE_X  134
#define HF_INK_LANE    7
#define HF_INK_LANES   5
#define HF_INK_PHONE_X 190
#define HF_INK_LABEL_X 204
#define HF_INK_MARGIN  20
#define HF_INK_SMALL   10 /* sizes of type */
#define HF_INK_TYPE    11
#define HF_INK_HEADING 13

struct hf_ink_row {
    int y;         /* of the arrow, or of the text's middle */
    int top;       /* of its strip */
    int day, head; /* tops of headings before it, or 0 */
    int cut;       /* top of a cut in time before it, or 0 */
    uint64_t cut_us;
    uint64_t quiet_us; /* GROUP: from the row before it to the row behind it */
    uint8_t shows_time;
};

struct hf_ink_lane {
    int from, to, lane;
};

struct hf_ink {
    FILE *to;
    const struct hf_ladder *ladder;
    struct hf_ink_row *rows;
    struct hf_ink_lane *lanes;
    uint32_t n_lanes;
    int width, height, top, bottom; /* of the rows */
    int x[HF_LADDER_COLUMNS];       /* of a column, or 0: it is not drawn */
    unsigned order[HF_LADDER_COLUMNS], n_order;
    int pitch;
    int is_html;
};

/* ladder_svg.c: "192.0.2.1:5060 UDP" */
#define HF_INK_ADDRESS 96
const char *hf_ink_address(const struct hf_ladder_column *column, char text[HF_INK_ADDRESS]);

/* ladder_layout.c: 0, or -1: no memory. */
int hf_ink_lay_out(struct hf_ink *ink);
void hf_ink_free(struct hf_ink *ink);

/* ladder_text.c */
/* Escaped for XML; what is no character is U+FFFD. At most `room` pixels wide in `size`, cut with
 * an ellipsis; room 0: as long as it is. */
struct hf_ink_text {
    const char *text;
    int room, size;
};
void hf_ink_put(FILE *to, const struct hf_ink_text *text);
int hf_ink_width(const char *text, int size);

/* For a terminal: what it would take as an order, and what is no character, becomes a question
 * mark. Cut to size; returns to. */
const char *hf_ink_plain(const char *text, char *to, size_t size);

/* ladder_svg.c */
void hf_ink_svg(struct hf_ink *ink);

/* ladder_draw.c */
void hf_ink_rows(struct hf_ink *ink);
/* <text>, cut to room. Class and anchor are ours. */
struct hf_ink_label {
    int x, y, room, size;
    const char *class_;
};
void hf_ink_label(struct hf_ink *ink, const struct hf_ink_label *at, const char *text);
/* "ok", "challenge", ...: the class of an answer. */
const char *hf_ink_tone(unsigned status);
const char *hf_ink_state(unsigned state);

/* ladder_html.c: the page around it. */
void hf_ink_html(struct hf_ink *ink);

#endif
