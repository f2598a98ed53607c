import Glibc

/// What goes wrong: one call of the system, the n-th that a thread makes, on some files, from some
/// moment on. `strace` counts for each thread by itself.
struct Injection: CustomStringConvertible, Sendable {
    enum Moment: String, CaseIterable { case starting, talking, ending }
    enum Files: String, CaseIterable { case ledger, views }
    enum Call: String, CaseIterable { case fdatasync, fsync, pwrite64, ftruncate }
    enum Fault: String, CaseIterable {
        case input = "error=EIO"
        case full = "error=ENOSPC"
        case kill = "signal=KILL"
    }

    let moment: Moment
    let files: Files
    let call: Call
    let fault: Fault
    let number: Int

    var description: String {
        "while \(moment), \(call) \(number) on the \(files.rawValue): \(fault.rawValue)"
    }

    /// The tracer is the grandchild: what is started is the server, and what it ends with is its
    /// own. Files count under the name that they have then: see ``arm(_:)``.
    func tracer(in folder: Folder) -> [String] {
        let data = folder.file(moment == .starting ? "data" : "armed")
        var paths = ["", "-wal", "-journal", "-shm"].map { "\(data)/\(files).sqlite\($0)" }
        if files == .ledger { paths.append(data) }
        var words = ["strace", "-D", "-f", "-qq", "-o", folder.file("trace")]
        // Quicker; but what stops a thread that way delivers no signals.
        if fault != .kill { words.append("--seccomp-bpf") }
        words += [
            "-e", "trace=\(call)", "-e", "inject=\(call):\(fault.rawValue):when=\(number)",
        ]
        return words + paths.flatMap { ["-P", $0] }
    }

    /// From now on the calls of a server that has started count: its folder gets the name that the
    /// tracer looks for, and can still be found under its own.
    static func arm(_ folder: Folder) throws {
        let (data, armed) = (folder.file("data"), folder.file("armed"))
        guard rename(data, armed) == 0, symlink("armed", data) == 0 else {
            throw Late(description: "the folder cannot be renamed: \(errno)")
        }
    }

    /// Whether it came to it.
    func hasStruck(in folder: Folder, exitCode: Int32) -> Bool {
        fault == .kill ? exitCode == -SIGKILL : folder.read("trace").contains("(INJECTED)")
    }
}

extension Injection {
    /// Each place with each fault, and what numbers of calls a usual test run tries there.
    static func sample() -> [Injection] {
        var all: [Injection] = []
        for (moment, files, call, numbers) in usual {
            for fault in Fault.allCases {
                for number in numbers {
                    all.append(
                        Injection(
                            moment: moment,
                            files: files,
                            call: call,
                            fault: fault,
                            number: number
                        )
                    )
                }
            }
        }
        return all
    }

    private static let usual: [(Moment, Files, Call, [Int])] = [
        (.starting, .ledger, .pwrite64, [1, 9, 40]), (.starting, .ledger, .fdatasync, [1, 4]),
        (.starting, .ledger, .fsync, [1]), (.starting, .ledger, .ftruncate, [1]),
        (.starting, .views, .pwrite64, [5]), (.starting, .views, .fdatasync, [2]),
        (.talking, .ledger, .pwrite64, [1, 2, 8, 23, 40]),
        (.talking, .ledger, .fdatasync, [1, 2, 5]), (.talking, .views, .pwrite64, [2, 11]),
        (.ending, .ledger, .pwrite64, [1, 4]), (.ending, .ledger, .fdatasync, [1]),
        (.ending, .ledger, .ftruncate, [1]), (.ending, .views, .pwrite64, [1]),
    ]
}
