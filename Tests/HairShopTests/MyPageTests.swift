import Kit
import KitTesting
import Payments
import Testing
import Wire

@testable import HairShop

private let timed = wish(slot(14))

private func page(_ facts: [any Sendable]) -> MyPage {
    var page = MyPage()
    for fact in facts {
        if let event = fact as? Reservation.Event {
            page.evolve(Fact<Reservation>(event, of: 300, at: dawn))
        }
        if let event = fact as? Appointment.Event {
            page.evolve(Fact<Appointment>(event, of: 300, at: dawn))
        }
    }
    return page
}

/// What a reader is shown of a page.
private func shown(_ page: MyPage, _ name: String) -> Document? {
    MyPage.resource.fields.first { $0.name == name }?.value(page, 300)
}

private let placed = Reservation.Event.placed(wish: timed, deposit: deposit, token: nil)
private let matched = Appointment.Event.matched(stylist: chaHong)
private let asked = Reservation.Event.cancellationRequested(wish: timed)
private let letGo = Appointment.Event.cancelled(shop: 1, slot: slot(14))
private let back = Reservation.Event.cancelled(wish: timed, reason: nil)

@Suite("My page")
struct MyPageTests {
    @Test func `H-F8 H-N4 shows all of a reservation`() {
        let page = page([placed])
        #expect(shown(page, "reservationId") == 300)
        #expect(shown(page, "customerId") == "OHM")
        #expect(shown(page, "date") == "20211001")
        #expect(shown(page, "time") == "14:00")
        #expect(shown(page, "duration") == 120)
        #expect(shown(page, "shopId") == 1)
        #expect(shown(page, "stylingType") == "perm")
        #expect(shown(page, "designerId") == "Not Matched Yet!")
        #expect(shown(page, "status") == "RSV_REQUESTED")
        #expect(shown(page, "deposit") == ["amount": 20_000, "currency": "KRW"])
        #expect(shown(page, "payStatus") == nil)
    }

    @Test func `H-F4 H-F8 shows the stylist once matched`() {
        let page = page([placed, matched])
        #expect(shown(page, "designerId") == "ChaHong")
        #expect(shown(page, "status") == "Reservation Completed")
    }

    @Test func `H-F7 H-F10 shows a cancellation step by step`() {
        #expect(shown(page([placed, matched, asked]), "status") == "CANCEL_REQUESTED")
        #expect(shown(page([placed, matched, asked]), "designerId") == "ChaHong")
        let gone = page([placed, matched, asked, letGo])
        #expect(shown(gone, "status") == "Reservation Canceled")
        #expect(shown(gone, "designerId") == "CANCELED")
        #expect(shown(gone, "payStatus") == nil)
        #expect(shown(page([placed, matched, asked, letGo, back]), "payStatus") == "Pay Canceled")
    }

    @Test func `shows why the shop could not serve it, and what it offers`() {
        let times = [FreeTime(day: friday, from: time(16), stylist: parkJun)]
        let page = page([
            placed, Appointment.Event.declined(reason: .taken, freeTimes: times),
            Reservation.Event.released(reason: "taken", freeTimes: times, owed: deposit),
            Reservation.Event.cancelled(wish: timed, reason: "taken"),
        ])
        #expect(shown(page, "status") == "Reservation Canceled")
        #expect(shown(page, "reason") == "taken")
        #expect(
            shown(page, "nextFreeTimes")
                == [["date": "2021-10-01", "time": "16:00", "designerId": "ParkJun"]]
        )
        #expect(shown(page, "designerId") == "CANCELED")
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func `ends alike, in whatever order the two services are heard`(seed: UInt64) {
        var chance = Seed(seed)
        var desk: [any Sendable] = [placed, asked, back]
        var shop: [any Sendable] = [matched, letGo]
        var mixed: [any Sendable] = []
        while !desk.isEmpty || !shop.isEmpty {
            if shop.isEmpty || (!desk.isEmpty && Bool.random(using: &chance)) {
                mixed.append(desk.removeFirst())
            } else {
                mixed.append(shop.removeFirst())
            }
        }
        #expect(page(mixed) == page([placed, matched, asked, letGo, back]))
    }

    @Test func `H-N5 X-D6 X-D7 finds its row by the reservation, not by the shop's own number`() {
        let finder = RowFinder(
            Fact<Appointment>(
                matched,
                of: 300,
                number: 4,
                at: dawn,
                id: FactID(9),
                version: 1,
                correlation: FactID(1),
                cause: FactID(8)
            )
        )
        for source in MyPage.sources { source.show(to: finder) }
        #expect(finder.rows == [300])
    }
}

private final class RowFinder<Subject: Aggregate>: SourceVisitor {
    typealias Row = MyPage
    let fact: Fact<Subject>
    var rows: [Int64?] = []

    init(_ fact: Fact<Subject>) { self.fact = fact }

    func visit<Other: Aggregate>(
        _ subject: Other.Type,
        row: @escaping @Sendable (Fact<Other>) -> Int64?,
        evolve: @escaping @Sendable (inout MyPage, Fact<Other>) -> Void
    ) {
        if let fact = fact as? Fact<Other> { rows.append(row(fact)) }
    }
}
