import Glibc
import Runtime

/// The right to write to a ledger, held by one process at a time. The system takes it back when
/// the process ends, however it ends.
struct Lock: ~Copyable {
    private let descriptor: CInt

    /// - Parameter path: Of a file that is there for the lock alone.
    init(path: String) throws(StoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .failed("\(path): \(systemMessage(errno))") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let cause = errno
            close(descriptor)
            throw .failed(
                cause == EWOULDBLOCK
                    ? "\(path) is locked: another process has this ledger open"
                    : "\(path): \(systemMessage(cause))"
            )
        }
        self.descriptor = descriptor
    }

    /// Nil when another process has it.
    init?(existing path: String) throws(StoreError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .failed("\(path): \(systemMessage(errno))") }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let cause = errno
            close(descriptor)
            if cause == EWOULDBLOCK { return nil }
            throw .failed("\(path): \(systemMessage(cause))")
        }
        self.descriptor = descriptor
    }

    deinit {
        // A child process that is just being started may still have the file open.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}

/// Makes the names of new files in the folder of `path` durable.
func syncFolder(of path: String) throws(StoreError) {
    let folder =
        switch path.lastIndex(of: "/") {
        case nil: "."
        case path.startIndex: "/"
        case .some(let slash): String(path[..<slash])
        }
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .failed("\(folder): \(systemMessage(errno))") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .failed("\(folder): \(systemMessage(errno))") }
}

func systemMessage(_ code: CInt) -> String { String(cString: strerror(code)) }
