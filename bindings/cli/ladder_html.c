/* SPDX-License-Identifier: Apache-2.0 */
/* The page around the picture: it stands alone, fetches nothing, and opens a box over a row. */
#include <inttypes.h>

#include "ladder_ink.h"

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
    "'unsafe-inline'; script-src 'unsafe-inline'\"/>\n"
    "<meta name=\"viewport\" content=\"width=device-width\"/>\n";

static const char page_style[] =
    "<style>\nbody{margin:0;background:#fff}\n"
    "#box{position:fixed;display:none;max-width:46em;padding:.6em .8em;background:#fffff0;"
    "border:1px solid #333;font:12px/1.4 'DejaVu Sans',Verdana,Arial,sans-serif;"
    "white-space:pre-wrap;overflow-wrap:anywhere;box-shadow:2px 2px 6px #888;"
    "pointer-events:none}\n"
    ".row{cursor:help;outline:none}\n@media print{#box{display:none}}\n</style>\n";

static const char script[] =
    "<script>\n"
    "(function () {\n"
    "  'use strict';\n"
    "  var box = document.getElementById('box');\n"
    "  function show(row, x, y) {\n"
    "    var text = row.querySelector('desc');\n"
    "    if (!text) return;\n"
    "    box.textContent = text.textContent;\n"
    "    box.style.display = 'block';\n"
    "    var w = box.offsetWidth, h = box.offsetHeight;\n"
    "    var left = Math.max(4, Math.min(x + 16, window.innerWidth - w - 8));\n"
    "    var top = y + 18;\n"
    "    if (top + h + 8 > window.innerHeight) top = Math.max(4, y - h - 14);\n"
    "    box.style.left = left + 'px';\n"
    "    box.style.top = top + 'px';\n"
    "  }\n"
    "  function hide() { box.style.display = 'none'; }\n"
    "  document.querySelectorAll('.row').forEach(function (row) {\n"
    "    row.addEventListener('mousemove', function (e) { show(row, e.clientX, e.clientY); });\n"
    "    row.addEventListener('mouseleave', hide);\n"
    "    row.addEventListener('focus', function () {\n"
    "      var at = row.getBoundingClientRect();\n"
    "      show(row, 200, at.bottom);\n"
    "    });\n"
    "    row.addEventListener('blur', hide);\n"
    "  });\n"
    "}());\n"
    "</script>\n";

void hf_ink_html(struct hf_ink *ink)
{
    fputs(head, ink->to);
    fprintf(ink->to, "<title>Line %" PRIu32 " ", ink->ladder->line);
    hf_ink_put(ink->to, &(struct hf_ink_text){.text = ink->ladder->name});
    fputs("</title>\n", ink->to);
    fputs(page_style, ink->to);
    fputs("</head><body>\n", ink->to);
    hf_ink_svg(ink);
    fputs("<div id=\"box\" role=\"tooltip\"></div>\n", ink->to);
    fputs(script, ink->to);
    fputs("</body></html>\n", ink->to);
}
