import Dispatch
import Foundation
import Glibc
import Threads

/// What a test waited for has not come.
struct Late: Error, CustomStringConvertible {
    let description: String
}

/// The first value that there is; asked for again and again, at most so long.
func eventually<Value>(
    _ what: String,
    within seconds: Double = 20,
    _ find: () throws -> Value?
) throws -> Value {
    let end = Date().addingTimeInterval(seconds)
    while true {
        if let value = try find() { return value }
        guard Date() < end else { throw Late(description: "\(what): not within \(seconds) s") }
        poll(nil, 0, 10)
    }
}

/// Waits until something holds.
func until(_ what: String, within seconds: Double = 20, _ holds: () throws -> Bool) throws {
    _ = try eventually(what, within: seconds) { try holds() ? true : nil }
}

/// Does the same on so many threads at once, and waits for all of them. The first error counts.
func together(_ count: Int, _ work: @escaping @Sendable (Int) throws -> Void) throws {
    let group = DispatchGroup()
    let errors = Collected<any Error>()
    for index in 0..<count {
        group.enter()
        let thread = Thread {
            do { try work(index) } catch { errors.add(error) }
            group.leave()
        }
        thread.stackSize = 1 << 19
        thread.start()
    }
    group.wait()
    if let error = errors.all.first { throw error }
}

/// A list that several threads add to.
final class Collected<Element: Sendable>: Sendable {
    private let elements = Monitor<[Element]>([])
    var all: [Element] { elements.locked { $0 } }
    func add(_ element: Element) { elements.locked { $0.append(element) } }
}
