import JSON
import Wire

/// What can be called of one collection.
struct PathWriter {
    let section: OpenAPI.Section
    let prefix: String
    let schema: String

    var paths: [Document.Member] {
        let collection = "\(prefix)/\(section.path)"
        var paths: [Document.Member] = [
            .init(collection, .object(collectionMethods)),
            .init("\(collection)/{id}", .object([parameters([number])] + itemMethods)),
        ]
        for question in section.questions {
            let parameters = question.inputs.map { input in
                parameter(input.name, in: "query", input.isRequired, input.shape, input.summary)
            }
            paths.append(
                .init(
                    "\(collection)/{id}/\(question.name)",
                    .object([
                        self.parameters([number]),
                        operation(
                            "get",
                            "\(question.name)Of\(section.item)",
                            question.summary,
                            parameters: parameters,
                            responses: [
                                (200, described("The answer", inline: question.shape)),
                                problem(400), problem(404), problem(422), problem(503),
                            ]
                        ),
                    ])
                )
            )
        }
        return paths
    }

    private var collectionMethods: [Document.Member] {
        var methods = [
            operation(
                "get",
                "list_\(section.path)",
                section.summary,
                parameters: pageParameters,
                responses: [
                    (200, described("One page", list: true)), problem(400), problem(414),
                    problem(422), problem(503),
                ]
            )
        ]
        if let inputs = section.creation {
            methods.append(
                operation(
                    "post",
                    "create_\(section.item)",
                    "Asks for a new one",
                    parameters: [key],
                    body: inputs,
                    responses: [
                        (200, described("It is there already")), (201, described("It is there")),
                        problem(400), problem(409), problem(413), problem(415), problem(422),
                        problem(503),
                    ]
                )
            )
        }
        return methods
    }

    private var itemMethods: [Document.Member] {
        var methods = [
            operation(
                "get",
                "get_\(section.item)",
                "How one stands",
                parameters: [],
                responses: [
                    (200, described("It")), (304, ["description": "It is as it was"]),
                    problem(404), problem(503),
                ]
            )
        ]
        guard section.isAggregate else { return methods }
        if let inputs = section.change {
            for method in ["patch", "put"] {
                methods.append(
                    operation(
                        method,
                        "\(method)_\(section.item)",
                        "Changes one, by the business's rules",
                        parameters: [key, match],
                        body: inputs,
                        responses: [
                            (200, described("How it stands now")), problem(400), problem(404),
                            problem(409), problem(412), problem(413), problem(415), problem(422),
                            problem(503),
                        ]
                    )
                )
            }
        }
        methods.append(
            operation(
                "delete",
                "cancel_\(section.item)",
                "Cancels one that may be cancelled",
                parameters: [key, match],
                responses: [
                    (204, ["description": "It is cancelled, or will be"]), problem(400),
                    problem(404), problem(409), problem(412), problem(503),
                ]
            )
        )
        return methods
    }

    private var pageParameters: [Document] {
        [
            parameter("page", in: "query", false, .integer(0...1_000_000_000), "Counting from 0"),
            parameter(
                "size",
                in: "query",
                false,
                .integer(1...PageRequest.greatestSize),
                "Items a page"
            ),
            parameter(
                "sort",
                in: "query",
                false,
                .form([.order(by: ["id"] + section.columns.map(\.name))]),
                "`field,asc` or `field,desc`; sent again, it breaks ties"
            ),
        ]
            + section.columns.map { column in
                parameter(
                    column.name,
                    in: "query",
                    false,
                    column.shape.loosened,
                    "Only those with this value"
                )
            }
    }

    private var number: Document { parameter("id", in: "path", true, .number, "Its number") }

    private var key: Document {
        parameter(
            "Idempotency-Key",
            in: "header",
            false,
            .form([.key]),
            "The same key and body get the same answer"
        )
    }

    private var match: Document {
        parameter("If-Match", in: "header", false, .text, "The ETag that was seen")
    }

    private func parameters(_ list: [Document]) -> Document.Member {
        .init("parameters", .list(list))
    }

    private func parameter(
        _ name: String,
        in place: String,
        _ isRequired: Bool,
        _ shape: Shape,
        _ summary: String
    ) -> Document {
        [
            "name": .text(name), "in": .text(place), "required": .boolean(isRequired),
            "schema": Schema.shown(shape), "description": .text(summary),
        ]
    }

    private func operation(
        _ method: String,
        _ id: String,
        _ summary: String,
        parameters: [Document],
        body: [AnyInput]? = nil,
        responses: [(Int, Document)]
    ) -> Document.Member {
        var members: [Document.Member] = [
            .init("operationId", .text("\(section.business)_\(id)")),
            .init("summary", .text(summary)), .init("tags", [.text(section.service)]),
            self.parameters(parameters),
        ]
        if let body { members.append(.init("requestBody", requestBody(body))) }
        members.append(
            .init("responses", .object(responses.map { .init("\($0.0)", $0.1) }))
        )
        return .init(method, .object(members))
    }

    private func requestBody(_ inputs: [AnyInput]) -> Document {
        let properties = inputs.map { input in
            Document.Member(
                input.name,
                Schema.taken(
                    input.isRequired ? input.shape : .optional(input.shape),
                    input.summary
                )
            )
        }
        return [
            "required": true,
            "content": [
                "application/json": [
                    "schema": [
                        "type": "object", "properties": .object(properties),
                        "required": .list(
                            inputs.filter(\.isRequired).map { .text($0.name) }
                        ),
                    ]
                ]
            ],
        ]
    }

    private func described(_ text: String, list: Bool = false) -> Document {
        let reference: Document = ["$ref": .text("#/components/schemas/\(schema)")]
        let page: Document = [
            "type": "object",
            "properties": [
                "_embedded": [
                    "type": "object",
                    "properties": .object([
                        .init(section.path, ["type": "array", "items": reference])
                    ]),
                ],
                "_links": ["type": "object"], "page": ["type": "object"],
            ],
        ]
        return [
            "description": .text(text),
            "content": ["application/hal+json": ["schema": list ? page : reference]],
        ]
    }

    private func described(_ text: String, inline shape: Shape) -> Document {
        [
            "description": .text(text),
            "content": ["application/json": ["schema": Schema.shown(shape)]],
        ]
    }

    private func problem(_ status: Int) -> (Int, Document) {
        (
            status,
            [
                "description": .text(Problem.title(status)),
                "content": [
                    "application/problem+json": [
                        "schema": ["$ref": "#/components/schemas/Problem"]
                    ]
                ],
            ]
        )
    }
}

extension Shape {
    /// For filters: any value of that kind may be looked for.
    fileprivate var loosened: Shape {
        switch self {
        case .integer: .integer(Int64.min...Int64.max)
        case .boolean: .boolean
        case .optional(let shape): shape.loosened
        case .word, .text, .line, .form, .timeZone, .list, .object, .either: .form([.sought])
        }
    }
}

extension Shape.Form {
    /// Any text but for NUL, which no name of ours has.
    fileprivate static let sought = Shape.Form(
        "[^\\u0000]*",
        length: 0...PageRequest.greatestLength
    )

    /// See `Call.identity()`. Two quotation marks are no key, others around it do not belong to it.
    fileprivate static let key = Shape.Form(
        #"(?!""$)(?:[!-~](?:[ -~]{0,253}[!-~])?|"[ -~]{254,255}")"#,
        length: 1...257
    )

    /// See `PageRequest`: names of fields, and at the end which way.
    fileprivate static func order(by names: [String]) -> Shape.Form {
        let name = "(?:\(names.joined(separator: "|")))"
        let way = "[aA][sS][cC]|[dD][eE][sS][cC]"
        return Shape.Form(
            "\(name)(?:,\(name))*(?:,(?:\(way)))?",
            length: 1...PageRequest.greatestLength
        )
    }
}
