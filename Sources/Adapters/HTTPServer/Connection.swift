import CLinux
import Glibc
import HTTP
import Synchronization

/// One connection: requests are read and answered one after the other.
///
/// Belongs to the thread of its event loop, which may give it to another one. Sendable, since an
/// exchange that holds it may be let go on another thread.
final class Connection: @unchecked Sendable {
    private enum State {
        /// Reads the next request, or the rest of it.
        case reading
        /// Waits for the responder.
        case waiting(Exchange)
        /// Waits until the client takes more of an answer.
        case sending
        /// All is said; waits until the client has heard it.
        case leaving
        case closed
    }

    /// What the client is to do next, within some time.
    private enum Awaited { case request, head, body }

    /// So many times one connection reads before all others have had their turn.
    private static let readsAtOnce = 4

    /// Who was refused has so many seconds to read why.
    private static let secondsToLeave = 2

    let descriptor: CInt
    /// It holds its connections, and so does each exchange that holds one: nothing is counted here.
    private unowned(unsafe) var loop: EventLoop
    private let core: Core
    private let reader: RequestReader
    private var state = State.reading
    private var awaited = Awaited.head
    /// What has come, and waits for more, or for the answer before it.
    private var unread: [UInt8] = []
    /// Whether the socket may have more.
    private var hasInput = false
    private var hasClientEnded = false
    /// How many times it may read now.
    private var readsLeft = 0
    private var unsent: [UInt8] = []
    private var sent = 0
    /// Whether a request has begun that is not yet answered.
    private var isCounted = false
    /// Said anew when the head of each request was read.
    private var isTurnedAway = false
    /// What the head needs, once that was asked.
    private var needed: HTTPParts?
    private var isLast = false

    init(_ descriptor: CInt, on loop: EventLoop, core: Core) {
        self.descriptor = descriptor
        self.loop = loop
        self.core = core
        reader = RequestReader(limits: core.limits.ofMessages)
    }

    /// Goes on at another event loop, which watches its socket from now on.
    func belong(to loop: EventLoop) { self.loop = loop }

    /// Whether it waits for its next request, and for nothing else.
    var isAtRest: Bool {
        isReading && !reader.isBegun && unread.isEmpty && !hasInput && !hasClientEnded
    }

    /// The socket has something to tell.
    func happened(_ change: cepoll_change) {
        if change.broken != 0 { return close() }
        if change.ended != 0 { hasClientEnded = true }
        if change.readable != 0 { hasInput = true }
        if case .sending = state, change.writable != 0 { return sendRest() }
        takeTurn()
    }

    /// Reads what there is to read, or some of it and the rest in its next turn.
    func takeTurn() {
        readsLeft = Self.readsAtOnce
        switch state {
        case .reading: goOn()
        case .leaving: passOver()
        case .waiting, .sending, .closed: break
        }
    }

    /// Sends an answer that has been waited for.
    func send(answerOf exchange: Exchange) {
        guard case .waiting(let waiting) = state, waiting === exchange else { return }
        send(exchange)
        next()
    }

    /// Answers for the responder, which comes too late.
    func stopWaiting() {
        guard case .waiting(let exchange) = state, exchange.claim() else { return }
        refuse(.stopping, in: nothingNew)
    }

    /// Ends the connection, whatever it is about.
    func close() {
        if case .closed = state { return }
        if case .waiting(let exchange) = state { _ = exchange.claim() }
        state = .closed
        endRequest()
        loop.remove(self)
        unread = []
        unsent = []
        Glibc.close(descriptor)
    }

    private var isReading: Bool {
        if case .reading = state { true } else { false }
    }

    private func endRequest() {
        guard isCounted else { return }
        isCounted = false
        core.end()
    }
}

// Reading.
extension Connection {
    /// Takes what has come while the last request was answered, and reads on.
    private func next() {
        if !unread.isEmpty, isReading { take(nothingNew) }
        takeTurn()
    }

    /// Reads as long as there is something to read and nothing to wait for.
    private func goOn() {
        while isReading, hasInput, mayRead() {
            let count = recv(descriptor, loop.input.baseAddress, loop.input.count, dontWait)
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                if count < 0, errno == EAGAIN { hasInput = false } else { close() }
                return
            }
            // With less than there was room for, the socket is empty, and tells when it is not.
            if count < loop.input.count, !hasClientEnded { hasInput = false }
            take(Bytes(rebasing: UnsafeBufferPointer(loop.input)[..<count]))
        }
    }

    /// Who sends faster than is read must not be the only one served.
    private func mayRead() -> Bool {
        guard readsLeft > 0 else {
            loop.comeAgain(to: self)
            return false
        }
        readsLeft -= 1
        return true
    }

    private var nothingNew: Bytes { Bytes(start: nil, count: 0) }

    private func take(_ new: Bytes) {
        if unread.isEmpty {
            let count = read(new)
            if count < new.count, isKept { unread = Array(new.part(count..<new.count)) }
            return
        }
        unread.append(contentsOf: new)
        let all = unread
        unread = []
        let count = all.withUnsafeBufferPointer(read)
        if isKept { unread = count == 0 ? all : Array(all.dropFirst(count)) }
    }

    /// Whether there may be another request.
    private var isKept: Bool {
        switch state {
        case .reading, .waiting, .sending: !isLast
        case .leaving, .closed: false
        }
    }

    /// Reads requests and answers them. Returns how many of the bytes are done with.
    private func read(_ bytes: Bytes) -> Int {
        var done = 0
        while isReading, done < bytes.count {
            let rest = bytes.part(done..<bytes.count)
            let step = reader.read(rest)
            if reader.hasHead, !isCounted { beginRequest() }
            switch step {
            case .more: return more(rest) ? bytes.count : done
            case .refused(let refusal):
                refuse(refusal, in: rest)
                return bytes.count
            case .whole(let count):
                done += count
                answer(in: rest)
            }
        }
        return done
    }

    /// The head was read, and it is asked at once who is not to be served.
    private func beginRequest() {
        isCounted = true
        core.begin()
        if !reader.isRepeated { needed = nil }
        isTurnedAway = needsCrowdedPart()
    }

    private func needsCrowdedPart() -> Bool {
        let responder = core.responder
        let crowded = responder.crowdedParts(isPressed: loop.isPressed)
        guard !crowded.isEmpty else { return false }
        let needed =
            needed
            ?? responder.neededParts(
                method: reader.method,
                path: reader.path,
                localPort: core.port
            )
        self.needed = needed
        guard !crowded.isDisjoint(with: needed) else { return false }
        responder.hasTurnedAway(from: needed)
        return true
    }

    /// A request is incomplete. Returns whether what has come of it need not come again.
    private func more(_ bytes: Bytes) -> Bool {
        guard reader.hasHead else {
            guard reader.isBegun else { return true }
            expect(.head, seconds: core.limits.headerSeconds)
            return false
        }
        // Who has not begun with the body need not.
        if isTurnedAway, reader.isChunked || reader.asksToGoOn {
            refuse(.crowded, in: bytes)
            return true
        }
        if awaited != .body, reader.asksToGoOn, !reader.hasBody { sayGoOn() }
        expect(.body, seconds: core.limits.idleSeconds)
        return true
    }

    /// What comes next must be there within that time, however it is divided.
    private func expect(_ next: Awaited, seconds: Int) {
        guard awaited != next else { return }
        awaited = next
        loop.expect(self, until: loop.later(seconds: seconds))
    }

    private func sayGoOn() {
        let text: StaticString = "HTTP/1.1 100 Continue\r\n\r\n"
        let isSaid = text.withUTF8Buffer { write($0) == $0.count }
        if !isSaid { close() }
    }

    private var dontWait: CInt { CInt(MSG_DONTWAIT) }
}

// Answering.
extension Connection {
    /// A request was read to its end.
    private func answer(in bytes: Bytes) {
        if isTurnedAway { return turnAway(in: bytes) }
        if core.isClosing.load(ordering: .relaxed) { return refuse(.stopping, in: bytes) }
        let exchange = Exchange(self, on: loop)
        let request = reader.request(in: bytes, localPort: core.port)
        core.responder.respond(to: request, reply: HTTPReply(to: exchange))
        if exchange.isAnswered() { return send(exchange) }
        state = .waiting(exchange)
        loop.expect(self, until: .max)
    }

    private func send(_ exchange: Exchange) {
        send(exchange.takeResponse() ?? refusal(.unanswered, in: nothingNew), isLast: isToBeLast)
    }

    /// Whether the connection ends with the answer. It does after a body in chunks: others may take
    /// another place for its end.
    private var isToBeLast: Bool {
        !reader.keepsAlive || reader.isChunked || core.isDraining.load(ordering: .relaxed)
    }

    private func refusal(_ refusal: Refusal, in bytes: Bytes) -> HTTPResponse {
        let sender = reader.sender(in: bytes)
        return core.answer(to: refusal, path: sender.path, origin: sender.origin)
    }

    /// Says no, and ends the connection: what follows cannot be told from the rest of what was
    /// refused.
    private func refuse(_ refusal: Refusal, in bytes: Bytes) {
        send(self.refusal(refusal, in: bytes), isLast: true)
    }

    /// Refuses a request that was read to its end, and keeps the connection: a client that must
    /// open another one costs more than a refusal.
    private func turnAway(in bytes: Bytes) {
        let sender = reader.sender(in: bytes)
        let asked = asked(isLast: isToBeLast)
        let make = { [core, loop] in
            let response = core.answer(to: .crowded, path: sender.path, origin: sender.origin)
            loop.writer.write(response, to: asked)
            return loop.writer.bytes
        }
        guard asked.isOfMost else { return send(make(), isLast: asked.isLast) }
        let answer = loop.turningAway.answer(
            path: sender.path,
            origin: sender.origin,
            now: loop.now,
            make: make
        )
        answer.withUnsafeBufferPointer { send($0, isLast: false) }
    }

    private func asked(isLast: Bool) -> AnswerWriter.Asked {
        AnswerWriter.Asked(
            version: reader.version,
            isForHead: reader.hasHead && reader.method == "HEAD",
            isLast: isLast
        )
    }

    private func send(_ response: HTTPResponse, isLast: Bool) {
        loop.writer.write(response, to: asked(isLast: isLast))
        send(loop.writer.bytes, isLast: isLast)
    }

    private func send(_ bytes: Bytes, isLast: Bool) {
        self.isLast = isLast
        let count = write(bytes)
        guard count >= 0 else { return close() }
        if count == bytes.count { return hasSent() }
        unsent = Array(bytes.part(count..<bytes.count))
        sent = 0
        state = .sending
        loop.expect(self, until: loop.later(seconds: core.limits.idleSeconds))
    }

    private func sendRest() {
        let count = unsent.withUnsafeBufferPointer { write($0.part(sent..<max(sent, $0.count))) }
        guard count >= 0 else { return close() }
        sent += count
        guard sent == unsent.count else { return }
        unsent = []
        hasSent()
        next()
    }

    /// How much of it the socket takes now. -1 when the connection is broken.
    private func write(_ bytes: Bytes) -> Int {
        let flags = CInt(MSG_NOSIGNAL) | dontWait
        let count = Glibc.send(descriptor, bytes.baseAddress, bytes.count, flags)
        if count >= 0 { return count }
        return errno == EAGAIN || errno == EINTR ? 0 : -1
    }

    /// The answer is with the system.
    private func hasSent() {
        endRequest()
        guard isLast else {
            reader.begin()
            state = .reading
            awaited = .request
            return loop.expect(self, until: loop.later(seconds: core.limits.idleSeconds))
        }
        // Were it closed with something unread, the system would take the answer back.
        state = .leaving
        shutdown(descriptor, CInt(SHUT_WR))
        loop.expect(self, until: loop.later(seconds: Self.secondsToLeave))
        passOver()
    }

    /// Reads what is heeded no more, until the client has ended, too.
    private func passOver() {
        while hasInput, mayRead() {
            let count = recv(descriptor, loop.input.baseAddress, loop.input.count, dontWait)
            if count == 0 || (count < 0 && errno != EAGAIN) { return close() }
            if count < loop.input.count, !hasClientEnded { hasInput = false }
        }
    }
}
