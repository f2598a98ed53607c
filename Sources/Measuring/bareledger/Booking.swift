import Glibc
import JSON
import OpenLoop
import Runtime
import Wire

/// Bookings one after the other, a number of them at the same time, until a goal is reached.
struct Booking {
    private let shop: BareShop
    private let goal: Int64
    private let waiting: Int
    private let loop: ClosedLoop

    /// - Parameter goal: How many facts there shall be more; 0 for as many as come.
    init(folder: String, goal: Int64, waiting: Int, customers: Int) throws {
        let shop = try BareShop(folder: folder)
        self.shop = shop
        self.goal = goal
        self.waiting = waiting
        loop = ClosedLoop { shop.book($0 % customers, answer: $1) }
    }

    /// Runs, and tells in one line of JSON.
    func line(seconds limit: Double) throws -> String {
        let figures = shop.ledger.figures
        let facts = figures.facts
        let syncs = figures.syncs
        let begin = monotonicNanoseconds()
        let end = begin + Int64(limit * 1e9)
        var tenths = Tenths(of: goal, time: begin)
        loop.start(underWay: waiting)
        while !loop.isDone {
            poll(nil, 0, 10)
            let now = monotonicNanoseconds()
            tenths.see(figures.facts - facts, at: now)
            if now >= end || (goal > 0 && figures.facts - facts >= goal) { loop.end() }
        }
        let answered = monotonicNanoseconds()
        try shop.waitForTail()
        let whole = Double(monotonicNanoseconds() - begin) / 1e9
        let alone = Double(answered - begin) / 1e9
        let newFacts = figures.facts - facts
        shop.stop()
        guard loop.failures == 0 else { throw BookingFailed() }
        return line([
            ("bookings", Double(loop.answers)),
            ("seconds", alone),
            ("bookingsPerSecond", Double(loop.answers) / alone),
            ("wholePerSecond", Double(loop.answers) / whole),
            ("tailSeconds", whole - alone),
            ("facts", Double(newFacts)),
            ("factsPerSecond", Double(newFacts) / whole),
            ("factsPerSync", Double(newFacts) / Double(max(1, figures.syncs - syncs))),
            ("firstTenth", tenths.perSecond.first ?? 0),
            ("lastTenth", tenths.perSecond.count == 10 ? tenths.perSecond.last ?? 0 : 0),
        ])
    }

    private func line(_ figures: [(String, Double)]) -> String {
        var json = JSONWriter(capacity: 512)
        json.document(
            .object(
                figures.map { .init($0.0, .decimal(($0.1 * 1_000).rounded() / 1_000)) }
            )
        )
        return String(decoding: json.bytes, as: UTF8.self)
    }
}

/// A booking was refused or failed; a figure would mean nothing.
struct BookingFailed: Error {}
