import Kit
import Payments
import Testing

@testable import HairShop

@Suite("The hair shop")
struct WiringTests {
    private func parts(_ service: String) -> [String] {
        hairShop().services.filter { $0.name == service }.flatMap(\.parts).map { part in
            switch part {
            case .aggregate(let type): type.name
            case .policy(let policy): type(of: policy).name
            case .view(let type): type.name
            }
        }
    }

    @Test func `has four services with data of their own`() {
        #expect(hairShop().name == "hairshop")
        #expect(
            hairShop().services.map(\.name) == ["reservation", "payment", "hairshop", "mypage"]
        )
    }

    @Test func `is stored under names that stay`() {
        #expect(
            parts("reservation")
                == [
                    "Reservation", "PriceList", "DepositIsPaidFirst", "ReservationFollowsPayment",
                    "ReservationFollowsShop", "CancellationFollowsRefund", "PriceListFollowsShop",
                ]
        )
        #expect(parts("payment") == ["Payment", "DepositGoesBack"])
        #expect(
            parts("hairshop")
                == [
                    "Shop", "Appointment", "Diary", "ShopChecksReservations", "DiaryKeepsTime",
                    "AppointmentFollowsDiary",
                ]
        )
        #expect(parts("mypage") == ["MyPage"])
    }

    @Test(arguments: [(false, Appointment.Assignment.auto), (true, .manual)])
    func `H-G2 H-G3 decides by itself, or has a clerk`(
        clerkDecides: Bool,
        assignment: Appointment.Assignment
    ) {
        var found: [Appointment.Assignment] = []
        for case .policy(let policy) in hairShop(clerkDecides: clerkDecides).services
            .flatMap(\.parts)
        {
            if let policy = policy as? ShopChecksReservations { found.append(policy.assignment) }
        }
        #expect(found == [assignment])
    }
}
