/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys of a keypad or handset that Linux has as an input device, by libevdev.
 *
 *     evdev:/dev/input/event3      a device
 *     evdev:Telephone Keypad       the device of that name, wherever it is plugged in
 *     evdev:fd=N                   an open descriptor: of a device, or of anything that struct
 *                                  input_event come from, such as a socket
 *     ...,map=FILE                 evdev_map.h
 *     ...,grab                     its keys go to the phone alone
 *     ...,say                      remarks what each of its codes means
 *
 * A device that is unplugged: what was down comes up, KEYS_LOST, and it is looked for each second,
 * by its path and then by the name that it had. A descriptor that ends stays ended.
 */
#include "backends.h"
#include "evdev_map.h"
#include "options.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <libevdev/libevdev.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FOLDER     "/dev/input"
#define DEVICES    256 /* of the folder that are looked at */
#define NAME_BYTES 256
#define BURST      256 /* events read in one turn */

struct evdev {
    struct hf_port *port;
    const char *device; /* path or name; NULL: a descriptor */
    char name[NAME_BYTES];
    int fd; /* -1: gone */
    int grabs, says, started;
    struct libevdev *input; /* NULL: events are read as they come */
    struct hf_evdev_map map;
    uint8_t down[KEY_MAX + 1]; /* keys that are */
    int off_hook;
    uint64_t now_us, again_us;
};

/* ---- opening ---- */

/* Takes a descriptor of a device, or of a stream of events. 0, or -errno. */
static int take(struct evdev *evdev, int fd)
{
    int flags = fcntl(fd, F_GETFL);

    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0) {
        return -errno;
    }
    int error = libevdev_new_from_fd(fd, &evdev->input);
    if (error < 0) {
        evdev->input = NULL;
        if (evdev->device != NULL ||
            (error != -ENOTTY && error != -EINVAL && error != -EOPNOTSUPP)) {
            return error;
        }
    } else {
        snprintf(evdev->name, sizeof evdev->name, "%s", libevdev_get_name(evdev->input));
    }
    evdev->fd = fd;
    return 0;
}

/* Only of the device that is meant: those that are merely looked at belong to others, and would
 * lose what is typed at this moment. */
static int grab(const struct evdev *evdev)
{
    return evdev->grabs && evdev->input != NULL ? libevdev_grab(evdev->input, LIBEVDEV_GRAB) : 0;
}

static void let_go(struct evdev *evdev)
{
    libevdev_free(evdev->input);
    evdev->input = NULL;
    if (evdev->fd >= 0 && evdev->device != NULL) {
        close(evdev->fd);
    }
    evdev->fd = -1;
}

static int open_path(struct evdev *evdev, const char *path)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);

    if (fd < 0) {
        return -errno;
    }
    int error = take(evdev, fd);
    if (error < 0) {
        evdev->fd = fd;
        let_go(evdev);
    }
    return error;
}

static int open_named(struct evdev *evdev, const char *name)
{
    char path[sizeof FOLDER + 256], wanted[NAME_BYTES];
    DIR *folder = opendir(FOLDER);
    struct dirent *entry;
    int error = -ENODEV;

    snprintf(wanted, sizeof wanted, "%s", name);
    for (unsigned i = 0; folder != NULL && i < DEVICES && (entry = readdir(folder)) != NULL; i++) {
        if (strncmp(entry->d_name, "event", 5) != 0) {
            continue;
        }
        snprintf(path, sizeof path, "%s/%s", FOLDER, entry->d_name);
        if (open_path(evdev, path) != 0) {
            continue;
        }
        if (strcmp(evdev->name, wanted) == 0) {
            error = grab(evdev);
            if (error == 0) {
                break;
            }
        }
        let_go(evdev);
    }
    if (folder != NULL) {
        closedir(folder);
    }
    snprintf(evdev->name, sizeof evdev->name, "%s", wanted);
    return error;
}

static int open_device(struct evdev *evdev)
{
    if (evdev->device[0] != '/') {
        return open_named(evdev, evdev->device);
    }
    int error = open_path(evdev, evdev->device);
    if (error == 0) {
        error = grab(evdev);
        if (error != 0) {
            let_go(evdev);
        }
        return error;
    }
    /* Plugged in again, it may have another number. */
    return evdev->name[0] != '\0' ? open_named(evdev, evdev->name) : error;
}

enum { DEVICE, DESCRIPTOR, MAP, GRAB, SAY, OPTIONS };

static int open_input(struct evdev *evdev, const struct hf_option *list,
                      const struct hf_hal_problem *problem)
{
    const char *number = list[DESCRIPTOR].value;
    char *end = NULL;

    if ((evdev->device == NULL) == (number == NULL)) {
        return hf_problem(problem, "evdev: either a device or fd= would be right: "
                                   "evdev:/dev/input/event0");
    }
    if (list[MAP].value != NULL && hf_evdev_map_read(&evdev->map, list[MAP].value, problem) != 0) {
        return -1;
    }
    if (number == NULL) {
        int error = open_device(evdev);
        return error == 0 ? 0
                          : hf_problem(problem, "evdev: %s: %s", evdev->device,
                                       error == -ENOTTY ? "no input device" : strerror(-error));
    }
    long fd = strtol(number, &end, 10);
    if (*end != '\0' || fd < 0 || fd > 0xffff) {
        return hf_problem(problem, "evdev: fd=%s is no descriptor", number);
    }
    int error = take(evdev, (int)fd);
    error = error == 0 ? grab(evdev) : error;
    return error == 0 ? 0 : hf_problem(problem, "evdev: fd=%s: %s", number, strerror(-error));
}

static void close_evdev(void *self)
{
    let_go(self);
    free(self);
}

static unsigned has_of(const struct evdev *evdev)
{
    static const unsigned bits[] = {[HF_HAL_HOOK] = HF_HAS_HOOK,
                                    [HF_HAL_DIGIT] = HF_HAS_DIGITS,
                                    [HF_HAL_FUNCTION] = HF_HAS_FUNCTIONS,
                                    [HF_HAL_LINE_KEY] = HF_HAS_LINE_KEYS};
    const struct hf_evdev_meaning *meaning;
    unsigned has = 0;

    for (unsigned type = EV_KEY; type <= EV_SW; type += EV_SW - EV_KEY) {
        for (unsigned code = 0; code <= (type == EV_KEY ? KEY_MAX : SW_MAX); code++) {
            meaning = hf_evdev_meaning(&evdev->map, type, code);
            if (meaning != NULL &&
                (evdev->input == NULL || libevdev_has_event_code(evdev->input, type, code))) {
                has |= bits[meaning->key.kind];
            }
        }
    }
    return has;
}

static void *open_evdev(struct hf_opening *opening)
{
    struct hf_option list[OPTIONS] = {[DEVICE] = {"", "DEVICE", NULL},
                                      [DESCRIPTOR] = {"fd=", "N", NULL},
                                      [MAP] = {"map=", "FILE", NULL},
                                      [GRAB] = {"grab", "", NULL},
                                      [SAY] = {"say", "", NULL}};
    const struct hf_options options = {.backend = "evdev", .list = list, .n = OPTIONS};

    if (hf_options_read(opening->options, &options, opening->problem) != 0) {
        return NULL;
    }
    struct evdev *evdev = calloc(1, sizeof *evdev);
    if (evdev == NULL) {
        hf_problem(opening->problem, "evdev: out of memory");
        return NULL;
    }
    evdev->port = opening->port;
    evdev->fd = -1;
    evdev->device = list[DEVICE].value;
    evdev->grabs = list[GRAB].value != NULL;
    evdev->says = list[SAY].value != NULL;
    evdev->again_us = UINT64_MAX;
    hf_evdev_map_init(&evdev->map);
    if (open_input(evdev, list, opening->problem) != 0) {
        close_evdev(evdev);
        return NULL;
    }
    opening->has = has_of(evdev);
    return evdev;
}

/* ---- keys ---- */

static void tell_hook(struct evdev *evdev, int off_hook)
{
    const struct hf_hal_event event = {
        .at_us = evdev->now_us, .kind = HF_HAL_HOOK, .pressed = (uint8_t)off_hook};

    if (off_hook != evdev->off_hook) {
        evdev->off_hook = off_hook;
        hf_port_event(evdev->port, &event);
    }
}

static void hook(struct evdev *evdev, enum hf_evdev_hook how, int value)
{
    if (how == HF_EVDEV_OFF_HOOK || how == HF_EVDEV_ON_HOOK) {
        tell_hook(evdev, value == (how == HF_EVDEV_OFF_HOOK));
    } else if (value != 0) {
        tell_hook(evdev, how == HF_EVDEV_TOGGLE ? !evdev->off_hook : how == HF_EVDEV_PICK_UP);
    }
}

static void on_input(struct evdev *evdev, const struct input_event *input)
{
    const struct hf_evdev_meaning *meaning = hf_evdev_meaning(&evdev->map, input->type,
                                                              input->code);

    if (meaning == NULL || (input->value != 0 && input->value != 1)) { /* 2: it repeats itself */
        return;
    }
    if (meaning->hook != HF_EVDEV_KEY) {
        hook(evdev, meaning->hook, input->value);
        return;
    }
    if (input->type == EV_KEY && evdev->down[input->code] == input->value) {
        return;
    }
    if (input->type == EV_KEY) {
        evdev->down[input->code] = (uint8_t)input->value;
    }
    const struct hf_hal_event event = {.at_us = evdev->now_us,
                                       .kind = meaning->key.kind,
                                       .key = meaning->key.key,
                                       .pressed = (uint8_t)input->value};
    hf_port_event(evdev->port, &event);
}

static void release_all(struct evdev *evdev)
{
    for (unsigned code = 0; code <= KEY_MAX; code++) {
        if (evdev->down[code]) {
            on_input(evdev, &(struct input_event){.type = EV_KEY, .code = (uint16_t)code});
        }
    }
}

static void lose(struct evdev *evdev, const char *why)
{
    release_all(evdev);
    let_go(evdev);
    evdev->again_us = evdev->device != NULL ? evdev->now_us + HF_RETRY_US : UINT64_MAX;
    hf_port_remark(evdev->port, "evdev: %s: %s",
                   evdev->name[0] != '\0'  ? evdev->name
                   : evdev->device != NULL ? evdev->device
                                           : "the descriptor",
                   why);
    hf_port_news(evdev->port, evdev->now_us, HF_HAL_KEYS_LOST);
}

/* The hook where it is now: it may have moved before the device was opened. */
static void look_at_hook(struct evdev *evdev)
{
    for (unsigned type = EV_KEY; type <= EV_SW && evdev->input != NULL; type += EV_SW - EV_KEY) {
        for (unsigned code = 0; code <= (type == EV_KEY ? KEY_MAX : SW_MAX); code++) {
            const struct hf_evdev_meaning *meaning = hf_evdev_meaning(&evdev->map, type, code);
            if (meaning != NULL && libevdev_has_event_code(evdev->input, type, code) &&
                (meaning->hook == HF_EVDEV_OFF_HOOK || meaning->hook == HF_EVDEV_ON_HOOK)) {
                hook(evdev, meaning->hook, libevdev_get_event_value(evdev->input, type, code));
            }
        }
    }
}

static void read_device(struct evdev *evdev)
{
    unsigned flag = LIBEVDEV_READ_FLAG_NORMAL;
    struct input_event input;

    for (unsigned i = 0; i < BURST; i++) {
        int got = libevdev_next_event(evdev->input, flag, &input);
        if (got == -EAGAIN && flag == LIBEVDEV_READ_FLAG_SYNC) {
            flag = LIBEVDEV_READ_FLAG_NORMAL; /* all is told that an overflow had swallowed */
            continue;
        }
        if (got == LIBEVDEV_READ_STATUS_SYNC) {
            flag = LIBEVDEV_READ_FLAG_SYNC;
        } else if (got < 0) {
            if (got != -EAGAIN && got != -EINTR) {
                lose(evdev, strerror(-got));
            }
            return;
        }
        on_input(evdev, &input);
    }
}

static void read_stream(struct evdev *evdev)
{
    struct input_event inputs[BURST];
    ssize_t got = read(evdev->fd, inputs, sizeof inputs);

    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
        lose(evdev, got == 0 ? "it has ended" : strerror(errno));
        return;
    }
    if (got > 0 && (size_t)got % sizeof *inputs != 0) {
        lose(evdev, "what came is no struct input_event");
        return;
    }
    for (size_t i = 0; got > 0 && i < (size_t)got / sizeof *inputs; i++) {
        on_input(evdev, &inputs[i]);
    }
}

static void say(void *self, const char *line)
{
    hf_port_remark(((struct evdev *)self)->port, "evdev: %s", line);
}

static void start(struct evdev *evdev)
{
    evdev->started = 1;
    if (evdev->says) {
        hf_evdev_map_say(&evdev->map, say, evdev);
    }
    look_at_hook(evdev);
}

static void turn(void *self, uint64_t now_us)
{
    struct evdev *evdev = self;

    evdev->now_us = now_us;
    if (!evdev->started) {
        start(evdev);
    }
    if (evdev->fd < 0 && now_us >= evdev->again_us) {
        evdev->again_us = now_us + HF_RETRY_US;
        if (open_device(evdev) == 0) {
            evdev->again_us = UINT64_MAX;
            hf_port_news(evdev->port, now_us, HF_HAL_KEYS_BACK);
            look_at_hook(evdev);
        }
    }
    if (evdev->fd < 0) {
        return;
    }
    if (evdev->input == NULL) {
        read_stream(evdev);
    } else {
        read_device(evdev);
    }
}

static uint64_t deadline(const void *self)
{
    const struct evdev *evdev = self;

    return evdev->started ? evdev->again_us : 0;
}

static unsigned descriptors(const void *self, struct hf_hal_descriptor *list, unsigned room)
{
    const struct evdev *evdev = self;

    if (evdev->fd < 0 || room == 0) {
        return 0;
    }
    list[0] = (struct hf_hal_descriptor){.fd = evdev->fd, .events = POLLIN};
    return 1;
}

const struct hf_backend hf_backend_evdev = {
    .name = "evdev",
    .open = open_evdev,
    .descriptors = descriptors,
    .deadline = deadline,
    .turn = turn,
    .close = close_evdev,
};
