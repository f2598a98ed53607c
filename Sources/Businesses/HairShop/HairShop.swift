public import Kit
import Payments

/// A hair shop: reservations with a deposit, a diary for its stylists, one page for its customers.
///
/// - Parameter clerkDecides: Whether a clerk matches stylists and confirms cancellations, instead
///   of the shop by itself.
public func hairShop(clerkDecides: Bool = false) -> Business {
    let assignment: Appointment.Assignment = clerkDecides ? .manual : .auto
    return Business("hairshop") {
        Service("reservation") {
            Reservation.self
            PriceList.self
            DepositIsPaidFirst()
            ReservationFollowsPayment()
            ReservationFollowsShop()
            CancellationFollowsRefund()
            PriceListFollowsShop()
        }
        Service("payment") {
            Payment.self
            DepositGoesBack()
        }
        Service("hairshop") {
            Shop.self
            Appointment.self
            Diary.self
            ShopChecksReservations(assignment: assignment)
            DiaryKeepsTime()
            AppointmentFollowsDiary()
        }
        Service("mypage") {
            MyPage.self
        }
    }
}
