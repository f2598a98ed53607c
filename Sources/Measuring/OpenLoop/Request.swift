/// A request as it is sent, again and again.
public struct Request: Sendable {
    /// Where eight digits take the place of `{number}`, other ones in each request.
    private let place: Int?
    private let template: [UInt8]

    /// - Parameters:
    ///   - method: As `POST`.
    ///   - path: With its query, encoded.
    ///   - body: Sent as JSON; nil for a request without one. `{number}` becomes eight digits, in
    ///     the path as well; only the first one does.
    public init(_ method: String, _ path: String, host: String, body: String? = nil) {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: \(host)\r\n"
        if let body {
            head += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n"
        }
        let bytes = Array((head + "\r\n" + (body ?? "")).utf8)
        let mark = Array("{number}".utf8)
        place = bytes.indices.first { bytes[$0...].starts(with: mark) }
        template = bytes
    }

    /// The bytes of the request with this number.
    public func bytes(_ number: Int) -> [UInt8] {
        var bytes = template
        put(number, into: &bytes)
        return bytes
    }

    /// Makes bytes of this request those of the one with this number.
    func put(_ number: Int, into bytes: inout [UInt8]) {
        guard let place else { return }
        var rest = number
        for index in (place..<place + 8).reversed() {
            bytes[index] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
    }
}
