import Kit
import Runtime
import Threads
import Wire

/// Builds views again for an operator, who is told how far it is.
struct Rebuilds {
    private static let pauseMilliseconds: Int64 = 250

    let ledger: Ledger
    let hall: ViewHall

    func carryOut(
        _ request: Document,
        by person: String,
        _ say: OperatorDesk.Say,
        log: (String) -> Void
    ) throws {
        var left = try views(request).map { hall.rebuild($0) }
        let start = monotonicMilliseconds()
        var failure: (any Error)?
        while !left.isEmpty {
            var pause = Self.pauseMilliseconds
            var isHeard = true
            left.removeAll { order in
                defer { pause = 0 }
                let result = order.result(within: pause)
                switch result {
                case nil: isHeard = say(progress(order, since: start)) && isHeard
                case .success(let outcome):
                    log("\(order.view) was built again by \(person): \(summary(outcome))")
                    isHeard = say(told(order, outcome)) && isHeard
                case .failure(let error):
                    failure = error
                    isHeard = say(failed(order, error)) && isHeard
                }
                return result != nil
            }
            // Whoever wanted it does not wait any more.
            if !isHeard { for order in left { order.cancel() } }
        }
        if failure != nil { throw OperatorRefusal(description: "not every view was built again") }
    }

    /// `BUSINESS/VIEW`, or the whole name; all that can be built when none is named.
    private func views(_ request: Document) throws -> [Int] {
        let definitions = hall.definitions
        guard case .list(let names) = request["views"] ?? .null, !names.isEmpty else {
            return definitions.indices.filter {
                let view = definitions[$0]
                return ledger.isRunning(service: view.service, of: view.business)
            }
        }
        return try names.map { name in
            let wanted = (name.asText ?? "").lowercased()
            let found = definitions.firstIndex { view in
                let last = view.schema.name.split(separator: "/").last ?? ""
                return view.schema.name.lowercased() == wanted
                    || "\(view.business)/\(last)".lowercased() == wanted
            }
            guard let found else {
                let all = definitions.map(\.schema.name).joined(separator: ", ")
                throw OperatorRefusal(
                    description: "there is no view '\(name.asText ?? "")'; there are: \(all)"
                )
            }
            return found
        }
    }

    private func progress(_ order: RebuildOrder, since start: Int64) -> Document {
        let progress = order.progress
        let elapsed = max(1, monotonicMilliseconds() - start)
        let speed = Double(progress.position) * 1_000 / Double(elapsed)
        return [
            "view": .text(order.view), "facts": .integer(progress.position),
            "of": .integer(max(ledger.position, progress.position)),
            "perSecond": .integer(Int64(speed)), "compared": .integer(progress.compared),
        ]
    }

    private func told(_ order: RebuildOrder, _ outcome: RebuildOrder.Outcome) -> Document {
        func text(_ bytes: [UInt8]?) -> Document {
            bytes.map { .text(String(decoding: $0, as: UTF8.self)) } ?? .null
        }
        let differences = outcome.differences.map { difference -> Document in
            [
                "row": .integer(difference.row), "live": text(difference.live),
                "rebuilt": text(difference.rebuilt),
            ]
        }
        return [
            "view": .text(order.view), "position": .integer(outcome.position),
            "rows": .integer(outcome.rows), "differing": .integer(outcome.differing),
            "incomparable": outcome.incomparable.map { .text($0) } ?? .null,
            "differences": .list(differences),
        ]
    }

    private func failed(_ order: RebuildOrder, _ error: any Error) -> Document {
        ["view": .text(order.view), "failed": .text("\(error)")]
    }

    private func summary(_ outcome: RebuildOrder.Outcome) -> String {
        let rows = "\(outcome.rows) rows as of fact \(outcome.position)"
        if let reason = outcome.incomparable {
            return "\(rows); the old ones had stopped: \(reason)"
        }
        return "\(rows), \(outcome.differing) of which had been wrong"
    }
}
