/* SPDX-License-Identifier: Apache-2.0 */
/* Two small files, read again at need. */
#define _GNU_SOURCE 1
#include "dns_system.h"

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

/* The address in one row of resolv.conf, or family NONE. */
static struct hf_target server_of(char *row)
{
    struct hf_target server = {.family = HF_FAMILY_NONE};
    char *rest;
    const char *word = strtok_r(row, BLANKS, &rest);
    const char *address = strtok_r(NULL, BLANKS, &rest);

    if (word == NULL || address == NULL || strcmp(word, "nameserver") != 0 ||
        !hf_target_parse(&server, address, strlen(address)))
        return (struct hf_target){.family = HF_FAMILY_NONE};
    server.port = DNS_PORT;
    return server;
}

unsigned hf_dns_servers(const char *path, struct hf_target servers[HF_RESOLVER_SERVERS])
{
    FILE *file = fopen(path, "re");
    char *row = NULL;
    size_t size = 0;
    unsigned n = 0;

    while (file != NULL && n < HF_RESOLVER_SERVERS && getline(&row, &size, file) >= 0) {
        servers[n] = server_of(row);
        n += servers[n].family != HF_FAMILY_NONE;
    }
    free(row);
    if (file != NULL)
        fclose(file);
    if (n > 0)
        return n;
    servers[0] = (struct hf_target){
        .address = {127, 0, 0, 1}, .port = DNS_PORT, .family = HF_FAMILY_IPV4};
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

static void add(struct hf_dns_reply *reply, const struct hf_target *found, uint16_t type)
{
    int wanted = type == HF_DNS_AAAA ? HF_FAMILY_IPV6 : HF_FAMILY_IPV4;

    if (found->family == wanted && reply->n_addresses < HF_EVENT_RECORDS)
        memcpy(reply->addresses[reply->n_addresses++], found->address, sizeof found->address);
}

/* Whether the row is about the name; what it says is added to the reply. */
static int take_row(char *row, const char *name, uint16_t type, struct hf_dns_reply *reply)
{
    struct hf_target found = {.family = HF_FAMILY_NONE};
    char *rest;
    const char *address;

    row[strcspn(row, "#")] = '\0';
    address = strtok_r(row, BLANKS, &rest);
    if (address == NULL || !hf_target_parse(&found, address, strlen(address)) ||
        !names_it(name, rest))
        return 0;
    add(reply, &found, type);
    return 1;
}

static int is_localhost(const char *name)
{
    static const char tail[] = ".localhost";
    size_t length = strlen(name);

    return strcmp(name, tail + 1) == 0 ||
           (length > sizeof tail - 1 && strcmp(name + length - (sizeof tail - 1), tail) == 0);
}

static void add_loopback(struct hf_dns_reply *reply, uint16_t type)
{
    struct hf_target loopback = {.address = {127, 0, 0, 1}, .family = HF_FAMILY_IPV4};

    add(reply, &loopback, type);
    loopback = (struct hf_target){.address = {[15] = 1}, .family = HF_FAMILY_IPV6};
    add(reply, &loopback, type);
}

int hf_dns_hosts(const char *path, const char *name, uint16_t type, struct hf_dns_reply *reply)
{
    FILE *file = fopen(path, "re");
    char *row = NULL;
    size_t size = 0;
    int known = 0;

    *reply = (struct hf_dns_reply){.verdict = HF_DNS_SETTLED, .ttl_s = HF_RESOLVER_HOSTS_S};
    while (file != NULL && getline(&row, &size, file) >= 0)
        known |= take_row(row, name, type, reply);
    free(row);
    if (file != NULL)
        fclose(file);
    if (!known && is_localhost(name)) {
        add_loopback(reply, type);
        known = 1;
    }
    /* One family in the file: the other one does not exist, as for every other program here. */
    reply->outcome = reply->n_addresses > 0 ? HF_DNS_ANSWER : HF_DNS_NO_DATA;
    return known;
}
