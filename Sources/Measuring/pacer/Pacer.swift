import Glibc
import OpenLoop

/// Offers requests at fixed times, and says in one line of JSON what became of them.
@main
enum Pacer {
    static let help = """
        pacer load PORT PATH [--rate 1000] [--seconds 10] [--connections 64] [--body JSON]
                             [--method POST] [--arrivals constant|poisson] [--seed 1]
                             [--numbers 1000] [--patience 5] [--pause MICROSECONDS]
        pacer probe PORT [--rate 20] [--seconds 10] [--body JSON] [--patience 30]

        `{number}` in PATH or JSON becomes eight digits, one of `--numbers` different ones.
        """

    static func main() {
        do {
            var words = try Words(Array(CommandLine.arguments.dropFirst()))
            let command = try words.next("load or probe")
            switch command {
            case "load": try put(load(&words).offer().line)
            case "probe": try put(probe(&words).look().line)
            default: throw Misunderstanding("there is no '\(command)'")
            }
        } catch let error as Misunderstanding {
            complain("pacer: \(error.sentence)\n\(help)")
            exit(2)
        } catch {
            complain("pacer: \(error)")
            exit(1)
        }
    }

    private static func load(_ words: inout Words) throws -> OpenLoad {
        let port = try words.port()
        let path = try words.next("a path")
        let body = words.text("body")
        guard let rhythm = Arrivals.Rhythm(rawValue: words.text("arrivals") ?? "constant") else {
            throw Misunderstanding("--arrivals is constant or poisson")
        }
        var load = OpenLoad(
            port: port,
            request: Request(
                words.text("method") ?? (body == nil ? "GET" : "POST"),
                path,
                host: "127.0.0.1:\(port)",
                body: body
            ),
            arrivals: Arrivals(
                rhythm,
                perSecond: try words.number("rate", 1_000, atLeast: 0.001),
                seed: UInt64(try words.number("seed", 1))
            )
        )
        load.seconds = try words.number("seconds", load.seconds)
        load.connections = Int(try words.number("connections", Double(load.connections)))
        load.numbers = Int(try words.number("numbers", Double(load.numbers)))
        load.patienceSeconds = try words.number("patience", load.patienceSeconds)
        load.pauseMicroseconds = Int64(try words.number("pause", 0))
        try words.end()
        return load
    }

    private static func probe(_ words: inout Words) throws -> Probe {
        let port = try words.port()
        let body = words.text("body") ?? "{\"customerId\":\"P{number}\",\"date\":\"20211001\"}"
        var probe = Probe(
            port: port,
            booking: Request("POST", "/reservations", host: "127.0.0.1:\(port)", body: body)
        )
        probe.perSecond = try words.number("rate", probe.perSecond, atLeast: 0.001)
        probe.seconds = try words.number("seconds", probe.seconds)
        probe.patienceSeconds = try words.number("patience", probe.patienceSeconds)
        try words.end()
        return probe
    }
}

func put(_ line: String) { say(line, to: STDOUT_FILENO) }
func complain(_ line: String) { say(line, to: STDERR_FILENO) }

private func say(_ line: String, to descriptor: Int32) {
    let bytes = Array((line + "\n").utf8)
    _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
}
