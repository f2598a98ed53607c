/// What a server has said to one request.
public struct Answer: Equatable, Sendable {
    public var status = 0
    /// Whether it says when to come again.
    public var saysWhenToRetry = false
    /// The field `Location`, as it was sent.
    public var location: [UInt8] = []
    /// Empty where nobody wants to see it.
    public var body: [UInt8] = []
    /// Whether the connection can be used again.
    public var keepsConnection = true

    /// The number at the end of the location.
    public var locationNumber: Int64? {
        let digits = location.reversed().prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")) ~= $0 }
        return Int64(String(decoding: digits.reversed(), as: UTF8.self))
    }
}
