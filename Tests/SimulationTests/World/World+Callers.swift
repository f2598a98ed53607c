import Kit
import KitTesting
import Payments
import Runtime

@testable import HairShop

extension World {
    func openShops() throws {
        for _ in 0..<2 { want(.open(Town.profile(&chance)), atOnce: true) }
        for _ in 0..<3 { try turn() }
    }

    func somethingToAsk() -> Ask {
        let number = Int64(chance.below(auditor.reservations.members.count + 1)) + 1
        let stylist = Town.stylists[chance.below(Town.stylists.count)]
        let clerk = weather.clerkDecides ? 14 : 3
        let choices: [(Int, Ask)] = [
            (40, .book(booking())), (16, .cancel(reservation: number)),
            (6, .collect(reservation: number)), (2, .decline(reservation: number)),
            (clerk, .assign(reservation: number, stylist)),
            (clerk / 3, .letGo(reservation: number)),
            (3, .change(shop: Int64(chance.below(2)) + 1, Town.profile(&chance))),
            (6, .ring("word \(intents.count)")), (2, .close), (4, .reopen),
        ]
        return chance.pick(choices) ?? .reopen
    }

    private func booking() -> Ask.Booking {
        let tokens: [(Int, Name<PaymentToken>?)] = [
            (6, nil), (3, "tok_visa"), (1, Provider.declinedCard), (4, Provider.bankTransfer),
        ]
        return Ask.Booking(
            shop: ID(chance.happens(3) ? 9 : Int64(chance.below(2)) + 1),
            customer: Name("customer \(intents.count)"),
            day: chance.below(3),
            hour: chance.happens(10) ? nil : 10 + chance.below(7),
            styling: chance.happens(10) ? nil : Town.stylings[chance.below(3)],
            stylist: chance.happens(50) ? Town.stylists[chance.below(2)] : nil,
            token: chance.pick(tokens) ?? nil
        )
    }

    /// A caller wants something, under a key of its own.
    func want(_ ask: Ask, atOnce: Bool = false) {
        let index = intents.count
        intents.append(Intent(ask, key: "key \(index)", at: clock.now()))
        if atOnce || chance.happens(70) { send(index) } else { network.append(index) }
    }

    /// A caller repeats itself: it has heard nothing, or not well, or does not care.
    func askAgain() throws {
        guard !intents.isEmpty else { return }
        let index = chance.below(intents.count)
        guard mayRepeat(index) else { return }
        if chance.happens(15), let reply = intents[index].heard {
            return try misuse(index, reply)
        }
        if chance.happens(40) { network.append(index) } else { send(index) }
    }

    /// An answer is remembered for some time, by a clock that jumps.
    func mayRepeat(_ index: Int) -> Bool {
        clock.latest - intents[index].earliest < weather.limits.rememberReplies / 2
    }

    /// The same key, with another payload.
    private func misuse(_ index: Int, _ reply: Reply) throws {
        guard let life else { return }
        let answers = Mailbox()
        life.ledger.call(intents[index].call, fingerprint: -1) { _ in
            Reply(status: 200)
        } answer: {
            answers.put(Mailbox.Answer(intent: index, result: $0, wasDecided: false))
        }
        try turn()
        for answer in answers.takeAll() {
            switch answer.result {
            case .success:
                throw Violation(.nothingIsDoubled, "\(intents[index].key) is used twice")
            case .failure(let failure as Failure):
                if failure == .keyReused { reached.sometimes(.keyReused) }
            case .failure: break
            }
        }
    }

    /// A call arrives.
    func send(_ index: Int) {
        guard let life, mayRepeat(index) else { return }
        let intent = intents[index]
        trace.note("call \(index) \(intent.ask.word)")
        intents[index].underWay += 1
        intents[index].wasRefused = false
        intents[index].earliest = min(intent.earliest, clock.now().milliseconds)
        let (guards, ask, mailbox) = (life.guards, intent.ask, life.mailbox)
        let decided = Flag()
        life.ledger.call(intent.call, fingerprint: Int64(index)) { desk in
            decided.isSet = true
            return try guards.answer(ask, desk)
        } answer: {
            let answer = Mailbox.Answer(
                intent: index,
                result: $0,
                wasDecided: decided.isSet
            )
            mailbox.put(answer)
        }
    }
}
