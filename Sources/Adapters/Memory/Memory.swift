import CJemalloc

/// The allocator of the process: jemalloc, in the place of the C library's in every program that
/// this module is linked to.
///
/// Most of what a call needs is taken on one thread and given back on another. There the C library
/// takes locks and searches lists; this one keeps what is given back for who gives it back.
public enum Memory {
    /// Lets a thread of the allocator give pages back to the system which nobody has used for a
    /// while, so that no caller has to. To be called once, early.
    ///
    /// - Returns: False when it will not: then callers give them back now and then, as by default.
    @discardableResult
    public static func giveBackInBackground() -> Bool { set("background_thread", to: true) }

    /// Bytes that are in use, as the allocator counts them. Nil when it does not say.
    public static var allocatedBytes: Int? {
        // What it says is as old as its epoch.
        guard set("epoch", to: UInt64(1)) else { return nil }
        var bytes = 0
        var size = MemoryLayout<Int>.size
        return mallctl("stats.allocated", &bytes, &size, nil, 0) == 0 ? bytes : nil
    }

    private static func set<Value: BitwiseCopyable>(_ name: String, to value: Value) -> Bool {
        var value = value
        return withUnsafeMutableBytes(of: &value) {
            mallctl(name, nil, nil, $0.baseAddress, $0.count) == 0
        }
    }
}
