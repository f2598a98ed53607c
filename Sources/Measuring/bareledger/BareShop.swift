import Calendar
import Glibc
import HairShop
import Kit
import REST
import Runtime
import SQLiteStore
import Wire

/// The hair shop in one process with its ledger and its views, and without a server.
final class BareShop: Sendable {
    let ledger: Ledger
    private let hall: ViewHall
    private let handles: Handles
    private let views: Int

    /// Opens a folder, or begins a new one there.
    ///
    /// - Parameter snapshotEvery: After how many events the state of an aggregate is kept.
    init(folder: String, snapshotEvery: Int64 = LedgerLimits().snapshotEvery) throws {
        var limits = LedgerLimits()
        limits.snapshotEvery = snapshotEvery
        ledger = try Ledger([hairShop()], limits: limits)
        let path = "\(folder)/ledger.sqlite"
        let definitions = RESTService.views(of: [hairShopOnTheWire])
        views = definitions.count
        let store = try SQLiteLedgerStore(path: path)
        hall = try ViewHall(
            definitions,
            of: ledger,
            in: try SQLiteViewStore(path: "\(folder)/views.sqlite"),
            reader: { try SQLiteFactReader(path: path) }
        )
        handles = try Handles(of: ledger)
        handles.open?()
        try ledger.start(on: store, clock: SystemClock()) { reason in
            complain("bareledger: the store is broken: \(reason)")
            _exit(1)
        }
        try waitForViews()
    }

    /// Books for a customer, as a POST to `/reservations` does.
    func book(_ customer: Int, answer: @escaping @Sendable (Bool) -> Void) {
        call(answer) { [handles] desk in try handles.book(customer, desk) }
    }

    /// Gives the shop another name, as a PATCH of `/shops/1` does.
    func rename(_ name: String, answer: @escaping @Sendable (Bool) -> Void) {
        call(answer) { [handles] desk in try handles.rename(name, desk) }
    }

    private func call(
        _ answer: @escaping @Sendable (Bool) -> Void,
        _ work: @escaping @Sendable (Desk) throws -> Void
    ) {
        ledger.call { desk in
            try work(desk)
            return Reply(status: 201)
        } answer: { result in
            if case .failure(let error) = result {
                complain("bareledger: \(error)")
                return answer(false)
            }
            answer(true)
        }
    }

    /// Returns when followers ask for nothing more and every view has come as far as the ledger.
    func waitForTail() throws {
        var before: Int64 = -1
        while ledger.position != before {
            before = ledger.position
            // Followers see a batch's facts in the next one.
            for _ in 0..<4 {
                let turn = Handover<Bool>()
                ledger.call { _ in
                    Reply(status: 204)
                } answer: { _ in
                    turn.give(true)
                }
                _ = turn.take()
            }
        }
        try waitForViews()
    }

    private func waitForViews() throws {
        for view in 0..<views {
            // A view that is far behind refuses its readers after five seconds.
            var attempts = 0
            while !isThere(view) {
                attempts += 1
                guard attempts < 60 else { throw ViewsBehind() }
            }
        }
    }

    private func isThere(_ view: Int) -> Bool {
        let turn = Handover<Bool>()
        hall.read(view, asOf: ledger.position) { result in
            if case .success = result { turn.give(true) } else { turn.give(false) }
        }
        return turn.take()
    }

    func stop() {
        ledger.stop()
        hall.stop()
    }
}

/// The views did not come as far as the ledger in five minutes.
struct ViewsBehind: Error {}
