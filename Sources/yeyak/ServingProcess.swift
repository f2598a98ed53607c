import Calendar
import CloudEvents
import Glibc
import HTTP
import Kit
import Memory
import OperatorSocket
import REST
import Runtime
import SQLiteStore
import Wire

/// The ledger, the views and the edge of one process, put together.
struct ServingProcess {
    private let maps: [WireMap]
    private let ledger: Ledger
    private let hall: ViewHall
    private let opener: Opener
    private let operators: OperatorSocket?
    private let clock = SystemClock()
    private let zones = SystemTimeZones()

    init(
        entries: [Businesses.Entry],
        settings: Settings,
        folder: String,
        readiness: Lifecycle
    ) throws {
        maps = entries.map(\.map)
        var limits = LedgerLimits()
        limits.cacheBytes = settings.number("cache-mib") << 20
        limits.waiting = settings.number("waiting")
        limits.longestWait = Int64(settings.number("max-wait-ms"))
        limits.rememberReplies = Int64(settings.number("reply-hours")) * 3_600_000
        ledger = try Ledger(
            entries.map { $0.business(settings) },
            without: Set(settings.list("without")),
            limits: limits
        )
        let path = "\(folder)/ledger.sqlite"
        ledger.figures.onProblem { say("yeyak: \($0)", to: STDERR_FILENO) }
        do {
            let store = try SQLiteLedgerStore(path: path)
            hall = try ViewHall(
                RESTService.views(of: maps),
                of: ledger,
                in: try SQLiteViewStore(path: "\(folder)/views.sqlite"),
                reader: { try SQLiteFactReader(path: path) }
            )
            // Asked before the ledger starts, and so answered before policies catch up: what
            // waited for the first start finds what that start opens.
            opener = Opener(ledger: ledger)
            for map in maps { opener.ask(map) }
            try ledger.start(on: store, clock: clock) { reason in
                // Nothing may be acknowledged any more, so nothing is waited for either.
                say("yeyak: ending at once: \(reason)", to: STDERR_FILENO)
                _exit(ExitCode.failed)
            }
        } catch Failure.storage(let reason) {
            throw CommandError("the data in '\(folder)' cannot be used: \(reason)")
        } catch {
            throw CommandError("the data in '\(folder)' cannot be used: \(error)")
        }
        operators = Self.listen(in: folder, maps, ledger, hall)
    }

    /// Nobody is kept from booking because no operator can call.
    private static func listen(
        in folder: String,
        _ maps: [WireMap],
        _ ledger: Ledger,
        _ hall: ViewHall
    ) -> OperatorSocket? {
        let writer = CloudEventWriter(maps)
        let path = "\(folder)/ledger.sqlite"
        do {
            return try OperatorSocket(in: folder) { request, person, hear in
                let desk = OperatorDesk(
                    letters: RunningLetters(ledger: ledger),
                    rebuilds: Rebuilds(ledger: ledger, hall: hall),
                    words: { try LetterWords(try SQLiteFactReader(path: path), writer) },
                    log: { say("yeyak: \($0)", to: STDERR_FILENO) }
                )
                desk.answer(request, by: person, hear)
            }
        } catch {
            say("yeyak: goes on without hearing operators: \(error)", to: STDERR_FILENO)
            return nil
        }
    }

    func responder(ports: [UInt16: Entrance], readiness: any Readiness) throws -> RESTService {
        try RESTService(
            maps,
            ledger: ledger,
            hall: hall,
            zones: zones,
            clock: clock,
            ports: ports,
            readiness: readiness,
            allocatedBytes: { Memory.allocatedBytes }
        )
    }

    /// Waits until what the first start opens is there.
    func openBusinesses() throws {
        do { try opener.wait() } catch { throw CommandError("cannot open: \(error)") }
    }

    func stop() {
        operators?.stop()
        ledger.stop()
        hall.stop()
        operators?.join()
    }
}

/// Asks for what must be there at the first start.
private final class Opener: WireVisitor {
    private let ledger: Ledger
    private var business = ""
    private var outcomes: [Waiter<Result<Reply, any Error>>] = []
    private var failure: (any Error)?

    init(ledger: Ledger) { self.ledger = ledger }

    func ask(_ map: WireMap) {
        business = map.business
        map.show(to: self)
    }

    func wait() throws {
        if let failure { throw failure }
        for outcome in outcomes { _ = try outcome.take().get() }
        // What was opened is told to others in the next batch: the first to come finds its prices.
        for _ in 0..<2 {
            let outcome = Waiter<Result<Reply, any Error>>()
            ledger.call { _ in
                Reply(status: 204)
            } answer: {
                outcome.give($0)
            }
            _ = try outcome.take().get()
        }
    }

    func visit<A: Aggregate>(opening kind: A.Type, _ command: A.Command) {
        do {
            let guarded = try ledger.guarded(A.self, in: business)
            guard guarded.isRunning else { return }
            let outcome = Waiter<Result<Reply, any Error>>()
            outcomes.append(outcome)
            ledger.call { desk in
                if desk.isUnheardOf(guarded) {
                    _ = try desk.ask(.new, of: guarded, to: command)
                }
                return Reply(status: 204)
            } answer: {
                outcome.give($0)
            }
        } catch {
            failure = error
        }
    }

    func visit<Row: View>(view resource: Resource<Row>) {}
    func visit<A: Aggregate>(
        aggregate resource: Resource<Register<A>>,
        _ commands: Commands<A>,
        _ questions: [Question<A>]
    ) {}
    func visit<A: Aggregate>(publication: Publication<A>) {}
}
