import HTTP
import Synchronization
import Testing
import Threads

@Suite("A reply") struct HTTPReplyTests {
    private final class Recorder: HTTPReplyTarget {
        let events = Monitor<[String]>([])
        func answer(_ response: HTTPResponse) {
            events.locked { $0.append("\(response.status)") }
        }
        func letGo() { events.locked { $0.append("let go") } }
    }

    @Test func `reaches its target`() {
        let recorder = Recorder()
        let reply = HTTPReply(to: recorder)
        reply(HTTPResponse(status: 204))
        #expect(recorder.events.locked { $0 } == ["204"])
    }

    @Test func `says so when it is let go`() {
        let recorder = Recorder()
        _ = HTTPReply(to: recorder)
        #expect(recorder.events.locked { $0 } == ["let go"])
    }

    @Test func `may be a closure`() {
        let status = Atomic<Int>(0)
        HTTPReply { status.store($0.status, ordering: .relaxed) }(HTTPResponse(status: 418))
        #expect(status.load(ordering: .relaxed) == 418)
    }
}
