import Glibc
import Kit
import Runtime
import SQLiteStore

func nanoseconds() -> UInt64 {
    var t = timespec()
    clock_gettime(CLOCK_MONOTONIC, &t)
    return UInt64(t.tv_sec) * 1_000_000_000 + UInt64(t.tv_nsec)
}

func percentile(_ sorted: [UInt64], _ p: Double) -> Double {
    sorted.isEmpty ? 0 : Double(sorted[min(sorted.count - 1, Int(Double(sorted.count) * p))]) / 1e6
}

let payload = [UInt8](repeating: 120, count: 300)

func fact(_ position: Int64) -> StoredFact {
    StoredFact(
        position: position,
        stream: StreamID(kind: 1, number: (position + 1) / 2),
        version: (position + 1) % 2 + 1,
        type: position % 2 == 0 ? "confirmed" : "requested",
        schemaVersion: 1,
        time: Instant(milliseconds: 1_760_000_000_000 + position),
        correlation: FactID(position),
        cause: FactID(0),
        data: payload
    )
}

func remove(_ path: String) {
    for suffix in ["", "-wal", "-shm", ".lock"] { unlink(path + suffix) }
}

func run(_ n: Int, total: Int, replies: Bool, path: String) throws {
    remove(path)
    let store = try SQLiteLedgerStore(path: path)
    _ = try store.open(kinds: ["seat"])
    var position: Int64 = 0
    var times: [UInt64] = []
    let start = nanoseconds()
    while Int(position) < total {
        var batch = WriteBatch()
        for _ in 0..<n {
            position += 1
            batch.facts.append(fact(position))
        }
        if replies {
            for i in 0..<n {
                let x = (UInt64(position) &* 1000 &+ UInt64(i)) &* 0x9E37_79B9_7F4A_7C15
                batch.replies.append(
                    StoredReply(
                        call: CallID(
                            caller: "client-7",
                            operation: "POST /concert/reservations",
                            key: "\(x)-\(x ^ 0x5555_5555)"
                        ),
                        fingerprint: 1,
                        time: Instant(milliseconds: position),
                        reply: Reply(status: 201, location: "/reservations/1", body: payload)
                    )
                )
            }
        }
        let t = nanoseconds()
        try store.commit(batch)
        times.append(nanoseconds() - t)
    }
    let seconds = Double(nanoseconds() - start) / 1e9
    times.sort()
    print(
        "N=\(n) replies=\(replies): \(Int(Double(total) / seconds)) events/s, p50 \(percentile(times, 0.5)) p99 \(percentile(times, 0.99)) max \(percentile(times, 1)) ms"
    )
}

func views(path: String) throws {
    remove(path)
    let store = try SQLiteViewStore(path: path)
    _ = try store.open([
        ViewSchema(
            name: "v",
            columns: [
                .init("status", indexed: true), .init("customer", indexed: true), .init("t"),
            ],
            fingerprint: "1"
        )
    ])
    func row(_ n: Int64, _ version: Int64) -> StoredRow {
        StoredRow(
            number: n,
            version: version,
            data: payload,
            shown: payload,
            columns: [
                .text(version == 1 ? "requested" : "confirmed"), .text("customer-\(n % 5_000)"),
                .integer(n * 7919 % 100_003),
            ]
        )
    }
    for version in 1...2 as ClosedRange<Int64> {
        let start = nanoseconds()
        var times: [UInt64] = []
        for batch in 0..<2_000 as Range<Int64> {
            let t = nanoseconds()
            try store.write(
                (1...100).map { (0, row(batch * 100 + $0, version)) },
                marks: [(0, batch)]
            )
            times.append(nanoseconds() - t)
        }
        times.sort()
        let seconds = Double(nanoseconds() - start) / 1e9
        print(
            "views pass \(version): \(Int(200_000 / seconds)) upserts/s, batch of 100 p50 \(percentile(times, 0.5)) p99 \(percentile(times, 0.99)) ms"
        )
    }
    func query(_ name: String, _ query: PageQuery, counting: Bool) throws {
        var times: [UInt64] = []
        for _ in 0..<200 {
            let t = nanoseconds()
            _ = try store.page(query, of: 0, counting: counting)
            times.append(nanoseconds() - t)
        }
        times.sort()
        print("\(name): p50 \(percentile(times, 0.5)) p99 \(percentile(times, 0.99)) ms")
    }
    try query("first page, not counted", PageQuery(), counting: false)
    try query("first page, counted", PageQuery(), counting: true)
    try query(
        "newest page",
        PageQuery(order: [.init(column: nil, descending: true)]),
        counting: false
    )
    let customer = PageQuery.Filter(column: 1, value: .text("customer-77"))
    try query("customer (40 rows), counted", PageQuery(filters: [customer]), counting: true)
    try query(
        "status = half... newest, counted",
        PageQuery(
            filters: [.init(column: 0, value: .text("confirmed"))],
            order: [.init(column: nil, descending: true)]
        ),
        counting: true
    )
    try query(
        "sorted by plain column",
        PageQuery(order: [.init(column: 2, descending: true)]),
        counting: false
    )
    try query("offset 100,000", PageQuery(offset: 100_000), counting: false)
    let t = nanoseconds()
    for n in 1...100_000 as ClosedRange<Int64> { _ = try store.row(n, of: 0) }
    print("row(): \(Double(nanoseconds() - t) / 1e8) us")
}

let path = CommandLine.arguments.count > 2 ? CommandLine.arguments[2] : "/tmp/storebench.db"
switch CommandLine.arguments.count > 1 ? CommandLine.arguments[1] : "commit" {
case "open":
    remove(path)
    do {
        let store = try SQLiteLedgerStore(path: path)
        _ = try store.open(kinds: ["seat", "other"])
        var position: Int64 = 0
        while position < 1_000_000 {
            var batch = WriteBatch()
            for _ in 0..<1_000 {
                position += 1
                batch.facts.append(fact(position))
            }
            try store.commit(batch)
        }
    }
    for _ in 0..<5 {
        let t = nanoseconds()
        let store = try SQLiteLedgerStore(path: path)
        let t1 = nanoseconds()
        let head = try store.open(kinds: ["seat", "other", "third"])
        let t2 = nanoseconds()
        print("init \(Double(t1 - t) / 1e6) ms, open \(Double(t2 - t1) / 1e6) ms", head)
    }
    let reader = try SQLiteLedgerStore(path: path).reader()
    let t = nanoseconds()
    var at: Int64 = 0
    while true {
        let facts = try reader.facts(after: at, limit: 1_000)
        guard let last = facts.last else { break }
        at = last.position
    }
    print("scan \(at) facts: \(Int(Double(at) / (Double(nanoseconds() - t) / 1e9)))/s")
case "replies":
    for n in [1, 10, 100, 1000] { try run(n, total: 60_000, replies: true, path: path) }
case "views": try views(path: path)
case "one":
    try run(1000, total: 1_000_000, replies: false, path: path)
default:
    for n in [1, 10, 100, 1000] {
        try run(n, total: n == 1 ? 20_000 : 60_000, replies: false, path: path)
    }
}
remove(path)
