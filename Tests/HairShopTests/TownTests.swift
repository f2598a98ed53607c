import Kit
import KitTesting
import Payments
import Testing

@testable import HairShop

/// Whatever the customers and the clerk may do.
private func bustle(_ seed: UInt64, clerkDecides: Bool) throws -> Town {
    var chance = Seed(seed)
    var town = Town(clerkDecides: clerkDecides)
    try town.ask(Shop.self, .usual, .open(profile: Shop.demo))
    for _ in 0..<60 {
        // From 125 to 132: numbers on both sides of 127.
        let number = Int64.random(in: 125...132, using: &chance)
        let reservation = ID<Reservation>(number)
        let stylist = Bool.random(using: &chance) ? chaHong : parkJun
        switch Int.random(in: 0..<14, using: &chance) {
        case 0...4:
            let start = Int.random(in: 9...19, using: &chance)
            let wished = wish(
                Int.random(in: 0..<4, using: &chance) == 0 ? nil : slot(start, minutes: 90),
                stylist: [nil, nil, chaHong, somebody].randomElement(using: &chance) ?? nil
            )
            let tokens = [nil, Provider.bankTransfer, Provider.declinedCard]
            let terms =
                Int.random(in: 0..<6, using: &chance) == 0
                ? Terms(deposit: noMoney, minutes: 30) : shopTerms
            let token = tokens.randomElement(using: &chance) ?? nil
            let command = Reservation.Command.place(wish: wished, terms: terms, token: token)
            try? town.ask(Reservation.self, reservation, command)
        case 5...6: try? town.ask(Reservation.self, reservation, .requestCancellation)
        case 7: try? town.ask(Payment.self, ID(number), .collect)
        case 8: try? town.ask(Appointment.self, reservation, .assign(stylist: stylist))
        case 9: try? town.ask(Appointment.self, reservation, .cancel)
        default: _ = town.deliver(&chance)
        }
    }
    town.deliverAll(&chance)
    return town
}

@Suite("The hair shop, whatever is asked and however late letters come")
struct TownTests {
    private static let numbers = 125...132 as ClosedRange<Int64>

    @Test(arguments: 0..<100 as Range<UInt64>, [false, true])
    func `H-G4 X-D7 the money is where it belongs`(seed: UInt64, clerkDecides: Bool) throws {
        let town = try bustle(seed, clerkDecides: clerkDecides)
        #expect(town.surprises.isEmpty)
        for number in Self.numbers {
            let payment = town.current(Payment.self, ID(number)) ?? .none
            let reservation = town.current(Reservation.self, ID(number)) ?? Reservation()
            switch payment {
            case .none: #expect(reservation.stage == .unknown || reservation.deposit == noMoney)
            case .requested: #expect(reservation.stage == .placed)
            case .declined: #expect(reservation.stage == .cancelled)
            case .paid(let amount, let refunded, _):
                if reservation.stage == .cancelled {
                    #expect(refunded == amount)
                } else {
                    #expect(refunded.isZero)
                }
            }
            #expect(reservation.stage != .released)
            if !clerkDecides { #expect(reservation.stage != .cancellationRequested) }
        }
    }

    @Test(arguments: 0..<100 as Range<UInt64>, [false, true])
    func `H-F4 H-F7 H-G6 X-D6 reservation, shop and diary agree`(
        seed: UInt64,
        clerkDecides: Bool
    ) throws {
        let town = try bustle(seed, clerkDecides: clerkDecides)
        var booked: Set<ID<Reservation>> = []
        for number in Self.numbers {
            let appointment = town.current(Appointment.self, ID(number)) ?? Appointment()
            let reservation = town.current(Reservation.self, ID(number)) ?? Reservation()
            if appointment.stage == .matched {
                #expect(reservation.stage == .completed)
                #expect(reservation.stylist == appointment.stylist)
            }
            if reservation.stage == .completed { #expect(appointment.stage == .matched) }
            if [.cancelled, .declined].contains(appointment.stage) {
                #expect(reservation.stage == .cancelled)
            }
            if appointment.stylist != nil, appointment.wish?.slot != nil {
                booked.insert(ID(number))
            }
        }
        let page = Diary.Identity(shop: 1, day: friday)
        let entries = town.current(Diary.self, page)?.entries ?? []
        #expect(Set(entries.map(\.reservation)) == booked)
        for (index, entry) in entries.enumerated() {
            for other in entries[(index + 1)...] where other.stylist == entry.stylist {
                #expect(!entry.slot.overlaps(other.slot))
            }
        }
    }

    @Test(arguments: 0..<100 as Range<UInt64>, [false, true])
    func `H-F8 H-N4 X-D6 my page shows what the services say`(
        seed: UInt64,
        clerkDecides: Bool
    ) throws {
        let town = try bustle(seed, clerkDecides: clerkDecides)
        for number in Self.numbers {
            guard let reservation = town.current(Reservation.self, ID(number)),
                reservation.stage != .unknown
            else {
                #expect(town.pages[number] == nil)
                continue
            }
            let page = try #require(town.pages[number])
            #expect(page.status.word == reservation.stage.status)
            #expect(page.wish == reservation.wish)
            #expect(page.moneyIsBack == (reservation.stage == .cancelled))
            #expect(page.reason == reservation.reason)
        }
    }

    @Test(arguments: 0..<100 as Range<UInt64>)
    func `H-N1 nobody gets a stylist who has not paid`(seed: UInt64) throws {
        let town = try bustle(seed, clerkDecides: seed % 2 == 0)
        for number in Self.numbers where town.current(Appointment.self, ID(number)) != nil {
            let hasPaid = town.events(Payment.self, ID(number)).contains { caseName($0) == "paid" }
            let deposit = town.current(Reservation.self, ID(number))?.deposit
            #expect(hasPaid || deposit == noMoney)
        }
    }

    @Test func `H-N5 cancelling one changes exactly what belongs to it`() throws {
        var chance = Seed(1)
        var town = Town(clerkDecides: false)
        try town.ask(Shop.self, .usual, .open(profile: Shop.demo))
        for number in Self.numbers {
            let start = 10 + Int(number - 125) / 2 * 2
            let command = Reservation.Command.place(
                wish: wish(slot(start)),
                terms: shopTerms,
                token: nil
            )
            try town.ask(Reservation.self, ID(number), command)
        }
        town.deliverAll(&chance)
        let before = town
        try town.ask(Reservation.self, 128, .requestCancellation)
        town.deliverAll(&chance)
        #expect(town.current(Reservation.self, 128)?.stage == .cancelled)
        #expect(town.current(Appointment.self, 128)?.stage == .cancelled)
        for number in Self.numbers where number != 128 {
            #expect(
                town.current(Reservation.self, ID(number))
                    == before.current(Reservation.self, ID(number))
            )
            #expect(
                town.current(Appointment.self, ID(number))
                    == before.current(Appointment.self, ID(number))
            )
            #expect(
                town.current(Payment.self, ID(number)) == before.current(Payment.self, ID(number))
            )
            #expect(town.pages[number] == before.pages[number])
        }
    }
}
