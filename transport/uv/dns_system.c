/* SPDX-License-Identifier: Apache-2.0 */
/* Two small files, read again at need. */
#define _GNU_SOURCE 1
#include "dns_system.h"

#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "holdfast/config.h"

#define DNS_PORT 53
#define BLANKS   " \t\r\n\v\f"

struct hf_dns_file hf_dns_file_now(const char *path)
{
    struct stat status;

    if (stat(path, &status) < 0)
        return (struct hf_dns_file){.inode = 0};
    return (struct hf_dns_file){.inode = (uint64_t)status.st_ino,
                                .size = (uint64_t)status.st_size,
                                .changed_s = (int64_t)status.st_mtim.tv_sec,
                                .changed_ns = (int64_t)status.st_mtim.tv_nsec};
}

int hf_dns_file_same(const struct hf_dns_file *a, const struct hf_dns_file *b)
{
    return a->inode == b->inode && a->size == b->size && a->changed_s == b->changed_s &&
           a->changed_ns == b->changed_ns;
}

/* The interface that a zone names, by its name or number; 0: there is none such. */
static uint32_t scope_of(const char *zone)
{
    char *end;
    unsigned long number = strtoul(zone, &end, 10);

    if (*zone >= '0' && *zone <= '9' && *end == '\0' && number <= UINT32_MAX)
        return (uint32_t)number;
    return if_nametoindex(zone);
}

/* The server in one row of resolv.conf, or family NONE. */
static struct hf_dns_server server_of(char *row)
{
    struct hf_dns_server server = {.at.family = HF_FAMILY_NONE};
    char *rest;
    const char *word = strtok_r(row, BLANKS, &rest);
    char *address = strtok_r(NULL, BLANKS, &rest);
    char *zone;

    if (word == NULL || address == NULL || strcmp(word, "nameserver") != 0)
        return server;
    zone = strchr(address, '%');
    if (zone != NULL)
        *zone++ = '\0';
    if (!hf_target_parse(&server.at, address, strlen(address)))
        return server;
    server.at.port = DNS_PORT;
    if (zone != NULL) {
        server.scope = scope_of(zone);
        if (server.scope == 0 || server.at.family != HF_FAMILY_IPV6)
            server.at.family = HF_FAMILY_NONE;
    }
    return server;
}

unsigned hf_dns_servers(const char *path, struct hf_dns_server servers[HF_RESOLVER_SERVERS])
{
    FILE *file = fopen(path, "re");
    char *row = NULL;
    size_t size = 0;
    unsigned n = 0;

    while (file != NULL && n < HF_RESOLVER_SERVERS && getline(&row, &size, file) >= 0) {
        servers[n] = server_of(row);
        n += servers[n].at.family != HF_FAMILY_NONE;
    }
    free(row);
    if (file != NULL)
        fclose(file);
    if (n > 0)
        return n;
    servers[0] = (struct hf_dns_server){
        .at = {.address = {127, 0, 0, 1}, .port = DNS_PORT, .family = HF_FAMILY_IPV4}};
    return 1;
}

/* ---- the hosts file ---- */

static int names_it(const char *name, char *rest)
{
    for (const char *word = strtok_r(NULL, BLANKS, &rest); word != NULL;
         word = strtok_r(NULL, BLANKS, &rest))
        if (strcasecmp(word, name) == 0)
            return 1;
    return 0;
}

static void add(struct hf_dns_answer *answer, const struct hf_target *found, uint16_t type)
{
    struct hf_dns_record record = {.type = type};
    int wanted = type == HF_DNS_AAAA ? HF_FAMILY_IPV6 : HF_FAMILY_IPV4;

    if (found->family != wanted)
        return;
    memcpy(record.address, found->address, sizeof found->address);
    hf_dns_answer_add(answer, &record, "");
}

/* Whether the row is about the name; what it says is added to the answer. */
static int take_row(char *row, const char *name, uint16_t type, struct hf_dns_answer *answer)
{
    struct hf_target found = {.family = HF_FAMILY_NONE};
    char *rest;
    const char *address;

    row[strcspn(row, "#")] = '\0';
    address = strtok_r(row, BLANKS, &rest);
    if (address == NULL || !hf_target_parse(&found, address, strlen(address)) ||
        !names_it(name, rest))
        return 0;
    add(answer, &found, type);
    return 1;
}

static int is_localhost(const char *name)
{
    static const char tail[] = ".localhost";
    size_t length = strlen(name);

    return strcmp(name, tail + 1) == 0 ||
           (length > sizeof tail - 1 && strcmp(name + length - (sizeof tail - 1), tail) == 0);
}

static void add_loopback(struct hf_dns_answer *answer, uint16_t type)
{
    struct hf_target loopback = {.address = {127, 0, 0, 1}, .family = HF_FAMILY_IPV4};

    add(answer, &loopback, type);
    loopback = (struct hf_target){.address = {[15] = 1}, .family = HF_FAMILY_IPV6};
    add(answer, &loopback, type);
}

int hf_dns_hosts(const char *path, const char *name, uint16_t type, struct hf_dns_answer *answer)
{
    char *row = NULL;
    size_t size = 0;
    FILE *file;
    int known = 0;

    if (type != HF_DNS_A && type != HF_DNS_AAAA)
        return 0;
    hf_dns_answer_init(answer);
    answer->ttl_s = HF_RESOLVER_HOSTS_S;
    file = fopen(path, "re");
    while (file != NULL && getline(&row, &size, file) >= 0)
        known |= take_row(row, name, type, answer);
    free(row);
    if (file != NULL)
        fclose(file);
    if (!known && is_localhost(name)) {
        add_loopback(answer, type);
        known = 1;
    }
    /* One family in the file: the other one does not exist, as for every other program here. */
    return known;
}
