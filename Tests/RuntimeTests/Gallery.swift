import JSON
import Kit
import KitTesting
import Runtime

/// What is known of one booking, from two services.
struct BookingBoard: View {
    private(set) var seats = 0
    private(set) var isConfirmed = false
    private(set) var isNoted = false

    static let sources = [
        Source<BookingBoard>(
            Booking.self,
            row: { $0.number },
            evolve: { row, fact in
                switch fact.event {
                case .placed(let seats, _): row.seats = seats.count
                case .noted: break
                case .confirmed: row.isConfirmed = true
                }
            }
        ),
        Source<BookingBoard>(
            Note.self,
            row: { fact in
                switch fact.event {
                case .written(let about): about
                }
            },
            evolve: { row, _ in row.isNoted = true }
        ),
    ]
}

/// The views of the theatre, and who may look at them.
struct Gallery {
    static let pieces = 0
    static let board = 1

    let office: Office
    let hall: ViewHall

    init(
        on disk: Disk,
        _ store: any ViewStore,
        without: Set<String> = [],
        fingerprint: String = "1",
        backlog: Int = 200_000,
        wrapping: @escaping @Sendable (any FactReader) -> any FactReader = { $0 }
    ) throws {
        var hall: ViewHall?
        let handed = HandedStore(store: store)
        office = try Office(on: disk, without: without) { ledger in
            hall = try ViewHall(
                Self.definitions(fingerprint),
                of: ledger,
                in: handed.store,
                backlog: backlog,
                reader: { wrapping(try disk.reader()) }
            )
        }
        guard let hall else { throw Failure.stopped }
        self.hall = hall
    }

    static func definitions(_ fingerprint: String) -> [ViewDefinition] {
        [
            ViewDefinition(
                Register<Stock>.self,
                of: "store",
                in: "theatre",
                schema: ViewSchema(
                    name: "pieces",
                    columns: [.init("pieces", indexed: true), .init("digit")],
                    fingerprint: fingerprint
                ),
                show: { row, stored in
                    stored.shown = Array("\(row.state.pieces)".utf8)
                    stored.columns = [
                        .integer(Int64(row.state.pieces)), .text("\(row.state.pieces % 10)"),
                    ]
                }
            ),
            ViewDefinition(
                BookingBoard.self,
                of: "booking",
                in: "theatre",
                schema: ViewSchema(name: "board", columns: [], fingerprint: fingerprint),
                show: { row, stored in
                    stored.shown = Array(
                        "\(row.seats) \(row.isConfirmed) \(row.isNoted)".utf8
                    )
                }
            ),
        ]
    }

    func read<Value: Sendable>(
        _ view: Int,
        asOf position: Int64? = nil,
        _ look: @escaping @Sendable (ViewDesk) throws -> Value
    ) async throws -> Value {
        let position = position ?? office.ledger.position
        return try await withCheckedThrowingContinuation { continuation in
            hall.read(view, asOf: position) { result in
                continuation.resume(with: Result { try look(try result.get()) })
            }
        }
    }

    func row(_ number: Int64, of view: Int) async throws -> String? {
        try await read(view) { desk in
            try desk.row(number).map { String(decoding: $0.shown, as: UTF8.self) }
        }
    }

    func page(_ query: PageQuery, of view: Int) async throws -> [Int64] {
        try await read(view) { try $0.page(query).rows.map(\.number) }
    }

    func everything() async throws -> [String] {
        var all: [String] = []
        for view in [Self.pieces, Self.board] {
            all += try await read(view) { desk in
                let page = try desk.page(PageQuery(limit: 10_000))
                return page.rows.map { row in
                    "\(view) \(row.number) \(String(decoding: row.shown, as: UTF8.self))"
                } + ["\(page.total)"]
            }
        }
        return all
    }

    func stop() {
        office.ledger.stop()
        hall.stop()
    }
}

/// Carries a store to the thread that uses it from then on.
struct HandedStore: @unchecked Sendable {
    nonisolated(unsafe) let store: any ViewStore
}
