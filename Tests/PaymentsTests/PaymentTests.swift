import Kit
import KitTesting
import Payments
import Testing

private let price = Money(20_000, .krw)
private let half = Money(10_000, .krw)
private let nothing = Money(0, .krw)

private let paid: [Payment.Event] = [.paid(amount: price)]
private let partly =
    paid + [.refunded(amount: half, claim: "first", left: half)]
private let whole =
    paid + [.refunded(amount: price, claim: "first", left: nothing)]

@Suite("A payment")
struct PaymentTests {
    @Test func `answers every command in every state`() {
        DecisionTable(
            Payment.self,
            states: [
                ("none", []), ("requested", [.requested(amount: price)]), ("paid", paid),
                ("partly", partly), ("whole", whole),
                ("declined", [.requested(amount: price), .declined(reason: "late")]),
            ],
            commands: [
                ("charge", .charge(amount: price, token: nil)), ("collect", .collect),
                ("void", .void(reason: "late")),
                ("half", .refund(amount: half, claim: "second")),
                ("rest", .refund(amount: nil, claim: "third")),
                ("again", .refund(amount: nil, claim: "first")),
            ]
        ).verify(
            """
            charge collect void half rest again
            none paid (nothingDue) - (nothingDue) (nothingDue) (nothingDue)
            requested - paid declined (nothingDue) (nothingDue) (nothingDue)
            paid - - - refunded refunded refunded
            partly - - - refunded refunded -
            whole - (alreadyRefunded) - (alreadyRefunded) (alreadyRefunded) -
            declined - (nothingDue) - (nothingDue) (nothingDue) (nothingDue)
            """
        )
    }

    @Test func `is taken at once`() {
        given(Payment.self)
            .when(.charge(amount: price, token: "tok_visa"))
            .then(.paid(amount: price))
    }

    @Test func `H-N1 by a declined card is refused`() {
        given(Payment.self)
            .when(.charge(amount: price, token: Provider.declinedCard))
            .refused(.paymentDeclined)
    }

    @Test func `by transfer is awaited, then taken`() {
        given(Payment.self)
            .when(.charge(amount: price, token: Provider.bankTransfer))
            .then(.requested(amount: price))
        given(Payment.self, .requested(amount: price)).when(.collect).then(.paid(amount: price))
    }

    @Test func `by transfer is given up when the money does not come`() {
        given(Payment.self, .requested(amount: price))
            .when(.void(reason: "cancelled"))
            .then(.declined(reason: "cancelled"))
    }

    @Test(arguments: [0, -1, .min])
    func `is of something`(amount: Int64) {
        given(Payment.self)
            .when(.charge(amount: Money(amount, .krw), token: nil))
            .refused(.notAnAmount)
    }

    @Test func `H-G4 goes back whole`() {
        given(Payment.self, paid)
            .when(.refund(amount: nil, claim: "cancellation"))
            .then(.refunded(amount: price, claim: "cancellation", left: nothing))
    }

    @Test func `goes back in parts, and then the rest`() {
        given(Payment.self, paid)
            .when(.refund(amount: half, claim: "first"))
            .then(.refunded(amount: half, claim: "first", left: half))
        given(Payment.self, partly)
            .when(.refund(amount: nil, claim: "second"))
            .then(.refunded(amount: half, claim: "second", left: nothing))
    }

    @Test func `honours a claim once`() {
        given(Payment.self, partly).when(.refund(amount: half, claim: "first")).then()
        given(Payment.self, whole).when(.refund(amount: nil, claim: "first")).then()
    }

    @Test func `gives back no more than was paid`() {
        given(Payment.self, partly)
            .when(.refund(amount: Money(10_001, .krw), claim: "second"))
            .refused(.moreThanPaid)
        given(Payment.self, paid)
            .when(.refund(amount: Money(.max, .krw), claim: "second"))
            .refused(.moreThanPaid)
        given(Payment.self, paid)
            .when(.refund(amount: Money(1, .eur), claim: "second"))
            .refused(.moreThanPaid)
    }

    @Test(arguments: [0, -1, .min])
    func `gives back something, not nothing`(amount: Int64) {
        given(Payment.self, paid)
            .when(.refund(amount: Money(amount, .krw), claim: "second"))
            .refused(.notAnAmount)
    }
}
