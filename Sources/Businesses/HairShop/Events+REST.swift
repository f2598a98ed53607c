import Kit
import Payments
import Wire

/// The topic of the hair shop.
private let topic = "hairshop.reservation"

private func members(_ list: KeyValuePairs<String, Document?>) -> [Document.Member] {
    list.compactMap { name, value in value.map { Document.Member(name, $0) } }
}

extension Reservation {
    static let publication = Publication(Reservation.self, topic: topic) { fact in
        switch fact.event {
        case .placed(let wish, _, _):
            tell("ReservationPlaced", fact, wish, Word.reservationRequested)
        case .confirmed(let wish):
            tell("ReservationConfirmed", fact, wish, Word.reservationRequested)
        case .completed(let stylist):
            Published(
                "StatusUpdated",
                members([
                    "id": .integer(fact.number), "status": .text(Word.completed),
                    "designerId": .text(stylist.text),
                ])
            )
        case .cancellationRequested(let wish):
            tell("ReservationCanceled", fact, wish, Word.cancelRequested)
        case .released(let reason, _, let owed):
            Published(
                "ReservationReleased",
                members([
                    "id": .integer(fact.number), "reason": reason.map(Document.text),
                    "owed": owed?.wire,
                ])
            )
        case .cancelled(let wish, _):
            tell("StatusUpdated", fact, wish, Word.canceled)
        case .overpaid(let owed):
            Published(
                "ReservationOverpaid",
                members(["id": .integer(fact.number), "owed": owed.wire])
            )
        }
    }

    private static func tell(
        _ type: String,
        _ fact: Fact<Reservation>,
        _ wish: Wish,
        _ status: String
    ) -> Published {
        Published(
            type,
            members([
                "id": .integer(fact.number), "customerId": orNull(wish.customer?.text),
                "date": .text(wish.date), "time": wish.time.map(Document.text),
                "stylingType": orNull(wish.styling?.text), "shopId": .integer(wish.shop.number),
                "status": .text(status),
            ])
        )
    }
}

extension Payment {
    static let publication = Publication(Payment.self, topic: topic) { fact in
        switch fact.event {
        case .requested(let amount):
            tell("PaymentRequested", fact, Word.paymentRequested, amount)
        case .paid(let amount): tell("PaymentFinished", fact, Word.payCompleted, amount)
        case .declined: tell("PaymentDenied", fact, Word.payDenied, nil)
        case .refunded(let amount, _, let left):
            tell(
                left.isZero ? "PaymentCanceled" : "PaymentRefunded",
                fact,
                left.isZero ? Word.payCanceledStatus : Word.payCompleted,
                amount
            )
        }
    }

    private static func tell(
        _ type: String,
        _ fact: Fact<Payment>,
        _ status: String,
        _ amount: Money?
    ) -> Published {
        Published(
            type,
            members([
                "id": .integer(fact.number), "reservationId": .integer(fact.subject.number),
                "status": .text(status), "amount": amount?.wire,
            ])
        )
    }
}

extension Appointment {
    static let publication = Publication(Appointment.self, topic: topic) { fact in
        switch fact.event {
        case .received: tell("ReservationChecked", fact, [])
        case .sought: tell("DesignerSought", fact, [])
        case .chosen(_, _, let stylist):
            tell("DesignerChosen", fact, members(["designerId": .text(stylist.text)]))
        case .matched(let stylist):
            tell("ReservationCompleted", fact, members(["designerId": .text(stylist.text)]))
        case .declined(let reason, let freeTimes):
            tell(
                "ReservationDeclined",
                fact,
                members([
                    "reason": .text(reason.rawValue), "nextFreeTimes": .list(freeTimes.map(\.wire)),
                ])
            )
        case .cancellationAsked: tell("CancelRequested", fact, [])
        case .cancelled:
            tell("CancelCompleted", fact, members(["designerId": .text(Word.noStylist)]))
        }
    }

    private static func tell(
        _ type: String,
        _ fact: Fact<Appointment>,
        _ more: [Document.Member]
    ) -> Published {
        Published(
            type,
            members([
                "id": .integer(fact.number), "reservationId": .integer(fact.subject.number),
            ]) + more
        )
    }
}

extension Shop {
    static let publication = Publication(Shop.self, topic: topic) { fact in
        switch fact.event {
        case .opened(let profile): tell("ShopOpened", fact, profile)
        case .changed(let profile): tell("ShopChanged", fact, profile)
        }
    }

    private static func tell(_ type: String, _ fact: Fact<Shop>, _ profile: Profile) -> Published {
        Published(
            type,
            members([
                "id": .integer(fact.number), "name": .text(profile.name),
                "timeZone": .text(profile.timeZone),
                "stylists": .list(profile.stylists.map(\.wire)),
                "stylings": .list(profile.stylings.map(\.wire)),
            ])
        )
    }
}

extension Diary {
    static let publication = Publication(Diary.self, topic: topic) { fact in
        switch fact.event {
        case .booked(let reservation, let slot, let stylist):
            tell("TimeBooked", fact, reservation, slot, stylist)
        case .turnedAway(let reservation, let slot):
            tell("TimeRefused", fact, reservation, slot, nil)
        case .freed(let reservation): tell("TimeFreed", fact, reservation, nil, nil)
        }
    }

    private static func tell(
        _ type: String,
        _ fact: Fact<Diary>,
        _ reservation: ID<Reservation>,
        _ slot: Slot?,
        _ stylist: Name<Stylist>?
    ) -> Published {
        Published(
            type,
            members([
                "shopId": .integer(fact.subject.shop.number), "date": .text(fact.subject.day.wire),
                "reservationId": .integer(reservation.number),
                "time": slot.map { .text($0.from.wire) },
                "duration": slot.map { .integer(Int64($0.minutes)) },
                "designerId": stylist.map { .text($0.text) },
            ])
        )
    }
}

extension PriceList {
    static let publication = Publication(PriceList.self, topic: topic) { fact in
        switch fact.event {
        case .noted(let timeZone, let offers):
            Published(
                "PricesNoted",
                members([
                    "shopId": .integer(fact.subject.number), "timeZone": .text(timeZone),
                    "stylings": .list(offers.map(\.wire)),
                ])
            )
        }
    }
}
