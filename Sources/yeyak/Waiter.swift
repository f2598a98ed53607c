import Dispatch
import Threads

/// Hands one value from the thread that has it to the one that waits for it.
final class Waiter<Value: Sendable>: Sendable {
    private let value = Monitor<Value?>(nil)
    private let semaphore = DispatchSemaphore(value: 0)

    func give(_ value: Value) {
        self.value.locked { $0 = value }
        semaphore.signal()
    }

    func take() -> Value {
        while true {
            semaphore.wait()
            if let value = value.locked({ $0 }) { return value }
        }
    }
}
