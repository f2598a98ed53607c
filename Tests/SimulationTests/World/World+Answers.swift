import Kit
import KitTesting
import Runtime

extension World {
    /// Callers hear what they were answered, but for answers that are lost on their way.
    func hear() throws {
        guard let life else { return }
        var decided = 0
        for answer in life.mailbox.takeAll() {
            if try hear(answer) { decided += 1 }
        }
        if decided >= 8 { reached.sometimes(.greatGroup) }
    }

    /// Whether the call has led to something now.
    private func hear(_ answer: Mailbox.Answer) throws -> Bool {
        let index = answer.intent
        intents[index].underWay -= 1
        switch answer.result {
        case .success(let reply):
            trace.note(
                "answer \(index) \(reply.status) \(reply.location ?? "") "
                    + "\(reply.entityTag ?? "") \(fingerprint(reply.body))"
            )
            try check(reply, index, wasDecided: answer.wasDecided)
            if !answer.wasDecided { reached.sometimes(.duplicateSuppressed) }
            intents[index].mayHaveHappened = true
            intents[index].granted = reply
            guard !chance.happens(weather.lostAnswers) else { return answer.wasDecided }
            intents[index].heard = reply
            return answer.wasDecided
        case .failure(let error):
            try hear(error, index)
            return false
        }
    }

    private func check(_ reply: Reply, _ index: Int, wasDecided: Bool) throws {
        let intent = intents[index]
        if let granted = intent.granted, granted != reply || wasDecided {
            throw Violation(.nothingIsDoubled, "\(intent.key) has two answers")
        }
        guard let number = reply.location.flatMap({ Int64($0) }),
            let version = reply.entityTag.flatMap({ Int64($0) })
        else { return }
        let said = Acknowledged(
            kind: intent.ask.kind,
            number: number,
            version: version,
            body: reply.body
        )
        try auditor.check(said)
        told.append(said)
        if case .book(let booking) = intent.ask, version > 0,
            auditor.counts.number(of: booking.customer) != number
        {
            throw Violation(.nothingIsLost, "\(booking.customer.text) has no reservation")
        }
    }

    private func hear(_ error: any Error, _ index: Int) throws {
        let intent = intents[index]
        if let refused = error as? Refused {
            trace.note("refusal \(index) \(refused.word)")
            reached.sometimes(.refused)
            intents[index].wasRefused = true
            if intent.granted != nil {
                throw Violation(.nothingIsDoubled, "\(intent.key) was granted, then refused")
            }
            return try checkAbsence(index)
        }
        let failure = error as? Failure
        trace.note("failure \(index) \(word(failure))")
        switch failure {
        case .inFlight:
            reached.sometimes(.inFlight)
        case .overloaded: reached.sometimes(.overloaded)
        case .unreachable: reached.sometimes(.unreachable)
        case .storage(.unsynced): intents[index].mayHaveHappened = true
        case .unknownKind:
            // There is no such aggregate (yet).
            intents[index].wasRefused = true
        default: break
        }
        try checkAbsence(index)
    }

    /// What was denied has not happened.
    private func checkAbsence(_ index: Int) throws {
        let intent = intents[index]
        guard !intent.mayHaveHappened, intent.underWay == 0 else { return }
        let hasHappened =
            switch intent.ask {
            case .book(let booking): auditor.counts.number(of: booking.customer) != nil
            case .ring(let word): auditor.counts.hasRung(word)
            default: false
            }
        if hasHappened { throw Violation(.allOrNothing, "\(intent.ask.word) was denied") }
    }

    private func word(_ failure: Failure?) -> String {
        switch failure {
        case .unreachable(let service): "unreachable \(service)"
        case .storage(.full): "full"
        case .storage(.unsynced): "unsynced"
        case .storage: "storage"
        case .overloaded: "overloaded"
        case .stopped: "stopped"
        case .inFlight: "in flight"
        case .keyReused: "key reused"
        case .endless: "endless"
        case .unreadable: "unreadable"
        case .unknownKind: "unknown kind"
        case nil: "other"
        }
    }
}
