#ifndef CEPOLL_SHIM_H
#define CEPOLL_SHIM_H

#include <sys/epoll.h>
#include <time.h>

// epoll's own event is packed and holds a union: these hold a number and two flags instead.
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

#endif
