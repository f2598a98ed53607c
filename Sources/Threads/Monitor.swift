public import Glibc

/// A lock with a waiting room: what it guards may only be touched inside `locked`.
///
/// `@unchecked Sendable`: the guarded value is reached through the mutex alone.
public final class Monitor<Value>: @unchecked Sendable {
    @usableFromInline let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    @usableFromInline let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    @usableFromInline var value: Value

    public init(_ value: consuming Value) {
        self.value = value
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    @inlinable
    public func locked<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }

    /// The same, unless somebody is inside just now: nil then.
    @inlinable
    public func lockedIfFree<Result>(_ body: (inout Value) -> Result) -> Result? {
        guard pthread_mutex_trylock(mutex) == 0 else { return nil }
        defer { pthread_mutex_unlock(mutex) }
        return body(&value)
    }

    /// Changes the value, and wakes one who waits for it when `body` says so.
    @inlinable
    public func signalling(_ body: (inout Value) -> Bool) {
        pthread_mutex_lock(mutex)
        if body(&value) { pthread_cond_signal(condition) }
        pthread_mutex_unlock(mutex)
    }

    /// Changes the value, and wakes all who wait for it.
    @inlinable
    public func announcing(_ body: (inout Value) -> Void) {
        pthread_mutex_lock(mutex)
        body(&value)
        pthread_cond_broadcast(condition)
        pthread_mutex_unlock(mutex)
    }

    /// Waits until `ready` holds or that moment of ``monotonicMilliseconds()`` has come, then
    /// changes the value.
    @inlinable
    public func waiting<Result>(
        until end: Int64,
        for ready: (Value) -> Bool,
        then body: (inout Value) -> Result
    ) -> Result {
        var deadline = timespec(
            tv_sec: Int(end / 1_000),
            tv_nsec: Int(end % 1_000) * 1_000_000
        )
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while !ready(value) {
            if pthread_cond_timedwait(condition, mutex, &deadline) != 0 { break }
        }
        return body(&value)
    }

    /// Waits until `ready` holds, however long that takes, then changes the value.
    @inlinable
    public func waiting<Result>(
        for ready: (Value) -> Bool,
        then body: (inout Value) -> Result
    ) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while !ready(value) { pthread_cond_wait(condition, mutex) }
        return body(&value)
    }

    /// The same, for so many milliseconds at most.
    @inlinable
    public func waiting<Result>(
        milliseconds: Int64,
        until ready: (Value) -> Bool,
        then body: (inout Value) -> Result
    ) -> Result {
        waiting(until: monotonicMilliseconds() + milliseconds, for: ready, then: body)
    }
}

/// Milliseconds of a clock that never jumps.
public func monotonicMilliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
}

/// Nanoseconds of the same clock.
public func monotonicNanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
