import Kit
import Payments

// What is written with every booking says by itself what it holds, member by member and in the
// order of its declaration.

extension Wish {
    func write(on sheet: Sheet) {
        sheet.beginObject()
        sheet.member("shop", shop)
        sheet.member("customer", customer)
        sheet.member("date", date)
        sheet.member("time", time)
        sheet.member("slot", slot)
        sheet.member("styling", styling)
        sheet.member("stylist", stylist)
        sheet.endObject()
    }
}

extension Slot {
    func write(on sheet: Sheet) {
        sheet.beginObject()
        sheet.member("day", day)
        sheet.member("from", from)
        sheet.member("until", until)
        sheet.member("start", start)
        sheet.member("minutes", minutes)
        sheet.endObject()
    }
}

extension Shop.Opening {
    func write(on sheet: Sheet) {
        sheet.beginObject()
        sheet.member("stylist", stylist)
        sheet.member("from", from)
        sheet.member("until", until)
        sheet.endObject()
    }
}

extension FreeTime {
    func write(on sheet: Sheet) {
        sheet.beginObject()
        sheet.member("day", day)
        sheet.member("from", from)
        sheet.member("stylist", stylist)
        sheet.endObject()
    }
}

extension Reservation.Event {
    func write(on sheet: Sheet) {
        switch self {
        case .placed(let wish, let deposit, let token):
            sheet.beginCase("placed")
            sheet.member("wish", wish)
            sheet.member("deposit", deposit)
            sheet.member("token", token)
        case .confirmed(let wish):
            sheet.beginCase("confirmed")
            sheet.member("wish", wish)
        case .completed(let stylist):
            sheet.beginCase("completed")
            sheet.member("stylist", stylist)
        case .cancellationRequested(let wish):
            sheet.beginCase("cancellationRequested")
            sheet.member("wish", wish)
        case .released(let reason, let freeTimes, let owed):
            sheet.beginCase("released")
            sheet.member("reason", reason)
            sheet.member("freeTimes", freeTimes)
            sheet.member("owed", owed)
        case .cancelled(let wish, let reason):
            sheet.beginCase("cancelled")
            sheet.member("wish", wish)
            sheet.member("reason", reason)
        case .overpaid(let owed):
            sheet.beginCase("overpaid")
            sheet.member("owed", owed)
        }
        sheet.endCase()
    }
}

extension Appointment.Event {
    func write(on sheet: Sheet) {
        switch self {
        case .received(let wish, let openings):
            sheet.beginCase("received")
            sheet.member("wish", wish)
            sheet.member("openings", openings)
        case .sought(let shop, let slot, let openings):
            sheet.beginCase("sought")
            sheet.member("shop", shop)
            sheet.member("slot", slot)
            sheet.member("openings", openings)
        case .chosen(let shop, let slot, let stylist):
            sheet.beginCase("chosen")
            sheet.member("shop", shop)
            sheet.member("slot", slot)
            sheet.member("stylist", stylist)
        case .matched(let stylist):
            sheet.beginCase("matched")
            sheet.member("stylist", stylist)
        case .declined(let reason, let freeTimes):
            sheet.beginCase("declined")
            sheet.member("reason", reason)
            sheet.member("freeTimes", freeTimes)
        case .cancellationAsked:
            sheet.beginCase("cancellationAsked")
        case .cancelled(let shop, let slot):
            sheet.beginCase("cancelled")
            sheet.member("shop", shop)
            sheet.member("slot", slot)
        }
        sheet.endCase()
    }
}

extension Diary.Event {
    func write(on sheet: Sheet) {
        switch self {
        case .booked(let reservation, let slot, let stylist):
            sheet.beginCase("booked")
            sheet.member("reservation", reservation)
            sheet.member("slot", slot)
            sheet.member("stylist", stylist)
        case .turnedAway(let reservation, let slot):
            sheet.beginCase("turnedAway")
            sheet.member("reservation", reservation)
            sheet.member("slot", slot)
        case .freed(let reservation):
            sheet.beginCase("freed")
            sheet.member("reservation", reservation)
        }
        sheet.endCase()
    }
}

extension MyPage {
    func write(on sheet: Sheet) {
        sheet.beginObject()
        sheet.member("wish", wish)
        sheet.member("deposit", deposit)
        sheet.member("status", status)
        sheet.member("stylist", stylist)
        sheet.member("stylistIsGone", stylistIsGone)
        sheet.member("moneyIsBack", moneyIsBack)
        sheet.member("reason", reason)
        sheet.member("freeTimes", freeTimes)
        sheet.endObject()
    }
}
