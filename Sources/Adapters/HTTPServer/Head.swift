import Glibc
import HTTP

/// The header fields of a request, collected one by one and held to what makes a message mean
/// the same to us as to any proxy before us.
///
/// The C library lets pass what others read differently: repeated lengths, names with spaces in
/// them, folded lines, lines cut at a NUL. Any of these can hide a second request from a proxy.
/// A length that is no number, a line without a colon, a version other than 1.x and a head beyond
/// all memory it refuses before we see it; `libraryQueuesResponse` finds the words for that.
struct Head {
    private(set) var fields = HTTPFields()
    private(set) var bodyLength: Int?
    private(set) var isChunked = false
    private var hosts = 0
    private var bytes: Int
    private var refusal: Refusal?
    private let limits: HTTPLimits
    /// Where the next field must begin if nothing lies between this one and the last but CRLF.
    /// Only compared, never followed.
    private var nextAddress: UInt

    /// The two addresses are those where the first line begins and its last word ends.
    init(limits: HTTPLimits, startOfRequestLine: UInt, endOfRequestLine: UInt) {
        self.limits = limits
        bytes = Int(clamping: endOfRequestLine &- startOfRequestLine)
        nextAddress = endOfRequestLine &+ 2
        fields.reserve(fields: 8, bytes: 256)
    }

    var hasBody: Bool { isChunked || (bodyLength ?? 0) > 0 }

    /// Takes a field. False when there is no point in showing more.
    mutating func take(name: UnsafeBufferPointer<UInt8>, value: UnsafeBufferPointer<UInt8>) -> Bool
    {
        do throws(Refusal) {
            try check(name: name, value: value)
            return true
        } catch {
            refusal = error
            return false
        }
    }

    /// The last word once all fields were shown. `end` is where the head ends, with its empty line.
    func check(method: String, version: HTTPVersion, end: UInt) throws(Refusal) {
        if let refusal { throw refusal }
        guard end == nextAddress &+ 2 else { throw .malformed("A header line is malformed.") }
        guard isToken(method.utf8) else { throw .malformed("The method is not a word.") }
        switch version {
        case .one:
            guard hosts <= 1 else { throw .malformed("There is more than one Host.") }
            guard !isChunked else { throw .malformed("HTTP/1.0 knows no Transfer-Encoding.") }
        case .oneOne:
            guard hosts == 1 else { throw .malformed("There must be exactly one Host.") }
        }
        guard !isChunked || bodyLength == nil else {
            throw .malformed("Content-Length and Transfer-Encoding exclude one another.")
        }
        guard (bodyLength ?? 0) <= limits.bodyBytes else {
            throw .bodyTooLarge(limit: limits.bodyBytes)
        }
    }

    private mutating func check(
        name: UnsafeBufferPointer<UInt8>,
        value: UnsafeBufferPointer<UInt8>
    ) throws(Refusal) {
        let (sum, overflow) = bytes.addingReportingOverflow(name.count + value.count + 4)
        bytes = sum
        guard !overflow, bytes <= limits.headerBytes else {
            throw .headTooLarge("The header is larger than \(limits.headerBytes) bytes.")
        }
        guard fields.count < limits.fieldCount else {
            throw .headTooLarge("There are more than \(limits.fieldCount) header fields.")
        }
        guard isToken(name) else { throw .malformed("The name of a header field is not a word.") }
        guard value.allSatisfy(isTextByte) else {
            throw .malformed("There are control characters in a header field.")
        }
        guard name.address == nextAddress else { throw .malformed("A header line is malformed.") }
        nextAddress = value.address &+ UInt(value.count) &+ 2
        let value = value.trimmingEnd()
        try checkFraming(name: name, value: value)
        fields.add(name: name, value: value)
    }

    private mutating func checkFraming(
        name: UnsafeBufferPointer<UInt8>,
        value: UnsafeBufferPointer<UInt8>
    ) throws(Refusal) {
        switch name.count {
        case 4 where name.isNamed("host"):
            hosts += 1
        case 14 where name.isNamed("content-length"):
            guard bodyLength == nil else { throw .malformed("There are two Content-Lengths.") }
            bodyLength = try length(value)
        case 17 where name.isNamed("transfer-encoding"):
            guard !isChunked, value.isNamed("chunked") else {
                throw .malformed("The only Transfer-Encoding known here is chunked, once.")
            }
            isChunked = true
        default: break
        }
    }

    private func length(_ digits: UnsafeBufferPointer<UInt8>) throws(Refusal) -> Int {
        guard !digits.isEmpty,
            digits.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") })
        else { throw .malformed("The Content-Length is not a number.") }
        return digits.reduce(0) { total, digit in
            let (tens, overflow) = total.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Int(digit &- UInt8(ascii: "0")))
            return overflow || carry ? Int.max : sum
        }
    }
}

/// The versions served.
enum HTTPVersion {
    case one
    case oneOne

    init(_ text: UnsafePointer<CChar>) throws(Refusal) {
        if strcmp(text, "HTTP/1.1") == 0 {
            self = .oneOne
        } else if strcmp(text, "HTTP/1.0") == 0 {
            self = .one
        } else {
            throw .version
        }
    }
}
