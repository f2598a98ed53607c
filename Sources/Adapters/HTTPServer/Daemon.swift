import CMicrohttpd
import Glibc

/// The C library's server, with its threads.
///
/// Sendable although it holds a pointer: every function of the library used here may be called
/// from any thread, and `HTTPServer` calls each of them once.
struct Daemon: @unchecked Sendable {
    private let handle: OpaquePointer
    private let core: Unmanaged<Core>

    /// Nil when the library does not start.
    init?(core shared: Core) {
        let limits = shared.limits
        let core = Unmanaged.passRetained(shared)
        let cls = core.toOpaque()
        var options = [
            // The library refuses whom it has no place for; we make them wait, and count ourselves.
            option(.CONNECTION_LIMIT, Int(CInt.max)),
            option(.CONNECTION_MEMORY_LIMIT, limits.memoryBytes),
            option(.NOTIFY_CONNECTION, unsafeBitCast(whenConnectionChanges, to: Int.self), cls),
            option(.URI_LOG_CALLBACK, unsafeBitCast(whenRequestBegins, to: Int.self), cls),
            option(.NOTIFY_COMPLETED, unsafeBitCast(whenRequestEnds, to: Int.self), cls),
        ]
        // The library refuses a pool of one.
        if limits.threads > 1 {
            options.append(option(.THREAD_POOL_SIZE, min(limits.threads, 256)))
        }
        options.append(option(.END, 0))
        let flags =
            MHD_USE_EPOLL_INTERNAL_THREAD.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue
            | MHD_USE_ITC.rawValue | MHD_USE_NO_LISTEN_SOCKET.rawValue
        let handle = options.withUnsafeMutableBufferPointer { options -> OpaquePointer? in
            guard let first = options.baseAddress else { return nil }
            let list: [any CVarArg] = [MHD_OPTION.ARRAY.rawValue, first, MHD_OPTION.END.rawValue]
            return withVaList(list) {
                MHD_start_daemon_va(flags, 0, nil, nil, requestCame, cls, $0)
            }
        }
        guard let handle else {
            core.release()
            return nil
        }
        self.handle = handle
        self.core = core
    }

    /// Serves a connection, and closes it in the end, or now if it cannot be served: false then.
    func add(_ descriptor: CInt, _ address: UnsafePointer<sockaddr>, _ size: socklen_t) -> Bool {
        MHD_add_connection(handle, descriptor, address, size) == .YES
    }

    /// Ends all connections and threads. No connection may be suspended.
    func stop() {
        MHD_stop_daemon(handle)
        core.release()
    }
}

private func option(
    _ option: MHD_OPTION,
    _ value: Int,
    _ pointer: UnsafeMutableRawPointer? = nil
) -> MHD_OptionItem {
    MHD_OptionItem(option: option, value: value, ptr_value: pointer)
}

private typealias LineCallback =
    @convention(c) (
        UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?
    ) -> UnsafeMutableRawPointer?

// The library takes these as numbers. Typed here once, as C functions.
private let whenConnectionChanges: MHD_NotifyConnectionCallback = connectionChanged
private let whenRequestBegins: LineCallback = requestBegan
private let whenRequestEnds: MHD_RequestCompletedCallback = requestEnded
