import Kit
import KitTesting
import Testing

@testable import HairShop

private let timed = wish(slot(14))
private let dayOnly = wish()

private let received: [Appointment.Event] = [.received(wish: timed, openings: bothWork)]
private let matched = received + [.matched(stylist: chaHong)]
private let declined = received + [.declined(reason: .taken, freeTimes: [])]
private let asked = matched + [.cancellationAsked]
private let cancelled = matched + [.cancelled(shop: 1, slot: slot(14))]

@Suite("An appointment")
struct AppointmentTests {
    @Test func `answers every command in every state`() {
        let receive = { assignment in
            Appointment.Command.receive(
                wish: timed,
                openings: bothWork,
                reason: nil,
                assignment: assignment
            )
        }
        DecisionTable(
            Appointment.self,
            states: [
                ("unknown", []), ("taken", received), ("matched", matched),
                ("declined", declined), ("asked", asked), ("cancelled", cancelled),
            ],
            commands: [
                ("auto", receive(.auto)), ("manual", receive(.manual)),
                ("assign", .assign(stylist: chaHong)), ("other", .assign(stylist: somebody)),
                ("match", .match(stylist: chaHong)),
                ("decline", .decline(reason: .taken, freeTimes: [])),
                ("askAuto", .askToCancel(assignment: .auto)),
                ("askClerk", .askToCancel(assignment: .manual)), ("cancel", .cancel),
            ],
            askingAgain: ["chosen"]
        ).verify(
            """
            auto manual assign other match decline askAuto askClerk cancel
            unknown received+sought received (notInTheBook) (notInTheBook) - - - - (notInTheBook)
            taken - - chosen (noSuchStylist) matched declined cancelled cancellationAsked cancelled
            matched - - - (noSuchStylist) - - cancelled cancellationAsked cancelled
            declined - - (notInTheBook) (notInTheBook) - - - - (notInTheBook)
            asked - - (notInTheBook) (notInTheBook) - - - - cancelled
            cancelled - - (alreadyCancelled) (alreadyCancelled) - - - - -
            """
        )
    }

    @Test func `H-F3 H-G2 asks the diary by itself in automatic mode`() {
        given(Appointment.self)
            .when(.receive(wish: timed, openings: bothWork, reason: nil, assignment: .auto))
            .then(
                .received(wish: timed, openings: bothWork),
                .sought(shop: 1, slot: slot(14), openings: bothWork)
            )
    }

    @Test func `H-G2 waits for the clerk in manual mode`() {
        given(Appointment.self)
            .when(.receive(wish: timed, openings: bothWork, reason: nil, assignment: .manual))
            .then(.received(wish: timed, openings: bothWork))
        given(Appointment.self, received)
            .when(.assign(stylist: parkJun))
            .then(.chosen(shop: 1, slot: slot(14), stylist: parkJun))
    }

    @Test func `H-G2 the clerk can think again`() {
        given(Appointment.self, matched)
            .when(.assign(stylist: parkJun))
            .then(.chosen(shop: 1, slot: slot(14), stylist: parkJun))
        given(Appointment.self, matched)
            .when(.match(stylist: parkJun))
            .then(.matched(stylist: parkJun))
    }

    @Test func `H-G6 for a day without a time needs no diary`() {
        given(Appointment.self)
            .when(.receive(wish: dayOnly, openings: bothWork, reason: nil, assignment: .auto))
            .then(.received(wish: dayOnly, openings: bothWork), .matched(stylist: chaHong))
        given(Appointment.self, .received(wish: dayOnly, openings: bothWork))
            .when(.assign(stylist: parkJun))
            .then(.matched(stylist: parkJun))
    }

    @Test(arguments: [Appointment.Assignment.auto, .manual])
    func `that cannot be is declined at once`(assignment: Appointment.Assignment) {
        given(Appointment.self)
            .when(.receive(wish: timed, openings: [], reason: .closed, assignment: assignment))
            .then(
                .received(wish: timed, openings: []),
                .declined(reason: .closed, freeTimes: [])
            )
    }

    @Test func `H-F6 H-F10 H-G3 is cancelled by itself in automatic mode`() {
        given(Appointment.self, matched)
            .when(.askToCancel(assignment: .auto))
            .then(.cancelled(shop: 1, slot: slot(14)))
        #expect(Appointment(replaying: cancelled).stylist == nil)
    }

    @Test func `H-F6 H-G3 waits for the clerk's word in manual mode`() {
        given(Appointment.self, matched)
            .when(.askToCancel(assignment: .manual))
            .then(.cancellationAsked)
        given(Appointment.self, asked).when(.cancel).then(.cancelled(shop: 1, slot: slot(14)))
    }

    @Test func `frees no time that was never booked`() {
        given(Appointment.self, received).when(.cancel).then(.cancelled(shop: 1, slot: nil))
        given(
            Appointment.self,
            .received(wish: dayOnly, openings: bothWork),
            .matched(stylist: chaHong)
        ).when(.cancel).then(.cancelled(shop: 1, slot: nil))
    }
}

@Suite("Whatever is asked of an appointment")
struct AppointmentInvariantTests {
    private func command(_ chance: inout Seed) -> Appointment.Command {
        let stylist = [chaHong, parkJun, somebody].randomElement(using: &chance) ?? chaHong
        let assignment: Appointment.Assignment = Bool.random(using: &chance) ? .auto : .manual
        let wish = Bool.random(using: &chance) ? timed : dayOnly
        switch Int.random(in: 0..<9, using: &chance) {
        case 0: return .receive(wish: wish, openings: [], reason: .closed, assignment: assignment)
        case 1...2:
            return .receive(
                wish: wish,
                openings: bothWork,
                reason: nil,
                assignment: assignment
            )
        case 3: return .assign(stylist: stylist)
        case 4: return .match(stylist: stylist)
        case 5: return .decline(reason: .taken, freeTimes: [])
        case 6: return .askToCancel(assignment: assignment)
        case 7: return .cancel
        default: return .match(stylist: chaHong)
        }
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `a stylist is shown if and only if one is matched`(seed: UInt64) {
        var chance = Seed(seed)
        var appointment = Chronicle<Appointment>()
        var lastMatched: Name<Stylist>?
        for _ in 0..<30 {
            let before = appointment.state
            for event in (try? appointment.ask(command(&chance))) ?? [] {
                switch event {
                case .matched(let stylist): lastMatched = stylist
                case .cancelled(_, let slot):
                    #expect((slot != nil) == (lastMatched != nil && before.wish?.slot != nil))
                    lastMatched = nil
                case .received, .sought, .chosen, .declined, .cancellationAsked: break
                }
            }
            let state = appointment.state
            #expect(state.stylist == lastMatched)
            if state.stage == .matched { #expect(state.stylist != nil) }
            if [.unknown, .received, .declined, .cancelled].contains(state.stage) {
                #expect(state.stylist == nil)
            }
        }
        for name in ["received", "declined", "cancellationAsked", "cancelled"] {
            #expect(appointment.events.filter { caseName($0) == name }.count <= 1)
        }
        #expect(appointment.isRepeatable)
    }
}
