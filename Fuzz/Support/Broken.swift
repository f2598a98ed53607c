import Glibc

/// Says what does not hold, and ends the process in the way that libFuzzer takes for a find.
public func broken(_ what: String) -> Never {
    let line = Array("broken: \(what)\n".utf8)
    _ = line.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    abort()
}

/// Says so unless something holds.
public func expect(_ holds: Bool, _ what: @autoclosure () -> String) {
    if !holds { broken(what()) }
}

/// The bytes that libFuzzer hands over. Empty where it has none.
public func input(_ data: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
    Array(UnsafeBufferPointer(start: data, count: count))
}

/// The text of some bytes, to be shown.
public func shown(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
