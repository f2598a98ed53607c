import Kit
import KitTesting
import Runtime

/// One seed's world: callers, a process that dies now and then, what it leaves behind, and someone
/// who looks at everything.
final class World {
    let seed: UInt64
    let weather: Weather
    let trace: Trace
    let reached = Reached()
    let clock = SimulatedClock()
    let auditor = Auditor()
    let faults: Faults
    let witness: Witness
    let disk: any Disk
    let plant: Plant
    var chance: Seed
    var life: Life?
    var eyes: (any FactReader)?
    var intents: [Intent] = []
    /// Calls on their way to the ledger: they arrive in any order.
    var network: [Int] = []
    /// What callers were told: the kind, the number and the version of who was asked.
    var told: [Acknowledged] = []
    let findings = Findings()
    /// Nothing more goes wrong.
    var isResting = false

    init(_ seed: UInt64, plant: Plant = .nothing, keepsTrace: Bool = false) throws {
        self.seed = seed
        self.plant = plant
        weather = Weather(seed)
        trace = Trace(keepsLines: keepsTrace)
        faults = Faults(seed: seed, reached: reached)
        witness = Witness(trace, reached)
        disk = weather.usesFiles ? try FileDisk() : MemoryDisk()
        chance = Seed(seed)
        if weather.usesFiles { reached.sometimes(.filesUsed) }
    }

    /// The whole of it. Throws the first violation.
    func run() throws {
        try start(without: [])
        try openShops()
        for step in 0..<weather.steps {
            trace.note("step \(step) at \(clock.now().milliseconds)")
            try takeStep()
        }
        try comeToRest()
        trace.note("rest at \(clock.now().milliseconds)")
    }

    /// A process begins, and tries again where its disk does not answer.
    func start(without down: Set<String>) throws {
        for attempt in 0..<50 {
            if attempt == 20 { faults.calm() }
            faults.revive()
            witness.newLife()
            do {
                try begin(without: down)
                return
            } catch is Failure {
                trace.note("start failed")
                let isDead = faults.hasCrashed
                reached.sometimes(isDead ? .crashAtStart : .startFailed)
            } catch is StoreError {
                trace.note("start failed")
                reached.sometimes(.startFailed)
            }
            life = nil
            try leaveBehind(isPowerCut: false)
        }
        throw Violation(.everythingRests, "no process can start")
    }

    private func begin(without down: Set<String>) throws {
        let (disk, faults, reached) = (disk, faults, reached)
        let store = FaultyLedgerStore(plant.around(try disk.ledgerStore()), faults, witness)
        let rows = FaultyViewStore(
            plant.around(try disk.viewStore()),
            faults,
            trace,
            reached
        )
        if !isResting, chance.happens(weather.crashes * 6) {
            faults.ledgerFate = chance.happens(50) ? .crashBefore : .crashAfter
        }
        life = try Life(
            weather,
            without: down,
            ledgerStore: store,
            viewStore: rows,
            clock: clock,
            reached: reached,
            reader: { FaultyReader(try disk.reader(), faults, reached) }
        )
        trace.note("start without \(down.sorted())")
        let eyes = try disk.reader()
        self.eyes = eyes
        try auditor.compare(eyes)
    }

    /// The process is no more. Callers whose calls were under way hear nothing.
    func die(isPowerCut: Bool) throws {
        try die(isPowerCut: isPowerCut, without: somebodyDown())
    }

    func die(isPowerCut: Bool, without down: Set<String>) throws {
        trace.note("death")
        for index in intents.indices where intents[index].underWay > 0 {
            intents[index].underWay = 0
            intents[index].mayHaveHappened = true
        }
        try leaveBehind(isPowerCut: isPowerCut)
        life = nil
        eyes = nil
        try start(without: down)
    }

    private func leaveBehind(isPowerCut: Bool) throws {
        if try disk.endProcess(isPowerCut: isPowerCut, &chance) {
            reached.sometimes(.viewWritesLost)
        }
    }

    private func somebodyDown() -> Set<String> {
        var down: Set<String> = []
        if isResting { return down }
        for service in ["reservation", "payment", "hairshop", "mypage", "watch"]
        where chance.happens(weather.outages / 2) {
            down.insert(service)
        }
        return down
    }
}
