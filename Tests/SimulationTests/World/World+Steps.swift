import Kit
import KitTesting
import Runtime

/// What can come next.
private enum Step {
    case ask, group, again, send, turn, show, feed, pass, jump, read, peek
    case crash, stop, badCommit, badRows, badReads, badFeed
}

extension World {
    private var choices: [(Int, Step)] {
        [
            (14, .ask), (4, .group), (6, .again), (8, .send), (24, .turn), (10, .show),
            (7, .feed), (7, .pass), (7, .read), (3, .peek),
            (weather.jumps, .jump), (weather.crashes, .crash), (weather.stops, .stop),
            (weather.badCommits, .badCommit), (weather.badRows, .badRows),
            (weather.badReads, .badReads), (weather.badFeed, .badFeed),
        ]
    }

    func takeStep() throws {
        guard let step = chance.pick(choices) else { return }
        switch step {
        case .ask: want(somethingToAsk())
        case .group:
            for _ in 0..<chance.among(8...12) { want(somethingToAsk(), atOnce: true) }
            try turn()
        case .again: try askAgain()
        case .send: if !network.isEmpty { send(network.remove(at: chance.below(network.count))) }
        case .turn: try turn()
        case .show: try show()
        case .feed: life?.feed.deliverOne()
        case .pass: pass()
        case .read: readSomething()
        case .peek: try peek()
        case .jump, .crash, .stop, .badCommit, .badRows, .badReads, .badFeed:
            try makeTrouble(step)
        }
        try lookAround()
    }

    private func makeTrouble(_ step: Step) throws {
        switch step {
        case .jump: jump()
        case .crash:
            reached.sometimes(.crashBetween)
            try die(isPowerCut: chance.happens(50))
        case .stop:
            reached.sometimes(.stopped)
            try life?.stop { try auditor.catchUp(try disk.reader()) }
            try hear()
            try throwFinding()
            try die(isPowerCut: false)
        case .badCommit:
            let fates: [(Int, Faults.Fate)] = [
                (3, .full), (3, .failed), (1, .unsyncedAndLost), (1, .unsyncedButKept),
                (weather.crashes, .crashBefore), (weather.crashes, .crashAfter),
            ]
            faults.ledgerFate = chance.pick(fates) ?? .kept
        case .badRows:
            let fates: [(Int, Faults.Fate)] = [
                (3, .full), (3, .failed), (weather.crashes, .crashBefore),
                (weather.crashes, .crashAfter),
            ]
            faults.viewFate = chance.pick(fates) ?? .kept
        case .badReads:
            let isBad = faults.ledgerReads + faults.viewReads > 0
            faults.ledgerReads = isBad ? 0 : chance.below(2) * 40
            faults.viewReads = isBad ? 0 : chance.below(2) * 40
        default:
            if let what = life?.feed.stumble(&chance) { reached.sometimes(what) }
        }
    }

    /// One batch of the ledger, and what became of it.
    func turn() throws {
        guard let life else { return }
        let goesOn = life.turn()
        if faults.hasCrashed { return try die(isPowerCut: chance.happens(50)) }
        if let eyes { try auditor.catchUp(eyes) }
        try hear()
        if !goesOn { try die(isPowerCut: chance.happens(50)) }
    }

    /// One round of the views.
    func show() throws {
        guard let life else { return }
        _ = life.show()
        if faults.hasCrashed { try die(isPowerCut: chance.happens(50)) }
        try throwFinding()
    }

    private func pass() {
        let spans: [(Int, Int)] = [(5, 100), (5, 700), (4, 3_000), (2, 30_000), (1, 600_000)]
        clock.pass(milliseconds: Int64(chance.pick(spans) ?? 0))
    }

    private func jump() {
        if chance.happens(50) {
            reached.sometimes(.clockBackwards)
            clock.jump(milliseconds: -Int64(chance.among(1...3_600_000)))
        } else {
            reached.sometimes(.clockForwards)
            clock.jump(milliseconds: Int64(chance.among(1...3)) * 3_600_000)
        }
    }

    /// After every step: what is cheap to know.
    private func lookAround() throws {
        guard let problem = life?.ledger.figures.problems.first else { return }
        throw Violation(.nobodyHalts, problem)
    }
}
