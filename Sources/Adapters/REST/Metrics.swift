import Kit
import Runtime

/// The figures of a process, in the text form that Prometheus reads.
struct Metrics {
    private let ledger: Ledger
    private let hall: ViewHall
    private let allocatedBytes: Int?
    private let now: Instant

    init(_ ledger: Ledger, _ hall: ViewHall, allocatedBytes: Int?, at now: Instant) {
        self.allocatedBytes = allocatedBytes
        self.ledger = ledger
        self.hall = hall
        self.now = now
    }

    var text: String {
        (ledgerFigures + waitFigures + letterFigures + lagFigures + memoryFigures).joined()
    }

    private var ledgerFigures: [String] {
        let figures = ledger.figures
        let rows: [(String, String, String, Int64)] = [
            ("yeyak_ledger_facts_total", "counter", "Facts made durable.", figures.facts),
            ("yeyak_ledger_syncs_total", "counter", "Transactions synced.", figures.syncs),
            ("yeyak_ledger_commands_total", "counter", "Calls decided.", figures.commands),
            ("yeyak_ledger_refusals_total", "counter", "Calls refused.", figures.refusals),
            ("yeyak_ledger_backlog", "gauge", "Calls that wait.", Int64(ledger.backlog)),
            (
                "yeyak_ledger_turned_away_total", "counter",
                "Calls told to come again, as they would have waited too long.",
                ledger.door.turnedAway
            ),
            (
                "yeyak_views_turned_away_total", "counter",
                "Reads told to come again, as they would have waited too long.",
                hall.door.turnedAway
            ),
            ("yeyak_ledger_position", "gauge", "The last durable fact.", ledger.position),
            ("yeyak_dead_letters", "gauge", "Facts that wait for a retry.", figures.letters),
            ("yeyak_cache_bytes", "gauge", "Aggregates in memory.", figures.cacheBytes),
            (
                "yeyak_problems", "gauge", "Followers and views that cannot go on.",
                Int64(figures.problems.count)
            ),
        ]
        return rows.map { name, type, help, value in
            "\(head(name, type, help))\(name) \(value)\n"
        }
    }

    private var memoryFigures: [String] {
        guard let allocatedBytes else { return [] }
        let name = "yeyak_memory_allocated_bytes"
        let help = "Memory in use, as the allocator counts it."
        return ["\(head(name, "gauge", help))\(name) \(allocatedBytes)\n"]
    }

    private var waitFigures: [String] {
        [
            ("yeyak_ledger_expected_wait_seconds", "a call", ledger.door),
            ("yeyak_views_expected_wait_seconds", "a read", hall.door),
        ].map { name, who, door in
            let help = "How long \(who) would wait that came now."
            return head(name, "gauge", help)
                + "\(name) \(seconds(door.expectedWait / 1_000_000))\n"
        }
    }

    private var letterFigures: [String] {
        let letters = ledger.figures.lettersByFollower
        return [
            family(
                "yeyak_letters_parked",
                "Subjects of which a fact could not be acted on.",
                letters.map { ("follower", $0.follower, "\($0.parked)") }
            ),
            family(
                "yeyak_letters_behind",
                "Facts that wait behind those.",
                letters.map { ("follower", $0.follower, "\($0.behind)") }
            ),
            family(
                "yeyak_letters_oldest_seconds",
                "How long the oldest of them waits.",
                letters.map { ("follower", $0.follower, seconds(age(of: $0.oldest))) }
            ),
        ]
    }

    private var lagFigures: [String] {
        // The marks first: what is committed after them is not held against anyone.
        let queued = hall.queuedSince
        let followers = ledger.lags
        let position = ledger.position
        func facts(_ lags: [Lag], _ label: String) -> [(String, String, String)] {
            lags.map { (label, $0.name, "\($0.facts(upTo: position))") }
        }
        func waits(_ lags: [Lag], _ label: String, _ queued: Instant?) -> [(
            String, String, String
        )] {
            lags.map { lag in
                let wait = lag.milliseconds(upTo: position, at: now, queued: queued)
                return (label, lag.name, seconds(wait))
            }
        }
        return [
            family(
                "yeyak_follower_lag_facts",
                "Facts that a policy has not dealt with.",
                facts(followers, "follower")
            ),
            family(
                "yeyak_follower_lag_seconds",
                "How long the first of them waits.",
                waits(followers, "follower", nil)
            ),
            family(
                "yeyak_view_lag_facts",
                "Facts that a view does not show.",
                facts(hall.lags, "view")
            ),
            family(
                "yeyak_view_lag_seconds",
                "How long the first of them waits.",
                waits(hall.lags, "view", queued)
            ),
        ]
    }

    private func age(of moment: Instant) -> Int64 {
        let (span, overflow) = now.milliseconds.subtractingReportingOverflow(moment.milliseconds)
        return overflow ? 0 : max(0, span)
    }

    private func seconds(_ milliseconds: Int64) -> String {
        let rest = "\(1_000 + milliseconds % 1_000)".dropFirst()
        return "\(milliseconds / 1_000).\(rest)"
    }

    private func head(_ name: String, _ type: String, _ help: String) -> String {
        "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    /// Gauges with one label. Names of policies and views need no escapes.
    private func family(
        _ name: String,
        _ help: String,
        _ rows: [(label: String, value: String, number: String)]
    ) -> String {
        head(name, "gauge", help)
            + rows.map { "\(name){\($0.label)=\"\($0.value)\"} \($0.number)\n" }.joined()
    }
}
