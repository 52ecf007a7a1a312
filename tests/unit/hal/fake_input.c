/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE 1
#include "fake_input.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static struct {
    int plugged, grabbed, wire;
    dev_t dev;
    ino_t ino; /* of the FIFO, by which its descriptors are known */
    char path[160];
    uint8_t types[4];
    uint8_t bits[EV_MAX + 1][KEY_MAX / 8 + 1];
    uint8_t down[KEY_MAX / 8 + 1];
} fake;

static int is_fake(int fd)
{
    struct stat about;

    return fake.ino != 0 && fstat(fd, &about) == 0 && about.st_ino == fake.ino &&
           about.st_dev == fake.dev;
}

static int answer(void *to, size_t room, const void *bytes, size_t n)
{
    memset(to, 0, room);
    memcpy(to, bytes, n < room ? n : room);
    return (int)(n < room ? n : room);
}

static int fake_ioctl(unsigned long request, void *to)
{
    const unsigned nr = _IOC_NR(request);
    const size_t room = _IOC_SIZE(request);
    const int version = EV_VERSION;
    const struct input_id id = {.bustype = BUS_USB};

    if (_IOC_TYPE(request) != 'E' || !fake.plugged) {
        errno = fake.plugged ? ENOTTY : ENODEV;
        return -1;
    }
    if (request == EVIOCGRAB) {
        fake.grabbed = to != NULL;
        return 0;
    }
    switch (nr) {
    case 0x01: return answer(to, room, &version, sizeof version) * 0;
    case 0x02: return answer(to, room, &id, sizeof id) * 0;
    case 0x06: return answer(to, room, "Fake Keypad", 12);
    case 0x07:
    case 0x08: errno = ENOENT; return -1;
    case 0x18: return answer(to, room, fake.down, sizeof fake.down);
    case 0x20: return answer(to, room, fake.types, sizeof fake.types);
    default: break;
    }
    if (nr > 0x20 && nr <= 0x20 + EV_MAX) {
        return answer(to, room, fake.bits[nr - 0x20], sizeof fake.bits[0]);
    }
    return answer(to, room, "", 0);
}

/* These two stand in front of libc's, for libevdev and for us. */
__attribute__((visibility("default"))) int ioctl(int fd, unsigned long request, ...)
{
    va_list arguments;

    va_start(arguments, request);
    void *to = va_arg(arguments, void *);
    va_end(arguments);
    return is_fake(fd) ? fake_ioctl(request, to) : (int)syscall(SYS_ioctl, fd, request, to);
}

__attribute__((visibility("default"))) ssize_t read(int fd, void *bytes, size_t n)
{
    if (is_fake(fd) && !fake.plugged) {
        errno = ENODEV;
        return -1;
    }
    return syscall(SYS_read, fd, bytes, n);
}

void fake_input_plug(const char *path)
{
    struct stat about;

    if (fake.plugged) {
        return;
    }
    strcpy(fake.path, path);
    cr_assert_eq(mkfifo(path, 0600), 0);
    fake.wire = open(path, O_RDWR | O_NONBLOCK);
    cr_assert_eq(fstat(fake.wire, &about), 0);
    fake.dev = about.st_dev;
    fake.ino = about.st_ino;
    fake.plugged = 1;
    memset(fake.down, 0, sizeof fake.down);
}

void fake_input_unplug(void)
{
    fake.plugged = 0; /* descriptors stay, and say ENODEV */
    unlink(fake.path);
    close(fake.wire);
}

void fake_input_has(unsigned type, unsigned code)
{
    fake.types[type / 8] |= (uint8_t)(1u << type % 8);
    fake.bits[type][code / 8] |= (uint8_t)(1u << code % 8);
}

void fake_input_is_down(unsigned code, int down)
{
    fake.down[code / 8] &= (uint8_t) ~(1u << code % 8);
    fake.down[code / 8] |= (uint8_t)((unsigned)down << code % 8);
}

void fake_input_send(unsigned type, unsigned code, int value)
{
    const struct input_event events[] = {
        {.type = (uint16_t)type, .code = (uint16_t)code, .value = value},
        {.type = EV_SYN, .code = SYN_REPORT}};

    cr_assert_eq(write(fake.wire, events, sizeof events), sizeof events);
}

int fake_input_is_grabbed(void)
{
    return fake.grabbed;
}
