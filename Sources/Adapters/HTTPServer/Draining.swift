import Glibc

// The C library's event loop takes 128 events at a time, and when it has got as many it asks for
// more before it looks at them. Where there are no more it waits for the next one, however long
// that takes, with 128 requests in its hands (libmicrohttpd 0.9.75, `MHD_epoll`: "drain 'epoll'
// event queue"). So this process has an `epoll_wait` of its own before that of libc, which never
// gives as many events as there is room for. Nothing is lost by it: the next call gets the rest.
//
// As with `MHD_queue_response`, the dynamic linker puts it in the other's place for all of the
// process. Here the program has to say that it has one (Package.swift).

private typealias Wait = @convention(c) (CInt, OpaquePointer?, CInt, CInt) -> CInt

/// The next of that name after ours.
private let waitOfSystem: Wait? = {
    guard let symbol = dlsym(UnsafeMutableRawPointer(bitPattern: -1), "epoll_wait") else {
        return nil
    }
    return unsafeBitCast(symbol, to: Wait.self)
}()

/// Not for use: called by the C library alone.
@c(epoll_wait)
public func libraryWaits(
    _ epoll: CInt,
    _ events: OpaquePointer?,
    _ room: CInt,
    _ milliseconds: CInt
) -> CInt {
    guard let waitOfSystem else {
        errno = ENOSYS
        return -1
    }
    return EventLoop.looking(atMost: room > 1 ? room - 1 : room) {
        waitOfSystem(epoll, events, $0, milliseconds)
    }
}
