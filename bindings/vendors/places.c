/* SPDX-License-Identifier: Apache-2.0 */
/* The places of an account's settings, and the names of its dialects; see vendors.h. */
#include "holdfast/vendors/vendors.h"

unsigned hf_place_of(unsigned server, unsigned proxy)
{
    if (proxy == 0)
        return server;
    return HF_LINE_SERVERS + (server - 1) * HF_SERVER_PROXIES + proxy;
}

unsigned hf_place_server(unsigned place)
{
    return place <= HF_LINE_SERVERS ? place : (place - HF_LINE_SERVERS - 1) / HF_SERVER_PROXIES + 1;
}

unsigned hf_place_proxy(unsigned place)
{
    return place <= HF_LINE_SERVERS ? 0 : (place - HF_LINE_SERVERS - 1) % HF_SERVER_PROXIES + 1;
}

const char *hf_dialect_vendor(enum hf_dialect dialect)
{
    switch (dialect) {
    case HF_DIALECT_FANVIL_TEXT:
    case HF_DIALECT_FANVIL_XML_OLD:
    case HF_DIALECT_FANVIL_XML_NEW:
    case HF_DIALECT_FANVIL_KV: return "fanvil";
    case HF_DIALECT_YEALINK_CFG: return "yealink";
    case HF_DIALECT_NATIVE: return "native";
    case HF_DIALECT_UNKNOWN:
    case HF_DIALECT_COUNT: break;
    }
    return "unknown";
}

const char *hf_dialect_name(enum hf_dialect dialect)
{
    switch (dialect) {
    case HF_DIALECT_FANVIL_TEXT: return "Fanvil text";
    case HF_DIALECT_FANVIL_XML_OLD: return "Fanvil XML (VOIP_CONFIG_FILE)";
    case HF_DIALECT_FANVIL_XML_NEW: return "Fanvil XML (sysConf)";
    case HF_DIALECT_FANVIL_KV: return "Fanvil key = value";
    case HF_DIALECT_YEALINK_CFG: return "Yealink";
    case HF_DIALECT_NATIVE: return "native";
    case HF_DIALECT_UNKNOWN:
    case HF_DIALECT_COUNT: break;
    }
    return "unknown";
}
