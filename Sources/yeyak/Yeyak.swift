import Glibc

/// The command line.
@main
enum Yeyak {
    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        do {
            try dispatch(words)
            exit(ExitCode.done)
        } catch let error as UsageError {
            say("yeyak: \(error.message)\nTry 'yeyak help'.", to: STDERR_FILENO)
            exit(ExitCode.usage)
        } catch let error as CommandError {
            say("yeyak: \(error.message)", to: STDERR_FILENO)
            exit(ExitCode.failed)
        } catch {
            say("yeyak: \(error)", to: STDERR_FILENO)
            exit(ExitCode.failed)
        }
    }

    private static func dispatch(_ words: [String]) throws {
        guard let name = words.first else {
            say(Help.overview, to: STDOUT_FILENO)
            throw UsageError("say what to do")
        }
        let rest = Array(words.dropFirst())
        if ["help", "--help", "-h"].contains(name) {
            say(rest.first.flatMap(Help.page) ?? Help.overview, to: STDOUT_FILENO)
            return
        }
        guard let page = Help.page(name) else { throw UsageError("there is no command '\(name)'") }
        if rest.contains("--help") || rest.contains("-h") {
            say(page, to: STDOUT_FILENO)
            return
        }
        switch name {
        case "run": try RunCommand(rest).run()
        case "events": try EventsCommand(rest).run()
        case "verify": try VerifyCommand(rest).run()
        case "backup": try BackupCommand(rest).run()
        case "dead-letters": try DeadLettersCommand(rest).run()
        case "rebuild": try RebuildCommand(rest).run()
        case "config": try ConfigCommand(rest).run()
        default: say("yeyak \(Help.version)", to: STDOUT_FILENO)
        }
    }
}

enum ExitCode {
    static let done: Int32 = 0
    static let failed: Int32 = 1
    static let usage: Int32 = 2
}

/// The command line was not understood.
struct UsageError: Error {
    let message: String
    init(_ message: String) { self.message = message }
}

/// What was asked for could not be done.
struct CommandError: Error {
    let message: String
    init(_ message: String) { self.message = message }
}

/// Writes a line at once, also when the output is a file or a pipe. False when nobody reads it.
@discardableResult
func say(_ text: String, to descriptor: Int32) -> Bool {
    sayBytes(Array((text + "\n").utf8), to: descriptor)
}

@discardableResult
func sayBytes(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
        let written = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if written < 0, errno == EINTR { continue }
        guard written > 0 else { return false }
        rest = rest.dropFirst(written)
    }
    return true
}
