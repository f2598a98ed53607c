import Glibc
import Memory
import OpenLoop

/// Measures the ledger with its store and its views, without HTTP, and makes ledgers to measure
/// with.
@main
enum BareLedger {
    static let help = """
        bareledger book FOLDER [--seconds 10] [--facts 0] [--waiting 64] [--customers 1000]
            books until the time is over, or until there are so many facts more
        bareledger rename FOLDER [--times 10000] [--snapshots 100]
            gives the first shop so many other names, and keeps its state after every so many
        """

    static func main() {
        Memory.giveBackInBackground()
        do {
            var words = try Words(Array(CommandLine.arguments.dropFirst()))
            let command = try words.next("book or rename")
            let folder = try words.next("a folder")
            switch command {
            case "book":
                let seconds = try words.number("seconds", 10)
                let facts = Int64(try words.number("facts", 0))
                let waiting = Int(try words.number("waiting", 64, atLeast: 1))
                let customers = Int(try words.number("customers", 1_000, atLeast: 1))
                try words.end()
                let run = try Booking(
                    folder: folder,
                    goal: facts,
                    waiting: waiting,
                    customers: customers
                )
                try put(run.line(seconds: facts > 0 ? 3_600 : seconds))
            case "rename":
                let times = Int64(try words.number("times", 10_000))
                let every = Int64(try words.number("snapshots", 100, atLeast: 1))
                try words.end()
                try put(rename(folder: folder, times: times, snapshotEvery: every))
            default:
                throw Misunderstanding("there is no '\(command)'")
            }
        } catch let error as Misunderstanding {
            complain("bareledger: \(error.sentence)\n\(help)")
            exit(2)
        } catch {
            complain("bareledger: \(error)")
            exit(1)
        }
    }

    private static func rename(
        folder: String,
        times: Int64,
        snapshotEvery: Int64
    ) throws -> String {
        let shop = try BareShop(folder: folder, snapshotEvery: snapshotEvery)
        let begin = monotonicNanoseconds()
        let loop = ClosedLoop(limit: times) { shop.rename("Shop \($0)", answer: $1) }
        loop.start(underWay: 64)
        while !loop.isDone { poll(nil, 0, 5) }
        try shop.waitForTail()
        let seconds = Double(monotonicNanoseconds() - begin) / 1e9
        shop.stop()
        guard loop.failures == 0 else { throw Misunderstanding("renaming failed") }
        return "{\"renamed\":\(loop.answers),\"seconds\":\(seconds)}"
    }
}

func put(_ line: String) { say(line, to: STDOUT_FILENO) }
func complain(_ line: String) { say(line, to: STDERR_FILENO) }

private func say(_ line: String, to descriptor: Int32) {
    let bytes = Array((line + "\n").utf8)
    _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
}
