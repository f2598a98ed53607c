import Foundation
import Glibc
import Testing
import Threads

/// A process of ours. It writes to two files, and does not outlive this value.
final class Child: Sendable {
    let pid: pid_t
    private let folder: Folder
    /// What it ended with, once that has been seen.
    private let status = Monitor<Int32?>(nil)

    /// Starts a program with just these arguments, and an environment without settings of ours.
    init(_ words: [String], environment: [String: String] = [:]) throws {
        folder = try Folder()
        var all = [
            "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": folder.path, "LC_ALL": "C.UTF-8",
        ]
        all.merge(environment) { $1 }
        pid = try Self.spawn(words, all.map { "\($0)=\($1)" }, folder)
    }

    private static func spawn(
        _ words: [String],
        _ environment: [String],
        _ folder: Folder
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        for (descriptor, name) in [(Int32(1), "out"), (2, "err")] {
            let flags = O_WRONLY | O_CREAT | O_APPEND
            posix_spawn_file_actions_addopen(&actions, descriptor, folder.file(name), flags, 0o600)
        }
        // Nothing that other tests have open may live on in it.
        for descriptor in Int32(3)..<1_000 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF)
        )
        var arguments = words.map { strdup($0) } + [nil]
        var variables = environment.map { strdup($0) } + [nil]
        defer { for pointer in arguments + variables { free(pointer) } }
        var pid: pid_t = 0
        let code = posix_spawnp(&pid, words[0], &actions, &attributes, &arguments, &variables)
        guard code == 0 else { throw Late(description: "cannot start \(words[0]): \(code)") }
        return pid
    }

    deinit {
        send(SIGKILL)
        while exitCode == nil { poll(nil, 0, 2) }
    }

    var out: String { folder.read("out") }
    var err: String { folder.read("err") }

    /// Nil while it runs; the negative signal when one has ended it.
    var exitCode: Int32? {
        status.locked { known in
            if let known { return known }
            var word: Int32 = 0
            guard waitpid(pid, &word, WNOHANG) == pid else { return nil }
            known = word & 0x7F == 0 ? (word >> 8) & 0xFF : -(word & 0x7F)
            return known
        }
    }

    func send(_ signal: Int32) {
        if exitCode == nil { kill(pid, signal) }
    }

    /// Waits for its end.
    @discardableResult
    func ended(within seconds: Double = 30) throws -> Int32 {
        try eventually("the end of process \(pid)", within: seconds) { exitCode }
    }
}

/// What a program has said and ended with.
struct Ended {
    let code: Int32
    let out: String
    let err: String
}

/// Runs a program to its end.
func run(
    _ words: [String],
    environment: [String: String] = [:],
    within seconds: Double = 60
) throws -> Ended {
    let child = try Child(words, environment: environment)
    let code = try child.ended(within: seconds)
    return Ended(code: code, out: child.out, err: child.err)
}

/// Runs our program to its end.
func yeyak(_ words: String..., environment: [String: String] = [:]) throws -> Ended {
    try run([try Binary.path()] + words, environment: environment)
}

/// The program under test.
enum Binary {
    static func path() throws -> String {
        if let path = ProcessInfo.processInfo.environment["BINARY_UNDER_TEST"] { return path }
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let path = root.appending(path: ".build/release/yeyak").path
        return try #require(
            FileManager.default.isExecutableFile(atPath: path) ? path : nil,
            "build it first: swift build -c release --product yeyak, or set BINARY_UNDER_TEST"
        )
    }
}
