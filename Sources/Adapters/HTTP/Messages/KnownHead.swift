/// The head of the request before, on the same connection.
///
/// A client that keeps its connection mostly sends the same head again and again. What the parser
/// and all checks have said of it, they would say of the same bytes again.
struct KnownHead {
    /// A longer one is not remembered.
    private static let longest = 1_024

    /// As it was sent. Empty where there is none.
    private var bytes: [UInt8] = []
    /// Its fields, once someone has asked for them.
    var fields: HTTPFields?

    var count: Int { bytes.count }

    mutating func forget() {
        bytes.removeAll(keepingCapacity: true)
        fields = nil
    }

    mutating func remember(_ head: Bytes) {
        if head.count <= Self.longest { bytes.append(contentsOf: head) }
    }

    /// Where a request with this head and a body of that length ends, if all of it is there.
    func end(in others: Bytes, bodyLength: Int) -> Int? {
        let (end, overflow) = bytes.count.addingReportingOverflow(bodyLength)
        guard !bytes.isEmpty, !overflow, end <= others.count, others.begin(with: bytes)
        else { return nil }
        return end
    }
}
