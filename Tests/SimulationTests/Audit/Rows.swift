import Kit
import Runtime

/// A row as it should be, out of the facts alone.
struct ExpectedRow: Equatable {
    var number: Int64
    var version: Int64
    var shown: [UInt8]
}

extension Auditor {
    /// The rows of a view, by the law of views: a function of the facts in their order.
    func rows<Row: View>(of type: Row.Type) -> [ExpectedRow] {
        let painter = Painter<Row>(self)
        for source in Row.sources { source.show(to: painter) }
        return painter.paint()
    }
}

private final class Painter<Row: View>: SourceVisitor {
    private typealias Rows = [Int64: (row: Row, version: Int64)]
    private let auditor: Auditor
    private var strokes: [(position: Int64, stroke: (inout Rows) -> Void)] = []

    init(_ auditor: Auditor) { self.auditor = auditor }

    func visit<Subject: Aggregate>(
        _ subject: Subject.Type,
        row: @escaping @Sendable (Fact<Subject>) -> Int64?,
        evolve: @escaping @Sendable (inout Row, Fact<Subject>) -> Void
    ) {
        for fact in auditor.shelf(of: Subject.self)?.facts ?? [] {
            guard let number = row(fact) else { continue }
            strokes.append(
                (
                    fact.id.position,
                    { rows in
                        evolve(&rows[number, default: (Row(), 0)].row, fact)
                        rows[number, default: (Row(), 0)].version += 1
                    }
                )
            )
        }
    }

    func paint() -> [ExpectedRow] {
        var rows: Rows = [:]
        for (_, stroke) in strokes.sorted(by: { $0.position < $1.position }) { stroke(&rows) }
        return rows.keys.sorted().compactMap { number in
            rows[number].map {
                ExpectedRow(number: number, version: $0.version, shown: encoded($0.row))
            }
        }
    }
}
