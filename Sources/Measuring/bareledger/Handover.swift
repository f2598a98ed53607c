import Threads

/// Hands one value from the thread that has it to the one that waits for it.
final class Handover<Value: Sendable>: Sendable {
    private let value = Monitor<Value?>(nil)

    func give(_ value: Value) {
        self.value.signalling {
            $0 = value
            return true
        }
    }

    func take() -> Value {
        while true {
            if let value = self.value.waiting(
                milliseconds: 1_000,
                until: { $0 != nil },
                then: { $0 }
            ) {
                return value
            }
        }
    }
}
