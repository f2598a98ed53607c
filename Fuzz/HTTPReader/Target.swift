import FuzzSupport
import HTTP

private let limits = MessageLimits(
    bodyBytes: 200,
    headerBytes: 1_000,
    fieldCount: 20,
    targetBytes: 200
)

/// What comes in by a connection.
@c(LLVMFuzzerTestOneInput)
public func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = input(data, count)
    let whole = read(bytes, in: [], limits)
    for size in [1, 2, 3, 7, 64] {
        var pieces = read(bytes, in: repeatElement(size, count: count), limits)
        forgiveOrder(of: &pieces, whole)
        expect(pieces == whole, "\(shown(bytes)) is \(whole), in pieces of \(size) \(pieces)")
    }
    // The second time a head may be known, but not when it comes byte by byte.
    let twice = read(bytes + bytes, in: [], limits)
    var slowly = read(bytes + bytes, in: repeatElement(1, count: 2 * count), limits)
    forgiveOrder(of: &slowly, twice)
    expect(slowly == twice, "\(shown(bytes)) is \(twice) twice, and slowly \(slowly)")
    for request in whole.requests { check(request) }
    return 0
}

/// Of two mistakes the other one may be seen first, and one that is seen earlier before as much is
/// known of the sender.
private func forgiveOrder(of pieces: inout ReadRequests, _ whole: ReadRequests) {
    guard let refusal = whole.refusal, pieces.refusal != nil else { return }
    pieces.refusal = refusal
    if pieces.path == "" || whole.path == "" { pieces.path = whole.path }
    if pieces.origin == nil || whole.origin == nil { pieces.origin = whole.origin }
}

/// What was taken is as it may be, and written again in the plainest way means the same.
private func check(_ request: ReadRequest) {
    let named = { (name: String) in request.fields.filter { $0.name.lowercased() == name } }
    let lengths = named("content-length")
    let codings = named("transfer-encoding")
    expect(named("host").count <= 1, "two hosts in \(request)")
    expect(lengths.count + codings.count <= 1, "framed twice: \(request)")
    expect(codings.isEmpty != request.isChunked, "chunks in \(request)")
    expect(
        request.isChunked || request.body.count == lengths.first.map { Int($0.value) } ?? 0,
        "another length in \(request)"
    )
    expect(request.body.count <= limits.bodyBytes, "a body too large")
    var plain = request
    plain.isChunked = false
    plain.fields.removeAll { $0.name.lowercased() == "transfer-encoding" }
    if request.isChunked {
        plain.fields.append(HTTPField("Content-Length", "\(request.body.count)"))
    }
    // Bytes that are no text have become longer ones.
    if plain.fields.contains(where: { $0.value.contains("\u{FFFD}") }) { return }
    let again = read(written(plain), in: [], limits)
    // A length is longer than no length.
    if request.isChunked, again.refusal?.status == 431 { return }
    expect(again.requests == [plain], "\(plain), written again, is \(again)")
}

private func written(_ request: ReadRequest) -> [UInt8] {
    let query = request.query.map { "?\($0)" } ?? ""
    var text = "\(request.method) \(request.path)\(query) HTTP/1.\(request.isOld ? 0 : 1)\r\n"
    for field in request.fields { text += "\(field.name): \(field.value)\r\n" }
    return Array("\(text)\r\n".utf8) + request.body
}
