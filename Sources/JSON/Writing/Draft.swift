import Glibc

/// Bytes that grow at their end, in room that belongs to nobody else.
///
/// A thread keeps the room of its last draft for the next one: what is written again and again
/// would otherwise ask for memory, and for more of it, each time.
struct Draft: ~Copyable {
    private static let leastRoom = 512
    /// More than this is given back.
    private static let greatestSpare = 64 << 10
    /// In front of the bytes stands for how many of them there is room.
    private static let headBytes = 16

    private var block: UnsafeMutableRawPointer
    private var start: UnsafeMutablePointer<UInt8>
    private var room: Int
    private(set) var count = 0

    /// In the room that the thread has kept, else in room for so many bytes; it grows as needed.
    init(capacity: Int) {
        block = Spare.take() ?? Self.allocate(max(capacity, Self.leastRoom))
        start = Self.bytes(of: block)
        room = block.load(as: Int.self)
    }

    deinit {
        if room > Self.greatestSpare || !Spare.keep(block) { block.deallocate() }
    }

    /// All of it, for as long as the call takes.
    @inline(__always) func withBytes<Result>(
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        body(UnsafeBufferPointer(start: start, count: count))
    }

    /// The end, with room for so many bytes behind it. Who has written some says so by `grow`.
    @inline(__always) mutating func end(withRoomFor more: Int) -> UnsafeMutablePointer<UInt8> {
        if room &- count < more { makeRoom(for: more) }
        return start + count
    }

    /// So many more bytes were written behind the end.
    @inline(__always) mutating func grow(by more: Int) { count += more }

    @inline(__always) mutating func append(_ byte: UInt8) {
        end(withRoomFor: 1).pointee = byte
        count += 1
    }

    mutating func removeAll() { count = 0 }

    @inline(never) private mutating func makeRoom(for more: Int) {
        let larger = Self.allocate(max(room * 2, count + more))
        Self.bytes(of: larger).update(from: start, count: count)
        block.deallocate()
        block = larger
        start = Self.bytes(of: larger)
        room = larger.load(as: Int.self)
    }

    private static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
        let block = UnsafeMutableRawPointer.allocate(byteCount: headBytes + bytes, alignment: 16)
        block.storeBytes(of: bytes, as: Int.self)
        return block
    }

    private static func bytes(
        of block: UnsafeMutableRawPointer
    ) -> UnsafeMutablePointer<UInt8> {
        (block + headBytes).assumingMemoryBound(to: UInt8.self)
    }
}

/// The room that a thread keeps for its next draft.
private enum Spare {
    /// Nil where the system has no more keys: then nothing is kept.
    private static let key: pthread_key_t? = {
        var key = pthread_key_t()
        return pthread_key_create(&key, { $0?.deallocate() }) == 0 ? key : nil
    }()

    @inline(__always) static func take() -> UnsafeMutableRawPointer? {
        guard let key, let block = pthread_getspecific(key) else { return nil }
        pthread_setspecific(key, nil)
        return block
    }

    /// False when there is one already.
    @inline(__always) static func keep(_ block: UnsafeMutableRawPointer) -> Bool {
        guard let key, pthread_getspecific(key) == nil else { return false }
        return pthread_setspecific(key, block) == 0
    }
}
