/// The one state behind all encoders and containers of a message, shared by reference.
///
/// It lies behind a pointer of its own, so that no write pays for a check of exclusive access: all
/// of them begin and end within one call here, and none calls out to the types being written.
final class Encoding {
    private let pointer: UnsafeMutablePointer<EncodingState>

    init() {
        pointer = .allocate(capacity: 1)
        pointer.initialize(to: EncodingState())
    }

    deinit {
        pointer.deinitialize(count: 1)
        pointer.deallocate()
    }

    var state: EncodingState {
        @inline(__always) _read { yield pointer.pointee }
        @inline(__always) _modify { yield &pointer.pointee }
    }

    /// Writes a message, from its first byte to its last.
    func encodeWhole<T: Encodable>(_ value: T) throws {
        try value.encode(to: PlaceEncoder(encoding: self, depth: 0, place: state.awaitValue()))
        try state.finish()
    }

    /// Writes a value whose type says how; the place has been prepared.
    @inline(__always) func value<T: Encodable>(_ value: T, depth: Int) throws {
        try value.encode(to: PlaceEncoder(encoding: self, depth: depth, place: state.awaitValue()))
        state.settle()
    }
}
