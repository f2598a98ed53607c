import HTTP

/// What a reader has made of the bytes of a connection.
struct ReadRequests: Equatable, CustomStringConvertible {
    var requests: [ReadRequest] = []
    var refusal: Refusal?
    var path: String?
    var origin: String?
    /// Whether another request has begun.
    var isUnfinished = false

    var description: String {
        "\(requests), \(refusal.map { "\($0.status) \($0.detail)" } ?? "nothing") refused,"
            + " \(path ?? "") \(origin ?? "") \(isUnfinished ? "unfinished" : "")"
    }
}

struct ReadRequest: Equatable {
    var method: String
    var path: String
    var query: String?
    var fields: [HTTPField]
    var body: [UInt8]
    var isOld: Bool
    var keepsAlive: Bool
    var isChunked: Bool
}

/// Reads pieces of these sizes, and then what is left, as a connection does.
func read(_ all: [UInt8], in sizes: some Sequence<Int>, _ limits: MessageLimits) -> ReadRequests {
    let reader = RequestReader(limits: limits)
    var outcome = ReadRequests()
    var rest = all[...]
    var unread: [UInt8] = []
    var sizes = sizes.makeIterator()
    while !rest.isEmpty, outcome.refusal == nil {
        let size = sizes.next() ?? rest.count
        unread += rest.prefix(size)
        rest = rest.dropFirst(size)
        while let count = unread.withUnsafeBufferPointer({ step(reader, $0, &outcome) }) {
            unread.removeFirst(count)
            if count == 0 || unread.isEmpty { break }
        }
    }
    outcome.isUnfinished = outcome.refusal == nil && reader.isBegun
    return outcome
}

/// How many of the bytes need not come again. Nil when there is nothing more to be read.
private func step(
    _ reader: RequestReader,
    _ bytes: UnsafeBufferPointer<UInt8>,
    _ outcome: inout ReadRequests
) -> Int? {
    switch reader.read(bytes) {
    case .more: return reader.hasHead || !reader.isBegun ? bytes.count : 0
    case .whole(let count):
        let request = reader.request(in: bytes, localPort: 1)
        outcome.requests.append(
            ReadRequest(
                method: request.method,
                path: request.path,
                query: request.query,
                fields: Array(request.fields),
                body: request.body,
                isOld: reader.version == .one,
                keepsAlive: reader.keepsAlive,
                isChunked: reader.isChunked
            )
        )
        reader.begin()
        return count
    case .refused(let refusal):
        outcome.refusal = refusal
        (outcome.path, outcome.origin) = reader.sender(in: bytes)
        return nil
    }
}
