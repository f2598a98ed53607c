import Calendar
import CloudEvents
import Foundation
import Glibc
import Kit
import OperatorSocket
import REST
import Runtime
import SQLiteStore
import Wire

/// A data folder that no process uses: an operator's requests are carried out here, under its lock.
struct RestingFolder {
    let folder: String
    let settings: Settings

    private var path: String { "\(folder)/ledger.sqlite" }

    func answer(_ request: Document, _ say: @escaping OperatorDesk.Say) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandError("there is no ledger in '\(folder)'")
        }
        do {
            let store = try SQLiteLedgerStore(path: path)
            let entries = try known()
            switch request["command"]?.asText {
            case "retry": try retry(request, entries, store, say)
            case "rebuild": try rebuild(request, entries, store, say)
            default: desk(RestingLetters(store: store), nil).answer(request, by: person, say)
            }
        } catch Failure.storage(let reason) {
            throw CommandError("the data in '\(folder)' cannot be used: \(reason)")
        } catch let reason as StoreError {
            throw CommandError("the data in '\(folder)' cannot be used: \(reason)")
        }
    }

    private var person: String { userName(getuid()) }

    /// The businesses that have been run on this ledger.
    private func known() throws -> [Businesses.Entry] {
        let names = Set(
            try SQLiteFactReader(path: path).kindNames().values
                .compactMap { $0.split(separator: "/").first.map(String.init) }
        )
        return Businesses.all.filter { names.contains($0.name) }
    }

    private func desk(_ letters: any LetterAccess, _ rebuilds: Rebuilds?) -> OperatorDesk {
        let path = path
        return OperatorDesk(
            letters: letters,
            rebuilds: rebuilds,
            words: {
                try LetterWords(
                    try SQLiteFactReader(path: path),
                    CloudEventWriter(Businesses.all.map(\.map))
                )
            },
            log: { _ in }
        )
    }

    private func ledger(_ entries: [Businesses.Entry]) throws -> Ledger {
        let ledger = try Ledger(
            entries.map { $0.business(settings) },
            without: Set(settings.list("without"))
        )
        ledger.figures.onProblem { say("yeyak: \($0)", to: STDERR_FILENO) }
        return ledger
    }

    /// The ledger runs for as long as that takes, with its policies, as at any start.
    private func retry(
        _ request: Document,
        _ entries: [Businesses.Entry],
        _ store: sending SQLiteLedgerStore,
        _ say: OperatorDesk.Say
    ) throws {
        let ledger = try ledger(entries)
        try ledger.start(on: store, clock: SystemClock()) { reason in
            yeyak.say("yeyak: ending at once: \(reason)", to: STDERR_FILENO)
            _exit(ExitCode.failed)
        }
        desk(RunningLetters(ledger: ledger), nil).answer(request, by: person, say)
        ledger.stop()
    }

    /// The ledger is only read: no policy runs.
    private func rebuild(
        _ request: Document,
        _ entries: [Businesses.Entry],
        _ store: SQLiteLedgerStore,
        _ say: OperatorDesk.Say
    ) throws {
        let ledger = try ledger(entries)
        let path = path
        let hall = try ViewHall(
            RESTService.views(of: entries.map(\.map)),
            of: ledger,
            in: try SQLiteViewStore(path: "\(folder)/views.sqlite"),
            reader: { try SQLiteFactReader(path: path) }
        )
        defer { hall.stop() }
        try ledger.open(store)
        let rebuilds = Rebuilds(ledger: ledger, hall: hall)
        desk(RestingLetters(store: store), rebuilds).answer(request, by: person, say)
    }
}
