import Glibc
import KitTesting
import Testing

@Suite("A crash", .apart) struct CrashTests {
    @Test func `at any moment, under load, loses nothing and doubles nothing, 25 times over`()
        throws
    {
        let folder = try Folder()
        let (rounds, seed) = (CrashSettings.rounds, CrashSettings.seed)
        var chance = Seed(seed)
        var (stories, latest): ([Story], [Story]) = ([], [])
        var acknowledged = 0
        for round in 0...rounds {
            if chance.next() % 4 == 0 { try killWhileStarting(in: folder, &chance) }
            let server = try Server(in: folder)
            acknowledged += latest.reduce(0) { $0 + $1.answers.count }
            var audit = Audit(server, stories)
            try audit.finish(latest)
            try audit.verify()
            if round == rounds { try audit.lookAtAll() }
            try #require(audit.faults == [], "after round \(round) of CRASH_SEED=\(seed)")
            guard round < rounds else { break }
            latest = try liveUntilKilled(server, round, &chance)
            stories += latest
        }
        #expect(acknowledged > rounds * 10, "the crashes come too early to say much")
        CrashSettings.tell("\(rounds) crashes, \(acknowledged) acknowledged, all there and once")
    }

    /// Before it listens, or hardly after.
    private func killWhileStarting(in folder: Folder, _ chance: inout Seed) throws {
        let child = try Child(Server.words(in: folder))
        poll(nil, 0, Int32.random(in: 0...80, using: &chance))
        child.send(SIGKILL)
        try child.ended()
    }

    /// Six customers at a time, until the server is gone in the middle of what it does.
    private func liveUntilKilled(
        _ server: Server,
        _ round: Int,
        _ chance: inout Seed
    ) throws -> [Story] {
        let stories = Collected<Story>()
        let answered = Collected<Int>()
        let enough = Int.random(in: 0...120, using: &chance)
        let more = Int32.random(in: 0...15, using: &chance)
        let seed = chance.next()
        try together(7) { thread in
            guard thread < 6 else {
                try until("enough answers") { answered.all.count >= enough }
                poll(nil, 0, more)
                return server.child.send(SIGKILL)
            }
            var chance = Seed(seed &+ UInt64(thread))
            let caller = server.caller
            do {
                while true {
                    let plot = Story.Plot.allCases.randomElement(using: &chance) ?? .books
                    let story = Story(
                        "r\(round)t\(thread)-\(stories.all.count)",
                        plot,
                        time: Int.random(in: 0..<180, using: &chance)
                    )
                    stories.add(story)
                    while try story.goOn(caller) {
                        answered.add(1)
                        // As someone does who was too impatient to wait for the answer.
                        guard chance.next() % 3 == 0 else { continue }
                        try story.tellAgain(caller, fromStep: story.answers.count - 1)
                    }
                }
            } catch is Caller.Gone {}
        }
        try server.child.ended()
        return stories.all
    }
}
