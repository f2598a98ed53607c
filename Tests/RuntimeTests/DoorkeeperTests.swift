import Kit
import KitTesting
import Testing
import Threads

@testable import Runtime

@Suite("Whoever keeps the door") struct DoorkeeperTests {
    private let millisecond: Int64 = 1_000_000

    @Test func `turns away who would wait too long, and lets in again who would not`() {
        let door = Doorkeeper(longest: 100, alwaysWelcome: 10)
        door.learn(64 * 2 * millisecond, for: 64)
        for _ in 0..<49 { door.letIn() }
        #expect(door.expectedWait == 98 * millisecond && !door.isCrowded)
        door.letIn()
        #expect(door.expectedWait == 100 * millisecond && door.isCrowded)
        door.letOut(1)
        #expect(!door.isCrowded)
        #expect(door.count == 49)
    }

    @Test func `never turns away a few, however slow it is`() {
        let door = Doorkeeper(longest: 100, alwaysWelcome: 256)
        door.learn(.max, for: 32)
        for _ in 0..<255 { door.letIn() }
        #expect(!door.isCrowded)
        door.letIn()
        #expect(door.isCrowded && door.expectedWait > 100 * millisecond)
    }

    @Test func `is not taught by turns that serve a few, and guesses before it knows`() {
        let door = Doorkeeper(longest: 100, alwaysWelcome: 1)
        door.learn(3_600_000 * millisecond, for: 31)
        for _ in 0..<999 { door.letIn() }
        #expect(!door.isCrowded)
        door.letIn()
        #expect(door.expectedWait == 100 * millisecond && door.isCrowded)
    }

    @Test func `follows what calls take of late, neither at once nor never`() {
        var pace = Pace()
        pace.learn(100 * millisecond, for: 100)
        #expect(pace.perCall == millisecond)
        pace.learn(900 * millisecond, for: 100)
        #expect(pace.perCall == 2 * millisecond)
        for _ in 0..<100 { pace.learn(900 * millisecond, for: 100) }
        #expect(pace.perCall > 8_900_000 && pace.perCall <= 9 * millisecond)
    }

    /// Turns of 20 ms, in each of which one is turned away.
    private func turns(_ count: Int, at door: Doorkeeper, turningAway isCrowded: Bool = true) {
        for _ in 0..<count {
            if isCrowded { door.turnAway() }
            door.learn(20 * millisecond, for: 20)
        }
    }

    /// Ten inside, for 100 µs each until it knows better.
    @Test func `lets a crowd that lasts wait a fifth of what a burst may`() {
        let door = Doorkeeper(longest: 5, alwaysWelcome: 1)
        for _ in 0..<10 { door.letIn() }
        #expect(door.expectedWait == millisecond)
        turns(4, at: door)
        #expect(!door.isCrowded)
        // For a tenth of a second on end.
        turns(1, at: door)
        #expect(door.isCrowded)
        door.letOut(1)
        #expect(!door.isCrowded)
        door.letIn()
        // As soon as one turn goes by without, the next burst may wait again.
        turns(1, at: door, turningAway: false)
        #expect(!door.isCrowded)
        turns(4, at: door)
        #expect(!door.isCrowded)
        turns(1, at: door)
        #expect(door.isCrowded)
    }

    @Test func `lets a crowd wait as before that comes and goes`() {
        let door = Doorkeeper(longest: 5, alwaysWelcome: 1)
        for _ in 0..<10 { door.letIn() }
        for _ in 0..<10 {
            turns(4, at: door)
            turns(1, at: door, turningAway: false)
            #expect(!door.isCrowded)
        }
    }

    @Test func `lets some wait even then, however short the longest wait is`() {
        let door = Doorkeeper(longest: 1, alwaysWelcome: 1)
        for _ in 0..<9 { door.letIn() }
        turns(50, at: door)
        #expect(!door.isCrowded)
        door.letIn()
        #expect(door.isCrowded)
        door.turnAway()
        door.learn(.max, for: 1)
        turns(2, at: door)
        #expect(door.isCrowded)
    }

    @Test func `says endless where the wait cannot be counted any more`() {
        let door = Doorkeeper(longest: 100, alwaysWelcome: 1)
        door.learn(.max, for: 32)
        for _ in 0..<100_000 { door.letIn() }
        #expect(door.expectedWait == .max && door.isCrowded)
    }
}

@Suite("A ledger with a crowd before it") struct CrowdTests {
    /// Three may wait; four milliseconds for each are more than ten for one more.
    private func crowded() throws -> OneThread {
        var limits = LedgerLimits()
        (limits.longestWait, limits.alwaysWelcome) = (10, 3)
        let office = try OneThread(on: try Disk(), theatre, limits: limits)
        office.ledger.door.learn(32 * 4_000_000, for: 32)
        return office
    }

    private final class Words: Sendable {
        let all = Monitor<[String]>([])
        func take(_ result: Result<Reply, any Error>) {
            let word =
                switch result {
                case .success(let reply): "\(reply.status)"
                case .failure(let error): "\(error)"
                }
            all.locked { $0.append(word) }
        }
    }

    @Test func `answers each that it has let in, and sends away the rest at once`() throws {
        let office = try crowded()
        let words = Words()
        for _ in 0..<5 {
            office.ledger.call { _ in
                Reply(status: 200)
            } answer: {
                words.take($0)
            }
        }
        #expect(words.all.locked { $0 } == ["overloaded", "overloaded"])
        #expect(office.ledger.door.turnedAway == 2)
        #expect(office.ledger.door.count == 3)
        office.turn()
        #expect(words.all.locked { $0 } == ["overloaded", "overloaded", "200", "200", "200"])
        #expect(office.ledger.door.count == 0)
        office.ledger.call { _ in
            Reply(status: 201)
        } answer: {
            words.take($0)
        }
        office.turn()
        #expect(words.all.locked { $0.last } == "201")
    }

    @Test func `has let out who is answered before they can come again`() throws {
        let office = try crowded()
        let inside = Words()
        office.ledger.call { _ in
            Reply(status: 200)
        } answer: { [door = office.ledger.door] _ in
            inside.take(.success(Reply(status: door.count)))
        }
        office.turn()
        #expect(inside.all.locked { $0 } == ["0"])
    }

    @Test func `hears an operator all the same`() throws {
        let office = try crowded()
        let words = Words()
        for _ in 0..<3 {
            office.ledger.call { _ in
                Reply(status: 200)
            } answer: {
                words.take($0)
            }
        }
        #expect(office.ledger.door.isCrowded)
        office.ledger.take(
            Call(
                id: nil,
                fingerprint: 0,
                work: { _ in Reply(status: 500) },
                answer: { words.take($0) },
                letters: { _ in }
            )
        )
        office.turn()
        #expect(words.all.locked { $0 } == ["200", "200", "200", "204"])
    }

    @Test func `is not the views' crowd, which has a door of its own`() throws {
        var limits = LedgerLimits()
        (limits.longestWait, limits.alwaysWelcome) = (10, 2)
        let hall = ViewHall(Gallery.definitions(""), limits: limits)
        hall.door.learn(32 * 5_000_000, for: 32)
        let failures = Monitor<[String]>([])
        for _ in 0..<3 {
            hall.read(Gallery.board, asOf: 0) { result in
                if case .failure(let error) = result {
                    failures.locked { $0.append("\(error)") }
                }
            }
        }
        #expect(failures.locked { $0 } == ["overloaded"])
        #expect(hall.door.turnedAway == 1)
    }
}
