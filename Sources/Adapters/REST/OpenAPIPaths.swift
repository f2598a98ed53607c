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
                    (200, described("One page", list: true)), problem(400), problem(422),
                    problem(503),
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
            parameter("sort", in: "query", false, .text, "`field,asc` or `field,desc`"),
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
            .text,
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
            "schema": REST.schema(shape), "description": .text(summary),
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
                REST.described(
                    input.shape,
                    input.summary,
                    orNull: !input.isRequired,
                    isLenient: true
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
            "content": ["application/json": ["schema": REST.schema(shape)]],
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
    /// For filters: any value may be looked for.
    fileprivate var loosened: Shape {
        switch self {
        case .word, .text, .list, .object: .text
        case .integer, .boolean: self
        }
    }
}
