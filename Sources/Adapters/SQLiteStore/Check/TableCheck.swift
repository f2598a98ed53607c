import Kit
import Runtime

/// What belongs to the facts: whether all of it can be read, and agrees with them.
struct TableCheck {
    enum Part: String, CaseIterable {
        case kinds, directory, snapshots, marks, letters, timers, replies
    }

    /// The position of the last fact.
    let head: Int64
    /// The version that each stream has come to, by the stream in one integer.
    let versions: [Int64: Int64]

    func run(
        _ part: Part,
        _ connection: borrowing Connection,
        _ report: (String) -> Void
    ) throws(StoreError) {
        switch part {
        case .kinds: try kinds(connection, report)
        case .directory: try directory(connection, report)
        case .snapshots: try snapshots(connection, report)
        case .marks: try marks(connection, report)
        case .letters: try letters(connection, report)
        case .timers: try timers(connection, report)
        case .replies: try replies(connection, report)
        }
    }

    private func kinds(
        _ connection: borrowing Connection,
        _ report: (String) -> Void
    ) throws(StoreError) {
        let names = try KindTable(connection).names()
        let used = Set(versions.keys.map { StreamID(packed: $0).kind })
        for kind in used.sorted() where names[kind] == nil {
            report("there are facts of kind \(kind), which has no name")
        }
    }

    private func directory(
        _ connection: borrowing Connection,
        _ report: (String) -> Void
    ) throws(StoreError) {
        let table = try DirectoryTable(connection)
        let rows = try connection.prepare("SELECT stream, key, count, kind FROM directory")
        while try rows.step() {
            let run = DirectoryRun(rows)
            guard rows.number(2) == run.count, run.count <= Int64(versions.count) else {
                report("'\(run.key)' in the directory speaks for \(rows.number(2)) streams")
                continue
            }
            for offset in 0..<run.count {
                let stream = StreamID(kind: run.first.kind, number: run.first.number &+ offset)
                guard let key = run.key(of: stream) else { continue }
                if versions[stream.packed] == nil {
                    report("'\(key)' is in the directory, but stream \(stream.packed) has no facts")
                }
                let found = try table.number(of: key, kind: stream.kind)
                if rows.number(3) != Int64(stream.kind) || found != stream.number {
                    report("'\(key)' in the directory leads to something else than it says")
                }
            }
        }
    }

    private func snapshots(
        _ connection: borrowing Connection,
        _ report: (String) -> Void
    ) throws(StoreError) {
        let table = try SnapshotTable(connection)
        let rows = try connection.prepare("SELECT stream, version FROM snapshot")
        while try rows.step() {
            let stream = rows.number(0)
            if try table.snapshot(of: StreamID(packed: stream)) == nil {
                report("the snapshot of stream \(stream) is not what was written")
            } else if rows.number(1) > versions[stream] ?? 0 {
                report("the snapshot of stream \(stream) is newer than its facts")
            }
        }
    }

    private func marks(
        _ connection: borrowing Connection,
        _ report: (String) -> Void
    ) throws(StoreError) {
        for (follower, mark) in try MarkTable(connection).marks().sorted(by: { $0.key < $1.key })
        where mark < 0 || mark > head {
            report("\(follower) has come to fact \(mark), but there are \(head)")
        }
    }

    private func letters(
        _ connection: borrowing Connection,
        _ report: (String) -> Void
    ) throws(StoreError) {
        for letter in try LetterTable(connection).letters(limit: .max)
        where letter.id.position > head {
            report(
                "\(letter.id.follower) has a letter about fact \(letter.id.position), "
                    + "but there are \(head)"
            )
        }
    }

    private func timers(
        _ connection: borrowing Connection,
        _ report: (String) -> Void
    ) throws(StoreError) {
        let names = try KindTable(connection).names()
        let latest = Instant(milliseconds: .max)
        for timer in try TimerTable(connection).timers(dueBy: latest, limit: .max)
        where names[timer.kind] == nil || timer.cause.position > head {
            report("timer \(timer.number) asks something that does not exist")
        }
    }

    private func replies(
        _ connection: borrowing Connection,
        _ report: (String) -> Void
    ) throws(StoreError) {
        let table = try ReplyTable(connection)
        let rows = try connection.prepare("SELECT key, operation, caller FROM reply")
        while try rows.step() {
            let call = CallID(
                caller: rows.text(2),
                operation: rows.text(1),
                key: rows.text(0)
            )
            if try table.reply(to: call) == nil {
                report("the answer to '\(call.key)' (\(call.operation)) cannot be found")
            }
        }
    }
}
