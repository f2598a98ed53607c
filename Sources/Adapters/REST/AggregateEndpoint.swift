import HTTP
import JSON
import Kit
import Runtime
import Wire

/// The aggregates of one kind, to be read and to be asked. Held by every call that is under way, so
/// it is no copy of all this.
final class AggregateEndpoint<A: Aggregate>: Endpoint {
    let business: String
    let reading: Reading<Register<A>>
    let commands: Commands<A>
    let questions: [Question<A>]
    let guarded: Guarded<A>
    let zones: any TimeZones
    private let painter: Painter
    private let methodsOfCollection: [String]
    private let methodsOfItem: [String]

    init(
        business: String,
        reading: Reading<Register<A>>,
        commands: Commands<A>,
        questions: [Question<A>],
        guarded: Guarded<A>,
        zones: any TimeZones
    ) {
        self.business = business
        self.reading = reading
        self.commands = commands
        self.questions = questions
        self.guarded = guarded
        self.zones = zones
        painter = reading.rendering.painter
        methodsOfCollection =
            ["GET", "HEAD"] + (commands.creation == nil ? [] : ["POST"]) + ["OPTIONS"]
        methodsOfItem =
            ["GET", "HEAD"] + (commands.change == nil ? [] : ["PUT", "PATCH"])
            + ["DELETE", "OPTIONS"]
    }

    var service: String { reading.rendering.resource.service }
    var path: String { reading.rendering.resource.path }
    var isRunning: Bool { guarded.isRunning }

    func methods(on target: Target) -> [String] {
        switch target {
        case .collection: methodsOfCollection
        case .item: methodsOfItem
        case .question: ["GET", "HEAD", "OPTIONS"]
        }
    }

    func needs(_ method: String, on target: Target) -> Need {
        switch (target, method) {
        case (.question, "GET"), (.question, "HEAD"): .ledger
        case (_, "GET"), (_, "HEAD"): .views
        case (.collection, "POST"): commands.creation == nil ? .nothing : .ledger
        case (.item, "PUT"), (.item, "PATCH"): commands.change == nil ? .nothing : .ledger
        case (.item, "DELETE"): .ledger
        default: .nothing
        }
    }

    func answer(_ call: Call, on target: Target) {
        do {
            switch (target, call.request.method) {
            case (.collection, "POST"): try create(call)
            case (.collection, "GET") where hasBodyToCreate(call): try create(call)
            case (.collection, _): reading.list(call)
            case (.item(let number), "PUT"), (.item(let number), "PATCH"):
                try change(number, call)
            case (.item(let number), "DELETE"): try cancel(number, call)
            case (.item(let number), _): reading.item(number, call)
            case (.question(let number, let name), _): try ask(number, name, call)
            }
        } catch {
            call.fail(error)
        }
    }

    /// Old clients declare a GET and send a body with it; what they mean is a POST.
    private func hasBodyToCreate(_ call: Call) -> Bool {
        !call.request.body.isEmpty && commands.creation?.isAlsoRead == true
    }

    private func place(_ desk: Desk) -> Place {
        Place(lookup: desk.lookup(besides: guarded), zones: zones, now: desk.now)
    }

    private func submit(_ call: Call, _ work: @escaping @Sendable (Desk) throws -> Reply) throws {
        reading.ledger.call(try call.identity(), fingerprint: call.fingerprint, work) { result in
            switch result {
            case .success(let reply): call.answer(reply)
            case .failure(let error): call.fail(error)
            }
        }
    }

    private func create(_ call: Call) throws {
        guard let creation = commands.creation else {
            throw Problem.notFound("there is nothing at this path")
        }
        let read = try creation.read(try call.body())
        try submit(call) { [self] desk in
            let asking = try read(place(desk))
            let addressee: Addressee<A> =
                if let identity = asking.identity { .identity(identity) } else { .new }
            let standing = try desk.ask(addressee, of: guarded, to: asking.command)
            let isNew = standing.events > 0 && standing.version == Int64(standing.events)
            return reply(standing, status: isNew ? 201 : 200, call, isNew: isNew)
        }
    }

    private func change(_ number: Int64, _ call: Call) throws {
        let body = try call.body()
        try submit(call) { [self] desk in
            let standing = try standing(number, desk)
            try call.checkMatch(standing.version)
            let shown = reading.rendering.document(standing.register, number)
            let commands = try commands(for: body, shown, standing.state, desk)
            var last = standing
            for command in commands {
                last = try desk.ask(.number(number), of: guarded, to: command)
            }
            return reply(last, status: 200, call, isNew: false)
        }
    }

    /// What differs from what the item shows is what is asked for. Members that nobody knows are
    /// passed over; those that nobody may change are refused.
    private func commands(
        for body: Body,
        _ shown: Document,
        _ state: A,
        _ desk: Desk
    ) throws -> [A.Command] {
        let known = Set(commands.change?.inputs.map(\.name) ?? [])
        let differing = body.document.members.filter { member in
            shown[member.name].map { !member.value.means($0) } ?? (member.value != .null)
        }
        let fixed = differing.first { member in
            !known.contains(member.name)
                && reading.rendering.resource.fields.contains { $0.name == member.name }
        }
        if let fixed {
            throw Problem(
                status: 409,
                word: "fixed-member",
                detail: "\(fixed.name) cannot be changed",
                members: [(fixed.name, "\(fixed.name) cannot be changed")]
            )
        }
        let changes = differing.filter { known.contains($0.name) }
        guard !changes.isEmpty, let change = commands.change else { return [] }
        return try change.commands(Body(.object(changes)), state, place(desk))
    }

    private func cancel(_ number: Int64, _ call: Call) throws {
        try submit(call) { [self] desk in
            let standing = try standing(number, desk)
            try call.checkMatch(standing.version)
            guard let command = commands.cancellation else {
                throw Problem(
                    status: 409,
                    word: "not-cancellable",
                    detail: "a \(reading.rendering.resource.item) cannot be deleted"
                )
            }
            _ = try desk.ask(.number(number), of: guarded, to: command)
            return Reply(status: 204)
        }
    }

    private func ask(_ number: Int64, _ name: String, _ call: Call) throws {
        guard let question = questions.first(where: { $0.name == name }) else {
            throw Problem.notFound("there is nothing at this path")
        }
        let items = try queryItems(of: call.request)
        let body = Body(.object(items.map { Document.Member($0.name, .text($0.value)) }))
        reading.ledger.call { [self] desk in
            let standing = try standing(number, desk)
            let answer = try question.answer(
                standing.state,
                standing.identity,
                body,
                place(desk)
            )
            var json = JSONWriter(capacity: 1_024)
            json.document(answer)
            return Reply(status: 200, contentType: "application/json", body: json.bytes)
        } answer: { result in
            switch result {
            case .success(let reply): call.answer(reply)
            case .failure(let error): call.fail(error)
            }
        }
    }

    private func standing(_ number: Int64, _ desk: Desk) throws -> Standing<A> {
        guard let standing = try desk.standing(of: .number(number), of: guarded) else {
            throw Problem.notFound(
                "there is no \(reading.rendering.resource.item) \(number)"
            )
        }
        return standing
    }

    private func reply(
        _ standing: Standing<A>,
        status: Int,
        _ call: Call,
        isNew: Bool
    ) -> Reply {
        let links = reading.links(call)
        let collection = links.collection
        let room = links.room(collection)
        var body = standing.withRegister { painter.members($0, standing.number, room: room) }
        links.close(collection, standing.number, &body)
        return Reply(
            status: status,
            location: isNew ? Links.item(standing.number, in: collection) : nil,
            entityTag: entityTag(standing.version),
            contentType: "application/hal+json",
            body: body
        )
    }
}
