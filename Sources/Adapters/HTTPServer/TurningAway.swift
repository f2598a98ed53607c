import HTTP

/// The answer to those who are turned away, as it goes over the wire.
///
/// When there are too many, most of them ask for the same: then a refusal costs neither a body nor
/// a field to be made. Belongs to one event loop.
struct TurningAway {
    private static let milliseconds: Int64 = 1_000

    private var path = ""
    private var origin: String?
    /// What is written in it may be so old, not older.
    private var until = Int64.min
    private var bytes: [UInt8] = []

    /// The answer for this path and origin, made now if the one kept is not the same.
    mutating func answer(
        path: String,
        origin: String?,
        now: Int64,
        make: () -> Bytes
    ) -> [UInt8] {
        if now < until, path == self.path, origin == self.origin { return bytes }
        self.path = path
        self.origin = origin
        until = now.addingReportingOverflow(Self.milliseconds).partialValue
        bytes = Array(make())
        return bytes
    }
}
