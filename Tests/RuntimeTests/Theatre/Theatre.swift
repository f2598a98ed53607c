import Kit

/// A business of everything that the kernel must be able to do.
let theatre = Business("theatre") {
    Service("hall") {
        Seat.self
        HoldsExpire()
        BookingTakesSeats()
    }
    Service("booking") {
        Booking.self
        BookingHearsOfSeats()
    }
    Service("office") {
        Note.self
        NotesFollowBookings()
    }
    Service("shop") {
        Order.self
        Till.self
        Coupon.self
        StockFollowsOrder()
        MoneyFollowsOrder()
        DeliveryFollowsRefund()
        MoneyFollowsDelivery()
        CouponFollowsMoney()
        StockFollowsCoupon()
    }
    Service("store") { Stock.self }
    Service("delivery") { Delivery.self }
    Service("courier") {
        Courier.self
        CourierFollowsOrder()
    }
    Service("cave") {
        Echo.self
        EchoAnswersItself()
    }
}
