import Glibc
import Wire

/// What one customer does, call after call, each with a key of its own; and what was answered.
///
/// A story goes on where it was broken off: whoever heard no answer sends the same call again.
final class Story: @unchecked Sendable {
    /// Each of them ends with the deposit paid, and with no customer that another story has.
    enum Plot: CaseIterable, Sendable {
        case books, booksATime, transfers, cancels, transfersAndCancels
    }

    let customer: String
    private let plot: Plot
    private let time: Int
    /// What was acknowledged, in order. Used by one thread at a time.
    private(set) var answers: [Answer] = []
    private(set) var isRefused = false
    /// How often the server said that it could not, and was asked again.
    private(set) var failures = 0

    /// - Parameter time: Of stories that are about one; the same twice makes two compete for it.
    init(_ customer: String, _ plot: Plot, time: Int = 0) {
        (self.customer, self.plot, self.time) = (customer, plot, time)
    }

    /// What the server has said that it must not say, or not any more.
    struct Wrong: Error, CustomStringConvertible {
        let description: String
    }

    var reservation: Int64? { answers.first?.id }
    var isOver: Bool { isRefused || next == nil }
    var isCancelled: Bool { isOver && !isRefused && (plot == .cancels || answers.count == 4) }

    private struct Step {
        let method: String
        let path: String
        let body: Document
    }

    private func step(_ number: Int) -> Step? {
        let pays = plot == .transfers || plot == .transfersAndCancels
        let cancels = plot == .cancels || plot == .transfersAndCancels
        switch number {
        case 0: return Step(method: "POST", path: "/reservations", body: wish)
        case 1 where pays:
            return Step(
                method: "POST",
                path: "/payments",
                body: ["reservationId": .integer(reservation ?? 0)]
            )
        case 2 where pays:
            return Step(
                method: "PATCH",
                path: "/payments/\(answers[1].id ?? 0)",
                body: ["status": "PAY_COMPLETED"]
            )
        case pays ? 3 : 1 where cancels:
            return Step(
                method: "PATCH",
                path: "/reservations/\(reservation ?? 0)",
                body: ["status": "CANCEL_REQUESTED"]
            )
        default: return nil
        }
    }

    private var wish: Document {
        switch plot {
        case .books:
            ["customerId": .text(customer), "date": "20300105", "paymentToken": "tok_visa"]
        case .booksATime, .cancels:
            [
                "customerId": .text(customer), "date": .text("203001\(10 + time / 9 % 20)"),
                "time": .text("\(10 + time % 9):00"), "stylingType": "cut",
            ]
        case .transfers, .transfersAndCancels:
            ["customerId": .text(customer), "date": "20300105", "paymentToken": "tok_transfer"]
        }
    }

    private var next: Step? { step(answers.count) }

    /// Sends what is next; false when there is nothing. Throws when no answer came.
    func goOn(_ caller: Caller, patience: Int = 0) throws -> Bool {
        guard !isOver, let next else { return false }
        var left = patience
        while true {
            let answer = try send(next, answers.count, caller)
            switch answer.status {
            case 200, 201:
                answers.append(answer)
                return true
            case 409 where answer.json.text("type") == "/problems/already-cancelled":
                isRefused = true
                return false
            case 500...599 where left > 0:
                failures += 1
                left -= 1
                poll(nil, 0, 50)
            default:
                throw Wrong(description: "\(customer), call \(answers.count): \(answer.text)")
            }
        }
    }

    /// Sends again what was acknowledged, as if nobody had heard of it: nothing new may come of it.
    func tellAgain(_ caller: Caller, fromStep first: Int = 0) throws {
        for (number, known) in answers.enumerated().dropFirst(first) {
            guard let step = step(number) else { continue }
            let answer = try send(step, number, caller)
            guard answer.status == known.status, answer.said == known.said else {
                throw Wrong(
                    description: "\(customer), call \(number): after \(known.said) "
                        + "came \(answer.status) \(answer.said)"
                )
            }
        }
    }

    private func send(_ step: Step, _ number: Int, _ caller: Caller) throws -> Answer {
        let key = ["Idempotency-Key": "\"\(customer)/\(number)\""]
        return try caller.call(step.method, step.path, step.body.bytes, key)
    }
}

extension Answer {
    /// What it says, whatever port it came from.
    fileprivate var said: String {
        "\(field("Location") ?? "") \(field("ETag") ?? "") \(text)".replacing(
            /127\.0\.0\.1:[0-9]+/,
            with: "host"
        )
    }
}
