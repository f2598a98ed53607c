import CMicrohttpd

// What the C library calls, on its own threads. Free functions, because a closure written where
// an actor is in force would be taken for that actor's, and die on any other thread.

/// A connection has begun or ended.
func connectionChanged(
    _ shared: UnsafeMutableRawPointer?,
    _ connection: OpaquePointer?,
    _ context: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ code: MHD_ConnectionNotificationCode
) {
    guard let shared, let connection, let context else { return }
    let core = Unmanaged<Core>.fromOpaque(shared).takeUnretainedValue()
    if code == .CONNECTION_NOTIFY_STARTED {
        let deadline = core.clients.now(plusSeconds: core.limits.headerSeconds)
        let client = Client(
            core: core,
            descriptor: cmhd_socket(connection),
            deadline: deadline
        )
        core.clients.add(client)
        context.pointee = Unmanaged.passRetained(client).toOpaque()
    } else if let client = context.pointee {
        core.clients.remove(Unmanaged<Client>.fromOpaque(client).takeRetainedValue())
        context.pointee = nil
    }
}

/// The first line of a request was read. What is returned here comes back as `context`.
func requestBegan(
    _ core: UnsafeMutableRawPointer?,
    _ target: UnsafePointer<CChar>?,
    _ connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let core, let connection, let client = cmhd_socket_context(connection) else { return nil }
    let exchange = Exchange(
        core: Unmanaged<Core>.fromOpaque(core).takeUnretainedValue(),
        client: Unmanaged<Client>.fromOpaque(client).takeUnretainedValue(),
        connection: connection,
        target: target
    )
    exchange.expectHead()
    return Unmanaged.passRetained(exchange).toOpaque()
}

/// The head was read, some of the body was, all of it was, or the connection was woken.
func requestCame(
    _ core: UnsafeMutableRawPointer?,
    _ connection: OpaquePointer?,
    _ url: UnsafePointer<CChar>?,
    _ method: UnsafePointer<CChar>?,
    _ version: UnsafePointer<CChar>?,
    _ bytes: UnsafePointer<CChar>?,
    _ byteCount: UnsafeMutablePointer<Int>?,
    _ context: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let method, let version, let byteCount, let exchange = context?.pointee else {
        return .NO
    }
    let current = Unmanaged<Exchange>.fromOpaque(exchange).takeUnretainedValue()
    if current.phase == .head { return current.begin(method: method, version: version) }
    guard byteCount.pointee > 0 else { return current.proceed() }
    let taken = UnsafeRawBufferPointer(start: bytes, count: byteCount.pointee)
    byteCount.pointee = 0
    return current.take(taken)
}

/// The answer was sent, or never will be.
func requestEnded(
    _ core: UnsafeMutableRawPointer?,
    _ connection: OpaquePointer?,
    _ context: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ code: MHD_RequestTerminationCode
) {
    guard let context, let exchange = context.pointee else { return }
    Unmanaged<Exchange>.fromOpaque(exchange).takeRetainedValue().end()
    context.pointee = nil
}
