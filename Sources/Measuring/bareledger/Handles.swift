import Calendar
import HairShop
import Kit
import Runtime
import Wire

/// What the business's map says about its commands, with their types put away.
struct Handles: Sendable {
    let open: (@Sendable () -> Void)?
    let book: @Sendable (_ customer: Int, Desk) throws -> Void
    let rename: @Sendable (String, Desk) throws -> Void

    /// - Throws: ``NotOnTheMap`` when the map has no reservations or shops.
    init(of ledger: Ledger) throws {
        let visitor = Visitor(ledger: ledger)
        hairShopOnTheWire.show(to: visitor)
        guard let book = visitor.book, let rename = visitor.rename else { throw NotOnTheMap() }
        self.book = book
        self.rename = rename
        open = visitor.open
    }
}

/// The hair shop's map has changed; what is measured has to be looked at again.
struct NotOnTheMap: Error {}

private final class Visitor: WireVisitor {
    private let ledger: Ledger
    private let zones = SystemTimeZones()
    var open: (@Sendable () -> Void)?
    var book: (@Sendable (Int, Desk) throws -> Void)?
    var rename: (@Sendable (String, Desk) throws -> Void)?

    init(ledger: Ledger) { self.ledger = ledger }

    func visit<A: Aggregate>(
        aggregate resource: Resource<Register<A>>,
        _ commands: Commands<A>,
        _ questions: [Question<A>]
    ) {
        guard let guarded = try? ledger.guarded(A.self, in: hairShopOnTheWire.business) else {
            return
        }
        let zones = zones
        let place: @Sendable (Desk) -> Place = { desk in
            Place(lookup: desk.lookup(besides: guarded), zones: zones, now: desk.now)
        }
        if resource.path == "reservations", let creation = commands.creation {
            book = { customer, desk in
                let asking = try creation.read(Self.booking(customer))(place(desk))
                let addressee = asking.identity.map(Addressee<A>.identity) ?? .new
                _ = try desk.ask(addressee, of: guarded, to: asking.command)
            }
        }
        if resource.path == "shops", let change = commands.change {
            rename = { name, desk in
                guard let shop = try desk.standing(of: .number(1), of: guarded) else {
                    throw NotOnTheMap()
                }
                let body = Body(.object([.init("name", .text(name))]))
                for command in try change.commands(body, shop.state, place(desk)) {
                    _ = try desk.ask(.number(1), of: guarded, to: command)
                }
            }
        }
    }

    /// As it comes over the wire; customers are numbered as the pacer numbers them.
    private static func booking(_ customer: Int) -> Body {
        let digits = String(customer)
        let name = "C" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
        return Body(
            .object([
                .init("customerId", .text(name)), .init("date", .text("20211001")),
                .init("stylingType", .text("perm")),
            ])
        )
    }

    func visit<A: Aggregate>(opening kind: A.Type, _ command: A.Command) {
        guard let guarded = try? ledger.guarded(kind, in: hairShopOnTheWire.business) else {
            return
        }
        let ledger = ledger
        open = {
            ledger.call { desk in
                if desk.isUnheardOf(guarded) {
                    _ = try desk.ask(.new, of: guarded, to: command)
                }
                return Reply(status: 204)
            } answer: { _ in
            }
        }
    }

    func visit<Row: View>(view resource: Resource<Row>) {}
    func visit<A: Aggregate>(publication: Publication<A>) {}
}
