import CHTTPParser

/// Reads the requests of one connection, one after the other, with the `http_parser` library.
///
/// It is fed with what the network brings, in pieces of any size. As long as a head is incomplete,
/// what was read of it must come again with what follows, since its parts are places in it; a body
/// is taken in as it comes.
package final class RequestReader {
    package enum Step: Equatable {
        /// There is more to come.
        case more
        /// The request is read to its end, which is after so many of these bytes.
        case whole(Int)
        /// It is not read any further, and nothing behind it can be.
        case refused(Refusal)
    }

    private let limits: MessageLimits
    private let parser: UnsafeMutablePointer<http_parser>
    /// What is read just now.
    private var bytes = Bytes(start: nil, count: 0)
    private var head = Head()
    /// How much of an incomplete head the parser has seen.
    private var seen = 0
    private var framing = Head.Framing()
    private var chunkLines = ChunkLines()
    /// As far as what is no data of a chunk was looked at.
    private var linesEnd = 0
    /// The fields, once the bytes they came with are gone.
    private var fieldsBefore: HTTPFields?
    private var bodyBefore: [UInt8] = []
    /// The rest of the body, in what is read just now.
    private var bodyPart = 0..<0
    private var isWhole = false
    private var refusal: Refusal?
    private var known = KnownHead()
    /// What is said of the head is that of the request before.
    private var isHeadOfBefore = false

    /// Whether anything has come but empty lines, which may precede a request.
    package private(set) var isBegun = false
    /// Whether all of the head was read and found to be right. Only then the following are known.
    package private(set) var hasHead = false
    package private(set) var method = ""
    /// As sent, without the query.
    package private(set) var path = ""
    private var query: String?
    package private(set) var version = HTTPVersion.oneOne
    /// Whether the client means to use the connection again.
    package private(set) var keepsAlive = false
    /// Whether it waits with its body until it is told to go on.
    package private(set) var asksToGoOn = false

    package init(limits: MessageLimits) {
        self.limits = limits
        parser = .allocate(capacity: 1)
        parser.initialize(to: http_parser())
        parser.pointee.data = Unmanaged.passUnretained(self).toOpaque()
        http_parser_init(parser, HTTP_REQUEST)
    }

    deinit { parser.deallocate() }

    package var isChunked: Bool { framing.isChunked }

    /// Whether the head is, byte by byte, that of the request before.
    package var isRepeated: Bool { isHeadOfBefore && hasHead }

    /// Whether any of the body has come.
    package var hasBody: Bool { !bodyPart.isEmpty || !bodyBefore.isEmpty }

    /// Forgets the request; the next one may be read.
    package func begin() {
        isHeadOfBefore = true
        seen = 0
        isBegun = false
        hasHead = false
        isWhole = false
        bodyPart = 0..<0
        if !bodyBefore.isEmpty { bodyBefore = [] }
        fieldsBefore = nil
    }

    /// Reads on.
    ///
    /// - Parameter bytes: Without a head yet, all of the request that has come; else what is new.
    package func read(_ bytes: Bytes) -> Step {
        self.bytes = bytes
        defer { self.bytes = Bytes(start: nil, count: 0) }
        if isHeadOfBefore {
            if let end = repeated() { return .whole(end) }
            forgetHead()
        }
        do throws(Refusal) {
            var position = hasHead ? 0 : seen
            linesEnd = 0
            if head.method.isEmpty {
                guard let end = try takeMethod() else { return .more }
                position = end
                // The parser knows some methods only, and one of them changes how it reads on.
                _ = Self.anyMethod.withUTF8Buffer(feed)
            }
            position += try parse(bytes.part(position..<max(position, bytes.count)), at: position)
            if framing.isChunked {
                try chunkLines.take(bytes.part(linesEnd..<max(linesEnd, position)), limits: limits)
            }
            if isWhole {
                remember()
                return .whole(position)
            }
            try keep()
            return .more
        } catch {
            return .refused(error)
        }
    }

    /// The request that was read to its end with these bytes.
    package func request(in bytes: Bytes, localPort: UInt16) -> HTTPRequest {
        let fields = fieldsBefore ?? known.fields ?? head.fields(in: bytes)
        fieldsBefore = fields
        known.fields = fields
        let rest = bytes.part(bodyPart)
        return HTTPRequest(
            method: method,
            path: path,
            query: query,
            fields: fields,
            body: bodyBefore.isEmpty ? Array(rest) : bodyBefore + rest,
            localPort: localPort
        )
    }

    /// What is known of a request with these bytes, whole or not: its path, which is empty where it
    /// cannot be trusted, and what the field `Origin` says.
    package func sender(in bytes: Bytes) -> (path: String, origin: String?) {
        if let fieldsBefore { return (path, fieldsBefore["Origin"]) }
        let field = head.place(of: "origin", in: bytes)
        let origin = field.flatMap { field -> Bytes? in
            // Of a field whose line has not ended nobody knows how it goes on.
            let isWhole = !field.value.isEmpty && bytes.hasLineEnd(at: field.value.upperBound)
            return hasHead || isWhole ? head.value(of: field, in: bytes) : nil
        }
        return (
            hasHead ? path : head.trustedPath(in: bytes, limits: limits),
            origin.map { String(decoding: $0, as: UTF8.self) }
        )
    }
}

extension RequestReader {
    /// Where the request ends, if all of it is there, with the very head of the one before.
    private func repeated() -> Int? {
        guard let end = known.end(in: bytes, bodyLength: framing.bodyLength ?? 0)
        else { return nil }
        isBegun = true
        hasHead = true
        isWhole = true
        bodyPart = known.count..<end
        return end
    }

    private func forgetHead() {
        isHeadOfBefore = false
        http_parser_init(parser, HTTP_REQUEST)
        head.removeAll()
        if framing.isChunked { chunkLines = ChunkLines() }
        framing = Head.Framing()
        known.forget()
    }

    /// Keeps the head of a request that has come at once: its end is where no chunk has moved it.
    private func remember() {
        guard fieldsBefore == nil, !framing.isChunked, head.method.lowerBound == 0 else { return }
        known.remember(bytes.part(0..<linesEnd))
    }
}

extension RequestReader {
    private static let anyMethod: StaticString = "GET"
    private static let longestMethod = 32

    /// Finds the first word. Nil when its end has not come; else the place behind it.
    private func takeMethod() throws(Refusal) -> Int? {
        var start = 0
        while bytes.has(UInt8(ascii: "\r"), at: start) || bytes.has(UInt8(ascii: "\n"), at: start) {
            start += 1
        }
        let rest = bytes.part(start..<max(start, bytes.count))
        isBegun = !rest.isEmpty
        let count = rest.prefix(Self.longestMethod + 1).prefix(while: isTokenByte).count
        guard count <= Self.longestMethod else { throw .malformed("The method is too long.") }
        guard count < rest.count else { return nil }
        guard count > 0, rest.has(0x20, at: count) else {
            throw .malformed("The method is not a word.")
        }
        head.method = start..<start + count
        return start + count
    }

    private func feed(_ bytes: Bytes) -> Int {
        bytes.withMemoryRebound(to: CChar.self) {
            http_parser_execute(parser, Self.settings, $0.baseAddress, $0.count)
        }
    }

    /// Lets the parser read these, which are at that place. Returns how many it has taken.
    private func parse(_ bytes: Bytes, at position: Int) throws(Refusal) -> Int {
        // None would mean to it that the connection has ended.
        guard !bytes.isEmpty else { return 0 }
        let count = feed(bytes)
        if let refusal { throw refusal }
        switch parser.pointee.http_errno {
        case HPE_OK.rawValue where count == bytes.count: return count
        case HPE_PAUSED.rawValue where isWhole: return count
        case HPE_HEADER_OVERFLOW.rawValue: throw tooLargeHead
        case HPE_INVALID_CONTENT_LENGTH.rawValue where isInNumber(position + count):
            throw .bodyTooLarge(limit: limits.bodyBytes)
        default: throw hasHead ? .malformedBody : .malformed("The request cannot be read.")
        }
    }

    /// Whether a number goes on there, of which the parser has said that it is too large.
    private func isInNumber(_ position: Int) -> Bool {
        bytes.part(max(position - 1, 0)..<position + 1).allSatisfy {
            // The size of a chunk is written with letters, too.
            hasHead ? $0.isHexadecimal : $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")
        }
    }

    private var tooLargeHead: Refusal {
        .headTooLarge("The header is larger than \(limits.headerBytes) bytes.")
    }

    /// Keeps what is needed of these bytes when they are gone.
    private func keep() throws(Refusal) {
        guard hasHead else {
            guard bytes.count - head.method.lowerBound <= limits.headerBytes else {
                throw tooLargeHead
            }
            seen = bytes.count
            return
        }
        if fieldsBefore == nil { fieldsBefore = head.fields(in: bytes) }
        keepBody()
    }

    private func keepBody() {
        bodyBefore.append(contentsOf: bytes.part(bodyPart))
        bodyPart = 0..<0
    }
}

// What the parser calls while it reads. Anything but 0 ends that.
extension RequestReader {
    private func place(_ start: UnsafePointer<CChar>?, _ count: Int) -> Range<Int> {
        let offset = Int(bitPattern: start) - Int(bitPattern: bytes.baseAddress)
        return offset..<offset + count
    }

    private func going(_ body: () throws(Refusal) -> Void) -> CInt {
        do throws(Refusal) {
            try body()
            return 0
        } catch {
            refusal = error
            return -1
        }
    }

    fileprivate func takeTarget(_ start: UnsafePointer<CChar>?, _ count: Int) -> CInt {
        going { () throws(Refusal) in try head.takeTarget(place(start, count), limits: limits) }
    }

    fileprivate func takeName(_ start: UnsafePointer<CChar>?, _ count: Int) -> CInt {
        going { () throws(Refusal) in
            // What follows a body in chunks is checked with its lines, and heeded by nobody.
            if !hasHead { try head.takeName(place(start, count), limits: limits) }
        }
    }

    fileprivate func takeValue(_ start: UnsafePointer<CChar>?, _ count: Int) -> CInt {
        if !hasHead {
            head.takeValue(place(start, count))
            if parser.pointee.uses_transfer_encoding != 0 { correctEncoding() }
        }
        return 0
    }

    /// To the parser a longer name that begins with `Transfer-Encoding` is another one of these,
    /// with a value it does not know.
    private func correctEncoding() {
        guard let last = head.fields.last, !bytes.part(last.name).isNamed("transfer-encoding")
        else { return }
        let encoding = head.place(of: "transfer-encoding", in: bytes)
        parser.pointee.uses_transfer_encoding = encoding == nil ? 0 : 1
        if let encoding, head.value(of: encoding, in: bytes).isNamed("chunked") {
            parser.pointee.flags |= F_CHUNKED.rawValue
        }
    }

    fileprivate func endHead() -> CInt {
        going { () throws(Refusal) in
            let spoken = HTTPVersion(
                major: parser.pointee.http_major,
                minor: parser.pointee.http_minor
            )
            (framing, linesEnd) = try head.check(bytes, version: spoken, limits: limits)
            version = spoken ?? .oneOne
            method = String(decoding: bytes.part(head.method), as: UTF8.self)
            (path, query) = head.pathAndQuery(in: bytes)
            keepsAlive = head.keepsAlive(in: bytes, version: version)
            asksToGoOn =
                version == .oneOne
                && head.place(of: "expect", in: bytes).map {
                    head.value(of: $0, in: bytes).isNamed("100-continue")
                } ?? false
            // Whoever asks for another protocol is answered in this one.
            parser.pointee.upgrade = 0
            hasHead = true
        }
    }

    fileprivate func beginChunk() -> CInt {
        going { () throws(Refusal) in
            let room = limits.bodyBytes - bodyBefore.count - bodyPart.count
            guard parser.pointee.content_length <= UInt64(max(room, 0)) else {
                throw .bodyTooLarge(limit: limits.bodyBytes)
            }
        }
    }

    fileprivate func takeBody(_ start: UnsafePointer<CChar>?, _ count: Int) -> CInt {
        going { () throws(Refusal) in
            let part = place(start, count)
            if framing.isChunked {
                let lines = bytes.part(linesEnd..<max(linesEnd, part.lowerBound))
                try chunkLines.take(lines, limits: limits)
                linesEnd = part.upperBound
            }
            if part.lowerBound != bodyPart.upperBound { keepBody() }
            bodyPart = (bodyPart.isEmpty ? part.lowerBound : bodyPart.lowerBound)..<part.upperBound
        }
    }

    fileprivate func end() -> CInt {
        isWhole = true
        // What follows is another request.
        http_parser_pause(parser, 1)
        return 0
    }

    /// Never changed.
    private nonisolated(unsafe) static let settings: UnsafePointer<http_parser_settings> = {
        let settings = UnsafeMutablePointer<http_parser_settings>.allocate(capacity: 1)
        http_parser_settings_init(settings)
        settings.pointee.on_url = { parser, start, count in
            withReader(of: parser) { $0.takeTarget(start, count) }
        }
        settings.pointee.on_header_field = { parser, start, count in
            withReader(of: parser) { $0.takeName(start, count) }
        }
        settings.pointee.on_header_value = { parser, start, count in
            withReader(of: parser) { $0.takeValue(start, count) }
        }
        settings.pointee.on_headers_complete = { withReader(of: $0) { $0.endHead() } }
        settings.pointee.on_chunk_header = { withReader(of: $0) { $0.beginChunk() } }
        settings.pointee.on_body = { parser, start, count in
            withReader(of: parser) { $0.takeBody(start, count) }
        }
        settings.pointee.on_message_complete = { withReader(of: $0) { $0.end() } }
        // The limits are ours.
        http_parser_set_max_header_size(.max)
        return UnsafePointer(settings)
    }()
}

/// Whoever calls the parser holds the reader meanwhile: it is not counted once more for each part.
@inline(__always)
private func withReader(
    of parser: UnsafeMutablePointer<http_parser>?,
    _ body: (RequestReader) -> CInt
) -> CInt {
    guard let data = parser?.pointee.data else { return -1 }
    return Unmanaged<RequestReader>.fromOpaque(data)._withUnsafeGuaranteedRef(body)
}
