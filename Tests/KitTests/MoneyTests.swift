import Kit
import KitTesting
import Testing

@Suite("Money")
struct MoneyTests {
    @Test func `is added and subtracted exactly`() {
        #expect(Money(1, .krw).adding(Money(2, .krw)) == Money(3, .krw))
        #expect(Money(1, .krw).subtracting(Money(2, .krw)) == Money(-1, .krw))
        #expect(Money(0, .eur).isZero)
        #expect(!Money(-1, .eur).isZero)
    }

    @Test func `of one currency is not that of another`() {
        #expect(Money(1, .krw).adding(Money(1, .eur)) == nil)
        #expect(Money(1, .usd).subtracting(Money(1, .eur)) == nil)
        #expect(Money(1, .krw) != Money(1, .eur))
    }

    @Test func `that cannot be held is not made up`() {
        #expect(Money(.max, .krw).adding(Money(1, .krw)) == nil)
        #expect(Money(.min, .krw).adding(Money(-1, .krw)) == nil)
        #expect(Money(.min, .krw).subtracting(Money(1, .krw)) == nil)
        #expect(Money(0, .krw).subtracting(Money(.min, .krw)) == nil)
    }

    @Test func `has the digits of its currency`() {
        #expect(Currency.krw.digits == 0)
        #expect(Currency.eur.digits == 2)
        #expect(Currency.usd.digits == 2)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `comes back when it is taken away again`(seed: UInt64) {
        var chance = Seed(seed)
        let a = Money(.random(in: .min ... .max, using: &chance), .krw)
        let b = Money(.random(in: .min ... .max, using: &chance), .krw)
        if let sum = a.adding(b) {
            #expect(sum.subtracting(b) == a)
        } else {
            #expect((a.amount < 0) == (b.amount < 0))
        }
    }
}
