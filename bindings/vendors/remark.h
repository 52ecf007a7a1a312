/* SPDX-License-Identifier: Apache-2.0 */
/* Remarks of a reading: errors that make the files unusable, warnings that do not (G1..G2a). */
#ifndef HOLDFAST_VENDORS_REMARK_H
#define HOLDFAST_VENDORS_REMARK_H

#include "holdfast/vendors/vendors.h"

#define HF_REMARKS_MAX 2000 /* of each severity; what is beyond is counted and said in one line */
#define HF_REMARK_TEXT 1024

/* What every remark needs to know of the reading that it belongs to. */
struct hf_remarks {
    struct hf_phone_config *phone;
    size_t n_errors, n_warnings; /* different ones, also those beyond HF_REMARKS_MAX */
    size_t n_faults;             /* every error, also one that was said before */
};

struct hf_spot {
    struct hf_origin at;
    const char *rule;
};

__attribute__((format(printf, 3, 4))) void
hf_remark_error(struct hf_remarks *remarks, struct hf_spot spot, const char *format, ...);

__attribute__((format(printf, 3, 4))) void
hf_remark_warning(struct hf_remarks *remarks, struct hf_spot spot, const char *format, ...);

/* Says how many remarks were not kept. */
void hf_remark_finish(struct hf_remarks *remarks);

#endif
