import CSQLite
import Kit
import Runtime

/// A prepared statement. One owner; finalized exactly once.
///
/// Parameters count from 1, columns from 0.
struct Statement: ~Copyable {
    private let handle: OpaquePointer
    private let connection: OpaquePointer

    init(handle: OpaquePointer, connection: OpaquePointer) {
        self.handle = handle
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    /// Moves to the next row. False when there is none.
    borrowing func step() throws(StoreError) -> Bool {
        switch sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw failure(code, on: connection)
        }
    }

    /// Carries out a statement that gives no rows, and makes it ready for the next time.
    borrowing func run(committing: Bool = false) throws(StoreError) {
        let code = sqlite3_step(handle)
        guard code == SQLITE_DONE || code == SQLITE_ROW else {
            let error = failure(code, on: connection, committing: committing)
            sqlite3_reset(handle)
            throw error
        }
        sqlite3_reset(handle)
    }

    /// Makes the statement ready for the next time, and lets go of what it reads from.
    borrowing func reset() { sqlite3_reset(handle) }

    borrowing func bind(_ parameter: CInt, _ number: Int64) {
        sqlite3_bind_int64(handle, parameter, number)
    }

    borrowing func bind(_ parameter: CInt, _ number: Int64?) {
        if let number {
            sqlite3_bind_int64(handle, parameter, number)
        } else {
            sqlite3_bind_null(handle, parameter)
        }
    }

    borrowing func bind(_ parameter: CInt, _ text: String?) {
        guard var text else {
            sqlite3_bind_null(handle, parameter)
            return
        }
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                _ = sqlite3_bind_text(
                    handle,
                    parameter,
                    characters.baseAddress,
                    CInt(characters.count),
                    copied
                )
            }
        }
    }

    borrowing func bind(_ parameter: CInt, _ bytes: [UInt8]) {
        // No address would mean null, which is something else than no bytes.
        guard !bytes.isEmpty else {
            sqlite3_bind_zeroblob(handle, parameter, 0)
            return
        }
        bytes.withUnsafeBytes { raw in
            _ = sqlite3_bind_blob64(
                handle,
                parameter,
                raw.baseAddress,
                UInt64(raw.count),
                copied
            )
        }
    }

    /// Bytes that stay where they are until the statement has run, and need no copy.
    borrowing func bind(_ parameter: CInt, lent bytes: UnsafeRawBufferPointer) {
        guard let start = bytes.baseAddress, bytes.count > 0 else {
            sqlite3_bind_zeroblob(handle, parameter, 0)
            return
        }
        sqlite3_bind_blob64(handle, parameter, start, UInt64(bytes.count), nil)
    }

    /// UTF-8 that stays where it is until the statement has run, and needs no copy.
    borrowing func bind(_ parameter: CInt, lentText bytes: UnsafeRawBufferPointer) {
        // No address would mean null, which is something else than no text.
        guard let start = bytes.baseAddress, bytes.count > 0 else { return bind(parameter, "") }
        sqlite3_bind_text64(
            handle,
            parameter,
            start.assumingMemoryBound(to: CChar.self),
            UInt64(bytes.count),
            nil,
            UInt8(SQLITE_UTF8)
        )
    }

    borrowing func bind(_ parameter: CInt, _ key: Key) {
        switch key {
        case .number(let number): bind(parameter, number)
        case .text(let text): bind(parameter, text)
        }
    }

    borrowing func bind(_ parameter: CInt, _ value: ColumnValue) {
        switch value {
        case .null: sqlite3_bind_null(handle, parameter)
        case .integer(let number): bind(parameter, number)
        case .text(let text): bind(parameter, text)
        }
    }

    borrowing func isNull(_ column: CInt) -> Bool {
        sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    borrowing func number(_ column: CInt) -> Int64 { sqlite3_column_int64(handle, column) }

    /// Bytes that are no UTF-8 come out repaired; a checksum over the text then tells.
    borrowing func text(_ column: CInt) -> String {
        guard let start = sqlite3_column_text(handle, column) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    borrowing func optionalText(_ column: CInt) -> String? { isNull(column) ? nil : text(column) }

    borrowing func bytes(_ column: CInt) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        let count = Int(sqlite3_column_bytes(handle, column))
        return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }

    borrowing func value(_ column: CInt) -> ColumnValue {
        switch sqlite3_column_type(handle, column) {
        case SQLITE_NULL: .null
        case SQLITE_INTEGER: .integer(number(column))
        default: .text(text(column))
        }
    }

    borrowing func key(_ column: CInt) -> Key {
        sqlite3_column_type(handle, column) == SQLITE_INTEGER
            ? .number(number(column)) : .text(text(column))
    }
}

/// SQLite takes a copy of what is bound. The header has it as a cast of -1, which is not imported.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
