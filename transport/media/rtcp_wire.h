/* SPDX-License-Identifier: Apache-2.0 */
/* RTCP's numbers on the wire (RFC 3550 6.4, 12.1), for those who read and print it. */
#ifndef HF_MEDIA_RTCP_WIRE_H
#define HF_MEDIA_RTCP_WIRE_H

#define HF_RTCP_SR           200
#define HF_RTCP_RR           201
#define HF_RTCP_SDES         202
#define HF_RTCP_BYE          203
#define HF_RTCP_SDES_END     0
#define HF_RTCP_SDES_CNAME   1
#define HF_RTCP_BIT_PADDING  0x20
#define HF_RTCP_HEAD_BYTES   4 /* version, count, type, length */
#define HF_RTCP_SENDER_BYTES 20
#define HF_RTCP_REPORT_BYTES 24

#endif
