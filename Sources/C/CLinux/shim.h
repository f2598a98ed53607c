#ifndef CLINUX_SHIM_H
#define CLINUX_SHIM_H

#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/eventfd.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

// epoll's own event is packed and holds a union: these hold a number and flags instead.
struct cepoll_ready {
    int number;
    int readable;
    int writable;
};

// Watches a socket, or changes what is watched for.
static inline int cepoll_watch(int epoll, int socket, int number, int writable, int is_new) {
    struct epoll_event event = {
        .events = EPOLLIN | EPOLLRDHUP | (writable ? EPOLLOUT : 0),
        .data = {.fd = number},
    };
    return epoll_ctl(epoll, is_new ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, socket, &event);
}

// Waits so many nanoseconds at most, and gives at most 256 that are ready.
static inline int cepoll_wait(int epoll, struct cepoll_ready *ready, long long nanoseconds) {
    struct epoll_event events[256];
    struct timespec time = {nanoseconds / 1000000000, nanoseconds % 1000000000};
    int count = epoll_pwait2(epoll, events, 256, &time, 0);
    for (int index = 0; index < count; index++) {
        ready[index].number = events[index].data.fd;
        ready[index].readable = (events[index].events & ~EPOLLOUT) != 0;
        ready[index].writable = (events[index].events & EPOLLOUT) != 0;
    }
    return count;
}

// The next connection of a socket that listens, waited for; not inherited by other programs, for
// which Linux has the same flag everywhere.
static inline int cepoll_accept(int socket) {
    return (int)syscall(SYS_accept4, socket, (void *)0, (void *)0, EPOLL_CLOEXEC);
}

// What has happened to a descriptor that is watched for changes.
struct cepoll_change {
    int descriptor;
    int readable;
    int writable;
    // The other side sends no more.
    int ended;
    // There is no connection any more.
    int broken;
};

// Watches a descriptor for as long as it is open. Each thing that happens is told once.
static inline int cepoll_watch_changes(int epoll, int descriptor) {
    struct epoll_event event = {
        .events = EPOLLIN | EPOLLRDHUP | EPOLLOUT | EPOLLET,
        .data = {.fd = descriptor},
    };
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event);
}

// Watches it no more.
static inline void cepoll_forget(int epoll, int descriptor) {
    struct epoll_event none = {0};
    (void)epoll_ctl(epoll, EPOLL_CTL_DEL, descriptor, &none);
}

// Waits so many milliseconds at most, or for ever with -1, and gives at most 128 changes.
static inline int cepoll_look(int epoll, struct cepoll_change *changes, int milliseconds) {
    struct epoll_event events[128];
    int count = epoll_wait(epoll, events, 128, milliseconds);
    for (int index = 0; index < count; index++) {
        uint32_t what = events[index].events;
        changes[index].descriptor = events[index].data.fd;
        changes[index].readable = (what & ~EPOLLOUT) != 0;
        changes[index].writable = (what & EPOLLOUT) != 0;
        changes[index].ended = (what & EPOLLRDHUP) != 0;
        changes[index].broken = (what & (EPOLLHUP | EPOLLERR)) != 0;
    }
    return count;
}

// A descriptor that wakes who watches it for changes, each time it is rung.
static inline int cepoll_bell(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

static inline void cepoll_ring(int bell) {
    uint64_t one = 1;
    (void)!write(bell, &one, sizeof one);
}

// The processors that the calling thread may run on, a bit for each; in `size` bytes, a multiple of
// eight. 0, or -1 where there are more of them than fit.
static inline int cscheduler_processors(uint64_t *bits, unsigned long size) {
    return syscall(SYS_sched_getaffinity, 0, size, bits) < 0 ? -1 : 0;
}

// Lets the calling thread run on these alone. 0, or -1.
static inline int cscheduler_keep_to(const uint64_t *bits, unsigned long size) {
    return (int)syscall(SYS_sched_setaffinity, 0, size, bits);
}

#endif
