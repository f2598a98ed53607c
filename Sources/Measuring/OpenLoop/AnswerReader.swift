import CHTTPParser
import Glibc

/// Reads the answers of one connection, one after the other.
final class AnswerReader {
    private let parser = UnsafeMutablePointer<http_parser>.allocate(capacity: 1)
    private var settings = http_parser_settings()
    private let keepsBodies: Bool
    private var name: [UInt8] = []
    private var isInValue = false
    private var answer = Answer()
    private var finished: Answer?
    /// Whether some of an answer has come that is not yet whole.
    private var isInAnswer = false
    private let before: Before

    /// The last answer that said no, and came at once. To all who are turned away a server mostly
    /// says the same, which need not be read each time. All lines of a load may share it.
    final class Before {
        fileprivate var bytes: [UInt8] = []
        fileprivate var answer = Answer()

        fileprivate func isSame(_ other: UnsafePointer<CChar>, _ count: Int) -> Bool {
            bytes.count == count && count > 0 && memcmp(bytes, other, count) == 0
        }
    }

    init(keepsBodies: Bool, before: Before = Before()) {
        self.keepsBodies = keepsBodies
        self.before = before
        http_parser_settings_init(&settings)
        settings.on_message_begin = { reader($0)?.begin() ?? 1 }
        settings.on_header_field = { reader($0)?.takeName($1, $2) ?? 1 }
        settings.on_header_value = { reader($0)?.takeValue($1, $2) ?? 1 }
        settings.on_body = { reader($0)?.takeBody($1, $2) ?? 1 }
        settings.on_message_complete = { reader($0)?.finish() ?? 1 }
        reset()
    }

    deinit { parser.deallocate() }

    /// Forgets what was read of an answer: a new connection begins.
    func reset() {
        http_parser_init(parser, HTTP_RESPONSE)
        parser.pointee.data = Unmanaged.passUnretained(self).toOpaque()
        finished = nil
        isInAnswer = false
    }

    /// Takes what has come. Nil as long as the answer is not whole.
    func read(_ bytes: UnsafePointer<CChar>, _ count: Int) throws(Broken) -> Answer? {
        let isAtOnce = !isInAnswer
        if isAtOnce, before.isSame(bytes, count) { return before.answer }
        isInAnswer = true
        let taken = http_parser_execute(parser, &settings, bytes, count)
        guard parser.pointee.http_errno == 0, taken == count else { throw Broken() }
        defer { finished = nil }
        guard let finished else { return nil }
        isInAnswer = false
        if isAtOnce, finished.keepsConnection, finished.status >= 400 {
            before.bytes.removeAll(keepingCapacity: true)
            append(bytes, count, to: &before.bytes)
            before.answer = finished
        }
        return finished
    }

    /// The connection has ended, which may be the end of an answer without a length.
    func end() -> Answer? {
        guard http_parser_execute(parser, &settings, nil, 0) == 0 else { return nil }
        defer { finished = nil }
        return finished
    }

    fileprivate func begin() -> Int32 {
        answer = Answer()
        name.removeAll(keepingCapacity: true)
        isInValue = false
        return 0
    }

    fileprivate func takeName(_ bytes: UnsafePointer<CChar>?, _ count: Int) -> Int32 {
        if isInValue { name.removeAll(keepingCapacity: true) }
        isInValue = false
        append(bytes, count, to: &name)
        return 0
    }

    fileprivate func takeValue(_ bytes: UnsafePointer<CChar>?, _ count: Int) -> Int32 {
        isInValue = true
        switch name.count {
        case Self.location.count where isName(Self.location):
            append(bytes, count, to: &answer.location)
        case Self.retryAfter.count where isName(Self.retryAfter):
            answer.saysWhenToRetry = true
        default: break
        }
        return 0
    }

    fileprivate func takeBody(_ bytes: UnsafePointer<CChar>?, _ count: Int) -> Int32 {
        if keepsBodies { append(bytes, count, to: &answer.body) }
        return 0
    }

    fileprivate func finish() -> Int32 {
        answer.status = Int(parser.pointee.status_code)
        answer.keepsConnection = http_should_keep_alive(parser) != 0
        finished = answer
        return 0
    }

    private static let location = Array("location".utf8)
    private static let retryAfter = Array("retry-after".utf8)

    private func isName(_ other: [UInt8]) -> Bool {
        zip(name, other).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    }

    private func append(_ bytes: UnsafePointer<CChar>?, _ count: Int, to list: inout [UInt8]) {
        guard let bytes else { return }
        bytes.withMemoryRebound(to: UInt8.self, capacity: count) {
            list.append(contentsOf: UnsafeBufferPointer(start: $0, count: count))
        }
    }
}

/// What came is no answer.
struct Broken: Error {}

private func reader(_ parser: UnsafeMutablePointer<http_parser>?) -> AnswerReader? {
    parser?.pointee.data.map { Unmanaged<AnswerReader>.fromOpaque($0).takeUnretainedValue() }
}
