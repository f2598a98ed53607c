import Glibc

/// When requests are due, in nanoseconds after the start: decided beforehand, whatever is answered.
public struct Arrivals: Sendable {
    public enum Rhythm: String, Sendable {
        /// The same pause between any two.
        case constant
        /// As if many strangers came, each for himself: pauses are exponentially distributed.
        case poisson
    }

    private let rhythm: Rhythm
    private let pause: Double
    private var state: (UInt16, UInt16, UInt16)
    private var time = 0.0
    private var count = 0.0

    /// - Parameters:
    ///   - perSecond: How many are due in a second, in the mean; more than 0.
    ///   - seed: What the pauses of strangers follow from.
    public init(_ rhythm: Rhythm, perSecond: Double, seed: UInt64 = 1) {
        self.rhythm = rhythm
        pause = 1e9 / perSecond
        state = (
            UInt16(truncatingIfNeeded: seed),
            UInt16(truncatingIfNeeded: seed >> 16),
            UInt16(truncatingIfNeeded: seed >> 32)
        )
    }

    /// When the next one is due.
    public mutating func next() -> Int64 {
        switch rhythm {
        case .constant:
            count += 1
            return Int64((count - 1) * pause)
        case .poisson:
            time -= log(1 - chance()) * pause
            return Int64(time)
        }
    }

    /// A number from 0, included, to 1, excluded.
    private mutating func chance() -> Double {
        withUnsafeMutablePointer(to: &state) {
            $0.withMemoryRebound(to: UInt16.self, capacity: 3) { erand48($0) }
        }
    }
}
