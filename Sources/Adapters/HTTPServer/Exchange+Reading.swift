import CMicrohttpd
import HTTP

extension Exchange {
    /// The first line was read, the rest of the head must follow soon.
    func expectHead() {
        client.expect(nothingLaterThan: core.clients.now(plusSeconds: core.limits.headerSeconds))
    }

    /// Whatever it is that must come next: of the body, or the next request.
    func expectWithinIdleTime() {
        client.expect(nothingLaterThan: core.clients.now(plusSeconds: core.limits.idleSeconds))
    }

    /// Nobody may keep the place by not reading.
    func expectToBeRead() {
        let deadline = core.clients.now(plusSeconds: core.limits.idleSeconds)
        client.expect(nothingLaterThan: deadline, isToSend: false)
    }

    /// The first call for a request: all of its head was read, nothing of its body.
    func begin(method: UnsafePointer<CChar>, version: UnsafePointer<CChar>) -> MHD_Result {
        count()
        phase = .body
        self.method = String(cString: method)
        expectWithinIdleTime()
        do throws(Refusal) {
            try readHead(methodAddress: UInt(bitPattern: method), version: version)
            guard isTurnedAway else { return .YES }
            if isChunked || fields["Expect"] != nil { return refuse(.crowded) }
            phase = .turnedAway
            return .YES
        } catch {
            return refuse(error)
        }
    }

    private func readHead(
        methodAddress: UInt,
        version text: UnsafePointer<CChar>
    ) throws(Refusal) {
        if let targetRefusal { throw targetRefusal }
        let version = try HTTPVersion(text)
        let startOfTarget = methodAddress &+ UInt(method.utf8.count)
        let startOfVersion = UInt(bitPattern: text)
        guard startOfTarget < startOfVersion, target.fills(startOfTarget..<startOfVersion) else {
            throw .malformed("The first line is malformed.")
        }
        // Every version served has eight characters.
        var head = Head(
            limits: core.limits,
            startOfRequestLine: methodAddress,
            endOfRequestLine: UInt(bitPattern: text) &+ 8
        )
        withUnsafeMutablePointer(to: &head) {
            _ = MHD_get_connection_values_n(connection, .HEADER_KIND, takeField, $0)
        }
        let end = methodAddress &+ UInt(bitPattern: cmhd_head_size(connection))
        // Also those of a head that is refused: who asks from another origin may read why.
        fields = head.fields
        try head.check(method: method, version: version, end: end)
        guard target.isFit(for: method) else {
            throw .malformed("The target must begin with a slash.")
        }
        isChunked = head.isChunked
        isTurnedAway = core.responder.turnsAway(
            method: method,
            path: target.path,
            localPort: core.port,
            isPressed: core.isPressed
        )
        if !isTurnedAway, let length = head.bodyLength { body.reserveCapacity(length) }
    }

    /// Some of the body. What we refuse here the C library can no longer answer: it takes
    /// answers before a body or after it. So we write to the socket ourselves, and end it.
    func take(_ bytes: UnsafeRawBufferPointer) -> MHD_Result {
        guard phase == .body else { return .YES }
        guard bytes.count <= core.limits.bodyBytes - body.count else {
            let refusal = Refusal.bodyTooLarge(limit: core.limits.bodyBytes)
            Answer(self.refusal(refusal), isLast: true).write(to: cmhd_socket(connection))
            phase = .ended
            return .NO
        }
        body.append(contentsOf: bytes)
        return .YES
    }

    /// A call without bytes of a body: it is complete, or somebody has replied.
    func proceed() -> MHD_Result {
        switch phase {
        case .body:
            client.expect(nothingLaterThan: .max)
            if isChunked, !checkTrailers() {
                return refuse(.malformed("The end of the body is malformed."))
            }
            return ask()
        case .turnedAway: return turnAway()
        case .asked: return settle()
        case .head, .ended: return .NO
        }
    }
}

extension Exchange {
    /// Whether what follows a body in chunks are fields, and none that would change the framing.
    private func checkTrailers() -> Bool {
        var isFine = true
        withUnsafeMutablePointer(to: &isFine) {
            _ = MHD_get_connection_values_n(connection, .FOOTER_KIND, takeTrailer, $0)
        }
        return isFine
    }
}

private func takeTrailer(
    _ isFine: UnsafeMutableRawPointer?,
    _ kind: MHD_ValueKind,
    _ name: UnsafePointer<CChar>?,
    _ nameCount: Int,
    _ value: UnsafePointer<CChar>?,
    _ valueCount: Int
) -> MHD_Result {
    guard let isFine, let name, let value else { return .NO }
    let nameBytes = UnsafeBufferPointer(name, count: nameCount)
    let isFraming =
        nameBytes.isNamed("content-length") || nameBytes.isNamed("transfer-encoding")
        || nameBytes.isNamed("host")
    guard isToken(nameBytes), !isFraming,
        UnsafeBufferPointer(value, count: valueCount).allSatisfy(isTextByte)
    else {
        isFine.assumingMemoryBound(to: Bool.self).pointee = false
        return .NO
    }
    return .YES
}

private func takeField(
    _ head: UnsafeMutableRawPointer?,
    _ kind: MHD_ValueKind,
    _ name: UnsafePointer<CChar>?,
    _ nameCount: Int,
    _ value: UnsafePointer<CChar>?,
    _ valueCount: Int
) -> MHD_Result {
    guard let head, let name, let value else { return .NO }
    let taken = head.assumingMemoryBound(to: Head.self).pointee.take(
        name: UnsafeBufferPointer(name, count: nameCount),
        value: UnsafeBufferPointer(value, count: valueCount)
    )
    return taken ? .YES : .NO
}
