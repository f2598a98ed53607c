import JSON
import Kit
import Wire

/// The description of everything that can be called, out of the tables that route it.
struct OpenAPI: Sendable {
    let bytes: [UInt8]

    /// What is said of one collection.
    struct Section: Sendable {
        let business: String
        let path: String
        let item: String
        let service: String
        let summary: String
        let shown: Document
        let columns: [(name: String, shape: Shape)]
        var creation: [AnyInput]?
        var change: [AnyInput]?
        var isCancellable = false
        var isAggregate = false
        var questions: [(name: String, summary: String, inputs: [AnyInput], shape: Shape)] = []

        init<Row: View>(_ resource: Resource<Row>, of business: String) {
            self.business = business
            path = resource.path
            item = resource.item
            service = resource.service
            summary = resource.summary
            columns = Rendering(resource: resource).columns.map { ($0.name, $0.shape) }
            var properties = resource.fields.map { field in
                Document.Member(
                    field.name,
                    Schema.shown(.optional(field.shape), field.summary)
                )
            }
            properties.append(.init("_links", ["type": "object"]))
            shown = ["type": "object", "properties": .object(properties)]
        }

        init<A: Aggregate>(
            _ resource: Resource<Register<A>>,
            of business: String,
            _ commands: Commands<A>,
            questions: [Question<A>]
        ) {
            self.init(resource, of: business)
            creation = commands.creation?.inputs
            change = commands.change?.inputs
            isCancellable = commands.cancellation != nil
            isAggregate = true
            self.questions = questions.map { ($0.name, $0.summary, $0.inputs, $0.answerShape) }
        }
    }

    /// - Parameter zones: The time zones that callers can name.
    init(sections: [Section], rootBusiness: String?, zones: [String]) {
        var paths: [Document.Member] = []
        var schemas: [Document.Member] = [.init("Problem", Self.problem)]
        if !zones.isEmpty {
            schemas.append(
                .init("TimeZone", ["type": "string", "enum": .list(zones.map(Document.text))])
            )
        }
        for section in sections {
            let prefix = section.business == rootBusiness ? "" : "/\(section.business)"
            let name = "\(section.business)-\(section.item)"
            schemas.append(.init(name, section.shown))
            paths += PathWriter(section: section, prefix: prefix, schema: name).paths
        }
        let document: Document = [
            "openapi": "3.1.0",
            "info": [
                "title": "Yeyak", "version": "1",
                "description": "Bookings that are never lost, doubled or oversold.",
            ],
            "servers": [["url": "/"]],
            "paths": .object(paths),
            "components": ["schemas": .object(schemas)],
        ]
        var json = JSONWriter(capacity: 32_768)
        json.document(document)
        bytes = json.bytes
    }

    private static let problem: Document = [
        "type": "object",
        "required": ["type", "title", "status", "error", "message", "path", "timestamp"],
        "properties": [
            "type": ["type": "string"], "title": ["type": "string"],
            "status": ["type": "integer"], "detail": ["type": "string"],
            "instance": ["type": "string"], "error": ["type": "string"],
            "message": ["type": "string"], "path": ["type": "string"],
            "timestamp": ["type": "string", "format": "date-time"],
            "errors": ["type": "array", "items": ["type": "object"]],
        ],
    ]
}
