import CMicrohttpd
import HTTP
import Synchronization
import Threads

/// The answer to those who are turned away, kept as the C library sends it.
///
/// When there are too many, most of them ask for the same: then a refusal costs neither a body nor
/// a field to be made.
final class TurningAway: Sendable {
    private struct Kept {
        let path: String
        let origin: String?
        /// Milliseconds of the watch's clock: what is written in it may be so old, not older.
        let until: Int64
        let answer: PreparedAnswer
    }

    private static let milliseconds: Int64 = 1_000
    private let kept = Monitor<Kept?>(nil)

    /// The answer for this path and origin, made now if the one kept is not the same. Nil when it
    /// cannot be made.
    func answer(
        path: String,
        origin: String?,
        now: Int64,
        make: () -> HTTPResponse
    ) -> PreparedAnswer? {
        let found = kept.locked { kept -> PreparedAnswer? in
            guard let kept, now < kept.until, kept.path == path, kept.origin == origin else {
                return nil
            }
            return kept.answer
        }
        if let found { return found }
        guard let answer = Answer(make(), isLast: false).prepared() else { return nil }
        let until = now.addingReportingOverflow(Self.milliseconds)
        let new = Kept(
            path: path,
            origin: origin,
            until: until.overflow ? now : until.partialValue,
            answer: answer
        )
        kept.locked { $0 = new }
        return answer
    }
}

extension Exchange {
    /// Sends the refusal of a request that was read to its end, and keeps the connection: a client
    /// that must open another one costs more than a refusal.
    func turnAway() -> MHD_Result {
        if core.isDraining.load(ordering: .relaxed) { return refuse(.crowded) }
        close()
        expectToBeRead()
        let answer = core.turningAway.answer(
            path: target.path,
            origin: fields["Origin"],
            now: core.clients.now
        ) {
            refusal(.crowded)
        }
        return answer?.queue(on: connection) ?? .NO
    }
}
