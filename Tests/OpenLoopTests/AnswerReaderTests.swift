import Testing

@testable import OpenLoop

@Suite("A reader of answers") struct AnswerReaderTests {
    private static let refusal =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 4\r\n\r\nbusy"

    private func read(_ reader: AnswerReader, _ text: String) throws -> Answer? {
        try text.withCString { try reader.read($0, text.utf8.count) }
    }

    private var refused: Answer {
        Answer(status: 503, saysWhenToRetry: true)
    }

    @Test func `sees the same in a refusal that comes again, on its line and on others`() throws {
        let before = AnswerReader.Before()
        let readers = (0..<3).map { _ in AnswerReader(keepsBodies: false, before: before) }
        for reader in readers + readers {
            #expect(try read(reader, Self.refusal) == refused)
        }
    }

    @Test func `sees other answers between refusals`() throws {
        let reader = AnswerReader(keepsBodies: true)
        let created = { (number: Int) in
            "HTTP/1.1 201 Created\r\nLocation: /a/\(number)\r\nContent-Length: 1\r\n\r\n\(number)"
        }
        for number in 1...3 {
            let refusal = try read(reader, Self.refusal)
            #expect(refusal?.status == 503 && refusal?.body == Array("busy".utf8))
            let answer = try read(reader, created(number))
            #expect(answer?.status == 201 && answer?.locationNumber == Int64(number))
            #expect(answer?.body == Array("\(number)".utf8))
        }
        let later = Self.refusal.replacing("Retry-After: 1", with: "X-Other-One: 1")
        #expect(try read(reader, later)?.saysWhenToRetry == false)
    }

    /// The bytes of a refusal, as a body, are no refusal.
    @Test func `takes what comes in the middle of an answer for its rest`() throws {
        let reader = AnswerReader(keepsBodies: true)
        #expect(try read(reader, Self.refusal)?.status == 503)
        let size = Self.refusal.utf8.count
        let head = "HTTP/1.1 200 OK\r\nContent-Length: \(2 * size)\r\n\r\n"
        #expect(try read(reader, head) == nil)
        #expect(try read(reader, Self.refusal) == nil)
        let answer = try read(reader, Self.refusal)
        #expect(answer?.status == 200 && answer?.body.count == 2 * size)
        #expect(try read(reader, Self.refusal)?.status == 503)
    }

    @Test func `begins anew with a new connection`() throws {
        let reader = AnswerReader(keepsBodies: false)
        #expect(try read(reader, Self.refusal) == refused)
        #expect(try read(reader, String(Self.refusal.dropLast())) == nil)
        reader.reset()
        #expect(try read(reader, Self.refusal) == refused)
    }
}
