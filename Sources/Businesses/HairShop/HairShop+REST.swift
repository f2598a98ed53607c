import Kit
import Payments
public import Wire

/// How the hair shop appears on the wire.
public let hairShopOnTheWire = WireMap(
    "hairshop",
    ports: [("reservation", 8081), ("payment", 8082), ("hairshop", 8083), ("mypage", 8084)]
) {
    WireEntry.aggregate(Reservation.resource, Reservation.commands)
    WireEntry.aggregate(Payment.resource, Payment.commands)
    WireEntry.aggregate(Appointment.resource, Appointment.commands)
    WireEntry.aggregate(Shop.resource, Shop.commands, questions: [Shop.slots])
    WireEntry.view(MyPage.resource)
    WireEntry.publication(Reservation.publication)
    WireEntry.publication(Payment.publication)
    WireEntry.publication(Appointment.publication)
    WireEntry.publication(Shop.publication)
    WireEntry.publication(Diary.publication)
    WireEntry.publication(PriceList.publication)
    WireEntry.opening(Shop.self, .open(profile: Shop.demo))
}
